"""How a client goes from page to page."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from client_cases import Answers, ClientMaker
from strategies import Maker

from converters import converter, explain, make_converter
from converters.client import (
    TIMERS_PATH,
    AsyncClient,
    Client,
    NoAnswerError,
)
from orm_attrs import (
    CollaboratorTimer,
    CollaboratorTimerParams,
    CollaboratorTimersGroupBy,
    Page,
)

PARAMS = CollaboratorTimerParams(
    project_hash="p",
    after=datetime(2023, 1, 1, 21),
    before=datetime(2023, 1, 2, tzinfo=UTC),
    group_by=CollaboratorTimersGroupBy.PROJECT,
    page_size=2,
)
PARAMETERS = {
    "projectHash": "p",
    "after": "2023-01-01 21:00:00",
    "before": "2023-01-02 00:00:00+00:00",
    "groupBy": "project",
    "pageSize": "2",
}


def page(token: Any, *emails: str) -> dict[str, Any]:
    results = [{"userEmail": one, "userRole": 0, "timeSeconds": 1.5} for one in emails]
    return {"results": results, "nextPageToken": token}


def emails(timers: Iterator[CollaboratorTimer]) -> list[str]:
    return [one.user_email for one in timers]


@pytest.mark.parametrize("last", [page(None, "d"), {"results": page("", "d")["results"]}])
def test_the_timers_of_all_pages_are_given(client_of: ClientMaker, last: dict[str, Any]) -> None:
    client, querier = client_of(page("t1", "a", "b"), page("t2"), page("t3", "c"), last)
    assert emails(client.collaborator_timers(PARAMS)) == ["a", "b", "c", "d"]
    tokens: list[dict[str, str]] = [
        {},
        {"pageToken": "t1"},
        {"pageToken": "t2"},
        {"pageToken": "t3"},
    ]
    assert querier.asked == [("GET", TIMERS_PATH, None, PARAMETERS | token) for token in tokens]


def test_pages_in_snake_case_and_an_empty_token_are_read(client_of: ClientMaker) -> None:
    timer = {"user_email": "a", "user_role": 1, "time_seconds": 2, "data_title": "t"}
    client, querier = client_of(
        {"results": [timer], "next_page_token": "x"}, {"results": [], "next_page_token": ""}
    )
    (one,) = client.collaborator_timers(PARAMS)
    assert one == converter.structure(timer, CollaboratorTimer)
    assert len(querier.asked) == 2


def test_pages_are_asked_for_as_the_iteration_goes_on(client_of: ClientMaker) -> None:
    client, querier = client_of(page("t1", "a"), page("t2", "b"))
    params = deepcopy(PARAMS)
    timers = client.collaborator_timers(params)
    params.project_hash = "other"
    assert querier.asked == []
    assert [next(timers).user_email, len(querier.asked)] == ["a", 1]
    assert [next(timers).user_email, len(querier.asked)] == ["b", 2]
    assert querier.asked[0][3] == PARAMETERS


def test_the_first_page_is_the_one_that_the_parameters_name(client_of: ClientMaker) -> None:
    client, querier = client_of(page(None, "a"))
    params = CollaboratorTimerParams(project_hash="p", after=datetime(2023, 1, 1), page_token="t5")
    assert emails(client.collaborator_timers(params)) == ["a"]
    assert querier.asked[0][3] == {
        "projectHash": "p",
        "after": "2023-01-01 00:00:00",
        "groupBy": "dataUnit",
        "pageSize": "100",
        "pageToken": "t5",
    }


@pytest.mark.parametrize(
    ("start", "tokens"), [(None, ["t1", "t1"]), (None, ["t1", "t2", "t1"]), ("t1", ["t2", "t1"])]
)
def test_a_page_token_that_repeats_is_an_error_and_no_endless_loop(
    client_of: ClientMaker, start: str | None, tokens: list[str]
) -> None:
    client, querier = client_of(*(page(token, token) for token in tokens))
    params = CollaboratorTimerParams(project_hash="p", after=datetime(2023, 1, 1), page_token=start)
    timers = client.collaborator_timers(params)
    assert [next(timers).user_email for _ in tokens] == tokens
    with pytest.raises(NoAnswerError) as caught:
        next(timers)
    assert str(caught.value) == (
        f"{TIMERS_PATH}: the server repeats the pageToken 't1', so its pages have no end"
    )
    assert len(querier.asked) == len(tokens)


def test_a_bad_page_is_an_error_of_cattrs(client_of: ClientMaker) -> None:
    client, _ = client_of({"results": [{"userEmail": "a", "userRole": "x", "timeSeconds": 1}]})
    with pytest.raises(Exception) as caught:
        list(client.collaborator_timers(PARAMS))
    (line,) = explain(caught.value)
    assert line.startswith("$.results[0].userRole: ")


def test_kept_parameters_are_sent_in_the_spelling_of_the_api(client_of: ClientMaker) -> None:
    keeping = make_converter(unknown="keep")
    params = keeping.structure(
        {"project_hash": "p", "after": "2023-01-01T00:00:00", "page_size": 5, "more": 1},
        CollaboratorTimerParams,
    )
    querier = Answers([page("t1"), page(None)])
    assert emails(client_of.of(querier, keeping).collaborator_timers(params)) == []
    assert querier.asked[1][3] == {
        "projectHash": "p",
        "after": "2023-01-01 00:00:00",
        "groupBy": "dataUnit",
        "pageSize": "5",
        "pageToken": "t1",
    }


def test_a_querier_without_pages_is_an_error_at_once() -> None:
    class Plain:
        def get(self, query_type: str, uid: Any, payload: Any) -> Any:
            return {}

        set = get

    with pytest.raises(TypeError) as caught:
        Client(Plain()).collaborator_timers(PARAMS)
    assert str(caught.value) == "Plain gets no pages: it has no method get_page"
    with pytest.raises(TypeError, match=r"^Plain gets no pages"):
        AsyncClient(Plain()).collaborator_timers(PARAMS)


def test_no_more_pages_are_read_than_the_caller_wants(client_of: ClientMaker) -> None:
    client, querier = client_of(page("t1", "a"), page("t2", "b"), page(None, "c"))
    timers = client.collaborator_timers(PARAMS, max_pages=2)
    assert [next(timers).user_email, next(timers).user_email] == ["a", "b"]
    with pytest.raises(NoAnswerError) as caught:
        next(timers)
    assert str(caught.value) == f"{TIMERS_PATH}: the server has more than max_pages=2 pages"
    assert len(querier.asked) == 2


def test_ten_thousand_pages_are_read_unless_the_caller_says_otherwise(
    client_of: ClientMaker,
) -> None:
    client, querier = client_of(*(page(f"t{number}") for number in range(10_001)))
    with pytest.raises(NoAnswerError, match="the server has more than max_pages=10000 pages"):
        list(client.collaborator_timers(PARAMS))
    assert len(querier.asked) == 10_000


@pytest.mark.parametrize("number", [0, -1])
def test_at_least_one_page_is_read(client_of: ClientMaker, number: int) -> None:
    client, querier = client_of()
    with pytest.raises(ValueError, match=f"^max_pages: expected at least 1, got {number}$"):
        client.collaborator_timers(PARAMS, max_pages=number)
    assert querier.asked == []


def test_the_maker_of_pages_agrees_with_the_client(client_of: ClientMaker) -> None:
    for seed in range(20):
        payload = Maker(Random(seed)).payload(Page[CollaboratorTimer])
        expected = converter.structure(payload, Page[CollaboratorTimer])
        client, _ = client_of(payload, page(None))
        assert list(client.collaborator_timers(PARAMS)) == expected.results
