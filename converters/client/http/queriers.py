"""Sends queries to the platform over HTTP, for threads and for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import field, frozen

from converters.client.http.envelope import Request, Response, read_enveloped, read_page
from converters.client.http.forks import PerProcess
from converters.client.http.options import HttpOptions
from converters.client.http.secrets import discreet

if TYPE_CHECKING:
    from converters.client.http.network import AsyncPool, Pool

T = TypeVar("T")


def _with_discreet_init(cls: type[T]) -> type[T]:
    setattr(cls, "__init__", discreet(cls.__init__))  # noqa: B010 - type checkers refuse the other
    return cls


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


@_with_discreet_init
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
        return self._ask(self.query("GET", query_type, uid, payload), read_enveloped)

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; raises what `get` does."""
        return self._ask(self.query("POST", query_type, uid, payload), read_enveloped)

    def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; raises what `get` does."""
        return self._ask(self.query("PUT", query_type, uid, payload), read_enveloped)

    def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; raises what `get` does."""
        return self._ask(self.query("DELETE", query_type, uid, payload), read_enveloped)

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path of the v2 API, which has no envelope.

        Raises:
            RefusedError: When the HTTP status is not 200.
            NoAnswerError, DeadlineExceededError, TooLargeError: See `get`.
            ValueError: When the path is none, but leads to another host, for instance.
        """
        return self._ask(self.page(path, parameters), read_page)

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

    def _ask(self, request: Request, read: Callable[[Request, Response], Any]) -> Any:
        from converters.client.http import network

        while True:
            pool = self._pools.get(lambda: network.Pool.open(self.route()), network.Pool.abandon)
            if pool.calls.begin():
                break
        try:
            request = self.through(request, pool.proxy)
            return read(request, network.carry_out(self.exchange(request), pool))
        finally:
            if pool.calls.end():
                pool.connections.close()


@_with_discreet_init
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
        return await self._ask(self.query("GET", query_type, uid, payload), read_enveloped)

    async def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; see `HttpQuerier.set`."""
        return await self._ask(self.query("POST", query_type, uid, payload), read_enveloped)

    async def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; see `HttpQuerier.put`."""
        return await self._ask(self.query("PUT", query_type, uid, payload), read_enveloped)

    async def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; see `HttpQuerier.delete`."""
        return await self._ask(self.query("DELETE", query_type, uid, payload), read_enveloped)

    async def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path of the v2 API; see `HttpQuerier.get_page`."""
        return await self._ask(self.page(path, parameters), read_page)

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

    async def _ask(self, request: Request, read: Callable[[Request, Response], Any]) -> Any:
        from converters.client.http import network

        loop = asyncio.get_running_loop()
        for other in self._pools.places():
            if isinstance(other, asyncio.AbstractEventLoop) and other.is_closed():
                self._pools.pop(other)
        # What is inherited stays as it is: to close it would take the event loop of the parent.
        pool = self._pools.get(lambda: network.AsyncPool.open(self.route()), lambda _: None, loop)
        pool.calls.begin()  # nothing can have closed it meanwhile, as nothing was awaited
        try:
            request = self.through(request, pool.proxy)
            return read(request, await network.carry_out_awaiting(self.exchange(request), pool))
        finally:
            if pool.calls.end():
                await pool.connections.aclose()
