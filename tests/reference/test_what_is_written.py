"""Side by side with the reference: what is written, and records as rows."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Final, get_origin
from uuid import UUID

import attrs
import pytest

pytest.importorskip("encord")

from reference.comparing import CASES, PAIRS, SEED, TABLES, completed
from reference.differences import ABSENT
from reference.making import ReferenceMaker
from reference.reading import (
    NOT_THERE,
    VERSION,
    counterpart_of,
    is_dto,
    is_placeholder,
    is_record,
    read,
)
from strategies import name_of

import orm_attrs
from converters import converter, to_dic, updatable_fields
from converters.tables import TABLES as TABLES_OF_THE_WIRE
from converters.tables import WireField, body_of, wire_fields
from converters.tables.versions import is_there
from converters.wire.vocabulary import BODY_KEY

WRITTEN_APART: Final = {"SceneWithConfig": ("view_settings", "layout")}
"""Fields that today's client writes by themselves, and puts into what it has written."""


def written(their: Any, kind_name: str) -> Any:
    """Give what the reference writes for an object, as JSON values."""
    if hasattr(their, "model_dump"):
        here = getattr(orm_attrs, kind_name)
        # Some are written in snake_case here, as the oldest version and today's client do it.
        by_alias = TABLES_OF_THE_WIRE[here].writes_camel_case
        write = their.to_dict if hasattr(their, "to_dict") else their.model_dump
        found = write(by_alias=by_alias, exclude_none=TABLES_OF_THE_WIRE[here].omit_none)
        for name in WRITTEN_APART.get(kind_name, ()):
            part = getattr(their, name)
            found[name] = part and part.to_dict(by_alias=False)
        return json_values(found)
    if hasattr(their, "to_dict"):
        return json_values(their.to_dict())
    if isinstance(their, dict):
        return json_values(dict(their))
    return json_values(dataclasses.asdict(their))


def json_values(value: Any) -> Any:
    """Write Python values as the client's JSON writer would, were it told about all of them."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID) or type(value).__module__ == "pydantic.networks":
        return str(value)
    if isinstance(value, dict):
        return {key: json_values(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_values(one) for one in value]
    return value


def _is_written_alike(mine: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal.

    Dates are, when they are the same instant; an int is, where a field makes a float of it there.
    """
    if isinstance(mine, dict) and isinstance(other, dict):
        return mine.keys() == other.keys() and all(
            _is_written_alike(mine[key], other[key]) for key in mine
        )
    if isinstance(mine, list) and isinstance(other, list):
        return len(mine) == len(other) and all(map(_is_written_alike, mine, other))
    if isinstance(mine, str) and isinstance(other, str) and mine != other:
        return _instant(mine) == _instant(other)
    if type(mine) is int and type(other) is float:
        return float(mine) == other
    return type(mine) is type(other) and mine == other


def _is_newer_or_default(cls: str, field: WireField, mine: Any, other: Any) -> bool:
    """Tell whether a key came later, or has a default, which is not written for what came later."""
    if not is_there(VERSION, cls, field.name) or field.name in NOT_THERE.get(cls, ()):
        return other is ABSENT
    return field.omit_if_default and mine is ABSENT and other == field.attribute.default


def _instant(text: str) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@cache
def keys_written_differently(kind: Any) -> frozenset[tuple[str, str]]:
    """Write many objects with both, and give the keys of which the values are not equal."""
    maker = ReferenceMaker(Random(SEED))
    found = set()
    both = 0
    for _ in range(CASES // 3):
        payload = completed(converter.unstructure(maker.instance(kind), kind), kind)
        name = (get_origin(kind) or kind).__name__
        try:
            their = written(read(counterpart_of(kind), payload), name)
        except Exception:
            continue
        both += 1
        ours = converter.unstructure(converter.structure(payload, kind), kind)
        if body_of(kind) is not None:
            ours, their = {BODY_KEY: ours}, {BODY_KEY: their}
        rest = next((it.name for it in wire_fields(kind) if it.is_rest), "")
        fields = {it.written_key: it for it in wire_fields(kind)}
        for key in ours.keys() | their.keys():
            mine, other = ours.get(key, ABSENT), their.get(key, ABSENT)
            if type(mine) is type(other) and mine == other:
                continue
            if key in fields and _is_newer_or_default(name, fields[key], mine, other):
                continue
            if is_dto(counterpart_of(kind)) and _is_written_alike(mine, other):
                continue
            found.add((name, rest or key if key not in fields else key))
    assert both > CASES / 30, "the reference reads next to nothing of what is written here"
    return frozenset(found)


WRITING: Final = [
    kind
    for kind in PAIRS
    if kind not in TABLES.read_only
    and kind not in TABLES.unreadable
    and not is_placeholder(counterpart_of(kind))
]


@pytest.mark.parametrize("kind", WRITING, ids=name_of)
def test_what_is_written_is_what_the_reference_writes(kind: Any) -> None:
    """The same keys and values, or a row of the table says why not."""
    assert keys_written_differently(kind) <= TABLES.written.keys()


@pytest.mark.parametrize("row", TABLES.written, ids=".".join)
def test_every_row_on_writing_is_needed(row: tuple[str, str]) -> None:
    """Each exception is one that some object really needs."""
    assert any(row in keys_written_differently(kind) for kind in WRITING)


def test_patches_of_several_items_are_written_as_the_reference_writes_them() -> None:
    """Those of scenes, too, with the nulls that take a setting away: none of that is read there."""
    if counterpart_of(orm_attrs.PatchItemsBulkPayload) is None:
        pytest.skip("this version of the reference has no such patches")
    maker = ReferenceMaker(Random(SEED))
    maker.depth = 1  # within others, a patch has a setting
    for _ in range(CASES // 6):
        plain = maker.instance(orm_attrs.PatchItemPayload)
        scene = maker.instance(orm_attrs.ScenePatchItemPayload)
        ours = orm_attrs.PatchItemsBulkPayload({"plain": plain, "scene": scene})
        try:
            their = {
                name: read(counterpart_of(type(it)), converter.unstructure(it))
                for name, it in (("plain", plain), ("scene", scene))
            }
        except Exception:
            continue  # It is beyond its limits.
        payload = counterpart_of(orm_attrs.PatchItemsBulkPayload).model_construct(
            item_patches=their
        )
        assert _is_written_alike(converter.unstructure(ours), json_values(payload.to_dict()))


RECORDS: Final = [kind for kind in PAIRS if is_record(counterpart_of(kind))]


@pytest.mark.parametrize("kind", RECORDS, ids=name_of)
def test_a_record_is_flattened_as_the_reference_flattens_it(kind: Any) -> None:
    """Objects become JSON text, dates SQL text; lists stay lists there, and are text here."""
    maker = ReferenceMaker(Random(SEED))
    for _ in range(CASES // 3):
        payload = converter.unstructure(maker.instance(kind), kind)
        try:
            their = read(counterpart_of(kind), payload)
        except Exception:
            continue  # A date with a fraction or an offset.
        mine = to_dic(converter.structure(payload, kind))
        if not hasattr(their, "to_dic"):
            pytest.skip("this version of the reference does not flatten records")
        for key, value in their.to_dic().items():
            flat = json.dumps(value) if isinstance(value, list) else value
            # `strftime` writes the year 1 as "1".
            assert flat in (mine[key], str(mine[key]).lstrip("0"))
        dropped = {
            key
            for key in mine.keys() - their.keys() - set(NOT_THERE.get(kind.__name__, ()))
            if is_there(VERSION, kind.__name__, key)
        }
        assert {(kind.__name__, key) for key in dropped} <= TABLES.written.keys()


@pytest.mark.parametrize("kind", RECORDS, ids=name_of)
def test_the_same_fields_are_updatable(kind: Any) -> None:
    """In the metadata, and in what an update takes from an object."""
    cls = counterpart_of(kind)
    fixed = {one.name for one in attrs.fields(kind) if not one.metadata.get("updatable", True)}
    # What is no column there is not told apart.
    columns = set(cls.DB_FIELDS)
    assert fixed & columns == set(cls.NON_UPDATABLE_FIELDS)
    x = ReferenceMaker(Random(SEED)).instance(kind)
    names = {name for name, _ in updatable_fields(x)}
    assert names == {one for one in attrs.fields_dict(kind) if getattr(x, one) is not None} - fixed
