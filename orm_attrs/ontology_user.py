"""An ontology as it appears in a user's list of ontologies."""

from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from attrs import define, frozen

from orm_attrs._keeper import Keeper
from orm_attrs.ontology_structure import OntologyStructure


class OntologyUserRole(IntEnum):
    """What a user may do with an ontology."""

    ADMIN = 0
    USER = 1
    UNKNOWN = -99
    """Stands in for every role that is not listed here."""


@frozen(weakref_slot=False)
class OntologyWithUserRole(Keeper):
    """Pairs an ontology with the user's role in it.

    Response to the `ontologywithuserrole` query (GET), one per ontology.
    """

    user_role: int
    """The number of an `OntologyUserRole`."""
    user_email: str
    """Address of the user."""
    ontology: dict[str, Any]
    """The ontology as sent, with the keys of an `Ontology`."""


@define(kw_only=True)
class OntologyWithUserRoleV2(Keeper):
    """An ontology and the user's role in it, as the v2 API sends it.

    Response of ``v2/public/ontologies/<uuid>`` (GET) and of ``v2/public/ontologies`` (GET, POST).
    It takes the place of `OntologyWithUserRole`.
    """

    ontology_uuid: UUID
    """Unique identifier of the ontology."""
    title: str
    """The ontology's title."""
    description: str
    """What its makers say about the ontology."""
    structure: OntologyStructure
    """What can be labelled; the key is ``editor``."""
    created_at: datetime
    """When the ontology was created."""
    last_edited_at: datetime
    """When the ontology was last changed."""
    user_role: OntologyUserRole | None = None
    """The user's role; `None` when the user sees the ontology only as part of an organisation."""


@define(kw_only=True)
class OntologiesFilterParams(Keeper):
    """Selects the ontologies to list. Query string of ``v2/public/ontologies`` (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    title_eq: str | None = None
    """Only the ontology with exactly this title."""
    title_like: str | None = None
    """Only ontologies whose title is like this, with ``%`` for any text."""
    desc_eq: str | None = None
    """Only ontologies with exactly this description."""
    desc_like: str | None = None
    """Only ontologies whose description is like this, with ``%`` for any text."""
    created_before: datetime | None = None
    """Only ontologies that were created before this time."""
    created_after: datetime | None = None
    """Only ontologies that were created at this time or later."""
    edited_before: datetime | None = None
    """Only ontologies that were last changed before this time."""
    edited_after: datetime | None = None
    """Only ontologies that were last changed at this time or later."""
    include_org_access: bool = False
    """Whether to list what the user sees only as part of an organisation, too."""
