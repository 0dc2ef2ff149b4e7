"""Ask a converter about payloads of every class and every key."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from cases import CASE_OF, CASES, Case
from cattrs.errors import BaseValidationError

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


def each_class(
    label: str = "", wanted: Callable[[Case], object] = lambda case: True
) -> pytest.MarkDecorator:
    """Run a test for every class that is wanted, under names like ``DataRow-full``."""
    rows = [pytest.param(case, id=case.id + label) for case in CASES if wanted(case)]
    return pytest.mark.parametrize("case", rows)


def has_keys(case: Case) -> bool:
    return bool(case.keys)
