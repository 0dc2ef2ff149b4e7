"""What a server says no with, what a querier sends, and what it notes down of it."""

from __future__ import annotations

import logging
import pickle
import re
import socket
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from client_cases import HASH
from http_cases import ONCE, QUICK, Http, raw_server, read_request
from platform_server import HTML, Platform, answering, enveloped

from converters.client import ClientError, NoAnswerError, RefusedError
from orm_attrs import DatasetAPIKey, DataType, ProjectDataset

SECRET = "hunter2"
ESCAPED = "".join(f"\\u{ord(character):04x}" for character in SECRET).encode()
JSON = {"message": "Not yours", "more": 1}
STATUSES = [301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422, 451, 499]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (HTML, HTML.decode()),
        (b"", None),
        (JSON, "Not yours"),
        ([], []),
        (None, None),
        ({"status": "no"}, {"status": "no"}),
    ],
)
def test_a_refusal_without_an_envelope_is_a_refusal(
    http: Http, platform: Platform, status: int, content: Any, detail: Any
) -> None:
    platform.faults += [answering(content, status)] * 2
    with http.open(platform.url, settings=QUICK) as querier:
        for ask in (querier.get, querier.set):
            with pytest.raises(RefusedError) as caught:
                ask("datarow", HASH, {})
            exc = caught.value
            assert (exc.status, exc.code, exc.detail) == (status, None, detail)
            assert str(exc).startswith(exc.asked + f": refused with status {status}")
    assert len(platform.requests) == 2


def test_too_many_requests_are_a_refusal_once_all_attempts_are_made(
    http: Http, platform: Platform
) -> None:
    platform.faults += [answering(HTML, 429)] * 4
    with http.open(platform.url, settings=QUICK) as querier:
        for ask, attempts in ((querier.get, 3), (querier.set, 4)):
            with pytest.raises(RefusedError) as caught:
                ask("datarow", HASH, {})
            assert (caught.value.status, len(platform.requests)) == (429, attempts)


@pytest.mark.parametrize("status", [200, 201, 204, 500, 502, 504, 599])
def test_what_is_no_refusal_and_has_no_envelope_is_no_answer(
    http: Http, platform: Platform, status: int
) -> None:
    platform.faults.append(answering(HTML, status))
    with (
        http.open(platform.url, settings=ONCE) as querier,
        pytest.raises(NoAnswerError, match=f"HTTP status {status}"),
    ):
        querier.get("datarow", HASH, {})


def test_a_redirection_says_where_to_and_is_not_followed(http: Http, platform: Platform) -> None:
    location = f"{platform.url}/login?token={SECRET}".replace("//", f"//user:{SECRET}@", 1)
    platform.faults.append(answering(b"", 302, Location=location))
    with http.open(platform.url, key="mine") as querier, pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, {})
    assert caught.value.location == location
    assert str(caught.value) == (
        f"GET datarow '{HASH}': refused with status 302, "
        f"redirected to '{platform.url}/login', not followed"
    )
    assert len(platform.requests) == 1
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.location, str(again)) == (location, str(caught.value))


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (f"<p>No such key: {SECRET}</p>".encode(), 401),
        (f"<p>No such key: {SECRET}</p>".encode(), 200),
        ({"message": f"No such key: {SECRET}"}, 403),
        (enveloped(["AUTHENTICATION_ERROR"], 401, payload={"key": SECRET}), 200),
        ({"status": 200, "key": SECRET}, 200),
        ({"status": 200, SECRET: [{"x": SECRET}]}, 200),
        # In JSON, each character may be escaped.
        (b'{"status": 401, "response": ["A"], "payload": "' + ESCAPED + b'"}', 200),
        (b'{"message": "' + ESCAPED + b'"}', 403),
    ],
)
def test_a_server_that_sends_the_key_back_does_not_get_it_into_an_error(
    http: Http, platform: Platform, content: Any, status: int
) -> None:
    platform.faults += [answering(content, status)] * 2
    with http.open(platform.url, key=SECRET) as querier:
        for ask in (querier.get, querier.set):
            with pytest.raises(ClientError) as caught:
                ask("datarow", HASH, {})
            assert SECRET not in f"{caught.value} {caught.value!r} {vars(caught.value)}"
            assert "***" in str(caught.value)


@pytest.mark.parametrize("key", [SECRET, f"{SECRET}&/+"])
def test_a_redirection_with_the_key_in_it_is_kept_without(
    http: Http, platform: Platform, key: str
) -> None:
    location = f"https://other.example/{key}?key={quote(key, safe='')}"
    platform.faults.append(answering(b"", 302, Location=location))
    with http.open(platform.url, key=key) as querier, pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, {})
    assert caught.value.location == "https://other.example/***?key=***"


def test_an_encoding_that_is_none_is_quoted_without_the_key(http: Http, platform: Platform) -> None:
    platform.faults.append(answering(b"{}", Content_Encoding="HUNTER2"))
    with (
        http.open(platform.url, key="HUNTER2") as querier,
        pytest.raises(NoAnswerError, match=r"packed with '\*\*\*'"),
    ):
        querier.get("datarow", HASH, {})


def test_a_key_of_digits_leaves_the_numbers_of_an_answer_as_they_are(
    http: Http, platform: Platform
) -> None:
    platform.faults.append(answering(enveloped(["A 40"], 403, payload=[1403, "403"])))
    with http.open(platform.url, key="40") as querier, pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, {})
    refused = caught.value
    assert (refused.status, refused.code, refused.detail) == (403, "A ***", [1403, "***3"])


@pytest.mark.parametrize("status", [-1, 0, 99, 1000, 10**4000])
def test_an_envelope_with_a_status_that_is_none_is_no_answer(
    http: Http, platform: Platform, status: int
) -> None:
    platform.faults.append(answering(enveloped(1, status)))
    with http.open(platform.url) as querier, pytest.raises(NoAnswerError) as caught:
        querier.get("datarow", HASH, {})
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("head", [SECRET, f"HTTP/1.1 200 OK\r\nX: {SECRET}\0", "x" * 90_000])
def test_a_head_that_is_none_is_quoted_in_a_few_words_without_the_key(
    http: Http, head: str
) -> None:
    def serve(connection: socket.socket, closing: Event) -> None:
        read_request(connection)
        connection.sendall(f"{head}\r\n\r\n".encode())
        closing.wait(20)

    with raw_server(serve) as url, http.open(url, key=SECRET, settings=ONCE) as querier:
        with pytest.raises(NoAnswerError) as caught:
            querier.get("datarow", HASH, {})
        assert SECRET not in str(caught.value)
        assert SECRET not in str(caught.value.__cause__)
        assert len(str(caught.value)) < 500


def test_a_server_may_give_the_key_as_an_answer(http: Http, platform: Platform) -> None:
    platform.answers["datasetapikey"] = [{"api_key": SECRET}]
    with http.open(platform.url, key=SECRET) as querier:
        assert querier.get("datasetapikey", None, None) == [{"api_key": SECRET}]


# --- what is sent ---------------------------------------------------------------------------------


def test_each_verb_of_the_protocol_is_a_post_that_names_it(http: Http, platform: Platform) -> None:
    platform.answers["projectdataset"] = {"success": True}
    with http.open(platform.url, resource_id="p") as querier:
        client = http.client(querier)
        assert client.set(ProjectDataset, payload={"dataset_hashes": ["d"]}) == {"success": True}
        assert client.put(ProjectDataset, "d", {"a": [DataType.VIDEO]}) == {"success": True}
        assert client.delete(ProjectDataset, ["d", "e"]) == {"success": True}
    assert [(one.method, one.path, one.query) for one in platform.requests] == [
        (
            "POST",
            "/public",
            {
                "query_type": "projectdataset",
                "query_method": verb,
                "values": {"uid": uid, "payload": payload},
            },
        )
        for verb, uid, payload in (
            ("POST", None, {"dataset_hashes": ["d"]}),
            ("PUT", "d", {"a": ["VIDEO"]}),
            ("DELETE", ["d", "e"], None),
        )
    ]


@pytest.mark.parametrize("name", ["set", "put", "delete"])
def test_what_changes_something_is_sent_once(http: Http, platform: Platform, name: str) -> None:
    platform.faults.append(answering(HTML, 503))
    with (
        http.open(platform.url, settings=QUICK) as querier,
        pytest.raises(NoAnswerError),
    ):
        getattr(http.client(querier), name)(DatasetAPIKey)
    assert len(platform.requests) == 1


def test_every_request_says_who_asks_and_has_a_trace_of_its_own(
    http: Http, platform: Platform
) -> None:
    platform.faults += [answering(HTML, 503)]
    with http.open(platform.url, settings=QUICK) as querier:
        querier.get("datarow", HASH, None)
        querier.get("datarow", HASH, None)
    agents = {request.headers["User-Agent"] for request in platform.requests}
    assert re.fullmatch(r"orm-attrs/\d+\.\d+\S* python/3\.\d+\.\S+", agents.pop())
    traces = [request.headers["X-Cloud-Trace-Context"] for request in platform.requests]
    assert re.fullmatch(r"[0-9a-f]{32}/1;o=1", traces[0])
    assert traces[0] == traces[1] != traces[2]  # of one call
    with http.open(platform.url, trace=lambda: "mine/1", headers={"User-Agent": "me"}) as querier:
        querier.get("datarow", HASH, None)
    last = platform.requests[-1].headers
    assert (last["X-Cloud-Trace-Context"], last["User-Agent"]) == ("mine/1", "me")


# --- what is noted --------------------------------------------------------------------------------


def test_each_attempt_is_noted_without_payloads_and_secrets(
    http: Http, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.faults += [answering(HTML, 503)]
    platform.pages = [{"results": []}]
    url = platform.url.replace("//", f"//user:{SECRET}@")
    with (
        caplog.at_level(logging.DEBUG, "converters"),
        http.open(
            url, key=SECRET, headers={"X-Key": SECRET}, trace=lambda: "t/1", settings=QUICK
        ) as querier,
    ):
        querier.get("datarow", HASH, {"filter": SECRET})
        querier.get_page("/v2/public/analytics/collaborators/timers", {"a": SECRET})
    lines = [record.getMessage() for record in caplog.records]
    assert {record.name for record in caplog.records} == {"converters.client"}
    assert {record.levelname for record in caplog.records} == {"DEBUG"}
    seconds = r"\d+\.\d{3} seconds"
    here = re.escape(platform.url)
    for line, expected in zip(
        lines,
        (
            rf"POST {here}/public/user \(GET datarow\): 503 after {seconds}, attempt 1, t/1",
            rf"POST {here}/public/user \(GET datarow\): 200 after {seconds}, attempt 2, t/1",
            rf"GET {here}(/v2\S+) \(GET \1\): 200 after {seconds}, attempt 1, t/1",
        ),
        strict=True,
    ):
        assert re.fullmatch(expected, line)
    assert SECRET not in caplog.text
    assert HASH not in caplog.text
