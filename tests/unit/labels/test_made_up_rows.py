"""What stands in label rows, section by section of what is known of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import pytest
from attrs import frozen
from engines import ENGINES_HERE, running
from label_rows import is_the_same_json

import orm_attrs as orm
from converters import dumps, loads, make_converter


@frozen
class Piece:
    """A part of a row, what it is read as, and what is written for it."""

    cls: Any
    payload: Any
    value: Any
    written: Any = None
    """What is written where nothing is kept; None when it is the payload."""


def an_object(shape: str, **geometry: Any) -> dict[str, Any]:
    return {"objectHash": "o", "featureHash": "f", "shape": shape, **geometry}


def in_frame(shape: str, **geometry: Any) -> dict[str, Any]:
    return {"objects": [an_object(shape, **geometry)]}


def of_frame(cls: Any, **fields: Any) -> orm.FrameLabels:
    return orm.FrameLabels([cls(object_hash="o", feature_hash="f", **fields)])


POINTS: Final = [{"x": 0.5, "y": 1}, {"x": 0, "y": 0.25}]
BY_INDEX: Final = {"0": POINTS[0], "1": POINTS[1]}
AT: Final = [orm.Point(0.5, 1), orm.Point(0, 0.25)]
JOINT: Final = {"x": 0.5, "y": 0.5, "name": "nose"}
NO_LABELS: Final[dict[str, Any]] = {"objects": []}
EMPTY: Final = orm.FrameLabels([])

UNITS: Final = [
    Piece(orm.DataUnit, {}, orm.DataUnit()),
    Piece(orm.DataUnit, {"data_sequence": 3}, orm.DataUnit(data_sequence=3)),
    Piece(orm.DataUnit, {"data_sequence": "3"}, orm.DataUnit(data_sequence="3")),
    Piece(orm.DataUnit, {"width": 640.0}, orm.DataUnit(width=640), {"width": 640}),
    Piece(
        orm.DataUnit,
        {"data_fps": 25, "data_duration": 0.08},
        orm.DataUnit(data_fps=25, data_duration=0.08),
    ),
    Piece(orm.DataUnit, {"data_link": None}, orm.DataUnit(), {}),
    Piece(orm.DataUnit, {"labels": {}}, orm.DataUnit(labels={})),
    Piece(orm.DataUnit, {"labels": None}, orm.DataUnit(), {}),
    Piece(orm.DataUnit, {"labels": {"objects": []}}, orm.DataUnit(labels=orm.FrameLabels([]))),
    Piece(
        orm.DataUnit,
        {"labels": {"classifications": None, "objects": [], "2": 1}},
        orm.DataUnit(labels=EMPTY),
        {"labels": {"objects": []}},
    ),
    Piece(orm.FrameLabels, {"objects": None}, orm.FrameLabels(), {}),
    Piece(
        orm.DataUnit,
        {"labels": {"objects": None, "classifications": []}},
        orm.DataUnit(labels=orm.FrameLabels(classifications=[])),
        {"labels": {"classifications": []}},
    ),
    Piece(
        orm.DataUnit,
        {"labels": {"7": NO_LABELS, "-1": NO_LABELS}},
        orm.DataUnit(labels={7: EMPTY, -1: EMPTY}),
    ),
    Piece(
        orm.DataUnit,
        {"labels": {"007": {}}},
        orm.DataUnit(labels={7: orm.FrameLabels()}),
        {"labels": {"7": {}}},
    ),
    Piece(
        orm.DataUnit,
        {"labels": {"cam#0": NO_LABELS, "3000000000": NO_LABELS}},
        orm.DataUnit(labels={"cam#0": EMPTY, "3000000000": EMPTY}),
    ),
    Piece(
        orm.DataUnit,
        {"data_links": ["a"], "metadata": {"patient_id": "p", "studyUid": "s", "series_uid": None}},
        orm.DataUnit(data_links=["a"], metadata=orm.UnitMetadata(patient_id="p", study_uid="s")),
        {"data_links": ["a"], "metadata": {"patient_id": "p", "study_uid": "s"}},
    ),
    Piece(
        orm.DataUnit,
        {"data_type": "group", "metadata": {"children": [{"data_hash": "d", "layout_key": "l"}]}},
        orm.DataUnit(
            data_type="group",
            metadata=orm.UnitMetadata(children=[orm.GroupChild(data_hash="d", layout_key="l")]),
        ),
    ),
    Piece(
        orm.FrameLabels,
        {
            "objects": [],
            "metadata": {"dicom_instance_uid": "1.2", "multiframe_frame_number": 0, "width": 5},
        },
        orm.FrameLabels(
            [],
            metadata=orm.FrameMetadata(
                dicom_instance_uid="1.2", multiframe_frame_number=0, width=5
            ),
        ),
    ),
]
SHAPES: Final = [
    Piece(
        orm.FrameLabels,
        in_frame("bounding_box", boundingBox={"x": 0, "y": -0.5, "w": 1.5, "h": 1}),
        of_frame(orm.BoundingBoxObject, geometry=orm.BoundingBox(0, -0.5, 1.5, 1)),
    ),
    Piece(
        orm.FrameLabels,
        in_frame(
            "bounding_box", bounding_box={"x": 0, "y": 0, "w": 1, "h": 1}, manual_annotation=False
        ),
        of_frame(
            orm.BoundingBoxObject,
            geometry=orm.BoundingBox(0, 0, 1, 1),
            manual_annotation=False,
        ),
        in_frame(
            "bounding_box", boundingBox={"x": 0, "y": 0, "w": 1, "h": 1}, manualAnnotation=False
        ),
    ),
    Piece(
        orm.FrameLabels,
        in_frame(
            "rotatable_bounding_box",
            rotatableBoundingBox={"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4, "theta": 90},
        ),
        of_frame(
            orm.RotatableBoundingBoxObject,
            geometry=orm.RotatableBoundingBox(0.1, 0.2, 0.3, 0.4, 90),
        ),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("circle", circle={"x": 0.5, "y": 0.5, "r": 0.1}),
        of_frame(orm.CircleObject, geometry=orm.Circle(0.5, 0.5, 0.1)),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("ellipse", ellipse={"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.2, "theta": 0.0}),
        of_frame(orm.EllipseObject, geometry=orm.Ellipse(0.5, 0.5, 0.1, 0.2, 0.0)),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("point", point={"0": {"x": 1.5, "y": 2.5, "z": -3}}),
        of_frame(orm.PointObject, geometry=orm.Point(1.5, 2.5, -3)),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("point", point={"0": {"x": 0.5, "y": 0.5}, "1": {"x": 0, "y": 0}}),
        of_frame(orm.PointObject, geometry=orm.Point(0.5, 0.5)),
        in_frame("point", point={"0": {"x": 0.5, "y": 0.5}}),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polyline", polyline=BY_INDEX),
        of_frame(orm.PolylineObject, geometry=orm.Polyline(AT)),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polyline", polyline={}),
        of_frame(orm.PolylineObject, geometry=orm.Polyline([])),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polyline", polyline=POINTS),
        of_frame(orm.PolylineObject, geometry=orm.Polyline(AT)),
        in_frame("polyline", polyline=BY_INDEX),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polygon", polygon={"10": POINTS[1], "2": POINTS[0]}),
        of_frame(orm.PolygonObject, geometry=orm.Polygon(AT)),
        in_frame("polygon", polygon=BY_INDEX),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polygon", polygon=BY_INDEX, polygons=[[[0, 0.5, 1, 0.5], [0.25, 0.25]]]),
        of_frame(
            orm.PolygonObject,
            geometry=orm.Polygon(AT),
            polygons=[[[0, 0.5, 1, 0.5], [0.25, 0.25]]],
        ),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polygon", polygons=[[[0, 0.5]]]),
        of_frame(orm.PolygonObject, polygons=[[[0, 0.5]]]),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polygon", polygons=[], polygon=None),
        of_frame(orm.PolygonObject, polygons=[]),
        in_frame("polygon", polygons=[]),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("polygon", polygon=BY_INDEX, polygons=None),
        of_frame(orm.PolygonObject, geometry=orm.Polygon(AT)),
        in_frame("polygon", polygon=BY_INDEX),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("skeleton", skeleton={"nose": JOINT, "0": {**JOINT, "visibility": "odd"}}),
        of_frame(
            orm.SkeletonObject,
            geometry=orm.Skeleton(
                [
                    orm.SkeletonPoint(x=0.5, y=0.5, name="nose"),
                    orm.SkeletonPoint(x=0.5, y=0.5, name="nose", visibility="odd"),
                ]
            ),
        ),
        in_frame("skeleton", skeleton={"0": JOINT, "1": {**JOINT, "visibility": "odd"}}),
    ),
    *(
        Piece(
            orm.SkeletonPoint,
            {**JOINT, **keys},
            orm.SkeletonPoint(x=0.5, y=0.5, name="nose", visibility=seen),
            {**JOINT, "visibility": seen.value},
        )
        for keys, seen in (
            ({"visible": True}, orm.Visibility.VISIBLE),
            ({"visible": True, "selfOccluded": True}, orm.Visibility.SELF_OCCLUDED),
            ({"selfOccluded": True, "occluded": True}, orm.Visibility.OCCLUDED),
            ({"occluded": True, "invisible": True}, orm.Visibility.INVISIBLE),
            ({"occluded": True, "visibility": "visible"}, orm.Visibility.OCCLUDED),
            ({"occluded": False, "visibility": "visible"}, orm.Visibility.VISIBLE),
        )
    ),
    Piece(
        orm.FrameLabels,
        in_frame(
            "bitmask", bitmask={"top": 0, "left": 2, "height": 4.0, "width": 6, "rleString": "h0"}
        ),
        of_frame(orm.BitmaskObject, geometry=orm.Bitmask(0, 2, 4, 6, "h0")),
        in_frame(
            "bitmask", bitmask={"top": 0, "left": 2, "height": 4, "width": 6, "rleString": "h0"}
        ),
    ),
    Piece(
        orm.FrameLabels,
        in_frame(
            "cuboid", cuboid={"position": [0, 1, 2.5], "orientation": [0, 0, 0], "size": [1, 1, 1]}
        ),
        of_frame(orm.CuboidObject, geometry=orm.Cuboid([0, 1, 2.5], [0, 0, 0], [1, 1, 1])),
    ),
    Piece(
        orm.FrameLabels,
        in_frame(
            "cuboid_2d",
            cuboid_2d={"front": [0, 0.5], "vanishingPoint": {"x": 1, "y": 1}, "scaleRatio": 0.5},
        ),
        of_frame(
            orm.Cuboid2DObject,
            geometry=orm.PerspectiveCuboid2D([0, 0.5], orm.Point(1, 1), 0.5),
        ),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("cuboid_2d", cuboid_2d={"front": [], "offset": {"x": 1, "y": 1}}),
        of_frame(orm.Cuboid2DObject, geometry=orm.IsometricCuboid2D([], orm.Point(1, 1))),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("segmentation", segmentation="06"),
        of_frame(orm.SegmentationObject, geometry=orm.Segmentation("06")),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("hologram", hologram=[1], boundingBox=None),
        of_frame(orm.OtherObject, shape="hologram", content={"hologram": [1], "boundingBox": None}),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("audio"),
        of_frame(orm.OtherObject, shape=orm.Shape.AUDIO),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("point", event="delete"),
        of_frame(orm.PointObject, event=orm.ObjectEvent.DELETE),
    ),
    Piece(
        orm.FrameLabels,
        in_frame("cuboid", cuboid=None, event="delete", interpolate="spline"),
        of_frame(orm.CuboidObject, event=orm.ObjectEvent.DELETE, interpolate="spline"),
        in_frame("cuboid", event="delete", interpolate="spline"),
    ),
]
ANSWERS: Final = [
    *(
        Piece(orm.AttributeAnswer, {"answers": answer}, orm.AttributeAnswer(answers=answer))
        for answer in ("", "yes", 7, 7.0, 2.5, [], True, {"relation": 1})
    ),
    Piece(orm.AttributeAnswer, {"answers": None}, orm.AttributeAnswer(), {}),
    Piece(
        orm.AttributeAnswer,
        {"answers": [{"name": "Red", "value": "Red", "featureHash": "r"}, {}]},
        orm.AttributeAnswer(answers=[orm.OptionAnswer("Red", "Red", "r"), orm.OptionAnswer()]),
    ),
    Piece(
        orm.ObjectActions,
        {
            "actions": [
                {
                    "answers": "hello",
                    "dynamic": True,
                    "range": [[0, 2], [5, 5]],
                    "shouldPropagate": True,
                    "trackHash": "",
                    "spaceId": "s",
                }
            ]
        },
        orm.ObjectActions(
            actions=[
                orm.DynamicAnswer(
                    answers="hello",
                    dynamic=True,
                    range=[(0, 2), (5, 5)],
                    should_propagate=True,
                    track_hash="",
                    space_id="s",
                )
            ]
        ),
    ),
    Piece(
        orm.LabelRowV2,
        {
            "object_answers": {
                "o": {"objectHash": "o", "classifications": [], "objectNumber": 3},
                "a": {"objectHash": "a", "range": None, "featureHash": "f"},
                "t": {"shape": "time_range", "range": [[1133, 2065]], "confidence": 1},
                "e": {},
                "b": {"shape": None, "createdBy": "b"},
            }
        },
        orm.LabelRowV2(
            object_answers={
                "o": orm.ObjectAnswer(object_hash="o", classifications=[], object_number=3),
                "a": orm.RangeObject(object_hash="a", feature_hash="f"),
                "t": orm.RangeObject(
                    shape=orm.Shape.TIME_RANGE, range=[(1133, 2065)], confidence=1
                ),
                "e": orm.ObjectAnswer(),
                "b": orm.RangeObject(created_by="b"),
            }
        ),
        {
            "object_answers": {
                "o": {"objectHash": "o", "classifications": [], "objectNumber": 3},
                "a": {"objectHash": "a", "featureHash": "f"},
                "t": {"shape": "time_range", "range": [[1133, 2065]], "confidence": 1},
                "e": {},
                "b": {"createdBy": "b"},
            }
        },
    ),
    Piece(
        orm.ClassificationAnswer,
        {"classificationHash": "c", "range": [[0, 3000000000]], "spaces": {}, "confidence": 0.5},
        orm.ClassificationAnswer(
            classification_hash="c", range=[(0, 3000000000)], spaces={}, confidence=0.5
        ),
    ),
    Piece(
        orm.RangeObject,
        {"range": [], "range_html": [{"start": {"xpath": "/p", "offset": 5}, "end": {}}]},
        orm.RangeObject(
            range=[],
            range_html=[orm.HtmlRange(orm.HtmlPosition("/p", 5), orm.HtmlPosition())],
        ),
    ),
    Piece(
        orm.RangeObject,
        {
            "spaces": {
                "a": {"range": [[1, 2]], "type": "frame"},
                "b": {"range": [[{"xpath": "/p", "offset": 1}, {"xpath": "/b", "offset": 2}]]},
                "c": {"range": [{"start": {"offset": 1}, "end": None}], "type": "html"},
                "d": {"range": []},
                "e": {"type": "new"},
            }
        },
        orm.RangeObject(
            spaces={
                "a": orm.SpacePlacement("frame", [(1, 2)]),
                "b": orm.SpacePlacement(
                    range=[(orm.HtmlPosition("/p", 1), orm.HtmlPosition("/b", 2))]
                ),
                "c": orm.SpacePlacement("html", [orm.HtmlRange(orm.HtmlPosition(offset=1), None)]),
                "d": orm.SpacePlacement(range=[]),
                "e": orm.SpacePlacement("new"),
            }
        ),
        {
            "spaces": {
                "a": {"range": [[1, 2]], "type": "frame"},
                "b": {"range": [[{"xpath": "/p", "offset": 1}, {"xpath": "/b", "offset": 2}]]},
                "c": {"range": [{"start": {"offset": 1}}], "type": "html"},
                "d": {"range": []},
                "e": {"type": "new"},
            }
        },
    ),
]
EAST: Final = timezone(timedelta(hours=2))
DATES: Final = [
    Piece(
        orm.RowExport,
        {"exported_at": text},
        orm.RowExport(exported_at=value),
        {"exported_at": again},
    )
    for text, value, again in (
        (
            "Thu, 09 Feb 2023 14:12:03 GMT",
            datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC),
            "Thu, 09 Feb 2023 14:12:03 UTC",
        ),
        (
            "Fri, 10 Feb 2023 13:58:24 ",
            datetime(2023, 2, 10, 13, 58, 24),
            "2023-02-10 13:58:24",
        ),
        ("2023-02-09 14:12:03", datetime(2023, 2, 9, 14, 12, 3), "2023-02-09 14:12:03"),
        (
            "2023-12-01T10:29:57.901639+02:00",
            datetime(2023, 12, 1, 10, 29, 57, 901639, tzinfo=EAST),
            "2023-12-01T10:29:57.901639+02:00",
        ),
    )
]
SPACES: Final = [
    Piece(
        orm.LabelRowV2,
        {
            "spaces": {
                "v": {"space_type": "video", "number_of_frames": 5, "labels": {"0": NO_LABELS}},
                "p": {"space_type": "point_cloud", "labels": {"objects": []}, "scene_info": {}},
                "h": {"space_type": "hologram", "depth": 3, "title": "t"},
                "t": {"space_type": "text", "child_info": {"layout_key": "k"}, "labels": {}},
            }
        },
        orm.LabelRowV2(
            spaces={
                "v": orm.VideoSpace(number_of_frames=5, labels={0: EMPTY}),
                "p": orm.PointCloudSpace(
                    labels=orm.FrameLabels([]), scene_info=orm.SpaceSceneInfo()
                ),
                "h": orm.OtherSpace(space_type="hologram", title="t", content={"depth": 3}),
                "t": orm.TextSpace(child_info=orm.ChildInfo("k"), labels={}),
            }
        ),
    ),
    Piece(
        orm.LabelRowV2,
        {"scene": {"isContinuous": True, "streams": ["lidar"]}},
        orm.LabelRowV2(scene=orm.RowScene(True, {"streams": ["lidar"]})),
    ),
]
ROWS: Final = [
    Piece(orm.LabelRowV2, {}, orm.LabelRowV2()),
    Piece(
        orm.LabelRowV2,
        {"data_type": "deleted", "label_status": "<new>", "annotation_task_status": None},
        orm.LabelRowV2(data_type="deleted", label_status="<new>"),
        {"data_type": "deleted", "label_status": "<new>"},
    ),
    Piece(
        orm.LabelRowV2,
        {"labels": {"00": {"objects": []}}, "data_link": "", "is_image_sequence": "None"},
        orm.LabelRowV2(labels={0: orm.FrameLabels([])}, data_link="", is_image_sequence="None"),
        {"labels": {"0": {"objects": []}}, "data_link": "", "is_image_sequence": "None"},
    ),
    Piece(
        orm.LabelRowV2,
        {"video_link": False, "is_image_sequence": True, "export_history": [{"export_hash": "e"}]},
        orm.LabelRowV2(
            video_link=False, is_image_sequence=True, export_history=[orm.RowExport("e")]
        ),
    ),
]
PIECES: Final = [*UNITS, *SHAPES, *ANSWERS, *DATES, *SPACES, *ROWS]


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("unknown", ["ignore", "keep"])
def test_a_part_of_a_row_is_read_and_written(engine: str, unknown: Any) -> None:
    with running(engine):
        own = make_converter(unknown=unknown)
        for piece in PIECES:
            again = piece.payload if unknown == "keep" or piece.written is None else piece.written
            text = json.dumps(piece.payload)
            made = own.structure(piece.payload, piece.cls)
            assert json.dumps(piece.payload) == text, "the payload was changed"
            assert made == piece.value, text
            assert loads(text, piece.cls, converter=own) == piece.value, text
            assert is_the_same_json(own.unstructure(made), again), text
            assert is_the_same_json(json.loads(dumps(made, converter=own)), again), text


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_new_in_a_row_is_refused_only_where_it_is_forbidden(engine: str) -> None:
    with running(engine):
        own = make_converter(unknown="forbid")
        for piece in PIECES:
            written = piece.payload if piece.written is None else piece.written
            if "hologram" not in json.dumps(written) and '"audio"' not in json.dumps(written):
                assert own.structure(written, piece.cls) == piece.value
