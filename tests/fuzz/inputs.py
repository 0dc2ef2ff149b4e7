"""Makes the inputs: payloads, Python values and JSON texts that are good, bad or hostile."""

from __future__ import annotations

import json
import string
from collections import ChainMap, OrderedDict, UserDict, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from random import Random
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin
from uuid import UUID

import attrs
from strategies import JUNK, ODD, Maker

from fuzz.kinds import BASES, CLASSES, GOOD, LIST_CLASSES, MODELS, SERVICE
from orm_attrs import DataRow, DataType, StorageLocation

# --- values -------------------------------------------------------------------------------------


class AnyAttribute(dict[str, Any]):
    """A dict that has every attribute that it is asked for, as some libraries make them."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyAttribute()


class Quarrelsome:
    """An object that can be neither compared nor printed."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError("not comparable")

    def __repr__(self) -> str:
        raise ValueError("not printable")

    def __bool__(self) -> bool:
        raise ValueError("neither true nor false")


class LongText(str):
    """Text of another class than Python's own."""

    __slots__ = ()

    def __str__(self) -> str:
        raise ValueError("not printable")


class Whole(int):
    """A number of another class than Python's own."""

    def __repr__(self) -> str:
        raise ValueError("not printable")


class OddZone(tzinfo):
    """A zone that has no offset."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _: datetime | None) -> str | None:
        return None

    def dst(self, _: datetime | None) -> timedelta | None:
        return None


def nested(depth: int, *, of_lists: bool = True, inside: Any = 1) -> Any:
    """Nest a value so many times."""
    for _ in range(depth):
        inside = [inside] if of_lists else {"a": inside}
    return inside


def _cyclic_list() -> list[Any]:
    cycle: list[Any] = [1]
    cycle.append(cycle)
    return cycle


def _cyclic_dict() -> dict[str, Any]:
    cycle: dict[str, Any] = {"name": "a"}
    cycle |= {"first": cycle, "children": [cycle], "data_rows": [cycle], "a": cycle}
    return cycle


HOSTILE: Final[tuple[Callable[[], Any], ...]] = (
    lambda: nested(60),
    lambda: nested(150, of_lists=False),
    lambda: nested(3000),
    lambda: nested(3000, of_lists=False),
    lambda: nested(300, of_lists=False, inside={"name": "a", "children": []}),
    _cyclic_list,
    _cyclic_dict,
    lambda: "1" * 5000,
    lambda: "x" * 100_000,
    lambda: "2022-01-05 " * 9,
    lambda: "2022-01-05T18:51:05." + "0" * 80,
    lambda: "\ud800",
    lambda: "a\udfffb",
    lambda: "[" * 2000,
    lambda: '["dataset.read"' * 30,
    lambda: "[" * 99_000 + "]" * 99_000,
    lambda: 10**5000,
    lambda: -(10**400),
    lambda: 2**63,
    lambda: -(2**63) - 1,
    lambda: 2**64,
    lambda: 1e308 * 10,
    lambda: float("nan"),
    lambda: -0.0,
    lambda: 1e16,
    lambda: Decimal("1.5"),
    lambda: Decimal("NaN"),
    lambda: Fraction(1, 3),
    lambda: 1j,
    lambda: b"2022-01-05",
    lambda: bytearray(b"x"),
    lambda: memoryview(b"x"),
    lambda: {1, 2},
    lambda: frozenset({"dataset.read"}),
    lambda: deque(["a", 1]),
    lambda: (),
    lambda: ("a", 0.5),
    lambda: range(3),
    lambda: iter([1]),
    lambda: (x for x in "ab"),
    lambda: date(2022, 1, 5),
    lambda: time(18, 51),
    lambda: timedelta(1),
    lambda: datetime(2022, 1, 5, tzinfo=timezone(timedelta(hours=23, minutes=59))),
    lambda: datetime(2022, 1, 5, tzinfo=OddZone()),
    lambda: datetime(1, 1, 1, tzinfo=UTC),
    lambda: UUID(int=0),
    lambda: StorageLocation.AWS,
    lambda: DataType.VIDEO,
    lambda: DataRow,
    lambda: list[int],
    lambda: len,
    lambda: ...,
    lambda: NotImplemented,
    lambda: ValueError("a value"),
    object,
    Quarrelsome,
    lambda: LongText("2022-01-05 18:51:05"),
    lambda: LongText("video"),
    lambda: Whole(1),
    lambda: AnyAttribute(name="a", data_hash="b"),
    lambda: OrderedDict(name="a"),
    lambda: defaultdict(list, name="a"),
    lambda: UserDict({"name": "a"}),
    lambda: MappingProxyType({"name": "a"}),
    lambda: ChainMap({"name": "a"}, {"title": "b"}),
    lambda: PurePosixPath("a"),
    lambda: {1: "a"},
    lambda: {None: 1, "a": 2, 3.5: 3},
    lambda: {("a", 1): 1},
    lambda: {b"name": "a"},
    lambda: {"k" * 50_000: 1},
    lambda: dict.fromkeys(range(500), 0),
    lambda: {f"unknown {i}": i for i in range(1500)},
    lambda: [None] * 1500,
    lambda: [{}] * 1200,
)
"""Values that are made anew each time, as some of them change when they are used."""

_KEYS: Final = (
    *("name", "title", "data_hash", "dataHash", "_kept", "__class__", "_changed", "self", "obj"),
    *("", " ", "\0", "ключ", "k" * 300, "$", "a.b", "a]b", "'", '"', "\n", "results", "payload"),
)
"""Names that might mean something to somebody."""

_OTHER_MAPPINGS: Final = (
    *(OrderedDict, UserDict, MappingProxyType, ChainMap, AnyAttribute),
    lambda payload: defaultdict(list, payload),
)


class Inputs:
    """Makes inputs of one seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.maker = Maker(random, JUNK + ODD)
        self.json_maker = Maker(random, JUNK)

    def happens(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    # --- types ------------------------------------------------------------------------------

    def kind(self) -> Any:
        """Choose a type to read: mostly one class, at times a container of it."""
        base = self.random.choice(BASES if self.happens(2) else CLASSES)
        if not self.happens(4) or base not in MODELS:
            return base
        wrap = self.random.choice(
            (
                lambda it: list[it],
                lambda it: list[it | None] if isinstance(it, type) else list[it],
                lambda it: dict[str, it],
                lambda it: tuple[it, ...],
                lambda it: tuple[str, it],
                lambda it: dict[DataType, list[it]],
            )
        )
        return wrap(base)

    # --- payloads ---------------------------------------------------------------------------

    def good(self, kind: Any, maker: Maker) -> Any:
        """Make a payload that must be accepted."""
        if kind in GOOD:
            return deepcopy(self.random.choice(GOOD[kind]))
        if kind in LIST_CLASSES or get_origin(kind) is list or get_args(kind)[1:] == (Ellipsis,):
            items = getattr(kind, "__orig_bases__", (kind,))[0]
            return self._list_of(get_args(items)[0], maker)
        if get_origin(kind) is dict:
            keys = ("video", "image", "img_group")
            value = get_args(kind)[1]
            return {key: self.good(value, maker) for key in self.random.sample(keys, 2)}
        if get_origin(kind) is tuple:
            return ["a", self.good(get_args(kind)[1], maker)]
        if kind in SERVICE:  # A page of rows, whose argument stands in its base.
            return {"results": self._list_of(DataRow, maker), "nextPageToken": None}
        return maker.payload(kind)

    def _list_of(self, item: Any, maker: Maker) -> list[Any]:
        item, *others = get_args(item) or [item] if type(None) in get_args(item) else [item]
        items = [self.good(item, maker) for _ in range(self.random.randint(0, 3))]
        return items + [None] * (len(others) * self.random.randint(0, 1))

    def payload(self, kind: Any) -> Any:
        """Make a payload: good, broken or hostile."""
        good = self.good(kind, self.maker)
        luck = self.random.randrange(10)
        if luck < 2:
            return good
        if luck < 5:
            return self.maker.damage(good)
        root = [deepcopy(good)]
        for _ in range(self.random.randint(1, 3)):
            self.harm(root)
        return root[0]

    def harm(self, root: list[Any]) -> None:
        """Do one hostile thing to a payload, somewhere in it."""
        place, at = self._place_in(root)
        value = place[at]
        luck = self.random.randrange(8)
        if luck < 3 or not isinstance(value, (dict, list, str)):
            place[at] = self.random.choice(HOSTILE)()
        elif isinstance(value, dict):
            place[at] = self._harmed_dict(value, luck)
        elif isinstance(value, list):
            place[at] = self._harmed_list(value, luck)
        else:
            place[at] = self._harmed_text(value)

    def _place_in(self, root: list[Any]) -> tuple[Any, Any]:
        place, at = root, 0
        while type(place[at]) in (dict, list) and place[at] and not self.happens(3):
            place = place[at]
            at = self.random.choice(list(place) if type(place) is dict else range(len(place)))
        return place, at

    def _harmed_dict(self, value: dict[Any, Any], luck: int) -> Any:
        if luck == 3:
            return self.random.choice(_OTHER_MAPPINGS)(value)
        if luck == 4:
            return list(value.items())
        key = self.random.choice(_KEYS) if self.happens(2) else self.random.choice(HOSTILE)()
        try:
            hash(key)
        except Exception:
            key = "unhashable"
        if luck == 5 and value:
            old = self.random.choice(list(value))
            return {(key if name == old else name): item for name, item in value.items()}
        return {**value, key: self.random.choice(HOSTILE)()}

    def _harmed_list(self, value: list[Any], luck: int) -> Any:
        if luck == 3:
            return self.random.choice((tuple, deque, iter))(value)
        if luck == 4:
            return dict(enumerate(value))
        if luck == 5:
            return value * self.random.choice((2, 50))
        return [*value, self.random.choice(HOSTILE)()]

    def _harmed_text(self, value: str) -> Any:
        value = str.__str__(value)
        return self.random.choice(
            (
                lambda: LongText(value),
                lambda: value.encode("utf-8", "replace"),
                lambda: value + "\0",
                value.upper,
                lambda: f" {value}",
                lambda: value * 20,
                lambda: [value],
                lambda: "".join(self.random.sample(value, len(value))),
                lambda: self._near(value),
            )
        )()

    def _near(self, value: str) -> str:
        at = self.random.randint(0, len(value))
        letter = self.random.choice(string.printable + "\ud800é²\u0665\U0001f408")
        return value[:at] + letter + value[at + self.random.randint(0, 1) :]

    # --- JSON texts -------------------------------------------------------------------------

    def text(self, kind: Any) -> bytes:
        """Make JSON text of a payload, which may have been spoiled as text."""
        good = self.good(kind, self.json_maker)
        content = good if self.happens(2) else self.json_maker.damage(good)
        text = json.dumps(
            content,
            ensure_ascii=self.happens(2),
            indent=1 if self.happens(5) else None,
            separators=None if self.happens(2) else (",", ":"),
        )
        data = text.encode("utf-8", "surrogatepass")
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            data = self._spoiled(data)
        return data

    def _spoiled(self, data: bytes) -> bytes:
        at = self.random.randint(0, len(data))
        luck = self.random.randrange(8)
        if luck == 0:
            return data[:at]
        if luck == 1:
            return data[:at] + bytes([self.random.randrange(256)]) + data[at + 1 :]
        if luck == 2:
            to = self.random.randint(at, min(len(data), at + 40))
            return data[:to] + data[at:to] + data[to:]
        if luck == 3:
            return self.random.choice(_BEFORE) + data + self.random.choice(_AFTER)
        tokens = list(self._tokens(data))
        if not tokens:
            return data
        start, end = self.random.choice(tokens)
        new = self.random.choice(_TOKENS)
        return data[:start] + (new() if callable(new) else new) + data[end:]

    @staticmethod
    def _tokens(data: bytes) -> Iterator[tuple[int, int]]:
        """Find where values and keys stand, roughly."""
        start = 0
        for i, byte in enumerate(data):
            if byte in b"[]{},:":
                if data[start:i].strip():
                    yield start, i
                start = i + 1

    # --- objects ----------------------------------------------------------------------------

    def obj(self, kind: Any) -> Any:
        """Make an object of a model, in some of whose fields stands what does not belong there."""
        obj = self.maker.instance(kind)
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            self._spoil(obj)
        return obj

    def _spoil(self, obj: Any) -> None:
        fields = attrs.fields(type(obj))
        if not fields:
            return
        name = self.random.choice(fields).name
        value = getattr(obj, name)
        if isinstance(value, list) and value:
            value = self.random.choice(value)
        if attrs.has(type(value)) and self.happens(2):
            self._spoil(value)
            return
        odd = self.random.choice(HOSTILE)()
        now = getattr(obj, name)
        if isinstance(now, (list, dict)) and self.happens(2):
            odd = [*now, odd] if isinstance(now, list) else {**now, "odd": odd}
        # A tracked field compares what it is given with what it has.
        with suppress(ValueError):
            object.__setattr__(obj, name, odd)

    def model(self) -> Any:
        """Choose a model."""
        return self.random.choice(CLASSES)


_BEFORE: Final = (b"\xef\xbb\xbf", b"  ", b"\n", b"\0", b"[", b"{", b"//\n", b"", b"\xff\xfe")
_AFTER: Final = (b"", b" ", b"\n\n", b",", b"]", b"}", b"\0", b" 1", b"x", b"{}")

_TOKENS: Final[tuple[bytes | Callable[[], bytes], ...]] = (
    *(
        b"1e400",
        b"-1e400",
        b"1e-400",
        b"0.1e1",
        b"1E+2",
        b"-0",
        b"-0.0",
        b"00",
        b"+1",
        b".5",
        b"5.",
    ),
    *(b"NaN", b"Infinity", b"-Infinity", b"null", b"true", b"false", b"True", b"nul", b"undefined"),
    *(b"9007199254740993", b"18446744073709551616", b"-9223372036854775809", b"1.0", b"1e2", b"4"),
    *(b"3560366.0", b"0.1000000000000000055511151231257827021181583404541015625", b"1e308"),
    *(
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xed\xa0\x80"',
        b'"\xc3"',
        b'"\t"',
    ),
    *(b'"\\u0000"', b'"\\x"', b'"\\u00"', b'"', b"''", b'""', b'"a" "b"', b"[]", b"{}", b"[,]"),
    *(b'{"a":1,"a":2}', b'{"a":1,}', b"[1,]", b"{1:2}", b'{"a" 1}', b'"2022-01-05 18:51:05"'),
    *(b'"VIDEO"', b'"AWS_S3"', b'"x"', b'[{"a":[{}]}]', b'"[\\"dataset.read\\"]"'),
    lambda: b"1" * 5000,
    lambda: b"1" * 4300 + b".5",
    lambda: b"[" * 3000,
    lambda: nested_text(800),
    lambda: nested_text(985),
    lambda: nested_text(1020),
    lambda: nested_text(5000),
    lambda: b'{"a":' * 950 + b"1" + b"}" * 950,
    lambda: b'"' + b"x" * 100_000 + b'"',
    lambda: b'"' + b"1" * 200 + b'"',
)


def nested_text(depth: int) -> bytes:
    """Give the text of lists, one in the other."""
    return b"[" * depth + b"]" * depth
