"""How orm_attrs.bearer_request looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import bearer_request as models

TABLES: Tables = {models.BearerTokenResponse: v2_object()}
