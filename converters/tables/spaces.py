"""How orm_attrs.spaces looks on the wire."""

from converters.wire.vocabulary import Tables, record
from orm_attrs import spaces as models

TABLES: Tables = {
    models.ChildInfo: record(),
    models.RootInfo: record(),
    models.FileInSceneInfo: record(),
    models.ImageSequenceFrameInfo: record(),
    models.DicomFrameInfo: record(),
    models.SpaceInfo: record(),
}
