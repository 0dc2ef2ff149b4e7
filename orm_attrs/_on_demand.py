"""Which module defines which public name, and how it is imported when the name is asked for."""

import os
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Final

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "_changes": ("Tracker", "changes", "forget_changes"),
    "_keeper": ("Keeper",),
    "analytics": (
        "CollaboratorTimer",
        "CollaboratorTimerParams",
        "CollaboratorTimersGroupBy",
        "TaskAction",
        "TaskActionParams",
        "TaskActionType",
        "TimeSpent",
        "TimeSpentParams",
    ),
    "api_key": ("ApiKeyMeta",),
    "automation_models": (
        "AutomationModels",
        "Device",
    ),
    "camel_str_enum": ("CamelStrEnum",),
    "cloud_integration": (
        "CloudIntegration",
        "CloudIntegrationV2",
        "GetCloudIntegrationsParams",
        "GetCloudIntegrationsResponse",
    ),
    "constants": (
        "DATETIME_STRING_FORMAT",
        "ENCORD_CONTACT_SUPPORT_EMAIL",
    ),
    "data_type": ("DataType",),
    "dataset": (
        "DEFAULT_DATASET_ACCESS_SETTINGS",
        "STORAGE_LOCATION_BY_STR",
        "AddPrivateDataResponse",
        "Audio",
        "CreateDatasetPayload",
        "CreateDatasetResponse",
        "CreateDatasetResponseV2",
        "DataClientMetadata",
        "DataLinkDuplicatesBehavior",
        "DataRow",
        "DataRows",
        "Dataset",
        "DatasetAccessSettings",
        "DatasetAPIKey",
        "DatasetData",
        "DatasetDataInfo",
        "DatasetDataLongPolling",
        "DatasetInfo",
        "DatasetLinkItems",
        "DatasetScope",
        "DatasetType",
        "DatasetUser",
        "DatasetUserRole",
        "DatasetUsers",
        "DataUnitError",
        "DicomDeidentifyTask",
        "DicomSeries",
        "Image",
        "ImageData",
        "ImageGroup",
        "ImageGroupOCR",
        "Images",
        "ImagesDataFetchOptions",
        "LongPollingStatus",
        "PublicDatasetUser",
        "ReEncodeVideoTask",
        "ReEncodeVideoTaskResult",
        "RemoveDatasetUsersPayload",
        "SignedAudioURL",
        "SignedDicomsURL",
        "SignedDicomURL",
        "SignedImagesURL",
        "SignedImageURL",
        "SignedVideoURL",
        "SingleImage",
        "StorageLocation",
        "Video",
    ),
    "dataset_with_user_role": (
        "DatasetsWithUserRolesListParams",
        "DatasetsWithUserRolesListResponse",
        "DatasetUserRoleV2",
        "DatasetWithUserRole",
        "DatasetWithUserRoleV2",
    ),
    "label_log": (
        "Action",
        "LabelLog",
        "LabelLogParams",
    ),
    "label_row": (
        "AnnotationTaskStatus",
        "LabelRow",
        "LabelRowMetadata",
        "LabelRowMetadataDTO",
        "LabelRowMetadataWithClientMetadataSignedUrl",
        "LabelStatus",
        "LabelValidationState",
        "Review",
        "ShadowDataState",
        "WorkflowGraphNode",
        "WorkflowGraphNodeDTO",
    ),
    "labeling_algorithm": (
        "BoundingBoxFittingParams",
        "LabelingAlgorithm",
        "ObjectInterpolationParams",
    ),
    "model": (
        "Model",
        "ModelConfiguration",
        "ModelInferenceParams",
        "ModelOperations",
        "ModelRow",
        "ModelTrainingLabel",
        "ModelTrainingLabelMetadata",
        "ModelTrainingParams",
        "ModelTrainingWeights",
        "TrainingMetadata",
        "get_all_model_iteration_uids",
    ),
    "naming": ("snake_to_camel",),
    "page": ("Page",),
    "project": (
        "AddProjectIssueTagsPayload",
        "BenchmarkQaWorkflowSettings",
        "BulkClassificationsPayload",
        "BulkClassificationsResponse",
        "ClassificationAnswerEntry",
        "ClassificationAnswerObject",
        "CopyDatasetAction",
        "CopyDatasetOptions",
        "CopyLabelsOptions",
        "CopyProjectLabelsOptions",
        "CopyProjectPayload",
        "CreateOrganisationTagPayload",
        "CvatExportType",
        "CvatImportDataItem",
        "CvatImportGetResultLongPollingStatus",
        "CvatImportGetResultParams",
        "CvatImportGetResultResponse",
        "CvatImportStartPayload",
        "CvatReviewMode",
        "GetProjectUsersPayload",
        "LabelClassificationsEntry",
        "ListBranchesParams",
        "ManualReviewWorkflowSettings",
        "OrganisationTag",
        "Project",
        "ProjectBranchResult",
        "ProjectCopy",
        "ProjectCopyMetadata",
        "ProjectCopyOptions",
        "ProjectDataset",
        "ProjectDTO",
        "ProjectFilterParams",
        "ProjectImporter",
        "ProjectImporterCvatInfo",
        "ProjectStatus",
        "ProjectTag",
        "ProjectType",
        "ProjectUserResponse",
        "ProjectUsers",
        "ProjectWorkflowSettings",
        "ProjectWorkflowType",
        "RemoveProjectUsersPayload",
        "ReviewApprovalState",
        "ReviewMode",
        "SetProjectStatusPayload",
        "TaskPriorityParams",
    ),
    "project_api_key": (
        "APIKeyScopes",
        "ProjectAPIKey",
    ),
    "project_user": (
        "ProjectUser",
        "ProjectUserRole",
    ),
    "project_with_user_role": ("ProjectWithUserRole",),
    "settings": (
        "DEFAULT_BACKOFF_FACTOR",
        "DEFAULT_CONNECT_TIMEOUT",
        "DEFAULT_CONNECTION_RETRIES",
        "DEFAULT_MAX_RETRIES",
        "DEFAULT_READ_TIMEOUT",
        "DEFAULT_REQUESTS_SETTINGS",
        "DEFAULT_WRITE_TIMEOUT",
        "CloudUploadSettings",
        "RequestsSettings",
    ),
    "spaces": (
        "ChildInfo",
        "DicomFrameInfo",
        "FileInSceneInfo",
        "ImageSequenceFrameInfo",
        "RootInfo",
        "SpaceInfo",
        "SpaceType",
    ),
    "string_enum": ("StringEnum",),
    "workflow": (
        "AgentNodePathway",
        "BaseWorkflowNode",
        "LabelWorkflowGraphNode",
        "LabelWorkflowGraphNodePayload",
        "WorkflowAction",
        "WorkflowAgentNode",
        "WorkflowDTO",
        "WorkflowNode",
        "WorkflowStage",
        "WorkflowStageType",
    ),
}
"""Module to the public names that it defines."""

_MODULE_OF: Final = {name: module for module, names in NAMES.items() for name in names}

_LOCK: Final = RLock()

# A child that is forked while another thread imports a module would wait for that for ever.
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


def find(name: str) -> object:
    """Give what a public name of the package stands for, or its module of that name.

    Raises:
        AttributeError: When there is none.
    """
    module = _MODULE_OF.get(name, name)
    if module not in NAMES:
        raise AttributeError(f"module 'orm_attrs' has no attribute {name!r}")
    with _LOCK:
        found = import_module(f"orm_attrs.{module}")
    return found if module == name else getattr(found, name)


class Package(ModuleType):
    """The package, which has all names of a module from when the module is imported.

    However it is imported: a name that came later could be another one than its module had then,
    for instance what a test has put there for a while.
    """

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}":
            for public in NAMES.get(name, ()):
                self.__dict__.setdefault(public, getattr(value, public))
