"""Builds the compiled engine for the Python that runs this, and tests it harder than others do.

In a checkout, with gcc:

- ``python tests/sanitize.py sanitize``: with sanitizers;
- ``python3.X-dbg tests/sanitize.py debug``: on a debug build of Python, which checks what C does;
- ``python tests/sanitize.py allocations``: while one allocation of memory after the other fails;
- ``python tests/sanitize.py coverage``: with counters of its lines.

Arguments that follow are pytest's, or those of `allocations`. Each builds in a copy of the
checkout, in ``build/``, so that all may run at a time and an engine that was built in place stays
as it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

from corpus import CORPUS

ROOT: Final = Path(__file__).resolve().parent.parent
SANITIZE: Final = (
    "-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"
)
LEAST_COVERED: Final = 95.0
"""Percentage of the lines of C that the tests run at least."""


def copied(name: str) -> Path:
    """Copy the checkout, without what tools have made in it, to a folder in ``build/``."""
    copy = ROOT / "build" / f"{name}-{sys.version_info.minor}{sys.abiflags}"
    shutil.rmtree(copy, ignore_errors=True)
    made = (".*", "build", "_build", "*.so", "__pycache__", "*.egg-info")
    return shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*made))


def build(copy: Path, flags: str) -> None:
    """Build the extension in a copy, with flags for the compiler."""
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    environment = os.environ | {"CFLAGS": flags, "LDFLAGS": flags}
    subprocess.run(command, cwd=copy, env=environment, check=True)


def library(name: str) -> str:
    """Give the path of a library of gcc's."""
    done = subprocess.run(
        ["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def run_tests(copy: Path, arguments: list[str], **environment: str) -> int:
    """Run the tests of a copy with its compiled engine."""
    return run(copy, "-m", "pytest", "-n", "0", *arguments, **environment)


def run(copy: Path, *arguments: str, **environment: str) -> int:
    """Run this Python with the compiled engine of a copy, and give its exit status."""
    environment |= {"ORM_ATTRS_ENGINE": "compiled", "ORM_ATTRS_CORPUS": str(CORPUS)}
    # The copy comes before the checkout, which may be installed, also in processes of tests.
    environment["PYTHONPATH"] = str(copy)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=copy, env=os.environ | environment, check=False).returncode


def sanitize(arguments: list[str]) -> int:
    """Run tests with the address and undefined-behaviour sanitizers: a finding ends it."""
    copy = copied("sanitize")
    build(copy, SANITIZE)
    return run_tests(
        copy,
        arguments,
        LD_PRELOAD=f"{library('libasan.so')} {library('libubsan.so')}",
        # Python itself frees little at its end; the tests count what is left.
        ASAN_OPTIONS="detect_leaks=0:abort_on_error=1",
        UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1",
        PYTHONMALLOC="malloc",
    )


def debug(arguments: list[str]) -> int:
    """Run tests on a debug build of Python: it ends where C does what it may not."""
    if not hasattr(sys, "gettotalrefcount"):
        print(f"{sys.executable} is no debug build of Python; Debian has them as python3.X-dbg")
        return 1
    copy = copied("debug")
    build(copy, "-g -Og")
    return run_tests(copy, arguments)


def allocations(arguments: list[str]) -> int:
    """Let allocations of memory fail: see `allocations`."""
    copy = copied("allocations")
    build(copy, "-g -O2")
    module = copy / "tests" / f"lack{sysconfig.get_config_var('EXT_SUFFIX')}"
    command = ["gcc", "-shared", "-fPIC", "-O2", "-g", "-Wall", "-Wextra", "-Werror"]
    command += [f"-I{sysconfig.get_path('include')}", "tests/lack.c", "-o", str(module)]
    subprocess.run(command, cwd=copy, check=True)
    return run(copy, "tests/allocations.py", *arguments)


def coverage(arguments: list[str]) -> int:
    """Run tests, and tell which lines of C they did not run."""
    copy = copied("c-coverage")
    build(copy, "-g -O0 --coverage")
    code = run_tests(copy, arguments)
    covered = total = 0
    for source in sorted((copy / "converters" / "engines" / "core").glob("*.c")):
        (notes,) = (copy / "build").rglob(f"{source.stem}.gcno")
        done = subprocess.run(
            ["gcov", "--stdout", str(notes)], cwd=copy, capture_output=True, text=True, check=True
        )
        missed = []
        is_own = False
        for line in done.stdout.splitlines():
            if line.count(":") < 2:
                continue  # between the functions that one macro has made
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
    name, *arguments = sys.argv[1:]
    if name == "allocations":
        return allocations(arguments)
    work = {"sanitize": sanitize, "debug": debug, "coverage": coverage}[name]
    return work(arguments or ["tests/unit/engines", "tests/unit/unknown", "tests/stress"])


if __name__ == "__main__":
    raise SystemExit(main())
