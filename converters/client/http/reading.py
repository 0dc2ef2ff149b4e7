"""Reads what one attempt brings, piece by piece, and says what became of it; waits for nothing."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from typing import Any, Final

import httpcore
from attrs import define, field

from converters.client.errors import DeadlineExceededError, TooLargeError
from converters.client.http.attempts import Attempt, Failure, Outcome
from converters.client.http.envelope import LONGEST_REFUSAL, REFUSALS, Response
from converters.client.http.secrets import Headers
from converters.client.http.streams import AsyncStream, Stream
from converters.client.http.unpacking import TooMuchError, Unpacker

LONGEST_WAIT: Final = 1e9
"""Seconds; the operating system knows no infinite ones."""

FAILURES: Final = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""What an attempt may end with instead of an answer."""

_TIMEOUTS: Final[dict[type[Exception], str]] = {
    httpcore.ConnectTimeout: "timed out while connecting",
    httpcore.WriteTimeout: "timed out while sending",
    httpcore.ReadTimeout: "timed out while waiting for the answer",
}


@define
class Reading:
    """What becomes of one attempt; it waits for nothing itself."""

    attempt: Attempt
    was_sent: bool = False
    _status: int = field(default=0, init=False)
    _headers: Headers = field(factory=Headers, init=False)
    _unpacker: Unpacker | None = field(default=None, init=False)
    _failure: Failure | None = field(default=None, init=False)
    _is_cut: bool = field(default=False, init=False)
    is_over: bool = field(default=False, init=False)
    """True when no more of the body is wanted."""

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
        if isinstance(stream, (Stream, AsyncStream)) and not stream.has_read:
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
        self.is_over = not self._take(data)
        return not self.is_over

    def _take(self, data: bytes) -> bool:
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
        reason = _TIMEOUTS.get(type(exc)) or _words(origin)
        if isinstance(exc, httpcore.ProxyError):
            reason = f"the proxy refuses with {reason}"
        return Failure(reason, self.was_sent, not (is_permanent and not self.was_sent), exc)

    def late(self, exc: Exception | None = None) -> Failure:
        """Say that the time is over."""
        return Failure("the deadline has passed", self.was_sent, False, exc, DeadlineExceededError)

    def _fail(self, reason: str, error: Any = None) -> None:
        more = {} if error is None else {"error": error}
        self._failure = Failure(reason, True, False, **more)


def _words(exc: BaseException) -> str:
    number = exc.errno if isinstance(exc, OSError) and not isinstance(exc, ssl.SSLError) else None
    if number is not None and number > 0:
        return os.strerror(number)  # threads and asyncio have other words around it
    return str(exc) or type(exc).__name__


def _origin(exc: BaseException) -> BaseException:
    """Find what httpcore and anyio have wrapped."""
    while True:
        inside = getattr(exc, "exceptions", exc.args)  # of a group, the first
        inner = inside[0] if inside and isinstance(inside[0], BaseException) else exc.__cause__
        if inner is None or not isinstance(inner, Exception):
            return exc
        exc = inner
