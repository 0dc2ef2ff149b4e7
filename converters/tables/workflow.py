"""How orm_attrs.workflow looks on the wire."""

from converters.wire.vocabulary import Choice, Tables, Unions, dto, record, table
from orm_attrs import workflow as models

TABLES: Tables = {
    models.LabelWorkflowGraphNodePayload: record(),
    models.LabelWorkflowGraphNode: table(),
    models.BaseWorkflowNode: dto(),
    models.WorkflowNode: dto(),
    models.AgentNodePathway: dto(),
    models.WorkflowAgentNode: dto(),
    models.WorkflowDTO: dto(),
}

UNIONS: Unions = {
    models.WorkflowStage: Choice(
        ("stageType", "stage_type"),
        {models.WorkflowStageType.AGENT.value: models.WorkflowAgentNode},
        otherwise=models.WorkflowNode,
    ),
}
