"""Many clients of the example service, and a service that is killed: nothing fails or is lost.

``pytest -m stress -s tests/stress/test_example_service_load.py`` prints what it measures.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from attrs import define
from http_load import Client, Connection, run_clients
from service_process import (
    DATASET,
    LOGS,
    TOKEN,
    dataset_of,
    needs_service,
    row_of,
    running,
    started,
)

pytestmark = needs_service

stress = pytest.mark.stress


def put_and_read(number: int, rounds: int) -> Client:
    """Make a client that writes its dataset and reads it four times, again and again."""

    async def client(connection: Connection) -> None:
        for turn in range(rounds):
            sent = dataset_of(f"c{number}", title=f"turn {turn}")
            assert (await connection.send("PUT", "/datasets", sent))[0] == 200
            for _ in range(4):
                _, body = await connection.send("GET", f"/datasets/c{number}")
                assert json.loads(body) == sent

    return client


def put(number: int, rounds: int) -> Client:
    """Make a client that only writes its dataset."""
    sent = DATASET | {"dataset_hash": f"c{number}"}

    async def client(connection: Connection) -> None:
        for _ in range(rounds):
            await connection.send("PUT", "/datasets", sent)

    return client


@pytest.mark.parametrize(
    ("clients", "rounds"), [(50, 1), pytest.param(2000, 4, marks=stress, id="2000 clients")]
)
def test_every_client_of_many_is_answered(tmp_path: Path, clients: int, rounds: int) -> None:
    with running(tmp_path) as service:
        work = [put_and_read(number, rounds) for number in range(clients)]
        load = run_clients(service.port, TOKEN, work)
    print(*load.rows(f"{clients} clients, writing 1 in 5"), sep="\n")

    assert load.answers == {"PUT 200": clients * rounds, "GET 200": 4 * clients * rounds}


@pytest.mark.parametrize(
    ("clients", "rounds"), [(20, 2), pytest.param(50, 100, marks=stress, id="50 clients")]
)
def test_writers_that_only_write_are_all_answered(
    tmp_path: Path, clients: int, rounds: int
) -> None:
    with running(tmp_path) as service:
        load = run_clients(service.port, TOKEN, [put(number, rounds) for number in range(clients)])
    print(*load.rows(f"{clients} clients, only writing"), sep="\n")

    assert load.answers == {"PUT 200": clients * rounds}


# --- a service that is killed ---------------------------------------------------------------------


@define
class Writer:
    """A client that writes step by step, and notes what it was told to be stored."""

    name: str
    done: int = 0
    """How many steps were acknowledged."""

    async def write_on(self, connection: Connection) -> None:
        """Write until the service is gone."""
        while True:
            step = f"step {self.done}"
            row = row_of(self.name, data_title=step)
            log = LOGS[0] | {"log_hash": f"{self.name} {step}", "data_hash": self.name}
            method, path, payload = (
                ("PUT", "/datasets", dataset_of(self.name, row, title=step)),
                ("PATCH", f"/rows/{self.name}", {"title": step}),
                ("POST", "/label-logs", [log]),
            )[self.done % 3]
            status, body = await connection.send(method, path, payload)
            assert status == 200, body
            self.done += 1

    async def look(self, connection: Connection) -> None:
        """Find out how many steps are stored: those that were acknowledged, or one more."""
        status, body = await connection.send("GET", f"/datasets/{self.name}")
        _, logs = await connection.send("GET", f"/rows/{self.name}/label-logs")
        dataset = json.loads(body)
        titles = (dataset["title"], dataset["data_rows"][0]["data_title"]) if status == 200 else ()
        stored = (titles, [log["log_hash"] for log in json.loads(logs)])
        (self.done,) = [done for done in (self.done, self.done + 1) if stored == self.after(done)]

    def after(self, done: int) -> tuple[tuple[str, ...], list[str]]:
        """Give what has to be stored after so many steps."""
        titles = [
            f"step {max(n for n in range(done) if n % 3 in kinds)}"
            for kinds in ((0,), (0, 1))
            if done
        ]
        logs = [f"{self.name} step {n}" for n in range(2, done, 3)]
        return tuple(titles), logs


@pytest.mark.parametrize(
    ("clients", "kills"), [(8, 2), pytest.param(200, 25, marks=stress, id="25 kills")]
)
def test_a_kill_loses_nothing_that_was_acknowledged(
    tmp_path: Path, clients: int, kills: int
) -> None:
    """The process is killed in the midst of writing; a new one has all that clients were told."""
    random = Random(5)
    writers = [Writer(f"w{number}") for number in range(clients)]
    total: Counter[str] = Counter()
    for _ in range(kills):
        with started(tmp_path) as service:
            killer = threading.Timer(random.uniform(0.3, 1.2), service.process.kill)
            killer.start()
            load = run_clients(service.port, TOKEN, [writer.write_on for writer in writers])
            killer.join()
        assert service.process.returncode == -signal.SIGKILL
        total += load.answers
        with running(tmp_path) as service:
            looks = run_clients(service.port, TOKEN, [writer.look for writer in writers])
        assert {answer.split()[0] for answer in looks.answers} == {"GET"}
    print(f"{kills} kills, {clients} clients: {dict(total)}")

    assert sum(writer.done for writer in writers) > clients
    with closing(sqlite3.connect(tmp_path / "datasets.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
