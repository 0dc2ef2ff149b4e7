"""How orm_attrs.model looks on the wire."""

from converters.wire.codecs import FEATURE_HASHES
from converters.wire.vocabulary import Tables, db_record, query_object, wire
from orm_attrs import model as models

TABLES: Tables = {
    models.Model: db_record(),
    models.ModelConfiguration: query_object(feature_node_hashes=wire(codec=FEATURE_HASHES)),
    models.ModelTrainingLabelMetadata: query_object(),
    models.ModelTrainingLabel: query_object(),
    # The server sends all four keys, null where a part was not asked for.
    models.TrainingMetadata: query_object(
        required=["created_at", "training_final_loss", "model_training_labels"]
    ),
    models.ModelRow: db_record(),
    models.ModelInferenceParams: db_record(),
    models.ModelTrainingWeights: db_record(),
    models.ModelTrainingParams: db_record(),
}
