"""What a newer server says is read as a stand-in, which is not sent in a request."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any

import attrs
import pytest
from cases import CASE_OF
from cattrs.errors import ClassValidationError
from loops import over

import orm_attrs
from converters import explain, json_schema, make_converter, register_union, tables
from converters.engines import requests
from converters.wire.codecs import FALLBACK, Fallback
from converters.wire.vocabulary import Tag, query_object, wire
from orm_attrs import (
    AgentTasksQueryParams,
    AgentTaskStatus,
    AnnotationTask,
    EditorLog,
    EditorLogGeneralAction,
    Issue,
    Keeper,
    OtherEditorLog,
    OtherIssue,
    Page,
)

IGNORING = make_converter()
KEEPING = make_converter(unknown="keep")
FORBIDDING = make_converter(unknown="forbid")

NEWER: tuple[Any, ...] = ("FROM_THE_FUTURE", 4711, 0.5)
TASK = CASE_OF[AnnotationTask].payload
ENTRY = CASE_OF[EditorLogGeneralAction].payload
PARAMS = {"statuses": ["NEW", "FROM_THE_FUTURE"]}
REFUSAL = "AgentTaskStatus.UNKNOWN stands for something that is not known, and cannot be sent"

OPEN = [name for name, row in FALLBACK.items() if row.is_unknown]


# --- enums ----------------------------------------------------------------------------------------


@over("name", OPEN)
def test_an_open_enum_takes_any_text_or_number_unless_that_is_forbidden(name: str) -> None:
    enum = getattr(orm_attrs, name)
    row: Fallback = FALLBACK[name]
    for value in (*NEWER, *([None] if NoneType in row.takes else [])):
        assert IGNORING.structure(value, enum) is enum[row.member]
        with pytest.raises((TypeError, ValueError)):
            FORBIDDING.structure(value, enum)
    for member in enum:
        assert FORBIDDING.structure(member.value, enum) is member


@pytest.mark.parametrize("value", [*NEWER, None, "NEW"])
def test_a_newer_value_of_an_answer_is_kept(value: Any) -> None:
    payload = {**TASK, "status": value}

    assert KEEPING.unstructure(KEEPING.structure(payload, AnnotationTask)) == payload


@pytest.mark.parametrize("value", [*NEWER, "", "DONE"])
def test_an_open_enum_beside_other_text_is_read_and_kept_in_the_same_way(value: Any) -> None:
    payload = {**ENTRY, "workflowStageType": value}

    read = KEEPING.structure(payload, EditorLogGeneralAction)

    known = {"": "", "DONE": orm_attrs.ActionableWorkflowNodeType.DONE}
    unknown = orm_attrs.ActionableWorkflowNodeType.UNKNOWN
    assert read.workflow_stage_type == known.get(value, unknown)
    assert KEEPING.unstructure(read) == payload
    if value not in known:
        with pytest.raises(ClassValidationError):
            FORBIDDING.structure(payload, EditorLogGeneralAction)


def test_a_schema_says_what_an_open_enum_takes() -> None:
    kinds = ["string", "integer", "number"]
    stage = json_schema(EditorLogGeneralAction)["properties"]["workflowStageType"]
    status = json_schema(AnnotationTask)["properties"]["status"]

    assert stage["type"] == kinds
    assert status["type"] == [*kinds, "null"]


# --- unions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("union", "payload", "read"),
    [
        (Issue, {"type": "hologram", "z": 1}, OtherIssue("hologram", {"z": 1})),
        (EditorLog, {"actionCategory": "x", "z": 1}, OtherEditorLog("x", {"z": 1})),
    ],
)
def test_an_answer_of_a_newer_class_is_read_as_another_and_written_again(
    union: Any, payload: Any, read: Any
) -> None:
    for using in (IGNORING, KEEPING):
        page = using.structure({"results": [payload]}, Page[union])
        assert page.results == [read]
        assert using.unstructure(page, Page[union]) == {"results": [payload]}
    with pytest.raises(ClassValidationError):
        FORBIDDING.structure(payload, union)


# --- requests -------------------------------------------------------------------------------------


def refusals(obj: Any, using: Any = IGNORING) -> list[str]:
    with pytest.raises(ClassValidationError) as caught:
        using.unstructure(obj)
    return explain(caught.value)


def test_a_request_with_a_stand_in_is_refused_with_its_path() -> None:
    read = IGNORING.structure(PARAMS, AgentTasksQueryParams)

    assert read.statuses == [AgentTaskStatus.NEW, AgentTaskStatus.UNKNOWN]
    assert refusals(read) == [f"$.statuses[1]: {REFUSAL}"]
    assert refusals(AgentTasksQueryParams(statuses=[AgentTaskStatus.UNKNOWN]), KEEPING) == [
        f"$.statuses[0]: {REFUSAL}"
    ]


def test_a_request_is_written_where_the_original_is_kept_or_nothing_is_unknown() -> None:
    read = KEEPING.structure(PARAMS, AgentTasksQueryParams)

    assert KEEPING.unstructure(read) == PARAMS
    assert IGNORING.unstructure(AgentTasksQueryParams(statuses=[AgentTaskStatus.NEW])) == {
        "statuses": ["NEW"]
    }
    assert IGNORING.unstructure(AgentTasksQueryParams()) == {}


@attrs.define
class Known(Keeper):
    kind: str
    status: AgentTaskStatus | None = None


@attrs.define
class Unknown(Keeper):
    kind: str
    content: Annotated[dict[str, Any], wire(rest=True)] = attrs.field(factory=dict)


@attrs.define
class Chain(Keeper):
    status: AgentTaskStatus
    next: Chain | None = None


@attrs.define
class Plain(Keeper):
    number: int


@attrs.define
class Bare(Keeper):
    """Its wire form is that of its list."""

    statuses: list[AgentTaskStatus]


@attrs.define
class Part(Keeper):
    """A request itself."""

    status: AgentTaskStatus


@attrs.define
class Sent(Keeper):
    by_name: dict[str, Chain] = attrs.field(factory=dict)
    one: Known | Unknown | None = None
    several: list[AgentTaskStatus | None] = attrs.field(factory=list)
    parts: list[Part] = attrs.field(factory=list)
    others: list[Plain] = attrs.field(factory=list)
    bare: Bare | None = None


def sender(unknown: Any) -> Any:
    """A converter for these classes."""
    made = make_converter(unknown=unknown)
    register_union(made, Known | Unknown, Tag("kind", {"a": Known}, unknown=Unknown))
    return made


@pytest.fixture
def as_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have tables for two classes that say that they are requests, and one for a body."""
    found = tables.table_of
    own = {Sent: query_object(), Part: query_object(), Bare: query_object(statuses=wire(body=True))}
    own = {cls: attrs.evolve(it, is_request=cls is not Bare) for cls, it in own.items()}
    for module in (tables, requests):
        monkeypatch.setattr(module, "table_of", lambda cls: own.get(cls) or found(cls))


@pytest.mark.usefixtures("as_requests")
def test_a_stand_in_is_found_at_any_depth() -> None:
    unknown = AgentTaskStatus.UNKNOWN
    sent = Sent(
        by_name={"a": Chain(AgentTaskStatus.NEW, Chain(AgentTaskStatus.NEW, Chain(unknown)))},
        one=Known("a", unknown),
        several=[None, AgentTaskStatus.NEW, unknown],
        parts=[Part(AgentTaskStatus.NEW)],
        others=[Plain(1)],
        bare=Bare([unknown]),
    )

    assert refusals(sent, sender("ignore")) == [
        f"$.by_name.a.next.next.status: {REFUSAL}",
        f"$.one.status: {REFUSAL}",
        f"$.several[2]: {REFUSAL}",
        f"$.bare.statuses[0]: {REFUSAL}",
    ]
    assert refusals(Sent(parts=[Part(unknown)]), sender("ignore")) == [
        f"$.parts[0].status: {REFUSAL}"
    ]


@pytest.mark.usefixtures("as_requests")
def test_an_object_of_an_unknown_class_is_sent_only_where_unknown_things_are_kept() -> None:
    sent = Sent(one=Unknown("b", {"z": 1}))
    plain = Sent(one=Known("a"), several=[AgentTaskStatus.NEW])

    assert refusals(sent, sender("ignore")) == [
        "$.one: Unknown stands for something that is not known, and cannot be sent"
    ]
    assert sender("keep").unstructure(sent)["one"] == {"kind": "b", "z": 1}
    assert sender("ignore").unstructure(plain)["one"] == {"kind": "a", "status": None}
