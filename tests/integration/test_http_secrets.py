"""No secret leaves a client, whatever a server does with what it was sent."""

from __future__ import annotations

import json
import logging
import pickle
import socket
from collections.abc import Callable, Iterator
from threading import Event
from types import TracebackType
from typing import Any, Final

import httpcore
import pytest
from client_cases import HASH
from http_cases import ONCE, QUICK, Http, raw_server, read_request
from platform_server import Platform
from secret_cases import SECRETS, SPELLINGS, options, spelled

from converters.client import ClientError, NoAnswerError, RefusedError
from converters.errors import LONGEST_TEXT
from converters.http import AsyncHttpQuerier, HttpQuerier
from orm_attrs import DataRow


def answer(body: Any, status: str = "200 OK", header: str = "") -> bytes:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    length = f"Content-Length: {len(data)}\r\nConnection: close\r\n"
    return f"HTTP/1.1 {status}\r\n{header}{length}\r\n".encode("latin-1") + data


PLACES: Final[dict[str, Callable[[str], bytes]]] = {
    "a page of a refusal": lambda text: answer(f"<p>{text}</p>", "403 F"),
    "a refusal of JSON": lambda text: answer({"message": text, text: 1}, "403 F"),
    "another refusal of JSON": lambda text: answer([{text: [text]}], "422 U"),
    "a code": lambda text: answer({"status": 403, "response": [text]}),
    "a payload": lambda text: answer({"status": 403, "response": ["A"], "payload": {text: text}}),
    "a long payload": lambda text: answer(
        {"payload": [text], "status": 403, "response": ["A"], "more": "x" * 100_000}
    ),
    "a page": lambda text: answer(f"<p>{text}</p>"),
    "a page at the end of what is looked at": lambda text: answer(" " * 150 + text + "x" * 100_000),
    "an envelope that is none": lambda text: answer({"status": 200, "error": text}),
    "an encoding": lambda text: answer("{}", header=f"Content-Encoding: {text}\r\n"),
    "a redirection": lambda text: answer("", "302 F", f"Location: https://x.example/{text}\r\n"),
    "a line that is no header": lambda text: f"HTTP/1.1 200 OK\r\nEcho {text}\r\n\r\n".encode(),
    "a status that is none": lambda text: f"HTTP/1.1 {text}\r\n\r\n".encode(),
    "a header": lambda text: answer("{}", "403 F", f"X-Echo: {text}\r\n"),
}
"""Where a server may put what it was sent."""


def spelled_for(http: Http) -> Iterator[tuple[str, str]]:
    """Give each secret to one of the two clients in each spelling: they share what masks it."""
    return spelled(part=int(http.loop is None), parts=2)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_server_sends_back_is_masked_in_errors_and_logs(
    http: Http, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    answers: list[bytes] = []

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(answers.pop())
        connection.shutdown(socket.SHUT_WR)

    with raw_server(serve) as url:
        address, more = options(url)
        with http.open(address, **more, settings=ONCE) as querier:
            for name, text in spelled_for(http):
                answers.append(PLACES[place](text))
                caplog.clear()
                with caplog.at_level(logging.DEBUG), pytest.raises(ClientError) as caught:
                    querier.get("datarow", HASH, None)
                exc = caught.value
                told = f"{exc} {exc!r} {vars(exc)} {exc.__cause__!r} {caplog.text}"
                assert text[8:-8] not in told, name
                assert "httpcore.http11" in caplog.text
                if place != "a page at the end of what is looked at":
                    assert "***" in told, name


def test_a_proxy_that_sends_back_what_it_was_sent_is_quoted_without(http: Http) -> None:
    answers: list[bytes] = []

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(answers.pop())

    with raw_server(serve) as url:
        _, more = options(url)
        with http.open("https://api.example.com", **more, settings=ONCE) as querier:
            for name, text in spelled_for(http):
                answers.append(f"HTTP/1.1 407 {text}\r\nContent-Length: 0\r\n\r\n".encode())
                with pytest.raises(NoAnswerError, match=r"refuses with 407.*\*\*\*") as caught:
                    querier.get("datarow", HASH, None)
                assert text[8:-8] not in f"{caught.value} {caught.value.__cause__!r}", name


def test_what_others_let_httpcore_log_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "httpcore"):
        logging.getLogger("httpcore.http11").debug("said %s", SECRETS["the key"])
    assert caplog.messages == [f"said {SECRETS['the key']}"]


def test_a_proxy_of_the_environment_is_named_and_its_password_masked(
    http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 407 no hunter2, dXNlcjpodW50ZXIy\r\n\r\n")

    with raw_server(serve) as url:
        monkeypatch.setenv("https_proxy", url.replace("//", "//user:hunter2@"))
        with (
            http.open("https://api.example.com", settings=ONCE) as querier,
            pytest.raises(NoAnswerError) as caught,
        ):
            querier.get("datarow", HASH, None)
        assert str(caught.value).endswith(
            f"no answer from https://api.example.com through the proxy {url}: "
            "the proxy refuses with 407 no ***, ***; nothing was sent"
        )


def test_what_a_client_quotes_of_an_answer_is_masked(http: Http, platform: Platform) -> None:
    _, more = options(platform.url)
    more["proxy"] = None
    with http.open(platform.url, **more) as querier:
        client = http.client(querier)
        for name, text in spelled_for(http):
            if not name.startswith(("the password", "a signature")):
                platform.answers["datarow"] = {**platform.rows[HASH], "data_hash": f"no {text}"}
                with pytest.raises(NoAnswerError, match=r"answers with another one: .no") as caught:
                    client.get(DataRow, HASH)
                assert text[8:-8] not in f"{caught.value}", name
                if len(text) < LONGEST_TEXT:
                    assert "***" in str(caught.value), name


# --- the frames of an error -----------------------------------------------------------------------


def shown_in_frames(exc: BaseException) -> Iterator[str]:
    """Print the locals of all frames but those of tests, as reports of errors do."""
    waiting: list[Any] = [exc]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *one.args, *getattr(one, "exceptions", ())]
        yield repr(one)
        traceback: TracebackType | None = one.__traceback__
        while traceback is not None:
            frame, traceback = traceback.tb_frame, traceback.tb_next
            if "tests" not in frame.f_code.co_filename:
                yield from (
                    f"{frame.f_code.co_name}: {values(it)}" for it in frame.f_locals.items()
                )


def values(value: Any) -> str:
    """Print a value, and what it has in its attributes, but for what is a secret by its kind."""
    known = vars(value).values() if hasattr(value, "__dict__") else ()
    return f"{value!r} {[repr(it) for it in known]}"


def assert_no_secret(exc: BaseException) -> None:
    shown = list(shown_in_frames(exc))
    for name, secret in SECRETS.items():
        for spelling in ("as it is", "percent, all", "Python", "base64, behind a byte"):
            text = SPELLINGS[spelling](secret)
            assert not [it for it in shown if text in it], (name, spelling)


FAULTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "nothing": lambda request: b"",
    "the request": lambda request: request,
    "the request as a refusal": lambda request: answer(request.decode("latin-1"), "403 F"),
    "the request as JSON": lambda request: answer([request.decode("latin-1")]),
    "the request as a code": lambda request: answer(
        {"status": 403, "response": request.decode("latin-1"), "payload": str(request)}
    ),
    "the request in a header": lambda request: answer(
        "", "302 F", f"Location: {request.replace(bytes([13, 10]), b' ').decode('latin-1')}\r\n"
    ),
    "half an answer": lambda request: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n1",
    "too much": lambda request: answer("x" * 100_000),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("verb", ["get", "set", "get_page"])
def test_the_frames_of_an_error_have_no_secret(http: Http, fault: str, verb: str) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        connection.sendall(FAULTS[fault](read_request(connection)))
        connection.shutdown(socket.SHUT_WR)

    with raw_server(serve) as url:
        address, more = options(url)
        with http.open(address, **more, settings=QUICK, max_bytes=10_000) as querier:
            arguments: Any = ("/a", {}) if verb == "get_page" else ("datarow", HASH, None)
            if verb == "get_page" and fault in ("the request as JSON", "the request as a code"):
                assert querier.get_page(*arguments)
                return
            with pytest.raises(ClientError) as caught:
                getattr(querier, verb)(*arguments)
            assert_no_secret(caught.value)
            assert_no_secret(pickle.loads(pickle.dumps(caught.value)))


def test_the_frames_of_an_error_of_the_network_have_no_secret(http: Http) -> None:
    with socket.socket() as bound:  # and does not listen
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        for host in ("127.0.0.1", "[::1]", "no-such-host.invalid"):
            address, more = options(f"https://{host}:{port}")
            with http.open(address, **more, settings=ONCE) as querier:
                with pytest.raises(NoAnswerError, match="through the proxy") as caught:
                    querier.get("datarow", HASH, None)
                assert_no_secret(caught.value)


class Stopped(BaseException):
    """What ends a program, such as Ctrl-C."""


@pytest.mark.parametrize("error", [Stopped, RuntimeError, MemoryError])
def test_the_frames_of_any_other_error_have_no_secret_and_those_of_the_caller_stay(
    http: Http, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(*_: Any, **__: Any) -> Any:
        raise error

    kind = httpcore.HTTP11Connection if http.loop is None else httpcore.AsyncHTTP11Connection
    monkeypatch.setattr(kind, "_receive_event", stop)

    def serve(connection: socket.socket, closing: Event) -> None:
        closing.wait(20)

    with raw_server(serve) as url:
        address, more = options(url)
        with http.open(address, **more, settings=ONCE) as querier:
            outer = KeyError("of the caller")
            try:
                raise outer
            except KeyError:
                with pytest.raises(error) as caught:
                    querier.get("datarow", HASH, None)
            assert_no_secret(caught.value)
            assert outer.__traceback__ is not None


@pytest.mark.parametrize("kind", [HttpQuerier, AsyncHttpQuerier])
@pytest.mark.parametrize(
    "what", ["key", "proxy", "headers", "domain", "sign", "trace", "ca_bundle"]
)
def test_the_frames_of_an_error_of_an_argument_have_no_secret(kind: Any, what: str) -> None:
    address, more = options("https://api.example.com")
    bad: dict[str, Any] = {
        "key": more["key"] + "\n",
        "proxy": more["proxy"] + "/?",
        "headers": {**more["headers"], "X-More": SECRETS["a cookie"] + "\n"},
        "sign": lambda body: {"X-Signature": SECRETS["a signature"] + "\n"},
        "trace": lambda: "a\n",
        "ca_bundle": "/no/such/file",
    }
    more |= {what: bad[what]} if what in bad else {}
    with pytest.raises((ValueError, OSError)) as caught:
        kind(address + ("?" if what == "domain" else ""), **more).query("GET", "a", None, None)
    assert_no_secret(caught.value)


@pytest.mark.parametrize("kind", [HttpQuerier, AsyncHttpQuerier])
def test_the_frames_of_an_error_of_the_environment_have_no_secret(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, more = options("https://api.example.com")
    monkeypatch.setenv("https_proxy", more["proxy"] + "/?")
    querier = kind(address, **more | {"proxy": None, "trust_env": True})
    with pytest.raises(ValueError, match=r"^the proxy of the environment: ") as caught:
        querier.route()
    assert_no_secret(caught.value)


def test_a_trace_is_a_header_that_can_be_sent(http: Http, platform: Platform) -> None:
    for trace, error in (("a\r\nX-Other: 1", ValueError), ("", ValueError), (5, TypeError)):
        with (
            http.open(platform.url, trace=lambda trace=trace: trace) as querier,
            pytest.raises(error, match=r"^trace: "),
        ):
            querier.get("datarow", HASH, None)
    assert platform.requests == []


def test_where_a_redirection_points_to_is_quoted_up_to_what_may_be_a_secret(http: Http) -> None:
    places = [
        "https://user:hunter2@x.example/a",
        "https://x.example/a?token=hunter2",
        "https://x.example/a#token=hunter2",
        "https://x.example/a;sig=hunter2",
        "https://x.example/a;sig=hunter2/b?c",
        "//user:hunter2@x.example/a",
        "https:\\\\user:hunter2@x.example/a",
        "/a#hunter2",
    ]

    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(answer("", "302 F", f"Location: {places[0]}\r\n"))
        connection.shutdown(socket.SHUT_WR)

    with raw_server(serve) as url, http.open(url) as querier:
        while places:
            with pytest.raises(
                RefusedError, match=r"redirected to '\S*/a', not followed"
            ) as caught:
                querier.get("datarow", HASH, None)
            assert caught.value.location == places.pop(0)
            assert "hunter2" not in f"{caught.value} {caught.value!r}"
