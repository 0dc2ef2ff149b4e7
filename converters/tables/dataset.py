"""How orm_attrs.dataset looks on the wire."""

from typing import Final

from converters.wire.codecs import (
    LIST_OR_JSON_TEXT,
    LIST_OR_NULL,
    SQL_DATETIME,
    UPPER_DATA_TYPE,
    enum_codec,
)
from converters.wire.vocabulary import Tables, db_record, query_object, v2_object, wire
from orm_attrs import dataset as models

STORAGE_LOCATION_NAME: Final = enum_codec(
    models.StorageLocation, "name", models.STORAGE_LOCATION_BY_STR
)

TABLES: Tables = {
    models.DataRow: query_object(
        later=["backing_item_uuid"],
        identified_by="uid",
        uid=wire("data_hash"),
        title=wire("data_title"),
        data_type=wire(codec=UPPER_DATA_TYPE),
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
    ),
    models.ImageData: query_object(
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
    ),
    models.DataRows: query_object(),
    models.DatasetInfo: query_object(),
    models.Dataset: query_object(
        identified_by="dataset_hash",
        storage_location=wire("dataset_type", STORAGE_LOCATION_NAME),
        data_rows=wire(codec=LIST_OR_NULL),
        required=["description"],
    ),
    models.CreateDatasetResponse: query_object(
        storage_location=wire("type"),
    ),
    models.CreateDatasetPayload: v2_object(),
    models.CreateDatasetResponseV2: v2_object(),
    models.DatasetDataInfo: query_object(also_camel_case=True),
    models.AddPrivateDataResponse: query_object(dataset_data_list=wire("dataset_data_info")),
    models.DatasetAPIKey: query_object(
        dataset_hash=wire("resource_hash"),
        scopes=wire(codec=LIST_OR_JSON_TEXT),
    ),
    models.DatasetUser: query_object(also_camel_case=True),
    models.PublicDatasetUser: v2_object(),
    models.RemoveDatasetUsersPayload: v2_object(),
    models.DataClientMetadata: query_object(),
    models.DatasetData: db_record(),
    models.SignedVideoURL: db_record(),
    models.SignedImageURL: db_record(),
    models.SignedAudioURL: db_record(),
    models.SignedDicomURL: db_record(),
    models.Video: db_record(),
    models.ImageGroup: db_record(),
    models.Image: db_record(),
    models.SingleImage: db_record(),
    models.Audio: db_record(),
    models.Images: query_object(),
    models.DicomSeries: query_object(),
    models.DicomDeidentifyTask: query_object(),
    models.ImageGroupOCR: query_object(),
    models.ReEncodeVideoTask: query_object(also_camel_case=True),
    models.ReEncodeVideoTaskResult: query_object(also_camel_case=True),
    models.DatasetAccessSettings: query_object(later=["fetch_rows"]),
    models.ImagesDataFetchOptions: query_object(),
    models.DataUnitError: query_object(also_camel_case=True),
    models.DatasetDataLongPolling: query_object(
        also_camel_case=True, later=["data_unit_errors", "units_cancelled_count"]
    ),
    models.DatasetUsers: query_object(),
    models.DatasetLinkItems: query_object(),
}
