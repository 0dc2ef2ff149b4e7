"""Carries out attempts with httpcore: one at a time for threads, awaited for asyncio.

httpcore has limits for each wait, not for a whole call: a server that sends a byte a second holds
a client for ever. For threads, the streams here cut every wait to what is left of the call; for
asyncio, a cancel scope around the attempt does.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias

import anyio
import httpcore
from attrs import define, field

from converters.client.errors import DeadlineExceededError, TooLargeError
from converters.client.http.attempts import Attempt, Exchange, Failure, Outcome, Pause
from converters.client.http.connecting import Route
from converters.client.http.envelope import LONGEST_REFUSAL, REFUSALS, Response
from converters.client.http.secrets import Headers
from converters.client.http.unpacking import TooMuchError, Unpacker

KEEPALIVE: Final = 5.0
"""Seconds after which an idle connection is not used again: before servers close it."""

WRITE_PIECE: Final = 2**14
"""Bytes that are handed to the network at a time, between two looks at the clock."""

LONGEST_WAIT: Final = 1e9
"""Seconds; the operating system knows no infinite ones."""

SocketOptions: TypeAlias = Iterable[Any] | None
NOT_HTTP: Final = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""What an attempt may end with instead of an answer."""
_TIMEOUTS: Final[dict[type[Exception], str]] = {
    httpcore.PoolTimeout: "timed out while all connections of the pool were in use",
    httpcore.ConnectTimeout: "timed out while connecting",
    httpcore.WriteTimeout: "timed out while sending",
    httpcore.ReadTimeout: "timed out while waiting for the answer",
}
_PAST: Final = "the time is over"

_ends: ContextVar[float] = ContextVar("_ends", default=inf)
"""When the call of this thread must be over, by ``time.monotonic``."""


# --- the pools ------------------------------------------------------------------------------------


def open_pool(route: Route) -> httpcore.ConnectionPool:
    """Make the connections for threads."""
    return httpcore.ConnectionPool(
        network_backend=_Backend(httpcore.SyncBackend()), **_pool_options(route)
    )


def open_async_pool(route: Route) -> httpcore.AsyncConnectionPool:
    """Make the connections for an event loop."""
    return httpcore.AsyncConnectionPool(
        network_backend=_AsyncBackend(httpcore.AnyIOBackend()), **_pool_options(route)
    )


def abandon_pool(pool: httpcore.ConnectionPool) -> None:
    """Close what a child process has inherited, without a lock that may never be given back.

    The parent keeps its own copies, which this does not touch.
    """
    for connection in pool.connections:
        with suppress(Exception):
            connection.close()


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


# --- carrying out -----------------------------------------------------------------------------------


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
    reading = _Reading(attempt)
    token = _ends.set(attempt.ends)
    try:
        with pool.stream(
            **reading.arguments(), extensions=reading.extensions(reading.note)
        ) as response:
            reading.begin(response)
            for data in response.iter_stream():
                if not reading.feed(data):
                    break
        return reading.outcome()
    except NOT_HTTP as exc:
        return reading.failure(exc)
    finally:
        _ends.reset(token)


async def _attempt_awaiting(attempt: Attempt, pool: httpcore.AsyncConnectionPool) -> Outcome:
    reading = _Reading(attempt)

    async def note(name: str, info: dict[str, Any]) -> None:
        reading.note(name, info)

    with anyio.move_on_after(attempt.left()):
        try:
            async with pool.stream(
                **reading.arguments(), extensions=reading.extensions(note)
            ) as response:
                reading.begin(response)
                async for data in response.aiter_stream():
                    if not reading.feed(data):
                        break
            return reading.outcome()
        except NOT_HTTP as exc:
            return reading.failure(exc)
    return reading.late()


@define
class _Reading:
    """What becomes of one attempt; it waits for nothing itself."""

    attempt: Attempt
    was_sent: bool = False
    _status: int = field(default=0, init=False)
    _headers: Headers = field(factory=Headers, init=False)
    _unpacker: Unpacker | None = field(default=None, init=False)
    _failure: Failure | None = field(default=None, init=False)
    _is_cut: bool = field(default=False, init=False)

    def arguments(self) -> dict[str, Any]:
        """Give what httpcore sends."""
        request = self.attempt.request
        return {
            "method": request.method,
            "url": request.url,
            "headers": request.headers.encoded(),
            "content": request.body,
        }

    def extensions(self, note: Callable[..., Any]) -> dict[str, Any]:
        """Give the limits of each wait, and what httpcore reports its steps to."""
        attempt = self.attempt
        left = min(attempt.left(), LONGEST_WAIT)
        timeout = {
            "connect": min(attempt.connect_timeout, left),
            "read": min(attempt.patience, left),
            "write": min(attempt.patience, left),
            "pool": left,
        }
        return {"timeout": timeout, "trace": note}

    def note(self, name: str, info: dict[str, Any]) -> None:
        """Take notice when the request begins to be sent, and not only a proxy's CONNECT."""
        if name == "http11.send_request_headers.started" and info["request"].method != b"CONNECT":
            self.was_sent = True

    def begin(self, response: httpcore.Response) -> None:
        """Take notice of status and headers."""
        self._status = response.status
        self._headers = Headers(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        stream = response.extensions.get("network_stream")
        if isinstance(stream, (_Stream, _AsyncStream)) and not stream.has_read:
            self._fail("the server has answered before it was asked")
            return
        limit = self.attempt.max_bytes
        if self._status in REFUSALS:
            limit = min(limit, LONGEST_REFUSAL)
        try:
            self._unpacker = Unpacker(self._headers.get("Content-Encoding", ""), limit)
        except ValueError as exc:
            self._fail(str(exc))

    def feed(self, data: bytes) -> bool:
        """Take a piece of the body; False when no more of it is wanted."""
        if self._unpacker is None:
            return False
        try:
            self._unpacker.feed(data)
        except TooMuchError:
            if self._status in REFUSALS:
                self._is_cut = True
            else:
                self._fail(
                    f"the answer has more than max_bytes={self.attempt.max_bytes} bytes",
                    TooLargeError,
                )
            return False
        except ValueError as exc:
            self._fail(str(exc))
            return False
        return True

    def outcome(self) -> Outcome:
        """Give the answer, or why it is of no use."""
        body = b""
        if self._unpacker is not None and self._failure is None:
            try:
                body = bytes(self._unpacker.body) if self._is_cut else self._unpacker.finish()
            except ValueError as exc:
                self._fail(str(exc))
        # A refusal is one whatever is wrong with its body.
        if self._failure is not None and self._status not in REFUSALS:
            return self._failure
        return Response(self._status, self._headers, body)

    def failure(self, exc: Exception) -> Failure:
        """Say why the network has given no answer."""
        if not self.attempt.left():
            return self.late(exc)
        origin = _origin(exc)
        is_permanent = isinstance(origin, (ssl.SSLError, httpcore.UnsupportedProtocol)) or (
            isinstance(exc, httpcore.ProxyError) and str(exc).startswith("4")
        )
        reason = _TIMEOUTS.get(type(exc)) or str(origin) or type(origin).__name__
        if isinstance(exc, httpcore.ProxyError):
            reason = f"the proxy refuses with {reason}"
        return Failure(reason, self.was_sent, not (is_permanent and not self.was_sent), exc)

    def late(self, exc: Exception | None = None) -> Failure:
        """Say that the time is over."""
        return Failure(_PAST, self.was_sent, False, exc, DeadlineExceededError)

    def _fail(self, reason: str, error: Any = None) -> None:
        more = {} if error is None else {"error": error}
        self._failure = Failure(reason, True, False, **more)


def _origin(exc: BaseException) -> BaseException:
    """Find what httpcore and anyio have wrapped."""
    while True:
        inner = exc.args[0] if exc.args and isinstance(exc.args[0], BaseException) else None
        inner = inner or exc.__cause__
        inner = next(iter(getattr(inner, "exceptions", ())), inner)
        if inner is None or not isinstance(inner, Exception):
            return exc
        exc = inner


# --- streams --------------------------------------------------------------------------------------


def _cut(timeout: float | None, late: type[Exception]) -> float | None:
    """Give the seconds that a wait may take: no more than are left of the call."""
    left = _ends.get() - time.monotonic()
    if left <= 0 or (timeout is not None and timeout <= 0):
        raise late(_PAST)
    if left == inf:
        return timeout
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection that never waits longer than is left of the call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self.has_read = False
        """Whether something came since something was sent the last time."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.has_read = True
        return self._stream.read(max_bytes, _cut(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.has_read = False
        for start in range(0, len(buffer), WRITE_PIECE):
            piece = buffer[start : start + WRITE_PIECE]
            self._stream.write(piece, _cut(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _cut(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens such connections."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses of a host one after the other, for as long as all of them may take."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:
            raise httpcore.ConnectError(exc) from exc
        connect = partial(
            self._backend.connect_tcp,
            port=port,
            local_address=local_address,
            socket_options=socket_options,
        )
        ends = None if timeout is None else time.monotonic() + timeout
        addresses = [str(address[0]) for *_, address in found]
        while True:
            # Of the time, each address has an equal share of what is left.
            seconds = None if ends is None else (ends - time.monotonic()) / len(addresses)
            limit = _cut(seconds, httpcore.ConnectTimeout)
            try:
                return _Stream(connect(addresses.pop(0), timeout=limit))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not addresses:
                    raise


class _AsyncStream(httpcore.AsyncNetworkStream):
    """A connection that tells whether something came since something was sent."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.has_read = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.has_read = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.has_read = False
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens such connections."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )
