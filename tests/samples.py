"""The payloads of our own making in `payloads/`, and what is written for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from attrs import frozen

import orm_attrs

FOLDER: Final = Path(__file__).parent / "payloads"


@frozen
class Sample:
    """A line of the manifest."""

    file: str
    cls: type
    kind: Any
    """The type to structure as: the class, or a `Page` of another."""
    written_file: str

    @property
    def payload(self) -> Any:
        return _read(self.file)

    @property
    def written(self) -> Any:
        """What a converter writes for it."""
        return _read(self.written_file)


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _sample(line: dict[str, str]) -> Sample:
    cls = getattr(orm_attrs, line["class"])
    kind = cls[getattr(orm_attrs, line["of"])] if "of" in line else cls
    return Sample(line["file"], cls, kind, line.get("written", line["file"]))


SAMPLES: Final = [_sample(line) for line in _read("manifest.json")]
