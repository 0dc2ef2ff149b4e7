"""The ways in which this system starts processes, as cases of a test."""

import multiprocessing
from typing import Any, Final

import pytest


def _case_of(method: str) -> Any:
    # Its children are forks of a fresh interpreter: `fork` and `spawn` show what a version changes.
    return pytest.param(method, marks=pytest.mark.exhaustive) if method == "forkserver" else method


START_METHODS: Final = [_case_of(it) for it in multiprocessing.get_all_start_methods()]
