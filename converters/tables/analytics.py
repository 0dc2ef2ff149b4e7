"""How orm_attrs.analytics looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import analytics as models

TABLES: Tables = {
    models.CollaboratorTimerParams: v2_object(),
    models.CollaboratorTimer: v2_object(),
    models.TimeSpentParams: v2_object(),
    models.TimeSpent: v2_object(),
    models.TaskAction: v2_object(),
    models.TaskActionParams: v2_object(),
}
