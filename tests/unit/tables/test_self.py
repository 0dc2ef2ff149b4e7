"""Fields of type ``Self``: the class itself, or the subclass that is read."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Optional, Self, TypeVar

import pytest
from attrs import Factory, define
from engines import ENGINES_HERE, running

from converters import columns, dumps, json_schema, loads, make_converter, plan
from orm_attrs import Keeper

T = TypeVar("T")


@define
class Folder(Keeper):
    name: str
    parent: Optional[Self] = None
    children: list[Annotated[Self, "in any order"]] = Factory(list)
    by_name: dict[str, Self | None] = Factory(dict)


@define
class Drawer(Folder):
    depth: int = 0


@define
class Box(Generic[T]):
    content: T
    inner: Self | None = None


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_objects_of_the_class_itself_are_read_and_written(engine: str) -> None:
    with running(engine):
        for cls in (Folder, Drawer):
            for options in ({}, {"unknown": "keep"}):
                own = make_converter(**options)
                leaf = cls("b")
                obj = cls("a", leaf, [leaf], {"x": leaf, "y": None})
                payload: Any = own.unstructure(obj)
                assert type(payload["parent"]) is dict
                assert own.structure(payload, cls) == obj
                assert loads(dumps(obj, converter=own), cls, converter=own) == obj
        own = make_converter()
        assert own.structure({"content": 1, "inner": {"content": 2}}, Box[int]) == Box(1, Box(2))
        with pytest.raises(Exception):
            own.structure({"content": 1, "inner": {"content": "2"}}, Box[int])


def test_whoever_asks_for_the_type_is_told_the_class() -> None:
    assert "Self" not in str(plan(Folder))
    assert json_schema(Folder)["$defs"].keys() == {"Folder"}
    assert {it.kind for it in columns(Folder)} == {"text", "json"}
