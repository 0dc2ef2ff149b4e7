"""Recorded label rows, and what may differ between a payload and what is written for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from corpus import CORPUS

from converters import converter, make_converter

BST: Final = {"BST": timezone(timedelta(hours=1))}
"""What the one zone name of the corpus stands for."""


def corpus_rows() -> list[tuple[str, dict[str, Any]]]:
    """Give each row, with the file that it is from and its place in it."""
    files = sorted([*CORPUS.glob("LabelRow/*.json"), *CORPUS.glob("more/LabelRow/*.json")])
    found = []
    for file in files:
        content = json.loads(file.read_text(encoding="utf-8"))
        rows = content if isinstance(content, list) else [content]
        found += [(f"{file.name}[{index}]", row) for index, row in enumerate(rows)]
    return found


def is_the_same_json(one: Any, other: Any) -> bool:
    """Tell whether two values are the same JSON: 1 and 1.0 are not, and keys have no order."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_the_same_json(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_the_same_json, one, other))
    return bool(one == other)


_dates: Final = make_converter(zones=BST)
_FLAGS: Final = {"visible", "invisible", "occluded", "selfOccluded"}
Difference = tuple[str, str]
"""What it is, and where: a path without numbers and hashes."""


def differences(sent: Any, written: Any, path: str = "") -> Iterator[Difference]:
    """Give what is written otherwise than it was sent."""
    if isinstance(sent, dict) and isinstance(written, dict):
        yield from _in_objects(sent, written, path)
    elif isinstance(sent, list) and isinstance(written, list) and len(sent) == len(written):
        for one, other in zip(sent, written, strict=True):
            yield from differences(one, other, f"{path}[]")
    elif isinstance(sent, list) and isinstance(written, dict) and path.endswith(_POINTS):
        yield "points in a list", path
        yield from differences({str(i): it for i, it in enumerate(sent)}, written, path)
    elif not is_the_same_json(sent, written):
        yield _of_values(sent, written), path


_POINTS: Final = (".polygon", ".polyline", ".skeleton")


def _in_objects(sent: dict[str, Any], written: dict[str, Any], path: str) -> Iterator[Difference]:
    left = dict(written)
    for key, value in sent.items():
        other = key if key in left else _other_spelling(key, left)
        if other is not None:
            if other != key:
                yield "spelling of a key", f"{path}.{_general(key)}"
            yield from differences(value, left.pop(other), f"{path}.{_general(key)}")
        elif value is None:
            yield "null", f"{path}.{key}"
        elif key in _FLAGS:
            yield "flag", f"{path}.{key}"
            left.pop("visibility", None)
        else:
            yield "unknown key", f"{path}.{_general(key)}"
    for key in left:
        yield "added key", f"{path}.{_general(key)}"


def _other_spelling(key: str, written: Mapping[str, Any]) -> str | None:
    if key.lstrip("-").isdigit() and str(int(key)) in written:
        return str(int(key))
    camel = {"bounding_box": "boundingBox", "manual_annotation": "manualAnnotation"}.get(key)
    return camel if camel in written else None


def _of_values(sent: Any, written: Any) -> str:
    if type(sent) is float and type(written) is int and sent == written:
        return "2.0 for an integer"
    if isinstance(sent, str) and isinstance(written, str) and _date(sent) == _date(written):
        return "date"
    return f"{sent!r} -> {written!r}"


def _date(text: str) -> datetime:
    payload = {"export_hash": "", "exported_at": text}
    from orm_attrs import RowExport

    return _dates.structure(payload, RowExport).exported_at or datetime.min


def _general(key: str) -> str:
    """Give a key without what only one row has: a hash, a frame, a stream."""
    is_name = key.isidentifier() and len(key) > 2 and not key[-1].isdigit()
    return key if is_name else "*"


Write = Callable[..., Any]
ready = converter
