"""Group layouts: where the editor shows each file of a data group."""

from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._unknown import UnknownText


@define
class TileSettings(Keeper):
    """Settings of one tile. Part of `LayoutSettings`."""

    title: str | None = None
    """What stands above the tile; `None` for nothing."""
    is_read_only: bool = False
    """Whether nothing can be labelled in the tile."""


@define
class LayoutSettings(Keeper):
    """Settings of a layout. Part of `DataGroupShortInfo`."""

    fixed_layout: bool = False
    """Whether the layout cannot be changed in the editor."""
    tile_settings: dict[str, TileSettings] | None = None
    """Key of a tile to its settings; `None` where no tile has any."""
    has_multilayer_labels: bool | None = None
    """Whether labels are those of all files of the group, which are images of one aspect ratio.

    `None` where the server does not say.
    """


@define
class DataUnitTile(Keeper):
    """A part of a layout that shows one file."""

    key: str
    """The key of the file in `DataGroupShortInfo.layout_contents`."""
    type: Literal["data_unit"] = "data_unit"
    """``"data_unit"``; a tile without the key is read, too."""


@define(kw_only=True)
class DataUnitCarouselTile(Keeper):
    """A part of a layout that shows one of several files, and lists them to choose from."""

    type: Literal["data_unit_list"] = "data_unit_list"
    """``"data_unit_list"``; a tile without the key is read, too."""
    keys: list[str]
    """The keys of the files in `DataGroupShortInfo.layout_contents`."""
    carousel_position: Literal["left", "right", "top", "bottom"] | UnknownText
    """The side on which the files are listed."""
    carousel_size: float
    """Size of the list, in percent of the tile: 10 to 70, which is not checked."""


@define(kw_only=True)
class LayoutGrid(Keeper):
    """A part of a layout that consists of two, beside or above each other."""

    direction: Literal["row", "column"] | UnknownText
    """``"row"`` where the parts stand beside each other, ``"column"`` where above."""
    first: "DataGroupLayout"
    """The part on the left, or on the top."""
    second: "DataGroupLayout"
    """The part on the right, or on the bottom."""
    split_percentage: float
    """Size of the first part, in percent of the whole: 5 to 95, which is not checked."""


@define
class OtherLayout(Keeper):
    """A part of a layout of a type that is none of those that are known."""

    type: str
    """What the part is."""
    content: dict[str, Any] = field(factory=dict)
    """All other keys of the part, as they stand on the wire."""


DataGroupLayout: TypeAlias = LayoutGrid | DataUnitTile | DataUnitCarouselTile | OtherLayout
"""A layout, or a part of one: its type says which of these it is. A grid has no type."""


@define
class StorageItemGroupChild(Keeper):
    """A file of a data group. Part of `DataGroupShortInfo`."""

    uuid: UUID
    """Unique identifier of the storage item."""


@define(kw_only=True)
class DataGroupShortInfo(Keeper):
    """The files of a data group and their layout. Part of the summary of a storage item."""

    layout_contents: dict[str, StorageItemGroupChild]
    """Key to file. Tiles, settings and the timeline have these keys."""
    layout: DataGroupLayout | None = None
    """Where each file is shown; `None` for the layout that the editor chooses."""
    layout_settings: LayoutSettings
    """Settings of the layout and its tiles."""
    timeline: list[str] = field(factory=list)
    """The keys of the files that are shown in the timeline."""
