"""Conversion in this process: what is written, and when it appears."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, numbers, read_all, write

from converters import bulk, make_converter
from converters.bulk import parts, sinks
from orm_attrs import DataRow

NAMES = ["rows.parquet", "rows.arrow", "rows.ndjson", "rows.jsonl.gz", "rows.ndjson.zst"]


def needs(name: str) -> None:
    if not name.endswith("zst"):
        pytest.importorskip("pyarrow")


def read_back(path: Path) -> list[DataRow]:
    if path.suffix == ".arrow":
        pa = pytest.importorskip("pyarrow")
        with pa.ipc.open_file(path) as file:
            return bulk.from_table(file.read_all(), DataRow)
    return read_all(path)[0]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_reads_as_the_same_objects(tmp_path: Path, name: str) -> None:
    needs(name)
    path = write(tmp_path / "in", lines(20) + b"oops\n" + lines(5, 20))
    out = tmp_path / "out" / name
    summary = bulk.convert(path, out, DataRow)
    assert read_back(out) == read_all(path)[0]
    assert (summary.rows, summary.bad) == (25, 1)
    assert [it.line for it in summary.rejects] == [21]
    assert [it.name for it in out.parent.iterdir()] == [name]


def test_every_line_is_in_the_output_or_among_the_rejects(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bad = [b"oops\n", b"\xff\n", line(0, width=2**70), line(0, width="x"), b"[]\n"]
    data = [*lines(8).splitlines(keepends=True)]
    for i, one in enumerate(bad):
        data.insert(2 * i + 1, one)
    path = write(tmp_path / "in", b"".join(data))
    out, report = tmp_path / "rows.parquet", tmp_path / "bad.ndjson"
    summary = bulk.convert(path, out, DataRow, rejects=report)
    assert summary.read == len(data) == 13
    records = [json.loads(it) for it in report.read_bytes().splitlines()]
    assert numbers(read_back(out)) == list(range(8))
    assert [it["where"] for it in records] == [f"{path}:{n}" for n in (2, 4, 6, 8, 10)]
    assert records[2]["problems"] == [
        {
            "pointer": "/width",
            "code": "out_of_range",
            "message": "expected an integer of at most 64 bits",
        }
    ]


def test_small_batches_become_large_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("converters.bulk.chunks.CHUNK", 1000)
    monkeypatch.setattr("converters.bulk.chunks.HEAD", 1000)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 500)
    monkeypatch.setattr(sinks, "ROW_GROUP", 30)
    bulk.convert(write(tmp_path / "in", lines(50)), tmp_path / "a.parquet", DataRow)
    file = parquet.ParquetFile(tmp_path / "a.parquet")
    assert file.num_row_groups == 2
    assert file.schema_arrow == bulk.schema(DataRow)


def test_a_directory_gets_a_file_for_each_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parts.cut, "__defaults__", (3000,))
    write(tmp_path / "in" / "a.ndjson", lines(20) + b"oops\n")
    write(tmp_path / "in" / "b.ndjson.gz", PACKERS["gzip"](lines(5, 20) + b"oops\n"))
    out, report = tmp_path / "out", tmp_path / "bad.ndjson.gz"
    summary = bulk.convert(tmp_path / "in", out, DataRow, rejects=report)
    files = sorted(it.name for it in out.iterdir() if not it.name.startswith("."))
    assert files[:2] == ["part-00000.parquet", "part-00001.parquet"]
    assert len(files) > 2
    assert numbers(read_all(out)[0]) == list(range(25))
    assert (summary.rows, summary.bad) == (25, 2)
    wheres = [json.loads(it)["where"] for it in gzip.decompress(report.read_bytes()).splitlines()]
    assert wheres == [f"{tmp_path}/in/a.ndjson:21", f"{tmp_path}/in/b.ndjson.gz:6"]


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    from converters.bulk import converting

    calls: list[Any] = []
    whole = converting._writing

    def counted(*arguments: Any) -> Any:
        calls.append(arguments[1].name)
        return whole(*arguments)

    monkeypatch.setattr(converting, "_writing", counted)
    return calls


def test_parts_that_are_done_are_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    for name in "abc":
        write(tmp_path / "in" / name, lines(4) + b"oops\n")
    out, report = tmp_path / "out", tmp_path / "bad"
    first = bulk.convert(tmp_path / "in", out, DataRow, rejects=report)
    reported = report.read_bytes()
    calls = count_calls(monkeypatch)
    again = bulk.convert(tmp_path / "in", out, DataRow, rejects=report)
    assert calls == []
    assert (again.rows, again.bad, report.read_bytes()) == (first.rows, first.bad, reported)
    (out / "part-00001.parquet").unlink()
    bulk.convert(tmp_path / "in", out, DataRow, rejects=report)
    write(tmp_path / "in" / "c", lines(9))
    last = bulk.convert(tmp_path / "in", out, DataRow, rejects=report)
    assert calls == ["part-00001.parquet", "part-00002.parquet"]
    assert last.rows == len(read_all(out)[0]) == 17


def test_another_run_does_all_parts_anew_and_removes_those_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        write(tmp_path / "in" / name, lines(4))
    out = tmp_path / "out"
    bulk.convert(tmp_path / "in", out, DataRow, format="ndjson")
    (tmp_path / "in" / "b").unlink()
    mine = write(out / "mine.txt", b"")
    bulk.convert(tmp_path / "in", out, DataRow, format="ndjson")
    names = sorted(it.name for it in out.iterdir() if not it.name.startswith("."))
    assert names == ["mine.txt", "part-00000.ndjson", "part-00001.ndjson"]
    assert mine.exists()


def test_an_error_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "rows.ndjson", b"old")

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sinks.LineSink, "write", full)
    with pytest.raises(OSError, match="No space left"):
        bulk.convert(write(tmp_path / "in", lines(1)), out, DataRow, rejects=tmp_path / "bad")
    assert out.read_bytes() == b"old"
    assert sorted(it.name for it in tmp_path.iterdir()) == ["in", "rows.ndjson"]


def test_what_a_killed_run_has_left_is_removed(tmp_path: Path) -> None:
    path = write(tmp_path / "in", lines(1))
    write(tmp_path / ".rows.ndjson.12ab34cd.unfinished", b"half")
    other = write(tmp_path / ".other.ndjson.12ab34cd.unfinished", b"half")
    bulk.convert(path, tmp_path / "rows.ndjson", DataRow)
    assert sorted(it.name for it in tmp_path.iterdir()) == [other.name, "in", "rows.ndjson"]


@pytest.mark.parametrize("out", ["in/a", "in", "in/out.parquet"])
def test_what_is_read_is_not_written_by_the_same_run(tmp_path: Path, out: str) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path / "in" / "a", lines(1))
    write(tmp_path / "in" / "out.parquet", lines(1))
    with pytest.raises(ValueError, match="it would be read and written by the same run"):
        bulk.convert(tmp_path / "in", tmp_path / out, DataRow)
    assert (tmp_path / "in" / "a").read_bytes() == lines(1)


@pytest.mark.parametrize(
    ("out", "sentence"),
    [("rows.csv", "its name does not tell the format"), ("s3://b/rows.parquet", "only files of")],
)
def test_where_nothing_can_be_written_is_an_error(tmp_path: Path, out: str, sentence: str) -> None:
    path = write(tmp_path / "in", lines(1))
    with pytest.raises(ValueError, match=sentence):
        bulk.convert(path, out, DataRow)


def test_unknown_keys_may_be_kept(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "in", line(0, lens=35) + line(1))
    keeping = make_converter(unknown="keep")
    out = tmp_path / "rows.parquet"
    bulk.convert(path, out, DataRow, converter=keeping)
    objects, _ = read_all(out, converter=keeping)
    written = [keeping.unstructure(it) for it in objects]
    assert written == [json.loads(it) for it in path.read_bytes().splitlines()]


@pytest.mark.uses
def test_other_tools_read_what_the_rows_say(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pl = pytest.importorskip("polars")
    path = write(tmp_path / "in", lines(3))
    bulk.convert(path, tmp_path / "rows.parquet", DataRow)
    frame = pl.read_parquet(tmp_path / "rows.parquet")
    assert frame["data_type"].to_list() == ["VIDEO"] * 3
    assert str(frame["created_at"][0]) == "2023-04-02 09:14:11+00:00"
    assert frame["width"].to_list() == [1920] * 3


def test_files_of_lines_are_joined_in_their_order(tmp_path: Path) -> None:
    files = [tmp_path / f"{i}" for i in range(3)]
    for i, part in enumerate(files):
        part.write_bytes(b"%d\n" % i * 700_000)
    sinks.join_files(files, tmp_path / "all", "ndjson")
    assert (tmp_path / "all").read_bytes() == b"".join(it.read_bytes() for it in files)
