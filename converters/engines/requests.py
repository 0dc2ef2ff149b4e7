"""Refuses to write requests that hold what this version does not know.

A fallback member of an enum, and an object of the class that takes what no other class of a union
takes, stand for something that a newer server has said. Sending such a stand-in would say another
thing than was read, so it is refused, unless the original is written because the converter keeps
unknown things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from cattrs.errors import IterableValidationNote

from converters.engines.detailed import attribute_note
from converters.errors import ProblemCode, class_error, iterable_error, make_sentence
from converters.plans.fields import FieldHook
from converters.plans.hooks import HookPair
from converters.plans.nodes import (
    GetHook,
    MappingNode,
    Node,
    NullableNode,
    ObjectNode,
    SequenceNode,
    UnionNode,
    ValueNode,
    node_of,
)
from converters.plans.report import Report
from converters.plans.write import WritePlan
from converters.tables import table_of
from converters.wire.vocabulary import BODY_KEY, Codec

Find = Callable[[Any, Any], Exception | None]
"""Takes a value and what was written for it; returns what is wrong with sending that, or None."""


def refusing_unknown(pair: HookPair, plan: WritePlan, get_hook: GetHook) -> HookPair:
    """Refuse to write an object of a class of requests that holds what nobody knows.

    Args:
        pair: The two parts of the unstructure hook of the class.
        plan: Its plan.
        get_hook: ``get_unstructure_hook`` of the converter.
    """
    if not _is_request(plan):
        return pair
    finder = _Finder(get_hook, plan.restores)
    if not finder.fields_of(plan):
        return pair

    def checked(obj: Any, written: Any) -> Any:
        problem = finder.in_object(plan, obj, written)
        if problem is not None:
            raise problem
        return written

    def detailed(obj: Any, report: Report) -> Any:
        return checked(obj, pair.detailed(obj, report))

    return HookPair(lambda obj: checked(obj, pair.attempt(obj)), detailed, plan=plan, wraps=pair)


def _is_request(plan: WritePlan) -> bool:
    table = table_of(plan.cls)
    return table is not None and table.is_request


class _Finder:
    """Finds what nobody knows in the values of a type, and says where it is."""

    def __init__(self, get_hook: GetHook, restores: bool) -> None:
        self.get_hook = get_hook
        self.restores = restores
        """True when what was read is written again, also where nobody knows it."""
        self.fields: dict[Any, list[tuple[FieldHook, Find]]] = {}
        """Class to its fields that may hold such a thing."""

    def in_object(self, plan: WritePlan, obj: Any, written: Any) -> Exception | None:
        """Return what is wrong with sending an object of a class."""
        problems = []
        if plan.body is not None:
            written = {BODY_KEY: written}
        for hook, find in self.fields[plan.kind]:
            key = hook.field.written_key
            value = getattr(obj, hook.field.name)
            problem = find(value, written[key]) if value is not None and key in written else None
            if problem is not None:
                problem.add_note(attribute_note("Unstructuring", plan, hook))
                problems.append(problem)
        if not problems:
            return None
        return class_error(f"While unstructuring {plan.cls.__name__}", problems, plan.cls)

    def fields_of(self, plan: WritePlan) -> list[tuple[FieldHook, Find]]:
        """Return the fields of a class that may hold what nobody knows, each with what finds it."""
        if plan.kind in self.fields:
            return self.fields[plan.kind]
        # Before it is known, for a class that contains itself.
        found = self.fields[plan.kind] = []
        for hook in plan.hooks:
            codec = hook.codec
            find = self._by_type(hook.field.type) if codec is None else _by_codec(codec)
            if find is not None:
                find = find if hook.wrapper is None else _inside_of_wrapper(hook, find)
                found.append((hook, find))
        return found

    def _by_type(self, kind: Any) -> Find | None:
        return self._by_node(node_of(kind, self.get_hook))

    def _by_node(self, node: Node) -> Find | None:  # noqa: PLR0911 - a kind each
        match node:
            case ValueNode():
                return _by_codec(node.codec)
            case NullableNode():
                find = self._by_node(node.inner.node)
                return find and partial(_unless_none, find)
            case SequenceNode():
                find = self._by_node(node.item.node)
                return find and partial(_in_list, node.kind, find)
            case MappingNode():
                find = self._by_node(node.value.node)
                return find and partial(_in_mapping, node.kind, find)
            case UnionNode():
                return self._by_class(node)
            case ObjectNode() if not _is_request(node.plan):
                return self._by_plan(node.plan)
        return None

    def _by_class(self, node: UnionNode) -> Find | None:
        finds = self._finds_by_class(node)

        def find_by_class(value: Any, written: Any) -> Exception | None:
            find = finds.get(type(value))
            return find and find(value, written)

        return find_by_class if finds else None

    def _finds_by_class(self, node: UnionNode) -> dict[Any, Find]:
        """Return what finds such a thing in the objects of each class of a union."""
        finds: dict[Any, Find] = {}
        for part in node.members:
            member = part.node
            if isinstance(member, UnionNode):
                finds |= self._finds_by_class(member)
            elif (find := self._by_node(member)) is not None:
                finds[part.kind] = find
        return finds

    def _by_plan(self, plan: WritePlan) -> Find | None:
        if any(it.field.is_rest for it in plan.hooks):
            return None if self.restores else lambda value, _: _refusal(type(value).__name__)
        is_within = plan.kind in self.fields
        return partial(self.in_object, plan) if self.fields_of(plan) or is_within else None


def _by_codec(codec: Codec) -> Find | None:
    fallback = getattr(codec.members, "fallback", codec.fallback)
    if fallback is None:
        return None
    stand_in = codec.unstructure(fallback)

    def find(value: Any, written: Any) -> Exception | None:
        is_stand_in = value is fallback and written == stand_in
        return _refusal(f"{type(value).__name__}.{value.name}") if is_stand_in else None

    return find


def _inside_of_wrapper(hook: FieldHook, find: Find) -> Find:
    """Find such a thing in a value that something else is written for than its type says."""
    return lambda value, _: find(value, hook.pair.attempt(value))


def _unless_none(find: Find, value: Any, written: Any) -> Exception | None:
    return None if value is None else find(value, written)


def _in_list(kind: Any, find: Find, values: Any, written: Any) -> Exception | None:
    return _in_items(kind, find, enumerate(values), written)


def _in_mapping(kind: Any, find: Find, values: Any, written: Any) -> Exception | None:
    return _in_items(kind, find, values.items(), written.values())


def _in_items(
    kind: Any, find: Find, items: Iterable[tuple[Any, Any]], written: Iterable[Any]
) -> Exception | None:
    problems = []
    for (place, item), one in zip(items, written, strict=True):
        problem = find(item, one)
        if problem is not None:
            text = f"Unstructuring {kind} @ index {place}"
            problem.add_note(IterableValidationNote(text, place, type(item)))
            problems.append(problem)
    return iterable_error(f"While unstructuring {kind!r}", problems, kind) if problems else None


def _refusal(name: str) -> ValueError:
    text = f"{name} stands for something that is not known, and cannot be sent"
    return ValueError(make_sentence(text, ProblemCode.UNKNOWN_MEMBER))
