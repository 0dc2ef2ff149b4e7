"""What is wrong with a row is told with its code and its path."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from corpus import needs_corpus
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

from converters import make_converter
from converters.labels import check, encode_mask
from converters.labels.checks import Checker
from orm_attrs import LabelRowV2

OWN = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", "Blue"),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("Note", "text"),
            attribute("Size", "numeric", dynamic=True),
            attribute("Stars", "stars"),
        ),
        thing("f", "point", shape="point"),
        thing("word", "Word", shape="text"),
        thing(
            "full",
            "Full",
            attribute(
                "Kind",
                "radio",
                nesting("Lorry", attribute("Load", "text", required=True)),
                "Van",
                required=True,
            ),
            attribute("Speed", "numeric", required=True, dynamic=True),
            attribute("Note", "text"),
        ),
    ],
    [question("weather", attribute("Weather", "radio", "Sun", "Rain", required=True))],
)
FRAME = "$.data_units.d.labels['0']"


def told(made: LabelRowV2) -> list[tuple[str, str]]:
    """Give the code and the path of each problem."""
    return [(it.code.value, it.where) for it in check(made, OWN)]


def of_feature(shape: str, key: str, geometry: Any, **more: Any) -> list[tuple[str, str]]:
    """Give the problems of one object, whose feature is of its shape."""
    own = ontology([thing("f", "Thing", shape=shape)])
    made = video({"0": frame(shaped(shape, key, geometry, **more))})
    return [(it.code.value, it.where) for it in check(made, own)]


def test_a_row_that_is_right_has_no_problem() -> None:
    given = [
        answered("Colour", chosen("Red")),
        answered("Tags", chosen("Wet", "Old")),
        answered("Note", ""),
        answered("Stars", {"any": "thing"}),
    ]
    actions = [answered("Size", it, range=[[it, it]]) for it in (0, 9)]
    weather = answered("Weather", chosen("Sun"))
    entry = {"featureHash": "weather", "range": [[0, 4], [6, 9]], "classifications": [weather]}
    marked = {"featureHash": "word", "shape": "text", "range": [[0, 1]]}
    made = video(
        {"0": frame(box()), "9": frame(box(), box("p"))},
        object_answers={"o": {"classifications": given}, "r": marked},
        object_actions={"o": {"actions": actions}},
        classification_answers={"c": entry},
    )
    assert check(made, OWN) == []


def test_unknown_features_and_other_shapes_are_told() -> None:
    of_frame = {"classificationHash": "c", "featureHash": "x", "name": "X"}
    answers = {"r": {"featureHash": "word", "shape": "audio", "range": []}, "s": {"range": []}}
    made = video(
        {"0": frame(box(feature="x"), box("p", "f"), classifications=[of_frame, {}])},
        object_answers=answers,
        classification_answers={"d": {"featureHash": "y", "range": [[0, 0]]}},
    )
    assert told(made) == [
        ("unknown_feature", f"{FRAME}.objects[0].featureHash"),
        ("wrong_shape", f"{FRAME}.objects[1].shape"),
        ("unknown_feature", f"{FRAME}.classifications[0].featureHash"),
        ("wrong_shape", "$.object_answers.r.shape"),
        ("unknown_feature", "$.classification_answers.d.featureHash"),
    ]
    message = "point is drawn as point, not bounding_box"
    assert check(made, OWN)[1].message == message


def test_an_object_is_once_on_a_frame_and_frames_are_within_the_media() -> None:
    made = video({"10": frame(box()), "-1": frame(), "0": frame(box(), box(), box("p"))})
    assert told(made) == [
        ("outside", "$.data_units.d.labels['-1']"),
        ("repeated", f"{FRAME}.objects[1].objectHash"),
        ("outside", "$.data_units.d.labels['10']"),
    ]
    of_frame = {"classificationHash": "c"}
    twice = {"space_type": "pdf", "number_of_pages": 1, "labels": {"0": frame(), "1": frame()}}
    twice["labels"]["0"] = frame(classifications=[of_frame, of_frame])
    assert [code for code, _ in told(row(spaces={"s": twice}))] == ["repeated", "outside"]
    oldest = row(labels={"5": frame(box())})
    assert told(oldest) == []
    both = row(labels={"5": frame(box())}, data_units={"d": {"labels": {"5": frame(box())}}})
    assert told(both) == [("repeated", "$.data_units.d.labels['5'].objects[0].objectHash")]


FAR = {"x": 0.5, "y": 7}
NEAR = {"x": 0.5, "y": 0.5}
NAN = float("nan")
TURNED = {"x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5, "theta": 270.0}
FRONT = [0.1, 0.1, 0.2, 0.1, 0.2, 0.2]
PERSPECTIVE = {"front": FRONT, "vanishingPoint": {"x": 900, "y": 3}, "scaleRatio": 0.5}
GEOMETRIES: list[tuple[str, str, Any, dict[str, Any], list[str]]] = [
    ("bounding_box", "boundingBox", {"x": 5, "y": 0, "w": 1, "h": 1}, {}, ["outside"]),
    ("point", "point", {"0": {"x": float("nan"), "y": 0}}, {}, ["invalid"]),
    ("point", "point", {"0": {"x": 70, "y": 80, "z": 5}}, {}, []),
    ("polyline", "polyline", [NEAR, FAR], {}, ["outside"]),
    ("polygon", "polygon", [NEAR, NEAR], {"polygons": [[[0.5, 0.5, 0.5, 0.5]]]}, []),
    ("polygon", "polygon", [NEAR], {"polygons": [[[0.5, 0.5, 0.5, 9]]]}, ["outside", "differs"]),
    ("polygon", "polygon", [NEAR], {"polygons": [[]]}, ["differs"]),
    ("polygon", "polygons", [[[0.5, 0.5]]], {}, []),
    ("polygon", "polygons", [[[0.5, 0.5], [0.5, 0.5, 0.5]]], {}, ["wrong_length"]),
    (
        "cuboid",
        "cuboid",
        {"position": [70, 80, 90], "orientation": [0, 0, 0], "size": [1, 1, 1]},
        {},
        [],
    ),
    (
        "cuboid",
        "cuboid",
        {"position": [float("inf")], "orientation": [], "size": []},
        {},
        ["invalid"],
    ),
    ("hologram", "hologram", {}, {}, []),
    ("rotatable_bounding_box", "rotatableBoundingBox", TURNED, {}, []),
    ("rotatable_bounding_box", "rotatableBoundingBox", TURNED | {"theta": NAN}, {}, ["invalid"]),
    ("circle", "circle", {"x": 0.5, "y": 0.5, "r": 0.1}, {}, []),
    ("circle", "circle", {"x": 0.5, "y": 0.5, "r": 0.1, "theta": NAN}, {}, ["invalid"]),
    ("ellipse", "ellipse", {"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 9}, {}, ["outside"]),
    ("polyline", "polyline", [], {}, []),
    ("polyline", "polyline", [{"x": 70, "y": 80, "z": 5}], {}, []),
    ("polyline", "polyline", [{"x": 70, "y": NAN, "z": 5}], {}, ["invalid"]),
    ("polygon", "polygon", [NEAR], {"polygons": [[[0.5, 0.5], [0.1, 5]]]}, ["outside"]),
    ("polygon", "polygon", [NEAR], {}, []),
    ("polygon", "polygon", [{"x": 10**400, "y": 0}], {}, ["outside"]),
    ("cuboid_2d", "cuboid_2d", {"front": FRONT, "offset": FAR}, {}, []),
    ("cuboid_2d", "cuboid_2d", {"front": [9, 0], "offset": FAR}, {}, ["outside"]),
    ("cuboid_2d", "cuboid_2d", PERSPECTIVE, {}, []),
    ("cuboid_2d", "cuboid_2d", PERSPECTIVE | {"scaleRatio": NAN}, {}, ["invalid"]),
]


@pytest.mark.parametrize(("shape", "key", "geometry", "more", "codes"), GEOMETRIES)
def test_coordinates_are_numbers_near_the_image(
    shape: str, key: str, geometry: Any, more: dict[str, Any], codes: list[str]
) -> None:
    assert [code for code, _ in of_feature(shape, key, geometry, **more)] == codes


def of_mask(rle: str, across: int = 640, **metadata: Any) -> list[tuple[str, str]]:
    """Give the problems of a mask on an image of 640 by 480 pixels."""
    mask = {"top": 0, "left": 0, "height": 480, "width": across, "rleString": rle}
    labels = {**frame(shaped("bitmask", "bitmask", mask)), "metadata": metadata or None}
    own = ontology([thing("f", "Thing", shape="bitmask")])
    return [(it.code.value, it.where) for it in check(video({"0": labels}), own)]


def test_a_mask_is_as_large_as_its_image_and_as_it_says() -> None:
    whole, half = (encode_mask(np.ones((480, width))) for width in (640, 320))
    assert of_mask(whole) == of_mask(half, 320, width=320, height=480) == of_mask("") == []
    assert of_mask(half, 320) == [("differs", f"{FRAME}.objects[0].bitmask")]
    at = f"{FRAME}.objects[0].bitmask.rleString"
    assert of_mask(half) == [("differs", at)]
    for rle in ("é", "X", whole + "1"):
        assert of_mask(rle) == [("invalid", at)]
    assert of_feature("bitmask", "bitmask", None, event="delete") == []


def test_answers_are_of_the_kind_of_their_attribute() -> None:
    given = [
        answered("Colour", chosen("Red", "Blue")),
        answered("Colour", "red"),
        answered("Colour", chosen("Green")),
        answered("Tags", 5),
        answered("Note", chosen("Red")),
        answered("Nothing", "x"),
    ]
    actions = [answered("Size", True, range=[[0, 3], [2, 5], [9, 7], [0, 1]])]
    made = video(
        {str(it): frame(box()) for it in range(6)},
        object_answers={"o": {"classifications": given}},
        object_actions={"o": {"actions": actions}},
    )
    at = "$.object_answers.o.classifications"
    assert sorted(told(made)) == sorted(
        [
            ("wrong_length", f"{at}[0].answers"),
            ("wrong_type", f"{at}[1].answers"),
            ("unknown_feature", f"{at}[2].answers[0].featureHash"),
            ("wrong_type", f"{at}[3].answers"),
            ("wrong_type", f"{at}[4].answers"),
            ("unknown_feature", f"{at}[5].featureHash"),
            ("repeated", f"{at}[1].featureHash"),
            ("repeated", f"{at}[2].featureHash"),
            ("overlap", "$.object_actions.o.actions[0].range[0]"),
            ("overlap", "$.object_actions.o.actions[0].range[1]"),
            ("invalid", "$.object_actions.o.actions[0].range[2]"),
            ("wrong_type", "$.object_actions.o.actions[0].answers"),
        ]
    )


def test_attributes_that_have_to_be_answered_are() -> None:
    def of(*given: Any, actions: Any = ()) -> list[str]:
        made = video(
            {"0": frame(box("o", "full"))},
            object_answers={"o": {"classifications": [*given]}},
            object_actions={"o": {"actions": [*actions]}},
        )
        return [str(it) for it in check(made, OWN) if it.code == "no_answer"]

    speed = [answered("Speed", 5, range=[[0, 0]])]
    static = "$.object_answers.o.classifications"
    assert of() == [
        f"{static}: Kind has no answer",
        "$.object_actions.o.actions: Speed has no answer",
    ]
    assert of(answered("Kind", chosen("Van")), actions=speed) == []
    lorry = answered("Kind", chosen("Lorry"))
    assert of(lorry, actions=speed) == [f"{static}: Load has no answer"]
    assert of(lorry, answered("Load", "sand"), actions=speed) == []


def test_two_classifications_of_one_feature_are_not_on_one_frame() -> None:
    def of(*ranges: list[int]) -> list[tuple[str, str]]:
        weather = {"classifications": [answered("Weather", chosen("Sun"))]}
        entries = {
            f"c{index}": {"featureHash": "weather", "range": [it], **weather}
            for index, it in enumerate(ranges)
        }
        return told(row(classification_answers=entries))

    assert of([0, 3], [4, 5]) == []
    assert of([0, 9], [2, 3], [9, 12], [13, 13]) == [
        ("overlap", "$.classification_answers.c1"),
        ("overlap", "$.classification_answers.c2"),
    ]


def test_an_object_has_one_feature() -> None:
    made = video({"0": frame(box()), "1": frame(box(feature="full"))})
    assert ("differs", "$.data_units.d.labels['1'].objects[0].featureHash") in told(made)


def test_what_is_said_of_something_that_is_not_there_is_told() -> None:
    given = {"classifications": [answered("Note", "x")]}
    weather = {"featureHash": "weather", "classifications": []}
    place = {"type": "frame", "range": [[0, 0]]}
    made = row(
        data_type="group",
        data_units={"d": {"labels": frame(box())}},
        spaces={"s": {"space_type": "image", "labels": {}}},
        object_answers={"gone": given, "x": {"objectHash": "o", **given}},
        object_actions={"gone": {"actions": [answered("Size", 1, range=[[0, 0]])]}},
        classification_answers={
            "nowhere": weather,
            "there": weather | {"spaces": {"s": place, "t": place, "root": place}},
        },
    )
    found = [it for it in told(made) if it[0] != "no_answer"]
    assert found == [
        ("orphan", "$.object_answers.gone"),
        ("orphan", "$.classification_answers.nowhere"),
        ("orphan", "$.classification_answers.there.spaces.t"),
        ("orphan", "$.object_actions.gone"),
    ]


def of_weather(kind: str, *ranges: list[int], **fields: Any) -> list[str]:
    """Give the problems of a classification on ranges of a row."""
    entry = {"featureHash": "weather", "range": [*ranges], "classifications": [SUN]}
    made = row(data_type=kind, classification_answers={"c": entry}, **fields)
    return [it.where.removeprefix("$.classification_answers.c.") for it in check(made, OWN)]


SUN = answered("Weather", chosen("Sun"))


def test_ranges_are_within_the_media() -> None:
    def units(*found: dict[str, Any]) -> dict[str, Any]:
        return {str(i): it for i, it in enumerate(found)}

    video_unit = {"data_duration": 1.0, "data_fps": 10.0}
    audio = {"data_duration": 0.5}
    images = [{"data_sequence": "0"}, {"data_sequence": "4"}]
    places: list[tuple[str, dict[str, Any], int | None]] = [
        ("video", units(video_unit), 9),
        ("video", units({}), None),
        ("video", units({"data_duration": float("inf"), "data_fps": 1.0}), None),
        ("video", units(video_unit, video_unit), None),
        ("image", units({}), 0),
        ("img_group", units(*images), 4),
        ("audio", units(audio), 500),
        ("audio", units({}), None),
        ("dicom", units({}), None),
    ]
    for kind, found, last in places:
        end = 10**9 if last is None else last
        assert of_weather(kind, [0, end], data_units=found) == [], kind
        if last is not None:
            assert of_weather(kind, [0, end + 1], data_units=found) == ["range[0]"], kind
    assert of_weather("text", [-1, 4]) == ["range[0]"]


@pytest.mark.parametrize(
    ("space", "last"),
    [
        ({"space_type": "video", "number_of_frames": 3}, 2),
        ({"space_type": "pdf", "number_of_pages": 3}, 2),
        ({"space_type": "medical_stack", "frames": [{}, {}]}, 1),
        ({"space_type": "image"}, 0),
        ({"space_type": "audio", "duration_ms": 700}, 700),
        ({"space_type": "audio"}, None),
        ({"space_type": "text"}, None),
    ],
)
def test_ranges_are_within_their_space(space: dict[str, Any], last: int | None) -> None:
    def of(end: int) -> list[tuple[str, str]]:
        place = {"s": {"type": "frame", "range": [[0, end]]}}
        entry = {"featureHash": "weather", "spaces": place, "classifications": [SUN]}
        spaces = {"s": {"labels": {}, **space}}
        return told(row(data_type="group", spaces=spaces, classification_answers={"c": entry}))

    assert of(10**6 if last is None else last) == []
    where = "$.classification_answers.c.spaces.s.range[0]"
    assert last is None or of(last + 1) == [("outside", where)]


def test_parts_of_an_html_file_are_no_frames() -> None:
    position = {"xpath": "/p", "offset": 0}
    parts = {"s": {"type": "html", "range": [[position, position]]}}
    untold = {"s": {"type": "frame", "range": [[position, position]]}}
    for places in (parts, untold):
        entry = {"featureHash": "word", "shape": "text", "spaces": places, "range": []}
        spaces = {"s": {"space_type": "html", "labels": {}}}
        actions = {"actions": [answered("x", "y", range=[[0, 0]])]}
        made = row(
            data_type="group",
            spaces=spaces,
            object_answers={"o": entry},
            object_actions={"o": actions},
        )
        assert [code for code, _ in told(made)] == ["unknown_feature"]


def test_objects_of_an_event_based_scene_are_deleted_in_the_end() -> None:
    def of(*events: str | None, **scene: Any) -> list[tuple[str, str]]:
        entries = {str(i): frame(box(event=it)) for i, it in enumerate(events)}
        unit = {"data_type": "scene", "labels": entries}
        return told(row(data_type="scene", data_units={"d": unit}, **scene))

    continuous = {"scene": {"isContinuous": True}}
    assert of("upsert", "delete", **continuous) == of(None) == of(None, scene={}) == []
    assert of("delete", "upsert", None, **continuous) == [
        ("no_end", "$.data_units.d.labels['2'].objects[0]")
    ]


def of_answers(given: Any = (), actions: Any = (), feature: str = "car") -> list[tuple[str, str]]:
    """Give the problems of the answers of an object on frames 0, 1, 2 and 5."""
    made = video(
        {str(it): frame(box(feature=feature)) for it in (0, 1, 2, 5)},
        object_answers={"key": {"objectHash": "o", "classifications": [*given]}},
        object_actions={"other": {"objectHash": "o", "actions": [*actions]}},
    )
    return told(made)


def test_dynamic_answers_are_where_the_object_is_and_do_not_overlap() -> None:
    def of(*ranges: Any, name: str = "Size", answer: Any = 1, **more: Any) -> list[tuple[str, str]]:
        return of_answers((), [answered(name, answer, range=it, **more) for it in ranges])

    at = "$.object_actions.other.actions"
    assert of([[0, 2], [5, 5]]) == of([[0, 0]], [[1, 1]]) == of(None) == of([[0, 0]], None) == []
    assert of([[0, 5]]) == of([[0, 3]]) == [("outside", f"{at}[0].range[0]")]
    assert of([[0, 0]], [[3, 4]]) == [("outside", f"{at}[1].range[0]")]
    assert of([[0, 2]], [[1, 1]], [[2, 2]]) == [
        ("overlap", f"{at}[1].range[0]"),
        ("overlap", f"{at}[2].range[0]"),
    ]
    assert of([[0, 0]], spaceId="elsewhere") == [("outside", f"{at}[0].range[0]")]
    assert of([[2, 0]]) == [("invalid", f"{at}[0].range[0]")]
    assert of([[0, 0]], name="Note", answer="x") == [("differs", f"{at}[0]")]
    assert of([[0, 0]], [[0, 0]], name="Stars") == []
    assert of([[0, 0]], name="Nothing") == [("unknown_feature", f"{at}[0].featureHash")]
    assert of([[0, 0]], answer="x") == [("wrong_type", f"{at}[0].answers")]
    assert of([[-1, 0]]) == [("outside", f"{at}[0].range[0]")] * 2


def test_an_object_of_two_spaces_has_answers_in_both() -> None:
    def of(**more: Any) -> list[tuple[str, str]]:
        space = {"space_type": "video", "labels": {}}
        spaces = {key: {**space, "labels": {it: frame(box())}} for key, it in SPACES.items()}
        actions = [answered("Size", 1, range=[[7, 7]], **more)]
        return told(
            row(data_type="group", spaces=spaces, object_actions={"o": {"actions": actions}})
        )

    assert of() == of(spaceId="b") == []
    assert of(spaceId="a") == [("outside", "$.object_actions.o.actions[0].range[0]")]


SPACES = {"a": "0", "b": "7"}


def test_an_attribute_is_answered_once_but_for_the_checklist_of_an_object() -> None:
    at = "$.object_answers.key.classifications"
    wet, old = (answered("Tags", chosen(it)) for it in ("Wet", "Old"))
    assert of_answers([wet, old]) == []
    assert of_answers([answered("Note", "x"), answered("Note", "y")]) == [
        ("repeated", f"{at}[1].featureHash")
    ]
    assert of_answers([answered("Tags", chosen("Wet", "Wet"))]) == [
        ("repeated", f"{at}[0].answers")
    ]
    assert of_answers([answered("Colour", [])]) == []
    own = ontology([], [question("c", attribute("Tags", "checklist", "Wet", "Old"))])
    entry = {"featureHash": "c", "range": [[0, 0]], "classifications": [wet, old]}
    found = check(row(classification_answers={"c": entry}), own)
    assert [it.code.value for it in found] == ["repeated"]


def test_an_answer_within_an_option_stands_where_that_is_chosen() -> None:
    speed = [answered("Speed", 5, range=[[0, 0]])]
    van, load = answered("Kind", chosen("Van")), answered("Load", "sand")
    assert of_answers([van, load], speed, "full") == [
        ("orphan", "$.object_answers.key.classifications[1]")
    ]
    assert of_answers([van], speed, "full") == []


def test_a_classification_of_all_of_the_data_is_there_once() -> None:
    own = ontology([], [question("c", attribute("Note", "text"), level="global")])
    entries = {key: {"featureHash": "c", "classifications": []} for key in ("c", "d")}
    found = check(row(classification_answers=entries), own)
    assert [(it.code.value, it.where) for it in found] == [
        ("overlap", "$.classification_answers.d")
    ]
    of_audio = {key: it | {"featureHash": "weather"} for key, it in entries.items()}
    found = check(row(data_type="audio", classification_answers=of_audio), OWN)
    assert [it.code.value for it in found if it.code != "no_answer"] == ["overlap"]


def test_a_checker_is_the_same_in_another_process() -> None:
    checker = pickle.loads(pickle.dumps(Checker(OWN)))
    made = video({"0": frame(box(feature="x"))})
    assert checker(made) == check(made, OWN) != []


@needs_corpus
def test_every_recorded_row_can_be_checked() -> None:
    own = make_converter(zones=BST)
    found = 0
    for _, payload in corpus_rows():
        found += len(check(own.structure(payload, LabelRowV2), OWN))
    assert found > 1000
