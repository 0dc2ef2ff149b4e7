"""`explain` and the sentences of the hooks."""

import pickle
from typing import Any, NewType

import pytest
from attrs import define, field
from attrs.validators import ge
from cattrs import ClassValidationError
from cattrs.errors import AttributeValidationNote

from converters import converter, explain, make_converter
from converters.errors import shorten, shorten_list
from orm_attrs import (
    CollaboratorTimer,
    CopyDatasetOptions,
    DataRow,
    Dataset,
    DatasetAPIKey,
    DatasetDataLongPolling,
    TaskPriorityParams,
)

Depth = NewType("Depth", int)


def problems(payload: Any, cls: Any, conv: Any = converter) -> list[str]:
    with pytest.raises(Exception) as caught:
        conv.structure(payload, cls)
    return explain(caught.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("May", "'May'"),
        ("x" * 100, "'" + "x" * 60 + "'..."),
        (5, "int 5"),
        (1.5, "float 1.5"),
        (True, "bool True"),
        (None, "null"),
        ([1], "list"),
        ({"a": 1}, "object"),
        (2**128 - 1, f"int {2**128 - 1}"),
        (-(2**128), "int of 129 bits"),
        (1 << 20_000, "int of 20001 bits"),
        (b"x", "bytes"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_described_in_a_few_words(value: object, words: str) -> None:
    assert shorten(value) == words


def test_of_many_values_that_are_allowed_the_first_fifty_are_listed() -> None:
    assert shorten_list(["x" * 100, 5, 2**128]) == f"{'x' * 60}, 5, int of 129 bits"
    assert shorten_list(range(50)) == ", ".join(map(str, range(50)))
    assert shorten_list(range(53)) == ", ".join(map(str, range(50))) + " and 3 more"


def test_a_long_sentence_of_a_hook_is_cut() -> None:
    def refuse(value: Any, _: Any) -> Any:
        raise ValueError("x" * value)

    own = make_converter()
    own.register_structure_hook(Depth, refuse)
    assert problems(4000, Depth, own) == ["$: " + "x" * 4000]
    assert problems(4001, Depth, own) == ["$: " + "x" * 4000 + "..."]


def test_a_value_that_is_nested_too_deep_to_print_is_named_all_the_same() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert (
        problems({"status": deep}, DatasetDataLongPolling)[0] == "$.status: expected str, got list"
    )


def test_the_path_names_wire_keys_and_indexes() -> None:
    payload = {
        "dataset_hash": "d",
        "title": "t",
        "description": None,
        "dataset_type": "CORD_STORAGE",
        "data_rows": [{"data_title": 5}],
    }
    lines = problems(payload, Dataset)
    assert lines[:2] == [
        "$.data_rows[0].data_hash: required, but missing",
        "$.data_rows[0].data_title: expected str, got int 5",
    ]


def test_the_path_names_the_key_that_the_payload_uses() -> None:
    """A field that is read under two keys is reported under the one that is there."""
    payload = {"user_email": 5, "userRole": 0}
    assert problems(payload, CollaboratorTimer) == [
        "$.user_email: expected str, got int 5",
        "$.timeSeconds: required, but missing",
    ]


def test_keys_that_are_no_plain_names_are_quoted() -> None:
    payload = {"datasets_to_data_hashes_map": {"a b": ["x", 1], "plain": 5}}
    assert problems(payload, CopyDatasetOptions) == [
        "$.datasets_to_data_hashes_map['a b'][1]: expected str, got int 1",
        "$.datasets_to_data_hashes_map.plain: expected a list, got int 5",
    ]


def test_a_key_that_is_no_text_is_named() -> None:
    payload = {"datasets_to_data_hashes_map": {5: []}}
    assert problems(payload, CopyDatasetOptions) == [
        "$.datasets_to_data_hashes_map[5]: expected str, got int 5"
    ]


def test_a_pair_is_reported_by_its_positions() -> None:
    payload = {"priorities": [["a", 0.5], ["b"], ["c", "high"], "de", [1, 2]]}
    assert problems(payload, TaskPriorityParams) == [
        "$.priorities[1]: expected a list of 2 values, got 1 of them",
        "$.priorities[2][1]: expected float, got 'high'",
        "$.priorities[3]: expected a list of 2 values, got 'de'",
        "$.priorities[4][0]: expected str, got int 1",
    ]


@pytest.mark.parametrize("text", ["{bad", '"dataset.read"', "[" * 100_000, "9" * 5000])
def test_scopes_that_are_no_json_text_of_a_list_are_one_problem(text: str) -> None:
    payload = {"resource_hash": "r", "api_key": "k", "title": "t", "key_hash": "h", "scopes": text}
    (line,) = problems(payload, DatasetAPIKey)
    assert line.startswith("$.scopes: expected JSON text of a list, got '")


def test_one_bad_object_among_a_thousand_is_the_only_one_reported(row: dict[str, Any]) -> None:
    rows = [dict(row, data_title=str(i)) for i in range(1000)]
    rows[612]["width"] = "wide"
    assert problems(rows, list[DataRow]) == ["$[612].width: expected int, got 'wide'"]


def test_unknown_keys_are_listed_where_they_are_forbidden(row: dict[str, Any]) -> None:
    strict = make_converter(forbid_extra_keys=True)
    assert problems([row, dict(row, b=1, a=2)], list[DataRow], strict) == [
        "$[1].a: unknown key",
        "$[1].b: unknown key",
    ]


def test_a_plain_error_is_explained_too() -> None:
    assert problems("x", int) == ["$: expected int, got 'x'"]
    assert explain(ValueError()) == ["$: ValueError"]


def test_what_a_validator_says_is_explained() -> None:
    @define
    class Limit:
        rows: int = field(validator=ge(1))

    (line,) = problems({"rows": 0}, Limit)
    assert line == "$: 'rows' must be >= 1: 0"


def test_errors_survive_pickling(row: dict[str, Any]) -> None:
    """Worker processes can send them home."""
    del row["data_hash"]
    with pytest.raises(ClassValidationError) as caught:
        converter.structure(row, DataRow)
    assert explain(pickle.loads(pickle.dumps(caught.value))) == explain(caught.value)


def test_the_report_does_not_drag_the_failed_fast_path_along(row: dict[str, Any]) -> None:
    with pytest.raises(ClassValidationError) as caught:
        converter.structure(dict(row, width="x"), DataRow)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("payload", "cls"),
    [
        ([], DataRow),
        ({}, list[DataRow]),
        ([{"data_hash": 1}], list[DataRow]),
        ({"priorities": 5}, TaskPriorityParams),
        ({"priorities": [["a"]]}, TaskPriorityParams),
        ({"priorities": [[1, 1]]}, TaskPriorityParams),
        ({"datasets_to_data_hashes_map": 5}, CopyDatasetOptions),
        ({"datasets_to_data_hashes_map": {"a": [5]}}, CopyDatasetOptions),
    ],
)
def test_without_detailed_validation_the_first_problem_is_raised_as_it_is(
    payload: Any, cls: Any
) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)) as caught:
        make_converter(detailed_validation=False).structure(payload, cls)
    assert not hasattr(caught.value, "exceptions")


def test_notes_of_others_are_no_part_of_the_path() -> None:
    problem = ValueError("wrong")
    problem.add_note("seen on Monday")
    problem.add_note(AttributeValidationNote("", "rows", list))
    assert explain(ClassValidationError("", [problem], DataRow)) == ["$.rows: wrong"]
