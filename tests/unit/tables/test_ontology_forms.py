"""The forms in which ontologies and group layouts are read, and what is told of wrong ones."""

from __future__ import annotations

import pickle
from typing import Any, Final

import pytest
from cases import CASE_OF
from cattrs.errors import ClassValidationError
from loops import over
from matrix import problems

import orm_attrs as orm
from converters import converter, dumps, explain, loads, make_converter

KEEPING: Final = make_converter(unknown="keep")
STRICT: Final = make_converter(unknown="forbid")
TEMPLATE: Final = CASE_OF[orm.SkeletonTemplate].payload
EMPTY: Final[dict[str, Any]] = {"objects": [], "classifications": []}


def with_templates(*templates: Any) -> dict[str, Any]:
    return {**EMPTY, "skeleton_templates": list(templates)}


def kept(payload: Any, kind: Any) -> Any:
    """Read a payload and write it, as dicts and as text, on a converter that keeps."""
    text = dumps(loads(dumps(payload), kind, converter=KEEPING), converter=KEEPING)
    written = KEEPING.unstructure(KEEPING.structure(payload, kind))
    assert loads(text, dict[str, Any]) == written
    return written


# --- skeleton templates ---------------------------------------------------------------------------


def test_a_template_is_read_with_an_object_around_it_and_without() -> None:
    payload = with_templates({"template": TEMPLATE}, TEMPLATE)

    read = converter.structure(payload, orm.OntologyStructure)

    assert read.skeleton_templates == [CASE_OF[orm.SkeletonTemplate].object] * 2
    assert converter.unstructure(read) == with_templates(*[{"template": TEMPLATE}] * 2)
    assert kept(payload, orm.OntologyStructure) == payload


def test_other_keys_beside_a_template_are_unknown_ones_of_it() -> None:
    payload = with_templates({"template": TEMPLATE, "version": 2, "name": "not this"})

    read = converter.structure(payload, orm.OntologyStructure)

    assert read.skeleton_templates == [CASE_OF[orm.SkeletonTemplate].object]
    assert kept(payload, orm.OntologyStructure) == payload
    assert problems(payload, orm.OntologyStructure, STRICT) == [
        "$.skeleton_templates[0].template.version: unknown key"
    ]


@over("key", ["skeletonEdges", "skeletonedges"])
def test_edges_have_two_spellings(key: str) -> None:
    payload = {it: value for it, value in TEMPLATE.items() if it != "skeletonEdges"}
    payload |= {key: TEMPLATE["skeletonEdges"], "featureNodeHash": "a55abbeb"}
    del payload["feature_node_hash"]

    read = converter.structure(payload, orm.SkeletonTemplate)

    assert read == CASE_OF[orm.SkeletonTemplate].object
    assert kept(payload, orm.SkeletonTemplate) == payload
    assert converter.unstructure(read) == TEMPLATE


def test_a_problem_in_a_template_has_the_path_that_leads_to_it() -> None:
    bad = {**TEMPLATE, "width": "x"}
    payload = with_templates({"template": bad}, bad, {"template": 5}, 5, {"template": TEMPLATE})

    assert problems(payload, orm.OntologyStructure) == [
        "$.skeleton_templates[0].template.width: expected float, got 'x'",
        "$.skeleton_templates[1].width: expected float, got 'x'",
        "$.skeleton_templates[2].template: expected an object, got int 5",
        "$.skeleton_templates[3]: expected an object, got int 5",
    ]
    assert problems({**EMPTY, "skeleton_templates": {}}, orm.OntologyStructure) == [
        "$.skeleton_templates: expected a list, got object"
    ]


def test_the_path_to_a_template_stays_with_an_error_that_is_pickled() -> None:
    with pytest.raises(ClassValidationError) as caught:
        converter.structure(with_templates({"template": {}}), orm.OntologyStructure)

    again = pickle.loads(pickle.dumps(caught.value))

    assert explain(again) == explain(caught.value)
    assert explain(again)[0] == "$.skeleton_templates[0].template.name: required, but missing"


# --- identifiers, shapes, types and levels --------------------------------------------------------


@over("sent", [3, 3.0, "3"])
def test_a_number_in_the_place_of_an_id_is_read_as_its_text(sent: Any) -> None:
    payload = {**CASE_OF[orm.FlatOption].payload, "id": sent}

    read = converter.structure(payload, orm.FlatOption)

    assert read.id == "3"
    assert type(kept(payload, orm.FlatOption)["id"]) is type(sent)
    assert converter.unstructure(read)["id"] == "3"


@over("sent", [True, 1.5, None, 10**5000], lambda it: type(it).__name__)
def test_what_is_no_id_is_told(sent: Any) -> None:
    payload = {**CASE_OF[orm.FlatOption].payload, "id": sent}

    (problem,) = problems(payload, orm.FlatOption)

    assert problem.startswith("$.id: expected str or int, got ")


def test_what_a_newer_server_names_stays_text() -> None:
    """A shape, the type of an attribute and a level that nobody knows, in every mode."""
    attribute = {**CASE_OF[orm.OtherAttribute].payload, "options": [{"id": "1"}]}
    thing = {**CASE_OF[orm.OntologyObject].payload, "shape": "hologram", "attributes": [attribute]}
    classification = {**CASE_OF[orm.OntologyClassification].payload, "level": "frame"}
    payload = {"objects": [thing], "classifications": [classification]}

    read = converter.structure(payload, orm.OntologyStructure)

    assert (read.objects[0].shape, read.classifications[0].level) == ("hologram", "frame")
    assert read.objects[0].attributes == [converter.structure(attribute, orm.OtherAttribute)]
    assert converter.unstructure(read) == payload == kept(payload, orm.OntologyStructure)
    assert problems(payload, orm.OntologyStructure, STRICT) == [
        "$.objects[0].attributes[0].type: 'relation' is none of radio, checklist, text, numeric"
    ]


def test_attributes_nest_as_deep_as_the_library_reads() -> None:
    """Deeper than any payload, and not so deep that a hostile one does harm."""

    def nested(levels: int) -> dict[str, Any]:
        inner: dict[str, Any] = {**CASE_OF[orm.TextAttribute].payload}
        for _ in range(levels):
            option = {**CASE_OF[orm.FlatOption].payload, "options": [inner]}
            inner = {**CASE_OF[orm.RadioAttribute].payload, "options": [option]}
        return inner

    payload = nested(40)
    assert kept(payload, orm.RadioAttribute) == payload
    with pytest.raises(ValueError, match="nested too deep"):
        converter.structure(nested(20_000), orm.RadioAttribute)


# --- group layouts --------------------------------------------------------------------------------

TILE: Final = {"type": "data_unit", "key": "left"}
CAROUSEL: Final = CASE_OF[orm.DataUnitCarouselTile].payload


def test_a_layout_is_told_by_its_type_or_by_its_keys() -> None:
    """A grid has no type; other tools write tiles without one."""
    untyped = {key: value for key, value in CAROUSEL.items() if key != "type"}
    inner = {"direction": "column", "first": {"key": "left"}, "second": untyped}
    payload = {
        "layoutContents": {},
        "layout": {
            "direction": "row",
            "first": {**inner, "splitPercentage": 50},
            "second": {"type": "globe", "radius": 5},
            "splitPercentage": 20.5,
        },
        "layoutSettings": {},
    }

    read: Any = converter.structure(payload, orm.DataGroupShortInfo).layout

    assert read.first.first == orm.DataUnitTile("left")
    assert read.first.second == CASE_OF[orm.DataUnitCarouselTile].object
    assert read.second == orm.OtherLayout("globe", {"radius": 5})
    assert converter.unstructure(read, orm.LayoutGrid)["first"]["first"] == TILE
    assert kept(payload, orm.DataGroupShortInfo) == payload


def test_a_layout_of_a_type_that_nobody_knows_is_refused_where_unknown_keys_are() -> None:
    grid = {**CASE_OF[orm.LayoutGrid].payload, "first": {"type": "globe", "key": "left"}}

    assert problems(grid, orm.LayoutGrid, STRICT) == ["$.first.type: 'globe' is none of data_unit"]
