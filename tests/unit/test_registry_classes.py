"""Classes of a service: generic ones, subclasses, and those that hold ours."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, IntEnum
from typing import Any, Generic, TypeVar

import attrs
import pytest
from attrs import Factory, define, field, frozen
from cattrs.strategies import include_subclasses

import converters
from converters import explain, make_converter
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    ImageData,
    LabelStatus,
    Page,
    WorkflowGraphNode,
)


class TestClassesOfAService:
    def test_a_subclass_of_a_model_keeps_the_table(self, row: dict[str, Any]) -> None:
        @define(kw_only=True)
        class Tagged(DataRow):
            tags: list[str] = Factory(list)
            seen_at: datetime | None = None

        own = make_converter()
        payload = {**row, "tags": ["night"], "seen_at": "2023-01-01 00:00:00"}
        (tagged,) = own.structure([payload], list[Tagged])
        assert (tagged.uid, tagged.tags, tagged.seen_at) == (
            row["data_hash"],
            ["night"],
            datetime(2023, 1, 1),
        )
        written = own.unstructure(tagged)
        assert written["data_hash"] == row["data_hash"]
        assert written["created_at"] == row["created_at"]
        assert written["seen_at"] == "2023-01-01T00:00:00"
        assert own.structure(row, Tagged).tags == []

    def test_an_object_of_a_subclass_is_written_as_the_declared_class_in_every_container(
        self,
    ) -> None:
        @frozen
        class Step(WorkflowGraphNode):
            number: int

        @frozen
        class Steps:
            alone: WorkflowGraphNode
            maybe: WorkflowGraphNode | None
            many: list[WorkflowGraphNode]
            fixed: tuple[WorkflowGraphNode, ...]
            pair: tuple[WorkflowGraphNode, int]
            named: dict[str, WorkflowGraphNode]

        step = Step("u", "t", 3)
        steps = Steps(step, step, [step], (step,), (step, 1), {"a": step})
        node = {"uuid": "u", "title": "t"}
        expected = [node, node, [node], [node], [node, 1], {"a": node}]
        assert list(make_converter().unstructure(steps).values()) == expected
        aware = make_converter()
        include_subclasses(WorkflowGraphNode, aware)
        whole = {**node, "number": 3}
        expected = [whole, whole, [whole], [whole], [whole, 1], {"a": whole}]
        assert list(aware.unstructure(steps).values()) == expected

    def test_a_subclass_is_read_with_its_own_fields(self) -> None:
        @frozen
        class Step(WorkflowGraphNode):
            number: int

        payload = {"uuid": "u", "title": "t", "number": 3}
        assert make_converter().structure(payload, Step) == Step("u", "t", 3)

    def test_an_attrs_class_holds_our_models(self, row: dict[str, Any]) -> None:
        @define
        class Batch:
            rows: list[DataRow]
            by_name: dict[str, DataRow]
            first: DataRow | None
            status: LabelStatus
            anything: Any
            free: dict[str, Any]
            nested: list[list[DataRow]]

        own = make_converter()
        payload = {
            "rows": [row],
            "by_name": {"a": row},
            "first": row,
            "status": "NEW",
            "anything": row,
            "free": {"a": 1},
            "nested": [[row], []],
        }
        batch = own.structure(payload, Batch)
        obj = converters.converter.structure(row, DataRow)
        assert batch == Batch(
            rows=[obj],
            by_name={"a": obj},
            first=obj,
            status=LabelStatus.MISSING_LABEL_STATUS,
            anything=row,
            free={"a": 1},
            nested=[[obj], []],
        )
        written = own.unstructure(attrs.evolve(batch, anything=obj, free={"row": obj}))
        assert written["anything"] == written["free"]["row"] == own.unstructure(obj)
        with pytest.raises(Exception) as caught:
            own.structure(
                {**payload, "by_name": {"a": {**row, "width": "x"}}, "nested": [5]}, Batch
            )
        assert explain(caught.value) == [
            "$.by_name.a.width: expected int, got 'x'",
            "$.nested[0]: expected a list, got int 5",
        ]

    def test_a_class_that_does_something_when_it_is_made_is_made_by_calling_it(self) -> None:
        made: list[str] = []

        @define
        class WithPostInit:
            name: str

            def __attrs_post_init__(self) -> None:
                made.append(self.name)

        @define
        class WithPreInit:
            name: str

            def __attrs_pre_init__(self) -> None:
                made.append("pre")

        @define
        class WithConverter:
            name: str = field(converter=str.upper)

        @define
        class WithOwnInit:
            name: str

            def __init__(self, name: str) -> None:
                self.__attrs_init__(name + "!")  # type: ignore[attr-defined]

        @define
        class WithNew:
            name: str

            def __new__(cls, *_: Any, **__: Any) -> Any:
                made.append("new")
                return object.__new__(cls)

        @define
        class WithComputed:
            name: str
            length: int = field(init=False)

            @length.default
            def _length(self) -> int:
                return len(self.name)

        @frozen(cache_hash=True)
        class WithCachedHash:
            name: str

        @frozen(slots=False)
        class FrozenWithDict:
            name: str

        @define
        class WithSetattr:
            name: str

            def __setattr__(self, name: str, value: Any) -> None:
                object.__setattr__(self, name, f"set {value}")

        own = make_converter()
        payload = {"name": "ab"}
        own.structure([payload], list[WithPostInit])
        own.structure(payload, WithPreInit)
        own.structure(payload, WithNew)
        assert made == ["ab", "pre", "new"]
        assert own.structure(payload, WithConverter).name == "AB"
        assert own.structure(payload, WithOwnInit).name == "ab!"
        assert own.structure(payload, WithComputed).length == 2
        assert hash(own.structure(payload, WithCachedHash)) == hash(WithCachedHash("ab"))
        assert own.structure(payload, FrozenWithDict) == FrozenWithDict("ab")
        assert own.structure(payload, WithSetattr) == WithSetattr("ab")

    def test_a_default_that_looks_at_the_object_is_computed(self) -> None:
        @define
        class Named:
            name: str
            title: str = Factory(lambda self: self.name.title(), takes_self=True)

        own = make_converter(omit_if_default=True)
        assert own.structure({"name": "ab"}, Named) == Named("ab", "Ab")
        assert own.structure([{"name": "ab", "title": "x"}], list[Named]) == [Named("ab", "x")]
        assert own.unstructure([Named("ab"), Named("ab", "x")]) == [
            {"name": "ab"},
            {"name": "ab", "title": "x"},
        ]

    def test_a_frozen_object_is_really_frozen(self) -> None:
        node = make_converter().structure({"uuid": "u", "title": "t"}, WorkflowGraphNode)
        assert type(node) is WorkflowGraphNode
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            node.title = "x"  # type: ignore[misc]
        assert ImageData.__subclasses__() == []

    def test_a_class_may_contain_itself(self) -> None:
        own = make_converter()
        payload = {"name": "a", "children": [{"name": "b", "children": [], "twin": {"name": "c"}}]}
        tree = own.structure(payload, Tree)
        assert tree == Tree("a", [Tree("b", [], Tree("c"))])
        assert own.structure(own.unstructure(tree), Tree) == tree
        with pytest.raises(Exception) as caught:
            own.structure({"name": "a", "children": [{"name": 5}]}, Tree)
        assert explain(caught.value) == ["$.children[0].name: expected str, got int 5"]

    def test_enums_that_derive_from_scalars_stay_enums(self) -> None:
        class Color(str, Enum):
            RED = "r"

        class Level(IntEnum):
            LOW = 1

        class Name(str):
            __slots__ = ()

        own = make_converter()
        assert own.structure("r", Color) is Color.RED
        assert own.structure([1], list[Level])[0] is Level.LOW
        assert type(own.structure("a", Name)) is Name
        for value, kind in [("x", Color), (2, Level), (1, Name)]:
            with pytest.raises((ValueError, TypeError)):
                own.structure(value, kind)

    def test_a_generic_class_takes_its_arguments(self) -> None:
        @define
        class Pair(Generic[T]):
            left: T
            right: list[T]
            both: T | None = None

        own = make_converter()
        timer = {"userEmail": "a", "userRole": 0, "timeSeconds": 1}
        page = own.structure({"results": [timer]}, Page[CollaboratorTimer])
        assert page.results == [CollaboratorTimer(user_email="a", user_role=0, time_seconds=1)]  # type: ignore[arg-type]
        assert own.unstructure(page) == {"results": [timer]}
        assert own.structure({"results": [timer]}, Page).results == [timer]
        assert own.structure({"left": 1, "right": [2]}, Pair[int]) == Pair(1, [2])
        with pytest.raises(Exception) as caught:
            own.structure({"left": "x", "right": ["y"], "both": []}, Pair[int])
        assert explain(caught.value) == [
            "$.left: expected int, got 'x'",
            "$.right[0]: expected int, got 'y'",
            "$.both: expected int, got list",
        ]


T = TypeVar("T")


@define
class Tree:
    name: str
    children: list[Tree] = Factory(list)
    twin: Tree | None = None
