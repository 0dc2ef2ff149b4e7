"""How deep objects may nest: as deep as Python's limit of recursion lets them, on a small stack."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from engines import ENGINES_HERE

NEST = """
import threading
from typing import Any
import attrs
import converters
from orm_attrs import Keeper

@attrs.define
class Node(Keeper):
    node: "Node | None" = None

def nested(levels, make):
    value = make(None)
    for _ in range(levels):
        value = make(value)
    return value

def is_done(call, *arguments):
    try:
        call(*arguments)
    except ValueError as problem:
        assert "too deep" in str(problem), problem
        return False
    return True

def run():
    for options in ({}, {"unknown": "keep"}):
        converter = converters.make_converter(**options)
        for levels in range(100, 1300, 100):
            done.append((
                levels,
                is_done(converter.structure, nested(levels, lambda it: {"node": it, "x": 1}), Node),
                is_done(converter.unstructure, nested(levels, Node)),
                is_done(converters.dumps, nested(levels, Node)),
            ))

done = []
threading.stack_size(1 << 20)
thread = threading.Thread(target=run)
thread.start()
thread.join()
assert len(done) == 24
assert all(all(results) for levels, *results in done if levels == 100)
assert not any(any(results) for levels, *results in done if levels == 1200)
print(converters.engine())
"""


@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="sanitizers need more of the stack")
@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_nests_too_deep_is_refused_also_on_a_stack_of_one_megabyte(engine, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", NEST],
        env={**os.environ, "ORM_ATTRS_ENGINE": engine},
        cwd=tmp_path,  # where the installed package is found, and no checkout
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{engine}\n"), done.stderr
