"""How orm_attrs.project_api_key looks on the wire."""

import orm_attrs.project_api_key as models
from converters.wire.codecs import LIST_OR_JSON_TEXT
from converters.wire.vocabulary import Tables, query_object, wire

TABLES: Tables = {models.ProjectAPIKey: query_object(scopes=wire(codec=LIST_OR_JSON_TEXT))}
