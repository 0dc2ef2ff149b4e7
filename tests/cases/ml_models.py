"""How the models to be trained look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    UID,
    UID_VALUE,
    camel,
    key,
    optional,
    optional_camel,
    v2_object,
)

MODEL_GROUP: Final = v2_object(
    orm.ModelGroup,
    camel("created_at", ISO, ISO_VALUE),
    key("description", "All cars"),
    key("features", ["wheel"]),
    key("model", "fasterRcnn", orm.ModelArchitecture.FASTER_RCNN),
    camel("model_uuid", UID, UID_VALUE),
    key("title", "Cars"),
    key("type", "classification", orm.ModelType.CLASSIFICATION),
)
MODEL_ITERATION: Final = v2_object(
    orm.ModelIteration,
    camel("batch_size", 7),
    camel("created_at", ISO, ISO_VALUE),
    key("duration", 7),
    key("epochs", 7),
    camel("loss_log", {"deep": 1}),
    camel("training_uuid", UID, UID_VALUE),
)
ONTOLOGY_FEATURE: Final = v2_object(
    orm.OntologyFeature,
    camel("feature_node_uuid", "uuid"),
    key("name", "Car"),
    key("type", "boundingBox", orm.FeaturesMappingFeatureType.BOUNDING_BOX),
    optional("color", "#ff0000"),
)
PROJECT_MODEL: Final = v2_object(
    orm.ProjectModel,
    camel("created_at", ISO, ISO_VALUE),
    camel("iteration_policy", "manualSelection", orm.ModelIterationPolicy.MANUAL_SELECTION),
    camel("model_uuid", UID, UID_VALUE),
    camel("project_model_uuid", UID, UID_VALUE),
    camel("project_uuid", UID, UID_VALUE),
    camel("features_mapping", {"a": ONTOLOGY_FEATURE.payload}, {"a": ONTOLOGY_FEATURE.object}),
)
REQUEST_KEYS: Final = (
    camel("conf_thresh", 0.5),
    optional_camel("data_uuid", UID, UID_VALUE),
    optional_camel("data_base64", "AAAA"),
    optional_camel("frame_range_from", 7),
    optional_camel("frame_range_to", 7),
)
OBJECT_REQUEST_KEYS: Final = (
    *REQUEST_KEYS,
    camel("allocation_enabled", True),
    camel("iou_thresh", 0.5),
)
PREDICTION_KEYS: Final = (
    key("confidence", 0.5),
    camel("created_at", ISO, ISO_VALUE),
    camel("created_by", "ann@example.com"),
    camel("manual_annotation", True),
    key("name", "Car"),
    key("value", "car"),
)
OBJECT_KEYS: Final = (
    *PREDICTION_KEYS,
    key("color", "#ff0000"),
    camel("feature_id", "f1"),
    camel("object_id", "o1"),
)
PREDICTION_CLASSIFICATION_RESULT_ITEM: Final = v2_object(
    orm.PredictionClassificationResultItem,
    *PREDICTION_KEYS,
    camel("classification_uuid", UID, UID_VALUE),
    camel("feature_id_child", "child"),
    camel("feature_id_parent", "parent"),
)
PREDICTION_INSTANCE_SEGMENTATION_POLYGON_POINT: Final = v2_object(
    orm.PredictionInstanceSegmentationPolygonPoint,
    key("x", 0.5),
    key("y", 0.5),
)
PREDICTION_INSTANCE_SEGMENTATION_RESULT_ITEM: Final = v2_object(
    orm.PredictionInstanceSegmentationResultItem,
    *OBJECT_KEYS,
    key(
        "polygon",
        [PREDICTION_INSTANCE_SEGMENTATION_POLYGON_POINT.payload],
        [PREDICTION_INSTANCE_SEGMENTATION_POLYGON_POINT.object],
    ),
)
PREDICTION_OBJECT_DETECTION_BOUNDING_BOX: Final = v2_object(
    orm.PredictionObjectDetectionBoundingBox,
    key("h", 0.5),
    key("w", 0.5),
    key("x", 0.5),
    key("y", 0.5),
)
PREDICTION_OBJECT_DETECTION_RESULT_ITEM: Final = v2_object(
    orm.PredictionObjectDetectionResultItem,
    *OBJECT_KEYS,
    camel(
        "bounding_box",
        PREDICTION_OBJECT_DETECTION_BOUNDING_BOX.payload,
        PREDICTION_OBJECT_DETECTION_BOUNDING_BOX.object,
    ),
)
ML_MODELS: Final = (
    MODEL_GROUP,
    MODEL_ITERATION,
    v2_object(
        orm.ModelCreateRequest,
        key("features", ["wheel"]),
        key("model", "fasterRcnn", orm.ModelArchitecture.FASTER_RCNN),
        key("title", "Cars"),
        optional("description", "All cars"),
    ),
    v2_object(
        orm.ModelUpdateRequest,
        optional("description", "All cars"),
        optional("title", "Cars"),
    ),
    v2_object(
        orm.ModelsListRequest,
        camel("order_by", "createdAt", orm.ModelsListOrderBy.CREATED_AT),
        camel("order_asc", True),
        optional("query", "car"),
        optional_camel("page_token", "next"),
    ),
    v2_object(
        orm.ModelWithIterations,
        camel("model_group", MODEL_GROUP.payload, MODEL_GROUP.object),
        camel("model_iterations", [MODEL_ITERATION.payload], [MODEL_ITERATION.object]),
    ),
    v2_object(
        orm.ModelTrainingRequest,
        camel("batch_size", 7),
        key("epochs", 7),
        camel("features_mapping", {UID: {"a": ["wheel"]}}, {UID_VALUE: {"a": ["wheel"]}}),
        camel("labels_uuids", [UID], [UID_VALUE]),
        optional_camel("pretrained_training_uuid", UID, UID_VALUE),
        optional_camel(
            "pretrained_weights_type",
            "fasterRcnnR101C43X",
            orm.ModelPretrainedWeightsType.FASTER_RCNN_R101_C43X,
        ),
    ),
    v2_object(
        orm.ModelTrainingResponse,
        optional("result", MODEL_ITERATION.payload, MODEL_ITERATION.object),
        key("status", "done", orm.ModelTrainingStatus.DONE),
    ),
    v2_object(
        orm.ModelIterationTrainingDataListRequest,
        optional_camel("page_token", "next"),
    ),
    v2_object(
        orm.ModelIterationTrainingData,
        camel("data_uuid", UID, UID_VALUE),
        camel("dataset_title", "title"),
        camel("dataset_uuid", UID, UID_VALUE),
        camel("file_title", "title"),
        camel("item_type", "video", orm.StorageItemType.VIDEO),
        camel("label_uuid", UID, UID_VALUE),
        camel("project_title", "title"),
        camel("project_uuid", UID, UID_VALUE),
    ),
    ONTOLOGY_FEATURE,
    PROJECT_MODEL,
    v2_object(
        orm.ProjectModelAttachRequest,
        camel("features_mapping", {"a": "wheel"}),
        camel("iteration_policy", "manualSelection", orm.ModelIterationPolicy.MANUAL_SELECTION),
        camel("model_uuid", UID, UID_VALUE),
        optional_camel("training_uuids", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.ProjectModelsListRequest,
        optional_camel("page_token", "next"),
    ),
    v2_object(
        orm.ProjectModelWithIterations,
        camel("model_group", MODEL_GROUP.payload, MODEL_GROUP.object),
        camel("project_model", PROJECT_MODEL.payload, PROJECT_MODEL.object),
        camel("project_model_iterations", [MODEL_ITERATION.payload], [MODEL_ITERATION.object]),
    ),
    v2_object(
        orm.ProjectModelUpdateRequest,
        camel("features_mapping", {"a": "wheel"}),
        camel("iteration_policy", "manualSelection", orm.ModelIterationPolicy.MANUAL_SELECTION),
        optional_camel("training_uuids", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.PredictionClassificationRequest,
        *REQUEST_KEYS,
    ),
    PREDICTION_CLASSIFICATION_RESULT_ITEM,
    v2_object(
        orm.PredictionClassificationResponse,
        key(
            "result",
            {"7": PREDICTION_CLASSIFICATION_RESULT_ITEM.payload},
            {7: PREDICTION_CLASSIFICATION_RESULT_ITEM.object},
        ),
    ),
    v2_object(
        orm.PredictionInstanceSegmentationRequest,
        *OBJECT_REQUEST_KEYS,
        optional_camel("rdp_thresh", 0.5),
    ),
    PREDICTION_INSTANCE_SEGMENTATION_POLYGON_POINT,
    PREDICTION_INSTANCE_SEGMENTATION_RESULT_ITEM,
    v2_object(
        orm.PredictionInstanceSegmentationResponse,
        key(
            "result",
            {"7": [PREDICTION_INSTANCE_SEGMENTATION_RESULT_ITEM.payload]},
            {7: [PREDICTION_INSTANCE_SEGMENTATION_RESULT_ITEM.object]},
        ),
    ),
    v2_object(
        orm.PredictionObjectDetectionRequest,
        *OBJECT_REQUEST_KEYS,
    ),
    PREDICTION_OBJECT_DETECTION_BOUNDING_BOX,
    PREDICTION_OBJECT_DETECTION_RESULT_ITEM,
    v2_object(
        orm.PredictionObjectDetectionResponse,
        key(
            "result",
            {"7": [PREDICTION_OBJECT_DETECTION_RESULT_ITEM.payload]},
            {7: [PREDICTION_OBJECT_DETECTION_RESULT_ITEM.object]},
        ),
    ),
)
