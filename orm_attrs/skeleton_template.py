"""Skeleton templates: the points of which a skeleton consists, and the lines between them."""

from attrs import define

from orm_attrs._keeper import Keeper


@define(kw_only=True)
class SkeletonTemplateCoordinate(Keeper):
    """A point of a `SkeletonTemplate`."""

    x: float
    """Distance from the left of the template, in the unit of its width."""
    y: float
    """Distance from the top of the template, in the unit of its height."""
    name: str
    """The point's name: each has another one."""
    color: str | None = None
    """The colour, mostly in the form ``"#D33115"``; `None` where the key is absent or null."""
    value: str | None = None
    """The name of the point in exports; `None` where the key is absent or null."""
    feature_hash: str | None = None
    """Unique identifier of the point, to which those of a skeleton in labels refer.

    `None` where the key is absent or null.
    """


@define(kw_only=True)
class SkeletonTemplate(Keeper):
    """The points and lines of a kind of skeleton. Part of `OntologyStructure`."""

    name: str
    """The template's name: mostly that of the object."""
    width: float
    """Width: a fraction of the image's, or a number such as 100, of which points are parts."""
    height: float
    """Height: a fraction of the image's, or a number such as 100, of which points are parts."""
    skeleton: dict[str, SkeletonTemplateCoordinate]
    """The points, by their number as text, from ``"0"``."""
    skeleton_edges: dict[str, dict[str, dict[str, str]]]
    """The lines: the number of a point, that of another one, and ``{"color": "#000000"}``."""
    feature_node_hash: str | None = None
    """The `OntologyObject.feature_node_hash` of the object; `None` where the key is absent."""
    shape: str | None = None
    """The value of a `Shape`, ``"skeleton"``; `None` where the key is absent or null."""
