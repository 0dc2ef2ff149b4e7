"""Loops name the cases that fail; some classes stand for others; no class has many tests."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_origin

import loops
import pytest
from chosen import by_kind, cover, kinds_of, of_each_class, split
from hypothesis import settings
from hypothesis import strategies as st
from loops import IN_ALL, Group, One, in_groups, over, run_each
from samples import SAMPLES
from strategies import CLASSES, CLASSES_WITH_COLUMNS, LIST_CLASSES, drawn, name_of

from converters.tables import UNIONS
from orm_attrs import DataRow, Dataset, Video

MOST: int = 8
"""How many tests a class may have in the environment `all`, so that there may be many classes."""


@pytest.fixture(autouse=True)
def whole_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "share", (1, 1))


# --- loops ----------------------------------------------------------------------------------------


def cases(*numbers: int) -> list[One]:
    return [One(f"DataRow.{number}", {"number": number}) for number in numbers]


def is_small(number: int) -> None:
    assert number < 10


def test_all_good_cases_pass() -> None:
    seen: list[int] = []

    def is_seen(number: int) -> None:
        seen.append(number)

    run_each(is_seen, cases(1, 2))

    assert seen == [1, 2]


def test_a_case_that_fails_fails_as_it_does_alone_and_is_named() -> None:
    with pytest.raises(AssertionError, match="assert 10 < 10") as caught:
        run_each(is_small, cases(1, 10, 2))

    assert caught.value.__notes__ == ["The case: DataRow.10"]


def test_of_several_that_fail_all_are_named() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        run_each(is_small, cases(*range(50)))

    assert caught.value.message.startswith("40 of 50 cases failed: DataRow.10, DataRow.11, ")
    assert caught.value.message.endswith(", DataRow.49")
    assert len(caught.value.exceptions) == loops.MOST_SHOWN


def test_a_case_that_gives_up_is_named_too() -> None:
    def give_up(number: int) -> None:
        pytest.fail("no")

    with pytest.raises(pytest.fail.Exception) as one:
        run_each(give_up, cases(5))
    with pytest.raises(BaseExceptionGroup) as several:
        run_each(give_up, cases(5, 6))

    assert one.value.__notes__ == ["The case: DataRow.5"]
    assert "DataRow.5, DataRow.6" in several.value.message


def test_the_cases_of_one_class_can_be_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "only_class", "DataRow")
    seen: list[int] = []

    def is_seen(at: int) -> None:
        seen.append(at)

    names = ("DataRow", "DataRow.uid", "DataRow, SQLite", "DataRows", "Dataset.DataRow")

    run_each(is_seen, [One(name, {"at": at}) for at, name in enumerate(names)])

    assert seen == [0, 1, 2]


def test_a_group_is_a_test_that_has_the_fixtures_and_marks_of_its_body(row: dict[str, Any]) -> None:
    seen: list[Any] = []

    @in_groups(["number"], [Group("a", cases(1, 2)), Group("b", cases(3), (pytest.mark.stress,))])
    @pytest.mark.exhaustive
    def test_something(number: int, row: dict[str, Any]) -> None:
        """Say it."""
        seen.append((number, row))

    groups = parameters_of(test_something)
    for one in groups:
        test_something(group=one.values[0], row=row)

    assert [one.id for one in groups] == ["a", "b"]
    assert [mark.name for mark in groups[1].marks] == ["stress"]
    assert seen == [(1, row), (2, row), (3, row)]
    assert (test_something.__name__, test_something.__doc__) == ("test_something", "Say it.")
    assert "exhaustive" in [mark.name for mark in test_something.pytestmark]  # type: ignore[attr-defined]


def test_of_a_loop_with_many_cases_each_share_runs_others_and_all_of_them_run_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"Class{number}" for number in range(50)]
    seen: list[str] = []

    @over("name", names)
    def test_many(name: str) -> None:
        seen.append(name)

    @over("name", names[:4])
    def test_few(name: str) -> None:
        seen.append(name)

    for number in range(1, 5):
        monkeypatch.setattr(loops, "share", (number, 4))
        before = len(seen)
        test_many()
        assert 0 < len(seen) - before < 25
    assert sorted(seen) == sorted(names)
    seen.clear()
    test_few()
    assert seen == names[:4]
    seen.clear()
    monkeypatch.setattr(loops, "only_class", "Class9")
    test_many()
    assert seen == ["Class9"]


def parameters_of(test: Any) -> list[Any]:
    """Give the parameters that a decorated test runs with."""
    (found,) = (mark for mark in test.pytestmark if mark.name == "parametrize")
    return list(found.args[1])


# --- classes that stand for others ----------------------------------------------------------------


@pytest.mark.parametrize(
    "kinds", [CLASSES, CLASSES_WITH_COLUMNS, [*CLASSES, *UNIONS, *LIST_CLASSES]], ids=len
)
def test_the_chosen_classes_have_each_kind_of_field_and_table_that_any_class_has(
    kinds: list[Any],
) -> None:
    chosen, others = split(kinds)
    covered = frozenset[Any]().union(*map(kinds_of, chosen))

    assert frozenset[Any]().union(*map(kinds_of, others)) <= covered
    assert [kind for kind in kinds if kind in [*chosen, *others]] == kinds
    assert len(chosen) < len(kinds) / 3


def test_each_of_the_chosen_classes_is_needed() -> None:
    """But for those that a later one has made superfluous, of which there are few."""
    chosen = cover(tuple(CLASSES))
    counts = Counter(kind for cls in chosen for kind in kinds_of(cls))

    needed = [cls for cls in chosen if any(counts[kind] == 1 for kind in kinds_of(cls))]
    assert len(needed) > 0.8 * len(chosen)


def test_a_kind_that_only_one_class_has_makes_it_a_chosen_one() -> None:
    counts = Counter(kind for cls in CLASSES for kind in kinds_of(cls))
    alone = {cls for cls in CLASSES if any(counts[kind] == 1 for kind in kinds_of(cls))}

    assert alone <= set(cover(tuple(CLASSES)))
    assert len(alone) > 5


def test_chosen_classes_meet_each_variant_and_every_other_class_one() -> None:
    met: list[tuple[Any, str]] = []

    @by_kind("cls", CLASSES, count=50, name=["a", pytest.param("b", marks=pytest.mark.stress)])
    def test_something(cls: Any, name: str, count: int) -> None:
        met.append((cls, name))
        counts.add(count)

    chosen, others = split(CLASSES)
    groups = {one.id: one for one in parameters_of(test_something)}
    assert [*groups] == ["a", "b", "others", "others-in-full"]
    for id_, classes, each_count in (("a", chosen, 50), ("b", chosen, 50), ("others", others, 5)):
        met, counts = [], set[int]()
        test_something(group=groups[id_].values[0])
        assert [cls for cls, _ in met] == classes
        assert counts == {each_count}
        assert {name for _, name in met} == ({"a", "b"} if id_ == "others" else {id_})
    met, counts = [], set()
    test_something(group=groups["others-in-full"].values[0])
    assert met == [(cls, name) for cls in others for name in ("a", "b")]
    assert counts == {50}
    marks = {id_: {mark.name for mark in one.marks} for id_, one in groups.items()}
    assert marks == {
        "a": set(),
        "b": {"stress"},
        "others": {"exhaustive"},
        "others-in-full": {"thorough"},
    }


@pytest.mark.skipif(settings.default.max_examples >= 100, reason="this profile draws all examples")
def test_hypothesis_draws_fewer_examples_for_classes_that_are_not_chosen() -> None:
    drawn_for: Counter[Any] = Counter()

    @by_kind("cls", [*CLASSES])
    @drawn(100, number=st.integers())
    def test_something(cls: Any, number: int) -> None:
        drawn_for[cls] += 1

    chosen, others = split(CLASSES)
    for one in parameters_of(test_something):
        test_something(group=one.values[0])

    assert min(drawn_for[cls] for cls in chosen) >= max(drawn_for[cls] for cls in others)
    assert min(drawn_for.values()) > 1


def test_what_is_slow_is_left_to_the_long_tests_for_other_classes() -> None:
    @by_kind("cls", CLASSES, is_slow=True)
    def test_something(cls: Any) -> None: ...

    assert [one.id for one in parameters_of(test_something)] == ["chosen", "others-in-full"]


def test_values_of_a_class_are_one_test() -> None:
    seen: list[str] = []

    @of_each_class("sample", SAMPLES)
    def test_something(sample: Any) -> None:
        seen.append(sample.name)

    groups = {one.id: one.values[0] for one in parameters_of(test_something)}
    test_something(group=groups["DataRow"])

    assert set(groups) == {sample.cls.__name__ for sample in SAMPLES}
    assert seen == [sample.name for sample in SAMPLES if sample.cls is DataRow]


def test_a_loop_over_values_is_one_test() -> None:
    seen: list[Any] = []

    @over("cls", [DataRow, Dataset, Video], name_of)
    def test_something(cls: Any) -> None:
        seen.append(cls)

    test_something()

    assert seen == [DataRow, Dataset, Video]


# --- how many tests a class has -------------------------------------------------------------------


def too_many(collected: list[tuple[str, set[str]]], classes: set[str]) -> list[str]:
    """Name the classes that have more tests than a class may have, each with what gives it most.

    Counted are the tests that have a case for each class, or for each of some kind, and that a new
    class adds to without a word: for a tenth of the classes at least. Tests that name a few classes
    as examples are not counted.

    Args:
        collected: Test and names of each case.
        classes: The names of the classes.
    """
    by_test: dict[str, Counter[str]] = {}
    for test, names in collected:
        by_test.setdefault(test, Counter()).update(names & classes)
    general = {test: counts for test, counts in by_test.items() if len(counts) > len(classes) / 10}
    found = []
    for cls in sorted(classes):
        tests = Counter({test: counts[cls] for test, counts in general.items()})
        if tests.total() > MOST:
            most = ", ".join(f"{test} has {count}" for test, count in tests.most_common(3))
            found.append(f"{cls} has {tests.total()} tests: {most}")
    return found


NAMES: frozenset[str] = frozenset((get_origin(cls) or cls).__name__ for cls in CLASSES)


def test_no_class_has_more_tests_than_a_class_may_have(request: pytest.FixtureRequest) -> None:
    """What is said of each class is said in a loop: `over`, `of_each_class`, `by_kind`."""
    assert too_many(request.config.stash[IN_ALL], set(NAMES)) == []


def test_a_class_with_more_tests_is_named_with_those_that_give_it_most() -> None:
    collected = [("test_a", {name}) for name in NAMES for _ in range(MOST - 1)]
    examples = [("test_b", {"DataRow", str(i)}) for i in range(100)]
    many = sorted(NAMES - {"DataRow"})[: len(NAMES) // 5]
    keys = [("test_c", {"DataRow", "uid"}), *(("test_c", {name}) for name in many)]

    assert too_many(collected + examples, set(NAMES)) == []
    assert too_many(collected + examples + keys * 2, {*NAMES})[0].endswith(
        f" has {MOST + 1} tests: test_a has {MOST - 1}, test_c has 2"
    )
    (line,) = (it for it in too_many(collected + keys * 2, {*NAMES}) if it.startswith("DataRow "))
    assert line == f"DataRow has {MOST + 1} tests: test_a has {MOST - 1}, test_c has 2"
