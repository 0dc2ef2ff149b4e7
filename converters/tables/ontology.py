"""How orm_attrs.ontology looks on the wire."""

from converters.wire.codecs import LABEL_DATE
from converters.wire.vocabulary import Tables, query_object, v2_object, wire
from orm_attrs import ontology as models

TABLES: Tables = {
    models.Ontology: query_object(
        structure=wire("editor"),
        created_at=wire(codec=LABEL_DATE),
        last_edited_at=wire(codec=LABEL_DATE),
        later=("user_role",),
        identified_by="ontology_hash",
    ),
    models.CreateOrUpdateOntologyPayload: v2_object(request=True),
}
