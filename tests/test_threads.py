"""Threads: any of them may be the first to use a converter, and none disturbs another."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain, product
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any, Final, TypeVar

import pytest
from attrs import define, frozen
from cases import METADATA
from cattrs import Converter
from cattrs.preconf.json import make_converter as make_json_converter
from strategies import CLASSES, LIST_CLASSES, Maker, differences, name_of

import converters
from converters import configure_converter, dumps, explain, loads, make_converter, to_dic
from converters.engines.containers import list_class_item
from converters.engines.detailed import DetailedReader
from converters.engines.source import GENERATED
from converters.json_text import ENGINES
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DataType,
    Keeper,
    LabelRowMetadata,
    LabelStatus,
    Project,
    StorageLocation,
    WorkflowGraphNode,
)

T = TypeVar("T")
Work = Callable[[], Any]

THREADS: Final = 16
PATIENCE: Final = 60
"""Seconds after which a thread is taken to wait for ever."""

every_class = pytest.mark.parametrize("kind", CLASSES, ids=name_of)


@define
class Node(Keeper):
    """A class that contains itself, in two ways."""

    name: str
    children: list[Node]
    left: Node | None = None
    status: LabelStatus | None = None


@define
class Branch:
    """One half of two classes that contain each other."""

    name: str
    leaves: dict[str, Leaf]


@define
class Leaf:
    """The other half."""

    on: Branch | None
    title: str = ""


@define
class Small:
    """A class whose hooks are made in no time."""

    title: str
    data_hash: str
    size: int
    height: int | None = None
    is_shadow_data: bool = False
    width: int | None = None


SMALL: Final = {
    "title": "t",
    "data_hash": "d",
    "size": 5,
    "height": None,
    "is_shadow_data": False,
    "width": None,
}
NODE: Final = {
    "name": "a",
    "children": [{"name": "b", "children": [], "left": None}] * 2,
    "left": {"name": "c", "children": [], "status": "LABELLED"},
}
BRANCH: Final = {"name": "a", "leaves": {"x": {"on": {"name": "b", "leaves": {}}, "title": "t"}}}


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


def outcome(work: Work) -> Any:
    """Give what a function gives, or the lines that explain what it raises."""
    try:
        return work()
    except Exception as exc:
        return explain(exc)


class Uses:
    """All that one can do with a class and a converter, as functions of the converter."""

    def __init__(self, kind: Any) -> None:
        maker = Maker(Random(name_of(kind)))
        payloads = [maker.payload(kind) for _ in range(40)]
        whole = [converters.converter.unstructure(maker.instance(kind), kind)] * 40
        broken = [maker.broken(kind) for _ in range(3)]
        objects = [maker.instance(kind) for _ in range(40)]
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
            *(partial(self.read, text, kind, engine) for engine in ENGINES),
            *(partial(self.write, objects, engine) for engine in ENGINES),
        ]

    @staticmethod
    def read(text: str, kind: Any, engine: Any, own: Converter) -> Any:
        return loads(text, list[kind], converter=own, engine=engine)

    @staticmethod
    def write(objects: list[Any], engine: Any, own: Converter) -> Any:
        return dumps(objects, converter=own, engine=engine)

    def outcomes(self, own: Converter, first: int = 0) -> list[Any]:
        """Use a converter in all ways, another one first than another thread does."""
        count = len(self.all)
        order = [(first + i) % count for i in range(count)]
        found = {i: outcome(partial(self.all[i], own)) for i in order}
        return [found[i] for i in range(count)]


@pytest.mark.usefixtures("hasty")
class TestFirstUse:
    """Each of the threads may be the one that makes the hooks."""

    @every_class
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


# --- one thread stopped anywhere ----------------------------------------------------------------

Place = tuple[str, int]
OURS: Final = (str(Path(converters.__file__).parent), GENERATED)


def traced(work: Callable[[], T], at: Callable[[Place], None]) -> T:
    """Run a function in a thread, and another one before each of our lines that it runs."""

    def trace(frame: Any, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(OURS):
            return None
        if event == "line":
            at((file, frame.f_lineno))
        return trace

    def run() -> T:
        before = sys.gettrace()  # that of a tool which measures coverage
        sys.settrace(trace)
        try:
            return work()
        finally:
            sys.settrace(before)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(PATIENCE)


def places(work: Work) -> list[Place]:
    """List the lines of ours that a function runs."""
    found: dict[Place, None] = {}
    traced(work, found.setdefault)
    return list(found)


def stopped(work: Callable[[], T], place: Place, other: Callable[[], T]) -> tuple[T, T]:
    """Run a function, stop it at a line, and meanwhile run another one from start to end."""
    others: list[Any] = []
    with ThreadPoolExecutor(1) as pool:

        def cut_in(here: Place) -> None:
            if here == place and not others:
                # What it raises would be taken for an error of the line.
                others.append(None)
                others[0] = outcome(lambda: pool.submit(other).result(PATIENCE))

        result = traced(work, cut_in)
    assert others, f"{place} was not reached"
    return result, others[0]


@pytest.mark.parametrize(
    "step",
    [11, pytest.param(1, marks=pytest.mark.stress)],
    ids=["some lines", "every line"],
)
class TestAThreadIsStoppedAnywhere:
    """While one thread stands at a line of ours, another one does its whole work."""

    @pytest.mark.parametrize("options", [{}, {"unknown": "keep"}], ids=str)
    @pytest.mark.parametrize(
        ("kind", "payload"), [(Node, NODE), (Branch, BRANCH)], ids=["itself", "each other"]
    )
    def test_while_it_makes_the_hooks(
        self, kind: Any, payload: Any, options: Any, step: int
    ) -> None:
        self.check(lambda: (kind, payload), options, step)

    @pytest.mark.parametrize(
        ("define_it", "options"),
        [(define, {}), (frozen, {"unknown": "keep"})],
        ids=["mutable", "frozen, keeping"],
    )
    def test_while_it_uses_a_class_that_is_new(
        self, define_it: Any, options: Any, step: int
    ) -> None:
        def begin() -> Any:
            @define_it(weakref_slot=False)
            class New(Keeper):
                name: str
                status: LabelStatus
                since: datetime | None = None

            return list[New], [{"name": "n", "status": "LATER", "more": 1}] * 40

        self.check(begin, options, step)

    @staticmethod
    def check(begin: Callable[[], tuple[Any, Any]], options: dict[str, Any], step: int) -> None:
        """Hold the results right, of both threads and afterwards, wherever one of them stands."""

        def use(own: Converter, kind: Any, payload: Any) -> Any:
            read = own.structure(payload, kind)
            return repr(read), own.unstructure(read, kind), own.unstructure(read)

        expected = use(make_converter(**options), *begin())
        own, (kind, payload) = make_converter(**options), begin()
        all_places = places(partial(use, own, kind, payload))
        assert len(all_places) > 100
        for place in all_places[::step]:
            own, (kind, payload) = make_converter(**options), begin()
            work = partial(outcome, partial(use, own, kind, payload))
            found = [*stopped(work, place, work), work()]
            assert found == [expected] * 3, place

    @pytest.mark.parametrize("count", [None, 3, 40], ids="list-of-{}".format)
    def test_while_it_reads_a_payload_with_other_keys(
        self, count: int | None, step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The strings of the keys that it has just learned are then those of the other one."""
        fail_on_the_slow_path(monkeypatch)
        readers = [reader(SMALL, i) for i in range(4)]
        kind: Any = Small if count is None else list[Small]
        small = Small("t", "d", 5)
        expected = small if count is None else [small] * count

        def use(own: Converter, i: int) -> Any:
            payload = readers[i]()
            return own.structure(payload if count is None else [payload] * count, kind)

        def taught(*numbers: int) -> Converter:
            own = make_converter()
            own.get_structure_hook(kind)
            for number in numbers:
                use(own, number)
            return own

        for i, j in product(range(4), range(1, 3)):
            other = (i + j) % 4
            known = [other] if j == 1 else []
            for place in places(partial(use, taught(*known), i))[::step]:
                own = taught(*known)
                another = partial(outcome, partial(use, own, other))
                assert stopped(partial(use, own, i), place, another) == (expected,) * 2, place

    def test_while_it_looks_for_what_is_wrong(self, step: int) -> None:
        """The paths name the keys that its own payload uses."""
        payloads = [{"userEmail": 5, "userRole": 0}, {"user_email": 6, "user_role": "admin"}]

        def use(own: Converter, i: int) -> Any:
            return outcome(partial(own.structure, [payloads[i]], list[CollaboratorTimer]))

        expected = use(make_converter(), 0), use(make_converter(), 1)
        assert ["userEmail" in str(expected[0]), "user_email" in str(expected[1])] == [True] * 2
        for place in places(partial(use, make_converter(), 0))[::step]:
            own = make_converter()
            assert stopped(partial(use, own, 0), place, partial(use, own, 1)) == expected, place


# --- the strings of the keys --------------------------------------------------------------------


def fail_on_the_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but the generated code read payloads: what it gives up would hide its faults."""

    def refuse(self: Any, payload: Any, _: Any = None) -> Any:
        raise AssertionError(f"the slow path was taken for {payload}")

    monkeypatch.setattr(DetailedReader, "__call__", refuse)


def reader(payload: dict[str, Any], number: int) -> Callable[[], dict[str, Any]]:
    """Give what makes a payload as one of several readers does.

    Each uses its own string objects for the keys, in an order of its own, with keys that are not
    known or without some that may be absent.
    """
    random = Random(number)
    absent = {"is_shadow_data", "duration", "height"} if number % 4 == 1 else set()
    items = [(str(key.encode(), "ascii"), payload[key]) for key in payload if key not in absent]
    if number % 4 == 2:
        items.append(("from a newer server", {}))
    if number % 4 == 3:
        del items[-1]
        items.append(("in place of the width", 1))
    # The first key tells readers apart, so it is the same one for some of them.
    if number % 3:
        random.shuffle(items)
    return lambda: dict(items)


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
