"""Every enum, constant and constructor is what the description of the platform says."""

from __future__ import annotations

import inspect
from enum import Enum
from typing import Any, get_args, get_origin

import attrs
import pytest
from attrs import Factory
from cases import CASE_OF, CASES, LABELS, Case
from enum_facts import (
    BASES,
    ENUMS,
    FALLBACK,
    INT_ENUMS,
    NOT_NULL,
    OPEN,
    SECOND_NAMES,
    SECOND_STORAGE_LOCATION_NAMES,
    STORAGE_LOCATION_NAMES,
    TEXT_ENUMS,
    UPPER_DATA_TYPES,
)
from loops import over
from model_facts import (
    ALIASES,
    CONSTANTS,
    CONSTRUCTORS,
    FORMER_NAMES,
    FROZEN,
    HELPERS,
    LISTS,
    NO_WEAK_REFERENCES,
    NOT_UPDATABLE,
    OBJECTS,
    TRACKED,
)

import orm_attrs
from converters import converter
from orm_attrs import DataRow, Dataset, DataType, StorageLocation, changes

every_enum = over("name", ENUMS)
BY_NAME = {(get_origin(case.cls) or case.cls).__name__: case for case in CASES}
every_class = over("name", BY_NAME)


def public(name: str) -> Any:
    return getattr(orm_attrs, name)


def test_every_public_name_has_a_row() -> None:
    rows = [
        *ENUMS,
        *CONSTANTS,
        *OBJECTS,
        *ALIASES,
        *FORMER_NAMES,
        *BY_NAME,
        *LISTS,
        *HELPERS,
    ]

    assert sorted(orm_attrs.__all__) == sorted(rows)


# --- enums --------------------------------------------------------------------------------------


@every_enum
def test_an_enum_has_these_members_with_these_values_in_this_order(name: str) -> None:
    enum = public(name)

    assert [(it.name, it.value, type(it.value)) for it in enum] == [
        (member, value, type(value)) for member, value in ENUMS[name].items()
    ]
    second = {key: it.name for key, it in enum.__members__.items() if key != it.name}
    assert second == SECOND_NAMES.get(name, {})


@every_enum
def test_a_member_is_an_int_or_text_itself_where_the_table_says_so(name: str) -> None:
    enum = public(name)
    kinds = [kind for kind in (int, str) if issubclass(enum, kind)]

    assert issubclass(enum, Enum)
    assert kinds == ([int] if name in INT_ENUMS else [str] if name in TEXT_ENUMS else [])
    if name in BASES:
        assert enum.__bases__ == (public(BASES[name]),)


@every_enum
def test_a_member_is_its_value_on_the_wire(name: str) -> None:
    enum = public(name)
    for member, value in ENUMS[name].items():
        written = converter.unstructure(enum[member], enum)

        assert (written, type(written)) == (value, type(value))
        assert converter.structure(value, enum) is enum[member]


@every_enum
def test_an_unknown_value_is_the_fallback_member_or_an_error(name: str) -> None:
    enum = public(name)
    unknown: Any = 4711 if type(next(iter(ENUMS[name].values()))) is int else "4711"
    if name in FALLBACK:
        fallback = enum[FALLBACK[name]]
        for value in (unknown, "4711", 4711, 47.5) if name in OPEN else (unknown,):
            assert converter.structure(value, enum) is fallback
        if name not in NOT_NULL:
            assert converter.structure(None, enum) is fallback
    else:
        with pytest.raises(ValueError, match=r"4711'? is none of"):
            converter.structure(unknown, enum)


@pytest.mark.parametrize(("member", "text"), UPPER_DATA_TYPES.items())
def test_a_data_row_has_its_data_type_in_upper_case(member: str, text: str) -> None:
    row = converter.structure({**CASE_OF[DataRow].payload, "data_type": text}, DataRow)

    assert row.data_type is DataType[member]
    assert converter.unstructure(row)["data_type"] == text


@pytest.mark.parametrize(("member", "text"), STORAGE_LOCATION_NAMES.items())
def test_a_dataset_has_its_storage_location_by_name(member: str, text: str) -> None:
    made = converter.structure({**CASE_OF[Dataset].payload, "dataset_type": text}, Dataset)

    assert made.storage_location is StorageLocation[member]
    assert converter.unstructure(made)["dataset_type"] == text


def test_the_names_of_storage_locations_are_a_constant_too() -> None:
    assert {text: member.name for text, member in orm_attrs.STORAGE_LOCATION_BY_STR.items()} == {
        **{text: member for member, text in STORAGE_LOCATION_NAMES.items()},
        **SECOND_STORAGE_LOCATION_NAMES,
    }
    assert UPPER_DATA_TYPES.keys() == ENUMS["DataType"].keys()
    assert STORAGE_LOCATION_NAMES.keys() == ENUMS["StorageLocation"].keys()


# --- constants ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), CONSTANTS.items())
def test_a_constant_has_this_value(name: str, value: Any) -> None:
    assert (public(name), type(public(name))) == (value, type(value))


@pytest.mark.parametrize(("name", "text"), OBJECTS.items())
def test_a_constant_object_has_these_values(name: str, text: str) -> None:
    assert repr(public(name)) == text


@pytest.mark.parametrize(("name", "members"), ALIASES.items())
def test_a_union_has_these_members(name: str, members: str) -> None:
    union = public(name)
    named = [getattr(it, "__name__", it) for it in get_args(union)]

    assert named == members.split(" | ")


@pytest.mark.parametrize(("name", "other"), FORMER_NAMES.items())
def test_a_former_name_means_the_same(name: str, other: str) -> None:
    assert public(name) is public(other)


# --- classes --------------------------------------------------------------------------------------


def constructor(cls: Any) -> str:
    """Write the arguments of a constructor as the table has them."""
    words: list[str] = []
    fields = {it.alias: it for it in attrs.fields(cls)}
    for name, parameter in list(inspect.signature(cls.__init__).parameters.items())[1:]:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        default: Any = fields[name].default
        if default is attrs.NOTHING:
            words.append(name)
            continue
        value = default.factory() if isinstance(default, Factory) else default  # type: ignore[arg-type]
        words.append(with_default(name, value))
    return ", ".join(words)


def with_default(name: str, value: Any) -> str:
    """Write an argument and its default."""
    is_member = isinstance(value, Enum)
    return f"{name}={type(value).__name__}.{value.name}" if is_member else f"{name}={value!r}"


def by_the_rule(case: Case) -> str:
    """Write the arguments of a constructor as most classes have them."""
    required = [one.required for one in case.keys]
    has_order = sorted(required, reverse=True) == required
    star = ["*"] if len(case.keys) > MOST_BY_PLACE or not has_order else []
    words = [
        one.name if one.required and not one.has_default else with_default(one.name, one.default)
        for one in case.keys
    ]
    return ", ".join([*star, *words])


MOST_BY_PLACE = 3
"""How many arguments may be given by their places, in most classes."""


@every_class
def test_a_constructor_takes_these_arguments_in_this_order(name: str) -> None:
    rule = by_the_rule(BY_NAME[name])

    assert constructor(public(name)) == CONSTRUCTORS.get(name, rule)
    assert CONSTRUCTORS.get(name) != rule, "the row says nothing that the case does not say"


@every_class
def test_the_objects_of_a_class_can_be_changed_or_not(name: str) -> None:
    cls = public(name)
    obj = object.__new__(cls)
    names = [it.name for it in attrs.fields(cls)] or ["_kept"]
    if name in FROZEN:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(obj, names[0], None)
    else:
        setattr(obj, names[0], "changed")
        assert getattr(obj, names[0]) == "changed"


@every_class
def test_the_objects_of_a_class_have_slots_and_no_other_attributes(name: str) -> None:
    with pytest.raises(AttributeError):
        object.__setattr__(object.__new__(public(name)), "another", 1)


@every_class
def test_the_objects_of_a_class_can_be_referred_to_weakly_or_not(name: str) -> None:
    can = any("__weakref__" in vars(base) for base in public(name).__mro__)

    assert can is (name not in NO_WEAK_REFERENCES and BY_NAME[name] not in LABELS)


@every_class
def test_an_update_leaves_these_fields_alone(name: str) -> None:
    fixed = [it.name for it in attrs.fields(public(name)) if not it.metadata.get("updatable", True)]

    assert tuple(fixed) == NOT_UPDATABLE.get(name, ())


@pytest.mark.parametrize(("name", "item"), LISTS.items())
def test_a_class_that_is_a_list_has_these_items(name: str, item: str) -> None:
    (made,) = converter.structure([{"title": "a"}], public(name))

    assert made == public(item)(title="a")


@pytest.mark.parametrize(("name", "fields"), TRACKED.items())
def test_a_class_notes_changes_of_these_fields(name: str, fields: tuple[str, ...]) -> None:
    made = CASE_OF[public(name)].object
    for it in attrs.fields(type(made)):
        setattr(made, it.name, object())

    assert changes(made) == fields
