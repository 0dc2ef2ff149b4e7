"""How orm_attrs.ontology_structure looks on the wire."""

from converters.wire.codecs import ID_TEXT, TEMPLATES
from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import ontology_structure as models

_ELEMENT = v2_object(id=wire(codec=ID_TEXT))
# Without its type, an attribute that is written would be read as another one.
_ATTRIBUTE = v2_object(extends=_ELEMENT, type=wire(omit_if_default=False))

TABLES: Tables = {
    models.OntologyOption: _ELEMENT,
    models.FlatOption: _ELEMENT,
    models.NestableOption: _ELEMENT,
    models.OntologyAttribute: _ELEMENT,
    models.RadioAttribute: _ATTRIBUTE,
    models.ChecklistAttribute: _ATTRIBUTE,
    models.TextAttribute: _ATTRIBUTE,
    models.NumericAttribute: _ATTRIBUTE,
    models.OtherAttribute: v2_object(extends=_ELEMENT, content=wire(rest=True)),
    models.OntologyObject: _ELEMENT,
    models.OntologyClassification: _ELEMENT,
    models.OntologyStructure: v2_object(
        required=("objects", "classifications"),
        skeleton_templates=wire(exact="skeleton_templates", codec=TEMPLATES),
    ),
}

UNIONS: Unions = {
    models.AnyOntologyAttribute: Tag(
        "type",
        {
            models.PropertyType.RADIO.value: models.RadioAttribute,
            models.PropertyType.CHECKLIST.value: models.ChecklistAttribute,
            models.PropertyType.TEXT.value: models.TextAttribute,
            models.PropertyType.NUMERIC.value: models.NumericAttribute,
        },
        unknown=models.OtherAttribute,
    ),
}
