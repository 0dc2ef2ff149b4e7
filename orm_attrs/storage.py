"""Folders and items of the storage, and uploads into it."""

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._masks import masked
from orm_attrs.camel_str_enum import CamelStrEnum
from orm_attrs.dataset import DataUnitError, LongPollingStatus
from orm_attrs.group_layout import DataGroupLayout, DataGroupShortInfo, LayoutSettings


class StorageItemType(CamelStrEnum):
    """The kinds of items in the storage."""

    VIDEO = "video"
    IMAGE = "image"
    GROUP = "group"
    """Several items with a layout."""
    IMAGE_GROUP = "imageGroup"
    """Images of any sizes."""
    IMAGE_SEQUENCE = "imageSequence"
    """Images that are the frames of a video."""
    DICOM_FILE = "dicomFile"
    DICOM_SERIES = "dicomSeries"
    """DICOM files that belong together."""
    AUDIO = "audio"
    TIMESERIES = "timeseries"
    """Values over time."""
    NIFTI = "nifti"
    PLAIN_TEXT = "plainText"
    """Text without a format, or HTML."""
    PDF = "pdf"
    SCENE = "scene"
    """Point clouds and images of several sensors."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class StorageUserRole(CamelStrEnum):
    """The roles of a user in a folder of the storage."""

    USER = "user"
    """May see and use the items."""
    ADMIN = "admin"
    """May do anything with the folder."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class StorageFolderType(CamelStrEnum):
    """The kinds of folders in the storage."""

    GENERIC = "generic"
    """A folder that users fill."""
    CLOUD_LINKED = "cloudLinked"
    """A folder that shows what stands in a bucket."""
    SYNTHETIC = "synthetic"
    """A folder that the platform made."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class StorageLocationName(CamelStrEnum):
    """The places that the bytes of an item may be in."""

    ENCORD = "encord"
    """The platform's own storage."""
    GCP = "gcp"
    """A bucket of Google Cloud."""
    S3 = "s3"
    """A bucket of AWS."""
    AZURE = "azure"
    """A container of Azure."""
    OPEN_TELEKOM = "openTelekom"
    """A bucket of the Open Telekom Cloud."""
    DIRECT_ACCESS = "directAccess"
    """A public address."""
    S3_COMPATIBLE = "s3Compatible"
    """A bucket of another service that speaks S3."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class FoldersSortBy(CamelStrEnum):
    """The keys that listings of the storage are sorted by."""

    NAME = "name"
    CREATED_AT = "createdAt"
    """When it was created."""


class JobStatus(CamelStrEnum):
    """The state of a job of the storage."""

    SUBMITTED = "submitted"
    """Not finished."""
    DONE = "done"
    """Finished."""
    ERROR = "error"
    """Failed."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class SyncPrivateDataWithCloudSyncedFolderStatus(CamelStrEnum):
    """The state of a synchronisation of a folder with a bucket."""

    PENDING = "pending"
    """Not finished."""
    DONE = "done"
    """Finished."""
    ERROR = "error"
    """Failed."""
    CANCELLED = "cancelled"
    """Stopped by a user."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class PathElement(Keeper):
    """A folder on the way from the root to another one. Part of `StorageFolder`."""

    uuid: UUID
    """Unique identifier of the folder."""
    parent_uuid: UUID | None = None
    """Unique identifier of the folder that it is in; `None` at the root."""
    name: str
    """The name of the folder."""
    synced_dataset_hash: UUID | None = None
    """Unique identifier of the dataset that mirrors the folder; `None` where there is none."""


@define(kw_only=True)
class TimeSeriesLineChannelViewSettings(Keeper):
    """A channel of a time series that is drawn as a line. Part of `TimeSeriesViewSettings`."""

    label: str | None = None
    """The name of the channel, of 1 to 1024 characters; `None` shows the name of the column."""
    color: str | None = None
    """The colour: ``#`` and 3, 6 or 8 hexadecimal digits; `None` leaves it to the platform."""
    hidden: bool = False
    """Whether the channel is not shown at first."""
    style: Literal["line"] = "line"
    """Says that it is a line."""
    line_width: float = 1.5
    """The width of the line, in pixels from 0.5 to 6."""


@define(kw_only=True)
class TimeSeriesPointsChannelViewSettings(Keeper):
    """A channel of a time series that is drawn as points. Part of `TimeSeriesViewSettings`."""

    label: str | None = None
    """The name of the channel, of 1 to 1024 characters; `None` shows the name of the column."""
    color: str | None = None
    """The colour: ``#`` and 3, 6 or 8 hexadecimal digits; `None` leaves it to the platform."""
    hidden: bool = False
    """Whether the channel is not shown at first."""
    style: Literal["points"] = "points"
    """Says that it is points."""
    point_radius: float = 2
    """The radius of a point, in pixels from 1 to 8."""


@define
class OtherTimeSeriesChannelViewSettings(Keeper):
    """A channel of a time series that is drawn in a style that this version does not know.

    Part of `TimeSeriesViewSettings`.
    """

    style: str
    """The name of the style."""
    content: dict[str, Any] = field(factory=dict)
    """All other keys of it, as they are on the wire."""


TimeSeriesChannelViewSettings: TypeAlias = (
    TimeSeriesLineChannelViewSettings
    | TimeSeriesPointsChannelViewSettings
    | OtherTimeSeriesChannelViewSettings
)
"""How a channel of a time series is drawn; told apart by ``style``.

Without a ``style``, one with a ``pointRadius`` is drawn as points, and any other one as a line.
"""


@define
class TimeSeriesViewSettings(Keeper):
    """How a time series is drawn.

    Part of `StorageItem`, `PatchItemPayload` and `DataUploadTimeSeries`.
    """

    channels: dict[str, TimeSeriesChannelViewSettings]
    """The settings of each channel, by the name of its column; at most 100."""


@define(kw_only=True)
class StorageFolder(Keeper):
    """A folder of the storage.

    Response of ``v2/public/storage/folders/<uuid>`` (GET, PATCH) and of
    ``v2/public/storage/folders`` (POST); in the results of a `Page` of
    ``v2/public/storage/folders`` (GET), ``v2/public/storage/search/folders`` (GET),
    ``v2/public/storage/folders/<uuid>/folders`` (GET) and ``v2/public/storage/folders/patch-bulk``
    (PATCH).
    """

    uuid: UUID
    """Unique identifier of the folder."""
    parent: UUID | None = None
    """Unique identifier of the folder that it is in; `None` at the root."""
    name: str
    """The name of the folder."""
    description: str
    """What is said about it; may be empty."""
    client_metadata: str | None = None
    """The custom metadata: JSON text of an object; `None` when there is none."""
    owner: str
    """The e-mail address of the user who owns the folder."""
    created_at: datetime
    """When it was created."""
    last_edited_at: datetime
    """When it was last changed."""
    user_role: StorageUserRole
    """The role of the user who asks."""
    synced_dataset_hash: UUID | None = None
    """Unique identifier of the dataset that mirrors the folder; `None` where there is none."""
    path_to_root: list[PathElement] | None = None
    """The folders from the root to this one; `None` from a server that does not send them."""
    folder_type: StorageFolderType = StorageFolderType.GENERIC
    """The kind of the folder."""
    integration_hash: UUID | None = None
    """Unique identifier of the link to the bucket; `None` for folders without one."""
    remote_url: str | None = None
    """The address in the bucket that the folder shows; `None` for folders without one."""


@define(kw_only=True)
class StorageItem(Keeper):
    """A file, or several that belong together, in the storage.

    Response of ``v2/public/storage/items/<uuid>`` (GET) and of
    ``v2/public/storage/folders/<folder>/items/<uuid>`` (PATCH); in the results of a `Page` of
    ``v2/public/storage/folders/<uuid>/items`` (GET), ``v2/public/storage/search/items`` (GET),
    ``v2/public/storage/items/get-bulk`` (POST), ``v2/public/storage/items/patch-bulk`` (PATCH) and
    ``v2/public/storage/folders/<folder>/items/<uuid>/child-items`` (GET).
    """

    uuid: UUID
    """Unique identifier of the item."""
    parent: UUID
    """Unique identifier of the folder that the item is in."""
    item_type: StorageItemType
    """The kind of the item."""
    name: str
    """The name of the item."""
    description: str = ""
    """What is said about it; may be empty."""
    client_metadata: str
    """The custom metadata: JSON text of an object."""
    owner: str
    """The e-mail address of the user who owns the item."""
    created_at: datetime
    """When it was created."""
    last_edited_at: datetime
    """When it was last changed."""
    is_tombstone: bool = False
    """Whether the bytes were deleted, and only the item is left."""
    is_placeholder: bool = False
    """Whether the bytes are still to come."""
    backed_data_units_count: int
    """How many data units of datasets are made of the item."""
    storage_location: StorageLocationName
    """The place that the bytes are in."""
    integration_hash: UUID | None = None
    """Unique identifier of the link to the bucket; `None` where there is no such link."""
    url: str | None = None
    """The address of the bytes in the bucket.

    `None` where they are in the platform's own storage.
    """
    signed_url: str | None = field(default=None, repr=masked)
    """An address that the bytes can be had from for some time; `None` when it was not asked for."""
    file_size: int | None = None
    """The size of the file, in bytes; `None` when it is not known."""
    mime_type: str | None = None
    """The type of the content, such as ``image/png``; `None` when it is not known."""
    duration: float | None = None
    """The length of a video or sound, in seconds; `None` for other items."""
    fps: float | None = None
    """How many frames a second of a video has; `None` for other items."""
    height: int | None = None
    """The height, in pixels; `None` for items without one."""
    width: int | None = None
    """The width, in pixels; `None` for items without one."""
    dicom_instance_uid: str | None = None
    """The instance UID of a DICOM file; `None` for other items."""
    dicom_study_uid: str | None = None
    """The study UID of a DICOM file or series; `None` for other items."""
    dicom_series_uid: str | None = None
    """The series UID of a DICOM file or series; `None` for other items."""
    frame_count: int | None = None
    """How many frames the item has; `None` for items without frames."""
    audio_sample_rate: int | None = None
    """How many samples a second of the sound has, in hertz; `None` for items without sound."""
    audio_bit_depth: int | None = None
    """How many bits a sample of the sound has; `None` for items without sound."""
    audio_codec: str | None = None
    """The name of the sound's encoding; `None` for items without sound."""
    audio_num_channels: int | None = None
    """How many channels the sound has; `None` for items without sound."""
    timeseries_settings: TimeSeriesViewSettings | None = None
    """How a time series is drawn; `None` for other items, and where nobody set it."""


@define(kw_only=True)
class StorageItemWithClientMetadataSignedUrl(StorageItem):
    """An item whose custom metadata is to be had from an address.

    Response of ``v2/public/storage/folders/<uuid>/items?clientMetadataAsSignedUrl=True`` (GET), in
    the results of a `Page`.
    """

    client_metadata_signed_url: str | None = field(default=None, repr=masked)
    """An address that the custom metadata can be had from as JSON, for some time.

    `None` when there is none.
    """


@define
class StorageItemInaccessible(Keeper):
    """An item that the user may not see.

    In the results of a `Page` of ``v2/public/index/collections/<uuid>/all-items`` (GET).
    """

    uuid: UUID
    """Unique identifier of the item."""


@define
class CloudSyncedFolderParams(Keeper):
    """The place in a bucket that a folder shows. Part of `CreateStorageFolderPayload`."""

    integration_uuid: UUID
    """Unique identifier of the link to the bucket."""
    remote_url: str
    """The address in the bucket."""


@define(kw_only=True)
class CreateStorageFolderPayload(Keeper):
    """A folder to be made. Body of ``v2/public/storage/folders`` (POST)."""

    name: str
    """The name of the folder."""
    description: str | None = None
    """What is said about it; `None` is not sent."""
    parent: UUID | None = None
    """Unique identifier of the folder that it is made in; `None` makes it at the root."""
    client_metadata: str | None = None
    """The custom metadata: JSON text of an object; `None` is not sent."""
    cloud_synced_folder_params: CloudSyncedFolderParams | None = None
    """The place in a bucket that it shows; `None` for a folder that users fill."""


@define
class SidecarMatcherSuffix(Keeper):
    """The names of files that hold the metadata of others: those with a suffix.

    One of the kinds of `SidecarMatcher`.
    """

    mode: Literal["suffix"] = "suffix"
    """Says that it is by a suffix."""
    suffix: str = ".metadata.json"
    """What the name of the file with the metadata has behind that of the data, at most 128."""


@define
class OtherSidecarMatcher(Keeper):
    """A way to find the files with metadata that this version does not know.

    One of the kinds of `SidecarMatcher`.
    """

    mode: str
    """Says how they are found."""
    content: dict[str, Any] = field(factory=dict)
    """Everything else that is said of it."""


SidecarMatcher: TypeAlias = SidecarMatcherSuffix | OtherSidecarMatcher
"""How the files with metadata are found; the mode says which of these it is."""


@define
class MetadataIngestionConfig(Keeper):
    """How custom metadata is read from files that stand beside the data.

    Part of `StorageFolderConfig`.
    """

    matcher: SidecarMatcher = field(factory=SidecarMatcherSuffix)
    """The names of these files."""
    paused: bool = False
    """Whether nothing is read for the time being."""


@define
class StorageFolderConfig(Keeper):
    """The settings of a folder, of which a newer server may have more.

    Response and body of ``v2/public/storage/folders/<uuid>/folder-config`` (GET, POST): what was
    read is changed and sent back.
    """

    metadata_ingestion: MetadataIngestionConfig | None = None
    """How custom metadata is read from files; `None` when it is not."""
    content: dict[str, Any] = field(factory=dict)
    """All other keys, which belong to a newer server: they are sent back as they came."""


@define(kw_only=True)
class DataGroupGrid(Keeper):
    """A group of items in a grid, to be made.

    Item of the body of ``v2/public/storage/folders/<uuid>/create-group-items`` (POST), a list.
    """

    layout_type: Literal["default-grid"] = "default-grid"
    """Says which layout it is."""
    layout_contents: list[UUID]
    """Unique identifiers of the items of the group."""
    name: str | None = None
    """The name of the group; `None` leaves it to the server."""
    client_metadata: dict[str, Any] | None = None
    """The custom metadata; `None` is not sent."""


@define(kw_only=True)
class DataGroupCarousel(Keeper):
    """A group of items to flip through, to be made. Its type is called a list.

    Item of the body of ``v2/public/storage/folders/<uuid>/create-group-items`` (POST), a list.
    """

    layout_type: Literal["default-list"] = "default-list"
    """Says which layout it is."""
    layout_contents: list[UUID]
    """Unique identifiers of the items of the group."""
    name: str | None = None
    """The name of the group; `None` leaves it to the server."""
    client_metadata: dict[str, Any] | None = None
    """The custom metadata; `None` is not sent."""


@define(kw_only=True)
class DataGroupCustom(Keeper):
    """A group of items with a layout of its own, to be made.

    Item of the body of ``v2/public/storage/folders/<uuid>/create-group-items`` (POST), a list.
    """

    layout_type: Literal["custom"] = "custom"
    """Says which layout it is."""
    name: str | None = None
    """The name of the group; `None` leaves it to the server."""
    layout_contents: dict[str, UUID]
    """Unique identifiers of the items, by the keys that the layout has for them."""
    layout: DataGroupLayout | None = None
    """The layout; `None` leaves it to the server."""
    timeline: list[str] = field(factory=list)
    """The keys of the items that share a line of time."""
    settings: LayoutSettings | None = None
    """How the layout behaves; `None` leaves it to the server."""
    client_metadata: dict[str, Any] | None = None
    """The custom metadata; `None` is not sent."""


DataGroupList = DataGroupCarousel
"""The former name of `DataGroupCarousel`."""

DataGroupInput: TypeAlias = DataGroupGrid | DataGroupCarousel | DataGroupCustom
"""A group of items to be made; told apart by ``layoutType``."""


@define
class CreateDataGroupsResponse(Keeper):
    """The groups that were made: nothing but a list.

    Response of ``v2/public/storage/folders/<uuid>/create-group-items`` (POST).
    """

    root: list[UUID]
    """Unique identifiers of the groups, in the order of the request: the whole body."""


@define
class UploadSignedUrlsPayload(Keeper):
    """A request for addresses to upload files to.

    Body of ``v2/public/storage/folders/<uuid>/upload-signed-urls`` (POST).
    """

    item_type: StorageItemType
    """The kind of the files."""
    count: int
    """How many addresses are wanted."""
    frames_subfolder_name: str | None = None
    """The folder for the frames of a sequence of images; `None` for other kinds."""


@define(kw_only=True)
class UploadSignedUrl(Keeper):
    """An address to upload a file to.

    Response of ``v2/public/storage/folders/<uuid>/upload-signed-urls`` (POST) and of
    ``v2/public/presigned-urls`` (GET), in the results of a `Page`.
    """

    item_uuid: UUID
    """Unique identifier of the item to be."""
    object_key: str
    """The key of the file in the platform's own storage."""
    signed_url: str = field(repr=masked)
    """The address, for some time."""
    upload_headers: dict[str, str] = field(factory=dict)
    """The headers that go with the bytes."""


@define
class UploadPresignedUrlsGetParams(Keeper):
    """Asks for addresses to upload files to.

    Query string of ``v2/public/presigned-urls`` (GET), which answers with a `Page` of
    `UploadSignedUrl`.
    """

    count: int
    """How many addresses: 200 at most."""
    upload_item_type: StorageItemType
    """What kind of items the files are to be."""


@define
class StorageItemWithName(Keeper):
    """An item that an upload made. Part of `UploadLongPollingState`."""

    item_uuid: UUID
    """Unique identifier of the item."""
    name: str
    """The name of the item."""


@define(kw_only=True)
class UploadLongPollingState(Keeper):
    """The state of an upload.

    Response of ``v2/public/storage/folders/<uuid>/data-upload-jobs/<job>`` (GET).
    """

    status: LongPollingStatus
    """The state."""
    items_with_names: list[StorageItemWithName]
    """The items that were made."""
    errors: list[str]
    """Sentences about what failed."""
    units_pending_count: int
    """How many units are still to be done."""
    units_done_count: int
    """How many units are done."""
    units_error_count: int
    """How many units failed."""
    units_cancelled_count: int | None = None
    """How many units were stopped; `None` from a server that does not count them."""
    unit_errors: list[DataUnitError] | None = None
    """What failed, by unit, with keys in camelCase; `None` from a server that does not say."""
    file_name: str | None = None
    """The name of the file that the upload was described in; `None` when there was none."""


@define(kw_only=True)
class CustomerProvidedImageMetadata(Keeper):
    """Facts about an image that the customer states, so that nobody looks into the file."""

    mime_type: str
    """The type of the file's content, such as ``image/png``."""
    file_size: int
    """The size of the file, in bytes."""
    height: int
    """The height, in pixels."""
    width: int
    """The width, in pixels."""


@define(kw_only=True)
class CustomerProvidedVideoMetadata(Keeper):
    """Facts about a video that the customer states, so that nobody looks into the file."""

    fps: float
    """How many frames a second has."""
    duration: float
    """The length, in seconds."""
    width: int
    """The width, in pixels."""
    height: int
    """The height, in pixels."""
    file_size: int
    """The size of the file, in bytes."""
    mime_type: str
    """The type of the file's content, such as ``image/png``."""


@define(kw_only=True)
class CustomerProvidedAudioMetadata(Keeper):
    """Facts about a sound file that the customer states, so that nobody looks into the file."""

    duration: float
    """The length, in seconds."""
    file_size: int
    """The size of the file, in bytes."""
    mime_type: str
    """The type of the file's content, such as ``image/png``."""
    sample_rate: int
    """How many samples a second has, in hertz."""
    bit_depth: int
    """How many bits a sample has."""
    codec: str
    """The name of the encoding."""
    num_channels: int
    """How many channels the sound has."""


@define
class CustomerProvidedTextMetadata(Keeper):
    """Facts about a text file that the customer states, so that nobody looks into the file."""

    file_size: int
    """The size of the file, in bytes."""
    mime_type: str
    """The type of the file's content, such as ``image/png``."""


@define
class CustomerProvidedPdfMetadata(Keeper):
    """Facts about a PDF file that the customer states, so that nobody looks into the file."""

    file_size: int
    """The size of the file, in bytes."""
    num_pages: int
    """How many pages the file has."""


@define
class CustomerProvidedDicomSeriesDicomFileMetadata(Keeper):
    """Facts about a DICOM file that the customer states, so that nobody looks into the file."""

    tags: dict[str, dict[str, Any] | None]
    """The tags as DICOM JSON has them; one may be null."""


@define(kw_only=True)
class DataUploadImage(Keeper):
    """An image to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["IMAGE"] = "IMAGE"
    """Says that it is an upload of this kind."""
    image_metadata: CustomerProvidedImageMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadVideo(Keeper):
    """A video to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["VIDEO"] = "VIDEO"
    """Says that it is an upload of this kind."""
    video_metadata: CustomerProvidedVideoMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadNifti(Keeper):
    """A NIfTI file to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["NIFTI"] = "NIFTI"
    """Says that it is an upload of this kind."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadImageGroupImage(Keeper):
    """An image of a group to be registered. Part of `DataUploadImageGroup`."""

    url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    image_metadata: CustomerProvidedImageMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadImageGroup(Keeper):
    """A group of images to be registered. Part of `DataUploadItems`."""

    images: list[DataUploadImageGroupImage]
    """The images."""
    title: str | None = None
    """The title of the group; `None` is not sent."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    create_video: bool = False
    """Whether the images become the frames of a video."""
    external_file_type: Literal["IMG_GROUP"] = "IMG_GROUP"
    """Says that it is an upload of this kind."""


@define(kw_only=True)
class DataUploadImageGroupFromItems(Keeper):
    """A group of images that are items already, to be made. Part of `DataUploadItems`."""

    image_items: list[UUID]
    """Unique identifiers of the images."""
    title: str | None = None
    """The title of the group; `None` is not sent."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    create_video: bool
    """Whether the images become the frames of a video."""
    video_url_prefix: str | None = None
    """The beginning of the video's address; `None` leaves it to the server."""
    external_file_type: Literal["IMG_GROUP_FROM_ITEMS"] = "IMG_GROUP_FROM_ITEMS"
    """Says that it is an upload of this kind."""


@define(kw_only=True)
class DataUploadDicomSeriesDicomFile(Keeper):
    """A DICOM file to be registered. Part of `DataUploadDicomSeries`."""

    url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the file; `None` is not sent."""
    dicom_metadata: CustomerProvidedDicomSeriesDicomFileMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadDicomSeries(Keeper):
    """A series of DICOM files to be registered. Part of `DataUploadItems`."""

    dicom_files: list[DataUploadDicomSeriesDicomFile]
    """The files."""
    title: str | None = None
    """The title of the series; `None` is not sent."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["DICOM"] = "DICOM"
    """Says that it is an upload of this kind."""


@define(kw_only=True)
class DataUploadText(Keeper):
    """A text file to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["PLAIN_TEXT"] = "PLAIN_TEXT"
    """Says that it is an upload of this kind."""
    text_metadata: CustomerProvidedTextMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadPDF(Keeper):
    """A PDF file to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    pdf_metadata: CustomerProvidedPdfMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    external_file_type: Literal["PDF"] = "PDF"
    """Says that it is an upload of this kind."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadAudio(Keeper):
    """A sound file to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    audio_metadata: CustomerProvidedAudioMetadata | None = None
    """Facts about the file that the customer states; `None` has the file looked into."""
    external_file_type: Literal["AUDIO"] = "AUDIO"
    """Says that it is an upload of this kind."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadTimeSeries(Keeper):
    """A time series to be registered. Part of `DataUploadItems`."""

    object_url: str
    """The address of the file in the bucket."""
    title: str | None = None
    """The title of the item; `None` takes it from the address."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    settings: TimeSeriesViewSettings | None = None
    """How it is drawn; `None` leaves it to the platform."""
    external_file_type: Literal["TIMESERIES"] = "TIMESERIES"
    """Says that it is an upload of this kind."""


@define(kw_only=True)
class DataUploadScene(Keeper):
    """A scene to be registered. Part of `DataUploadItems`."""

    title: str
    """The title of the scene."""
    scene: dict[str, Any]
    """The description of the scene, with keys in snake_case; it is passed through as it is."""
    client_metadata: dict[str, Any] = field(factory=dict)
    """The custom metadata."""
    external_file_type: Literal["SCENE"] = "SCENE"
    """Says that it is an upload of this kind."""
    placeholder_item_uuid: UUID | None = None
    """Unique identifier of the placeholder item that the file fills; `None` makes a new item."""


@define(kw_only=True)
class DataUploadItems(Keeper):
    """The files that an upload registers. Part of `PostUploadJobParams`.

    Empty lists are sent, too.
    """

    videos: list[DataUploadVideo] = field(factory=list)
    """The videos."""
    image_groups: list[DataUploadImageGroup] = field(factory=list)
    """The groups of images."""
    dicom_series: list[DataUploadDicomSeries] = field(factory=list)
    """The series of DICOM files."""
    images: list[DataUploadImage] = field(factory=list)
    """The images."""
    image_groups_from_items: list[DataUploadImageGroupFromItems] = field(factory=list)
    """The groups of images that are items already."""
    audio: list[DataUploadAudio] = field(factory=list)
    """The sound files."""
    time_series: list[DataUploadTimeSeries] = field(factory=list)
    """The time series."""
    nifti: list[DataUploadNifti] = field(factory=list)
    """The NIfTI files."""
    text: list[DataUploadText] = field(factory=list)
    """The text files."""
    pdf: list[DataUploadPDF] = field(factory=list)
    """The PDF files."""
    scenes: list[DataUploadScene] = field(factory=list)
    """The scenes."""
    skip_duplicate_urls: bool = False
    """Whether files are left out whose address is that of an item."""
    upsert_metadata: bool = False
    """Whether items that are there already get the metadata of the upload."""


@define(kw_only=True)
class DatasetDataLongPollingParams(Keeper):
    """The older form of an upload into a dataset. No endpoint of the v2 API takes it."""

    data_items: DataUploadItems | None = None
    """The files; `None` when they are described otherwise."""
    files: dict[str, Any] | None = None
    """The files as a user's own JSON describes them, passed through.

    `None` when they are described otherwise.
    """
    integration_id: UUID | None = None
    """Unique identifier of the link to the bucket; `None` for public addresses."""
    ignore_errors: bool
    """Whether files that fail do not stop the others."""
    folder_uuid: UUID | None = None
    """Unique identifier of the folder for the items; `None` leaves it to the server."""
    file_name: str | None = None
    """The name of the file that the upload was described in; `None` when there was none."""


@define(kw_only=True)
class PostUploadJobParams(Keeper):
    """An upload to be started: by `data_items` or by `external_files`.

    Body of ``v2/public/storage/folders/<uuid>/data-upload-jobs`` (POST), whose response is a bare
    UUID.
    """

    data_items: DataUploadItems | None = None
    """The files; `None` when they are described otherwise."""
    external_files: dict[str, Any] | None = None
    """The files as a user's own JSON describes them, with keys in snake_case, passed through.

    `None` when they are described otherwise.
    """
    integration_hash: UUID | None = None
    """Unique identifier of the link to the bucket; `None` for public addresses."""
    ignore_errors: bool = False
    """Whether files that fail do not stop the others."""
    file_name: str | None = None
    """The name of the file that the upload was described in; `None` when there was none."""


@define
class GetUploadJobParams(Keeper):
    """How long to wait for an upload.

    Query string of ``v2/public/storage/folders/<uuid>/data-upload-jobs/<job>`` (GET).
    """

    timeout_seconds: int = 60
    """How long the server may wait for a change before it answers, in seconds."""


@define(kw_only=True)
class ListItemsParams(Keeper):
    """Selects the items to list.

    Query string of ``v2/public/storage/folders/<uuid>/items`` (GET) and of
    ``v2/public/storage/search/items`` (GET). A criterion that is `None` does not filter and is not
    sent.
    """

    search: str | None = None
    """Only items with this text in their names."""
    is_recursive: bool = False
    """Whether items of folders inside are listed, too."""
    is_in_dataset: bool | None = None
    """Only items that are in a dataset, or only those that are in none."""
    item_types: list[StorageItemType]
    """Only items of these kinds; an empty list does not filter."""
    include_org_access: bool | None = None
    """Whether to list items that the user sees only as part of an organisation, too."""
    order: FoldersSortBy
    """The key that the items are sorted by."""
    desc: bool
    """Whether the last comes first."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int
    """How many items one page holds at most, from 1 to 1000."""
    sign_urls: bool | None = None
    """Whether the items come with signed addresses."""
    include_client_metadata: bool | None = None
    """Whether the items come with their custom metadata."""
    client_metadata_as_signed_url: bool | None = None
    """Whether an address stands in the place of the custom metadata."""


@define(kw_only=True)
class ListFoldersParams(Keeper):
    """Selects the folders to list.

    Query string of ``v2/public/storage/folders`` (GET), of ``v2/public/storage/search/folders``
    (GET) and of ``v2/public/storage/folders/<uuid>/folders`` (GET). A criterion that is `None` does
    not filter and is not sent.
    """

    search: str | None = None
    """Only folders with this text in their names."""
    is_recursive: bool = False
    """Whether folders inside of folders are listed, too."""
    dataset_synced: bool | None = None
    """Only folders that a dataset mirrors, or only those that none does."""
    include_org_access: bool | None = None
    """Whether to list folders that the user sees only as part of an organisation, too."""
    organisation_tag_names_allof: list[str] | None = None
    """Only folders that have all of these tags."""
    order: FoldersSortBy = FoldersSortBy.NAME
    """The key that the folders are sorted by."""
    desc: bool = False
    """Whether the last comes first."""
    page_token: str | None = None
    """The `next_page_token` of the page before; `None` asks for the first page."""
    page_size: int = 100
    """How many folders one page holds at most, from 1 to 1000."""


@define(kw_only=True)
class PatchItemPayload(Keeper):
    """New values for an item.

    Body of ``v2/public/storage/folders/<folder>/items/<uuid>`` (PATCH).
    """

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description; `None` leaves it as it is."""
    client_metadata: dict[str, Any] | None = None
    """The new custom metadata, an object and no text; `None` leaves it as it is."""
    timeseries_settings: TimeSeriesViewSettings | None = None
    """How a time series is drawn from now on; `None` leaves it as it is."""


@define
class PatchFolderPayload(Keeper):
    """New values for a folder. Body of ``v2/public/storage/folders/<uuid>`` (PATCH)."""

    name: str | None = None
    """The new name; `None` leaves it as it is."""
    description: str | None = None
    """The new description; `None` leaves it as it is."""
    client_metadata: dict[str, Any] | None = None
    """The new custom metadata, an object and no text; `None` leaves it as it is."""


@define
class PatchFoldersBulkPayload(Keeper):
    """New values for several folders. Body of ``v2/public/storage/folders/patch-bulk`` (PATCH)."""

    folder_patches: dict[str, PatchFolderPayload]
    """The values, by the UUID of the folder."""


@define(kw_only=True)
class StorageFolderSummary(Keeper):
    """What a folder holds. Response of ``v2/public/storage/folders/<uuid>/summary`` (GET)."""

    files: int
    """How many files."""
    folders: int
    """How many folders."""
    videos: int
    """How many videos."""
    images: int
    """How many images."""
    image_groups: int
    """How many groups of images."""
    image_sequences: int
    """How many sequences of images."""
    dicom_files: int
    """How many DICOM files."""
    dicom_series: int
    """How many series of DICOM files."""
    niftis: int | None = None
    """How many NIfTI files; `None` from a server that does not count them."""
    audios: int | None = None
    """How many sound files; `None` from a server that does not count them."""
    pdfs: int | None = None
    """How many PDF files; `None` from a server that does not count them."""
    plain_texts: int | None = None
    """How many text files; `None` from a server that does not count them."""
    tombstones: int
    """How many items whose bytes were deleted."""
    upload_jobs: int
    """How many uploads."""
    total_size: float
    """The size of all, in bytes."""


@define(kw_only=True)
class ItemShortInfo(Keeper):
    """An item in a few words. Part of `StorageItemSummary`."""

    uuid: UUID
    """Unique identifier of the item."""
    name: str
    """The name of the item."""
    parent_uuid: UUID
    """Unique identifier of the folder that it is in."""
    parent_name: str
    """The name of that folder."""
    item_type: StorageItemType
    """The kind of the item."""


@define(kw_only=True)
class DatasetShortInfo(Keeper):
    """A dataset in a few words. Part of `StorageItemSummary`."""

    dataset_hash: str
    """Unique identifier of the dataset, as text."""
    backing_folder_uuid: UUID | None = None
    """Unique identifier of the folder that the dataset mirrors; `None` where there is none."""
    title: str
    """The title of the dataset."""
    data_hashes: list[UUID]
    """Unique identifiers of its data units that are made of the item."""
    data_units_created_at: datetime
    """When these data units were created."""


@define(kw_only=True)
class StorageItemPrivateSummary(Keeper):
    """Where an item is used.

    Response of ``v2/public/storage/folders/<folder>/items/<uuid>/summary`` (GET).
    """

    frame_in_groups: int
    """How many groups have it as a frame."""
    accessible_group_items: list[ItemShortInfo]
    """Those of the groups that the user may see."""
    used_in_datasets: int
    """How many datasets use it."""
    accessible_datasets: list[DatasetShortInfo]
    """Those of the datasets that the user may see."""
    group_layout: DataGroupShortInfo | None = None
    """The layout of a group; `None` for other items, and when it was not asked for."""


@define(kw_only=True)
class StorageItemSummary(Keeper):
    """Where an item is used, as the SDK hands it to users; never on the wire by itself."""

    frame_in_groups: int
    """How many groups have it as a frame."""
    accessible_group_items: list[ItemShortInfo]
    """Those of the groups that the user may see."""
    used_in_datasets: int
    """How many datasets use it."""
    accessible_datasets: list[DatasetShortInfo]
    """Those of the datasets that the user may see."""
    data_group: DataGroupShortInfo | None = None
    """The layout of a group; `None` for other items, and when it was not asked for."""


@define
class DeleteItemsParams(Keeper):
    """How items are deleted. No endpoint that the SDK calls takes it."""

    remove_unused_frames: bool
    """Whether frames that no other group uses are deleted, too."""


@define
class DeleteItemsPayload(Keeper):
    """Items to be deleted. Body of ``v2/public/storage/folders/<uuid>/items/delete`` (POST)."""

    child_uuids: list[UUID]
    """Unique identifiers of the items."""
    remove_unused_frames: bool
    """Whether frames that no other group uses are deleted, too."""


@define
class DeleteItemsResponse(Keeper):
    """What was deleted. Response of ``v2/public/storage/folders/<uuid>/items/delete`` (POST)."""

    removed_items_count: int
    """How many items."""
    removed_folders_count: int
    """How many folders."""


@define
class MoveItemsPayload(Keeper):
    """Items to be moved. Body of ``v2/public/storage/folders/<uuid>/items/move`` (POST)."""

    item_uuids: list[UUID]
    """Unique identifiers of the items."""
    new_parent_uuid: UUID
    """Unique identifier of the folder to move them to."""
    allow_synced_dataset_move: bool = False
    """Whether items of a folder that a dataset mirrors may be moved."""


@define
class MoveFoldersPayload(Keeper):
    """Folders to be moved. Body of ``v2/public/storage/folders/move`` (POST)."""

    folder_uuids: list[UUID]
    """Unique identifiers of the folders."""
    new_parent_uuid: UUID | None = None
    """Unique identifier of the folder to move them to.

    `None` moves them to the root, and is not sent.
    """


@define
class GetItemParams(Keeper):
    """How an item is shown. Query string of ``v2/public/storage/items/<uuid>`` (GET)."""

    sign_url: bool
    """Whether it comes with a signed address."""


@define
class GetItemSummaryParams(Keeper):
    """How the uses of an item are shown.

    Query string of ``v2/public/storage/folders/<folder>/items/<uuid>/summary`` (GET).
    """

    include_group_layout: bool = False
    """Whether the layout of a group comes with it."""


@define
class GetChildItemsParams(Keeper):
    """How the parts of an item are shown.

    Query string of ``v2/public/storage/folders/<folder>/items/<uuid>/child-items`` (GET).
    """

    sign_urls: bool = False
    """Whether they come with signed addresses."""


@define
class GetItemsBulkPayload(Keeper):
    """Items to be shown. Body of ``v2/public/storage/items/get-bulk`` (POST)."""

    item_uuids: list[UUID]
    """Unique identifiers of the items."""
    sign_urls: bool = False
    """Whether they come with signed addresses."""


@define
class ReencodeVideoItemsRequest(Keeper):
    """Videos to be encoded anew.

    Body of ``v2/public/storage/items/reencode`` (POST), whose response is a bare UUID.
    """

    storage_items: list[UUID]
    """Unique identifiers of the videos."""
    process_title: str
    """The name of the job."""
    force_full_reencoding: bool
    """Whether videos are encoded anew that need not be."""


@define
class ReencodeVideoItemsResponse(Keeper):
    """The state of a job that encodes videos anew.

    Response of ``v2/public/storage/items/reencode/<uuid>`` (GET).
    """

    status: JobStatus
    """The state."""
    result: list[Any] | dict[str, Any] | None = None
    """The result, a list or an object that is passed through; `None` until the job is done."""


@define(kw_only=True)
class StorageItemsMigratePayload(Keeper):
    """Items whose bytes were moved to other addresses.

    Body of ``v2/public/storage/items/migrate-storage`` (POST).
    """

    urls_map: dict[str, str | None] | None = None
    """Old address to new, `None` to skip it; `None` when items are named by their identifiers."""
    items_map: dict[UUID, str | None] | None = None
    """Identifier of an item to its new address, `None` to skip it.

    `None` when items are named by addresses.
    """
    from_integration_hash: UUID | None = None
    """Unique identifier of the link to the old bucket; `None` for any."""
    to_integration_hash: UUID | None = None
    """Unique identifier of the link to the new bucket; `None` for the same."""
    validate_access: bool = False
    """Whether the server tries to read the new addresses."""
    skip_missing: bool = False
    """Whether items that are not there are skipped."""


@define
class AddDataToFolderJobCancelResponse(Keeper):
    """The outcome of stopping an upload.

    Response of ``v2/public/storage/folders/<uuid>/data-upload-jobs/<job>/cancel`` (POST).
    """

    units_cancelled_count: int
    """How many units were stopped."""


@define
class SyncPrivateDataWithCloudSyncedFolderGetResultParams(Keeper):
    """How long to wait for a synchronisation of a folder with a bucket.

    Query string of
    ``v2/public/storage/folders/<uuid>/cloud-linked-folder-syncs/<job>/long-polling`` (GET).
    """

    timeout_seconds: int
    """How long the server may wait for the result before it answers, in seconds."""


@define(kw_only=True)
class SyncPrivateDataWithCloudSyncedFolderGetResultResponse(Keeper):
    """The state of a synchronisation of a folder with a bucket.

    Response of ``v2/public/storage/folders/<uuid>/cloud-linked-folder-syncs/<job>/long-polling``
    (GET). The job is started by ``v2/public/storage/folders/<uuid>/cloud-synced-folder-syncs``
    (POST).
    """

    status: SyncPrivateDataWithCloudSyncedFolderStatus
    """The state."""
    scan_pages_processing_pending: int
    """How many pages of the bucket's listing are still to be read."""
    scan_pages_processing_done: int
    """How many pages of the bucket's listing were read."""
    scan_pages_processing_error: int
    """How many pages of the bucket's listing failed."""
    scan_pages_processing_cancelled: int
    """How many pages of the bucket's listing were stopped."""
    upload_jobs_pending: int
    """How many uploads are still to be done."""
    upload_jobs_done: int
    """How many uploads are done."""
    upload_jobs_error: int
    """How many uploads failed."""
    upload_jobs_units_pending: int
    """How many units of these uploads are still to be done."""
    upload_jobs_units_done: int
    """How many units of these uploads are done."""
    upload_jobs_units_error: int
    """How many units of these uploads failed."""
    upload_jobs_units_cancelled: int
    """How many units of these uploads were stopped."""
