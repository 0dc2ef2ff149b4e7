"""Connections to a customer's own cloud storage."""

from uuid import UUID

from attrs import define, frozen

from orm_attrs._keeper import Keeper


@frozen(weakref_slot=False)
class CloudIntegration(Keeper):
    """A configured link to external storage. Response to the `cloudintegration` query (GET)."""

    id: str
    """Unique identifier; uploads from private storage name it as their integration."""
    title: str
    """The name given to the integration."""


@define
class CloudIntegrationV2(Keeper):
    """A configured link to external storage. Part of `GetCloudIntegrationsResponse`."""

    integration_uuid: UUID
    """Unique identifier; uploads from private storage name it as their integration."""
    title: str
    """The name given to the integration."""


@define
class GetCloudIntegrationsResponse(Keeper):
    """The links that a user may use. Response of ``v2/public/cloud-integrations`` (GET)."""

    result: list[CloudIntegrationV2]
    """The links."""


@define(kw_only=True)
class GetCloudIntegrationsParams(Keeper):
    """Selects the links to list. Query string of ``v2/public/cloud-integrations`` (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    filter_integration_uuids: list[UUID] | None = None
    """Only the links with these identifiers."""
    filter_integration_titles: list[str] | None = None
    """Only the links with these names."""
    include_org_access: bool = False
    """Whether to list what the user sees only as part of an organisation, too."""
