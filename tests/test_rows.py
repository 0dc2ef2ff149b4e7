"""Database rows in and out."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from converters import explain, from_db_row, make_converter, query_type, to_dic, updatable_fields
from orm_attrs import (
    ApiKeyMeta,
    CvatExportType,
    DataRow,
    DataRows,
    DatasetData,
    LabelRow,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
    ProjectImporterCvatInfo,
    ProjectUsers,
    Video,
)

HASH = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"


def test_a_row_becomes_an_object() -> None:
    row = (HASH, "gate.mp4", None, UUID(HASH))
    video = from_db_row(row, ["data_hash", "title", "file_link", "backing_item_uuid"], Video)
    assert video == Video(data_hash=HASH, title="gate.mp4", backing_item_uuid=UUID(HASH))


def test_json_columns_are_read_as_text_or_decoded() -> None:
    for images in ('[{"image_hash": "a"}]', [{"image_hash": "a"}]):
        data = from_db_row(("d", None, images), ("data_hash", "video", "images"), DatasetData)
        assert data == DatasetData(data_hash="d", images=[{"image_hash": "a"}])


def test_a_uuid_column_may_stand_for_text() -> None:
    assert from_db_row([UUID(HASH)], ["data_hash"], Video).data_hash == HASH


def test_text_that_looks_like_json_stays_text_in_a_text_column() -> None:
    assert from_db_row(['{"a": 1}'], ["title"], Video).title == '{"a": 1}'


def test_columns_that_the_class_does_not_know_are_ignored() -> None:
    assert from_db_row([1, "t"], ["id", "title"], Video) == Video(title="t")


@pytest.mark.parametrize("values", [[], ["a", "b", "c"]])
def test_a_row_of_another_length_is_an_error(values: list[str]) -> None:
    with pytest.raises(ValueError, match="expected a value for each of 2 columns, got"):
        from_db_row(values, ["data_hash", "title"], Video)


@pytest.mark.parametrize("text", ["{bad", "5", "[" * 100_000])
def test_bad_json_text_is_reported_with_its_column(text: str) -> None:
    with pytest.raises(Exception) as caught:
        from_db_row([text], ["video"], DatasetData)
    (line,) = explain(caught.value)
    assert line.startswith("$.video: expected an object, got '")


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
