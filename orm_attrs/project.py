"""Projects: what they hold, how they are copied, set up and imported."""

from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

from attrs import Factory, define, field, frozen

from orm_attrs._keeper import Keeper
from orm_attrs._metadata import NOT_UPDATABLE
from orm_attrs.string_enum import StringEnum


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


@frozen(weakref_slot=False)
class ProjectDataset(Keeper):
    """Names the `projectdataset` query, which attaches and detaches datasets; it holds no data."""


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
