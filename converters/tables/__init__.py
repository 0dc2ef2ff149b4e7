"""How every model looks on the wire: one table per module of `orm_attrs`, gathered here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType, NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    ForwardRef,
    Literal,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import attrs
from attrs import NOTHING, Attribute, frozen

from converters.cattrs_internals import AttributeOverride
from converters.imports import import_late
from converters.wire.codecs import JSON_CONTAINERS
from converters.wire.vocabulary import (
    BODY_KEY,
    REST_KEY,
    Codec,
    Form,
    Table,
    Tables,
    Unions,
    WireOverride,
    plain_key,
)
from orm_attrs import UNSET, Tracker, Unset, snake_to_camel

if TYPE_CHECKING:
    # So that tools that pack programs find them, too.
    from converters.tables import (  # noqa: F401
        active,
        analytics,
        api_key,
        bearer_request,
        client_metadata_schema,
        cloud_integration,
        collection,
        dataset,
        dataset_with_user_role,
        deidentification,
        editor_log,
        filter_preset,
        geometry,
        group,
        group_layout,
        issue_client,
        label_log,
        label_row,
        label_row_v2,
        label_spaces,
        labeling_algorithm,
        labels,
        metadata_schema,
        ml_models,
        model,
        ontology,
        ontology_structure,
        ontology_user,
        organisation_user,
        page,
        project,
        project_api_key,
        project_user,
        project_with_user_role,
        scene,
        scene_common,
        scene_layout,
        scene_settings,
        scene_upload,
        settings,
        skeleton_template,
        spaces,
        storage,
        workflow,
        workflow_tasks,
    )

MODULES: Final = (
    "active",
    "analytics",
    "api_key",
    "bearer_request",
    "client_metadata_schema",
    "cloud_integration",
    "collection",
    "dataset",
    "dataset_with_user_role",
    "deidentification",
    "editor_log",
    "filter_preset",
    "geometry",
    "group",
    "group_layout",
    "issue_client",
    "label_log",
    "label_row",
    "label_row_v2",
    "label_spaces",
    "labeling_algorithm",
    "labels",
    "metadata_schema",
    "ml_models",
    "model",
    "ontology",
    "ontology_structure",
    "ontology_user",
    "organisation_user",
    "page",
    "project",
    "project_api_key",
    "project_user",
    "project_with_user_role",
    "scene",
    "scene_common",
    "scene_layout",
    "scene_settings",
    "scene_upload",
    "settings",
    "skeleton_template",
    "spaces",
    "storage",
    "workflow",
    "workflow_tasks",
)
"""The modules of tables; each is called like the module of models that it is about."""

Row = TypeVar("Row")


def _classes_in(kind: Any) -> Iterator[Any]:
    """Go through the types that a type names, at any depth."""
    arguments = get_args(kind)
    if not arguments:
        yield kind
    for it in arguments:
        yield from _classes_in(it)


@frozen(eq=False)
class _Rows(Mapping[Any, Row]):
    """What the modules of tables hold under a name, all together.

    A module is imported when a class of its module of models is looked up; the classes of a union
    are those that it lists. Whoever goes through all rows imports all modules.
    """

    name: str

    def __getitem__(self, kind: Any) -> Row:
        for cls in _classes_in(kind):
            package, _, module = str(getattr(cls, "__module__", "")).partition(".")
            if package == "orm_attrs" and module in MODULES:
                rows = self._of(module)
                if kind in rows:
                    return rows[kind]
        raise KeyError(kind)

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(map(self._of, MODULES))

    def __len__(self) -> int:
        return sum(len(self._of(module)) for module in MODULES)

    def _of(self, module: str) -> Mapping[Any, Row]:
        rows: Mapping[Any, Row] = getattr(import_late(f"{__name__}.{module}"), self.name, {})
        return rows


TABLES: Tables = _Rows("TABLES")
"""Every model class and how it looks on the wire."""

UNIONS: Unions = _Rows("UNIONS")
"""Every union of models and how its classes are told apart."""


_NO_TABLE = Table()
_NO_OVERRIDE = WireOverride()


@frozen
class WireField:
    """All that is known of one field: what its name and type say, and what its table adds."""

    attribute: Attribute[Any]
    """The field, as attrs knows it."""
    type: Any
    """The field's type, without None."""
    nullable: bool
    """True when the value may be None, on the wire null."""
    key: str
    """The key that is read."""
    other_key: str | None
    """The key that is read where `key` is absent; None where there is no such key."""
    written_key: str
    """The key that is written: one of these two."""
    more_keys: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """Further keys, each of which is read where all before it are absent."""
    codec: Codec | None
    """The encoding, where it is not the one of the type; else None."""
    required: bool
    """True when the key must be there."""
    omit_none: bool
    """True when None is not written."""
    omit_if_default: bool | None
    """True when the default is not written, False when it always is; None when the option of the
    converter decides."""
    slot: str
    """The name by which the value is read and written directly: mostly the attribute's."""
    is_rest: bool = False
    """True when it holds every key that has no field of its own; its own key is `REST_KEY`."""
    flags: Mapping[str, str] = attrs.field(factory=dict)
    """Keys that say the value where they are true, and the value that each says."""
    limits: Mapping[str, Any] = attrs.field(factory=dict)
    """Keywords of JSON Schema for values within the platform's limits, which nobody enforces."""
    is_body: bool = False
    """True when the class looks as its value does; its own key is `BODY_KEY`."""
    unless: tuple[tuple[str, Any], ...] = ()
    """It must have a value unless one of these attributes has the value beside it; see `wire`."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are read: the first that is there counts."""
        return (self.key, *filter(None, [self.other_key]), *self.more_keys)

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.attribute.name

    def default(self) -> Any:
        """Return the attribute's default, made anew where it is made; ``NOTHING`` without one."""
        default: Any = self.attribute.default
        factory = getattr(default, "factory", None)
        return default if factory is None else factory()


def table_of(cls: type) -> Table | None:
    """Give the table of a class, or of the model that it is a subclass of; None without one."""
    return next((TABLES[base] for base in cls.__mro__ if base in TABLES), None)


def wire_fields(kind: Any) -> tuple[WireField, ...]:
    """Tell how each field of an attrs class looks on the wire, in the order of the class.

    Args:
        kind: One of our models, a subclass of one, or any other attrs class, which then looks
            like its names and types say; generic classes with or without their arguments.

    Raises:
        NameError: When the class names a type that cannot be found; a note says what finds it.
        TypeError: When two fields have one key, or a key is no text.
    """
    cls = get_origin(kind) or kind
    fields = attrs.fields(cls)
    if any(names_a_type(attribute.type) for attribute in fields):
        fields = _resolved(cls)
    table = table_of(cls)
    arguments = type_arguments(kind)
    storage = cls._storage if issubclass(cls, Tracker) else {}
    found = tuple(
        _wire_field(attribute, table, arguments, storage.get(attribute.name, attribute.name))
        for attribute in fields
        if attribute.init
    )
    _refuse_one_key(cls, found)
    if len(found) > 1 and any(it.is_body for it in found):
        raise TypeError(f"{cls.__name__}: besides its body, a class has no other field")
    return found


def body_of(kind: Any) -> WireField | None:
    """Return the only field of a class that looks as the field's value does; None for others."""
    return next((it for it in wire_fields(kind) if it.is_body), None)


def _refuse_one_key(cls: type, fields: tuple[WireField, ...]) -> None:
    """Refuse a class of which two fields would be read or written under one key."""
    names: dict[str, str] = {}
    for it in fields:
        for key in {it.key, it.written_key, *it.more_keys}:
            other = names.setdefault(key, it.name)
            if other != it.name:
                one = "take the rest of the keys" if it.is_rest else f"have the key {key!r}"
                raise TypeError(f"{cls.__name__}: both {other} and {it.name} {one}")


def names_a_type(annotation: Any) -> bool:
    """Tell whether a type, or one inside of it, is said by a name that is yet to be found.

    It is where the annotation is text, as under ``from __future__ import annotations`` and in
    ``list["Tree"]``, and from Python 3.14 on wherever it names a class that comes later.
    """
    if isinstance(annotation, (str, ForwardRef)):
        return True
    if is_literal(annotation):
        return False  # its texts are values
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        arguments = arguments[:1]  # what follows may be any text
    return any(map(names_a_type, arguments))


def _resolved(cls: type) -> tuple[Attribute[Any], ...]:
    try:
        fields: tuple[Attribute[Any], ...] = attrs.fields(attrs.resolve_types(cls))
    except NameError as exc:
        name = cls.__name__
        exc.add_note(f"in a type of {name}: attrs.resolve_types({name}, globals(), locals()) helps")
        raise
    return fields


def type_arguments(kind: Any) -> dict[Any, Any]:
    """Return the argument of each type variable of a generic class and of its generic bases.

    A variable without an argument stands for its bound; one without a bound is not in the result.
    ``Self`` stands for the class itself.
    """
    cls = get_origin(kind) or kind
    arguments = dict(zip(getattr(cls, "__parameters__", ()), get_args(kind), strict=False))
    arguments[Self] = kind
    for base in cls.__mro__:
        # Its own, for a class without generic bases inherits this attribute.
        for generic in vars(base).get("__orig_bases__", ()):
            variables = getattr(get_origin(generic), "__parameters__", ())
            for variable, argument in zip(variables, get_args(generic), strict=False):
                arguments.setdefault(variable, with_arguments(argument, arguments))
    return arguments


def _wire_field(
    attribute: Attribute[Any], table: Table | None, arguments: Mapping[Any, Any], slot: str
) -> WireField:
    annotation = Any if attribute.type is None else with_arguments(attribute.type, arguments)
    annotation, may_be_unset = _split_unset(annotation)
    if may_be_unset and attribute.default is not UNSET:
        raise TypeError(f"{attribute.name}: what may be unset has the default UNSET")
    inner, nullable = split_optional(annotation)
    # The containers of our models are taken as they are; those of another class may hold objects.
    declared, _ = split_optional(_split_unset(attribute.type)[0])
    codec = None if table is None else JSON_CONTAINERS.get(declared)
    table = table or _NO_TABLE
    entry = table.fields.get(attribute.name) or _annotated_override(attribute)
    key, other_key, written_key = _keys(attribute.name, entry, table)
    if entry.is_rest and base_type(inner) != dict[str, Any]:
        raise TypeError(f"{attribute.name}: what takes the rest of the keys is a dict[str, Any]")
    if entry.unless or entry.form is not None:
        # In a service's own class, the annotation is around all of it.
        inner, is_inner_nullable = split_optional(base_type(inner))
        nullable = nullable or is_inner_nullable
    if entry.unless and not (nullable and attribute.default is None):
        raise TypeError(f"{attribute.name}: what may be left out is None, and that by default")
    if entry.form is not None:
        inner = Annotated[inner, entry.form]
    return WireField(
        attribute=attribute,
        type=inner,
        nullable=nullable,
        key=key,
        other_key=None if other_key == key else other_key,
        written_key=written_key,
        codec=getattr(entry.struct_hook, "codec", codec),
        required=attribute.default is NOTHING or attribute.name in table.required,
        omit_none=(table.omit_none or bool(entry.unless)) and not may_be_unset,
        omit_if_default=may_be_unset or entry.omit_if_default,
        slot=slot,
        more_keys=entry.more_keys,
        is_rest=entry.is_rest,
        flags=entry.flags,
        limits=entry.limits,
        is_body=entry.is_body,
        unless=entry.unless,
    )


def _annotated_override(attribute: Attribute[Any]) -> WireOverride:
    """Give what a service's own class says of a field: ``Annotated[str, override(rename="key")]``.

    Raises:
        TypeError: When it says more than the key and whether the default is written.
    """
    for fact in get_args(attribute.type) if get_origin(attribute.type) is Annotated else ():
        if isinstance(fact, AttributeOverride):
            others = (fact.omit, fact.struct_hook, fact.unstruct_hook)
            if any(it is not None for it in others):
                raise TypeError(
                    f"{attribute.name}: an override in an annotation may have rename and "
                    "omit_if_default; register hooks of the class for anything else"
                )
            plain = WireOverride(rename=fact.rename, omit_if_default=fact.omit_if_default)
            return fact if isinstance(fact, WireOverride) else plain
    return _NO_OVERRIDE


def _keys(name: str, entry: WireOverride, table: Table) -> tuple[str, str, str]:
    """Give the key of a field, the one that is read where it is absent, and the written one."""
    snake = name if entry.rename is None else plain_key(entry.rename)
    if entry.is_rest:
        return REST_KEY, REST_KEY, REST_KEY
    if entry.is_body:
        return BODY_KEY, BODY_KEY, BODY_KEY
    if entry.is_exact:
        return snake, snake, snake
    if name in table.other_keys:
        return snake, table.other_keys[name], snake
    camel = snake_to_camel(snake)
    if table.reads_camel_case:
        return camel, snake, camel if table.writes_camel_case else snake
    return snake, camel if table.also_camel_case else snake, snake


def with_arguments(annotation: Any, arguments: Mapping[Any, Any]) -> Any:
    """Put the arguments of a generic class in the place of its type variables and of ``Self``."""
    if isinstance(annotation, TypeVar):
        return arguments.get(annotation, _bound_of(annotation))
    variables = getattr(annotation, "__parameters__", ())
    if variables:
        annotation = annotation[tuple(with_arguments(it, arguments) for it in variables)]
    return _with_self(annotation, arguments[Self]) if Self in arguments else annotation


def _with_self(annotation: Any, kind: Any) -> Any:
    """Put a class in the place of ``Self``, at any depth of a type."""
    if annotation is Self:
        return kind
    old = get_args(annotation)
    new = tuple(_with_self(it, kind) for it in old)
    if all(it is before for it, before in zip(new, old, strict=True)):
        return annotation
    origin: Any = get_origin(annotation)
    if origin in (Union, UnionType):
        return Union[new]  # noqa: UP007 - built from a tuple
    if origin is Annotated:
        return Annotated[(new[0], *annotation.__metadata__)]
    return origin[new]


def _bound_of(variable: TypeVar) -> Any:
    if variable.__constraints__:
        return Union[variable.__constraints__]  # noqa: UP007 - built from a tuple
    return Any if variable.__bound__ is None else variable.__bound__


def base_type(kind: Any) -> Any:
    """Take all names off a type; see `without_name`."""
    while (inner := without_name(kind)) is not kind:
        kind = inner
    return kind


def without_name(kind: Any) -> Any:
    """Take one name off a type: a ``NewType``, an ``Annotated`` or a type alias.

    Returns:
        The type that the name stands for, which may be a name, too; a type without a name as it is.
    """
    if get_origin(kind) is Annotated:
        return get_args(kind)[0]
    if hasattr(kind, "__supertype__"):
        return kind.__supertype__
    return aliased_type(kind) if is_type_alias(kind) else kind


def form_of(kind: Any) -> Form | None:
    """Return the form that a type says its values have: ``Annotated[list[int], INDEXED]``."""
    facts = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return next((it for it in reversed(facts) if isinstance(it, Form)), None)


def is_literal(kind: Any) -> bool:
    """Tell whether a type lists its values: ``Literal[...]``."""
    return get_origin(kind) is Literal


def is_type_alias(kind: Any) -> bool:
    """Tell whether a type was made by a ``type`` statement, with or without arguments."""
    return type(get_origin(kind) or kind).__name__ == "TypeAliasType"


def aliased_type(kind: Any) -> Any:
    """Give what such a type stands for."""
    alias = get_origin(kind)
    if alias is None:
        return kind.__value__
    return with_arguments(
        alias.__value__, dict(zip(alias.__type_params__, get_args(kind), strict=True))
    )


def split_optional(annotation: Any) -> tuple[Any, bool]:
    """Take None out of a union: ``str | None`` is ``(str, True)``, ``str`` is ``(str, False)``."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    others = tuple(kind for kind in get_args(annotation) if kind is not NoneType)
    return Union[others], len(others) < len(get_args(annotation))  # noqa: UP007 - built from a tuple


def _split_unset(annotation: Any) -> tuple[Any, bool]:
    """Take `UNSET` out of a union; tell whether it was there."""
    members = get_args(annotation)
    if get_origin(annotation) not in (Union, UnionType) or Unset not in members:
        return annotation, False
    return Union[tuple(it for it in members if it is not Unset)], True  # noqa: UP007 - from a tuple


def type_name(kind: Any, aliases: Mapping[Any, str] = MappingProxyType({})) -> str:
    """Write a type as one would in a program, without the modules' names.

    Args:
        kind: The type.
        aliases: Types that have a name of their own, such as unions.
    """
    if aliases and kind in aliases:
        return aliases[kind]
    arguments = get_args(kind)
    if not arguments:
        return str(getattr(kind, "__name__", kind))
    origin = get_origin(kind)
    if origin is Annotated:
        return type_name(arguments[0], aliases)
    names = [type_name(argument, aliases) for argument in arguments]
    if isinstance(origin, type) and origin not in (Union, UnionType):
        return f"{origin.__name__}[{', '.join(names)}]"
    return " | ".join(names)
