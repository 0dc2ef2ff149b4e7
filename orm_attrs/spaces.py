"""Spaces: the parts of a data group or a scene, each of which is labelled on its own."""

from typing import Any

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.string_enum import StringEnum


class SpaceType(StringEnum):
    """What a space consists of."""

    VIDEO = "video"
    IMAGE = "image"
    IMAGE_SEQUENCE = "image_sequence"
    """Images of one size, in an order."""
    AUDIO = "audio"
    TIME_SERIES = "time_series"
    TEXT = "text"
    HTML = "html"
    MEDICAL_FILE = "medical_file"
    """One volume of medical images."""
    MEDICAL_STACK = "medical_stack"
    """The files of a DICOM series."""
    SCENE_IMAGE = "scene_image"
    """An image of a scene."""
    POINT_CLOUD = "point_cloud"
    """A point cloud of a scene."""
    PDF = "pdf"


@define
class ChildInfo(Keeper):
    """Where a space stands in its data group. Part of `SpaceInfo`."""

    layout_key: str | None = None
    """The name of its place in the layout; `None` where the key is absent or null."""
    file_name: str | None = None
    """The file's name; `None` where the key is absent or null."""
    data_link: str | None = None
    """Link to the file, without login; `None` unless asked for."""


@define
class RootInfo(Keeper):
    """The file that is a space by itself, in no group. Part of `SpaceInfo`."""

    file_name: str | None = None
    """The file's name; `None` where the key is absent or null."""


@define(kw_only=True)
class FileInSceneInfo(Keeper):
    """Where a space stands in its scene. Part of `SpaceInfo`."""

    stream_id: str
    """Unique identifier of the sensor's stream."""
    event_index: int
    """Position of the file in the stream, counted from 0."""
    start_frame: int | None = None
    """The frame of the scene with which the file begins; `None` where the server does not say."""
    uri: str
    """Where the file is kept."""


@define(kw_only=True)
class ImageSequenceFrameInfo(Keeper):
    """An image of a sequence: one of the `frames` of a `SpaceInfo`."""

    data_uuid: str
    """Unique identifier of the image, as text."""
    data_type: str
    """MIME type of the image."""
    data_sequence: int
    """Position in the sequence, counted from 0."""
    data_link: str
    """Link to the file."""
    data_title: str
    """The image's title."""


@define(kw_only=True)
class DicomFrameInfo(Keeper):
    """A file of a DICOM series: one of the `frames` of a `SpaceInfo`."""

    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""
    instance_uid: str
    """The unique identifier that DICOM gives the image."""
    file_name: str
    """The file's name."""


@define(kw_only=True)
class SpaceInfo(Keeper):
    """One space: its type, its file, and its labels.

    The values of `LabelRow.spaces` and `LabelRowMetadata.spaces` have these keys. Which of them
    depends on the type; a field is `None` when its key is absent or null.
    """

    space_type: SpaceType
    """What the space consists of."""
    labels: dict[str, Any] | None = None
    """The labels: by frame number, or, in a scene, those of the file. Metadata have none."""
    child_info: ChildInfo | None = None
    """Its place in a data group."""
    root_info: RootInfo | None = None
    """Its file, where it is in no group."""
    scene_info: FileInSceneInfo | None = None
    """Its place in a scene."""
    number_of_frames: int | None = None
    """How many frames a video, a sequence or a medical file has."""
    number_of_pages: int | None = None
    """How many pages a PDF file has."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    data_duration: float | None = None
    """Length of a video, in seconds."""
    data_fps: float | None = None
    """Frame rate of a video, in frames per second."""
    duration_ms: int | None = None
    """Length of an audio file, in milliseconds."""
    frames: list[Any] | None = None
    """The images of a sequence, with the keys of an `ImageSequenceFrameInfo`.

    Of a medical stack the files, with the keys of a `DicomFrameInfo`.
    """
    title: str | None = None
    """The title of the space; `None` where the server does not say."""
