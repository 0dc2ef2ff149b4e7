"""Makes and keeps many rows with the garbage collector on, each library in a process of its own."""

from __future__ import annotations

import gc
import importlib
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import orjson

from benchmarks import payloads

LIBRARIES: Final = ("ours", "msgspec_", "pydantic_", "handwritten")
BATCH: Final = 1000
TIMES: Final = 3


def measure_memory(row_count: int) -> dict[str, dict[str, float]]:
    """Give time and memory per row, by library: the least of several processes each.

    The memory is what the objects need beyond the payloads, which are all read before and kept,
    so that what an object shares with its payload is counted once.
    """
    found: dict[str, dict[str, float]] = {}
    folder = Path(__file__).resolve().parent.parent
    for _ in range(TIMES):
        for name in LIBRARIES:
            command = [sys.executable, "-m", "benchmarks.memory", name, str(row_count)]
            done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
            one = json.loads(done.stdout)
            title = one.pop("name")
            best = found.get(title, one)
            found[title] = {key: min(best[key], one[key]) for key in one}
    return found


def keep(name: str, row_count: int) -> dict[str, Any]:
    """Make and keep rows in this process, and tell what it took."""
    library = importlib.import_module(f"benchmarks.{name}")
    text = orjson.dumps(payloads.rows(BATCH))
    library.rows_from_dicts(orjson.loads(text))
    gc.disable()
    batches = [orjson.loads(text) for _ in range(row_count // BATCH)]
    gc.enable()
    gc.collect()
    before = _resident_bytes()
    kept = []
    start = perf_counter()
    for batch in batches:
        kept.append(library.rows_from_dicts(batch))
    taken = perf_counter() - start
    made = len(kept) * BATCH
    return {
        "name": library.NAME,
        "us_per_row": taken / made * 1e6,
        "bytes_per_row": (_resident_bytes() - before) / made,
    }


def _resident_bytes() -> int:
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize()
    # Where there is no such file, the peak will do: nothing is freed in between.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    print(json.dumps(keep(sys.argv[1], int(sys.argv[2]))))
