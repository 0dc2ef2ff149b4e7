"""Groups of users, and their roles in projects, ontologies, datasets and folders."""

from datetime import datetime
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.dataset import DatasetUserRole
from orm_attrs.ontology_user import OntologyUserRole
from orm_attrs.project_user import ProjectUserRole
from orm_attrs.storage import StorageUserRole


@define(kw_only=True)
class Group(Keeper):
    """A group of users of an organisation.

    Response of ``v2/public/organisation/groups/<uuid>`` (GET, PATCH) and of
    ``v2/public/organisation/groups`` (POST); in the results of a `Page` of
    ``v2/public/user/current-organisation/groups`` (GET).
    """

    group_hash: UUID
    """Unique identifier of the group."""
    name: str
    """The name of the group."""
    description: str
    """What is said about it; may be empty."""
    created_at: datetime
    """When it was created."""


@define
class GroupUser(Keeper):
    """A member of a group.

    Response of ``v2/public/organisation/groups/<uuid>/users`` (GET, POST), in the results of a
    `Page`.
    """

    user_email: str
    """The e-mail address of the user."""


@define
class CreateGroupPayload(Keeper):
    """A group to be made. Body of ``v2/public/organisation/groups`` (POST)."""

    name: str
    """The name of the group."""
    description: str | None = None
    """What is said about it; `None` is not sent, where the SDK sends an empty text."""


@define
class EditGroupPayload(Keeper):
    """New values for a group. Body of ``v2/public/organisation/groups/<uuid>`` (PATCH)."""

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description; `None` leaves it as it is."""


@define
class AddGroupUsersPayload(Keeper):
    """Users to be put into a group.

    Body of ``v2/public/organisation/groups/<uuid>/users`` (POST).
    """

    user_emails: list[str]
    """The e-mail addresses of the users."""


@define
class RemoveGroupUsersPayload(Keeper):
    """Users to be taken out of a group.

    Body of ``v2/public/organisation/groups/<uuid>/users/bulk-delete`` (POST).
    """

    user_emails: list[str]
    """The e-mail addresses of the users."""


@define(kw_only=True)
class ProjectGroup(Group):
    """A group of users, and its role in a project.

    Response of ``v2/public/projects/<uuid>/groups`` (GET), in the results of a `Page`.
    """

    is_same_organisation: bool
    """Whether the group belongs to the organisation of the user who asks."""
    user_role: ProjectUserRole
    """The role of its users in the project."""


@define(kw_only=True)
class OntologyGroup(Group):
    """A group of users, and its role in an ontology.

    Response of ``v2/public/ontologies/<uuid>/groups`` (GET), in the results of a `Page`.
    """

    is_same_organisation: bool
    """Whether the group belongs to the organisation of the user who asks."""
    user_role: OntologyUserRole
    """The role of its users in the ontology."""


@define(kw_only=True)
class DatasetGroup(Group):
    """A group of users, and its role in a dataset.

    Response of ``v2/public/datasets/<uuid>/groups`` (GET), in the results of a `Page`.
    """

    is_same_organisation: bool
    """Whether the group belongs to the organisation of the user who asks."""
    user_role: DatasetUserRole
    """The role of its users in the dataset."""


@define(kw_only=True)
class StorageFolderGroup(Group):
    """A group of users, and its role in a folder of the storage.

    Response of ``v2/public/storage/folders/<uuid>/groups`` (GET), in the results of a `Page`.
    """

    is_same_organisation: bool
    """Whether the group belongs to the organisation of the user who asks."""
    user_role: StorageUserRole
    """The role of its users in the folder."""


@define
class AddProjectGroupsPayload(Keeper):
    """Groups that get a role in a project.

    Body of ``v2/public/projects/<uuid>/groups`` (POST).
    """

    group_hash_list: list[UUID]
    """The identifiers of the groups."""
    user_role: ProjectUserRole
    """The role of their users."""


@define
class AddDatasetGroupsPayload(Keeper):
    """Groups that get a role in a dataset.

    Body of ``v2/public/datasets/<uuid>/groups`` (POST).
    """

    group_hash_list: list[UUID]
    """The identifiers of the groups."""
    user_role: DatasetUserRole
    """The role of their users."""


@define
class AddOntologyGroupsPayload(Keeper):
    """Groups that get a role in an ontology.

    Body of ``v2/public/ontologies/<uuid>/groups`` (POST).
    """

    group_hash_list: list[UUID]
    """The identifiers of the groups."""
    user_role: OntologyUserRole
    """The role of their users."""


@define
class AddStorageFolderGroupsPayload(Keeper):
    """Groups that get a role in a folder of the storage.

    Body of ``v2/public/storage/folders/<uuid>/groups`` (POST).
    """

    group_hash_list: list[UUID]
    """The identifiers of the groups."""
    user_role: StorageUserRole
    """The role of their users."""


@define
class RemoveGroupsParams(Keeper):
    """Groups that lose their role.

    Query string of ``groups`` (DELETE) of a project, ontology, dataset or folder, such as
    ``v2/public/projects/<uuid>/groups``.
    """

    group_hash_list: list[UUID]
    """The identifiers of the groups."""
