"""How the parts of scenes look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.storage import TIME_SERIES_VIEW_SETTINGS
from cases.vocabulary import (
    body,
    camel,
    defaulted,
    defaulted_camel,
    key,
    later,
    literal,
    optional,
    optional_camel,
    patched_camel,
    query_object,
    rest,
    v2_object,
)

SCENE_HEIGHT_COLOURING: Final = v2_object(
    orm.SceneHeightColouring,
    literal("color_mode", "height", orm.SceneColorMode.HEIGHT, required=False),
    optional_camel("color_height_bounds", [0.5, 0.5], (0.5, 0.5), expected="a list of 2 values"),
)
SCENE_RADIUS_INDICATOR: Final = v2_object(
    orm.SceneRadiusIndicator,
    camel("frame_of_reference_id", "base"),
    key("radius", 0.5),
    key("color", "#ff0000"),
)
SCENE_VIEW_SETTINGS: Final = v2_object(
    orm.SceneViewSettings,
    optional_camel(
        "point_cloud_colouring", SCENE_HEIGHT_COLOURING.payload, SCENE_HEIGHT_COLOURING.object
    ),
    optional_camel("point_radius", 0.5),
    optional_camel("render_image_outside_base_range", True),
    optional_camel(
        "radius_indicators", [SCENE_RADIUS_INDICATOR.payload], [SCENE_RADIUS_INDICATOR.object]
    ),
    optional_camel("radius_filter_enabled", True),
)
CONVENTION: Final = v2_object(
    orm.Convention,
    key("x", "up", orm.Direction.UP),
    key("y", "up", orm.Direction.UP),
    key("z", "up", orm.Direction.UP),
)
VIEWER_TILE: Final = v2_object(
    orm.Scene3DViewerTile,
    literal("type", "3d", required=False),
    camel("has_side_view", True),
    camel("show_camera_switcher", True),
)
SCENE_TILE_LAYOUT: Final = v2_object(
    orm.SceneTileLayout,
    key("direction", "row", orm.SceneTileLayoutDirection.ROW),
    key("first", "front", expected="str or an object"),
    key(
        "second",
        {"direction": "column", "first": "left", "second": "right", "splitPercentage": 50},
        orm.SceneTileLayout(
            direction=orm.SceneTileLayoutDirection.COLUMN, first="left", second="right"
        ),
        expected="str or an object",
    ),
    defaulted_camel("split_percentage", 62.5, default=50),
)
SCENE_LAYOUT: Final = v2_object(
    orm.SceneLayout,
    key("tiles", {"front": VIEWER_TILE.payload}, {"front": VIEWER_TILE.object}),
    optional(
        "layout",
        SCENE_TILE_LAYOUT.payload,
        SCENE_TILE_LAYOUT.object,
        expected="str or an object",
    ),
    defaulted("timeline", ["speed"], default=[]),
)
RADIAL_DISTORTION_MODEL: Final = v2_object(
    orm.RadialDistortionModel,
    literal("type", "radial", required=True),
    key("k1", 0.5),
    key("k2", 0.5),
    key("k3", 0.5),
)
SCENE_PATCH: Final = v2_object(
    orm.ScenePatchItemPayload,
    optional("name", "Drive"),
    optional("description", "At night"),
    optional_camel("client_metadata", {"camera": "north gate"}),
    patched_camel(
        "timeseries_settings",
        TIME_SERIES_VIEW_SETTINGS.payload,
        TIME_SERIES_VIEW_SETTINGS.object,
    ),
    patched_camel("scene_view_settings", SCENE_VIEW_SETTINGS.payload, SCENE_VIEW_SETTINGS.object),
    patched_camel("scene_layout", SCENE_LAYOUT.payload, SCENE_LAYOUT.object),
)
CAMERA_INTRINSICS_SIMPLE: Final = query_object(
    orm.CameraIntrinsicsSimple,
    literal("type", "simple", required=False),
    optional("model", RADIAL_DISTORTION_MODEL.payload, RADIAL_DISTORTION_MODEL.object),
    key("fx", 0.5),
    key("fy", 0.5),
    key("ox", 0.5),
    key("oy", 0.5),
    optional("dfx", 0.5),
    optional("dfy", 0.5),
    optional("dox", 0.5),
    optional("doy", 0.5),
    optional("skew", 0.5),
)
INPUT_POSITION: Final = v2_object(
    orm.InputPosition,
    key("x", 0.5),
    key("y", 0.5),
    key("z", 0.5),
)
INPUT_ROTATION_MATRIX: Final = v2_object(
    orm.InputRotationMatrix,
    body("root", [0.5] * 9, (0.5,) * 9, expected="a list of 9 values"),
)
INPUT_COMPOSITE_POSE: Final = v2_object(
    orm.InputCompositePose,
    key(
        "rotation",
        INPUT_ROTATION_MATRIX.payload,
        INPUT_ROTATION_MATRIX.object,
        expected="a list or an object",
    ),
    key("position", INPUT_POSITION.payload, INPUT_POSITION.object),
)
INPUT_FOR_EVENT: Final = query_object(
    orm.InputFoREvent,
    key("timestamp", 0.5),
    key(
        "pose",
        INPUT_COMPOSITE_POSE.payload,
        INPUT_COMPOSITE_POSE.object,
        expected="an object or a list",
    ),
)
INPUT_CAMERA_PARAMS_EVENT: Final = query_object(
    orm.InputCameraParamsEvent,
    key("width_px", 7),
    key("height_px", 7),
    key("intrinsics", CAMERA_INTRINSICS_SIMPLE.payload, CAMERA_INTRINSICS_SIMPLE.object),
    optional(
        "extrinsics",
        INPUT_COMPOSITE_POSE.payload,
        INPUT_COMPOSITE_POSE.object,
        expected="an object or a list",
    ),
    key("timestamp", 0.5),
)
INPUT_URI_EVENT: Final = query_object(
    orm.InputURIEvent,
    key("timestamp", 0.5),
    key("uri", "s3://example-bucket/a.pcd"),
)
INPUT_PCD_STREAM: Final = query_object(
    orm.InputPCDStream,
    literal("type", "point_cloud", required=False),
    key("events", [INPUT_URI_EVENT.payload], [INPUT_URI_EVENT.object]),
    optional("frame_of_reference", "base"),
    optional(
        "pose",
        INPUT_COMPOSITE_POSE.payload,
        INPUT_COMPOSITE_POSE.object,
        expected="an object or a list",
    ),
)
STREAMS: Final = query_object(
    orm.Streams,
    body("root", {"a": INPUT_PCD_STREAM.payload}, {"a": INPUT_PCD_STREAM.object}),
)
URI_EVENT: Final = query_object(
    orm.URIEvent,
    key("url", "s3://example-bucket/a.pcd"),
    key("signed_url", "https://storage.example.com/a.pcd?signature=1"),
    optional("timestamp", 0.5),
)
CAMERA_PARAMS_EVENT: Final = query_object(
    orm.CameraParamsEvent,
    key("width_px", 7),
    key("height_px", 7),
    key("intrinsics", CAMERA_INTRINSICS_SIMPLE.payload, CAMERA_INTRINSICS_SIMPLE.object),
    optional(
        "extrinsics",
        INPUT_COMPOSITE_POSE.payload,
        INPUT_COMPOSITE_POSE.object,
        expected="an object or a list",
    ),
    optional("timestamp", 0.5),
)
FOR_EVENT: Final = query_object(
    orm.FOREvent,
    key("id", "lidar"),
    key("rotation", [0.5] * 9, (0.5,) * 9, expected="a list of 9 values"),
    key("position", [0.5] * 3, (0.5,) * 3, expected="a list of 3 values"),
    optional("timestamp", 0.5),
    optional("parent_for", "root"),
)
PCD_STREAM: Final = v2_object(
    orm.PCDStream,
    literal("entity_type", "point_cloud", required=False),
    optional_camel("frame_of_reference_id", "base"),
    key("events", [URI_EVENT.payload], [URI_EVENT.object]),
)
SELF_CONTAINED_STREAM: Final = v2_object(
    orm.SelfContainedStream,
    literal("type", "self_contained", required=False),
    key("id", "lidar"),
    defaulted_camel("entity_type", "lidar_scan", default="time_series"),
    key("url", "s3://example-bucket/a.pcd"),
    camel("signed_url", "https://storage.example.com/a.pcd?signature=1"),
)
SCENE_KEYS: Final = (
    optional_camel("default_ground_height", 0.5),
    *(
        defaulted_camel(
            name,
            CONVENTION.payload,
            CONVENTION.object,
            default=orm.DEFAULT_CONVENTION,
            default_wire={"x": "forward", "y": "left", "z": "up"},
            nullable=True,
        )
        for name in ("world_convention", "camera_convention")
    ),
    optional_camel("view_settings", SCENE_VIEW_SETTINGS.payload, SCENE_VIEW_SETTINGS.object),
    optional("layout", SCENE_LAYOUT.payload, SCENE_LAYOUT.object),
)
"""What scenes of every kind say."""


SCENES: Final = (
    SCENE_HEIGHT_COLOURING,
    SCENE_RADIUS_INDICATOR,
    v2_object(
        orm.SceneProvidedColouring,
        literal("color_mode", "provided", orm.SceneColorMode.PROVIDED, required=False),
        optional_camel("display_point_intensity", True),
        optional_camel("srgb_colors", True),
    ),
    v2_object(
        orm.SceneSolidColouring,
        literal("color_mode", "solid", orm.SceneColorMode.SOLID, required=False),
        optional_camel("display_point_intensity", True),
    ),
    v2_object(
        orm.SceneImageColouring,
        literal("color_mode", "imageColor", orm.SceneColorMode.IMAGE_COLOR, required=False),
        optional_camel("display_point_intensity", True),
    ),
    v2_object(
        orm.SceneSensorColouring,
        literal("color_mode", "sensor", orm.SceneColorMode.SENSOR, required=False),
        optional_camel("display_point_intensity", True),
    ),
    v2_object(
        orm.OtherSceneColouring,
        camel("color_mode", "m1c2"),
        rest("content", {"hologram": 1}),
    ),
    SCENE_VIEW_SETTINGS,
    CONVENTION,
    RADIAL_DISTORTION_MODEL,
    v2_object(
        orm.PlumbBobDistortionModel,
        literal("type", "plumb_bob", required=True),
        key("k1", 0.5),
        key("k2", 0.5),
        key("k3", 0.5),
        key("t1", 0.5),
        key("t2", 0.5),
    ),
    v2_object(
        orm.FishEyeDistortionModel,
        literal("type", "fisheye", required=True),
        key("k1", 0.5),
        key("k2", 0.5),
        key("k3", 0.5),
        key("k4", 0.5),
    ),
    v2_object(
        orm.RationalPolynomialDistortionModel,
        literal("type", "rational_polynomial", required=True),
        key("k1", 0.5),
        key("k2", 0.5),
        key("k3", 0.5),
        key("k4", 0.5),
        key("k5", 0.5),
        key("k6", 0.5),
        key("t1", 0.5),
        key("t2", 0.5),
    ),
    v2_object(
        orm.PinholeDistortionModel,
        literal("type", "pinhole", required=True),
    ),
    v2_object(
        orm.DivisionDistortionModel,
        literal("type", "division", required=True),
        key("k", 0.5),
    ),
    v2_object(
        orm.UCMDistortionModel,
        literal("type", "ucm", required=True),
        key("xi", 0.5),
        key("k1", 0.5),
        key("k2", 0.5),
        key("k3", 0.5),
    ),
    v2_object(
        orm.CylindricalDistortionModel,
        literal("type", "cylindrical", required=True),
    ),
    v2_object(
        orm.OtherDistortionModel,
        key("type", "t1t2"),
        rest("content", {"hologram": 1}),
    ),
    VIEWER_TILE,
    v2_object(
        orm.SceneImageTile,
        literal("type", "image", required=False),
        camel("stream_name", "front"),
    ),
    v2_object(
        orm.SceneTimeSeriesTile,
        literal("type", "timeseries", required=False),
        camel("stream_name", "speed"),
        optional_camel(
            "timeseries_settings",
            TIME_SERIES_VIEW_SETTINGS.payload,
            TIME_SERIES_VIEW_SETTINGS.object,
        ),
    ),
    v2_object(
        orm.OtherSceneTile,
        key("type", "hologram"),
        rest("content", {"hologram": 1}),
    ),
    SCENE_TILE_LAYOUT,
    SCENE_LAYOUT,
    SCENE_PATCH,
    v2_object(
        orm.PatchItemsBulkPayload,
        camel(
            "item_patches",
            {"a": {"name": "Drive"}, "b": SCENE_PATCH.payload},
            {"a": orm.PatchItemPayload(name="Drive"), "b": SCENE_PATCH.object},
        ),
    ),
    CAMERA_INTRINSICS_SIMPLE,
    query_object(
        orm.CameraIntrinsicsAdvanced,
        literal("type", "advanced", required=True),
        optional("model", RADIAL_DISTORTION_MODEL.payload, RADIAL_DISTORTION_MODEL.object),
        optional("k", [0.5] * 9),
        optional("r", [0.5] * 9),
        optional("p", [0.5] * 12),
        optional("skew", 0.5),
    ),
    v2_object(
        orm.OtherCameraIntrinsics,
        key("type", "hologram"),
        rest("content", {"hologram": 1}),
    ),
    INPUT_POSITION,
    INPUT_ROTATION_MATRIX,
    v2_object(
        orm.InputQuaternion,
        key("x", 0.5),
        key("y", 0.5),
        key("z", 0.5),
        key("w", 0.5),
    ),
    v2_object(
        orm.InputEulerRotation,
        key("x", 0.5),
        key("y", 0.5),
        key("z", 0.5),
    ),
    v2_object(
        orm.OtherRotation,
        rest("content", {"hologram": 1}),
    ),
    INPUT_COMPOSITE_POSE,
    v2_object(
        orm.InputAffineTransform,
        body("root", [0.5] * 16, (0.5,) * 16, expected="a list of 16 values"),
    ),
    v2_object(
        orm.OtherPose,
        rest("content", {"hologram": 1}),
    ),
    query_object(
        orm.InputCameraParams,
        key("width_px", 7),
        key("height_px", 7),
        key("intrinsics", CAMERA_INTRINSICS_SIMPLE.payload, CAMERA_INTRINSICS_SIMPLE.object),
        optional(
            "extrinsics",
            INPUT_COMPOSITE_POSE.payload,
            INPUT_COMPOSITE_POSE.object,
            expected="an object or a list",
        ),
    ),
    INPUT_FOR_EVENT,
    INPUT_CAMERA_PARAMS_EVENT,
    INPUT_URI_EVENT,
    query_object(
        orm.InputCameraStream,
        literal("type", "camera_parameters", required=False),
        key("events", [INPUT_CAMERA_PARAMS_EVENT.payload], [INPUT_CAMERA_PARAMS_EVENT.object]),
        optional("frame_of_reference", "base"),
        optional(
            "pose",
            INPUT_COMPOSITE_POSE.payload,
            INPUT_COMPOSITE_POSE.object,
            expected="an object or a list",
        ),
    ),
    query_object(
        orm.InputImageStream,
        literal("type", "image", required=False),
        key("camera", "front"),
        key("events", [INPUT_URI_EVENT.payload], [INPUT_URI_EVENT.object]),
    ),
    INPUT_PCD_STREAM,
    query_object(
        orm.InputFoRStream,
        literal("type", "frame_of_reference", required=False),
        key("id", "lidar"),
        optional("parent_FoR_id", "root"),
        key("events", [INPUT_FOR_EVENT.payload], [INPUT_FOR_EVENT.object]),
    ),
    query_object(
        orm.InputTimeSeriesStream,
        literal("type", "time_series", required=False),
        key("uri", "s3://example-bucket/a.pcd"),
    ),
    query_object(
        orm.ValidatedSceneUrlWithExtension,
        body("root", "s3://example-bucket/a.pcd"),
    ),
    query_object(
        orm.ValidatedSceneUrlWithFormat,
        key("url", "s3://example-bucket/a.pcd"),
        key("format", "pcd"),
    ),
    STREAMS,
    query_object(
        orm.SceneWithConfig,
        key("content", STREAMS.payload, STREAMS.object, expected="an object or str"),
        optional("default_ground_height", 0.5),
        later(
            "view_settings",
            {"point_cloud_colouring": {"color_mode": "solid"}, "point_radius": 2.5},
            orm.SceneViewSettings(
                point_cloud_colouring=orm.SceneSolidColouring(), point_radius=2.5
            ),
        ),
        later(
            "layout",
            {
                "tiles": {"frontCamera": {"type": "image", "stream_name": "front"}},
                "layout": "frontCamera",
                "timeline": [],
            },
            orm.SceneLayout(
                tiles={"frontCamera": orm.SceneImageTile(stream_name="front")}, layout="frontCamera"
            ),
        ),
        optional("world_convention", CONVENTION.payload, CONVENTION.object),
        optional("camera_convention", CONVENTION.payload, CONVENTION.object),
    ),
    URI_EVENT,
    CAMERA_PARAMS_EVENT,
    FOR_EVENT,
    PCD_STREAM,
    v2_object(
        orm.ImageStream,
        literal("entity_type", "image", required=False),
        optional_camel("camera_id", "front"),
        key("events", [URI_EVENT.payload], [URI_EVENT.object]),
    ),
    v2_object(
        orm.ModelStream,
        literal("entity_type", "model", required=False),
        key("events", [URI_EVENT.payload], [URI_EVENT.object]),
    ),
    v2_object(
        orm.CameraStream,
        literal("entity_type", "camera_parameters", required=False),
        optional_camel("frame_of_reference_id", "base"),
        key("events", [CAMERA_PARAMS_EVENT.payload], [CAMERA_PARAMS_EVENT.object]),
    ),
    v2_object(
        orm.FORStream,
        literal("entity_type", "frame_of_reference", required=False),
        key("events", [FOR_EVENT.payload], [FOR_EVENT.object]),
    ),
    v2_object(
        orm.OtherEntityStream,
        camel("entity_type", "hologram"),
        rest("content", {"hologram": 1}),
    ),
    v2_object(
        orm.EventStream,
        literal("type", "event", required=False),
        key("id", "lidar"),
        key("stream", PCD_STREAM.payload, PCD_STREAM.object),
    ),
    SELF_CONTAINED_STREAM,
    v2_object(
        orm.OtherStream,
        key("type", "hologram"),
        rest("content", {"hologram": 1}),
    ),
    v2_object(
        orm.CompositeScene,
        *SCENE_KEYS,
        literal("type", "composite", required=False),
        key("streams", {"a": SELF_CONTAINED_STREAM.payload}, {"a": SELF_CONTAINED_STREAM.object}),
    ),
    v2_object(
        orm.SelfContainedScene,
        *SCENE_KEYS,
        literal("type", "self_contained", required=False),
        key("url", "s3://example-bucket/a.pcd"),
        camel("signed_url", "https://storage.example.com/a.pcd?signature=1"),
        key("format", "pcd", orm.SelfContainedFormat.PCD),
    ),
    v2_object(
        orm.OtherScene,
        key("type", "hologram"),
        rest("content", {"hologram": 1}),
    ),
)
