"""What type checkers must say of typical uses: checked by mypy and pyright, never run."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cattrs import Converter
from cattrs.preconf.json import make_converter
from typing_extensions import assert_type

import converters
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    DataRow,
    Dataset,
    LabelRow,
    ManualReviewWorkflowSettings,
    Project,
    ProjectWorkflowSettings,
    SignedImagesURL,
    SignedImageURL,
    StorageLocation,
    Video,
)


def structuring(payload: dict[str, Any]) -> None:
    row = converters.converter.structure(payload, DataRow)
    assert_type(row, DataRow)
    assert_type(row.created_at, datetime)
    assert_type(row.storage_location, StorageLocation)
    assert_type(row.backing_item_uuid, UUID | None)
    assert_type(converters.converter.structure(payload, Dataset).data_rows, list[DataRow])
    assert_type(converters.converter.structure([payload], list[DataRow]), list[DataRow])
    assert_type(converters.converter.structure([payload], SignedImagesURL)[0], SignedImageURL)


def json_text(text: bytes) -> None:
    assert_type(converters.loads(text, DataRow), DataRow)
    assert_type(converters.loads(text, list[LabelRow]), list[LabelRow])
    assert_type(converters.dumps([text]), bytes)


def converters_of_ones_own() -> None:
    assert_type(converters.make_converter(forbid_extra_keys=True), Converter)
    assert_type(converters.configure_converter(make_converter()), None)


def rows(row: tuple[Any, ...]) -> None:
    video = converters.from_db_row(row, ["data_hash"], Video)
    assert_type(video, Video)
    assert_type(converters.to_dic(video), dict[str, Any])


def errors(exc: Exception) -> None:
    assert_type(converters.explain(exc), list[str])


def unions(settings: ProjectWorkflowSettings, project: Project) -> None:
    assert_type(settings, ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings)
    assert_type(project.get_labels_list(), list[str | None])
