"""How orm_attrs.metadata_schema looks on the wire."""

from typing import Final

from converters.wire.vocabulary import Tables, Tag, Unions, query_object, wire
from orm_attrs import metadata_schema as models

_DELETED: Final = {
    "number": models.ClientMetadataSchemaTypeNumber,
    "boolean": models.ClientMetadataSchemaTypeBoolean,
    "varchar": models.ClientMetadataSchemaTypeVarChar,
    "datetime": models.ClientMetadataSchemaTypeDateTime,
    "enum": models.ClientMetadataSchemaTypeEnum,
    "embedding": models.ClientMetadataSchemaTypeEmbedding,
    "text": models.ClientMetadataSchemaTypeText,
    "uuid": models.ClientMetadataSchemaTypeUUID,
    "variant": models.ClientMetadataSchemaTypeVariant,
    "user": models.ClientMetadataSchemaTypeUser,
    "geospatial": models.ClientMetadataSchemaTypeGeospatial,
}

# The key tells it from the other types.
_TYPE: Final = query_object(ty=wire(omit_if_default=False))

TABLES: Tables = {
    **dict.fromkeys(_DELETED.values(), _TYPE),
    models.ClientMetadataSchemaTypeVarChar: query_object(
        extends=_TYPE, max_length=wire(limits={"minimum": 0, "maximum": 8192})
    ),
    models.ClientMetadataSchemaTypeEnum: query_object(
        extends=_TYPE, values=wire(limits={"minItems": 1, "maxItems": 256})
    ),
    models.ClientMetadataSchemaTypeEmbedding: query_object(
        extends=_TYPE, size=wire(limits={"exclusiveMinimum": 0, "maximum": 4096})
    ),
    models.ClientMetadataSchemaTypeTombstone: _TYPE,
    models.ClientMetadataSchemaTypeEmbeddingApi: query_object(),
    models.OtherClientMetadataSchemaType: query_object(content=wire(rest=True)),
    models.ClientMetadataSchemaV2: query_object(root=wire(body=True)),
    models.GeospatialCoordinates: query_object(
        latitude=wire(limits={"minimum": -90, "maximum": 90}),
        longitude=wire(limits={"minimum": -180, "maximum": 180}),
    ),
}

UNIONS: Unions = {
    models.ClientMetadataSchemaTypeTombstoneDeletedTy: Tag(
        "ty", _DELETED, unknown=models.OtherClientMetadataSchemaType
    ),
    models.ClientMetadataSchemaOption: Tag(
        "ty",
        {**_DELETED, "tombstone": models.ClientMetadataSchemaTypeTombstone},
        unknown=models.OtherClientMetadataSchemaType,
    ),
}
