"""Sends queries to the platform over HTTP, for threads and for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen

from converters.client.http.envelope import Request, Response, read_enveloped, read_page
from converters.client.http.forks import PerProcess
from converters.client.http.options import HttpOptions

if TYPE_CHECKING:
    from converters.client.http.network import AsyncPool, Pool


def _network() -> ModuleType:
    """Import what needs the extra.

    Raises:
        ModuleNotFoundError: When it is missing.
    """
    try:
        from converters.client.http import network
    except ModuleNotFoundError as exc:
        raise ModuleNotFoundError(
            f"HTTP needs an extra: pip install 'orm-attrs[http]' ({exc.name} is missing)",
            name=exc.name,
        ) from exc
    return network


@frozen(eq=False)
class HttpQuerier(HttpOptions):
    """Sends queries over HTTP: a `FullQuerier` that also gets `Pages`.

    It keeps connections open until ``close``, or until the end of its ``with`` block, and may be
    shared by threads. A process that is forked makes connections of its own; a copy that is
    unpickled does so, too. Redirections are not followed. What only asks is repeated after a lost
    connection, a time-out, or an HTTP status such as 503; what changes something is repeated only
    as long as no byte of it was sent. The settings say how often, and after which pause.

    The logger ``converters.client`` has a line for each attempt, at the level DEBUG.

    Raises:
        ModuleNotFoundError: When httpcore is missing.
        TypeError, ValueError: When an argument cannot be used. No error quotes a key, a header or
            a password.
    """

    _pools: PerProcess[Pool] = field(init=False, repr=False, factory=PerProcess)

    def __attrs_post_init__(self) -> None:
        HttpOptions.__attrs_post_init__(self)
        _network()

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something.

        Raises:
            RefusedError: When the server says no.
            NoAnswerError: When no answer comes that can be used, after all repetitions.
            DeadlineExceededError: When none comes before the deadline.
            TooLargeError: When the answer has more than ``max_bytes``.
            TypeError, ValueError: When the uid or the payload has no JSON.
        """
        return self._answer(self.query("GET", query_type, uid, payload))

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; raises what `get` does."""
        return self._answer(self.query("POST", query_type, uid, payload))

    def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; raises what `get` does."""
        return self._answer(self.query("PUT", query_type, uid, payload))

    def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; raises what `get` does."""
        return self._answer(self.query("DELETE", query_type, uid, payload))

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path of the v2 API, which has no envelope.

        Raises:
            RefusedError: When the HTTP status is not 200.
            NoAnswerError, DeadlineExceededError, TooLargeError: See `get`.
            ValueError: When the path is none, but leads to another host, for instance.
        """
        request = self.page(path, parameters)
        return read_page(request, self._send(request))

    def close(self) -> None:
        """Close the connections of this process, once the calls under way are over.

        The next query opens new ones.
        """
        pool = self._pools.pop()
        if pool is not None and pool.calls.close():
            pool.connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _answer(self, request: Request) -> Any:
        return read_enveloped(request, self._send(request))

    def _send(self, request: Request) -> Response:
        from converters.client.http import network

        exchange = self.exchange(request)
        while True:
            pool = self._pools.get(lambda: network.Pool.open(self.route()), network.Pool.abandon)
            if pool.calls.begin():
                break
        try:
            return network.carry_out(exchange, pool)
        finally:
            if pool.calls.end():
                pool.connections.close()


@frozen(eq=False)
class AsyncHttpQuerier(HttpOptions):
    """An `HttpQuerier` whose methods are awaited, for programs on asyncio.

    It is made with the same arguments, sends the same requests, and raises the same errors. A call
    that is cancelled closes its connection. Each event loop has connections of its own; they are
    closed by ``aclose``, or at the end of an ``async with`` block.

    Raises:
        ModuleNotFoundError: When httpcore or anyio is missing.
        TypeError, ValueError: When an argument cannot be used; see `HttpQuerier`.
    """

    _pools: PerProcess[AsyncPool] = field(init=False, repr=False, factory=PerProcess)

    def __attrs_post_init__(self) -> None:
        HttpOptions.__attrs_post_init__(self)
        _network()

    async def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something; see `HttpQuerier.get`."""
        return await self._answer(self.query("GET", query_type, uid, payload))

    async def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; see `HttpQuerier.set`."""
        return await self._answer(self.query("POST", query_type, uid, payload))

    async def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; see `HttpQuerier.put`."""
        return await self._answer(self.query("PUT", query_type, uid, payload))

    async def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; see `HttpQuerier.delete`."""
        return await self._answer(self.query("DELETE", query_type, uid, payload))

    async def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path of the v2 API; see `HttpQuerier.get_page`."""
        request = self.page(path, parameters)
        return read_page(request, await self._send(request))

    async def aclose(self) -> None:
        """Close the connections of this event loop, once the calls under way are over.

        The next query opens new ones.
        """
        pool = self._pools.pop(asyncio.get_running_loop())
        if pool is not None and pool.calls.close():
            await pool.connections.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _answer(self, request: Request) -> Any:
        return read_enveloped(request, await self._send(request))

    async def _send(self, request: Request) -> Response:
        from converters.client.http import network

        loop = asyncio.get_running_loop()
        for other in self._pools.places():
            if isinstance(other, asyncio.AbstractEventLoop) and other.is_closed():
                self._pools.pop(other)
        # What is inherited stays as it is: to close it would take the event loop of the parent.
        pool = self._pools.get(lambda: network.AsyncPool.open(self.route()), lambda _: None, loop)
        pool.calls.begin()  # nothing can have closed it meanwhile, as nothing was awaited
        try:
            return await network.carry_out_awaiting(self.exchange(request), pool)
        finally:
            if pool.calls.end():
                await pool.connections.aclose()
