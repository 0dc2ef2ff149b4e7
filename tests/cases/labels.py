"""How the labels of a row look on the wire: objects, answers, spaces and the row itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from attrs import evolve

import orm_attrs as orm
from cases.vocabulary import (
    ANYTHING,
    LINK,
    Case,
    Key,
    body,
    camel,
    db_record,
    geometry,
    key,
    optional,
    optional_camel,
    rest,
    v2_object,
)

GMT: Final = "Thu, 09 Feb 2023 14:12:03 UTC"
GMT_VALUE: Final = datetime(2023, 2, 9, 14, 12, 3, tzinfo=UTC)


def points(wire: Any, value: Any) -> Key:
    """The points of a class, which are all of its payload."""
    return evolve(body("points", wire, value), expected="an object or a list")


# --- geometry -------------------------------------------------------------------------------------

BOX: Final = v2_object(
    orm.BoundingBox,
    key("x", 0.25),
    key("y", 0.5),
    key("w", 0.125, name="width"),
    key("h", 0.0625, name="height"),
)
ROTATABLE: Final = v2_object(
    orm.RotatableBoundingBox,
    key("x", 0.25),
    key("y", 0.5),
    key("w", 0.125, name="width"),
    key("h", 0.0625, name="height"),
    key("theta", 30.5),
)
CIRCLE: Final = v2_object(
    orm.Circle,
    key("x", 0.25),
    key("y", 0.5),
    key("r", 0.125, name="radius"),
    optional("stretch", 1.5),
    optional("theta", 30.5),
)
ELLIPSE: Final = v2_object(
    orm.Ellipse,
    key("x", 0.25),
    key("y", 0.5),
    key("rx", 0.125, name="radius_x"),
    key("ry", 0.0625, name="radius_y"),
    optional("theta", 30.5),
)
POINT: Final = v2_object(orm.Point, key("x", 0.25), key("y", 0.5), optional("z", 1.5))
JOINT: Final = v2_object(
    orm.SkeletonPoint,
    key("x", 0.25),
    key("y", 0.5),
    optional("name", "left knee"),
    optional("color", "#000000"),
    optional_camel("feature_hash", "A1LNYvDC"),
    optional("value", "left_knee"),
    optional("visibility", "selfOccluded", orm.Visibility.SELF_OCCLUDED, expected="str"),
)
BITMASK: Final = v2_object(
    orm.Bitmask,
    key("top", 0),
    key("left", 1),
    key("height", 4),
    key("width", 6),
    key("rleString", "h0", name="rle"),
)
CUBOID: Final = v2_object(
    orm.Cuboid,
    key("position", [1.5, 2.5, 3.5]),
    key("orientation", [0.5, 0.25, 0.125]),
    key("size", [4.5, 2.5, 1.5]),
)
PERSPECTIVE: Final = v2_object(
    orm.PerspectiveCuboid2D,
    key("front", [0.25, 0.25, 0.5, 0.5]),
    camel("vanishing_point", {"x": 0.75, "y": 0.5}, orm.Point(0.75, 0.5)),
    camel("scale_ratio", 0.5),
)
ISOMETRIC: Final = v2_object(
    orm.IsometricCuboid2D,
    key("front", [0.25, 0.25, 0.5, 0.5]),
    key("offset", {"x": 0.25, "y": 0.125}, orm.Point(0.25, 0.125)),
)

POLYLINE: Final = v2_object(
    orm.Polyline,
    points(
        {"0": {"x": 0.25, "y": 0.5}, "1": {"x": 0.5, "y": 0.25, "z": 1.5}},
        [orm.Point(0.25, 0.5), orm.Point(0.5, 0.25, 1.5)],
    ),
)
POLYGON: Final = v2_object(
    orm.Polygon,
    points(
        {"0": {"x": 0.25, "y": 0.5}, "1": {"x": 0.5, "y": 0.25}},
        [orm.Point(0.25, 0.5), orm.Point(0.5, 0.25)],
    ),
)
SKELETON: Final = v2_object(orm.Skeleton, points({"0": JOINT.payload}, [JOINT.object]))
SEGMENTATION: Final = v2_object(orm.Segmentation, body("rle", "06"))

# --- objects --------------------------------------------------------------------------------------

REVIEW: Final = db_record(
    orm.LegacyReview,
    optional("id", 2134704),
    optional("approved", True),
    optional("comment", "too wide"),
    optional("createdAt", GMT, GMT_VALUE, "reviewed_at"),
    optional("createdBy", "ann@example.com", alias="reviewed_by"),
    optional("created_at", GMT, GMT_VALUE),
    optional("last_edited_at", GMT, GMT_VALUE),
    optional("user_email", "ann@example.com"),
    optional("user_id", 524),
    optional("task_id", 2970724),
    optional("data_hash", "47f194ca"),
    optional("granularity", "OBJECT"),
    optional("granularity_id", "983w0TxX"),
    optional("status", "ASSIGNED"),
    optional("displayed_status", "ASSIGNED"),
    optional("exists", True),
    optional("rejections", ["no"]),
    optional("instance", {"objectHash": "983w0TxX"}),
    optional("metadata", {"reviews": []}, orm.ReviewMetadata([])),
)
REVIEWS: Final = db_record(
    orm.ReviewMetadata, optional("reviews", [{"id": 1}], [orm.LegacyReview(id=1)])
)
MADE: Final = (
    optional_camel("created_at", GMT, GMT_VALUE),
    optional_camel("created_by", "ann@example.com"),
    optional_camel("last_edited_at", GMT, GMT_VALUE),
    optional_camel("last_edited_by", "bob@example.com"),
    optional("confidence", 0.75),
    optional_camel("manual_annotation", True),
)
FLAGGED: Final = (
    optional_camel("is_deleted", False),
    optional("reviews", [{"id": 1}], [orm.LegacyReview(id=1)]),
)
IN_FRAME: Final = (
    optional("name", "Car"),
    optional("color", "#D33115"),
    optional("value", "car"),
    *MADE,
    *FLAGGED,
    optional("event", "upsert", orm.ObjectEvent.UPSERT, expected="str"),
    optional("interpolate", "linear", orm.Interpolation.LINEAR, expected="str"),
)
HASHES: Final = (camel("object_hash", "82724bb2"), camel("feature_hash", "2689db00"))


def of_shape(cls: Any, shape: orm.Shape, place: Key, *more: Key) -> Case:
    """An object of a shape, with its geometry."""
    return v2_object(
        cls,
        *HASHES,
        *IN_FRAME,
        key("shape", shape.value, shape, default=shape, has_default=True, expected="str"),
        place,
        *more,
    )


BOX_OBJECT: Final = of_shape(
    orm.BoundingBoxObject,
    orm.Shape.BOUNDING_BOX,
    geometry("boundingBox", BOX.payload, BOX.object),
)
CLASSIFIED: Final = v2_object(
    orm.FrameClassification,
    optional_camel("classification_hash", "x8HlsBZw"),
    optional_camel("feature_hash", "is0CLEV9"),
    optional("name", "hot dog"),
    optional("value", "hot_dog"),
    *MADE,
    *FLAGGED,
)
FRAME_METADATA: Final = v2_object(
    orm.FrameMetadata,
    optional("dicom_instance_uid", "1.2.840.1"),
    optional("multiframe_frame_number", 3),
    optional("file_uri", "cord-dicoms/1.dcm"),
    optional("width", 512),
    optional("height", 512),
)
FRAME: Final = db_record(
    orm.FrameLabels,
    optional("objects", [BOX_OBJECT.payload], [BOX_OBJECT.object]),
    optional("classifications", [CLASSIFIED.payload], [CLASSIFIED.object]),
    optional("metadata", FRAME_METADATA.payload, FRAME_METADATA.object),
)

# --- answers --------------------------------------------------------------------------------------

OPTION: Final = v2_object(
    orm.OptionAnswer,
    optional("name", "Red"),
    optional("value", "red"),
    optional_camel("feature_hash", "fvLjF0qZ"),
)
ANSWERED: Final = (
    optional("name", "Colour"),
    optional("value", "colour"),
    optional("answers", [OPTION.payload], [OPTION.object], expected=ANYTHING),
    optional_camel("feature_hash", "OxrtEM+v"),
    optional_camel("manual_annotation", True),
)
ATTRIBUTE: Final = v2_object(orm.AttributeAnswer, *ANSWERED)
ACTION: Final = v2_object(
    orm.DynamicAnswer,
    *ANSWERED,
    optional("dynamic", True),
    optional("range", [[0, 3], [5, 5]], [(0, 3), (5, 5)]),
    optional_camel("should_propagate", False),
    optional_camel("track_hash", "794bd3f1"),
    optional_camel("space_id", "left"),
)
ANSWERS_OF_OBJECT: Final = (
    optional_camel("object_hash", "82724bb2"),
    optional("classifications", [ATTRIBUTE.payload], [ATTRIBUTE.object]),
    optional_camel("object_number", 2),
)
OBJECT_ANSWER: Final = v2_object(orm.ObjectAnswer, *ANSWERS_OF_OBJECT)
IN_HTML: Final = db_record(orm.HtmlPosition, optional("xpath", "/html/p[1]"), optional("offset", 5))
HTML_RANGE: Final = db_record(
    orm.HtmlRange,
    optional("start", IN_HTML.payload, IN_HTML.object),
    optional("end", IN_HTML.payload, IN_HTML.object),
)
PLACEMENT: Final = db_record(
    orm.SpacePlacement,
    optional("type", "frame"),
    optional("range", [[0, 3]], [(0, 3)]),
)
RANGE_OBJECT: Final = v2_object(
    orm.RangeObject,
    *ANSWERS_OF_OBJECT,
    optional_camel("feature_hash", "KVfzNkFy"),
    optional("shape", "audio", orm.Shape.AUDIO, expected="str"),
    optional("name", "Speaker"),
    optional("color", "#A4FF00"),
    optional("value", "speaker"),
    optional("range", [[100, 200]], [(100, 200)]),
    optional("range_html", [HTML_RANGE.payload], [HTML_RANGE.object]),
    optional("spaces", {"left": PLACEMENT.payload}, {"left": PLACEMENT.object}),
    *MADE,
    *FLAGGED,
)
CLASSIFICATION: Final = v2_object(
    orm.ClassificationAnswer,
    optional_camel("classification_hash", "x8HlsBZw"),
    optional_camel("feature_hash", "is0CLEV9"),
    optional("classifications", [ATTRIBUTE.payload], [ATTRIBUTE.object]),
    optional("range", [[0, 3]], [(0, 3)]),
    optional("spaces", {"left": PLACEMENT.payload}, {"left": PLACEMENT.object}),
    *MADE,
    *FLAGGED,
)
ACTIONS: Final = v2_object(
    orm.ObjectActions,
    optional_camel("object_hash", "82724bb2"),
    optional("actions", [ACTION.payload], [ACTION.object]),
)

# --- spaces ---------------------------------------------------------------------------------------

SPACE_IN_SCENE: Final = db_record(
    orm.SpaceSceneInfo,
    optional("stream_id", "lidar"),
    optional("event_index", 7),
    optional("start_frame", 3),
    optional("uri", "cord-scenes/7.pcd"),
)
SEQUENCE_IMAGE: Final = db_record(
    orm.SequenceImage,
    optional("data_uuid", "87fbb2d6"),
    optional("data_type", "image/png"),
    optional("data_sequence", 0),
    optional("data_link", LINK),
    optional("data_title", "left.png"),
)
SLICE: Final = db_record(
    orm.StackSlice,
    optional("width", 512),
    optional("height", 512),
    optional("instance_uid", "1.2.840.1"),
    optional("file_name", "1.dcm"),
)
IN_SPACE: Final = (
    optional("labels", {"3": FRAME.payload}, {3: FRAME.object}),
    optional("child_info", {"layout_key": "left"}, orm.ChildInfo("left")),
    optional("root_info", {"file_name": "left.png"}, orm.RootInfo("left.png")),
    optional("scene_info", SPACE_IN_SCENE.payload, SPACE_IN_SCENE.object),
    optional("title", "left"),
)
FRAMES: Final = optional("number_of_frames", 600)
SIZE: Final = (optional("width", 1280), optional("height", 720))


def space(cls: Any, kind: orm.SpaceType, *keys: Key) -> Case:
    """A space of a type."""
    return db_record(
        cls,
        *IN_SPACE,
        key("space_type", kind.value, kind, default=kind, has_default=True, expected="str"),
        *keys,
    )


SPACES: Final = (
    db_record(
        orm.BaseSpace,
        key("space_type", "video", orm.SpaceType.VIDEO, expected="str"),
        *IN_SPACE,
    ),
    space(
        orm.VideoSpace,
        orm.SpaceType.VIDEO,
        FRAMES,
        *SIZE,
        optional("data_duration", 24.5),
        optional("data_fps", 23.976),
    ),
    space(
        orm.ImageSequenceSpace,
        orm.SpaceType.IMAGE_SEQUENCE,
        FRAMES,
        *SIZE,
        optional("frames", [SEQUENCE_IMAGE.payload], [SEQUENCE_IMAGE.object]),
    ),
    space(orm.ImageSpace, orm.SpaceType.IMAGE, *SIZE),
    space(orm.MedicalFileSpace, orm.SpaceType.MEDICAL_FILE, FRAMES, *SIZE),
    space(
        orm.MedicalStackSpace,
        orm.SpaceType.MEDICAL_STACK,
        optional("frames", [SLICE.payload], [SLICE.object]),
    ),
    space(orm.PdfSpace, orm.SpaceType.PDF, optional("number_of_pages", 4)),
    space(orm.AudioSpace, orm.SpaceType.AUDIO, optional("duration_ms", 24500)),
    space(orm.TextSpace, orm.SpaceType.TEXT),
    space(orm.HtmlSpace, orm.SpaceType.HTML),
    space(orm.TimeSeriesSpace, orm.SpaceType.TIME_SERIES),
    space(orm.PointCloudSpace, orm.SpaceType.POINT_CLOUD),
    space(orm.SceneImageSpace, orm.SpaceType.SCENE_IMAGE, *SIZE),
    db_record(
        orm.OtherSpace,
        key("space_type", "hologram", expected="str"),
        *IN_SPACE,
        rest("content", {"depth": 3}),
    ),
)

# --- the row --------------------------------------------------------------------------------------

CHILD: Final = v2_object(
    orm.GroupChild,
    optional("data_hash", "87fbb2d6"),
    optional("label_hash", "0aea5ac7"),
    optional("name", "left.png"),
    optional("layout_key", "left"),
)
UNIT_METADATA: Final = v2_object(
    orm.UnitMetadata,
    optional("patient_id", "NOID"),
    optional("study_uid", "1.2.3.4.5"),
    optional("series_uid", "1.2.3.4.6"),
    optional("children", [CHILD.payload], [CHILD.object]),
)
UNIT: Final = db_record(
    orm.DataUnit,
    optional("data_hash", "87fbb2d6"),
    optional("data_title", "drive.mp4"),
    optional("data_link", LINK),
    optional("data_type", "video/mp4"),
    optional("data_sequence", 0, expected=ANYTHING),
    *SIZE,
    optional("labels", {"3": FRAME.payload}, {3: FRAME.object}),
    optional("data_duration", 24.5),
    optional("data_fps", 23.976),
    optional("audio_codec", "mp3"),
    optional("audio_sample_rate", 44100),
    optional("audio_bit_depth", 8),
    optional("audio_num_channels", 2),
    optional("data_links", ["cord-dicoms/1.dcm"]),
    optional("metadata", UNIT_METADATA.payload, UNIT_METADATA.object),
)
SCENE: Final = v2_object(
    orm.RowScene, optional_camel("is_continuous", True), rest("content", {"streams": ["lidar"]})
)
EXPORT: Final = db_record(
    orm.RowExport,
    optional("export_hash", "c4e34ce6"),
    optional("exported_at", GMT, GMT_VALUE),
    optional("user_email", "ann@example.com"),
)
ROW: Final = db_record(
    orm.LabelRowV2,
    optional("label_hash", "0aea5ac7"),
    optional("branch_name", "main"),
    optional("created_at", "2023-02-09 14:12:03", datetime(2023, 2, 9, 14, 12, 3)),
    optional("last_edited_at", GMT, GMT_VALUE),
    optional("dataset_hash", "0f323c0c"),
    optional("dataset_title", "Drives"),
    optional("data_hash", "87fbb2d6"),
    optional("data_title", "drive.mp4"),
    optional("data_type", "video"),
    optional("label_status", "LABELLED"),
    optional("annotation_task_status", "QUEUED"),
    optional("is_shadow_data", False),
    optional("is_valid", True),
    optional("data_units", {"87fbb2d6": UNIT.payload}, {"87fbb2d6": UNIT.object}),
    optional(
        "object_answers",
        {"82724bb2": OBJECT_ANSWER.payload, "a": RANGE_OBJECT.payload},
        {"82724bb2": OBJECT_ANSWER.object, "a": RANGE_OBJECT.object},
    ),
    optional(
        "classification_answers",
        {"x8HlsBZw": CLASSIFICATION.payload},
        {"x8HlsBZw": CLASSIFICATION.object},
    ),
    optional("object_actions", {"82724bb2": ACTIONS.payload}, {"82724bb2": ACTIONS.object}),
    optional("spaces", {"left": SPACES[1].payload}, {"left": SPACES[1].object}),
    optional("scene", SCENE.payload, SCENE.object),
    optional("labels", {"3": FRAME.payload}, {3: FRAME.object}),
    optional("data_link", LINK),
    optional("file_type", "video/mp4"),
    optional("is_image_sequence", False, expected="bool or str"),
    optional("video_link", LINK, expected="bool or str"),
    optional("export_hash", "c4e34ce6"),
    optional("exported_at", GMT, GMT_VALUE),
    optional("export_history", [EXPORT.payload], [EXPORT.object]),
    optional("group_hash", "b4668ae9"),
    optional("task_uuid", "625aea31"),
    optional("priority", 0.75),
    optional(
        "workflow_graph_node",
        {"uuid": "u1", "title": "Annotate"},
        orm.WorkflowGraphNode("u1", "Annotate"),
    ),
    optional("assigned_user_email", "ann@example.com"),
    optional("last_actioned_by_user_email", "bob@example.com"),
    optional("client_metadata", {"site": 5}),
    optional("images_data", [{"title": "1.png"}]),
)

LABELS: Final = (
    *(BOX, ROTATABLE, CIRCLE, ELLIPSE, POINT, JOINT, BITMASK, CUBOID, PERSPECTIVE, ISOMETRIC),
    *(POLYLINE, POLYGON, SKELETON, SEGMENTATION, REVIEW, REVIEWS),
    v2_object(
        orm.LabelObject, *HASHES, key("shape", "point", orm.Shape.POINT, expected="str"), *IN_FRAME
    ),
    BOX_OBJECT,
    of_shape(
        orm.RotatableBoundingBoxObject,
        orm.Shape.ROTATABLE_BOUNDING_BOX,
        geometry("rotatableBoundingBox", ROTATABLE.payload, ROTATABLE.object),
    ),
    of_shape(orm.CircleObject, orm.Shape.CIRCLE, geometry("circle", CIRCLE.payload, CIRCLE.object)),
    of_shape(
        orm.EllipseObject, orm.Shape.ELLIPSE, geometry("ellipse", ELLIPSE.payload, ELLIPSE.object)
    ),
    of_shape(
        orm.PointObject, orm.Shape.POINT, geometry("point", {"0": POINT.payload}, POINT.object)
    ),
    of_shape(
        orm.PolylineObject,
        orm.Shape.POLYLINE,
        geometry("polyline", POLYLINE.payload, POLYLINE.object, expected="an object or a list"),
    ),
    of_shape(
        orm.PolygonObject,
        orm.Shape.POLYGON,
        evolve(
            geometry("polygon", POLYGON.payload, POLYGON.object, expected="an object or a list"),
            is_excused=True,
        ),
        optional("polygons", [[[0.25, 0.5, 0.5, 0.25]]]),
    ),
    of_shape(
        orm.SkeletonObject,
        orm.Shape.SKELETON,
        geometry("skeleton", SKELETON.payload, SKELETON.object, expected="an object or a list"),
    ),
    of_shape(
        orm.BitmaskObject, orm.Shape.BITMASK, geometry("bitmask", BITMASK.payload, BITMASK.object)
    ),
    of_shape(orm.CuboidObject, orm.Shape.CUBOID, geometry("cuboid", CUBOID.payload, CUBOID.object)),
    of_shape(
        orm.Cuboid2DObject,
        orm.Shape.CUBOID_2D,
        geometry("cuboid_2d", PERSPECTIVE.payload, PERSPECTIVE.object),
    ),
    of_shape(
        orm.SegmentationObject,
        orm.Shape.SEGMENTATION,
        geometry("segmentation", SEGMENTATION.payload, SEGMENTATION.object),
    ),
    v2_object(
        orm.OtherObject,
        *HASHES,
        key("shape", "hologram", expected="str"),
        *IN_FRAME,
        rest("content", {"hologram": {"depth": 3}}),
    ),
    *(CLASSIFIED, FRAME_METADATA, FRAME),
    *(OPTION, ATTRIBUTE, ACTION, OBJECT_ANSWER, IN_HTML, HTML_RANGE, PLACEMENT),
    *(RANGE_OBJECT, CLASSIFICATION, ACTIONS),
    *(SPACE_IN_SCENE, SEQUENCE_IMAGE, SLICE, *SPACES),
    *(CHILD, UNIT_METADATA, UNIT, SCENE, EXPORT, ROW),
)
