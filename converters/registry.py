"""Assembles every hook on a cattrs converter: the only place that registers any."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, MutableMapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, overload

import attrs
from cattrs import Converter

from converters.codecs import CODEC_BY_TYPE, OUR_ENUMS, SCALARS, value_codec
from converters.containers import (
    dataclass_unstructure_hook,
    enum_mapping_unstructure_hook,
    list_class_item,
    list_class_structure_hook,
    list_class_unstructure_hook,
    mapping_structure_hook,
    optional_structure_hook,
    tuple_structure_hook,
    tuple_unstructure_hook,
    workflow_settings_structure_hook,
)
from converters.generator import (
    GENERATED,
    bare_list_unstructure_hook,
    class_structure_hook,
    class_unstructure_hook,
    list_structure_hook,
    list_unstructure_hook,
)
from converters.keeping import keeping_class_structure_hook, keeping_class_unstructure_hook
from converters.keeping_mirror import (
    keeping_json_text_structure_hook,
    keeping_json_text_unstructure_hook,
)
from converters.mirror import JsonText, json_text_structure_hook, json_text_unstructure_hook
from converters.tables import split_optional
from converters.unknown import Unknown
from converters.wire import Codec, UnstructureHook
from orm_attrs import ProjectWorkflowSettings

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


class ModelConverter(Converter):
    """A ``cattrs.Converter`` as it is; only type checkers see more.

    To them ``structure(payload, DataRow | None)`` is a ``DataRow | None``, and so for all unions,
    which cattrs' own annotation leaves out.
    """

    if TYPE_CHECKING:
        # Two, as type checkers that do not know TypeForm yet read the second as nothing at all.
        @overload
        def structure(self, obj: Any, cl: type[T]) -> T: ...
        @overload
        def structure(self, obj: Any, cl: TypeForm[T]) -> T: ...
        def structure(self, obj: Any, cl: Any) -> Any:
            """Structure a value as a type; see ``cattrs.Converter.structure``."""


def make_converter(*, unknown: Unknown = "ignore", **kwargs: Any) -> ModelConverter:
    """Make a converter with every hook.

    Args:
        unknown: What becomes of unknown things; see `configure_converter`.
        **kwargs: Handed to ``cattrs.Converter``, for instance ``omit_if_default=True``.

    Raises:
        ValueError: See `configure_converter`.
    """
    converter = ModelConverter(**kwargs)
    configure_converter(converter, unknown=unknown)
    return converter


@cache
def ready_converter() -> ModelConverter:
    """Give the one converter that `converters.converter` is."""
    return make_converter()


def configure_converter(converter: Converter, *, unknown: Unknown = "ignore") -> None:
    """Register every hook on a converter, which may be a service's own.

    Hooks that are registered afterwards come before ours; a preconf converter of cattrs' is
    configured by cattrs first, so ours come before its own. The hooks stay with ``copy()``.

    Args:
        converter: Any ``cattrs.Converter``. Classes that are not ours are structured by it as
            strictly as ours are.
        unknown: What becomes of keys that an attrs class does not know. ``"ignore"`` leaves them
            out, unless the converter was made with ``forbid_extra_keys``. ``"forbid"`` sets that
            option. ``"keep"`` holds them with the object and writes them back, and with them every
            field as the payload spelled it, for as long as nobody changes it: the value behind
            an enum's fallback member, an absent key, null, the format of a date.

    Raises:
        ValueError: When ``unknown`` is none of these, or is ``"keep"`` on a converter that was
            made with ``forbid_extra_keys``.
    """
    if unknown not in get_args(Unknown):
        raise ValueError(f"unknown: {unknown!r} is none of {', '.join(get_args(Unknown))}")
    if unknown == "forbid":
        converter.forbid_extra_keys = True
    keeps = unknown == "keep"
    if keeps and converter.forbid_extra_keys:
        raise ValueError("unknown: 'keep' and forbid_extra_keys exclude each other")

    for kind, codec in CODEC_BY_TYPE.items():
        converter.register_structure_hook(kind, _structure_hook(kind, codec))
        if kind not in SCALARS:
            converter.register_unstructure_hook(kind, UnstructureHook(codec))

    # The last that is registered is asked first.
    converter.register_structure_hook_factory(_is_optional, optional_structure_hook)
    converter.register_structure_hook_factory(_is_mapping, mapping_structure_hook)
    converter.register_structure_hook_factory(_is_tuple, tuple_structure_hook)
    converter.register_structure_hook_factory(_is_list, list_structure_hook)
    converter.register_structure_hook_factory(_is_list_class, list_class_structure_hook)
    converter.register_structure_hook_factory(
        attrs.has, keeping_class_structure_hook if keeps else class_structure_hook
    )
    converter.register_structure_hook_factory(
        _is_workflow_settings, workflow_settings_structure_hook
    )
    converter.register_structure_hook_factory(
        _is_json_text, keeping_json_text_structure_hook if keeps else json_text_structure_hook
    )

    converter.register_unstructure_hook_factory(_is_text_dataclass, dataclass_unstructure_hook)
    converter.register_unstructure_hook_factory(_is_enum_mapping, enum_mapping_unstructure_hook)
    converter.register_unstructure_hook_factory(_is_bare_list, bare_list_unstructure_hook)
    converter.register_unstructure_hook_factory(_is_tuple, tuple_unstructure_hook)
    converter.register_unstructure_hook_factory(_is_list, list_unstructure_hook)
    converter.register_unstructure_hook_factory(_is_list_class, list_class_unstructure_hook)
    converter.register_unstructure_hook_factory(
        attrs.has, keeping_class_unstructure_hook if keeps else class_unstructure_hook
    )
    converter.register_unstructure_hook_factory(
        _is_json_text, keeping_json_text_unstructure_hook if keeps else json_text_unstructure_hook
    )


def source(kind: Any, *, converter: Converter | None = None) -> str:
    """Give the source of the hooks that were generated for a class.

    Args:
        kind: A model, or a list of one, such as ``list[DataRow]``.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        The source of the structure hook and of the unstructure hook.

    Raises:
        TypeError: When the hooks of ``kind`` are not generated ones.
    """
    converter = converter or ready_converter()
    hooks = converter.get_structure_hook(kind), converter.get_unstructure_hook(kind)
    codes = [code for hook in hooks if (code := getattr(hook, "__code__", None)) is not None]
    if not codes or not all(code.co_filename.startswith(GENERATED) for code in codes):
        raise TypeError(f"no hooks were generated for {kind}")
    return "\n".join(map(inspect.getsource, codes))


def _structure_hook(kind: Any, codec: Codec) -> Callable[[Any, Any], Any]:
    """Make the hook of a type that also serves its subclasses, for cattrs sends them here, too."""

    def structure(value: Any, cls: Any) -> Any:
        if cls is kind:
            return codec.structure(value)
        if issubclass(cls, Enum):
            return value_codec(cls).structure(value)
        return cls(codec.structure(value))

    structure.codec = codec  # type: ignore[attr-defined]
    return structure


def _is_optional(kind: Any) -> bool:
    inner, nullable = split_optional(kind)
    return nullable and (get_origin(inner) is not Union or _is_workflow_settings(inner))


def _is_mapping(kind: Any) -> bool:
    origins = (dict, Mapping, MutableMapping)
    return get_origin(kind) in origins and len(get_args(kind)) == 2  # noqa: PLR2004 - key and value


def _is_enum_mapping(kind: Any) -> bool:
    return _is_mapping(kind) and get_args(kind)[0] in OUR_ENUMS


def _is_text_dataclass(kind: Any) -> bool:
    cls = get_origin(kind) or kind
    return dataclasses.is_dataclass(cls) and any(
        isinstance(one.type, str) for one in dataclasses.fields(cls)
    )


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and Ellipsis not in get_args(kind)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _is_bare_list(kind: Any) -> bool:
    return kind is list


def _is_list_class(kind: Any) -> bool:
    return list_class_item(kind) is not None


def _is_json_text(kind: Any) -> bool:
    return get_origin(kind) is JsonText


def _is_workflow_settings(kind: Any) -> bool:
    return bool(kind == ProjectWorkflowSettings)
