"""Where problems stand in the files that they are in, as lines and columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, payload, read_all, write
from hypothesis import given
from hypothesis import strategies as st

from converters import bulk
from converters.bulk import chunks
from converters.bulk.places import places_in
from converters.errors import ProblemCode
from converters.problems import Problem
from orm_attrs import DataRow, Dataset, LabelRow

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else []
    entries = enumerate(value) if isinstance(value, list) else entries
    return [path, *(found for key, it in entries for found in paths_of(it, (*path, key)))]


def value_at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def problem(*path: Any, code: ProblemCode = ProblemCode.WRONG_TYPE, where: str = "$") -> Problem:
    return Problem(path, code, "", where=where)


def offset(text: str, place: tuple[int, int]) -> int:
    """The index of a place in a text."""
    before = text.split("\n")[: place[0] - 1]
    return sum(len(it) + 1 for it in before) + place[1] - 1


@given(VALUES, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_a_place_is_where_the_value_begins(value: Any, indent: Any, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    paths = paths_of(value)
    places = places_in(text, [problem(*it) for it in paths], (1, 1))
    for path, place in zip(paths, places, strict=True):
        begin = offset(text, place)
        assert json.JSONDecoder().raw_decode(text, begin)[0] == value_at(value, path)
    keys = [it for it in paths if it and isinstance(it[-1], str)]
    unknown = [problem(*it, code=ProblemCode.EXTRA_KEY) for it in keys]
    for path, place in zip(keys, places_in(text, unknown, (1, 1)), strict=True):
        assert json.JSONDecoder().raw_decode(text, offset(text, place))[0] == path[-1]


@given(VALUES, st.integers(0, 100), st.sampled_from([None, 1]))
def test_a_text_that_is_cut_has_places_all_the_same(value: Any, end: int, indent: Any) -> None:
    text = json.dumps(value, indent=indent)[:end]
    found = [problem(*it) for it in paths_of(value)]
    for place in places_in(text, [*found, problem(where="")], (3, 9)):
        assert place >= (3, 9)


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ('{"a": {"b": 1}}', problem("a", "c", code=ProblemCode.MISSING), (1, 7)),
        ('{"a": "{\\"b\\": 1}"}', problem("a", "b"), (1, 7)),
        ('{"a": 1, "a": 2}', problem("a"), (1, 15)),
        ('\ufeff{"a": 1}', problem("a"), (1, 8)),
        ("[1,\r\n 2]", problem(1), (2, 2)),
        ('{"ä":\n[1, {"😀": "x", "b": 2}]}', problem("ä", 1, "b"), (2, 21)),
        ("9" * 5000 + " ", problem(), (1, 1)),
        ("[" + "9" * 5000 + ", 1]", problem(1), (1, 5004)),
        ('{"a": oops}', problem(where=""), (1, 7)),
        ('{"a":\n "b\udcff"}', problem(where=""), (2, 4)),
        ("", problem(where=""), (1, 1)),
        ('{"a": NaN, "b": 1}', problem("b"), (1, 17)),
        ("[" * 100_000, problem(*[0] * 5000), (1, 1)),
        ("[" * 100_000, problem(where=""), (1, 1)),
    ],
)
def test_odd_texts_have_places_too(text: str, found: Problem, place: tuple[int, int]) -> None:
    (first,) = places_in(text, [found], (1, 1))
    assert first == place or (text.startswith("[[") and first[0] == 1)
    ((row, column),) = places_in(text, [found], (7, 3))
    assert (row, column) == (first[0] + 6, first[1] + 2 * (first[0] == 1))


def places_of(
    path: Path, cls: Any = DataRow, **options: Any
) -> list[tuple[int | None, int | None]]:
    rejects = [it for batch in bulk.scan(path, cls, **options) for it in batch.rejects]
    return [place for reject in rejects for place in reject.places()]


def marked(data: bytes, mark: bytes = b'"wide"') -> list[tuple[int, int]]:
    """The places of a mark in a file."""
    lines = enumerate(data.decode().split("\n"), 1)
    return [(n, it.index(mark.decode()) + 1) for n, it in lines if mark.decode() in it]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("size", [50, 1000, 100_000])
def test_problems_have_the_line_and_the_column_that_they_have_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indent: int | None, size: int
) -> None:
    monkeypatch.setattr("converters.bulk.packings.PIECE", size)
    monkeypatch.setattr(chunks, "HEAD", 50)
    rows = [payload(0), payload(1, width="wide", file_link="é\u2028"), payload(2), payload(3)]
    rows[3]["width"] = "wide"
    listed = json.dumps(rows, indent=indent, ensure_ascii=False).encode()
    listed = listed.replace(b"}, {", b"} ,\n {")
    page = b'{"first": [\n1], "items":\n ' + listed + b', "last": 2}'
    one = json.dumps(rows[1], indent=1, ensure_ascii=False).encode()
    texts: list[tuple[bytes, dict[str, Any]]] = [
        (listed, {}),
        (page, {"at": "/items"}),
        (b'{"pages": [3, ' + page + b"]}", {"at": "/pages/1/items"}),
        (page, {"at": "/items/1"}),
        (one, {}),
        (one, {"at": ""}),
        (b"".join(line(n, width="wide" if n % 2 else 1, noise="é") for n in range(9)), {}),
    ]
    for data, options in texts:
        expected = marked(data)
        if options.get("at") == "/items/1":
            expected = expected[:1]
        for text in (data, PACKERS["gzip"](data), b"\xef\xbb\xbf" + data):
            assert places_of(write(tmp_path / "rows", text), **options) == expected


def test_the_text_of_an_item_at_a_pointer_is_what_stands_there(tmp_path: Path) -> None:
    item = json.dumps(payload(0, width="wide"), indent=3).encode()
    path = write(tmp_path / "rows", b'{"items": [' + item + b"]}")
    (reject,) = read_all(path, at="/items")[1]
    assert reject.text.encode() == item


def test_an_item_whose_text_cannot_be_found_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_deep(*_: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr("converters.bulk.lists.find_value", too_deep)
    path = write(tmp_path / "rows", b'{"items":[' + line(0, width="wide") + b"]}")
    (reject,) = read_all(path, at="/items")[1]
    assert json.loads(reject.text) == payload(0, width="wide")
    assert reject.places() == [(None, None)]


def test_texts_at_a_pointer_are_found_in_all_chunks(tmp_path: Path) -> None:
    bad = {1, 999, 1000, 2500, 4999}
    items = [b"5" if number in bad else b'{"label_hash":"h"}' for number in range(5000)]
    items[998] = items[2499] = b'{"x":1}'
    data = b'{"items":[\n' + b",\n".join(items) + b"]}"
    batches = list(bulk.scan(write(tmp_path / "rows", data), LabelRow, at="/items"))
    rejects = [it for batch in batches for it in batch.rejects]
    assert [it.places() for it in rejects] == [[(number + 2, 1)] for number in sorted(bad)]
    strangers = [it for batch in batches for it in batch.strangers]
    assert [(it.text, it.places()) for it in strangers] == [
        ('{"x":1}', [(number + 2, 1)]) for number in (998, 2499)
    ]


def test_texts_that_are_no_json_have_the_place_where_they_break(tmp_path: Path) -> None:
    data = line(0) + b'{"a": oops}\n' + b'{"a":"\xff"}\n' + b'\n{"a"\n' + line(0)
    path = write(tmp_path / "rows", data)
    assert places_of(path) == [(2, 7), (3, 7), (5, 5)]
    broken = json.dumps(payload(0), indent=1).replace("1920", "oops").encode()
    (place,) = marked(broken, b"oops")
    assert places_of(write(tmp_path / "row", broken)) == [place]


def test_what_has_no_text_in_the_file_has_no_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places_of(write(tmp_path / "a", b"")) == [(None, None)]
    packed = PACKERS["gzip"](line(0) * 50)
    assert places_of(write(tmp_path / "b", packed[:-9])) == [(51, None)]
    monkeypatch.setattr(chunks, "LONGEST_LINE", 500)
    monkeypatch.setattr(chunks, "CHUNK", 100)
    monkeypatch.setattr(chunks, "HEAD", 50)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 100)
    long = line(0) + b"x" * 5000 + b"\n"
    assert places_of(write(tmp_path / "c", long)) == [(2, None)]
    pytest.importorskip("pyarrow")
    rows = write(tmp_path / "d", line(0, width=2**70))
    bulk.convert(rows, tmp_path / "out.parquet", DataRow, rejects=tmp_path / "bad")
    summary = bulk.convert(rows, tmp_path / "out.parquet", DataRow)
    assert summary.rejects[0].places() == [(1, None)]


def test_nested_problems_are_found_at_once(tmp_path: Path) -> None:
    row = {"data_hash": 5, "data_title": 6}
    data = json.dumps({"title": 5, "data_rows": [row] * 3}, indent=1).encode()
    path = write(tmp_path / "dataset", data)
    found = places_of(path, Dataset)
    lines = data.decode().split("\n")
    for number, column in found:
        assert number is not None
        assert lines[number - 1][: (column or 0) - 1].strip() in {
            "",
            '"title":',
            '"data_hash":',
            '"data_title":',
        }
    assert len(found) > 10
    assert len({number for number, _ in found}) == 11
