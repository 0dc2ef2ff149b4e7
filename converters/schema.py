"""JSON Schema (2020-12) of what a converter reads and writes, made from its hooks."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, Flag
from types import UnionType
from typing import (
    Any,
    Final,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from weakref import WeakKeyDictionary

import attrs
from attrs import NOTHING, Attribute
from cattrs import Converter
from cattrs.fns import identity as cattrs_identity

from converters.docstrings import field_docstrings
from converters.engines.containers import (
    COLLECTIONS,
    MAPPINGS,
    list_class_item,
    takes_digits,
)
from converters.errors import FAULTS
from converters.plans.fields import FieldHook, is_custom
from converters.plans.hooks import PendingHook, pair_of
from converters.plans.read import ReadPlan
from converters.plans.write import WritePlan
from converters.registry import ready_converter
from converters.tables import (
    UNIONS,
    WireField,
    base_type,
    is_literal,
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
    FLOAT,
    INT,
    ISO_DATETIME,
    LIST,
    LIST_OR_NULL,
    LIST_OR_TEXT,
    OBJECT,
    OBJECT_OR_TEXT,
    SQL_DATETIME,
    STR,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
    codec_of_hook,
    codec_of_type,
)
from converters.wire.vocabulary import Choice, Codec

Schema = dict[str, Any]
Mode = Literal["read", "write"]
"""Whether a schema is of what `structure` takes or of what `unstructure` gives."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{6})?"
_OFFSET: Final = "([+-][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{6})?)?)?"
_INTEGER_KEY: Final = "^(0|-?[1-9][0-9]{0,18})$"

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

_READ: Final[Mapping[Codec, Schema]] = {
    ANY: {},
    STR: {"type": "string"},
    INT: {"type": "integer"},
    FLOAT: {"type": "number"},
    # Databases have 0 and 1.
    BOOL: {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}]},
    OBJECT: {"type": "object"},
    LIST: {"type": "array"},
    OBJECT_OR_TEXT: {"type": ["object", "string"]},
    LIST_OR_TEXT: {"type": ["array", "string"]},
    SQL_DATETIME: DATE_TO_READ,
    ISO_DATETIME: DATE_TO_READ,
    UUID_TEXT: UUID_TO_READ,
    UUID_OR_BLANK: UUID_TO_READ,
}

_WRITTEN: Final[Mapping[Codec, Schema]] = {
    **_READ,
    BOOL: {"type": "boolean"},
    SQL_DATETIME: {"type": "string", "pattern": f"^{_DATE} {_TIME}{_OFFSET}$"},
    ISO_DATETIME: {"type": "string", "pattern": f"^{_DATE}T{_TIME}{_OFFSET}$"},
    UUID_TEXT: {"type": "string", "format": "uuid"},
    UUID_OR_BLANK: {"type": "string", "format": "uuid"},
}

_OF_KEYS: Final = ("Required", "NotRequired", "ReadOnly")
"""What stands around the type of a key of a typed dict."""

_NO_MEMBER: Final = getattr(Enum._missing_, "__func__", None)
"""What an enum does with other values unless it has a way of its own."""

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


@attrs.define(slots=False)
class _Probe:
    """A class to ask a converter what it does."""


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
        self.converter = converter or ready_converter()
        probe: Any = pair_of(self.converter.get_unstructure_hook(_Probe))
        # What is kept is written as it was read.
        self.mode: Mode = "read" if mode == "write" and probe.plan.restores else mode
        self.unknown = unknown
        self.ref_template = ref_template
        self.inline = inline
        self.defs: dict[str, Schema] = {}
        self.names: dict[Any, str] = {}
        self.uses: dict[str, int] = {}
        self._within: list[Any] = []

    def of_type(self, kind: Any) -> Schema:
        """Give the schema of the values of a type."""
        if kind is Any:
            return {}
        hook = self._hook(kind)
        # A hook of another module of ours stands for that of the type which a name stands for.
        is_ours = (getattr(hook, "__module__", None) or "").startswith("converters.")
        if not is_ours and is_custom(hook, kind):
            return self._of_custom(kind)
        base = base_type(kind)
        if base is not kind:
            return self.of_type(base)
        codec = codec_of_hook(hook, kind)
        if codec is None and (hook is cattrs_identity or isinstance(hook, type)):
            codec = codec_of_type(kind)
        if codec is not None:
            return self._of_codec(codec, kind)
        return self._of_structured_type(kind, hook)

    def _hook(self, kind: Any) -> Any:
        is_read = self.mode == "read"
        get = self.converter.get_structure_hook if is_read else self.converter.get_unstructure_hook
        try:
            hook: Any = get(kind)
            return hook.made() if isinstance(hook, PendingHook) else hook
        except FAULTS:
            raise
        except Exception as exc:
            raise TypeError(f"no hook for {type_name(kind)}: {exc}") from exc

    def _of_custom(self, kind: Any) -> Schema:
        for table in (_registered_on.get(self.converter, {}), _registered):
            if (kind, self.mode) in table:
                return table[kind, self.mode]
        inner, nullable = split_optional(kind)
        return _or_null(self._of_custom(inner)) if nullable else {}

    def _of_structured_type(self, kind: Any, hook: Any) -> Schema:
        inner, nullable = split_optional(kind)
        if nullable:
            return _or_null(self.of_type(inner))
        if get_origin(kind) in (Union, UnionType):
            return self._of_union(kind)
        if is_literal(kind):
            return {"enum": [it.value if isinstance(it, Enum) else it for it in get_args(kind)]}
        schema = self._of_container(kind)
        return self._of_class(kind, hook) if schema is None else schema

    def _of_class(self, kind: Any, hook: Any) -> Schema:
        pair = pair_of(hook)
        if pair is not None and pair.plan is not None:
            return self._named(kind, lambda: self._of_plan(pair.plan))
        if dataclasses.is_dataclass(cls := get_origin(kind) or kind):
            return self._named(kind, lambda: self._of_other_class(kind, hook, _arguments_of(cls)))
        if _is_typed_dict(cls):
            keys = {key: key in cls.__required_keys__ for key in get_type_hints(cls)}
            return self._named(kind, lambda: self._of_other_class(kind, hook, keys))
        return {}

    def _of_union(self, kind: Any) -> Schema:
        choice = UNIONS.get(kind)
        # An object is written by its own class, whatever it holds.
        if choice is None or self.mode == "write":
            return {"anyOf": [self.of_type(it) for it in get_args(kind)]}
        return {
            "anyOf": [
                {"allOf": [self.of_type(cls), told]} for cls, told in _told_apart(choice).items()
            ]
        }

    def _of_container(self, kind: Any) -> Schema | None:
        """Give the schema of a type that holds values of other types; None for any other type."""
        origin, arguments = get_origin(kind) or kind, get_args(kind)
        if origin is tuple and arguments and Ellipsis not in arguments:
            return {
                "type": "array",
                "prefixItems": [self.of_type(it) for it in arguments],
                "minItems": len(arguments),
                "maxItems": len(arguments),
            }
        if origin in MAPPINGS:
            return self._of_mapping(*(arguments or (Any, Any)))
        item = list_class_item(kind)
        if item is None and origin not in COLLECTIONS:
            return None
        items = self.of_type(item or next(iter(arguments), Any))
        return {"type": "array", **({"items": items} if items else {})}

    def _of_mapping(self, key: Any, value: Any) -> Schema:
        schema: Schema = {"type": "object"}
        values = self.of_type(value)
        if values:
            schema["additionalProperties"] = values
        names = self._of_keys(base_type(key))
        if names != {}:
            schema["propertyNames"] = names
        return schema

    def _of_keys(self, key: Any) -> Schema | bool:
        """Give the schema of the texts that are the keys of a mapping."""
        keys = self.of_type(key)
        if self.mode == "write":
            takes_numbers = True
        else:
            takes_numbers = takes_digits(codec_of_hook(self._hook(key), key), key)
        kinds = keys.get("type", ())
        if "enum" in keys:
            return {"enum": [str(it) for it in keys["enum"] if _is_key(it, takes_numbers)]}
        if "integer" in kinds:
            return {"pattern": _INTEGER_KEY} if takes_numbers else False
        if self.mode == "read" and keys == _READ[BOOL]:
            return {"enum": ["0", "1"]}
        return False if self.mode == "read" and "number" in kinds else {}

    # --- encodings --------------------------------------------------------------------------------

    def _of_codec(self, codec: Codec, kind: Any) -> Schema:
        schemas = _READ if self.mode == "read" else _WRITTEN
        if codec in schemas:
            return schemas[codec]
        if isinstance(codec.members, Members):
            return self._of_members(codec.members)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _of_service_enum(kind)
        # A subclass of a type that has an encoding.
        base = next(it for it in CODEC_BY_TYPE if isinstance(kind, type) and issubclass(kind, it))
        return schemas[CODEC_BY_TYPE[base]]

    def _of_members(self, members: Members) -> Schema:
        values = list(members)
        if members.fallback is None or self.mode == "write":
            return {"enum": values}
        kind = {str: "string", int: "integer"}[members.kind]
        return {"type": [kind, "null"], "examples": values}

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
        schema: Schema = {"title": _class_name(plan.kind), "type": "object"}
        if text := _summary(plan.cls):
            schema["description"] = text
        if isinstance(plan, ReadPlan):
            schema |= self._fields_to_read(plan)
            forbids = (self.unknown or plan.extra_keys) == "forbid"
        else:
            schema |= self._written_fields(plan)
            forbids = self._forbids()
        if forbids:
            schema["additionalProperties"] = False
        return schema

    def _fields_to_read(self, plan: ReadPlan) -> Schema:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        alternatives: list[Schema] = []
        for hook in plan.hooks:
            wire_field = hook.field
            schema = {**self._described(plan, hook), **self._default(hook)}
            keys = [key for key in (wire_field.key, wire_field.other_key) if key is not None]
            properties |= dict.fromkeys(keys, schema)
            if wire_field.required and len(keys) == 1:
                required += keys
            elif wire_field.required:
                alternatives.append(_has_one_of(keys))
        return {
            "properties": properties,
            **({"required": required} if required else {}),
            **({"allOf": alternatives} if alternatives else {}),
        }

    def _written_fields(self, plan: WritePlan) -> Schema:
        properties = {it.field.written_key: self._described(plan, it) for it in plan.hooks}
        required = [it.field.written_key for it in plan.hooks if not _may_be_omitted(it.field)]
        return {"properties": properties, **({"required": required} if required else {})}

    def _described(self, plan: ReadPlan | WritePlan, hook: FieldHook) -> Schema:
        text = field_docstrings(plan.cls).get(hook.field.name)
        schema = self._of_field(hook)
        return dict(schema) if text is None else {**schema, "description": text}

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
        hashes: Schema = {"type": "object"}
        if self.mode == "write":
            hashes["additionalProperties"] = {"type": "null"}
            return hashes if wrapper is FEATURE_HASHES else schema
        if wrapper is LIST_OR_NULL:
            return _or_null(schema)
        if wrapper is FEATURE_HASHES:
            return {"anyOf": [hashes, {**schema, "uniqueItems": True}]}
        # It is LIST_OR_JSON_TEXT: there are no others.
        text = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
        return {"anyOf": [schema, text]}

    def _default(self, hook: FieldHook) -> Schema:
        """Give what an absent key stands for, as far as it has JSON."""
        attribute: Attribute[Any] = hook.field.attribute
        default: Any = attribute.default
        if default is NOTHING or hook.field.required or hook.is_custom:
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


def _told_apart(choice: Choice) -> dict[type, Schema]:
    """Give what the payloads of each class of a union have besides what is said of the class."""
    has_key: Schema = _has_one_of(choice.keys)
    if isinstance(choice.found, type):
        has_none: Schema = {"properties": dict.fromkeys(choice.keys, False)}
        return {choice.found: has_key, choice.otherwise: has_none}
    told: dict[type, Schema] = {}
    for cls in choice.classes:
        values = [value for value, found in choice.found.items() if found is cls]
        tag: Schema = {"enum": values} if values else {"not": {"enum": list(choice.found)}}
        told[cls] = {"properties": dict.fromkeys(choice.keys, tag), **(has_key if values else {})}
    return told


def _has_one_of(keys: Sequence[str]) -> Schema:
    each: list[Schema] = [{"required": [key]} for key in keys]
    return each[0] if len(each) == 1 else {"anyOf": each}


def _of_service_enum(enum: type[Enum]) -> Schema:
    values = [member.value for member in enum]
    if issubclass(enum, Flag):
        return {"type": "integer"}
    if not all(isinstance(it, (str, int, float)) for it in values):
        return {}
    takes_more = getattr(enum._missing_, "__func__", None) is not _NO_MEMBER
    return {"examples": values} if takes_more else {"enum": values}


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


def _is_key(value: object, takes_numbers: bool) -> bool:
    return isinstance(value, str) or (takes_numbers and isinstance(value, int))


def _class_name(kind: Any) -> str:
    arguments = get_args(kind)
    name: str = (get_origin(kind) or kind).__name__
    return f"{name}[{', '.join(map(type_name, arguments))}]" if arguments else name


def _summary(cls: type) -> str:
    """Give the first paragraph of the docstring of a class, in one line."""
    text = inspect.cleandoc(vars(cls).get("__doc__") or "").partition("\n\n")[0]
    # attrs and dataclasses write a signature where there is no docstring.
    return "" if text.startswith(f"{cls.__name__}(") else " ".join(text.split())
