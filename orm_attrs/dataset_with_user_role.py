"""A dataset as it appears in a user's list of datasets."""

from typing import Any

from attrs import frozen


@frozen(weakref_slot=False)
class DatasetWithUserRole:
    """Pairs a dataset with the user's role in it.

    Response to the `datasetwithuserrole` query (GET), one per dataset.
    """

    user_role: int
    """The number of a `DatasetUserRole`."""
    dataset: dict[str, Any]
    """The dataset as sent, with the keys of a `DatasetInfo`."""
