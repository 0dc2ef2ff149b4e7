"""Ranges of frames, characters or time: both ends are part of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

Range = tuple[int, int]
"""The first and the last."""


def merge(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, with those as one that overlap or touch.

    Args:
        ranges: Ranges in any order. One that ends before it begins is left out.

    Returns:
        Ranges with at least one frame between each two.
    """
    merged: list[Range] = []
    for first, last in sorted(it for it in ranges if it[0] <= it[1]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def ranges_of(frames: Collection[int]) -> list[Range]:
    """Return the ranges that some frames are, of which none is there twice."""
    if frames:
        first, last = min(frames), max(frames)
        if last - first + 1 == len(frames):
            return [(first, last)]
    return merge((frame, frame) for frame in frames)
