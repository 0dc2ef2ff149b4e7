"""How orm_attrs.label_log looks on the wire."""

from converters.wire.codecs import SQL_DATETIME
from converters.wire.vocabulary import Tables, query_object, v2_object, wire
from orm_attrs import label_log as models

TABLES: Tables = {
    models.LabelLog: query_object(
        created_at=wire(codec=SQL_DATETIME),
        also_camel_case=True,
        # The two names of one thing: servers send both, or the newer one.
        other_keys={"annotation_hash": "identifier", "identifier": "annotation_hash"},
    ),
    # The one object of its kind that the client sends with its Python names.
    models.LabelLogParams: v2_object(writes_camel_case=False),
}
