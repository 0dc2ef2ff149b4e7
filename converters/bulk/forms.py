"""Tells how the objects of a file stand in it, from its beginning."""

from __future__ import annotations

import json
from typing import Final, Literal

from converters.bulk.packings import packing_of

HEAD: Final = 2**20
"""Bytes of a file that are looked at to tell its form."""

Shape = Literal["lines", "list", "document"]
"""Lines of objects; a JSON list of many; one JSON document, which may be a list."""

_BOM: Final = b"\xef\xbb\xbf"
_FOREIGN: Final = {
    b"\xff\xfe": "UTF-16, which is not UTF-8",
    b"\xfe\xff": "UTF-16, which is not UTF-8",
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x04\x22\x4d\x18": "packed with lz4",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
}
"""How files begin that hold no text to read; UTF-32 begins like UTF-16, or with zeros."""

_LONGEST_PIECE: Final = len("\\u00e4")
"""Characters of the longest word or escape that a cut can break; numbers break at their ends."""

_BINARY: Final = 8192
"""Bytes at the beginning of a file of which none is a NUL where the file is text, as git has it."""

_NO_TEXT: Final = f"not JSON: a NUL byte is in its first {_BINARY} bytes"

_scan: Final = json.JSONDecoder().raw_decode


def without_mark(head: bytes) -> bytes:
    """Take the byte order mark off that some programs write before UTF-8."""
    return head.removeprefix(_BOM)


def foreign_form(head: bytes) -> str | None:
    """Say what a file is, packed or not, that has no text to read; None for any other."""
    packing = packing_of(head)
    if packing is not None:
        return f"packed twice, inside with {packing.name}"
    known = next((what for mark, what in _FOREIGN.items() if head.startswith(mark)), None)
    return known or (_NO_TEXT if b"\0" in head[:_BINARY] else None)


def shape_of(head: bytes, *, is_whole: bool) -> Shape:
    """Tell the form of a text.

    Args:
        head: Its beginning, at least `HEAD` bytes where it has so many.
        is_whole: True when that is all of it.
    """
    text = head.decode("utf-8", "replace").strip()
    if text[:1] not in {"[", "{"}:
        return "document" if text and "\n" not in text else "lines"
    if text[0] == "{" and "\n" not in text and not is_whole:
        return "lines"  # One long line, whatever is in it.
    value: Shape = "list" if text[0] == "[" else "document"
    try:
        _, end = _scan(text)
    except (ValueError, RecursionError) as exc:
        is_one_line = is_whole and "\n" not in text
        is_cut = is_one_line or _is_end(text, getattr(exc, "pos", 0))
        return "lines" if not is_cut and _are_lines(head) else value
    if "\n" in text[:end]:
        return value
    return "lines" if text[end:] or not is_whole else value


def _is_end(text: str, broken_at: int) -> bool:
    """Tell whether a text is broken where it was cut.

    That is its end, its last string, or the beginning of a last word, number or escape.
    """
    rest = text[broken_at:]
    return "\n" not in rest and (rest.startswith('"') or len(rest) <= _LONGEST_PIECE)


def _are_lines(head: bytes) -> bool:
    """Tell broken lines from a broken list or document, which stands on many lines.

    Half or more of the lines are objects or lists in themselves, or begin as objects and do not end
    as those of a list or a document do, with a comma, a colon or an open bracket.
    """
    # Much more than was asked for may have been unpacked at once.
    lines = [line for line in map(bytes.strip, head[:HEAD].split(b"\n")) if line]
    return 2 * sum(map(_is_line, lines)) >= len(lines)


def _is_line(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError):
        return line.startswith(b"{") and not line.endswith((b",", b":", b"{", b"["))
