"""How deep objects may nest: as deep as Python's limit of recursion lets them, on a small stack."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from engines import COMPILED, ENGINES_HERE

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
        for levels in (*range(100, 1300, 100), 5_000, 10_000):
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
assert len(done) == 28
assert all(all(results) for levels, *results in done if levels == 100)
assert not any(any(results) for levels, *results in done if levels >= 1200)
print(converters.engine())
"""


def run(code, engine, folder):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ORM_ATTRS_ENGINE": engine},
        cwd=folder,  # where the installed package is found, and no checkout
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="sanitizers need more of the stack")
@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_nests_too_deep_is_refused_also_on_a_stack_of_one_megabyte(engine, tmp_path):
    done = run(NEST, engine, tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{engine}\n"), done.stderr


SKIP = """
import threading
import attrs
import converters

@attrs.define
class Leaf:
    number: int

converters.loads(b'{"number":1}', Leaf)
deep = '{"a":[' * 450, ']}' * 450
text = f'{{"number":1,"unknown":{deep[0]}1{deep[1]}}}'.encode()
read = converters.converter.get_structure_hook(Leaf).pair.attempt
read_text = converters.engines.choice.core().read_text

done = []
threading.stack_size(100 << 10)
thread = threading.Thread(target=lambda: done.append(read_text(read, text)))
thread.start()
thread.join()
assert done == [Leaf(1)]
print("skipped")
"""


@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="sanitizers need more of the stack")
@pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")
def test_what_nobody_reads_takes_none_of_the_stack(tmp_path):
    done = run(SKIP, "compiled", tmp_path)
    assert (done.returncode, done.stdout) == (0, "skipped\n"), done.stderr
