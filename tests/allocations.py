"""Lets one allocation of memory after the other fail while the engines work, and tells what comes.

``python tests/allocations.py``, in a checkout, with a Python that has `_testcapi`. Each step of the
engines is done again and again: the first time its first allocation fails, then its second, until
none is left. Once that one alone fails, and once all that follow it fail too. Either a
``MemoryError`` comes of it or the right value, never another one; and the next time, with memory
enough, the right one. A child process does it, so that one that dies is told, and another goes on.

Arguments are names of engines and of classes; without any, both engines do all there is.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

import attrs
from attrs import define, field
from chosen import split
from engines import ENGINES_HERE, running
from samples import SAMPLES
from strategies import name_of

from converters import dumps, explain, loads, make_converter
from orm_attrs import Keeper, LabelStatus

try:
    import _testcapi
except ImportError:
    _testcapi = None

PATIENCE: Final = 10
"""A step has no allocation left that could fail when it is done so often in a row."""

LACK: Final = 20
"""So many allocations fail in a row, besides one alone.

Not all that come for ever: where CPython 3.11 finds no memory for the handler of an exception, it
tries again without end (`exception_unwind` in ceval.c), and it gives up, with the process, after 32
times that it found none to make an exception (`_PyErr_NormalizeException`).
"""

LONGEST: Final = 10_000
"""Allocations of one step that are made to fail at most: no step is known to come near."""

OF_PYTHON: Final = re.compile(
    r"error return without exception set"
    r"|<function .+ at 0x\w+> returned NULL without setting an exception"
    r"|Cannot recover from MemoryErrors while normalizing exceptions"
    r"|_Py_CheckRecursiveCall: Cannot recover from stack overflow"
    # `dictiter_new` of 3.11 untracks an iterator of `dict.items` that it has not tracked yet.
    r"|Segmentation fault\n\nCurrent thread .*\n  File .*detailed.py\", line \d+ in plain_dict"
).search
"""What CPython says of a fault of its own, which also comes of functions that are all Python.

Of a function in C it would name that one, which is no ``<function ...>``.
"""

OPTIONS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"unknown": "keep"},
    {"unknown": "forbid", "omit_if_default": True},
)

# --- what is done ---------------------------------------------------------------------------------


@define
class Special:
    """A type with hooks of a service."""

    text: str


@define
class Part(Keeper):
    """What no model has: a hook, a tuple, a mapping of objects, a class that has to be called."""

    special: Special
    pair: tuple[int, Special]
    named: dict[str, Any]
    whole: int = field(default=0, converter=int)
    default: list[str] = attrs.Factory(list)


@define
class Whole(Keeper):
    part: Part
    parts: dict[str, Part]
    statuses: list[LabelStatus]
    maybe: Part | None = None


PART: Final = {"special": "s", "pair": [1, "t"], "named": {"a": [1.5, None]}, "whole": 5}
WHOLE: Final = {
    "part": PART,
    "parts": {"a": PART, "b": {**PART, "default": ["x"]}},
    "statuses": ["LABELLED", "NOT_LABELLED"],
    "maybe": PART,
}


def cases() -> Iterator[tuple[str, Any, Any]]:
    """Give the name, the class and the payload of each case: they cover every kind of field."""
    yield "Whole", Whole, WHOLE
    first = {sample.cls: sample for sample in reversed(split(SAMPLES)[0])}
    for kind, sample in first.items():
        yield name_of(kind), kind, sample.payload


@define
class Step:
    """What an engine does with one payload, or with objects."""

    name: str
    work: Callable[[], Any]
    look: Callable[[Any], Any] = repr
    """Makes something of the result that can be compared."""

    def outcome(self, first: int = 0, last: int = 0) -> Any:
        """Do it once, while allocations fail, and give what can be compared of it.

        Args:
            first: The first allocation that fails, from 1; 0 for none.
            last: The first one behind it that does not.

        Returns:
            What `look` gives, or what explains an error; None when memory was lacking.
        """
        result: Any = None
        if first:
            _testcapi.set_nomemory(first, last)
        try:
            result = self.work()
        except Exception as problem:
            result = problem
        finally:
            if first:
                _testcapi.remove_mem_hooks()
        if isinstance(result, MemoryError):
            return None
        if isinstance(result, Exception):
            return [type(result).__name__, *explain(result)]
        return self.look(result)


def steps(engines: list[str], names: list[str]) -> Iterator[Step]:
    """Give all that is done, in an order that is always the same."""
    for engine in engines:
        for name, kind, payload in cases():
            if names and name not in names:
                continue
            for options in OPTIONS:
                with running(engine):
                    converter = make_converter(**options)
                    converter.register_structure_hook(Special, lambda value, _: Special(value))
                    converter.register_unstructure_hook(Special, lambda it: it.text)
                    for way, work, look in ways(converter, kind, payload):
                        yield Step(f"{engine}, {name}, {options}: {way}", work, look)


def ways(converter: Any, kind: Any, payload: Any) -> Iterator[tuple[str, Any, Any]]:
    """Give what is done with one payload: a name for it, a function, and how to look at it."""

    def read(way: str, value: Any, to: Any) -> tuple[str, Any, Any]:
        def look(made: Any) -> Any:
            return repr(made), converter.unstructure(made, to)

        if isinstance(value, bytes):
            return f"read {way}", lambda: loads(value, to, converter=converter), look
        return f"read {way}", lambda: converter.structure(value, to), look

    text = json.dumps(payload).encode()
    yield read("a dict", payload, kind)
    yield read("a list", [payload] * 2, list[kind])
    yield read("text", text, kind)
    yield read("a list in text", b"[%s, %s]" % (text, text), list[kind])
    if isinstance(payload, dict) and not converter.omit_if_default:
        first = next(iter(payload), "unknown")
        yield read("a wrong value", {**payload, first: {"wrong": [first]}}, kind)
        yield read("wrong values", [payload, {key: {"wrong": 1} for key in payload}], list[kind])
    try:
        known = converter.structure(payload, kind)
    except Exception:  # a converter may forbid what this payload has
        return
    yield "write a dict", lambda: converter.unstructure(known, kind), repr
    yield "write a list", lambda: converter.unstructure([known] * 2, list[kind]), repr
    yield "write text", lambda: dumps(known, converter=converter), repr
    yield "write a list as text", lambda: dumps([known] * 2, converter=converter), repr
    if attrs.has(type(known)) and attrs.fields(type(known)):
        wrong = converter.structure(payload, kind)
        object.__setattr__(wrong, attrs.fields(type(wrong))[0].name, Special)
        yield "write a wrong value", lambda: converter.unstructure([known, wrong]), repr


# --- the child, which does it ---------------------------------------------------------------------


def child(place: int, engines: list[str], names: list[str], begin: tuple[int, int, int]) -> None:
    """Do the steps from one on, and print a line about each.

    Args:
        place: The descriptor of a file in which it always stands where this process is.
        engines: Whose steps.
        names: Of which classes; of all when empty.
        begin: The step, 0 for failing from an allocation on or 1 for that one, and the allocation.
    """
    sys.unraisablehook = lambda _: None
    gc.disable()
    first_step, first_way, first = begin
    for number, step in enumerate(steps(engines, names)):
        if number < first_step:
            continue
        expected = step.outcome()
        for _ in range(PATIENCE):
            assert step.outcome() == expected, step.name
        most = LONGEST
        for is_single in (0, 1):
            if (number, is_single) < (first_step, first_way):
                continue
            seen: Counter[str] = Counter()
            in_a_row = 0
            for allocation in count(first):
                os.pwrite(place, f"{number} {is_single} {allocation} ".encode(), 0)
                made = step.outcome(allocation, allocation + (1 if is_single else LACK))
                again = step.outcome()
                verdict = verdict_on(made, again, expected)
                seen[verdict] += 1
                if verdict not in ("right", "no memory"):
                    print(step.name, allocation, is_single, verdict, made, again, flush=True)
                in_a_row = in_a_row + 1 if made == expected else 0
                if in_a_row == PATIENCE and not is_single:
                    most = allocation
                    break
                if allocation >= most:
                    break
            first = 1
            print(json.dumps(seen), flush=True)
        gc.collect()
    print("all done", flush=True)


def verdict_on(made: Any, again: Any, expected: Any) -> str:
    """Judge what came of failed allocations, and of the same without any after it."""
    if again != expected:
        return "wrong afterwards"
    if made is None:
        return "no memory"
    if made == expected:
        return "right"
    is_of_python = isinstance(made, list) and made[0] == "SystemError" and OF_PYTHON(made[1])
    return "fault of Python" if is_of_python else "wrong"


def died_by_python(told: str) -> bool:
    """Judge by what a process told when it died: C of ours was not called by the last Python code.

    Python 3.14 and newer tell the calls in C. Of older ones, only what is known is told apart.
    """
    _, is_told, calls = told.partition("C stack trace")
    last, _, _ = calls.partition("_PyEval_EvalFrameDefault")
    return bool(OF_PYTHON(told)) or bool(is_told and last != calls and "_core." not in last)


# --- the parent -----------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Let children do all steps; the exit status is 1 when one was wrong, or died by our fault."""
    if _testcapi is None:
        print("This Python has no module _testcapi, so that no allocation can be made to fail.")
        return 0
    if arguments[:1] == ["child"]:
        child(int(arguments[1]), *json.loads(arguments[2]))
        return 0
    engines = [it for it in ENGINES_HERE if it in arguments] or list(ENGINES_HERE)
    names = [it for it in arguments if it not in ENGINES_HERE]
    total: Counter[str] = Counter()
    begin = [0, 0, 1]
    with tempfile.TemporaryFile() as place:
        while True:
            job = json.dumps([engines, names, begin])
            done = subprocess.run(
                [sys.executable, "-X", "faulthandler", __file__, "child", str(place.fileno()), job],
                pass_fds=[place.fileno()],
                capture_output=True,
                text=True,
                check=False,
            )
            for line in done.stdout.splitlines():
                if line.startswith("{"):
                    total.update(json.loads(line))
                elif line != "all done":
                    print(line)
            if done.stdout.endswith("all done\n"):
                break
            number, is_single, allocation = map(int, os.pread(place.fileno(), 100, 0).split()[:3])
            total["death by Python" if died_by_python(done.stderr) else "death"] += 1
            print(f"died ({done.returncode}) in step {number} at {allocation}", done.stderr)
            begin = [number, is_single, allocation + 1]
    print(f"Python {sys.version}, engines {engines}: {sum(total.values())} times", dict(total))
    return any(total[verdict] for verdict in ("wrong", "wrong afterwards", "death"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
