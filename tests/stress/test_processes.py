"""Processes: what workers get and give, and forks at any moment."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing.context import BaseContext
from pathlib import Path
from random import Random
from threading import Event, Thread, current_thread
from typing import Any, Final, Optional, Union

import pytest
from attrs import define
from cattrs import Converter
from chosen import cover
from processes import CONVERTERS, FORBIDDING, Opaque, wrap
from start_methods import START_METHODS
from strategies import CLASSES, Maker, differences

import converters
from converters import dumps, explain, from_db_row, loads, make_converter
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    LabelRow,
    Page,
    ProjectWorkflowSettings,
    StorageLocation,
    Video,
    WorkflowGraphNode,
)

PATIENCE: Final = 60
"""Seconds after which a process is taken to wait for ever."""


ROOT: Final = Path(__file__).resolve().parents[2]


# Python 3.12 and later warn of forks when there are threads, and a test runner may have some.
pytestmark = [
    pytest.mark.interpreter,
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def structure(name: str, payload: Any, kind: Any) -> Any:
    return CONVERTERS[name].structure(payload, kind)


def unstructure(obj: Any) -> Any:
    return converters.converter.unstructure(obj)


def lines_of(work: Callable[..., Any], *arguments: Any) -> list[str] | None:
    """Explain an error where it is raised; None when there is none."""
    try:
        work(*arguments)
    except Exception as exc:
        return explain(exc)
    return None


def report_of(work: Callable[..., Any], *arguments: Any) -> str:
    """Format the traceback of an error where it is raised."""
    try:
        work(*arguments)
    except Exception:
        return traceback.format_exc()
    return ""


def set_up(make: Callable[..., Converter], options: dict[str, Any]) -> None:
    """Make a worker's own converter: what a pool calls once in each worker."""
    own = make(**options)
    own.register_structure_hook(StorageLocation, lambda value, _: f"place {value}")
    CONVERTERS["own"] = own


# --- pools ---------------------------------------------------------------------------------------


def pool_of(method: str, **options: Any) -> ProcessPoolExecutor:
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(2, mp_context=context, **options)


@pytest.fixture(scope="module", params=START_METHODS)
def pool(request: pytest.FixtureRequest) -> Iterator[ProcessPoolExecutor]:
    """Workers that are forked, spawned, or forked by a server that does nothing else."""
    with pool_of(request.param) as workers:
        yield workers


class TestPools:
    def test_payloads_go_in_and_objects_come_back(self, pool: ProcessPoolExecutor) -> None:
        maker = Maker(Random(1))
        own = make_converter()
        works = []
        for kind in cover(tuple(CLASSES)):
            payloads = [maker.payload(kind) for _ in range(10)]
            expected = own.structure(payloads, list[kind])
            works.append((expected, pool.submit(structure, "shared", payloads, list[kind])))
            written = own.unstructure(expected)
            works.append((written, pool.submit(unstructure, expected)))
        for expected, future in works:
            assert differences(future.result(PATIENCE), expected) == []

    def test_our_own_functions_are_what_the_workers_run(
        self, pool: ProcessPoolExecutor, row: dict[str, Any]
    ) -> None:
        rows = make_converter().structure([row] * 3, list[DataRow])
        text = json.dumps([row] * 3)
        assert pool.submit(loads, text, list[DataRow]).result(PATIENCE) == rows
        assert (
            json.loads(pool.submit(dumps, rows).result(PATIENCE))
            == [{**row, "file_size": 7340032}] * 3
        )
        video = pool.submit(from_db_row, ("d", "t"), ("data_hash", "title"), Video)
        assert video.result(PATIENCE) == Video(data_hash="d", title="t")

    def test_errors_are_explained_like_in_the_worker(
        self, pool: ProcessPoolExecutor, row: dict[str, Any]
    ) -> None:
        maker = Maker(Random(2))
        broken = {**row, "width": "wide", "images_data": [{"title": 5}]}
        calls: list[tuple[Any, ...]] = [
            (structure, "shared", [broken], list[Union[DataRow, None]]),
            (structure, "shared", {"a b": broken}, dict[str, Optional[DataRow]]),
            (structure, "shared", [broken, 5], tuple[DataRow, str]),
            (structure, "shared", {"results": [{}]}, Page[CollaboratorTimer]),
            (structure, "shared", [{"results": 5}], list[Page[CollaboratorTimer]]),
            (structure, "shared", {"source_projects": 5}, ProjectWorkflowSettings),
            (structure, "shared", 5, Union[DataRow, LabelRow]),
            (structure, "shared", 5, int | DataRow),
            (structure, "forbidding", {"uuid": "u", "title": "t", "x": 1}, WorkflowGraphNode),
            (structure, "forbidding", [{**row, "x": 1, "width": "w"}], list[DataRow]),
            (structure, "forbidding", {"a": {**row, "b": 1, "c": 2}}, dict[str, DataRow]),
            (unstructure, WorkflowGraphNode(5, ["t"])),  # type: ignore[arg-type]
            (loads, json.dumps([broken]), list[DataRow]),
            (loads, '{"a": ', DataRow),
            (loads, b"\xff", DataRow),
            (dumps, [float("nan")]),
            (from_db_row, (5, "t"), ("data_hash", "title"), Video),
            (from_db_row, (5,), ("data_hash", "title"), Video),
        ]
        for kind in cover(tuple(CLASSES)):
            for wanted in (kind, list[kind]):
                content = wrap(maker.broken(kind), wanted)
                calls += [(structure, name, content, wanted) for name in ("shared", "forbidding")]
        futures = [(call, pool.submit(lines_of, *call), pool.submit(*call)) for call in calls]
        assert len(futures) > 200
        found = 0
        for call, lines, future in futures:
            raised = future.exception(PATIENCE)
            assert (raised is None) is (lines.result() is None)
            if raised is not None:
                found += 1
                assert explain(raised) == lines.result() == lines_of(*call)
                assert type(raised) is type(error_of(*call))
        assert found > 150

    def test_errors_come_back_from_a_plain_pool_too(
        self, pool: ProcessPoolExecutor, row: dict[str, Any]
    ) -> None:
        """It would wait for ever for an error that does not unpickle."""
        context: BaseContext = pool._mp_context
        with context.Pool(1) as workers:
            result = workers.apply_async(
                structure, ("forbidding", [{**row, "x": 1, "width": "w"}], list[DataRow])
            )
            with pytest.raises(Exception) as caught:
                result.get(PATIENCE)
        assert explain(caught.value) == [
            "$[0].width: expected int, got 'w'",
            "$[0].x: unknown key",
        ]

    def test_a_traceback_names_the_hook_after_its_class(
        self, pool: ProcessPoolExecutor, row: dict[str, Any]
    ) -> None:
        """In the worker, and as what pools attach to the error for the parent."""
        call = (structure, "shared", {**row, "width": "wide"}, DataRow)
        exc = pool.submit(*call).exception(PATIENCE)
        assert exc is not None
        for shown in (pool.submit(report_of, *call).result(PATIENCE), str(exc.__cause__)):
            assert "in structure_DataRow\n" in shown
            assert "expected int, got 'wide'" in shown
        assert "expected int, got 'wide'" in "".join(traceback.format_exception(exc))

    def test_a_converter_that_is_sent_to_a_worker_is_an_error(
        self, pool: ProcessPoolExecutor
    ) -> None:
        """Which does no harm to the pool."""
        future = pool.submit(Converter.structure, converters.converter, {}, dict)
        assert isinstance(
            future.exception(PATIENCE), (pickle.PicklingError, AttributeError, TypeError)
        )
        assert pool.submit(structure, "shared", "a", str).result(PATIENCE) == "a"

    @pytest.mark.parametrize("method", START_METHODS)
    def test_workers_make_a_converter_of_their_own_when_they_start(
        self, method: str, row: dict[str, Any]
    ) -> None:
        """The function that makes it goes to them by its name."""
        arguments = (make_converter, {"forbid_extra_keys": True})
        with pool_of(method, initializer=set_up, initargs=arguments) as workers:
            read = workers.submit(structure, "own", row, DataRow).result(PATIENCE)
            lines = workers.submit(lines_of, structure, "own", {**row, "x": 1}, DataRow)
            assert read.storage_location == "place 1"
            assert lines.result(PATIENCE) == ["$.x: unknown key"]
        assert "own" not in CONVERTERS


def error_of(work: Callable[..., Any], *arguments: Any) -> BaseException:
    with pytest.raises(Exception) as caught:
        work(*arguments)
    return caught.value


# --- programs ------------------------------------------------------------------------------------


def run(*command: str) -> str:
    """Run a program in a fresh interpreter, and give what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", *command],
        capture_output=True,
        check=False,
        env=environment,
        text=True,
        timeout=2 * PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_here(work: Callable[..., None], *arguments: str) -> None:
    """Run a function of this module in a fresh interpreter that has no other threads."""
    module, name = Path(__file__).stem, work.__name__
    run("-c", f"import {module}; {module}.{name}{arguments}")


def fork_and_check(work: Callable[[], None]) -> None:
    """Run a function in a fork of this process; an error when it fails or waits for ever."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(PATIENCE / 3)
    if child.is_alive():
        child.kill()
        raise TimeoutError("the child waits for ever")
    assert child.exitcode == 0


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
class TestForks:
    def test_while_another_thread_makes_hooks(self) -> None:
        run_here(fork_while_hooks_are_made)

    def test_after_the_parent_has_used_its_converters(self) -> None:
        run_here(fork_after_use)

    @pytest.mark.parametrize("module", ["dateutil", "msgspec", "orjson"])
    def test_while_another_thread_imports(self, module: str) -> None:
        """What takes long to import is imported on first use, which may be in a thread."""
        pytest.importorskip(module)
        run_here(fork_while_a_module_is_imported, module)


@define
class Twig:
    """A class that contains itself, and something else."""

    above: Twig | None
    node: WorkflowGraphNode
    last: Opaque


def fork_while_hooks_are_made() -> None:
    own = make_converter()
    main = current_thread()
    making, forked = Event(), Event()

    def make_slowly(kind: Any) -> Any:
        if current_thread() is not main:
            making.set()
            forked.wait(PATIENCE)
        return lambda value, _=None: value

    own.register_structure_hook_factory(lambda kind: kind is Opaque, make_slowly)
    own.register_unstructure_hook_factory(lambda kind: kind is Opaque, make_slowly)
    node, last = {"uuid": "u", "title": "t"}, Opaque()
    payload = {"above": {"above": None, "node": node, "last": last}, "node": node, "last": last}
    twig = Twig(Twig(None, WorkflowGraphNode("u", "t"), last), WorkflowGraphNode("u", "t"), last)

    def use() -> None:
        assert own.structure(payload, Twig) == twig
        assert own.structure([payload] * 40, list[Twig]) == [twig] * 40
        assert own.unstructure(twig) == payload
        assert own.structure(node, WorkflowGraphNode) == twig.node

    for work in (lambda: own.structure(payload, Twig), lambda: own.unstructure(twig)):
        making.clear()
        forked.clear()
        thread = Thread(target=work)
        thread.start()
        assert making.wait(PATIENCE)
        try:
            fork_and_check(use)
        finally:
            forked.set()
            thread.join()
    use()


def fork_after_use() -> None:
    maker = Maker(Random(4))
    own = make_converter()
    payloads = [maker.payload(Dataset) for _ in range(40)]
    nodes = [{"uuid": "u", "title": "t"}] * 40

    def use() -> None:
        for conv in (own, converters.converter, own.copy(), make_converter()):
            read = conv.structure(payloads, list[Dataset])
            assert loads(dumps(read, converter=conv), list[Dataset], converter=conv) == read
            assert conv.structure(nodes, list[WorkflowGraphNode])[39].uuid == "u"
            assert lines_of(conv.structure, {}, WorkflowGraphNode) == [
                "$.uuid: required, but missing",
                "$.title: required, but missing",
            ]
            assert "return " in report_of(conv.structure, {}, WorkflowGraphNode)

    def use_in_a_fork_of_the_fork() -> None:
        use()
        own.register_structure_hook(LabelRow, lambda value, _: value)  # all others are made anew
        use()
        fork_and_check(use)

    use()
    fork_and_check(use_in_a_fork_of_the_fork)
    use()


def fork_while_a_module_is_imported(module: str) -> None:
    importing = Event()

    class Slow:
        """Makes the import of one module take its time."""

        @staticmethod
        def find_spec(name: str, path: Any = None, target: Any = None) -> None:
            if name == module:
                importing.set()
                time.sleep(0.2)

    def use() -> None:
        if module == "dateutil":
            date = converters.converter.structure("9 February 2023, 14:12:03 +00:00", datetime)
            assert date.year == 2023
        else:
            engine: Any = module
            node = loads('{"uuid": "u", "title": "t"}', WorkflowGraphNode, json=engine)
            assert json.loads(dumps(node, json=engine)) == {"uuid": "u", "title": "t"}

    assert not any(name.startswith(module) for name in sys.modules)
    finder: Any = Slow()
    sys.meta_path.insert(0, finder)
    thread = Thread(target=use)
    thread.start()
    assert importing.wait(PATIENCE)
    fork_and_check(use)
    thread.join()
    use()


PROGRAM: Final = """\
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import converters
from orm_attrs import Dataset


def start(unknown):
    global service
    service = converters.make_converter(unknown=unknown)


def read(path):
    return converters.loads(Path(path).read_bytes(), Dataset, converter=service)


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    with ProcessPoolExecutor(mp_context=context, initializer=start, initargs=("forbid",)) as pool:
        for path, dataset in [(path, pool.submit(read, path)) for path in sys.argv[2:]]:
            error = dataset.exception()
            print(path, "good" if error is None else converters.explain(error))
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_a_program_checks_files_in_workers(method: str, tmp_path: Path) -> None:
    """Which import the program itself when they are spawned."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    names = ("dataset.json", "broken_dataset.json")
    files = [str(ROOT / "examples" / "payloads" / name) for name in names]
    found = [
        lines_of(lambda text: loads(text, Dataset, converter=FORBIDDING), Path(file).read_text())
        for file in files
    ]
    assert found[0] is None
    assert run(str(program), method, *files) == f"{files[0]} good\n{files[1]} {found[1]}\n"
