"""What one thread changes while the other reads and writes it harms neither engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from engines import ENGINES_HERE

pytestmark = pytest.mark.interpreter

ROUNDS: Final = 2_000 if os.environ.get("ORM_ATTRS_STRESS") else 15

CHANGES: Final = """
import sys, threading
from engines import row as good_row
from converters import INVALID, dumps, explain, loads, make_converter
from orm_attrs import DataRow

sys.set_int_max_str_digits(0)
sys.setswitchinterval(1e-6)
good = good_row()
big = 7 ** 11_000  # Python 3.12 and newer write and read it in Python code

def new(i):
    numbers = [big, *(str(i) + "x" * 30 for _ in range(20))]
    return {"a": numbers, **{f"l{j}": {"text": f"{j} {i}"} for j in range(50)}}

def change():
    i = 0
    while not stop.is_set():
        row.client_metadata["inner"] = new(i)
        row.client_metadata["inner"].clear()
        for part in (unknown, payload["client_metadata"], payload["unknown"]):
            part["inner"] = new(i)
        for i in range(i, i + 3):
            payload[f"key {i % 5}"] = new(i)
            payload.pop(f"key {(i + 2) % 5}", None)
        row.width, row.file_link = i, f"link {i}"

text = '{"l": [%s, {"a": -%s}]}' % (big, big)

def read():
    assert loads(text, dict) == {"l": [big, {"a": -big}]}

def structure():
    try:
        made = converter.structure(payload, DataRow)
        assert made.uid == good["data_hash"]
    except (*INVALID, RuntimeError) as wrong:
        # Python's own walks notice that a dict has changed.
        assert "changed" in str(explain(wrong)), wrong

def write():
    row.client_metadata["inner"] = new(0)
    try:
        # msgspec reads what other threads have given up while it writes such a number.
        dumps(row, converter=converter, json="json")
        converter.unstructure(row)
    except (*INVALID, RuntimeError) as wrong:
        assert "changed" in str(explain(wrong)), wrong

for options in ({}, {"unknown": "keep"}):
    converter = make_converter(**options)
    payload = {**good, "client_metadata": {}, "unknown": {}}
    row = converter.structure(payload, DataRow)
    row.client_metadata = {"inner": new(0)}
    unknown = row._kept.extra_keys["unknown"] if options else {}
    stop = threading.Event()
    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(int(sys.argv[1])):
            write()
            structure()
            read()
    finally:
        stop.set()
        thread.join()
print("all done")
"""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_another_thread_changes_while_numbers_are_written_harms_nothing(engine):
    environment = os.environ | {"ORM_ATTRS_ENGINE": engine, "PYTHONMALLOC": "debug"}
    done = subprocess.run(
        [sys.executable, "-c", CHANGES, str(ROUNDS)],
        cwd=Path(__file__).parents[1],  # where `engines` is found
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "all done\n"), done.stderr
