"""The vocabulary of a wire table: `wire(key, codec)` for a field, `Table` for a class, `Codec`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Literal

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
    unchecked: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    """What generated code calls instead of `unstructure`: it raises something or other for a value
    of another type; None where that is `unstructure` itself."""
    inline_expression: str = field(default="{unstructure}({value})", kw_only=True)
    """How generated code spells that call."""
    inline_names: Mapping[str, Any] = field(factory=dict, kw_only=True)
    """What names in `inline_expression` stand for."""
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


@frozen
class WireOverride(AttributeOverride):
    """cattrs' own override of a field, and the facts that it has no place for."""

    is_exact: bool = False
    """True when ``rename`` is the only key, whatever the table says of its other keys."""
    is_rest: bool = False
    """True when the field holds every key that has no field of its own."""
    flags: Mapping[str, str] = field(factory=dict, hash=False)
    """Keys that say the value where they are true, and the value that each says."""


_NO_OVERRIDE: Final = WireOverride()


def wire(
    key: str | None = None,
    codec: Codec | None = None,
    *,
    exact: str | None = None,
    rest: bool = False,
    omit_if_default: bool | None = None,
    flags: Mapping[str, str] = MappingProxyType({}),
) -> WireOverride:
    """Say how one field looks on the wire, as far as its name and type do not say it.

    Args:
        key: The wire key in snake_case, which the table spells as its keys are; None when it is the
            attribute's name.
        codec: The encoding; None when it is the one that the field's type has everywhere.
        exact: The wire key as it stands, the only one that is read and written; None where ``key``
            says it.
        rest: True when the field, a ``dict[str, Any]``, holds every key that has no field of its
            own, and writes them back.
        omit_if_default: True when the attribute's default is not written, False when it always
            is; None when the option of the converter decides.
        flags: Other keys that say the value, each by being true: what each of them says, on the
            wire. The first that is true comes before the field's own key. They are not written.

    Raises:
        TypeError: When there are both a key and an exact one, or a key of the rest.
    """
    if key is not None and exact is not None:
        raise TypeError(f"the key is either {key!r} or exactly {exact!r}")
    if rest and any(it is not None for it in (key, exact, codec)):
        raise TypeError("what has no key of its own has neither a key nor an encoding")
    name = key if exact is None else exact
    return WireOverride(
        rename=None if name is None else plain_key(name),
        omit_if_default=omit_if_default,
        struct_hook=None if codec is None else StructureHook(codec),
        unstruct_hook=None if codec is None else UnstructureHook(codec),
        is_exact=exact is not None,
        is_rest=rest,
        flags=flags,
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


_NO_TABLE: Final = Table()


def query_object(
    *,
    extends: Table = _NO_TABLE,
    required: Iterable[str] = (),
    later: Iterable[str] = (),
    also_camel_case: bool = False,
    other_keys: Mapping[str, str] = MappingProxyType({}),
    identified_by: str | None = None,
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
        **fields: Attribute name to override, made by `wire`.
    """
    rows = {**extends.fields, **fields}
    return Table(
        rows | {name: evolve(rows.get(name, _NO_OVERRIDE), omit_if_default=True) for name in later},
        required=extends.required.union(required),
        also_camel_case=also_camel_case,
        other_keys={**extends.other_keys, **other_keys},
        identified_by=identified_by,
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
    **fields: WireOverride,
) -> Table:
    """Say how an object of the v2 API looks: camelCase, snake_case accepted, None not written.

    Args:
        extends: A table whose rows are those of this one, too.
        required: Attributes whose key must be there although they have a default.
        writes_camel_case: False when the keys are written in snake_case.
        other_keys: See `Table`.
        **fields: Attribute name to override, made by `wire`.
    """
    return Table(
        {**extends.fields, **fields},
        required=extends.required.union(required),
        omit_none=True,
        reads_camel_case=True,
        writes_camel_case=writes_camel_case,
        other_keys={**extends.other_keys, **other_keys},
    )


Tables = Mapping[type, Table]
"""Class to table: what each module of `converters.tables` holds."""


REST_KEY: Final = "\0rest"
"""The key of the field that holds the others, in payloads between two of our hooks."""


def plain_key(key: Any) -> str:
    """Return a key as plain text: a member of an enum may be given, too.

    Raises:
        TypeError: When it is no text, or none that JSON has.
    """
    if not isinstance(key, str):
        raise TypeError(f"a key is text, and not {key!r}")
    text = str.__str__(key)
    if text.encode(errors="replace").decode() != text or text == REST_KEY:
        raise TypeError(f"{text!r} is no key")
    return text


def _as_tuple(keys: str | Iterable[str]) -> tuple[str, ...]:
    found = tuple(map(plain_key, (keys,) if isinstance(keys, str) else keys))
    if not found:
        raise TypeError("a tag has at least one key")
    return found


def _with_plain_values(classes: Mapping[str, type] | type) -> Mapping[str, type] | type:
    if isinstance(classes, type):
        return classes
    return {plain_key(value): cls for value, cls in classes.items()}


@frozen
class Tag:
    """How a payload tells which class of a union it is.

    ``Tag("shape", {"polygon": Polygon, "point": Point})`` goes by the value of a key;
    ``Tag("pathways", Agent, unknown=Node)`` by whether the key is there.
    """

    keys: tuple[str, ...] = field(converter=_as_tuple)
    """The key that tells it, in each of its spellings; the first that is there counts."""
    classes: Mapping[str, type] | type = field(converter=_with_plain_values)
    """The key's value to the class; or the class of a payload that has the key."""
    unknown: type | Literal["refuse"] = "refuse"
    """The class of every other payload; ``"refuse"`` when such a payload is a problem."""

    @property
    def members(self) -> tuple[type, ...]:
        """All classes of the union, each once."""
        told = (self.classes,) if isinstance(self.classes, type) else tuple(self.classes.values())
        other = () if self.unknown == "refuse" else (self.unknown,)
        return tuple(dict.fromkeys((*told, *other)))

    def key_in(self, payload: Mapping[Any, Any]) -> str | None:
        """Return the spelling of the key that a payload has; None when it has none."""
        return next((key for key in self.keys if key in payload), None)

    def class_of(self, payload: Any) -> type | None:
        """Return the class that a payload is to be read as; None when it is refused."""
        other = None if self.unknown == "refuse" else self.unknown
        key = self.key_in(payload) if isinstance(payload, Mapping) else None
        if key is None:
            return other
        if isinstance(self.classes, type):
            return self.classes
        value = payload[key]
        # Of another type, it is for the class to say what is wrong.
        return self.classes.get(value, other) if isinstance(value, str) else other


Unions = Mapping[Any, Tag]
"""Union to how its classes are told apart."""
