"""Conversion among files of others: modes, links, marks and names that are not ours."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from bulk_files import lines, numbers, read_all, write

from converters import bulk
from converters.bulk import converting, files
from orm_attrs import DataRow


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write(tmp_path / "rows", lines(2) + b"oops\n")


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process do the parts of others."""
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)


# --- modes and links ------------------------------------------------------------------------------


@pytest.mark.parametrize("rights", [0o600, 0o640, 0o666, 0o400])
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_replaced_gives_its_mode_to_each_file_that_has_the_same_in_it(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch, rights: int, jobs: int
) -> None:
    pytest.importorskip("pyarrow")
    made: list[int] = []
    create = files._created

    def seen(path: Path, like: Path) -> Any:
        file = create(path, like)
        if ".done." not in path.name:
            made.append(mode(path))
        return file

    for name in ("o.ndjson", "o.ndjson.gz", "o.parquet", "o.arrow"):
        out, report = write(tmp_path / name, b"old"), write(tmp_path / "bad", b"old")
        for one in (out, report):
            one.chmod(rights)
        with monkeypatch.context() as patched:
            patched.setattr(files, "_created", seen)
            bulk.convert([rows, rows], out, DataRow, rejects=report, jobs=jobs)
        assert [mode(out), mode(report)] == [rights] * 2
        assert out.read_bytes() != b"old"
        out.unlink()
        report.unlink()
    assert set(made) == {rights}


def test_parts_keep_their_modes_also_when_another_run_replaces_them(
    tmp_path: Path, rows: Path
) -> None:
    out, report = tmp_path / "out", write(tmp_path / "bad", b"")
    report.chmod(0o600)
    bulk.convert(rows, out, DataRow, format="ndjson", rejects=report)
    assert mode(out / ".part-00000.rejects") == 0o600
    part = out / "part-00000.ndjson"
    part.chmod(0o600)
    write(rows, lines(3))
    bulk.convert(rows, out, DataRow, format="ndjson")
    assert (mode(part), mode(out / ".part-00000.done")) == (0o600, 0o600)
    assert numbers(read_all(out)[0]) == [0, 1, 2]


def test_nobody_may_read_a_file_before_it_has_its_mode(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    chmod = Path.chmod

    def looking(self: Path, rights: int) -> None:
        seen.append(mode(self))
        chmod(self, rights)

    out = write(tmp_path / "out.ndjson", b"")
    out.chmod(0o640)
    monkeypatch.setattr(Path, "chmod", looking)
    bulk.convert(rows, out, DataRow)
    assert (seen, mode(out)) == ([0o600], 0o640)


def test_rights_of_a_group_are_not_given_to_another_one(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    out = write(tmp_path / "out.ndjson", b"")
    out.chmod(0o664)
    fstat = os.fstat

    def of_another_group(file: int) -> Any:
        status = fstat(file)
        return os.stat_result([*status[:5], status.st_gid + 1, *status[6:10]])

    monkeypatch.setattr(os, "fchown", refuse)
    monkeypatch.setattr(os, "fstat", of_another_group)
    bulk.convert(rows, out, DataRow)
    assert mode(out) == 0o604


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_leads_to_what_is_written(
    tmp_path: Path, rows: Path, jobs: int, there: bool
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("out.ndjson", "bad"):
        (tmp_path / f"{name}.link").symlink_to(kept / name)
        (tmp_path / name).symlink_to(tmp_path / f"{name}.link")
        if there:
            write(kept / name, b"old")
    left = write(kept / ".out.ndjson.12ab34cd.unfinished", b"half")
    bulk.convert(rows, tmp_path / "out.ndjson", DataRow, rejects=tmp_path / "bad", jobs=jobs)
    assert numbers(read_all(kept / "out.ndjson")[0]) == [0, 1]
    assert json.loads((kept / "bad").read_bytes())["text"] == "oops"
    assert all(it.is_symlink() for it in tmp_path.iterdir() if it not in (rows, kept))
    assert not left.exists()


def test_links_that_lead_round_are_an_error(tmp_path: Path, rows: Path) -> None:
    (tmp_path / "a.ndjson").symlink_to(tmp_path / "b.ndjson")
    (tmp_path / "b.ndjson").symlink_to(tmp_path / "a.ndjson")
    with pytest.raises(OSError, match="symbolic links"):
        bulk.convert(rows, tmp_path / "a.ndjson", DataRow)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["a.ndjson", "b.ndjson", "rows"]


def test_what_a_part_or_its_mark_is_a_link_to_is_left_alone(tmp_path: Path, rows: Path) -> None:
    mine, out = write(tmp_path / "mine", b"mine"), tmp_path / "out"
    out.mkdir()
    for name in ("part-00000.ndjson", ".part-00000.done", ".part-00000.rejects"):
        (out / name).symlink_to(mine)
    bulk.convert(rows, out, DataRow, format="ndjson", rejects=tmp_path / "bad")
    assert mine.read_bytes() == b"mine"
    assert numbers(read_all(out)[0]) == [0, 1]


# --- what is not ours -----------------------------------------------------------------------------

FULL = {"rows": 1, "bad": 0, "blank": 0, "damaged": 0}
MARKS: list[Any] = [
    [],
    5,
    None,
    "part-00009.ndjson",
    {},
    {"file": 5},
    {"file": ".."},
    {"file": "keep.txt"},
    {**FULL, "fingerprint": None, "file": "keep.txt"},
    {**FULL, "fingerprint": None, "file": "../keep.txt"},
    {**FULL, "fingerprint": None, "file": "part-00009.ndjson/../keep.txt"},
    {**FULL, "fingerprint": None, "file": "part-00008.ndjson"},
    {**FULL, "fingerprint": None, "file": 9},
    {**FULL, "fingerprint": None, "file": None},
    {**FULL, "rows": "1", "fingerprint": None, "file": "part-00009.ndjson"},
    {"fingerprint": None, "file": "part-00009.ndjson"},
    {**FULL, "file": "part-00009.ndjson"},
]


def everything(directory: Path) -> dict[str, bytes]:
    return {
        str(it.relative_to(directory)): it.read_bytes()
        for it in directory.rglob("*")
        if it.is_file()
    }


@pytest.mark.parametrize("number", [0, 9])
def test_marks_that_are_not_ours_end_nothing_and_remove_nothing(
    tmp_path: Path, rows: Path, number: int
) -> None:
    texts = [json.dumps(it).encode() for it in MARKS]
    for i, text in enumerate([*texts, b"", b"\xff", b"[" * 100_000, b"9" * 5000]):
        out = tmp_path / f"out{i}"
        mine = {"keep.txt": b"", "part-00009.ndjson": b"", "part-00008.ndjson": b""}
        mine |= {".part-00009.rejects": b"", f".part-0000{number}.done": text}
        for name, data in mine.items():
            write(out / name, data)
        for _ in range(2):
            assert bulk.convert(rows, out, DataRow, format="ndjson").rows == 2
        found = everything(out)
        if number == 0:
            del mine[".part-00000.done"]
        assert mine.items() <= found.items()
        assert found.keys() - mine.keys() == {"part-00000.ndjson", ".part-00000.done"} - mine.keys()


def test_marks_that_are_no_files_end_nothing(tmp_path: Path, rows: Path) -> None:
    out = tmp_path / "out"
    for number in (0, 9):
        (out / f".part-0000{number}.done" / "mine").mkdir(parents=True)
    (out / ".part-00009.rejects").mkdir()
    (out / ".part-00000.parquet.12ab34cd.unfinished").mkdir()
    os.mkfifo(out / ".part-00007.done")
    for _ in range(2):
        assert bulk.convert(rows, out, DataRow, format="ndjson").rows == 2
    assert len([*out.iterdir()]) == 6


def test_only_what_a_run_has_made_itself_is_removed(tmp_path: Path, rows: Path) -> None:
    out, beside = tmp_path / "out", tmp_path / ".rows.ndjson.parts"
    mine = [
        out / ".notes.unfinished",
        out / ".notes.12ab34cd.unfinished",
        out / ".part-1.ndjson.12ab34cd.unfinished",
        out / ".part-00000.ndjson.mine.unfinished",
        out / "part-00007.ndjson",
        out / ".part-00007.rejects",
        beside / "mine.txt",
        beside / "part-00000.ndjson",
        tmp_path / ".rows.ndjson.mine.unfinished",
        tmp_path / ".rows.ndjson.12ab34cd5.unfinished",
        tmp_path / ".other.ndjson.12ab34cd.unfinished",
    ]
    for one in mine:
        write(one, b"mine")
    for jobs in (1, 2):
        bulk.convert(rows, out, DataRow, format="ndjson", rejects=tmp_path / "bad", jobs=jobs)
        bulk.convert(rows, tmp_path / "rows.ndjson", DataRow)
    assert all(it.exists() for it in mine)


def test_a_part_of_somebody_else_is_not_ours_before_it_is_written(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    mine = write(out / "part-00001.ndjson", b"mine")

    def stopped(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        writing = files.appearing

        def stops_at_the_second(path: Path, *rest: Any) -> Any:
            return stopped() if path == mine else writing(path, *rest)

        patched.setattr(files, "appearing", stops_at_the_second)
        bulk.convert([rows, rows], out, DataRow, format="ndjson")
    bulk.convert(rows, out, DataRow, format="ndjson")
    assert mine.read_bytes() == b"mine"


def test_a_first_run_that_was_stopped_leaves_no_part_to_another_one(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    write(tmp_path / "more", lines(2, 5))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("converters.bulk.parts.DoneMarks.end", stopped)
        bulk.convert([tmp_path / "more", rows], out, DataRow, format="ndjson")
    pytest.importorskip("pyarrow")
    bulk.convert(rows, out, DataRow)
    assert [it.name for it in out.iterdir() if it.name[0] != "."] == ["part-00000.parquet"]


# --- rejects --------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_rejects_are_never_written_in_the_place_of_a_part(
    tmp_path: Path, rows: Path, jobs: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "link").symlink_to(out / "part-00000.ndjson")
    (tmp_path / "folder").symlink_to(out)
    wrong = ["out/part-00000.ndjson", "out/.part-00000.rejects", "out/PART-00007.parquet", "link"]
    for name in [*wrong, "folder/part-00000.ndjson", "out/../out/.part-00000.done"]:
        with pytest.raises(ValueError, match="in the place of a part"):
            bulk.convert(rows, out, DataRow, format="ndjson", rejects=tmp_path / name, jobs=jobs)
    assert not [*out.iterdir()]
    beside = tmp_path / ".o.ndjson.parts" / "part-00000.ndjson"
    if jobs > 1:
        with pytest.raises(ValueError, match="in the place of a part"):
            bulk.convert(rows, tmp_path / "o.ndjson", DataRow, rejects=beside, jobs=jobs)
    summary = bulk.convert(
        rows, out, DataRow, format="ndjson", rejects=out / "bad.ndjson", jobs=jobs
    )
    assert (summary.rows, summary.bad) == (2, 1)
    assert json.loads((out / "bad.ndjson").read_bytes())["text"] == "oops"


@pytest.mark.parametrize("name", ["o.ndjson.bz2", "o.ndjson.zst", "o.ndjson", "o.arrow"])
def test_parts_of_every_format_are_known_again_and_removed(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pytest.importorskip("pyarrow")

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    out = tmp_path / name
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(converting, "join_files", stopped)
        bulk.convert([rows, rows], out, DataRow, jobs=2)
    with monkeypatch.context() as patched:
        patched.setattr(converting, "_writing", stopped)
        assert bulk.convert([rows, rows], out, DataRow, jobs=2).rows == 4
    assert sorted(it.name for it in tmp_path.iterdir()) == [name, "rows"]


def test_rejects_that_cannot_be_written_are_told_before_anything_is_done(
    tmp_path: Path, rows: Path
) -> None:
    (tmp_path / "bad").mkdir()
    with pytest.raises(IsADirectoryError):
        bulk.convert(rows, tmp_path / "out.ndjson", DataRow, rejects=tmp_path / "bad")
    assert not (tmp_path / "out.ndjson").exists()


def test_long_names_that_begin_alike_are_told_apart(tmp_path: Path, rows: Path) -> None:
    name = "x" * 230
    left = files._beginning(f"{name}a.ndjson"), files._beginning(f"{name}b.ndjson")
    unfinished = [write(tmp_path / f"{it}12ab34cd.unfinished", b"") for it in left]
    bulk.convert(rows, tmp_path / f"{name}a.ndjson", DataRow)
    assert [it.exists() for it in unfinished] == [False, True]
