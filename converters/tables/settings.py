"""How orm_attrs.settings looks in a configuration file; the server never sees these."""

from converters.wire.vocabulary import Tables, query_object
from orm_attrs import settings as models

TABLES: Tables = {
    models.CloudUploadSettings: query_object(),
    models.RequestsSettings: query_object(),
}
