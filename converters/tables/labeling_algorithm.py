"""How orm_attrs.labeling_algorithm looks on the wire."""

from converters.wire.vocabulary import Tables, record
from orm_attrs import labeling_algorithm as models

TABLES: Tables = {
    models.LabelingAlgorithm: record(),
    models.ObjectInterpolationParams: record(),
    models.BoundingBoxFittingParams: record(),
}
