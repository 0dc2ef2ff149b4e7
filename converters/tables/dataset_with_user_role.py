"""How orm_attrs.dataset_with_user_role looks on the wire."""

from converters.wire.vocabulary import Tables, dto, table
from orm_attrs import dataset_with_user_role as models

TABLES: Tables = {
    models.DatasetWithUserRole: table(),
    models.DatasetWithUserRoleV2: dto(),
    models.DatasetsWithUserRolesListParams: dto(),
    models.DatasetsWithUserRolesListResponse: dto(),
}
