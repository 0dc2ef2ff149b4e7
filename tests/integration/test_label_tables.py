"""Tables of label rows are read by the tools that people use, and made by the workers of Dask."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from label_parts import answered, attribute, box, chosen, frame, ontology, shaped, thing, video

from converters import bulk, converter, labels
from converters.bulk import converting
from converters.errors import let_errors_pickle
from orm_attrs import LabelRowV2

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
shapely = pytest.importorskip("shapely")

CARS = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", "Blue"),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("Load", "numeric"),
        )
    ]
)
LINE = shaped(
    "polyline", "polyline", {"0": {"x": 0, "y": 0}, "1": {"x": 1, "y": 1}}, objectHash="l"
)
MASK = {"top": 0, "left": 0, "width": 6, "height": 4, "rleString": "72410"}


def payload(number: int) -> dict[str, Any]:
    made = "Thu, 09 Feb 2023 14:12:03 UTC"
    answers = [
        answered("Colour", chosen("Blue")),
        answered("Tags", chosen("Wet", "Old")),
        answered("Load", number),
    ]
    mask = shaped("bitmask", "bitmask", MASK, objectHash="m")
    content: dict[str, Any] = converter.unstructure(
        video(
            {"0": frame(box(createdAt=made), LINE), "1": frame(box(), mask)},
            label_hash=f"l{number}",
            object_answers={"o": {"objectHash": "o", "classifications": answers}},
        )
    )
    return content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number in range(8):
        (made / f"{number}.json").write_text(json.dumps(payload(number)))
    return made


@pytest.fixture
def file(folder: Path) -> Path:
    out = folder.parent / "objects.parquet"
    bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(CARS))
    return out


@pytest.mark.uses
def test_polars_reads_the_columns_with_their_types(file: Path) -> None:
    pl = pytest.importorskip("polars")
    cars = pl.read_parquet(file).filter(pl.col("name") == "Car", pl.col("frame") == 0)
    assert cars["Car.Colour"].cast(pl.String).to_list() == ["Blue"] * 8
    assert cars["Car.Tags"].to_list() == [["Wet", "Old"]] * 8
    assert cars["Car.Load"].to_list() == [float(it) for it in range(8)]
    assert cars["box_x_px"].to_list() == [160.0] * 8
    assert cars["created_at"].dt.year().to_list() == [2023] * 8


@pytest.mark.uses
def test_pandas_reads_radios_as_categories(file: Path) -> None:
    pd = pytest.importorskip("pandas")
    cars = pd.read_parquet(file).query("name == 'Car' and frame == 0")
    assert list(cars["Car.Colour"].cat.categories) == ["Red", "Blue"]
    assert cars["Car.Colour"].tolist() == ["Blue"] * 8
    assert [list(it) for it in cars["Car.Tags"]] == [["Wet", "Old"]] * 8


@pytest.mark.uses
def test_duckdb_counts_and_joins_over_files(file: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    query = f"""
        select "Car.Colour", count(*), sum("Car.Load") from '{file}'
        where kind = 'object' and list_contains("Car.Tags", 'Wet') group by 1
    """
    assert duckdb.sql(query).fetchall() == [("Blue", 16, 56.0)]
    cars = f"select geometry from '{file}' where name = 'Car' limit 1"
    ((found,),) = duckdb.sql(cars).fetchall()
    # Where it knows of GeoParquet by itself, it gives geometries, and text of them.
    shape = shapely.from_wkt(found) if isinstance(found, str) else shapely.from_wkb(bytes(found))
    assert shape.bounds == (160, 240, 224, 336)


@pytest.mark.uses
def test_geopandas_reads_the_geometries_in_pixels(file: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    found = geopandas.read_parquet(file)
    assert found.crs is None
    by_shape = found.groupby("shape").geometry.first()
    assert by_shape["bounding_box"].equals(shapely.box(160, 240, 224, 336))
    assert by_shape["polyline"].equals(shapely.LineString([(0, 0), (640, 480)]))
    assert by_shape["bitmask"].area == 5
    assert found[found.geometry.area > 1000].name.unique().tolist() == ["Car"]


@pytest.mark.uses
@pytest.mark.filterwarnings("default")
def test_the_workers_of_dask_make_the_same_table(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    let_errors_pickle()
    monkeypatch.setattr(converting, "_TOGETHER", 3000)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        out = folder.parent / "dask.parquet"
        address = cluster.scheduler_address
        bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(CARS), dask=address)
    assert parquet.read_table(out).equals(parquet.read_table(file))


PROGRAM = """
import os, signal, sys
from converters import bulk, json_text, labels
from converters.bulk import converting
from orm_attrs import LabelRowV2, OntologyStructure
from converters import loads

converting._TOGETHER = 1
folder, out, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
structure = loads(open(sys.argv[4], "rb").read(), OntologyStructure)
steps = 0

def trace(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(out):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(trace)
bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(structure))
print(steps)
"""


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no such signal")
def test_a_run_that_was_killed_is_completed_by_the_next(folder: Path, file: Path) -> None:
    structure = folder.parent / "ontology"
    structure.write_text(json.dumps(converter.unstructure(CARS)))

    def run(out: str, kill_at: int) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", PROGRAM, folder, folder.parent / out, kill_at, structure]
        return subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)

    steps = int(run("undisturbed", 0).stdout)
    killed = run("out", steps * 2 // 3)
    assert killed.returncode == -signal.SIGKILL
    out = folder.parent / "out"
    done = {it.name: it.stat().st_ino for it in out.glob("part-*")}
    assert 0 < len(done) < 8
    assert run("out", 0).returncode == 0
    found = {it.name: it.stat().st_ino for it in out.glob("part-*")}
    assert done.items() <= found.items()
    table = pa.concat_tables(map(parquet.read_table, sorted(out.glob("part-*"))))
    assert table.equals(parquet.read_table(file))
    assert not list(folder.parent.rglob("*.unfinished"))
