"""The files of the compiled engine stand above each other, and none calls one above it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

import converters

FOLDER: Final = Path(converters.__file__).parent / "engines" / "core"
"""Where the sources lie in a checkout; they are not installed."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="there are no sources in C")

_COMMENT: Final = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_FUNCTION: Final = re.compile(r"^(?!.*\bstatic\b)[A-Za-z][^;{}\n]*\n(\w+)\(", re.MULTILINE)
_DATA: Final = re.compile(r"^(?:const \w+|PyType_Spec|PyMemberDef) (\w+)", re.MULTILINE)
_KIND: Final = re.compile(r"^ATTEMPT\((\w+),", re.MULTILINE)
_WORD: Final = re.compile(r"\b[A-Za-z_]\w*\b")


def names_of(text: str) -> set[str]:
    """Give the names that a file defines for others: functions and data that are not static."""
    specs = {f"{name}_spec" for name in _KIND.findall(text)}
    return {*_FUNCTION.findall(text), *_DATA.findall(text), *specs}


def calls() -> dict[str, set[str]]:
    """Give, for each file, the files of whose names it makes use."""
    texts = {it.name: _COMMENT.sub(" ", it.read_text()) for it in FOLDER.glob("*.c")}
    owners = {name: file for file, text in texts.items() for name in names_of(text)}
    return {
        file: {owners[word] for word in _WORD.findall(text) if word in owners} - {file}
        for file, text in texts.items()
    }


def test_no_file_calls_one_that_calls_it() -> None:
    found = calls()
    order = list(TopologicalSorter(found).static_order())  # raises for a circle
    assert set(order) == {it.name for it in FOLDER.glob("*.c")}
    assert "steps.c" in found["reader.c"]
    assert "json_in.c" in found["steps.c"]


def test_what_reads_and_writes_a_kind_of_type_knows_no_other_kind() -> None:
    """They call each other by what an attempt does, so that a new kind touches no old one."""
    found = calls()
    kinds = {file for file in found if _KIND.search((FOLDER / file).read_text())}
    assert len(kinds) > 5
    for file in kinds:
        assert not found[file] & kinds
    for file in found.keys() - kinds - {"module.c"}:
        assert not found[file] & kinds


def test_they_refuse_to_be_compiled_for_a_python_without_a_lock() -> None:
    compiler, headers = shutil.which("cc"), Path(sysconfig.get_path("include"))
    if compiler is None or not (headers / "Python.h").is_file():
        pytest.skip("there is no compiler, or there are no headers of Python")
    arguments = ["-fsyntax-only", f"-I{headers}", "-DPy_GIL_DISABLED=1", FOLDER / "basics.c"]
    done = subprocess.run([compiler, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "the compiled engine needs the lock of the interpreter" in done.stderr
