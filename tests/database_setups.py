"""The databases of the tests, what is done with them, and objects that they can hold."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any, Final

import attrs
import pytest
from attrs import evolve, frozen
from databases import UnavailableError, postgres
from strategies import JUNK, Maker

from converters import columns, from_db_row
from orm_attrs import UNSET, ModelConfiguration, Project

HASH: Final = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"
NOON: Final = datetime(2022, 1, 5, 12, 0, 0)
EAST: Final = timezone(timedelta(hours=5, minutes=45))
KATHMANDU: Final = "Asia/Kathmandu"
"""A session's zone, far from UTC and from this machine's."""

RECORD: Final = "row number"
"""A column that no class knows."""


@frozen(kw_only=True)
class Setup:
    """A database, the types of its columns, and how objects are written to it."""

    name: str
    dialect: str
    time_str: bool
    types: Mapping[str, str] = attrs.field(factory=dict)
    """Kind of a column to its type, where that is not the one of `converters.columns`."""
    zone: str | None = None
    """The session's zone; None for SQLite, which has none."""
    is_file: bool = False
    moments: str = "any"
    """Which dates are right in these columns and this session: naive ones, aware ones, any."""

    @property
    def is_postgres(self) -> bool:
        return self.dialect == "postgresql"

    def types_of(self, cls: Any) -> dict[str, str]:
        """Give the name and type of each column of a class."""
        return {
            one.name: self.types.get(one.kind, getattr(one, self.dialect)) for one in columns(cls)
        }


WITH_ZONE: Final = "TIMESTAMP WITH TIME ZONE"

SETUPS: Final = [
    Setup(name="SQLite", dialect="sqlite", time_str=True),
    Setup(name="SQLite, datetimes", dialect="sqlite", time_str=False),
    Setup(name="SQLite in a file", dialect="sqlite", time_str=True, is_file=True),
    Setup(
        name="PostgreSQL",
        dialect="postgresql",
        types={"json": "JSONB"},
        time_str=True,
        zone=KATHMANDU,
    ),
    Setup(
        name="PostgreSQL, naive datetimes",
        dialect="postgresql",
        types={"uuid": "TEXT"},
        time_str=False,
        zone=KATHMANDU,
        moments="naive",
    ),
    Setup(
        name="PostgreSQL, zones and aware datetimes",
        dialect="postgresql",
        types={"datetime": WITH_ZONE, "json": "TEXT"},
        time_str=False,
        zone=KATHMANDU,
        moments="aware",
    ),
    Setup(
        name="PostgreSQL in UTC, zones",
        dialect="postgresql",
        types={"datetime": WITH_ZONE},
        time_str=True,
        zone="UTC",
    ),
    Setup(
        name="PostgreSQL in UTC, zones, datetimes and NUMERIC",
        dialect="postgresql",
        types={"datetime": WITH_ZONE, "integer": "NUMERIC", "json": "JSONB"},
        time_str=False,
        zone="UTC",
    ),
]
SQLITE: Final = SETUPS[0]
POSTGRES: Final = SETUPS[3]
"""The two that a test of one thing uses."""

EACH_SETUP: Final = [
    pytest.param(
        one, marks=() if one in (SQLITE, POSTGRES) else pytest.mark.exhaustive, id=one.name
    )
    for one in SETUPS
]
each_setup = pytest.mark.parametrize("setup", EACH_SETUP, indirect=True)
both = pytest.mark.parametrize("setup", [SQLITE, POSTGRES], ids=lambda one: one.name, indirect=True)
on_postgres = pytest.mark.parametrize("setup", [POSTGRES], ids=["PostgreSQL"], indirect=True)
on_sqlite = pytest.mark.parametrize("setup", [SQLITE], ids=["SQLite"], indirect=True)


def give_up(reason: str) -> None:
    """Skip a test that has no PostgreSQL; continuous integration must have one."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def server_or_skip() -> Iterator[dict[str, Any]]:
    """Run a PostgreSQL, or give up the test that asks for it; see `databases.postgres`."""
    with ExitStack() as stack:
        try:
            arguments = stack.enter_context(postgres())
        except UnavailableError as reason:
            give_up(str(reason))
        yield arguments


def quoted(name: str) -> str:
    """Quote the name of a column, as SQL has it: in SQLite and in PostgreSQL."""
    return '"' + name.replace('"', '""') + '"'


@frozen
class Database:
    """What the tests do with a connection."""

    connection: Any
    setup: Setup

    def create(self, types: Mapping[str, str]) -> None:
        """Make the table: column name to type."""
        texts = [f"{quoted(name)} {kind}" for name, kind in types.items()]
        self.connection.execute(f"CREATE TABLE objects ({', '.join(texts)})")

    def create_for(self, cls: Any, **other: str) -> None:
        """Make the table of a class, with other types for some columns."""
        types = self.setup.types_of(cls)
        assert other.keys() <= types.keys()
        self.create({RECORD: "INTEGER", **types, **other})

    def insert(self, values: Mapping[str, Any], number: int = 0) -> None:
        values = {RECORD: number, **values}
        names = ", ".join(map(quoted, values))
        marks = ", ".join([self.mark] * len(values))
        self.connection.execute(
            f"INSERT INTO objects ({names}) VALUES ({marks})", self.parameters(values)
        )

    def update(self, values: Mapping[str, Any], number: int = 0) -> None:
        changes = ", ".join(f"{quoted(name)} = {self.mark}" for name in values)
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
        names, rows = self.rows()
        return [from_db_row(row, names, cls) for row in rows]

    def column(self, name: str, cls: Any = None) -> Any:
        """Give the value of one column of the only row; of the object, when there is a class."""
        names, (row,) = self.rows()
        if cls is None:
            return row[names.index(name)]
        return getattr(from_db_row(row, names, cls), name)

    @property
    def mark(self) -> str:
        return "%s" if self.setup.is_postgres else "?"


DatabaseMaker = Callable[[Setup], AbstractContextManager[Database]]
"""Opens databases without tables."""


# --- objects --------------------------------------------------------------------------------------


STORABLE_JUNK: Final = tuple(
    it for it in JUNK if repr(it) not in ("inf", "nan", repr("2022-01-05 18:51:05\0"))
)
"""PostgreSQL's JSON has neither the numbers that JSON lacks nor a zero character."""


class StorableMaker(Maker):
    """Makes objects that a database can hold; what it cannot hold is tested below."""

    def __init__(self, random: Random, setup: Setup) -> None:
        super().__init__(random, STORABLE_JUNK)
        self.setup = setup

    def text(self) -> str:
        text = super().text()
        return text.replace("\0", "") if self.setup.is_postgres else text

    def integer(self) -> int:
        return min(super().integer(), 2**63 - 1)

    def json(self, depth: int = 2) -> Any:
        # Where any value may be, text of a number could be the number.
        return super().json(depth) if depth < 2 else self.json_list(1)

    def moment(self) -> datetime:
        moment = super().moment()
        # In its first and last days, time is not in every zone.
        moment = moment.replace(year=min(max(moment.year, 2), 9998))
        if self.setup.moments == "naive":
            return moment.replace(tzinfo=None)
        if self.setup.moments == "aware" and moment.tzinfo is None:
            return moment.replace(tzinfo=UTC)
        return moment


def as_read(obj: Any, setup: Setup) -> Any:
    """Give the object that comes back, where that is not the one that was written."""
    if isinstance(obj, Project):
        for name, kind in (("editor_ontology", dict), ("datasets", list), ("label_rows", list)):
            # Its JSON text is what an object or list looks like in a column.
            obj = evolve(obj, **{name: content_of(getattr(obj, name), kind)})
    if isinstance(obj, ModelConfiguration) and setup.types.get("json") == "JSONB":
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
    """Tell whether two values are the same: instants, and numbers as far as a float has digits.

    A column of which nothing was said is null.
    """
    if one is UNSET or other is UNSET:
        return all(it is UNSET or it is None for it in (one, other))
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
    zone = UTC
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
