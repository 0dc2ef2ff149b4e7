"""When a request is sent once more, and how long a client waits."""

from __future__ import annotations

import itertools
import random
import socket
import time
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from client_cases import HASH
from http_cases import (
    ONCE,
    QUICK,
    Http,
    Pauses,
)
from platform_server import (
    HTML,
    Fault,
    Platform,
    answering,
    hang,
    hang_up,
    reset,
)

from converters.client import ClientError, DeadlineExceededError, NoAnswerError
from orm_attrs import (
    DataRow,
    RequestsSettings,
    changes,
)


def test_a_refused_connection_is_tried_again_and_loses_nothing(
    http: Http, row: dict[str, Any], obj: DataRow, pauses: Pauses
) -> None:
    settings = RequestsSettings(connection_retries=4, max_retries=1)
    obj.title = "new"
    before = deepcopy(obj)
    with Platform(row, listens=False) as platform:
        with http.open(platform.url, settings=settings) as querier:
            client = http.client(querier)
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


def test_a_host_with_two_addresses_is_reached_at_the_one_that_answers(
    http: Http, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo

    def getaddrinfo(host: str | bytes, port: int, *args: Any, **options: Any) -> list[Any]:
        if host not in ("localhost", b"localhost"):
            return look_up(host, port, *args, **options)
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [
            (socket.AF_INET6, *kind, ("::1", port, 0, 0)),
            (socket.AF_INET, *kind, ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with http.open(platform.url.replace("127.0.0.1", "localhost"), settings=ONCE) as querier:
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH
    assert len(platform.connections) == 1


@pytest.mark.parametrize("verb", ["save", "refetch_data"])
def test_a_connection_that_can_be_made_later_is_made(
    http: Http, row: dict[str, Any], obj: DataRow, pauses: Pauses, verb: str
) -> None:
    with Platform(row, listens=False) as platform:
        pauses.meanwhile = lambda: platform.listen() if len(pauses) == 2 else None
        with http.open(platform.url) as querier:
            getattr(http.client(querier), verb)(obj)
        assert pauses == [1.5, 3]
        assert len(platform.requests) == 1


def test_no_retries_means_one_attempt(
    http: Http, platform: Platform, row: dict[str, Any], pauses: Pauses
) -> None:
    settings = RequestsSettings(max_retries=0, connection_retries=0)
    platform.faults += [reset, answering(HTML, 500)]
    with http.open(platform.url, settings=settings) as querier:
        for _ in range(2):
            with pytest.raises(NoAnswerError):
                querier.get("datarow", HASH, None)
        assert len(platform.requests) == 2
    with (
        Platform(row, listens=False) as closed,
        http.open(closed.url, settings=settings) as querier,
        pytest.raises(NoAnswerError),
    ):
        querier.get("datarow", HASH, None)
    assert pauses == []


def test_a_connection_that_is_not_secure_is_tried_once(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    url = platform.url.replace("http:", "https:")
    with (
        http.open(url, settings=QUICK) as querier,
        pytest.raises(NoAnswerError, match=r"SSL"),
    ):
        querier.get("datarow", HASH, None)
    assert (len(platform.connections), platform.requests, pauses) == (1, [], [])


# --- pauses and time limits -----------------------------------------------------------------------


def test_each_pause_is_twice_as_long_as_the_one_before(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    settings = RequestsSettings(max_retries=9, backoff_factor=0.5)
    # Faults of several kinds count together.
    platform.faults += [reset, answering(HTML, 500), answering(HTML, 429)] * 3
    platform.answers["datarow"] = 1
    with http.open(platform.url, settings=settings) as querier:
        assert querier.get("datarow", HASH, None) == 1
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]


def test_the_pauses_are_made_also_the_first(http: Http, platform: Platform) -> None:
    settings = RequestsSettings(max_retries=3, backoff_factor=0.05)
    platform.faults += [answering(HTML, 500)] * 3
    with http.open(platform.url, settings=settings) as querier:
        querier.get("datarow", HASH, None)
    times = [request.at for request in platform.requests]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert [gap >= least for gap, least in zip(gaps, (0.025, 0.05, 0.1), strict=True)] == [True] * 3
    assert sum(gaps) < 5


def test_a_save_waits_as_long_as_the_limit_for_writing(
    http: Http, platform: Platform, obj: DataRow
) -> None:
    settings = RequestsSettings(read_timeout=20, write_timeout=0.1)
    platform.faults.append(hang)
    begin = time.monotonic()
    with (
        http.open(platform.url, settings=settings) as querier,
        pytest.raises(NoAnswerError, match=r"timed out while waiting for the answer"),
    ):
        http.client(querier).save(obj)
    assert 0.1 <= time.monotonic() - begin < 10


# --- how often, and how long ----------------------------------------------------------------------


def retry_after(value: str, status: int = 503) -> Fault:
    return answering(HTML, status, Retry_After=value)


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7),
        ("1", 1.5),  # less than what the settings say
        ("3600", 60),
        ("9" * 5000, 60),
        ("-5", 1.5),
        ("soon", 1.5),
        ("7.5", 1.5),
        ("", 1.5),
        ("\u0663", 1.5),  # a digit, but none of ASCII
        ("Wed, 99 Nov 2026 00:00:00 GMT", 1.5),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1.5),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
    ],
)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_server_may_ask_for_a_longer_pause(
    http: Http, platform: Platform, pauses: Pauses, value: str, expected: float, status: int
) -> None:
    value = value.encode().decode("latin-1")
    platform.faults.append(retry_after(value, status))
    with http.open(platform.url) as querier:
        querier.get("datarow", HASH, None)
    assert pauses == [expected]


def test_the_server_may_name_the_moment_for_the_next_attempt(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    platform.faults += [retry_after(in_seconds(20)), retry_after(in_seconds(2000))]
    with http.open(platform.url) as querier:
        querier.get("datarow", HASH, None)
    first, second = pauses
    assert 15 < first <= 20
    assert second == 60


def test_what_changes_something_is_not_sent_again_when_the_server_asks_to_wait(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    platform.faults += [retry_after("1"), retry_after("1", 429)]
    with http.open(platform.url) as querier:
        for _ in range(2):
            with pytest.raises(ClientError):
                querier.set("datarow", HASH, {})
    assert (len(platform.requests), pauses) == (2, [])


def test_pauses_differ_so_that_clients_do_not_come_back_together(
    http: Http, platform: Platform, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.faults += [answering(HTML, 500)] * 3
    lots = iter([0.0, 0.5, 1.0])
    monkeypatch.setattr(random, "random", lambda: next(lots))
    with http.open(platform.url) as querier:
        querier.get("datarow", HASH, None)
    assert pauses == [0.75, 2.25, 6]


def test_without_a_number_of_retries_nothing_is_repeated(
    http: Http, platform: Platform, row: dict[str, Any], pauses: Pauses
) -> None:
    settings = RequestsSettings(max_retries=None, connection_retries=None)  # type: ignore[arg-type]
    platform.faults += [hang_up]
    with http.open(platform.url, settings=settings) as querier, pytest.raises(NoAnswerError):
        querier.get("datarow", HASH, None)
    with (
        Platform(row, listens=False) as closed,
        http.open(closed.url, settings=settings) as querier,
        pytest.raises(NoAnswerError),
    ):
        querier.get("datarow", HASH, None)
    assert (len(platform.requests), pauses) == (1, [])


def test_settings_that_change_count_for_the_next_call(http: Http, platform: Platform) -> None:
    settings = RequestsSettings(max_retries=0, backoff_factor=0)
    with http.open(platform.url, settings=settings) as querier:
        platform.faults += [hang_up]
        with pytest.raises(NoAnswerError):
            querier.get("datarow", HASH, None)
        settings.max_retries = 1
        platform.faults += [hang_up]
        querier.get("datarow", HASH, None)
        settings.max_retries = "2"  # type: ignore[assignment]
        with pytest.raises(
            TypeError, match=r"settings\.max_retries: expected int or None, got str"
        ):
            querier.get("datarow", HASH, None)


def test_a_pause_that_is_longer_than_the_deadline_is_not_made(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    platform.faults += [answering(HTML, 500, Retry_After="30"), hang_up]
    settings = RequestsSettings(backoff_factor=20)
    with http.open(platform.url, settings=settings, deadline=15) as querier:
        with pytest.raises(NoAnswerError, match=r"HTTP status 500"):
            querier.get("datarow", HASH, None)
        with pytest.raises(DeadlineExceededError) as caught:
            querier.get("datarow", HASH, None)
    assert str(caught.value).endswith(
        ", and the deadline of 15 seconds leaves no time for another attempt"
    )
    assert (len(platform.requests), pauses) == (2, [])
