"""Fixtures of this folder: databases, a platform, and both kinds of queriers that ask it.

The databases are shared: each starts once, and every test has its own tables.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import pytest
from client_cases import KINDS, event_loop
from database_setups import Database, DatabaseMaker, Setup, server_or_skip
from http_cases import QUICK, Http, Pauses
from platform_server import Platform
from service_process import Service, running

from converters import converter
from orm_attrs import DataRow


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
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseMaker:
    """Opens databases without tables."""

    @contextmanager
    def open_one(setup: Setup) -> Iterator[Database]:
        if setup.is_postgres:
            connection = request.getfixturevalue("session")
            connection.execute(f"SET TIME ZONE '{setup.zone}'")
            try:
                yield Database(connection, setup)
            finally:
                connection.rollback()
        else:
            place = tmp_path / f"{uuid4()}.db" if setup.is_file else ":memory:"
            with closing(sqlite3.connect(place)) as connection:
                yield Database(connection, setup)

    return open_one


@pytest.fixture
def database(setup: Setup, open_database: DatabaseMaker) -> Iterator[Database]:
    """A database without tables."""
    with open_database(setup) as opened:
        yield opened


@pytest.fixture
def platform(row: dict[str, Any]) -> Iterator[Platform]:
    """A server with one row."""
    with Platform(row) as server:
        yield server


@pytest.fixture(params=KINDS)
def http(request: pytest.FixtureRequest) -> Iterator[Http]:
    """Opens queriers."""
    if request.param == "threads":
        yield Http(None)
        return
    with event_loop() as loop:
        yield Http(loop)


@pytest.fixture
def querier(http: Http, platform: Platform) -> Iterator[Any]:
    """A querier of the server, which makes short pauses."""
    with http.open(platform.url, settings=QUICK) as querier:
        yield querier


@pytest.fixture
def client(http: Http, querier: Any) -> Any:
    """A client of the server."""
    return http.client(querier)


@pytest.fixture
def obj(row: dict[str, Any]) -> DataRow:
    """The row as an object."""
    return converter.structure(row, DataRow)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """The pauses between attempts, none of which is made, and all of which are whole."""
    made = Pauses()
    monkeypatch.setattr(time, "sleep", made.pause)
    monkeypatch.setattr(anyio, "sleep", made.pause_awaiting)
    monkeypatch.setattr(random, "random", lambda: 1.0)
    return made


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The example service, one for all tests of a module."""
    with running(tmp_path_factory.mktemp("service")) as one:
        yield one
