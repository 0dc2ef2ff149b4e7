"""How orm_attrs.organisation_user looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import organisation_user as models

TABLES: Tables = {
    models.AddOrganisationUserPayload: v2_object(request=True),
    models.OrganisationUser: v2_object(),
}
