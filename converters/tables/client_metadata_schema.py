"""How orm_attrs.client_metadata_schema looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object, wire
from orm_attrs import client_metadata_schema as models

TABLES: Tables = {
    models.ClientMetadataSchema: v2_object(),
    models.ClientMetadataSchemaPayload: v2_object(request=True, metadata_schema=wire(body=True)),
}
