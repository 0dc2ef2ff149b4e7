"""What `converters` does with its pure engine: generated Python."""

from __future__ import annotations

from typing import Any

from benchmarks import ours
from converters import dumps, explain, loads, make_converter
from converters.engines import choice
from orm_attrs import DataRow, Dataset, LabelRow, LabelRowMetadata

NAME = "ours, pure"
VERSION = ours.VERSION

_converter = make_converter()
_core, choice._core = choice._core, None  # noqa: SLF001 - both engines in one process
for _kind in (list[DataRow], DataRow, Dataset, list[LabelRowMetadata], LabelRow):
    _converter.get_structure_hook(_kind)
    _converter.get_unstructure_hook(_kind)
choice._core = _core  # noqa: SLF001


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
    return loads(data, list[DataRow], converter=_converter)


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return dumps(objs, converter=_converter)


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        _converter.structure(rows, list[DataRow])
    except Exception as exc:
        return explain(exc)
    return []
