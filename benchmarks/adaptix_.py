"""What adaptix is asked to do: strict coercion and full error trails, as it does by default."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Any

import orjson
from adaptix import Retort, dumper, name_mapping
from adaptix.load_error import UnionLoadError

from benchmarks.dataclass_models import (
    DATASET_KEYS,
    ROW_KEYS,
    DataRow,
    Dataset,
    LabelRow,
    LabelRowMetadata,
)
from benchmarks.wire_date import unstructure_date

NAME = "adaptix"
VERSION = version("adaptix")

_retort = Retort(
    recipe=[
        name_mapping(DataRow, map=ROW_KEYS),
        name_mapping(Dataset, map=DATASET_KEYS),
        dumper(datetime, unstructure_date),
    ]
)
rows_from_dicts = _retort.get_loader(list[DataRow])
one_from_dict = _retort.get_loader(DataRow)
dataset_from_dict = _retort.get_loader(Dataset)
metadata_from_dicts = _retort.get_loader(list[LabelRowMetadata])
label_row_from_dict = _retort.get_loader(LabelRow)
rows_to_dicts = _retort.get_dumper(list[DataRow])


def rows_from_bytes(data: bytes) -> list[DataRow]:
    return rows_from_dicts(orjson.loads(data))


def rows_to_bytes(objs: list[DataRow]) -> bytes:
    return orjson.dumps(rows_to_dicts(objs))


def problems_of_rows(rows: list[Any]) -> list[str]:
    try:
        rows_from_dicts(rows)
    except Exception as exc:
        return _leaves(exc)
    return []


def _leaves(exc: BaseException) -> list[str]:
    # A union's error holds one error for each of its types, which is still a single problem.
    inner = () if isinstance(exc, UnionLoadError) else getattr(exc, "exceptions", ())
    return [line for one in inner for line in _leaves(one)] if inner else [repr(exc)]
