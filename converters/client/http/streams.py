"""Connections that never wait longer than is left of a call, for httpcore.

httpcore has limits for each wait, not for a whole call: a server that sends a byte a second holds
a client for ever. For threads, the streams here cut every wait to what is left of the call; for
asyncio, a cancel scope around the attempt does.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias

import anyio
import httpcore

WRITE_PIECE: Final = 2**14
"""Bytes that are handed to the network at a time, between two looks at the clock."""

SocketOptions: TypeAlias = "Iterable[Any] | None"

_PAST: Final = "the time is over"
_ends: ContextVar[float] = ContextVar("_ends", default=inf)
"""When the call of this thread must be over, by ``time.monotonic``."""


@contextmanager
def ending(moment: float) -> Iterator[None]:
    """Let no wait of this thread last longer than until a moment of ``time.monotonic``."""
    token = _ends.set(moment)
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
        self.has_read = False
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
        self.has_read = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        self.has_read = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self.has_read = False
        await self._stream.write(buffer, timeout)

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
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:  # httpcore leaves the connection open when it is cancelled
            with anyio.CancelScope(shield=True):
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
        return AsyncStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )
