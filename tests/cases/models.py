"""How models and their training look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import ISO, ISO_VALUE, LINK, db_record, key, nullable, optional, query_object

LABEL_METADATA: Final = query_object(
    orm.ModelTrainingLabelMetadata,
    key("label_uid", "l4b5e6l7"),
    key("data_uid", "87fbb2d6"),
    key("data_link", LINK),
)
TRAINING_LABEL: Final = query_object(
    orm.ModelTrainingLabel,
    key("label_metadata_list", [LABEL_METADATA.payload], [LABEL_METADATA.object]),
    key("feature_uids", ["f3a4"]),
)
TRAINING_WEIGHTS: Final = db_record(
    orm.ModelTrainingWeights,
    optional("model", "mask_rcnn"),
    optional("training_config_link", "https://storage.example.com/config"),
    optional("training_weights_link", "https://storage.example.com/weights"),
)
MODELS: Final = (
    LABEL_METADATA,
    TRAINING_LABEL,
    TRAINING_WEIGHTS,
    db_record(
        orm.Model,
        optional("model_operation", 1),
        optional("model_parameters", {"epochs": 5}),
    ),
    query_object(
        orm.ModelConfiguration,
        key("model_uid", "m1n2"),
        key("title", "Cars"),
        key("description", "Finds cars"),
        key(
            "feature_node_hashes",
            {"f3a4": {"name": "Car"}, "b5c6": {}},
            ["f3a4", "b5c6"],
            written={"f3a4": None, "b5c6": None},
        ),
        key("model", "faster_rcnn", orm.AutomationModels.FASTER_RCNN),
        key("model_iteration_uids", ["r1", "r2"]),
    ),
    query_object(
        orm.TrainingMetadata,
        key("model_iteration_uid", "r1"),
        nullable("created_at", ISO, ISO_VALUE),
        nullable("training_final_loss", 0.25),
        nullable("model_training_labels", TRAINING_LABEL.payload, TRAINING_LABEL.object),
    ),
    db_record(
        orm.ModelRow,
        optional("model_hash", "m1n2"),
        optional("title", "Cars"),
        optional("description", "Finds cars"),
        optional("features", ["f3a4"]),
        optional("model", "faster_rcnn"),
    ),
    db_record(
        orm.ModelInferenceParams,
        optional("files", [{"uid": "1", "base64_str": "aGk="}]),
        optional("conf_thresh", 1, expected="float"),
        optional("iou_thresh", 0.5),
        optional("device", "cuda"),
        optional("detection_frame_range", [0, 10]),
        optional("allocation_enabled", True),
        optional("data_hashes", ["87fbb2d6"]),
        optional("rdp_thresh", 0.005),
    ),
    db_record(
        orm.ModelTrainingParams,
        optional("model_hash", "m1n2"),
        optional("label_rows", ["l4b5e6l7"]),
        optional("epochs", 5),
        optional("batch_size", 24),
        optional("weights", TRAINING_WEIGHTS.payload, TRAINING_WEIGHTS.object),
        optional("device", "cpu"),
    ),
)
