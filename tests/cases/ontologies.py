"""How ontologies, skeleton templates and group layouts look on the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    SQL,
    SQL_VALUE,
    UID,
    UID_VALUE,
    Case,
    Key,
    camel,
    defaulted,
    defaulted_camel,
    key,
    later,
    nullable,
    open_text,
    optional,
    optional_camel,
    query_object,
    rest,
    v2_object,
)


def element(cls: Any, *keys: Key) -> Case:
    """An element of an ontology: it has an `id`, in whose place a number is read, too."""
    return v2_object(cls, key("id", "1.2", expected="str or int"), *keys)


def option(cls: Any, *keys: Key) -> Case:
    """An option of an attribute."""
    return element(
        cls,
        key("label", "Very wet"),
        optional("value", "very_wet"),
        camel("feature_node_hash", "bG/+6x0T"),
        optional("archived", True),
        *keys,
    )


def attribute(cls: Any, *keys: Key, kind: Key) -> Case:
    """An attribute; without a default, its type stands between its other keys."""
    is_first = kind.required
    return element(
        cls,
        key("name", "Road"),
        *((kind,) if is_first else ()),
        camel("feature_node_hash", "5e0d9a11"),
        optional("required", True),
        optional("archived", False),
        optional("dynamic", True),
        *(() if is_first else (kind,)),
        *keys,
    )


def kind(member: orm.PropertyType) -> Key:
    """The type of an attribute of a class of its own, which is written whatever it is."""
    return defaulted("type", member.value, member, default=member)


RFC: Final = "Thu, 09 Feb 2023 14:12:03 UTC"
RFC_VALUE: Final = datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC)

FLAT_OPTION: Final = option(orm.FlatOption)
TEXT_ATTRIBUTE: Final = attribute(orm.TextAttribute, kind=kind(orm.PropertyType.TEXT))
NESTABLE_OPTION: Final = option(
    orm.NestableOption,
    optional("options", [TEXT_ATTRIBUTE.payload], [TEXT_ATTRIBUTE.object]),
)
RADIO_ATTRIBUTE: Final = attribute(
    orm.RadioAttribute,
    optional("options", [NESTABLE_OPTION.payload], [NESTABLE_OPTION.object]),
    kind=kind(orm.PropertyType.RADIO),
)
CHECKLIST_ATTRIBUTE: Final = attribute(
    orm.ChecklistAttribute,
    optional("options", [FLAT_OPTION.payload], [FLAT_OPTION.object]),
    kind=kind(orm.PropertyType.CHECKLIST),
)
NUMERIC_ATTRIBUTE: Final = attribute(orm.NumericAttribute, kind=kind(orm.PropertyType.NUMERIC))
OTHER_ATTRIBUTE: Final = attribute(
    orm.OtherAttribute,
    rest("content", {"relatesTo": ["5e0d9a11"]}),
    kind=key("type", "relation"),
)
ATTRIBUTES: Final = (
    RADIO_ATTRIBUTE,
    CHECKLIST_ATTRIBUTE,
    TEXT_ATTRIBUTE,
    NUMERIC_ATTRIBUTE,
    OTHER_ATTRIBUTE,
)
OBJECT: Final = element(
    orm.OntologyObject,
    key("name", "Car"),
    optional("color", "#D33115"),
    key("shape", "polygon", orm.Shape.POLYGON),
    camel("feature_node_hash", "a55abbeb"),
    optional("required", False),
    optional("archived", True),
    optional(
        "attributes", [it.payload for it in ATTRIBUTES[:-1]], [it.object for it in ATTRIBUTES[:-1]]
    ),
)
ONTOLOGY_CLASSIFICATION: Final = element(
    orm.OntologyClassification,
    camel("feature_node_hash", "a39d81c0"),
    key("attributes", [RADIO_ATTRIBUTE.payload], [RADIO_ATTRIBUTE.object]),
    optional("level", "global", orm.OntologyClassificationLevel.GLOBAL),
)
POINT: Final = v2_object(
    orm.SkeletonTemplateCoordinate,
    key("x", 0.25),
    key("y", 0.5),
    key("name", "nose"),
    optional("color", "#00000"),
    optional("value", "nose"),
    optional_camel("feature_hash", "c67522ee"),
)
TEMPLATE: Final = v2_object(
    orm.SkeletonTemplate,
    key("name", "Pose"),
    key("width", 0.235),
    key("height", 0.25),
    key("skeleton", {"0": POINT.payload}, {"0": POINT.object}),
    camel("skeleton_edges", {"0": {"1": {"color": "#000000"}}}),
    optional("feature_node_hash", "a55abbeb"),
    optional("shape", "skeleton"),
)
STRUCTURE: Final = v2_object(
    orm.OntologyStructure,
    key("objects", [OBJECT.payload], [OBJECT.object]),
    key("classifications", [ONTOLOGY_CLASSIFICATION.payload], [ONTOLOGY_CLASSIFICATION.object]),
    optional("skeleton_templates", [{"template": TEMPLATE.payload}], [TEMPLATE.object]),
)
TILE: Final = v2_object(
    orm.DataUnitTile,
    key("key", "left"),
    defaulted("type", "data_unit", default="data_unit", expected="one of data_unit"),
)
CAROUSEL: Final = v2_object(
    orm.DataUnitCarouselTile,
    defaulted("type", "data_unit_list", default="data_unit_list", expected="one of data_unit_list"),
    key("keys", ["front", "rear"]),
    open_text("carousel_position", "top"),
    camel("carousel_size", 20.5),
)
GRID: Final = v2_object(
    orm.LayoutGrid,
    open_text("direction", "row"),
    key("first", TILE.payload, TILE.object),
    key("second", CAROUSEL.payload, CAROUSEL.object),
    camel("split_percentage", 60.5),
)
OTHER_LAYOUT: Final = v2_object(
    orm.OtherLayout, key("type", "globe"), rest("content", {"radius": 0.5})
)
TILE_SETTINGS: Final = v2_object(
    orm.TileSettings,
    optional("title", "Left"),
    defaulted_camel("is_read_only", True, default=False),
)
LAYOUT_SETTINGS: Final = v2_object(
    orm.LayoutSettings,
    defaulted_camel("fixed_layout", True, default=False),
    optional_camel(
        "tile_settings", {"left": TILE_SETTINGS.payload}, {"left": TILE_SETTINGS.object}
    ),
    optional_camel("has_multilayer_labels", True),
)
CHILD: Final = v2_object(orm.StorageItemGroupChild, key("uuid", UID, UID_VALUE))

ONTOLOGIES: Final = (
    option(orm.OntologyOption),
    FLAT_OPTION,
    NESTABLE_OPTION,
    attribute(orm.OntologyAttribute, kind=key("type", "text", orm.PropertyType.TEXT)),
    *ATTRIBUTES,
    OBJECT,
    ONTOLOGY_CLASSIFICATION,
    POINT,
    TEMPLATE,
    STRUCTURE,
    query_object(
        orm.Ontology,
        nullable("title", "Roads"),
        key("editor", STRUCTURE.payload, STRUCTURE.object, "structure"),
        key("ontology_hash", UID),
        nullable("created_at", RFC, RFC_VALUE),
        nullable("last_edited_at", SQL, SQL_VALUE),
        nullable("description", "All that is on a road"),
        later("user_role", 1, orm.OntologyUserRole.USER),
    ),
    query_object(
        orm.OntologyWithUserRole,
        key("user_role", 0),
        key("user_email", "ann@example.com"),
        key("ontology", {"title": "Roads"}),
    ),
    v2_object(
        orm.OntologyWithUserRoleV2,
        camel("ontology_uuid", UID, UID_VALUE),
        key("title", "Roads"),
        key("description", "All that is on a road"),
        key("editor", STRUCTURE.payload, STRUCTURE.object, "structure"),
        camel("created_at", ISO, ISO_VALUE),
        camel("last_edited_at", ISO, ISO_VALUE),
        optional_camel("user_role", 0, orm.OntologyUserRole.ADMIN),
    ),
    TILE,
    CAROUSEL,
    GRID,
    OTHER_LAYOUT,
    TILE_SETTINGS,
    LAYOUT_SETTINGS,
    CHILD,
    v2_object(
        orm.DataGroupShortInfo,
        camel("layout_contents", {"left": CHILD.payload}, {"left": CHILD.object}),
        optional("layout", GRID.payload, GRID.object),
        camel("layout_settings", LAYOUT_SETTINGS.payload, LAYOUT_SETTINGS.object),
        defaulted("timeline", ["left"], default=[]),
    ),
    v2_object(
        orm.OntologiesFilterParams,
        optional_camel("title_eq", "Cars"),
        optional_camel("title_like", "Car%"),
        optional_camel("desc_eq", "All cars"),
        optional_camel("desc_like", "%cars"),
        optional_camel("created_before", ISO, ISO_VALUE),
        optional_camel("created_after", ISO, ISO_VALUE),
        optional_camel("edited_before", ISO, ISO_VALUE),
        optional_camel("edited_after", ISO, ISO_VALUE),
        defaulted_camel("include_org_access", True, default=False),
    ),
    v2_object(
        orm.CreateOrUpdateOntologyPayload,
        key("title", "Cars"),
        key("description", "All cars"),
        key("editor", {"objects": []}),
    ),
)
