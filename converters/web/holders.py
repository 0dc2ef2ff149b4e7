"""Types of others that hold attrs classes: a converter that reads and writes them, too.

Litestar takes dataclasses, ``TypedDict``, ``NamedTuple`` and msgspec's ``Struct``. cattrs has no
hooks for the last, and for the third only where its types are no text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import attrs
import msgspec
from cattrs import Converter, override
from cattrs.errors import ForbiddenExtraKeysError

from converters.errors import shorten_list
from converters.schema import Mode, embedded_schema, register_schema


def holds_class(kind: Any) -> bool:
    """Tell whether a type is an attrs class, or has one in its arguments or fields."""
    return any(isinstance(it, type) and attrs.has(it) for it in _types_in(kind))


def holding_converter(converter: Converter, kind: Any) -> Converter:
    """Give a converter for a type with all that it holds.

    Args:
        converter: Reads and writes the attrs classes.
        kind: The type.

    Returns:
        The converter itself when it has hooks for all of it, else a copy that has.

    Raises:
        TypeError: When the type holds a ``Struct`` that is written as an array.
    """
    types = list(_types_in(kind))
    structs = [it for it in types if _is_struct(it)]
    tuples = [it for it in types if _is_named_tuple(it)]
    if not (structs or tuples):
        return converter
    own = converter.copy()
    twins = {cls: _register_named_tuple(own, cls) for cls in tuples}
    twins |= {cls: _register_struct(own, cls) for cls in structs}
    modes: tuple[Mode, ...] = ("read", "write")
    for cls in reversed([it for it in types if it in twins]):  # What is inside comes first.
        for mode in modes:
            schema = embedded_schema(twins[cls], converter=own, mode=mode)
            register_schema(cls, schema, converter=own, mode=mode)
    return own


def _register(converter: Converter, cls: Any, structure: Any, unstructure: Any) -> None:
    for hook in (structure, unstructure):
        # The schema of what a hook of ours takes is not looked up.
        hook.__module__ = cls.__module__
    converter.register_structure_hook(cls, structure)
    converter.register_unstructure_hook(cls, unstructure)


def _types_in(kind: Any) -> Iterator[Any]:
    """Give a type, and all that is in its arguments and fields; attrs classes answer for theirs."""
    seen: list[Any] = []
    pending = [kind]
    while pending:
        kind = pending.pop()
        if kind in seen:
            continue
        seen.append(kind)
        cls = get_origin(kind) or kind
        yield cls
        pending += get_args(kind)
        if _is_holder(cls):
            pending += get_type_hints(cls).values()


def _is_holder(cls: Any) -> bool:
    if not isinstance(cls, type):
        return False
    is_typed_dict = hasattr(cls, "__required_keys__")
    is_other = _is_struct(cls) or _is_named_tuple(cls)
    return dataclasses.is_dataclass(cls) or is_typed_dict or is_other


def _is_named_tuple(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields")


def _register_named_tuple(converter: Converter, cls: Any) -> Any:
    """Let a converter read and write a named tuple as a plain one, and return the type of that."""
    kind: Any = tuple[*get_type_hints(cls, include_extras=True).values()]  # type: ignore[misc]
    _register(
        converter,
        cls,
        lambda value, _: cls(*converter.structure(value, kind)),
        lambda value: converter.unstructure(tuple(value), kind),
    )
    return kind


def _is_struct(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, msgspec.Struct)


# --- Structs --------------------------------------------------------------------------------------


def _register_struct(converter: Converter, struct: Any) -> Any:
    """Let a converter read and write a ``Struct`` as an attrs class, and return that."""
    config = struct.__struct_config__
    if config.array_like:
        raise TypeError(f"{struct.__name__}: a Struct with models in it must not be an array")
    fields = msgspec.structs.fields(struct)
    twin: Any = attrs.make_class(struct.__name__, {it.name: _twin_field(it) for it in fields})
    keys = {it.encode_name for it in fields} | {config.tag_field}

    def structure(payload: Any, _: Any) -> Any:
        if isinstance(payload, dict):
            _check_keys(payload, struct, keys)
        read: Any = converter.structure(payload, twin)
        made = struct(**{it.name: getattr(read, it.name) for it in fields})
        _check_constraints(made, fields)
        return made

    def unstructure(value: Any) -> dict[str, Any]:
        held = twin(**{it.name: getattr(value, it.name) for it in fields})
        written: dict[str, Any] = converter.unstructure(held)
        if config.omit_defaults:
            for it in fields:
                if _default_of(it) == getattr(value, it.name):
                    written.pop(it.encode_name, None)
        return written if config.tag is None else {config.tag_field: config.tag, **written}

    _register(converter, struct, structure, unstructure)
    return twin


def _twin_field(struct_field: Any) -> Any:
    # Without what msgspec alone looks at.
    plain = getattr(struct_field.type, "__origin__", None)
    kind: Any = plain if get_origin(struct_field.type) is Annotated else struct_field.type
    if struct_field.encode_name != struct_field.name:
        kind = Annotated[kind, override(rename=struct_field.encode_name)]
    default: Any = attrs.NOTHING
    if struct_field.default is not msgspec.NODEFAULT:
        default = struct_field.default
    elif struct_field.default_factory is not msgspec.NODEFAULT:
        default = attrs.Factory(struct_field.default_factory)
    return attrs.field(type=kind, default=default, kw_only=True, alias=struct_field.name)


def _default_of(struct_field: Any) -> Any:
    if struct_field.default_factory is not msgspec.NODEFAULT:
        return struct_field.default_factory()
    return struct_field.default


def _check_keys(payload: dict[str, Any], struct: Any, keys: set[Any]) -> None:
    config = struct.__struct_config__
    if config.tag is not None and payload.get(config.tag_field, config.tag) != config.tag:
        raise ValueError(f"expected {config.tag!r} for {config.tag_field!r}")
    extra = [key for key in payload if key not in keys]
    if config.forbid_unknown_fields and extra:
        text = f"Extra fields in constructor for {struct.__name__}: {shorten_list(extra)}"
        raise ForbiddenExtraKeysError(text, struct, set(extra[:1000]))


def _check_constraints(made: Any, fields: Any) -> None:
    """Check what ``Annotated[int, Meta(ge=0)]`` says."""
    for it in fields:
        if any(isinstance(one, msgspec.Meta) for one in getattr(it.type, "__metadata__", ())):
            try:
                msgspec.convert(getattr(made, it.name), it.type)
            except msgspec.ValidationError as exc:
                raise ValueError(f"{it.name}: {exc}") from None
