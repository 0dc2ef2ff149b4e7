"""How orm_attrs.cloud_integration looks on the wire."""

from converters.wire.vocabulary import Tables, table
from orm_attrs import cloud_integration as models

TABLES: Tables = {models.CloudIntegration: table()}
