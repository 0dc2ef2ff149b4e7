"""Queries over real HTTP, to a server on this machine that does what it should not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from client_cases import HASH
from http_cases import (
    ATTEMPTS,
    HASTY,
    PARAMS,
    QUICK,
    Http,
    with_row,
    with_updated,
)
from platform_server import (
    HTML,
    TIMERS,
    Fault,
    Platform,
    altered,
    answering,
    enveloped,
    hang,
    hang_up,
    reset,
)

from converters import converter, explain
from converters.client import ClientError, NoAnswerError, NotFoundError, RefusedError
from orm_attrs import (
    DataRow,
    RequestsSettings,
    changes,
)

TITLE = {"data_title": "new"}

NOT_JSON = "HTTP status {}, expected JSON, got '<h1>Something went wrong</h1>'"
NO_ENVELOPE = "HTTP status 200, expected an envelope with a status and a response, got "
REFUSED = [
    (enveloped(["UNKNOWN_ERROR"], 500), (500, "UNKNOWN_ERROR", None)),
    (
        enveloped(["RESOURCE_NOT_FOUND_ERROR"], 404, payload={"uid": HASH}),
        (404, "RESOURCE_NOT_FOUND_ERROR", {"uid": HASH}),
    ),
    (enveloped(["FROM_THE_FUTURE"], 499, payload="why"), (499, "FROM_THE_FUTURE", "why")),
    (enveloped("bare", 400), (400, "bare", None)),
    (enveloped(["A", "B"], 400), (400, None, ["A", "B"])),
    (enveloped({"a": 1}, 400), (400, None, {"a": 1})),
    ({"status": 403}, (403, None, None)),
]
"""Envelopes that say no: status, code and detail."""
UNUSABLE = [
    (answering(HTML), NOT_JSON.format(200)),
    (answering(b"", 204), "HTTP status 204, expected JSON, got ''"),
    (answering(b'{"status": 200, "response": NaN}'), "HTTP status 200, expected JSON, got '{"),
    (answering(b"\xff\xfe"), "HTTP status 200, expected JSON, got '\ufffd\ufffd'"),
    (answering(b"x" * 999), f"got '{'x' * 199}..."),
    (answering([]), NO_ENVELOPE + "[]"),
    (answering("no"), NO_ENVELOPE + "'no'"),
    (answering(None), NO_ENVELOPE + "null"),
    (answering({}), NO_ENVELOPE + "{}"),
    (answering({"response": 1}), NO_ENVELOPE + '{"response":1}'),
    (answering({"status": 200}), NO_ENVELOPE + '{"status":200}'),
    (answering(enveloped(1, "200")), NO_ENVELOPE + '{"status":"200","response":1}'),
    (answering(enveloped(1, None)), NO_ENVELOPE + '{"status":null,"response":1}'),
    (answering(b"packed?", Content_Encoding="gzip"), "no answer from http://127.0.0.1:"),
]
"""Answers that are none, and what the error says; they do not get better when asked again."""
BROKEN = [
    (reset, "no answer from http://127.0.0.1:"),
    (hang_up, "no answer from http://127.0.0.1:"),
    (hang, "timed out while waiting for the answer"),
    (answering(HTML, 500), NOT_JSON.format(500)),
    (answering(HTML, 503), NOT_JSON.format(503)),
]
"""What may be better the next time."""
WRONG = [
    (with_updated(), "asked for and not updated: data_title"),
    (with_updated("data_title", "width"), "updated without being asked for: width"),
    (altered(lambda _: None), "got null"),
    (altered(lambda _: {}), "got {}"),
    (altered(lambda _: [1]), "got [1]"),
    (with_row(data_hash="other"), "the server answers with another row: 'other'"),
    (with_row(width="wide"), "$.width: expected int, got 'wide'"),
]
"""Answers to a save that are good envelopes with bad content."""


def failed_save(
    http: Http, platform: Platform, obj: DataRow, fault: Fault, settings: RequestsSettings = QUICK
) -> Exception:
    """Save a row, which fails; see that nothing is lost, and that it succeeds the next time."""
    row = deepcopy(platform.rows[HASH])
    platform.faults.append(fault)
    obj.title = "new"
    before = deepcopy(obj)
    with (
        http.open(platform.url, settings=settings) as querier,
        pytest.raises(Exception) as caught,
    ):
        http.client(querier).save(obj)
    assert (obj, changes(obj)) == (before, ("title",))
    assert [request.query["values"]["payload"] for request in platform.requests] == [TITLE]
    with http.open(platform.url) as querier:
        http.client(querier).save(obj)
    assert obj == converter.structure({**row, **TITLE}, DataRow)
    assert changes(obj) == ()
    assert platform.rows[HASH] == {**row, **TITLE}
    assert platform.requests[1].query == platform.requests[0].query
    return caught.value


@pytest.mark.parametrize(("fault", "sentence"), [*UNUSABLE, *BROKEN])
def test_a_save_without_an_answer_is_sent_once_and_loses_nothing(
    http: Http, platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    exc = failed_save(http, platform, obj, fault, HASTY if fault is hang else QUICK)
    assert type(exc) is NoAnswerError
    assert str(exc).startswith(f"POST datarow '{HASH}': ")
    assert sentence in str(exc)
    unknown = "no answer from" in str(exc)
    assert str(exc).endswith("; whether the server has done it is not known") is unknown


@pytest.mark.parametrize("http_status", [200, 500])
@pytest.mark.parametrize(("envelope", "facts"), REFUSED)
def test_a_refused_save_loses_nothing(
    http: Http,
    platform: Platform,
    obj: DataRow,
    envelope: Any,
    facts: tuple[Any, ...],
    http_status: int,
) -> None:
    exc = failed_save(http, platform, obj, answering(envelope, http_status))
    assert isinstance(exc, RefusedError)
    assert (exc.status, exc.code, exc.detail) == facts
    assert exc.asked == f"POST datarow '{HASH}'"


@pytest.mark.parametrize(("fault", "sentence"), WRONG)
def test_a_save_with_a_wrong_answer_loses_nothing(
    http: Http, platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    assert sentence in explain(failed_save(http, platform, obj, fault))[0]


@pytest.mark.parametrize(("fault", "sentence"), BROKEN)
def test_what_only_asks_is_repeated_as_often_as_the_settings_say(
    http: Http, platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    obj.title = "mine"
    before = deepcopy(obj)
    platform.rows[HASH]["width"] = 5
    with http.open(platform.url, settings=HASTY if fault is hang else QUICK) as querier:
        client = http.client(querier)
        platform.faults += [fault] * ATTEMPTS
        with pytest.raises(NoAnswerError) as caught:
            client.refetch_data(obj)
        assert sentence in str(caught.value)
        assert "known" not in str(caught.value)
        assert len(platform.requests) == ATTEMPTS
        assert (obj, changes(obj)) == (before, ("title",))
        assert {request.body for request in platform.requests} == {platform.requests[0].body}
    with http.open(platform.url, settings=HASTY if fault is hang else QUICK) as querier:
        platform.faults += [fault] * (ATTEMPTS - 1)
        http.client(querier).refetch_data(obj)
        assert len(platform.requests) == 2 * ATTEMPTS
        assert (obj.width, obj.title, changes(obj)) == (5, "mine", ("title",))


@pytest.mark.parametrize(
    "fault", [*(fault for fault, _ in UNUSABLE), *(answering(one) for one, _ in REFUSED)]
)
def test_what_will_not_pass_is_asked_once(
    http: Http, platform: Platform, obj: DataRow, fault: Fault
) -> None:
    before = deepcopy(obj)
    platform.faults.append(fault)
    platform.rows[HASH]["width"] = 5
    with http.open(platform.url, settings=QUICK) as querier:
        with pytest.raises((NoAnswerError, RefusedError)):
            http.client(querier).refetch_data(obj)
        assert (obj, len(platform.requests)) == (before, 1)
        http.client(querier).refetch_data(obj)
    assert obj.width == 5


def test_a_server_that_says_no_with_a_passing_status_is_asked_again(
    platform: Platform, querier: Any
) -> None:
    platform.faults += [answering(enveloped(["UNKNOWN_ERROR"], 500), 500)] * ATTEMPTS
    with pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, None)
    assert caught.value.code == "UNKNOWN_ERROR"
    assert len(platform.requests) == ATTEMPTS


def test_an_empty_answer_is_not_found(platform: Platform, client: Any, obj: DataRow) -> None:
    platform.rows.clear()
    with pytest.raises(NotFoundError):
        client.refetch_data(obj)
    with pytest.raises(NoAnswerError, match="got null"):
        client.save(obj)


def test_redirections_are_not_followed(platform: Platform, querier: Any) -> None:
    platform.faults.append(answering(enveloped(None, 302), 307, Location=platform.url + "/a"))
    with pytest.raises(RefusedError):
        querier.get("datarow", HASH, None)
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        ({"message": "Not yours"}, 403, "refused with status 403: 'Not yours'"),
        ({"detail": 1}, 404, 'refused with status 404: {"detail":1}'),
        (["a"], 401, 'refused with status 401: ["a"]'),
        ({"results": []}, 201, 'refused with status 201: {"results":[]}'),
        (HTML, 405, "refused with status 405: '<h1>Something went wrong</h1>'"),
        (HTML, 200, NOT_JSON.format(200)),
    ],
)
def test_a_page_that_is_refused_says_why(
    platform: Platform, client: Any, content: Any, status: int, sentence: str
) -> None:
    platform.faults.append(answering(content, status))
    with pytest.raises(ClientError) as caught:
        list(client.collaborator_timers(PARAMS))
    assert str(caught.value) == f"GET {TIMERS}: {sentence}"


def test_a_page_is_asked_for_again(platform: Platform, client: Any) -> None:
    platform.pages = [{"results": []}]
    platform.faults += [hang_up, answering(HTML, 502)]
    assert list(client.collaborator_timers(PARAMS)) == []
    assert len(platform.requests) == 3
    platform.faults += [answering(HTML, 502)] * ATTEMPTS
    with pytest.raises(NoAnswerError):
        list(client.collaborator_timers(PARAMS))
    assert len(platform.requests) == 3 + ATTEMPTS
