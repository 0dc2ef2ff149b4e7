"""Dates and UUIDs are read and written by either engine as their encodings say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any, Final
from uuid import UUID

import attrs
import pytest
from engines import ENGINES_HERE, running

from converters import dumps, loads, make_converter
from converters.json_text import text_reader
from converters.wire.codecs import structure_uuid
from converters.wire.dates import structure_datetime
from orm_attrs import Keeper

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Nix", "mon")
MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    *("Nix", "jan"),
)
ZONES: Final = (
    *("GMT", "UTC", "Z", "EST", "gmt"),
    *("+0000", "-0000", "+0130", "-2359", "+2400", "+0160", "+01:00"),
)


@attrs.define
class Moment(Keeper):
    at: datetime


@attrs.define
class Owner(Keeper):
    by: UUID


def named_dates(count: int) -> Iterator[str]:
    """Give dates as RFC 1123 has them, many of them with something wrong."""
    random = Random(0)
    for i in range(count):
        year = random.choice((random.randint(1, 9999), random.randint(1, 130), 2023))
        text = (
            f"{random.choice(DAYS)}, {random.randint(0, 32):02} {random.choice(MONTHS)} {year:04} "
            f"{random.randint(0, 24):02}:{random.randint(0, 60):02}:{random.randint(0, 60):02} "
            f"{random.choice(ZONES)}"
        )
        if i % 3 == 0:
            place = random.randrange(len(text))
            text = text[:place] + random.choice("0 9:,aG+-") + text[place + 1 :]
        yield text


def outcome(read: Any, value: Any) -> Any:
    """Tell what is read, with the zone, or that it is refused."""
    try:
        made = read(value)
    except Exception:
        return "refused"
    return made, repr(made)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_dates_with_names_are_what_the_encoding_makes_of_them(engine: str) -> None:
    converter = make_converter()
    with running(engine):
        hook = converter.get_structure_hook(Moment)
    reads = [
        lambda text: hook({"at": text}).at,
        lambda text: loads(json.dumps({"at": text}), Moment, converter=converter).at,
    ]
    good = 0
    for text in named_dates(3000):
        expected = outcome(structure_datetime, text)
        good += expected != "refused"
        assert [outcome(read, text) for read in reads] == [expected, expected], text
    assert good > 500


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_dates_with_names_are_held_as_they_were_spelled(engine: str) -> None:
    converter = make_converter(unknown="keep")
    with running(engine):
        for zone in ("GMT", "UTC", "+0130"):
            payload = {"at": f"Thu, 09 Feb 2023 14:12:03 {zone}"}
            for obj in (
                converter.structure(payload, Moment),
                loads(json.dumps(payload), Moment, converter=converter),
            ):
                assert converter.unstructure(obj) == payload
                assert json.loads(dumps(obj, converter=converter)) == payload


def test_the_compiled_engine_reads_the_dates_of_http_itself() -> None:
    if "compiled" not in ENGINES_HERE:
        pytest.skip("the compiled engine is not there")
    read = text_reader(Moment, make_converter())
    assert read is not None
    for zone, offset in (("GMT", "+00:00"), ("UTC", "+00:00"), ("-0330", "-03:30")):
        made = read(b'{"at": "Thu, 09 Feb 2023 14:12:03 %s"}' % zone.encode())
        assert made.at == datetime.fromisoformat(f"2023-02-09T14:12:03{offset}")


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_uuids_are_read_in_each_spelling_and_written_in_one(engine: str) -> None:
    random = Random(0)
    converters = make_converter(), make_converter(unknown="keep")
    with running(engine):
        for bits in (128, 128, 128, 124, 64, 4, 1):
            uuid = UUID(int=random.getrandbits(bits))
            usual = str(uuid)
            broken = (usual[:-1], usual + "0", usual.replace("-", "_"), f"{usual[:-1]}g")
            for text in (usual, usual.upper(), usual.title(), uuid.hex, f"{{{usual}}}", *broken):
                expected = outcome(structure_uuid, text)
                ignoring, keeping = converters
                read = lambda it, by=ignoring: by.structure({"by": it}, Owner).by  # noqa: E731
                assert outcome(read, text) == expected
                if expected == "refused":
                    continue
                obj = ignoring.structure({"by": text}, Owner)
                assert ignoring.unstructure(obj) == {"by": usual}
                assert dumps(obj, converter=ignoring) == f'{{"by":"{usual}"}}'.encode()
                held = keeping.structure({"by": text}, Owner)
                assert keeping.unstructure(held) == {"by": text}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_uuid_whose_number_was_spoiled_is_written_or_refused_as_python_does(engine: str) -> None:
    converter = make_converter()
    with running(engine):
        for number in (-1, 2**128, 2**200):
            uuid = UUID(int=1)
            object.__setattr__(uuid, "int", number)
            written = outcome(lambda it: {"by": str(it)}, uuid)
            assert outcome(converter.unstructure, Owner(uuid)) == written
            in_text = lambda it: json.loads(dumps(it, converter=converter))  # noqa: E731
            assert outcome(in_text, Owner(uuid)) == written
