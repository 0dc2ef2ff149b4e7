"""Lets one allocation of memory after the other fail while the engines work, and tells what comes.

``python tests/allocations.py``, in a checkout on Linux, with a Python that has `_testcapi`. The
allocations of each step of the engines are counted. Then the step is done once for each of them
that fails alone, and once for each with which several in a row fail. Either a ``MemoryError`` comes
of it or the right value, never another one; and the next time, with memory enough, the right one.

One process makes the steps and does each until it is warm; a fork of it lets the allocations fail.
Where that dies, another fork goes on with the next one.

Arguments are names of engines and of classes; without any, both engines do all there is.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn

import attrs
import lack
from attrs import define, field, frozen
from chosen import split
from engines import ENGINES_HERE, running
from samples import SAMPLES
from strategies import name_of

from converters import dumps, explain, loads, make_converter
from orm_attrs import Keeper, LabelStatus

WARM: Final = 10
"""A step is done so often before its allocations are counted: the first time makes more."""

LACK: Final = 20
"""So many allocations fail in a row, besides one alone.

Not all that come for ever: where CPython 3.11 finds no memory for the handler of an exception, it
tries again without end (`exception_unwind` in ceval.c), and it gives up, with the process, after 32
times that it found none to make an exception (`_PyErr_NormalizeException`).
"""

LONGEST: Final = 600
"""Seconds until a fork is ended that hangs."""

WRONG: Final = ("wrong", "wrong afterwards", "death")
"""Verdicts on what is our fault, until it is shown to be Python's."""

AT_A_TIME: Final = os.cpu_count() or 1
"""How many forks work at a time."""

CALL: Final = re.compile(r"(?:.*/)?([\w-]+)[^/(]*(?:\((\w*))?").match
"""A line of `backtrace_symbols_fd` of glibc's: a file, and a function where it has a name."""


@frozen
class FaultOfPython:
    """A way in which CPython itself does wrong where it finds no memory, without any C of ours."""

    name: str
    calls: str
    """Pattern of the calls in C that the failed allocation was for, the last one first.

    All that has no name in Python's own file is called ``python``, such as what gets new arenas.
    """
    comes: str
    """Pattern of the end that it has: ``death 11``, for a signal, or the words of an error."""
    since: tuple[int, int] = (3, 11)
    until: tuple[int, int] = (3, 16)
    """The first version that is not known to have it."""
    is_lasting: bool = False
    """True where memory is spoilt, so that anything may come of it, at once or later."""


FAULTS_OF_PYTHON: Final = (
    # `dictiter_new` makes a tuple besides the iterator. Where there is no memory for it, it takes
    # the iterator from the list of the garbage collector, in which it is not yet.
    FaultOfPython(
        "dict.items()",
        r"malloc (python )*(_PyObject_GC_NewVar PyTuple_Pack )?(python )+"
        r"(PyObject_GetIter|_PyEval_GetIter|_PyEval_EvalFrameDefault) ",
        r"^death 11$",
    ),
    # A frame becomes an object for a traceback. Where there is no memory for it, the error on its
    # way is lost (`_PyFrame_MakeAndSetFrameObject`, `take_ownership`), and Python misses it.
    FaultOfPython(
        "lost error",
        r"malloc (python )*_PyObject_GC_NewVar (python ){2}(python|_PyEval_FrameClearAndPop) ",
        r"error return without exception set"
        r"|<function .+ at 0x\w+> returned NULL without setting an exception",
        until=(3, 14),
    ),
    # `MAKE_FUNCTION` of bytecodes.c drops the code of an inner function, and then the stack drops
    # it once more.
    FaultOfPython(
        "inner function",
        r"malloc _PyObject_GC_New PyFunction_NewWithQualName _PyEval_EvalFrameDefault ",
        r"",
        since=(3, 12),
        until=(3, 14),
        is_lasting=True,
    ),
    # `scanner_call` of _json.c frees a dict of keys that is spoilt where it could not be filled,
    # and `encoder_call` gives a text besides an error.
    FaultOfPython(
        "json",
        r"\w+ ((?!_json |_core |_PyEval)\w+ )*_json ",
        r"",
        since=(3, 13),
        until=(3, 14),
        is_lasting=True,
    ),
    # `_CALL_LIST_APPEND` of bytecodes.c, where the list cannot grow: the list drops the new item,
    # and then the stack drops it once more.
    FaultOfPython("list.append()", r"realloc python ", r"", since=(3, 15), is_lasting=True),
)

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

    def outcome(self, first: int = 0, last: int = 0, calls: int = -1) -> Any:
        """Do it once, while allocations fail, and give what can be compared of it.

        Args:
            first: The first allocation that fails, from 1; 0 for none.
            last: The first one behind it that does not.

        Returns:
            What `look` gives, or what explains an error; None when memory was lacking.
        """
        result: Any = None
        if first:
            lack.begin(first, last, calls)
        try:
            result = self.work()
        except Exception as problem:
            result = problem
        finally:
            if first:
                lack.end()
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


# --- the fork, which does it ----------------------------------------------------------------------


def allocations_of(step: Step) -> int:
    """Count the allocations of a step."""
    lack.begin(0, 0, 0)
    try:
        step.work()
    except Exception:
        return lack.end()
    return lack.end()


@define
class Trial:
    """A step, and all allocations that are made to fail in it."""

    step: Step
    expected: Any
    """The outcome with memory enough."""
    lacks: list[tuple[int, int]]
    """Of each attempt, the first allocation that fails and the first behind it that does not."""
    done: int = 0
    """How many attempts were made."""
    told: int = field(factory=lambda: os.memfd_create("told"))
    """A file in memory: the results of a fork, one in a line."""
    death: int = field(factory=lambda: os.memfd_create("death"))
    """The calls of a fork that has died."""
    calls: int = field(factory=lambda: os.memfd_create("calls"))
    """The calls of the allocation that failed first in the last attempt."""

    @classmethod
    def of(cls, step: Step) -> Trial:
        """Make a step warm, and count its allocations."""
        expected = step.outcome()
        most = 0
        for _ in range(WARM):
            assert step.outcome() == expected, step.name
            most = max(most, allocations_of(step))
        lacks = [(first, first + many) for many in (LACK, 1) for first in range(1, most + 1)]
        return cls(step, expected, lacks)

    def fork(self) -> int:
        """Begin with the attempts that are left, in a process whose id is returned."""
        for file in (self.told, self.death):
            os.truncate(file, 0)
            os.lseek(file, 0, os.SEEK_SET)
        pid = os.fork()
        if not pid:
            self._attempt_all()
        return pid

    def _attempt_all(self) -> NoReturn:
        faulthandler.enable(self.death)
        signal.alarm(LONGEST)
        for first, last in self.lacks[self.done :]:
            os.truncate(self.calls, 0)
            made = self.step.outcome(first, last, self.calls)
            calls = calls_in(self.calls)
            fault = fault_of_python(calls, "", is_lasting=True)
            if fault is not None:
                self._tell(fault)
                break
            again = self.step.outcome()
            verdict = verdict_on(made, again, self.expected, calls)
            self._tell(verdict, calls, made, again)
        os._exit(0)

    def _tell(self, verdict: str, *seen: Any) -> None:
        os.write(self.told, json.dumps([verdict, *seen]).encode() + b"\n")

    def take(self, status: int) -> Iterator[tuple[str, str]]:
        """Give the verdict on each attempt of a fork that has ended, and what there is to see."""
        for line in text_in(self.told).splitlines():
            verdict, *seen = json.loads(line)
            yield verdict, f"{verdict} in {self}: {seen}"
            self.done += 1
        if status:
            calls = calls_in(self.calls)
            end = f"death {os.WTERMSIG(status)}"
            verdict = fault_of_python(calls, end) or "death"
            yield verdict, f"{verdict} ({end}) in {self}: {calls}\n{text_in(self.death)}"
            self.done += 1

    def close(self) -> None:
        """Close the files."""
        for file in (self.told, self.death, self.calls):
            os.close(file)

    def __str__(self) -> str:
        first, last = self.lacks[self.done]
        return f"{self.step.name}, allocations {first} to {last - 1}"


def text_in(file: int) -> str:
    """Read all of a file."""
    return os.pread(file, os.fstat(file).st_size, 0).decode()


def calls_in(file: int) -> str:
    """Read calls in C: the functions, or for those without a name the file that they are in."""
    found = []
    for line in text_in(file).splitlines():
        parts = CALL(line)
        assert parts, line
        file_name, function = parts.groups()
        found.append(function or ("python" if "python" in file_name else file_name))
    # The allocation itself is a function of `lack`.
    _, _, calls = " ".join(found).partition("lacking_")
    return calls


def verdict_on(made: Any, again: Any, expected: Any, calls: str) -> str:
    """Judge what came of failed allocations, and of the same without any after it."""
    if again != expected:
        return "wrong afterwards"
    if made is None:
        return "no memory"
    if made == expected:
        return "right"
    is_fault = isinstance(made, list) and made[0] == "SystemError"
    return (fault_of_python(calls, made[1]) if is_fault else None) or "wrong"


def fault_of_python(calls: str, end: str, *, is_lasting: bool = False) -> str | None:
    """Name what CPython is known to do wrong where it cannot allocate, and with this end."""
    for fault in FAULTS_OF_PYTHON:
        if not fault.since <= sys.version_info < fault.until or fault.is_lasting < is_lasting:
            continue
        if re.match(fault.calls, calls) and re.search(fault.comes, end):
            return f"Python: {fault.name}"
    return None


# --- the process that is forked -------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Try all steps; the exit status is 1 when one was wrong, or a fork died by our fault."""
    engines = [it for it in ENGINES_HERE if it in arguments] or list(ENGINES_HERE)
    names = [it for it in arguments if it not in ENGINES_HERE]
    sys.unraisablehook = lambda _: None
    gc.disable()
    begin = time.monotonic()
    total: Counter[str] = Counter()
    number = 0
    forks: dict[int, Trial] = {}

    def wait() -> None:
        pid, status = os.wait()
        trial = forks.pop(pid)
        for verdict, seen in trial.take(status):
            total[verdict] += 1
            if verdict in WRONG:
                print(seen, flush=True)
        if trial.done < len(trial.lacks):
            forks[trial.fork()] = trial
        else:
            trial.close()

    for step in steps(engines, names):
        number += 1
        while len(forks) >= AT_A_TIME:
            wait()
        trial = Trial.of(step)
        forks[trial.fork()] = trial
    while forks:
        wait()
    print(f"Python {sys.version}, engines {engines}: {number} steps, {total.total()} attempts")
    print(dict(total), f"in {time.monotonic() - begin:.0f} s")
    return any(total[verdict] for verdict in WRONG)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
