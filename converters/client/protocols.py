"""What sends the queries of a client: the protocols, for threads and for asyncio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class Querier(Protocol):
    """Sends queries, and gives what the server answers without the envelope around it.

    All methods raise `RefusedError` when the server says no, and `NoAnswerError` when it says
    nothing that can be understood. A querier that has secrets may have a method ``masked``, too,
    which is given a text and gives it without them: what a client quotes of an answer goes through
    it.
    """

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something; ``uid`` and ``payload`` are JSON."""

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; ``uid`` and ``payload`` are JSON."""


@runtime_checkable
class FullQuerier(Querier, Protocol):
    """A `Querier` that also creates and deletes."""

    def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; ``uid`` and ``payload`` are JSON."""

    def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; ``uid`` and ``payload`` are JSON."""


@runtime_checkable
class Pages(Protocol):
    """Gets the pages of long lists from the v2 API; raises what a `Querier` raises."""

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path, such as ``/v2/public/...``, with these query parameters."""


class AsyncQuerier(Protocol):
    """A `Querier` whose methods are awaited."""

    async def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something; ``uid`` and ``payload`` are JSON."""

    async def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; ``uid`` and ``payload`` are JSON."""


@runtime_checkable
class AsyncFullQuerier(AsyncQuerier, Protocol):
    """A `FullQuerier` whose methods are awaited."""

    async def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Create something, or get it when it is there; ``uid`` and ``payload`` are JSON."""

    async def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Delete something; ``uid`` and ``payload`` are JSON."""


@runtime_checkable
class AsyncPages(Protocol):
    """`Pages` whose method is awaited."""

    async def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path, such as ``/v2/public/...``, with these query parameters."""
