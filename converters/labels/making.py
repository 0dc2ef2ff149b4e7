"""Puts objects and classifications into a label row."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, TypeAlias

from attrs import frozen

from converters.errors import expected, shorten, shorten_list
from converters.labels.answering import Replies
from converters.labels.coordinates import wrong_with
from converters.labels.features import AnyOntology, Feature, Features
from converters.labels.given import Questions
from converters.labels.giving import AnswerValue, given_by, refuse_invalid
from converters.labels.instances import ROOT, WITHOUT_FRAMES, instances
from converters.labels.names import value_name
from converters.labels.places import Frames, Places, frame_number, frames_in, ranges_in
from converters.labels.ranges import Range, merge, ranges_of
from converters.labels.shapes import Geometry
from orm_attrs import (
    Bitmask,
    BoundingBox,
    Circle,
    ClassificationAnswer,
    Cuboid,
    Ellipse,
    IsometricCuboid2D,
    LabelRowV2,
    ObjectActions,
    ObjectAnswer,
    OntologyClassification,
    OntologyObject,
    PerspectiveCuboid2D,
    Point,
    Polygon,
    PolygonObject,
    Polyline,
    RangeObject,
    RotatableBoundingBox,
    Segmentation,
    Shape,
    Skeleton,
)
from orm_attrs import labels as models
from orm_attrs.label_spaces import AudioSpace, HtmlSpace, ImageSpace, TextSpace, TimeSeriesSpace
from orm_attrs.labels import SpacePlacement
from orm_attrs.ontology_structure import OntologyClassificationLevel

Polygons: TypeAlias = list[list[list[float]]]
"""Polygons of rings, first the outer one and then its holes, each as x and y in turn."""

Drawn: TypeAlias = Geometry | Polygons
"""Where an object is on a frame."""

_ON_RANGES: Final = (Shape.AUDIO, Shape.TIME_RANGE, Shape.TEXT)
"""The shapes of objects that are ranges."""

_CLASSES: Final[Mapping[str, tuple[type[Any], tuple[type[Any], ...]]]] = {
    Shape.BOUNDING_BOX: (models.BoundingBoxObject, (BoundingBox,)),
    Shape.ROTATABLE_BOUNDING_BOX: (models.RotatableBoundingBoxObject, (RotatableBoundingBox,)),
    Shape.CIRCLE: (models.CircleObject, (Circle,)),
    Shape.ELLIPSE: (models.EllipseObject, (Ellipse,)),
    Shape.POINT: (models.PointObject, (Point,)),
    Shape.POLYLINE: (models.PolylineObject, (Polyline,)),
    Shape.POLYGON: (models.PolygonObject, (Polygon, list)),
    Shape.SKELETON: (models.SkeletonObject, (Skeleton,)),
    Shape.BITMASK: (models.BitmaskObject, (Bitmask,)),
    Shape.CUBOID: (models.CuboidObject, (Cuboid,)),
    Shape.CUBOID_2D: (models.Cuboid2DObject, (PerspectiveCuboid2D, IsometricCuboid2D)),
    Shape.SEGMENTATION: (models.SegmentationObject, (Segmentation,)),
}
"""The classes of objects on frames and of their geometries, by shape."""


def add(
    row: LabelRowV2,
    ontology: AnyOntology,
    feature: Feature | str,
    geometry: Drawn | Mapping[int, Drawn] | None = None,
    *,
    frames: Frames = None,
    answers: Mapping[str, AnswerValue] | None = None,
    space: str | None = None,
    confidence: float = 1.0,
    manual_annotation: bool = True,
    created_by: str | None = None,
    created_at: datetime | None = None,
) -> str:
    """Put an object or a classification into a label row, which is changed.

    Nothing of the row is changed when an error is raised.

    Args:
        row: The row.
        ontology: The ontology of its project.
        feature: What it is: an `OntologyObject` or `OntologyClassification` of the ontology, its
            hash or its name.
        geometry: Where an object is: a geometry for all ``frames``, or frames to geometries, in
            fractions of the image. For polygons also those with holes: `PolygonObject.polygons`.
            It is copied. None for objects that are ranges, and for classifications.
        frames: A frame, several, or ranges of them, whose ends are both included: of audio
            milliseconds, of text characters. None for the frames of ``geometry``, for the one of an
            image, and for a classification of all of the data.
        answers: The name of each attribute, or its hash, to its answer: text, a number, the label
            of an option, or those of a checklist. Those of dynamic attributes hold on all frames.
        space: The space of a data group that it is in; None for the row itself.
        confidence: How sure its maker is, from 0 to 1.
        manual_annotation: Whether a person made it, and not a program.
        created_by: Who made it; None for whom the platform takes for the one who saves it.
        created_at: When it was made; None for now.

    Returns:
        Its new hash.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``, for a mask.
        TypeError: When ``ontology`` is none, or a frame is no integer.
        ValueError: When the ontology has no such feature, attribute or option, the geometry is none
            of its shape or no place on an image, a number, a date or a text is of another type than
            its field, a frame is outside of the media, a required frame is not said, or a
            classification of the feature is there already.
    """
    element = _feature(Features(ontology), feature)
    if row.scene is not None and row.scene.is_continuous:
        raise ValueError("an event-based scene has no frames to which something could be added")
    when = created_at or datetime.now(UTC).replace(microsecond=0)
    making = _Making(row, space, when, created_by, confidence, manual_annotation)
    making.refuse_invalid()
    return making.add(element, geometry, frames, answers or {})


def _feature(features: Features, feature: Feature | str) -> Feature:
    """Return a feature of the ontology.

    Raises:
        ValueError: When there is none such, or there are several.
    """
    known: dict[str, Feature] = {**features.classifications, **features.objects}
    if isinstance(feature, (OntologyObject, OntologyClassification)):
        feature = feature.feature_node_hash
    if not isinstance(feature, str):
        raise TypeError(expected("a feature, its hash or its name", feature))
    if feature in known:
        return known[feature]
    names = {hash_: _name(it) for hash_, it in known.items()}
    found = [hash_ for hash_, name in names.items() if name == feature]
    if len(found) > 1:
        raise ValueError(f"{len(found)} features have the name {shorten(feature)}: say a hash")
    if not found:
        listed = shorten_list(list(dict.fromkeys(names.values())))
        raise ValueError(f"the ontology has no {shorten(feature)}, but {listed or 'nothing'}")
    return known[found[0]]


def _name(feature: Feature) -> str:
    if isinstance(feature, OntologyObject):
        return feature.name
    return feature.attributes[0].name if feature.attributes else feature.feature_node_hash


def fresh_hash(row: LabelRowV2) -> str:
    """Return a hash that no object and no classification of a row has: 8 characters of base64."""
    while True:
        made = base64.b64encode(os.urandom(6)).decode()
        taken = (row.object_answers, row.classification_answers, row.object_actions)
        if not any(made in it for it in taken if it):
            return made


@frozen
class _Making:
    """Puts things into one place of a row, of which the same is said."""

    row: LabelRowV2
    space: str | None
    created_at: datetime
    created_by: str | None
    confidence: float
    manual_annotation: bool

    def add(
        self,
        element: Feature,
        geometry: Drawn | Mapping[int, Drawn] | None,
        frames: Frames,
        answers: Mapping[str, AnswerValue],
    ) -> str:
        """Put an object or a classification there, and return its hash."""
        if isinstance(element, OntologyObject) and element.shape not in _ON_RANGES:
            return self._add_object(element, self._geometries(geometry, frames), answers)
        if geometry is not None:
            raise ValueError(f"{_name(element)} is drawn on no frame, and has no geometry")
        if isinstance(element, OntologyObject):
            ranges = self._ranges_of_object(element, frames)
        else:
            ranges = self._ranges_of_classification(element, frames)
        replies = self._replies(element, answers, ranges)
        hash_ = fresh_hash(self.row)
        common = {"classifications": replies.static, **self._placed(ranges), **self._about()}
        if isinstance(element, OntologyObject):
            entry = RangeObject(object_hash=hash_, shape=element.shape, **_named(element), **common)
            self._put_object(hash_, entry, replies)
            return hash_
        if self.row.classification_answers is None:
            self.row.classification_answers = {}
        self.row.classification_answers[hash_] = ClassificationAnswer(
            classification_hash=hash_, feature_hash=element.feature_node_hash, **common
        )
        return hash_

    def refuse_invalid(self) -> None:
        """Refuse a maker, a date or a confidence that is none.

        Raises:
            ValueError: When one is none.
        """
        refuse_invalid(RangeObject(object_hash="", **self._about()))
        if not isinstance(self.confidence, (int, float)) or not isfinite(self.confidence):
            raise ValueError(expected("a confidence", self.confidence))

    def _about(self) -> dict[str, Any]:
        """Return the fields of an object or a classification that say who made it, and when."""
        return {
            "created_at": self.created_at,
            "created_by": self.created_by,
            "last_edited_at": self.created_at,
            "confidence": self.confidence,
            "manual_annotation": self.manual_annotation,
        }

    def _replies(
        self, element: Feature, answers: Mapping[str, AnswerValue], ranges: Sequence[Range]
    ) -> Replies:
        questions = Questions(element)
        replies = Replies(questions)
        given = given_by(questions, _name(element), answers)
        replies.give(given, ranges, self.space, manual_annotation=self.manual_annotation)
        return replies

    def _put_object(self, hash_: str, entry: RangeObject | ObjectAnswer, replies: Replies) -> None:
        if self.row.object_answers is None:
            self.row.object_answers = {}
        self.row.object_answers[hash_] = entry
        if replies.dynamic:
            if self.row.object_actions is None:
                self.row.object_actions = {}
            self.row.object_actions[hash_] = ObjectActions(hash_, replies.dynamic)

    # --- objects on frames ------------------------------------------------------------------------

    def _geometries(
        self, geometry: Drawn | Mapping[int, Drawn] | None, frames: Frames
    ) -> dict[int, Drawn]:
        """Return the geometry of each frame, in order."""
        if geometry is None:
            raise ValueError("an object on frames needs a geometry")
        if isinstance(geometry, Mapping):
            if frames is not None:
                raise ValueError("the frames are said twice: by the geometries, and beside them")
            if not geometry:
                raise ValueError("there are no frames")
            found = {frame_number(frame): where for frame, where in geometry.items()}
            return dict(sorted(found.items()))
        ranges = self._frames_or_the_only_one(frames)
        # Before they are gone through: a range may be of any length.
        self._refuse_outside(ranges)
        return dict.fromkeys(frames_in(ranges), geometry)

    def _frames_or_the_only_one(self, frames: Frames) -> list[Range]:
        """Return frames as ranges; those of an image need not be said."""
        if frames is not None:
            return ranges_in(frames)
        found = (self.row.spaces or {}).get(self.space or "")
        if isinstance(found, ImageSpace) or (self.space is None and self.row.data_type == "image"):
            return [(0, 0)]
        raise ValueError("the frames are not said")

    def _refuse_outside(self, ranges: Sequence[Range]) -> None:
        Places(self.row, self.space).refuse_outside(ranges)

    def _add_object(
        self,
        element: OntologyObject,
        geometries: Mapping[int, Drawn],
        answers: Mapping[str, AnswerValue],
    ) -> str:
        if self._is_of_ranges():
            raise ValueError(f"{element.name} is drawn on frames, and there are none")
        if self.space is None and self.row.data_type == "group":
            raise ValueError("the objects of a data group are in its spaces: say which")
        places, ranges = Places(self.row, self.space), ranges_of(geometries)
        places.refuse_outside(ranges)
        replies = self._replies(element, answers, ranges)
        hash_ = fresh_hash(self.row)
        made = []
        for frame, geometry in geometries.items():
            obj = self._object(element, hash_, geometry)
            refuse_invalid(obj, f"frame {frame}: ")
            for _, _, sentence in wrong_with(obj, places.size(frame)):
                raise ValueError(f"frame {frame}: {sentence}")
            made.append(obj)
        for labels, obj in zip(places.make(geometries), made, strict=True):
            if labels.objects is None:
                labels.objects = []
            labels.objects.append(obj)
        entry = ObjectAnswer(object_hash=hash_, classifications=replies.static)
        self._put_object(hash_, entry, replies)
        return hash_

    def _object(self, element: OntologyObject, hash_: str, geometry: Drawn) -> Any:
        """Return an object of a frame.

        Raises:
            ValueError: When the geometry is none of the feature's shape.
        """
        known = _CLASSES.get(element.shape)
        if known is None:
            raise ValueError(f"nobody knows how {str.__str__(element.shape)} is drawn")
        cls, kinds = known
        if not isinstance(geometry, kinds):
            names = " or ".join(it.__name__ for it in kinds)
            raise ValueError(f"{element.name}: {expected(names, geometry)}")
        is_polygon = cls is PolygonObject
        where = _outlines(geometry) if is_polygon else {"geometry": deepcopy(geometry)}
        common = {"object_hash": hash_, "shape": element.shape, **_named(element)}
        return cls(**common, **where, **self._about())

    # --- ranges -----------------------------------------------------------------------------------

    def _is_of_ranges(self) -> bool:
        """Tell whether there are no frames, but ranges."""
        if self.space is None:
            return self.row.data_type in WITHOUT_FRAMES
        return isinstance((self.row.spaces or {}).get(self.space), _SPACES_OF_RANGES)

    def _ranges_of_object(self, element: OntologyObject, frames: Frames) -> list[Range]:
        if frames is None:
            raise ValueError("the ranges are not said")
        ranges = ranges_in(frames)
        self._refuse_outside(ranges)
        if not self._is_of_ranges():
            raise ValueError(f"{element.name} is ranges, and there are frames")
        if isinstance((self.row.spaces or {}).get(self.space or ""), HtmlSpace):
            raise ValueError("parts of an HTML file are no ranges of numbers")
        return ranges

    def _placed(self, ranges: list[Range]) -> dict[str, Any]:
        """Return the fields that say where something is."""
        if self.space is None:
            return {"range": ranges, "spaces": {}}
        return {"range": [], "spaces": {self.space: SpacePlacement("frame", ranges)}}

    def _ranges_of_classification(
        self, element: OntologyClassification, frames: Frames
    ) -> list[Range]:
        name = _name(element)
        is_global = element.level == OntologyClassificationLevel.GLOBAL
        if is_global and frames is not None:
            raise ValueError(f"{name} is about all of the data, and has no frames")
        ranges: list[Range] = []
        if not (is_global or (frames is None and self._is_of_ranges())):
            ranges = self._frames_or_the_only_one(frames)
        self._refuse_outside(ranges)
        for there in self._ranges_of_others(element.feature_node_hash):
            if not ranges or not there:
                raise ValueError(f"{name} is there already")
            for first, last in there:
                if any(a <= last and first <= b for a, b in ranges):
                    raise ValueError(f"{name} is there already on {first} to {last}")
        return ranges

    def _ranges_of_others(self, feature: str) -> Iterator[list[Range]]:
        """Yield where each classification of a feature is."""
        entries = (self.row.classification_answers or {}).values()
        if self.space is None and all(it.range or it.spaces for it in entries):
            for entry in entries:
                if entry.range and entry.feature_hash == feature:
                    yield merge(entry.range)
            return
        # Older rows place them on their frames, and HTML files have no ranges of numbers.
        for it in instances(self.row):
            here = it.space == self.space or (self.space is None and it.space == ROOT)
            if here and it.kind == "classification" and it.feature_hash == feature:
                yield it.ranges


_SPACES_OF_RANGES: Final = (AudioSpace, TextSpace, TimeSeriesSpace, HtmlSpace)


def _named(element: OntologyObject) -> dict[str, Any]:
    """Return the fields that say of which feature something is."""
    return {
        "feature_hash": element.feature_node_hash,
        "name": element.name,
        "color": element.color,
        "value": value_name(element.name),
    }


def _outlines(geometry: Any) -> dict[str, Any]:
    """Return both forms of a polygon.

    Raises:
        ValueError: When it is none.
    """
    if isinstance(geometry, Polygon):
        refuse_invalid(geometry)
        geometry = [[[number for it in geometry.points for number in (it.x, it.y)]]]
    rings = [it for polygon in geometry if type(polygon) is list for it in polygon]
    if not all(type(it) is list for it in (*geometry, *rings)):
        raise ValueError(expected("polygons of rings, each a list of x and y in turn", geometry))
    if not geometry or not all(polygon and polygon[0] for polygon in geometry):
        raise ValueError("a polygon has no points")
    if any(len(ring) % 2 for ring in rings):
        raise ValueError("a ring of a polygon has an odd number of coordinates")
    first = geometry[0][0]
    points = [Point(x, y) for x, y in zip(first[::2], first[1::2], strict=True)]
    return {"geometry": Polygon(points), "polygons": deepcopy(geometry)}
