"""Hooks of what holds other values, or stands for another type: factories, as cattrs calls them."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final, cast, get_args, get_origin

import attrs
from attrs import evolve
from cattrs import BaseConverter, Converter
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import collection_override, registered_union_hook
from converters.engines.compiled import (
    list_read_attempt,
    list_write_attempt,
    literal_read_attempt,
    mapping_read_attempt,
    mapping_write_attempt,
    mixed_list_write_attempt,
    optional_read_attempt,
    optional_write_attempt,
    tuple_read_attempt,
    tuple_write_attempt,
)
from converters.engines.items import SEQUENCES, SETS, Entries, Items, Positions, as_is
from converters.plans.hooks import (
    Attempt,
    HookPair,
    codec_pair,
    pair_for,
    pair_of,
    structure_hook,
    unstructure_hook,
)
from converters.plans.keys import key_reader, key_writer
from converters.plans.nodes import (
    FROZEN_SETS,
    is_custom,
    item_type,
    list_class_item,
    mapping_types,
)
from converters.plans.nodes import SETS as SET_TYPES
from converters.plans.report import Limits, Report
from converters.tables import base_type, is_literal, split_optional, without_name
from converters.wire.codecs import (
    ANY,
    OPTIONAL_CODEC_BY_TYPE,
    StructureCodecHook,
    codec_of_hook,
    literal_reader,
    zones_of_hook,
)
from converters.wire.vocabulary import Codec

Hook = Callable[..., Any]

# --- containers of one type -----------------------------------------------------------------------


@cache
def _sequence_class() -> Any:
    """Give what cattrs structures a ``Sequence`` to: it is a list before version 25.2."""
    return type(Converter().structure([], Sequence[int]))  # type: ignore[type-abstract]


def _pair_of(hook: Hook, kind: Any, codec: Codec | None) -> HookPair:
    """Return what structures values of a type: an encoding, or else the hook."""
    return pair_for(hook, kind) if codec is None else codec_pair(codec.reader(zones_of_hook(hook)))


def _container_class(kind: Any) -> Any:
    origin = get_origin(kind) or kind
    if origin is Sequence:
        return _sequence_class()
    if origin in SET_TYPES:
        return set
    if origin in FROZEN_SETS:
        return frozenset
    return origin if origin in (tuple, deque) else list


def collection_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures ``list[T]`` and the like."""
    item = item_type(kind)
    hook = converter.get_structure_hook(item)
    cls = _container_class(kind)
    codec = codec_of_hook(hook, item)
    pair = _pair_of(hook, item, codec)
    items = Items(
        kind,
        item,
        pair,
        "structuring",
        sources=SETS if cls in (set, frozenset) else SEQUENCES,
        finish=as_is if cls is list else cls,
        passes_as_is=None if codec is None else codec.passes_as_is,
    )
    attempt = list_read_attempt(items, codec) or items.attempt
    return structure_hook(HookPair(attempt, items.detailed), limits, "items")


def collection_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that unstructures ``list[T]`` and the like, to a list."""
    item = item_type(kind)
    hook = converter.get_unstructure_hook(item)
    cls = _written_class(kind, converter, list)
    pair = codec_pair(as_is) if hook is cattrs_identity else pair_for(hook)
    items = Items(
        kind, item, pair, "unstructuring", sources=SETS, finish=as_is if cls is list else cls
    )
    codec = ANY if hook is cattrs_identity else None
    attempt = list_write_attempt(items, codec) or items.attempt
    return unstructure_hook(HookPair(attempt, items.detailed), limits, "items")


def _written_class(kind: Any, converter: BaseConverter, usual: type) -> Any:
    """Give what a container is written as: what the converter was told to, or the usual class."""
    return collection_override(converter, get_origin(kind) or kind) or usual


def bare_mapping_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook for a mapping that is unstructured without naming the types in it."""
    del kind, limits
    write_key = key_writer(Any, converter.get_unstructure_hook)

    def unstructure(value: Mapping[Any, Any]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, item in value.items():
            Entries.put(entries, write_key(key), converter.unstructure(item))
        return entries

    return unstructure


def bare_list_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook for a list that is unstructured without naming a type."""
    other = pair_for(converter.unstructure)
    items = Items(kind, Any, other, "unstructuring", sources=(list,))

    def find(cls: type) -> Attempt | bool | None:
        hook = converter.get_unstructure_hook(cls)
        if hook is cattrs_identity:
            return True
        pair = pair_of(hook)
        return None if pair is None or not attrs.has(cls) else pair.attempt

    def detailed(values: list[Any], report: Report) -> list[Any]:
        kinds = set(map(type, values))
        if len(kinds) == 1 and attrs.has(kind := kinds.pop()):
            pair = pair_for(converter.get_unstructure_hook(list[kind]))  # type: ignore[valid-type]
            return cast("list[Any]", pair.detailed(values, report))
        return [other.detailed(value, report) for value in values]

    attempt = mixed_list_write_attempt(find, other.attempt, items) or items.attempt
    return unstructure_hook(HookPair(attempt, detailed), limits, "list")


# --- values of any type ---------------------------------------------------------------------------

_SCALARS: Final = frozenset({str, int, float, bool, NoneType})
"""What JSON text has besides lists and objects."""

_DEEPEST: Final = 10_000
"""Levels of a value of any type; one that contains itself has no end."""


def any_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook of values that are written by their own classes.

    Whatever is read can be written, so JSON is copied without recursion: reading takes it as it is,
    however deep it nests. Only for what else there is, a hook is looked up, as cattrs does it.
    """
    del kind
    unstructure: Hook = converter.unstructure
    # Not asked before a value comes: the hooks of dicts may ask for this one.
    leaves_json_alone = cache(lambda: _leaves_json_alone(converter))

    def unstructure_any(value: Any) -> Any:
        if not (_is_copied(value) and leaves_json_alone()):
            return unstructure(value)
        result = [value]
        pending: list[tuple[Any, int]] = [(result, 0)]
        while pending:
            container, level = pending.pop()
            if level > _DEEPEST:
                raise RecursionError
            places = list(container) if container.__class__ is dict else range(len(container))
            for place in places:
                item = container[place]
                if item.__class__ in _SCALARS:
                    continue
                if _is_copied(item):
                    container[place] = item = item.copy()
                    pending.append((item, level + 1))
                else:
                    container[place] = unstructure(item)
        return result[0]

    return unstructure_hook(pair_for(unstructure_any), limits, "any")


def _is_copied(value: Any) -> bool:
    # Keys of other types have hooks of their own.
    return value.__class__ is list or (
        value.__class__ is dict and all(key.__class__ is str for key in value)
    )


def _leaves_json_alone(converter: BaseConverter) -> bool:
    """Tell whether nobody has hooks for what JSON consists of."""
    list_hook = converter.get_unstructure_hook(list)
    return (
        all(converter.get_unstructure_hook(it) is cattrs_identity for it in _SCALARS)
        and not is_custom(list_hook, list)
        and getattr(converter.get_unstructure_hook(dict), "__module__", None) == __name__
        and _written_class(list, converter, list) is list
        and _written_class(dict, converter, dict) is dict
    )


# --- tuples ---------------------------------------------------------------------------------------


def tuple_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures ``tuple[A, B]`` from a list of just as many values."""
    types = get_args(kind)
    pairs = tuple(pair_for(converter.get_structure_hook(it), it) for it in types)
    positions = Positions(kind, pairs, types, "structuring", tuple)
    codecs = [codec_of_hook(converter.get_structure_hook(it), it) for it in types]
    attempt = tuple_read_attempt(positions, codecs) or positions.attempt
    return structure_hook(HookPair(attempt, positions.detailed), limits, "tuple")


def tuple_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes ``tuple[A, B]`` as the list that JSON has for it."""
    types = get_args(kind)
    pairs = tuple(pair_for(converter.get_unstructure_hook(it)) for it in types)
    positions = Positions(kind, pairs, types, "unstructuring", list)
    hooks = map(converter.get_unstructure_hook, types)
    codecs = [ANY if hook is cattrs_identity else None for hook in hooks]
    attempt = tuple_write_attempt(positions, codecs) or positions.attempt
    return unstructure_hook(HookPair(attempt, positions.detailed), limits, "tuple")


# --- mappings -------------------------------------------------------------------------------------


def mapping_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures ``dict[K, V]``.

    Raises:
        TypeError: When the keys are of a type that has no text in JSON.
    """
    key_type, value_type = mapping_types(kind)
    key_hook = converter.get_structure_hook(key_type)
    value_hook = converter.get_structure_hook(value_type)
    entries = Entries(
        kind,
        key_reader(key_type, converter.get_structure_hook),
        pair_for(value_hook, value_type),
        value_type,
        "structuring",
        _mapping_maker(kind, value_type),
    )
    codecs = codec_of_hook(key_hook, key_type), codec_of_hook(value_hook, value_type)
    attempt = mapping_read_attempt(entries, *codecs) or entries.attempt
    return structure_hook(HookPair(attempt, entries.detailed), limits, "mapping")


def _mapping_maker(kind: Any, value_type: Any) -> Callable[[dict[Any, Any]], Any]:
    """Return the function that makes a mapping of a type from a dict."""
    origin = get_origin(kind) or kind
    if origin is defaultdict:
        factory = get_origin(value_type) or value_type
        return lambda entries: defaultdict(factory if callable(factory) else None, entries)
    return origin if origin in (OrderedDict, Counter) else as_is


def mapping_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes ``dict[K, V]``. The keys are text, as in JSON, in every format.

    Raises:
        TypeError: When the keys are of a type that has no text in JSON.
    """
    key_type, value_type = mapping_types(kind)
    key_hook = converter.get_unstructure_hook(key_type)
    write_key = key_writer(key_type, converter.get_unstructure_hook)
    value_hook = converter.get_unstructure_hook(value_type)
    value = codec_pair(as_is) if value_hook is cattrs_identity else pair_for(value_hook)
    cls = _written_class(kind, converter, dict)
    finish = as_is if cls is dict else cls
    entries = Entries(kind, write_key, value, value_type, "unstructuring", finish)
    written_key = base_type(key_type) if key_hook is cattrs_identity else None
    codec = ANY if value_hook is cattrs_identity else None
    attempt = mapping_write_attempt(entries, written_key, codec) or entries.attempt
    return unstructure_hook(HookPair(attempt, entries.detailed), limits, "mapping")


# --- what stands for another type -----------------------------------------------------------------


def literal_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures ``Literal[...]``."""
    del converter
    members = get_args(kind)
    pair = codec_pair(literal_reader(members))
    attempt = literal_read_attempt(members, pair.attempt) or pair.attempt
    return structure_hook(evolve(pair, attempt=attempt), limits, "Literal")


def is_literal_of_enums(kind: Any) -> bool:
    """Tell whether a type is a ``Literal[...]`` with members of enums."""
    return is_literal(kind) and any(isinstance(it, Enum) for it in get_args(kind))


def literal_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes such a literal: cattrs before 25 leaves the members as they are."""
    del kind
    return unstructure_hook(pair_for(converter.unstructure), limits, "Literal")


def optional_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures ``T | None``."""
    registered: Hook | None = registered_union_hook(converter, kind)
    if registered is not None:
        return registered
    inner, _ = split_optional(kind)
    hook = converter.get_structure_hook(inner)
    codec = codec_of_hook(hook, inner)
    if codec is not None:
        codec = OPTIONAL_CODEC_BY_TYPE.get(inner, codec)
    pair = _pair_of(hook, inner, codec)
    attempt, detailed = pair.attempt, pair.detailed
    optional = HookPair(
        optional_read_attempt(pair, codec)
        or (lambda value: None if value is None else attempt(value)),
        lambda value, report: None if value is None else detailed(value, report),
    )
    return structure_hook(optional, limits, "optional")


def optional_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes ``T | None``."""
    inner, _ = split_optional(kind)
    hook = converter.get_unstructure_hook(inner)
    if hook is cattrs_identity:
        return hook
    attempt, detailed = (pair := pair_for(hook)).attempt, pair.detailed
    optional = HookPair(
        optional_write_attempt(pair) or (lambda value: None if value is None else attempt(value)),
        lambda value, report: None if value is None else detailed(value, report),
    )
    return unstructure_hook(optional, limits, "optional")


def renamed_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook of ``NewType``, ``Annotated`` and type aliases: that of the type behind.

    One name after the other, so that a hook which a service has for one of them is called.
    """
    del limits
    inner = without_name(kind)
    hook = converter.get_structure_hook(inner)
    if pair_of(hook) is not None:
        return hook
    if codec_of_hook(hook, inner) is not None:
        return StructureCodecHook(base_type(inner), zones_of_hook(hook))
    return lambda value, _: hook(value, inner)


def renamed_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes such a type."""
    del limits
    return converter.get_unstructure_hook(without_name(kind))


# --- list classes and dataclasses ---------------------------------------------


def list_class_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that structures a list into its own class."""
    items: Any = list[list_class_item(kind)]  # type: ignore[misc]
    pair = pair_for(converter.get_structure_hook(items), items)
    attempt, detailed = pair.attempt, pair.detailed
    own = HookPair(
        lambda value: kind(attempt(value)), lambda value, report: kind(detailed(value, report))
    )
    return structure_hook(own, limits, kind.__name__)


def list_class_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes such a list."""
    del limits
    return converter.get_unstructure_hook(list[list_class_item(kind)])  # type: ignore[misc]


def dataclass_unstructure_hook(kind: Any, converter: Any, limits: Limits) -> Hook:
    """Make the hook of a dataclass whose annotations are text: the one of a plain converter.

    cattrs' preconf converter for msgspec does not resolve them, takes such a class for one of
    scalars, and lets msgspec write our objects by the names of their attributes.
    """
    del limits
    hook: Hook = converter.gen_unstructure_attrs_fromdict(kind)
    return hook
