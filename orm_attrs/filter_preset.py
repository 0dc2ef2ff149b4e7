"""Filters that are kept under a name, of Index and of Active."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper

_NO_FOLDER: Final = UUID(int=0)


@define(kw_only=True)
class GetPresetParams(Keeper):
    """Selects the filters of Index to list. Query string of ``v2/public/index/presets`` (GET)."""

    top_level_folder_uuid: UUID | None = None
    """Only filters of this folder; `None` does not filter."""
    preset_uuids: list[UUID] = field(factory=list)
    """Only these filters; an empty list does not filter."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int | None = None
    """How many entries one page holds at most; `None` leaves it to the server."""


@define(kw_only=True)
class FilterPreset(Keeper):
    """A filter of Index that is kept under a name.

    Response of ``v2/public/index/presets`` (GET), in the results of a `Page` or of a
    `GetPresetsResponse`.
    """

    uuid: UUID
    """Unique identifier of the filter."""
    name: str
    """The filter's name."""
    description: str | None = None
    """What the filter is for; `None` when nothing is said."""
    created_at: datetime | None = None
    """When the filter was created; `None` when the server does not say."""
    last_updated_at: datetime | None = None
    """When the filter was last changed; `None` when the server does not say."""


@define
class GetProjectFilterPresetParams(Keeper):
    """Selects the filters of Active to list.

    Query string of ``v2/public/active/<project>/presets`` (GET).
    """

    preset_uuids: list[UUID] = field(factory=list)
    """Only these filters; an empty list does not filter."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int | None = None
    """How many entries one page holds at most; `None` leaves it to the server."""


@define(kw_only=True)
class ProjectFilterPreset(Keeper):
    """A filter of Active that is kept under a name.

    Response of ``v2/public/active/<project>/presets`` (GET), in the results of a `Page`.
    """

    preset_uuid: UUID
    """Unique identifier of the filter."""
    name: str
    """The filter's name."""
    created_at: datetime | None = None
    """When the filter was created; `None` when the server does not say."""
    updated_at: datetime | None = None
    """When the filter was last changed; `None` when the server does not say."""


@define
class FilterDefinition(Keeper):
    """A list of conditions.

    Part of `IndexFilterPresetDefinition` and `ActiveFilterPresetDefinition`.
    """

    filters: list[dict[str, Any]] = field(factory=list)
    """The conditions, as the editor of filters writes them; they are not looked into."""


def _no_local_filters() -> dict[str, FilterDefinition]:
    return {str(_NO_FOLDER): FilterDefinition()}


@define
class IndexFilterPresetDefinition(Keeper):
    """The conditions of a filter of Index, whose keys are in snake_case.

    Response of ``v2/public/index/presets/<uuid>`` (GET), and part of `IndexUpdatePresetPayload`.
    """

    local_filters: dict[str, FilterDefinition] = field(factory=_no_local_filters)
    """Identifier of a folder, as text, to the conditions that hold in it."""
    global_filters: FilterDefinition = field(factory=FilterDefinition)
    """The conditions that hold everywhere."""


@define
class ActiveFilterPresetDefinition(Keeper):
    """The conditions of a filter of Active.

    Response of ``v2/public/active/<project>/presets/<uuid>/raw`` (GET), and part of
    `ActiveUpdatePresetPayload`.
    """

    local_filters: dict[str, FilterDefinition] = field(factory=_no_local_filters)
    """Identifier of a folder, as text, to the conditions that hold in it."""
    global_filters: FilterDefinition = field(factory=FilterDefinition)
    """The conditions that hold everywhere."""


@define
class GetPresetsResponse(Keeper):
    """The filters of Index.

    Response of ``v2/public/index/presets`` (GET), where it is read as a whole.
    """

    results: list[FilterPreset]
    """The filters."""


@define
class CreatePresetParams(Keeper):
    """Where to create a filter of Index. Query string of ``v2/public/index/presets`` (POST)."""

    top_level_folder_uuid: UUID = _NO_FOLDER
    """The folder that the filter is for; the UUID of zeros for none in particular."""


@define
class IndexCreatePresetPayload(Keeper):
    """The filter of Index to create.

    Body of ``v2/public/index/presets`` (POST), whose answer is the filter's UUID and nothing else.
    """

    name: str
    """The filter's name."""
    filter_preset_json: dict[str, Any]
    """An `IndexFilterPresetDefinition` as it is written, in snake_case."""
    description: str = ""
    """What the filter is for; empty when nothing is said."""


@define
class ActiveCreatePresetPayload(Keeper):
    """The filter of Active to create.

    Body of ``v2/public/active/<project>/presets`` (POST), whose answer is the filter's UUID and
    nothing else.
    """

    name: str
    """The filter's name."""
    filter_preset_json: dict[str, Any]
    """An `ActiveFilterPresetDefinition` as it is written, in camelCase."""


@define
class IndexUpdatePresetPayload(Keeper):
    """What is to change in a filter of Index.

    Body of ``v2/public/index/presets/<uuid>`` (PATCH).
    """

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description, which may be empty; `None` leaves it as it is."""
    filter_preset: IndexFilterPresetDefinition | None = None
    """The new conditions; `None` leaves them as they are."""


@define
class ActiveUpdatePresetPayload(Keeper):
    """What is to change in a filter of Active.

    Body of ``v2/public/active/<project>/presets/<uuid>`` (PATCH).
    """

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    filter_preset: ActiveFilterPresetDefinition | None = None
    """The new conditions; `None` leaves them as they are."""
