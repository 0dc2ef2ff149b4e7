"""Ontologies: what can be labelled, and under which name it is kept."""

from datetime import datetime
from typing import Any

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.ontology_structure import OntologyStructure
from orm_attrs.ontology_user import OntologyUserRole


@define(kw_only=True)
class Ontology(Keeper):
    """An ontology. Response to the `ontology` query (GET)."""

    title: str | None
    """The ontology's title."""
    structure: OntologyStructure
    """What can be labelled; the key is ``editor``."""
    ontology_hash: str
    """Unique identifier of the ontology."""
    created_at: datetime | None
    """When the ontology was created; `None` where it is null."""
    last_edited_at: datetime | None
    """When the ontology was last changed; `None` where it is null."""
    description: str | None
    """What its makers say about the ontology; `None` where it is null."""
    user_role: OntologyUserRole | None = None
    """The user's role; `None` from servers that do not say so."""


@define
class CreateOrUpdateOntologyPayload(Keeper):
    """The ontology to create, or what it is to become.

    Body of ``v2/public/ontologies`` (POST), whose answer is an `OntologyWithUserRoleV2`, and of
    ``v2/public/ontologies/<hash>`` (PUT), which has no answer.
    """

    title: str
    """The ontology's title."""
    description: str
    """What its makers say about the ontology."""
    editor: dict[str, Any]
    """An `OntologyStructure` as it is written."""
