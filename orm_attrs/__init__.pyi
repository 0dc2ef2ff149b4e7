# The public names of the package, each with the module that defines it: the only list of them.
# Type checkers read it, and programs look a name up in it.

from orm_attrs._changes import (
    Tracker as Tracker,
    changes as changes,
    forget_changes as forget_changes,
)
from orm_attrs._keeper import Keeper as Keeper
from orm_attrs._unset import (
    UNSET as UNSET,
    Unset as Unset,
)
from orm_attrs.analytics import (
    CollaboratorTimer as CollaboratorTimer,
    CollaboratorTimerParams as CollaboratorTimerParams,
    CollaboratorTimersGroupBy as CollaboratorTimersGroupBy,
    TaskAction as TaskAction,
    TaskActionParams as TaskActionParams,
    TaskActionType as TaskActionType,
    TimeSpent as TimeSpent,
    TimeSpentParams as TimeSpentParams,
)
from orm_attrs.api_key import ApiKeyMeta as ApiKeyMeta
from orm_attrs.automation_models import (
    AutomationModels as AutomationModels,
    Device as Device,
)
from orm_attrs.camel_str_enum import CamelStrEnum as CamelStrEnum
from orm_attrs.cloud_integration import (
    CloudIntegration as CloudIntegration,
    CloudIntegrationV2 as CloudIntegrationV2,
    GetCloudIntegrationsParams as GetCloudIntegrationsParams,
    GetCloudIntegrationsResponse as GetCloudIntegrationsResponse,
)
from orm_attrs.constants import (
    DATETIME_STRING_FORMAT as DATETIME_STRING_FORMAT,
    ENCORD_CONTACT_SUPPORT_EMAIL as ENCORD_CONTACT_SUPPORT_EMAIL,
)
from orm_attrs.data_type import DataType as DataType
from orm_attrs.dataset import (
    DEFAULT_DATASET_ACCESS_SETTINGS as DEFAULT_DATASET_ACCESS_SETTINGS,
    STORAGE_LOCATION_BY_STR as STORAGE_LOCATION_BY_STR,
    AddPrivateDataResponse as AddPrivateDataResponse,
    Audio as Audio,
    CreateDatasetPayload as CreateDatasetPayload,
    CreateDatasetResponse as CreateDatasetResponse,
    CreateDatasetResponseV2 as CreateDatasetResponseV2,
    DataClientMetadata as DataClientMetadata,
    DataLinkDuplicatesBehavior as DataLinkDuplicatesBehavior,
    DataRow as DataRow,
    DataRows as DataRows,
    Dataset as Dataset,
    DatasetAccessSettings as DatasetAccessSettings,
    DatasetAPIKey as DatasetAPIKey,
    DatasetData as DatasetData,
    DatasetDataInfo as DatasetDataInfo,
    DatasetDataLongPolling as DatasetDataLongPolling,
    DatasetInfo as DatasetInfo,
    DatasetLinkItems as DatasetLinkItems,
    DatasetScope as DatasetScope,
    DatasetType as DatasetType,
    DatasetUser as DatasetUser,
    DatasetUserRole as DatasetUserRole,
    DatasetUsers as DatasetUsers,
    DataUnitError as DataUnitError,
    DicomDeidentifyTask as DicomDeidentifyTask,
    DicomSeries as DicomSeries,
    Image as Image,
    ImageData as ImageData,
    ImageGroup as ImageGroup,
    ImageGroupOCR as ImageGroupOCR,
    Images as Images,
    ImagesDataFetchOptions as ImagesDataFetchOptions,
    LongPollingStatus as LongPollingStatus,
    PublicDatasetUser as PublicDatasetUser,
    ReEncodeVideoTask as ReEncodeVideoTask,
    ReEncodeVideoTaskResult as ReEncodeVideoTaskResult,
    RemoveDatasetUsersPayload as RemoveDatasetUsersPayload,
    SignedAudioURL as SignedAudioURL,
    SignedDicomsURL as SignedDicomsURL,
    SignedDicomURL as SignedDicomURL,
    SignedImagesURL as SignedImagesURL,
    SignedImageURL as SignedImageURL,
    SignedVideoURL as SignedVideoURL,
    SingleImage as SingleImage,
    StorageLocation as StorageLocation,
    Video as Video,
)
from orm_attrs.dataset_with_user_role import (
    DatasetsWithUserRolesListParams as DatasetsWithUserRolesListParams,
    DatasetsWithUserRolesListResponse as DatasetsWithUserRolesListResponse,
    DatasetUserRoleV2 as DatasetUserRoleV2,
    DatasetWithUserRole as DatasetWithUserRole,
    DatasetWithUserRoleV2 as DatasetWithUserRoleV2,
)
from orm_attrs.group_layout import (
    DataGroupLayout as DataGroupLayout,
    DataGroupShortInfo as DataGroupShortInfo,
    DataUnitCarouselTile as DataUnitCarouselTile,
    DataUnitTile as DataUnitTile,
    LayoutGrid as LayoutGrid,
    LayoutSettings as LayoutSettings,
    OtherLayout as OtherLayout,
    StorageItemGroupChild as StorageItemGroupChild,
    TileSettings as TileSettings,
)
from orm_attrs.label_log import (
    Action as Action,
    LabelLog as LabelLog,
    LabelLogParams as LabelLogParams,
)
from orm_attrs.label_row import (
    AnnotationTaskStatus as AnnotationTaskStatus,
    LabelRow as LabelRow,
    LabelRowMetadata as LabelRowMetadata,
    LabelRowMetadataDTO as LabelRowMetadataDTO,
    LabelRowMetadataWithClientMetadataSignedUrl as LabelRowMetadataWithClientMetadataSignedUrl,
    LabelStatus as LabelStatus,
    LabelValidationState as LabelValidationState,
    Review as Review,
    ShadowDataState as ShadowDataState,
    WorkflowGraphNode as WorkflowGraphNode,
    WorkflowGraphNodeDTO as WorkflowGraphNodeDTO,
)
from orm_attrs.labeling_algorithm import (
    BoundingBoxFittingParams as BoundingBoxFittingParams,
    LabelingAlgorithm as LabelingAlgorithm,
    ObjectInterpolationParams as ObjectInterpolationParams,
)
from orm_attrs.model import (
    Model as Model,
    ModelConfiguration as ModelConfiguration,
    ModelInferenceParams as ModelInferenceParams,
    ModelOperations as ModelOperations,
    ModelRow as ModelRow,
    ModelTrainingLabel as ModelTrainingLabel,
    ModelTrainingLabelMetadata as ModelTrainingLabelMetadata,
    ModelTrainingParams as ModelTrainingParams,
    ModelTrainingWeights as ModelTrainingWeights,
    TrainingMetadata as TrainingMetadata,
    get_all_model_iteration_uids as get_all_model_iteration_uids,
)
from orm_attrs.naming import snake_to_camel as snake_to_camel
from orm_attrs.ontology import Ontology as Ontology
from orm_attrs.ontology_structure import (
    AnyOntologyAttribute as AnyOntologyAttribute,
    ChecklistAttribute as ChecklistAttribute,
    FlatOption as FlatOption,
    NestableOption as NestableOption,
    NumericAttribute as NumericAttribute,
    OntologyAttribute as OntologyAttribute,
    OntologyClassification as OntologyClassification,
    OntologyClassificationLevel as OntologyClassificationLevel,
    OntologyObject as OntologyObject,
    OntologyOption as OntologyOption,
    OntologyStructure as OntologyStructure,
    OtherAttribute as OtherAttribute,
    PropertyType as PropertyType,
    RadioAttribute as RadioAttribute,
    TextAttribute as TextAttribute,
)
from orm_attrs.ontology_user import (
    OntologyUserRole as OntologyUserRole,
    OntologyWithUserRole as OntologyWithUserRole,
    OntologyWithUserRoleV2 as OntologyWithUserRoleV2,
)
from orm_attrs.page import Page as Page
from orm_attrs.project import (
    AddProjectIssueTagsPayload as AddProjectIssueTagsPayload,
    BenchmarkQaWorkflowSettings as BenchmarkQaWorkflowSettings,
    BulkClassificationsPayload as BulkClassificationsPayload,
    BulkClassificationsResponse as BulkClassificationsResponse,
    ClassificationAnswerEntry as ClassificationAnswerEntry,
    ClassificationAnswerObject as ClassificationAnswerObject,
    CopyDatasetAction as CopyDatasetAction,
    CopyDatasetOptions as CopyDatasetOptions,
    CopyLabelsOptions as CopyLabelsOptions,
    CopyProjectLabelsOptions as CopyProjectLabelsOptions,
    CopyProjectPayload as CopyProjectPayload,
    CreateOrganisationTagPayload as CreateOrganisationTagPayload,
    CvatExportType as CvatExportType,
    CvatImportDataItem as CvatImportDataItem,
    CvatImportGetResultLongPollingStatus as CvatImportGetResultLongPollingStatus,
    CvatImportGetResultParams as CvatImportGetResultParams,
    CvatImportGetResultResponse as CvatImportGetResultResponse,
    CvatImportStartPayload as CvatImportStartPayload,
    CvatReviewMode as CvatReviewMode,
    GetProjectUsersPayload as GetProjectUsersPayload,
    LabelClassificationsEntry as LabelClassificationsEntry,
    ListBranchesParams as ListBranchesParams,
    ManualReviewWorkflowSettings as ManualReviewWorkflowSettings,
    OrganisationTag as OrganisationTag,
    Project as Project,
    ProjectBranchResult as ProjectBranchResult,
    ProjectCopy as ProjectCopy,
    ProjectCopyMetadata as ProjectCopyMetadata,
    ProjectCopyOptions as ProjectCopyOptions,
    ProjectDataset as ProjectDataset,
    ProjectDTO as ProjectDTO,
    ProjectFilterParams as ProjectFilterParams,
    ProjectImporter as ProjectImporter,
    ProjectImporterCvatInfo as ProjectImporterCvatInfo,
    ProjectStatus as ProjectStatus,
    ProjectTag as ProjectTag,
    ProjectType as ProjectType,
    ProjectUserResponse as ProjectUserResponse,
    ProjectUsers as ProjectUsers,
    ProjectWorkflowSettings as ProjectWorkflowSettings,
    ProjectWorkflowType as ProjectWorkflowType,
    RemoveProjectUsersPayload as RemoveProjectUsersPayload,
    ReviewApprovalState as ReviewApprovalState,
    ReviewMode as ReviewMode,
    SetProjectStatusPayload as SetProjectStatusPayload,
    TaskPriorityParams as TaskPriorityParams,
)
from orm_attrs.project_api_key import (
    APIKeyScopes as APIKeyScopes,
    ProjectAPIKey as ProjectAPIKey,
)
from orm_attrs.project_user import (
    ProjectUser as ProjectUser,
    ProjectUserRole as ProjectUserRole,
)
from orm_attrs.project_with_user_role import ProjectWithUserRole as ProjectWithUserRole
from orm_attrs.settings import (
    DEFAULT_BACKOFF_FACTOR as DEFAULT_BACKOFF_FACTOR,
    DEFAULT_CONNECT_TIMEOUT as DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_CONNECTION_RETRIES as DEFAULT_CONNECTION_RETRIES,
    DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES,
    DEFAULT_READ_TIMEOUT as DEFAULT_READ_TIMEOUT,
    DEFAULT_REQUESTS_SETTINGS as DEFAULT_REQUESTS_SETTINGS,
    DEFAULT_WRITE_TIMEOUT as DEFAULT_WRITE_TIMEOUT,
    CloudUploadSettings as CloudUploadSettings,
    RequestsSettings as RequestsSettings,
)
from orm_attrs.shapes import Shape as Shape
from orm_attrs.skeleton_template import (
    SkeletonTemplate as SkeletonTemplate,
    SkeletonTemplateCoordinate as SkeletonTemplateCoordinate,
)
from orm_attrs.spaces import (
    ChildInfo as ChildInfo,
    DicomFrameInfo as DicomFrameInfo,
    FileInSceneInfo as FileInSceneInfo,
    ImageSequenceFrameInfo as ImageSequenceFrameInfo,
    RootInfo as RootInfo,
    SpaceInfo as SpaceInfo,
    SpaceType as SpaceType,
)
from orm_attrs.string_enum import StringEnum as StringEnum
from orm_attrs.workflow import (
    AgentNodePathway as AgentNodePathway,
    BaseWorkflowNode as BaseWorkflowNode,
    LabelWorkflowGraphNode as LabelWorkflowGraphNode,
    LabelWorkflowGraphNodePayload as LabelWorkflowGraphNodePayload,
    WorkflowAction as WorkflowAction,
    WorkflowAgentNode as WorkflowAgentNode,
    WorkflowDTO as WorkflowDTO,
    WorkflowNode as WorkflowNode,
    WorkflowStage as WorkflowStage,
    WorkflowStageType as WorkflowStageType,
)

def __dir__() -> list[str]: ...
