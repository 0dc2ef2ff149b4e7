"""How orm_attrs.project_api_key looks on the wire."""

from converters.wire.codecs import LIST_OR_JSON_TEXT
from converters.wire.vocabulary import Tables, query_object, wire
from orm_attrs import project_api_key as models

TABLES: Tables = {models.ProjectAPIKey: query_object(scopes=wire(codec=LIST_OR_JSON_TEXT))}
