"""Models that are trained on a project's labels, and the requests to create, train and run them."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.automation_models import AutomationModels


class ModelOperations(Enum):
    """What a `model` query asks for."""

    INFERENCE = 0
    TRAIN = 1
    CREATE = 2


@define
class Model(Keeper):
    """An operation on a model. Payload of the `model` query (PUT to create, POST otherwise).

    A field is `None` when it is not set.
    """

    model_operation: int | None = None
    """The number of a `ModelOperations` member."""
    model_parameters: dict[str, Any] | None = None
    """The fields of a `ModelRow`, `ModelTrainingParams` or `ModelInferenceParams`."""


@define(kw_only=True)
class ModelConfiguration(Keeper):
    """A model of a project. Response to the `modelconfiguration` query (GET), one per model."""

    model_uid: str
    """Unique identifier of the model."""
    title: str
    """The model's title."""
    description: str
    """What its makers say about the model."""
    feature_node_hashes: list[str]
    """Identifiers of the ontology's features that the model predicts."""
    model: AutomationModels
    """The architecture."""
    model_iteration_uids: list[str]
    """Unique identifiers of the model's training runs."""


@define
class ModelTrainingLabelMetadata(Keeper):
    """A label row that a training run used. Part of `ModelTrainingLabel`."""

    label_uid: str
    """Unique identifier of the label row."""
    data_uid: str
    """Unique identifier of the labelled data."""
    data_link: str
    """Link to the labelled data."""


@define
class ModelTrainingLabel(Keeper):
    """The labels that a training run used. Part of `TrainingMetadata`."""

    label_metadata_list: list[ModelTrainingLabelMetadata]
    """The label rows."""
    feature_uids: list[str]
    """Identifiers of the ontology's features that were trained."""


@define(kw_only=True)
class TrainingMetadata(Keeper):
    """What is known of a training run. Response to the `trainingmetadata` query (GET), one per run.

    The request names the parts to send; the others are `None`.
    """

    model_iteration_uid: str
    """Unique identifier of the run."""
    created_at: datetime | None = None
    """When the run was created; `None` unless asked for."""
    training_final_loss: float | None = None
    """The loss at the end of the run; `None` unless asked for."""
    model_training_labels: ModelTrainingLabel | None = None
    """The labels that the run used; `None` unless asked for."""


@define(kw_only=True)
class ModelRow(Keeper):
    """A model to create. Parameters of a `Model` whose operation is to create.

    A field is `None` when it is not set.
    """

    model_hash: str | None = None
    """Unique identifier of the model; `None` as long as it is yet to be created."""
    title: str | None = None
    """The model's title."""
    description: str | None = None
    """What its makers say about the model."""
    features: list[Any] | None = None
    """Identifiers of the ontology's features to predict."""
    model: str | None = None
    """The value of an `AutomationModels` member."""


@define(kw_only=True)
class ModelInferenceParams(Keeper):
    """A model to run. Parameters of a `Model` whose operation is inference.

    A field is `None` when it is not set.
    """

    files: list[Any] | None = None
    """Files sent along, each an object with its ``uid`` and content as ``base64_str``."""
    conf_thresh: float | None = None
    """Confidence threshold, from 0 to 1."""
    iou_thresh: float | None = None
    """Intersection-over-union threshold, from 0 to 1."""
    device: str | None = None
    """The value of a `Device`."""
    detection_frame_range: list[Any] | None = None
    """First and last frame of a video to look at; `None` for no such limit."""
    allocation_enabled: bool | None = None
    """Whether objects keep their identifier from frame to frame (tracking)."""
    data_hashes: list[Any] | None = None
    """Identifiers of data on the platform to look at."""
    rdp_thresh: float | None = None
    """How coarse polygons may be: the higher, the fewer points."""


@define
class ModelTrainingWeights(Keeper):
    """The weights a training run starts from. Part of `ModelTrainingParams`.

    A field is `None` when it is not set.
    """

    model: str | None = None
    """The value of an `AutomationModels` member."""
    training_config_link: str | None = None
    """Link to the configuration of the training."""
    training_weights_link: str | None = None
    """Link to the weights."""


@define(kw_only=True)
class ModelTrainingParams(Keeper):
    """A model to train. Parameters of a `Model` whose operation is to train.

    A field is `None` when it is not set.
    """

    model_hash: str | None = None
    """Unique identifier of the model; clients name it in the request's uid instead."""
    label_rows: list[Any] | None = None
    """Identifiers of the label rows to train on."""
    epochs: int | None = None
    """How many times the run goes over the label rows."""
    batch_size: int | None = None
    """How many examples one step takes."""
    weights: ModelTrainingWeights | None = None
    """The weights to start from."""
    device: str | None = None
    """The value of a `Device`."""


def get_all_model_iteration_uids(model_configurations: Iterable[ModelConfiguration]) -> set[str]:
    """Collect the training runs of several models.

    Args:
        model_configurations: The models, usually all of a project.

    Returns:
        The unique identifiers of all their runs.
    """
    return {uid for model in model_configurations for uid in model.model_iteration_uids}
