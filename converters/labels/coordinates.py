"""Checks where an object is: coordinates, the two forms of a polygon, and masks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isfinite
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from converters.engines.compiled import pixels_if_quick
from converters.errors import ProblemCode, name_value
from converters.labels.masks import runs
from orm_attrs import (
    BitmaskObject,
    BoundingBox,
    BoundingBoxObject,
    Circle,
    Cuboid,
    Ellipse,
    IsometricCuboid2D,
    LabelObject,
    PerspectiveCuboid2D,
    Point,
    PointObject,
    Polygon,
    PolygonObject,
    Polyline,
    PolylineObject,
    RotatableBoundingBox,
    RotatableBoundingBoxObject,
    Skeleton,
)

LOWEST: Final = -1
HIGHEST: Final = 2
"""Fractions of an image between which a coordinate may lie."""

FARTHEST: Final = sys.float_info.max
"""What angles and the coordinates of a scene may be."""

Size = tuple[int, int]
"""Width and height in pixels."""

Wrong = tuple[tuple[str, ...], ProblemCode, str]
"""The keys that lead from the object to what is wrong, the code, and the sentence."""

Numbers = Callable[[Any], Iterable[float]]


def _nothing(_: Any) -> Iterable[float]:
    return ()


@frozen
class _Coordinates:
    """The numbers of a geometry."""

    of_image: Numbers = _nothing
    """Fractions of the image."""
    others: Numbers = _nothing
    """Angles, and the coordinates of a scene."""


def _of_points(shape: Any) -> list[float]:
    return [value for point in shape.points for value in (point.x, point.y)]


def _given(*names: str) -> Numbers:
    return lambda shape: [it for name in names if (it := getattr(shape, name)) is not None]


_ON_IMAGES: Final[dict[type[Any], _Coordinates]] = {
    BoundingBox: _Coordinates(attrgetter("x", "y", "width", "height")),
    RotatableBoundingBox: _Coordinates(attrgetter("x", "y", "width", "height"), _given("theta")),
    Circle: _Coordinates(attrgetter("x", "y", "radius"), _given("stretch", "theta")),
    Ellipse: _Coordinates(attrgetter("x", "y", "radius_x", "radius_y"), _given("theta")),
    Point: _Coordinates(attrgetter("x", "y")),
    Polyline: _Coordinates(_of_points),
    Polygon: _Coordinates(_of_points),
    Skeleton: _Coordinates(_of_points),
    # Lines that are nearly parallel meet far away.
    PerspectiveCuboid2D: _Coordinates(
        attrgetter("front"), attrgetter("scale_ratio", "vanishing_point.x", "vanishing_point.y")
    ),
    IsometricCuboid2D: _Coordinates(attrgetter("front"), attrgetter("offset.x", "offset.y")),
    Cuboid: _Coordinates(_nothing, lambda it: [*it.position, *it.orientation, *it.size]),
}
"""The numbers of each class."""

_IN_SCENES: Final[dict[type[Any], _Coordinates]] = {
    Point: _Coordinates(_nothing, attrgetter("x", "y", "z")),
    Polyline: _Coordinates(
        _nothing, lambda it: [value for p in it.points for value in (p.x, p.y, p.z or 0)]
    ),
}
"""The numbers of those with a ``z``."""

_NO_NUMBERS: Final = _Coordinates()


def _coordinates_of(geometry: Any) -> _Coordinates:
    cls = type(geometry)
    if cls in _IN_SCENES:
        first = geometry if cls is Point else next(iter(geometry.points), None)
        if first is not None and first.z is not None:
            return _IN_SCENES[cls]
    return _ON_IMAGES.get(cls, _NO_NUMBERS)


def wrong_with(obj: LabelObject, size: Size | None) -> Iterator[Wrong]:
    """Yield what is wrong with the place of an object.

    Args:
        obj: An object of a frame.
        size: The size of its image; None where the row does not state it.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``, for a mask.
    """
    geometry: Any = getattr(obj, "geometry", None)
    if isinstance(obj, BitmaskObject):
        if geometry is not None:
            yield from _wrong_with_mask(geometry, size)
        return
    coordinates = _coordinates_of(geometry)
    polygons = obj.polygons if isinstance(obj, PolygonObject) else None
    rings = [ring for polygon in polygons or () for ring in polygon]
    numbers = [*coordinates.of_image(geometry), *(value for ring in rings for value in ring)]
    wrong = _first_outside(numbers, LOWEST, HIGHEST) or _first_outside(
        coordinates.others(geometry), -FARTHEST, FARTHEST
    )
    if wrong is not None:
        yield (), *wrong
    if any(len(ring) % 2 for ring in rings):
        sentence = "a ring has an odd number of coordinates"
        yield ("polygons",), ProblemCode.WRONG_LENGTH, sentence
    if geometry is not None and polygons:
        ring = _of_points(geometry)
        if not polygons[0] or polygons[0][0] != ring:
            sentence = "the first ring is another one than that of polygon"
            yield ("polygons",), ProblemCode.DIFFERS, sentence


def _first_outside(
    numbers: Iterable[float], lowest: float, highest: float
) -> tuple[ProblemCode, str] | None:
    for number in numbers:
        if not lowest <= number <= highest:
            if _is_finite(number):
                said = name_value(number) if isinstance(number, int) else number
                return ProblemCode.OUTSIDE, f"the coordinate {said} is far outside"
            return ProblemCode.INVALID, f"the coordinate {number} is no number"
    return None


def _is_finite(number: float) -> bool:
    return isinstance(number, int) or isfinite(number)


def _wrong_with_mask(mask: Any, size: Size | None) -> Iterator[Wrong]:
    if size is not None and size != (mask.width, mask.height):
        actual = f"{mask.width} by {mask.height} pixels"
        sentence = f"{actual}, but the image has {size[0]} by {size[1]}"
        yield ("bitmask",), ProblemCode.DIFFERS, sentence
    pixels = mask.width * mask.height
    try:
        found = int(runs(mask.rle, pixels).sum())
    except ValueError as exc:
        yield ("bitmask", "rleString"), ProblemCode.INVALID, str(exc)
        return
    # A text without runs is a mask of nothing, of any size.
    if mask.rle and found != pixels:
        sentence = f"the runs of a mask have {found} pixels, and the mask {pixels}"
        yield ("bitmask", "rleString"), ProblemCode.DIFFERS, sentence


# --- those that are right, told apart fast --------------------------------------------------------


def _is_near(numbers: Sequence[float]) -> bool:
    """Tell whether all are within the bounds; a sum tells of one that is no number."""
    return not numbers or (
        min(numbers) >= LOWEST and max(numbers) <= HIGHEST and isfinite(sum(numbers))
    )


def _box_is_right(obj: Any, _: Size | None) -> bool:
    box = obj.geometry
    return (
        box is not None
        and LOWEST <= box.x <= HIGHEST
        and LOWEST <= box.y <= HIGHEST
        and LOWEST <= box.width <= HIGHEST
        and LOWEST <= box.height <= HIGHEST
    )


def _turned_box_is_right(obj: Any, size: Size | None) -> bool:
    return _box_is_right(obj, size) and -FARTHEST <= obj.geometry.theta <= FARTHEST


def _point_is_right(obj: Any, _: Size | None) -> bool:
    point = obj.geometry
    return (
        point is not None
        and point.z is None
        and LOWEST <= point.x <= HIGHEST
        and LOWEST <= point.y <= HIGHEST
    )


_across: Final = attrgetter("x")
_down: Final = attrgetter("y")


def _line_is_right(obj: Any, _: Size | None) -> bool:
    line = obj.geometry
    if line is None or (line.points and line.points[0].z is not None):
        return False
    return _is_near([*map(_across, line.points), *map(_down, line.points)])


def _polygon_is_right(obj: Any, _: Size | None) -> bool:
    polygon, polygons = obj.geometry, obj.polygons
    if polygon is None or not polygons or len(polygons) != 1 or len(polygons[0]) != 1:
        return False
    ring: list[float] = polygons[0][0]
    points = polygon.points
    return (
        ring[::2] == [*map(_across, points)]
        and ring[1::2] == [*map(_down, points)]
        and _is_near(ring)
    )


def _mask_is_right(obj: Any, size: Size | None) -> bool:
    mask = obj.geometry
    return (
        mask is not None
        and (size is None or size == (mask.width, mask.height))
        and pixels_if_quick(mask.rle) == mask.width * mask.height
    ) or is_right(obj, size)


def is_right(obj: LabelObject, size: Size | None) -> bool:
    """Tell whether nothing is wrong with the place of an object."""
    for _ in wrong_with(obj, size):
        return False
    return True


FAST: Final[dict[type[Any], Callable[[Any, Size | None], bool]]] = {
    BitmaskObject: _mask_is_right,
    BoundingBoxObject: _box_is_right,
    RotatableBoundingBoxObject: _turned_box_is_right,
    PointObject: _point_is_right,
    PolylineObject: _line_is_right,
    PolygonObject: _polygon_is_right,
}
"""The same as `is_right`, for classes of which most objects are right, which is all it tells: where
it is False, `wrong_with` has the last word."""
