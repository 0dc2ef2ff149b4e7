"""Geometry: where an object is on a frame, an image or in a scene.

Coordinates are fractions of the image's width and height, from its top left corner to the right and
down, unless a class says otherwise. They are not checked: points may lie outside of the image. A
server may send an int where a class says ``float``, and it stays one.
"""

from enum import Enum

from attrs import define

from orm_attrs._keeper import Keeper


class Visibility(str, Enum):
    """How well a point of a skeleton is seen. A member is its text on the wire.

    A field of type ``Visibility | str`` holds the text itself where it is none of these.
    """

    VISIBLE = "visible"
    INVISIBLE = "invisible"
    """Not on the image."""
    OCCLUDED = "occluded"
    """Behind another thing."""
    SELF_OCCLUDED = "selfOccluded"
    """Behind another part of the same thing."""


@define(weakref_slot=False)
class BoundingBox(Keeper):
    """A rectangle with horizontal and vertical sides. The geometry of a `BoundingBoxObject`."""

    x: float
    """The left side, as a fraction of the image's width."""
    y: float
    """The upper side, as a fraction of the image's height."""
    width: float
    """The width, as a fraction of the image's width."""
    height: float
    """The height, as a fraction of the image's height."""


@define(weakref_slot=False)
class RotatableBoundingBox(Keeper):
    """A rectangle, turned about its centre. The geometry of a `RotatableBoundingBoxObject`."""

    x: float
    """The left side before it is turned, as a fraction of the image's width."""
    y: float
    """The upper side before it is turned, as a fraction of the image's height."""
    width: float
    """The width, as a fraction of the image's width."""
    height: float
    """The height, as a fraction of the image's height."""
    theta: float
    """How far it is turned, in degrees, clockwise on the screen."""


@define(weakref_slot=False)
class Circle(Keeper):
    """A circle, which may be stretched and turned. The geometry of a `CircleObject`."""

    x: float
    """The centre, as a fraction of the image's width."""
    y: float
    """The centre, as a fraction of the image's height."""
    radius: float
    """The radius, as a fraction of the image's width."""
    stretch: float | None = None
    """The second half axis by the first; `None` stands for 1, which is no stretching."""
    theta: float | None = None
    """How far it is turned, in degrees, clockwise on the screen; `None` stands for 0."""


@define(weakref_slot=False)
class Ellipse(Keeper):
    """An ellipse, which may be turned. The geometry of an `EllipseObject`."""

    x: float
    """The centre, as a fraction of the image's width."""
    y: float
    """The centre, as a fraction of the image's height."""
    radius_x: float
    """The half axis across before it is turned, as a fraction of the image's width."""
    radius_y: float
    """The half axis down before it is turned, as a fraction of the image's height."""
    theta: float | None = None
    """How far it is turned, in degrees, in pixels of the image; `None` stands for 0."""


@define(weakref_slot=False)
class Point(Keeper):
    """A point of an image or of a scene. The geometry of a `PointObject`, and part of others."""

    x: float
    """As a fraction of the image's width; in the scene's units where there is a `z`."""
    y: float
    """As a fraction of the image's height; in the scene's units where there is a `z`."""
    z: float | None = None
    """In the scene's units; `None` on an image."""


@define(weakref_slot=False)
class Polyline(Keeper):
    """A line through points, not closed. The geometry of a `PolylineObject`."""

    points: list[Point]
    """The points, in their order."""


@define(weakref_slot=False)
class Polygon(Keeper):
    """A closed outline. The geometry of a `PolygonObject`, whose `polygons` may hold more."""

    points: list[Point]
    """The corners, in their order; the last is joined to the first."""


@define(kw_only=True, weakref_slot=False)
class SkeletonPoint(Keeper):
    """A point of a `Skeleton`."""

    x: float
    """As a fraction of the image's width."""
    y: float
    """As a fraction of the image's height."""
    name: str | None = None
    """The point's name in the template; `None` where the server does not state it."""
    color: str | None = None
    """The point's colour, such as ``"#000000"``; `None` where the server does not state it."""
    feature_hash: str | None = None
    """The point's feature in the template; `None` where the server does not state it."""
    value: str | None = None
    """The name, as programs write it; `None` where the server does not state it."""
    visibility: Visibility | str | None = None
    """How well it is seen; `None` where nobody has said so."""


@define(weakref_slot=False)
class Skeleton(Keeper):
    """Named points. The geometry of a `SkeletonObject`."""

    points: list[SkeletonPoint]
    """The points, in the order of the payload."""


@define(weakref_slot=False)
class Bitmask(Keeper):
    """A mask of pixels, which covers the whole image. The geometry of a `BitmaskObject`."""

    top: int
    """Upper side in pixels; servers send it, and it moves nothing."""
    left: int
    """Left side in pixels; servers send it, and it moves nothing."""
    height: int
    """Height of the mask in pixels."""
    width: int
    """Width of the mask in pixels."""
    rle: str
    """The lengths of the runs of pixels, row by row, in COCO's letters. Not checked."""


@define(weakref_slot=False)
class Cuboid(Keeper):
    """A box in a scene. The geometry of a `CuboidObject`."""

    position: list[float]
    """The centre: x, y and z, in the scene's units."""
    orientation: list[float]
    """The rotation about x, y and z, in radians."""
    size: list[float]
    """The lengths along x, y and z, in the scene's units."""


@define(weakref_slot=False)
class PerspectiveCuboid2D(Keeper):
    """A box on an image whose edges meet in a point. A geometry of a `Cuboid2DObject`."""

    front: list[float]
    """The corners of the front: x and y in turn, as fractions of the image's width and height."""
    vanishing_point: Point
    """Where the edges that lead away meet."""
    scale_ratio: float
    """The size of the back by that of the front: 1 is no depth, 0 ends in the vanishing point."""


@define(weakref_slot=False)
class IsometricCuboid2D(Keeper):
    """A box on an image whose edges are parallel. A geometry of a `Cuboid2DObject`."""

    front: list[float]
    """The corners of the front: x and y in turn, as fractions of the image's width and height."""
    offset: Point
    """The way from the front to the back, in the same fractions."""


@define(weakref_slot=False)
class Segmentation(Keeper):
    """Some points of a point cloud. The geometry of a `SegmentationObject`."""

    rle: str
    """The lengths of the runs of indices, in COCO's letters, without the last zeros."""
