"""How orm_attrs.project_user looks on the wire."""

import orm_attrs.project_user as models
from converters.wire.vocabulary import Tables, query_object

TABLES: Tables = {models.ProjectUser: query_object(also_camel_case=True)}
