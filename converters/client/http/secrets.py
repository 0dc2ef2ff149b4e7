"""What must not be printed, nor stand in the frames of an error: keys, passwords, headers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Final, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
E = TypeVar("E", bound=BaseException)

MASK: Final = "***"
"""What is printed instead of a secret."""

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_VALUE: Final = re.compile(
    r"[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\t\xa0-\xff]*[\x21-\x7e\xa0-\xff])?"
).fullmatch
_FRAMING: Final = frozenset({"connection", "content-length", "transfer-encoding"})
"""The headers, in lower case, that say where a request ends."""

_PUBLIC: Final = frozenset(
    {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "content-digest",
        "content-type",
        "resourceid",
        "resourcetype",
        "user-agent",
        "x-cloud-trace-context",
    }
)
"""The headers, in lower case, whose values are no secrets."""

_SHORTEST: Final = 4
"""Characters of a value that may be a secret: a shorter one is a switch or a number."""


def chain(exc: BaseException, outer: BaseException | None = None) -> Iterator[BaseException]:
    """Go through an error and all that stand behind it.

    Args:
        exc: The error.
        outer: What was being handled before; it and what stands behind it are left out.
    """
    seen = set() if outer is None else {id(one) for one in chain(outer)}
    waiting: list[object] = [exc]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, *one.args, *getattr(one, "exceptions", ())]


def without_frames(exc: E, outer: BaseException | None) -> E:
    """Take the frames from an error and those behind it, as reports print what is in them."""
    for one in chain(exc, outer):
        one.__traceback__ = None
    return exc


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """Let the errors of a function that is given secrets, or makes them, have no frame with one."""

    @wraps(function)
    def call(*args: P.args, **options: P.kwargs) -> T:
        outer = sys.exc_info()[1]
        try:
            return function(*args, **options)
        except BaseException as exc:
            del args, options
            raise without_frames(exc, outer)  # noqa: B904 - it is the same

    return call


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

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must not be printed."""
        return tuple(
            value
            for name, value in self._items.values()
            if name.lower() not in _PUBLIC and len(value) >= _SHORTEST
        )

    def encoded(self) -> list[tuple[bytes, bytes]]:
        """Give the headers as they are sent."""
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in self.items()]


@discreet
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
