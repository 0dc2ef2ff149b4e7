"""How folders and items of the storage, and uploads into it look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.datasets import UNIT_ERROR
from cases.ontologies import GRID, LAYOUT_SETTINGS, ONTOLOGIES
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    LINK,
    UID,
    UID_VALUE,
    body,
    camel,
    defaulted_camel,
    in_camel_case,
    key,
    literal,
    optional_camel,
    rest,
    v2_object,
)

SHORT_INFO: Final = next(one for one in ONTOLOGIES if one.cls is orm.DataGroupShortInfo)
IN_CAMEL_CASE: Final = {in_camel_case(name): it for name, it in UNIT_ERROR.payload.items()}
"""Such an error as it stands in `UploadLongPollingState`."""

PATH_ELEMENT: Final = v2_object(
    orm.PathElement,
    camel("uuid", UID, UID_VALUE),
    optional_camel("parent_uuid", UID, UID_VALUE),
    camel("name", "Street scenes"),
    optional_camel("synced_dataset_hash", UID, UID_VALUE),
)
TIME_SERIES_LINE: Final = v2_object(
    orm.TimeSeriesLineChannelViewSettings,
    optional_camel("label", "Speed"),
    optional_camel("color", "#00ff00"),
    defaulted_camel("hidden", True, default=False),
    literal("style", "line", required=False),
    defaulted_camel("line_width", 2.5, default=1.5),
)
TIME_SERIES_VIEW_SETTINGS: Final = v2_object(
    orm.TimeSeriesViewSettings,
    camel("channels", {"a": TIME_SERIES_LINE.payload}, {"a": TIME_SERIES_LINE.object}),
)
STORAGE_ITEM: Final = v2_object(
    orm.StorageItem,
    camel("uuid", UID, UID_VALUE),
    camel("parent", UID, UID_VALUE),
    camel("item_type", "image", orm.StorageItemType.IMAGE),
    camel("name", "Street scenes"),
    defaulted_camel("description", "Cars at night", default=""),
    camel("client_metadata", '{"camera": "north gate"}'),
    camel("owner", "ann@example.com"),
    camel("created_at", ISO, ISO_VALUE),
    camel("last_edited_at", ISO, ISO_VALUE),
    defaulted_camel("is_tombstone", True, default=False),
    defaulted_camel("is_placeholder", True, default=False),
    camel("backed_data_units_count", 7),
    camel("storage_location", "gcp", orm.StorageLocationName.GCP),
    optional_camel("integration_hash", UID, UID_VALUE),
    optional_camel("url", LINK),
    optional_camel("signed_url", LINK),
    optional_camel("file_size", 3560366),
    optional_camel("mime_type", "video/mp4"),
    optional_camel("duration", 31.5),
    optional_camel("fps", 23.976),
    optional_camel("height", 1080),
    optional_camel("width", 1920),
    optional_camel("dicom_instance_uid", "dicom instance uid"),
    optional_camel("dicom_study_uid", "dicom study uid"),
    optional_camel("dicom_series_uid", "dicom series uid"),
    optional_camel("frame_count", 7),
    optional_camel("audio_sample_rate", 44100),
    optional_camel("audio_bit_depth", 16),
    optional_camel("audio_codec", "mp3"),
    optional_camel("audio_num_channels", 7),
    optional_camel(
        "timeseries_settings", TIME_SERIES_VIEW_SETTINGS.payload, TIME_SERIES_VIEW_SETTINGS.object
    ),
)
CLOUD_SYNCED_FOLDER_PARAMS: Final = v2_object(
    orm.CloudSyncedFolderParams,
    camel("integration_uuid", UID, UID_VALUE),
    camel("remote_url", LINK),
)
SIDECAR_MATCHER_SUFFIX: Final = v2_object(
    orm.SidecarMatcherSuffix,
    literal("mode", "suffix", required=False),
    defaulted_camel("suffix", ".json", default=".metadata.json"),
)
METADATA_INGESTION_CONFIG: Final = v2_object(
    orm.MetadataIngestionConfig,
    defaulted_camel(
        "matcher",
        SIDECAR_MATCHER_SUFFIX.payload,
        SIDECAR_MATCHER_SUFFIX.object,
        default=orm.SidecarMatcherSuffix(),
        default_wire={"mode": "suffix", "suffix": ".metadata.json"},
    ),
    defaulted_camel("paused", True, default=False),
)
STORAGE_ITEM_WITH_NAME: Final = v2_object(
    orm.StorageItemWithName,
    camel("item_uuid", UID, UID_VALUE),
    camel("name", "Street scenes"),
)
CUSTOMER_PROVIDED_IMAGE_METADATA: Final = v2_object(
    orm.CustomerProvidedImageMetadata,
    camel("mime_type", "video/mp4"),
    camel("file_size", 3560366),
    camel("height", 1080),
    camel("width", 1920),
)
CUSTOMER_PROVIDED_VIDEO_METADATA: Final = v2_object(
    orm.CustomerProvidedVideoMetadata,
    camel("fps", 23.976),
    camel("duration", 31.5),
    camel("width", 1920),
    camel("height", 1080),
    camel("file_size", 3560366),
    camel("mime_type", "video/mp4"),
)
CUSTOMER_PROVIDED_AUDIO_METADATA: Final = v2_object(
    orm.CustomerProvidedAudioMetadata,
    camel("duration", 31.5),
    camel("file_size", 3560366),
    camel("mime_type", "video/mp4"),
    camel("sample_rate", 44100),
    camel("bit_depth", 16),
    camel("codec", "mp3"),
    camel("num_channels", 7),
)
CUSTOMER_PROVIDED_TEXT_METADATA: Final = v2_object(
    orm.CustomerProvidedTextMetadata,
    camel("file_size", 3560366),
    camel("mime_type", "video/mp4"),
)
CUSTOMER_PROVIDED_PDF_METADATA: Final = v2_object(
    orm.CustomerProvidedPdfMetadata,
    camel("file_size", 3560366),
    camel("num_pages", 7),
)
CUSTOMER_PROVIDED_DICOM_SERIES_DICOM_FILE_METADATA: Final = v2_object(
    orm.CustomerProvidedDicomSeriesDicomFileMetadata,
    camel("tags", {"a": {"camera": "north gate"}}),
)
DATA_UPLOAD_IMAGE: Final = v2_object(
    orm.DataUploadImage,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "IMAGE", required=False),
    optional_camel(
        "image_metadata",
        CUSTOMER_PROVIDED_IMAGE_METADATA.payload,
        CUSTOMER_PROVIDED_IMAGE_METADATA.object,
    ),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_VIDEO: Final = v2_object(
    orm.DataUploadVideo,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "VIDEO", required=False),
    optional_camel(
        "video_metadata",
        CUSTOMER_PROVIDED_VIDEO_METADATA.payload,
        CUSTOMER_PROVIDED_VIDEO_METADATA.object,
    ),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_NIFTI: Final = v2_object(
    orm.DataUploadNifti,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "NIFTI", required=False),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_IMAGE_GROUP_IMAGE: Final = v2_object(
    orm.DataUploadImageGroupImage,
    camel("url", LINK),
    optional_camel("title", "drive.mp4"),
    optional_camel(
        "image_metadata",
        CUSTOMER_PROVIDED_IMAGE_METADATA.payload,
        CUSTOMER_PROVIDED_IMAGE_METADATA.object,
    ),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_IMAGE_GROUP: Final = v2_object(
    orm.DataUploadImageGroup,
    camel(
        "images", [DATA_UPLOAD_IMAGE_GROUP_IMAGE.payload], [DATA_UPLOAD_IMAGE_GROUP_IMAGE.object]
    ),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    defaulted_camel("create_video", True, default=False),
    literal("external_file_type", "IMG_GROUP", required=False),
)
DATA_UPLOAD_IMAGE_GROUP_FROM_ITEMS: Final = v2_object(
    orm.DataUploadImageGroupFromItems,
    camel("image_items", [UID], [UID_VALUE]),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    camel("create_video", True),
    optional_camel("video_url_prefix", LINK),
    literal("external_file_type", "IMG_GROUP_FROM_ITEMS", required=False),
)
DATA_UPLOAD_DICOM_SERIES_DICOM_FILE: Final = v2_object(
    orm.DataUploadDicomSeriesDicomFile,
    camel("url", LINK),
    optional_camel("title", "drive.mp4"),
    optional_camel(
        "dicom_metadata",
        CUSTOMER_PROVIDED_DICOM_SERIES_DICOM_FILE_METADATA.payload,
        CUSTOMER_PROVIDED_DICOM_SERIES_DICOM_FILE_METADATA.object,
    ),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_DICOM_SERIES: Final = v2_object(
    orm.DataUploadDicomSeries,
    camel(
        "dicom_files",
        [DATA_UPLOAD_DICOM_SERIES_DICOM_FILE.payload],
        [DATA_UPLOAD_DICOM_SERIES_DICOM_FILE.object],
    ),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "DICOM", required=False),
)
DATA_UPLOAD_TEXT: Final = v2_object(
    orm.DataUploadText,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "PLAIN_TEXT", required=False),
    optional_camel(
        "text_metadata",
        CUSTOMER_PROVIDED_TEXT_METADATA.payload,
        CUSTOMER_PROVIDED_TEXT_METADATA.object,
    ),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_PDF: Final = v2_object(
    orm.DataUploadPDF,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    optional_camel(
        "pdf_metadata",
        CUSTOMER_PROVIDED_PDF_METADATA.payload,
        CUSTOMER_PROVIDED_PDF_METADATA.object,
    ),
    literal("external_file_type", "PDF", required=False),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_AUDIO: Final = v2_object(
    orm.DataUploadAudio,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    optional_camel(
        "audio_metadata",
        CUSTOMER_PROVIDED_AUDIO_METADATA.payload,
        CUSTOMER_PROVIDED_AUDIO_METADATA.object,
    ),
    literal("external_file_type", "AUDIO", required=False),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_TIME_SERIES: Final = v2_object(
    orm.DataUploadTimeSeries,
    camel("object_url", LINK),
    optional_camel("title", "drive.mp4"),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    optional_camel("settings", TIME_SERIES_VIEW_SETTINGS.payload, TIME_SERIES_VIEW_SETTINGS.object),
    literal("external_file_type", "TIMESERIES", required=False),
)
DATA_UPLOAD_SCENE: Final = v2_object(
    orm.DataUploadScene,
    camel("title", "drive.mp4"),
    camel("scene", {"camera": "north gate"}),
    defaulted_camel("client_metadata", {"camera": "north gate"}, default={}),
    literal("external_file_type", "SCENE", required=False),
    optional_camel("placeholder_item_uuid", UID, UID_VALUE),
)
DATA_UPLOAD_ITEMS: Final = v2_object(
    orm.DataUploadItems,
    defaulted_camel("videos", [DATA_UPLOAD_VIDEO.payload], [DATA_UPLOAD_VIDEO.object], default=[]),
    defaulted_camel(
        "image_groups",
        [DATA_UPLOAD_IMAGE_GROUP.payload],
        [DATA_UPLOAD_IMAGE_GROUP.object],
        default=[],
    ),
    defaulted_camel(
        "dicom_series",
        [DATA_UPLOAD_DICOM_SERIES.payload],
        [DATA_UPLOAD_DICOM_SERIES.object],
        default=[],
    ),
    defaulted_camel("images", [DATA_UPLOAD_IMAGE.payload], [DATA_UPLOAD_IMAGE.object], default=[]),
    defaulted_camel(
        "image_groups_from_items",
        [DATA_UPLOAD_IMAGE_GROUP_FROM_ITEMS.payload],
        [DATA_UPLOAD_IMAGE_GROUP_FROM_ITEMS.object],
        default=[],
    ),
    defaulted_camel("audio", [DATA_UPLOAD_AUDIO.payload], [DATA_UPLOAD_AUDIO.object], default=[]),
    defaulted_camel(
        "time_series",
        [DATA_UPLOAD_TIME_SERIES.payload],
        [DATA_UPLOAD_TIME_SERIES.object],
        default=[],
    ),
    defaulted_camel("nifti", [DATA_UPLOAD_NIFTI.payload], [DATA_UPLOAD_NIFTI.object], default=[]),
    defaulted_camel("text", [DATA_UPLOAD_TEXT.payload], [DATA_UPLOAD_TEXT.object], default=[]),
    defaulted_camel("pdf", [DATA_UPLOAD_PDF.payload], [DATA_UPLOAD_PDF.object], default=[]),
    defaulted_camel("scenes", [DATA_UPLOAD_SCENE.payload], [DATA_UPLOAD_SCENE.object], default=[]),
    defaulted_camel("skip_duplicate_urls", True, default=False),
    defaulted_camel("upsert_metadata", True, default=False),
)
PATCH_ITEM_PAYLOAD: Final = v2_object(
    orm.PatchItemPayload,
    optional_camel("name", "Street scenes"),
    optional_camel("description", "Cars at night"),
    optional_camel("client_metadata", {"camera": "north gate"}),
    optional_camel(
        "timeseries_settings", TIME_SERIES_VIEW_SETTINGS.payload, TIME_SERIES_VIEW_SETTINGS.object
    ),
)
PATCH_FOLDER_PAYLOAD: Final = v2_object(
    orm.PatchFolderPayload,
    optional_camel("name", "Street scenes"),
    optional_camel("description", "Cars at night"),
    optional_camel("client_metadata", {"camera": "north gate"}),
)
ITEM_SHORT_INFO: Final = v2_object(
    orm.ItemShortInfo,
    camel("uuid", UID, UID_VALUE),
    camel("name", "Street scenes"),
    camel("parent_uuid", UID, UID_VALUE),
    camel("parent_name", "Street"),
    camel("item_type", "image", orm.StorageItemType.IMAGE),
)
DATASET_SHORT_INFO: Final = v2_object(
    orm.DatasetShortInfo,
    camel("dataset_hash", UID),
    optional_camel("backing_folder_uuid", UID, UID_VALUE),
    camel("title", "drive.mp4"),
    camel("data_hashes", [UID], [UID_VALUE]),
    camel("data_units_created_at", ISO, ISO_VALUE),
)

OTHER_CHANNEL: Final = v2_object(
    orm.OtherTimeSeriesChannelViewSettings, key("style", "bars"), rest("content", {"barWidth": 3})
)
STORAGE: Final = (
    OTHER_CHANNEL,
    PATH_ELEMENT,
    TIME_SERIES_LINE,
    v2_object(
        orm.TimeSeriesPointsChannelViewSettings,
        optional_camel("label", "Speed"),
        optional_camel("color", "#00ff00"),
        defaulted_camel("hidden", True, default=False),
        literal("style", "points", required=False),
        defaulted_camel("point_radius", 3.5, default=2),
    ),
    TIME_SERIES_VIEW_SETTINGS,
    v2_object(
        orm.StorageFolder,
        camel("uuid", UID, UID_VALUE),
        optional_camel("parent", UID, UID_VALUE),
        camel("name", "Street scenes"),
        camel("description", "Cars at night"),
        optional_camel("client_metadata", '{"camera": "north gate"}'),
        camel("owner", "ann@example.com"),
        camel("created_at", ISO, ISO_VALUE),
        camel("last_edited_at", ISO, ISO_VALUE),
        camel("user_role", "admin", orm.StorageUserRole.ADMIN),
        optional_camel("synced_dataset_hash", UID, UID_VALUE),
        optional_camel("path_to_root", [PATH_ELEMENT.payload], [PATH_ELEMENT.object]),
        defaulted_camel(
            "folder_type",
            "cloudLinked",
            orm.StorageFolderType.CLOUD_LINKED,
            default=orm.StorageFolderType.GENERIC,
        ),
        optional_camel("integration_hash", UID, UID_VALUE),
        optional_camel("remote_url", LINK),
    ),
    STORAGE_ITEM,
    v2_object(
        orm.StorageItemWithClientMetadataSignedUrl,
        *STORAGE_ITEM.keys,
        optional_camel("client_metadata_signed_url", LINK),
    ),
    v2_object(
        orm.StorageItemInaccessible,
        camel("uuid", UID, UID_VALUE),
    ),
    CLOUD_SYNCED_FOLDER_PARAMS,
    v2_object(
        orm.CreateStorageFolderPayload,
        camel("name", "Street scenes"),
        optional_camel("description", "Cars at night"),
        optional_camel("parent", UID, UID_VALUE),
        optional_camel("client_metadata", '{"camera": "north gate"}'),
        optional_camel(
            "cloud_synced_folder_params",
            CLOUD_SYNCED_FOLDER_PARAMS.payload,
            CLOUD_SYNCED_FOLDER_PARAMS.object,
        ),
    ),
    SIDECAR_MATCHER_SUFFIX,
    v2_object(
        orm.OtherSidecarMatcher,
        key("mode", "folder"),
        rest("content", {"folder": "metadata"}),
    ),
    METADATA_INGESTION_CONFIG,
    v2_object(
        orm.StorageFolderConfig,
        optional_camel(
            "metadata_ingestion",
            METADATA_INGESTION_CONFIG.payload,
            METADATA_INGESTION_CONFIG.object,
        ),
        rest("content", {"retentionDays": 30}),
    ),
    v2_object(
        orm.DataGroupGrid,
        literal("layout_type", "default-grid", required=False),
        camel("layout_contents", [UID], [UID_VALUE]),
        optional_camel("name", "Street scenes"),
        optional_camel("client_metadata", {"camera": "north gate"}),
    ),
    v2_object(
        orm.DataGroupCarousel,
        literal("layout_type", "default-list", required=False),
        camel("layout_contents", [UID], [UID_VALUE]),
        optional_camel("name", "Street scenes"),
        optional_camel("client_metadata", {"camera": "north gate"}),
    ),
    v2_object(
        orm.DataGroupCustom,
        literal("layout_type", "custom", required=False),
        optional_camel("name", "Street scenes"),
        camel("layout_contents", {"a": UID}, {"a": UID_VALUE}),
        optional_camel("layout", GRID.payload, GRID.object),
        defaulted_camel("timeline", ["timeline"], default=[]),
        optional_camel("settings", LAYOUT_SETTINGS.payload, LAYOUT_SETTINGS.object),
        optional_camel("client_metadata", {"camera": "north gate"}),
    ),
    v2_object(
        orm.CreateDataGroupsResponse,
        body("root", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.UploadPresignedUrlsGetParams,
        key("count", 7),
        camel("upload_item_type", "scene", orm.StorageItemType.SCENE),
    ),
    v2_object(
        orm.UploadSignedUrlsPayload,
        camel("item_type", "image", orm.StorageItemType.IMAGE),
        camel("count", 7),
        optional_camel("frames_subfolder_name", "frames"),
    ),
    v2_object(
        orm.UploadSignedUrl,
        camel("item_uuid", UID, UID_VALUE),
        camel("object_key", "cord-images/1"),
        camel("signed_url", LINK),
        defaulted_camel("upload_headers", {"a": "upload headers"}, default={}),
    ),
    STORAGE_ITEM_WITH_NAME,
    v2_object(
        orm.UploadLongPollingState,
        camel("status", "DONE", orm.LongPollingStatus.DONE),
        camel(
            "items_with_names", [STORAGE_ITEM_WITH_NAME.payload], [STORAGE_ITEM_WITH_NAME.object]
        ),
        camel("errors", ["error"]),
        camel("units_pending_count", 7),
        camel("units_done_count", 7),
        camel("units_error_count", 7),
        optional_camel("units_cancelled_count", 7),
        optional_camel("unit_errors", [IN_CAMEL_CASE], [UNIT_ERROR.object]),
        optional_camel("file_name", "upload.json"),
    ),
    CUSTOMER_PROVIDED_IMAGE_METADATA,
    CUSTOMER_PROVIDED_VIDEO_METADATA,
    CUSTOMER_PROVIDED_AUDIO_METADATA,
    CUSTOMER_PROVIDED_TEXT_METADATA,
    CUSTOMER_PROVIDED_PDF_METADATA,
    CUSTOMER_PROVIDED_DICOM_SERIES_DICOM_FILE_METADATA,
    DATA_UPLOAD_IMAGE,
    DATA_UPLOAD_VIDEO,
    DATA_UPLOAD_NIFTI,
    DATA_UPLOAD_IMAGE_GROUP_IMAGE,
    DATA_UPLOAD_IMAGE_GROUP,
    DATA_UPLOAD_IMAGE_GROUP_FROM_ITEMS,
    DATA_UPLOAD_DICOM_SERIES_DICOM_FILE,
    DATA_UPLOAD_DICOM_SERIES,
    DATA_UPLOAD_TEXT,
    DATA_UPLOAD_PDF,
    DATA_UPLOAD_AUDIO,
    DATA_UPLOAD_TIME_SERIES,
    DATA_UPLOAD_SCENE,
    DATA_UPLOAD_ITEMS,
    v2_object(
        orm.DatasetDataLongPollingParams,
        optional_camel("data_items", DATA_UPLOAD_ITEMS.payload, DATA_UPLOAD_ITEMS.object),
        optional_camel("files", {"camera": "north gate"}),
        optional_camel("integration_id", UID, UID_VALUE),
        camel("ignore_errors", True),
        optional_camel("folder_uuid", UID, UID_VALUE),
        optional_camel("file_name", "upload.json"),
    ),
    v2_object(
        orm.PostUploadJobParams,
        optional_camel("data_items", DATA_UPLOAD_ITEMS.payload, DATA_UPLOAD_ITEMS.object),
        optional_camel("external_files", {"camera": "north gate"}),
        optional_camel("integration_hash", UID, UID_VALUE),
        defaulted_camel("ignore_errors", True, default=False),
        optional_camel("file_name", "upload.json"),
    ),
    v2_object(
        orm.GetUploadJobParams,
        defaulted_camel("timeout_seconds", 5, default=60),
    ),
    v2_object(
        orm.ListItemsParams,
        optional_camel("search", "drive"),
        defaulted_camel("is_recursive", True, default=False),
        optional_camel("is_in_dataset", True),
        camel("item_types", ["image"], [orm.StorageItemType.IMAGE]),
        optional_camel("include_org_access", True),
        camel("order", "createdAt", orm.FoldersSortBy.CREATED_AT),
        camel("desc", True),
        optional_camel("page_token", "p2"),
        camel("page_size", 50),
        optional_camel("sign_urls", True),
        optional_camel("include_client_metadata", True),
        optional_camel("client_metadata_as_signed_url", True),
    ),
    v2_object(
        orm.ListFoldersParams,
        optional_camel("search", "drive"),
        defaulted_camel("is_recursive", True, default=False),
        optional_camel("dataset_synced", True),
        optional_camel("include_org_access", True),
        optional_camel("organisation_tag_names_allof", ["organisation tag names allof"]),
        defaulted_camel(
            "order", "createdAt", orm.FoldersSortBy.CREATED_AT, default=orm.FoldersSortBy.NAME
        ),
        defaulted_camel("desc", True, default=False),
        optional_camel("page_token", "p2"),
        defaulted_camel("page_size", 50, default=100),
    ),
    PATCH_ITEM_PAYLOAD,
    PATCH_FOLDER_PAYLOAD,
    v2_object(
        orm.PatchFoldersBulkPayload,
        camel(
            "folder_patches",
            {"a": PATCH_FOLDER_PAYLOAD.payload},
            {"a": PATCH_FOLDER_PAYLOAD.object},
        ),
    ),
    v2_object(
        orm.StorageFolderSummary,
        camel("files", 7),
        camel("folders", 7),
        camel("videos", 7),
        camel("images", 7),
        camel("image_groups", 7),
        camel("image_sequences", 7),
        camel("dicom_files", 7),
        camel("dicom_series", 7),
        optional_camel("niftis", 7),
        optional_camel("audios", 7),
        optional_camel("pdfs", 7),
        optional_camel("plain_texts", 7),
        camel("tombstones", 7),
        camel("upload_jobs", 7),
        camel("total_size", 1024.0),
    ),
    ITEM_SHORT_INFO,
    DATASET_SHORT_INFO,
    v2_object(
        orm.StorageItemPrivateSummary,
        camel("frame_in_groups", 7),
        camel("accessible_group_items", [ITEM_SHORT_INFO.payload], [ITEM_SHORT_INFO.object]),
        camel("used_in_datasets", 7),
        camel("accessible_datasets", [DATASET_SHORT_INFO.payload], [DATASET_SHORT_INFO.object]),
        optional_camel("group_layout", SHORT_INFO.payload, SHORT_INFO.object),
    ),
    v2_object(
        orm.StorageItemSummary,
        camel("frame_in_groups", 7),
        camel("accessible_group_items", [ITEM_SHORT_INFO.payload], [ITEM_SHORT_INFO.object]),
        camel("used_in_datasets", 7),
        camel("accessible_datasets", [DATASET_SHORT_INFO.payload], [DATASET_SHORT_INFO.object]),
        optional_camel("data_group", SHORT_INFO.payload, SHORT_INFO.object),
    ),
    v2_object(
        orm.DeleteItemsParams,
        camel("remove_unused_frames", True),
    ),
    v2_object(
        orm.DeleteItemsPayload,
        camel("child_uuids", [UID], [UID_VALUE]),
        camel("remove_unused_frames", True),
    ),
    v2_object(
        orm.DeleteItemsResponse,
        camel("removed_items_count", 7),
        camel("removed_folders_count", 7),
    ),
    v2_object(
        orm.MoveItemsPayload,
        camel("item_uuids", [UID], [UID_VALUE]),
        camel("new_parent_uuid", UID, UID_VALUE),
        defaulted_camel("allow_synced_dataset_move", True, default=False),
    ),
    v2_object(
        orm.MoveFoldersPayload,
        camel("folder_uuids", [UID], [UID_VALUE]),
        optional_camel("new_parent_uuid", UID, UID_VALUE),
    ),
    v2_object(
        orm.GetItemParams,
        camel("sign_url", True),
    ),
    v2_object(
        orm.GetItemSummaryParams,
        defaulted_camel("include_group_layout", True, default=False),
    ),
    v2_object(
        orm.GetChildItemsParams,
        defaulted_camel("sign_urls", True, default=False),
    ),
    v2_object(
        orm.GetItemsBulkPayload,
        camel("item_uuids", [UID], [UID_VALUE]),
        defaulted_camel("sign_urls", True, default=False),
    ),
    v2_object(
        orm.ReencodeVideoItemsRequest,
        camel("storage_items", [UID], [UID_VALUE]),
        camel("process_title", "Anew"),
        camel("force_full_reencoding", True),
    ),
    v2_object(
        orm.ReencodeVideoItemsResponse,
        camel("status", "done", orm.JobStatus.DONE),
        optional_camel("result", [{"a": 1}], expected="a list or an object"),
    ),
    v2_object(
        orm.StorageItemsMigratePayload,
        optional_camel("urls_map", {"a": LINK}),
        optional_camel("items_map", {UID: "items map"}, {UID_VALUE: "items map"}),
        optional_camel("from_integration_hash", UID, UID_VALUE),
        optional_camel("to_integration_hash", UID, UID_VALUE),
        defaulted_camel("validate_access", True, default=False),
        defaulted_camel("skip_missing", True, default=False),
    ),
    v2_object(
        orm.AddDataToFolderJobCancelResponse,
        camel("units_cancelled_count", 7),
    ),
    v2_object(
        orm.SyncPrivateDataWithCloudSyncedFolderGetResultParams,
        camel("timeout_seconds", 5),
    ),
    v2_object(
        orm.SyncPrivateDataWithCloudSyncedFolderGetResultResponse,
        camel("status", "done", orm.SyncPrivateDataWithCloudSyncedFolderStatus.DONE),
        camel("scan_pages_processing_pending", 7),
        camel("scan_pages_processing_done", 7),
        camel("scan_pages_processing_error", 7),
        camel("scan_pages_processing_cancelled", 7),
        camel("upload_jobs_pending", 7),
        camel("upload_jobs_done", 7),
        camel("upload_jobs_error", 7),
        camel("upload_jobs_units_pending", 7),
        camel("upload_jobs_units_done", 7),
        camel("upload_jobs_units_error", 7),
        camel("upload_jobs_units_cancelled", 7),
    ),
)
