"""How orm_attrs.analytics looks on the wire."""

from converters.wire.vocabulary import Tables, dto
from orm_attrs import analytics as models

TABLES: Tables = {
    models.CollaboratorTimerParams: dto(),
    models.CollaboratorTimer: dto(),
    models.TimeSpentParams: dto(),
    models.TimeSpent: dto(),
    models.TaskAction: dto(),
    models.TaskActionParams: dto(),
}
