"""JSON Schema (2020-12) of what a converter reads and writes, made from its hooks."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum, Flag
from types import NoneType
from typing import (
    Any,
    Final,
    Literal,
    get_args,
    get_origin,
    get_type_hints,
)
from weakref import WeakKeyDictionary

from attrs import NOTHING, Attribute
from cattrs import Converter

from converters.docstrings import field_docstrings
from converters.errors import FAULTS
from converters.plans.fields import FieldHook
from converters.plans.keys import (
    INTEGER,
    NUMBER,
    finite_values,
    key_parser,
    parse_integer,
    parse_number,
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
from converters.plans.scope import hooks_within, settings_of
from converters.plans.write import WritePlan
from converters.registry import ready_converter
from converters.tables import (
    WireField,
    base_type,
    split_optional,
    type_arguments,
    type_name,
    with_arguments,
)
from converters.unknown.held import Unknown
from converters.wire.codecs import (
    ANY,
    BOOL,
    CODEC_BY_TYPE,
    FEATURE_HASHES,
    FLAG_OR_NONE_TEXT,
    FLOAT,
    ID_TEXT,
    INT,
    ISO_DATETIME,
    LABEL_DATE,
    LIST,
    LIST_OR_TEXT,
    OBJECT,
    OBJECT_OR_TEXT,
    SQL_DATETIME,
    STR,
    TEXT_OR_FALSE,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
    asks_missing,
    fallback_row,
)
from converters.wire.forms import FIRST, INDEX
from converters.wire.text_types import (
    ADDRESSES,
    BASE64,
    DATE,
    DECIMAL,
    DURATION,
    DURATION_PATTERN,
    PATH,
    TIME,
)
from converters.wire.vocabulary import DIGITS, INDEXED, PRESENT, SINGLE, ByKeys, ByType, Codec, Tag
from orm_attrs import UNSET

Schema = dict[str, Any]
Mode = Literal["read", "write"]
"""Whether a schema is of what `structure` takes or of what `unstructure` gives."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{6})?"
_OFFSET: Final = "([+-][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{6})?)?)?"
_RFC: Final = "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC"
_KEY_PATTERNS: Final[Mapping[Any, str]] = {parse_integer: INTEGER, parse_number: NUMBER}

DATE_TO_READ: Final[Schema] = {
    "type": "string",
    "maxLength": 100,
    "examples": ["2022-01-05 18:51:05", "2022-01-05T18:51:05Z"],
}
"""No format: many validators would refuse dates without a zone, which servers send."""

UUID_TO_READ: Final[Schema] = {
    "type": "string",
    "examples": ["0b8f6d3a-7d57-4a5b-8f0e-000000000001"],
}

_JSON_TYPE_OF: Final[Mapping[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    NoneType: "null",
}
"""The JSON types of the values that a fallback member stands for."""


def _json_types(*kinds: type) -> list[str]:
    return [name for kind, name in _JSON_TYPE_OF.items() if kind in kinds]


_TYPE_WORDS: Final = {
    "null": "null",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "str": "string",
    "list": "array",
    "object": "object",
}
"""A type of JSON, as unions call it, to the word that schemas have for it."""

_BOOL: Final[Schema] = {"type": "boolean"}

_READ: Final[Mapping[Codec, Schema]] = {
    ANY: {},
    STR: {"type": "string"},
    ID_TEXT: {"type": ["string", "integer"]},
    INT: {"type": "integer"},
    FLOAT: {"type": "number"},
    # Databases have 0 and 1.
    BOOL: {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}]},
    FLAG_OR_NONE_TEXT: {"anyOf": [{"type": "boolean"}, {"enum": [0, 1, "None"]}]},
    TEXT_OR_FALSE: {"anyOf": [{"type": "string"}, {"enum": [False]}]},
    OBJECT: {"type": "object"},
    LIST: {"type": "array"},
    OBJECT_OR_TEXT: {"type": ["object", "string"]},
    LIST_OR_TEXT: {"type": ["array", "string"]},
    SQL_DATETIME: DATE_TO_READ,
    ISO_DATETIME: DATE_TO_READ,
    LABEL_DATE: {**DATE_TO_READ, "examples": ["Wed, 05 Jan 2022 18:51:05 GMT"]},
    UUID_TEXT: UUID_TO_READ,
    UUID_OR_BLANK: UUID_TO_READ,
    DATE: {"type": "string", "examples": ["2022-01-05"]},
    TIME: {"type": "string", "examples": ["18:51:05"]},
    DURATION: {"type": "string", "pattern": DURATION_PATTERN},
    DECIMAL: {"type": ["string", "integer"], "examples": ["1.50"]},
    PATH: {"type": "string"},
    BASE64: {"type": "string", "contentEncoding": "base64"},
    **{codec: {"type": "string"} for codec in ADDRESSES.values()},
}

_WRITTEN: Final[Mapping[Codec, Schema]] = {
    **_READ,
    ID_TEXT: {"type": "string"},
    BOOL: {"type": "boolean"},
    FLAG_OR_NONE_TEXT: {"type": "boolean"},
    TEXT_OR_FALSE: {"type": "string"},
    SQL_DATETIME: {"type": "string", "pattern": f"^{_DATE} {_TIME}{_OFFSET}$"},
    ISO_DATETIME: {"type": "string", "pattern": f"^{_DATE}T{_TIME}{_OFFSET}$"},
    LABEL_DATE: {"type": "string", "pattern": f"^({_RFC}|{_DATE}[ T]{_TIME}{_OFFSET})$"},
    UUID_TEXT: {"type": "string", "format": "uuid"},
    UUID_OR_BLANK: {"type": "string", "format": "uuid"},
    DATE: {"type": "string", "format": "date"},
    TIME: {"type": "string", "pattern": f"^{_TIME}{_OFFSET}$"},
    DECIMAL: {"type": "string"},
}

_OF_KEYS: Final = ("Required", "NotRequired", "ReadOnly")
"""What stands around the type of a key of a typed dict."""

_Key = tuple[Any, Mode]
_registered: dict[_Key, Schema] = {}
_registered_on: WeakKeyDictionary[Converter, dict[_Key, Schema]] = WeakKeyDictionary()


def register_schema(
    kind: Any, schema: Schema, *, converter: Converter | None = None, mode: Mode | None = None
) -> None:
    """Say what values of a type look like for which a service has registered a hook of its own.

    What such a hook takes and gives cannot be seen, so without this it is any value.

    Args:
        kind: The type that the hook is registered for.
        schema: A JSON Schema without references.
        converter: The converter that has the hook; None for all that have one for this type.
        mode: The direction; None for both.
    """
    table = _registered if converter is None else _registered_on.setdefault(converter, {})
    modes: tuple[Mode, ...] = ("read", "write") if mode is None else (mode,)
    table.update({(kind, one): dict(schema) for one in modes})


def json_schema(
    kind: Any,
    *,
    converter: Converter | None = None,
    mode: Mode = "read",
    unknown: Unknown | None = None,
    inline: bool = False,
) -> Schema:
    """Give the JSON Schema of a type on a converter.

    Args:
        kind: A model, ``list[DataRow]``, ``DataRow | None`` and the like, or a service's own class.
        converter: A converter with our hooks; None for the ready one.
        mode: ``"read"`` for what can be structured, ``"write"`` for what unstructuring gives.
        unknown: What becomes of unknown keys, ``"forbid"`` for a schema that allows none; None for
            what the converter does.
        inline: True to put classes where they are used instead of under ``$defs``.

    Returns:
        A schema of JSON Schema 2020-12, a dict that nothing else refers to.

    Raises:
        TypeError: When the converter has no hook for a type, or a class that contains itself is to
            stand inline.
    """
    builder = _Builder(converter, mode, unknown, "#/$defs/{name}", inline=inline)
    schema = builder.of_type(kind)
    name = builder.names.get(kind)
    if name is not None and builder.uses[name] == 1:
        schema = builder.defs.pop(name)
    defs = {"$defs": builder.defs} if builder.defs else {}
    made: Schema = _copy({"$schema": DIALECT, **schema, **defs})
    return made


def embedded_schema(
    kind: Any, *, converter: Converter | None = None, mode: Mode = "read"
) -> Schema:
    """Give a schema that may stand anywhere in a document of OpenAPI 3.1.

    Everything stands in its place. Only where a class contains itself there are ``$defs``, in a
    schema with an ``$id``, which says that references are to be looked up in it.

    Args:
        kind: See `json_schema`.
        converter: See `json_schema`.
        mode: See `json_schema`.

    Raises:
        TypeError: See `json_schema`.
    """
    try:
        schema = json_schema(kind, converter=converter, mode=mode, inline=True)
    except _ContainsItselfError:
        schema = json_schema(kind, converter=converter, mode=mode)
        name = re.sub(r"[^A-Za-z0-9]+", "-", type_name(kind)).strip("-")
        schema = {"$id": f"urn:orm-attrs:{mode}:{name}", **schema}
    del schema["$schema"]
    return schema


def json_schemas(
    kinds: Iterable[Any],
    *,
    converter: Converter | None = None,
    mode: Mode = "read",
    unknown: Unknown | None = None,
    ref_template: str = "#/$defs/{name}",
) -> dict[str, Schema]:
    """Give the JSON Schema of many classes, and of all that they contain, by name.

    Args:
        kinds: The classes.
        converter: See `json_schema`.
        mode: See `json_schema`.
        unknown: See `json_schema`.
        ref_template: Where they will stand: ``"#/components/schemas/{name}"`` for OpenAPI.

    Returns:
        Name to schema, of each of these classes and of those in them.

    Raises:
        TypeError: When one of them is no class with fields, or see `json_schema`.
    """
    builder = _Builder(converter, mode, unknown, ref_template)
    for kind in kinds:
        builder.of_type(kind)
        if kind not in builder.names:
            raise TypeError(f"{type_name(kind)} has no schema with a name of its own")
    made: dict[str, Schema] = _copy(builder.defs)
    return made


def _copy(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _copy(value) for key, value in schema.items()}
    return [_copy(item) for item in schema] if isinstance(schema, list) else schema


class _ContainsItselfError(TypeError):
    """A class that contains itself is to stand inline."""

    def __init__(self, kind: Any) -> None:
        super().__init__(f"{type_name(kind)} contains itself, so it cannot stand inline")


class _Builder:
    """Makes the schemas of types, and notes those of classes by their names."""

    def __init__(
        self,
        converter: Converter | None,
        mode: Mode,
        unknown: Unknown | None,
        ref_template: str,
        *,
        inline: bool = False,
    ) -> None:
        self.outside = self.converter = converter or ready_converter()
        settings = settings_of(self.outside)
        # What is kept is written as it was read.
        keeps = settings is not None and settings.keeps
        self.mode: Mode = "read" if mode == "write" and keeps else mode
        self.unknown = unknown
        self.ref_template = ref_template
        self.inline = inline
        self.defs: dict[str, Schema] = {}
        self.names: dict[Any, str] = {}
        self.uses: dict[str, int] = {}
        self._within: list[Any] = []

    def of_type(self, kind: Any) -> Schema:
        """Give the schema of the values of a type."""
        before = self.converter
        self.converter = hooks_within(kind, before)
        try:
            return self._of_node(self._node(kind))
        finally:
            self.converter = before

    def _node(self, kind: Any) -> Node:
        is_read = self.mode == "read"
        get = self.converter.get_structure_hook if is_read else self.converter.get_unstructure_hook
        try:
            return node_of(kind, get)
        except FAULTS:
            raise
        except Exception as exc:
            raise TypeError(f"no hook for {type_name(kind)}: {exc}") from exc

    def _of_node(self, node: Node) -> Schema:  # noqa: PLR0911 - one for each kind
        match node:
            case ValueNode(kind=kind, codec=codec):
                return self._of_codec(codec, kind)
            case LiteralNode():
                return {"enum": node.values}
            case NullableNode(inner=inner):
                return _or_null(self.of_type(inner.kind))
            case SequenceNode(item=item):
                return _list_of(self.of_type(item.kind))
            case IndexedNode():
                return self._of_indexed(node)
            case TupleNode(items=items):
                return {
                    "type": "array",
                    "prefixItems": [self.of_type(it.kind) for it in items],
                    "minItems": len(items),
                    "maxItems": len(items),
                }
            case MappingNode():
                return self._of_mapping(node)
            case UnionNode():
                return self._of_union(node)
            case ObjectNode(kind=kind, plan=plan):
                return self._named(kind, lambda: self._of_plan(plan))
        return self._of_foreign(node)

    def _of_foreign(self, node: ForeignNode) -> Schema:
        kind = node.kind
        if node.is_custom:
            return self._of_custom(kind)
        if dataclasses.is_dataclass(cls := get_origin(kind) or kind):
            names = _arguments_of(cls)
        elif _is_typed_dict(cls):
            names = {key: key in cls.__required_keys__ for key in get_type_hints(cls)}
        else:
            return {}
        return self._named(kind, lambda: self._of_other_class(kind, node.hook, names))

    def _of_custom(self, kind: Any) -> Schema:
        for table in (_registered_on.get(self.outside, {}), _registered):
            if (kind, self.mode) in table:
                return table[kind, self.mode]
        inner, nullable = split_optional(kind)
        if nullable:
            return _or_null(self._of_custom(inner))
        base = base_type(kind)
        return {} if base is kind else self._of_custom(base)

    def _of_union(self, node: UnionNode) -> Schema:
        # An object is written by its own class, whatever it holds.
        how = node.how
        if isinstance(how, ByType) and how.unknown == "as_is":
            members = [self.of_type(it.kind) for it in node.members]
            others = [word for it, word in _TYPE_WORDS.items() if it not in how.types]
            return {"anyOf": [*members, {"type": others}]}
        is_told = self.mode == "read" or not node.is_ours
        if isinstance(how, ByType):  # a bool is no 0 or 1 there
            return {"anyOf": [_BOOL if it is bool else self.of_type(it) for it in how.members]}
        if how is None or not is_told:
            return {"anyOf": [self.of_type(it.kind) for it in node.members]}
        told_apart = _told_by_keys(how) if isinstance(how, ByKeys) else _told_by_tag(how)
        return {"anyOf": [{"allOf": [self.of_type(it), told]} for it, told in told_apart]}

    def _of_indexed(self, node: IndexedNode) -> Schema:
        item = self.of_type(node.item.kind)
        if node.form is SINGLE:
            closed = {"additionalProperties": False} if self._forbids() else {}
            return {"type": "object", "properties": {FIRST: item}, "required": [FIRST], **closed}
        items = {"additionalProperties": item} if item else {}
        schema: Schema = {"type": "object", **items}
        if node.form is INDEXED or self.mode == "write":
            schema["propertyNames"] = {"pattern": f"^{INDEX}$"}
        return {"anyOf": [schema, _list_of(item)]} if self.mode == "read" else schema

    def _of_mapping(self, node: MappingNode) -> Schema:
        schema: Schema = {"type": "object"}
        values = self.of_type(node.value.kind)
        if values:
            schema["additionalProperties"] = values
        names = self._of_keys(node.key)
        if names != {}:
            schema["propertyNames"] = names
        return schema

    def _of_keys(self, key: Part) -> Schema:
        """Give the schema of the texts that are the keys of a mapping."""
        node = self._node(key.kind)
        schema, parse = self._of_node(node), key_parser(node)
        if "enum" in schema:
            texts = texts_of(finite_values(node))
            if parse is parse_integer and self.mode == "read":  # 01 is 1, too
                spelled = "|".join(re.sub("^(-?)", r"\g<1>0*", it) for it in texts)
                return {"pattern": f"^({spelled})$"}
            return {"enum": list(texts)}
        if parse is None:
            return schema if schema.keys() - {"type", "examples"} else {}
        if parse in _KEY_PATTERNS:
            return {"pattern": f"^({_KEY_PATTERNS[parse]})$"}
        return {"enum": ["true", "false"]}

    # --- encodings --------------------------------------------------------------------------------

    def _of_codec(self, codec: Codec, kind: Any) -> Schema:
        schemas = _READ if self.mode == "read" else _WRITTEN
        if codec in schemas:
            return schemas[codec]
        if isinstance(codec.members, Members):
            return self._of_members(codec.members)
        if codec.texts is not None:
            return self._of_texts(codec)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _of_service_enum(kind, codec)
        # A subclass of a type that has an encoding.
        base = next(it for it in CODEC_BY_TYPE if isinstance(kind, type) and issubclass(kind, it))
        return schemas[CODEC_BY_TYPE[base]]

    def _of_members(self, members: Members) -> Schema:
        values = list(members)
        if members.fallback is None or self.mode == "write":
            return {"enum": values}
        return {"type": _json_types(members.kind, *members.others), "examples": values}

    def _of_texts(self, codec: Codec) -> Schema:
        texts = codec.texts or {}
        written = dict.fromkeys(map(codec.unstructure, texts.values()))
        values = list(texts if self.mode == "read" else written)
        row = fallback_row(type(codec.fallback))
        if row is not None and self.mode == "read":
            return {"type": _json_types(*row.takes), "examples": values}
        return (
            {"examples": values, "type": "string"} if codec.takes_other_text else {"enum": values}
        )

    # --- classes ----------------------------------------------------------------------------------

    def _named(self, kind: Any, make: Any) -> Schema:
        """Give a reference to the schema of a class, which is made only once."""
        if self.inline:
            if kind in self._within:
                raise _ContainsItselfError(kind)
            self._within.append(kind)
            schema: Schema = make()
            self._within.pop()
            return schema
        if kind not in self.names:
            name = self.names[kind] = self._free_name(kind)
            self.uses[name] = 0
            self.defs[name] = {}
            self.defs[name] = make()
        name = self.names[kind]
        self.uses[name] += 1
        return {"$ref": self.ref_template.format(name=name)}

    def _free_name(self, kind: Any) -> str:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", _class_name(kind)).strip("_")
        if name in self.defs:
            name = f"{(get_origin(kind) or kind).__module__}.{name}"
        count = 1
        while name in self.defs:
            count += 1
            name = f"{name.rstrip('0123456789')}{count}"
        return name

    def _of_plan(self, plan: ReadPlan | WritePlan) -> Schema:
        schema: Schema = {"title": _class_name(plan.kind)}
        if plan.body is not None:
            schema |= self._of_field(plan.body)
        else:
            schema["type"] = "object"
        if text := _summary(plan.cls):
            schema["description"] = text
        if plan.body is not None:
            return schema
        if isinstance(plan, ReadPlan):
            schema |= self._fields_to_read(plan)
            forbids = (self.unknown or plan.extra_keys) == "forbid"
        else:
            schema |= self._written_fields(plan)
            forbids = self._forbids()
        if forbids and len(_hooks_with_keys(plan)) == len(plan.hooks):
            schema["additionalProperties"] = False
        return schema

    def _fields_to_read(self, plan: ReadPlan) -> Schema:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        alternatives: list[Schema] = []
        for hook in _hooks_with_keys(plan):
            wire_field = hook.field
            schema = {**self._described(plan, hook), **self._default(hook)}
            keys = wire_field.keys
            properties |= dict.fromkeys(keys, schema)
            # Of these only true says something, and anything may stand there.
            properties |= {flag: {} for flag in wire_field.flags}
            if wire_field.required and len(keys) == 1:
                required += keys
            elif wire_field.required:
                alternatives.append(_has_one_of(keys))
            elif wire_field.unless:
                alternatives.append(_has_value_unless(plan, wire_field))
        return {
            "properties": properties,
            **({"required": required} if required else {}),
            **({"allOf": alternatives} if alternatives else {}),
        }

    def _written_fields(self, plan: WritePlan) -> Schema:
        hooks = _hooks_with_keys(plan)
        properties = {it.field.written_key: self._described(plan, it) for it in hooks}
        required = [it.field.written_key for it in hooks if not _may_be_omitted(it.field)]
        return {"properties": properties, **({"required": required} if required else {})}

    def _described(self, plan: ReadPlan | WritePlan, hook: FieldHook) -> Schema:
        text = field_docstrings(plan.cls).get(hook.field.name)
        limits = hook.field.limits
        schema = {**self._of_field(hook), **({"x-limits": dict(limits)} if limits else {})}
        return schema if text is None else {**schema, "description": text}

    def _forbids(self) -> bool:
        if self.unknown is not None:
            return self.unknown == "forbid"
        return bool(self.converter.forbid_extra_keys)

    def _of_field(self, hook: FieldHook) -> Schema:
        wire_field = hook.field
        if hook.is_custom:
            schema = self._of_custom(wire_field.type)
        elif hook.codec is not None:
            schema = self._of_codec(hook.codec, wire_field.type)
        else:
            schema = self.of_type(wire_field.type)
        if hook.wrapper is not None:
            schema = self._wrapped(hook.wrapper, schema)
        is_null = wire_field.nullable and (self.mode == "read" or not wire_field.omit_none)
        return _or_null(schema) if is_null else schema

    def _wrapped(self, wrapper: Codec, schema: Schema) -> Schema:
        """Give the schema of what an outer layer takes or gives around what has this schema."""
        if wrapper.spells_keys is not None:
            is_read = self.mode == "read"
            return schema if is_read else self._spelled(schema, wrapper.spells_keys)
        if wrapper.item_key is not None:
            item = _under(wrapper.item_key, schema["items"])
            both: Schema = {"anyOf": [item, schema["items"]]}
            return {**schema, "items": both if self.mode == "read" else item}
        hashes: Schema = {"type": "object"}
        if self.mode == "write":
            hashes["additionalProperties"] = {"type": "null"}
            return hashes if wrapper is FEATURE_HASHES else schema
        if wrapper.takes_null:
            return _or_null(schema)
        if wrapper is FEATURE_HASHES:
            return {"anyOf": [hashes, {**schema, "uniqueItems": True}]}
        # It is LIST_OR_JSON_TEXT: there are no others.
        text = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
        return {"anyOf": [schema, text]}

    def _spelled(self, schema: Any, spell: Callable[[str], str]) -> Any:
        """Return the schema of objects whose keys are those of others, spelled otherwise."""
        if isinstance(schema, list):
            return [self._spelled(it, spell) for it in schema]
        if not isinstance(schema, dict):
            return schema
        made = {key: self._spelled(it, spell) for key, it in schema.items()}
        if "properties" in made:
            made["properties"] = {spell(key): it for key, it in made["properties"].items()}
        if "required" in made:
            made["required"] = [spell(key) for key in made["required"]]
        if "$ref" in made:
            prefix, _, suffix = self.ref_template.partition("{name}")
            name = made["$ref"].removeprefix(prefix).removesuffix(suffix)
            other = f"{name}_{spell.__name__}"
            if other not in self.defs:
                self.defs[other] = {}  # for a class that contains itself
                self.defs[other] = self._spelled(self.defs[name], spell)
            made["$ref"] = self.ref_template.format(name=other)
        return made

    def _default(self, hook: FieldHook) -> Schema:
        """Give what an absent key stands for, as far as it has JSON."""
        attribute: Attribute[Any] = hook.field.attribute
        default: Any = attribute.default
        if default is NOTHING or default is UNSET:
            return {}
        if hook.field.required or hook.is_custom:
            return {}
        if (factory := getattr(default, "factory", None)) is not None:
            if default.takes_self:
                return {}
            default = factory()
        try:
            if default is not None and hook.codec is not None:
                default = hook.codec.unstructure(default)
            elif default is not None:
                default = self.converter.unstructure(default, hook.field.type)
            return {"default": json.loads(json.dumps(default, allow_nan=False))}
        except FAULTS:
            raise
        except Exception:
            return {}

    def _of_other_class(self, kind: Any, hook: Any, names: Mapping[str, bool]) -> Schema:
        """Give the schema of a class of which only cattrs knows how it is read.

        Args:
            kind: The class.
            hook: Its hook.
            names: Name of each attribute or key, and whether it has to be there.
        """
        cls = get_origin(kind) or kind
        hints = get_type_hints(cls, include_extras=True)
        arguments = type_arguments(kind)
        overrides = getattr(hook, "overrides", {})
        texts = field_docstrings(cls)
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for name, is_required in names.items():
            rename = getattr(overrides.get(name), "rename", None)
            key = name if rename is None else rename
            properties[key] = dict(
                self.of_type(_plain_type(with_arguments(hints[name], arguments)))
            )
            if name in texts:
                properties[key]["description"] = texts[name]
            # An object is written with all its attributes, a typed dict with the keys that it has.
            if is_required or (self.mode == "write" and not _is_typed_dict(cls)):
                required.append(key)
        schema: Schema = {"title": _class_name(kind), "type": "object", "properties": properties}
        if required:
            schema["required"] = required
        if self._forbids():
            schema["additionalProperties"] = False
        return schema


def _hooks_with_keys(plan: ReadPlan | WritePlan) -> list[FieldHook]:
    """Return the fields that have a key: all but one that holds every other key."""
    return [hook for hook in plan.hooks if not hook.field.is_rest]


def _is_typed_dict(cls: Any) -> bool:
    # Those of typing_extensions are of another class than those of typing.
    return isinstance(cls, type) and hasattr(cls, "__required_keys__")


def _arguments_of(cls: Any) -> dict[str, bool]:
    """Give the arguments of a dataclass, and whether each has to be there."""
    return {
        one.name: one.default is one.default_factory is dataclasses.MISSING
        for one in dataclasses.fields(cls)
        if one.init
    }


def _plain_type(kind: Any) -> Any:
    """Take ``Required``, ``NotRequired`` and ``ReadOnly`` off the type of a key."""
    while getattr(get_origin(kind), "_name", None) in _OF_KEYS:
        (kind,) = get_args(kind)
    return kind


def _told_by_tag(tag: Tag) -> Iterator[tuple[type, Schema]]:
    """Go through the members, with the part of each one's schema that tells it from the others."""
    has_key: Schema = _has_one_of(tag.keys)
    if isinstance(tag.classes, type):
        yield tag.classes, has_key
        other: Schema = {"properties": dict.fromkeys(tag.keys, False)}
    else:
        for cls in dict.fromkeys(tag.classes.values()):
            values = [value for value, found in tag.classes.items() if found is cls]
            yield cls, {"properties": {key: {"enum": values} for key in tag.keys}, **has_key}
        unknown = {"not": {"enum": list(tag.classes)}}
        other = {"properties": dict.fromkeys(tag.keys, unknown)}
    if isinstance(tag.unknown, Tag):
        for cls, told in _told_by_tag(tag.unknown):
            yield cls, {"allOf": [other, told]}
    elif tag.unknown != "refuse":
        yield tag.unknown, other


def _told_by_keys(how: ByKeys) -> Iterator[tuple[Any, Schema]]:
    has_key: Schema = _has_one_of(how.keys)
    digits: Schema = {"propertyNames": {"pattern": f"^{DIGITS}$"}}
    yield how.cls, has_key
    yield how.digits, digits
    if how.unknown != "refuse":
        yield how.unknown, {"not": {"anyOf": [has_key, digits]}}


def _has_value_unless(plan: ReadPlan, wire_field: WireField) -> Schema:
    """Return what holds where a field must have a value unless others excuse that there is none."""
    excuses: list[Schema] = []
    others = {it.name: it for it in plan.fields}
    for name, wanted in wire_field.unless:
        told: Schema = {"not": {"type": "null"}} if wanted is PRESENT else {"const": wanted}
        excuses += _key_with(others[name], told)
    return {"anyOf": [*_key_with(wire_field, {"not": {"type": "null"}}), *excuses]}


def _key_with(wire_field: WireField, value: Schema) -> list[Schema]:
    """Return that a field is there with a value, once for each of its keys."""
    return [{"required": [key], "properties": {key: value}} for key in wire_field.keys]


def _under(key: str, schema: Schema) -> Schema:
    """Return the schema of an object that has something under a key."""
    return {"type": "object", "properties": {key: schema}, "required": [key]}


def _has_one_of(keys: Sequence[str]) -> Schema:
    each: list[Schema] = [{"required": [key]} for key in keys]
    return each[0] if len(each) == 1 else {"anyOf": each}


def _of_service_enum(enum: type[Enum], codec: Codec) -> Schema:
    if issubclass(enum, Flag):
        return {"type": "integer"}
    values = [codec.unstructure(member) for member in enum]
    return {"examples": values} if asks_missing(enum) else {"enum": values}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", **({"items": items} if items else {})}


def _or_null(schema: Schema) -> Schema:
    if not schema:
        return {}
    if "enum" in schema:
        values = schema["enum"]
        return schema if None in values else {**schema, "enum": [*values, None]}
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema if "null" in kinds else {**schema, "type": [*kinds, "null"]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _may_be_omitted(wire_field: WireField) -> bool:
    omits_none = wire_field.omit_none and wire_field.nullable
    has_default = wire_field.attribute.default is not NOTHING
    return omits_none or (bool(wire_field.omit_if_default) and has_default)


def _class_name(kind: Any) -> str:
    arguments = get_args(kind)
    name: str = (get_origin(kind) or kind).__name__
    return f"{name}[{', '.join(map(type_name, arguments))}]" if arguments else name


def _summary(cls: type) -> str:
    """Give the first paragraph of the docstring of a class, in one line."""
    text = inspect.cleandoc(vars(cls).get("__doc__") or "").partition("\n\n")[0]
    # attrs and dataclasses write a signature where there is no docstring.
    return "" if text.startswith(f"{cls.__name__}(") else " ".join(text.split())
