"""Holds all libraries to the same work: nothing is measured that does not give equal values."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Final

import attrs
import orjson

from orm_attrs import (
    DataRow,
    Dataset,
    ImageData,
    LabelRow,
    LabelRowMetadata,
    StorageLocation,
    WorkflowGraphNode,
)

_NESTED: Final[dict[str, type]] = {
    "data_rows": DataRow,
    "images_data": ImageData,
    "workflow_graph_node": WorkflowGraphNode,
}
_DATES: Final = ("created_at", "last_edited_at")

MODEL: Final[dict[str, type]] = {
    "rows_from_dicts": DataRow,
    "rows_from_bytes": DataRow,
    "one_from_dict": DataRow,
    "dataset_from_dict": Dataset,
    "metadata_from_dicts": LabelRowMetadata,
    "label_row_from_dict": LabelRow,
}
"""Function that makes objects to the model whose fields the objects have."""


def values(made: Any, model: type) -> Any:
    """Give what one object or a list of them holds, in a form that all libraries share.

    Enum members are compared by name, for each library has enums of its own.
    """
    if isinstance(made, list):
        return [values(one, model) for one in made]
    return {name: _value(made, name) for name in attrs.fields_dict(model)}


def _value(made: Any, name: str) -> Any:
    try:
        value = getattr(made, name)
    except NotImplementedError:
        return None  # The reference has no other word for a missing backing_item_uuid.
    except AttributeError:
        return "absent"  # The reference has not all fields of today.
    if isinstance(value, Enum):
        return value.name
    if name == "storage_location":
        return StorageLocation(value).name  # The reference keeps the number in images.
    if name in _NESTED and value is not None:
        return values(value, _NESTED[name])
    return value


def wire_values(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give what payloads say: without nulls, and dates as instants however they are written."""
    return [
        {
            key: datetime.fromisoformat(value) if key in _DATES else value
            for key, value in row.items()
            if value is not None
        }
        for row in rows
    ]


def differing(library: Any, function: str, argument: Any, expected: Any) -> str | None:
    """Say what is wrong with the values that a library gives; None when they are as expected.

    Args:
        library: One of the modules of this folder.
        function: Which of its functions to call.
        argument: What with.
        expected: `values` of the objects, or `wire_values` of what is written.
    """
    try:
        made = getattr(library, function)(argument)
    except Exception as exc:
        return f"refuses it ({type(exc).__name__})"
    if function == "rows_to_bytes":
        made = orjson.loads(made)
    model = MODEL.get(function)
    got = wire_values(made) if model is None else values(made, model)
    return None if got == expected else "gives other values"
