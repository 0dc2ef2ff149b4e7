"""What goes wrong between a client and the platform, and the words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from converters.errors import shorten
from converters.json_text import dumps

LONGEST_DETAIL: Final = 200
"""Characters of a server's own words that an error quotes at most."""

_LOGIN: Final = re.compile(r"([/\\]{2})[^/\\]*@")
_BEHIND_PATH: Final = re.compile("[?#;]")


class ClientError(Exception):
    """Base of what goes wrong between a client and the platform.

    What is wrong inside of an answer that came is cattrs' own error, which ``explain`` explains.
    """


class NotFoundError(ClientError, LookupError):
    """The server has nothing of what was asked for: its answer is empty."""


class NoAnswerError(ClientError):
    """No answer came, or none that can be used: it is no JSON, incomplete, or contradicts itself.

    After a query that changes something, it is not known whether the server has done what it was
    told, unless the sentence says that nothing was sent.
    """


class DeadlineExceededError(NoAnswerError):
    """The deadline of a call has passed, or leaves no time for another attempt."""


class TooLargeError(NoAnswerError):
    """An answer has more bytes, after unpacking, than the client takes."""


class RefusedError(ClientError):
    """The server says no: in its envelope, or with an HTTP status of 300 to 499 without one."""

    def __init__(
        self,
        asked: str,
        status: int,
        code: str | None,
        detail: Any = None,
        location: str | None = None,
    ) -> None:
        super().__init__(asked, status, code, detail, location)
        self.asked = asked
        """What the server was asked, for a reader."""
        self.status = status
        """The status: that of the envelope, or of HTTP where there is no envelope."""
        self.code = code
        """The name that the server has for the reason; None when it gives none."""
        self.detail = detail
        """What else the server says of the reason, as JSON; None when it says nothing."""
        self.location = location
        """Where a redirection points to, which was not followed; None when it is none."""

    def __str__(self) -> str:
        text = f"{self.asked}: refused with status {self.status}"
        if self.code is not None:
            text += f", {self.code}"
        if self.location is not None:
            # Without what may be a secret: a password, and what stands behind the path.
            place = _LOGIN.sub(r"\1", _BEHIND_PATH.split(self.location, maxsplit=1)[0])
            text += f", redirected to {excerpt(place)}, not followed"
        return text if self.detail is None else f"{text}: {excerpt(self.detail)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


def describe(name: str, uid: Any) -> str:
    """Name what a query is about, for the sentence of an error."""
    return name if uid is None else f"{name} {shorten(uid)}"


def excerpt(value: Any) -> str:
    """Quote the beginning of what a server says, whatever it is, and look at no more of it."""
    if isinstance(value, str):
        text = repr(value[:LONGEST_DETAIL])
    else:
        text = ""
        try:
            for piece in _json_of(value):
                text += piece
                if len(text) > LONGEST_DETAIL:
                    break
        except Exception:
            return shorten(value)
    return text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL] + "..."


def _json_of(value: Any) -> Iterator[str]:
    """Write JSON piece by piece."""
    if isinstance(value, dict):
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else ''}{_json_text(key)}:"
            yield from _json_of(item)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            if number:
                yield ","
            yield from _json_of(item)
        yield "]"
    else:
        yield _json_text(value)


def _json_text(value: Any) -> str:
    return dumps(value[: LONGEST_DETAIL + 1] if isinstance(value, str) else value).decode()
