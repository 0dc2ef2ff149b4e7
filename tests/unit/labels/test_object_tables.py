"""Tables have all that label rows mean: each object on each frame, range and classification."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from math import isnan, nan
from typing import Any

import pytest
from corpus import CORPUS, needs_corpus
from label_parts import (
    answered,
    attribute,
    box,
    chosen,
    frame,
    nesting,
    ontology,
    question,
    row,
    shaped,
    thing,
    video,
)
from label_rows import BST, corpus_rows

import orm_attrs as orm
from converters import converter, labels, make_converter
from converters.labels import outlines, table_rows
from converters.labels.media import Medium
from orm_attrs import LabelRowV2, OntologyStructure
from orm_attrs.labels import HtmlRange, SpacePlacement

pa = pytest.importorskip("pyarrow")
np = pytest.importorskip("numpy")
shapely = pytest.importorskip("shapely")
pytest.importorskip("pycocotools")

W, H = 640, 480
PIXEL = 0.1
"""How far the corners of the outline of an ellipse may be from it."""

CARS = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", nesting("Blue", attribute("Tone", "text"))),
            attribute("State", "text", dynamic=True),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("Load", "numeric"),
            attribute("Sound", "noise"),
        ),
        thing("word", "Word", attribute("Said", "text"), shape="text"),
    ],
    [question("light", attribute("Light", "radio", "Day", "Night"))],
)


def rows_of(table: Any) -> list[dict[str, Any]]:
    """Give the rows of a table, without what is null."""
    return [
        {key: value for key, value in it.items() if value is not None} for it in table.to_pylist()
    ]


def first_frame(given: LabelRowV2) -> Any:
    units: Any = given.data_units
    return units["d"].labels[0]


def with_answers(*answers: dict[str, Any], actions: Any = ()) -> LabelRowV2:
    """Give a video with a car on three frames."""
    return video(
        {"0": frame(box()), "1": frame(box()), "5": frame(box())},
        object_answers={"o": {"objectHash": "o", "classifications": [*answers]}},
        object_actions={"o": {"objectHash": "o", "actions": [*actions]}},
    )


# --- rows -----------------------------------------------------------------------------------------


def expected_count(it: labels.Instance) -> int:
    if it.kind == "classification":
        return 1
    parts = [] if it.frames else it.ranges
    return len(it.frames) + len(parts) + len(it.html_ranges) or 1


@needs_corpus
def test_every_instance_of_recorded_rows_has_its_rows() -> None:
    reading = make_converter(zones=BST)
    for name, payload in corpus_rows():
        made = reading.structure(payload, LabelRowV2)
        found = labels.instances(made)
        table = labels.table([made])
        assert table.num_rows == sum(map(expected_count, found)), name
        given = iter(table.to_pylist())
        for it in found:
            places = [*it.frames] if it.kind == "object" else []
            for place in places or [None] * expected_count(it):
                check_cells(it, place, next(given))


def check_cells(it: labels.Instance, frame_: int | None, cells: dict[str, Any]) -> None:
    assert (cells["hash"], cells["feature_hash"], cells["name"]) == (
        it.hash,
        it.feature_hash,
        it.name,
    )
    assert cells["shape"] == it.shape
    if it.kind == "classification":
        spans = [{"start": first, "end": last} for first, last in it.ranges]
        assert (cells["kind"], cells["frame"], cells["ranges"] or []) == (
            "classification",
            None,
            spans,
        )
    else:
        assert (cells["kind"], cells["frame"]) == ("range" if frame_ is None else "object", frame_)
    for answer in it.answers(frame_ if it.kind == "object" else None).values():
        # The first name that labels have for a feature is in the name of the column.
        ends = (f".{answer.name}", f".{answer.name} ({answer.feature_hash})")
        values = [value for key, value in cells.items() if key.endswith(ends)]
        option = f"{answer.value} ({', '.join(answer.options)})"
        text = json.dumps(answer.value, separators=(",", ":"))
        assert any(it in values for it in (answer.value, [answer.value], option, text))
    stated = it.frames.get(frame_) if frame_ is not None else None
    if isinstance(stated, orm.LabelObject):
        assert cells["created_by"] == stated.created_by
        assert cells["confidence"] == stated.confidence
        if cells["geometry"] is not None:
            drawn = labels.bounds(stated, cells["image_width"] or 0, cells["image_height"] or 0)
            found = shapely.from_wkb(cells["geometry"])
            assert found.bounds == pytest.approx(drawn, abs=PIXEL)


@needs_corpus
def test_recorded_ontologies_have_a_column_for_each_attribute_at_the_top() -> None:
    for file in (CORPUS / "OntologyStructure").glob("*.json"):
        structure = converter.structure(json.loads(file.read_bytes()), OntologyStructure)
        names = labels.table_schema(structure).names
        assert len(set(names)) == len(names)
        features = [*structure.objects, *structure.classifications]
        more = {
            (it.feature_node_hash, top.feature_node_hash)
            for it in features
            for top in it.attributes or ()
        }
        assert len(names) == len(labels.table_schema().names) + len(more)


def test_an_object_has_a_row_on_each_frame_with_what_its_media_and_its_maker_say() -> None:
    made = "Thu, 09 Feb 2023 14:12:03 UTC"
    by = {"createdBy": "anna", "lastEditedBy": "ben", "confidence": 0.5, "manualAnnotation": False}
    car = box(createdAt=made, lastEditedAt=made, isDeleted=False, **by)
    given = video(
        {"3": frame(car)},
        label_hash="l",
        data_hash="d",
        data_title="drive.mp4",
        dataset_hash="s",
        object_answers={"o": {"objectHash": "o", "objectNumber": 7, "classifications": []}},
    )
    (cells,) = rows_of(labels.table([given], CARS))
    instant = datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC)
    assert shapely.from_wkb(cells.pop("geometry")).equals(shapely.box(160, 240, 224, 336))
    for name, value in zip(("x", "y", "width", "height"), (0.25, 0.5, 0.1, 0.2), strict=True):
        size = W if name in ("x", "width") else H
        assert cells.pop(f"box_{name}") == value
        assert cells.pop(f"box_{name}_px") == value * size
    assert cells == {
        "kind": "object",
        "label_hash": "l",
        "dataset_hash": "s",
        "data_hash": "d",
        "data_title": "drive.mp4",
        "data_type": "video",
        "unit": "d",
        "frame": 3,
        "seconds": 0.3,
        "hash": "o",
        "feature_hash": "car",
        "name": "Car",
        "shape": "bounding_box",
        "color": "#D33115",
        "object_number": 7,
        "image_width": W,
        "image_height": H,
        "created_at": instant,
        "created_by": "anna",
        "last_edited_at": instant,
        "last_edited_by": "ben",
        "confidence": 0.5,
        "manual_annotation": False,
        "is_deleted": False,
    }


def test_answers_stand_in_columns_of_their_own_types() -> None:
    given = with_answers(
        answered("Colour", chosen("Blue")),
        answered("Tone", "navy"),
        answered("Tags", chosen("Wet", "Old")),
        answered("Load", 3),
        answered("Sound", {"loud": True}),
        actions=[
            answered("State", "parked", range=[[1, 4]]),
            answered("State", "moving", range=[[5, 9]]),
        ],
    )
    table = labels.table([given], CARS)
    assert table.schema == labels.table_schema(CARS)
    assert table.schema.field("Car.Colour").type == pa.dictionary(pa.int32(), pa.string())
    assert table.column("Car.Colour").to_pylist() == ["Blue"] * 3
    assert table.column("Car.Tags").to_pylist() == [["Wet", "Old"]] * 3
    assert table.column("Car.Load").to_pylist() == [3.0] * 3
    assert table.column("Car.Sound").to_pylist() == ['{"loud":true}'] * 3
    assert table.column("Car.State").to_pylist() == [None, "parked", "moving"]
    assert table.column("other_answers").to_pylist() == ['{"Tone":"navy"}'] * 3
    assert table.column("Light.Light").null_count == 3


def test_answers_that_no_column_has_a_place_for_are_json() -> None:
    unfit: dict[str, list[Any]] = {
        "Colour": [[{"name": "Pink", "featureHash": "pink"}], chosen("Red", "Blue"), "red"],
        "Load": [2**60 + 1, 10**400, "3", chosen("Red")],
        "State": [3, chosen("Red")],
        "Tags": ["wet", 3],
        "Size": [3],
    }
    for name, all_answers in unfit.items():
        for answers in all_answers:
            given = with_answers(answered(name, answers))
            (answer,) = labels.instances(given, CARS)[0].answers().values()
            (cells, *_) = rows_of(labels.table([given], CARS))
            assert json.loads(cells["other_answers"]) == {name: answer.value}
            assert not {it for it in cells if it.startswith("Car.")}


def test_features_that_the_ontology_does_not_have_have_rows_and_their_answers_are_json() -> None:
    given = video(
        {"0": frame(box(feature="x", name="Bus"))},
        object_answers={"o": {"objectHash": "o", "classifications": [answered("Seats", 3)]}},
    )
    (cells,) = rows_of(labels.table([given], CARS))
    assert (cells["name"], cells["feature_hash"], cells["other_answers"]) == (
        "Bus",
        "x",
        '{"Seats":3}',
    )


def test_without_an_ontology_the_answers_tell_the_columns() -> None:
    given = [
        with_answers(answered("Colour", chosen("Red")), answered("Size", 3)),
        with_answers(answered("Colour", chosen("Blue")), answered("Tags", chosen("Wet"))),
        with_answers(answered("Tags", chosen("Wet", "Old")), answered("Note", "dark")),
        with_answers(answered("Mixed", "dark"), answered("Any", {"loud": True})),
        with_answers(answered("Mixed", 3)),
    ]
    table = labels.table(given)
    columns = {it: table.column(it) for it in table.schema.names if it.startswith("car.")}
    assert list(columns) == [
        *("car.Colour", "car.Size", "car.Tags", "car.Note", "car.Mixed", "car.Any"),
    ]
    assert columns["car.Colour"].type == pa.dictionary(pa.int32(), pa.string())
    assert columns["car.Colour"].to_pylist()[::3] == ["Red", "Blue", None, None, None]
    assert columns["car.Size"].to_pylist()[0] == 3.0
    assert columns["car.Tags"].to_pylist()[::3] == [None, ["Wet"], ["Wet", "Old"], None, None]
    assert columns["car.Note"].to_pylist()[6] == "dark"
    assert columns["car.Mixed"].to_pylist()[9::3] == ['"dark"', "3"]
    assert columns["car.Any"].to_pylist()[9] == '{"loud":true}'
    assert table.column("other_answers").null_count == len(table)


def test_no_two_columns_and_no_two_options_have_one_name() -> None:
    twice = [attribute("Kind", "radio", "A", {**nesting("A"), "featureNodeHash": "b"}, "A")]
    twins = [
        thing("a", "Car", *twice, *twice),
        thing("b", "Car", *twice),
        thing("c", "Car", *twice),
    ]
    unnamed = question("q")
    names = labels.table_schema(ontology(twins, [unnamed])).names
    assert [it for it in names if "." in it] == [
        "Car.Kind",
        "Car.Kind (Kind)",
        "Car.Kind (Kind, 2)",
    ]
    given = video(
        {"0": frame(box(feature="b"))},
        object_answers={
            "o": {
                "objectHash": "o",
                "classifications": [answered("Kind", [{"name": "A", "featureHash": "b"}])],
            }
        },
    )
    table = labels.table([given], ontology(twins))
    assert table.column("Car.Kind (Kind)").to_pylist() == ["A (b)"]


def test_ranges_of_an_object_have_a_row_each_and_its_dynamic_answers_stay_together() -> None:
    said = {"objectHash": "w", "featureHash": "word", "shape": "text", "createdBy": "anna"}
    action = answered("Pitch", 3, range=[[2, 3]], dynamic=True)
    review = [{"id": 1, "approved": True}]
    given = row(
        data_type="audio",
        data_units={"d": {"data_title": "talk.mp3", "labels": {}}},
        object_answers={
            "w": {
                **said,
                "range": [[1000, 2500], [4000, 5000]],
                "reviews": review,
                "classifications": [answered("Said", "hello")],
            },
            "n": {**said, "objectHash": "n", "range": [], "classifications": []},
            "a": {**said, "objectHash": "a", "range": [[0, 9]], "classifications": []},
        },
        object_actions={it: {"objectHash": it, "actions": [action]} for it in "wa"},
    )
    first, second, nowhere, acting = rows_of(labels.table([given], CARS))
    rest = json.loads(first.pop("rest"))
    assert rest == {"actions": [action], "reviews": review}
    assert json.loads(second.pop("rest")) == rest
    common = {
        "kind": "range",
        "data_type": "audio",
        "unit": "d",
        "unit_title": "talk.mp3",
        "name": "Word",
        "feature_hash": "word",
        "shape": "text",
        "color": "#D33115",
        "created_by": "anna",
    }
    assert first == common | {
        "hash": "w",
        "start": 1000,
        "end": 2500,
        "seconds": 1.0,
        "Word.Said": "hello",
    }
    assert (second["start"], second["end"], second["seconds"]) == (4000, 5000, 4.0)
    assert nowhere == common | {"hash": "n"}
    assert json.loads(acting["rest"]) == {"actions": [action]}


def test_parts_of_an_html_file_are_ranges_with_their_places() -> None:
    part = {"start": {"xpath": "/p", "offset": 1}, "end": {"xpath": "/p", "offset": 5}}
    said = {"objectHash": "w", "featureHash": "word", "shape": "text", "classifications": []}
    answer = {"classificationHash": "c", "featureHash": "light", "classifications": []}
    placed = {"h": {"type": "html", "range": [[part["start"], part["end"]]]}}
    given = row(
        spaces={"h": {"space_type": "html", "labels": {}, "child_info": {"file_name": "a.html"}}},
        object_answers={"w": {**said, "range": [], "spaces": placed}},
        classification_answers={"c": {**answer, "range": [], "spaces": placed}},
    )
    word, light = rows_of(labels.table([given], CARS))
    for cells in (word, light):
        assert (cells["html_ranges"], cells["space"], cells["unit_title"]) == (
            [part],
            "h",
            "a.html",
        )
    assert word["kind"] == "range"
    answers: Any = given.object_answers
    answers["w"].spaces = {"h": SpacePlacement(type="html", range=[HtmlRange()])}
    assert rows_of(labels.table([given]))[0]["html_ranges"] == [{"start": None, "end": None}]


def test_an_object_on_frames_with_parts_of_a_file_has_both() -> None:
    given = video(
        {"0": frame(box())},
        object_answers={
            "o": {
                "objectHash": "o",
                "featureHash": "car",
                "range": [],
                "range_html": [{"start": {"xpath": "/p", "offset": 1}}],
                "classifications": [],
            }
        },
    )
    found = labels.instances(given, CARS)
    found[0].html_ranges = [HtmlRange()]
    collected = table_rows.TableRows(labels.ObjectTable(CARS).features)
    about = (None,) * 5
    collected._add_frames(found[0], [Medium()], about)
    collected._add_ranges(found[0], Medium(), about)
    assert len(collected) == 2


def test_a_classification_has_one_row_with_all_that_its_age_says_of_it() -> None:
    old = {"classificationHash": "c", "featureHash": "light", "createdBy": "anna"}
    review = {"id": 1, "approved": True}
    answers = [answered("Light", chosen("Night"))]
    in_frames = video(
        {
            "0": frame(classifications=[old]),
            "1": frame(classifications=[{**old, "confidence": 0.5, "reviews": [review]}]),
            "4": frame(classifications=[old]),
        },
        classification_answers={"c": {"classificationHash": "c", "classifications": answers}},
    )
    entry = {**old, "confidence": 0.5, "classifications": answers, "reviews": [review]}
    by_ranges = video(
        {}, classification_answers={"c": {**entry, "range": [[4, 4], [0, 0], [1, 1]]}}
    )
    (cells,) = rows_of(labels.table([in_frames], CARS))
    assert [cells] == rows_of(labels.table([by_ranges], CARS))
    assert (cells["start"], cells["end"], cells["seconds"]) == (0, 4, 0.0)
    assert cells["ranges"] == [{"start": 0, "end": 1}, {"start": 4, "end": 4}]
    assert (cells["kind"], cells["Light.Light"], cells["created_by"]) == (
        "classification",
        "Night",
        "anna",
    )
    assert json.loads(cells["rest"]) == {"reviews": [review]}


def test_an_entry_of_an_event_based_scene_tells_until_when_it_holds() -> None:
    def entry(time: int, **more: Any) -> dict[str, Any]:
        return {f"{time}": frame(box(**more))}

    second = 1_000_000_000
    events = entry(0, interpolate="linear") | entry(second, event="upsert")
    events |= entry(2 * second, event="delete") | entry(3 * second)
    given = row(
        data_type="scene",
        scene={"isContinuous": True},
        data_units={"d": {"labels": events, "width": 0, "height": 0}},
    )
    first, middle, last = rows_of(labels.table([given], CARS))
    assert [(it["start"], it["end"], it["seconds"]) for it in (first, middle, last)] == [
        (0, second - 1, 0.0),
        (second, 2 * second - 1, 1.0),
        (3 * second, 3 * second, 3.0),
    ]
    assert json.loads(first["rest"])["interpolate"] == "linear"
    assert json.loads(middle["rest"])["event"] == "upsert"


# --- media ----------------------------------------------------------------------------------------


def test_slices_and_pages_are_told_with_their_files_and_sizes() -> None:
    metadata = {"dicom_instance_uid": "1.2", "multiframe_frame_number": 4, "width": 8, "height": 4}
    frames = {"0": {**frame(box()), "metadata": metadata}, "1": frame(box())}
    series = row(data_type="dicom", data_units={"d": {"labels": frames, "width": 2, "height": 2}})
    first, second = rows_of(labels.table([series]))
    assert (first["slice"], first["dicom_instance_uid"], first["dicom_frame"]) == (0, "1.2", 4)
    assert (first["image_width"], first["image_height"], first["box_x_px"]) == (8, 4, 2.0)
    assert (second["slice"], second["image_width"]) == (1, 2)
    assert "dicom_instance_uid" not in second

    paper = row(data_type="pdf", data_units={"d": {"labels": {"2": frame(box())}}})
    (page,) = rows_of(labels.table([paper]))
    assert (page["page"], page["box_x"]) == (2, 0.25)
    assert page.keys().isdisjoint(("slice", "box_x_px", "geometry", "image_width", "seconds"))


def test_spaces_tell_what_their_frames_are() -> None:
    labelled = {"1": frame(box())}
    stack = [{"width": 1, "height": 1}, {"width": 8, "height": 4, "instance_uid": "1.2"}]
    spaces = {
        "stack": {"space_type": "medical_stack", "labels": labelled, "frames": stack},
        "volume": {"space_type": "medical_file", "labels": labelled, "width": 4, "height": 4},
        "paper": {"space_type": "pdf", "labels": labelled, "root_info": {"file_name": "a.pdf"}},
        "film": {"space_type": "video", "labels": labelled, "data_fps": 4.0, "title": "a.mp4"},
        "sound": {"space_type": "audio", "labels": {}},
    }
    placed = {"sound": {"type": "frame", "range": [[500, 700]]}}
    word = {"objectHash": "w", "featureHash": "word", "shape": "audio", "classifications": []}
    given = row(spaces=spaces, object_answers={"w": {**word, "range": [], "spaces": placed}})
    found = {it["space"]: it for it in rows_of(labels.table([given]))}
    assert (found["stack"]["slice"], found["stack"]["dicom_instance_uid"]) == (1, "1.2")
    assert found["stack"]["box_y_px"] == 2.0
    assert found["volume"]["slice"] == 1
    assert (found["paper"]["page"], found["paper"]["unit_title"]) == (1, "a.pdf")
    assert (found["film"]["seconds"], found["film"]["unit_title"]) == (0.25, "a.mp4")
    assert found["sound"]["seconds"] == 0.5


def test_each_image_of_a_group_is_a_unit_and_a_frame_with_its_size() -> None:
    units = {
        "a": {"data_sequence": "1", "width": 10, "height": 10, "labels": frame(box())},
        "b": {"data_sequence": "0", "width": 20, "height": 20, "labels": frame(box())},
    }
    units["c"] = {"data_sequence": 0, "labels": frame()}  # It says that it is where another one is.
    first, second = rows_of(labels.table([row(data_type="img_group", data_units=units)]))
    assert (first["frame"], first["unit"], first["box_x_px"]) == (0, "b", 5.0)
    assert (second["frame"], second["unit"], second["box_x_px"]) == (1, "a", 2.5)


# --- geometry -------------------------------------------------------------------------------------

SQUARE = [0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1, 0.9]
HOLE = [0.2, 0.2, 0.3, 0.2, 0.3, 0.3]
POINTS = {"0": {"x": 0.1, "y": 0.2}, "1": {"x": 0.5, "y": 0.2}, "2": {"x": 0.5, "y": 0.8}}
FLAT = [0.1, 0.1, 0.3, 0.1, 0.3, 0.3, 0.1, 0.3]
MASK = {"top": 0, "left": 0, "width": 6, "height": 4, "rleString": "72410"}
DRAWN: list[tuple[dict[str, Any], str, bool]] = [
    (
        shaped("bounding_box", "boundingBox", {"x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5}),
        "Polygon",
        False,
    ),
    (
        shaped(
            "rotatable_bounding_box",
            "rotatableBoundingBox",
            {"x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5, "theta": 30},
        ),
        "Polygon",
        True,
    ),
    (shaped("circle", "circle", {"x": 0.5, "y": 0.5, "r": 0.1}), "Polygon", True),
    (
        shaped("ellipse", "ellipse", {"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.3, "theta": 9}),
        "Polygon",
        True,
    ),
    (shaped("point", "point", {"0": {"x": 0.5, "y": 0.5}}), "Point", False),
    (shaped("point", "point", {"0": {"x": 0.5, "y": 0.5, "z": 1}}), "", True),
    (shaped("polyline", "polyline", POINTS), "LineString", False),
    (shaped("polyline", "polyline", {"0": {"x": 0.5, "y": 0.5}}), "LineString", False),
    (shaped("polyline", "polyline", {"0": {"x": 1, "y": 2, "z": 3}}), "", True),
    (shaped("polyline", "polyline", {}), "", True),
    (shaped("polygon", "polygon", POINTS), "Polygon", False),
    (shaped("polygon", "polygon", {"0": {"x": 0.5, "y": 0.5}}), "Polygon", False),
    (shaped("polygon", "polygon", POINTS, polygons=[[SQUARE, HOLE]]), "Polygon", False),
    (shaped("polygon", "polygon", POINTS, polygons=[[SQUARE], [HOLE], []]), "MultiPolygon", False),
    (shaped("polygon", "polygon", POINTS, polygons=[[[*SQUARE, 1], []]]), "Polygon", False),
    (shaped("polygon", "polygon", POINTS, polygons=[[[]]]), "", True),
    (
        shaped("skeleton", "skeleton", {"0": {"x": 0.5, "y": 0.5, "name": "nose"}}),
        "MultiPoint",
        True,
    ),
    (shaped("bitmask", "bitmask", MASK), "Polygon", True),
    (shaped("bitmask", "bitmask", {**MASK, "rleString": "~"}), "", True),
    (shaped("bitmask", "bitmask", {**MASK, "width": 0}), "", True),
    (shaped("bitmask", "bitmask", {**MASK, "width": 2**20, "height": 2**20}), "", True),
    (
        shaped(
            "cuboid_2d",
            "cuboid_2d",
            {"front": FLAT, "vanishingPoint": {"x": 0.9, "y": 0.9}, "scaleRatio": 0.5},
        ),
        "Polygon",
        True,
    ),
    (
        shaped("cuboid", "cuboid", {"position": [0] * 3, "orientation": [0] * 3, "size": [1] * 3}),
        "",
        True,
    ),
    (shaped("segmentation", "segmentation", "06"), "", True),
    (shaped("hologram", "hologram", {"depth": 3}), "", True),
]


@pytest.mark.parametrize("with_others", [False, True])
def test_the_geometry_of_every_shape_is_its_outline_and_what_that_lacks_is_in_the_rest(
    with_others: bool,
) -> None:
    for payload, kind, has_rest in DRAWN:
        objects = [{**payload, "objectHash": "first"}]
        if with_others:
            objects += [{**it, "objectHash": str(i)} for i, (it, *_) in enumerate(DRAWN)]
        given = video({"0": frame(*objects)})
        cells = labels.table([given]).to_pylist()[0]
        obj = first_frame(given).objects[0]
        key = next(it for it in payload if it not in ("objectHash", "featureHash", "shape"))
        if has_rest:
            assert key in json.loads(cells["rest"])
        else:
            assert cells["rest"] is None
        if not kind:
            assert cells["geometry"] is None
            continue
        found = shapely.from_wkb(cells["geometry"])
        assert found.geom_type == kind
        size = (6, 4) if payload["shape"] == "bitmask" else (W, H)
        rings = labels.outline(obj, *size)
        assert found.bounds == pytest.approx(labels.bounds(obj, *size), abs=PIXEL)
        assert found.area == pytest.approx(labels.area(obj, *size), abs=1e-9, rel=0.01)
        assert shapely.get_num_coordinates(found) >= len([xy for ring in rings for xy in ring])
        left, upper, right, lower = found.bounds
        pixels = [cells[f"box_{it}_px"] for it in ("x", "y", "width", "height")]
        assert pixels == pytest.approx([left, upper, right - left, lower - upper])
        fractions = [cells[f"box_{it}"] for it in ("x", "y", "width", "height")]
        assert fractions == pytest.approx([it / size[i % 2] for i, it in enumerate(pixels)])


def test_an_object_without_a_geometry_has_its_row() -> None:
    given = video({"0": frame(box())})
    bare = orm.PolygonObject(object_hash="o", feature_hash="f")
    other = orm.OtherObject(object_hash="p", feature_hash="f", shape="hologram")
    turned = orm.RotatableBoundingBoxObject(object_hash="q", feature_hash="f")
    first_frame(given).objects = [bare, other, turned]
    shapes = ("polygon", "hologram", "rotatable_bounding_box")
    for cells, shape in zip(labels.table([given]).to_pylist(), shapes, strict=True):
        assert (cells["shape"], cells["geometry"], cells["rest"]) == (shape, None, None)


def test_where_the_size_is_not_known_fractions_and_the_rest_have_it_all() -> None:
    for payload, kind, _ in DRAWN:
        given = row(data_type="pdf", data_units={"d": {"labels": {"0": frame(payload)}}})
        (cells,) = labels.table([given]).to_pylist()
        if payload["shape"] == "bitmask":
            assert (cells["geometry"] is None) == (not kind)  # It has a size of its own.
            continue
        assert (cells["geometry"], cells["box_x_px"]) == (None, None)
        if payload["shape"] == "bounding_box":
            assert (cells["box_x"], cells["box_width"]) == (0.1, 0.5)
        key = next(it for it in payload if it not in ("objectHash", "featureHash", "shape"))
        assert key in json.loads(cells["rest"])


def test_coordinates_that_are_no_numbers_have_no_geometry() -> None:
    shapes: list[Any] = [
        orm.BoundingBoxObject(
            object_hash="a", feature_hash="f", geometry=orm.BoundingBox(nan, 0, 1, 1)
        ),
        orm.PolylineObject(
            object_hash="b",
            feature_hash="f",
            geometry=orm.Polyline([orm.Point(0, nan), orm.Point(1, 1)]),
        ),
        orm.PolylineObject(
            object_hash="c",
            feature_hash="f",
            geometry=orm.Polyline([orm.Point(0, 0), orm.Point(1, 1)]),
        ),
    ]
    drawn = outlines.outlines_of([*shapes, None], np.array([[10, 10]] * 4, float))
    assert [it is None for it in drawn.wkb.to_pylist()] == [True, True, False, True]
    assert isnan(drawn.fractions[0, 0])
    assert outlines.outlines_of([], np.empty((0, 2))).wkb.to_pylist() == []


def test_outlines_of_more_than_2_gib_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 2 GiB"):
        outlines._binary(np.empty(0, np.uint8), np.array([0, 2**31]), np.array([True]))


# --- values ---------------------------------------------------------------------------------------


def test_dates_are_instants_in_any_zone_and_without_one() -> None:
    zones = (None, UTC, timezone(timedelta(hours=1)))
    dates = [datetime(2023, 2, 9, 14, 12, 3, 999_999, zone) for zone in zones]
    for given in ([dates[0]], dates[1:], [*dates, None], [datetime(1, 1, 1, tzinfo=UTC)]):
        expected = [it if it is None or it.tzinfo else it.replace(tzinfo=UTC) for it in given]
        found = table_rows._dates(given)  # type: ignore[arg-type]
        assert found.type == pa.timestamp("us", tz="UTC")
        assert found.cast(pa.int64()).to_pylist() == [
            None
            if it is None
            else (it - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
            for it in expected
        ]


def test_a_number_of_more_than_64_bits_fits_no_column() -> None:
    given = video({str(2**63): frame(box())})
    with pytest.raises(OverflowError):
        labels.table([given], CARS)
    with pytest.raises(TypeError, match="expected an ontology"):
        labels.table([given], 3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected an ontology"):
        labels.table_schema(3)  # type: ignore[arg-type]


def test_many_rows_are_the_same_as_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    mask = shaped("bitmask", "bitmask", MASK, objectHash="m")
    given = [video({str(i): frame(box(), mask) for i in range(5)}) for _ in range(4)]
    for known in (CARS, None):
        with monkeypatch.context() as patch:
            whole = labels.table(given, known)
            for module in ("table_rows", "tables"):
                patch.setattr(f"converters.labels.{module}.ROWS", 3)
            patch.setattr(table_rows, "_MASK", 1)
            parts = labels.table(given, known)
        assert parts.num_rows == 40
        assert parts.equals(whole)
        assert len(parts.to_batches()) > 10
    assert labels.table([], CARS).schema == labels.table_schema(CARS)
    assert labels.table([], None).schema == labels.table_schema()
    assert labels.ObjectTable(CARS).batches([]) == []


def test_the_schema_tells_readers_of_geoparquet_where_geometries_are() -> None:
    geo = json.loads(labels.table_schema(CARS).metadata[b"geo"])
    assert geo["columns"][geo["primary_column"]]["encoding"] == "WKB"


def test_what_makes_a_table_can_be_sent_and_told_from_others() -> None:
    form = labels.ObjectTable(CARS)
    assert form.schema == labels.table_schema(CARS)
    sent = pickle.loads(pickle.dumps(form))
    assert (sent.schema, sent.fingerprint) == (form.schema, form.fingerprint)
    assert labels.ObjectTable().fingerprint != form.fingerprint
    assert form.weight(video({"0": frame(box(), box("p")), "1": {}})) == 3
    assert form.weight(row(data_units={"d": {"labels": frame(box())}}, labels=None)) == 2
