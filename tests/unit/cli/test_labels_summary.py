"""The command `labels summary` counts what label rows have."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from label_parts import box, frame, thing, video

from converters import converter
from converters.cli.commands import main
from converters.cli.labels import summary as module

ROW = converter.unstructure(
    video({"0": frame(box(), box("p", "bus")), "1": frame(box())}, label_status="LABELLED")
)
SAID = """\
2 label rows: 4 objects (6 on frames), 0 classifications

features
  car  2  (4 on frames)
  bus  2  (2 on frames)

shapes
  bounding_box  4

annotators
  (not said)  4

statuses
  LABELLED, (not said)  2
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["labels", "summary", *map(str, arguments)])


def written(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_rows_are_counted_by_whoever_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    for name in ("a", "b"):
        written(tmp_path / f"{name}.ndjson", ROW)
    result = run(tmp_path, "--jobs", jobs)
    assert (result.output, result.exit_code) == (SAID, 0)


def test_features_are_named_by_an_ontology_and_no_more_than_wanted_are_printed(
    tmp_path: Path,
) -> None:
    own = written(
        tmp_path / "own.json", {"objects": [thing("car", "x" * 99)], "classifications": []}
    )
    result = run(written(tmp_path / "rows.ndjson", ROW, ROW), "--ontology", own, "--top", 1)
    assert f"\n  {'x' * 60}...  2  (4 on frames)\n  ... and 2 of others\n" in result.output


def test_programs_get_all_as_json(tmp_path: Path) -> None:
    result = run(written(tmp_path / "rows.ndjson", ROW), "--format=json", "--top", 1)
    found = json.loads(result.output)
    assert found["features"] == [
        {"kind": "object", "feature_hash": "car", "name": None, "count": 1, "on_frames": 2},
        {"kind": "object", "feature_hash": "bus", "name": None, "count": 1, "on_frames": 1},
    ]
    assert found["statuses"] == [
        {"label_status": "LABELLED", "annotation_task_status": None, "count": 1}
    ]
    assert (found["rows"], found["objects"], found["unread"]) == (1, 2, 0)


def test_what_cannot_be_read_is_told_and_all_else_is_counted(tmp_path: Path) -> None:
    result = run(written(tmp_path / "rows.ndjson", ROW, 5, {"objects": []}))
    assert result.exit_code == 1
    assert "1 label rows, 2 could not be read: 2 objects" in result.output
    assert "rows.ndjson:2: $: expected an object, got int 5" in result.output
    assert "none of the keys of LabelRowV2 is there" in result.output


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding)

    def isatty(self) -> bool:
        return True


def test_a_terminal_has_bars_in_signs_that_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for encoding, sign in (("utf-8", "█"), ("ascii", "#")):
        monkeypatch.setattr(sys, "stdout", Terminal(encoding))
        assert [module._bar(it, 10) for it in (10, 5, 0)] == [sign * 20, sign * 10, sign]
    monkeypatch.setattr(sys, "stdout", None)
    assert module._bar(1, 1) == ""
