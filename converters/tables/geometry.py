"""How orm_attrs.geometry looks on the wire."""

from converters.wire.vocabulary import INDEXED, NAMED, Tables, Tag, Unions, v2_object, wire
from orm_attrs import geometry as models

TABLES: Tables = {
    models.BoundingBox: v2_object(width=wire("w"), height=wire("h")),
    models.RotatableBoundingBox: v2_object(width=wire("w"), height=wire("h")),
    models.Circle: v2_object(radius=wire("r")),
    models.Ellipse: v2_object(radius_x=wire("rx"), radius_y=wire("ry")),
    models.Point: v2_object(),
    models.Polyline: v2_object(points=wire(codec=INDEXED, body=True)),
    models.Polygon: v2_object(points=wire(codec=INDEXED, body=True)),
    models.SkeletonPoint: v2_object(
        # The editor's form. Where two are true, the first counts.
        visibility=wire(
            flags={
                it.value: it.value
                for it in (
                    models.Visibility.INVISIBLE,
                    models.Visibility.OCCLUDED,
                    models.Visibility.SELF_OCCLUDED,
                    models.Visibility.VISIBLE,
                )
            }
        ),
    ),
    models.Skeleton: v2_object(points=wire(codec=NAMED, body=True)),
    models.Bitmask: v2_object(rle=wire("rle_string")),
    models.Cuboid: v2_object(),
    models.PerspectiveCuboid2D: v2_object(),
    models.IsometricCuboid2D: v2_object(),
    models.Segmentation: v2_object(rle=wire(body=True)),
}

UNIONS: Unions = {
    models.PerspectiveCuboid2D | models.IsometricCuboid2D: Tag(
        ("vanishingPoint", "vanishing_point"),
        models.PerspectiveCuboid2D,
        unknown=models.IsometricCuboid2D,
    ),
}
