"""How orm_attrs.project_with_user_role looks on the wire."""

import orm_attrs.project_with_user_role as models
from converters.wire.vocabulary import Tables, query_object

TABLES: Tables = {models.ProjectWithUserRole: query_object()}
