"""Spaces of a label row, each with its labels: the parts of a data group or of a scene."""

from typing import Any, TypeAlias

from attrs import Factory, define

from orm_attrs._keeper import Keeper
from orm_attrs.labels import UnitLabels
from orm_attrs.spaces import ChildInfo, RootInfo, SpaceType


@define(kw_only=True, weakref_slot=False)
class SpaceSceneInfo(Keeper):
    """Where a space stands in its scene. A field is `None` when its key is absent or null."""

    stream_id: str | None = None
    """Unique identifier of the sensor's stream."""
    event_index: int | None = None
    """Position of the file in the stream, counted from 0."""
    start_frame: int | None = None
    """The frame of the scene with which the file begins, counted from 0."""
    uri: str | None = None
    """Where the file is kept."""


@define(kw_only=True, weakref_slot=False)
class SequenceImage(Keeper):
    """An image of an `ImageSequenceSpace`. A field is `None` when its key is absent or null."""

    data_uuid: str | None = None
    """Unique identifier of the image, as text."""
    data_type: str | None = None
    """MIME type of the image."""
    data_sequence: int | None = None
    """Position in the sequence, counted from 0."""
    data_link: str | None = None
    """Link to the file."""
    data_title: str | None = None
    """The image's title."""


@define(kw_only=True, weakref_slot=False)
class StackSlice(Keeper):
    """A file of a `MedicalStackSpace`. A field is `None` when its key is absent or null."""

    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    instance_uid: str | None = None
    """The unique identifier that DICOM gives the image."""
    file_name: str | None = None
    """The file's name."""


@define(kw_only=True, weakref_slot=False)
class BaseSpace(Keeper):
    """What all spaces have. A field is `None` when its key is absent or null."""

    space_type: SpaceType | str
    """What the space consists of; text for a type that is not listed."""
    labels: UnitLabels | None = None
    """Its labels: by frame, or, in a scene, those of the file. Empty for audio, text and series."""
    child_info: ChildInfo | None = None
    """Its place in a data group."""
    root_info: RootInfo | None = None
    """Its file, where it is in no group."""
    scene_info: SpaceSceneInfo | None = None
    """Its place in a scene."""
    title: str | None = None
    """Its title, from older servers."""


@define(kw_only=True, weakref_slot=False)
class VideoSpace(BaseSpace):
    """A space that is a video."""

    space_type: SpaceType | str = SpaceType.VIDEO
    """Always `SpaceType.VIDEO`."""
    number_of_frames: int | None = None
    """How many frames there are."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    data_duration: float | None = None
    """Length in seconds."""
    data_fps: float | None = None
    """Frame rate, in frames per second."""


@define(kw_only=True, weakref_slot=False)
class ImageSequenceSpace(BaseSpace):
    """Images of one size, in an order."""

    space_type: SpaceType | str = SpaceType.IMAGE_SEQUENCE
    """Always `SpaceType.IMAGE_SEQUENCE`."""
    number_of_frames: int | None = None
    """How many images there are."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    frames: list[SequenceImage] | None = None
    """The images."""


@define(kw_only=True, weakref_slot=False)
class ImageSpace(BaseSpace):
    """An image. Its labels are those of frame 0."""

    space_type: SpaceType | str = SpaceType.IMAGE
    """Always `SpaceType.IMAGE`."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""


@define(kw_only=True, weakref_slot=False)
class MedicalFileSpace(BaseSpace):
    """One volume of medical images."""

    space_type: SpaceType | str = SpaceType.MEDICAL_FILE
    """Always `SpaceType.MEDICAL_FILE`."""
    number_of_frames: int | None = None
    """How many slices there are."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""


@define(kw_only=True, weakref_slot=False)
class MedicalStackSpace(BaseSpace):
    """The files of a DICOM series."""

    space_type: SpaceType | str = SpaceType.MEDICAL_STACK
    """Always `SpaceType.MEDICAL_STACK`."""
    frames: list[StackSlice] | None = None
    """The files, in their order."""


@define(kw_only=True, weakref_slot=False)
class PdfSpace(BaseSpace):
    """A space that is a PDF file."""

    space_type: SpaceType | str = SpaceType.PDF
    """Always `SpaceType.PDF`."""
    number_of_pages: int | None = None
    """How many pages there are."""


@define(kw_only=True, weakref_slot=False)
class AudioSpace(BaseSpace):
    """An audio file. Its objects are `RangeObject`, in milliseconds."""

    space_type: SpaceType | str = SpaceType.AUDIO
    """Always `SpaceType.AUDIO`."""
    duration_ms: int | None = None
    """Length in milliseconds."""


@define(kw_only=True, weakref_slot=False)
class TextSpace(BaseSpace):
    """A text. Its objects are `RangeObject`, in characters."""

    space_type: SpaceType | str = SpaceType.TEXT
    """Always `SpaceType.TEXT`."""


@define(kw_only=True, weakref_slot=False)
class HtmlSpace(BaseSpace):
    """An HTML file. Its objects are `RangeObject`, from one place in it to another."""

    space_type: SpaceType | str = SpaceType.HTML
    """Always `SpaceType.HTML`."""


@define(kw_only=True, weakref_slot=False)
class TimeSeriesSpace(BaseSpace):
    """A time series. Its objects are `RangeObject`, in the units of its channel."""

    space_type: SpaceType | str = SpaceType.TIME_SERIES
    """Always `SpaceType.TIME_SERIES`."""


@define(kw_only=True, weakref_slot=False)
class PointCloudSpace(BaseSpace):
    """A point cloud of a scene. Its objects are `SegmentationObject`."""

    space_type: SpaceType | str = SpaceType.POINT_CLOUD
    """Always `SpaceType.POINT_CLOUD`."""


@define(kw_only=True, weakref_slot=False)
class SceneImageSpace(BaseSpace):
    """An image of a scene."""

    space_type: SpaceType | str = SpaceType.SCENE_IMAGE
    """Always `SpaceType.SCENE_IMAGE`."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""


@define(kw_only=True, weakref_slot=False)
class OtherSpace(BaseSpace):
    """A space whose type is none of those that have a class."""

    content: dict[str, Any] = Factory(dict)
    """All keys but those of a `BaseSpace`, as on the wire."""


LabelSpace: TypeAlias = (
    VideoSpace
    | ImageSequenceSpace
    | ImageSpace
    | MedicalFileSpace
    | MedicalStackSpace
    | PdfSpace
    | AudioSpace
    | TextSpace
    | HtmlSpace
    | TimeSeriesSpace
    | PointCloudSpace
    | SceneImageSpace
    | OtherSpace
)
"""A space with its labels, told by its `space_type`."""
