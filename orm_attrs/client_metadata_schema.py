"""The older schema of custom metadata: a type for each key."""

from datetime import datetime
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper
from orm_attrs.string_enum import StringEnum


class ClientMetadataSchemaTypes(StringEnum):
    """The types of values that the older schema of custom metadata has."""

    NUMBER = "number"
    """Whole or broken numbers."""
    STRING = "string"
    """Short texts."""
    BOOLEAN = "boolean"
    """True or false."""
    DATETIME = "datetime"
    """Points in time."""
    GEOSPATIAL = "geospatial"
    """Places on the earth, as `GeospatialCoordinates`."""
    ENUM = "enum"
    """One of several texts that are known."""
    EMBEDDING = "embedding"
    """Vectors of numbers."""
    LONG_STRING = "long_string"
    """Long texts."""
    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""


@define(kw_only=True)
class ClientMetadataSchema(Keeper):
    """The older schema of an organisation's custom metadata.

    Response of ``v2/public/organisation/client-metadata-schema`` (GET), which is null where there
    is none. `ClientMetadataSchemaV2` came in its place.
    """

    uuid: UUID
    """Unique identifier."""
    metadata_schema: dict[str, ClientMetadataSchemaTypes]
    """The type of the values under each key."""
    organisation_id: int
    """The number of the organisation."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""


@define
class ClientMetadataSchemaPayload(Keeper):
    """The older schema of custom metadata, as it is set: nothing but the mapping.

    Body of ``v2/public/organisation/client-metadata-schema`` (POST).
    """

    metadata_schema: dict[str, ClientMetadataSchemaTypes]
    """The type of the values under each key. It is the whole body on the wire."""
