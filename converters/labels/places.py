"""Finds the labels of a frame in a label row, and makes them where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from operator import index
from typing import Any, Final

from converters.errors import expected, shorten
from converters.labels.extents import Extent, Extents
from converters.labels.frames import Frame, unit_frame
from converters.labels.ranges import Range, merge
from converters.labels.rows import FLAT
from orm_attrs import DataUnit, FrameLabels, LabelRowV2
from orm_attrs.label_spaces import BaseSpace

Frames = int | Iterable[int | Range] | None
"""A frame, several, or ranges of them: the first and the last of each, both included."""


def ranges_in(frames: int | Iterable[int | Range]) -> list[Range]:
    """Return frames as ranges, in order.

    Raises:
        TypeError: When one is no integer and no range.
        ValueError: When a range ends before it begins, or there is none.
    """
    is_several = isinstance(frames, Iterable) and not isinstance(frames, (str, bytes))
    ranges = [_range(it) for it in (frames if is_several else [frames])]  # type: ignore[union-attr]
    for first, last in ranges:
        if first > last:
            raise ValueError(f"{first} to {last} ends before it begins")
    if not ranges:
        raise ValueError("there are no frames")
    return merge(ranges)


_ENDS: Final = 2


def _range(given: object) -> Range:
    if isinstance(given, (tuple, list)) and len(given) == _ENDS:
        return frame_number(given[0]), frame_number(given[1])
    number = frame_number(given)
    return number, number


def frame_number(given: object) -> int:
    """Return a frame, which may be an integer of numpy, as an int.

    Raises:
        TypeError: When it is no integer, or a bool.
    """
    if not isinstance(given, bool):
        try:
            return index(given)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise TypeError(expected("the number of a frame, or a range", given))


class Places:
    """The frames of a label row, or of a space of it."""

    def __init__(self, row: LabelRowV2, space: str | None) -> None:
        """Find what has the labels.

        Raises:
            ValueError: When the row has no such space, or no data units, or its frames belong to
                streams.
        """
        holders: Mapping[str, DataUnit | BaseSpace] = row.data_units or {}
        if space is not None:
            holders = row.spaces or {}
            if space not in holders:
                raise ValueError(f"the row has no space {shorten(space)}")
        elif not holders:
            raise ValueError("the row has no data units")
        self._space = space
        self._is_flat = space is None and row.data_type in FLAT
        self._keys: dict[int, str] = {}
        if space is None and row.data_type == "img_group":
            units = enumerate((row.data_units or {}).items())
            self._keys = {unit_frame(it.data_sequence, i): key for i, (key, it) in units}
        self._key: str = next(iter(holders)) if space is None else space
        self._holders: dict[str, DataUnit | BaseSpace] = dict(holders)
        labels = self._holders[self._key].labels
        if isinstance(labels, dict) and isinstance(next(iter(labels), 0), str):
            raise ValueError("the frames of a scene belong to streams, to which nothing is added")
        self._extents = Extents(row)
        self.extent: Extent = self._extents.of_space(space)

    def refuse_outside(self, ranges: Iterable[Range]) -> None:
        """Refuse ranges that are not within the media.

        Raises:
            ValueError: When one is not.
        """
        for first, last in ranges:
            if not self.extent.has(first, last):
                end = self.extent.end
                bounds = "is negative" if end is None else f"is not within 0 to {end - 1}"
                raise ValueError(f"{_said(first, last)} {bounds}")

    def size(self, frame: int) -> tuple[int, int] | None:
        """Return the width and the height of a frame in pixels; None where nobody says.

        Raises:
            ValueError: When there is no such frame.
        """
        unit = self._key_of(frame) if self._space is None else None
        labels = self.find(frame) or FrameLabels()
        return self._extents.of_frame(Frame(self._space, frame, labels, (), unit)).size

    def find(self, frame: int) -> FrameLabels | None:
        """Return the labels of a frame; None where there are none.

        Raises:
            ValueError: When there is no such frame.
        """
        labels: Any = self._holders[self._key_of(frame)].labels
        if not isinstance(labels, FrameLabels):
            return (labels or {}).get(frame)
        if not self._keys and frame != 0:
            raise ValueError(f"there is one frame, 0, and no {frame}")
        return labels

    def make(self, frames: Iterable[int]) -> list[FrameLabels]:
        """Return the labels of frames, which are made where there are none, in their order.

        Raises:
            ValueError: When there is no such frame.
        """
        made = []
        is_new = False
        for frame in frames:
            found = self.find(frame)
            if found is None:
                is_new = True
                holder = self._holders[self._key_of(frame)]
                found = FrameLabels(objects=[], classifications=[])
                if self._is_flat and not holder.labels:
                    holder.labels = found
                else:
                    labels: Any = {} if holder.labels is None else holder.labels
                    labels[frame] = found
                    holder.labels = labels
            made.append(found)
        holder = self._holders[self._key]
        labels = holder.labels
        if is_new and isinstance(labels, dict) and any(a > b for a, b in pairwise(labels)):
            holder.labels = dict(sorted(labels.items()))
        return made

    def _key_of(self, frame: int) -> str:
        if not self._keys:
            return self._key
        if frame not in self._keys:
            raise ValueError(f"the group has no image {frame}")
        return self._keys[frame]


def _said(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def frames_in(ranges: Iterable[Range]) -> Iterator[int]:
    """Yield the frames of ranges."""
    for first, last in ranges:
        yield from range(first, last + 1)
