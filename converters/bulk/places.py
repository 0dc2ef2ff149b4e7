"""Finds where in a text the values stand that problems are about, as lines and columns."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from attrs import define, field

from converters.errors import ProblemCode
from converters.problems import Problem

Place = tuple[int, int]
"""A line, and a column in characters; both count from 1."""

_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
"""Numbers may have any size: only where they end is of interest."""

_scan: Final = _DECODER.raw_decode
_skip_space: Final = re.compile(r"[ \t\r\n]*").match
_find_no_utf8: Final = re.compile("[\ud800-\udfff]").search


@define
class _Node:
    """A value that is looked for, or in which one is."""

    children: dict[str | int, _Node] = field(factory=dict)
    key: int | None = None
    """Where its key begins; None where it has none, or was not found."""
    value: int | None = None
    """Where it begins itself; None where it was not found."""


def places_in(text: str, problems: Sequence[Problem], start: Place) -> list[Place]:
    """Give where problems are in a text.

    Of a value that is not there, it is the place of the object that lacks it; of an unknown key,
    the place of the key; of a text that is no JSON, the place where it is broken.

    Args:
        text: The text of a payload; bytes that are no UTF-8 stand in it as lone surrogates.
        problems: What is wrong with it.
        start: Where the text begins.
    """
    root = _Node()
    for problem in problems:
        node = root
        for step in problem.path:
            node = node.children.setdefault(step, _Node())
    # What is broken, or nested too deep, has no places behind that.
    with suppress(ValueError, IndexError, RecursionError):
        _walk(text, root, 1 if text.startswith("\ufeff") else 0)
    return _places(text, [_offset(text, root, it) for it in problems], start)


def find_value(text: str, path: Sequence[str | int]) -> tuple[int, Place]:
    """Give where a value begins in the text of a payload that has it: its index, and its place."""
    root = node = _Node()
    for step in path:
        node = node.children.setdefault(step, _Node())
    _walk(text, root, 0)
    offset = node.value or 0
    return offset, _places(text, [offset], (1, 1))[0]


def value_text(text: str, index: int) -> str:
    """Give the text of a value by its index in the text of a payload."""
    return text[index : _scan(text, index)[1]]


def _offset(text: str, root: _Node, problem: Problem) -> int:
    if not problem.where:  # It is about the text, not about a payload.
        return _broken_at(text)
    node = root
    offset = 0 if root.value is None else root.value
    for step in problem.path:
        node = node.children[step]
        if node.value is None:
            return offset
        offset = node.value
    is_unknown_key = problem.code is ProblemCode.EXTRA_KEY
    return node.key if is_unknown_key and node.key is not None else offset


def _broken_at(text: str) -> int:
    found = _find_no_utf8(text)
    if found is not None:
        return found.start()
    try:
        _DECODER.decode(text)
    except (ValueError, RecursionError) as exc:
        return getattr(exc, "pos", 0)
    return 0


def _walk(text: str, node: _Node, at: int) -> int:
    """Note where a value stands and what is looked for in it, and give its end."""
    node.value = at = _behind_space(text, at)
    if node.children and text[at] in "{[":
        return (_walk_object if text[at] == "{" else _walk_list)(text, node, at + 1)
    end: int = _scan(text, at)[1]
    return end


def _walk_object(text: str, node: _Node, at: int) -> int:
    at = _behind_space(text, at)
    while text[at] != "}":
        key, end = _scan(text, at)
        child = node.children.get(key)
        value = _behind_space(text, _behind_space(text, end) + 1)
        if child is not None:
            child.key = at
        at = _behind_comma(
            text, _scan(text, value)[1] if child is None else _walk(text, child, value)
        )
    return at + 1


def _walk_list(text: str, node: _Node, at: int) -> int:
    at = _behind_space(text, at)
    index = 0
    while text[at] != "]":
        child = node.children.get(index)
        at = _behind_comma(text, _scan(text, at)[1] if child is None else _walk(text, child, at))
        index += 1
    return at + 1


def _behind_space(text: str, at: int) -> int:
    return _skip_space(text, at).end()  # type: ignore[union-attr]


def _behind_comma(text: str, at: int) -> int:
    at = _behind_space(text, at)
    return _behind_space(text, at + 1) if text[at] == "," else at


def _places(text: str, offsets: list[int], start: Place) -> list[Place]:
    """Give the places of characters, and look at the text once."""
    found: dict[int, Place] = {}
    (line, column), done = start, 0
    for offset in sorted(set(offsets)):
        lines = text.count("\n", done, offset)
        if lines:
            line, column, done = line + lines, 1, text.rfind("\n", done, offset) + 1
        found[offset] = line, column + offset - done
    return [found[it] for it in offsets]
