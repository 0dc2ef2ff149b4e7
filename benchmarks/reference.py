"""What the reference SDK does with the same payloads; it needs an environment of its own."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from encord.orm.dataset import DataRow, Dataset  # type: ignore[import-not-found]
from encord.orm.label_row import LabelRow, LabelRowMetadata  # type: ignore[import-not-found]

NAME = "reference SDK"
VERSION = version("encord")


def rows_from_dicts(rows: list[Any]) -> Any:
    return DataRow.from_dict_list(rows)


def one_from_dict(row: Any) -> DataRow:
    return DataRow.from_dict(row)


def dataset_from_dict(d: Any) -> Dataset:
    return Dataset.from_dict(d)


def metadata_from_dicts(rows: list[Any]) -> Any:
    return LabelRowMetadata.from_list(rows)


def label_row_from_dict(d: Any) -> LabelRow:
    return LabelRow(d)
