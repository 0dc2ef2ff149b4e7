"""Changes the packages at random, one place at a time, and counts what the tests notice.

Run in the folder of the tests::

    python -m mutation --count 300 --seed 1      # a sample
    python -m mutation --all                     # hours
    python -m mutation --only converters/rows.py:69:NumberReplacer:3

Cosmic Ray finds the places and makes the changes. The packages and the tests are copied first, and
only the copy is changed. A mutant is killed when one of the tests for its module fails or hangs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import Queue
from random import Random
from shlex import join

from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import TestOutcome

from mutation.mutants import PACKAGES, Mutant, all_mutants, sample
from mutation.selection import tests_for

COUNT = 100
TIMEOUT = 600.0

_ROOT = Path(__file__).resolve().parents[2]


def copy_of_project(target: Path) -> Path:
    """Copy what the tests need, so that changing it harms nobody."""
    for name in (*PACKAGES, "tests"):
        shutil.copytree(_ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(_ROOT / name, target / name)
    return target


def survives(mutant: Mutant, root: Path, timeout: float, stages: int | None) -> bool:
    """Run the tests for a mutant in a copy of the project, and put the copy in order again."""
    path = root / mutant.path
    original = path.read_text(encoding="utf-8")
    changed = mutant.source(root)
    try:
        compile(changed, mutant.path, "exec")
    except SyntaxError:
        return False
    path.write_text(changed, encoding="utf-8")
    try:
        for tests in tests_for(mutant.path)[:stages]:
            if run_tests(command(root, tests), timeout)[0] is not TestOutcome.SURVIVED:
                return False
        return True
    finally:
        path.write_text(original, encoding="utf-8")


def command(root: Path, tests: list[str]) -> str:
    """Give the command that runs some tests in a copy, until the first fails."""
    pytest = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    # Nobody reads why a test fails, and making the tests say so takes longer than most of them.
    pytest += ["-n", "0", "--assert=plain"]
    folders = ["--rootdir", str(root), "-c", str(root / "pyproject.toml")]
    files = [str(root / "tests" / test) for test in tests]
    # The environment has the copy before an installed package.
    return join(
        [
            "env",
            f"PYTHONPATH={root}",
            f"HYPOTHESIS_STORAGE_DIRECTORY={root}/.hypothesis",
            *pytest,
            *folders,
            *files,
        ]
    )


def failing(mutants: list[Mutant], stages: int | None, timeout: float) -> list[str]:
    """Give the groups of tests that fail without any change, and would so kill every mutant."""
    groups = {tuple(tests) for mutant in mutants for tests in tests_for(mutant.path)[:stages]}
    with tempfile.TemporaryDirectory() as folder:
        root = copy_of_project(Path(folder) / "unchanged")
        return [
            " ".join(tests)
            for tests in sorted(groups)
            if run_tests(command(root, list(tests)), timeout)[0] is not TestOutcome.SURVIVED
        ]


def run(
    mutants: list[Mutant], workers: int, timeout: float, stages: int | None
) -> Iterator[tuple[Mutant, bool, float]]:
    """Run the mutants, each worker in a copy of its own; give what survives as it is known."""
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(workers):
            copies.put(copy_of_project(Path(folder) / str(number)))

        def one(mutant: Mutant) -> tuple[Mutant, bool, float]:
            root = copies.get()
            start = time.monotonic()
            try:
                return mutant, survives(mutant, root, timeout, stages), time.monotonic() - start
            finally:
                copies.put(root)

        with ThreadPoolExecutor(workers) as pool:
            for done in as_completed([pool.submit(one, mutant) for mutant in mutants]):
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
    parser.add_argument("--stages", type=int, help="run only so many groups of the tests for each")
    options = parser.parse_args()
    seed = Random().randrange(2**32) if options.seed is None else options.seed
    every = all_mutants(_ROOT)
    if options.only is not None:
        chosen = [mutant for mutant in every if mutant.name in options.only]
    else:
        chosen = every if options.all else sample(every, options.count, seed)
    print(f"{len(chosen)} of {len(every)} mutants, seed {seed}", flush=True)
    broken = failing(chosen, options.stages, options.timeout)
    if broken:
        print("these fail without any change:", *broken, sep="\n  ")
        return 1
    killed = done = 0
    for mutant, survived, seconds in run(chosen, options.workers, options.timeout, options.stages):
        done += 1
        killed += not survived
        print(f"{'SURVIVED' if survived else 'killed'} {seconds:.0f}s {mutant.name}", flush=True)
        if survived:
            print(mutant.diff(_ROOT), flush=True)
    print(f"{killed} of {done} killed, {killed / max(1, done):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
