"""What a difference to the reference is, and what is different from every version of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

RAISES: Final = "the reference raises when it is asked for the value"

ABSENT: Final = "absent"
"""Stands for a key that is not written."""

Relation = Callable[[Any, Any], bool]


@attrs.frozen
class Difference:
    """One known difference."""

    why: str
    still_holds: Relation
    """What our value and the reference's must be to each other all the same."""


def whole_second(mine: datetime, their: Any) -> bool:
    # `strftime` writes the year 1 as "1", which is then read as a day, or not at all.
    is_close = isinstance(their, datetime) and their.replace(tzinfo=None) == mine.replace(
        microsecond=0, tzinfo=None
    )
    return mine.year < 1000 or is_close


def same_day(mine: Any, their: Any) -> bool:
    return bool(mine.date() == their.date())


def dropped(mine: Any, their: Any) -> bool:
    return mine is not None and their is None


@attrs.frozen
class Differences:
    """All that is known to be different from one version of the reference.

    A row for which no difference can be found any more makes a test fail.
    """

    matters: Mapping[str, Difference]
    """Differences that are there in several classes."""
    fields: Mapping[tuple[str, str], Difference]
    """Differences of one field."""
    refusals: Mapping[str, str]
    """Patterns of the problems that we report in payloads that the reference reads."""
    written: Mapping[tuple[str, str], str]
    """Class and wire key to why what is written differs."""
    needs: Mapping[Any, Mapping[str, Any]]
    """What payloads of a class get for these fields where they are absent or null: a value that
    the reference reads, as it reads no null there."""
    unreadable: Mapping[Any, str]
    """Classes of which the reference reads next to nothing of what is generated."""
    read_only: frozenset[Any]
    """Classes of which the reference writes nothing."""
    text_enums: frozenset[str]
    """Enums whose members are texts there, and none here."""
    rare: tuple[tuple[Any, dict[str, Any]], ...]
    """What is too rare to be drawn for certain: a class, and what its payload shall hold."""
    least: int
    """So many payloads must have been compared."""
