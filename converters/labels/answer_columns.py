"""The columns for the answers to attributes: one for each attribute at the top of a feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import define, field, frozen

from converters.imports import needed
from converters.json_text import encode_each
from converters.labels.answers import Answer
from converters.labels.features import Feature, Features
from orm_attrs import (
    ChecklistAttribute,
    NumericAttribute,
    OntologyAttribute,
    RadioAttribute,
    TextAttribute,
)

AnswerKind = Literal["radio", "checklist", "numeric", "text", "json"]
"""What the answers in a column are: the type of the attribute, or any JSON."""

Key = tuple[str | None, str | None]
"""The hash of a feature and that of one of its attributes."""

Answers = Mapping[str, Answer]
"""Answers by their names, as `Instance.answers` gives them."""

_UNFIT: Final = object()


@define(eq=False)
class AnswerColumn:
    """The answers to one attribute of one feature."""

    name: str
    """``<feature>.<attribute>``, by their names."""
    kind: AnswerKind
    options: dict[Any, int] = field(factory=dict)
    """The options of a radio, each with its place among `labels`: by their hashes, or, where labels
    alone tell them, by hash and name."""
    labels: list[str] = field(factory=list)
    """What the options are called, no two alike."""

    @property
    def arrow(self) -> Any:
        """Return the column's type."""
        pa = needed("pyarrow", "bulk")
        return {
            "radio": lambda: pa.dictionary(pa.int32(), pa.string()),
            "checklist": lambda: pa.list_(pa.string()),
            "numeric": pa.float64,
            "text": pa.string,
            "json": pa.string,
        }[self.kind]()

    def value(self, answer: Answer) -> Any:
        """Return an answer as the column has it: for a radio the place of its option.

        Returns:
            The value; `_UNFIT` where the column has no place for it.
        """
        return _VALUES[self.kind](self, answer)

    def array(self, values: Sequence[Any]) -> Any:
        """Return values, as `value` gives them, as an array of the column's type."""
        pa = needed("pyarrow", "bulk")
        if self.kind == "radio":
            labels = pa.array(self.labels, pa.string())
            return pa.DictionaryArray.from_arrays(pa.array(values, pa.int32()), labels)
        if self.kind == "json":
            values = [None if it is None else encode_each([it])[0].decode() for it in values]
        return pa.array(values, self.arrow)


def _option(column: AnswerColumn, answer: Answer) -> Any:
    if len(answer.options) != 1 or not isinstance(answer.value, str):
        return _UNFIT
    (hash_,) = answer.options
    place = column.options.get(hash_)
    return column.options.get((hash_, answer.value), _UNFIT) if place is None else place


def _options(_: AnswerColumn, answer: Answer) -> Any:
    value = answer.value
    if isinstance(value, str) and answer.options:
        return [value]
    return value if isinstance(value, list) and all(isinstance(it, str) for it in value) else _UNFIT


def _number(_: AnswerColumn, answer: Answer) -> Any:
    value = answer.value
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return _UNFIT
    try:
        made = float(value)
    except OverflowError:
        return _UNFIT
    return made if made == value else _UNFIT


def _text(_: AnswerColumn, answer: Answer) -> Any:
    return answer.value if isinstance(answer.value, str) and not answer.options else _UNFIT


_VALUES: Final[dict[AnswerKind, Callable[[AnswerColumn, Answer], Any]]] = {
    "radio": _option,
    "checklist": _options,
    "numeric": _number,
    "text": _text,
    "json": lambda _, answer: answer.value,
}


@frozen
class AnswerColumns:
    """The columns for answers, by feature and attribute."""

    by_key: dict[Key, AnswerColumn]

    def sort(
        self, groups: Sequence[tuple[str | None, Answers]]
    ) -> tuple[dict[str, Any], list[str | None]]:
        """Put answers into their columns.

        Args:
            groups: The hash of a feature, and answers.

        Returns:
            Column to an array of its values, one for each group; only of columns that have any, and
            of radios, whose options are the same in each part of a file. And for each group the
            JSON text of the answers that no column has a place for, or None.
        """
        found: dict[Key, dict[int, Any]] = {
            key: {} for key, it in self.by_key.items() if it.kind == "radio"
        }
        others: list[str | None] = [None] * len(groups)
        for number, (feature, answers) in enumerate(groups):
            left: dict[str, Any] = {}
            for name, answer in answers.items():
                key = (feature, answer.feature_hash)
                column = self.by_key.get(key)
                value = _UNFIT if column is None else column.value(answer)
                if value is _UNFIT:
                    left[name] = answer.value
                else:
                    found.setdefault(key, {})[number] = value
            if left:
                others[number] = encode_each([left])[0].decode()
        arrays = {}
        for key, values in found.items():
            column = self.by_key[key]
            arrays[column.name] = column.array(list(map(values.get, range(len(groups)))))
        return arrays, others


def columns_of(features: Features) -> AnswerColumns:
    """Return the columns for the answers to an ontology, of which the options of radios are known.

    Answers to attributes within an option have no column.
    """
    names = _Names()
    found: dict[Key, AnswerColumn] = {}
    found_in: list[Feature] = [
        *features.structure.objects,
        *features.structure.classifications,
    ]
    for feature in found_in:
        hash_ = feature.feature_node_hash
        attributes = feature.attributes or []
        title = getattr(feature, "name", None) or (attributes[0].name if attributes else "")
        for attribute in attributes:
            key = (hash_, attribute.feature_node_hash)
            if key not in found:
                name = names.unlike(f"{title}.{attribute.name}", attribute.feature_node_hash)
                found[key] = _column_of(name, attribute)
    return AnswerColumns(found)


_KINDS: Final[dict[type[OntologyAttribute], AnswerKind]] = {
    RadioAttribute: "radio",
    ChecklistAttribute: "checklist",
    NumericAttribute: "numeric",
    TextAttribute: "text",
}


def _column_of(name: str, attribute: OntologyAttribute) -> AnswerColumn:
    made = AnswerColumn(name, _KINDS.get(type(attribute), "json"))
    if isinstance(attribute, RadioAttribute):
        names = _Names()
        for option in attribute.options or ():
            if option.feature_node_hash not in made.options:
                made.options[option.feature_node_hash] = len(made.labels)
                made.labels.append(names.unlike(option.label, option.feature_node_hash))
    return made


def columns_from(groups: Iterable[tuple[str | None, str | None, Answers]]) -> AnswerColumns:
    """Return the columns for answers of which no ontology tells.

    Where all answers to an attribute are numbers, or all text, its column is one of these; where
    all are one option, one of a radio; where all are options, one of a checklist; else it is JSON.

    Args:
        groups: The hash of a feature, its name, and answers.
    """
    seen: dict[Key, tuple[str, list[Answer]]] = {}
    for feature, title, answers in groups:
        for answer in answers.values():
            name = f"{title or feature}.{answer.name}"
            seen.setdefault((feature, answer.feature_hash), (name, []))[1].append(answer)
    names = _Names()
    found: dict[Key, AnswerColumn] = {}
    for key, (name, answers_of) in seen.items():
        made = found[key] = AnswerColumn(names.unlike(name, key[1]), _kind_of(answers_of))
        if made.kind == "radio":
            options = _Names()
            for it in answers_of:
                option = (it.options[0], str(it.value))
                if option not in made.options:
                    made.options[option] = len(made.labels)
                    made.labels.append(options.unlike(option[1], option[0]))
    return AnswerColumns(found)


def _kind_of(answers: Sequence[Answer]) -> AnswerKind:
    kinds: tuple[AnswerKind, ...] = ("numeric", "text", "radio", "checklist")
    for kind in kinds:
        # Of a radio, the options are those that the answers have.
        tried = AnswerColumn("", kind)
        if kind == "radio":
            fits = all(isinstance(it.value, str) and len(it.options) == 1 for it in answers)
        else:
            fits = all(tried.value(it) is not _UNFIT for it in answers)
        if fits:
            return kind
    return "json"


class _Names:
    """Names of which no two are alike: the later one has its hash behind it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unlike(self, name: str, hash_: str | None) -> str:
        made, number = name, 1
        while made in self._taken:
            made = f"{name} ({hash_})" if number == 1 else f"{name} ({hash_}, {number})"
            number += 1
        self._taken.add(made)
        return made
