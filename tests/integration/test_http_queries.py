"""Queries over real HTTP, to a server on this machine that does what it should."""

from __future__ import annotations

import gzip
import json
from random import Random
from typing import Any

from client_cases import HASH, PROTOCOL
from http_cases import (
    PARAMS,
    QUICK,
    Http,
)
from platform_server import (
    TIMERS,
    Platform,
    answering,
    enveloped,
    reset,
)
from strategies import Maker, differences

from converters import converter
from orm_attrs import (
    DataRow,
    DataRows,
    ImagesDataFetchOptions,
    changes,
)

HEADERS = (
    *("Accept", "Accept-Encoding", "Content-Type"),
    *("Authorization", "ResourceID", "ResourceType"),
)


def test_a_row_is_saved_and_refetched(platform: Platform, client: Any, obj: DataRow) -> None:
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


def test_rows_are_listed_changed_and_saved(platform: Platform, client: Any) -> None:
    (obj,) = client.get_multiple(DataRow, payload={"title_eq": None}, query=DataRows)
    assert client.get(DataRow, obj.uid) == obj
    obj.title = "gate.mp4"
    client.save(obj)
    assert client.get(DataRow, obj.uid) == obj
    assert platform.rows[HASH]["data_title"] == "gate.mp4"


def test_a_query_travels_in_the_envelope(http: Http, platform: Platform) -> None:
    platform.answers["dataset"] = {"a": 1}
    with http.open(platform.url + "/", key="secret", resource_id="d") as querier:
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


def test_a_query_of_a_user_has_a_path_of_its_own(http: Http, platform: Platform) -> None:
    platform.answers["project"] = 1
    with http.open(platform.url, headers={"Authorization": "a:b", "X-Trace": "t"}) as querier:
        assert querier.get("project", None, None) == 1
    (request,) = platform.requests
    assert request.path == "/public/user"
    names = ("Authorization", "X-Trace", "ResourceID", "ResourceType")
    assert [request.headers.get(name) for name in names] == ["a:b", "t", None, None]


def test_each_body_is_signed_as_it_is_sent(http: Http, platform: Platform) -> None:
    platform.answers["project"] = 1
    signed = []

    def sign(body: bytes) -> dict[str, str]:
        signed.append(body)
        return {"Authorization": f"key:{len(signed)}"}

    with http.open(
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
    platform: Platform, client: Any
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


def test_pages_are_got_with_all_parameters(http: Http, platform: Platform) -> None:
    timer = {"userRole": 0, "timeSeconds": 1.5}
    platform.pages = [
        {"results": [{**timer, "userEmail": "a"}], "nextPageToken": "1"},
        {"results": [{**timer, "userEmail": "b"}], "nextPageToken": None},
    ]
    urls = []

    def sign_url(url: str) -> dict[str, str]:
        urls.append(url)
        return {"Signature": "s"}

    with http.open(platform.url, sign_url=sign_url) as querier:
        timers = list(http.client(querier).collaborator_timers(PARAMS))
    assert [one.user_email for one in timers] == ["a", "b"]
    first = f"{TIMERS}?projectHash=p&after=2023-01-01+21%3A00%3A00&groupBy=dataUnit&pageSize=1"
    assert [request.path for request in platform.requests] == [first, first + "&pageToken=1"]
    assert urls == [platform.url + request.path for request in platform.requests]
    assert {request.headers["Signature"] for request in platform.requests} == {"s"}
    assert {request.body for request in platform.requests} == {b""}


def test_a_packed_answer_is_read(platform: Platform, client: Any, row: dict[str, Any]) -> None:
    packed = gzip.compress(json.dumps(enveloped(row)).encode())
    platform.faults.append(answering(packed, Content_Encoding="gzip"))
    assert client.get(DataRow, HASH) == converter.structure(row, DataRow)


def test_the_status_of_the_envelope_is_the_one_that_counts(
    platform: Platform, querier: Any
) -> None:
    platform.faults += [answering(enveloped([1]), 201), answering(enveloped([2], 200.0), 404)]
    assert [querier.get("a", None, None), querier.set("a", None, None)] == [[1], [2]]


def test_a_closed_querier_keeps_no_connection_and_can_be_used_again(
    http: Http, platform: Platform, client: Any, querier: Any, obj: DataRow
) -> None:
    client.refetch_data(obj)
    client.refetch_data(obj)
    assert len(platform.connections) == 1
    http.close(querier)
    client.refetch_data(obj)
    assert len(platform.connections) == 2
