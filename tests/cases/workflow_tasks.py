"""How the tasks of workflows look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    UID,
    UID_VALUE,
    camel,
    defaulted,
    defaulted_camel,
    key,
    literal,
    optional,
    optional_camel,
    v2_object,
)

WORKFLOW_TASK_KEYS: Final = (
    key("uuid", UID, UID_VALUE),
    camel("created_at", ISO, ISO_VALUE),
    camel("updated_at", ISO, ISO_VALUE),
    camel("data_hash", UID, UID_VALUE),
    camel("data_title", "drive.mp4"),
)
CONSENSUS_REVIEW_OPTION: Final = v2_object(
    orm.ConsensusReviewOption,
    key("annotator", "ann@example.com"),
    camel("label_branch_name", "main"),
    optional_camel("label_hash", UID, UID_VALUE),
)
ANNOTATION_TASK: Final = v2_object(
    orm.AnnotationTask,
    *WORKFLOW_TASK_KEYS,
    defaulted(
        "status",
        "NEW",
        orm.WorkflowAnnotationTaskStatus.NEW,
        default=orm.WorkflowAnnotationTaskStatus.UNKNOWN,
    ),
    camel("label_branch_name", "main"),
    optional("assignee", "ann@example.com"),
)
TASKS_ON_DATA_KEYS: Final = (
    optional_camel("page_token", "p2"),
    optional_camel("data_hashes", [UID], [UID_VALUE]),
    optional_camel("dataset_hashes", [UID], [UID_VALUE]),
    optional_camel("data_title_contains", "drive"),
)
TASKS_OF_USERS_KEYS: Final = (
    *TASKS_ON_DATA_KEYS,
    optional_camel("user_emails", ["ann@example.com"]),
)
WORKFLOW_TASKS: Final = (
    CONSENSUS_REVIEW_OPTION,
    ANNOTATION_TASK,
    v2_object(
        orm.TasksQueryParams,
        optional_camel("page_token", "p2"),
    ),
    v2_object(
        orm.WorkflowMoveTasksRequest,
        camel("task_uuids", [UID], [UID_VALUE]),
        camel("destination_stage_uuid", UID, UID_VALUE),
    ),
    v2_object(
        orm.AnnotationTasksQueryParams,
        *TASKS_OF_USERS_KEYS,
        optional("statuses", ["NEW"], [orm.WorkflowAnnotationTaskStatus.NEW]),
    ),
    v2_object(
        orm.AnnotationActionSubmit,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "SUBMIT", required=False),
        defaulted_camel("resolve_label_reviews", False, default=True),
        optional("assignee", "ann@example.com"),
        defaulted_camel("retain_assignee", True, default=False),
    ),
    v2_object(
        orm.AnnotationActionAssign,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "ASSIGN", required=False),
        key("assignee", "ann@example.com"),
    ),
    v2_object(
        orm.AnnotationActionRelease,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "RELEASE", required=False),
    ),
    v2_object(
        orm.LabelReviewActionApprove,
        camel("review_uuid", UID, UID_VALUE),
        literal("action", "APPROVE", required=False),
    ),
    v2_object(
        orm.LabelReviewActionReject,
        camel("review_uuid", UID, UID_VALUE),
        literal("action", "REJECT", required=False),
        optional("comment", "Blurred"),
        optional_camel("comment_tags", ["urgent"]),
    ),
    v2_object(
        orm.LabelReviewActionReopen,
        camel("review_uuid", UID, UID_VALUE),
        literal("action", "REOPEN", required=False),
    ),
    v2_object(
        orm.LabelReview,
        key("reviewUuid", UID, UID_VALUE, name="uuid"),
        key("status", "NEW", orm.LabelReviewStatus.NEW),
        camel("label_type", "object"),
        camel("label_id", "l1m2"),
    ),
    v2_object(
        orm.ReviewTasksQueryParams,
        *TASKS_OF_USERS_KEYS,
        optional("statuses", ["NEW"], [orm.ReviewTaskStatus.NEW]),
    ),
    v2_object(
        orm.ReviewActionApprove,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "APPROVE", required=False),
        defaulted_camel("approve_label_reviews", False, default=True),
        optional("assignee", "ann@example.com"),
        defaulted_camel("retain_assignee", True, default=False),
    ),
    v2_object(
        orm.ReviewActionReject,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "REJECT", required=False),
        defaulted_camel("reject_label_reviews", False, default=True),
        optional("assignee", "ann@example.com"),
        defaulted_camel("retain_assignee", True, default=False),
    ),
    v2_object(
        orm.ReviewActionAssign,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "ASSIGN", required=False),
        key("assignee", "ann@example.com"),
    ),
    v2_object(
        orm.ReviewActionRelease,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "RELEASE", required=False),
    ),
    v2_object(
        orm.ReviewTask,
        *WORKFLOW_TASK_KEYS,
        defaulted("status", "NEW", orm.ReviewTaskStatus.NEW, default=orm.ReviewTaskStatus.UNKNOWN),
        optional("assignee", "ann@example.com"),
    ),
    v2_object(
        orm.ConsensusReviewTasksQueryParams,
        *TASKS_OF_USERS_KEYS,
        optional("statuses", ["NEW"], [orm.ConsensusReviewTaskStatus.NEW]),
    ),
    v2_object(
        orm.ConsensusReviewActionApprove,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "APPROVE", required=False),
        optional("assignee", "ann@example.com"),
        defaulted_camel("retain_assignee", True, default=False),
    ),
    v2_object(
        orm.ConsensusReviewActionReject,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "REJECT", required=False),
        optional("assignee", "ann@example.com"),
        defaulted_camel("retain_assignee", True, default=False),
    ),
    v2_object(
        orm.ConsensusReviewActionAssign,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "ASSIGN", required=False),
        key("assignee", "ann@example.com"),
    ),
    v2_object(
        orm.ConsensusReviewActionRelease,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "RELEASE", required=False),
    ),
    v2_object(
        orm.ConsensusReviewTask,
        *WORKFLOW_TASK_KEYS,
        defaulted(
            "status",
            "NEW",
            orm.ConsensusReviewTaskStatus.NEW,
            default=orm.ConsensusReviewTaskStatus.UNKNOWN,
        ),
        optional("assignee", "ann@example.com"),
        key("options", [CONSENSUS_REVIEW_OPTION.payload], [CONSENSUS_REVIEW_OPTION.object]),
    ),
    v2_object(
        orm.AgentActionPathway,
        camel("task_uuid", UID, UID_VALUE),
        literal("action", "PATHWAY_ACTION", required=False),
        optional_camel("pathway_uuid", UID, UID_VALUE),
        optional_camel("pathway_name", "Sure"),
    ),
    v2_object(
        orm.AgentTask,
        *WORKFLOW_TASK_KEYS,
        key("status", "NEW", orm.AgentTaskStatus.NEW),
        camel("label_branch_name", "main"),
        optional("assignee", "ann@example.com"),
        optional_camel("last_actioned_by", "ann@example.com"),
    ),
    v2_object(
        orm.AgentTasksQueryParams,
        *TASKS_OF_USERS_KEYS,
        optional("statuses", ["NEW"], [orm.AgentTaskStatus.NEW]),
    ),
    v2_object(
        orm.ConsensusAnnotationTasksQueryParams,
        *TASKS_OF_USERS_KEYS,
    ),
    v2_object(
        orm.ConsensusAnnotationTask,
        *WORKFLOW_TASK_KEYS,
        defaulted("subtasks", [ANNOTATION_TASK.payload], [ANNOTATION_TASK.object], default=[]),
    ),
    v2_object(
        orm.FinalTasksQueryParams,
        *TASKS_ON_DATA_KEYS,
    ),
    v2_object(
        orm.FinalStageTask,
        *WORKFLOW_TASK_KEYS,
    ),
)
