"""An object becomes the columns of a row."""

import inspect
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import define, field
from cattrs import Converter, override
from cattrs.errors import ClassValidationError
from cattrs.gen import make_dict_unstructure_fn
from chosen import by_kind
from strategies import CLASSES_WITH_COLUMNS, Maker

from converters import (
    columns,
    converter,
    explain,
    from_db_row,
    make_converter,
    query_type,
    to_dic,
    updatable_fields,
)
from orm_attrs import (
    ApiKeyMeta,
    CollaboratorTimerParams,
    CvatExportType,
    DataRow,
    DataRows,
    DatasetAPIKey,
    DatasetData,
    LabelRow,
    ModelInferenceParams,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
    ProjectImporterCvatInfo,
    ProjectUsers,
    StorageLocation,
    Video,
)

KEEP = make_converter(unknown="keep")
EVENING = "2022-01-05 18:51:05"
HASH = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"


def test_an_object_is_flattened_for_a_driver() -> None:
    project = Project(
        project_hash="p",
        created_at=datetime(2022, 1, 5, 18, 51, 5, tzinfo=timezone(timedelta(hours=2))),
        last_edited_at=datetime(2022, 1, 5, 18, 51, 5, 120),
        editor_ontology={"objects": []},
        datasets=[{"dataset_hash": "d"}],
        label_rows="[]",
    )
    assert to_dic(project) == {
        "project_hash": "p",
        "created_at": "2022-01-05 16:51:05",
        "last_edited_at": "2022-01-05 18:51:05.000120",
        "editor_ontology": '{"objects": []}',
        "datasets": '[{"dataset_hash": "d"}]',
        "label_rows": "[]",
    }
    assert to_dic(project, time_str=False)["created_at"] is project.created_at


def test_nested_models_uuids_and_enums_are_flattened() -> None:
    params = ModelTrainingParams(epochs=3, weights=ModelTrainingWeights(model="resnet18"))
    assert to_dic(params) == {"epochs": 3, "weights": '{"model": "resnet18"}'}
    assert to_dic(Video(backing_item_uuid=UUID(HASH))) == {"backing_item_uuid": HASH}
    info = ProjectImporterCvatInfo(export_type=CvatExportType.TASK)
    assert to_dic(info) == {"export_type": "task"}


@pytest.mark.parametrize(
    "obj",
    [
        ModelTrainingParams(epochs=3, label_rows=["a"], weights=ModelTrainingWeights(model="m")),
        Video(data_hash="d", backing_item_uuid=UUID(HASH)),
        ProjectImporterCvatInfo(export_type=CvatExportType.TASK),
        LabelRow(label_hash="l", data_units={"a": {"b": 1}}),
        Project(created_at=datetime(2022, 1, 5), editor_ontology={"objects": []}, datasets=[1]),
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_what_is_flattened_is_read_again(obj: Any) -> None:
    flat = to_dic(obj)
    assert from_db_row(list(flat.values()), list(flat), type(obj)) == obj


def test_columns_have_the_names_of_the_wire(row: dict[str, Any]) -> None:
    own = make_converter()
    obj = own.structure(row, DataRow)
    flat = to_dic(obj, converter=own)
    assert flat["data_hash"] == obj.uid
    assert flat["data_type"] == "VIDEO"
    assert from_db_row([*flat.values(), None], [*flat, "signed_url"], DataRow, converter=own) == obj


NAN = float("nan")
NEVER = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("obj", "lines"),
    [
        (
            DatasetData(video={"a": NAN}, images=[b"bytes"]),
            [
                "$.video: Out of range float values are not JSON compliant",
                "$.images: Object of type bytes is not JSON serializable",
            ],
        ),
        (Project(created_at=NEVER), ["$.created_at: the date is out of range in UTC"]),
    ],
    ids=["no JSON", "not in UTC"],
)
def test_what_cannot_be_flattened_is_listed_by_column(obj: Any, lines: list[str]) -> None:
    with pytest.raises(Exception) as caught:
        to_dic(obj)
    # Newer Pythons also name the number.
    assert [line.partition(": nan")[0] for line in explain(caught.value)] == lines


def test_columns_are_what_a_converter_writes() -> None:
    """It may leave fields out, add keys of its own, and write the raw value of a field."""
    moment = datetime(2022, 1, 5, 18, 51, 5, tzinfo=timezone(timedelta(hours=2)))
    own = make_converter()
    own.register_unstructure_hook(
        Project,
        lambda _: {
            "z": [1],
            "title": "raw",
            "nothing": None,
            "datasets": None,
            "moment": moment,
            "id": UUID(HASH),
            "created_at": "left alone",
            "project_hash": "p",
        },
    )
    project = Project(project_hash="q", title="t", description="d", created_at=moment, datasets=[])
    flat = to_dic(project, converter=own)
    assert list(flat.items()) == [
        ("project_hash", "p"),
        ("title", "raw"),
        ("created_at", "2022-01-05 16:51:05"),
    ]
    others = {"z": "[1]", "moment": "2022-01-05 16:51:05", "id": HASH}
    assert list(to_dic(project, unknown=True, converter=own).items()) == [
        *flat.items(),
        *others.items(),
    ]
    values = to_dic(
        project, time_str=False, json=False, uuid_str=False, unknown=True, converter=own
    )
    assert (values["created_at"], values["moment"]) == (moment, moment)
    assert (values["z"], values["id"]) == ([1], UUID(HASH))
    assert to_dic(project, none=True, unknown=True, converter=own) == {
        **flat,
        **others,
        **dict.fromkeys(["datasets", "nothing", "last_edited_at", "editor_ontology"]),
        **dict.fromkeys(
            ["label_rows", "ontology_hash", "source_projects", "workflow_manager_uuid"]
        ),
    }


def test_the_column_of_a_field_has_one_name_however_it_is_written() -> None:
    moment = datetime(2022, 1, 5)
    params = CollaboratorTimerParams(project_hash="p", after=moment)
    own = make_converter()
    for written in (
        {"project_hash": "p", "after": "", "page_size": 5},
        {"projectHash": "p", "after": "", "pageSize": 5, "project_hash": "other"},
    ):
        own.register_unstructure_hook(CollaboratorTimerParams, lambda _, written=written: written)
        flat = to_dic(params, converter=own)
        assert flat == {"projectHash": "p", "after": "2022-01-05 00:00:00", "pageSize": 5}
        assert list(flat) == ["projectHash", "after", "pageSize"]


def test_unknown_things_that_were_kept_stay_in_the_row(row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    moment = datetime(2022, 1, 5, 18, 51, 5)
    row |= {"storage_location": 77, "data_type": "HOLOGRAM", "branch": {"name": "main"}}
    row |= {"created_at": "2022-01-05T18:51:05.000", "updated_at": moment, "note": None}
    del row["images_data"]
    obj = from_db_row(list(row.values()), list(row), DataRow, converter=keeping)
    assert obj.storage_location is StorageLocation.NEW_STORAGE
    flat = to_dic(obj, unknown=True, converter=keeping)
    assert flat == {
        **{key: value for key, value in row.items() if value is not None},
        "client_metadata": '{"camera": "north gate"}',
        "branch": '{"name": "main"}',
        "created_at": "2022-01-05 18:51:05",
        "updated_at": "2022-01-05 18:51:05",
    }
    assert list(flat)[-2:] == ["branch", "updated_at"]
    again = from_db_row(list(flat.values()), list(flat), DataRow, converter=keeping)
    assert again == obj
    assert to_dic(again, unknown=True, converter=keeping) == flat
    assert {name for name, _ in updatable_fields(obj)} <= {*row, "data_title"}


def test_unknown_keys_are_no_columns_unless_they_are_asked_for(row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    hostile = "data_title) SELECT password FROM accounts --"
    plain = keeping.structure(row, DataRow)
    obj = keeping.structure({**row, hostile: "x", "note": None}, DataRow)
    flat = to_dic(obj, converter=keeping)
    assert flat == to_dic(plain, converter=keeping)
    assert flat.keys() <= {column.name for column in columns(DataRow)}
    assert to_dic(obj, unknown=True, converter=keeping) == {**flat, hostile: "x"}
    others = to_dic(obj, unknown=True, none=True, converter=keeping)
    assert list(others)[-2:] == [hostile, "note"]
    assert others["note"] is None


@by_kind("cls", CLASSES_WITH_COLUMNS)
def test_every_name_is_one_of_a_column_whatever_a_payload_holds(cls: Any) -> None:
    keeping = KEEP
    # Some columns are JSON text, which has no NaN.
    payload = Maker(Random(3), junk=(None, 5, "x")).payload(cls)
    obj = keeping.structure({**payload, 'title"; --': 1, "": 2}, cls)
    names = [column.name for column in columns(cls)]
    for options in ({}, {"none": True}, {"json": False, "time_str": False, "uuid_str": False}):
        flat = to_dic(obj, converter=keeping, **options)
        assert list(flat) == [name for name in names if name in flat]


@pytest.mark.parametrize(
    ("payload", "cls", "flat"),
    [
        ({"allocation_enabled": 1}, ModelInferenceParams, {"allocation_enabled": True}),
        ({"backing_item_uuid": ""}, Video, {}),
        ({"backing_item_uuid": f"urn:uuid:{HASH}"}, Video, {"backing_item_uuid": HASH}),
        ({"created_at": "Wed, 05 Jan 2022 18:51:05 GMT"}, Project, {"created_at": EVENING}),
        ({"export_type": "task"}, ProjectImporterCvatInfo, {"export_type": "task"}),
    ],
)
def test_a_spelling_that_was_kept_is_no_value_of_a_column(
    payload: Any, cls: Any, flat: dict[str, Any]
) -> None:
    """PostgreSQL takes no number for a bool, and neither `urn:uuid:` nor blank for a UUID."""
    keeping = make_converter(unknown="keep")
    obj = keeping.structure(payload, cls)
    got = to_dic(obj, converter=keeping)
    assert list(map(repr, got.items())) == list(map(repr, flat.items()))
    assert keeping.unstructure(obj) == payload


# --- NULL ---------------------------------------------------------------------------------------


def test_none_is_null_where_that_is_asked_for() -> None:
    video = Video(data_hash="d", title="t")
    flat = to_dic(video, none=True)
    assert flat == {"data_hash": "d", "title": "t", "file_link": None, "backing_item_uuid": None}
    assert dict(updatable_fields(video, none=True)) == {"title": "t", "file_link": None}


CONVERTERS = {
    str(options): make_converter(**options)
    for options in ({}, {"unknown": "keep"}, {"omit_if_default": True})
}


@by_kind("cls", CLASSES_WITH_COLUMNS, count=5, options=CONVERTERS)
def test_with_none_there_is_a_column_for_each_field_that_is_none(
    cls: Any, options: str, count: int
) -> None:
    own = CONVERTERS[options]
    for seed in range(count):
        obj = own.structure(own.unstructure(Maker(Random(seed)).instance(cls), cls), cls)
        flat = to_dic(obj, none=True, converter=own)
        for column in columns(cls):
            if getattr(obj, column.field) is None:
                assert flat[column.name] is None
        without = {name: value for name, value in flat.items() if value is not None}
        assert to_dic(obj, converter=own) == without


# --- values instead of text -----------------------------------------------------------------------


def test_lists_and_objects_are_values_where_that_is_asked_for() -> None:
    params = ModelTrainingParams(label_rows=["a"], weights=ModelTrainingWeights(model="m"))
    assert to_dic(params, json=False) == {"label_rows": ["a"], "weights": {"model": "m"}}
    data = DatasetData(video={"a": 1}, images=[{"b": None}])
    assert to_dic(data, json=False) == {"video": {"a": 1}, "images": [{"b": None}]}


def test_a_column_of_text_gets_json_text_in_any_case() -> None:
    project = Project(datasets=[1], label_rows="none yet", editor_ontology={}, source_projects=[2])
    assert to_dic(project, json=False) == {
        "datasets": "[1]",
        "label_rows": "none yet",
        "editor_ontology": "{}",
        "source_projects": [2],
    }


def test_json_text_that_was_kept_for_a_list_is_a_list_again() -> None:
    keeping = make_converter(unknown="keep")
    scopes = '["dataset.read"]'
    payload = dict.fromkeys(["resource_hash", "api_key", "title", "key_hash"], "x")
    key = keeping.structure({**payload, "scopes": scopes}, DatasetAPIKey)
    assert keeping.unstructure(key)["scopes"] == scopes
    assert to_dic(key, converter=keeping)["scopes"] == scopes
    assert to_dic(key, json=False, converter=keeping)["scopes"] == ["dataset.read"]


def test_uuids_are_values_where_that_is_asked_for() -> None:
    video = Video(backing_item_uuid=UUID(HASH))
    assert to_dic(video, uuid_str=False) == {"backing_item_uuid": UUID(HASH)}
    assert to_dic(video, json=False, time_str=False) == {"backing_item_uuid": HASH}


@by_kind("cls", CLASSES_WITH_COLUMNS, count=5)
def test_values_are_read_like_text(cls: Any, count: int) -> None:
    for seed in range(count):
        obj = Maker(Random(seed)).instance(cls)
        flat = to_dic(obj, time_str=False, json=False, uuid_str=False, none=True)
        text = to_dic(obj, time_str=False, none=True)
        rows = [
            from_db_row(list(it.values()), list(it), cls) for it in (flat, text) if columns(cls)
        ]
        assert rows == rows[::-1]


# --- wrong types ----------------------------------------------------------------------------------


def test_an_attribute_of_another_type_is_an_error(row: dict[str, Any]) -> None:
    obj = converter.structure(row, DataRow)
    obj.width = "x"  # type: ignore[assignment]
    obj.height = True
    obj.file_size = 7340032.0  # type: ignore[assignment]
    obj.frames_per_second = 25
    obj.images_data = [5]  # type: ignore[list-item]
    with pytest.raises(ClassValidationError) as caught:
        to_dic(obj)
    assert explain(caught.value) == [
        "$.width: expected int, got 'x'",
        "$.height: expected int, got bool True",
        "$.file_size: expected int, got float 7340032.0",
        "$.images_data[0]: expected a ImageData, got int 5",
    ]


def test_what_nests_too_deep_for_json_is_an_error() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(ClassValidationError) as caught:
        to_dic(DatasetData(video=deep, images=[1]))
    assert explain(caught.value) == ["$.video: nested too deep to be written"]


def test_what_may_be_updated_is_a_fact_of_the_model() -> None:
    assert list(updatable_fields(Video(data_hash="d", title="t"))) == [("title", "t")]
    assert list(updatable_fields(ApiKeyMeta(title="t", resource_type="project"))) == [
        ("title", "t")
    ]
    assert list(updatable_fields(Project(editor_ontology={}, ontology_hash="o"))) == [
        ("ontology_hash", "o")
    ]


def test_the_protocol_names_a_class_in_lower_case() -> None:
    assert query_type(DataRows) == "datarows"
    assert query_type(ProjectUsers) == "projectusers"


def test_an_update_takes_names_from_one_service_and_values_from_the_other() -> None:
    params = ModelTrainingParams(label_rows=["a"], weights=ModelTrainingWeights(model="m"))
    updatable = dict(updatable_fields(params))
    assert updatable == {"label_rows": ["a"], "weights": ModelTrainingWeights(model="m")}
    changes = {name: value for name, value in to_dic(params).items() if name in updatable}
    assert changes == {"label_rows": '["a"]', "weights": '{"model": "m"}'}


@pytest.mark.skipif(
    "use_alias" not in inspect.signature(Converter).parameters,
    reason="this cattrs does not have the option yet",
)
def test_columns_have_the_aliases_of_a_converter_that_uses_them() -> None:
    @define
    class Visit:
        _when: datetime
        tags: list[str] = field(alias="labels")

    own = make_converter(use_alias=True)
    visit = Visit(datetime(2022, 1, 5), ["a"])
    flat = to_dic(visit, converter=own)
    assert flat == {"when": "2022-01-05 00:00:00", "labels": '["a"]'}
    assert from_db_row(list(flat.values()), list(flat), Visit, converter=own) == visit
    assert list(updatable_fields(visit, converter=own)) == [
        ("when", visit._when),
        ("labels", ["a"]),
    ]


def test_a_hook_that_renames_a_required_key_loses_no_column() -> None:
    @define
    class Job:
        name: str

    renaming = make_converter()
    hook = make_dict_unstructure_fn(Job, renaming, name=override(rename="jobName"))
    renaming.register_unstructure_hook(Job, hook)
    assert to_dic(Job("night"), unknown=True, converter=renaming) == {"jobName": "night"}
    with pytest.raises(ValueError) as caught:
        to_dic(Job("night"), converter=renaming)
    assert str(caught.value) == (
        "expected the key 'name', got jobName: "
        "the hook of Job writes other keys than its columns have"
    )


def test_a_hook_may_leave_a_required_column_out() -> None:
    @define
    class Job:
        name: str
        retries: int

    leaving_out = make_converter()
    leaving_out.register_unstructure_hook(Job, lambda job: {"retries": job.retries})
    assert to_dic(Job("night", 3), converter=leaving_out) == {"retries": 3}
