"""Changes the answers of an object or a classification of a label row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from converters.errors import shorten
from converters.labels.features import AnyOntology, Features
from converters.labels.given import Questions
from converters.labels.giving import AnswerValue, Given, given_by
from converters.labels.instances import Instance, instances_by
from converters.labels.places import Frames, ranges_in
from converters.labels.ranges import Range, contains, merge, without
from orm_attrs import (
    AttributeAnswer,
    DynamicAnswer,
    LabelRowV2,
    ObjectActions,
    ObjectAnswer,
)


class Replies:
    """The answers of one object or classification, which can be changed."""

    def __init__(
        self,
        questions: Questions,
        static: Iterable[AttributeAnswer] = (),
        dynamic: Iterable[DynamicAnswer] = (),
    ) -> None:
        """Take the answers, of which none is changed itself."""
        self._facts = questions.facts
        self.static: list[AttributeAnswer] = list(static)
        """The answers that hold everywhere."""
        self.dynamic: list[DynamicAnswer] = list(dynamic)
        """The answers that hold on some frames."""

    def give(
        self,
        given: Sequence[Given],
        ranges: Sequence[Range],
        space: str | None,
        *,
        manual_annotation: bool,
    ) -> None:
        """Put answers in the place of those that there are, or take these away.

        Answers within an option that is not chosen any more are taken away, too.

        Args:
            given: The answers.
            ranges: Where those of dynamic attributes hold.
            space: The space of the ranges; None for the row itself.
            manual_annotation: Whether a person answers.

        Raises:
            ValueError: When an answer is one within an option that is not chosen.
        """
        for it in given:
            entry = it.entry(manual_annotation=manual_annotation)
            if it.facts.is_dynamic:
                self._give_dynamic(it, entry, ranges, space)
                continue
            self.static = [old for old in self.static if old.feature_hash != it.hash]
            if it.answers is not None:
                self.static.append(entry)
        self._drop_what_is_not_asked({it.hash for it in given if it.answers is not None})
        order = {hash_: index for index, hash_ in enumerate(self._facts)}
        last = len(order)
        self.static.sort(key=lambda old: order.get(old.feature_hash or "", last))
        self.dynamic.sort(
            key=lambda old: (order.get(old.feature_hash or "", last), (old.range or [(-1, -1)])[0])
        )

    def _give_dynamic(
        self, given: Given, entry: AttributeAnswer, ranges: Sequence[Range], space: str | None
    ) -> None:
        left: list[DynamicAnswer] = []
        new = list(ranges)
        for old in self.dynamic:
            if old.feature_hash != given.hash or old.space_id not in (None, space):
                left.append(old)
                continue
            rest = without(old.range or (), ranges)
            if old.answers == entry.answers:
                new = merge([*new, *rest])
            elif rest:
                left.append(evolve(old, range=rest))
        if given.answers is not None and new:
            left.append(dynamic_answer(entry, new, space))
        self.dynamic = left

    def _drop_what_is_not_asked(self, given: set[str]) -> None:
        chosen: set[tuple[str, str]] = set()
        every: list[Any] = [*self.static, *self.dynamic]
        by_attribute: dict[str, list[Any]] = {}
        for entry in every:
            by_attribute.setdefault(entry.feature_hash or "", []).append(entry)
        dropped = set()
        # Those of an option stand behind the attribute that has it.
        for hash_, facts in self._facts.items():
            entries = by_attribute.get(hash_, ())
            if entries and facts.parents and chosen.isdisjoint(facts.parents):
                if hash_ in given:
                    name = facts.attribute.name
                    raise ValueError(f"{name} is asked for where its option is chosen, only")
                dropped.add(hash_)
                continue
            for entry in entries:
                options = entry.answers if isinstance(entry.answers, list) else ()
                chosen |= {(hash_, it.feature_hash or "") for it in options}
        self.static = [it for it in self.static if it.feature_hash not in dropped]
        self.dynamic = [it for it in self.dynamic if it.feature_hash not in dropped]


def answer(
    row: LabelRowV2,
    ontology: AnyOntology,
    hash: str,  # noqa: A002 - what it is
    answers: Mapping[str, AnswerValue],
    *,
    frames: Frames = None,
    space: str | None = None,
    manual_annotation: bool = True,
) -> None:
    """Answer questions about an object or a classification of a label row, which is changed.

    Nothing of the row is changed when an error is raised. Answers within an option that is not
    chosen any more are taken away.

    Args:
        row: The row.
        ontology: The ontology of its project.
        hash: The object or the classification.
        answers: The name of each attribute, or its hash, to its answer: text, a number, the label
            of an option, or those of a checklist. None takes an answer away.
        frames: Where the answers of dynamic attributes hold: a frame, several, or ranges; None for
            wherever the object is.
        space: The space of these frames; None for the row itself, and for an object that is in one
            space only.
        manual_annotation: Whether a person answers, and not a program.

    Raises:
        TypeError: When ``ontology`` is none.
        ValueError: When the row has no such object, the ontology has no such feature, attribute or
            option, an answer is of another kind, or within an option that is not chosen, or the
            object is not on a frame.
    """
    found = [it for it in instances_by(row, Features(ontology)) if it.hash == hash]
    if not found:
        raise ValueError(f"the row has no object and no classification {shorten(hash)}")
    first = found[0]
    if first.feature is None:
        raise ValueError(f"the ontology has no {shorten(first.feature_hash)}")
    questions = Questions(first.feature)
    given = given_by(questions, first.name, answers)
    ranges, space = _where(found, frames, space)
    if not ranges and any(it.facts.is_dynamic for it in given):
        raise ValueError(f"{shorten(hash)} has no frames{_in(space)} on which an answer could hold")
    for it in given:
        if frames is not None and not it.facts.is_dynamic:
            raise ValueError(f"{it.facts.attribute.name} has one answer for all frames")
    static = (first.entry.classifications if first.entry is not None else None) or ()
    replies = Replies(questions, static, _actions(row, hash))
    replies.give(given, ranges, space, manual_annotation=manual_annotation)
    _put(row, first, replies)


def _in(space: str | None) -> str:
    return "" if space is None else f" in the space {shorten(space)}"


def _where(
    found: list[Instance], frames: Frames, space: str | None
) -> tuple[list[Range], str | None]:
    """Return where answers hold, and in which space."""
    if space is None and len({it.space for it in found}) == 1:
        space = found[0].space
    here = merge(span for it in found if it.space == space for span in it.ranges)
    if frames is None:
        return here, space
    ranges = ranges_in(frames)
    for first, last in ranges:
        if not contains(here, first, last):
            raise ValueError(f"{first} to {last} is not where the object is")
    return ranges, space


def dynamic_answer(
    entry: AttributeAnswer, ranges: Sequence[Range], space: str | None
) -> DynamicAnswer:
    """Return an answer that holds on ranges of frames, of a space or, with None, of the row."""
    return DynamicAnswer(
        name=entry.name,
        value=entry.value,
        answers=entry.answers,
        feature_hash=entry.feature_hash,
        manual_annotation=entry.manual_annotation,
        dynamic=True,
        range=list(ranges),
        should_propagate=False,
        space_id=space,
    )


def _actions(row: LabelRowV2, hash_: str) -> Sequence[DynamicAnswer]:
    key = key_of(row.object_actions, "object_hash", hash_)
    return (row.object_actions or {})[key].actions or () if key is not None else ()


def key_of(entries: Mapping[str, Any] | None, name: str, hash_: str) -> str | None:
    """Return the key of what a row says of an object or a classification; None where it does not.

    Args:
        entries: What the row says of all.
        name: The field that has their hashes.
        hash_: The object or the classification.
    """
    keys = [key for key, it in (entries or {}).items() if (getattr(it, name) or key) == hash_]
    return keys[-1] if keys else None


def _put(row: LabelRowV2, it: Instance, replies: Replies) -> None:
    if it.entry is not None:
        it.entry.classifications = replies.static
    elif it.kind == "object":
        made = ObjectAnswer(object_hash=it.hash, classifications=replies.static)
        row.object_answers = {**(row.object_answers or {}), it.hash: made}
    else:
        raise ValueError("the row says of the classification only on which frames it is")
    if it.kind == "classification":
        return
    key = key_of(row.object_actions, "object_hash", it.hash)
    if key is None and replies.dynamic:
        actions = ObjectActions(it.hash, replies.dynamic)
        row.object_actions = {**(row.object_actions or {}), it.hash: actions}
    elif key is not None and row.object_actions is not None:
        row.object_actions[key].actions = replies.dynamic
