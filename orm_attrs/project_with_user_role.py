"""A project as it appears in a user's list of projects."""

from typing import Any

from attrs import frozen

from orm_attrs._keeper import Keeper


@frozen(weakref_slot=False)
class ProjectWithUserRole(Keeper):
    """Pairs a project with the user's role in it.

    Response to the `projectwithuserrole` query (GET), one per project.
    """

    user_role: int
    """The number of a `ProjectUserRole`."""
    project: dict[str, Any]
    """The project as sent: a `Project` without ontology, datasets and label rows."""
