"""The command on files of any size and kind."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from bulk_files import PACKERS, line, lines, numbers, read_all, write
from click.testing import CliRunner, Result

from converters.cli.commands import main


def run(*arguments: object, stdin: bytes | None = None, **env: str) -> Result:
    return CliRunner(env=env).invoke(main, list(map(str, arguments)), input=stdin)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return write(tmp_path / "rows.ndjson", line(0) + b"oops\n" + line(2, width="x", lens=3))


def test_directories_globs_and_standard_input_are_checked(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.ndjson", lines(2))
    write(tmp_path / "in" / "b.gz", PACKERS["gzip"](lines(3)))
    assert run("check", "DataRow", tmp_path / "in").output == "DataRow: 5 good, 0 bad\n"
    assert run("check", "DataRow", f"{tmp_path}/in/*.gz").output == "DataRow: 3 good, 0 bad\n"
    result = run("check", "DataRow", "-", stdin=PACKERS["gzip"](lines(3)))
    assert result.output == "DataRow: 3 good, 0 bad\n"


def test_a_directory_with_every_kind_of_damage_costs_what_is_damaged(tmp_path: Path) -> None:
    files = {
        "a-bom": b"\xef\xbb\xbf" + lines(2),
        "b-blank": b"\n\n" + lines(2),
        "c-broken-first": b"oops\n" + lines(2),
        "d-crlf": lines(2).replace(b"\n", b"\r\n"),
        "e-empty": b"",
        "f-no-end": lines(2)[:-1],
        "g-truncated.gz": PACKERS["gzip"](lines(50))[:-20],
        "h-utf16": lines(2).decode().encode("utf-16"),
    }
    for name, data in files.items():
        write(tmp_path / name, data)
    result = run("check", "DataRow", tmp_path)
    said = result.output.replace(f"{tmp_path}/", "").splitlines()
    assert [it.partition(": ")[0] for it in said[:-1]] == [
        "c-broken-first:1",
        "e-empty",
        said[2].partition(": ")[0],
        "h-utf16",
    ]
    assert said[2].startswith("g-truncated.gz:")
    assert said[-1].endswith(" good, 4 bad")
    assert int(said[-1].split()[1]) >= 10
    assert result.exit_code == 1


def test_json_is_a_line_for_each_problem_and_one_for_the_numbers(bad: Path) -> None:
    *found, counts = map(
        json.loads, run("check", "DataRow", bad, "--format", "json").output.splitlines()
    )
    assert [it["where"] for it in found] == [f"{bad}:2", f"{bad}:3"]
    assert found[1] == {
        "where": f"{bad}:3",
        "pointer": "/width",
        "code": "wrong_type",
        "message": "expected int, got 'x'",
        "level": "error",
    }
    assert counts == {
        "class": "DataRow",
        "good": 1,
        "bad": 2,
        "blank": 0,
        "damaged": 0,
        "strangers": 0,
        "problems_not_listed": 0,
    }


def test_github_gets_annotations_of_the_lines(bad: Path) -> None:
    output = run("check", "DataRow", bad, "--format", "github").output.splitlines()
    column = bad.read_bytes().splitlines()[2].index(b'"x"') + 1
    assert output[1] == f"::error file={bad},line=3,col={column}::$.width: expected int, got 'x'"


@pytest.mark.parametrize("most", [None, 0, 1])
def test_sarif_is_one_document(bad: Path, most: int | None) -> None:
    limit = [] if most is None else ["--max-problems", most]
    document = json.loads(run("check", "DataRow", bad, "--format", "sarif", *limit).output)
    (sarif,) = document["runs"]
    assert len(sarif["results"]) == (2 if most is None else most)
    assert sarif["properties"]["bad"] == 2
    if most is None:
        place = sarif["results"][1]["locations"][0]["physicalLocation"]
        column = bad.read_bytes().splitlines()[2].index(b'"x"') + 1
        region = {"startLine": 3, "startColumn": column}
        assert place == {"artifactLocation": {"uri": str(bad)}, "region": region}


def test_no_more_problems_than_wanted_are_printed_and_all_are_counted(bad: Path) -> None:
    output = run("check", "DataRow", bad, "--max-problems", 1).output.splitlines()
    assert output[1:] == ["... and 1 more problems", "DataRow: 1 good, 2 bad"]


def test_quiet_prints_nothing(bad: Path) -> None:
    result = run("check", "DataRow", bad, "-q")
    assert (result.output, result.exit_code) == ("", 1)


def test_unknown_keys_are_ignored_forbidden_or_reported(bad: Path) -> None:
    assert "$.lens" not in run("check", "DataRow", bad).output
    forbidden = run("check", "DataRow", bad, "--unknown", "forbid").output
    assert f"{bad}:3: $.lens: unknown key" in forbidden
    reported = run("check", "DataRow", bad, "--unknown", "report").output
    assert f"key      $.lens  1      {bad}:3  3" in reported


def test_a_pointer_leads_into_documents(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b'{"items": [' + line(0) + b"]}")
    assert run("check", "DataRow", path, "--at", "/items").output == "DataRow: 1 good, 0 bad\n"


def test_convert_writes_objects_and_rejects(bad: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out, rejects = tmp_path / "rows.parquet", tmp_path / "bad.ndjson"
    result = run("convert", "DataRow", bad, "-o", out, "--rejects", rejects, "--max-problems", 1)
    assert result.output.splitlines() == [
        f"{bad}:2: invalid JSON at line 1, column 1: Expecting value",
        "... and 1 more rejects",
        "DataRow: 1 good, 2 bad",
    ]
    assert result.exit_code == 1
    assert numbers(read_all(out)[0]) == [0]
    assert len(rejects.read_bytes().splitlines()) == 2
    quiet = run("convert", "DataRow", out, "-o", tmp_path / "again", "--to", "ndjson", "-q")
    assert (quiet.output, quiet.exit_code) == ("", 0)
    assert numbers(read_all(tmp_path / "again")[0]) == [0]


def test_drift_lists_what_the_class_does_not_know(bad: Path) -> None:
    result = run("drift", "DataRow", bad)
    assert result.output.splitlines()[-1] == "DataRow: 2 objects, 1 could not be read, 1 findings"
    found = json.loads(run("drift", "DataRow", bad, "--format", "json").output)
    assert found["findings"][0]["path"] == "$.lens"
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["check", "DataRow", "no/such"], "'no/such' does not exist", 2),
        (["convert", "DataRow", "{bad}", "-o", "a.csv"], "its name does not tell the format", 2),
        (["convert", "DataRow", "{bad}", "-o", "/dev/null/a.ndjson"], "Error: /dev/null", 1),
        (["drift", "Datarow", "{bad}"], "did you mean DataRow?", 2),
        (["show", "Datatype"], "did you mean DataType?", 2),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    bad: Path, arguments: list[str], words: str, code: int
) -> None:
    result = run(*(it.format(bad=bad) for it in arguments))
    assert words in result.output.splitlines()[-1]
    assert (result.exit_code, "Traceback" in result.output) == (code, False)


def test_a_library_that_is_missing_is_named_with_its_extra(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converters.imports import import_late

    import_late.cache_clear()
    for name in ("pyarrow", "fsspec", "rich.console", "ijson", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run("check", "DataRow", bad).output.endswith("DataRow: 1 good, 2 bad\n")
    for arguments, sentence in [
        (["convert", "DataRow", bad, "-o", "a.parquet"], "pip install 'orm-attrs[bulk]'"),
        (["check", "DataRow", "s3://bucket/*.gz"], "pip install 'orm-attrs[bulk]'"),
        (["check", "DataRow", bad, "--dask=tcp://127.0.0.1:1"], "pip install 'orm-attrs[dask]'"),
    ]:
        result = run(*arguments)
        assert (result.exit_code, sentence in result.output) == (1, True), result.output


def test_a_wire_value_is_shown_for_each_member_of_an_enum() -> None:
    output = run("show", "StorageLocation").output.splitlines()
    assert ["AWS", "1", "no"] in [it.split() for it in output]
    assert ["NEW_STORAGE", "-99", "yes"] in [it.split() for it in output]


def test_names_of_classes_are_completed() -> None:
    env = {"_MAIN_COMPLETE": "bash_complete", "COMP_WORDS": "main show datat", "COMP_CWORD": "2"}
    assert run(**env).output == "plain,DataType\n"


@pytest.mark.parametrize("words", ["check DataRow a", "convert DataRow a -o a"])
def test_names_of_files_are_completed(words: str) -> None:
    count = str(len(words.split()))
    env = {"_MAIN_COMPLETE": "bash_complete", "COMP_WORDS": f"main {words}", "COMP_CWORD": count}
    assert run(**env).output == "file,a\n"


def test_a_closed_standard_input_is_one_line(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m converters check DataRow - <&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[0].startswith("<stdin>: cannot be read: ")
    assert (done.stderr, done.returncode) == ("", 1)


@pytest.mark.parametrize("command", ["check", "drift"])
def test_what_a_command_writes_to_is_not_read(tmp_path: Path, command: str) -> None:
    write(tmp_path / "in" / "a.ndjson", b"oops\n" * 2000 + lines(1))
    words = [sys.executable, "-m", "converters", command, "DataRow", "--format", "json"]

    def run(*paths: str) -> tuple[int, bytes, bytes]:
        with (tmp_path / "in" / "report").open("wb") as report:
            done = subprocess.run(
                [*words, *paths],
                cwd=tmp_path / "in",
                stdout=report,
                stderr=subprocess.PIPE,
                check=False,
            )
        return done.returncode, done.stderr, (tmp_path / "in" / "report").read_bytes()

    # Where a shell lists the files, it is named like others.
    for paths in (["."], ["a.ndjson", "report"]):
        code, said, report = run(*paths)
        assert (code, said) == (1, b"report: left out, as this command writes to it\n")
        assert b"report" not in report
        assert b"2000" in report
    code, said, report = run("report")
    assert (code, report) == (2, b"")
    assert said.endswith(b"there is nothing to read but what this command writes to\n")


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no disk that is always full")
    path = write(tmp_path / "rows", b"oops\n" * 3 + lines(1))
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "-m", "converters", "check", "DataRow", str(path)]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.stderr.decode().splitlines() == ["Error: No space left on device"]
    assert done.returncode == 1


def in_terminal(words: list[str], **env: str) -> str:
    """Run a command in a terminal, and give what it draws there."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        words, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm", **env}
    )
    os.close(slave)
    drawn = b""
    while True:
        try:
            piece = os.read(master, 10_000)
        except OSError:
            break
        if not piece:
            break
        drawn += piece
    process.wait()
    os.close(master)
    return drawn.decode()


@pytest.mark.exhaustive
def test_colours_and_the_bar_are_for_terminals_and_colours_not_for_all(bad: Path) -> None:
    pytest.importorskip("rich")
    words = [sys.executable, "-m", "converters", "check", "DataRow", str(bad)]
    drawn = in_terminal(words)
    assert "\x1b[31m" in drawn
    assert "rows" in drawn
    assert "rejects" in drawn
    plain = in_terminal(words, NO_COLOR="1")
    assert "\x1b[31m" not in plain
    done = subprocess.run(words, capture_output=True, check=False)
    assert (b"\x1b" in done.stdout, done.stderr) == (False, b"")
