"""What is different from the oldest version of the reference, 0.1.98."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from reference.differences import (
    RAISES,
    Difference,
    Differences,
    dropped,
    same_day,
    whole_second,
)

import orm_attrs
from converters import converter
from converters.wire.codecs import fallback_of

MATTERS: Final[dict[str, Difference]] = {
    "newer member": Difference(
        "what came later is the fallback member there",
        lambda mine, their: their.value == fallback_of(type(mine)).value,
    ),
    "key in camelCase": Difference(
        "later versions read these classes in both spellings, this one only in snake_case", dropped
    ),
    "whole float": Difference(
        "servers send 3560366.0 for an int; there it stays a float",
        lambda mine, their: isinstance(mine, int) and type(their) is float and mine == their,
    ),
    "int of a float field": Difference(
        "the reference's DTOs make a float of it; here it stays the int it is",
        lambda mine, their: type(mine) is int and type(their) is float and float(mine) == their,
    ),
    "0 or 1": Difference(
        "databases send them for a bool; there they stay numbers",
        lambda mine, their: type(mine) is bool and type(their) is not bool and mine == their,
    ),
    "text of a date": Difference(
        "classes without a reader of their own keep a date as text",
        lambda mine, their: mine == converter.structure(their, datetime),
    ),
    "text of a UUID": Difference(
        "classes without a reader of their own keep a UUID as text",
        lambda mine, their: mine == (UUID(their) if their else None),
    ),
    "raw object": Difference(
        "classes without a reader of their own keep objects and lists as they are",
        lambda mine, their: mine == converter.structure(their, type(mine)),
    ),
    "number of the other kind": Difference(
        "a record drops an int that comes for a float, and a float that comes for an int",
        lambda mine, their: type(mine) in (int, float) and their is None,
    ),
}
"""Differences that are there in several classes."""

FROM_ISO: Final = "this class reads ISO 8601 only, and `19:29.123` not as the others do"

FIELDS: Final[dict[tuple[str, str], Difference]] = {
    ("DataRow", "created_at"): Difference("fraction and offset are lost", whole_second),
    ("DataRow", "last_edited_at"): Difference("fraction and offset are lost", whole_second),
    ("DataRow", "duration"): Difference("hidden, unless it is a video", dropped),
    ("DataRow", "backing_item_uuid"): Difference(
        "raises instead of None", lambda mine, their: mine is None and their is RAISES
    ),
    ("Dataset", "storage_location"): Difference(
        "a name that is not known can be read, but not got",
        lambda mine, their: mine == orm_attrs.StorageLocation.NEW_STORAGE and their is RAISES,
    ),
    ("ImageData", "storage_location"): Difference(
        "a number that is not known stays that number",
        lambda mine, their: mine == orm_attrs.StorageLocation.NEW_STORAGE and their not in range(5),
    ),
    ("Video", "backing_item_uuid"): Difference("always dropped, as it comes as text", dropped),
    ("LabelRowMetadata", "created_at"): Difference(FROM_ISO, same_day),
    ("LabelRowMetadata", "last_edited_at"): Difference(FROM_ISO, same_day),
    ("ProjectImporterCvatInfo", "export_type"): Difference("dropped, as it comes as text", dropped),
    ("ModelTrainingParams", "weights"): Difference("dropped, as it comes as an object", dropped),
    ("SingleImage", "success"): Difference("dropped, as it is no column", dropped),
}
"""Differences of one field."""

REFUSALS: Final[dict[str, str]] = {
    r"got null$": "null where the type has no None is mostly accepted there",
    r"expected int, got float": "a fraction, or so large that digits may be missing, is kept there",
    r"expected a date and time, got '": (
        "today's date is put in there for what is missing, and one class reads week dates"
    ),
    r"expected JSON text of a list, got": "whatever can be iterated over counts as a list there",
    r"is none of": "there, only some classes look a value of an enum up",
    r"expected (str|int|float|bool|an object|a list|a UUID|a date and time)( or str)?, got": (
        "a value of a wrong type is kept or dropped there, or made something of"
    ),
}
"""Patterns of the problems that we report in payloads that the reference reads."""

WRITTEN: Final[dict[tuple[str, str], str]] = {
    ("DataRow", "data_type"): "a kind that came later is the fallback member there",
    ("DataRow", "created_at"): "fraction and offset are lost there",
    ("DataRow", "last_edited_at"): "fraction and offset are lost there",
    ("DataRow", "images_data"): "these are objects that no JSON writer knows there",
    ("DataRow", "_querier"): "what the object works with is in the same dict there",
    ("DataRow", "_dirty_fields"): "what the object works with is in the same dict there",
    ("Dataset", "data_rows"): "these are what a DataRow is, see there",
    ("AddPrivateDataResponse", "dataset_data_info"): "the reference only reads these keys",
    ("AddPrivateDataResponse", "dataset_data_list"): "the reference only reads these keys",
    ("DatasetAPIKey", "dataset_hash"): "the reference only reads these keys",
    ("DatasetAPIKey", "resource_hash"): "the reference only reads these keys",
    ("ModelConfiguration", "feature_node_hashes"): "the object of the wire is a list there",
    ("ModelTrainingParams", "weights"): "dropped there when it is read",
    ("ModelInferenceParams", "conf_thresh"): "an int is dropped there when it is read",
    ("ModelInferenceParams", "iou_thresh"): "an int is dropped there when it is read",
    ("ModelInferenceParams", "rdp_thresh"): "an int is dropped there when it is read",
    ("ProjectImporterCvatInfo", "export_type"): "dropped there when it is read",
    ("Project", "created_at"): "a datetime there, of which its to_dic makes the same text",
    ("Project", "last_edited_at"): "a datetime there, of which its to_dic makes the same text",
    ("SingleImage", "success"): "dropped there when it is read",
    ("Video", "backing_item_uuid"): "dropped there when it is read",
}
"""Class and wire key to why what is written differs."""

DIFFERENCES: Final = Differences(
    matters=MATTERS,
    fields=FIELDS,
    refusals=REFUSALS,
    written=WRITTEN,
    needs={},
    unreadable={orm_attrs.DataRows: "only names a query there: it reads a single row"},
    read_only=frozenset({orm_attrs.ImageData, orm_attrs.DataRows}),
    text_enums=frozenset(),
    rare=(
        (orm_attrs.ProjectAPIKey, {"api_key": "k", "title": "t", "scopes": "{}"}),
        (orm_attrs.LabelRowMetadata, {"created_at": "2002-01-26T19:29.123"}),
        (orm_attrs.LabelRowMetadata, {"last_edited_at": "2002-01-26T19:29.123"}),
    ),
    least=30_000,
)
