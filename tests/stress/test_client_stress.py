"""Long runs of the client: many forked processes, a flood of threads, an answer that grows."""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fork_cases import asked, forked, many_rows, run_of_forks
from platform_server import Platform, answering

from converters.client import AsyncClient, TooLargeError
from converters.http import AsyncHttpQuerier, HttpQuerier
from orm_attrs import DataRow

pytestmark = [
    pytest.mark.stress,
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
MIB = 2**20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_of_ten_thousand_calls_of_forked_processes_none_is_wrong(row: dict[str, Any]) -> None:
    """Each call asks twice."""
    with many_rows(row, 50) as platform, HttpQuerier(platform.url) as querier:
        found = run_of_forks(querier, generations=200, children=4, calls=10, rows=50)
    print(dict(found))
    assert found == Counter(right=200 * (2 + 5 * 10))


def test_a_flood_of_threads_gets_the_rows_that_it_asks_for(row: dict[str, Any]) -> None:
    with many_rows(row, 64) as platform, HttpQuerier(platform.url) as querier:
        with ThreadPoolExecutor(64) as threads:
            counted = list(threads.map(lambda first: asked(querier, range(first, 64)), range(64)))
        assert sum(counted, Counter[str]()) == Counter(right=sum(range(65)))
        # 32 at a time, and more in all where one is not used for some seconds.
        assert len(platform.connections) < len(platform.requests) / 10


def test_a_flood_of_tasks_with_many_that_are_cancelled_goes_well(row: dict[str, Any]) -> None:
    async def work(url: str) -> Counter[str]:
        found: Counter[str] = Counter()
        async with AsyncHttpQuerier(url, pool_size=16) as querier:
            client = AsyncClient(querier)

            async def ask(number: int) -> None:
                uid = f"row {number % 50}"
                calling = asyncio.create_task(client.get(DataRow, uid))
                if number % 3 == 0:
                    await asyncio.sleep(0.001 * (number % 7))
                    calling.cancel()
                try:
                    obj = await calling
                except asyncio.CancelledError:
                    found["cancelled"] += 1
                    return
                found["right" if obj.uid == uid else "wrong"] += 1

            await asyncio.gather(*(ask(number) for number in range(3000)))
        return found

    with many_rows(row, 50) as platform:
        found = asyncio.run(work(platform.url))
    print(dict(found))
    assert found["wrong"] == 0
    assert found["right"] >= 2000
    assert found.total() == 3000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_megabytes_that_become_eight_gigabytes_take_as_much_as_the_limit(
    row: dict[str, Any],
) -> None:
    packed = gzip.compress(b" " * (64 * MIB)) * 128  # files in a row are one
    with Platform(row) as platform:
        for limit in (16 * MIB, 256 * MIB):
            platform.faults.append(answering(packed, Content_Encoding="gzip"))

            def child(limit: int = limit) -> Counter[str]:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                with HttpQuerier(platform.url, max_bytes=limit) as querier:
                    try:
                        querier.get("datarow", "u", None)
                    except TooLargeError:
                        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                        return Counter(kilobytes=after - before)
                return Counter(kilobytes=0)

            grown = forked(child)()["kilobytes"] / 1024
            print(f"{len(packed)} bytes packed, limit {limit / MIB} MiB: {grown:.0f} MiB more")
            assert 0 < grown < 2 * limit / MIB + 64
