"""Collections: of storage items, and of frames or labels of a project."""

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs.label_row import LabelRowMetadataDTO

MAX_DATA_TITLE_ITEMS_PER_REQUEST: Final = 1000
"""How many titles one `CollectionDataTitleRequest` holds at most."""

MAX_DATA_TITLE_BYTES_PER_REQUEST: Final = 200_000
"""How many bytes the titles of one `CollectionDataTitleRequest` have at most.

A title costs its length in UTF-8, 3 more, and 1 for each apostrophe and backslash in it.
"""


class ProjectCollectionType(Enum):
    """The things that a collection of a project holds."""

    FRAME = "FRAME"
    """Frames of data units."""
    LABEL = "LABEL"
    """Labels on frames."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class GetCollectionParams(Keeper):
    """Selects the collections to list. Query string of ``v2/public/index/collections`` (GET)."""

    top_level_folder_uuid: UUID | None = None
    """Only collections under this folder at the root; `None` does not filter."""
    collection_uuids: list[UUID] = field(factory=list)
    """Only these collections, ``uuids`` on the wire; an empty list does not filter."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int | None = None
    """How many results one page holds at most; `None` leaves it to the server."""


@define
class CreateCollectionParams(Keeper):
    """Where a collection is made. Query string of ``v2/public/index/collections`` (POST)."""

    top_level_folder_uuid: UUID | None = None
    """The folder at the root that the collection belongs to; `None` leaves it to the server."""


@define
class GetCollectionItemsParams(Keeper):
    """Selects the items of a collection to list.

    Query string of ``v2/public/index/collections/<uuid>/accessible-items`` (GET), of
    ``.../all-items``, and of ``v2/public/active/<project>/collections/<uuid>/items``.
    """

    include_client_metadata: bool | None = None
    """Whether the items come with their custom metadata; `None` leaves it to the server."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int | None = None
    """How many results one page holds at most; `None` leaves it to the server."""


@define
class CreateCollectionPayload(Keeper):
    """A collection of storage items to be made.

    Body of ``v2/public/index/collections`` (POST), whose response is a bare UUID.
    """

    name: str
    """The name of the collection."""
    description: str = ""
    """What is said about it."""


@define
class UpdateCollectionPayload(Keeper):
    """New values for a collection.

    Body of ``v2/public/index/collections/<uuid>`` (PATCH) and of
    ``v2/public/active/<project>/collections/<uuid>`` (PATCH).
    """

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description; `None` leaves it as it is."""


@define(kw_only=True)
class Collection(Keeper):
    """A collection of storage items.

    Part of `GetCollectionsResponse`, and of the results of a `Page` of
    ``v2/public/index/collections`` (GET).
    """

    uuid: UUID
    """Unique identifier."""
    top_level_folder_uuid: UUID | None = None
    """Unique identifier of the folder at the root; `None` from a server that does not send it."""
    name: str
    """The name."""
    description: str | None = None
    """What is said about it; `None` when nothing is."""
    created_at: datetime | None = None
    """When it was created; `None` when the server does not say."""
    last_edited_at: datetime | None = None
    """When it was last changed; `None` when the server does not say."""


@define
class GetCollectionsResponse(Keeper):
    """Collections of storage items. Response of ``v2/public/index/collections`` (GET)."""

    results: list[Collection]
    """The collections."""


@define
class CollectionBulkItemRequest(Keeper):
    """Storage items to be put into a collection, or taken out of it.

    Body of ``v2/public/index/collections/<uuid>/add-items`` (POST) and of
    ``v2/public/index/collections/<uuid>/remove-items`` (POST).
    """

    item_uuids: list[UUID]
    """Unique identifiers of the items."""


@define
class CollectionBulkItemResponse(Keeper):
    """The items that could not be put into a collection, or taken out of it.

    Response of ``v2/public/index/collections/<uuid>/add-items`` (POST) and of
    ``v2/public/index/collections/<uuid>/remove-items`` (POST).
    """

    failed_items: list[UUID]
    """Unique identifiers of the items; empty when all went well."""


@define
class CollectionDataTitleRequest(Keeper):
    """Titles of storage items that are to be put into a collection.

    Body of ``v2/public/index/collections/<uuid>/add-data-title-items`` (POST). One request holds at
    most `MAX_DATA_TITLE_ITEMS_PER_REQUEST` titles and `MAX_DATA_TITLE_BYTES_PER_REQUEST` bytes of
    them.
    """

    data_titles: list[str]
    """The titles."""


@define(kw_only=True)
class CollectionDataTitleResponse(Keeper):
    """The outcome of putting items into a collection by their titles.

    Response of ``v2/public/index/collections/<uuid>/add-data-title-items`` (POST).
    """

    requested: int
    """How many titles were sent."""
    matched_titles: int
    """How many of them are the title of an item."""
    items_added: int
    """How many items were put in."""
    ambiguous_titles: list[str]
    """The titles that several items have."""
    unmatched_titles: list[str]
    """The titles that no item has."""
    failed_items: list[UUID]
    """Unique identifiers of the items that could not be put in."""


@define
class CollectionBulkPresetRequest(Keeper):
    """A filter whose results are to be put into a collection, or taken out of it.

    Body of ``v2/public/index/collections/<uuid>/add-preset-items`` (POST), of
    ``v2/public/index/collections/<uuid>/remove-preset-items`` (POST), of
    ``v2/public/active/<project>/collections/<uuid>/add-preset-items`` (POST), and of
    ``v2/public/active/<project>/collections/<uuid>/remove-preset-items`` (POST).
    """

    preset_uuid: UUID
    """Unique identifier of the stored filter."""


@define(kw_only=True)
class GetProjectCollectionParams(Keeper):
    """Selects the collections of a project to list.

    Query string of ``v2/public/active/<project>/collections`` (GET).
    """

    project_hash: UUID | None = None
    """Unique identifier of the project; `None` leaves it to the path."""
    collection_uuids: list[UUID] = field(factory=list)
    """Only these collections, ``uuids`` on the wire; an empty list does not filter."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int | None = None
    """How many results one page holds at most; `None` leaves it to the server."""


@define
class CreateProjectCollectionParams(Keeper):
    """Where a collection of a project is made.

    Query string of ``v2/public/active/<project>/collections`` (POST).
    """

    project_hash: UUID | None = None
    """Unique identifier of the project; `None` leaves it to the path."""


@define(kw_only=True)
class CreateProjectCollectionPayload(Keeper):
    """A collection of a project to be made.

    Body of ``v2/public/active/<project>/collections`` (POST), whose response is a bare UUID.
    """

    name: str
    """The name of the collection."""
    description: str = ""
    """What is said about it."""
    collection_type: ProjectCollectionType
    """The things that the collection holds."""


@define(kw_only=True)
class ProjectCollection(Keeper):
    """A collection of frames or labels of a project.

    Response of ``v2/public/active/<project>/collections`` (GET), in the results of a `Page`.
    """

    collection_uuid: UUID
    """Unique identifier of the collection."""
    name: str
    """The name."""
    description: str | None = None
    """What is said about it; `None` when nothing is."""
    created_at: datetime | None = None
    """When it was created; `None` when the server does not say."""
    last_edited_at: datetime | None = None
    """When it was last changed; `None` when the server does not say."""
    project_uuid: UUID
    """Unique identifier of the project."""
    collection_type: ProjectCollectionType
    """The things that it holds."""


@define
class GetProjectCollectionsResponse(Keeper):
    """Collections of a project, in one answer. No endpoint that the SDK calls sends it."""

    results: list[ProjectCollection]
    """The collections."""


@define
class ProjectDataCollectionInstance(Keeper):
    """A frame in a collection. Part of `ProjectDataCollectionItemResponse`."""

    frame: int
    """The number of the frame, from 0."""


@define
class ProjectLabelCollectionInstance(Keeper):
    """A label in a collection. Part of `ProjectLabelCollectionItemResponse`."""

    frame: int
    """The number of the frame that the label is on, from 0."""
    annotation_id: str
    """The hash of the object or classification."""


@define
class ProjectDataCollectionItemResponse(Keeper):
    """The frames of one data unit in a collection of a project.

    Response of ``v2/public/active/<project>/collections/<uuid>/items`` (GET), in the results of a
    `Page`.
    """

    label_row_metadata: LabelRowMetadataDTO
    """The data unit and the state of its labels."""
    instances: list[ProjectDataCollectionInstance]
    """The frames."""


@define
class ProjectLabelCollectionItemResponse(Keeper):
    """The labels of one data unit in a collection of a project.

    Response of ``v2/public/active/<project>/collections/<uuid>/items?getLabels=true`` (GET), in the
    results of a `Page`.
    """

    label_row_metadata: LabelRowMetadataDTO
    """The data unit and the state of its labels."""
    instances: list[ProjectLabelCollectionInstance]
    """The labels."""


@define
class ProjectDataCollectionItemRequest(Keeper):
    """A frame for a collection. Part of `ProjectCollectionBulkItemRequest`."""

    data_uuid: str
    """Unique identifier of the data unit, as text."""
    frame: int
    """The number of the frame, from 0."""


@define
class ProjectLabelCollectionItemRequest(Keeper):
    """A label for a collection. Part of `ProjectCollectionBulkItemRequest`."""

    data_uuid: str
    """Unique identifier of the data unit, as text."""
    frame: int
    """The number of the frame that the label is on, from 0."""
    annotation_id: str
    """The hash of the object or classification."""


@define
class ProjectCollectionBulkItemRequest(Keeper):
    """Frames or labels to be put into a collection of a project, or taken out of it.

    Body of ``v2/public/active/<project>/collections/<uuid>/add-items`` (POST) and of
    ``v2/public/active/<project>/collections/<uuid>/remove-items`` (POST).
    """

    items: list[ProjectDataCollectionItemRequest | ProjectLabelCollectionItemRequest]
    """The frames and labels; one that has an ``annotationId`` is a label."""


@define
class ProjectCollectionBulkItemResponse(Keeper):
    """The frames or labels of a project that could not be put into a collection, or taken out.

    Response of ``v2/public/active/<project>/collections/<uuid>/add-items`` (POST) and of
    ``v2/public/active/<project>/collections/<uuid>/remove-items`` (POST).
    """

    failed_items: list[ProjectDataCollectionItemRequest | ProjectLabelCollectionItemRequest]
    """The frames and labels; one that has an ``annotationId`` is a label."""
