"""How orm_attrs.label_row looks on the wire."""

from converters.wire.vocabulary import Tables, record, table
from orm_attrs import label_row as models

TABLES: Tables = {
    models.LabelRow: record(),
    models.LabelRowMetadata: table(),
    models.WorkflowGraphNode: table(),
    models.Review: table(),
}
