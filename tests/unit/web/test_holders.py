"""Dataclasses, typed dicts, named tuples and Structs that hold models, in Litestar."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypedDict

import pytest

pytest.importorskip("litestar")

import msgspec
from litestar import Litestar, put
from litestar.params import Body
from litestar.testing import TestClient

from converters import converter, make_converter
from converters.web.holders import holding_converter, holds_class
from converters.web.litestar import WirePlugin
from orm_attrs import DataRow


@dataclasses.dataclass
class Upload:
    row: DataRow
    day: date = date(2024, 1, 1)
    price: Decimal | None = None
    at: datetime | None = None


class Parcel(TypedDict, total=False):
    rows: list[DataRow]
    wait: timedelta


@dataclasses.dataclass
class Rows:
    rows: list[DataRow]


class Pair(NamedTuple):
    first: DataRow
    count: int


class Inner(msgspec.Struct, tag="inner", omit_defaults=True):
    row: DataRow
    name: str = "none"
    tags: list[str] = msgspec.field(default_factory=list)


class Outer(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    inner_part: Inner
    row_count: Annotated[int, msgspec.Meta(ge=0)]
    raw_bytes: bytes = b""


class Array(msgspec.Struct, array_like=True):
    row: DataRow


class Plain(msgspec.Struct):
    number: int


def kinds_and_bodies(row: Any) -> list[tuple[Any, Any]]:
    return [
        (
            Upload,
            {"row": row, "day": "2024-02-29", "price": "1.50", "at": "2024-02-29T01:02:03"},
        ),
        (list[Upload], [{"row": row, "day": "2024-02-29", "price": None, "at": None}]),
        (Parcel, {"rows": [row, row], "wait": "PT5S"}),
        (Parcel, {}),
        (Pair, [row, 5]),
        (Inner, {"type": "inner", "row": row}),
        (Inner, {"type": "inner", "row": row, "name": "n", "tags": ["t"]}),
        (
            Outer,
            {"innerPart": {"type": "inner", "row": row}, "rowCount": 5, "rawBytes": "YWI="},
        ),
        (
            dict[str, Outer],
            {
                "a": {
                    "innerPart": {"type": "inner", "row": row},
                    "rowCount": 0,
                    "rawBytes": "",
                }
            },
        ),
    ]


def asking(kind: Any) -> TestClient[Any]:
    async def put_it(data: Any) -> Any:
        return data

    put_it.__annotations__ = {"data": Annotated[kind, Body()], "return": kind}
    app = Litestar([put("/")(put_it)], plugins=[WirePlugin()])
    return TestClient(app, raise_server_exceptions=False)


def test_they_are_read_and_written_with_the_keys_of_the_wire(row: Any) -> None:
    row = converter.unstructure(converter.structure(row, DataRow))
    for kind, body in kinds_and_bodies(row):
        with asking(kind) as client:
            answer = client.put("/", json=body)
            assert (answer.status_code, answer.json()) == (200, body)
            if isinstance(body, dict):
                schema = client.get("/schema/openapi.json").text
                assert "data_hash" in schema
                assert '"uid"' not in schema


@pytest.mark.parametrize(
    ("kind", "change", "loc"),
    [
        (Upload, {"row": {}}, ["row", "data_hash"]),
        (Upload, {"day": "May"}, ["day"]),
        (Upload, {"price": True}, ["price"]),
        (Inner, {"type": "outer"}, []),
        (Inner, {"row": {}}, ["row", "data_hash"]),
        (Inner, {"name": 5}, ["name"]),
        (Outer, {"innerPart": {"row": {}}}, ["innerPart", "row", "data_hash"]),
        (Outer, {"rowCount": -1}, []),
        (Outer, {"rawBytes": "?"}, ["rawBytes"]),
        (Outer, {"extra": 1}, ["extra"]),
    ],
)
def test_what_is_wrong_with_them_is_told_with_its_place(
    kind: Any, change: dict[str, Any], loc: list[Any], row: Any
) -> None:
    good = next(body for it, body in kinds_and_bodies(row) if it is kind)
    with asking(kind) as client:
        answer = client.put("/", json=good | change)
        assert answer.status_code == 422
        assert answer.json()["extra"][0]["loc"] == loc
        assert client.put("/", json=[good]).status_code == 422


def test_a_struct_that_is_an_array_is_refused_when_the_application_is_made() -> None:
    with pytest.raises(TypeError, match="Array: a Struct with models in it must not be an array"):
        asking(Array)


def test_what_holds_no_model_is_left_to_the_framework() -> None:
    for kind in (int, list[int], Plain, dict[str, Plain], Any, None):
        assert not holds_class(kind)


def test_a_converter_is_copied_only_where_it_lacks_hooks() -> None:
    own = make_converter()
    assert holding_converter(own, dict[str, Rows]) is own
    for kind in (list[Outer], Pair):
        assert holding_converter(own, kind) is not own
    with pytest.raises(Exception, match="Unsupported type"):
        own.structure({}, Inner)
