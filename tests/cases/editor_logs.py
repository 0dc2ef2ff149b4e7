"""How the log of the label editor looks on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    UID,
    UID_VALUE,
    camel,
    key,
    literal,
    optional,
    optional_camel,
    rest,
    v2_object,
)

EDITOR_LOG_ENTRY_KEYS: Final = (
    key("id", UID, UID_VALUE),
    key("action", "submit"),
    camel("data_unit_id", UID, UID_VALUE),
    camel("workflow_stage_id", UID, UID_VALUE),
    camel("branch_name", "main"),
    camel("workflow_task_id", UID, UID_VALUE),
    key("timestamp", ISO, ISO_VALUE),
    camel("session_id", UID, UID_VALUE),
    camel("actor_user_id", "u1v2"),
    camel("actor_organisation_id", 7),
    camel("actor_user_email", "ann@example.com"),
    camel("project_id", UID, UID_VALUE),
    camel("project_organisation_id", 7),
    camel("project_user_role", "ANNOTATOR"),
    camel("project_organisation_user_role", "MEMBER"),
    camel("data_unit_title", "drive.mp4"),
    camel("data_unit_data_type", "VIDEO"),
    camel("data_unit_dataset_id", UID, UID_VALUE),
    camel("data_unit_dataset_title", "Night drives"),
    camel("ontology_id", UID, UID_VALUE),
    camel("label_id", "l1m2"),
    camel("workflow_stage_type", "ANNOTATION", orm.ActionableWorkflowNodeType.ANNOTATION),
    camel("workflow_stage_title", "Annotate 1"),
)
EDITOR_LOG_LABEL_KEYS: Final = (
    *EDITOR_LOG_ENTRY_KEYS,
    camel("label_name", "Car"),
    camel("feature_id", "f3a4"),
    camel("label_ranges", [[7, 7]], [(7, 7)]),
)
EDITOR_LOGS: Final = (
    v2_object(
        orm.EditorLogGeneralAction,
        *EDITOR_LOG_ENTRY_KEYS,
        literal(
            "action_category",
            "editor",
            orm.EditorLogsActionCategory.EDITOR,
            others=", task, agent",
            required=True,
        ),
    ),
    v2_object(
        orm.EditorLogClassification,
        *EDITOR_LOG_LABEL_KEYS,
        camel("classification_hash", "c1d2"),
        literal(
            "action_category",
            "classification",
            orm.EditorLogsActionCategory.CLASSIFICATION,
            required=True,
        ),
    ),
    v2_object(
        orm.EditorLogObject,
        *EDITOR_LOG_LABEL_KEYS,
        camel("object_shape", "polygon"),
        optional_camel("object_current_frame", 7),
        camel("object_hash", "o1p2"),
        optional_camel("object_id", 7),
        literal("action_category", "object", orm.EditorLogsActionCategory.OBJECT, required=True),
    ),
    v2_object(
        orm.OtherEditorLog,
        camel("action_category", "c1a2"),
        rest("content", {"hologram": 1}),
    ),
    v2_object(
        orm.EditorLogParams,
        camel("start_time", ISO, ISO_VALUE),
        camel("end_time", ISO, ISO_VALUE),
        optional("action", "submit"),
        optional_camel("actor_user_email", "ann@example.com"),
        optional_camel("workflow_stage_id", UID, UID_VALUE),
        optional_camel("data_unit_id", UID, UID_VALUE),
        optional_camel("page_token", "p2"),
    ),
)
