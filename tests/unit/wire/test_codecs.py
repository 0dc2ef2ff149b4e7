"""UUIDs are what Python's own class makes of a text, and unknown members are told by their type."""

import pickle
from enum import Enum
from typing import Any
from uuid import UUID, SafeUUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from converters import make_converter
from converters.wire.codecs import Members, structure_uuid
from converters.wire.queries import identifier_of
from orm_attrs import DataType, StorageLocation

DIGITS = "12345678123456781234567812345678"


@given(st.uuids().map(str) | st.text("0123456789abcdefABCDEF-", max_size=40))
@example(DIGITS)
@example("{12345678-1234-5678-1234-567812345678}")
@example("urn:uuid:12345678-1234-5678-1234-567812345678")
@example("{" + DIGITS[2:] + "}")
@example("urn:" + DIGITS[4:])
@example("+" + DIGITS[1:])
@example(" " + DIGITS[1:])
@example("0x" + DIGITS[2:])
@example("1_" + DIGITS[2:])
@example("\N{ARABIC-INDIC DIGIT THREE}" + DIGITS[1:])
@example("1-2-3-4-" + DIGITS[4:])
def test_a_text_is_the_uuid_that_pythons_own_class_makes_of_it(text: str) -> None:
    try:
        wanted = UUID(text)
    except ValueError:
        with pytest.raises(ValueError, match="a UUID"):
            structure_uuid(text)
        return
    read = structure_uuid(text)
    assert (read, hash(read), repr(read)) == (wanted, hash(wanted), repr(wanted))
    assert read.is_safe is SafeUUID.unknown
    assert pickle.dumps(read) == pickle.dumps(wanted)


@pytest.mark.parametrize(
    ("enum", "value", "member"),
    [
        (DataType, "HOLOGRAM", DataType.MISSING_DATA_TYPE),
        (StorageLocation, 99, StorageLocation.NEW_STORAGE),
        (StorageLocation, 99.0, StorageLocation.NEW_STORAGE),
    ],
)
def test_an_unknown_value_is_looked_up_as_it_is_structured(
    enum: type[Enum], value: Any, member: Enum
) -> None:
    members = Members(enum, {one.value: one for one in enum})
    assert members[value] is members.structure(value) is member


@pytest.mark.parametrize(("enum", "value"), [(DataType, 5), (StorageLocation, "5")])
def test_a_value_of_another_type_is_none_of_the_members(enum: type[Enum], value: Any) -> None:
    members = Members(enum, {one.value: one for one in enum})
    with pytest.raises(TypeError, match="expected"):
        members[value]


@pytest.mark.parametrize("module", [None, 5, "", "orm_attrs.dataset"])
def test_an_enum_that_is_not_ours_may_say_any_module(module: Any) -> None:
    others = Enum("DataType", {"CUBE": "cube"})
    others.__module__ = module
    assert identifier_of(others) is None

    converter = make_converter()  # which goes through all enums that there are
    assert converter.structure("cube", others) is others["CUBE"]
    assert converter.unstructure(others["CUBE"]) == "cube"
