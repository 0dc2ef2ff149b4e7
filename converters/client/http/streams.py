"""Connections for httpcore that never wait longer than is left of a call, and can be given up.

httpcore has limits for each wait, not for a whole call: a server that sends a byte a second holds
a client for ever. And a task that is cancelled inside of httpcore may leave a connection that looks
busy for ever. So the streams here cut every wait to what is left of the call, and turn a
cancellation into an error of the network, of which httpcore takes care well.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias, TypeVar

import anyio
import httpcore

T = TypeVar("T")

WRITE_PIECE: Final = 2**14
"""Bytes that are handed to the network at a time, between two looks at the clock."""

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
            self._stream.write(piece, _cut(timeout, httpcore.WriteTimeout))

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


class AsyncStream(httpcore.AsyncNetworkStream):
    """A connection that tells whether something came since something was sent."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.has_read: bool = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        self.has_read = True
        limit = _cut(timeout, httpcore.ReadTimeout)
        return await _giving_up.get().wait(self._stream.read(max_bytes, limit), httpcore.ReadError)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self.has_read = False
        for start in range(0, len(buffer), WRITE_PIECE):
            piece = buffer[start : start + WRITE_PIECE]
            limit = _cut(timeout, httpcore.WriteTimeout)
            await _giving_up.get().wait(self._stream.write(piece, limit), httpcore.WriteError)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Begin to encrypt, and see who is there."""
        limit = _cut(timeout, httpcore.ConnectTimeout)
        work = self._stream.start_tls(ssl_context, server_hostname, limit)
        try:
            stream = await _giving_up.get().wait(work, httpcore.ConnectError)
        except Exception:
            await self._stream.aclose()
            raise
        return AsyncStream(stream)

    def get_extra_info(self, info: str) -> Any:
        """Give what httpcore asks of the connection."""
        return self._stream.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
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
        """Connect, to whichever address of the host answers first."""
        limit = _cut(timeout, httpcore.ConnectTimeout)
        work = self._backend.connect_tcp(host, port, limit, local_address, socket_options)
        return AsyncStream(await _giving_up.get().wait(work, httpcore.ConnectError))
