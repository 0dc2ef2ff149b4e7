"""Recorded label rows of every age are read, and written as they were."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

import pytest
from corpus import needs_corpus
from engines import ENGINES_HERE, running
from label_rows import BST, corpus_rows, differences, is_the_same_json

from converters import INVALID, dumps, explain, json_schema, loads, make_converter
from orm_attrs import LabelRowV2

pytestmark = needs_corpus

REFUSED: Final = "data_1.labels.v0.1.98.json[0]"
"""The one row with names of zones, which only a converter reads that is told what they mean."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_every_row_comes_back_where_what_is_unknown_is_kept(engine: str) -> None:
    rows = corpus_rows()
    failed = []
    with running(engine):
        own = make_converter(unknown="keep", zones=BST)
        for name, payload in rows:
            text = json.dumps(payload)
            row = loads(text, LabelRowV2, converter=own)
            again = json.loads(dumps(row, converter=own))
            written = own.unstructure(own.structure(payload, LabelRowV2))
            if not (is_the_same_json(payload, again) and is_the_same_json(payload, written)):
                failed.append(name)
            assert json.dumps(payload) == text, "the payload was changed"
    assert len(rows) == 107
    assert failed == []


ALLOWED: Final = {
    "date",
    "points in a list",
    "flag",
    "unknown key",
    "null",
    "2.0 for an integer",
    "spelling of a key",
}
"""All that may be written otherwise where unknown things are left out."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_only_what_is_listed_differs_where_it_is_not(engine: str) -> None:
    found: Counter[str] = Counter()
    others = []
    unknown = set()
    with running(engine):
        own = make_converter(zones=BST)
        for name, payload in corpus_rows():
            row = own.structure(payload, LabelRowV2)
            written = own.unstructure(row)
            assert own.structure(written, LabelRowV2) == row, name
            assert json.loads(dumps(row, converter=own)) == written, name
            for what, path in differences(payload, written):
                found[what] += 1
                if what not in ALLOWED:
                    others.append((name, what, path))
                if what == "unknown key":
                    unknown.add(path)
    assert others == []
    assert found.keys() <= ALLOWED
    assert unknown == UNKNOWN


UNKNOWN: Final = {".data_units.object_answers.*"}
"""The keys of the corpus that no class knows: answers among the data units, in the oldest row."""


def test_the_row_with_names_of_zones_is_refused_unless_they_are_told() -> None:
    (payload,) = [row for name, row in corpus_rows() if name == REFUSED]
    own, refused = make_converter(), []
    for name, row in corpus_rows():
        try:
            own.structure(row, LabelRowV2)
        except INVALID as exc:
            refused.append((name, explain(exc)))

    ((name, problems),) = refused
    assert name == REFUSED
    assert len(problems) == 3
    assert all("BST" in line for line in problems)
    assert make_converter(zones=BST).structure(payload, LabelRowV2).data_units


def test_the_schema_is_that_of_the_corpus() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    own = make_converter(zones=BST)
    schema = jsonschema.Draft202012Validator(json_schema(LabelRowV2, converter=own))
    writing = jsonschema.Draft202012Validator(json_schema(LabelRowV2, converter=own, mode="write"))
    for name, payload in corpus_rows():
        assert list(schema.iter_errors(payload)) == [], name
        written: Any = own.unstructure(own.structure(payload, LabelRowV2))
        assert list(writing.iter_errors(written)) == [], name
