"""What one writes without any library: a loop that calls the classes, and no validation at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from orm_attrs import (
    STORAGE_LOCATION_BY_STR,
    AnnotationTaskStatus,
    DataRow,
    Dataset,
    DataType,
    ImageData,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    StorageLocation,
    WorkflowGraphNode,
)

NAME = "hand-written, unchecked"
VERSION = ""

_DATA_TYPES = {member.value.upper(): member for member in DataType}
_LOCATIONS = {member.value: member for member in StorageLocation}
_LABEL_STATUSES = {member.value: member for member in LabelStatus}
_TASK_STATUSES = {member.value: member for member in AnnotationTaskStatus}


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return [one_from_dict(row) for row in rows]


def one_from_dict(row: Any) -> DataRow:
    images = row.get("images_data")
    item = row.get("backing_item_uuid")
    return DataRow(
        uid=row["data_hash"],
        title=row["data_title"],
        data_type=_DATA_TYPES.get(row["data_type"], DataType.MISSING_DATA_TYPE),
        created_at=datetime.fromisoformat(row["created_at"]),
        last_edited_at=datetime.fromisoformat(row["last_edited_at"]),
        width=row["width"],
        height=row["height"],
        file_link=row["file_link"],
        file_size=row["file_size"],
        file_type=row["file_type"],
        storage_location=_LOCATIONS.get(row["storage_location"], StorageLocation.NEW_STORAGE),
        frames_per_second=row["frames_per_second"],
        duration=row["duration"],
        client_metadata=row.get("client_metadata"),
        images_data=None if images is None else [_image(image) for image in images],
        signed_url=row.get("signed_url"),
        is_optimised_image_group=row.get("is_optimised_image_group"),
        backing_item_uuid=UUID(item) if item else None,
    )


def _image(image: Any) -> ImageData:
    return ImageData(
        image_hash=image["image_hash"],
        title=image["title"],
        file_link=image["file_link"],
        file_type=image["file_type"],
        file_size=image["file_size"],
        storage_location=_LOCATIONS.get(image["storage_location"], StorageLocation.NEW_STORAGE),
        created_at=datetime.fromisoformat(image["created_at"]),
        last_edited_at=datetime.fromisoformat(image["last_edited_at"]),
        width=image["width"],
        height=image["height"],
        signed_url=image.get("signed_url"),
    )


def dataset_from_dict(d: Any) -> Dataset:
    folder = d.get("backing_folder_uuid")
    location = STORAGE_LOCATION_BY_STR.get(d["dataset_type"], StorageLocation.NEW_STORAGE)
    return Dataset(
        title=d["title"],
        storage_location=location,
        data_rows=rows_from_dicts(d.get("data_rows", [])),
        dataset_hash=d["dataset_hash"],
        description=d["description"],
        backing_folder_uuid=UUID(folder) if folder else None,
    )


def metadata_from_dicts(rows: list[Any]) -> list[LabelRowMetadata]:
    return [_metadata(row) for row in rows]


def _metadata(row: Any) -> LabelRowMetadata:
    created, edited = row.get("created_at"), row.get("last_edited_at")
    task, node = row.get("annotation_task_status"), row.get("workflow_graph_node")
    return LabelRowMetadata(
        label_hash=row.get("label_hash"),
        created_at=None if created is None else datetime.fromisoformat(created),
        last_edited_at=None if edited is None else datetime.fromisoformat(edited),
        data_hash=row["data_hash"],
        dataset_hash=row["dataset_hash"],
        dataset_title=row["dataset_title"],
        data_title=row["data_title"],
        data_type=row["data_type"],
        data_link=row["data_link"],
        label_status=_LABEL_STATUSES.get(row["label_status"], LabelStatus.MISSING_LABEL_STATUS),
        annotation_task_status=None if task is None else _TASK_STATUSES[task],
        workflow_graph_node=(
            None if node is None else WorkflowGraphNode(uuid=node["uuid"], title=node["title"])
        ),
        is_shadow_data=row.get("is_shadow_data", False),
        number_of_frames=row["number_of_frames"],
        duration=row.get("duration"),
        frames_per_second=row.get("frames_per_second"),
        height=row.get("height"),
        width=row.get("width"),
        branch_name=row.get("branch_name"),
        priority=row.get("priority"),
        client_metadata=row.get("client_metadata"),
        images_data=row.get("images_data"),
        file_type=row.get("file_type"),
        is_valid=row.get("is_valid", True),
        audio_sample_rate=row.get("audio_sample_rate"),
        audio_codec=row.get("audio_codec"),
        audio_bit_depth=row.get("audio_bit_depth"),
        audio_num_channels=row.get("audio_num_channels"),
        backing_item_uuid=None if (item := row.get("backing_item_uuid")) is None else UUID(item),
        task_uuid=None if (item := row.get("task_uuid")) is None else UUID(item),
        assigned_user_email=row.get("assigned_user_email"),
        last_actioned_by_user_email=row.get("last_actioned_by_user_email"),
        group_hash=row.get("group_hash"),
        spaces=row.get("spaces"),
    )


def label_row_from_dict(d: Any) -> LabelRow:
    return LabelRow(**d)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return [_row_to_dict(row) for row in objs]


def _row_to_dict(row: DataRow) -> dict[str, Any]:
    images, item = row.images_data, row.backing_item_uuid
    return {
        "data_hash": row.uid,
        "data_title": row.title,
        "data_type": row.data_type.value.upper(),
        "created_at": row.created_at.isoformat(" "),
        "last_edited_at": row.last_edited_at.isoformat(" "),
        "width": row.width,
        "height": row.height,
        "file_link": row.file_link,
        "file_size": row.file_size,
        "file_type": row.file_type,
        "storage_location": row.storage_location.value,
        "frames_per_second": row.frames_per_second,
        "duration": row.duration,
        "client_metadata": row.client_metadata,
        "images_data": None if images is None else [_image_to_dict(image) for image in images],
        "signed_url": row.signed_url,
        "is_optimised_image_group": row.is_optimised_image_group,
        "backing_item_uuid": None if item is None else str(item),
    }


def _image_to_dict(image: ImageData) -> dict[str, Any]:
    return {
        "image_hash": image.image_hash,
        "title": image.title,
        "file_link": image.file_link,
        "file_type": image.file_type,
        "file_size": image.file_size,
        "storage_location": image.storage_location.value,
        "created_at": image.created_at.isoformat(" "),
        "last_edited_at": image.last_edited_at.isoformat(" "),
        "width": image.width,
        "height": image.height,
        "signed_url": image.signed_url,
    }


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return rows_from_dicts(orjson.loads(data))


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return orjson.dumps(rows_to_dicts(objs))
