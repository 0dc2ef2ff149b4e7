"""Changes the packages at random, one place at a time, and counts what the tests notice.

Run in the folder of the tests::

    python -m mutation --count 300 --seed 1      # a sample
    python -m mutation --all                     # hours
    python -m mutation --only converters/rows.py:69:NumberReplacer:3

Cosmic Ray finds the places and makes the changes. The packages and the tests are copied first, and
only the copy is changed. A mutant is killed when one of the tests that ran its line fails or hangs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import Queue
from random import Random
from shlex import join, split

from attrs import field, frozen
from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import TestOutcome

from mutation.mutants import Mutant, all_mutants, sample
from mutation.selection import Selection

COUNT = 100
TIMEOUT = 600.0
ENGINES = ("pure", "compiled")
NOT_COPIED = (".git", ".tox", ".venv", "__pycache__", "_build", "build", "*.egg-info")

_ROOT = Path(__file__).resolve().parents[2]


@frozen
class Copy:
    """A copy of the project, of which one place at a time is changed."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> Copy:
        """Copy the checkout, so that changing it harms nobody."""
        shutil.copytree(_ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
        return cls(root)

    def command(self, engine: str, options: Sequence[str]) -> str:
        """Give the command that runs tests of the copy until the first fails."""
        environment = {
            # The copy comes before an installed package.
            "PYTHONPATH": self.root,
            "HYPOTHESIS_STORAGE_DIRECTORY": self.root / ".hypothesis",
            "ORM_ATTRS_ENGINE": engine,
            "COVERAGE_FILE": self.root / ".coverage",
        }
        pytest = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        pytest += ["--rootdir", str(self.root), "-c", str(self.root / "pyproject.toml")]
        settings = [f"{name}={value}" for name, value in environment.items()]
        return join(["env", "-C", str(self.root), *settings, *pytest, *options])

    def fails(self, engine: str, tests: Sequence[str], timeout: float) -> bool:
        """Tell whether one of some tests fails, or takes too long."""
        names = self.root / "selected.txt"
        names.write_text("\n".join(tests), encoding="utf-8")
        # Nobody reads why a test fails, and making the tests say so takes longer than most of them.
        options = ["-n", "0", "--assert=plain", f"@{names}"]
        return run_tests(self.command(engine, options), timeout)[0] is not TestOutcome.SURVIVED

    def record(self, engine: str) -> Selection:
        """Run the quick tests on an engine, and note which of them run which line.

        Raises:
            subprocess.CalledProcessError: one of them fails without any change.

        """
        options = [
            "--share=1/8",
            "--cov",
            "--cov-context=test",
            "--cov-report=",
            "--no-cov-on-fail",
        ]
        command = self.command(engine, [*options, "--cov-fail-under=0", "tests"])
        subprocess.run(split(command), check=True)
        return Selection.from_coverage(self.root / ".coverage", self.root)


@frozen
class Run:
    """What is the same for each mutant."""

    selections: dict[str, Selection]
    """By engine: the compiled one for the lines that only it runs."""
    timeout: float
    copies: Queue[Copy] = field(factory=Queue)

    def survives(self, mutant: Mutant) -> bool:
        """Run the tests for a mutant in a free copy, and put the copy in order again."""
        copy = self.copies.get()
        path = copy.root / mutant.path
        original = path.read_text(encoding="utf-8")
        try:
            changed = mutant.source(copy.root)
            compile(changed, mutant.path, "exec")
            path.write_text(changed, encoding="utf-8")
            engine = self.engine_for(mutant)
            groups = self.selections[engine].tests_for(mutant.path, mutant.line)
            return not any(copy.fails(engine, tests, self.timeout) for tests in groups)
        except SyntaxError:
            return False
        finally:
            path.write_text(original, encoding="utf-8")
            self.copies.put(copy)

    def engine_for(self, mutant: Mutant) -> str:
        """Name the first engine that runs the line of a mutant; else the first that the module."""
        used = {name: it.by_line.get(mutant.path, {}) for name, it in self.selections.items()}
        for engine, lines in used.items():
            if lines.get(mutant.line):
                return engine
        return next((engine for engine, lines in used.items() if any(lines.values())), ENGINES[0])

    def each(self, mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, bool, float]]:
        """Give each mutant, whether it survives, and the seconds that this took, as it is known."""

        def timed(mutant: Mutant) -> tuple[Mutant, bool, float]:
            start = time.monotonic()
            return mutant, self.survives(mutant), time.monotonic() - start

        with ThreadPoolExecutor(self.copies.qsize()) as pool:
            for done in as_completed([pool.submit(timed, mutant) for mutant in mutants]):
                yield done.result()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description="Change the packages, and count what tests notice."
    )
    parser.add_argument("--count", type=int, default=COUNT, help="how many mutants")
    parser.add_argument("--seed", type=int, default=None, help="of the sample; random by default")
    parser.add_argument("--all", action="store_true", help="every mutant, which takes hours")
    parser.add_argument("--only", nargs="*", help="these mutants, by the names that are printed")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds of one test run")
    options = parser.parse_args()
    seed = Random().randrange(2**32) if options.seed is None else options.seed
    every = all_mutants(_ROOT)
    if options.only is not None:
        chosen = [mutant for mutant in every if mutant.name in options.only]
    else:
        chosen = every if options.all else sample(every, options.count, seed)
    print(f"{len(chosen)} of {len(every)} mutants, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        unchanged, *copies = (Copy.make(Path(folder, f"{i}")) for i in range(options.workers + 1))
        run = Run({engine: unchanged.record(engine) for engine in ENGINES}, options.timeout)
        for copy in copies:
            run.copies.put(copy)
        killed = done = 0
        for mutant, survived, seconds in run.each(chosen):
            done += 1
            killed += not survived
            word = "SURVIVED" if survived else "killed"
            print(f"{word} {seconds:.0f}s {mutant.name}", flush=True)
            if survived:
                print(mutant.diff(_ROOT), flush=True)
    print(f"{killed} of {done} killed, {killed / max(1, done):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
