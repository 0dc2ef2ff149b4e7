"""Ranges of frames, characters or time: both ends are part of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter

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


def contains(ranges: Sequence[Range], first: int, last: int) -> bool:
    """Tell whether one of some ranges, in order, contains another one."""
    if len(ranges) == 1:
        return ranges[0][0] <= first <= last <= ranges[0][1]
    index = bisect_right(ranges, first, key=itemgetter(0)) - 1
    return index >= 0 and first <= last <= ranges[index][1]


def without(ranges: Iterable[Range], others: Iterable[Range]) -> list[Range]:
    """Return what is left of ranges where others are not.

    Args:
        ranges: Ranges in any order.
        others: Those that are taken away, in any order.

    Returns:
        Ranges in order.
    """
    left: list[Range] = []
    cuts = merge(others)
    at = 0
    for first, last in merge(ranges):
        start = first
        while at < len(cuts) and cuts[at][1] < start:
            at += 1
        index = at
        while index < len(cuts) and cuts[index][0] <= last:
            if cuts[index][0] > start:
                left.append((start, cuts[index][0] - 1))
            start = cuts[index][1] + 1
            index += 1
        if start <= last:
            left.append((start, last))
    return left
