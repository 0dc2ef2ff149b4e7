"""Which tests are run for a mutant."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="it makes the changes")

from mutation.mutants import all_mutants
from mutation.selection import AT_IMPORT, FEW, Selection, spread

TESTS = Path(__file__).parents[1]


def test_the_tests_that_ran_a_line_are_chosen_few_of_them_first() -> None:
    ran = frozenset(f"tests/unit/test_rows.py::test_{number}" for number in range(FEW + 5))
    selection = Selection({"converters/rows.py": {7: ran, 8: frozenset(["tests/a.py::test_b"])}})

    first, others = selection.tests_for("converters/rows.py", 7)

    assert len(first) == FEW
    assert {*first, *others} == ran
    assert selection.tests_for("converters/rows.py", 8) == [["tests/a.py::test_b"]]


def test_a_line_of_an_import_has_the_tests_of_its_room_and_of_what_uses_the_module() -> None:
    selection = Selection({"converters/rows.py": {7: frozenset(["tests/a.py::test_b"])}})

    assert selection.tests_for("converters/rows.py", 1) == [["tests/unit"], ["tests/a.py::test_b"]]


def test_neighbours_are_of_different_files() -> None:
    assert spread(["a::1", "a::2", "a::3", "b::1", "c::1"]) == [
        "a::1",
        "b::1",
        "c::1",
        "a::2",
        "a::3",
    ]


def test_each_module_has_tests_that_exist() -> None:
    for path in {mutant.path for mutant in all_mutants(TESTS.parent)}:
        (named, _) = Selection({}).tests_for(path, 1)
        assert all((TESTS.parent / test).exists() for test in named)
    assert all((TESTS / test).exists() for _, tests in AT_IMPORT for test in tests)
