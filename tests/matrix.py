"""Ask a converter about payloads of every class and every key."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from cases import CASE_OF, CASES, Key
from cattrs.errors import BaseValidationError
from loops import Group, One, in_groups

from converters import converter, explain

NOT_OBJECTS = [([], "list"), ("x", "'x'"), (5, "int 5"), (None, "null"), (True, "bool True")]


def structure(payload: Any, kind: Any, using: Any = converter) -> Any:
    """Structure a payload, and see that it stays as it was."""
    before = deepcopy(payload)
    try:
        return using.structure(payload, kind)
    finally:
        assert payload == before, "the payload was changed"


def problems(payload: Any, kind: Any, using: Any = converter) -> list[str]:
    """Give every problem that is found in a payload."""
    with pytest.raises(BaseValidationError) as caught:
        structure(payload, kind, using)
    return explain(caught.value)


def good(cls: Any, **changes: Any) -> dict[str, Any]:
    """Give the good payload of a class, with other values for some keys."""
    return {**CASE_OF[cls].payload, **changes}


each_class = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def each_key(wanted: Callable[[Key], object] = lambda one: True) -> Callable[[Any], Any]:
    """Run a test for every class with keys that are wanted, and in it for each of them."""
    groups = [
        Group(case.id, cases)
        for case in CASES
        if (
            cases := [
                One(f"{case.id}.{one.name}", {"case": case, "one": one})
                for one in case.keys
                if wanted(one)
            ]
        )
    ]
    return in_groups(["case", "one"], groups)
