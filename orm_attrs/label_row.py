"""Label rows: the annotations of one data asset, and the summary of their state."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from attrs import define, field, frozen

from orm_attrs._keeper import Keeper
from orm_attrs._metadata import NOT_UPDATABLE


@define(kw_only=True)
class LabelRow(Keeper):
    """All labels of one data asset.

    Response to the `labelrow` query (GET and PUT) and payload when it is saved (POST). A field
    is `None` when its key is absent or null.
    """

    label_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the label row."""
    created_at: str | None = None
    """When the row was created: text as sent, in one of several date formats."""
    last_edited_at: str | None = None
    """When the row was last changed: text as sent, in one of several date formats."""
    dataset_hash: str | None = None
    """Unique identifier of the dataset that holds the asset."""
    dataset_title: str | None = None
    """The dataset's title."""
    data_title: str | None = None
    """The asset's title."""
    data_hash: str | None = None
    """Unique identifier of the asset."""
    data_type: str | None = None
    """The value of a `DataType`, in lower case."""
    data_units: dict[str, Any] | None = None
    """Data hash to data unit: its link, MIME type, size in pixels and labels.

    A video has one unit with labels by frame number, an image group has a unit per image.
    """
    object_answers: dict[str, Any] | None = None
    """Object hash to the attributes that hold for the object on all its frames."""
    classification_answers: dict[str, Any] | None = None
    """Classification hash to the answers chosen for it."""
    object_actions: dict[str, Any] | None = None
    """Object hash to the attributes that hold for some of the object's frames only."""
    label_status: str | None = None
    """The value of a `LabelStatus`."""
    annotation_task_status: str | None = None
    """The value of an `AnnotationTaskStatus`."""
    branch_name: str | None = None
    """The branch of the labels, such as ``"main"``; `None` from servers without branches."""
    is_valid: bool | None = None
    """Whether the labels fit the ontology; `None` from servers that do not say so."""
    spaces: dict[str, Any] | None = None
    """Identifier of a space to what is in it, with the keys of a `SpaceInfo`.

    A space is one part of a data group or of a scene. `None` from servers without spaces.
    """
    scene: dict[str, Any] | None = None
    """The content of a scene; `None` for other data."""
    is_shadow_data: bool | None = None
    """Whether the row is an annotator's answer to a benchmark; `None` where it is not said."""
    is_image_sequence: bool | None = None
    """Whether the frames are images of their own; `None` where it is not said."""
    video_link: str | None = None
    """Where the video of an image sequence is kept; `None` where it is not said."""
    export_hash: str | None = None
    """Unique identifier of the export; `None` for a row that was not exported."""
    export_history: list[Any] | None = None
    """All exports of the row, the last one first: each an object with an `export_hash` and an
    `exported_at`. `None` for a row that was not exported."""
    exported_at: str | None = None
    """When the row was exported: text as sent; `None` for a row that was not exported."""
    file_type: str | None = None
    """MIME type of the file; `None` where it is not said."""


@frozen(weakref_slot=False)
class Review(Keeper):
    """Names the `review` query, which submits a label row for review; it holds no data."""


class AnnotationTaskStatus(Enum):
    """How far the annotation task of a label row has come."""

    QUEUED = "QUEUED"
    ASSIGNED = "ASSIGNED"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    """Rejected in review, and with the annotator again."""
    COMPLETED = "COMPLETED"


class ShadowDataState(Enum):
    """Which label rows of a benchmark project to list. Sent in `labelrowmetadata` requests."""

    ALL_DATA = "ALL_DATA"
    """Every row."""
    SHADOW_DATA = "SHADOW_DATA"
    """Rows in which annotators answered the benchmark."""
    NOT_SHADOW_DATA = "NOT_SHADOW_DATA"
    """Rows of production data."""


class LabelStatus(Enum):
    """How far the labels of a row have come."""

    NOT_LABELLED = "NOT_LABELLED"
    LABEL_IN_PROGRESS = "LABEL_IN_PROGRESS"
    LABELLED = "LABELLED"
    REVIEW_IN_PROGRESS = "REVIEW_IN_PROGRESS"
    REVIEWED = "REVIEWED"
    REVIEWED_TWICE = "REVIEWED_TWICE"
    MISSING_LABEL_STATUS = "_MISSING_LABEL_STATUS_"
    """Stands in for every status that is not listed here."""


@frozen(weakref_slot=False)
class WorkflowGraphNode(Keeper):
    """The workflow stage a label row is in. Part of `LabelRowMetadata`."""

    uuid: str
    """Unique identifier of the stage, as text."""
    title: str
    """The stage's title."""


@frozen(kw_only=True, weakref_slot=False)
class LabelRowMetadata(Keeper):
    """The state of a label row, without its labels.

    Response to the `labelrowmetadata` query (GET), one per row. A row that is not initialised, as
    nobody has started to label the asset, has no hash and no dates.
    """

    label_hash: str | None = None
    """Unique identifier of the label row; `None` until the row is initialised."""
    created_at: datetime | None = None
    """When the row was created; `None` until the row is initialised."""
    last_edited_at: datetime | None = None
    """When the row was last changed; `None` until the row is initialised."""
    data_hash: str
    """Unique identifier of the data asset."""
    dataset_hash: str
    """Unique identifier of the dataset that holds the asset."""
    dataset_title: str
    """The dataset's title."""
    data_title: str
    """The asset's title."""
    data_type: str
    """The value of a `DataType`, in upper case."""
    data_link: str | None
    """Link to the asset's file; `None` for image groups and DICOM series."""
    label_status: LabelStatus
    """How far the labels have come; workflow projects may not report it."""
    annotation_task_status: AnnotationTaskStatus | None = None
    """How far the task has come; `None` in projects without a workflow, and where it is absent."""
    workflow_graph_node: WorkflowGraphNode | None = None
    """The stage the row is in; `None` in projects without a workflow."""
    is_shadow_data: bool = False
    """Whether the row is an annotator's answer to a benchmark."""
    number_of_frames: int
    """How many frames the asset has."""
    duration: float | None = None
    """Length in seconds; `None` for anything but a video."""
    frames_per_second: float | None = None
    """Frame rate, in frames per second; `None` for anything but a video."""
    height: int | None = None
    """Height in pixels; `None` where the asset has no single height."""
    width: int | None = None
    """Width in pixels; `None` where the asset has no single width."""
    branch_name: str | None = None
    """The branch of the labels, such as ``"main"``; `None` from servers without branches."""
    priority: float | None = None
    """The priority of the task, from 0 to 1; `None` for a completed one."""
    client_metadata: dict[str, Any] | None = None
    """What the customer attached to the asset; `None` unless asked for."""
    images_data: list[Any] | None = None
    """The images of an image group, as objects; `None` for other data, and unless asked for."""
    file_type: str | None = None
    """MIME type of the file; `None` unless asked for."""
    is_valid: bool = True
    """Whether the labels fit the ontology."""
    audio_sample_rate: int | None = None
    """Sample rate, in samples per second; `None` for anything but audio."""
    audio_codec: str | None = None
    """Name of the audio codec; `None` for anything but audio."""
    audio_bit_depth: int | None = None
    """Size of an audio sample, in bits; `None` for anything but audio."""
    audio_num_channels: int | None = None
    """How many audio channels there are; `None` for anything but audio."""
    backing_item_uuid: UUID | None = None
    """The storage item behind the asset; `None` where the server does not state it."""
    task_uuid: UUID | None = None
    """The workflow task of the row; `None` in projects without a workflow."""
    assigned_user_email: str | None = None
    """Who has the task now; `None` when nobody has."""
    last_actioned_by_user_email: str | None = None
    """Who last did something to the task; `None` when nobody has."""
    group_hash: str | None = None
    """The data group that the asset is part of; `None` for an asset on its own."""
    spaces: dict[str, Any] | None = None
    """Identifier of a space to what it is, with the keys of a `SpaceInfo`, but without labels.

    `None` from servers without spaces.
    """


@frozen(kw_only=True, weakref_slot=False)
class LabelRowMetadataWithClientMetadataSignedUrl(LabelRowMetadata):
    """The state of a label row, with a link to its metadata in the place of the metadata.

    Response to the `labelrowmetadata` query (GET) that asks for such links.
    """

    client_metadata_signed_url: str | None = None
    """Link to the JSON text of the client metadata, without login; `None` when there is none."""


@frozen(weakref_slot=False)
class WorkflowGraphNodeDTO(Keeper):
    """The workflow stage a label row is in, as the v2 API sends it."""

    uuid: str
    """Unique identifier of the stage, as text."""
    title: str
    """The stage's title."""


@define(kw_only=True)
class LabelRowMetadataDTO(Keeper):
    """The state of a label row, without its labels, as the v2 API sends it.

    It is a `LabelRowMetadata` with other keys and without spaces.
    """

    label_hash: str | None = None
    """Unique identifier of the label row; `None` until the row is initialised."""
    created_at: datetime | None = None
    """When the row was created; `None` until the row is initialised."""
    last_edited_at: datetime | None = None
    """When the row was last changed; `None` until the row is initialised."""
    branch_name: str
    """The branch of the labels, such as ``"main"``."""
    data_hash: str
    """Unique identifier of the data asset."""
    group_hash: str | None = None
    """The data group that the asset is part of; `None` for an asset on its own."""
    dataset_hash: str
    """Unique identifier of the dataset that holds the asset."""
    dataset_title: str
    """The dataset's title."""
    data_title: str
    """The asset's title."""
    data_type: str
    """The value of a `DataType`, in upper case."""
    data_link: str | None = None
    """Link to the asset's file; `None` for image groups and DICOM series."""
    label_status: LabelStatus
    """How far the labels have come; workflow projects may not report it."""
    annotation_task_status: AnnotationTaskStatus | None = None
    """How far the task has come; `None` in projects without a workflow."""
    workflow_graph_node: WorkflowGraphNode | None = None
    """The stage the row is in; `None` in projects without a workflow."""
    is_shadow_data: bool = False
    """Whether the row is an annotator's answer to a benchmark."""
    frames_per_second: float | None = None
    """Frame rate, in frames per second; `None` for anything but video and audio."""
    number_of_frames: int
    """How many frames the asset has."""
    duration: float | None = None
    """Length in seconds; `None` for anything but video and audio."""
    height: int | None = None
    """Height in pixels; `None` where the asset has no single height."""
    width: int | None = None
    """Width in pixels; `None` where the asset has no single width."""
    audio_sample_rate: int | None = None
    """Sample rate, in samples per second; `None` for anything but audio."""
    audio_codec: str | None = None
    """Name of the audio codec; `None` for anything but audio."""
    audio_bit_depth: int | None = None
    """Size of an audio sample, in bits; `None` for anything but audio."""
    audio_num_channels: int | None = None
    """How many audio channels there are; `None` for anything but audio."""
    task_uuid: UUID | None = None
    """The workflow task of the row; `None` in projects without a workflow."""
    priority: float | None = None
    """The priority of the task, from 0 to 1; `None` for a completed one."""
    client_metadata: dict[str, Any] | None = None
    """What the customer attached to the asset; `None` unless asked for."""
    images_data: list[Any] | None = None
    """The images of an image group, as objects; `None` for other data, and unless asked for."""
    file_type: str | None = None
    """MIME type of the file; `None` unless asked for."""
    is_valid: bool = True
    """Whether the labels fit the ontology."""
    backing_item_uuid: UUID | None = None
    """The storage item behind the asset; `None` where the server does not state it."""
    assigned_user_email: str | None = None
    """Who has the task now; `None` when nobody has."""
    last_actioned_by_user_email: str | None = None
    """Who last did something to the task; `None` when nobody has."""


@define
class LabelValidationState(Keeper):
    """What validating a label row has found.

    Response of ``v2/public/projects/<hash>/labels/<hash>/validation-state`` (GET).
    """

    label_hash: str
    """Unique identifier of the label row."""
    branch_name: str
    """The branch of the labels that were validated."""
    version: int
    """The version of the labels that were validated, counted from 0."""
    is_valid: bool
    """Whether the labels fit the ontology."""
    errors: list[str]
    """What does not fit, a text each; empty when all does."""
