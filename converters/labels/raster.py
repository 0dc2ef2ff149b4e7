"""Draws shapes as masks of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converters.imports import needed
from converters.labels.masks import decode_mask, np
from converters.labels.shapes import XY, Geometry, Rings, has_inside, parts, shapely, solid
from orm_attrs import Bitmask, LabelObject

if TYPE_CHECKING:
    from converters.labels.masks import Array


def mask(geometry: Geometry | LabelObject | None, width: int, height: int) -> Array:
    """Return the pixels of an image that a geometry covers.

    Args:
        geometry: A geometry, or an object with one: of a `PolygonObject`, its `polygons` count.
        width: The width of the image in pixels.
        height: Its height.

    Returns:
        An array of bool, height by width: the pixels within the shape, of which COCO's own rules
        say at its edges, or those that a line or points are on. All are False for what is nothing
        on an image.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``.
        TypeError: When it is no geometry.
        ValueError: When the text of a mask is none, or it is of another size, or coordinates are no
            numbers.
    """
    numpy = np()
    shape = geometry
    if isinstance(shape, LabelObject):
        shape = getattr(shape, "geometry", None)
    if isinstance(shape, Bitmask):
        if (shape.width, shape.height) != (width, height):
            sizes = f"{shape.width} by {shape.height} pixels, the image {width} by {height}"
            raise ValueError(f"the mask has {sizes}")
        return decode_mask(shape.rle, width, height)
    found = parts(geometry, width, height)
    if not all(numpy.isfinite(ring).all() for rings in found for ring in rings):
        raise ValueError("coordinates are no finite numbers")
    made: Array = numpy.zeros((height, width), bool)
    if not found or not made.size:
        return made
    if has_inside(geometry):
        return _filled(found, width, height)
    for rings in found:
        is_line = type(shape).__name__ == "Polyline"
        _draw(made, rings[0], is_line=is_line)
    return made


def _filled(polygons: list[Rings], width: int, height: int) -> Array:
    numpy, coco, lib = np(), needed("pycocotools.mask", "labels"), shapely()
    made: Array = numpy.zeros((height, width), bool)
    outside = not all(
        0 <= x <= width and 0 <= y <= height for rings in polygons for x, y in rings[0]
    )
    if outside:
        # What draws them takes room for all of it, as large as it may be.
        seen = lib.intersection(solid(polygons), lib.box(-1, -1, width + 1, height + 1))
        polygons = [
            [list(it.exterior.coords[:-1]), *(list(hole.coords[:-1]) for hole in it.interiors)]
            for it in lib.get_parts(seen)
            if it.geom_type == "Polygon"
        ]
    for rings in polygons:
        flat = [numpy.asarray(ring, float).ravel().tolist() for ring in rings if len(ring) > 2]  # noqa: PLR2004 - what has an inside
        if flat:
            outer, *holes = (
                decode_mask(it["counts"].decode(), width, height, by_column=True)
                for it in coco.frPyObjects(flat, height, width)
            )
            for hole in holes:
                outer &= ~hole
            made |= outer
    return made


def _draw(made: Array, points: list[XY], *, is_line: bool) -> None:
    """Set the pixels that points, or the lines between them, are on."""
    numpy = np()
    height, width = made.shape
    places = numpy.asarray(points, float)
    if is_line and len(points) > 1:
        lib = shapely()
        seen = lib.intersection(lib.LineString(places), lib.box(0, 0, width, height))
        pieces = [lib.get_coordinates(it) for it in lib.get_parts(seen)]
        places = numpy.concatenate([_stepped(it) for it in pieces] or [numpy.empty((0, 2))])
    columns, rows = numpy.floor(places).T
    # The right and the lower side belong to the last pixels.
    columns[columns == width] -= 1
    rows[rows == height] -= 1
    is_seen = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    made[rows[is_seen].astype(int), columns[is_seen].astype(int)] = True


def _stepped(places: Any) -> Any:
    """Return points along a line, no two of which are more than a pixel from each other."""
    numpy = np()
    if len(places) == 1:
        return places
    ways = numpy.diff(places, axis=0)
    counts = numpy.ceil(numpy.abs(ways).max(1)).astype(int) + 1
    starts = numpy.repeat(numpy.cumsum(counts) - counts, counts)
    part = (numpy.arange(counts.sum()) - starts) / numpy.repeat(counts, counts)
    along = numpy.repeat(places[:-1], counts, 0) + numpy.repeat(ways, counts, 0) * part[:, None]
    return numpy.concatenate([along, places[-1:]])
