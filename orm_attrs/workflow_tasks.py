"""Tasks of a workflow: how to list them, and what can be done to them, stage by stage."""

from datetime import datetime
from enum import Enum
from typing import Literal
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper


@define
class TasksQueryParams(Keeper):
    """Selects a page of reviews.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks/<task>/reviews``
    (GET), and, without a key, of ``.../reviews/actions`` (POST).
    """

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define(kw_only=True)
class _TasksOnDataQueryParams(Keeper):
    """Which tasks may be selected in every stage."""

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    data_hashes: list[UUID] | None = None
    """Only tasks on these data units."""
    dataset_hashes: list[UUID] | None = None
    """Only tasks on data units of these datasets."""
    data_title_contains: str | None = None
    """Only tasks on data units with this in their title."""


@define(kw_only=True)
class _TasksOfUsersQueryParams(_TasksOnDataQueryParams):
    """Which tasks may be selected in stages in which users or programs work."""

    user_emails: list[str] | None = None
    """Only tasks of these users."""


@define
class WorkflowMoveTasksRequest(Keeper):
    """The tasks to put into another stage.

    Body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/move-tasks`` (POST), which has no
    answer. The platform takes at most 500 tasks at once.
    """

    task_uuids: list[UUID]
    """Unique identifiers of the tasks."""
    destination_stage_uuid: UUID
    """Unique identifier of the stage that they go to."""


@define(kw_only=True)
class _WorkflowTask(Keeper):
    """What all tasks have."""

    uuid: UUID
    """Unique identifier of the task."""
    created_at: datetime
    """When the task was created."""
    updated_at: datetime
    """When the task was last changed."""
    data_hash: UUID
    """Unique identifier of the data unit."""
    data_title: str
    """The data unit's title."""


class WorkflowAnnotationTaskStatus(str, Enum):
    """How a task stands in a stage in which an annotator labels."""

    NEW = "NEW"
    """Nobody has it yet."""
    ASSIGNED = "ASSIGNED"
    """A user has it."""
    RELEASED = "RELEASED"
    """It was taken from the user that had it."""
    SKIPPED = "SKIPPED"
    """It was put off."""
    REOPENED = "REOPENED"
    """It has come back from a later stage."""
    COMPLETED = "COMPLETED"
    """It has left the stage."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class AnnotationTasksQueryParams(_TasksOfUsersQueryParams):
    """Selects the tasks to list, of a stage in which an annotator labels.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """

    statuses: list[WorkflowAnnotationTaskStatus] | None = None
    """Only tasks that stand like this."""


@define(kw_only=True)
class AnnotationActionSubmit(Keeper):
    """Submits a task of an annotator.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["SUBMIT"] = "SUBMIT"
    """What is done."""
    resolve_label_reviews: bool = True
    """Whether the open reviews of its labels count as resolved."""
    assignee: str | None = None
    """The e-mail address of the user who gets it in the next stage; `None` for nobody in
    particular."""
    retain_assignee: bool = False
    """Whether the user who had it last in the next stage gets it again."""


@define(kw_only=True)
class AnnotationActionAssign(Keeper):
    """Gives a task of a stage in which an annotator labels to a user.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["ASSIGN"] = "ASSIGN"
    """What is done."""
    assignee: str
    """The e-mail address of the user who gets it."""


@define
class AnnotationActionRelease(Keeper):
    """Takes a task of an annotator from the user that has it.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["RELEASE"] = "RELEASE"
    """What is done."""


@define(kw_only=True)
class AnnotationTask(_WorkflowTask):
    """A task of a stage in which an annotator labels.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """

    status: WorkflowAnnotationTaskStatus = WorkflowAnnotationTaskStatus.UNKNOWN
    """How the task stands; ``UNKNOWN`` from servers that do not say."""
    label_branch_name: str
    """The branch that the labels are in."""
    assignee: str | None = None
    """The e-mail address of the user who has it; `None` when nobody has."""


class LabelReviewStatus(str, Enum):
    """How the review of a label stands."""

    NEW = "NEW"
    """Nobody has looked at it yet."""
    APPROVED = "APPROVED"
    """The label is right."""
    REJECTED = "REJECTED"
    """The label is to be changed."""
    RESOLVED = "RESOLVED"
    """The label was changed since."""
    REOPENED = "REOPENED"
    """It is to be reviewed once more."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ReviewTaskStatus(str, Enum):
    """How a task stands in a stage in which a reviewer approves or rejects."""

    NEW = "NEW"
    """Nobody has it yet."""
    ASSIGNED = "ASSIGNED"
    """A user has it."""
    RELEASED = "RELEASED"
    """It was taken from the user that had it."""
    REOPENED = "REOPENED"
    """It has come back from a later stage."""
    SKIPPED = "SKIPPED"
    """It was put off."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define
class LabelReviewActionApprove(Keeper):
    """Approves a label.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks/<task>/reviews/actions``
    (POST) is a list of such actions; it has no answer.
    """

    review_uuid: UUID
    """Unique identifier of the review."""
    action: Literal["APPROVE"] = "APPROVE"
    """What is done."""


@define(kw_only=True)
class LabelReviewActionReject(Keeper):
    """Rejects a label.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks/<task>/reviews/actions``
    (POST) is a list of such actions; it has no answer.
    """

    review_uuid: UUID
    """Unique identifier of the review."""
    action: Literal["REJECT"] = "REJECT"
    """What is done."""
    comment: str | None = None
    """Why it is rejected; `None` when nothing is said."""
    comment_tags: list[str] | None = None
    """The names of the tags of the issue that is raised; `None` for none."""


@define
class LabelReviewActionReopen(Keeper):
    """Asks for another review of a label.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks/<task>/reviews/actions``
    (POST) is a list of such actions; it has no answer.
    """

    review_uuid: UUID
    """Unique identifier of the review."""
    action: Literal["REOPEN"] = "REOPEN"
    """What is done."""


@define(kw_only=True)
class LabelReview(Keeper):
    """The review of a label.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks/<task>/reviews`` (GET), in
    the results of a `Page`.
    """

    uuid: UUID
    """Unique identifier of the review."""
    status: LabelReviewStatus
    """How it stands."""
    label_type: str
    """What kind of label it is about: an object or a classification."""
    label_id: str
    """Unique identifier of the label."""


@define(kw_only=True)
class ReviewTasksQueryParams(_TasksOfUsersQueryParams):
    """Selects the tasks to list, of a stage in which a reviewer approves or rejects.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """

    statuses: list[ReviewTaskStatus] | None = None
    """Only tasks that stand like this."""


@define(kw_only=True)
class ReviewActionApprove(Keeper):
    """Approves a task.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["APPROVE"] = "APPROVE"
    """What is done."""
    approve_label_reviews: bool = True
    """Whether the open reviews of its labels count as approved."""
    assignee: str | None = None
    """The e-mail address of the user who gets it in the next stage; `None` for nobody in
    particular."""
    retain_assignee: bool = False
    """Whether the user who had it last in the next stage gets it again."""


@define(kw_only=True)
class ReviewActionReject(Keeper):
    """Rejects a task of a review stage.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["REJECT"] = "REJECT"
    """What is done."""
    reject_label_reviews: bool = True
    """Whether the open reviews of its labels count as rejected."""
    assignee: str | None = None
    """The e-mail address of the user who gets it in the next stage; `None` for nobody in
    particular."""
    retain_assignee: bool = False
    """Whether the user who had it last in the next stage gets it again."""


@define(kw_only=True)
class ReviewActionAssign(Keeper):
    """Gives a task of a stage of reviews to a user.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["ASSIGN"] = "ASSIGN"
    """What is done."""
    assignee: str
    """The e-mail address of the user who gets it."""


@define
class ReviewActionRelease(Keeper):
    """Takes a task of a reviewer from the user that has it.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["RELEASE"] = "RELEASE"
    """What is done."""


@define(kw_only=True)
class ReviewTask(_WorkflowTask):
    """A task of a stage in which a reviewer approves or rejects.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """

    status: ReviewTaskStatus = ReviewTaskStatus.UNKNOWN
    """How the task stands; ``UNKNOWN`` from servers that do not say."""
    assignee: str | None = None
    """The e-mail address of the user who has it; `None` when nobody has."""


class ConsensusReviewTaskStatus(str, Enum):
    """How a task stands in a stage in which a reviewer chooses among labels."""

    NEW = "NEW"
    """Nobody has it yet."""
    ASSIGNED = "ASSIGNED"
    """A user has it."""
    RELEASED = "RELEASED"
    """It was taken from the user that had it."""
    REOPENED = "REOPENED"
    """It has come back from a later stage."""
    SKIPPED = "SKIPPED"
    """It was put off."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class ConsensusReviewTasksQueryParams(_TasksOfUsersQueryParams):
    """Selects the tasks to list, of a stage in which a reviewer chooses among labels.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """

    statuses: list[ConsensusReviewTaskStatus] | None = None
    """Only tasks that stand like this."""


@define(kw_only=True)
class ConsensusReviewActionApprove(Keeper):
    """Approves the labels that were chosen.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["APPROVE"] = "APPROVE"
    """What is done."""
    assignee: str | None = None
    """The e-mail address of the user who gets it in the next stage; `None` for nobody in
    particular."""
    retain_assignee: bool = False
    """Whether the user who had it last in the next stage gets it again."""


@define(kw_only=True)
class ConsensusReviewActionReject(Keeper):
    """Rejects all labels of a task.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["REJECT"] = "REJECT"
    """What is done."""
    assignee: str | None = None
    """The e-mail address of the user who gets it in the next stage; `None` for nobody in
    particular."""
    retain_assignee: bool = False
    """Whether the user who had it last in the next stage gets it again."""


@define(kw_only=True)
class ConsensusReviewActionAssign(Keeper):
    """Gives a task of a stage of consensus reviews to a user.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["ASSIGN"] = "ASSIGN"
    """What is done."""
    assignee: str
    """The e-mail address of the user who gets it."""


@define
class ConsensusReviewActionRelease(Keeper):
    """Takes a task of a consensus review from the user that has it.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["RELEASE"] = "RELEASE"
    """What is done."""


@define
class ConsensusReviewOption(Keeper):
    """The labels of one annotator, to choose or not. Part of `ConsensusReviewTask`."""

    annotator: str
    """The annotator's e-mail address."""
    label_branch_name: str
    """The branch that the labels are in."""
    label_hash: UUID | None = None
    """Unique identifier of the label row; `None` when nothing was labelled."""


@define(kw_only=True)
class ConsensusReviewTask(_WorkflowTask):
    """A task of a stage in which a reviewer chooses among labels.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """

    status: ConsensusReviewTaskStatus = ConsensusReviewTaskStatus.UNKNOWN
    """How the task stands; ``UNKNOWN`` from servers that do not say."""
    assignee: str | None = None
    """The e-mail address of the user who has it; `None` when nobody has."""
    options: list[ConsensusReviewOption]
    """What the reviewer chooses from."""


class AgentTaskStatus(str, Enum):
    """How a task stands in a stage in which a program decides."""

    NEW = "NEW"
    """Nobody has it yet."""
    ASSIGNED = "ASSIGNED"
    """A user has it."""
    RELEASED = "RELEASED"
    """It was taken from the user that had it."""
    SKIPPED = "SKIPPED"
    """It was put off."""
    REOPENED = "REOPENED"
    """It has come back from a later stage."""
    COMPLETED = "COMPLETED"
    """It has left the stage."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class AgentActionPathway(Keeper):
    """Lets a task leave a stage in which a program decides.

    The body of ``v2/public/projects/<uuid>/workflow/stages/<stage>/actions`` (POST) is a list of
    such actions; it has no answer.
    """

    task_uuid: UUID
    """Unique identifier of the task."""
    action: Literal["PATHWAY_ACTION"] = "PATHWAY_ACTION"
    """What is done."""
    pathway_uuid: UUID | None = None
    """Unique identifier of the way that it takes; `None` when its name is given."""
    pathway_name: str | None = None
    """The title of the way that it takes; `None` when its identifier is given."""


@define(kw_only=True)
class AgentTask(_WorkflowTask):
    """A task of a stage in which a program decides.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """

    status: AgentTaskStatus
    """How the task stands."""
    label_branch_name: str
    """The branch that the labels are in."""
    assignee: str | None = None
    """The e-mail address of the user who has it; `None` when nobody has."""
    last_actioned_by: str | None = None
    """The e-mail address of the user who last did something to it; `None` when nobody has, or the
    server does not say."""


@define(kw_only=True)
class AgentTasksQueryParams(_TasksOfUsersQueryParams):
    """Selects the tasks to list, of a stage in which a program decides.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """

    statuses: list[AgentTaskStatus] | None = None
    """Only tasks that stand like this."""


@define(kw_only=True)
class ConsensusAnnotationTasksQueryParams(_TasksOfUsersQueryParams):
    """Selects the tasks to list, of a stage in which several annotators label.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """


@define(kw_only=True)
class ConsensusAnnotationTask(_WorkflowTask):
    """A task of a stage in which several annotators label independently.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """

    subtasks: list[AnnotationTask] = field(factory=list)
    """The tasks of the annotators."""


@define(kw_only=True)
class FinalTasksQueryParams(_TasksOnDataQueryParams):
    """Selects the tasks to list, of a final stage.

    Query string of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET). A criterion
    that is `None` does not filter and is not sent.
    """


@define(kw_only=True)
class FinalStageTask(_WorkflowTask):
    """A task that is finished.

    Response of ``v2/public/projects/<uuid>/workflow/stages/<stage>/tasks`` (GET), in the results of
    a `Page`.
    """
