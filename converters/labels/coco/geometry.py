"""Reads the geometry of COCO annotations as label rows have it, in fractions of the image."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from math import atan2, degrees, hypot, inf, isfinite
from typing import TYPE_CHECKING, Any, Final

from attrs import fields, frozen

from converters.labels.coco.shapes import CORNERS, FORMS, HIDDEN, LARGEST, VISIBLE, UnfitShapeError
from converters.labels.masks import decode_mask, encode_mask, np
from converters.labels.raster import mask
from converters.labels.traces import traced
from orm_attrs import LabelObject, OtherObject, PolygonObject, SkeletonTemplateCoordinate
from orm_attrs.geometry import Visibility
from orm_attrs.labels import (
    BitmaskObject,
    BoundingBoxObject,
    PointObject,
    PolylineObject,
    RotatableBoundingBoxObject,
    SkeletonObject,
)

if TYPE_CHECKING:
    from converters.labels.masks import Array

CLASSES: Final[dict[str, type[LabelObject]]] = {
    str.__str__(fields(cls).shape.default): cls for cls in FORMS if cls is not OtherObject
}
"""The classes of objects by their shapes."""

_SQUARE: Final = 1e-3
"""Pixels by which the corners of a turned box may be off."""

_BOX: Final = 4
_TRIPLE: Final = 3

Wire = dict[str, Any]


@frozen
class Size:
    """The size of an image.

    What a fraction makes of it is a number of pixels that gives the same number again, for the
    quotient is at least as near to it as the fraction was.
    """

    width: float
    """In pixels; 1 in a file with fractions."""
    height: float
    """In pixels; 1 in a file with fractions."""
    pixels: tuple[int, int]
    """Its width and height in pixels."""

    def point(self, x: float, y: float) -> Wire:
        """Return a point as label rows have it."""
        return {"x": x / self.width, "y": y / self.height}

    def ring(self, flat: Sequence[float]) -> list[float]:
        """Return x and y in turn as fractions."""
        found = [0.0] * len(flat)
        found[::2] = [it / self.width for it in flat[::2]]
        found[1::2] = [it / self.height for it in flat[1::2]]
        return found


@frozen
class Given:
    """What there is to read of an annotation."""

    annotation: Mapping[str, Any]
    size: Size
    points: Sequence[SkeletonTemplateCoordinate] = ()
    """The points of the template of its feature."""
    names: Sequence[str] = ()
    """What its category calls its keypoints."""

    def box(self) -> list[float]:
        """Return its box: left, upper, width and height.

        Raises:
            UnfitShapeError: When it has none.
        """
        found = numbers(self.annotation.get("bbox") or [])
        if len(found) != _BOX:
            raise UnfitShapeError("a bbox that is no four numbers")
        return found

    def rings(self) -> list[list[float]]:
        """Return the rings of its segmentation: those of its box where it has none.

        Raises:
            UnfitShapeError: When they are none.
        """
        given = self.annotation.get("segmentation")
        if not given:
            x, y, width, height = self.box()
            right, lower = x + width, y + height
            return [[x, y, right, y, right, lower, x, lower]]
        found = self.lists()
        if any(len(it) < 2 * CORNERS or len(it) % 2 for it in found):
            raise UnfitShapeError("a ring of fewer than three points, or of half a point")
        return found

    def lists(self) -> list[list[float]]:
        """Return the lists of its segmentation, of which one may stand alone."""
        given = self.annotation.get("segmentation") or []
        if not isinstance(given, list):
            raise UnfitShapeError("a segmentation that is no list of points")
        nested = given if given and isinstance(given[0], list) else [given]
        return [numbers(it) for it in nested]

    def mask(self) -> Array | None:
        """Return the mask that its segmentation is, height by width; None where it is none.

        Raises:
            UnfitShapeError: When it is a broken one.
        """
        given = self.annotation.get("segmentation")
        if not isinstance(given, dict):
            return None
        width, height = self.size.pixels
        if given.get("size") != [height, width]:
            raise UnfitShapeError("a mask of another size than its image")
        if width * height > LARGEST:
            raise UnfitShapeError(f"a mask of more than {LARGEST} pixels")
        counts = given.get("counts")
        if isinstance(counts, list):
            return _unpacked(counts, width, height)
        try:
            if isinstance(counts, str):
                return decode_mask(counts, width, height, by_column=True)
        except ValueError as exc:
            raise UnfitShapeError(str(exc)) from None
        raise UnfitShapeError("a mask without counts")


def numbers(value: Any) -> list[float]:
    """Return a list of numbers.

    Raises:
        UnfitShapeError: When it is none, or one is not finite.
    """
    if not isinstance(value, list) or not all(
        isinstance(it, (int, float)) and not isinstance(it, bool) for it in value
    ):
        raise UnfitShapeError("coordinates that are no numbers")
    try:
        found = list(map(float, value))
    except OverflowError:
        found = [inf]
    if not all(map(isfinite, found)):
        raise UnfitShapeError("coordinates that are no numbers")
    return found


def _unpacked(counts: list[Any], width: int, height: int) -> Array:
    numpy = np()
    if not all(type(it) is int and 0 <= it <= width * height for it in counts):
        raise UnfitShapeError("a mask with counts that are no numbers of pixels")
    if sum(counts) != width * height:
        raise UnfitShapeError("a mask of another size than its image")
    values = numpy.arange(len(counts)) % 2 == 1
    made: Array = numpy.repeat(values, counts).reshape(width, height).T
    return made


# --- shapes ---------------------------------------------------------------------------------------


def _box(given: Given) -> Wire:
    x, y, width, height = given.box()
    size = given.size
    made = size.point(x, y)
    return {
        "boundingBox": {
            **made,
            "w": width / size.width,
            "h": height / size.height,
        }
    }


def _turned_box(given: Given) -> Wire:
    attributes = given.annotation.get("attributes")
    theta = attributes.get("rotation") if isinstance(attributes, dict) else None
    is_stated = isinstance(theta, (int, float)) and not isinstance(theta, bool)
    x, y, width, height = given.box()
    corners = None if is_stated else _rectangle(given)
    if corners is not None:
        (x0, y0), (x1, y1), (x2, y2), _ = corners
        width, height = hypot(x1 - x0, y1 - y0), hypot(x2 - x1, y2 - y1)
        x, y = (x0 + x2 - width) / 2, (y0 + y2 - height) / 2
        theta = degrees(atan2(y1 - y0, x1 - x0))
    size = given.size
    sides = {"w": width / size.width, "h": height / size.height}
    box = {**size.point(x, y), **sides, "theta": theta if theta is not None else 0.0}
    return {"rotatableBoundingBox": box}


def _rectangle(given: Given) -> list[tuple[float, float]] | None:
    """Return the corners of a turned box; None where the segmentation is none."""
    if not isinstance(given.annotation.get("segmentation"), list):
        return None
    lists = given.lists()
    if len(lists) != 1 or len(lists[0]) != 2 * _BOX:
        return None
    found = list(zip(lists[0][::2], lists[0][1::2], strict=True))
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = found
    is_parallel = hypot(x0 + x2 - x1 - x3, y0 + y2 - y1 - y3) <= _SQUARE
    is_square = abs(hypot(x2 - x0, y2 - y0) - hypot(x3 - x1, y3 - y1)) <= _SQUARE
    return found if is_parallel and is_square else None


def _polygon(given: Given) -> Wire:
    made = given.mask()
    size = given.size
    if made is None:
        polygons = [[size.ring(it)] for it in given.rings()]
    else:
        width, height = size.pixels
        whole = Size(float(width), float(height), size.pixels)
        polygons = [
            [whole.ring(list(chain.from_iterable(ring))) for ring in rings]
            for rings in traced(made)
        ]
    if not polygons:
        raise UnfitShapeError("a mask without pixels")
    return {"polygon": _points(polygons[0][0]), "polygons": polygons}


def _points(flat: Sequence[float]) -> Wire:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return {str(place): {"x": x, "y": y} for place, (x, y) in enumerate(pairs)}


def _bitmask(given: Given) -> Wire:
    made = given.mask()
    width, height = given.size.pixels
    if made is None:
        if width * height > LARGEST:
            raise UnfitShapeError(f"a mask of more than {LARGEST} pixels")
        rings = [[given.size.ring(it)] for it in given.rings()]
        made = mask(PolygonObject(object_hash="", feature_hash="", polygons=rings), width, height)
    place = {"top": 0, "left": 0, "height": height, "width": width}
    return {"bitmask": {**place, "rleString": encode_mask(made)}}


def _polyline(given: Given) -> Wire:
    lists = given.lists()
    if len(lists) != 1 or not lists[0] or len(lists[0]) % 2:
        raise UnfitShapeError("a line that is no one list of points")
    pairs = list(zip(lists[0][::2], lists[0][1::2], strict=True))
    if len(pairs) % 2 == 0 and pairs == pairs[::-1]:
        pairs = pairs[: len(pairs) // 2]
    return {"polyline": _points(given.size.ring(list(chain.from_iterable(pairs))))}


def _point(given: Given) -> Wire:
    found = numbers(given.annotation.get("keypoints") or [])
    if not found:
        lists = given.lists()
        found = lists[0] or given.box()[:2]
    if len(found) not in (2, _TRIPLE):
        raise UnfitShapeError("a point that is no one point")
    return {"point": {"0": given.size.point(found[0], found[1])}}


def _skeleton(given: Given) -> Wire:
    found = numbers(given.annotation.get("keypoints") or [])
    count = len(found) // _TRIPLE
    if not found or len(found) % _TRIPLE:
        raise UnfitShapeError("a skeleton without keypoints")
    template = given.points or _unnamed(given.names, count)
    points = _ordered(template, given.names)
    if len(points) != count:
        raise UnfitShapeError("keypoints that are not those of the template")
    made: Wire = {}
    for place, point in enumerate(points):
        x, y, seen = found[_TRIPLE * place : _TRIPLE * (place + 1)]
        facts = {"name": point.name, "color": point.color, "value": point.value}
        facts |= {"featureHash": point.feature_hash, "visibility": _visibility(seen)}
        stated = {key: it for key, it in facts.items() if it is not None}
        made[str(template.index(point))] = {**given.size.point(x, y), **stated}
    return {"skeleton": dict(sorted(made.items(), key=lambda it: int(it[0])))}


def _unnamed(names: Sequence[str], count: int) -> list[SkeletonTemplateCoordinate]:
    """Return the points of a skeleton for which the ontology has no template."""
    found = names if len(names) == count else [f"point_{place}" for place in range(count)]
    return [SkeletonTemplateCoordinate(x=0.0, y=0.0, name=name) for name in found]


def _ordered(
    points: Sequence[SkeletonTemplateCoordinate], names: Sequence[str]
) -> Sequence[SkeletonTemplateCoordinate]:
    """Return the points of a template in the order in which a category has them."""
    by_name = {it.name: it for it in points}
    if len(names) == len(points) == len(by_name) and set(names) == set(by_name):
        return [by_name[it] for it in names]
    return points


def _visibility(seen: float) -> str:
    if seen == VISIBLE:
        return Visibility.VISIBLE.value
    return Visibility.OCCLUDED.value if seen == HIDDEN else Visibility.INVISIBLE.value


READ: Final[dict[type[LabelObject], Callable[[Given], Wire]]] = {
    BoundingBoxObject: _box,
    RotatableBoundingBoxObject: _turned_box,
    PolygonObject: _polygon,
    PolylineObject: _polyline,
    PointObject: _point,
    SkeletonObject: _skeleton,
    BitmaskObject: _bitmask,
}
"""What reads the geometry of each class, where it does not travel beside the annotation."""

READ_WORDS: Final[dict[type[LabelObject], str]] = {
    BoundingBoxObject: "`bbox`",
    RotatableBoundingBoxObject: "`bbox` and `rotation`, or four corners",
    PolygonObject: "rings, a mask with its holes, or `bbox`",
    PolylineObject: "one list of points",
    PointObject: "`keypoints`, one point, or `bbox`",
    SkeletonObject: "`keypoints`, by the template",
    BitmaskObject: "a mask, or rings",
}
"""The same for people."""
