"""How orm_attrs.labeling_algorithm looks on the wire."""

import orm_attrs.labeling_algorithm as models
from converters.wire.vocabulary import Tables, db_record

TABLES: Tables = {
    models.LabelingAlgorithm: db_record(),
    models.ObjectInterpolationParams: db_record(),
    models.BoundingBoxFittingParams: db_record(),
}
