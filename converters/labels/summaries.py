"""Counts what label rows have: features, shapes, answers, annotators and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import define, field

from converters.labels.answers import Answer
from converters.labels.features import AnyOntology, Features
from converters.labels.instances import Instance, instances_by
from orm_attrs import LabelRowV2

MOST: Final = 10_000
"""How many different things of a kind are told apart: names may be anything."""

Key = tuple[str | None, ...]
"""What tells a thing from others; `None` where a row does not say."""


@define
class Tally:
    """How often each of some things is there."""

    counts: dict[Key, int] = field(factory=dict)
    """How often each is there, in the order in which they were found."""
    more: int = 0
    """How often others are there, of which there were too many different ones."""

    def add(self, key: Key, count: int = 1) -> None:
        """Count a thing."""
        if key in self.counts or len(self.counts) < MOST:
            self.counts[key] = self.counts.get(key, 0) + count
        else:
            self.more += count

    def plus(self, other: Tally) -> None:
        """Add what another one has counted."""
        for key, count in other.counts.items():
            self.add(key, count)
        self.more += other.more

    def largest(self) -> list[tuple[Key, int]]:
        """Return the things and how often they are there, the most frequent first."""
        return sorted(self.counts.items(), key=lambda it: -it[1])


@define
class LabelSummary:
    """What label rows have, counted. Its size does not grow with the number of rows."""

    rows: int = 0
    """How many rows there are."""
    objects: int = 0
    """How many objects there are: one on many frames is one, and one in two spaces is two."""
    classifications: int = 0
    """How many classifications there are, likewise."""
    frame_objects: int = 0
    """How many objects stand on all frames together."""
    features: Tally = field(factory=Tally)
    """Objects and classifications by their kind, feature hash and name."""
    frames: Tally = field(factory=Tally)
    """The same by the frames that objects are on, without those that are ranges."""
    shapes: Tally = field(factory=Tally)
    """Objects by their shapes."""
    answers: Tally = field(factory=Tally)
    """Objects and classifications by their name, the name of an attribute, and the chosen option;
    of text and numbers, in its place, that there are some. A dynamic answer that is several times
    the same counts once."""
    annotators: Tally = field(factory=Tally)
    """Objects and classifications by who made them, as far as the row says so."""
    statuses: Tally = field(factory=Tally)
    """Rows by the status of their labels and of their task."""

    def add(self, row: LabelRowV2, features: Features) -> None:
        """Count a row.

        Args:
            row: The row, which stays as it is.
            features: The ontology.
        """
        self.rows += 1
        self.statuses.add((row.label_status, row.annotation_task_status))
        for it in instances_by(row, features):
            if it.kind == "object":
                self.objects += 1
                self.frame_objects += len(it.frames)
                self.shapes.add((None if it.shape is None else str.__str__(it.shape),))
            else:
                self.classifications += 1
            key = (it.kind, it.feature_hash, it.name)
            self.features.add(key)
            if it.kind == "object" and it.frames:
                self.frames.add(key, len(it.frames))
            self.annotators.add((_made_by(it),))
            for attribute, value in _answers(it):
                self.answers.add((it.name, attribute, value))

    def plus(self, other: LabelSummary) -> None:
        """Add what another one has counted."""
        for name in ("rows", "objects", "classifications", "frame_objects"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in (*TALLIES, "frames"):
            getattr(self, name).plus(getattr(other, name))


TALLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "features": ("kind", "feature_hash", "name"),
    "shapes": ("shape",),
    "answers": ("name", "attribute", "answer"),
    "annotators": ("annotator",),
    "statuses": ("label_status", "annotation_task_status"),
}
"""The fields of a summary that count different kinds of things, and what their keys are."""


def summary(rows: Iterable[LabelRowV2], ontology: AnyOntology | None = None) -> LabelSummary:
    """Count what label rows have.

    Args:
        rows: The rows, which stay as they are; no more than one of them is held.
        ontology: The ontology of their project, which names features; None for the names that
            stand in the labels.

    Raises:
        TypeError: When ``ontology`` is none.
    """
    made, features = LabelSummary(), Features(ontology)
    for row in rows:
        made.add(row, features)
    return made


def _made_by(it: Instance) -> str | None:
    first: Any = next(iter(it.frames.values()), None)
    made: str | None = getattr(first, "created_by", None) or getattr(it.entry, "created_by", None)
    return made


TEXT: Final = "(text)"
NUMBER: Final = "(number)"
NOTHING_CHOSEN: Final = "(none)"
OTHER: Final = "(other)"


def _answers(it: Instance) -> Iterator[tuple[str, str]]:
    """Yield the attributes and the options that were chosen, or what else was answered, once."""
    found = [answer for answer in it.answers_by_attribute().values() if not answer.is_dynamic]
    moving = it.dynamic_answers().values()
    found += [answer for parts in moving for _, answer in parts]
    yield from dict.fromkeys((answer.name, value) for answer in found for value in _values(answer))


def _values(answer: Answer) -> list[str]:
    value = answer.value
    if isinstance(value, list):
        return value or [NOTHING_CHOSEN]
    if answer.options:
        return [value]  # type: ignore[list-item]
    if isinstance(value, str):
        return [TEXT]
    return [NUMBER if isinstance(value, (int, float)) else OTHER]
