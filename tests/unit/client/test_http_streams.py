"""The limits of the waits on a connection."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from types import SimpleNamespace
from typing import Any

import httpcore
import pytest

from converters.client.http import streams
from converters.client.http.streams import (
    AsyncBackend,
    AsyncStream,
    Backend,
    GivingUp,
    Stream,
    ending,
)

NOW = 1000.0


class Network:
    """Stands for httpcore's streams and backends, and keeps the limit of each wait."""

    def __init__(self) -> None:
        self.limits: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.limits.append(timeout)
        return b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.limits.append(timeout)

    def start_tls(self, context: Any, name: str | None, timeout: float | None = None) -> Any:
        self.limits.append(timeout)
        return self

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any):
        self.limits.append(timeout)
        return self


class Way:
    """Stands for a connection of asyncio, and for what makes one and encrypts it."""

    async def receive(self, most: int) -> bytes:
        return b"a"

    async def send(self, data: bytes) -> None: ...

    async def connected(self, host: str, port: int) -> Any:
        return self

    def wrap_bio(self, *_: Any, **__: Any) -> Any:
        return self

    def do_handshake(self) -> None: ...

    def close(self) -> None: ...


def threads(timeout: float | None) -> list[Callable[[Network], Any]]:
    """List what waits in a thread."""
    return [
        lambda it: Stream(it).read(1, timeout),
        lambda it: Stream(it).write(b"a", timeout),
        lambda it: Stream(it).start_tls(None, None, timeout),
        lambda it: Backend(it).connect_tcp("127.0.0.1", 1, timeout),
    ]


def tasks(timeout: float | None) -> list[Callable[[Any], Any]]:
    """List what waits in a task."""
    return [
        lambda it: AsyncStream(it, it).read(1, timeout),
        lambda it: AsyncStream(it, it).write(b"a", timeout),
        lambda it: AsyncStream(it, it).start_tls(it, None, timeout),
        lambda it: AsyncBackend().connect_tcp("127.0.0.1", 1, timeout),
    ]


def limits(waits: list[float | None], timeout: float | None, ends: float) -> list[float | None]:
    """Give the limit of each wait, in threads and in tasks."""
    network, way = Network(), Way()

    async def run() -> None:
        for wait in tasks(timeout):
            await wait(way)

    with ending(ends, GivingUp()):
        for wait in threads(timeout):
            wait(network)
        asyncio.run(run())
    return network.limits + waits


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Give what is noted down: the limits of the waits on asyncio."""
    noted: list[float | None] = []

    @contextmanager
    def fail_after(limit: float | None) -> Iterator[None]:
        noted.append(limit)
        yield

    monkeypatch.setattr(streams, "time", SimpleNamespace(monotonic=lambda: NOW))
    monkeypatch.setattr("anyio.fail_after", fail_after)
    monkeypatch.setattr(streams, "_connected", Way().connected)
    return noted


@pytest.mark.parametrize(
    ("timeout", "ends", "limit"),
    [
        (30.0, NOW + 2, 2.0),
        (None, NOW + 2, 2.0),
        (1.0, NOW + 2, 1.0),
        (30.0, inf, 30.0),
        (None, inf, None),
    ],
)
def test_no_wait_is_longer_than_is_left_of_the_call(
    waits: list[float | None], timeout: float | None, ends: float, limit: float | None
) -> None:
    assert limits(waits, timeout, ends) == [limit] * 8


@pytest.mark.parametrize(("timeout", "ends"), [(30.0, NOW), (None, NOW - 1), (0.0, NOW + 2)])
def test_what_has_no_time_left_is_not_begun(
    waits: list[float | None], timeout: float | None, ends: float
) -> None:
    network, way = Network(), Way()
    errors = (httpcore.ReadTimeout, httpcore.WriteTimeout, *[httpcore.ConnectTimeout] * 2)
    with ending(ends, GivingUp()):
        for wait, error in zip(threads(timeout), errors, strict=True):
            with pytest.raises(error):
                wait(network)
        for begin, error in zip(tasks(timeout), errors, strict=True):
            with pytest.raises(error):
                asyncio.run(begin(way))
    assert network.limits + waits == []


def test_a_connection_that_ends_within_tls_has_no_more_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(kind: type[Exception]) -> Any:
        def read(_: int) -> bytes:
            raise kind

        return SimpleNamespace(read=read)

    async def do(_: Any, work: Callable[[], bytes]) -> bytes:
        return work()

    monkeypatch.setattr(streams._Encrypted, "_do", do)
    stream = object.__new__(streams._Encrypted)
    for kind in (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        stream.tls = stopped(kind)
        assert asyncio.run(stream.receive(5)) == b""
