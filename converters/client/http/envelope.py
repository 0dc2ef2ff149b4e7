"""How a query travels over HTTP, and how its answer is taken out of the envelope."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

from attrs import field, frozen

from converters.client.errors import NoAnswerError, RefusedError, excerpt
from converters.client.http.secrets import MASK, Headers
from converters.json_text import decode, dumps

OK: Final = 200
"""The status of an answer that is none of an error, in HTTP and in the envelope."""

STATUSES: Final = range(100, 1000)
"""The statuses that there may be in an envelope: whatever else stands there is none."""

REFUSALS: Final = range(300, 500)
"""The HTTP statuses that are a refusal also without an envelope."""

LONGEST_REFUSAL: Final = 2**20
"""Bytes that are read of an answer with such a status; what follows is of no use."""

_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


@frozen
class Request:
    """What is sent."""

    name: str
    """What it asks in two words, for the log."""
    asked: str
    """What it asks, for the sentence of an error."""
    method: str
    """The method of HTTP."""
    base: str
    """Scheme, host, port and path prefix."""
    path: str
    headers: Headers
    query: str = field(default="", repr=False)
    """What stands behind the question mark; empty where there is none."""
    body: bytes | None = field(default=None, repr=False)
    is_idempotent: bool = True
    """True when it may be sent once more although it may have arrived."""

    @property
    def url(self) -> str:
        """Where it is sent to."""
        return f"{self.base}{self.path}" + (f"?{self.query}" if self.query else "")


@frozen
class Response:
    """What has come."""

    status: int
    """The status of HTTP."""
    headers: Headers
    body: bytes = field(repr=False)
    """Unpacked."""


def read_enveloped(request: Request, response: Response) -> Any:
    """Take an answer out of its envelope, whose status is the one that counts.

    Raises:
        RefusedError: When the envelope says no, or HTTP does without one.
        NoAnswerError: When the answer cannot be used.
    """
    envelope = _content(request, response)
    own_status = envelope.get("status") if isinstance(envelope, dict) else None
    if own_status == OK and "response" in envelope:
        return envelope["response"]
    if own_status == OK or not isinstance(own_status, int) or own_status not in STATUSES:
        if response.status in REFUSALS:
            raise _refusal(request, response, _cleared(request, envelope))
        raise NoAnswerError(
            f"{request.asked}: HTTP status {response.status}, expected an envelope with a status "
            f"and a response, got {excerpt(_cleared(request, envelope))}"
        )
    envelope = _cleared(request, envelope)
    code = envelope.get("response")
    if isinstance(code, list) and len(code) == 1:
        code = code[0]
    detail = envelope.get("payload")
    if isinstance(code, str):
        raise RefusedError(request.asked, own_status, code, detail)
    raise RefusedError(request.asked, own_status, None, code if detail is None else detail)


def read_page(request: Request, response: Response) -> Any:
    """Read the JSON of an answer that has no envelope.

    Raises:
        RefusedError: When the HTTP status is not 200.
        NoAnswerError: When the answer cannot be used.
    """
    content = _content(request, response)
    if response.status != OK:
        raise _refusal(request, response, _cleared(request, content))
    return content


def _content(request: Request, response: Response) -> Any:
    try:
        return decode(response.body)
    except ValueError as exc:
        # A character has four bytes at most.
        text = _without_key(request, response.body[:4096]).decode(errors="replace")
        if response.status in REFUSALS:
            raise _refusal(request, response, text[:200] or None) from exc
        raise NoAnswerError(
            f"{request.asked}: HTTP status {response.status}, expected JSON, got {excerpt(text)}"
        ) from exc


def _cleared(request: Request, content: Any) -> Any:
    """Give the content for an error, which must not quote a key that the server sends back."""
    key = request.headers.get("Authorization")
    if not key:
        return content
    # Written once more, the key has the same spelling everywhere, whatever the server escapes.
    spelled = dumps(key)[1:-1]
    text = _STRING.sub(lambda found: found[0].replace(spelled, MASK.encode()), dumps(content))
    return decode(text)


def _without_key(request: Request, body: bytes) -> bytes:
    key = request.headers.get("Authorization", "").encode("latin-1")
    return body.replace(key, MASK.encode()) if key else body


def _refusal(request: Request, response: Response, content: Any) -> RefusedError:
    message = content.get("message") if isinstance(content, dict) else None
    detail = content if message is None else message
    location = response.headers.get("Location")
    key = request.headers.get("Authorization")
    if location is not None and key:
        location = location.replace(key, MASK).replace(quote(key, safe=""), MASK)
    return RefusedError(request.asked, response.status, None, detail, location)
