"""How orm_attrs.page looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import page as models

TABLES: Tables = {models.Page: v2_object()}
