"""Nothing that runs inside of a hook, beside it or instead of it harms either engine.

The counts are small, so that the suite stays quick; ``ORM_ATTRS_STRESS=1`` makes them those of a
long run: a million payloads, and ten thousand converters.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs
import pytest
from engines import COMPILED, ENGINES_HERE, running

from converters import explain, make_converter
from orm_attrs import DataRow, Keeper

pytestmark = pytest.mark.interpreter

LONG: Final = bool(os.environ.get("ORM_ATTRS_STRESS"))
PAYLOADS: Final = 1_000_000 if LONG else 4_000
CONVERTERS: Final = 10_000 if LONG else 60

GOOD: Final[dict[str, Any]] = {
    "data_hash": "the hash of a row",
    "data_title": "title",
    "data_type": "VIDEO",
    "created_at": "2022-01-05 18:51:05",
    "last_edited_at": "2022-01-05T18:51:05.250000+01:30",
    "width": 1920,
    "height": 1080.0,
    "file_link": None,
    "file_size": 3560366.0,
    "file_type": "video/mp4",
    "storage_location": 77,
    "frames_per_second": 25,
    "duration": 1.5,
    "client_metadata": {"a": [1, {"b": None}]},
    "images_data": [],
    "backing_item_uuid": "7a6f3a57-6a3c-4e4b-8b62-0d3b5b0c0c11",
    "unknown": {"deep": [1]},
}
REFUSED: Final[tuple[dict[str, Any], ...]] = (
    {**GOOD, "width": "wide"},
    {**GOOD, "created_at": "soon"},
    {**GOOD, "images_data": [{}]},
    {**GOOD, "storage_location": "x"},
    {key: value for key, value in GOOD.items() if key != "data_hash"},
)
OPTIONS: Final = ({}, {"unknown": "keep"}, {"unknown": "forbid"}, {"omit_if_default": True})


class Special(str):
    """A type with a hook of its own."""

    __slots__ = ()


@attrs.define
class Leaf(Keeper):
    first: str
    special: Special
    last: str = "default"


@attrs.define
class Tree(Keeper):
    leaf: Leaf
    leaves: list[Leaf]
    trees: list[Tree] = attrs.Factory(list)
    special: Special | None = None


attrs.resolve_types(Tree)


def tree(depth: int = 2) -> dict[str, Any]:
    leaf = {"first": "a", "special": "s", "last": "z", "more": [1]}
    return {
        "leaf": dict(leaf),
        "leaves": [dict(leaf) for _ in range(3)],
        "trees": [tree(depth - 1) for _ in range(depth)],
        "special": "s",
        "more": {"a": 1},
    }


def every_part(payload: Any) -> Iterator[Any]:
    yield payload
    for part in payload.values() if isinstance(payload, dict) else payload:
        if isinstance(part, (dict, list)):
            yield from every_part(part)


def clear_some(payload: Any, calls: int) -> None:
    for part in list(every_part(payload))[calls % 5 :: 5]:
        part.clear()


def add_keys(payload: Any, calls: int) -> None:
    for part in every_part(payload):
        if isinstance(part, dict) and len(part) < 40:
            part.update({f"new{calls}-{i}": str(i) for i in range(20)})


def replace_values(payload: Any, calls: int) -> None:
    for part in list(every_part(payload)):
        if isinstance(part, dict):
            for key in part:
                part[key] = f"{calls} another"


def grow_lists(payload: Any, calls: int) -> None:
    leaves = payload.get("leaves")
    if isinstance(leaves, list) and len(leaves) < 30:
        leaves.extend([dict(tree(0)["leaf"])] * 3)
        del leaves[calls % 3 :: 7]


def collect(payload: Any, calls: int) -> None:
    del payload
    if calls % 8:
        return
    gc.collect()
    for one in gc.get_objects():
        if isinstance(one, (list, dict)):
            len(one)


def fail(payload: Any, calls: int) -> None:
    if calls % 4 == 3:
        clear_some(payload, calls)
        raise RuntimeError(f"call {calls}")


def run_threads(payload: Any, calls: int) -> None:
    threads = [threading.Thread(target=clear_some, args=(payload, calls + i)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


DISTURBANCES: Final = (
    clear_some,
    add_keys,
    replace_values,
    grow_lists,
    collect,
    fail,
    run_threads,
)


def outcome(engine: str, disturb: Callable[[Any, int], None], options: dict[str, Any]) -> Any:
    """Structure and unstructure while a hook does something, and tell what comes of it."""
    with running(engine):
        converter = make_converter(**options)
        payload, calls, results = tree(), 0, []

        def special(value: Any, _: Any = None) -> Any:
            nonlocal calls
            calls += 1
            disturb(payload, calls)
            return Special(value)

        converter.register_structure_hook(Special, special)
        converter.register_unstructure_hook(Special, lambda value: str(special(value)))
        for kind in (Tree, list[Tree]):
            payload = tree()
            try:
                made = converter.structure(payload if kind is Tree else [payload] * 2, kind)
            except Exception as problem:
                results.append(explain(problem))
                continue
            results.append(repr(made))
            try:
                results.append(repr(converter.unstructure(made, kind)))
            except Exception as problem:
                results.append(explain(problem))
        return results, calls


@pytest.mark.parametrize("options", OPTIONS[:3], ids=str)
@pytest.mark.parametrize("disturb", DISTURBANCES)
def test_a_hook_may_do_anything_to_the_payload(disturb, options):
    results = [outcome(engine, disturb, options) for engine in ENGINES_HERE]
    if disturb is not clear_some or options:
        for result in results:
            assert result[1] > 0
    assert len({repr(result) for result in results}) == 1


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_hook_may_call_the_converter(engine):
    with running(engine):
        converter = make_converter()
        depth = 0

        def special(value: Any, _: Any) -> Any:
            nonlocal depth
            if depth < 3:
                depth += 1
                converter.structure([tree(1), tree(0)], list[Tree])
                with pytest.raises(Exception):
                    converter.structure({"leaf": 5}, Tree)
                depth -= 1
            return Special(value)

        converter.register_structure_hook(Special, special)
        expected = repr(converter.structure(tree(1), Tree))
        assert repr(converter.structure(tree(1), Tree)) == expected


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_payload_that_contains_itself_is_refused(engine):
    with running(engine):
        converter = make_converter()
        converter.register_structure_hook(Special, lambda value, _: Special(value))
        payload = tree(0)
        payload["trees"].append(payload)
        with pytest.raises(ValueError, match="nested too deep to be read"):
            converter.structure(payload, Tree)
        made = converter.structure(tree(0), Tree)
        made.trees.append(made)
        with pytest.raises(ValueError, match="nested too deep to be written"):
            converter.unstructure(made)


# --- memory ---------------------------------------------------------------------------------------


LEAST_LEAK: Final = 30
"""Blocks; what the counting itself takes is less."""


def blocks_after(work: Callable[[], None], count: int) -> int:
    """Give by how many blocks of memory some work has grown the process, when done many times.

    What leaks grows each time. Caches of the interpreter fill up at first: that of the attributes
    of types keeps the names it was asked for, of which `datetime.isoformat` makes a new one for
    each date with a zone. So the work is done again until it grows nothing, or ten times.
    """
    grown = LEAST_LEAK
    for _ in range(10):
        before = sys.getallocatedblocks()
        for _ in range(count):
            work()
        gc.collect()
        grown = sys.getallocatedblocks() - before
        if grown < LEAST_LEAK:
            break
    return grown


def references(payloads: Sequence[dict[str, Any]]) -> list[int]:
    """Count the references to the values that nobody else in the process uses."""
    values = [value for payload in payloads for value in payload.values()]
    return [sys.getrefcount(it) for it in values if isinstance(it, (float, dict, list))]


def grown(before: list[int], after: list[int]) -> int:
    """Give by how much a count has grown at most; the last error may hold its payload."""
    return max(map(int.__sub__, after, before))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_good_payloads_leave_memory_as_it_was(options):
    converter = make_converter(**options)
    good = {
        key: value
        for key, value in GOOD.items()
        if key != "unknown" or "forbid" not in str(options)
    }
    counts = references([good])

    def work() -> None:
        made = converter.structure([good] * 10, list[DataRow])
        converter.unstructure(made, list[DataRow])
        converter.unstructure(converter.structure(dict(good), DataRow))

    assert blocks_after(work, PAYLOADS // 20 // len(OPTIONS)) < LEAST_LEAK
    assert grown(counts, references([good])) < 5


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_refused_payloads_leave_memory_as_it_was(options):
    converter = make_converter(**options)
    counts = references(REFUSED)
    broken = make_converter().structure(
        {key: value for key, value in GOOD.items() if key != "unknown"}, DataRow
    )
    broken.created_at = "no date"  # type: ignore[assignment]

    def work() -> None:
        for payload in REFUSED:
            with pytest.raises(Exception):
                converter.structure([GOOD, payload], list[DataRow])
        with pytest.raises(Exception):
            converter.unstructure([broken], list[DataRow])

    assert blocks_after(work, PAYLOADS // 5 // len(OPTIONS)) < LEAST_LEAK
    assert grown(counts, references(REFUSED)) < 5


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_converters_are_freed(engine):
    def work() -> None:
        converter = make_converter(unknown="keep")
        converter.structure([GOOD], list[DataRow])
        converter.unstructure(converter.structure(GOOD, DataRow))

    def attempts() -> int:
        gc.collect()
        return sum(type(one).__module__ == "converters.engines._core" for one in gc.get_objects())

    with running(engine):
        work()
        before = attempts()
        for _ in range(CONVERTERS):
            work()
        assert attempts() == before


# --- threads, processes and interpreters ----------------------------------------------------------


@pytest.mark.parametrize("options", OPTIONS[:2], ids=str)
def test_sixteen_threads_read_and_write_at_once(options):
    converter = make_converter(**options)
    expected = repr(make_converter(**options).structure([GOOD] * 5, list[DataRow]))
    wrong: list[Any] = []
    rounds = 400 if LONG else 20

    def work(number: int) -> None:
        shapes = [{**GOOD, f"key{number % 5}": number}, dict(reversed(GOOD.items())), GOOD]
        for i in range(rounds):
            made = converter.structure([shapes[i % 3]] * 5, list[DataRow])
            if repr(made) != expected:
                wrong.append(made)
            converter.unstructure(made, list[DataRow])
            try:
                converter.structure([GOOD, REFUSED[i % 5]], list[DataRow])
            except Exception as problem:
                if len(explain(problem)) < 1:
                    wrong.append(problem)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []


def run(code: str) -> subprocess.CompletedProcess[str]:
    # Coverage, which would run there too, takes locks that a forked child may never get.
    environment = {name: it for name, it in os.environ.items() if not name.startswith("COV")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_fork_in_the_middle_leaves_both_processes_working():
    done = run(
        f"""
import os, sys, threading, warnings
warnings.simplefilter("ignore")
from converters import make_converter
from orm_attrs import DataRow
good = {GOOD!r}
converter = make_converter(unknown="keep")
stop = threading.Event()
def work():
    while not stop.is_set():
        converter.structure([good] * 50, list[DataRow])
threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]
[thread.start() for thread in threads]
for _ in range(20):
    child = os.fork()
    if not child:
        made = converter.structure([good] * 5, list[DataRow])
        os._exit(converter.unstructure(made, list[DataRow]) != [good] * 5)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
[thread.join() for thread in threads]
print("both work")
"""
    )
    assert done.stdout == "both work\n", done.stderr


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine was not built")
def test_another_interpreter_works_or_takes_the_pure_engine():
    done = run(
        f"""
import os, sys
os.environ.pop("ORM_ATTRS_ENGINE", None)  # an engine that has to run may not be replaced
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
import converters
code = '''
import sys
sys.path[:] = {sys.path!r}
import converters
from orm_attrs import DataRow
row = {GOOD!r}
for _ in range(50):
    converters.converter.unstructure(converters.converter.structure([row] * 5, list[DataRow]))
open(1, "w", closefd=False).write(converters.engine() + "\\\\n")
'''
for _ in range(3):
    other = interpreters.create()
    problem = interpreters.run_string(other, code)
    if problem is not None:
        print(problem.formatted)
    interpreters.destroy(other)
from orm_attrs import DataRow
converters.converter.structure({GOOD!r}, DataRow)
print("and the first one goes on")
"""
    )
    lines = done.stdout.split("\n")
    assert lines[3:] == ["and the first one goes on", ""], done.stdout + done.stderr
    assert set(lines[:3]) <= {"pure", "compiled"}
