"""Models in the signatures of FastAPI, in all the places where they may stand."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx")

import attrs
import httpx
import jsonschema
from attrs import define, field
from fastapi import FastAPI

from converters.web.fastapi import Wire
from orm_attrs import DataRow, LabelRow

# Older versions of FastAPI look for pydantic's older models.
pytestmark = pytest.mark.filterwarnings("ignore:The `__fields__` attribute")


@define
class Tree:
    value: int
    children: list[Tree] = field(factory=list)


attrs.resolve_types(Tree, globals(), locals())


def make_app() -> FastAPI:
    app = FastAPI()

    @app.put("/row")
    def put_row(row: Wire[DataRow]) -> Wire[DataRow]:
        return row

    @app.put("/perhaps")
    def put_perhaps(row: Wire[DataRow | None] = None) -> Wire[DataRow | None]:
        return row

    @app.put("/rows")
    def put_rows(rows: Wire[list[DataRow]]) -> int:
        return len(rows)

    @app.put("/by-name")
    def put_by_name(rows: Wire[dict[str, DataRow]]) -> Wire[dict[str, DataRow]]:
        return rows

    @app.put("/two")
    def put_two(row: Wire[DataRow], labels: Wire[LabelRow], page: int = 0) -> list[Any]:
        return [row.uid, labels.label_hash, page]

    @app.put("/tree")
    def put_tree(tree: Wire[Tree]) -> Wire[Tree]:
        return tree

    @app.get("/wrong")
    def get_wrong() -> Wire[DataRow]:
        return {"data_hash": 5}

    return app


APP = make_app()


class Client:
    """Asks the service without a server; a fault of the service is an answer, too."""

    def put(self, path: str, **options: Any) -> Any:
        return asyncio.run(self._ask("PUT", path, **options))

    def get(self, path: str) -> Any:
        return asyncio.run(self._ask("GET", path))

    async def _ask(self, method: str, path: str, **options: Any) -> Any:
        transport = httpx.ASGITransport(APP, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **options)


@pytest.fixture
def client() -> Client:
    return Client()


def found(answer: Any) -> list[tuple[Any, str]]:
    assert answer.status_code == 422
    return [(it["loc"], it["type"]) for it in answer.json()["detail"]]


def test_an_optional_body_may_be_absent_or_null(client: Client, row: Any) -> None:
    assert client.put("/perhaps").json() is None
    null = client.put("/perhaps", content=b"null", headers={"content-type": "application/json"})
    assert null.json() is None
    assert client.put("/perhaps", json=row).json()["data_hash"] == row["data_hash"]
    assert found(client.put("/perhaps", json=[])) == [(["body"], "wrong_type")]


def test_lists_and_mappings_are_read_item_by_item(client: Client, row: Any) -> None:
    bad = row | {"width": "5"}
    assert client.put("/rows", json=[row] * 2).json() == 2
    assert client.put("/rows", json=[]).json() == 0
    assert found(client.put("/rows", json=[row, bad])) == [(["body", 1, "width"], "wrong_type")]
    assert found(client.put("/rows", json=row)) == [(["body"], "wrong_type")]
    assert client.put("/by-name", json={"a": row}).json()["a"]["data_hash"] == row["data_hash"]
    assert found(client.put("/by-name", json={"a": bad})) == [
        (["body", "a", "width"], "wrong_type")
    ]


def test_the_problems_of_all_parameters_are_told_with_their_places(
    client: Client, row: Any
) -> None:
    good = {"row": row, "labels": {"label_hash": "l"}}
    assert client.put("/two", params={"page": 3}, json=good).json() == [row["data_hash"], "l", 3]

    bad = {"row": row | {"width": "5"}, "labels": {"label_hash": 5}}
    assert found(client.put("/two", params={"page": "x"}, json=bad)) == [
        (["query", "page"], "int_parsing"),
        (["body", "row", "width"], "wrong_type"),
        (["body", "labels", "label_hash"], "wrong_type"),
    ]


def test_a_wrong_answer_is_a_fault_of_the_service(client: Client) -> None:
    assert client.get("/wrong").status_code == 500


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-msgpack"])
def test_a_body_of_another_type_is_refused(client: Client, row: Any, content_type: str) -> None:
    text = json.dumps(row)
    answer = client.put("/row", content=text, headers={"content-type": content_type})
    assert found(answer) == [(["body"], "wrong_type")]


def test_a_body_of_ten_megabytes_is_read(client: Client, row: Any) -> None:
    rows = [row] * (10_000_000 // len(json.dumps(row)) + 1)
    assert client.put("/rows", json=rows).json() == len(rows)


def test_a_value_that_json_has_not_is_told_in_words(client: Client, row: Any) -> None:
    for width in (float("nan"), "\ud800"):
        text = json.dumps(row | {"width": width})
        answer = client.put("/row", content=text, headers={"content-type": "application/json"})
        assert found(answer) == [(["body", "width"], "wrong_type")]
    text = json.dumps({"\ud800": 5})
    answer = client.put("/by-name", content=text, headers={"content-type": "application/json"})
    assert found(answer) == [(["body", "\\ud800"], "wrong_type")]


def test_a_class_that_contains_itself_has_a_schema_in_the_document(client: Client) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/tree"]["put"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator(schema)
    for good in ({"value": 1}, {"value": 1, "children": [{"value": 2, "children": []}]}):
        assert validator.is_valid(good)
        assert client.put("/tree", json=good).status_code == 200
    for bad in ({}, {"value": 1, "children": [{"value": "2"}]}):
        assert not validator.is_valid(bad)
        assert client.put("/tree", json=bad).status_code == 422
