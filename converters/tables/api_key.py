"""How orm_attrs.api_key looks on the wire."""

import orm_attrs.api_key as models
from converters.wire.vocabulary import Tables, db_record

TABLES: Tables = {models.ApiKeyMeta: db_record()}
