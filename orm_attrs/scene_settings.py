"""How a scene in space is shown: colours, sizes and circles."""

from enum import Enum
from typing import Any, Literal, TypeAlias

from attrs import define, field

from orm_attrs._keeper import Keeper


class SceneColorMode(str, Enum):
    """What the points of a cloud are coloured by."""

    HEIGHT = "height"
    """Their height."""
    PROVIDED = "provided"
    """The colours that the file has."""
    SOLID = "solid"
    """One colour for all."""
    IMAGE_COLOR = "imageColor"
    """The images of the cameras."""
    SENSOR = "sensor"
    """The sensor that has seen them."""


@define
class SceneHeightColouring(Keeper):
    """Colours points by their height. One of the kinds of `ScenePointCloudColouring`."""

    color_mode: Literal[SceneColorMode.HEIGHT] = SceneColorMode.HEIGHT
    """What the points are coloured by."""
    color_height_bounds: tuple[float, float] | None = None
    """The heights at which the colours begin and end, in the units of the scene; `None` for those
    of the points."""


@define
class SceneProvidedColouring(Keeper):
    """Colours points as the file says. One of the kinds of `ScenePointCloudColouring`."""

    color_mode: Literal[SceneColorMode.PROVIDED] = SceneColorMode.PROVIDED
    """What the points are coloured by."""
    display_point_intensity: bool | None = None
    """Whether the strength of a point's echo is shown; `None` when nothing is said."""
    srgb_colors: bool | None = None
    """Whether the colours of the file are sRGB; `None` when nothing is said."""


@define
class SceneSolidColouring(Keeper):
    """Gives all points one colour. One of the kinds of `ScenePointCloudColouring`."""

    color_mode: Literal[SceneColorMode.SOLID] = SceneColorMode.SOLID
    """What the points are coloured by."""
    display_point_intensity: bool | None = None
    """Whether the strength of a point's echo is shown; `None` when nothing is said."""


@define
class SceneImageColouring(Keeper):
    """Colours points by images. One of the kinds of `ScenePointCloudColouring`."""

    color_mode: Literal[SceneColorMode.IMAGE_COLOR] = SceneColorMode.IMAGE_COLOR
    """What the points are coloured by."""
    display_point_intensity: bool | None = None
    """Whether the strength of a point's echo is shown; `None` when nothing is said."""


@define
class SceneSensorColouring(Keeper):
    """Colours points by their sensors. One of the kinds of `ScenePointCloudColouring`."""

    color_mode: Literal[SceneColorMode.SENSOR] = SceneColorMode.SENSOR
    """What the points are coloured by."""
    display_point_intensity: bool | None = None
    """Whether the strength of a point's echo is shown; `None` when nothing is said."""


@define
class OtherSceneColouring(Keeper):
    """A way to colour points that this version does not know.

    One of the kinds of `ScenePointCloudColouring`.
    """

    color_mode: str
    """What the points are coloured by."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


ScenePointCloudColouring: TypeAlias = (
    SceneHeightColouring
    | SceneProvidedColouring
    | SceneSolidColouring
    | SceneImageColouring
    | SceneSensorColouring
    | OtherSceneColouring
)
"""How points are coloured; the colour mode says which of these it is."""


@define
class SceneRadiusIndicator(Keeper):
    """A circle around something in a scene. Part of `SceneViewSettings`."""

    frame_of_reference_id: str
    """The frame of reference in whose middle it is."""
    radius: float
    """Its radius, in the units of the scene: 0 or more."""
    color: str
    """Its colour: ``#`` and 3, 6 or 8 hexadecimal digits."""


@define(kw_only=True)
class SceneViewSettings(Keeper):
    """How a scene is shown. Part of scenes and of the body that changes one."""

    point_cloud_colouring: ScenePointCloudColouring | None = None
    """What the points are coloured by; `None` for the editor's own choice."""
    point_radius: float | None = None
    """How large points are drawn, in pixels: 0 to 100; `None` for the editor's own choice."""
    render_image_outside_base_range: bool | None = None
    """Whether images are shown beyond the frames of the scene; `None` when nothing is said."""
    radius_indicators: list[SceneRadiusIndicator] | None = None
    """Circles that are drawn; `None` for none."""
    radius_filter_enabled: bool | None = None
    """Whether only what lies within the circles is shown; `None` when nothing is said."""
