"""Both kinds of clients, and a row to save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from client_cases import KINDS, ClientMaker, event_loop

from converters import converter
from orm_attrs import DataRow


@pytest.fixture(params=KINDS)
def client_of(request: pytest.FixtureRequest) -> Iterator[ClientMaker]:
    """Makes clients whose servers have their answers ready."""
    if request.param == "threads":
        yield ClientMaker(None)
        return
    with event_loop() as loop:
        yield ClientMaker(loop)


@pytest.fixture
def obj(row: dict[str, Any]) -> DataRow:
    """The row as an object."""
    return converter.structure(row, DataRow)
