"""What can be labelled: the objects, classifications, attributes and options of an ontology."""

from enum import Enum
from typing import Any, TypeAlias

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs.shapes import Shape
from orm_attrs.skeleton_template import SkeletonTemplate


class PropertyType(str, Enum):
    """What the answer to an attribute is. A member is its text on the wire.

    A field of type ``PropertyType | str`` holds the text itself where it is none of these.
    """

    RADIO = "radio"
    """One of several options."""
    TEXT = "text"
    """Text."""
    CHECKLIST = "checklist"
    """Any number of several options."""
    NUMERIC = "numeric"
    """A number."""


class OntologyClassificationLevel(str, Enum):
    """What a classification is about, if not about frames. A member is its text on the wire.

    A field of type ``OntologyClassificationLevel | str`` holds the text itself where it is none of
    these.
    """

    GLOBAL = "global"
    """About all of the data: one answer, and no frames."""


@define(kw_only=True)
class OntologyOption(Keeper):
    """What all options have. Part of `RadioAttribute` and `ChecklistAttribute`."""

    id: str
    """The path of numbers that leads to the option, from 1: ``"3.1.2"``. Labels never refer to it.

    A number in its place is read as its text.
    """
    label: str
    """What annotators see."""
    value: str | None = None
    """The name of the option in exports: mostly its label with ``_`` in the place of each blank.

    `None` where the key is absent or null.
    """
    feature_node_hash: str
    """Unique identifier of the option: what labels call its `featureHash`."""
    archived: bool | None = None
    """Whether annotators no longer see the option; `None` where the server does not say."""


@define(kw_only=True)
class FlatOption(OntologyOption):
    """An option without further attributes. Part of `ChecklistAttribute`."""


@define(kw_only=True)
class NestableOption(OntologyOption):
    """An option that may have further attributes. Part of `RadioAttribute`."""

    options: "list[AnyOntologyAttribute] | None" = None
    """The attributes that are asked for where the option is chosen; `None` where the key is absent.

    They nest as deep as one likes.
    """


@define(kw_only=True)
class OntologyAttribute(Keeper):
    """What all attributes have.

    Part of `OntologyObject`, `OntologyClassification` and `NestableOption`.
    """

    id: str
    """The path of numbers that leads to the attribute, from 1: ``"3.1"``. Labels never refer to it.

    It need not begin with that of its object. A number in its place is read as its text.
    """
    name: str
    """What annotators see."""
    type: PropertyType | str
    """What the answer is; text that is no `PropertyType` stays text."""
    feature_node_hash: str
    """Unique identifier of the attribute: what labels call its `featureHash`.

    One may stand under several objects, and be dynamic in one of them only.
    """
    required: bool | None = None
    """Whether there has to be an answer; `None` where the server does not say."""
    archived: bool | None = None
    """Whether annotators no longer see the attribute; `None` where the server does not say."""
    dynamic: bool | None = None
    """Whether the answer may differ from frame to frame; `None` where the server does not say.

    Only the attributes of an object can, not those of a classification or an option.
    """


@define(kw_only=True)
class RadioAttribute(OntologyAttribute):
    """An attribute whose answer is one of its options."""

    type: PropertyType | str = PropertyType.RADIO
    """`PropertyType.RADIO`."""
    options: list[NestableOption] | None = None
    """The options; `None` where the key is absent."""


@define(kw_only=True)
class ChecklistAttribute(OntologyAttribute):
    """An attribute whose answer is any number of its options."""

    type: PropertyType | str = PropertyType.CHECKLIST
    """`PropertyType.CHECKLIST`."""
    options: list[FlatOption] | None = None
    """The options; `None` where the key is absent."""


@define(kw_only=True)
class TextAttribute(OntologyAttribute):
    """An attribute whose answer is text."""

    type: PropertyType | str = PropertyType.TEXT
    """`PropertyType.TEXT`."""


@define(kw_only=True)
class NumericAttribute(OntologyAttribute):
    """An attribute whose answer is a number, of which the ontology tells no unit and no limits."""

    type: PropertyType | str = PropertyType.NUMERIC
    """`PropertyType.NUMERIC`."""


@define(kw_only=True)
class OtherAttribute(OntologyAttribute):
    """An attribute of a type that is none of `PropertyType`."""

    content: dict[str, Any] = field(factory=dict)
    """All other keys of the attribute, as they stand on the wire."""


AnyOntologyAttribute: TypeAlias = (
    RadioAttribute | ChecklistAttribute | TextAttribute | NumericAttribute | OtherAttribute
)
"""An attribute; its type says which of these it is."""


@define(kw_only=True)
class OntologyObject(Keeper):
    """A kind of object that can be drawn or marked. Part of `OntologyStructure`."""

    id: str
    """A number, from 1, as text: ``"3"``. Labels never refer to it.

    A number in its place is read as its text.
    """
    name: str
    """What annotators see."""
    color: str | None = None
    """The colour, mostly in the form ``"#D33115"``; `None` where the key is absent or null."""
    shape: Shape | str
    """What it is drawn as; text that is no `Shape` stays text."""
    feature_node_hash: str
    """Unique identifier of the kind of object: what labels call its `featureHash`."""
    required: bool | None = None
    """Whether there has to be such an object; `None` where the server does not say."""
    archived: bool | None = None
    """Whether annotators can no longer draw it; `None` where the server does not say."""
    attributes: list[AnyOntologyAttribute] | None = None
    """What is asked about each object; `None` where the key is absent."""


@define(kw_only=True)
class OntologyClassification(Keeper):
    """A question about frames, or about all of the data. Part of `OntologyStructure`."""

    id: str
    """A number, from 1, as text: ``"3"``. Labels never refer to it.

    A number in its place is read as its text.
    """
    feature_node_hash: str
    """Unique identifier of the classification: what labels call its `featureHash`."""
    attributes: list[AnyOntologyAttribute]
    """What is asked: mostly one attribute, whose name is that of the classification."""
    level: OntologyClassificationLevel | str | None = None
    """What it is about; `None` where that is frames. Text that is no level stays text."""


@define
class OntologyStructure(Keeper):
    """What can be labelled. Part of `Ontology`; `Project.editor_ontology` has its keys, too."""

    objects: list[OntologyObject] = field(factory=list)
    """The kinds of objects."""
    classifications: list[OntologyClassification] = field(factory=list)
    """The classifications."""
    skeleton_templates: list[SkeletonTemplate] | None = None
    """The points and lines of the objects whose shape is `Shape.SKELETON`.

    `None` where the key is absent.
    """
