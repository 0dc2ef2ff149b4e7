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
from converters.errors import ProblemCode


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_payload_with_no_key_of_the_class_is_a_warning_or_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    path = write(tmp_path / "rows.ndjson", b'{"label_hash": "h"}\n{"a": 1}\noops\n')
    sentence = "none of the keys of LabelRow is there"

    def check(*options: str) -> tuple[list[str], int]:
        result = run("check", "LabelRow", path, "-j", jobs, *options)
        return result.output.splitlines(), result.exit_code

    said, code = check()
    assert said[0] == f"{path}:2: warning: $: {sentence}"
    assert (said[2], code) == ("LabelRow: 2 good, 1 bad, 1 good without a key of the class", 1)
    said, code = check("--strict")
    assert said[0] == f"{path}:2: $: {sentence}"
    assert said[2] == "LabelRow: 1 good, 2 bad"
    first, _, counts = map(json.loads, check("--format=json")[0])
    assert (first["code"], first["level"], counts["strangers"]) == ("no_known_key", "warning", 1)
    first, _, counts = map(json.loads, check("--format=json", "--strict")[0])
    assert (first["code"], first["level"], counts["strangers"]) == ("no_known_key", "error", 0)
    assert check("--format=github")[0][0] == (f"::warning file={path},line=2,col=1::$: {sentence}")
    (sarif,) = json.loads("\n".join(check("--format=sarif")[0]))["runs"]
    assert [it["level"] for it in sarif["results"]] == ["warning", "error"]
    assert sarif["properties"]["good"] == 2
    assert check("--max-problems=1")[0][1] == "... and 1 more problems"
    good = write(tmp_path / "good.ndjson", b"{}\n{}\n")
    assert run("check", "LabelRow", good, "-q").exit_code == 0
    assert run("check", "LabelRow", good, "-q", "--strict").exit_code == 1
    out = tmp_path / "out.ndjson"
    assert run("convert", "LabelRow", good, "-o", out).exit_code == 0
    assert run("convert", "LabelRow", good, "-o", out, "--strict").exit_code == 1


def test_sarif_has_a_rule_for_each_code_and_results_that_name_theirs(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.ndjson", b"oops\n{}\n[]\n")
    document = json.loads(run("check", "DataRow", path, "--format=sarif").output)
    assert document["$schema"].endswith("/sarif-schema-2.1.0.json")
    (sarif,) = document["runs"]
    rules = sarif["tool"]["driver"]["rules"]
    assert {it["id"] for it in rules} == {it.value for it in ProblemCode}
    assert all(it["shortDescription"]["text"] for it in rules)
    assert all(rules[it["ruleIndex"]]["id"] == it["ruleId"] for it in sarif["results"])
    assert {it["ruleId"] for it in sarif["results"]} == {"invalid", "missing", "wrong_type"}
    assert sarif["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize("jobs", [1, 2])
def test_reports_have_the_lines_and_columns_of_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    text = json.dumps([json.loads(line(0, width="wide", height="é"))], indent=1)
    places = [
        (number, it.index(": ") + 3)
        for number, it in enumerate(text.split("\n"), 1)
        if '"width"' in it or '"height"' in it
    ]
    path = write(tmp_path / "rows.json", text.encode())
    said = run("check", "DataRow", path, "-j", jobs, "--format=github").output.splitlines()
    assert [it.partition("::$")[0].partition(",")[2] for it in said[:-1]] == [
        f"line={number},col={column}" for number, column in places
    ]
    sarif = json.loads(run("check", "DataRow", path, "-j", jobs, "--format=sarif").output)
    found = [it["locations"][0]["physicalLocation"] for it in sarif["runs"][0]["results"]]
    assert [(it["region"]["startLine"], it["region"]["startColumn"]) for it in found] == places
