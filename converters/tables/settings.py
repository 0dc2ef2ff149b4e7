"""How orm_attrs.settings looks in a configuration file; the server never sees these."""

import orm_attrs.settings as models
from converters.wire.vocabulary import Tables, query_object

TABLES: Tables = {
    models.CloudUploadSettings: query_object(),
    models.RequestsSettings: query_object(),
}
