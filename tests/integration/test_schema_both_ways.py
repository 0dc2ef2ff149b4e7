"""Schemas and hooks take and refuse the same, apart from a table of what no schema can say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import CLASSES, LIST_CLASSES, broken, examples, instances, name_of

from converters import Problem, ProblemCode, converter, json_schema, make_converter, problems
from converters.strategies import payloads
from orm_attrs import (
    AnnotationTaskStatus,
    CollaboratorTimer,
    DataRow,
    DatasetAPIKey,
    DatasetDataLongPolling,
    LabelRowMetadata,
    Page,
)

jsonschema = pytest.importorskip("jsonschema")
hypothesis_jsonschema = pytest.importorskip("hypothesis_jsonschema")

KINDS: Final = [*CLASSES, *LIST_CLASSES]
FORBIDDING: Final = make_converter(unknown="forbid")
KEEPING: Final = make_converter(unknown="keep")
ON: Final = {"ignore": converter, "forbid": FORBIDDING, "keep": KEEPING}

LARGEST_EXACT: Final = 2.0**53


@cache
def validator(kind: Any, mode: Any = "read", unknown: str = "ignore") -> Any:
    schema = json_schema(kind, converter=ON[unknown], mode=mode)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def refusals(payload: Any, kind: Any, unknown: str = "ignore") -> list[Problem]:
    """Give what the hooks say against a payload."""
    try:
        ON[unknown].structure(payload, kind)
    except Exception as exc:
        return problems(exc)
    return []


# --- what a schema cannot say ---------------------------------------------------------------------


def at(payload: Any, path: tuple[Any, ...]) -> Any:
    """Give what stands at a path, or where the path leaves what JSON has: within a text."""
    for step in path:
        if isinstance(payload, str):
            break
        payload = payload[step]
    return payload


@frozen
class Difference:
    """A kind of payload that a schema takes and the hooks refuse."""

    explains: Callable[[Problem, Any], bool]
    """Whether it is why the hooks refuse something: takes a problem, and the payload."""
    kind: Any
    example: Any


def metadata(**changes: Any) -> Any:
    return changes


DIFFERENCES: Final = {
    "text that is no date": Difference(
        lambda it, _: it.code is ProblemCode.BAD_DATE,
        Page[CollaboratorTimer],
        None,
    ),
}
