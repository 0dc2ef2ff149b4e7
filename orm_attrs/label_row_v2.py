"""The label row with all that is in it as classes, from every age of the platform."""

from datetime import datetime
from typing import Any

from attrs import Factory, define, field

from orm_attrs._keeper import Keeper
from orm_attrs._metadata import NOT_UPDATABLE
from orm_attrs.label_row import WorkflowGraphNode
from orm_attrs.label_spaces import LabelSpace
from orm_attrs.labels import (
    ClassificationAnswer,
    FrameLabels,
    ObjectActions,
    ObjectAnswer,
    RangeObject,
    UnitLabels,
)


@define(kw_only=True, weakref_slot=False)
class GroupChild(Keeper):
    """A file of a data group. A field is `None` when its key is absent or null."""

    data_hash: str | None = None
    """Unique identifier of the file."""
    label_hash: str | None = None
    """Unique identifier of its own label row."""
    name: str | None = None
    """The file's name."""
    layout_key: str | None = None
    """The name of its place in the layout."""


@define(kw_only=True, weakref_slot=False)
class UnitMetadata(Keeper):
    """What a server says of a data unit: of a DICOM series, or of the files of a data group.

    A field is `None` when its key is absent or null.
    """

    patient_id: str | None = None
    """The patient, as the DICOM files name them."""
    study_uid: str | None = None
    """The unique identifier that DICOM gives the study."""
    series_uid: str | None = None
    """The unique identifier that DICOM gives the series."""
    children: list[GroupChild] | None = None
    """The files of a data group."""


@define(kw_only=True, weakref_slot=False)
class DataUnit(Keeper):
    """One file of a label row, and the labels on it. An image group has one for each image.

    A field is `None` when its key is absent or null, as in rows of older servers.
    """

    data_hash: str | None = None
    """Unique identifier of the file."""
    data_title: str | None = None
    """The file's title."""
    data_link: str | None = None
    """Link to the file, which may be one of a cloud, such as ``s3://...``."""
    data_type: str | None = None
    """MIME type of the file; ``"group"`` and ``"scene"`` for those."""
    data_sequence: int | str | None = None
    """Position in the row, counted from 0; text in image groups."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    labels: UnitLabels | None = None
    """The labels; empty for audio, text and time series, whose objects are `RangeObject`."""
    data_duration: float | None = None
    """Length in seconds."""
    data_fps: float | None = None
    """Frame rate, in frames per second."""
    audio_codec: str | None = None
    """Name of the audio codec."""
    audio_sample_rate: int | None = None
    """Sample rate, in samples per second."""
    audio_bit_depth: int | None = None
    """Size of an audio sample, in bits."""
    audio_num_channels: int | None = None
    """How many audio channels there are."""
    data_links: list[str] | None = None
    """Links to the files of a DICOM series."""
    metadata: UnitMetadata | None = None
    """What the server says of the file."""


@define(weakref_slot=False)
class RowScene(Keeper):
    """What a label row says of its scene as a whole."""

    is_continuous: bool | None = None
    """Whether its labels are events in time, counted in nanoseconds; `None` when not said."""
    content: dict[str, Any] = Factory(dict)
    """All other keys, as on the wire."""


@define(weakref_slot=False)
class RowExport(Keeper):
    """One export of a label row. A field is `None` when its key is absent or null."""

    export_hash: str | None = None
    """Unique identifier of the export."""
    exported_at: datetime | None = None
    """When it was made; without a zone where the server does not state one."""
    user_email: str | None = None
    """Who made it."""


@define(kw_only=True, weakref_slot=False)
class LabelRowV2(Keeper):
    """All labels of one data asset, with everything in it as objects of classes.

    Response to the `labelrow` query (GET). It reads the same payloads as `LabelRow`, which does not
    look inside, and changes of it are not noted. A field is `None` when its key is absent or null.
    """

    label_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the label row."""
    branch_name: str | None = None
    """The branch of the labels, such as ``"main"``; `None` from servers without branches."""
    created_at: datetime | None = None
    """When the row was created; without a zone where the server does not state one."""
    last_edited_at: datetime | None = None
    """When the row was last changed; without a zone where the server does not state one."""
    dataset_hash: str | None = None
    """Unique identifier of the dataset that holds the asset."""
    dataset_title: str | None = None
    """The dataset's title."""
    data_hash: str | None = None
    """Unique identifier of the asset."""
    data_title: str | None = None
    """The asset's title."""
    data_type: str | None = None
    """The value of a `DataType`, in lower case, or another text."""
    label_status: str | None = None
    """The value of a `LabelStatus`, or another text."""
    annotation_task_status: str | None = None
    """The value of an `AnnotationTaskStatus`, or another text."""
    is_shadow_data: bool | None = None
    """Whether the row is an annotator's answer to a benchmark."""
    is_valid: bool | None = None
    """Whether the labels fit the ontology."""
    data_units: dict[str, DataUnit] | None = None
    """Data hash to data unit: a video has one, an image group one for each image."""
    object_answers: dict[str, RangeObject | ObjectAnswer] | None = None
    """Object hash to the answers that hold wherever the object is."""
    classification_answers: dict[str, ClassificationAnswer] | None = None
    """Classification hash to its answers, and in newer rows to where it holds."""
    object_actions: dict[str, ObjectActions] | None = None
    """Object hash to the answers that hold on some of its frames only."""
    spaces: dict[str, LabelSpace] | None = None
    """Identifier of a space to the space and its labels; `None` from servers without spaces."""
    scene: RowScene | None = None
    """What there is to say of a scene; `None` for other data."""
    labels: dict[int, FrameLabels] | None = None
    """The labels by frame, from 0, in the first rows of all, which have no data units."""
    data_link: str | None = None
    """Link to the file, in those rows."""
    file_type: str | None = None
    """MIME type of the file."""
    is_image_sequence: bool | str | None = None
    """Whether the asset is an image sequence; older exports have text."""
    video_link: str | bool | None = None
    """Link to the video of an image sequence."""
    export_hash: str | None = None
    """Unique identifier of the export that the row is from."""
    exported_at: datetime | None = None
    """When that export was made; without a zone where the server does not state one."""
    export_history: list[RowExport] | None = None
    """The exports of the row so far, the newest first."""
    group_hash: str | None = None
    """The data group that the asset is part of."""
    task_uuid: str | None = None
    """The workflow task of the row, as text."""
    priority: float | None = None
    """The priority of the task, from 0 to 1."""
    workflow_graph_node: WorkflowGraphNode | None = None
    """The stage that the row is in."""
    assigned_user_email: str | None = None
    """Who has the task now."""
    last_actioned_by_user_email: str | None = None
    """Who last did something to the task."""
    client_metadata: dict[str, Any] | None = None
    """What the customer attached to the asset."""
    images_data: list[Any] | None = None
    """The images of an image group, as objects."""
