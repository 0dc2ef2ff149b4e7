"""Hooks of unions whose members a payload tells apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Final, NoReturn, Union, cast, get_args, get_origin

import attrs
from attrs import evolve
from cattrs import BaseConverter, Converter
from cattrs.errors import IterableValidationNote
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import registered_union_hook
from converters.engines.compiled import union_read_attempt, union_write_attempt
from converters.engines.containers import optional_structure_hook, optional_unstructure_hook
from converters.errors import (
    MissingKeyNote,
    ProblemCode,
    WireKeyNote,
    class_error,
    expected,
    iterable_error,
    make_sentence,
    shorten_list,
    unknown_tag,
)
from converters.plans.hooks import (
    HookPair,
    codec_pair,
    pair_for,
    structure_hook,
    unstructure_hook,
)
from converters.plans.nodes import Part, UnionNode, how_of, is_custom, item_of, mapping_types
from converters.plans.report import Limits, Report
from converters.plans.scope import inside, limits_of
from converters.tables import base_type, is_literal, type_name, wire_fields
from converters.wire.codecs import (
    ANY,
    StructureCodecHook,
    UnstructureCodecHook,
    codec_of_hook,
    enum_or_text,
    plain,
)
from converters.wire.vocabulary import ByKeys, ByType, Codec, How, Tag, json_type_of

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
        forbids = bool(getattr(converter, "forbid_extra_keys", False))
        return registered or StructureCodecHook(kind, forbids=forbids)

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


def is_told_union(kind: Any) -> bool:
    """Tell whether a type is a union that its table, or the types of its members, tell apart."""
    return NoneType not in get_args(kind) and how_of(kind) is not None


def told_union_structure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook of a union whose members its table, or their types, tell apart."""
    registered: Hook | None = registered_union_hook(converter, kind)
    return registered or union_structure_hook(kind, _how_of(kind), converter, limits)


def told_union_unstructure_hook(kind: Any, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes such a union."""
    return union_unstructure_hook(kind, _how_of(kind), converter, limits)


def _how_of(kind: Any) -> How:
    return cast("How", how_of(kind))


def register_union(converter: Converter, union: Any, how: Tag | ByType | ByKeys) -> None:
    """Let a converter read and write a union whose members are told apart.

    The hooks stay with ``copy()``. Schemas, strategies, drift and problems see inside of it.

    Args:
        converter: A converter with our hooks.
        union: The union: ``Cat | Dog``.
        how: How a payload tells the member: ``Tag("kind", {"cat": Cat, "dog": Dog})``, where each
            class has a field under the key, so that it is written, too;
            ``ByType(unknown="as_is")``; or `ByKeys`.

    Raises:
        TypeError: When a member of the union is not among those that are told, or the other way
            round, when a class has no field under the key of a tag, or when two members have the
            same JSON type.
    """
    members = [it for it in get_args(union) if it is not NoneType]
    whole: Any = Union[tuple(members)]  # noqa: UP007 - built from a tuple
    nullable: Any = Union[(*members, None)]
    found = how_of(whole, how)
    if found is None:
        raise TypeError(f"two members of {type_name(whole)} have the same JSON type")
    if set(members) != set(found.members):
        names = ", ".join(map(type_name, set(members).symmetric_difference(found.members)))
        raise TypeError(f"the union and what tells it apart have different members: {names}")
    if isinstance(found, Tag):
        _refuse_without_tag(found)

    def is_union(kind: Any) -> bool:
        return bool(kind == whole)

    def is_nullable_union(kind: Any) -> bool:
        return bool(kind == nullable)

    converter.register_structure_hook_factory(is_union, _factory(union_structure_hook, found))
    converter.register_unstructure_hook_factory(is_union, _factory(union_unstructure_hook, found))
    converter.register_structure_hook_factory(is_nullable_union, _factory(optional_structure_hook))
    converter.register_unstructure_hook_factory(
        is_nullable_union, _factory(optional_unstructure_hook)
    )


def _factory(make: Callable[..., Hook], *facts: Any) -> Callable[[Any, Converter], Hook]:
    return lambda kind, converter: make(kind, *facts, inside(converter), limits_of(converter))


def _refuse_without_tag(tag: Tag) -> None:
    for cls in tag.classes.values() if isinstance(tag.classes, Mapping) else ():
        fields = wire_fields(cls) if attrs.has(cls) else ()
        keys = {key for it in fields for key in it.keys}
        if keys.isdisjoint(tag.keys):
            raise TypeError(
                f"{type_name(cls)} has no field under the key {tag.keys[0]!r}, so it would not be "
                "written; cattrs' configure_tagged_union adds a key that no class has"
            )
    if isinstance(tag.unknown, Tag):
        _refuse_without_tag(tag.unknown)


# --- reading ------------------------------------------------------------------------------------


def union_structure_hook(kind: Any, how: How, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook for a union whose members are told apart.

    A class that takes any other payload is none where unknown keys are forbidden.
    """
    if isinstance(how, Tag) and getattr(converter, "forbid_extra_keys", False):
        how = _without_rest(how)
    codecs: dict[Any, Codec | None] = {Any: ANY}
    pairs: dict[Any, HookPair] = {Any: codec_pair(ANY.structure)}
    for member in how.members:
        hook = converter.get_structure_hook(member)
        codec = codecs[member] = codec_of_hook(hook, member)
        pairs[member] = pair_for(hook, member) if codec is None else codec_pair(codec.structure)

    def attempt(value: Any) -> Any:
        member = how.member_of(plain(value))
        if member is None:
            raise ValueError
        return pairs[member].attempt(value)

    def detailed(value: Any, report: Report) -> Any:
        member = how.member_of(plain(value))
        if member is None:
            _refuse(kind, how, value, report)
        return pairs[member].detailed(value, report)

    pair = HookPair(
        union_read_attempt(how, pairs, codecs) or attempt,
        detailed,
        node=_node(kind, how, converter.get_structure_hook),
    )
    return structure_hook(pair, limits, "union")


def _without_rest(tag: Tag) -> Any:
    """Let a tag refuse what a class with a field for every other key would take.

    Returns:
        The tag, or what it has for other payloads where it tells nothing but such a class.
    """
    unknown: Any = tag.unknown
    if isinstance(unknown, Tag):
        unknown = _without_rest(unknown)
    elif _takes_anything(unknown):
        unknown = "refuse"
    return unknown if _takes_anything(tag.classes) else evolve(tag, unknown=unknown)


def _takes_anything(cls: Any) -> bool:
    return attrs.has(cls) and any(it.is_rest for it in wire_fields(cls))


def _refuse(kind: Any, how: How, value: Any, report: Report) -> NoReturn:
    """Raise what is wrong with a payload that is none of the members."""
    if isinstance(how, ByType):
        _refuse_type(kind, how, value, report)
    if not isinstance(value, Mapping):
        raise TypeError(expected("an object", value))
    problems: list[Exception] = []
    if isinstance(how, ByKeys):
        wanted = f"one of the keys {shorten_list(how.keys)}, or whole numbers for keys"
        text = f"expected {wanted}, got {shorten_list(value)}"
        raise ValueError(make_sentence(text, ProblemCode.UNKNOWN_TAG, wanted, value))
    told = next((it for it in _in_turn(how) if it.key_in(value) is not None), how)
    key = told.key_in(value)
    if key is None:
        key = told.keys[0]
        report.add(problems, KeyError(key), MissingKeyNote(key))
    else:
        found, known = value[key], cast("Mapping[str, type]", told.classes)
        problem = (
            ValueError(unknown_tag(found, known))
            if isinstance(found, str)
            else TypeError(expected("str", found))
        )
        report.add(problems, problem, WireKeyNote(key))
    raise class_error(f"While structuring {kind}", problems, kind)


def _refuse_type(kind: Any, how: ByType, value: Any, report: Report) -> NoReturn:
    found = how.types.get(json_type_of(value) or "")
    if not isinstance(found, ByType):
        raise TypeError(expected(_names_of(how), value))
    problems: list[Exception] = []
    try:
        _refuse_type(kind, found, value[0], report)
    except Exception as problem:
        note = IterableValidationNote(f"Structuring {kind} @ index 0", 0, kind)
        report.add(problems, problem, note)
    raise iterable_error(f"While structuring {kind!r}", problems, kind)


def _in_turn(tag: Tag) -> Iterator[Tag]:
    yield tag
    if isinstance(tag.unknown, Tag):
        yield from _in_turn(tag.unknown)


_NAMES: Final = {"object": "an object", "list": "a list"}


def _names_of(how: ByType) -> str:
    """Name the JSON types of a union: ``str or a list``."""
    names: dict[Any, str] = {}
    for name, member in how.types.items():
        # A member takes both, where no other does.
        mark = member if name in ("int", "float") else name
        names.setdefault(mark, _NAMES.get(name, name))
    *most, last = names.values()
    return f"{', '.join(most)} or {last}" if most else last


# --- writing ------------------------------------------------------------------------------------


def union_unstructure_hook(kind: Any, how: How, converter: BaseConverter, limits: Limits) -> Hook:
    """Make the hook that writes a union: each object as the member that it is of."""
    get_hook = converter.get_unstructure_hook
    members: dict[type, list[tuple[Any, HookPair]]] = {}
    codecs: dict[Any, Codec | None] = {}
    for member in how.members:
        hook = get_hook(member)
        is_as_is = hook is cattrs_identity
        codecs[member] = ANY if is_as_is else codec_of_hook(hook, member)
        found = member, codec_pair(ANY.unstructure) if is_as_is else pair_for(hook)
        for cls in _classes_of(member):
            members.setdefault(cls, []).append(found)
    if float in members:
        members.setdefault(int, members[float])
    # An object of another class, as cattrs writes it.
    is_any = isinstance(how, ByType) and how.unknown == "as_is"
    other = pair_for(get_hook(Any) if is_any else converter.unstructure)

    def pair_of_value(value: Any) -> HookPair:
        found = members.get(type(value), ())
        fitting = (pair for member, pair in found if len(found) == 1 or _fits(value, member))
        return next(fitting, other)

    pair = HookPair(
        union_write_attempt(members, codecs, pair_of_value, other.attempt)
        or (lambda value: pair_of_value(value).attempt(value)),
        lambda value, report: pair_of_value(value).detailed(value, report),
        node=_node(kind, how, get_hook),
    )
    return unstructure_hook(pair, limits, "union")


def _classes_of(member: Any) -> tuple[type, ...]:
    """Return the classes of the values of a member; none where objects of any class may be some."""
    kind = base_type(member)
    if is_literal(kind):
        return tuple(dict.fromkeys(map(type, get_args(kind))))
    if get_origin(kind) in (Union, UnionType):
        return tuple(dict.fromkeys(cls for it in get_args(kind) for cls in _classes_of(it)))
    cls = get_origin(kind) or kind
    return (cls,) if isinstance(cls, type) else ()


def _fits(value: Any, kind: Any) -> bool:
    """Tell whether a value may be one of a type, by its class and that of its first item."""
    kind = base_type(kind)
    if kind is Any:
        return True
    if type(value) not in _classes_of(kind):
        return False
    if not isinstance(value, (dict, list, tuple)) or not value:
        return True
    first = next(iter(value))
    item = mapping_types(kind)[0] if isinstance(value, dict) else item_of(kind)
    return _fits(first, item)


def _node(kind: Any, how: How, get_hook: Callable[[Any], Hook]) -> UnionNode:
    return UnionNode(kind, how, tuple(Part(it, get_hook) for it in how.members))
