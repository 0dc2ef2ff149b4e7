"""The databases that tests share: each starts once, and every test has its own tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from database_setups import Database, Setup, server_or_skip


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    """A PostgreSQL that runs as long as the tests do."""
    with server_or_skip() as arguments:
        yield arguments


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
