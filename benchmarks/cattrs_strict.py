"""What a careful engineer writes with cattrs alone, for the same models, as strict as we are."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from importlib.metadata import version
from typing import Any
from uuid import UUID

import orjson
from cattrs import Converter, override, transform_error
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from benchmarks.wire_date import unstructure_date
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
)

NAME = "cattrs, strict"
VERSION = version("cattrs")


def _make_converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook(str, _strict(str))
    converter.register_structure_hook(bool, _strict(bool))
    converter.register_structure_hook(int, _structure_int)
    converter.register_structure_hook(float, _structure_float)
    converter.register_structure_hook_func(lambda t: t == dict[str, Any], _strict(dict))
    converter.register_structure_hook(datetime, lambda v, _: datetime.fromisoformat(v))
    converter.register_unstructure_hook(datetime, unstructure_date)
    converter.register_structure_hook(UUID, lambda v, _: UUID(v))
    converter.register_unstructure_hook(UUID, str)
    _register_enum(converter, AnnotationTaskStatus, None)
    _register_enum(converter, LabelStatus, LabelStatus.MISSING_LABEL_STATUS)
    _register_enum(converter, StorageLocation, StorageLocation.NEW_STORAGE)

    data_types = {member.value.upper(): member for member in DataType}
    row: dict[str, Any] = {
        "uid": override(rename="data_hash"),
        "title": override(rename="data_title"),
        "data_type": override(
            struct_hook=lambda v, _: data_types.get(v, DataType.MISSING_DATA_TYPE),
            unstruct_hook=lambda v: v.value.upper(),
        ),
        "backing_item_uuid": override(omit_if_default=True),
    }
    dataset: dict[str, Any] = {
        "storage_location": override(
            rename="dataset_type",
            struct_hook=lambda v, _: STORAGE_LOCATION_BY_STR.get(v, StorageLocation.NEW_STORAGE),
        ),
    }
    label_row: dict[str, Any] = {"_cattrs_omit_if_default": True}
    overrides = {ImageData: {}, DataRow: row, Dataset: dataset, LabelRow: label_row}
    for cls, own in overrides.items():
        # From the inside out, for the hooks of the fields are looked up here and now.
        reading = {name: value for name, value in own.items() if not name.startswith("_")}
        converter.register_structure_hook(cls, make_dict_structure_fn(cls, converter, **reading))
        converter.register_unstructure_hook(cls, make_dict_unstructure_fn(cls, converter, **own))
    return converter


def _strict(kind: type) -> Any:
    def structure(value: Any, _: Any) -> Any:
        if isinstance(value, kind):
            return value
        raise TypeError(f"expected {kind.__name__}, got {value!r}")

    return structure


def _structure_int(value: Any, _: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        return int(value)
    raise TypeError(f"expected int, got {value!r}")


def _structure_float(value: Any, _: Any) -> float:
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return value
    raise TypeError(f"expected float, got {value!r}")


def _register_enum(converter: Converter, enum: type[Enum], fallback: Enum | None) -> None:
    members = {member.value: member for member in enum}

    def structure(value: Any, _: Any) -> Enum:
        member = members.get(value, fallback)
        if member is None:
            raise ValueError(f"{value!r} is no {enum.__name__}")
        return member

    converter.register_structure_hook(enum, structure)


_converter = _make_converter()


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return _converter.structure(rows, list[DataRow])


def one_from_dict(row: Any) -> DataRow:
    return _converter.structure(row, DataRow)


def dataset_from_dict(d: Any) -> Dataset:
    return _converter.structure(d, Dataset)


def metadata_from_dicts(rows: list[Any]) -> list[LabelRowMetadata]:
    return _converter.structure(rows, list[LabelRowMetadata])


def label_row_from_dict(d: Any) -> LabelRow:
    return _converter.structure(d, LabelRow)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return _converter.unstructure(objs, list[DataRow])


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return _converter.structure(orjson.loads(data), list[DataRow])


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return orjson.dumps(_converter.unstructure(objs, list[DataRow]))


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        _converter.structure(rows, list[DataRow])
    except Exception as exc:
        return transform_error(exc)
    return []
