"""Objects that were read but cannot be written, and tables that are not ours."""

import json
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from bulk_files import lines, read_all, write

from converters import bulk, make_converter
from orm_attrs import DataRow


@define
class Reading:
    """A class of a service, with a hook of its own for what it writes."""

    value: int


def failing() -> Any:
    made = make_converter()

    def unstructure(obj: Reading) -> Any:
        if obj.value == 1:
            raise RuntimeError("no one")
        return {"value": obj.value}

    made.register_unstructure_hook(Reading, unstructure)
    return made


@pytest.mark.parametrize("name", ["out.ndjson", "out.parquet"])
def test_an_object_that_a_hook_cannot_write_is_a_reject(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "rows", b'{"value":0}\n{"value":1}\n{"value":2}\n')
    report = tmp_path / "bad"
    summary = bulk.convert(path, tmp_path / name, Reading, converter=failing, rejects=report)
    assert (summary.rows, summary.bad) == (2, 1)
    record = json.loads(report.read_bytes())
    assert record["where"] == f"{path}:2"
    assert "no one" in record["problems"][0]["message"]


def test_a_number_that_json_has_not_is_a_reject_of_lines(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    objects = read_all(write(tmp_path / "rows", lines(4)))[0]
    objects[1].duration, objects[2].duration = nan, inf
    parquet.write_table(bulk.to_table(objects, DataRow), tmp_path / "rows.parquet")
    out, report = tmp_path / "out.ndjson", tmp_path / "bad"
    summary = bulk.convert(tmp_path / "rows.parquet", out, DataRow, rejects=report)
    assert (summary.rows, summary.bad) == (2, 2)
    assert [it.number for it in summary.rejects] == [1, 2]
    assert out.read_bytes().count(b"\n") == report.read_bytes().count(b"\n") == 2


def test_the_report_names_files_whose_names_are_no_text(tmp_path: Path) -> None:
    directory = tmp_path / "in"
    directory.mkdir()
    try:
        write(directory / "a\udcff\nb", b"oops\n")
    except OSError:
        pytest.skip("names must be UTF-8 here")
    report = tmp_path / "bad"
    assert bulk.convert(directory, tmp_path / "out.ndjson", DataRow, rejects=report).bad == 1
    assert json.loads(report.read_bytes())["where"] == f"{directory}/a\\udcff\nb"


@pytest.mark.parametrize(
    "notes", [[1, 2, 3], ["x", None, "x"], ['[[["nope"], 1]]', None, "[[[], 1]]"]]
)
def test_what_nobody_of_us_wrote_under_our_names_costs_its_row(
    tmp_path: Path, notes: list[Any]
) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    objects = read_all(write(tmp_path / "rows", lines(3)))[0]
    table = bulk.to_table(objects, DataRow)
    table = table.set_column(table.schema.get_field_index("_kept"), "_kept", pa.array(notes))
    parquet.write_table(table, tmp_path / "rows.parquet")
    read, rejects = read_all(tmp_path / "rows.parquet")
    assert read == [it for it, note in zip(objects, notes, strict=True) if note is None]
    assert [it.number for it in rejects] == [i for i, note in enumerate(notes) if note is not None]


def raising() -> Any:
    made = make_converter()

    def structure(value: Any, _: Any) -> Reading:
        raise LookupError(f"no \ud83d\nfor {value}")

    made.register_structure_hook(Reading, structure)
    return made


def test_whatever_a_hook_says_is_in_the_report(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b'{"value":0}\n')
    report = tmp_path / "bad"
    bulk.convert(path, tmp_path / "out.ndjson", Reading, converter=raising, rejects=report)
    (problem,) = json.loads(report.read_bytes())["problems"]
    assert problem["message"] == "LookupError: no \\ud83d\nfor {'value': 0}"
