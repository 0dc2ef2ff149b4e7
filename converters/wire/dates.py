"""Reading and writing dates: fast where that is exact, with dateutil where it is not."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache, partial
from typing import Any, Final

from attrs import field, frozen

from converters.errors import FAULTS, ProblemCode, expected
from converters.imports import import_late

ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
"""Translates every ASCII digit to a zero, which leaves the shape of a text."""

# Offsets with seconds, as old local times have them, are written by Python and read by it alone.
_OFFSETS: Final = ("00:00", "00:00:00", "00:00:00.000000")

_KNOWN_SHAPES: Final = frozenset(
    f"0000-00-00{separator}00:00:00{fraction}{zone}".encode()
    for separator in "T "
    for fraction in ("", ".000", ".000000")
    for zone in ("", "Z", *(sign + offset for sign in "+-" for offset in _OFFSETS))
)
"""The shapes for which ``datetime.fromisoformat`` and dateutil give the same instant.

Outside of them they differ: ``2002-01-26T19:29.123`` is 19:29:00.123 for one of them and 19:29:07
for the other. Looking a shape up takes 0.12 microseconds, matching a pattern 0.25.
"""

READS_HOUR_24: Final = sys.version_info >= (3, 14)
"""True where ``fromisoformat`` takes hour 24 for the next midnight; dateutil refuses it."""

LONGEST_DATE: Final = 100
"""Characters of a text up to which it may be a date."""


_ZONE_NAME: Final = re.compile("[A-Z]{1,5}").fullmatch


def _checked_zones(zones: Mapping[str, tzinfo]) -> dict[str, tzinfo]:
    for name, zone in zones.items():
        if not _ZONE_NAME(name) or name in ("GMT", "UTC", "Z") or name.lower() in _words():
            raise ValueError(f"zones: {name!r} is no name of one to five capital letters to define")
        if not isinstance(zone, tzinfo):
            raise TypeError(f"zones: {name}: {expected('a tzinfo', zone)}")
    return dict(zones)


@frozen(eq=False)
class Zones:
    """Names of zones that dates may have instead of an offset, besides GMT, UTC and Z."""

    by_name: Mapping[str, tzinfo] = field(factory=dict, converter=_checked_zones)


NO_ZONES: Final = Zones()


def structure_datetime(value: Any, zones: Zones = NO_ZONES) -> datetime:
    """Read a date and time.

    Args:
        value: Text that names a complete instant in any form that ``dateutil.parser.parse``
            reads, or as JavaScript writes it, or a ``datetime``, which is given back as it is.
            ``06/05/2024`` is a day of June, as it is for dateutil.
        zones: What names of zones stand for.

    Returns:
        A ``datetime``: without a zone where the text has none, else with the text's offset. A name
        of a zone beside an offset means nothing, and the offset has the sign that it shows:
        ``UTC-4`` is four hours behind UTC, though POSIX and dateutil take it for four ahead.

    Raises:
        TypeError: When the value is neither text nor a ``datetime``.
        ValueError: When the text is no date or longer than 100 characters, leaves out the day,
            month or year (dateutil would put today's there), or names a zone that nobody
            defines.
    """
    if not isinstance(value, str):
        if isinstance(value, datetime):
            return value
        raise TypeError(expected("a date and time", value))
    shape = value[:LONGEST_DATE].encode("ascii", "replace").translate(ZEROS)
    if shape in _KNOWN_SHAPES and not (READS_HOUR_24 and value[11:13] == "24"):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass  # Out of range for one of them; let the other have its say.
    return _structure_rfc(value, shape) or _structure_with_dateutil(value, zones)


_MONTHS: Final = re.findall("...", "JanFebMarAprMayJunJulAugSepOctNovDec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NUMBERS: Final = {name: i for i, name in enumerate(_MONTHS, 1)}

_RFC_SHAPES: Final = {
    f"{day}, 00 {month} 0000 00:00:00{end}".encode(): zone
    for day in _DAYS
    for month in _MONTHS
    for end, zone in (("", None), (" ", None), (" GMT", UTC), (" UTC", UTC))
}
"""The shapes of dates as RFC 1123 has them, also without their zone, and the zone of each."""


def _structure_rfc(text: str, shape: bytes) -> datetime | None:
    """Read ``Thu, 09 Feb 2023 14:12:03 GMT``; return None for text of another form."""
    # dateutil takes 0099 for 1999.
    is_of_last_century = text[12:14] == "00"
    is_hour_24 = READS_HOUR_24 and text[17:19] == "24"
    if shape not in _RFC_SHAPES or is_of_last_century or is_hour_24:
        return None
    day = f"{text[12:16]}-{_MONTH_NUMBERS[text[8:11]]:02}-{text[5:7]}"
    try:
        return datetime.fromisoformat(f"{day}T{text[17:25]}").replace(tzinfo=_RFC_SHAPES[shape])
    except ValueError:
        return None  # Such as 31 February.


class _Midnight(datetime):
    """The default that dateutil completes: day, month and year must all come from the text."""

    def replace(self, **parts: Any) -> datetime:  # type: ignore[override]
        if not parts.keys() >= {"year", "month", "day"}:
            raise ValueError("a part of the date is missing")
        return datetime(2000, 1, 1).replace(**parts)  # noqa: DTZ001 - the zone is added later


_MIDNIGHT: Final = _Midnight(2000, 1, 1)


def _structure_with_dateutil(text: str, zones: Zones) -> datetime:
    # dateutil takes time that grows with the square of the length.
    moment = _parsed(text, zones) if len(text) <= LONGEST_DATE else None
    if moment is None:
        raise ValueError(expected("a date and time", text, ProblemCode.BAD_DATE))
    return moment


# Text that is no date is asked for twice in a row, for the attempt and for the report: dateutil
# takes 40 to 160 microseconds for it.
@lru_cache(maxsize=256)
def _parsed(text: str, zones: Zones) -> datetime | None:
    """Give the instant that a text names; None when it is no complete one."""
    parse = import_late("dateutil.parser").parse
    sign = -1 if _has_turned_offset(text) else 1
    try:
        moment: datetime = parse(
            _NAME_BEHIND_OFFSET.sub(r"\1", text),
            default=_MIDNIGHT,
            tzinfos=partial(_zone, zones, sign),
        )
    except FAULTS:
        raise
    except Exception:  # dateutil leaks OverflowError, TypeError, decimal errors and more
        return None
    return moment


_NAME_BEHIND_OFFSET: Final = re.compile(r"((?:GMT|UTC)[+-]\d\d:?\d\d)\s*\([^()]*\)$")
"""The name that JavaScript writes: ``GMT+0600 (Bangladesh Standard Time)``."""

_NAME_BEFORE_OFFSET: Final = re.compile(r"(?<![A-Za-z])([A-Z]{1,5}|z)[+-]\d").findall
"""What dateutil may take for the name of a zone, with an offset whose sign it turns round."""


def _has_turned_offset(text: str) -> bool:
    """Tell whether dateutil turns the sign of a text's offset round, as POSIX has ``TZ=UTC+4``."""
    return any(name.lower() not in _words() for name in _NAME_BEFORE_OFFSET(text))


@cache
def _words() -> frozenset[str]:
    """Give what dateutil takes for something else than a zone, in small letters."""
    info = import_late("dateutil.parser").parserinfo
    words = [*info.JUMP, *info.PERTAIN]
    for names in (*info.WEEKDAYS, *info.MONTHS, *info.HMS, *info.AMPM):
        words += names
    return frozenset(map(str.lower, words))


def _zone(zones: Zones, sign: int, name: str | None, offset: int | None) -> tzinfo | None:
    """Give the zone of a text.

    Args:
        zones: What names stand for.
        sign: -1 where dateutil has turned the sign of the offset round, else 1.
        name: The name that dateutil has found; None without one.
        offset: Likewise the offset, in seconds.
    """
    if offset is not None:
        return timezone(timedelta(seconds=sign * offset)) if offset else UTC
    if name is not None and name not in zones.by_name:
        raise ValueError(name)
    return zones.by_name.get(name or "")


# What a date is written of, ready made: 0.23 instead of the 0.39 microseconds of ``isoformat``.
TWO: Final = tuple(f"{number:02}" for number in range(100))
"""Two digits."""
DAY: Final = tuple(tuple(f"-{month}-{day}" for day in TWO[:32]) for month in TWO[:13])
"""Month and day, at ``[month][day]``."""
MINUTE: Final = tuple(tuple(f"{hour}:{minute}:" for minute in TWO[:60]) for hour in TWO[:24])
"""Hour and minute, at ``[hour][minute]``."""


def _writer(separator: str) -> Callable[[datetime], str]:
    def write(value: datetime) -> str:
        if value.__class__ is not datetime or value.tzinfo is not None:
            return value.isoformat(separator)
        year, micro = value.year, value.microsecond
        text = (
            f"{TWO[year // 100]}{TWO[year % 100]}{DAY[value.month][value.day]}{separator}"
            f"{MINUTE[value.hour][value.minute]}{TWO[value.second]}"
        )
        if micro:
            return f"{text}.{TWO[micro // 10000]}{TWO[micro // 100 % 100]}{TWO[micro % 100]}"
        return text

    return write


unstructure_sql: Final = _writer(" ")
"""Write ``2022-01-05 18:51:05``; a fraction or an offset follow only where there is one."""

unstructure_iso: Final = _writer("T")
"""Write ISO 8601 with a ``T``; a fraction or an offset follow only where there is one."""

_NO_OFFSET: Final = timedelta(0)
LEAST_RFC_YEAR: Final = 100
"""Dates of earlier years have no such form."""


def unstructure_label_date(value: datetime) -> str:
    """Write a date as labels have it.

    Returns:
        ``2023-02-10 13:58:24`` without a zone; ``Fri, 10 Feb 2023 13:58:24 UTC`` at an offset of 0
        and in a whole second; else ISO 8601 with fraction and offset. Also in the years up to 99,
        which others would read as those of the last century.
    """
    offset = None if value.tzinfo is None else value.utcoffset()
    if offset is None:
        return unstructure_sql(value)
    if offset != _NO_OFFSET or value.microsecond or value.year < LEAST_RFC_YEAR:
        return unstructure_iso(value)
    return f"{write_rfc(value)} UTC"


def write_rfc(value: datetime) -> str:
    """Write a date as ``Wed, 05 Jan 2022 18:51:05``: as RFC 1123 has it, but for the zone."""
    return (
        f"{_DAYS[value.weekday()]}, {TWO[value.day]} {_MONTHS[value.month - 1]} {value.year:04} "
        f"{MINUTE[value.hour][value.minute]}{TWO[value.second]}"
    )


UNSTRUCTURE_SQL_INLINE: Final = (
    "(f'{{TWO[(y := m.year) // 100]}}{{TWO[y % 100]}}{{DAY[m.month][m.day]}} "
    "{{MINUTE[m.hour][m.minute]}}{{TWO[m.second]}}' "
    "if (m := {value}).__class__ is datetime and m.tzinfo is None and not m.microsecond "
    "else {unstructure}(m))"
)
"""`unstructure_sql` as an expression, which saves the call: 0.05 microseconds."""

INLINE_NAMES: Final[dict[str, Any]] = {
    "TWO": TWO,
    "DAY": DAY,
    "MINUTE": MINUTE,
    "datetime": datetime,
}
"""What the names in that expression stand for."""
