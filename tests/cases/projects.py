"""How projects and workflows look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    ANYTHING,
    ISO,
    ISO_VALUE,
    SQL,
    SQL_VALUE,
    UID,
    UID_VALUE,
    ZONED,
    ZONED_VALUE,
    camel,
    db_record,
    defaulted,
    defaulted_camel,
    key,
    optional,
    optional_camel,
    query_object,
    v2_object,
)

APPROVED: Final = ["APPROVED"], [orm.ReviewApprovalState.APPROVED]
COPY_LABELS: Final = query_object(
    orm.CopyProjectLabelsOptions,
    defaulted("datasets_to_data_hashes_map", {"d5e6f7a8": ["87fbb2d6"]}, default={}),
    optional("accepted_label_hashes", ["o1"]),
    optional("accepted_label_statuses", *APPROVED),
    optional("create_new_dataset", True),
)
COPY_METADATA: Final = query_object(
    orm.ProjectCopyMetadata,
    optional("project_title", "Cars, again"),
    optional("project_description", "A copy"),
    optional("dataset_title", "Night drives, again"),
    optional("dataset_description", "A clone"),
)
PATHWAY: Final = v2_object(
    orm.AgentNodePathway,
    key("uuid", UID, UID_VALUE),
    key("title", "Sure"),
    camel("destination_uuid", UID, UID_VALUE),
)
STAGE: Final = v2_object(
    orm.BaseWorkflowNode,
    camel("stage_type", "ANNOTATION", orm.WorkflowStageType.ANNOTATION),
    key("uuid", UID, UID_VALUE),
    key("title", "Annotate 1"),
)
REVIEW_STAGE: Final = v2_object(
    orm.WorkflowNode,
    camel("stage_type", "REVIEW", orm.WorkflowStageType.REVIEW),
    key("uuid", UID, UID_VALUE),
    key("title", "Review 1"),
)
AGENT_STAGE: Final = v2_object(
    orm.WorkflowAgentNode,
    camel("stage_type", "AGENT", orm.WorkflowStageType.AGENT),
    key("uuid", UID, UID_VALUE),
    key("title", "Sort"),
    key("pathways", [PATHWAY.payload], [PATHWAY.object]),
)
WORKFLOW: Final = v2_object(
    orm.WorkflowDTO,
    key(
        "stages",
        [REVIEW_STAGE.payload, AGENT_STAGE.payload],
        [REVIEW_STAGE.object, AGENT_STAGE.object],
    ),
)
TAG: Final = v2_object(orm.OrganisationTag, key("uuid", UID, UID_VALUE), key("name", "urgent"))
CVAT_ITEM: Final = v2_object(
    orm.CvatImportDataItem,
    camel("data_path", "images/left.png"),
    camel("data_link", "cord-images/left.png"),
    key("title", "left.png"),
)
ANSWER: Final = v2_object(
    orm.ClassificationAnswerObject,
    key("name", "Weather"),
    key("value", "weather"),
    key("answers", [{"name": "Rain"}], expected=ANYTHING),
    camel("feature_hash", "f3a4"),
    camel("manual_annotation", True),
)
CLASSIFICATION: Final = v2_object(
    orm.ClassificationAnswerEntry,
    camel("classification_hash", "c1d2"),
    optional_camel("feature_hash", "f3a4"),
    key("classifications", [ANSWER.payload], [ANSWER.object]),
    optional("range", [[0, 12]], [(0, 12)]),
    optional_camel("created_at", "Thu, 09 Feb 2023 14:12:03 UTC"),
    optional_camel("created_by", "ann@example.com"),
    optional_camel("last_edited_at", "Thu, 09 Feb 2023 14:12:03 UTC"),
    optional_camel("last_edited_by", "ben@example.com"),
    optional_camel("manual_annotation", True),
)
CLASSIFICATIONS: Final = v2_object(
    orm.LabelClassificationsEntry,
    camel("label_uuid", UID, UID_VALUE),
    camel("data_uuid", UID, UID_VALUE),
    optional_camel("data_title", "drive.mp4"),
    defaulted_camel("branch_name", "draft", default="main"),
    defaulted_camel(
        "classification_answers",
        {"c1d2": CLASSIFICATION.payload},
        {"c1d2": CLASSIFICATION.object},
        default={},
    ),
    optional_camel("export_uuid", UID, UID_VALUE),
    optional_camel("exported_at", ISO, ISO_VALUE),
)
PROJECTS: Final = (
    COPY_LABELS,
    COPY_METADATA,
    db_record(
        orm.Project,
        optional("project_hash", "p1q2"),
        optional("title", "Cars"),
        optional("description", "All cars"),
        optional("created_at", SQL, SQL_VALUE),
        optional("last_edited_at", SQL, SQL_VALUE),
        optional("editor_ontology", {"objects": []}, expected="an object or str"),
        optional("datasets", [{"dataset_hash": "d5e6f7a8"}], expected="a list or str"),
        optional("label_rows", [{"label_hash": None}], expected="a list or str"),
        optional("ontology_hash", "n7o8"),
        optional("source_projects", ["p0"]),
        optional("workflow_manager_uuid", UID),
    ),
    query_object(
        orm.CopyDatasetOptions,
        defaulted(
            "action",
            "CLONE",
            orm.CopyDatasetAction.CLONE,
            default=orm.CopyDatasetAction.ATTACH,
        ),
        optional("dataset_title", "Night drives, again"),
        optional("dataset_description", "A clone"),
        defaulted("datasets_to_data_hashes_map", {"d5e6f7a8": ["87fbb2d6"]}, default={}),
    ),
    query_object(
        orm.CopyLabelsOptions,
        optional("accepted_label_hashes", ["o1"]),
        optional("accepted_label_statuses", *APPROVED),
    ),
    query_object(
        orm.CopyProjectPayload,
        defaulted("copy_project_options", ["models"], [orm.ProjectCopyOptions.MODELS], default=[]),
        optional("copy_labels_options", COPY_LABELS.payload, COPY_LABELS.object),
        optional("project_copy_metadata", COPY_METADATA.payload, COPY_METADATA.object),
    ),
    query_object(orm.ManualReviewWorkflowSettings),
    query_object(orm.BenchmarkQaWorkflowSettings, defaulted("source_projects", ["p0"], default=[])),
    query_object(orm.ProjectCopy),
    query_object(orm.ProjectUsers),
    v2_object(
        orm.ProjectDataset,
        camel("dataset_hash", UID, UID_VALUE),
        key("title", "Night drives"),
        key("description", "Rain and fog"),
    ),
    db_record(
        orm.ProjectImporter,
        optional("project_hash", "p1q2"),
        optional("errors", [{"issue_type": "NO_MATCH"}]),
    ),
    db_record(
        orm.ProjectImporterCvatInfo,
        optional("export_type", "task", orm.CvatExportType.TASK),
    ),
    v2_object(orm.TaskPriorityParams, key("priorities", [["87fbb2d6", 0.5]], [("87fbb2d6", 0.5)])),
    query_object(
        orm.ProjectAPIKey,
        key("api_key", "not-a-secret"),
        key("title", "Reader"),
        key("scopes", ["label.read"], [orm.APIKeyScopes.LABEL_READ]),
    ),
    query_object(
        orm.ProjectUser,
        key("user_email", "ann@example.com"),
        key("user_role", 3, orm.ProjectUserRole.ANNOTATOR_REVIEWER),
        key("project_hash", "p1q2"),
    ),
    query_object(
        orm.ProjectWithUserRole,
        key("user_role", 0),
        key("project", {"project_hash": "p1q2", "title": "Cars"}),
    ),
    query_object(orm.LabelWorkflowGraphNode),
    db_record(orm.LabelWorkflowGraphNodePayload, optional("action", "reopen")),
    PATHWAY,
    STAGE,
    REVIEW_STAGE,
    AGENT_STAGE,
    WORKFLOW,
    TAG,
    v2_object(
        orm.CreateOrganisationTagPayload, key("name", "urgent"), optional("description", "Soon")
    ),
    v2_object(orm.AddProjectIssueTagsPayload, camel("issue_tag_names", ["blurred"])),
    v2_object(
        orm.ProjectDTO,
        camel("project_hash", UID, UID_VALUE),
        camel("project_type", "workflow", orm.ProjectType.WORKFLOW),
        key("status", "inReview", orm.ProjectStatus.IN_REVIEW),
        key("title", "Cars"),
        key("description", "All cars"),
        camel("created_at", ISO, ISO_VALUE),
        camel("creator_email", "ann@example.com"),
        camel("last_edited_at", ZONED, ZONED_VALUE),
        camel("ontology_hash", "n7o8"),
        camel("editor_ontology", {"objects": []}),
        optional_camel("user_role", 5, orm.ProjectUserRole.VIEWER),
        optional_camel("source_projects", ["p0"]),
        optional_camel("workflow_manager_uuid", UID, UID_VALUE),
        optional("workflow", WORKFLOW.payload, WORKFLOW.object),
    ),
    CVAT_ITEM,
    v2_object(
        orm.CvatImportStartPayload,
        camel("annotations_base64", "aGk="),
        camel("dataset_uuid", UID, UID_VALUE),
        camel("review_mode", "labelled", orm.CvatReviewMode.LABELLED),
        key("data", [CVAT_ITEM.payload], [CVAT_ITEM.object]),
        camel("transform_bounding_boxes_to_polygons", True),
    ),
    v2_object(orm.CvatImportGetResultParams, camel("timeout_seconds", 60)),
    v2_object(
        orm.CvatImportGetResultResponse,
        key("status", "DONE", orm.CvatImportGetResultLongPollingStatus.DONE),
        optional_camel("project_uuid", UID, UID_VALUE),
        optional("issues", {"errors": [], "warnings": [], "infos": []}),
    ),
    v2_object(
        orm.ProjectFilterParams,
        optional_camel("title_eq", "Cars"),
        optional_camel("title_like", "Car%"),
        optional_camel("desc_eq", "All cars"),
        optional_camel("desc_like", "%cars"),
        optional_camel("created_before", ISO, ISO_VALUE),
        optional_camel("created_after", ZONED, ZONED_VALUE),
        optional_camel("edited_before", ISO, ISO_VALUE),
        optional_camel("edited_after", ZONED, ZONED_VALUE),
        defaulted_camel("include_org_access", True, default=False),
        optional_camel("tags_anyof", ["urgent"]),
        optional_camel("page_token", "t0"),
    ),
    v2_object(
        orm.SetProjectStatusPayload,
        key("status", "paused", orm.ProjectStatus.PAUSED),
    ),
    v2_object(orm.GetProjectUsersPayload, optional_camel("page_token", "t0")),
    v2_object(orm.RemoveProjectUsersPayload, camel("user_emails", ["ann@example.com"])),
    v2_object(
        orm.ProjectUserResponse,
        camel("user_email", "ann@example.com"),
        camel("user_role", 5, orm.ProjectUserRole.VIEWER),
    ),
    v2_object(orm.ProjectBranchResult, key("name", "main")),
    v2_object(orm.ListBranchesParams, optional("limit", 20), optional_camel("page_token", "t0")),
    v2_object(
        orm.BulkClassificationsPayload,
        camel("label_uuids", [UID]),
        defaulted_camel("branch_name", "draft", default="main"),
    ),
    ANSWER,
    CLASSIFICATION,
    CLASSIFICATIONS,
    v2_object(
        orm.BulkClassificationsResponse,
        key("labels", [CLASSIFICATIONS.payload], [CLASSIFICATIONS.object]),
    ),
    v2_object(
        orm.CopyBranchRequest,
        camel("source_branch_name", "draft"),
        camel("target_branch_name", "main"),
        defaulted("overwrite", True, default=False),
        optional_camel("data_uuids", [UID]),
        optional_camel("label_uuids", [UID]),
    ),
    v2_object(orm.CopyBranchResult, camel("copied_count", 7)),
)
