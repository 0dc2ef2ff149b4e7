"""What a request has to be before anything is done with it, and the tags of versions."""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from anyio import fail_after
from attrs import define, frozen
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SHORTEST_TOKEN: Final = 16
"""Characters of a token at least, so that it is not guessed."""

LONGEST_UPLOAD: Final = 60
"""Seconds within which a body has to arrive."""


@frozen
class Settings:
    """What the environment says of the service."""

    database: str
    """The file with the data."""
    token: str | None
    """What clients log in with; None when everybody may do everything."""
    max_body: int
    """Bytes of a request's body at most."""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings.

        Raises:
            ValueError: When one of them is missing or wrong; the sentence names it.
        """
        token = os.environ.get("SERVICE_TOKEN", "")
        if os.environ.get("SERVICE_LOGIN", "on") == "off":
            token = ""
        elif len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
            raise ValueError(
                f"SERVICE_TOKEN: expected at least {SHORTEST_TOKEN} plain characters to log in"
                " with; SERVICE_LOGIN=off lets everybody in"
            )
        max_body = os.environ.get("SERVICE_MAX_BODY", str(8 * 2**20))
        if not (max_body.isdecimal() and max_body.isascii()):
            raise ValueError(f"SERVICE_MAX_BODY: expected a number of bytes, got {max_body!r}")
        return cls(os.environ.get("DATABASE", "datasets.db"), token or None, int(max_body))


@frozen
class LogIn:
    """Lets requests pass to the application that bring the token: ``Authorization: Bearer ...``."""

    app: ASGIApp
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to any other request, before its body is read."""
        if scope["type"] == "http" and not self._may_pass(Headers(scope=scope)):
            refusal = JSONResponse(
                {"problems": ["expected the header 'Authorization: Bearer' with the token"]},
                401,
                {"WWW-Authenticate": "Bearer"},
            )
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _may_pass(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        is_right = compare_digest(token.strip().encode(), self.token.encode())
        return is_right and scheme.lower() == "bearer"


@define(eq=False)
class Room:
    """Room in memory for the bodies of all requests: who sends slowly takes none from others."""

    left: int
    """Bytes that more of the bodies may have."""

    def take(self, count: int) -> None:
        """Take some room.

        Raises:
            HTTPException: 503 when there is none.
        """
        if count > self.left:
            raise too_busy()
        self.left -= count


def too_busy() -> HTTPException:
    """Say that a client should ask again."""
    return HTTPException(503, "too much is sent at once: ask again", {"Retry-After": "1"})


@asynccontextmanager
async def body_of(request: Request, max_body: int, room: Room) -> AsyncIterator[bytes]:
    """Give the body of a request, which must say that it is JSON, and hold room for it.

    Raises:
        HTTPException: 415 when it is something else, 413 when it is too large, which mostly is
            known before any of it is read, 408 when it does not arrive in time, and 503 when there
            is no room for it.
    """
    body = bytearray()
    try:
        await _read(request, body, max_body, room)
        yield bytes(body)
    finally:
        room.left += len(body)


async def _read(request: Request, body: bytearray, max_body: int, room: Room) -> None:
    kind = request.headers.get("Content-Type", "nothing")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, f"expected application/json, got {kind:.60}")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise HTTPException(415, "expected a body without Content-Encoding")
    # With an answer before the end of the body, the connection is of no use any more.
    too_large = HTTPException(
        413, f"expected a body of at most {max_body} bytes", {"Connection": "close"}
    )
    if int(request.headers.get("Content-Length", "0")) > max_body:
        raise too_large
    try:
        with fail_after(LONGEST_UPLOAD):
            async for chunk in request.stream():
                if len(body) + len(chunk) > max_body:
                    raise too_large
                room.take(len(chunk))
                body += chunk
    except TimeoutError:
        raise HTTPException(408, "the body did not arrive in time") from None


def tag_of(parts: Iterable[bytes]) -> str:
    """Give the entity tag of lines: it is another one as soon as a byte is another one."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return f'"{digest.hexdigest()}"'


def names(headers: list[str], tag: str | None) -> bool:
    """Tell whether ``If-Match`` or ``If-None-Match`` headers name this tag, or any with ``*``.

    Args:
        headers: Their values.
        tag: A tag; None where there is nothing that could have one.
    """
    named = [it.strip() for header in headers for it in header.split(",")]
    return tag is not None and (tag in named or "*" in named)
