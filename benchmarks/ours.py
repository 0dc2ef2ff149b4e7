"""What `converters` is asked to do: full validation, into the models of `orm_attrs`."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import converters
from converters import converter, explain
from orm_attrs import DataRow, Dataset, LabelRow, LabelRowMetadata

NAME = "ours"
try:
    VERSION = version("orm-attrs")
except PackageNotFoundError:
    VERSION = "source tree"


def rows_from_dicts(rows: list[Any]) -> list[DataRow]:
    return converter.structure(rows, list[DataRow])


def one_from_dict(row: Any) -> DataRow:
    return converter.structure(row, DataRow)


def dataset_from_dict(d: Any) -> Dataset:
    return converter.structure(d, Dataset)


def metadata_from_dicts(rows: list[Any]) -> list[LabelRowMetadata]:
    return converter.structure(rows, list[LabelRowMetadata])


def label_row_from_dict(d: Any) -> LabelRow:
    return converter.structure(d, LabelRow)


def rows_to_dicts(objs: list[DataRow]) -> Any:
    return converter.unstructure(objs, list[DataRow])


if hasattr(converters, "loads"):

    def rows_from_bytes(data: bytes) -> list[DataRow]:
        return converters.loads(data, list[DataRow])


if hasattr(converters, "dumps"):

    def rows_to_bytes(objs: list[DataRow]) -> bytes:
        return converters.dumps(objs)


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        converter.structure(rows, list[DataRow])
    except Exception as exc:
        return explain(exc)
    return []
