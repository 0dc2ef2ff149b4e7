"""Finds every place where a package can be changed, and changes one."""

from __future__ import annotations

import ast
import difflib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import cosmic_ray.plugins
from attrs import frozen
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.operators.operator import Operator

from mutation.operators import OWN

PACKAGES = ("orm_attrs", "converters")

_ANNOTATIONS = ("annassign", "param", "tfpdef", "funcdef")


@frozen
class Mutant:
    """A package with one change."""

    path: str
    """The changed file, from the folder of the packages."""
    operator: str
    """The kind of the change."""
    occurrence: int
    """Which of the places where this kind of change is possible in the file."""
    line: int

    @property
    def name(self) -> str:
        """Names the mutant on the command line."""
        return f"{self.path}:{self.line}:{self.operator.split('/')[-1]}:{self.occurrence}"

    def source(self, root: Path) -> str:
        """Give the changed file."""
        changed = MutationVisitor.mutate_code(
            (root / self.path).read_text(encoding="utf-8"),
            operators()[self.operator],
            self.occurrence,
        )
        assert changed is not None
        return str(changed)

    def diff(self, root: Path) -> str:
        """Give the changed lines."""
        before = (root / self.path).read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(before, self.source(root).splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if line[:2] not in ("--", "++", "@@"))


def operators() -> dict[str, Operator]:
    """Give every kind of change that needs no arguments."""
    kinds = {
        name: cosmic_ray.plugins.get_operator(name) for name in cosmic_ray.plugins.operator_names()
    }
    plain = {name: kind() for name, kind in kinds.items() if not kind.arguments()}
    return {**plain, **{name: kind() for name, kind in OWN.items()}}


def all_mutants(root: Path) -> list[Mutant]:
    """List every mutant whose text is Python, in the order of the files."""
    paths = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return [mutant for path in paths for mutant in _mutants_of(path, root)]


def _mutants_of(path: Path, root: Path) -> Iterator[Mutant]:
    source = path.read_text(encoding="utf-8")
    tree = get_ast(source)
    skipped = _lines_for_type_checkers(source)
    postponed = "from __future__ import annotations" in source
    for name, operator in operators().items():
        occurrence = -1
        for node in ast_nodes(tree):
            for start, _ in operator.mutation_positions(node):
                occurrence += 1
                if start[0] in skipped or _is_annotation(node, only_of_functions=not postponed):
                    continue
                yield Mutant(str(path.relative_to(root)), name, occurrence, start[0])


def _lines_for_type_checkers(source: str) -> set[int]:
    """Find the lines that do nothing when they run: overloads, and what is read by tools only."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        tools = (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        )
        overloaded = isinstance(node, ast.FunctionDef) and any(
            isinstance(it, ast.Name) and it.id == "overload" for it in node.decorator_list
        )
        named = isinstance(node, ast.Assign) and any(
            isinstance(it, ast.Name) and it.id == "__all__" for it in node.targets
        )
        if tools or overloaded or named:
            first = min([node.lineno, *(it.lineno for it in getattr(node, "decorator_list", ()))])
            lines |= set(range(first, (node.end_lineno or node.lineno) + 1))
    return lines


def _is_annotation(node: Any, *, only_of_functions: bool) -> bool:
    """Tell whether a node stands in an annotation, which nobody evaluates or nobody looks at."""
    while node.parent is not None:
        parent = node.parent
        if parent.type == "annassign" and node is parent.children[1]:
            in_function = any(it.type == "funcdef" for it in _parents(parent))
            return in_function or not only_of_functions
        if parent.type == "tfpdef" or (
            parent.type == "funcdef" and node is not parent.children[-1]
        ):
            return parent.type == "tfpdef" or "->" in (
                getattr(node.get_previous_sibling(), "value", None),
                getattr(node, "value", None),
            )
        node = parent
    return False


def _parents(node: Any) -> Iterator[Any]:
    while node.parent is not None:
        node = node.parent
        yield node


def sample(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """Choose mutants at random: places first, so that none counts more for its many changes."""
    by_place: dict[tuple[str, int, str], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        family = mutant.operator.split("/")[-1].split("_")[0]
        by_place[mutant.path, mutant.line, family].append(mutant)
    random = Random(seed)
    places = random.sample(sorted(by_place), min(count, len(by_place)))
    return [random.choice(by_place[place]) for place in places]
