"""Looks the elements of an ontology up, by hash and by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar, overload

from converters.errors import expected, shorten
from orm_attrs import (
    Ontology,
    OntologyAttribute,
    OntologyClassification,
    OntologyObject,
    OntologyOption,
    OntologyStructure,
    OntologyWithUserRoleV2,
)

Element: TypeAlias = OntologyObject | OntologyClassification | OntologyAttribute | OntologyOption
"""What an ontology consists of. Labels refer to each by its `feature_node_hash`."""

Root: TypeAlias = Ontology | OntologyWithUserRoleV2 | OntologyStructure | Element
"""Where a search begins: an ontology, or an element of one, which is found, too."""

T = TypeVar("T", OntologyObject, OntologyClassification, OntologyAttribute, OntologyOption)


def find(ontology: Root, hash: str) -> Element | None:  # noqa: A002 - what it is
    """Return the element of an ontology that has a hash.

    One attribute may stand under several objects. Its hash tells it within one of these:
    ``find(obj, hash)``.

    Args:
        ontology: An ontology, or an element, within which is searched.
        hash: A `feature_node_hash`, which labels call `feature_hash`.

    Returns:
        The element; None when there is none.

    Raises:
        ValueError: When there are several.
        TypeError: When ``ontology`` is none.
    """
    found = [it for it in _elements(ontology) if it.feature_node_hash == hash]
    return _only(found, f"the hash {shorten(hash)}")


@overload
def find_by_title(ontology: Root, title: str, kind: None = None) -> Element | None: ...
@overload
def find_by_title(ontology: Root, title: str, kind: type[T]) -> T | None: ...
def find_by_title(ontology: Root, title: str, kind: type[Any] | None = None) -> Element | None:
    """Return the element of an ontology that has a title.

    The title of an object or an attribute is its name, that of an option its label, that of a
    classification the name of its first attribute. Where no ``kind`` is asked for, such an
    attribute is not found beside its classification.

    Args:
        ontology: An ontology, or an element, within which is searched.
        title: The title, as it is written there.
        kind: The class of the element, or a base of it, such as `OntologyObject`,
            `OntologyAttribute` or `RadioAttribute`; None for an element of any class.

    Returns:
        The element; None when there is none.

    Raises:
        ValueError: When there are several.
        TypeError: When ``ontology`` is none.
    """
    found = [it for it in _elements(ontology) if _title_of(it) == title]
    if kind is not None:
        found = [it for it in found if isinstance(it, kind)]
    else:
        first = {id(it.attributes[0]) for it in found if isinstance(it, OntologyClassification)}
        found = [it for it in found if id(it) not in first]
    return _only(found, f"the title {shorten(title)}")


def _only(found: list[Element], what: str) -> Element | None:
    if len(found) > 1:
        kinds = ", ".join(type(it).__name__ for it in found[:3])
        more = ", ..." if len(found) > 3 else ""  # noqa: PLR2004 - those that are named
        raise ValueError(f"{len(found)} elements have {what}: {kinds}{more}")
    return found[0] if found else None


def _title_of(element: Element) -> str | None:
    if isinstance(element, OntologyOption):
        return element.label
    if isinstance(element, OntologyClassification):
        return element.attributes[0].name if element.attributes else None
    return element.name


def _elements(root: Root) -> Iterator[Element]:
    """Yield each element once, in the order of the payload, whatever it contains behind it."""
    if isinstance(root, (Ontology, OntologyWithUserRoleV2)):
        root = root.structure
    if isinstance(root, OntologyStructure):
        pending: list[Element] = [*reversed(root.classifications), *reversed(root.objects)]
    elif isinstance(root, Element):
        pending = [root]
    else:
        raise TypeError(expected("an ontology, or an element of one", root))
    seen: set[int] = set()
    # A list instead of recursion: elements nest as deep as one likes.
    while pending:
        element = pending.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        pending += reversed(list(_within(element)))


def _within(element: Element) -> Iterable[Element]:
    """Return the elements directly within one."""
    name = (
        "attributes" if isinstance(element, (OntologyObject, OntologyClassification)) else "options"
    )
    found: list[Element] | None = getattr(element, name, None)
    return found or ()
