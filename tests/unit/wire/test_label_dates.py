"""Dates of labels: six spellings are read, three are written, and names of zones can be defined."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import pytest
from click.testing import CliRunner
from corpus import CORPUS, needs_corpus
from dateutil import parser
from engines import ENGINES_HERE, row, running
from hypothesis import example, given
from hypothesis import strategies as st

from converters import INVALID, explain, loads, make_converter
from converters.cli.commands import main
from converters.wire.codecs import LABEL_DATE
from converters.wire.dates import write_rfc
from orm_attrs import Keeper

BST: Final = timezone(timedelta(hours=1))
SUMMER: Final = "Mon, 11 Jul 2022 18:11:05 BST"

SPELLINGS: Final = {
    "Thu, 09 Feb 2023 14:12:03 GMT": "Thu, 09 Feb 2023 14:12:03 UTC",
    "Thu, 09 Feb 2023 14:12:03 UTC": "Thu, 09 Feb 2023 14:12:03 UTC",
    "Fri, 10 Feb 2023 13:58:24 ": "2023-02-10 13:58:24",
    "Fri, 10 Feb 2023 13:58:24": "2023-02-10 13:58:24",
    "2023-02-09 14:12:03": "2023-02-09 14:12:03",
    "2023-02-09T14:12:03": "2023-02-09 14:12:03",
    "2023-02-09T14:12:03.5": "2023-02-09 14:12:03.500000",
    "2023-02-09T14:12:03Z": "Thu, 09 Feb 2023 14:12:03 UTC",
    "2023-02-09T14:12:03.000+00:00": "Thu, 09 Feb 2023 14:12:03 UTC",
    "2023-02-09T14:12:03.5Z": "2023-02-09T14:12:03.500000+00:00",
    "2023-02-09T14:12:03+01:30": "2023-02-09T14:12:03+01:30",
    "Thu Feb 09 2023 14:12:03 GMT+0130 (Somewhere)": "2023-02-09T14:12:03+01:30",
}
"""A date as it is read, and as it is written."""


@attrs.define
class Moments(Keeper):
    at: datetime | None = None
    many: list[datetime | None] = attrs.field(factory=list)
    by_name: dict[str, datetime] = attrs.field(factory=dict)
    by_date: dict[datetime, int] = attrs.field(factory=dict)
    pair: tuple[datetime, int] | None = None


class Later(datetime):
    """A subclass, as services have it."""


def test_each_spelling_is_read_and_one_of_three_is_written() -> None:
    for text, written in SPELLINGS.items():
        moment = LABEL_DATE.structure(text)
        assert LABEL_DATE.unstructure(moment) == written
        assert LABEL_DATE.structure(written) == moment
    winter = datetime(2023, 2, 9, tzinfo=ZoneInfo("Europe/London"))
    assert LABEL_DATE.unstructure(winter) == "Thu, 09 Feb 2023 00:00:00 UTC"
    with pytest.raises(TypeError, match="expected a datetime"):
        LABEL_DATE.unstructure("2023-02-09")


OFFSETS: Final = st.none() | st.integers(-86399, 86399).map(
    lambda seconds: timezone(timedelta(seconds=seconds))
)


@given(st.datetimes(timezones=OFFSETS) | st.datetimes(timezones=st.just(UTC)), st.booleans())
@example(datetime(1, 1, 1, tzinfo=UTC), True)
@example(datetime(99, 1, 1, tzinfo=UTC), True)
@example(datetime(100, 1, 1, tzinfo=UTC), True)
def test_what_is_written_is_read_as_the_same(moment: datetime, is_whole: bool) -> None:
    if is_whole:
        moment = moment.replace(microsecond=0)
    read = LABEL_DATE.structure(LABEL_DATE.unstructure(moment))
    assert (read, read.utcoffset()) == (moment, moment.utcoffset())


@given(st.datetimes(datetime(100, 1, 1)), st.sampled_from(["GMT", "UTC", ""]))
def test_dates_with_names_are_read_as_dateutil_reads_them(moment: datetime, zone: str) -> None:
    text = f"{write_rfc(moment)} {zone}"
    assert LABEL_DATE.structure(text) == parser.parse(text)


def test_a_name_of_a_zone_means_what_the_converter_was_told() -> None:
    """In whatever holds the date, with either scope, and after ``copy()``."""
    payload = {
        "at": SUMMER,
        "many": [SUMMER, None],
        "by_name": {"a": SUMMER},
        "by_date": {SUMMER: 1},
        "pair": [SUMMER, 1],
    }
    moment = datetime(2022, 7, 11, 17, 11, 5, tzinfo=UTC)
    expected = Moments(moment, [moment, None], {"a": moment}, {moment: 1}, (moment, 1))
    for engine in ENGINES_HERE:
        for scope in ("all", "models"):
            knowing = make_converter(zones={"BST": BST}, scope=scope)
            with running(engine):
                for converter in (knowing, knowing.copy()):
                    read = converter.structure(payload, Moments)
                    assert read == expected
                    assert read.at is not None
                    assert read.at.utcoffset() == timedelta(hours=1)
                    assert loads(json.dumps(payload), Moments, converter=converter) == expected
        with running(engine), pytest.raises(INVALID) as caught:
            make_converter().structure(payload, Moments)
        assert len(explain(caught.value)) == 5
    knowing = make_converter(zones={"BST": ZoneInfo("Europe/London")})
    assert knowing.structure(SUMMER, datetime) == moment
    assert type(knowing.structure(SUMMER, Later)) is Later


def test_names_that_dates_have_for_something_else_cannot_be_defined() -> None:
    wrong: dict[str, Any] = {"": BST, "GMT": BST, "UTC": BST, "Z": BST, "bst": BST, "ABCDEF": BST}
    for name, zone in {**wrong, "MON": BST, "PM": BST}.items():
        with pytest.raises(ValueError, match="is no name"):
            make_converter(zones={name: zone})
    no_zone: Any = "+01:00"
    with pytest.raises(TypeError, match=r"zones: BST: expected a tzinfo, got '\+01:00'"):
        make_converter(zones={"BST": no_zone})


def test_commands_take_names_of_zones(tmp_path: Path) -> None:
    path = tmp_path / "row.json"
    path.write_text(json.dumps(row(created_at=SUMMER)), encoding="utf-8")
    for command in (["check"], ["convert", "-o", str(tmp_path / "out.ndjson")]):
        words = [*command, "DataRow", str(path)]
        assert CliRunner().invoke(main, words).exit_code == 1, words
        named = CliRunner().invoke(main, [*words, "--zone", "BST=+01:00"])
        assert named.exit_code == 0, named.output
    guessed = CliRunner().invoke(main, ["guess", str(path), "--zone=BST=+01:00"])
    assert "1 of 1 objects are good" in guessed.output
    for wrong in ("BST", "BST=", "BST=1", "bst=+01:00", "GMT=+01:00", "=+01:00"):
        refused = CliRunner().invoke(main, ["check", "DataRow", str(path), "--zone", wrong])
        assert refused.exit_code == 2
        assert "is none such as BST=+01:00" in refused.output


DATE_KEYS: Final = ("createdAt", "lastEditedAt", "created_at", "last_edited_at")


def dates_in(content: Any) -> Iterator[str]:
    """Give the texts of dates at any depth."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in DATE_KEYS and isinstance(value, str):
                yield value
            else:
                yield from dates_in(value)
    elif isinstance(content, list):
        for item in content:
            yield from dates_in(item)


def unread(content: Any, zones: dict[str, tzinfo]) -> list[str]:
    converter = make_converter(zones=zones)
    found = []
    for text in dates_in(content):
        try:
            moment = converter.structure(text, datetime)
        except INVALID:
            found.append(text)
        else:
            assert LABEL_DATE.structure(LABEL_DATE.unstructure(moment)) == moment
    return found


@needs_corpus
def test_all_dates_of_recorded_label_rows_are_read_but_for_one_row() -> None:
    paths = [*CORPUS.glob("LabelRow/*.json"), *CORPUS.glob("more/LabelRow/**/*.json")]
    rows = {it.name: json.loads(it.read_text(encoding="utf-8")) for it in sorted(paths)}
    refused = {name: found for name, it in rows.items() if (found := unread(it, {}))}
    assert [len(it) for it in refused.values()] == [3]
    assert not any(unread(rows[name], {"BST": BST}) for name in refused)
    assert sum(len(list(dates_in(it))) for it in rows.values()) > 800
