"""Carries out attempts with httpcore: one at a time for threads, awaited for asyncio."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import TIMEOUT_MAX, BoundedSemaphore, Lock
from typing import Any, Final

import anyio
import httpcore
from attrs import define, field, frozen

from converters.client.http.address import Address
from converters.client.http.attempts import Attempt, Exchange, Outcome, Pause
from converters.client.http.connecting import Route
from converters.client.http.envelope import Response
from converters.client.http.masking import QUOTED, Secrets
from converters.client.http.reading import FAILURES, Reading
from converters.client.http.secrets import discreet, without_frames
from converters.client.http.streams import AsyncBackend, Backend, GivingUp, ending

KEEPALIVE: Final = 5.0
"""Seconds after which an idle connection is not used again: before servers close it."""

_hidden: ContextVar[Secrets | None] = ContextVar("_hidden", default=None)
"""What the log of httpcore must not have of the call of this thread or task."""


@contextmanager
def hiding(secrets: Secrets) -> Iterator[None]:
    """Keep secrets out of the log of httpcore, which has the headers of answers at DEBUG."""
    token = _hidden.set(secrets)
    try:
        yield
    finally:
        _hidden.reset(token)


def _mask(record: logging.LogRecord) -> bool:
    secrets = _hidden.get()
    if secrets is not None:
        record.msg, record.args = secrets.quote(record.getMessage(), QUOTED), None
    return True


for _name in ("connection", "http11", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_name}").addFilter(_mask)


@define(eq=False)
class Calls:
    """Counts the calls that use a pool, which is closed when the last of them is over.

    To close a connection on which another thread waits would be to let it read what arrives for
    whoever gets the same number of a file next.
    """

    _lock: Lock = field(factory=Lock)
    _number: int = 0
    _is_closing: bool = False

    def begin(self) -> bool:
        """Count a call; False when the pool is not to be used any more."""
        with self._lock:
            self._number += not self._is_closing
            return not self._is_closing

    def end(self) -> bool:
        """Count a call no more; True when the pool is to be closed now."""
        with self._lock:
            self._number -= 1
            return self._is_closing and not self._number

    def close(self) -> bool:
        """Let no call begin any more; True when the pool is to be closed now."""
        with self._lock:
            self._is_closing = True
            return not self._number


@frozen
class Pool:
    """The connections of threads."""

    connections: httpcore.ConnectionPool
    free: BoundedSemaphore
    """How many more may be open."""
    proxy: Address | None
    """What they go through."""
    calls: Calls = field(factory=Calls)

    @classmethod
    @discreet
    def open(cls, route: Route) -> Pool:
        """Make a pool; a connection is opened when one is needed."""
        backend = Backend(httpcore.SyncBackend())
        connections = httpcore.ConnectionPool(network_backend=backend, **_pool_options(route))
        return cls(connections, BoundedSemaphore(route.pool_size), route.proxy)

    def abandon(self) -> None:
        """Close what a child process has inherited, without a lock that may never be given back.

        The parent keeps its own copies, which this does not touch.
        """
        for connection in self.connections.connections:
            with suppress(Exception):
                connection.close()


@frozen
class AsyncPool:
    """The connections of an event loop."""

    connections: httpcore.AsyncConnectionPool
    free: anyio.Semaphore
    """How many more may be open."""
    proxy: Address | None
    """What they go through."""
    calls: Calls = field(factory=Calls)

    @classmethod
    @discreet
    def open(cls, route: Route) -> AsyncPool:
        """Make a pool; a connection is opened when one is needed."""
        backend = AsyncBackend()
        connections = httpcore.AsyncConnectionPool(network_backend=backend, **_pool_options(route))
        return cls(connections, anyio.Semaphore(route.pool_size), route.proxy)


def carry_out(steps: Exchange, pool: Pool) -> Response:
    """Do what an exchange wants, in this thread."""
    outcome: Outcome | None = None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            response: Response = end.value
            return response
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            outcome = None
        else:
            outcome = _attempt(step, pool)


async def carry_out_awaiting(steps: Exchange, pool: AsyncPool) -> Response:
    """Do what an exchange wants, awaiting it."""
    outcome: Outcome | None = None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            response: Response = end.value
            return response
        if isinstance(step, Pause):
            await anyio.sleep(step.seconds)
            outcome = None
        else:
            outcome = await _attempt_awaiting(step, pool)


def _attempt(attempt: Attempt, pool: Pool) -> Outcome:
    reading = Reading(attempt)
    if not pool.free.acquire(timeout=min(attempt.left(), TIMEOUT_MAX)):
        return reading.late()
    try:
        _read(reading, pool)
        return reading.outcome()
    except FAILURES as exc:
        return reading.failure(exc)
    finally:
        pool.free.release()


@discreet
def _read(reading: Reading, pool: Pool) -> None:
    extensions = reading.extensions(reading.note)
    with (
        hiding(reading.attempt.request.secrets),
        ending(reading.attempt.ends),
        pool.connections.stream(**reading.arguments(), extensions=extensions) as response,
    ):
        reading.begin(response)
        for data in response.iter_stream():
            for _ in reading.feed(data):
                pass
            if reading.is_over:
                break


async def _attempt_awaiting(attempt: Attempt, pool: AsyncPool) -> Outcome:
    is_free = False
    with anyio.move_on_after(attempt.left()):
        await pool.free.acquire()
        is_free = True
    if not is_free:
        return Reading(attempt).late()
    try:
        return await _uncancelled(attempt, pool)
    finally:
        pool.free.release()


async def _uncancelled(attempt: Attempt, pool: AsyncPool) -> Outcome:
    """Keep a cancellation out of httpcore: end its waiting instead, and see it finish."""
    giving_up = GivingUp()
    task = asyncio.ensure_future(_exchange_awaiting(attempt, pool, giving_up))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        giving_up.give_up()
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        raise


async def _exchange_awaiting(attempt: Attempt, pool: AsyncPool, giving_up: GivingUp) -> Outcome:
    reading = Reading(attempt)

    async def note(name: str, info: dict[str, Any]) -> None:
        reading.note(name, info)

    extensions = reading.extensions(note)
    stream = pool.connections.stream(**reading.arguments(), extensions=extensions)
    outer = sys.exc_info()[1]
    try:
        with hiding(attempt.request.secrets), ending(attempt.ends, giving_up):
            async with stream as response:
                reading.begin(response)
                async for data in response.aiter_stream():
                    for _ in reading.feed(data):
                        await asyncio.sleep(0)
                    if reading.is_over:
                        # To break off here would leave the inner generators of httpcore to the
                        # garbage collector. So they go on to their end, which is an error at the
                        # next read; and a connection that is closed is not used again.
                        await response.extensions["network_stream"].aclose()
        return reading.outcome()
    except FAILURES as exc:
        without_frames(exc, outer)
        return reading.outcome() if reading.is_over else reading.failure(exc)
    except BaseException as exc:
        raise without_frames(exc, outer)  # noqa: B904 - it is the same


def _pool_options(route: Route) -> dict[str, Any]:
    proxy = None
    if route.proxy is not None:
        login = route.proxy.login
        proxy = httpcore.Proxy(
            route.proxy.url,
            auth=None if login is None else (login[0].encode(), login[1].reveal().encode()),
            ssl_context=route.tls if route.proxy.scheme == "https" else None,
        )
    return {
        "ssl_context": route.tls,
        "proxy": proxy,
        "max_connections": None,  # httpcore would count those, too, that it has lost sight of
        "max_keepalive_connections": route.pool_size,
        "keepalive_expiry": KEEPALIVE,
    }
