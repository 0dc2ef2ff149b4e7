"""How orm_attrs.api_key looks on the wire."""

from converters.wire.vocabulary import Tables, record
from orm_attrs import api_key as models

TABLES: Tables = {models.ApiKeyMeta: record()}
