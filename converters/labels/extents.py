"""What a label row says of its media: how many frames there are, and their size."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from attrs import frozen

from converters.labels.frames import Frame, unit_frame
from converters.labels.instances import ROOT
from orm_attrs import DataUnit, LabelRowV2
from orm_attrs.label_spaces import AudioSpace, BaseSpace, ImageSpace

MILLISECONDS: Final = 1000
"""Of a second."""


@frozen
class Extent:
    """The media of a row or of a space of it."""

    end: int | None = None
    """Where it ends: there is nothing on this frame, or at this millisecond, and behind it. None
    where the row does not say."""
    size: tuple[int, int] | None = None
    """Width and height in pixels; None where the row does not say."""

    def has(self, first: int, last: int) -> bool:
        """Tell whether a range is within it, as far as the row says."""
        return first >= 0 and (self.end is None or last < self.end)


class Extents:
    """The media of a row, by its data units and spaces."""

    def __init__(self, row: LabelRowV2) -> None:
        self._row = row
        self._units: Mapping[str, DataUnit] = row.data_units or {}
        self._spaces: Mapping[str, BaseSpace] = row.spaces or {}
        self._found: dict[tuple[str | None, str | None], Extent] = {}
        self._whole: Extent | None = None

    def of_frame(self, frame: Frame) -> Extent:
        """Return the media that a frame is of, with the size of the frame itself."""
        key = (frame.unit, frame.space)
        media = self._found.get(key)
        if media is None:
            media = self._found[key] = self._of(*key)
        metadata = frame.labels.metadata
        size = None if metadata is None else _size_of(metadata)
        return media if size is None else Extent(media.end, size)

    def of_space(self, space: str | None) -> Extent:
        """Return the media of a space; of None, that of the row as a whole."""
        if space is not None and (space != ROOT or space in self._spaces):
            return self._of(None, space)
        if self._whole is None:
            self._whole = Extent(self._end_of_row())
        return self._whole

    def _of(self, unit: str | None, space: str | None) -> Extent:
        if unit is not None:
            found = self._units[unit]
            end = _end_of_video(found) if self._row.data_type == "video" else None
            return Extent(end, _size_of(found))
        holder = self._spaces.get(space or "")
        return Extent(None if holder is None else _end_of_space(holder), _size_of(holder))

    def _end_of_row(self) -> int | None:
        units = list(self._units.values())
        if self._row.data_type == "img_group":
            frames = (unit_frame(it.data_sequence, i) for i, it in enumerate(units))
            return max(frames, default=-1) + 1
        if len(units) != 1:
            return None
        if self._row.data_type == "image":
            return unit_frame(units[0].data_sequence, 0) + 1
        if self._row.data_type == "audio":
            last = _product(units[0].data_duration, MILLISECONDS)
            return None if last is None else last + 1
        return _end_of_video(units[0]) if self._row.data_type == "video" else None


def _end_of_video(unit: DataUnit) -> int | None:
    return _product(unit.data_duration, unit.data_fps)


def _product(duration: float | None, rate: float | None) -> int | None:
    try:
        return ceil(duration * rate) if duration and rate else None
    except (OverflowError, ValueError):  # of what is no number, or none of this world
        return None


def _end_of_space(space: BaseSpace) -> int | None:
    if isinstance(space, ImageSpace):
        return 1
    if isinstance(space, AudioSpace):
        return None if space.duration_ms is None else space.duration_ms + 1
    for name in ("number_of_frames", "number_of_pages"):
        count: int | None = getattr(space, name, None)
        if count is not None:
            return count
    frames: list[Any] | None = getattr(space, "frames", None)
    return len(frames) if frames else None


def _size_of(holder: Any) -> tuple[int, int] | None:
    width, height = getattr(holder, "width", None), getattr(holder, "height", None)
    return (width, height) if width and height else None
