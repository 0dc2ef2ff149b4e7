"""How orm_attrs.spaces looks on the wire."""

from converters.wire.vocabulary import Tables, db_record
from orm_attrs import spaces as models

TABLES: Tables = {
    models.ChildInfo: db_record(),
    models.RootInfo: db_record(),
    models.FileInSceneInfo: db_record(),
    models.ImageSequenceFrameInfo: db_record(),
    models.DicomFrameInfo: db_record(),
    models.SpaceInfo: db_record(),
}
