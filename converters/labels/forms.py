"""Turns a label row whose inside is dicts into one whose inside is objects, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from functools import lru_cache
from typing import TypeVar

from converters.registry import ModelConverter, make_converter
from converters.unknown.held import copy_json
from orm_attrs import LabelRow, LabelRowV2

T = TypeVar("T", LabelRow, LabelRowV2)


def typed(row: LabelRow, *, zones: Mapping[str, tzinfo] | None = None) -> LabelRowV2:
    """Return a label row with everything in it as objects.

    Args:
        row: The row, which stays as it is; nothing in the result is shared with it.
        zones: What the names of zones stand for; see `make_converter`.

    Returns:
        The row. It holds what ``row`` holds of its payload, and what its own classes have no place
        for, so that `untyped` gives an equal row again.

    Raises:
        ClassValidationError: All that is wrong within the row.
        ValueError: When what is in the row nests too deep.
    """
    return _as(LabelRowV2, row, zones)


def untyped(row: LabelRowV2, *, zones: Mapping[str, tzinfo] | None = None) -> LabelRow:
    """Return a label row whose inside is dicts, as they are on the wire.

    Args:
        row: The row, which stays as it is; nothing in the result is shared with it.
        zones: What the names of zones stand for; see `make_converter`.

    Returns:
        The row. It holds what ``row`` holds of its payload.

    Raises:
        ClassValidationError: All that cannot be written of the row.
        ValueError: When what is in the row nests too deep.
    """
    return _as(LabelRow, row, zones)


@lru_cache(maxsize=16)
def _keeping(zones: tuple[tuple[str, tzinfo], ...]) -> ModelConverter:
    return make_converter(unknown="keep", zones=dict(zones))


def _as(cls: type[T], row: LabelRow | LabelRowV2, zones: Mapping[str, tzinfo] | None) -> T:
    keeping = _keeping(tuple((zones or {}).items()))
    return keeping.structure(copy_json(keeping.unstructure(row)), cls)
