"""Converters that have our hooks for models alone, and whose hook wins on any converter."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, NewType
from uuid import UUID

import pytest
from attrs import define, field, frozen
from cases import CASE_OF, CASES
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override
from cattrs.preconf import json as preconf_json
from formats import FORMATS
from hook_rules import RULES, USER, made_table, owners, results_elsewhere

import converters
from converters import configure_converter, make_converter
from converters.cattrs_internals import class_hooks, structure_dispatch
from orm_attrs import DataRow, DatasetUser, Keeper, LabelRowMetadata, Page, StorageLocation

PAGE = Path(__file__).parents[2] / "docs" / "hooks.md"
ROW: dict[str, Any] = CASE_OF[DataRow].payload


class Side(str, Enum):
    LEFT = "left"


@define
class Camera:
    gate: int
    side: Side
    seen: datetime
    rows: list[DataRow] = field(factory=list)


@dataclass
class Lens:
    width: int
    rows: dict[str, DataRow]


CAMERA = {"gate": "3", "side": "left", "seen": "100", "rows": [ROW], "more": 1}


def _service() -> Converter:
    """Make a converter that a service has had for long, with dates of its own."""
    converter = Converter()
    converter.register_structure_hook(
        datetime, lambda value, _: datetime.fromtimestamp(int(value), UTC)
    )
    converter.register_unstructure_hook(datetime, lambda value: int(value.timestamp()))
    return converter


def _configured(**options: Any) -> Converter:
    converter = _service()
    configure_converter(converter, scope="models", **options)
    return converter


def test_the_page_has_the_table_of_whose_hook_wins() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("|")] == list(made_table())


def test_elsewhere_each_rule_of_the_scope_all_holds_as_in_models() -> None:
    for rule in RULES:
        assert owners(rule, "all", in_model=True) == owners(rule, "all", in_model=False), rule


def test_elsewhere_a_converter_with_hooks_for_models_does_what_it_did_without() -> None:
    for rule in RULES:
        if DatasetUser not in (rule.hook_for, rule.asked):
            with_ours = results_elsewhere(rule, is_configured=True)
            assert with_ours == results_elsewhere(rule, is_configured=False), rule


def test_models_are_read_and_written_as_on_a_converter_of_ours_alone() -> None:
    for unknown in ("ignore", "keep"):
        own, full = _configured(unknown=unknown), make_converter(unknown=unknown)
        for case in CASES:
            made = own.structure(case.payload, case.cls)
            assert made == full.structure(case.payload, case.cls)
            assert own.unstructure(made) == full.unstructure(made)
            text = json.dumps([case.payload])
            assert converters.loads(text, list[case.cls], converter=own) == [made]
            assert converters.dumps(made, converter=own) == converters.dumps(made, converter=full)


def test_schemas_of_models_are_those_of_a_converter_of_ours_alone() -> None:
    for mode in ("read", "write"):
        own, full = _configured(), make_converter()
        for case in CASES:
            schema = converters.json_schema(case.cls, converter=own, mode=mode)
            assert schema == converters.json_schema(case.cls, converter=full, mode=mode)
    assert converters.json_schema(list[int], converter=_configured()) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array",
    }


def test_own_classes_values_and_dates_stay_as_they_were() -> None:
    before, own = _service(), _configured()
    configure_converter(before)  # only to read its rows
    made = own.structure(CAMERA, Camera)
    assert made == Camera(3, Side.LEFT, datetime.fromtimestamp(100, UTC), made.rows)
    assert made.rows == before.structure([ROW], list[DataRow])
    assert own.unstructure(made) == {
        "gate": 3,
        "side": "left",
        "seen": 100,
        "rows": before.unstructure(made.rows),
    }
    lens = own.structure({"width": "7", "rows": {"a": ROW}}, Lens)
    assert lens == Lens(7, {"a": made.rows[0]})
    assert own.structure(["4"], list[int]) == [4]
    assert own.structure("5", int) == 5


def test_nothing_is_registered_by_class_and_no_option_changes() -> None:
    for unknown in ("ignore", "forbid", "keep"):
        own = _service()
        hooks = dict(class_hooks(structure_dispatch(own)))
        configure_converter(own, scope="models", unknown=unknown)
        assert dict(class_hooks(structure_dispatch(own))) == hooks
        assert not own.forbid_extra_keys


def test_models_alone_forbid_unknown_keys() -> None:
    own = _configured(unknown="forbid")
    assert own.structure(CAMERA, Camera).gate == 3
    with pytest.raises(converters.INVALID) as caught:
        own.structure({**CAMERA, "rows": [{**ROW, "more": 1}]}, Camera)
    assert converters.explain(caught.value) == ["$.rows[0].more: unknown key"]


def test_what_stands_in_a_model_is_read_by_our_rules() -> None:
    @frozen
    class Shelf(Keeper):
        number: int
        side: Side
        at: datetime
        numbers: list[int] = field(factory=list)
        camera: Camera | None = None

    own = _configured()
    payload = {"number": 1, "side": "left", "at": "2022-01-05T18:51:05", "numbers": [1]}
    made = own.structure({**payload, "camera": CAMERA}, Shelf)
    assert made.at == datetime(2022, 1, 5, 18, 51, 5)
    assert made.camera == own.structure(CAMERA, Camera)
    written = own.unstructure(made)
    assert written == {**payload, "camera": own.unstructure(made.camera)}
    with pytest.raises(converters.INVALID) as caught:
        own.structure({**payload, "number": "1", "numbers": ["1"]}, Shelf)
    assert converters.explain(caught.value) == [
        "$.number: expected int, got '1'",
        "$.numbers[0]: expected int, got '1'",
    ]


def test_what_holds_models_or_stands_for_them_is_ours() -> None:
    Row = NewType("Row", DataRow)

    class Rows(list[DataRow]):
        pass

    own = _configured()
    row = own.structure(ROW, DataRow)
    page = {"results": [{"gate": 1, "side": "left", "seen": 1}]}
    assert own.structure(page, Page[Camera]).results[0].gate == 1
    for kind, payload, made in (
        (Row, ROW, row),
        (DataRow | None, None, None),
        (list[DataRow] | None, [ROW], [row]),
        (dict[UUID, tuple[DataRow, ...]], {str(UUID(int=1)): [ROW]}, {UUID(int=1): (row,)}),
        (tuple[int, DataRow], [1, ROW], (1, row)),
        (Rows, [ROW], Rows([row])),
    ):
        assert own.structure(payload, kind) == made
        assert own.unstructure(made, unstructure_as=kind) == payload


def test_a_hook_of_the_service_that_comes_later_wins_wherever_it_stands() -> None:
    own = _configured()
    assert own.structure(ROW, DataRow).width == ROW["width"]
    own.register_structure_hook(int, lambda value, _: int(value) + 1)
    assert own.structure(ROW, DataRow).width == ROW["width"] + 1
    own.register_structure_hook(StorageLocation, lambda value, _: value)
    assert own.structure(USER, DatasetUser).user_role == 0
    copied = own.copy()
    assert copied.structure(ROW, DataRow) == own.structure(ROW, DataRow)
    copied.register_structure_hook(DataRow, lambda value, _: "a row")
    assert copied.structure([ROW], list[DataRow]) == ["a row"]
    assert own.structure([ROW], list[DataRow]) != ["a row"]


def test_a_hook_for_an_own_class_counts_whenever_it_came() -> None:
    def register(converter: Converter) -> None:
        hook = make_dict_structure_fn(Camera, converter, gate=override(rename="number"))
        converter.register_structure_hook(Camera, hook)

    before, after = _service(), _configured()
    register(before)
    register(after)
    configure_converter(before, scope="models")
    payload = {"results": [{"number": "1", "side": "left", "seen": 1}]}
    for own in (before, after):
        assert own.structure(payload, Page[Camera]).results[0].gate == 1


def test_every_format_keeps_its_own_hooks_for_what_is_not_ours() -> None:
    for name in FORMATS:
        make = import_module(f"cattrs.preconf.{name}").make_converter
        plain, own, full = make(), make(), make()
        configure_converter(own, scope="models")
        configure_converter(full)
        row = full.structure(ROW, DataRow)
        seen = datetime(2022, 1, 5, 18, 51, 5)
        assert own.unstructure(seen) == plain.unstructure(seen)
        assert own.unstructure(b"a") == plain.unstructure(b"a")
        assert own.structure("3", int) == 3
        assert own.structure(ROW, DataRow) == row
        assert own.unstructure(row) == full.unstructure(row)


def test_converters_of_attributes_are_taken_where_the_converter_prefers_them() -> None:
    @frozen
    class Shelf(Keeper):
        number: int = field(converter=int)

    for prefers, result in ((True, 5), (False, None)):
        own = Converter(prefer_attrib_converters=prefers)
        configure_converter(own, scope="models")
        try:
            made = own.structure({"number": "5"}, Shelf).number
        except converters.INVALID:
            made = None
        assert made == result


def test_threads_that_ask_first_get_the_same_hooks() -> None:
    own = _configured()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: own.structure(ROW, DataRow), range(16)))
    assert made == [make_converter().structure(ROW, DataRow)] * 16


def test_a_hook_that_is_registered_while_ours_is_made_does_no_harm() -> None:
    own = _configured()

    def factory(_: Any, converter: Converter) -> Any:
        converter.register_structure_hook(Side, lambda value, _: Side.LEFT)
        return lambda value, _: "made"

    own.register_structure_hook_factory(lambda kind: kind is LabelRowMetadata, factory)
    assert own.structure({}, LabelRowMetadata) == "made"
    assert own.structure({"results": [{}]}, Page[LabelRowMetadata]).results == ["made"]


def test_the_last_call_decides_on_a_converter_that_is_configured_twice() -> None:
    own = _configured(unknown="forbid")
    configure_converter(own, scope="models", unknown="keep")
    made = own.structure({**ROW, "more": 1}, DataRow)
    assert own.unstructure(made)["more"] == 1


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="scope: 'some' is none of all, models"):
        make_converter(scope="some")  # type: ignore[arg-type]


def test_a_dict_of_models_is_written_by_a_format_as_before() -> None:
    own = preconf_json.make_converter()
    configure_converter(own, scope="models")
    row = own.structure(ROW, DataRow)
    assert own.loads(own.dumps({"a": row}), dict[str, DataRow]) == {"a": row}


Title = NewType("Title", str)


@define
class Book(Keeper):
    title: Title
    data: bytes = b""


def test_a_hook_of_a_service_may_ask_for_others_inside_of_models() -> None:
    own = Converter()
    configure_converter(own, scope="models")
    own.register_structure_hook_factory(
        lambda kind: kind is Title,
        lambda _, inside: lambda value, _: inside.structure(value, str).upper(),
    )
    own.register_structure_hook_func(lambda kind: kind.nowhere, lambda value, _: value)
    assert own.structure({"title": "a", "data": "AP8="}, Book) == Book("A", b"\x00\xff")


def test_a_format_keeps_its_bytes_inside_of_models_too() -> None:
    own = preconf_json.make_converter()
    before = own.unstructure(b"\xff")
    configure_converter(own, scope="models")
    assert own.unstructure(Book("a", b"\xff")) == {"title": "a", "data": before}
    assert own.structure({"title": "a", "data": before}, Book) == Book("a", b"\xff")
