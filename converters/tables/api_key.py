"""How orm_attrs.api_key looks on the wire."""

from converters.wire.vocabulary import Tables, db_record
from orm_attrs import api_key as models

TABLES: Tables = {models.ApiKeyMeta: db_record()}
