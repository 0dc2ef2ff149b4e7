"""How orm_attrs.ontology_user looks on the wire."""

from converters.wire.vocabulary import Tables, query_object, v2_object, wire
from orm_attrs import ontology_user as models

TABLES: Tables = {
    models.OntologyWithUserRole: query_object(),
    models.OntologyWithUserRoleV2: v2_object(structure=wire("editor")),
    models.OntologiesFilterParams: v2_object(request=True),
}
