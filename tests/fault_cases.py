"""The faults that a page of the documentation has a table of: servers that do what it says."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any, Final

from attrs import field, frozen
from http_cases import raw_server, read_request
from tls_cases import Authority, long_ago

Act = Callable[[socket.socket, Event], None]
"""What a server does on a connection after it has read a request."""

OK: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = b"Transfer-Encoding: chunked\r\n\r\n"
MAX_BYTES: Final = 100_000


@frozen
class Stage:
    """Where a fault is met."""

    url: str
    options: Mapping[str, Any] = field(factory=dict)
    """What the querier is made with besides."""
    requests: list[bytes] = field(factory=list)
    """What has arrived."""


@frozen
class Fault:
    """A server with a fault."""

    act: Act
    options: Mapping[str, Any] = field(factory=dict)

    @contextmanager
    def stage(self, _: Authority) -> Iterator[Stage]:
        """Run the server."""
        requests: list[bytes] = []

        def serve(connection: socket.socket, closing: Event) -> None:
            while not closing.is_set():
                requests.append(read_request(connection))
                self.act(connection, closing)

        with raw_server(serve) as url:
            yield Stage(url, self.options, requests)


@frozen
class Untrusted:
    """A server whose certificate is not to be trusted."""

    issue: Callable[[Authority], ssl.SSLContext]
    trusts_authority: bool = True

    @contextmanager
    def stage(self, authority: Authority) -> Iterator[Stage]:
        """Run the server."""
        context = self.issue(authority)

        def serve(connection: socket.socket, closing: Event) -> None:
            with context.wrap_socket(connection, server_side=True) as inner:
                inner.recv(1)

        options = {"ca_bundle": authority.bundle} if self.trusts_authority else {}
        with raw_server(serve) as url:
            yield Stage(url.replace("http:", "https:"), options)


@frozen
class Elsewhere:
    """A server that cannot be reached."""

    url: str = ""
    """Empty for a port on which nobody listens."""
    is_proxy_there: bool = False
    """True for a proxy that refuses."""

    @contextmanager
    def stage(self, _: Authority) -> Iterator[Stage]:
        """Run what there is of it."""
        if self.is_proxy_there:

            def refuse(connection: socket.socket, closing: Event) -> None:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

            with raw_server(refuse) as proxy:
                yield Stage(self.url, {"proxy": proxy})
            return
        with socket.socket() as bound:  # and does not listen
            bound.bind(("127.0.0.1", 0))
            yield Stage(self.url or f"http://127.0.0.1:{bound.getsockname()[1]}")


def answering(content: Any, status: int = 200, **headers: str) -> Fault:
    """Answer with this, JSON or bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    answer = "\r\n".join([*lines, "\r\n"]).encode() + body
    return Fault(lambda connection, _: connection.sendall(answer))


def sending(data: bytes) -> Fault:
    """Send these bytes, and close the connection."""

    def act(connection: socket.socket, closing: Event) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)

    return Fault(act)


def endless(head: bytes, piece: bytes, pause: float = 0, **options: Any) -> Fault:
    """Send bytes, and the same others again and again."""

    def act(connection: socket.socket, closing: Event) -> None:
        connection.sendall(head)
        while not closing.wait(pause):
            connection.sendall(piece)

    return Fault(act, {"max_bytes": MAX_BYTES, **options})


def reset(connection: socket.socket, closing: Event) -> None:
    """Break the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def say_nothing(connection: socket.socket, closing: Event) -> None:
    """Wait until the test is over."""
    closing.wait(30)


def bomb() -> bytes:
    """Pack 20 MB of spaces."""
    return gzip.compress(b" " * 20_000_000)


HTML: Final = b"<h1>Something went wrong</h1>"
NO_JSON: Final = [answering(HTML, status) for status in (429, 500, 503)]
GZIP: Final = OK + b"Content-Encoding: gzip\r\n\r\n"
PACKED: Final = gzip.compress(b"{}")
TOO_LATE: Final = {"deadline": 0.3}

FAULTS: Final[dict[str, list[Fault | Untrusted | Elsewhere]]] = {
    "is not there": [Elsewhere()],
    "has a name that nobody knows": [Elsewhere("https://no-such-host.invalid")],
    "has a certificate of an unknown authority, for another host, or that has expired": [
        Untrusted(lambda it: it.context("127.0.0.1"), trusts_authority=False),
        Untrusted(lambda it: it.context("other.example")),
        Untrusted(lambda it: it.context("127.0.0.1", not_after=long_ago())),
    ],
    "is behind a proxy that refuses": [
        Elsewhere("https://api.example.com", is_proxy_there=True),
    ],
    "hangs up without an answer": [sending(b"")],
    "breaks the connection": [Fault(reset)],
    "says nothing": [Fault(say_nothing)],
    "sends a byte now and then": [
        endless(OK + b"Content-Length: 99\r\n\r\n", b" ", 0.01, **TOO_LATE),
        endless(OK + b"X-", b"a", 0.01, **TOO_LATE),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", **TOO_LATE),
    ],
    "sends headers without end": [
        endless(OK, b"X-More: and more\r\n" * 99),
        endless(OK + b"X-More: ", b"a" * 999),
    ],
    "ends an answer too early": [
        sending(OK + b"Content-Length: 99\r\n\r\n{}"),
        sending(OK + CHUNKED + b"2\r\n{}\r\n"),
    ],
    "says wrongly how long an answer is": [
        sending(OK + b"Content-Length: -1\r\n\r\n{}"),
        sending(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        sending(OK + CHUNKED + b"two\r\n{}\r\n0\r\n\r\n"),
    ],
    "speaks no HTTP": [sending(b"SSH-2.0-OpenSSH_9.6\r\n"), sending(b"\x15\x03\x01\0\2\2\x46")],
    "packs an answer wrongly": [
        sending(GZIP + HTML),
        sending(GZIP + PACKED[:-1]),
        sending(GZIP + PACKED[:-8] + bytes(8)),
        sending(GZIP.replace(b"gzip", b"br") + HTML),
    ],
    "sends more than `max_bytes`, also after unpacking": [
        endless(OK + CHUNKED, b"8000\r\n" + b"<" * 0x8000 + b"\r\n"),
        Fault(sending(GZIP + bomb()).act, {"max_bytes": MAX_BYTES}),
        endless(GZIP, gzip.compress(b"") * 99),
    ],
    "is busy (HTTP status 429)": NO_JSON[:1],
    "has failed (HTTP status 500 to 599)": NO_JSON[1:],
    "refuses, without an envelope (HTTP status 400 to 499)": [
        answering(HTML, status) for status in (400, 401, 403, 404, 409, 422)
    ],
    "refuses, without an envelope and without end": [
        endless(b"HTTP/1.1 403 Forbidden\r\n\r\n", b"<" * 9999)
    ],
    "sends to another address (HTTP status 300 to 399)": [
        answering(b"", status, Location="https://api.example.com/login?key=k")
        for status in (301, 302, 303, 307, 308)
    ],
    "refuses in the envelope": [
        answering({"status": 403, "response": ["AUTHORISATION_ERROR"]}, status)
        for status in (200, 403)
    ],
    "sends no JSON": [answering(HTML), answering(b""), answering(b"[" * 8_000)],
    "sends JSON that is no envelope": [
        answering(content) for content in ([], None, {"status": 200}, {"status": 10**9})
    ],
    "has nothing of what was asked for": [answering({"status": 200, "response": None})],
}
"""What the table calls a fault, and the servers that have it."""
