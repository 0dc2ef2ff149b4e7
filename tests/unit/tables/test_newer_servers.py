"""No answer of a newer server is unreadable, and nothing of it is sent that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs
import pytest
from cases import CASE_OF
from cattrs.errors import ClassValidationError
from loops import over

from converters import make_converter
from converters.plans.nodes import how_of
from converters.problems import ProblemCode, problems
from converters.tables import TABLES, UNIONS, WireField, is_literal, wire_fields
from converters.wire.codecs import enum_or_text, fallback_of, fallback_row
from converters.wire.vocabulary import Tag

IGNORING: Final = make_converter()
KEEPING: Final = make_converter(unknown="keep")
FORBIDDING: Final = make_converter(unknown="forbid")

NEWER: Final = ("hologram", 4711)

CLOSED: Final = {
    *("APIKeyScopes", "Action", "AnnotationTaskStatus", "AutomationModels"),
    *("CollaboratorTimersGroupBy", "CopyDatasetAction", "CvatExportType"),
    *("CvatImportGetResultLongPollingStatus", "CvatReviewMode", "DatasetScope"),
    *("DatasetUserRole", "DatasetUserRoleV2", "LongPollingStatus", "ProjectCopyOptions"),
    *("ProjectType", "ReviewApprovalState", "SpaceType", "TaskActionType", "WorkflowStageType"),
}
"""Enums of the older interface, and of requests that no table marks: an unknown value is an error,
as it is in the reference."""


def kinds_in(kind: Any) -> Iterator[Any]:
    """Give a type, and all that stand in it, but for the values of literals."""
    yield kind
    for it in () if is_literal(kind) else get_args(kind):
        yield from kinds_in(it)


def takes_the_rest(kind: Any) -> bool:
    return attrs.has(kind) and any(it.is_rest for it in wire_fields(kind))


def tags_of(how: Any) -> Iterator[Tag]:
    while isinstance(how, Tag):
        yield how
        how = how.unknown


def newer_object(how: Tag) -> dict[str, Any]:
    """Make an object of a union that is of no class of it that anybody knows."""
    told = {it.keys[0]: NEWER[0] for it in tags_of(how) if not isinstance(it.classes, type)}
    cls = how.member_of(told)
    return {**(CASE_OF[cls].payload if takes_the_rest(cls) else {}), **told}


def is_open(enum: Any) -> bool:
    """Tell whether a member of an enum stands for all that is not known yet, but with `forbid`."""
    row = fallback_row(enum)
    return row is not None and row.is_unknown


def parts_of(kind: Any) -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    """Give the types that values of a type consist of, with what makes such a value of one."""
    how = how_of(kind)
    if how is not None:
        yield from ((it, lambda value: value) for it in how.members)
    elif get_origin(kind) in (Union, UnionType):
        yield from ((it, lambda value: value) for it in get_args(kind))
    elif get_origin(kind) is list:
        yield get_args(kind)[0], lambda value: [value]
    elif get_origin(kind) is dict:
        name = "0" if get_args(kind)[0] is int else "a"
        yield get_args(kind)[1], lambda value: {name: value}


def newer_values(kind: Any, *, inside: int = 0) -> Iterator[Any]:
    """Give values of a type that hold something which is not known yet, one each.

    Args:
        kind: The type of a field.
        inside: How many levels of objects are looked into.
    """
    enum, texts = enum_or_text(kind) or (kind, ())
    if texts is None:
        return  # Any text is a value, in every mode.
    if is_open(enum):
        yield from NEWER
        return
    how = how_of(kind)
    if isinstance(how, Tag) and takes_the_rest(how.member_of(newer_object(how))):
        yield newer_object(how)
    for part, make in parts_of(kind):
        yield from map(make, newer_values(part, inside=inside))
    if inside and kind in CASE_OF and not TABLES[kind].is_request:
        yield from newer_payloads(kind, inside=inside - 1)


def newer_payloads(cls: Any, *, inside: int = 0) -> Iterator[Any]:
    """Give payloads of a class that hold something which is not known yet."""
    for field in wire_fields(cls):
        for value in newer_values(field.type, inside=inside):
            yield value if field.is_body else {**CASE_OF[cls].payload, field.key: value}


ANSWERS: Final = [cls for cls, table in TABLES.items() if not table.is_request and cls in CASE_OF]
REQUESTS: Final = [cls for cls, table in TABLES.items() if table.is_request]

OPEN_ANSWERS: Final = [cls for cls in ANSWERS if any(newer_payloads(cls))]
OPEN_REQUESTS: Final = [cls for cls in REQUESTS if any(newer_payloads(cls, inside=2))]


def in_answers() -> Iterator[tuple[Any, WireField, Any]]:
    """Give each type that stands in a field of a class of answers, with both."""
    for cls in TABLES:
        if not TABLES[cls].is_request:
            for field in wire_fields(cls):
                for kind in kinds_in(field.type):
                    yield cls, field, kind


@over("cls", OPEN_ANSWERS, lambda cls: cls.__name__)
def test_what_is_not_known_yet_is_read_and_kept_or_forbidden(cls: Any) -> None:
    for payload in newer_payloads(cls):
        IGNORING.unstructure(IGNORING.structure(payload, cls))
        assert KEEPING.unstructure(KEEPING.structure(payload, cls)) == payload
        with pytest.raises((ClassValidationError, TypeError, ValueError)):
            FORBIDDING.structure(payload, cls)


@over("cls", OPEN_REQUESTS, lambda cls: cls.__name__)
def test_what_is_not_known_yet_is_sent_only_where_it_was_kept(cls: Any) -> None:
    for payload in newer_payloads(cls, inside=2):
        with pytest.raises(ClassValidationError) as caught:
            IGNORING.unstructure(IGNORING.structure(payload, cls))
        assert {it.code for it in problems(caught.value)} == {ProblemCode.UNKNOWN_MEMBER}
        assert KEEPING.unstructure(KEEPING.structure(payload, cls)) == payload


def may_be_other(field: WireField) -> bool:
    """Tell whether a field takes texts, or a member of an enum, that nobody knows yet."""
    found = filter(None, map(enum_or_text, kinds_in(field.type)))
    return any(texts is None or is_open(enum) for enum, texts in found)


def test_the_enums_that_refuse_what_they_do_not_know_are_those_of_the_reference() -> None:
    enums = {
        kind
        for _, field, kind in in_answers()
        if isinstance(kind, type) and issubclass(kind, Enum) and not may_be_other(field)
    }

    assert {it.__name__ for it in enums if fallback_of(it) is None} == CLOSED


def unions_of_answers() -> list[Tag]:
    """Give how the classes of each union are told apart that stands in an answer, or is one."""
    found = [how_of(kind) for _, _, kind in in_answers()] + list(UNIONS.values())
    tags = [how for how in found if isinstance(how, Tag)]
    return [how for how in tags if not any(TABLES[cls].is_request for cls in how.members)]


def test_a_text_of_an_answer_that_is_one_of_a_few_tells_its_class_or_may_be_another() -> None:
    telling = {
        (cls, key)
        for how in unions_of_answers()
        if any(map(takes_the_rest, how.members))
        for tag in tags_of(how)
        if not isinstance(tag.classes, type)
        for cls in tag.classes.values()
        for key in tag.keys
    }
    literals = [(cls, field) for cls, field, kind in in_answers() if is_literal(kind)]

    assert len(literals) > 40
    assert {
        f"{cls.__name__}.{field.name}"
        for cls, field in literals
        if (cls, field.key) not in telling and not may_be_other(field)
    } == set()


def test_a_union_in_an_answer_has_a_class_for_every_object() -> None:
    unions = unions_of_answers()

    assert len(unions) > 20
    assert [how for how in unions if how.member_of(newer_object(how)) is None] == []
    # Whether a key is there tells the classes of most others: no text of theirs is unknown.
    by_text = [
        tag.keys[0]
        for how in unions
        if not any(map(takes_the_rest, how.members))
        for tag in tags_of(how)
        if not isinstance(tag.classes, type)
    ]
    assert set(by_text) == {"stageType"}, "the enum of which is one of the reference"
