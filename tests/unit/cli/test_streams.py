"""What the commands of streams print at the edges of what they are told."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from bulk_files import line, lines, write
from click.testing import CliRunner, Result

from converters.bulk import findings
from converters.cli import streams
from converters.cli.commands import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_rejects_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.ndjson", b"oops\n" * 3 + lines(1))
    words = ["convert", "DataRow", path, "-o", tmp_path / "out.ndjson", "--max-problems"]
    result = run(*words, 1)
    assert "... and 2 more rejects" in result.output
    assert result.output.count("invalid JSON") == 1
    result = run(*words, 5)
    assert "more rejects" not in result.output
    assert result.output.count("invalid JSON") == 3


def test_drift_of_too_many_kinds_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_FINDINGS", 2)
    path = write(tmp_path / "rows.ndjson", line(0, **{f"key {i}": i for i in range(5)}))
    result = run("drift", "DataRow", path)
    assert "... and 3 more of too many different ones" in result.output
    assert json.loads(run("drift", "DataRow", path, "--format=json").output)["more"] == 3


def test_files_that_cannot_be_read_are_reported_in_each_format(tmp_path: Path) -> None:
    path = write(tmp_path / "empty.ndjson", b"")
    for form in ("text", "json", "github", "sarif"):
        result = run("check", "DataRow", path, "--unknown=report", f"--format={form}")
        assert result.exit_code == 1
        assert "it is empty" in result.output


def test_what_cannot_be_written_is_not_tried_again_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

        def fileno(self) -> int:
            return descriptor

    descriptor = os.open(tmp_path / "out", os.O_CREAT | os.O_WRONLY)
    monkeypatch.setattr(sys, "stdout", Full())
    streams._drop_unwritten()
    monkeypatch.undo()
    os.write(descriptor, b"more")
    os.close(descriptor)
    assert (tmp_path / "out").read_bytes() == b""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", None)
        streams._drop_unwritten()


def test_nobody_who_reads_on_ends_a_command_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise BrokenPipeError

    monkeypatch.setattr(streams, "run_check", broken)
    result = run("check", "DataRow", write(tmp_path / "rows.ndjson", lines(1)))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "Error" not in result.output
