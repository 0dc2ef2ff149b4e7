"""How orm_attrs.ml_models looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import ml_models as models

TABLES: Tables = {
    models.ModelGroup: v2_object(),
    models.ModelIteration: v2_object(),
    models.ModelCreateRequest: v2_object(request=True),
    models.ModelUpdateRequest: v2_object(request=True),
    models.ModelsListRequest: v2_object(request=True),
    models.ModelWithIterations: v2_object(),
    models.ModelTrainingRequest: v2_object(request=True),
    models.ModelTrainingResponse: v2_object(),
    models.ModelIterationTrainingDataListRequest: v2_object(request=True),
    models.ModelIterationTrainingData: v2_object(),
    models.OntologyFeature: v2_object(),
    models.ProjectModel: v2_object(),
    models.ProjectModelAttachRequest: v2_object(request=True),
    models.ProjectModelsListRequest: v2_object(request=True),
    models.ProjectModelWithIterations: v2_object(),
    models.ProjectModelUpdateRequest: v2_object(request=True),
    models.PredictionClassificationRequest: v2_object(request=True),
    models.PredictionClassificationResultItem: v2_object(),
    models.PredictionClassificationResponse: v2_object(),
    models.PredictionInstanceSegmentationRequest: v2_object(request=True),
    models.PredictionInstanceSegmentationPolygonPoint: v2_object(),
    models.PredictionInstanceSegmentationResultItem: v2_object(),
    models.PredictionInstanceSegmentationResponse: v2_object(),
    models.PredictionObjectDetectionRequest: v2_object(request=True),
    models.PredictionObjectDetectionBoundingBox: v2_object(),
    models.PredictionObjectDetectionResultItem: v2_object(),
    models.PredictionObjectDetectionResponse: v2_object(),
}
