"""Finds where two values of JSON differ, as paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import NOTHING, frozen

from converters.unknown.held import same

Path = tuple[str | int, ...]
"""Keys and indexes."""

IDENTIFIERS: Final = (
    "featureNodeHash",
    "feature_node_hash",
    "label_hash",
    "data_hash",
    "dataset_hash",
    "project_hash",
    "uuid",
    "uid",
    "userEmail",
    "user_email",
    "id",
)
"""Keys by which the items of a list are told apart wherever they stand, the first ones first."""


@frozen
class Difference:
    """One place where two values differ."""

    path: Path
    """The keys and indexes that lead to it: those of the second value, where it is in both."""
    before: Any
    """What is in the first value; ``NOTHING`` when it is not there."""
    after: Any
    """What is in the second value; ``NOTHING`` when it is not there."""


def json_differences(before: Any, after: Any) -> Iterator[Difference]:
    """Yield the places where two values of JSON differ, in the order of the first one.

    Items of lists that have an identifier are compared with those of the same one, wherever they
    stand, and all others with those at the same index.
    """
    # A list instead of recursion: values nest as deep as one likes.
    pending: list[Difference] = [Difference((), before, after)]
    while pending:
        at = pending.pop()
        one, other = at.before, at.after
        if isinstance(one, dict) and isinstance(other, dict):
            pairs: list[tuple[str | int, Any, Any]] = [
                (key, one.get(key, NOTHING), other.get(key, NOTHING)) for key in {**one, **other}
            ]
        elif isinstance(one, list) and isinstance(other, list):
            pairs = list(_items(one, other))
        else:
            if one is NOTHING or other is NOTHING or not same(one, other):
                yield at
            continue
        pending += [Difference((*at.path, step), *values) for step, *values in reversed(pairs)]


def _items(one: list[Any], other: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Yield the items of two lists that belong together, with their index."""
    key = _identifier((*one, *other))
    first = None if key is None else _by(one, key)
    second = None if key is None else _by(other, key)
    if first is None or second is None:
        for index in range(max(len(one), len(other))):
            before, after = (it[index] if index < len(it) else NOTHING for it in (one, other))
            yield index, before, after
        return
    for name, (index, item) in first.items():
        found = second.get(name)
        yield (index, item, NOTHING) if found is None else (found[0], item, found[1])
    for name, (index, item) in second.items():
        if name not in first:
            yield index, NOTHING, item


def _identifier(items: Sequence[Any]) -> str | None:
    """Return the key by which items are told apart; None where there is none."""
    if not items or not all(isinstance(it, dict) for it in items):
        return None
    return next((key for key in IDENTIFIERS if all(key in it for it in items)), None)


def _by(items: list[Any], key: str) -> dict[Any, tuple[int, Any]] | None:
    """Return items with their indexes by what they have under a key; None if two have the same."""
    found: dict[Any, tuple[int, Any]] = {}
    for index, item in enumerate(items):
        name = item[key]
        if not isinstance(name, (str, int)) or name in found:
            return None
        found[name] = (index, item)
    return found
