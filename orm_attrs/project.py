"""Projects: what they hold, how they are copied, set up and imported."""

from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

from attrs import Factory, define, field, frozen

from orm_attrs._keeper import Keeper
from orm_attrs._metadata import NOT_UPDATABLE
from orm_attrs.camel_str_enum import CamelStrEnum
from orm_attrs.project_user import ProjectUserRole
from orm_attrs.string_enum import StringEnum
from orm_attrs.workflow import WorkflowDTO


@define(kw_only=True)
class Project(Keeper):
    """An ontology with the datasets to label by it. Response to the `project` query (GET).

    A field is `None` when its key is absent or null; lists of projects leave out the larger ones.
    """

    project_hash: str | None = None
    """Unique identifier of the project."""
    title: str | None = None
    """The project's title."""
    description: str | None = None
    """What its makers say about the project."""
    created_at: datetime | None = None
    """When the project was created."""
    last_edited_at: datetime | None = None
    """When the project was last changed."""
    editor_ontology: dict[str, Any] | str | None = field(default=None, metadata=NOT_UPDATABLE)
    """The ontology, or its JSON text."""
    datasets: list[Any] | str | None = field(default=None, metadata=NOT_UPDATABLE)
    """The datasets (hash, title, description, type), or the JSON text of that list."""
    label_rows: list[Any] | str | None = field(default=None, metadata=NOT_UPDATABLE)
    """The label rows (hashes, titles, data type, status), or the JSON text of that list."""
    ontology_hash: str | None = None
    """Unique identifier of the ontology."""
    source_projects: list[Any] | None = None
    """Hashes of the projects that hold the benchmark data."""
    workflow_manager_uuid: str | None = None
    """What runs the project's workflow, as text; `None` for a project without one."""

    def get_labels_list(self) -> list[str | None]:
        """List the label hash of each label row.

        Returns:
            One hash per row, `None` for a row that is not initialised yet; empty when the project
            came without label rows.

        Raises:
            TypeError: If the label rows are still JSON text.
        """
        if self.label_rows is None:
            return []
        if isinstance(self.label_rows, str):
            msg = "label_rows is JSON text; decode it to a list before asking for its label hashes"
            raise TypeError(msg)
        return [label_row.get("label_hash") for label_row in self.label_rows]


@frozen(weakref_slot=False)
class ProjectCopy(Keeper):
    """Names the `projectcopy` query, which copies a project; it holds no data."""


@frozen(weakref_slot=False)
class ProjectUsers(Keeper):
    """Names the `projectusers` query, which adds users to a project; it holds no data."""


@define
class ProjectDataset(Keeper):
    """A dataset that is attached to a project.

    Response of ``v2/public/projects/<hash>/datasets`` (GET), in the results of a `Page`; names the
    `projectdataset` query, which attaches and detaches datasets.
    """

    dataset_hash: UUID
    """Unique identifier of the dataset."""
    title: str
    """The dataset's title."""
    description: str
    """What its makers say about the dataset."""


class ProjectType(str, Enum):
    """How a project assures its quality, as the v2 API names it; see `ProjectWorkflowType`."""

    WORKFLOW = "workflow"
    """Tasks go through the stages of a workflow."""
    MANUAL_QA = "manual_qa"
    """People review the labels."""


class ProjectStatus(str, Enum):
    """How far a project has come."""

    NOT_STARTED = "notStarted"
    IN_PROGRESS = "inProgress"
    IN_REVIEW = "inReview"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"
    UNKNOWN = "_unknown_"
    """Stands in for every status that is not listed here."""


class ProjectCopyOptions(str, Enum):
    """A part of a project that its copy shall have, too."""

    COLLABORATORS = "collaborators"
    DATASETS = "datasets"
    MODELS = "models"
    LABELS = "labels"


class ReviewApprovalState(str, Enum):
    """What reviewers made of a label."""

    APPROVED = "APPROVED"
    PENDING = "PENDING"
    REJECTED = "REJECTED"
    DELETED = "DELETED"
    NOT_SELECTED_FOR_REVIEW = "NOT_SELECTED_FOR_REVIEW"
    """Outside the sample that was reviewed."""


class CopyDatasetAction(str, Enum):
    """What becomes of the datasets when a project is copied."""

    ATTACH = "ATTACH"
    """The copy shares the original's datasets."""
    CLONE = "CLONE"
    """The copy gets one new dataset with the data units of the original's."""


@define(kw_only=True)
class CopyDatasetOptions(Keeper):
    """How to copy a project's datasets. Not sent as such: see `CopyProjectPayload`."""

    action: CopyDatasetAction = CopyDatasetAction.ATTACH
    """Whether to share the datasets or to clone their data."""
    dataset_title: str | None = None
    """Title of the new dataset when cloning; `None` leaves it to the server."""
    dataset_description: str | None = None
    """Description of the new dataset when cloning; `None` leaves it to the server."""
    datasets_to_data_hashes_map: dict[str, list[str]] = Factory(dict)
    """Dataset hash to the hashes of its data units to clone; limits copied labels to them, too."""


@define
class CopyLabelsOptions(Keeper):
    """Which labels a project's copy gets. Not sent as such: see `CopyProjectLabelsOptions`."""

    accepted_label_hashes: list[str] | None = None
    """Hashes of the labels to copy; `None` does not filter."""
    accepted_label_statuses: list[ReviewApprovalState] | None = None
    """Review states of the labels to copy; `None` does not filter."""


@define(kw_only=True)
class CopyProjectLabelsOptions(Keeper):
    """Which data and labels to copy, as the server wants it. Part of `CopyProjectPayload`."""

    datasets_to_data_hashes_map: dict[str, list[str]] = Factory(dict)
    """Dataset hash to the hashes of its data units to copy."""
    accepted_label_hashes: list[str] | None = None
    """Hashes of the labels to copy; `None` does not filter."""
    accepted_label_statuses: list[ReviewApprovalState] | None = None
    """Review states of the labels to copy; `None` does not filter."""
    create_new_dataset: bool | None = None
    """Whether to clone the data into a new dataset; `None` when that is not asked for."""


@define(kw_only=True)
class ProjectCopyMetadata(Keeper):
    """How the copy and its dataset are named. Part of `CopyProjectPayload`.

    What is `None` is left to the server.
    """

    project_title: str | None = None
    """Title of the copy."""
    project_description: str | None = None
    """Description of the copy."""
    dataset_title: str | None = None
    """Title of the new dataset."""
    dataset_description: str | None = None
    """Description of the new dataset."""


@define
class CopyProjectPayload(Keeper):
    """The copy to make of a project. Payload of the `projectcopy` query (POST)."""

    copy_project_options: list[ProjectCopyOptions] = Factory(list)
    """The parts to copy; cloned datasets are asked for in `copy_labels_options` instead."""
    copy_labels_options: CopyProjectLabelsOptions | None = None
    """Which data and labels to copy; `None` when there is nothing to say about them."""
    project_copy_metadata: ProjectCopyMetadata | None = None
    """How the copy is named; `None` leaves it to the server."""


class ProjectWorkflowType(Enum):
    """How a project assures its quality. Sent when a project is created."""

    MANUAL_QA = "manual"
    """People review the labels."""
    BENCHMARK_QA = "benchmark"
    """Annotators are measured against data with known labels."""


@frozen(weakref_slot=False)
class ManualReviewWorkflowSettings(Keeper):
    """Selects `ProjectWorkflowType.MANUAL_QA` for a new project, which has nothing to set."""


@define
class BenchmarkQaWorkflowSettings(Keeper):
    """Selects `ProjectWorkflowType.BENCHMARK_QA` for a new project.

    Its field goes into the payload of the `project` query (POST).
    """

    source_projects: list[str] = Factory(list)
    """Hashes of the projects that hold the benchmark data."""


ProjectWorkflowSettings: TypeAlias = ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings
"""How a new project assures its quality."""


class ReviewMode(StringEnum):
    """How far imported labels count as done. Sent with a CVAT import."""

    UNLABELLED = "unlabelled"
    """An annotator still has to check and submit them."""
    LABELLED = "labelled"
    """They await review."""
    REVIEWED = "reviewed"
    """They are finished."""


@define
class ProjectImporter(Keeper):
    """The outcome of a project import; names the `projectimporter` query (POST).

    A field is `None` when its key is absent or null.
    """

    project_hash: str | None = None
    """Unique identifier of the new project; `None` when the import failed."""
    errors: list[Any] | None = None
    """What went wrong."""


class CvatExportType(Enum):
    """What a CVAT export covers."""

    PROJECT = "project"
    TASK = "task"


@define
class ProjectImporterCvatInfo(Keeper):
    """What a CVAT export is found to be; names the `projectimportercvatinfo` query (POST)."""

    export_type: CvatExportType | None = None
    """What the export covers; `None` when its key is absent or null."""


@define
class TaskPriorityParams(Keeper):
    """Which tasks come first. Body of ``v2/public/projects/<hash>/priorities`` (POST)."""

    priorities: list[tuple[str, float]]
    """Pairs of a data hash and its priority, from 0 to 1."""


@define
class OrganisationTag(Keeper):
    """A tag that an organisation puts on projects and storage folders.

    Response of ``v2/public/organisation/organisation-tags`` (GET, POST), for GET in the results of
    a `Page`, as in the response of ``v2/public/projects/<hash>/tags`` (GET).
    """

    uuid: UUID
    """Unique identifier of the tag."""
    name: str
    """The tag's name, of which there is no other in the organisation."""


ProjectTag = OrganisationTag
"""Former name of `OrganisationTag`."""


@define
class CreateOrganisationTagPayload(Keeper):
    """The tag to create. Body of ``v2/public/organisation/organisation-tags`` (POST)."""

    name: str
    """The tag's name, of which there must be no other in the organisation."""
    description: str | None = None
    """What the tag stands for; `None` when nothing is said."""


@define
class AddProjectIssueTagsPayload(Keeper):
    """The tags that issues may have. Body of ``v2/public/projects/<hash>/issue-tags`` (POST)."""

    issue_tag_names: list[str]
    """Names of the tags."""


@define(kw_only=True)
class ProjectDTO(Keeper):
    """A project as the v2 API sends it, with its workflow.

    Response of ``v2/public/projects/<hash>`` (GET), and of ``v2/public/projects`` (GET), in the
    results of a `Page`.
    """

    project_hash: UUID
    """Unique identifier of the project."""
    project_type: ProjectType
    """How the project assures its quality."""
    status: ProjectStatus
    """How far the project has come."""
    title: str
    """The project's title."""
    description: str
    """What its makers say about the project."""
    created_at: datetime
    """When the project was created."""
    creator_email: str
    """The e-mail address of the user who created it."""
    last_edited_at: datetime
    """When the project was last changed."""
    ontology_hash: str
    """Unique identifier of the ontology."""
    editor_ontology: dict[str, Any]
    """The ontology."""
    user_role: ProjectUserRole | None = None
    """The user's role; `None` when the user sees the project only as part of an organisation."""
    source_projects: list[str] | None = None
    """Hashes of the projects that hold the benchmark data; `None` when there are none."""
    workflow_manager_uuid: UUID | None = None
    """What runs the project's workflow; `None` for a project without one."""
    workflow: WorkflowDTO | None = None
    """The stages of the workflow; `None` for a project without one."""


class CvatReviewMode(CamelStrEnum):
    """How far imported labels count as done, as the v2 API names it; see `ReviewMode`."""

    UNLABELLED = "unlabelled"
    """An annotator still has to check and submit them."""
    LABELLED = "labelled"
    """They await review."""
    REVIEWED = "reviewed"
    """They are finished."""


@define(kw_only=True)
class CvatImportDataItem(Keeper):
    """A file that a CVAT export has labels for. Part of `CvatImportStartPayload`."""

    data_path: str
    """The file's path in the export."""
    data_link: str
    """Where the platform keeps the file."""
    title: str
    """The title that the data unit gets."""


@define(kw_only=True)
class CvatImportStartPayload(Keeper):
    """The CVAT export to import. Body of ``v2/public/projects/cvat-import`` (POST)."""

    annotations_base64: str
    """The file ``annotations.xml`` of the export, in base64."""
    dataset_uuid: UUID
    """The dataset that the data units go into."""
    review_mode: CvatReviewMode
    """How far the labels count as done."""
    data: list[CvatImportDataItem]
    """The files."""
    transform_bounding_boxes_to_polygons: bool
    """Whether boxes become polygons."""


@define
class CvatImportGetResultParams(Keeper):
    """How long to wait. Query string of ``v2/public/projects/cvat-import/<uuid>`` (GET)."""

    timeout_seconds: int
    """After so many seconds the server answers, also when the import is not finished."""


class CvatImportGetResultLongPollingStatus(str, Enum):
    """How an import stands."""

    DONE = "DONE"
    ERROR = "ERROR"
    PENDING = "PENDING"
    """Queued or running."""


@define
class CvatImportGetResultResponse(Keeper):
    """How an import stands. Response of ``v2/public/projects/cvat-import/<uuid>`` (GET)."""

    status: CvatImportGetResultLongPollingStatus
    """How the import stands."""
    project_uuid: UUID | None = None
    """Unique identifier of the new project; `None` unless the import is done."""
    issues: dict[str, Any] | None = None
    """``errors``, ``warnings`` and ``infos``, a list of issues each; `None` while it runs."""


@define(kw_only=True)
class ProjectFilterParams(Keeper):
    """Selects the projects to list. Query string of ``v2/public/projects`` (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    title_eq: str | None = None
    """Only the project with exactly this title."""
    title_like: str | None = None
    """Only projects whose title is like this, with ``%`` for any text."""
    desc_eq: str | None = None
    """Only projects with exactly this description."""
    desc_like: str | None = None
    """Only projects whose description is like this, with ``%`` for any text."""
    created_before: datetime | None = None
    """Only projects that were created before this time."""
    created_after: datetime | None = None
    """Only projects that were created at this time or later."""
    edited_before: datetime | None = None
    """Only projects that were last changed before this time."""
    edited_after: datetime | None = None
    """Only projects that were last changed at this time or later."""
    include_org_access: bool = False
    """Whether to list what the user sees only as part of an organisation, too."""
    tags_anyof: list[str] | None = None
    """Only projects that have at least one of the tags with these names."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class SetProjectStatusPayload(Keeper):
    """The status to set. Body of ``v2/public/projects/<hash>/status`` (PUT)."""

    status: ProjectStatus
    """The status."""


@define
class GetProjectUsersPayload(Keeper):
    """Which page to list. Query string of ``v2/public/projects/<hash>/users`` (GET)."""

    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class RemoveProjectUsersPayload(Keeper):
    """The users to remove. Body of ``v2/public/projects/<hash>/users/bulk-delete`` (POST)."""

    user_emails: list[str]
    """Their e-mail addresses."""


@define
class ProjectUserResponse(Keeper):
    """A user's membership in a project, as the v2 API sends it.

    Response of ``v2/public/projects/<hash>/users`` (GET), in the results of a `Page`.
    """

    user_email: str
    """The user's e-mail address."""
    user_role: ProjectUserRole
    """The role of the user."""


@define
class ProjectBranchResult(Keeper):
    """A branch of a project's labels.

    Response of ``v2/public/projects/<hash>/branches`` (GET), in the results of a `Page`.
    """

    name: str
    """The branch's name, such as ``"main"``."""


@define
class ListBranchesParams(Keeper):
    """Which page to list. Query string of ``v2/public/projects/<hash>/branches`` (GET)."""

    limit: int | None = None
    """How many branches one page holds at most; `None` leaves it to the server."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""


@define
class BulkClassificationsPayload(Keeper):
    """The label rows whose classifications are wanted.

    Body of ``v2/public/projects/<hash>/label-rows/classifications`` (POST).
    """

    label_uuids: list[str]
    """Label hashes of the rows, as text."""
    branch_name: str = "main"
    """The branch of the labels."""


@define(kw_only=True)
class ClassificationAnswerObject(Keeper):
    """One attribute of a classification and its answer. Part of `ClassificationAnswerEntry`."""

    name: str
    """The attribute's name in the ontology."""
    value: str
    """The attribute's name, as programs write it."""
    answers: Any
    """The answer: text, a number, or a list of the chosen options."""
    feature_hash: str
    """The attribute's feature in the ontology."""
    manual_annotation: bool
    """Whether a person answered."""


@define(kw_only=True)
class ClassificationAnswerEntry(Keeper):
    """One classification of a label row. Part of `LabelClassificationsEntry`."""

    classification_hash: str
    """Unique identifier of the classification in the row."""
    feature_hash: str | None = None
    """The classification's feature in the ontology; `None` where the server does not state it."""
    classifications: list[ClassificationAnswerObject]
    """The answers."""
    range: list[tuple[int, int]] | None = None
    """The first and the last frame of each part that it holds for; `None` for all of the asset."""
    created_at: str | None = None
    """When it was made: text as sent; `None` where the server does not state it."""
    created_by: str | None = None
    """Who made it; `None` where the server does not state it."""
    last_edited_at: str | None = None
    """When it was last changed: text as sent; `None` where the server does not state it."""
    last_edited_by: str | None = None
    """Who last changed it; `None` where the server does not state it."""
    manual_annotation: bool | None = None
    """Whether a person made it; `None` where the server does not state it."""


@define(kw_only=True)
class LabelClassificationsEntry(Keeper):
    """The classifications of one label row. Part of `BulkClassificationsResponse`."""

    label_uuid: UUID
    """Unique identifier of the label row."""
    data_uuid: UUID
    """Unique identifier of the data asset."""
    data_title: str | None = None
    """The asset's title; `None` where the server does not state it."""
    branch_name: str = "main"
    """The branch of the labels."""
    classification_answers: dict[str, ClassificationAnswerEntry] = Factory(dict)
    """Classification hash to classification."""
    export_uuid: UUID | None = None
    """The export that the row was last part of; `None` when there was none."""
    exported_at: datetime | None = None
    """When that was; `None` when there was none."""


@define
class BulkClassificationsResponse(Keeper):
    """The classifications of several label rows.

    Response of ``v2/public/projects/<hash>/label-rows/classifications`` (POST).
    """

    labels: list[LabelClassificationsEntry]
    """The label rows."""


@define(kw_only=True)
class CopyBranchRequest(Keeper):
    """The labels to copy from one branch to another.

    Body of ``v2/public/projects/<uuid>/labels/copy-branch`` (POST).
    """

    source_branch_name: str
    """The branch that they are copied from."""
    target_branch_name: str
    """The branch that they are copied to."""
    overwrite: bool = False
    """Whether labels of the target are replaced."""
    data_uuids: list[str] | None = None
    """Only labels of these data units, as text; `None` does not filter."""
    label_uuids: list[str] | None = None
    """Only these label rows, as text; `None` does not filter."""


@define
class CopyBranchResult(Keeper):
    """What was copied. Response of ``v2/public/projects/<uuid>/labels/copy-branch`` (POST)."""

    copied_count: int
    """How many label rows were copied."""
