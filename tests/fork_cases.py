"""Processes that share a querier: each asks for rows of its own, and counts wrong answers."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from attrs import frozen
from platform_server import Platform

from converters.client import Client
from converters.http import HttpQuerier
from orm_attrs import DataRow


@contextmanager
def many_rows(row: dict[str, Any], count: int) -> Iterator[Platform]:
    """Run a server with so many rows, whose names are numbers."""
    rows = [{**row, "data_hash": f"row {number}"} for number in range(count)]
    with Platform(*rows) as server:
        yield server


def asked(querier: HttpQuerier, numbers: Any) -> Counter[str]:
    """Ask for rows by number, with the querier and as objects, and count what comes."""
    found: Counter[str] = Counter()
    client = Client(querier)
    for number in numbers:
        uid = f"row {number}"
        try:
            raw = querier.get("datarow", uid, None)
            obj = client.get(DataRow, uid)
        except Exception as exc:
            found[f"error: {type(exc).__name__}: {exc}"[:200]] += 1
            continue
        found["right" if raw["data_hash"] == obj.uid == uid else "wrong"] += 1
    return found


@frozen
class Asking:
    """The same, as what a process of multiprocessing does."""

    querier: HttpQuerier

    def __call__(self, numbers: range) -> Counter[str]:
        """Ask."""
        return asked(self.querier, numbers)


def forked(work: Callable[[], Counter[str]]) -> Callable[[], Counter[str]]:
    """Fork a process that does the work; call the result for what it counted."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                for name, count in work().items():
                    pipe.write(f"{count} {name}\n".replace("\n", " ").rstrip() + "\n")
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)

    def result() -> Counter[str]:
        with os.fdopen(reading) as pipe:
            lines = pipe.read().splitlines()
        _, status = os.waitpid(process, 0)
        assert status == 0
        return Counter(
            {name: int(count) for count, _, name in (one.partition(" ") for one in lines)}
        )

    return result


def run_of_forks(
    querier: HttpQuerier, *, generations: int, children: int, calls: int, rows: int
) -> Counter[str]:
    """Fork children from a process in the middle of its calls, all of which ask at one time."""

    def numbers(first: int) -> list[int]:
        return [(first + call) % rows for call in range(calls)]

    total: Counter[str] = Counter()
    for generation in range(generations):
        total += asked(querier, range(2))  # so that there is a connection to inherit
        results = [
            forked(partial(asked, querier, numbers(generation + child)))
            for child in range(children)
        ]
        total += asked(querier, numbers(generation))
        for result in results:
            total += result()
    return total
