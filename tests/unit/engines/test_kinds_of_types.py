"""Unions, mappings, tuples, literals and lists of numbers are the same by either engine."""

from __future__ import annotations

import json
from collections import OrderedDict, UserDict
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import product
from math import inf, nan
from typing import Any, Final, Literal, NewType, Optional
from uuid import UUID

import attrs
import pytest
from engines import COMPILED, ENGINES_HERE, is_compiled, running

from converters import dumps, explain, loads, make_converter
from converters.engines.unions import register_union, union_structure_hook
from converters.json_text import text_reader, text_writer
from converters.plans.report import Limits
from converters.wire.vocabulary import ByKeys, ByType, Tag
from orm_attrs import Keeper, WorkflowStage

LIMITS: Final = Limits(1000, is_detailed=True)


class Side(Enum):
    LEFT = "left"
    RIGHT = "right"


class Level(Enum):
    LOW = 1
    HIGH = 2


@attrs.define
class Box(Keeper):
    shape: Literal["box"]
    width: float
    uid: str = ""


@attrs.define
class Point(Keeper):
    shape: Literal["point"]
    at: tuple[float, float]


@attrs.define
class Note(Keeper):
    """A class without the key that tells."""

    text: str | None = None


Own = NewType("Own", str)
SHAPE: Final[Any] = Box | Point | Note
BY_TAG: Final = Tag(("shape", "kind"), {"box": Box, "point": Point}, unknown=Note)
BY_KEY: Final = Tag("width", Box, unknown=Point)
BOXES: Final[Any] = Box | dict[int, Box] | dict[str, Box]
BY_KEYS: Final = ByKeys(("width", "uid"), Box, digits=dict[int, Box], unknown=dict[str, Box])
ANYTHING: Final[Any] = str | list[Box]
TYPES: Final[tuple[Any, ...]] = (
    Literal["a", "b"],
    Literal[1, 2, "1"],
    Literal[True, 1, "x"],
    Literal[Side.LEFT, "right"],
    Optional[Literal["a", None]],  # noqa: PYI061 - as services write it
    Optional[Side],
    Optional[datetime],
    Optional[UUID],
    Optional[list[float]],
    list[Optional[int]],
    list[Optional[Box]],
    list[float],
    list[list[float]],
    list[list[int]],
    tuple[float, float],
    tuple[str, Optional[int], list[Box]],
    list[tuple[float, float]],
    dict[str, float],
    dict[str, Box],
    dict[int, Box],
    dict[int, list[float]],
    dict[Side, int],
    dict[Level, Literal["a"]],
    dict[Own, dict[int, str]],
    dict[str, Optional[tuple[int, int]]],
    WorkflowStage,
    list[WorkflowStage],
    SHAPE,
    list[SHAPE],
    dict[int, SHAPE],
    BOXES,
    dict[str, BOXES],
    list[ANYTHING],
    list[Side | str],
    dict[Side | str, Side | Literal["", "a"]],
    list[int | float | str | None],
    dict[str, int | str],
    list[int] | list[list[float]] | list[Box],
    Optional[bool | dict[int, Box]],
)

_BOX: Final = {"shape": "box", "width": 1}
_POINT: Final = {"shape": "point", "at": [1, 2.5]}
_STAGE: Final = {"uuid": "7a6f3a57-6a3c-4e4b-8b62-0d3b5b0c0c11", "title": "t"}
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, 2, -1, 1.0, 2.5, 1e300, "a", "b", "x", "1", "left", "", "é"),
    *("2022-01-05 18:51:05", "7a6f3a57-6a3c-4e4b-8b62-0d3b5b0c0c11"),
    *([], [1], [1, 2.5], [1, None], ["a", None, []], ["a", 1, [_BOX]], [[1], [2, 3.5]], [[]]),
    *([[1, "x"]], [[1, 2], (3, 4)], [None, 1], [_BOX, None], [_BOX, _POINT, {}], [_BOX, 5]),
    *((1, 2), (1.5, 2.5, 3.5), [1.5, 2.5, 3.5], ["1", "2"]),
    *({}, {"a": 1}, {"a": 1.5, "b": None}, {"1": _BOX}, {"01": _BOX}, {"-1": _BOX}, {"-0": _BOX}),
    *({1: _BOX}, {"1": _BOX, 1: _BOX}, {"1": [1, 2]}, {"9" * 18: [1]}, {"9" * 19: [1]}),
    *({"9" * 30: [1]}, {"left": 1}, {"up": 1}, {"1": "a"}, {"1": "b"}, {"x": {"1": "y"}}),
    *({"x": [1, 2]}, {"x": None}, {"x": [1]}, {True: [1]}, {1.0: [1]}, {"é": 1.5}, {"": 1.5}),
    *(_BOX, _POINT, {"kind": "box", "width": 1}, {"width": 1, "shape": "box"}),
    *({"kind": "point", **_BOX}, {**_BOX, "kind": "point"}, {"shape": "star"}, {"shape": 5}),
    *({"shape": None}, {"shape": "box"}, {"text": "x"}, {"text": 5}, {"shape": "é"}),
    *({"uid": {"shape": "point"}, "x": [{"shape": "point"}], **_BOX},),
    *({**_STAGE, "stageType": "DONE"}, {**_STAGE, "stage_type": "AGENT", "pathways": []}),
    *({"stage_type": "DONE", **_STAGE, "stageType": "AGENT", "pathways": []},),
    *({"stageType": "NIX", **_STAGE}, {"stageType": 5, **_STAGE}, _STAGE),
)


OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "ignore": {},
    "keep": {"unknown": "keep"},
    "first problem only": {"detailed_validation": False},
}


@cache
def made(engine: str, options: str) -> Any:
    """Make a converter that tells the classes of the union apart, with hooks of an engine."""
    converter = make_converter(**OPTIONS[options])
    register_union(converter, SHAPE, BY_TAG)
    register_union(converter, BOXES, BY_KEYS)
    register_union(converter, ANYTHING, ByType(unknown="as_is"))
    with running(engine):
        for kind in TYPES:
            hook = converter.get_structure_hook(kind)
            assert is_compiled(hook) is (engine == "compiled"), kind
            converter.get_unstructure_hook(kind)
    return converter


def outcome(convert: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """Tell what a conversion gives, or how it fails."""
    try:
        return repr(convert(*arguments, **options))
    except Exception as problem:
        return f"{type(problem).__name__}: {explain(problem)}"


every_option = pytest.mark.parametrize("options", OPTIONS)


@every_option
def test_each_value_is_read_the_same(options: str) -> None:
    by_engine = [made(engine, options) for engine in ENGINES_HERE]
    for kind, value in product(TYPES, VALUES):
        others = [OrderedDict(value), UserDict(value)] if isinstance(value, dict) else []
        for payload in (value, *others):
            before = deepcopy(payload)
            found = {outcome(it.structure, payload, kind) for it in by_engine}
            assert len(found) == 1, (kind, payload, found)
            assert payload == before


@every_option
@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_each_value_is_read_from_text_as_from_its_content(engine: str, options: str) -> None:
    converter = made(engine, options)
    for kind, value in product(TYPES, VALUES):
        text = json.dumps(value)
        read = outcome(loads, text, kind, converter=converter)
        assert read == outcome(converter.structure, json.loads(text), kind), (kind, text)


@every_option
def test_what_was_read_is_written_the_same(options: str) -> None:
    by_engine = [made(engine, options) for engine in ENGINES_HERE]
    count = 0
    for kind, value in product(TYPES, VALUES):
        try:
            obj = by_engine[0].structure(value, kind)
        except Exception:
            continue
        found = {outcome(it.unstructure, obj, kind) for it in by_engine}
        assert len(found) == 1, (kind, obj, found)
        for converter in by_engine:
            write = text_writer(kind, converter)
            try:
                data = b"" if write is None else write(obj)
            except Exception:
                continue  # another writer of text does it
            if data:
                written = json.loads(json.dumps(converter.unstructure(obj, kind)))
                assert repr(json.loads(data)) == repr(written), (kind, obj)
        count += 1
    assert count > 100


# --- texts that no content has --------------------------------------------------------------------

TEXTS: Final = (
    ('{"shape":"box","width":1,"shape":"point","at":[1,2]}', SHAPE),
    ('{"width":1,"shape":"box","shape":"box"}', SHAPE),
    ('{"shape":"star","shape":"star","text":"x"}', SHAPE),
    ('{"kind":"box","shape":"point","at":[1,2]}', SHAPE),
    ('{"kind":"box","kind":"point","at":[1,2],"shape":"point"}', SHAPE),
    ('{"sh\\u0061pe":"box","width":1}', SHAPE),
    ('{"shape":"b\\u006fx","width":1}', SHAPE),
    (' { "x" : {"shape":"point"} , "shape" : "box" , "width" : 1 } ', SHAPE),
    ('{"1":[1],"1":[2]}', dict[int, list[float]]),
    ('{"\\u0031":[1]}', dict[int, list[float]]),
    ('{"a":1,"a":2.5}', dict[str, float]),
    ('{"left":1,"left":2}', dict[Side, int]),
    ("[1,2,]", tuple[float, float]),
    ("[1 , 2]", tuple[float, float]),
    ("[[1,2],[3,4]", list[list[float]]),
    ("[1e400]", list[float]),
    ("[" + "1" * 400 + "]", list[float]),
    ("[0.1,1e2,-0.0,1E-2,123456789012345678901234567890,0.30000000000000004]", list[float]),
    ("[01]", list[float]),
    ("[1.]", list[float]),
    ("[-]", list[float]),
    ("[.5]", list[float]),
    ('"a" x', Literal["a", "b"]),
    ("nul", Optional[list[float]]),
    ("null", Optional[list[float]]),
    ("nullx", Optional[list[float]]),
)


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_texts_of_odd_forms_are_read_as_python_reads_them(text: str, kind: Any) -> None:
    for engine in ENGINES_HERE:
        converter = made(engine, "ignore")
        read = outcome(loads, text, kind, converter=converter)
        try:
            content = json.loads(text)
        except ValueError:
            assert "invalid JSON" in read
            continue
        if content == [inf]:
            assert "too large for a float" in read
        else:
            assert read == outcome(converter.structure, content, kind)


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not there")
def test_good_text_of_each_kind_is_left_to_nobody_else() -> None:
    converter = made("compiled", "ignore")
    for kind, text in (
        (Literal["a", "b"], '"a"'),
        (Optional[datetime], '"Thu, 09 Feb 2023 14:12:03 GMT"'),
        (list[list[float]], "[[1,2.5],[]]"),
        (tuple[str, Optional[int], list[Box]], '["x",null,[{"shape":"box","width":1}]]'),
        (dict[int, SHAPE], '{"1":{"uid":"u","width":1,"shape":"box"},"2":{"text":null}}'),
        (dict[Side, int], '{"left":1,"right":2}'),
        (list[WorkflowStage], json.dumps([{**_STAGE, "stageType": "DONE"}])),
    ):
        read = text_reader(kind, converter)
        assert read is not None
        assert read(text.encode()) == converter.structure(json.loads(text), kind)


def test_a_union_may_be_told_by_which_key_is_there() -> None:
    for engine in ENGINES_HERE:
        converter = make_converter()
        with running(engine):
            hook = union_structure_hook(Box | Point, BY_KEY, converter, LIMITS)
        assert hook({"x": {"width": 1}, **_POINT}) == Point("point", (1, 2.5))
        assert hook({**_BOX, "x": 1}) == Box("box", 1)
        with pytest.raises(Exception) as found:
            hook({**_POINT, "width": 1})
        assert "$.shape" in explain(found.value)[0]


# --- lists that name no type ----------------------------------------------------------------------


class Text(str):
    __slots__ = ()


def test_lists_of_anything_are_written_by_the_classes_of_their_items() -> None:
    box, note = Box("box", 1.5, "u"), Note("n")
    lists: tuple[list[Any], ...] = (
        [box, note, box],
        [box, None, 1, True, 2.5, "text", Text("more")],
        [Side.LEFT, datetime(2022, 1, 5, 18, 51, 5), UUID(int=5)],
        [[box], [[note]], {"a": box}],
        [type(f"C{i}", (), {}) for i in range(20)],
        [],
    )
    for values in lists:
        found = set()
        for engine in ENGINES_HERE:
            with running(engine):
                found.add(outcome(make_converter().unstructure, values))
        assert len(found) == 1
        if values[:1] == [box]:
            assert repr(json.loads(dumps(values))) in found


def test_a_hook_that_is_registered_later_is_asked_for_items_of_lists() -> None:
    for engine in ENGINES_HERE:
        with running(engine):
            converter = make_converter()
            assert converter.unstructure([Note("a"), 1]) == [{"text": "a"}, 1]
            converter.register_unstructure_hook(Note, lambda note: note.text)
            assert converter.unstructure([Note("a"), 1]) == ["a", 1]


def test_numbers_that_json_does_not_have_are_refused_in_each_kind() -> None:
    for engine in ENGINES_HERE:
        converter = made(engine, "ignore")
        for kind, obj in (
            (list[list[float]], [[nan]]),
            (dict[int, list[float]], {1: [inf]}),
            (tuple[float, float], (nan, 1.0)),
        ):
            write = text_writer(kind, converter)
            if write is not None:
                assert outcome(write, obj) == "ValueError: ['$: ValueError']"
            with pytest.raises(ValueError, match="JSON"):
                dumps({"a": converter.unstructure(obj, kind)}, converter=converter)
