"""The vocabulary of tables: keys as they stand, and tables that begin with the rows of others."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import define
from engines import ENGINES_HERE, running

from converters import make_converter, tables
from converters.wire.codecs import SQL_DATETIME
from converters.wire.vocabulary import Table, db_record, query_object, v2_object, wire


@define
class Review:
    review_uuid: str
    label_hash: str
    made_by: str | None = None


def converter_with(monkeypatch: pytest.MonkeyPatch, table: Table) -> Any:
    """Make a converter to which a class has a table."""
    monkeypatch.setattr(tables, "table_of", lambda cls: table if cls is Review else None)
    return make_converter()


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_an_exact_key_is_the_only_one_of_its_field(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"review_uuid": wire(exact="reviewUuid"), "made_by": wire(exact="made-By")}
    with running(engine):
        for table, label in (
            (query_object(**rows), "label_hash"),
            (query_object(also_camel_case=True, **rows), "label_hash"),
            (db_record(**rows), "label_hash"),
            (v2_object(**rows), "labelHash"),
            (v2_object(writes_camel_case=False, **rows), "label_hash"),
        ):
            own = converter_with(monkeypatch, table)
            payload = {"reviewUuid": "r", label: "l", "made-By": "m"}
            assert own.structure(payload, Review) == Review("r", "l", "m")
            assert own.unstructure(Review("r", "l", "m")) == payload
            for other in ("review_uuid", "reviewuuid"):
                with pytest.raises(Exception):
                    own.structure({other: "r", label: "l"}, Review)


def test_a_key_is_either_exact_or_not() -> None:
    with pytest.raises(TypeError, match="the key is either 'a' or exactly 'b'"):
        wire("a", exact="b")


def test_a_table_begins_with_the_rows_of_another() -> None:
    base = v2_object(a=wire("x"), b=wire("y"), required=["a"], other_keys={"a": "z"})
    made = v2_object(extends=base, b=wire(codec=SQL_DATETIME), required=["c"])
    assert made.fields.keys() == {"a", "b"}
    assert made.fields["a"] is base.fields["a"]
    assert made.fields["b"].rename is None
    assert made.required == {"a", "c"}
    assert made.other_keys == {"a": "z"}
    assert base.fields["b"].rename == "y"

    query = query_object(extends=query_object(a=wire("x")), later=["a", "b"])
    assert query.fields["a"].rename == "x"
    assert query.fields["a"].omit_if_default is query.fields["b"].omit_if_default is True
    assert db_record(extends=db_record(a=wire("x"))).fields["a"].rename == "x"
