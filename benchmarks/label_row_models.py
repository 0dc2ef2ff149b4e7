"""A label row of frames as pydantic's models, told apart by shape, with dates left as text."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    model_config = ConfigDict(strict=True, populate_by_name=True)


class CamelModel(Model):
    model_config = ConfigDict(alias_generator=to_camel)


class Box(Model):
    x: float
    y: float
    w: float
    h: float


class RotatedBox(Box):
    theta: float


class Point(Model):
    x: float
    y: float
    z: float | None = None


class Object(CamelModel):
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


class BoxObject(Object):
    shape: Literal["bounding_box"]
    geometry: Box = Field(alias="boundingBox")


class RotatedBoxObject(Object):
    shape: Literal["rotatable_bounding_box"]
    geometry: RotatedBox = Field(alias="rotatableBoundingBox")


class PolygonObject(Object):
    shape: Literal["polygon"]
    geometry: dict[str, Point] = Field(alias="polygon")
    polygons: list[list[list[float]]] | None = None


class PolylineObject(Object):
    shape: Literal["polyline"]
    geometry: dict[str, Point] = Field(alias="polyline")


class PointObject(Object):
    shape: Literal["point"]
    geometry: dict[str, Point] = Field(alias="point")


AnyObject = Annotated[
    BoxObject | RotatedBoxObject | PolygonObject | PolylineObject | PointObject,
    Field(discriminator="shape"),
]


class Classification(CamelModel):
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


class Frame(Model):
    objects: list[AnyObject] | None = None
    classifications: list[Classification] | None = None
    metadata: dict[str, Any] | None = None


class Unit(Model):
    data_hash: str | None = None
    data_title: str | None = None
    data_link: str | None = None
    data_type: str | None = None
    data_sequence: int | str | None = None
    width: int | None = None
    height: int | None = None
    # Strict integers are not read from the text that keys are.
    labels: dict[Annotated[int, Field(strict=False)], Frame] | None = None
    data_duration: float | None = None
    data_fps: float | None = None


class Option(CamelModel):
    name: str
    value: str
    feature_hash: str


class Answer(CamelModel):
    name: str | None = None
    value: str | None = None
    answers: str | float | int | list[Option] | None = None
    feature_hash: str | None = None
    manual_annotation: bool | None = None
    dynamic: bool | None = None
    range: list[tuple[int, int]] | None = None
    should_propagate: bool | None = None
    track_hash: str | None = None


class ObjectAnswer(CamelModel):
    object_hash: str | None = None
    classifications: list[Answer] | None = None
    object_number: int | None = None


class ObjectActions(CamelModel):
    object_hash: str | None = None
    actions: list[Answer] | None = None


class ClassificationAnswer(Classification):
    classifications: list[Answer] | None = None
    range: list[tuple[int, int]] | None = None
    spaces: dict[str, Any] | None = None


class Row(Model):
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
