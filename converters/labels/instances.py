"""What a label row means: its objects and classifications, each with its frames and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, cast

from attrs import define, field

from converters.labels.answers import (
    Answer,
    Timeline,
    attribute_key,
    is_asked,
    is_text,
    joined,
    make_answer,
    timeline,
    unites,
)
from converters.labels.events import Track, is_delete
from converters.labels.features import AnyOntology, AttributeFacts, Feature, Features
from converters.labels.frames import Frame, frames_of
from converters.labels.ranges import Range, merge, ranges_of
from orm_attrs import (
    AttributeAnswer,
    ClassificationAnswer,
    DynamicAnswer,
    FrameClassification,
    LabelObject,
    LabelRowV2,
    ObjectAnswer,
    OntologyClassification,
    OntologyObject,
    RangeObject,
    Shape,
)
from orm_attrs.labels import HtmlPosition, HtmlRange, LegacyReview, SpacePlacement
from orm_attrs.ontology_structure import OntologyClassificationLevel

Entry = ObjectAnswer | ClassificationAnswer
"""What a row says of an object or a classification beside its frames. A `RangeObject` is one."""

WITHOUT_FRAMES: Final = frozenset({"audio", "plain_text", "time_series"})
"""The kinds of rows whose classifications hold for the whole file where no range is stated."""

ROOT: Final = "root"
"""The space that stands for the row itself."""


@define(kw_only=True, eq=False)
class Instance:
    """An object or a classification of a label row, in one space of it.

    Its frames are those of the row: the very objects, not copies of them.
    """

    kind: Literal["object", "classification"]
    """What it is."""
    hash: str
    """Its `object_hash` or `classification_hash`: the same in each space that it is in."""
    feature_hash: str | None
    """Its feature; `None` in rows of older servers that do not state it."""
    feature: Feature | None = field(default=None, repr=False)
    """That element of the ontology; `None` without an ontology, and where it has none such."""
    space: str | None = None
    """The space that it is in, or the stream of a scene; `None` for the row itself."""
    frames: dict[int, LabelObject | FrameClassification] = field(
        factory=dict, repr=lambda frames: f"<{len(frames)}>"
    )
    """The frames that it is on, in order, with what stands there: the geometry of an object, for
    instance. Empty for ranges, and for classifications of newer rows, which are ranges, too. Of an
    event-based scene, the entries that do not delete it, by nanoseconds."""
    html_ranges: list[HtmlRange] = field(factory=list)
    """Its parts of an HTML file."""
    entry: Entry | None = field(default=None, repr=False)
    """What the row says of it beside its frames: a `RangeObject`, for instance, says who made it;
    `None` where it says nothing."""
    actions: list[DynamicAnswer] = field(factory=list, repr=False)
    """The answers that hold on some of its frames, as the payload has them; see `answers`."""
    _features: Features = field(repr=False, alias="features")
    _ranges: list[Range] | None = field(default=None, repr=False)
    _track: Track | None = field(default=None, repr=False)
    """Its entries in an event-based scene."""
    _timelines: dict[str, Timeline] | None = field(default=None, repr=False)
    _moving: dict[str, list[DynamicAnswer]] | None = field(default=None, repr=False)
    """The actions by their attributes, once they are asked for."""

    @property
    def name(self) -> str | None:
        """The name of its feature; without an ontology, the one that the labels state."""
        if isinstance(self.feature, OntologyObject):
            return self.feature.name
        if self.feature is not None and self.feature.attributes:
            return self.feature.attributes[0].name
        return self._stated("name") or self._first_name()

    @property
    def color(self) -> str | None:
        """The colour of its feature; without an ontology, the one that the labels state."""
        if isinstance(self.feature, OntologyObject) and self.feature.color is not None:
            return self.feature.color
        color: str | None = self._stated("color")
        return color

    @property
    def shape(self) -> Shape | str | None:
        """What it is drawn as, else what its feature is; `None` for a classification."""
        if self.kind == "classification":
            return None
        shape: Shape | str | None = self._stated("shape")
        if shape is None and isinstance(self.feature, OntologyObject):
            return self.feature.shape
        return shape

    @property
    def ranges(self) -> list[Range]:
        """Where it is: the first and the last of each part, in order, both included.

        They count frames, or what `orm_attrs.labels.Ranges` says. Of an object on frames they are
        those of its frames; empty for parts of an HTML file, and where it holds for all.
        """
        if self._ranges is None:
            track = self._track
            self._ranges = ranges_of(self.frames) if track is None else track.presence()
        return self._ranges

    @property
    def is_global(self) -> bool:
        """Whether it is a classification about all of the data, and not about frames.

        The ontology says it; without one, it is one that is placed nowhere.
        """
        if self.kind == "object":
            return False
        if isinstance(self.feature, OntologyClassification):
            return self.feature.level == OntologyClassificationLevel.GLOBAL
        return not (self.frames or self.ranges or self.html_ranges)

    @property
    def is_event_based(self) -> bool:
        """Whether it is an object of an event-based scene, which is there between its entries."""
        return self._track is not None

    @property
    def object_number(self) -> int | None:
        """The number of the object among those of its feature; `None` where it has none."""
        return self.entry.object_number if isinstance(self.entry, ObjectAnswer) else None

    @property
    def reviews(self) -> list[LegacyReview]:
        """The verdicts on it, of all frames, from servers that reviewed labels one by one."""
        stated = [
            getattr(self.entry, "reviews", None),
            *(it.reviews for it in self.frames.values()),
        ]
        return [review for reviews in stated for review in reviews or ()]

    def at(self, frame: int) -> LabelObject | FrameClassification | None:
        """Return what stands on a frame.

        Args:
            frame: A frame, or of an event-based scene nanoseconds from its start, at which an
                object stays as it was in its last entry, or is on its way to the next.

        Returns:
            The object or the classification there; None where the row has nothing to show, as on
            frames that only ranges tell of.
        """
        return self.frames.get(frame) if self._track is None else self._track.at(frame)

    def answers(self, frame: int | None = None) -> dict[str, Answer]:
        """Return what was answered about it.

        Args:
            frame: A frame, or what else its ranges count, for the answers that hold there; None
                for those alone that hold everywhere. Of a transcript, whose segments are dynamic
                answers of text, None gives all of it.

        Returns:
            The answers by the names of their attributes: in the order of the ontology, else of the
            payload. Where two have one name, the later has its hash behind it: ``Colour (a1b2c3)``.
            With an ontology, those within an option are left out where it is not chosen.
        """
        named: dict[str, Answer] = {}
        for answer in self.answers_by_attribute(frame).values():
            name = answer.name
            named[f"{name} ({answer.feature_hash})" if name in named else name] = answer
        return named

    def answers_by_attribute(self, frame: int | None = None) -> dict[str, Answer]:
        """Return the same as `answers`, by the hashes of the attributes in the place of names."""
        facts = self._facts()
        static = _by_attribute(self.entry.classifications if self.entry is not None else None)
        if self._moving is None:
            self._moving = _by_attribute(self.actions)
        moving = self._moving
        given: dict[str, Answer] = {}
        for key in dict.fromkeys([*facts, *static, *moving]):
            of_key = facts.get(key)
            if of_key is not None and not is_asked(of_key, given):
                continue
            entries: list[AttributeAnswer] = static.get(key, [])
            actions = moving.get(key, [])
            is_dynamic = bool(actions) and (of_key is None or of_key.is_dynamic)
            if is_dynamic:
                holding = self._at(key, actions, frame)
                # The answer that an ontology calls dynamic has a copy there, which may be old.
                is_dynamic = bool(holding) or of_key is not None
                entries = holding if is_dynamic else entries
            elif actions:
                entries = [*entries, *actions]
            if not entries:
                continue
            unite = self.kind == "object" and unites(of_key, entries)
            answer = make_answer(key, entries, of_key, is_dynamic=is_dynamic, unite=unite)
            if answer is not None:
                given[key] = answer
        return given

    def _at(
        self, key: str, actions: list[DynamicAnswer], frame: int | None
    ) -> list[AttributeAnswer]:
        """Return the entries of a dynamic attribute that hold at a frame."""
        if frame is None:
            is_transcript = not self.frames and is_text(self._facts().get(key), actions)
            return joined(actions) if is_transcript else []
        return list(self._timeline(key, actions).at(frame))

    def dynamic_answers(self) -> dict[str, list[tuple[Range, Answer]]]:
        """Return the answers that hold on some frames, with where each holds.

        Returns:
            By the hashes of their attributes: the first and the last frame of each part, in order,
            and the answer there.
        """
        facts = self._facts()
        found: dict[str, list[tuple[Range, Answer]]] = {}
        for key, actions in _by_attribute(self.actions).items():
            of_key = facts.get(key)
            if of_key is not None and not of_key.is_dynamic:
                continue
            line = self._timeline(key, actions)
            ends = [*line.starts[1:], 0]
            for start, end, entries in zip(line.starts, ends, line.entries, strict=True):
                if not entries:
                    continue
                unite = unites(of_key, entries)
                answer = make_answer(key, entries, of_key, is_dynamic=True, unite=unite)
                if answer is not None:
                    found.setdefault(key, []).append(((start, end - 1), answer))
        return found

    def _facts(self) -> Mapping[str, AttributeFacts]:
        return {} if self.feature is None else self._features.attributes(self.feature)

    def _timeline(self, key: str, actions: list[DynamicAnswer]) -> Timeline:
        if self._timelines is None:
            self._timelines = {}
        found = self._timelines.get(key)
        if found is None:
            unite = unites(self._facts().get(key), actions)
            found = self._timelines[key] = timeline(actions, unite=unite)
        return found

    def _stated(self, name: str) -> Any:
        """Return a field of the labels, from the first that states it."""
        for stated in (*self.frames.values(), self.entry):
            value = getattr(stated, name, None)
            if value is not None:
                return value
        return None

    def _first_name(self) -> str | None:
        answers = self.entry.classifications if self.entry is not None else None
        return answers[0].name if self.kind == "classification" and answers else None


def _by_attribute(entries: Iterable[Any] | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in entries or ():
        found.setdefault(attribute_key(entry), []).append(entry)
    return found


def instances(row: LabelRowV2, ontology: AnyOntology | None = None) -> list[Instance]:
    """Return the objects and classifications of a label row, of any age of the format.

    Args:
        row: The row, which stays as it is. Its objects are shared with what is returned.
        ontology: The ontology of its project, which names features; None for the names that stand
            in the labels.

    Returns:
        The objects in the order of their first frames, those that are ranges, and the
        classifications: each once for each space that it is in.

    Raises:
        TypeError: When ``ontology`` is none.
    """
    return instances_by(row, Features(ontology))


def instances_by(
    row: LabelRowV2, features: Features, frames: list[Frame] | None = None
) -> list[Instance]:
    """Return the instances of a row like `instances`, by the features of an ontology.

    Args:
        row: The row.
        features: What its ontology consists of.
        frames: Its frames; None where they are still to be found.
    """
    return _Reading(row, features, frames_of(row) if frames is None else frames).read()


Place = tuple[str | None, str]
"""A space and a hash."""


class _Reading:
    """Collects the instances of a row."""

    def __init__(self, row: LabelRowV2, features: Features, frames: list[Frame]) -> None:
        self._row = row
        self._frames = frames
        self._features = features
        self._objects: dict[Place, Instance] = {}
        self._classifications: dict[Place, Instance] = {}
        self._root = ROOT if ROOT in (row.spaces or {}) else None
        self._is_continuous = row.scene is not None and row.scene.is_continuous is True

    def read(self) -> list[Instance]:
        """Return the instances."""
        self._read_frames()
        self._read_answers()
        self._read_actions()
        self._read_classifications()
        return [*self._objects.values(), *self._classifications.values()]

    def _read_frames(self) -> None:
        objects, classifications = self._objects, self._classifications
        deleted: set[Place] = set()
        for frame in self._frames:
            number, space = frame.number, frame.space
            for obj in frame.labels.objects or ():
                place = (space, obj.object_hash)
                found = objects.get(place)
                if found is None:
                    found = self._object(place, obj.feature_hash)
                found.frames.setdefault(number, obj)
                if obj.event is not None and is_delete(obj):
                    deleted.add(place)
            for it in frame.labels.classifications or ():
                if it.classification_hash is not None:
                    place = (space, it.classification_hash)
                    found = classifications.get(place)
                    if found is None:
                        found = self._classification(place, it.feature_hash)
                    found.frames.setdefault(number, it)
        for place in objects if self._is_continuous else deleted:
            found = objects[place]
            entries: Any = found.frames
            found._track = Track(entries)  # noqa: SLF001 - it is made here
            found.frames = {time: it for time, it in entries.items() if not is_delete(it)}

    def _read_answers(self) -> None:
        of_hash = _by_hash(self._objects)
        for key, entry in (self._row.object_answers or {}).items():
            hash_ = entry.object_hash or key
            here = of_hash.get(hash_, [])
            if isinstance(entry, RangeObject):
                here += self._read_range_object(hash_, entry, is_placed=bool(here))
            for it in here:
                it.entry = entry

    def _read_range_object(
        self, hash_: str, entry: RangeObject, *, is_placed: bool
    ) -> list[Instance]:
        made = []
        placements = _known(entry.spaces, self._row)
        for space, placement in placements.items():
            found = self._objects.get((space, hash_))
            if found is None:
                found = self._object((space, hash_), entry.feature_hash)
                made.append(found)
            _put(found, placement)
        states_ranges = entry.range is not None or entry.range_html is not None
        if not placements and not is_placed and states_ranges:
            found = self._object((self._root, hash_), entry.feature_hash)
            found._ranges = merge(entry.range or ())  # noqa: SLF001 - it is made here
            found.html_ranges = list(entry.range_html or ())
            made.append(found)
        return made

    def _read_actions(self) -> None:
        of_hash = _by_hash(self._objects)
        for key, entry in (self._row.object_actions or {}).items():
            for it in of_hash.get(entry.object_hash or key, ()):
                it.actions = [
                    action
                    for action in entry.actions or ()
                    if action.space_id is None or action.space_id == it.space
                ]

    def _read_classifications(self) -> None:
        of_hash = _by_hash(self._classifications)
        for key, entry in (self._row.classification_answers or {}).items():
            hash_ = entry.classification_hash or key
            here = of_hash.get(hash_, [])
            placements = _known(entry.spaces, self._row)
            for space, placement in placements.items():
                _put(self._classified((space, hash_), entry, here), placement)
            if not placements and entry.range:
                found = self._classified((self._root, hash_), entry, here)
                found._ranges = merge(entry.range)  # noqa: SLF001 - it is made here
            if not here and self._holds_everywhere(entry):
                self._classified((self._root, hash_), entry, here)
            for it in here:
                it.entry = entry

    def _classified(
        self, place: Place, entry: ClassificationAnswer, here: list[Instance]
    ) -> Instance:
        """Return the classification at a place, which is made where it is not there."""
        found = self._classifications.get(place)
        if found is None:
            found = self._classification(place, entry.feature_hash)
            here.append(found)
        return found

    def _holds_everywhere(self, entry: ClassificationAnswer) -> bool:
        """Tell whether a classification without a place is about all of the data."""
        if self._row.data_type in WITHOUT_FRAMES:
            return True
        feature = self._features.classifications.get(entry.feature_hash or "")
        if feature is not None:
            return feature.level == OntologyClassificationLevel.GLOBAL
        # One of the older forms without a range is on no frame any more.
        return entry.range is not None and entry.feature_hash is not None

    def _object(self, place: Place, feature_hash: str | None) -> Instance:
        made = self._objects[place] = Instance(
            kind="object",
            hash=place[1],
            feature_hash=feature_hash,
            feature=self._features.objects.get(feature_hash or ""),
            space=place[0],
            features=self._features,
        )
        return made

    def _classification(self, place: Place, feature_hash: str | None) -> Instance:
        made = self._classifications[place] = Instance(
            kind="classification",
            hash=place[1],
            feature_hash=feature_hash,
            feature=self._features.classifications.get(feature_hash or ""),
            space=place[0],
            features=self._features,
        )
        return made


def _by_hash(found: Mapping[Place, Instance]) -> dict[str, list[Instance]]:
    made: dict[str, list[Instance]] = {}
    for (_, hash_), it in found.items():
        made.setdefault(hash_, []).append(it)
    return made


def _known(
    spaces: Mapping[str, SpacePlacement] | None, row: LabelRowV2
) -> dict[str, SpacePlacement]:
    """Return where an entry is in spaces, of which the root is one only where the row has it."""
    return {
        key: it for key, it in (spaces or {}).items() if key != ROOT or key in (row.spaces or {})
    }


def _put(found: Instance, placement: SpacePlacement) -> None:
    """Take what a row says of the place of an instance in a space."""
    ranges: list[Range] = []
    for part in placement.range or ():
        if isinstance(part, HtmlRange):
            found.html_ranges.append(part)
            continue
        start, end = part
        if isinstance(start, HtmlPosition) and isinstance(end, HtmlPosition):
            found.html_ranges.append(HtmlRange(start, end))
        else:
            ranges.append(cast("Range", part))
    # What an object on frames has there is empty, and its frames tell it.
    if not found.frames or (ranges and found.kind == "classification"):
        found._ranges = merge(ranges)  # noqa: SLF001 - it is made by the caller
