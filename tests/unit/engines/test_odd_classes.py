"""Classes whose objects are not just what their slots hold, and odd uses of hooks."""

from __future__ import annotations

import copy
import inspect
import json
import typing
from collections.abc import Iterator
from contextlib import suppress
from random import getrandbits
from typing import Any

import attrs
import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError
from engines import ENGINES_HERE, row, running

from converters import dumps, loads, make_converter
from converters.plans.hooks import pair_of
from orm_attrs import DataRow, Keeper


@pytest.fixture(params=ENGINES_HERE)
def engine(request) -> Iterator[str]:
    with running(request.param):
        yield request.param


class Doubling(type):
    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        made = super().__call__(*arguments, **named)
        made.number *= 2
        return made


@attrs.define
class OfAMetaclass(metaclass=Doubling):
    number: int


@attrs.define
class WithGetattribute:
    number: int

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        return value + 1 if name == "number" else value


@attrs.define(slots=False)
class WithMemberOfC(StopIteration):
    value: int


@attrs.define
class WithDescriptor:
    number: int


class member_descriptor:  # noqa: N801 - as that of a slot is named
    def __get__(self, obj: Any, _: Any = None) -> Any:
        return self if obj is None else 3

    def __set__(self, _: Any, __: Any) -> None:
        pass


WithDescriptor.number = member_descriptor()  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [OfAMetaclass, WithGetattribute, WithMemberOfC, WithDescriptor])
def test_an_odd_class_is_read_and_written_as_cattrs_does(kind, engine):
    (field,) = attrs.fields(kind)
    payload = {field.name: 5}
    results = []
    for converter in (make_converter(), make_converter(unknown="keep"), Converter()):
        objects = [
            converter.structure(payload, kind),
            *converter.structure([payload], list[kind]),
            kind(5),
        ]
        values = [getattr(it, field.name) for it in objects]
        results.append((values, [converter.unstructure(it) for it in objects]))
    assert results[0] == results[1] == results[2]


# --- what objects hold ----------------------------------------------------------------------------


class Text(str):
    __slots__ = ()


@attrs.define
class Hooked(Keeper):
    text: Text = attrs.field(factory=lambda: Text("d"))
    other: Text | None = None
    number: int = 1
    made: int = attrs.field(default=0, converter=int)


@pytest.mark.parametrize("omits", [False, True])
def test_an_absent_key_stays_absent_also_where_a_service_has_a_hook(omits, engine):
    converter = make_converter(unknown="keep", omit_if_default=omits)
    converter.register_structure_hook(Text, lambda value, _: Text(value))
    converter.register_unstructure_hook(Text, lambda value: str(value) + "!")
    for payload in ({}, {"number": 2.0}, {"made": 3}):
        assert converter.unstructure(converter.structure(payload, Hooked)) == payload


def test_a_default_that_a_hook_cannot_write_is_no_problem_of_the_payload(engine):
    converter = make_converter(unknown="keep")
    converter.register_unstructure_hook(Text, lambda value: 1 / 0)
    assert converter.structure({}, Hooked) == Hooked()


@attrs.define
class Gone(Keeper):
    text: Text | None = None


def test_what_a_hook_reads_as_none_is_not_taken_for_null(engine):
    converter = make_converter(unknown="keep", omit_if_default=True)
    converter.register_structure_hook(Text, lambda value, _: None)
    assert converter.unstructure(converter.structure({"text": "a"}, Gone)) == {}
    assert converter.unstructure(converter.structure({"text": None}, Gone)) == {"text": None}


def test_what_an_object_holds_may_be_broken_without_harm_to_others(engine):
    converter = make_converter(unknown="keep")
    payload = row(data_type="UNHEARD_OF")
    (broken,) = (
        it for it in converter.structure(payload, DataRow)._kept.originals if it.key == "data_type"
    )
    del broken.value
    assert converter.unstructure(converter.structure(payload, DataRow))["data_type"] == "UNHEARD_OF"


def test_what_objects_share_may_be_broken_without_a_crash(engine):
    converter = make_converter(unknown="keep")
    payload = {"label_hash": "l", "data_hash": "d", "dataset_hash": "s", "data_title": "t"}
    for break_it in (
        lambda held: setattr(held, "originals", 5),
        lambda held: delattr(held, "originals"),
    ):
        made = converter.structure(payload, Hooked)
        assert made._kept.originals
        break_it(made._kept)
        for again in (payload, {}, {**payload, "number": 1.0}):
            # Objects share what they hold, and so the damage: as an error, not as a crash.
            with suppress(TypeError, AttributeError, ClassValidationError):
                converter.structure(again, Hooked)


class Unsteady:
    def __hash__(self) -> int:
        return getrandbits(60)


def test_keys_whose_hash_changes_are_copied_once(engine):
    converter = make_converter(unknown="keep")
    made = converter.structure(row(more={Unsteady(): [1], Unsteady(): {}}), DataRow)
    assert len(converter.unstructure(made)["more"]) == 2


NAMES = ("count", "size", "len", "pattern", "more", "kept", "raw", "obj", "get", "take", "payload")
NAMES = (*NAMES, "struct", "KeyError", "ValueError", "str", "v", "r", "result", "isinstance")


@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"unknown": "forbid"}])
@pytest.mark.parametrize("name", NAMES)
def test_a_field_may_have_any_name(name, options, engine):
    fields = {it: attrs.field(type=int, default=0) for it in (name, "last")}
    kind = attrs.make_class("Named", fields, bases=(Keeper,), slots=True)
    converter = make_converter(**options)
    attempt = pair_of(converter.get_structure_hook(kind)).attempt
    write = pair_of(converter.get_unstructure_hook(kind)).attempt
    unknown = {"more_keys": 1} if options == {"unknown": "keep"} else {}
    for payload in ({name: 50, "last": 51} | unknown, {name: 50} | unknown, {"last": 50}):
        made = attempt(payload)
        assert made == kind(**{it: payload.get(it, 0) for it in fields})
        assert write(made) == (payload if options == {"unknown": "keep"} else attrs.asdict(made))
        assert loads(dumps(made, converter=converter), kind, converter=converter) == made


@attrs.define
class Late(Keeper):
    text: Text
    number: int
    last: bool = False
    other: Text | None = None


@attrs.define
class Disturbed(Keeper):
    number: int
    text: Text


@pytest.mark.parametrize(
    ("disturb", "more"),
    [
        (lambda payload: payload.pop("number"), {"more": 1}),
        (lambda payload: payload.update(added=2), {"more": 1, "added": 2}),
        (lambda payload: payload.update(more=2), {"more": 2}),
    ],
)
def test_unknown_keys_are_held_also_where_a_hook_changes_the_payload(disturb, more, engine):
    def hook(value: Any, _: Any) -> Text:
        disturb(payload)
        return Text(value)

    converter = make_converter(unknown="keep")
    converter.register_structure_hook(Text, hook)
    payload = {"number": 1, "text": "t", "more": 1}
    made = converter.structure(payload, Disturbed)
    assert converter.unstructure(made) == {"number": 1, "text": "t", **more}


def break_originals(held: Any) -> None:
    for original in held.originals:
        del original.written
        del original.value


@pytest.mark.parametrize(
    "disturb",
    [
        break_originals,
        lambda held: held.extra_keys.update({5: 1}),
        lambda held: held.extra_keys.update(number=3),
        lambda held: held.extra_keys.clear(),
        lambda held: setattr(held, "extra_keys", None),
    ],
)
def test_a_hook_may_disturb_what_an_object_holds_while_text_is_written(disturb, engine):
    def hook(value: Text) -> str:
        disturb(made._kept)
        return str(value)

    converter = make_converter(unknown="keep")
    converter.register_unstructure_hook(Text, hook)
    payload = {"text": "t", "number": 1, "last": 1, "more": [1]}
    made = converter.structure(payload, Late)
    text = b"null"
    with suppress(ClassValidationError, AttributeError):
        text = dumps(made, converter=converter)
    pairs = json.loads(text, object_pairs_hook=list)
    assert pairs is None or len(dict(pairs)) == len(pairs)


# --- hooks ----------------------------------------------------------------------------------------


def test_a_hook_is_inspected_and_copied_like_a_function(engine):
    hook = make_converter().get_structure_hook(DataRow)
    assert copy.copy(hook) is hook
    assert copy.deepcopy([hook])[0] is hook
    assert [it.default for it in inspect.signature(hook).parameters.values()][1:] == [None]
    assert set(typing.get_type_hints(hook)) == {"value", "_", "return"}
    assert inspect.unwrap(hook)(row(), DataRow) == hook(row())
