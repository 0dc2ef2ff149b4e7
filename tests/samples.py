"""Payloads of our own making, and what is written for them.

Those that stand for real ones are files in `payloads/`, written by hand. A class that has no file
there has the payloads of its case in `cases`: with every key, with those that must be there, and
with null wherever that is a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_origin

from attrs import frozen
from cases import CASES, Case

import orm_attrs

FOLDER: Final = Path(__file__).parent / "payloads"


@frozen
class Sample:
    """A payload of a class."""

    name: str
    """Its file in `FOLDER`, or what it would be called there."""
    cls: type
    kind: Any
    """The type to structure as: the class, or a `Page` of another."""
    note: str
    """What it shows."""
    text: str
    """The payload as JSON text."""
    written_text: str
    """What a converter writes for it, as JSON text."""

    @property
    def payload(self) -> Any:
        return json.loads(self.text)

    @property
    def written(self) -> Any:
        return json.loads(self.written_text)


def read_file(name: str) -> str:
    """Return the text of a file of payloads."""
    return (FOLDER / name).read_text(encoding="utf-8")


LINES: Final[list[dict[str, str]]] = json.loads(read_file("manifest.json"))
"""The lines of the manifest."""


def _from_file(line: dict[str, str]) -> Sample:
    cls = getattr(orm_attrs, line["class"])
    kind = cls[getattr(orm_attrs, line["of"])] if "of" in line else cls
    written = line.get("written", line["file"])
    return Sample(
        line["file"], cls, kind, line["note"], read_file(line["file"]), read_file(written)
    )


def _from_case(case: Case) -> Iterator[Sample]:
    may_be_absent = [one for one in case.keys if not one.required]
    may_be_null = [one for one in case.keys if one.nullable]
    made = [
        ("full", "every key", case.payload, case.written),
        (
            "minimal",
            "only the keys that must be there",
            case.minimal,
            case.written_with_default(may_be_absent),
        ),
        ("null", "null wherever it may be", case.nulls, case.written_with_null(may_be_null)),
    ]
    seen: list[Any] = []
    for name, note, payload, written in made:
        if payload not in seen:
            seen.append(payload)
            texts = (json.dumps(it, indent=2, ensure_ascii=False) for it in (payload, written))
            cls = get_origin(case.cls) or case.cls
            yield Sample(f"{case.id}/{name}.json", cls, case.cls, note, *texts)


_FILES: Final = [_from_file(line) for line in LINES]
_WITH_FILES: Final = {sample.cls for sample in _FILES}

SAMPLES: Final = [
    *_FILES,
    *(
        sample
        for case in CASES
        if (get_origin(case.cls) or case.cls) not in _WITH_FILES
        for sample in _from_case(case)
    ),
]
"""The payloads of every class, its usual shape first."""
