"""Scenes to be uploaded have many forms, and so have poses and rotations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cases import CASE_OF
from engines import ENGINES_HERE, running
from loops import over

import orm_attrs as orm
from converters import dumps, json_schema, loads, make_converter

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
