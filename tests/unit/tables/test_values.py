"""Which values each kind of field reads, and which it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from uuid import UUID

import pytest
from cases import CASE_OF, ISO, ISO_VALUE, UID, UID_VALUE
from cattrs.errors import ClassValidationError
from matrix import NOT_OBJECTS, good, problems, structure

import orm_attrs as orm
from converters import converter, explain

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
        (orm.DataRow, "data_type", "HOLOGRAM", orm.DataType.MISSING_DATA_TYPE, NO_TYPE),
        (orm.DataRow, "data_type", "video", orm.DataType.MISSING_DATA_TYPE, NO_TYPE),
        (orm.DataRow, "storage_location", 9, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.ImageData, "storage_location", -1, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.CreateDatasetResponse, "type", 10**30, orm.StorageLocation.NEW_STORAGE, -99),
        (orm.Dataset, "dataset_type", "S3", orm.StorageLocation.NEW_STORAGE, "NEW_STORAGE"),
        (orm.ProjectUser, "user_role", 9, orm.ProjectUserRole.UNKNOWN, -99),
        (orm.SetProjectStatusPayload, "status", "lost", orm.ProjectStatus.UNKNOWN, "_unknown_"),
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
        (
            orm.DatasetDataLongPolling,
            "status",
            "done",
            "'done' is none of PENDING, DONE, ERROR, CANCELLED",
        ),
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
