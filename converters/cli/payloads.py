"""Reads the objects of a file one by one, whichever of three ways they stand in it."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from converters.json_text import decode

_GZIP: Final = b"\x1f\x8b"


@frozen
class Payload:
    """One object of a file, or what kept it from being read."""

    where: str
    """Where it stands: the file, with the index (``rows.json[7]``) or line (``rows.jsonl:8``)."""
    content: Any
    """The decoded object; None when it could not be read."""
    problem: str | None = None
    """Why it could not be read; None when it could."""


def read_payloads(path: str, *, as_one: bool = False) -> Iterator[Payload]:
    """Read the objects of a file.

    Args:
        path: A JSON document, a JSON list of objects, or objects line by line; packed with gzip
            or not. ``-`` is standard input.
        as_one: True when a list is one object, not many.

    Yields:
        Each object. Text that is no JSON is a payload with a problem: the document, or the line.

    Raises:
        OSError: When the file cannot be read.
    """
    name = "<stdin>" if path == "-" else path
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as exc:
            yield Payload(name, None, f"invalid gzip: {exc}")
            return
    try:
        content = decode(data)
    except ValueError as exc:
        lines = data.splitlines()
        if _is_json(next(filter(None, lines), b"")):
            yield from _lines(name, lines)
        else:
            yield Payload(name, None, str(exc))
        return
    if isinstance(content, list) and not as_one:
        for index, one in enumerate(content):
            yield Payload(f"{name}[{index}]", one)
    else:
        yield Payload(name, content)


def _is_json(line: bytes) -> bool:
    try:
        decode(line)
    except ValueError:
        return False
    return True


def _lines(name: str, lines: list[bytes]) -> Iterator[Payload]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            yield Payload(where, decode(line))
        except ValueError as exc:
            yield Payload(where, None, str(exc))
