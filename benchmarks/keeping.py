"""Measures what keeping unknown things costs: ``python -m benchmarks.keeping``."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

import orjson

from benchmarks import payloads
from converters import dumps, loads, make_converter
from converters.unknown.held import same
from orm_attrs import DataRow, Dataset, LabelRow, LabelRowMetadata

ROUNDS: Final = 60
IGNORE: Final = make_converter()
KEEP: Final = make_converter(unknown="keep")
COLUMNS: Final = ("structure", "one by one", "unstructure", "loads", "dumps")


def works() -> dict[str, tuple[Any, Any]]:
    """Give payloads and their types, by description."""
    rows = payloads.rows()
    return {
        "1000 data rows": (rows, list[DataRow]),
        "1000 label row metadata": (payloads.metadata(), list[LabelRowMetadata]),
        "dataset of 100 rows x 20 images": (payloads.dataset(), Dataset),
        "label row of 20 kB": (payloads.label_row(20_000), LabelRow),
        "one extra key in every row": (
            [{**row, "branch_name": "main"} for row in rows],
            list[DataRow],
        ),
        **{title: (untidy, list[DataRow]) for title, untidy in payloads.untidy().items()},
    }


def calls(payload: Any, kind: Any) -> list[tuple[Callable[[], Any], Callable[[], Any]]]:
    """Give, for each column, the call that ignores unknown things and the one that keeps them."""
    text = orjson.dumps(payload)
    items, item = (payload, kind.__args__[0]) if isinstance(payload, list) else ([payload], kind)

    def of(converter: Any) -> list[Callable[[], Any]]:
        obj = converter.structure(payload, kind)
        return [
            lambda: converter.structure(payload, kind),
            lambda: [converter.structure(one, item) for one in items],
            lambda: converter.unstructure(obj, kind),
            lambda: loads(text, kind, converter=converter),
            lambda: dumps(obj, converter=converter),
        ]

    assert same(KEEP.unstructure(KEEP.structure(payload, kind)), payload)
    return list(zip(of(IGNORE), of(KEEP), strict=True))


def ratio(plain: Callable[[], Any], keeping: Callable[[], Any]) -> float:
    """Give how many times as long the second call takes: the shortest of many, taken in turn."""
    best = {plain: float("inf"), keeping: float("inf")}
    for _ in range(ROUNDS):
        for call, shortest in best.items():
            call()
            start = perf_counter()
            call()
            best[call] = min(shortest, perf_counter() - start)
    return best[keeping] / best[plain]


def main() -> None:
    """Print a table of ratios: keep / ignore."""
    gc.disable()
    print("| keep / ignore |", " | ".join(COLUMNS), "|")
    print("| --- |", " | ".join(["---:"] * len(COLUMNS)), "|")
    for title, (payload, kind) in works().items():
        ratios = (f"{ratio(*both):.2f}" for both in calls(payload, kind))
        print(f"| {title} |", " | ".join(ratios), "|", flush=True)


if __name__ == "__main__":
    main()
