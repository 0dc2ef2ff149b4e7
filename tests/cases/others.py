"""How all other classes look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.projects import STAGE
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    LINK,
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

TIMER: Final = v2_object(
    orm.CollaboratorTimer,
    key("userEmail", "ann@example.com", name="user_email"),
    key("userRole", 1, orm.ProjectUserRole.ANNOTATOR, "user_role"),
    optional("dataTitle", "drive.mp4", alias="data_title"),
    key("timeSeconds", 12.5, name="time_seconds"),
)
INTEGRATION: Final = v2_object(
    orm.CloudIntegrationV2,
    camel("integration_uuid", UID, UID_VALUE),
    key("title", "Our bucket"),
)
CHILD: Final = db_record(
    orm.ChildInfo,
    optional("layout_key", "left"),
    optional("file_name", "left.png"),
    optional("data_link", LINK),
)
ROOT: Final = db_record(orm.RootInfo, optional("file_name", "left.png"))
IN_SCENE: Final = db_record(
    orm.FileInSceneInfo,
    key("stream_id", "lidar"),
    key("event_index", 7),
    optional("start_frame", 3),
    key("uri", "cord-scenes/7.pcd"),
)
OTHERS: Final = (
    CHILD,
    ROOT,
    IN_SCENE,
    db_record(
        orm.ImageSequenceFrameInfo,
        key("data_uuid", UID),
        key("data_type", "image/png"),
        key("data_sequence", 0),
        key("data_link", LINK),
        key("data_title", "left.png"),
    ),
    db_record(
        orm.DicomFrameInfo,
        key("width", 512),
        key("height", 512),
        key("instance_uid", "1.2.840.1"),
        key("file_name", "1.dcm"),
    ),
    db_record(
        orm.SpaceInfo,
        key("space_type", "video", orm.SpaceType.VIDEO),
        optional("labels", {"0": {"objects": []}}),
        optional("child_info", CHILD.payload, CHILD.object),
        optional("root_info", ROOT.payload, ROOT.object),
        optional("scene_info", IN_SCENE.payload, IN_SCENE.object),
        optional("number_of_frames", 600),
        optional("number_of_pages", 4),
        optional("width", 1280),
        optional("height", 720),
        optional("data_duration", 24.5),
        optional("data_fps", 23.976),
        optional("duration_ms", 24500),
        optional("frames", [{"width": 512}]),
    ),
    v2_object(
        orm.TimeSpentParams,
        camel("project_uuid", UID),
        key("after", ISO, ISO_VALUE),
        optional("before", ZONED, ZONED_VALUE),
        optional_camel("workflow_stage_uuids", [UID], [UID_VALUE]),
        optional_camel("user_emails", ["ann@example.com"]),
        optional_camel("dataset_uuids", [UID], [UID_VALUE]),
        optional_camel("data_uuids", [UID], [UID_VALUE]),
        optional_camel("data_title", "drive"),
        optional_camel("page_token", "t0"),
    ),
    v2_object(
        orm.TimeSpent,
        camel("period_start_time", ISO, ISO_VALUE),
        camel("period_end_time", ZONED, ZONED_VALUE),
        camel("time_spent_seconds", 90),
        camel("user_email", "ann@example.com"),
        camel("project_user_role", 1, orm.ProjectUserRole.ANNOTATOR),
        camel("data_uuid", UID, UID_VALUE),
        camel("data_title", "drive.mp4"),
        camel("dataset_uuid", UID, UID_VALUE),
        camel("dataset_title", "Night drives"),
        optional_camel("workflow_task_uuid", UID, UID_VALUE),
        optional_camel("workflow_stage", STAGE.payload, STAGE.object),
    ),
    v2_object(
        orm.TaskAction,
        key("timestamp", ZONED, ZONED_VALUE),
        camel("action_type", "release", orm.TaskActionType.RELEASE),
        camel("project_uuid", UID, UID_VALUE),
        camel("workflow_stage_uuid", UID, UID_VALUE),
        camel("task_uuid", UID, UID_VALUE),
        camel("data_unit_uuid", UID, UID_VALUE),
        camel("actor_email", "ann@example.com"),
    ),
    v2_object(
        orm.TaskActionParams,
        camel("project_uuid", UID, UID_VALUE),
        key("after", ISO, ISO_VALUE),
        key("before", ZONED, ZONED_VALUE),
        optional_camel("actor_emails", ["ann@example.com"]),
        optional_camel("event_types", ["skip"], [orm.TaskActionType.SKIP]),
        optional_camel("workflow_stage_uuids", [UID], [UID_VALUE]),
        optional_camel("data_unit_uuids", [UID], [UID_VALUE]),
        optional_camel("page_token", "t0"),
    ),
    INTEGRATION,
    v2_object(
        orm.GetCloudIntegrationsResponse,
        key("result", [INTEGRATION.payload], [INTEGRATION.object]),
    ),
    v2_object(
        orm.GetCloudIntegrationsParams,
        optional_camel("filter_integration_uuids", [UID], [UID_VALUE]),
        optional_camel("filter_integration_titles", ["Our bucket"]),
        defaulted_camel("include_org_access", True, default=False),
    ),
    TIMER,
    v2_object(
        orm.CollaboratorTimerParams,
        key("projectHash", "p1q2", name="project_hash"),
        key("after", ISO, ISO_VALUE),
        optional("before", ZONED, ZONED_VALUE),
        defaulted(
            "groupBy",
            "project",
            orm.CollaboratorTimersGroupBy.PROJECT,
            "group_by",
            default=orm.CollaboratorTimersGroupBy.DATA_UNIT,
        ),
        defaulted("pageSize", 20, alias="page_size", default=100),
        optional("pageToken", "t0", alias="page_token"),
    ),
    v2_object(
        orm.Page[orm.CollaboratorTimer],
        key("results", [TIMER.payload], [TIMER.object]),
        optional("nextPageToken", "t1", alias="next_page_token"),
    ),
    db_record(
        orm.ApiKeyMeta,
        optional("title", "Reader"),
        optional("resource_type", "project"),
    ),
    query_object(orm.CloudIntegration, key("id", "i5n6t7"), key("title", "Our bucket")),
    query_object(
        orm.CloudUploadSettings,
        optional("max_retries", 5),
        optional("backoff_factor", 0.5),
        defaulted("allow_failures", True, default=False),
    ),
    query_object(
        orm.RequestsSettings,
        defaulted("max_retries", 5, default=3),
        defaulted("backoff_factor", 0.5, default=1.5),
        defaulted("connection_retries", 5, default=3),
        defaulted("connect_timeout", 60, default=180),
        defaulted("read_timeout", 60, default=180),
        defaulted("write_timeout", 60, default=180),
    ),
)
