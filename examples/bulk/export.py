"""Turns a directory of packed files into Parquet with Dask, and counts rows with three tools."""

from __future__ import annotations

import sys
from pathlib import Path

from converters import bulk
from orm_attrs import DataRow


def convert(export: Path, rows: Path, address: str | None = None) -> bulk.Summary:
    """Write a Parquet file for each part of an export, on a cluster or on this machine."""
    rejects = rows.with_name(f"{rows.name}.rejects.ndjson")
    return bulk.convert(export, rows, DataRow, rejects=rejects, dask=address or True)


def count_with_dask(rows: Path) -> dict[str, int]:
    """Count the rows of each data type with Dask."""
    import dask.dataframe as dd

    frame = dd.read_parquet(f"{rows}/part-*.parquet", columns=["data_type"])
    return {
        str(kind): int(count) for kind, count in frame.data_type.value_counts().compute().items()
    }


def count_with_polars(rows: Path) -> dict[str, int]:
    """Count the rows of each data type with polars."""
    import polars as pl

    frame = pl.scan_parquet(f"{rows}/part-*.parquet")
    counts = frame.group_by("data_type").len().collect()
    return dict(counts.iter_rows())


def count_with_duckdb(rows: Path) -> dict[str, int]:
    """Count the rows of each data type with DuckDB."""
    import duckdb

    query = "select data_type, count(*) from read_parquet(?) group by data_type"
    return dict(duckdb.execute(query, [f"{rows}/part-*.parquet"]).fetchall())


def main() -> None:
    """Convert what the arguments name, and print the counts."""
    export, rows, *address = sys.argv[1:]
    print(convert(Path(export), Path(rows), *address))
    for count in (count_with_dask, count_with_polars, count_with_duckdb):
        print(count.__name__, dict(sorted(count(Path(rows)).items())))


if __name__ == "__main__":
    main()
