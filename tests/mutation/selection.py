"""Which tests are run for the mutants of which module: the quickest that may notice come first."""

from __future__ import annotations

from typing import Final

_TABLES: Final = ["unit/models", "unit/tables/test_tables.py"]

_FIRST: Final[tuple[tuple[str, list[str]], ...]] = (
    ("orm_attrs/_", ["unit/test_changes.py", "unit/unknown", *_TABLES]),
    ("orm_attrs/", [*_TABLES, "unit/test_models.py", "unit/test_changes.py"]),
    ("converters/tables/", _TABLES),
    ("converters/wire/dates", ["unit/wire"]),
    ("converters/wire/", [*_TABLES, "unit/test_errors.py"]),
    ("converters/errors", ["unit/test_errors.py"]),
    ("converters/rows", ["unit/test_rows.py", "unit/test_rows_written.py"]),
    ("converters/column_types", ["unit/test_column_types.py", "unit/test_rows.py"]),
    ("converters/json_text", ["unit/test_json_text.py"]),
    ("converters/cli/", ["unit/cli"]),
    ("converters/__main__", ["unit/cli"]),
    ("converters/client/saving", ["test_client.py"]),
    ("converters/client/", ["test_http.py"]),
    ("converters/plans/", ["unit/plans", "unit/test_registry.py"]),
    ("converters/unknown/", ["unit/unknown"]),
    ("converters/engines/structs", ["unit/test_json_text.py"]),
    ("converters/", ["unit/test_registry.py"]),
)

_THEN: Final = [
    *("unit/test_registry.py", "unit/test_registry_classes.py", "unit/test_errors.py"),
    *("unit/models", "unit/plans", "integration/test_service_classes.py"),
    *("integration/test_service_hooks.py", "integration/test_types.py"),
    "integration/test_hostile_inputs.py",
]

_LAST: Final = [
    *("unit", "integration/test_bounds.py", "integration/test_service_unions.py"),
    *("integration/test_round_trip.py", "integration/test_formats.py"),
]

_HOOKS: Final = tuple(
    f"converters/{it}" for it in ("engines/", "plans/", "unknown/", "tables/__init__")
)


def tests_for(path: str) -> list[list[str]]:
    """Give the tests for the mutants of a module, in the order in which they are run.

    First those of the module alone, as they are quick and notice most; then those of what uses it.
    """
    first = next(tests for start, tests in _FIRST if path.startswith(start))
    if path.startswith(("orm_attrs/", "converters/cli/", "converters/__main__")):
        return [first]
    if path.startswith("converters/client/"):
        return [first, ["test_client.py", "test_http.py"]]
    return [first, _THEN, _LAST, *([["stress/test_differential.py"]] * path.startswith(_HOOKS))]
