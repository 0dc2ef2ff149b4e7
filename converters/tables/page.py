"""How orm_attrs.page looks on the wire."""

import orm_attrs.page as models
from converters.wire.vocabulary import Tables, v2_object

TABLES: Tables = {models.Page: v2_object()}
