"""How orm_attrs.label_spaces looks on the wire."""

from typing import Final

from converters.wire.vocabulary import Tables, Tag, Unions, db_record, wire
from orm_attrs import label_spaces as models
from orm_attrs.spaces import SpaceType

_SPACE: Final = db_record(required=["space_type"])

_BY_TYPE: Final = {
    SpaceType.VIDEO.value: models.VideoSpace,
    SpaceType.IMAGE_SEQUENCE.value: models.ImageSequenceSpace,
    SpaceType.IMAGE.value: models.ImageSpace,
    SpaceType.MEDICAL_FILE.value: models.MedicalFileSpace,
    SpaceType.MEDICAL_STACK.value: models.MedicalStackSpace,
    SpaceType.PDF.value: models.PdfSpace,
    SpaceType.AUDIO.value: models.AudioSpace,
    SpaceType.TEXT.value: models.TextSpace,
    SpaceType.HTML.value: models.HtmlSpace,
    SpaceType.TIME_SERIES.value: models.TimeSeriesSpace,
    SpaceType.POINT_CLOUD.value: models.PointCloudSpace,
    SpaceType.SCENE_IMAGE.value: models.SceneImageSpace,
}

TABLES: Tables = {
    models.SpaceSceneInfo: db_record(),
    models.SequenceImage: db_record(),
    models.StackSlice: db_record(),
    models.BaseSpace: _SPACE,
    **dict.fromkeys(_BY_TYPE.values(), _SPACE),
    models.OtherSpace: db_record(extends=_SPACE, content=wire(rest=True)),
}

UNIONS: Unions = {
    models.LabelSpace: Tag("space_type", _BY_TYPE, unknown=models.OtherSpace),
}
