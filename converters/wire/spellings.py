"""The usual ways to spell dates and whole numbers.

An object that keeps how its payload was spelled holds one of these where a date or a number says,
with it, what the payload had. It is the same for many objects.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from math import copysign
from typing import Any, Final

from attrs import frozen

from converters.wire.codecs import LARGEST_EXACT_FLOAT
from converters.wire.dates import (
    LEAST_RFC_YEAR,
    structure_datetime,
    unstructure_iso,
    unstructure_sql,
    write_rfc,
)


def _date_writer(
    write: Callable[[datetime], str], *, is_utc: bool | None = None, has_name: bool = False
) -> Callable[[Any], str | None]:
    """Make what writes a date in one way, or returns None.

    Args:
        write: Writes the date.
        is_utc: True for dates in UTC, False for those without a zone, None for both.
        has_name: True when the name of the day is written.
    """

    def writer(value: Any) -> str | None:
        if type(value) is not datetime or value.tzinfo not in (None, UTC):
            return None
        if is_utc not in (None, value.tzinfo is not None):
            return None
        if has_name and (value.microsecond or value.year < LEAST_RFC_YEAR):
            return None
        return write(value)

    return writer


def _write_float(value: Any) -> float | None:
    is_exact = type(value) is int and abs(value) <= LARGEST_EXACT_FLOAT
    return float(value) if is_exact else None


_WRITERS: Final[tuple[Callable[[Any], Any], ...]] = (
    _date_writer(unstructure_sql),
    _date_writer(unstructure_iso),
    _date_writer(lambda value: f"{unstructure_iso(value)[:-6]}Z", is_utc=True),
    _date_writer(lambda value: f"{write_rfc(value)} GMT", is_utc=True, has_name=True),
    _date_writer(write_rfc, is_utc=False, has_name=True),
    _date_writer(lambda value: f"{write_rfc(value)} ", is_utc=False, has_name=True),
    _write_float,
    _date_writer(lambda value: f"{write_rfc(value)} UTC", is_utc=True, has_name=True),
)
"""What writes a value in each way; None for a value that cannot be written so."""


@frozen
class Spelling:
    """One of these ways."""

    number: int
    """That of the ``Form`` in the compiled engine."""

    def write(self, value: Any) -> Any:
        """Write a date or number; return None for one that cannot be spelled so."""
        return _WRITERS[self.number - 1](value)

    def respell(self, written: Any) -> Any:
        """Return what is written in this spelling, where it can be, and else as it is."""
        value = written
        if isinstance(written, str):
            if self.number == _GMT and written.endswith(" UTC"):  # without reading it
                return f"{written[:-4]} GMT"
            try:
                value = structure_datetime(written)
            except ValueError:
                return written
        made = self.write(value)
        return written if made is None else made


SPELLINGS: Final = tuple(Spelling(number) for number, _ in enumerate(_WRITERS, 1))
"""All of them, in the order of their numbers."""


_SQL, _ISO, _ISO_Z, _GMT, _BARE, _BLANK, _FLOAT, _UTC = (it.number for it in SPELLINGS)
_BY_ENDING: Final = {"": _BARE, " ": _BLANK, " GMT": _GMT, " UTC": _UTC}

AS_FLOAT: Final = SPELLINGS[_FLOAT - 1]
"""A whole number as ``2.0``."""


def number_of_spelling(raw: Any, value: Any) -> int:
    """Return the number of the spelling in which JSON says a value; 0 for an unusual one."""
    if type(raw) is float:
        return 0 if raw == 0 and copysign(1, raw) < 0 else _FLOAT
    if type(raw) is not str:
        return 0
    if raw[3:4] == ",":
        number = _BY_ENDING.get(raw[25:], 0)
    else:
        number = _ISO_Z if raw.endswith("Z") else _SQL if raw[10:11] == " " else _ISO
    return number if number and SPELLINGS[number - 1].write(value) == raw else 0
