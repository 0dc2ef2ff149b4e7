"""Objects go through real databases, SQLite and PostgreSQL, and come back as they were."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from random import Random
from types import UnionType
from typing import Any, Final, get_origin
from uuid import UUID

import attrs
import databases
import pytest
from attrs import evolve, frozen
from databases import UnavailableError, postgres
from strategies import CLASSES, Maker, name_of

from converters import explain, from_db_row, make_converter, to_dic, updatable_fields
from converters.tables import WireField, wire_fields
from converters.wire.codecs import value_codec
from orm_attrs import (
    CvatExportType,
    DataRow,
    Dataset,
    DatasetData,
    DatasetDataLongPolling,
    DataType,
    LabelingAlgorithm,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    LongPollingStatus,
    ModelConfiguration,
    ModelInferenceParams,
    ModelTrainingLabel,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
    ProjectImporterCvatInfo,
    StorageLocation,
    Video,
)

HASH: Final = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"
NOON: Final = datetime(2022, 1, 5, 12, 0, 0)
EAST: Final = timezone(timedelta(hours=5, minutes=45))
KATHMANDU: Final = "Asia/Kathmandu"
"""A session's zone, far from UTC and from this machine's."""

RECORD: Final = "row number"
"""A column that no class knows."""


# --- the databases ------------------------------------------------------------------------------


@frozen(kw_only=True)
class Setup:
    """A database, the types of its columns, and how objects are written to it."""

    name: str
    types: Mapping[Any, str]
    time_str: bool
    zone: str | None = None
    """The session's zone; None for SQLite, which has none."""
    is_file: bool = False
    moments: str = "any"
    """Which dates are right in these columns and this session: naive ones, aware ones, any."""

    @property
    def is_postgres(self) -> bool:
        return self.zone is not None


SQLITE_TYPES: Final = {
    str: "TEXT",
    int: "INTEGER",
    float: "REAL",
    bool: "BOOLEAN",
    UUID: "TEXT",
    datetime: "TIMESTAMP",
    dict: "TEXT",
}
POSTGRES_TYPES: Final = {
    str: "TEXT",
    int: "BIGINT",
    float: "DOUBLE PRECISION",
    bool: "BOOLEAN",
    UUID: "UUID",
    datetime: "TIMESTAMP",
    dict: "JSONB",
}
WITH_ZONE: Final = {datetime: "TIMESTAMP WITH TIME ZONE"}

SETUPS: Final = [
    Setup(name="SQLite", types=SQLITE_TYPES, time_str=True),
    Setup(name="SQLite, datetimes", types=SQLITE_TYPES, time_str=False),
    Setup(name="SQLite in a file", types=SQLITE_TYPES, time_str=True, is_file=True),
    Setup(name="PostgreSQL", types=POSTGRES_TYPES, time_str=True, zone=KATHMANDU),
    Setup(
        name="PostgreSQL, naive datetimes",
        types={**POSTGRES_TYPES, dict: "JSON", UUID: "TEXT"},
        time_str=False,
        zone=KATHMANDU,
        moments="naive",
    ),
    Setup(
        name="PostgreSQL, zones and aware datetimes",
        types={**POSTGRES_TYPES, **WITH_ZONE, dict: "TEXT"},
        time_str=False,
        zone=KATHMANDU,
        moments="aware",
    ),
    Setup(
        name="PostgreSQL in UTC, zones",
        types={**POSTGRES_TYPES, **WITH_ZONE, dict: "JSON"},
        time_str=True,
        zone="UTC",
    ),
    Setup(
        name="PostgreSQL in UTC, zones, datetimes and NUMERIC",
        types={**POSTGRES_TYPES, **WITH_ZONE, int: "NUMERIC"},
        time_str=False,
        zone="UTC",
    ),
]
SQLITE: Final = SETUPS[0]
POSTGRES: Final = SETUPS[3]
"""The two that a test of one thing uses."""

each_setup = pytest.mark.parametrize("setup", SETUPS, ids=lambda one: one.name, indirect=True)
both = pytest.mark.parametrize("setup", [SQLITE, POSTGRES], ids=lambda one: one.name, indirect=True)
on_postgres = pytest.mark.parametrize("setup", [POSTGRES], ids=["PostgreSQL"], indirect=True)
on_sqlite = pytest.mark.parametrize("setup", [SQLITE], ids=["SQLite"], indirect=True)


def give_up(reason: str) -> None:
    """Skip a test that has no PostgreSQL; continuous integration must have one."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    """A PostgreSQL that runs as long as the tests do."""
    running = postgres()
    try:
        arguments = running.__enter__()
    except UnavailableError as reason:
        give_up(str(reason))
    try:
        yield arguments
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def session(server: dict[str, Any]) -> Iterator[Any]:
    """A connection to it."""
    import psycopg

    with closing(psycopg.connect(**server)) as connection:
        yield connection


@pytest.fixture
def setup(request: pytest.FixtureRequest) -> Setup:
    one: Setup = request.param
    return one


@pytest.fixture
def database(setup: Setup, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if setup.is_postgres:
        connection = request.getfixturevalue("session")
        connection.execute(f"SET TIME ZONE '{setup.zone}'")
        yield Database(connection, setup)
        connection.rollback()
    else:
        place = tmp_path / "rows.db" if setup.is_file else ":memory:"
        with closing(sqlite3.connect(place)) as connection:
            yield Database(connection, setup)


@frozen
class Database:
    """What the tests do with a connection."""

    connection: Any
    setup: Setup

    def create(self, columns: Mapping[str, str]) -> None:
        """Make the table: column name to type."""
        texts = [f'"{name}" {kind}' for name, kind in columns.items()]
        self.connection.execute(f"CREATE TABLE objects ({', '.join(texts)})")

    def create_for(self, cls: Any, **other: str) -> None:
        """Make the table of a class, with other types for some columns."""
        types = {one.written_key: column_type(one, self.setup.types) for one in wire_fields(cls)}
        assert other.keys() <= types.keys()
        self.create({RECORD: "INTEGER", **types, **other})

    def insert(self, values: Mapping[str, Any], number: int = 0) -> None:
        values = {RECORD: number, **values}
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join([self.mark] * len(values))
        self.connection.execute(
            f"INSERT INTO objects ({names}) VALUES ({marks})", self.parameters(values)
        )

    def update(self, values: Mapping[str, Any], number: int = 0) -> None:
        changes = ", ".join(f'"{name}" = {self.mark}' for name in values)
        self.connection.execute(
            f'UPDATE objects SET {changes} WHERE "{RECORD}" = {number}',
            self.parameters(values),
        )

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """Give what a driver takes: sqlite3 leaves it to its user to write dates."""
        if self.setup.is_postgres:
            return list(values.values())
        return [one.isoformat(" ") if isinstance(one, datetime) else one for one in values.values()]

    def rows(self) -> tuple[list[str], list[Any]]:
        """Give the names of all columns, and all rows."""
        cursor = self.connection.execute(f'SELECT * FROM objects ORDER BY "{RECORD}"')
        return [column[0] for column in cursor.description], cursor.fetchall()

    def objects(self, cls: Any) -> list[Any]:
        columns, rows = self.rows()
        return [from_db_row(row, columns, cls) for row in rows]

    def column(self, name: str, cls: Any = None) -> Any:
        """Give the value of one column of the only row; of the object, when there is a class."""
        columns, (row,) = self.rows()
        if cls is None:
            return row[columns.index(name)]
        return getattr(from_db_row(row, columns, cls), name)

    @property
    def mark(self) -> str:
        return "%s" if self.setup.is_postgres else "?"


def column_type(one: WireField, types: Mapping[Any, str]) -> str:
    """Choose the type of a column by what is written to it."""
    kind = one.type
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = (one.codec or value_codec(kind)).members or {}
        (kind,) = {type(value) for value in members}
    if get_origin(kind) is UnionType or str in getattr(kind, "__args__", ())[1:]:
        kind = str
    return types.get(kind, types[dict])


# --- every class --------------------------------------------------------------------------------


class StorableMaker(Maker):
    """Makes objects that a database can hold; what it cannot hold is tested below."""

    def __init__(self, random: Random, setup: Setup) -> None:
        super().__init__(random)
        self.setup = setup

    def text(self) -> str:
        text = super().text()
        return text.replace("\0", "") if self.setup.is_postgres else text

    def integer(self) -> int:
        return min(super().integer(), 2**63 - 1)

    def moment(self) -> datetime:
        moment = super().moment()
        # In its first and last days, time is not in every zone.
        moment = moment.replace(year=min(max(moment.year, 2), 9998))
        if self.setup.moments == "naive":
            return moment.replace(tzinfo=None)
        if self.setup.moments == "aware" and moment.tzinfo is None:
            return moment.replace(tzinfo=timezone.utc)
        return moment


def as_read(obj: Any, setup: Setup) -> Any:
    """Give the object that comes back, where that is not the one that was written."""
    if isinstance(obj, Project):
        for name, kind in (("editor_ontology", dict), ("datasets", list), ("label_rows", list)):
            # Its JSON text is what an object or list looks like in a column.
            obj = evolve(obj, **{name: content_of(getattr(obj, name), kind)})
    if isinstance(obj, ModelConfiguration) and setup.types[dict] == "JSONB":
        # JSONB keeps no order of keys.
        obj = evolve(obj, feature_node_hashes=sorted(obj.feature_node_hashes))
    return obj


def content_of(value: Any, kind: type) -> Any:
    try:
        content = json.loads(value)
    except (TypeError, ValueError):
        return value
    return content if isinstance(content, kind) else value


def alike(one: Any, other: Any) -> bool:
    """Tell whether two values are the same: instants, and numbers as far as a float has digits."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return in_utc(one) == in_utc(other)
    numbers = (type(one), type(other))
    if numbers in ((int, float), (float, int)):
        return float(one) == float(other)
    if type(one) is not type(other):
        return False
    if attrs.has(type(one)):
        names = attrs.fields_dict(type(one))
        return all(alike(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def in_utc(moment: datetime) -> datetime:
    """Give an instant a zone: what has none means UTC."""
    zone = timezone.utc
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def with_changes(obj: Any, changed: Any) -> Any:
    """Give the object that an update makes of a record, by the metadata of the models."""
    changes = {}
    for one in attrs.fields(type(obj)):
        value = getattr(changed, one.name)
        if value is not None and one.metadata.get("updatable", True):
            changes[one.alias] = value
    return evolve(obj, **changes)


@each_setup
@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_every_object_comes_back_as_it_was(cls: Any, setup: Setup, database: Database) -> None:
    maker = StorableMaker(Random(5), setup)
    objects = [maker.instance(cls) for _ in range(8)]
    database.create_for(cls)
    for number, obj in enumerate(objects):
        database.insert(to_dic(obj, setup.time_str), number)
    for got, obj in zip(database.objects(cls), objects, strict=True):
        assert alike(as_read(got, setup), as_read(obj, setup))


@each_setup
@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_an_update_sets_what_may_be_updated_and_no_more(
    cls: Any, setup: Setup, database: Database
) -> None:
    maker = StorableMaker(Random(6), setup)
    objects = [maker.instance(cls) for _ in range(5)]
    changed = [maker.instance(cls) for _ in range(5)]
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
        (Project, "created_at", '"2022-01-05T12:00:00Z"', NOON.replace(tzinfo=timezone.utc)),
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
    database.insert(to_dic(Project(created_at=NOON.replace(tzinfo=timezone.utc)), False))
    got = database.column("created_at", Project)
    assert got.isoformat() == "2022-01-05T17:45:00+05:45"
    assert to_dic(Project(created_at=got)) == {"created_at": "2022-01-05 12:00:00"}


@each_setup
@pytest.mark.parametrize("microsecond", [0, 1, 120, 123_000, 999_999])
def test_fractions_of_seconds_are_kept(microsecond: int, setup: Setup, database: Database) -> None:
    zone = timezone.utc if setup.moments == "aware" else None
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
    database.create_for(LabelRow, created_at="TIMESTAMP", last_edited_at=WITH_ZONE[datetime])
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
    columns = {"owner": "TEXT", "tags": setup.types[dict], "seen": setup.types[datetime]}
    values = {**to_dic(obj), "storage_location": 77, "data_type": "HOLOGRAM", "owner": "ada"}
    values |= {"tags": "[1, null]", "seen": "2022-01-05 12:00:00"}
    database.create_for(DataRow)
    for name, kind in columns.items():
        database.connection.execute(f"ALTER TABLE objects ADD {name} {kind}")
    database.insert(values)
    names, (row,) = database.rows()
    got = from_db_row(row, names, DataRow, converter=keeping)
    assert got.storage_location is StorageLocation.NEW_STORAGE
    database.update(to_dic(got, converter=keeping))
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


# --- the server of the tests --------------------------------------------------------------------


def accepts(arguments: Mapping[str, Any]) -> bool:
    try:
        socket.create_connection((arguments["host"], arguments["port"]), timeout=5).close()
    except OSError:
        return False
    return True


def test_a_failure_leaves_no_server_behind(server: dict[str, Any]) -> None:
    import psycopg

    with pytest.raises(ZeroDivisionError), postgres() as arguments:
        assert arguments["port"] != server["port"]
        assert accepts(arguments)
        with psycopg.connect(**arguments) as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone() or ()
            assert Path(data).is_dir()
        raise ZeroDivisionError
    assert not accepts(arguments)
    assert not Path(data).parent.exists()


def test_a_killed_run_leaves_no_server_behind(server: dict[str, Any]) -> None:
    program = (
        "import json, os, pathlib, signal, databases, psycopg\n"
        "with databases.postgres() as arguments:\n"
        "    with psycopg.connect(**arguments) as connection:\n"
        "        (data,) = connection.execute('SHOW data_directory').fetchone()\n"
        "    pid = pathlib.Path(data, 'postmaster.pid').read_text().split()[0]\n"
        "    print(json.dumps([data, int(pid)]), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    data, pid = json.loads(done.stdout)
    end = time.monotonic() + 30
    # The last thing that a server does is to remove this file.
    while (is_up := Path(data, "postmaster.pid").exists()) and time.monotonic() < end:
        time.sleep(0.05)
    if is_up:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(Path(data).parent)
    assert not is_up


def test_a_server_that_does_not_start_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("psycopg")
    for name, line in (("initdb", "true"), ("postgres", "echo no room left >&2; exit 1")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(databases, "_account", dict)
    with pytest.raises(UnavailableError) as caught, postgres():
        pass
    assert str(caught.value) == "PostgreSQL did not start:\nno room left\n"


def test_without_a_server_tests_are_skipped_but_not_in_continuous_integration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        give_up("none here")
    assert str(skipped.value) == "none here"
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception) as failed:
        give_up("none here")
    assert str(failed.value) == "none here"
