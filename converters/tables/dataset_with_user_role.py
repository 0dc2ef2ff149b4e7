"""How orm_attrs.dataset_with_user_role looks on the wire."""

from converters.wire.vocabulary import Tables, query_object, v2_object
from orm_attrs import dataset_with_user_role as models

TABLES: Tables = {
    models.DatasetWithUserRole: query_object(),
    models.DatasetWithUserRoleV2: v2_object(),
    models.DatasetsWithUserRolesListParams: v2_object(),
    models.DatasetsWithUserRolesListResponse: v2_object(),
}
