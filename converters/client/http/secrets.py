"""What must not be printed: keys, passwords, headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

MASK: Final = "***"
"""What is printed instead of a secret."""

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_VALUE: Final = re.compile(
    r"[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\t\xa0-\xff]*[\x21-\x7e\xa0-\xff])?"
).fullmatch
_FRAMING: Final = frozenset({"connection", "content-length", "transfer-encoding"})
"""The headers, in lower case, that say where a request ends."""


class Secret:
    """A text that is not printed, also not by ``repr`` and ``attrs.asdict``."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the text."""
        return self._value

    def __repr__(self) -> str:
        return MASK


class Headers(Mapping[str, str]):
    """Headers of HTTP, whose names are the same in capitals, and whose values are not printed."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = {name.lower(): (name, value) for name, value in items}

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __or__(self, other: Mapping[str, str]) -> Headers:
        return Headers([*self.items(), *other.items()])

    def __repr__(self) -> str:
        return f"Headers({dict.fromkeys(self, MASK)})"

    def encoded(self) -> list[tuple[bytes, bytes]]:
        """Give the headers as they are sent."""
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in self.items()]


def checked_headers(where: str, headers: Mapping[str, str]) -> Headers:
    """Take over headers that can be sent as they are.

    Args:
        where: What they come from, for the sentence of an error. It never quotes a value.
        headers: Name to value.

    Raises:
        TypeError: When a name or a value is no text.
        ValueError: When one has line breaks or the like in it, or belongs to the sender of a
            request, such as Content-Length.
    """
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"{where}: expected text for names and values of headers")
        if not _NAME(name):
            raise ValueError(f"{where}: a header has a name that cannot be sent")
        if name.lower() in _FRAMING:
            raise ValueError(f"{where}: the header {name} is set by the sender of a request")
        if not _VALUE(value):
            raise ValueError(f"{where}: the header {name} has a value that cannot be sent")
    return Headers(headers.items())


def checked_key(key: str | Secret | None) -> Secret | None:
    """Take over an API key that can be sent as it is.

    Raises:
        TypeError: When it is no text.
        ValueError: When it is empty or has anything but printable ASCII in it, such as the line
            break at the end of a file. The sentence does not quote it.
    """
    if key is None or isinstance(key, Secret):
        return key
    if not isinstance(key, str):
        raise TypeError(f"key: expected str or None, got {type(key).__name__}")
    if not re.fullmatch(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?", key):
        raise ValueError("key: expected printable ASCII, no line breaks, no spaces at its ends")
    return Secret(key)
