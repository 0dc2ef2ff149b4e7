"""Moving tasks through a project's workflow."""

from enum import Enum

from attrs import define, frozen

from orm_attrs._keeper import Keeper


class WorkflowAction(Enum):
    """What can be done to a task in a workflow."""

    REOPEN = "reopen"
    """Send the task back to the first annotation stage."""
    COMPLETE = "complete"
    """Send the task straight to the final stage."""


@frozen(weakref_slot=False)
class LabelWorkflowGraphNode(Keeper):
    """Names the `labelworkflowgraphnode` query, which moves label rows; it holds no data."""


@define
class LabelWorkflowGraphNodePayload(Keeper):
    """The move to make. Payload of the `labelworkflowgraphnode` query (POST)."""

    action: str | None = None
    """The value of a `WorkflowAction`; `None` when it is not set."""
