"""The command `diff` tells what has changed between two files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bulk_files import payload
from click.testing import CliRunner, Result
from label_parts import BOX, box, frame, thing, video

from converters import converter
from converters.cli.commands import main

WHO = {"lastEditedBy": "ben@x.org", "lastEditedAt": "Fri, 10 Feb 2023 09:28:00 UTC"}


def row_of(x: float, **more: Any) -> Any:
    obj = box(**WHO) | {"boundingBox": BOX | {"x": x}}
    return converter.unstructure(video({"0": frame(obj)}, **more))


def run(folder: Path, a: Any, b: Any, *arguments: str) -> Result:
    paths = []
    for name, content in (("a.json", a), ("b.json", b)):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text)
        paths.append(str(folder / name))
    return CliRunner().invoke(main, ["diff", *paths, *arguments])


def test_files_with_the_same_are_no_different(tmp_path: Path) -> None:
    for same in (row_of(0.1), [row_of(0.1)], payload(1), {"objects": [], "classifications": []}):
        result = run(tmp_path, same, same)
        assert (result.output, result.exit_code) == ("", 0)


def test_changes_of_a_label_row_are_lines_for_people_and_for_programs(tmp_path: Path) -> None:
    pair = (row_of(0.25), row_of(0.3))
    result = run(tmp_path, *pair)
    assert result.output == (
        "object o: moved on 0, intersection over union 0.33"
        " (ben@x.org, 2023-02-10 09:28:00+00:00)\n"
    )
    assert result.exit_code == 1
    facts = json.loads(run(tmp_path, *pair, "--format=json").output)
    assert facts.pop("iou") == pytest.approx(1 / 3)
    assert facts == {
        "what": "moved",
        "kind": "object",
        "hash": "o",
        "name": None,
        "space": None,
        "ranges": [[0, 0]],
        "path": [],
        "before": BOX,
        "after": BOX | {"x": 0.3},
        "by": "ben@x.org",
        "at": "2023-02-10T09:28:00+00:00",
    }
    quiet = run(tmp_path, *pair, "--quiet")
    assert (quiet.output, quiet.exit_code) == ("", 1)
    own = tmp_path / "ontology.json"
    own.write_text(json.dumps({"objects": [thing("car", "Car")], "classifications": []}))
    assert run(tmp_path, *pair, "--ontology", str(own)).output.startswith("Car o: moved")


def test_label_rows_are_compared_with_those_of_their_hash(tmp_path: Path) -> None:
    def lines(*rows: Any) -> str:
        return "\n".join(map(json.dumps, rows))

    before = lines(row_of(0.1, label_hash="l"), row_of(0.2, data_hash="d"), row_of(0.3))
    after = lines(
        row_of(0.2, data_hash="d"), row_of(0.1, label_hash="m"), row_of(0.1, label_hash="l")
    )
    result = run(tmp_path, before, after)
    assert result.output.splitlines() == ["[2]: removed", "m: added"]
    assert result.exit_code == 1
    one, other = (row_of(0.1, label_hash="l", label_status=it) for it in "xy")
    facts = run(tmp_path, [one, row_of(0)], [other, row_of(0)], "--format=json").output
    assert json.loads(facts)["row"] == "l"
    assert run(tmp_path, [one, row_of(0)], [other, row_of(0)]).output == (
        "l: $.label_status: was 'x', is 'y'\n"
    )
    twice = run(tmp_path, [one, one], one)
    assert twice.exit_code == 2
    assert "two label rows have the hash l" in twice.output


def test_other_classes_are_compared_by_path(tmp_path: Path) -> None:
    before, after = [payload(1), payload(2)], [payload(2, width=5), payload(1)]
    result = run(tmp_path, before, after, "--class", "DataRow")
    assert result.output == "$[0].width: was 1920, is 5\n"
    assert run(tmp_path, payload(1), payload(1, width=5)).output == "$.width: was 1920, is 5\n"
    facts = run(tmp_path, payload(1), payload(1, created_at="2023-04-02 09:14:12"), "--format=json")
    assert json.loads(facts.output)["path"] == ["created_at"]
    inner = run(tmp_path, {"a": before}, {"a": after}, "--at", "/a", "--class", "DataRow")
    assert inner.output == result.output


def test_when_a_label_row_was_edited_is_json_of_a_date(tmp_path: Path) -> None:
    before, after = row_of(0.1), row_of(0.1)
    obj = after["data_units"]["d"]["labels"]["0"]["objects"][0]
    obj["lastEditedAt"] = "Fri, 10 Feb 2023 09:29:00 UTC"
    facts = json.loads(run(tmp_path, before, after, "--format=json").output)
    assert (facts["before"], facts["after"]) == (
        "2023-02-10T09:28:00+00:00",
        "2023-02-10T09:29:00+00:00",
    )


def test_an_object_of_another_class_is_an_error(tmp_path: Path) -> None:
    result = run(tmp_path, row_of(0.1), {"objects": [], "classifications": []})
    assert result.exit_code == 2
    assert "b.json" in result.output
    assert "removed" not in result.output


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    bad = run(tmp_path, row_of(0.1), json.dumps(row_of(0.1)).replace("0.1,", '"left",', 1))
    assert bad.exit_code == 2
    assert "boundingBox.x: expected float, got 'left'" in bad.output
    unknown = run(tmp_path, {"nobody": 1}, {"nobody": 1})
    assert unknown.exit_code == 2
    assert "say --class" in unknown.output
    for path in ("-", str(tmp_path / "none.json")):
        result = CliRunner().invoke(main, ["diff", path, path])
        assert result.exit_code == 2
    empty = run(tmp_path, "", row_of(0.1))
    assert empty.exit_code == 2
