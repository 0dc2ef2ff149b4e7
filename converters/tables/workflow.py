"""How orm_attrs.workflow looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, db_record, query_object, v2_object
from orm_attrs import workflow as models

TABLES: Tables = {
    models.LabelWorkflowGraphNodePayload: db_record(),
    models.LabelWorkflowGraphNode: query_object(),
    models.BaseWorkflowNode: v2_object(),
    models.WorkflowNode: v2_object(),
    models.AgentNodePathway: v2_object(),
    models.WorkflowAgentNode: v2_object(),
    models.WorkflowDTO: v2_object(),
}

UNIONS: Unions = {
    models.WorkflowStage: Tag(
        ("stageType", "stage_type"),
        {models.WorkflowStageType.AGENT.value: models.WorkflowAgentNode},
        unknown=models.WorkflowNode,
    ),
}
