"""How orm_attrs.scene looks on the wire."""

from typing import Final

from converters.tables.scene_upload import CAMERA
from converters.wire.codecs import CONVENTION_OR_NULL
from converters.wire.vocabulary import Tables, Tag, Unions, query_object, v2_object, wire
from orm_attrs import scene as models

# The keys tell them from others of their kind.
_TYPED: Final = v2_object(type=wire(omit_if_default=False))
_STREAM: Final = v2_object(entity_type=wire(omit_if_default=False))
_SCENE: Final = v2_object(
    extends=_TYPED,
    world_convention=wire(codec=CONVENTION_OR_NULL),
    camera_convention=wire(codec=CONVENTION_OR_NULL),
)

TABLES: Tables = {
    models.URIEvent: query_object(),
    models.CameraParamsEvent: CAMERA,
    models.FOREvent: query_object(),
    models.PCDStream: _STREAM,
    models.ImageStream: _STREAM,
    models.ModelStream: _STREAM,
    models.CameraStream: _STREAM,
    models.FORStream: _STREAM,
    models.OtherEntityStream: v2_object(content=wire(rest=True)),
    models.EventStream: _TYPED,
    models.SelfContainedStream: _TYPED,
    models.OtherStream: v2_object(content=wire(rest=True)),
    models.CompositeScene: _SCENE,
    models.SelfContainedScene: _SCENE,
    models.OtherScene: v2_object(content=wire(rest=True)),
}

UNIONS: Unions = {
    models.EntityStream: Tag(
        ("entityType", "entity_type"),
        {
            "point_cloud": models.PCDStream,
            "camera_parameters": models.CameraStream,
            "frame_of_reference": models.FORStream,
            "image": models.ImageStream,
            "model": models.ModelStream,
        },
        unknown=models.OtherEntityStream,
    ),
    models.Stream: Tag(
        "type",
        {"self_contained": models.SelfContainedStream, "event": models.EventStream},
        unknown=models.OtherStream,
    ),
    models.Scene: Tag(
        "type",
        {"self_contained": models.SelfContainedScene, "composite": models.CompositeScene},
        unknown=models.OtherScene,
    ),
}
