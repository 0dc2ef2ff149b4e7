"""Measures the inside of label rows: ``python -m benchmarks.label_rows``.

Rows of a video with 10,000 objects on 1,000 frames, no date of which repeats: boxes, boxes with all
places of their floats, and five shapes. Next to them stand msgspec's Structs and pydantic's models
of the same content, with dates left as text, and the reference SDK, which makes its objects of the
dicts that `json` reads.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any, Final

import orjson

from benchmarks import payloads
from benchmarks.run import ROOT, Times, measure, table
from converters import bulk, dumps, loads, make_converter
from converters.unknown.held import same
from orm_attrs import LabelRowV2

ROWS: Final = {
    "10,000 boxes": payloads.boxes_row,
    "10,000 boxes, all places": payloads.precise_boxes_row,
    "10,000 objects of five shapes": payloads.shapes_row,
}
READ: Final = "text to objects"
STRUCTURE: Final = "dicts to objects"
WRITE: Final = "objects to text"
CHECK: Final = "check of a directory"
FILES: Final = 20
"""How many of the rows the directory has that is checked."""
ROUNDS: Final = 15
COUNT: Final = 10_000
"""How many frame objects a row has."""

Calls = dict[tuple[str, str], Callable[[], Any]]


def calls_of_ours(text: bytes, payload: Any, name: str, **options: Any) -> Calls:
    """Give what is timed of ours, with a converter of these options."""
    converter = make_converter(**options)
    row = converter.structure(payload, LabelRowV2)
    assert same(orjson.loads(dumps(row, converter=converter)), payload)
    return {
        (READ, name): partial(loads, text, LabelRowV2, converter=converter),
        (STRUCTURE, name): partial(converter.structure, payload, LabelRowV2),
        (WRITE, name): partial(dumps, row, converter=converter),
    }


def calls_of_msgspec(text: bytes, payload: Any) -> Calls:
    """Give what is timed of msgspec."""
    import msgspec

    from benchmarks.label_row_structs import Row

    decoder, encoder = msgspec.json.Decoder(Row), msgspec.json.Encoder()
    row = decoder.decode(text)
    assert same(orjson.loads(encoder.encode(row)), payload)
    return {
        (READ, "msgspec"): partial(decoder.decode, text),
        # Not strictly, since frames are numbered by text.
        (STRUCTURE, "msgspec"): partial(msgspec.convert, payload, Row, strict=False),
        (WRITE, "msgspec"): partial(encoder.encode, row),
    }


def calls_of_pydantic(text: bytes, payload: Any) -> Calls:
    """Give what is timed of pydantic."""
    from benchmarks.label_row_models import Row

    row = Row.model_validate_json(text)
    write = partial(row.model_dump_json, by_alias=True, exclude_none=True)
    assert same(orjson.loads(write()), payload)
    return {
        (READ, "pydantic"): partial(Row.model_validate_json, text),
        (STRUCTURE, "pydantic"): partial(Row.model_validate, payload),
        (WRITE, "pydantic"): write,
    }


def calls_of_reference(text: bytes, payload: Any) -> Calls:
    """Give what is timed of the reference SDK: reading, for it writes dicts and other values."""
    from benchmarks.label_row_reference import count_of, reader

    read = reader(payload)
    assert count_of(read(payload)) == COUNT
    return {
        (READ, "reference SDK"): lambda: read(json.loads(text)),
        (STRUCTURE, "reference SDK"): partial(read, payload),
    }


def calls_of(row: Callable[[], Any]) -> Calls:
    """Give what is timed for a row, by way and library, as far as the libraries are installed."""
    payload = row()
    text = orjson.dumps(payload)
    calls = calls_of_ours(text, payload, "ours")
    calls |= calls_of_ours(text, payload, "keep", unknown="keep")
    peers = {"msgspec": calls_of_msgspec, "pydantic": calls_of_pydantic}
    for name, peer in {**peers, "encord": calls_of_reference}.items():
        calls |= peer(text, payload) if find_spec(name) else {}
    return calls


def times_of_check(row: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Time `bulk.check` of a directory of exports, and reading and `loads` of each of its files."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"row-{i}.json") for i in range(FILES)]
        text = orjson.dumps(row())
        for file in files:
            file.write_bytes(text)
        # What is checked is not held, and so is not held here.
        calls: Calls = {
            (CHECK, "check"): partial(bulk.check, folder, LabelRowV2),
            (CHECK, "loads"): lambda: [bool(loads(it.read_bytes(), LabelRowV2)) for it in files],
        }
        return measure(calls, rounds, process_time)[CHECK]


def bytes_of(call: Callable[[], Any]) -> int:
    """Give how many bytes the result of a call takes."""
    call()
    gc.collect()
    tracemalloc.start()
    made = call()
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del made
    return taken


def memory_of(row: Callable[[], Any], calls: Calls) -> dict[str, float]:
    """Give what a frame object takes in memory, by library; `dicts` are those of `json`."""
    text = orjson.dumps(row())
    readers = {"dicts": partial(json.loads, text)}
    readers |= {name: call for (way, name), call in calls.items() if way == READ}
    return {name: bytes_of(call) / COUNT for name, call in readers.items()}


def measure_all(rounds: int) -> dict[str, Any]:
    """Measure everything with the libraries of this environment."""
    found: dict[str, Any] = {"seconds": {}, "memory": {}, "check": {}}
    for title, row in ROWS.items():
        calls = calls_of(row)
        found["memory"][title] = memory_of(row, calls)
        found["seconds"][title] = measure(calls, rounds, process_time)
        del calls
        found["check"][title] = times_of_check(row, min(rounds, 5))
    return found


def measure_reference(python: str, rounds: int) -> dict[str, Any]:
    """Measure in the interpreter that has the reference SDK, ours next to it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "raw.json")
        command = [python, "-m", "benchmarks.label_rows", "--json", str(file), "--reference", ""]
        subprocess.run([*command, "--rounds", str(rounds)], cwd=ROOT, check=True)
        raw: dict[str, Any] = json.loads(file.read_bytes())
    return raw


def ratio_of(times: Times, way: str, name: str, base: str = "ours") -> str:
    """Write how many times as long a library takes as ours."""
    taken = times[way]
    return f"{taken[name] / taken[base]:.2f}" if name in taken else "-"


def time_table(raw: dict[str, Any], reference: dict[str, Any]) -> str:
    """Write the times of the peers by ours, and what it costs to keep unknown things."""
    rows = []
    for title, times in raw["seconds"].items():
        others = reference["seconds"][title]
        for way in (READ, STRUCTURE, WRITE):
            peers = [ratio_of(times, way, name) for name in ("msgspec", "pydantic")]
            peers += [ratio_of(others, way, "reference SDK"), ratio_of(times, way, "keep")]
            each = f"{times[way]['ours'] / COUNT * 1e6:.2f}"
            rows.append([f"{title}: {way}", each, *peers])
    head = ["work", "ours, us per object", "msgspec", "pydantic", "reference SDK", "keep / ignore"]
    return table(head, rows)


def memory_table(raw: dict[str, Any]) -> str:
    """Write what a frame object takes, and how it compares with that of dicts."""
    names = ("ours", "keep", "msgspec", "pydantic")
    rows = []
    for title, taken in raw["memory"].items():
        shares = (f"{taken[it] / taken['dicts']:.2f}" if it in taken else "-" for it in names)
        rows.append([title, f"{taken['dicts']:.0f}", *shares])
    return table(["memory / that of `json`'s dicts", "dicts, bytes per object", *names], rows)


def check_table(raw: dict[str, Any]) -> str:
    """Write the speed of `check` by that of `loads`."""
    rows = [[title, f"{it['loads'] / it['check']:.2f}"] for title, it in raw["check"].items()]
    return table([f"a directory of {FILES} exports", "speed of `check` / of `loads`"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables, or write the raw numbers where asked to."""
    parser = argparse.ArgumentParser(prog="benchmarks.label_rows", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--reference", default=os.environ.get("BENCHMARKS_REFERENCE_PYTHON"))
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write raw numbers")
    options = parser.parse_args(arguments)
    raw = measure_all(options.rounds)
    if options.json:
        options.json.write_text(json.dumps(raw))
        return
    other = measure_reference(options.reference, options.rounds) if options.reference else raw
    print(time_table(raw, other), memory_table(raw), check_table(raw), sep="\n\n")


if __name__ == "__main__":
    main()
