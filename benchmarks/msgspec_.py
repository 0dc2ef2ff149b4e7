"""What msgspec is asked to do: structs with renamed fields, strict, as it is by default."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct, field

from benchmarks.wire_enums import DataType, LabelStatus, StorageLocation, StorageLocationName
from orm_attrs import AnnotationTaskStatus

NAME = "msgspec"
VERSION = msgspec.__version__


class ImageData(Struct, kw_only=True):
    image_hash: str
    title: str
    file_link: str
    file_type: str
    file_size: int
    storage_location: StorageLocation
    created_at: datetime
    last_edited_at: datetime
    width: int
    height: int
    signed_url: str | None = None


class DataRow(Struct, kw_only=True):
    uid: str = field(name="data_hash")
    title: str = field(name="data_title")
    data_type: DataType
    created_at: datetime
    last_edited_at: datetime
    width: int | None
    height: int | None
    file_link: str | None
    file_size: int | None
    file_type: str | None
    storage_location: StorageLocation
    frames_per_second: float | None
    duration: float | None
    client_metadata: dict[str, Any] | None = None
    images_data: list[ImageData] | None = None
    signed_url: str | None = None
    is_optimised_image_group: bool | None = None
    backing_item_uuid: UUID | None = None


class Dataset(Struct, kw_only=True):
    title: str
    storage_location: StorageLocationName = field(name="dataset_type")
    data_rows: list[DataRow] = field(default_factory=list)
    dataset_hash: str
    description: str | None
    backing_folder_uuid: UUID | None = None


class WorkflowGraphNode(Struct):
    uuid: str
    title: str


class LabelRowMetadata(Struct, kw_only=True):
    label_hash: str | None = None
    created_at: datetime | None = None
    last_edited_at: datetime | None = None
    data_hash: str
    dataset_hash: str
    dataset_title: str
    data_title: str
    data_type: str
    data_link: str | None
    label_status: LabelStatus
    annotation_task_status: AnnotationTaskStatus | None = None
    workflow_graph_node: WorkflowGraphNode | None = None
    is_shadow_data: bool = False
    number_of_frames: int
    duration: float | None = None
    frames_per_second: float | None = None
    height: int | None = None
    width: int | None = None
    branch_name: str | None = None
    priority: float | None = None
    client_metadata: dict[str, Any] | None = None
    images_data: list[Any] | None = None
    file_type: str | None = None
    is_valid: bool = True
    audio_sample_rate: int | None = None
    audio_codec: str | None = None
    audio_bit_depth: int | None = None
    audio_num_channels: int | None = None
    backing_item_uuid: UUID | None = None
    task_uuid: UUID | None = None
    assigned_user_email: str | None = None
    last_actioned_by_user_email: str | None = None
    group_hash: str | None = None
    spaces: dict[str, Any] | None = None


class LabelRow(Struct, kw_only=True):
    label_hash: str | None = None
    created_at: str | None = None
    last_edited_at: str | None = None
    dataset_hash: str | None = None
    dataset_title: str | None = None
    data_title: str | None = None
    data_hash: str | None = None
    data_type: str | None = None
    data_units: dict[str, Any] | None = None
    object_answers: dict[str, Any] | None = None
    classification_answers: dict[str, Any] | None = None
    object_actions: dict[str, Any] | None = None
    label_status: str | None = None
    annotation_task_status: str | None = None
    branch_name: str | None = None
    is_valid: bool | None = None
    spaces: dict[str, Any] | None = None
    scene: dict[str, Any] | None = None


_decoder = msgspec.json.Decoder(list[DataRow])
_encoder = msgspec.json.Encoder()


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return msgspec.convert(rows, list[DataRow])


def one_from_dict(row: Any) -> DataRow:
    return msgspec.convert(row, DataRow)


def dataset_from_dict(d: Any) -> Dataset:
    return msgspec.convert(d, Dataset)


def metadata_from_dicts(rows: list[Any]) -> list[LabelRowMetadata]:
    return msgspec.convert(rows, list[LabelRowMetadata])


def label_row_from_dict(d: Any) -> LabelRow:
    return msgspec.convert(d, LabelRow)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return msgspec.to_builtins(objs)


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return _decoder.decode(data)


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return _encoder.encode(objs)


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        msgspec.convert(rows, list[DataRow])
    except msgspec.ValidationError as exc:
        return [str(exc)]  # Never more than the first.
    return []
