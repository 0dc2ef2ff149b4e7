"""How orm_attrs.project_with_user_role looks on the wire."""

from converters.wire.vocabulary import Tables, query_object
from orm_attrs import project_with_user_role as models

TABLES: Tables = {models.ProjectWithUserRole: query_object()}
