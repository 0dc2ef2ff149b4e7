"""The central registry of structure and unstructure hooks for the models of `orm_attrs`."""

from converters.column_types import Column, columns
from converters.engines.choice import engine
from converters.engines.unions import register_union
from converters.errors import ProblemCode
from converters.json_text import dumps, loads
from converters.problems import (
    INVALID,
    Problem,
    explain,
    fastapi_detail,
    github_annotations,
    problem_details,
    problems,
    validate,
)
from converters.registry import (
    ModelConverter,
    Plan,
    configure_converter,
    make_converter,
    plan,
    ready_converter,
    source,
)
from converters.rows import from_db_row, to_dic, updatable_fields
from converters.schema import json_schema, json_schemas, register_schema
from converters.unknown.evolve import evolve
from converters.unknown.held import kept
from converters.wire.queries import query_type
from converters.wire.vocabulary import ByKeys, ByType, Tag, wire

converter: ModelConverter = ready_converter()
"""A converter with every hook. To register hooks of your own, make one with `make_converter`."""

__all__ = [
    "INVALID",
    "ByKeys",
    "ByType",
    "Column",
    "ModelConverter",
    "Plan",
    "Problem",
    "ProblemCode",
    "Tag",
    "columns",
    "configure_converter",
    "converter",
    "dumps",
    "engine",
    "evolve",
    "explain",
    "fastapi_detail",
    "from_db_row",
    "github_annotations",
    "json_schema",
    "json_schemas",
    "kept",
    "loads",
    "make_converter",
    "plan",
    "problem_details",
    "problems",
    "query_type",
    "register_schema",
    "register_union",
    "source",
    "to_dic",
    "updatable_fields",
    "validate",
    "wire",
]
