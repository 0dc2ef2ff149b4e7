"""Side by side with the reference: every payload it reads, we read to the same values.

Runs only where the reference is installed, in its oldest or in its newest version:
``pip install encord==0.1.98 "python-dateutil<3"``, or ``pip install encord==0.1.211``. Whatever is
different stands in the tables of the version, with the reason; a row for which no difference can
be found any more fails, too.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any, Final

import pytest

pytest.importorskip("encord")

from reference.comparing import (
    CASES,
    PAIRS,
    SEED,
    TABLES,
    comparison_of,
    differing_fields,
    every_pair,
    row_for,
)
from reference.making import ReferenceMaker
from reference.reading import (
    counterpart,
    counterpart_of,
    is_placeholder,
    read,
)
from strategies import LIST_CLASSES, name_of

import orm_attrs
from converters import converter
from converters.engines.containers import list_class_item


@every_pair
def test_what_the_reference_reads_is_read_to_the_same_values(kind: Any) -> None:
    """Good, untidy and broken payloads: equal values, or a row of the tables says why not."""
    record = comparison_of(kind)
    assert record.unknown == []
    is_read = record.compared > CASES / 4
    assert is_read or is_placeholder(counterpart_of(kind)) or kind in TABLES.unreadable


@pytest.mark.parametrize("row", [*TABLES.matters, *TABLES.fields, *TABLES.refusals], ids=str)
def test_every_row_of_the_tables_is_needed(row: Any) -> None:
    """Each exception is one that some payload really needs."""
    assert any(comparison_of(kind).seen[row] for kind in PAIRS)


def test_so_many_payloads_were_compared() -> None:
    """The reference reads most of what is generated, so the comparison means something."""
    compared = sum(comparison_of(kind).compared for kind in PAIRS)
    refused = sum(comparison_of(kind).refused_there for kind in PAIRS)
    print(f"{compared} payloads compared, {refused} more refused by the reference")
    assert compared > TABLES.least


@pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
def test_a_list_class_is_read_to_the_same_values(kind: Any) -> None:
    """Each item as its own class would read it."""
    maker = ReferenceMaker(Random(SEED))
    item = list_class_item(kind)
    for _ in range(100):
        payload = [converter.unstructure(maker.instance(item)) for _ in range(3)]
        their = read(counterpart(kind.__name__), payload)
        mine = converter.structure(payload, kind)
        assert [list(differing_fields(*both)) for both in zip(mine, their, strict=True)] == [[]] * 3


def test_the_rows_of_a_query_are_read_to_the_same_values() -> None:
    """The rows of the query `DataRows` are those of `DataRow`."""
    maker = ReferenceMaker(Random(SEED))
    rows = [converter.unstructure(maker.instance(orm_attrs.DataRow)) for _ in range(100)]
    mine = converter.structure({"data_rows": rows}, orm_attrs.DataRows).data_rows
    their = [read(counterpart("DataRows"), row) for row in rows]
    for one, other in zip(mine, their, strict=True):
        assert None not in [row_for(*found) for found in differing_fields(one, other)]


TWO_DAYS: Final = datetime(2000, 1, 1), datetime(2003, 12, 15)


def date_texts(count: int) -> Iterator[str]:
    """Give dates in many forms, most of them with a letter or two that do not belong there."""
    maker = ReferenceMaker(Random(SEED))
    for _ in range(count):
        text = maker.loose_date(maker.moment())
        for _ in range(maker.random.randint(0, 3)):
            i = maker.random.randrange(len(text))
            letter = maker.random.choice("0123456789-:T Z.+,/WPMpmAg")
            text = text[:i] + letter + text[i + maker.random.randint(0, 1) :]
        yield text


BEHIND_A_NAME: Final = re.compile("[A-Za-z] ?[+-][0-9]").search
"""Finds an offset behind the name of a zone: the reference reads it with the other sign."""


def turned(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=timezone(-(moment.utcoffset() or timedelta()))).isoformat()


def test_dates_are_read_as_the_reference_reads_them() -> None:
    """Its parser gives the same for all that is read here, and what it fills in is refused here."""
    from dateutil.parser import parse

    read_by_both = 0
    for text in date_texts(20_000):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # It warns of zones that it does not know.
                # No number in common, and more than a week apart: a weekday moves the day.
                their = {parse(text, default=day).isoformat() for day in TWO_DAYS}
        except Exception:
            their = set()
        try:
            mine = {converter.structure(text, datetime).isoformat()}
        except ValueError:
            mine = set()
        if mine != their and BEHIND_A_NAME(text):
            mine = set(map(turned, mine))
        assert mine == (their if len(their) == 1 else set()), text
        read_by_both += len(mine)
    assert read_by_both > 5_000
