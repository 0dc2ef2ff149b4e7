"""With `unknown="keep"`, whatever is read is written back, for every type that can be read."""

from __future__ import annotations

import copy
import sys
from collections import deque
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Annotated, Any, NewType

import pytest
from attrs import Factory, define, field, make_class

from converters import explain, make_converter
from orm_attrs import DataRow, Keeper, LabelStatus, WorkflowGraphNode

Status = NewType("Status", LabelStatus)
Moment = NewType("Moment", datetime)


class Code(str):
    """What a service has a hook of its own for."""

    __slots__ = ()


NODE = {"uuid": "u", "title": "t", "later": [1]}

KINDS: list[tuple[Any, Any]] = [
    (LabelStatus, "NEWER"),
    (LabelStatus, None),
    (LabelStatus | None, "NEWER"),
    (Annotated[LabelStatus, "a note"], "NEWER"),
    (Status, "NEWER"),
    (Moment, "2022-01-05T18:51:05Z"),
    (Annotated[list[WorkflowGraphNode], "a note"], [NODE]),
    (Sequence[LabelStatus], ["NEWER"]),
    (Sequence[WorkflowGraphNode], [NODE]),
    (Mapping[str, LabelStatus], {"a": "NEWER"}),
    (MutableMapping[str, WorkflowGraphNode], {"a": NODE}),
    (dict[str, list[WorkflowGraphNode]], {"a": [NODE]}),
    (set[LabelStatus], ["NEWER", "NEWEST"]),
    (frozenset[LabelStatus], ["NEWER"]),
    (deque[LabelStatus], ["NEWER"]),
    (tuple[LabelStatus, ...], ["NEWER"]),
    (tuple[WorkflowGraphNode, LabelStatus], [NODE, "NEWER"]),
]


def holder(kind: Any, **facts: Any) -> Any:
    """Make a class with one field that has a place for what is held."""
    return make_class("Holder", {"value": field(type=kind, **facts)}, bases=(Keeper,), slots=True)


@pytest.mark.parametrize("options", [{}, {"omit_if_default": True}], ids=str)
@pytest.mark.parametrize(("kind", "value"), KINDS, ids=str)
def test_what_is_read_is_written_again(kind: Any, value: Any, options: dict[str, Any]) -> None:
    own = make_converter(unknown="keep", **options)
    payload = {"value": value, "more": 1}
    before = copy.deepcopy(payload)
    read = own.structure(payload, holder(kind))
    assert own.unstructure(read) == payload == before


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the statement is new in Python 3.12")
def test_a_type_alias_is_written_again() -> None:
    names: dict[str, Any] = {"LabelStatus": LabelStatus}
    exec("type Statuses = list[LabelStatus]", names)
    own = make_converter(unknown="keep")
    read = own.structure({"value": ["NEWER"]}, holder(names["Statuses"]))
    assert own.unstructure(read) == {"value": ["NEWER"]}


@pytest.mark.parametrize("kind", [list[Code], dict[str, Code], tuple[Code, ...]], ids=str)
def test_what_a_hook_of_a_service_reads_in_a_container_is_written_by_its_own_hook(
    kind: Any,
) -> None:
    own = make_converter(unknown="keep")
    own.register_structure_hook(Code, lambda value, _: Code(value.strip()))
    own.register_unstructure_hook(Code, lambda code: str(code).upper())
    value: Any = {"k": " a "} if kind == dict[str, Code] else [" a "]
    read = own.structure({"value": value, "more": 1}, holder(kind))
    written: Any = {"k": "A"} if kind == dict[str, Code] else ["A"]
    assert own.unstructure(read) == {"value": written, "more": 1}


def test_keys_that_are_read_from_digits_are_written_as_they_were() -> None:
    own = make_converter(unknown="keep")
    for payload in ({"value": {"1": True}}, {"value": {"1": True, "2": False}, "more": 1}):
        read = own.structure(payload, holder(dict[int, bool]))
        assert read.value.keys() <= {1, 2}
        assert own.unstructure(read) == payload


@pytest.mark.parametrize("options", [{}, {"omit_if_default": True}], ids=str)
@pytest.mark.parametrize("payload", [{}, {"size": 5}, {"double": 2}, {"size": 1, "double": 2}])
def test_a_default_made_of_the_object_invents_no_key_and_drops_none(
    payload: dict[str, Any], options: dict[str, Any]
) -> None:
    @define
    class Shape(Keeper):
        size: int = 1
        double: int = Factory(lambda self: self.size * 2, takes_self=True)

    own = make_converter(unknown="keep", **options)
    assert own.unstructure(own.structure(payload, Shape)) == payload


def test_a_field_with_the_name_of_the_place_is_refused() -> None:
    @define
    class Clash(Keeper):
        _kept: Any = None

    with pytest.raises(TypeError) as caught:
        make_converter(unknown="keep").structure({}, Clash)
    assert str(caught.value) == (
        "Clash._kept: a field cannot have this name where unknown things are kept"
    )


def test_what_is_written_shares_nothing_with_what_is_held_or_with_the_payload(
    row: dict[str, Any],
) -> None:
    later = {**row, "data_type": "HOLOGRAM", "spaces": {"a": [1]}}
    before = copy.deepcopy(later)
    own = make_converter(unknown="keep")
    obj = own.structure(later, DataRow)
    own.unstructure(obj)["spaces"]["a"].append(2)
    later["spaces"]["a"].append(3)
    assert own.unstructure(obj) == before


def test_an_unknown_value_that_nests_too_deep_to_be_held_is_refused(row: dict[str, Any]) -> None:
    deep: Any = 1
    for _ in range(201):
        deep = [deep]
    own = make_converter(unknown="keep")
    with pytest.raises(Exception) as caught:
        own.structure({**row, "more": deep}, DataRow)
    assert explain(caught.value) == ["$: nested too deep to be kept"]
    assert own.structure({**row, "more": deep[0]}, DataRow).uid == row["data_hash"]
