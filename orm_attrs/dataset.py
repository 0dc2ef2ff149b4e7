"""Datasets and the data in them: rows, files, uploads and keys."""

from datetime import datetime
from enum import Enum, IntEnum
from typing import Any, Final
from uuid import UUID

from attrs import Factory, define, field, frozen

from orm_attrs._changes import Tracker, track
from orm_attrs._keeper import Keeper
from orm_attrs._masks import masked
from orm_attrs._metadata import NOT_UPDATABLE
from orm_attrs.data_type import DataType


class DatasetUserRole(IntEnum):
    """What a user may do in a dataset."""

    ADMIN = 0
    USER = 1


@frozen(weakref_slot=False)
class DatasetUser(Keeper):
    """A user's membership in a dataset.

    Response to the `datasetusers` query (POST), one per user added.
    """

    user_email: str
    """The user's e-mail address."""
    user_role: DatasetUserRole
    """The role the user was given."""
    dataset_hash: str
    """Unique identifier of the dataset."""


@frozen(weakref_slot=False)
class DatasetUsers(Keeper):
    """Names the `datasetusers` query, which adds users to a dataset; it holds no data."""


@define
class PublicDatasetUser(Keeper):
    """A user's membership in a dataset, as the v2 API sends it.

    Response of ``v2/public/datasets/<hash>/users`` (GET), in the results of a `Page`.
    """

    dataset_uuid: UUID
    """Unique identifier of the dataset."""
    user_email: str
    """The user's e-mail address."""
    user_role: DatasetUserRole
    """The role of the user."""


@define
class RemoveDatasetUsersPayload(Keeper):
    """The users to remove. Body of ``v2/public/datasets/<hash>/users/bulk-delete`` (POST)."""

    user_emails: list[str]
    """Their e-mail addresses."""


class DataLinkDuplicatesBehavior(Enum):
    """What becomes of storage items that a dataset has already. Sent when items are linked."""

    DUPLICATE = "DUPLICATE"
    """Each is added once more."""
    FAIL = "FAIL"
    """None is added, and the request fails."""
    SKIP = "SKIP"
    """Those are left out."""


@frozen(weakref_slot=False)
class DataClientMetadata(Keeper):
    """What a customer attached to a data row. No query of the described API version uses it."""

    payload: dict[str, Any]
    """The attached object, with the customer's own keys."""


class StorageLocation(IntEnum):
    """Where files are kept. Most messages carry the number, `Dataset` carries a name."""

    CORD_STORAGE = 0
    """The platform's own storage; the others are a customer's."""
    AWS = 1
    """Amazon S3."""
    GCP = 2
    """Google Cloud Storage."""
    AZURE = 3
    """Azure Blob Storage."""
    OTC = 4
    """Open Telekom Cloud, and any other storage that is compatible with S3."""
    S3_COMPATIBLE = 4
    """The newer name of `OTC`: the same member."""
    NEW_STORAGE = -99
    """Stands in for every location that is not listed here."""


STORAGE_LOCATION_BY_STR: Final[dict[str, StorageLocation]] = {
    "CORD_STORAGE": StorageLocation.CORD_STORAGE,
    "AWS_S3": StorageLocation.AWS,
    "GCP_STR": StorageLocation.GCP,
    "AZURE_STR": StorageLocation.AZURE,
    "OTC_STR": StorageLocation.OTC,
    "S3_COMPATIBLE_STR": StorageLocation.S3_COMPATIBLE,
    "NEW_STORAGE": StorageLocation.NEW_STORAGE,
}
"""Each location by the names it has on the wire; the first of two is the one that is written."""

DatasetType = StorageLocation
"""Former name of `StorageLocation`."""


@frozen(kw_only=True, weakref_slot=False)
class ImageData(Keeper):
    """One image of an image group. Part of `DataRow`."""

    image_hash: str
    """Unique identifier of the image."""
    title: str
    """The image's title."""
    file_link: str
    """Where the file is kept."""
    file_type: str
    """MIME type of the file."""
    file_size: int
    """Size of the file, in bytes."""
    storage_location: StorageLocation
    """Which storage keeps the file."""
    created_at: datetime
    """When the image was added."""
    last_edited_at: datetime
    """When the image's record was last changed."""
    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""
    signed_url: str | None = field(default=None, repr=masked)
    """Link that needs no login; `None` unless asked for."""


@track("title", "client_metadata")
@define(kw_only=True, weakref_slot=False)
class DataRow(Tracker):
    """One upload to a dataset: a video, image, image group or DICOM series.

    Response to the `datarows` and `datarow` queries (GET), and part of `Dataset`. Title and client
    metadata can be saved: `changes` tells which of them were set to another value.
    """

    uid: str
    """Unique identifier of the row, elsewhere called its data hash."""
    title: str
    """The row's title."""
    data_type: DataType
    """What the row consists of."""
    created_at: datetime
    """When the row was added."""
    last_edited_at: datetime
    """When the row was last changed."""
    width: int | None
    """Width in pixels; `None` for image groups that are no sequence, as their images differ."""
    height: int | None
    """Height in pixels; `None` for image groups that are no sequence, as their images differ."""
    file_link: str | None
    """Where the file is kept: a path in the platform's storage, a full path in a private bucket.

    `None` for a DICOM series, which has many files.
    """
    file_size: int | None
    """Size of the file, in bytes; `None` where the server does not state it."""
    file_type: str | None
    """MIME type of the file; `None` where the server does not state it."""
    storage_location: StorageLocation
    """Which storage keeps the file."""
    frames_per_second: float | None
    """Frame rate, in frames per second; `None` for anything but a video."""
    duration: float | None
    """Length in seconds; `None` for anything but a video."""
    client_metadata: dict[str, Any] | None = None
    """What the customer attached to the row; `None` unless there is any and it was asked for."""
    images_data: list[ImageData] | None = None
    """The images of an image group; `None` for other data, and unless asked for."""
    signed_url: str | None = field(default=None, repr=masked)
    """Link to the file that needs no login; `None` unless asked for."""
    is_optimised_image_group: bool | None = None
    """Whether an image group is an image sequence; `None` for other data."""
    backing_item_uuid: UUID | None = None
    """The storage item behind the row; `None` from servers without a storage API."""

    @property
    def is_image_sequence(self) -> bool | None:
        """The newer name of `is_optimised_image_group`."""
        return self.is_optimised_image_group


@frozen(weakref_slot=False)
class DataRows(Keeper):
    """Some rows of a dataset; names the `datarows` query, which lists and filters them (GET)."""

    data_rows: list[DataRow]
    """The rows."""


@frozen(kw_only=True, weakref_slot=False)
class DatasetInfo(Keeper):
    """A dataset without its rows: the content of `DatasetWithUserRole.dataset`."""

    dataset_hash: str
    """Unique identifier of the dataset."""
    user_hash: str
    """Unique identifier of the user the dataset belongs to."""
    title: str
    """The dataset's title."""
    description: str | None
    """What its makers say about the dataset; `None` when they say nothing."""
    type: int
    """The number of a `StorageLocation`, or one not listed there."""
    created_at: datetime
    """When the dataset was created."""
    last_edited_at: datetime
    """When the dataset was last changed."""
    backing_folder_uuid: UUID | None = None
    """The storage folder behind the dataset; `None` when it has none."""


@define(kw_only=True)
class Dataset(Keeper):
    """A dataset with its rows. Response to the `dataset` query (GET)."""

    title: str
    """The dataset's title."""
    storage_location: StorageLocation
    """Which storage keeps the dataset's files."""
    data_rows: list[DataRow] = Factory(list)
    """The rows of the dataset."""
    dataset_hash: str
    """Unique identifier of the dataset."""
    description: str | None = None
    """What its makers say about the dataset; `None` when they say nothing."""
    backing_folder_uuid: UUID | None = None
    """The storage folder behind the dataset; `None` when it has none."""


@frozen(weakref_slot=False)
class DatasetDataInfo(Keeper):
    """Data that was added to a dataset. Part of `DatasetDataLongPolling`."""

    data_hash: str
    """Unique identifier of the new data row."""
    title: str
    """The row's title."""
    backing_item_uuid: UUID | None = None
    """The storage item behind the row; `None` from servers without a storage API."""


@frozen(weakref_slot=False)
class AddPrivateDataResponse(Keeper):
    """What a finished upload from private storage added to a dataset.

    Clients build it from the last `DatasetDataLongPolling`.
    """

    dataset_data_list: list[DatasetDataInfo]
    """The data that was added."""


class DatasetScope(Enum):
    """What the holder of a dataset's API key may do."""

    READ = "dataset.read"
    WRITE = "dataset.write"


@frozen(kw_only=True, weakref_slot=False)
class DatasetAPIKey(Keeper):
    """An API key of a dataset. Response to the `datasetapikey` query (GET, POST and PUT)."""

    dataset_hash: str
    """Unique identifier of the dataset."""
    api_key: str = field(repr=masked)
    """The key itself; a secret."""
    title: str
    """The key's title."""
    key_hash: str
    """Unique identifier of the key."""
    scopes: list[DatasetScope]
    """What the key allows."""


@define(kw_only=True)
class CreateDatasetResponse(Keeper):
    """A dataset that was just created. Response to the `dataset` query (POST)."""

    title: str
    """The dataset's title."""
    storage_location: StorageLocation
    """Which storage keeps the dataset's files."""
    dataset_hash: str
    """Unique identifier of the dataset."""
    user_hash: str
    """Unique identifier of the user who created it."""
    backing_folder_uuid: UUID | None = None
    """The storage folder behind the dataset; `None` when none was created."""


@define(kw_only=True)
class CreateDatasetPayload(Keeper):
    """The dataset to create. Body of ``v2/public/datasets`` (POST)."""

    title: str
    """The dataset's title."""
    description: str | None = None
    """What its makers say about the dataset; `None` when they say nothing."""
    create_backing_folder: bool
    """Whether to create a storage folder of the same name behind the dataset."""
    legacy_call: bool = False
    """Whether a client asks in a way that is no longer recommended; the server only counts it."""


@define
class CreateDatasetResponseV2(Keeper):
    """A dataset that was just created. Response of ``v2/public/datasets`` (POST)."""

    dataset_uuid: UUID
    """Unique identifier of the dataset."""
    backing_folder_uuid: UUID | None = None
    """The storage folder behind the dataset; `None` when none was created."""


@define
class DatasetData(Keeper):
    """The files of a data row: one video or some images.

    Response to the `datasetdata` query (GET).
    A field is `None` when its key is absent or null.
    """

    data_hash: str | None = None
    """Unique identifier of the row."""
    video: dict[str, Any] | None = None
    """The video, with the keys of a `Video`; `None` when the row has images."""
    images: list[Any] | None = None
    """The images, with the keys of an `Image`; `None` when the row is a video."""


@define(kw_only=True)
class SignedVideoURL(Keeper):
    """Where to upload a video. Response to the `signedvideourl` query (GET).

    A field is `None` when its key is absent or null.
    """

    signed_url: str | None = field(default=None, repr=masked)
    """Link to PUT the file to, without login."""
    data_hash: str | None = None
    """Unique identifier that the upload will have."""
    title: str | None = None
    """The file's name, as requested."""
    file_link: str | None = None
    """Where the file will be kept."""


@define(kw_only=True)
class SignedImageURL(Keeper):
    """Where to upload an image. Part of `SignedImagesURL`, payload of `singleimage` (POST).

    A field is `None` when its key is absent or null.
    """

    signed_url: str | None = field(default=None, repr=masked)
    """Link to PUT the file to, without login."""
    data_hash: str | None = None
    """Unique identifier that the upload will have."""
    title: str | None = None
    """The file's name, as requested."""
    file_link: str | None = None
    """Where the file will be kept."""


class SignedImagesURL(list[SignedImageURL]):
    """Where to upload images. Response to the `signedimagesurl` query (GET)."""

    __slots__ = ()


@define(kw_only=True)
class SignedAudioURL(Keeper):
    """Where to upload an audio file. Response to the `signedaudiourl` query (GET).

    A field is `None` when its key is absent or null.
    """

    signed_url: str | None = field(default=None, repr=masked)
    """Link to PUT the file to, without login."""
    data_hash: str | None = None
    """Unique identifier that the upload will have."""
    title: str | None = None
    """The file's name, as requested."""
    file_link: str | None = None
    """Where the file will be kept."""


@define(kw_only=True)
class SignedDicomURL(Keeper):
    """Where to upload a DICOM file. Part of `SignedDicomsURL`.

    A field is `None` when its key is absent or null.
    """

    signed_url: str | None = field(default=None, repr=masked)
    """Link to PUT the file to, without login."""
    data_hash: str | None = None
    """Unique identifier that the upload will have."""
    title: str | None = None
    """The file's name, as requested."""
    file_link: str | None = None
    """Where the file will be kept."""


class SignedDicomsURL(list[SignedDicomURL]):
    """Where to upload a DICOM series. Response to the `signeddicomsurl` query (GET)."""

    __slots__ = ()


@define(kw_only=True)
class Video(Keeper):
    """A video. Response to the `video` query (PUT), and the `video` of a `DatasetData`.

    A field is `None` when its key is absent or null.
    """

    data_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the video."""
    title: str | None = None
    """The video's title."""
    file_link: str | None = None
    """Where the file is kept."""
    backing_item_uuid: UUID | None = field(default=None, metadata=NOT_UPDATABLE)
    """The storage item behind the video."""


@define
class ImageGroup(Keeper):
    """Images under one title. Response to the `imagegroup` query (POST), one per group.

    A field is `None` when its key is absent or null.
    """

    data_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the group."""
    title: str | None = None
    """The group's title."""
    file_link: str | None = None
    """Where the file is kept."""


@define(kw_only=True)
class Image(Keeper):
    """An image. One of the `images` of a `DatasetData`.

    A field is `None` when its key is absent or null.
    """

    data_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the data unit."""
    image_hash: str | None = None
    """Unique identifier of the image."""
    title: str | None = None
    """The image's title."""
    file_link: str | None = None
    """Where the file is kept."""


@define(kw_only=True)
class SingleImage(Image):
    """An image uploaded on its own. Response to the `singleimage` query (POST)."""

    success: bool | None = None
    """Whether the upload succeeded; `None` when the key is absent or null."""


@define(kw_only=True)
class Audio(Keeper):
    """An audio file. Response to the `audio` query (PUT).

    A field is `None` when its key is absent or null.
    """

    data_hash: str | None = field(default=None, metadata=NOT_UPDATABLE)
    """Unique identifier of the audio file."""
    title: str | None = None
    """The file's title."""
    file_link: str | None = None
    """Where the file is kept."""
    backing_item_uuid: UUID | None = field(default=None, metadata=NOT_UPDATABLE)
    """The storage item behind the audio file."""


@frozen(weakref_slot=False)
class Images(Keeper):
    """The outcome of uploading several images. Response to the `images` query (PUT)."""

    success: bool
    """Whether the upload succeeded."""


@frozen(weakref_slot=False)
class DicomSeries(Keeper):
    """A DICOM series that was just created. Response to the `dicomseries` query (POST)."""

    data_hash: str
    """Unique identifier of the series."""
    title: str
    """The series' title."""


@frozen(weakref_slot=False)
class DicomDeidentifyTask(Keeper):
    """DICOM files to strip of patient data; names the `dicomdeidentifytask` query (POST)."""

    dicom_urls: list[str]
    """Links to the files, in a customer's storage."""
    integration_hash: str
    """Unique identifier of the `CloudIntegration` that opens the storage."""


@frozen(weakref_slot=False)
class ImageGroupOCR(Keeper):
    """Text recognised in an image group. Response to the `imagegroupocr` query (GET)."""

    processed_texts: dict[str, Any]
    """The texts and where in the images they stand."""


@frozen(kw_only=True, weakref_slot=False)
class ReEncodeVideoTaskResult(Keeper):
    """A re-encoded video. Part of `ReEncodeVideoTask`."""

    data_hash: str
    """Unique identifier of the video."""
    signed_url: str | None = field(default=None, repr=masked)
    """Link that needs no login; `None` unless the platform's own storage keeps the video."""
    bucket_path: str
    """Where in its bucket the video is kept."""


@frozen(weakref_slot=False)
class ReEncodeVideoTask(Keeper):
    """How a re-encoding job stands. Response to the `reencodevideotask` query (GET)."""

    status: str
    """``"SUBMITTED"``, ``"DONE"`` or ``"ERROR"``; newer servers may send others."""
    result: list[ReEncodeVideoTaskResult] | None = None
    """The re-encoded videos; `None` until the job is done."""


@define
class DatasetAccessSettings(Keeper):
    """What to send with each data row. Part of the `dataset` and `datarows` queries (GET)."""

    fetch_client_metadata: bool
    """Whether to send what customers attached to the rows."""
    fetch_rows: bool = True
    """Whether to send the rows of a dataset at all."""


DEFAULT_DATASET_ACCESS_SETTINGS: Final = DatasetAccessSettings(fetch_client_metadata=False)
"""Leaves the customers' metadata out."""


@define
class ImagesDataFetchOptions(Keeper):
    """What to send with each image of a group. Part of the `datarow` query (GET)."""

    fetch_signed_urls: bool = False
    """Whether to send signed links; needed only to download the images."""


class LongPollingStatus(str, Enum):
    """How an upload job stands."""

    PENDING = "PENDING"
    """Queued or running."""
    DONE = "DONE"
    """Finished. A job that was told to ignore errors always ends so, even if it had some."""
    ERROR = "ERROR"
    """Failed. Happens only to a job that was not told to ignore errors."""
    CANCELLED = "CANCELLED"
    """Stopped by a user. What was added before that stays."""


@define(kw_only=True)
class DataUnitError(Keeper):
    """Why one unit of an upload failed. Part of `DatasetDataLongPolling`."""

    object_urls: list[str]
    """Links to the files of the unit: one, or a link for each image or DICOM file."""
    error: str
    """Text of the error."""
    subtask_uuid: UUID
    """Identifies the attempt towards the platform's support."""
    action_description: str
    """What was being done, in words."""


@frozen(kw_only=True, weakref_slot=False)
class DatasetDataLongPolling(Keeper):
    """How an upload from private storage stands.

    Response to the `datasetdatalongpolling` query (GET). A job consists of units, each of them one
    video, image group, DICOM series or image.
    """

    status: LongPollingStatus
    """How the whole job stands."""
    data_hashes_with_titles: list[DatasetDataInfo]
    """The data that was added so far."""
    errors: list[str]
    """Texts of the errors, also of those that were ignored."""
    units_pending_count: int
    """How many units are queued or running."""
    units_done_count: int
    """How many units succeeded."""
    units_error_count: int
    """How many units failed."""
    data_unit_errors: list[DataUnitError] | None = None
    """The units that failed, and why; `None` from servers that only send `errors`."""
    units_cancelled_count: int | None = None
    """How many units a user has cancelled; `None` from servers without cancelling."""


@frozen(weakref_slot=False)
class DatasetLinkItems(Keeper):
    """Names the `datasetlinkitems` query, which adds storage items; it holds no data."""
