"""How the compiled engine is built: a fault in C ends the process, and is of no use to anybody."""

import platform
import shutil
import subprocess

import pytest
from engines import COMPILED

if COMPILED is None:
    pytest.skip("the compiled engine does not run", allow_module_level=True)


@pytest.fixture(scope="module")
def parts() -> str:
    """What `readelf` tells of the file: its segments, its dynamic section and its symbols."""
    if platform.system() != "Linux" or not shutil.which("readelf"):
        pytest.skip("only `readelf` tells how a file was built, on Linux")
    done = subprocess.run(
        ["readelf", "-Wlds", COMPILED.__file__], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_it_is_linked_at_once_and_then_read_only(parts):
    assert "GNU_RELRO" in parts
    assert "BIND_NOW" in parts


def test_its_stack_is_guarded_and_runs_nothing(parts):
    assert "__stack_chk_fail" in parts
    (stack,) = [line for line in parts.splitlines() if "GNU_STACK" in line]
    assert " RW " in stack


def test_no_folder_is_named_in_it_where_libraries_would_be_looked_for(parts):
    assert "(RUNPATH)" not in parts
    assert "(RPATH)" not in parts


def test_it_copies_memory_with_the_bounds_in_sight(parts):
    if "__gcov_init" in parts:
        pytest.skip("lines are counted without optimisation, and that takes away the bounds")
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("this library of C has no such functions")
    assert "__memcpy_chk" in parts
