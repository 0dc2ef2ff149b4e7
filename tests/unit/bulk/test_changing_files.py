"""Files that become shorter, longer or others while they are read."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, numbers, said, write

from converters import bulk
from converters.bulk import chunks
from converters.bulk.sources import Source
from orm_attrs import DataRow

MANY = 600
"""Lines of more than the 128 KiB that Python 3.14 and newer read ahead."""

SHORTER = "cannot be read: it has become shorter in the meantime"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a file in many steps, so that it can change in between."""
    monkeypatch.setattr(chunks, "CHUNK", 4000)
    monkeypatch.setattr(chunks, "HEAD", 4000)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 2000)


def read_while(path: Path, change: Callable[[], Any]) -> tuple[list[int], list[str]]:
    """Scan a file that changes when its first objects are there."""
    found: list[int] = []
    rejects: list[bulk.Reject] = []
    for batch in bulk.scan(path, DataRow):
        if not found:
            change()
        found += numbers(batch.objects)
        rejects += batch.rejects
    return found, said(rejects)


@pytest.mark.parametrize("left", [0, 1, 12_000])
def test_a_file_of_lines_that_becomes_shorter_is_a_reject(tmp_path: Path, left: int) -> None:
    path = write(tmp_path / "rows", lines(MANY))
    found, rejects = read_while(path, lambda: os.truncate(path, left))
    assert found == list(range(len(found)))
    assert 0 < len(found) < MANY
    assert [it.partition(": ")[2] for it in rejects] == [SHORTER]


def test_a_list_that_becomes_shorter_is_a_reject(tmp_path: Path) -> None:
    data = b"[" + b",".join(line(number) for number in range(MANY)) + b"]"
    path = write(tmp_path / "rows", data)
    found, rejects = read_while(path, lambda: os.truncate(path, 9000))
    assert found == list(range(len(found)))
    assert [it.partition(": ")[2] for it in rejects] == [SHORTER]


def test_a_packed_file_that_becomes_shorter_is_a_reject(tmp_path: Path) -> None:
    members = [PACKERS["gzip"](line(number, noise=os.urandom(2000).hex())) for number in range(200)]
    path = write(tmp_path / "rows", b"".join(members))
    # At the end of a member, where nothing else tells it.
    left = sum(map(len, members[:100]))
    found, rejects = read_while(path, lambda: os.truncate(path, left))
    assert found == list(range(100))
    assert [it.partition(": ")[2] for it in rejects] == [SHORTER]


def test_check_and_drift_and_convert_tell_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Source._open

    def opened_and_cut(self: Source) -> Any:
        stream = opened(self)
        os.truncate(path, 9000)
        return stream

    monkeypatch.setattr(Source, "_open", opened_and_cut)
    path = write(tmp_path / "rows", lines(200))
    assert bulk.check(path, DataRow).damaged == 1
    write(path, lines(200))
    assert bulk.drift(path, DataRow).unread == 1
    write(path, lines(200))
    summary = bulk.convert(path, tmp_path / "out.ndjson", DataRow, rejects=tmp_path / "bad")
    assert summary.damaged == 1
    assert SHORTER.encode() in (tmp_path / "bad").read_bytes()


def test_what_is_appended_while_a_file_is_read_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(100))

    def append() -> None:
        with path.open("ab") as file:
            file.write(lines(100, 100))

    assert read_while(path, append) == (list(range(100)), [])


def test_a_file_that_is_written_with_all_that_is_read_of_it_ends(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b"oops\n" * 1000)
    count = 0
    with path.open("ab", 0) as report:
        for batch in bulk.scan(tmp_path, DataRow):
            for reject in batch.rejects:
                report.write(reject.to_json())
                count += 1
    assert count == 1000


def test_a_file_that_is_replaced_or_removed_is_read_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(100))
    other = write(tmp_path / "other", lines(5))
    assert read_while(path, lambda: other.replace(path)) == (list(range(100)), [])
    write(path, lines(100))
    assert read_while(path, path.unlink) == (list(range(100)), [])


def test_a_directory_that_changes_while_it_is_read_gives_what_is_left(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / "in" / name, lines(2))
    found = []
    rejects = []
    for batch in bulk.scan(tmp_path / "in", DataRow):
        if not found:
            (tmp_path / "in" / "b").unlink()
            write(tmp_path / "in" / "d", lines(2))
        found += numbers(batch.objects)
        rejects += batch.rejects
    assert found == [0, 1, 0, 1]
    assert said(rejects) == ["b: cannot be read: No such file or directory"]


def test_a_file_that_has_become_a_pipe_or_a_directory_holds_nobody_up(tmp_path: Path) -> None:
    for name in "abcd":
        write(tmp_path / "in" / name, lines(2))
    found: list[int] = []
    rejects: list[bulk.Reject] = []
    for batch in bulk.scan([tmp_path / "in", f"{tmp_path}/in/?"], DataRow):
        if not found:
            for name in "bc":
                (tmp_path / "in" / name).unlink()
            os.mkfifo(tmp_path / "in" / "b")
            (tmp_path / "in" / "c").mkdir()
        found += numbers(batch.objects)
        rejects += batch.rejects
    assert found == [0, 1] * 4
    assert (
        said(rejects)
        == [
            "b: cannot be read: it is no file any more",
            "c: cannot be read: Is a directory",
        ]
        * 2
    )


def test_a_table_is_read_whole_or_not(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "rows.parquet"
    bulk.convert(io.BytesIO(lines(50)), path, DataRow)
    found, rejects = read_while(path, lambda: None)
    assert (found, rejects) == (list(range(50)), [])
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 10)
    found, rejects = read_while(path, lambda: None)
    assert found == []
    assert "invalid Parquet" in rejects[0]


def test_files_whose_size_the_system_does_not_know_are_read() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("this system makes up no such files")
    (reject, *_) = [it for batch in bulk.scan(path, DataRow) for it in batch.rejects]
    assert "it is empty" not in str(reject)
