"""Several processes give what one gives, also when one of them dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from bulk_files import PACKERS, line, lines, read_all, write

from converters import bulk, make_converter
from converters.bulk import parts
from converters.bulk.jobs import Job, Workers
from converters.bulk.runners import WorkerDiedError, runner_for
from converters.bulk.runs import run_check
from converters.bulk.sources import find_sources
from orm_attrs import DataRow

pytestmark = pytest.mark.interpreter


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parts.cut, "__defaults__", (20_000,))
    write(tmp_path / "in" / "a.ndjson", lines(60) + b"oops\n" + lines(60, 60))
    write(tmp_path / "in" / "b.ndjson.gz", PACKERS["gzip"](lines(10, 120) + b"oops\n"))
    return tmp_path


def test_two_processes_give_the_rows_and_rejects_of_one(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    one = bulk.convert(folder / "in", folder / "one.parquet", DataRow, rejects=folder / "1")
    two = bulk.convert(folder / "in", folder / "two.parquet", DataRow, rejects=folder / "2", jobs=2)
    assert read_all(folder / "two.parquet") == read_all(folder / "one.parquet")
    assert (folder / "2").read_bytes() == (folder / "1").read_bytes()
    assert two == one
    assert bulk.check(folder / "in", DataRow, jobs=2) == bulk.check(folder / "in", DataRow)
    names = {it.name for it in folder.iterdir()}
    assert names == {"in", "one.parquet", "two.parquet", "1", "2"}


@pytest.mark.exhaustive
def test_a_converter_is_made_in_each_process(folder: Path) -> None:
    forbidding = partial(make_converter, unknown="forbid")
    found = bulk.drift(folder / "in", DataRow, converter=forbidding, jobs=2)
    assert (found.rows, found.unread) == (130, 2)
    with pytest.raises(TypeError, match="pass the function that makes it"):
        bulk.check(folder / "in", DataRow, converter=forbidding(), jobs=2)


def die_once(mark: Path, item: int) -> int:
    """Give the item doubled; the first process that is at 3 dies."""
    if item == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * item


def die_always(item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def run(work: Any, items: Sequence[int]) -> list[Any]:
    return list(runner_for(2, None)(work, items))


def test_the_part_of_a_process_that_died_is_done_by_another(tmp_path: Path) -> None:
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("this system has no such signal")
    assert run(partial(die_once, tmp_path / "mark"), range(6)) == [0, 2, 4, 6, 8, 10]


@pytest.mark.exhaustive
def test_a_part_at_which_every_process_dies_is_an_error() -> None:
    with pytest.raises(WorkerDiedError, match="died"):
        run(die_always, range(2))


@pytest.mark.parametrize("jobs", [0, -1])
def test_there_is_at_least_one_process(folder: Path, jobs: int) -> None:
    with pytest.raises(ValueError, match="expected at least 1"):
        bulk.check(folder / "in", DataRow, jobs=jobs)


@pytest.mark.exhaustive
def test_who_wants_no_more_does_not_wait_for_the_parts_that_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless")
    files = [write(tmp_path / "rows", lines(1)), tmp_path / "endless"]
    checked = run_check(Job(DataRow, None), find_sources(files), Workers(2))
    assert next(checked).summary.rows == 1
    checked.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


@pytest.mark.exhaustive
def test_processes_end_with_the_one_that_has_started_them(tmp_path: Path) -> None:
    pipe = tmp_path / "rows"
    os.mkfifo(pipe)
    code = (
        "import sys; from converters import bulk; from orm_attrs import DataRow\n"
        "if __name__ == '__main__': bulk.check(sys.argv[1:], DataRow, jobs=2)\n"
    )
    script = write(tmp_path / "script.py", code.encode())
    # The pipe opens when a worker reads it.
    with (
        subprocess.Popen([sys.executable, script, pipe]) as process,
        pipe.open("wb", buffering=0) as file,
    ):
        process.kill()
        process.wait()
        with pytest.raises(BrokenPipeError):
            while True:
                file.write(b"\n" * 1000)


def test_what_cannot_be_sent_to_other_processes_is_told_at_once(folder: Path) -> None:
    @define
    class Local:
        """A class that other processes cannot import."""

    def local() -> Any:
        return make_converter()

    with pytest.raises(TypeError, match="cannot be sent to other processes"):
        bulk.check(folder / "in", Local, jobs=2)
    with pytest.raises(TypeError, match="cannot be sent to other processes"):
        bulk.check(folder / "in", DataRow, converter=local, jobs=2)


@pytest.mark.exhaustive
def test_there_are_no_more_processes_than_parts(folder: Path) -> None:
    assert bulk.check(folder / "in" / "b.ndjson.gz", DataRow, jobs=2**40).rows == 10


@pytest.mark.exhaustive
def test_no_more_rejects_are_sent_than_wanted_and_all_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", line(0, width="x", height="y") * 500)
    job = Job(DataRow, None, most_rejects=3)
    (checked,) = run_check(job, find_sources(path), Workers(2))
    assert (checked.summary.bad, checked.problems) == (500, 1000)
    assert len(checked.rejects) == len(checked.summary.rejects) == 3
