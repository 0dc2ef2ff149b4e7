"""The example service's database: writers take turns in order, and each gets what it is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from sqlite3 import Connection
from threading import Event

import pytest
from service.database import MOST_JOBS, Database

PATIENCE = 60
SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT NOT NULL)"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(str(tmp_path / "words.db"), SCHEMA)
    yield one
    one.close()


def words(db: Connection) -> list[str]:
    return [row["word"] for row in db.execute("SELECT word FROM words ORDER BY rowid")]


def add(word: str | None) -> Callable[[Connection], int]:
    def work(db: Connection) -> int:
        return db.execute("INSERT INTO words VALUES (?)", (word,)).rowcount

    return work


class Held:
    """Holds the writer up until it is let go, so that jobs come to wait behind it."""

    def __init__(self, database: Database) -> None:
        self.begun, self.go = Event(), Event()
        self.future = database.write(self._wait)
        assert self.begun.wait(PATIENCE)

    def _wait(self, _: Connection) -> None:
        self.begun.set()
        assert self.go.wait(PATIENCE)


def test_writers_take_turns_in_the_order_in_which_they_ask(database: Database) -> None:
    """However many wait, and so none is overtaken."""
    held = Held(database)
    asked = [str(number) for number in range(3 * MOST_JOBS)]
    done: list[str] = []
    futures = []
    for word in asked:
        futures.append(database.write(add(word)))
        futures[-1].add_done_callback(lambda _, word=word: done.append(word))
    held.go.set()

    assert [future.result(PATIENCE) for future in futures] == [1] * len(asked)
    assert database.read(words) == asked == done


def test_what_waits_shares_a_commit_up_to_a_bound(database: Database) -> None:
    """A job sees what was written before it in its transaction, and others see it in the end."""
    held = Held(database)
    seen: list[int] = []

    def look(db: Connection) -> None:
        add("x")(db)
        seen.append(len(database.read(words)))

    futures = [database.write(look) for _ in range(2 * MOST_JOBS + 1)]
    held.go.set()
    for future in futures:
        future.result(PATIENCE)
    assert seen == [0] * MOST_JOBS + [MOST_JOBS] * MOST_JOBS + [2 * MOST_JOBS]


def test_a_job_that_fails_leaves_nothing_and_takes_nobody_along(database: Database) -> None:
    def fail(db: Connection) -> None:
        add("half")(db)
        raise LookupError("in the middle")

    held = Held(database)
    futures: list[Future[int | None]] = [
        database.write(work) for work in (add("a"), fail, add(None), add("b"))
    ]
    held.go.set()
    errors = [type(future.exception(PATIENCE)) for future in futures]

    assert errors == [type(None), LookupError, sqlite3.IntegrityError, type(None)]
    assert database.read(words) == ["a", "b"]


def test_a_job_that_nobody_waits_for_any_more_is_not_done(database: Database) -> None:
    held = Held(database)
    futures = [database.write(add(word)) for word in "abc"]
    assert futures[1].cancel()
    held.go.set()
    futures[2].result(PATIENCE)

    assert database.read(words) == ["a", "c"]


def test_nobody_is_told_that_it_is_done_when_the_commit_fails(database: Database) -> None:
    """Here as the disk seems to be full: the file may have no more pages than it has."""

    def fill(db: Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")

    database.write(add("before")).result(PATIENCE)
    database.write(fill).result(PATIENCE)
    held = Held(database)
    futures = [database.write(add("x" * 100_000)) for _ in range(3)]
    held.go.set()

    for future in futures:
        with pytest.raises(sqlite3.OperationalError, match="full"):
            future.result(PATIENCE)
    assert database.read(words) == ["before"]
    assert database.write(add("small")).result(PATIENCE) == 1


def test_a_transaction_that_cannot_begin_fails_each_job_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may write to the same file for longer than anybody waits."""
    database.write(lambda db: db.execute("PRAGMA busy_timeout = 1") and None).result(PATIENCE)
    with sqlite3.connect(database._path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            database.write(add("a")).result(PATIENCE)
        other.execute("ROLLBACK")
    other.close()
    assert database.write(add("b")).result(PATIENCE) == 1
    assert database.read(words) == ["b"]


def test_everybody_is_told_when_a_transaction_was_taken_back(database: Database) -> None:
    """By whatever, which may be no error of SQLite's."""

    def take_back(db: Connection) -> None:
        db.execute("ROLLBACK")
        raise LookupError("no room")

    held = Held(database)
    futures: list[Future[int | None]] = [
        database.write(work) for work in (add("a"), add(None), take_back, add("b"))
    ]
    held.go.set()
    errors = [type(future.exception(PATIENCE)) for future in futures]

    operational = sqlite3.OperationalError
    assert errors == [operational, sqlite3.IntegrityError, LookupError, operational]
    assert database.read(words) == []
    assert database.write(add("c")).result(PATIENCE) == 1


@pytest.mark.parametrize("way", ["read", "write"])
def test_nothing_is_written_any_more_once_the_file_is_found_to_be_damaged(
    tmp_path: Path, way: str
) -> None:
    path = tmp_path / "words.db"
    first = Database(str(path), SCHEMA)
    for number in range(300):
        first.write(add(f"{number} " + "x" * 200)).result(PATIENCE)
    first.close()
    with path.open("r+b") as file:  # A page within the table.
        file.seek(4096 * 5)
        file.write(b"\xff" * 4096)

    second = Database(str(path), SCHEMA)
    # It is not seen by who reads nothing of that page.
    assert second.write(add("more")).result(PATIENCE) == 1
    if way == "read":
        with pytest.raises(sqlite3.DatabaseError, match="malformed"):
            second.read(words)
    else:
        held = Held(second)
        futures = [second.write(work) for work in (add("beside"), words, add("behind"))]
        held.go.set()
        for future in futures:
            with pytest.raises(sqlite3.DatabaseError, match="malformed"):
                future.result(PATIENCE)
    with pytest.raises(sqlite3.DatabaseError, match="restore the file"):
        second.write(add("later")).result(PATIENCE)
    second.close()


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    held = Held(database)
    database.write(add("later"))

    assert database.read(words) == []
    held.go.set()


def test_what_waits_is_written_before_the_database_is_closed(tmp_path: Path) -> None:
    path = str(tmp_path / "words.db")
    first = Database(path, SCHEMA)
    held = Held(first)
    for word in "abc":
        first.write(add(word))
    held.go.set()
    first.close()

    second = Database(path, SCHEMA)
    assert second.read(words) == ["a", "b", "c"]
    second.close()
    assert [it.name for it in tmp_path.iterdir()] == ["words.db"]
