"""Which tests are run for the mutants of which module: the quickest that may notice come first."""

from __future__ import annotations

_MODELS = ["unit/models", "test_tables.py", "test_models.py", "test_changes.py"]

_FIRST: tuple[tuple[str, list[str]], ...] = (
    ("orm_attrs/", _MODELS),
    ("converters/tables/", ["unit/models", "test_tables.py"]),
    ("converters/wire/dates", ["test_dates.py"]),
    ("converters/wire/", ["test_tables.py", "unit/models", "test_errors.py"]),
    ("converters/errors", ["test_errors.py"]),
    ("converters/rows", ["test_rows.py"]),
    ("converters/json_text", ["test_json_text.py"]),
    ("converters/cli/", ["test_cli.py"]),
    ("converters/__main__", ["test_cli.py"]),
    ("converters/client/saving", ["test_client.py"]),
    ("converters/client/", ["test_http.py"]),
    ("converters/plans/", ["unit/plans", "test_registry.py"]),
    ("converters/unknown/", ["test_unknown.py"]),
    ("converters/registry", ["test_registry.py"]),
    ("converters/engines/structs", ["test_json_text.py"]),
    ("converters/engines/", ["test_registry.py"]),
)

_HOOKS = ("converters/engines/", "converters/plans/", "converters/unknown/", "converters/tables/__")

_THEN = ["test_registry.py", "test_errors.py", "unit", "test_services.py"]

_LAST = [
    *("integration", "test_rows.py", "test_json_text.py", "test_changes.py", "test_tables.py"),
    "test_matrix.py",
]

_FOR_HOOKS = ["test_unknown.py", "test_round_trip.py", "test_differential.py"]


def tests_for(path: str) -> list[list[str]]:
    """Give the tests for the mutants of a module, in the order in which they are run.

    First those of the module alone, as they are quick and notice most; then those of what uses it.
    """
    first = next((tests for start, tests in _FIRST if path.startswith(start)), [])
    stages = [first] if first else []
    if path.startswith(("orm_attrs/", "converters/cli/", "converters/__main__")):
        return stages
    if path.startswith("converters/client/"):
        return [*stages, ["test_client.py", "test_http.py"]]
    return [*stages, _THEN, _LAST, *([_FOR_HOOKS] if path.startswith(_HOOKS) else [])]
