"""How long collaborators worked and what they did, and how to ask for it."""

from datetime import datetime
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.camel_str_enum import CamelStrEnum
from orm_attrs.project_user import ProjectUserRole
from orm_attrs.workflow import BaseWorkflowNode


class CollaboratorTimersGroupBy(CamelStrEnum):
    """What the working time is summed over."""

    DATA_UNIT = "dataUnit"
    """One timer for each collaborator and data unit."""
    PROJECT = "project"
    """One timer for each collaborator in the project."""


@define(kw_only=True)
class CollaboratorTimerParams(Keeper):
    """Selects the working times to report.

    Query string of ``v2/public/analytics/collaborators/timers`` (GET).
    """

    project_hash: str
    """Unique identifier of the project."""
    after: datetime
    """Start of the period."""
    before: datetime | None = None
    """End of the period; `None` leaves it open."""
    group_by: CollaboratorTimersGroupBy = CollaboratorTimersGroupBy.DATA_UNIT
    """What each timer sums over."""
    page_size: int = 100
    """How many timers one page holds at most."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define(kw_only=True)
class CollaboratorTimer(Keeper):
    """The time one collaborator spent.

    Response of ``v2/public/analytics/collaborators/timers`` (GET), in the results of a `Page`.
    """

    user_email: str
    """The collaborator's e-mail address."""
    user_role: ProjectUserRole
    """The collaborator's role in the project."""
    data_title: str | None = None
    """The data unit's title; `None` when timers are grouped by project."""
    time_seconds: float
    """The time spent, in seconds."""


@define(kw_only=True)
class TimeSpentParams(Keeper):
    """Selects the working times to report.

    Query string of ``v2/public/analytics/time-spent`` (GET). A criterion that is `None` does not
    filter and is not sent.
    """

    project_uuid: str
    """Unique identifier of the project, as text."""
    after: datetime
    """Start of the period."""
    before: datetime | None = None
    """End of the period; `None` leaves it open."""
    workflow_stage_uuids: list[UUID] | None = None
    """Only work in these stages of the workflow."""
    user_emails: list[str] | None = None
    """Only work of these users."""
    dataset_uuids: list[UUID] | None = None
    """Only work on these datasets."""
    data_uuids: list[UUID] | None = None
    """Only work on these data units."""
    data_title: str | None = None
    """Only work on data units with a title like this."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define(kw_only=True)
class TimeSpent(Keeper):
    """The time that one user spent on one data unit in one stage.

    Response of ``v2/public/analytics/time-spent`` (GET), in the results of a `Page`.
    """

    period_start_time: datetime
    """Start of the period that the time was spent in."""
    period_end_time: datetime
    """End of that period."""
    time_spent_seconds: int
    """The time spent, in seconds."""
    user_email: str
    """The user's e-mail address."""
    project_user_role: ProjectUserRole
    """The user's role in the project."""
    data_uuid: UUID
    """Unique identifier of the data unit."""
    data_title: str
    """The data unit's title."""
    dataset_uuid: UUID
    """Unique identifier of the dataset that holds it."""
    dataset_title: str
    """The dataset's title."""
    workflow_task_uuid: UUID | None = None
    """The task that was worked on; `None` in projects without a workflow."""
    workflow_stage: BaseWorkflowNode | None = None
    """The stage that the task was in; `None` in projects without a workflow."""


class TaskActionType(CamelStrEnum):
    """What was done to a task of a workflow."""

    ASSIGN = "assign"
    APPROVE = "approve"
    SUBMIT = "submit"
    MOVE = "move"
    """Put into another stage."""
    REJECT = "reject"
    RELEASE = "release"
    """Taken from the user that it was assigned to."""
    SKIP = "skip"


@define(kw_only=True)
class TaskAction(Keeper):
    """One thing that was done to a task.

    Response of ``v2/public/analytics/task-actions`` (GET), in the results of a `Page`.
    """

    timestamp: datetime
    """When it was done."""
    action_type: TaskActionType
    """What was done."""
    project_uuid: UUID
    """Unique identifier of the project."""
    workflow_stage_uuid: UUID
    """Unique identifier of the stage that the task was in."""
    task_uuid: UUID
    """Unique identifier of the task."""
    data_unit_uuid: UUID
    """Unique identifier of the data unit."""
    actor_email: str
    """The e-mail address of the user who did it."""


@define(kw_only=True)
class TaskActionParams(Keeper):
    """Selects the actions to report. Query string of ``v2/public/analytics/task-actions`` (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    project_uuid: UUID
    """Unique identifier of the project."""
    after: datetime
    """Start of the period."""
    before: datetime
    """End of the period."""
    actor_emails: list[str] | None = None
    """Only actions of these users."""
    event_types: list[TaskActionType] | None = None
    """Only actions of these types."""
    workflow_stage_uuids: list[UUID] | None = None
    """Only actions in these stages of the workflow."""
    data_unit_uuids: list[UUID] | None = None
    """Only actions on these data units."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
