"""A label row of frames as msgspec's Structs, tagged by shape, with dates left as text."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Box(Struct):
    x: float
    y: float
    w: float
    h: float


class RotatedBox(Box, kw_only=True):
    theta: float


class Point(Struct, omit_defaults=True):
    x: float
    y: float
    z: float | None = None


class Object(Struct, kw_only=True, omit_defaults=True, rename="camel", tag_field="shape"):
    """What all shapes have."""

    object_hash: str
    feature_hash: str
    name: str | None = None
    color: str | None = None
    value: str | None = None
    created_at: str | None = None
    created_by: str | None = None
    last_edited_at: str | None = None
    last_edited_by: str | None = None
    confidence: float | None = None
    manual_annotation: bool | None = None
    is_deleted: bool | None = None
    reviews: list[Any] | None = None
    event: str | None = None
    interpolate: str | None = None


class BoxObject(Object, tag="bounding_box"):
    geometry: Box = field(name="boundingBox")


class RotatedBoxObject(Object, tag="rotatable_bounding_box"):
    geometry: RotatedBox = field(name="rotatableBoundingBox")


class PolygonObject(Object, tag="polygon"):
    geometry: dict[str, Point] = field(name="polygon")
    polygons: list[list[list[float]]] | None = None


class PolylineObject(Object, tag="polyline"):
    geometry: dict[str, Point] = field(name="polyline")


class PointObject(Object, tag="point"):
    geometry: dict[str, Point] = field(name="point")


AnyObject = BoxObject | RotatedBoxObject | PolygonObject | PolylineObject | PointObject


class Classification(Struct, kw_only=True, omit_defaults=True, rename="camel"):
    classification_hash: str | None = None
    feature_hash: str | None = None
    name: str | None = None
    value: str | None = None
    created_at: str | None = None
    created_by: str | None = None
    last_edited_at: str | None = None
    last_edited_by: str | None = None
    confidence: float | None = None
    manual_annotation: bool | None = None


class Frame(Struct, omit_defaults=True):
    objects: list[AnyObject] | None = None
    classifications: list[Classification] | None = None
    metadata: dict[str, Any] | None = None


class Unit(Struct, kw_only=True, omit_defaults=True):
    data_hash: str | None = None
    data_title: str | None = None
    data_link: str | None = None
    data_type: str | None = None
    data_sequence: int | str | None = None
    width: int | None = None
    height: int | None = None
    labels: dict[int, Frame] | None = None
    data_duration: float | None = None
    data_fps: float | None = None


class Option(Struct, rename="camel"):
    name: str
    value: str
    feature_hash: str


class Answer(Struct, kw_only=True, omit_defaults=True, rename="camel"):
    name: str | None = None
    value: str | None = None
    answers: str | float | int | list[Option] | None = None
    feature_hash: str | None = None
    manual_annotation: bool | None = None
    dynamic: bool | None = None
    range: list[tuple[int, int]] | None = None
    should_propagate: bool | None = None
    track_hash: str | None = None


class ObjectAnswer(Struct, omit_defaults=True, rename="camel"):
    object_hash: str | None = None
    classifications: list[Answer] | None = None
    object_number: int | None = None


class ObjectActions(Struct, omit_defaults=True, rename="camel"):
    object_hash: str | None = None
    actions: list[Answer] | None = None


class ClassificationAnswer(Classification, kw_only=True, omit_defaults=True, rename="camel"):
    classifications: list[Answer] | None = None
    range: list[tuple[int, int]] | None = None
    spaces: dict[str, Any] | None = None


class Row(Struct, kw_only=True, omit_defaults=True):
    label_hash: str | None = None
    branch_name: str | None = None
    created_at: str | None = None
    last_edited_at: str | None = None
    dataset_hash: str | None = None
    dataset_title: str | None = None
    data_hash: str | None = None
    data_title: str | None = None
    data_type: str | None = None
    label_status: str | None = None
    annotation_task_status: str | None = None
    is_shadow_data: bool | None = None
    is_valid: bool | None = None
    data_units: dict[str, Unit] | None = None
    object_answers: dict[str, ObjectAnswer] | None = None
    classification_answers: dict[str, ClassificationAnswer] | None = None
    object_actions: dict[str, ObjectActions] | None = None
    spaces: dict[str, Any] | None = None
