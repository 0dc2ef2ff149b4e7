"""Every class with every key: present, missing, null, unknown and of a wrong type."""

from __future__ import annotations

import json
from types import NoneType
from typing import Any, get_origin

import attrs
import pytest
from cases import CASE_OF, CASES, TIMER, Case, Key
from cattrs.errors import ClassValidationError
from chosen import by_kind
from loops import in_groups
from matrix import (
    NOT_OBJECTS,
    OBJECTS,
    checks_by_class,
    good,
    of_each_class,
    of_each_key,
    problems,
    structure,
)

import orm_attrs as orm
from converters import converter, explain, make_converter
from converters.wire.codecs import fallback_of, fallback_row

strict_converter = make_converter(forbid_extra_keys=True)


def write(obj: Any, kind: Any) -> str:
    """Unstructure to JSON text, in which ``1``, ``1.0`` and ``true`` differ."""
    return json.dumps(converter.unstructure(obj, kind))


def list_of(cls: Any) -> Any:
    return list[cls]


# --- the matrix ---------------------------------------------------------------------------------


def test_the_table_knows_every_class_and_every_field_in_order() -> None:
    members = (getattr(orm, name) for name in orm.__all__)
    classes = {member for member in members if isinstance(member, type)}

    known = {get_origin(case.cls) or case.cls: case.names for case in CASES}

    assert known == {
        cls: tuple(one.name for one in attrs.fields(cls)) for cls in classes if attrs.has(cls)
    }
    assert len(known) == len(CASES)


@of_each_class
def say_a_full_payload_gives_every_value_and_is_written_again(case: Case) -> None:
    obj = structure(case.payload, case.cls)

    assert obj == case.object
    for one in case.keys:
        assert type(getattr(obj, one.name)) is type(one.value), one.name
    assert write(obj, case.cls) == json.dumps(case.written)
    assert structure(case.written, case.cls) == obj


@of_each_class
def say_a_body_of_a_wrong_type_is_one_problem(case: Case) -> None:
    for one in case.keys:
        if one.is_body:
            assert problems(one.wrong, case.cls) == [f"$: {one.problem()}"]
            assert structure([case.payload] * 2, list_of(case.cls)) == [case.object] * 2


@of_each_key(lambda one: one.required and not (one.stand_in or one.is_excused))
def say_a_required_key_that_is_missing_is_named(case: Case, one: Key) -> None:
    payload = case.payload
    del payload[one.key]

    with pytest.raises(ClassValidationError) as caught:
        structure(payload, case.cls)

    assert explain(caught.value) == [f"$.{one.key}: required, but missing"]


@of_each_key(lambda one: bool(one.stand_in))
def say_a_key_that_is_missing_is_read_from_the_one_that_stands_in(case: Case, one: Key) -> None:
    payload = case.payload
    del payload[one.key]

    obj = structure(payload, case.cls)

    assert getattr(obj, one.name) == payload[one.stand_in]
    assert converter.unstructure(obj)[one.key] == payload[one.stand_in]
    del payload[one.stand_in]
    assert sorted(problems(payload, case.cls)) == [
        f"$.{key}: required, but missing" for key in sorted((one.key, one.stand_in))
    ]


@of_each_key(lambda one: not one.required)
def say_an_optional_key_that_is_missing_gives_the_default(case: Case, one: Key) -> None:
    payload = case.payload
    del payload[one.key]

    obj = structure(payload, case.cls)

    assert getattr(obj, one.name) == one.default
    assert obj == attrs.evolve(case.object, **{one.name: one.default})
    assert write(obj, case.cls) == json.dumps(case.written_with_default([one]))


@of_each_key(lambda one: one.nullable)
def say_null_is_read_where_it_is_allowed(case: Case, one: Key) -> None:
    obj = structure({**case.payload, one.key: None}, case.cls)

    assert getattr(obj, one.name) == one.of_null
    assert write(obj, case.cls) == json.dumps(case.written_with_null([one]))


def has_fallback(one: Key) -> bool:
    """Tell whether a field is an enum that has a member for null."""
    row = fallback_row(type(one.value))
    return row is not None and NoneType in row.takes


@of_each_key(lambda one: not one.nullable and has_fallback(one))
def say_null_is_the_fallback_member_of_an_enum_that_has_one(case: Case, one: Key) -> None:
    obj = structure({**case.payload, one.key: None}, case.cls)

    assert getattr(obj, one.name) is fallback_of(type(one.value))


@of_each_key(
    lambda one: one.may_be_wrong and not (one.nullable or one.is_excused or has_fallback(one))
)
def say_null_is_refused_where_it_is_not_allowed(case: Case, one: Key) -> None:
    assert problems({**case.payload, one.key: None}, case.cls) == [
        f"$.{one.key}: {one.problem('null')}"
    ]


@of_each_key(lambda one: one.may_be_wrong)
def say_a_wrong_type_is_the_one_problem_that_is_found(case: Case, one: Key) -> None:
    assert problems({**case.payload, one.key: one.wrong}, case.cls) == [
        f"$.{one.key}: {one.problem()}"
    ]


@in_groups(["say", "arguments"], checks_by_class())
def test_payloads_of_a_class_are_read_and_written_as_its_case_says(
    say: Any, arguments: tuple[Any, ...]
) -> None:
    """All of the functions above, of each class and key."""
    say(*arguments)


@by_kind("case", [case for case in OBJECTS if any(one.may_be_wrong for one in case.keys)])
def test_everything_wrong_is_listed_in_the_order_of_the_fields(case: Case) -> None:
    backwards = {one.key: one.wrong for one in reversed(case.keys)}

    assert problems(backwards, case.cls) == [
        f"$.{one.key}: {one.problem()}" for one in case.keys if one.may_be_wrong
    ]


@by_kind("case", [case for case in OBJECTS if any(one.required for one in case.keys)])
def test_an_empty_object_lacks_every_required_key(case: Case) -> None:
    assert problems({}, case.cls) == [
        f"$.{one.key}: required, but missing" for one in case.keys if one.required
    ]


@by_kind("case", OBJECTS)
def test_the_required_keys_alone_are_enough(case: Case) -> None:
    minimal = {one.key: one.wire for one in case.keys if one.required}
    defaults = {one.name: one.default for one in case.keys if not one.required}

    with_defaults = attrs.evolve(case.object, **defaults)

    assert structure(minimal, case.cls) == with_defaults
    assert structure([case.payload, minimal, case.payload, minimal], list_of(case.cls)) == [
        case.object,
        with_defaults,
        case.object,
        with_defaults,
    ]


@by_kind("case", OBJECTS)
def test_lists_of_payloads_that_lack_the_last_keys_give_the_same_objects(case: Case) -> None:
    """Whatever they lack: there are functions of their own for what an older server sends."""
    for count in range(len(case.keys)):
        older = {one.key: one.wire for one in case.keys[:count]}
        payloads = [older, {**older, "zzz": 1}, case.payload, older]
        if any(one.required and not one.stand_in for one in case.keys[count:]):
            assert problems(payloads, list_of(case.cls))
        else:
            singly = [structure(payload, case.cls) for payload in payloads]
            assert structure(payloads, list_of(case.cls)) == singly


@by_kind("case", [case for case in OBJECTS if not case.has_rest])
def test_an_unknown_key_is_ignored(case: Case) -> None:
    assert structure({"zzz": {"a": [1]}, **case.payload}, case.cls) == case.object


@by_kind("case", [case for case in OBJECTS if not case.has_rest])
def test_an_unknown_key_is_refused_where_the_converter_forbids_it(case: Case) -> None:
    with_unknown = {**case.payload, "zzz": 1}

    assert structure(case.payload, case.cls, strict_converter) == case.object
    assert problems(with_unknown, case.cls, strict_converter) == ["$.zzz: unknown key"]
    assert problems([case.payload, with_unknown], list_of(case.cls), strict_converter) == [
        "$[1].zzz: unknown key"
    ]


@by_kind("case", OBJECTS)
def test_what_is_no_object_is_one_problem(case: Case) -> None:
    for payload, got in NOT_OBJECTS:
        assert problems(payload, case.cls) == [f"$: expected an object, got {got}"]


@by_kind("case", OBJECTS)
def test_a_list_gives_its_good_items_in_order(case: Case) -> None:
    other = case.payload if case.has_rest else {"zzz": 1, **case.payload}

    assert structure([case.payload, other, case.payload], list_of(case.cls)) == [case.object] * 3
    assert structure([], list_of(case.cls)) == []


@by_kind("case", OBJECTS)
def test_bad_items_of_a_list_are_named_by_their_numbers(case: Case) -> None:
    bad = {**case.payload, **{one.key: one.wrong for one in case.keys}}

    assert problems([case.payload, bad, case.payload, None], list_of(case.cls)) == [
        *(f"$[1].{one.key}: {one.problem()}" for one in case.keys if one.may_be_wrong),
        "$[3]: expected an object, got null",
    ]


@pytest.mark.parametrize(("payload", "got"), [({}, "object"), *NOT_OBJECTS[1:]])
def test_what_is_no_list_is_one_problem(payload: Any, got: str) -> None:
    assert problems(payload, list[orm.DataRow]) == [f"$: expected a list, got {got}"]


# --- lists with a class of their own ------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "item"),
    [(orm.SignedImagesURL, orm.SignedImageURL), (orm.SignedDicomsURL, orm.SignedDicomURL)],
)
def test_a_list_class_structures_its_items(cls: Any, item: Any) -> None:
    payload = [good(item), {}]

    urls = structure(payload, cls)

    assert type(urls) is cls
    assert urls == [CASE_OF[item].object, item()]
    assert converter.unstructure(urls) == payload
    assert problems([{}, {"title": 5}, 5], cls) == [
        "$[1].title: expected str, got int 5",
        "$[2]: expected an object, got int 5",
    ]
    assert problems({}, cls) == ["$: expected a list, got object"]


# --- problems further down ----------------------------------------------------------------------

ROW = CASE_OF[orm.DataRow].payload


IMAGE = CASE_OF[orm.ImageData].payload


HASHES = "datasets_to_data_hashes_map"


DEEPER: list[tuple[Any, str, Any, str]] = [
    (orm.Dataset, "data_rows", [ROW, {**ROW, "width": "x"}], "[1].width: expected int, got 'x'"),
    (orm.Dataset, "data_rows", [ROW, [ROW]], "[1]: expected an object, got list"),
    (orm.DataRow, "images_data", [{**IMAGE, "width": None}], "[0].width: expected int, got null"),
    (orm.Page[orm.CollaboratorTimer], "results", [5], "[0]: expected an object, got int 5"),
    (orm.LabelRowMetadata, "workflow_graph_node", {"uuid": ""}, ".title: required, but missing"),
    (orm.ModelTrainingParams, "weights", {"model": 5}, ".model: expected str, got int 5"),
    (orm.DatasetDataLongPolling, "errors", ["a", None], "[1]: expected str, got null"),
    (orm.CopyLabelsOptions, "accepted_label_hashes", [5], "[0]: expected str, got int 5"),
    (orm.CopyDatasetOptions, HASHES, {"d5": ["a", 5]}, ".d5[1]: expected str, got int 5"),
    (orm.CopyDatasetOptions, HASHES, {"5d": 5}, "['5d']: expected a list, got int 5"),
    (orm.TaskPriorityParams, "priorities", [["a", "1"]], "[0][1]: expected float, got '1'"),
    (orm.TaskPriorityParams, "priorities", [5], "[0]: expected a list of 2 values, got int 5"),
    (
        orm.TaskPriorityParams,
        "priorities",
        [["a", 1], ["a", 1, 2]],
        "[1]: expected a list of 2 values, got 3 of them",
    ),
    (orm.ModelConfiguration, "feature_node_hashes", ["a", 5], "[1]: expected str, got int 5"),
]


@pytest.mark.parametrize(("cls", "key", "value", "rest"), DEEPER)
def test_a_problem_further_down_has_its_whole_path(
    cls: Any, key: str, value: Any, rest: str
) -> None:
    assert problems(good(cls, **{key: value}), cls) == [f"$.{key}{rest}"]


# --- camelCase and snake_case -------------------------------------------------------------------

LOG_PARAMS_IN_CAMEL_CASE = {
    "userHash": "u1v2w3x4",
    "dataHash": "87fbb2d6",
    "startTimestamp": 1672606800,
    "endTimestamp": 1672693200,
    "userEmail": "ann@example.com",
    "includeUserEmailAndInterfaceKey": False,
}


@pytest.mark.parametrize("using", [converter, strict_converter], ids=["lenient", "strict"])
@pytest.mark.parametrize(
    "cls", [orm.CollaboratorTimer, orm.CollaboratorTimerParams, orm.Page[orm.CollaboratorTimer]]
)
def test_snake_case_is_read_and_camel_case_written(cls: Any, using: Any) -> None:
    case = CASE_OF[cls]
    in_snake_case = {one.name: one.wire for one in case.keys}

    obj = structure(in_snake_case, cls, using)

    assert obj == case.object
    assert write(obj, cls) == json.dumps(case.written)


def test_log_parameters_are_read_in_camel_case_and_written_in_snake_case() -> None:
    case = CASE_OF[orm.LabelLogParams]

    obj = structure(LOG_PARAMS_IN_CAMEL_CASE, case.cls)

    assert obj == case.object
    assert converter.unstructure(obj) == case.payload


def test_of_two_spellings_the_camel_case_one_counts() -> None:
    timer = structure({"user_email": "no", **TIMER.payload, "time_seconds": "no"}, TIMER.cls)

    assert timer == TIMER.object


def test_a_problem_is_named_by_the_spelling_that_was_sent() -> None:
    payload = {"user_email": 5, "userRole": "x", "time_seconds": None}

    assert problems(payload, orm.CollaboratorTimer) == [
        "$.user_email: expected str, got int 5",
        "$.userRole: expected int, got 'x'",
        "$.time_seconds: expected float, got null",
    ]
