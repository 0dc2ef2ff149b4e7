"""How orm_attrs.dataset looks on the wire."""

from converters.wire.codecs import (
    LIST_OR_JSON_TEXT,
    LIST_OR_NULL,
    SQL_DATETIME,
    STORAGE_LOCATION_NAME,
    UPPER_DATA_TYPE,
)
from converters.wire.vocabulary import Tables, dto, record, table, wire
from orm_attrs import dataset as models

TABLES: Tables = {
    models.DataRow: table(
        later=["backing_item_uuid"],
        uid=wire("data_hash"),
        title=wire("data_title"),
        data_type=wire(codec=UPPER_DATA_TYPE),
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
    ),
    models.ImageData: table(
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
    ),
    models.DataRows: table(),
    models.DatasetInfo: table(),
    models.Dataset: table(
        storage_location=wire("dataset_type", STORAGE_LOCATION_NAME),
        data_rows=wire(codec=LIST_OR_NULL),
        required=["description"],
    ),
    models.CreateDatasetResponse: table(
        storage_location=wire("type"),
    ),
    models.CreateDatasetPayload: dto(),
    models.CreateDatasetResponseV2: dto(),
    models.DatasetDataInfo: table(also_camel_case=True),
    models.AddPrivateDataResponse: table(dataset_data_list=wire("dataset_data_info")),
    models.DatasetAPIKey: table(
        dataset_hash=wire("resource_hash"),
        scopes=wire(codec=LIST_OR_JSON_TEXT),
    ),
    models.DatasetUser: table(also_camel_case=True),
    models.PublicDatasetUser: dto(),
    models.RemoveDatasetUsersPayload: dto(),
    models.DataClientMetadata: table(),
    models.DatasetData: record(),
    models.SignedVideoURL: record(),
    models.SignedImageURL: record(),
    models.SignedAudioURL: record(),
    models.SignedDicomURL: record(),
    models.Video: record(),
    models.ImageGroup: record(),
    models.Image: record(),
    models.SingleImage: record(),
    models.Audio: record(),
    models.Images: table(),
    models.DicomSeries: table(),
    models.DicomDeidentifyTask: table(),
    models.ImageGroupOCR: table(),
    models.ReEncodeVideoTask: table(also_camel_case=True),
    models.ReEncodeVideoTaskResult: table(also_camel_case=True),
    models.DatasetAccessSettings: table(later=["fetch_rows"]),
    models.ImagesDataFetchOptions: table(),
    models.DataUnitError: table(also_camel_case=True),
    models.DatasetDataLongPolling: table(
        also_camel_case=True, later=["data_unit_errors", "units_cancelled_count"]
    ),
    models.DatasetUsers: table(),
    models.DatasetLinkItems: table(),
}
