"""What the compiled engine notes of a payload, so that it is written as it was."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

import attrs
import pytest
from engines import COMPILED, ENGINES_HERE, is_compiled, row, running

from converters import make_converter
from converters.unknown.held import kept_of, same
from orm_attrs import DataRow, DatasetUserRole, Keeper, LabelRowMetadata

if COMPILED is None:
    pytest.skip("the compiled engine does not run", allow_module_level=True)


ROW = row(created_at="2022-01-05T18:51:05Z")


@attrs.define
class Odd(Keeper):
    flag: bool
    uuid: UUID
    texts: dict[str, int]


@pytest.mark.parametrize(
    "payload",
    [
        {"flag": 1, "uuid": str(UUID(int=0xA)).upper(), "texts": {"a": 1.0}},
        {"flag": True, "uuid": str(UUID(int=1)), "texts": {}, "more": datetime(2022, 1, 5)},
    ],
)
def test_values_that_are_written_otherwise_come_back(payload):
    converter = make_converter(unknown="keep")
    assert is_compiled(converter.get_structure_hook(Odd))
    assert converter.unstructure(converter.structure(payload, Odd)) == payload


def test_what_is_held_is_put_back_only_where_it_is_what_it_was():
    converter = make_converter(unknown="keep")
    payload = {**ROW, "data_type": "SCENE", "more": {"a": [1]}}
    made = converter.structure(payload, DataRow)
    written = converter.unstructure(made)
    assert written["data_type"] == "SCENE"
    written["more"]["a"].append(2)
    assert converter.unstructure(made)["more"] == {"a": [1]}
    made._kept.originals[0].written = object()
    assert converter.unstructure(made)["more"] == {"a": [1]}
    for broken in ((5,), 5):
        made._kept.originals = broken
        with pytest.raises(Exception):
            converter.unstructure(made)
    made._kept = 5
    with pytest.raises(Exception):
        converter.unstructure(made)


def test_many_unknown_values_of_an_enum_are_not_remembered_for_ever():
    converter = make_converter(unknown="keep")
    payloads = [{**METADATA, "label_status": f"NEW_{i}"} for i in range(600)]
    made = converter.structure(payloads, list[LabelRowMetadata])
    assert [one["label_status"] for one in converter.unstructure(made)] == [
        one["label_status"] for one in payloads
    ]


METADATA = {
    "label_hash": None,
    "data_hash": "d",
    "dataset_hash": "e",
    "dataset_title": "t",
    "data_title": "u",
    "data_type": "video",
    "data_link": None,
    "label_status": "LABELLED",
    "annotation_task_status": None,
    "number_of_frames": 1,
}


@attrs.define
class Later(Keeper):
    size: int = 5
    role: DatasetUserRole = DatasetUserRole.USER
    flag: bool = True
    texts: list[str] = attrs.Factory(list)
    number: int | None = None


ABSENT = object()
SPELLINGS = {
    "size": (ABSENT, 5, 5.0, 7),
    "role": (ABSENT, 1, 1.0, 0),
    "flag": (ABSENT, True, 1, False),
    "texts": (ABSENT, [], ["a"]),
    "number": (ABSENT, None, 2.0),
}


def test_a_default_that_would_be_left_out_comes_back_where_the_payload_had_it():
    engines = []
    for engine in ("pure", "compiled"):
        with running(engine):
            engines.append(make_converter(unknown="keep", omit_if_default=True))
            hook = engines[-1].get_structure_hook(Later)
            engines[-1].get_unstructure_hook(Later)
            assert is_compiled(hook) is (engine == "compiled")
    for values in product(*SPELLINGS.values()):
        pairs = zip(SPELLINGS, values, strict=True)
        payload = {name: value for name, value in pairs if value is not ABSENT}
        pure, made = (converter.structure(payload, Later) for converter in engines)
        assert made == pure
        assert kept_of(made) == kept_of(pure)
        for converter in engines:
            assert same(converter.unstructure(made), payload)


def test_a_default_that_cannot_be_made_or_compared_ends_the_attempt():
    def fail(*_: Any) -> Any:
        raise RuntimeError("no default")

    class Incomparable:
        __ne__ = fail

    @attrs.define
    class Broken(Keeper):
        made: list[int] = attrs.Factory(fail)
        compared: Any = attrs.field(factory=Incomparable)

    converter = make_converter(unknown="keep", omit_if_default=True)
    assert is_compiled(converter.get_structure_hook(Broken))
    for payload in ({"made": [1], "compared": 1}, {"made": [1], "compared": Incomparable()}):
        with pytest.raises(Exception, match="While structuring"):
            converter.structure(payload, Broken)


@attrs.define
class Door(Keeper):
    is_open: bool = False


@pytest.mark.parametrize("raw", [0, 0.0])
def test_a_value_that_became_the_default_is_held_once(raw: float) -> None:
    for engine in ENGINES_HERE:
        with running(engine):
            converter = make_converter(unknown="keep", omit_if_default=True)
            door = converter.structure({"is_open": raw}, Door)
            kept = kept_of(door)
            assert kept is not None
            assert [it.value for it in kept.originals] == [raw]
            assert repr(converter.unstructure(door)) == repr({"is_open": raw})
