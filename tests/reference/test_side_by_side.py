"""Side by side with the reference: every payload it reads, we read to the same values.

Runs only where the reference is installed, in its oldest or in its newest version:
``pip install encord==0.1.98 "python-dateutil<3"``, or ``pip install encord==0.1.211``. Whatever is
different stands in the tables of the version, with the reason; a row for which no difference can
be found any more fails, too.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Final, get_args, get_origin
from uuid import UUID

import attrs
import pytest

pytest.importorskip("encord")

from reference import differences_oldest, differences_today
from reference.differences import ABSENT, RAISES
from reference.reading import (
    ELSEWHERE,
    UNTYPED,
    VERSION,
    counterpart,
    counterpart_of,
    is_dto,
    is_placeholder,
    is_record,
    read,
    value_of,
    values,
)
from strategies import CLASSES, ENUMS, LIST_CLASSES, Maker, name_of

import orm_attrs
from converters import converter, explain, query_type, to_dic, updatable_fields
from converters.engines.containers import list_class_item
from converters.tables import TABLES as TABLES_OF_THE_WIRE
from converters.tables import WireField, wire_fields
from converters.tables.versions import FIRST, LAST, is_there

CASES: Final = 600
"""Payloads of each class: a third good ones, a third untidy ones, a third broken ones."""
SEED: Final = 98

TABLES: Final = {FIRST: differences_oldest.DIFFERENCES, LAST: differences_today.DIFFERENCES}[
    VERSION
]

PAIRS: Final = [kind for kind in CLASSES if counterpart_of(kind) is not None]
"""The classes that this version of the reference has, too."""

every_pair = pytest.mark.parametrize("kind", PAIRS, ids=name_of)


# --- comparing ----------------------------------------------------------------------------------

Found = tuple[str, str, Any, Any]
"""A difference: class, field, our value, the reference's."""


def differing_fields(mine: Any, their: Any) -> Iterator[Found]:
    """Give the fields in which an object of ours and one of the reference's differ."""
    cls = type(mine)
    for one in attrs.fields(cls):
        if not is_there(VERSION, cls.__name__, one.name):
            continue
        try:
            value = value_of(their, one.name)
        except Exception:
            value = RAISES
        yield from _differing(cls.__name__, one.name, getattr(mine, one.name), value)


def _differing(cls: str, name: str, mine: Any, their: Any) -> Iterator[Found]:
    if attrs.has(type(mine)) and counterpart(type(mine).__name__) is type(their):
        yield from differing_fields(mine, their)
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
        return "text of a date" if isinstance(their, str) else "no zone"
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
    maker = Maker(Random(f"{SEED} {name_of(kind)}"))
    record = Record()
    for _ in range(CASES // 3):
        good = converter.unstructure(maker.instance(kind), kind)
        for payload in (good, maker.payload(kind), maker.broken(kind)):
            compare(kind, _complete(payload, kind), record)
    for rare_kind, values_of_keys in TABLES.rare:
        if rare_kind is kind:
            good = converter.unstructure(maker.instance(kind), kind)
            compare(kind, good | values_of_keys, record)
    return record


def _complete(payload: Any, kind: Any) -> Any:
    """Add what this class of the reference wants to see, in the objects inside, too."""
    if not isinstance(payload, dict):
        return payload
    payload = dict(payload)
    their, needs = counterpart_of(kind), TABLES.needs.get(kind, {})
    fields = their.model_fields if is_dto(their) else {}
    for one in wire_fields(kind):
        name = one.name
        keys = [key for key in (one.key, one.other_key) if key in payload]
        if name in needs:
            payload |= {key: needs[name] for key in keys or [one.key] if payload.get(key) is None}
        elif not keys and name in fields and fields[name].is_required() and not one.required:
            # Without a default there, though it may be null.
            payload[one.key] = one.attribute.default
        item = one.type if attrs.has(one.type) else (*get_args(one.type), None)[0]
        for key in keys:
            if attrs.has(item) and isinstance(payload[key], dict):
                payload[key] = _complete(payload[key], item)
            elif attrs.has(item) and isinstance(payload[key], list):
                payload[key] = [_complete(it, item) for it in payload[key]]
    return payload


# --- the tests: what is read --------------------------------------------------------------------


@every_pair
def test_what_the_reference_reads_is_read_to_the_same_values(kind: Any) -> None:
    """Good, untidy and broken payloads: equal values, or a row of the tables says why not."""
    record = comparison_of(kind)
    assert record.unknown == []
    is_read = record.compared > CASES / 4
    assert is_read or is_placeholder(counterpart_of(kind)) or kind in TABLES.unreadable


@pytest.mark.parametrize("row", [*TABLES.matters, *TABLES.fields, *TABLES.refusals], ids=str)
def test_every_row_of_the_tables_is_needed(row: Any) -> None:
    """Each exception is one that some payload really needs."""
    assert any(comparison_of(kind).seen[row] for kind in PAIRS)


def test_so_many_payloads_were_compared() -> None:
    """The reference reads most of what is generated, so the comparison means something."""
    compared = sum(comparison_of(kind).compared for kind in PAIRS)
    refused = sum(comparison_of(kind).refused_there for kind in PAIRS)
    print(f"{compared} payloads compared, {refused} more refused by the reference")
    assert compared > TABLES.least


@pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
def test_a_list_class_is_read_to_the_same_values(kind: Any) -> None:
    """Each item as its own class would read it."""
    maker = Maker(Random(SEED))
    item = list_class_item(kind)
    for _ in range(100):
        payload = [converter.unstructure(maker.instance(item)) for _ in range(3)]
        their = read(counterpart(kind.__name__), payload)
        mine = converter.structure(payload, kind)
        assert [list(differing_fields(*both)) for both in zip(mine, their, strict=True)] == [[]] * 3


def test_the_rows_of_a_query_are_read_to_the_same_values() -> None:
    """The rows of the query `DataRows` are those of `DataRow`."""
    maker = Maker(Random(SEED))
    rows = [converter.unstructure(maker.instance(orm_attrs.DataRow)) for _ in range(100)]
    mine = converter.structure({"data_rows": rows}, orm_attrs.DataRows).data_rows
    their = [read(counterpart("DataRows"), row) for row in rows]
    for one, other in zip(mine, their, strict=True):
        assert None not in [row_for(*found) for found in differing_fields(one, other)]


def date_texts(count: int) -> Iterator[str]:
    """Give dates in many forms, most of them with a letter or two that do not belong there."""
    maker = Maker(Random(SEED))
    for _ in range(count):
        text = maker.loose_date(maker.moment())
        for _ in range(maker.random.randint(0, 3)):
            i = maker.random.randrange(len(text))
            letter = maker.random.choice("0123456789-:T Z.+,/WPMpmAg")
            text = text[:i] + letter + text[i + maker.random.randint(0, 1) :]
        yield text


def test_dates_are_read_as_the_reference_reads_them() -> None:
    """Its parser gives the same for all that is read here, and what it fills in is refused here."""
    from dateutil.parser import parse

    read_by_both = 0
    for text in date_texts(20_000):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # It warns of zones that it does not know.
                # No number in common, and more than a week apart: a weekday moves the day.
                their = {parse(text, default=day).isoformat() for day in TWO_DAYS}
        except Exception:
            their = set()
        try:
            mine = {converter.structure(text, datetime).isoformat()}
        except ValueError:
            mine = set()
        assert mine == (their if len(their) == 1 else set()), text
        read_by_both += len(mine)
    assert read_by_both > 5_000


TWO_DAYS: Final = datetime(2000, 1, 1), datetime(2003, 12, 15)


# --- the tests: what is written -----------------------------------------------------------------


def written(their: Any, kind_name: str) -> Any:
    """Give what the reference writes for an object, as JSON values."""
    if hasattr(their, "model_dump"):
        here = getattr(orm_attrs, kind_name)
        # Some are written in snake_case here, as the oldest version and today's client do it.
        by_alias = TABLES_OF_THE_WIRE[here].writes_camel_case
        return json_values(
            their.to_dict(by_alias=by_alias, exclude_none=TABLES_OF_THE_WIRE[here].omit_none)
        )
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
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: json_values(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_values(one) for one in value]
    return value


def _is_written_alike(mine: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal; dates are, when they are the same instant."""
    if isinstance(mine, dict) and isinstance(other, dict):
        return mine.keys() == other.keys() and all(
            _is_written_alike(mine[key], other[key]) for key in mine
        )
    if isinstance(mine, list) and isinstance(other, list):
        return len(mine) == len(other) and all(map(_is_written_alike, mine, other))
    if isinstance(mine, str) and isinstance(other, str) and mine != other:
        return _instant(mine) == _instant(other)
    return type(mine) is type(other) and mine == other


def _is_newer_or_default(cls: str, field: WireField, mine: Any, other: Any) -> bool:
    """Tell whether a key came later, or has a default, which is not written for what came later."""
    if not is_there(VERSION, cls, field.name):
        return other is ABSENT
    return field.omit_if_default and mine is ABSENT and other == field.attribute.default


def _instant(text: str) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


@cache
def keys_written_differently(kind: Any) -> frozenset[tuple[str, str]]:
    """Write many objects with both, and give the keys of which the values are not equal."""
    maker = Maker(Random(SEED))
    found = set()
    both = 0
    for _ in range(CASES // 3):
        payload = _complete(converter.unstructure(maker.instance(kind), kind), kind)
        name = (get_origin(kind) or kind).__name__
        try:
            their = written(read(counterpart_of(kind), payload), name)
        except Exception:
            continue
        both += 1
        ours = converter.unstructure(converter.structure(payload, kind), kind)
        fields = {it.written_key: it for it in wire_fields(kind)}
        for key in ours.keys() | their.keys():
            mine, other = ours.get(key, ABSENT), their.get(key, ABSENT)
            if type(mine) is type(other) and mine == other:
                continue
            if key in fields and _is_newer_or_default(name, fields[key], mine, other):
                continue
            if is_dto(counterpart_of(kind)) and _is_written_alike(mine, other):
                continue
            found.add((name, key))
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


RECORDS: Final = [kind for kind in PAIRS if is_record(counterpart_of(kind))]


@pytest.mark.parametrize("kind", RECORDS, ids=name_of)
def test_a_record_is_flattened_as_the_reference_flattens_it(kind: Any) -> None:
    """Objects become JSON text, dates SQL text; lists stay lists there, and are text here."""
    maker = Maker(Random(SEED))
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
            key for key in mine.keys() - their.keys() if is_there(VERSION, kind.__name__, key)
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
    x = Maker(Random(SEED)).instance(kind)
    names = {name for name, _ in updatable_fields(x)}
    assert names == {one for one in attrs.fields_dict(kind) if getattr(x, one) is not None} - fixed


# --- the tests: names ---------------------------------------------------------------------------


def arguments_of(cls: Any) -> list[str]:
    """List what a class of the reference is made of."""
    if is_record(cls):
        return list(cls.DB_FIELDS)
    if hasattr(cls, "model_fields"):
        return list(cls.model_fields)
    if cls.__init__ is object.__init__:
        return []
    return list(inspect.signature(cls).parameters)


@every_pair
def test_constructors_take_the_same_arguments(kind: Any) -> None:
    """By name; and in the same order, where they may be given by position."""
    cls = get_origin(kind) or kind
    their = arguments_of(counterpart_of(kind))
    names = [one.name for one in attrs.fields(cls)]
    mine = [name for name in names if is_there(VERSION, cls.__name__, name)]
    assert set(mine) - set(their) == ({"success"} if cls is orm_attrs.SingleImage else set())
    # What only a client needs is no data.
    assert set(their) - set(mine) <= {"trace_id_provider"}
    if not any(one.kw_only for one in attrs.fields(cls)) and not is_dto(counterpart_of(kind)):
        assert mine == their


@pytest.mark.parametrize("enum", [one for one in ENUMS if counterpart(one.__name__)], ids=name_of)
def test_enums_have_the_same_members(enum: type[Enum]) -> None:
    """The same names, values and order, and a member is a str or an int where it is one there."""
    their = counterpart(enum.__name__)
    members = {
        name: one.value
        for name, one in enum.__members__.items()
        if is_there(VERSION, enum.__name__, name)
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


@every_pair
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
    here = {name.split("[")[0] for name in names} - UNTYPED - {"SpaceType"}
    without = {name for name in here if counterpart(name) is None}
    assert without == {name for name in here if not is_there(VERSION, name)}
