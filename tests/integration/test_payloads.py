"""Payloads as the platform sends them are read, and written as the manifest says."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from chosen import by_kind, of_each_class
from loops import over
from samples import FOLDER, LINES, SAMPLES, Sample, read_file
from strategies import name_of

import converters
from converters.cli.describe import model_classes
from converters.engines.containers import list_class_item
from converters.tables import body_of, wire_fields

STRICT: Final = converters.make_converter(unknown="forbid")
KEEPING: Final = converters.make_converter(unknown="keep")


@of_each_class("sample", SAMPLES)
def test_what_is_written_for_a_payload_is_what_stands_beside_it(sample: Sample) -> None:
    """All keys are known, too: a converter that forbids others takes the payload."""
    strict = STRICT
    read = strict.structure(sample.payload, sample.kind)
    written = strict.unstructure(read, sample.kind)
    assert written == sample.written
    assert types_in(written) == types_in(sample.written)
    assert strict.structure(written, sample.kind) == read


@by_kind("sample", SAMPLES)
def test_a_converter_that_keeps_writes_the_payload_itself(sample: Sample) -> None:
    keeping = KEEPING
    read = keeping.structure(sample.payload, sample.kind)
    assert keeping.unstructure(read, sample.kind) == sample.payload
    assert read == converters.converter.structure(sample.payload, sample.kind)


@by_kind("sample", SAMPLES)
def test_text_is_read_to_the_same_object(sample: Sample) -> None:
    read = converters.loads(sample.text, sample.kind)
    assert read == converters.converter.structure(sample.payload, sample.kind)
    assert converters.loads(converters.dumps(read), sample.kind) == read


def types_in(value: Any) -> Any:
    """Give the types of a JSON value and of all in it: True is no 1, and 1.0 is none either."""
    if isinstance(value, dict):
        return {key: types_in(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [types_in(item) for item in value]
    return type(value)


def test_every_class_has_a_payload() -> None:
    """Of its own in a file, or that of its case."""
    assert {sample.cls for sample in SAMPLES} == set(model_classes().values())


@over("cls", model_classes().values(), name_of)
def test_every_key_of_a_class_stands_in_one_of_its_payloads(cls: type) -> None:
    if list_class_item(cls) is not None or body_of(cls) is not None:
        return
    seen = {key for sample in SAMPLES if sample.cls is cls for key in sample.payload}
    fields = [field for field in wire_fields(cls) if not field.is_rest]
    missing = [field.key for field in fields if not {field.key, field.other_key} & seen]
    assert missing == []


def test_every_file_is_listed_and_there() -> None:
    listed = [name for line in LINES for name in {line["file"], line.get("written", line["file"])}]
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.json")}
    assert len(listed) == len(set(listed))
    assert set(listed) == there


def test_a_second_file_differs_from_the_payload() -> None:
    pairs = [(line["file"], line["written"]) for line in LINES if "written" in line]
    texts = [(name, read_file(name), read_file(written)) for name, written in pairs]
    same = [(name, text) for name, text, it in texts if json.loads(text) == json.loads(it)]
    # Numbers that are equal may differ in their type: 3560366.0 is written as 3560366.
    assert [name for name, text in same if ".0" not in text] == []


def test_no_address_leads_anywhere() -> None:
    text = "".join(sample.text + sample.written_text for sample in SAMPLES)
    hosts = set(re.findall(r"\w+://([\w.-]+)|@([\w.-]+)", text))
    assert {name for found in hosts for name in found if name} == {
        "example-bucket",
        "example.com",
        "storage.example.com",
    }
