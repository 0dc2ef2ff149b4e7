"""How orm_attrs.labeling_algorithm looks on the wire."""

from converters.wire.vocabulary import Tables, db_record
from orm_attrs import labeling_algorithm as models

TABLES: Tables = {
    models.LabelingAlgorithm: db_record(),
    models.ObjectInterpolationParams: db_record(),
    models.BoundingBoxFittingParams: db_record(),
}
