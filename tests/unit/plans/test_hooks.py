"""What hooks do with values that nest deep, that are not plain, and while they are being made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NewType

import pytest
from attrs import Factory, define, resolve_types
from engines import ENGINES_HERE, running

from converters import explain, make_converter

TOO_DEEP = ["$: nested too deep to be read"]


@pytest.fixture(autouse=True, params=ENGINES_HERE)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on both engines."""
    with running(request.param):
        yield


@define
class Tree:
    size: int = 0
    above: Tree | None = None
    children: list[Tree] = Factory(list)
    named: dict[str, Tree] = Factory(dict)


def nested(way: str, levels: int, size: Any) -> dict[str, Any]:
    payload: dict[str, Any] = {"size": size}
    for _ in range(levels):
        inner: Any = {"above": payload, "children": [payload], "named": {"a": payload}}[way]
        payload = {way: inner}
    return payload


def problems_of(own: Any, payload: Any, kind: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        own.structure(payload, kind)
    return explain(caught.value)


WAYS = pytest.mark.parametrize("way", ["above", "children", "named"])
DEPTHS = [*range(1, 400, 13), 20_000]


@WAYS
def test_at_any_depth_a_bad_value_is_reported_or_is_too_deep(way: str) -> None:
    own = make_converter()
    for depth in DEPTHS:
        (line,) = problems_of(own, nested(way, depth, "x"), Tree)
        assert line.endswith(".size: expected int, got 'x'") or [line] == TOO_DEEP
        assert depth > 1 or [line] != TOO_DEEP
    assert [line] == TOO_DEEP


@WAYS
@pytest.mark.parametrize("most", [1, 1000])
def test_what_is_too_deep_is_so_behind_a_bad_item_too(way: str, most: int) -> None:
    own = make_converter(max_problems=most)
    for size in (5, "x"):
        for depth in DEPTHS:
            found = problems_of(own, [{"size": "y"}, nested(way, depth, size)], list[Tree])
            if found == TOO_DEEP:
                break
            assert found[0] == "$[0].size: expected int, got 'y'"
            assert len(found) == (1 if size == 5 and most > 1 else 2)
        assert (found == TOO_DEEP) is (most > 1)


class Size(int):
    """What a service reads itself, and takes for 0 where it is no `Tree`."""


@pytest.fixture
def forgiving() -> Any:
    """A converter with a hook that lets no problem out of a payload."""
    own = make_converter(max_problems=1)

    def hook(value: Any, _: Any) -> Size:
        try:
            return Size(own.structure(value, Tree).size)
        except Exception:
            return Size(0)

    own.register_structure_hook(Size, hook)
    return own


@define
class Sized:
    size: Size
    number: int = 1


GOOD, DOUBTFUL, BAD = {"size": {"size": 3}}, {"size": {"size": "x"}}, {"size": {}, "number": "x"}


def test_what_a_hook_of_a_service_forgives_is_not_counted_as_bad(forgiving: Any) -> None:
    found = problems_of(forgiving, [GOOD, DOUBTFUL, DOUBTFUL, BAD], list[Sized])
    assert found == ["$[3].number: expected int, got 'x'"]


def test_what_a_hook_of_a_service_forgives_is_read_wherever_it_stands(forgiving: Any) -> None:
    for kind in (list[Sized], tuple[Sized, Sized]):
        read = forgiving.structure([GOOD, DOUBTFUL], kind)
        assert list(read) == [Sized(Size(3)), Sized(Size(0))]


def test_items_that_their_container_cannot_hold_are_refused() -> None:
    (line,) = problems_of(make_converter(), [[1], [2]], set[list[int]])
    # From Python 3.14 on, Python's sentence says more.
    assert line.startswith("$: ")
    assert "unhashable type: 'list'" in line


class Code(str):
    __slots__ = ()


Name = NewType("Name", Code)


def test_a_name_of_a_type_with_a_hook_of_a_service_is_read_by_it() -> None:
    own = make_converter()
    own.register_structure_hook(Code, lambda value, _: Code(value.strip()))
    assert own.structure(" a ", Name) == "a"
    assert own.structure([" a "], list[Name]) == ["a"]


# --- hooks that are being made --------------------------------------------------------------------


@dataclasses.dataclass
class Leaf:
    size: int
    branch: Branch | None = None


@define
class Branch:
    leaf: Leaf | None = None


resolve_types(Branch, globals())


def test_a_dataclass_and_an_attrs_class_may_contain_each_other() -> None:
    for kind, payload, read in (
        (Leaf, {"size": 1, "branch": {"leaf": {"size": 2}}}, Leaf(1, Branch(Leaf(2)))),
        (Branch, {"leaf": {"size": 1, "branch": {"leaf": None}}}, Branch(Leaf(1, Branch()))),
    ):
        own = make_converter()
        assert own.structure(payload, kind) == read
        assert own.structure(own.unstructure(read), kind) == read


def test_a_hook_that_could_not_be_made_is_made_when_it_can_be() -> None:
    own = make_converter()
    failures = [OSError("not yet"), OSError("not yet")]

    def make(_: Any) -> Any:
        if failures:
            raise failures.pop()
        return lambda value, _: value

    @define
    class Shelf:
        inner: Shelf | None
        code: Name

    resolve_types(Shelf, globals(), {"Shelf": Shelf})
    own.register_structure_hook_factory(lambda kind: kind is Name, make)
    payload = {"inner": {"inner": None, "code": "b"}, "code": "a"}
    while failures:
        with pytest.raises(OSError, match="not yet"):
            own.structure(payload, Shelf)
    for _ in range(2):
        assert own.structure(payload, Shelf) == Shelf(Shelf(None, "b"), "a")
