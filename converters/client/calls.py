"""The queries of a call, as values: what is asked, apart from who waits for the answer.

A call is a generator that yields each `Query` it needs an answer to, is sent the answer, and
returns its result. `carry_out` and `carry_out_awaiting` drive it; only they differ between threads
and asyncio. A call changes nothing before its last answer has come, so one that is broken off, by
an error or by a cancellation, leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, Literal, TypeAlias, TypeVar

from attrs import frozen

from converters.client.errors import ClientError, describe
from converters.client.protocols import AsyncQuerier, Querier

T = TypeVar("T")
Verb: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]

METHOD_BY_VERB: Final[dict[Verb, str]] = {
    "GET": "get",
    "POST": "set",
    "PUT": "put",
    "DELETE": "delete",
}
"""The method of a querier that sends a query of each verb."""


@frozen
class Query:
    """What a querier is asked to send."""

    verb: Verb
    query_type: str
    uid: Any
    """JSON."""
    payload: Any
    """JSON."""

    def __str__(self) -> str:
        return describe(self.query_type, self.uid)

    def ask(self, querier: Querier | AsyncQuerier) -> Any:
        """Hand the query to a querier.

        Returns:
            The answer, or what it is awaited with.

        Raises:
            TypeError: When the querier has no method for the verb.
        """
        name = METHOD_BY_VERB[self.verb]
        method = getattr(querier, name, None)
        if method is None:
            raise TypeError(
                f"{type(querier).__name__} sends no {self.verb}: it has no method {name}"
            )
        return method(self.query_type, self.uid, self.payload)


Call: TypeAlias = Generator[Query, Any, T]
"""A call whose result is a ``T``."""


def carry_out(call: Call[T], querier: Querier) -> T:
    """Ask a querier everything that a call needs."""
    answer = None
    while True:
        try:
            query = call.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        except ClientError as exc:
            _hide_secrets(exc, querier)
            raise
        answer = query.ask(querier)


async def carry_out_awaiting(call: Call[T], querier: AsyncQuerier) -> T:
    """Ask a querier everything that a call needs, awaiting each answer."""
    answer = None
    while True:
        try:
            query = call.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        except ClientError as exc:
            _hide_secrets(exc, querier)
            raise
        answer = await query.ask(querier)


def _hide_secrets(exc: ClientError, querier: Querier | AsyncQuerier) -> None:
    """Let an error that quotes an answer quote nothing that the querier hides."""
    masked = getattr(querier, "masked", None)
    if masked is not None:
        exc.args = tuple(map(masked, exc.args))
