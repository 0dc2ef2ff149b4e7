"""What a scene consists of when it is uploaded, and poses and cameras of any scene.

A scene is the `DataUploadScene.scene` of an upload, there as JSON: ``converter.unstructure(scene,
InputScene)``. All of it is in snake_case there, also its layout and its settings, which are in
camelCase elsewhere; both are read.
"""

from enum import Enum
from typing import Any, Literal, TypeAlias

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs.scene_common import Convention, DistortionModel
from orm_attrs.scene_layout import SceneLayout
from orm_attrs.scene_settings import SceneViewSettings


class InputEntityType(str, Enum):
    """What a stream of a scene to be uploaded consists of."""

    POINT_CLOUD = "point_cloud"
    FRAME_OF_REFERENCE = "frame_of_reference"
    IMAGE = "image"
    CAMERA_PARAMETERS = "camera_parameters"
    TIME_SERIES = "time_series"


@define(kw_only=True)
class CameraIntrinsicsSimple(Keeper):
    """How a camera maps space to pixels, in numbers. One of the kinds of `CameraIntrinsics`."""

    type: Literal["simple"] = "simple"
    """What kind it is; intrinsics without the key are of this one."""
    model: DistortionModel | None = None
    """How its lens distorts; `None` when nothing is said."""
    fx: float
    """The focal length from left to right, in pixels."""
    fy: float
    """The focal length from top to bottom, in pixels."""
    ox: float
    """How far the middle of the view is from the left, in pixels."""
    oy: float
    """How far the middle of the view is from the top, in pixels."""
    dfx: float | None = None
    """The focal length from left to right in the distorted image, in pixels; `None` for `fx`."""
    dfy: float | None = None
    """The focal length from top to bottom in the distorted image, in pixels; `None` for `fy`."""
    dox: float | None = None
    """How far the middle is from the left in the distorted image, in pixels; `None` for `ox`."""
    doy: float | None = None
    """How far the middle is from the top in the distorted image, in pixels; `None` for `oy`."""
    skew: float | None = None
    """How far the two axes are from a right angle, in pixels; `None` when nothing is said."""


@define(kw_only=True)
class CameraIntrinsicsAdvanced(Keeper):
    """How a camera maps space to pixels, in matrices. One of the kinds of `CameraIntrinsics`."""

    type: Literal["advanced"]
    """What kind it is."""
    model: DistortionModel | None = None
    """How its lens distorts; `None` when nothing is said."""
    k: list[float] | None = None
    """The matrix of the camera, row by row: 9 numbers; `None` when nothing is said."""
    r: list[float] | None = None
    """The rotation that rectifies its images, row by row: 9 numbers; `None` for none."""
    p: list[float] | None = None
    """The projection to rectified images, row by row: 12 numbers; `None` when nothing is said."""
    skew: float | None = None
    """How far the two axes are from a right angle, in pixels; `None` when nothing is said."""


@define
class OtherCameraIntrinsics(Keeper):
    """Intrinsics that this version does not know. One of the kinds of `CameraIntrinsics`."""

    type: str
    """What kind it is."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of them."""


CameraIntrinsics: TypeAlias = (
    CameraIntrinsicsSimple | CameraIntrinsicsAdvanced | OtherCameraIntrinsics
)
"""How a camera maps space to pixels; the type says which of these it is."""


@define
class InputPosition(Keeper):
    """A point in space. Part of `InputCompositePose`."""

    x: float
    """Along the first axis, in the units of the scene."""
    y: float
    """Along the second axis, in the units of the scene."""
    z: float
    """Along the third axis, in the units of the scene."""


@define
class InputRotationMatrix(Keeper):
    """A rotation as a matrix. One of the kinds of `InputRotation`.

    On the wire it is nothing but the list.
    """

    root: tuple[float, float, float, float, float, float, float, float, float]
    """The matrix, row by row. It mirrors nothing and keeps lengths, which is not checked."""


@define(kw_only=True)
class InputQuaternion(Keeper):
    """A rotation as a quaternion of length 1. One of the kinds of `InputRotation`."""

    x: float
    """The first imaginary part, from -1 to 1."""
    y: float
    """The second imaginary part, from -1 to 1."""
    z: float
    """The third imaginary part, from -1 to 1."""
    w: float
    """The real part, from -1 to 1."""


@define
class InputEulerRotation(Keeper):
    """A rotation as three angles. One of the kinds of `InputRotation`."""

    x: float
    """Around the first axis, in radians: from -2.1 pi to 2.1 pi, like the others."""
    y: float
    """Around the second axis, in radians."""
    z: float
    """Around the third axis, in radians."""


@define
class OtherRotation(Keeper):
    """A rotation that this version does not know. One of the kinds of `InputRotation`."""

    content: dict[str, Any] = field(factory=dict)
    """All that is said of it: neither ``x`` nor ``w`` is among its keys."""


InputRotation: TypeAlias = (
    InputRotationMatrix | InputEulerRotation | InputQuaternion | OtherRotation
)
"""A rotation: a list is a matrix, and what has a ``w`` is a quaternion."""


@define
class InputCompositePose(Keeper):
    """Where something is and how it is turned. One of the kinds of `InputPose`."""

    rotation: InputRotation
    """How it is turned."""
    position: InputPosition
    """Where it is."""


@define
class InputAffineTransform(Keeper):
    """Where something is and how it is turned, as one matrix. One of the kinds of `InputPose`.

    On the wire it is nothing but the list.
    """

    root: tuple[
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
        float,
    ]
    """The matrix of four rows, row by row."""


@define
class OtherPose(Keeper):
    """A pose that this version does not know. One of the kinds of `InputPose`."""

    content: dict[str, Any] = field(factory=dict)
    """All that is said of it: ``rotation`` is not among its keys."""


InputPose: TypeAlias = InputCompositePose | InputAffineTransform | OtherPose
"""Where something is and how it is turned: a list is a matrix."""


@define(kw_only=True)
class InputCameraParams(Keeper):
    """A camera. The base of `InputCameraParamsEvent` and of `CameraParamsEvent`."""

    width_px: int
    """The width of its images, in pixels: 0 or more."""
    height_px: int
    """The height of its images, in pixels: 0 or more."""
    intrinsics: CameraIntrinsics
    """How it maps space to pixels."""
    extrinsics: InputPose | None = None
    """Where it is, in its frame of reference; `None` for the middle of that."""


@define
class InputFoREvent(Keeper):
    """A frame of reference at some time. Part of `InputFoRStream`."""

    timestamp: float
    """When it is there, on the clock that all streams share: 0 or more."""
    pose: InputPose
    """Where it is, in its parent."""


@define(kw_only=True)
class InputCameraParamsEvent(InputCameraParams):
    """A camera at some time. Part of `InputCameraStream`."""

    timestamp: float
    """When it is so, on the clock that all streams share: 0 or more."""


@define
class InputURIEvent(Keeper):
    """A file of a stream. Part of `InputImageStream` and `InputPCDStream`."""

    timestamp: float
    """When it was taken, on the clock that all streams share: 0 or more."""
    uri: str
    """The address of the file in the bucket."""


@define(kw_only=True)
class InputCameraStream(Keeper):
    """A camera in the course of time. One of the kinds of `InputStream`."""

    type: Literal["camera_parameters"] = "camera_parameters"
    """What kind of stream it is."""
    events: list[InputCameraParamsEvent]
    """The camera at each time."""
    frame_of_reference: str | None = None
    """The name of the frame of reference that it moves with; `None` for the scene itself."""
    pose: InputPose | None = None
    """Where it is in that; `None` for the middle of it."""


@define(kw_only=True)
class InputImageStream(Keeper):
    """The images of a camera. One of the kinds of `InputStream`."""

    type: Literal["image"] = "image"
    """What kind of stream it is."""
    camera: str
    """The name of the stream of the camera."""
    events: list[InputURIEvent]
    """The images."""


@define(kw_only=True)
class InputPCDStream(Keeper):
    """Clouds of points. One of the kinds of `InputStream`."""

    type: Literal["point_cloud"] = "point_cloud"
    """What kind of stream it is."""
    events: list[InputURIEvent]
    """The files with the points."""
    frame_of_reference: str | None = None
    """The name of the frame of reference that they move with; `None` for the scene itself."""
    pose: InputPose | None = None
    """Where they are in that; `None` for the middle of it."""


@define(kw_only=True)
class InputFoRStream(Keeper):
    """A frame of reference in the course of time. One of the kinds of `InputStream`."""

    type: Literal["frame_of_reference"] = "frame_of_reference"
    """What kind of stream it is."""
    id: str
    """The name by which other streams refer to it."""
    parent_FoR_id: str | None = None  # noqa: N815 - the name that it has everywhere
    """The name of the frame of reference that it moves with; `None` for the scene itself."""
    events: list[InputFoREvent]
    """Where it is at each time."""


@define(kw_only=True)
class InputTimeSeriesStream(Keeper):
    """A time series. One of the kinds of `InputStream`."""

    type: Literal["time_series"] = "time_series"
    """What kind of stream it is."""
    uri: str
    """The address of the file in the bucket."""


InputStream: TypeAlias = (
    InputPCDStream | InputCameraStream | InputFoRStream | InputImageStream | InputTimeSeriesStream
)
"""A stream of a scene to be uploaded; its type says which of these it is."""


@define
class ValidatedSceneUrlWithExtension(Keeper):
    """A file that is a whole scene, whose name tells its format. One of the kinds of `InputScene`.

    On the wire it is nothing but the text.
    """

    root: str
    """The address of the file in the bucket, whose extension is a `SelfContainedFormat`."""


@define
class ValidatedSceneUrlWithFormat(Keeper):
    """A file that is a whole scene, and its format. One of the kinds of `InputScene`."""

    url: str
    """The address of the file in the bucket."""
    format: str
    """The format of the file: the value of a `SelfContainedFormat`."""


@define
class Streams(Keeper):
    """Streams that are a scene together. One of the kinds of `InputScene`.

    On the wire it is nothing but the object. The platform refuses streams without points and
    images, and those that name a camera or a frame of reference that is not there. That is not
    checked here.
    """

    root: dict[str, InputStream]
    """Name to stream. ``type``, ``url`` and ``content`` are no names."""


SceneContent: TypeAlias = (
    Streams | InputPCDStream | ValidatedSceneUrlWithExtension | ValidatedSceneUrlWithFormat
)
"""What a scene consists of: streams by name, one stream of points, or the address of a file."""


@define(kw_only=True)
class SceneWithConfig(Keeper):
    """A scene, and how it is shown. One of the kinds of `InputScene`."""

    content: SceneContent
    """What it consists of."""
    default_ground_height: float | None = None
    """How high the ground is, along the axis that points up; `None` when nothing is said."""
    view_settings: SceneViewSettings | None = None
    """How it is shown; `None` for the editor's own choice."""
    layout: SceneLayout | None = None
    """The tiles that it is shown in; `None` for the editor's own choice."""
    world_convention: Convention | None = None
    """Where the axes of the scene point to; `None` for `DEFAULT_CONVENTION`."""
    camera_convention: Convention | None = None
    """Where the axes of cameras point to; `None` for `DEFAULT_CONVENTION`. Both are left-handed, or
    both right-handed."""


InputScene: TypeAlias = (
    Streams
    | InputPCDStream
    | ValidatedSceneUrlWithExtension
    | ValidatedSceneUrlWithFormat
    | SceneWithConfig
)
"""A scene to be uploaded: what it consists of, or an object with that under ``content``."""
