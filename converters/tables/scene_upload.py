"""How orm_attrs.scene_upload looks on the wire."""

from collections.abc import Mapping
from functools import partial
from math import pi
from typing import Final

from converters.wire.codecs import SNAKE_CASE_KEYS
from converters.wire.vocabulary import (
    Tables,
    Tag,
    Unions,
    WireOverride,
    query_object,
    v2_object,
    wire,
)
from orm_attrs import scene_upload as models

_NOT_NEGATIVE: Final = wire(limits={"minimum": 0})
_UP_TO_1: Final = wire(limits={"minimum": -1, "maximum": 1})
_ANGLE: Final = wire(limits={"minimum": -2.1 * pi, "maximum": 2.1 * pi})
# The key tells it from the others.
_TYPE: Final = wire(omit_if_default=False)
_SKEW: Final[Mapping[str, str]] = {"skew": "s"}
_TIME: Final[Mapping[str, str]] = {"timestamp": "time"}
_POSE: Final[Mapping[str, str]] = {"pose": "transform"}


def _matrix(size: int) -> WireOverride:
    return wire(limits={"minItems": size, "maxItems": size})


# Keys in either case, written in snake_case.
_PART: Final = partial(query_object, also_camel_case=True)
_REQUEST: Final = partial(_PART, request=True)
_FRAME: Final = wire(more_keys=["referenceFrame"])

CAMERA: Final = _PART(
    width_px=wire(limits={"minimum": 0}, more_keys=["width"]),
    height_px=wire(limits={"minimum": 0}, more_keys=["height"]),
)
"""How a camera looks, at any time or at one."""

TABLES: Tables = {
    models.CameraIntrinsicsSimple: _PART(type=_TYPE, other_keys=_SKEW),
    models.CameraIntrinsicsAdvanced: _PART(
        k=_matrix(9), r=_matrix(9), p=_matrix(12), other_keys=_SKEW
    ),
    models.OtherCameraIntrinsics: v2_object(content=wire(rest=True)),
    models.InputPosition: v2_object(),
    models.InputRotationMatrix: v2_object(root=wire(body=True)),
    models.InputQuaternion: v2_object(x=_UP_TO_1, y=_UP_TO_1, z=_UP_TO_1, w=_UP_TO_1),
    models.InputEulerRotation: v2_object(x=_ANGLE, y=_ANGLE, z=_ANGLE),
    models.OtherRotation: v2_object(content=wire(rest=True)),
    models.InputCompositePose: v2_object(),
    models.InputAffineTransform: v2_object(root=wire(body=True)),
    models.OtherPose: v2_object(content=wire(rest=True)),
    models.InputCameraParams: CAMERA,
    models.InputFoREvent: _REQUEST(timestamp=_NOT_NEGATIVE, other_keys=_TIME),
    models.InputCameraParamsEvent: _REQUEST(
        extends=CAMERA, timestamp=_NOT_NEGATIVE, other_keys=_TIME
    ),
    models.InputURIEvent: _REQUEST(timestamp=_NOT_NEGATIVE, other_keys=_TIME),
    models.InputCameraStream: _REQUEST(type=_TYPE, frame_of_reference=_FRAME, other_keys=_POSE),
    models.InputImageStream: _REQUEST(type=_TYPE),
    models.InputPCDStream: _REQUEST(type=_TYPE, frame_of_reference=_FRAME, other_keys=_POSE),
    models.InputFoRStream: _REQUEST(
        type=_TYPE,
        parent_FoR_id=wire(more_keys=["parent_for_id", "parent", "parentId"]),
        other_keys={"parent_FoR_id": "parentForId"},
    ),
    models.InputTimeSeriesStream: _REQUEST(type=_TYPE),
    models.ValidatedSceneUrlWithExtension: _REQUEST(root=wire(body=True)),
    models.ValidatedSceneUrlWithFormat: _REQUEST(),
    models.Streams: _REQUEST(root=wire(body=True)),
    models.SceneWithConfig: _REQUEST(
        default_ground_height=wire(more_keys=["defaultGround"]),
        view_settings=wire(exact="view_settings", codec=SNAKE_CASE_KEYS),
        layout=wire(codec=SNAKE_CASE_KEYS),
        world_convention=wire(more_keys=["world"]),
        camera_convention=wire(more_keys=["camera"]),
        later=("view_settings", "layout"),
    ),
}

_FILE: Final = Tag("url", models.ValidatedSceneUrlWithFormat, unknown=models.Streams)
_CONTENT: Final = Tag("type", models.InputPCDStream, unknown=_FILE)

UNIONS: Unions = {
    models.CameraIntrinsics: Tag(
        "type",
        {
            "simple": models.CameraIntrinsicsSimple,
            "advanced": models.CameraIntrinsicsAdvanced,
        },
        unknown=Tag("type", models.OtherCameraIntrinsics, unknown=models.CameraIntrinsicsSimple),
    ),
    models.InputEulerRotation | models.InputQuaternion | models.OtherRotation: Tag(
        "w",
        models.InputQuaternion,
        unknown=Tag("x", models.InputEulerRotation, unknown=models.OtherRotation),
    ),
    models.InputCompositePose | models.OtherPose: Tag(
        "rotation", models.InputCompositePose, unknown=models.OtherPose
    ),
    models.InputStream: Tag(
        "type",
        {
            "point_cloud": models.InputPCDStream,
            "camera_parameters": models.InputCameraStream,
            "frame_of_reference": models.InputFoRStream,
            "image": models.InputImageStream,
            "time_series": models.InputTimeSeriesStream,
        },
    ),
    models.Streams | models.InputPCDStream | models.ValidatedSceneUrlWithFormat: _CONTENT,
    (
        models.Streams
        | models.InputPCDStream
        | models.ValidatedSceneUrlWithFormat
        | models.SceneWithConfig
    ): Tag("content", models.SceneWithConfig, unknown=_CONTENT),
}
