"""Labels are put into rows, answered and taken out, checked against the ontology."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
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

from converters import INVALID, converter, dumps, loads
from converters.labels import add, answer, check, encode_mask, instances, new_row, remove
from converters.labels.ranges import without
from orm_attrs import (
    AnnotationTaskStatus,
    Bitmask,
    BoundingBox,
    Circle,
    DynamicAnswer,
    FrameLabels,
    LabelRowMetadata,
    LabelRowV2,
    LabelStatus,
    Point,
    Polygon,
    Polyline,
    Shape,
)

OWN = ontology(
    [
        thing(
            "car",
            "Car",
            attribute(
                "Kind",
                "radio",
                nesting("Lorry", attribute("Load", "text"), attribute("Open", "radio", "Yes")),
                "Van",
            ),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("Size", "numeric"),
            attribute("Stars", "stars"),
            attribute("State", "radio", "Parked", "Moving", dynamic=True),
        ),
        thing("zone", "Zone", shape="polygon"),
        thing("mask", "Mask", shape="bitmask"),
        thing("word", "Word", attribute("Text", "text", dynamic=True), shape="text"),
        thing("holo", "Holo", shape="hologram"),
        thing("twin", "Twin"),
        thing("other twin", "Twin"),
    ],
    [
        question("weather", attribute("Weather", "radio", "Sun", "Rain")),
        question("note", attribute("Note", "text"), level="global"),
        question("empty"),
    ],
)
BOX = BoundingBox(0.25, 0.5, 0.1, 0.2)


def empty() -> LabelRowV2:
    """Give a row of a video of ten frames."""
    return video({})


def values(made: LabelRowV2, hash_: str, at: int | None = None) -> dict[str, Any]:
    """Give the answers of an instance."""
    (it,) = [it for it in instances(made, OWN) if it.hash == hash_]
    return {name: one.value for name, one in it.answers(at).items()}


def ranges(made: LabelRowV2, hash_: str) -> list[tuple[int, int]]:
    (it,) = [it for it in instances(made, OWN) if it.hash == hash_]
    return it.ranges


def actions(made: LabelRowV2, hash_: str) -> list[DynamicAnswer]:
    return (made.object_actions or {})[hash_].actions or []


def frames_of(made: LabelRowV2) -> list[Any]:
    """Give the frames of the only unit."""
    (unit,) = (made.data_units or {}).values()
    assert isinstance(unit.labels, dict)
    return list(unit.labels)


def metadata(kind: str, **fields: Any) -> LabelRowMetadata:
    common = {
        "data_hash": "d",
        "dataset_hash": "s",
        "dataset_title": "S",
        "data_title": "t",
        "data_type": kind,
        "data_link": "l",
        "label_status": LabelStatus.LABELLED,
        "number_of_frames": 10,
    }
    return LabelRowMetadata(**{**common, **fields})


# --- rows -----------------------------------------------------------------------------------------


def test_a_new_row_says_what_its_metadata_says() -> None:
    when = datetime(2023, 2, 9, tzinfo=UTC)
    about = {"label_hash": "l", "created_at": when, "last_edited_at": when, "branch_name": "b"}
    status = AnnotationTaskStatus.QUEUED
    made = new_row(
        metadata(
            "VIDEO",
            **about,
            annotation_task_status=status,
            file_type="video/mp4",
            width=640,
            height=480,
            duration=1.0,
            frames_per_second=10.0,
        )
    )
    (unit,) = (made.data_units or {}).values()
    assert (unit.data_hash, unit.data_type, unit.width, unit.labels) == ("d", "video/mp4", 640, {})
    assert (unit.data_duration, unit.data_fps, unit.data_sequence) == (1.0, 10.0, 0)
    assert (made.label_hash, made.data_type, made.branch_name) == ("l", "video", "b")
    assert (made.created_at, made.label_status) == (when, "LABELLED")
    assert made.annotation_task_status == "QUEUED"
    assert check(made, OWN) == instances(made) == []
    assert loads(dumps(made), LabelRowV2) == made


def test_a_new_row_has_the_units_and_spaces_of_its_kind() -> None:
    assert new_row(metadata("IMAGE")).data_units["d"].labels == FrameLabels([], [])  # type: ignore[index]
    made = new_row(metadata("AUDIO", audio_codec="mp3", audio_sample_rate=8000))
    assert made.branch_name == "main"
    assert made.created_at is not None
    (unit,) = (made.data_units or {}).values()
    assert (unit.audio_codec, unit.audio_sample_rate) == ("mp3", 8000)
    images = [{"image_hash": "a", "title": "A", "index": 4}, {"image_hash": "b", "width": 5}]
    made = new_row(metadata("IMG_GROUP", images_data=images))
    found = [(it.data_hash, it.data_sequence) for it in (made.data_units or {}).values()]
    assert found == [("a", "4"), ("b", "1")]
    made = new_row(metadata("GROUP", spaces={"s": {"space_type": "video", "width": 5}}))
    assert (made.spaces or {})["s"].labels == {}
    (unit,) = (made.data_units or {}).values()
    assert unit.data_type == "group"


def test_metadata_that_is_not_enough_is_refused() -> None:
    with pytest.raises(TypeError, match="expected LabelRowMetadata, got int 5"):
        new_row(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ask for images_data"):
        new_row(metadata("IMG_GROUP"))
    with pytest.raises(ValueError, match="image 0 of the group has no image_hash"):
        new_row(metadata("IMG_GROUP", images_data=[{}]))
    for again in ({"image_hash": "a"}, {"image_hash": "b", "index": 0}):
        images = [{"image_hash": "a", "index": 0}, again]
        with pytest.raises(ValueError, match="image 1 of the group is there already"):
            new_row(metadata("IMG_GROUP", images_data=images))
    with pytest.raises(INVALID):
        new_row(metadata("GROUP", spaces={"s": {"space_type": 5}}))


# --- objects --------------------------------------------------------------------------------------


def test_an_object_is_put_on_its_frames_in_order_with_all_that_the_ontology_says() -> None:
    made = empty()
    when = datetime(2023, 2, 9, tzinfo=UTC)
    who = {"created_by": "ann@x.org", "created_at": when, "confidence": 0.5}
    hash_ = add(made, OWN, "Car", BOX, frames=[7, (2, 3)], manual_annotation=False, **who)  # type: ignore[arg-type]
    assert re.fullmatch(r"[A-Za-z0-9+/]{8}", hash_)
    (unit,) = (made.data_units or {}).values()
    assert isinstance(unit.labels, dict)
    assert list(unit.labels) == [2, 3, 7]
    obj: Any = unit.labels[2].objects[0]  # type: ignore[index]
    assert (obj.object_hash, obj.feature_hash, obj.shape) == (hash_, "car", Shape.BOUNDING_BOX)
    assert (obj.name, obj.color, obj.value) == ("Car", "#D33115", "car")
    assert (obj.created_by, obj.created_at, obj.last_edited_at) == ("ann@x.org", when, when)
    assert (obj.confidence, obj.manual_annotation) == (0.5, False)
    assert obj.geometry == BOX
    assert obj.geometry is not BOX
    first = add(made, OWN, "car", {5: BOX, 0: BOX})
    add(made, OWN, OWN.objects[0], BOX, frames=0)
    assert list(unit.labels) == [0, 2, 3, 5, 7]
    assert ranges(made, first) == [(0, 0), (5, 5)]
    assert len([it for it in instances(made) if 0 in it.frames]) == 2
    assert check(made, OWN) == []
    assert loads(dumps(made), LabelRowV2) == made


def test_rows_without_anything_yet_take_an_object() -> None:
    made = row(data_type="image", data_units={"d": {"labels": {"classifications": []}}})
    hash_ = add(made, OWN, "Car", BOX, answers={"State": "Parked"})
    assert ranges(made, hash_) == [(0, 0)]
    made = row(data_type="video", data_units={"d": {}})
    assert ranges(made, add(made, OWN, "Car", BOX, frames=3)) == [(3, 3)]


def test_an_object_is_put_on_the_image_of_a_group() -> None:
    units = {key: {"data_sequence": it, "labels": frame()} for key, it in (("a", "3"), ("b", "1"))}
    made = row(data_type="img_group", data_units=units)
    hash_ = add(made, OWN, "Car", BOX, frames=3)
    assert ranges(made, hash_) == [(3, 3)]
    assert (made.data_units or {})["a"].labels.objects  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="the group has no image 2"):
        add(made, OWN, "Car", BOX, frames=2)


def test_objects_are_put_into_spaces() -> None:
    spaces: dict[str, Any] = {
        "video": {"space_type": "video", "number_of_frames": 3, "labels": {}},
        "image": {"space_type": "image", "labels": {}},
        "text": {"space_type": "text", "labels": {}},
        "html": {"space_type": "html", "labels": {}},
    }
    unit = {"data_type": "group", "labels": frame()}
    made = row(data_type="group", data_units={"d": unit}, spaces=spaces)
    hash_ = add(made, OWN, "Car", BOX, frames=[1], answers={"State": "Moving"}, space="video")
    assert values(made, hash_, 1) == {"State": "Moving"}
    assert actions(made, hash_)[0].space_id == "video"
    add(made, OWN, "Car", BOX, space="image")
    word = add(made, OWN, "Word", frames=[(0, 4)], space="text")
    sun = add(made, OWN, "Weather", frames=1, answers={"Weather": "Sun"}, space="video")
    add(made, OWN, "Weather", space="image")
    add(made, OWN, "Weather", space="text")
    assert check(made, OWN) == []
    assert (ranges(made, word), ranges(made, sun)) == ([(0, 4)], [(1, 1)])
    for said, feature, more in (
        ("say which", "Car", {"geometry": BOX, "frames": 0}),
        ("no space 'x'", "Car", {"geometry": BOX, "frames": 0, "space": "x"}),
        ("3 is not within 0 to 2", "Car", {"geometry": BOX, "frames": 3, "space": "video"}),
        ("the frames are not said", "Car", {"geometry": BOX, "space": "video"}),
        ("parts of an HTML file", "Word", {"frames": 0, "space": "html"}),
        ("there are no|no frames|there are none", "Car", {"geometry": {0: BOX}, "space": "text"}),
        ("Weather is there already", "Weather", {"space": "text"}),
        ("Weather is there already on 1", "Weather", {"frames": [(0, 2)], "space": "video"}),
    ):
        refused(made, said, feature, **more)


def refused(made: LabelRowV2, said: str, feature: Any = "Car", **more: Any) -> None:
    """Assert that nothing is added, and why."""
    before = converter.unstructure(made)
    with pytest.raises(ValueError, match=said):
        add(made, OWN, feature, **more)
    assert converter.unstructure(made) == before


RING = [0.0, 0.0, 1.0, 0.0, 1.0, 1.0]


def test_polygons_are_written_in_both_forms() -> None:
    made = empty()
    points = [Point(0.0, 0.0), Point(1.0, 0.0), Point(1.0, 1.0)]
    add(made, OWN, "Zone", Polygon(points), frames=0)
    hole = [0.1, 0.1, 0.2, 0.1, 0.2, 0.2]
    add(made, OWN, "Zone", [[RING, hole]], frames=0)
    one, other = [it.frames[0] for it in instances(made)]
    assert (one.geometry, one.polygons) == (Polygon(points), [[RING]])  # type: ignore[union-attr]
    assert (other.geometry, other.polygons) == (Polygon(points), [[RING, hole]])  # type: ignore[union-attr]
    assert check(made, OWN) == []
    for said, geometry in (
        ("a polygon has no points", Polygon([])),
        ("a polygon has no points", [[]]),
        ("odd number", [[[0.0, 1.0, 0.5]]]),
        ("expected Polygon or list, got Polyline", Polyline(points)),
    ):
        refused(made, said, "Zone", geometry=geometry, frames=0)


def test_no_two_things_of_a_row_have_one_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([b"aaaaaa", b"aaaaaa", b"bbbbbb"])
    monkeypatch.setattr(os, "urandom", lambda _: next(drawn))
    made = empty()
    moving = {"State": "Moving"}
    found = [add(made, OWN, "Car", BOX, frames=it, answers=moving) for it in (0, 1)]
    assert found == ["YWFhYWFh", "YmJiYmJi"]
    assert list(made.object_actions or ()) == found


def test_what_is_no_object_on_frames_of_the_row_is_refused() -> None:
    made = empty()
    mask = Bitmask(0, 0, 2, 2, encode_mask(np.ones((2, 2))))
    for said, feature, more in (
        ("no 'Bus', but .*Car", "Bus", {"geometry": BOX, "frames": 0}),
        ("2 features have the name 'Twin': say a hash", "Twin", {"geometry": BOX, "frames": 0}),
        ("expected BoundingBox, got Circle", "Car", {"geometry": Circle(0, 0, 1), "frames": 0}),
        ("needs a geometry", "Car", {"frames": 0}),
        ("the frames are not said", "Car", {"geometry": BOX}),
        ("said twice", "Car", {"geometry": {0: BOX}, "frames": 0}),
        ("there are no frames", "Car", {"geometry": {}}),
        ("there are no frames", "Car", {"geometry": BOX, "frames": []}),
        ("5 to 3 ends before it begins", "Car", {"geometry": BOX, "frames": [(5, 3)]}),
        ("9 to 10 is not within 0 to 9", "Car", {"geometry": BOX, "frames": [9, 10]}),
        ("10 is not within 0 to 9", "Car", {"geometry": {10: BOX}}),
        ("-1 is not within", "Car", {"geometry": BOX, "frames": -1}),
        (
            "0 to 10+ is not within",
            "Car",
            {"geometry": BOX, "frames": [(0, 10**15)]},
        ),
        ("frame 3: .* far outside", "Car", {"geometry": {3: BoundingBox(5, 0, 1, 1)}}),
        ("frame 0: 2 by 2 pixels, but", "Mask", {"geometry": mask, "frames": 0}),
        ("nobody knows how hologram is drawn", "Holo", {"geometry": BOX, "frames": 0}),
        ("Word is drawn on no frame", "Word", {"geometry": BOX, "frames": 0}),
        ("Word is ranges, and there are frames", "Word", {"frames": 0}),
        ("the ranges are not said", "Word", {}),
    ):
        refused(made, said, feature, **more)
    with pytest.raises(TypeError, match="expected a feature"):
        add(made, OWN, 5, BOX)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected an ontology"):
        add(made, 5, "Car", BOX)  # type: ignore[arg-type]


def test_frames_may_be_integers_of_numpy_and_become_plain_ones() -> None:
    made = empty()
    hash_ = add(made, OWN, "Car", {np.int64(3): BOX}, answers={"State": "Parked"})  # type: ignore[dict-item]
    add(made, OWN, "Car", BOX, frames=np.array([1, 2]))
    add(made, OWN, "Weather", frames=np.int64(4))  # type: ignore[arg-type]
    remove(made, hash_, frames=[(np.int64(4), np.int64(9)), (3, 3)])  # type: ignore[list-item]
    assert frames_of(made) == [1, 2]
    assert loads(dumps(made), LabelRowV2) == made


def test_numbers_dates_and_frames_of_other_types_are_refused() -> None:
    made = empty()
    for wrong in (True, 3.0, "3", None, [None], [(1, 2, 3)], [(1.0, 2)], np.float64(3)):
        for where in ({"geometry": BOX, "frames": wrong}, {"geometry": {str(wrong): BOX}}):
            if where == {"geometry": BOX, "frames": None}:
                continue
            with pytest.raises(TypeError, match="expected the number of a frame"):
                add(made, OWN, "Car", **where)  # type: ignore[arg-type]
    half = BoundingBox(np.float32(0.5), 0, 0, 0)  # type: ignore[arg-type]
    for said, geometry, more in (
        (r"frame 0: \$.geometry.x: expected float, got float32", half, {}),
        (r"confidence: expected float, got bool", BOX, {"confidence": True}),
        ("expected a confidence, got null", BOX, {"confidence": None}),
        ("expected a confidence, got float nan", BOX, {"confidence": float("nan")}),
        ("manual_annotation: expected bool", BOX, {"manual_annotation": "no"}),
        ("created_by: expected str", BOX, {"created_by": 3}),
        ("created_at: expected", BOX, {"created_at": "today"}),
    ):
        refused(made, said, "Car", geometry=geometry, frames=0, **more)
    for said, polygons in (
        ("expected polygons of rings", [0.1, 0.2]),
        ("expected polygons of rings", [[(0.1, 0.2)]]),
        ("expected float, got 'a'", [[["a", "b"]]]),
        ("expected a list, got null", Polygon(None)),  # type: ignore[arg-type]
    ):
        refused(made, said, "Zone", geometry=polygons, frames=0)
    assert made == empty()


def test_an_image_without_labels_has_those_of_one_frame_then() -> None:
    made = new_row(metadata("IMAGE"))
    made.data_units["d"].labels = None  # type: ignore[index]
    add(made, OWN, "Car", BOX)
    (unit,) = (made.data_units or {}).values()
    assert isinstance(unit.labels, FrameLabels)


def test_rows_without_frames_of_their_own_are_refused() -> None:
    box_on = {"geometry": BOX, "frames": 0}
    refused(row(), "the row has no data units", **box_on)
    scene = {"data_type": "scene", "data_units": {"d": {"labels": {"a#0": frame()}}}}
    refused(row(**scene), "belong to streams", **box_on)
    refused(row(**scene, scene={"isContinuous": True}), "an event-based scene", **box_on)
    audio = row(data_type="audio", data_units={"d": {"labels": {}}})
    refused(audio, "drawn on frames, and there are none", **box_on)
    image = row(data_type="image", data_units={"d": {"labels": frame()}})
    refused(image, "1 is not within 0 to 0", geometry=BOX, frames=1)
    unknown = row(data_type="other", data_units={"d": {"labels": frame()}})
    refused(unknown, "there is one frame, 0, and no 1", geometry=BOX, frames=1)
    refused(unknown, "-1 is negative", geometry=BOX, frames=-1)
    own = ontology([], [])
    with pytest.raises(ValueError, match="the ontology has no 'Car', but nothing"):
        add(empty(), own, "Car", BOX, frames=0)


def test_objects_that_are_ranges_stand_among_the_answers() -> None:
    made = row(data_type="plain_text", data_units={"d": {"labels": {}}})
    text = {"Text": "hello"}
    hash_ = add(made, OWN, "Word", frames=[(0, 4), (5, 9), 20], answers=text)  # type: ignore[arg-type]
    assert ranges(made, hash_) == [(0, 9), (20, 20)]
    assert values(made, hash_, 3) == text
    entry: Any = (made.object_answers or {})[hash_]
    assert (entry.feature_hash, entry.shape, entry.name) == ("word", "text", "Word")
    whole = add(made, OWN, "Weather", answers={"Weather": "Sun"})
    assert ranges(made, whole) == []
    refused(made, "Weather is there already", "Weather", frames=3)
    assert check(made, OWN) == []


def test_classifications_hold_on_frames_or_for_all() -> None:
    made = empty()
    sun = add(made, OWN, "Weather", frames=[(0, 3)], answers={"Weather": "Sun"})
    add(made, OWN, "weather", frames=5, answers={"Weather": "Rain"})
    note = add(made, OWN, "Note", answers={"Note": "dark"})
    assert values(made, sun) == {"Weather": "Sun"}
    answer(made, OWN, sun, {"Weather": "Rain"})
    assert values(made, sun) == {"Weather": "Rain"}
    assert [it.is_global for it in instances(made, OWN) if it.hash == note] == [True]
    assert check(made, OWN) == []
    for said, feature, more in (
        ("Weather is there already on 0 to 3", "Weather", {"frames": [3, 4]}),
        ("Note is there already", "Note", {}),
        ("Note is about all of the data", "Note", {"frames": 0}),
        ("the frames are not said", "Weather", {}),
        ("10 is not within", "Weather", {"frames": 10}),
        ("has no geometry", "Weather", {"geometry": BOX, "frames": 7}),
    ):
        refused(made, said, feature, **more)
    image = row(data_type="image", data_units={"d": {"labels": frame()}})
    assert ranges(image, add(image, OWN, "Weather")) == [(0, 0)]
    assert add(image, OWN, "empty")
    elsewhere = {"s": {"type": "frame", "range": [[0, 0]]}}
    entries = {"c": {"featureHash": "weather", "spaces": elsewhere}}
    unit = {"data_units": {"d": {"labels": {}}}}
    spaces = {"spaces": {"s": {"space_type": "video", "labels": {}}}}
    made = row(data_type="dicom", classification_answers=entries, **unit, **spaces)
    assert add(made, OWN, "Weather", frames=0)
    assert add(made, OWN, "Weather", frames=1, space="s")


# --- answers --------------------------------------------------------------------------------------


def a_car(**more: Any) -> tuple[LabelRowV2, str]:
    made = empty()
    return made, add(made, OWN, "Car", BOX, frames=range(6), **more)


def test_classifications_of_older_rows_are_where_their_frames_are() -> None:
    for entry in ({"featureHash": "weather"}, {}):
        here = {"classificationHash": "c", "featureHash": "weather"}
        made = video(
            {"3": frame(classifications=[here])},
            classification_answers={"c": {"classificationHash": "c", **entry}},
        )
        refused(made, "Weather is there already on 3 to 3", "Weather", frames=[(2, 4)])
        add(made, OWN, "Weather", frames=[(4, 5)])
        refused(made, "Weather is there already on 4 to 5", "Weather", frames=5)


def test_a_classification_of_a_part_of_an_html_file_is_there_already() -> None:
    part = [{"xpath": "/a", "offset": 0}, {"xpath": "/b", "offset": 1}]
    entry = {"spaces": {"s": {"type": "html", "range": [part]}}}
    about = {"classificationHash": "c", "featureHash": "weather"}
    made = row(
        data_type="group",
        spaces={"s": {"space_type": "html", "labels": {}}},
        classification_answers={"c": {**about, **entry}},
    )
    refused(made, "Weather is there already", "Weather", space="s")


def test_answers_are_those_of_the_ontology_in_its_order() -> None:
    given = {"Size": 4.5, "Tags": ["Old", "Wet"], "Load": "sand", "Kind": "Lorry"}
    made, hash_ = a_car(answers=given)
    assert values(made, hash_) == {
        "Kind": "Lorry",
        "Load": "sand",
        "Tags": ["Wet", "Old"],
        "Size": 4.5,
    }
    entry: Any = (made.object_answers or {})[hash_]
    assert [it.name for it in entry.classifications] == ["Kind", "Load", "Tags", "Size"]
    kind = entry.classifications[0]
    assert (kind.value, kind.feature_hash, kind.manual_annotation) == ("kind", "Kind", True)
    assert (kind.answers[0].name, kind.answers[0].value) == ("Lorry", "lorry")
    answer(made, OWN, hash_, {"Tags": [], "Size": None, "Open": "yes"}, manual_annotation=False)
    assert values(made, hash_) == {"Kind": "Lorry", "Load": "sand", "Open": "Yes", "Tags": []}
    # What is asked within an option goes with it.
    answer(made, OWN, hash_, {"Kind": "Van"})
    assert values(made, hash_) == {"Kind": "Van", "Tags": []}
    assert check(made, OWN) == []


def test_an_option_without_a_value_has_the_one_of_its_label() -> None:
    own = ontology([thing("car", "Car", attribute("Kind", "radio", "Big Van"))])
    own.objects[0].attributes[0].options[0].value = None  # type: ignore[index, union-attr]
    made = empty()
    hash_ = add(made, own, "Car", BOX, frames=0, answers={"Kind": "Big Van"})
    entry: Any = (made.object_answers or {})[hash_]
    assert entry.classifications[0].answers[0].value == "big_van"


def test_dynamic_answers_hold_where_they_are_said_to() -> None:
    made, hash_ = a_car(answers={"State": "Parked"})

    def states() -> list[tuple[str, Any]]:
        return [(it.answers[0].name, it.range) for it in actions(made, hash_)]  # type: ignore[index, union-attr]

    assert states() == [("Parked", [(0, 5)])]
    answer(made, OWN, hash_, {"State": "Moving"}, frames=[(2, 3)])
    assert states() == [("Parked", [(0, 1), (4, 5)]), ("Moving", [(2, 3)])]
    answer(made, OWN, hash_, {"State": "Moving"}, frames=1)
    assert states() == [("Parked", [(0, 0), (4, 5)]), ("Moving", [(1, 3)])]
    answer(made, OWN, hash_, {"State": None}, frames=[0, 3])
    assert states() == [("Moving", [(1, 2)]), ("Parked", [(4, 5)])]
    answer(made, OWN, hash_, {"State": "Moving"})
    assert states() == [("Moving", [(0, 5)])]
    answer(made, OWN, hash_, {"State": None})
    assert states() == []
    assert check(made, OWN) == []


def test_answers_are_put_into_rows_that_say_nothing_of_an_object() -> None:
    made = video({"0": frame(box()), "4": frame(box("p"))})
    answer(made, OWN, "o", {"Kind": "Van", "State": "Parked"})
    assert values(made, "o", 0) == {"Kind": "Van", "State": "Parked"}
    answer(made, OWN, "p", {"Size": 3})
    assert made.object_actions is not None
    assert list(made.object_actions) == ["o"]
    keyed = video(
        {"0": frame(box())},
        object_answers={"key": {"objectHash": "o", "classifications": []}},
        object_actions={"other": {"objectHash": "o"}},
    )
    answer(keyed, OWN, "o", {"Size": 3, "State": "Parked"})
    assert values(keyed, "o", 0) == {"Size": 3, "State": "Parked"}
    assert list(keyed.object_answers or ()) == ["key"]
    assert list(keyed.object_actions or ()) == ["other"]


def test_answers_of_an_object_in_two_spaces_are_those_of_one() -> None:
    spaces = {key: {"space_type": "video", "labels": {"3": frame(box())}} for key in ("a", "b")}
    made = row(data_type="group", spaces=spaces)
    answer(made, OWN, "o", {"State": "Parked"}, space="a")
    answer(made, OWN, "o", {"State": "Moving"}, frames=3, space="b")
    found = {it.space: it.answers(3)["State"].value for it in instances(made, OWN)}
    assert found == {"a": "Parked", "b": "Moving"}
    with pytest.raises(ValueError, match="4 to 4 is not where the object is"):
        answer(made, OWN, "o", {"State": "Moving"}, frames=4, space="b")


def test_answers_that_are_none_are_refused_and_change_nothing() -> None:
    made, hash_ = a_car(answers={"Kind": "Van"})
    before = converter.unstructure(made)
    wrong: list[tuple[str, dict[str, Any], Any]] = [
        ("Car has no attribute 'Colour', but Kind, Load", {"Colour": "Red"}, None),
        ("Kind has no option 'Bus', but Lorry, Van", {"Kind": "Bus"}, None),
        ("Kind: expected the label of an option, got list", {"Kind": ["Van"]}, None),
        ("Tags: expected a list of the labels of options, got 'Wet'", {"Tags": "Wet"}, None),
        ("Tags: expected a list of the labels of options, got list", {"Tags": [5]}, None),
        ("Size: expected a number, got '5'", {"Size": "5"}, None),
        ("Size: expected a number, got bool True", {"Size": True}, None),
        ("Size: expected a number, got float nan", {"Size": float("nan")}, None),
        ("Load: expected str, got int 5", {"Load": 5}, None),
        ("Load is asked for where its option is chosen", {"Load": "sand"}, None),
        ("nobody knows what an answer to stars is", {"Stars": 5}, None),
        ("Kind has one answer for all frames", {"Kind": "Van"}, 0),
        ("7 to 7 is not where the object is", {"State": "Parked"}, 7),
        ("4 to 3 ends before", {"State": "Parked"}, [(4, 3)]),
    ]
    for said, given, where in wrong:
        with pytest.raises(ValueError, match=said):
            answer(made, OWN, hash_, given, frames=where)
        assert converter.unstructure(made) == before
    with pytest.raises(ValueError, match="no object and no classification 'x'"):
        answer(made, OWN, "x", {})
    with pytest.raises(ValueError, match="the ontology has no 'bus'"):
        answer(video({"0": frame(box("o", "bus"))}), OWN, "o", {})
    of_frame = {"classificationHash": "c", "featureHash": "weather"}
    oldest = video({"0": frame(classifications=[of_frame])})
    with pytest.raises(ValueError, match="says of the classification only"):
        answer(oldest, OWN, "c", {"Weather": "Sun"})
    refused(empty(), "Car has no attribute", geometry=BOX, frames=0, answers={"X": 1})


def test_a_dynamic_answer_where_the_object_is_not_is_refused() -> None:
    made, hash_ = a_car()
    before = converter.unstructure(made)
    with pytest.raises(ValueError, match="has no frames in the space 'nowhere' on which"):
        answer(made, OWN, hash_, {"State": "Parked"}, space="nowhere")
    spaces = {key: {"space_type": "video", "labels": {"3": frame(box())}} for key in ("a", "b")}
    with pytest.raises(ValueError, match="has no frames on which an answer could hold"):
        answer(row(data_type="group", spaces=spaces), OWN, "o", {"State": "Parked"})
    assert converter.unstructure(made) == before


def test_a_number_of_any_size_is_an_answer() -> None:
    made, hash_ = a_car()
    answer(made, OWN, hash_, {"Size": 10**400})
    assert values(made, hash_)["Size"] == 10**400


def test_attributes_and_options_of_one_name_are_told_apart_by_their_hashes() -> None:
    one, other = attribute("A", "text"), attribute("A", "radio", "X", "Y")
    options = [{"id": "1", "label": "X", "featureNodeHash": it} for it in ("x1", "x2")]
    own = ontology(
        [thing("car", "Car", one | {"featureNodeHash": "h"}, other | {"options": options})]
    )
    made = empty()
    hash_ = add(made, own, "Car", BOX, frames=0, answers={"h": "text", "A": "x2"})
    found = instances(made, own)[0].answers()
    assert [it.options for it in found.values()] == [[], ["x2"]]
    with pytest.raises(ValueError, match="A has 2 options 'X': say the hash of one"):
        answer(made, own, hash_, {"A": "X"})
    own = ontology(
        [thing("car", "Car", one | {"featureNodeHash": "g"}, one | {"featureNodeHash": "h"})]
    )
    with pytest.raises(ValueError, match="Car has 2 attributes 'A': say the hash of one"):
        answer(made, own, hash_, {"A": "X"})
    own = ontology([thing("car", "Car", one | {"featureNodeHash": "g"})])
    with pytest.raises(ValueError, match="A is answered twice"):
        answer(made, own, hash_, {"A": "X", "g": "Y"})
    with pytest.raises(ValueError, match="Car has no attribute 'A', but none"):
        answer(made, ontology([thing("car", "Car")]), hash_, {"A": "X"})


# --- taking out -----------------------------------------------------------------------------------


def test_an_object_is_taken_out_with_all_that_is_said_of_it() -> None:
    made, hash_ = a_car(answers={"Kind": "Van", "State": "Parked"})
    other = add(made, OWN, "Car", BOX, frames=2)
    remove(made, hash_)
    assert frames_of(made) == [2]
    assert [it.hash for it in instances(made)] == [other]
    assert list(made.object_answers or ()) == [other]
    assert made.object_actions == {}
    remove(made, other)
    assert (frames_of(made), made.object_answers) == ([], {})


def test_an_object_is_taken_from_some_frames() -> None:
    made, hash_ = a_car(answers={"State": "Parked"})
    remove(made, hash_, frames=[0, (3, 3)])
    assert ranges(made, hash_) == [(1, 2), (4, 5)]
    (action,) = actions(made, hash_)
    assert action.range == [(1, 2), (4, 5)]
    with pytest.raises(ValueError, match="there"):
        remove(made, hash_, frames=0)
    assert check(made, OWN) == []
    remove(made, hash_, frames=[(0, 9)])
    assert instances(made) == []
    assert (made.object_answers, made.object_actions) == ({}, {})
    with pytest.raises(ValueError, match="no object and no classification"):
        remove(made, hash_)


def test_what_stands_beside_it_stays() -> None:
    metadata_there = {"width": 5, "height": 5}
    of_frame = {"classificationHash": "c"}
    labels = {
        "0": {**frame(box()), "metadata": metadata_there},
        "1": frame(box(), shaped("point", "point", {"0": {"x": 0, "y": 0}}, objectHash="p")),
        "2": frame(box(), classifications=[of_frame, {"classificationHash": "d"}]),
        "3": frame(box()),
    }
    made = video(labels)
    remove(made, "o")
    assert frames_of(made) == [0, 1, 2]
    remove(made, "c")
    assert frames_of(made) == [0, 1, 2]
    remove(made, "d")
    assert frames_of(made) == [0, 1]
    oldest = row(labels={"5": frame(box())})
    remove(oldest, "o")
    assert oldest.labels == {}


def test_ranges_and_classifications_are_taken_from_some_frames_or_spaces() -> None:
    made = row(data_type="plain_text", data_units={"d": {"labels": {}}})
    word = add(made, OWN, "Word", frames=[(0, 9)])
    remove(made, word, frames=[(3, 4)])
    assert ranges(made, word) == [(0, 2), (5, 9)]
    whole = add(made, OWN, "Weather")
    with pytest.raises(ValueError, match="there"):
        remove(made, whole, frames=0)
    remove(made, whole)
    assert made.classification_answers == {}
    place = {"type": "frame", "range": [[0, 4]]}
    position = {"xpath": "/p", "offset": 0}
    html = {"type": "html", "range": [[position, position]]}
    spaces = {key: {"space_type": "video", "labels": {}} for key in "abc"}
    entry = {"featureHash": "weather", "spaces": {"a": place, "b": place, "c": html}}
    made = row(data_type="group", spaces=spaces, classification_answers={"c": entry})
    remove(made, "c", frames=2, space="a")
    remove(made, "c", space="b")
    found: Any = (made.classification_answers or {})["c"]
    assert {key: it.range for key, it in found.spaces.items() if key != "c"} == {
        "a": [(0, 1), (3, 4)]
    }
    remove(made, "c", frames=[(0, 9)])
    assert list(found.spaces) == ["c"]
    remove(made, "c", space="c")
    assert made.classification_answers == {}


def test_an_object_is_taken_from_one_of_its_spaces() -> None:
    spaces = {key: {"space_type": "video", "labels": {"3": frame(box())}} for key in "ab"}
    moving = [answered("State", chosen("Parked"), range=[[3, 3]], spaceId=it) for it in ("a", "b")]
    made = row(data_type="group", spaces=spaces, object_actions={"o": {"actions": moving}})
    remove(made, "o", space="a")
    assert [it.space for it in instances(made)] == ["b"]
    (left,) = actions(made, "o")
    assert left.space_id == "b"
    with pytest.raises(ValueError, match="there"):
        remove(made, "o", space="a")


def test_what_is_said_of_an_object_that_is_nowhere_is_taken_out() -> None:
    made = row(object_answers={"o": {"objectHash": "o", "classifications": []}})
    remove(made, "o")
    assert made.object_answers == {}


def test_ranges_are_taken_from_ranges() -> None:
    whole = [(0, 9), (20, 29)]
    assert without(whole, []) == whole
    assert without(whole, [(0, 99)]) == []
    assert without(whole, [(3, 4), (9, 21), (29, 40)]) == [(0, 2), (5, 8), (22, 28)]
    assert without(whole, [(-5, 2), (8, 10)]) == [(3, 7), (20, 29)]
    assert without([(0, 2), (5, 9)], [(1, 1), (6, 6)]) == [(0, 0), (2, 2), (5, 5), (7, 9)]
