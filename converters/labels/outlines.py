"""The geometries of many objects at once: as WKB in pixels, and the boxes around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from converters.imports import needed
from converters.labels.masks import np
from converters.labels.shapes import Rings, parts
from orm_attrs import (
    Bitmask,
    BoundingBox,
    Point,
    PolygonObject,
    Polyline,
    RotatableBoundingBox,
    Skeleton,
)
from orm_attrs.geometry import Polygon

if TYPE_CHECKING:
    from converters.labels.masks import Array

LARGEST_MASK: Final = 2**28
"""Pixels of a mask at most whose outline is looked for."""

_CORNERS: Final = 3
"""Points of a ring at least, before it is closed."""


@frozen
class Outlines:
    """What objects are on their images."""

    wkb: Any
    """A ``pyarrow.Array`` of binary, in pixels; null where it is nothing on an image, or the size
    of the image is not known."""
    fractions: Array
    """The left side, the upper side, the width and the height of the box around each, as fractions
    of its image: count by 4. NaN where there is none."""
    pixels: Array
    """The same in pixels."""


def outlines_of(objects: Sequence[Any], sizes: Array) -> Outlines:
    """Return the outlines of objects.

    Args:
        objects: Instances of `LabelObject`; anything else has no outline.
        sizes: The width and the height of the image of each in pixels, NaN where they are not
            known: count by 2.

    Raises:
        ModuleNotFoundError: Without the extras ``bulk`` and ``labels``.
    """
    pa, numpy = needed("pyarrow", "bulk"), np()
    shapes, classes = _shapes_of(objects)
    kinds = {cls: number for number, cls in enumerate(dict.fromkeys(classes))}
    if len(kinds) == 1:
        (cls,) = kinds
        return _drawn(cls, shapes, sizes)
    order = numpy.empty(len(shapes), numpy.int64)
    boxes = numpy.full((2, len(shapes), 4), numpy.nan)
    made: list[Any] = [pa.nulls(0, pa.binary())]
    done = 0
    numbers = numpy.fromiter(map(kinds.__getitem__, classes), numpy.int32, len(classes))
    for cls, number in kinds.items():
        places = numpy.flatnonzero(numbers == number)
        drawn = _drawn(cls, [shapes[i] for i in places.tolist()], sizes[places])
        made.append(drawn.wkb)
        boxes[0, places], boxes[1, places] = drawn.fractions, drawn.pixels
        order[places] = numpy.arange(done, done + len(places))
        done += len(places)
    return Outlines(pa.concat_arrays(made).take(pa.array(order)), *boxes)


def _drawn(cls: type[Any], shapes: list[Any], sizes: Array) -> Outlines:
    draw: Callable[[Any, Array], Outlines] = _DRAWN.get(cls, _others)
    return draw(shapes, sizes)


class _Polygons:
    """Stands for the class of `PolygonObject.polygons`."""


def _shapes_of(objects: Sequence[Any]) -> tuple[list[Any], list[type[Any]]]:
    """Return geometries and their classes; in the place of a first outline, all of a polygon."""
    try:
        shapes: list[Any] = list(map(attrgetter("geometry"), objects))
    except AttributeError:  # Some are no objects, or have no geometry that is known.
        shapes = [getattr(it, "geometry", None) for it in objects]
    classes = list(map(type, shapes))
    of_objects = list(map(type, objects))
    for i, cls in enumerate(of_objects) if PolygonObject in set(of_objects) else ():
        if cls is PolygonObject and objects[i].polygons:
            shapes[i], classes[i] = objects[i].polygons, _Polygons
    return shapes, classes


# --- shapes with as many corners as each other ----------------------------------------------------


def _numbers(shapes: Sequence[Any], *names: str) -> Array:
    """Return some fields of shapes: count by the number of names."""
    numpy = np()
    found: Array = numpy.empty((len(shapes), len(names)))
    for place, name in enumerate(names):
        found[:, place] = numpy.fromiter(map(attrgetter(name), shapes), float, len(shapes))
    return found


def _nothing(shapes: Any, _: Array) -> Outlines:
    pa, numpy = needed("pyarrow", "bulk"), np()
    boxes = numpy.full((len(shapes), 4), numpy.nan)
    return Outlines(pa.nulls(len(shapes), pa.binary()), boxes, boxes)


def _boxes(shapes: Sequence[BoundingBox], sizes: Array) -> Outlines:
    numpy = np()
    fractions = _numbers(shapes, "x", "y", "width", "height")
    pixels = fractions * numpy.tile(sizes, 2)
    left, upper, width, height = pixels.T
    right, lower = left + width, upper + height
    corners = numpy.stack([left, upper, right, upper, right, lower, left, lower, left, upper], 1)
    return Outlines(_fixed(corners, _polygon_head), fractions, pixels)


def _turned_boxes(shapes: Sequence[RotatableBoundingBox], sizes: Array) -> Outlines:
    numpy = np()
    fractions = _numbers(shapes, "x", "y", "width", "height", "theta")
    half = fractions[:, 2:4] * sizes / 2
    centre = (fractions[:, :2] * sizes + half)[:, None]
    theta = numpy.radians(fractions[:, 4])
    sine, cosine = numpy.sin(theta)[:, None], numpy.cos(theta)[:, None]
    across = half[:, :1] * numpy.array([-1, 1, 1, -1, -1])
    down = half[:, 1:] * numpy.array([-1, -1, 1, 1, -1])
    corners = centre + numpy.stack(
        [across * cosine - down * sine, across * sine + down * cosine], 2
    )
    least = corners.min(1)
    pixels = numpy.concatenate([least, corners.max(1) - least], 1)
    made = _fixed(corners.reshape(-1, 10), _polygon_head)
    return Outlines(made, pixels / numpy.tile(sizes, 2), pixels)


def _points(shapes: Sequence[Point], sizes: Array) -> Outlines:
    numpy = np()
    fractions = _numbers(shapes, "x", "y")
    fractions[[it.z is not None for it in shapes]] = numpy.nan
    pixels = fractions * sizes
    none = numpy.where(numpy.isnan(fractions), numpy.nan, 0)
    made = _fixed(pixels, _point_head)
    return Outlines(
        made, numpy.concatenate([fractions, none], 1), numpy.concatenate([pixels, none], 1)
    )


_polygon_head: Final = [("kind", "<u4", 3), ("rings", "<u4", 1), ("points", "<u4", 5)]
_point_head: Final = [("kind", "<u4", 1)]


def _fixed(corners: Array, head: Sequence[tuple[str, str, int]]) -> Any:
    """Return the WKB of shapes with as many corners each; null where one is no finite number.

    Args:
        corners: x and y in turn: count by twice the number of corners.
        head: The numbers before them: name, type and value.
    """
    numpy = np()
    count, width = corners.shape
    kind = numpy.dtype(
        [("order", "u1"), *((name, type_) for name, type_, _ in head), ("xy", "<f8", (width,))]
    )
    made = numpy.empty(count, kind)
    made["order"] = 1
    for name, _, value in head:
        made[name] = value
    made["xy"] = corners
    ends = numpy.arange(count + 1) * kind.itemsize
    return _binary(made, ends, numpy.isfinite(corners).all(1))


# --- shapes with any number of points -------------------------------------------------------------

Draw = Callable[["Array", "Array", "Array"], tuple["Array", "Array"]]
"""Makes WKB: of points in pixels, of how many of them each shape has, at least one, and of which
shapes these are, as an array of bool. Gives all bytes, and how many each shape has."""

_POINT, _LINE, _POLYGON, _POINTS, _POLYGONS = 1, 2, 3, 4, 6
"""The numbers of the kinds of WKB."""

_KIND: Final = [("order", "u1"), ("kind", "<u4"), ("count", "<u4")]
"""How WKB begins; that of a single point has no count."""


def _heads(kind: int, counts: Array) -> Array:
    """Return how WKB of a kind begins: count by 9 bytes."""
    numpy = np()
    made = numpy.empty(len(counts), _KIND)
    made["order"], made["kind"], made["count"] = 1, kind, counts
    found: Array = made.view(numpy.uint8).reshape(-1, made.itemsize)
    return found


def _joined(heads: Array, lengths: Array, points: Array, counts: Array) -> tuple[Array, Array]:
    """Join pieces of bytes, each of which is a head and then points.

    Args:
        heads: The heads: count by the length of the longest.
        lengths: How many bytes of each head count, from its end.
        points: The points of all pieces.
        counts: How many points each piece has.

    Returns:
        All bytes, and how many each piece has.
    """
    numpy = np()
    parts = numpy.stack([lengths, counts * 16], 1)
    is_head = numpy.repeat(numpy.tile([True, False], len(counts)), parts.ravel())
    made = numpy.empty(len(is_head), numpy.uint8)
    width = heads.shape[1]
    made[is_head] = heads[numpy.arange(width) >= width - lengths[:, None]]
    made[~is_head] = numpy.ascontiguousarray(points, "<f8").view(numpy.uint8).ravel()
    return made, parts.sum(1)


def _lines(shapes: Sequence[Polyline], sizes: Array) -> Outlines:
    lists = [it.points for it in shapes]
    found = list(chain.from_iterable(lists))
    if set(map(attrgetter("z"), found)) - {None}:
        # Those of a scene are nothing on an image.
        lists = [[] if any(point.z is not None for point in it) else it for it in lists]
        found = list(chain.from_iterable(lists))
    return _of_points(found, lists, sizes, _lines_from)


def _lines_from(points: Array, counts: Array, _: Array) -> tuple[Array, Array]:
    numpy = np()
    if counts.min() == 1:
        # One point alone is no line.
        points = numpy.repeat(points, numpy.repeat(numpy.where(counts == 1, 2, 1), counts), 0)
        counts = numpy.maximum(counts, 2)
    heads = _heads(_LINE, counts)
    return _joined(heads, numpy.full(len(counts), heads.shape[1]), points, counts)


def _skeletons(shapes: Sequence[Skeleton], sizes: Array) -> Outlines:
    lists = [it.points for it in shapes]
    return _of_points(list(chain.from_iterable(lists)), lists, sizes, _points_from)


def _points_from(points: Array, counts: Array, _: Array) -> tuple[Array, Array]:
    numpy = np()
    ones, firsts = numpy.ones(len(points), int), numpy.cumsum(counts) - counts
    # Each point has a head of its own, and the first that of all of them before it.
    each = _heads(_POINT, ones)[:, :5]
    heads = numpy.concatenate([_heads(_POINTS, numpy.repeat(counts, counts)), each], 1)
    lengths = 5 * ones
    lengths[firsts] = heads.shape[1]
    made, sizes = _joined(heads, lengths, points, ones)
    return made, numpy.add.reduceat(sizes, firsts)


def _of_points(
    points: Sequence[Any], lists: Sequence[Sequence[Any]], sizes: Array, draw: Draw
) -> Outlines:
    numpy = np()
    counts = numpy.fromiter(map(len, lists), int, len(lists))
    return _from_points(_numbers(points, "x", "y"), counts, sizes, draw)


def _polygons(shapes: Sequence[Polygon], sizes: Array) -> Outlines:
    numpy = np()
    lists = [it.points for it in shapes]
    counts = numpy.fromiter(map(len, lists), int, len(lists))
    fractions = _numbers(list(chain.from_iterable(lists)), "x", "y")
    rings = numpy.flatnonzero(counts)
    return _from_rings(fractions, counts[rings], rings, rings, sizes)


def _all_polygons(shapes: Sequence[list[list[list[float]]]], sizes: Array) -> Outlines:
    numpy = np()
    rings: list[list[float]] = []
    polygon_of: list[int] = []
    owner_of: list[int] = []
    count = 0
    for owner, polygons in enumerate(shapes):
        for given in polygons:
            if not given or len(given[0]) < 2:  # noqa: PLR2004 - a point is two numbers
                continue
            for ring in given:
                if len(ring) > 1:
                    rings.append(ring[:-1] if len(ring) % 2 else ring)
                    polygon_of.append(count)
                    owner_of.append(owner)
            count += 1
    fractions = numpy.array(list(chain.from_iterable(rings)), float).reshape(-1, 2)
    counts = numpy.fromiter(map(len, rings), int, len(rings)) // 2
    polygons, owners = numpy.array(polygon_of, int), numpy.array(owner_of, int)
    return _from_rings(fractions, counts, polygons, owners, sizes)


def _from_rings(
    fractions: Array, counts: Array, polygon_of: Array, owner_of: Array, sizes: Array
) -> Outlines:
    """Return the outlines that rings are.

    Args:
        fractions: Their points, one ring after another.
        counts: How many points each ring has, at least one.
        polygon_of: The number of the polygon of each, of which the first is the outer one.
        owner_of: The number of the shape of each.
        sizes: The sizes of the images of the shapes.
    """
    numpy = np()
    if not len(counts):
        return _nothing(sizes, sizes)
    if counts.min() < _CORNERS:
        # What has fewer corners is a ring all the same, of points that are the same.
        copies = numpy.ones(len(fractions), int)
        copies[numpy.cumsum(counts) - 1] += numpy.maximum(_CORNERS - counts, 0)
        fractions = numpy.repeat(fractions, copies, 0)
        counts = numpy.maximum(counts, _CORNERS)

    def draw(points: Array, _: Array, is_there: Array) -> tuple[Array, Array]:
        kept = is_there[owner_of]
        return _rings_joined(points, counts[kept], polygon_of[kept], owner_of[kept])

    per_shape = numpy.bincount(owner_of, counts, len(sizes)).astype(int)
    return _from_points(fractions, per_shape, sizes, draw)


def _rings_joined(
    points: Array, counts: Array, polygon_of: Array, owner_of: Array
) -> tuple[Array, Array]:
    """Return the WKB of polygons, see `_from_rings`."""
    numpy = np()
    ends = numpy.cumsum(counts)
    starts = ends - counts
    is_open = (points[starts] != points[ends - 1]).any(1)
    points = numpy.insert(points, ends[is_open], points[starts[is_open]], 0)
    counts = counts + is_open
    # The first ring of a polygon has its head before it, and the first of several the head of all.
    is_first = numpy.diff(polygon_of, prepend=-1) != 0
    begins = numpy.diff(owner_of, prepend=-1) != 0
    rings = numpy.bincount(polygon_of)[polygon_of]
    polygons = numpy.bincount(owner_of[is_first])[owner_of]
    many = begins & (polygons > 1)
    sizes = counts.astype("<u4").view(numpy.uint8).reshape(-1, 4)
    heads = numpy.concatenate([_heads(_POLYGONS, polygons), _heads(_POLYGON, rings), sizes], 1)
    lengths = 4 + 9 * is_first.astype(int) + 9 * many
    made, sizes = _joined(heads, lengths, points, counts)
    return made, numpy.add.reduceat(sizes, numpy.flatnonzero(begins))


def _numbered(counts: Array) -> Array:
    """Return for each point the number of that which it is of."""
    numpy = np()
    found: Array = numpy.repeat(numpy.arange(len(counts)), counts)
    return found


def _from_points(fractions: Array, counts: Array, sizes: Array, draw: Draw) -> Outlines:
    """Return the outlines that points are.

    Args:
        fractions: The points of all shapes, one after another.
        counts: How many each shape has.
        sizes: The sizes of the images of the shapes.
        draw: Makes their geometries.
    """
    numpy = np()
    pixels = fractions * numpy.repeat(sizes, counts, 0)
    boxes = [_around(it, counts) for it in (fractions, pixels)]
    is_there = counts > 0
    is_finite = numpy.isfinite(pixels).all(1)
    if not is_finite.all():
        is_there[_numbered(counts)[~is_finite]] = False
        pixels = pixels[numpy.repeat(is_there, counts)]
    made = numpy.empty(0, numpy.uint8)
    ends = numpy.zeros(len(counts) + 1, numpy.int64)
    if is_there.any():
        made, lengths = draw(pixels, counts[is_there], is_there)
        ends[1:][is_there] = lengths
    return Outlines(_binary(made, numpy.cumsum(ends), is_there), *boxes)


def _binary(data: Array, ends: Array, is_there: Array) -> Any:
    """Return an array of binary, of bytes that follow each other."""
    pa, numpy = needed("pyarrow", "bulk"), np()
    valid = None
    if not is_there.all():
        valid = pa.py_buffer(numpy.packbits(is_there, bitorder="little").tobytes())
    if ends[-1] > numpy.iinfo(numpy.int32).max:
        raise ValueError("the outlines have more than 2 GiB")
    buffers = [valid, pa.py_buffer(ends.astype(numpy.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.binary(), len(is_there), buffers)


def _around(points: Array, counts: Array) -> Array:
    """Return the boxes around the points of each shape: left, upper, width and height."""
    numpy = np()
    found: Array = numpy.full((len(counts), 4), numpy.nan)
    if len(points):
        is_there = counts > 0
        starts = (numpy.cumsum(counts) - counts)[is_there]
        least = numpy.minimum.reduceat(points, starts)
        found[is_there, :2] = least
        found[is_there, 2:] = numpy.maximum.reduceat(points, starts) - least
    return found


# --- all others -----------------------------------------------------------------------------------


def _others(shapes: Sequence[Any], sizes: Array) -> Outlines:
    """Draw shapes one by one, whose outlines are in pixels."""
    numpy = np()
    points: list[Any] = []
    facts: list[tuple[int, int, int]] = []
    own = sizes.copy()
    number = 0
    for owner, shape in enumerate(shapes):
        if isinstance(shape, Bitmask):
            own[owner] = shape.width or numpy.nan, shape.height or numpy.nan
        if numpy.isnan(own[owner]).any():
            continue
        for rings in _parts_or_none(shape, *own[owner].tolist()):
            for ring in rings:
                points += ring
                facts.append((len(ring), number, owner))
            number += 1
    pixels = numpy.array(points, float).reshape(-1, 2)
    counts, polygon_of, owner_of = numpy.array(facts, int).reshape(-1, 3).T
    drawn = _from_rings(pixels, counts, polygon_of, owner_of, numpy.ones_like(own))
    return Outlines(drawn.wkb, drawn.pixels / numpy.tile(own, 2), drawn.pixels)


def _parts_or_none(shape: Any, width: float, height: float) -> list[Rings]:
    """Return the outline of a shape; none where its mask is too large, or its text is none."""
    if isinstance(shape, Bitmask) and width * height > LARGEST_MASK:
        return []
    try:
        return parts(shape, width, height)
    except ValueError:
        return []


_DRAWN: Final[dict[type[Any], Callable[[Any, Array], Outlines]]] = {
    type(None): _nothing,
    BoundingBox: _boxes,
    RotatableBoundingBox: _turned_boxes,
    Point: _points,
    Polyline: _lines,
    Skeleton: _skeletons,
    Polygon: _polygons,
    _Polygons: _all_polygons,
}
"""What draws the shapes of each class."""
