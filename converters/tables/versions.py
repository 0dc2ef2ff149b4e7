"""Since and until which version of the Encord SDK each class, field and member of ours is there.

What stands in no row is there in every version from `FIRST` to `LAST`. The rows are those that
``tools/sdk_history.py`` prints; a field of a class that came later is only listed when it came
later than the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

FIRST: Final = "0.1.98"
"""The oldest version whose payloads are read."""

LAST: Final = "0.1.211"
"""The newest version whose payloads are read."""


@frozen
class Span:
    """From when to when something is there."""

    since: str = ""
    """The first version that has it; empty when `FIRST` has it."""
    gone: str = ""
    """The first version that no longer has it; empty when `LAST` has it."""

    def covers(self, version: str) -> bool:
        """Tell whether a version has it, such as ``"0.1.147"``."""
        at = _numbers(version)
        is_there_already = not self.since or at >= _numbers(self.since)
        return is_there_already and (not self.gone or at < _numbers(self.gone))


ALWAYS: Final = Span()
"""The span of what every version has."""


def since(version: str) -> Span:
    """Give the span of what came with a version."""
    return Span(since=version)


def gone(version: str) -> Span:
    """Give the span of what went away with a version."""
    return Span(gone=version)


def span_of(name: str, member: str | None = None) -> Span:
    """Tell from when to when a class is there, or a field or member as far as its class is.

    Args:
        name: The name of a class or enum of `orm_attrs`.
        member: The name of a field or of an enum's member; None for the class itself.
    """
    if member is None:
        return CLASSES.get(name, ALWAYS)
    return MEMBERS.get(name, {}).get(member, ALWAYS)


def is_there(version: str, name: str, member: str | None = None) -> bool:
    """Tell whether a version has a class, and the field or member of it."""
    has_class = span_of(name).covers(version)
    return has_class and (member is None or span_of(name, member).covers(version))


def is_older(version: str, than: str) -> bool:
    """Tell whether a version came before another one."""
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


CLASSES: Final[Mapping[str, Span]] = {
    "APIKeyScopes": gone("0.1.147"),
    "ActionableWorkflowNodeType": since("0.1.178"),
    "ActiveCreatePresetPayload": since("0.1.155"),
    "ActiveFilterPresetDefinition": since("0.1.155"),
    "ActiveProjectImportPayload": since("0.1.153"),
    "ActiveProjectMode": since("0.1.153"),
    "ActiveUpdatePresetPayload": since("0.1.155"),
    "AddDataToFolderJobCancelResponse": since("0.1.149"),
    "AddDatasetGroupsPayload": since("0.1.114"),
    "AddGroupUsersPayload": since("0.1.199"),
    "AddOntologyGroupsPayload": since("0.1.114"),
    "AddOrganisationUserPayload": since("0.1.200"),
    "AddProjectGroupsPayload": since("0.1.114"),
    "AddProjectIssueTagsPayload": since("0.1.192"),
    "AddStorageFolderGroupsPayload": since("0.1.125"),
    "AgentActionPathway": since("0.1.130"),
    "AgentNodePathway": since("0.1.158"),
    "AgentTask": since("0.1.130"),
    "AgentTaskStatus": since("0.1.130"),
    "AgentTasksQueryParams": since("0.1.130"),
    "AnnotationActionAssign": since("0.1.118"),
    "AnnotationActionRelease": since("0.1.118"),
    "AnnotationActionSubmit": since("0.1.118"),
    "AnnotationIssue": since("0.1.188"),
    "AnnotationIssueAnchor": since("0.1.201"),
    "AnnotationTask": since("0.1.118"),
    "AnnotationTasksQueryParams": since("0.1.118"),
    "ApiKeyMeta": gone("0.1.147"),
    "Audio": since("0.1.125"),
    "AudioSpace": since("0.1.187"),
    "AutomationModels": gone("0.1.156"),
    "BaseSpace": since("0.1.187"),
    "BaseWorkflowNode": since("0.1.158"),
    "BearerTokenResponse": since("0.1.110"),
    "BulkClassificationsPayload": since("0.1.193"),
    "BulkClassificationsResponse": since("0.1.193"),
    "CameraIntrinsicsAdvanced": since("0.1.196"),
    "CameraIntrinsicsSimple": since("0.1.196"),
    "CameraParamsEvent": since("0.1.197"),
    "CameraStream": since("0.1.197"),
    "ChildInfo": since("0.1.187"),
    "Circle": since("0.1.195"),
    "CircleObject": since("0.1.195"),
    "ClassificationAnswerEntry": since("0.1.193"),
    "ClassificationAnswerObject": since("0.1.193"),
    "ClientMetadataSchema": since("0.1.113"),
    "ClientMetadataSchemaPayload": since("0.1.113"),
    "ClientMetadataSchemaTypeBoolean": since("0.1.133"),
    "ClientMetadataSchemaTypeDateTime": since("0.1.133"),
    "ClientMetadataSchemaTypeEmbedding": since("0.1.133"),
    "ClientMetadataSchemaTypeEmbeddingApi": since("0.1.164"),
    "ClientMetadataSchemaTypeEnum": since("0.1.133"),
    "ClientMetadataSchemaTypeGeospatial": since("0.1.186"),
    "ClientMetadataSchemaTypeNumber": since("0.1.133"),
    "ClientMetadataSchemaTypeText": since("0.1.133"),
    "ClientMetadataSchemaTypeTombstone": since("0.1.133"),
    "ClientMetadataSchemaTypeUUID": since("0.1.133"),
    "ClientMetadataSchemaTypeUser": since("0.1.133"),
    "ClientMetadataSchemaTypeVarChar": since("0.1.133"),
    "ClientMetadataSchemaTypeVariant": since("0.1.133"),
    "ClientMetadataSchemaTypeVariantHint": since("0.1.133"),
    "ClientMetadataSchemaTypes": since("0.1.113"),
    "ClientMetadataSchemaV2": since("0.1.133"),
    "CloudIntegrationV2": since("0.1.147"),
    "CloudSyncedFolderParams": since("0.1.162"),
    "Collection": since("0.1.136"),
    "CollectionBulkItemRequest": since("0.1.136"),
    "CollectionBulkItemResponse": since("0.1.136"),
    "CollectionBulkPresetRequest": since("0.1.136"),
    "CollectionDataTitleRequest": since("0.1.208"),
    "CollectionDataTitleResponse": since("0.1.208"),
    "CompositeScene": since("0.1.197"),
    "ConsensusAnnotationTask": since("0.1.118"),
    "ConsensusAnnotationTasksQueryParams": since("0.1.118"),
    "ConsensusReviewActionApprove": since("0.1.118"),
    "ConsensusReviewActionAssign": since("0.1.118"),
    "ConsensusReviewActionReject": since("0.1.118"),
    "ConsensusReviewActionRelease": since("0.1.118"),
    "ConsensusReviewOption": since("0.1.118"),
    "ConsensusReviewTask": since("0.1.118"),
    "ConsensusReviewTaskStatus": since("0.1.123"),
    "ConsensusReviewTasksQueryParams": since("0.1.118"),
    "Convention": since("0.1.196"),
    "CoordinateIssue": since("0.1.188"),
    "CoordinateIssueAnchor": since("0.1.163"),
    "CopyBranchRequest": since("0.1.195"),
    "CopyBranchResult": since("0.1.195"),
    "CreateCollectionParams": since("0.1.136"),
    "CreateCollectionPayload": since("0.1.136"),
    "CreateDataGroupsResponse": since("0.1.185"),
    "CreateDatasetPayload": since("0.1.153"),
    "CreateDatasetResponseV2": since("0.1.153"),
    "CreateGroupPayload": since("0.1.199"),
    "CreateIssuesPayload": since("0.1.163"),
    "CreateOrUpdateOntologyPayload": since("0.1.153"),
    "CreateOrganisationTagPayload": since("0.1.205"),
    "CreatePresetParams": since("0.1.145"),
    "CreateProjectCollectionParams": since("0.1.151"),
    "CreateProjectCollectionPayload": since("0.1.151"),
    "CreateStorageFolderPayload": since("0.1.112"),
    "Cuboid": since("0.1.173"),
    "Cuboid2DObject": since("0.1.187"),
    "CuboidObject": since("0.1.173"),
    "CustomerProvidedAudioMetadata": since("0.1.125"),
    "CustomerProvidedDicomSeriesDicomFileMetadata": since("0.1.147"),
    "CustomerProvidedImageMetadata": since("0.1.142"),
    "CustomerProvidedPdfMetadata": since("0.1.161"),
    "CustomerProvidedTextMetadata": since("0.1.161"),
    "CustomerProvidedVideoMetadata": since("0.1.115"),
    "CvatImportDataItem": since("0.1.147"),
    "CvatImportGetResultLongPollingStatus": since("0.1.147"),
    "CvatImportGetResultParams": since("0.1.147"),
    "CvatImportGetResultResponse": since("0.1.147"),
    "CvatImportStartPayload": since("0.1.147"),
    "CvatReviewMode": since("0.1.147"),
    "CylindricalDistortionModel": since("0.1.197"),
    "DataGroupCarousel": since("0.1.185"),
    "DataGroupCustom": since("0.1.169"),
    "DataGroupGrid": since("0.1.169"),
    "DataGroupShortInfo": since("0.1.185"),
    "DataLinkDuplicatesBehavior": since("0.1.123"),
    "DataUnitCarouselTile": since("0.1.185"),
    "DataUnitError": since("0.1.117"),
    "DataUnitTile": since("0.1.185"),
    "DataUploadAudio": since("0.1.125"),
    "DataUploadDicomSeries": since("0.1.115"),
    "DataUploadDicomSeriesDicomFile": since("0.1.115"),
    "DataUploadImage": since("0.1.115"),
    "DataUploadImageGroup": since("0.1.115"),
    "DataUploadImageGroupFromItems": since("0.1.115"),
    "DataUploadImageGroupImage": since("0.1.115"),
    "DataUploadItems": since("0.1.115"),
    "DataUploadNifti": since("0.1.141"),
    "DataUploadPDF": since("0.1.154"),
    "DataUploadScene": since("0.1.196"),
    "DataUploadText": since("0.1.154"),
    "DataUploadTimeSeries": since("0.1.200"),
    "DataUploadVideo": since("0.1.115"),
    "DatasetAPIKey": gone("0.1.147"),
    "DatasetDataLongPollingParams": since("0.1.138"),
    "DatasetGroup": since("0.1.114"),
    "DatasetScope": gone("0.1.147"),
    "DatasetShortInfo": since("0.1.116"),
    "DatasetUserRoleV2": since("0.1.153"),
    "DatasetWithUserRole": gone("0.1.153"),
    "DatasetWithUserRoleV2": since("0.1.153"),
    "DatasetsWithUserRolesListParams": since("0.1.153"),
    "DatasetsWithUserRolesListResponse": since("0.1.153"),
    "DeleteIssuesBody": since("0.1.195"),
    "DeleteItemsParams": since("0.1.117"),
    "DeleteItemsPayload": since("0.1.117"),
    "DeleteItemsResponse": since("0.1.117"),
    "Device": gone("0.1.156"),
    "DicomDeIdGetResultLongPollingStatus": since("0.1.152"),
    "DicomDeIdGetResultParams": since("0.1.152"),
    "DicomDeIdGetResultResponse": since("0.1.152"),
    "DicomDeIdRedactTextMode": since("0.1.152"),
    "DicomDeIdSaveCondition": since("0.1.152"),
    "DicomDeIdSaveConditionType": since("0.1.152"),
    "DicomDeIdStartPayload": since("0.1.152"),
    "DicomFrameInfo": since("0.1.187"),
    "Direction": since("0.1.196"),
    "DivisionDistortionModel": since("0.1.196"),
    "EditGroupPayload": since("0.1.199"),
    "EditorLogClassification": since("0.1.178"),
    "EditorLogGeneralAction": since("0.1.178"),
    "EditorLogObject": since("0.1.178"),
    "EditorLogParams": since("0.1.178"),
    "EditorLogsActionCategory": since("0.1.178"),
    "Ellipse": since("0.1.198"),
    "EllipseObject": since("0.1.198"),
    "EventStream": since("0.1.197"),
    "FOREvent": since("0.1.197"),
    "FORStream": since("0.1.197"),
    "FeaturesMappingFeatureType": since("0.1.156"),
    "FileInSceneInfo": since("0.1.187"),
    "FileIssue": since("0.1.188"),
    "FileIssueAnchor": since("0.1.163"),
    "FilterDefinition": since("0.1.145"),
    "FilterPreset": since("0.1.136"),
    "FinalStageTask": since("0.1.118"),
    "FinalTasksQueryParams": since("0.1.118"),
    "FishEyeDistortionModel": since("0.1.196"),
    "FoldersSortBy": since("0.1.115"),
    "FrameIssue": since("0.1.188"),
    "FrameIssueAnchor": since("0.1.163"),
    "FrameRangeIssue": since("0.1.188"),
    "GeospatialCoordinates": since("0.1.186"),
    "GetChildItemsParams": since("0.1.117"),
    "GetCloudIntegrationsParams": since("0.1.155"),
    "GetCloudIntegrationsResponse": since("0.1.147"),
    "GetCollectionItemsParams": since("0.1.136"),
    "GetCollectionParams": since("0.1.136"),
    "GetCollectionsResponse": since("0.1.136"),
    "GetIssueTagsParams": since("0.1.192"),
    "GetIssuesParam": since("0.1.188"),
    "GetItemParams": since("0.1.117"),
    "GetItemSummaryParams": since("0.1.185"),
    "GetItemsBulkPayload": since("0.1.117"),
    "GetPresetParams": since("0.1.136"),
    "GetPresetsResponse": since("0.1.136"),
    "GetProjectCollectionParams": since("0.1.151"),
    "GetProjectCollectionsResponse": since("0.1.151"),
    "GetProjectFilterPresetParams": since("0.1.154"),
    "GetProjectUsersPayload": since("0.1.168"),
    "GetUploadJobParams": since("0.1.115"),
    "Group": since("0.1.114"),
    "GroupChild": since("0.1.169"),
    "GroupUser": since("0.1.199"),
    "HtmlPosition": since("0.1.155"),
    "HtmlRange": since("0.1.155"),
    "HtmlSpace": since("0.1.187"),
    "ImageGroupOCR": gone("0.1.202"),
    "ImageSequenceFrameInfo": since("0.1.192"),
    "ImageSequenceSpace": since("0.1.187"),
    "ImageSpace": since("0.1.187"),
    "ImageStream": since("0.1.197"),
    "IndexCreatePresetPayload": since("0.1.155"),
    "IndexFilterPresetDefinition": since("0.1.155"),
    "IndexUpdatePresetPayload": since("0.1.155"),
    "InputAffineTransform": since("0.1.196"),
    "InputCameraParams": since("0.1.196"),
    "InputCameraParamsEvent": since("0.1.196"),
    "InputCameraStream": since("0.1.196"),
    "InputCompositePose": since("0.1.196"),
    "InputEntityType": since("0.1.196"),
    "InputEulerRotation": since("0.1.196"),
    "InputFoREvent": since("0.1.196"),
    "InputFoRStream": since("0.1.196"),
    "InputImageStream": since("0.1.196"),
    "InputPCDStream": since("0.1.196"),
    "InputPosition": since("0.1.196"),
    "InputQuaternion": since("0.1.196"),
    "InputRotationMatrix": since("0.1.196"),
    "InputTimeSeriesStream": since("0.1.202"),
    "InputURIEvent": since("0.1.196"),
    "Interpolation": since("0.1.206"),
    "IsometricCuboid2D": since("0.1.187"),
    "IssueAnchorType": since("0.1.188"),
    "IssueComment": since("0.1.188"),
    "IssueCoordinate": since("0.1.188"),
    "IssueFrameRange": since("0.1.188"),
    "IssueResolution": since("0.1.188"),
    "IssueTag": since("0.1.188"),
    "ItemShortInfo": since("0.1.116"),
    "JobStatus": since("0.1.118"),
    "LabelClassificationsEntry": since("0.1.193"),
    "LabelReview": since("0.1.125"),
    "LabelReviewActionApprove": since("0.1.125"),
    "LabelReviewActionReject": since("0.1.125"),
    "LabelReviewActionReopen": since("0.1.125"),
    "LabelReviewStatus": since("0.1.125"),
    "LabelRowMetadataDTO": since("0.1.151"),
    "LabelRowMetadataWithClientMetadataSignedUrl": since("0.1.199"),
    "LabelValidationState": since("0.1.111"),
    "LayoutGrid": since("0.1.185"),
    "LayoutSettings": since("0.1.185"),
    "ListBranchesParams": since("0.1.195"),
    "ListFoldersParams": since("0.1.115"),
    "ListItemsParams": since("0.1.116"),
    "MedicalFileSpace": since("0.1.187"),
    "MedicalStackSpace": since("0.1.187"),
    "MetadataIngestionConfig": since("0.1.211"),
    "Model": gone("0.1.156"),
    "ModelArchitecture": since("0.1.156"),
    "ModelConfiguration": gone("0.1.156"),
    "ModelCreateRequest": since("0.1.156"),
    "ModelGroup": since("0.1.156"),
    "ModelInferenceParams": gone("0.1.156"),
    "ModelIteration": since("0.1.156"),
    "ModelIterationPolicy": since("0.1.156"),
    "ModelIterationTrainingData": since("0.1.156"),
    "ModelIterationTrainingDataListRequest": since("0.1.156"),
    "ModelOperations": gone("0.1.156"),
    "ModelPretrainedWeightsType": since("0.1.156"),
    "ModelRow": gone("0.1.156"),
    "ModelStream": since("0.1.197"),
    "ModelTrainingLabel": gone("0.1.156"),
    "ModelTrainingLabelMetadata": gone("0.1.156"),
    "ModelTrainingParams": gone("0.1.156"),
    "ModelTrainingRequest": since("0.1.156"),
    "ModelTrainingResponse": since("0.1.156"),
    "ModelTrainingStatus": since("0.1.156"),
    "ModelTrainingWeights": gone("0.1.156"),
    "ModelType": since("0.1.156"),
    "ModelUpdateRequest": since("0.1.156"),
    "ModelWithIterations": since("0.1.156"),
    "ModelsListOrderBy": since("0.1.156"),
    "ModelsListRequest": since("0.1.156"),
    "MoveFoldersPayload": since("0.1.117"),
    "MoveItemsPayload": since("0.1.117"),
    "NewIssue": since("0.1.163"),
    "NumberFormat": since("0.1.133"),
    "NumericAttribute": since("0.1.174"),
    "ObjectEvent": since("0.1.206"),
    "OntologiesFilterParams": since("0.1.153"),
    "OntologyClassificationLevel": since("0.1.181"),
    "OntologyFeature": since("0.1.156"),
    "OntologyGroup": since("0.1.114"),
    "OntologyWithUserRole": gone("0.1.153"),
    "OntologyWithUserRoleV2": since("0.1.153"),
    "OrganisationTag": since("0.1.192"),
    "OrganisationUser": since("0.1.200"),
    "OtherLayout": since("0.1.185"),
    "OtherSpace": since("0.1.187"),
    "PCDStream": since("0.1.197"),
    "PatchFolderPayload": since("0.1.116"),
    "PatchFoldersBulkPayload": since("0.1.121"),
    "PatchItemPayload": since("0.1.116"),
    "PatchItemsBulkPayload": since("0.1.121"),
    "PathElement": since("0.1.121"),
    "PdfSpace": since("0.1.187"),
    "PerspectiveCuboid2D": since("0.1.187"),
    "PinholeDistortionModel": since("0.1.196"),
    "PlumbBobDistortionModel": since("0.1.196"),
    "PointCloudSpace": since("0.1.187"),
    "PostUploadJobParams": since("0.1.115"),
    "PredictionClassificationRequest": since("0.1.156"),
    "PredictionClassificationResponse": since("0.1.156"),
    "PredictionClassificationResultItem": since("0.1.156"),
    "PredictionInstanceSegmentationPolygonPoint": since("0.1.156"),
    "PredictionInstanceSegmentationRequest": since("0.1.156"),
    "PredictionInstanceSegmentationResponse": since("0.1.156"),
    "PredictionInstanceSegmentationResultItem": since("0.1.156"),
    "PredictionObjectDetectionBoundingBox": since("0.1.156"),
    "PredictionObjectDetectionRequest": since("0.1.156"),
    "PredictionObjectDetectionResponse": since("0.1.156"),
    "PredictionObjectDetectionResultItem": since("0.1.156"),
    "ProjectAPIKey": gone("0.1.147"),
    "ProjectBranchResult": since("0.1.195"),
    "ProjectCollection": since("0.1.151"),
    "ProjectCollectionBulkItemRequest": since("0.1.151"),
    "ProjectCollectionBulkItemResponse": since("0.1.151"),
    "ProjectCollectionType": since("0.1.151"),
    "ProjectDTO": since("0.1.118"),
    "ProjectDataCollectionInstance": since("0.1.151"),
    "ProjectDataCollectionItemRequest": since("0.1.151"),
    "ProjectDataCollectionItemResponse": since("0.1.151"),
    "ProjectFilterParams": since("0.1.155"),
    "ProjectFilterPreset": since("0.1.154"),
    "ProjectGroup": since("0.1.114"),
    "ProjectImporter": gone("0.1.149"),
    "ProjectImporterCvatInfo": gone("0.1.143"),
    "ProjectLabelCollectionInstance": since("0.1.151"),
    "ProjectLabelCollectionItemRequest": since("0.1.151"),
    "ProjectLabelCollectionItemResponse": since("0.1.151"),
    "ProjectModel": since("0.1.156"),
    "ProjectModelAttachRequest": since("0.1.156"),
    "ProjectModelUpdateRequest": since("0.1.156"),
    "ProjectModelWithIterations": since("0.1.156"),
    "ProjectModelsListRequest": since("0.1.156"),
    "ProjectStatus": since("0.1.160"),
    "ProjectType": since("0.1.115"),
    "ProjectUserResponse": since("0.1.168"),
    "PublicDatasetUser": since("0.1.200"),
    "RadialDistortionModel": since("0.1.196"),
    "RangeObject": since("0.1.154"),
    "RationalPolynomialDistortionModel": since("0.1.196"),
    "ReencodeVideoItemsRequest": since("0.1.118"),
    "ReencodeVideoItemsResponse": since("0.1.118"),
    "RemoveDatasetUsersPayload": since("0.1.200"),
    "RemoveGroupUsersPayload": since("0.1.199"),
    "RemoveGroupsParams": since("0.1.114"),
    "RemoveProjectUsersPayload": since("0.1.200"),
    "Review": gone("0.1.163"),
    "ReviewActionApprove": since("0.1.118"),
    "ReviewActionAssign": since("0.1.118"),
    "ReviewActionReject": since("0.1.118"),
    "ReviewActionRelease": since("0.1.118"),
    "ReviewTask": since("0.1.118"),
    "ReviewTaskStatus": since("0.1.123"),
    "ReviewTasksQueryParams": since("0.1.118"),
    "RootInfo": since("0.1.189"),
    "RowScene": since("0.1.206"),
    "Scene3DViewerTile": since("0.1.202"),
    "SceneColorMode": since("0.1.202"),
    "SceneCoordinateIssue": since("0.1.195"),
    "SceneCoordinateIssueAnchor": since("0.1.195"),
    "SceneHeightColouring": since("0.1.202"),
    "SceneImageColouring": since("0.1.202"),
    "SceneImageSpace": since("0.1.187"),
    "SceneImageTile": since("0.1.202"),
    "SceneIssueCoordinate": since("0.1.195"),
    "SceneLayout": since("0.1.202"),
    "ScenePatchItemPayload": since("0.1.202"),
    "SceneProvidedColouring": since("0.1.202"),
    "SceneRadiusIndicator": since("0.1.202"),
    "SceneSensorColouring": since("0.1.202"),
    "SceneSolidColouring": since("0.1.202"),
    "SceneTileLayout": since("0.1.202"),
    "SceneTileLayoutDirection": since("0.1.202"),
    "SceneTimeSeriesTile": since("0.1.202"),
    "SceneViewSettings": since("0.1.202"),
    "SceneWithConfig": since("0.1.196"),
    "Segmentation": since("0.1.188"),
    "SegmentationObject": since("0.1.188"),
    "SelfContainedFormat": since("0.1.196"),
    "SelfContainedScene": since("0.1.197"),
    "SelfContainedStream": since("0.1.202"),
    "SequenceImage": since("0.1.192"),
    "SetProjectStatusPayload": since("0.1.163"),
    "SidecarMatcherSuffix": since("0.1.211"),
    "SignedAudioURL": since("0.1.125"),
    "SkeletonTemplate": since("0.1.115"),
    "SkeletonTemplateCoordinate": since("0.1.115"),
    "SpaceInfo": since("0.1.187"),
    "SpacePlacement": since("0.1.187"),
    "SpaceSceneInfo": since("0.1.187"),
    "SpaceType": since("0.1.187"),
    "StackSlice": since("0.1.187"),
    "StorageFolder": since("0.1.112"),
    "StorageFolderConfig": since("0.1.211"),
    "StorageFolderGroup": since("0.1.125"),
    "StorageFolderSummary": since("0.1.116"),
    "StorageFolderType": since("0.1.211"),
    "StorageItem": since("0.1.116"),
    "StorageItemGroupChild": since("0.1.185"),
    "StorageItemInaccessible": since("0.1.136"),
    "StorageItemPrivateSummary": since("0.1.185"),
    "StorageItemSummary": since("0.1.116"),
    "StorageItemType": since("0.1.115"),
    "StorageItemWithClientMetadataSignedUrl": since("0.1.199"),
    "StorageItemWithName": since("0.1.115"),
    "StorageItemsMigratePayload": since("0.1.133"),
    "StorageLocationName": since("0.1.116"),
    "StorageUserRole": since("0.1.112"),
    "Streams": since("0.1.196"),
    "SyncPrivateDataWithCloudSyncedFolderGetResultParams": since("0.1.162"),
    "SyncPrivateDataWithCloudSyncedFolderGetResultResponse": since("0.1.162"),
    "SyncPrivateDataWithCloudSyncedFolderStatus": since("0.1.162"),
    "TaskAction": since("0.1.189"),
    "TaskActionParams": since("0.1.189"),
    "TaskActionType": since("0.1.189"),
    "TaskPriorityParams": since("0.1.99"),
    "TasksQueryParams": since("0.1.118"),
    "TextSpace": since("0.1.187"),
    "TileSettings": since("0.1.185"),
    "TimeSeriesLineChannelViewSettings": since("0.1.201"),
    "TimeSeriesPointsChannelViewSettings": since("0.1.201"),
    "TimeSeriesSpace": since("0.1.199"),
    "TimeSeriesViewSettings": since("0.1.201"),
    "TimeSpent": since("0.1.157"),
    "TimeSpentParams": since("0.1.157"),
    "TrainingMetadata": gone("0.1.156"),
    "UCMDistortionModel": since("0.1.196"),
    "URIEvent": since("0.1.197"),
    "UpdateCollectionPayload": since("0.1.136"),
    "UploadLongPollingState": since("0.1.115"),
    "UploadPresignedUrlsGetParams": since("0.1.166"),
    "UploadSignedUrl": since("0.1.115"),
    "UploadSignedUrlsPayload": since("0.1.115"),
    "ValidatedSceneUrlWithExtension": since("0.1.196"),
    "ValidatedSceneUrlWithFormat": since("0.1.196"),
    "VideoSpace": since("0.1.187"),
    "WorkflowAgentNode": since("0.1.158"),
    "WorkflowAnnotationTaskStatus": since("0.1.123"),
    "WorkflowDTO": since("0.1.158"),
    "WorkflowGraphNodeDTO": since("0.1.151"),
    "WorkflowMoveTasksRequest": since("0.1.176"),
    "WorkflowNode": since("0.1.118"),
    "WorkflowStageType": since("0.1.118"),
}
"""Classes and enums that some version does not have."""

MEMBERS: Final[Mapping[str, Mapping[str, Span]]] = {
    "Action": {
        "APPROVE_TASK": since("0.1.124"),
        "REJECT_TASK": since("0.1.124"),
        "CONSENSUS_APPROVE_LABEL": since("0.1.124"),
        "CONSENSUS_CANCEL_APPROVE_LABEL": since("0.1.124"),
        "CONSENSUS_IN_AGREEMENT": since("0.1.124"),
    },
    "AgentTask": {
        "last_actioned_by": since("0.1.163"),
    },
    "AgentTaskStatus": {
        "UNKNOWN": since("0.1.207"),
    },
    "AnnotationActionSubmit": {
        "resolve_label_reviews": since("0.1.123"),
        "assignee": since("0.1.147"),
        "retain_assignee": since("0.1.147"),
    },
    "AnnotationIssue": {
        "uuid": since("0.1.195"),
        "space_id": since("0.1.201"),
        "frame_ranges": since("0.1.201"),
    },
    "AnnotationTask": {
        "status": since("0.1.123"),
    },
    "AnnotationTasksQueryParams": {
        "statuses": since("0.1.123"),
    },
    "AudioSpace": {
        "root_info": since("0.1.189"),
    },
    "BaseSpace": {
        "root_info": since("0.1.189"),
    },
    "BitmaskObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "BoundingBoxObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "ChecklistAttribute": {
        "archived": since("0.1.181"),
    },
    "ChildInfo": {
        "data_link": since("0.1.192"),
    },
    "CircleObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "ClassificationAnswer": {
        "feature_hash": since("0.1.147"),
        "range": since("0.1.147"),
        "spaces": since("0.1.187"),
        "created_at": since("0.1.147"),
        "created_by": since("0.1.147"),
        "last_edited_at": since("0.1.147"),
        "last_edited_by": since("0.1.147"),
        "confidence": since("0.1.147"),
        "manual_annotation": since("0.1.147"),
        "reviews": since("0.1.147"),
    },
    "ClientMetadataSchemaTypes": {
        "ENUM": since("0.1.115"),
        "EMBEDDING": since("0.1.122"),
        "LONG_STRING": since("0.1.125"),
    },
    "Collection": {
        "top_level_folder_uuid": since("0.1.145"),
    },
    "CompositeScene": {
        "view_settings": since("0.1.202"),
        "layout": since("0.1.202"),
    },
    "ConsensusReviewActionApprove": {
        "assignee": since("0.1.147"),
        "retain_assignee": since("0.1.147"),
    },
    "ConsensusReviewActionReject": {
        "assignee": since("0.1.147"),
        "retain_assignee": since("0.1.147"),
    },
    "ConsensusReviewTask": {
        "status": since("0.1.123"),
    },
    "ConsensusReviewTaskStatus": {
        "SKIPPED": since("0.1.207"),
        "UNKNOWN": since("0.1.207"),
    },
    "ConsensusReviewTasksQueryParams": {
        "statuses": since("0.1.123"),
    },
    "CoordinateIssue": {
        "uuid": since("0.1.195"),
        "space_id": since("0.1.196"),
    },
    "CoordinateIssueAnchor": {
        "space_id": since("0.1.196"),
    },
    "CreateStorageFolderPayload": {
        "cloud_synced_folder_params": since("0.1.162"),
    },
    "Cuboid2DObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "CuboidObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "DataGroupCustom": {
        "timeline": since("0.1.200"),
        "client_metadata": since("0.1.185"),
    },
    "DataGroupGrid": {
        "client_metadata": since("0.1.185"),
    },
    "DataGroupShortInfo": {
        "timeline": since("0.1.200"),
    },
    "DataType": {
        "NIFTI": since("0.1.127"),
        "AUDIO": since("0.1.143"),
        "TIME_SERIES": since("0.1.199"),
        "PLAIN_TEXT": since("0.1.154"),
        "PDF": since("0.1.154"),
        "GROUP": since("0.1.169"),
        "SCENE": since("0.1.173"),
    },
    "DataUnit": {
        "audio_codec": since("0.1.147"),
        "audio_sample_rate": since("0.1.147"),
        "audio_bit_depth": since("0.1.147"),
        "audio_num_channels": since("0.1.147"),
    },
    "DataUploadDicomSeriesDicomFile": {
        "dicom_metadata": since("0.1.147"),
    },
    "DataUploadImage": {
        "image_metadata": since("0.1.142"),
    },
    "DataUploadImageGroupImage": {
        "image_metadata": since("0.1.142"),
    },
    "DataUploadItems": {
        "audio": since("0.1.125"),
        "time_series": since("0.1.200"),
        "nifti": since("0.1.141"),
        "text": since("0.1.154"),
        "pdf": since("0.1.154"),
        "scenes": since("0.1.196"),
        "upsert_metadata": since("0.1.142"),
    },
    "DataUploadPDF": {
        "pdf_metadata": since("0.1.161"),
    },
    "DataUploadText": {
        "text_metadata": since("0.1.161"),
    },
    "DataUploadTimeSeries": {
        "settings": since("0.1.201"),
        "external_file_type": since("0.1.201"),
    },
    "DatasetAccessSettings": {
        "fetch_rows": since("0.1.200"),
    },
    "DatasetDataLongPolling": {
        "data_unit_errors": since("0.1.117"),
        "units_cancelled_count": since("0.1.149"),
    },
    "DynamicAnswer": {
        "space_id": since("0.1.187"),
    },
    "EditorLogParams": {
        "page_token": since("0.1.179"),
    },
    "EllipseObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "FileInSceneInfo": {
        "start_frame": since("0.1.198"),
    },
    "FileIssue": {
        "uuid": since("0.1.195"),
        "space_id": since("0.1.196"),
    },
    "FileIssueAnchor": {
        "space_id": since("0.1.196"),
    },
    "FlatOption": {
        "archived": since("0.1.181"),
    },
    "FrameIssue": {
        "uuid": since("0.1.195"),
        "space_id": since("0.1.196"),
    },
    "FrameIssueAnchor": {
        "space_id": since("0.1.196"),
    },
    "FrameRangeIssue": {
        "uuid": since("0.1.195"),
        "space_id": since("0.1.196"),
    },
    "GetCollectionItemsParams": {
        "include_client_metadata": since("0.1.184"),
    },
    "HtmlSpace": {
        "root_info": since("0.1.189"),
    },
    "ImageSequenceSpace": {
        "root_info": since("0.1.189"),
        "frames": since("0.1.192"),
    },
    "ImageSpace": {
        "root_info": since("0.1.189"),
    },
    "ImageStream": {
        "camera_id": since("0.1.198"),
    },
    "InputEntityType": {
        "TIME_SERIES": since("0.1.202"),
    },
    "IssueAnchorType": {
        "SCENE_COORDINATE": since("0.1.195"),
    },
    "IssueTag": {
        "uuid": since("0.1.192"),
    },
    "LabelLog": {
        "annotation_hash": gone("0.1.100"),
    },
    "LabelObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "LabelReviewActionReject": {
        "comment": since("0.1.163"),
        "comment_tags": since("0.1.163"),
    },
    "LabelReviewStatus": {
        "UNKNOWN": since("0.1.207"),
    },
    "LabelRow": {
        "branch_name": since("0.1.115"),
        "is_valid": since("0.1.111"),
        "spaces": since("0.1.187"),
        "scene": since("0.1.206"),
    },
    "LabelRowMetadata": {
        "branch_name": since("0.1.115"),
        "priority": since("0.1.99"),
        "client_metadata": since("0.1.109"),
        "images_data": since("0.1.109"),
        "file_type": since("0.1.109"),
        "is_valid": since("0.1.111"),
        "audio_sample_rate": since("0.1.147"),
        "audio_codec": since("0.1.147"),
        "audio_bit_depth": since("0.1.147"),
        "audio_num_channels": since("0.1.147"),
        "backing_item_uuid": since("0.1.153"),
        "task_uuid": since("0.1.158"),
        "assigned_user_email": since("0.1.167"),
        "last_actioned_by_user_email": since("0.1.171"),
        "group_hash": since("0.1.172"),
        "spaces": since("0.1.187"),
    },
    "LabelRowMetadataDTO": {
        "group_hash": since("0.1.172"),
        "task_uuid": since("0.1.158"),
        "backing_item_uuid": since("0.1.153"),
        "assigned_user_email": since("0.1.167"),
        "last_actioned_by_user_email": since("0.1.171"),
    },
    "LabelRowV2": {
        "branch_name": since("0.1.115"),
        "is_valid": since("0.1.111"),
        "spaces": since("0.1.187"),
        "scene": since("0.1.206"),
        "file_type": since("0.1.109"),
        "group_hash": since("0.1.172"),
        "task_uuid": since("0.1.158"),
        "priority": since("0.1.99"),
        "assigned_user_email": since("0.1.167"),
        "last_actioned_by_user_email": since("0.1.171"),
        "client_metadata": since("0.1.109"),
        "images_data": since("0.1.109"),
    },
    "LayoutSettings": {
        "has_multilayer_labels": since("0.1.188"),
    },
    "ListFoldersParams": {
        "is_recursive": since("0.1.119"),
        "include_org_access": since("0.1.127"),
        "organisation_tag_names_allof": since("0.1.211"),
    },
    "ListItemsParams": {
        "is_recursive": since("0.1.119"),
        "include_org_access": since("0.1.127"),
        "sign_urls": since("0.1.117"),
        "include_client_metadata": since("0.1.199"),
        "client_metadata_as_signed_url": since("0.1.199"),
    },
    "LongPollingStatus": {
        "CANCELLED": since("0.1.149"),
    },
    "MedicalFileSpace": {
        "root_info": since("0.1.189"),
    },
    "MedicalStackSpace": {
        "root_info": since("0.1.189"),
    },
    "ModelTrainingWeights": {
        "training_config_link": gone("0.1.137"),
    },
    "MoveItemsPayload": {
        "allow_synced_dataset_move": since("0.1.121"),
    },
    "NestableOption": {
        "archived": since("0.1.181"),
    },
    "NumericAttribute": {
        "archived": since("0.1.181"),
    },
    "ObjectAnswer": {
        "object_number": since("0.1.210"),
    },
    "Ontology": {
        "user_role": since("0.1.153"),
    },
    "OntologyAttribute": {
        "archived": since("0.1.181"),
    },
    "OntologyClassification": {
        "level": since("0.1.181"),
    },
    "OntologyObject": {
        "required": since("0.1.121"),
        "archived": since("0.1.181"),
    },
    "OntologyOption": {
        "archived": since("0.1.181"),
    },
    "OntologyStructure": {
        "skeleton_templates": since("0.1.115"),
    },
    "OtherObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "OtherSpace": {
        "root_info": since("0.1.189"),
    },
    "PatchItemPayload": {
        "timeseries_settings": since("0.1.201"),
    },
    "PdfSpace": {
        "root_info": since("0.1.189"),
    },
    "Point": {
        "z": since("0.1.174"),
    },
    "PointCloudSpace": {
        "root_info": since("0.1.189"),
    },
    "PointObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "PolygonObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
        "polygons": since("0.1.157"),
    },
    "PolylineObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "PostUploadJobParams": {
        "file_name": since("0.1.127"),
    },
    "Project": {
        "workflow_manager_uuid": since("0.1.99"),
    },
    "ProjectDTO": {
        "status": since("0.1.160"),
        "creator_email": since("0.1.191"),
        "editor_ontology": since("0.1.155"),
        "user_role": since("0.1.155"),
        "source_projects": since("0.1.155"),
        "workflow_manager_uuid": since("0.1.155"),
    },
    "ProjectDataset": {
        "dataset_hash": since("0.1.118"),
        "title": since("0.1.118"),
        "description": since("0.1.118"),
    },
    "ProjectFilterParams": {
        "tags_anyof": since("0.1.183"),
        "page_token": since("0.1.191"),
    },
    "ProjectStatus": {
        "IN_REVIEW": since("0.1.189"),
        "ARCHIVED": since("0.1.163"),
        "UNKNOWN": since("0.1.189"),
    },
    "ProjectUserRole": {
        "VIEWER": since("0.1.200"),
        "UNKNOWN": since("0.1.200"),
    },
    "PropertyType": {
        "NUMERIC": since("0.1.174"),
    },
    "RadioAttribute": {
        "archived": since("0.1.181"),
    },
    "RangeObject": {
        "object_number": since("0.1.210"),
        "range_html": since("0.1.155"),
        "spaces": since("0.1.187"),
    },
    "ReviewActionApprove": {
        "assignee": since("0.1.147"),
        "retain_assignee": since("0.1.147"),
    },
    "ReviewActionReject": {
        "assignee": since("0.1.147"),
        "retain_assignee": since("0.1.147"),
    },
    "ReviewTask": {
        "status": since("0.1.123"),
    },
    "ReviewTaskStatus": {
        "SKIPPED": since("0.1.207"),
        "UNKNOWN": since("0.1.207"),
    },
    "ReviewTasksQueryParams": {
        "statuses": since("0.1.123"),
    },
    "RotatableBoundingBoxObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "SceneImageSpace": {
        "root_info": since("0.1.189"),
    },
    "SceneWithConfig": {
        "view_settings": since("0.1.202"),
        "layout": since("0.1.202"),
    },
    "SegmentationObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "SelfContainedScene": {
        "view_settings": since("0.1.202"),
        "layout": since("0.1.202"),
    },
    "Shape": {
        "AUDIO": since("0.1.154"),
        "TIME_RANGE": since("0.1.199"),
        "TEXT": since("0.1.155"),
        "CUBOID": since("0.1.173"),
        "CUBOID_2D": since("0.1.187"),
        "CIRCLE": since("0.1.195"),
        "ELLIPSE": since("0.1.198"),
        "SEGMENTATION": since("0.1.188"),
    },
    "SkeletonObject": {
        "event": since("0.1.206"),
        "interpolate": since("0.1.206"),
    },
    "SkeletonTemplate": {
        "shape": since("0.1.116"),
    },
    "SpaceInfo": {
        "root_info": since("0.1.189"),
        "data_duration": since("0.1.192"),
        "data_fps": since("0.1.192"),
    },
    "SpaceType": {
        "TIME_SERIES": since("0.1.199"),
    },
    "StorageFolder": {
        "path_to_root": since("0.1.121"),
        "folder_type": since("0.1.211"),
        "integration_hash": since("0.1.211"),
        "remote_url": since("0.1.211"),
    },
    "StorageFolderSummary": {
        "niftis": since("0.1.143"),
        "audios": since("0.1.143"),
        "pdfs": since("0.1.143"),
        "plain_texts": since("0.1.143"),
    },
    "StorageItem": {
        "audio_sample_rate": since("0.1.125"),
        "audio_bit_depth": since("0.1.125"),
        "audio_codec": since("0.1.125"),
        "audio_num_channels": since("0.1.125"),
        "timeseries_settings": since("0.1.201"),
    },
    "StorageItemSummary": {
        "data_group": since("0.1.185"),
    },
    "StorageItemType": {
        "GROUP": since("0.1.169"),
        "AUDIO": since("0.1.125"),
        "TIMESERIES": since("0.1.200"),
        "NIFTI": since("0.1.141"),
        "PLAIN_TEXT": since("0.1.154"),
        "PDF": since("0.1.154"),
        "SCENE": since("0.1.174"),
    },
    "StorageItemWithClientMetadataSignedUrl": {
        "timeseries_settings": since("0.1.201"),
    },
    "StorageLocation": {
        "OTC": gone("0.1.122"),
        "S3_COMPATIBLE": since("0.1.122"),
    },
    "StorageLocationName": {
        "S3_COMPATIBLE": since("0.1.129"),
    },
    "TextAttribute": {
        "archived": since("0.1.181"),
    },
    "TextSpace": {
        "root_info": since("0.1.189"),
    },
    "UnitMetadata": {
        "children": since("0.1.169"),
    },
    "UploadLongPollingState": {
        "units_cancelled_count": since("0.1.149"),
        "unit_errors": since("0.1.122"),
        "file_name": since("0.1.127"),
    },
    "UploadSignedUrl": {
        "upload_headers": since("0.1.198"),
    },
    "VideoSpace": {
        "root_info": since("0.1.189"),
        "data_duration": since("0.1.192"),
        "data_fps": since("0.1.192"),
    },
    "WorkflowAnnotationTaskStatus": {
        "UNKNOWN": since("0.1.207"),
    },
    "WorkflowStageType": {
        "AGENT": since("0.1.130"),
    },
}
"""Fields and enum members that some version does not have, although it has the class."""
