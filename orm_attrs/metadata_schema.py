"""The schema of an organisation's custom metadata, and values that it describes."""

from enum import Enum
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._unknown import UnknownText


class NumberFormat(Enum):
    """How numbers are stored."""

    F32 = "F32"
    """In 32 bits."""
    F64 = "F64"
    """In 64 bits."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


class ClientMetadataSchemaTypeVariantHint(Enum):
    """The types that values of a key have, most likely.

    ``"string"`` is read as `VARCHAR`, and ``"long_string"`` as `TEXT`.
    """

    NUMBER = "number"
    """Numbers."""
    VARCHAR = "varchar"
    """Short texts."""
    TEXT = "text"
    """Long texts."""
    BOOLEAN = "boolean"
    """True or false."""
    DATETIME = "datetime"
    """Points in time."""
    UUID = "uuid"
    """UUIDs."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


MetadataSchemaScalarType = ClientMetadataSchemaTypeVariantHint
"""The name that users of the SDK know the hints by."""


@define
class ClientMetadataSchemaTypeNumber(Keeper):
    """The type of a key whose values are numbers. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["number"] = "number"
    """Says which type it is."""
    format: NumberFormat = NumberFormat.F64
    """How they are stored."""


@define
class ClientMetadataSchemaTypeBoolean(Keeper):
    """The type of a key whose values are true or false. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["boolean"] = "boolean"
    """Says which type it is."""


@define
class ClientMetadataSchemaTypeVarChar(Keeper):
    """The type of a key whose values are short texts. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["varchar"] = "varchar"
    """Says which type it is."""
    max_length: int = 8192
    """How many characters a text has at most, from 0 to 8192."""


@define
class ClientMetadataSchemaTypeDateTime(Keeper):
    """The type of a key whose values are points in time. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["datetime"] = "datetime"
    """Says which type it is."""
    timezone: Literal["UTC"] | UnknownText = "UTC"
    """The zone that they are stored in."""


@define
class ClientMetadataSchemaTypeEnum(Keeper):
    """The type of a key whose values are some of a few texts. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["enum"] = "enum"
    """Says which type it is."""
    values: list[str] = field(factory=list)
    """The texts; the platform takes 1 to 256."""


@define(kw_only=True)
class ClientMetadataSchemaTypeEmbeddingApi(Keeper):
    """The service that makes the vectors of a key. Part of `ClientMetadataSchemaTypeEmbedding`."""

    url: str | None = None
    """The address of the service; `None` when it is not said."""
    path: str | None = None
    """The path at that address; `None` when it is not said."""
    service_integration: UUID | None = None
    """Unique identifier of the link to the service; `None` when there is none."""
    client_only: bool | None = None
    """Whether only the customer calls the service; `None` when it is not said."""
    embed_b64_image: bool | None = None
    """Whether the service makes vectors of images, sent as base64; `None` when it is not said."""
    embed_text: bool | None = None
    """Whether the service makes vectors of texts; `None` when it is not said."""


@define(kw_only=True)
class ClientMetadataSchemaTypeEmbedding(Keeper):
    """The type of a key whose values are vectors. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["embedding"] = "embedding"
    """Says which type it is."""
    size: int
    """How many numbers a vector has, from 1 to 4096."""
    api: ClientMetadataSchemaTypeEmbeddingApi | None = None
    """The service that makes the vectors; `None` when the customer uploads them."""


@define
class ClientMetadataSchemaTypeGeospatial(Keeper):
    """The type of a key whose values are places on the earth. Part of `ClientMetadataSchemaV2`.

    A value is a `GeospatialCoordinates`.
    """

    ty: Literal["geospatial"] = "geospatial"
    """Says which type it is."""


@define
class ClientMetadataSchemaTypeText(Keeper):
    """The type of a key whose values are long texts. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["text"] = "text"
    """Says which type it is."""


@define
class ClientMetadataSchemaTypeUUID(Keeper):
    """The type of a key whose values are UUIDs. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["uuid"] = "uuid"
    """Says which type it is."""


@define
class ClientMetadataSchemaTypeVariant(Keeper):
    """The type of a key whose values may be of any scalar type. Part of `ClientMetadataSchemaV2`.

    This is what the SDK makes of every scalar type that a user adds.
    """

    ty: Literal["variant"] = "variant"
    """Says which type it is."""
    hint: ClientMetadataSchemaTypeVariantHint = ClientMetadataSchemaTypeVariantHint.TEXT
    """The type that they have, most likely."""


@define
class ClientMetadataSchemaTypeUser(Keeper):
    """The type of a key whose values are users. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["user"] = "user"
    """Says which type it is."""


@define
class OtherClientMetadataSchemaType(Keeper):
    """A type of a key that this version does not know. Part of `ClientMetadataSchemaV2`."""

    ty: str
    """The name of the type."""
    content: dict[str, Any] = field(factory=dict)
    """All other keys of it, as they are on the wire."""


ClientMetadataSchemaTypeTombstoneDeletedTy: TypeAlias = (
    ClientMetadataSchemaTypeNumber
    | ClientMetadataSchemaTypeBoolean
    | ClientMetadataSchemaTypeVarChar
    | ClientMetadataSchemaTypeDateTime
    | ClientMetadataSchemaTypeEnum
    | ClientMetadataSchemaTypeEmbedding
    | ClientMetadataSchemaTypeText
    | ClientMetadataSchemaTypeUUID
    | ClientMetadataSchemaTypeVariant
    | ClientMetadataSchemaTypeUser
    | ClientMetadataSchemaTypeGeospatial
    | OtherClientMetadataSchemaType
)
"""The type that a deleted key had; told apart by ``ty``."""


@define
class ClientMetadataSchemaTypeTombstone(Keeper):
    """The type of a key that was deleted. Part of `ClientMetadataSchemaV2`."""

    ty: Literal["tombstone"] = "tombstone"
    """Says which type it is."""
    deleted_ty: ClientMetadataSchemaTypeTombstoneDeletedTy | None = None
    """The type that it had, with which it may come back; `None` when it is gone for good."""


ClientMetadataSchemaOption: TypeAlias = (
    ClientMetadataSchemaTypeNumber
    | ClientMetadataSchemaTypeBoolean
    | ClientMetadataSchemaTypeVarChar
    | ClientMetadataSchemaTypeDateTime
    | ClientMetadataSchemaTypeEnum
    | ClientMetadataSchemaTypeEmbedding
    | ClientMetadataSchemaTypeText
    | ClientMetadataSchemaTypeUUID
    | ClientMetadataSchemaTypeVariant
    | ClientMetadataSchemaTypeUser
    | ClientMetadataSchemaTypeTombstone
    | ClientMetadataSchemaTypeGeospatial
    | OtherClientMetadataSchemaType
)
"""The type of a key of custom metadata; told apart by ``ty``."""


@define
class ClientMetadataSchemaV2(Keeper):
    """The schema of an organisation's custom metadata: nothing but the mapping.

    Response and body of ``v2/public/organisation/client-metadata-schema-v2`` (GET, POST). The
    former is null where there is none.
    """

    root: dict[str, ClientMetadataSchemaOption]
    """The type of each key. It is the whole body on the wire."""


@define
class GeospatialCoordinates(Keeper):
    """A place on the earth: a value of custom metadata under a key of the type geospatial."""

    latitude: float
    """North of the equator, in degrees from -90 to 90."""
    longitude: float
    """East of Greenwich, in degrees from -180 to 180."""
