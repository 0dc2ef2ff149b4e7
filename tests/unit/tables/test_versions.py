"""Since and until which version of the SDK each class, field and member is there."""

from __future__ import annotations

from enum import Enum
from typing import Any

import attrs
import pytest
from loops import over

import orm_attrs
from converters.tables import TABLES, wire_fields
from converters.tables.versions import (
    ALWAYS,
    CLASSES,
    FIRST,
    LAST,
    MEMBERS,
    Span,
    gone,
    is_there,
    since,
    span_of,
)


@pytest.mark.parametrize(
    ("span", "there"),
    [
        (ALWAYS, "yes yes yes yes"),
        (since("0.1.100"), "no no yes yes"),
        (gone("0.1.100"), "yes yes no no"),
        (Span("0.1.99", "0.1.100"), "no yes no no"),
    ],
)
def test_a_span_covers_the_versions_from_its_first_to_before_the_one_without(
    span: Span, there: str
) -> None:
    """By number: 0.1.100 comes after 0.1.99."""
    versions = ("0.1.98", "0.1.99", "0.1.100", "0.1.211")

    assert [span.covers(version) for version in versions] == [it == "yes" for it in there.split()]


def test_a_field_is_there_only_while_its_class_is() -> None:
    assert span_of("DatasetWithUserRoleV2", "title") == ALWAYS
    assert not is_there("0.1.152", "DatasetWithUserRoleV2", "title")
    assert is_there("0.1.153", "DatasetWithUserRoleV2", "title")
    assert not is_there("0.1.98", "LabelRowMetadata", "priority")
    assert is_there("0.1.98", "LabelRowMetadata", "width")


@over("name", [*CLASSES, *MEMBERS])
def test_every_row_names_something_that_is_here(name: str) -> None:
    thing: Any = getattr(orm_attrs, name)
    is_enum = issubclass(thing, Enum)
    known = thing.__members__ if is_enum else attrs.fields_dict(thing) if attrs.has(thing) else {}

    assert MEMBERS.get(name, {}).keys() <= known.keys()


def test_every_row_says_something() -> None:
    spans = [*CLASSES.values(), *(span for it in MEMBERS.values() for span in it.values())]

    assert [span for span in spans if span.covers(FIRST) and span.covers(LAST)] == []


def test_what_came_after_its_class_may_be_absent() -> None:
    """Else the payloads of older servers would be refused; the class may have come later itself."""
    required = [
        (cls.__name__, one.name)
        for cls in TABLES
        for one in wire_fields(cls)
        if one.required and not span_of(cls.__name__, one.name).covers(FIRST)
    ]

    # These classes held nothing in the oldest version, or were not there yet.
    assert {name for name, _ in required} == {"ProjectDTO", "ProjectDataset"}


def test_what_is_gone_is_optional_or_has_a_stand_in() -> None:
    required = [
        (cls.__name__, one.name)
        for cls in TABLES
        for one in wire_fields(cls)
        if one.required and one.other_key is None and span_of(cls.__name__, one.name).gone
    ]

    assert required == []
