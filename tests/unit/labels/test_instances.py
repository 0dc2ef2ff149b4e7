"""The objects and classifications of a row are the same, wherever its age keeps them."""

from __future__ import annotations

import json
from collections import Counter
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
    thing,
    video,
)
from label_rows import BST, corpus_rows

from converters import converter, make_converter
from converters.labels import Answer, Instance, instances, value_name
from orm_attrs import LabelRowV2, Ontology, OntologyStructure, Shape

CARS = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", "Blue"),
            attribute("State", "text", dynamic=True),
            attribute("Tags", "checklist", "Wet", "Old", dynamic=True),
            attribute("Kind", "radio", nesting("Lorry", attribute("Load", "numeric")), "Van"),
        ),
        thing("word", "Word", shape="text"),
    ],
    [
        question("weather", attribute("Weather", "radio", "Sun", "Rain")),
        question("site", attribute("Site", "text"), level="global"),
        question("none"),
    ],
)


def only(row: LabelRowV2, *args: Any) -> Instance:
    (found,) = instances(row, *args)
    return found


def values(found: Instance, at: int | None = None) -> dict[str, Any]:
    return {name: it.value for name, it in found.answers(at).items()}


# --- where they are -------------------------------------------------------------------------------


def test_an_object_has_its_frames_in_order_and_its_names_from_the_ontology_or_the_labels() -> None:
    labels = {str(it): frame(box(name="Old name", color="#000000")) for it in (7, 3, 4)}
    made = video(labels, object_answers={"o": {"objectHash": "o", "objectNumber": 2}})

    found = only(made, CARS)
    assert list(found.frames) == [3, 4, 7]
    assert found.frames[3] is made.data_units["d"].labels[3].objects[0]
    assert found.ranges == [(3, 4), (7, 7)]
    assert (found.kind, found.hash, found.feature_hash) == ("object", "o", "car")
    assert (found.name, found.color, found.feature) == ("Car", "#D33115", CARS.objects[0])
    assert (found.shape, found.space, found.object_number) == (Shape.BOUNDING_BOX, None, 2)
    assert (found.is_global, found.reviews) == (False, [])
    assert found.at(4) is found.frames[4]
    assert found.at(5) is None
    assert "frames=<3>" in repr(found)

    envelope = Ontology(
        title="",
        structure=CARS,
        ontology_hash="",
        created_at=None,
        last_edited_at=None,
        description=None,
    )
    assert only(made, envelope).feature is found.feature

    unnamed = only(made)
    assert (unnamed.name, unnamed.color, unnamed.feature) == ("Old name", "#000000", None)
    with pytest.raises(TypeError, match="expected an ontology, got int 5"):
        instances(made, 5)  # type: ignore[arg-type]


def test_frames_are_those_of_the_kind_of_row() -> None:
    image = frame(box())
    units = [{"labels": image, "data_sequence": it} for it in ("4", None, "no number", 1)]
    group = row(data_units={str(index): it for index, it in enumerate(units)})
    assert list(only(group).frames) == [1, 2, 4]
    oldest = row(labels={"304": image, "9": image})
    assert list(only(oldest).frames) == [9, 304]

    keys = {"12": image, "front#3": image, "lidar@1000": image, "whole": image, "a#b": image}
    scene = instances(row(data_units={"d": {"labels": keys}}))
    assert [(it.space, *it.frames) for it in scene] == [
        ("whole", 0),
        ("a#b", 0),
        ("front", 3),
        (None, 12),
        ("lidar", 1000),
    ]
    spaces = {
        "v": {"space_type": "video", "labels": {"2": image}},
        "p": {"space_type": "point_cloud", "labels": image},
        "w": {"space_type": "video", "labels": {"cam#5": image}},
    }
    parts = instances(row(spaces=spaces, object_answers={"o": {"classifications": []}}))
    assert [(it.space, *it.frames) for it in parts] == [("p", 0), ("v", 2), ("w", 5)]
    assert all(it.entry is parts[0].entry for it in parts)


def test_the_first_feature_and_the_first_of_two_on_a_frame_count() -> None:
    found = only(video({"0": frame(box(), box(name="again")), "1": frame(box(feature="f2"))}))
    assert found.feature_hash == "car"
    assert found.frames[0].name is None


def test_objects_that_are_ranges_stand_among_the_answers() -> None:
    def entry(**more: Any) -> dict[str, Any]:
        return {"objectHash": "o", "featureHash": "word", **more}

    ranges = row(object_answers={"o": entry(range=[[9, 12], [5, 8], [30, 20]], shape="audio")})
    found = only(ranges, CARS)
    assert (found.ranges, found.frames, found.shape) == ([(5, 12)], {}, Shape.AUDIO)
    assert only(row(object_answers={"o": entry(range=[])}), CARS).shape is Shape.TEXT
    assert only(row(object_answers={"o": entry(range=[])})).shape is None
    assert instances(row(object_answers={"o": entry(range=None)})) == []

    place = {"start": {"xpath": "/p", "offset": 1}, "end": {"xpath": "/p", "offset": 9}}
    html = only(row(object_answers={"o": entry(range=[], range_html=[place])}))
    assert (html.html_ranges[0].end.offset, html.ranges) == (9, [])

    pair = [place["start"], place["end"]]
    spaces = {
        "a": {"type": "frame", "range": [[0, 4]]},
        "h": {"type": "html", "range": [place]},
        "i": {"type": "html", "range": [pair]},
        "root": {"type": "frame", "range": [[0, 4]]},
    }
    a, h, i = instances(row(object_answers={"o": entry(range=[[7, 7]], spaces=spaces)}))
    assert (a.space, a.ranges, a.html_ranges) == ("a", [(0, 4)], [])
    assert h.html_ranges == i.html_ranges == html.html_ranges
    with_root = row(
        object_answers={"o": entry(range=[[7, 7]], spaces={})},
        spaces={"root": {"space_type": "text", "labels": {}}},
    )
    assert only(with_root).space == "root"


def test_the_entry_of_an_object_on_frames_adds_no_place() -> None:
    cloud = {"space_type": "point_cloud", "labels": frame(box())}
    spaces = {"p": {"range": [], "type": "frame"}, "q": {"range": [[0, 3]]}}
    entry = {"objectHash": "o", "featureHash": "car", "range": [], "spaces": spaces}
    p, q = instances(row(spaces={"p": cloud}, object_answers={"o": entry}))
    assert (p.ranges, list(p.frames), q.ranges) == ([(0, 0)], [0], [(0, 3)])
    unplaced = {"o": {**entry, "spaces": None}}
    assert only(video({"4": frame(box())}, object_answers=unplaced)).ranges == [(4, 4)]


def test_a_classification_in_frames_and_one_by_ranges_are_the_same() -> None:
    of_frame = {"classificationHash": "c", "featureHash": "weather", "name": "Weather"}
    answer = {"classifications": [answered("Weather", chosen("Sun"))]}
    old = video(
        {str(it): frame(classifications=[of_frame]) for it in (1, 2, 5)},
        classification_answers={"c": {"classificationHash": "c", **answer}},
    )
    ranged = {"featureHash": "weather", "range": [[1, 2], [5, 5]], **answer}
    new = video({}, classification_answers={"c": ranged})

    for made in (only(old, CARS), only(old), only(new, CARS), only(new)):
        assert (made.kind, made.hash, made.feature_hash) == ("classification", "c", "weather")
        assert (made.name, made.ranges) == ("Weather", [(1, 2), (5, 5)])
        assert (made.shape, made.color, made.is_global) == (None, None, False)
        assert made.object_number is None
        assert values(made) == {"Weather": "Sun"}
    assert list(only(old).frames) == [1, 2, 5]
    assert only(new).frames == {}
    both = only(
        video(
            {"0": frame(classifications=[of_frame, {"featureHash": "no hash"}])},
            classification_answers={"c": ranged},
        )
    )
    assert (both.ranges, list(both.frames)) == ([(1, 2), (5, 5)], [0])


def test_a_classification_of_spaces_is_one_for_each() -> None:
    spaces = {"a": {"range": [[0, 4]]}, "b": {"range": []}, "root": {"range": [[2, 2]]}}
    entry = {"featureHash": "weather", "range": [[9, 9]], "spaces": spaces}
    a, b = instances(row(classification_answers={"c": entry}))
    assert ((a.space, a.ranges), (b.space, b.ranges)) == (("a", [(0, 4)]), ("b", []))
    of_frame = {"classificationHash": "c", "featureHash": "weather"}
    image = {"space_type": "image", "labels": {"0": frame(classifications=[of_frame])}}
    merged = row(spaces={"a": image}, classification_answers={"c": entry})
    assert [(it.space, it.ranges) for it in instances(merged)] == [("a", [(0, 4)]), ("b", [])]


def test_a_classification_without_a_place_holds_everywhere_or_is_left_out() -> None:
    def of(feature: str | None, kind: str = "video", **more: Any) -> LabelRowV2:
        entry = {"featureHash": feature, "classifications": [answered("Site", "Bath")], **more}
        return row(data_type=kind, classification_answers={"c": entry})

    found = only(of("site", range=[]), CARS)
    assert (found.is_global, found.ranges, found.name) == (True, [], "Site")
    assert only(of("site", range=[])).is_global
    assert only(of("site", range=[])).name == "Site"
    assert instances(of("weather", range=[]), CARS) == []
    assert instances(of("site")) == instances(of(None, range=[])) == []
    whole = only(of("weather", "audio"), CARS)
    assert (whole.is_global, whole.ranges) == (False, [])
    assert only(of("none", "audio"), CARS).name == "Site"
    assert only(row(data_type="audio", classification_answers={"c": {}})).name is None


def test_reviews_are_those_of_all_frames() -> None:
    labels = {str(it): frame(box(reviews=[{"id": it}])) for it in (0, 1)}
    assert [it.id for it in only(video(labels)).reviews] == [0, 1]


# --- answers --------------------------------------------------------------------------------------


def test_answers_are_static_or_hold_at_a_frame_and_the_later_one_counts() -> None:
    actions = [
        answered("State", "moves", range=[[0, 9]], dynamic=True),
        answered("State", "stops", range=[[4, 5], [9, 2]], dynamic=True),
        answered("Tags", chosen("Wet"), range=[[0, 4]], dynamic=True),
        answered("Tags", chosen("Old", "Wet"), range=[[4, 6]], dynamic=True),
        answered("Colour", chosen("Blue"), range=[[0, 1]]),
        answered("State", "elsewhere", range=[[0, 9]], spaceId="s"),
    ]
    made = video(
        {"0": frame(box())},
        object_answers={"o": {"classifications": [answered("Colour", chosen("Red"))]}},
        object_actions={"o": {"objectHash": "o", "actions": actions}},
    )
    found = only(made, CARS)
    assert values(found) == {"Colour": "Blue"}
    assert values(found, 3) == {"Colour": "Blue", "State": "moves", "Tags": ["Wet"]}
    assert values(found, 4) == {"Colour": "Blue", "State": "stops", "Tags": ["Wet", "Old"]}
    assert values(found, 6) == {"Colour": "Blue", "State": "moves", "Tags": ["Old", "Wet"]}
    assert values(found, 10) == values(found, -1) == {"Colour": "Blue"}
    assert found.answers(4)["Tags"] == Answer("Tags", "Tags", ["Wet", "Old"], ["wet", "old"], True)
    assert not found.answers(4)["Colour"].is_dynamic
    # Without an ontology, what stands among the dynamic answers is dynamic.
    assert (values(only(made))["Colour"], values(only(made), 1)["Colour"]) == ("Red", "Blue")
    assert values(only(made), 4)["Tags"] == ["Wet", "Old"]


def test_an_answer_within_an_option_counts_where_the_option_is_chosen() -> None:
    def of(kind: str) -> LabelRowV2:
        given = [answered("Load", 2.5), answered("Kind", chosen(kind)), answered("Other", 1)]
        return video({"0": frame(box())}, object_answers={"o": {"classifications": given}})

    assert values(only(of("Lorry"), CARS)) == {"Kind": "Lorry", "Load": 2.5, "Other": 1}
    assert values(only(of("Van"), CARS)) == {"Kind": "Van", "Other": 1}
    assert values(only(of("Van"))) == {"Load": 2.5, "Kind": "Van", "Other": 1}


def test_an_attribute_may_stand_within_several_options_and_features() -> None:
    size = attribute("Size", "numeric")
    kinds = attribute("Kind", "radio", nesting("Lorry", size), nesting("Van", size), "Car")
    moving = attribute("Size", "numeric", dynamic=True)
    own = ontology([thing("car", "Car", kinds, kinds), thing("dog", "Dog", moving, size)])
    answer = {"classifications": [answered("Kind", chosen("Van")), answered("Size", 3)]}
    action = {"actions": [answered("Size", 4, range=[[0, 0]])]}
    made = video(
        {"0": frame(box("o", "car"), box("p", "dog"))},
        object_answers={"o": answer},
        object_actions={"p": action},
    )
    car, dog = instances(made, own)
    assert values(car) == {"Kind": "Van", "Size": 3}
    assert (values(dog), values(dog, 0)) == ({}, {"Size": 4})


def test_two_attributes_of_one_name_are_told_by_their_hashes() -> None:
    given = [answered("Size", 1, "a"), answered("Size", 2, "b"), answered("Size", 3, None)]
    made = video({"0": frame(box())}, object_answers={"o": {"classifications": given}})
    assert values(only(made)) == {"Size": 1, "Size (b)": 2, "Size (Size)": 3}


ANSWERS: list[tuple[str, list[dict[str, Any]], Any, Any]] = [
    # attribute, entries, with the ontology, without
    ("radio", [answered("A", chosen("X"))], "X", "X"),
    ("radio", [answered("A", chosen("X")), answered("A", chosen("Y"))], "Y", ["X", "Y"]),
    ("radio", [answered("A", chosen("X", "Y"))], ["X", "Y"], ["X", "Y"]),
    ("radio", [answered("A", [])], None, []),
    ("radio", [answered("A", None)], None, None),
    ("checklist", [answered("A", [])], [], []),
    ("checklist", [answered("A", chosen("X"))], ["X"], "X"),
    ("checklist", [answered("A", chosen("X"), value="x")], ["X"], ["X"]),
    ("checklist", [answered("A", chosen(it)) for it in "XYX"], ["X", "Y"], ["X", "Y"]),
    ("text", [answered("A", ""), answered("A", "b")], "b", "b"),
    ("numeric", [answered("A", 2)], 2, 2),
    ("numeric", [answered("A", True)], True, True),
    ("stars", [answered("A", chosen("X"))], "X", "X"),
]


@pytest.mark.parametrize(("type_", "entries", "known", "unknown"), ANSWERS)
def test_an_answer_is_of_the_kind_of_its_attribute(
    type_: str, entries: list[dict[str, Any]], known: Any, unknown: Any
) -> None:
    options = ("X", "Y") if type_ in {"radio", "checklist"} else ()
    own = ontology([thing("car", "Car", attribute("A", type_, *options))])
    made = video({"0": frame(box())}, object_answers={"o": {"classifications": entries}})
    assert values(only(made, own)).get("A") == known
    assert values(only(made)).get("A") == unknown


def test_an_option_has_some_name() -> None:
    nameless = [{"value": "v"}, {"featureHash": "h"}, {"featureHash": "wet"}, {}]
    given = {"classifications": [answered("Tags", nameless)]}
    made = video({"0": frame(box())}, object_answers={"o": given})
    assert values(only(made, CARS)) == {"Tags": ["v", "h", "Wet", ""]}


def test_of_a_classification_the_later_of_two_checklists_counts() -> None:
    own = ontology([], [question("c", attribute("A", "checklist", "X", "Y"))])
    entries = [answered("A", chosen(it)) for it in "XY"]
    entry = {"featureHash": "c", "classifications": entries, "range": [[0, 0]]}
    assert values(only(row(classification_answers={"c": entry}), own)) == {"A": ["Y"]}


def test_a_transcript_is_its_segments_in_the_order_of_time() -> None:
    segments = [
        answered("Text", "second", range=[[50, 90]]),
        answered("Text", "first", range=[[10, 40], [95, 99]]),
        answered("Text", "nowhere", range=[]),
    ]
    stale = {"featureHash": "word", "range": [[0, 99]], "classifications": [answered("Text", "?")]}
    own = ontology([thing("word", "Word", attribute("Text", "text", dynamic=True), shape="audio")])
    made = row(object_answers={"o": stale}, object_actions={"o": {"actions": segments}})
    for found in (only(made, own), only(made)):
        assert values(found) == {"Text": "first\nsecond"}
        assert values(found, 60) == {"Text": "second"}
        assert values(found, 97) == {"Text": "first"}
    silent = row(object_answers={"o": stale}, object_actions={"o": {"actions": segments[2:]}})
    assert (values(only(silent, own)), values(only(silent))) == ({}, {"Text": "?"})


# --- event-based scenes ---------------------------------------------------------------------------


def entry(shape: str, key: str, geometry: Any, **more: Any) -> dict[str, Any]:
    common = {"objectHash": "o", "featureHash": "f", "shape": shape}
    return frame({**common, key: geometry, **more})


def event(**more: Any) -> dict[str, Any]:
    return frame(box(**more))


def scene(labels: dict[str, Any], *, continuous: bool = True) -> Instance:
    units = {"d": {"labels": labels}}
    return only(row(scene={"isContinuous": continuous}, data_units=units))


def test_an_object_of_a_scene_is_there_from_an_entry_to_the_one_that_deletes_it() -> None:
    events = [event(), event(event="upsert"), event(event="delete"), event(event="delete")]
    labels = {str(100 * it): value for it, value in enumerate([*events, event()], 1)}
    found = scene(labels)
    assert list(found.frames) == [100, 200, 500]
    assert found.ranges == [(100, 299), (500, 500)]
    assert [found.at(it) is found.frames[100] for it in (99, 100, 199)] == [False, True, True]
    assert found.at(250) is found.frames[200]
    assert found.at(300) is found.at(450) is found.at(501) is None
    assert found.at(500) is found.frames[500]
    # A marker counts also where nobody says that the row is one of events.
    assert scene(labels, continuous=False).ranges == found.ranges


def test_an_object_that_moves_is_between_its_entries() -> None:
    def points(z: Any, key: str = "interpolate") -> dict[str, Any]:
        first = entry("point", "point", {"0": {"x": 0, "y": 1, "z": z}}, **{key: "linear"})
        return {"0": first, "100": entry("point", "point", {"0": {"x": 1, "y": 3, "z": 8}})}

    half = scene(points(4)).at(50)
    assert (half.geometry.x, half.geometry.y, half.geometry.z) == (0.5, 2, 6)
    assert half.confidence == 0.99
    assert scene(points(None)).at(50).geometry.z is None
    held = scene(points(4, "value"))
    assert held.at(50) is held.frames[0]

    deleted = scene({"0": event(interpolate="linear"), "9": event(event="delete")})
    assert deleted.at(5) is deleted.frames[0]
    fixed = scene({"0": event(interpolate="linear"), "9": event()})
    assert fixed.at(5) is fixed.frames[0]


def test_a_cuboid_that_moves_turns_the_shortest_way() -> None:
    def cuboids(one: list[float], other: list[float]) -> Instance:
        def at(turn: list[float], place: float, **more: Any) -> dict[str, Any]:
            geometry = {"position": [place] * 3, "orientation": turn, "size": [1, 2, 3]}
            return entry("cuboid", "cuboid", geometry, **more)

        return scene({"0": at(one, 0, interpolate="linear"), "100": at(other, 1)})

    turned = [
        ([0, 0, 0], [0, 0, 1], [0, 0, 0.25]),
        ([0, 0, 3], [0, 0, -3], [0, 0, 3.070796]),
        ([0, 0, 0], [0.01, 0, 0], [0.0025, 0, 0]),
        ([0.5, 1.5707963267948966, 0], [0.5, 1.5707963267948966, 0], [0.5, 1.570796, 0]),
    ]
    for one, other, between in turned:
        found = cuboids(one, other).at(25).geometry
        assert found.position == [0.25] * 3
        assert found.size == [1, 2, 3]
        assert found.orientation == pytest.approx(between, abs=1e-6)
    broken = cuboids([0, 0], [0, 0, 1])
    assert broken.at(25) is broken.frames[0]


# --- all together ---------------------------------------------------------------------------------


def test_names_for_programs_are_in_lower_case_with_bars() -> None:
    assert value_name("Big  Red\tCar") == "big__red\tcar"
    assert value_name("Big  Red\tCar", option=True) == "big__red_car"


@needs_corpus
def test_every_recorded_row_has_its_instances() -> None:
    file = CORPUS / "OntologyStructure" / "all_ontology_types.all_ontology_types.v0.1.190.json"
    payload = json.loads(file.read_text(encoding="utf-8"))
    types = converter.structure(payload, OntologyStructure)
    own = make_converter(zones=BST)
    found: Counter[str] = Counter()
    for name, content in corpus_rows():
        made = own.structure(content, LabelRowV2)
        unchanged = own.structure(content, LabelRowV2)
        hashes = {
            it[key]
            for labels in _frames(content)
            for kind, key in (("objects", "objectHash"), ("classifications", "classificationHash"))
            for it in labels.get(kind) or ()
        }
        these = instances(made)
        assert hashes <= {it.hash for it in these}, name
        for it in (*these, *instances(made, types)):
            place = "frames" if it.frames else "ranges" if it.ranges else "whole"
            found[f"{it.kind} {place}"] += 1
            for number in (None, *it.frames, *(first for first, _ in it.ranges)):
                assert all(isinstance(answer, Answer) for answer in it.answers(number).values())
        assert made == unchanged, name
    assert found == {
        "object frames": 752,
        "object ranges": 26,
        "object whole": 8,
        "classification frames": 154,
        "classification ranges": 4,
        "classification whole": 58,
    }


def _frames(content: Any) -> list[dict[str, Any]]:
    """Give all objects of JSON within a row that look like a frame."""
    if isinstance(content, list):
        return [it for value in content for it in _frames(value)]
    if not isinstance(content, dict):
        return []
    within = [it for value in content.values() for it in _frames(value)]
    return [content, *within] if isinstance(content.get("objects"), list) else within
