"""How the schema of custom metadata looks on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import (
    UID,
    UID_VALUE,
    Key,
    body,
    defaulted,
    key,
    literal,
    open_text,
    optional,
    query_object,
    rest,
)


def ty(name: str) -> Key:
    """The key that says which type a key of custom metadata has."""
    return literal("ty", name, required=False)


API: Final = query_object(
    orm.ClientMetadataSchemaTypeEmbeddingApi,
    optional("url", "https://example.com/embed"),
    optional("path", "/v1"),
    optional("service_integration", UID, UID_VALUE),
    optional("client_only", False),
    optional("embed_b64_image", True),
    optional("embed_text", False),
)
TEXT: Final = query_object(orm.ClientMetadataSchemaTypeText, ty("text"))
NUMBER: Final = query_object(
    orm.ClientMetadataSchemaTypeNumber,
    ty("number"),
    defaulted("format", "F32", orm.NumberFormat.F32, default=orm.NumberFormat.F64),
)
TOMBSTONE: Final = query_object(
    orm.ClientMetadataSchemaTypeTombstone,
    ty("tombstone"),
    optional("deleted_ty", TEXT.payload, TEXT.object),
)
OTHER: Final = query_object(
    orm.OtherClientMetadataSchemaType,
    key("ty", "polygon"),
    rest("content", {"corners": 5}),
)
METADATA_SCHEMA: Final = (
    API,
    TEXT,
    NUMBER,
    TOMBSTONE,
    OTHER,
    query_object(orm.ClientMetadataSchemaTypeBoolean, ty("boolean")),
    query_object(
        orm.ClientMetadataSchemaTypeVarChar,
        ty("varchar"),
        defaulted("max_length", 100, default=8192),
    ),
    query_object(
        orm.ClientMetadataSchemaTypeDateTime,
        ty("datetime"),
        open_text("timezone", "UTC", default="UTC"),
    ),
    query_object(
        orm.ClientMetadataSchemaTypeEnum,
        ty("enum"),
        defaulted("values", ["day", "night"], default=[]),
    ),
    query_object(
        orm.ClientMetadataSchemaTypeEmbedding,
        ty("embedding"),
        key("size", 512),
        optional("api", API.payload, API.object),
    ),
    query_object(orm.ClientMetadataSchemaTypeGeospatial, ty("geospatial")),
    query_object(orm.ClientMetadataSchemaTypeUUID, ty("uuid")),
    query_object(
        orm.ClientMetadataSchemaTypeVariant,
        ty("variant"),
        defaulted(
            "hint",
            "varchar",
            orm.ClientMetadataSchemaTypeVariantHint.VARCHAR,
            default=orm.ClientMetadataSchemaTypeVariantHint.TEXT,
        ),
    ),
    query_object(orm.ClientMetadataSchemaTypeUser, ty("user")),
    query_object(
        orm.ClientMetadataSchemaV2,
        body(
            "root",
            {"speed": NUMBER.payload, "old": TOMBSTONE.payload},
            {"speed": NUMBER.object, "old": TOMBSTONE.object},
        ),
    ),
    query_object(
        orm.GeospatialCoordinates,
        key("latitude", 48.5),
        key("longitude", -16.25),
    ),
)
