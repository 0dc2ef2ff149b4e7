"""The shapes of objects, which ontologies and label rows share."""

from enum import Enum


class Shape(str, Enum):
    """What an object is drawn as, or marked with. A member is its text on the wire.

    A field of type ``Shape | str`` holds the text itself where it is none of these.
    """

    BOUNDING_BOX = "bounding_box"
    """A rectangle with horizontal and vertical sides."""
    POLYGON = "polygon"
    """A closed outline, or several, each of which may have holes."""
    POINT = "point"
    """One point, of an image or of a scene."""
    SKELETON = "skeleton"
    """Named points and the lines between them, as a `SkeletonTemplate` has them."""
    POLYLINE = "polyline"
    """A line through points, not closed."""
    ROTATABLE_BOUNDING_BOX = "rotatable_bounding_box"
    """A rectangle that is turned about its centre."""
    BITMASK = "bitmask"
    """A mask of pixels."""
    AUDIO = "audio"
    """Ranges of time in an audio file."""
    TIME_RANGE = "time_range"
    """Ranges of time in a time series."""
    TEXT = "text"
    """Ranges of characters in a text."""
    CUBOID = "cuboid"
    """A box in a scene, in three dimensions."""
    CUBOID_2D = "cuboid_2d"
    """A box in three dimensions, as an image shows it."""
    CIRCLE = "circle"
    """A circle, which may be stretched and turned."""
    ELLIPSE = "ellipse"
    """An ellipse, which may be turned."""
    SEGMENTATION = "segmentation"
    """A set of points of a point cloud."""
