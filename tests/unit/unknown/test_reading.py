"""Payloads with unknown things are written as they were read."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs
import pytest
from attrs import Factory, define
from chosen import by_kind
from corpus import entries, is_good, kind_of, read
from hypothesis import strategies as st
from strategies import CLASSES, LIST_CLASSES, Maker, drawn, name_of, payloads
from unknown_things import KEEP, good_payload, held_by, is_json

from converters import (
    converter,
    dumps,
    kept,
    loads,
    make_converter,
)
from converters.engines.containers import list_class_item
from converters.engines.detailed import DetailedReader
from converters.plans.hooks import pair_of
from converters.plans.report import Limits, Report
from converters.tables import body_of
from converters.unknown.held import same
from converters.unknown.recorder import MOST_PATTERNS
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DatasetAPIKey,
    Keeper,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    ModelConfiguration,
    StorageLocation,
    Video,
)

LIMITS = Limits(max_problems=None, is_detailed=True)


class TestWhatIsRead:
    @entries(is_good)
    def test_a_recorded_payload_is_written_as_it_was(self, entry: dict[str, Any]) -> None:
        payload = read(entry)
        kind = kind_of(entry, payload)
        value = KEEP.structure(payload, kind)
        assert same(KEEP.unstructure(value), payload)
        assert same(KEEP.unstructure(value, kind), payload)
        assert same(json.loads(dumps(value, converter=KEEP)), payload)
        assert payload == read(entry)
        for engine in ("msgspec", "orjson", "json"):
            again = loads(json.dumps(payload), kind, converter=KEEP, json=engine)
            assert same(KEEP.unstructure(again), payload)

    @entries(is_good)
    def test_a_recorded_payload_gives_the_same_values(self, entry: dict[str, Any]) -> None:
        payload = read(entry)
        kind = kind_of(entry, payload)
        one, other = KEEP.structure(payload, kind), converter.structure(payload, kind)
        assert one == other
        assert other == one
        assert repr(one) == repr(other)
        assert converter.unstructure(one) == converter.unstructure(other)

    @by_kind("kind", CLASSES)
    @drawn(25, data=st.data())
    def test_a_payload_in_any_form_is_written_as_it_was(
        self, kind: Any, data: st.DataObject
    ) -> None:
        payload = data.draw(payloads(kind))
        before = copy.deepcopy(payload)
        x = KEEP.structure(payload, kind)
        assert x == converter.structure(payload, kind)
        assert same(KEEP.unstructure(x), before)
        assert same(KEEP.unstructure(x, kind), before)
        assert same(payload, before)
        if body_of(kind) is not None:
            return  # It may be a text or a list.
        mapping: Mapping[str, Any] = MappingProxyType(payload)
        assert same(KEEP.unstructure(KEEP.structure(mapping, kind)), before)

    @by_kind("kind", CLASSES, count=4)
    def test_lists_short_and_long_and_json_text_are_written_as_they_were(
        self, kind: Any, count: int
    ) -> None:
        for seed in range(count):
            maker = Maker(Random(seed))
            made = [maker.payload(kind) for _ in range(3 if seed % 2 else 20)]
            if not is_json(made):
                continue
            xs = KEEP.structure(made, list[kind])
            assert same(KEEP.unstructure(xs), made)
            assert same(KEEP.unstructure(xs, list[kind]), made)
            assert same(json.loads(dumps(xs, converter=KEEP)), made)
            read_again = loads(json.dumps(made), list[kind], converter=KEEP)
            assert read_again == xs == converter.structure(made, list[kind])
            assert same(KEEP.unstructure(read_again), made)

    @by_kind("kind", CLASSES, count=15)
    def test_what_the_generated_code_holds_is_what_a_second_reading_finds(
        self, kind: Any, count: int
    ) -> None:
        hook: Any = KEEP.get_structure_hook(kind)
        pair = pair_of(hook)
        assert pair is not None
        maker = Maker(Random(5))
        for _ in range(count):
            payload = maker.payload(kind)
            x = pair.detailed(payload, Report(LIMITS))
            assert x == hook(payload, kind)
            assert same(KEEP.unstructure(x), payload)

    @pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
    def test_a_list_class_is_written_as_it_was(self, kind: Any) -> None:
        payload = [{"title": "a", "zzz": 1}, {"title": None}]
        urls = KEEP.structure(payload, kind)
        assert type(urls) is kind
        assert urls == converter.structure(payload, kind)
        assert KEEP.unstructure(urls) == payload
        assert isinstance(urls[0], list_class_item(kind))

    @by_kind("kind", CLASSES, count=15)
    def test_the_generated_code_takes_untidy_payloads_too(
        self, kind: Any, count: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(self: Any, payload: Any, _: Any = None) -> None:
            raise AssertionError(f"read twice: {payload}")

        monkeypatch.setattr(DetailedReader, "__call__", refuse)
        own = make_converter(unknown="keep")
        maker = Maker(Random(7))
        for _ in range(count):
            payload = json.loads(json.dumps(maker.payload(kind)))
            assert same(own.unstructure(own.structure(payload, kind)), payload)

    def test_what_is_not_json_is_not_held(self, row: dict[str, Any]) -> None:
        row["file_size"] = 5
        payload = {
            **row,
            "created_at": datetime(2023, 4, 2, 9, 14, 11),
            "backing_item_uuid": UUID(row["data_hash"]),
            "storage_location": StorageLocation.AWS,
        }
        obj = KEEP.structure(payload, DataRow)
        assert held_by(obj) is None
        assert KEEP.unstructure(obj) == {**row, "backing_item_uuid": row["data_hash"]}

    @pytest.mark.parametrize("kind", [DataRow, LabelRowMetadata, Dataset])
    @pytest.mark.parametrize(
        "date",
        [
            "2022-01-05 18:51:05",
            "2022-01-05T18:51:05",
            "2022-01-05T18:51:05.472959",
            "2022-01-05 18:51:05.472959",
            "2022-01-05T18:51:05.000000",
            "2022-01-05T18:51:05.472959Z",
            "2022-01-05T18:51:05+00:00",
        ],
    )
    def test_the_dates_of_long_lists_are_written_as_they_were(self, kind: Any, date: str) -> None:
        one = good_payload(kind)
        for row in one.get("data_rows", [one]):
            row.update({key: date for key in row if key.endswith("_at")})
        made = [json.loads(json.dumps(one)) for _ in range(40)]
        for xs in (
            KEEP.structure(made, list[kind]),
            loads(json.dumps(made), list[kind], converter=KEEP),
        ):
            assert xs == converter.structure(made, list[kind])
            assert same(KEEP.unstructure(xs), made)

    def test_a_second_reading_leaves_alone_what_is_not_json(self, row: dict[str, Any]) -> None:
        pair = pair_of(KEEP.get_structure_hook(DataRow))
        assert pair is not None
        date = datetime(2023, 4, 2, 9, 14, 11)
        obj = pair.detailed({**row, "created_at": date, "zzz": 1}, Report(LIMITS))
        assert KEEP.unstructure(obj) == {**row, "zzz": 1}


class TestFormsThatAreHeld:
    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            (Video, {"title": None}),
            (Video, {"backing_item_uuid": ""}),
            (Video, {"backing_item_uuid": "{0B8F6D3A-7D57-4A5B-8F0E-000000000001}"}),
            (DatasetAPIKey, {"scopes": '["dataset.read"]'}),
            (ModelConfiguration, {"feature_node_hashes": ["a", "b"]}),
            (ModelConfiguration, {"feature_node_hashes": {"a": {"name": "cat"}}}),
            (CollaboratorTimer, {"user_email": "a", "userRole": 0, "time_seconds": 1.5}),
            (CollaboratorTimer, {"userEmail": "a", "user_email": "b", "dataTitle": None}),
            (CollaboratorTimer, {"userEmail": "a", "data_title": None}),
            (LabelLogParams, {"userHash": "a"}),
            (LabelLogParams, {"user_hash": "a", "userHash": "b"}),
            (Dataset, {"data_rows": None}),
            (Dataset, {"dataset_type": "cord"}),
            (LabelRowMetadata, {"created_at": "2022-01-05 18:51:05"}),
            (LabelRowMetadata, {"created_at": "2022-01-05T18:51:05.000000"}),
            (LabelRowMetadata, {"created_at": "2022-01-05T18:51:05Z"}),
            (LabelRowMetadata, {"label_status": "FROM_THE_FUTURE"}),
            (DataRow, {"created_at": "Thu, 09 Feb 2023 14:12:03 GMT"}),
            (DataRow, {"backing_item_uuid": None}),
        ],
        ids=lambda value: json.dumps(value) if isinstance(value, dict) else value.__name__,
    )
    def test_a_spelling_is_written_back(self, kind: Any, payload: dict[str, Any]) -> None:
        whole = {**good_payload(kind), **payload}
        if "user_email" in payload and "userEmail" not in payload:
            del whole["userEmail"], whole["timeSeconds"]
        if not same(converter.unstructure(converter.structure(whole, kind)), whole):
            obj = KEEP.structure(whole, kind)
            assert same(KEEP.unstructure(obj), whole)
            assert held_by(obj) is not None
        else:
            pytest.fail("is written like that by any converter")

    def test_zero_is_not_false(self) -> None:
        @define
        class Flags(Keeper):
            one: bool
            many: list[bool] = Factory(list)

        payload = {"one": 0, "many": [1, False]}
        own = make_converter(unknown="keep")
        flags = own.structure(payload, Flags)
        assert flags == Flags(False, [True, False])
        assert same(own.unstructure(flags), payload)
        assert not same({"one": False}, {"one": 0})
        assert not same([True], [1])

    def test_numbers_are_told_apart_by_how_they_are_spelled(self) -> None:
        assert same({"one": 1.0}, {"one": 1.0})
        assert not same({"one": 1.0}, {"one": 1})
        assert not same([0.0], [-0.0])

    def test_nothing_is_held_of_a_payload_that_is_written_as_it_was(self, row: Any) -> None:
        row["file_size"] = int(row["file_size"])
        assert held_by(KEEP.structure(row, DataRow)) is None
        assert kept(KEEP.structure(row, DataRow)) == {}

    def test_patterns_of_absent_keys_are_not_remembered_without_end(self) -> None:
        own = make_converter(unknown="keep")
        hook: Any = own.get_structure_hook(LabelRow)
        names = [one.name for one in attrs.fields(LabelRow)]
        for bits in range(2 * MOST_PATTERNS):
            payload = {name: None for i, name in enumerate(names) if bits >> i & 1}
            assert own.unstructure(own.structure(payload, LabelRow)) == payload
        pair: Any = pair_of(hook)
        assert len(pair.detailed.recorder.patterns) <= MOST_PATTERNS

    def test_objects_share_what_they_hold_of_absent_keys(self, row: dict[str, Any]) -> None:
        del row["signed_url"]
        one, other = KEEP.structure([row, row], list[DataRow])
        assert held_by(one) is held_by(other)
