"""Makes answers of plain values: text, numbers, and the names of options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from attrs import frozen

from converters.errors import expected, shorten, shorten_list
from converters.labels.features import AttributeFacts
from converters.labels.given import Questions
from converters.labels.names import value_name
from converters.problems import validate
from orm_attrs import (
    AttributeAnswer,
    ChecklistAttribute,
    NumericAttribute,
    OntologyOption,
    OptionAnswer,
    RadioAttribute,
    TextAttribute,
)

AnswerValue = str | float | Sequence[str] | None
"""Text, a number, the label of an option, or those of a checklist; None to take an answer away."""


@frozen
class Given:
    """An answer that is given, or taken away."""

    hash: str
    """The attribute."""
    facts: AttributeFacts
    """The attribute in the ontology."""
    answers: str | float | list[OptionAnswer] | None
    """The answer; None to take it away."""

    def entry(self, *, manual_annotation: bool) -> AttributeAnswer:
        """Return the answer as it stands in a row.

        Raises:
            ValueError: When ``manual_annotation`` is no bool.
        """
        name = self.facts.attribute.name
        made = AttributeAnswer(
            name=name,
            value=value_name(name),
            answers=self.answers,
            feature_hash=self.hash,
            manual_annotation=manual_annotation,
        )
        refuse_invalid(made)
        return made


def refuse_invalid(made: Any, where: str = "") -> None:
    """Refuse an object that was made, when what is written of it could not be read.

    Args:
        made: The object.
        where: What the sentence begins with.

    Raises:
        ValueError: When a field is of another type than it says.
    """
    for problem in validate(made):
        raise ValueError(f"{where}{problem}")


def given_by(
    questions: Questions, name: str | None, answers: Mapping[str, AnswerValue]
) -> list[Given]:
    """Return answers in the order of the ontology.

    Args:
        questions: What is asked about the feature.
        name: The name of the feature, for errors.
        answers: The name of each attribute, or its hash, to the answer.

    Raises:
        ValueError: When there is no such attribute or option, or several, or the answer is of
            another kind.
    """
    found = {}
    for key, value in answers.items():
        hash_ = _attribute(questions.facts, name, key)
        if hash_ in found:
            raise ValueError(f"{questions.facts[hash_].attribute.name} is answered twice")
        facts = questions.facts[hash_]
        found[hash_] = Given(hash_, facts, None if value is None else _answers(facts, value))
    return [found[hash_] for hash_ in questions.facts if hash_ in found]


def _attribute(facts: Mapping[str, AttributeFacts], name: str | None, key: str) -> str:
    if key in facts:
        return key
    hashes = [hash_ for hash_, it in facts.items() if it.attribute.name == key]
    names = [it.attribute.name for it in facts.values()]
    return _only(hashes, f"{name} has", "attribute", key, names)


def _only(found: list[str], who: str, what: str, key: str, names: Iterable[str]) -> str:
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{who} {len(found)} {what}s {shorten(key)}: say the hash of one")
    known = shorten_list(list(dict.fromkeys(names))) or "none"
    raise ValueError(f"{who} no {what} {shorten(key)}, but {known}")


def _answers(facts: AttributeFacts, value: object) -> str | float | list[OptionAnswer]:
    attribute = facts.attribute
    if isinstance(attribute, TextAttribute):
        if isinstance(value, str):
            return value
        raise _wrong(facts, "str", value)
    if isinstance(attribute, NumericAttribute):
        if isinstance(value, int) and type(value) is not bool:
            return value
        if isinstance(value, float) and isfinite(value):
            return value
        raise _wrong(facts, "a number", value)
    if isinstance(attribute, RadioAttribute):
        if isinstance(value, str):
            return [_chosen(facts, value)]
        raise _wrong(facts, "the label of an option", value)
    if isinstance(attribute, ChecklistAttribute):
        is_list = isinstance(value, (list, tuple, set, frozenset))
        if not is_list or not all(isinstance(it, str) for it in value):  # type: ignore[attr-defined]
            raise _wrong(facts, "a list of the labels of options", value)
        chosen = {it.feature_hash: it for it in (_chosen(facts, label) for label in value)}  # type: ignore[attr-defined]
        return [chosen[hash_] for hash_ in facts.options if hash_ in chosen]
    raise ValueError(f"{attribute.name}: nobody knows what an answer to {attribute.type} is")


def _wrong(facts: AttributeFacts, what: str, value: object) -> ValueError:
    return ValueError(f"{facts.attribute.name}: {expected(what, value)}")


def _chosen(facts: AttributeFacts, label: str) -> OptionAnswer:
    hash_ = label
    if label not in facts.options:
        hashes = [hash_ for hash_, it in facts.options.items() if it.label == label]
        names = [it.label for it in facts.options.values()]
        hash_ = _only(hashes, f"{facts.attribute.name} has", "option", label, names)
    option: OntologyOption = facts.options[hash_]
    value = option.value
    if value is None:
        value = value_name(option.label, option=True)
    return OptionAnswer(option.label, value, hash_)
