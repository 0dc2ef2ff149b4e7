"""The columns of a class's table, as values."""

import inspect
import pickle
import re
from datetime import datetime
from enum import Enum, IntEnum
from pathlib import Path
from random import Random
from typing import Any, Final, Literal, NamedTuple, NewType, NoReturn, Optional, TypedDict
from uuid import UUID

import attrs
import pytest
from attrs import define, field, make_class
from attrs.exceptions import FrozenInstanceError, NotAnAttrsClassError
from cattrs import Converter
from chosen import by_kind
from loops import over
from strategies import CLASSES_WITH_COLUMNS, Maker, name_of

from converters import Column, columns, from_db_row, make_converter, to_dic, updatable_fields
from converters.column_types import SQL_TYPES
from converters.tables import wire_fields
from orm_attrs import (
    CollaboratorTimer,
    CollaboratorTimerParams,
    DataRow,
    Dataset,
    ImageData,
    LabelRowMetadata,
    Page,
    PolygonObject,
    Project,
    Video,
)

ROOT: Final = Path(__file__).resolve().parents[2]


def column_of(cls: Any, name: str) -> Column:
    (found,) = [column for column in columns(cls) if column.name == name]
    return found


def test_a_column_says_all_that_a_table_needs() -> None:
    assert columns(Video)[0] == Column(
        name="data_hash",
        field="data_hash",
        type=Optional[str],
        kind="text",
        postgresql="TEXT",
        sqlite="TEXT",
        nullable=True,
        required=False,
        updatable=False,
    )
    assert [one.kind for one in columns(Video)] == ["text", "text", "text", "uuid"]


@pytest.mark.parametrize(
    ("cls", "name", "kind", "python"),
    [
        (DataRow, "data_hash", "text", str),
        (DataRow, "storage_location", "integer", DataRow.__annotations__["storage_location"]),
        (Dataset, "dataset_type", "text", Dataset.__annotations__["storage_location"]),
        (DataRow, "created_at", "datetime", datetime),
        (DataRow, "duration", "float", Optional[float]),
        (DataRow, "is_optimised_image_group", "boolean", Optional[bool]),
        (DataRow, "images_data", "json", Optional[list[ImageData]]),
        (Project, "datasets", "text", Optional[list[Any] | str]),
        (CollaboratorTimerParams, "projectHash", "text", str),
        (Page[CollaboratorTimer], "results", "json", list[CollaboratorTimer]),
    ],
)
def test_the_kind_of_a_column_follows_what_is_written(
    cls: Any, name: str, kind: str, python: Any
) -> None:
    column = column_of(cls, name)
    assert (column.kind, column.type) == (kind, python)
    assert (column.postgresql, column.sqlite) == SQL_TYPES[column.kind]


@over("cls", CLASSES_WITH_COLUMNS, name_of)
def test_columns_are_the_fields_in_their_order(cls: Any) -> None:
    assert [(one.name, one.field) for one in columns(cls)] == [
        (one.name if one.is_rest else one.written_key, one.name) for one in wire_fields(cls)
    ]


PYTHON_TYPES: Final = {
    "text": str,
    "integer": int,
    "float": (int, float),
    "boolean": bool,
    "datetime": datetime,
    "uuid": UUID,
    "json": (list, dict),
}


@by_kind("cls", CLASSES_WITH_COLUMNS, count=10)
def test_what_is_written_is_of_the_kind_of_its_column(cls: Any, count: int) -> None:
    kinds = {one.name: one.kind for one in columns(cls)}
    for seed in range(count):
        obj = Maker(Random(seed)).instance(cls)
        for name, value in to_dic(obj, time_str=False, json=False, uuid_str=False).items():
            assert isinstance(value, PYTHON_TYPES[kinds[name]])
            assert isinstance(value, bool) is (kinds[name] == "boolean")


def demanded(cls: Any) -> set[str]:
    """Give the fields that only some values of others let be absent, such as a geometry."""
    return {one.name for one in wire_fields(cls) if one.unless}


@by_kind("cls", CLASSES_WITH_COLUMNS)
def test_null_is_read_in_just_the_columns_that_may_be_null(cls: Any) -> None:
    flat = to_dic(Maker(Random(1)).instance(cls), none=True)
    for column in columns(cls):
        if column.field in demanded(cls):
            continue
        row = {**flat, column.name: None}
        if column.nullable:
            from_db_row(list(row.values()), list(row), cls)
        else:
            with pytest.raises(Exception):
                from_db_row(list(row.values()), list(row), cls)


@by_kind("cls", CLASSES_WITH_COLUMNS)
def test_a_row_is_read_without_the_columns_that_are_not_required(cls: Any) -> None:
    flat = to_dic(Maker(Random(2)).instance(cls), none=True)
    required = {one.name for one in columns(cls) if one.required}
    demanded_columns = {one.name for one in columns(cls) if one.field in demanded(cls)}
    for name in flat:
        row = {key: value for key, value in flat.items() if key != name}
        if name in demanded_columns:
            continue
        if name in required:
            with pytest.raises(Exception):
                from_db_row(list(row.values()), list(row), cls)
        elif row:
            from_db_row(list(row.values()), list(row), cls)


@over("cls", CLASSES_WITH_COLUMNS, name_of)
def test_what_may_be_updated_is_the_same_everywhere(cls: Any) -> None:
    obj = Maker(Random(4)).instance(cls)
    names = [name for name, _ in updatable_fields(obj, none=True)]
    assert names == [one.name for one in columns(cls) if one.updatable]


def test_nullable_and_required_are_two_things() -> None:
    facts = {one.name: (one.nullable, one.required) for one in columns(LabelRowMetadata)}
    assert facts["data_hash"] == (False, True)
    assert facts["data_link"] == (True, True)
    assert facts["is_shadow_data"] == (True, False)
    assert facts["label_status"] == (True, True)
    assert column_of(Dataset, "data_rows").nullable


def test_a_column_is_nullable_when_only_some_rows_may_lack_it() -> None:
    geometry = column_of(PolygonObject, "polygon")
    assert (geometry.nullable, geometry.required) == (True, False)


def test_columns_are_values() -> None:
    one, other = columns(Video)[0], columns(Video)[0]
    assert (one, hash(one)) == (other, hash(other))
    assert pickle.loads(pickle.dumps(columns(DataRow))) == columns(DataRow)
    assert attrs.asdict(one)["postgresql"] == "TEXT"
    with pytest.raises(FrozenInstanceError):
        one.name = "x"  # type: ignore[misc]


# --- classes of a service -------------------------------------------------------------------------


class Level(IntEnum):
    LOW = 1


class Colour(Enum):
    RED = "red"


class Mixed(Enum):
    ONE = 1
    TWO = "two"


class Point(NamedTuple):
    x: int


class Box(TypedDict):
    x: int


def columns_of(kind: Any) -> tuple[Column, ...]:
    return columns(make_class("Own", {"value": field(type=kind)}))


@pytest.mark.parametrize(
    ("python", "kind"),
    [
        (Level, "integer"),
        (Colour, "text"),
        (Literal["a", "b"], "text"),
        (Literal[1, 2], "integer"),
        (NewType("Title", str), "text"),
        (int | float, "float"),
        (int | float | None, "float"),
        (tuple[int, ...], "json"),
        (set[str], "json"),
        (dict[str, int] | list[int], "json"),
        (dict[str, int] | str, "text"),
        (Point, "json"),
        (Box, "json"),
        (Video, "json"),
    ],
    ids=str,
)
def test_types_of_a_service_have_columns_too(python: Any, kind: str) -> None:
    (column,) = columns_of(python)
    assert column.kind == kind


@pytest.mark.parametrize(
    ("python", "name"),
    [
        (Any, "Any"),
        (Mixed, "Mixed"),
        (bytes, "bytes"),
        (bytearray, "bytearray"),
        (Literal["a", 1], "Literal['a', 1]"),
        (object, "object"),
        (NoReturn, "NoReturn"),
    ],
    ids=str,
)
def test_a_type_without_one_kind_of_column_is_an_error(python: Any, name: str) -> None:
    with pytest.raises(TypeError) as caught:
        columns_of(python)
    assert str(caught.value) == f"value: no column type holds all values of {name}"


def test_a_union_without_one_kind_of_column_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"value: no column type holds all values of .*int.*str"):
        columns_of(int | str)


def test_a_class_without_fields_has_no_columns_and_other_types_are_an_error() -> None:
    assert columns(make_class("Nothing", {})) == ()
    with pytest.raises(NotAnAttrsClassError):
        columns(int)


@pytest.mark.skipif(
    "use_alias" not in inspect.signature(Converter).parameters,
    reason="this cattrs does not have the option yet",
)
def test_columns_have_the_aliases_of_a_converter_that_uses_them() -> None:
    @define
    class Visit:
        tags: list[str] = field(alias="labels")

    names = [one.name for one in columns(Visit, converter=make_converter(use_alias=True))]
    assert names == ["labels"]
    assert [one.name for one in columns(Visit)] == ["tags"]


# --- the table in the guide -----------------------------------------------------------------------


def test_the_guide_to_databases_has_the_column_types() -> None:
    section = (ROOT / "docs" / "databases.md").read_text().partition("\n## Columns\n")[2]
    section = section.partition("\n## ")[0]
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| `([A-Z ]+)` \| `([A-Z]+)` \|$", section, re.MULTILINE
    )
    assert {kind: types for kind, *types in rows} == {
        kind: list(types) for kind, types in SQL_TYPES.items()
    }
    assert len(rows) == len(SQL_TYPES)
