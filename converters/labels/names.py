"""Names as programs write them."""

from __future__ import annotations


def value_name(text: str, option: bool = False) -> str:
    """Return the name of an element of an ontology as programs write it, in its snake form.

    Labels have it under ``value``.

    Args:
        text: The name of an object, a classification or an attribute, or the label of an option.
        option: True for an option, in whose name each white space counts as a blank.

    Returns:
        The text in lower case, with ``_`` in the place of each blank.
    """
    if option:
        return "".join("_" if it.isspace() else it for it in text).lower()
    return text.lower().replace(" ", "_")
