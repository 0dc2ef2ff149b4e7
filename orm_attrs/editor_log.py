"""The log of what is done in the label editor."""

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs.string_enum import StringEnum


class ActionableWorkflowNodeType(StringEnum):
    """What happens to a task in a stage that is worked on in the label editor."""

    ANNOTATION = "ANNOTATION"
    """An annotator labels."""
    REVIEW = "REVIEW"
    """A reviewer approves or rejects the labels."""
    CONSENSUS_ANNOTATION = "CONSENSUS_ANNOTATION"
    """Several annotators label independently."""
    CONSENSUS_REVIEW = "CONSENSUS_REVIEW"
    """A reviewer chooses among their labels."""
    DONE = "DONE"
    """The task is finished."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class EditorLogsActionCategory(StringEnum):
    """What an entry of the log is about."""

    OBJECT = "object"
    """An object was labelled."""
    CLASSIFICATION = "classification"
    """A classification was labelled."""
    TASK = "task"
    """Something was done to a task."""
    AGENT = "agent"
    """A program did something."""
    EDITOR = "editor"
    """The editor itself was used."""


@define(kw_only=True)
class _EditorLogEntry(Keeper):
    """What all entries of the log say."""

    id: UUID
    """Unique identifier of the entry."""
    action: str
    """What was done, in the words of the editor."""
    data_unit_id: UUID
    """Unique identifier of the data unit."""
    workflow_stage_id: UUID
    """Unique identifier of the stage that the task was in."""
    branch_name: str
    """The branch that the labels are in."""
    workflow_task_id: UUID
    """Unique identifier of the task."""
    timestamp: datetime
    """When it was done."""
    session_id: UUID
    """Unique identifier of the session in the editor."""
    actor_user_id: str
    """Unique identifier of the user who did it."""
    actor_organisation_id: int
    """Number of that user's organisation."""
    actor_user_email: str
    """The e-mail address of the user who did it."""
    project_id: UUID
    """Unique identifier of the project."""
    project_organisation_id: int
    """Number of the organisation that the project belongs to."""
    project_user_role: str
    """The user's role in the project."""
    project_organisation_user_role: str
    """The user's role in the organisation that the project belongs to."""
    data_unit_title: str
    """The data unit's title."""
    data_unit_data_type: str
    """The kind of data."""
    data_unit_dataset_id: UUID
    """Unique identifier of the dataset that holds the data unit."""
    data_unit_dataset_title: str
    """The dataset's title."""
    ontology_id: UUID
    """Unique identifier of the ontology."""
    label_id: str
    """Unique identifier of the label row."""
    workflow_stage_type: ActionableWorkflowNodeType | Literal[""]
    """What happens in the stage; empty where the task is in none."""
    workflow_stage_title: str
    """The stage's title."""


@define(kw_only=True)
class EditorLogGeneralAction(_EditorLogEntry):
    """An entry about a task, a program or the editor itself. One of the kinds of `EditorLog`."""

    action_category: Literal[
        EditorLogsActionCategory.EDITOR,
        EditorLogsActionCategory.TASK,
        EditorLogsActionCategory.AGENT,
    ]
    """What the entry is about."""


@define(kw_only=True)
class _EditorLogLabel(_EditorLogEntry):
    """What the entries about labels say besides."""

    label_name: str
    """The name of the object or classification in the ontology."""
    feature_id: str
    """Its identifier in the ontology."""
    label_ranges: list[tuple[int, int]]
    """First and last frame of each row of frames that it is in."""


@define(kw_only=True)
class EditorLogClassification(_EditorLogLabel):
    """An entry about a classification. One of the kinds of `EditorLog`."""

    classification_hash: str
    """Unique identifier of the classification."""
    action_category: Literal[EditorLogsActionCategory.CLASSIFICATION]
    """What the entry is about."""


@define(kw_only=True)
class EditorLogObject(_EditorLogLabel):
    """An entry about an object. One of the kinds of `EditorLog`."""

    object_shape: str
    """The shape of the object."""
    object_current_frame: int | None = None
    """Number of the frame that was shown, from 0; `None` when the server does not say."""
    object_hash: str
    """Unique identifier of the object."""
    object_id: int | None = None
    """The number of the object among those of its kind; `None` when the server does not say."""
    action_category: Literal[EditorLogsActionCategory.OBJECT]
    """What the entry is about."""


@define
class OtherEditorLog(Keeper):
    """An entry of a category that this version does not know. One of the kinds of `EditorLog`."""

    action_category: str
    """What the entry is about."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that it says."""


EditorLog: TypeAlias = (
    EditorLogGeneralAction | EditorLogObject | EditorLogClassification | OtherEditorLog
)
"""An entry of the log; its category says which of these it is.

Response of ``v2/public/projects/<project>/editor-logs`` (GET), in the results of a `Page`.
"""


@define(kw_only=True)
class EditorLogParams(Keeper):
    """Selects the entries to list.

    Query string of ``v2/public/projects/<project>/editor-logs`` (GET). A criterion that is `None`
    does not filter and is not sent.
    """

    start_time: datetime
    """Start of the period."""
    end_time: datetime
    """End of the period."""
    action: str | None = None
    """Only this action."""
    actor_user_email: str | None = None
    """Only actions of this user."""
    workflow_stage_id: UUID | None = None
    """Only actions in this stage of the workflow."""
    data_unit_id: UUID | None = None
    """Only actions on this data unit."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
