"""Models in the signatures of Litestar, in all the places where they may stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest

pytest.importorskip("litestar")

import attrs
import jsonschema
from attrs import define, field
from litestar import Litestar, Response, get, put
from litestar.params import Body
from litestar.testing import TestClient

from converters import converter, make_converter
from converters.web.litestar import WirePlugin
from orm_attrs import DataRow

# The newest versions want a marker that older ones do not have.
pytestmark = pytest.mark.filterwarnings("ignore:.*query parameter 'page' declared")


@define
class Tree:
    value: int
    children: list[Tree] = field(factory=list)


attrs.resolve_types(Tree, globals(), locals())


@put("/row")
async def put_row(data: Annotated[DataRow, Body()], page: int = 0) -> DataRow:
    return data


@put("/perhaps")
async def put_perhaps(data: Annotated[DataRow | None, Body()] = None) -> DataRow | None:
    return data


@put("/rows")
async def put_rows(data: Annotated[list[DataRow], Body()]) -> int:
    return len(data)


@put("/by-name")
async def put_by_name(data: Annotated[dict[str, DataRow], Body()]) -> dict[str, DataRow]:
    return data


@put("/tree")
async def put_tree(data: Annotated[Tree, Body()]) -> Tree:
    return data


@put("/response")
async def put_in_response(data: Annotated[DataRow, Body()]) -> Response[DataRow]:
    return Response(data, status_code=202, headers={"x-rows": "1"})


@get("/wrong")
async def get_wrong() -> DataRow:
    return {"data_hash": 5}  # type: ignore[return-value]


HANDLERS = [put_row, put_perhaps, put_rows, put_by_name, put_tree, put_in_response, get_wrong]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    app = Litestar(HANDLERS, plugins=[WirePlugin()], request_max_body_size=None)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


JSON = {"content-type": "application/json"}


def found(answer: Any) -> list[tuple[Any, str]]:
    assert answer.status_code == 422
    return [(it["loc"], it["type"]) for it in answer.json()["extra"]]


def test_an_optional_body_may_be_absent_or_null(client: Any, row: Any) -> None:
    assert client.put("/perhaps").json() is None
    assert client.put("/perhaps", content=b"null", headers=JSON).json() is None
    assert client.put("/perhaps", json=row).json()["data_hash"] == row["data_hash"]
    assert found(client.put("/perhaps", json=[])) == [([], "wrong_type")]


def test_lists_and_mappings_are_read_item_by_item(client: Any, row: Any) -> None:
    bad = row | {"width": "5"}
    assert client.put("/rows", json=[row] * 2).json() == 2
    assert found(client.put("/rows", json=[row, bad])) == [([1, "width"], "wrong_type")]
    assert found(client.put("/rows", json=row)) == [([], "wrong_type")]
    assert client.put("/by-name", json={"a": row}).json()["a"]["data_hash"] == row["data_hash"]
    assert found(client.put("/by-name", json={"a": bad})) == [(["a", "width"], "wrong_type")]


def test_a_query_parameter_may_stand_beside_a_body(client: Any, row: Any) -> None:
    assert client.put("/row", params={"page": 3}, json=row).status_code == 200
    assert client.put("/row", params={"page": "x"}, json=row).status_code == 400


def test_the_content_of_a_response_is_written_with_the_keys_of_the_wire(
    client: Any, row: Any
) -> None:
    answer = client.put("/response", json=row)
    assert answer.json() == converter.unstructure(converter.structure(row, DataRow))
    assert (answer.status_code, answer.headers["x-rows"]) == (202, "1")
    operation = client.get("/schema/openapi.json").json()["paths"]["/response"]["put"]
    (content,) = operation["responses"]["200"]["content"].values()
    assert "data_hash" in content["schema"]["properties"]


def test_a_wrong_answer_is_a_fault_of_the_service(client: Any) -> None:
    assert client.get("/wrong").status_code == 500


@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError(), 500), (ValueError("no"), 422)])
def test_a_hook_that_fails_is_a_fault_of_the_service_and_one_that_refuses_is_none(
    error: Exception, status: int
) -> None:
    def hook(value: Any, _: Any) -> Any:
        raise error

    own = make_converter()
    own.register_structure_hook(Tree, hook)
    app = Litestar([put_tree], plugins=[WirePlugin(own)])
    with TestClient(app, raise_server_exceptions=False) as asking:
        assert asking.put("/tree", json={"value": 1}).status_code == status


@pytest.mark.parametrize(
    "body", [b"\x81\xa1a\x01", b"a=b", b'{"data_hash": "\\ud800"}', b"[" * 9999]
)
def test_a_body_that_is_no_json_is_refused(client: Any, body: bytes) -> None:
    assert found(client.put("/row", content=body, headers=JSON)) == [([], "invalid")]


def test_a_body_of_ten_megabytes_is_read(client: Any, row: Any) -> None:
    rows = [row] * (10_000_000 // len(json.dumps(row)) + 1)
    assert client.put("/rows", json=rows).json() == len(rows)


def test_a_class_that_contains_itself_has_a_schema_in_the_document(client: Any) -> None:
    operation = client.get("/schema/openapi.json").json()["paths"]["/tree"]["put"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator(schema)
    for good in ({"value": 1}, {"value": 1, "children": [{"value": 2, "children": []}]}):
        assert validator.is_valid(good)
        assert client.put("/tree", json=good).status_code == 200
    for bad in ({}, {"value": 1, "children": [{"value": "2"}]}):
        assert not validator.is_valid(bad)
        assert client.put("/tree", json=bad).status_code == 422
