"""What is found for a path."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from bulk_files import lines, numbers, read_all, said, write

from converters.bulk.parts import cut
from converters.bulk.sources import Source, find_sources


def names(given: object) -> list[str]:
    return [it.name.rpartition("/")[2] for it in find_sources(given)]  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.ndjson", "a.ndjson", "inner/c.json", ".hidden", "_SUCCESS", ".x/d", "_y/e"):
        write(tmp_path / name, lines(1))
    return tmp_path


def test_a_directory_is_all_files_in_it_but_hidden_ones(folder: Path) -> None:
    assert names(folder) == ["a.ndjson", "b.ndjson", "c.json"]


def test_a_glob_is_the_files_that_it_matches(folder: Path) -> None:
    assert names(f"{folder}/*.ndjson") == ["a.ndjson", "b.ndjson"]
    assert names(f"{folder}/**/*.json") == ["c.json"]
    assert names(str(write(folder / "[1].json", b"1"))) == ["[1].json"]


def test_several_are_read_in_the_order_that_they_are_given(folder: Path) -> None:
    assert names([folder / "b.ndjson", str(folder / "a.ndjson")]) == ["b.ndjson", "a.ndjson"]


@pytest.mark.parametrize("missing", ["no/such", "*.none", "empty"])
def test_what_is_not_there_is_an_error(tmp_path: Path, missing: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        find_sources(str(tmp_path / missing))
    assert caught.value.filename == str(tmp_path / missing)


def test_what_is_no_path_is_an_error() -> None:
    with pytest.raises(TypeError, match="expected a path or an open binary file, got int"):
        find_sources([5])  # type: ignore[list-item]


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(lines(2))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert numbers(read_all("-")[0]) == [0, 1]
    monkeypatch.setattr("sys.stdin", None)
    _, (reject,) = read_all("-")
    assert reject.lines() == ["<stdin>: cannot be read: standard input is closed"]


def test_a_url_is_read_by_fsspec() -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe("/rows/a.ndjson", lines(1))
    memory.pipe("/rows/b.ndjson", lines(1, 1))
    assert numbers(read_all("memory://rows/*.ndjson")[0]) == [0, 1]
    assert numbers(read_all("memory://rows/b.ndjson")[0]) == [1]
    with pytest.raises(FileNotFoundError):
        find_sources("memory://rows/*.none")
    _, (reject,) = read_all("memory://rows/c.ndjson")
    assert "cannot be read" in reject.lines()[0]


@pytest.mark.parametrize("piece", [100, 2**20])
@pytest.mark.parametrize("size", [1, 300, 1000, 2500, 100_000])
def test_parts_of_a_file_of_lines_have_all_of_it_with_the_numbers_of_the_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, piece: int
) -> None:
    monkeypatch.setattr("converters.bulk.parts._COUNTED", piece)
    data = b"\xef\xbb\xbf" + lines(4) + b"oops\n\n" + lines(4, 4) + b"BZh\n" + b"last"
    path = write(tmp_path / "rows.ndjson", data)
    whole, whole_rejects = read_all(path)
    parts = cut(find_sources(path), size)
    assert (len(parts) > 1) == (size < len(data))
    objects, rejects = [], []
    for part in parts:
        found = read_part(part.source)
        objects += found[0]
        rejects += found[1]
    assert numbers(objects) == numbers(whole)
    assert rejects == whole_rejects
    assert [it.line for it in rejects] == [5, 11, 12]


def read_part(source: Source) -> tuple[list[object], list[object]]:
    from converters.bulk.jobs import Job
    from converters.bulk.reading import Reader
    from orm_attrs import DataRow

    job = Job(DataRow, None)
    batches = list(job.batches(source, Reader(DataRow, job.made_converter())))
    return [o for it in batches for o in it.objects], [o for it in batches for o in it.rejects]


def test_other_files_are_one_part(tmp_path: Path) -> None:
    from bulk_files import PACKERS

    packed = write(tmp_path / "a", PACKERS["gzip"](lines(9)))
    listed = write(tmp_path / "b", b"[" + b",".join(lines(9).splitlines()) + b"]")
    assert len(cut(find_sources([packed, listed, tmp_path]), 100)) == 4


def test_pipes_in_directories_are_left_out_and_links_followed_once(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a", b"")
    write(tmp_path / "other" / "b", b"")
    os.mkfifo(tmp_path / "in" / "pipe")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "other")
    (tmp_path / "in" / "back").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "broken").symlink_to(tmp_path / "nothing")
    assert names(tmp_path / "in") == ["a", "broken", "b"]


def test_a_directory_that_cannot_be_listed_is_a_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in" / "a", lines(1))
    closed = write(tmp_path / "in" / "closed" / "b", b"").parent
    scandir, opened = os.scandir, os.open

    def refuse(path: Any) -> None:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(closed))

    monkeypatch.setattr(os, "scandir", lambda it: refuse(it) or scandir(it))
    monkeypatch.setattr(os, "open", lambda it, *args: refuse(it) or opened(it, *args))
    objects, rejects = read_all(tmp_path / "in")
    assert numbers(objects) == [0]
    assert said(rejects) == ["closed: cannot be read: Permission denied"]


def test_an_empty_name_is_no_directory() -> None:
    with pytest.raises(FileNotFoundError):
        find_sources("")


def test_a_url_whose_library_is_missing_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")

    def missing(*_: Any) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "open", missing)
    with pytest.raises(ImportError, match="Install s3fs"):
        read_all("s3://bucket/rows")


def test_whatever_a_file_system_raises_costs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsspec = pytest.importorskip("fsspec")

    def refused(*_: Any) -> None:
        raise RuntimeError("403 Forbidden")

    monkeypatch.setattr(fsspec, "open", refused)
    objects, rejects = read_all(["s3://bucket/rows", write(tmp_path / "a", lines(1))])
    assert numbers(objects) == [0]
    assert said(rejects) == ["rows: cannot be read: 403 Forbidden"]
