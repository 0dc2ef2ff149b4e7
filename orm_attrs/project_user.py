"""The people who work on a project."""

from enum import IntEnum

from attrs import frozen

from orm_attrs._keeper import Keeper


class ProjectUserRole(IntEnum):
    """What a user may do in a project."""

    ADMIN = 0
    ANNOTATOR = 1
    REVIEWER = 2
    ANNOTATOR_REVIEWER = 3
    """Annotates and reviews."""
    TEAM_MANAGER = 4
    VIEWER = 5
    """Sees everything and changes nothing."""
    UNKNOWN = -99
    """Stands in for every role that is not listed here."""


@frozen(weakref_slot=False)
class ProjectUser(Keeper):
    """A user's membership in a project.

    Response to the `projectusers` query (POST), one per user added.
    """

    user_email: str
    """The user's e-mail address."""
    user_role: ProjectUserRole
    """The role the user was given."""
    project_hash: str
    """Unique identifier of the project."""
