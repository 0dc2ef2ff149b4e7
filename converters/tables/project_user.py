"""How orm_attrs.project_user looks on the wire."""

from converters.wire.vocabulary import Tables, query_object
from orm_attrs import project_user as models

TABLES: Tables = {models.ProjectUser: query_object(also_camel_case=True)}
