"""Tells whether an object holds what the types of its fields say.

Unstructuring refuses what it cannot write, such as text in place of a date, but writes text,
numbers, objects and lists as they are, whichever stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, get_args

from cattrs import Converter

from converters.errors import expected, shorten_list
from converters.registry import make_converter
from converters.tables import is_literal


def check_types(obj: Any) -> None:
    """Raise what is wrong with the values of an object, at any depth.

    Values whose type has no encoding of ours, and what is inside of a ``dict[str, Any]`` or a
    ``list[Any]``, are not looked at.

    Args:
        obj: An instance of an attrs class.

    Raises:
        ClassValidationError: When an attribute holds a value of another type. A whole number in a
            float field is none, a bool in an int field is one, and so is ``3.0``.
        ValueError: When the object nests too deep.
    """
    _checking_converter().unstructure(obj)


_CLASSES: Final[Mapping[Any, tuple[str, tuple[type, ...]]]] = {
    int: ("int", (int,)),
    float: ("float", (int, float)),
    bool: ("bool", (bool,)),
    dict: ("an object", (dict,)),
    list: ("a list", (list,)),
    dict[str, Any]: ("an object", (dict,)),
    list[Any]: ("a list", (list,)),
    dict[str, Any] | str: ("an object or str", (dict, str)),
    list[Any] | str: ("a list or str", (list, str)),
}
"""Type to its name in a sentence, and the classes of its values."""


@cache
def _checking_converter() -> Converter:
    """Make a converter that refuses, while it unstructures, what has another type."""
    converter = make_converter()
    # cattrs looks this hook up by class, before it asks any predicate.
    converter.register_unstructure_hook(str, _instance_check("str", (str,)))
    converter.register_unstructure_hook_factory(
        lambda kind: kind in _CLASSES, lambda kind: _instance_check(*_CLASSES[kind])
    )
    converter.register_unstructure_hook_factory(
        is_literal, lambda kind: _literal_check(get_args(kind))
    )
    return converter


def _instance_check(name: str, classes: tuple[type, ...]) -> Callable[[Any], Any]:
    takes_bool = bool in classes

    def check(value: Any) -> Any:
        if isinstance(value, classes) and (takes_bool or not isinstance(value, bool)):
            return value
        raise TypeError(expected(name, value))

    return check


def _literal_check(values: tuple[Any, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if any(type(value) is type(it) and value == it for it in values):
            return value
        raise TypeError(expected(f"one of {shorten_list(values)}", value))

    return check
