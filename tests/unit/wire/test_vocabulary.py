"""The vocabulary of the tables: what their entries say, and to whom."""

from __future__ import annotations

from datetime import datetime

from attrs import define
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from converters.wire.codecs import SQL_DATETIME, UUID_TEXT
from converters.wire.vocabulary import query_object, wire


@define
class Event:
    created_at: datetime


def test_an_entry_of_a_table_says_the_same_to_a_converter_of_cattrs_alone() -> None:
    plain = Converter()
    entry = wire("created", SQL_DATETIME)
    read = make_dict_structure_fn(Event, plain, created_at=entry)
    write = make_dict_unstructure_fn(Event, plain, created_at=entry)

    event = read({"created": "2022-01-05T18:51:05"}, Event)
    assert event == Event(datetime(2022, 1, 5, 18, 51, 5))
    assert write(event) == {"created": "2022-01-05 18:51:05"}


def test_a_field_that_came_later_keeps_the_key_and_the_encoding_of_its_row() -> None:
    table = query_object(later=("colour", "kind"), colour=wire("stageColour", UUID_TEXT))
    row = table.fields["colour"]
    assert row.rename == "stageColour"
    assert row.struct_hook is not None
    assert row.struct_hook.codec is UUID_TEXT  # type: ignore[attr-defined]
    assert {name: entry.omit_if_default for name, entry in table.fields.items()} == {
        "colour": True,
        "kind": True,
    }
