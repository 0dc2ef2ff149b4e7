"""Where conversion writes: what it refuses, replaces and leaves alone."""

import io
import json
import os
import stat
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bulk_files import line, lines, numbers, read_all, write

from converters import bulk, make_converter
from converters.bulk import converting
from converters.bulk.parts import Part
from converters.bulk.progress import _NoProgress
from orm_attrs import DataRow


def names(directory: Path) -> list[str]:
    return sorted(it.name for it in directory.iterdir() if not it.name.startswith("."))


def test_rejects_never_replace_what_is_read_or_written(tmp_path: Path) -> None:
    data = lines(2) + b"oops\n"
    path = write(tmp_path / "in" / "rows", data)
    (tmp_path / "link").symlink_to(path)
    for report in (path, tmp_path / "link"):
        with pytest.raises(ValueError, match="read and written by the same run"):
            bulk.convert(path.as_uri(), tmp_path / "out.ndjson", DataRow, rejects=report)
        with pytest.raises(ValueError, match="read and written by the same run"):
            bulk.convert(path, tmp_path / "out.ndjson", DataRow, rejects=report)
    with pytest.raises(ValueError, match="written to the same file"):
        bulk.convert(path, tmp_path / "o.ndjson", DataRow, rejects=tmp_path / "in/../o.ndjson")
    assert path.read_bytes() == data
    assert names(tmp_path) == ["in", "link"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_killed_run_has_left_in_a_directory_is_removed_before_anything_is_written(
    tmp_path: Path, jobs: int
) -> None:
    path = write(tmp_path / "rows.ndjson", lines(2))
    out, report = tmp_path / "out", tmp_path / "bad"
    left = [out / f".part-0000{number}.ndjson.12ab34cd.unfinished" for number in range(2)]
    left.append(tmp_path / ".bad.12ab34cd.unfinished")
    for one in left:
        write(one, b"half")
    seen: list[bool] = []

    class Looking(_NoProgress):
        def add(self, summary: bulk.Summary) -> None:
            seen.extend(one.exists() for one in left[:2])

    bulk.convert(path, out, DataRow, format="ndjson", jobs=jobs, rejects=report, progress=Looking())
    assert seen == [False, False]
    assert not any(one.exists() for one in left)


def test_the_rejects_of_an_earlier_run_are_not_read_as_rows(tmp_path: Path) -> None:
    write(tmp_path / "in" / "rows", lines(2) + b"oops\n")
    out, report = tmp_path / "out.ndjson", tmp_path / "in" / "bad.ndjson"
    assert bulk.convert(tmp_path / "in", out, DataRow, rejects=report).bad == 1
    with pytest.raises(ValueError, match="read and written by the same run"):
        bulk.convert(tmp_path / "in", out, DataRow, rejects=report)


@pytest.mark.parametrize("out", ["-", "", "s3://bucket/rows.ndjson"])
def test_what_is_no_file_of_this_machine_is_not_written(tmp_path: Path, out: str) -> None:
    path = write(tmp_path / "rows", lines(1))
    with pytest.raises(ValueError, match="only files of this machine"):
        bulk.convert(path, out, DataRow)
    with pytest.raises(ValueError, match="only files of this machine"):
        bulk.convert(path, tmp_path / "out.ndjson", DataRow, rejects=out)


def test_only_lines_are_packed(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(1))
    with pytest.raises(ValueError, match="only lines of JSON are packed"):
        bulk.convert(path, tmp_path / "rows.parquet.gz", DataRow)


def test_a_pipe_is_written_and_not_replaced(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(2) + b"oops\n")
    out, report = tmp_path / "out", tmp_path / "bad"
    os.mkfifo(out)
    os.mkfifo(report)
    read: dict[Path, bytes] = {}
    threads = [
        threading.Thread(target=lambda it=it: read.update({it: it.read_bytes()}))
        for it in (out, report)
    ]
    for thread in threads:
        thread.start()
    bulk.convert(path, out, DataRow, format="ndjson", rejects=report)
    for thread in threads:
        thread.join()
    assert read[out].count(b"\n") == 2
    assert json.loads(read[report])["text"] == "oops"
    assert all(stat.S_ISFIFO(it.stat().st_mode) for it in (out, report))
    with pytest.raises(ValueError, match="only one process can write it"):
        bulk.convert(path, out, DataRow, format="ndjson", jobs=2)


def test_a_directory_has_no_parts_of_another_format(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    sources = [write(tmp_path / name, lines(1)) for name in "abc"]
    out = tmp_path / "out"
    write(out / "mine.ndjson", b"")
    bulk.convert(sources, out, DataRow, format="ndjson", rejects=tmp_path / "bad")
    bulk.convert(sources[:2], out, DataRow)
    assert names(out) == ["mine.ndjson", "part-00000.parquet", "part-00001.parquet"]


def test_parts_are_done_anew_when_the_converter_has_changed(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", line(0, codec="av1") + line(1))
    out = tmp_path / "out"

    def rows(**options: Any) -> int:
        return bulk.convert(path, out, DataRow, format="ndjson", **options).rows

    assert rows() == 2
    assert rows(converter=partial(make_converter, unknown="forbid")) == 1
    assert rows(converter=partial(make_converter, unknown="keep")) == 2
    assert b"av1" in (out / "part-00000.ndjson").read_bytes()
    assert rows(converter=make_converter(unknown="forbid")) == 1


def test_a_part_whose_source_changes_while_it_is_read_is_done_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "rows", lines(1))
    out = tmp_path / "out"
    write_part = converting._Writing.write

    def write_and_change(*args: Any) -> Any:
        yield from write_part(*args)
        path.write_bytes(lines(3))

    with monkeypatch.context() as patched:
        patched.setattr(converting._Writing, "write", write_and_change)
        assert bulk.convert(path, out, DataRow, format="ndjson").rows == 1
    assert bulk.convert(path, out, DataRow, format="ndjson").rows == 3


def test_no_mark_stands_beside_what_another_run_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "rows", line(0, codec="av1"))
    out = tmp_path / "out"
    bulk.convert(path, out, DataRow, format="ndjson")

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("converters.bulk.parts.DoneMarks.end", stopped)
        forbidding = partial(make_converter, unknown="forbid")
        bulk.convert(path, out, DataRow, format="ndjson", converter=forbidding)
    assert bulk.convert(path, out, DataRow, format="ndjson").rows == 1
    assert numbers(read_all(out)[0]) == [0]


def test_names_may_be_long_and_look_like_patterns(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(1))
    other = write(tmp_path / ".other.ndjson.12ab34cd.unfinished", b"")
    for name in ("*.ndjson", "rows[1].ndjson", "é" * 120 + ".ndjson"):
        left = write(tmp_path / f".{name[:100]}.12ab34cd.unfinished", b"")
        bulk.convert(path, tmp_path / name, DataRow)
        assert (tmp_path / name).read_bytes() == lines(1) or read_all(tmp_path / name)[0]
        assert left.exists() == (len(name) > 100)
        assert other.exists()


def test_files_get_the_rights_that_the_process_gives(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(1))
    before = os.umask(0o027)
    try:
        bulk.convert(path, tmp_path / "out.ndjson", DataRow)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.ndjson").stat().st_mode) == 0o640


def test_what_several_processes_have_left_is_removed_by_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "rows", lines(1))
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    for mine in (None, "mine.txt", "part-00000.parquet"):
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(converting, "join_files", stopped)
            bulk.convert([path, path], tmp_path / "out.ndjson", DataRow, jobs=2)
        assert names(tmp_path / ".out.ndjson.parts") == ["part-00000.ndjson", "part-00001.ndjson"]
        if mine is not None:
            write(tmp_path / ".out.ndjson.parts" / mine, b"")
        bulk.convert(path, tmp_path / "out.ndjson", DataRow)
        left = tmp_path / ".out.ndjson.parts"
        assert not left.exists() if mine is None else names(left) == [mine]
        if mine is not None:
            (left / mine).unlink()


def test_nothing_at_all_gives_an_empty_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bulk.convert([], tmp_path / "out.parquet", DataRow, jobs=2)
    assert read_all(tmp_path / "out.parquet") == ([], [])


def test_a_file_that_gets_shorter_while_it_is_read_is_damaged(tmp_path: Path) -> None:
    from converters.bulk.parts import cut
    from converters.bulk.runs import check_part
    from converters.bulk.sources import find_sources

    path = write(tmp_path / "rows", lines(9))
    cuts = cut(find_sources(path), 1000)
    path.write_bytes(lines(1))
    job = converting.Job(DataRow, None)
    found = [check_part(job, Part(0, it.source)).summary for it in cuts]
    assert [it.damaged for it in found] == [1] * len(cuts)


def test_a_text_file_is_no_binary_file(tmp_path: Path) -> None:
    text = io.StringIO("{}")
    others: list[Any] = [text, [text], 5, b"rows"]
    for given in others:
        with pytest.raises(TypeError, match="expected a path or an open binary file"):
            bulk.check(given, DataRow)
