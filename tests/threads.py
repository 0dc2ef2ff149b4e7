"""Work that threads do at once, and classes that they do it with."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeVar

import pytest
from attrs import define

from converters import explain
from converters.engines.detailed import DetailedReader
from orm_attrs import (
    Keeper,
    LabelStatus,
)

T = TypeVar("T")


Work = Callable[[], Any]


PATIENCE: Final = 60
"""Seconds after which a thread is taken to wait for ever."""


@define
class Node(Keeper):
    """A class that contains itself, in two ways."""

    name: str
    children: list[Node]
    left: Node | None = None
    status: LabelStatus | None = None


@define
class Branch:
    """One half of two classes that contain each other."""

    name: str
    leaves: dict[str, Leaf]


@define
class Leaf:
    """The other half."""

    on: Branch | None
    title: str = ""


NODE: Final = {
    "name": "a",
    "children": [{"name": "b", "children": [], "left": None}] * 2,
    "left": {"name": "c", "children": [], "status": "LABELLED"},
}


BRANCH: Final = {"name": "a", "leaves": {"x": {"on": {"name": "b", "leaves": {}}, "title": "t"}}}


def outcome(work: Work) -> Any:
    """Give what a function gives, or the lines that explain what it raises."""
    try:
        return work()
    except Exception as exc:
        return explain(exc)


# --- the strings of the keys --------------------------------------------------------------------


def fail_on_the_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but the generated code read payloads: what it gives up would hide its faults."""

    def refuse(self: Any, payload: Any, _: Any = None) -> Any:
        raise AssertionError(f"the slow path was taken for {payload}")

    monkeypatch.setattr(DetailedReader, "__call__", refuse)


def reader(payload: dict[str, Any], number: int) -> Callable[[], dict[str, Any]]:
    """Give what makes a payload as one of several readers does.

    Each uses its own string objects for the keys, in an order of its own, with keys that are not
    known or without some that may be absent.
    """
    random = Random(number)
    absent = {"is_shadow_data", "duration", "height"} if number % 4 == 1 else set()
    items = [(str(key.encode(), "ascii"), payload[key]) for key in payload if key not in absent]
    if number % 4 == 2:
        items.append(("from a newer server", {}))
    if number % 4 == 3:
        del items[-1]
        items.append(("in place of the width", 1))
    # The first key tells readers apart, so it is the same one for some of them.
    if number % 3:
        random.shuffle(items)
    return lambda: dict(items)
