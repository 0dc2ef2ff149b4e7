"""How orm_attrs.scene_layout looks on the wire."""

from typing import Final

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import scene_layout as models
from orm_attrs import snake_to_camel
from orm_attrs.storage import PatchItemPayload

# The key tells it from the other tiles.
_TILE: Final = v2_object(type=wire(omit_if_default=False))
_STREAM_TILE: Final = v2_object(extends=_TILE, stream_name=wire(limits={"minLength": 1}))

TABLES: Tables = {
    models.Scene3DViewerTile: _TILE,
    models.SceneImageTile: _STREAM_TILE,
    models.SceneTimeSeriesTile: _STREAM_TILE,
    models.OtherSceneTile: v2_object(content=wire(rest=True)),
    models.SceneTileLayout: v2_object(
        split_percentage=wire(
            limits={
                "minimum": models.MIN_SPLIT_PERCENTAGE,
                "maximum": models.MAX_SPLIT_PERCENTAGE,
            }
        )
    ),
    models.SceneLayout: v2_object(
        tiles=wire(limits={"minProperties": 1, "maxProperties": models.MAX_SCENE_TILES}),
        timeline=wire(limits={"maxItems": models.MAX_SCENE_TILES}),
    ),
    models.ScenePatchItemPayload: v2_object(request=True),
    models.PatchItemsBulkPayload: v2_object(request=True),
}

UNIONS: Unions = {
    models.SceneTile: Tag(
        "type",
        {
            "3d": models.Scene3DViewerTile,
            "image": models.SceneImageTile,
            "timeseries": models.SceneTimeSeriesTile,
        },
        unknown=models.OtherSceneTile,
    ),
    models.ItemPatch: Tag(
        [
            key
            for name in ("timeseries_settings", "scene_view_settings", "scene_layout")
            for key in (snake_to_camel(name), name)
        ],
        models.ScenePatchItemPayload,
        unknown=PatchItemPayload,
    ),
}
