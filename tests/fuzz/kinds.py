"""The types that inputs are read as: every model, containers of models, and a service's classes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, IntFlag
from typing import Annotated, Any, Final, Literal, NewType
from uuid import UUID

from attrs import Factory, define, frozen
from strategies import CLASSES, LIST_CLASSES

from orm_attrs import (
    DataRow,
    DataType,
    Keeper,
    LongPollingStatus,
    Page,
    ProjectWorkflowSettings,
    StorageLocation,
)

Hash = NewType("Hash", str)


class Colour(str, Enum):
    """An enum that takes some values for others."""

    RED = "red"
    GREEN = "green"

    @classmethod
    def _missing_(cls, value: object) -> Colour | None:
        return cls.RED if value == "rouge" else None


class Right(IntFlag):
    """An enum whose members combine."""

    READ = 1
    WRITE = 2


@define
class Tree(Keeper):
    """A class that contains itself in each way."""

    name: str
    size: int | None = None
    first: Tree | None = None
    children: list[Tree] = Factory(list)
    by_name: dict[str, Tree] = Factory(dict)


@define(kw_only=True)
class Shelf(Keeper):
    """A class with a field of each type that the models do not have."""

    texts: Sequence[str]
    numbers: set[int] = Factory(set)
    names: frozenset[str] = frozenset()
    queue: deque[float] = Factory(deque)
    pair: tuple[str, int]
    many: tuple[UUID, ...] = ()
    moments: Mapping[str, datetime] = Factory(dict)
    counts: dict[DataType, int] = Factory(dict)
    labels: dict[int, str] = Factory(dict)
    colour: Colour = Colour.GREEN
    rights: Right = Right.READ
    mode: Literal["a", "b"] = "a"
    hash: Hash = Hash("h")
    width: Annotated[int, "pixels"] = 0
    anything: Any = None
    rows: list[DataRow] | None = None
    location: StorageLocation | None = None


class RowPage(Page[DataRow]):
    """A page whose argument stands in its base."""


@frozen
class Plain:
    """A class without a place for what is unknown, and without anything that could be."""

    name: str
    flag: bool = False
    status: LongPollingStatus = LongPollingStatus.DONE


SERVICE: Final[tuple[Any, ...]] = (Tree, Shelf, RowPage, Plain)
"""The classes of a service."""

GOOD: Final[dict[Any, tuple[Any, ...]]] = {
    Tree: (
        {"name": "a", "children": [{"name": "b"}, {"name": "c", "first": {"name": "d"}}]},
        {"name": "a", "size": 5, "by_name": {"b": {"name": "b", "children": [{"name": "c"}]}}},
        {"name": "a", "first": None, "unknown": {"deep": [1, 2]}, "children": []},
    ),
    Shelf: (
        {"texts": ["a"], "pair": ["a", 1]},
        {
            "texts": ["a", "b"],
            "numbers": [3, 1, 2],
            "names": ["a"],
            "queue": [0.5, 1],
            "pair": ["a", 1],
            "many": ["00000000-0000-0000-0000-000000000005"],
            "moments": {"a": "2022-01-05T18:51:05"},
            "counts": {"video": 1, "image": 2},
            "labels": {"1": "a"},
            "colour": "rouge",
            "rights": 3,
            "mode": "b",
            "hash": "x",
            "width": 5.0,
            "anything": {"a": [None]},
            "location": 77,
            "unknown": 1,
        },
    ),
    Plain: ({"name": "a"}, {"name": "a", "flag": 1, "status": "ERROR"}),
    ProjectWorkflowSettings: ({}, {"source_projects": ["a"]}),
}
"""Good payloads of the types that `strategies.Maker` does not know."""

MODELS: Final[tuple[Any, ...]] = (*CLASSES, *SERVICE)

BASES: Final[tuple[Any, ...]] = (*MODELS, *LIST_CLASSES, ProjectWorkflowSettings)
"""What is read alone."""
