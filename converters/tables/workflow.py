"""How orm_attrs.workflow looks on the wire."""

from converters.wire.vocabulary import Tables, record, table
from orm_attrs import workflow as models

TABLES: Tables = {
    models.LabelWorkflowGraphNodePayload: record(),
    models.LabelWorkflowGraphNode: table(),
}
