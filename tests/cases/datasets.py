"""How datasets and their rows look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    LINK,
    SQL,
    SQL_VALUE,
    UID,
    UID_VALUE,
    ZONED,
    ZONED_VALUE,
    camel,
    db_record,
    defaulted,
    defaulted_camel,
    key,
    later,
    nullable,
    optional,
    optional_camel,
    query_object,
    v2_object,
)
from orm_attrs import DataType, StorageLocation

IMAGE_DATA: Final = query_object(
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
DATA_ROW: Final = query_object(
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
DATASET_DATA_INFO: Final = query_object(
    orm.DatasetDataInfo,
    key("data_hash", "87fbb2d6"),
    key("title", "drive.mp4"),
    optional("backing_item_uuid", UID, UID_VALUE),
)
RE_ENCODED: Final = query_object(
    orm.ReEncodeVideoTaskResult,
    key("data_hash", "87fbb2d6"),
    optional("signed_url", LINK),
    key("bucket_path", "cord-videos/drive.mp4"),
)
UNIT_ERROR: Final = query_object(
    orm.DataUnitError,
    key("object_urls", [LINK]),
    key("error", "no such file"),
    key("subtask_uuid", UID, UID_VALUE),
    key("action_description", "Uploading video"),
)
DATASET_V2: Final = v2_object(
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
    query_object(orm.DataRows, key("data_rows", [DATA_ROW.payload], [DATA_ROW.object])),
    query_object(
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
    query_object(
        orm.Dataset,
        key("title", "Night drives"),
        key("dataset_type", "AWS_S3", StorageLocation.AWS, "storage_location"),
        optional("data_rows", [DATA_ROW.payload], [DATA_ROW.object], default=[]),
        key("dataset_hash", "d5e6f7a8"),
        nullable("description", "Rain and fog"),
        optional("backing_folder_uuid", UID, UID_VALUE),
    ),
    query_object(
        orm.CreateDatasetResponse,
        key("title", "Night drives"),
        key("type", 2, StorageLocation.GCP, "storage_location"),
        key("dataset_hash", "d5e6f7a8"),
        key("user_hash", "u1v2w3x4"),
        optional("backing_folder_uuid", UID, UID_VALUE),
    ),
    DATASET_DATA_INFO,
    query_object(
        orm.AddPrivateDataResponse,
        key(
            "dataset_data_info",
            [DATASET_DATA_INFO.payload],
            [DATASET_DATA_INFO.object],
            "dataset_data_list",
        ),
    ),
    query_object(
        orm.DatasetAPIKey,
        key("resource_hash", "d5e6f7a8", name="dataset_hash"),
        key("api_key", "not-a-secret"),
        key("title", "Uploader"),
        key("key_hash", "k9j8h7g6"),
        key("scopes", ["dataset.write"], [orm.DatasetScope.WRITE]),
    ),
    query_object(
        orm.DatasetUser,
        key("user_email", "ann@example.com"),
        key("user_role", 1, orm.DatasetUserRole.USER),
        key("dataset_hash", "d5e6f7a8"),
    ),
    v2_object(
        orm.PublicDatasetUser,
        camel("dataset_uuid", UID, UID_VALUE),
        camel("user_email", "ann@example.com"),
        camel("user_role", 0, orm.DatasetUserRole.ADMIN),
    ),
    v2_object(orm.RemoveDatasetUsersPayload, camel("user_emails", ["ann@example.com"])),
    v2_object(
        orm.CreateDatasetPayload,
        key("title", "Night drives"),
        optional("description", "Rain and fog"),
        camel("create_backing_folder", True),
        defaulted_camel("legacy_call", True, default=False),
    ),
    v2_object(
        orm.CreateDatasetResponseV2,
        camel("dataset_uuid", UID, UID_VALUE),
        optional_camel("backing_folder_uuid", UID, UID_VALUE),
    ),
    query_object(orm.DatasetUsers),
    query_object(orm.DatasetLinkItems),
    query_object(orm.DataClientMetadata, key("payload", {"weather": "rain"})),
    db_record(
        orm.DatasetData,
        optional("data_hash", "87fbb2d6"),
        optional("video", {"title": "drive.mp4"}),
        optional("images", [{"title": "left.png"}]),
    ),
    *(
        db_record(
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
        db_record(
            cls,
            optional("data_hash", "87fbb2d6"),
            optional("title", "drive.mp4"),
            optional("file_link", "cord-videos/drive.mp4"),
            optional("backing_item_uuid", UID, UID_VALUE),
        )
        for cls in (orm.Video, orm.Audio)
    ),
    db_record(
        orm.ImageGroup,
        optional("data_hash", "87fbb2d6"),
        optional("title", "Stereo pair"),
        optional("file_link", "cord-images/pair"),
    ),
    db_record(
        orm.Image,
        optional("data_hash", "87fbb2d6"),
        optional("image_hash", "1f2e3d4c"),
        optional("title", "left.png"),
        optional("file_link", "cord-images/left.png"),
    ),
    db_record(
        orm.SingleImage,
        optional("data_hash", "87fbb2d6"),
        optional("image_hash", "1f2e3d4c"),
        optional("title", "left.png"),
        optional("file_link", "cord-images/left.png"),
        optional("success", True),
    ),
    query_object(orm.Images, key("success", True)),
    query_object(orm.DicomSeries, key("data_hash", "87fbb2d6"), key("title", "Knee")),
    query_object(
        orm.DicomDeidentifyTask, key("dicom_urls", [LINK]), key("integration_hash", "i5n6t7")
    ),
    query_object(orm.ImageGroupOCR, key("processed_texts", {"left.png": ["STOP"]})),
    RE_ENCODED,
    query_object(
        orm.ReEncodeVideoTask,
        key("status", "DONE"),
        optional("result", [RE_ENCODED.payload], [RE_ENCODED.object]),
    ),
    query_object(
        orm.DatasetAccessSettings,
        key("fetch_client_metadata", True),
        later("fetch_rows", False, default=True),
    ),
    UNIT_ERROR,
    query_object(orm.ImagesDataFetchOptions, defaulted("fetch_signed_urls", True, default=False)),
    query_object(
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
    query_object(
        orm.DatasetWithUserRole,
        key("user_role", 0),
        key("dataset", {"dataset_hash": "d5e6f7a8", "type": 0}),
    ),
    DATASET_V2,
    v2_object(
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
    v2_object(
        orm.DatasetsWithUserRolesListResponse,
        key("result", [DATASET_V2.payload], [DATASET_V2.object]),
    ),
)
