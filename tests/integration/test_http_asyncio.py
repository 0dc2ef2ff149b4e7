"""What is so only of queriers and clients for asyncio: cancelling, many at once, several loops."""

from __future__ import annotations

import asyncio
import socket
from copy import deepcopy
from threading import Event
from typing import Any

import pytest
from client_cases import HASH
from fork_cases import many_rows
from http_cases import ONCE, raw_server, read_request
from platform_server import HTML, Platform, answering

from converters.client import AsyncClient
from converters.http import AsyncHttpQuerier
from orm_attrs import DataRow, RequestsSettings, changes


def test_a_save_that_is_cancelled_leaves_the_row_and_closes_the_connection(obj: DataRow) -> None:
    arrived, gone = Event(), Event()

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        arrived.set()
        if not connection.recv(1):
            gone.set()

    async def work() -> None:
        async with AsyncHttpQuerier(url) as querier:
            saving = asyncio.create_task(AsyncClient(querier).save(obj))
            await asyncio.to_thread(arrived.wait, 20)
            saving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await saving
            assert await asyncio.to_thread(gone.wait, 20)

    obj.title = "new"
    before = deepcopy(obj)
    with raw_server(serve) as url:
        asyncio.run(work())
    assert (obj, changes(obj)) == (before, ("title",))


def test_a_pause_that_is_cancelled_is_the_last(platform: Platform, obj: DataRow) -> None:
    platform.faults += [answering(HTML, 503)] * 9
    settings = RequestsSettings(backoff_factor=1000)

    async def work() -> None:
        async with AsyncHttpQuerier(platform.url, settings=settings, deadline=9999) as querier:
            asking = asyncio.create_task(AsyncClient(querier).refetch_data(obj))
            while not platform.requests:  # noqa: ASYNC110 - which is filled by another thread
                await asyncio.sleep(0.001)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

    asyncio.run(work())
    assert len(platform.requests) == 1


def test_a_querier_goes_on_after_calls_that_were_cancelled(platform: Platform) -> None:
    async def work() -> None:
        async with AsyncHttpQuerier(platform.url, pool_size=2, settings=ONCE) as querier:
            for turns in range(60):
                asking = asyncio.create_task(querier.get("datarow", HASH, None))
                for _ in range(turns % 20):
                    await asyncio.sleep(0)
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            answers = await asyncio.gather(*(querier.get("datarow", HASH, None) for _ in range(10)))
            assert {answer["data_hash"] for answer in answers} == {HASH}

    asyncio.run(asyncio.wait_for(work(), 60))


def test_a_time_limit_of_the_program_is_kept(platform: Platform) -> None:
    async def work() -> None:
        async with AsyncHttpQuerier(platform.url) as querier:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(querier.set("datarow", HASH, {}), 0.2)

    def hang(handler: Any, request: Any) -> None:
        handler.server.closing.wait(30)
        handler.close_connection = True

    platform.faults.append(hang)
    asyncio.run(work())


def test_many_calls_at_once_each_get_their_own_answer(row: dict[str, Any]) -> None:
    async def work(url: str) -> list[DataRow]:
        async with AsyncHttpQuerier(url, pool_size=8) as querier:
            client = AsyncClient(querier)
            calls = (client.get(DataRow, f"row {number % 50}") for number in range(300))
            return await asyncio.gather(*calls)

    with many_rows(row, 50) as platform:
        rows = asyncio.run(work(platform.url))
        assert len(platform.connections) <= 8
    assert [one.uid for one in rows] == [f"row {number % 50}" for number in range(300)]


def test_other_tasks_go_on_while_a_call_waits(platform: Platform) -> None:
    async def work() -> int:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        async with AsyncHttpQuerier(platform.url) as querier:
            ticking = asyncio.create_task(tick())
            await querier.get("datarow", HASH, None)
            ticking.cancel()
        return ticks

    assert asyncio.run(work()) > 1


def test_one_querier_serves_several_event_loops_one_after_the_other(platform: Platform) -> None:
    querier = AsyncHttpQuerier(platform.url)

    async def work() -> Any:
        async with querier:
            await querier.get("datarow", HASH, None)
            return await querier.get("datarow", HASH, None)

    for _ in range(3):
        assert asyncio.run(work())["data_hash"] == HASH
    assert len(platform.connections) == 3


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_loop_that_ended_without_closing_leaves_nothing_that_is_used_again(
    platform: Platform,
) -> None:
    import gc

    querier = AsyncHttpQuerier(platform.url)
    for _ in range(3):
        assert asyncio.run(querier.get("datarow", HASH, None))["data_hash"] == HASH
    assert len(platform.connections) == 3
    assert len(querier._pools._values) == 1
    querier._pools._values.clear()
    gc.collect()
