"""Notes what an object is to hold besides its fields, so that its payload is written as it was.

A recorder knows, for each field of a class, whether a value is always written as it was read. The
generated code asks it for quick conditions; `Recorder.observe` needs none and serves all classes:
it compares what is written for the object with the payload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_origin

from attrs import NOTHING
from cattrs import BaseConverter

from converters.errors import FAULTS
from converters.plans.fields import FieldHook, as_format_needs, unstructure_fields
from converters.plans.hooks import PendingHook
from converters.plans.keys import key_parser, parse_integer, parse_number
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
from converters.plans.read import ReadPlan, key_in
from converters.plans.write import is_omitted
from converters.tables import WireField
from converters.unknown.held import JSON_TYPES, Kept, Original, copy_json, hold, same
from converters.wire.codecs import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    ISO_DATETIME,
    JSON_CONTAINERS,
    LABEL_DATE,
    LIST_OR_TEXT,
    OBJECT_OR_TEXT,
    SQL_DATETIME,
    STR,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
    plain,
)
from converters.wire.forms import is_usual
from converters.wire.spellings import SPELLINGS, number_of_spelling
from converters.wire.vocabulary import Codec, Form

RoundTrip = Literal["identical", "counted", "may_differ", "custom_hook"]
"""Whether a value is always written as it was read, or not always, or by a service's own hook.

``"counted"``: not always, but the values for which that may not be so are seen while it is read.
"""

_WORST: Final[tuple[RoundTrip, ...]] = ("custom_hook", "may_differ", "counted", "identical")
"""What a type has when a type within it has it; the first one counts."""

Doubts = Callable[[Any], bool]
"""Tells of JSON whether it may be written otherwise than it was read."""

MOST_PATTERNS: Final = 1000
"""How many patterns of one class are remembered: servers send a few, an attacker may send all."""

BITS_OF_SPELLING: Final = 4
MOST_SPELLED: Final = 64 // BITS_OF_SPELLING
"""Of more such fields of one class, the values are held."""

_IDENTICAL: Final = (ANY, STR, FLOAT, OBJECT_OR_TEXT, LIST_OR_TEXT, *JSON_CONTAINERS.values())
"""The encodings of values that are the same in Python and in JSON."""

_COUNTED: Final = (INT, BOOL, ISO_DATETIME, UUID_TEXT, UUID_OR_BLANK)
"""Those whose values are mostly written as they were read, and are counted where they are not."""


class Recorder:
    """What is to be known of a class on one converter to note what its objects are to hold."""

    def __init__(self, plan: ReadPlan, converter: BaseConverter) -> None:
        self.plan = plan
        written = unstructure_fields(plan.kind, converter)
        self.written: tuple[FieldHook, ...] = as_format_needs(written, converter)
        """How each field is written."""
        self.round_trips: tuple[RoundTrip, ...] = tuple(
            _round_trip_of_field(read, write, converter)
            for read, write in zip(plan.hooks, written, strict=True)
        )
        """For each field, whether its values are written as they were read."""
        self.doubts: tuple[Doubts | None, ...] = tuple(
            doubts(node_of(hook.field.type, converter.get_structure_hook))
            if trip == "counted" and hook.wrapper is None
            else None
            for hook, trip in zip(plan.hooks, self.round_trips, strict=True)
        )
        """For each field whose values are counted, whether JSON has to be compared."""
        self.inner_round_trips: tuple[RoundTrip, ...] = tuple(
            "may_differ" if it.wrapper is None else round_trip_of_type(it.field.type, converter)
            for it in plan.hooks
        )
        """The same for what is inside of a field's wrapper."""
        self.spelled: tuple[int, ...] = tuple(self._spelled())[:MOST_SPELLED]
        """The fields whose usual spellings are held without what the payload had."""
        self.patterns: Patterns = Patterns(self)

    def _spelled(self) -> Iterator[int]:
        for codec in (LABEL_DATE, SQL_DATETIME, ISO_DATETIME, INT):
            for i, (read, write) in enumerate(zip(self.plan.hooks, self.written, strict=True)):
                is_plain = read.wrapper is None and self.round_trips[i] != "custom_hook"
                if is_plain and read.codec is codec and write.codec in (codec, ANY):
                    yield i

    def items_are_identical(self, i: int) -> bool:
        """Tell whether what is inside of a field's wrapper is written as it was read."""
        return self.inner_round_trips[i] == "identical"

    def observe(self, payload: Mapping[str, Any], obj: Any) -> None:
        """Compare an object with the payload that it was made from, and make it hold the rest.

        Args:
            payload: What was read.
            obj: What was made of it.
        """
        # In this order what was left out is put back, as with `Patterns` and `hold_more`.
        of_patterns: list[Original] = []
        spelled: dict[int, Original] = {}
        others: list[Original] = []
        known = set()
        may_change = self.plan.filled_class is None
        for i, wire_field in enumerate(self.plan.fields):
            key = key_in(payload, wire_field)
            known.add(key)
            raw = plain(payload.get(key, NOTHING))
            is_hooked = self.round_trips[i] == "custom_hook"
            if raw is not NOTHING and (is_hooked or not is_json(raw)):
                continue
            try:
                now = self.written_now(i, getattr(obj, wire_field.name), obj, raw, may_change)
            except FAULTS:
                raise
            except Exception:
                if is_hooked or raw is NOTHING:
                    # Whoever writes it says so: a service's hook, or that of the field's type, for
                    # the default need not be of that.
                    continue
                raise
            if not same(raw, now) or (raw is not NOTHING and key != wire_field.written_key):
                written_key = wire_field.written_key
                number = self._number_of_spelling(i, raw, now, getattr(obj, wire_field.name))
                if number and key == written_key:
                    spelled[i] = Original(key, NOTHING, key, SPELLINGS[number - 1])
                    continue
                is_null = raw is None and key == written_key and omits_none(self.written[i].field)
                originals = of_patterns if raw is NOTHING or is_null else others
                originals.append(Original(written_key, copy_json(now), key, copy_json(raw)))
        unknown = {key: copy_json(plain(payload[key])) for key in payload if key not in known}
        of_patterns += [spelled[i] for i in self.spelled if i in spelled]
        if unknown or of_patterns or others:
            hold(obj, Kept(unknown, (*of_patterns, *others)))

    def _number_of_spelling(self, i: int, raw: Any, now: Any, value: Any) -> int:
        """Return the number of the spelling that says, with a value, what the payload had."""
        if i not in self.spelled or now is NOTHING:
            return 0
        return number_of_spelling(raw, value)

    def written_now(self, i: int, value: Any, obj: Any, raw: Any, may_change: bool) -> Any:
        """Give what is written for a field of an object; ``NOTHING`` when it is left out."""
        write = self.written[i]
        if is_omitted(value, write.field, obj):
            return NOTHING
        if self.round_trips[i] == "identical" and raw is not NOTHING and not may_change:
            return raw
        return write.write(value)

    def hold_more(
        self,
        kept: Kept | None,
        more: Iterable[tuple[int, str, Any, Any]],
        payload: Mapping[str, Any] | None = None,
    ) -> Kept | None:
        """Add what one payload alone has.

        Args:
            kept: What is held so far.
            more: For each value that would be written otherwise, its field, its key in the
                payload, the value, and what it was structured to.
            payload: Whose unknown keys are to be held; None when it has none.
        """
        originals = [] if kept is None else list(kept.originals)
        # A value that became a default that is left out may be there twice.
        for i, key, value, structured in {one[0]: one for one in more}.values():
            raw = plain(value)
            if is_json(raw):
                write = self.written[i]
                omitted = is_omitted(structured, write.field)
                now = NOTHING if omitted else write.write(structured)
                original = Original(write.field.written_key, copy_json(now), key, copy_json(raw))
                originals.append(original)
        unknown = {}
        if payload is not None:
            known = {key_in(payload, wire_field) for wire_field in self.plan.fields}
            unknown = {key: copy_json(plain(payload[key])) for key in payload if key not in known}
        return Kept(unknown, tuple(originals)) if unknown or originals else None


class Patterns(dict[int, tuple[Kept | None, int]]):
    """What objects hold whose payloads lack keys, or have nulls that are not written.

    A pattern has a bit for each field whose key is absent, behind these one for each whose null
    would not be written, and behind these four for the number of the `Spelling` of each field in
    `Recorder.spelled`, 0 for one that is written as it was. Its value is what is held for it, None
    for nothing, and how many keys of a payload with this pattern are known.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def __missing__(self, pattern: int) -> tuple[Kept | None, int]:
        fields = self.recorder.plan.fields
        originals = []
        count = len(fields)
        for i, wire_field in enumerate(fields):
            if pattern & 1 << i:
                count -= 1
                written = self._default_written(i)
                if written is not NOTHING:
                    originals.append(
                        Original(wire_field.written_key, written, wire_field.key, NOTHING)
                    )
            if pattern & 1 << len(fields) + i:
                key = wire_field.written_key
                originals.append(Original(key, NOTHING, key, None))
        for place, i in enumerate(self.recorder.spelled):
            number = pattern >> 2 * len(fields) + BITS_OF_SPELLING * place & 0xF
            if number:
                key = fields[i].written_key
                originals.append(Original(key, NOTHING, key, SPELLINGS[number - 1]))
        found = Kept(originals=tuple(originals)) if originals else None, count
        if len(self) >= MOST_PATTERNS:
            self.clear()
        self[pattern] = found
        return found

    def _default_written(self, i: int) -> Any:
        write = self.recorder.written[i]
        if omits_default(write.field) or (
            omits_none(write.field) and has_none_default(write.field)
        ):
            return NOTHING
        default: Any = write.field.attribute.default
        factory = getattr(default, "factory", None)
        default = default if factory is None else factory()
        try:
            return write.write(default)
        except FAULTS:
            raise
        except Exception:
            return NOTHING  # It is not of the field's type: whoever writes it says so.


def is_json(value: Any) -> bool:
    """Tell whether a value is what a JSON reader gives: a caller may hand in a UUID or a date."""
    return type(value) in JSON_TYPES


def omits_none(wire_field: WireField) -> bool:
    """Tell whether None is not written for a field."""
    omits_default = bool(wire_field.omit_if_default) and has_none_default(wire_field)
    return (wire_field.omit_none and wire_field.nullable) or omits_default


def omits_default(wire_field: WireField) -> bool:
    """Tell whether a default that is not None is not written for a field."""
    has_default = wire_field.attribute.default is not NOTHING
    return bool(wire_field.omit_if_default) and has_default and not has_none_default(wire_field)


def has_none_default(wire_field: WireField) -> bool:
    """Tell whether the default of a field is None."""
    return wire_field.attribute.default is None


def _round_trip_of_field(read: FieldHook, write: FieldHook, converter: BaseConverter) -> RoundTrip:
    if read.is_custom or write.is_custom:
        return "custom_hook"
    if read.wrapper is not None or read.field.attribute.converter is not None:
        return "may_differ"
    if read.codec is None or write.codec is None:
        return round_trip_of_type(read.field.type, converter)
    return round_trip_of_codec(read.codec) if read.codec is write.codec else "may_differ"


def round_trip_of_type(kind: Any, converter: BaseConverter) -> RoundTrip:
    """Tell whether a converter always writes values of a type as it read them."""
    return _round_trip_of_node(
        node_of(kind, converter.get_structure_hook), node_of(kind, converter.get_unstructure_hook)
    )


def _round_trip_of_node(read: Node, write: Node) -> RoundTrip:
    if any(isinstance(it, ForeignNode) and it.is_custom for it in (read, write)):
        return "custom_hook"
    match read, write:
        case ValueNode(), ValueNode() if read.codec is write.codec:
            return round_trip_of_codec(read.codec)
        case LiteralNode(), LiteralNode():
            return "identical"
    if _is_object(read) and _is_object(write):
        return "identical"  # It holds itself what its fields do not say.
    trips = {_round_trip_of_node(r.node, w.node) for r, w in _parts(read, write)}
    if trips and isinstance(read, IndexedNode):
        trips.add("counted")
    if not trips:
        return "may_differ"
    return next(it for it in _WORST if it in trips)


def _is_object(node: Node) -> bool:
    is_in_progress = isinstance(node, ForeignNode) and isinstance(node.hook, PendingHook)
    return is_in_progress or isinstance(node, ObjectNode)


def _parts(  # noqa: PLR0911 - a kind each
    read: Node, write: Node
) -> Iterable[tuple[Part, Part]]:
    """Return the types within a type whose values are written one by one, in their order."""
    match read, write:
        case NullableNode(), NullableNode():
            return [(read.inner, write.inner)]
        case SequenceNode(), SequenceNode() if get_origin(read.kind) in (list, tuple):
            return [(read.item, write.item)]
        case IndexedNode(), IndexedNode():
            return [(read.item, write.item)]
        case TupleNode(), TupleNode():
            return zip(read.items, write.items, strict=True)
        # The text of a fraction has many spellings.
        case MappingNode(), MappingNode() if (
            get_origin(read.kind) is dict and key_parser(read.key.node) is not parse_number
        ):
            return [(read.key, write.key), (read.value, write.value)]
        case UnionNode(is_ours=True), UnionNode(is_ours=True):
            return zip(read.members, write.members, strict=True)
    return ()


def round_trip_of_codec(codec: Codec) -> RoundTrip:
    """Tell whether an encoding always writes a value as it was read."""
    if codec in _IDENTICAL:
        return "identical"
    if codec in _COUNTED:
        return "counted"
    members = codec.members
    if codec.texts is not None and codec.fallback is None:
        written = map(codec.unstructure, codec.texts.values())
        return "identical" if list(written) == list(codec.texts) else "may_differ"
    if isinstance(members, Members) and len(written_members(codec)) == len(members):
        # 1.0 is read as the member of 1.
        is_identical = members.fallback is None and members.kind is not int
        return "identical" if is_identical else "counted"
    return "may_differ"


def doubts(node: Node) -> Doubts | None:  # noqa: PLR0911 - a kind each
    """Make what tells whether JSON is to be compared with what is written of it.

    Args:
        node: The type of which the JSON was read, as far as its values are ``"counted"``.

    Returns:
        A function of the JSON; None where it is always written as it was read.
    """
    match node:
        case ValueNode(codec=codec) if codec is INT or _is_closed_integer_enum(codec):
            return _is_float
        case ValueNode(codec=codec):
            return None if round_trip_of_codec(codec) == "identical" else _any_doubt
        case NullableNode(inner=inner):
            return doubts(inner.node)
        case SequenceNode(item=item):
            return _doubts_of_items(doubts(item.node))
        case IndexedNode(form=form, item=item):
            return _doubts_of_form(form, doubts(item.node))
        case TupleNode(items=items):
            return _doubts_of_places([doubts(it.node) for it in items])
        case MappingNode():
            return _doubts_of_entries(node)
        case UnionNode(members=members):
            return _doubts_of_members([doubts(it.node) for it in members])
    return None if _is_object(node) or isinstance(node, LiteralNode) else _any_doubt


def _is_closed_integer_enum(codec: Codec) -> bool:
    members = codec.members
    is_integer = isinstance(members, Members) and members.kind is int and members.fallback is None
    return is_integer and round_trip_of_codec(codec) == "counted"


def _is_float(raw: Any) -> bool:
    return isinstance(raw, float)


def _any_doubt(raw: Any) -> bool:
    del raw
    return True


def _doubts_of_items(of_item: Doubts | None) -> Doubts | None:
    if of_item is None:
        return None
    if of_item is _is_float:
        return lambda raw: isinstance(raw, list) and float in map(type, raw)
    return lambda raw: isinstance(raw, list) and any(map(of_item, raw))


def _doubts_of_form(form: Form, of_item: Doubts | None) -> Doubts:
    if of_item is None:
        return lambda raw: raw is not None and not is_usual(form, raw)
    return lambda raw: (
        raw is not None and (not is_usual(form, raw) or any(map(of_item, raw.values())))
    )


def _doubts_of_places(of_places: Sequence[Doubts | None]) -> Doubts | None:
    found = [(i, it) for i, it in enumerate(of_places) if it is not None]
    if not found:
        return None
    return lambda raw: isinstance(raw, list) and any(it(raw[i]) for i, it in found)


def _doubts_of_entries(node: MappingNode) -> Doubts | None:
    of_value = doubts(node.value.node)
    is_integer = key_parser(node.key.node) is parse_integer
    of_key = _is_odd_integer if is_integer else doubts(node.key.node)
    if of_key is None and of_value is None:
        return None
    return lambda raw: (
        isinstance(raw, dict)
        and (
            (of_key is not None and any(map(of_key, raw)))
            or (of_value is not None and any(map(of_value, raw.values())))
        )
    )


def _is_odd_integer(text: Any) -> bool:
    return not isinstance(text, str) or (len(text) > 1 and text.lstrip("-")[:1] == "0")


def _doubts_of_members(of_members: Sequence[Doubts | None]) -> Doubts | None:
    found = [it for it in of_members if it is not None]
    return (lambda raw: any(it(raw) for it in found)) if found else None


def written_members(codec: Codec) -> dict[Any, Any]:
    """Give the table of an enum's encoding, without a fallback, and without synonyms."""
    members = codec.members or {}
    return {
        value: member for value, member in members.items() if codec.unstructure(member) == value
    }
