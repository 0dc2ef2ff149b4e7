"""Keys of mappings: JSON has text there, whatever the keys are in Python.

A key is written as its field would be, and a number or bool as JSON spells it. Reading takes that
text, and the Python value itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, Flag
from math import isfinite
from typing import Any, Final

from attrs import frozen

from converters.errors import expected, shorten
from converters.plans.nodes import ForeignNode, GetHook, LiteralNode, Node, ValueNode, node_of
from converters.tables import base_type, type_name
from converters.wire.codecs import Members, codec_of_type, zones_of_hook
from converters.wire.vocabulary import Codec

INTEGER: Final = "-?[0-9]+"
"""The texts of keys that are whole numbers, as a regular expression; ``007`` is one, too."""

NUMBER: Final = "-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?"
"""The texts of keys that are numbers, as JSON spells them."""

_is_integer: Final = re.compile(INTEGER).fullmatch
_is_number: Final = re.compile(NUMBER).fullmatch


def text_of_key(written: Any) -> str:
    """Return the text of a key whose field would be written as a value.

    Raises:
        TypeError: When the value is neither text nor a number nor a bool.
        ValueError: When it is a number that JSON does not have.
    """
    if isinstance(written, str):
        return str.__str__(written)
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, int):
        return int.__repr__(written)
    if isinstance(written, float):
        if not isfinite(written):
            raise ValueError(f"{written} is no key: JSON has no such number")
        return float.__repr__(written)
    kind: Any = type(written)
    codec = codec_of_type(kind)
    if codec is None:
        raise TypeError(expected("a key that JSON has as text", written))
    return text_of_key(codec.unstructure(written))


@frozen(eq=False)
class KeyReader:
    """Reads the keys of one type."""

    structure: Callable[[Any], Any]
    """Structures a value of the type; raises what is wrong with it."""
    values: Mapping[str, Any]
    """Text to value on the wire, for values that are no text themselves."""
    parse: Callable[[str], Any] | None
    """Returns the value on the wire that other text spells, or None."""

    def __call__(self, key: Any) -> Any:
        """Structure a key: its text, or the Python value.

        Raises:
            TypeError: When it is of another type.
            ValueError: When it is none of the values of its type.
        """
        if not isinstance(key, str):
            return self.structure(key)
        value = self.values.get(key)
        if value is None and self.parse is not None:
            value = self.parse(key)
        return self.structure(key if value is None else value)


def texts_of(values: Iterable[Any]) -> dict[str, Any]:
    """Return text to value for the values that a type of keys has on the wire.

    Raises:
        TypeError: When two of them have the same text, or one has none.
    """
    texts: dict[str, Any] = {}
    for value in values:
        text = text_of_key(value)
        if text in texts:
            raise TypeError(f"two values of the keys have the text {shorten(text)}")
        texts[text] = value
    return texts


def parse_integer(text: str) -> int | None:
    """Return the whole number that a text spells; None for other text."""
    if not _is_integer(text):
        return None
    try:
        return int(text)
    except ValueError:  # more digits than Python reads
        return None


def parse_number(text: str) -> float | None:
    """Return the number that a text spells; None for other text and for one beyond a float."""
    if not _is_number(text):
        return None
    if _is_integer(text):
        return parse_integer(text)
    return number if isfinite(number := float(text)) else None


def key_reader(kind: Any, get_hook: GetHook) -> Callable[[Any], Any]:
    """Make the function that reads keys of a type: their text, or the Python values.

    Raises:
        TypeError: When the type has no text in JSON, or two of its values have the same.
    """
    node = node_of(kind, get_hook)
    _refuse_other_keys(node)
    hook = get_hook(kind)
    is_custom = isinstance(node, ForeignNode) and node.is_custom
    codec = None if is_custom else _codec_of_keys(node)
    structure = lambda key: hook(key, kind)  # noqa: E731 - or an encoding
    if codec is not None:
        structure = codec.reader(zones_of_hook(hook))
    values = {text: it for text, it in texts_of(finite_values(node)).items() if text != it}
    parse = key_parser(node)
    return structure if not values and parse is None else KeyReader(structure, values, parse)


def key_writer(kind: Any, get_hook: GetHook) -> Callable[[Any], str]:
    """Make the function that writes keys of a type as text.

    Raises:
        TypeError: When the type has no text in JSON, or two of its values have the same.
    """
    node = node_of(kind, get_hook)
    _refuse_other_keys(node)
    texts_of(finite_values(node))
    hook = get_hook(kind)
    if isinstance(node, ValueNode) and base_type(kind) is str:
        return text_of_key
    return lambda key: text_of_key(hook(key))


def finite_values(node: Node) -> list[Any]:
    """Return all values that a type of keys has on the wire; none where these are not finite."""
    if isinstance(node, LiteralNode):
        return node.values
    if not isinstance(node, ValueNode):
        return []
    if isinstance(node.codec.members, Members):
        return list(node.codec.members)
    return [node.codec.unstructure(it) for it in node.kind] if _is_a(node, Enum) else []


def key_parser(node: Node) -> Callable[[str], Any] | None:
    """Return the function that finds the number or bool that a key spells; None without one."""
    if not isinstance(node, ValueNode):
        return None
    if isinstance(node.codec.members, Members):
        return parse_integer if node.codec.members.kind is int else None
    if _is_a(node, bool):
        return {"true": True, "false": False}.get
    # Flags of a service have combinations, which are no members.
    if _is_a(node, int) or _is_a(node, Flag):
        return parse_integer
    return parse_number if _is_a(node, float) else None


def _is_a(node: ValueNode, *bases: type) -> bool:
    return isinstance(node.kind, type) and issubclass(node.kind, bases)


def _refuse_other_keys(node: Node) -> None:
    if isinstance(node, (LiteralNode, ValueNode)):
        return
    if isinstance(node, ForeignNode) and (node.is_custom or _codec_of_keys(node) is not None):
        return
    raise TypeError(
        f"keys of type {type_name(node.kind)} have no text in JSON; "
        "register hooks for the type that take and give text"
    )


def _codec_of_keys(node: Node) -> Codec | None:
    """Return the encoding of keys, also where values are what a format has of its own."""
    if isinstance(node, ValueNode):
        return node.codec
    return codec_of_type(node.kind) if isinstance(node, ForeignNode) else None
