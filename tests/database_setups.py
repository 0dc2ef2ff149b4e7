"""The databases that the tests use: their columns, and how objects are written to them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from random import Random
from types import UnionType
from typing import Any, Final, get_origin
from uuid import UUID

import pytest
from attrs import frozen
from databases import UnavailableError, postgres
from strategies import Maker

from converters import from_db_row
from converters.tables import WireField, wire_fields
from converters.wire.codecs import value_codec

NOON: Final = datetime(2022, 1, 5, 12, 0, 0)


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


each_setup = pytest.mark.parametrize(
    "setup",
    [
        pytest.param(
            one, marks=() if one in (SQLITE, POSTGRES) else pytest.mark.exhaustive, id=one.name
        )
        for one in SETUPS
    ],
    indirect=True,
)


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


def in_utc(moment: datetime) -> datetime:
    """Give an instant a zone: what has none means UTC."""
    zone = timezone.utc
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
