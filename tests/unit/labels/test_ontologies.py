"""Elements of an ontology are looked up by hash and by title."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from cases import CASE_OF
from loops import over

import orm_attrs as orm
from converters import converter
from converters.labels import find, find_by_title

STRUCTURE: Final[orm.OntologyStructure] = converter.structure(
    {
        "objects": [
            {
                "id": 1,
                "name": "Car",
                "shape": "polygon",
                "featureNodeHash": "car",
                "attributes": [
                    {
                        "id": "1.1",
                        "name": "Colour",
                        "type": "radio",
                        "featureNodeHash": "colour",
                        "options": [
                            {
                                "id": "1.1.1",
                                "label": "Red",
                                "featureNodeHash": "red",
                                "options": [
                                    {
                                        "id": "1.1.1.1",
                                        "name": "Tags",
                                        "type": "checklist",
                                        "featureNodeHash": "tags",
                                        "options": [
                                            {
                                                "id": "1.1.1.1.1",
                                                "label": "Car",
                                                "featureNodeHash": "tag",
                                            }
                                        ],
                                    }
                                ],
                            }
                        ],
                    },
                    {"id": "1.2", "name": "Link", "type": "relation", "featureNodeHash": "link"},
                ],
            },
            {"id": 2, "name": "Bike", "shape": "hologram", "featureNodeHash": "bike"},
        ],
        "classifications": [
            {
                "id": 1,
                "featureNodeHash": "weather",
                "attributes": [
                    {"id": "1.1", "name": "Weather", "type": "text", "featureNodeHash": "text"},
                    {"id": "1.2", "name": "More", "type": "text", "featureNodeHash": "colour2"},
                ],
            },
            {"id": 2, "featureNodeHash": "empty", "attributes": []},
        ],
    },
    orm.OntologyStructure,
)
CAR, BIKE = STRUCTURE.objects
WEATHER = STRUCTURE.classifications[0]
ONTOLOGY: Final = attrs.evolve(CASE_OF[orm.Ontology].object, structure=STRUCTURE)
ENVELOPE: Final = attrs.evolve(CASE_OF[orm.OntologyWithUserRoleV2].object, structure=STRUCTURE)
ROOTS: Final[list[Any]] = [STRUCTURE, ONTOLOGY, ENVELOPE]

each_root = over("root", ROOTS, lambda it: type(it).__name__)


@each_root
def test_an_element_at_any_depth_is_found_by_its_hash(root: Any) -> None:
    for hash_, kind in {
        "car": orm.OntologyObject,
        "colour": orm.RadioAttribute,
        "red": orm.NestableOption,
        "tags": orm.ChecklistAttribute,
        "tag": orm.FlatOption,
        "link": orm.OtherAttribute,
        "bike": orm.OntologyObject,
        "weather": orm.OntologyClassification,
        "text": orm.TextAttribute,
        "empty": orm.OntologyClassification,
    }.items():
        found: Any = find(root, hash_)

        assert type(found) is kind
        assert found.feature_node_hash == hash_
    assert find(root, "nothing") is None


@each_root
def test_an_element_is_found_by_its_title(root: Any) -> None:
    """That of a classification is the name of its first attribute."""
    assert find_by_title(root, "Bike") is BIKE
    assert find_by_title(root, "Weather") is WEATHER
    assert find_by_title(root, "Weather", orm.OntologyAttribute) is WEATHER.attributes[0]
    assert find_by_title(root, "Car", orm.OntologyObject) is CAR
    assert find_by_title(root, "Car", kind=orm.OntologyOption) is find(root, "tag")
    assert find_by_title(root, "Red", orm.OntologyObject) is None
    assert find_by_title(root, "car") is None


def test_several_elements_are_an_error_that_names_their_classes() -> None:
    with pytest.raises(ValueError, match=r"^2 elements have the title 'Car': OntologyObject, Flat"):
        find_by_title(STRUCTURE, "Car")
    twice = orm.OntologyStructure(objects=[CAR, *(attrs.evolve(BIKE) for _ in range(4))])
    with pytest.raises(
        ValueError, match=r"^4 elements have the hash 'bike': (OntologyObject, ){3}\.\.\.$"
    ):
        find(twice, "bike")


def test_an_element_is_searched_within_another_one() -> None:
    other = attrs.evolve(BIKE, attributes=[attrs.evolve(CAR.attributes[0], dynamic=True)])
    both = orm.OntologyStructure(objects=[CAR, other])

    found: Any = find(other, "colour")

    assert found.dynamic is True
    assert find(CAR, "car") is CAR
    with pytest.raises(ValueError, match="2 elements have the hash 'colour'"):
        find(both, "colour")


def test_elements_may_nest_without_a_limit_and_in_a_circle() -> None:
    inner: Any = orm.NestableOption(id="1", label="Deepest", feature_node_hash="deepest")
    for _ in range(20_000):
        radio = orm.RadioAttribute(id="1", name="r", feature_node_hash="r", options=[inner])
        inner = orm.NestableOption(id="1", label="o", feature_node_hash="o", options=[radio])
    assert find(inner, "deepest").label == "Deepest"  # type: ignore[union-attr]
    radio.options = [inner]
    assert find(inner, "nothing") is None


def test_what_is_no_ontology_is_an_error() -> None:
    for root in ({}, None, orm.Project()):
        with pytest.raises(TypeError, match=r"^expected an ontology, or an element of one, got"):
            find(root, "car")  # type: ignore[arg-type]
