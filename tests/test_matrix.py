"""Full, missing, null, unknown, wrong: what each class makes of a payload, for every key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, get_origin
from uuid import UUID

import attrs
import pytest
from cases import CASE_OF, CASES, ISO, ISO_VALUE, TIMER, UID, UID_VALUE, Case, Key
from cattrs.errors import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

import orm_attrs as orm
from converters import converter, explain, make_converter
from converters.wire.codecs import FALLBACK

strict_converter = make_converter(forbid_extra_keys=True)

NOT_OBJECTS = [([], "list"), ("x", "'x'"), (5, "int 5"), (None, "null"), (True, "bool True")]


def structure(payload: Any, kind: Any, using: Any = converter) -> Any:
    """Structure a payload, and see that it stays as it was."""
    before = deepcopy(payload)
    try:
        return using.structure(payload, kind)
    finally:
        assert payload == before, "the payload was changed"


def problems(payload: Any, kind: Any, using: Any = converter) -> list[str]:
    """Give every problem that is found in a payload."""
    with pytest.raises(BaseValidationError) as caught:
        structure(payload, kind, using)
    return explain(caught.value)


def write(obj: Any, kind: Any) -> str:
    """Unstructure to JSON text, in which ``1``, ``1.0`` and ``true`` differ."""
    return json.dumps(converter.unstructure(obj, kind))


def list_of(cls: Any) -> Any:
    return list[cls]


def good(cls: Any, **changes: Any) -> dict[str, Any]:
    """Give the good payload of a class, with other values for some keys."""
    return {**CASE_OF[cls].payload, **changes}


def each_class(
    label: str = "", wanted: Callable[[Case], object] = lambda case: True
) -> pytest.MarkDecorator:
    """Run a test for every class that is wanted, under names like ``DataRow-full``."""
    rows = [pytest.param(case, id=case.id + label) for case in CASES if wanted(case)]
    return pytest.mark.parametrize("case", rows)


def each_key(label: str, wanted: Callable[[Key], bool] = lambda one: True) -> pytest.MarkDecorator:
    """Run a test for every key that is wanted, under names like ``DataRow.uid-missing``."""
    rows = [
        pytest.param(case, one, id=f"{case.id}.{one.name}{label}")
        for case in CASES
        for one in case.keys
        if wanted(one)
    ]
    return pytest.mark.parametrize(("case", "one"), rows)


def has_keys(case: Case) -> bool:
    return bool(case.keys)


# --- the matrix ---------------------------------------------------------------------------------


def test_the_table_knows_every_class_and_every_field_in_order() -> None:
    classes = {member for member in vars(orm).values() if isinstance(member, type)}

    known = {get_origin(case.cls) or case.cls: case.names for case in CASES}

    assert known == {
        cls: tuple(one.name for one in attrs.fields(cls)) for cls in classes if attrs.has(cls)
    }
    assert len(known) == len(CASES)


@each_class("-full")
def test_a_full_payload_gives_every_value_and_is_written_again(case: Case) -> None:
    obj = structure(case.payload, case.cls)

    assert obj == case.object
    for one in case.keys:
        assert type(getattr(obj, one.name)) is type(one.value), one.name
    assert write(obj, case.cls) == json.dumps(case.written)
    assert structure(case.written, case.cls) == obj


@each_key("-missing", lambda one: one.required)
def test_a_required_key_that_is_missing_is_named(case: Case, one: Key) -> None:
    payload = case.payload
    del payload[one.key]

    with pytest.raises(ClassValidationError) as caught:
        structure(payload, case.cls)

    assert explain(caught.value) == [f"$.{one.key}: required, but missing"]


@each_key("-missing", lambda one: not one.required)
def test_an_optional_key_that_is_missing_gives_the_default(case: Case, one: Key) -> None:
    payload = case.payload
    del payload[one.key]

    obj = structure(payload, case.cls)

    assert getattr(obj, one.name) == one.default
    assert obj == attrs.evolve(case.object, **{one.name: one.default})
    assert write(obj, case.cls) == json.dumps(case.written_with_default(one))


@each_key("-null", lambda one: one.nullable)
def test_null_is_read_where_it_is_allowed(case: Case, one: Key) -> None:
    obj = structure({**case.payload, one.key: None}, case.cls)

    assert getattr(obj, one.name) == one.default
    assert write(obj, case.cls) == json.dumps(case.written_with_default(one))


def has_fallback(one: Key) -> bool:
    """Tell whether a field is an enum of whose values a newer server may send more."""
    return type(one.value) in FALLBACK


@each_key("-null", lambda one: not one.nullable and has_fallback(one))
def test_null_is_the_fallback_member_of_an_enum_that_has_one(case: Case, one: Key) -> None:
    obj = structure({**case.payload, one.key: None}, case.cls)

    assert getattr(obj, one.name) is FALLBACK[type(one.value)]


@each_key("-null", lambda one: not (one.nullable or has_fallback(one)))
def test_null_is_refused_where_it_is_not_allowed(case: Case, one: Key) -> None:
    assert problems({**case.payload, one.key: None}, case.cls) == [
        f"$.{one.key}: expected {one.expected}, got null"
    ]


@each_key("-wrong")
def test_a_wrong_type_is_the_one_problem_that_is_found(case: Case, one: Key) -> None:
    assert problems({**case.payload, one.key: one.wrong}, case.cls) == [
        f"$.{one.key}: expected {one.expected}, got {one.got}"
    ]


@each_class("-all-wrong", has_keys)
def test_everything_wrong_is_listed_in_the_order_of_the_fields(case: Case) -> None:
    backwards = {one.key: one.wrong for one in reversed(case.keys)}

    assert problems(backwards, case.cls) == [
        f"$.{one.key}: expected {one.expected}, got {one.got}" for one in case.keys
    ]


@each_class("-empty", lambda case: any(one.required for one in case.keys))
def test_an_empty_object_lacks_every_required_key(case: Case) -> None:
    assert problems({}, case.cls) == [
        f"$.{one.key}: required, but missing" for one in case.keys if one.required
    ]


@each_class("-minimal")
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


@each_class("-unknown")
def test_an_unknown_key_is_ignored(case: Case) -> None:
    assert structure({"zzz": {"a": [1]}, **case.payload}, case.cls) == case.object


@each_class("-unknown")
def test_an_unknown_key_is_refused_where_the_converter_forbids_it(case: Case) -> None:
    with_unknown = {**case.payload, "zzz": 1}

    assert structure(case.payload, case.cls, strict_converter) == case.object
    assert problems(with_unknown, case.cls, strict_converter) == ["$.zzz: unknown key"]
    assert problems([case.payload, with_unknown], list_of(case.cls), strict_converter) == [
        "$[1].zzz: unknown key"
    ]


@each_class()
@pytest.mark.parametrize(("payload", "got"), NOT_OBJECTS)
def test_what_is_no_object_is_one_problem(case: Case, payload: Any, got: str) -> None:
    assert problems(payload, case.cls) == [f"$: expected an object, got {got}"]


@each_class("-list")
def test_a_list_gives_its_good_items_in_order(case: Case) -> None:
    payloads = [case.payload, {"zzz": 1, **case.payload}, case.payload]

    assert structure(payloads, list_of(case.cls)) == [case.object] * 3
    assert structure([], list_of(case.cls)) == []


@each_class("-bad-items")
def test_bad_items_of_a_list_are_named_by_their_numbers(case: Case) -> None:
    bad = {**case.payload, **{one.key: one.wrong for one in case.keys}}

    assert problems([case.payload, bad, case.payload, None], list_of(case.cls)) == [
        *(f"$[1].{one.key}: expected {one.expected}, got {one.got}" for one in case.keys),
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


# --- scopes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "text", "scopes"),
    [
        (orm.DatasetAPIKey, '["dataset.read", "dataset.write"]', list(orm.DatasetScope)),
        (orm.ProjectAPIKey, ' ["label.read"]\n', [orm.APIKeyScopes.LABEL_READ]),
        (orm.ProjectAPIKey, "[]", []),
    ],
)
def test_scopes_may_be_json_text_but_are_written_as_a_list(
    cls: Any, text: str, scopes: Any
) -> None:
    api_key = structure(good(cls, scopes=text), cls)

    assert api_key.scopes == scopes
    assert converter.unstructure(api_key)["scopes"] == [scope.value for scope in scopes]


@pytest.mark.parametrize("text", ["", "label.read", '"label.read"', '{"a": 1}', "[", "null"])
def test_scopes_that_are_other_text_are_refused(text: str) -> None:
    assert problems(good(orm.ProjectAPIKey, scopes=text), orm.ProjectAPIKey) == [
        f"$.scopes: expected JSON text of a list, got {text!r}"
    ]


def test_scopes_nested_too_deep_for_a_json_reader_are_refused() -> None:
    (line,) = problems(good(orm.ProjectAPIKey, scopes="[" * 100_000), orm.ProjectAPIKey)

    assert line.startswith("$.scopes: expected JSON text of a list, got '[[[")


@pytest.mark.parametrize("scopes", [["label.read", "label.own"], '["label.read", "label.own"]'])
def test_an_unknown_scope_is_refused_with_the_known_ones(scopes: Any) -> None:
    known = "label.read, label.write, model.inference, model.train, label_logs.read, algo.library"

    assert problems(good(orm.ProjectAPIKey, scopes=scopes), orm.ProjectAPIKey) == [
        f"$.scopes[1]: 'label.own' is none of {known}"
    ]


# --- enums --------------------------------------------------------------------------------------


NO_TYPE, NO_STATUS = "_MISSING_DATA_TYPE_", "_MISSING_LABEL_STATUS_"


@pytest.mark.parametrize(
    ("cls", "key", "sent", "member", "written"),
    [
        (orm.DataRow, "data_type", "SCENE", orm.DataType.MISSING_DATA_TYPE, NO_TYPE),
        (orm.DataRow, "data_type", "video", orm.DataType.MISSING_DATA_TYPE, NO_TYPE),
        (orm.DataRow, "storage_location", 9, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.ImageData, "storage_location", -1, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.CreateDatasetResponse, "type", 10**30, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.Dataset, "dataset_type", "S3", orm.StorageLocation.NEW_STORAGE, "NEW_STORAGE"),
        (orm.LabelRowMetadata, "label_status", "", orm.LabelStatus.MISSING_LABEL_STATUS, NO_STATUS),
    ],
)
def test_a_value_of_a_newer_server_falls_back(
    cls: Any, key: str, sent: Any, member: Any, written: Any
) -> None:
    (name,) = (one.name for one in CASE_OF[cls].keys if one.key == key)

    obj = structure(good(cls, **{key: sent}), cls)

    assert getattr(obj, name) is member
    assert converter.unstructure(obj)[key] == written
    assert structure(converter.unstructure(obj), cls) == obj


@pytest.mark.parametrize(
    ("cls", "key", "sent", "sentence"),
    [
        (orm.DatasetUser, "user_role", 7, "7 is none of 0, 1"),
        (orm.ProjectUser, "user_role", -1, "-1 is none of 0, 1, 2, 3, 4"),
        (orm.DatasetDataLongPolling, "status", "done", "'done' is none of PENDING, DONE, ERROR"),
        (orm.ProjectImporterCvatInfo, "export_type", "job", "'job' is none of project, task"),
        (
            orm.LabelRowMetadata,
            "annotation_task_status",
            "",
            "'' is none of QUEUED, ASSIGNED, IN_REVIEW, RETURNED, COMPLETED",
        ),
        (orm.CollaboratorTimerParams, "groupBy", "DATA", "'DATA' is none of dataUnit, project"),
        (orm.DatasetUser, "user_role", 1.5, "expected int, got float 1.5"),
        (orm.DatasetUser, "user_role", True, "expected int, got bool True"),
        (orm.DatasetUser, "user_role", "1", "expected int, got '1'"),
        (orm.DataRow, "storage_location", "AWS_S3", "expected int, got 'AWS_S3'"),
        (orm.Dataset, "dataset_type", 1, "expected str, got int 1"),
    ],
)
def test_an_unknown_value_of_another_enum_is_refused(
    cls: Any, key: str, sent: Any, sentence: str
) -> None:
    assert problems(good(cls, **{key: sent}), cls) == [f"$.{key}: {sentence}"]


def test_a_number_too_long_to_print_is_refused_in_a_few_words() -> None:
    """Python prints no integer of more than 4300 digits; some JSON readers do read them."""
    (line,) = problems(good(orm.DatasetUser, user_role=10**5000), orm.DatasetUser)

    assert line == "$.user_role: int of 16610 bits is none of 0, 1"


# --- dates --------------------------------------------------------------------------------------


def at(*parts: int, zone: tzinfo | None = None) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc,arg-type]


UTC = timezone.utc
TWO_EAST = timezone(timedelta(hours=2))
FIVE_WEST = timezone(timedelta(hours=-5, minutes=-30))
DATES = [
    ("2022-01-05 18:51:05", at(2022, 1, 5, 18, 51, 5)),
    ("2022-01-05 18:51:05.25", at(2022, 1, 5, 18, 51, 5, 250_000)),
    ("2022-01-05 18:51:05+00:00", at(2022, 1, 5, 18, 51, 5, zone=UTC)),
    ("2022-01-05T18:51:05", at(2022, 1, 5, 18, 51, 5)),
    ("2022-01-05T18:51:05.123", at(2022, 1, 5, 18, 51, 5, 123_000)),
    ("2022-01-05T18:51:05.123456", at(2022, 1, 5, 18, 51, 5, 123_456)),
    ("2022-01-05T18:51:05Z", at(2022, 1, 5, 18, 51, 5, zone=UTC)),
    ("2022-01-05T18:51:05.123456Z", at(2022, 1, 5, 18, 51, 5, 123_456, zone=UTC)),
    ("2022-01-05T18:51:05+02:00", at(2022, 1, 5, 18, 51, 5, zone=TWO_EAST)),
    ("2022-01-05T18:51:05.5-05:30", at(2022, 1, 5, 18, 51, 5, 500_000, zone=FIVE_WEST)),
    ("2022-01-05T18:51:05+0200", at(2022, 1, 5, 18, 51, 5, zone=TWO_EAST)),
    ("2022-01-05T18:51", at(2022, 1, 5, 18, 51)),
    ("20220105T185105", at(2022, 1, 5, 18, 51, 5)),
    ("2022-01-05", at(2022, 1, 5)),
    ("Thu, 09 Feb 2023 14:12:03 GMT", at(2023, 2, 9, 14, 12, 3, zone=UTC)),
    ("Thu, 09 Feb 2023 14:12:03 UTC", at(2023, 2, 9, 14, 12, 3, zone=UTC)),
    ("Thu, 09 Feb 2023 14:12:03 +0200", at(2023, 2, 9, 14, 12, 3, zone=TWO_EAST)),
    ("9 February 2023 2:12:03 pm", at(2023, 2, 9, 14, 12, 3)),
    ("0001-01-01 00:00:00", datetime.min),
    ("9999-12-31T23:59:59.999999", datetime.max),
]
NO_DATES: list[tuple[Any, str]] = [
    *[
        (text, repr(text))
        for text in (
            "",
            " ",
            "10",
            "May",
            "May 2023",
            "10:11",
            "Thu",
            "Thu 10:11",
            "today",
            "None",
            "2022-13-05 18:51:05",
            "2022-02-30T18:51:05",
            "2022-01-05 25:00:00",
            "2022-01-05 18:51:05 BST",
            "Thu, 09 Feb 2023 14:12:03 BST",
            "2022-01-05T18:51:05+99:00",
            "2022-01-05 18:51:0\uff15?",
            "\ud800",
            "\0",
        )
    ],
    (1641408665, "int 1641408665"),
    (1641408665.5, "float 1641408665.5"),
    (True, "bool True"),
    ({}, "object"),
    ([2022, 1, 5], "list"),
]


@pytest.mark.parametrize(("text", "moment"), DATES, ids=[text for text, _ in DATES])
@pytest.mark.parametrize(
    ("cls", "separator"), [(orm.Project, " "), (orm.LabelRowMetadata, "T")], ids=["SQL", "ISO"]
)
def test_a_complete_instant_is_read_in_any_form(
    cls: Any, separator: str, text: str, moment: datetime
) -> None:
    obj = structure(good(cls, created_at=text), cls)

    assert obj.created_at == moment
    assert obj.created_at.utcoffset() == moment.utcoffset()
    assert converter.unstructure(obj)["created_at"] == moment.isoformat(separator)


@pytest.mark.parametrize(("value", "got"), NO_DATES)
def test_what_is_no_complete_instant_is_refused(value: Any, got: str) -> None:
    assert problems({"created_at": value}, orm.Project) == [
        f"$.created_at: expected a date and time, got {got}"
    ]


@pytest.mark.parametrize(
    ("cls", "key"),
    [
        (orm.DataRow, "created_at"),
        (orm.DataRow, "last_edited_at"),
        (orm.ImageData, "created_at"),
        (orm.ImageData, "last_edited_at"),
        (orm.Project, "created_at"),
        (orm.Project, "last_edited_at"),
        (orm.LabelLog, "created_at"),
    ],
)
def test_some_classes_write_dates_like_sql(cls: Any, key: str) -> None:
    obj = structure(good(cls, **{key: ISO}), cls)

    assert getattr(obj, key) == ISO_VALUE
    assert converter.unstructure(obj)[key] == ISO.replace("T", " ")


@pytest.mark.parametrize(
    ("cls", "key"),
    [
        (orm.LabelRowMetadata, "created_at"),
        (orm.LabelRowMetadata, "last_edited_at"),
        (orm.DatasetInfo, "created_at"),
        (orm.DatasetInfo, "last_edited_at"),
        (orm.TrainingMetadata, "created_at"),
        (orm.CollaboratorTimerParams, "after"),
        (orm.CollaboratorTimerParams, "before"),
    ],
)
def test_the_others_write_iso_8601(cls: Any, key: str) -> None:
    sql = ISO.replace("T", " ")

    obj = structure(good(cls, **{key: sql}), cls)

    assert getattr(obj, key) == ISO_VALUE
    assert converter.unstructure(obj)[key] == ISO


# --- numbers, booleans, UUIDs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "value"),
    [(0, 0), (-5, -5), (10**30, 10**30), (3560366.0, 3560366), (-0.0, 0), (2.0**53, 2**53)],
)
def test_an_int_field_reads_what_names_one_int(sent: Any, value: int) -> None:
    row = structure(good(orm.DataRow, file_size=sent), orm.DataRow)

    assert row.file_size == value
    assert type(row.file_size) is int


@pytest.mark.parametrize(
    ("sent", "got"),
    [
        (1.5, "float 1.5"),
        (1e20, "float 1e+20"),
        (2.0**53 + 2, "float 9007199254740994.0"),
        (float("inf"), "float inf"),
        (True, "bool True"),
        ("5", "'5'"),
        ([5], "list"),
    ],
)
def test_an_int_field_refuses_what_does_not(sent: Any, got: str) -> None:
    assert problems(good(orm.DataRow, file_size=sent), orm.DataRow) == [
        f"$.file_size: expected int, got {got}"
    ]


@pytest.mark.parametrize("sent", [0, 25, 23.976, -1.5, 10**30])
def test_a_float_field_keeps_the_number_that_was_sent(sent: Any) -> None:
    row = structure(good(orm.DataRow, duration=sent), orm.DataRow)

    assert (row.duration, type(row.duration)) == (sent, type(sent))


@pytest.mark.parametrize(("sent", "got"), [(True, "bool True"), ("23.976", "'23.976'")])
def test_a_float_field_refuses_what_is_no_number(sent: Any, got: str) -> None:
    assert problems(good(orm.DataRow, duration=sent), orm.DataRow) == [
        f"$.duration: expected float, got {got}"
    ]


@pytest.mark.parametrize("sent", [False, 0, 0.0, True, 1, 1.0])
def test_a_bool_field_reads_the_numbers_of_a_database(sent: Any) -> None:
    assert structure({"success": sent}, orm.Images).success is bool(sent)


@pytest.mark.parametrize(("sent", "got"), [(2, "int 2"), (0.5, "float 0.5"), ("true", "'true'")])
def test_a_bool_field_refuses_everything_else(sent: Any, got: str) -> None:
    assert problems({"success": sent}, orm.Images) == [f"$.success: expected bool, got {got}"]


UUID_FIELDS = [
    (orm.DataRow, "backing_item_uuid"),
    (orm.DatasetInfo, "backing_folder_uuid"),
    (orm.Dataset, "backing_folder_uuid"),
    (orm.CreateDatasetResponse, "backing_folder_uuid"),
    (orm.DatasetDataInfo, "backing_item_uuid"),
    (orm.Video, "backing_item_uuid"),
]


@pytest.mark.parametrize(("cls", "key"), UUID_FIELDS)
@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("", None),
        (UID.upper(), UID_VALUE),
        (UID.replace("-", ""), UID_VALUE),
        (f"{{{UID}}}", UID_VALUE),
    ],
)
def test_a_uuid_may_be_blank_or_spelled_otherwise(
    cls: Any, key: str, sent: str, value: UUID | None
) -> None:
    assert getattr(structure(good(cls, **{key: sent}), cls), key) == value


@pytest.mark.parametrize(("cls", "key"), UUID_FIELDS)
@pytest.mark.parametrize("sent", [" ", "None", UID[:-1], UID + "0"])
def test_other_text_is_no_uuid(cls: Any, key: str, sent: str) -> None:
    assert problems(good(cls, **{key: sent}), cls) == [f"$.{key}: expected a UUID, got {sent!r}"]


# --- single facts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "key", "value"),
    [
        (orm.DataRow, "client_metadata", {"a": [{}]}),
        (orm.DataClientMetadata, "payload", {"a": 1}),
        (orm.DatasetData, "images", [{"a": 1}]),
        (orm.LabelRow, "data_units", {"a": {"labels": {}}}),
        (orm.LabelRow, "object_answers", {"a": 1}),
        (orm.DatasetWithUserRole, "dataset", {"a": 1}),
        (orm.ProjectWithUserRole, "project", {"a": 1}),
        (orm.Project, "editor_ontology", {"objects": [{}]}),
        (orm.Project, "editor_ontology", '{"objects": []}'),
        (orm.Project, "datasets", [{"type": 0}]),
        (orm.Project, "datasets", "[]"),
        (orm.Project, "label_rows", [{}]),
        (orm.Project, "label_rows", "[]"),
        (orm.Model, "model_parameters", {"a": 1}),
        (orm.ModelInferenceParams, "files", [{}]),
    ],
)
def test_what_the_models_do_not_know_passes_by_reference(cls: Any, key: str, value: Any) -> None:
    payload = good(cls) | {key: value}

    obj = converter.structure(payload, cls)

    assert getattr(obj, key) is value
    assert converter.unstructure(obj)[key] is value


def test_feature_hashes_may_be_a_list() -> None:
    cls = orm.ModelConfiguration

    configuration = structure(good(cls, feature_node_hashes=["f3a4", "b5c6"]), cls)

    assert configuration == CASE_OF[cls].object
    assert converter.unstructure(configuration) == CASE_OF[cls].written


def test_feature_hashes_that_repeat_are_refused() -> None:
    """The mapping that is written has no room for the second one."""
    cls = orm.ModelConfiguration

    assert problems(good(cls, feature_node_hashes=["a", "b", "a"]), cls) == [
        "$.feature_node_hashes: expected different hashes, got 'a' more than once"
    ]


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ({}, orm.ManualReviewWorkflowSettings()),
        ({"zzz": 1}, orm.ManualReviewWorkflowSettings()),
        ({"source_projects": []}, orm.BenchmarkQaWorkflowSettings()),
        ({"source_projects": ["p0"]}, orm.BenchmarkQaWorkflowSettings(["p0"])),
    ],
)
def test_source_projects_make_workflow_settings_benchmark(payload: Any, value: Any) -> None:
    assert structure(payload, orm.ProjectWorkflowSettings) == value


@pytest.mark.parametrize(("payload", "got"), NOT_OBJECTS)
def test_workflow_settings_that_are_no_object_are_one_problem(payload: Any, got: str) -> None:
    assert problems(payload, orm.ProjectWorkflowSettings) == [f"$: expected an object, got {got}"]


def test_bad_source_projects_are_named() -> None:
    assert problems({"source_projects": [5]}, orm.ProjectWorkflowSettings) == [
        "$.source_projects[0]: expected str, got int 5"
    ]


def test_a_task_that_is_not_done_may_send_null_for_its_result() -> None:
    task = structure({"status": "SUBMITTED", "result": None}, orm.ReEncodeVideoTask)

    assert task == structure({"status": "SUBMITTED"}, orm.ReEncodeVideoTask)
    assert task.result is None


@pytest.mark.parametrize("rows", [{}, {"data_rows": None}], ids=["missing", "null"])
def test_a_dataset_without_rows_has_an_empty_list_of_its_own(rows: dict[str, Any]) -> None:
    payload = good(orm.Dataset)
    del payload["data_rows"]
    payload |= rows

    one, other = (structure(payload, orm.Dataset) for _ in range(2))

    assert one.data_rows == []
    assert one.data_rows is not other.data_rows


def test_a_backing_item_is_written_only_where_there_is_one() -> None:
    row = good(orm.DataRow)
    del row["backing_item_uuid"]

    assert "backing_item_uuid" not in converter.unstructure(structure(row, orm.DataRow))


def test_a_long_value_is_quoted_only_in_part() -> None:
    (line,) = problems({"success": "x" * 10_000}, orm.Images)

    assert line == f"$.success: expected bool, got {'x' * 60!r}..."


def test_a_value_nested_100_000_deep_is_refused_without_being_printed() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(ClassValidationError) as caught:
        converter.structure({"label_hash": deep, "data_units": {"a": deep}}, orm.LabelRow)

    assert explain(caught.value) == ["$.label_hash: expected str, got list"]


# --- any payload --------------------------------------------------------------------------------

ODD_TEXT = st.one_of(
    st.text(st.characters(), max_size=8),  # all of Unicode, lone surrogates included
    st.sampled_from(["", "\0", "None", "10", "May", "[]", "[[", "{}", "0" * 70, UID, ISO]),
)
JSON_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**53, 2**64, -(10**40), 10**400]),
    st.floats(allow_nan=False),
    ODD_TEXT,
)


def nested(value: Any, depth: int) -> Any:
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


JSON_VALUES = st.one_of(
    st.recursive(
        JSON_LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    st.builds(nested, JSON_LEAVES, st.integers(1, 50)),
)


def leaves(exc: BaseException) -> Iterator[BaseException]:
    """Give the errors that an exception group holds, at any depth."""
    if isinstance(exc, BaseValidationError):
        for inner in exc.exceptions:
            yield from leaves(inner)
    else:
        yield exc


def check_outcome(payload: Any, kind: Any) -> None:
    """See that a payload is structured, or refused with sentences."""
    try:
        obj = structure(payload, kind)
    except (BaseValidationError, ValueError, TypeError) as exc:
        lines = explain(exc)
        assert len(lines) == len(list(leaves(exc))) > 0
        for line, leaf in zip(lines, leaves(exc), strict=True):
            assert line.startswith("$")
            assert line.endswith(": required, but missing") == isinstance(leaf, KeyError)
            assert isinstance(leaf, (ValueError, TypeError, KeyError, ForbiddenExtraKeysError))
    else:
        assert structure(converter.unstructure(obj, kind), kind) == obj


@each_class()
@given(payload=JSON_VALUES)
@examples(15)
def test_any_json_value_is_structured_or_refused_with_sentences(case: Case, payload: Any) -> None:
    check_outcome(payload, case.cls)


@each_class("", has_keys)
@given(data=st.data())
@examples(30)
def test_any_values_of_known_keys_are_structured_or_refused_with_sentences(
    case: Case, data: st.DataObject
) -> None:
    keys = st.sampled_from([one.key for one in case.keys])
    changes = data.draw(st.dictionaries(keys, JSON_VALUES, max_size=3))

    check_outcome({**case.payload, **changes}, case.cls)
