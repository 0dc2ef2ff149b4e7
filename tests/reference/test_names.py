"""Side by side with the reference: the names of arguments, members, queries and keys."""

from __future__ import annotations

import inspect
from enum import Enum
from random import Random
from typing import Any, get_origin

import attrs
import pytest

pytest.importorskip("encord")

from reference.comparing import SEED, TABLES, every_counterpart
from reference.reading import (
    COMPARED_APART,
    DICTS_THERE,
    ELSEWHERE,
    NOT_THERE,
    UNTYPED,
    VERSION,
    counterpart,
    counterpart_of,
    is_dto,
    is_record,
    read,
)
from strategies import CLASSES, ENUMS, LIST_CLASSES, name_of

import orm_attrs
from converters import converter, query_type
from converters.tables import wire_fields
from converters.tables.versions import FIRST, is_there
from converters.wire.codecs import ADDED_FALLBACKS, FALLBACK


def arguments_of(cls: Any) -> list[str]:
    """List what a class of the reference is made of."""
    if is_record(cls):
        return list(cls.DB_FIELDS)
    if hasattr(cls, "model_fields"):
        return list(cls.model_fields)
    if cls.__init__ is object.__init__:
        return []
    return list(inspect.signature(cls).parameters)


@every_counterpart
def test_constructors_take_the_same_arguments(kind: Any) -> None:
    """By name; and in the same order, where they may be given by position."""
    cls = get_origin(kind) or kind
    their = arguments_of(counterpart_of(kind))
    names = [one.name for one in attrs.fields(cls)]
    mine = [name for name in names if is_there(VERSION, cls.__name__, name)]
    more = {"success"} if cls is orm_attrs.SingleImage else NOT_THERE.get(cls.__name__, ())
    rest = {one.name for one in wire_fields(kind) if one.is_rest} - set(their)
    assert set(mine) - set(their) == {*more, *rest}
    # What only a client needs is no data.
    assert set(their) - set(mine) <= {"trace_id_provider"}
    if not any(one.kw_only for one in attrs.fields(cls)) and not is_dto(counterpart_of(kind)):
        assert mine == their


@pytest.mark.parametrize("enum", [one for one in ENUMS if counterpart(one.__name__)], ids=name_of)
def test_enums_have_the_same_members(enum: type[Enum]) -> None:
    """The same names, values and order, and a member is a str or an int where it is one there."""
    their = counterpart(enum.__name__)
    is_added = enum.__name__ in ADDED_FALLBACKS
    added = FALLBACK[enum.__name__].member if is_added else None
    members = {
        name: one.value
        for name, one in enum.__members__.items()
        if is_there(VERSION, enum.__name__, name) and name != added
    }
    assert members == {one.name: one.value for one in their}
    assert list(members) == [one.name for one in their]
    assert issubclass(enum, int) == issubclass(their, int)
    is_text_there = enum.__name__ in TABLES.text_enums
    assert issubclass(enum, str) or is_text_there == issubclass(their, str)


def test_storage_locations_have_the_same_names_on_the_wire() -> None:
    """The name of each location in a `Dataset`."""
    their = counterpart("STORAGE_LOCATION_BY_STR")
    mine = orm_attrs.STORAGE_LOCATION_BY_STR
    assert {name: mine[name].value for name in their} == {
        name: one.value for name, one in their.items()
    }
    assert len(mine) == len(their) + 1  # One has another name in each version.


@every_counterpart
def test_queries_have_the_same_names(kind: Any) -> None:
    """The reference asks for a class by its name, in lower case."""
    cls = get_origin(kind) or kind
    if cls.__name__ not in ELSEWHERE:
        assert query_type(cls) == counterpart(cls.__name__).__name__.lower()


def test_names_become_camel_case_in_the_same_way() -> None:
    """Whatever the underscores, capitals, digits and letters of other alphabets."""
    random = Random(SEED)
    for _ in range(20_000):
        name = "".join(random.choices("ab_XY_0é_Δßǆ", k=random.randint(0, 9)))
        assert orm_attrs.snake_to_camel(name) == counterpart("snake_to_camel")(name), name


@pytest.mark.skipif(VERSION != FIRST, reason="in later versions this method always raises")
def test_label_hashes_are_listed_in_the_same_way() -> None:
    """Also for rows that have none, and for projects without rows."""
    payloads: list[Any] = [{}, {"label_rows": []}, {"label_rows": [{"label_hash": "h"}, {}]}]
    for payload in payloads:
        mine = converter.structure(payload, orm_attrs.Project).get_labels_list()
        assert mine == read(counterpart("Project"), payload).get_labels_list()


def test_only_what_its_version_lacks_is_not_in_the_reference() -> None:
    """Classes and enums: whatever else has no counterpart has lost its name."""
    names = [*map(name_of, CLASSES), *(one.__name__ for one in ENUMS), *map(name_of, LIST_CLASSES)]
    here = {name.split("[")[0] for name in names} - UNTYPED - COMPARED_APART - {"SpaceType"}
    # What no version knows.
    here = {name for name in here if not name.startswith(("Other", "Unknown"))}
    here = {name for name in here if getattr(orm_attrs, name).__module__ not in DICTS_THERE}
    without = {name for name in here if counterpart(name) is None}
    assert without == {name for name in here if not is_there(VERSION, name)}
