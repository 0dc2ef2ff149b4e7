"""How a query travels over HTTP, and how its answer is taken out of the envelope."""

from __future__ import annotations

import re
from json import JSONDecoder
from typing import Any, Final

from attrs import field, frozen

from converters.client.errors import LONGEST_DETAIL, NoAnswerError, RefusedError, excerpt
from converters.client.http.masking import Secrets
from converters.client.http.secrets import Headers, discreet
from converters.json_text import decode

OK: Final = 200
"""The status of an answer that is none of an error, in HTTP and in the envelope."""

STATUSES: Final = range(100, 1000)
"""The statuses that there may be in an envelope: whatever else stands there is none."""

REFUSALS: Final = range(300, 500)
"""The HTTP statuses that are a refusal also without an envelope."""

LONGEST_REFUSAL: Final = 2**13
"""Bytes of a refusal that are read as JSON; of a longer one, an error has the first words."""

LONGEST_LOCATION: Final = 2**12
"""Characters that an error has of where a redirection points to."""

_NO_JSON: Final[Any] = object()
_SCAN: Final = JSONDecoder().raw_decode
_BRACE, _COLON, _COMMA = (re.compile(rf"\s*{it}\s*").match for it in "{:,")
_STATUS_AT_END: Final = re.compile(rb'"status"\s*:\s*([0-9]{1,9})\s*}\s*\Z').search


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
    secrets: Secrets = field(factory=Secrets)
    """What must not be printed of it, when a server sends it back."""
    proxy: str | None = None
    """The address of the proxy that it goes through, without a log-in; None for none."""
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
    is_whole: bool = True
    """False for the beginning of a refusal, of which there is more, or more was lost."""


@discreet
def read_enveloped(request: Request, response: Response) -> Any:
    """Take an answer out of its envelope, whose status is the one that counts.

    Raises:
        RefusedError: When the envelope says no, or HTTP does without one.
        NoAnswerError: When the answer cannot be used.
    """
    envelope = _envelope(response)
    own_status = envelope.get("status") if isinstance(envelope, dict) else None
    if own_status == OK and "response" in envelope:
        return envelope["response"]
    if own_status == OK or not isinstance(own_status, int) or own_status not in STATUSES:
        if response.status in REFUSALS:
            raise _refusal(request, response, envelope)
        raise _unusable(request, response, "an envelope with a status and a response", envelope)
    code = envelope.get("response")
    if isinstance(code, list) and len(code) == 1:
        code = code[0]
    detail = envelope.get("payload")
    if isinstance(code, str):
        code = request.secrets.quote(code, LONGEST_DETAIL)
    else:
        code, detail = None, code if detail is None else detail
    is_none = detail is None and _is_short(response)
    shown = None if is_none else _detail(request, response, detail)
    raise RefusedError(request.secrets.hide(request.asked), own_status, code, shown)


@discreet
def read_page(request: Request, response: Response) -> Any:
    """Read the JSON of an answer that has no envelope.

    Raises:
        RefusedError: When the HTTP status is not 200.
        NoAnswerError: When the answer cannot be used.
    """
    is_read = response.status == OK or _is_short(response)
    content = _content(response) if is_read else _NO_JSON
    if response.status in REFUSALS or (response.status != OK and content is not _NO_JSON):
        raise _refusal(request, response, content)
    if content is _NO_JSON:
        raise _unusable(request, response, "JSON", content)
    return content


def _is_short(response: Response) -> bool:
    return response.is_whole and len(response.body) <= LONGEST_REFUSAL


def _envelope(response: Response) -> Any:
    """Read an envelope: a long one to its end only where it is no refusal, as that takes long."""
    if _is_short(response):
        return _content(response)
    body = response.body
    first = _first_members(body[:LONGEST_REFUSAL].decode(errors="replace"))
    at_end = _STATUS_AT_END(body[-LONGEST_REFUSAL:]) if response.is_whole else None
    if first is not None and at_end is not None:
        first["status"] = int(at_end[1])
    if first is not None and first.get("status", OK) != OK:
        return first
    is_wanted = first is not None and response.is_whole and b'"status"' in body
    return _content(response) if is_wanted else _NO_JSON


def _first_members(text: str) -> dict[str, Any] | None:
    """Read the members of an object that are whole in its beginning; None when it is none."""
    found = _BRACE(text)
    if found is None:
        return None
    members: dict[str, Any] = {}
    try:
        while found is not None:
            key, end = _SCAN(text, found.end())
            colon = _COLON(text, end)
            if colon is None or not isinstance(key, str):
                break
            value, end = _SCAN(text, colon.end())
            found = _COMMA(text, end)  # without it, a number may go on
            if found is not None:
                members[key] = value
    except (ValueError, RecursionError):
        pass  # it is cut here, or no JSON
    return members


def _content(response: Response) -> Any:
    try:
        return decode(response.body)
    except ValueError:
        return _NO_JSON


def _detail(request: Request, response: Response, content: Any) -> Any:
    """Give what a server says for an error: as JSON where that is short, else its first words."""
    if content is _NO_JSON or not _is_short(response):
        return request.secrets.quote_bytes(response.body, LONGEST_DETAIL + 1)
    return request.secrets.hide_in(content)


def _refusal(request: Request, response: Response, content: Any) -> RefusedError:
    message = content.get("message") if isinstance(content, dict) else None
    detail = _detail(request, response, content if message is None else message)
    if detail == "":
        detail = None
    location = response.headers.get("Location")
    if location is not None:
        location = request.secrets.quote(location, LONGEST_LOCATION)
    asked = request.secrets.hide(request.asked)
    return RefusedError(asked, response.status, None, detail, location)


def _unusable(request: Request, response: Response, wanted: str, content: Any) -> NoAnswerError:
    shown = _detail(request, response, content)
    if content is _NO_JSON and (_is_short(response) or not shown.lstrip().startswith(("{", "["))):
        wanted = "JSON"
    return NoAnswerError(
        f"{request.secrets.hide(request.asked)}: HTTP status {response.status}, "
        f"expected {wanted}, got {excerpt(shown)}"
    )
