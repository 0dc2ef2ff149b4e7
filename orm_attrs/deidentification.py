"""De-identification of DICOM files."""

from enum import Enum
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.camel_str_enum import CamelStrEnum


class DicomDeIdRedactTextMode(CamelStrEnum):
    """The text that is made unreadable in the pictures of DICOM files."""

    REDACT_ALL_TEXT = "redactAllText"
    """All text."""
    REDACT_NO_TEXT = "redactNoText"
    """None."""
    REDACT_SENSITIVE_TEXT = "redactSensitiveText"
    """Text that may tell who the patient is."""


class DicomDeIdSaveConditionType(CamelStrEnum):
    """The relation between the value of a tag and that of a condition."""

    NOT_SUBSTR = "notSubstr"
    """The condition's text does not stand in the tag's value."""
    IN = "in"
    """The tag's value is one of the condition's texts."""


class DicomDeIdGetResultLongPollingStatus(str, Enum):
    """The state of a de-identification."""

    DONE = "DONE"
    """Finished; the result has the addresses."""
    ERROR = "ERROR"
    """Failed."""
    PENDING = "PENDING"
    """Still at work."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define
class DicomDeIdSaveCondition(Keeper):
    """A condition under which a DICOM file is kept. Part of `DicomDeIdStartPayload`."""

    value: str | list[str]
    """The text, or the texts, that the tag's value is held to."""
    condition_type: DicomDeIdSaveConditionType
    """How it is held to them."""
    dicom_tag: str
    """The tag of the file."""


@define(kw_only=True)
class DicomDeIdStartPayload(Keeper):
    """DICOM files that are to be de-identified.

    Body of ``v2/public/dicom-deidentification`` (POST), whose response is a bare UUID.
    """

    integration_uuid: UUID
    """Unique identifier of the link to the bucket that has the files."""
    dicom_urls: list[str]
    """The addresses of the files."""
    redact_dicom_tags: bool = True
    """Whether tags that may tell who the patient is are made unreadable."""
    redact_pixels_mode: DicomDeIdRedactTextMode = DicomDeIdRedactTextMode.REDACT_NO_TEXT
    """The text in the pictures that is made unreadable."""
    save_conditions: list[DicomDeIdSaveCondition] | None = None
    """Only files for which all of these hold are kept; `None` keeps all."""
    upload_dir: str | None = None
    """The folder in the bucket for the results; `None` leaves it to the server."""


@define
class DicomDeIdGetResultParams(Keeper):
    """How long to wait for a de-identification.

    Query string of ``v2/public/dicom-deidentification/<uuid>`` (GET).
    """

    timeout_seconds: int
    """How long the server may wait for the result before it answers, in seconds."""


@define
class DicomDeIdGetResultResponse(Keeper):
    """The state of a de-identification, and its results.

    Response of ``v2/public/dicom-deidentification/<uuid>`` (GET).
    """

    status: DicomDeIdGetResultLongPollingStatus
    """The state."""
    urls: list[str] | None = None
    """The addresses of the de-identified files; `None` until it is done."""
