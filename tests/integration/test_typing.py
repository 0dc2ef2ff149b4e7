"""What type checkers and other tools rely on; what they say is held by `typing_examples`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_type_hints

import cattrs
import pytest

import converters
import orm_attrs

PACKAGES = [converters, orm_attrs]
FUNCTIONS = [
    function
    for package in PACKAGES
    for name in package.__all__
    if inspect.isfunction(function := getattr(package, name))
]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_a_package_tells_type_checkers_that_it_is_typed(package: Any) -> None:
    assert (files(package) / "py.typed").is_file()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_annotation_of_a_public_function_has_a_meaning_at_run_time(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    assert get_type_hints(function).keys() == {*parameters, "return"}


def imports(tree: ast.AST) -> Iterator[str]:
    """List what is imported at run time, at any depth."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for other in node.orelse:
                yield from imports(other)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from imports(node)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_what_only_annotations_need_is_not_imported(package: Any) -> None:
    """It need not be installed: cattrs brings it along for some versions of Python only."""
    modules = list(Path(package.__file__).parent.rglob("*.py"))
    assert len(modules) > 10
    for module in modules:
        assert "typing_extensions" not in set(imports(ast.parse(module.read_text())))


def test_a_converter_has_nothing_that_cattrs_does_not_give_it() -> None:
    """Its class is there for type checkers."""
    own = converters.make_converter()
    for made in (own, own.copy(), converters.converter):
        assert isinstance(made, cattrs.Converter)
        for name in dir(made):
            method = getattr(type(made), name)
            if inspect.isfunction(method):
                assert method is getattr(cattrs.Converter, name)
