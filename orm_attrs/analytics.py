"""How long collaborators worked, and how to ask for it."""

from datetime import datetime
from enum import Enum

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.project_user import ProjectUserRole


class CamelStrEnum(str, Enum):
    """Base of string enums whose values are their members' names in camelCase."""


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
