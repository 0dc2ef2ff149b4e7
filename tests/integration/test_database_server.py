"""The PostgreSQL of the tests is never left behind, and says why it does not start."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import databases
import pytest
from database_setups import give_up
from databases import UnavailableError, postgres


def accepts(arguments: Mapping[str, Any]) -> bool:
    try:
        socket.create_connection((arguments["host"], arguments["port"]), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.exhaustive
def test_a_failure_leaves_no_server_behind(server: dict[str, Any]) -> None:
    import psycopg

    with pytest.raises(ZeroDivisionError), postgres() as arguments:
        assert arguments["port"] != server["port"]
        assert accepts(arguments)
        with psycopg.connect(**arguments) as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone() or ()
            assert Path(data).is_dir()
        raise ZeroDivisionError
    assert not accepts(arguments)
    assert not Path(data).parent.exists()


@pytest.mark.exhaustive
def test_a_killed_run_leaves_no_server_behind(server: dict[str, Any]) -> None:
    program = (
        "import json, os, pathlib, signal, databases, psycopg\n"
        "with databases.postgres() as arguments:\n"
        "    with psycopg.connect(**arguments) as connection:\n"
        "        (data,) = connection.execute('SHOW data_directory').fetchone()\n"
        "    pid = pathlib.Path(data, 'postmaster.pid').read_text().split()[0]\n"
        "    print(json.dumps([data, int(pid)]), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(databases.__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    data, pid = json.loads(done.stdout)
    end = time.monotonic() + 30
    # The last thing that a server does is to remove this file.
    while (is_up := Path(data, "postmaster.pid").exists()) and time.monotonic() < end:
        time.sleep(0.05)
    if is_up:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(Path(data).parent)
    assert not is_up


def test_a_server_that_does_not_start_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("psycopg")
    for name, line in (("initdb", "true"), ("postgres", "echo no room left >&2; exit 1")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(databases, "_account", dict)
    with pytest.raises(UnavailableError) as caught, postgres():
        pass
    assert str(caught.value) == "PostgreSQL did not start:\nno room left\n"


def test_without_a_server_tests_are_skipped_but_not_in_continuous_integration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        give_up("none here")
    assert str(skipped.value) == "none here"
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception) as failed:
        give_up("none here")
    assert str(failed.value) == "none here"
