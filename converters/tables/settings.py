"""How orm_attrs.settings looks in a configuration file; the server never sees these."""

from converters.wire.vocabulary import Tables, table
from orm_attrs import settings as models

TABLES: Tables = {
    models.CloudUploadSettings: table(),
    models.RequestsSettings: table(),
}
