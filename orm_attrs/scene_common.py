"""What scenes have in common: axes, formats of files and distortions of lenses."""

from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field

from orm_attrs._keeper import Keeper


class Direction(str, Enum):
    """Where an axis points to."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    FORWARD = "forward"
    BACKWARD = "backward"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class SelfContainedFormat(str, Enum):
    """The format of a file that is a whole scene, or all points of one."""

    PCD = "pcd"
    PLY = "ply"
    LAS = "las"
    LAZ = "laz"
    E57 = "e57"
    MCAP = "mcap"
    BAG = "bag"
    DB3 = "db3"
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define
class Convention(Keeper):
    """Where the three axes of a scene or of a camera point to. Part of scenes."""

    x: Direction
    """The first axis."""
    y: Direction
    """The second axis."""
    z: Direction
    """The third axis; no two of them point along the same line."""


DEFAULT_CONVENTION: Final = Convention(Direction.FORWARD, Direction.LEFT, Direction.UP)
"""The axes of a scene or of a camera of which nothing is said."""


@define(kw_only=True)
class RadialDistortionModel(Keeper):
    """A lens with radial distortion. One of the kinds of `DistortionModel`."""

    type: Literal["radial"]
    """What kind of lens it is."""
    k1: float
    """First radial coefficient."""
    k2: float
    """Second radial coefficient."""
    k3: float
    """Third radial coefficient."""


@define(kw_only=True)
class PlumbBobDistortionModel(Keeper):
    """A lens with radial and tangential distortion. One of the kinds of `DistortionModel`."""

    type: Literal["plumb_bob"]
    """What kind of lens it is."""
    k1: float
    """First radial coefficient."""
    k2: float
    """Second radial coefficient."""
    k3: float
    """Third radial coefficient."""
    t1: float
    """First tangential coefficient."""
    t2: float
    """Second tangential coefficient."""


@define(kw_only=True)
class FishEyeDistortionModel(Keeper):
    """A fisheye lens. One of the kinds of `DistortionModel`."""

    type: Literal["fisheye"]
    """What kind of lens it is."""
    k1: float
    """First radial coefficient."""
    k2: float
    """Second radial coefficient."""
    k3: float
    """Third radial coefficient."""
    k4: float
    """Fourth radial coefficient."""


@define(kw_only=True)
class RationalPolynomialDistortionModel(Keeper):
    """A lens with a quotient of polynomials. One of the kinds of `DistortionModel`."""

    type: Literal["rational_polynomial"]
    """What kind of lens it is."""
    k1: float
    """First radial coefficient."""
    k2: float
    """Second radial coefficient."""
    k3: float
    """Third radial coefficient."""
    k4: float
    """Fourth radial coefficient."""
    k5: float
    """Fifth radial coefficient."""
    k6: float
    """Sixth radial coefficient."""
    t1: float
    """First tangential coefficient."""
    t2: float
    """Second tangential coefficient."""


@define
class PinholeDistortionModel(Keeper):
    """No lens, but a hole: there is no distortion. One of the kinds of `DistortionModel`."""

    type: Literal["pinhole"]
    """What kind of lens it is."""


@define
class DivisionDistortionModel(Keeper):
    """A lens with one coefficient, by which is divided. One of the kinds of `DistortionModel`."""

    type: Literal["division"]
    """What kind of lens it is."""
    k: float
    """The coefficient."""


@define(kw_only=True)
class UCMDistortionModel(Keeper):
    """A lens of the unified camera model. One of the kinds of `DistortionModel`."""

    type: Literal["ucm"]
    """What kind of lens it is."""
    xi: float
    """Distance of the middle of the sphere from that of the camera."""
    k1: float
    """First radial coefficient."""
    k2: float
    """Second radial coefficient."""
    k3: float
    """Third radial coefficient."""


@define
class CylindricalDistortionModel(Keeper):
    """A picture on a cylinder. One of the kinds of `DistortionModel`."""

    type: Literal["cylindrical"]
    """What kind of lens it is."""


@define
class OtherDistortionModel(Keeper):
    """A distortion that this version does not know. One of the kinds of `DistortionModel`."""

    type: str
    """What kind of lens it is."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


DistortionModel: TypeAlias = (
    RadialDistortionModel
    | PlumbBobDistortionModel
    | FishEyeDistortionModel
    | RationalPolynomialDistortionModel
    | PinholeDistortionModel
    | DivisionDistortionModel
    | UCMDistortionModel
    | CylindricalDistortionModel
    | OtherDistortionModel
)
"""How the lens of a camera distorts; its type says which of these it is."""
