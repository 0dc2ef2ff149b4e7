"""Traces the outlines of masks, along the sides of their pixels."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import frozen

from converters.labels.masks import np

if TYPE_CHECKING:
    from converters.labels.masks import Array

Ring = list[tuple[float, float]]
"""Corners, of which the last is joined to the first."""

_EAST, _SOUTH, _WEST, _NORTH = range(4)
"""Where a side leads, with the pixels of the mask on its right. Rows count downwards."""

_TURNS: Final = {
    _EAST: (_SOUTH, _NORTH),
    _SOUTH: (_WEST, _EAST),
    _WEST: (_NORTH, _SOUTH),
    _NORTH: (_EAST, _WEST),
}
"""Where the next side leads: to the right, so that pixels that touch at a corner alone stay apart,
and else to the left."""


def traced(mask: Array) -> list[list[Ring]]:
    """Return the polygons of a mask, each with its holes behind its outer ring.

    What is joined at corners alone is apart. It takes as long as there are pixels and corners.

    Args:
        mask: An array of bool, height by width.
    """
    if not mask.any():
        return []
    sides = _sides_of(mask)
    rings = _rings_of(sides)
    polygons: dict[int, list[Ring]] = {}
    owner: list[int] = list(range(len(rings)))
    ring_of = np().empty(len(sides.starts), int)
    for number, ring in enumerate(rings):
        ring_of[ring] = number
    # From above, and from the left: what a hole is in comes before it.
    firsts = [min(ring, key=sides.order.__getitem__) for ring in rings]
    for number in sorted(range(len(rings)), key=lambda it: sides.order[firsts[it]]):
        corners = [sides.corners[it] for it in rings[number]]
        if sides.leads_east[firsts[number]]:
            polygons[number] = [corners]
        else:
            owner[number] = owner[ring_of[sides.left_of(firsts[number])]]
            polygons[owner[number]].append(corners)
    return list(polygons.values())


@frozen(eq=False)
class _Sides:
    """The straight sides of a mask, each as long as it can be."""

    starts: Array
    """Where each begins, as the number of the corner among those of all pixels."""
    following: list[int]
    """The side behind each."""
    corners: list[tuple[float, float]]
    """Where each begins: x and y."""
    order: list[int]
    """The same numbers as `starts`."""
    leads_east: list[bool]
    """Whether it leads to the right on the screen."""
    doubled: frozenset[int]
    """Sides that begin where another one does."""
    runs: Array
    """The first pixel of each run of a row, as the number of the corner at its upper left."""
    left_sides: Array
    """The side to the left of each."""

    def left_of(self, side: int) -> int:
        """Return the side at the beginning of the run of pixels that ends at a side of a hole."""
        run = np().searchsorted(self.runs, self.order[side] - 1, "right") - 1
        return int(self.left_sides[run])


def _sides_of(mask: Array) -> _Sides:
    numpy = np()
    height, width = mask.shape
    across = width + 1
    inside = numpy.zeros((height + 2, width + 2), bool)
    inside[1:-1, 1:-1] = mask
    begins = inside[1:, 1:]  # the pixel to the lower right of each corner
    left, above = inside[1:, :-1], inside[:-1, 1:]
    lines = {_EAST: begins & ~above, _WEST: ~begins & above}
    lines |= {_SOUTH: (~begins & left).T, _NORTH: (begins & ~left).T}
    starts: list[Array] = []
    ends: list[Array] = []
    begun = is_first = numpy.empty(0)
    for direction in range(4):
        flags = lines[direction]
        is_upright = direction in {_SOUTH, _NORTH}
        # The last cell of a line is never set, so no side goes on in the next one.
        cells = numpy.flatnonzero(flags)
        is_first = numpy.diff(cells, prepend=-2) > 1
        is_last = numpy.roll(is_first, -1)
        cells = numpy.concatenate([cells, cells[is_last] + 1])
        if is_upright:
            cells = cells % flags.shape[1] * across + cells // flags.shape[1]
        begun, ended = cells[: len(is_first)], cells[len(is_first) :]
        sides = (begun[is_first], ended)
        starts.append(sides[direction in {_WEST, _NORTH}])
        ends.append(sides[direction in {_EAST, _SOUTH}])
    # What comes last are the sides that lead north, which are to the left of runs.
    order = numpy.argsort(begun)
    runs = begun[order], (numpy.cumsum(is_first) - 1)[order]
    return _linked(starts, ends, runs, across, (height + 1) * across)


def _linked(
    starts: list[Array], ends: list[Array], runs: tuple[Array, Array], across: int, count: int
) -> _Sides:
    """Find the side behind each."""
    numpy = np()
    offsets = numpy.cumsum([0, *map(len, starts)])
    at = numpy.full((4, count), -1, numpy.int32)
    for direction, (first, _) in enumerate(pairwise(offsets)):
        at[direction, starts[direction]] = numpy.arange(first, first + len(starts[direction]))
    following = []
    for direction, last in enumerate(ends):
        right, left = _TURNS[direction]
        turned = at[right, last]
        following.append(numpy.where(turned < 0, at[left, last], turned))
    whole = numpy.concatenate(starts)
    is_doubled = numpy.bincount(whole)[whole] > 1
    corners = [it.astype(float).tolist() for it in (whole % across, whole // across)]
    return _Sides(
        starts=whole,
        following=numpy.concatenate(following).tolist(),
        corners=list(zip(*corners, strict=True)),
        order=whole.tolist(),
        leads_east=(numpy.arange(len(whole)) < offsets[1]).tolist(),
        doubled=frozenset(numpy.flatnonzero(is_doubled).tolist()),
        runs=runs[0],
        left_sides=runs[1] + offsets[_NORTH],
    )


def _rings_of(sides: _Sides) -> list[list[int]]:
    """Return rings as the numbers of their sides, of which none touches itself."""
    rings: list[list[int]] = []
    following, order, doubled = sides.following, sides.order, sides.doubled
    seen = bytearray(len(following))
    for first in range(len(following)):
        side = first
        ring: list[int] = []
        passed: dict[int, int] = {}
        while not seen[side]:
            seen[side] = 1
            if side in doubled:
                place = passed.get(order[side])
                if place is not None:
                    # It comes back to where it was: the way between is a ring of its own.
                    rings.append(ring[place:])
                    for it in ring[place:]:
                        passed.pop(order[it], None)
                    del ring[place:]
                passed[order[side]] = len(ring)
            ring.append(side)
            side = following[side]
        if ring:
            rings.append(ring)
    return rings
