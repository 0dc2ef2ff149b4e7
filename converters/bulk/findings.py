"""What payloads have that the models do not know: keys and values, how often, where first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import attrs
from attrs import define, field, frozen
from cattrs import Converter

from converters.bulk.batches import Chunk
from converters.bulk.columns import values_of
from converters.bulk.partitions import merged, partitions_of
from converters.bulk.tables import VALUE, table_form
from converters.errors import shorten
from converters.json_text import decode
from converters.plans.fields import FieldHook
from converters.plans.nodes import (
    IndexedNode,
    MappingNode,
    Node,
    NullableNode,
    ObjectNode,
    SequenceNode,
    TupleNode,
    UnionNode,
    ValueNode,
    node_of,
)
from converters.plans.read import ReadPlan, key_in
from converters.plans.scope import hooks_within
from converters.wire.codecs import Members
from converters.wire.forms import FIRST
from converters.wire.vocabulary import Codec, Form, Tag

What = Literal["key", "value"]
"""Whether a key is unknown, or a value of an enum."""

MOST_FINDINGS: Final = 1000
"""How many different things are told apart: keys may be anything, such as identifiers."""

_LONGEST_EXAMPLE: Final = 100
"""Characters of an example at most."""


@define
class Finding:
    """One thing that a class does not know."""

    path: str
    """Where it stands in a payload, whichever item of a list: ``$.images_data[*].codec``."""
    what: What
    """An unknown key, or an unknown value of an enum."""
    count: int
    """How often it was there."""
    where: str
    """The first object that has it: ``rows.ndjson:8``."""
    example: str
    """The first value, as JSON; a long one is cut."""


@frozen
class Drift:
    """What payloads have that a class does not know."""

    findings: list[Finding] = field(factory=list)
    """What is unknown, in the order of the paths; of enums, each value."""
    rows: int = 0
    """How many payloads were looked at."""
    unread: int = 0
    """How many texts were no JSON, or no objects of the class's kind."""
    more: int = 0
    """How often something else was unknown, when there were too many different things."""

    def plus(self, other: Drift) -> Drift:
        """Add what was found in what follows."""
        counter = _Counter({(it.path, it.what, _value_key(it)): it for it in self.findings})
        for finding in other.findings:
            counter.add(finding)
        return Drift(
            counter.findings(),
            self.rows + other.rows,
            self.unread + other.unread,
            self.more + other.more + counter.more,
        )


def _value_key(finding: Finding) -> str:
    return finding.example if finding.what == "value" else ""


class _Counter:
    """Counts findings, those of the same kind together."""

    def __init__(self, found: dict[Any, Finding] | None = None) -> None:
        self._found = {key: attrs.evolve(it) for key, it in (found or {}).items()}
        self.more: int = 0

    def add(self, finding: Finding) -> None:
        key = finding.path, finding.what, _value_key(finding)
        known = self._found.get(key)
        if known is not None:
            known.count += finding.count
        elif len(self._found) < MOST_FINDINGS:
            self._found[key] = attrs.evolve(finding)
        else:
            self.more += finding.count

    def findings(self) -> list[Finding]:
        return sorted(self._found.values(), key=lambda it: (it.path, it.what, -it.count))


class DriftReader:
    """Looks for what the objects of chunks have that a class does not know."""

    def __init__(self, cls: Any, converter: Converter) -> None:
        self._cls = cls
        self._converter = converter
        self._get_hook = hooks_within(cls, converter).get_structure_hook
        self._nodes: dict[Any, Node] = {}

    def read(self, chunk: Chunk) -> Drift:
        """Look at the objects of a chunk."""
        counter = _Counter()
        rows = unread = 0
        entries = self._entries(chunk)
        for index, content in self._contents(chunk):
            if content is _NO_JSON:
                unread += 1
                continue
            if not self._is_of_kind(content):
                unread += 1
                continue
            rows += 1
            where = chunk.where(index)
            for path, what, value in self._unknown(merged(content, entries), self._cls, "$"):
                counter.add(Finding(path, what, 1, where, _example(value)))
        return Drift(counter.findings(), rows, unread, counter.more)

    def _entries(self, chunk: Chunk) -> dict[str, Any]:
        """Give what the directories of the file say of its objects, but for columns of it."""
        columns = () if chunk.table is None else chunk.table.schema.names
        partitions = partitions_of(chunk.name)
        return {key: it for key, it in partitions.items() if key not in columns}

    def _is_of_kind(self, content: Any) -> bool:
        """Tell whether a payload has the form of the class: an object, or a list."""
        node = self._node(self._cls)
        if isinstance(node, NullableNode):
            if content is None:
                return True
            node = node.inner.node
        if isinstance(node, SequenceNode):
            return isinstance(content, list)
        is_object = isinstance(node, ObjectNode) and node.plan.body is None
        return not is_object or isinstance(content, Mapping)

    def _contents(self, chunk: Chunk) -> Iterator[tuple[int, Any]]:
        if chunk.table is not None:
            yield from enumerate(self._rows(chunk.table))
        elif chunk.contents:
            yield from enumerate(chunk.contents)
        else:
            texts = chunk.data.split(b"\n") if chunk.form == "lines" else chunk.items
            for index, text in enumerate(texts):
                if text.strip():
                    yield index, _decoded(text)

    def _rows(self, table: Any) -> list[Any]:
        """Give the rows of a table; in place of each that Python cannot hold, what is no JSON."""
        form = table_form(self._cls, self._converter)
        names = set(form.schema.names)
        try:
            rows = form.payloads(table)
            for name in [] if form.schema.names[0] == VALUE else table.schema.names:
                if name not in names:
                    for row, value in zip(rows, values_of(table.column(name)), strict=True):
                        row[name] = value
        except Exception:  # a foreign file may have anything in its columns
            if table.num_rows == 1:
                return [_NO_JSON]
            return [row for i in range(table.num_rows) for row in self._rows(table.slice(i, 1))]
        return rows

    def _unknown(  # noqa: C901, PLR0912 - a kind each
        self, value: Any, kind: Any, path: str
    ) -> Iterator[tuple[str, What, Any]]:
        """Go through a value with the type that it is read as."""
        match self._node(kind):
            case NullableNode(inner=inner) if value is not None:
                yield from self._unknown(value, inner.kind, path)
            case SequenceNode(item=item) | IndexedNode(item=item) if isinstance(value, list):
                for one in value:
                    yield from self._unknown(one, item.kind, f"{path}[*]")
            case TupleNode(items=items) if isinstance(value, list):
                for index, (one, item) in enumerate(zip(value, items, strict=False)):
                    yield from self._unknown(one, item.kind, f"{path}[{index}]")
            case IndexedNode(form=Form.SINGLE, item=item) if isinstance(value, Mapping):
                for key, one in value.items():
                    if key != FIRST:
                        yield f"{path}.{key}", "key", one
                if FIRST in value:
                    yield from self._unknown(value[FIRST], item.kind, f"{path}.{FIRST}")
            case MappingNode(value=item) | IndexedNode(item=item) if isinstance(value, Mapping):
                for one in value.values():
                    yield from self._unknown(one, item.kind, f"{path}.*")
            case UnionNode(how=how) as node if how is not None:
                # A tag that cattrs adds is no key of the class, and known all the same.
                keys = how.keys if isinstance(how, Tag) and not node.is_ours else ()
                tags = [f"{path}.{key}" for key in keys]
                found = self._unknown(value, it, path) if (it := how.member_of(value)) else ()
                yield from (it for it in found if it[0] not in tags)
            case ObjectNode(plan=ReadPlan(body=FieldHook() as body)):
                yield from self._unknown_in_field(value, body, path)
            case ObjectNode(plan=plan) if isinstance(value, Mapping):
                yield from self._unknown_in_object(value, plan, path)
            case ValueNode(codec=codec):
                yield from _unknown_value(value, codec, path)

    def _unknown_in_object(
        self, payload: Mapping[str, Any], plan: ReadPlan, path: str
    ) -> Iterator[tuple[str, What, Any]]:
        left = dict(payload)
        for hook in plan.hooks:
            key = key_in(payload, hook.field)
            if key in left:
                yield from self._unknown_in_field(left.pop(key), hook, f"{path}.{key}")
            for flag in hook.field.flags:
                left.pop(flag, None)
        for key, value in left.items():
            yield f"{path}.{key}", "key", value

    def _unknown_in_field(
        self, value: Any, hook: FieldHook, path: str
    ) -> Iterator[tuple[str, What, Any]]:
        if value is None or hook.is_custom:
            return
        if hook.codec is None:
            try:
                inner = value if hook.wrapper is None else hook.wrapper.structure(value)
            except (TypeError, ValueError):
                return  # It is no such value, which is not what this looks for.
            yield from self._unknown(inner, hook.field.type, path)
        else:
            yield from _unknown_value(value, hook.codec, path)

    def _node(self, kind: Any) -> Node:
        if kind not in self._nodes:
            self._nodes[kind] = node_of(kind, self._get_hook)
        return self._nodes[kind]


_NO_JSON: Final = object()


def _decoded(text: bytes) -> Any:
    try:
        return decode(text)
    except ValueError:
        return _NO_JSON


def _unknown_value(value: Any, codec: Codec, path: str) -> Iterator[tuple[str, What, Any]]:
    """Give a value that has the type of an enum's values, but no member; 77.0 is given as 77."""
    members = codec.members
    if codec.texts is not None and isinstance(value, str) and value not in codec.texts:
        yield path, "value", value
    if not isinstance(members, Members):
        return
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is members.kind and value not in members:
        yield path, "value", value


def _example(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=shorten)
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[:_LONGEST_EXAMPLE]}..."
