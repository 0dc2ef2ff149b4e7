"""The vocabulary of a wire table: `wire(key, codec)` for a field, `Table` for a class, `Codec`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import partial
from types import MappingProxyType, NoneType
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from converters.cattrs_internals import AttributeOverride
from converters.wire.dates import Zones


def is_ours(cls: type) -> bool:
    """Tell whether a class is defined in `orm_attrs`."""
    # Anybody may set it, and to anything: some classes have None there.
    return str(cls.__module__).partition(".")[0] == "orm_attrs"


def identity(value: Any) -> Any:
    """Give the value back: the encoding of everything that JSON has itself."""
    return value


@frozen(eq=False)
class Codec:
    """An encoding of values on the wire, both directions side by side."""

    name: str
    """What the value is on the wire, for a reader: ``date and time``, ``list or its JSON text``."""
    structure: Callable[[Any], Any]
    """Wire value to Python value; raises ``TypeError`` or ``ValueError`` with a sentence."""
    unstructure: Callable[[Any], Any] = identity
    """Python value to wire value."""
    wraps_type_hook: bool = field(default=False, kw_only=True)
    """True when this is only the outer layer: what `structure` gives then goes to the hook of the
    field's type, and what the type's hook writes then goes to `unstructure`."""
    passes_as_is: type | None = field(default=None, kw_only=True)
    """Values of exactly this class structure to themselves; None where there is no such class."""
    members: Mapping[Any, Any] | None = field(default=None, kw_only=True)
    """Wire value to enum member, where the encoding is a finite table; else None."""
    texts: Mapping[str, Any] | None = field(default=None, kw_only=True)
    """Text to what it is read as, a member of an enum or the text itself, where a value is either;
    else None."""
    takes_other_text: bool = field(default=False, kw_only=True)
    """True when text that is none of `texts` structures to itself, too."""
    fallback: Any = field(default=None, kw_only=True)
    """The member that stands for values which are none of `texts`; None where there is none."""
    unchecked: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    """What generated code calls instead of `unstructure`: it raises something or other for a value
    of another type; None where that is `unstructure` itself."""
    inline_expression: str = field(default="{unstructure}({value})", kw_only=True)
    """How generated code spells that call."""
    inline_names: Mapping[str, Any] = field(factory=dict, kw_only=True)
    """What names in `inline_expression` stand for."""
    spells_keys: Callable[[str], str] | None = field(default=None, kw_only=True)
    """What spells the keys of objects otherwise when they are written; None where nothing does. Of
    an outer layer."""
    item_key: str | None = field(default=None, kw_only=True)
    """The key under which each item of a list stands in an object of its own, where it does; None
    where there are no such objects. Of an outer layer."""
    takes_null: bool = field(default=False, kw_only=True)
    """True when null is read although no value is None. Of an outer layer."""
    structure_in: Callable[..., Any] | None = field(default=None, kw_only=True)
    """`structure`, which also takes ``zones``; None where the values are no dates."""

    def reader(self, zones: Zones) -> Callable[[Any], Any]:
        """Return what structures values on a converter that knows some names of zones."""
        if self.structure_in is None or not zones.by_name:
            return self.structure
        return partial(self.structure_in, zones=zones)


@frozen(eq=False)
class StructureHook:
    """A codec as a structure hook of cattrs."""

    codec: Codec

    def __call__(self, value: Any, _: Any) -> Any:
        """Structure a value."""
        return self.codec.structure(value)


@frozen(eq=False)
class UnstructureHook:
    """A codec as an unstructure hook of cattrs."""

    codec: Codec

    def __call__(self, value: Any) -> Any:
        """Unstructure a value."""
        return self.codec.unstructure(value)


class Form(Enum):
    """A form on the wire that values of a type have in some places, besides their usual one.

    ``Annotated[list[Point], INDEXED]`` is the type of such values.
    """

    INDEXED = "object by index, or list"
    """A list as an object: ``{"0": a, "1": b}``. A list is read, too."""
    NAMED = "object by index or name, or list"
    """The same, but other keys are read, too, and the order of the object counts."""
    SINGLE = "object with one value, under '0'"
    """A value as the only one of such an object: ``{"0": a}``."""


INDEXED: Final = Form.INDEXED
NAMED: Final = Form.NAMED
SINGLE: Final = Form.SINGLE


class Presence(Enum):
    """What another field holds, where it does not matter which value."""

    PRESENT = "any value but null"


PRESENT: Final = Presence.PRESENT


@frozen
class WireOverride(AttributeOverride):
    """cattrs' own override of a field, and the facts that it has no place for."""

    is_exact: bool = False
    """True when ``rename`` is the only key, whatever the table says of its other keys."""
    is_rest: bool = False
    """True when the field holds every key that has no field of its own."""
    more_keys: tuple[str, ...] = ()
    """Keys each of which is read where all before it are absent, and the usual ones, too."""
    flags: Mapping[str, str] = field(factory=dict, hash=False)
    """Keys that say the value where they are true, and the value that each says."""
    limits: Mapping[str, Any] = field(factory=dict, hash=False)
    """Keywords of JSON Schema for values within the platform's limits, which nobody enforces."""
    is_body: bool = False
    """True when the class looks on the wire as the value of this field does, its only one."""
    form: Form | None = None
    """The form of the values; None where it is that of their type."""
    unless: tuple[tuple[str, Any], ...] = ()
    """The field must have a value unless one of these attributes has the value beside it, which is
    as on the wire, or `PRESENT`; empty where no other field matters."""


_NO_OVERRIDE: Final = WireOverride()


def wire(
    key: str | None = None,
    codec: Codec | Form | None = None,
    *,
    exact: str | None = None,
    more_keys: Iterable[str] = (),
    rest: bool = False,
    body: bool = False,
    unless: Mapping[str, Any] = MappingProxyType({}),
    omit_if_default: bool | None = None,
    flags: Mapping[str, str] = MappingProxyType({}),
    limits: Mapping[str, Any] = MappingProxyType({}),
) -> WireOverride:
    """Say how one field looks on the wire, as far as its name and type do not say it.

    Args:
        key: The wire key in snake_case, which the table spells as its keys are; None when it is the
            attribute's name.
        codec: The encoding or form; None when it is the one that the field's type has everywhere.
        exact: The wire key as it stands, the only one that is read and written; None where ``key``
            says it.
        more_keys: Further keys as they stand, which are read where those of the table are absent:
            the first that is there.
        rest: True when the field, a ``dict[str, Any]``, holds every key that has no field of its
            own, and writes them back.
        body: True when the class is no object on the wire: it looks as the value of this field
            does, and has no other.
        unless: Attribute of the same class to its value on the wire, or to `PRESENT`. Where one of
            these is so, the field may be None, and its key absent; elsewhere it must have a value.
            The field is an ``X | None = None``.
        omit_if_default: True when the attribute's default is not written, False when it always
            is; None when the option of the converter decides.
        flags: Other keys that say the value, each by being true: what each of them says, on the
            wire. The first that is true comes before the field's own key. They are not written.
        limits: The limits of the platform, as keywords of JSON Schema: ``{"minimum": 0}``. Schemas
            state them, and nothing enforces them.

    Raises:
        TypeError: When there are both a key and an exact one, or a key where there can be none.
    """
    if key is not None and exact is not None:
        raise TypeError(f"the key is either {key!r} or exactly {exact!r}")
    if rest and any(it is not None for it in (key, exact, codec)):
        raise TypeError("what has no key of its own has neither a key nor an encoding")
    if body and any(it is not None for it in (key, exact)):
        raise TypeError("what is the whole of its class has no key")
    form, codec = (codec, None) if isinstance(codec, Form) else (None, codec)
    name = key if exact is None else exact
    return WireOverride(
        rename=None if name is None else plain_key(name),
        omit_if_default=omit_if_default,
        struct_hook=None if codec is None else StructureHook(codec),
        unstruct_hook=None if codec is None else UnstructureHook(codec),
        is_exact=exact is not None,
        is_rest=rest,
        more_keys=tuple(map(plain_key, more_keys)),
        flags=flags,
        limits=limits,
        is_body=body,
        form=form,
        unless=tuple(unless.items()),
    )


@frozen
class Table:
    """How one class looks on the wire. Fields without a row look like their name and type say."""

    fields: Mapping[str, WireOverride] = field(factory=dict)
    """Attribute name to override."""
    required: frozenset[str] = field(default=frozenset(), kw_only=True)
    """Attributes whose key must be there although they have a default."""
    other_keys: Mapping[str, str] = field(factory=dict, kw_only=True)
    """Attribute name to the key that is read where the attribute's own is absent; this comes before
    what is said of all keys."""
    omit_none: bool = field(default=False, kw_only=True)
    """True when None is not written for any field that may be None."""
    reads_camel_case: bool = field(default=False, kw_only=True)
    """True when each key is read in camelCase, or, where that is absent, in snake_case."""
    also_camel_case: bool = field(default=False, kw_only=True)
    """True when each key is read in snake_case, or, where that is absent, in camelCase."""
    writes_camel_case: bool = field(default=False, kw_only=True)
    """True when the keys are written in camelCase."""
    query_name: str | None = field(default=None, kw_only=True)
    """The name of the query that asks for it; None when it is that of the class, in lower case."""
    identified_by: str | None = field(default=None, kw_only=True)
    """The attribute that has the uid by which a query asks for it; None without one."""
    saved: frozenset[str] = field(default=frozenset(), kw_only=True)
    """The attributes that a query sends when it saves an object; empty when it sends all."""
    is_request: bool = field(default=False, kw_only=True)
    """True for bodies, query strings and parts of these alone: what nobody knows is not sent."""


_NO_TABLE: Final = Table()


def query_object(
    *,
    extends: Table = _NO_TABLE,
    required: Iterable[str] = (),
    later: Iterable[str] = (),
    also_camel_case: bool = False,
    other_keys: Mapping[str, str] = MappingProxyType({}),
    identified_by: str | None = None,
    request: bool = False,
    **fields: WireOverride,
) -> Table:
    """Say how a class looks on the wire that writes every known key, None as null.

    Args:
        extends: A table whose rows are those of this one, too.
        required: Attributes whose key must be there although they have a default.
        later: Attributes that came after the class: each is written only when it is not its
            default, so that what is written for the payload of an older server is what it was.
        also_camel_case: See `Table`.
        other_keys: See `Table`.
        identified_by: See `Table`.
        request: True for a class of requests alone; see `Table`.
        **fields: Attribute name to override, made by `wire`.
    """
    rows = {**extends.fields, **fields}
    return Table(
        rows | {name: evolve(rows.get(name, _NO_OVERRIDE), omit_if_default=True) for name in later},
        required=extends.required.union(required),
        also_camel_case=also_camel_case,
        other_keys={**extends.other_keys, **other_keys},
        identified_by=identified_by,
        is_request=request,
    )


def db_record(
    *,
    extends: Table = _NO_TABLE,
    required: Iterable[str] = (),
    query_name: str | None = None,
    identified_by: str | None = None,
    saved: Iterable[str] = (),
    **fields: WireOverride,
) -> Table:
    """Say how a database record looks: every key may be absent, None is not written.

    Args:
        extends: A table whose rows are those of this one, too.
        required: Attributes whose key must be there although they have a default.
        query_name: See `Table`.
        identified_by: See `Table`.
        saved: See `Table`.
        **fields: Attribute name to override, made by `wire`.
    """
    return Table(
        {**extends.fields, **fields},
        required=extends.required.union(required),
        omit_none=True,
        query_name=query_name,
        identified_by=identified_by,
        saved=frozenset(saved),
    )


def v2_object(
    *,
    extends: Table = _NO_TABLE,
    required: Iterable[str] = (),
    writes_camel_case: bool = True,
    other_keys: Mapping[str, str] = MappingProxyType({}),
    request: bool = False,
    **fields: WireOverride,
) -> Table:
    """Say how an object of the v2 API looks: camelCase, snake_case accepted, None not written.

    Args:
        extends: A table whose rows are those of this one, too.
        required: Attributes whose key must be there although they have a default.
        writes_camel_case: False when the keys are written in snake_case.
        other_keys: See `Table`.
        request: True for a class of requests alone; see `Table`.
        **fields: Attribute name to override, made by `wire`.
    """
    return Table(
        {**extends.fields, **fields},
        required=extends.required.union(required),
        omit_none=True,
        reads_camel_case=True,
        writes_camel_case=writes_camel_case,
        other_keys={**extends.other_keys, **other_keys},
        is_request=request,
    )


Tables = Mapping[type, Table]
"""Class to table: what each module of `converters.tables` holds."""


REST_KEY: Final = "\0rest"
"""The key of the field that holds the others, in payloads between two of our hooks."""

BODY_KEY: Final = "\0body"
"""The key of the field that is the whole of its class, likewise."""

NO_KEYS: Final = frozenset({REST_KEY, BODY_KEY})
"""The keys that no payload has."""


def plain_key(key: Any) -> str:
    """Return a key as plain text: a member of an enum may be given, too.

    Raises:
        TypeError: When it is no text, or none that JSON has.
    """
    if not isinstance(key, str):
        raise TypeError(f"a key is text, and not {key!r}")
    text = str.__str__(key)
    if text.encode(errors="replace").decode() != text or text in NO_KEYS:
        raise TypeError(f"{text!r} is no key")
    return text


JSON_TYPE_NAMES: Final = ("null", "bool", "int", "float", "str", "list", "object")
"""What JSON has; the order is that of ``union.c``."""

_TYPE_NAMES: Final[Mapping[type, str]] = {
    NoneType: "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
}


def json_type_of(payload: Any) -> str | None:
    """Return the name of the JSON type of a value; None for what JSON does not have."""
    if type(payload) in _TYPE_NAMES:
        return _TYPE_NAMES[type(payload)]
    if isinstance(payload, Mapping):
        return "object"
    if isinstance(payload, (list, tuple)):
        return "list"
    # Readers of some formats have types of their own, derived from Python's.
    return next((name for base, name in _TYPE_NAMES.items() if isinstance(payload, base)), None)


def _as_keys(keys: str | Iterable[str]) -> tuple[str, ...]:
    found = tuple(map(plain_key, (keys,) if isinstance(keys, str) else keys))
    if not found:
        raise TypeError("a union is told apart by at least one key")
    return found


def _key_in(keys: tuple[str, ...], payload: Mapping[Any, Any]) -> str | None:
    return next((key for key in keys if key in payload), None)


def _with_plain_values(classes: Mapping[str, type] | type) -> Mapping[str, type] | type:
    if isinstance(classes, type):
        return classes
    return {plain_key(value): cls for value, cls in classes.items()}


@frozen
class Tag:
    """How a payload tells which class of a union it is.

    ``Tag("shape", {"polygon": Polygon, "point": Point})`` goes by the value of a key;
    ``Tag("pathways", Agent, unknown=Node)`` by whether the key is there;
    ``Tag("type", {"list": Row}, unknown=Tag("direction", Split))`` by two keys in turn.
    """

    keys: tuple[str, ...] = field(converter=_as_keys)
    """The key that tells it, in each of its spellings; the first that is there counts."""
    classes: Mapping[str, type] | type = field(converter=_with_plain_values)
    """The key's value to the class; or the class of a payload that has the key."""
    unknown: type | Tag | Literal["refuse"] = "refuse"
    """The class of every other payload, or what else tells it; ``"refuse"`` when such a payload is
    a problem."""

    @property
    def members(self) -> tuple[type, ...]:
        """All classes of the union, each once."""
        told = (self.classes,) if isinstance(self.classes, type) else tuple(self.classes.values())
        other: tuple[type, ...] = ()
        if isinstance(self.unknown, Tag):
            other = self.unknown.members
        elif self.unknown != "refuse":
            other = (self.unknown,)
        return tuple(dict.fromkeys((*told, *other)))

    def key_in(self, payload: Mapping[Any, Any]) -> str | None:
        """Return the spelling of the key that a payload has; None when it has none."""
        return _key_in(self.keys, payload)

    def member_of(self, payload: Any) -> type | None:
        """Return the class that a payload is to be read as; None when it is refused."""
        key = self.key_in(payload) if isinstance(payload, Mapping) else None
        if key is not None and isinstance(self.classes, type):
            return self.classes
        if key is not None and not isinstance(self.classes, type):
            value = payload[key]
            # Of another type, it is for the class to say what is wrong.
            found = self.classes.get(value) if isinstance(value, str) else None
            if found is not None:
                return found
        if isinstance(self.unknown, Tag):
            return self.unknown.member_of(payload)
        return None if self.unknown == "refuse" else self.unknown


@frozen
class ByType:
    """A union whose members have different JSON types, which tell them apart.

    Every union of such members is one. ``ByType(unknown="as_is")`` says besides that JSON of any
    other type stays as it is.
    """

    unknown: Literal["refuse", "as_is"] = "refuse"
    """What becomes of JSON of another type: a problem, or a value that is not looked into."""
    types: Mapping[str, Any] = field(factory=dict, kw_only=True)
    """JSON type to the member, made from the union: see `converters.plans.nodes.how_of`. Several
    lists are told apart by their first items; several objects are a union, which is the member."""
    empty: Any = field(default=None, kw_only=True)
    """The member that an empty list is, where `types` is of first items."""

    @property
    def members(self) -> tuple[Any, ...]:
        """All members of the union, each once."""
        found: dict[Any, None] = {}
        for it in self.types.values():
            found |= dict.fromkeys(it.members if isinstance(it, ByType) else (it,))
        return tuple(found)

    def member_of(self, payload: Any) -> Any:
        """Return the type that a payload is to be read as; None when it is refused.

        ``Any`` stands for a payload that stays as it is.
        """
        found = self.types.get(json_type_of(payload) or "")
        if isinstance(found, ByType):
            return found.member_of(payload[0]) if payload else found.empty
        return Any if found is None and self.unknown == "as_is" else found


DIGITS: Final = "-?[0-9]+"
"""The keys of mappings by whole numbers, as a regular expression."""

_is_digits: Final = re.compile(DIGITS).fullmatch


@frozen
class ByKeys:
    """A union of a class and mappings, which the keys of an object tell apart.

    ``ByKeys(("objects", "classifications"), Labels, digits=dict[int, Labels],
    unknown=dict[str, Labels])``.
    """

    keys: tuple[str, ...] = field(converter=_as_keys)
    """Any of them tells the class."""
    cls: type
    digits: Any = field(kw_only=True)
    """The type of an object with whole numbers for keys, and of one without keys."""
    unknown: Any = field(default="refuse", kw_only=True)
    """The type of every other object; ``"refuse"`` when such an object is a problem."""

    @property
    def members(self) -> tuple[Any, ...]:
        """All types of the union, each once."""
        other = () if self.unknown == "refuse" else (self.unknown,)
        return tuple(dict.fromkeys((self.cls, self.digits, *other)))

    def member_of(self, payload: Any) -> Any:
        """Return the type that a payload is to be read as; None when it is refused."""
        if not isinstance(payload, Mapping):
            return None
        if _key_in(self.keys, payload) is not None:
            return self.cls
        if all(_is_digits(it) if isinstance(it, str) else type(it) is int for it in payload):
            return self.digits
        return None if self.unknown == "refuse" else self.unknown


How: TypeAlias = Tag | ByType | ByKeys
"""How a payload tells which member of a union it is."""

Unions = Mapping[Any, How]
"""Union to how its members are told apart."""
