"""The command `labels check` tells what is wrong with rows, as `check` does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from label_parts import box, frame, thing, video

from converters import converter
from converters.cli.commands import main

ONTOLOGY: dict[str, Any] = {"objects": [thing("car", "Car")], "classifications": []}
GOOD = converter.unstructure(video({"0": frame(box())}))
BAD = converter.unstructure(video({"0": frame(box(feature="x"))}))
WHERE = "$.data_units.d.labels['0'].objects[0].featureHash: the ontology has no 'x'"


def written(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def run(folder: Path, *arguments: str, own: Any = ONTOLOGY) -> Result:
    file = written(folder / "ontology.json", own)
    return CliRunner().invoke(main, ["labels", "check", "--ontology", file, *arguments])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rows_that_break_a_rule_are_bad_in_every_form_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    lines = "\n".join(json.dumps(it) for it in (GOOD, "", BAD, 5))
    files = {
        "rows.ndjson": (lines.replace('""', ""), "rows.ndjson:3"),
        "rows.json": ([GOOD, BAD, 5], "rows.json[1]"),
        "row.json": (BAD, "row.json"),
    }
    for name, (content, where) in files.items():
        result = run(tmp_path, written(tmp_path / name, content), "-j", jobs)
        first, *_, last = result.output.splitlines()
        assert first == f"{tmp_path / where}: {WHERE}"
        assert last.startswith("LabelRowV2: ")
        assert result.exit_code == 1
    inner = written(tmp_path / "inner.json", {"rows": [GOOD, BAD]})
    result = run(tmp_path, inner, "--at", "/rows", "-j", jobs)
    assert f"inner.json[1]: {WHERE}" in result.output
    good = run(tmp_path, written(tmp_path / "good.json", GOOD), "-j", jobs)
    assert (good.output, good.exit_code) == ("LabelRowV2: 1 good, 0 bad\n", 0)


def test_problems_are_printed_in_each_format_with_their_places(tmp_path: Path) -> None:
    file = written(tmp_path / "rows.json", json.dumps([GOOD, BAD], indent=1))
    text = Path(file).read_text().split("\n")
    line = next(number for number, it in enumerate(text, 1) if '"featureHash": "x"' in it)

    said = run(tmp_path, file, "--format=github").output
    assert f"::error file={file},line={line},col=" in said
    facts = json.loads(run(tmp_path, file, "--format=json").output.splitlines()[0])
    assert facts["code"] == "unknown_feature"
    assert facts["pointer"] == "/data_units/d/labels/0/objects/0/featureHash"
    document = json.loads(run(tmp_path, file, "--format=sarif").output)
    (result,) = document["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == line
    assert run(tmp_path, file, "--quiet").output == ""
    none = run(tmp_path, file, "--max-problems=0").output
    assert none == "... and 1 more problems\nLabelRowV2: 1 good, 1 bad\n"


def test_rows_of_a_parquet_file_are_held_against_the_rules_too(tmp_path: Path) -> None:
    rows = written(tmp_path / "rows.json", [GOOD, BAD])
    out = str(tmp_path / "rows.parquet")
    assert CliRunner().invoke(main, ["convert", "LabelRowV2", rows, "-o", out]).exit_code == 0
    assert run(tmp_path, out).output.splitlines()[0] == f"{out}[1]: {WHERE}"


def test_an_ontology_is_read_in_each_form_of_the_platform(tmp_path: Path) -> None:
    row = written(tmp_path / "row.json", GOOD)
    forms: list[Any] = [
        ONTOLOGY,
        {"title": "Cars", "editor": ONTOLOGY},
        {"editor_ontology": json.dumps(ONTOLOGY)},
        {"editorOntology": ONTOLOGY},
    ]
    assert [run(tmp_path, row, own=it).exit_code for it in forms] == [0] * len(forms)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("{", "invalid JSON"),
        ("[]", "expected an ontology, got list"),
        ({"label_hash": "l"}, "expected an ontology, got object"),
        ({"objects": [{}] * 9}, " more problems"),
        ({"editor": '"\\u001b"'}, "expected an ontology, got "),
    ],
)
def test_what_is_no_ontology_is_an_error_of_the_caller(tmp_path: Path, own: Any, told: str) -> None:
    result = run(tmp_path, written(tmp_path / "row.json", GOOD), own=own)
    assert result.exit_code == 2
    assert told in result.output


def test_an_ontology_that_is_not_there_is_an_error_of_the_caller(tmp_path: Path) -> None:
    row = written(tmp_path / "row.json", GOOD)
    none = str(tmp_path / "none.json")
    result = CliRunner().invoke(main, ["labels", "check", "--ontology", none, row])
    assert result.exit_code == 2
    assert "No such file" in result.output
