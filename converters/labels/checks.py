"""Holds a label row against its ontology: what the platform or a training would stumble over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from converters.errors import ProblemCode, shorten
from converters.labels.coordinates import FAST, is_right, wrong_with
from converters.labels.events import is_delete
from converters.labels.extents import Extent, Extents
from converters.labels.features import AnyOntology, Feature, Features, structure_of
from converters.labels.frames import Frame, Path, frames_of
from converters.labels.given import Answered, Questions, wrong_with_answers
from converters.labels.instances import ROOT, WITHOUT_FRAMES, Instance, instances_by
from converters.labels.ranges import Range
from converters.problems import Problem, problem_at
from orm_attrs import (
    DynamicAnswer,
    FrameClassification,
    LabelObject,
    LabelRowV2,
    OntologyObject,
    RangeObject,
)
from orm_attrs.labels import SpacePlacement


def check(row: LabelRowV2, ontology: AnyOntology) -> list[Problem]:
    """Return what is wrong with a label row, by its ontology and in itself.

    Args:
        row: The row, which stays as it is.
        ontology: The ontology of its project.

    Returns:
        The problems, whose paths are those of the payload. Empty when there are none.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``, for a row with masks.
        TypeError: When ``ontology`` is none.
    """
    return Checker(ontology)(row)


class Checker:
    """Gives what is wrong with a label row, like `check`, for many rows of one ontology."""

    def __init__(self, ontology: AnyOntology) -> None:
        """Take the ontology, which is not to be changed any more.

        Raises:
            TypeError: When it is none.
        """
        self._structure = structure_of(ontology)
        self._features = Features(self._structure)
        self._questions: dict[int, Questions] = {}

    def __call__(self, row: LabelRowV2) -> list[Problem]:
        """Return the problems of a row."""
        return _Check(row, self._features, self._questions_of).problems()

    def _questions_of(self, feature: Feature) -> Questions:
        found = self._questions.get(id(feature))
        if found is None:
            found = self._questions[id(feature)] = Questions(feature)
        return found

    def __reduce__(self) -> tuple[type[Checker], tuple[AnyOntology]]:
        # Features are found by what is only theirs in this process.
        return Checker, (self._structure,)


Place = tuple[str | None, int]
"""A space and a frame."""


class _Check:
    """Collects the problems of a row."""

    def __init__(
        self, row: LabelRowV2, features: Features, questions: Callable[[Feature], Questions]
    ) -> None:
        self._found: list[Problem] = []
        self._row = row
        self._features = features
        self._questions = questions
        self._shapes = {hash_: it.shape for hash_, it in features.objects.items()}
        self._extents = Extents(row)
        self._objects_seen: dict[Place, set[str]] = {}
        self._classifications_seen: dict[Place, set[str]] = {}
        self._features_of: dict[str, str] = {}
        self._frames = frames_of(row)
        self._instances = instances_by(row, features, self._frames)

    def problems(self) -> list[Problem]:
        """Check all of the row."""
        self._check_frames()
        self._check_entries()
        self._check_answers()
        self._overlaps()
        return self._found

    def _add(self, path: Path, code: ProblemCode, message: str) -> None:
        self._found.append(problem_at(path, code, message))

    # --- frames -----------------------------------------------------------------------------------

    def _check_frames(self) -> None:
        for frame in self._frames:
            extent = self._extents.of_frame(frame)
            if not extent.has(frame.number, frame.number):
                self._add(frame.path, ProblemCode.OUTSIDE, _outside("frame", frame.number, extent))
            if frame.labels.objects:
                self._objects(frame, frame.labels.objects, extent)
            if frame.labels.classifications:
                self._classifications(frame, frame.labels.classifications)
        if self._row.scene is not None and self._row.scene.is_continuous:
            self._ends(self._frames)

    def _objects(self, frame: Frame, objects: Sequence[LabelObject], extent: Extent) -> None:
        hashes = [it.object_hash for it in objects]
        self._once(self._objects_seen, hashes, frame, ("objects", "objectHash"))
        shapes, features_of, size = self._shapes, self._features_of, extent.size
        for index, obj in enumerate(objects):
            feature_hash = obj.feature_hash
            if (
                features_of.setdefault(obj.object_hash, feature_hash) != feature_hash
                or shapes.get(feature_hash) is not obj.shape
                or not FAST.get(type(obj), is_right)(obj, size)
            ):
                # Most are right, and come not so far.
                self._object(obj, (*frame.path, "objects", index), size)

    def _classifications(self, frame: Frame, found: Sequence[FrameClassification]) -> None:
        hashes = [it.classification_hash or "" for it in found]
        keys = ("classifications", "classificationHash")
        self._once(self._classifications_seen, hashes, frame, keys)
        for index, it in enumerate(found):
            if it.feature_hash is not None:
                path = (*frame.path, "classifications", index)
                self._feature(it.feature_hash, self._features.classifications, path)

    def _once(
        self,
        seen: dict[Place, set[str]],
        hashes: Sequence[str],
        frame: Frame,
        keys: tuple[str, str],
    ) -> None:
        """Check that each hash is once on a frame, of which the payload may have several parts."""
        here, place = set(hashes), (frame.space, frame.number)
        before = seen.get(place)
        if before is None:
            seen[place] = here
            if len(here) == len(hashes):
                return
        found = set() if before is None else before
        key, name = keys
        for index, hash_ in enumerate(hashes):
            if hash_ in found and hash_:
                sentence = f"{shorten(hash_)} is on frame {frame.number} already"
                self._add((*frame.path, key, index, name), ProblemCode.REPEATED, sentence)
            found.add(hash_)

    def _object(self, obj: LabelObject, path: Path, size: tuple[int, int] | None) -> None:
        feature = self._feature(obj.feature_hash, self._features.objects, path)
        if isinstance(feature, OntologyObject) and feature.shape != obj.shape:
            sentence = f"{feature.name} is drawn as {_text(feature.shape)}, not {_text(obj.shape)}"
            self._add((*path, "shape"), ProblemCode.WRONG_SHAPE, sentence)
        if self._features_of[obj.object_hash] != obj.feature_hash:
            sentence = f"{shorten(obj.object_hash)} has another feature on frames before"
            self._add((*path, "featureHash"), ProblemCode.DIFFERS, sentence)
        for keys, code, sentence in wrong_with(obj, size):
            self._add((*path, *keys), code, sentence)

    def _feature(
        self, hash_: str | None, known: Mapping[str, Feature], path: Path
    ) -> Feature | None:
        feature = known.get(hash_ or "")
        if feature is None:
            sentence = f"the ontology has no {shorten(hash_)}"
            self._add((*path, "featureHash"), ProblemCode.UNKNOWN_FEATURE, sentence)
        return feature

    def _ends(self, frames: Iterable[Frame]) -> None:
        """Find the objects of an event-based scene that nothing deletes."""
        last: dict[tuple[str | None, str], tuple[LabelObject, Frame, int]] = {}
        for frame in frames:
            for index, obj in enumerate(frame.labels.objects or ()):
                last[frame.space, obj.object_hash] = (obj, frame, index)
        for entry, frame, index in last.values():
            if not is_delete(entry):
                path = (*frame.path, "objects", index)
                sentence = f"nothing deletes {shorten(entry.object_hash)}"
                self._add(path, ProblemCode.NO_END, sentence)

    # --- what stands beside the frames ------------------------------------------------------------

    def _check_entries(self) -> None:
        """Check where objects that are ranges and classifications are, and that all are there."""
        row = self._row
        objects = {it.hash for it in self._instances if it.kind == "object"}
        classifications = {it.hash for it in self._instances if it.kind == "classification"}
        for key, entry in (row.object_answers or {}).items():
            if (entry.object_hash or key) not in objects:
                self._orphan("object_answers", key)
            if isinstance(entry, RangeObject):
                self._range_object(entry, ("object_answers", key))
        for key, answer in (row.classification_answers or {}).items():
            path: Path = ("classification_answers", key)
            if (answer.classification_hash or key) not in classifications:
                self._orphan(*path)
            if answer.feature_hash is not None:
                self._feature(answer.feature_hash, self._features.classifications, path)
            self._placed(answer, path)
        self._check_actions(objects)

    def _check_actions(self, objects: set[str]) -> None:
        for key, actions in (self._row.object_actions or {}).items():
            if (actions.object_hash or key) not in objects:
                self._orphan("object_actions", key)
            for index, action in enumerate(actions.actions or ()):
                spans = action.range
                if spans and (len(spans) > 1 or not 0 <= spans[0][0] <= spans[0][1]):
                    self._ranges(
                        spans, ("object_actions", key, "actions", index, "range"), Extent()
                    )

    def _orphan(self, *path: str | int) -> None:
        self._add(path, ProblemCode.ORPHAN, f"{shorten(path[-1])} is nowhere in the row")

    def _range_object(self, entry: RangeObject, path: Path) -> None:
        self._placed(entry, path)
        if entry.feature_hash is None:
            return
        feature = self._feature(entry.feature_hash, self._features.objects, path)
        if not isinstance(feature, OntologyObject) or entry.shape in (None, feature.shape):
            return
        sentence = f"{feature.name} is marked as {_text(feature.shape)}, not {_text(entry.shape)}"
        self._add((*path, "shape"), ProblemCode.WRONG_SHAPE, sentence)

    def _placed(self, entry: Any, path: Path) -> None:
        """Check the ranges of an entry, in the row itself and in spaces."""
        self._ranges(entry.range, (*path, "range"), self._extents.of_space(None))
        spaces: Mapping[str, SpacePlacement] = entry.spaces or {}
        known = self._row.spaces or {}
        for key, placement in spaces.items():
            at = (*path, "spaces", key)
            # A scene has spaces that only its labels name.
            if key not in known and key != ROOT and self._row.data_type != "scene":
                self._add(at, ProblemCode.ORPHAN, f"the row has no space {shorten(key)}")
            if placement.type != "html":
                ranges = cast("Sequence[Range] | None", placement.range)
                self._ranges(ranges, (*at, "range"), self._extents.of_space(key))

    def _ranges(self, ranges: Sequence[Range] | None, path: Path, extent: Extent) -> None:
        if not ranges or not isinstance(ranges[0], tuple) or not isinstance(ranges[0][0], int):
            return
        last: int | None = None
        for index in sorted(range(len(ranges)), key=ranges.__getitem__):
            first, end = ranges[index]
            if first > end:
                sentence = f"{first} to {end} ends before it begins"
                self._add((*path, index), ProblemCode.INVALID, sentence)
                continue
            if not extent.has(first, end):
                sentence = _outside(f"{first} to", end, extent)
                self._add((*path, index), ProblemCode.OUTSIDE, sentence)
            if last is not None and first <= last:
                sentence = f"{first} to {end} begins before {last}, where another one ends"
                self._add((*path, index), ProblemCode.OVERLAP, sentence)
            last = end if last is None else max(last, end)

    # --- answers ----------------------------------------------------------------------------------

    def _check_answers(self) -> None:
        row = self._row
        entries, actions = row.object_answers or {}, row.object_actions or {}
        of_entries = {it.object_hash or key: key for key, it in entries.items()}
        of_actions = {it.object_hash or key: key for key, it in actions.items()}
        for first, others in self._together("object"):
            key = of_actions.get(first.hash)
            moving = () if key is None else actions[key].actions or ()
            at = ("object_answers", of_entries.get(first.hash, first.hash))
            to_actions = ("object_actions", key or first.hash, "actions")
            self._given(first, others, at, to_actions, moving)
        answers = (row.classification_answers or {}).items()
        of_answers = {it.classification_hash or key: key for key, it in answers}
        for first, others in self._together("classification"):
            at = ("classification_answers", of_answers.get(first.hash, first.hash))
            self._given(first, others, at, (), ())

    def _together(self, kind: str) -> Iterable[tuple[Instance, Sequence[Instance]]]:
        """Yield the instances of a kind with a feature, each with those of its hash elsewhere."""
        first: dict[str, Instance] = {}
        others: dict[str, list[Instance]] = {}
        for it in self._instances:
            if it.kind == kind and it.feature is not None and first.setdefault(it.hash, it) != it:
                others.setdefault(it.hash, []).append(it)
        for hash_, it in first.items():
            yield it, others.get(hash_, ())

    def _given(
        self,
        first: Instance,
        others: Sequence[Instance],
        path: Path,
        to_actions: Path,
        actions: Sequence[DynamicAnswer],
    ) -> None:
        given = (first.entry.classifications if first.entry is not None else None) or ()
        questions = self._questions(cast("Feature", first.feature))
        ranges = first.ranges if actions else ()
        if questions.are_answered(given, actions, ranges):
            return
        of = Answered(first.name, questions, first.kind == "object")
        where = {it.space: it.ranges for it in (first, *others)} if actions else {}
        static, dynamic = ((*path, "classifications"), given), (to_actions, actions)
        for problem in wrong_with_answers(of, static, dynamic, where):
            self._add(*problem)

    def _overlaps(self) -> None:
        """Find two classifications of one feature on the same frame."""
        places: dict[tuple[str | None, str], list[Span]] = {}
        for it in self._instances:
            if it.kind == "classification" and it.feature_hash is not None:
                spans = places.setdefault((it.space, it.feature_hash), [])
                everywhere = it.is_global or (
                    self._row.data_type in WITHOUT_FRAMES and not it.ranges
                )
                ranges = _EVERYWHERE if everywhere else it.ranges
                spans += [(first, last, it.hash) for first, last in ranges]
        for spans in places.values():
            for before, after in _neighbours(spans) if len(spans) > 1 else ():
                sentence = f"it holds from {after[0]} on, where {shorten(before[2])} does"
                path = ("classification_answers", after[2])
                self._add(path, ProblemCode.OVERLAP, sentence)


Span = tuple[int, int, str]
"""The first and the last frame, and a hash."""

_EVERYWHERE: Final[list[Range]] = [(0, 2**63 - 1)]
"""Where a classification of all of the data holds."""


def _neighbours(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield each span that begins within one before it, behind that one."""
    longest: Span | None = None
    for span in sorted(spans):
        if longest is not None and span[0] <= longest[1]:
            yield longest, span
        if longest is None or span[1] > longest[1]:
            longest = span


def _outside(what: str, number: int, extent: Extent) -> str:
    is_known = extent.end is not None
    return f"{what} {number} is " + (f"none of {extent.end}" if is_known else "negative")


def _text(shape: Any) -> str:
    """Return a shape as it is on the wire."""
    return str.__str__(shape)
