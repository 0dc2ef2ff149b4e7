"""What pydantic is asked to do: models with aliases, scalars strict, the rest read from text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import pydantic
from pydantic import (
    BaseModel,
    Field,
    PlainSerializer,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from benchmarks.wire_date import unstructure_date
from benchmarks.wire_enums import DataType, LabelStatus, StorageLocation, StorageLocationName
from orm_attrs import AnnotationTaskStatus

WireDate = Annotated[datetime, PlainSerializer(unstructure_date, return_type=str, when_used="json")]
NAME = "pydantic"
VERSION = pydantic.VERSION


class ImageData(BaseModel):
    image_hash: StrictStr
    title: StrictStr
    file_link: StrictStr
    file_type: StrictStr
    file_size: StrictInt
    storage_location: StorageLocation
    created_at: WireDate
    last_edited_at: WireDate
    width: StrictInt
    height: StrictInt
    signed_url: StrictStr | None = None


class DataRow(BaseModel):
    uid: StrictStr = Field(alias="data_hash")
    title: StrictStr = Field(alias="data_title")
    data_type: DataType
    created_at: WireDate
    last_edited_at: WireDate
    width: StrictInt | None
    height: StrictInt | None
    file_link: StrictStr | None
    file_size: StrictInt | None
    file_type: StrictStr | None
    storage_location: StorageLocation
    frames_per_second: StrictFloat | None
    duration: StrictFloat | None
    client_metadata: dict[str, Any] | None = None
    images_data: list[ImageData] | None = None
    signed_url: StrictStr | None = None
    is_optimised_image_group: StrictBool | None = None
    backing_item_uuid: UUID | None = None


class Dataset(BaseModel):
    title: StrictStr
    storage_location: StorageLocationName = Field(alias="dataset_type")
    data_rows: list[DataRow] = Field(default_factory=list)
    dataset_hash: StrictStr
    description: StrictStr | None
    backing_folder_uuid: UUID | None = None


class WorkflowGraphNode(BaseModel):
    uuid: StrictStr
    title: StrictStr


class LabelRowMetadata(BaseModel):
    label_hash: StrictStr | None = None
    created_at: datetime | None = None
    last_edited_at: datetime | None = None
    data_hash: StrictStr
    dataset_hash: StrictStr
    dataset_title: StrictStr
    data_title: StrictStr
    data_type: StrictStr
    data_link: StrictStr | None
    label_status: LabelStatus
    annotation_task_status: AnnotationTaskStatus | None = None
    workflow_graph_node: WorkflowGraphNode | None = None
    is_shadow_data: StrictBool = False
    number_of_frames: StrictInt
    duration: StrictFloat | None = None
    frames_per_second: StrictFloat | None = None
    height: StrictInt | None = None
    width: StrictInt | None = None
    branch_name: StrictStr | None = None
    priority: StrictFloat | None = None
    client_metadata: dict[str, Any] | None = None
    images_data: list[Any] | None = None
    file_type: StrictStr | None = None
    is_valid: StrictBool = True
    audio_sample_rate: StrictInt | None = None
    audio_codec: StrictStr | None = None
    audio_bit_depth: StrictInt | None = None
    audio_num_channels: StrictInt | None = None
    backing_item_uuid: UUID | None = None
    task_uuid: UUID | None = None
    assigned_user_email: StrictStr | None = None
    last_actioned_by_user_email: StrictStr | None = None
    group_hash: StrictStr | None = None
    spaces: dict[str, Any] | None = None


class LabelRow(BaseModel):
    label_hash: StrictStr | None = None
    created_at: StrictStr | None = None
    last_edited_at: StrictStr | None = None
    dataset_hash: StrictStr | None = None
    dataset_title: StrictStr | None = None
    data_title: StrictStr | None = None
    data_hash: StrictStr | None = None
    data_type: StrictStr | None = None
    data_units: dict[str, Any] | None = None
    object_answers: dict[str, Any] | None = None
    classification_answers: dict[str, Any] | None = None
    object_actions: dict[str, Any] | None = None
    label_status: StrictStr | None = None
    annotation_task_status: StrictStr | None = None
    branch_name: StrictStr | None = None
    is_valid: StrictBool | None = None
    spaces: dict[str, Any] | None = None
    scene: dict[str, Any] | None = None


_rows = TypeAdapter(list[DataRow])
_metadata = TypeAdapter(list[LabelRowMetadata])


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return _rows.validate_python(rows)


def one_from_dict(row: Any) -> DataRow:
    return DataRow.model_validate(row)


def dataset_from_dict(d: Any) -> Dataset:
    return Dataset.model_validate(d)


def metadata_from_dicts(rows: list[Any]) -> list[LabelRowMetadata]:
    return _metadata.validate_python(rows)


def label_row_from_dict(d: Any) -> LabelRow:
    return LabelRow.model_validate(d)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return _rows.dump_python(objs, mode="json", by_alias=True)


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return _rows.validate_json(data)


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return _rows.dump_json(objs, by_alias=True)


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        _rows.validate_python(rows)
    except ValidationError as exc:
        return [f"{problem['loc']}: {problem['msg']}" for problem in exc.errors()]
    return []
