"""Classes that contain themselves are read and written by one engine all the way down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import Factory, define, field
from engines import COMPILED, ENGINES_HERE, is_compiled, running

from converters import INVALID, dumps, explain, loads, make_converter, validate
from converters.engines.compiled import Step
from converters.json_text import text_reader, text_writer
from orm_attrs import Keeper


@define
class Tree(Keeper):
    name: str
    children: list[Tree] = Factory(list)
    by_name: dict[str, Tree] = Factory(dict)
    side: str | Tree | None = None


@define
class Checked(Keeper):
    """A class that the compiled engine leaves to the pure one."""

    name: str = field(validator=lambda _, __, value: value + "")
    child: Checked | None = None
    children: list[Checked] = Factory(list)


def tree(levels: int) -> dict[str, Any]:
    leaf = {"name": "leaf", "children": [], "by_name": {}, "side": "none"}
    if not levels:
        return leaf
    inner = tree(levels - 1)
    return {"name": "n", "children": [inner, leaf], "by_name": {"a": inner}, "side": inner}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_it_is_read_and_written_at_each_level(engine: str) -> None:
    with running(engine):
        for options in ({}, {"unknown": "keep"}):
            made: Any = make_converter(**options)
            for cls, payload in (
                (Tree, tree(4)),
                (Checked, {"name": "a", "child": {"name": "b", "child": None, "children": []}}),
            ):
                obj = made.structure(payload, cls)
                again = made.structure(made.unstructure(obj), cls)
                assert obj == again == loads(json.dumps(payload), cls, converter=made)
                assert json.loads(dumps(obj, converter=made)) == made.unstructure(obj)
                assert not validate(obj)
            bad = tree(2)
            bad["children"][0]["side"]["children"] = [{"name": 5}]
            with pytest.raises(INVALID) as caught:
                made.structure(bad, Tree)
            assert "$.children[0].side.children[0].name: expected str, got int 5" in explain(
                caught.value
            )


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not there")
def test_no_level_is_left_to_another_engine() -> None:
    made = make_converter()
    assert is_compiled(made.get_structure_hook(Tree))
    read, write = (it(Tree, made) for it in (text_reader, text_writer))
    assert read is not None is not write
    assert json.loads(write(read(json.dumps(tree(3)).encode()))) == tree(3)


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not there")
def test_what_is_found_later_need_not_be_an_attempt() -> None:
    for find in (lambda: str.upper, lambda: COMPILED.Value(Step(COMPILED.READ_STR, call=str))):
        later = COMPILED.Later(find)
        value = later("a")
        assert value == ("A" if find() is str.upper else "a")
        assert COMPILED.read_text(later, b'"a"') == value
        assert json.loads(COMPILED.text_of(later, "a")) == value

    def fail() -> Any:
        raise LookupError

    failing = COMPILED.Later(fail)
    for call in (
        lambda: failing("a"),
        lambda: COMPILED.read_text(failing, b'"a"'),
        lambda: COMPILED.text_of(failing, "a"),
    ):
        with pytest.raises(LookupError):
            call()
    with pytest.raises(TypeError):
        COMPILED.Later()


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not there")
def test_what_was_found_first_stays() -> None:
    """Another thread may be in it, while this one still looks for the same."""
    found = [COMPILED.Value(Step(COMPILED.CALL, call=lambda _, it=it: it)) for it in "ab"]

    def find() -> Any:
        attempt = found.pop()
        if found:
            assert later("x") == "a"
        return attempt

    later = COMPILED.Later(find)

    assert later("x") == later("x") == "a"
