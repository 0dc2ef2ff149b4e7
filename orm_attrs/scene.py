"""Scenes in space: what the platform answers about one, with addresses of its files."""

from typing import Any, Literal, TypeAlias

from attrs import define, evolve, field

from orm_attrs._keeper import Keeper
from orm_attrs._masks import masked
from orm_attrs.scene_common import DEFAULT_CONVENTION, Convention, SelfContainedFormat
from orm_attrs.scene_layout import SceneLayout
from orm_attrs.scene_settings import SceneViewSettings
from orm_attrs.scene_upload import InputCameraParams


@define
class URIEvent(Keeper):
    """A file of a stream. Part of `PCDStream`, `ImageStream` and `ModelStream`."""

    url: str
    """The address of the file in the bucket."""
    signed_url: str = field(repr=masked)
    """An address that the file can be had from for some time."""
    timestamp: float | None = None
    """When it was taken, on the clock that all streams share; `None` when nothing is said."""


@define(kw_only=True)
class CameraParamsEvent(InputCameraParams):
    """A camera at some time. Part of `CameraStream`."""

    timestamp: float | None = None
    """When it is so, on the clock that all streams share; `None` when nothing is said."""


@define(kw_only=True)
class FOREvent(Keeper):
    """A frame of reference at some time. Part of `FORStream`."""

    id: str
    """The name by which streams refer to the frame of reference."""
    rotation: tuple[float, float, float, float, float, float, float, float, float]
    """How it is turned in its parent: a matrix, row by row."""
    position: tuple[float, float, float]
    """Where it is in its parent, in the units of the scene."""
    timestamp: float | None = None
    """When it is there, on the clock that all streams share; `None` when nothing is said."""
    parent_for: str | None = None
    """The name of the frame of reference that it moves with; `None` for the scene itself."""


@define(kw_only=True)
class PCDStream(Keeper):
    """Clouds of points. One of the kinds of `EntityStream`."""

    entity_type: Literal["point_cloud"] = "point_cloud"
    """What the stream consists of."""
    frame_of_reference_id: str | None = None
    """The name of the frame of reference that they move with; `None` for the scene itself."""
    events: list[URIEvent]
    """The files with the points."""


@define(kw_only=True)
class ImageStream(Keeper):
    """The images of a camera. One of the kinds of `EntityStream`."""

    entity_type: Literal["image"] = "image"
    """What the stream consists of."""
    camera_id: str | None = None
    """The name of the stream of the camera; `None` when it is not known."""
    events: list[URIEvent]
    """The images."""


@define(kw_only=True)
class ModelStream(Keeper):
    """Shapes in space. One of the kinds of `EntityStream`."""

    entity_type: Literal["model"] = "model"
    """What the stream consists of."""
    events: list[URIEvent]
    """The files with the shapes."""


@define(kw_only=True)
class CameraStream(Keeper):
    """A camera in the course of time. One of the kinds of `EntityStream`."""

    entity_type: Literal["camera_parameters"] = "camera_parameters"
    """What the stream consists of."""
    frame_of_reference_id: str | None = None
    """The name of the frame of reference that it moves with; `None` for the scene itself."""
    events: list[CameraParamsEvent]
    """The camera at each time."""


@define(kw_only=True)
class FORStream(Keeper):
    """A frame of reference in the course of time. One of the kinds of `EntityStream`."""

    entity_type: Literal["frame_of_reference"] = "frame_of_reference"
    """What the stream consists of."""
    events: list[FOREvent]
    """Where it is at each time."""


@define
class OtherEntityStream(Keeper):
    """A stream that this version does not know. One of the kinds of `EntityStream`."""

    entity_type: str
    """What the stream consists of."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


EntityStream: TypeAlias = (
    PCDStream | CameraStream | FORStream | ImageStream | ModelStream | OtherEntityStream
)
"""What an `EventStream` consists of; its entity type says which of these it is."""


@define(kw_only=True)
class EventStream(Keeper):
    """A stream of single events. One of the kinds of `Stream`."""

    type: Literal["event"] = "event"
    """What kind of stream it is."""
    id: str
    """The name of the stream."""
    stream: EntityStream
    """What it consists of."""


@define(kw_only=True)
class SelfContainedStream(Keeper):
    """A stream that is one file. One of the kinds of `Stream`."""

    type: Literal["self_contained"] = "self_contained"
    """What kind of stream it is."""
    id: str
    """The name of the stream."""
    entity_type: str = "time_series"
    """What the stream consists of: a newer server may say another thing."""
    url: str
    """The address of the file in the bucket."""
    signed_url: str = field(repr=masked)
    """An address that the file can be had from for some time."""


@define
class OtherStream(Keeper):
    """A stream that this version does not know. One of the kinds of `Stream`."""

    type: str
    """What kind of stream it is."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


Stream: TypeAlias = SelfContainedStream | EventStream | OtherStream
"""A stream of a scene; its type says which of these it is."""


def _default_convention() -> Convention:
    return evolve(DEFAULT_CONVENTION)


@define(kw_only=True)
class _Scene(Keeper):
    """What all scenes have."""

    default_ground_height: float | None = None
    """How high the ground is, along the axis that points up; `None` when nothing is said."""
    world_convention: Convention = field(factory=_default_convention)
    """Where the axes of the scene point to; null is read as `DEFAULT_CONVENTION`."""
    camera_convention: Convention = field(factory=_default_convention)
    """Where the axes of cameras point to; null is read as `DEFAULT_CONVENTION`."""
    view_settings: SceneViewSettings | None = None
    """How it is shown; `None` for the editor's own choice."""
    layout: SceneLayout | None = None
    """The tiles that it is shown in; `None` for the editor's own choice."""


@define(kw_only=True)
class CompositeScene(_Scene):
    """A scene of several streams. One of the kinds of `Scene`."""

    type: Literal["composite"] = "composite"
    """What kind of scene it is."""
    streams: dict[str, Stream]
    """Name to stream."""


@define(kw_only=True)
class SelfContainedScene(_Scene):
    """A scene that is one file. One of the kinds of `Scene`."""

    type: Literal["self_contained"] = "self_contained"
    """What kind of scene it is."""
    url: str
    """The address of the file in the bucket."""
    signed_url: str = field(repr=masked)
    """An address that the file can be had from for some time."""
    format: SelfContainedFormat
    """The format of the file."""


@define
class OtherScene(Keeper):
    """A scene that this version does not know. One of the kinds of `Scene`."""

    type: str
    """What kind of scene it is."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


Scene: TypeAlias = SelfContainedScene | CompositeScene | OtherScene
"""A scene; its type says which of these it is. Response of ``v2/public/scene/<item>`` (GET)."""

SceneResponse: TypeAlias = Scene
"""The same, under the name of the response."""
