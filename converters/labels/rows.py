"""Makes label rows without labels, from what the platform says of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from converters.errors import expected
from converters.registry import ready_converter
from orm_attrs import DataUnit, FrameLabels, LabelRowMetadata, LabelRowV2
from orm_attrs.label_spaces import LabelSpace

FLAT: Final = frozenset({"image", "img_group", "group"})
"""The kinds of rows whose units have the labels of one frame."""


def new_row(metadata: LabelRowMetadata) -> LabelRowV2:
    """Return a label row without labels.

    Args:
        metadata: What the platform says of the row. Of an image group it has to have the images,
            ``images_data``, for which the query asks.

    Returns:
        The row, with a data unit for the file or for each image, and the spaces that there are. Its
        ``label_hash`` is None where the row is not initialised.

    Raises:
        ClassValidationError: When what ``metadata`` says of spaces or images is none of these.
        TypeError: When it is no `LabelRowMetadata`.
        ValueError: When the images of an image group are not there, or two of them have one hash or
            one index.
    """
    if not isinstance(metadata, LabelRowMetadata):
        raise TypeError(expected("LabelRowMetadata", metadata))
    now = datetime.now(UTC).replace(microsecond=0)
    kind = metadata.data_type.lower()
    status = metadata.annotation_task_status
    return LabelRowV2(
        label_hash=metadata.label_hash,
        branch_name=metadata.branch_name or "main",
        created_at=metadata.created_at or now,
        last_edited_at=metadata.last_edited_at or now,
        dataset_hash=metadata.dataset_hash,
        dataset_title=metadata.dataset_title,
        data_hash=metadata.data_hash,
        data_title=metadata.data_title,
        data_type=kind,
        label_status=metadata.label_status.value,
        annotation_task_status=None if status is None else status.value,
        is_shadow_data=metadata.is_shadow_data,
        is_valid=metadata.is_valid,
        data_units=_images(metadata) if kind == "img_group" else _unit(metadata, kind),
        object_answers={},
        classification_answers={},
        object_actions={},
        spaces=_spaces(metadata),
    )


def _unit(metadata: LabelRowMetadata, kind: str) -> dict[str, DataUnit]:
    is_audio = kind == "audio"
    unit = DataUnit(
        data_hash=metadata.data_hash,
        data_title=metadata.data_title,
        data_link=metadata.data_link,
        data_type=kind if kind in ("group", "scene") else metadata.file_type,
        data_sequence=0,
        width=metadata.width,
        height=metadata.height,
        labels=_no_labels(kind),
        data_duration=metadata.duration,
        data_fps=metadata.frames_per_second,
        audio_codec=metadata.audio_codec if is_audio else None,
        audio_sample_rate=metadata.audio_sample_rate if is_audio else None,
        audio_bit_depth=metadata.audio_bit_depth if is_audio else None,
        audio_num_channels=metadata.audio_num_channels if is_audio else None,
    )
    return {metadata.data_hash: unit}


def _no_labels(kind: str) -> Any:
    return FrameLabels(objects=[], classifications=[]) if kind in FLAT else {}


def _images(metadata: LabelRowMetadata) -> dict[str, DataUnit]:
    if not metadata.images_data:
        raise ValueError("the images of an image group are not there: ask for images_data")
    units: dict[str, DataUnit] = {}
    frames = set()
    for position, image in enumerate(metadata.images_data):
        payload = {
            "data_hash": image.get("image_hash"),
            "data_title": image.get("title"),
            "data_type": image.get("file_type"),
            "data_sequence": str(image.get("index", position)),
            "width": image.get("width"),
            "height": image.get("height"),
        }
        unit = ready_converter().structure(payload, DataUnit)
        if unit.data_hash is None:
            raise ValueError(f"the image {position} of the group has no image_hash")
        if unit.data_hash in units or unit.data_sequence in frames:
            raise ValueError(f"the image {position} of the group is there already")
        frames.add(unit.data_sequence)
        unit.labels = _no_labels("img_group")
        units[unit.data_hash] = unit
    return units


def _spaces(metadata: LabelRowMetadata) -> dict[str, LabelSpace]:
    payload = {key: {**it, "labels": {}} for key, it in (metadata.spaces or {}).items()}
    made: dict[str, LabelSpace] = ready_converter().structure(payload, dict[str, LabelSpace])
    return made
