"""Goes through the items of a list or of a mapping, in both directions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from attrs import frozen
from cattrs.errors import IterableValidationError, IterableValidationNote

from converters.errors import (
    ProblemCode,
    expected,
    iterable_error,
    make_sentence,
    shorten,
    shorten_list,
)
from converters.plans.hooks import HookPair, attempt_item, stop_in
from converters.plans.report import Report

Verb = Literal["structuring", "unstructuring"]

SEQUENCES: Final = (list, tuple, deque)
"""What a list is taken from."""

SETS: Final = (*SEQUENCES, set, frozenset)
"""What a set is taken from: some formats have sets of their own."""


def as_is(items: Any) -> Any:
    """Give the list of a container back: what it is made of is what it is."""
    return items


@frozen(eq=False)
class Items:
    """The items of one type of containers: how each is converted, and what they become."""

    kind: Any
    """The type of the container."""
    item: Any
    """The type of the items."""
    pair: HookPair
    """What converts an item."""
    verb: Verb
    sources: tuple[type, ...] = SEQUENCES
    """What the items are taken from."""
    finish: Callable[[list[Any]], Any] = as_is
    """Makes the container of the list of converted items."""
    passes_as_is: type | None = None
    """Items of exactly this class are converted to themselves; None where there is no such."""

    def as_list(self, values: Any) -> list[Any]:
        """Give the values as a list; refuse what is none, such as text and objects."""
        if isinstance(values, self.sources):
            return values if type(values) is list else list(values)  # type: ignore[call-overload]
        raise TypeError(expected("a list", values))

    def attempt(self, values: Any) -> Any:
        """Convert all items, or raise anything at all at the first that is not plain."""
        items = self.as_list(values)
        done: list[Any] = []
        append, attempt, passes_as_is = done.append, self.pair.attempt, self.passes_as_is
        try:
            if self.pair.attempt_items is not None:
                self.pair.attempt_items(items, done)
            elif passes_as_is is not None:
                for value in items:
                    append(value if value.__class__ is passes_as_is else attempt(value))
            else:
                for value in items:
                    append(attempt(value))
            return self.finish(done)
        except Exception as stop:
            failure = stop_in(self, values, done, stop)
        raise failure

    def detailed(self, values: Any, report: Report) -> Any:
        """Convert all items, or raise what is wrong with each of them.

        Raises:
            IterableValidationError: All items that are wrong, as far as the report goes.
        """
        problems: list[Exception] = []
        try:
            items = self.as_list(values)
        except TypeError as wrong:
            report.add(problems, wrong)
            raise self._error(problems) from None
        done = report.take_done(self, values)
        # The item at which an attempt has ended needs no other.
        failed_at = -1 if done is None else len(done)
        done = [] if done is None else done
        text = f"{self.verb.capitalize()} {self.kind} @ index"
        for index in range(len(done), len(items)):
            if problems and report.is_full:
                report.cut()
                break
            value = items[index]
            try:
                if index == failed_at:
                    done.append(self.pair.detailed(value, report))
                else:
                    done.append(attempt_item(self.pair, value, report))
            except Exception as problem:
                done.append(None)
                note = IterableValidationNote(f"{text} {index}", index, self.item)
                report.add(problems, problem, note)
        if problems:
            raise self._error(problems)
        try:
            return self.finish(done)
        except Exception as wrong:
            report.add(problems, wrong)
            raise self._error(problems) from None

    def _error(self, problems: list[Exception]) -> IterableValidationError:
        return iterable_error(f"While {self.verb} {self.kind!r}", problems, self.kind)


@frozen(eq=False)
class Entries:
    """The entries of one type of mappings: how keys and values are converted."""

    kind: Any
    """The type of the mapping."""
    key: Callable[[Any], Any]
    """Converts a key."""
    value: HookPair
    """What converts a value."""
    value_type: Any
    verb: Verb
    finish: Callable[[dict[Any, Any]], Any] = as_is
    """Makes the mapping of the dict of converted entries."""

    def attempt(self, payload: Any) -> Any:
        """Convert all entries, or raise anything at all at the first that is not plain."""
        if not isinstance(payload, Mapping):
            raise TypeError(expected("an object", payload))
        done: dict[Any, Any] = {}
        try:
            # A hook may change what it is called for.
            for key, value in list(payload.items()):
                self.put(done, self.key(key), self.value.attempt(value))
        except Exception as stop:
            failure = stop_in(self, payload, done, stop)
        else:
            return self.finish(done)
        raise failure

    def detailed(self, payload: Any, report: Report) -> Any:
        """Convert all entries, or raise what is wrong with each of them.

        Raises:
            IterableValidationError: All entries that are wrong, as far as the report goes.
        """
        problems: list[Exception] = []
        if not isinstance(payload, Mapping):
            report.add(problems, TypeError(expected("an object", payload)))
            raise self._error(problems)
        done = report.take_done(self, payload)
        failed_at = -1 if done is None else len(done)
        skipped = 0 if done is None else len(done)
        done = {} if done is None else done
        for index, (key, value) in enumerate(list(payload.items())):
            if index < skipped:
                continue
            if problems and report.is_full:
                report.cut()
                break
            try:
                name = self.key(key)
                if index == failed_at:
                    made = self.value.detailed(value, report)
                else:
                    made = attempt_item(self.value, value, report)
                self.put(done, name, made)
            except Exception as problem:
                text = f"{self.verb.capitalize()} mapping {self.kind} @ key {shorten(key)}"
                report.add(problems, problem, IterableValidationNote(text, key, self.value_type))
        if problems:
            raise self._error(problems)
        return self.finish(done)

    @staticmethod
    def put(done: dict[Any, Any], key: Any, value: Any) -> None:
        """Add an entry; two keys that become one are an error."""
        if key in done:
            text = f"a second key that becomes {shorten_list([key])}"
            raise ValueError(make_sentence(text, ProblemCode.REPEATED, "different keys", key))
        done[key] = value

    def _error(self, problems: list[Exception]) -> IterableValidationError:
        return iterable_error(f"While {self.verb} {self.kind!r}", problems, self.kind)


@frozen(eq=False)
class Positions:
    """The values of one type of tuples: each place has a type of its own."""

    kind: Any
    """The type of the tuple."""
    pairs: tuple[HookPair, ...]
    """What converts the value in each place."""
    types: tuple[Any, ...]
    verb: Verb
    make: Callable[[list[Any]], Any]
    """Makes the result of the list of converted values."""

    def attempt(self, values: Any) -> Any:
        """Convert the values, or raise anything at all when they are not plain."""
        self._check(values)
        pairs = zip(self.pairs, tuple(values), strict=True)
        return self.make([it.attempt(value) for it, value in pairs])

    def detailed(self, values: Any, report: Report) -> Any:
        """Convert the values, or raise what is wrong with each of them.

        Raises:
            IterableValidationError: All values that are wrong, as far as the report goes.
        """
        problems: list[Exception] = []
        done: list[Any] = []
        try:
            self._check(values)
        except (TypeError, ValueError) as wrong:
            report.add(problems, wrong)
        else:
            for index, (pair, value) in enumerate(zip(self.pairs, tuple(values), strict=True)):
                if problems and report.is_full:
                    report.cut()
                    break
                try:
                    done.append(pair.detailed(value, report))
                except Exception as problem:
                    text = f"{self.verb.capitalize()} {self.kind} @ index {index}"
                    note = IterableValidationNote(text, index, self.types[index])
                    report.add(problems, problem, note)
        if problems:
            text = f"While {self.verb} {self.kind!r}"
            raise iterable_error(text, problems, self.kind)
        return self.make(done)

    def _check(self, values: Any) -> None:
        wanted = f"a list of {len(self.pairs)} values"
        if not isinstance(values, SEQUENCES):
            raise TypeError(expected(wanted, values))
        if len(values) != len(self.pairs):
            text = f"expected {wanted}, got {len(values)} of them"
            raise ValueError(make_sentence(text, ProblemCode.WRONG_LENGTH, wanted, values))
