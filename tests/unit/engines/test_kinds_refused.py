"""What the compiled engine is told of unions, mappings, tuples and values has to fit together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from engines import COMPILED

from converters.engines.compiled import Step
from converters.wire.vocabulary import JSON_TYPE_NAMES

if COMPILED is None:
    pytest.skip("the compiled engine does not run", allow_module_level=True)

STEP = Step(COMPILED.AS_IS)


def choice(**changes: Any) -> Any:
    """Make a choice between two steps, by the value of a key, with some arguments changed."""
    given: dict[str, Any] = {
        "steps": (STEP, Step(COMPILED.READ_INT)),
        "types": (-1,) * len(JSON_TYPE_NAMES),
        "depth": 0,
        "digits": -1,
        "keys": ("kind", "type"),
        "numbers": {"any": 0, "int": 1},
        "found": -1,
        "otherwise": 0,
        "declared": 0,
    }
    return COMPILED.Choice(**given | changes)


def mapping(**changes: Any) -> Any:
    """Make what converts mappings whose keys are text, with some arguments changed."""
    given = {"keys": 0, "key": str, "value": STEP, "other": dict, "owner": None}
    return COMPILED.Mapping(**given | changes)


def by_class(**changes: Any) -> Any:
    """Make what converts objects by their class, with some arguments changed."""
    given = {"classes": ((int, None),), "steps": (STEP,), "find": None, "other": str}
    return COMPILED.ByClass(**given | changes)


@pytest.mark.parametrize(
    "make",
    [
        COMPILED.Value,
        lambda: COMPILED.Value(5),
        lambda: COMPILED.Value(Step(COMPILED.READ_LITERAL, table=5)),
        lambda: COMPILED.Tuple([STEP], True, list),
        lambda: COMPILED.Tuple((5,), True, list),
        lambda: COMPILED.Tuple((STEP,) * 65, True, list),
        COMPILED.Tuple,
        lambda: mapping(keys=4),
        lambda: mapping(keys=-1),
        lambda: mapping(value=5),
        lambda: mapping(more=5),
        lambda: choice(steps=5),
        lambda: choice(steps=(5,)),
        lambda: choice(types=(-1,)),
        lambda: choice(types=(-1,) * 6 + (2,)),
        lambda: choice(types=("x",) * 7),
        lambda: choice(depth=-1),
        lambda: choice(digits=2),
        lambda: choice(digits=-2),
        lambda: choice(found=2),
        lambda: choice(otherwise=2),
        lambda: choice(keys=("é",)),
        lambda: choice(keys=(5,)),
        lambda: choice(keys=("a",) * 9),
        lambda: choice(numbers={"a": 2}),
        lambda: choice(numbers={"a": -1}),
        lambda: choice(numbers={"a": "b"}),
        lambda: choice(numbers={5: 0}),
        lambda: by_class(classes=()),
        lambda: by_class(classes=(5,)),
        lambda: by_class(classes=((5, None),)),
        lambda: by_class(classes=((int, 5),)),
        lambda: by_class(classes=((int,),)),
        lambda: by_class(steps=(5,)),
        lambda: by_class(other=5, more=5),
    ],
)
def test_what_does_not_fit_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        make()


def read(attempt: Any, text: str) -> Any:
    """Read a text with an attempt; None where it leaves that to others."""
    try:
        return COMPILED.read_text(attempt, text.encode())
    except Exception:
        return None


def test_a_choice_may_be_told_by_the_type_of_the_value_and_by_the_form_of_the_keys() -> None:
    types = dict.fromkeys(JSON_TYPE_NAMES, -1) | {
        "str": 0,
        "int": 1,
        "float": 0,
        "list": 0,
        "bool": 0,
    }
    made = choice(
        types=tuple(types.values()), digits=1, steps=(STEP, Step(COMPILED.CALL, call=len))
    )
    for value, text in (
        ("a", '"a"'),
        (1.5, "1.5"),
        (True, "true"),
        ([1], "[1]"),
        ({"kind": "any"}, '{"kind":"any"}'),
        ({"a": 1}, '{"a":1}'),
    ):
        assert made(value) == read(made, text) == value
    assert made({"1": 1, "22": 2}) == read(made, '{"1":1,"22":2}') == 2
    assert made({"kind": "int", "x": 1}) == read(made, '{"x":1,"kind":"int"}') == 2
    for value, text in ((None, "null"), ({"kind": "new"}, '{"kind":"new"}')):
        with pytest.raises(ValueError):
            made(value)
        assert read(made, text) is None
    assert made({"1": 1, "a": 2}) == {"1": 1, "a": 2}
    assert made({1: 1, "22": 2}) == 2
    assert made({}) == read(made, "{}") == 0
    with pytest.raises(TypeError):
        made(5)  # the step for it counts its characters
    with pytest.raises(ValueError):
        made((1, 2))


def test_keys_that_become_one_are_left_to_the_report() -> None:
    made = mapping(keys=3, key=str.lower)
    assert made({"A": 1, "b": 2}) == {"a": 1, "b": 2}
    with pytest.raises(Exception):
        made({"A": 1, "a": 2})
    assert read(made, '{"A":1,"b":2}') == {"a": 1, "b": 2}
    assert read(made, '{"A":1,"a":2}') is None


def test_a_class_is_looked_up_once_as_long_as_few_others_come() -> None:
    asked: list[type] = []

    def find(cls: type) -> Any:
        asked.append(cls)
        return True if cls is str else None

    made = by_class(classes=(), steps=(), find=find, other=repr)
    assert [made(it) for it in ("a", 1, "b", 2)] == ["a", "1", "b", "2"]
    assert asked == [str, int]
    assert COMPILED.text_of(made, "a") == b'"a"'
    assert COMPILED.text_of(made, 5) == b'"5"'
    kinds = [type(f"C{i}", (), {"__repr__": lambda self: "c"}) for i in range(20)]
    assert [made(kind()) for kind in kinds] == ["c"] * 20
    assert made("c") == "c"
    assert asked.count(str) == 2
