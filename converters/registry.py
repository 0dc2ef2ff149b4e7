"""Assembles every hook on a cattrs converter: the only place that registers any."""

from __future__ import annotations

import dataclasses
import inspect
from abc import ABC
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from enum import Enum
from functools import cache, partial
from pathlib import Path, PurePath
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    TypeVar,
    Union,
    get_args,
    get_origin,
    overload,
)
from uuid import UUID

import attrs
from attrs import frozen
from cattrs import Converter, UnstructureStrategy
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import (
    NO_CLASS_HOOK,
    class_hooks,
    dict_factory,
    has_class_hook,
    structure_dispatch,
    unstructure_dispatch,
)
from converters.engines import containers, indexed, unions
from converters.engines.classes import (
    class_structure_hook,
    class_unstructure_hook,
    pure_attempt,
)
from converters.engines.source import GENERATED
from converters.plans.hooks import HookPair, made_hook, pair_of
from converters.plans.nodes import COLLECTIONS, MAPPINGS, list_class_item
from converters.plans.read import ReadPlan
from converters.plans.scope import (
    REPLACED,
    Factory,
    Rows,
    Scope,
    Settings,
    concerns_models,
    is_model,
    is_preconf,
)
from converters.plans.write import WritePlan
from converters.tables import (
    form_of,
    is_literal,
    is_type_alias,
    names_a_type,
    split_optional,
)
from converters.unknown.held import Unknown
from converters.wire.codecs import (
    SCALARS,
    StructureCodecHook,
    UnstructureCodecHook,
    is_our_enum,
)
from converters.wire.dates import NO_ZONES, Zones
from converters.wire.text_types import TEXT_CODECS
from orm_attrs import StringEnum

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


class ModelConverter(Converter):
    """A ``cattrs.Converter`` as it is; only type checkers see more.

    To them ``structure(payload, DataRow | None)`` is a ``DataRow | None``, and so for all unions,
    which cattrs' own annotation leaves out.
    """

    if TYPE_CHECKING:
        # Two, as type checkers that do not know TypeForm yet read the second as nothing at all.
        @overload
        def structure(self, obj: Any, cl: type[T]) -> T: ...
        @overload
        def structure(self, obj: Any, cl: TypeForm[T]) -> T: ...
        def structure(self, obj: Any, cl: Any) -> Any:
            """Structure a value as a type; see ``cattrs.Converter.structure``."""


def make_converter(
    *,
    unknown: Unknown = "ignore",
    max_problems: int | None = 1000,
    scope: Scope = "all",
    zones: Mapping[str, tzinfo] = NO_ZONES.by_name,
    **kwargs: Any,
) -> ModelConverter:
    """Make a converter with every hook.

    Args:
        unknown: What becomes of unknown things; see `configure_converter`.
        max_problems: How many problems an error lists; see `configure_converter`.
        scope: Which types the hooks are for; see `configure_converter`.
        zones: What names of zones in dates stand for; see `configure_converter`.
        **kwargs: Handed to ``cattrs.Converter``, for instance ``omit_if_default=True``.

    Raises:
        ValueError: See `configure_converter`.
    """
    converter = ModelConverter(**kwargs)
    configure_converter(
        converter, unknown=unknown, max_problems=max_problems, scope=scope, zones=zones
    )
    return converter


@cache
def ready_converter() -> ModelConverter:
    """Give the one converter that `converters.converter` is."""
    return make_converter()


def configure_converter(
    converter: Converter,
    *,
    unknown: Unknown = "ignore",
    max_problems: int | None = 1000,
    scope: Scope = "all",
    zones: Mapping[str, tzinfo] = NO_ZONES.by_name,
) -> None:
    """Register every hook on a converter, which may be a service's own.

    Hooks that are registered afterwards come before ours; a preconf converter of cattrs' is
    configured by cattrs first, so ours come before its own. The hooks stay with ``copy()``.

    Args:
        converter: Any ``cattrs.Converter``. Classes that are not ours are structured by it as
            strictly as ours are.
        unknown: What becomes of keys that an attrs class does not know. ``"ignore"`` leaves them
            out, unless the converter was made with ``forbid_extra_keys``. ``"forbid"`` sets that
            option. ``"keep"`` holds them with the object and writes them back, and with them every
            field as the payload spelled it, for as long as nobody changes it: the value behind
            an enum's fallback member, an absent key, null, the format of a date.
        max_problems: How many problems the error of one payload lists, at least 1; None for all.
            What follows is not looked at, and one more problem, the last, says so.
        scope: Which types the hooks are for. ``"all"``: every type that they know. ``"models"``:
            models, subclasses of these, classes on ``orm_attrs.Keeper``, and what holds them or
            stands for them, such as ``list[DataRow]``; inside of these, values, enums and
            containers, too. Values elsewhere, and other classes, stay as they were.
        zones: Name of a zone, of one to five capital letters, to what it stands for in the dates
            that have it in place of an offset, such as ``{"BST": timezone(timedelta(hours=1))}``.
            GMT, UTC and Z are known; any other name without an offset is an error. It holds for all
            dates that have a time.

    Raises:
        TypeError: When a zone is no ``tzinfo``.
        ValueError: When an argument is none of these, when ``unknown`` is ``"keep"`` on a
            converter that was made with ``forbid_extra_keys``, and for a converter that was made
            with ``unstruct_strat=AS_TUPLE`` or with a ``dict_factory`` other than ``dict``, as
            our hooks write dicts.
    """
    _check_options(converter, unknown, max_problems, scope)
    keeps = unknown == "keep"
    settings = Settings(
        keeps=keeps,
        forbids=unknown == "forbid",
        max_problems=max_problems,
        scope=scope,
        zones=Zones(zones) if zones else NO_ZONES,
        structure_rows=_STRUCTURE_ROWS,
        unstructure_rows=_UNSTRUCTURE_ROWS,
        structured_before=dict(class_hooks(structure_dispatch(converter))),
        unstructured_before=dict(class_hooks(unstructure_dispatch(converter))),
    )
    structure_rows: Rows = _STRUCTURE_ROWS
    unstructure_rows: Rows = _UNSTRUCTURE_ROWS
    is_class: Any = is_model
    if scope == "all":
        if settings.forbids:
            converter.forbid_extra_keys = True
        _register_values(converter, settings.zones)
        unstructure_rows += ((_is_text_dataclass, containers.dataclass_unstructure_hook),)
        is_class = attrs.has
    else:
        structure_rows, unstructure_rows = map(_for_models, (structure_rows, unstructure_rows))
    structure_rows += ((is_class, partial(class_structure_hook, keeps=keeps)),)
    unstructure_rows += ((is_class, partial(class_unstructure_hook, keeps=keeps)),)
    # The last that is registered is asked first.
    for is_of_kind, make in structure_rows:
        converter.register_structure_hook_factory(is_of_kind, Factory(make, settings))
    for is_of_kind, make in unstructure_rows:
        converter.register_unstructure_hook_factory(is_of_kind, Factory(make, settings))


def _for_models(rows: Rows) -> Rows:
    """Narrow factories to what holds models, or stands for one."""

    def narrowed(is_of_kind: Callable[[Any], bool]) -> Callable[[Any], bool]:
        return lambda kind: is_of_kind(kind) and concerns_models(kind)

    return tuple((narrowed(is_of_kind), make) for is_of_kind, make in rows)


def _check_options(
    converter: Converter, unknown: Unknown, max_problems: int | None, scope: Scope
) -> None:
    if unknown not in get_args(Unknown):
        raise ValueError(f"unknown: {unknown!r} is none of {', '.join(get_args(Unknown))}")
    if scope not in get_args(Scope):
        raise ValueError(f"scope: {scope!r} is none of {', '.join(get_args(Scope))}")
    if max_problems is not None and (type(max_problems) is not int or max_problems < 1):
        raise ValueError(f"max_problems: expected at least 1, got {max_problems}")
    if converter.unstruct_strat is not UnstructureStrategy.AS_DICT:
        raise ValueError("unstruct_strat: the hooks write dicts, so it must be AS_DICT")
    if dict_factory(converter) is not dict:
        raise ValueError("dict_factory: the hooks write dicts, so it must be dict")
    if unknown == "keep" and converter.forbid_extra_keys:
        raise ValueError("unknown: 'keep' and forbid_extra_keys exclude each other")


def _register_values(converter: Converter, zones: Zones) -> None:
    """Register the hooks of the types that have an encoding, and of their subclasses.

    By predicate, so that a hook which a service registers later by predicate comes before them.
    Where the converter has a hook by class, as preconf ones do, that is asked first: for values of
    JSON, dates with a time, UUIDs, paths and our enums ours replaces it; other types keep the one
    of their format.
    """
    for base in _HOOKED_BASES:
        if base is bytes and is_preconf(converter):
            continue
        is_replaced = base in REPLACED or not has_class_hook(converter, base)
        _register_base(converter, base, zones)
        # cattrs itself has a hook for Path, which takes more than text.
        for kind in (base, Path) if base is PurePath else (base,):
            if is_replaced and kind is not Enum:
                _leave_to_predicates(converter, kind)
    dispatches = structure_dispatch(converter), unstructure_dispatch(converter)
    before = {kind for it in dispatches for kind in class_hooks(it) if is_our_enum(kind)}
    # Older versions of cattrs have a hook by class for all enums.
    found = class_hooks(structure_dispatch(converter)).get(Enum)
    own = [Enum] if getattr(found, "__module__", None) == "cattrs.converters" else []
    for kind in (*_OUR_ENUMS, *before, *own):
        _leave_to_predicates(converter, kind)


def _register_base(converter: Converter, base: type, zones: Zones) -> None:
    def is_of_base(kind: Any) -> bool:
        return isinstance(kind, type) and issubclass(kind, base)

    written = cattrs_identity if base in SCALARS else UnstructureCodecHook(base)

    def structure_hook(_: Any, converter: Converter) -> StructureCodecHook:
        return StructureCodecHook(
            base, zones, forbids=bool(getattr(converter, "forbid_extra_keys", False))
        )

    converter.register_structure_hook_factory(is_of_base, structure_hook)
    converter.register_unstructure_hook_factory(is_of_base, lambda _: written)


def _leave_to_predicates(converter: Converter, kind: type) -> None:
    converter.register_structure_hook(kind, NO_CLASS_HOOK)
    converter.register_unstructure_hook(kind, NO_CLASS_HOOK)


class _Ours(ABC):
    """Base of our enums to ``functools.singledispatch``, which finds cattrs' hooks by class.

    It comes before any base that they have in fact, also of those whose module is not imported yet.
    """

    _base: ClassVar[type]

    @classmethod
    def __subclasshook__(cls, kind: type) -> bool:
        # Of one only, as hooks that a service registers later for str are for enums of that, too.
        bases = (int, str, StringEnum, Enum)
        return is_our_enum(kind) and cls._base is next(it for it in bases if issubclass(kind, it))


class _OurEnum(_Ours):
    _base = Enum


class _OurIntEnum(_Ours):
    _base = int


class _OurStrEnum(_Ours):
    _base = str


class _OurStringEnum(_Ours):
    _base = StringEnum


_OUR_ENUMS: Final = (_OurEnum, _OurIntEnum, _OurStrEnum, _OurStringEnum)


@frozen(eq=False)
class Plan:
    """What is to be done for a class on a converter, in both directions."""

    read: ReadPlan
    """How payloads become objects."""
    write: WritePlan
    """How objects become payloads."""

    def __str__(self) -> str:
        return "\n".join([*self.read.lines(), "", *self.write.lines()])


def plan(kind: Any, *, converter: Converter | None = None) -> Plan:
    """Give what is to be done for a class: made from its table, its types and registered hooks.

    ``print(converters.plan(DataRow))`` shows it, a line for each field.

    Args:
        kind: A model or another attrs class; with its arguments where it is generic.
        converter: A converter with our hooks; None for the ready one.

    Raises:
        TypeError: When ``kind`` is no attrs class, or the hooks that were registered for it are
            not ours.
    """
    plans: list[Any] = [pair and pair.plan for pair in _pairs(kind, converter)]
    if None in plans:
        raise TypeError(f"no plans were made for {kind}")
    return Plan(*plans)


def source(kind: Any, *, converter: Converter | None = None) -> str:
    """Give the source of the hooks that were generated for a class.

    Args:
        kind: A model or another attrs class; with its arguments where it is generic.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        The source of the structure hook and of the unstructure hook.

    Raises:
        TypeError: When the hooks of ``kind`` are not generated ones.
    """
    pairs = [pair for pair in _pairs(kind, converter) if pair is not None]
    codes = [code for pair in pairs if (code := getattr(pure_attempt(pair), "__code__", None))]
    if not codes or not all(code.co_filename.startswith(GENERATED) for code in codes):
        raise TypeError(f"no hooks were generated for {kind}")
    return "\n".join(map(inspect.getsource, codes))


def _pairs(kind: Any, converter: Converter | None) -> list[HookPair | None]:
    """Return the parts of both hooks of a type; None for a hook that is not ours."""
    converter = converter or ready_converter()
    hooks = converter.get_structure_hook(kind), converter.get_unstructure_hook(kind)
    return [pair_of(made_hook(hook)) for hook in hooks]


def _is_optional(kind: Any) -> bool:
    inner, nullable = split_optional(kind)
    if get_origin(inner) is not Union:
        return nullable
    return nullable and (unions.is_told_union(inner) or unions.is_enum_or_text(inner))


def _is_mapping(kind: Any) -> bool:
    return (get_origin(kind) or kind) in MAPPINGS


def _is_bare_mapping(kind: Any) -> bool:
    return kind in MAPPINGS


def _is_renamed(kind: Any) -> bool:
    return get_origin(kind) is Annotated or hasattr(kind, "__supertype__") or is_type_alias(kind)


def _is_text_dataclass(kind: Any) -> bool:
    cls = get_origin(kind) or kind
    return dataclasses.is_dataclass(cls) and any(
        names_a_type(field.type) for field in dataclasses.fields(cls)
    )


def _is_tuple(kind: Any) -> bool:
    arguments = get_args(kind)
    return get_origin(kind) is tuple and bool(arguments) and Ellipsis not in arguments


def _is_collection(kind: Any) -> bool:
    return (get_origin(kind) or kind) in COLLECTIONS and not _is_tuple(kind)


def _is_written_collection(kind: Any) -> bool:
    # Without arguments, the items are written by their own classes, as cattrs does it.
    return bool(get_args(kind)) and _is_collection(kind)


def _is_bare_list(kind: Any) -> bool:
    return kind is list


def _has_form(kind: Any) -> bool:
    return form_of(kind) is not None


def _is_any(kind: Any) -> bool:
    return kind is Any


def _is_list_class(kind: Any) -> bool:
    return list_class_item(kind) is not None


_HOOKED_BASES: Final[tuple[type, ...]] = (*TEXT_CODECS, *SCALARS, datetime, UUID, Enum)
"""The types that have an encoding, as their subclasses have; the last is asked first."""

_STRUCTURE_ROWS: Rows = (
    (_is_renamed, containers.renamed_structure_hook),
    (is_literal, containers.literal_structure_hook),
    (_is_optional, containers.optional_structure_hook),
    (_is_mapping, containers.mapping_structure_hook),
    (_is_tuple, containers.tuple_structure_hook),
    (_is_collection, containers.collection_structure_hook),
    (_is_list_class, containers.list_class_structure_hook),
    (unions.is_enum_or_text, unions.enum_or_text_structure_hook),
    (unions.is_told_union, unions.told_union_structure_hook),
    (_has_form, indexed.form_structure_hook),
)
"""The factories of what holds other types or stands for one; the last is asked first."""

_UNSTRUCTURE_ROWS: Rows = (
    (_is_renamed, containers.renamed_unstructure_hook),
    (_is_optional, containers.optional_unstructure_hook),
    (_is_mapping, containers.mapping_unstructure_hook),
    (_is_bare_mapping, containers.bare_mapping_unstructure_hook),
    (_is_bare_list, containers.bare_list_unstructure_hook),
    (_is_any, containers.any_unstructure_hook),
    (_is_tuple, containers.tuple_unstructure_hook),
    (_is_written_collection, containers.collection_unstructure_hook),
    (_is_list_class, containers.list_class_unstructure_hook),
    (containers.is_literal_of_enums, containers.literal_unstructure_hook),
    (unions.is_enum_or_text, unions.enum_or_text_unstructure_hook),
    (unions.is_told_union, unions.told_union_unstructure_hook),
    (_has_form, indexed.form_unstructure_hook),
)
