"""Finds the frames of a label row, wherever its age and kind keep them."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from attrs import frozen

from orm_attrs import FrameLabels, LabelRowV2
from orm_attrs.labels import UnitLabels

Path = tuple[str | int, ...]
"""Keys and indexes of the payload."""


@frozen
class Frame:
    """One frame of a row, and the labels on it."""

    space: str | None
    """The space that it is of, or the stream of a scene; None for the row itself."""
    number: int
    """Its number there, from 0, or its time in nanoseconds."""
    labels: FrameLabels
    """The labels."""
    path: Path
    """Where they are in the payload."""
    unit: str | None
    """The key of its data unit; None where the labels are in none."""


def frames_of(row: LabelRowV2) -> list[Frame]:
    """Return the frames of a row, in the order of their numbers."""
    return sorted(_frames(row), key=attrgetter("number"))


def _frames(row: LabelRowV2) -> Iterator[Frame]:
    for number, labels in (row.labels or {}).items():
        yield Frame(None, number, labels, ("labels", str(number)), None)
    for index, (key, unit) in enumerate((row.data_units or {}).items()):
        position = unit_frame(unit.data_sequence, index)
        yield from _within(unit.labels, None, position, ("data_units", key, "labels"), key)
    for key, space in (row.spaces or {}).items():
        yield from _within(space.labels, key, 0, ("spaces", key, "labels"), None)


def unit_frame(sequence: int | str | None, index: int) -> int:
    """Return the frame that an image is.

    Args:
        sequence: Its position, as the row states it; text in image groups.
        index: Its place among the data units, which counts where the row states no position.
    """
    try:
        return index if sequence is None else int(sequence)
    except ValueError:
        return index


def _within(
    labels: UnitLabels | None, space: str | None, position: int, path: Path, unit: str | None
) -> Iterator[Frame]:
    if isinstance(labels, FrameLabels):
        yield Frame(space, position, labels, path, unit)
        return
    for key, frame in (labels or {}).items():
        stream, number = (None, key) if isinstance(key, int) else split_key(key)
        yield Frame(stream if space is None else space, number, frame, (*path, str(key)), unit)


def split_key(key: str) -> tuple[str | None, int]:
    """Return the stream and the frame of a key such as ``front#12`` or ``lidar@1000000``.

    A key that is a number alone is a frame of no stream, and any other text is a stream.
    """
    for sign in "#@":
        stream, found, number = key.rpartition(sign)
        if found and number.isdecimal():
            return stream, int(number)
    return (None, int(key)) if key.isdecimal() else (key, 0)
