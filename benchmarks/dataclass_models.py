"""Our models as dataclasses, for the libraries that read those best."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from benchmarks.wire_date import unstructure_date
from benchmarks.wire_enums import DataType, LabelStatus, StorageLocation, StorageLocationName
from orm_attrs import AnnotationTaskStatus

ROW_KEYS = {"uid": "data_hash", "title": "data_title"}
DATASET_KEYS = {"storage_location": "dataset_type"}


@dataclass(kw_only=True, slots=True)
class ImageData:
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


@dataclass(kw_only=True, slots=True)
class DataRow:
    uid: str
    title: str
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

    class Config:
        """For mashumaro."""

        aliases = ROW_KEYS
        serialize_by_alias = True
        serialization_strategy: ClassVar[dict[Any, Any]] = {
            datetime: {"serialize": unstructure_date}
        }


@dataclass(kw_only=True, slots=True)
class Dataset:
    title: str
    storage_location: StorageLocationName
    data_rows: list[DataRow] = field(default_factory=list)
    dataset_hash: str
    description: str | None
    backing_folder_uuid: UUID | None = None

    class Config:
        """For mashumaro."""

        aliases = DATASET_KEYS
        serialize_by_alias = True


@dataclass(slots=True)
class WorkflowGraphNode:
    uuid: str
    title: str


@dataclass(kw_only=True, slots=True)
class LabelRowMetadata:
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


@dataclass(kw_only=True, slots=True)
class LabelRow:
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
