"""What happens to a connection when its call is cancelled, or its querier closed meanwhile."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from attrs import field, frozen
from client_cases import HASH
from http_cases import ONCE, raw_server, read_request

from converters.http import AsyncHttpQuerier, HttpQuerier

PATIENCE = 20
"""Seconds that a busy machine may take."""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n" + b'{"status": 200, "response": 1}'
HEAD, BODY = ANSWER[:20], ANSWER[:-9]
MUCH = {"data_title": "x" * 10_000_000}


@frozen
class Stage:
    """A server that says when a call has come to a phase, and whether it was closed in it."""

    play: Callable[[socket.socket], Any]
    """Takes the first connection to the phase; further ones are served."""
    reached: Event = field(factory=Event)
    closed: Event = field(factory=Event)

    def serve(self, connection: socket.socket, closing: Event) -> None:
        """Serve a connection."""
        if not self.reached.is_set():
            self.play(connection)
            self.reached.set()
            connection.settimeout(PATIENCE)
            with suppress(ConnectionError):
                while connection.recv(65536):
                    pass
            self.closed.set()
            return
        while True:
            read_request(connection)
            connection.sendall(ANSWER)


def start_flood(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 1_000_000)


PHASES: list[tuple[str, str, Callable[[socket.socket], Any], Any]] = [
    ("shaking hands", "https", lambda it: it.recv(100), None),
    ("asking a proxy", "proxy", lambda it: it.recv(100), None),
    ("sending", "http", lambda it: it.recv(100), MUCH),
    ("waiting", "http", read_request, None),
    ("reading the head", "http", lambda it: (read_request(it), it.sendall(HEAD)), None),
    ("reading the body", "http", lambda it: (read_request(it), it.sendall(BODY)), None),
    ("reading much", "http", start_flood, None),
]


@pytest.mark.parametrize(
    ("scheme", "play", "payload"), [pytest.param(*case, id=name) for name, *case in PHASES]
)
def test_a_call_that_is_cancelled_in_any_phase_closes_its_connection_and_gives_its_place_back(
    scheme: str, play: Callable[[socket.socket], Any], payload: Any
) -> None:
    stage = Stage(play)

    async def work() -> None:
        options = {"proxy": {"proxy": url}}.get(scheme, {})
        address = {"https": url.replace("http:", "https:"), "http": url}.get(
            scheme, "https://api.example.com"
        )
        async with AsyncHttpQuerier(address, pool_size=1, settings=ONCE, **options) as querier:
            asking = asyncio.create_task(querier.get("datarow", HASH, payload))
            assert await asyncio.to_thread(stage.reached.wait, PATIENCE)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert await asyncio.to_thread(stage.closed.wait, PATIENCE)
            (pool,) = querier._pools._values.values()
            assert pool.free.value == 1
            if scheme == "http":
                assert await querier.get("datarow", HASH, None) == 1

    with raw_server(stage.serve) as url:
        asyncio.run(work())


@frozen
class Late:
    """A server that answers the first call when it may go on."""

    reached: Event = field(factory=Event)
    go_on: Event = field(factory=Event)
    closed: Event = field(factory=Event)

    def serve(self, connection: socket.socket, closing: Event) -> None:
        """Serve a connection."""
        read_request(connection)
        is_first = not self.reached.is_set()
        self.reached.set()
        if is_first:
            self.go_on.wait(PATIENCE)
        connection.sendall(ANSWER)
        connection.settimeout(PATIENCE)
        if not connection.recv(1) and is_first:
            self.closed.set()


def test_a_call_of_another_thread_is_answered_also_when_its_querier_is_closed() -> None:
    stage = Late()
    with raw_server(stage.serve) as url, ThreadPoolExecutor() as threads:
        querier = HttpQuerier(url)
        asking = threads.submit(querier.get, "datarow", HASH, None)
        assert stage.reached.wait(PATIENCE)
        querier.close()
        with querier:
            assert querier.get("datarow", HASH, None) == 1
            assert not asking.done()
            stage.go_on.set()
            assert asking.result(PATIENCE) == 1
            assert stage.closed.wait(PATIENCE)


def test_a_call_of_another_task_is_answered_also_when_its_querier_is_closed() -> None:
    stage = Late()

    async def work() -> None:
        querier = AsyncHttpQuerier(url)
        asking = asyncio.create_task(querier.get("datarow", HASH, None))
        assert await asyncio.to_thread(stage.reached.wait, PATIENCE)
        await querier.aclose()
        async with querier:
            assert await querier.get("datarow", HASH, None) == 1
            assert not asking.done()
            stage.go_on.set()
            assert await asking == 1
            assert await asyncio.to_thread(stage.closed.wait, PATIENCE)

    with raw_server(stage.serve) as url:
        asyncio.run(work())


def test_a_call_that_begins_while_its_querier_is_closed_opens_connections_of_its_own() -> None:
    stage = Stage(read_request)
    stage.reached.set()
    with raw_server(stage.serve) as url, HttpQuerier(url) as querier:
        assert querier.get("datarow", HASH, None) == 1
        (pool,) = querier._pools._values.values()
        make = querier._pools.get

        def get(*args: Any) -> Any:
            """Close the pool between the moment it is got and the one it is used."""
            found = make(*args)
            if found is pool:
                querier.close()
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(querier._pools), "get", lambda _, *args: get(*args))
            assert querier.get("datarow", HASH, None) == 1
        assert pool.connections.connections == []
        assert list(querier._pools._values.values()) != [pool]
