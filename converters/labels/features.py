"""The elements of an ontology by their hashes, each within its own feature."""

from __future__ import annotations

from attrs import define, field

from converters.errors import expected
from orm_attrs import (
    Ontology,
    OntologyAttribute,
    OntologyClassification,
    OntologyObject,
    OntologyOption,
    OntologyStructure,
    OntologyWithUserRoleV2,
)

AnyOntology = Ontology | OntologyWithUserRoleV2 | OntologyStructure
Feature = OntologyObject | OntologyClassification


@define(eq=False)
class AttributeFacts:
    """An attribute of a feature, at the top or within an option."""

    attribute: OntologyAttribute
    is_dynamic: bool
    """Whether its answers may differ from frame to frame: as those of the attribute at the top."""
    parents: list[tuple[str, str]] = field(factory=list)
    """The attribute and the option, of which one has to be chosen; none at the top."""
    options: dict[str, OntologyOption] = field(factory=dict)
    """Its options by their hashes."""


def structure_of(ontology: AnyOntology) -> OntologyStructure:
    """Return what an ontology consists of.

    Raises:
        TypeError: When it is none.
    """
    if isinstance(ontology, OntologyStructure):
        return ontology
    if isinstance(ontology, (Ontology, OntologyWithUserRoleV2)):
        return ontology.structure
    raise TypeError(expected("an ontology", ontology))


class Features:
    """The features of an ontology, of which the first counts where several have one hash."""

    def __init__(self, ontology: AnyOntology | None) -> None:
        structure = OntologyStructure() if ontology is None else structure_of(ontology)
        self.is_known: bool = ontology is not None
        self.structure: OntologyStructure = structure
        self.objects: dict[str, OntologyObject] = {
            it.feature_node_hash: it for it in reversed(structure.objects)
        }
        self.classifications: dict[str, OntologyClassification] = {
            it.feature_node_hash: it for it in reversed(structure.classifications)
        }
        self._attributes: dict[int, dict[str, AttributeFacts]] = {}

    def attributes(self, feature: Feature) -> dict[str, AttributeFacts]:
        """Return the attributes of a feature by their hashes, those of an option behind it."""
        found = self._attributes.get(id(feature))
        if found is None:
            found = self._attributes[id(feature)] = attributes_of(feature)
        return found


_Step = tuple[OntologyAttribute, bool, tuple[str, str] | None]
"""An attribute, whether it is dynamic, and the hashes of the option that it stands in."""


def attributes_of(feature: Feature) -> dict[str, AttributeFacts]:
    """Return all attributes of a feature by their hashes, those of an option behind it."""
    found: dict[str, AttributeFacts] = {}
    top = feature.attributes or []
    pending: list[_Step] = [(it, bool(it.dynamic), None) for it in reversed(top)]
    # A list instead of recursion: attributes nest as deep as one likes.
    while pending:
        attribute, is_dynamic, parent = pending.pop()
        facts = found.get(attribute.feature_node_hash)
        if facts is not None:
            # One attribute may stand within several options.
            if parent is not None and facts.parents:
                facts.parents.append(parent)
            continue
        facts = AttributeFacts(attribute, is_dynamic, [] if parent is None else [parent])
        found[attribute.feature_node_hash] = facts
        options: list[OntologyOption] = getattr(attribute, "options", None) or []
        for option in options:
            facts.options.setdefault(option.feature_node_hash, option)
        for option in reversed(options):
            chosen = (attribute.feature_node_hash, option.feature_node_hash)
            nested: list[OntologyAttribute] = getattr(option, "options", None) or []
            pending += [(it, is_dynamic, chosen) for it in reversed(nested)]
    return found
