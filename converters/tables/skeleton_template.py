"""How orm_attrs.skeleton_template looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object, wire
from orm_attrs import skeleton_template as models

TABLES: Tables = {
    models.SkeletonTemplateCoordinate: v2_object(),
    models.SkeletonTemplate: v2_object(
        skeleton_edges=wire("skeletonEdges"),
        # One version of the SDK wrote the first, others of its time the second.
        other_keys={
            "skeleton_edges": "skeletonedges",
            "feature_node_hash": "featureNodeHash",
        },
    ),
}
