"""Files of data rows for the tests of streams, whole and damaged."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

from converters import bulk
from converters.bulk.needs import zstd
from orm_attrs import DataRow

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "zstd": lambda data: zstd().compress(data),
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
}


def payload(number: int, **changes: Any) -> dict[str, Any]:
    """A data row with a number of its own."""
    return {
        "data_hash": f"0b8f6d3a-7d57-4a5b-8f0e-{number:012}",
        "data_title": f"street-{number}.mp4",
        "data_type": "VIDEO",
        "created_at": "2023-04-02 09:14:11",
        "last_edited_at": "2023-04-03 16:02:45",
        "width": 1920,
        "height": None,
        "file_link": f"videos/{number}",
        "file_size": 7340032.0,
        "file_type": "video/mp4",
        "storage_location": 1,
        "frames_per_second": 23.976,
        "duration": 31.5,
        "client_metadata": {"camera": "Süd", "number": number},
    } | changes


def line(number: int, **changes: Any) -> bytes:
    return json.dumps(payload(number, **changes), ensure_ascii=False).encode() + b"\n"


def lines(count: int, first: int = 0) -> bytes:
    return b"".join(line(number) for number in range(first, first + count))


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_all(sources: Any, **options: Any) -> tuple[list[DataRow], list[bulk.Reject]]:
    """Everything that a scan gives."""
    objects, rejects = [], []
    for batch in bulk.scan(sources, DataRow, **options):
        objects += batch.objects
        rejects += batch.rejects
    return objects, rejects


def numbers(objects: list[DataRow]) -> list[int]:
    """The numbers of rows."""
    return [int(it.uid.rpartition("-")[2]) for it in objects]


def said(rejects: list[bulk.Reject]) -> list[str]:
    """The lines that rejects print, without the folder."""
    return [
        it.where.rpartition("/")[2] + text.removeprefix(it.where)
        for it in rejects
        for text in it.lines()
    ]
