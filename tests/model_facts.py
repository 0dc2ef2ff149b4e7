"""What the platform's description says of every enum, constant and constructor, written by hand.

Nothing here is computed from the packages: whoever changes a member, a value, a default or the
order of arguments there has to say so here, too. What newer servers know is added as more rows.
"""

from __future__ import annotations

from typing import Any, Final

ENUMS: Final[dict[str, dict[str, Any]]] = {
    "Action": {
        "ADD": 0,
        "EDIT": 1,
        "DELETE": 2,
        "START": 3,
        "END": 4,
        "MARK_AS_NOT_LABELLED": 5,
        "MARK_AS_IN_PROGRESS": 6,
        "MARK_AS_LABELLED": 7,
        "MARK_AS_REVIEW_REQUIRED": 8,
        "MARK_AS_REVIEWED": 9,
        "MARK_AS_REVIEWED_TWICE": 10,
        "SUBMIT_TASK": 11,
        "APPROVE_LABEL": 12,
        "REJECT_LABEL": 13,
        "CLICK_SAVE": 14,
        "CLICK_UNDO": 15,
        "CLICK_REDO": 16,
        "CLICK_BULK": 17,
        "CLICK_ZOOM": 19,
        "CLICK_BRIGHTNESS": 20,
        "CLICK_HOTKEYS": 21,
        "CLICK_SETTINGS": 22,
        "ADD_ATTRIBUTE": 23,
        "EDIT_ATTRIBUTE": 24,
        "DELETE_ATTRIBUTE": 25,
        "APPROVE_NESTED_ATTRIBUTE": 26,
        "REJECT_NESTED_ATTRIBUTE": 27,
        "SUBMIT_LABEL": 28,
        "SUBMIT_NESTED_ATTRIBUTE": 29,
        "BUFFERING_OVERLAY_SHOWN": 30,
        "BITRATE_WARNING_SHOWN": 31,
        "SEEKING_OVERLAY_SHOWN": 32,
    },
    "AnnotationTaskStatus": {
        "QUEUED": "QUEUED",
        "ASSIGNED": "ASSIGNED",
        "IN_REVIEW": "IN_REVIEW",
        "RETURNED": "RETURNED",
        "COMPLETED": "COMPLETED",
    },
    "APIKeyScopes": {
        "LABEL_READ": "label.read",
        "LABEL_WRITE": "label.write",
        "MODEL_INFERENCE": "model.inference",
        "MODEL_TRAIN": "model.train",
        "LABEL_LOGS_READ": "label_logs.read",
        "ALGO_LIBRARY": "algo.library",
    },
    "AutomationModels": {
        "FAST_AI": "fast_ai",
        "RESNET18": "resnet18",
        "RESNET34": "resnet34",
        "RESNET50": "resnet50",
        "RESNET101": "resnet101",
        "RESNET152": "resnet152",
        "VGG16": "vgg16",
        "VGG19": "vgg19",
        "FASTER_RCNN": "faster_rcnn",
        "MASK_RCNN": "mask_rcnn",
    },
    "CollaboratorTimersGroupBy": {"DATA_UNIT": "dataUnit", "PROJECT": "project"},
    "CopyDatasetAction": {"ATTACH": "ATTACH", "CLONE": "CLONE"},
    "CvatExportType": {"PROJECT": "project", "TASK": "task"},
    "DatasetScope": {"READ": "dataset.read", "WRITE": "dataset.write"},
    "DatasetUserRole": {"ADMIN": 0, "USER": 1},
    "DataType": {
        "VIDEO": "video",
        "IMG_GROUP": "img_group",
        "DICOM": "dicom",
        "IMAGE": "image",
        "DICOM_STUDY": "dicom_study",
        "MISSING_DATA_TYPE": "_MISSING_DATA_TYPE_",
    },
    "Device": {"CUDA": "cuda", "CPU": "cpu"},
    "LabelStatus": {
        "NOT_LABELLED": "NOT_LABELLED",
        "LABEL_IN_PROGRESS": "LABEL_IN_PROGRESS",
        "LABELLED": "LABELLED",
        "REVIEW_IN_PROGRESS": "REVIEW_IN_PROGRESS",
        "REVIEWED": "REVIEWED",
        "REVIEWED_TWICE": "REVIEWED_TWICE",
        "MISSING_LABEL_STATUS": "_MISSING_LABEL_STATUS_",
    },
    "LongPollingStatus": {"PENDING": "PENDING", "DONE": "DONE", "ERROR": "ERROR"},
    "ModelOperations": {"INFERENCE": 0, "TRAIN": 1, "CREATE": 2},
    "ProjectCopyOptions": {
        "COLLABORATORS": "collaborators",
        "DATASETS": "datasets",
        "MODELS": "models",
        "LABELS": "labels",
    },
    "ProjectUserRole": {
        "ADMIN": 0,
        "ANNOTATOR": 1,
        "REVIEWER": 2,
        "ANNOTATOR_REVIEWER": 3,
        "TEAM_MANAGER": 4,
    },
    "ProjectWorkflowType": {"MANUAL_QA": "manual", "BENCHMARK_QA": "benchmark"},
    "ReviewApprovalState": {
        "APPROVED": "APPROVED",
        "PENDING": "PENDING",
        "REJECTED": "REJECTED",
        "DELETED": "DELETED",
        "NOT_SELECTED_FOR_REVIEW": "NOT_SELECTED_FOR_REVIEW",
    },
    "ReviewMode": {"UNLABELLED": "unlabelled", "LABELLED": "labelled", "REVIEWED": "reviewed"},
    "ShadowDataState": {
        "ALL_DATA": "ALL_DATA",
        "SHADOW_DATA": "SHADOW_DATA",
        "NOT_SHADOW_DATA": "NOT_SHADOW_DATA",
    },
    "StorageLocation": {
        "CORD_STORAGE": 0,
        "AWS": 1,
        "GCP": 2,
        "AZURE": 3,
        "OTC": 4,
        "NEW_STORAGE": -99,
    },
    "WorkflowAction": {"REOPEN": "reopen", "COMPLETE": "complete"},
}
"""Every enum: its members in their order, and the value of each, which is what is on the wire."""

INT_ENUMS: Final = ("Action", "DatasetUserRole", "ProjectUserRole", "StorageLocation")
"""The enums whose members are ints themselves."""

TEXT_ENUMS: Final = (
    *("CollaboratorTimersGroupBy", "CopyDatasetAction", "LongPollingStatus"),
    *("ProjectCopyOptions", "ReviewApprovalState"),
)
"""The enums whose members are texts themselves; those of all others are nothing but members."""

BASES: Final[dict[str, str]] = {
    "CollaboratorTimersGroupBy": "CamelStrEnum",
    "DataType": "StringEnum",
    "ReviewMode": "StringEnum",
}
"""The enums that have a base of their own."""

FALLBACK: Final[dict[str, str]] = {
    "DataType": "MISSING_DATA_TYPE",
    "LabelStatus": "MISSING_LABEL_STATUS",
    "StorageLocation": "NEW_STORAGE",
}
"""The members that stand for values nobody knows yet."""

UPPER_DATA_TYPES: Final[dict[str, str]] = {
    "VIDEO": "VIDEO",
    "IMG_GROUP": "IMG_GROUP",
    "DICOM": "DICOM",
    "IMAGE": "IMAGE",
    "DICOM_STUDY": "DICOM_STUDY",
    "MISSING_DATA_TYPE": "_MISSING_DATA_TYPE_",
}
"""A data type in a data row: member to text."""

STORAGE_LOCATION_NAMES: Final[dict[str, str]] = {
    "CORD_STORAGE": "CORD_STORAGE",
    "AWS": "AWS_S3",
    "GCP": "GCP_STR",
    "AZURE": "AZURE_STR",
    "OTC": "OTC_STR",
    "NEW_STORAGE": "NEW_STORAGE",
}
"""A storage location in a dataset: member to text."""

CONSTANTS: Final[dict[str, Any]] = {
    "DATETIME_STRING_FORMAT": "%Y-%m-%d %H:%M:%S",
    "DEFAULT_BACKOFF_FACTOR": 1.5,
    "DEFAULT_CONNECTION_RETRIES": 3,
    "DEFAULT_CONNECT_TIMEOUT": 180,
    "DEFAULT_MAX_RETRIES": 3,
    "DEFAULT_READ_TIMEOUT": 180,
    "DEFAULT_WRITE_TIMEOUT": 180,
    "ENCORD_CONTACT_SUPPORT_EMAIL": "support@encord.com",
}
"""The constants that are numbers and texts."""

OBJECTS: Final[dict[str, str]] = {
    "DEFAULT_DATASET_ACCESS_SETTINGS": "DatasetAccessSettings(fetch_client_metadata=False)",
    "DEFAULT_REQUESTS_SETTINGS": (
        "RequestsSettings(max_retries=3, backoff_factor=1.5, connection_retries=3,"
        " connect_timeout=180, read_timeout=180, write_timeout=180)"
    ),
}
"""The constants that are objects, as they are printed."""

ALIASES: Final[dict[str, str]] = {
    "ProjectWorkflowSettings": "ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings",
}
"""The names of unions."""

FORMER_NAMES: Final[dict[str, str]] = {"DatasetType": "StorageLocation"}
"""Names that mean the same as another one."""

CONSTRUCTORS: Final[dict[str, str]] = {
    "AddPrivateDataResponse": "dataset_data_list",
    "ApiKeyMeta": "title=None, resource_type=None",
    "BenchmarkQaWorkflowSettings": "source_projects=[]",
    "BoundingBoxFittingParams": "labels=None, video=None",
    "CloudIntegration": "id, title",
    "CloudUploadSettings": "max_retries=None, backoff_factor=None, allow_failures=False",
    "CollaboratorTimer": "*, user_email, user_role, data_title=None, time_seconds",
    "CollaboratorTimerParams": (
        "*, project_hash, after, before=None, group_by=CollaboratorTimersGroupBy.DATA_UNIT,"
        " page_size=100, page_token=None"
    ),
    "CopyDatasetOptions": (
        "*, action=CopyDatasetAction.ATTACH, dataset_title=None, dataset_description=None,"
        " datasets_to_data_hashes_map={}"
    ),
    "CopyLabelsOptions": "accepted_label_hashes=None, accepted_label_statuses=None",
    "CopyProjectLabelsOptions": (
        "*, datasets_to_data_hashes_map={}, accepted_label_hashes=None,"
        " accepted_label_statuses=None, create_new_dataset=None"
    ),
    "CopyProjectPayload": (
        "copy_project_options=[], copy_labels_options=None, project_copy_metadata=None"
    ),
    "CreateDatasetResponse": (
        "*, title, storage_location, dataset_hash, user_hash, backing_folder_uuid=None"
    ),
    "DataClientMetadata": "payload",
    "DataRow": (
        "*, uid, title, data_type, created_at, last_edited_at, width, height, file_link,"
        " file_size, file_type, storage_location, frames_per_second, duration,"
        " client_metadata=None, images_data=None, signed_url=None,"
        " is_optimised_image_group=None, backing_item_uuid=None"
    ),
    "DataRows": "data_rows",
    "Dataset": (
        "*, title, storage_location, data_rows=[], dataset_hash, description=None,"
        " backing_folder_uuid=None"
    ),
    "DatasetAPIKey": "*, dataset_hash, api_key, title, key_hash, scopes",
    "DatasetAccessSettings": "fetch_client_metadata",
    "DatasetData": "data_hash=None, video=None, images=None",
    "DatasetDataInfo": "data_hash, title, backing_item_uuid=None",
    "DatasetDataLongPolling": (
        "*, status, data_hashes_with_titles, errors, units_pending_count, units_done_count,"
        " units_error_count"
    ),
    "DatasetInfo": (
        "*, dataset_hash, user_hash, title, description, type, created_at, last_edited_at,"
        " backing_folder_uuid=None"
    ),
    "DatasetLinkItems": "",
    "DatasetUser": "user_email, user_role, dataset_hash",
    "DatasetUsers": "",
    "DatasetWithUserRole": "user_role, dataset",
    "DicomDeidentifyTask": "dicom_urls, integration_hash",
    "DicomSeries": "data_hash, title",
    "Image": "*, data_hash=None, image_hash=None, title=None, file_link=None",
    "ImageData": (
        "*, image_hash, title, file_link, file_type, file_size, storage_location, created_at,"
        " last_edited_at, width, height, signed_url=None"
    ),
    "ImageGroup": "data_hash=None, title=None, file_link=None",
    "ImageGroupOCR": "processed_texts",
    "Images": "success",
    "ImagesDataFetchOptions": "fetch_signed_urls=False",
    "LabelLog": (
        "*, log_hash, user_hash, user_email, annotation_hash, identifier, data_hash,"
        " feature_hash, action, label_name, time_taken, created_at, frame"
    ),
    "LabelLogParams": (
        "*, user_hash=None, data_hash=None, start_timestamp=None, end_timestamp=None,"
        " user_email=None, include_user_email_and_interface_key=True"
    ),
    "LabelRow": (
        "*, label_hash=None, created_at=None, last_edited_at=None, dataset_hash=None,"
        " dataset_title=None, data_title=None, data_hash=None, data_type=None,"
        " data_units=None, object_answers=None, classification_answers=None,"
        " object_actions=None, label_status=None, annotation_task_status=None"
    ),
    "LabelRowMetadata": (
        "*, label_hash=None, created_at=None, last_edited_at=None, data_hash, dataset_hash,"
        " dataset_title, data_title, data_type, data_link, label_status,"
        " annotation_task_status, workflow_graph_node=None, is_shadow_data=False,"
        " number_of_frames, duration=None, frames_per_second=None, height=None, width=None"
    ),
    "LabelWorkflowGraphNode": "",
    "LabelWorkflowGraphNodePayload": "action=None",
    "LabelingAlgorithm": "algorithm_name=None, algorithm_parameters=None",
    "ManualReviewWorkflowSettings": "",
    "Model": "model_operation=None, model_parameters=None",
    "ModelConfiguration": (
        "*, model_uid, title, description, feature_node_hashes, model, model_iteration_uids"
    ),
    "ModelInferenceParams": (
        "*, files=None, conf_thresh=None, iou_thresh=None, device=None,"
        " detection_frame_range=None, allocation_enabled=None, data_hashes=None,"
        " rdp_thresh=None"
    ),
    "ModelRow": "*, model_hash=None, title=None, description=None, features=None, model=None",
    "ModelTrainingLabel": "label_metadata_list, feature_uids",
    "ModelTrainingLabelMetadata": "label_uid, data_uid, data_link",
    "ModelTrainingParams": (
        "*, model_hash=None, label_rows=None, epochs=None, batch_size=None, weights=None,"
        " device=None"
    ),
    "ModelTrainingWeights": ("model=None, training_config_link=None, training_weights_link=None"),
    "ObjectInterpolationParams": "key_frames=None, objects_to_interpolate=None",
    "Page": "results, next_page_token=None",
    "Project": (
        "*, project_hash=None, title=None, description=None, created_at=None,"
        " last_edited_at=None, editor_ontology=None, datasets=None, label_rows=None,"
        " ontology_hash=None, source_projects=None"
    ),
    "ProjectAPIKey": "api_key, title, scopes",
    "ProjectCopy": "",
    "ProjectCopyMetadata": (
        "*, project_title=None, project_description=None, dataset_title=None,"
        " dataset_description=None"
    ),
    "ProjectDataset": "",
    "ProjectImporter": "project_hash=None, errors=None",
    "ProjectImporterCvatInfo": "export_type=None",
    "ProjectUser": "user_email, user_role, project_hash",
    "ProjectUsers": "",
    "ProjectWithUserRole": "user_role, project",
    "ReEncodeVideoTask": "status, result=None",
    "ReEncodeVideoTaskResult": "*, data_hash, signed_url=None, bucket_path",
    "RequestsSettings": (
        "*, max_retries=3, backoff_factor=1.5, connection_retries=3, connect_timeout=180,"
        " read_timeout=180, write_timeout=180"
    ),
    "Review": "",
    "SignedDicomURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SignedImageURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SignedVideoURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SingleImage": ("*, data_hash=None, image_hash=None, title=None, file_link=None, success=None"),
    "TaskPriorityParams": "priorities",
    "TrainingMetadata": (
        "*, model_iteration_uid, created_at=None, training_final_loss=None,"
        " model_training_labels=None"
    ),
    "Video": "*, data_hash=None, title=None, file_link=None, backing_item_uuid=None",
    "WorkflowGraphNode": "uuid, title",
}
"""Every class: the arguments of its constructor, with defaults; after ``*`` they have names."""

FROZEN: Final = frozenset(
    {
        *("AddPrivateDataResponse", "CloudIntegration", "DataClientMetadata", "DataRows"),
        *("DatasetAPIKey", "DatasetDataInfo", "DatasetDataLongPolling", "DatasetInfo"),
        *("DatasetLinkItems", "DatasetUser", "DatasetUsers", "DatasetWithUserRole"),
        *("DicomDeidentifyTask", "DicomSeries", "ImageData", "ImageGroupOCR", "Images", "LabelLog"),
        *("LabelRowMetadata", "LabelWorkflowGraphNode", "ManualReviewWorkflowSettings"),
        *("ProjectAPIKey", "ProjectCopy", "ProjectDataset", "ProjectUser", "ProjectUsers"),
        *("ProjectWithUserRole", "ReEncodeVideoTask", "ReEncodeVideoTaskResult", "Review"),
        "WorkflowGraphNode",
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
    "Image": ("data_hash",),
    "ImageGroup": ("data_hash",),
    "LabelRow": ("label_hash",),
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
        *("changes", "forget_changes", "get_all_model_iteration_uids", "snake_to_camel"),
    }
)
"""The other public names."""
