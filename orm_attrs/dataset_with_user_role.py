"""A dataset as it appears in a user's list of datasets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import define, frozen

from orm_attrs._keeper import Keeper
from orm_attrs.camel_str_enum import CamelStrEnum
from orm_attrs.dataset import StorageLocation


@frozen(weakref_slot=False)
class DatasetWithUserRole(Keeper):
    """Pairs a dataset with the user's role in it.

    Response to the `datasetwithuserrole` query (GET), one per dataset.
    """

    user_role: int
    """The number of a `DatasetUserRole`."""
    dataset: dict[str, Any]
    """The dataset as sent, with the keys of a `DatasetInfo`."""


class DatasetUserRoleV2(CamelStrEnum):
    """What a user may do in a dataset, as the v2 API names it; see `DatasetUserRole`."""

    ADMIN = "admin"
    USER = "user"


@define(kw_only=True)
class DatasetWithUserRoleV2(Keeper):
    """A dataset, without its rows, and the user's role in it.

    Part of `DatasetsWithUserRolesListResponse`. It takes the place of `DatasetWithUserRole`.
    """

    dataset_uuid: UUID
    """Unique identifier of the dataset."""
    title: str
    """The dataset's title."""
    description: str
    """What its makers say about the dataset."""
    created_at: datetime
    """When the dataset was created."""
    last_edited_at: datetime
    """When the dataset was last changed."""
    user_role: DatasetUserRoleV2 | None = None
    """The user's role; `None` when the user sees the dataset only as part of an organisation."""
    storage_location: StorageLocation | None = None
    """Which storage keeps the dataset's files; `None` where they may be in several."""
    backing_folder_uuid: UUID | None = None
    """The storage folder behind the dataset; `None` when it has none."""


@define(kw_only=True)
class DatasetsWithUserRolesListParams(Keeper):
    """Selects the datasets to list. Query string of ``v2/public/datasets/list`` (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    title_eq: str | None = None
    """Only the dataset with exactly this title."""
    title_like: str | None = None
    """Only datasets whose title is like this, with ``%`` for any text."""
    description_eq: str | None = None
    """Only datasets with exactly this description."""
    description_like: str | None = None
    """Only datasets whose description is like this, with ``%`` for any text."""
    created_before: datetime | None = None
    """Only datasets that were created before this time."""
    created_after: datetime | None = None
    """Only datasets that were created at this time or later."""
    edited_before: datetime | None = None
    """Only datasets that were last changed before this time."""
    edited_after: datetime | None = None
    """Only datasets that were last changed at this time or later."""
    include_org_access: bool = False
    """Whether to list what the user sees only as part of an organisation, too."""


@define
class DatasetsWithUserRolesListResponse(Keeper):
    """The datasets that a user sees. Response of ``v2/public/datasets/list`` (GET)."""

    result: list[DatasetWithUserRoleV2]
    """The datasets."""
