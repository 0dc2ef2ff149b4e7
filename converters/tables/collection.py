"""How orm_attrs.collection looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import collection as models

TABLES: Tables = {
    models.GetCollectionParams: v2_object(
        request=True,
        collection_uuids=wire("uuids"),
        other_keys={"collection_uuids": "collection_uuids"},
    ),
    models.CreateCollectionParams: v2_object(request=True),
    models.GetCollectionItemsParams: v2_object(request=True),
    models.CreateCollectionPayload: v2_object(request=True),
    models.UpdateCollectionPayload: v2_object(request=True),
    models.Collection: v2_object(),
    models.GetCollectionsResponse: v2_object(),
    models.CollectionBulkItemRequest: v2_object(request=True),
    models.CollectionBulkItemResponse: v2_object(),
    models.CollectionDataTitleRequest: v2_object(request=True),
    models.CollectionDataTitleResponse: v2_object(),
    models.CollectionBulkPresetRequest: v2_object(request=True),
    models.GetProjectCollectionParams: v2_object(
        request=True,
        collection_uuids=wire("uuids"),
        other_keys={"collection_uuids": "collection_uuids"},
    ),
    models.CreateProjectCollectionParams: v2_object(request=True),
    models.CreateProjectCollectionPayload: v2_object(request=True),
    models.ProjectCollection: v2_object(),
    models.GetProjectCollectionsResponse: v2_object(),
    models.ProjectDataCollectionInstance: v2_object(),
    models.ProjectLabelCollectionInstance: v2_object(),
    models.ProjectDataCollectionItemResponse: v2_object(),
    models.ProjectLabelCollectionItemResponse: v2_object(),
    models.ProjectDataCollectionItemRequest: v2_object(),
    models.ProjectLabelCollectionItemRequest: v2_object(),
    models.ProjectCollectionBulkItemRequest: v2_object(request=True),
    models.ProjectCollectionBulkItemResponse: v2_object(),
}

UNIONS: Unions = {
    models.ProjectDataCollectionItemRequest | models.ProjectLabelCollectionItemRequest: Tag(
        ("annotationId", "annotation_id"),
        models.ProjectLabelCollectionItemRequest,
        unknown=models.ProjectDataCollectionItemRequest,
    ),
}
