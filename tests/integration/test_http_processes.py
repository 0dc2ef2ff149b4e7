"""Processes and threads that share a querier each get their own answers."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from stat import S_ISSOCK
from threading import Event, Thread
from typing import Any, Final

import pytest
from client_cases import HASH
from fork_cases import Asking, asked, forked, many_rows, run_of_forks
from platform_server import Platform
from start_methods import START_METHODS

from converters import converter
from converters.client import Client
from converters.client.http.forks import PerProcess
from converters.http import AsyncHttpQuerier, HttpQuerier
from orm_attrs import DataRow

pytestmark = [
    pytest.mark.interpreter,
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
PATIENCE: Final = 60
"""Seconds after which what does not come has failed."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
def test_children_of_a_fork_get_the_rows_that_they_ask_for(row: dict[str, Any]) -> None:
    with many_rows(row, 20) as platform, HttpQuerier(platform.url) as querier:
        found = run_of_forks(querier, generations=5, children=4, calls=10, rows=20)
    assert found == Counter(right=5 * (2 + 5 * 10))


@needs_fork
def test_a_fork_amid_calls_of_threads_goes_well(row: dict[str, Any]) -> None:
    with many_rows(row, 20) as platform, HttpQuerier(platform.url) as querier:
        done = Event()
        counted: list[Counter[str]] = []

        def work() -> None:
            while not done.is_set():
                counted.append(asked(querier, range(20)))

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(10):
            assert forked(lambda: asked(querier, range(20)))() == Counter(right=20)
        done.set()
        for thread in threads:
            thread.join()
    total = sum(counted, Counter[str]())
    assert total == Counter(right=20 * len(counted))


@needs_fork
def test_a_grandchild_gets_its_own_answers_too(row: dict[str, Any]) -> None:
    with many_rows(row, 5) as platform, HttpQuerier(platform.url) as querier:
        asked(querier, range(5))

        def child() -> Counter[str]:
            before = asked(querier, range(5))
            return before + forked(lambda: asked(querier, range(5)))() + asked(querier, range(5))

        assert forked(child)() == Counter(right=15)
        assert asked(querier, range(5)) == Counter(right=5)
        assert len(platform.connections) == 3


@needs_fork
def test_a_child_that_closes_its_querier_leaves_that_of_the_parent_open(
    platform: Platform,
) -> None:
    with HttpQuerier(platform.url) as querier:
        querier.get("datarow", HASH, None)

        def child() -> Counter[str]:
            with querier:
                querier.get("datarow", HASH, None)
            querier.close()
            return Counter(done=1)

        assert forked(child)() == Counter(done=1)
        querier.get("datarow", HASH, None)
    assert len(platform.connections) == 2


def connections_to(platform: Platform) -> int:
    """Count the connections to a server that are open in this process."""
    found = 0
    for number in range(3, 1024):
        with suppress(OSError):
            if S_ISSOCK(os.fstat(number).st_mode):
                with socket.socket(fileno=os.dup(number)) as copy:
                    found += copy.getpeername() == platform.server_address
    return found


@needs_fork
def test_a_child_does_not_keep_the_connections_of_the_parent_open(platform: Platform) -> None:
    with HttpQuerier(platform.url) as querier:
        querier.get("datarow", HASH, None)

        def child() -> Counter[str]:
            before = connections_to(platform)
            querier.get("datarow", HASH, None)
            return Counter(before=before, after=connections_to(platform))

        assert forked(child)() == Counter(before=1, after=1)
        assert len(platform.connections) == 2


@pytest.mark.parametrize("method", START_METHODS)
def test_processes_of_every_kind_get_the_rows_that_they_ask_for(
    row: dict[str, Any], method: Any
) -> None:
    context = multiprocessing.get_context(method)
    with many_rows(row, 20) as platform, HttpQuerier(platform.url, key="k") as querier:
        asked(querier, range(2))
        with context.Pool(3) as pool:
            # A worker that cannot read what it is to do dies, and its task is never done.
            made = pool.map_async(Asking(querier), [range(20)] * 6, chunksize=1)
            results = made.get(PATIENCE)
            pool.close()
            pool.join()
        assert sum(results, Counter[str]()) == Counter(right=120)
        assert asked(querier, range(2)) == Counter(right=2)
    assert {request.headers["Authorization"] for request in platform.requests} == {"k"}


@needs_fork
def test_a_child_of_an_event_loop_asks_on_its_own(platform: Platform) -> None:
    querier = AsyncHttpQuerier(platform.url)

    async def ask() -> Counter[str]:
        answer = await querier.get("datarow", HASH, None)
        return Counter([answer["data_hash"]])

    async def in_child() -> Counter[str]:
        async with querier:
            return await ask()

    async def parent() -> None:
        async with querier:
            await ask()
            result = forked(lambda: _run(in_child))
            assert result() == Counter([HASH])
            await ask()

    asyncio.run(parent())
    assert len(platform.connections) == 2


def _run(work: Any) -> Any:
    """Run in a child what is a coroutine, although the parent's loop seems to be running."""
    asyncio.events._set_running_loop(None)
    return asyncio.run(work())


def test_64_threads_share_a_querier(row: dict[str, Any]) -> None:
    with many_rows(row, 64) as platform, HttpQuerier(platform.url, pool_size=16) as querier:
        client = Client(querier)

        def work(number: int) -> bool:
            uid = f"row {number}"
            own = converter.structure({**row, "data_hash": uid}, DataRow)
            own.title = f"title {number}"
            client.save(own)
            found = [asked(querier, [number]) for _ in range(5)]
            client.refetch_data(own)
            return found == [Counter(right=1)] * 5 and own.title == f"title {number}"

        with ThreadPoolExecutor(64) as threads:
            assert all(threads.map(work, range(64)))
        assert len(platform.requests) == 64 * 12
        assert len(platform.connections) < len(platform.requests) / 10
        titles = {uid: one["data_title"] for uid, one in platform.rows.items()}
    assert titles == {f"row {number}": f"title {number}" for number in range(64)}


@needs_fork
def test_what_a_child_inherits_is_abandoned_once_whichever_thread_comes_first() -> None:
    values: PerProcess[str] = PerProcess()
    for place in ("a", "b"):
        values.get(lambda place=place: place, lambda _: None, place)

    def child() -> Counter[str]:
        abandoned: list[str] = []

        def abandon(value: str) -> None:
            abandoned.append(value)
            if len(abandoned) == 1:
                other = Thread(target=values.get, args=(lambda: "other", abandon, "b"))
                other.start()
                other.join()

        assert values.get(lambda: "own", abandon, "a") == "own"
        assert values.get(lambda: "later", abandon, "b") == "other"
        return Counter(abandoned)

    assert forked(child)() == Counter(a=1, b=1)


def test_what_is_made_per_process_is_made_anew_when_it_is_unpickled() -> None:
    import pickle

    values: PerProcess[str] = PerProcess()
    assert values.get(lambda: "mine", lambda _: None) == "mine"
    assert values.get(lambda: "other", lambda _: None) == "mine"
    again = pickle.loads(pickle.dumps(values))
    assert again.get(lambda: "other", lambda _: None) == "other"
