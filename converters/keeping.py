"""Hooks of a converter that keeps unknown things: the generated ones, and what they add.

The code is that of `converters.generator`, and also notes what would not be written again as it
was read: keys that are absent, null or not known, and values of another spelling. An object is
made to hold these. The detailed hook says nothing of this kind, so where it has to step in, what is
written for the object is compared with the payload; a test holds the two ways equal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, get_args, get_origin

import attrs
from attrs import NOTHING
from cattrs import BaseConverter
from cattrs.fns import identity as cattrs_identity

from converters.codecs import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    JSON_CONTAINERS,
    LIST_OR_TEXT,
    OBJECT_OR_TEXT,
    SCALARS,
    STR,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
    own_codec,
    plain,
)
from converters.dates import READS_HOUR_24, structure_datetimes, unstructure_sql
from converters.generator import (
    MISSING,
    Shape,
    Source,
    StructureHook,
    UnstructureHook,
    Writer,
    default_of,
    is_date,
    make_once,
    omitted,
    plain_dict,
    shape_structure_hook,
    writer_unstructure_hook,
)
from converters.routes import Route, as_format_needs, codec_routes
from converters.tables import WireField, split_optional
from converters.unknown import (
    JSON_TYPES,
    NOTHING_KEPT,
    Kept,
    Original,
    difference,
    has_place,
    hold,
    kept_of,
    same,
)
from converters.wire import Codec, identity

Way = Literal["exact", "lossy", "foreign"]
"""Whether a value is always written as it was read, or not always, or by a service's own hook."""

UUID_DIGITS: Final = bytes.maketrans(b"123456789abcdef", b"000000000000000")
"""Translates each digit of a UUID to a zero, as far as it is written like that."""

UUID_SHAPE: Final = b"00000000-0000-0000-0000-000000000000"
"""What that gives for a UUID that is written again as it was."""

MOST_PATTERNS: Final = 1000
"""How many patterns of one class are remembered: servers send a few, an attacker may send all."""

_EXACT: Final = (ANY, STR, INT, FLOAT, OBJECT_OR_TEXT, LIST_OR_TEXT, *JSON_CONTAINERS.values())
"""The encodings of values that are the same in Python and in JSON."""


def keeping_class_structure_hook(kind: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that structures an attrs class and keeps what is unknown: a hook factory.

    A class whose objects have no place for it refuses unknown keys.
    """

    def make() -> StructureHook:
        if has_place(get_origin(kind) or kind):
            return shape_structure_hook(KeepingShape(kind, converter))
        return shape_structure_hook(Shape(kind, converter, forbids_extra_keys=True))

    return make_once((id(converter), kind), make)


def keeping_class_unstructure_hook(kind: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that unstructures an attrs class, and what its objects hold: a factory."""
    cls = get_origin(kind) or kind
    return writer_unstructure_hook(kind, converter, KeepingWriter if has_place(cls) else Writer)


class KeepingShape(Shape):
    """Writes code that makes an object which holds what its class has no place for.

    In the generated code ``pattern`` has a bit for each field whose key is absent, and one for
    each whose null would not be written; ``more`` tells the other values that would be written
    otherwise, and ``kept`` is what the object holds, or None.
    """

    counts_keys = True
    """True when the code has a ``payload`` whose keys it can count."""

    def __init__(self, kind: Any, converter: BaseConverter) -> None:
        super().__init__(kind, converter)
        codecs = codec_routes(kind, converter)
        self.written: tuple[Route, ...] = as_format_needs(codecs, converter)
        self.ways: list[Way] = [self._way(*both) for both in zip(self.routes, codecs, strict=True)]
        self.deviations: Deviations = Deviations(self)
        self.otherwise: StructureHook = SecondReading(self, self.otherwise)
        self.alike += f" and set(map(len, values)) == {{{len(self.fields)}}}"

    def _way(self, read: Route, write: Route) -> Way:
        if read.field.attribute.converter is not None:
            return "foreign"
        if read.codec is None:
            return way_of(read.field.type, self.converter)
        return codec_way(read.codec) if read.codec is write.codec else "foreign"

    def date_column(self, i: int) -> Callable[[list[Any]], list[Any]]:
        """Give the function that structures dates which are written again as they were."""
        if self.ways[i] == "foreign":
            return super().date_column(i)
        return partial(exact_datetimes, " " if is_sql(self.routes[i]) else "T")

    def emit_loads(self, source: Source, depth: int) -> None:
        """Write the code that takes the values out of ``payload``."""
        self.emit_required(source, depth)
        for i, one in enumerate(self.fields):
            if i in self.required:
                continue
            source.bind("MISSING", MISSING)
            source.add(depth, f"v{i} = get({one.key!r}, MISSING)")
            if one.other_key is not None:
                source.add(depth, f"k{i} = {one.key!r}", f"if v{i} is MISSING:")
                source.add(depth + 1, f"k{i} = {one.other_key!r}", f"v{i} = get(k{i}, MISSING)")
            if one.required:
                source.add(depth, f"if v{i} is MISSING: raise KeyError")

    def emit_object(
        self, source: Source, depth: int, *, complete: bool = False, done: Collection[int] = ()
    ) -> None:
        """Write the code that checks the values and makes ``x`` of them."""
        source.add(depth, "pattern = 0", "more = ()")
        for i, route in enumerate(self.routes):
            one, written = route.field, self.written[i].field
            lines = [] if i in done else self.check(source, i, route)
            if leaves_none_out(written):
                # Under its other key, a null has been noted already.
                is_own = "" if one.other_key is None else f" and k{i} == {one.written_key!r}"
                raw = "r" if f"r = v{i}" in lines else f"v{i}"
                bit = 1 << len(self.fields) + i
                lines.append(f"if {raw} is None{is_own}: pattern += {bit}")
            if leaves_default_out(written):
                default = default_of(source, i, one.attribute)
                lines.append(f"if v{i} == {default}: {self._note(i, f'v{i}')}")
            if complete or one.required:
                source.add(depth, *lines)
                continue
            source.bind("MISSING", MISSING)
            default = default_of(source, i, one.attribute)
            source.add(depth, f"if v{i} is MISSING:")
            source.add(depth + 1, f"v{i} = {default}", f"pattern += {1 << i}")
            if lines:
                source.add(depth, "else:")
                source.add(depth + 1, *lines)
        self._emit_kept_of_payload(source, depth, counts_keys=self.counts_keys and not complete)
        self._emit_construction(source, depth)

    def _note(self, i: int, raw: str) -> str:
        one = self.fields[i]
        key = f"{one.written_key!r}" if one.other_key is None else f"k{i}"
        return f"more += (({i}, {key}, {raw}, v{i}),)"

    def _emit_kept_of_payload(self, source: Source, depth: int, *, counts_keys: bool) -> None:
        source.bind("deviations", self.deviations)
        source.bind("hold_more", self.deviations.hold_more)
        source.add(depth, "kept = None")
        if not counts_keys:
            source.add(depth, "if pattern: kept = deviations[pattern][0]")
            source.add(depth, "if more: kept = hold_more(kept, more)")
            return
        source.add(depth, f"count = {len(self.fields)}")
        source.add(depth, "if pattern: kept, count = deviations[pattern]")
        if self.forbids_extra_keys:
            source.add(depth, "if len(payload) != count: raise ValueError")
        source.add(depth, "if more or len(payload) != count: kept = hold_more(kept, more, payload)")

    def emit_kept(self, source: Source, depth: int, *, is_blank: bool) -> None:
        """Write the code that makes ``x`` hold ``kept``."""
        if is_blank:
            # Also None, for reading an empty slot takes 0.25 microseconds.
            source.add(depth, "x._kept = kept")
            return
        source.bind("hold", hold)
        source.add(depth, "if kept is not None: hold(x, kept)")

    def check(self, source: Source, i: int, route: Route) -> list[str]:
        """Write the code that structures one value, and notes when it would be written anew."""
        lines, v = super().check(source, i, route), f"v{i}"
        if self.ways[i] == "foreign":
            return lines
        if self.ways[i] == "lossy" and route.outer is None and route.field.other_key is None:
            if route.codec is not None and isinstance(route.codec.members, Members):
                source.bind(f"exact{i}", exact_members(route.codec).get)
                return self._member_check(source, i, route.codec.members.kind, lines)
            if is_date(route):
                return self._date_check(source, i, lines)
        deviates = self._deviates(source, i, route)
        if route.field.other_key is not None:
            is_renamed = f"k{i} != {route.field.written_key!r}"
            deviates = is_renamed if deviates is None else f"{is_renamed} or {deviates}"
        if deviates is None:
            return lines
        return [f"r = {v}", *lines, f"if {deviates}: {self._note(i, 'r')}"]

    def _member_check(self, source: Source, i: int, kind: type, lines: list[str]) -> list[str]:
        """Write the look-up of a member: first among the values that are written again."""
        is_of_kind = f"r.__class__ is {source.bind(kind.__name__, kind)}"
        and_there = " and r is not None" if self.fields[i].nullable else ""
        return [
            f"r = v{i}",
            f"v{i} = exact{i}(r) if {is_of_kind} else None",
            f"if v{i} is None{and_there}:",
            f"    v{i} = r",
            *("    " + line for line in lines),
            f"    {self._note(i, 'r')}",
        ]

    def _date_check(self, source: Source, i: int, lines: list[str]) -> list[str]:
        """Write the reading of a date: first in the form in which it is written again."""
        write = self.written[i].unstructure
        if is_sql(self.routes[i]):
            is_same = "len(r) == 19 and r[7] == '-' and r[10] == ' ' and r[16] == ':'"
        else:
            is_same = "len(r) == 26 and r[4:20:3] == '--T::.' and r[20:] != '000000'"
        hour = " and r[11:13] != '24'" if READS_HOUR_24 else ""
        source.bind("from_iso", datetime.fromisoformat)
        source.bind("str", str)
        return [
            f"r = v{i}",
            f"if r.__class__ is str and {is_same}{hour}:",
            f"    v{i} = from_iso(r)",
            f"    if v{i}.tzinfo is not None: raise ValueError",
            "elif r is not None:" if self.fields[i].nullable else "else:",
            *("    " + line for line in lines),
            f"    if {source.bind(f'write{i}', write)}(v{i}) != r: {self._note(i, 'r')}",
        ]

    def _deviates(self, source: Source, i: int, route: Route) -> str | None:
        """Write when a value is written otherwise than it was read: ``r`` as ``v3``.

        Returns:
            The condition, or None when that never happens.
        """
        codec, way, v = route.codec, self.ways[i], f"v{i}"
        if route.outer is None:
            if way == "exact":
                return None
            if codec is BOOL:
                return f"r is not {v}"
            if codec in (UUID_TEXT, UUID_OR_BLANK):
                source.bind("UUID_DIGITS", UUID_DIGITS)
                source.bind("UUID_SHAPE", UUID_SHAPE)
                is_same = "r.__class__ is str and r.encode().translate(UUID_DIGITS) == UUID_SHAPE"
                return f"r is not None and not ({is_same})"
        elif way == "exact" and route.outer.unstructure is identity:
            or_none = " and r is not None" if route.field.nullable else ""
            return f"r.__class__ is not list{or_none}"
        source.bind("same", same)
        write = source.bind(f"write{i}", self.written[i].unstructure)
        return f"not same({write}({v}), r)"


def is_sql(route: Route) -> bool:
    """Tell whether the dates of a field are written with a blank, not a ``T``."""
    return route.codec is not None and route.codec.unchecked is unstructure_sql


def leaves_none_out(one: WireField) -> bool:
    """Tell whether None is not written for a field."""
    return (one.omit_none and one.nullable) or (one.omit_if_default and is_none_by_default(one))


def leaves_default_out(one: WireField) -> bool:
    """Tell whether a default that is not None is not written for a field."""
    has_default = one.attribute.default is not NOTHING
    return one.omit_if_default and has_default and not is_none_by_default(one)


def is_none_by_default(one: WireField) -> bool:
    """Tell whether the default of a field is None."""
    return one.attribute.default is None


def way_of(kind: Any, converter: BaseConverter) -> Way:
    """Tell whether a converter always writes values of a type as it read them."""
    inner, nullable = split_optional(kind)
    if nullable:
        return way_of(inner, converter)
    cls = get_origin(kind) or kind
    if cls in (list, dict, tuple) and get_args(kind):
        ways = {way_of(one, converter) for one in get_args(kind) if one is not Ellipsis}
        return "foreign" if "foreign" in ways else "lossy" if "lossy" in ways else "exact"
    read: Any = converter.get_structure_hook(kind)
    write: Any = converter.get_unstructure_hook(kind)
    if isinstance(cls, type) and attrs.has(cls):
        # Such an object holds itself what is unknown of it.
        is_ours = hasattr(read, "shape") or isinstance(read, SecondReading)
        return "exact" if is_ours and hasattr(write, "writer") else "foreign"
    codec = own_codec(read, kind)
    written = SCALARS.get(kind) if write is cattrs_identity else own_codec(write, kind)
    return "foreign" if codec is None or codec is not written else codec_way(codec)


def codec_way(codec: Codec) -> Way:
    """Tell whether an encoding always writes a value as it was read."""
    if codec in _EXACT:
        return "exact"
    members = codec.members
    if isinstance(members, Members) and members.fallback is None:
        return "exact" if len(exact_members(codec)) == len(members) else "lossy"
    return "lossy"


def exact_members(codec: Codec) -> dict[Any, Any]:
    """Give the table of an enum's encoding, without a fallback, and without synonyms."""
    members = codec.members or {}
    return {value: one for value, one in members.items() if codec.unstructure(one) == value}


def exact_datetimes(separator: str, texts: list[Any]) -> list[Any]:
    """Structure many dates at once that are written again as they were.

    Args:
        separator: What is written between date and time.
        texts: At least one value.

    Raises:
        TypeError: See `structure_datetimes`.
        ValueError: Likewise, and when one of them would be written otherwise.
    """
    dates = structure_datetimes(texts)
    with_fraction = len(texts[0]) == len("2022-01-05T18:51:05.472959")
    if (
        texts[0][10] != separator
        or not (with_fraction or len(texts[0]) == len("2022-01-05T18:51:05"))
        or (with_fraction and not all(date.microsecond for date in dates))
    ):
        raise ValueError("not written like this")
    return dates


class Deviations(dict[int, tuple[Kept | None, int]]):
    """What deviating payloads make their objects hold.

    Maps a pattern of absent keys and nulls to what is held for it, None for nothing, and to how
    many keys of a payload with this pattern are known.
    """

    def __init__(self, shape: KeepingShape) -> None:
        super().__init__()
        self.shape = shape
        self.known: frozenset[str] = frozenset(shape.keys)

    def __missing__(self, pattern: int) -> tuple[Kept | None, int]:
        originals = []
        count = len(self.shape.fields)
        for i, one in enumerate(self.shape.fields):
            if pattern & 1 << i:
                count -= 1
                written = self._default_written(i)
                if written is not NOTHING:
                    originals.append(Original(one.written_key, written, one.key, NOTHING))
            if pattern & 1 << len(self.shape.fields) + i:
                originals.append(Original(one.written_key, NOTHING, one.written_key, None))
        found = Kept(originals=tuple(originals)) if originals else None, count
        if len(self) >= MOST_PATTERNS:
            self.clear()
        self[pattern] = found
        return found

    def _default_written(self, i: int) -> Any:
        one = self.shape.written[i].field
        if leaves_default_out(one) or (leaves_none_out(one) and is_none_by_default(one)):
            return NOTHING
        default: Any = one.attribute.default
        factory = getattr(default, "factory", None)
        return self.shape.written[i].unstructure(default if factory is None else factory())

    def hold_more(
        self,
        kept: Kept | None,
        more: tuple[tuple[int, str, Any, Any], ...],
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
        known = self.known
        for i, key, raw, structured in more:
            value = plain(raw)
            # Only what is JSON has been on the wire: a caller may also hand a UUID or a date in.
            if type(value) in JSON_TYPES:
                write = self.shape.written[i]
                written = (
                    NOTHING if omitted(structured, write.field) else write.unstructure(structured)
                )
                originals.append(Original(write.field.written_key, written, key, value))
        if payload is not None and more:
            known = known.union(key for _, key, _, _ in more)
        unknown = (
            {} if payload is None else {k: plain(payload[k]) for k in payload if k not in known}
        )
        return Kept(unknown, tuple(originals)) if unknown or originals else None


class KeepingWriter(Writer):
    """Writes code that writes what objects hold, too."""

    def emit_restored(self, source: Source, depth: int) -> None:
        """Write the code that adds to ``d`` what ``x`` holds."""
        source.bind("getattr", getattr)
        source.add(depth, "if (kept := getattr(x, '_kept', None)) is not None: kept.restore(d)")

    def detailed(self, x: Any) -> dict[str, Any]:
        """Unstructure an object field by field, and add what it holds."""
        return kept_of(x).restore(super().detailed(x))


class SecondReading:
    """Reads a payload on which the generated code gave up, and sees what has to be held."""

    def __init__(self, shape: KeepingShape, detailed: StructureHook) -> None:
        self.detailed = detailed
        self.fields: list[WireField] = shape.fields
        self.write: UnstructureHook = Writer(shape.kind, shape.converter).detailed
        self.foreign: list[str] = [
            one.name for one, way in zip(shape.fields, shape.ways, strict=True) if way == "foreign"
        ]

    def __call__(self, payload: Any, _: Any = None) -> Any:
        """Structure a payload.

        Raises:
            ClassValidationError: All that is wrong with the payload.
        """
        if isinstance(payload, Mapping):
            payload = plain_dict(payload)
        x = self.detailed(payload, None)
        held = difference(payload, self.write(x), self.fields, self.foreign)
        if held != NOTHING_KEPT:
            hold(x, held)
        return x
