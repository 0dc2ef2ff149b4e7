"""Measures `converters` and its peers side by side: ``python -m benchmarks.run``."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Final

import orjson
from attrs import frozen

from benchmarks import check, handwritten, ours, payloads
from benchmarks.memory import measure_memory
from benchmarks.startup import measure_generation, measure_imports

ROOT: Final = Path(__file__).resolve().parent.parent
LIBRARIES: Final = (
    "ours",
    "ours_pure",
    "msgspec_",
    "msgspec_attrs",
    "handwritten",
    "pydantic_",
    "adaptix_",
    "mashumaro_",
    "cattrs_strict",
)
WRONG: Final = "one wrong field in 1000 rows, with the report"

Times = dict[str, dict[str, float]]
"""Work to library to seconds."""


@frozen
class Work:
    """Something that every library is asked to do."""

    title: str
    """What it is called in the tables."""
    function: str
    """Which function of a library's module does it."""
    argument: Any
    """What the function is called with."""
    count: int
    """How many objects that makes or writes; the times in the tables are for one of them."""
    expected: Any
    """What `check.differing` expects of the result."""
    singly: bool = False
    """True when the function takes one element of the argument at a time."""


def works() -> list[Work]:
    """Give the works whose payloads are tidy. What is expected is what an unchecked loop gives."""
    rows, dataset = payloads.rows(), payloads.dataset()
    metadata, label_row = payloads.metadata(), payloads.label_row()
    later = payloads.metadata_of_today()
    data = orjson.dumps(rows)
    images = sum(len(row["images_data"]) for row in dataset["data_rows"])
    objects = 1 + len(dataset["data_rows"]) + images
    readers = (
        ("1000 data rows: dicts to objects", "rows_from_dicts", rows, len(rows)),
        ("1000 data rows, one call each", "one_from_dict", rows, len(rows)),
        ("dataset of 100 rows x 20 images", "dataset_from_dict", dataset, objects),
        ("1000 label row metadata", "metadata_from_dicts", metadata, len(metadata)),
        ("1000 label row metadata of today", "metadata_from_dicts", later, len(later)),
        ("label row of 1 MB", "label_row_from_dict", label_row, 1),
        ("1000 data rows: bytes to objects", "rows_from_bytes", data, len(rows)),
    )
    done = []
    for title, function, argument, count in readers:
        singly = function == "one_from_dict"
        made = getattr(handwritten, "rows_from_dicts" if singly else function)(argument)
        expected = check.values(made, check.MODEL[function])
        done.append(Work(title, function, argument, count, expected, singly))
    written = check.wire_values(rows)
    done.insert(-1, Work("1000 data rows: objects to dicts", "rows_to_dicts", rows, 1000, written))
    done.append(Work("1000 data rows: objects to bytes", "rows_to_bytes", rows, 1000, written))
    return done


def untidy_works() -> list[Work]:
    """Give the works whose payloads are not tidy."""
    done = []
    for title, rows in payloads.untidy().items():
        # An unchecked loop cannot read all of them, so ours say what is expected of the others.
        expected = check.values(ours.rows_from_dicts(rows), check.MODEL["rows_from_dicts"])
        done.append(Work(title, "rows_from_dicts", rows, len(rows), expected))
    return done


def prepare(work: Work, library: ModuleType) -> tuple[Callable[[], Any] | None, str]:
    """Give the call that does a work with a library, or None and the reason why there is none."""
    function = getattr(library, work.function, None)
    if function is None:
        return None, ""
    argument = work.argument
    if work.function in ("rows_to_dicts", "rows_to_bytes"):
        argument = library.rows_from_dicts(argument)
    if work.singly:
        made = [check.values(function(one), check.MODEL[work.function]) for one in argument]
        problem = None if made == work.expected else "gives other values"
        return (None, problem) if problem else (lambda: [function(one) for one in argument], "")
    problem = check.differing(library, work.function, argument, work.expected)
    return (None, problem) if problem else (lambda: function(argument), "")


def load(names: list[str]) -> list[ModuleType]:
    """Import the modules of the libraries that are installed."""
    libraries = []
    for name in names:
        try:
            libraries.append(importlib.import_module(f"benchmarks.{name}"))
        except ModuleNotFoundError as exc:
            print(f"left out: {name} ({exc})", file=sys.stderr)
    return libraries


def measure(
    calls: dict[tuple[str, str], Callable[[], Any]],
    rounds: int,
    clock: Callable[[], float] = perf_counter,
) -> Times:
    """Time calls, each once a round, and give the shortest time of each, in seconds.

    A machine that is busy for a while is so for all of them, and only ever makes a call slower.

    Args:
        calls: What to call, by work and library.
        rounds: How often.
        clock: That of the processor is better for calls that take longer than a system lets one
            process run before it is another's turn.
    """
    best = dict.fromkeys(calls, float("inf"))
    gc.collect()
    gc.freeze()
    gc.disable()
    for _ in range(rounds):
        for key, call in calls.items():
            # Payloads that have just been read are in the processor's cache; without this, they
            # would be for all libraries but the first.
            call()
            start = clock()
            made = call()
            taken = clock() - start
            del made
            best[key] = min(best[key], taken)
        gc.collect()
    gc.enable()
    gc.unfreeze()
    times: Times = {}
    for (work, library), seconds in best.items():
        times.setdefault(work, {})[library] = seconds
    return times


def measure_all(names: list[str], rounds: int) -> dict[str, Any]:
    """Measure the tidy and the untidy works with the libraries of these names."""
    libraries = load(names)
    groups = {"tidy": works(), "untidy": untidy_works()}
    calls: dict[tuple[str, str], Callable[[], Any]] = {}
    left_out: dict[str, dict[str, str]] = {}
    for work in (*groups["tidy"], *groups["untidy"]):
        for library in libraries:
            call, reason = prepare(work, library)
            if call is not None:
                calls[work.title, library.NAME] = call
            elif reason:
                left_out.setdefault(work.title, {})[library.NAME] = reason
    wrong = payloads.one_wrong_field()
    for library in libraries:
        report = getattr(library, "problems_of_rows", None)
        if report is not None:
            if len(report(wrong)) != 1:
                raise AssertionError(f"{library.NAME} does not report exactly one problem")
            calls[WRONG, library.NAME] = partial(report, wrong)
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "rounds": rounds,
        "versions": {library.NAME: library.VERSION for library in libraries},
        "counts": {work.title: work.count for works in groups.values() for work in works}
        | {WRONG: len(wrong)},
        "groups": {name: [work.title for work in group] for name, group in groups.items()},
        "left_out": left_out,
        "seconds": measure(calls, rounds),
    }


def measure_reference(python: str, rounds: int) -> dict[str, Any]:
    """Measure the reference SDK, next to ours, in the interpreter that it is installed for.

    Ratios are formed within that one process, so the two interpreters are never compared.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "raw.json")
        command = [python, "-m", "benchmarks.run", "--libraries", "ours,reference", "--quiet"]
        command += ["--rounds", str(rounds), "--json", str(file)]
        subprocess.run(command, cwd=ROOT, check=True)
        raw: dict[str, Any] = json.loads(file.read_bytes())
    return raw


# --- tables -------------------------------------------------------------------------------------


def ratios(raw: dict[str, Any], title: str) -> dict[str, float]:
    """Give how many times our time each library of one process takes for a work."""
    seconds = raw["seconds"].get(title, {})
    ours = seconds.get("ours")
    if ours is None:
        return {}
    return {name: taken / ours for name, taken in seconds.items() if name != "ours"}


def table(head: list[str], body: list[list[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def microseconds(raw: dict[str, Any], title: str, name: str) -> str:
    """Write the time of a library for one object of a work."""
    taken = raw["seconds"].get(title, {}).get(name)
    return "-" if taken is None else f"{taken / raw['counts'][title] * 1e6:.2f}"


def tidy_table(raw: dict[str, Any]) -> str:
    """Write the ratios of the tidy works; where ours cannot do it yet, microseconds."""
    names = _peers(raw)
    body = []
    for title in raw["groups"]["tidy"]:
        found = times_ours(raw, title)
        cells = [f"{found[name]:.2f}" if name in found else "-" for name in names]
        if not found:
            cells = [f"({microseconds(raw, title, name)} us)" for name in names]
        body.append([title, microseconds(raw, title, "ours"), *cells])
    return table(["time / ours", "ours, us per object", *names], body)


def untidy_table(raw: dict[str, Any]) -> str:
    """Write our times for untidy payloads by the one for tidy ones, and the peers' by ours."""
    names = _peers(raw)
    tidy = raw["seconds"]["1000 data rows: dicts to objects"]["ours"]
    body = []
    for title in (*raw["groups"]["untidy"], WRONG):
        found = times_ours(raw, title)
        reasons = _reasons(raw, title)
        cells = [
            f"{found[name]:.2f}" if name in found else reasons.get(name, "-").split(" (")[0]
            for name in names
        ]
        own = raw["seconds"][title]["ours"] / tidy
        body.append([title, f"{own:.2f}", *cells])
    return table(["1000 data rows, dicts to objects", "ours / ours tidy", *names], body)


def _peers(raw: dict[str, Any]) -> list[str]:
    names = [name for name in raw["versions"] if name != "ours"]
    return names + [name for name in raw.get("reference", {}).get("versions", {}) if name != "ours"]


def times_ours(raw: dict[str, Any], title: str) -> dict[str, float]:
    """Give the same for all libraries, the reference SDK among them."""
    other = raw.get("reference")
    return ratios(raw, title) | (ratios(other, title) if other else {})


def _reasons(raw: dict[str, Any], title: str) -> dict[str, str]:
    other = raw.get("reference", {"left_out": {}})
    return {**raw["left_out"].get(title, {}), **other["left_out"].get(title, {})}


def startup_table(raw: dict[str, Any]) -> str:
    """Write what starting costs: imports, and hooks that are made on first use."""
    body = [[f"`import {name}`", f"{ms:.0f}"] for name, ms in raw["imports_ms"].items()]
    body += [[title, f"{ms:.2f}"] for title, ms in raw["generation_ms"].items()]
    return table(["start-up", "ms"], body)


def memory_table(raw: dict[str, Any]) -> str:
    """Write what it takes to make and keep many rows while the garbage collector is on."""
    body = [
        [name, f"{one['us_per_row']:.2f}", f"{one['bytes_per_row']:.0f}"]
        for name, one in raw["memory"].items()
    ]
    head = [f"{raw['memory_rows']:,} rows kept, collector on", "us per row", "bytes per row"]
    return table(head, body)


def main() -> None:
    """Measure, print the tables, and write the raw numbers where asked to."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--libraries", default=",".join(LIBRARIES), help="modules of this folder")
    parser.add_argument(
        "--reference",
        metavar="PYTHON",
        default=os.environ.get("BENCHMARKS_REFERENCE_PYTHON"),
        help="interpreter that has the reference SDK, attrs, cattrs and orjson",
    )
    parser.add_argument(
        "--kinds",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also other types than classes",
    )
    parser.add_argument(
        "--label-rows",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also the inside of label rows",
    )
    parser.add_argument("--memory", action="store_true", help="also make and keep many rows")
    parser.add_argument("--memory-rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write raw numbers")
    parser.add_argument("--quiet", action="store_true", help="only measure times, print nothing")
    options = parser.parse_args()

    raw = measure_all(options.libraries.split(","), options.rounds)
    if not options.quiet:
        if options.reference:
            raw["reference"] = measure_reference(options.reference, options.rounds)
        raw["imports_ms"] = measure_imports(options.reference)
        raw["generation_ms"] = measure_generation()
        print(tidy_table(raw), untidy_table(raw), startup_table(raw), sep="\n\n")
        if options.kinds:
            print()
            kinds = importlib.import_module("benchmarks.kinds")
            kinds.main(["--rounds", str(options.rounds)])
        if options.label_rows:
            print()
            label_rows = importlib.import_module("benchmarks.label_rows")
            arguments = ["--rounds", str(min(options.rounds, label_rows.ROUNDS))]
            label_rows.main([*arguments, "--reference", options.reference or ""])
        if options.memory:
            raw["memory_rows"] = options.memory_rows
            raw["memory"] = measure_memory(options.memory_rows)
            print("", memory_table(raw), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(raw, indent=1) + "\n")


if __name__ == "__main__":
    main()
