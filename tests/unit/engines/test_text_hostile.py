"""JSON text that is made to be read wrongly."""

from __future__ import annotations

from typing import Any

import pytest
from engines import COMPILED

pytestmark = pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")


def value_of(text: str | bytes) -> Any:
    """Read a JSON value."""
    return COMPILED.read_text(lambda it: it, text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize("zeros", [21, 998, 999, 1000, 1001, 9999, 10001, 100001])
def test_a_number_of_many_places_and_a_large_exponent_is_read_exactly(zeros: int) -> None:
    for exponent in (zeros - 1, zeros, zeros + 1, zeros + 2, zeros + 20, 1000, 10000):
        text = f"0.{'0' * zeros}1e{exponent}"
        if (number := float(text)) < float("inf"):
            assert value_of(text) == number
