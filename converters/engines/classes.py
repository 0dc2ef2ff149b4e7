"""Hooks of attrs classes: factories, as cattrs calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args, get_origin

from cattrs import BaseConverter, override

from converters.engines.compiled import is_attempt, read_attempt, write_attempt
from converters.engines.detailed import DetailedReader, DetailedWriter
from converters.engines.flags import reading_flags, writing_flags
from converters.engines.pure import Reader, write_function
from converters.engines.requests import refusing_unknown
from converters.errors import expected, shorten_list
from converters.plans.hooks import (
    Attempt,
    HookPair,
    make_once,
    structure_hook,
    unstructure_hook,
)
from converters.plans.read import ExtraKeys, ReadPlan, read_plan
from converters.plans.report import FIRST_PROBLEM, Limits, Report
from converters.plans.scope import outside_of
from converters.plans.write import WritePlan, write_plan
from converters.tables import base_type
from converters.unknown.held import has_place
from converters.unknown.recorder import Recorder
from converters.wire.codecs import Members, codec_of_type
from converters.wire.vocabulary import BODY_KEY, REST_KEY


def class_structure_hook(
    kind: Any, converter: BaseConverter, limits: Limits, *, keeps: bool
) -> Callable[..., Any]:
    """Make the hook that structures an attrs class.

    Raises:
        TypeError: When unknown things are to be kept, and the class cannot have that.
    """

    def make() -> Callable[..., Any]:
        pair, plan = class_reader(kind, converter, keeps=keeps)
        pair = reading_body(reading_flags(reading_rest(pair, plan), plan), plan)
        hook = structure_hook(pair, limits, plan.cls.__name__)
        hook.overrides = {  # type: ignore[attr-defined]
            # The key that is written tells the classes of a union apart.
            it.field.name: override(
                rename=it.field.written_key,
                struct_hook=structure_hook(HookPair(it.read, it.structure), limits, it.field.name),
            )
            for it in plan.hooks
        }
        return hook

    return make_once((id(outside_of(converter)), kind, "structure"), make)


def class_reader(kind: Any, converter: BaseConverter, *, keeps: bool) -> tuple[HookPair, ReadPlan]:
    """Make the two parts of the structure hook of a class."""
    holds = keeps and has_place(get_origin(kind) or kind)
    extra_keys: ExtraKeys = "keep" if holds else "forbid" if keeps else "ignore"
    plan = read_plan(kind, converter, extra_keys)
    if keeps and not holds:
        _refuse_loss(plan)
    recorder = Recorder(plan, converter) if holds else None
    detailed = DetailedReader(plan, recorder)
    if plan.needs_self:
        attempt = lambda payload: detailed(payload, Report(FIRST_PROBLEM))  # noqa: E731
        return HookPair(attempt, detailed, plan=plan), plan
    more_keys = {key for it in plan.fields for key in it.more_keys}
    if more_keys:
        attempt = read_attempt(plan, recorder) or Reader(plan, recorder).structure
        pair = HookPair(attempt, detailed, plan=plan)
        return HookPair(_unless(more_keys, pair), detailed, plan=plan, wraps=pair), plan
    compiled = read_attempt(plan, recorder)
    if compiled is not None:
        return HookPair(compiled, detailed, plan=plan), plan
    reader = Reader(plan, recorder)
    return HookPair(
        reader.structure, detailed, plan=plan, attempt_items=reader.structure_items
    ), plan


def _unless(more_keys: set[str], pair: HookPair) -> Attempt:
    """Attempt what is only right for payloads without some keys, and else go field by field."""

    def attempt(payload: Any) -> Any:
        if more_keys.isdisjoint(payload):
            return pair.attempt(payload)
        return pair.detailed(payload, Report(FIRST_PROBLEM))

    return attempt


def pure_attempt(pair: HookPair) -> Attempt:
    """Give what the pure engine does in the place of an attempt, without what is put around it."""
    while pair.wraps is not None:
        pair = pair.wraps
    if not is_attempt(pair.attempt) or pair.plan is None:
        return pair.attempt
    if isinstance(pair.plan, WritePlan):
        return write_function(pair.plan)
    detailed = cast("DetailedReader", pair.detailed)
    return Reader(pair.plan, detailed.recorder).structure


def class_unstructure_hook(
    kind: Any, converter: BaseConverter, limits: Limits, *, keeps: bool
) -> Callable[..., Any]:
    """Make the hook that unstructures an attrs class."""

    def make() -> Callable[..., Any]:
        pair, plan = class_writer(kind, converter, keeps=keeps)
        pair = writing_body(writing_flags(writing_rest(pair, plan), plan), plan)
        pair = refusing_unknown(pair, plan, converter.get_unstructure_hook)
        hook = unstructure_hook(pair, limits, plan.cls.__name__)
        hook.overrides = {  # type: ignore[attr-defined]
            it.field.name: override(
                rename=it.field.written_key,
                omit_if_default=bool(
                    it.field.omit_if_default
                    or (it.field.omit_none and it.field.attribute.default is None)
                ),
                unstruct_hook=unstructure_hook(
                    HookPair(it.write, it.unstructure), limits, it.field.name
                ),
            )
            for it in plan.hooks
        }
        return hook

    return make_once((id(outside_of(converter)), kind, "unstructure"), make)


def class_writer(kind: Any, converter: BaseConverter, *, keeps: bool) -> tuple[HookPair, WritePlan]:
    """Make the two parts of the unstructure hook of a class."""
    plan = write_plan(kind, converter, restores=keeps)
    attempt = write_attempt(plan) or write_function(plan)
    return HookPair(attempt, DetailedWriter(plan), plan=plan), plan


def reading_rest(pair: HookPair, plan: ReadPlan) -> HookPair:
    """Put the keys that have no field of their own under one key, where a field holds them."""
    if not any(it.is_rest for it in plan.fields):
        return pair
    known = {key for it in plan.fields for key in it.keys} - {REST_KEY}

    def gathered(payload: Any) -> Any:
        if not isinstance(payload, Mapping):
            return payload
        made = {key: value for key, value in payload.items() if key in known}
        made[REST_KEY] = {key: value for key, value in payload.items() if key not in known}
        return made

    return HookPair(
        lambda value: pair.attempt(gathered(value)),
        lambda value, report: pair.detailed(gathered(value), report),
        plan=plan,
        wraps=pair,
    )


def writing_rest(pair: HookPair, plan: WritePlan) -> HookPair:
    """Write what a field holds of other keys beside the keys of the fields."""
    if not any(it.field.is_rest for it in plan.hooks):
        return pair

    def spread(written: dict[str, Any]) -> dict[str, Any]:
        rest = written.pop(REST_KEY, {})
        if not isinstance(rest, Mapping):
            raise TypeError(expected("an object", rest))
        if written.keys() & rest.keys():
            names = shorten_list(sorted(written.keys() & rest.keys()))
            raise ValueError(f"keys of fields of their own stand among the others: {names}")
        return {**written, **rest}

    return HookPair(
        lambda value: spread(pair.attempt(value)),
        lambda value, report: spread(pair.detailed(value, report)),
        plan=plan,
        wraps=pair,
    )


def reading_body(pair: HookPair, plan: ReadPlan) -> HookPair:
    """Put the whole of a payload under one key, where the class looks as a field of it does."""
    if plan.body is None:
        return pair
    return HookPair(
        # The compiled engine takes it as it is.
        pair.attempt if is_attempt(pair.attempt) else lambda value: pair.attempt({BODY_KEY: value}),
        lambda value, report: pair.detailed({BODY_KEY: value}, report),
        plan=plan,
        wraps=pair,
    )


def writing_body(pair: HookPair, plan: WritePlan) -> HookPair:
    """Write the value of the field alone, where a class looks as that does."""
    if plan.body is None:
        return pair
    return HookPair(
        pair.attempt if is_attempt(pair.attempt) else lambda value: pair.attempt(value)[BODY_KEY],
        lambda value, report: pair.detailed(value, report)[BODY_KEY],
        plan=plan,
        wraps=pair,
    )


def _refuse_loss(plan: ReadPlan) -> None:
    """Refuse a class whose objects have no place for the unknown values of its fields."""
    for hook in plan.hooks:
        members = None if hook.codec is None else hook.codec.members
        if getattr(members, "fallback", None) is not None or _has_fallback(hook.field.type):
            raise TypeError(
                f"{plan.cls.__name__}.{hook.field.name}: unknown values would be lost, as objects "
                "of the class have no place for them; derive it from orm_attrs.Keeper"
            )


def _has_fallback(kind: Any) -> bool:
    kind = base_type(kind)
    codec = codec_of_type(kind) if isinstance(kind, type) else None
    if codec is not None and isinstance(codec.members, Members):
        return codec.members.fallback is not None
    # A class answers for its own fields.
    is_class = isinstance(get_origin(kind), type) and hasattr(get_origin(kind), "__attrs_attrs__")
    return not is_class and any(map(_has_fallback, get_args(kind)))
