"""How the parts of scenes look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    camel,
    key,
    literal,
    optional_camel,
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
    v2_object(
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
    ),
    v2_object(
        orm.Convention,
        key("x", "up", orm.Direction.UP),
        key("y", "up", orm.Direction.UP),
        key("z", "up", orm.Direction.UP),
    ),
    v2_object(
        orm.RadialDistortionModel,
        literal("type", "radial", required=True),
        key("k1", 0.5),
        key("k2", 0.5),
        key("k3", 0.5),
    ),
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
)
