"""Builds the compiled engine with sanitizers, or with counters of its lines, and runs tests on it.

``python tests/sanitize.py sanitize`` and ``python tests/sanitize.py coverage``, in a checkout, with
gcc; arguments that follow are pytest's. What was built before is built again afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
CORE: Final = ROOT / "converters" / "engines" / "core"
BUILD: Final = ROOT / "build" / "instrumented"
SANITIZE: Final = (
    "-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"
)
LEAST_COVERED: Final = 95.0
"""Percentage of the lines of C that the tests run at least."""


def build(flags: str | None) -> None:
    """Build the extension in place with flags for the compiler; None for those of Python itself."""
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace", "--force"]
    command += ["--build-temp", str(BUILD)]
    environment = dict(os.environ)
    if flags is not None:
        environment.update(CFLAGS=flags, LDFLAGS=flags)
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def library(name: str) -> str:
    """Give the path of a library of gcc's."""
    done = subprocess.run(
        ["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def run_tests(arguments: list[str], **environment: str) -> int:
    """Run tests with the compiled engine."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *arguments,
    ]
    environment = {**os.environ, "ORM_ATTRS_ENGINE": "compiled", **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def sanitize(arguments: list[str]) -> int:
    """Run tests with the address and undefined-behaviour sanitizers: a finding ends it."""
    build(SANITIZE)
    return run_tests(
        arguments,
        LD_PRELOAD=f"{library('libasan.so')} {library('libubsan.so')}",
        # Python itself frees little at its end; the tests count what is left.
        ASAN_OPTIONS="detect_leaks=0:abort_on_error=1",
        UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1",
        PYTHONMALLOC="malloc",
    )


def coverage(arguments: list[str]) -> int:
    """Run tests, and tell which lines of C they did not run."""
    for old in BUILD.rglob("*.gcda"):
        old.unlink()
    build("-g -O0 --coverage")
    code = run_tests(arguments)
    covered = total = 0
    for source in sorted(CORE.glob("*.c")):
        (notes,) = BUILD.rglob(f"{source.stem}.gcno")
        report = BUILD / f"{source.name}.gcov"
        done = subprocess.run(
            ["gcov", "--stdout", str(notes)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        report.write_text(done.stdout)
        missed = []
        is_own = False
        for line in done.stdout.splitlines():
            count, number, text = line.split(":", 2)
            if text.startswith("Source:"):
                is_own = text.endswith(source.name)
            if not is_own or count.strip() == "-":
                continue
            total += 1
            if count.strip().startswith("#####"):
                missed.append(f"{number.strip()}: {text.strip()}")
            else:
                covered += 1
        print(f"{source.name}: {len(missed)} lines not run", *missed, sep="\n  ")
    percent = covered / total * 100
    print(f"{covered} of {total} lines of C were run: {percent:.1f} %")
    return code or percent < LEAST_COVERED


def main() -> int:
    """Do what the first argument says."""
    work = {"sanitize": sanitize, "coverage": coverage}[sys.argv[1]]
    arguments = sys.argv[2:] or ["tests/unit/engines", "tests/unit/unknown", "tests/stress"]
    try:
        return work(arguments)
    finally:
        build(None)


if __name__ == "__main__":
    raise SystemExit(main())
