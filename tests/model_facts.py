"""What the platform's description says of constants, and of classes that are not like most.

Of enums, see `enum_facts`; of all other classes, their cases in `cases` say enough.

Nothing here is computed from the packages when tests run: whoever changes a member, a value, a
default or the order of arguments there has to say so here, too.
"""

from __future__ import annotations

from typing import Any, Final

CONSTANTS: Final[dict[str, Any]] = {
    "DATETIME_STRING_FORMAT": "%Y-%m-%d %H:%M:%S",
    "DEFAULT_BACKOFF_FACTOR": 1.5,
    "DEFAULT_CONNECTION_RETRIES": 3,
    "DEFAULT_CONNECT_TIMEOUT": 180,
    "DEFAULT_MAX_RETRIES": 3,
    "DEFAULT_READ_TIMEOUT": 180,
    "DEFAULT_WRITE_TIMEOUT": 180,
    "ENCORD_CONTACT_SUPPORT_EMAIL": "support@encord.com",
    "MAX_DATA_TITLE_BYTES_PER_REQUEST": 200_000,
    "MAX_DATA_TITLE_ITEMS_PER_REQUEST": 1000,
    "MAX_SCENE_TILES": 50,
    "MAX_SPLIT_PERCENTAGE": 95,
    "MIN_SPLIT_PERCENTAGE": 5,
}
"""The constants that are numbers and texts."""

OBJECTS: Final[dict[str, str]] = {
    "DEFAULT_CONVENTION": (
        "Convention(x=<Direction.FORWARD: 'forward'>, y=<Direction.LEFT: 'left'>,"
        " z=<Direction.UP: 'up'>)"
    ),
    "DEFAULT_DATASET_ACCESS_SETTINGS": (
        "DatasetAccessSettings(fetch_client_metadata=False, fetch_rows=True)"
    ),
    "DEFAULT_REQUESTS_SETTINGS": (
        "RequestsSettings(max_retries=3, backoff_factor=1.5, connection_retries=3,"
        " connect_timeout=180, read_timeout=180, write_timeout=180)"
    ),
}
"""The constants that are objects, as they are printed."""

ALIASES: Final[dict[str, str]] = {
    "ClientMetadataSchemaOption": (
        "ClientMetadataSchemaTypeNumber | "
        "ClientMetadataSchemaTypeBoolean | "
        "ClientMetadataSchemaTypeVarChar | "
        "ClientMetadataSchemaTypeDateTime | "
        "ClientMetadataSchemaTypeEnum | "
        "ClientMetadataSchemaTypeEmbedding | "
        "ClientMetadataSchemaTypeText | "
        "ClientMetadataSchemaTypeUUID | "
        "ClientMetadataSchemaTypeVariant | "
        "ClientMetadataSchemaTypeUser | "
        "ClientMetadataSchemaTypeTombstone | "
        "ClientMetadataSchemaTypeGeospatial | "
        "OtherClientMetadataSchemaType"
    ),
    "ClientMetadataSchemaTypeTombstoneDeletedTy": (
        "ClientMetadataSchemaTypeNumber | "
        "ClientMetadataSchemaTypeBoolean | "
        "ClientMetadataSchemaTypeVarChar | "
        "ClientMetadataSchemaTypeDateTime | "
        "ClientMetadataSchemaTypeEnum | "
        "ClientMetadataSchemaTypeEmbedding | "
        "ClientMetadataSchemaTypeText | "
        "ClientMetadataSchemaTypeUUID | "
        "ClientMetadataSchemaTypeVariant | "
        "ClientMetadataSchemaTypeUser | "
        "ClientMetadataSchemaTypeGeospatial | "
        "OtherClientMetadataSchemaType"
    ),
    "DataGroupInput": "DataGroupGrid | DataGroupCarousel | DataGroupCustom",
    "TimeSeriesChannelViewSettings": (
        "TimeSeriesLineChannelViewSettings | TimeSeriesPointsChannelViewSettings"
        " | OtherTimeSeriesChannelViewSettings"
    ),
    "AnyOntologyAttribute": (
        "RadioAttribute | ChecklistAttribute | TextAttribute | NumericAttribute | OtherAttribute"
    ),
    "DataGroupLayout": "LayoutGrid | DataUnitTile | DataUnitCarouselTile | OtherLayout",
    "DistortionModel": (
        "RadialDistortionModel | PlumbBobDistortionModel | FishEyeDistortionModel"
        " | RationalPolynomialDistortionModel | PinholeDistortionModel | DivisionDistortionModel"
        " | UCMDistortionModel | CylindricalDistortionModel | OtherDistortionModel"
    ),
    "ScenePointCloudColouring": (
        "SceneHeightColouring | SceneProvidedColouring | SceneSolidColouring"
        " | SceneImageColouring | SceneSensorColouring | OtherSceneColouring"
    ),
    "CameraIntrinsics": (
        "CameraIntrinsicsSimple | CameraIntrinsicsAdvanced | OtherCameraIntrinsics"
    ),
    "InputRotation": "InputRotationMatrix | InputEulerRotation | InputQuaternion | OtherRotation",
    "InputPose": "InputCompositePose | InputAffineTransform | OtherPose",
    "InputStream": (
        "InputPCDStream | InputCameraStream | InputFoRStream | InputImageStream"
        " | InputTimeSeriesStream"
    ),
    "SceneContent": (
        "Streams | InputPCDStream | ValidatedSceneUrlWithExtension | ValidatedSceneUrlWithFormat"
    ),
    "InputScene": (
        "Streams | InputPCDStream | ValidatedSceneUrlWithExtension | ValidatedSceneUrlWithFormat"
        " | SceneWithConfig"
    ),
    "EntityStream": (
        "PCDStream | CameraStream | FORStream | ImageStream | ModelStream | OtherEntityStream"
    ),
    "Stream": "SelfContainedStream | EventStream | OtherStream",
    "Scene": "SelfContainedScene | CompositeScene | OtherScene",
    "SidecarMatcher": "SidecarMatcherSuffix | OtherSidecarMatcher",
    "SceneTile": "Scene3DViewerTile | SceneImageTile | SceneTimeSeriesTile | OtherSceneTile",
    "EditorLog": (
        "EditorLogGeneralAction | EditorLogObject | EditorLogClassification | OtherEditorLog"
    ),
    "Issue": (
        "FileIssue | FrameIssue | CoordinateIssue | SceneCoordinateIssue | FrameRangeIssue"
        " | AnnotationIssue | OtherIssue"
    ),
    "ItemPatch": "PatchItemPayload | ScenePatchItemPayload",
    "IssueAnchor": (
        "FileIssueAnchor | FrameIssueAnchor | CoordinateIssueAnchor | SceneCoordinateIssueAnchor"
        " | AnnotationIssueAnchor"
    ),
    "OrganisationMemberType": "internal | external",
    "OrganisationUserRoleName": "ADMIN | MEMBER | TASKER | WORKFORCE_MANAGER",
    "AnyLabelObject": (
        "BoundingBoxObject | RotatableBoundingBoxObject | CircleObject | EllipseObject | PointObject"
        " | PolylineObject | PolygonObject | SkeletonObject | BitmaskObject | CuboidObject"
        " | Cuboid2DObject | SegmentationObject | OtherObject"
    ),
    "LabelSpace": (
        "VideoSpace | ImageSequenceSpace | ImageSpace | MedicalFileSpace | MedicalStackSpace"
        " | PdfSpace | AudioSpace | TextSpace | HtmlSpace | TimeSeriesSpace | PointCloudSpace"
        " | SceneImageSpace | OtherSpace"
    ),
    "Ranges": "tuple",
    "UnitLabels": "FrameLabels | dict | dict",
    "WorkflowStage": "WorkflowAgentNode | WorkflowNode",
    "ProjectWorkflowSettings": "ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings",
}
"""The names of unions."""

FORMER_NAMES: Final[dict[str, str]] = {
    "MetadataSchemaScalarType": "ClientMetadataSchemaTypeVariantHint",
    "DataGroupList": "DataGroupCarousel",
    "DatasetType": "StorageLocation",
    "ProjectTag": "OrganisationTag",
    "SceneResponse": "Scene",
}
"""Names that mean the same as another one."""

CONSTRUCTORS: Final[dict[str, str]] = {
    "Bitmask": "top, left, height, width, rle",
    "BoundingBox": "x, y, width, height",
    "Circle": "x, y, radius, stretch=None, theta=None",
    "Ellipse": "x, y, radius_x, radius_y, theta=None",
    "ObjectAnswer": "*, object_hash=None, classifications=None, object_number=None",
    "RotatableBoundingBox": "x, y, width, height, theta",
    "CvatImportDataItem": "*, data_path, data_link, title",
    "Dataset": "*, title, storage_location, data_rows=[], dataset_hash, description=None, backing_folder_uuid=None",
    "GetCloudIntegrationsParams": "*, filter_integration_uuids=None, filter_integration_titles=None, include_org_access=False",
    "LabelValidationState": "label_hash, branch_name, version, is_valid, errors",
    "OntologyStructure": "objects=[], classifications=[], skeleton_templates=None",
    "TrainingMetadata": "*, model_iteration_uid, created_at=None, training_final_loss=None, model_training_labels=None",
    "WorkflowAgentNode": "stage_type, uuid, title, pathways",
}
"""The arguments of the constructors for which the rule does not hold, with defaults; after ``*`` they
have names. The rule: they are the keys of the case in their order, those that may be absent have the
default of the case. All have names where there are more than three, or where one that may be absent
stands before one that may not."""

FROZEN: Final = frozenset(
    {
        "AddPrivateDataResponse",
        "CloudIntegration",
        "DataClientMetadata",
        "DataRows",
        "DatasetAPIKey",
        "DatasetDataInfo",
        "DatasetDataLongPolling",
        "DatasetInfo",
        "DatasetLinkItems",
        "DatasetUser",
        "DatasetUsers",
        "DatasetWithUserRole",
        "DicomDeidentifyTask",
        "DicomSeries",
        "ImageData",
        "ImageGroupOCR",
        "Images",
        "LabelLog",
        "LabelRowMetadata",
        "LabelRowMetadataWithClientMetadataSignedUrl",
        "LabelWorkflowGraphNode",
        "ManualReviewWorkflowSettings",
        "OntologyWithUserRole",
        "ProjectAPIKey",
        "ProjectCopy",
        "ProjectUser",
        "ProjectUsers",
        "ProjectWithUserRole",
        "ReEncodeVideoTask",
        "ReEncodeVideoTaskResult",
        "Review",
        "WorkflowGraphNode",
        "WorkflowGraphNodeDTO",
    }
)
"""The classes whose objects cannot be changed."""

NO_WEAK_REFERENCES: Final = FROZEN | {"DataRow"}
"""The classes whose objects are made faster, and take no weak references in return."""

LISTS: Final[dict[str, str]] = {
    "SignedDicomsURL": "SignedDicomURL",
    "SignedImagesURL": "SignedImageURL",
}
"""The classes that are lists of another one."""

NOT_UPDATABLE: Final[dict[str, tuple[str, ...]]] = {
    "ApiKeyMeta": ("resource_type",),
    "Audio": ("data_hash", "backing_item_uuid"),
    "Image": ("data_hash",),
    "ImageGroup": ("data_hash",),
    "LabelRow": ("label_hash",),
    "LabelRowV2": ("label_hash",),
    "Project": ("editor_ontology", "datasets", "label_rows"),
    "SingleImage": ("data_hash",),
    "Video": ("data_hash", "backing_item_uuid"),
}
"""The fields that an update of a record leaves alone."""

TRACKED: Final[dict[str, tuple[str, ...]]] = {"DataRow": ("title", "client_metadata")}
"""The fields whose changes are noted, to be saved."""

HELPERS: Final = frozenset(
    {
        *("CamelStrEnum", "StringEnum", "Keeper", "Tracker", "STORAGE_LOCATION_BY_STR"),
        *(
            "Unset",
            "UNSET",
            "changes",
            "forget_changes",
            "get_all_model_iteration_uids",
            "snake_to_camel",
        ),
    }
)
"""The other public names."""
