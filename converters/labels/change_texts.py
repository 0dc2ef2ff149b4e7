"""Changes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from converters.errors import ProblemCode, name_value, shorten
from converters.labels.ranges import Range, merge
from converters.problems import problem_at

if TYPE_CHECKING:
    from converters.labels.differences import Change

_OF_ROWS: Final = (("object_answers",), ("classification_answers",), ("object_actions",))
"""How the paths of answers begin, which are those of a row."""

_MOST: Final = 5
"""Ranges, and items of a list, that are said."""


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield changes in words, a line each; those of one kind on several frames are one line.

    Args:
        changes: The changes, in the order in which `diff` gives them.
    """
    together: dict[Any, list[Change]] = {}
    for change in changes:
        together.setdefault(_key(change), []).append(change)
    for found in together.values():
        yield _line(found)


def _key(it: Change) -> Any:
    values = () if it.what == "moved" else (_said(it.before), _said(it.after))
    return (it.what, it.kind, it.hash, it.space, it.path, it.ranges is None, *values)


def _line(found: list[Change]) -> str:
    first, last = found[0], found[-1]
    ranges = None
    if first.ranges is not None:
        ranges = merge(span for it in found for span in it.ranges or ())
    if first.kind is None or first.path[:1] in _OF_ROWS:
        return f"{_where(first)}: {_of_field(first)}"
    space = "" if first.space is None else f" in {shorten(first.space)}"
    begin = f"{_cut(first.name or first.kind)} {_cut(first.hash or '')}{space}: "
    return begin + _of_instance(found, ranges) + _who(last)


def _where(it: Change) -> str:
    return problem_at(it.path, ProblemCode.DIFFERS, "").where


def _of_field(it: Change) -> str:
    if it.what == "added":
        return f"added: {_said(it.after)}"
    if it.what == "removed":
        return f"removed: {_said(it.before)}"
    return f"was {_said(it.before)}, is {_said(it.after)}"


def _of_instance(found: list[Change], ranges: list[Range] | None) -> str:
    it = found[0]
    where = f" on {_ranges(ranges)}" if ranges else ""
    if it.what == "moved":
        parts = sorted({round(it.iou, 2) for it in found if it.iou is not None})
        between = " to ".join(map(str, dict.fromkeys([parts[0], parts[-1]]))) if parts else ""
        return f"moved{where}" + (f", intersection over union {between}" if between else "")
    if it.what == "ranges":
        return f"was on {_ranges(it.before)}, is on {_ranges(it.after)}"
    if it.what == "removed":
        return "removed" + (f" from {_ranges(ranges)}" if ranges else "")
    if it.what == "added":
        return f"added{where}"
    first, *more = it.path
    name = _where(it).removeprefix("$.") if more else _cut(str(first))
    return f"{name} was {_said(it.before)}, is {_said(it.after)}{where}"


def _who(it: Change) -> str:
    found = [it.by or "", "" if it.at is None else it.at.isoformat(" ")]
    said = ", ".join(_cut(each) for each in found if each)
    return f" ({said})" if said else ""


def _ranges(ranges: Any) -> str:
    """Say ranges; parts of an HTML file are only counted."""
    if not all(isinstance(it, tuple) for it in ranges):
        return f"{len(ranges)} parts"
    said = [str(a) if a == b else f"{a} to {b}" for a, b in ranges[:_MOST]]
    more = len(ranges) - len(said)
    return (", ".join(said) or "nothing") + (f" and {more} more" if more else "")


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return name_value(value) if isinstance(value, int) else str(value)
    if isinstance(value, list) and value and all(isinstance(it, str) for it in value):
        more = len(value) - _MOST
        return ", ".join(map(shorten, value[:_MOST])) + (f" and {more} more" if more > 0 else "")
    return "nothing" if value is None else shorten(value)


def _cut(text: str) -> str:
    return text if shorten(text) == repr(text) else shorten(text)
