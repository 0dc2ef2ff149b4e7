"""Which engine runs, and who says so."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engines import COMPILED, ENGINES_HERE

import converters
from converters import make_converter
from converters.engines import choice
from converters.engines.choice import VARIABLE
from converters.plans.hooks import pair_of
from orm_attrs import DataRow

ELSEWHERE = Path(__file__).parent
"""A folder without packages: Python would look for them there first."""

SAY = "import converters; print(converters.engine())"


def run(wanted: str | None, code: str = SAY) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != VARIABLE}
    if wanted is not None:
        environment[VARIABLE] = wanted
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=ELSEWHERE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("wanted", ENGINES_HERE)
def test_the_variable_chooses_the_engine(wanted):
    assert run(wanted).stdout == f"{wanted}\n"


def test_the_compiled_engine_was_built_where_the_tests_must_see_it():
    if not os.environ.get("CI"):
        pytest.skip("only where CI is set must there be a compiler")
    assert run(None).stdout == "compiled\n"


def test_a_name_that_no_engine_has_is_refused():
    assert f"{VARIABLE}: 'fast' is none of pure, compiled" in run("fast").stderr


def test_the_compiled_engine_is_refused_where_it_was_not_built():
    code = f"import sys; sys.modules['converters.engines._core'] = None; {SAY}"
    assert f"{VARIABLE}: the compiled engine cannot run here" in run("compiled", code).stderr


def test_a_python_without_a_lock_has_the_pure_engine_and_is_told_why():
    without = "import sys, sysconfig; sysconfig.get_config_vars()['Py_GIL_DISABLED'] = 1; "
    without += f"sys.modules['converters.engines._core'] = None; {SAY}"
    assert run(None, without).stdout == "pure\n"
    assert (
        "cannot run here: it needs the lock of the interpreter" in run("compiled", without).stderr
    )


def test_the_pure_engine_runs_where_the_other_was_not_built():
    code = f"import sys; sys.modules['converters.engines._core'] = None; {SAY}"
    assert run(None, code).stdout == "pure\n"


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")
def test_an_engine_that_was_built_from_other_sources_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(choice, "_SOURCES", tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert choice._find_core() is COMPILED  # an installed one lies beside no sources

    (tmp_path / "other.c").write_text("int main(void) { return 0; }")
    with pytest.warns(RuntimeWarning, match="the compiled engine was built from other sources"):
        assert choice._find_core() is None
    monkeypatch.setenv(VARIABLE, "compiled")
    with pytest.raises(ImportError, match="built from other sources"):
        choice._find_core()


@pytest.mark.parametrize("wanted", ["compiled", "pure", "nonsense", None])
def test_where_it_was_not_built_the_pure_engine_runs_unless_it_was_asked_for(wanted, monkeypatch):
    monkeypatch.setitem(sys.modules, "converters.engines._core", None)
    monkeypatch.delattr("converters.engines._core", raising=False)
    if wanted is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, wanted)
    if wanted in ("pure", None):
        assert choice._find_core() is None
    else:
        with pytest.raises(ImportError, match="ORM_ATTRS_ENGINE"):
            choice._find_core()


def test_the_command_says_which_engine_runs():
    if not any(importlib.metadata.distributions(name="orm-attrs")):
        pytest.skip("the packages are not installed, so they have no version")
    done = subprocess.run(
        [sys.executable, "-m", "converters", "--version"],
        cwd=ELSEWHERE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.rstrip().endswith(f", {converters.engine()} engine")


def test_hooks_are_made_by_the_engine_that_is_said_to_run():
    pair = pair_of(make_converter().get_structure_hook(DataRow))
    assert hasattr(pair.attempt, "as_hook") is (converters.engine() == "compiled")
    assert (COMPILED is None) is (converters.engine() == "pure")
