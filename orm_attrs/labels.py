"""Labels: the objects and classifications on frames, and what was answered about them."""

from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

from attrs import Factory, define

from orm_attrs._keeper import Keeper
from orm_attrs.geometry import (
    Bitmask,
    BoundingBox,
    Circle,
    Cuboid,
    Ellipse,
    IsometricCuboid2D,
    PerspectiveCuboid2D,
    Point,
    Polygon,
    Polyline,
    RotatableBoundingBox,
    Segmentation,
    Skeleton,
)
from orm_attrs.shapes import Shape

Ranges: TypeAlias = list[tuple[int, int]]
"""The first and the last of each part, both included.

They count frames, slices or pages from 0; of audio milliseconds, of text characters, of an
event-based scene nanoseconds from its start.
"""


class ObjectEvent(str, Enum):
    """What an entry of an event-based scene does to an object. A member is its text on the wire."""

    UPSERT = "upsert"
    """From here on the object is there, as this entry has it."""
    DELETE = "delete"
    """From here on it is not."""


class Interpolation(str, Enum):
    """What an object does between two entries of a scene. A member is its text on the wire."""

    HOLD = "hold"
    """It stays as it is."""
    LINEAR = "linear"
    """It moves to where the next entry has it."""


# --- reviews --------------------------------------------------------------------------------------


@define(kw_only=True, weakref_slot=False)
class LegacyReview(Keeper):
    """A verdict on one label, from servers that reviewed labels one by one.

    A field is `None` when its key is absent or null.
    """

    id: int | None = None
    """Unique identifier of the review."""
    approved: bool | None = None
    """Whether the label was approved."""
    comment: str | None = None
    """What the reviewer says of it."""
    reviewed_at: datetime | None = None
    """When the verdict was given."""
    reviewed_by: str | None = None
    """Who gave it."""
    created_at: datetime | None = None
    """When the review was asked for."""
    last_edited_at: datetime | None = None
    """When the review was last changed."""
    user_email: str | None = None
    """Whose label it is about."""
    user_id: int | None = None
    """The number of that user."""
    task_id: int | None = None
    """The number of the task."""
    data_hash: str | None = None
    """Unique identifier of the asset."""
    granularity: str | None = None
    """What kind of label it is about, such as ``"OBJECT"``."""
    granularity_id: str | None = None
    """The hash of that label."""
    status: str | None = None
    """How far the review has come."""
    displayed_status: str | None = None
    """How far the review has come, as the editor shows it."""
    exists: bool | None = None
    """Whether the label is still there."""
    rejections: list[Any] | None = None
    """The rejections so far, as the server has them."""
    instance: dict[str, Any] | None = None
    """The label as it was then, as the editor has it."""
    metadata: "ReviewMetadata | None" = None
    """The reviews before it."""


@define(weakref_slot=False)
class ReviewMetadata(Keeper):
    """What else there is to a `LegacyReview`."""

    reviews: list[LegacyReview] | None = None
    """The reviews before it; `None` where the key is absent or null."""


# --- objects of frames ----------------------------------------------------------------------------


@define(kw_only=True, weakref_slot=False)
class LabelObject(Keeper):
    """An object on one frame: what all shapes have. Each shape has a class with its `geometry`.

    A field is `None` when its key is absent or null, as in rows of older servers.
    """

    object_hash: str
    """The object: the same on all frames that it is on, and the key of its answers."""
    feature_hash: str
    """The object's feature in the ontology."""
    shape: Shape | str
    """What it is drawn as; text for a shape that is not listed."""
    name: str | None = None
    """The feature's name, as it was then."""
    color: str | None = None
    """The feature's colour, such as ``"#D33115"``."""
    value: str | None = None
    """The feature's name, as programs write it."""
    created_at: datetime | None = None
    """When it was made; without a zone where the server does not state one."""
    created_by: str | None = None
    """Who made it: an e-mail address or another name of the user."""
    last_edited_at: datetime | None = None
    """When it was last changed; without a zone where the server does not state one."""
    last_edited_by: str | None = None
    """Who last changed it."""
    confidence: float | None = None
    """How sure its maker is, meant to be from 0 to 1, and not checked."""
    manual_annotation: bool | None = None
    """Whether a person made it, and not a program."""
    is_deleted: bool | None = None
    """Whether it was deleted; from older servers."""
    reviews: list[LegacyReview] | None = None
    """The verdicts on it; from older servers."""
    event: ObjectEvent | str | None = None
    """What the entry does, in event-based scenes; `None` for other data, and for an upsert."""
    interpolate: Interpolation | str | None = None
    """What it does until its next entry, in event-based scenes; `None` stands for holding."""


@define(kw_only=True, weakref_slot=False)
class BoundingBoxObject(LabelObject):
    """An object that is a rectangle with horizontal and vertical sides."""

    shape: Shape | str = Shape.BOUNDING_BOX
    """Always `Shape.BOUNDING_BOX`."""
    geometry: BoundingBox | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class RotatableBoundingBoxObject(LabelObject):
    """An object that is a rectangle, turned about its centre."""

    shape: Shape | str = Shape.ROTATABLE_BOUNDING_BOX
    """Always `Shape.ROTATABLE_BOUNDING_BOX`."""
    geometry: RotatableBoundingBox | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class CircleObject(LabelObject):
    """An object that is a circle."""

    shape: Shape | str = Shape.CIRCLE
    """Always `Shape.CIRCLE`."""
    geometry: Circle | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class EllipseObject(LabelObject):
    """An object that is an ellipse."""

    shape: Shape | str = Shape.ELLIPSE
    """Always `Shape.ELLIPSE`."""
    geometry: Ellipse | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class PointObject(LabelObject):
    """An object that is a point."""

    shape: Shape | str = Shape.POINT
    """Always `Shape.POINT`."""
    geometry: Point | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class PolylineObject(LabelObject):
    """An object that is a line through points."""

    shape: Shape | str = Shape.POLYLINE
    """Always `Shape.POLYLINE`."""
    geometry: Polyline | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class PolygonObject(LabelObject):
    """An object with one or more closed outlines."""

    shape: Shape | str = Shape.POLYGON
    """Always `Shape.POLYGON`."""
    geometry: Polygon | None = None
    """Its first outline; `None` where `polygons` alone has it, and in a delete event."""
    polygons: list[list[list[float]]] | None = None
    """All of it: polygons of rings, first the outer ring and then its holes, each ring as x and y
    in turn. `None` from older servers. It counts where it differs from `geometry`."""


@define(kw_only=True, weakref_slot=False)
class SkeletonObject(LabelObject):
    """An object that is named points."""

    shape: Shape | str = Shape.SKELETON
    """Always `Shape.SKELETON`."""
    geometry: Skeleton | None = None
    """Where its points are; `None` in a delete event without them."""


@define(kw_only=True, weakref_slot=False)
class BitmaskObject(LabelObject):
    """An object that is a mask of pixels."""

    shape: Shape | str = Shape.BITMASK
    """Always `Shape.BITMASK`."""
    geometry: Bitmask | None = None
    """Its mask; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class CuboidObject(LabelObject):
    """An object that is a box in a scene."""

    shape: Shape | str = Shape.CUBOID
    """Always `Shape.CUBOID`."""
    geometry: Cuboid | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class Cuboid2DObject(LabelObject):
    """An object that is a box with depth on an image."""

    shape: Shape | str = Shape.CUBOID_2D
    """Always `Shape.CUBOID_2D`."""
    geometry: PerspectiveCuboid2D | IsometricCuboid2D | None = None
    """Where it is; `None` in a delete event without one."""


@define(kw_only=True, weakref_slot=False)
class SegmentationObject(LabelObject):
    """An object that is some points of a point cloud."""

    shape: Shape | str = Shape.SEGMENTATION
    """Always `Shape.SEGMENTATION`."""
    geometry: Segmentation | None = None
    """Which points; `None` in a delete event without them."""


@define(kw_only=True, weakref_slot=False)
class OtherObject(LabelObject):
    """An object whose shape is none of those that have a class."""

    content: dict[str, Any] = Factory(dict)
    """All keys but those of a `LabelObject`, as on the wire: its geometry, too."""


AnyLabelObject: TypeAlias = (
    BoundingBoxObject
    | RotatableBoundingBoxObject
    | CircleObject
    | EllipseObject
    | PointObject
    | PolylineObject
    | PolygonObject
    | SkeletonObject
    | BitmaskObject
    | CuboidObject
    | Cuboid2DObject
    | SegmentationObject
    | OtherObject
)
"""An object on a frame, told by its `shape`."""


@define(kw_only=True, weakref_slot=False)
class FrameClassification(Keeper):
    """A classification on one frame, as rows of older servers have it; its answers stand apart.

    A field is `None` when its key is absent or null.
    """

    classification_hash: str | None = None
    """The classification: the same on all its frames, and the key of its answers."""
    feature_hash: str | None = None
    """The classification's feature in the ontology."""
    name: str | None = None
    """The name of its first attribute."""
    value: str | None = None
    """That name, as programs write it."""
    created_at: datetime | None = None
    """When it was made; without a zone where the server does not state one."""
    created_by: str | None = None
    """Who made it."""
    last_edited_at: datetime | None = None
    """When it was last changed; without a zone where the server does not state one."""
    last_edited_by: str | None = None
    """Who last changed it."""
    confidence: float | None = None
    """How sure its maker is, meant to be from 0 to 1, and not checked."""
    manual_annotation: bool | None = None
    """Whether a person made it, and not a program."""
    is_deleted: bool | None = None
    """Whether it was deleted."""
    reviews: list[LegacyReview] | None = None
    """The verdicts on it."""


@define(kw_only=True, weakref_slot=False)
class FrameMetadata(Keeper):
    """What a server says of a frame: for DICOM, which slice of which file it is.

    A field is `None` when its key is absent or null.
    """

    dicom_instance_uid: str | None = None
    """The unique identifier that DICOM gives the image."""
    multiframe_frame_number: int | None = None
    """Which frame of its file it is; `None` for a file of one."""
    file_uri: str | None = None
    """Where the file is kept."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""


@define(weakref_slot=False)
class FrameLabels(Keeper):
    """The labels of a frame, an image, a slice, a page or a file of a scene."""

    objects: list[AnyLabelObject] | None = None
    """The objects, in the order of the payload; `None` when the key is absent or null."""
    classifications: list[FrameClassification] | None = None
    """The classifications of older rows; newer ones have them in `ClassificationAnswer` alone.

    `None` when the key is absent or null.
    """
    metadata: FrameMetadata | None = None
    """What the server says of the frame; `None` when the key is absent or null."""


# --- answers --------------------------------------------------------------------------------------


@define(weakref_slot=False)
class OptionAnswer(Keeper):
    """An option that was chosen. A field is `None` when its key is absent or null."""

    name: str | None = None
    """The option's name in the ontology."""
    value: str | None = None
    """The name, as programs write it."""
    feature_hash: str | None = None
    """The option's feature in the ontology."""


@define(kw_only=True, weakref_slot=False)
class AttributeAnswer(Keeper):
    """An attribute and its answer. A field is `None` when its key is absent or null."""

    name: str | None = None
    """The attribute's name in the ontology."""
    value: str | None = None
    """The name, as programs write it; of a checklist, also that of the option."""
    answers: str | float | int | list[OptionAnswer] | None = None
    """The answer: text, a number, or the chosen options. Any other JSON stays as it is."""
    feature_hash: str | None = None
    """The attribute's feature in the ontology."""
    manual_annotation: bool | None = None
    """Whether a person answered."""


@define(kw_only=True, weakref_slot=False)
class DynamicAnswer(AttributeAnswer):
    """An answer that holds on some frames. A field is `None` when its key is absent or null."""

    dynamic: bool | None = None
    """Always true."""
    range: Ranges | None = None
    """Where it holds: the first and the last frame of each part, or other units of `Ranges`."""
    should_propagate: bool | None = None
    """Whether the editor carries the answer on to later frames."""
    track_hash: str | None = None
    """The run of frames that the answer is part of; of audio, the segment of a transcript."""
    space_id: str | None = None
    """The space that the frames are of; `None` where there is none."""


@define(weakref_slot=False)
class ObjectActions(Keeper):
    """The answers of an object that hold on some of its frames.

    A field is `None` when its key is absent or null.
    """

    object_hash: str | None = None
    """The object."""
    actions: list[DynamicAnswer] | None = None
    """The answers. Where two of one attribute overlap, the later one counts."""


@define(kw_only=True, weakref_slot=False)
class ObjectAnswer(Keeper):
    """The answers of an object that hold wherever it is.

    A field is `None` when its key is absent or null.
    """

    object_hash: str | None = None
    """The object."""
    classifications: list[AttributeAnswer] | None = None
    """The answers, with those of nested attributes in the same list."""
    object_number: int | None = None
    """The number of the object among those of its feature, from 0."""


@define(weakref_slot=False)
class HtmlPosition(Keeper):
    """A place in an HTML file."""

    xpath: str | None = None
    """The path of the node; `None` where the key is absent or null."""
    offset: int | None = None
    """The character in it, from 0; `None` where the key is absent or null."""


@define(weakref_slot=False)
class HtmlRange(Keeper):
    """A part of an HTML file."""

    start: HtmlPosition | None = None
    """Where it begins; `None` where the key is absent or null."""
    end: HtmlPosition | None = None
    """Where it ends; `None` where the key is absent or null."""


@define(weakref_slot=False)
class SpacePlacement(Keeper):
    """Where an object or a classification is in one space.

    A field is `None` when its key is absent or null.
    """

    type: str | None = None
    """What the range counts: ``"frame"``, or ``"html"`` for parts of an HTML file."""
    range: Ranges | list[tuple[HtmlPosition, HtmlPosition]] | list[HtmlRange] | None = None
    """The parts: of ``"frame"`` as in `Ranges`, of ``"html"`` from one place to another."""


@define(kw_only=True, weakref_slot=False)
class RangeObject(ObjectAnswer):
    """An object that is ranges of an audio file, a text or a time series, and its answers.

    It stands among the answers, and on no frame. Any key of its own tells it from an
    `ObjectAnswer`; where none is written, because all their fields are `None`, it is read as one.
    A field is `None` when its key is absent or null.
    """

    feature_hash: str | None = None
    """The object's feature in the ontology."""
    shape: Shape | str | None = None
    """What it marks; text for a shape that is not listed."""
    name: str | None = None
    """The feature's name, as it was then."""
    color: str | None = None
    """The feature's colour, such as ``"#A4FF00"``."""
    value: str | None = None
    """The feature's name, as programs write it."""
    range: Ranges | None = None
    """Its parts; empty where `spaces` or `range_html` has them."""
    range_html: list[HtmlRange] | None = None
    """Its parts of an HTML file."""
    spaces: dict[str, SpacePlacement] | None = None
    """Identifier of a space to its parts there."""
    created_at: datetime | None = None
    """When it was made; without a zone where the server does not state one."""
    created_by: str | None = None
    """Who made it."""
    last_edited_at: datetime | None = None
    """When it was last changed; without a zone where the server does not state one."""
    last_edited_by: str | None = None
    """Who last changed it."""
    confidence: float | None = None
    """How sure its maker is, meant to be from 0 to 1, and not checked."""
    manual_annotation: bool | None = None
    """Whether a person made it, and not a program."""
    is_deleted: bool | None = None
    """Whether it was deleted."""
    reviews: list[LegacyReview] | None = None
    """The verdicts on it."""


@define(kw_only=True, weakref_slot=False)
class ClassificationAnswer(Keeper):
    """A classification of a row and its answers.

    A field is `None` when its key is absent or null: in rows of older servers all but the hash and
    the answers are, and the frames have the rest, in a `FrameClassification`.
    """

    classification_hash: str | None = None
    """The classification."""
    feature_hash: str | None = None
    """The classification's feature in the ontology."""
    classifications: list[AttributeAnswer] | None = None
    """The answers, with those of nested attributes in the same list."""
    range: Ranges | None = None
    """Where it holds; empty where it is the whole file, or `spaces` has it."""
    spaces: dict[str, SpacePlacement] | None = None
    """Identifier of a space to where it holds there."""
    created_at: datetime | None = None
    """When it was made; without a zone where the server does not state one."""
    created_by: str | None = None
    """Who made it."""
    last_edited_at: datetime | None = None
    """When it was last changed; without a zone where the server does not state one."""
    last_edited_by: str | None = None
    """Who last changed it."""
    confidence: float | None = None
    """How sure its maker is, meant to be from 0 to 1, and not checked."""
    manual_annotation: bool | None = None
    """Whether a person made it, and not a program."""
    is_deleted: bool | None = None
    """Whether it was deleted."""
    reviews: list[LegacyReview] | None = None
    """The verdicts on it."""


UnitLabels: TypeAlias = FrameLabels | dict[int, FrameLabels] | dict[str, FrameLabels]
"""The labels of an image; of each frame, slice or page, from 0; or of each file of a scene, by
``stream#frame`` or ``stream@nanoseconds``.

Labels of an image of which every field is `None` are written without keys, and read as those of no
frames."""
