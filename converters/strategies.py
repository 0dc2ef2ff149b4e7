"""Hypothesis strategies for the models and for classes of a service, made from their plans.

Needs the extra ``hypothesis``: ``pip install 'orm-attrs[hypothesis]'``.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import partial
from itertools import islice
from types import NoneType
from typing import Any, Final, TypeVar, overload

from cattrs import Converter

from converters.plans.fields import FieldHook
from converters.plans.keys import (
    finite_values,
    key_parser,
    parse_integer,
    text_of_key,
    texts_of,
)
from converters.plans.nodes import (
    ForeignNode,
    IndexedNode,
    LiteralNode,
    MappingNode,
    Node,
    NullableNode,
    ObjectNode,
    Part,
    SequenceNode,
    TupleNode,
    UnionNode,
    ValueNode,
    node_of,
)
from converters.plans.read import ReadPlan
from converters.plans.scope import hooks_within
from converters.registry import ready_converter
from converters.tables import split_optional, type_name
from converters.wire.codecs import (
    ANY,
    BOOL,
    CAMEL_CASE_KEYS,
    CODEC_BY_TYPE,
    FEATURE_HASHES,
    FLAG_OR_NONE_TEXT,
    FLOAT,
    ID_TEXT,
    INT,
    ISO_DATETIME,
    LABEL_DATE,
    LARGEST_EXACT_FLOAT,
    LIST,
    LIST_OR_JSON_TEXT,
    LIST_OR_TEXT,
    OBJECT,
    OBJECT_OR_TEXT,
    SNAKE_CASE_KEYS,
    SQL_DATETIME,
    STR,
    TEMPLATES,
    TEXT_OR_FALSE,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
)
from converters.wire.dates import write_rfc
from converters.wire.forms import FIRST
from converters.wire.text_types import (
    ADDRESSES,
    BASE64,
    DATE,
    DECIMAL,
    DURATION,
    PATH,
    TIME,
    write_duration,
)
from converters.wire.vocabulary import NAMED, SINGLE, ByType, Codec, Form, How, Tag

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ModuleNotFoundError as _exc:
    raise ModuleNotFoundError(
        "converters.strategies needs an extra: pip install 'orm-attrs[hypothesis]'", name=_exc.name
    ) from _exc

T = TypeVar("T")

Values = Mapping[Any, SearchStrategy[Any]]
"""Type to what is drawn for it."""

_TRIES: Final = 3
"""How many payloads are drawn at most for a member of a union, until one is told to be of it."""

MOST_ITEMS: Final = 3
"""How many items a list has at most, and how many unknown keys an object."""


def payloads(
    kind: Any, *, converter: Converter | None = None, values: Values | None = None
) -> SearchStrategy[Any]:
    """Payloads that can be structured as a type, in all the forms that its encodings allow.

    They have unknown keys where the converter lets them be, lack optional keys, and have dates,
    UUIDs and enum values as servers send them, also those that only a newer server knows.

    Args:
        kind: A model, ``list[DataRow]``, ``DataRow | None`` and the like, or a service's own class.
        converter: A converter with our hooks; None for the ready one.
        values: What is drawn for types that have a hook of the service's own, as such a hook does
            not tell what it takes.

    Raises:
        TypeError: When a type has such a hook, and is not among ``values``.
    """
    return _Builder(converter or ready_converter(), values or {}).of_type(kind)


@overload
def objects(
    kind: type[T], *, converter: Converter | None = None, values: Values | None = None
) -> SearchStrategy[T]: ...
@overload
def objects(
    kind: Any, *, converter: Converter | None = None, values: Values | None = None
) -> SearchStrategy[Any]: ...
def objects(
    kind: Any, *, converter: Converter | None = None, values: Values | None = None
) -> SearchStrategy[Any]:
    """Objects of a type: what its `payloads` are structured to, by the same arguments."""
    own = converter or ready_converter()
    made = payloads(kind, converter=own, values=values)
    return made.map(lambda payload: own.structure(payload, kind))


# --- what encodings are made of -------------------------------------------------------------------

_TEXT: Final = st.text(max_size=20)
_NUMBERS: Final = st.floats(allow_nan=False, allow_infinity=False)
_SCALARS: Final = st.none() | st.booleans() | st.integers() | _NUMBERS | _TEXT
_JSON: Final = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=5,
)
_OBJECTS: Final = st.dictionaries(_TEXT, _JSON, max_size=MOST_ITEMS)
_LISTS: Final = st.lists(_JSON, max_size=MOST_ITEMS)
_UNKNOWN: Final = st.dictionaries(
    _TEXT.map(lambda name: f"unknown {name}"), _JSON, max_size=MOST_ITEMS
)
"""Keys that no class knows, with their values."""
_INTEGERS: Final = st.integers() | st.integers(
    -int(LARGEST_EXACT_FLOAT), int(LARGEST_EXACT_FLOAT)
).map(float)
_ZONES: Final = st.none() | st.sampled_from([0, 60, -210, 345]).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)


def _spell_date(moment: datetime, form: int) -> str:
    forms = (
        moment.isoformat(" "),
        moment.isoformat("T"),
        moment.isoformat(timespec="milliseconds"),
        moment.isoformat().replace("+00:00", "Z"),
    )
    return forms[form]


_DATES: Final = st.builds(_spell_date, st.datetimes(timezones=_ZONES), st.integers(0, 3))
_RFC_DATES: Final = st.builds(
    lambda moment, zone: write_rfc(moment) + zone,
    st.datetimes(),
    st.sampled_from([" GMT", " UTC", " ", ""]),
)
_UUIDS: Final = st.uuids().flatmap(
    lambda it: st.sampled_from([str(it), it.hex, str(it).upper(), f"{{{it}}}", it.urn])
)

_BY_CODEC: Final[Mapping[Codec, SearchStrategy[Any]]] = {
    ANY: _JSON,
    STR: _TEXT,
    ID_TEXT: _TEXT | st.integers(),
    INT: _INTEGERS,
    FLOAT: _NUMBERS | st.integers(),
    BOOL: st.booleans() | st.sampled_from([0, 1, 0.0, 1.0]),
    FLAG_OR_NONE_TEXT: st.booleans() | st.just("None"),
    TEXT_OR_FALSE: _TEXT | st.sampled_from([False, "None"]),
    OBJECT: _OBJECTS,
    LIST: _LISTS,
    OBJECT_OR_TEXT: _OBJECTS | _TEXT,
    LIST_OR_TEXT: _LISTS | _TEXT,
    SQL_DATETIME: _DATES,
    ISO_DATETIME: _DATES,
    LABEL_DATE: _DATES | _RFC_DATES,
    UUID_TEXT: _UUIDS,
    UUID_OR_BLANK: _UUIDS | st.just(""),
    DATE: st.dates().map(str),
    TIME: st.times().map(str),
    DURATION: st.timedeltas().map(write_duration),
    DECIMAL: st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.integers(),
    PATH: _TEXT,
    BASE64: st.binary(max_size=20).map(lambda it: b64encode(it).decode()),
    **{codec: st.from_type(kind).map(str) for kind, codec in ADDRESSES.items()},
}

_WRAPPED: Final[Mapping[Codec, Callable[[SearchStrategy[Any]], SearchStrategy[Any]]]] = {
    CAMEL_CASE_KEYS: lambda values: values,
    SNAKE_CASE_KEYS: lambda values: values,
    LIST_OR_JSON_TEXT: lambda values: values | values.map(json.dumps),
    TEMPLATES: lambda values: values | values.map(TEMPLATES.unstructure),
    FEATURE_HASHES: lambda _: (
        st.dictionaries(_TEXT, _JSON, max_size=MOST_ITEMS)
        | st.lists(_TEXT, max_size=MOST_ITEMS, unique=True)
    ),
}
"""What is drawn for an outer layer, around what is drawn for the type."""


def _of_members(members: Members) -> SearchStrategy[Any]:
    found = st.sampled_from(list(members))
    if members.fallback is not None:
        for kind in (members.kind, *sorted(members.others, key=str)):
            found |= _UNLISTED[kind]
    return found


_UNLISTED: Final[Mapping[type, SearchStrategy[Any]]] = {
    str: _TEXT,
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}
"""What is drawn for a type of values that a fallback member stands for."""


class _Builder:
    """Makes the strategies of types on one converter."""

    def __init__(self, converter: Converter, values: Values) -> None:
        self.converter = converter
        self.values = values
        self.classes: dict[Any, SearchStrategy[Any]] = {}

    def of_type(self, kind: Any) -> SearchStrategy[Any]:
        """Give the strategy of the payloads of a type."""
        if kind in self.values:
            return self.values[kind]
        before = self.converter
        self.converter = hooks_within(kind, before)
        try:
            return self._of_node(node_of(kind, self.converter.get_structure_hook))
        finally:
            self.converter = before

    def _of_node(self, node: Node) -> SearchStrategy[Any]:  # noqa: C901, PLR0911 - a kind each
        match node:
            case ValueNode(kind=kind, codec=codec):
                return self._of_codec(codec, kind)
            case LiteralNode():
                return st.sampled_from(node.values)
            case NullableNode(inner=inner):
                return st.none() | self.of_type(inner.kind)
            case SequenceNode(item=item):
                return st.lists(self.of_type(item.kind), max_size=MOST_ITEMS)
            case IndexedNode(form=form, item=item):
                return self._of_indexed(form, item)
            case TupleNode(items=items):
                return st.tuples(*(self.of_type(it.kind) for it in items)).map(list)
            case MappingNode(key=key, value=value):
                return self._of_mapping(key, value)
            case UnionNode(how=how, members=members):
                # How older versions of cattrs tell members apart cannot be seen.
                kinds = [it.kind for it in members] if how is None else how.members
                return self._of_union(how, kinds)
            case ObjectNode(kind=kind, plan=plan):
                return self._of_class(kind, plan)
            case ForeignNode(kind=kind, is_custom=True):
                return self._of_custom(kind)
        raise TypeError(f"values: what is read as {type_name(node.kind)} cannot be seen")

    def _of_custom(self, kind: Any) -> SearchStrategy[Any]:
        inner, nullable = split_optional(kind)
        if nullable and inner in self.values:
            return st.none() | self.values[inner]
        raise TypeError(f"values: what the hook of {type_name(kind)} takes cannot be seen")

    def _of_codec(self, codec: Codec, kind: Any) -> SearchStrategy[Any]:
        if codec in _BY_CODEC:
            return _BY_CODEC[codec]
        if isinstance(codec.members, Members):
            return _of_members(codec.members)
        if codec.texts is not None:
            known = st.sampled_from(list(codec.texts))
            takes_text = codec.takes_other_text or codec.fallback is not None
            return known | _TEXT if takes_text else known
        if isinstance(kind, type) and issubclass(kind, Enum):
            return st.sampled_from([codec.unstructure(member) for member in kind])
        # A subclass of a type that has an encoding.
        return _BY_CODEC[next(it for base, it in CODEC_BY_TYPE.items() if issubclass(kind, base))]

    def _of_union(self, how: How | None, members: Iterable[Any]) -> SearchStrategy[Any]:
        """Give the payloads of each member of a union, as far as they tell that they are its."""
        made = []
        for member in members:
            values = self.of_type(member)
            if isinstance(how, Tag):
                values = values.map(_tagging(how, member))
            made.append(values if how is None else _told(values, how, member))
        if isinstance(how, ByType) and how.unknown == "as_is":
            made.append(_told(_JSON, how, Any))
        return st.one_of(made)

    def _of_indexed(self, form: Form, item: Part) -> SearchStrategy[Any]:
        values = self.of_type(item.kind)
        if form is SINGLE:
            more = st.just({}) if self.converter.forbid_extra_keys else _UNKNOWN
            return st.builds(lambda value, others: {FIRST: value, **others}, values, more)
        indexes = st.sets(st.integers(0, MOST_ITEMS + 1).map(str), max_size=MOST_ITEMS)
        if form is NAMED:
            indexes |= st.sets(_TEXT, max_size=MOST_ITEMS)
        return st.lists(values, max_size=MOST_ITEMS) | indexes.flatmap(
            lambda found: st.fixed_dictionaries(dict.fromkeys(found, values))
        )

    def _of_mapping(self, key: Part, value: Part) -> SearchStrategy[Any]:
        values = finite_values(key.node)
        if values:
            # Two keys that become the same member are refused.
            keys: SearchStrategy[Any] = st.sampled_from(list(texts_of(values)))
        elif key_parser(key.node) is parse_integer:
            keys = st.integers().map(str)
        elif key.node.kind is bool:
            keys = st.sampled_from(["true", "false"])
        elif isinstance(key.node, ValueNode) and key.node.codec is ANY:
            keys = _TEXT
        else:
            keys = self.of_type(key.kind).map(text_of_key)
        return st.dictionaries(keys, self.of_type(value.kind), max_size=MOST_ITEMS)

    def _of_class(self, kind: Any, plan: ReadPlan) -> SearchStrategy[Any]:
        if kind not in self.classes:
            self.classes[kind] = st.deferred(lambda: made)
            made = self._of_plan(plan)
        return self.classes[kind]

    def _of_plan(self, plan: ReadPlan) -> SearchStrategy[Any]:
        if plan.body is not None:
            return self._of_field(plan.body)
        required: dict[str, SearchStrategy[Any]] = {}
        optional: dict[str, SearchStrategy[Any]] = {}
        other_keys: dict[str, str] = {}
        demanded: dict[str, SearchStrategy[Any]] = {}
        for hook in plan.hooks:
            wire_field = hook.field
            if wire_field.is_rest:
                continue
            values = self._of_field(hook)
            (required if wire_field.required else optional)[wire_field.key] = values
            if wire_field.unless:
                demanded[wire_field.key] = self._of_value(hook)
            if wire_field.other_key is not None:
                other_keys[wire_field.key] = wire_field.other_key
        payload = st.fixed_dictionaries(required, optional=optional)
        if demanded:
            payload = st.builds(partial(_meet, plan), payload, st.fixed_dictionaries(demanded))
        if other_keys:
            payload = st.builds(
                _respell, payload, st.sets(st.sampled_from(list(other_keys))), st.just(other_keys)
            )
        if plan.extra_keys == "forbid":
            return payload
        return st.builds(lambda known, more: {**known, **more}, payload, _UNKNOWN)

    def _of_field(self, hook: FieldHook) -> SearchStrategy[Any]:
        values = self._of_value(hook)
        return st.none() | values if hook.field.nullable else values

    def _of_value(self, hook: FieldHook) -> SearchStrategy[Any]:
        kind = hook.field.type
        if kind in self.values:
            values = self.values[kind]
        elif hook.is_custom:
            values = self._of_custom(kind)
        elif hook.codec is not None:
            values = self._of_codec(hook.codec, kind)
        else:
            values = self.of_type(kind)
        if hook.wrapper is None:
            return values
        return st.none() | values if hook.wrapper.takes_null else _WRAPPED[hook.wrapper](values)


def _tagging(tag: Tag, cls: type) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Give a function that puts the value which tells a class into a payload of it."""
    if isinstance(tag.classes, type) or cls not in tag.classes.values():
        other = tag.unknown
        return _tagging(other, cls) if isinstance(other, Tag) else lambda payload: payload
    told = next(value for value, found in tag.classes.items() if found is cls)

    def put(payload: dict[str, Any]) -> dict[str, Any]:
        return {**payload, tag.key_in(payload) or tag.keys[0]: told}

    return put


@st.composite
def _told(draw: st.DrawFn, values: SearchStrategy[Any], how: How, member: Any) -> Any:
    """Draw a payload that is told to be of a member.

    Without any, the example is given up, as by drawing from no strategy. A `filter` or `assume`
    would then write all strategies within: megabytes of text for the unions of a label row, and a
    warning.
    """
    payloads = (draw(values) for _ in range(_TRIES))
    told = list(islice((it for it in payloads if how.member_of(it) == member), 1))
    return draw(st.one_of([st.just(it) for it in told]))


def _meet(plan: ReadPlan, payload: dict[str, Any], demanded: Mapping[str, Any]) -> dict[str, Any]:
    """Give a value to the fields that must have one."""
    for index, demand in plan.demands.items():
        key = plan.fields[index].key
        others = [plan.hooks[other] for other in demand.others]
        values = [
            it.read(payload[it.field.key]) if it.field.key in payload else it.field.default()
            for it in others
        ]
        if payload.get(key) is None and not demand.is_excused(*values):
            payload = {**payload, key: demanded[key]}
    return payload


def _respell(payload: dict[str, Any], keys: set[str], other_keys: dict[str, str]) -> dict[str, Any]:
    """Use the other spelling of some keys."""
    return {other_keys[it] if it in keys else it: value for it, value in payload.items()}
