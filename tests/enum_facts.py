"""What the platform's description says of every enum; see `model_facts`."""

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
        "APPROVE_TASK": 33,
        "REJECT_TASK": 34,
        "CONSENSUS_APPROVE_LABEL": 35,
        "CONSENSUS_CANCEL_APPROVE_LABEL": 36,
        "CONSENSUS_IN_AGREEMENT": 37,
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
    "CollaboratorTimersGroupBy": {
        "DATA_UNIT": "dataUnit",
        "PROJECT": "project",
    },
    "CopyDatasetAction": {
        "ATTACH": "ATTACH",
        "CLONE": "CLONE",
    },
    "CvatExportType": {
        "PROJECT": "project",
        "TASK": "task",
    },
    "CvatImportGetResultLongPollingStatus": {
        "DONE": "DONE",
        "ERROR": "ERROR",
        "PENDING": "PENDING",
    },
    "CvatReviewMode": {
        "UNLABELLED": "unlabelled",
        "LABELLED": "labelled",
        "REVIEWED": "reviewed",
    },
    "DataLinkDuplicatesBehavior": {
        "DUPLICATE": "DUPLICATE",
        "FAIL": "FAIL",
        "SKIP": "SKIP",
    },
    "DatasetScope": {
        "READ": "dataset.read",
        "WRITE": "dataset.write",
    },
    "DatasetUserRole": {
        "ADMIN": 0,
        "USER": 1,
    },
    "DatasetUserRoleV2": {
        "ADMIN": "admin",
        "USER": "user",
    },
    "DataType": {
        "VIDEO": "video",
        "IMG_GROUP": "img_group",
        "DICOM": "dicom",
        "IMAGE": "image",
        "DICOM_STUDY": "dicom_study",
        "NIFTI": "nifti",
        "AUDIO": "audio",
        "TIME_SERIES": "time_series",
        "PLAIN_TEXT": "plain_text",
        "PDF": "pdf",
        "GROUP": "group",
        "SCENE": "scene",
        "MISSING_DATA_TYPE": "_MISSING_DATA_TYPE_",
    },
    "Device": {
        "CUDA": "cuda",
        "CPU": "cpu",
    },
    "LabelStatus": {
        "NOT_LABELLED": "NOT_LABELLED",
        "LABEL_IN_PROGRESS": "LABEL_IN_PROGRESS",
        "LABELLED": "LABELLED",
        "REVIEW_IN_PROGRESS": "REVIEW_IN_PROGRESS",
        "REVIEWED": "REVIEWED",
        "REVIEWED_TWICE": "REVIEWED_TWICE",
        "MISSING_LABEL_STATUS": "_MISSING_LABEL_STATUS_",
    },
    "LongPollingStatus": {
        "PENDING": "PENDING",
        "DONE": "DONE",
        "ERROR": "ERROR",
        "CANCELLED": "CANCELLED",
    },
    "ModelOperations": {
        "INFERENCE": 0,
        "TRAIN": 1,
        "CREATE": 2,
    },
    "OntologyClassificationLevel": {
        "GLOBAL": "global",
    },
    "OntologyUserRole": {
        "ADMIN": 0,
        "USER": 1,
        "UNKNOWN": -99,
    },
    "ProjectCopyOptions": {
        "COLLABORATORS": "collaborators",
        "DATASETS": "datasets",
        "MODELS": "models",
        "LABELS": "labels",
    },
    "ProjectStatus": {
        "NOT_STARTED": "notStarted",
        "IN_PROGRESS": "inProgress",
        "IN_REVIEW": "inReview",
        "PAUSED": "paused",
        "COMPLETED": "completed",
        "CANCELLED": "cancelled",
        "ARCHIVED": "archived",
        "UNKNOWN": "_unknown_",
    },
    "ProjectType": {
        "WORKFLOW": "workflow",
        "MANUAL_QA": "manual_qa",
    },
    "ProjectUserRole": {
        "ADMIN": 0,
        "ANNOTATOR": 1,
        "REVIEWER": 2,
        "ANNOTATOR_REVIEWER": 3,
        "TEAM_MANAGER": 4,
        "VIEWER": 5,
        "UNKNOWN": -99,
    },
    "ProjectWorkflowType": {
        "MANUAL_QA": "manual",
        "BENCHMARK_QA": "benchmark",
    },
    "PropertyType": {
        "RADIO": "radio",
        "TEXT": "text",
        "CHECKLIST": "checklist",
        "NUMERIC": "numeric",
    },
    "ReviewApprovalState": {
        "APPROVED": "APPROVED",
        "PENDING": "PENDING",
        "REJECTED": "REJECTED",
        "DELETED": "DELETED",
        "NOT_SELECTED_FOR_REVIEW": "NOT_SELECTED_FOR_REVIEW",
    },
    "ReviewMode": {
        "UNLABELLED": "unlabelled",
        "LABELLED": "labelled",
        "REVIEWED": "reviewed",
    },
    "ShadowDataState": {
        "ALL_DATA": "ALL_DATA",
        "SHADOW_DATA": "SHADOW_DATA",
        "NOT_SHADOW_DATA": "NOT_SHADOW_DATA",
    },
    "Shape": {
        "BOUNDING_BOX": "bounding_box",
        "POLYGON": "polygon",
        "POINT": "point",
        "SKELETON": "skeleton",
        "POLYLINE": "polyline",
        "ROTATABLE_BOUNDING_BOX": "rotatable_bounding_box",
        "BITMASK": "bitmask",
        "AUDIO": "audio",
        "TIME_RANGE": "time_range",
        "TEXT": "text",
        "CUBOID": "cuboid",
        "CUBOID_2D": "cuboid_2d",
        "CIRCLE": "circle",
        "ELLIPSE": "ellipse",
        "SEGMENTATION": "segmentation",
    },
    "SpaceType": {
        "VIDEO": "video",
        "IMAGE": "image",
        "IMAGE_SEQUENCE": "image_sequence",
        "AUDIO": "audio",
        "TIME_SERIES": "time_series",
        "TEXT": "text",
        "HTML": "html",
        "MEDICAL_FILE": "medical_file",
        "MEDICAL_STACK": "medical_stack",
        "SCENE_IMAGE": "scene_image",
        "POINT_CLOUD": "point_cloud",
        "PDF": "pdf",
    },
    "StorageLocation": {
        "CORD_STORAGE": 0,
        "AWS": 1,
        "GCP": 2,
        "AZURE": 3,
        "OTC": 4,
        "NEW_STORAGE": -99,
    },
    "TaskActionType": {
        "ASSIGN": "assign",
        "APPROVE": "approve",
        "SUBMIT": "submit",
        "MOVE": "move",
        "REJECT": "reject",
        "RELEASE": "release",
        "SKIP": "skip",
    },
    "WorkflowAction": {
        "REOPEN": "reopen",
        "COMPLETE": "complete",
    },
    "WorkflowStageType": {
        "ANNOTATION": "ANNOTATION",
        "REVIEW": "REVIEW",
        "USER_ROUTER": "USER_ROUTER",
        "PERCENTAGE_ROUTER": "PERCENTAGE_ROUTER",
        "CONSENSUS_ANNOTATION": "CONSENSUS_ANNOTATION",
        "CONSENSUS_REVIEW": "CONSENSUS_REVIEW",
        "DONE": "DONE",
        "AGENT": "AGENT",
    },
}
"""Every enum: its members in their order, and the value of each, which is what is on the wire."""

INT_ENUMS: Final = (
    "Action",
    "DatasetUserRole",
    "OntologyUserRole",
    "ProjectUserRole",
    "StorageLocation",
)
"""The enums whose members are ints themselves."""

TEXT_ENUMS: Final = (
    "CollaboratorTimersGroupBy",
    "CopyDatasetAction",
    "CvatImportGetResultLongPollingStatus",
    "CvatReviewMode",
    "DatasetUserRoleV2",
    "LongPollingStatus",
    "OntologyClassificationLevel",
    "ProjectCopyOptions",
    "ProjectStatus",
    "ProjectType",
    "PropertyType",
    "ReviewApprovalState",
    "Shape",
    "TaskActionType",
    "WorkflowStageType",
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
    "OntologyUserRole": "UNKNOWN",
    "ProjectStatus": "UNKNOWN",
    "ProjectUserRole": "UNKNOWN",
    "StorageLocation": "NEW_STORAGE",
}
"""The members that stand for values nobody knows yet."""

UPPER_DATA_TYPES: Final[dict[str, str]] = {
    "VIDEO": "VIDEO",
    "IMG_GROUP": "IMG_GROUP",
    "DICOM": "DICOM",
    "IMAGE": "IMAGE",
    "DICOM_STUDY": "DICOM_STUDY",
    "NIFTI": "NIFTI",
    "AUDIO": "AUDIO",
    "TIME_SERIES": "TIME_SERIES",
    "PLAIN_TEXT": "PLAIN_TEXT",
    "PDF": "PDF",
    "GROUP": "GROUP",
    "SCENE": "SCENE",
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

SECOND_NAMES: Final[dict[str, dict[str, str]]] = {"StorageLocation": {"S3_COMPATIBLE": "OTC"}}
"""The second names of members, by enum."""

SECOND_STORAGE_LOCATION_NAMES: Final[dict[str, str]] = {"S3_COMPATIBLE_STR": "OTC"}
"""The names of storage locations that are read, too, and written as others."""
