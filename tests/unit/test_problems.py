"""Problems as data: what each error of a hook says, and the shapes that other tools take."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from attrs import define, evolve
from cattrs.gen import make_dict_structure_fn

import converters
from converters import (
    Problem,
    ProblemCode,
    converter,
    explain,
    fastapi_detail,
    github_annotations,
    loads,
    make_converter,
    problem_details,
    problems,
    validate,
)
from orm_attrs import DataRow, Dataset, DatasetAPIKey, DataType, LabelRow


@define
class Shelf:
    boxes: dict[str, tuple[int, int]]
    kinds: dict[DataType, int] | None = None


def wrong(payload: Any, kind: Any, own: Any = converter, **options: Any) -> list[Problem]:
    try:
        own.structure(payload, kind)
    except converters.INVALID as exc:
        return problems(exc, **options)
    raise AssertionError("nothing is wrong")


@define
class Deep:
    inner: Deep | None = None


@pytest.mark.parametrize(
    ("changes", "code", "expected", "value"),
    [
        ({"width": "1920"}, "wrong_type", "int", "1920"),
        ({"data_title": None}, "wrong_type", "str", None),
        ({"created_at": "May"}, "bad_date", "a date and time", "May"),
        ({"created_at": 5}, "wrong_type", "a date and time", 5),
        ({"backing_item_uuid": "x"}, "bad_uuid", "a UUID", "x"),
        ({"images_data": {}}, "wrong_type", "a list", {}),
    ],
)
def test_a_value_that_is_wrong_is_told_with_what_would_be_right(
    row: dict[str, Any], changes: dict[str, Any], code: str, expected: str, value: Any
) -> None:
    (found,) = wrong([row, row | changes], list[DataRow])

    (key,) = changes
    assert found.path == (1, key)
    assert found.pointer == f"/1/{key}"
    assert (found.code, found.expected, found.value) == (ProblemCode(code), expected, value)
    assert str(found) == f"$[1].{key}: {found.message}"


@pytest.mark.parametrize(
    ("payload", "kind", "code", "path"),
    [
        ({"boxes": {"a/b~c": [1]}}, Shelf, "wrong_length", ("boxes", "a/b~c")),
        ({"boxes": {}, "kinds": {"x": 1, "y": 2}}, Shelf, "repeated", ("kinds", "y")),
        ({}, Shelf, "missing", ("boxes",)),
        ([], Shelf, "wrong_type", ()),
        ("HOLOGRAM", converters.ProblemCode, "unknown_member", ()),
        ({"scopes": "[1"}, DatasetAPIKey, "bad_text", ("scopes",)),
    ],
)
def test_each_kind_of_problem_has_its_code(
    payload: Any, kind: Any, code: str, path: tuple[Any, ...]
) -> None:
    found = {it.path: it.code.value for it in wrong(payload, kind)}
    assert found[path] == code


def test_the_pointer_escapes_what_pointers_have_a_meaning_for() -> None:
    (found,) = wrong({"boxes": {"a/b~c": [1]}}, Shelf)
    assert found.pointer == "/boxes/a~1b~0c"


def test_unknown_keys_are_problems_of_their_own(row: dict[str, Any]) -> None:
    found = wrong(row | {"b": 1, "a": 2}, DataRow, make_converter(unknown="forbid"))
    assert [(it.pointer, it.code.value) for it in found] == [
        ("/a", "extra_key"),
        ("/b", "extra_key"),
    ]


def test_that_the_check_has_stopped_has_a_code() -> None:
    found = wrong([1] * 10, list[str], make_converter(max_problems=3))
    assert [it.code.value for it in found] == ["wrong_type"] * 3 + ["too_many"]


def test_what_is_nested_too_deep_has_a_code() -> None:
    nested: Any = None
    for _ in range(5000):
        nested = {"inner": nested}
    (found,) = wrong(nested, Deep)
    assert (found.path, found.code) == ((), ProblemCode.TOO_DEEP)


def test_text_that_is_no_json_is_a_problem_too() -> None:
    with pytest.raises(converters.INVALID) as caught:
        loads("[1, 2", list[int])
    (found,) = problems(caught.value, strict=True)
    assert (found.path, found.pointer, found.code) == ((), "", ProblemCode.INVALID)


def test_explain_is_the_problems_as_text(row: dict[str, Any]) -> None:
    for bad in (row | {"width": "1", "created_at": "May"}, {}, [], None):
        with pytest.raises(converters.INVALID) as caught:
            converter.structure(bad, DataRow)
        assert explain(caught.value) == [str(it) for it in problems(caught.value)]


def test_the_first_error_of_a_brief_converter_is_a_problem_too(row: dict[str, Any]) -> None:
    brief = make_converter(detailed_validation=False)
    assert wrong(row | {"width": "1"}, DataRow, brief)[0].code is ProblemCode.WRONG_TYPE
    assert wrong({}, DataRow, brief)[0].code is ProblemCode.MISSING


# --- hooks of a service ---------------------------------------------------------------------------


@define
class Shown:
    kind: DataType


def with_hook(hook: Any) -> Any:
    own = make_converter()
    own.register_structure_hook(DataType, hook)
    return own


def test_a_hook_that_fails_is_told_from_a_payload_that_is_wrong(row: dict[str, Any]) -> None:
    def fail(value: Any, _: Any) -> DataType:
        return value.no_such_attribute  # type: ignore[no-any-return]

    own = with_hook(fail)
    found = wrong(row, DataRow, own)
    assert [it.code for it in found] == [ProblemCode.HOOK_FAILED]
    assert isinstance(found[0].exception, AttributeError)
    with pytest.raises(AttributeError, match="no_such_attribute"):
        wrong(row, DataRow, own, strict=True)


def test_a_key_that_a_hook_misses_is_none_that_the_payload_lacks() -> None:
    def miss(value: Any, _: Any) -> DataType:
        raise KeyError("kind")

    own = with_hook(miss)
    own.register_structure_hook(Shown, make_dict_structure_fn(Shown, own))
    (found,) = wrong({"kind": "VIDEO"}, Shown, own)
    assert found.code is not ProblemCode.MISSING
    (found,) = wrong({}, Shown, own)
    assert found.code is ProblemCode.MISSING
    assert str(found.code) == found.code.value


def test_what_a_hook_says_of_the_payload_is_a_problem_of_the_payload(row: dict[str, Any]) -> None:
    def refuse(value: Any, _: Any) -> DataType:
        raise ValueError("we take no videos")

    (found,) = wrong(row, DataRow, with_hook(refuse), strict=True)
    assert (found.code, found.message) == (ProblemCode.INVALID, "we take no videos")


def test_a_type_without_a_hook_is_no_problem_of_the_payload() -> None:
    class Unknown:
        pass

    with pytest.raises(Exception, match="Unsupported type") as caught:
        converter.structure(1, Unknown)
    with pytest.raises(Exception, match="Unsupported type"):
        problems(caught.value, strict=True)


@pytest.mark.parametrize("value", ["x" * 100, 5, 1.5, None, [object()], {"a": lambda: 1}])
def test_an_error_pickles_whatever_it_is_about(row: dict[str, Any], value: Any) -> None:
    with pytest.raises(converters.INVALID) as caught:
        converter.structure(row | {"width": value or "x", "created_at": value}, DataRow)
    again = problems(pickle.loads(pickle.dumps(caught.value)))

    assert again == [evolve(it, value=None) for it in problems(caught.value)]


# --- objects that were made by hand ---------------------------------------------------------------


def test_an_object_that_was_made_by_hand_is_checked(row: dict[str, Any]) -> None:
    good = converter.structure(row, DataRow)
    assert validate(good) == validate([good]) == []

    bad = evolve(good, uid=5, created_at="yesterday")
    found = {it.path: str(it) for it in validate(bad)}
    assert found[("created_at",)] == "$.created_at: expected a datetime, got 'yesterday'"
    assert [str(it) for it in validate(evolve(good, uid=5))] == ["$.uid: expected str, got int 5"]


def test_the_paths_of_what_was_made_by_hand_name_attributes(row: dict[str, Any]) -> None:
    good = converter.structure(row, DataRow)
    rows = [good, evolve(good, title=None)]
    dataset = Dataset(
        title="t",
        storage_location="AWS",  # type: ignore[arg-type]
        data_rows=rows,
        dataset_hash="h",
    )

    assert [it.path for it in validate(dataset)] == [("storage_location",)]
    dataset.storage_location = good.storage_location
    assert [it.path for it in validate(dataset)] == [("data_rows", 1, "title")]
    assert [it.path for it in validate(rows)] == [(1, "title")]


def test_rows_are_validated_in_any_container(row: dict[str, Any]) -> None:
    good = converter.structure(row, DataRow)
    bad = evolve(good, title=5)  # type: ignore[arg-type]

    assert [it.pointer for it in validate((good, bad))] == ["/1/title"]
    assert [str(it) for it in validate({"a b": [bad]})] == [
        "$['a b'][0].title: expected str, got int 5"
    ]


def test_a_list_that_contains_itself_is_nested_too_deep() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    rows: list[Any] = [LabelRow(label_hash="a"), cycle]

    for obj in (cycle, rows, {"a": cycle}):
        assert [it.code for it in validate(obj)] == [ProblemCode.TOO_DEEP]


class UnprintableError(ValueError):
    def __str__(self) -> str:
        raise RuntimeError("no words")


class HiddenError(Exception):
    @property
    def args(self) -> Any:
        raise RuntimeError("no arguments")


@pytest.mark.parametrize(
    ("error", "code"),
    [(UnprintableError, ProblemCode.INVALID), (HiddenError, ProblemCode.HOOK_FAILED)],
)
def test_an_exception_that_cannot_be_printed_is_named(
    row: dict[str, Any], error: type[Exception], code: ProblemCode
) -> None:
    def fail(value: Any, _: Any) -> Any:
        raise error(value)

    own = make_converter()
    own.register_structure_hook(DataType, fail)
    with pytest.raises(converters.INVALID) as caught:
        own.structure(row, DataRow)
    (problem,) = problems(caught.value)

    assert (problem.where, problem.code, problem.message) == ("$.data_type", code, error.__name__)


# --- shapes ---------------------------------------------------------------------------------------


@pytest.fixture
def found(row: dict[str, Any]) -> list[Problem]:
    bad = {**row, "width": "1"}
    del bad["data_hash"]
    return wrong([bad], list[DataRow])


def test_problem_details_for_http(found: list[Problem]) -> None:
    assert problem_details(found) == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "2 problems in the payload",
        "errors": [
            {"pointer": "#/0/data_hash", "code": "missing", "detail": "required, but missing"},
            {"pointer": "#/0/width", "code": "wrong_type", "detail": "expected int, got '1'"},
        ],
    }
    assert problem_details(found[:1])["detail"] == "1 problem in the payload"


def test_the_list_of_fastapi(found: list[Problem]) -> None:
    assert fastapi_detail(found)[0] == {
        "loc": ["body", 0, "data_hash"],
        "msg": "required, but missing",
        "type": "missing",
    }


def test_keys_that_utf_8_has_not_are_spelled_out() -> None:
    (problem,) = wrong({"boxes": {"\ud800": 5}}, Shelf)
    (error,) = problem_details([problem])["errors"]
    (detail,) = fastapi_detail([problem])

    assert error["pointer"] == "#/boxes/\\ud800"
    assert detail["loc"] == ["body", "boxes", "\\ud800"]


def test_annotations_for_github(found: list[Problem]) -> None:
    lines = github_annotations(found, "a,b:c.json", 3)
    assert lines[0] == ("::error file=a%2Cb%3Ac.json,line=3::$[0].data_hash: required, but missing")
    (several,) = github_annotations([Problem((), ProblemCode.INVALID, "100%\r\nof it")], "f\r")
    assert several == "::error file=f%0D,line=1::$: 100%25%0D%0Aof it"


def test_each_code_is_its_name_in_small_letters() -> None:
    assert [it.value for it in ProblemCode] == [it.name.lower() for it in ProblemCode]
