"""How every class looks on the wire, written by hand from the description of the API.

The tests compare the converter with this table, so nothing here comes from `converters`: whoever
changes a key or an encoding there has to say so here, too.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

import orm_attrs as orm
from orm_attrs import DataType, StorageLocation

ANYTHING: Final = "anything"
"""What is expected for a field that takes any value."""

SAME: Final = object()
"""Stands for the value that a neighbouring column holds."""


@frozen
class Key:
    """One key of a payload."""

    key: str
    name: str
    """The attribute."""
    wire: Any
    """A good value in a payload."""
    value: Any
    """What the attribute then holds."""
    written: Any
    """What is written for it again."""
    required: bool
    nullable: bool
    default: Any
    """What the attribute holds when the key is absent, or null where it may be."""
    omits_default: bool
    """True when the default is not written, whatever the rest of the class does."""
    stand_in: str
    """The key of another field that is read where this one is absent; empty without one."""
    expected: str
    """How an error names a good value."""

    @property
    def may_be_wrong(self) -> bool:
        """Whether there are values of a wrong type."""
        return self.expected != ANYTHING

    @property
    def wrong(self) -> Any:
        """A value of a wrong type."""
        return "x" if self.expected in ("int", "float", "bool") else 5

    @property
    def got(self) -> str:
        """How an error names the wrong value."""
        return "'x'" if self.wrong == "x" else "int 5"

    @property
    def default_written(self) -> Any:
        """What is written for the default."""
        return self.default.value if isinstance(self.default, Enum) else self.default


_NOUNS: Final[dict[type, str]] = {
    str: "str",
    int: "int",
    float: "float",
    bool: "bool",
    dict: "an object",
    list: "a list",
    datetime: "a date and time",
    UUID: "a UUID",
}


def key(
    key: str,
    wire: Any,
    value: Any = SAME,
    name: str = "",
    *,
    written: Any = SAME,
    required: bool = True,
    nullable: bool = False,
    default: Any = None,
    omits_default: bool = False,
    stand_in: str = "",
    expected: str = "",
) -> Key:
    """A key that must be there and is never null."""
    value = wire if value is SAME else value
    return Key(
        key=key,
        name=name or key,
        wire=wire,
        value=value,
        written=wire if written is SAME else written,
        required=required,
        nullable=nullable,
        default=default,
        omits_default=omits_default,
        stand_in=stand_in,
        expected=expected or _NOUNS.get(type(value), _NOUNS[type(wire)]),
    )


def nullable(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key that must be there and may be null."""
    return key(name, wire, value, nullable=True, **facts)


def optional(name: str, wire: Any, value: Any = SAME, alias: str = "", **facts: Any) -> Key:
    """A key that may be absent or null."""
    return key(name, wire, value, alias, required=False, nullable=True, **facts)


def defaulted(
    name: str, wire: Any, value: Any = SAME, alias: str = "", *, default: Any, **facts: Any
) -> Key:
    """A key that may be absent but is never null."""
    return key(name, wire, value, alias, required=False, default=default, **facts)


@frozen(repr=False)
class Case:
    """A class and its keys, in the order of its fields."""

    cls: Any
    keys: tuple[Key, ...] = ()
    omits_none: bool = field(default=False, kw_only=True)
    """True when no null is ever written."""

    @property
    def id(self) -> str:
        """The name of the class."""
        return str(getattr(self.cls, "__name__", self.cls))

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes, in the order of the keys."""
        return tuple(one.name for one in self.keys)

    @property
    def payload(self) -> dict[str, Any]:
        """A payload with every key."""
        return {one.key: deepcopy(one.wire) for one in self.keys}

    @property
    def written(self) -> dict[str, Any]:
        """What is written for that payload."""
        return {one.key: deepcopy(one.written) for one in self.keys}

    @property
    def object(self) -> Any:
        """What the payload stands for."""
        return self.cls(**{one.name: deepcopy(one.value) for one in self.keys})

    def written_with_default(self, of: Key) -> dict[str, Any]:
        """What is written when one attribute has its default."""
        written = self.written
        if of.omits_default or (of.default is None and self.omits_none):
            del written[of.key]
        else:
            written[of.key] = of.default_written
        return written


def case(cls: Any, *keys: Key) -> Case:
    """A class that writes every key, None as null."""
    return Case(cls, keys)


def record(cls: Any, *keys: Key) -> Case:
    """A database record: its keys are `optional`, and None is not written."""
    return Case(cls, keys, omits_none=True)


dto = record
"""An object of the v2 API: its keys are in camelCase, and None is not written."""


def later(name: str, wire: Any, value: Any = SAME, *, default: Any = None) -> Key:
    """A key that came after its class: its default is not written."""
    if default is None:
        return optional(name, wire, value, omits_default=True)
    return defaulted(name, wire, value, default=default, omits_default=True)


def camel(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key in camelCase that must be there, for the attribute of this name."""
    return key(in_camel_case(name), wire, value, name, **facts)


def optional_camel(name: str, wire: Any, value: Any = SAME, **facts: Any) -> Key:
    """A key in camelCase that may be absent or null, for the attribute of this name."""
    return optional(in_camel_case(name), wire, value, name, **facts)


def defaulted_camel(name: str, wire: Any, value: Any = SAME, *, default: Any) -> Key:
    """A key in camelCase that may be absent but is never null, for the attribute of this name."""
    return defaulted(in_camel_case(name), wire, value, name, default=default)


def in_camel_case(name: str) -> str:
    """Spell a name as the v2 API does."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


# --- values that several classes share ----------------------------------------------------------

SQL: Final = "2023-02-09 14:12:03"
SQL_VALUE: Final = datetime(2023, 2, 9, 14, 12, 3)
ISO: Final = "2023-03-21T09:58:08.472959"
ISO_VALUE: Final = datetime(2023, 3, 21, 9, 58, 8, 472959)
ZONED: Final = "2023-01-01T21:00:00+02:00"
ZONED_VALUE: Final = datetime(2023, 1, 1, 21, tzinfo=timezone(timedelta(hours=2)))
UID: Final = "87fbb2d6-6b4c-4e4f-9d3b-0c1d3a5f7e21"
UID_VALUE: Final = UUID(UID)
LINK: Final = "https://storage.example.com/drive.mp4?signature=1"

# --- datasets -----------------------------------------------------------------------------------

IMAGE_DATA: Final = case(
    orm.ImageData,
    key("image_hash", "1f2e3d4c"),
    key("title", "left.png"),
    key("file_link", "cord-images/left.png"),
    key("file_type", "image/png"),
    key("file_size", 70321),
    key("storage_location", 0, StorageLocation.CORD_STORAGE),
    key("created_at", SQL, SQL_VALUE),
    key("last_edited_at", SQL, SQL_VALUE),
    key("width", 640),
    key("height", 480),
    optional("signed_url", LINK),
)
DATA_ROW: Final = case(
    orm.DataRow,
    key("data_hash", "87fbb2d6", name="uid"),
    key("data_title", "drive.mp4", name="title"),
    key("data_type", "VIDEO", DataType.VIDEO),
    key("created_at", SQL, SQL_VALUE),
    key("last_edited_at", SQL, SQL_VALUE),
    nullable("width", 1280),
    nullable("height", 720),
    nullable("file_link", "cord-videos/drive.mp4"),
    nullable("file_size", 3560366),
    nullable("file_type", "video/mp4"),
    key("storage_location", 1, StorageLocation.AWS),
    nullable("frames_per_second", 23.976),
    nullable("duration", 25, expected="float"),
    optional("client_metadata", {"weather": "rain"}),
    optional("images_data", [IMAGE_DATA.payload], [IMAGE_DATA.object]),
    optional("signed_url", LINK),
    optional("is_optimised_image_group", True),
    optional("backing_item_uuid", UID, UID_VALUE, omits_default=True),
)
DATASET_DATA_INFO: Final = case(
    orm.DatasetDataInfo,
    key("data_hash", "87fbb2d6"),
    key("title", "drive.mp4"),
    optional("backing_item_uuid", UID, UID_VALUE),
)
RE_ENCODED: Final = case(
    orm.ReEncodeVideoTaskResult,
    key("data_hash", "87fbb2d6"),
    optional("signed_url", LINK),
    key("bucket_path", "cord-videos/drive.mp4"),
)
UNIT_ERROR: Final = case(
    orm.DataUnitError,
    key("object_urls", [LINK]),
    key("error", "no such file"),
    key("subtask_uuid", UID, UID_VALUE),
    key("action_description", "Uploading video"),
)
DATASET_V2: Final = dto(
    orm.DatasetWithUserRoleV2,
    camel("dataset_uuid", UID, UID_VALUE),
    key("title", "Night drives"),
    key("description", "Rain and fog"),
    camel("created_at", ISO, ISO_VALUE),
    camel("last_edited_at", ZONED, ZONED_VALUE),
    optional_camel("user_role", "admin", orm.DatasetUserRoleV2.ADMIN),
    optional_camel("storage_location", 1, StorageLocation.AWS),
    optional_camel("backing_folder_uuid", UID, UID_VALUE),
)
DATASETS: Final = (
    IMAGE_DATA,
    DATA_ROW,
    case(orm.DataRows, key("data_rows", [DATA_ROW.payload], [DATA_ROW.object])),
    case(
        orm.DatasetInfo,
        key("dataset_hash", "d5e6f7a8"),
        key("user_hash", "u1v2w3x4"),
        key("title", "Night drives"),
        nullable("description", "Rain and fog"),
        key("type", 77),
        key("created_at", ISO, ISO_VALUE),
        key("last_edited_at", ZONED, ZONED_VALUE),
        optional("backing_folder_uuid", UID, UID_VALUE),
    ),
    case(
        orm.Dataset,
        key("title", "Night drives"),
        key("dataset_type", "AWS_S3", StorageLocation.AWS, "storage_location"),
        optional("data_rows", [DATA_ROW.payload], [DATA_ROW.object], default=[]),
        key("dataset_hash", "d5e6f7a8"),
        nullable("description", "Rain and fog"),
        optional("backing_folder_uuid", UID, UID_VALUE),
    ),
    case(
        orm.CreateDatasetResponse,
        key("title", "Night drives"),
        key("type", 2, StorageLocation.GCP, "storage_location"),
        key("dataset_hash", "d5e6f7a8"),
        key("user_hash", "u1v2w3x4"),
        optional("backing_folder_uuid", UID, UID_VALUE),
    ),
    DATASET_DATA_INFO,
    case(
        orm.AddPrivateDataResponse,
        key(
            "dataset_data_info",
            [DATASET_DATA_INFO.payload],
            [DATASET_DATA_INFO.object],
            "dataset_data_list",
        ),
    ),
    case(
        orm.DatasetAPIKey,
        key("resource_hash", "d5e6f7a8", name="dataset_hash"),
        key("api_key", "not-a-secret"),
        key("title", "Uploader"),
        key("key_hash", "k9j8h7g6"),
        key("scopes", ["dataset.write"], [orm.DatasetScope.WRITE]),
    ),
    case(
        orm.DatasetUser,
        key("user_email", "ann@example.com"),
        key("user_role", 1, orm.DatasetUserRole.USER),
        key("dataset_hash", "d5e6f7a8"),
    ),
    dto(
        orm.PublicDatasetUser,
        camel("dataset_uuid", UID, UID_VALUE),
        camel("user_email", "ann@example.com"),
        camel("user_role", 0, orm.DatasetUserRole.ADMIN),
    ),
    dto(orm.RemoveDatasetUsersPayload, camel("user_emails", ["ann@example.com"])),
    dto(
        orm.CreateDatasetPayload,
        key("title", "Night drives"),
        optional("description", "Rain and fog"),
        camel("create_backing_folder", True),
        defaulted_camel("legacy_call", True, default=False),
    ),
    dto(
        orm.CreateDatasetResponseV2,
        camel("dataset_uuid", UID, UID_VALUE),
        optional_camel("backing_folder_uuid", UID, UID_VALUE),
    ),
    case(orm.DatasetUsers),
    case(orm.DatasetLinkItems),
    case(orm.DataClientMetadata, key("payload", {"weather": "rain"})),
    record(
        orm.DatasetData,
        optional("data_hash", "87fbb2d6"),
        optional("video", {"title": "drive.mp4"}),
        optional("images", [{"title": "left.png"}]),
    ),
    *(
        record(
            cls,
            optional("signed_url", LINK),
            optional("data_hash", "87fbb2d6"),
            optional("title", "drive.mp4"),
            optional("file_link", "cord-videos/drive.mp4"),
        )
        for cls in (
            orm.SignedVideoURL,
            orm.SignedImageURL,
            orm.SignedAudioURL,
            orm.SignedDicomURL,
        )
    ),
    *(
        record(
            cls,
            optional("data_hash", "87fbb2d6"),
            optional("title", "drive.mp4"),
            optional("file_link", "cord-videos/drive.mp4"),
            optional("backing_item_uuid", UID, UID_VALUE),
        )
        for cls in (orm.Video, orm.Audio)
    ),
    record(
        orm.ImageGroup,
        optional("data_hash", "87fbb2d6"),
        optional("title", "Stereo pair"),
        optional("file_link", "cord-images/pair"),
    ),
    record(
        orm.Image,
        optional("data_hash", "87fbb2d6"),
        optional("image_hash", "1f2e3d4c"),
        optional("title", "left.png"),
        optional("file_link", "cord-images/left.png"),
    ),
    record(
        orm.SingleImage,
        optional("data_hash", "87fbb2d6"),
        optional("image_hash", "1f2e3d4c"),
        optional("title", "left.png"),
        optional("file_link", "cord-images/left.png"),
        optional("success", True),
    ),
    case(orm.Images, key("success", True)),
    case(orm.DicomSeries, key("data_hash", "87fbb2d6"), key("title", "Knee")),
    case(orm.DicomDeidentifyTask, key("dicom_urls", [LINK]), key("integration_hash", "i5n6t7")),
    case(orm.ImageGroupOCR, key("processed_texts", {"left.png": ["STOP"]})),
    RE_ENCODED,
    case(
        orm.ReEncodeVideoTask,
        key("status", "DONE"),
        optional("result", [RE_ENCODED.payload], [RE_ENCODED.object]),
    ),
    case(
        orm.DatasetAccessSettings,
        key("fetch_client_metadata", True),
        later("fetch_rows", False, default=True),
    ),
    UNIT_ERROR,
    case(orm.ImagesDataFetchOptions, defaulted("fetch_signed_urls", True, default=False)),
    case(
        orm.DatasetDataLongPolling,
        key("status", "DONE", orm.LongPollingStatus.DONE),
        key("data_hashes_with_titles", [DATASET_DATA_INFO.payload], [DATASET_DATA_INFO.object]),
        key("errors", ["drive.avi: no such file"]),
        key("units_pending_count", 0),
        key("units_done_count", 1),
        key("units_error_count", 2),
        later("data_unit_errors", [UNIT_ERROR.payload], [UNIT_ERROR.object]),
        later("units_cancelled_count", 3),
    ),
    case(
        orm.DatasetWithUserRole,
        key("user_role", 0),
        key("dataset", {"dataset_hash": "d5e6f7a8", "type": 0}),
    ),
    DATASET_V2,
    dto(
        orm.DatasetsWithUserRolesListParams,
        optional_camel("title_eq", "Night drives"),
        optional_camel("title_like", "Night%"),
        optional_camel("description_eq", "Rain and fog"),
        optional_camel("description_like", "%fog"),
        optional_camel("created_before", ISO, ISO_VALUE),
        optional_camel("created_after", ZONED, ZONED_VALUE),
        optional_camel("edited_before", ISO, ISO_VALUE),
        optional_camel("edited_after", ZONED, ZONED_VALUE),
        defaulted_camel("include_org_access", True, default=False),
    ),
    dto(
        orm.DatasetsWithUserRolesListResponse,
        key("result", [DATASET_V2.payload], [DATASET_V2.object]),
    ),
)

# --- label rows ---------------------------------------------------------------------------------

WORKFLOW_NODE: Final = case(orm.WorkflowGraphNode, key("uuid", UID), key("title", "Annotate 1"))
WORKFLOW_NODE_V2: Final = dto(
    orm.WorkflowGraphNodeDTO, key("uuid", UID), key("title", "Annotate 1")
)
METADATA_KEYS: Final = (
    optional("label_hash", "l4b5e6l7"),
    optional("created_at", ISO, ISO_VALUE),
    optional("last_edited_at", ZONED, ZONED_VALUE),
    key("data_hash", "87fbb2d6"),
    key("dataset_hash", "d5e6f7a8"),
    key("dataset_title", "Night drives"),
    key("data_title", "drive.mp4"),
    key("data_type", "VIDEO"),
    nullable("data_link", LINK),
    key("label_status", "LABELLED", orm.LabelStatus.LABELLED),
    optional("annotation_task_status", "QUEUED", orm.AnnotationTaskStatus.QUEUED),
    optional("workflow_graph_node", WORKFLOW_NODE.payload, WORKFLOW_NODE.object),
    defaulted("is_shadow_data", True, default=False),
    key("number_of_frames", 600),
    optional("duration", 24.5),
    optional("frames_per_second", 23.976),
    optional("height", 720),
    optional("width", 1280),
    later("branch_name", "main"),
    later("priority", 0.5),
    later("client_metadata", {"weather": "rain"}),
    later("images_data", [{"title": "left.png"}]),
    later("file_type", "video/mp4"),
    later("is_valid", False, default=True),
    later("audio_sample_rate", 44100),
    later("audio_codec", "mp3"),
    later("audio_bit_depth", 16),
    later("audio_num_channels", 2),
    later("backing_item_uuid", UID, UID_VALUE),
    later("task_uuid", UID, UID_VALUE),
    later("assigned_user_email", "ann@example.com"),
    later("last_actioned_by_user_email", "ben@example.com"),
    later("group_hash", "g1r2"),
    later("spaces", {"s1": {"space_type": "image"}}),
)
LABEL_ROWS: Final = (
    WORKFLOW_NODE,
    WORKFLOW_NODE_V2,
    record(
        orm.LabelRow,
        optional("label_hash", "l4b5e6l7"),
        optional("branch_name", "main"),
        optional("created_at", "Thu, 09 Feb 2023 14:12:03 UTC"),
        optional("last_edited_at", SQL),
        optional("dataset_hash", "d5e6f7a8"),
        optional("dataset_title", "Night drives"),
        optional("data_title", "drive.mp4"),
        optional("data_hash", "87fbb2d6"),
        optional("data_type", "video"),
        optional("data_units", {"87fbb2d6": {"labels": {"0": {"objects": []}}}}),
        optional("object_answers", {"o1": {"classifications": []}}),
        optional("classification_answers", {}),
        optional("object_actions", {}),
        optional("label_status", "LABELLED"),
        optional("annotation_task_status", "QUEUED"),
        optional("is_valid", False),
        optional("spaces", {"s1": {"space_type": "image", "labels": {}}}),
        optional("scene", {"streams": []}),
    ),
    case(orm.LabelRowMetadata, *METADATA_KEYS),
    case(
        orm.LabelRowMetadataWithClientMetadataSignedUrl,
        *METADATA_KEYS,
        later("client_metadata_signed_url", LINK),
    ),
    dto(
        orm.LabelRowMetadataDTO,
        optional("label_uuid", "l4b5e6l7", alias="label_hash"),
        optional_camel("created_at", ISO, ISO_VALUE),
        optional_camel("last_edited_at", ZONED, ZONED_VALUE),
        camel("branch_name", "main"),
        key("data_uuid", "87fbb2d6", name="data_hash"),
        optional("group_uuid", "g1r2", alias="group_hash"),
        key("dataset_uuid", "d5e6f7a8", name="dataset_hash"),
        camel("dataset_title", "Night drives"),
        camel("data_title", "drive.mp4"),
        camel("data_type", "VIDEO"),
        optional_camel("data_link", LINK),
        camel("label_status", "LABELLED", orm.LabelStatus.LABELLED),
        optional_camel("annotation_task_status", "QUEUED", orm.AnnotationTaskStatus.QUEUED),
        optional_camel("workflow_graph_node", WORKFLOW_NODE.payload, WORKFLOW_NODE.object),
        defaulted_camel("is_shadow_data", True, default=False),
        optional_camel("frames_per_second", 23.976),
        camel("number_of_frames", 600),
        optional("duration", 24.5),
        optional("height", 720),
        optional("width", 1280),
        optional_camel("audio_sample_rate", 44100),
        optional_camel("audio_codec", "mp3"),
        optional_camel("audio_bit_depth", 16),
        optional_camel("audio_num_channels", 2),
        optional_camel("task_uuid", UID, UID_VALUE),
        optional("priority", 0.5),
        optional_camel("client_metadata", {"weather": "rain"}),
        optional_camel("images_data", [{"title": "left.png"}]),
        optional_camel("file_type", "video/mp4"),
        defaulted_camel("is_valid", False, default=True),
        optional_camel("backing_item_uuid", UID, UID_VALUE),
        optional_camel("assigned_user_email", "ann@example.com"),
        optional_camel("last_actioned_by_user_email", "ben@example.com"),
    ),
    dto(
        orm.LabelValidationState,
        camel("label_hash", "l4b5e6l7"),
        camel("branch_name", "main"),
        key("version", 3),
        camel("is_valid", False),
        key("errors", ["no such feature"]),
    ),
    case(orm.Review),
    case(
        orm.LabelLog,
        nullable("log_hash", "g1h2"),
        nullable("user_hash", "u1v2w3x4"),
        key("user_email", "ann@example.com"),
        nullable("annotation_hash", "o1", stand_in="identifier"),
        nullable("identifier", "o2", stand_in="annotation_hash"),
        key("data_hash", "87fbb2d6"),
        nullable("feature_hash", "f3a4"),
        key("action", 1, orm.Action.EDIT),
        nullable("label_name", "Car"),
        nullable("time_taken", 1250),
        key("created_at", SQL, SQL_VALUE),
        nullable("frame", 12),
    ),
    dto(
        orm.LabelLogParams,
        # The one object of the v2 kind that is written in snake_case.
        optional("user_hash", "u1v2w3x4"),
        optional("data_hash", "87fbb2d6"),
        optional("start_timestamp", 1672606800),
        optional("end_timestamp", 1672693200),
        optional("user_email", "ann@example.com"),
        defaulted("include_user_email_and_interface_key", False, default=True),
    ),
    record(
        orm.LabelingAlgorithm,
        optional("algorithm_name", "interpolation"),
        optional("algorithm_parameters", {"key_frames": {}}),
    ),
    record(
        orm.ObjectInterpolationParams,
        optional("key_frames", {"0": {"objects": []}}),
        optional("objects_to_interpolate", ["o1"]),
    ),
    record(
        orm.BoundingBoxFittingParams,
        optional("labels", {"0": {"objects": []}}),
        optional("video", {"width": 1280, "height": 720}),
    ),
)

# --- models -------------------------------------------------------------------------------------

LABEL_METADATA: Final = case(
    orm.ModelTrainingLabelMetadata,
    key("label_uid", "l4b5e6l7"),
    key("data_uid", "87fbb2d6"),
    key("data_link", LINK),
)
TRAINING_LABEL: Final = case(
    orm.ModelTrainingLabel,
    key("label_metadata_list", [LABEL_METADATA.payload], [LABEL_METADATA.object]),
    key("feature_uids", ["f3a4"]),
)
TRAINING_WEIGHTS: Final = record(
    orm.ModelTrainingWeights,
    optional("model", "mask_rcnn"),
    optional("training_config_link", "https://storage.example.com/config"),
    optional("training_weights_link", "https://storage.example.com/weights"),
)
MODELS: Final = (
    LABEL_METADATA,
    TRAINING_LABEL,
    TRAINING_WEIGHTS,
    record(
        orm.Model,
        optional("model_operation", 1),
        optional("model_parameters", {"epochs": 5}),
    ),
    case(
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
    case(
        orm.TrainingMetadata,
        key("model_iteration_uid", "r1"),
        nullable("created_at", ISO, ISO_VALUE),
        nullable("training_final_loss", 0.25),
        nullable("model_training_labels", TRAINING_LABEL.payload, TRAINING_LABEL.object),
    ),
    record(
        orm.ModelRow,
        optional("model_hash", "m1n2"),
        optional("title", "Cars"),
        optional("description", "Finds cars"),
        optional("features", ["f3a4"]),
        optional("model", "faster_rcnn"),
    ),
    record(
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
    record(
        orm.ModelTrainingParams,
        optional("model_hash", "m1n2"),
        optional("label_rows", ["l4b5e6l7"]),
        optional("epochs", 5),
        optional("batch_size", 24),
        optional("weights", TRAINING_WEIGHTS.payload, TRAINING_WEIGHTS.object),
        optional("device", "cpu"),
    ),
)

# --- projects -----------------------------------------------------------------------------------

APPROVED: Final = ["APPROVED"], [orm.ReviewApprovalState.APPROVED]
COPY_LABELS: Final = case(
    orm.CopyProjectLabelsOptions,
    defaulted("datasets_to_data_hashes_map", {"d5e6f7a8": ["87fbb2d6"]}, default={}),
    optional("accepted_label_hashes", ["o1"]),
    optional("accepted_label_statuses", *APPROVED),
    optional("create_new_dataset", True),
)
COPY_METADATA: Final = case(
    orm.ProjectCopyMetadata,
    optional("project_title", "Cars, again"),
    optional("project_description", "A copy"),
    optional("dataset_title", "Night drives, again"),
    optional("dataset_description", "A clone"),
)
PATHWAY: Final = dto(
    orm.AgentNodePathway,
    key("uuid", UID, UID_VALUE),
    key("title", "Sure"),
    camel("destination_uuid", UID, UID_VALUE),
)
STAGE: Final = dto(
    orm.BaseWorkflowNode,
    camel("stage_type", "ANNOTATION", orm.WorkflowStageType.ANNOTATION),
    key("uuid", UID, UID_VALUE),
    key("title", "Annotate 1"),
)
REVIEW_STAGE: Final = dto(
    orm.WorkflowNode,
    camel("stage_type", "REVIEW", orm.WorkflowStageType.REVIEW),
    key("uuid", UID, UID_VALUE),
    key("title", "Review 1"),
)
AGENT_STAGE: Final = dto(
    orm.WorkflowAgentNode,
    camel("stage_type", "AGENT", orm.WorkflowStageType.AGENT),
    key("uuid", UID, UID_VALUE),
    key("title", "Sort"),
    key("pathways", [PATHWAY.payload], [PATHWAY.object]),
)
WORKFLOW: Final = dto(
    orm.WorkflowDTO,
    key(
        "stages",
        [REVIEW_STAGE.payload, AGENT_STAGE.payload],
        [REVIEW_STAGE.object, AGENT_STAGE.object],
    ),
)
TAG: Final = dto(orm.OrganisationTag, key("uuid", UID, UID_VALUE), key("name", "urgent"))
CVAT_ITEM: Final = dto(
    orm.CvatImportDataItem,
    camel("data_path", "images/left.png"),
    camel("data_link", "cord-images/left.png"),
    key("title", "left.png"),
)
ANSWER: Final = dto(
    orm.ClassificationAnswerObject,
    key("name", "Weather"),
    key("value", "weather"),
    key("answers", [{"name": "Rain"}], expected=ANYTHING),
    camel("feature_hash", "f3a4"),
    camel("manual_annotation", True),
)
CLASSIFICATION: Final = dto(
    orm.ClassificationAnswerEntry,
    camel("classification_hash", "c1d2"),
    optional_camel("feature_hash", "f3a4"),
    key("classifications", [ANSWER.payload], [ANSWER.object]),
    optional("range", [[0, 12]], [(0, 12)]),
    optional_camel("created_at", "Thu, 09 Feb 2023 14:12:03 UTC"),
    optional_camel("created_by", "ann@example.com"),
    optional_camel("last_edited_at", "Thu, 09 Feb 2023 14:12:03 UTC"),
    optional_camel("last_edited_by", "ben@example.com"),
    optional_camel("manual_annotation", True),
)
CLASSIFICATIONS: Final = dto(
    orm.LabelClassificationsEntry,
    camel("label_uuid", UID, UID_VALUE),
    camel("data_uuid", UID, UID_VALUE),
    optional_camel("data_title", "drive.mp4"),
    defaulted_camel("branch_name", "draft", default="main"),
    defaulted_camel(
        "classification_answers",
        {"c1d2": CLASSIFICATION.payload},
        {"c1d2": CLASSIFICATION.object},
        default={},
    ),
    optional_camel("export_uuid", UID, UID_VALUE),
    optional_camel("exported_at", ISO, ISO_VALUE),
)
PROJECTS: Final = (
    COPY_LABELS,
    COPY_METADATA,
    record(
        orm.Project,
        optional("project_hash", "p1q2"),
        optional("title", "Cars"),
        optional("description", "All cars"),
        optional("created_at", SQL, SQL_VALUE),
        optional("last_edited_at", SQL, SQL_VALUE),
        optional("editor_ontology", {"objects": []}, expected="an object or str"),
        optional("datasets", [{"dataset_hash": "d5e6f7a8"}], expected="a list or str"),
        optional("label_rows", [{"label_hash": None}], expected="a list or str"),
        optional("ontology_hash", "n7o8"),
        optional("source_projects", ["p0"]),
        optional("workflow_manager_uuid", UID),
    ),
    case(
        orm.CopyDatasetOptions,
        defaulted(
            "action",
            "CLONE",
            orm.CopyDatasetAction.CLONE,
            default=orm.CopyDatasetAction.ATTACH,
        ),
        optional("dataset_title", "Night drives, again"),
        optional("dataset_description", "A clone"),
        defaulted("datasets_to_data_hashes_map", {"d5e6f7a8": ["87fbb2d6"]}, default={}),
    ),
    case(
        orm.CopyLabelsOptions,
        optional("accepted_label_hashes", ["o1"]),
        optional("accepted_label_statuses", *APPROVED),
    ),
    case(
        orm.CopyProjectPayload,
        defaulted("copy_project_options", ["models"], [orm.ProjectCopyOptions.MODELS], default=[]),
        optional("copy_labels_options", COPY_LABELS.payload, COPY_LABELS.object),
        optional("project_copy_metadata", COPY_METADATA.payload, COPY_METADATA.object),
    ),
    case(orm.ManualReviewWorkflowSettings),
    case(orm.BenchmarkQaWorkflowSettings, defaulted("source_projects", ["p0"], default=[])),
    case(orm.ProjectCopy),
    case(orm.ProjectUsers),
    dto(
        orm.ProjectDataset,
        camel("dataset_hash", UID, UID_VALUE),
        key("title", "Night drives"),
        key("description", "Rain and fog"),
    ),
    record(
        orm.ProjectImporter,
        optional("project_hash", "p1q2"),
        optional("errors", [{"issue_type": "NO_MATCH"}]),
    ),
    record(
        orm.ProjectImporterCvatInfo,
        optional("export_type", "task", orm.CvatExportType.TASK),
    ),
    dto(orm.TaskPriorityParams, key("priorities", [["87fbb2d6", 0.5]], [("87fbb2d6", 0.5)])),
    case(
        orm.ProjectAPIKey,
        key("api_key", "not-a-secret"),
        key("title", "Reader"),
        key("scopes", ["label.read"], [orm.APIKeyScopes.LABEL_READ]),
    ),
    case(
        orm.ProjectUser,
        key("user_email", "ann@example.com"),
        key("user_role", 3, orm.ProjectUserRole.ANNOTATOR_REVIEWER),
        key("project_hash", "p1q2"),
    ),
    case(
        orm.ProjectWithUserRole,
        key("user_role", 0),
        key("project", {"project_hash": "p1q2", "title": "Cars"}),
    ),
    case(orm.LabelWorkflowGraphNode),
    record(orm.LabelWorkflowGraphNodePayload, optional("action", "reopen")),
    PATHWAY,
    STAGE,
    REVIEW_STAGE,
    AGENT_STAGE,
    WORKFLOW,
    TAG,
    dto(orm.CreateOrganisationTagPayload, key("name", "urgent"), optional("description", "Soon")),
    dto(orm.AddProjectIssueTagsPayload, camel("issue_tag_names", ["blurred"])),
    dto(
        orm.ProjectDTO,
        camel("project_hash", UID, UID_VALUE),
        camel("project_type", "workflow", orm.ProjectType.WORKFLOW),
        key("status", "inReview", orm.ProjectStatus.IN_REVIEW),
        key("title", "Cars"),
        key("description", "All cars"),
        camel("created_at", ISO, ISO_VALUE),
        camel("creator_email", "ann@example.com"),
        camel("last_edited_at", ZONED, ZONED_VALUE),
        camel("ontology_hash", "n7o8"),
        camel("editor_ontology", {"objects": []}),
        optional_camel("user_role", 5, orm.ProjectUserRole.VIEWER),
        optional_camel("source_projects", ["p0"]),
        optional_camel("workflow_manager_uuid", UID, UID_VALUE),
        optional("workflow", WORKFLOW.payload, WORKFLOW.object),
    ),
    CVAT_ITEM,
    dto(
        orm.CvatImportStartPayload,
        camel("annotations_base64", "aGk="),
        camel("dataset_uuid", UID, UID_VALUE),
        camel("review_mode", "labelled", orm.CvatReviewMode.LABELLED),
        key("data", [CVAT_ITEM.payload], [CVAT_ITEM.object]),
        camel("transform_bounding_boxes_to_polygons", True),
    ),
    dto(orm.CvatImportGetResultParams, camel("timeout_seconds", 60)),
    dto(
        orm.CvatImportGetResultResponse,
        key("status", "DONE", orm.CvatImportGetResultLongPollingStatus.DONE),
        optional_camel("project_uuid", UID, UID_VALUE),
        optional("issues", {"errors": [], "warnings": [], "infos": []}),
    ),
    dto(
        orm.ProjectFilterParams,
        optional_camel("title_eq", "Cars"),
        optional_camel("title_like", "Car%"),
        optional_camel("desc_eq", "All cars"),
        optional_camel("desc_like", "%cars"),
        optional_camel("created_before", ISO, ISO_VALUE),
        optional_camel("created_after", ZONED, ZONED_VALUE),
        optional_camel("edited_before", ISO, ISO_VALUE),
        optional_camel("edited_after", ZONED, ZONED_VALUE),
        defaulted_camel("include_org_access", True, default=False),
        optional_camel("tags_anyof", ["urgent"]),
        optional_camel("page_token", "t0"),
    ),
    dto(
        orm.SetProjectStatusPayload,
        key("status", "paused", orm.ProjectStatus.PAUSED),
    ),
    dto(orm.GetProjectUsersPayload, optional_camel("page_token", "t0")),
    dto(orm.RemoveProjectUsersPayload, camel("user_emails", ["ann@example.com"])),
    dto(
        orm.ProjectUserResponse,
        camel("user_email", "ann@example.com"),
        camel("user_role", 5, orm.ProjectUserRole.VIEWER),
    ),
    dto(orm.ProjectBranchResult, key("name", "main")),
    dto(orm.ListBranchesParams, optional("limit", 20), optional_camel("page_token", "t0")),
    dto(
        orm.BulkClassificationsPayload,
        camel("label_uuids", [UID]),
        defaulted_camel("branch_name", "draft", default="main"),
    ),
    ANSWER,
    CLASSIFICATION,
    CLASSIFICATIONS,
    dto(
        orm.BulkClassificationsResponse,
        key("labels", [CLASSIFICATIONS.payload], [CLASSIFICATIONS.object]),
    ),
)

# --- the rest -----------------------------------------------------------------------------------

TIMER: Final = dto(
    orm.CollaboratorTimer,
    key("userEmail", "ann@example.com", name="user_email"),
    key("userRole", 1, orm.ProjectUserRole.ANNOTATOR, "user_role"),
    optional("dataTitle", "drive.mp4", alias="data_title"),
    key("timeSeconds", 12.5, name="time_seconds"),
)
INTEGRATION: Final = dto(
    orm.CloudIntegrationV2,
    camel("integration_uuid", UID, UID_VALUE),
    key("title", "Our bucket"),
)
CHILD: Final = record(
    orm.ChildInfo,
    optional("layout_key", "left"),
    optional("file_name", "left.png"),
    optional("data_link", LINK),
)
ROOT: Final = record(orm.RootInfo, optional("file_name", "left.png"))
IN_SCENE: Final = record(
    orm.FileInSceneInfo,
    key("stream_id", "lidar"),
    key("event_index", 7),
    optional("start_frame", 3),
    key("uri", "cord-scenes/7.pcd"),
)
OTHERS: Final = (
    CHILD,
    ROOT,
    IN_SCENE,
    record(
        orm.ImageSequenceFrameInfo,
        key("data_uuid", UID),
        key("data_type", "image/png"),
        key("data_sequence", 0),
        key("data_link", LINK),
        key("data_title", "left.png"),
    ),
    record(
        orm.DicomFrameInfo,
        key("width", 512),
        key("height", 512),
        key("instance_uid", "1.2.840.1"),
        key("file_name", "1.dcm"),
    ),
    record(
        orm.SpaceInfo,
        key("space_type", "video", orm.SpaceType.VIDEO),
        optional("labels", {"0": {"objects": []}}),
        optional("child_info", CHILD.payload, CHILD.object),
        optional("root_info", ROOT.payload, ROOT.object),
        optional("scene_info", IN_SCENE.payload, IN_SCENE.object),
        optional("number_of_frames", 600),
        optional("number_of_pages", 4),
        optional("width", 1280),
        optional("height", 720),
        optional("data_duration", 24.5),
        optional("data_fps", 23.976),
        optional("duration_ms", 24500),
        optional("frames", [{"width": 512}]),
    ),
    dto(
        orm.TimeSpentParams,
        camel("project_uuid", UID),
        key("after", ISO, ISO_VALUE),
        optional("before", ZONED, ZONED_VALUE),
        optional_camel("workflow_stage_uuids", [UID], [UID_VALUE]),
        optional_camel("user_emails", ["ann@example.com"]),
        optional_camel("dataset_uuids", [UID], [UID_VALUE]),
        optional_camel("data_uuids", [UID], [UID_VALUE]),
        optional_camel("data_title", "drive"),
        optional_camel("page_token", "t0"),
    ),
    dto(
        orm.TimeSpent,
        camel("period_start_time", ISO, ISO_VALUE),
        camel("period_end_time", ZONED, ZONED_VALUE),
        camel("time_spent_seconds", 90),
        camel("user_email", "ann@example.com"),
        camel("project_user_role", 1, orm.ProjectUserRole.ANNOTATOR),
        camel("data_uuid", UID, UID_VALUE),
        camel("data_title", "drive.mp4"),
        camel("dataset_uuid", UID, UID_VALUE),
        camel("dataset_title", "Night drives"),
        optional_camel("workflow_task_uuid", UID, UID_VALUE),
        optional_camel("workflow_stage", STAGE.payload, STAGE.object),
    ),
    dto(
        orm.TaskAction,
        key("timestamp", ZONED, ZONED_VALUE),
        camel("action_type", "release", orm.TaskActionType.RELEASE),
        camel("project_uuid", UID, UID_VALUE),
        camel("workflow_stage_uuid", UID, UID_VALUE),
        camel("task_uuid", UID, UID_VALUE),
        camel("data_unit_uuid", UID, UID_VALUE),
        camel("actor_email", "ann@example.com"),
    ),
    dto(
        orm.TaskActionParams,
        camel("project_uuid", UID, UID_VALUE),
        key("after", ISO, ISO_VALUE),
        key("before", ZONED, ZONED_VALUE),
        optional_camel("actor_emails", ["ann@example.com"]),
        optional_camel("event_types", ["skip"], [orm.TaskActionType.SKIP]),
        optional_camel("workflow_stage_uuids", [UID], [UID_VALUE]),
        optional_camel("data_unit_uuids", [UID], [UID_VALUE]),
        optional_camel("page_token", "t0"),
    ),
    INTEGRATION,
    dto(
        orm.GetCloudIntegrationsResponse,
        key("result", [INTEGRATION.payload], [INTEGRATION.object]),
    ),
    dto(
        orm.GetCloudIntegrationsParams,
        optional_camel("filter_integration_uuids", [UID], [UID_VALUE]),
        optional_camel("filter_integration_titles", ["Our bucket"]),
        defaulted_camel("include_org_access", True, default=False),
    ),
    TIMER,
    dto(
        orm.CollaboratorTimerParams,
        key("projectHash", "p1q2", name="project_hash"),
        key("after", ISO, ISO_VALUE),
        optional("before", ZONED, ZONED_VALUE),
        defaulted(
            "groupBy",
            "project",
            orm.CollaboratorTimersGroupBy.PROJECT,
            "group_by",
            default=orm.CollaboratorTimersGroupBy.DATA_UNIT,
        ),
        defaulted("pageSize", 20, alias="page_size", default=100),
        optional("pageToken", "t0", alias="page_token"),
    ),
    dto(
        orm.Page[orm.CollaboratorTimer],
        key("results", [TIMER.payload], [TIMER.object]),
        optional("nextPageToken", "t1", alias="next_page_token"),
    ),
    record(
        orm.ApiKeyMeta,
        optional("title", "Reader"),
        optional("resource_type", "project"),
    ),
    case(orm.CloudIntegration, key("id", "i5n6t7"), key("title", "Our bucket")),
    case(
        orm.CloudUploadSettings,
        optional("max_retries", 5),
        optional("backoff_factor", 0.5),
        defaulted("allow_failures", True, default=False),
    ),
    case(
        orm.RequestsSettings,
        defaulted("max_retries", 5, default=3),
        defaulted("backoff_factor", 0.5, default=1.5),
        defaulted("connection_retries", 5, default=3),
        defaulted("connect_timeout", 60, default=180),
        defaulted("read_timeout", 60, default=180),
        defaulted("write_timeout", 60, default=180),
    ),
)

CASES: Final = (*DATASETS, *LABEL_ROWS, *MODELS, *PROJECTS, *OTHERS)
CASE_OF: Final = {one.cls: one for one in CASES}

METADATA: Final[dict[str, Any]] = {
    "label_hash": "l",
    "created_at": "2023-03-21T09:58:08.472959",
    "last_edited_at": "2023-03-21T09:58:08.472959",
    "data_hash": "d",
    "dataset_hash": "d",
    "dataset_title": "t",
    "data_title": "t",
    "data_type": "VIDEO",
    "data_link": None,
    "label_status": "LABELLED",
    "annotation_task_status": None,
    "workflow_graph_node": {"uuid": "u", "title": "t"},
    "is_shadow_data": False,
    "number_of_frames": 1,
    "duration": None,
    "frames_per_second": None,
    "height": None,
    "width": None,
}
"""A whole payload of `LabelRowMetadata`, as servers send it."""
