"""How much of two shapes is in both."""

from __future__ import annotations

from math import isfinite
from typing import Any

from converters.labels.masks import np, runs
from converters.labels.shapes import Geometry, has_inside, parts, shapely, solid
from orm_attrs import Bitmask, BoundingBox, LabelObject


def iou(
    a: Geometry | LabelObject | None,
    b: Geometry | LabelObject | None,
    width: float,
    height: float,
) -> float | None:
    """Return the area that two geometries have in common, as a part of that of both together.

    Args:
        a: A geometry, or an object with one: of a `PolygonObject`, its `polygons` count.
        b: Likewise.
        width: The width of the image in pixels.
        height: Its height.

    Returns:
        Their intersection over union, from 0 to 1; None where one of them has no area, as points
        and lines have none.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``, unless both are boxes.
        TypeError: When it is no geometry.
        ValueError: When the text of a mask is none, or coordinates are no numbers.
    """
    first, second = map(_shape_of, (a, b))
    if first is None or second is None or not (has_inside(first) and has_inside(second)):
        return None
    if isinstance(first, BoundingBox) and isinstance(second, BoundingBox):
        return _of_boxes(first, second)
    if isinstance(first, Bitmask) and isinstance(second, Bitmask):
        return _of_masks(first, second)
    found = [parts(it, width, height) for it in (a, b)]
    points = (point for rings in found for ring in rings for part in ring for point in part)
    if not all(isfinite(x) and isfinite(y) for x, y in points):
        raise ValueError("coordinates are no finite numbers")
    lib = shapely()
    one, other = map(solid, found)
    return _part(lib.area(lib.intersection(one, other)), lib.area(lib.union(one, other)))


def _shape_of(it: Any) -> Any:
    if not isinstance(it, LabelObject):
        return it
    geometry = getattr(it, "geometry", None)
    # The first outline of a polygon may stand among all of them alone.
    return it if geometry is None and getattr(it, "polygons", None) else geometry


def _part(both: float, either: float) -> float | None:
    return float(both / either) if either > 0 else None


def _of_boxes(a: BoundingBox, b: BoundingBox) -> float | None:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    both = max(across, 0) * max(down, 0)
    return _part(both, a.width * a.height + b.width * b.height - both)


def _of_masks(a: Bitmask, b: Bitmask) -> float | None:
    """Compare the runs of masks, which are few where pixels may be any number."""
    if (a.width, a.height) != (b.width, b.height):
        return None
    numpy = np()
    ends = [numpy.cumsum(runs(it.rle, it.width * it.height)) for it in (a, b)]
    stops = numpy.union1d(*ends)
    starts = numpy.concatenate([[0], stops])[:-1]
    lengths = stops - starts
    # Every other run is one of the mask, and there is nothing behind the last one.
    one, other = (
        (numpy.searchsorted(it, starts, "right") % 2 == 1) & (starts < it[-1:].sum()) for it in ends
    )
    return _part(lengths[one & other].sum(), lengths[one | other].sum())
