"""Takes JSON lists apart that are larger than memory, and finds what a JSON Pointer leads to."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, Final

from converters.bulk.batches import Chunk, Reject, as_text, unreadable
from converters.bulk.needs import needed
from converters.bulk.packings import UnreadableError
from converters.bulk.places import Place, find_value, value_text

LARGEST_DOCUMENT: Final = 64 * 2**20
"""Bytes of one JSON object at most, as it has to be held whole."""

ITEMS: Final = 1000
"""Objects in a chunk, where these are decoded already."""

_scan: Final = json.JSONDecoder().raw_decode
_skip_space: Final = re.compile(r"[ \t\r\n]*").match


def split_list(
    pieces: Iterator[bytes],
    start: Place = (1, 1),
    *,
    is_all: bool = True,
    largest: int | None = None,
) -> Iterator[tuple[bytes, Place]]:
    """Split the text of a JSON list into the texts of its items, in constant memory.

    Python's own scanner finds where an item ends; it reads more than JSON, such as NaN, so who
    reads the items has the last word.

    Args:
        pieces: The text.
        start: Where it begins.
        is_all: True when nothing may follow.
        largest: Characters of an item at most; None for 64 MiB.

    Yields:
        The text of each item, and where it begins.

    Raises:
        ValueError: When it is no JSON list from some item on, or an item is too large.
        UnreadableError: When the text cannot be read on.
    """
    buffer = _Buffer(pieces, start, largest or LARGEST_DOCUMENT)
    if buffer.next_sign() != "[":
        raise ValueError("invalid JSON: expected a list")
    buffer.position += 1
    if buffer.next_sign() != "]":
        while True:
            yield buffer.take_value()
            sign = buffer.next_sign()
            if sign == "]":
                break
            if sign != ",":
                raise ValueError(f"invalid JSON at character {buffer.place}: expected , or ]")
            buffer.position += 1
    buffer.position += 1
    if is_all and buffer.next_sign():
        raise ValueError(f"invalid JSON at character {buffer.place}: more text after the list")


class TextsAt:
    """The texts of what a pointer leads to in a document, looked for when one is asked for.

    They are asked for in the order of chunks; those of one chunk are held.
    """

    def __init__(self, data: bytes, path: list[str | int], *, is_list: bool) -> None:
        self._items = self._all(data, path, is_list=is_list)
        self._first = 0
        self._held: list[tuple[bytes, Place]] = []

    def __call__(self, number: int) -> tuple[str, Place] | None:
        """Give the text of an item and its place; None where it cannot be told."""
        try:
            while number >= self._first + len(self._held):
                self._first += len(self._held)
                self._held = list(islice(self._items, ITEMS))
                if not self._held:
                    return None
        except (ValueError, RecursionError):  # an engine may read deeper than Python's scanner
            return None
        data, place = self._held[number - self._first]
        return as_text(data), place

    @staticmethod
    def _all(data: bytes, path: list[str | int], *, is_list: bool) -> Iterator[tuple[bytes, Place]]:
        text = data.decode()
        index, place = find_value(text, path)
        if is_list:
            yield from split_list(iter([text[index:].encode()]), place, is_all=False)
        else:
            yield value_text(text, index).encode(), place


class _Buffer:
    """The part of a text that is being looked at."""

    def __init__(self, pieces: Iterator[bytes], start: Place, largest: int) -> None:
        self._largest = largest
        self._pieces = pieces
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._passed = 0
        self._line, self._line_start, self._counted = start[0], 1 - start[1], 0
        self.text: str = ""
        self.position: int = 0

    @property
    def place(self) -> int:
        """How many characters come before the position."""
        return self._passed + self.position

    def _count_lines(self) -> Place:
        """Give the line and the column of the position, and count no line twice."""
        lines = self.text.count("\n", self._counted, self.position)
        if lines:
            last = self.text.rfind("\n", self._counted, self.position)
            self._line, self._line_start = self._line + lines, self._passed + last + 1
        self._counted = self.position
        return self._line, self.place - self._line_start + 1

    def next_sign(self) -> str:
        """Give the next character that is no space, and go there; empty at the end."""
        while True:
            self.position = _skip_space(self.text, self.position).end()  # type: ignore[union-attr]
            if self.position < len(self.text):
                return self.text[self.position]
            if not self._read(1):
                return ""

    def take_value(self) -> tuple[bytes, Place]:
        """Give the text of the value that comes next and its place, and go behind it."""
        self.next_sign()
        start = self._count_lines()
        while True:
            broken = "it ends in the middle"
            try:
                _, end = _scan(self.text, self.position)
            except RecursionError:
                raise ValueError("invalid JSON: nested too deep") from None
            except ValueError as exc:
                broken = str(getattr(exc, "msg", exc))
                place = self._passed + getattr(exc, "pos", self.position)
            else:
                place = self._passed + end
                # A number may go on where the text was cut.
                if end < len(self.text):
                    value = self.text[self.position : end]
                    self.position = end
                    return value.encode("utf-8", "surrogatepass"), start
            size = len(self.text) - self.position
            if size > self._largest:
                raise ValueError(f"one object of more than {self._largest} characters")
            if not self._read(size):
                raise ValueError(f"invalid JSON at character {place}: {broken}")

    def _read(self, size: int) -> bool:
        """Read so many characters more, or a few; False at the end."""
        self._count_lines()
        self._counted = 0
        parts = [self.text[self.position :]]
        self._passed += self.position
        self.position = 0
        read = 0
        for piece in self._pieces:
            try:
                part = self._decoder.decode(piece)
            except UnicodeDecodeError as exc:
                raise ValueError(f"invalid UTF-8: {exc.reason}") from None
            parts.append(part)
            read += len(part)
            if read >= max(size, 1):
                break
        self.text = "".join(parts)
        return read > 0


# --- a pointer into a document --------------------------------------------------------------------


def resolve(content: Any, pointer: str) -> tuple[Any, list[str | int]]:
    """Give what a JSON Pointer (RFC 6901) leads to, and the keys and indexes that lead there.

    Raises:
        ValueError: When it leads nowhere.
    """
    path: list[str | int] = []
    for step in steps_of(pointer):
        if isinstance(content, dict) and step in content:
            place: Any = step
        elif isinstance(content, list) and _is_index(step) and int(step) < len(content):
            place = int(step)
        else:
            raise ValueError(f"there is nothing at {pointer}")
        path.append(place)
        content = content[place]
    return content, path


_is_index: Final = re.compile("0|[1-9][0-9]{0,17}").fullmatch
_has_bad_escape: Final = re.compile("~(?![01])").search


def steps_of(pointer: str) -> list[str]:
    """Give the keys and indexes of a JSON Pointer.

    Raises:
        ValueError: When it is none.
    """
    if not pointer:
        return []
    if not pointer.startswith("/") or _has_bad_escape(pointer):
        raise ValueError(f"expected a JSON Pointer such as /items, got {pointer!r}")
    return [it.replace("~1", "/").replace("~0", "~") for it in pointer[1:].split("/")]


def items_at(name: str, pieces: Iterable[bytes], pointer: str) -> Iterator[Chunk | Reject]:
    """Read the items of a list inside of a large document, with ijson."""
    ijson = needed("ijson", "bulk")
    prefix = ".".join([*steps_of(pointer), "item"])
    number = 0
    try:
        items = ijson.items(_File(iter(pieces)), prefix)
        while contents := [_with_floats(it) for it in islice(items, ITEMS)]:
            yield Chunk(name, "items", number, contents=contents)
            number += len(contents)
    except (UnreadableError, ValueError, ijson.JSONError) as exc:
        yield unreadable(name, number, "items", f"invalid JSON: {exc}")
        return
    except RecursionError:
        yield unreadable(name, number, "items", "invalid JSON: nested too deep")
        return
    if not number:
        yield unreadable(name, None, "items", f"there is no list, or an empty one, at {pointer}")


class _File:
    """Pieces of a text as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = b""

    def read(self, size: int) -> bytes:
        if not self._waiting:
            self._waiting = next(self._pieces, b"")
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data


def _with_floats(value: Any) -> Any:
    """Replace the decimal numbers of ijson by what other readers give."""
    if isinstance(value, Decimal):
        number = float(value)
        if not isfinite(number):
            raise ValueError(f"{value} is too large for a float")
        return number
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    return [_with_floats(item) for item in value] if isinstance(value, list) else value
