"""The changes that the mutants are made of, and the choice of them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="it makes the changes")

from mutation.mutants import all_mutants, sample

SOURCE = '''"""A module."""

from enum import Enum


class Colour(Enum):
    """A docstring."""

    RED = "red"
    BLUE = 5


def shade(width: int | None) -> str | None:
    """Another."""
    depth: int | None = width
    return "dark" if depth else None
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one module."""
    (tmp_path / "orm_attrs").mkdir()
    (tmp_path / "converters").mkdir()
    (tmp_path / "orm_attrs" / "colour.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def changed_lines(project: Path) -> set[str]:
    diffs = [mutant.diff(project).splitlines() for mutant in all_mutants(project)]
    return {" ".join(line[1:].split()) for diff in diffs for line in diff if line.startswith("+")}


def test_members_texts_numbers_and_conditions_are_changed(project: Path) -> None:
    found = changed_lines(project)

    assert {"pass", 'RED = "XXred"', "BLUE = 6", "BLUE = 4"} <= found
    assert 'return "XXdark" if depth else None' in found
    assert 'return "dark" if not depth else None' in found


def test_docstrings_imports_and_annotations_of_functions_are_not_changed(project: Path) -> None:
    assert not any("XXA" in line or "width: int" in line for line in changed_lines(project))
    assert {mutant.line for mutant in all_mutants(project)} == {9, 10, 15, 16}


def test_a_seed_chooses_the_same_mutants_and_no_place_twice(project: Path) -> None:
    every = all_mutants(project)

    assert sample(every, 4, 1) == sample(every, 4, 1)
    assert len({(it.line, it.operator) for it in sample(every, 4, 1)}) == 4
    assert len(sample(every, 100, 1)) <= len(every)
