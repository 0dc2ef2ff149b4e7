"""While one thread stands at a line of ours, another one does its whole work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import define, frozen
from cattrs import Converter
from threads import (
    BRANCH,
    NODE,
    PATIENCE,
    Branch,
    Node,
    T,
    Work,
    fail_on_the_slow_path,
    outcome,
    reader,
)

import converters
from converters import make_converter
from converters.engines.source import GENERATED
from orm_attrs import (
    CollaboratorTimer,
    Keeper,
    LabelStatus,
)


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


# --- one thread stopped anywhere ----------------------------------------------------------------

Place = tuple[str, int]


pytestmark = pytest.mark.interpreter

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
