"""Garbage collections: none while the compiled engine runs, as before in Python code and after."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections.abc import Iterator
from typing import Any, NewType

import attrs
import pytest
from engines import COMPILED, is_compiled

from converters import INVALID, dumps, loads, make_converter
from orm_attrs import Keeper

pytestmark = [
    pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not here"),
    pytest.mark.interpreter,
]


@attrs.define
class Leaf:
    number: int


class Linked(Leaf):
    __slots__ = ("tree",)
    tree: Any


@attrs.define
class Tree:
    leaves: list[Leaf]


Number = NewType("Number", int)


@attrs.define
class DefaultList:
    value: str
    more: str = []  # type: ignore[assignment]


@attrs.define
class MadeText:
    value: str = attrs.field(converter=list)


@attrs.define
class HookedNumber:
    value: Number


@attrs.define
class KeptLeaf(Keeper):
    number: int


@pytest.fixture(autouse=True)
def collections_go_on() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_none_begins_while_objects_are_made_in_c_and_one_may_begin_behind_that() -> None:
    payload = {"leaves": [{"number": number} for number in range(20_000)]}
    text = dumps(payload)
    own = make_converter()
    assert is_compiled(own.get_structure_hook(Tree))
    own.structure({"leaves": []}, Tree)
    loads(b'{"leaves": []}', Tree, converter=own)
    seen: list[str] = []
    gc.collect()
    gc.callbacks.append(lambda phase, _: seen.append(phase))
    try:
        trees = [own.structure(payload, Tree), loads(text, Tree, converter=own)]
        # A few begin in the Python code around the two calls.
        assert len(seen) < 20
    finally:
        gc.callbacks.pop()
    assert gc.isenabled()
    assert [len(tree.leaves) for tree in trees] == [20_000, 20_000]


@pytest.mark.parametrize("is_enabled", [True, False])
def test_hooks_of_a_service_find_and_leave_them_as_they_set_them(is_enabled: bool) -> None:
    own = make_converter()
    found: list[bool] = []

    def structure_leaf(value: Any, _: Any) -> Leaf:
        found.append(gc.isenabled())
        if value == "stop":
            gc.disable()
        return Leaf(value["number"] if value != "stop" else 0)

    own.register_structure_hook(Leaf, structure_leaf)
    if not is_enabled:
        gc.disable()
    own.structure({"leaves": [{"number": 1}, {"number": 2}]}, Tree)
    assert found == [is_enabled] * 2
    assert gc.isenabled() is is_enabled
    with pytest.raises(INVALID):
        own.structure({"leaves": [{}]}, Tree)
    assert gc.isenabled() is is_enabled
    own.structure({"leaves": ["stop", {"number": 2}, {"number": 3}]}, Tree)
    assert not gc.isenabled()


def test_the_collector_need_not_look_at_objects_that_hold_only_scalars() -> None:
    own = make_converter()
    tree = own.structure({"leaves": [{"number": 1}]}, Tree)
    assert gc.is_tracked(tree)
    assert not gc.is_tracked(tree.leaves[0])
    assert copy.deepcopy(tree) == pickle.loads(pickle.dumps(tree)) == tree
    gone = weakref.ref(own.structure({"number": 1}, Leaf))
    assert gone() is None
    for cls in (DefaultList, MadeText, HookedNumber):
        own.register_structure_hook(Number, lambda value, _: [value])
        assert gc.is_tracked(own.structure({"value": "1"}, cls)), cls
    assert gc.is_tracked(own.structure({"number": 1}, Linked))
    keeping = make_converter(unknown="keep")
    assert gc.is_tracked(keeping.structure({"number": 1, "more": []}, KeptLeaf))


def test_defaults_and_values_that_compare_themselves_find_them_as_they_were() -> None:
    found: list[bool] = []

    def note() -> int:
        found.append(gc.isenabled())
        return 0

    class Noting:
        def __ne__(self, other: object) -> bool:
            note()
            return True

    @attrs.define
    class Numbers:
        number: int = attrs.field(factory=note)
        other: int = attrs.Factory(lambda _: note(), takes_self=True)
        anything: Any = 0

    own = make_converter(omit_if_default=True)
    assert is_compiled(own.get_unstructure_hook(Numbers))
    own.unstructure(own.structure({}, Numbers))
    own.unstructure(Numbers(1, 1, Noting()))
    assert len(found) > 6
    assert all(found)
