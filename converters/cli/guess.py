"""Says which class of `orm_attrs` the objects of a file are of, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nlargest
from itertools import islice
from typing import Any, Final

from attrs import evolve, frozen
from cattrs import Converter

from converters.bulk.batches import Chunk, Reject, unreadable
from converters.bulk.chunks import Reading, read_chunks
from converters.bulk.findings import DriftReader
from converters.bulk.partitions import partitions_of
from converters.bulk.reading import Reader
from converters.bulk.sources import Source
from converters.bulk.tables import KEPT
from converters.cli.describe import model_classes
from converters.json_text import decode
from converters.plans.nodes import list_class_item
from converters.registry import ready_converter
from converters.tables import wire_fields

_SAMPLE: Final = 100
"""Objects of a file that are looked at."""

_CANDIDATES: Final = 8
"""Classes that are tried, those whose keys fit best."""

_OPTIONAL: Final = 0.25
"""What an optional key counts that no object has, where a required one counts 1."""


@frozen
class Fit:
    """How well the objects of a file fit a class."""

    cls: type
    objects: int
    """How many were looked at."""
    good: int
    """How many can be read as the class."""
    keys: int
    """How many different keys they have."""
    known: int
    """How many of these the class knows."""
    unknown: tuple[str, ...]
    """The paths of what the class does not know, also within: ``$.images[*].codec``."""
    missing: tuple[str, ...]
    """The required keys that no object has."""
    unused: int
    """How many optional keys no object has."""
    problem: str | None
    """The first problem, where an object is not good."""

    @property
    def score(self) -> float:
        """How well: 1 when all keys are known and used, and all objects are good."""
        used = self.known / (self.keys + len(self.missing) + _OPTIONAL * self.unused)
        nested = len(self.unknown) - (self.keys - self.known)
        return used * (2 + self.good / self.objects) / 3 / (1 + nested / 10)

    @property
    def reason(self) -> str:
        """Why, in words."""
        found = [
            f"{self.good} of {self.objects} objects are good",
            f"{self.known} of {self.keys} keys are known",
        ]
        if self.missing:
            found.append(f"{_listed(self.missing)} missing")
        if self.unknown:
            found.append(f"{_listed(self.unknown)} unknown")
        if self.problem is not None and not self.missing:
            found.append(self.problem)
        return "; ".join(found)


def _listed(names: tuple[str, ...]) -> str:
    shown, more = ", ".join(names[:3]), len(names) - 3
    return f"{shown} and {more} more" if more > 0 else shown


@frozen
class Guess:
    """What the objects of a file may be."""

    fits: list[Fit]
    """The classes with which they share a key, the best one first."""
    pointers: list[str]
    """The pointers to lists of objects inside of a document, which may be what is meant."""


def guess(
    source: Source, at: str | None, most: int, converter: Converter | None = None
) -> Guess | Reject:
    """Say what the objects of a file may be.

    Args:
        source: The file, of which the first objects are looked at.
        at: The JSON Pointer of the list inside of a document; None for none.
        most: How many classes and pointers to give.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        What they may be; a reject where no object can be read.
    """
    chunk = _first_chunk(source, at)
    if isinstance(chunk, Reject):
        return chunk
    sample = _sample(chunk)
    keys = set(_keys(sample))
    near = nlargest(_CANDIDATES, _near_classes(keys), key=lambda it: it[0])
    found = [_fit(cls, sample, keys, converter or ready_converter()) for _, cls in near]
    pointers = _pointers(sample) if at is None else []
    return Guess(nlargest(most, found, key=lambda it: it.score), pointers[:most])


def _pointers(sample: Chunk) -> list[str]:
    content = _decoded(sample.items[0]) if sample.form == "document" else None
    entries = content.items() if isinstance(content, dict) else ()
    lists = [key for key, it in entries if isinstance(it, list) and _has_objects(it)]
    return ["/" + it.replace("~", "~0").replace("/", "~1") for it in lists]


def _has_objects(items: list[Any]) -> bool:
    return any(isinstance(it, dict) for it in items[:_SAMPLE])


def _first_chunk(source: Source, at: str | None) -> Chunk | Reject:
    """Give the first objects of a file, or why there are none."""
    why = unreadable(source.name, None, "document", "there are no objects in it")
    for read in read_chunks(source, Reading(at)):
        if isinstance(read, Reject):
            why = read
        elif read.form != "lines" or read.data.strip():
            return read
    return why


def _sample(chunk: Chunk) -> Chunk:
    """Give the first objects of a chunk."""
    lines = islice(filter(bytes.strip, chunk.data.split(b"\n")), _SAMPLE)
    return evolve(
        chunk,
        data=b"\n".join(lines),
        items=chunk.items[:_SAMPLE],
        contents=chunk.contents[:_SAMPLE],
        table=None if chunk.table is None else chunk.table.slice(0, _SAMPLE),
    )


def _keys(chunk: Chunk) -> Iterator[str]:
    """Give the keys of objects, some several times."""
    yield from partitions_of(chunk.name)
    if chunk.table is not None:
        yield from (it for it in chunk.table.schema.names if it != KEPT)
        return
    texts = chunk.data.split(b"\n") if chunk.form == "lines" else chunk.items
    for content in [*map(_decoded, texts), *chunk.contents]:
        for one in content if isinstance(content, list) else [content]:
            yield from one if isinstance(one, dict) else ()


def _decoded(text: bytes) -> Any:
    try:
        return decode(text)
    except ValueError:
        return None


def _near_classes(keys: set[str]) -> Iterable[tuple[float, type]]:
    for cls in dict.fromkeys(model_classes().values()):
        fields = wire_fields(list_class_item(cls) or cls)
        known = {key for it in fields for key in it.keys if key in keys}
        required = {it.key for it in fields if it.required} - keys
        if known:
            yield len(known) / (len(keys) + len(required)), cls


def _fit(cls: type, sample: Chunk, keys: set[str], converter: Converter) -> Fit:
    batch = Reader[Any](cls, converter, is_strict=True).read(sample)
    drift = DriftReader(cls, converter).read(sample)
    fields = wire_fields(list_class_item(cls) or cls)
    used = [it for it in fields if not keys.isdisjoint(it.keys)]
    return Fit(
        cls=cls,
        objects=len(batch.objects) + len(batch.rejects),
        good=len(batch.objects),
        keys=len(keys),
        known=len(keys & {key for it in used for key in it.keys}),
        unknown=tuple(dict.fromkeys(it.path for it in drift.findings)),
        missing=tuple(f"$.{it.key}" for it in fields if it.required and it not in used),
        unused=sum(not it.required and it not in used for it in fields),
        problem=str(batch.rejects[0].problems[0]) if batch.rejects else None,
    )
