# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""What type checkers must say of typical uses: checked by mypy and pyright, never run.

Where a line has to be an error, it is ignored, and both complain of an ignored error that is none.
"""

from datetime import datetime
from typing import Any, Optional, Union, assert_type
from uuid import UUID

import cattrs
from cattrs.preconf.json import JsonConverter

import converters
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    DataRow,
    Dataset,
    LabelRow,
    LabelStatus,
    ManualReviewWorkflowSettings,
    Page,
    Project,
    ProjectWorkflowSettings,
    SignedImagesURL,
    SignedImageURL,
    StorageLocation,
    Video,
    WorkflowGraphNode,
    changes,
)


def structuring(payload: dict[str, Any], kind: type[DataRow], any_kind: Any) -> None:
    structure = converters.converter.structure
    row = structure(payload, DataRow)
    assert_type(row, DataRow)
    assert_type(row.title, str)
    assert_type(row.created_at, datetime)
    assert_type(row.storage_location, StorageLocation)
    assert_type(row.backing_item_uuid, UUID | None)
    assert_type(structure(payload, kind), DataRow)
    assert_type(structure(payload, any_kind), Any)
    assert_type(structure(payload, Dataset).data_rows, list[DataRow])
    assert_type(structure("LABELLED", LabelStatus), LabelStatus)
    assert_type(structure("2022-01-05 18:51:05", datetime), datetime)


def structuring_containers(payload: Any) -> None:
    structure = converters.converter.structure
    assert_type(structure(payload, list[DataRow]), list[DataRow])
    assert_type(structure(payload, list[DataRow | None]), list[DataRow | None])
    assert_type(structure(payload, list[DataRow | LabelRow]), list[DataRow | LabelRow])
    assert_type(structure(payload, dict[str, DataRow]), dict[str, DataRow])
    assert_type(structure(payload, dict[str, list[DataRow]]), dict[str, list[DataRow]])
    assert_type(structure(payload, dict[str, Any]), dict[str, Any])
    assert_type(structure(payload, tuple[DataRow, str]), tuple[DataRow, str])
    assert_type(structure(payload, SignedImagesURL), SignedImagesURL)
    assert_type(structure(payload, SignedImagesURL)[0], SignedImageURL)
    assert_type(structure(payload, Page[CollaboratorTimer]), Page[CollaboratorTimer])
    page = structure(payload, Page[CollaboratorTimer])
    assert_type(page.results, list[CollaboratorTimer])
    assert_type(structure(payload, list[Page[DataRow]]), list[Page[DataRow]])


def structuring_unions(payload: Any) -> None:
    structure = converters.converter.structure
    assert_type(structure(payload, DataRow | None), DataRow | None)
    assert_type(structure(payload, Optional[DataRow]), DataRow | None)
    assert_type(structure(payload, list[DataRow] | None), list[DataRow] | None)
    assert_type(structure(payload, DataRow | LabelRow), DataRow | LabelRow)
    assert_type(structure(payload, Union[DataRow, LabelRow, None]), DataRow | LabelRow | None)
    assert_type(structure(payload, Page[DataRow] | None), Page[DataRow] | None)
    settings = structure(payload, ProjectWorkflowSettings)
    assert_type(settings, ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings)
    own = converters.make_converter(forbid_extra_keys=True)
    assert_type(own.structure(payload, WorkflowGraphNode | None), WorkflowGraphNode | None)


def cattrs_itself_takes_no_unions(payload: Any, own: cattrs.Converter) -> None:
    assert_type(own.structure(payload, DataRow), DataRow)
    assert_type(own.structure(payload, list[DataRow | None]), list[DataRow | None])
    own.structure(payload, DataRow | None)  # type: ignore[arg-type]


def unstructuring(row: DataRow) -> None:
    assert_type(converters.converter.unstructure(row), Any)
    assert_type(converters.dumps([row]), bytes)
    assert_type(converters.dumps(row, json="json"), bytes)
    converters.dumps(row, json="simplejson")  # type: ignore[arg-type]


def json_text(text: bytes, own: cattrs.Converter, any_kind: Any) -> None:
    assert_type(converters.loads(text, DataRow), DataRow)
    assert_type(converters.loads(text.decode(), DataRow, json="json"), DataRow)
    assert_type(converters.loads(bytearray(text), DataRow, converter=own), DataRow)
    assert_type(converters.loads(text, any_kind), Any)
    assert_type(converters.loads(text, list[LabelRow]), list[LabelRow])
    assert_type(converters.loads(text, list[LabelRow | None]), list[LabelRow | None])
    assert_type(converters.loads(text, dict[str, DataRow]), dict[str, DataRow])
    assert_type(converters.loads(text, SignedImagesURL), SignedImagesURL)
    assert_type(converters.loads(text, Page[CollaboratorTimer]), Page[CollaboratorTimer])
    assert_type(converters.loads(text, DataRow | None), DataRow | None)
    assert_type(converters.loads(text, Optional[DataRow]), DataRow | None)
    assert_type(converters.loads(text, DataRow | LabelRow), DataRow | LabelRow)
    assert_type(converters.loads(text, Union[DataRow, LabelRow]), DataRow | LabelRow)
    settings = converters.loads(text, ProjectWorkflowSettings)
    assert_type(settings, ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings)
    converters.loads(text, 5)  # type: ignore[call-overload]
    converters.loads(5, DataRow)  # type: ignore[call-overload]
    converters.loads(text, DataRow, json="simplejson")  # type: ignore[call-overload]


def converters_of_ones_own(preconfigured: JsonConverter) -> None:
    own: cattrs.Converter = converters.make_converter(forbid_extra_keys=True)
    assert_type(converters.configure_converter(preconfigured), None)
    assert_type(converters.configure_converter(own, unknown="keep"), None)
    assert_type(converters.source(DataRow, converter=own), str)
    converters.make_converter(unknown="drop")  # type: ignore[arg-type]
    converters.configure_converter("json")  # type: ignore[arg-type]


def rows(row: tuple[Any, ...], columns: list[str]) -> None:
    video = converters.from_db_row(row, columns, Video)
    assert_type(video, Video)
    page = converters.from_db_row(row, columns, Page[DataRow])
    assert_type(page, Page[DataRow])
    assert_type(converters.to_dic(video), dict[str, Any])
    values = converters.to_dic(video, time_str=False, json=False, uuid_str=False, none=True)
    assert_type(values, dict[str, Any])
    assert_type(dict(converters.updatable_fields(video, none=True)), dict[str, Any])
    assert_type(converters.columns(Video), tuple[converters.Column, ...])
    assert_type(converters.columns(Page[DataRow])[0].nullable, bool)
    # A row is one object, of one class.
    converters.from_db_row(row, columns, Video | None)  # type: ignore[arg-type]


def what_an_object_holds(row: DataRow) -> None:
    assert_type(converters.kept(row), dict[str, Any])
    assert_type(converters.evolve(row, title="t"), DataRow)
    assert_type(changes(row), tuple[str, ...])


def errors(exc: Exception) -> None:
    assert_type(converters.explain(exc), list[str])
    converters.explain("$.title: expected str")  # type: ignore[arg-type]


def models(row: DataRow, node: WorkflowGraphNode, project: Project) -> None:
    assert_type(project.get_labels_list(), list[str | None])
    assert_type(row.is_image_sequence, bool | None)
    assert_type(WorkflowGraphNode(uuid="u", title="t"), WorkflowGraphNode)
    assert_type(Page(results=[row]), Page[DataRow])
    row.storage_location = StorageLocation.AWS
    row.storage_location = 1  # type: ignore[assignment]
    row.title = None  # type: ignore[assignment]
    row.data_title = "t"  # type: ignore[attr-defined]
    node.title = "t"  # type: ignore[misc]
    WorkflowGraphNode(uuid="u")  # type: ignore[call-arg]
    WorkflowGraphNode(uuid="u", title=5)  # type: ignore[arg-type]
    print(row.width + 1)  # type: ignore[operator]
