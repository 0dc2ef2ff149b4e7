"""Recorded payloads, and why some of them are refused.

They stand beside the checkout, in ``shared/corpus``, or where the environment variable
``ORM_ATTRS_CORPUS`` says; its ``MANIFEST.json`` lists the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import orm_attrs as orm

CORPUS = Path(
    os.environ.get("ORM_ATTRS_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus"
)
MANIFEST = CORPUS / "MANIFEST.json"

needs_corpus = pytest.mark.skipif(not MANIFEST.exists(), reason=f"there is no corpus in {CORPUS}")

ENTRIES: list[dict[str, Any]] = (
    json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else []
)

NO_CLASS = {"ModelTrainingResult", "private_files"}
"""What the manifest calls payloads that are none of our objects."""

ELSEWHERE = {"Ontology", "OntologyStructure"}
"""Classes whose recorded payloads have tests of their own, which ask for more."""

KEYS_OF_LATER_ROWS = (
    "last_edited_at",
    "width",
    "height",
    "file_link",
    "file_size",
    "file_type",
    "storage_location",
    "frames_per_second",
    "duration",
)
LACKS_KEYS_OF_LATER_ROWS = [
    f"$.data_rows[0].{key}: required, but missing" for key in KEYS_OF_LATER_ROWS
]
# Whoever pasted these wrote Python's None for null, and quoted it.
HAS_NONE_AS_TEXT = [
    "$[1].duration: expected float, got 'None'",
    "$[1].frames_per_second: expected float, got 'None'",
    "$[2].duration: expected float, got 'None'",
    "$[2].frames_per_second: expected float, got 'None'",
    "$[2].height: expected int, got 'None'",
    "$[2].width: expected int, got 'None'",
]
REFUSED = {
    # Client metadata was written as a Python set.
    "DataRow/dataset_row0.v0.1.98.json": ["$.client_metadata: expected an object, got list"],
    "Dataset/test_dataset.dataset_json.v0.1.98.json": [
        "$.data_rows[0].client_metadata: expected an object, got list"
    ],
    "Dataset/partial_0e9e0d.history.json": LACKS_KEYS_OF_LATER_ROWS,
    "Dataset/partial_7744dc.history.json": [
        *LACKS_KEYS_OF_LATER_ROWS,
        "$.dataset_hash: required, but missing",
    ],
    "LabelRowMetadata/label_rows_metadata_blurb.label_row_metadata_blurb.v0.1.98.json": (
        HAS_NONE_AS_TEXT
    ),
    "LabelRowMetadata/label_rows_metadata_blurb.label_row_metadata_blurb.v0.1.190.json": (
        HAS_NONE_AS_TEXT
    ),
    "CollaboratorTimer/reject_wrong_key.v0.1.98.json": [
        "$.userEmail: required, but missing",
        "$.userRole: required, but missing",
        "$.timeSeconds: required, but missing",
    ],
}


def read(entry: dict[str, Any]) -> Any:
    return json.loads((CORPUS / entry["file"]).read_text(encoding="utf-8"))


def kind_of(entry: dict[str, Any], payload: Any) -> Any:
    """Give the type of a payload: a class, or a list of it."""
    cls = getattr(orm, entry["cls"])
    return list[cls] if isinstance(payload, list) else cls  # type: ignore[valid-type]


def entries(wanted: Callable[[dict[str, Any]], bool]) -> pytest.MarkDecorator:
    """Run a test for the files that are wanted."""
    rows = [pytest.param(entry, id=entry["file"]) for entry in ENTRIES if wanted(entry)]
    return pytest.mark.parametrize("entry", rows)


def is_good(entry: dict[str, Any]) -> bool:
    return entry["cls"] not in NO_CLASS | ELSEWHERE and entry["file"] not in REFUSED
