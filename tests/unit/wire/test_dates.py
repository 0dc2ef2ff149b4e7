"""Dates are read as dateutil reads them, as far as the text is complete, and written losslessly."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from dateutil import parser
from hypothesis import example, given
from hypothesis import strategies as st

from converters.wire import dates
from converters.wire.dates import (
    INLINE_NAMES,
    UNSTRUCTURE_SQL_INLINE,
    structure_datetime,
    unstructure_iso,
    unstructure_sql,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-01-05 18:51:05", datetime(2022, 1, 5, 18, 51, 5)),
        ("2022-01-05T18:51:05", datetime(2022, 1, 5, 18, 51, 5)),
        ("2023-03-21T09:58:08.472959", datetime(2023, 3, 21, 9, 58, 8, 472959)),
        ("2023-03-21 09:58:08.472", datetime(2023, 3, 21, 9, 58, 8, 472000)),
        ("2023-03-21T09:58:08Z", datetime(2023, 3, 21, 9, 58, 8, tzinfo=UTC)),
        (
            "2023-03-21T09:58:08.472959+05:30",
            datetime(2023, 3, 21, 9, 58, 8, 472959, timezone(timedelta(hours=5, minutes=30))),
        ),
        ("Thu, 09 Feb 2023 14:12:03 GMT", datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC)),
        ("Thu, 09 Feb 2023 14:12:03 UTC", datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC)),
        ("Fri, 10 Feb 2023 13:58:24 ", datetime(2023, 2, 10, 13, 58, 24)),
        ("2022-01-05", datetime(2022, 1, 5)),
        ("5 January 2022, 6:51 pm", datetime(2022, 1, 5, 18, 51)),
        ("20220105T185105-0300", datetime(2022, 1, 5, 21, 51, 5, tzinfo=UTC)),
    ],
)
def test_complete_instants_are_read(text: str, value: datetime) -> None:
    read = structure_datetime(text)
    assert (read, read.utcoffset()) == (value, read.utcoffset())
    assert (read.tzinfo is None) == (value.tzinfo is None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "May",
        "May 2022",
        "10:11",
        "Thu 10:11",
        "29 February",
        "not a date",
        "2022-13-45 10:00:00",
        "2022-02-30 10:00:00",
        "2022-01-05 24:00:00",
        "2023-W12-2",
        "Mon, 11 Jul 2022 18:11:05 BST",
        "2022-01-05 18:51:05 Mars",
        "2022-01-05T18:51:05+99:00",
        "2022-01-05 18:51Z\x00:5",
        "\ud800",
        "9" * 400,
    ],
)
def test_anything_else_is_an_error_that_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="expected a date and time, got "):
        structure_datetime(text)


@pytest.mark.parametrize("value", [5, 1.5, True, None, [], {}, b"2022-01-05 18:51:05"])
def test_what_is_no_text_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="expected a date and time, got "):
        structure_datetime(value)


def test_a_datetime_is_given_back_as_it_is() -> None:
    now = datetime.now(UTC)
    assert structure_datetime(now) is now


ALMOST = st.from_regex(
    re.compile(
        r"\d{4}-?[01]\d-?[0-3]\d[ T]?[0-2]\d:?[0-5]\d:?[0-5]\d"
        r"([.,]\d{1,7})?(Z|[+-]\d\d(:?\d\d)?| GMT)?",
        re.ASCII,
    ),
    fullmatch=True,
)


@given(ALMOST)
@example("2002-01-26T19:29.123")
@example("2022-01-05T18:51:05,123")
def test_the_fast_path_gives_what_dateutil_gives(text: str) -> None:
    """Whatever shortcut reads a text, the instant is the one that dateutil finds in it."""
    try:
        ours = structure_datetime(text)
    except ValueError:
        with pytest.raises(Exception):
            # What is refused is refused there too, or leaves a part of the date to the default.
            one = parser.parse(text, default=datetime(2000, 1, 1))
            one.utcoffset()  # raises for an offset of more than a day
            assert one == parser.parse(text, default=datetime(2003, 12, 2))
        return
    theirs = parser.parse(text)
    assert ours.replace(tzinfo=None) == theirs.replace(tzinfo=None)
    assert ours.utcoffset() == theirs.utcoffset()


ZONES = st.none() | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(timezones=ZONES))
def test_writing_says_what_isoformat_says(value: datetime) -> None:
    assert unstructure_sql(value) == value.isoformat(" ")
    assert unstructure_iso(value) == value.isoformat()


@given(st.datetimes(timezones=ZONES) | st.datetimes().map(lambda it: it.replace(microsecond=0)))
def test_generated_code_says_it_too(value: datetime) -> None:
    expression = UNSTRUCTURE_SQL_INLINE.format(value="value", unstructure="write")
    names = INLINE_NAMES | {"value": value, "write": unstructure_sql}
    assert eval(expression, names) == value.isoformat(" ")


@given(st.datetimes(timezones=ZONES))
def test_what_is_written_is_read_again(value: datetime) -> None:
    for text in (unstructure_sql(value), unstructure_iso(value)):
        read = structure_datetime(text)
        assert read == value
        assert read.utcoffset() == value.utcoffset()


def test_a_subclass_of_datetime_writes_itself() -> None:
    class Precise(datetime):
        def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
            return super().isoformat(sep) + ".000000001"

    assert unstructure_sql(Precise(2022, 1, 5)) == "2022-01-05 00:00:00.000000001"


class CountingParser:
    """Counts how often dateutil is asked."""

    def __init__(self, parse: Any) -> None:
        self._parse = parse
        self.calls = 0

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return self._parse(*args, **kwargs)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> CountingParser:
    dates._parsed.cache_clear()
    counting = CountingParser(parser.parse)
    monkeypatch.setattr(dates, "import_late", lambda _: counting)
    return counting


def test_dateutil_is_asked_once_for_a_date_that_is_not_of_a_usual_form(
    counting: CountingParser,
) -> None:
    assert structure_datetime("Thu, 09 Feb 2023 14:12:03 GMT").day == 9
    assert counting.calls == 0
    assert structure_datetime("Thu, 9 Feb 2023 14:12:03 GMT").day == 9
    assert counting.calls == 1


def test_dateutil_is_asked_once_for_a_text_that_is_no_date(counting: CountingParser) -> None:
    """The attempt and the report both ask."""
    for number, text in enumerate(("no date", "10:10 " * 16, "5 of May"), 1):
        for _ in range(2):
            with pytest.raises(ValueError, match="expected a date and time"):
                structure_datetime(text)
        assert counting.calls == number


@pytest.mark.parametrize("text", ["1" * 101, "1" * 1_000_000, "2022-01-05 18:51:05" + " " * 82])
def test_text_of_more_than_100_characters_is_no_date_and_nobody_looks_into_it(
    text: str, counting: CountingParser
) -> None:
    with pytest.raises(ValueError, match="expected a date and time, got"):
        structure_datetime(text)
    assert counting.calls == 0


def test_text_of_100_characters_may_be_a_date() -> None:
    assert structure_datetime("2022-01-05 18:51:05" + " " * 81) == datetime(2022, 1, 5, 18, 51, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "Thu Jan 11 2024 12:09:51 GMT+0600 (Bangladesh Standard Time)",
            "2024-01-11T12:09:51+06:00",
        ),
        (
            "Thu Jan 11 2024 12:09:51 GMT+0000 (Coordinated Universal Time)",
            "2024-01-11T12:09:51+00:00",
        ),
        ("Thu Jan 11 2024 12:09:51 GMT-0330", "2024-01-11T12:09:51-03:30"),
        ("2026-03-11 14:32:45 UTC-4", "2026-03-11T14:32:45-04:00"),
        ("2026-03-11T14:32:45Z-0700", "2026-03-11T14:32:45-07:00"),
        ("2026-03-11T14:32:45z+07:00", "2026-03-11T14:32:45+07:00"),
        ("2026-03-11 14:32 EST-0500", "2026-03-11T14:32:00-05:00"),
        ("11-MAR-2026 14:32 GMT+3", "2026-03-11T14:32:00+03:00"),
        ("14:32 UTC-4 11-MAR-2026", "2026-03-11T14:32:00-04:00"),
        # No name of a zone stands before these offsets.
        ("2026-03-11T14:32:45-0700", "2026-03-11T14:32:45-07:00"),
        ("11-MAR-2026 14:32 -0700", "2026-03-11T14:32:00-07:00"),
        ("11-MAR-2026 02:32 PM-0700", "2026-03-11T14:32:00-07:00"),
        ("Wed 14:32:45 MAR-11-2026 -0300 (BRST)", "2026-03-11T14:32:45-03:00"),
    ],
)
def test_a_name_beside_an_offset_means_nothing_and_the_offset_has_the_sign_that_it_shows(
    text: str, value: str
) -> None:
    assert structure_datetime(text).isoformat() == value


@pytest.mark.parametrize(
    "text", ["2026-03-11 14:32 (Bangladesh Standard Time)", "11-03-2026 (Tokyo)", "UTC-4 (Tokyo)"]
)
def test_a_name_in_brackets_is_read_behind_an_offset_only(text: str) -> None:
    with pytest.raises(ValueError, match="expected a date and time"):
        structure_datetime(text)


def test_of_a_day_and_a_month_in_numbers_the_month_comes_first() -> None:
    assert structure_datetime("06/05/2024") == datetime(2024, 6, 5)
