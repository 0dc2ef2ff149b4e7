"""The example that runs Dask over packed files, and reads the result with three tools."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, write

from converters.errors import let_errors_pickle

ROOT = Path(__file__).resolve().parents[2]

for _name in ("distributed", "pyarrow", "pandas", "dask.dataframe", "polars", "duckdb"):
    pytest.importorskip(_name)
let_errors_pickle()  # in the tests that come after these in this process, too

pytestmark = [pytest.mark.uses, pytest.mark.filterwarnings("default")]


def test_three_tools_count_the_same_rows(tmp_path: Path) -> None:
    spec: Any = importlib.util.spec_from_file_location("export", ROOT / "examples/bulk/export.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    write(tmp_path / "in" / "a.gz", PACKERS["gzip"](lines(20) + b"oops\n"))
    write(tmp_path / "in" / "b.xz", PACKERS["xz"](line(20, data_type="IMAGE")))
    rows = tmp_path / "rows"
    summary = example.convert(tmp_path / "in", rows)
    assert (summary.rows, summary.bad) == (21, 1)
    assert (tmp_path / "rows.rejects.ndjson").read_bytes().count(b"\n") == 1
    for count in (example.count_with_dask, example.count_with_polars, example.count_with_duckdb):
        assert count(rows) == {"VIDEO": 20, "IMAGE": 1}
