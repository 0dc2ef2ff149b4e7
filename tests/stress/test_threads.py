"""Threads: any of them may be the first to use a converter, and none disturbs another."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from random import Random
from threading import Barrier
from typing import Any, Final

import pytest
from attrs import define
from cases import METADATA
from cattrs import Converter
from cattrs.preconf.json import make_converter as make_json_converter
from chosen import by_kind
from strategies import CLASSES, LIST_CLASSES, Maker, differences, name_of
from threads import (
    BRANCH,
    NODE,
    PATIENCE,
    Branch,
    Node,
    T,
    fail_on_the_slow_path,
    outcome,
    reader,
)

import converters
from converters import configure_converter, dumps, loads, make_converter, to_dic
from converters.engines.containers import list_class_item
from converters.json_text import JSON_LIBRARIES
from orm_attrs import (
    DataRow,
    Dataset,
    DataType,
    LabelRowMetadata,
    Project,
    StorageLocation,
    WorkflowGraphNode,
)

THREADS: Final = 16


pytestmark = pytest.mark.interpreter

SOME: Final = (Dataset, DataRow, LabelRowMetadata, Project)
"""Classes that stand for the others where each of them takes long."""


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let Python change from thread to thread as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(works: list[Callable[[], T]]) -> list[T]:
    """Run functions in a thread each, all from the same moment on, and give what they give."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        barrier.wait(PATIENCE)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(run, work) for work in works]]


class Uses:
    """All that one can do with a class and a converter, as functions of the converter."""

    def __init__(self, kind: Any) -> None:
        maker = Maker(Random(name_of(kind)))
        payloads = [maker.payload(kind) for _ in range(12)]
        whole = [converters.converter.unstructure(maker.instance(kind), kind)] * 12
        broken = [maker.broken(kind) for _ in range(3)]
        objects = [maker.instance(kind) for _ in range(12)]
        text = json.dumps(payloads)
        self.all: list[Callable[[Converter], Any]] = [
            lambda own: own.structure(payloads[0], kind),
            lambda own: own.structure(payloads[:3], list[kind]),
            lambda own: own.structure(payloads, list[kind]),
            lambda own: own.structure(whole, list[kind]),
            lambda own: own.structure({"a": payloads[0], "b": whole[0]}, dict[str, kind]),
            lambda own: own.structure(payloads[1], kind | None),
            lambda own: own.structure([broken[0], payloads[2]], list[kind]),
            lambda own: own.structure(broken[1], kind),
            lambda own: own.unstructure(objects[0], kind),
            lambda own: own.unstructure(objects),
            lambda own: own.unstructure(objects, list[kind]),
            lambda own: to_dic(objects[1], converter=own),
            *(partial(self.read, text, kind, engine) for engine in JSON_LIBRARIES),
            *(partial(self.write, objects, engine) for engine in JSON_LIBRARIES),
        ]

    @staticmethod
    def read(text: str, kind: Any, engine: Any, own: Converter) -> Any:
        return loads(text, list[kind], converter=own, json=engine)

    @staticmethod
    def write(objects: list[Any], engine: Any, own: Converter) -> Any:
        return dumps(objects, converter=own, json=engine)

    def outcomes(self, own: Converter, first: int = 0) -> list[Any]:
        """Use a converter in all ways, another one first than another thread does."""
        count = len(self.all)
        order = [(first + i) % count for i in range(count)]
        found = {i: outcome(partial(self.all[i], own)) for i in order}
        return [found[i] for i in range(count)]


@pytest.mark.usefixtures("hasty")
class TestFirstUse:
    """Each of the threads may be the one that makes the hooks."""

    @by_kind("kind", CLASSES, is_slow=True)
    def test_sixteen_threads_use_a_class_of_a_fresh_converter(self, kind: Any) -> None:
        uses = Uses(kind)
        expected = uses.outcomes(make_converter())
        own = make_converter()
        for found in at_once([partial(uses.outcomes, own, i) for i in range(THREADS)]):
            assert differences(found, expected) == []

    @pytest.mark.stress
    @pytest.mark.parametrize("kind", [Dataset, LabelRowMetadata, Project], ids=name_of)
    @pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"forbid_extra_keys": True}])
    def test_they_do_so_again_and_again(self, kind: Any, options: dict[str, Any]) -> None:
        uses = Uses(kind)
        expected = uses.outcomes(make_converter(**options))
        for _ in range(3):
            own = make_converter(**options)
            for found in at_once([partial(uses.outcomes, own, i) for i in range(THREADS)]):
                assert differences(found, expected) == []

    @pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
    def test_sixteen_threads_read_a_list_class(self, kind: Any) -> None:
        maker = Maker(Random(5))
        item = list_class_item(kind)
        payload = [maker.payload(item) for _ in range(40)]
        expected = make_converter().structure(payload, kind)
        for _ in range(5):
            own = make_converter()
            for found in at_once([partial(own.structure, payload, kind)] * THREADS):
                assert type(found) is kind
                assert differences(found, expected) == []

    @pytest.mark.parametrize(
        ("kind", "payload"), [(Node, NODE), (Branch, BRANCH)], ids=["itself", "each other"]
    )
    def test_a_class_may_contain_itself(self, kind: Any, payload: Any) -> None:
        read = make_converter().structure(payload, kind)
        written = make_converter().unstructure(read)
        for _ in range(40):
            own = make_converter()
            reading = [partial(own.structure, payload, kind)] * (THREADS // 2)
            writing = [partial(own.unstructure, read)] * (THREADS // 2)
            found = at_once([partial(outcome, work) for work in chain(reading, writing)])
            assert found == [read] * (THREADS // 2) + [written] * (THREADS // 2)

    def test_of_the_shared_converter(self, row: dict[str, Any]) -> None:
        """As programs do: through the module's own functions."""
        expected = make_converter().structure([row] * 40, list[DataRow])
        text = dumps(expected)
        with ThreadPoolExecutor(THREADS) as pool:
            for found in pool.map(lambda _: loads(text, list[DataRow]), range(THREADS)):
                assert found == expected


class TestStringsOfKeys:
    """Hooks learn the very strings that readers use for the keys, which threads do at once."""

    @pytest.mark.usefixtures("hasty")
    @pytest.mark.parametrize("count", [1, 3, 40])
    def test_threads_read_what_sixteen_readers_give(
        self, count: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail_on_the_slow_path(monkeypatch)

        def work(own: Converter, number: int) -> None:
            mine = METADATA | {"data_title": f"row {number}", "number_of_frames": number}
            readers = [reader(mine, number), reader(mine, number + 1), reader(mine, number + 2)]
            plain = make_plain(mine)
            for i in range(30):
                payloads = [readers[i % 3]() for _ in range(count)]
                payloads[-1] = readers[(i + 1) % 3]()
                nodes = [payload["workflow_graph_node"] for payload in payloads]
                assert own.structure(payloads[0], LabelRowMetadata) == plain
                assert own.structure(payloads, list[LabelRowMetadata]) == [plain] * count
                assert own.structure(nodes, list[WorkflowGraphNode])[-1].uuid == "u"

        for _ in range(3):
            own = make_converter()
            at_once([partial(work, own, number) for number in range(THREADS)])

    @pytest.mark.usefixtures("hasty")
    def test_a_thread_with_bad_payloads_gets_its_own_report(self) -> None:
        names = ("data_hash", "dataset_hash", "data_type", "label_status")

        def work(own: Converter, number: int) -> None:
            make, name = reader(METADATA, number), names[number % 4]
            good = [make_plain(METADATA)] * 40
            bad = [f"$[{number}].{name}: required, but missing"]
            for i in range(20):
                payloads = [make() for _ in range(40)]
                if is_bad := bool(number % 2 or i % 2):
                    del payloads[number][name]
                read = outcome(partial(own.structure, payloads, list[LabelRowMetadata]))
                assert read == (bad if is_bad else good)

        own = make_converter()
        at_once([partial(work, own, number) for number in range(THREADS)])


def make_plain(payload: dict[str, Any]) -> LabelRowMetadata:
    return make_converter().structure(payload, LabelRowMetadata)


# --- converters of one's own ---------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
class TestConvertersOfOnesOwn:
    """What one thread does with its converter is nothing to the others."""

    def test_some_are_made_and_taught_while_others_are_used(self, row: dict[str, Any]) -> None:
        expected = make_converter().structure([row] * 40, list[DataRow])
        used = make_converter()

        def teach(number: int) -> None:
            for own in (make_converter(), make_json_converter(), used.copy()):
                configure_converter(own)
                own.register_structure_hook(StorageLocation, lambda value, _: f"at {number}")
                own.register_structure_hook(DataRow, lambda value, _: number)
                assert own.structure([row] * 40, list[DataRow]) == [number] * 40
            for own in (make_converter(), used.copy(forbid_extra_keys=True)):
                own.register_unstructure_hook(DataType, lambda value: f"type {number}")
                own.register_structure_hook_factory(
                    lambda kind: kind is StorageLocation, lambda kind: lambda value, _: number
                )
                own.register_structure_hook(StorageLocation, lambda value, _: f"at {number}")
                (read,) = own.structure([row], list[DataRow])
                assert read.storage_location == f"at {number}"
                assert own.unstructure(expected[0])["data_type"] == f"type {number}"

        def use(own: Converter) -> None:
            for _ in range(20):
                assert own.structure([row] * 40, list[DataRow]) == expected
                assert own.structure(row, DataRow) == expected[0]
                assert own.unstructure(expected[0]) == own.unstructure(expected, list[DataRow])[0]
                assert loads(dumps([row]), list[DataRow], converter=own) == expected[:1]

        works = [partial(teach, number) for number in range(8)]
        works += [partial(use, own) for own in [used, converters.converter] * 4]
        at_once(works)

    def test_every_thread_may_have_one(self, row: dict[str, Any]) -> None:
        def work(number: int) -> Counter[Any]:
            own = make_converter(forbid_extra_keys=bool(number % 2))
            rows = [row, row | {"more": 1}] * 20
            found = outcome(lambda: own.structure(rows, list[DataRow]))
            return Counter(str(one).partition(".")[2] for one in found if isinstance(one, str))

        found = at_once([partial(work, number) for number in range(THREADS)])
        assert found == [Counter(), Counter({"more: unknown key": 20})] * (THREADS // 2)


def test_coroutines_convert_in_threads(row: dict[str, Any]) -> None:
    own = make_converter()
    expected = make_converter().structure([row] * 40, list[DataRow])

    async def work(number: int) -> Any:
        text = await asyncio.to_thread(dumps, [row] * 40, converter=own)
        rows = await asyncio.to_thread(loads, text, list[DataRow], converter=own)
        return rows if number else await asyncio.to_thread(own.unstructure, rows)

    async def gather() -> list[Any]:
        return await asyncio.gather(*map(work, range(THREADS)))

    written, *read = asyncio.run(gather())
    assert read == [expected] * (THREADS - 1)
    assert written == own.unstructure(expected)


@define
class Tree:
    """A class that contains itself, and something that has no hook yet."""

    above: Tree | None
    kind: Opaque


class Opaque:
    pass


def test_a_hook_that_cannot_be_made_is_asked_for_again() -> None:
    """What stands for the hook of a class within that class does not outlive the failure."""
    own = make_converter()
    refusals: list[Any] = []

    def make(kind: Any) -> Any:
        if len(refusals) < 6:
            refusals.append(kind)
            raise LookupError(f"no hook {len(refusals)}")
        return lambda value, _=None: value

    own.register_structure_hook_factory(lambda kind: kind is Opaque, make)
    own.register_unstructure_hook_factory(lambda kind: kind is Opaque, make)
    kind = Opaque()
    payload = {"above": {"above": None, "kind": kind}, "kind": kind}
    tree = Tree(Tree(None, kind), kind)
    for i in (1, 2, 3):
        assert outcome(lambda: own.structure(payload, Tree)) == [f"$: LookupError: no hook {i}"]
    for i in (4, 5, 6):
        assert outcome(lambda: own.unstructure(tree)) == [f"$: LookupError: no hook {i}"]
    assert own.structure(payload, Tree) == tree
    assert own.unstructure(tree) == payload
