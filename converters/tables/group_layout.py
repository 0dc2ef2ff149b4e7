"""How orm_attrs.group_layout looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import group_layout as models

TABLES: Tables = {
    models.TileSettings: v2_object(),
    models.LayoutSettings: v2_object(),
    models.DataUnitTile: v2_object(type=wire(omit_if_default=False)),
    models.DataUnitCarouselTile: v2_object(type=wire(omit_if_default=False)),
    models.LayoutGrid: v2_object(),
    models.OtherLayout: v2_object(content=wire(rest=True)),
    models.StorageItemGroupChild: v2_object(),
    models.DataGroupShortInfo: v2_object(),
}

# Other tools leave the type out.
_WITHOUT_TYPE = Tag(
    "type",
    models.OtherLayout,
    unknown=Tag("keys", models.DataUnitCarouselTile, unknown=models.DataUnitTile),
)

UNIONS: Unions = {
    models.DataGroupLayout: Tag(
        "type",
        {"data_unit": models.DataUnitTile, "data_unit_list": models.DataUnitCarouselTile},
        unknown=Tag("direction", models.LayoutGrid, unknown=_WITHOUT_TYPE),
    ),
}
