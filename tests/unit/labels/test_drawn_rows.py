"""Whole label rows that Hypothesis draws."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from engines import ENGINES_HERE, running
from hypothesis import HealthCheck, given, settings
from label_rows import is_the_same_json
from strategies import examples

from converters import dumps, loads, make_converter
from converters.strategies import payloads
from orm_attrs import LabelRowV2

rows = payloads(LabelRowV2)


@cache
def made_by(engine: str) -> tuple[Any, Any]:
    """Make a converter that keeps what is unknown, and one that does not, once for all rows."""
    with running(engine):
        keeping, own = make_converter(unknown="keep"), make_converter()
        for one in (keeping, own):
            one.unstructure(one.structure({}, LabelRowV2))
        return keeping, own


@pytest.mark.parametrize("engine", ENGINES_HERE)
@settings(examples(100), suppress_health_check=list(HealthCheck))
@given(payload=rows)
def test_a_row_is_read_and_comes_back_where_what_is_unknown_is_kept(
    engine: str, payload: Any
) -> None:
    keeping, own = made_by(engine)
    text = json.dumps(payload)
    row = keeping.structure(payload, LabelRowV2)
    assert is_the_same_json(keeping.unstructure(row), payload)
    read = loads(text, LabelRowV2, converter=keeping)
    assert read == row == own.structure(payload, LabelRowV2)
    assert is_the_same_json(json.loads(dumps(read, converter=keeping)), payload)
    written = own.unstructure(row)
    # An answer of which all keys are null is told by none of them any more.
    assert own.unstructure(own.structure(written, LabelRowV2)) == written
    assert json.loads(dumps(row, converter=own)) == written
