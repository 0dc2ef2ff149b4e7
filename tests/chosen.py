"""The classes that stand for all others where the machinery decides, and not their tables.

A format, a database or a pickle knows nothing of a class but the kinds of its fields and of its
table, and there are few of those. `by_kind` runs a test in full for the fewest classes that have
each kind between them, and once for each other class, in one test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cache
from itertools import product
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin
from zlib import crc32

import attrs
import pytest
from loops import Group, One, in_groups
from strategies import FEW, LIST_CLASSES, name_of

from converters.tables import TABLES, base_type, is_literal, wire_fields
from converters.wire.codecs import fallback_of
from orm_attrs import Tracker

MANY: Final = 8
"""A class that has more fields than that has many."""

T = TypeVar("T")

# --- kinds ----------------------------------------------------------------------------------------


@cache
def kinds_of(kind: Any) -> frozenset[tuple[Any, ...]]:
    """Give all that the machinery may tell a class by, as tuples that begin with a word for it."""
    if get_origin(kind) in (Union, UnionType):
        return frozenset({("union",)})
    cls = get_origin(kind) or kind
    if cls in LIST_CLASSES:
        return frozenset({("list class",)})
    fields = wire_fields(kind)
    table = TABLES[cls]
    keys = {one.key for one in fields}
    found: set[tuple[Any, ...]] = {
        ("number of fields", min(len(fields), 1), len(fields) > MANY),
        ("is generic", kind is not cls),
        ("has a base", any(map(attrs.has, cls.__mro__[1:]))),
        ("notes changes", issubclass(cls, Tracker)),
        ("is frozen", cls.__setattr__ is not object.__setattr__),
        ("has weak references", any("__weakref__" in vars(base) for base in cls.__mro__)),
        ("table", table.omit_none, bool(table.required), bool(table.other_keys)),
        ("letters", table.reads_camel_case, table.writes_camel_case, table.also_camel_case),
    }
    for one in fields:
        shape = shape_of(one.type)
        stands_in = one.other_key in keys
        spellings = "one" if one.other_key is None else "fields" if stands_in else "two"
        default = one.attribute.default is not attrs.NOTHING
        found |= {
            ("type", shape, one.nullable),
            ("encoding", shape, one.codec.name if one.codec else None),
            ("required", one.required, one.nullable, default),
            ("key", one.key == one.name, spellings, one.required, one.written_key == one.key),
            ("left out", one.omit_none, one.omit_if_default, one.nullable),
            ("may be updated", one.attribute.metadata.get("updatable", True)),
        }
    return frozenset(found)


def shape_of(kind: Any) -> str:
    """Name what a type is made of; classes and enums by what kind of such they are."""
    kind = base_type(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return " | ".join(map(shape_of, arguments))
    if is_literal(kind):
        return "literal"
    if attrs.has(origin or kind):
        two = any(one.other_key for one in wire_fields(kind))
        return "class with two keys for a field" if two else "class"
    if isinstance(kind, type) and issubclass(kind, Enum):
        values = sorted({type(one.value).__name__ for one in kind})
        more = [base.__name__ for base in (int, str) if issubclass(kind, base)]
        fallback = ["with a fallback"] if fallback_of(kind) else []
        return " ".join(["enum of", *values, *more, *fallback])
    if origin is None:
        return name_of(kind)
    return f"{origin.__name__}[{', '.join(map(shape_of, arguments))}]"


# --- classes --------------------------------------------------------------------------------------


@cache
def cover(kinds: tuple[Any, ...]) -> list[Any]:
    """Choose as few classes as will do to have each kind that any of them has."""
    left = {kind: set(kinds_of(kind)) for kind in kinds}
    found = []
    while any(left.values()):
        # The one with the most of what is still missing, and of several the first.
        best = max(left, key=lambda kind: len(left[kind]))
        found.append(best)
        seen = left.pop(best)
        for missing in left.values():
            missing.difference_update(seen)
    return found


def class_of(value: Any) -> Any:
    """Give the class that a case or a payload is of; a class itself otherwise."""
    return getattr(value, "cls", value)


def split(values: Sequence[T]) -> tuple[list[T], list[T]]:
    """Part values into those of chosen classes and all others, each in the order they had."""
    chosen = cover(tuple(dict.fromkeys(map(class_of, values))))
    return (
        [value for value in values if class_of(value) in chosen],
        [value for value in values if class_of(value) not in chosen],
    )


# --- tests ----------------------------------------------------------------------------------------


def by_kind(
    name: str,
    values: Sequence[Any],
    /,
    *,
    count: int = 0,
    is_slow: bool = False,
    **variants: Sequence[Any],
) -> Callable[[Any], Any]:
    """Run a test in full for chosen classes, and once for each other one.

    Each chosen class meets each variant: a format, a database, a protocol. All that meet the same
    variant are one test. The other classes are one test, `others`, which only `all` runs, and in
    which each meets one of the variants, a few times; in `dev.py long` they all meet all.

    Args:
        name: The parameter of the test that gets a class, a case or a payload.
        values: What it gets.
        count: How often the test does what it does with a class, if it has a parameter `count`.
        is_slow: True when the other classes are left to `dev.py long`.
        variants: Other parameters and what each may get, plainly or as `pytest.param` with marks.
    """
    chosen, others = split(values)
    ways = [_Way.of(variants, row, count) for row in product(*variants.values())]
    groups = [
        Group(way.id or "chosen", [way.case(name, one) for one in chosen], way.marks)
        for way in ways
    ]
    if others and not is_slow:
        once = [_way_of(one, ways).less_often().case(name, one) for one in others]
        groups.append(Group("others", once, (pytest.mark.exhaustive,), is_sparse=True))
    if others and (is_slow or len(ways) > 1 or count):
        every = [way.case(name, one) for one in others for way in ways]
        groups.append(Group("others-in-full", every, (pytest.mark.thorough,)))
    return in_groups([name, *ways[0].arguments], groups)


def of_each_class(name: str, values: Sequence[Any]) -> Callable[[Any], Any]:
    """Run a test for each class, and in it for each of several values of the class.

    Args:
        name: The parameter of the test that gets a value.
        values: What it gets.
    """
    cases: dict[str, list[One]] = {}
    for value in values:
        cases.setdefault(name_of(class_of(value)), []).append(One(name_in(value), {name: value}))
    return in_groups([name], [Group(cls, ones) for cls, ones in cases.items()])


def name_in(value: Any) -> str:
    """Name the class of a value, and the value where there are several of a class."""
    name = name_of(class_of(value))
    return f"{name}, {value.name}" if hasattr(value, "written_text") else name


@attrs.frozen
class _Way:
    """One value for each variant."""

    id: str
    arguments: dict[str, Any]
    marks: tuple[Any, ...]

    @classmethod
    def of(cls, names: Iterable[str], row: Iterable[Any], count: int) -> _Way:
        params = [one if hasattr(one, "marks") else pytest.param(one) for one in row]
        values = [value for one in params for value in one.values]
        ids = [one.id or str(value) for one, value in zip(params, values, strict=True)]
        arguments = dict(zip(names, values, strict=True)) | ({"count": count} if count else {})
        return cls("-".join(ids), arguments, tuple(mark for one in params for mark in one.marks))

    def less_often(self) -> _Way:
        if "count" not in self.arguments:
            return self
        few = max(FEW, self.arguments["count"] // 10)
        return attrs.evolve(self, arguments={**self.arguments, "count": few})

    def case(self, name: str, value: Any) -> One:
        words = [name_in(value), self.id] if self.id else [name_in(value)]
        return One(", ".join(words), {name: value, **self.arguments})


def _way_of(value: Any, ways: Sequence[_Way]) -> _Way:
    """Choose one of several ways for a value, always the same one."""
    return ways[crc32(name_in(value).encode()) % len(ways)]
