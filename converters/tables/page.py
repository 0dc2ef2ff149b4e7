"""How orm_attrs.page looks on the wire."""

from converters.wire.vocabulary import Tables, dto
from orm_attrs import page as models

TABLES: Tables = {models.Page: dto()}
