"""How orm_attrs.model looks on the wire."""

from converters.wire.codecs import FEATURE_HASHES
from converters.wire.vocabulary import Tables, record, table, wire
from orm_attrs import model as models

TABLES: Tables = {
    models.Model: record(),
    models.ModelConfiguration: table(feature_node_hashes=wire(codec=FEATURE_HASHES)),
    models.ModelTrainingLabelMetadata: table(),
    models.ModelTrainingLabel: table(),
    # The server sends all four keys, null where a part was not asked for.
    models.TrainingMetadata: table(
        required=["created_at", "training_final_loss", "model_training_labels"]
    ),
    models.ModelRow: record(),
    models.ModelInferenceParams: record(),
    models.ModelTrainingWeights: record(),
    models.ModelTrainingParams: record(),
}
