"""What has changed between two label rows is told by objects, frames and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from corpus import needs_corpus
from label_parts import (
    BOX,
    answered,
    attribute,
    box,
    chosen,
    frame,
    ontology,
    question,
    row,
    shaped,
    thing,
    video,
)
from label_rows import BST, corpus_rows

from converters import make_converter
from converters.labels import Change, change_lines, diff, encode_mask, iou
from orm_attrs import (
    Bitmask,
    BoundingBox,
    Circle,
    DataRow,
    LabelRowV2,
    OntologyStructure,
    Point,
    Polygon,
    RotatableBoundingBox,
)


def lines(a: LabelRowV2, b: LabelRowV2, own: OntologyStructure | None = None) -> list[str]:
    return [*change_lines(diff(a, b, ontology=own))]


def frame_object(shape: str, key: str, geometry: Any) -> Any:
    (unit,) = (video({"0": frame(shaped(shape, key, geometry))}).data_units or {}).values()
    return unit.labels[0].objects[0]  # type: ignore[index, union-attr]


def moved(x: float, **more: Any) -> dict[str, Any]:
    return {**box(**more), "boundingBox": BOX | {"x": x}}


def test_objects_that_come_go_and_are_on_other_frames_are_told() -> None:
    made = {"createdBy": "ann@x.org", "createdAt": "Thu, 09 Feb 2023 14:12:03 UTC"}
    before = video({"0": frame(box(), box("p", name="Car")), "1": frame(box())})
    after = video({"0": frame(box()), "2": frame(box("q", **made), box())})
    assert lines(before, before) == []
    assert lines(before, after) == [
        "object o: was on 0 to 1, is on 0, 2",
        "Car p: removed from 0",
        "object q: added on 2 (ann@x.org, 2023-02-09 14:12:03+00:00)",
    ]
    (_, _, added) = diff(before, after)
    assert (added.what, added.kind, added.hash, added.ranges) == ("added", "object", "q", [(2, 2)])
    assert (added.by, added.at) == ("ann@x.org", datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC))


def test_what_is_of_no_instance_is_told_too() -> None:
    nameless, twice = {"featureHash": "c1"}, {"classificationHash": "c", "featureHash": "c2"}
    before = video({"0": frame(box(), box(confidence=0.5), box(confidence=0.25))})
    found = [nameless, twice, twice]
    after = video({"0": frame(box(), box(confidence=0.75), classifications=found)})
    changes = diff(before, after)
    assert [(it.what, it.kind, it.hash, it.ranges) for it in changes] == [
        ("changed", "object", "o", [(0, 0)]),
        ("removed", "object", "o", [(0, 0)]),
        ("added", "classification", "c", [(0, 0)]),
        ("added", "classification", None, [(0, 0)]),
        ("added", "classification", "c", [(0, 0)]),
    ]
    assert (changes[0].path, changes[0].before, changes[0].after) == (("confidence",), 0.5, 0.75)
    assert diff(after, after) == []


def test_an_entry_that_deletes_is_told_by_ranges_and_by_its_own_fields() -> None:
    def scene(time: str, **more: Any) -> LabelRowV2:
        entries = {"0": frame(box(event="upsert")), time: frame(box(event="delete", **more))}
        units = {"d": {"data_type": "scene", "labels": entries}}
        return row(data_type="scene", scene={"isContinuous": True}, data_units=units)

    assert lines(scene("9"), scene("9")) == []
    assert lines(scene("9"), scene("5")) == ["object o: was on 0 to 8, is on 0 to 4"]
    assert lines(scene("9"), scene("9", createdBy="ben@x.org")) == [
        "object o: createdBy was nothing, is 'ben@x.org' on 9"
    ]


def test_places_out_of_this_world_have_nothing_in_common() -> None:
    far = video({"0": frame(moved(10**400))})
    (change,) = diff(far, video({"0": frame(box())}))
    assert (change.what, change.iou) == ("moved", None)


def test_an_object_that_moved_is_told_with_how_much_of_it_is_in_both_places() -> None:
    who = {"lastEditedBy": "ben@x.org", "lastEditedAt": "Fri, 10 Feb 2023 09:28:00 UTC"}
    before = video({str(it): frame(box()) for it in range(4)})
    after = video(
        {"0": frame(box()), "1": frame(moved(0.3, **who)), "2": frame(moved(0.25, **who))}
        | {"3": frame(moved(0.9, **who, confidence=0.5))}
    )
    found = diff(before, after)
    assert [(it.what, it.ranges) for it in found] == [
        ("moved", [(1, 1)]),
        ("changed", [(2, 2)]),
        ("changed", [(2, 2)]),
        ("moved", [(3, 3)]),
        ("changed", [(3, 3)]),
    ]
    assert found[0].before == BoundingBox(0.25, 0.5, 0.1, 0.2)
    assert found[0].after == BoundingBox(0.3, 0.5, 0.1, 0.2)
    assert [it.iou for it in found] == [pytest.approx(1 / 3), None, None, 0, None]
    told = "ben@x.org, 2023-02-10 09:28:00+00:00"
    assert lines(before, after) == [
        f"object o: moved on 1, 3, intersection over union 0.0 to 0.33 ({told})",
        f"object o: lastEditedAt was nothing, is 2023-02-10 09:28:00+00:00 on 2 ({told})",
        f"object o: lastEditedBy was nothing, is 'ben@x.org' on 2 ({told})",
        f"object o: confidence was nothing, is 0.5 on 3 ({told})",
    ]


def test_places_without_an_area_or_that_are_none_have_no_part_in_common() -> None:
    def of(shape: str, key: str, one: Any, other: Any) -> list[str]:
        before, after = (video({"0": frame(shaped(shape, key, it))}) for it in (one, other))
        return lines(before, after)

    told = ["object o: moved on 0"]
    assert of("point", "point", {"0": {"x": 0, "y": 0}}, {"0": {"x": 0, "y": 1}}) == told
    mask = {"top": 0, "left": 0, "height": 1, "width": 2, "rleString": "02"}
    assert of("bitmask", "bitmask", mask, mask | {"rleString": "é"}) == told
    ring = [{"x": 0, "y": 0}, {"x": 1, "y": 0}, {"x": 1, "y": 1}]
    assert of("polygon", "polygon", ring, [*ring, {"x": float("inf"), "y": 0}]) == told
    assert of("polygon", "polygon", ring, [*ring, {"x": 0, "y": 1}]) == [
        f"{told[0]}, intersection over union 0.5"
    ]


def test_the_part_in_common_is_that_of_the_pixels() -> None:
    left, right = BoundingBox(0, 0, 0.5, 1), BoundingBox(0.25, 0, 0.5, 1)
    assert iou(left, right, 100, 50) == pytest.approx(1 / 3)
    turned = RotatableBoundingBox(0, 0, 0.5, 1, 0)
    assert iou(turned, right, 100, 50) == pytest.approx(1 / 3)
    ring = Polygon([Point(0, 0), Point(0.5, 0), Point(0.5, 1), Point(0, 1)])
    assert iou(ring, left, 100, 50) == pytest.approx(1)
    # Which turned box it is depends on the size of the image.
    assert iou(RotatableBoundingBox(0, 0, 0.5, 1, 90), left, 100, 50) == pytest.approx(1)
    masks = np.zeros((2, 4, 4), bool)
    masks[0, :, :2] = masks[1, :, 1:3] = True
    one, other = (Bitmask(0, 0, 4, 4, encode_mask(it)) for it in masks)
    assert iou(one, other, 4, 4) == pytest.approx(1 / 3)
    assert iou(one, Bitmask(0, 0, 2, 2, "04"), 4, 4) is None
    assert iou(one, Bitmask(0, 0, 4, 4, ""), 4, 4) == 0
    assert iou(*[Bitmask(0, 0, 4, 4, "")] * 2, 4, 4) is None  # type: ignore[misc]
    large = [Bitmask(0, 0, 10**9, 10**9, it) for it in ("05", "23")]
    assert iou(*large, 10**9, 10**9) == pytest.approx(3 / 5)  # type: ignore[misc]


def test_the_part_of_masks_in_common_is_that_of_their_pixels() -> None:
    pixels = np.random.default_rng(3)
    for _ in range(50):
        one, other = pixels.random((2, 5, 7)) < pixels.random()
        masks = [Bitmask(0, 0, 5, 7, encode_mask(it)) for it in (one, other)]
        either = (one | other).sum()
        expected = (one & other).sum() / either if either else None
        assert iou(masks[0], masks[1], 7, 5) == (expected and pytest.approx(expected))


def test_what_has_no_area_or_is_no_place_has_no_part_in_common() -> None:
    left = BoundingBox(0, 0, 0.5, 1)
    assert iou(BoundingBox(0, 0, 0, 0), BoundingBox(0, 0, 0, 0), 4, 4) is None
    assert iou(Circle(0.5, 0.5, 0.1), Point(0, 0), 4, 4) is None
    assert iou(None, left, 4, 4) is None
    whole = frame_object("polygon", "polygons", [[[0, 0, 0.5, 0, 0.5, 1, 0, 1]]])
    assert iou(whole, left, 4, 4) == pytest.approx(1)
    with pytest.raises(ValueError, match="no finite"):
        iou(Circle(float("nan"), 0.5, 0.1), left, 4, 4)


CARS = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", "Blue"),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("State", "text", dynamic=True),
        )
    ],
    [question("weather", attribute("Weather", "radio", "Sun", "Rain"))],
)


def of_answers(given: Any = (), actions: Any = (), **more: Any) -> LabelRowV2:
    return video(
        {str(it): frame(box()) for it in range(10)},
        object_answers={"o": {"classifications": [*given], **more}},
        object_actions={"o": {"actions": [*actions]}},
    )


def test_answers_that_are_others_are_told_with_where_they_hold() -> None:
    red, blue = (answered("Colour", chosen(it)) for it in ("Red", "Blue"))
    both, same = (answered("Tags", chosen(*it)) for it in (("Wet", "Old"), ("Old", "Wet")))

    def state(*parts: tuple[str, int, int]) -> list[dict[str, Any]]:
        return [answered("State", text, range=[[a, b]]) for text, a, b in parts]

    assert lines(of_answers([red, both]), of_answers([red, same]), CARS) == [
        "$.object_answers.o.classifications[1].answers[0].name: was 'Wet', is 'Old'",
        "$.object_answers.o.classifications[1].answers[0].value: was 'wet', is 'old'",
        "$.object_answers.o.classifications[1].answers[0].featureHash: was 'wet', is 'old'",
        "$.object_answers.o.classifications[1].answers[1].name: was 'Old', is 'Wet'",
        "$.object_answers.o.classifications[1].answers[1].value: was 'old', is 'wet'",
        "$.object_answers.o.classifications[1].answers[1].featureHash: was 'old', is 'wet'",
    ]
    assert lines(of_answers([red]), of_answers([blue, both], objectNumber=3), CARS) == [
        "Car o: objectNumber was nothing, is 3",
        "Car o: Colour was 'Red', is 'Blue'",
        "Car o: Tags was nothing, is 'Wet', 'Old'",
    ]
    before = of_answers((), state(("a", 0, 4), ("b", 5, 9)))
    after = of_answers((), state(("a", 0, 2), ("c", 3, 3), ("c", 4, 4), ("b", 5, 7)))
    assert lines(before, after, CARS) == [
        "Car o: State was 'a', is 'c' on 3 to 4",
        "Car o: State was 'b', is nothing on 8 to 9",
    ]
    assert lines(after, before, CARS)[1] == "Car o: State was nothing, is 'b' on 8 to 9"
    # The same in two parts means the same, and is spelled otherwise.
    parts = of_answers((), state(("a", 0, 4), ("b", 5, 6), ("b", 7, 9)))
    found = diff(before, parts, ontology=CARS)
    assert [(it.what, it.path) for it in found] == [
        ("changed", ("object_actions", "o", "actions", 1, "range", 0, 1)),
        ("added", ("object_actions", "o", "actions", 2)),
    ]


def test_a_radio_without_an_option_is_no_answer() -> None:
    own = ontology([thing("car", "Car", attribute("Kind", "radio", "Van", dynamic=True))])
    given = [answered("Kind", it, range=[[0, 1]]) for it in ([], chosen("Van"))]
    before, after = (of_answers((), [it]) for it in given)
    assert lines(before, after, own) == ["Car o: Kind was nothing, is 'Van' on 0 to 1"]


def test_an_attribute_that_is_not_dynamic_has_one_answer() -> None:
    actions = [answered("Colour", chosen("Red"), range=[[0, 1]])]
    assert lines(of_answers(), of_answers((), actions), CARS) == [
        "Car o: Colour was nothing, is 'Red'"
    ]


def test_classifications_and_objects_that_are_ranges_are_compared() -> None:
    def of(*ranges: list[int], name: str = "Sun", **more: Any) -> LabelRowV2:
        given = {"classifications": [answered("Weather", chosen(name))], **more}
        marked = {"featureHash": "car", "shape": "audio", "range": [*ranges]}
        return row(
            data_type="audio",
            classification_answers={
                "c": {"featureHash": "weather", "range": [*ranges], **given},
            },
            object_answers={"r": marked},
        )

    who = {"lastEditedBy": "ben@x.org"}
    assert lines(of([0, 1]), of([0, 2], name="Rain", **who), CARS) == [
        "Car r: was on 0 to 1, is on 0 to 2",
        "Weather c: was on 0 to 1, is on 0 to 2 (ben@x.org)",
        "Weather c: lastEditedBy was nothing, is 'ben@x.org' (ben@x.org)",
        "Weather c: Weather was 'Sun', is 'Rain' (ben@x.org)",
    ]
    many = [[it, it] for it in range(0, 20, 2)]
    assert lines(of(), of(*many), CARS)[0] == (
        "Car r: was on nothing, is on 0, 2, 4, 6, 8 and 5 more"
    )


def test_parts_of_an_html_file_are_counted() -> None:
    position = {"xpath": "/p", "offset": 0}

    def of(count: int) -> LabelRowV2:
        parts = [{"start": position, "end": position}] * count
        entry = {"featureHash": "f", "name": "Word", "range": [], "range_html": parts}
        return row(data_type="plain_text", object_answers={"r": entry})

    assert lines(of(1), of(2)) == ["Word r: was on 1 parts, is on 2 parts"]


def test_all_else_of_a_row_is_compared_by_path() -> None:
    metadata = {"width": 3, "height": 4}
    before = row(
        label_status="LABELLED",
        data_units={"d": {"width": 5, "labels": {"0": {"objects": [], "metadata": metadata}}}},
        spaces={"s": {"space_type": "image", "labels": {"objects": [], "metadata": metadata}}},
        object_answers={"gone": {"objectHash": "gone", "classifications": []}},
    )
    after = row(
        label_status="IN_REVIEW",
        data_units={"d": {"height": 6, "labels": {"0": {"metadata": metadata | {"width": 9}}}}},
        spaces={"s": {"space_type": "image", "labels": {"objects": []}}},
        object_answers={},
    )
    assert lines(before, after) == [
        "$.label_status: was 'LABELLED', is 'IN_REVIEW'",
        "$.data_units.d.width: removed: 5",
        "$.data_units.d.labels['0'].metadata.width: was 3, is 9",
        "$.data_units.d.height: added: 6",
        "$.object_answers: removed: object",
        "$.spaces.s.labels: removed: object",
    ]


def test_shapes_that_nobody_knows_are_compared_by_key() -> None:
    def of(**content: Any) -> LabelRowV2:
        return video({"0": frame(shaped("hologram", "hologram", content))})

    assert lines(of(depth=3), of(depth=4)) == ["object o: hologram.depth was 3, is 4 on 0"]
    assert lines(of(), of(depth=4)) == ["object o: hologram.depth was nothing, is 4 on 0"]
    other = video({"0": frame(box())})
    assert "object o: shape was 'hologram', is 'bounding_box' on 0" in lines(of(), other)
    assert "object o: hologram was object, is nothing on 0" in lines(of(), other)


def test_spaces_are_named() -> None:
    def of(x: float) -> LabelRowV2:
        space = {"space_type": "image", "labels": {"0": frame(moved(x))}}
        return row(data_type="group", spaces={"left": space})

    assert lines(of(0.25), of(0.3)) == [
        "object o in 'left': moved on 0, intersection over union 0.33"
    ]


def test_other_classes_are_compared_by_path() -> None:
    one = ontology([thing("a", "Car"), thing("b", "Bus")])
    other = ontology([thing("b", "Coach"), thing("a", "Car"), thing("c", "Van")])
    found = diff(one, other)
    assert [(it.what, it.path) for it in found] == [
        ("changed", ("objects", 0, "name")),
        ("added", ("objects", 2)),
    ]
    assert str(found[0]) == "$.objects[0].name: was 'Bus', is 'Coach'"
    gone = diff(other, one)
    assert [(it.what, it.path) for it in gone][-1] == ("removed", ("objects", 2))
    # Where two have one hash, each is compared with the one at its place.
    twice = ontology([thing("a", "Car"), thing("a", "Van")])
    assert [it.path for it in diff(one, twice)] == [
        ("objects", 1, "name"),
        ("objects", 1, "featureNodeHash"),
    ]
    assert diff([1, True, None], [1, 1, None, 2]) == [
        Change("changed", path=(1,), before=True, after=1),
        Change("added", path=(3,), after=2),
    ]
    assert lines_of([True], [None]) == ["$[0]: was true, is nothing"]


def lines_of(a: Any, b: Any) -> list[str]:
    return [*change_lines(diff(a, b))]


def test_both_are_of_one_class() -> None:
    with pytest.raises(TypeError, match="expected LabelRowV2, got DataRow"):
        diff(row(), DataRow.__new__(DataRow))
    with pytest.raises(TypeError, match="expected an ontology"):
        diff(row(), row(), ontology=5)  # type: ignore[arg-type]


@needs_corpus
def test_every_recorded_row_is_the_same_as_itself_and_differs_from_the_next_one() -> None:
    own = make_converter(zones=BST)
    before = None
    for name, payload in corpus_rows():
        here, again = (own.structure(payload, LabelRowV2) for _ in range(2))
        assert diff(here, again) == [], name
        if before is not None:
            found = diff(before, here, converter=own)
            assert all(change_lines(found))
        before = here
