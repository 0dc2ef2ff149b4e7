"""Reads what one attempt brings, piece by piece, and says what became of it; waits for nothing."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Callable, Iterator
from typing import Any, Final

import httpcore
from attrs import define, field

from converters.client.errors import DeadlineExceededError, NoAnswerError, TooLargeError
from converters.client.http.attempts import Attempt, Failure, Outcome
from converters.client.http.envelope import LONGEST_REFUSAL, REFUSALS, Response
from converters.client.http.secrets import Headers, chain
from converters.client.http.streams import AsyncStream, Stream
from converters.client.http.unpacking import TooMuchError, Unpacker

LONGEST_WAIT: Final = 1e9
"""Seconds; the operating system knows no infinite ones."""

LONGEST_REASON: Final = 300
"""Characters that an error has of why there is no answer."""

MOST_SKIPPED: Final = 2**20
"""Bytes of a refusal that arrive and are not looked at, so that the connection can be kept."""

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


_CERTIFICATE: Final = re.compile("ALERT.*(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)").search
"""The names of the alerts of TLS by which a server refuses the certificate of a client."""


@define
class Reading:
    """What becomes of one attempt; it waits for nothing itself."""

    attempt: Attempt
    was_sent: bool = False
    _status: int = field(default=0, init=False)
    _headers: Headers = field(factory=Headers, init=False)
    _unpacker: Unpacker | None = field(default=None, init=False)
    _failure: Failure | None = field(default=None, init=False)
    _skipped: int | None = field(default=None, init=False)
    """Bytes that came after those of a refusal that are read; None before that."""
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

    def feed(self, data: bytes) -> Iterator[None]:
        """Take a piece of the body, and stop after each step of the work."""
        if self._unpacker is None or self.is_over:
            self.is_over = True
        elif self._skipped is not None:
            self._skipped += len(data)
            self.is_over = self._skipped > MOST_SKIPPED
        else:
            yield from self._unpack(self._unpacker, data)

    def _unpack(self, unpacker: Unpacker, data: bytes) -> Iterator[None]:
        try:
            for _ in unpacker.feed(data):
                if not self.attempt.left():
                    self._failure = self.late()
                    break
                yield
        except TooMuchError:
            if self._status in REFUSALS:
                self._skipped = 0
            else:
                limit = self.attempt.max_bytes
                self._fail(f"the answer has more than max_bytes={limit} bytes", TooLargeError)
        except ValueError as exc:
            self._fail(str(exc))
        self.is_over = self._failure is not None

    def outcome(self) -> Outcome:
        """Give the answer, or why it is of no use."""
        if self._unpacker is not None and self._failure is None and self._skipped is None:
            try:
                return Response(self._status, self._headers, self._unpacker.finish())
            except ValueError as exc:
                self._fail(str(exc))
        if self._failure is None or self._status in REFUSALS:
            return self._part()
        return self._failure

    def failure(self, exc: Exception) -> Outcome:
        """Say why the network has given no answer, or no end of one."""
        if self._status in REFUSALS:
            return self._part()
        if not self.attempt.left():
            return self.late(exc)
        origin = _origin(exc)
        was_sent = self.was_sent
        if isinstance(origin, ssl.SSLError) and _CERTIFICATE(str(origin)):
            was_sent = False  # with TLS 1.3, a server says so after it was sent what it drops
        is_permanent = isinstance(origin, (ssl.SSLError, httpcore.UnsupportedProtocol)) or (
            isinstance(exc, httpcore.ProxyError) and str(exc).startswith("4")
        )
        reason = _TIMEOUTS.get(type(exc)) or _words(origin)
        if isinstance(exc, httpcore.ProxyError):
            reason = f"the proxy refuses with {reason}"
        return self._failed(reason, was_sent, not (is_permanent and not was_sent), exc)

    def late(self, exc: Exception | None = None) -> Failure:
        """Say that the time is over."""
        reason = "the deadline has passed"
        return self._failed(reason, self.was_sent, False, exc, DeadlineExceededError)

    def _part(self) -> Response:
        """Give what has come of a refusal, which is one whatever is wrong with its body."""
        body = b"" if self._unpacker is None else bytes(self._unpacker.body)
        return Response(self._status, self._headers, body, is_whole=False)

    def _fail(self, reason: str, error: type[NoAnswerError] = NoAnswerError) -> None:
        self._failure = self._failed(reason, True, False, None, error)

    def _failed(
        self,
        reason: str,
        was_sent: bool,
        may_pass: bool,
        cause: Exception | None,
        error: type[NoAnswerError] = NoAnswerError,
    ) -> Failure:
        """Say why no answer came, without secrets."""
        secrets = self.attempt.request.secrets
        words = [reason] if cause is None else [reason, *map(repr, chain(cause))]
        if any(secrets.quote(word, len(word)) != word for word in words):
            cause = None
        return Failure(secrets.quote(reason, LONGEST_REASON), was_sent, may_pass, cause, error)


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
