"""Fixtures that several files of this folder use."""

from collections.abc import Iterator

import pytest
from cattrs import Converter
from engines import ENGINES_HERE, running
from unknown_things import later

from converters import make_converter

__all__ = ["keep", "later"]


@pytest.fixture(params=ENGINES_HERE)
def keep(request: pytest.FixtureRequest) -> Iterator[Converter]:
    """A converter that keeps what is unknown, on each engine."""
    with running(request.param):
        yield make_converter(unknown="keep")
