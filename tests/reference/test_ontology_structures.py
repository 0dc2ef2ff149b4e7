"""Side by side with the reference: ontologies mean the same, and are written the same.

Its classes have other names and fields, so that what they say is compared, element by element.
"""

from __future__ import annotations

import itertools
from random import Random
from typing import Any, Final

import pytest

pytest.importorskip("encord")

from encord.objects.ontology_structure import OntologyStructure as Theirs
from encord.orm.ontology import Ontology as TheirOntology
from reference.reading import VERSION

import orm_attrs as orm
from converters import converter
from converters.labels import find
from converters.tables.versions import FIRST, is_there

COUNT: Final = 200
SHAPES: Final = [it.value for it in orm.Shape if is_there(VERSION, "Shape", it.name)]
TYPES: Final = [it.value for it in orm.PropertyType if is_there(VERSION, "PropertyType", it.name)]


class Generator:
    """Makes ontologies with every key that a version of the reference knows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = itertools.count()

    def element(self, uid: str, name: str, cls: str) -> dict[str, Any]:
        made = {"id": uid, name: f"n{self.random.randint(0, 5)}"}
        made["featureNodeHash"] = f"h{next(self.count)}"
        return made | ({"archived": self.flag()} if is_there(VERSION, cls, "archived") else {})

    def flag(self) -> bool:
        return self.random.random() < 0.5

    def some(self, most: int) -> range:
        return range(1, self.random.randint(0, most) + 1)

    def attribute(self, uid: str, levels: int) -> dict[str, Any]:
        kind = self.random.choice(TYPES)
        made = self.element(uid, "name", "OntologyAttribute")
        made |= {"type": kind, "required": self.flag(), "dynamic": self.flag()}
        nests = kind == "radio" and levels > 0
        options = [self.option(f"{uid}.{i}", levels - 1, nests=nests) for i in self.some(3)]
        return made | ({"options": options} if options and kind in ("radio", "checklist") else {})

    def option(self, uid: str, levels: int, *, nests: bool) -> dict[str, Any]:
        made = self.element(uid, "label", "OntologyOption") | {"value": "v"}
        inner = [self.attribute(f"{uid}.{i}", levels) for i in self.some(2)] if nests else []
        return made | ({"options": inner} if inner else {})

    def object(self, uid: str) -> dict[str, Any]:
        made = self.element(uid, "name", "OntologyObject")
        made |= {"color": "#D33115", "shape": self.random.choice(SHAPES)}
        if is_there(VERSION, "OntologyObject", "required"):
            made["required"] = self.flag()
        inner = [self.attribute(f"{uid}.{i}", 3) for i in self.some(3)]
        return made | ({"attributes": inner} if inner else {})

    def classification(self, uid: str) -> dict[str, Any]:
        made = {"id": uid, "featureNodeHash": f"h{next(self.count)}"}
        if is_there(VERSION, "OntologyClassification", "level") and self.flag():
            made["level"] = "global"
        return made | {"attributes": [self.attribute(f"{uid}.1", 3)]}

    def structure(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "objects": [self.object(str(i)) for i in self.some(4)],
            "classifications": [self.classification(str(i)) for i in self.some(3)],
        }
        has_templates = is_there(VERSION, "OntologyStructure", "skeleton_templates")
        return made | ({"skeleton_templates": []} if has_templates else {})


STRUCTURES: Final = [Generator(seed).structure() for seed in range(COUNT)]


def told(element: Any) -> tuple[Any, ...]:
    """Tell what an element of ours or of the reference's says, with all that is in it."""
    names = ("feature_node_hash", "name", "label", "value", "color", "required", "archived")
    values = [getattr(element, name, None) for name in (*names, "dynamic")]
    for name in ("shape", "level"):
        value = getattr(element, name, None)
        values.append(getattr(value, "value", value))
    inner = (
        getattr(element, "attributes", None)
        or getattr(element, "nested_options", None)
        or getattr(element, "options", None)
    )
    return (*values, [told(it) for it in inner or ()])


def elements(payload: Any) -> list[str]:
    """List the hashes of all elements."""
    if isinstance(payload, dict):
        own = [payload["featureNodeHash"]] if "featureNodeHash" in payload else []
        return own + [found for value in payload.values() for found in elements(value)]
    return [found for it in payload for found in elements(it)] if isinstance(payload, list) else []


def test_an_ontology_is_read_to_the_same_meaning_and_written_the_same() -> None:
    for payload in STRUCTURES:
        mine = converter.structure(payload, orm.OntologyStructure)
        their = Theirs.from_dict(payload)

        assert list(map(told, mine.objects)) == list(map(told, their.objects))
        assert list(map(told, mine.classifications)) == list(map(told, their.classifications))
        assert converter.unstructure(mine) == payload == their.to_dict()


def test_an_element_is_found_by_the_same_hash() -> None:
    for payload in STRUCTURES:
        mine = converter.structure(payload, orm.OntologyStructure)
        their = Theirs.from_dict(payload)
        for hash_ in elements(payload):
            found = find(mine, hash_)
            assert told(found) == told(their.get_child_by_hash(hash_))


DROPPED: Final = [
    ({"shape": "hologram"}, "objects", TypeError),
    ({"id": "x"}, "objects", ValueError),
    ({"attributes": [{"type": "relation"}]}, "classifications", TypeError),
]
"""What the reference refuses, and is read here."""


@pytest.mark.parametrize(("changes", "place", "problem"), DROPPED, ids=str)
def test_what_the_reference_refuses_is_read(
    changes: dict[str, Any], place: str, problem: type[Exception]
) -> None:
    common = {"id": "1", "name": "n", "color": "#D33115", "shape": "polygon"}
    common |= {"featureNodeHash": "h", "attributes": []}
    if "attributes" in changes:
        attribute = {"id": "1.1", "name": "n", "featureNodeHash": "a", "required": False}
        changes = {"attributes": [attribute | changes["attributes"][0]]}
    payload: dict[str, Any] = {"objects": [], "classifications": []}
    payload[place] = [{**common, **changes}]

    with pytest.raises(problem):
        Theirs.from_dict(payload)

    assert len(getattr(converter.structure(payload, orm.OntologyStructure), place)) == 1


def test_what_the_reference_drops_or_adds_is_written_as_it_was() -> None:
    option = {"id": "1.1.1", "label": "l", "value": "v", "featureNodeHash": "o"}
    attribute = {"id": "1.1", "name": "n", "type": "radio", "featureNodeHash": "a"}
    attribute |= {"required": False, "options": [{**option, "options": []}]}
    payload = {
        "objects": [],
        "classifications": [
            {"id": "1", "featureNodeHash": "c", "attributes": [attribute], "level": "frame"}
        ],
    }

    written = Theirs.from_dict(payload).to_dict()

    assert "level" not in written["classifications"][0]
    assert "dynamic" in written["classifications"][0]["attributes"][0]
    assert "options" not in written["classifications"][0]["attributes"][0]["options"][0]
    assert converter.unstructure(converter.structure(payload, orm.OntologyStructure)) == payload


def test_the_ontology_around_a_structure_has_the_same_fields() -> None:
    payload = {
        "title": "Roads",
        "description": "",
        "ontology_hash": "bab95d1e-3070-48fb-9d40-ad168b55310e",
        "editor": STRUCTURES[0],
        "created_at": "Thu, 18 Feb 2021 22:24:59 GMT",
        "last_edited_at": None,
    }
    their = TheirOntology.from_dict(payload)
    mine = converter.structure(payload, orm.Ontology)

    for name in ("title", "description", "ontology_hash", "last_edited_at"):
        assert getattr(mine, name) == getattr(their, name)
    assert their.created_at == payload["created_at"], "text there, a date here"
    assert mine.structure == converter.structure(their.structure.to_dict(), orm.OntologyStructure)
    assert VERSION == FIRST or their.user_role is mine.user_role is None
