"""What the example service asks of a request before it does anything, and how it tells versions."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

import pytest
from service_process import (
    LOGS,
    MAX_BODY,
    PATIENCE,
    ROOT,
    TOKEN,
    Service,
    dataset_of,
    needs_service,
    row_of,
    running,
)

from converters.unknown.held import same

pytestmark = needs_service


# --- the log-in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer another-token-of-tests",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer \u00fc",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/datasets/none"), ("PUT", "/datasets"), ("GET", "/nothing"), ("TRACE", "/datasets")],
)
def test_without_the_token_nothing_is_done(
    service: Service, method: str, path: str, value: str | None
) -> None:
    payload = dataset_of("not logged in") if method == "PUT" else None
    answer = service.send(method, path, payload, Authorization=value)

    problem = "expected the header 'Authorization: Bearer' with the token"
    assert (answer.status, answer.content) == (401, {"problems": [problem]})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert service.ask("GET", "/datasets/not%20logged%20in")[0] == 404


def test_the_scheme_of_the_token_may_be_spelled_in_any_case(service: Service) -> None:
    assert service.send("GET", "/datasets/none", Authorization=f"bearer  {TOKEN}").status == 404


def test_the_log_in_can_be_switched_off(tmp_path: Path) -> None:
    with running(tmp_path, SERVICE_LOGIN="off", SERVICE_TOKEN="") as open_to_all:
        assert open_to_all.send("GET", "/datasets/none", Authorization=None).status == 404


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"SERVICE_TOKEN": ""}, "SERVICE_TOKEN: expected at least 16 plain characters"),
        ({"SERVICE_TOKEN": "x" * 15}, "SERVICE_TOKEN: expected at least 16 plain characters"),
        ({"SERVICE_TOKEN": "x" * 16 + "\n"}, "SERVICE_TOKEN: expected at least 16 plain"),
        ({"SERVICE_TOKEN": "\u00fc" * 16}, "SERVICE_TOKEN: expected at least 16 plain"),
        ({"SERVICE_TOKEN": "", "SERVICE_LOGIN": "no"}, "SERVICE_TOKEN: expected at least 16"),
        ({"SERVICE_MAX_BODY": "8M"}, "SERVICE_MAX_BODY: expected a number of bytes, got '8M'"),
        ({"SERVICE_MAX_BODY": "-1"}, "SERVICE_MAX_BODY: expected a number of bytes, got '-1'"),
    ],
)
def test_the_service_is_not_made_with_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"SERVICE_TOKEN": TOKEN, **environment}.items():
        monkeypatch.setenv(name, value)

    from service.app import make_app

    with pytest.raises(ValueError, match=re.escape(problem)):
        make_app()

    assert list(tmp_path.iterdir()) == []


def test_the_service_does_not_start_with_a_wrong_setting(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from service.app import make_app; make_app()"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "examples"), "SERVICE_TOKEN": ""},
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "ValueError: SERVICE_TOKEN: expected at least 16 plain characters" in done.stderr


# --- the body -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json-patch+json",
        "multipart/form-data; boundary=application/json",
    ],
)
def test_only_json_is_taken(service: Service, kind: str | None) -> None:
    answer = service.send("PUT", "/datasets", dataset_of("no json"), Content_Type=kind)

    problem = f"expected application/json, got {kind or 'nothing'}"
    assert (answer.status, answer.content) == (415, {"problems": [problem]})


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_named_as_clients_name_it(service: Service, kind: str) -> None:
    assert service.send("PUT", "/datasets", dataset_of("json"), Content_Type=kind).status == 200


def test_a_compressed_body_is_refused_by_name(service: Service) -> None:
    answer = service.send("PUT", "/datasets", dataset_of("gzip"), Content_Encoding="gzip")

    problem = "expected a body without Content-Encoding"
    assert (answer.status, answer.content) == (415, {"problems": [problem]})


def test_a_body_may_be_as_large_as_the_limit_says(service: Service) -> None:
    body = json.dumps(dataset_of("large")).encode()
    assert service.ask("PUT", "/datasets", body.ljust(MAX_BODY))[0] == 200


def raw(service: Service, head: str) -> socket.socket:
    """Open a connection and send the head of a request that has a body."""
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE)
    lines = [
        f"{head} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {TOKEN}",
        "Content-Type: application/json",
    ]
    connection.sendall("\r\n".join(lines).encode())
    return connection


@pytest.mark.parametrize("length", [MAX_BODY + 1, 10**12])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(
    service: Service, length: int
) -> None:
    with raw(service, "PUT /datasets") as connection:
        connection.sendall(f"\r\nContent-Length: {length}\r\n\r\n".encode())
        answer = connection.makefile("rb").read()  # to the end, for the connection is closed

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b'{"problems":["expected a body of at most 2000000 bytes"]}\n')


def test_a_body_that_never_ends_is_refused_at_the_limit(service: Service) -> None:
    """Of a body in chunks, the length is not known before."""
    with raw(service, "PUT /datasets") as connection:
        connection.sendall(b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with pytest.raises(ConnectionError):  # The service has gone away.
            while sent < 100 * MAX_BODY:
                connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
                sent += 0x10000
    assert sent < 100 * MAX_BODY
    assert service.ask("GET", "/datasets/none")[0] == 404


def test_clients_that_go_away_in_the_middle_of_a_body_leave_nothing_behind(
    service: Service,
) -> None:
    """Nor does the log of the service have an error, which the fixture sees."""
    for _ in range(20):
        with raw(service, "PUT /datasets") as connection:
            connection.sendall(b"\r\nContent-Length: 1000\r\n\r\n{")
    assert service.ask("PUT", "/datasets", dataset_of("after"))[0] == 200


def test_a_body_that_does_not_arrive_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from service import guard
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    async def receive() -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(guard, "LONGEST_UPLOAD", 0.01)
    headers = [(b"content-type", b"application/json")]
    request = Request({"type": "http", "headers": headers}, receive)
    with pytest.raises(HTTPException) as caught:
        asyncio.run(body(request, guard.Room(MAX_BODY)))
    assert (caught.value.status_code, caught.value.detail) == (
        408,
        "the body did not arrive in time",
    )


async def body(request: Any, room: Any) -> bytes:
    from service.guard import body_of

    async with body_of(request, MAX_BODY, room) as read:
        return read


def test_a_body_takes_the_room_that_it_has_filled_until_it_is_done_with() -> None:
    from service.guard import Room
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    room = Room(10)
    seen: list[int] = []

    def request_of(*chunks: bytes) -> Request:
        pending = [*chunks, b""]

        async def receive() -> Any:
            seen.append(room.left)
            chunk = pending.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(pending)}

        headers = [(b"content-type", b"application/json")]
        return Request({"type": "http", "headers": headers}, receive)

    assert asyncio.run(body(request_of(b"1234", b"5678"), room)) == b"12345678"
    assert (seen, room.left) == ([10, 6, 2], 10)
    for chunks in ((b"1234", b"5678", b"90a"), (b"1" * 11,)):
        with pytest.raises(HTTPException) as caught:
            asyncio.run(body(request_of(*chunks), room))
        assert (caught.value.status_code, room.left) == (503, 10)
        assert caught.value.headers == {"Retry-After": "1"}


def test_who_waits_too_long_for_a_place_is_told_to_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from service import app
    from starlette.exceptions import HTTPException

    monkeypatch.setattr(app, "LONGEST_WAIT", 0.01)

    async def two() -> int:
        places = asyncio.Semaphore(1)
        async with app.place(places):
            with pytest.raises(HTTPException) as caught:
                async with app.place(places):
                    pass
        async with app.place(places):
            return caught.value.status_code

    assert asyncio.run(two()) == 503


def test_bodies_that_are_sent_slowly_hold_nobody_up(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(201):
            connection = stack.enter_context(raw(service, "PUT /datasets"))
            connection.sendall(b"\r\nContent-Length: 1000\r\n\r\n{")
        assert service.ask("PUT", "/datasets", dataset_of("beside slow ones"))[0] == 200


# --- versions -------------------------------------------------------------------------------------


def test_a_tag_is_another_one_as_soon_as_anything_has_changed(service: Service) -> None:
    paths = ("/datasets/tagged", "/datasets/tagged/rows", "/rows/tagged", "/rows/tagged/label-logs")
    service.put(dataset_of("tagged", row_of("tagged")))
    log = LOGS[0] | {"data_hash": "tagged", "log_hash": "tagged"}
    before = [service.tag(path) for path in paths]
    assert before == [service.tag(path) for path in paths]

    patched = service.send("PATCH", "/rows/tagged", {"title": "new"})
    assert service.ask("POST", "/label-logs", [log])[0] == 200
    after = [service.tag(path) for path in paths]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert patched.headers["ETag"] == after[2]

    put = service.send("PUT", "/datasets", dataset_of("tagged", row_of("tagged")))
    assert put.headers["ETag"] == service.tag("/datasets/tagged") == before[0]


def test_the_tag_of_a_row_is_of_all_its_copies(service: Service) -> None:
    """For a patch changes them all."""
    for name in ("copies 1", "copies 2"):
        service.put(dataset_of(name, row_of("copied")))
    before = service.tag("/rows/copied")
    service.put(dataset_of("copies 1", row_of("copied", data_title="other")))

    answer = service.send("PATCH", "/rows/copied", {"title": "new"}, If_Match=before)
    assert answer.status == 412


def test_what_the_client_has_already_is_not_sent_again(service: Service) -> None:
    service.put(dataset_of("cached"))
    tag = service.tag("/datasets/cached")

    answer = service.send("GET", "/datasets/cached", If_None_Match=f'"other", {tag}')
    assert (answer.status, answer.content, answer.headers["ETag"]) == (304, None, tag)
    assert service.send("GET", "/datasets/cached", If_None_Match='"other"').status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_second_writer_is_told(service: Service, method: str) -> None:
    name = f"second writer {method}"
    service.put(dataset_of(name, row_of(name)))
    path, shown, payload = {
        "PUT": ("/datasets", f"/datasets/{name}", dataset_of(name, row_of(name, data_title="x"))),
        "PATCH": (f"/rows/{name}", f"/rows/{name}", {"title": "x"}),
    }[method]
    path, shown = path.replace(" ", "%20"), shown.replace(" ", "%20")
    tag = service.tag(shown)

    first = service.send(method, path, payload, If_Match=tag)
    assert (first.status, first.headers["ETag"]) == (200, service.tag(shown))
    after = service.get(shown)
    second = service.send(method, path, payload, If_Match=tag)
    problem = "another client has changed it: read it again"
    assert (second.status, second.content) == (412, {"problems": [problem]})
    assert same(service.get(shown), after)

    assert (
        service.send(method, path, payload, If_Match=f'"a", {first.headers["ETag"]}').status == 200
    )
    assert service.send(method, path, payload, If_Match="*").status == 200
    assert service.send(method, path, payload, If_Match=f"W/{first.headers['ETag']}").status == 412


def test_a_dataset_can_be_put_only_where_there_is_none(service: Service) -> None:
    sent = dataset_of("only new")
    assert service.send("PUT", "/datasets", sent, If_Match="*").status == 412
    assert service.send("PUT", "/datasets", sent, If_None_Match="*").status == 200

    again = service.send("PUT", "/datasets", sent, If_None_Match="*")
    problem = "it is there already: read it first"
    assert (again.status, again.content) == (412, {"problems": [problem]})


def test_no_increment_is_lost_between_clients_that_send_if_match(service: Service) -> None:
    service.put(dataset_of("counted", row_of("counted", client_metadata={"n": 0})))

    def increment(_: int) -> int:
        """Read, add one and write; give how often it was done."""
        row = service.send("GET", "/rows/counted")
        patch = {"client_metadata": {"n": row.content["client_metadata"]["n"] + 1}}
        tag = row.headers["ETag"]
        status = service.send("PATCH", "/rows/counted", patch, If_Match=tag).status
        assert status in (200, 412)
        return int(status == 200)

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(increment, range(120)))
    assert done > 0
    assert service.get("/rows/counted")["client_metadata"] == {"n": done}


# --- what is nobody's fault ----------------------------------------------------------------------


def test_a_fault_of_the_service_is_told_from_one_of_the_payload(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from service.app import refuse

    full, bug = (refuse(None, exc) for exc in (OperationalError("disk is full"), LookupError("x")))
    assert (full.status_code, bug.status_code) == (503, 500)
    assert json.loads(full.body) == {"problems": ["the database cannot be used: disk is full"]}
    assert json.loads(bug.body) == {"problems": ["the service has failed; its log says why"]}
    assert "OperationalError: disk is full" in caplog.text


# --- the same log twice ---------------------------------------------------------------------------


def test_a_log_that_is_posted_twice_is_stored_once(service: Service) -> None:
    logs: list[Any] = [
        log | {"data_hash": "twice", "log_hash": f"twice {i}"} for i, log in enumerate(LOGS)
    ]
    logs[1] |= {"created_at": "2023-04-05T10:12:31.25+02:00", "new": {"b": 1, "a": [2]}}
    for sent in (logs[:1], logs, logs, [*logs, *logs]):
        answer = service.ask("POST", "/label-logs", sent)
        assert answer == (200, {"label_logs": len(sent)})

    assert same(service.get("/rows/twice/label-logs"), logs)


def test_another_log_with_the_same_id_is_a_conflict(service: Service) -> None:
    log = LOGS[0] | {"data_hash": "conflict", "log_hash": "conflict"}
    added = log | {"log_hash": "conflict 2"}
    service.ask("POST", "/label-logs", [log])
    for other in ({"frame": 99}, {"new": 1}, {"created_at": "2023-04-05 10:12:32"}):
        answer = service.ask("POST", "/label-logs", [added, log | other])
        assert answer == (409, {"problems": ["there is another label log 'conflict'"]})

    assert same(service.get("/rows/conflict/label-logs"), [log])


def test_a_log_without_an_id_is_added_each_time(service: Service) -> None:
    log = LOGS[0] | {"data_hash": "no id", "log_hash": None}
    for _ in range(2):
        service.ask("POST", "/label-logs", [log, log])

    assert service.get("/rows/no%20id/label-logs") == [log] * 4
