"""Whatever a payload holds, it stays a value: no key of it reaches SQL as anything but a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

import pytest
from database_setups import POSTGRES, SQLITE, Database, Setup, both, on_postgres, quoted
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from converters import from_db_row, make_converter, to_dic
from orm_attrs import Video

KEEPING: Final = make_converter(unknown="keep")

HOSTILE: Final = "title) SELECT {1}, (SELECT word FROM secrets) WHERE {2} <> '' --"
"""A key that makes of the INSERT below a query of its own, where names are not quoted."""

KEYS: Final = (
    HOSTILE,
    'title") --',
    '"; DROP TABLE secrets; --',
    "title = (SELECT word FROM secrets), title",
    "title\0",
    "",
    "%s",
    "?",
)

NAMES: Final = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20
).filter(lambda name: name.lower() not in {"data_hash", "title", "file_link", "backing_item_uuid"})


def hostile_video(key: str, setup: Setup) -> Any:
    marks = ("$1", "$2") if setup.is_postgres else ("?", "?")
    key = key.replace("{1}", marks[0]).replace("{2}", marks[1])
    return KEEPING.structure({"data_hash": "v1", key: "x"}, Video)


def insert(database: Database, values: Mapping[str, Any], quote: Any) -> None:
    names = ", ".join(map(quote, values))
    marks = ", ".join([database.mark] * len(values))
    database.connection.execute(
        f"INSERT INTO objects ({names}) VALUES ({marks})", list(values.values())
    )


@pytest.fixture
def with_secrets(database: Database) -> Database:
    """A database with a table of secrets, which no object may hold."""
    database.create_for(Video)
    database.connection.execute("CREATE TABLE secrets (word TEXT)")
    database.connection.execute("INSERT INTO secrets VALUES ('hunter2')")
    return database


def stored(database: Database) -> str:
    """Give all that stands in the table, and fail when the secrets are gone."""
    assert database.connection.execute("SELECT word FROM secrets").fetchall() == [("hunter2",)]
    return repr(database.connection.execute("SELECT * FROM objects").fetchall())


@both
def test_the_key_of_these_tests_is_a_real_attack(setup: Setup, with_secrets: Database) -> None:
    video = hostile_video(HOSTILE, setup)
    insert(with_secrets, to_dic(video, unknown=True, converter=KEEPING), str)
    assert "hunter2" in stored(with_secrets)


@both
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("quote", [str, quoted])
def test_unknown_keys_are_not_among_the_names(
    *, key: str, quote: Any, setup: Setup, with_secrets: Database
) -> None:
    insert(with_secrets, to_dic(hostile_video(key, setup), converter=KEEPING), quote)
    assert with_secrets.objects(Video) == [Video(data_hash="v1")]
    assert "hunter2" not in stored(with_secrets)


@both
@pytest.mark.parametrize("key", KEYS)
def test_a_quoted_key_is_the_name_of_a_column_that_is_not_there(
    key: str, setup: Setup, with_secrets: Database
) -> None:
    values = to_dic(hostile_video(key, setup), unknown=True, converter=KEEPING)
    assert len(values) == 2
    connection = with_secrets.connection
    connection.execute("SAVEPOINT before")
    with pytest.raises(Exception):
        insert(with_secrets, values, quoted)
    connection.execute("ROLLBACK TO before")
    assert stored(with_secrets) == "[]"


@examples(200)
@given(NAMES, NAMES.map(lambda name: f"{name} value"))
def test_a_column_may_have_the_name_of_any_key(name: str, value: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        database = Database(connection, SQLITE)
        database.create({"data_hash": "TEXT", name: "TEXT"})
        video = KEEPING.structure({"data_hash": "v1", name: value}, Video)
        flat = to_dic(video, unknown=True, converter=KEEPING)
        insert(database, flat, quoted)
        cursor = connection.execute("SELECT * FROM objects")
        names = [column[0] for column in cursor.description]
        got = from_db_row(cursor.fetchone(), names, Video, converter=KEEPING)
        assert to_dic(got, unknown=True, converter=KEEPING) == flat


@given(NAMES)
def test_psycopg_quotes_names_in_the_same_way(name: str) -> None:
    sql = pytest.importorskip("psycopg").sql
    assert sql.Identifier(name).as_string(None) == quoted(name)


@on_postgres
@pytest.mark.parametrize("key", ["TITLE", 'a "quoted" name', "groupBy", "naïve ключ"])
def test_postgresql_keeps_names_apart_that_are_quoted(key: str, database: Database) -> None:
    types = POSTGRES.types_of(Video)
    database.create({**types, "row number": "INTEGER", key: "TEXT"})
    video = KEEPING.structure({"title": "t", key: "x"}, Video)
    database.insert(to_dic(video, unknown=True, converter=KEEPING))
    names, (row,) = database.rows()
    got = from_db_row(row, names, Video, converter=KEEPING)
    assert (got.title, to_dic(got, unknown=True, converter=KEEPING)[key]) == ("t", "x")


@on_postgres
def test_a_percent_sign_in_a_name_is_doubled_for_psycopg(database: Database) -> None:
    database.create({"data_hash": "TEXT", "100 %": "TEXT"})
    video = KEEPING.structure({"data_hash": "v1", "100 %": "x"}, Video)
    flat = to_dic(video, unknown=True, converter=KEEPING)
    insert(database, flat, lambda name: quoted(name).replace("%", "%%"))
    assert "'x'" in repr(database.connection.execute("SELECT * FROM objects").fetchall())
