"""Each kind of type as a value, for one direction of one converter.

Schemas, strategies, drift and whatever else has to know a type ask for its node and match on it,
instead of taking the type apart themselves.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import (
    Callable,
    Iterable,
    Mapping,
    MutableMapping,
    MutableSequence,
    MutableSet,
    Sequence,
)
from collections.abc import (
    Set as AbstractSet,
)
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, cast, get_args, get_origin

import attrs
from attrs import evolve, frozen
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import told_union
from converters.plans.hooks import PendingHook, pair_of
from converters.tables import (
    UNIONS,
    base_type,
    body_of,
    form_of,
    is_literal,
    split_optional,
    without_name,
)
from converters.wire.codecs import ANY, CodecHook, codec_of_hook, codec_of_type
from converters.wire.vocabulary import (
    INDEXED,
    JSON_TYPE_NAMES,
    ByType,
    Codec,
    Form,
    How,
    Tag,
    json_type_of,
)

Hook = Callable[..., Any]
GetHook = Callable[[Any], Hook]
"""``get_structure_hook`` or ``get_unstructure_hook`` of a converter."""

LISTS: Final = (list, MutableSequence)
TUPLES: Final = (tuple, Sequence)
SETS: Final = (set, MutableSet)
FROZEN_SETS: Final = (frozenset, AbstractSet)
COLLECTIONS: Final[tuple[Any, ...]] = (*LISTS, *TUPLES, *SETS, *FROZEN_SETS, deque)
"""The types whose items are all of one type."""

MAPPINGS: Final[tuple[Any, ...]] = (
    dict,
    Mapping,
    MutableMapping,
    OrderedDict,
    defaultdict,
    Counter,
)
"""The types whose keys are all of one type, and whose values are, too."""

_OWN_MODULES: Final = ("cattrs", "msgspec")
"""The packages of the hooks that cattrs has of its own."""


@frozen(eq=False)
class Part:
    """A type within another one."""

    kind: Any
    get_hook: GetHook

    @property
    def node(self) -> Node:
        """The node of the type: made when it is asked for, as a type may contain itself."""
        return node_of(self.kind, self.get_hook)


@frozen(eq=False)
class ValueNode:
    """A type whose values have an encoding of ours."""

    kind: Any
    codec: Codec


@frozen(eq=False)
class LiteralNode:
    """``Literal[...]``."""

    kind: Any
    members: tuple[Any, ...]
    """The values in Python: text, numbers, members of enums."""

    @property
    def values(self) -> list[Any]:
        """The value on the wire of each of them."""
        return [it.value if isinstance(it, Enum) else it for it in self.members]


@frozen(eq=False)
class NullableNode:
    """``T | None``."""

    kind: Any
    inner: Part


@frozen(eq=False)
class SequenceNode:
    """``list[T]``, ``set[T]``, ``tuple[T, ...]``, a class of lists and the like."""

    kind: Any
    item: Part


@frozen(eq=False)
class IndexedNode:
    """``Annotated[list[T], INDEXED]`` or ``Annotated[T, SINGLE]``: an object by index."""

    kind: Any
    form: Form
    item: Part


@frozen(eq=False)
class TupleNode:
    """``tuple[A, B]``: a list of as many values as there are types."""

    kind: Any
    items: tuple[Part, ...]


@frozen(eq=False)
class MappingNode:
    """``dict[K, V]`` and the like."""

    kind: Any
    key: Part
    value: Part


@frozen(eq=False)
class UnionNode:
    """A union of several types besides None."""

    kind: Any
    how: How | None
    """How a payload tells which one it is; None where only the hook knows."""
    members: tuple[Part, ...]
    is_ours: bool = True
    """False when one of cattrs' own hooks tells it, by a tag that need be no field of a class."""


@frozen(eq=False)
class ObjectNode:
    """An attrs class."""

    kind: Any
    plan: Any
    """Its ``ReadPlan`` or ``WritePlan``."""


@frozen(eq=False)
class ForeignNode:
    """A type of which only its hook knows how it is read or written."""

    kind: Any
    hook: Hook
    is_custom: bool
    """True when the hook is a service's own, False when it is one of cattrs'."""


Node: TypeAlias = (
    ValueNode
    | LiteralNode
    | NullableNode
    | SequenceNode
    | IndexedNode
    | TupleNode
    | MappingNode
    | UnionNode
    | ObjectNode
    | ForeignNode
)


def node_of(kind: Any, get_hook: GetHook) -> Node:
    """Return the node of a type on a converter.

    Args:
        kind: Any type.
        get_hook: ``get_structure_hook`` or ``get_unstructure_hook`` of the converter.

    Raises:
        Exception: Whatever the converter raises for a type that it has no hook for.
    """
    if kind is Any:
        return ValueNode(kind, ANY)
    hook = get_hook(kind)
    if isinstance(hook, PendingHook):
        hook = hook.made()
        if isinstance(hook, PendingHook):  # of a class that this thread is making
            return ForeignNode(kind, hook, is_custom=False)
    # A hook of another module of ours stands for that of the type which a name stands for.
    is_ours = (getattr(hook, "__module__", None) or "").startswith("converters.")
    if not is_ours and is_custom(hook, kind):
        return ForeignNode(kind, hook, is_custom=True)
    pair = pair_of(hook)
    node: Node | None = getattr(pair, "node", None)
    inner = without_name(kind)
    if inner is not kind and not isinstance(node, IndexedNode):
        return node_of(inner, get_hook)
    codec = codec_of_hook(hook, kind)
    if codec is None and (hook is cattrs_identity or isinstance(hook, type)):
        codec = codec_of_type(kind)
    if codec is not None:
        return ValueNode(kind, codec)
    if pair is not None and pair.plan is not None:
        node = ObjectNode(kind, pair.plan)
    return node or _take_apart(kind, get_hook, hook) or ForeignNode(kind, hook, is_custom=False)


def node_of_type(kind: Any) -> Node:
    """Return the node of a type by itself, whatever a converter has for it.

    Classes of objects are foreign here, as only a converter has a plan for them.
    """
    return node_of(kind, lambda _: cattrs_identity)


def _take_apart(  # noqa: PLR0911 - a kind each
    kind: Any, get_hook: GetHook, hook: Hook
) -> Node | None:
    """Return the node of a type that is made of others; None for any other type."""
    inner, is_nullable = split_optional(kind)
    if is_nullable:
        return NullableNode(kind, Part(inner, get_hook))
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if origin in (Union, UnionType):
        members = tuple(Part(it, get_hook) for it in arguments if it is not NoneType)
        how = _how_of_cattrs(hook) or how_of(kind)
        return UnionNode(kind, how, members, is_ours=False)
    if is_literal(kind):
        return LiteralNode(kind, arguments)
    if origin is tuple and arguments and Ellipsis not in arguments:
        return TupleNode(kind, tuple(Part(it, get_hook) for it in arguments))
    if origin in MAPPINGS:
        key, value = mapping_types(kind)
        return MappingNode(kind, Part(key, get_hook), Part(value, get_hook))
    item = list_class_item(kind)
    if item is None and origin not in COLLECTIONS:
        return None
    return SequenceNode(kind, Part(item_type(kind) if item is None else item, get_hook))


def how_of(union: Any, how: How | None = None) -> How | None:
    """Return how the members of a union are told apart.

    Args:
        union: A union without None.
        how: What is said of it; None for what its table says, or else its types.

    Returns:
        None where neither says it, as for ``str | UUID``, and for other types.
    """
    if get_origin(union) not in (Union, UnionType):
        return None
    how = how or UNIONS.get(union)
    if how is not None and not isinstance(how, ByType):
        return how
    told = _told_by_type([(it, it) for it in get_args(union)])
    return None if told is None else evolve(told, unknown="refuse" if how is None else how.unknown)


def _how_of_cattrs(hook: Hook) -> Tag | None:
    """Return how one of cattrs' own hooks tells the classes of a union apart; None for others."""
    told = told_union(hook)
    if told is None:
        return None
    how: Any = "refuse" if told.default is None else told.default
    for key, classes in reversed(told.by_key):
        if isinstance(classes, Mapping):
            several = [it for it in classes.values() if not isinstance(it, type)]
            if several or not all(isinstance(it, str) for it in classes):
                return None
        how = Tag(key, classes, unknown=how)
    return cast("Tag", how)


def _told_by_type(members: Sequence[tuple[Any, Any]]) -> ByType | None:
    """Return which member each JSON type tells; None where two members have the same.

    Args:
        members: Each member, and the type whose values are looked at: itself, or for lists the
            type of their first items.
    """
    told: dict[str, dict[Any, Any]] = {}
    for member, kind in members:
        names = _json_types(kind)
        if not names:
            return None
        for name in sorted(names, key=JSON_TYPE_NAMES.index):
            told.setdefault(name, {})[member] = base_type(kind)
    types: dict[str, Any] = {}
    for name, found in told.items():
        types[name] = next(iter(found)) if len(found) == 1 else _one_of_several(name, found)
        if types[name] is None:
            return None
    # A whole number may be a number's, and the other way round.
    for name, other in (("int", "float"), ("float", "int")):
        if other in types:
            types.setdefault(name, types[other])
    return ByType(types=types)


def _one_of_several(name: str, found: Mapping[Any, Any]) -> Any:
    """Return what tells members of one JSON type apart; None where nothing does.

    Args:
        name: The JSON type.
        found: Each member, and the type whose values are looked at.
    """
    if name == "object":
        union: Any = Union[tuple(found)]  # noqa: UP007 - built from a tuple
        return union if union in UNIONS else None
    if name == "list":
        inner = _told_by_type([(it, item_of(kind)) for it, kind in found.items()])
        return None if inner is None else evolve(inner, empty=next(iter(found)))
    return None


def _json_types(kind: Any) -> set[str]:  # noqa: PLR0911 - a kind each
    """Return the names of the JSON types that values of a type have; none where that is unknown."""
    form = form_of(kind)
    if form is not None:
        return {"object", "list"} if form is INDEXED else {"object"}
    kind = base_type(kind)
    if get_origin(kind) in (Union, UnionType):
        each = list(map(_json_types, get_args(kind)))
        return set().union(*each) if all(each) else set()
    if is_literal(kind):
        return _json_types_of_values(get_args(kind))
    cls = get_origin(kind) or kind
    if not isinstance(cls, type):
        return set()
    if issubclass(cls, Enum):
        return _json_types_of_values(cls)
    if attrs.has(cls) and (body := body_of(kind)) is not None:
        return _json_types(body.type)
    if cls in MAPPINGS or _has_keys(cls):
        return {"object"}
    if cls in COLLECTIONS or issubclass(cls, (tuple, list)):
        return {"list"}
    return next(({name} for base, name in _SCALARS if issubclass(cls, base)), set())


def _json_types_of_values(values: Iterable[Any]) -> set[str]:
    found = {json_type_of(it.value if isinstance(it, Enum) else it) for it in values}
    return set() if None in found else {it for it in found if it is not None}


_SCALARS: Final = (
    (NoneType, "null"),
    (bool, "bool"),  # It is an int, too.
    (int, "int"),
    (float, "float"),
    (str, "str"),
)
"""Class and the name of the JSON type of its values."""


def _has_keys(cls: type) -> bool:
    """Tell whether the objects of a class are written as objects: those of attrs and the like."""
    return attrs.has(cls) or dataclasses.is_dataclass(cls) or hasattr(cls, "__required_keys__")


def is_custom(hook: Hook, kind: Any) -> bool:
    """Tell whether the hook of a type is a service's own: neither one of ours nor one of cattrs'.

    cattrs has functions of its own modules, generated ones without a module, and classes such as
    ``list`` for what it copies.
    """
    if isinstance(hook, (CodecHook, PendingHook)) or pair_of(hook) is not None:
        return False
    if isinstance(hook, type):
        return codec_of_type(kind) is not None
    module = getattr(hook, "__module__", None)
    return module is not None and module.partition(".")[0] not in _OWN_MODULES


def mapping_types(kind: Any) -> tuple[Any, Any]:
    """Return the types of the keys and values of a mapping; any where it does not say."""
    arguments = get_args(kind)
    if (get_origin(kind) or kind) is Counter:
        return (arguments or (Any,))[0], int
    return arguments or (Any, Any)


def item_type(kind: Any) -> Any:
    """Return the type of the items of a collection; any where it does not say."""
    arguments = get_args(kind)
    return arguments[0] if arguments else Any


def list_class_item(kind: Any) -> Any:
    """Return the item type of a class like ``class Urls(list[Url])``; None for any other type."""
    if not isinstance(kind, type) or not issubclass(kind, list):
        return None
    bases = getattr(kind, "__orig_bases__", ())
    return next((get_args(base)[0] for base in bases if get_args(base)), None)


def item_of(kind: Any) -> Any:
    """Return the type of the items of a collection or of a list class; of a tuple, the first."""
    item = list_class_item(kind)
    return item_type(kind) if item is None else item


def list_item(kind: Any) -> Any:
    """Return the item type of ``list[...]`` or of a list class; None for any other type."""
    return get_args(kind)[0] if get_origin(kind) is list else list_class_item(kind)
