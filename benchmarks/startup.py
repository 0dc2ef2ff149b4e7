"""Measures what starting costs: importing, and making hooks, which happens on first use."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import attrs

import orm_attrs
from converters import make_converter
from orm_attrs import DataRow

MODULES: Final = (
    "attrs",
    "attrs, cattrs",
    "orm_attrs",
    "converters",
    "dateutil.parser",
    "msgspec",
    "pydantic",
    "adaptix",
    "mashumaro.codecs",
)
REFERENCE: Final = "encord.orm.dataset, encord.orm.label_row"
TIMES: Final = 7


def measure_imports(reference_python: str | None) -> dict[str, float]:
    """Give the milliseconds of each import, each in new processes, the fastest of several."""
    found = {}
    with tempfile.TemporaryDirectory() as cache:
        for modules in MODULES:
            ms = _import_ms(sys.executable, modules, cache)
            if ms is not None:
                found[modules] = ms
        if reference_python is not None:
            ms = _import_ms(reference_python, REFERENCE, cache)
            if ms is not None:
                found[REFERENCE] = ms
    return found


def _import_ms(python: str, modules: str, cache: str) -> float | None:
    code = f"from time import perf_counter as t; s = t(); import {modules}; print((t() - s) * 1e3)"
    # Compiled modules are found from the second time on, whatever the environment says.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    root = Path(__file__).resolve().parent.parent
    times = []
    for _ in range(TIMES):
        done = subprocess.run(
            [python, "-c", code], cwd=root, env=environment, capture_output=True, check=False
        )
        if done.returncode:
            return None
        times.append(float(done.stdout))
    return min(times)


def measure_generation() -> dict[str, float]:
    """Give the milliseconds that it takes to make a converter and its hooks."""
    public = [getattr(orm_attrs, name) for name in orm_attrs.__all__]
    classes = [one for one in public if isinstance(one, type) and attrs.has(one)]
    steps: dict[str, list[float]] = {}
    for _ in range(TIMES):
        start = perf_counter()
        converter = make_converter()
        _note(steps, "`make_converter()`", start)
        start = perf_counter()
        converter.get_structure_hook(list[DataRow])
        _note(steps, "structure hook of `list[DataRow]`", start)
        converter = make_converter()
        start = perf_counter()
        for cls in classes:
            converter.get_structure_hook(cls)
        _note(steps, f"structure hooks of all {len(classes)} classes", start)
        start = perf_counter()
        for cls in classes:
            converter.get_unstructure_hook(cls)
        _note(steps, f"unstructure hooks of all {len(classes)} classes", start)
    return {title: min(times) for title, times in steps.items()}


def _note(steps: dict[str, list[Any]], title: str, start: float) -> None:
    steps.setdefault(title, []).append((perf_counter() - start) * 1e3)
