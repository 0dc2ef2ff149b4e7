"""Issues that people raise on data, and where they are raised."""

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs.camel_str_enum import CamelStrEnum


class IssueAnchorType(CamelStrEnum):
    """What an issue is about."""

    DATA_UNIT = "dataUnit"
    """A whole file."""
    FRAME = "frame"
    """One frame."""
    FRAME_COORDINATE = "frameCoordinate"
    """A point of a frame."""
    SCENE_COORDINATE = "sceneCoordinate"
    """A point in space."""
    FRAME_RANGE = "frameRange"
    """Some frames."""
    ANNOTATION = "annotation"
    """A label, in all of its frames or in some."""


@define
class IssueFrameRange(Keeper):
    """Frames in a row. Part of `FrameRangeIssue`, `AnnotationIssue` and `AnnotationIssueAnchor`."""

    start: int
    """Number of the first frame."""
    end: int
    """Number of the last frame, which is one of them."""


@define(kw_only=True)
class FileIssueAnchor(Keeper):
    """Raises an issue on a file. Part of `NewIssue`."""

    type: Literal[IssueAnchorType.DATA_UNIT] = IssueAnchorType.DATA_UNIT
    """What it is about."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    space_id: str | None = None
    """Unique identifier of the space within the data unit; `None` when there is only one."""


@define(kw_only=True)
class FrameIssueAnchor(Keeper):
    """Raises an issue on a frame. Part of `NewIssue`."""

    type: Literal[IssueAnchorType.FRAME] = IssueAnchorType.FRAME
    """What it is about."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    space_id: str | None = None
    """Unique identifier of the space within the data unit; `None` when there is only one."""
    frame_index: int
    """Number of the frame, from 0."""


@define(kw_only=True)
class CoordinateIssueAnchor(Keeper):
    """Raises an issue on a point of a frame. Part of `NewIssue`."""

    type: Literal[IssueAnchorType.FRAME_COORDINATE] = IssueAnchorType.FRAME_COORDINATE
    """What it is about."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    space_id: str | None = None
    """Unique identifier of the space within the data unit; `None` when there is only one."""
    frame_index: int
    """Number of the frame, from 0."""
    x: float
    """How far right the point is, as a fraction of the image's width."""
    y: float
    """How far down the point is, as a fraction of the image's height."""


@define(kw_only=True)
class SceneCoordinateIssueAnchor(Keeper):
    """Raises an issue on a point in space. Part of `NewIssue`."""

    type: Literal[IssueAnchorType.SCENE_COORDINATE] = IssueAnchorType.SCENE_COORDINATE
    """What it is about."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    frame_index: int
    """Number of the frame, from 0."""
    x: float
    """The point's first coordinate, in the units of the scene."""
    y: float
    """The point's second coordinate."""
    z: float
    """The point's third coordinate."""


@define(kw_only=True)
class AnnotationIssueAnchor(Keeper):
    """Raises an issue on a label. Part of `NewIssue`."""

    type: Literal[IssueAnchorType.ANNOTATION] = IssueAnchorType.ANNOTATION
    """What it is about."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    annotation_id: str
    """Unique identifier of the label."""
    space_id: str | None = None
    """Unique identifier of the space within the data unit; `None` when there is only one."""
    frame_ranges: list[IssueFrameRange] | None = None
    """The frames of the label that it is about; `None` for all of them."""


IssueAnchor: TypeAlias = (
    FileIssueAnchor
    | FrameIssueAnchor
    | CoordinateIssueAnchor
    | SceneCoordinateIssueAnchor
    | AnnotationIssueAnchor
)
"""Where an issue is raised; its type says which of these it is."""


@define
class NewIssue(Keeper):
    """An issue to raise. Part of `CreateIssuesPayload`."""

    anchor: IssueAnchor
    """Where it is raised."""
    comment: str
    """The text of its first comment."""
    issue_tags: list[str]
    """The names of its tags."""


@define
class CreateIssuesPayload(Keeper):
    """The issues to raise.

    Body of ``v2/public/projects/<uuid>/issues`` (POST), which has no answer.
    """

    issues: list[NewIssue]
    """The issues."""


@define
class GetIssuesParam(Keeper):
    """Selects the issues to list. Query string of ``v2/public/projects/<uuid>/issues`` (GET)."""

    data_unit_id: UUID
    """Unique identifier of the data unit whose issues are listed."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class DeleteIssuesBody(Keeper):
    """The issues to delete. Body of ``v2/public/projects/<uuid>/issues/delete`` (POST).

    There is no answer. The platform takes at most 1000 issues at once.
    """

    issue_uuids: list[UUID]
    """Unique identifiers of the issues."""


@define
class IssueComment(Keeper):
    """What somebody has said about an issue. Part of every issue."""

    content: str
    """The text."""
    author_email: str
    """The e-mail address of the user who wrote it."""
    created_at: datetime
    """When it was written."""


@define
class GetIssueTagsParams(Keeper):
    """Selects a page of tags. Query string of ``v2/public/projects/<uuid>/issue-tags`` (GET)."""

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class IssueTag(Keeper):
    """A tag of issues.

    Part of every issue, and response of ``v2/public/projects/<uuid>/issue-tags`` (GET), in the
    results of a `Page`.
    """

    name: str
    """The tag's name."""
    uuid: UUID | None = None
    """Unique identifier of the tag; `None` from servers that do not say."""


@define
class IssueResolution(Keeper):
    """A change of whether an issue is resolved. Part of every issue."""

    is_resolved: bool
    """Whether the issue was resolved by it, or opened again."""
    created_at: datetime
    """When it was changed."""
    actor_email: str | None = None
    """The e-mail address of the user who changed it; `None` when no user did."""


@define(kw_only=True)
class _Issue(Keeper):
    """What all issues have."""

    uuid: UUID | None = None
    """Unique identifier of the issue; `None` from servers that do not say."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    comments: list[IssueComment]
    """What has been said about it, in the order of the server."""
    tags: list[IssueTag]
    """Its tags."""
    resolution_history: list[IssueResolution]
    """Each time that it was resolved or opened again."""


@define(kw_only=True)
class _IssueInSpace(_Issue):
    """What all issues have but those on points in space."""

    space_id: str | None = None
    """Unique identifier of the space within the data unit; `None` when there is only one."""


@define(kw_only=True)
class FileIssue(_IssueInSpace):
    """An issue on a file. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.DATA_UNIT] = IssueAnchorType.DATA_UNIT
    """What it is about."""


@define(kw_only=True)
class FrameIssue(_IssueInSpace):
    """An issue on a frame. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.FRAME] = IssueAnchorType.FRAME
    """What it is about."""
    frame_index: int
    """Number of the frame, from 0."""


@define
class IssueCoordinate(Keeper):
    """A point of a frame. Part of `CoordinateIssue`."""

    x: float
    """How far right the point is, as a fraction of the image's width."""
    y: float
    """How far down the point is, as a fraction of the image's height."""


@define(kw_only=True)
class CoordinateIssue(_IssueInSpace):
    """An issue on a point of a frame. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.FRAME_COORDINATE] = IssueAnchorType.FRAME_COORDINATE
    """What it is about."""
    frame_index: int
    """Number of the frame, from 0."""
    coordinate: IssueCoordinate
    """The point."""


@define
class SceneIssueCoordinate(Keeper):
    """A point in space. Part of `SceneCoordinateIssue`."""

    x: float
    """The point's first coordinate, in the units of the scene."""
    y: float
    """The point's second coordinate."""
    z: float
    """The point's third coordinate."""


@define(kw_only=True)
class SceneCoordinateIssue(_Issue):
    """An issue on a point in space. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.SCENE_COORDINATE] = IssueAnchorType.SCENE_COORDINATE
    """What it is about."""
    frame_index: int
    """Number of the frame, from 0."""
    coordinate: SceneIssueCoordinate
    """The point."""


@define(kw_only=True)
class FrameRangeIssue(_IssueInSpace):
    """An issue on some frames. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.FRAME_RANGE] = IssueAnchorType.FRAME_RANGE
    """What it is about."""
    frame_ranges: list[IssueFrameRange]
    """The frames."""


@define(kw_only=True)
class AnnotationIssue(_IssueInSpace):
    """An issue on a label. One of the kinds of `Issue`."""

    type: Literal[IssueAnchorType.ANNOTATION] = IssueAnchorType.ANNOTATION
    """What it is about."""
    annotation_id: str
    """Unique identifier of the label."""
    frame_ranges: list[IssueFrameRange] | None = None
    """The frames of the label that it is about; `None` for all of them."""


@define
class OtherIssue(Keeper):
    """An issue of a type that this version does not know. One of the kinds of `Issue`."""

    type: str
    """What the issue is about."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


Issue: TypeAlias = (
    FileIssue
    | FrameIssue
    | CoordinateIssue
    | SceneCoordinateIssue
    | FrameRangeIssue
    | AnnotationIssue
    | OtherIssue
)
"""An issue; its type says which of these it is.

Response of ``v2/public/projects/<uuid>/issues`` (GET), in the results of a `Page`.
"""
