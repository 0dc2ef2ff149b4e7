"""Hooks of what holds other values: optionals, mappings, tuples, list classes, our one union."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from cattrs import BaseConverter
from cattrs.errors import IterableValidationError, IterableValidationNote

from converters.codecs import OPTIONAL_CODEC_BY_TYPE, STR, own_codec
from converters.errors import add_note, expected
from converters.tables import split_optional
from converters.wire import StructureHook
from orm_attrs import BenchmarkQaWorkflowSettings, ManualReviewWorkflowSettings

Hook = Callable[..., Any]


def optional_structure_hook(kind: Any, converter: BaseConverter) -> Hook:
    """Make the hook that structures ``T | None``."""
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
    has_plain_keys = own_codec(key_hook, key_type) is STR
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


def workflow_settings_structure_hook(_: Any, converter: BaseConverter) -> Hook:
    """Make the hook for `ProjectWorkflowSettings`: only one of the two has source projects."""

    def structure_workflow_settings(value: Any, _: Any) -> Any:
        is_benchmark = isinstance(value, Mapping) and "source_projects" in value
        cls = BenchmarkQaWorkflowSettings if is_benchmark else ManualReviewWorkflowSettings
        return converter.structure(value, cls)

    return structure_workflow_settings
