"""An object that does not hold what its types say is refused, at any depth."""

from enum import Enum
from random import Random
from typing import Annotated, Any, Literal, NewType, Optional

import pytest
from attrs import define, field, make_class
from chosen import by_kind
from strategies import CLASSES, Maker

from converters import explain
from converters.type_check import check_types
from orm_attrs import (
    DatasetData,
    ImageData,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
)


class Colour(str, Enum):
    RED = "red"


Title = NewType("Title", str)


def problems_of(obj: Any) -> list[str]:
    try:
        check_types(obj)
    except Exception as exc:
        return explain(exc)
    return []


def holder_of(kind: Any, value: Any) -> Any:
    return make_class("Holder", {"value": field(type=kind)})(value)


@by_kind("cls", CLASSES, count=10)
def test_every_object_holds_what_its_types_say(cls: Any, count: int) -> None:
    for seed in range(count):
        assert problems_of(Maker(Random(seed)).instance(cls)) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (str, "x"),
        (str, Colour.RED),
        (int, 2**70),
        (float, 5),
        (float, 0.5),
        (bool, False),
        (Optional[int], None),
        (list[str], ["x"]),
        (dict[str, Any], {"a": b"bytes"}),
        (list[Any], [b"bytes"]),
        (list, [b"bytes"]),
        (dict, {"a": 5}),
        (tuple[int, ...], (1,)),
        (dict[str, Any] | str, "x"),
        (Literal["a", 1], 1),
        (Title, "x"),
        (Annotated[int, "pixels"], 1),
        (Any, b"bytes"),
        (frozenset, "not looked at"),
    ],
    ids=str,
)
def test_values_of_a_type_are_taken(kind: Any, value: Any) -> None:
    assert problems_of(holder_of(kind, value)) == []


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        (str, 5, "$.value: expected str, got int 5"),
        (str, None, "$.value: expected str, got null"),
        (int, "x", "$.value: expected int, got 'x'"),
        (int, True, "$.value: expected int, got bool True"),
        (int, 3.0, "$.value: expected int, got float 3.0"),
        (float, False, "$.value: expected float, got bool False"),
        (bool, 1, "$.value: expected bool, got int 1"),
        (Optional[str], 5, "$.value: expected str, got int 5"),
        (list[str], ["x", 5], "$.value[1]: expected str, got int 5"),
        (list[str], "x", "$.value: expected a list, got 'x'"),
        (dict[str, int], {"a": "x"}, "$.value.a: expected int, got 'x'"),
        (dict[str, Any], [], "$.value: expected an object, got list"),
        (list[Any], {}, "$.value: expected a list, got object"),
        (list, 5, "$.value: expected a list, got int 5"),
        (dict, 5, "$.value: expected an object, got int 5"),
        (dict[str, Any] | str, 5, "$.value: expected an object or str, got int 5"),
        (list[Any] | str, {}, "$.value: expected a list or str, got object"),
        (Literal["a", 1], True, "$.value: expected one of a, 1, got bool True"),
        (Title, 5, "$.value: expected str, got int 5"),
        (Annotated[int, "pixels"], "x", "$.value: expected int, got 'x'"),
        (ImageData, 5, "$.value: expected a ImageData, got int 5"),
    ],
    ids=str,
)
def test_values_of_another_type_are_refused(kind: Any, value: Any, line: str) -> None:
    assert problems_of(holder_of(kind, value)) == [line]


def test_all_problems_are_listed_with_their_place() -> None:
    weights = ModelTrainingWeights(model=5)  # type: ignore[arg-type]
    params = ModelTrainingParams(epochs="x", weights=weights)  # type: ignore[arg-type]
    assert problems_of(params) == [
        "$.epochs: expected int, got 'x'",
        "$.weights.model: expected str, got int 5",
    ]
    assert problems_of(DatasetData(video="x", images="y")) == [  # type: ignore[arg-type]
        "$.video: expected an object, got 'x'",
        "$.images: expected a list, got 'y'",
    ]
    assert problems_of(Project(datasets=5)) == [  # type: ignore[arg-type]
        "$.datasets: expected a list or str, got int 5"
    ]


def test_the_list_of_problems_has_an_end() -> None:
    lines = problems_of(holder_of(list[str], [5] * 100_000))
    assert len(lines) == 1001
    assert lines[-1].startswith("$: the check stopped after 1000 problems")


@define
class Tree:
    branch: "Tree | None" = None


def test_an_object_that_nests_too_deep_is_refused() -> None:
    tree = Tree()
    for _ in range(100_000):
        tree = Tree(tree)
    assert problems_of(tree) == ["$: nested too deep to be written"]
