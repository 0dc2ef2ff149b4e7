"""How issues look on the wire."""

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

ISSUE_FRAME_RANGE: Final = v2_object(
    orm.IssueFrameRange,
    key("start", 7),
    key("end", 7),
)
FILE_ISSUE_ANCHOR: Final = v2_object(
    orm.FileIssueAnchor,
    literal("type", "dataUnit", orm.IssueAnchorType.DATA_UNIT, required=False),
    camel("data_uuid", UID, UID_VALUE),
    optional_camel("space_id", "s1"),
)
NEW_ISSUE: Final = v2_object(
    orm.NewIssue,
    key("anchor", FILE_ISSUE_ANCHOR.payload, FILE_ISSUE_ANCHOR.object),
    key("comment", "Blurred"),
    camel("issue_tags", ["urgent"]),
)
ISSUE_COMMENT: Final = v2_object(
    orm.IssueComment,
    key("content", "Blurred"),
    camel("author_email", "ann@example.com"),
    camel("created_at", ISO, ISO_VALUE),
)
ISSUE_TAG: Final = v2_object(
    orm.IssueTag,
    key("name", "Night drives"),
    optional("uuid", UID, UID_VALUE),
)
ISSUE_RESOLUTION: Final = v2_object(
    orm.IssueResolution,
    camel("is_resolved", True),
    camel("created_at", ISO, ISO_VALUE),
    optional_camel("actor_email", "ann@example.com"),
)
ISSUE_COORDINATE: Final = v2_object(
    orm.IssueCoordinate,
    key("x", 0.5),
    key("y", 0.5),
)
SCENE_ISSUE_COORDINATE: Final = v2_object(
    orm.SceneIssueCoordinate,
    key("x", 0.5),
    key("y", 0.5),
    key("z", 0.5),
)
ISSUE_KEYS: Final = (
    optional("uuid", UID, UID_VALUE),
    camel("data_uuid", UID, UID_VALUE),
    key("comments", [ISSUE_COMMENT.payload], [ISSUE_COMMENT.object]),
    key("tags", [ISSUE_TAG.payload], [ISSUE_TAG.object]),
    camel("resolution_history", [ISSUE_RESOLUTION.payload], [ISSUE_RESOLUTION.object]),
)
ISSUE_IN_SPACE_KEYS: Final = (*ISSUE_KEYS, optional_camel("space_id", "s1"))
ISSUES: Final = (
    ISSUE_FRAME_RANGE,
    FILE_ISSUE_ANCHOR,
    NEW_ISSUE,
    ISSUE_COMMENT,
    ISSUE_TAG,
    ISSUE_RESOLUTION,
    ISSUE_COORDINATE,
    SCENE_ISSUE_COORDINATE,
    v2_object(
        orm.FrameIssueAnchor,
        literal("type", "frame", orm.IssueAnchorType.FRAME, required=False),
        camel("data_uuid", UID, UID_VALUE),
        optional_camel("space_id", "s1"),
        camel("frame_index", 7),
    ),
    v2_object(
        orm.CoordinateIssueAnchor,
        literal("type", "frameCoordinate", orm.IssueAnchorType.FRAME_COORDINATE, required=False),
        camel("data_uuid", UID, UID_VALUE),
        optional_camel("space_id", "s1"),
        camel("frame_index", 7),
        key("x", 0.5),
        key("y", 0.5),
    ),
    v2_object(
        orm.SceneCoordinateIssueAnchor,
        literal("type", "sceneCoordinate", orm.IssueAnchorType.SCENE_COORDINATE, required=False),
        camel("data_uuid", UID, UID_VALUE),
        camel("frame_index", 7),
        key("x", 0.5),
        key("y", 0.5),
        key("z", 0.5),
    ),
    v2_object(
        orm.AnnotationIssueAnchor,
        literal("type", "annotation", orm.IssueAnchorType.ANNOTATION, required=False),
        camel("data_uuid", UID, UID_VALUE),
        camel("annotation_id", "o1p2"),
        optional_camel("space_id", "s1"),
        optional_camel("frame_ranges", [ISSUE_FRAME_RANGE.payload], [ISSUE_FRAME_RANGE.object]),
    ),
    v2_object(
        orm.CreateIssuesPayload,
        key("issues", [NEW_ISSUE.payload], [NEW_ISSUE.object]),
    ),
    v2_object(
        orm.GetIssuesParam,
        camel("data_unit_id", UID, UID_VALUE),
        optional_camel("page_token", "p2"),
    ),
    v2_object(
        orm.DeleteIssuesBody,
        camel("issue_uuids", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.GetIssueTagsParams,
        optional_camel("page_token", "p2"),
    ),
    v2_object(
        orm.FileIssue,
        *ISSUE_IN_SPACE_KEYS,
        literal("type", "dataUnit", orm.IssueAnchorType.DATA_UNIT, required=False),
    ),
    v2_object(
        orm.FrameIssue,
        *ISSUE_IN_SPACE_KEYS,
        literal("type", "frame", orm.IssueAnchorType.FRAME, required=False),
        camel("frame_index", 7),
    ),
    v2_object(
        orm.CoordinateIssue,
        *ISSUE_IN_SPACE_KEYS,
        literal("type", "frameCoordinate", orm.IssueAnchorType.FRAME_COORDINATE, required=False),
        camel("frame_index", 7),
        key("coordinate", ISSUE_COORDINATE.payload, ISSUE_COORDINATE.object),
    ),
    v2_object(
        orm.SceneCoordinateIssue,
        *ISSUE_KEYS,
        literal("type", "sceneCoordinate", orm.IssueAnchorType.SCENE_COORDINATE, required=False),
        camel("frame_index", 7),
        key("coordinate", SCENE_ISSUE_COORDINATE.payload, SCENE_ISSUE_COORDINATE.object),
    ),
    v2_object(
        orm.FrameRangeIssue,
        *ISSUE_IN_SPACE_KEYS,
        literal("type", "frameRange", orm.IssueAnchorType.FRAME_RANGE, required=False),
        camel("frame_ranges", [ISSUE_FRAME_RANGE.payload], [ISSUE_FRAME_RANGE.object]),
    ),
    v2_object(
        orm.AnnotationIssue,
        *ISSUE_IN_SPACE_KEYS,
        literal("type", "annotation", orm.IssueAnchorType.ANNOTATION, required=False),
        camel("annotation_id", "o1p2"),
        optional_camel("frame_ranges", [ISSUE_FRAME_RANGE.payload], [ISSUE_FRAME_RANGE.object]),
    ),
    v2_object(
        orm.OtherIssue,
        key("type", "t1t2"),
        rest("content", {"hologram": 1}),
    ),
)
