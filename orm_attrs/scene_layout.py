"""The tiles that a scene is shown in, and changes of items in the storage that may be scenes."""

from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._unset import UNSET, Unset
from orm_attrs.scene_settings import SceneViewSettings
from orm_attrs.storage import PatchItemPayload, TimeSeriesViewSettings

MAX_SCENE_TILES: Final = 50
"""How many tiles a scene has at most."""

MIN_SPLIT_PERCENTAGE: Final = 5
"""The smallest share of the first part of a `SceneTileLayout`, in percent."""

MAX_SPLIT_PERCENTAGE: Final = 95
"""The largest share of the first part of a `SceneTileLayout`, in percent."""


class SceneTileLayoutDirection(str, Enum):
    """How the two parts of a layout of tiles stand to each other."""

    ROW = "row"
    """Beside each other."""
    COLUMN = "column"
    """Above each other."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class Scene3DViewerTile(Keeper):
    """A tile with the scene in space. One of the kinds of `SceneTile`."""

    type: Literal["3d"] = "3d"
    """What the tile shows."""
    has_side_view: bool
    """Whether the scene is shown from the side, too."""
    show_camera_switcher: bool
    """Whether one may choose the camera whose view is shown."""


@define(kw_only=True)
class SceneImageTile(Keeper):
    """A tile with the images of a stream. One of the kinds of `SceneTile`."""

    type: Literal["image"] = "image"
    """What the tile shows."""
    stream_name: str
    """The name of the stream in the scene; not empty."""


@define(kw_only=True)
class SceneTimeSeriesTile(Keeper):
    """A tile with a time series. One of the kinds of `SceneTile`."""

    type: Literal["timeseries"] = "timeseries"
    """What the tile shows."""
    stream_name: str
    """The name of the stream in the scene; not empty."""
    timeseries_settings: TimeSeriesViewSettings | None = None
    """How it is drawn; `None` for the editor's own choice."""


@define
class OtherSceneTile(Keeper):
    """A tile that this version does not know. One of the kinds of `SceneTile`."""

    type: str
    """What the tile shows."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


SceneTile: TypeAlias = Scene3DViewerTile | SceneImageTile | SceneTimeSeriesTile | OtherSceneTile
"""A tile; its type says which of these it is."""


@define(kw_only=True)
class SceneTileLayout(Keeper):
    """Two parts of a layout, beside or above each other. Part of `SceneLayout`."""

    direction: SceneTileLayoutDirection
    """How they stand to each other."""
    first: "str | SceneTileLayout"
    """The part on the left or on the top: the name of a tile, or a layout."""
    second: "str | SceneTileLayout"
    """The part on the right or at the bottom: the name of a tile, or a layout."""
    split_percentage: float = 50
    """Size of the first part, in percent of both: 5 to 95."""


@define
class SceneLayout(Keeper):
    """The tiles of a scene. Part of scenes and of `ScenePatchItemPayload`.

    The platform refuses a tile that stands nowhere or twice, a name that no tile has, a second tile
    in space, and any tile but those of time series in the timeline. None of that is checked here.
    """

    tiles: dict[str, SceneTile]
    """Name to tile: 1 to 50 of them."""
    layout: str | SceneTileLayout | None = None
    """Where they stand, or the name of the only tile; `None` where all are in the timeline."""
    timeline: list[str] = field(factory=list)
    """The names of the tiles that stand in the timeline: 50 at most."""


@define(kw_only=True)
class ScenePatchItemPayload(Keeper):
    """New values for an item that may be a scene.

    Body of ``v2/public/storage/folders/<folder>/items/<uuid>`` (PATCH).

    A setting that is `UNSET` stays as it is; one that is `None` is taken away.
    """

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description; `None` leaves it as it is."""
    client_metadata: dict[str, Any] | None = None
    """The new custom metadata, an object and no text; `None` leaves it as it is."""
    timeseries_settings: TimeSeriesViewSettings | Unset | None = UNSET
    """How a time series is drawn from now on; `None` for the editor's own choice."""
    scene_view_settings: SceneViewSettings | Unset | None = UNSET
    """How the scene is shown from now on; `None` for the editor's own choice."""
    scene_layout: SceneLayout | Unset | None = UNSET
    """The tiles of the scene from now on; `None` for the editor's own choice."""


ItemPatch: TypeAlias = PatchItemPayload | ScenePatchItemPayload
"""New values for an item.

What is read is a `ScenePatchItemPayload` where it names a setting, which may be taken away.
"""


@define
class PatchItemsBulkPayload(Keeper):
    """New values for several items. Body of ``v2/public/storage/items/patch-bulk`` (PATCH)."""

    item_patches: dict[str, ItemPatch]
    """The values, by the UUID of the item."""
