"""Tells how the objects of a file stand in it, from its beginning."""

from __future__ import annotations

import json
from typing import Final, Literal

HEAD: Final = 2**20
"""Bytes of a file that are looked at to tell its form."""

Shape = Literal["lines", "list", "document"]
"""Lines of objects; a JSON list of many; one JSON document, which may be a list."""

_BOM: Final = b"\xef\xbb\xbf"
_OTHER_ENCODINGS: Final = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
"""How text begins that is not UTF-8; what is UTF-32 begins like one of these, or with zeros."""

_scan: Final = json.JSONDecoder().raw_decode


def without_mark(head: bytes) -> bytes:
    """Take the byte order mark off that some programs write before UTF-8."""
    return head.removeprefix(_BOM)


def other_encoding(head: bytes) -> str | None:
    """Name the encoding of a text that is not UTF-8; None for any other."""
    return next((name for mark, name in _OTHER_ENCODINGS.items() if head.startswith(mark)), None)


def shape_of(head: bytes, *, is_whole: bool) -> Shape:
    """Tell the form of a text.

    Args:
        head: Its beginning, at least `HEAD` bytes where it has so many.
        is_whole: True when that is all of it.
    """
    text = head.decode("utf-8", "replace").strip()
    if text[:1] not in {"[", "{"}:
        return "lines" if "\n" in text else "document"
    value: Shape = "list" if text[0] == "[" else "document"
    try:
        _, end = _scan(text)
    except (ValueError, RecursionError) as exc:
        if is_whole and "\n" not in text:
            return "document"
        if not _is_end(text, getattr(exc, "pos", 0)):
            return _of_broken(head)
        return "lines" if text[0] == "{" and "\n" not in text else value
    if "\n" in text[:end]:
        return value
    return "lines" if text[end:] or not is_whole else value


def _is_end(text: str, broken_at: int) -> bool:
    """Tell whether a text is broken where it was cut: at its end, or in its last string."""
    rest = text[broken_at:]
    return not rest.strip() or (rest[0] == '"' and "\n" not in rest)


def _of_broken(head: bytes) -> Shape:
    """Tell lines, of which half or more are objects or lists in themselves, from a document.

    In a JSON list that has each object on a line, only the last has no comma.
    """
    lines = [line for line in head.splitlines() if line.strip()]
    good = 0
    for line in lines:
        try:
            good += isinstance(json.loads(line), (dict, list))
        except (ValueError, RecursionError):
            continue
    return "lines" if 2 * good >= len(lines) else "document"
