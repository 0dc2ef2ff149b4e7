"""How orm_attrs.deidentification looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import deidentification as models

TABLES: Tables = {
    models.DicomDeIdSaveCondition: v2_object(request=True),
    models.DicomDeIdStartPayload: v2_object(request=True),
    models.DicomDeIdGetResultParams: v2_object(request=True),
    models.DicomDeIdGetResultResponse: v2_object(),
}
