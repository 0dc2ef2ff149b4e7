"""Queries over real HTTP, to a server on this machine that does what it should, or does not."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime
from random import Random
from typing import Any

import pytest
import urllib3
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
from strategies import Maker, differences
from test_client import PROTOCOL

from converters import converter, explain
from converters.client import Client, ClientError, NoAnswerError, NotFoundError, RefusedError
from converters.http import HttpQuerier
from orm_attrs import (
    CollaboratorTimerParams,
    DataRow,
    DataRows,
    ImagesDataFetchOptions,
    RequestsSettings,
    changes,
)

HASH = "0b8f6d3a-7d57-4a5b-8f0e-000000000001"
QUICK = RequestsSettings(max_retries=2, connection_retries=2, backoff_factor=0.001)
HASTY = RequestsSettings(max_retries=2, backoff_factor=0.001, read_timeout=0.4, write_timeout=0.4)
HEADERS = (
    *("Accept", "Accept-Encoding", "Content-Type"),
    *("Authorization", "ResourceID", "ResourceType"),
)
PARAMS = CollaboratorTimerParams(project_hash="p", after=datetime(2023, 1, 1, 21), page_size=1)


@pytest.fixture
def platform(row: dict[str, Any]) -> Iterator[Platform]:
    with Platform(row) as server:
        yield server


@pytest.fixture
def querier(platform: Platform) -> Iterator[HttpQuerier]:
    with HttpQuerier(platform.url, settings=QUICK) as querier:
        yield querier


@pytest.fixture
def client(querier: HttpQuerier) -> Client:
    return Client(querier)


@pytest.fixture
def obj(row: dict[str, Any]) -> DataRow:
    return converter.structure(row, DataRow)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, none of which is made."""
    made: list[float] = []

    def pause(seconds: float) -> None:
        made.append(seconds)
        assert len(made) < 50

    monkeypatch.setattr(time, "sleep", pause)
    return made


# --- when all is well ---------------------------------------------------------------------------


def test_a_row_is_saved_and_refetched(platform: Platform, client: Client, obj: DataRow) -> None:
    obj.title, obj.client_metadata = "naïve 猫", {"camera": None}
    client.save(obj)
    assert platform.rows[HASH]["data_title"] == "naïve 猫"
    assert (obj.title, obj.client_metadata, changes(obj)) == ("naïve 猫", {"camera": None}, ())
    platform.rows[HASH] |= {"client_metadata": {"theirs": 1}, "signed_url": "https://s", "width": 5}
    client.refetch_data(obj)
    assert (obj.client_metadata, obj.signed_url, obj.width) == ({"camera": None}, None, 5)
    options = ImagesDataFetchOptions(fetch_signed_urls=True)
    client.refetch_data(
        obj, signed_url=True, client_metadata=True, images_data_fetch_options=options
    )
    assert (obj.client_metadata, obj.signed_url) == ({"theirs": 1}, "https://s")
    assert platform.requests[-1].query["values"] == {
        "uid": HASH,
        "payload": {
            "additional_data": {
                "signed_url": True,
                "images_data_fetch_options": {"fetch_signed_urls": True},
                "client_metadata": True,
            }
        },
    }


def test_rows_are_listed_changed_and_saved(platform: Platform, client: Client) -> None:
    (obj,) = client.get_multiple(DataRow, payload={"title_eq": None}, query=DataRows)
    assert client.get(DataRow, obj.uid) == obj
    obj.title = "gate.mp4"
    client.save(obj)
    assert client.get(DataRow, obj.uid) == obj
    assert platform.rows[HASH]["data_title"] == "gate.mp4"


def test_a_query_travels_in_the_envelope(platform: Platform) -> None:
    platform.answers["dataset"] = {"a": 1}
    with HttpQuerier(platform.url + "/", key="secret", resource_id="d") as querier:
        assert querier.get("dataset", None, {"b": None}) == {"a": 1}
        assert querier.set("dataset", ["u"], None) == {"a": 1}
    one, other = platform.requests
    assert (one.method, one.path) == ("POST", "/public")
    assert one.body == (
        b'{"query_type":"dataset","query_method":"GET","values":{"uid":null,"payload":{"b":null}}}'
    )
    assert other.body == (
        b'{"query_type":"dataset","query_method":"POST","values":{"uid":["u"],"payload":null}}'
    )
    assert {name: one.headers.get(name) for name in HEADERS} == {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
        "Authorization": "secret",
        "ResourceID": "d",
        "ResourceType": None,
    }


def test_a_query_of_a_user_has_a_path_of_its_own(platform: Platform) -> None:
    platform.answers["project"] = 1
    with HttpQuerier(platform.url, headers={"Authorization": "a:b", "X-Trace": "t"}) as querier:
        assert querier.get("project", None, None) == 1
    (request,) = platform.requests
    assert request.path == "/public/user"
    names = ("Authorization", "X-Trace", "ResourceID", "ResourceType")
    assert [request.headers.get(name) for name in names] == ["a:b", "t", None, None]


def test_each_body_is_signed_as_it_is_sent(platform: Platform) -> None:
    platform.answers["project"] = 1
    signed = []

    def sign(body: bytes) -> dict[str, str]:
        signed.append(body)
        return {"Authorization": f"key:{len(signed)}"}

    with HttpQuerier(
        platform.url, resource_id="p", resource_type="project", sign=sign, settings=QUICK
    ) as querier:
        platform.faults.append(reset)
        querier.get("project", "猫", None)
        querier.set("project", "u", None)
    bodies = [request.body for request in platform.requests]
    assert [bodies[0], bodies[2]] == signed
    assert bodies[0] == bodies[1]
    names = ("Authorization", "ResourceID", "ResourceType")
    assert [[request.headers[name] for name in names] for request in platform.requests] == [
        ["key:1", "p", "project"],
        ["key:1", "p", "project"],
        ["key:2", "p", "project"],
    ]


def test_each_query_of_the_protocol_is_asked_and_read_over_http(
    platform: Platform, client: Client
) -> None:
    maker = Maker(Random(7))
    for asking in PROTOCOL:
        answer = asking.answer(maker)
        platform.answers[asking.query_type] = answer
        kind = list[asking.cls] if asking.many else asking.cls
        assert differences(asking.ask(client), converter.structure(answer, kind)) == []
        assert platform.requests[-1].query == {
            "query_type": asking.query_type,
            "query_method": "GET",
            "values": {"uid": asking.uid, "payload": asking.on_the_wire},
        }
    assert len(platform.connections) == 1


def test_pages_are_got_with_all_parameters(platform: Platform) -> None:
    timer = {"userRole": 0, "timeSeconds": 1.5}
    platform.pages = [
        {"results": [{**timer, "userEmail": "a"}], "nextPageToken": "1"},
        {"results": [{**timer, "userEmail": "b"}], "nextPageToken": None},
    ]
    urls = []

    def sign_url(url: str) -> dict[str, str]:
        urls.append(url)
        return {"Signature": "s"}

    with HttpQuerier(platform.url, sign_url=sign_url) as querier:
        timers = list(Client(querier).collaborator_timers(PARAMS))
    assert [one.user_email for one in timers] == ["a", "b"]
    first = f"{TIMERS}?projectHash=p&after=2023-01-01+21%3A00%3A00&groupBy=dataUnit&pageSize=1"
    assert [request.path for request in platform.requests] == [first, first + "&pageToken=1"]
    assert urls == [platform.url + request.path for request in platform.requests]
    assert {request.headers["Signature"] for request in platform.requests} == {"s"}
    assert {request.body for request in platform.requests} == {b""}


def test_a_packed_answer_is_read(platform: Platform, client: Client, row: dict[str, Any]) -> None:
    packed = gzip.compress(json.dumps(enveloped(row)).encode())
    platform.faults.append(answering(packed, Content_Encoding="gzip"))
    assert client.get(DataRow, HASH) == converter.structure(row, DataRow)


def test_the_status_of_the_envelope_is_the_one_that_counts(
    platform: Platform, querier: HttpQuerier
) -> None:
    platform.faults += [answering(enveloped([1]), 201), answering(enveloped([2], 200.0), 404)]
    assert [querier.get("a", None, None), querier.set("a", None, None)] == [[1], [2]]


def test_threads_share_a_querier(platform: Platform, client: Client, row: dict[str, Any]) -> None:
    def work(number: int) -> bool:
        own = converter.structure(row, DataRow)
        client.refetch_data(own, client_metadata=number % 2 == 0)
        return own == converter.structure(row, DataRow)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(40)))
    assert len(platform.requests) == 40


def test_a_closed_querier_keeps_no_connection_and_can_be_used_again(
    platform: Platform, client: Client, querier: HttpQuerier, obj: DataRow
) -> None:
    client.refetch_data(obj)
    client.refetch_data(obj)
    assert len(platform.connections) == 1
    querier.close()
    client.refetch_data(obj)
    assert len(platform.connections) == 2


def test_the_key_is_not_printed() -> None:
    querier = HttpQuerier("https://example.com", key="secret", headers={"Authorization": "secret"})
    assert "secret" not in repr(querier)
    assert "example.com" in repr(querier)


# --- when it is not -----------------------------------------------------------------------------

ATTEMPTS = 1 + QUICK.max_retries
TITLE = {"data_title": "new"}


def with_updated(*names: str) -> Fault:
    return altered(lambda response: {**response, "updated_fields": list(names)})


def with_row(**keys: Any) -> Fault:
    return altered(lambda response: {**response, "data_row": {**response["data_row"], **keys}})


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
    (answering(HTML, 404), NOT_JSON.format(404)),
    (answering(HTML, 302, Location="/elsewhere"), NOT_JSON.format(302)),
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
    (hang, "Read timed out"),
    (answering(HTML, 500), NOT_JSON.format(500)),
    (answering(HTML, 503), NOT_JSON.format(503)),
    (answering(HTML, 429), NOT_JSON.format(429)),
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
    platform: Platform, obj: DataRow, fault: Fault, settings: RequestsSettings = QUICK
) -> Exception:
    """Save a row, which fails; see that nothing is lost, and that it succeeds the next time."""
    row = deepcopy(platform.rows[HASH])
    platform.faults.append(fault)
    obj.title = "new"
    before = deepcopy(obj)
    with (
        HttpQuerier(platform.url, settings=settings) as querier,
        pytest.raises(Exception) as caught,
    ):
        Client(querier).save(obj)
    assert (obj, changes(obj)) == (before, ("title",))
    assert [request.query["values"]["payload"] for request in platform.requests] == [TITLE]
    with HttpQuerier(platform.url) as querier:
        Client(querier).save(obj)
    assert obj == converter.structure({**row, **TITLE}, DataRow)
    assert changes(obj) == ()
    assert platform.rows[HASH] == {**row, **TITLE}
    assert platform.requests[1].query == platform.requests[0].query
    return caught.value


@pytest.mark.parametrize(("fault", "sentence"), [*UNUSABLE, *BROKEN])
def test_a_save_without_an_answer_is_sent_once_and_loses_nothing(
    platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    exc = failed_save(platform, obj, fault, HASTY if fault is hang else QUICK)
    assert type(exc) is NoAnswerError
    assert str(exc).startswith(f"POST datarow '{HASH}': ")
    assert sentence in str(exc)
    unknown = "no answer from" in str(exc)
    assert str(exc).endswith("; whether the server has done it is not known") is unknown


@pytest.mark.parametrize("http_status", [200, 500])
@pytest.mark.parametrize(("envelope", "facts"), REFUSED)
def test_a_refused_save_loses_nothing(
    platform: Platform, obj: DataRow, envelope: Any, facts: tuple[Any, ...], http_status: int
) -> None:
    exc = failed_save(platform, obj, answering(envelope, http_status))
    assert isinstance(exc, RefusedError)
    assert (exc.status, exc.code, exc.detail) == facts
    assert exc.asked == f"POST datarow '{HASH}'"


@pytest.mark.parametrize(("fault", "sentence"), WRONG)
def test_a_save_with_a_wrong_answer_loses_nothing(
    platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    assert sentence in explain(failed_save(platform, obj, fault))[0]


@pytest.mark.parametrize(("fault", "sentence"), BROKEN)
def test_what_only_asks_is_repeated_as_often_as_the_settings_say(
    platform: Platform, obj: DataRow, fault: Fault, sentence: str
) -> None:
    obj.title = "mine"
    before = deepcopy(obj)
    platform.rows[HASH]["width"] = 5
    with HttpQuerier(platform.url, settings=HASTY if fault is hang else QUICK) as querier:
        client = Client(querier)
        platform.faults += [fault] * ATTEMPTS
        with pytest.raises(NoAnswerError) as caught:
            client.refetch_data(obj)
        assert sentence in str(caught.value)
        assert "known" not in str(caught.value)
        assert len(platform.requests) == ATTEMPTS
        assert (obj, changes(obj)) == (before, ("title",))
        assert {request.body for request in platform.requests} == {platform.requests[0].body}
    with HttpQuerier(platform.url, settings=HASTY if fault is hang else QUICK) as querier:
        platform.faults += [fault] * (ATTEMPTS - 1)
        Client(querier).refetch_data(obj)
        assert len(platform.requests) == 2 * ATTEMPTS
        assert (obj.width, obj.title, changes(obj)) == (5, "mine", ("title",))


@pytest.mark.parametrize(
    "fault", [*(fault for fault, _ in UNUSABLE), *(answering(one) for one, _ in REFUSED)]
)
def test_what_will_not_pass_is_asked_once(platform: Platform, obj: DataRow, fault: Fault) -> None:
    before = deepcopy(obj)
    platform.faults.append(fault)
    platform.rows[HASH]["width"] = 5
    with HttpQuerier(platform.url, settings=QUICK) as querier:
        with pytest.raises((NoAnswerError, RefusedError)):
            Client(querier).refetch_data(obj)
        assert (obj, len(platform.requests)) == (before, 1)
        Client(querier).refetch_data(obj)
    assert obj.width == 5


def test_a_server_that_says_no_with_a_passing_status_is_asked_again(
    platform: Platform, querier: HttpQuerier
) -> None:
    platform.faults += [answering(enveloped(["UNKNOWN_ERROR"], 500), 500)] * ATTEMPTS
    with pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, None)
    assert caught.value.code == "UNKNOWN_ERROR"
    assert len(platform.requests) == ATTEMPTS


def test_an_empty_answer_is_not_found(platform: Platform, client: Client, obj: DataRow) -> None:
    platform.rows.clear()
    with pytest.raises(NotFoundError):
        client.refetch_data(obj)
    with pytest.raises(NoAnswerError, match="got null"):
        client.save(obj)


def test_redirections_are_not_followed(platform: Platform, querier: HttpQuerier) -> None:
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
        (HTML, 405, NOT_JSON.format(405)),
        (HTML, 200, NOT_JSON.format(200)),
    ],
)
def test_a_page_that_is_refused_says_why(
    platform: Platform, client: Client, content: Any, status: int, sentence: str
) -> None:
    platform.faults.append(answering(content, status))
    with pytest.raises(ClientError) as caught:
        list(client.collaborator_timers(PARAMS))
    assert str(caught.value) == f"GET {TIMERS}: {sentence}"


def test_a_page_is_asked_for_again(platform: Platform, client: Client) -> None:
    platform.pages = [{"results": []}]
    platform.faults += [hang_up, answering(HTML, 502)]
    assert list(client.collaborator_timers(PARAMS)) == []
    assert len(platform.requests) == 3
    platform.faults += [answering(HTML, 502)] * ATTEMPTS
    with pytest.raises(NoAnswerError):
        list(client.collaborator_timers(PARAMS))
    assert len(platform.requests) == 3 + ATTEMPTS


# --- connections that cannot be made --------------------------------------------------------------


def test_a_refused_connection_is_tried_again_and_loses_nothing(
    row: dict[str, Any], obj: DataRow, pauses: list[float]
) -> None:
    settings = RequestsSettings(connection_retries=4, max_retries=1)
    obj.title = "new"
    before = deepcopy(obj)
    with Platform(row, listens=False) as platform:
        with HttpQuerier(platform.url, settings=settings) as querier:
            client = Client(querier)
            for attempt in (client.save, client.refetch_data):
                with pytest.raises(NoAnswerError) as caught:
                    attempt(obj)
                assert str(caught.value).endswith("Connection refused; nothing was sent")
                assert (obj, changes(obj)) == (before, ("title",))
                assert pauses == [1.5, 3, 6, 12]
                pauses.clear()
            platform.listen()
            client.save(obj)
        assert platform.rows[HASH]["data_title"] == "new"
        assert changes(obj) == ()


@pytest.mark.parametrize("verb", ["save", "refetch_data"])
def test_a_connection_that_can_be_made_later_is_made(
    row: dict[str, Any], obj: DataRow, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    with Platform(row, listens=False) as platform:
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                platform.listen()

        monkeypatch.setattr(time, "sleep", pause)
        with HttpQuerier(platform.url) as querier:
            getattr(Client(querier), verb)(obj)
        assert pauses == [1.5, 3]
        assert len(platform.requests) == 1


def test_no_retries_means_one_attempt(
    platform: Platform, row: dict[str, Any], pauses: list[float]
) -> None:
    settings = RequestsSettings(max_retries=0, connection_retries=0)
    platform.faults += [reset, answering(HTML, 500)]
    with HttpQuerier(platform.url, settings=settings) as querier:
        for _ in range(2):
            with pytest.raises(NoAnswerError):
                querier.get("datarow", HASH, None)
        assert len(platform.requests) == 2
    with (
        Platform(row, listens=False) as closed,
        HttpQuerier(closed.url, settings=settings) as querier,
        pytest.raises(NoAnswerError),
    ):
        querier.get("datarow", HASH, None)
    assert pauses == []


def test_an_address_that_is_none_is_an_error() -> None:
    with HttpQuerier("localhost:1") as querier, pytest.raises(NoAnswerError) as caught:
        querier.set("datarow", HASH, None)
    assert str(caught.value) == (
        f"POST datarow '{HASH}': no answer from localhost:1: No host specified.; nothing was sent"
    )


def test_a_connection_that_is_not_secure_is_tried_once(
    platform: Platform, pauses: list[float]
) -> None:
    url = platform.url.replace("http:", "https:")
    with (
        HttpQuerier(url, settings=QUICK) as querier,
        pytest.raises(NoAnswerError, match="SSL"),
    ):
        querier.get("datarow", HASH, None)
    assert (len(platform.connections), platform.requests, pauses) == (1, [], [])


# --- pauses and time limits -----------------------------------------------------------------------


def test_each_pause_is_twice_as_long_as_the_one_before(
    platform: Platform, pauses: list[float]
) -> None:
    settings = RequestsSettings(max_retries=9, backoff_factor=0.5)
    # Faults of several kinds count together.
    platform.faults += [reset, answering(HTML, 500, Retry_After="7"), answering(HTML, 429)] * 3
    platform.answers["datarow"] = 1
    with HttpQuerier(platform.url, settings=settings) as querier:
        assert querier.get("datarow", HASH, None) == 1
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 64, 128]


def test_the_pauses_are_made_also_the_first(platform: Platform) -> None:
    settings = RequestsSettings(max_retries=3, backoff_factor=0.05)
    platform.faults += [answering(HTML, 500)] * 3
    with HttpQuerier(platform.url, settings=settings) as querier:
        querier.get("datarow", HASH, None)
    times = [request.at for request in platform.requests]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert [gap >= least for gap, least in zip(gaps, (0.05, 0.1, 0.2), strict=True)] == [True] * 3
    assert sum(gaps) < 5


def test_reading_and_writing_have_time_limits_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = []

    def request(_: Any, *args: Any, timeout: urllib3.Timeout, **kwargs: Any) -> Any:
        limits.append((timeout.connect_timeout, timeout.read_timeout))
        return urllib3.HTTPResponse(b'{"status": 200, "response": 1}', status=200)

    monkeypatch.setattr(urllib3.PoolManager, "request", request)
    settings = RequestsSettings(connect_timeout=1, read_timeout=2, write_timeout=3)
    querier = HttpQuerier("http://127.0.0.1", settings=settings)
    querier.get("a", None, None)
    querier.set("a", None, None)
    querier.get_page("/a", {})
    assert limits == [(1, 2), (1, 3), (1, 2)]


def test_a_save_waits_as_long_as_the_limit_for_writing(platform: Platform, obj: DataRow) -> None:
    settings = RequestsSettings(read_timeout=20, write_timeout=0.1)
    platform.faults.append(hang)
    begin = time.monotonic()
    with (
        HttpQuerier(platform.url, settings=settings) as querier,
        pytest.raises(NoAnswerError, match="Read timed out"),
    ):
        Client(querier).save(obj)
    assert 0.1 <= time.monotonic() - begin < 10


# --- urllib3 --------------------------------------------------------------------------------------


def test_without_urllib3_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        HttpQuerier("http://127.0.0.1")
    assert str(caught.value) == "HttpQuerier needs an extra: pip install 'orm-attrs[http]'"
    assert caught.value.name == "urllib3"


def test_urllib3_is_imported_when_it_is_needed() -> None:
    code = (
        "import sys; from converters.http import HttpQuerier; assert 'urllib3' not in sys.modules; "
        "HttpQuerier('http://127.0.0.1'); assert 'urllib3' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
