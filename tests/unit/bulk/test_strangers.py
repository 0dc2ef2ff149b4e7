"""Objects whose payloads have none of the keys of their class."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import Factory, define
from bulk_files import PACKERS, lines, payload, write

from converters import bulk, make_converter, plan
from converters.bulk.jobs import Job
from converters.bulk.parts import Part
from converters.bulk.runs import check_part
from converters.bulk.sources import find_sources
from orm_attrs import DataRow, LabelRow, ProjectUsers

GOOD = {"label_hash": "h"}
OTHERS: list[Any] = [{}, {"a": 1}, {"width": 5, "x": {"label_hash": "h"}}]


def as_lines(*contents: Any) -> bytes:
    return b"".join(json.dumps(it).encode() + b"\n" for it in contents)


def scanned(data: Any, cls: Any = LabelRow, **options: Any) -> list[bulk.Batch[Any]]:
    return list(bulk.scan(data if isinstance(data, Path) else io.BytesIO(data), cls, **options))


def strangers(data: Any, cls: Any = LabelRow, **options: Any) -> list[bulk.Reject]:
    return [it for batch in scanned(data, cls, **options) for it in batch.strangers]


@pytest.mark.parametrize("other", OTHERS)
def test_a_payload_of_another_class_is_good_and_a_stranger(tmp_path: Path, other: Any) -> None:
    texts: dict[str, tuple[bytes, dict[str, Any]]] = {
        "lines": (as_lines(GOOD, other, GOOD, other), {}),
        "list": (json.dumps([GOOD, other, GOOD, other]).encode(), {}),
        "page": (json.dumps({"items": [GOOD, other, GOOD, other]}).encode(), {"at": "/items"}),
    }
    for name, (data, options) in texts.items():
        for text in (data, PACKERS["gzip"](data)):
            path = write(tmp_path / name, text)
            found = strangers(path, **options)
            mark = f"{path}:%s" if name == "lines" else f"{path}[%s]"
            first = 1 if name == "lines" else 0
            assert [it.where for it in found] == [mark % (first + n) for n in (1, 3)]
            assert [it.lines()[0].partition(": ")[2] for it in found] == [
                "$: none of the keys of LabelRow is there"
            ] * 2
            assert [json.loads(it.text) for it in found] == [other] * 2
            summary = bulk.check(path, LabelRow, **options)
            assert (summary.rows, summary.bad, summary.strangers) == (4, 0, 2)
            strict = bulk.check(path, LabelRow, strict=True, **options)
            assert (strict.rows, strict.bad, strict.strangers) == (2, 2, 0)
            assert [it.problems[0].code for it in strict.rejects] == ["no_known_key"] * 2
    assert [it.where for it in strangers(write(tmp_path / "one", json.dumps(other).encode()))] == [
        f"{tmp_path}/one"
    ]


def test_a_stranger_at_a_pointer_has_its_place_in_the_file() -> None:
    (found,) = strangers(b'{"items": [\n  {"a": 1}]}', at="/items")
    assert (found.text, found.places()) == ('{"a": 1}', [(2, 3)])


def test_rejects_and_blank_lines_between_them_change_no_number() -> None:
    data = b"\n".join(
        [b"{}", b"oops", b"", json.dumps(GOOD).encode(), b'{"x":1e999}', b'{"a":1}', b"[]", b"{}"]
    )
    (batch,) = scanned(data)
    assert [it.line for it in batch.strangers] == [1, 5, 6, 8]
    assert [it.line for it in batch.rejects] == [2, 7]
    (batch,) = scanned(data, strict=True)
    assert [it.line for it in batch.rejects] == [1, 2, 5, 6, 7, 8]
    assert [batch.where(i) for i in range(len(batch.objects))] == ["<stream>:4"]
    assert batch.summary == bulk.Summary(rows=1, bad=6, blank=1)


def test_one_key_of_the_class_is_enough_whatever_it_holds() -> None:
    for field in plan(LabelRow).read.fields:
        for value in (None, "h", 1, [], {}):
            assert strangers(as_lines({field.key: value, "other": 1})) == []


def test_where_a_key_is_required_nothing_is_looked_at(tmp_path: Path) -> None:
    assert strangers(lines(2), DataRow) == []
    (batch,) = scanned(b"{}\n{}\n", DataRow)
    assert batch.rejects[0].problems[0].code == "missing"


def test_a_class_without_keys_misses_none() -> None:
    found = strangers(as_lines({}, {"a": 1}), ProjectUsers)
    assert [it.line for it in found] == [2]


@define
class Named:
    title: str = "none"
    made: int = Factory(iter(range(10**9)).__next__)


@define(eq=False)
class Plain:
    title: str = "none"


@define
class Refusing:
    title: str = "none"

    def __eq__(self, other: object) -> bool:
        raise ValueError("cannot be compared")

    def __hash__(self) -> int:
        return 0


@define
class Odd:
    title: str = "none"

    def __attrs_post_init__(self) -> None:
        if self.title == "none":
            raise ValueError("it has no title")


@pytest.mark.parametrize("cls", [Named, Plain, Refusing])
@pytest.mark.parametrize("data", [as_lines({"title": "none"}, {}), b'[{"title":"none"},{}]'])
def test_objects_that_cannot_be_compared_have_strangers_too(cls: Any, data: bytes) -> None:
    assert len(strangers(data, cls)) == 1


def test_what_refuses_to_be_made_of_nothing_is_a_reject() -> None:
    (batch,) = scanned(as_lines({"title": "a"}, {}), Odd)
    assert (len(batch.objects), len(batch.rejects), batch.strangers) == (1, 1, [])


def test_lists_and_types_without_keys_have_none() -> None:
    assert strangers(b"[{}, {}]\n", list[LabelRow]) == []
    assert strangers(b"{}\n", dict[str, Any]) == []


def test_what_directories_say_counts_as_a_key(tmp_path: Path) -> None:
    assert strangers(write(tmp_path / "label_hash=h" / "rows", b"{}\n{}\n")) == []
    assert len(strangers(write(tmp_path / "other=h" / "rows", b"{}\n{}\n"))) == 2


def test_tables_without_a_column_of_the_class_are_strangers(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    rows = write(tmp_path / "rows", as_lines(payload(0), payload(1)))
    bulk.convert(rows, tmp_path / "rows.parquet", DataRow)
    found = strangers(tmp_path / "rows.parquet", Named)
    assert [it.where for it in found] == [f"{tmp_path}/rows.parquet[{n}]" for n in (0, 1)]
    assert strangers(tmp_path / "rows.parquet", DataRow) == []
    empty = write(tmp_path / "empty", as_lines({"title": None}, {"title": None}, GOOD))
    keeping = make_converter(unknown="keep")
    bulk.convert(empty, tmp_path / "out.parquet", LabelRow, converter=keeping)
    assert strangers(tmp_path / "out.parquet", converter=keeping) == []


@pytest.mark.parametrize("strict", [False, True])
def test_conversion_counts_them_or_refuses_them(tmp_path: Path, strict: bool) -> None:
    rows = write(tmp_path / "rows", as_lines(GOOD, {"a": 1}, GOOD))
    report = tmp_path / "bad"
    for out in (tmp_path / "out.ndjson", tmp_path / "out"):
        for _ in range(2):
            summary = bulk.convert(
                rows, out, LabelRow, format="ndjson", rejects=report, strict=strict
            )
            assert (summary.rows, summary.bad, summary.strangers) == (
                (2, 1, 0) if strict else (3, 0, 1)
            )
            assert report.read_bytes().count(b"no_known_key") == strict
            assert len(strangers(out)) == (not strict)


def test_a_part_has_no_more_of_them_than_are_wanted_and_counts_all(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", as_lines(*[{}] * 50))
    (source,) = find_sources(path)
    checked = check_part(Job(LabelRow, None, most_rejects=3), Part(0, source))
    assert (len(checked.strangers), checked.problems, checked.summary.strangers) == (3, 50, 50)
