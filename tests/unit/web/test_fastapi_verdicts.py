"""FastAPI refuses what `loads` refuses, and what cannot be written is an error there, too."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Annotated, Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx")

import httpx
from attrs import define
from bodies import DOUBTFUL, deep, is_read
from fastapi import APIRouter, Body, Depends, FastAPI

from converters import make_converter
from converters.web.fastapi import LARGE_BODY, OnWire, Wire, WireRoute
from orm_attrs import DataRow

pytestmark = pytest.mark.filterwarnings("ignore:The `__fields__` attribute")

both_routes = pytest.mark.parametrize("route", [None, WireRoute], ids=["plain", "WireRoute"])


def make_app(route: Any) -> FastAPI:
    app = FastAPI()
    if route is not None:
        app.router.route_class = route
    return app


def ask(app: FastAPI, method: str, path: str, **options: Any) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(answer())


def put(app: FastAPI, content: bytes | str) -> httpx.Response:
    return ask(app, "PUT", "/", content=content, headers={"content-type": "application/json"})


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_body_is_read_where_loads_reads_it_and_else_it_is_422(name: str, row: Any) -> None:
    text = DOUBTFUL[name](row)
    app = make_app(WireRoute)

    @app.put("/")
    async def put_row(row: Wire[DataRow]) -> Wire[DataRow]:
        return row

    answer = put(app, text)
    assert answer.status_code == (200 if is_read(text, DataRow) else 422)
    if answer.status_code == 422:
        assert answer.json()["detail"][0]["loc"][0] == "body"


@pytest.mark.parametrize("name", ["NaN", "Infinity", "too large", "surrogate", "surrogate as key"])
def test_fastapis_own_reading_lets_none_of_it_in(name: str, row: Any) -> None:
    app = make_app(None)

    @app.put("/")
    async def put_row(row: Wire[DataRow]) -> Wire[DataRow]:
        return row

    assert put(app, DOUBTFUL[name](row)).status_code == 422


@both_routes
def test_what_nests_deeper_than_fastapi_writes_is_refused_where_it_is_read(
    route: Any, row: Any
) -> None:
    app = make_app(route)

    @app.put("/")
    async def put_row(row: Wire[DataRow]) -> list[Wire[DataRow]]:
        return [row]

    for levels, key, status in (
        (190, "client_metadata", 200),
        (300, "client_metadata", 422),
        (300, "unknown", 200),
    ):
        answer = put(app, deep(row, key, levels))
        assert answer.status_code == status
    answer = put(app, deep(row, "client_metadata", 300))
    assert answer.json()["detail"][0]["type"] == "too_deep"


@both_routes
def test_what_cannot_be_written_is_a_fault_of_the_service(route: Any) -> None:
    app = make_app(route)

    @app.get("/nan")
    def get_nan() -> Wire[Video]:
        return Video(float("nan"))

    @app.get("/surrogate")
    def get_surrogate() -> Wire[list[Video]]:
        return [Video(1.5, "\ud800")]

    for path in ("/nan", "/surrogate"):
        assert ask(app, "GET", path).status_code == 500


@define
class Video:
    duration: float
    title: str = ""


class Asked:
    """A type with a hook that notes in which thread it is asked."""


asked: list[bool] = []
own = make_converter()


@own.register_structure_hook
def read_asked(value: Any, _: Any) -> Asked:
    asked.append(threading.current_thread() is threading.main_thread())
    if value == "bad":
        raise ValueError("bad")
    return Asked()


Whole = Annotated[list[Asked], Body(), OnWire(list[Asked], own)]
Embedded = Annotated[list[Asked], Body(embed=True), OnWire(list[Asked], own)]


def count_of(items: Whole) -> int:
    return len(items)


def test_a_large_body_is_structured_in_a_thread_and_once() -> None:
    router = APIRouter(route_class=WireRoute)

    @router.put("/whole")
    async def put_whole(items: Whole) -> int:
        return len(items)

    @router.put("/embedded")
    async def put_embedded(items: Embedded) -> int:
        return len(items)

    @router.put("/two")
    async def put_two(items: Whole, others: Whole) -> int:
        return len(items) + len(others)

    @router.put("/dependency")
    async def put_in_dependency(count: Annotated[int, Depends(count_of)]) -> int:
        return count

    app = FastAPI()
    app.include_router(router)
    for count, in_loop in ((10, True), (LARGE_BODY, False)):
        good = [0] * count
        for path, body, size in (
            ("/whole", good, count),
            ("/embedded", {"items": good}, count),
            ("/two", {"items": good, "others": good}, 2 * count),
            ("/dependency", good, count),
        ):
            asked.clear()
            answer = ask(app, "PUT", path, json=body)
            assert (answer.status_code, answer.json()) == (200, size)
            assert asked == [in_loop] * size
    asked.clear()
    answer = ask(app, "PUT", "/two", json={"items": ["bad"], "others": [0] * LARGE_BODY})
    assert [it["loc"] for it in answer.json()["detail"]] == [["body", "items", 0]]
    assert not any(asked)
    for body, loc in (({"items": [0] * LARGE_BODY}, "others"), ([0] * LARGE_BODY, "items")):
        answer = ask(app, "PUT", "/two", json=body)
        assert ["body", loc] in [it["loc"] for it in answer.json()["detail"]]


def test_what_is_no_json_is_told_in_words() -> None:
    app = make_app(WireRoute)

    @app.put("/")
    async def put_row(row: Wire[DataRow]) -> None: ...

    (detail,) = put(app, '{"a": ').json()["detail"]
    assert detail["ctx"]["error"] == "invalid JSON at line 1, column 7: Expecting value"
    (missing,) = put(app, "").json()["detail"]
    assert (missing["loc"], missing["type"]) == (["body"], "missing")


@both_routes
def test_the_keys_of_an_answer_are_left_out_by_their_names_on_the_wire(
    route: Any, row: Any
) -> None:
    app = make_app(route)
    rows = {"a": [row, row]}

    @app.put("/", response_model_exclude={"data_hash", "client_metadata"})
    async def put_row(row: Wire[DataRow]) -> Wire[DataRow]:
        return row

    @app.get("/rows", response_model_include={"a": {"__all__": {"data_hash"}}})
    async def get_rows() -> Wire[dict[str, list[DataRow]]]:
        return rows

    @app.get("/none", response_model_exclude_none=True)
    async def get_without_none() -> Wire[DataRow]:
        return row

    answer = put(app, json.dumps(row)).json()
    assert answer.keys() == row.keys() - {"data_hash", "client_metadata"}
    only = {"data_hash": row["data_hash"]}
    assert ask(app, "GET", "/rows").json() == {"a": [only, only]}
    assert ask(app, "GET", "/none").status_code == 500
