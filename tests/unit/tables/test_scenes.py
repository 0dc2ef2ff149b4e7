"""Scenes to be uploaded have many forms, and so have poses and rotations."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import Any

import pytest
from cases import CASE_OF
from cattrs.errors import ClassValidationError
from engines import ENGINES_HERE, running
from loops import over

import orm_attrs as orm
from converters import dumps, explain, json_schema, loads, make_converter
from converters.cli.describe import describe

FILE = orm.ValidatedSceneUrlWithExtension("s3://bucket/drive.pcd")
POINTS = CASE_OF[orm.InputPCDStream]
STREAMS = CASE_OF[orm.Streams]

FORMS: dict[str, tuple[Any, Any]] = {
    "file": ("s3://bucket/drive.pcd", FILE),
    "file with format": (
        {"url": "s3://bucket/drive", "format": "las"},
        orm.ValidatedSceneUrlWithFormat("s3://bucket/drive", "las"),
    ),
    "points": (POINTS.payload, POINTS.object),
    "streams": (STREAMS.payload, STREAMS.object),
    "with settings": (
        {"content": "s3://bucket/drive.pcd", "default_ground_height": 0.5},
        orm.SceneWithConfig(content=FILE, default_ground_height=0.5),
    ),
}

MATRIX = orm.InputRotationMatrix((1, 0, 0, 0, 1, 0, 0, 0, 1))
ROTATIONS: dict[str, tuple[Any, Any]] = {
    "matrix": ([1, 0, 0, 0, 1, 0, 0, 0, 1], MATRIX),
    "angles": ({"x": 0, "y": 0, "z": 0.5}, orm.InputEulerRotation(0, 0, 0.5)),
    "quaternion": (
        {"x": 0, "y": 0, "z": 0, "w": 1},
        orm.InputQuaternion(x=0, y=0, z=0, w=1),
    ),
    "other": ({"axis": "z"}, orm.OtherRotation({"axis": "z"})),
}

SCENE: dict[str, Any] = {"type": "composite", "streams": {}}


@over("form", FORMS)
def test_a_scene_to_be_uploaded_has_one_of_these_forms(form: str) -> None:
    payload, scene = FORMS[form]
    for engine in ENGINES_HERE:
        with running(engine):
            made = make_converter()
            assert made.structure(payload, orm.InputScene) == scene
            assert loads(json.dumps(payload), orm.InputScene, converter=made) == scene
            read = made.structure(made.unstructure(scene, orm.InputScene), orm.InputScene)
            assert read == scene
            assert json.loads(dumps(scene, converter=made)) == made.unstructure(scene)


@over("form", ROTATIONS)
def test_a_rotation_has_one_of_these_forms(form: str) -> None:
    payload, rotation = ROTATIONS[form]
    for engine in ENGINES_HERE:
        with running(engine):
            made = make_converter()
            assert made.structure(payload, orm.InputRotation) == rotation
            assert made.unstructure(rotation, orm.InputRotation) == payload


def test_a_schema_says_what_each_of_several_objects_needs() -> None:
    text, objects = sorted(json_schema(orm.InputScene)["anyOf"], key=lambda it: "anyOf" in it)

    assert "anyOf" not in text
    assert len(objects["anyOf"]) == 4


@pytest.mark.parametrize(
    "pose",
    [
        orm.OtherPose({"axis": 1}),
        orm.InputCompositePose(orm.OtherRotation(), orm.InputPosition(0, 0, 0)),
    ],
)
def test_an_unknown_pose_is_not_sent(pose: Any) -> None:
    event = orm.InputFoREvent(0, pose)

    with pytest.raises(Exception, match="InputFoREvent") as caught:
        make_converter().unstructure(event)
    assert "Other" in str(caught.value.exceptions)


def test_what_nobody_knows_is_refused_where_it_is_forbidden() -> None:
    made = make_converter(unknown="forbid")
    for payload, kind in (
        ({"axis": "z"}, orm.InputRotation),
        ({"axis": "z"}, orm.InputPose),
        ({"type": "hologram"}, orm.CameraIntrinsics),
        ({"mode": "folder"}, orm.SidecarMatcher),
    ):
        with pytest.raises(Exception, match=r"structuring|none of|missing"):
            made.structure(payload, kind)
    assert made.structure({}, orm.SidecarMatcher) == orm.SidecarMatcherSuffix()


def test_a_scene_without_conventions_has_the_usual_ones() -> None:
    made = make_converter(unknown="keep")
    for payload in (SCENE, {**SCENE, "worldConvention": None}):
        scene = made.structure(payload, orm.Scene)

        assert scene.world_convention == scene.camera_convention == orm.DEFAULT_CONVENTION
        assert scene.world_convention is not orm.DEFAULT_CONVENTION
        assert made.unstructure(scene, orm.Scene) == payload


FURTHER_KEYS: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "width": (orm.InputCameraParams, {"width": 640}, "width_px", "widthPx"),
    "height": (orm.CameraParamsEvent, {"height": 480}, "height_px", "heightPx"),
    "camera stream": (
        orm.InputCameraStream,
        {"referenceFrame": "car"},
        "frame_of_reference",
        "frameOfReference",
    ),
    "point stream": (
        orm.InputPCDStream,
        {"referenceFrame": "car"},
        "frame_of_reference",
        "frameOfReference",
    ),
    "parent_for_id": (
        orm.InputFoRStream,
        {"parent_for_id": "root"},
        "parent_FoR_id",
        "parentForId",
    ),
    "parent": (orm.InputFoRStream, {"parent": "root"}, "parent_FoR_id", "parentForId"),
    "parentId": (orm.InputFoRStream, {"parentId": "root"}, "parent_FoR_id", "parentForId"),
    "ground": (
        orm.SceneWithConfig,
        {"defaultGround": 0.5},
        "default_ground_height",
        "defaultGroundHeight",
    ),
    "world": (
        orm.SceneWithConfig,
        {"world": {"x": "right", "y": "down", "z": "forward"}},
        "world_convention",
        "worldConvention",
    ),
    "camera": (
        orm.SceneWithConfig,
        {"camera": {"x": "right", "y": "down", "z": "forward"}},
        "camera_convention",
        "cameraConvention",
    ),
}
"""Class, payload with a further key, the attribute, and the key in camelCase."""


@cache
def converter_of(engine: str, unknown: Any) -> Any:
    """Make one for all tests of an engine."""
    return make_converter(unknown=unknown)


@over("name", FURTHER_KEYS)
def test_a_key_has_further_spellings(name: str) -> None:
    """Each is read where the others are absent, kept, and named where its value is wrong."""
    cls, further, attribute, camel = FURTHER_KEYS[name]
    full = CASE_OF[cls].payload
    ((key, value),), first = further.items(), full.pop(attribute)
    for engine, unknown in product(ENGINES_HERE, ("ignore", "keep", "forbid")):
        with running(engine):
            made = converter_of(engine, unknown)
            read = made.structure({**full, **further}, cls)
            assert read == made.structure({**full, camel: value}, cls)
            assert read == (expected := made.structure({**full, attribute: value}, cls))
            assert loads(json.dumps({**full, **further}), cls, converter=made) == expected
            assert made.unstructure(read) == (
                {**full, **further} if unknown == "keep" else {**full, attribute: value}
            )
            with pytest.raises(ClassValidationError) as caught:
                made.structure({**full, key: object()}, cls)
            assert [it.partition(":")[0] for it in explain(caught.value)] == [f"$.{key}"]
            if unknown != "forbid":
                both = made.structure({**full, **further, attribute: first}, cls)
                assert both == CASE_OF[cls].object
    assert key in json_schema(cls)["properties"]
    assert any(key in it.key.split(", ") for it in describe(cls))


NAMED_TILE = {"type": "image", "stream_name": "front"}
SNAKE_CASE: dict[str, Any] = {
    "content": "s3://bucket/drive.pcd",
    "default_ground_height": None,
    "view_settings": {
        "point_cloud_colouring": {"color_mode": "height", "color_height_bounds": [0.0, 2.5]},
        "radius_indicators": [
            {"frame_of_reference_id": "car", "radius": 5.0, "color": "#ff0000"},
        ],
    },
    "layout": {
        "tiles": {
            "frontCamera": NAMED_TILE,
            "wheelSpeed": {
                "type": "timeseries",
                "stream_name": "speed",
                "timeseries_settings": {
                    "channels": {
                        "leftWheel": {
                            "label": "Left",
                            "hidden": False,
                            "style": "line",
                            "line_width": 2,
                        },
                    },
                },
            },
        },
        "layout": {
            "direction": "row",
            "first": "frontCamera",
            "second": "wheelSpeed",
            "split_percentage": 50,
        },
        "timeline": [],
    },
    "world_convention": None,
    "camera_convention": None,
}


def test_the_settings_and_tiles_of_an_upload_are_in_snake_case() -> None:
    """All but the names that somebody has given; elsewhere the same classes are in camelCase."""
    for engine, unknown in product(ENGINES_HERE, ("ignore", "keep", "forbid")):
        with running(engine):
            made = converter_of(engine, unknown)
            scene = made.structure(SNAKE_CASE, orm.SceneWithConfig)
            assert made.unstructure(scene) == SNAKE_CASE
            assert json.loads(dumps(scene, converter=made)) == SNAKE_CASE
            patch = orm.ScenePatchItemPayload(
                scene_view_settings=scene.view_settings, scene_layout=scene.layout
            )
            written = make_converter().unstructure(patch)
            assert written["sceneViewSettings"]["pointCloudColouring"]["colorMode"] == "height"
            assert set(written["sceneLayout"]["tiles"]) == {"frontCamera", "wheelSpeed"}
            again = {**SNAKE_CASE, "view_settings": written["sceneViewSettings"]}
            read = made.structure(again, orm.SceneWithConfig)
            assert read == scene
            assert made.unstructure(read) == (again if unknown == "keep" else SNAKE_CASE)


def test_the_schema_of_an_upload_has_the_keys_that_are_written() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json_schema(orm.SceneWithConfig, mode="write")

    jsonschema.validate(SNAKE_CASE, schema)
    text = json.dumps(schema["$defs"]["SceneLayout_camel_to_snake"])
    assert "SceneTileLayout_camel_to_snake" in text
    tile = schema["$defs"]["SceneTileLayout_camel_to_snake"]
    assert "split_percentage" in tile["properties"]
    assert "SceneTileLayout_camel_to_snake" in json.dumps(tile["properties"]["first"])


def test_what_nobody_knows_is_found_in_settings_that_are_written_in_another_case() -> None:
    made = make_converter()
    colouring = orm.OtherSceneColouring("hologram")
    scene = orm.SceneWithConfig(
        content=FILE, view_settings=orm.SceneViewSettings(point_cloud_colouring=colouring)
    )

    with pytest.raises(ClassValidationError) as caught:
        made.unstructure(scene)
    (told,) = explain(caught.value)
    assert told.startswith("$.view_settings.point_cloud_colouring: OtherSceneColouring stands for")
