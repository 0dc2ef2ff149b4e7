"""Models and tables are imported on first use: by many threads at once, and around forks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import converters
import orm_attrs

PATIENCE: Final = 60
"""Seconds after which a process is taken to wait for ever."""

pytestmark = pytest.mark.interpreter


def run(program: str) -> str:
    """Run a program in a fresh interpreter, in which nothing is imported yet."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program],
        cwd=Path(converters.__file__).parents[1],
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


THREADS: Final = """\
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import converters, orm_attrs
from converters.tables import MODULES, TABLES, UNIONS

sys.setswitchinterval(1e-6)
barrier = Barrier(16)
SOME = set(orm_attrs.__all__[::5])

def listed():
    return sorted(cls.__name__ for cls in TABLES), len(UNIONS)

def is_class(thing):
    return isinstance(thing, type)

def named(names):
    return {name: getattr(orm_attrs, name) for name in names}

def looked_up(names):
    return {name: TABLES.get(thing) for name, thing in named(names).items() if is_class(thing)}

def hooked(names):
    # Of so many classes a part is enough, the same one in each order.
    classes = filter(is_class, named(name for name in names if name in SOME).values())
    return [str(converters.plan(cls)) for cls in classes if cls in TABLES]

def imported(modules):
    return [import_module(name) for name in modules]

def work(number):
    names = orm_attrs.__all__[number:] + orm_attrs.__all__[:number]
    names = names[::-1] if number % 2 else names
    modules = [f"converters.tables.{name}" for name in MODULES]
    jobs = [lambda: named(names), lambda: looked_up(names), lambda: listed(),
            lambda: hooked(names), lambda: imported(modules[::-1])]
    jobs = jobs[number % 5:] + jobs[:number % 5]
    barrier.wait()
    for job in jobs:
        job()
    return named(names), looked_up(names), sorted(hooked(names)), listed()

with ThreadPoolExecutor(16) as pool:
    first, *others = pool.map(work, range(16))
assert all(one == first for one in others)
for name, thing in first[0].items():
    assert thing is getattr(orm_attrs, name)
print(len(first[0]), len(first[3][0]))
"""


def test_sixteen_threads_are_the_first_to_use_all_classes() -> None:
    """Each in an order of its own, by name, by table, by hook, and by importing the modules."""
    for _ in range(2):
        names, tables = map(int, run(THREADS).split())
        assert names == len(orm_attrs.__all__)
        assert tables > 100


FORK: Final = """\
import multiprocessing, sys, time
from threading import Event, Thread

{imports}

importing = Event()

class Slow:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "{module}":
            importing.set()
            time.sleep(0.2)

def use():
    {use}

sys.meta_path.insert(0, Slow)
thread = Thread(target=use)
thread.start()
assert importing.wait({patience})
child = multiprocessing.get_context("fork").Process(target=use)
child.start()
child.join({patience} / 3)
alive = child.is_alive()
child.kill()
thread.join()
print("for ever" if alive else child.exitcode)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    "imports",
    [
        "import converters, orm_attrs; from converters.tables import TABLES",
        "import orm_attrs, converters; from converters.tables import TABLES",
    ],
    ids=["converters first", "models first"],
)
@pytest.mark.parametrize(
    ("module", "use"),
    [
        ("orm_attrs.spaces", "assert orm_attrs.SpaceInfo.__name__ == 'SpaceInfo'"),
        ("orm_attrs.spaces", "assert len(TABLES) > 100"),
        ("converters.tables.spaces", "assert len(TABLES) > 100"),
        ("converters.tables.spaces", "assert converters.plan(orm_attrs.SpaceInfo)"),
    ],
)
def test_a_fork_waits_for_an_import_of_another_thread(imports: str, module: str, use: str) -> None:
    """The child would else wait for a thread that it does not have."""
    assert run(FORK.format(imports=imports, module=module, use=use, patience=PATIENCE)) == "0\n"
