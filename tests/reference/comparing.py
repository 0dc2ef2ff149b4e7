"""What is compared with the reference, and how."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Final, get_args, get_origin

import attrs
import pytest
from reference import differences_oldest, differences_today
from reference.differences import RAISES
from reference.making import ReferenceMaker
from reference.reading import (
    COMPARED_APART,
    NOT_THERE,
    VERSION,
    counterpart,
    counterpart_of,
    is_dto,
    is_record,
    read,
    value_of,
    values,
    without_wrapper,
)
from strategies import CLASSES, name_of

import orm_attrs
from converters import converter, explain
from converters.plans.nodes import how_of
from converters.tables import TABLES as TABLES_OF_THE_WIRE
from converters.tables import body_of, split_optional, wire_fields
from converters.tables.versions import FIRST, LAST, is_there

CASES: Final = 600
"""Payloads of each class: a third good ones, a third untidy ones, a third broken ones."""
SEED: Final = 98

TABLES: Final = {FIRST: differences_oldest.DIFFERENCES, LAST: differences_today.DIFFERENCES}[
    VERSION
]

COUNTERPARTS: Final = [kind for kind in CLASSES if counterpart_of(kind) is not None]
"""The classes that this version of the reference has, too."""

PAIRS: Final = [kind for kind in COUNTERPARTS if name_of(kind) not in COMPARED_APART]
"""Those of them whose values are compared here."""

every_counterpart = pytest.mark.parametrize("kind", COUNTERPARTS, ids=name_of)
every_pair = pytest.mark.parametrize("kind", PAIRS, ids=name_of)


Found = tuple[str, str, Any, Any]
"""A difference: class, field, our value, the reference's."""


def differing_fields(mine: Any, their: Any) -> Iterator[Found]:
    """Give the fields in which an object of ours and one of the reference's differ."""
    cls = type(mine)
    for one in attrs.fields(cls):
        if not is_there(VERSION, cls.__name__, one.name):
            continue
        if one.name in NOT_THERE.get(cls.__name__, ()):
            continue
        try:
            value = value_of(their, one.name)
        except Exception:
            value = RAISES
        yield from _differing(cls.__name__, one.name, getattr(mine, one.name), value)


def _differing(cls: str, name: str, mine: Any, their: Any) -> Iterator[Found]:
    if attrs.has(type(mine)) and counterpart(type(mine).__name__) is type(their):
        yield from differing_fields(mine, their)
    elif without_wrapper(their) is not their:
        yield from _differing(cls, name, mine, their.root)
    elif isinstance(mine, dict) and isinstance(their, dict) and mine.keys() == their.keys():
        for key, value in mine.items():
            yield from _differing(cls, name, value, their[key])
    elif type(mine) is type(their) in (list, tuple) and len(mine) == len(their):
        for one, other in zip(mine, their, strict=True):
            yield from _differing(cls, name, one, other)
    elif not _same(values(mine), values(their)):
        yield cls, name, mine, their


def _same(mine: Any, their: Any) -> bool:
    if isinstance(mine, datetime) and isinstance(their, datetime):
        return mine.isoformat() == their.isoformat()
    return type(mine) is type(their) and (mine == their or repr(mine) == repr(their))


def matter_of(cls: str, name: str, mine: Any, their: Any) -> str:
    """Tell which of the differences that are there in several classes this may be."""
    model = getattr(orm_attrs, cls)
    kind = str(attrs.fields_dict(model)[name].type)
    if isinstance(mine, Enum) and not _has_member(mine):
        return "newer member"
    if their is None and TABLES_OF_THE_WIRE[model].also_camel_case:
        return "key in camelCase"
    if isinstance(mine, datetime):
        if isinstance(their, str):
            return "text of a date"
        return "no zone" if mine.tzinfo is None else "offset behind a name"
    if "UUID" in kind and isinstance(their, str) and their is not RAISES:
        return "text of a UUID"
    if isinstance(their, (dict, list)):
        return "raw object"
    if isinstance(mine, bool):
        return "0 or 1"
    if their is None and is_record(counterpart(cls)):
        return "number of the other kind"
    return "int of a float field" if "float" in kind else "whole float"


def _has_member(member: Enum) -> bool:
    """Tell whether this version of the reference has a member, by one of its names."""
    enum = type(member)
    names = [name for name, one in enum.__members__.items() if one is member]
    return any(is_there(VERSION, enum.__name__, name) for name in names)


@attrs.define
class Record:
    """What came out of comparing."""

    compared: int = 0
    refused_there: int = 0
    seen: Counter[Any] = attrs.Factory(Counter)
    """Rows of the tables to how often they were needed."""
    unknown: list[str] = attrs.Factory(list)
    """What stands in no table."""


def compare(kind: Any, payload: Any, record: Record) -> None:
    """Read one payload with both, if the reference can read it."""
    try:
        their = read(counterpart_of(kind), payload)
    except Exception:
        record.refused_there += 1
        return
    record.compared += 1
    try:
        mine = converter.structure(payload, kind)
    except Exception as problem:
        for line in explain(problem):
            pattern = next((one for one in TABLES.refusals if re.search(one, line)), None)
            record.seen[pattern] += 1
            if pattern is None:
                record.unknown.append(f"{line} in {payload}")
        return
    for cls, name, one, other in differing_fields(mine, their):
        row = row_for(cls, name, one, other)
        record.seen[row] += 1
        if row is None:
            record.unknown.append(f"{cls}.{name}: {one!r} here, {other!r} there, from {payload}")


def row_for(cls: str, name: str, mine: Any, their: Any) -> Any:
    """Find the row of the tables that a difference belongs to, and that still holds for it."""
    known = TABLES.fields.get((cls, name))
    if known is not None and known.still_holds(mine, their):
        return cls, name
    matter = matter_of(cls, name, mine, their)
    found = TABLES.matters.get(matter)
    return matter if found is not None and found.still_holds(mine, their) else None


@cache
def comparison_of(kind: Any) -> Record:
    """Compare many payloads of one class."""
    maker = ReferenceMaker(Random(f"{SEED} {name_of(kind)}"))
    record = Record()
    for _ in range(CASES // 3):
        good = converter.unstructure(maker.instance(kind), kind)
        for payload in (good, maker.payload(kind), maker.broken(kind)):
            compare(kind, completed(payload, kind), record)
    for rare_kind, values_of_keys in TABLES.rare:
        if rare_kind is kind:
            good = converter.unstructure(maker.instance(kind), kind)
            compare(kind, good | values_of_keys, record)
    return record


def completed(payload: Any, kind: Any) -> Any:
    """Add what the classes of this version of the reference want to see, at any depth.

    Args:
        payload: A payload, which is not changed.
        kind: The class that it is of, or any other type.
    """
    how = how_of(split_optional(kind)[0])
    if how is not None:
        told = how.member_of(payload)
        return payload if told is None else completed(payload, told)
    if attrs.has(get_origin(kind) or kind):
        return _complete(payload, kind)
    if get_origin(kind) is list and isinstance(payload, list):
        return [completed(it, get_args(kind)[0]) for it in payload]
    if get_origin(kind) is dict and isinstance(payload, dict):
        return {key: completed(it, get_args(kind)[1]) for key, it in payload.items()}
    return payload


def _complete(payload: Any, kind: Any) -> Any:
    if (body := body_of(kind)) is not None:
        return completed(payload, body.type)
    if not isinstance(payload, dict):
        return payload
    payload = dict(payload)
    their, needs = counterpart_of(kind), TABLES.needs.get(kind, {})
    fields = their.model_fields if is_dto(their) else {}
    for one in wire_fields(kind):
        name = one.name
        keys = [key for key in one.keys if key in payload]
        if name in needs:
            payload |= {key: needs[name] for key in keys or [one.key] if payload.get(key) is None}
        elif not keys and name in fields and fields[name].is_required() and not one.required:
            # Without a default there, though it may be null.
            payload[one.key] = one.attribute.default
        for key in keys:
            payload[key] = completed(payload[key], one.type)
    return payload
