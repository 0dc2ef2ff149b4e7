"""Recorded payloads: each is structured and written again, or refused for a known reason."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import attrs
import pytest
from cases import CASE_OF, Key
from cattrs.errors import BaseValidationError
from corpus import (
    CORPUS,
    ENTRIES,
    NO_CLASS,
    REFUSED,
    entries,
    is_good,
    kind_of,
    needs_corpus,
    read,
)
from dateutil.parser import parse

import orm_attrs as orm
from converters import converter, explain

pytestmark = needs_corpus

FALLBACKS = {"_MISSING_DATA_TYPE_", "_MISSING_LABEL_STATUS_", "NEW_STORAGE", -99}


NULLS: dict[str, tuple[Any, ...]] = {"is_image_sequence": ("None",), "video_link": ("None", False)}
"""What stands for null in some old exports."""


def check_same(cls: type, sent: dict[str, Any], written: dict[str, Any]) -> None:
    """See that every known key that was sent is written again, with what it stood for."""
    case = CASE_OF[cls]
    for one in case.keys:
        key = one.key if one.key in sent else one.name
        if key not in sent:
            assert one.key not in written or written[one.key] == one.default_written
        elif (case.omits_none and sent[key] in (None, *NULLS.get(key, ()))) or (
            one.omits_default and sent[key] == one.default_written
        ):
            assert one.key not in written
        else:
            check_same_value(one, sent[key], written[one.key])
    assert written.keys() <= {one.key for one in case.keys}


def check_same_value(one: Key, sent: Any, written: Any) -> None:
    value = one.value
    if sent is None or written is None:
        assert sent is written
    elif isinstance(value, datetime):
        assert parse(sent) == parse(written)
    elif isinstance(value, UUID):
        assert UUID(sent) == UUID(written)
    elif isinstance(value, Enum):
        assert sent == written or written in FALLBACKS
    elif isinstance(value, list) and value and attrs.has(type(value[0])):
        assert len(sent) == len(written)
        for sent_item, written_item in zip(sent, written, strict=True):
            check_same(type(value[0]), sent_item, written_item)
    else:
        assert sent == written
        assert isinstance(sent, bool) is isinstance(written, bool)


def test_the_manifest_lists_every_file_once() -> None:
    """The lists themselves, and a summary of the label rows, stand beside the classes' folders."""
    for folder in (CORPUS, CORPUS / "more"):
        manifest = folder / "MANIFEST.json"
        entries = json.loads(manifest.read_bytes()) if manifest.exists() else []
        paths = [path.relative_to(folder) for path in folder.glob("*/**/*.json")]
        seen = Counter(path.as_posix() for path in paths if path.parts[0] != "more")
        assert seen == Counter(entry["file"] for entry in entries)
    assert len(ENTRIES) > 0


def test_every_class_of_the_manifest_is_ours_or_known_not_to_be() -> None:
    assert {entry["cls"] for entry in ENTRIES if not hasattr(orm, entry["cls"])} == NO_CLASS


def test_every_refusal_that_is_expected_has_its_file() -> None:
    assert REFUSED.keys() <= {entry["file"] for entry in ENTRIES}


@entries(is_good)
def test_a_recorded_payload_is_structured_and_written_again(entry: dict[str, Any]) -> None:
    payload = read(entry)
    kind = kind_of(entry, payload)

    value = converter.structure(payload, kind)
    written = converter.unstructure(value)

    assert payload == read(entry)
    assert converter.structure(written, kind) == value
    sent, back = (payload, written) if isinstance(payload, list) else ([payload], [written])
    assert len(sent) == len(back) == entry["items"]
    for sent_item, written_item in zip(sent, back, strict=True):
        check_same(getattr(orm, entry["cls"]), sent_item, written_item)


@entries(lambda entry: entry["file"] in REFUSED)
def test_a_recorded_payload_that_is_broken_is_refused_for_that(entry: dict[str, Any]) -> None:
    payload = read(entry)

    with pytest.raises(BaseValidationError) as caught:
        converter.structure(payload, kind_of(entry, payload))

    assert explain(caught.value) == REFUSED[entry["file"]]
    assert payload == read(entry)


@entries(lambda entry: entry["cls"] == "OntologyStructure")
def test_an_ontology_passes_through_a_project_by_reference(entry: dict[str, Any]) -> None:
    ontology = read(entry)

    project = converter.structure({"editor_ontology": ontology}, orm.Project)

    assert project.editor_ontology is ontology
    assert converter.unstructure(project)["editor_ontology"] is ontology
    assert ontology == read(entry)
