"""What the command prints is readable and valid, whatever files and payloads hold."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bulk_files import lines, payload, write
from click.testing import CliRunner

from converters.cli.commands import main
from converters.errors import let_errors_pickle

NAME = 'a b\x1b[31m\n"%,:ü'
FORMATS = ["text", "json", "github", "sarif"]


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    keys = {"\x1b[2J\nkey\u202e": 1, "data_type": "\x1b]0;title\x07"}
    rows = write(
        tmp_path / "in" / NAME, b"oops\n" + json.dumps(payload(0, **keys)).encode() + b"\n"
    )
    try:
        os.link(rows, rows.with_name("b\udcff"))
    except OSError:
        pytest.skip("names must be UTF-8 here")
    return rows.parent


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_in_files_and_their_names_moves_the_cursor(odd: Path, form: str) -> None:
    result = run("check", "DataRow", odd, "--unknown", "forbid", "--format", form)
    assert result.exit_code == 1
    assert result.output.replace("\n", "").isprintable() or form == "github"
    found = run("drift", "DataRow", odd).output
    assert found.replace("\n", "").isprintable()
    assert [it.split()[0] for it in found.splitlines()[1:-1]] == ["key", "value"]


def test_each_problem_is_one_line_of_text(odd: Path) -> None:
    said = run("check", "DataRow", odd, "--unknown", "forbid").output.splitlines()
    assert len(said) == 5
    assert (
        said[0] == rf'{odd}/a b\x1b[31m\n"%,:ü:1: invalid JSON at line 1, column 1: Expecting value'
    )
    assert said[2].startswith(f"{odd}/b\\udcff:1: invalid JSON")


def test_lines_of_json_have_no_lone_surrogates(odd: Path) -> None:
    said = run("check", "DataRow", odd, "--format", "json").output.splitlines()
    assert [json.loads(it)["where"].encode() for it in said[:2]] == [
        f"{odd}/{NAME}:1".encode(),
        f"{odd}/b\\udcff:1".encode(),
    ]


def test_files_are_uris_in_sarif(odd: Path) -> None:
    found = json.loads(run("check", "DataRow", odd, "--format", "sarif").output)
    locations = [it["locations"][0]["physicalLocation"] for it in found["runs"][0]["results"]]
    uris = [it["artifactLocation"]["uri"].removeprefix(f"{odd}/") for it in locations]
    assert uris == ["a%20b%1B%5B31m%0A%22%25%2C%3A%C3%BC", "b%FF"]


def test_a_line_that_is_no_json_has_no_empty_path(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b"oops\n" * 2)
    said = run("check", "DataRow", path, "--format", "github").output.splitlines()
    assert said[0].endswith("line=1,col=1::invalid JSON at line 1, column 1: Expecting value")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "DataRow", "{rows}", "--at", "items"],
        ["check", "DataRow", "{rows}", "--at", "/x~2"],
        ["drift", "DataRow", "{rows}", "--at", "/x~2"],
        ["convert", "DataRow", "{rows}", "--at", "/x~2", "-o", "out.ndjson"],
        ["convert", "DataRow", "{rows}", "-o", "-"],
        ["convert", "DataRow", "{rows}", "-o", "s3://bucket/rows.parquet"],
        ["convert", "DataRow", "{rows}", "-o", "{rows}.ndjson", "--rejects", "{rows}"],
        ["check", "DataRow", ""],
    ],
)
def test_what_makes_no_sense_is_a_wrong_command_line(tmp_path: Path, arguments: list[str]) -> None:
    path = write(tmp_path / "rows", lines(1))
    result = run(*[it.format(rows=path) for it in arguments])
    assert result.exit_code == 2
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert [it.name for it in tmp_path.iterdir()] == ["rows"]


@pytest.mark.uses
def test_an_address_that_is_none_is_a_wrong_command_line(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    let_errors_pickle()  # in the tests that come after it in this process, too
    path = write(tmp_path / "rows", lines(1))
    result = run("check", "DataRow", path, "--dask", "foo://bar")
    assert (result.exit_code, "unknown address scheme" in result.output) == (2, True)


def test_a_library_that_a_url_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsspec = pytest.importorskip("fsspec")

    def missing(*_: Any) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "open", missing)
    result = run("check", "DataRow", "s3://bucket/rows")
    assert (result.exit_code, result.output) == (1, "Error: Install s3fs to access S3\n")


@pytest.mark.exhaustive
@pytest.mark.parametrize("command", [["models"], ["show", "DataRow"], ["schema", "DataRow"]])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_full_disk_is_one_line_for_every_command(command: list[str], encoding: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "converters", *command],
            # With another encoding than the system's, click writes through a file of its own.
            env={**os.environ, "PYTHONIOENCODING": encoding},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"Error: No space left on device\n")
