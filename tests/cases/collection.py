"""How collections look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.label_rows import LABEL_ROWS
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    UID,
    UID_VALUE,
    camel,
    defaulted,
    defaulted_camel,
    optional_camel,
    v2_object,
)

METADATA_DTO: Final = next(one for one in LABEL_ROWS if one.cls is orm.LabelRowMetadataDTO)
COLLECTION: Final = v2_object(
    orm.Collection,
    camel("uuid", UID, UID_VALUE),
    optional_camel("top_level_folder_uuid", UID, UID_VALUE),
    camel("name", "Street scenes"),
    optional_camel("description", "Cars at night"),
    optional_camel("created_at", ISO, ISO_VALUE),
    optional_camel("last_edited_at", ISO, ISO_VALUE),
)
PROJECT_COLLECTION: Final = v2_object(
    orm.ProjectCollection,
    camel("collection_uuid", UID, UID_VALUE),
    camel("name", "Street scenes"),
    optional_camel("description", "Cars at night"),
    optional_camel("created_at", ISO, ISO_VALUE),
    optional_camel("last_edited_at", ISO, ISO_VALUE),
    camel("project_uuid", UID, UID_VALUE),
    camel("collection_type", "LABEL", orm.ProjectCollectionType.LABEL),
)
PROJECT_DATA_COLLECTION_INSTANCE: Final = v2_object(
    orm.ProjectDataCollectionInstance,
    camel("frame", 7),
)
PROJECT_LABEL_COLLECTION_INSTANCE: Final = v2_object(
    orm.ProjectLabelCollectionInstance,
    camel("frame", 7),
    camel("annotation_id", "l4b5e6l7"),
)
PROJECT_DATA_COLLECTION_ITEM_REQUEST: Final = v2_object(
    orm.ProjectDataCollectionItemRequest,
    camel("data_uuid", UID),
    camel("frame", 7),
)
PROJECT_LABEL_COLLECTION_ITEM_REQUEST: Final = v2_object(
    orm.ProjectLabelCollectionItemRequest,
    camel("data_uuid", UID),
    camel("frame", 7),
    camel("annotation_id", "l4b5e6l7"),
)

COLLECTIONS: Final = (
    v2_object(
        orm.GetCollectionParams,
        optional_camel("top_level_folder_uuid", UID, UID_VALUE),
        defaulted("uuids", [UID], [UID_VALUE], "collection_uuids", default=[]),
        optional_camel("page_token", "p2"),
        optional_camel("page_size", 50),
    ),
    v2_object(
        orm.CreateCollectionParams,
        optional_camel("top_level_folder_uuid", UID, UID_VALUE),
    ),
    v2_object(
        orm.GetCollectionItemsParams,
        optional_camel("include_client_metadata", True),
        optional_camel("page_token", "p2"),
        optional_camel("page_size", 50),
    ),
    v2_object(
        orm.CreateCollectionPayload,
        camel("name", "Street scenes"),
        defaulted_camel("description", "Cars at night", default=""),
    ),
    v2_object(
        orm.UpdateCollectionPayload,
        optional_camel("name", "Street scenes"),
        optional_camel("description", "Cars at night"),
    ),
    COLLECTION,
    v2_object(
        orm.GetCollectionsResponse,
        camel("results", [COLLECTION.payload], [COLLECTION.object]),
    ),
    v2_object(
        orm.CollectionBulkItemRequest,
        camel("item_uuids", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.CollectionBulkItemResponse,
        camel("failed_items", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.CollectionDataTitleRequest,
        camel("data_titles", ["data title"]),
    ),
    v2_object(
        orm.CollectionDataTitleResponse,
        camel("requested", 7),
        camel("matched_titles", 7),
        camel("items_added", 7),
        camel("ambiguous_titles", ["ambiguous title"]),
        camel("unmatched_titles", ["unmatched title"]),
        camel("failed_items", [UID], [UID_VALUE]),
    ),
    v2_object(
        orm.CollectionBulkPresetRequest,
        camel("preset_uuid", UID, UID_VALUE),
    ),
    v2_object(
        orm.GetProjectCollectionParams,
        optional_camel("project_hash", UID, UID_VALUE),
        defaulted("uuids", [UID], [UID_VALUE], "collection_uuids", default=[]),
        optional_camel("page_token", "p2"),
        optional_camel("page_size", 50),
    ),
    v2_object(
        orm.CreateProjectCollectionParams,
        optional_camel("project_hash", UID, UID_VALUE),
    ),
    v2_object(
        orm.CreateProjectCollectionPayload,
        camel("name", "Street scenes"),
        defaulted_camel("description", "Cars at night", default=""),
        camel("collection_type", "LABEL", orm.ProjectCollectionType.LABEL),
    ),
    PROJECT_COLLECTION,
    v2_object(
        orm.GetProjectCollectionsResponse,
        camel("results", [PROJECT_COLLECTION.payload], [PROJECT_COLLECTION.object]),
    ),
    PROJECT_DATA_COLLECTION_INSTANCE,
    PROJECT_LABEL_COLLECTION_INSTANCE,
    v2_object(
        orm.ProjectDataCollectionItemResponse,
        camel("label_row_metadata", METADATA_DTO.payload, METADATA_DTO.object),
        camel(
            "instances",
            [PROJECT_DATA_COLLECTION_INSTANCE.payload],
            [PROJECT_DATA_COLLECTION_INSTANCE.object],
        ),
    ),
    v2_object(
        orm.ProjectLabelCollectionItemResponse,
        camel("label_row_metadata", METADATA_DTO.payload, METADATA_DTO.object),
        camel(
            "instances",
            [PROJECT_LABEL_COLLECTION_INSTANCE.payload],
            [PROJECT_LABEL_COLLECTION_INSTANCE.object],
        ),
    ),
    PROJECT_DATA_COLLECTION_ITEM_REQUEST,
    PROJECT_LABEL_COLLECTION_ITEM_REQUEST,
    v2_object(
        orm.ProjectCollectionBulkItemRequest,
        camel(
            "items",
            [
                PROJECT_DATA_COLLECTION_ITEM_REQUEST.payload,
                PROJECT_LABEL_COLLECTION_ITEM_REQUEST.payload,
            ],
            [
                PROJECT_DATA_COLLECTION_ITEM_REQUEST.object,
                PROJECT_LABEL_COLLECTION_ITEM_REQUEST.object,
            ],
        ),
    ),
    v2_object(
        orm.ProjectCollectionBulkItemResponse,
        camel(
            "failed_items",
            [
                PROJECT_DATA_COLLECTION_ITEM_REQUEST.payload,
                PROJECT_LABEL_COLLECTION_ITEM_REQUEST.payload,
            ],
            [
                PROJECT_DATA_COLLECTION_ITEM_REQUEST.object,
                PROJECT_LABEL_COLLECTION_ITEM_REQUEST.object,
            ],
        ),
    ),
)
