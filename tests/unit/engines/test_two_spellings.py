"""Classes with two spellings of their keys are read, kept and written by either engine alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any, Final

import pytest
from engines import COMPILED, ENGINES_HERE, is_compiled, running
from strategies import Maker

from converters import evolve, explain, make_converter
from converters.json_text import dumps, text_reader
from converters.tables import WireField, wire_fields
from converters.unknown.held import kept_of, same
from orm_attrs import DatasetDataInfo, LabelLog, LabelRowMetadataDTO, ProjectDTO

OPTIONS: Final = ({}, {"unknown": "keep"}, {"unknown": "forbid"})
VALUES: Final[dict[str, Any]] = {
    "data_hash": "h",
    "title": "t",
    "backing_item_uuid": "7A6F3A57-6a3c-4e4b-8b62-0d3b5b0c0c11",
    "annotation_hash": "hash",
    "identifier": "name",
}


def spelled(field: WireField, value: Any) -> Iterator[dict[str, Any]]:
    """Give the ways to say a field: not at all, by each key, by both in either order, as null."""
    own, other = field.key, field.other_key
    yield {}
    for said in (value, None, "") if field.name == "backing_item_uuid" else (value, None):
        yield {own: said}
        if other is not None:
            yield {other: said}
            yield {own: said, other: f"{value} again"}
            yield {other: f"{value} again", own: said}


def outcome(read: Any, payload: Any) -> Any:
    """Tell what is made of a payload and what that holds, or how it is refused."""
    try:
        made = read(payload)
    except Exception as refused:
        return explain(refused)
    return made, kept_of(made)


def payloads(kind: Any, names: tuple[str, ...], **others: Any) -> Iterator[dict[str, Any]]:
    """Give payloads of a class with each way to say some of its fields, beside the others."""
    fields = [it for it in wire_fields(kind) if it.name in names]
    for parts in product(*(spelled(field, VALUES[field.name]) for field in fields)):
        payload = dict(others)
        for part in parts:
            payload |= part
        yield payload


LOG: Final = {
    "log_hash": "l",
    "user_hash": "u",
    "user_email": "e",
    "data_hash": "d",
    "feature_hash": None,
    "action": 1,
    "label_name": None,
    "time_taken": 2,
    "frame": None,
    "created_at": "2022-01-05 18:51:05",
}
CASES: Final = (
    (DatasetDataInfo, ("data_hash", "title", "backing_item_uuid"), {}),
    (DatasetDataInfo, ("title",), {"data_hash": "h", "new": [1]}),
    (LabelLog, ("annotation_hash", "identifier"), LOG),
)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize(("kind", "names", "others"), CASES)
def test_each_spelling_gives_the_same_by_either_engine_from_dicts_and_text(
    kind: Any, names: tuple[str, ...], others: dict[str, Any], options: Any
) -> None:
    made: dict[str, list[Any]] = {}
    for engine in ENGINES_HERE:
        converter = make_converter(**options)
        with running(engine):
            hook = converter.get_structure_hook(kind)
            assert is_compiled(hook) is (engine == "compiled")
            made[engine] = [outcome(hook, it) for it in payloads(kind, names, **others)]
            # Each twice: what was learned of the keys of one payload is asked for the next.
            again = [outcome(hook, it) for it in payloads(kind, names, **others)]
        assert again == made[engine]
        read = text_reader(kind, converter)
        if engine == "compiled":
            for payload, from_dict in zip(payloads(kind, names, **others), again, strict=True):
                if isinstance(from_dict, tuple) and not set(spellings(kind, payload)):
                    assert outcome(read, json.dumps(payload).encode()) == from_dict, payload
    assert len({len(it) for it in made.values()}) == 1
    for engine in ENGINES_HERE:
        assert made[engine] == made["pure"]


def spellings(kind: Any, payload: dict[str, Any]) -> list[str]:
    """Give the fields that a payload says in both spellings."""
    fields = wire_fields(kind)
    own = {it.key for it in fields}
    return [
        it.name
        for it in fields
        if it.key in payload and it.other_key in payload and it.other_key not in own
    ]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_kept_is_written_in_the_spelling_that_was_read(engine: str) -> None:
    converter = make_converter(unknown="keep")
    with running(engine):
        for kind, names, others in CASES:
            for payload in payloads(kind, names, **others):
                try:
                    obj = converter.structure(payload, kind)
                except Exception:
                    continue
                assert same(converter.unstructure(obj), payload)
                assert same(json.loads(dumps(obj, converter=converter)), payload)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_field_that_was_changed_is_written_in_the_usual_spelling(engine: str) -> None:
    converter = make_converter(unknown="keep")
    payload = {"dataHash": "h", "title": "t", "backingItemUuid": None}
    with running(engine):
        obj = converter.structure(payload, DatasetDataInfo)
        changed = evolve(obj, data_hash="g")
        assert converter.unstructure(obj) == payload
        assert converter.unstructure(changed) == {
            "data_hash": "g",
            "title": "t",
            "backingItemUuid": None,
        }


@pytest.mark.parametrize("kind", [LabelRowMetadataDTO, LabelLog, ProjectDTO])
def test_text_of_classes_with_two_spellings_is_left_to_nobody_else(kind: Any) -> None:
    if COMPILED is None:
        pytest.skip("the compiled engine is not there")
    maker = Maker(Random(0))
    other = {it.key: it.other_key or it.key for it in wire_fields(kind)}
    own = {written: key for key, written in other.items()} | {key: key for key in other}
    converters = [make_converter(**options) for options in OPTIONS]
    count = 0
    for _ in range(50):
        payload = json.loads(json.dumps(maker.payload(kind)))
        known = {own[key]: value for key, value in payload.items() if key in own}
        for said in (known, {other[key]: value for key, value in known.items()}):
            for converter in converters:
                made = outcome(lambda it, own=converter: own.structure(it, kind), said)
                if isinstance(made, tuple):
                    read = text_reader(kind, converter)
                    assert outcome(read, json.dumps(said).encode()) == made
                    count += 1
    assert count > 50
