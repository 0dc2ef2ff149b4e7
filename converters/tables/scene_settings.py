"""How orm_attrs.scene_settings looks on the wire."""

from converters.tables.storage import COLOR
from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import scene_settings as models

TABLES: Tables = {
    models.SceneHeightColouring: v2_object(),
    models.SceneProvidedColouring: v2_object(),
    models.SceneSolidColouring: v2_object(),
    models.SceneImageColouring: v2_object(),
    models.SceneSensorColouring: v2_object(),
    models.OtherSceneColouring: v2_object(content=wire(rest=True)),
    models.SceneRadiusIndicator: v2_object(
        radius=wire(limits={"minimum": 0}),
        color=COLOR,
    ),
    models.SceneViewSettings: v2_object(point_radius=wire(limits={"minimum": 0, "maximum": 100})),
}

UNIONS: Unions = {
    models.ScenePointCloudColouring: Tag(
        ("colorMode", "color_mode"),
        {
            "height": models.SceneHeightColouring,
            "provided": models.SceneProvidedColouring,
            "solid": models.SceneSolidColouring,
            "imageColor": models.SceneImageColouring,
            "sensor": models.SceneSensorColouring,
        },
        unknown=models.OtherSceneColouring,
    ),
}
