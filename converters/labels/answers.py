"""Finds the answers of an object or a classification, static and dynamic ones."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from converters.labels.features import AttributeFacts
from converters.labels.names import value_name
from orm_attrs import (
    AttributeAnswer,
    ChecklistAttribute,
    DynamicAnswer,
    OptionAnswer,
    OtherAttribute,
    RadioAttribute,
    TextAttribute,
)


@frozen
class Answer:
    """What was answered to an attribute."""

    feature_hash: str | None
    """The attribute's feature in the ontology; `None` where the label does not state it."""
    name: str
    """The attribute's name in the ontology, else in the label."""
    value: str | float | list[str] | Any
    """Text, a number, the name of the option of a radio, or those of a checklist.

    Any other JSON stays as it is; a radio of which several options are chosen has a list.
    """
    options: list[str] = field(factory=list)
    """The features of the chosen options; empty for text and numbers."""
    is_dynamic: bool = False
    """Whether the answer may be another one on another frame."""


Entries = Sequence[AttributeAnswer]
"""The answers to one attribute at one place, in the order of the payload."""


@define(eq=False)
class Timeline:
    """Which entries hold when, of one attribute."""

    starts: list[int]
    """Where other ones hold than before."""
    entries: list[Entries]
    """Those that hold from there."""

    def at(self, frame: int) -> Entries:
        """Return the entries that hold at a frame."""
        index = bisect_right(self.starts, frame)
        return self.entries[index - 1] if index else ()


def timeline(actions: Sequence[DynamicAnswer], *, unite: bool) -> Timeline:
    """Return when which of the dynamic answers to one attribute holds.

    Args:
        actions: The answers in the order of the payload, in which the later one counts.
        unite: True for a checklist, of which all count.
    """
    changes = sorted(
        change
        for index, action in enumerate(actions)
        for first, last in action.range or ()
        if first <= last
        for change in ((first, index, True), (last + 1, index, False))
    )
    made = Timeline([], [])
    active: list[int] = []
    for place, (frame, index, begins) in enumerate(changes):
        if begins:
            insort(active, index)
        else:
            active.remove(index)
        if place + 1 < len(changes) and changes[place + 1][0] == frame:
            continue
        made.starts.append(frame)
        holding = dict.fromkeys(active) if unite else active[-1:]
        made.entries.append([actions[it] for it in holding])
    return made


def attribute_key(entry: AttributeAnswer) -> str:
    """Return what tells the attribute of an entry from others."""
    return entry.feature_hash or entry.name or ""


def unites(facts: AttributeFacts | None, entries: Entries) -> bool:
    """Tell whether several entries of one attribute are one answer: those of a checklist."""
    if facts is not None and not isinstance(facts.attribute, OtherAttribute):
        return isinstance(facts.attribute, ChecklistAttribute)
    return all(isinstance(it.answers, list) for it in entries)


def joined(actions: Sequence[DynamicAnswer]) -> list[AttributeAnswer]:
    """Return the text of a transcript, of which each action is a segment, as one answer."""
    texts = sorted((min(it.range), str(it.answers)) for it in actions if it.range)
    if not texts:
        return []
    whole = "\n".join(text for _, text in texts)
    first = actions[0]
    return [AttributeAnswer(name=first.name, feature_hash=first.feature_hash, answers=whole)]


def is_text(facts: AttributeFacts | None, entries: Entries) -> bool:
    """Tell whether the answers of an attribute are text."""
    if facts is not None:
        return isinstance(facts.attribute, TextAttribute)
    return all(isinstance(it.answers, str) for it in entries)


def make_answer(
    key: str, entries: Entries, facts: AttributeFacts | None, *, is_dynamic: bool, unite: bool
) -> Answer | None:
    """Return the answer that some entries of one attribute are.

    Returns:
        The answer; None for that of a radio without an option, which is none.
    """
    last = entries[-1]
    if facts is None:
        name = last.name or key
        feature_hash = last.feature_hash
    else:
        name = facts.attribute.name
        feature_hash = facts.attribute.feature_node_hash
    if not isinstance(last.answers, list):
        if last.answers is None:
            return None
        return Answer(feature_hash, name, last.answers, [], is_dynamic)
    together = entries if unite else entries[-1:]
    chosen: dict[str, OptionAnswer] = {}
    for entry in together:
        for option in entry.answers if isinstance(entry.answers, list) else ():
            chosen.setdefault(option.feature_hash or option.name or option.value or "", option)
    names = [_option_name(it, facts) for it in chosen.values()]
    hashes = [it.feature_hash for it in chosen.values() if it.feature_hash is not None]
    value: Any = names
    if _is_radio(facts, last, len(entries)):
        if not names:
            return None
        value = names[0] if len(names) == 1 else names
    return Answer(feature_hash, name, value, hashes, is_dynamic)


def _is_radio(facts: AttributeFacts | None, entry: AttributeAnswer, count: int) -> bool:
    if facts is not None and not isinstance(facts.attribute, OtherAttribute):
        return isinstance(facts.attribute, RadioAttribute)
    # What nobody says: the editor writes an entry for each option of a checklist, with its value.
    of_attribute = entry.value is None or entry.value == value_name(entry.name or "")
    return count == 1 and of_attribute and len(entry.answers or ()) == 1  # type: ignore[arg-type]


def _option_name(answer: OptionAnswer, facts: AttributeFacts | None) -> str:
    option = facts and facts.options.get(answer.feature_hash or "")
    if option:
        return option.label
    return answer.name or answer.value or answer.feature_hash or ""


def is_asked(facts: AttributeFacts, given: Mapping[str, Answer]) -> bool:
    """Tell whether an attribute is asked for: those of an option are where that is chosen."""
    return not facts.parents or any(
        attribute in given and option in given[attribute].options
        for attribute, option in facts.parents
    )
