"""Bodies of requests that are doubtful: the web frameworks must read them as `loads` does."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import converters


def with_text(row: dict[str, Any], key: str, text: str) -> bytes:
    """Give the JSON text of a row in which such text of JSON stands under a key."""
    return json.dumps({**row, key: "HERE"}).replace('"HERE"', text).encode()


def deep(row: dict[str, Any], key: str, levels: int) -> bytes:
    """Give a row with so many lists in each other under a key."""
    return with_text(row, key, '{"a": ' + "[" * levels + "]" * levels + "}")


def _under(key: str, text: str) -> Callable[[dict[str, Any]], bytes]:
    return lambda row: with_text(row, key, text)


DOUBTFUL: Final[Mapping[str, Callable[[dict[str, Any]], bytes]]] = {
    "good": lambda row: json.dumps(row).encode(),
    "byte order mark": lambda row: codecs.BOM_UTF8 + json.dumps(row).encode(),
    "NaN": _under("client_metadata", '{"a": NaN}'),
    "NaN in a field": _under("duration", "NaN"),
    "NaN that nobody reads": _under("unknown", "NaN"),
    "Infinity": _under("client_metadata", '{"a": [-Infinity]}'),
    "too large": _under("client_metadata", '{"a": 1e999}'),
    "too large in a field": _under("duration", "-1e999"),
    "too large and nobody reads it": _under("unknown", "1e999"),
    "too many digits": _under("client_metadata", '{"a": ' + "1" * 5000 + "}"),
    "too many digits that nobody reads": _under("unknown", "1" * 5000),
    "surrogate": _under("client_metadata", '{"a": "\\ud800"}'),
    "surrogate in a field": _under("data_title", '"\\udfff"'),
    "surrogate as key": _under("client_metadata", '{"\\ud800": 1}'),
    "surrogate that nobody reads": _under("unknown", '"\\ud800"'),
    "pair of surrogates": _under("data_title", '"\\ud83d\\ude00"'),
    "the word NaN": _under("data_title", '"NaN and Infinity"'),
    "no UTF-8": lambda row: json.dumps(row).encode().replace(b"mp4", b"\xff"),
    "UTF-16": lambda row: json.dumps(row).encode("utf-16"),
    "cut": lambda row: json.dumps(row).encode()[:-1],
    "empty lists without end": lambda _: b"[" * 100_000,
    "no object": lambda _: b"5",
}
"""What makes each of them of a good row."""


def is_read(text: bytes, kind: Any) -> bool:
    """Tell whether `loads` reads a text."""
    try:
        converters.loads(text, kind)
    except converters.INVALID:
        return False
    return True
