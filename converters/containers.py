"""Hooks of what holds other values: optionals, mappings, tuples, list classes, our one union."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from cattrs import BaseConverter
from cattrs.errors import IterableValidationError, IterableValidationNote

from converters.codecs import INT, OPTIONAL_CODEC_BY_TYPE, STR, own_codec
from converters.errors import add_note, expected
from converters.routes import union_hook
from converters.tables import split_optional
from converters.wire import StructureHook
from orm_attrs import BenchmarkQaWorkflowSettings, ManualReviewWorkflowSettings

Hook = Callable[..., Any]

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,18}").fullmatch


def optional_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that structures ``T | None``."""
    registered = union_hook(kind, converter)
    if registered is not None:
        return registered
    inner, _ = split_optional(kind)
    hook = converter.get_structure_hook(inner)
    codec = own_codec(hook, inner)
    if codec is not None:
        hook = StructureHook(OPTIONAL_CODEC_BY_TYPE.get(inner, codec))
    return lambda value, _: None if value is None else hook(value, inner)


def mapping_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that structures ``dict[K, V]``, and tells all the entries that are wrong."""
    key_type, value_type = get_args(kind)
    key_hook = converter.get_structure_hook(key_type)
    value_hook = converter.get_structure_hook(value_type)
    key_codec = own_codec(key_hook, key_type)
    has_plain_keys = key_codec is STR
    if key_codec is INT or getattr(key_codec and key_codec.members, "kind", None) is int:
        key_hook = _integer_key_hook(key_hook)
    items: Any = list[value_type]  # type: ignore[valid-type]
    # Where the values are objects of a class, the hook of a list of them makes them all at once.
    all_hook = converter.get_structure_hook(items) if hasattr(value_hook, "shape") else None

    def structure_mapping(value: Any, _: Any) -> dict[Any, Any]:
        if all_hook is not None and has_plain_keys and value.__class__ is dict:
            try:
                if set(map(type, value)) == {str}:
                    return dict(zip(value, all_hook(list(value.values()), items), strict=True))
            except Exception:
                pass  # Each entry is looked at, and reported, below.
        if not isinstance(value, Mapping):
            raise _of_elements(kind, [TypeError(expected("an object", value))], converter)
        result: dict[Any, Any] = {}
        problems: list[Exception] = []
        for key, element in value.items():
            try:
                result[key_hook(key, key_type)] = value_hook(element, value_type)
            except Exception as problem:
                text = f"Structuring mapping {kind} @ key {key!r}"
                add_note(problem, IterableValidationNote(text, key, value_type))
                problems.append(problem)
        if problems:
            raise _of_elements(kind, problems, converter)
        return result

    return structure_mapping


def enum_mapping_unstructure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that writes ``dict[E, V]`` for an enum of ours.

    Its keys are text, as in JSON. Some preconf converters would write ``str(key)``, which is no
    value of the enum.
    """
    key_hook, value_hook = map(converter.get_unstructure_hook, get_args(kind))
    return lambda value: {str(key_hook(key)): value_hook(one) for key, one in value.items()}


def dataclass_unstructure_hook(kind: Any, converter: Any) -> Hook:
    """Make the hook of a dataclass whose annotations are text: the one of a plain converter.

    cattrs' preconf converter for msgspec does not resolve them, takes such a class for one of
    scalars, and lets msgspec write our objects by the names of their attributes.
    """
    hook: Hook = converter.gen_unstructure_attrs_fromdict(kind)
    return hook


def _integer_key_hook(hook: Hook) -> Hook:
    """Let a hook for integers take their digits, too: the keys of JSON objects are always text."""

    def structure_key(key: Any, kind: Any) -> Any:
        if isinstance(key, str) and _INTEGER(key):
            key = int(key)
        return hook(key, kind)

    return structure_key


def tuple_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that structures ``tuple[A, B]`` from a list of just as many values."""
    types = get_args(kind)
    hooks = [converter.get_structure_hook(one) for one in types]

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:
        wanted = f"a list of {len(types)} values"
        if not isinstance(value, (list, tuple)):
            raise _of_elements(kind, [TypeError(expected(wanted, value))], converter)
        if len(value) != len(types):
            wrong = ValueError(f"expected {wanted}, got {len(value)} of them")
            raise _of_elements(kind, [wrong], converter)
        result: list[Any] = []
        problems: list[Exception] = []
        for index, (element, hook, one) in enumerate(zip(value, hooks, types, strict=True)):
            try:
                result.append(hook(element, one))
            except Exception as problem:
                text = f"Structuring {kind} @ index {index}"
                add_note(problem, IterableValidationNote(text, index, one))
                problems.append(problem)
        if problems:
            raise _of_elements(kind, problems, converter)
        return tuple(result)

    return structure_tuple


def tuple_unstructure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that writes ``tuple[A, B]`` as the list that JSON has for it."""
    hooks = [converter.get_unstructure_hook(one) for one in get_args(kind)]
    return lambda value: [hook(element) for hook, element in zip(hooks, value, strict=True)]


def _of_elements(kind: Any, problems: list[Exception], converter: BaseConverter) -> Exception:
    if not converter.detailed_validation:
        return problems[0]
    return IterableValidationError(f"While structuring {kind!r}", problems, kind)


def list_class_item(kind: Any) -> Any:
    """Give the item type of a class like ``class Urls(list[Url])``; None for any other type."""
    if not isinstance(kind, type) or not issubclass(kind, list):
        return None
    bases = getattr(kind, "__orig_bases__", ())
    return next((get_args(base)[0] for base in bases if get_args(base)), None)


def list_class_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that structures a list into its own class."""
    items = list[list_class_item(kind)]  # type: ignore[misc,valid-type]
    hook = converter.get_structure_hook(items)
    return lambda value, _: kind(hook(value, items))


def list_class_unstructure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that writes such a list."""
    return converter.get_unstructure_hook(list[list_class_item(kind)])  # type: ignore[misc]


def workflow_settings_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook for `ProjectWorkflowSettings`: only one of the two has source projects."""
    registered = union_hook(kind, converter)
    if registered is not None:
        return registered

    def structure_workflow_settings(value: Any, _: Any) -> Any:
        is_benchmark = isinstance(value, Mapping) and "source_projects" in value
        cls = BenchmarkQaWorkflowSettings if is_benchmark else ManualReviewWorkflowSettings
        return converter.structure(value, cls)

    return structure_workflow_settings
