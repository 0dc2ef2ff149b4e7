"""SQLite for many clients: any number of readers beside one writer, who takes turns in order.

Left alone, connections that want to write poll for SQLite's lock with pauses that grow, so that
those who have waited longest ask least often and are overtaken again and again. Here one thread
writes, and each commit takes along whatever waits, as waiting for the disk is what takes time.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from sqlite3 import (
    SQLITE_CORRUPT,
    SQLITE_NOTADB,
    Connection,
    DatabaseError,
    Error,
    OperationalError,
    Row,
    connect,
)
from typing import Any, Final, TypeVar

from attrs import define, field

T = TypeVar("T")

LONGEST_WAIT: Final = 30
"""Seconds to wait for another process that writes to the same file."""

MOST_JOBS: Final = 100
"""How many jobs share a commit at most, so that the first need not wait for too many others."""


@define(eq=False)
class _Job:
    """A piece of work that waits for its turn to write, and how it ended."""

    work: Callable[[Connection], Any]
    future: Future[Any] = field(factory=Future, init=False)
    result: Any = field(default=None, init=False)
    error: Exception | None = field(default=None, init=False)

    def run(self, db: Connection) -> None:
        """Do the work within a transaction; when it fails, nothing of it is left there.

        Raises:
            Exception: What the work has raised, when the transaction cannot go on.
        """
        db.execute("SAVEPOINT job")
        try:
            self.result = self.work(db)
        except Exception as exc:
            self.error = exc
            # SQLite has taken it back, as its disk is full, or nothing in the file is certain.
            if not db.in_transaction or is_damage(exc):
                raise
            db.execute("ROLLBACK TO job")
        db.execute("RELEASE job")

    def tell(self) -> None:
        """Let go whoever waits for it."""
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def is_damage(exc: BaseException) -> bool:
    """Tell whether an error says that the file is damaged."""
    code = getattr(exc, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (SQLITE_CORRUPT, SQLITE_NOTADB)


class Database:
    """A file with tables; `close` it in the end.

    Once it is found to be damaged, nothing is written to it any more.
    """

    def __init__(self, path: str, schema: str) -> None:
        """Open the database.

        Args:
            path: The file, which is made unless it is there.
            schema: SQL that makes the tables, unless they are there.
        """
        self._path = path
        self._waiting: deque[_Job] = deque()
        self._damage: str | None = None
        self._db = self._connect()
        # With a log, readers and the writer do not wait for each other. FULL, so that what is
        # committed outlives a power cut, too.
        self._db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {schema}")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def close(self) -> None:
        """Do what still waits, and close the file."""
        self._writer.shutdown()
        self._db.close()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do what only reads, in this thread: it sees the database as it is at one moment."""
        with closing(self._connect()) as db, self._noting_damage():
            db.execute("BEGIN")
            return work(db)

    def write(self, work: Callable[[Connection], T]) -> Future[T]:
        """Do what writes, in the writer's thread, after all that was asked for before.

        Returns:
            A future that is done when the work is committed, or when it has failed and nothing
            of it is left. It is not cancelled once the work has begun.
        """
        job = _Job(work)
        self._waiting.append(job)
        self._writer.submit(self._write_waiting)
        return job.future

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            yield
        except Error as exc:
            if is_damage(exc):
                self._damage = f"{exc}: restore the file, and start again"
            raise

    def _connect(self) -> Connection:
        # The first connection is made in one thread, used in the writer's and closed in the first.
        db = connect(
            self._path, timeout=LONGEST_WAIT, isolation_level=None, check_same_thread=False
        )
        db.row_factory = Row
        return db

    def _write_waiting(self) -> None:
        count = min(len(self._waiting), MOST_JOBS)  # None, when an earlier turn took them along.
        jobs = [self._waiting.popleft() for _ in range(count)]
        jobs = [job for job in jobs if job.future.set_running_or_notify_cancel()]
        if not jobs:
            return
        try:
            with self._noting_damage():
                self._write(jobs)
        except Exception as exc:  # noqa: BLE001 - whatever it is, nothing is committed
            if not isinstance(exc, Error):
                exc = OperationalError("the transaction was taken back with that of another write")
            for job in jobs:
                job.error = job.error or exc
            with suppress(Error):
                self._db.execute("ROLLBACK")
        for job in jobs:
            job.tell()

    def _write(self, jobs: list[_Job]) -> None:
        if self._damage is not None:
            raise DatabaseError(self._damage)
        self._db.execute("BEGIN IMMEDIATE")
        for job in jobs:
            job.run(self._db)
        self._db.execute("COMMIT")
