"""Side by side with the reference: every payload it reads, we read to the same values.

Runs only where the reference is installed: ``pip install encord==0.1.98 "python-dateutil<3"``.
Whatever is different stands in one of the tables of this file, with the reason; a row for which
no difference can be found any more fails, too.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Final, get_origin
from uuid import UUID

import attrs
import pytest

pytest.importorskip("encord")

from reference.reading import (
    ELSEWHERE,
    LATER,
    counterpart,
    counterpart_of,
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

CASES: Final = 600
"""Payloads of each class: a third good ones, a third untidy ones, a third broken ones."""
SEED: Final = 98

RAISES: Final = "the reference raises when it is asked for the value"

PAIRS: Final = [kind for kind in CLASSES if name_of(kind) not in LATER]
every_pair = pytest.mark.parametrize("kind", PAIRS, ids=name_of)


# --- what is different --------------------------------------------------------------------------

Relation = Callable[[Any, Any], bool]


@attrs.frozen
class Difference:
    """One known difference."""

    why: str
    still_holds: Relation
    """What our value and the reference's must be to each other all the same."""


def _whole_second(mine: datetime, their: Any) -> bool:
    # `strftime` writes the year 1 as "1", which is then read as a day, or not at all.
    return mine.year < 1000 or mine.replace(microsecond=0, tzinfo=None) == their


def _same_day(mine: Any, their: Any) -> bool:
    return bool(mine.date() == their.date())


def _dropped(mine: Any, their: Any) -> bool:
    return mine is not None and their is None


MATTERS: Final[dict[str, Difference]] = {
    "whole float": Difference(
        "servers send 3560366.0 for an int; there it stays a float",
        lambda mine, their: isinstance(mine, int) and type(their) is float and mine == their,
    ),
    "int of a float field": Difference(
        "the reference's DTOs make a float of it; here it stays the int it is",
        lambda mine, their: type(mine) is int and type(their) is float and float(mine) == their,
    ),
    "0 or 1": Difference(
        "databases send them for a bool; there they stay numbers",
        lambda mine, their: type(mine) is bool and type(their) is not bool and mine == their,
    ),
    "text of a date": Difference(
        "classes without a reader of their own keep a date as text",
        lambda mine, their: mine == converter.structure(their, datetime),
    ),
    "text of a UUID": Difference(
        "classes without a reader of their own keep a UUID as text",
        lambda mine, their: mine == (UUID(their) if their else None),
    ),
    "raw object": Difference(
        "classes without a reader of their own keep objects and lists as they are",
        lambda mine, their: mine == converter.structure(their, type(mine)),
    ),
    "number of the other kind": Difference(
        "a record drops an int that comes for a float, and a float that comes for an int",
        lambda mine, their: type(mine) in (int, float) and their is None,
    ),
}
"""Differences that are there in several classes."""

FROM_ISO: Final = "this class reads ISO 8601 only, and `19:29.123` not as the others do"

FIELDS: Final[dict[tuple[str, str], Difference]] = {
    ("DataRow", "created_at"): Difference("fraction and offset are lost", _whole_second),
    ("DataRow", "last_edited_at"): Difference("fraction and offset are lost", _whole_second),
    ("DataRow", "duration"): Difference("hidden, unless it is a video", _dropped),
    ("DataRow", "backing_item_uuid"): Difference(
        "raises instead of None", lambda mine, their: mine is None and their is RAISES
    ),
    ("Dataset", "storage_location"): Difference(
        "a name that is not known can be read, but not got",
        lambda mine, their: mine == orm_attrs.StorageLocation.NEW_STORAGE and their is RAISES,
    ),
    ("ImageData", "storage_location"): Difference(
        "a number that is not known stays that number",
        lambda mine, their: mine == orm_attrs.StorageLocation.NEW_STORAGE and their not in range(5),
    ),
    ("Video", "backing_item_uuid"): Difference("always dropped, as it comes as text", _dropped),
    ("LabelRowMetadata", "created_at"): Difference(FROM_ISO, _same_day),
    ("LabelRowMetadata", "last_edited_at"): Difference(FROM_ISO, _same_day),
    ("ProjectImporterCvatInfo", "export_type"): Difference(
        "dropped, as it comes as text", _dropped
    ),
    ("ModelTrainingParams", "weights"): Difference("dropped, as it comes as an object", _dropped),
    ("SingleImage", "success"): Difference("dropped, as it is no column", _dropped),
}
"""Differences of one field."""

REFUSALS: Final[dict[str, str]] = {
    r"got null$": "null where the type has no None is mostly accepted there",
    r"expected int, got float": "a fraction, or so large that digits may be missing, is kept there",
    r"expected a date and time, got '": (
        "today's date is put in there for what is missing, and one class reads week dates"
    ),
    r"expected JSON text of a list, got": "whatever can be iterated over counts as a list there",
    r"is none of": "there, only some classes look a value of an enum up",
    r"expected (str|int|float|bool|an object|a list|a UUID|a date and time)( or str)?, got": (
        "a value of a wrong type is kept or dropped there, or made something of"
    ),
}
"""Patterns of the problems that we report in payloads that the reference reads."""


# --- comparing ----------------------------------------------------------------------------------

Found = tuple[str, str, Any, Any]
"""A difference: class, field, our value, the reference's."""


def differing_fields(mine: Any, their: Any) -> Iterator[Found]:
    """Give the fields in which an object of ours and one of the reference's differ."""
    cls = type(mine)
    for one in attrs.fields(cls):
        try:
            value = value_of(their, one.name)
        except Exception:
            value = RAISES
        yield from _differing(cls.__name__, one.name, getattr(mine, one.name), value)


def _differing(cls: str, name: str, mine: Any, their: Any) -> Iterator[Found]:
    if attrs.has(type(mine)) and counterpart(type(mine).__name__) is type(their):
        yield from differing_fields(mine, their)
    elif isinstance(mine, list) and isinstance(their, list) and len(mine) == len(their):
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
    if isinstance(mine, datetime) and isinstance(their, str):
        return "text of a date"
    if "UUID" in kind and isinstance(their, str) and their is not RAISES:
        return "text of a UUID"
    if isinstance(their, (dict, list)):
        return "raw object"
    if isinstance(mine, bool):
        return "0 or 1"
    if their is None and is_record(counterpart(cls)):
        return "number of the other kind"
    return "int of a float field" if "float" in kind else "whole float"


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
            pattern = next((one for one in REFUSALS if re.search(one, line)), None)
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
    known = FIELDS.get((cls, name))
    if known is not None and known.still_holds(mine, their):
        return cls, name
    matter = matter_of(cls, name, mine, their)
    return matter if MATTERS[matter].still_holds(mine, their) else None


RARE: Final[list[tuple[Any, dict[str, Any]]]] = [
    (orm_attrs.ProjectAPIKey, {"api_key": "k", "title": "t", "scopes": "{}"}),
    (orm_attrs.LabelRowMetadata, {"created_at": "2002-01-26T19:29.123"}),
    (orm_attrs.LabelRowMetadata, {"last_edited_at": "2002-01-26T19:29.123"}),
]
"""What is too rare to be drawn for certain: a class, and what its payload shall hold."""


@cache
def comparison_of(kind: Any) -> Record:
    """Compare many payloads of one class."""
    maker = Maker(Random(f"{SEED} {name_of(kind)}"))
    record = Record()
    for _ in range(CASES // 3):
        good = converter.unstructure(maker.instance(kind), kind)
        for payload in (good, maker.payload(kind), maker.broken(kind)):
            compare(kind, _complete(payload, kind), record)
    for rare_kind, values_of_keys in RARE:
        if rare_kind is kind:
            good = converter.unstructure(maker.instance(kind), kind)
            compare(kind, good | values_of_keys, record)
    return record


def _complete(payload: Any, kind: Any) -> Any:
    """Add the keys that this class of the reference wants to see, though they may be null."""
    if kind is orm_attrs.LabelLogParams and isinstance(payload, dict):
        for one in attrs.fields(kind):
            camel = orm_attrs.snake_to_camel(one.name)
            if one.default is None and not {one.name, camel} & payload.keys():
                payload[camel] = None
    return payload


# --- the tests: what is read --------------------------------------------------------------------


@every_pair
def test_what_the_reference_reads_is_read_to_the_same_values(kind: Any) -> None:
    """Good, untidy and broken payloads: equal values, or a row of the tables says why not."""
    record = comparison_of(kind)
    assert record.unknown == []
    assert record.compared > CASES / 4 or is_placeholder(counterpart_of(kind)) or kind in UNREADABLE


UNREADABLE: Final = {
    orm_attrs.DataRows: "only names a query there: it reads a single row",
}


@pytest.mark.parametrize("row", [*MATTERS, *FIELDS, *REFUSALS], ids=str)
def test_every_row_of_the_tables_is_needed(row: Any) -> None:
    """Each exception is one that some payload really needs."""
    assert any(comparison_of(kind).seen[row] for kind in PAIRS)


def test_so_many_payloads_were_compared() -> None:
    """The reference reads most of what is generated, so the comparison means something."""
    compared = sum(comparison_of(kind).compared for kind in PAIRS)
    refused = sum(comparison_of(kind).refused_there for kind in PAIRS)
    print(f"{compared} payloads compared, {refused} more refused by the reference")
    assert compared > 30_000


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


def written(their: Any) -> Any:
    """Give what the reference writes for an object, as JSON values."""
    if hasattr(their, "model_dump"):
        by_alias = type(their).__name__ != "LabelLogParams"  # Its client sends this one so.
        return json_values(their.to_dict(by_alias=by_alias))
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


ABSENT: Final = "absent"

WRITTEN: Final[dict[tuple[str, str], str]] = {
    ("DataRow", "created_at"): "fraction and offset are lost there",
    ("DataRow", "last_edited_at"): "fraction and offset are lost there",
    ("DataRow", "images_data"): "these are objects that no JSON writer knows there",
    ("DataRow", "backing_item_uuid"): "null there, and absent here, where there is none",
    ("DataRow", "_querier"): "what the object works with is in the same dict there",
    ("DataRow", "_dirty_fields"): "what the object works with is in the same dict there",
    ("Dataset", "data_rows"): "these are what a DataRow is, see there",
    ("AddPrivateDataResponse", "dataset_data_info"): "the reference only reads these keys",
    ("AddPrivateDataResponse", "dataset_data_list"): "the reference only reads these keys",
    ("DatasetAPIKey", "dataset_hash"): "the reference only reads these keys",
    ("DatasetAPIKey", "resource_hash"): "the reference only reads these keys",
    ("ModelConfiguration", "feature_node_hashes"): "the object of the wire is a list there",
    ("ModelTrainingParams", "weights"): "dropped there when it is read",
    ("ModelInferenceParams", "conf_thresh"): "an int is dropped there when it is read",
    ("ModelInferenceParams", "iou_thresh"): "an int is dropped there when it is read",
    ("ModelInferenceParams", "rdp_thresh"): "an int is dropped there when it is read",
    ("ProjectImporterCvatInfo", "export_type"): "dropped there when it is read",
    ("Project", "created_at"): "a datetime there, of which its to_dic makes the same text",
    ("Project", "last_edited_at"): "a datetime there, of which its to_dic makes the same text",
    ("SingleImage", "success"): "dropped there when it is read",
    ("Video", "backing_item_uuid"): "dropped there when it is read",
    ("CollaboratorTimer", "timeSeconds"): "an int becomes a float there",
    ("Page", "results"): "an int in a CollaboratorTimer becomes a float there",
}
"""Class and wire key to why what is written differs."""

READ_ONLY: Final = {orm_attrs.ImageData, orm_attrs.DataRows}
"""Classes of which the reference writes nothing."""


@cache
def keys_written_differently(kind: Any) -> frozenset[tuple[str, str]]:
    """Write many objects with both, and give the keys of which the values are not equal."""
    maker = Maker(Random(SEED))
    found = set()
    both = 0
    for _ in range(CASES // 3):
        payload = converter.unstructure(maker.instance(kind), kind)
        try:
            their = written(read(counterpart_of(kind), _complete(dict(payload), kind)))
        except Exception:
            continue
        both += 1
        for key in payload.keys() | their.keys():
            mine, other = payload.get(key, ABSENT), their.get(key, ABSENT)
            if type(mine) is not type(other) or mine != other:
                found.add((name_of(kind).split("[")[0], key))
    assert both > CASES / 30, "the reference reads next to nothing of what is written here"
    return frozenset(found)


WRITING: Final = [
    kind for kind in PAIRS if kind not in READ_ONLY and not is_placeholder(counterpart_of(kind))
]


@pytest.mark.parametrize("kind", WRITING, ids=name_of)
def test_what_is_written_is_what_the_reference_writes(kind: Any) -> None:
    """The same keys and values, or a row of the table says why not."""
    assert keys_written_differently(kind) <= WRITTEN.keys()


@pytest.mark.parametrize("row", WRITTEN, ids=".".join)
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
        for key, value in their.to_dic().items():
            assert mine[key] == (json.dumps(value) if isinstance(value, list) else value)
        dropped = mine.keys() - their.keys()
        assert {(kind.__name__, key) for key in dropped} <= WRITTEN.keys()


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
    mine = [one.alias for one in attrs.fields(cls)]
    assert set(mine) - set(their) == ({"success"} if cls is orm_attrs.SingleImage else set())
    assert set(their) <= set(mine)
    if not any(one.kw_only for one in attrs.fields(cls)):
        assert mine == their


@pytest.mark.parametrize("enum", ENUMS, ids=name_of)
def test_enums_have_the_same_members(enum: type[Enum]) -> None:
    """The same names, values and order, and a member is a str or an int where it is one there."""
    their = counterpart(enum.__name__)
    assert {one.name: one.value for one in enum} == {one.name: one.value for one in their}
    assert [one.name for one in enum] == [one.name for one in their]
    for base in (str, int):
        assert issubclass(enum, base) == issubclass(their, base)


def test_storage_locations_have_the_same_names_on_the_wire() -> None:
    """The name of each location in a `Dataset`."""
    their = counterpart("STORAGE_LOCATION_BY_STR")
    mine = orm_attrs.STORAGE_LOCATION_BY_STR
    assert {name: one.value for name, one in mine.items()} == {
        name: one.value for name, one in their.items()
    }


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


def test_label_hashes_are_listed_in_the_same_way() -> None:
    """Also for rows that have none, and for projects without rows."""
    payloads: list[Any] = [{}, {"label_rows": []}, {"label_rows": [{"label_hash": "h"}, {}]}]
    for payload in payloads:
        mine = converter.structure(payload, orm_attrs.Project).get_labels_list()
        assert mine == read(counterpart("Project"), payload).get_labels_list()


def test_only_the_named_classes_are_not_in_the_reference() -> None:
    """Whatever else has no counterpart has lost its name."""
    without = {name_of(kind) for kind in CLASSES if name_of(kind) in LATER}
    assert without == set(LATER)
    assert [name_of(kind) for kind in PAIRS if counterpart_of(kind) is None] == []
