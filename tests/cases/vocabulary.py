"""The words in which the cases say how a class looks on the wire, and values that many share."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen
from enum_facts import OPEN

from orm_attrs import UNSET

ANYTHING: Final = "anything"
"""What is expected for a field that takes any value."""

SAME: Final = object()
"""Stands for the value that a neighbouring column holds."""


@frozen
class Key:
    """One key of a payload."""

    key: str
    name: str
    """The attribute."""
    wire: Any
    """A good value in a payload."""
    value: Any
    """What the attribute then holds."""
    written: Any
    """What is written for it again."""
    required: bool
    nullable: bool
    default: Any
    """What the attribute holds when the key is absent, or null where it may be."""
    omits_default: bool
    """True when the default is not written, whatever the rest of the class does."""
    stand_in: str
    """The key of another field that is read where this one is absent; empty without one."""
    expected: str
    """How an error names a good value."""
    has_default: bool = False
    """True when the argument of the constructor has a default although the key must be there."""
    null_expected: str = ""
    """What an error expects in the place of null, where that is not `expected`."""
    is_excused: bool = False
    """True when another key of the payload lets this one be absent or null."""
    is_rest: bool = False
    """True when the attribute holds every key that has no attribute of its own."""
    default_wire: Any = SAME
    """What is written for a default that is not its own form on the wire."""
    is_body: bool = False
    """True when the payload of the class is that of this attribute, and has no key for it."""
    is_open: bool = False
    """True when any text and any number is a value, for a newer server may send it."""

    @property
    def may_be_wrong(self) -> bool:
        """Whether there are values of a wrong type."""
        return self.expected != ANYTHING

    @property
    def wrong(self) -> Any:
        """A value of a wrong type."""
        if self.is_open or type(self.value).__name__ in OPEN or self.expected == "str or int":
            return []
        return "x" if self.expected in ("int", "float", "bool") else 5

    @property
    def got(self) -> str:
        """How an error names the wrong value."""
        return {"x": "'x'", "5": "int 5"}.get(str(self.wrong), "list")

    def problem(self, got: str = "") -> str:
        """What an error says of the wrong value, or of another one that is named."""
        got = got or self.got
        if got == "null" and self.null_expected:
            return f"expected {self.null_expected}, got null"
        if self.expected.startswith("one of "):
            names = self.expected.removeprefix("one of ")
            return f"{got.removeprefix('int ')} is none of {names}"
        return f"expected {self.expected}, got {got}"

    @property
    def of_null(self) -> Any:
        """What the attribute holds when the key is null, where that is a value."""
        return None if self.default is UNSET else self.default

    @property
    def default_written(self) -> Any:
        """What is written for the default."""
        if self.default_wire is not SAME:
            return self.default_wire
        return self.default.value if isinstance(self.default, Enum) else self.default


_NOUNS: Final[dict[type, str]] = {
    str: "str",
    int: "int",
    float: "float",
    bool: "bool",
    dict: "an object",
    list: "a list",
    datetime: "a date and time",
    UUID: "a UUID",
}


def key(
    key: str,
    wire: Any,
    value: Any = SAME,
    name: str = "",
    *,
    written: Any = SAME,
    required: bool = True,
    nullable: bool = False,
    default: Any = None,
    omits_default: bool = False,
    stand_in: str = "",
    expected: str = "",
    default_wire: Any = SAME,
    has_default: bool = False,
) -> Key:
    """A key that must be there and is never null."""
    value = wire if value is SAME else value
    return Key(
        key=key,
        name=name or key,
        wire=wire,
        value=value,
        written=wire if written is SAME else written,
        required=required,
        nullable=nullable,
        default=default,
        omits_default=omits_default,
        stand_in=stand_in,
        expected=expected or _NOUNS.get(type(value)) or _NOUNS[type(wire)],
        has_default=has_default,
        default_wire=default_wire,
    )


def literal(name: str, wire: Any, value: Any = SAME, *, others: str = "", required: bool) -> Key:
    """A key in camelCase with one of a few values, which is the default where it may be absent."""
    made = key(in_camel_case(name), wire, value, name, required=required)
    default = None if required else made.value
    return evolve(made, expected=f"one of {wire}{others}", default=default)


def open_text(name: str, wire: str, default: str = "") -> Key:
    """A key in camelCase with one of a few texts, or another one of a newer server."""
    made = key(in_camel_case(name), wire, name=name, required=not default)
    return evolve(made, default=default or None, is_open=True)


def nullable(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key that must be there and may be null."""
    return key(name, wire, value, nullable=True, **facts)


def optional(name: str, wire: Any, value: Any = SAME, alias: str = "", **facts: Any) -> Key:
    """A key that may be absent or null."""
    return key(name, wire, value, alias, required=False, nullable=True, **facts)


def defaulted(
    name: str, wire: Any, value: Any = SAME, alias: str = "", *, default: Any, **facts: Any
) -> Key:
    """A key that may be absent but is never null."""
    return key(name, wire, value, alias, required=False, default=default, **facts)


def geometry(name: str, wire: Any, value: Any, **facts: Any) -> Key:
    """The key of a geometry, which may be absent or null beside an event that deletes."""
    made = key(name, wire, value, "geometry", has_default=True, **facts)
    return evolve(made, null_expected="a value")


def rest(name: str, content: dict[str, Any]) -> Key:
    """All other keys, for the attribute of this name."""
    made = defaulted(name, content, default={}, expected=ANYTHING)
    return evolve(made, is_rest=True)


def body(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """What is the whole payload of a class, for its one attribute."""
    return evolve(key("", wire, value, name, **facts), is_body=True)


@frozen(repr=False)
class Case:
    """A class and its keys, in the order of its fields."""

    cls: Any
    keys: tuple[Key, ...] = ()
    omits_none: bool = field(default=False, kw_only=True)
    """True when no null is ever written."""

    @property
    def id(self) -> str:
        """The name of the class."""
        return str(getattr(self.cls, "__name__", self.cls))

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes, in the order of the keys."""
        return tuple(one.name for one in self.keys)

    @property
    def payload(self) -> Any:
        """A payload with every key."""
        return _as_a_whole({one.key: deepcopy(one.wire) for one in self.keys}, self.keys)

    @property
    def written(self) -> Any:
        """What is written for that payload."""
        return _as_a_whole({one.key: deepcopy(one.written) for one in self.keys}, self.keys)

    @property
    def has_body(self) -> bool:
        """Whether the payload is that of the one attribute."""
        return any(one.is_body for one in self.keys)

    @property
    def has_rest(self) -> bool:
        """Whether an attribute holds every key that has no attribute of its own."""
        return any(one.is_rest for one in self.keys)

    @property
    def object(self) -> Any:
        """What the payload stands for."""
        return self.cls(**{one.name: deepcopy(one.value) for one in self.keys})

    @property
    def minimal(self) -> Any:
        """A payload with the keys that must be there."""
        keys = tuple(one for one in self.keys if one.required)
        return _as_a_whole({one.key: deepcopy(one.wire) for one in keys}, keys)

    @property
    def nulls(self) -> Any:
        """A payload with every key, null where that is a value."""
        made = {one.key: None if one.nullable else deepcopy(one.wire) for one in self.keys}
        return _as_a_whole(made, self.keys)

    def written_with_null(self, of: Iterable[Key]) -> Any:
        """What is written when some attributes have been read from null."""
        of = list(of)
        written = self.written_with_default(one for one in of if one.default is not UNSET)
        for one in of:
            if one.default is UNSET:
                written[one.key] = None
        return written

    def written_with_default(self, of: Iterable[Key]) -> Any:
        """What is written when some attributes have their defaults."""
        written = self.written
        for one in of:
            if one.is_rest:
                written = {key: it for key, it in written.items() if key not in one.wire}
            elif (
                one.omits_default
                or one.default is UNSET
                or (one.default is None and self.omits_none)
            ):
                del written[one.key]
            else:
                written[one.key] = deepcopy(one.default_written)
        return written


def _as_a_whole(payload: dict[str, Any], keys: tuple[Key, ...]) -> Any:
    """Put the other keys beside those of the attributes, and a body in the place of its object."""
    for one in keys:
        if one.is_body:
            return payload[one.key]
        payload |= payload.pop(one.key) if one.is_rest else {}
    return payload


def query_object(cls: Any, *keys: Key) -> Case:
    """A class that writes every key, None as null."""
    return Case(cls, keys)


def db_record(cls: Any, *keys: Key) -> Case:
    """A database record: its keys are `optional`, and None is not written."""
    return Case(cls, keys, omits_none=True)


v2_object = db_record
"""An object of the v2 API: its keys are in camelCase, and None is not written."""


def later(name: str, wire: Any, value: Any = SAME, alias: str = "", *, default: Any = None) -> Key:
    """A key that came after its class: its default is not written."""
    if default is None:
        return optional(name, wire, value, alias, omits_default=True)
    return defaulted(name, wire, value, alias, default=default, omits_default=True)


def camel(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key in camelCase that must be there, for the attribute of this name."""
    return key(in_camel_case(name), wire, value, name, **facts)


def optional_camel(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key in camelCase that may be absent or null, for the attribute of this name."""
    return optional(in_camel_case(name), wire, value, name, **facts)


def defaulted_camel(name: str, wire: Any, value: Any = SAME, *, default: Any, **facts: Any) -> Key:
    """A key in camelCase that may be absent but is never null, for the attribute of this name."""
    return defaulted(in_camel_case(name), wire, value, name, default=default, **facts)


def patched_camel(name: str, wire: Any, value: Any) -> Key:
    """A key in camelCase that may be absent, where null says something else."""
    return defaulted_camel(name, wire, value, nullable=True, default=UNSET)


def in_camel_case(name: str) -> str:
    """Spell a name as the v2 API does."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


# --- values that several classes share ----------------------------------------------------------

SQL: Final = "2023-02-09 14:12:03"
SQL_VALUE: Final = datetime(2023, 2, 9, 14, 12, 3)
ISO: Final = "2023-03-21T09:58:08.472959"
ISO_VALUE: Final = datetime(2023, 3, 21, 9, 58, 8, 472959)
ZONED: Final = "2023-01-01T21:00:00+02:00"
ZONED_VALUE: Final = datetime(2023, 1, 1, 21, tzinfo=timezone(timedelta(hours=2)))
UID: Final = "87fbb2d6-6b4c-4e4f-9d3b-0c1d3a5f7e21"
UID_VALUE: Final = UUID(UID)
LINK: Final = "https://storage.example.com/drive.mp4?signature=1"
