"""What a call gives, and whether two calls give the same."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.util import find_spec
from math import isfinite
from typing import Any, Final

import attrs
from attrs import field, frozen
from cattrs.errors import (
    BaseValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
)

from converters import (
    explain,
)
from converters.errors import LONGEST_SENTENCE
from converters.json_text import JSON_LIBRARIES

SECONDS: Final = 5.0
"""Processor time that one call may take; the slowest of a million took a hundredth of it."""

LONGEST_LINE: Final = LONGEST_SENTENCE + 4000
"""Characters of a line of `explain`: a sentence and a path."""

DEEP_TEXT: Final = 800
"""Levels of JSON text up to which all engines read the same."""

INSTALLED: Final = [library for library in JSON_LIBRARIES if find_spec(library)]

CLEAN: Final = (
    *(ValueError, TypeError, BaseValidationError),
    # Older versions of cattrs have no common base of these two.
    *(ForbiddenExtraKeysError, StructureHandlerNotFoundError),
)
"""What a hook may raise. Where only the first problem is raised, a missing key is a `KeyError`."""


class FindingError(Exception):
    """Something does not hold."""


@frozen
class Outcome:
    """What a call gave, or how it was refused."""

    value: Any
    lines: tuple[str, ...] | None
    """What `explain` says; None when the call gave a value."""
    problem: BaseException | None = field(default=None, eq=False)
    """What was raised; None when the call gave a value."""

    @property
    def is_good(self) -> bool:
        return self.lines is None


def call(function: Callable[..., Any], *arguments: Any, most: int | None = 1000) -> Outcome:
    """Call a function of the library, and check that it ends as it may."""
    start = time.process_time()
    try:
        outcome = Outcome(function(*arguments), None)
    except (*CLEAN, KeyError) as problem:
        outcome = Outcome(None, tuple(_explained(problem, most)), problem)
    except BaseException as problem:
        raise FindingError(f"unclean {type(problem).__name__}: {str(problem)[:200]}") from problem
    spent = time.process_time() - start
    if spent > SECONDS:
        raise FindingError(f"slow: {spent:.1f} seconds")
    return outcome


def _explained(problem: BaseException, most: int | None) -> list[str]:
    if isinstance(problem, KeyError) and not getattr(problem, "__notes__", None):
        raise FindingError(f"unclean KeyError: {problem}") from problem
    for leaf in _leaves(problem):
        # What looks like a mistake in a hook: ours make none.
        if not isinstance(leaf, (*CLEAN, KeyError)) or isinstance(leaf, RecursionError):
            raise FindingError(f"mistake in a hook: {type(leaf).__name__}: {str(leaf)[:200]}")
    try:
        lines = explain(problem)
    except Exception as failure:
        raise FindingError(f"unexplained: {type(failure).__name__}: {failure}") from problem
    if not lines:
        raise FindingError("unexplained: no lines") from problem
    # Hooks that are not ours call some of ours, each of which lists as many, and says so itself.
    if most is not None and len(lines) > most + 200:
        raise FindingError(f"long report: {len(lines)} lines for {most}") from problem
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise FindingError(f"long line: {len(line)} characters: {line[:300]}") from problem
    return lines


def _leaves(problem: BaseException) -> Iterator[BaseException]:
    pending = [problem]
    while pending:
        it = pending.pop()
        if isinstance(it, BaseValidationError):
            pending += it.exceptions
        else:
            yield it


# --- comparing ------------------------------------------------------------------------------------


def contents(value: Any) -> Iterator[Any] | None:
    """Give what a container holds; None for anything else."""
    if isinstance(value, dict):
        return iter([part for item in dict.items(value) for part in item])
    if type(value) in (list, tuple, deque) or isinstance(value, list):
        return iter(value)
    if attrs.has(type(value)):
        return iter([getattr(value, it.name, None) for it in attrs.fields(type(value))])
    return None


class Snapshot:
    """Notes which objects a value consists of, to tell afterwards whether it was changed."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.before = self._walk()

    def _walk(self) -> list[tuple[Any, list[Any]]]:
        seen: set[int] = set()
        found = []
        pending = [self.value]
        while pending:
            value = pending.pop()
            inside = contents(value)
            if inside is None or id(value) in seen:
                continue
            seen.add(id(value))
            parts = list(inside)
            found.append((value, parts))
            pending += parts
        return found

    def check(self) -> None:
        """Check that the value consists of the very same objects."""
        now = self._walk()
        is_same = len(now) == len(self.before) and all(
            one is other and len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))
            for (one, a), (other, b) in zip(self.before, now, strict=True)
        )
        if not is_same:
            raise FindingError("input changed")


def alike(one: Any, other: Any) -> str:
    """Tell where two values differ, in value or type, at any depth; empty when they do not.

    Like `strategies.differences`, but without recursion, and content with the very same object.
    """
    pending = [(one, other, "$")]
    while pending:
        a, b, path = pending.pop()
        if a is b:
            continue
        if type(a) is not type(b):
            return f"{path}: {type(a).__name__} and {type(b).__name__}"
        if attrs.has(type(a)):
            names = [it.name for it in attrs.fields(type(a))]
            pending += [(getattr(a, it), getattr(b, it), f"{path}.{it}") for it in names]
        elif isinstance(a, Mapping):
            if list(a) != list(b):
                return f"{path}: keys {shown(list(a))} and {shown(list(b))}"
            pending += [(a[key], b[key], f"{path}[{shown(key):.40}]") for key in a]
        elif isinstance(a, (list, tuple, deque)):
            if len(a) != len(b):
                return f"{path}: {len(a)} and {len(b)} items"
            pending += [(x, y, f"{path}[{i}]") for i, (x, y) in enumerate(zip(a, b, strict=True))]
        elif not _equal(a, b):
            return f"{path}: {shown(a)} and {shown(b)}"
    return ""


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, float):
        return bool(a.hex() == b.hex())
    if isinstance(a, datetime):
        return a.isoformat() == b.isoformat()
    return bool(a == b)


def shown(value: Any) -> str:
    """Print a value, whatever it is, in a few words."""
    try:
        return repr(value)[:300]
    except Exception:
        return f"a {type(value).__name__} that cannot be printed"


def expect_alike(what: str, one: Outcome, other: Outcome) -> None:
    """Check that two ways gave the same, or refused for the same reasons."""
    if one.lines != other.lines:
        raise FindingError(f"{what}: {first_difference(one.lines, other.lines)}")
    difference = alike(one.value, other.value)
    if difference:
        raise FindingError(f"{what}: {difference}")


def first_difference(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> str:
    """Name the first lines that differ."""
    if one is None or other is None:
        taken, refused = ("first", other) if one is None else ("second", one)
        assert refused is not None
        return f"only the {taken} accepts: {refused[0][:300]}"
    pairs = zip((*one, "no line"), (*other, "no line"), strict=False)
    a, b = next((a, b) for a, b in pairs if a != b)
    return f"{a[:200]} | {b[:200]}"


def is_json(value: Any) -> bool:
    """Tell whether a value is what a JSON reader gives."""
    pending = [value]
    for _ in range(200_000):
        if not pending:
            return True
        it = pending.pop()
        if type(it) is dict:
            pending += it.values()
            if not all(type(key) is str and _is_utf8(key) for key in it):
                return False
        elif type(it) is list:
            pending += it
        elif not _is_json_scalar(it):
            return False
    return False  # It contains itself.


def _is_json_scalar(value: Any) -> bool:
    if type(value) is str:
        return _is_utf8(value)
    if type(value) is float:
        return isfinite(value)
    return type(value) in (int, bool, type(None))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def depth(value: Any) -> int:
    """Tell how deep a JSON value nests, up to ten thousand."""
    level = [value]
    for deep in range(10_000):
        level = [
            part
            for it in level
            if type(it) in (dict, list)
            for part in (it.values() if type(it) is dict else it)
        ]
        if not level:
            return deep
    return 10_000


# --- the converters -------------------------------------------------------------------------------
