"""How each shape stands in YOLO: numbers between 0 and 1, for each task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from math import isfinite
from typing import Any, Final, Literal

from converters.labels.coco.shapes import CORNERS, VISIBILITIES, VISIBLE, UnfitShapeError
from converters.labels.shapes import bounds, outline, parts
from orm_attrs import BitmaskObject, LabelObject
from orm_attrs.labels import (
    BoundingBoxObject,
    CircleObject,
    Cuboid2DObject,
    EllipseObject,
    PolygonObject,
    PolylineObject,
    RotatableBoundingBoxObject,
    SkeletonObject,
)

Task = Literal["detect", "segment", "obb", "pose"]
"""What a model is trained for: boxes, outlines, turned boxes, keypoints."""

Size = tuple[float | None, float | None]
"""The width and the height of an image in pixels; None where the row does not state them."""

Lines = list[list[float]]
"""The numbers of lines, without their class."""

_FRACTIONS: Final = (BoundingBoxObject, PolygonObject, PolylineObject, SkeletonObject)
"""Shapes whose box and outline need no pixels."""


def _scale(obj: LabelObject, size: Size) -> tuple[float, float]:
    """Return the size by which an object is drawn: any, where it does not matter."""
    if isinstance(obj, _FRACTIONS):
        return 1.0, 1.0
    if isinstance(obj, BitmaskObject) and obj.geometry is not None:
        return float(obj.geometry.width), float(obj.geometry.height)
    width, height = size
    if not width or not height:
        raise UnfitShapeError("on an image whose size the row does not state")
    return float(width), float(height)


def _detect(obj: Any, size: Size) -> Lines:
    width, height = _scale(obj, size)
    found = bounds(obj, width, height)
    if found is None:
        raise UnfitShapeError("a shape without a box")
    left, right = (_clipped(found[at] / width) for at in (0, 2))
    upper, lower = (_clipped(found[at] / height) for at in (1, 3))
    if left >= right or upper >= lower:
        raise UnfitShapeError("a box without an area within the image")
    return [[(left + right) / 2, (upper + lower) / 2, right - left, lower - upper]]


def _clipped(value: float) -> float:
    if not isfinite(value):
        raise UnfitShapeError("coordinates that are no numbers")
    return min(max(value, 0.0), 1.0)


def _segment(obj: Any, size: Size) -> Lines:
    width, height = _scale(obj, size)
    found = parts(obj, width, height)
    if any(len(ring) >= CORNERS for rings in found for ring in rings[1:]):
        raise UnfitShapeError("an outline with holes")
    rings = [rings[0] for rings in found if len(rings[0]) >= CORNERS]
    if not rings:
        raise UnfitShapeError("an outline of fewer than three corners")
    return [_corners(ring, width, height) for ring in rings]


def _corners(ring: Iterable[tuple[float, float]], width: float, height: float) -> list[float]:
    return list(chain.from_iterable((_clipped(x / width), _clipped(y / height)) for x, y in ring))


def _turned(obj: Any, size: Size) -> Lines:
    # Turned in pixels: a fraction of the width is another length than one of the height.
    width, height = _scale(obj, size)
    (ring,) = outline(obj, width, height)
    return [_corners(ring, width, height)]


def _pose(obj: Any, size: Size) -> Lines:
    (box,) = _detect(obj, size)
    points = obj.geometry.points
    seen = (VISIBILITIES.get(it.visibility, VISIBLE) for it in points)
    found = ((_clipped(it.x), _clipped(it.y), v) for it, v in zip(points, seen, strict=True))
    return [[*box, *chain.from_iterable(found)]]


_ROUND: Final = (CircleObject, EllipseObject, Cuboid2DObject, BitmaskObject)

Draw = Callable[[Any, Size], Lines]

FORMS: Final[dict[Task, dict[type[LabelObject], Draw]]] = {
    "detect": dict.fromkeys((*_FRACTIONS, RotatableBoundingBoxObject, *_ROUND), _detect),
    "segment": dict.fromkeys(
        (BoundingBoxObject, PolygonObject, RotatableBoundingBoxObject, *_ROUND), _segment
    ),
    "obb": dict.fromkeys((BoundingBoxObject, RotatableBoundingBoxObject), _turned),
    "pose": {SkeletonObject: _pose},
}
"""What draws each class of objects for each task; others are refused."""

WORDS: Final[dict[Task, str]] = {
    "detect": "the box around it",
    "segment": "its outline; a line for each part; refused with holes",
    "obb": "its corners",
    "pose": "the box around it, and its points",
}
"""The same for people."""


def draw(obj: LabelObject, task: Task, size: Size) -> Lines:
    """Return the numbers of the lines that an object is.

    Args:
        obj: An object of a frame.
        task: What they are for.
        size: The size of its image.

    Raises:
        ModuleNotFoundError: For masks, without the extra ``labels``.
        UnfitShapeError: When it has no form there.
    """
    form = FORMS[task].get(type(obj))
    if form is None:
        raise UnfitShapeError(f"no shape for {task}")
    if getattr(obj, "geometry", None) is None and not getattr(obj, "polygons", None):
        raise UnfitShapeError("an object without a geometry")
    try:
        return form(obj, size)
    except (OverflowError, ValueError):
        raise UnfitShapeError("coordinates that are no numbers, or a mask that is none") from None


def text_of(number: int, values: Sequence[float]) -> str:
    """Return a line: the class and its numbers."""
    return " ".join([str(number), *(format(it, ".10g") for it in values)])
