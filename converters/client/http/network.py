"""Carries out attempts with httpcore: one at a time for threads, awaited for asyncio."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Final, cast

import anyio
import httpcore

from converters.client.http.attempts import Attempt, Exchange, Outcome, Pause
from converters.client.http.connecting import Route
from converters.client.http.envelope import Response
from converters.client.http.reading import FAILURES, Reading
from converters.client.http.streams import AsyncBackend, Backend, ending

KEEPALIVE: Final = 5.0
"""Seconds after which an idle connection is not used again: before servers close it."""


def open_pool(route: Route) -> httpcore.ConnectionPool:
    """Make the connections for threads."""
    backend = Backend(httpcore.SyncBackend())
    return httpcore.ConnectionPool(network_backend=backend, **_pool_options(route))


def open_async_pool(route: Route) -> httpcore.AsyncConnectionPool:
    """Make the connections for an event loop."""
    backend = AsyncBackend(cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend()))
    return httpcore.AsyncConnectionPool(network_backend=backend, **_pool_options(route))


def abandon_pool(pool: httpcore.ConnectionPool) -> None:
    """Close what a child process has inherited, without a lock that may never be given back.

    The parent keeps its own copies, which this does not touch.
    """
    for connection in pool.connections:
        with suppress(Exception):
            connection.close()


def carry_out(steps: Exchange, pool: httpcore.ConnectionPool) -> Response:
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


async def carry_out_awaiting(steps: Exchange, pool: httpcore.AsyncConnectionPool) -> Response:
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


def _attempt(attempt: Attempt, pool: httpcore.ConnectionPool) -> Outcome:
    reading = Reading(attempt)
    extensions = reading.extensions(reading.note)
    try:
        with (
            ending(attempt.ends),
            pool.stream(**reading.arguments(), extensions=extensions) as response,
        ):
            reading.begin(response)
            for data in response.iter_stream():
                if not reading.feed(data):
                    break
        return reading.outcome()
    except FAILURES as exc:
        return reading.failure(exc)


async def _attempt_awaiting(attempt: Attempt, pool: httpcore.AsyncConnectionPool) -> Outcome:
    reading = Reading(attempt)

    async def note(name: str, info: dict[str, Any]) -> None:
        reading.note(name, info)

    extensions = reading.extensions(note)
    with anyio.move_on_after(attempt.left()):
        try:
            async with pool.stream(**reading.arguments(), extensions=extensions) as response:
                reading.begin(response)
                async for data in response.aiter_stream():
                    if not reading.feed(data):
                        await response.aclose()
                        break
            return reading.outcome()
        except FAILURES as exc:
            return reading.failure(exc)
    return reading.late()


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
        "max_connections": route.pool_size,
        "max_keepalive_connections": route.pool_size,
        "keepalive_expiry": KEEPALIVE,
    }
