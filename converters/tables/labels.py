"""How orm_attrs.labels looks on the wire."""

from typing import Any, Final

from converters.wire.codecs import LABEL_DATE
from converters.wire.vocabulary import (
    PRESENT,
    SINGLE,
    ByKeys,
    ByType,
    Codec,
    Form,
    Table,
    Tables,
    Tag,
    Unions,
    db_record,
    v2_object,
    wire,
)
from orm_attrs import labels as models
from orm_attrs.shapes import Shape

_DATED: Final = v2_object(created_at=wire(codec=LABEL_DATE), last_edited_at=wire(codec=LABEL_DATE))
"""What has been made and edited, as the labels of a row."""

_OBJECT: Final = v2_object(extends=_DATED, required=["shape"])


def _object(key: str, codec: Codec | Form | None = None, **more_ways: Any) -> Table:
    """Say how an object of a shape looks, whose geometry stands under a key.

    Args:
        key: The key of the geometry.
        codec: Its encoding or form; None when it is the one of its class.
        **more_ways: Other attributes by which the geometry may be left out.
    """
    unless = {"event": models.ObjectEvent.DELETE.value, **more_ways}
    return v2_object(extends=_OBJECT, geometry=wire(key, codec, unless=unless))


_BY_SHAPE: Final = {
    Shape.BOUNDING_BOX.value: models.BoundingBoxObject,
    Shape.ROTATABLE_BOUNDING_BOX.value: models.RotatableBoundingBoxObject,
    Shape.CIRCLE.value: models.CircleObject,
    Shape.ELLIPSE.value: models.EllipseObject,
    Shape.POINT.value: models.PointObject,
    Shape.POLYLINE.value: models.PolylineObject,
    Shape.POLYGON.value: models.PolygonObject,
    Shape.SKELETON.value: models.SkeletonObject,
    Shape.BITMASK.value: models.BitmaskObject,
    Shape.CUBOID.value: models.CuboidObject,
    Shape.CUBOID_2D.value: models.Cuboid2DObject,
    Shape.SEGMENTATION.value: models.SegmentationObject,
}

TABLES: Tables = {
    models.LegacyReview: db_record(
        reviewed_at=wire(exact="createdAt", codec=LABEL_DATE),
        reviewed_by=wire(exact="createdBy"),
        created_at=wire(codec=LABEL_DATE),
        last_edited_at=wire(codec=LABEL_DATE),
    ),
    models.ReviewMetadata: db_record(),
    models.LabelObject: _OBJECT,
    models.BoundingBoxObject: _object("bounding_box"),
    models.RotatableBoundingBoxObject: _object("rotatable_bounding_box"),
    models.CircleObject: _object("circle"),
    models.EllipseObject: _object("ellipse"),
    models.PointObject: _object("point", SINGLE),
    models.PolylineObject: _object("polyline"),
    models.PolygonObject: _object("polygon", polygons=PRESENT),
    models.SkeletonObject: _object("skeleton"),
    models.BitmaskObject: _object("bitmask"),
    models.CuboidObject: _object("cuboid"),
    models.Cuboid2DObject: v2_object(
        extends=_OBJECT,
        geometry=wire(exact="cuboid_2d", unless={"event": models.ObjectEvent.DELETE.value}),
    ),
    models.SegmentationObject: _object("segmentation"),
    models.OtherObject: v2_object(extends=_OBJECT, content=wire(rest=True)),
    models.FrameClassification: v2_object(extends=_DATED),
    models.FrameMetadata: v2_object(writes_camel_case=False),
    models.FrameLabels: db_record(),
    models.OptionAnswer: v2_object(),
    models.AttributeAnswer: v2_object(),
    models.DynamicAnswer: v2_object(),
    models.ObjectActions: v2_object(),
    models.ObjectAnswer: v2_object(),
    models.HtmlPosition: db_record(),
    models.HtmlRange: db_record(),
    models.SpacePlacement: db_record(),
    models.RangeObject: v2_object(extends=_DATED, range_html=wire(exact="range_html")),
    models.ClassificationAnswer: v2_object(extends=_DATED),
}

_RANGE_KEYS: Final = (
    *("shape", "range", "range_html", "spaces", "name", "color", "value", "confidence", "reviews"),
    *("featureHash", "feature_hash"),
    *("createdAt", "created_at"),
    *("createdBy", "created_by"),
    *("lastEditedAt", "last_edited_at"),
    *("lastEditedBy", "last_edited_by"),
    *("manualAnnotation", "manual_annotation"),
    *("isDeleted", "is_deleted"),
)
"""The keys that only an object on no frame has: each of them, so that any that is written tells."""

UNIONS: Unions = {
    models.AnyLabelObject: Tag("shape", _BY_SHAPE, unknown=models.OtherObject),
    models.RangeObject | models.ObjectAnswer: Tag(
        _RANGE_KEYS,
        models.RangeObject,
        unknown=models.ObjectAnswer,
    ),
    str | float | int | list[models.OptionAnswer]: ByType(unknown="as_is"),
    models.UnitLabels: ByKeys(
        ("objects", "classifications", "metadata"),
        models.FrameLabels,
        digits=dict[int, models.FrameLabels],
        unknown=dict[str, models.FrameLabels],
    ),
}
