"""What becomes of JSON, dates, UUIDs, enums and numbers in real databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from database_setups import (
    EAST,
    HASH,
    KATHMANDU,
    NOON,
    RECORD,
    WITH_ZONE,
    Database,
    Setup,
    StorableMaker,
    both,
    each_setup,
    in_utc,
    on_postgres,
    on_sqlite,
)

from converters import explain, from_db_row, to_dic
from orm_attrs import (
    DataRow,
    Dataset,
    DatasetData,
    DatasetDataLongPolling,
    DataType,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    LongPollingStatus,
    ModelInferenceParams,
    ModelTrainingLabel,
    ModelTrainingParams,
    Project,
    StorageLocation,
    Video,
)

# --- JSON ---------------------------------------------------------------------------------------


@on_postgres
@pytest.mark.parametrize("kind", ["JSON", "JSONB", "TEXT"])
def test_json_columns_of_any_type_give_the_same_object(kind: str, database: Database) -> None:
    data = DatasetData(video={"fps": 23.976, "tags": ["a", None]}, images=[{"image_hash": "a"}])
    database.create_for(DatasetData, video=kind, images=kind)
    database.insert(to_dic(data))
    assert isinstance(database.column("video"), str if kind == "TEXT" else dict)
    assert database.objects(DatasetData) == [data]


@on_postgres
@pytest.mark.parametrize("kind", ["JSON", "JSONB"])
@pytest.mark.parametrize(
    ("cls", "name", "text", "value"),
    [
        (Video, "title", '"gate.mp4"', "gate.mp4"),
        (Video, "title", '"[1]"', "[1]"),
        (Video, "title", "null", None),
        (DatasetData, "video", "null", None),
        (DatasetData, "video", '"{\\"a\\": 1}"', {"a": 1}),
        (Project, "datasets", "[1]", [1]),
        (Project, "datasets", '"none yet"', "none yet"),
        (ModelTrainingParams, "epochs", "3", 3),
        (ModelTrainingParams, "epochs", "3.0", 3),
        (ModelInferenceParams, "iou_thresh", "0.25", 0.25),
        (ModelInferenceParams, "allocation_enabled", "true", True),
        (Video, "backing_item_uuid", f'"{HASH}"', UUID(HASH)),
        (Project, "created_at", '"2022-01-05T12:00:00Z"', NOON.replace(tzinfo=UTC)),
    ],
)
def test_a_json_column_may_hold_any_value_of_a_field(
    *, kind: str, cls: Any, name: str, text: str, value: Any, database: Database
) -> None:
    database.create_for(cls, **{name: kind})
    database.insert({name: text})
    assert database.column(name, cls) == value


@on_postgres
def test_an_array_is_a_list(database: Database) -> None:
    database.create_for(ModelTrainingLabel, feature_uids="TEXT[]")
    database.insert({"feature_uids": ["a", "b"], "label_metadata_list": "[]"})
    assert database.column("feature_uids", ModelTrainingLabel) == ["a", "b"]


@both
@pytest.mark.parametrize("text", ['{"a": 1}', "[1]", "null", "5", '"quoted"', "", "\\", "'; --"])
def test_text_stays_the_text_that_it_is(text: str, database: Database) -> None:
    database.create_for(LabelRow)
    database.insert(to_dic(LabelRow(data_title=text)))
    assert database.objects(LabelRow) == [LabelRow(data_title=text)]


@on_sqlite
def test_a_null_in_json_text_is_none(database: Database) -> None:
    database.create_for(DatasetData)
    database.insert({"video": "null", "images": "null"})
    assert database.objects(DatasetData) == [DatasetData()]


# --- dates --------------------------------------------------------------------------------------


@on_postgres
@pytest.mark.parametrize(
    ("kind", "zone", "time_str", "moment", "is_right"),
    [
        ("TIMESTAMP", KATHMANDU, True, NOON, True),
        ("TIMESTAMP", KATHMANDU, True, NOON.replace(tzinfo=EAST), True),
        ("TIMESTAMP", KATHMANDU, False, NOON, True),
        ("TIMESTAMP", KATHMANDU, False, NOON.replace(tzinfo=EAST), False),
        ("TIMESTAMP WITH TIME ZONE", KATHMANDU, True, NOON, False),
        ("TIMESTAMP WITH TIME ZONE", KATHMANDU, True, NOON.replace(tzinfo=EAST), False),
        ("TIMESTAMP WITH TIME ZONE", KATHMANDU, False, NOON, False),
        ("TIMESTAMP WITH TIME ZONE", KATHMANDU, False, NOON.replace(tzinfo=EAST), True),
        *(
            (kind, "UTC", time_str, moment, True)
            for kind in ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
            for time_str in (True, False)
            for moment in (NOON, NOON.replace(tzinfo=EAST))
        ),
    ],
)
def test_which_dates_a_column_takes_depends_on_the_zone_of_the_session(
    *, kind: str, zone: str, time_str: bool, moment: datetime, is_right: bool, database: Database
) -> None:
    """What is wrong here is what PostgreSQL does with it: the documentation warns of it."""
    database.connection.execute(f"SET TIME ZONE '{zone}'")
    database.create_for(Project, created_at=kind)
    database.insert(to_dic(Project(created_at=moment), time_str))
    for reader in (KATHMANDU, "UTC", "America/St_Johns"):
        database.connection.execute(f"SET TIME ZONE '{reader}'")
        got = database.column("created_at", Project)
        assert (in_utc(got) == in_utc(moment)) is is_right
        assert (got.tzinfo is None) is (kind == "TIMESTAMP")


@on_postgres
def test_a_column_with_a_zone_gives_the_zone_of_the_session(database: Database) -> None:
    database.create_for(Project, created_at="TIMESTAMP WITH TIME ZONE")
    database.insert(to_dic(Project(created_at=NOON.replace(tzinfo=UTC)), False))
    got = database.column("created_at", Project)
    assert got.isoformat() == "2022-01-05T17:45:00+05:45"
    assert to_dic(Project(created_at=got)) == {"created_at": "2022-01-05 12:00:00"}


@each_setup
@pytest.mark.parametrize("microsecond", [0, 1, 120, 123_000, 999_999])
def test_fractions_of_seconds_are_kept(microsecond: int, setup: Setup, database: Database) -> None:
    zone = UTC if setup.moments == "aware" else None
    moment = NOON.replace(microsecond=microsecond, tzinfo=zone)
    database.create_for(Project)
    database.insert(to_dic(Project(created_at=moment), setup.time_str))
    assert in_utc(database.column("created_at", Project)) == in_utc(moment)


@on_sqlite
def test_sqlite_may_decode_dates_itself(setup: Setup) -> None:
    sqlite3.register_converter("moment", lambda text: datetime.fromisoformat(text.decode()))
    options = {"detect_types": sqlite3.PARSE_DECLTYPES}
    with closing(sqlite3.connect(":memory:", **options)) as connection:
        database = Database(connection, setup)
        database.create_for(Project, created_at="moment")
        database.insert(to_dic(Project(created_at=NOON)))
        assert database.column("created_at") == NOON
        assert database.objects(Project) == [Project(created_at=NOON)]


@on_postgres
def test_a_date_in_a_field_of_text_is_text_in_utc(database: Database) -> None:
    row = LabelRow(created_at="2022-01-05 12:00:00", last_edited_at="2022-01-05 12:00:00.500000")
    database.create_for(LabelRow, created_at="TIMESTAMP", last_edited_at=WITH_ZONE)
    database.connection.execute("SET TIME ZONE 'UTC'")
    database.insert(to_dic(row))
    database.connection.execute(f"SET TIME ZONE '{KATHMANDU}'")
    assert database.objects(LabelRow) == [row]


# --- UUIDs, enums, numbers ----------------------------------------------------------------------


@on_postgres
def test_uuid_columns_hold_uuids_and_texts(database: Database) -> None:
    video = Video(data_hash=HASH, backing_item_uuid=UUID(HASH))
    database.create_for(Video, data_hash="UUID")
    database.insert(to_dic(video))
    assert database.column("data_hash") == database.column("backing_item_uuid") == UUID(HASH)
    assert database.objects(Video) == [video]


@both
@pytest.mark.parametrize(
    ("cls", "name", "column", "stored", "value"),
    [
        (DataRow, "data_type", "data_type", "DICOM_STUDY", DataType.DICOM_STUDY),
        (DataRow, "storage_location", "storage_location", 3, StorageLocation.AZURE),
        (DataRow, "storage_location", "storage_location", 77, StorageLocation.NEW_STORAGE),
        (Dataset, "storage_location", "dataset_type", "AWS_S3", StorageLocation.AWS),
        (LabelRowMetadata, "label_status", "label_status", "LABELLED", LabelStatus.LABELLED),
        (LabelRowMetadata, "label_status", "label_status", "?", LabelStatus.MISSING_LABEL_STATUS),
    ],
)
def test_enums_are_stored_by_their_wire_values(
    *, cls: Any, name: str, column: str, stored: Any, value: Any, setup: Setup, database: Database
) -> None:
    obj = evolve(StorableMaker(Random(7), setup).instance(cls), **{name: value})
    database.create_for(cls)
    database.insert({**to_dic(obj), column: stored})
    (got,) = database.objects(cls)
    assert getattr(got, name) is value
    if value.name not in ("NEW_STORAGE", "MISSING_LABEL_STATUS"):
        assert to_dic(got)[column] == stored


@on_postgres
def test_an_enum_of_the_database_is_one_of_ours(setup: Setup, database: Database) -> None:
    obj = StorableMaker(Random(11), setup).instance(DatasetDataLongPolling)
    obj = evolve(obj, status=LongPollingStatus.DONE)
    database.connection.execute("CREATE TYPE polling AS ENUM ('PENDING', 'DONE', 'ERROR')")
    database.create_for(DatasetDataLongPolling, status="polling")
    database.insert(to_dic(obj))
    assert database.objects(DatasetDataLongPolling) == [obj]


@both
def test_booleans_come_back_as_booleans(setup: Setup, database: Database) -> None:
    database.create_for(ModelInferenceParams)
    for number, flag in enumerate([True, False, None]):
        database.insert(to_dic(ModelInferenceParams(allocation_enabled=flag)), number)
    columns, rows = database.rows()
    stored = [row[columns.index("allocation_enabled")] for row in rows]
    assert list(map(type, stored[:2])) == [bool if setup.is_postgres else int] * 2
    got = [one.allocation_enabled for one in database.objects(ModelInferenceParams)]
    assert got[0] is True
    assert got[1] is False
    assert got[2] is None


@both
@pytest.mark.parametrize("number", [2**31, 2**53 + 1, 2**63 - 1, -(2**63)])
def test_integers_have_64_bits(number: int, database: Database) -> None:
    database.create_for(ModelTrainingParams)
    database.insert(to_dic(ModelTrainingParams(epochs=number)))
    assert database.column("epochs", ModelTrainingParams) == number


@both
@pytest.mark.parametrize("number", [0.1, 23.976, 1.0, 5e-324, 1.7e308, 25])
def test_floats_come_back_as_floats(number: float, database: Database) -> None:
    database.create_for(ModelInferenceParams)
    database.insert(to_dic(ModelInferenceParams(conf_thresh=number)))
    got = database.column("conf_thresh", ModelInferenceParams)
    assert got.hex() == float(number).hex()


@on_postgres
@pytest.mark.parametrize(
    ("name", "number", "value"),
    [
        ("epochs", "3", 3),
        ("epochs", "3.00", 3),
        ("epochs", "9007199254740993", 2**53 + 1),
        ("epochs", "1e30", 10**30),
        ("epochs", "3.5", "$.epochs: expected int, got Decimal"),
        ("epochs", "NaN", "$.epochs: expected int, got Decimal"),
        ("device", "3", "$.device: expected str, got Decimal"),
        ("weights", "3", "$.weights: expected an object, got Decimal"),
    ],
)
def test_whole_decimal_numbers_are_integers(
    name: str, number: str, value: Any, database: Database
) -> None:
    database.create_for(ModelTrainingParams, **{name: "NUMERIC"})
    database.insert({name: Decimal(number)})
    assert problems_or(database, ModelTrainingParams, name) == value


@on_postgres
@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("0.1", 0.1),
        ("23.9760000000000000", 23.976),
        ("33.333333333333333333", 33.333333333333333333),
        ("3", 3.0),
        ("1e400", "$.conf_thresh: expected float, got Decimal"),
        ("NaN", "$.conf_thresh: expected float, got Decimal"),
    ],
)
def test_a_decimal_number_is_the_nearest_float(number: str, value: Any, database: Database) -> None:
    database.create_for(ModelInferenceParams, conf_thresh="NUMERIC")
    database.insert({"conf_thresh": Decimal(number)})
    got = problems_or(database, ModelInferenceParams, "conf_thresh")
    assert (got, type(got)) == (value, type(value))


@on_postgres
def test_a_sum_and_a_mean_are_numbers(database: Database) -> None:
    """PostgreSQL gives both as NUMERIC."""
    database.create({RECORD: "INTEGER", "size": "BIGINT"})
    for size in (2**40, 2**40 + 1):
        database.insert({"size": size})
    others = {"data_hash": "a", "dataset_hash": "b", "dataset_title": "c", "data_title": "d"}
    others |= {"data_type": "VIDEO", "label_status": "LABELLED"}
    cursor = database.connection.execute(
        "SELECT sum(size) AS number_of_frames, avg(size) AS duration, "
        "NULL AS data_link, NULL AS annotation_task_status, "
        + ", ".join(f"'{value}' AS {name}" for name, value in others.items())
        + " FROM objects"
    )
    columns = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    assert [type(value) for value in row[:2]] == [Decimal, Decimal]
    got = from_db_row(row, columns, LabelRowMetadata)
    assert (got.number_of_frames, got.duration) == (2**41 + 1, 2.0**40 + 0.5)


def problems_or(database: Database, cls: Any, name: str) -> Any:
    """Give the value of an attribute, or the one problem with the row."""
    try:
        return database.column(name, cls)
    except Exception as exc:
        (line,) = explain(exc)
        return line
