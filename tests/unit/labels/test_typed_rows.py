"""A label row is typed and untyped again without a loss."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import Any, Final

import attrs
import pytest
from cattrs.errors import ClassValidationError
from corpus import CORPUS, needs_corpus

from converters import converter, make_converter
from converters.labels import typed, untyped
from orm_attrs import LabelRow, LabelRowV2

KEEPING: Final = make_converter(unknown="keep")
BOX: Final = {"x": 0, "y": 0.5, "w": 1.0, "h": 0.25, "extra": [1]}
OBJECT: Final = {"objectHash": "o", "featureHash": "f", "shape": "bounding_box", "boundingBox": BOX}
PAYLOAD: Final[dict[str, Any]] = {
    "label_hash": "l",
    "created_at": "Thu, 09 Feb 2023 14:12:03 GMT",
    "data_units": {"d": {"labels": {"007": {"objects": [OBJECT], "classifications": []}}}},
    "new_key": {"a": [1]},
}


def test_a_row_that_is_typed_and_untyped_is_the_row() -> None:
    row = KEEPING.structure(PAYLOAD, LabelRow)

    there = typed(row)
    back = untyped(there)

    assert isinstance(there, LabelRowV2)
    assert there.data_units is not None
    assert there.label_hash == "l"
    assert back == row
    for made in (there, back, row):
        assert json.dumps(KEEPING.unstructure(made)) == json.dumps(PAYLOAD)


def test_what_was_read_without_keeping_loses_nothing_more() -> None:
    """What a row passes through has unknown keys inside, which are no loss either."""
    row = converter.structure(PAYLOAD, LabelRow)

    back = untyped(typed(row))

    assert back == row
    assert converter.unstructure(back) == converter.unstructure(row)


def test_nothing_is_shared_and_nothing_changed() -> None:
    row = converter.structure({**PAYLOAD, "client_metadata": {"a": [1]}}, LabelRow)
    before = converter.unstructure(attrs.evolve(row))

    there = typed(row)
    back = untyped(there)
    assert back.data_units is not None
    back.data_units["d"]["labels"].clear()

    assert converter.unstructure(row) == before
    assert untyped(there) == row


def test_names_of_zones_may_be_told() -> None:
    inner = {"objects": [{**OBJECT, "createdAt": "Mon, 11 Jul 2022 18:11:05 BST"}]}
    payload = {"data_units": {"d": {"labels": {"0": inner}}}}
    row = converter.structure(payload, LabelRow)

    with pytest.raises(ClassValidationError):
        typed(row)
    there = typed(row, zones={"BST": timezone(timedelta(hours=1))})

    assert untyped(there, zones={"BST": timezone(timedelta(hours=1))}) == row


@needs_corpus
def test_every_recorded_row_is_typed_and_untyped_again() -> None:
    zones = {"BST": timezone(timedelta(hours=1))}
    count = 0
    for folder in (CORPUS, CORPUS / "more"):
        for path in sorted((folder / "LabelRow").glob("*.json")):
            content = json.loads(path.read_text(encoding="utf-8"))
            for payload in content if isinstance(content, list) else [content]:
                row = KEEPING.structure(payload, LabelRow)
                assert untyped(typed(row, zones=zones), zones=zones) == row, path.name
                count += 1
    assert count == 107
