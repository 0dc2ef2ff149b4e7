"""The limits of the waits on a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


class AsyncNetwork(Network):
    async def read(self, *args: Any) -> bytes:
        return super().read(*args)

    async def write(self, *args: Any) -> None:
        super().write(*args)

    async def start_tls(self, *args: Any) -> Any:
        return super().start_tls(*args)

    async def connect_tcp(self, *args: Any) -> Any:
        return super().connect_tcp(*args)

    async def aclose(self) -> None:
        pass


def threads(timeout: float | None) -> list[Callable[[Network], Any]]:
    """List what waits in a thread."""
    return [
        lambda it: Stream(it).read(1, timeout),
        lambda it: Stream(it).write(b"a", timeout),
        lambda it: Stream(it).start_tls(None, None, timeout),
        lambda it: Backend(it).connect_tcp("127.0.0.1", 1, timeout),
    ]


def tasks(timeout: float | None) -> list[Callable[[AsyncNetwork], Any]]:
    """List what waits in a task."""
    return [
        lambda it: AsyncStream(it).read(1, timeout),
        lambda it: AsyncStream(it).write(b"a", timeout),
        lambda it: AsyncStream(it).start_tls(None, None, timeout),
        lambda it: AsyncBackend(it).connect_tcp("127.0.0.1", 1, timeout),
    ]


def limits(timeout: float | None, ends: float) -> list[float | None]:
    """Give the limit of each wait, in threads and in tasks."""
    network, waits = Network(), AsyncNetwork()

    async def run() -> None:
        for wait in tasks(timeout):
            await wait(waits)

    with ending(ends, GivingUp()):
        for wait in threads(timeout):
            wait(network)
        asyncio.run(run())
    return network.limits + waits.limits


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "time", SimpleNamespace(monotonic=lambda: NOW))


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
    timeout: float | None, ends: float, limit: float | None
) -> None:
    assert limits(timeout, ends) == [limit] * 8


@pytest.mark.parametrize(("timeout", "ends"), [(30.0, NOW), (None, NOW - 1), (0.0, NOW + 2)])
def test_what_has_no_time_left_is_not_begun(timeout: float | None, ends: float) -> None:
    network, waits = Network(), AsyncNetwork()
    errors = (httpcore.ReadTimeout, httpcore.WriteTimeout, *[httpcore.ConnectTimeout] * 2)
    with ending(ends, GivingUp()):
        for wait, error in zip(threads(timeout), errors, strict=True):
            with pytest.raises(error):
                wait(network)
        for begin, error in zip(tasks(timeout), errors, strict=True):
            with pytest.raises(error):
                asyncio.run(begin(waits))
    assert network.limits + waits.limits == []
