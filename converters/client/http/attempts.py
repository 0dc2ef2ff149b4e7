"""When a request is sent, sent once more, or given up: decisions as values, without any I/O.

`exchange` is a generator that yields an `Attempt` and is sent what became of it, or yields a
`Pause`. What carries them out is `converters.client.http.network`.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Generator
from email.utils import parsedate_to_datetime
from math import inf, isnan
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from converters.client.errors import DeadlineExceededError, NoAnswerError, TooLargeError
from converters.client.http.envelope import Request, Response
from orm_attrs import RequestsSettings

PASSING: Final = frozenset({429, *range(500, 600)})
"""The HTTP statuses that may be others a little later."""

LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts at most, whatever the settings and the server say."""

logger: Final = logging.getLogger("converters.client")


@frozen
class Attempt:
    """Send a request."""

    request: Request
    connect_timeout: float
    """Seconds to wait for a connection."""
    patience: float
    """Seconds to wait for the server to take or to give more bytes."""
    ends: float
    """When the call must be over, by ``time.monotonic``."""
    max_bytes: int
    """Bytes that are taken of the answer at most, after unpacking."""

    def left(self) -> float:
        """Give the seconds until the call must be over; 0 when it is too late."""
        return max(0.0, self.ends - time.monotonic())


@frozen
class Pause:
    """Wait."""

    seconds: float


@frozen
class Failure:
    """Why no answer came."""

    reason: str
    """In words, without secrets: a server may have a say in them."""
    was_sent: bool
    """False when not a byte of the request can have reached the server."""
    may_pass: bool
    """True when the next attempt may have more luck."""
    cause: Exception | None = None
    error: type[NoAnswerError] = NoAnswerError


Outcome: TypeAlias = Response | Failure
Exchange: TypeAlias = Generator[Attempt | Pause, Any, Response]
"""What `exchange` gives: it is sent an `Outcome` after each `Attempt`."""


@frozen
class Patience:
    """How long a call may take, and how often it is tried."""

    connection_retries: int
    """How often a connection that cannot be made is tried again."""
    max_retries: int
    """How often a request is sent again that was sent, when that does no harm."""
    backoff_factor: float
    """Seconds that scale the pauses."""
    connect_timeout: float
    read_timeout: float
    write_timeout: float
    deadline: float | None = field(default=None)
    """Seconds for the whole call; None for as long as one attempt may take."""

    @classmethod
    def of(cls, settings: RequestsSettings, deadline: float | None) -> Patience:
        """Take settings over.

        Raises:
            TypeError: When a setting is no number; the sentence has its name.
            ValueError: When a number is none that can be waited for.
        """
        return cls(
            _count("settings.connection_retries", settings.connection_retries),
            _count("settings.max_retries", settings.max_retries),
            _seconds("settings.backoff_factor", settings.backoff_factor, least=0),
            _seconds("settings.connect_timeout", settings.connect_timeout),
            _seconds("settings.read_timeout", settings.read_timeout),
            _seconds("settings.write_timeout", settings.write_timeout),
            None if deadline is None else _seconds("deadline", deadline, most=inf),
        )

    def for_one(self, request: Request) -> float:
        """Give the seconds that the server may take for each piece of its answer."""
        return self.read_timeout if request.is_idempotent else self.write_timeout

    def for_all(self, request: Request) -> float:
        """Give the seconds that the whole call may take."""
        if self.deadline is not None:
            return self.deadline
        return self.connect_timeout + self.for_one(request)

    def pause(self, number: int, outcome: Outcome) -> float:
        """Give the seconds to wait before retry ``number``, which counts from 1.

        They are between a half and the whole of ``backoff_factor * 2 ** (number - 1)``, so that
        many clients do not come back at one moment, and longer where the server asks for it.
        """
        whole = self.backoff_factor * 2.0 ** min(number - 1, 64)
        own = min(whole, LONGEST_PAUSE) * (0.5 + random.random() / 2)  # noqa: S311 - no secret
        wanted = _retry_after(outcome) if isinstance(outcome, Response) else 0.0
        return max(own, min(wanted, LONGEST_PAUSE))


def exchange(request: Request, patience: Patience, max_bytes: int) -> Exchange:
    """Send a request until there is an answer, or no hope of one.

    A request that may change something is sent again only as long as no byte of it was sent.

    Returns:
        The last answer, also where its status says that something failed.

    Raises:
        DeadlineExceededError: When the time is over, or the next pause would be longer.
        TooLargeError: When the answer is too large.
        NoAnswerError: When there is no answer after all attempts.
    """
    seconds = patience.for_all(request)
    ends = time.monotonic() + seconds
    connection_failures = repetitions = 0
    while True:
        attempt = Attempt(
            request, patience.connect_timeout, patience.for_one(request), ends, max_bytes
        )
        began = time.monotonic()
        outcome: Outcome = yield attempt
        number = connection_failures + repetitions + 1
        _log(request, outcome, number, time.monotonic() - began)

        if isinstance(outcome, Response):
            has_hope = outcome.status in PASSING and request.is_idempotent
        else:
            has_hope = outcome.may_pass and (request.is_idempotent or not outcome.was_sent)
        if isinstance(outcome, Failure) and not outcome.was_sent:
            connection_failures += 1
            has_hope = has_hope and connection_failures <= patience.connection_retries
        else:
            repetitions += 1
            has_hope = has_hope and repetitions <= patience.max_retries
        pause = patience.pause(number, outcome) if has_hope else 0.0
        if has_hope and pause < attempt.left():
            if pause:
                yield Pause(pause)
        elif isinstance(outcome, Response):
            return outcome
        else:
            raise _error(request, outcome, seconds, is_late=has_hope) from outcome.cause


def _error(request: Request, failure: Failure, seconds: float, *, is_late: bool) -> NoAnswerError:
    asked = request.secrets.hide(request.asked)
    doubt = ""
    if not failure.was_sent:
        doubt = "; nothing was sent"
    elif not request.is_idempotent:
        doubt = "; whether the server has done it is not known"
    if failure.error is TooLargeError:
        return TooLargeError(f"{asked}: {failure.reason}{doubt}")
    through = "" if request.proxy is None else f" through the proxy {request.proxy}"
    text = f"{asked}: no answer from {request.base}{through}: {failure.reason}"
    if is_late:
        text += f", and the deadline of {seconds:g} seconds leaves no time for another attempt"
        return DeadlineExceededError(text + doubt)
    if failure.error is DeadlineExceededError:
        return DeadlineExceededError(f"{text} after {seconds:g} seconds{doubt}")
    return NoAnswerError(text + doubt)


def _log(request: Request, outcome: Outcome, number: int, seconds: float) -> None:
    if not logger.isEnabledFor(logging.DEBUG):
        return
    hide = request.secrets.hide
    logger.debug(
        "%s %s (%s): %s after %.3f seconds, attempt %d, %s",
        request.method,
        hide(f"{request.base}{request.path}"),
        hide(request.name),
        outcome.status if isinstance(outcome, Response) else outcome.reason,
        seconds,
        number,
        hide(request.headers.get("X-Cloud-Trace-Context", "")),
    )


def _retry_after(response: Response) -> float:
    """Read after how many seconds, or when, the server wants to be asked again; 0 for anything."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, OSError):
        return 0.0


def _count(name: str, value: Any) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected int or None, got {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name}: expected at least 0, got {value}")
    return value


def _seconds(name: str, value: Any, *, least: float | None = None, most: float = 1e9) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError(f"{name}: expected a number of seconds, got {type(value).__name__}")
    if isnan(value) or value > most or (value <= 0 if least is None else value < least):
        raise ValueError(f"{name}: expected a number of seconds above 0, got {value}")
    return float(value)
