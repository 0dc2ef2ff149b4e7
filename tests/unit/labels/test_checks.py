"""What is wrong with a row is told with its code and its path."""

from __future__ import annotations

from typing import Any

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
from converters.labels import check
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
    actions = [answered("Size", it, range=[[it, it]]) for it in (0, 1)]
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
    answers = {"r": {"featureHash": "word", "shape": "audio", "range": []}}
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


FAR = {"x": 0.5, "y": 7}
NEAR = {"x": 0.5, "y": 0.5}
GEOMETRIES: list[tuple[str, str, Any, dict[str, Any], list[str]]] = [
    ("bounding_box", "boundingBox", {"x": 5, "y": 0, "w": 1, "h": 1}, {}, ["outside"]),
    ("point", "point", {"0": {"x": float("nan"), "y": 0}}, {}, ["invalid"]),
    ("point", "point", {"0": {"x": 70, "y": 80, "z": 5}}, {}, []),
    ("polyline", "polyline", [NEAR, FAR], {}, ["outside"]),
    ("polygon", "polygon", [NEAR, NEAR], {"polygons": [[[0.5, 0.5, 0.5, 0.5]]]}, []),
    ("polygon", "polygon", [NEAR], {"polygons": [[[0.5, 0.5, 0.5, 9]]]}, ["outside", "differs"]),
    ("polygon", "polygon", [NEAR], {"polygons": [[]]}, ["differs"]),
    ("polygon", "polygons", [[[0.5, 0.5]]], {}, []),
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
]


@pytest.mark.parametrize(("shape", "key", "geometry", "more", "codes"), GEOMETRIES)
def test_coordinates_are_numbers_near_the_image(
    shape: str, key: str, geometry: Any, more: dict[str, Any], codes: list[str]
) -> None:
    assert [code for code, _ in of_feature(shape, key, geometry, **more)] == codes


def test_a_mask_is_as_large_as_its_image() -> None:
    def of(across: int, **metadata: Any) -> list[tuple[str, str]]:
        mask = {"top": 0, "left": 0, "height": 480, "width": across, "rleString": ""}
        labels = {**frame(shaped("bitmask", "bitmask", mask)), "metadata": metadata or None}
        own = ontology([thing("f", "Thing", shape="bitmask")])
        return [(it.code.value, it.where) for it in check(video({"0": labels}), own)]

    assert of(640) == of(64, width=64, height=480) == []
    assert of(64) == [("differs", f"{FRAME}.objects[0].bitmask")]
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
        {"0": frame(box())},
        object_answers={"o": {"classifications": given}, "orphan": {"classifications": given}},
        object_actions={"o": {"actions": actions}},
    )
    at = "$.object_answers.o.classifications"
    assert told(made) == [
        ("wrong_length", f"{at}[0].answers"),
        ("wrong_type", f"{at}[1].answers"),
        ("unknown_feature", f"{at}[2].answers[0].featureHash"),
        ("wrong_type", f"{at}[3].answers"),
        ("wrong_type", f"{at}[4].answers"),
        ("unknown_feature", f"{at}[5].featureHash"),
        ("overlap", "$.object_actions.o.actions[0].range[0]"),
        ("overlap", "$.object_actions.o.actions[0].range[1]"),
        ("invalid", "$.object_actions.o.actions[0].range[2]"),
        ("wrong_type", "$.object_actions.o.actions[0].answers"),
    ]


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


@needs_corpus
def test_every_recorded_row_can_be_checked() -> None:
    own = make_converter(zones=BST)
    found = 0
    for _, payload in corpus_rows():
        found += len(check(own.structure(payload, LabelRowV2), OWN))
    assert found > 1000
