"""How orm_attrs.label_row_v2 looks on the wire."""

from typing import Final

from converters.wire.codecs import LABEL_DATE
from converters.wire.vocabulary import Tables, db_record, v2_object, wire
from orm_attrs import label_row_v2 as models

_SAVED: Final = (
    "label_hash",
    "branch_name",
    "created_at",
    "last_edited_at",
    "data_hash",
    "dataset_hash",
    "dataset_title",
    "data_title",
    "data_type",
    "annotation_task_status",
    "is_shadow_data",
    "object_answers",
    "classification_answers",
    "object_actions",
    "label_status",
    "data_units",
    "spaces",
    "scene",
)
"""What the platform takes of a row that is saved."""

TABLES: Tables = {
    models.GroupChild: v2_object(writes_camel_case=False),
    models.UnitMetadata: v2_object(writes_camel_case=False),
    models.DataUnit: db_record(),
    models.RowScene: v2_object(content=wire(rest=True)),
    models.RowExport: db_record(exported_at=wire(codec=LABEL_DATE)),
    models.LabelRowV2: db_record(
        query_name="labelrow",
        identified_by="label_hash",
        saved=_SAVED,
        created_at=wire(codec=LABEL_DATE),
        last_edited_at=wire(codec=LABEL_DATE),
        exported_at=wire(codec=LABEL_DATE),
    ),
}
