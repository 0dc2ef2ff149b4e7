"""How orm_attrs.label_log looks on the wire."""

from converters.wire.codecs import SQL_DATETIME
from converters.wire.vocabulary import Tables, dto, table, wire
from orm_attrs import label_log as models

TABLES: Tables = {
    models.LabelLog: table(created_at=wire(codec=SQL_DATETIME)),
    # The one object of its kind that the client sends with its Python names.
    models.LabelLogParams: dto(writes_camel_case=False),
}
