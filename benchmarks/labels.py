"""Measures what label rows mean: ``python -m benchmarks.labels``.

Instances, checks and tables of exports stand next to reading alone; tables also next to a data
frame of pandas that is filled from the objects of the reference SDK, in the interpreter that
``BENCHMARKS_REFERENCE_PYTHON`` names, and masks next to a loop over their pixels. As in
`benchmarks.bulk`, each work runs in a process of its own, works that are compared take turns, and
the shortest time counts.

The rows are videos with objects of five shapes, ten on each frame, with dates of their own, with
answers that hold everywhere and answers that hold on some frames, and with classifications.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.bulk import Work, measure, measure_here

FOLDER: Final = Path(tempfile.gettempdir()) / "orm-attrs-labels"
"""Where exports are made; they are made once."""

FEW: Final = 20
"""Exports of 10,000 objects each; where there are more, each has 50."""

TIMES: Final = 5
"""How often what takes milliseconds is done in a work."""

SIZE: Final = 1000
"""The width and the height of a mask in pixels."""

WORKS: dict[str, Work] = {}


def work(prepare: Work) -> Work:
    WORKS[prepare.__name__] = prepare
    return prepare


def objects_in(rows: int) -> int:
    """Give how many objects each of so many exports has."""
    return 10_000 if rows <= FEW else 50


def exports(rows: int) -> Path:
    """Give a directory of so many exports, of which no two are alike."""
    folder = FOLDER / f"exports-{rows}"
    if not folder.exists():
        import orjson

        from benchmarks import payloads

        made = FOLDER / f"making-{rows}"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        row = payloads.answered_row(objects_in(rows))
        text, hash_ = orjson.dumps(row), row["label_hash"].encode()
        for i in range(rows):
            (made / f"{i:06}.json").write_bytes(text.replace(hash_, b"%036d" % i))
        made.rename(folder)
    return folder


def ontology() -> Any:
    from benchmarks import payloads
    from converters import converter
    from orm_attrs import OntologyStructure

    return converter.structure(payloads.answered_ontology(), OntologyStructure)


def text_of_one() -> bytes:
    return next(exports(FEW).iterdir()).read_bytes()


def repeated(call: Callable[[], Any]) -> Callable[[], None]:
    call()

    def run() -> None:
        for _ in range(TIMES):
            call()

    return run


# --- one row --------------------------------------------------------------------------------------


@work
def loads(_: int) -> Any:
    from converters import loads as read
    from orm_attrs import LabelRowV2

    text = text_of_one()
    return repeated(lambda: bool(read(text, LabelRowV2)))


def of_row(call: Callable[[Any, Any], Any]) -> Callable[[], None]:
    from converters import loads as read
    from orm_attrs import LabelRowV2

    row, structure = read(text_of_one(), LabelRowV2), ontology()
    return repeated(lambda: call(row, structure))


@work
def instances(_: int) -> Any:
    from converters import labels

    return of_row(labels.instances)


@work
def check(_: int) -> Any:
    from converters import labels

    return of_row(labels.check)


@work
def table(_: int) -> Any:
    from converters import labels

    return of_row(lambda row, structure: labels.table([row], structure))


# --- exports --------------------------------------------------------------------------------------


@work
def check_exports(rows: int) -> Any:
    from converters import bulk
    from orm_attrs import LabelRowV2

    folder = exports(rows)
    return lambda: bulk.check(folder, LabelRowV2)


def tables(rows: int, out: str, **options: Any) -> Callable[[], Any]:
    import pyarrow.parquet  # noqa: F401 - so that none is imported in the time that is measured
    import shapely  # noqa: F401

    from converters import bulk, labels
    from orm_attrs import LabelRowV2

    folder, to, target = exports(rows), labels.ObjectTable(ontology()), FOLDER / out
    if target.is_dir():
        shutil.rmtree(target)
    return lambda: bulk.convert(folder, target, LabelRowV2, to=to, **options)


@work
def exports_to_parquet(rows: int) -> Any:
    return tables(rows, "objects.parquet")


@work
def one_process(rows: int) -> Any:
    return tables(rows, "parts")


@work
def two_processes(rows: int) -> Any:
    return tables(rows, "parts", jobs=2)


@work
def two_dask_workers(rows: int) -> Any:
    from distributed import LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    return tables(rows, "parts", dask=cluster.scheduler_address)


@work
def sdk_to_pandas(rows: int) -> Any:
    import pandas as pd

    from benchmarks import payloads
    from benchmarks.label_row_reference import cells_of, reader_with

    files = sorted(exports(rows).iterdir())
    read = reader_with(json.loads(files[0].read_bytes()), payloads.answered_ontology())

    def run() -> None:
        cells = [it for file in files for it in cells_of(read(json.loads(file.read_bytes())))]
        pd.DataFrame(cells).to_parquet(FOLDER / "sdk.parquet")

    return run


# --- masks ----------------------------------------------------------------------------------------


def text_of_mask() -> str:
    import numpy as np

    from converters import labels

    rows, columns = np.mgrid[:SIZE, :SIZE]
    return labels.encode_mask((rows - 400) ** 2 + (columns - 500) ** 2 < 300**2)


@work
def decode_mask(_: int) -> Any:
    from converters import labels

    text = text_of_mask()
    return repeated(lambda: labels.decode_mask(text, SIZE, SIZE))


@work
def decode_by_pixels(_: int) -> Any:
    import numpy as np

    from converters.labels.masks import runs

    counts = runs(text_of_mask(), SIZE * SIZE).tolist()

    def decode() -> None:
        mask = np.zeros(SIZE * SIZE, bool)
        place, value = 0, False
        for count in counts:
            for _ in range(count):
                mask[place] = value
                place += 1
            value = not value

    return repeated(decode)


# --- measuring ------------------------------------------------------------------------------------

COMPARED: Final[tuple[tuple[str, str, int, str, float], ...]] = (
    # the work, what it is measured against, how many exports, by which time, and the least ratio
    ("instances", "loads", FEW, "processor", 1),
    ("check", "loads", FEW, "processor", 1),
    ("exports_to_parquet", "check_exports", FEW, "processor", 0.6),
    ("exports_to_parquet", "check_exports", 1000, "processor", 0.6),
    ("exports_to_parquet", "check_exports", 10_000, "processor", 0.6),
    ("two_processes", "one_process", 10_000, "clock", 1.7),
    ("two_dask_workers", "one_process", 10_000, "clock", 1.5),
    ("decode_mask", "decode_by_pixels", FEW, "processor", 50),
)

MODULE: Final = "benchmarks.labels"


def line_of(name: str, other: str, rows: int, time: str, wanted: float, **options: Any) -> str:
    found = measure([name, other], rows, MODULE, **options)
    own = found[name]
    figures = f"{found[other][time] / own[time]:7.2f} {wanted:6.1f} {own[time]:7.2f}"
    return f"{name:18} {other:16} {rows:8,} {figures} {own['memory']:6.0f}"


def main() -> None:
    if "--one" in sys.argv:
        measure_here(WORKS, sys.argv[2], int(sys.argv[3]))
        return
    chosen = sys.argv[1:]
    for rows in {rows for _, _, rows, _, _ in COMPARED}:
        exports(rows)
    head = (
        f"{'work':18} {'against':16} {'exports':>8} {'ratio':>7} {'wanted':>6} {'s':>7} {'MiB':>6}"
    )
    print(head)
    for name, other, rows, time, wanted in COMPARED:
        if not chosen or name in chosen:
            print(line_of(name, other, rows, time, wanted), flush=True)
    python = os.environ.get("BENCHMARKS_REFERENCE_PYTHON")
    if python and (not chosen or "sdk_to_pandas" in chosen):
        facts = ("exports_to_parquet", "sdk_to_pandas", FEW, "processor", 10)
        print(line_of(*facts, python=python, rounds=1), flush=True)


if __name__ == "__main__":
    main()
