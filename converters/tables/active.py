"""How orm_attrs.active looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import active as models

TABLES: Tables = {models.ActiveProjectImportPayload: v2_object(request=True)}
