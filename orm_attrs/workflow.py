"""A project's workflow: its stages, and moving tasks through them."""

from enum import Enum
from typing import TypeAlias
from uuid import UUID

from attrs import define, frozen

from orm_attrs._keeper import Keeper


class WorkflowAction(Enum):
    """What can be done to a task in a workflow."""

    REOPEN = "reopen"
    """Send the task back to the first annotation stage."""
    COMPLETE = "complete"
    """Send the task straight to the final stage."""


class WorkflowStageType(str, Enum):
    """What happens to a task in a stage of a workflow."""

    ANNOTATION = "ANNOTATION"
    """An annotator labels."""
    REVIEW = "REVIEW"
    """A reviewer approves or rejects the labels."""
    USER_ROUTER = "USER_ROUTER"
    """The task takes a way that depends on the user."""
    PERCENTAGE_ROUTER = "PERCENTAGE_ROUTER"
    """The task takes one of several ways by chance."""
    CONSENSUS_ANNOTATION = "CONSENSUS_ANNOTATION"
    """Several annotators label independently."""
    CONSENSUS_REVIEW = "CONSENSUS_REVIEW"
    """A reviewer chooses among their labels."""
    DONE = "DONE"
    """The task is finished."""
    AGENT = "AGENT"
    """A program decides."""


@frozen(weakref_slot=False)
class LabelWorkflowGraphNode(Keeper):
    """Names the `labelworkflowgraphnode` query, which moves label rows; it holds no data."""


@define
class LabelWorkflowGraphNodePayload(Keeper):
    """The move to make. Payload of the `labelworkflowgraphnode` query (POST)."""

    action: str | None = None
    """The value of a `WorkflowAction`; `None` when it is not set."""


@define
class BaseWorkflowNode(Keeper):
    """What all stages of a workflow have. Part of `TimeSpent`."""

    stage_type: WorkflowStageType
    """What happens in the stage."""
    uuid: UUID
    """Unique identifier of the stage."""
    title: str
    """The stage's title."""


@define
class WorkflowNode(BaseWorkflowNode):
    """A stage of any type but `WorkflowStageType.AGENT`. Part of `WorkflowDTO`."""


@define
class AgentNodePathway(Keeper):
    """A way out of a stage in which a program decides. Part of `WorkflowAgentNode`."""

    uuid: UUID
    """Unique identifier of the way."""
    title: str
    """The title of the way."""
    destination_uuid: UUID
    """Unique identifier of the stage that it leads to."""


@define
class WorkflowAgentNode(BaseWorkflowNode):
    """A stage of type `WorkflowStageType.AGENT`. Part of `WorkflowDTO`."""

    pathways: list[AgentNodePathway]
    """The ways that the program chooses from."""


WorkflowStage: TypeAlias = WorkflowAgentNode | WorkflowNode
"""A stage of a workflow; its type says which of the two it is."""


@define
class WorkflowDTO(Keeper):
    """The workflow of a project. Part of `ProjectDTO`."""

    stages: list[WorkflowStage]
    """The stages."""
