"""What servers send that the models do not know."""

from __future__ import annotations

import json
from random import Random
from typing import Any, get_args, get_origin

import pytest
from strategies import Maker

from converters import (
    converter,
    make_converter,
)
from converters.problems import ProblemCode, problems
from converters.tables import TABLES

KEEP = make_converter(unknown="keep")


@pytest.fixture
def later(row: dict[str, Any]) -> dict[str, Any]:
    """A data row of a server that is newer than the models."""
    return {
        **row,
        "data_type": "HOLOGRAM",
        "storage_location": 7,
        "branch_name": "main",
        "spaces": {"root": {"space_type": "image"}},
    }


def held_by(obj: Any) -> Any:
    return getattr(obj, "_kept", None)


def good_payload(kind: Any) -> dict[str, Any]:
    """A payload with all its keys, written as we write it."""
    maker = Maker(Random(3))
    while True:
        payload: dict[str, Any] = converter.unstructure(maker.instance(kind))
        if is_json(payload):
            return payload


def is_json(payload: Any) -> bool:
    try:
        json.dumps(payload, allow_nan=False)
    except ValueError:
        return False
    return True


def is_unsendable(exc: Exception, kind: Any) -> bool:
    """Tell whether a request was not written as it has what stands for words of a newer server."""
    found = {it.code for it in problems(exc)}
    whole = get_origin(kind) or kind
    classes = [whole] if whole in TABLES else [it for it in get_args(kind) if it in TABLES]
    return found == {ProblemCode.UNKNOWN_MEMBER} and any(TABLES[it].is_request for it in classes)
