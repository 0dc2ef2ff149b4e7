"""Objects go through real databases, SQLite and PostgreSQL, and come back as they were."""

from __future__ import annotations

import sqlite3
from random import Random
from typing import Any

import attrs
import pytest
from attrs import evolve
from chosen import by_kind
from database_setups import (
    EACH_SETUP,
    NOON,
    POSTGRES,
    RECORD,
    SQLITE,
    Database,
    DatabaseMaker,
    Setup,
    StorableMaker,
    alike,
    as_read,
    both,
    on_postgres,
    on_sqlite,
)
from strategies import CLASSES_WITH_COLUMNS

from converters import explain, from_db_row, make_converter, to_dic, updatable_fields
from orm_attrs import (
    UNSET,
    CvatExportType,
    DataRow,
    DatasetData,
    LabelingAlgorithm,
    LabelRowMetadata,
    ModelConfiguration,
    ModelInferenceParams,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
    ProjectImporterCvatInfo,
    StorageLocation,
    Video,
)


def with_changes(obj: Any, changed: Any) -> Any:
    """Give the object that an update makes of a record, by the metadata of the models."""
    changes = {}
    for one in attrs.fields(type(obj)):
        value = getattr(changed, one.name)
        if value is not None and value is not UNSET and one.metadata.get("updatable", True):
            changes[one.alias] = value
    return evolve(obj, **changes)


@by_kind("cls", CLASSES_WITH_COLUMNS, count=8, setup=EACH_SETUP)
def test_every_object_comes_back_as_it_was(
    cls: Any, setup: Setup, count: int, open_database: DatabaseMaker
) -> None:
    maker = StorableMaker(Random(5), setup)
    objects = [maker.instance(cls) for _ in range(count)]
    with open_database(setup) as database:
        database.create_for(cls)
        for number, obj in enumerate(objects):
            database.insert(to_dic(obj, setup.time_str), number)
        for got, obj in zip(database.objects(cls), objects, strict=True):
            assert alike(as_read(got, setup), as_read(obj, setup))


@by_kind("cls", CLASSES_WITH_COLUMNS, count=5, setup=EACH_SETUP)
def test_an_update_sets_what_may_be_updated_and_no_more(
    cls: Any, setup: Setup, count: int, open_database: DatabaseMaker
) -> None:
    maker = StorableMaker(Random(6), setup)
    objects = [maker.instance(cls) for _ in range(count)]
    changed = [maker.instance(cls) for _ in range(count)]
    with open_database(setup) as database:
        database.create_for(cls)
        for number, (obj, new) in enumerate(zip(objects, changed, strict=True)):
            database.insert(to_dic(obj, setup.time_str), number)
            updatable = dict(updatable_fields(new))
            flat = to_dic(new, setup.time_str)
            changes = {name: value for name, value in flat.items() if name in updatable}
            assert changes.keys() == updatable.keys()
            if changes:
                database.update(changes, number)
        for got, obj, new in zip(database.objects(cls), objects, changed, strict=True):
            assert alike(as_read(got, setup), as_read(with_changes(obj, new), setup))


# --- rows ---------------------------------------------------------------------------------------


@both
def test_null_is_none_and_the_default_of_what_may_not_be_none(
    setup: Setup, database: Database
) -> None:
    obj = StorableMaker(Random(8), setup).instance(LabelRowMetadata)
    optional = ("label_hash", "created_at", "workflow_graph_node", "duration", "data_link")
    obj = evolve(obj, is_shadow_data=True, **dict.fromkeys(optional))
    database.create_for(LabelRowMetadata)
    database.insert({**to_dic(obj), "is_shadow_data": None})
    (got,) = database.objects(LabelRowMetadata)
    assert alike(got, evolve(obj, is_shadow_data=False))


@both
def test_the_problems_of_a_row_are_listed_by_column(setup: Setup, database: Database) -> None:
    flat = to_dic(StorableMaker(Random(9), setup).instance(DataRow))
    blob = "BYTEA" if setup.is_postgres else "BLOB"
    types = {"data_title": blob, "file_size": "TEXT", "created_at": "TEXT", "images_data": "TEXT"}
    database.create_for(DataRow, **types, width="REAL")
    database.insert(
        {
            **flat,
            "data_hash": None,
            "data_title": b"gate.mp4",
            "data_type": None,
            "width": 0.5,
            "file_size": "large",
            "created_at": "May",
            "images_data": "[1, 2",
        }
    )
    with pytest.raises(Exception) as caught:
        database.objects(DataRow)
    assert explain(caught.value) == [
        "$.data_hash: expected str, got null",
        "$.data_title: expected str, got bytes",
        "$.created_at: expected a date and time, got 'May'",
        "$.width: expected int, got float 0.5",
        "$.file_size: expected int, got 'large'",
        "$.images_data: expected a list, got '[1, 2'",
    ]


@on_postgres
def test_rows_of_every_kind_are_read(database: Database) -> None:
    from psycopg import rows

    video = Video(data_hash="a", title="t")
    database.create_for(Video)
    database.insert(to_dic(video))
    for factory in (rows.tuple_row, rows.namedtuple_row):
        cursor = database.connection.cursor(row_factory=factory)
        row = cursor.execute("SELECT * FROM objects").fetchone()
        assert from_db_row(row, [column.name for column in cursor.description], Video) == video
    cursor = database.connection.cursor(row_factory=rows.dict_row)
    row = cursor.execute("SELECT * FROM objects").fetchone()
    assert from_db_row(row.values(), row.keys(), Video) == video
    with pytest.raises(TypeError) as caught:
        from_db_row(row, list(row), Video)
    assert str(caught.value).startswith("expected the values of a row, got a mapping")


@on_sqlite
def test_rows_of_sqlite_are_read(database: Database) -> None:
    database.connection.row_factory = sqlite3.Row
    database.create_for(Video)
    database.insert(to_dic(Video(title="t")))
    row = database.connection.execute("SELECT * FROM objects").fetchone()
    assert from_db_row(row, row.keys(), Video) == Video(title="t")


@both
def test_a_converter_that_keeps_unknown_things_writes_all_columns_back(
    setup: Setup, database: Database
) -> None:
    keeping = make_converter(unknown="keep")
    obj = StorableMaker(Random(12), setup).instance(DataRow)
    tags = "JSONB" if setup.is_postgres else "TEXT"
    columns = {"owner": "TEXT", "tags": tags, "seen": "TIMESTAMP"}
    values = {**to_dic(obj), "storage_location": 77, "data_type": "HOLOGRAM", "owner": "ada"}
    values |= {"tags": "[1, null]", "seen": "2022-01-05 12:00:00"}
    database.create_for(DataRow)
    for name, kind in columns.items():
        database.connection.execute(f"ALTER TABLE objects ADD {name} {kind}")
    database.insert(values)
    names, (row,) = database.rows()
    got = from_db_row(row, names, DataRow, converter=keeping)
    assert got.storage_location is StorageLocation.NEW_STORAGE
    flat = to_dic(got, unknown=True, converter=keeping)
    assert flat.keys() >= columns.keys()
    database.update({name: None for name in names if name != RECORD})
    database.update(flat)
    assert database.rows() == (names, [row])


@both
def test_a_join_may_not_give_a_column_twice(database: Database) -> None:
    database.create_for(Video)
    database.insert(to_dic(Video(data_hash="a", title="t")))
    tables = "objects AS one JOIN objects AS other ON one.data_hash = other.data_hash"
    cursor = database.connection.execute(f"SELECT * FROM {tables}")
    columns = [column[0] for column in cursor.description]
    with pytest.raises(ValueError) as caught:
        from_db_row(cursor.fetchone(), columns, Video)
    assert str(caught.value) == "expected one column 'data_hash', got 2"
    text = f'SELECT one.*, other."{RECORD}" FROM {tables}'
    cursor = database.connection.execute(text)
    columns = [column[0] for column in cursor.description]
    assert columns.count(RECORD) == 2
    assert from_db_row(cursor.fetchone(), columns, Video) == Video(data_hash="a", title="t")


# --- what drivers and databases do not take -----------------------------------------------------


@both
@pytest.mark.parametrize(
    "obj",
    [
        LabelingAlgorithm(algorithm_parameters={"a": 1}),
        ModelTrainingParams(label_rows=["a"]),
        ModelTrainingParams(weights=ModelTrainingWeights(model="m")),
        ProjectImporterCvatInfo(export_type=CvatExportType.TASK),
    ],
    ids=lambda obj: next(name for name, _ in updatable_fields(obj)),
)
def test_drivers_want_the_values_of_to_dic_for_an_update(obj: Any, database: Database) -> None:
    database.create_for(type(obj))
    with pytest.raises(Exception):
        # Refused, or written as something else.
        database.insert(dict(updatable_fields(obj)))
        assert database.objects(type(obj)) == [obj]
    database.connection.rollback()
    database.connection.execute("DROP TABLE IF EXISTS objects")
    database.create_for(type(obj))
    updatable = dict(updatable_fields(obj))
    database.insert({name: value for name, value in to_dic(obj).items() if name in updatable})
    assert database.objects(type(obj)) == [obj]


@pytest.mark.parametrize(
    ("setup", "obj", "error"),
    [
        (SQLITE, Video(title="\ud800"), "UnicodeEncodeError"),
        (SQLITE, ModelTrainingParams(epochs=2**63), "OverflowError"),
        (POSTGRES, Video(title="a\0"), "DataError"),
        (POSTGRES, Video(title="\ud800"), "UnicodeEncodeError"),
        (POSTGRES, ModelTrainingParams(epochs=2**63), "NumericValueOutOfRange"),
        (POSTGRES, DatasetData(video={"a": "\0"}), "UntranslatableCharacter"),
        (POSTGRES, DatasetData(video={"a": "\ud800"}), "InvalidTextRepresentation"),
    ],
    ids=lambda one: one.name if isinstance(one, Setup) else None,
    indirect=["setup"],
)
def test_what_a_database_cannot_hold_it_refuses(obj: Any, error: str, database: Database) -> None:
    database.create_for(type(obj))
    with pytest.raises(Exception) as caught:
        database.insert(to_dic(obj))
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize(
    ("setup", "types", "obj", "got"),
    [
        (
            SQLITE,
            {},
            ModelInferenceParams(iou_thresh=float("nan"), rdp_thresh=float("inf")),
            ModelInferenceParams(iou_thresh=None, rdp_thresh=float("inf")),
        ),
        (
            SQLITE,
            {},
            ModelInferenceParams(iou_thresh=2**53 + 1),
            ModelInferenceParams(iou_thresh=2.0**53),
        ),
        (
            POSTGRES,
            {"iou_thresh": "NUMERIC"},
            ModelInferenceParams(iou_thresh=64.79872117408519),
            ModelInferenceParams(iou_thresh=64.7987211740852),
        ),
        (
            POSTGRES,
            {"iou_thresh": "REAL"},
            ModelInferenceParams(iou_thresh=0.123456789),
            ModelInferenceParams(iou_thresh=0.12345679),
        ),
        (
            POSTGRES,
            {"created_at": "TIMESTAMP(0)"},
            Project(created_at=NOON.replace(microsecond=600_000)),
            Project(created_at=NOON.replace(second=1)),
        ),
        (SQLITE, {}, Project(datasets="[1]"), Project(datasets=[1])),
    ],
    ids=lambda one: one.name if isinstance(one, Setup) else None,
    indirect=["setup"],
)
def test_some_values_are_stored_as_others(
    types: dict[str, str], obj: Any, got: Any, database: Database
) -> None:
    database.create_for(type(obj), **types)
    database.insert(to_dic(obj))
    assert database.objects(type(obj)) == [got]


@on_postgres
@pytest.mark.parametrize(
    ("kind", "hashes"), [("JSONB", ["a", "b", "aa"]), ("JSON", ["b", "aa", "a"])]
)
def test_only_json_keeps_the_order_of_feature_hashes(
    kind: str, hashes: list[str], setup: Setup, database: Database
) -> None:
    obj = StorableMaker(Random(10), setup).instance(ModelConfiguration)
    obj = evolve(obj, feature_node_hashes=["b", "aa", "a"])
    database.create_for(ModelConfiguration, feature_node_hashes=kind)
    database.insert(to_dic(obj))
    assert database.column("feature_node_hashes", ModelConfiguration) == hashes
