"""Tests that go through many cases: they go on behind one that fails, and name those that failed.

A test for each of many small cases costs more than the cases themselves. So what is said of each
field of a class is one test of the class, and what is said of each class is one test, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from zlib import crc32

import pytest
from attrs import frozen

MOST_SHOWN: Final = 10
"""How many failures of a test are shown with their tracebacks; all are named."""

only_class = ""
"""The one class whose cases are run, as `--class` says; empty when all are."""

share = (1, 1)
"""K and N: of a loop with more than N cases, the K-th of N shares is run, as `--share` says.

`tests/conftest.py` sets it for each test."""


IN_ALL: Final = pytest.StashKey[list[tuple[str, set[str]]]]()
"""Test and names of each case that was collected and that the environment `all` runs, whatever
runs now."""


@frozen
class One:
    """A case of a loop."""

    name: str
    """The class, and what else tells the case from others: ``DataRow.uid``, ``DataRow, bson``."""
    arguments: dict[str, Any]
    """The arguments of the test."""

    @property
    def class_name(self) -> str:
        """The name of the class, without what follows."""
        return self.name.partition(",")[0].partition(".")[0]


def run_each(
    test: Callable[..., None], cases: Iterable[One], *others: Any, **fixtures: Any
) -> None:
    """Call a test with each case.

    Args:
        test: What is called.
        cases: What it is called with.
        others: Other positional arguments: the object of a class of tests.
        fixtures: Other arguments.

    Raises:
        Exception: What the one case raised that failed, with a note that names it.
        BaseExceptionGroup: More cases than one failed; its message names all.
    """
    wanted = [one for one in cases if only_class in ("", one.class_name)]
    failed: list[tuple[str, BaseException]] = []
    for one in wanted:
        try:
            test(*others, **one.arguments, **fixtures)
        except (Exception, pytest.fail.Exception) as exc:
            exc.add_note(f"The case: {one.name}")
            failed.append((one.name, exc))
    if len(failed) == 1:
        raise failed[0][1]
    if failed:
        names = ", ".join(name for name, _ in failed)
        raise BaseExceptionGroup(
            f"{len(failed)} of {len(wanted)} cases failed: {names}",
            [exc for _, exc in failed[:MOST_SHOWN]],
        )


def is_in(part: tuple[int, int], name: str) -> bool:
    """Tell whether the case of a name belongs to the K-th of N parts."""
    number, parts = part
    # By a checksum, since every second case may be of the same kind.
    return crc32(name.encode()) % parts == number - 1


def in_share(cases: Sequence[One]) -> Sequence[One]:
    """Give the cases of a loop that are run: all, where one class or few cases are asked for."""
    if only_class or len(cases) <= share[1]:
        return cases
    return [one for one in cases if is_in(share, one.class_name)]


@frozen
class Group:
    """Cases that are one test."""

    id: str
    cases: Sequence[One]
    marks: tuple[pytest.MarkDecorator, ...] = ()
    is_sparse: bool = False
    """True when Hypothesis draws no more than a few examples for each case."""


def in_groups(names: Iterable[str], groups: Iterable[Group]) -> Callable[[Any], Any]:
    """Make one test of each group of cases.

    Args:
        names: The parameters of the test that a case has arguments for; others are fixtures.
        groups: The cases. A single group without an id is a test without parameters.
    """
    groups = list(groups)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        sparse = getattr(test, "sparse", test)

        def run(*args: Any, **fixtures: Any) -> None:
            group: Group = fixtures.pop("group", groups[0])
            cases = in_share(group.cases)
            run_each(sparse if group.is_sparse else test, cases, *args, **fixtures)

        signature = inspect.signature(test)
        parameters = [it for it in signature.parameters.values() if it.name not in set(names)]
        is_one = [one.id for one in groups] == [""]
        rows = []
        if not is_one:
            rows = [pytest.param(one, marks=one.marks, id=one.id) for one in groups]
            parameters.append(inspect.Parameter("group", inspect.Parameter.KEYWORD_ONLY))
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(run, name, getattr(test, name))
        run.pytestmark = list(getattr(test, "pytestmark", ()))  # type: ignore[attr-defined]
        run.groups = groups  # type: ignore[attr-defined]
        return run if is_one else pytest.mark.parametrize("group", rows)(run)

    return decorate


def over(name: str, values: Iterable[Any], name_of: Callable[[Any], str] = str) -> Any:
    """Make one test that loops over values; each is the argument of this name."""
    cases = [One(name_of(value), {name: value}) for value in values]
    return in_groups([name], [Group("", cases)])
