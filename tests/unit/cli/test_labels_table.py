"""The command `labels table` writes a table of label rows, as `convert` writes objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from label_parts import attribute, box, frame, thing, video

from converters import converter
from converters.cli.commands import main

pytest.importorskip("shapely")
parquet = pytest.importorskip("pyarrow.parquet")

CAR = thing("car", "Car", attribute("Load", "numeric"))
ONTOLOGY = {"objects": [CAR], "classifications": []}
ROW = converter.unstructure(video({"0": frame(box())}, label_hash="l"))


def run(folder: Path, *arguments: str) -> Result:
    file = folder / "ontology.json"
    file.write_text(json.dumps(ONTOLOGY))
    return CliRunner().invoke(main, ["labels", "table", "--ontology", str(file), *arguments])


def test_it_writes_a_file_or_parts_and_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "row.json").write_text(json.dumps(ROW))
    (tmp_path / "bad.json").write_text('{"label_hash": 3}')
    good, bad = str(tmp_path / "row.json"), str(tmp_path / "bad.json")
    for out in ("rows.parquet", "parts"):
        result = run(tmp_path, good, "-o", str(tmp_path / out))
        assert (result.output, result.exit_code) == ("LabelRowV2: 1 good, 0 bad\n", 0)
    (part,) = (tmp_path / "parts").glob("part-*")
    for file in (tmp_path / "rows.parquet", part):
        table = parquet.read_table(file)
        assert table.column("label_hash").to_pylist() == ["l"]
        assert "Car.Load" in table.schema.names
    rejects = str(tmp_path / "rejects")
    result = run(tmp_path, good, bad, "-o", str(tmp_path / "some.arrow"), "--rejects", rejects)
    assert result.output.splitlines() == [
        f"{bad}: $.label_hash: expected str, got int 3",
        "LabelRowV2: 1 good, 1 bad",
    ]
    assert result.exit_code == 1
    assert len(Path(rejects).read_text().splitlines()) == 1
    quiet = run(tmp_path, bad, "-o", str(tmp_path / "none"), "--to", "parquet", "-q")
    assert (quiet.output, quiet.exit_code) == ("", 1)


def test_a_label_row_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "row.json"
    file.write_text(json.dumps(ROW | {"data_title": "x" * 2**20}))
    out = str(tmp_path / "rows.parquet")
    result = run(tmp_path, str(file), "-o", out, "--largest", "1")
    assert "longer than 1048576 bytes" in result.output
    assert run(tmp_path, str(file), "-o", out).exit_code == 0
