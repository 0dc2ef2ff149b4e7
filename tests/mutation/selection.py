"""Which tests are run for a mutant: those that ran the changed line, as coverage recorded it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Final

from attrs import frozen
from coverage import CoverageData

FEW: Final = 25
"""How many tests are run first: most mutants are noticed by any of them."""

_FACTS: Final = ["unit/models", "unit/tables"]

AT_IMPORT: Final[tuple[tuple[str, list[str]], ...]] = (
    ("orm_attrs/_", ["unit/test_changes.py", "unit/unknown", *_FACTS]),
    ("orm_attrs/", [*_FACTS, "unit/test_models.py", "unit/test_changes.py"]),
    ("converters/tables/", _FACTS),
    ("converters/wire/dates", ["unit/wire"]),
    ("converters/wire/", ["unit/wire", *_FACTS]),
    ("converters/client/", ["unit/client"]),
    ("converters/bulk/", ["unit/bulk"]),
    ("converters/cli/", ["unit/cli"]),
    ("converters/__main__", ["unit/cli"]),
    ("converters/web/", ["unit/web", "integration/test_frameworks.py"]),
    ("converters/plans/", ["unit/plans"]),
    ("converters/unknown/", ["unit/unknown"]),
    ("converters/engines/", ["unit/engines", "unit/test_json_text.py"]),
    ("converters/", ["unit"]),
)
"""The tests for lines that run only when a module is imported, before any test."""


@frozen
class Selection:
    """The tests that ran each line of the packages."""

    by_line: Mapping[str, Mapping[int, frozenset[str]]]
    """By the path of a module, from the folder of the packages: per line, the names of tests."""

    @classmethod
    def from_coverage(cls, file: Path, root: Path) -> Selection:
        """Read what ``pytest --cov-context=test`` recorded in a project."""
        data = CoverageData(str(file))
        data.read()
        by_line = {
            str(Path(path).relative_to(root)): {
                line: frozenset(filter(None, map(_test_of, contexts)))
                for line, contexts in data.contexts_by_lineno(path).items()
            }
            for path in data.measured_files()
            # Not what a program of a test has run that found the checkout instead of its copy.
            if Path(path).is_relative_to(root)
        }
        return cls(by_line)

    def tests_for(self, path: str, line: int) -> list[list[str]]:
        """Give the tests for a mutant, in groups: some of different files first, then the rest."""
        lines = self.by_line.get(path, {})
        tests = lines.get(line)
        if tests:
            ordered = spread(tests)
            return [group for group in (ordered[:FEW], ordered[FEW:]) if group]
        first = next(tests for start, tests in AT_IMPORT if path.startswith(start))
        users = frozenset[str]().union(*lines.values())
        named = [f"tests/{test}" for test in first]
        return [named, spread(users)] if users else [named, ["tests/unit"]]


def spread(tests: Iterable[str]) -> list[str]:
    """Put tests in an order in which neighbours are of different files."""
    by_file: dict[str, list[str]] = {}
    for test in sorted(tests):
        by_file.setdefault(test.partition("::")[0], []).append(test)
    rounds = zip_longest(*by_file.values())
    return [test for one in rounds for test in one if test is not None]


def _test_of(context: str) -> str:
    """Name the test of a context such as ``tests/a.py::test_b|run``; of others, an empty text."""
    return context.rpartition("|")[0]
