"""Label rows that are wrong, or made to cost much."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from engines import ENGINES_HERE, running

import orm_attrs as orm
from converters import INVALID, explain, loads, make_converter

OBJECT: Final = {
    "objectHash": "o",
    "featureHash": "f",
    "shape": "bounding_box",
    "boundingBox": {"x": 0.5, "y": 0.5, "w": 0.5, "h": 0.5},
}
ROW: Final[dict[str, Any]] = {
    "label_hash": "l",
    "data_units": {"d": {"labels": {"3": {"objects": [OBJECT, OBJECT]}}}},
    "object_actions": {"o": {"actions": [{"range": [[0, 3]], "answers": "a"}]}},
    "classification_answers": {"c": {"range": [[0, 3]], "classifications": []}},
    "spaces": {"s": {"space_type": "image", "labels": {"0": {"objects": [OBJECT]}}}},
}
OBJECTS: Final = ("data_units", "d", "labels", "3", "objects")
AT: Final = "$.data_units.d.labels['3'].objects"
ACTION: Final = ("object_actions", "o", "actions", 0)
RANGE: Final = "$.object_actions.o.actions[0].range"
SPACE: Final = ("spaces", "s")


def changed(*changes: tuple[tuple[Any, ...], Any]) -> dict[str, Any]:
    """Give a row with other values at some places."""
    row = json.loads(json.dumps(ROW))  # no two places hold one object
    for path, value in changes:
        *above, last = path
        place: Any = row
        for key in above:
            place = place[key]
        place[last] = value
    return row


def of(shape: str, key: str, geometry: Any) -> dict[str, Any]:
    return {"objectHash": "o", "featureHash": "f", "shape": shape, key: geometry}


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in OBJECT.items() if key not in keys}


POINT: Final = {"x": 0.5, "y": 0.5}
WRONG: Final[list[tuple[tuple[Any, ...], Any, list[str]]]] = [
    ((*OBJECTS, 1), without("objectHash"), [f"{AT}[1].objectHash: required, but missing"]),
    ((*OBJECTS, 1), without("featureHash"), [f"{AT}[1].featureHash: required, but missing"]),
    ((*OBJECTS, 1), without("shape"), [f"{AT}[1].shape: required, but missing"]),
    ((*OBJECTS, 1), without("boundingBox"), [f"{AT}[1].boundingBox: required, but missing"]),
    (
        (*OBJECTS, 1),
        {"shape": "point"},
        [f"{AT}[1].{key}: required, but missing" for key in ("objectHash", "featureHash", "point")],
    ),
    ((*OBJECTS, 1), None, [f"{AT}[1]: expected an object, got null"]),
    ((*OBJECTS, 1, "objectHash"), None, [f"{AT}[1].objectHash: expected str, got null"]),
    ((*OBJECTS, 1, "shape"), 5, [f"{AT}[1].shape: expected str, got int 5"]),
    (
        (*OBJECTS, 1, "boundingBox"),
        "0,0,1,1",
        [f"{AT}[1].boundingBox: expected an object, got '0,0,1,1'"],
    ),
    (
        (*OBJECTS, 1, "boundingBox", "x"),
        "0.5",
        [f"{AT}[1].boundingBox.x: expected float, got '0.5'"],
    ),
    ((*OBJECTS, 1, "boundingBox", "x"), None, [f"{AT}[1].boundingBox.x: expected float, got null"]),
    (
        (*OBJECTS, 1, "boundingBox", "x"),
        True,
        [f"{AT}[1].boundingBox.x: expected float, got bool True"],
    ),
    ((*OBJECTS, 1, "confidence"), "high", [f"{AT}[1].confidence: expected float, got 'high'"]),
    (
        (*OBJECTS, 1, "createdAt"),
        "not a date",
        [f"{AT}[1].createdAt: expected a date and time, got 'not a date'"],
    ),
    ((*OBJECTS, 1, "createdAt"), 5, [f"{AT}[1].createdAt: expected a date and time, got int 5"]),
    (
        (*OBJECTS, 1),
        of("polygon", "polygon", {"0": POINT, "1": {"x": 0.5}}),
        [f"{AT}[1].polygon['1'].y: required, but missing"],
    ),
    (
        (*OBJECTS, 1),
        of("polygon", "polygon", [POINT, [0.5, 0.5]]),
        [f"{AT}[1].polygon[1]: expected an object, got list"],
    ),
    (
        (*OBJECTS, 1),
        of("polygon", "polygons", [[[0.5, "0.5"]]]),
        [f"{AT}[1].polygons[0][0][1]: expected float, got '0.5'"],
    ),
    (
        (*OBJECTS, 1),
        of("bitmask", "bitmask", {"top": 0, "left": 0, "height": 0.5, "width": 4}),
        [
            f"{AT}[1].bitmask.height: expected int, got float 0.5",
            f"{AT}[1].bitmask.rleString: required, but missing",
        ],
    ),
    (
        (*OBJECTS, 1),
        of("segmentation", "segmentation", 5),
        [f"{AT}[1].segmentation: expected str, got int 5"],
    ),
    (
        (*ACTION, "range"),
        [[0, 1.5]],
        ["$.object_actions.o.actions[0].range[0][1]: expected int, got float 1.5"],
    ),
    (
        (*ACTION, "range"),
        [0, 2],
        [f"{RANGE}[{i}]: expected a list of 2 values, got int {2 * i}" for i in (0, 1)],
    ),
    (
        (*ACTION, "range"),
        [[0, 1, 2]],
        ["$.object_actions.o.actions[0].range[0]: expected a list of 2 values, got 3 of them"],
    ),
    ((*SPACE, "space_type"), 5, ["$.spaces.s.space_type: expected str, got int 5"]),
    (
        (*SPACE, "labels", "0", "objects", 0, "boundingBox", "h"),
        [],
        ["$.spaces.s.labels['0'].objects[0].boundingBox.h: expected float, got list"],
    ),
    ((*SPACE, "labels"), [], ["$.spaces.s.labels: expected an object, got list"]),
    (
        ("data_units", "d", "labels", "3"),
        None,
        ["$.data_units.d.labels['3']: expected an object, got null"],
    ),
    (("data_units", "d"), [], ["$.data_units.d: expected an object, got list"]),
    (("data_units",), [], ["$.data_units: expected an object, got list"]),
    (("label_hash",), 5, ["$.label_hash: expected str, got int 5"]),
]
"""A place, a wrong value for it, and what is told of it."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_each_wrong_value_is_told_with_its_path(engine: str) -> None:
    with running(engine):
        for unknown in ("ignore", "keep", "forbid"):
            own = make_converter(unknown=unknown)  # type: ignore[arg-type]
            for path, value, lines in WRONG:
                row = changed((path, value))
                assert problems(row, own) == lines
                with pytest.raises(INVALID) as caught:
                    loads(json.dumps(row), orm.LabelRowV2, converter=own)
                assert explain(caught.value) == lines


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_all_that_is_wrong_is_told_at_once(engine: str) -> None:
    chosen = [WRONG[i] for i in (-1, 5, 20, 24)]
    lines = {line for _, _, of_one in chosen for line in of_one}
    with running(engine):
        own = make_converter()
        assert set(problems(changed(*(one[:2] for one in chosen)), own)) == lines


def problems(row: Any, own: Any) -> list[str]:
    with pytest.raises(INVALID) as caught:
        own.structure(row, orm.LabelRowV2)
    return explain(caught.value)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_two_frames_of_one_number_are_an_error(engine: str) -> None:
    row = changed((OBJECTS[:3], {"7": {"objects": []}, "007": {"objects": []}}))
    with running(engine):
        for unknown in ("ignore", "keep"):
            (line,) = problems(row, make_converter(unknown=unknown))  # type: ignore[arg-type]
            assert line.startswith("$.data_units.d.labels")


MANY: Final = 100_000
LONG: Final = "9" * 5000
OTHER: Final = {"x": 0, "y": 1}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_long_or_far_costs_no_more_than_its_text(engine: str) -> None:
    """Nothing is spread over frames, and nothing is made for points that are not there."""
    points = {str(i): POINT for i in range(MANY)}
    row = changed(
        ((*OBJECTS, 1), of("polygon", "polygon", points)),
        ((*ACTION, "range"), [[0, 10**9], [-(10**18), 10**18]]),
        (("classification_answers", "c", "range"), [[0, 10**9]]),
        ((*OBJECTS, 0, "boundingBox", "x"), 1e308),
    )
    sparse = changed(((*OBJECTS, 1), of("polygon", "polygon", {"0": POINT, "999999999": POINT})))
    with running(engine):
        for unknown in ("ignore", "keep"):
            own = make_converter(unknown=unknown)  # type: ignore[arg-type]
            made = own.structure(row, orm.LabelRowV2)
            assert len(made.data_units["d"].labels[3].objects[1].geometry.points) == MANY
            assert own.unstructure(made) == row
            read = own.structure(sparse, orm.LabelRowV2)
            assert (
                read.data_units["d"].labels[3].objects[1].geometry.points
                == [orm.Point(0.5, 0.5)] * 2
            )


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_number_with_too_many_digits_is_no_frame_and_the_last_point(engine: str) -> None:
    of_frame = changed((OBJECTS[:3], {LONG: {"objects": []}}))
    of_point = changed(((*OBJECTS, 1), of("polygon", "polygon", {LONG: OTHER, "7": POINT})))
    with running(engine):
        own = make_converter()
        (line,) = problems(of_frame, own)
        assert len(line) < 500
        made = own.structure(of_point, orm.LabelRowV2).data_units["d"].labels[3].objects[1]
        assert made.geometry.points == [orm.Point(0.5, 0.5), orm.Point(0, 1)]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_no_more_problems_are_told_than_are_asked_for(engine: str) -> None:
    bad = [without("objectHash")] * 1000
    with running(engine):
        own = make_converter(max_problems=10)
        assert len(problems(changed((OBJECTS, bad)), own)) <= 11
