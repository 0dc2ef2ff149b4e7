"""What msgspec is asked to do with attrs classes, whose fields it cannot rename."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from attrs import define

from benchmarks.wire_enums import DataType, StorageLocation

NAME = "msgspec, attrs"
VERSION = msgspec.__version__


@define(kw_only=True)
class DataRow:
    data_hash: str
    data_title: str
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
    images_data: list[Any] | None = None
    signed_url: str | None = None
    is_optimised_image_group: bool | None = None
    backing_item_uuid: UUID | None = None

    @property
    def uid(self) -> str:
        """The name that the others have for it."""
        return self.data_hash

    @property
    def title(self) -> str:
        """The name that the others have for it."""
        return self.data_title


_decoder = msgspec.json.Decoder(list[DataRow])
_encoder = msgspec.json.Encoder()


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return msgspec.convert(rows, list[DataRow])


def one_from_dict(row: Any) -> DataRow:
    return msgspec.convert(row, DataRow)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return msgspec.to_builtins(objs)


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return _decoder.decode(data)


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return _encoder.encode(objs)
