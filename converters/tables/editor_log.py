"""How orm_attrs.editor_log looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import editor_log as models

TABLES: Tables = {
    models.EditorLogGeneralAction: v2_object(),
    models.EditorLogClassification: v2_object(),
    models.EditorLogObject: v2_object(),
    models.OtherEditorLog: v2_object(content=wire(rest=True)),
    models.EditorLogParams: v2_object(request=True),
}

UNIONS: Unions = {
    models.EditorLog: Tag(
        ("actionCategory", "action_category"),
        {
            "editor": models.EditorLogGeneralAction,
            "task": models.EditorLogGeneralAction,
            "agent": models.EditorLogGeneralAction,
            "object": models.EditorLogObject,
            "classification": models.EditorLogClassification,
        },
        unknown=models.OtherEditorLog,
    ),
}
