"""Dates of labels come back as they were spelled, and the usual spellings cost no text."""

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import attrs
import pytest
from engines import ENGINES_HERE, is_compiled, running
from hypothesis import given
from hypothesis import strategies as st

from converters import dumps, evolve, kept, loads, make_converter
from converters.tables import spaces
from converters.unknown.held import Kept, Original, kept_of
from converters.wire.codecs import LABEL_DATE
from converters.wire.spellings import SPELLINGS, Spelling, number_of_spelling
from converters.wire.vocabulary import Table, wire
from orm_attrs import Keeper
from orm_attrs import spaces as models

USUAL: Final = (
    "Thu, 09 Feb 2023 14:12:03 GMT",
    "Thu, 09 Feb 2023 14:12:03 UTC",
    "Fri, 10 Feb 2023 13:58:24 ",
    "Fri, 10 Feb 2023 13:58:24",
    "2023-02-09 14:12:03",
    "2023-02-09T14:12:03",
    "2023-02-09 14:12:03+00:00",
    "2023-02-09T14:12:03Z",
    "2023-02-09T14:12:03+00:00",
    "2023-02-09T14:12:03.500000Z",
    "0099-02-09T14:12:03+00:00",
)
RARE: Final = (
    "Wed, 09 Feb 2023 14:12:03 GMT",  # It was a Thursday.
    "Thu, 9 Feb 2023 14:12:03 GMT",
    "Thu, 09 Feb 0099 14:12:03 GMT",
    "2023-02-09T14:12:03.5Z",
    "2023-02-09T14:12:03.123+01:30",
    "2023-02-09 14:12:03+01:30",
    "20230209T141203Z",
)


@attrs.define
class Edited(Keeper):
    at: datetime
    by: datetime | None = None
    number: int = 0
    later: datetime | None = None


@attrs.define
class Watched(Edited):
    """Made by calling the class, so it is compared with its payload afterwards."""

    def __attrs_post_init__(self) -> None:
        self.number = self.number


@pytest.fixture(autouse=True)
def _tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say of two classes what a table says of a model."""
    dates = {name: wire(codec=LABEL_DATE) for name in ("at", "by")}
    later = {"later": wire("laterAt", LABEL_DATE, omit_if_default=True)}
    table = Table(dates | later, other_keys={"by": "byDate"})
    for cls in (Edited, Watched):
        monkeypatch.setattr(cls, "__module__", models.__name__)
        monkeypatch.setitem(spaces.TABLES, cls, table)  # type: ignore[arg-type]
        monkeypatch.setattr(models, cls.__name__, cls, raising=False)


def payloads(text: str) -> list[dict[str, Any]]:
    return [
        {"at": text},
        {"at": text, "by": text, "number": 1, "laterAt": text},
        {"at": text, "by": None, "number": 2, "x": [text]},
        {"at": text, "byDate": text, "laterAt": None},
    ]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_each_spelling_comes_back_from_dicts_and_from_text(engine: str) -> None:
    with running(engine):
        keeping, ignoring = make_converter(unknown="keep"), make_converter()
        for cls in (Edited, Watched):
            hook = keeping.get_structure_hook(cls)
            assert is_compiled(hook) == (engine == "compiled" and cls is Edited)
            for payload in (it for text in (*USUAL, *RARE) for it in payloads(text)):
                read = loads(json.dumps(payload), cls, converter=keeping)
                assert read == keeping.structure(payload, cls) == ignoring.structure(payload, cls)
                for obj in (
                    keeping.structure(payload, cls),
                    read,
                    copy.deepcopy(read),
                    pickle.loads(pickle.dumps(read)),
                    evolve(read, number=read.number),
                ):
                    assert keeping.unstructure(obj) == payload
                    assert json.loads(dumps(obj, converter=keeping)) == payload
                    written = ignoring.unstructure(obj)
                    assert json.loads(dumps(obj, converter=ignoring)) == written
                    assert written["at"] == LABEL_DATE.unstructure(obj.at)
                    shown = kept(obj)
                    if written["at"] != payload["at"]:
                        assert shown.pop("at") == payload["at"]
                    assert all(payload[key] == value for key, value in shown.items())
                    assert "at" not in shown


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_objects_with_the_same_usual_spellings_hold_one_thing(engine: str) -> None:
    with running(engine):
        keeping = make_converter(unknown="keep")
        for text in USUAL:
            payload = {"at": text, "by": None, "number": 1, "laterAt": text}
            one, other = (keeping.structure(payload, Edited) for _ in range(2))
            read = loads(json.dumps(payload), Edited, converter=keeping)
            assert kept_of(one) is kept_of(other) is kept_of(read)
            assert all(isinstance(it.value, Spelling) for it in kept_of(one).originals)
        assert kept_of(keeping.structure({"at": RARE[0]}, Edited)).originals[-1].value == RARE[0]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_changed_date_keeps_the_spelling_that_it_can_have(engine: str) -> None:
    with running(engine):
        keeping = make_converter(unknown="keep")
        obj = keeping.structure({"at": USUAL[0], "by": USUAL[2]}, Edited)
        changes: list[tuple[Any, Any, str, Any]] = [
            (
                datetime(2024, 1, 1, tzinfo=UTC),
                datetime(2024, 1, 1),
                "Mon, 01 Jan 2024 00:00:00 GMT",
                "Mon, 01 Jan 2024 00:00:00 ",
            ),
            (
                datetime(2024, 1, 1),
                datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=1))),
                "2024-01-01 00:00:00",
                "2024-01-01T00:00:00+01:00",
            ),
            (datetime(1, 1, 1, tzinfo=UTC), None, "0001-01-01T00:00:00+00:00", None),
        ]
        for at, by, *expected in changes:
            obj.at, obj.by = at, by
            written = keeping.unstructure(obj)
            assert [written["at"], written["by"]] == expected
            assert json.loads(dumps(obj, converter=keeping)) == written
        for number in (0, -1, 9, "4", 10**30):
            odd = Spelling(number)  # type: ignore[arg-type]
            obj._kept = Kept({}, (Original("at", attrs.NOTHING, "at", odd),))
            if engine == "compiled":
                assert b"0001-01-01T00:00:00+00:00" in dumps(obj, converter=keeping)


MANY: Final[Any] = attrs.make_class(
    "Many", {f"at_{i}": attrs.field(type=datetime) for i in range(20)}, bases=(Keeper,), slots=True
)
"""A class with more dates than have a place in what objects share."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_dates_of_service_classes_come_back_however_many_there_are(engine: str) -> None:
    with running(engine):
        keeping = make_converter(unknown="keep")
        for text in (*USUAL, *RARE):
            payload = {f"at_{i}": text for i in range(20)}
            for obj in (
                keeping.structure(payload, MANY),
                loads(json.dumps(payload), MANY, converter=keeping),
            ):
                assert keeping.unstructure(obj) == payload
                assert json.loads(dumps(obj, converter=keeping)) == payload


@given(st.datetimes(datetime(2, 1, 1)), st.booleans(), st.booleans())
def test_a_spelling_and_a_date_say_the_text(moment: datetime, is_utc: bool, is_whole: bool) -> None:
    moment = moment.replace(tzinfo=UTC if is_utc else None)
    if is_whole:
        moment = moment.replace(microsecond=0)
    for spelling in SPELLINGS:
        text = spelling.write(moment)
        if text is not None:
            assert LABEL_DATE.structure(text) == moment
            number = number_of_spelling(text, moment)
            assert SPELLINGS[number - 1].write(moment) == text
            assert spelling.respell(LABEL_DATE.unstructure(moment)) == text
    assert not number_of_spelling("no date", moment)
    assert SPELLINGS[0].respell(None) is None
    assert SPELLINGS[0].respell("no date") == "no date"
    assert SPELLINGS[0].write(moment.date()) is None
