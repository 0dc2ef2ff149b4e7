"""A dataset as it appears in a user's list of datasets."""

from typing import Any

from attrs import frozen

from orm_attrs._keeper import Keeper


@frozen(weakref_slot=False)
class DatasetWithUserRole(Keeper):
    """Pairs a dataset with the user's role in it.

    Response to the `datasetwithuserrole` query (GET), one per dataset.
    """

    user_role: int
    """The number of a `DatasetUserRole`."""
    dataset: dict[str, Any]
    """The dataset as sent, with the keys of a `DatasetInfo`."""
