"""Measures reading with the garbage collector on: ``python -m benchmarks.garbage``.

The other measurements turn it off. What it takes is here, for objects that stay, as they do in a
program that goes on: the time of a call and of a collection of the youngest behind it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import Any, Final

import msgspec
import orjson

from benchmarks import payloads
from benchmarks.label_row_structs import Row
from benchmarks.run import table
from converters import converter, loads
from orm_attrs import LabelRowV2

ROUNDS: Final = 40
ROWS: Final = {"10,000 boxes": payloads.boxes_row, "10,000 shapes": payloads.shapes_row}


def seconds_of(call: Callable[[], Any], *, collects: bool) -> float:
    """Give the median time of a call, with or without collections in it and behind it."""
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        if not collects:
            gc.disable()
        start = process_time()
        made = call()
        if collects:
            gc.collect(0)
        taken.append(process_time() - start)
        gc.enable()
        del made
    return sorted(taken)[len(taken) // 2]


def rows() -> list[list[str]]:
    """Measure ours and msgspec's, in milliseconds, and what collections add to each."""
    found = []
    for title, row in ROWS.items():
        payload = row()
        text, decoder = orjson.dumps(payload), msgspec.json.Decoder(Row)
        calls: dict[str, Callable[[], Any]] = {
            "dicts, ours": lambda it=payload: converter.structure(it, LabelRowV2),
            "dicts, msgspec": lambda it=payload: msgspec.convert(it, Row, strict=False),
            "text, ours": lambda it=text: loads(it, LabelRowV2),
            "text, msgspec": lambda it=text, decoder=decoder: decoder.decode(it),
        }
        for name, call in calls.items():
            call()
            without, with_ = (seconds_of(call, collects=it) for it in (False, True))
            cells = [f"{1e3 * without:.1f}", f"{1e3 * with_:.1f}", f"{with_ / without:.2f}"]
            found.append([f"{title}: {name}", *cells])
    return found


def main() -> None:
    """Print a table."""
    gc.collect()
    gc.freeze()
    print(table(["work", "off, ms", "on, ms", "on / off"], rows()))


if __name__ == "__main__":
    main()
