"""Takes objects and classifications out of a label row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from converters.errors import shorten
from converters.labels.answering import key_of
from converters.labels.frames import Frame, frames_of
from converters.labels.places import Frames, ranges_in
from converters.labels.ranges import Range, contains, without
from orm_attrs import ClassificationAnswer, LabelRowV2, RangeObject
from orm_attrs.labels import SpacePlacement


def remove(
    row: LabelRowV2,
    hash: str,  # noqa: A002 - what it is
    *,
    frames: Frames = None,
    space: str | None = None,
) -> None:
    """Take an object or a classification out of a label row, which is changed, with its answers.

    Nothing of the row is changed when an error is raised.

    Args:
        row: The row.
        hash: The object or the classification.
        frames: The frames that it is taken from, or ranges; None for all. Where none is left, it is
            taken out wholly.
        space: The space that it is taken from; None for all of them.

    Raises:
        ValueError: When it is not there, or not on these frames.
    """
    cut = _Cut(None if frames is None else ranges_in(frames), space)
    here = [it for it in frames_of(row) if _has(it, hash)]
    gone = [it for it in here if cut.takes(it)]
    entries = [
        entry
        for found, name in (
            (row.object_answers, "object_hash"),
            (row.classification_answers, "classification_hash"),
        )
        if (key := key_of(found, name, hash)) is not None
        for entry in [(found or {})[key]]
    ]
    placed = [it for it in entries if isinstance(it, (RangeObject, ClassificationAnswer))]
    left = [cut.left(it) for it in placed]
    is_changed = gone or any(
        now != (it.range or [], it.spaces or {}) for it, now in zip(placed, left, strict=True)
    )
    is_whole = cut.ranges is None and space is None
    if not (is_changed or (is_whole and entries)):
        raise ValueError(f"the row has no object and no classification {shorten(hash)} there")
    _take(row, hash, gone)
    if is_whole or (len(gone) == len(here) and not any(part for it in left for part in it)):
        for name, of in _ENTRIES.items():
            key = key_of(getattr(row, name), of, hash)
            if key is not None:
                del getattr(row, name)[key]
        return
    for entry, (ranges, spaces) in zip(placed, left, strict=True):
        entry.range, entry.spaces = ranges, spaces
    key = key_of(row.object_actions, "object_hash", hash)
    if key is not None and row.object_actions is not None:
        actions = row.object_actions[key]
        kept = [evolve(it, range=cut.from_action(it)) for it in actions.actions or ()]
        actions.actions = [it for it in kept if it.range]


_ENTRIES = {
    "object_answers": "object_hash",
    "object_actions": "object_hash",
    "classification_answers": "classification_hash",
}
"""What a row says beside the frames, and the field of each entry that has the hash."""


@frozen
class _Cut:
    """Where something is taken from."""

    ranges: list[Range] | None
    """The frames; None for all."""
    space: str | None
    """The space; None for all."""

    def takes(self, frame: Frame) -> bool:
        """Tell whether something is taken from a frame."""
        return self.space in (None, frame.space) and (
            self.ranges is None or contains(self.ranges, frame.number, frame.number)
        )

    def rest(self, ranges: Sequence[Any] | None) -> list[Any]:
        """Return what is left of ranges; those of an HTML file stay where frames are taken."""
        if self.ranges is None or not ranges:
            return []
        is_html = not isinstance(ranges[0], tuple) or not isinstance(ranges[0][0], int)
        return list(ranges) if is_html else without(ranges, self.ranges)

    def left(
        self, entry: RangeObject | ClassificationAnswer
    ) -> tuple[list[Range], dict[str, SpacePlacement]]:
        """Return the ranges of an entry that are left, and those in spaces."""
        ranges = list(entry.range or ()) if self.space is not None else self.rest(entry.range)
        spaces = {}
        for key, it in (entry.spaces or {}).items():
            found = self.rest(it.range) if self.space in (None, key) else it.range
            if found or (self.space not in (None, key)):
                spaces[key] = evolve(it, range=found)
        return ranges, spaces

    def from_action(self, action: Any) -> list[Range]:
        """Return where a dynamic answer still holds."""
        if self.space is not None and action.space_id != self.space:
            return list(action.range or ())
        return self.rest(action.range)


def _has(frame: Frame, hash_: str) -> bool:
    labels = frame.labels
    return any(it.object_hash == hash_ for it in labels.objects or ()) or any(
        it.classification_hash == hash_ for it in labels.classifications or ()
    )


def _take(row: LabelRowV2, hash_: str, gone: Sequence[Frame]) -> None:
    """Take it from frames, and leave out those on which there is nothing any more."""
    emptied = set()
    for it in gone:
        labels = it.labels
        if labels.objects:
            labels.objects = [one for one in labels.objects if one.object_hash != hash_]
        if labels.classifications:
            labels.classifications = [
                one for one in labels.classifications if one.classification_hash != hash_
            ]
        if not (labels.objects or labels.classifications or labels.metadata):
            emptied.add(id(labels))
    for holder in (row, *(row.data_units or {}).values(), *(row.spaces or {}).values()):
        found: Any = holder.labels
        if isinstance(found, dict) and emptied:
            holder.labels = {key: it for key, it in found.items() if id(it) not in emptied}
