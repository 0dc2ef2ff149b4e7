"""Connections to a customer's own cloud storage."""

from attrs import frozen

from orm_attrs._keeper import Keeper


@frozen(weakref_slot=False)
class CloudIntegration(Keeper):
    """A configured link to external storage. Response to the `cloudintegration` query (GET)."""

    id: str
    """Unique identifier; uploads from private storage name it as their integration."""
    title: str
    """The name given to the integration."""
