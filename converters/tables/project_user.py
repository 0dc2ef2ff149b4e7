"""How orm_attrs.project_user looks on the wire."""

from converters.wire.vocabulary import Tables, table
from orm_attrs import project_user as models

TABLES: Tables = {models.ProjectUser: table(also_camel_case=True)}
