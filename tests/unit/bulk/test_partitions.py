"""What directories called ``key=value`` say of the objects in their files."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from bulk_files import PACKERS, lines, payload, read_all, said, write

from converters import bulk, make_converter
from converters.bulk.partitions import partitions_of
from orm_attrs import DataRow, DataType


@define
class Item:
    name: str
    project: str | None = None
    year: int | None = None
    share: float | None = None
    is_done: bool | None = None
    kind: DataType | None = None
    count: int = 7


def items(path: Any, **options: Any) -> list[Item]:
    found: list[Item] = []
    for batch in bulk.scan(path, Item, **options):
        assert batch.rejects == []
        found += batch.objects
    return sorted(found, key=lambda it: it.name)


def test_the_names_of_directories_are_read_as_hive_writes_them() -> None:
    names = {
        "a/project=red/part": {"project": "red"},
        "project=red/year=2024/part": {"project": "red", "year": "2024"},
        "project=red": {},
        "a/project=red.json": {},
        "=red/project=/red/part": {},
        "x=a%20b%2Fc%3Dd%25/e%3D=f=g/part": {"x": "a b/c=d%", "e=": "f=g"},
        "x=__HIVE_DEFAULT_PARTITION__/part": {"x": None},
        "s3://bucket/x=1/part?y=2/z=3": {"x": "1"},
        "s3://y=2/part#z=3/": {},
        "<stdin>": {},
    }
    assert {name: partitions_of(name) for name in names} == names


@pytest.mark.parametrize("key", ["name", "project", "year", "share", "is_done", "kind", "count"])
def test_a_table_that_is_partitioned_reads_as_the_same_objects(tmp_path: Path, key: str) -> None:
    pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    made = [
        Item("a", "red", 2024, 0.5, True, DataType.VIDEO, 1),
        Item("b", "é b/c=d%41\n", -1, 3.0, False, DataType.IMAGE, 2),
        Item("c", None, None, None, None, None, 3),
        Item("007", "2024", 0, 1e-7, None, DataType.VIDEO, 4),
    ]
    table = bulk.to_table(made, Item)
    parquet.write_to_dataset(table, str(tmp_path / "out"), partition_cols=[key])
    assert items(tmp_path / "out") == sorted(made, key=lambda it: it.name)
    summary = bulk.convert(tmp_path / "out", tmp_path / "all.parquet", Item)
    assert (summary.rows, summary.rejected) == (4, 0)
    assert items(tmp_path / "all.parquet") == sorted(made, key=lambda it: it.name)


@pytest.mark.parametrize("name", ["rows.ndjson", "rows.json", "row.json", "rows.gz", "page.json"])
def test_partitions_count_for_files_of_every_form(tmp_path: Path, name: str) -> None:
    one = json.dumps({"name": "a"}).encode()
    data = {
        "rows.ndjson": one + b"\n" + one + b"\n",
        "rows.json": b"[" + one + b"," + one + b"]",
        "row.json": one,
        "rows.gz": PACKERS["gzip"](one + b"\n" + one),
        "page.json": b'{"items": [' + one + b"]}",
    }[name]
    path = write(tmp_path / "project=red" / "year=2024" / name, data)
    at = "/items" if name == "page.json" else None
    for given in (path, tmp_path, path.parent, f"{tmp_path}/*/*/{name}"):
        found = items(given, at=at)
        assert {(it.project, it.year) for it in found} == {("red", 2024)}


def test_what_an_object_says_itself_stands(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "project=red" / "rows", b'{"name":"a","project":"blue"}\n')
    assert items(path)[0].project == "blue"
    table = tmp_path / "project=green" / "rows.parquet"
    bulk.convert(path, table, Item)
    assert items(table)[0].project == "blue"


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("year=soon", "$.year: expected int, got 'soon'"),
        ("year=1.5", "$.year: expected int, got '1.5'"),
        ("share=half", "$.share: expected float, got 'half'"),
        ("is_done=maybe", "$.is_done: expected bool, got 'maybe'"),
    ],
)
def test_a_partition_of_another_type_is_a_problem_of_each_object(
    tmp_path: Path, folder: str, sentence: str
) -> None:
    pytest.importorskip("pyarrow")
    rows = write(tmp_path / "in", b'{"name":"a"}\n' * 2)
    bulk.convert(rows, tmp_path / folder / "rows.parquet", NameAlone)
    write(tmp_path / folder / "rows", rows.read_bytes())
    for name in ("rows", "rows.parquet"):
        rejects = [
            it for batch in bulk.scan(tmp_path / folder / name, Item) for it in batch.rejects
        ]
        assert [it.partition(": ")[2] for it in said(rejects)] == [sentence] * 2


@define
class NameAlone:
    name: str


def test_null_stands_for_a_key_that_is_not_there(tmp_path: Path) -> None:
    for key in ("count", "project", "name"):
        write(tmp_path / key / f"{key}=__HIVE_DEFAULT_PARTITION__" / "a", b'{"year":1}\n')
    named = b'{"name":"a"}\n'
    for key in ("count", "project"):
        write(tmp_path / key / f"{key}=__HIVE_DEFAULT_PARTITION__" / "a", named)
        assert items(tmp_path / key) == [Item("a")]
    summary = bulk.check(tmp_path / "name", Item)
    assert [it.lines()[0].partition(": ")[2] for it in summary.rejects] == [
        "$.name: expected str, got null"
    ]


def test_partitions_that_a_class_does_not_know_are_unknown_keys(tmp_path: Path) -> None:
    data = lines(2) + b"oops\n"
    path = write(tmp_path / "lens=35" / "rows", data)
    plain = write(tmp_path / "rows", data)
    assert read_all(path)[0] == read_all(plain)[0]
    forbidden = bulk.check(path, DataRow, converter=partial(make_converter, unknown="forbid"))
    assert (forbidden.rows, forbidden.bad) == (0, 3)
    assert str(forbidden.rejects[0].problems[0]) == "$.lens: unknown key"
    keeping = make_converter(unknown="keep")
    (first, _), _ = read_all(path, converter=keeping)
    assert keeping.unstructure(first) == {"lens": "35", **payload(0)}
    found = bulk.drift(path, DataRow)
    assert [(it.path, it.count, it.example) for it in found.findings] == [("$.lens", 2, '"35"')]


def test_a_number_that_no_float_holds_loses_no_partition(tmp_path: Path) -> None:
    path = write(tmp_path / "project=red" / "rows", b'{"name":"a","x":1e999}\n{"name":"b"}\n')
    summary = bulk.check(path, Item)
    assert (summary.rows, summary.bad) == (1, 1)
