"""Several processes give what one gives, also when one of them dies."""

import os
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, lines, read_all, write

from converters import bulk, make_converter
from converters.bulk import parts
from converters.bulk.runners import WorkerDiedError, runner_for
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


@pytest.mark.stress
def test_a_part_at_which_every_process_dies_is_an_error() -> None:
    with pytest.raises(WorkerDiedError, match="died"):
        run(die_always, range(2))


@pytest.mark.parametrize("jobs", [0, -1])
def test_there_is_at_least_one_process(folder: Path, jobs: int) -> None:
    with pytest.raises(ValueError, match="expected at least 1"):
        bulk.check(folder / "in", DataRow, jobs=jobs)
