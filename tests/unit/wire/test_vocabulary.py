"""The vocabulary of the tables: what the arguments of a table say together."""

from __future__ import annotations

from converters.wire.codecs import UUID_TEXT
from converters.wire.vocabulary import query_object, wire


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
