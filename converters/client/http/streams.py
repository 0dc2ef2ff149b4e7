"""Connections for httpcore that never wait longer than is left of a call, and can be given up.

httpcore has limits for each wait, not for a whole call: a server that sends a byte a second holds
a client for ever. And a task that is cancelled inside of httpcore may leave a connection that looks
busy for ever. So the streams here cut every wait to what is left of the call, and turn a
cancellation into an error of the network, of which httpcore takes care well.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias, TypeVar

import anyio
import httpcore
from aiohappyeyeballs import start_connection

T = TypeVar("T")

WRITE_PIECE: Final = 2**14
"""Bytes that are handed to the network at a time, between two looks at the clock."""

READ_PIECE: Final = 2**16
"""Bytes that are taken from the network at a time."""

HEAD_START: Final = 0.25
"""Seconds that an address of a host has before asyncio tries the next one at the same time."""

ANSWERED: Final = "the server has answered, and reads no more"

SocketOptions: TypeAlias = "Iterable[Any] | None"

_PAST: Final = "the time is over"
GIVEN_UP: Final = "the call was given up"
_ends: ContextVar[float] = ContextVar("_ends", default=inf)
"""When the call of this thread or task must be over, by ``time.monotonic``."""


class GivingUp:
    """Ends what a call is waiting for on the network, and whatever it begins after that."""

    def __init__(self) -> None:
        self._is_over = False
        self._waiting: anyio.CancelScope | None = None

    def give_up(self) -> None:
        """End it."""
        self._is_over = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def wait(self, work: Coroutine[Any, Any, T], error: type[Exception]) -> T:
        """Wait for something on the network.

        Raises:
            Exception: The error, when the call is given up.
        """
        if self._is_over:
            work.close()
            raise error(GIVEN_UP)
        with anyio.CancelScope() as self._waiting:
            return await work
        raise error(GIVEN_UP)


_giving_up: ContextVar[GivingUp] = ContextVar("_giving_up")


@contextmanager
def ending(moment: float, giving_up: GivingUp | None = None) -> Iterator[None]:
    """Let no wait of this thread or task last longer than until a moment of ``time.monotonic``."""
    token = _ends.set(moment)
    if giving_up is not None:
        _giving_up.set(giving_up)
    try:
        yield
    finally:
        _ends.reset(token)


def _cut(timeout: float | None, late: type[Exception]) -> float | None:
    """Give the seconds that a wait may take: no more than are left of the call."""
    left = _ends.get() - time.monotonic()
    if left <= 0 or (timeout is not None and timeout <= 0):
        raise late(_PAST)
    if left == inf:
        return timeout
    return left if timeout is None else min(timeout, left)


class Stream(httpcore.NetworkStream):
    """A connection that never waits longer than is left of the call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self.has_read: bool = False
        """Whether something came since something was sent the last time."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        self.has_read = True
        return self._stream.read(max_bytes, _cut(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self.has_read = False
        for start in range(0, len(buffer), WRITE_PIECE):
            piece = buffer[start : start + WRITE_PIECE]
            limit = _cut(timeout, httpcore.WriteTimeout)
            try:
                self._stream.write(piece, limit)
            except httpcore.WriteTimeout:
                if self._stream.get_extra_info("is_readable"):
                    # After this one, httpcore reads what has come.
                    raise httpcore.WriteError(ANSWERED) from None
                raise

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Begin to encrypt, and see who is there."""
        seconds = _cut(timeout, httpcore.ConnectTimeout)
        return Stream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        """Give what httpcore asks of the connection."""
        return self._stream.get_extra_info(info)


class Backend(httpcore.NetworkBackend):
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
                return Stream(connect(addresses.pop(0), timeout=limit))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not addresses:
                    raise


class _Plain:
    """Bytes as they stand on the network."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    async def receive(self, most: int) -> bytes:
        """Wait for the next bytes; none at the end."""
        await asyncio.sleep(0)  # where there are some, asyncio gives no other task a turn
        return await asyncio.get_running_loop().sock_recv(self._connection, most)

    async def send(self, data: bytes) -> None:
        """Wait until bytes are on their way."""
        await asyncio.sleep(0)
        await asyncio.get_running_loop().sock_sendall(self._connection, data)


class _Encrypted:
    """Bytes behind TLS, over plain ones, or over the TLS of a proxy."""

    def __init__(
        self, lower: _Plain | _Encrypted, context: ssl.SSLContext, host: str | None
    ) -> None:
        self._lower = lower
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.tls: ssl.SSLObject = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host
        )

    async def begin(self) -> None:
        """See who is there."""
        await self._do(self.tls.do_handshake)

    async def receive(self, most: int) -> bytes:
        """Wait for the next bytes; none at the end."""
        try:
            return await self._do(partial(self.tls.read, most))
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""

    async def send(self, data: bytes) -> None:
        """Wait until bytes are on their way."""
        await self._do(partial(self.tls.write, data))  # takes all of them, as memory has no end

    async def _do(self, step: Callable[[], T]) -> T:
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._lower.receive(READ_PIECE)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._lower.send(self._outgoing.read())


class AsyncStream(httpcore.AsyncNetworkStream):
    """A connection of asyncio that can be given up, and tells whether something came.

    It is a socket and no transport of asyncio's: those close a socket at the first write that
    fails, and lose what the server has said before it hung up.
    """

    def __init__(self, connection: socket.socket, way: _Plain | _Encrypted) -> None:
        self._connection = connection
        self._way = way
        self.has_read: bool = False
        """Whether something came since something was sent the last time."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        self.has_read = True
        work = self._way.receive(max_bytes)
        return await _wait(work, timeout, httpcore.ReadTimeout, httpcore.ReadError)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self.has_read = False
        for start in range(0, len(buffer), WRITE_PIECE):
            limit = _cut(timeout, httpcore.WriteTimeout)
            work = self._way.send(buffer[start : start + WRITE_PIECE])
            try:
                await _wait(work, limit, httpcore.WriteTimeout, httpcore.WriteError)
            except httpcore.WriteTimeout:
                if _is_readable(self._connection):
                    raise httpcore.WriteError(ANSWERED) from None
                raise

    async def aclose(self) -> None:
        """Close the connection."""
        self._connection.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Begin to encrypt, and see who is there."""
        way = _Encrypted(self._way, ssl_context, server_hostname)
        try:
            await _wait(way.begin(), timeout, httpcore.ConnectTimeout, httpcore.ConnectError)
        except Exception:
            self._connection.close()
            raise
        return AsyncStream(self._connection, way)

    def get_extra_info(self, info: str) -> Any:
        """Give what httpcore asks of the connection."""
        if info == "is_readable":
            return _is_readable(self._connection)
        return getattr(self._way, "tls", None) if info == "ssl_object" else None


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens such connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - it and the next are never given
        socket_options: SocketOptions = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Connect, to whichever address of the host answers first."""
        work = _connected(host, port)
        connection = await _wait(work, timeout, httpcore.ConnectTimeout, httpcore.ConnectError)
        return AsyncStream(connection, _Plain(connection))


async def _connected(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    connection = await start_connection(found, happy_eyeballs_delay=HEAD_START)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


async def _wait(
    work: Coroutine[Any, Any, T],
    timeout: float | None,
    late: type[Exception],
    error: type[Exception],
) -> T:
    """Wait for something on the network, no longer than is left of the call."""
    try:
        limit = _cut(timeout, late)
    except Exception:
        work.close()
        raise
    try:
        with anyio.fail_after(limit):
            return await _giving_up.get().wait(work, error)
    except TimeoutError as exc:
        raise late(exc) from exc
    except OSError as exc:
        raise error(exc) from exc


def _is_readable(connection: socket.socket) -> bool:
    """Tell whether something has come, be it the end."""
    if connection.fileno() < 0:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(0))
