"""Hostile inputs do no harm, and the checks would notice if they did."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from cattrs.errors import ClassValidationError

from fuzz.__main__ import run
from fuzz.checks import DEFAULT, FORBID, Checks
from fuzz.inputs import HOSTILE, Inputs, nested
from fuzz.kinds import Plain, Tree
from fuzz.outcomes import FindingError, Outcome, Snapshot, alike, call, expect_alike, is_json
from orm_attrs import DataRow, StorageLocation


def test_a_few_hundred_inputs_find_nothing() -> None:
    checks, findings = run(seed=1, count=400)

    assert findings == {}
    for what in ("structure", "loads", "unstructure", "dumps", "row"):
        assert checks.count[f"{what} gives"]
        assert checks.count[f"{what} refuses"]


def test_the_same_number_makes_the_same_input() -> None:
    one, other = (Inputs(Random("1:5")).text(DataRow) for _ in range(2))

    assert one == other
    assert one != Inputs(Random("1:6")).text(DataRow)


@pytest.mark.parametrize("make", HOSTILE)
def test_each_hostile_value_is_made_anew(make: Any) -> None:
    one, other = make(), make()

    assert one is not other or not isinstance(one, (list, dict))


# --- the checks can fail --------------------------------------------------------------------------


def fails(problem: Any) -> Any:
    def function(*_: Any) -> Any:
        raise problem

    return function


@pytest.mark.parametrize(
    ("problem", "finding"),
    [
        (AttributeError("x"), "unclean AttributeError"),
        (RecursionError("x"), "unclean RecursionError"),
        (KeyError("x"), "unclean KeyError"),
        (ClassValidationError("x", [AttributeError("y")], Plain), "mistake in a hook"),
        (ClassValidationError("x", [ValueError("y")] * 1300, Plain), "long report"),
    ],
)
def test_a_call_that_ends_otherwise_than_it_may_is_found(problem: Any, finding: str) -> None:
    with pytest.raises(FindingError, match=finding):
        call(fails(problem))


def test_a_clean_error_is_an_outcome() -> None:
    assert call(fails(ValueError("bad"))) == Outcome(None, ("$: bad",))
    assert call(lambda: 5) == Outcome(5, None)


def test_an_unknown_key_of_a_forbidding_converter_is_no_mistake_in_a_hook() -> None:
    outcome = call(FORBID.structure, {"name": "a", "odd": 1}, Plain)

    assert not outcome.is_good
    assert "odd" in (outcome.lines or ("",))[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(b=1),
        lambda it: it["a"].append(3),
        lambda it: it["a"][1].update(c=2),
        lambda it: setattr(it["d"], "name", "other"),
        lambda it: it.pop("a"),
    ],
)
def test_a_change_of_the_input_is_found(change: Any) -> None:
    value = {"a": [1, {"b": 2}], "d": Tree("x")}
    snapshot = Snapshot(value)
    snapshot.check()
    change(value)

    with pytest.raises(FindingError, match="input changed"):
        snapshot.check()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([1], [1, 2]),
        (Tree("a"), Tree("b")),
        (Tree("a", children=[Tree("b")]), Tree("a", children=[Tree("c")])),
        (StorageLocation.AWS, 1),
        (nested(5000), nested(5001)),
    ],
)
def test_values_that_differ_are_told_apart(one: Any, other: Any) -> None:
    assert alike(one, other)
    assert not alike(one, one)
    with pytest.raises(FindingError, match=r"^what: "):
        expect_alike("what", Outcome(one, None), Outcome(other, None))


def test_an_acceptance_and_a_refusal_are_told_apart() -> None:
    with pytest.raises(FindingError, match=r"only the second accepts: \$: bad"):
        expect_alike("what", Outcome(None, ("$: bad",)), Outcome(5, None))
    with pytest.raises(FindingError, match=r"bad \| \$: worse"):
        expect_alike("what", Outcome(None, ("$: bad",)), Outcome(None, ("$: worse",)))


def test_what_a_json_reader_gives_is_told_from_what_it_does_not() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    for value in (1, "a", None, [True, {"a": 1.5}], nested(5000)):
        assert is_json(value)
    for value in (float("nan"), "\ud800", {1: 2}, {"\ud800": 1}, (1,), cycle, b"x"):
        assert not is_json(value)


def test_a_converter_that_loses_something_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = DEFAULT.unstructure
    monkeypatch.setattr(DEFAULT, "unstructure", lambda *given: {**usual(*given), "name": "x"})

    with pytest.raises(FindingError, match="round trip: "):
        Checks().structure({"name": "a"}, Plain, 6)
