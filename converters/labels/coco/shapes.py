"""How each shape stands in COCO: its segmentation, box, area and keypoints, in pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from math import isfinite
from operator import mul
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from converters.labels.masks import decode_mask, encode_mask, np
from converters.labels.raster import mask
from converters.labels.shapes import Ring, area, bounds, outline, parts, solid
from converters.tables import wire_fields
from orm_attrs import LabelObject, OtherObject
from orm_attrs.geometry import Visibility
from orm_attrs.labels import (
    BitmaskObject,
    BoundingBoxObject,
    CircleObject,
    Cuboid2DObject,
    CuboidObject,
    EllipseObject,
    PointObject,
    PolygonObject,
    PolylineObject,
    RotatableBoundingBoxObject,
    SegmentationObject,
    SkeletonObject,
)

if TYPE_CHECKING:
    from converters.labels.masks import Array

CORNERS: Final = 3
"""Points of a ring at least: readers take a ring of two for a box, and fall over one of one."""

_NO_NUMBERS: Final = "coordinates that are no numbers"
_TOO_FEW: Final = "a polygon of fewer than three points"
_IN_SCENE: Final = "in a scene, and on no image"

LARGEST: Final = 2**28
"""Pixels of a mask at most."""

VISIBLE: Final = 2
HIDDEN: Final = 1
UNLABELLED: Final = 0
"""COCO's words for a keypoint."""

VISIBILITIES: Final[dict[Any, int]] = {
    None: VISIBLE,
    Visibility.VISIBLE: VISIBLE,
    Visibility.OCCLUDED: HIDDEN,
    Visibility.SELF_OCCLUDED: HIDDEN,
    Visibility.INVISIBLE: UNLABELLED,
}
"""How visible a keypoint is in COCO; a word of a newer server counts as visible."""


class UnfitShapeError(Exception):
    """A shape has no form in a format; the text says why."""


Drawn = dict[str, Any]
"""``segmentation``, ``bbox``, ``area``, and the keypoints of what has some."""

Draw = Callable[[Any, float, float], tuple[Drawn, bool]]
"""Draws an object, by the width and the height of its image. It tells whether that is all of its
geometry, so that none has to travel beside it."""


def _box(obj: BoundingBoxObject, width: float, height: float) -> tuple[Drawn, bool]:
    box: Any = obj.geometry
    x, y = box.x * width, box.y * height
    across, down = box.width * width, box.height * height
    is_whole = across >= 0 and down >= 0
    if not is_whole:
        x, y, across, down = min(x, x + across), min(y, y + down), abs(across), abs(down)
    right, lower = x + across, y + down
    drawn = {
        "area": across * down,
        "bbox": [x, y, across, down],
        "segmentation": [[x, y, right, y, right, lower, x, lower]],
    }
    return drawn, is_whole


def _outlined(obj: Any, width: float, height: float) -> tuple[Drawn, bool]:
    """Draw what has an outline of corners, and is more than that."""
    (ring,) = outline(obj, width, height) or [[]]
    if not isfinite(sum(chain.from_iterable(ring))):
        raise UnfitShapeError(_NO_NUMBERS)
    if len(ring) < CORNERS:
        raise UnfitShapeError("an outline of fewer than three corners")
    around: Any = bounds(obj, width, height)
    return _with(area(obj, width, height), around, [_flat(ring)]), False


def _with(size: float, around: Sequence[float], segmentation: Any) -> Drawn:
    left, upper, right, lower = around
    box = [left, upper, right - left, lower - upper]
    return {"area": size, "bbox": box, "segmentation": segmentation}


def _flat(ring: Ring) -> list[float]:
    return list(chain.from_iterable(ring))


def _around(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float, float, float]:
    return (min(xs), min(ys), max(xs), max(ys))


def _polygon(obj: PolygonObject, width: float, height: float) -> tuple[Drawn, bool]:
    polygons = obj.polygons
    if polygons:
        if len(polygons) == 1 and len(polygons[0]) == 1:
            ring = polygons[0][0]
            xs, ys = [it * width for it in ring[::2]], [it * height for it in ring[1::2]]
            if len(ring) % 2:
                del xs[-1]
        else:
            return _rings(obj, width, height)
    else:
        points: Any = () if obj.geometry is None else obj.geometry.points
        xs, ys = [it.x * width for it in points], [it.y * height for it in points]
    if len(xs) < CORNERS:
        raise UnfitShapeError(_TOO_FEW)
    return _with(_shoelace(xs, ys), _around(xs, ys), [_alternating(xs, ys)]), True


def _shoelace(xs: list[float], ys: list[float]) -> float:
    """Return the area of a ring that does not cross itself."""
    # From a corner of its own: products of large numbers would leave few digits.
    x0, y0 = xs[0], ys[0]
    xs, ys = [it - x0 for it in xs], [it - y0 for it in ys]
    twice: float = sum(map(mul, xs, [*ys[1:], 0.0])) - sum(map(mul, [*xs[1:], 0.0], ys))
    return abs(twice) / 2


def _alternating(xs: list[float], ys: list[float]) -> list[float]:
    flat = [0.0] * (2 * len(xs))
    flat[::2], flat[1::2] = xs, ys
    return flat


def _rings(obj: PolygonObject, width: float, height: float) -> tuple[Drawn, bool]:
    """Draw several polygons: as they are, or, where there are holes, as a mask."""
    drawn = parts(obj, width, height)
    if not all(isfinite(value) for rings in drawn for ring in rings for it in ring for value in it):
        raise UnfitShapeError(_NO_NUMBERS)
    whole = [rings for rings in drawn if len(rings[0]) >= CORNERS]
    if not whole:
        raise UnfitShapeError(_TOO_FEW)
    if any(len(ring) >= CORNERS for rings in whole for ring in rings[1:]):
        return _of_mask(mask(obj, *_size(width, height))), False
    flat = [_flat(rings[0]) for rings in whole]
    points = list(chain.from_iterable(flat))
    is_whole = len(whole) == len(obj.polygons or ()) and all(len(it) == 1 for it in whole)
    made = _with(float(solid(whole).area), _around(points[::2], points[1::2]), flat)
    return made, is_whole


def _size(width: float, height: float) -> tuple[int, int]:
    if width * height > LARGEST:
        raise UnfitShapeError(f"a mask of more than {LARGEST} pixels")
    return int(width), int(height)


def _of_mask(made: Array) -> Drawn:
    across, down = (np().flatnonzero(made.any(axis)) for axis in (0, 1))
    if not len(across):
        raise UnfitShapeError("a mask without pixels")
    left, upper = float(across[0]), float(down[0])
    around = (left, upper, float(across[-1] + 1), float(down[-1] + 1))
    counts = encode_mask(made, by_column=True)
    rle = {"size": [*made.shape], "counts": counts}
    return _with(float(made.sum()), around, rle)


def _bitmask(obj: BitmaskObject, width: float, height: float) -> tuple[Drawn, bool]:
    shape: Any = obj.geometry
    size = _size(width, height)
    if (shape.width, shape.height) != size:
        raise UnfitShapeError("a mask of another size than its image")
    try:
        made = decode_mask(shape.rle, *size)
    except ValueError as exc:
        raise UnfitShapeError(str(exc)) from None
    drawn = _of_mask(made)
    is_whole = not shape.top and not shape.left and encode_mask(made) == shape.rle
    return drawn, is_whole


def _polyline(obj: PolylineObject, width: float, height: float) -> tuple[Drawn, bool]:
    points: Any = obj.geometry and obj.geometry.points
    if not points:
        raise UnfitShapeError("a line without points")
    if any(it.z is not None for it in points):
        raise UnfitShapeError(_IN_SCENE)
    xs, ys = [it.x * width for it in points], [it.y * height for it in points]
    there_and_back = _alternating(xs + xs[::-1], ys + ys[::-1]) if len(xs) > 1 else None
    drawn = _with(0.0, _around(xs, ys), [there_and_back] if there_and_back else [])
    return drawn, there_and_back is not None


def _point(obj: PointObject, width: float, height: float) -> tuple[Drawn, bool]:
    point: Any = obj.geometry
    if point.z is not None:
        raise UnfitShapeError(_IN_SCENE)
    x, y = point.x * width, point.y * height
    drawn = {"area": 0.0, "bbox": [x, y, 0.0, 0.0], "segmentation": []}
    return {**drawn, "keypoints": [x, y, VISIBLE], "num_keypoints": 1}, True


def _skeleton(obj: SkeletonObject, width: float, height: float) -> tuple[Drawn, bool]:
    points: Any = obj.geometry and obj.geometry.points
    if not points:
        raise UnfitShapeError("a skeleton without points")
    xs, ys = [it.x * width for it in points], [it.y * height for it in points]
    drawn = _with(0.0, _around(xs, ys), [])
    seen = [VISIBILITIES.get(it.visibility, VISIBLE) for it in points]
    found = [value for it in zip(xs, ys, seen, strict=True) for value in it]
    count = sum(it != UNLABELLED for it in seen)
    return {**drawn, "keypoints": found, "num_keypoints": count}, False


@frozen
class Form:
    """What a shape is in COCO."""

    words: str
    """The same for people."""
    draw: Draw | None = None
    """Draws it; None where it is nothing on an image."""


_NOTHING: Final = Form("refused: nothing on an image")

FORMS: Final[dict[type[LabelObject], Form]] = {
    BoundingBoxObject: Form("its corners; the box itself", _box),
    RotatableBoundingBoxObject: Form("its corners, turned; the box around them", _outlined),
    PolygonObject: Form("its rings; a mask where it has holes", _polygon),
    PolylineObject: Form("there and back along the line; area 0", _polyline),
    PointObject: Form("one keypoint; area 0", _point),
    SkeletonObject: Form("keypoints in the order of the template; area 0", _skeleton),
    BitmaskObject: Form("a mask, as compressed RLE by columns", _bitmask),
    CircleObject: Form("an outline of 128 corners", _outlined),
    EllipseObject: Form("an outline of 128 corners", _outlined),
    Cuboid2DObject: Form("the outline around its front and its back", _outlined),
    CuboidObject: _NOTHING,
    SegmentationObject: _NOTHING,
    OtherObject: Form("refused: an unknown shape"),
}
"""The form of each class of objects."""

GEOMETRY_KEYS: Final[dict[type[LabelObject], tuple[str, ...]]] = {
    cls: tuple(it.written_key for it in wire_fields(cls) if it.name in ("geometry", "polygons"))
    for cls in FORMS
    if cls is not OtherObject
}
"""The keys under which a row has the geometry of each."""


def draw(obj: LabelObject, width: float | None, height: float | None) -> tuple[Drawn, bool]:
    """Return what an object is in COCO, and whether that is all of its geometry.

    Args:
        obj: An object of a frame.
        width: The width of its image in pixels; None where the row does not state it.
        height: Its height.

    Raises:
        ModuleNotFoundError: For masks, and polygons with several rings, without the extra
            ``labels``.
        UnfitShapeError: When it has no form there.
    """
    form = FORMS.get(type(obj))
    if form is None or form.draw is None:
        raise UnfitShapeError((form or FORMS[OtherObject]).words.removeprefix("refused: "))
    if not width or not height:
        raise UnfitShapeError("on an image whose size the row does not state")
    if getattr(obj, "geometry", None) is None and not getattr(obj, "polygons", None):
        raise UnfitShapeError("an object without a geometry")
    try:
        drawn, is_whole = form.draw(obj, float(width), float(height))
    except OverflowError:
        raise UnfitShapeError(_NO_NUMBERS) from None
    if not isfinite(drawn["area"] + sum(drawn["bbox"])):
        raise UnfitShapeError(_NO_NUMBERS)
    return drawn, is_whole
