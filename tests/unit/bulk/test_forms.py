"""How the form of a file is told from its beginning."""

from __future__ import annotations

import json

import pytest

from converters.bulk.forms import shape_of

ITEM = r'{"a": [1, -12.5e+30], "b": [true, false, null], "c": "\u00e4\ud83d\ude00\n\"", "d": {}}'


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (f"[{ITEM},\n{ITEM},\n{ITEM},\n", "list"),
        (json.dumps([json.loads(ITEM)] * 3, indent=1), "list"),
        (json.dumps(json.loads(ITEM), indent=1), "document"),
        (f"{ITEM}\n{ITEM}\n{ITEM}\n", "lines"),
    ],
    ids=["an object a line", "indented list", "indented document", "lines"],
)
def test_a_file_has_the_same_form_wherever_its_beginning_is_cut(text: str, shape: str) -> None:
    start = text.index('"a"') + 1
    cuts = {cut: shape_of(text[:cut].encode(), is_whole=False) for cut in range(start, len(text))}
    assert {text[:cut]: found for cut, found in cuts.items() if found != shape} == {}


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ('{"a": 1}', "document"),
        ('{"a": "torn', "document"),
        ('[{"a": 1}, {"a": "torn', "list"),
        ('[{"a": 1},\n{"a": "torn', "list"),
        ('{"a": oops, "b": 1}\n{"a": 2}', "lines"),
        ('{"a": "x\n{"a": 2}', "lines"),
        ('{\n"a": oops,\n"b": 1}', "document"),
    ],
)
def test_what_is_broken_has_the_form_that_it_would_have_whole(text: str, shape: str) -> None:
    assert shape_of(text.encode(), is_whole=True) == shape
