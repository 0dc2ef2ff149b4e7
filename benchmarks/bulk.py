"""Measures streams of files against their peers: ``python -m benchmarks.bulk [ROWS]``.

Each work runs in a process of its own, which says how long the work took and how much memory the
process had at most. Works that are compared take turns, and the shortest time of each counts: that
of the processor for works of one process, that of the clock for works of several.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

ROUNDS: Final = 3
ROWS: Final = 200_000

FOLDER: Final = Path(tempfile.gettempdir()) / "orm-attrs-bulk"
"""Where the files are made that are read; they are made once."""


def path_of(rows: int, suffix: str = ".ndjson") -> Path:
    return FOLDER / f"rows-{rows}{suffix}"


def make_files(rows: int) -> None:
    import orjson

    from benchmarks import payloads
    from converters import bulk
    from converters.bulk.needs import zstd
    from orm_attrs import DataRow

    FOLDER.mkdir(exist_ok=True)
    plain = path_of(rows)
    if path_of(rows, ".parquet").exists():
        return
    block = b"".join(orjson.dumps(row) + b"\n" for row in payloads.rows(1000))
    with plain.open("wb") as file:
        for i in range(rows // 1000):
            # Other rows each time, so that no packing finds the same again.
            file.write(block.replace(b'"data_hash":"', b'"data_hash":"%06d-' % i))
    if rows <= ROWS:
        data = plain.read_bytes()
        path_of(rows, ".gz").write_bytes(gzip.compress(data, 6))
        path_of(rows, ".zst").write_bytes(zstd().compress(data))
    bulk.convert(plain, path_of(rows, ".parquet"), DataRow)


# --- the works ------------------------------------------------------------------------------------

Work = Callable[[int], Callable[[], Any]]
WORKS: dict[str, Work] = {}
"""Name to what prepares a work for so many rows; what it gives is then measured."""


def work(prepare: Work) -> Work:
    WORKS[prepare.__name__] = prepare
    return prepare


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines()


@work
def check(rows: int) -> Any:
    from converters import bulk
    from orm_attrs import DataRow

    return lambda: bulk.check(path_of(rows), DataRow)


@work
def check_gzip(rows: int) -> Any:
    from converters import bulk
    from orm_attrs import DataRow

    return lambda: bulk.check(path_of(rows, ".gz"), DataRow)


@work
def check_zstd(rows: int) -> Any:
    from converters import bulk
    from orm_attrs import DataRow

    return lambda: bulk.check(path_of(rows, ".zst"), DataRow)


@work
def loads_in_memory(rows: int) -> Any:
    from converters import loads
    from orm_attrs import DataRow

    lines = lines_of(path_of(rows).read_bytes())

    def run() -> None:
        for line in lines:
            loads(line, DataRow)

    return run


@work
def loads_list_in_memory(rows: int) -> Any:
    from converters import loads
    from orm_attrs import DataRow

    whole = b"[" + b",".join(lines_of(path_of(rows).read_bytes())) + b"]"
    return lambda: loads(whole, list[DataRow])


def unpack_then_loads(data: bytes, unpack: Callable[[bytes], bytes]) -> Callable[[], None]:
    from converters import loads
    from orm_attrs import DataRow

    def run() -> None:
        for line in lines_of(unpack(data)):
            loads(line, DataRow)

    return run


@work
def gzip_then_loads(rows: int) -> Any:
    return unpack_then_loads(path_of(rows, ".gz").read_bytes(), gzip.decompress)


@work
def zstd_then_loads(rows: int) -> Any:
    from converters.bulk.needs import zstd

    return unpack_then_loads(path_of(rows, ".zst").read_bytes(), zstd().decompress)


@work
def pydantic_lines(rows: int) -> Any:
    from benchmarks.pydantic_ import DataRow

    def run() -> None:
        with path_of(rows).open("rb") as file:
            for line in file:
                DataRow.model_validate_json(line)

    return run


@work
def msgspec_lines(rows: int) -> Any:
    import msgspec

    from benchmarks.msgspec_ import DataRow

    decode = msgspec.json.Decoder(DataRow).decode

    def run() -> None:
        with path_of(rows).open("rb") as file:
            for line in file:
                decode(line)

    return run


@work
def to_parquet(rows: int) -> Any:
    import pyarrow.parquet  # noqa: F401 - so that it is not imported in the time that is measured

    from converters import bulk
    from orm_attrs import DataRow

    return lambda: bulk.convert(path_of(rows), FOLDER / "out.parquet", DataRow)


@work
def polars_to_parquet(rows: int) -> Any:
    import polars as pl

    return lambda: pl.scan_ndjson(path_of(rows)).sink_parquet(FOLDER / "polars.parquet")


@work
def pydantic_to_parquet(rows: int) -> Any:
    import pyarrow as pa
    import pyarrow.parquet

    from benchmarks.pydantic_ import DataRow

    def run() -> None:
        writer = None
        with path_of(rows).open("rb") as file:
            while batch := [
                DataRow.model_validate_json(it) for it, _ in zip(file, range(5000), strict=False)
            ]:
                dicts = [it.model_dump(mode="json", by_alias=True) for it in batch]
                for one in dicts:
                    one["client_metadata"] = json.dumps(one["client_metadata"])
                table = pa.Table.from_pylist(dicts, None if writer is None else writer.schema)
                if writer is None:
                    writer = pyarrow.parquet.ParquetWriter(
                        FOLDER / "pydantic.parquet", table.schema
                    )
                writer.write_table(table)
        assert writer is not None
        writer.close()

    return run


@work
def from_parquet(rows: int) -> Any:
    import pyarrow.parquet  # noqa: F401 - likewise

    from converters import bulk
    from orm_attrs import DataRow

    def run() -> None:
        for batch in bulk.scan(path_of(rows, ".parquet"), DataRow):
            assert batch.objects

    return run


@work
def pylist_and_structure(rows: int) -> Any:
    import pyarrow.parquet

    from converters import converter, json_text
    from orm_attrs import DataRow

    def run() -> None:
        file = pyarrow.parquet.ParquetFile(path_of(rows, ".parquet"))
        for batch in file.iter_batches(5000):
            payloads = batch.to_pylist()
            for payload in payloads:
                if payload["client_metadata"] is not None:
                    payload["client_metadata"] = json_text.decode(payload["client_metadata"])
            converter.structure(payloads, list[DataRow])

    return run


def parts_of(rows: int) -> list[Path]:
    """Give files that two workers can share evenly."""
    folder = FOLDER / f"parts-{rows}"
    if not folder.exists():
        folder.mkdir()
        lines = path_of(rows).read_bytes().splitlines(keepends=True)
        for i in range(8):
            (folder / f"{i}.ndjson").write_bytes(b"".join(lines[i::8]))
    return sorted(folder.iterdir())


def convert_parts(rows: int, **options: Any) -> Callable[[], Any]:
    from converters import bulk
    from orm_attrs import DataRow

    out = FOLDER / "out"
    shutil.rmtree(out, ignore_errors=True)
    parts = parts_of(rows)
    return lambda: bulk.convert(parts, out, DataRow, **options)


@work
def one_process(rows: int) -> Any:
    return convert_parts(rows)


@work
def two_processes(rows: int) -> Any:
    return convert_parts(rows, jobs=2)


@work
def two_dask_workers(rows: int) -> Any:
    from distributed import LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    return convert_parts(rows, dask=cluster.scheduler_address)


# --- measuring ------------------------------------------------------------------------------------


def measure_here(works: dict[str, Work], name: str, rows: int) -> None:
    run = works[name](rows)
    clock, processor = perf_counter(), process_time()
    run()
    clock, processor = perf_counter() - clock, process_time() - processor
    # Not of `getrusage`, which counts what this process was before it became this program.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"clock": clock, "processor": processor, "memory": memory}))


def measure(
    names: list[str],
    rows: int,
    module: str = "benchmarks.bulk",
    python: str = sys.executable,
    rounds: int = ROUNDS,
) -> dict[str, dict[str, float]]:
    """Measure works of a module in turn, each in a process of its own."""
    best: dict[str, dict[str, float]] = {}
    env = {
        **os.environ,
        "POLARS_MAX_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_NUM_THREADS": "1",
    }
    for _ in range(rounds):
        for name in names:
            words = [python, "-m", module, "--one", name, str(rows)]
            done = subprocess.run(words, capture_output=True, text=True, check=True, env=env)
            found = json.loads(done.stdout.splitlines()[-1])
            old = best.get(name, found)
            best[name] = {key: min(old[key], value) for key, value in found.items()}
    return best


COMPARED: Final[tuple[tuple[str, str, str, float], ...]] = (
    # the work, what it is measured against, by which time, and the least ratio
    ("check", "loads_in_memory", "processor", 0.85),
    ("check", "loads_list_in_memory", "processor", 0.85),
    ("check_gzip", "gzip_then_loads", "processor", 0.85),
    ("check_zstd", "zstd_then_loads", "processor", 0.85),
    ("check", "pydantic_lines", "processor", 3),
    ("check", "msgspec_lines", "processor", 0.7),
    ("to_parquet", "polars_to_parquet", "processor", 0.35),
    ("to_parquet", "pydantic_to_parquet", "processor", 3),
    ("from_parquet", "pylist_and_structure", "processor", 2),
    ("two_processes", "one_process", "clock", 1.7),
    ("two_dask_workers", "one_process", "clock", 1.5),
)


def main() -> None:
    if "--one" in sys.argv:
        measure_here(WORKS, sys.argv[2], int(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    make_files(rows)
    print(f"{rows:,} rows, {path_of(rows).stat().st_size / 2**20:.0f} MiB of lines")
    print(f"{'work':18} {'against':22} {'ratio':>6} {'wanted':>6} {'s':>7} {'MiB':>6}")
    for name, other, time, wanted in COMPARED:
        found = measure([name, other], rows)
        ratio = found[other][time] / found[name][time]
        own = found[name]
        figures = f"{ratio:6.2f} {wanted:6.2f} {own[time]:7.2f} {own['memory']:6.0f}"
        print(f"{name:18} {other:22} {figures}", flush=True)


if __name__ == "__main__":
    main()
