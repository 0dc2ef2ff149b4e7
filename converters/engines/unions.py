"""Hooks of unions whose classes a payload tells apart by a tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Union, cast, get_args

import attrs
from attrs import evolve
from cattrs import BaseConverter, Converter

from converters.cattrs_internals import registered_union_hook
from converters.engines.compiled import union_read_attempt, union_write_attempt
from converters.engines.containers import optional_structure_hook, optional_unstructure_hook
from converters.errors import MissingKeyNote, WireKeyNote, class_error, expected, unknown_tag
from converters.plans.hooks import HookPair, pair_for, structure_hook, unstructure_hook
from converters.plans.nodes import Part, UnionNode, is_custom
from converters.plans.report import Limits, Report
from converters.plans.scope import inside, limits_of
from converters.tables import UNIONS, type_name, wire_fields
from converters.wire.codecs import StructureCodecHook, UnstructureCodecHook, enum_or_text
from converters.wire.vocabulary import Tag

Hook = Callable[..., Any]


def is_enum_or_text(kind: Any) -> bool:
    """Tell whether a type is an enum of texts or text besides: ``Shape | str``."""
    return enum_or_text(kind) is not None


def enum_or_text_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that reads a member of an enum, or text besides.

    Text for which a service's own hook of the enum raises ``ValueError`` stays as it is.
    """
    del limits
    registered: Hook | None = registered_union_hook(converter, kind)
    enum, texts = cast("tuple[Any, Any]", enum_or_text(kind))
    hook = converter.get_structure_hook(enum)
    if registered is not None or not is_custom(hook, enum):
        return registered or StructureCodecHook(kind)

    def structure(value: Any, _: Any) -> Any:
        try:
            return hook(value, enum)
        except ValueError:
            if isinstance(value, str) and (texts is None or value in texts):
                return value
            raise

    return structure


def enum_or_text_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes a member of an enum, or text besides."""
    del limits
    enum, _ = cast("tuple[Any, Any]", enum_or_text(kind))
    hook = converter.get_unstructure_hook(enum)
    if not is_custom(hook, enum):
        return UnstructureCodecHook(kind)
    return lambda value: hook(value) if isinstance(value, enum) else value


def model_union_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook for a union of models, whose table says how they are told apart."""
    registered: Hook | None = registered_union_hook(converter, kind)
    return registered or union_structure_hook(kind, UNIONS[kind], converter, limits)


def model_union_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes a union of models, each as its class is written."""
    return union_unstructure_hook(kind, UNIONS[kind], converter, limits)


def register_union(converter: Converter, union: Any, tag: Tag) -> None:
    """Let a converter read and write a union of classes that a tag tells apart.

    The hooks stay with ``copy()``. Schemas, strategies, drift and problems see inside of it.

    Args:
        converter: A converter with our hooks.
        union: The union: ``Cat | Dog``.
        tag: How a payload tells the class: ``Tag("kind", {"cat": Cat, "dog": Dog})``. Each class
            has a field under the key, so that it is written, too.

    Raises:
        TypeError: When a member of the union is not among the classes of the tag, or the other way
            round, or when a class has no field under the key.
    """
    members = [it for it in get_args(union) if it is not type(None)]
    if set(members) != set(tag.members):
        names = ", ".join(map(type_name, set(members).symmetric_difference(tag.members)))
        raise TypeError(f"the union and the tag have different classes: {names}")
    if isinstance(tag.classes, Mapping):
        for cls in tag.classes.values():
            _refuse_without_tag(cls, tag)

    whole: Any = Union[tuple(members)]  # noqa: UP007 - built from a tuple
    nullable: Any = Union[(*members, None)]

    def is_union(kind: Any) -> bool:
        return bool(kind == whole)

    def is_nullable_union(kind: Any) -> bool:
        return bool(kind == nullable)

    converter.register_structure_hook_factory(is_union, _factory(union_structure_hook, tag))
    converter.register_unstructure_hook_factory(is_union, _factory(union_unstructure_hook, tag))
    converter.register_structure_hook_factory(is_nullable_union, _factory(optional_structure_hook))
    converter.register_unstructure_hook_factory(
        is_nullable_union, _factory(optional_unstructure_hook)
    )


def _factory(make: Callable[..., Hook], *facts: Any) -> Callable[[Any, Converter], Hook]:
    return lambda kind, converter: make(kind, *facts, inside(converter), limits_of(converter))


def _refuse_without_tag(cls: type, tag: Tag) -> None:
    keys = (
        {key for it in wire_fields(cls) for key in (it.key, it.other_key)} if attrs.has(cls) else ()
    )
    if not any(key in keys for key in tag.keys):
        raise TypeError(
            f"{type_name(cls)} has no field under the key {tag.keys[0]!r}, so it would not be "
            "written; cattrs' configure_tagged_union adds a key that no class has"
        )


def union_structure_hook(kind: Any, tag: Tag, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook for a union of classes that a tag tells apart.

    A class that takes any other payload is none where unknown keys are forbidden.
    """
    if getattr(converter, "forbid_extra_keys", False) and _takes_anything(tag.unknown):
        tag = evolve(tag, unknown="refuse")
    pairs = {cls: pair_for(converter.get_structure_hook(cls), cls) for cls in tag.members}

    def attempt(value: Any) -> Any:
        cls = tag.class_of(value)
        if cls is None:
            raise ValueError
        return pairs[cls].attempt(value)

    def detailed(value: Any, report: Report) -> Any:
        cls = tag.class_of(value)
        if cls is None:
            _refuse(kind, tag, value, report)
        return pairs[cls].detailed(value, report)

    pair = HookPair(
        union_read_attempt(tag, pairs) or attempt,
        detailed,
        node=_node(kind, tag, converter.get_structure_hook),
    )
    return structure_hook(pair, limits, "union")


def _takes_anything(cls: Any) -> bool:
    """Tell whether a class has a field for every key that has no field of its own."""
    return attrs.has(cls) and any(it.is_rest for it in wire_fields(cls))


def _refuse(kind: Any, tag: Tag, value: Any, report: Report) -> NoReturn:
    """Raise what is wrong with a payload that tells no class."""
    problems: list[Exception] = []
    if not isinstance(value, Mapping):
        raise TypeError(expected("an object", value))
    key = tag.key_in(value)
    if key is None:
        key = tag.keys[0]
        report.add(problems, KeyError(key), MissingKeyNote(key))
    else:
        found, known = value[key], cast("Mapping[str, type]", tag.classes)
        problem = (
            ValueError(unknown_tag(found, known))
            if isinstance(found, str)
            else TypeError(expected("str", found))
        )
        report.add(problems, problem, WireKeyNote(key))
    raise class_error(f"While structuring {kind}", problems, kind)


def union_unstructure_hook(kind: Any, tag: Tag, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes a union of classes, each object as its class is written."""
    pairs = {cls: pair_for(converter.get_unstructure_hook(cls)) for cls in tag.members}
    # An object of another class, as cattrs writes it.
    other = pair_for(converter.unstructure)
    pair = HookPair(
        union_write_attempt(pairs, other.attempt)
        or (lambda value: pairs.get(type(value), other).attempt(value)),
        lambda value, report: pairs.get(type(value), other).detailed(value, report),
        node=_node(kind, tag, converter.get_unstructure_hook),
    )
    return unstructure_hook(pair, limits, "union")


def _node(kind: Any, tag: Tag, get_hook: Callable[[Any], Hook]) -> UnionNode:
    return UnionNode(kind, tag, tuple(Part(cls, get_hook) for cls in tag.members))
