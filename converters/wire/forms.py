"""Lists as objects whose keys are the indexes: which keys those are, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from converters.errors import LONGEST_INTEGER, ProblemCode, expected, make_sentence, shorten
from converters.wire.vocabulary import NAMED, SINGLE, Form

FIRST: Final = "0"
"""The key of the first value, and of a single one."""

INDEX: Final = "[0-9]+"
"""The texts of indexes, as a regular expression."""

Place = tuple[int, str]
"""Orders indexes without reading their numbers, as these may have thousands of digits."""


def place_of(key: Any) -> Place:
    """Return the place of a key that is an index: digits, or a whole number.

    Raises:
        TypeError: When the key is no index.
    """
    if type(key) is int and key >= 0 and key.bit_length() <= LONGEST_INTEGER:
        key = str(key)
    if not isinstance(key, str) or not key.isascii() or not key.isdigit():
        raise TypeError(expected("an index", key))
    digits = key.lstrip("0")
    return len(digits), digits


def put_in_order(payload: Mapping[Any, Any]) -> dict[Place, Any]:
    """Return the place of each key of an object, and the key, in the order of the indexes.

    Raises:
        TypeError: When a key is no index.
        ValueError: When two of them are one index.
    """
    keys: dict[Place, Any] = {}
    for key in payload:
        add_place(keys, key)
    return dict(sorted(keys.items()))


def add_place(keys: dict[Place, Any], key: Any) -> None:
    """Add the place of a key, which may be none, or one that is there already.

    Raises:
        TypeError: When the key is no index.
        ValueError: When another key is the same index.
    """
    place = place_of(key)
    if place in keys:
        text = f"a second key that is the index {shorten(keys[place])}"
        raise ValueError(make_sentence(text, ProblemCode.REPEATED, "different indexes", key))
    keys[place] = key


def is_usual(form: Form, raw: Any) -> bool:
    """Tell whether values were in the form in which they are written.

    Args:
        form: The form.
        raw: What has been read.
    """
    if type(raw) is not dict:
        return False
    if form is SINGLE:
        return len(raw) == 1 and FIRST in raw
    if form is NAMED:
        return all(key == str(index) for index, key in enumerate(raw))
    return all(str(index) in raw for index in range(len(raw)))
