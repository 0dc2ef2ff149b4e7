"""Inputs that no honest server sends, and what was once made of them."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import Factory, define

from converters import dumps, explain, loads, make_converter
from converters.json_text import JSON_LIBRARIES
from converters.wire.codecs import unstructure_feature_hashes
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CopyDatasetOptions,
    CreateDatasetResponse,
    DataType,
    Keeper,
    LabelLogParams,
    ManualReviewWorkflowSettings,
    Project,
    ProjectWorkflowSettings,
)

HUGE = 10**5000
"""An integer that Python refuses to print."""


class Unprintable(str):
    """Text of another class, which has no text of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        raise ValueError("not printable")


class UnprintableNumber(int):
    """A number of another class, which has no text of its own."""

    def __repr__(self) -> str:
        raise ValueError("not printable")


@define
class Numbered(Keeper):
    """A service's class whose keys are numbers."""

    names: dict[int, str] = Factory(dict)


def lines_of(payload: Any, kind: Any, **options: Any) -> list[str]:
    """Give what is wrong with a payload."""
    with pytest.raises(Exception) as caught:
        make_converter(**options).structure(payload, kind)
    return explain(caught.value)


class TestKeeping:
    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            (CopyDatasetOptions, {"action": "ATTACH"}),
            (LabelLogParams, {"include_user_email_and_interface_key": True}),
            (LabelLogParams, {"include_user_email_and_interface_key": 1}),
        ],
    )
    def test_a_default_that_was_there_is_written_where_defaults_are_left_out(
        self, kind: Any, payload: dict[str, Any]
    ) -> None:
        converter = make_converter(unknown="keep", omit_if_default=True)

        written = converter.unstructure(converter.structure(payload, kind))

        assert written == payload
        assert all(type(written[key]) is type(value) for key, value in payload.items())

    def test_a_default_that_was_not_there_is_still_left_out(self) -> None:
        converter = make_converter(unknown="keep", omit_if_default=True)

        assert converter.unstructure(converter.structure({}, CopyDatasetOptions)) == {}

    def test_keys_that_are_numbers_come_back_as_the_text_that_they_were(self) -> None:
        keep = make_converter(unknown="keep")
        payload = {"names": {"1": "a", "-20": "b"}}

        made = keep.structure(payload, Numbered)

        assert made.names == {1: "a", -20: "b"}
        assert keep.unstructure(made) == payload
        made.names = {3: "c"}
        assert keep.unstructure(made) == {"names": {"3": "c"}}


class TestOmittedDefaults:
    def test_settings_without_source_projects_are_still_told_from_the_manual_ones(self) -> None:
        converter = make_converter(omit_if_default=True)
        for settings in (BenchmarkQaWorkflowSettings(), ManualReviewWorkflowSettings()):
            written = converter.unstructure(settings)

            assert converter.structure(written, ProjectWorkflowSettings) == settings
        assert converter.unstructure(BenchmarkQaWorkflowSettings()) == {"source_projects": []}


class TestJsonText:
    @pytest.mark.parametrize("library", JSON_LIBRARIES)
    @pytest.mark.parametrize(
        "text", [b'{"unknown": "\xc3"}', b'{"\xff": 1}', b'{"title": "\xed\xa0\x80"}']
    )
    def test_no_library_takes_what_is_no_utf_8_whoever_reads_it(
        self, text: bytes, library: Any
    ) -> None:
        with pytest.raises(ValueError, match=r"^invalid UTF-8 at byte "):
            loads(text, Project, json=library)

    @pytest.mark.parametrize("library", JSON_LIBRARIES)
    def test_text_that_is_no_ascii_is_read(self, library: Any) -> None:
        for text in ('{"title": "猫"}', '{"title": "猫", "unknown": "é"}'.encode()):
            assert loads(text, Project, json=library) == Project(title="猫")
        assert loads(dumps(Project(title="猫"), json=library), Project) == Project(title="猫")


class TestCost:
    def test_comparing_many_hashes_with_each_other_takes_one_pass(self) -> None:
        class Hash(str):
            """Counts how often it is compared."""

            __slots__ = ()
            compared = 0

            def __eq__(self, other: object) -> bool:
                Hash.compared += 1
                return str.__eq__(self, other)

            __hash__ = str.__hash__

        hashes = [Hash(number) for number in range(2000)]

        assert len(unstructure_feature_hashes(hashes)) == len(hashes)
        assert Hash.compared < 10 * len(hashes)


class TestSentences:
    def test_keys_that_cannot_be_printed_are_named_by_their_kind(self) -> None:
        huge = f"int of {HUGE.bit_length()} bits"
        assert lines_of({HUGE: 1, UnprintableNumber(5): 2}, Project, unknown="forbid") == [
            "$[UnprintableNumber]: unknown key",
            f"$[{huge}]: unknown key",
        ]
        assert lines_of({HUGE: 1, UnprintableNumber(5): 2}, dict[str, int]) == [
            f"$[{huge}]: expected str, got {huge}",
            "$[UnprintableNumber]: expected str, got UnprintableNumber",
        ]

    def test_text_of_another_class_is_quoted_as_the_text_that_it_is(self) -> None:
        assert lines_of({"created_at": Unprintable("May")}, Project) == [
            "$.created_at: expected a date and time, got 'May'"
        ]
        assert lines_of({Unprintable("a b"): 1}, Project, unknown="forbid") == [
            "$['a b']: unknown key"
        ]
        assert lines_of({Unprintable("a"): 1}, Project, unknown="forbid") == ["$.a: unknown key"]

    def test_a_member_that_two_keys_become_is_named(self) -> None:
        (line,) = lines_of({"a": 1, "b": 2}, dict[DataType, int])

        assert line.endswith("DataType.MISSING_DATA_TYPE")

    def test_of_many_unknown_keys_some_are_named_and_the_rest_is_not_looked_at(self) -> None:
        payload = {f"key {i:04}": None for i in range(2000)}
        good = {"title": "t", "type": 0, "dataset_hash": "d", "user_hash": "u"}

        lines = lines_of({**good, **payload}, CreateDatasetResponse, unknown="forbid")

        assert lines[0] == "$['key 0000']: unknown key"
        assert lines[-1].startswith("$: the check stopped after 1000 problems")
