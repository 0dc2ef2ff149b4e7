"""Tells what has changed between two label rows, and between two objects of any class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

from attrs import NOTHING, evolve, fields, frozen
from cattrs import Converter

from converters.errors import expected
from converters.json_differences import Path, json_differences
from converters.labels.answers import Answer
from converters.labels.change_texts import change_lines
from converters.labels.extents import Extents
from converters.labels.features import AnyOntology
from converters.labels.frames import frames_of
from converters.labels.instances import Instance, instances
from converters.labels.overlaps import iou
from converters.labels.ranges import Range
from converters.registry import ready_converter
from converters.tables import wire_fields
from orm_attrs import FrameLabels, LabelRowV2
from orm_attrs.labels import UnitLabels

What = Literal["added", "removed", "moved", "ranges", "answer", "changed"]
"""What has become of an object, a classification or a field."""


Kind = Literal["object", "classification"]
"""What an instance is."""


@frozen
class Change:
    """One thing that has changed."""

    what: What
    """An object, a classification or a field is new or gone; an object is at another place on a
    frame; it is on other frames; an answer is another one; or a field has another value."""
    kind: Kind | None = None
    """What has changed; `None` for the row itself, and for objects of all other classes."""
    hash: str | None = None
    """The object or the classification."""
    name: str | None = None
    """The name of its feature."""
    space: str | None = None
    """The space that it is in; `None` for the row itself."""
    ranges: list[Range] | None = None
    """Where: the first and the last frame of each part, or what else its ranges count. `None` where
    that is not the point, as of an answer that holds everywhere."""
    path: Path = ()
    """Of a field, the keys and indexes that lead to it in the payload, or from the object on a
    frame; of an answer, the name of its attribute. Else empty."""
    before: Any = None
    """What was there: a geometry, ranges, the value of an answer or a field; `None` for nothing."""
    after: Any = None
    """What is there now; `None` for nothing."""
    iou: float | None = None
    """Of what has moved: the intersection over the union of both places, from 0 to 1. `None` where
    there is none, as of points and lines."""
    by: str | None = None
    """Who made or last changed it, as far as the later row says so."""
    at: datetime | None = None
    """When that was, as far as the later row says so."""

    def __str__(self) -> str:
        return next(iter(change_lines([self])))


def diff(
    a: Any,
    b: Any,
    *,
    ontology: AnyOntology | None = None,
    converter: Converter | None = None,
) -> list[Change]:
    """Return what has changed from one object to another one of its class.

    Label rows are compared by what they mean: objects and classifications by their hashes, frames,
    places and answers, whatever ages of the format they have. All other classes, and all else in a
    label row, are compared by the paths of their payloads. Keys that no class knows are not
    compared in label rows, also where these hold them.

    Args:
        a: The earlier one, which stays as it is.
        b: The later one, which stays as it is.
        ontology: Of label rows, the ontology of their project, which names features; None for the
            names that stand in the labels.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        The changes: of label rows those of objects, then those of classifications, and then those
        of the rows themselves. Empty when both are the same.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``, for objects that have moved and are no
            boxes, points or lines.
        TypeError: When both are not of one class, or ``ontology`` is none.
    """
    if type(a) is not type(b):
        raise TypeError(expected(type(a).__name__, b))
    own = converter or ready_converter()
    if isinstance(a, LabelRowV2):
        return _Rows(a, b, ontology, own).changes()
    return list(changes_by_path(own.unstructure(a), own.unstructure(b)))


def changes_by_path(before: Any, after: Any, path: Path = ()) -> Iterator[Change]:
    """Yield what has changed between two payloads, whose place is ``path``."""
    for it in json_differences(before, after):
        at = (*path, *it.path)
        if it.before is NOTHING:
            yield Change("added", path=at, after=it.after)
        elif it.after is NOTHING:
            yield Change("removed", path=at, before=it.before)
        else:
            yield Change("changed", path=at, before=it.before, after=it.after)


Place = tuple[Kind, str | None, str]
"""The kind of an instance, its space and its hash."""


def _by_place(found: Sequence[Instance]) -> dict[Place, Instance]:
    return {(it.kind, it.space, it.hash): it for it in found}


_EDITED: Final = ("last_edited_at", "last_edited_by")
"""Who and when: changes by themselves only where nothing else has changed."""

_ELSEWHERE: Final = frozenset(
    {
        "geometry",
        "polygons",
        "object_hash",
        "classification_hash",
        "classifications",
        "range",
        "range_html",
        "spaces",
    }
)
"""Fields of which other kinds of changes tell."""


class _Rows:
    """Compares two label rows."""

    def __init__(
        self, a: LabelRowV2, b: LabelRowV2, ontology: AnyOntology | None, converter: Converter
    ) -> None:
        self._rows = (a, b)
        self._converter = converter
        self._before, self._after = (_by_place(instances(row, ontology)) for row in (a, b))
        self._sizes: dict[tuple[str | None, int], tuple[int, int] | None] | None = None

    def changes(self) -> list[Change]:
        """Return all changes."""
        found: list[Change] = []
        for place in {**self._before, **self._after}:
            before, after = self._before.get(place), self._after.get(place)
            if before is None or after is None:
                found.append(_whole(before, after))
            else:
                found += self._instance(before, after)
        found += self._not_held()
        found.sort(key=lambda it: it.kind == "classification")  # which are behind all objects
        one, other = (self._rest(row) for row in self._rows)
        return [*found, *changes_by_path(one, other)]

    def _instance(self, before: Instance, after: Instance) -> Iterator[Change]:
        """Compare an instance with what it was."""
        base = _about(after)
        if before.ranges != after.ranges or before.html_ranges != after.html_ranges:
            values: dict[str, Any] = {"before": before.ranges, "after": after.ranges}
            if before.html_ranges or after.html_ranges:
                values = {"before": before.html_ranges, "after": after.html_ranges}
            yield evolve(base, what="ranges", **values, **_who(after.entry))
        for frame, then in before.frames.items():
            now = after.frames.get(frame)
            if now is not None and now != then:
                yield from self._on_frame(base, frame, then, now)
        if before.entry != after.entry and before.entry is not None and after.entry is not None:
            yield from self._fields(base, before.entry, after.entry)
        yield from self._answers(base, before, after)

    def _not_held(self) -> Iterator[Change]:
        """Compare what stands on frames and is of no instance."""
        then = _not_held_of(self._rows[0], self._before)
        now = _not_held_of(self._rows[1], self._after)
        for place in {**then, **now}:
            kind, space, frame, hash_, deletes, _ = place
            before, after = then.get(place), now.get(place)
            name = getattr(after if before is None else before, "name", None)
            base = Change("changed", kind, hash_, name, space, ranges=[(frame, frame)])
            if deletes and (before is None or after is None):
                continue  # it is told by the ranges of the object
            if before is None:
                yield evolve(base, what="added", **_who(after))
            elif after is None:
                yield evolve(base, what="removed")
            elif before != after:
                yield from self._on_frame(base, frame, before, after)

    def _on_frame(self, base: Change, frame: int, then: Any, now: Any) -> Iterator[Change]:
        here = evolve(base, ranges=[(frame, frame)])
        places = [
            (getattr(it, "geometry", None), getattr(it, "polygons", None)) for it in (then, now)
        ]
        moved = []
        if places[0] != places[1]:
            part = self._iou(base.space, frame, then, now)
            before, after = (polygons or geometry for geometry, polygons in places)
            values: dict[str, Any] = {"before": before, "after": after, "iou": part}
            moved = [evolve(here, what="moved", **values, **_who(now))]
        yield from moved
        yield from self._fields(here, then, now, is_told=bool(moved))

    def _iou(self, space: str | None, frame: int, then: Any, now: Any) -> float | None:
        if self._sizes is None:
            row = self._rows[1]
            extents = Extents(row)
            self._sizes = {
                (it.space, it.number): extents.of_frame(it).size for it in frames_of(row)
            }
        width, height = self._sizes.get((space, frame)) or (1, 1)
        try:
            return iou(then, now, width, height)
        # What is no place, or out of this world, has none in common with another one.
        except (OverflowError, ValueError):
            return None

    def _fields(
        self, base: Change, then: Any, now: Any, *, is_told: bool = False
    ) -> Iterator[Change]:
        """Compare the fields of what stands on a frame, or beside the frames."""
        keys = {it.name: it.written_key for it in wire_fields(type(now))}
        found = []
        for name in {it.name: None for cls in (type(then), type(now)) for it in fields(cls)}:
            before, after = getattr(then, name, None), getattr(now, name, None)
            if name not in _ELSEWHERE and before != after:
                found.append((name, before, after))
        others = [it for it in found if it[0] not in _EDITED]
        who = _who(now)
        for name, before, after in others or ([] if is_told else found):
            if name == "content":  # the keys of a shape that nobody knows
                for it in changes_by_path(before or {}, after or {}):
                    values: dict[str, Any] = {"before": it.before, "after": it.after}
                    yield evolve(base, what="changed", path=it.path, **values, **who)
                continue
            path = (keys.get(name, name),)
            yield evolve(base, what="changed", path=path, before=before, after=after, **who)

    def _answers(self, base: Change, before: Instance, after: Instance) -> Iterator[Change]:
        then, now = _raw_answers(before), _raw_answers(after)
        if then == now:
            return
        found = [
            *_static(before.answers_by_attribute(), after.answers_by_attribute()),
            *_moving(before.dynamic_answers(), after.dynamic_answers()),
        ]
        who = _who(after.entry)
        for name, ranges, old, new in found:
            yield evolve(
                base, what="answer", path=(name,), ranges=ranges, before=old, after=new, **who
            )
        if found:
            return
        # They mean the same, and are spelled otherwise.
        keys = (f"{after.kind}_answers", "object_actions")
        for key, one, other in zip(keys, then, now, strict=True):
            written = [self._converter.unstructure(it) for it in (one, other)]
            last = "actions" if key == "object_actions" else "classifications"
            for change in changes_by_path(written[0], written[1], (key, after.hash, last)):
                yield evolve(
                    base,
                    what=change.what,
                    path=change.path,
                    before=change.before,
                    after=change.after,
                    ranges=None,
                )

    def _rest(self, row: LabelRowV2) -> Any:
        """Return the payload of a row without what its instances are."""
        known = [
            {place[2] for place in (*self._before, *self._after) if place[0] == kind}
            for kind in ("object", "classification")
        ]
        units, spaces = row.data_units, row.spaces
        rest = evolve(
            row,
            labels=_without_labels(row.labels),
            data_units=units and {
                key: evolve(it, labels=_without_labels(it.labels)) for key, it in units.items()
            },
            spaces=spaces and {
                key: evolve(it, labels=_without_labels(it.labels)) for key, it in spaces.items()
            },
            object_answers=_others(row.object_answers, "object_hash", known[0]),
            object_actions=_others(row.object_actions, "object_hash", known[0]),
            classification_answers=_others(
                row.classification_answers, "classification_hash", known[1]
            ),
        )  # fmt: skip
        return self._converter.unstructure(rest)


_NotHeld = tuple[Kind, str | None, int, str | None, bool, int]
"""The kind, the space, the frame and the hash, whether it deletes an object of an event-based
scene, and how many of these there are before it."""


def _not_held_of(row: LabelRowV2, instances: Mapping[Place, Instance]) -> dict[_NotHeld, Any]:
    """Return what stands on frames and is of no instance.

    These are objects that are on a frame again, entries that delete one, and classifications
    without a hash.
    """
    found: dict[_NotHeld, Any] = {}
    counts: Counter[Any] = Counter()
    for frame in frames_of(row):
        labels = frame.labels
        every: list[tuple[Kind, str | None, Any]] = [
            *(("object", it.object_hash, it) for it in labels.objects or ()),
            *(
                ("classification", it.classification_hash, it)
                for it in labels.classifications or ()
            ),
        ]
        here: set[tuple[Kind, str]] = set()
        for kind, hash_, it in every:
            held, is_again = None, True
            if hash_ is not None:
                held = instances[kind, frame.space, hash_].frames.get(frame.number)
                is_again = held is not None or (kind, hash_) in here
                here.add((kind, hash_))
            if it is not held:
                place = (kind, frame.space, frame.number, hash_, not is_again)
                found[*place, counts[place]] = it
                counts[place] += 1
    return found


def _about(it: Instance) -> Change:
    return Change("changed", it.kind, it.hash, it.name, it.space)


def _whole(before: Instance | None, after: Instance | None) -> Change:
    """Return that an instance is new, or gone."""
    if after is None:
        gone: Any = before
        return evolve(_about(gone), what="removed", ranges=gone.ranges)
    first: Any = next(iter(after.frames.values()), after.entry)
    by, at = getattr(first, "created_by", None), getattr(first, "created_at", None)
    return evolve(_about(after), what="added", ranges=after.ranges, by=by, at=at)


def _who(it: Any) -> dict[str, Any]:
    by, at = getattr(it, "last_edited_by", None), getattr(it, "last_edited_at", None)
    return {"by": by, "at": at}


def _raw_answers(it: Instance) -> tuple[Sequence[Any], Sequence[Any]]:
    entries = None if it.entry is None else it.entry.classifications
    return entries or [], it.actions


AnswerChange = tuple[str, list[Range] | None, Any, Any]
"""The name of an attribute, where, and the values."""


def _static(then: Mapping[str, Answer], now: Mapping[str, Answer]) -> Iterator[AnswerChange]:
    for key in {**then, **now}:
        before, after = then.get(key), now.get(key)
        either = after or before
        if either is None or either.is_dynamic or _means(before) == _means(after):
            continue
        yield either.name, None, _value(before), _value(after)


Parts = Sequence[tuple[Range, Answer]]


def _moving(then: Mapping[str, Parts], now: Mapping[str, Parts]) -> Iterator[AnswerChange]:
    for key in {**then, **now}:
        before, after = then.get(key, ()), now.get(key, ())
        name = (after or before)[0][1].name
        last: tuple[Range, Any, Any] | None = None
        for span, *values in _steps(before, after):
            old, new = map(_value, values)
            if last is not None and last[0][1] + 1 == span[0] and last[1:] == (old, new):
                last = ((last[0][0], span[1]), old, new)
                continue
            if last is not None:
                yield name, [last[0]], *last[1:]
            last = (span, old, new)
        if last is not None:
            yield name, [last[0]], *last[1:]


def _steps(then: Parts, now: Parts) -> Iterator[tuple[Range, Answer | None, Answer | None]]:
    """Yield each part of two series on which they differ."""
    starts = sorted({it for parts in (then, now) for (a, b), _ in parts for it in (a, b + 1)})
    places = [0, 0]
    for start, end in pairwise(starts):
        here: list[Answer | None] = []
        for index, parts in enumerate((then, now)):
            while places[index] < len(parts) and parts[places[index]][0][1] < start:
                places[index] += 1
            holds = places[index] < len(parts) and parts[places[index]][0][0] <= start
            here.append(parts[places[index]][1] if holds else None)
        if _means(here[0]) != _means(here[1]):
            yield (start, end - 1), here[0], here[1]


def _means(answer: Answer | None) -> Any:
    if answer is None:
        return None
    return frozenset(answer.options) if answer.options else (answer.value,)


def _value(answer: Answer | None) -> Any:
    return None if answer is None else answer.value


def _others(entries: Mapping[str, Any] | None, name: str, known: set[str]) -> Any:
    """Return the entries that are of no instance."""
    if entries is None:
        return None
    found = {key: it for key, it in entries.items() if (getattr(it, name) or key) not in known}
    return found or None


def _without_labels(labels: UnitLabels | None) -> Any:
    """Return the metadata of frames alone."""
    if labels is None:
        return None
    if isinstance(labels, FrameLabels):
        return None if labels.metadata is None else FrameLabels(metadata=labels.metadata)
    frames: Mapping[Any, FrameLabels] = labels
    found = {
        key: FrameLabels(metadata=it.metadata)
        for key, it in frames.items()
        if it.metadata is not None
    }
    return found or None
