"""How orm_attrs.storage looks on the wire."""

from typing import Final

from converters.wire.codecs import CAMEL_CASE_KEYS
from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import storage as models

COLOR: Final = wire(
    limits={"pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$"},
)
"""A colour, of 3 or 6 digits, or of 8 with opacity."""

_CHANNEL: Final = v2_object(
    label=wire(limits={"minLength": 1, "maxLength": 1024}),
    color=COLOR,
    style=wire(omit_if_default=False),
)

TABLES: Tables = {
    models.PathElement: v2_object(),
    models.TimeSeriesLineChannelViewSettings: v2_object(
        extends=_CHANNEL, line_width=wire(limits={"minimum": 0.5, "maximum": 6})
    ),
    models.TimeSeriesPointsChannelViewSettings: v2_object(
        extends=_CHANNEL, point_radius=wire(limits={"minimum": 1, "maximum": 8})
    ),
    models.OtherTimeSeriesChannelViewSettings: v2_object(content=wire(rest=True)),
    models.TimeSeriesViewSettings: v2_object(channels=wire(limits={"maxProperties": 100})),
    models.StorageFolder: v2_object(),
    models.StorageItem: v2_object(),
    models.StorageItemWithClientMetadataSignedUrl: v2_object(),
    models.StorageItemInaccessible: v2_object(),
    models.CloudSyncedFolderParams: v2_object(request=True),
    models.CreateStorageFolderPayload: v2_object(request=True),
    models.SidecarMatcherSuffix: v2_object(
        mode=wire(omit_if_default=False), suffix=wire(limits={"minLength": 1, "maxLength": 128})
    ),
    models.OtherSidecarMatcher: v2_object(content=wire(rest=True)),
    models.MetadataIngestionConfig: v2_object(),
    models.StorageFolderConfig: v2_object(content=wire(rest=True)),
    models.DataGroupGrid: v2_object(request=True, layout_type=wire(omit_if_default=False)),
    models.DataGroupCarousel: v2_object(request=True, layout_type=wire(omit_if_default=False)),
    models.DataGroupCustom: v2_object(request=True, layout_type=wire(omit_if_default=False)),
    models.CreateDataGroupsResponse: v2_object(root=wire(body=True)),
    models.UploadSignedUrlsPayload: v2_object(request=True),
    models.UploadSignedUrl: v2_object(),
    models.UploadPresignedUrlsGetParams: v2_object(request=True),
    models.StorageItemWithName: v2_object(),
    models.UploadLongPollingState: v2_object(unit_errors=wire(codec=CAMEL_CASE_KEYS)),
    models.CustomerProvidedImageMetadata: v2_object(request=True),
    models.CustomerProvidedVideoMetadata: v2_object(request=True),
    models.CustomerProvidedAudioMetadata: v2_object(request=True),
    models.CustomerProvidedTextMetadata: v2_object(request=True),
    models.CustomerProvidedPdfMetadata: v2_object(request=True),
    models.CustomerProvidedDicomSeriesDicomFileMetadata: v2_object(request=True),
    models.DataUploadImage: v2_object(request=True),
    models.DataUploadVideo: v2_object(request=True),
    models.DataUploadNifti: v2_object(request=True),
    models.DataUploadImageGroupImage: v2_object(request=True),
    models.DataUploadImageGroup: v2_object(request=True),
    models.DataUploadImageGroupFromItems: v2_object(request=True),
    models.DataUploadDicomSeriesDicomFile: v2_object(request=True),
    models.DataUploadDicomSeries: v2_object(request=True),
    models.DataUploadText: v2_object(request=True),
    models.DataUploadPDF: v2_object(request=True),
    models.DataUploadAudio: v2_object(request=True),
    models.DataUploadTimeSeries: v2_object(request=True),
    models.DataUploadScene: v2_object(request=True),
    models.DataUploadItems: v2_object(request=True),
    models.DatasetDataLongPollingParams: v2_object(request=True),
    models.PostUploadJobParams: v2_object(request=True),
    models.GetUploadJobParams: v2_object(request=True),
    models.ListItemsParams: v2_object(request=True),
    models.ListFoldersParams: v2_object(request=True),
    models.PatchItemPayload: v2_object(request=True),
    models.PatchFolderPayload: v2_object(request=True),
    models.PatchFoldersBulkPayload: v2_object(request=True),
    models.StorageFolderSummary: v2_object(),
    models.ItemShortInfo: v2_object(),
    models.DatasetShortInfo: v2_object(),
    models.StorageItemPrivateSummary: v2_object(),
    models.StorageItemSummary: v2_object(),
    models.DeleteItemsParams: v2_object(request=True),
    models.DeleteItemsPayload: v2_object(request=True),
    models.DeleteItemsResponse: v2_object(),
    models.MoveItemsPayload: v2_object(request=True),
    models.MoveFoldersPayload: v2_object(request=True),
    models.GetItemParams: v2_object(request=True),
    models.GetItemSummaryParams: v2_object(request=True),
    models.GetChildItemsParams: v2_object(request=True),
    models.GetItemsBulkPayload: v2_object(request=True),
    models.ReencodeVideoItemsRequest: v2_object(request=True),
    models.ReencodeVideoItemsResponse: v2_object(),
    models.StorageItemsMigratePayload: v2_object(request=True),
    models.AddDataToFolderJobCancelResponse: v2_object(),
    models.SyncPrivateDataWithCloudSyncedFolderGetResultParams: v2_object(request=True),
    models.SyncPrivateDataWithCloudSyncedFolderGetResultResponse: v2_object(),
}

UNIONS: Unions = {
    models.TimeSeriesChannelViewSettings: Tag(
        "style",
        {
            "line": models.TimeSeriesLineChannelViewSettings,
            "points": models.TimeSeriesPointsChannelViewSettings,
        },
        unknown=Tag(
            "style",
            models.OtherTimeSeriesChannelViewSettings,
            unknown=Tag(
                ("pointRadius", "point_radius"),
                models.TimeSeriesPointsChannelViewSettings,
                unknown=models.TimeSeriesLineChannelViewSettings,
            ),
        ),
    ),
    models.StorageItem | models.StorageItemInaccessible: Tag(
        ("itemType", "item_type"), models.StorageItem, unknown=models.StorageItemInaccessible
    ),
    models.SidecarMatcher: Tag(
        "mode",
        {"suffix": models.SidecarMatcherSuffix},
        unknown=Tag("mode", models.OtherSidecarMatcher, unknown=models.SidecarMatcherSuffix),
    ),
    models.DataGroupInput: Tag(
        ("layoutType", "layout_type"),
        {
            "default-grid": models.DataGroupGrid,
            "default-list": models.DataGroupCarousel,
            "custom": models.DataGroupCustom,
        },
    ),
}
