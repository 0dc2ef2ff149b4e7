"""What an API key says about itself."""

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._metadata import NOT_UPDATABLE


@define
class ApiKeyMeta(Keeper):
    """Name and kind of the resource an API key opens. Response to the `apikeymeta` query (GET).

    A field is `None` when its key is absent or null.
    """

    title: str | None = None
    """The key's title."""
    resource_type: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Either ``"project"`` or ``"dataset"``."""
