"""Nodes of types that cattrs or a service reads and writes in a way of its own."""

from datetime import datetime
from typing import Any, NewType, Optional

import pytest
from cattrs.gen import make_dict_structure_fn
from engines import ENGINES_HERE, row, running
from hypothesis import given

from converters import explain, json_schema, make_converter, register_schema
from converters.plans.nodes import ForeignNode, UnionNode, node_of
from converters.strategies import payloads
from converters.tables import TABLES
from orm_attrs import DataRow, WorkflowGraphNode

Title = NewType("Title", str)


def test_a_union_that_cattrs_tells_apart_has_its_members() -> None:
    own = make_converter()
    union: Any = DataRow | WorkflowGraphNode
    node = node_of(union, own.get_structure_hook)
    assert isinstance(node, UnionNode)
    assert [it.kind for it in node.members] == [DataRow, WorkflowGraphNode]
    assert len(json_schema(union, converter=own)["anyOf"]) == 2

    @given(payloads(union, converter=own))
    def check(payload: Any) -> None:
        assert isinstance(payload, dict)

    check()


def test_a_class_as_a_hook_is_a_services_own_where_the_type_has_an_encoding() -> None:
    own = make_converter()
    own.register_unstructure_hook(datetime, str)
    node = node_of(datetime, own.get_unstructure_hook)
    assert isinstance(node, ForeignNode)
    assert node.is_custom
    assert json_schema(datetime, converter=own, mode="write").keys() == {"$schema"}


def test_a_hook_of_a_service_for_a_nullable_type_has_the_schema_of_the_type_and_null() -> None:
    own = make_converter()
    own.register_structure_hook_func(lambda kind: kind == Optional[Title], lambda value, _: value)
    register_schema(Title, {"type": "string"}, converter=own)
    schema = json_schema(Optional[Title], converter=own)
    assert schema["type"] == ["string", "null"]


def test_the_overrides_of_a_table_serve_the_functions_of_cattrs() -> None:
    own = make_converter()
    read = make_dict_structure_fn(DataRow, own, **TABLES[DataRow].fields)  # type: ignore[arg-type]
    assert read(row(), DataRow) == own.structure(row(), DataRow)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_long_tuples_are_read_and_written(engine: str) -> None:
    with running(engine):
        own = make_converter()
        kind: Any = tuple[(int,) * 70]
        assert own.structure(list(range(70)), kind) == tuple(range(70))
        assert own.unstructure(tuple(range(70)), kind) == list(range(70))


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_bad_object_in_a_list_without_a_type_is_told(engine: str) -> None:
    with running(engine):
        own = make_converter(max_problems=1)
        good = own.structure(row(), DataRow)
        bad = own.structure(row(), DataRow)
        bad.created_at = "May"
        bad.last_edited_at = "June"
        for values in ([good, bad], [good, bad, WorkflowGraphNode("u", "t")]):
            with pytest.raises(Exception) as caught:
                own.unstructure(values)
            lines = explain(caught.value)
            assert "created_at: expected a datetime, got 'May'" in lines[0]
            assert len(lines) == 2
