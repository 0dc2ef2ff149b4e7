"""Names of attributes and options, each of which tells one of them within its feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from converters.labels.answers import Answer
from converters.labels.features import AttributeFacts, Feature, Features
from converters.labels.names import value_name
from orm_attrs import (
    AttributeAnswer,
    ChecklistAttribute,
    NumericAttribute,
    OptionAnswer,
    RadioAttribute,
    TextAttribute,
)


class UnfitAnswerError(Exception):
    """A value is no answer to an attribute; the text says why."""


@define(eq=False)
class AttributeNames:
    """An attribute, with the names of its options."""

    facts: AttributeFacts
    options: dict[str, str] = field(factory=dict)
    """The hashes of its options to their names, no two alike."""
    by_name: dict[str, str] = field(factory=dict)
    """The same the other way round."""

    def value(self, answer: Answer) -> Any:
        """Return what an answer is outside of label rows: options by their names."""
        if not answer.options or not isinstance(answer.value, (str, list)):
            return answer.value
        names = [self.options.get(it, it) for it in answer.options]
        return names if isinstance(answer.value, list) else names[0]

    def entry(self, value: Any) -> Any:
        """Return a value as the answer that a label row has.

        Raises:
            UnfitAnswerError: When it is none.
        """
        attribute = self.facts.attribute
        if isinstance(attribute, (RadioAttribute, ChecklistAttribute)):
            given = value if isinstance(value, list) else [value]
            if isinstance(attribute, RadioAttribute) and isinstance(value, str):
                given = [value]
            return [self._option(it) for it in given]
        if isinstance(attribute, TextAttribute) and not isinstance(value, str):
            raise UnfitAnswerError("is no text")
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if isinstance(attribute, NumericAttribute) and not is_number:
            raise UnfitAnswerError("is no number")
        return value

    def _option(self, name: Any) -> OptionAnswer:
        hash_ = self.by_name.get(name) if isinstance(name, str) else None
        if hash_ is None:
            raise UnfitAnswerError("is none of its options")
        option = self.facts.options[hash_]
        value = value_name(option.label, option=True) if option.value is None else option.value
        return OptionAnswer(option.label, value, hash_)


@define(eq=False)
class FeatureNames:
    """The attributes of a feature, by hash and by name."""

    by_hash: dict[str, tuple[str, AttributeNames]]
    by_name: dict[str, AttributeNames]
    ticks: dict[str, tuple[AttributeNames, str]]
    """The labels of the options of checklists, each of one alone, to what they tick: an older way
    to write what is chosen."""

    def name_of(self, named: AttributeNames) -> str:
        """Return the name of an attribute of the feature."""
        return self.by_hash[named.facts.attribute.feature_node_hash][0]

    def values(self, answers: Mapping[str, Answer]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the answers to attributes as values by their names.

        Args:
            answers: The answers by the hashes of attributes.

        Returns:
            The values, and of those that the ontology does not have what tells them: the hash of
            the attribute, and those of options.
        """
        found: dict[str, Any] = {}
        foreign: dict[str, Any] = {}
        for key, answer in answers.items():
            named = self.by_hash.get(key)
            if named is not None:
                found[named[0]] = named[1].value(answer)
                continue
            name = answer.name
            if name in self.by_name or name in found:
                name = f"{name} ({key})"
            found[name] = answer.value
            hashes = {"featureHash": answer.feature_hash, "options": answer.options}
            foreign[name] = {"name": answer.name} | {k: it for k, it in hashes.items() if it}
        return found, foreign


def names_of(features: Features, feature: Feature | None) -> FeatureNames:
    """Return the names within a feature; None is one without attributes."""
    facts = {} if feature is None else features.attributes(feature)
    names = _told_apart((key, it.attribute.name) for key, it in facts.items())
    made: dict[str, tuple[str, AttributeNames]] = {}
    ticks: dict[str, list[tuple[AttributeNames, str]]] = {}
    for key, it in facts.items():
        options = _told_apart((hash_, option.label) for hash_, option in it.options.items())
        named = AttributeNames(it, options, {name: hash_ for hash_, name in options.items()})
        made[key] = names[key], named
        if isinstance(it.attribute, ChecklistAttribute):
            for name in options.values():
                ticks.setdefault(name, []).append((named, name))
    by_name = dict(made.values())
    only = {key: it[0] for key, it in ticks.items() if len(it) == 1 and key not in by_name}
    return FeatureNames(made, by_name, only)


def _told_apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return names by hashes, with the hash behind each name that several have."""
    pairs = list(named)
    counts = Counter(name for _, name in pairs)
    return {key: name if counts[name] == 1 else f"{name} ({key})" for key, name in pairs}


def answer_entry(named: AttributeNames, answers: Any) -> AttributeAnswer:
    """Return the answer to an attribute as a label row has it."""
    attribute = named.facts.attribute
    return AttributeAnswer(
        name=attribute.name,
        value=value_name(attribute.name),
        answers=answers,
        feature_hash=attribute.feature_node_hash,
        manual_annotation=True,
    )
