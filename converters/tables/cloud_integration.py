"""How orm_attrs.cloud_integration looks on the wire."""

from converters.wire.vocabulary import Tables, dto, table
from orm_attrs import cloud_integration as models

TABLES: Tables = {
    models.CloudIntegration: table(also_camel_case=True),
    models.CloudIntegrationV2: dto(),
    models.GetCloudIntegrationsResponse: dto(),
    models.GetCloudIntegrationsParams: dto(),
}
