"""Holds a label row against its ontology: what the platform or a training would stumble over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil, isfinite
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from converters.errors import ProblemCode, shorten
from converters.labels.answers import is_asked
from converters.labels.features import (
    AnyOntology,
    AttributeFacts,
    Feature,
    Features,
    structure_of,
)
from converters.labels.frames import Frame, Path, frames_of
from converters.labels.instances import Instance, instances
from converters.labels.ranges import Range
from converters.problems import Problem, problem_at
from orm_attrs import (
    AttributeAnswer,
    BitmaskObject,
    BoundingBox,
    ChecklistAttribute,
    Circle,
    Cuboid,
    Ellipse,
    IsometricCuboid2D,
    LabelObject,
    LabelRowV2,
    NumericAttribute,
    ObjectAnswer,
    OntologyObject,
    OntologyStructure,
    PerspectiveCuboid2D,
    Point,
    Polygon,
    PolygonObject,
    Polyline,
    RadioAttribute,
    RangeObject,
    RotatableBoundingBox,
    Skeleton,
    TextAttribute,
)

NEAR: Final = (-1.0, 2.0)
"""Fractions of an image between which a coordinate may lie."""

FARTHEST: Final = sys.float_info.max
"""What the coordinates of a scene may be."""


def check(row: LabelRowV2, ontology: AnyOntology) -> list[Problem]:
    """Return what is wrong with a label row, by its ontology and in itself.

    Args:
        row: The row, which stays as it is.
        ontology: The ontology of its project.

    Returns:
        The problems, whose paths are those of the payload. Empty when there are none.

    Raises:
        TypeError: When ``ontology`` is none.
    """
    return Checker(structure_of(ontology))(row)


@frozen
class Checker:
    """Gives what is wrong with a label row, by an ontology; see `check`."""

    ontology: OntologyStructure

    def __call__(self, row: LabelRowV2) -> list[Problem]:
        """Return the problems of a row."""
        checking = _Check(row, self.ontology)
        checking.check_frames()
        checking.check_answers()
        return checking.found


class _Check:
    """Collects the problems of a row."""

    def __init__(self, row: LabelRowV2, ontology: AnyOntology) -> None:
        self.found: list[Problem] = []
        self._row = row
        self._features = Features(ontology)
        self._instances = instances(row, ontology)

    def _add(self, path: Path, code: ProblemCode, message: str) -> None:
        self.found.append(problem_at(path, code, message))

    # --- frames -----------------------------------------------------------------------------------

    def check_frames(self) -> None:
        """Check all that stands on frames."""
        seen: set[tuple[str | None, int, str]] = set()
        for frame in frames_of(self._row):
            count, sizes = self._media(frame)
            if frame.number < 0 or (count is not None and frame.number >= count):
                what = "negative" if count is None else f"none of {count}"
                self._add(frame.path, ProblemCode.OUTSIDE, f"frame {frame.number} is {what}")
            for index, obj in enumerate(frame.labels.objects or ()):
                path = (*frame.path, "objects", index)
                self._once(seen, frame, obj.object_hash, path, "objectHash")
                self._object(obj, path, sizes)
            for index, it in enumerate(frame.labels.classifications or ()):
                path = (*frame.path, "classifications", index)
                if it.classification_hash is not None:
                    self._once(seen, frame, it.classification_hash, path, "classificationHash")
                if it.feature_hash is not None:
                    known = self._features.classifications
                    self._feature(it.feature_hash, known, path)

    def _media(self, frame: Frame) -> tuple[int | None, tuple[int, int] | None]:
        """Return how many frames there are, and their size, as far as the row says so."""
        holder: Any = None
        count: int | None = None
        if frame.unit is not None:
            holder = (self._row.data_units or {})[frame.unit]
            if self._row.data_type == "video" and holder.data_duration and holder.data_fps:
                count = ceil(holder.data_duration * holder.data_fps)
        elif frame.space is not None:
            holder = (self._row.spaces or {}).get(frame.space)
            count = getattr(holder, "number_of_frames", getattr(holder, "number_of_pages", None))
        metadata = frame.labels.metadata
        for it in (metadata, holder):
            width, height = getattr(it, "width", None), getattr(it, "height", None)
            if width and height:
                return count, (width, height)
        return count, None

    def _once(
        self,
        seen: set[tuple[str | None, int, str]],
        frame: Frame,
        hash_: str,
        path: Path,
        name: str,
    ) -> None:
        key = (frame.space, frame.number, hash_)
        if key in seen:
            sentence = f"{shorten(hash_)} is on frame {frame.number} already"
            self._add((*path, name), ProblemCode.REPEATED, sentence)
        seen.add(key)

    def _object(self, obj: LabelObject, path: Path, sizes: tuple[int, int] | None) -> None:
        feature = self._feature(obj.feature_hash, self._features.objects, path)
        if isinstance(feature, OntologyObject) and feature.shape != obj.shape:
            sentence = f"{feature.name} is drawn as {_text(feature.shape)}, not {_text(obj.shape)}"
            self._add((*path, "shape"), ProblemCode.WRONG_SHAPE, sentence)
        geometry: Any = getattr(obj, "geometry", None)
        if isinstance(obj, BitmaskObject):
            if sizes is not None and geometry and sizes != (geometry.width, geometry.height):
                actual = f"{geometry.width} by {geometry.height} pixels"
                sentence = f"{actual}, but the image has {sizes[0]} by {sizes[1]}"
                self._add((*path, "bitmask"), ProblemCode.DIFFERS, sentence)
            return
        polygons = obj.polygons if isinstance(obj, PolygonObject) else None
        self._coordinates(geometry, polygons, path)
        if geometry is not None and polygons:
            ring = [value for point in geometry.points for value in (point.x, point.y)]
            if not polygons[0] or polygons[0][0] != ring:
                sentence = "the first ring is another one than that of polygon"
                self._add((*path, "polygons"), ProblemCode.DIFFERS, sentence)

    def _coordinates(
        self, geometry: Any, polygons: list[list[list[float]]] | None, path: Path
    ) -> None:
        is_of_image = getattr(geometry, "z", None) is None and type(geometry) is not Cuboid
        lower, upper = NEAR if is_of_image else (-FARTHEST, FARTHEST)
        for number in _numbers(geometry, polygons):
            if not lower <= number <= upper:
                if isfinite(number):
                    what = (ProblemCode.OUTSIDE, f"the coordinate {number} is far outside")
                else:
                    what = (ProblemCode.INVALID, f"the coordinate {number} is no number")
                self._add(path, *what)
                return

    def _feature(
        self, hash_: str | None, known: Mapping[str, Feature], path: Path
    ) -> Feature | None:
        feature = known.get(hash_ or "")
        if feature is None:
            sentence = f"the ontology has no {shorten(hash_)}"
            self._add((*path, "featureHash"), ProblemCode.UNKNOWN_FEATURE, sentence)
        return feature

    # --- answers ----------------------------------------------------------------------------------

    def check_answers(self) -> None:
        """Check all answers, and where classifications and objects that are ranges are."""
        row = self._row
        of: dict[tuple[str, str], Instance] = {}
        for placed in self._instances:
            of.setdefault((placed.kind, placed.hash), placed)
        for kind, key, entries in (
            ("object", "object_answers", row.object_answers),
            ("classification", "classification_answers", row.classification_answers),
        ):
            for hash_, entry in (entries or {}).items():
                path: Path = (key, hash_)
                self._ranges(getattr(entry, "range", None), (*path, "range"))
                stated = getattr(entry, "feature_hash", None)
                if stated is not None:
                    known: Mapping[str, Feature] = (
                        self._features.objects
                        if isinstance(entry, ObjectAnswer)
                        else self._features.classifications
                    )
                    feature = self._feature(stated, known, path)
                    if isinstance(entry, RangeObject) and isinstance(feature, OntologyObject):
                        self._range_shape(entry, feature, path)
                self._given(
                    of.get((kind, hash_)), entry.classifications, (*path, "classifications")
                )
        for hash_, actions in (row.object_actions or {}).items():
            path = ("object_actions", hash_, "actions")
            for index, action in enumerate(actions.actions or ()):
                self._ranges(action.range, (*path, index, "range"))
            self._given(of.get(("object", hash_)), actions.actions, path)
        for placed in self._instances:
            self._required(placed)
        self._overlaps()

    def _range_shape(self, entry: RangeObject, feature: OntologyObject, path: Path) -> None:
        if entry.shape is not None and entry.shape != feature.shape:
            sentence = (
                f"{feature.name} is marked as {_text(feature.shape)}, not {_text(entry.shape)}"
            )
            self._add((*path, "shape"), ProblemCode.WRONG_SHAPE, sentence)

    def _ranges(self, ranges: Sequence[Range] | None, path: Path) -> None:
        order = sorted(range(len(ranges or ())), key=lambda index: (ranges or ())[index])
        last: int | None = None
        for index in order:
            first, end = (ranges or ())[index]
            if first > end:
                sentence = f"{first} to {end} ends before it begins"
                self._add((*path, index), ProblemCode.INVALID, sentence)
                continue
            if last is not None and first <= last:
                sentence = f"{first} to {end} begins before {last}, where another one ends"
                self._add((*path, index), ProblemCode.OVERLAP, sentence)
            last = end if last is None else max(last, end)

    def _given(
        self, it: Instance | None, entries: Sequence[AttributeAnswer] | None, path: Path
    ) -> None:
        """Check answers by the attributes of their feature."""
        if it is None or it.feature is None:
            return
        known = self._features.attributes(it.feature)
        for index, entry in enumerate(entries or ()):
            facts = known.get(entry.feature_hash or "")
            at = (*path, index)
            if facts is None:
                sentence = f"{it.name} has no attribute {shorten(entry.feature_hash)}"
                self._add((*at, "featureHash"), ProblemCode.UNKNOWN_FEATURE, sentence)
                continue
            self._answer(entry, facts, (*at, "answers"))

    def _answer(self, entry: AttributeAnswer, facts: AttributeFacts, path: Path) -> None:
        answers, attribute = entry.answers, facts.attribute
        for cls, name, types in _KINDS:
            if isinstance(attribute, cls) and (
                not isinstance(answers, types) or isinstance(answers, bool)
            ):
                sentence = f"expected {name}, got {shorten(answers)}"
                self._add(path, ProblemCode.WRONG_TYPE, sentence)
                return
        if not isinstance(answers, list) or not isinstance(
            attribute, (RadioAttribute, ChecklistAttribute)
        ):
            return
        for index, option in enumerate(answers):
            if option.feature_hash not in facts.options:
                sentence = f"{attribute.name} has no option {shorten(option.feature_hash)}"
                at = (*path, index, "featureHash")
                self._add(at, ProblemCode.UNKNOWN_FEATURE, sentence)
        if isinstance(attribute, RadioAttribute) and len(answers) > 1:
            sentence = f"{attribute.name} takes one option, not {len(answers)}"
            self._add(path, ProblemCode.WRONG_LENGTH, sentence)

    def _required(self, it: Instance) -> None:
        if it.feature is None:
            return
        facts = self._features.attributes(it.feature)
        if not any(fact.attribute.required for fact in facts.values()):
            return
        given = {answer.feature_hash: answer for answer in it.answers().values()}
        static = {hash_: answer for hash_, answer in given.items() if hash_ is not None}
        dynamic = {action.feature_hash for action in it.actions}
        for hash_, fact in facts.items():
            if not fact.attribute.required or not is_asked(fact, static):
                continue
            if hash_ not in (dynamic if fact.is_dynamic else static):
                keys = ("object_actions", it.hash, "actions")
                if not fact.is_dynamic:
                    key = "object_answers" if it.kind == "object" else "classification_answers"
                    keys = (key, it.hash, "classifications")
                self._add(keys, ProblemCode.NO_ANSWER, f"{fact.attribute.name} has no answer")

    def _overlaps(self) -> None:
        """Find two classifications of one feature on the same frame."""
        places: dict[tuple[str | None, str], list[tuple[int, int, str]]] = {}
        for it in self._instances:
            if it.kind == "classification" and it.feature_hash is not None:
                spans = places.setdefault((it.space, it.feature_hash), [])
                spans += [(first, last, it.hash) for first, last in it.ranges]
        for spans in places.values():
            for before, after in _neighbours(spans):
                sentence = f"it holds from {after[0]} on, where {shorten(before[2])} does"
                path = ("classification_answers", after[2])
                self._add(path, ProblemCode.OVERLAP, sentence)


_KINDS: Final[tuple[tuple[type[Any], str, Any], ...]] = (
    (TextAttribute, "str", str),
    (NumericAttribute, "a number", (int, float)),
    (RadioAttribute, "a list of options", list),
    (ChecklistAttribute, "a list of options", list),
)
"""What the answers to each kind of attribute are."""


def _neighbours(
    spans: Iterable[tuple[int, int, str]],
) -> Iterator[tuple[tuple[int, int, str], tuple[int, int, str]]]:
    """Yield each span that begins within one before it, behind that one."""
    longest: tuple[int, int, str] | None = None
    for span in sorted(spans):
        if longest is not None and span[0] <= longest[1]:
            yield longest, span
        if longest is None or span[1] > longest[1]:
            longest = span


def _of_points(shape: Any) -> list[float]:
    return [value for point in shape.points for value in (point.x, point.y)]


_NUMBERS: Final[dict[type[Any], Callable[[Any], Iterable[float]]]] = {
    BoundingBox: attrgetter("x", "y", "width", "height"),
    RotatableBoundingBox: attrgetter("x", "y", "width", "height"),
    Circle: attrgetter("x", "y", "radius"),
    Ellipse: attrgetter("x", "y", "radius_x", "radius_y"),
    Point: attrgetter("x", "y"),
    Polyline: _of_points,
    Polygon: _of_points,
    Skeleton: _of_points,
    PerspectiveCuboid2D: attrgetter("front"),
    IsometricCuboid2D: attrgetter("front"),
    Cuboid: lambda it: [*it.position, *it.orientation, *it.size],
}
"""The coordinates of each class."""


def _numbers(geometry: Any, polygons: list[list[list[float]]] | None) -> Iterable[float]:
    read = _NUMBERS.get(type(geometry))
    numbers: Iterable[float] = () if read is None else read(geometry)
    if polygons is None:
        return numbers
    return [*numbers, *(value for rings in polygons for ring in rings for value in ring)]


def _text(shape: str) -> str:
    """Return a shape as it is on the wire."""
    return str.__str__(shape)
