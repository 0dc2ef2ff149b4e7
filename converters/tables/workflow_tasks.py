"""How orm_attrs.workflow_tasks looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object, wire
from orm_attrs import workflow_tasks as models

TABLES: Tables = {
    models.TasksQueryParams: v2_object(request=True),
    models.WorkflowMoveTasksRequest: v2_object(request=True),
    models.AnnotationTasksQueryParams: v2_object(request=True),
    models.AnnotationActionSubmit: v2_object(request=True),
    models.AnnotationActionAssign: v2_object(request=True),
    models.AnnotationActionRelease: v2_object(request=True),
    models.AnnotationTask: v2_object(),
    models.LabelReviewActionApprove: v2_object(request=True),
    models.LabelReviewActionReject: v2_object(request=True),
    models.LabelReviewActionReopen: v2_object(request=True),
    models.LabelReview: v2_object(uuid=wire("reviewUuid"), other_keys={"uuid": "uuid"}),
    models.ReviewTasksQueryParams: v2_object(request=True),
    models.ReviewActionApprove: v2_object(request=True),
    models.ReviewActionReject: v2_object(request=True),
    models.ReviewActionAssign: v2_object(request=True),
    models.ReviewActionRelease: v2_object(request=True),
    models.ReviewTask: v2_object(),
    models.ConsensusReviewTasksQueryParams: v2_object(request=True),
    models.ConsensusReviewActionApprove: v2_object(request=True),
    models.ConsensusReviewActionReject: v2_object(request=True),
    models.ConsensusReviewActionAssign: v2_object(request=True),
    models.ConsensusReviewActionRelease: v2_object(request=True),
    models.ConsensusReviewOption: v2_object(),
    models.ConsensusReviewTask: v2_object(),
    models.AgentActionPathway: v2_object(request=True),
    models.AgentTask: v2_object(),
    models.AgentTasksQueryParams: v2_object(request=True),
    models.ConsensusAnnotationTasksQueryParams: v2_object(request=True),
    models.ConsensusAnnotationTask: v2_object(),
    models.FinalTasksQueryParams: v2_object(request=True),
    models.FinalStageTask: v2_object(),
}
