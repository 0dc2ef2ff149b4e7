"""Hooks of values in another form: lists as objects by index, and single ones as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin

from attrs import frozen
from cattrs import BaseConverter
from cattrs.errors import ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote
from cattrs.fns import identity as cattrs_identity

from converters.engines.compiled import indexed_read_attempt, indexed_write_attempt
from converters.engines.containers import renamed_structure_hook, renamed_unstructure_hook
from converters.engines.items import SEQUENCES, SETS, Items, as_is
from converters.errors import MissingKeyNote, WireKeyNote, expected, iterable_error, shorten_list
from converters.plans.hooks import (
    HookPair,
    attempt_item,
    codec_pair,
    pair_for,
    stop_in,
    structure_hook,
    unstructure_hook,
)
from converters.plans.nodes import IndexedNode, Part, is_custom, item_type
from converters.plans.report import Limits, Report
from converters.tables import base_type, form_of, type_name
from converters.wire.codecs import ANY, codec_of_hook
from converters.wire.forms import FIRST, Place, add_place, put_in_order
from converters.wire.vocabulary import INDEXED, NAMED, SINGLE, Form

Hook = Callable[..., Any]


@frozen(eq=False)
class IndexedReader:
    """Structures lists that are objects by index, or lists as they are."""

    items: Items
    is_named: bool
    """True when keys may be anything, and the order of the object counts."""

    def attempt(self, payload: Any) -> Any:
        """Structure the values, or raise anything at all at the first that is not plain."""
        if not isinstance(payload, Mapping):
            return self.items.attempt(payload)
        made: list[Any] = []
        attempt = self.items.pair.attempt
        try:
            keys = list(payload) if self.is_named else put_in_order(payload).values()
            made.extend(attempt(payload[key]) for key in keys)
        except Exception as stop:
            failure = stop_in(self, payload, made, stop)
        else:
            return made
        raise failure

    def detailed(self, payload: Any, report: Report) -> Any:
        """Structure the values, or raise what is wrong with each of them, and with each key.

        Raises:
            IterableValidationError: All that is wrong, as far as the report goes.
        """
        if isinstance(payload, SEQUENCES):
            return self.items.detailed(payload, report)
        problems: list[Exception] = []
        if not isinstance(payload, Mapping):
            report.add(problems, TypeError(expected("an object or a list", payload)))
            raise _error(self.items.kind, problems)
        keys = self._keys(payload, report, problems)
        attempted = report.take_done(self, payload)
        # The value at which an attempt has ended needs no other.
        failed_at = -1
        done: list[Any] = []
        if attempted is not None and not problems:
            failed_at, done = len(attempted), attempted
        for index, key in enumerate(keys):
            if index < len(done):
                continue
            if problems and report.is_full:
                report.cut()
                break
            value, pair = payload[key], self.items.pair
            try:
                if index == failed_at:
                    done.append(pair.detailed(value, report))
                else:
                    done.append(attempt_item(pair, value, report))
            except Exception as problem:
                done.append(None)
                report.add(problems, problem, WireKeyNote(str(key)), self._note(index))
        if problems:
            raise _error(self.items.kind, problems)
        return done

    def _keys(
        self, payload: Mapping[Any, Any], report: Report, problems: list[Exception]
    ) -> list[Any]:
        """Return the keys that are indexes, in the order of these, and add what others are."""
        if self.is_named:
            return list(payload)
        keys: dict[Place, Any] = {}
        for key in payload:
            if problems and report.is_full:
                report.cut()
                break
            try:
                add_place(keys, key)
            except (TypeError, ValueError) as wrong:
                report.add(problems, wrong, WireKeyNote(str(key)), self._note(key))
        return [key for _, key in sorted(keys.items())]

    def _note(self, index: Any) -> str:
        text = f"Structuring {self.items.kind} @ index {index}"
        return IterableValidationNote(text, index, self.items.item)


@frozen(eq=False)
class SingleReader:
    """Structures a value that is the only one of an object by index."""

    kind: Any
    """The type of the value, with its form."""
    pair: HookPair
    forbids: bool
    """True when other keys are refused."""

    def attempt(self, payload: Any) -> Any:
        """Structure the value, or raise anything at all when it is not plain."""
        if not isinstance(payload, Mapping) or (self.forbids and len(payload) > 1):
            raise TypeError
        return self.pair.attempt(payload[FIRST])

    def detailed(self, payload: Any, report: Report) -> Any:
        """Structure the value, or raise what is wrong with it.

        Raises:
            IterableValidationError: All that is wrong, as far as the report goes.
        """
        problems: list[Exception] = []
        value: Any = None
        if not isinstance(payload, Mapping):
            report.add(problems, TypeError(expected("an object", payload)))
            raise _error(self.kind, problems)
        if FIRST not in payload:
            report.add(problems, KeyError(FIRST), MissingKeyNote(FIRST))
        else:
            try:
                value = self.pair.detailed(payload[FIRST], report)
            except Exception as problem:
                report.add(problems, problem, WireKeyNote(FIRST))
        if self.forbids:
            self._find_extra_keys(payload, report, problems)
        if problems:
            raise _error(self.kind, problems)
        return value

    def _find_extra_keys(
        self, payload: Mapping[Any, Any], report: Report, problems: list[Exception]
    ) -> None:
        extra = [key for key in payload if key != FIRST]
        named = extra[: int(min(len(extra), max(1 - len(problems), report.left)))]
        if len(named) < len(extra):
            report.cut()
        if named:
            text = f"Extra keys of {type_name(self.kind)}: {shorten_list(extra)}"
            problem = ForbiddenExtraKeysError(text, base_type(self.kind), set(named))
            report.add(problems, problem, times=len(named))


def _error(kind: Any, problems: list[Exception]) -> IterableValidationError:
    return iterable_error(f"While structuring {kind!r}", problems, kind)


def form_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures values in another form than that of their type.

    Raises:
        TypeError: When the form is not one for the type.
    """
    form, inner = _form_and_type(kind)
    if is_custom(converter.get_structure_hook(inner), inner):
        return renamed_structure_hook(kind, converter, limits)
    item = inner if form is SINGLE else item_type(inner)
    hook = converter.get_structure_hook(item)
    codec = codec_of_hook(hook, item)
    pair = pair_for(hook, item) if codec is None else codec_pair(codec.structure)
    forbids = bool(getattr(converter, "forbid_extra_keys", False))
    reader: IndexedReader | SingleReader = (
        SingleReader(kind, pair, forbids)
        if form is SINGLE
        else IndexedReader(Items(kind, item, pair, "structuring"), form is NAMED)
    )
    attempt = indexed_read_attempt(pair, codec, reader, form, forbids=forbids)
    node = IndexedNode(kind, form, Part(item, converter.get_structure_hook))
    made = HookPair(attempt or reader.attempt, reader.detailed, node=node)
    return structure_hook(made, limits, "indexed")


def form_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes values in another form than that of their type.

    Raises:
        TypeError: When the form is not one for the type.
    """
    form, inner = _form_and_type(kind)
    if is_custom(converter.get_unstructure_hook(inner), inner):
        return renamed_unstructure_hook(kind, converter, limits)
    item = inner if form is SINGLE else item_type(inner)
    hook = converter.get_unstructure_hook(item)
    pair = codec_pair(as_is) if hook is cattrs_identity else pair_for(hook)
    items = Items(kind, item, pair, "unstructuring", sources=SETS)
    written = _single(pair) if form is SINGLE else _by_index(items)
    codec = ANY if hook is cattrs_identity else None
    attempt = indexed_write_attempt(pair, codec, written.attempt, form)
    node = IndexedNode(kind, form, Part(item, converter.get_unstructure_hook))
    made = HookPair(attempt or written.attempt, written.detailed, node=node)
    return unstructure_hook(made, limits, "indexed")


def _by_index(items: Items) -> HookPair:
    def numbered(values: list[Any]) -> dict[str, Any]:
        return {str(index): value for index, value in enumerate(values)}

    return HookPair(
        lambda values: numbered(items.attempt(values)),
        lambda values, report: numbered(items.detailed(values, report)),
    )


def _single(pair: HookPair) -> HookPair:
    return HookPair(
        lambda value: {FIRST: pair.attempt(value)},
        lambda value, report: {FIRST: pair.detailed(value, report)},
    )


def _form_and_type(kind: Any) -> tuple[Form, Any]:
    form, inner = form_of(kind) or INDEXED, get_args(kind)[0]
    if form is SINGLE:
        return form, inner
    if get_origin(base_type(inner)) is not list:
        raise TypeError(f"an object by index stands for a list, and not for {type_name(inner)}")
    return form, base_type(inner)
