"""A server that says no before it was told everything is heard, by threads and on asyncio alike."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest

pytest.importorskip("trustme")

import trustme
from client_cases import HASH
from http_cases import QUICK, Http, Pauses, raw_server
from platform_server import Platform
from tls_cases import Authority, pipe, secure

from converters.client import NoAnswerError, RefusedError
from orm_attrs import RequestsSettings

LARGE: Final = "x" * 2**23
"""More than a server takes without reading it."""
PATIENCE: Final = 20


def refuse(connection: socket.socket, *pieces: bytes) -> None:
    # Without this, what waits for the last piece to arrive is lost when the connection breaks.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.recv(65536)
    for piece in pieces:
        connection.sendall(piece)


def and_hang_up(connection: socket.socket, closing: Event) -> None:
    """Close what has not been read, which breaks the connection."""
    refuse(connection, b"HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\n", b"too big")


def in_the_middle_of_the_answer(connection: socket.socket, closing: Event) -> None:
    refuse(connection, b"HTTP/1.1 413 Too Large\r\nContent-Length: 9000\r\n\r\ntoo big")


def and_wait(connection: socket.socket, closing: Event) -> None:
    """Neither read on nor hang up."""
    refuse(connection, b"HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\ntoo big")
    closing.wait(PATIENCE)


def and_half_close(connection: socket.socket, closing: Event) -> None:
    refuse(connection, b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\ntoo big")
    connection.shutdown(socket.SHUT_WR)
    closing.wait(0.2)


@pytest.mark.parametrize(
    "act", [and_hang_up, in_the_middle_of_the_answer, and_wait, and_half_close]
)
@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_refusal_that_comes_before_the_body_was_read_is_one(
    http: Http, pauses: Pauses, act: Callable[[socket.socket, Event], None], verb: str
) -> None:
    asked = []

    def serve(connection: socket.socket, closing: Event) -> None:
        asked.append(1)
        act(connection, closing)

    settings = RequestsSettings(read_timeout=0.5, write_timeout=0.5)
    with (
        raw_server(serve) as url,
        http.open(url, settings=settings, deadline=PATIENCE) as querier,
        pytest.raises(RefusedError) as caught,
    ):
        getattr(querier, verb)("datarow", HASH, {"data_title": LARGE})
    assert (caught.value.status, caught.value.detail) == (413, "too big")
    assert (len(asked), pauses) == (1, [])


@pytest.mark.parametrize("act", [and_hang_up, and_wait])
def test_a_refusal_is_heard_through_tls_too(
    http: Http, authority: Authority, act: Callable[[socket.socket, Event], None]
) -> None:
    context = authority.context("127.0.0.1")

    def serve(connection: socket.socket, closing: Event) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as inner:
            act(inner, closing)

    settings = RequestsSettings(read_timeout=0.5, write_timeout=0.5)
    with (
        raw_server(serve) as url,
        http.open(
            url.replace("http:", "https:"),
            ca_bundle=authority.bundle,
            settings=settings,
            deadline=PATIENCE,
        ) as querier,
        pytest.raises(RefusedError) as caught,
    ):
        querier.set("datarow", HASH, {"data_title": LARGE})
    assert (caught.value.status, caught.value.detail) == (413, "too big")


def test_a_refusal_that_never_ends_is_one_at_the_deadline(http: Http) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 9000\r\n\r\nno")
        closing.wait(PATIENCE)

    with (
        raw_server(serve) as url,
        http.open(url, deadline=0.3) as querier,
        pytest.raises(RefusedError) as caught,
    ):
        querier.get("datarow", HASH, None)
    assert (caught.value.status, caught.value.detail) == (403, "no")


def test_the_beginning_of_a_refusal_is_not_taken_for_a_whole_answer(http: Http) -> None:
    body = b'{"status": 200, "response": 1}'

    def serve(connection: socket.socket, closing: Event) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 9000\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)

    with (
        raw_server(serve) as url,
        http.open(url) as querier,
        pytest.raises(RefusedError) as caught,
    ):
        querier.get("datarow", HASH, None)
    assert (caught.value.status, caught.value.detail) == (403, body.decode())


# --- certificates and proxies with TLS ------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.in_folder(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("shown", ["none", "another authority's"])
@pytest.mark.parametrize("size", [1, len(LARGE)])
@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_that_wants_another_certificate_is_asked_once_and_nothing_was_sent(
    http: Http,
    platform: Platform,
    pauses: Pauses,
    authority: Authority,
    tmp_path: Path,
    version: ssl.TLSVersion,
    shown: str,
    size: int,
    verb: str,
) -> None:
    context = authority.context("127.0.0.1")
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.bundle)
    options: dict[str, Any] = {}
    if shown != "none":
        options["client_cert"] = tmp_path / "mine.pem"
        mine = trustme.CA().issue_cert("me@example.com")
        mine.private_key_and_cert_chain_pem.write_to_path(options["client_cert"])
    asked = []

    def serve(connection: socket.socket, closing: Event) -> None:
        asked.append(1)
        connection.settimeout(PATIENCE)
        with suppress(OSError):
            context.wrap_socket(connection, server_side=True).close()

    with (
        raw_server(serve) as url,
        http.open(
            url.replace("http:", "https:"), ca_bundle=authority.bundle, settings=QUICK, **options
        ) as querier,
        pytest.raises(NoAnswerError, match=r"(?i)alert.*; nothing was sent$"),
    ):
        getattr(querier, verb)("datarow", HASH, {"data_title": "x" * size})
    assert (len(asked), pauses) == (1, [])


@pytest.mark.parametrize("says_so", [True, False])
def test_a_server_that_hangs_up_behind_tls_gives_no_answer(
    http: Http, authority: Authority, says_so: bool
) -> None:
    context = authority.context("127.0.0.1")

    def serve(connection: socket.socket, closing: Event) -> None:
        with context.wrap_socket(connection, server_side=True) as inner:
            while not inner.recv(65536).endswith(b"}"):
                pass
            if says_so:
                inner.unwrap()

    with (
        raw_server(serve) as url,
        http.open(
            url.replace("http:", "https:"), ca_bundle=authority.bundle, settings=QUICK
        ) as querier,
        pytest.raises(NoAnswerError, match=r"Server disconnected without sending a response"),
    ):
        querier.set("datarow", HASH, None)


@contextmanager
def proxy_with_tls(authority: Authority, target: str) -> Iterator[str]:
    """Run a proxy that is spoken to through TLS, and makes tunnels to one place."""
    context = authority.context("127.0.0.1")
    place = (target.rpartition(":")[0].partition("//")[2], int(target.rpartition(":")[2]))

    def serve(connection: socket.socket, closing: Event) -> None:
        connection.settimeout(PATIENCE)
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as inner:
            inner.recv(65536)
            inner.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            pipe(inner, place, closing)

    with raw_server(serve) as url:
        yield url.replace("http:", "https:")


def test_a_secure_query_goes_through_a_proxy_that_is_spoken_to_through_tls(
    http: Http, platform: Platform, authority: Authority
) -> None:
    with (
        secure(platform, authority.context("api.example.com")) as url,
        proxy_with_tls(authority, url) as proxy,
        http.open(
            "https://api.example.com", proxy=proxy, ca_bundle=authority.bundle, key="k"
        ) as querier,
    ):
        for size in (1, 100_000):
            answer = querier.set("datarow", HASH, {"data_title": "x" * size})
            assert answer["data_row"]["data_title"] == "x" * size
