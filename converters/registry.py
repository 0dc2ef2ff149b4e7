"""Assembles every hook on a cattrs converter: the only place that registers any."""

from __future__ import annotations

import dataclasses
import inspect
from abc import ABC
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum, IntEnum
from functools import cache
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
from cattrs import BaseConverter, Converter, UnstructureStrategy

from converters.cattrs_internals import NO_CLASS_HOOK, dict_factory, has_class_hook
from converters.engines import containers, unions
from converters.engines.classes import (
    class_structure_hook,
    class_unstructure_hook,
    pure_attempt,
)
from converters.engines.source import GENERATED
from converters.plans.hooks import pair_of
from converters.plans.nodes import COLLECTIONS, MAPPINGS, list_class_item
from converters.plans.read import ReadPlan
from converters.plans.report import Limits
from converters.plans.write import WritePlan
from converters.tables import (
    is_literal,
    is_model_union,
    is_type_alias,
    names_a_type,
    split_optional,
)
from converters.unknown.held import Unknown
from converters.wire.codecs import (
    SCALARS,
    CodecHook,
    StructureCodecHook,
    UnstructureCodecHook,
    is_our_enum,
)
from converters.wire.text_types import TEXT_CODECS
from orm_attrs import CamelStrEnum, StringEnum

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
    *, unknown: Unknown = "ignore", max_problems: int | None = 1000, **kwargs: Any
) -> ModelConverter:
    """Make a converter with every hook.

    Args:
        unknown: What becomes of unknown things; see `configure_converter`.
        max_problems: How many problems an error lists; see `configure_converter`.
        **kwargs: Handed to ``cattrs.Converter``, for instance ``omit_if_default=True``.

    Raises:
        ValueError: See `configure_converter`.
    """
    converter = ModelConverter(**kwargs)
    configure_converter(converter, unknown=unknown, max_problems=max_problems)
    return converter


@cache
def ready_converter() -> ModelConverter:
    """Give the one converter that `converters.converter` is."""
    return make_converter()


def configure_converter(
    converter: Converter, *, unknown: Unknown = "ignore", max_problems: int | None = 1000
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

    Raises:
        ValueError: When an argument is none of these, when ``unknown`` is ``"keep"`` on a
            converter that was made with ``forbid_extra_keys``, and for a converter that was made
            with ``unstruct_strat=AS_TUPLE`` or with a ``dict_factory`` other than ``dict``, as
            our hooks write dicts.
    """
    _check_options(converter, unknown, max_problems)
    if unknown == "forbid":
        converter.forbid_extra_keys = True
    settings = _Settings(unknown == "keep", max_problems)

    for kind in SCALARS:
        # By class, as cattrs has them; it asks for these before any predicate.
        converter.register_structure_hook(kind, StructureCodecHook(kind))
    for kind in _HOOKED_BASES:
        _register_base(converter, kind)
    _register_bytes(converter)

    # The last that is registered is asked first.
    for is_of_kind, make in _STRUCTURE_FACTORIES:
        _register(converter.register_structure_hook_factory, is_of_kind, make, settings)
    for is_of_kind, make in _UNSTRUCTURE_FACTORIES:
        _register(converter.register_unstructure_hook_factory, is_of_kind, make, settings)


def _check_options(converter: Converter, unknown: Unknown, max_problems: int | None) -> None:
    if unknown not in get_args(Unknown):
        raise ValueError(f"unknown: {unknown!r} is none of {', '.join(get_args(Unknown))}")
    if max_problems is not None and max_problems < 1:
        raise ValueError(f"max_problems: expected at least 1, got {max_problems}")
    if converter.unstruct_strat is not UnstructureStrategy.AS_DICT:
        raise ValueError("unstruct_strat: the hooks write dicts, so it must be AS_DICT")
    if dict_factory(converter) is not dict:
        raise ValueError("dict_factory: the hooks write dicts, so it must be dict")
    if unknown == "keep" and converter.forbid_extra_keys:
        raise ValueError("unknown: 'keep' and forbid_extra_keys exclude each other")


@frozen
class _Settings:
    """What the hooks of one converter are made with."""

    keeps: bool
    max_problems: int | None


def _register(
    register: Callable[..., Any], is_of_kind: Any, make: Any, settings: _Settings
) -> None:
    takes_keeps = make in _MAKERS_THAT_KEEP

    def factory(kind: Any, converter: BaseConverter) -> Any:
        limits = Limits(settings.max_problems, converter.detailed_validation)
        if takes_keeps:
            return make(kind, converter, limits, keeps=settings.keeps)
        return make(kind, converter, limits)

    register(is_of_kind, factory)


def _register_base(converter: Converter, base: type) -> None:
    """Register the hooks of a type that has an encoding, and of its subclasses.

    By predicate, so that a hook which a service registers later by predicate comes before them.
    Where the converter has a hook by class, as preconf ones do, that is asked first: for dates with
    a time, UUIDs and enums ours replaces it; other types keep the one of their format.
    """

    def is_of_base(kind: Any) -> bool:
        return isinstance(kind, type) and issubclass(kind, base)

    converter.register_structure_hook_factory(is_of_base, lambda _: StructureCodecHook(base))
    converter.register_unstructure_hook_factory(is_of_base, lambda _: UnstructureCodecHook(base))
    if base is Enum:
        _register_our_enums(converter)
    elif base in (datetime, UUID, PurePath) or not has_class_hook(converter, base):
        # cattrs itself has a hook for Path, which takes more than text.
        for kind in (base, Path) if base is PurePath else (base,):
            converter.register_structure_hook(kind, NO_CLASS_HOOK)
            converter.register_unstructure_hook(kind, NO_CLASS_HOOK)


def _register_our_enums(converter: Converter) -> None:
    """Let hooks by class, as for ``str``, leave our enums alone."""
    ours = ((enum, enum) for enum in filter(is_our_enum, _subclasses(Enum)))
    for example, kind in (*_OUR_ENUMS, *ours):
        if not isinstance(converter.get_structure_hook(example), CodecHook):
            converter.register_structure_hook(kind, StructureCodecHook(Enum))
        if not isinstance(converter.get_unstructure_hook(example), CodecHook):
            converter.register_unstructure_hook(kind, UnstructureCodecHook(Enum))


def _register_bytes(converter: Converter) -> None:
    """Read and write bytes as base64, unless the converter is one of a format of cattrs'."""
    if not type(converter).__module__.startswith("cattrs.preconf."):
        converter.register_structure_hook(bytes, StructureCodecHook(bytes))
        converter.register_unstructure_hook(bytes, UnstructureCodecHook(bytes))


def _subclasses(cls: type) -> Iterator[type]:
    kinds: list[type] = cls.__subclasses__()
    for kind in kinds:
        yield kind
        yield from _subclasses(kind)


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


_OUR_ENUMS: Final = (
    (Enum, _OurEnum),
    (IntEnum, _OurIntEnum),
    (CamelStrEnum, _OurStrEnum),
    (StringEnum, _OurStringEnum),
)
"""Enum without members, and what stands for all of ours that have the same base."""


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
    converter = converter or ready_converter()
    hooks = converter.get_structure_hook(kind), converter.get_unstructure_hook(kind)
    plans = [pair.plan for hook in hooks if (pair := pair_of(hook)) is not None]
    if len(plans) < len(hooks) or None in plans:
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
    converter = converter or ready_converter()
    hooks = converter.get_structure_hook(kind), converter.get_unstructure_hook(kind)
    pairs = [pair for hook in hooks if (pair := pair_of(hook)) is not None]
    codes = [code for pair in pairs if (code := getattr(pure_attempt(pair), "__code__", None))]
    if not codes or not all(code.co_filename.startswith(GENERATED) for code in codes):
        raise TypeError(f"no hooks were generated for {kind}")
    return "\n".join(map(inspect.getsource, codes))


def _is_optional(kind: Any) -> bool:
    inner, nullable = split_optional(kind)
    return nullable and (get_origin(inner) is not Union or is_model_union(inner))


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


def _is_any(kind: Any) -> bool:
    return kind is Any


def _is_list_class(kind: Any) -> bool:
    return list_class_item(kind) is not None


_HOOKED_BASES: tuple[type, ...] = (
    *(kind for kind in TEXT_CODECS if kind is not bytes),
    datetime,
    UUID,
    Enum,
)
"""The types besides scalars that have an encoding, with their subclasses."""

_STRUCTURE_FACTORIES: tuple[tuple[Any, Any], ...] = (
    (_is_renamed, containers.renamed_structure_hook),
    (is_literal, containers.literal_structure_hook),
    (_is_optional, containers.optional_structure_hook),
    (_is_mapping, containers.mapping_structure_hook),
    (_is_tuple, containers.tuple_structure_hook),
    (_is_collection, containers.collection_structure_hook),
    (_is_list_class, containers.list_class_structure_hook),
    (attrs.has, class_structure_hook),
    (is_model_union, unions.model_union_structure_hook),
)
"""Predicate and factory; the last is asked first."""

_UNSTRUCTURE_FACTORIES: tuple[tuple[Any, Any], ...] = (
    (_is_renamed, containers.renamed_unstructure_hook),
    (_is_optional, containers.optional_unstructure_hook),
    (_is_text_dataclass, containers.dataclass_unstructure_hook),
    (_is_mapping, containers.mapping_unstructure_hook),
    (_is_bare_mapping, containers.bare_mapping_unstructure_hook),
    (_is_bare_list, containers.bare_list_unstructure_hook),
    (_is_any, containers.any_unstructure_hook),
    (_is_tuple, containers.tuple_unstructure_hook),
    (_is_written_collection, containers.collection_unstructure_hook),
    (_is_list_class, containers.list_class_unstructure_hook),
    (attrs.has, class_unstructure_hook),
    (is_model_union, unions.model_union_unstructure_hook),
)

_MAKERS_THAT_KEEP = (
    class_structure_hook,
    class_unstructure_hook,
)
"""The factories whose hooks differ where unknown things are kept."""
