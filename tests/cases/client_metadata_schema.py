"""How the older schema of custom metadata look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import ISO, ISO_VALUE, UID, UID_VALUE, body, camel, v2_object

CLIENT_METADATA_SCHEMA: Final = (
    v2_object(
        orm.ClientMetadataSchema,
        camel("uuid", UID, UID_VALUE),
        camel("metadata_schema", {"a": "string"}, {"a": orm.ClientMetadataSchemaTypes.STRING}),
        camel("organisation_id", 18),
        camel("created_at", ISO, ISO_VALUE),
        camel("updated_at", ISO, ISO_VALUE),
    ),
    v2_object(
        orm.ClientMetadataSchemaPayload,
        body("metadata_schema", {"a": "string"}, {"a": orm.ClientMetadataSchemaTypes.STRING}),
    ),
)
