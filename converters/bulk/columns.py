"""Arrow columns for the objects of a class, made from its plan: there and back.

A column has a *shape*, which knows its Arrow type, makes an array of attributes, and gives the
values of an array as a payload has them. Shapes nest as the classes do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from itertools import accumulate
from operator import attrgetter
from typing import Any, Final, Protocol
from uuid import UUID

from attrs import NOTHING, frozen
from cattrs import BaseConverter

from converters.bulk.needs import needed
from converters.column_types import ColumnKind, column_name, kind_of_type
from converters.errors import expected
from converters.json_text import decode, decode_each, encode_each
from converters.plans.fields import FieldHook
from converters.plans.nodes import (
    ForeignNode,
    NullableNode,
    ObjectNode,
    SequenceNode,
    ValueNode,
    list_item,
    node_of,
)
from converters.plans.read import ExtraKeys, ReadPlan
from converters.plans.write import WritePlan
from converters.problems import problems
from converters.unknown.held import Kept, Original, hold
from converters.wire.codecs import (
    LIST_OR_TEXT,
    OBJECT_OR_TEXT,
    Members,
    codec_of_type,
)
from converters.wire.spellings import SPELLINGS, Spelling
from converters.wire.vocabulary import Codec, identity

Note = tuple[int, tuple[Any, ...], Any]
"""What a column has no place for: the row, the attributes and indexes that lead there, and it."""

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - without a zone, dates mean UTC


class Shape(Protocol):
    """How values are put into a column, and got out of it."""

    arrow: Any
    """The column's type in Arrow."""
    keeps: bool
    """True when the values may hold something besides their fields."""

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        """Make an array of attributes; raises anything at all for one of another type."""

    def payload(self, array: Any) -> list[Any]:
        """Give the values of an array as a payload has them."""
        ...

    def restore(self, value: Any, path: Sequence[Any], note: Any) -> Any:
        """Give an attribute, with what a note says of it."""

    def forget(self, value: Any) -> None:
        """Let objects hold nothing besides their fields."""


def _arrow() -> Any:
    return needed("pyarrow", "bulk")


# --- values without parts -------------------------------------------------------------------------

_CLASSES: Final[dict[ColumnKind, tuple[type, ...]]] = {
    "text": (str,),
    "integer": (int,),
    "float": (float, int),
    "boolean": (bool,),
    "datetime": (datetime,),
    "uuid": (UUID,),
}
"""What Arrow may be handed for a column: it would cut 1.5 to an integer, and read bytes as text."""


def _arrow_type(kind: ColumnKind) -> Any:
    pa = _arrow()
    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "float": pa.float64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("us", tz="UTC"),
        "uuid": pa.string(),
        "json": pa.string(),
    }[kind]


class HoldsNothing:
    """Base of the shapes whose values hold no unknown keys, and mostly need no note."""

    keeps: bool = False

    def restore(self, value: Any, path: Sequence[Any], note: Any) -> Any:
        """Give the value: there are no notes of it."""
        del path, note
        return value

    def forget(self, value: Any) -> None:
        """Do nothing: there is nothing to forget."""


class PlainShape(HoldsNothing):
    """Text, numbers and truth values, which are the same in Python, JSON and Arrow."""

    def __init__(self, kind: ColumnKind) -> None:
        self.arrow: Any = _arrow_type(kind)
        self._classes = _CLASSES[kind]

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        del notes
        _check_classes(values, self._classes)
        return _arrow().array(values, self.arrow)

    def payload(self, array: Any) -> list[Any]:
        return values_of(array)


class WrittenShape(PlainShape):
    """Values that an encoding writes as text or numbers: enums and UUIDs."""

    def __init__(self, kind: ColumnKind, write: Callable[[Any], Any]) -> None:
        super().__init__("text" if kind == "uuid" else kind)
        self._write = write

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        write = self._write
        return super().array([None if it is None else write(it) for it in values], notes)


class MembersShape(PlainShape):
    """Members of an enum, each by what it is on the wire."""

    def __init__(self, kind: ColumnKind, by_value: dict[Any, Any]) -> None:
        super().__init__(kind)
        self._by_value = by_value

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        by_value = self._by_value
        written = [None if it is None else by_value[it._value_] for it in values]
        return super().array(written, notes)


class DateShape(PlainShape):
    """Dates, as instants; of one that has a zone, the zone is noted."""

    def __init__(self) -> None:
        super().__init__("datetime")

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        _check_classes(values, self._classes)
        zoned = [i for i, it in enumerate(values) if it is not None and it.tzinfo is not None]
        notes += [(i, (), _offset(values[i])) for i in zoned]
        return _arrow().array(values, self.arrow)

    def payload(self, array: Any) -> list[Any]:
        pa = _arrow()
        array = _without_dictionary(array)
        if not pa.types.is_timestamp(array.type):
            return values_of(array)  # The hook says what is wrong with them.
        try:
            numbers = array.cast(self.arrow).cast(pa.int64()).to_pylist()
        except pa.ArrowInvalid:
            if len(array) > 1:
                # Some have nanoseconds, or are too far away; the others are read.
                return [self.payload(array.slice(i, 1))[0] for i in range(len(array))]
            return values_of(array.cast(pa.int64()))  # The hook says what is wrong with it.
        return [None if it is None else _moment(it) for it in numbers]

    def restore(self, value: Any, path: Sequence[Any], note: Any) -> Any:
        del path
        zone = timezone(timedelta(seconds=note)) if note else UTC
        return value.replace(tzinfo=UTC).astimezone(zone)


def _offset(value: datetime) -> float:
    offset = value.utcoffset()
    if offset is None:
        raise TypeError(expected("a datetime", value))
    try:
        value.astimezone(UTC)
    except OverflowError:
        raise ValueError("the date is out of range in UTC") from None
    return offset.total_seconds()


def _moment(microseconds: int) -> Any:
    try:
        return _EPOCH + timedelta(0, 0, microseconds)
    except OverflowError:
        return microseconds  # The hook says what is wrong with it.


class JsonShape(HoldsNothing):
    """Objects with keys of their own, and whatever has no other shape: as JSON text.

    What such objects hold besides their fields is written in the text.
    """

    def __init__(self, write: Callable[[Any], Any]) -> None:
        self.arrow: Any = _arrow_type("json")
        self._write = write

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        del notes
        texts = map(bytes.decode, encode_each([self._write(it) for it in values if it is not None]))
        return _arrow().array([None if it is None else next(texts) for it in values], self.arrow)

    def payload(self, array: Any) -> list[Any]:
        values = values_of(array)
        try:
            decoded = iter(decode_each([it for it in values if it is not None]))
        except (ValueError, TypeError):
            return [_decoded(it) for it in values]
        return [None if it is None else next(decoded) for it in values]


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return decode(value)
    except ValueError:
        return value  # The hook says what is wrong with it.


def _check_classes(values: Sequence[Any], classes: tuple[type, ...]) -> None:
    others = set(map(type, values)) - {type(None), *classes}
    for value in values if others else ():
        is_one = isinstance(value, classes) and not isinstance(value, (bool, Enum))
        if value is not None and not is_one:
            raise TypeError(expected(classes[0].__name__, value))


def values_of(array: Any) -> list[Any]:
    """Give the values of an array that others have made.

    What Python has no value for, such as dates after the year 9999 or of nanoseconds, is the text
    that Arrow prints.
    """
    pa = _arrow()
    array = _without_dictionary(array)
    try:
        if pa.types.is_timestamp(array.type) and array.type.unit == "ns":
            # Where pandas is installed, Arrow would give dates of its kind.
            array = array.cast(pa.timestamp("us", array.type.tz))
        values: list[Any] = array.to_pylist()
    except (OverflowError, ValueError):
        if len(array) > 1:
            return [values_of(array.slice(i, 1))[0] for i in range(len(array))]
        return [" ".join(str(array).split())[2:-2]]
    return values


def _without_dictionary(array: Any) -> Any:
    """Give the values of a dictionary array themselves: one by one, they take 25 times as long."""
    return array.dictionary_decode() if _arrow().types.is_dictionary(array.type) else array


# --- values with parts ----------------------------------------------------------------------------


class ListShape:
    """Lists of values of one shape."""

    def __init__(self, item: Shape) -> None:
        self.arrow: Any = _arrow().list_(item.arrow)
        self.keeps: bool = item.keeps
        self._item = item

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        pa = _arrow()
        _check_classes(values, (list,))
        if not any(values):
            return pa.array(values, self.arrow)
        lengths = [0 if it is None else len(it) for it in values]
        ends = list(accumulate(lengths, initial=0))
        starts = [None if it is None else end for it, end in zip(values, ends, strict=False)]
        found: list[Note] = []
        items = self._item.array([one for it in values if it is not None for one in it], found)
        if found:
            owners = [(row, i) for row, length in enumerate(lengths) for i in range(length)]
            notes += [(owners[at][0], (owners[at][1], *path), note) for at, path, note in found]
        offsets = pa.array([*starts, ends[-1]], pa.int32())
        return pa.ListArray.from_arrays(offsets, items).cast(self.arrow)

    def payload(self, array: Any) -> list[Any]:
        types = _arrow().types
        if not (types.is_list(array.type) or types.is_large_list(array.type)):
            return values_of(array)
        items = self._item.payload(array.flatten())
        values: list[Any] = []
        end = 0
        for length in array.value_lengths().to_pylist():
            start, end = end, end + (length or 0)
            values.append(None if length is None else items[start:end])
        return values

    def restore(self, value: Any, path: Sequence[Any], note: Any) -> Any:
        index, *rest = path
        value[index] = self._item.restore(value[index], rest, note)
        return value

    def forget(self, value: Any) -> None:
        for one in value or ():
            self._item.forget(one)


@frozen
class Column:
    """One field of a class as a column."""

    name: str
    """The column's name: the key that is written."""
    key: str
    """The key under which a payload is to have it."""
    slot: str
    """The name by which the value is got and set."""
    shape: Shape
    null_is_absent: bool
    """True when null stands for a key that is not there."""
    is_rest: bool
    """True when it holds an object of all other keys."""


class StructShape:
    """Objects of an attrs class."""

    def __init__(self, cls: type, columns: tuple[Column, ...], extra_keys: ExtraKeys) -> None:
        pa = _arrow()
        self.cls: type = cls
        self.columns: tuple[Column, ...] = columns
        self.ignores_others: bool = extra_keys == "ignore"
        self.keeps: bool = extra_keys == "keep"
        self.fields: list[Any] = [pa.field(it.name, it.shape.arrow) for it in columns]
        self.arrow: Any = pa.struct(self.fields)

    def array(self, values: Sequence[Any], notes: list[Note]) -> Any:
        pa = _arrow()
        present = [it for it in values if it is not None]
        if not present:
            return pa.nulls(len(values), self.arrow)
        if len(present) == len(values):
            return pa.StructArray.from_arrays(self.arrays(values, notes), fields=self.fields)
        rows = [row for row, it in enumerate(values) if it is not None]
        found: list[Note] = []
        array = pa.StructArray.from_arrays(self.arrays(present, found), fields=self.fields)
        notes += [(rows[at], path, note) for at, path, note in found]
        places = {row: at for at, row in enumerate(rows)}
        return array.take(pa.array([places.get(row) for row in range(len(values))], pa.int64()))

    def arrays(self, objects: Sequence[Any], notes: list[Note]) -> list[Any]:
        """Make the arrays of the fields of objects, of which none is None."""
        if set(map(type, objects)) - {self.cls}:
            for obj in objects:
                if not isinstance(obj, self.cls):
                    raise TypeError(expected(self.cls.__name__, obj))
        arrays = []
        for column in self.columns:
            found: list[Note] = []
            values = list(map(attrgetter(column.slot), objects))
            arrays.append(column.shape.array(values, found))
            notes += [(at, (column.slot, *path), note) for at, path, note in found]
        for at, obj in enumerate(objects if self.keeps else ()):
            held = getattr(obj, "_kept", None)
            if held is not None:
                notes.append((at, (), _held_as_json(held)))
        return arrays

    def payload(self, array: Any) -> list[Any]:
        if not _arrow().types.is_struct(array.type):
            return values_of(array)
        names = [array.type.field(i).name for i in range(array.type.num_fields)]
        rows: list[Any] = self.payloads(names, array.flatten(), len(array))
        if array.null_count:
            valid = array.is_valid().to_pylist()
            rows = [row if is_valid else None for row, is_valid in zip(rows, valid, strict=True)]
        return rows

    def payloads(self, names: list[str], arrays: list[Any], length: int) -> list[dict[str, Any]]:
        """Give payloads of the arrays of all columns of a table."""
        by_name = dict(zip(names, arrays, strict=True))
        keys, values, droppable = [], [], []
        for column in self.columns:
            array = by_name.pop(column.name, None)
            if array is not None:
                keys.append(column.key)
                values.append(column.shape.payload(array))
                if column.null_is_absent and array.null_count:
                    droppable.append(column.key)
        if not self.ignores_others:
            keys += by_name
            values += map(values_of, by_name.values())
        if not keys:
            return [{} for _ in range(length)]
        rows = [dict(zip(keys, row, strict=True)) for row in zip(*values, strict=True)]
        for key in droppable:
            for row in rows:
                if row[key] is None:
                    del row[key]
        return _with_rest(rows, [it.key for it in self.columns if it.is_rest and it.key in keys])

    def restore(self, value: Any, path: Sequence[Any], note: Any) -> Any:
        if not path:
            hold(value, _held_of_json(note))
            return value
        slot, *rest = path
        column = next(it for it in self.columns if it.slot == slot)
        old = getattr(value, slot)
        new = column.shape.restore(old, rest, note)
        if new is not old:
            object.__setattr__(value, slot, new)
        return value

    def forget(self, value: Any) -> None:
        if value is None:
            return
        if getattr(value, "_kept", None) is not None:
            object.__setattr__(value, "_kept", None)
        for column in self.columns:
            if isinstance(column.shape, (ListShape, StructShape)):
                column.shape.forget(getattr(value, column.slot))


def _with_rest(rows: list[dict[str, Any]], rest: list[str]) -> list[dict[str, Any]]:
    """Put what some columns have of other keys beside the keys that have columns."""
    for key in rest:
        for row in rows:
            row.update(row.pop(key, None) or {})
    return rows


def _held_as_json(held: Kept) -> dict[str, Any]:
    originals = [
        [it.written_key, _maybe(it.written), it.key, *_value_as_json(it.value)]
        for it in held.originals
    ]
    return {"extra": dict(held.extra_keys), "originals": originals}


def _value_as_json(value: Any) -> list[Any]:
    return [[], value.number] if isinstance(value, Spelling) else [_maybe(value)]


def _maybe(value: Any) -> list[Any]:
    return [] if value is NOTHING else [value]


def _held_of_json(note: Any) -> Kept:
    originals = tuple(
        Original(
            written_key,
            (written or [NOTHING])[0],
            key,
            SPELLINGS[spelling[0] - 1] if spelling else (value or [NOTHING])[0],
        )
        for written_key, written, key, value, *spelling in note["originals"]
    )
    return Kept(note["extra"], originals)


# --- the shapes of types --------------------------------------------------------------------------


def shape_of(kind: Any, converter: BaseConverter, within: tuple[Any, ...] = ()) -> Shape:
    """Give the shape of the values of a type, as a converter writes them.

    Args:
        kind: The type.
        converter: A converter with our hooks.
        within: The classes around it: one that contains itself has no Arrow type.
    """
    read = node_of(kind, converter.get_structure_hook)
    write = node_of(kind, converter.get_unstructure_hook)
    hook = converter.get_unstructure_hook(kind)
    if any(isinstance(it, ForeignNode) and it.is_custom for it in (read, write)):
        return JsonShape(hook)
    codec = write.codec if isinstance(write, ValueNode) else codec_of_type(write.kind)
    if codec is not None:
        return _shape_of_codec(codec, kind_of_type(kind))
    made: Shape | None = None
    match read, write:
        case _, NullableNode(inner=inner):
            made = shape_of(inner.kind, converter, within)
        case _, SequenceNode(item=item) if list_item(write.kind) is not None:
            made = ListShape(shape_of(item.kind, converter, within))
        case ObjectNode(), ObjectNode() if write.plan.body is None and write.kind not in within:
            within = *within, write.kind
            made = _shape_of_class(read.plan, write.plan, converter, within)
    return made or JsonShape(hook)


def _shape_of_class(
    read: ReadPlan, write: WritePlan, converter: BaseConverter, within: tuple[Any, ...]
) -> StructShape | None:
    # An Arrow struct without a field, or with two of one name, is none that all tools read.
    names = {column_name(it.field) for it in write.hooks}
    if not names or len(names) < len(write.hooks):
        return None
    columns = tuple(
        Column(
            column_name(it.field),
            reads.field.key,
            it.field.slot,
            _shape_of_field(reads, it, converter, within),
            not reads.field.nullable and not reads.field.required,
            it.field.is_rest,
        )
        for reads, it in zip(read.hooks, write.hooks, strict=True)
    )
    return StructShape(read.cls, columns, read.extra_keys)


def _shape_of_field(
    read: FieldHook, write: FieldHook, converter: BaseConverter, within: tuple[Any, ...]
) -> Shape:
    if read.is_custom or write.is_custom:
        return JsonShape(write.write)
    codec = write.codec
    if codec is not None:
        return _shape_of_codec(codec, kind_of_type(write.field.type))
    # What the wire wraps around a list is not needed in a column.
    return shape_of(write.field.type, converter, within)


def _shape_of_codec(codec: Codec, kind: ColumnKind | None) -> Shape:
    members = codec.members
    if isinstance(members, Members):
        written = {it.value: codec.unstructure(it) for it in set(members.values())}
        return MembersShape("integer" if members.kind is int else "text", written)
    if kind is None or kind == "json" or codec in (OBJECT_OR_TEXT, LIST_OR_TEXT):
        return JsonShape(codec.unstructure)
    if kind == "datetime":
        return DateShape()
    if codec.unstructure is identity:
        return PlainShape(kind)
    return WrittenShape(kind, codec.unstructure)


def describe_failure(exc: Exception) -> str:
    """Say why a value does not fit into its column."""
    if isinstance(exc, OverflowError):
        return "expected an integer of at most 64 bits"
    if isinstance(exc, (TypeError, ValueError)) and "\n" not in str(exc):
        return str(exc)
    return problems(exc)[0].message
