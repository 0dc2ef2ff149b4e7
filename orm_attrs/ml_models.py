"""Models to be trained on labels: their iterations, their projects and their predictions.

The older queries for models are in `orm_attrs.model`.
"""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.storage import StorageItemType


class ModelsListOrderBy(str, Enum):
    """The key that a list of models is sorted by."""

    CREATED_AT = "createdAt"
    TITLE = "title"


class FeaturesMappingFeatureType(str, Enum):
    """What kind of feature of an ontology a model finds."""

    BOUNDING_BOX = "boundingBox"
    CLASSIFICATION_OPTION = "classificationOption"
    """An option of a classification, not the classification itself."""
    POLYGON = "polygon"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ModelType(str, Enum):
    """What a model does."""

    CLASSIFICATION = "classification"
    """It classifies whole frames."""
    OBJECT_DETECTION = "objectDetection"
    """It puts boxes around objects."""
    SEGMENTATION = "segmentation"
    """It outlines objects."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ModelArchitecture(str, Enum):
    """The network of a model."""

    FASTER_RCNN = "fasterRcnn"
    MASK_RCNN = "maskRcnn"
    RESNET_101 = "resnet101"
    RESNET_152 = "resnet152"
    RESNET_18 = "resnet18"
    RESNET_34 = "resnet34"
    RESNET_50 = "resnet50"
    VGG_16 = "vgg16"
    VGG_19 = "vgg19"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ModelTrainingStatus(str, Enum):
    """How far a training is."""

    DONE = "done"
    ERROR = "error"
    PENDING = "pending"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ModelPretrainedWeightsType(str, Enum):
    """The weights that a training starts from."""

    FASTER_RCNN_R101_C43X = "fasterRcnnR101C43X"
    FASTER_RCNN_R101_DC53X = "fasterRcnnR101Dc53X"
    FASTER_RCNN_R101_FPN3X = "fasterRcnnR101Fpn3X"
    FASTER_RCNN_R50_C41X = "fasterRcnnR50C41X"
    FASTER_RCNN_R50_C43X = "fasterRcnnR50C43X"
    FASTER_RCNN_R50_DC51X = "fasterRcnnR50Dc51X"
    FASTER_RCNN_R50_DC53X = "fasterRcnnR50Dc53X"
    FASTER_RCNN_R50_FPN1X = "fasterRcnnR50Fpn1X"
    FASTER_RCNN_R50_FPN3X = "fasterRcnnR50Fpn3X"
    FASTER_RCNN_X101_32X8D_FPN3X = "fasterRcnnX10132X8DFpn3X"
    MASK_RCNN_R101_FPN3X = "maskRcnnR101Fpn3X"
    MASK_RCNN_R50_C41X = "maskRcnnR50C41X"
    MASK_RCNN_R50_C43X = "maskRcnnR50C43X"
    MASK_RCNN_X101_32X8D_FPN3X = "maskRcnnX10132X8DFpn3X"


class ModelIterationPolicy(str, Enum):
    """Which iterations of a model a project uses."""

    MANUAL_SELECTION = "manualSelection"
    """Those that a user has chosen."""
    USE_ALL = "useAll"
    USE_LATEST = "useLatest"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class ModelGroup(Keeper):
    """A model, without its iterations.

    Part of `ModelWithIterations` and `ProjectModelWithIterations`.
    """

    created_at: datetime
    """When it was made."""
    description: str
    """What is said about it."""
    features: list[str]
    """The names of the features that it finds."""
    model: ModelArchitecture
    """Its network."""
    model_uuid: UUID
    """Unique identifier of the model."""
    title: str
    """The title of the model."""
    type: ModelType
    """What it does."""


@define(kw_only=True)
class ModelIteration(Keeper):
    """A training of a model that has ended, and what came of it.

    Part of `ModelWithIterations`, `ProjectModelWithIterations` and `ModelTrainingResponse`.
    """

    batch_size: int
    """How many images each step of the training used."""
    created_at: datetime
    """When it was made."""
    duration: int
    """How long the training took, in seconds."""
    epochs: int
    """How often the training went through all images."""
    loss_log: dict[str, Any]
    """How far off the model was in the course of the training, as the platform says it."""
    training_uuid: UUID
    """Unique identifier of the training."""


@define(kw_only=True)
class ModelCreateRequest(Keeper):
    """A model to be made.

    Body of ``v2/public/ml-models`` (POST), which answers with a `ModelWithIterations`.
    """

    features: list[str]
    """The names of the features that it is to find."""
    model: ModelArchitecture
    """Its network."""
    title: str
    """The title of the model."""
    description: str | None = None
    """What is said about it; `None` is not sent."""


@define
class ModelUpdateRequest(Keeper):
    """New values for a model.

    Body of ``v2/public/ml-models/<model>`` (PATCH), which answers with a `ModelWithIterations`.
    """

    description: str | None = None
    """The new description; `None` leaves it as it is."""
    title: str | None = None
    """The new title; `None` leaves it as it is."""


@define(kw_only=True)
class ModelsListRequest(Keeper):
    """Selects the models to list. Query string of ``v2/public/ml-models`` (GET)."""

    order_by: ModelsListOrderBy
    """The key that the models are sorted by."""
    order_asc: bool
    """Whether the first comes first."""
    query: str | None = None
    """Only models with this text in their titles; `None` for all, and is not sent."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class ModelWithIterations(Keeper):
    """A model and its iterations.

    Response of ``v2/public/ml-models/<model>`` (GET and PATCH), of ``v2/public/ml-models`` (POST),
    and of ``v2/public/ml-models`` (GET), there in the results of a `Page`.
    """

    model_group: ModelGroup
    """The model."""
    model_iterations: list[ModelIteration]
    """Its trainings that have ended."""


@define(kw_only=True)
class ModelTrainingRequest(Keeper):
    """How to train a model.

    Body of ``v2/public/ml-models/<model>/trainings`` (POST), which answers with nothing but the
    UUID of the training.
    """

    batch_size: int
    """How many images each step of the training uses."""
    epochs: int
    """How often the training goes through all images."""
    features_mapping: dict[UUID, dict[str, list[str]]]
    """Unique identifier of a project to the features of the model, each with the identifiers of the
    features of the project's ontology that it is trained on."""
    labels_uuids: list[UUID]
    """Unique identifiers of the label rows that it is trained on."""
    pretrained_training_uuid: UUID | None = None
    """Unique identifier of the training to go on from; `None` for none, and is not sent."""
    pretrained_weights_type: ModelPretrainedWeightsType | None = None
    """The weights to start from; `None` for those of the platform's choice, and is not sent."""


@define(kw_only=True)
class ModelTrainingResponse(Keeper):
    """How far a training is.

    Response of ``v2/public/ml-models/<model>/iterations/<training>/training`` (GET).
    """

    result: ModelIteration | None = None
    """What came of it; `None` until it is done."""
    status: ModelTrainingStatus
    """How far it is."""


@define
class ModelIterationTrainingDataListRequest(Keeper):
    """Selects the page of the data that a model was trained on.

    Query string of ``v2/public/ml-models/<model>/iterations/<training>/training-data`` (GET).
    """

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define(kw_only=True)
class ModelIterationTrainingData(Keeper):
    """A label row that a model was trained on.

    Response of ``v2/public/ml-models/<model>/iterations/<training>/training-data`` (GET), in the
    results of a `Page`.
    """

    data_uuid: UUID
    """Unique identifier of the data unit."""
    dataset_title: str
    """The title of its dataset."""
    dataset_uuid: UUID
    """Unique identifier of its dataset."""
    file_title: str
    """The title of the data unit."""
    item_type: StorageItemType
    """What kind of item the data unit is."""
    label_uuid: UUID
    """Unique identifier of the label row."""
    project_title: str
    """The title of the project that it was labelled in."""
    project_uuid: UUID
    """Unique identifier of that project."""


@define(kw_only=True)
class OntologyFeature(Keeper):
    """A feature of an ontology that a model finds. Part of `ProjectModel`."""

    feature_node_uuid: str
    """Identifier of the feature in the ontology."""
    name: str
    """The name of the feature."""
    type: FeaturesMappingFeatureType
    """What kind of feature it is."""
    color: str | None = None
    """The colour of the feature, as hexadecimal digits; `None` for one without a colour."""


@define(kw_only=True)
class ProjectModel(Keeper):
    """What a project uses a model for. Part of `ProjectModelWithIterations`."""

    created_at: datetime
    """When the model was attached to the project."""
    iteration_policy: ModelIterationPolicy
    """Which of its iterations the project uses."""
    model_uuid: UUID
    """Unique identifier of the model."""
    project_model_uuid: UUID
    """Unique identifier of the attachment."""
    project_uuid: UUID
    """Unique identifier of the project."""
    features_mapping: dict[str, OntologyFeature]
    """The features of the model, each with the one of the project's ontology that stands for it."""


@define(kw_only=True)
class ProjectModelAttachRequest(Keeper):
    """A model to be attached to a project.

    Body of ``v2/public/projects/<uuid>/models-attachments`` (POST), which answers with a
    `ProjectModelWithIterations`.
    """

    features_mapping: dict[str, str]
    """The features of the model, each with the identifier of the one of the project's ontology that
    stands for it."""
    iteration_policy: ModelIterationPolicy
    """Which of its iterations the project uses."""
    model_uuid: UUID
    """Unique identifier of the model."""
    training_uuids: list[UUID] | None = None
    """Unique identifiers of the iterations, where a user chooses them; `None` is not sent."""


@define
class ProjectModelsListRequest(Keeper):
    """Selects the page of the models of a project.

    Query string of ``v2/public/projects/<uuid>/models-attachments`` (GET).
    """

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class ProjectModelWithIterations(Keeper):
    """A model that is attached to a project.

    Response of ``v2/public/projects/<uuid>/models-attachments`` (POST), and, in the results of a
    `Page`, of the same (GET).
    """

    model_group: ModelGroup
    """The model."""
    project_model: ProjectModel
    """What the project uses it for."""
    project_model_iterations: list[ModelIteration]
    """The iterations that the project uses."""


@define
class ProjectModelUpdateRequest(Keeper):
    """New values for what a project uses a model for.

    Body of ``v2/public/projects/<uuid>/models-attachments/<attachment>`` (PATCH).
    """

    features_mapping: dict[str, str]
    """The features of the model, each with the identifier of the one of the project's ontology that
    stands for it."""
    iteration_policy: ModelIterationPolicy
    """Which of its iterations the project uses."""
    training_uuids: list[UUID] | None = None
    """Unique identifiers of the iterations, where a user chooses them; `None` is not sent."""


@define(kw_only=True)
class _PredictionRequest(Keeper):
    """What is said of every prediction that is asked for."""

    conf_thresh: float
    """The confidence below which nothing is answered, from 0 to 1."""
    data_uuid: UUID | None = None
    """Unique identifier of the data unit; `None` where the bytes are sent, and is not sent."""
    data_base64: str | None = None
    """The bytes in Base64; `None` where a data unit is named, and is not sent."""
    frame_range_from: int | None = None
    """The first frame, from 0; `None` for the first of all, and is not sent."""
    frame_range_to: int | None = None
    """The last frame; `None` for the last of all, and is not sent."""


@define(kw_only=True)
class _ObjectPredictionRequest(_PredictionRequest):
    """What is said where objects are asked for."""

    allocation_enabled: bool
    """Whether objects of neighbouring frames are told to be the same."""
    iou_thresh: float
    """How much two objects may overlap, as a part of both together, before the less certain one is
    left out: from 0 to 1."""


@define(kw_only=True)
class _Prediction(Keeper):
    """What is said of everything that a model has found."""

    confidence: float
    """How sure the model is, from 0 to 1."""
    created_at: datetime
    """When it was made."""
    created_by: str
    """Who made it."""
    manual_annotation: bool
    """Whether a human made it."""
    name: str
    """The name of the feature or of the classification."""
    value: str
    """The value of the feature, or of the option of the classification."""


@define(kw_only=True)
class _ObjectPrediction(_Prediction):
    """What is said of an object that a model has found."""

    color: str
    """The colour of the feature, as hexadecimal digits."""
    feature_id: str
    """Identifier of the feature in the ontology."""
    object_id: str
    """Identifier of the object: the same in several frames where it is one."""


@define(kw_only=True)
class PredictionClassificationRequest(_PredictionRequest):
    """What to classify.

    Body of ``.../iterations/<training>/classification/predict`` (POST), below
    ``v2/public/projects/<uuid>/models-attachments/<attachment>``.
    """


@define(kw_only=True)
class PredictionClassificationResultItem(_Prediction):
    """What a model classifies a frame as. Part of `PredictionClassificationResponse`."""

    classification_uuid: UUID
    """Unique identifier of the classification."""
    feature_id_child: str
    """Identifier of the option in the ontology."""
    feature_id_parent: str
    """Identifier of the classification in the ontology."""


@define
class PredictionClassificationResponse(Keeper):
    """What a model classifies frames as.

    Response of ``.../classification/predict`` (POST); see `PredictionClassificationRequest`.
    """

    result: dict[int, PredictionClassificationResultItem | None]
    """The number of a frame, from 0, to what it is; `None` where the model is not sure enough."""


@define(kw_only=True)
class PredictionInstanceSegmentationRequest(_ObjectPredictionRequest):
    """What to outline objects in.

    Body of ``.../iterations/<training>/instance-segmentation/predict`` (POST), below
    ``v2/public/projects/<uuid>/models-attachments/<attachment>``.
    """

    rdp_thresh: float | None = None
    """How far an outline may be from the exact one, for the sake of fewer corners; `None` is not
    sent."""


@define
class PredictionInstanceSegmentationPolygonPoint(Keeper):
    """A corner of an outline. Part of `PredictionInstanceSegmentationResultItem`."""

    x: float
    """How far it is from the left, as a part of the width."""
    y: float
    """How far it is from the top, as a part of the height."""


@define(kw_only=True)
class PredictionInstanceSegmentationResultItem(_ObjectPrediction):
    """An object that a model has outlined. Part of `PredictionInstanceSegmentationResponse`."""

    polygon: list[PredictionInstanceSegmentationPolygonPoint]
    """The corners of its outline."""


@define
class PredictionInstanceSegmentationResponse(Keeper):
    """The objects that a model has outlined.

    Response of ``.../instance-segmentation/predict`` (POST); see
    `PredictionInstanceSegmentationRequest`.
    """

    result: dict[int, list[PredictionInstanceSegmentationResultItem]]
    """The number of a frame, from 0, to its objects."""


@define(kw_only=True)
class PredictionObjectDetectionRequest(_ObjectPredictionRequest):
    """What to find objects in.

    Body of ``.../iterations/<training>/object-detection/predict`` (POST), below
    ``v2/public/projects/<uuid>/models-attachments/<attachment>``.
    """


@define(kw_only=True)
class PredictionObjectDetectionBoundingBox(Keeper):
    """A box around an object. Part of `PredictionObjectDetectionResultItem`."""

    h: float
    """Its height, as a part of that of the frame."""
    w: float
    """Its width, as a part of that of the frame."""
    x: float
    """How far its left edge is from the left, as a part of the width."""
    y: float
    """How far its upper edge is from the top, as a part of the height."""


@define(kw_only=True)
class PredictionObjectDetectionResultItem(_ObjectPrediction):
    """An object that a model has found. Part of `PredictionObjectDetectionResponse`."""

    bounding_box: PredictionObjectDetectionBoundingBox
    """The box around it."""


@define
class PredictionObjectDetectionResponse(Keeper):
    """The objects that a model has found.

    Response of ``.../object-detection/predict`` (POST); see `PredictionObjectDetectionRequest`.
    """

    result: dict[int, list[PredictionObjectDetectionResultItem]]
    """The number of a frame, from 0, to its objects."""
