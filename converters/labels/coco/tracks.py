"""Collects what annotations of one object say of it, and makes its answers of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, Final

from attrs import define, field, frozen

from converters.labels.answering import dynamic_answer
from converters.labels.coco.names import (
    AttributeNames,
    FeatureNames,
    UnfitAnswerError,
    answer_entry,
)
from converters.labels.coco.places import Place
from converters.labels.coco.refusals import Refusal
from converters.labels.ranges import Range
from orm_attrs import (
    AttributeAnswer,
    DynamicAnswer,
    LabelObject,
    LabelRowV2,
    ObjectActions,
    ObjectAnswer,
    OptionAnswer,
)

Timed = list[tuple[int, str | None, Any]]
"""Frames, their spaces, and what holds there."""


@define(eq=False)
class _Track:
    row: LabelRowV2
    feature_hash: str
    names: FeatureNames
    number: int | None = None
    count: int = 0
    """On how many frames it is."""
    answers: dict[str, Timed] = field(factory=dict)
    """The names of attributes to their values, on each frame."""


@frozen
class _Said:
    """An annotation of an object."""

    place: Place
    obj: LabelObject
    annotation: Any
    """Its id."""
    foreign: Mapping[str, Any]
    """What it says of attributes that the ontology does not have."""


OWN: Final = frozenset(
    {
        *("track_id", "encord_track_uuid", "rotation"),
        *("classifications", "manual_annotation", "encord"),
    }
)
"""Keys of attributes that are no answers."""


def _without(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: it for key, it in attributes.items() if key not in OWN}


class Tracks:
    """The objects of a file that is read.

    Args:
        refused: Takes values that are no answers.
    """

    def __init__(self, refused: list[Refusal]) -> None:
        self._refused = refused
        self._tracks: dict[tuple[int, str], _Track] = {}
        self._told: set[tuple[str, str]] = set()

    def feature_of(self, place: Place, hash_: str) -> str | None:
        """Return the feature of an object; None where there is none yet."""
        found = self._tracks.get((id(place.row), hash_))
        return None if found is None else found.feature_hash

    def number(self, place: Place, obj: LabelObject, number: int) -> None:
        """Note the number of an object among those of its feature."""
        self._tracks[id(place.row), obj.object_hash].number = number

    def add(
        self, place: Place, obj: LabelObject, names: FeatureNames, annotation: Mapping[str, Any]
    ) -> None:
        """Take what an annotation says of an object.

        Args:
            place: Where the object is.
            obj: The object.
            names: The attributes of its feature.
            annotation: The annotation.
        """
        key = (id(place.row), obj.object_hash)
        track = self._tracks.get(key)
        if track is None:
            track = self._tracks[key] = _Track(place.row, obj.feature_hash, names)
        track.count += 1
        attributes = annotation.get("attributes")
        if not isinstance(attributes, dict):
            return
        own = attributes.get("encord")
        foreign = own.get("answers") if isinstance(own, dict) else None
        said = _Said(place, obj, annotation.get("id"), foreign if isinstance(foreign, dict) else {})
        inner = attributes.get("classifications")
        values = inner if isinstance(inner, dict) else _without(attributes)
        ticked: dict[str, list[str]] = {}
        for name, value in values.items():
            if name not in names.by_name and isinstance(value, bool) and name in names.ticks:
                attribute, option = names.ticks[name]
                if value:
                    ticked.setdefault(names.name_of(attribute), []).append(option)
            elif value is None:
                continue
            elif name in names.by_name or "encord" in attributes:
                self._put(track, name, value, said)
            else:
                self._tell(said, name, "an attribute that the ontology does not have")
        for name, options in ticked.items():
            self._put(track, name, options, said)

    def _put(self, track: _Track, name: str, value: Any, said: _Said) -> None:
        named = track.names.by_name.get(name)
        try:
            answers = _foreign(name, value, said) if named is None else named.entry(value)
        except UnfitAnswerError as exc:
            self._tell(said, name, f"an answer that {exc}")
            return
        found = track.answers.setdefault(name, [])
        if named is not None and not named.facts.is_dynamic and found and found[0][2] != answers:
            self._tell(said, name, "an answer that differs from frame to frame, and may not")
            return
        found.append((said.place.frame, said.place.space, answers))

    def _tell(self, said: _Said, name: str, reason: str) -> None:
        """Note a value without a place; of each attribute of a feature the first one."""
        obj = said.obj
        key = (obj.feature_hash, f"{reason}: {name}")
        if key not in self._told:
            self._told.add(key)
            shape = str.__str__(obj.shape)
            self._refused.append(
                Refusal(
                    reason=key[1], shape=shape, hash=obj.object_hash, annotation=said.annotation
                )
            )

    def finish(self) -> None:
        """Put the answers into the rows."""
        for (_, hash_), track in self._tracks.items():
            static: list[AttributeAnswer] = []
            dynamic: list[DynamicAnswer] = []
            for name, timed in track.answers.items():
                named = track.names.by_name.get(name)
                is_dynamic = (
                    len(timed) < track.count or any(it[2] != timed[0][2] for it in timed)
                    if named is None
                    else named.facts.is_dynamic
                )
                if is_dynamic:
                    dynamic += _dynamic(named, timed)
                else:
                    static.append(_entry(named, timed[0][2]))
            row = track.row
            answer = ObjectAnswer(
                object_hash=hash_, classifications=static, object_number=track.number
            )
            row.object_answers = {} if row.object_answers is None else row.object_answers
            row.object_answers[hash_] = answer
            if dynamic:
                row.object_actions = {} if row.object_actions is None else row.object_actions
                row.object_actions[hash_] = ObjectActions(hash_, dynamic)


def _foreign(name: str, value: Any, said: _Said) -> AttributeAnswer:
    """Return the answer to an attribute that the ontology does not have."""
    about = said.foreign.get(name)
    facts: Mapping[str, Any] = about if isinstance(about, dict) else {}
    hashes = facts.get("options")
    names = value if isinstance(value, list) else [value]
    are_options = isinstance(hashes, list) or isinstance(value, list)
    answers = value
    if are_options and all(isinstance(it, str) for it in names):
        known = hashes if isinstance(hashes, list) and len(hashes) == len(names) else []
        pairs = zip(names, known or [None] * len(names), strict=True)
        answers = [OptionAnswer(name, None, hash_) for name, hash_ in pairs]
    own, feature = facts.get("name"), facts.get("featureHash")
    return AttributeAnswer(
        name=own if isinstance(own, str) else name,
        # The value of an option tells a checklist from a radio.
        value="option" if isinstance(value, list) else None,
        answers=answers,
        feature_hash=feature if isinstance(feature, str) else None,
    )


def _entry(named: AttributeNames | None, answers: Any) -> AttributeAnswer:
    if named is not None:
        return answer_entry(named, answers)
    made: AttributeAnswer = answers
    return made


def _dynamic(named: AttributeNames | None, timed: Timed) -> Iterator[DynamicAnswer]:
    for (answers, space), ranges in _spans(timed):
        yield dynamic_answer(_entry(named, answers), ranges, space)


def _spans(timed: Timed) -> Iterator[tuple[tuple[Any, str | None], list[Range]]]:
    """Yield answers with the ranges of frames that they hold on."""
    found: dict[tuple[str, str | None], tuple[Any, list[Range]]] = {}
    for frame, space, answers in sorted(timed, key=itemgetter(0)):
        _, ranges = found.setdefault((repr(answers), space), (answers, []))
        if ranges and ranges[-1][1] == frame - 1:
            ranges[-1] = (ranges[-1][0], frame)
        else:
            ranges.append((frame, frame))
    for (_, space), (answers, ranges) in found.items():
        yield (answers, space), ranges
