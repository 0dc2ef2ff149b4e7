"""How orm_attrs.cloud_integration looks on the wire."""

from converters.wire.vocabulary import Tables, query_object, v2_object
from orm_attrs import cloud_integration as models

TABLES: Tables = {
    models.CloudIntegration: query_object(also_camel_case=True),
    models.CloudIntegrationV2: v2_object(),
    models.GetCloudIntegrationsResponse: v2_object(),
    models.GetCloudIntegrationsParams: v2_object(),
}
