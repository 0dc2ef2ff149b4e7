"""No call lasts longer than its deadline, and no answer takes more memory than it may."""

from __future__ import annotations

import gzip
import json
import math
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Event
from typing import Any

import pytest
from client_cases import HASH
from http_cases import ONCE, Http, raw_server, read_request
from platform_server import HTML, Platform, answering, enveloped

from converters import converter
from converters.client import (
    DeadlineExceededError,
    NoAnswerError,
    RefusedError,
    TooLargeError,
)
from converters.client.http.unpacking import PIECE
from orm_attrs import DataRow, RequestsSettings

DEADLINE = 0.3
PATIENCE = 20
"""Seconds that a busy machine may take in addition."""
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MIB = 2**20


@contextmanager
def within_the_deadline() -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert DEADLINE * 0.9 <= time.monotonic() - begin < DEADLINE + PATIENCE


def dribble(connection: socket.socket, closing: Event, data: bytes) -> None:
    """Send a byte now and then, for as long as the client waits."""
    for position in range(10**6):
        if closing.wait(0.02):
            return
        connection.sendall(data[position % len(data) :][:1])


def dribbled_head(connection: socket.socket, closing: Event) -> None:
    read_request(connection)
    connection.sendall(OK_HEAD)
    dribble(connection, closing, b"X-More: and more\r\n")


def dribbled_body(connection: socket.socket, closing: Event) -> None:
    read_request(connection)
    connection.sendall(OK_HEAD + b"Content-Length: 1000000\r\n\r\n")
    dribble(connection, closing, b" ")


def dribbled_chunks(connection: socket.socket, closing: Event) -> None:
    read_request(connection)
    connection.sendall(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not closing.wait(0.02):
        connection.sendall(b"1\r\n \r\n")


def interim_answers(connection: socket.socket, closing: Event) -> None:
    read_request(connection)
    while not closing.wait(0.02):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def silence(connection: socket.socket, closing: Event) -> None:
    read_request(connection)
    closing.wait(PATIENCE)


@pytest.mark.parametrize(
    "serve", [dribbled_head, dribbled_body, dribbled_chunks, interim_answers, silence]
)
@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_that_takes_for_ever_is_given_up_at_the_deadline(
    http: Http, serve: Callable[..., None], verb: str
) -> None:
    with raw_server(serve) as url, http.open(url, deadline=DEADLINE) as querier:
        with within_the_deadline(), pytest.raises(DeadlineExceededError) as caught:
            getattr(querier, verb)("datarow", HASH, {})
        asked = f"{'GET' if verb == 'get' else 'POST'} datarow '{HASH}'"
        doubt = "; whether the server has done it is not known" if verb == "set" else ""
        assert str(caught.value) == (
            f"{asked}: no answer from {url}: the deadline has passed after 0.3 seconds{doubt}"
        )


def test_the_deadline_is_that_of_the_whole_call_with_all_repetitions(
    http: Http, platform: Platform
) -> None:
    platform.faults += [answering(HTML, 503)] * 1000
    settings = RequestsSettings(max_retries=1000, backoff_factor=0.000_001)
    begin = time.monotonic()
    with (
        http.open(platform.url, settings=settings, deadline=DEADLINE) as querier,
        pytest.raises(NoAnswerError),
    ):
        querier.get("datarow", HASH, None)
    assert time.monotonic() - begin < DEADLINE + PATIENCE
    assert 1 < len(platform.requests) < 1000


def test_a_server_that_does_not_read_is_given_up_at_the_deadline(http: Http) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        closing.wait(PATIENCE)

    with raw_server(serve) as url, http.open(url, deadline=DEADLINE) as querier:
        with within_the_deadline(), pytest.raises(DeadlineExceededError) as caught:
            querier.set("datarow", HASH, {"data_title": "x" * 50 * MIB})
        assert str(caught.value).endswith("not known")


def test_a_server_that_reads_a_byte_now_and_then_is_given_up_at_the_deadline(http: Http) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while not closing.wait(0.01):
            connection.recv(1)

    with (
        raw_server(serve) as url,
        http.open(url, deadline=DEADLINE) as querier,
        within_the_deadline(),
        pytest.raises(DeadlineExceededError),
    ):
        querier.set("datarow", HASH, {"data_title": "x" * 50 * MIB})


@pytest.mark.parametrize("scheme", ["https", "http through a proxy"])
def test_a_handshake_that_never_ends_is_given_up_and_nothing_was_sent(
    http: Http, scheme: str
) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        connection.recv(65536)
        closing.wait(PATIENCE)

    with raw_server(serve) as url:
        address, options = url.replace("http:", "https:"), {}
        if scheme != "https":
            address, options = "https://api.example.com", {"proxy": url}
        with http.open(address, deadline=DEADLINE, settings=ONCE, **options) as querier:
            with within_the_deadline(), pytest.raises(DeadlineExceededError) as caught:
                querier.set("datarow", HASH, {})
            assert str(caught.value).endswith("; nothing was sent")


def test_a_call_may_have_no_deadline(http: Http, platform: Platform) -> None:
    with http.open(platform.url, deadline=math.inf) as querier:
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH


def test_a_call_waits_for_a_free_connection_until_the_deadline(
    http: Http, platform: Platform
) -> None:
    with http.open(platform.url, deadline=DEADLINE, pool_size=1) as querier:
        querier.get("datarow", HASH, None)
        (pool,) = (querier if http.loop is None else querier.obj)._pools._values.values()
        take = pool.free.acquire if http.loop is None else pool.free.acquire_nowait
        take()  # as a call does that is under way
        with within_the_deadline(), pytest.raises(DeadlineExceededError) as caught:
            querier.set("datarow", HASH, {})
        assert str(caught.value).endswith("; nothing was sent")
        pool.free.release()
        querier.get("datarow", HASH, None)
    assert (len(platform.connections), len(platform.requests)) == (1, 2)


# --- the size of an answer ------------------------------------------------------------------------


@cache
def bomb(size: int) -> bytes:
    """Pack so many spaces, a thousandth of it."""
    packer = zlib.compressobj(9, wbits=31)
    data = [packer.compress(b" " * MIB) for _ in range(size // MIB)]
    return b"".join([*data, packer.flush()])


@contextmanager
def at_most(megabytes: float) -> Iterator[None]:
    """See that Python takes no more memory than this."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MIB
    finally:
        tracemalloc.stop()


def test_a_packed_answer_that_grows_is_given_up_where_it_is_too_large(
    http: Http, platform: Platform
) -> None:
    packed = bomb(128 * MIB)
    assert len(packed) < MIB // 4
    platform.faults += [answering(packed, Content_Encoding="gzip")] * 2
    with (
        http.open(platform.url, max_bytes=4 * MIB) as querier,
        at_most(16),
        pytest.raises(TooLargeError) as caught,
    ):
        querier.get("datarow", HASH, None)
    assert str(caught.value) == (
        f"GET datarow '{HASH}': the answer has more than max_bytes=4194304 bytes"
    )
    assert len(platform.requests) == 1


def test_a_save_whose_answer_is_too_large_says_that_it_may_be_done(
    http: Http, platform: Platform
) -> None:
    with http.open(platform.url, max_bytes=10) as querier, pytest.raises(TooLargeError) as caught:
        querier.set("datarow", HASH, {})
    assert str(caught.value).endswith("; whether the server has done it is not known")


@pytest.mark.parametrize("is_packed", [True, False])
def test_an_answer_may_have_as_many_bytes_as_it_may_have(
    http: Http, platform: Platform, is_packed: bool
) -> None:
    body = json.dumps(enveloped("a" * 70_000)).encode()
    headers = {"Content_Encoding": "gzip"} if is_packed else {}
    fault = answering(gzip.compress(body) if is_packed else body, **headers)
    platform.faults += [fault, fault]
    with http.open(platform.url, max_bytes=len(body)) as querier:
        assert querier.get("datarow", HASH, None) == "a" * 70_000
    with http.open(platform.url, max_bytes=len(body) - 1) as querier, pytest.raises(TooLargeError):
        querier.get("datarow", HASH, None)


def endless(head: bytes, piece: bytes, sent: list[int]) -> Callable[[socket.socket, Event], None]:
    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(head)
        while not closing.is_set():
            connection.sendall(piece)
            sent[0] += len(piece)

    return serve


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"8000\r\n" + b"<" * 0x8000 + b"\r\n"


def test_an_answer_without_end_is_given_up_where_it_is_too_large(http: Http) -> None:
    sent = [0]
    with (
        raw_server(endless(OK_HEAD + CHUNKED, CHUNK, sent)) as url,
        http.open(url, max_bytes=4 * MIB) as querier,
        at_most(16),
        pytest.raises(TooLargeError),
    ):
        querier.get("datarow", HASH, None)
    assert sent[0] < 40 * MIB


def test_a_refusal_without_end_is_a_refusal(http: Http) -> None:
    sent = [0]
    head = b"HTTP/1.1 403 Forbidden\r\n" + CHUNKED
    with (
        raw_server(endless(head, CHUNK, sent)) as url,
        http.open(url) as querier,
        at_most(16),
        pytest.raises(RefusedError) as caught,
    ):
        querier.get("datarow", HASH, None)
    assert caught.value.status == 403
    assert len(str(caught.value)) < 400
    assert sent[0] < 40 * MIB


def test_headers_without_end_are_no_answer(http: Http) -> None:
    sent = [0]
    with (
        raw_server(endless(OK_HEAD, b"X-More: and more\r\n" * 100, sent)) as url,
        http.open(url, settings=ONCE) as querier,
        at_most(16),
        pytest.raises(NoAnswerError),
    ):
        querier.get("datarow", HASH, None)


def test_a_long_page_that_is_no_json_is_quoted_in_a_few_words(
    http: Http, platform: Platform
) -> None:
    page = "ä".encode() * 10 * MIB
    platform.faults += [answering(page)]
    with (
        http.open(platform.url) as querier,
        at_most(90),
        pytest.raises(NoAnswerError) as caught,
    ):
        querier.get("datarow", HASH, None)
    assert str(caught.value).endswith("expected JSON, got '" + "ä" * 199 + "...")


# --- packing --------------------------------------------------------------------------------------


def test_packed_answers_in_pieces_and_in_a_row_are_read(
    http: Http, platform: Platform, row: dict[str, Any]
) -> None:
    body = json.dumps(enveloped(row)).encode()
    packed = gzip.compress(body[:50]) + gzip.compress(b"") + gzip.compress(body[50:])

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(OK_HEAD + b"Content-Encoding: GZip\r\n" + CHUNKED)
        for position in range(len(packed)):
            connection.sendall(b"1\r\n" + packed[position : position + 1] + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        closing.wait(PATIENCE)

    with raw_server(serve) as url, http.open(url) as querier:
        assert http.client(querier).get(DataRow, HASH) == converter.structure(row, DataRow)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_packed_answer_may_end_where_a_piece_ends(
    http: Http, platform: Platform, more: int
) -> None:
    title = "a" * (2 * PIECE + more - len(json.dumps(enveloped(""))))
    body = json.dumps(enveloped(title)).encode()
    assert len(body) == 2 * PIECE + more
    platform.faults += [answering(gzip.compress(body), Content_Encoding="gzip")]
    with http.open(platform.url, settings=ONCE) as querier:
        assert querier.get("datarow", HASH, None) == title


PACKED = gzip.compress(json.dumps(enveloped(1)).encode(), mtime=0)


@pytest.mark.parametrize(
    ("body", "encoding", "sentence"),
    [
        (PACKED[:-1], "gzip", "cannot be unpacked: its end is missing"),
        (PACKED[:12], "gzip", "cannot be unpacked: its end is missing"),
        (PACKED + b"more", "gzip", "cannot be unpacked"),
        (PACKED[:-8] + b"12345678", "gzip", "cannot be unpacked"),
        (PACKED, "br", "packed with 'br', which nobody asked for"),
        (PACKED, "gzip, gzip", "packed with 'gzip, gzip', which nobody asked for"),
    ],
)
def test_an_answer_that_cannot_be_unpacked_is_none(
    http: Http, platform: Platform, body: bytes, encoding: str, sentence: str
) -> None:
    platform.faults += [answering(body, Content_Encoding=encoding)]
    platform.faults += [answering(body, 401, Content_Encoding=encoding)]
    with http.open(platform.url) as querier:
        with pytest.raises(NoAnswerError) as caught:
            querier.get("datarow", HASH, None)
        assert sentence in str(caught.value)
        with pytest.raises(RefusedError) as refused:
            querier.get("datarow", HASH, None)
        assert refused.value.status == 401
    assert len(platform.requests) == 2


# --- whose answer it is ---------------------------------------------------------------------------


def test_a_second_answer_is_not_taken_for_that_to_the_next_query(http: Http) -> None:
    def answer(number: int) -> bytes:
        body = json.dumps(enveloped(number)).encode()
        return OK_HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(answer(1) + answer(2))
        read_request(connection)
        connection.sendall(answer(3))
        closing.wait(PATIENCE)

    with raw_server(serve) as url, http.open(url, settings=ONCE) as querier:
        assert querier.get("datarow", HASH, None) == 1
        with pytest.raises(NoAnswerError, match="the server has answered before it was asked"):
            querier.get("datarow", HASH, None)
        assert querier.get("datarow", HASH, None) == 1
