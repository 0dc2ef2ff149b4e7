"""Converters of a service, and what the tests of them start from."""

import json
from typing import Any

import pytest
from attrs import define
from cases import CASE_OF
from cattrs.preconf.json import make_converter as make_json_converter

from converters import configure_converter, explain
from orm_attrs import (
    DataRow,
)

ROW = CASE_OF[DataRow].payload


ROW_OBJECT = CASE_OF[DataRow].object


ROW_WRITTEN = CASE_OF[DataRow].written


def service(**kwargs: Any) -> Any:
    """Make the converter of a service that speaks JSON."""
    own = make_json_converter(**kwargs)
    configure_converter(own)
    return own


def problems(own: Any, payload: Any, kind: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        own.loads(json.dumps(payload), kind)
    return explain(caught.value)


def check_round_trip(own: Any, payload: Any, value: Any, kind: Any) -> None:
    """See that a payload is read as a value, and that the value is written as the payload."""
    read = own.loads(json.dumps(payload), kind)
    assert read == value
    assert json.loads(own.dumps(read, kind)) == payload


@define
class Batch:
    rows: list[DataRow]
    note: str = ""
