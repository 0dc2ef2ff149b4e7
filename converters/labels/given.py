"""Checks the answers of an object or a classification by the attributes of its feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from converters.errors import ProblemCode, shorten
from converters.labels.features import AttributeFacts, Feature, attributes_of
from converters.labels.frames import Path
from converters.labels.ranges import Range, contains, merge
from orm_attrs import (
    AttributeAnswer,
    ChecklistAttribute,
    DynamicAnswer,
    NumericAttribute,
    OtherAttribute,
    RadioAttribute,
    TextAttribute,
)

Wrong = tuple[Path, ProblemCode, str]
"""A path, the code, and the sentence."""

_KINDS: Final[dict[type[Any], tuple[str, tuple[type[Any], ...]]]] = {
    TextAttribute: ("str", (str,)),
    NumericAttribute: ("a number", (int, float)),
    RadioAttribute: ("a list of options", (list,)),
    ChecklistAttribute: ("a list of options", (list,)),
}
"""What the answers to each kind of attribute are: those very types, of which bool is none."""

Chosen = set[tuple[str, str]]
"""Attributes and their options that are chosen."""


@frozen
class _Simple:
    """An attribute at the top, of which most answers are easily told to be right."""

    types: tuple[type[Any], ...]
    options: frozenset[str] | None
    """Its options that have no attributes of their own; None where it has no options."""
    is_dynamic: bool

    def takes(self, answers: Any) -> bool:
        """Tell whether an answer is right for sure."""
        if self.options is None:
            return type(answers) in self.types
        return (
            type(answers) is list and len(answers) == 1 and answers[0].feature_hash in self.options
        )


class Questions:
    """What is asked about the objects or classifications of a feature."""

    def __init__(self, feature: Feature) -> None:
        self.facts: dict[str, AttributeFacts] = attributes_of(feature)
        self.required: list[str] = [
            hash_ for hash_, it in self.facts.items() if it.attribute.required
        ]
        self._required_at_top = frozenset(it for it in self.required if not self.facts[it].parents)
        nesting = {parent for it in self.facts.values() for parent in it.parents}
        self._simple: dict[str | None, _Simple] = {
            hash_: _Simple(
                _KINDS[type(it.attribute)][1],
                frozenset(key for key in it.options if (hash_, key) not in nesting)
                if isinstance(it.attribute, (RadioAttribute, ChecklistAttribute))
                else None,
                it.is_dynamic,
            )
            for hash_, it in self.facts.items()
            if type(it.attribute) in _KINDS and not it.parents
        }

    def are_answered(
        self,
        entries: Sequence[AttributeAnswer],
        actions: Sequence[DynamicAnswer],
        ranges: Sequence[Range],
    ) -> bool:
        """Tell quickly of most answers that nothing is wrong with them.

        Args:
            entries: The answers that hold everywhere.
            actions: Those that hold on some frames.
            ranges: Where the object is.

        Returns:
            False for all others, of which `wrong_with_answers` has the last word.
        """
        simple = self._simple
        seen: set[str | None] = set()
        for entry in entries:
            of = simple.get(entry.feature_hash)
            if of is None or of.is_dynamic or not of.takes(entry.answers):
                return False
            seen.add(entry.feature_hash)
        for action in actions:
            of = simple.get(action.feature_hash)
            if of is None or not of.is_dynamic or not of.takes(action.answers):
                return False
            if action.space_id is not None or not action.range or len(action.range) > 1:
                return False
            if not contains(ranges, *action.range[0]):
                return False
            seen.add(action.feature_hash)
        return len(seen) == len(entries) + len(actions) and seen.issuperset(self._required_at_top)


@define
class Answered:
    """The answers of one instance, that of its spaces together."""

    name: str | None
    """Its name."""
    questions: Questions
    """What is asked about it."""
    is_object: bool
    """Whether it is an object, of which several entries of a checklist are one answer."""
    chosen: Chosen = field(factory=set)
    """The options that are chosen, wherever."""
    answered: set[str] = field(factory=set)
    """The attributes that are answered, wherever."""

    @property
    def facts(self) -> dict[str, AttributeFacts]:
        """The attributes of its feature."""
        return self.questions.facts


def wrong_with_answers(
    of: Answered,
    static: tuple[Path, Sequence[AttributeAnswer]],
    dynamic: tuple[Path, Sequence[DynamicAnswer]],
    where: Mapping[str | None, Sequence[Range]],
) -> Iterator[Wrong]:
    """Yield what is wrong with the answers of an object or a classification.

    Args:
        of: The instance, of which nothing is noted yet.
        static: The answers that hold everywhere, and where they are in the payload.
        dynamic: Those that hold on some frames, and where they are in the payload.
        where: Each space that the object is in, with its ranges there.
    """
    path, entries = static
    for index, entry in enumerate(entries):
        yield from _entry(entry, of, (*path, index))
    everywhere = set(of.answered)
    if len(entries) > 1:
        yield from _repeated(entries, of, path)
    for index, action in enumerate(dynamic[1]):
        yield from _entry(action, of, (*dynamic[0], index))
    if dynamic[1]:
        yield from _moving(of, *dynamic, where)
        yield from _overlapping(of, *dynamic)
    for path, answers in (static, dynamic):
        yield from _not_asked(answers, of, path)
    for hash_ in of.questions.required:
        facts = of.facts[hash_]
        if hash_ not in (of.answered if facts.is_dynamic else everywhere) and _is_asked(facts, of):
            path = dynamic[0] if facts.is_dynamic else static[0]
            yield path, ProblemCode.NO_ANSWER, f"{facts.attribute.name} has no answer"


def _entry(entry: AttributeAnswer, of: Answered, path: Path) -> Iterator[Wrong]:
    """Look at one answer by its attribute, and note what it says."""
    hash_ = entry.feature_hash or ""
    facts = of.facts.get(hash_)
    if facts is None:
        sentence = f"{of.name} has no attribute {shorten(entry.feature_hash)}"
        yield (*path, "featureHash"), ProblemCode.UNKNOWN_FEATURE, sentence
        return
    answers: Any = entry.answers
    attribute = facts.attribute
    kind = _KINDS.get(type(attribute))
    if kind is None:
        of.answered.add(hash_)
        return
    name, types = kind
    if type(answers) not in types:
        sentence = f"expected {name}, got {shorten(answers)}"
        yield (*path, "answers"), ProblemCode.WRONG_TYPE, sentence
        return
    if types[0] is not list:
        of.answered.add(hash_)
        return
    is_radio = isinstance(attribute, RadioAttribute)
    # A radio without an option is not answered, and a checklist without one is, with none.
    if answers or not is_radio:
        of.answered.add(hash_)
    for index, option in enumerate(answers):
        if option.feature_hash in facts.options:
            of.chosen.add((hash_, option.feature_hash))
            continue
        sentence = f"{attribute.name} has no option {shorten(option.feature_hash)}"
        yield (
            (*path, "answers", index, "featureHash"),
            ProblemCode.UNKNOWN_FEATURE,
            sentence,
        )
    if is_radio and len(answers) > 1:
        sentence = f"{attribute.name} takes one option, not {len(answers)}"
        yield (*path, "answers"), ProblemCode.WRONG_LENGTH, sentence
    elif len(answers) > 1 and len({it.feature_hash for it in answers}) < len(answers):
        sentence = f"an option of {attribute.name} is chosen twice"
        yield (*path, "answers"), ProblemCode.REPEATED, sentence


def _takes_several(of: Answered, facts: AttributeFacts) -> bool:
    """Tell whether several entries are one answer: those of an object's checklist."""
    return isinstance(facts.attribute, OtherAttribute) or (
        of.is_object and isinstance(facts.attribute, ChecklistAttribute)
    )


def _repeated(entries: Sequence[AttributeAnswer], of: Answered, path: Path) -> Iterator[Wrong]:
    """Find attributes that are answered twice, of which only the later answer counts."""
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        hash_ = entry.feature_hash or ""
        facts = of.facts.get(hash_)
        if facts is None:
            continue
        if hash_ in seen and not _takes_several(of, facts):
            sentence = f"{facts.attribute.name} is answered already"
            yield (*path, index, "featureHash"), ProblemCode.REPEATED, sentence
        seen.add(hash_)


def _not_asked(entries: Sequence[AttributeAnswer], of: Answered, path: Path) -> Iterator[Wrong]:
    """Find the answers within an option that is not chosen."""
    for index, entry in enumerate(entries):
        facts = of.facts.get(entry.feature_hash or "")
        if facts is not None and facts.parents and of.chosen.isdisjoint(facts.parents):
            sentence = f"{facts.attribute.name} is asked for where its option is chosen, only"
            yield (*path, index), ProblemCode.ORPHAN, sentence


def _is_asked(facts: AttributeFacts, of: Answered) -> bool:
    """Tell whether an attribute is asked for: those of an option are where that is chosen.

    One that an option has which is itself in an option that is not chosen is told as an orphan.
    """
    return not facts.parents or not of.chosen.isdisjoint(facts.parents)


def _moving(
    of: Answered,
    path: Path,
    actions: Sequence[DynamicAnswer],
    where: Mapping[str | None, Sequence[Range]],
) -> Iterator[Wrong]:
    """Find dynamic answers where the object is not, and those of attributes that are not so."""
    anywhere = merge(it for ranges in where.values() for it in ranges)
    for index, action in enumerate(actions):
        facts = of.facts.get(action.feature_hash or "")
        if facts is None:
            continue
        if not facts.is_dynamic and not isinstance(facts.attribute, OtherAttribute):
            sentence = f"{facts.attribute.name} has one answer for all frames"
            yield (*path, index), ProblemCode.DIFFERS, sentence
        here = anywhere if action.space_id is None else where.get(action.space_id, ())
        for number, (first, last) in enumerate(action.range or ()):
            # Where parts of an HTML file are, there are no frames.
            if anywhere and first <= last and not contains(here, first, last):
                sentence = f"{first} to {last} is not where the object is"
                yield (*path, index, "range", number), ProblemCode.OUTSIDE, sentence


def _overlapping(of: Answered, path: Path, actions: Sequence[DynamicAnswer]) -> Iterator[Wrong]:
    """Find two answers to one attribute at one place, of which only the later counts."""
    spans: dict[tuple[str | None, str], list[tuple[int, int, int, int]]] = {}
    for index, action in enumerate(actions):
        facts = of.facts.get(action.feature_hash or "")
        if facts is None or _takes_several(of, facts):
            continue
        of_attribute = spans.setdefault((action.space_id, action.feature_hash or ""), [])
        ranges = enumerate(action.range or ())
        of_attribute += [(*it, index, number) for number, it in ranges if it[0] <= it[1]]
    for of_attribute in spans.values():
        end, before = -1, -1
        for first, last, index, number in sorted(of_attribute):
            # Ranges of one answer that overlap are told where its ranges are checked.
            if before not in (-1, index) and first <= end:
                sentence = f"{first} to {last} begins before {end}, where another answer ends"
                yield (*path, index, "range", number), ProblemCode.OVERLAP, sentence
            if last >= end:
                end, before = last, index
