"""A wrong or missing tag of a union that cattrs tells apart is a problem of the payload."""

from typing import Any, Literal

import pytest
from attrs import define
from cattrs.strategies import configure_tagged_union
from engines import ENGINES_HERE, running

from converters import make_converter, problems
from orm_attrs import DataRow, LabelRow


@define
class Cat:
    kind: Literal["cat"]


@define
class Dog:
    kind: Literal["dog"]
    name: str


@define
class Home:
    pets: list[Cat | Dog]


def told(own: Any, payload: Any, kind: Any) -> tuple[str, str, str]:
    # For null, the hook of cattrs that forbids other keys raises an AttributeError.
    with pytest.raises(Exception) as caught:
        own.structure(payload, kind)
    (problem,) = problems(caught.value, strict=True)
    return problem.where, problem.code.value, problem.message


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("options", [{}, {"forbid_extra_keys": True}], ids=["lax", "forbid"])
def test_it_is_told_where_the_tag_stands(options: Any, engine: str) -> None:
    with running(engine):
        own = make_converter(**options)
        configure_tagged_union(DataRow | LabelRow, own)
        union: Any = DataRow | LabelRow
        at = "$._type"
        assert told(own, {"_type": "Nope"}, union) == (
            *(at, "unknown_tag"),
            "'Nope' is none of DataRow, LabelRow",
        )
        assert told(own, {}, union) == (at, "missing", "required, but missing")
        where, code, text = told(own, {"_type": []}, union)
        assert (where, code, text.partition(",")[0]) == (at, "wrong_type", "expected str")
        for payload, name in ((None, "null"), ([], "list"), (5, "int 5")):
            assert told(own, payload, union) == (
                *("$", "wrong_type"),
                f"expected an object, got {name}",
            )

        assert told(own, {"pets": [{"kind": "dog", "name": "a"}, {"kind": "cow"}]}, Home) == (
            *("$.pets[1].kind", "unknown_tag"),
            "'cow' is none of cat, dog",
        )
        assert told(own, {}, Cat | Dog) == ("$.kind", "missing", "required, but missing")
        assert told(own, None, Cat | Dog) == (
            *("$", "wrong_type"),
            "expected an object, got null",
        )


def test_a_default_takes_a_payload_without_a_tag() -> None:
    own = make_converter()
    configure_tagged_union(Cat | Dog, own, tag_name="is", default=Cat)
    assert own.structure({"kind": "cat"}, Cat | Dog) == Cat("cat")
    assert own.structure({"is": "Nope", "kind": "cat"}, Cat | Dog) == Cat("cat")


def test_a_key_that_another_hook_looks_up_in_vain_is_still_a_fault_of_the_hook() -> None:
    own = make_converter()
    own.register_structure_hook(Cat, lambda value, _: {"a": 1}[value["kind"]])
    with pytest.raises(KeyError) as caught:
        own.structure({"kind": "cat"}, Cat)
    (problem,) = problems(caught.value)
    assert problem.code == "hook_failed"
