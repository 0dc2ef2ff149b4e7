"""Types of the standard library that are text on the wire: `date`, `Decimal`, `Path` and the like.

No model has them; classes of a service do.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from pathlib import PurePath
from typing import Any, Final

from converters.errors import ProblemCode, expected
from converters.wire.vocabulary import Codec

_DURATION: Final = re.compile(
    r"(?P<sign>[+-]?)P(?!\Z)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?!\Z)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d{1,6}))?S)?)?",
    re.ASCII,
).fullmatch

DURATION_PATTERN: Final = (
    "^[+-]?P(?!$)([0-9]+W)?([0-9]+D)?(T(?!$)([0-9]+H)?([0-9]+M)?([0-9]+([.,][0-9]{1,6})?S)?)?$"
)
"""The texts that are read as durations, as a regular expression of JSON Schema."""

LONGEST_DECIMAL: Final = 1000
"""Characters of a decimal number at most."""


_NARROWER: Final[Mapping[type, tuple[type, ...]]] = {
    date: (datetime,),
    IPv4Address: (IPv4Interface,),
    IPv6Address: (IPv6Interface,),
}
"""Type to the subclasses whose values say more: a datetime would lose its time as a date."""


def read_duration(text: str) -> timedelta:
    """Read a duration of ISO 8601, such as ``P1DT2H3M4.5S``; years and months have no length.

    Raises:
        ValueError: When the text is none.
        OverflowError: When it is longer than Python's own durations.
    """
    found = _DURATION(text)
    if found is None:
        raise ValueError(text)
    names = ("weeks", "days", "hours", "minutes", "seconds")
    parts = {name: int(found[name] or 0) for name in names}
    made = timedelta(**parts, microseconds=int((found["fraction"] or "0").ljust(6, "0")))
    return -made if found["sign"] == "-" else made


def write_duration(value: timedelta) -> str:
    """Write a duration as days and seconds: ``P1DT7384.5S``, ``-PT0.5S``, ``PT0S``."""
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    days = f"{value.days}D" if value.days else ""
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    if days and not value.seconds and not fraction:
        return f"{sign}P{days}"
    return f"{sign}P{days}T{value.seconds}{fraction}S"


def _read_decimal(text: str) -> Decimal:
    if len(text) > LONGEST_DECIMAL or "_" in text:
        raise ValueError(text)
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _write_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} has no place in JSON")
    return str(value)


def _read_bytes(text: str) -> bytes:
    return b64decode(text, validate=True)


def _text_codec(
    kind: type, name: str, read: Callable[[str], Any], write: Callable[[Any], str] = str
) -> Codec:
    code = ProblemCode.BAD_DATE if kind in (date, time, timedelta) else ProblemCode.BAD_TEXT

    def is_value(value: Any) -> bool:
        return isinstance(value, kind) and not isinstance(value, _NARROWER.get(kind, ()))

    def structure(value: Any) -> Any:
        if is_value(value):
            return value
        if kind is Decimal and isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if not isinstance(value, str):
            raise TypeError(expected(name, value))
        try:
            return read(value)
        except (ValueError, OverflowError, InvalidOperation, binascii.Error):
            raise ValueError(expected(name, value, code)) from None

    def unstructure(value: Any) -> str:
        if not is_value(value):
            raise TypeError(expected(f"a {kind.__name__}", value))
        return write(value)

    return Codec(name, structure, unstructure)


DATE: Final = _text_codec(date, "a date", date.fromisoformat, date.isoformat)
TIME: Final = _text_codec(time, "a time", time.fromisoformat, time.isoformat)
DURATION: Final = _text_codec(timedelta, "a duration", read_duration, write_duration)
DECIMAL: Final = _text_codec(Decimal, "a decimal number", _read_decimal, _write_decimal)
PATH: Final = _text_codec(PurePath, "a path", PurePath)
BASE64: Final = _text_codec(
    bytes, "bytes in base64", _read_bytes, lambda value: b64encode(value).decode()
)

ADDRESSES: Final[Mapping[type, Codec]] = {
    kind: _text_codec(kind, f"an {kind.__name__}", kind)
    for kind in (
        IPv4Address,
        IPv6Address,
        IPv4Interface,
        IPv6Interface,
        IPv4Network,
        IPv6Network,
    )
}

TEXT_CODECS: Final[Mapping[type, Codec]] = {
    date: DATE,
    time: TIME,
    timedelta: DURATION,
    Decimal: DECIMAL,
    PurePath: PATH,
    bytes: BASE64,
    **ADDRESSES,
}
"""Type to encoding."""


def of_subclass(kind: Any, value: Any) -> Any:
    """Make an object of a subclass of one of these types from an object of the type."""
    if isinstance(value, timedelta):
        return kind(value.days, value.seconds, value.microseconds)
    if isinstance(value, date):
        return kind(value.year, value.month, value.day)
    if isinstance(value, time):
        return kind.fromisoformat(value.isoformat())
    return kind(value)
