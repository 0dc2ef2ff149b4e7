"""A run that is killed at any moment leaves whole parts only, and the next one completes it."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bulk_files import lines, read_all, write

from converters import bulk
from orm_attrs import DataRow

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no such signal"),
]

PROGRAM = """
import os
import signal
import sys
from converters import bulk
from converters.bulk import chunks, files, parts
from orm_attrs import DataRow

parts.cut.__defaults__ = (8000,)
steps, last = 0, int(sys.argv[4])
folder = os.path.dirname(sys.argv[1])

def trace(event, arguments):
    global steps
    touches = event in ("open", "os.rename", "os.remove", "os.chmod", "os.mkdir")
    if touches and str(arguments[0]).startswith(folder):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(trace)
summary = bulk.convert(sys.argv[1], sys.argv[2], DataRow, rejects=sys.argv[3])
print(summary.rows, summary.bad, steps)
"""


def run(folder: Path, out: str, kill_at: int) -> "subprocess.CompletedProcess[str]":
    """Convert in a process that kills itself when it touches a file for the so manieth time."""
    words = [sys.executable, "-c", PROGRAM, folder / "in", folder / out, folder / "bad"]
    return subprocess.run(
        [*map(str, words), str(kill_at)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("pyarrow")
    for name in "ab":
        write(tmp_path / "in" / name, lines(30) + b"oops\n" + lines(30, 30))
    return tmp_path


def check_kills(folder: Path, out: str, count: int) -> None:
    done = run(folder, f"undisturbed{out}", 0)
    rows, bad, steps = map(int, done.stdout.split())
    expected = read_all(folder / f"undisturbed{out}"), (folder / "bad").read_bytes()
    dice = random.Random(11)
    killed = 0
    for number in range(count):
        name = f"out{number}{out}"
        target = folder / name
        stopped = run(folder, name, dice.randint(1, steps))
        killed += stopped.returncode == -signal.SIGKILL
        if target.is_dir():
            # Whatever has a name is whole.
            for file in target.glob("part-*"):
                assert read_all(file)[1] == []
        elif target.exists():
            assert read_all(target) == expected[0]
        again = run(folder, name, 0)
        assert again.stdout.split()[:2] == [str(rows), str(bad)], again.stderr
        assert (read_all(target), (folder / "bad").read_bytes()) == expected
        assert not list(folder.rglob("*.unfinished"))
    assert killed > count / 2


@pytest.mark.parametrize("out", ["", ".parquet"], ids=["directory", "file"])
def test_a_run_that_was_killed_is_completed_by_the_next(folder: Path, out: str) -> None:
    check_kills(folder, out, 2)


@pytest.mark.stress
@pytest.mark.parametrize("out", ["", ".parquet"], ids=["directory", "file"])
def test_a_run_may_be_killed_at_any_moment(folder: Path, out: str) -> None:
    check_kills(folder, out, 50)


def done_marks(folder: Path) -> dict[str, int]:
    """When each mark was written that says that a part is done, not only begun."""
    marks = (folder / "out").glob(".part-*.done")
    return {
        it.name: it.stat().st_mtime_ns for it in marks if json.loads(it.read_bytes())["fingerprint"]
    }


def test_parts_that_were_done_before_the_kill_are_not_done_again(folder: Path) -> None:
    _, _, steps = map(int, run(folder, "undisturbed", 0).stdout.split())
    run(folder, "out", steps * 2 // 3)
    before = done_marks(folder)
    assert before
    assert bulk.check(folder / "in", DataRow).rows == 120
    run(folder, "out", 0)
    assert before.items() < done_marks(folder).items()
