"""Recorded ontologies: each is read, and written as it was, but for what is listed here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from corpus import CORPUS, needs_corpus

import orm_attrs
from converters import converter, dumps, loads, make_converter

pytestmark = needs_corpus

FILES: Final = sorted(
    path
    for folder in (CORPUS, CORPUS / "more")
    for name in ("Ontology", "OntologyStructure")
    for path in folder.glob(f"{name}/*.json")
)
KEEPING: Final = make_converter(unknown="keep")

TEMPLATE: Final = "$.skeleton_templates[0]"
DIFFERENCES: Final = {
    "ontology_blurb.ontology_blurb.v0.1.98.json": [
        "$.created_at: 'Thu, 18 Feb 2021 22:24:59 UTC'",
        "$.last_edited_at: 'Thu, 18 Feb 2021 22:24:59 UTC'",
    ],
    "sdk.editor_blob.2024-03_flat_template.json": [
        *(
            f"{TEMPLATE}.{key}: left out"
            for key in ("feature_node_hash", "height", "name", "skeleton", "skeletonEdges")
        ),
        f"{TEMPLATE}.template: added",
        f"{TEMPLATE}.width: left out",
    ],
    "sdk.editor_blob.2024-04_lowercase_edges.json": [
        f"{TEMPLATE}.template.featureNodeHash: left out",
        f"{TEMPLATE}.template.feature_node_hash: added",
        f"{TEMPLATE}.template.skeletonEdges: added",
        f"{TEMPLATE}.template.skeletonedges: left out",
    ],
}
"""File to what is written otherwise where nothing is kept."""


def kind_of(path: Path) -> Any:
    return getattr(orm_attrs, path.parent.name)


def differences(sent: Any, written: Any, where: str = "$") -> Iterator[str]:
    """Tell where two values of JSON differ, also in the type of a number."""
    if isinstance(sent, dict) and isinstance(written, dict):
        for key in sorted({*sent, *written}):
            if key not in written or key not in sent:
                yield f"{where}.{key}: {'left out' if key in sent else 'added'}"
            else:
                yield from differences(sent[key], written[key], f"{where}.{key}")
    elif isinstance(sent, list) and isinstance(written, list) and len(sent) == len(written):
        for index, (one, other) in enumerate(zip(sent, written, strict=True)):
            yield from differences(one, other, f"{where}[{index}]")
    elif (type(sent), sent) != (type(written), written):
        yield f"{where}: {written!r}"


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def test_there_are_as_many_files_as_were_collected() -> None:
    assert len(FILES) == 24


@each_file
def test_an_ontology_that_is_kept_is_written_as_it_was(path: Path) -> None:
    text, kind = path.read_bytes(), kind_of(path)
    sent = json.loads(text)

    from_text = dumps(loads(text, kind, converter=KEEPING), converter=KEEPING)
    from_dicts = KEEPING.unstructure(KEEPING.structure(json.loads(text), kind))

    assert list(differences(sent, json.loads(from_text))) == []
    assert list(differences(sent, from_dicts)) == []


@each_file
def test_without_keeping_only_what_is_listed_is_written_otherwise(path: Path) -> None:
    text, kind = path.read_bytes(), kind_of(path)
    sent = json.loads(text)

    written = json.loads(dumps(loads(text, kind)))

    assert list(differences(sent, written)) == DIFFERENCES.get(path.name, [])
    assert written == converter.unstructure(converter.structure(sent, kind))
    assert json.loads(text) == sent
