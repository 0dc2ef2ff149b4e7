"""What shapes look like on an image: outlines, areas and bounds, in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import cos, hypot, pi, radians, sin
from types import ModuleType
from typing import Any, Final, TypeAlias, TypeVar, overload

from attrs import NOTHING, evolve

from converters.errors import expected
from converters.imports import needed
from converters.labels.masks import bounds_of_runs, decode_mask, pixels_of_runs
from converters.labels.traces import traced
from orm_attrs import (
    Bitmask,
    BoundingBox,
    Circle,
    Cuboid,
    Ellipse,
    IsometricCuboid2D,
    LabelObject,
    PerspectiveCuboid2D,
    Point,
    Polygon,
    PolygonObject,
    Polyline,
    RotatableBoundingBox,
    Segmentation,
    Skeleton,
)

Geometry: TypeAlias = (
    BoundingBox
    | RotatableBoundingBox
    | Circle
    | Ellipse
    | Point
    | Polyline
    | Polygon
    | Skeleton
    | Bitmask
    | Cuboid
    | PerspectiveCuboid2D
    | IsometricCuboid2D
    | Segmentation
)
"""Where an object is: the `geometry` of a `LabelObject`."""

XY = tuple[float, float]
Ring = list[XY]
"""Corners, of which the last is joined to the first."""

Rings = list[Ring]
"""A polygon: first its outer ring, then its holes."""

Bounds = tuple[float, float, float, float]
"""Left, upper, right and lower side."""

T = TypeVar("T", bound=Geometry | LabelObject)

SIDES: Final = 128
"""How many corners the outline of a circle or an ellipse has."""

_NOT_ON_IMAGES: Final = (Cuboid, Segmentation)


@overload
def pixels(geometry: T, width: float, height: float) -> T: ...
@overload
def pixels(geometry: None, width: float, height: float) -> None: ...
def pixels(geometry: Any, width: float, height: float) -> Any:
    """Return a geometry with its coordinates in pixels, in the place of fractions.

    Args:
        geometry: A geometry, or an object with one. None gives None.
        width: The width of the image in pixels, which that of a circle's radius counts, too.
        height: Its height.

    Returns:
        The same kind of geometry. A mask, a cuboid of a scene, a point with a ``z`` and points of a
        cloud are no fractions, and stay as they are.

    Raises:
        TypeError: When it is no geometry.
    """
    inner: Any = getattr(geometry, "geometry", NOTHING)
    if isinstance(geometry, LabelObject) and inner is not NOTHING:
        changes: dict[str, Any] = {"geometry": pixels(inner, width, height)}
        if isinstance(geometry, PolygonObject) and geometry.polygons is not None:
            changes["polygons"] = [
                [_scaled(ring, width, height) for ring in rings] for rings in geometry.polygons
            ]
        return evolve(geometry, **changes)
    scale = _SCALES.get(type(geometry))
    if scale is None:
        raise TypeError(expected("a geometry", geometry))
    return scale(geometry, width, height)


Scale = Callable[[Any, float, float], Any]
"""Gives a geometry in pixels, by the width and the height of its image."""


def _by(across: Sequence[str], down: Sequence[str]) -> Scale:
    """Scale some fields by the width, and others by the height."""

    def scale(shape: Any, width: float, height: float) -> Any:
        changes = {name: getattr(shape, name) * width for name in across}
        changes |= {name: getattr(shape, name) * height for name in down}
        return evolve(shape, **changes)

    return scale


_point: Final = _by("x", "y")


def _point_of_image(point: Point, width: float, height: float) -> Any:
    return _point(point, width, height) if point.z is None else point


def _all_points(shape: Any, width: float, height: float) -> Any:
    return evolve(shape, points=[_point(it, width, height) for it in shape.points])


def _deep_box(shape: Any, width: float, height: float) -> Any:
    name = "offset" if isinstance(shape, IsometricCuboid2D) else "vanishing_point"
    changes: dict[str, Any] = {name: _point(getattr(shape, name), width, height)}
    return evolve(shape, front=_scaled(shape.front, width, height), **changes)


def _as_is(shape: Any, *_: float) -> Any:
    return shape


_SCALES: Final[dict[type[Any], Scale]] = {
    BoundingBox: _by(("x", "width"), ("y", "height")),
    RotatableBoundingBox: _by(("x", "width"), ("y", "height")),
    Circle: _by(("x", "radius"), ("y",)),
    Ellipse: _by(("x", "radius_x"), ("y", "radius_y")),
    Point: _point_of_image,
    Polyline: _all_points,
    Polygon: _all_points,
    Skeleton: _all_points,
    PerspectiveCuboid2D: _deep_box,
    IsometricCuboid2D: _deep_box,
    Bitmask: _as_is,
    Cuboid: _as_is,
    Segmentation: _as_is,
    type(None): _as_is,
}


def _scaled(flat: Sequence[float], width: float, height: float) -> list[float]:
    """Return x and y in turn in pixels."""
    return [it * (height if index % 2 else width) for index, it in enumerate(flat)]


def outline(geometry: Geometry | LabelObject | None, width: float, height: float) -> list[Ring]:
    """Return the outline of a geometry, as points in pixels.

    Args:
        geometry: A geometry, or an object with one: of a `PolygonObject`, its `polygons` count.
        width: The width of the image in pixels.
        height: Its height.

    Returns:
        Lists of points. Of a shape with an inside, each is a ring whose last point is joined to the
        first, and holes come behind the ring that they are in; a box on an image with depth is the
        ring around all of it. Of a line and of a skeleton, it is one list of their points. Empty
        where it is None, or nothing on an image: a cuboid of a scene, or points of a cloud.

    Raises:
        ModuleNotFoundError: For a mask, without the extra ``labels``.
        TypeError: When it is no geometry.
        ValueError: When the text of a mask is none.
    """
    return [ring for rings in parts(geometry, width, height) for ring in rings]


def parts(geometry: Geometry | LabelObject | None, width: float, height: float) -> list[Rings]:
    """Return the outline of a geometry, its parts each with their holes. See `outline`."""
    if isinstance(geometry, LabelObject):
        if isinstance(geometry, PolygonObject) and geometry.polygons:
            polygons = geometry.polygons
            return [
                [_pairs(_scaled(it, width, height)) for it in rings]
                for rings in polygons
                if rings and rings[0]
            ]
        geometry = getattr(geometry, "geometry", None)
    scaled: Any = pixels(geometry, width, height)
    if scaled is None or isinstance(scaled, _NOT_ON_IMAGES):
        return []
    if isinstance(scaled, Bitmask):
        return traced(decode_mask(scaled.rle, scaled.width, scaled.height))
    ring = _RINGS[type(scaled)](scaled)
    return [[ring]] if ring else []


def _pairs(flat: Sequence[float]) -> Ring:
    return list(zip(flat[::2], flat[1::2], strict=False))


def _box(box: BoundingBox) -> Ring:
    right, lower = box.x + box.width, box.y + box.height
    return [(box.x, box.y), (right, box.y), (right, lower), (box.x, lower)]


def _turned_box(box: RotatableBoundingBox) -> Ring:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    corners = _box(BoundingBox(-box.width / 2, -box.height / 2, box.width, box.height))
    return _turned(corners, box.theta, x, y)


def _turned(points: Iterable[XY], theta: float, x: float, y: float) -> Ring:
    """Return points turned about the origin, clockwise on the screen, and moved to a place."""
    sine, cosine = sin(radians(theta)), cos(radians(theta))
    return [(x + p * cosine - q * sine, y + p * sine + q * cosine) for p, q in points]


def axes_of(shape: Circle | Ellipse) -> tuple[float, float, float]:
    """Return the half axes of a circle or an ellipse in pixels, and how far it is turned."""
    theta = 0.0 if shape.theta is None else shape.theta
    if isinstance(shape, Ellipse):
        return shape.radius_x, shape.radius_y, theta
    stretch = 1.0 if shape.stretch is None else shape.stretch
    return shape.radius, shape.radius * stretch, theta


def _ellipse(shape: Circle | Ellipse) -> Ring:
    a, b, theta = axes_of(shape)
    angles = [2 * pi * it / SIDES for it in range(SIDES)]
    return _turned([(a * cos(it), b * sin(it)) for it in angles], theta, shape.x, shape.y)


def _points(shape: Polygon | Polyline | Skeleton) -> Ring:
    return [(it.x, it.y) for it in shape.points]


def _around(shape: PerspectiveCuboid2D | IsometricCuboid2D) -> Ring:
    front = _pairs(shape.front)
    if isinstance(shape, IsometricCuboid2D):
        back = [(x + shape.offset.x, y + shape.offset.y) for x, y in front]
    else:
        far, ratio = shape.vanishing_point, shape.scale_ratio
        back = [(far.x + (x - far.x) * ratio, far.y + (y - far.y) * ratio) for x, y in front]
    return _hull([*front, *back])


def _hull(points: Ring) -> Ring:
    """Return the corners of the smallest convex shape around points."""
    ordered = sorted(set(points))
    sides: list[Ring] = []
    for side in (ordered, ordered[::-1]):
        hull: Ring = []
        for point in side:
            while len(hull) > 1 and _turn(hull[-2], hull[-1], point) <= 0:
                hull.pop()
            hull.append(point)
        sides.append(hull)
    return [*sides[0][:-1], *sides[1][:-1]] or ordered


def _turn(a: XY, b: XY, c: XY) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


_RINGS: Final[dict[type[Any], Callable[[Any], Ring]]] = {
    BoundingBox: _box,
    RotatableBoundingBox: _turned_box,
    Circle: _ellipse,
    Ellipse: _ellipse,
    Polygon: _points,
    Polyline: _points,
    Skeleton: _points,
    PerspectiveCuboid2D: _around,
    IsometricCuboid2D: _around,
    Point: lambda point: [(point.x, point.y)],
}


def has_inside(geometry: Geometry | LabelObject | None) -> bool:
    """Tell whether a geometry has an inside, and is no point or line."""
    shape = getattr(geometry, "geometry", None) if isinstance(geometry, LabelObject) else geometry
    return not isinstance(shape, (Point, Polyline, Skeleton, *_NOT_ON_IMAGES))


# --- measures -------------------------------------------------------------------------------------


def area(geometry: Geometry | LabelObject | None, width: float, height: float) -> float:
    """Return the area of a geometry, in pixels.

    Args:
        geometry: A geometry, or an object with one: of a `PolygonObject`, its `polygons` count.
        width: The width of the image in pixels.
        height: Its height.

    Returns:
        The area, without holes, and with no part of it twice; of a mask, how many pixels it has.
        0 for points, lines, and what is nothing on an image.

    Raises:
        ModuleNotFoundError: For polygons and masks, without the extra ``labels``.
        TypeError: When it is no geometry.
        ValueError: When the text of a mask is none.
    """
    if isinstance(geometry, LabelObject) and not isinstance(geometry, PolygonObject):
        geometry = getattr(geometry, "geometry", None)
    scaled: Any = pixels(geometry, width, height)
    if isinstance(scaled, (BoundingBox, RotatableBoundingBox)):
        return float(abs(scaled.width * scaled.height))
    if isinstance(scaled, (Circle, Ellipse)):
        a, b, _ = axes_of(scaled)
        return abs(pi * a * b)
    if isinstance(scaled, Bitmask):
        return float(pixels_of_runs(scaled))
    if scaled is None or not has_inside(scaled):
        return 0.0
    found = solid(parts(geometry, width, height)).area
    return float(found)


def bounds(geometry: Geometry | LabelObject | None, width: float, height: float) -> Bounds | None:
    """Return the box around a geometry, in pixels.

    Args:
        geometry: A geometry, or an object with one: of a `PolygonObject`, its `polygons` count.
        width: The width of the image in pixels.
        height: Its height.

    Returns:
        Its left, upper, right and lower side, as shapely has them; of a mask, those around its
        pixels. None where it is empty, or nothing on an image.

    Raises:
        ModuleNotFoundError: For a mask, without the extra ``labels``.
        TypeError: When it is no geometry.
        ValueError: When the text of a mask is none.
    """
    shape = geometry
    if isinstance(shape, LabelObject) and not isinstance(shape, PolygonObject):
        shape = getattr(shape, "geometry", None)
    if isinstance(shape, Bitmask):
        return bounds_of_runs(shape)
    if isinstance(shape, (Circle, Ellipse)):
        scaled = pixels(shape, width, height)
        a, b, theta = axes_of(scaled)
        sine, cosine = sin(radians(theta)), cos(radians(theta))
        across, down = hypot(a * cosine, b * sine), hypot(a * sine, b * cosine)
        return (scaled.x - across, scaled.y - down, scaled.x + across, scaled.y + down)
    points = [point for ring in outline(shape, width, height) for point in ring]
    if not points:
        return None
    across_all, down_all = zip(*points, strict=True)
    return (min(across_all), min(down_all), max(across_all), max(down_all))


def shapely() -> ModuleType:
    """Import shapely.

    Raises:
        ModuleNotFoundError: When it is not installed; it names the extra.
    """
    return needed("shapely", "labels")


def solid(polygons: Iterable[Rings]) -> Any:
    """Return polygons as one valid shape of shapely, each point of it in it once.

    A line that crosses itself bounds what an even number of its turns does not.
    """
    lib = shapely()
    made = [
        lib.make_valid(lib.Polygon(rings[0], [it for it in rings[1:] if len(it) >= _CORNERS]))
        for rings in polygons
        if rings and len(rings[0]) >= _CORNERS
    ]
    return made[0] if len(made) == 1 else lib.union_all(made)


_CORNERS: Final = 3
"""How many corners what has an inside has at least."""
