"""Litestar refuses what `loads` refuses, in the types of bodies that a handler takes."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Any

import pytest

pytest.importorskip("litestar")

import msgspec
from attrs import define
from bodies import DOUBTFUL, deep, is_read
from litestar import Litestar, MediaType, Request, Response, get, put
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.testing import TestClient

from converters import converter, make_converter
from converters.web.litestar import LARGE_BODY, WirePlugin
from orm_attrs import DataRow, WorkflowGraphNode

JSON = {"content-type": "application/json"}
NODE = {"uuid": "a", "title": "b"}


@define
class Video:
    duration: float
    title: str = ""


class Asked:
    """A type with a hook that notes in which thread it is asked."""


@define
class Items:
    items: list[Asked]


@put("/row")
async def put_row(data: Annotated[DataRow, Body()]) -> DataRow:
    return data


@put("/length")
async def put_length(data: Annotated[Items, Body()], request: Request[Any, Any, Any]) -> int:
    await request.body()
    return len(data.items)


@put("/numbers")
async def put_numbers(data: Annotated[list[int], Body()]) -> int:
    return len(data)


@put("/messagepack", media_type=MediaType.MESSAGEPACK)
async def put_messagepack(
    data: Annotated[DataRow, Body(media_type=RequestEncodingType.MESSAGEPACK)],
) -> DataRow:
    return data


@put("/form")
async def put_form(
    data: Annotated[WorkflowGraphNode, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> WorkflowGraphNode:
    return data


@put("/own")
async def put_own(
    data: Annotated[WorkflowGraphNode, Body(media_type="text/x-node")],  # type: ignore[arg-type]
) -> WorkflowGraphNode:
    return data


@get("/nan")
async def get_nan() -> Video:
    return Video(float("nan"))


@get("/nan-in-messagepack", media_type=MediaType.MESSAGEPACK)
async def get_nan_in_messagepack() -> Video:
    return Video(float("nan"))


@get("/surrogate")
async def get_surrogate() -> Response[list[Video]]:
    return Response([Video(1.5, "\ud800")])


HANDLERS = [
    put_row,
    put_length,
    put_numbers,
    put_messagepack,
    put_form,
    put_own,
    get_nan,
    get_nan_in_messagepack,
    get_surrogate,
]


def asking(own: Any = converter) -> TestClient[Any]:
    app = Litestar(HANDLERS, plugins=[WirePlugin(own)], request_max_body_size=None)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module", name="client")
def made_client() -> Any:
    own = make_converter()
    own.register_structure_hook(Asked, lambda _, __: Asked())
    with asking(own) as made:
        yield made


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_body_is_read_where_loads_reads_it_and_else_it_is_422(
    client: Any, name: str, row: Any
) -> None:
    text = DOUBTFUL[name](row)
    answer = client.put("/row", content=text, headers=JSON)
    assert answer.status_code == (200 if is_read(text, DataRow) else 422)
    if answer.status_code == 422:
        assert answer.json()["extra"][0].keys() == {"loc", "msg", "type"}


def test_what_is_read_is_written(client: Any, row: Any) -> None:
    large = json.dumps(row | {"client_metadata": {"a": 10**30}})
    for text in (deep(row, "client_metadata", 300), large):
        answer = client.put("/row", content=text, headers=JSON)
        assert answer.status_code == 200
        read = converter.structure(json.loads(text), DataRow)
        assert json.loads(answer.content) == converter.unstructure(read)


@pytest.mark.parametrize("path", ["/nan", "/nan-in-messagepack", "/surrogate"])
def test_what_cannot_be_written_is_a_fault_of_the_service(client: Any, path: str) -> None:
    assert client.get(path).status_code == 500


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/vnd.api+json", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/vnd.msgpack", 415),
        ("text/json+x", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_a_body_of_json_says_so(
    client: Any, row: Any, content_type: str | None, status: int
) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    for padding in ("", " " * LARGE_BODY):
        answer = client.put("/row", content=json.dumps(row) + padding, headers=headers)
        assert answer.status_code == status


def test_a_handler_for_another_type_takes_that(client: Any) -> None:
    answer = client.put("/form", data=NODE)
    assert (answer.status_code, answer.json()) == (200, NODE)
    text = json.dumps(NODE)
    assert client.put("/own", content=text, headers={"content-type": "text/x-node"}).json() == NODE


def test_messagepack_is_read_and_written_where_the_handler_says_so(client: Any, row: Any) -> None:
    good = msgspec.msgpack.encode(row)
    nan = msgspec.msgpack.encode(row | {"client_metadata": {"a": float("nan")}})
    for content_type in ("application/vnd.msgpack", "application/x-msgpack"):
        headers = {"content-type": content_type}
        answer = client.put("/messagepack", content=good, headers=headers)
        assert answer.status_code == 200
        read = converter.structure(row, DataRow)
        assert msgspec.msgpack.decode(answer.content) == converter.unstructure(read)
        for bad in (good[:-1], nan, b"\xc1", b"\x05"):
            assert client.put("/messagepack", content=bad, headers=headers).status_code == 422
    assert client.put("/messagepack", content=good, headers=JSON).status_code == 415
    assert client.put("/messagepack", json=row).status_code == 415


def test_a_large_body_is_structured_in_a_thread_and_once() -> None:
    asked: list[Any] = []
    own = make_converter()

    def hook(value: Any, _: Any) -> Asked:
        asked.append(threading.current_thread().name)
        if value == "bad":
            raise ValueError("bad")
        return Asked()

    own.register_structure_hook(Asked, hook)
    with asking(own) as client:
        names = []
        for count in (10, LARGE_BODY):
            asked.clear()
            answer = client.put("/length", json={"items": [0] * count})
            assert (answer.status_code, answer.json(), len(asked)) == (200, count, count)
            (name,) = set(asked)
            names.append(name)
        assert names[0] != names[1]
        answer = client.put("/length", json={"items": [0] * LARGE_BODY + ["bad"]})
        assert [it["loc"] for it in answer.json()["extra"]] == [["items", LARGE_BODY]]


def test_a_large_body_of_another_type_is_left_to_litestar(client: Any) -> None:
    assert client.put("/numbers", json=[0] * LARGE_BODY).json() == LARGE_BODY


def test_a_request_class_of_the_service_stays_one() -> None:
    class Own(Request[Any, Any, Any]):
        extra = 5

    @get("/")
    async def tell(request: Request[Any, Any, Any]) -> list[Any]:
        return [isinstance(request, Own), request.extra]  # type: ignore[attr-defined]

    app = Litestar([tell], plugins=[WirePlugin()], request_class=Own)
    with TestClient(app) as client:
        assert client.get("/").json() == [True, 5]
