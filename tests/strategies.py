"""Values of every model, made from the models themselves: objects, payloads and broken payloads.

Everything is drawn from a `random.Random`. Hypothesis has one whose choices it records, so its
failing examples shrink; where many cases count for more, a seeded one is twenty times as fast.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from enum import Enum
from random import Random
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin
from uuid import UUID

import attrs
from attrs import NOTHING
from hypothesis import given, settings
from hypothesis import strategies as st

import orm_attrs
from converters import converter
from converters.tables import (
    WireField,
    body_of,
    form_of,
    is_literal,
    split_optional,
    table_of,
    wire_fields,
)
from converters.wire.codecs import (
    FEATURE_HASHES,
    LABEL_DATE,
    LIST_OR_JSON_TEXT,
    TEMPLATES,
    fallback_of,
)
from orm_attrs import UNSET, CollaboratorTimer, OptionAnswer, Page, Unset

_PUBLIC: Final = [getattr(orm_attrs, name) for name in orm_attrs.__all__]

CLASSES: Final[list[Any]] = [
    Page[CollaboratorTimer] if one is Page else one
    for one in _PUBLIC
    if isinstance(one, type) and attrs.has(one)
]
"""Every model; the generic one with the argument that it has on the wire."""

OBJECT_CLASSES: Final[list[Any]] = [cls for cls in CLASSES if body_of(cls) is None]
"""Those whose payloads are objects with keys of their own."""

_WITHOUT_COLUMN: Final = (Any, bool | str, int | str, str | float | int | list[OptionAnswer])
"""The types that no type of a column has all values of."""

CLASSES_WITH_COLUMNS: Final[list[Any]] = [
    cls
    for cls in OBJECT_CLASSES
    if not any(field.type in _WITHOUT_COLUMN for field in wire_fields(cls))
]
"""Those that a table of a database can hold: objects, and each field has a type of column."""

LIST_CLASSES: Final[list[Any]] = [
    one for one in _PUBLIC if isinstance(one, type) and issubclass(one, list)
]
"""Every list that is a class of its own."""

ENUMS: Final[list[type[Enum]]] = list(
    dict.fromkeys(
        one for one in _PUBLIC if isinstance(one, type) and issubclass(one, Enum) and len(one)
    )
)
"""Every enum that has members."""


def name_of(kind: Any) -> str:
    """Name a model, for the id of a test."""
    arguments = ", ".join(map(name_of, get_args(kind)))
    name: str = (get_origin(kind) or kind).__name__
    return f"{name}[{arguments}]" if arguments else name


def examples(count: int) -> settings:
    """Settings for so many examples, or as large a part of them as the profile asks for."""
    return settings(max_examples=max(1, count * settings.default.max_examples // 100))


FEW: Final = 2
"""How often at least something is tried: the first example of Hypothesis is always the simplest."""

SPARSER: Final = 4
"""So many times fewer examples are drawn where a loop goes over classes that are like others."""


def drawn(count: int, **strategies: Any) -> Callable[[Any], Any]:
    """Let Hypothesis draw arguments of a test, so many times or as often as the profile says.

    Where a loop goes over many more classes than those that cover every kind, it draws fewer.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        made: Any = examples(count)(given(**strategies)(test))
        fewer = count * settings.default.max_examples // 100 // SPARSER
        made.sparse = settings(max_examples=max(FEW, fewer))(given(**strategies)(test))
        return made

    return decorate


# --- what values are made of --------------------------------------------------------------------

_TEXTS: Final = (
    "",
    " ",
    "0",
    "null",
    "cat.jpg",
    "image/jpeg",
    "https://example.com/a?b=c&d=%20",
    "2022-01-05 18:51:05",
    '["dataset.read"]',
    "naïve café",
    "猫の画像",
    "\U0001f408\u200d\u2b1b",
    "a\nb\tc\0d",
    'quote " and \\',
    "x" * 100,
)
_INTS: Final = (0, 1, -1, 18, 4096, 3_560_366, 2**31, 2**53, 2**53 + 1, -(2**63), 10**30)
_FLOATS: Final = (0.0, -0.0, 1.0, 0.5, 23.976, 1e-9, 1e20, 5e-324, -1.7e308, 2.0**53)
_KEYS: Final = ("a", "featureHash", "objects", "0", "ключ", "", "data hash")

JUNK: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, -99, 4, 18, 77, 2**53 + 1, 2**70),
    *(0.0, 1.0, 1.5, -99.0, 3_560_366.0, 1e20, float("inf"), float("nan")),
    *("", " ", "x", "0", "1", "true", "null", "AWS_S3", "VIDEO", "video", "x" * 200),
    *("10", "May", "10:11", "2022-01-05", "20220105T185105", "2022-01-05T18:51:05.123+0530"),
    *("2022-02-30 18:51:05", "2022-01-05 18:51:05\0", "2022-01-05 18:51:05 BST", "[]", "{}"),
    *([], {}, [None], ["a", "a"], ["a", 5], {"a": None}, {"source_projects": []}, [[["deep"]]]),
)
"""JSON values that are wrong in most places and right in some."""

NEAR_DATES: Final = (
    *("2022-01-05 18:51:05", "2022-01-05T18:51:05.472959", "2022-01-05T18:51:05Z"),
    *(
        "2022-01-05 18+05:30",
        "2022-01-05 18:51+01",
        "2022-01-05 18:51:05\0",
        "2022-01-05 18:51:Z\0",
    ),
    *("2022-01-05T18:51:05.12345Z", "2022-01-05T18:51:05.1234Z\0", "2022-01-05T18:51:05.12+010"),
    *(
        "2022-01-05 24:00:00",
        "2022-01-05T24:00:00.000000",
        "2022-01-05 18:51:60",
        "2022-02-30 00:00:00",
    ),
    *(
        "2022-W01-3 18:51:05",
        "2022-01-05 18:51:0\u0665",
        "0000-01-05 18:51:05",
        "2022-01-05 1 :51:05",
    ),
    *(
        "2002-01-26T19:29.123",
        "2022-01-05T18:51:05,472959",
        "2022-01-05 18:51:05 ",
        "2022-1-05 18:51:05",
    ),
    *(
        "2022-01-05T18:51:05+00:00:30",
        "Wed, 05 Jan 2022 18:51:05 GMT",
        "Wed, 05 Jan 2022 18:51:05 BST",
    ),
)
"""Texts that are dates, or nearly so: where two readers of dates most likely disagree."""

ODD: Final[tuple[Any, ...]] = (
    datetime(2022, 1, 5, 18, 51, 5),
    date(2022, 1, 5),
    UUID(int=5),
    orm_attrs.LongPollingStatus.DONE,
    orm_attrs.StorageLocation.AWS,
    orm_attrs.DataType.VIDEO,
    orm_attrs.WorkflowGraphNode("u", "t"),
    (),
    ("a", 0.5),
    b"bytes",
    10**5000,
    timedelta(1),
)
"""Python values that no JSON reader gives, but that a caller may hand in."""


_TAGS: Final[dict[type, dict[str, list[Any]]]] = {
    orm_attrs.WorkflowAgentNode: {"stage_type": [orm_attrs.WorkflowStageType.AGENT]},
    orm_attrs.WorkflowNode: {
        "stage_type": [one for one in orm_attrs.WorkflowStageType if one.value != "AGENT"]
    },
    orm_attrs.RadioAttribute: {"type": [orm_attrs.PropertyType.RADIO]},
    orm_attrs.ChecklistAttribute: {"type": [orm_attrs.PropertyType.CHECKLIST]},
    orm_attrs.TextAttribute: {"type": [orm_attrs.PropertyType.TEXT]},
    orm_attrs.NumericAttribute: {"type": [orm_attrs.PropertyType.NUMERIC]},
    orm_attrs.OtherAttribute: {"type": ["relation", "", "Radio"]},
    orm_attrs.OtherLayout: {"type": ["globe", ""]},
    orm_attrs.OtherEditorLog: {"action_category": ["hologram", ""]},
    orm_attrs.OtherIssue: {"type": ["hologram", ""]},
    orm_attrs.OtherDistortionModel: {"type": ["hologram", ""]},
    orm_attrs.OtherSceneTile: {"type": ["hologram", ""]},
    orm_attrs.OtherCameraIntrinsics: {"type": ["hologram", ""]},
    orm_attrs.OtherEntityStream: {"entity_type": ["hologram", ""]},
    orm_attrs.OtherScene: {"type": ["hologram", ""]},
    orm_attrs.OtherStream: {"type": ["hologram", ""]},
    orm_attrs.OtherSidecarMatcher: {"mode": ["hologram", ""]},
    orm_attrs.OtherSceneColouring: {"color_mode": ["hologram", ""]},
    **{
        getattr(orm_attrs, name): {"shape": [orm_attrs.Shape[shape]]}
        for name, shape in (
            ("BitmaskObject", "BITMASK"),
            ("BoundingBoxObject", "BOUNDING_BOX"),
            ("CircleObject", "CIRCLE"),
            ("Cuboid2DObject", "CUBOID_2D"),
            ("CuboidObject", "CUBOID"),
            ("EllipseObject", "ELLIPSE"),
            ("PointObject", "POINT"),
            ("PolygonObject", "POLYGON"),
            ("PolylineObject", "POLYLINE"),
            ("RotatableBoundingBoxObject", "ROTATABLE_BOUNDING_BOX"),
            ("SegmentationObject", "SEGMENTATION"),
            ("SkeletonObject", "SKELETON"),
        )
    },
    orm_attrs.OtherObject: {"shape": ["hologram", "", orm_attrs.Shape.AUDIO]},
    **{
        getattr(orm_attrs, name): {"space_type": [orm_attrs.SpaceType[kind]]}
        for name, kind in (
            ("AudioSpace", "AUDIO"),
            ("HtmlSpace", "HTML"),
            ("ImageSequenceSpace", "IMAGE_SEQUENCE"),
            ("ImageSpace", "IMAGE"),
            ("MedicalFileSpace", "MEDICAL_FILE"),
            ("MedicalStackSpace", "MEDICAL_STACK"),
            ("PdfSpace", "PDF"),
            ("PointCloudSpace", "POINT_CLOUD"),
            ("SceneImageSpace", "SCENE_IMAGE"),
            ("TextSpace", "TEXT"),
            ("TimeSeriesSpace", "TIME_SERIES"),
            ("VideoSpace", "VIDEO"),
        )
    },
    orm_attrs.OtherSpace: {"space_type": ["hologram", ""]},
    orm_attrs.RangeObject: {"feature_hash": ["f", ""]},
}
"""Class and field to the values by which the classes of a union are told apart."""

_TELLING_LIST: Final = (orm_attrs.FrameLabels, "objects")
"""A field that is never None here: labels of one frame that write no key are those of no frames."""

_WITHIN: Final = {
    (orm_attrs.PatchItemPayload, "timeseries_settings"): NoneType,
    (orm_attrs.ScenePatchItemPayload, "scene_layout"): orm_attrs.SceneLayout | None,
}
"""Fields that have another type where their object stands in others: whether there is a key for
them tells what the object is."""

RARE: Final = 10
"""Once in so many times a text is drawn that nobody knows."""

MOST_LEVELS: Final = 3
"""How deep objects nest within objects: some classes may contain themselves."""


class Maker:
    """Makes values of any model."""

    def __init__(
        self, random: Random, junk: tuple[Any, ...] = JUNK, *, only_known: bool = False
    ) -> None:
        self.random = random
        self.junk = junk
        self.depth = 0
        """How many objects are being made, each within the one before."""
        self.knows_all = only_known
        """True while an object is made that holds nothing for what nobody knows."""
        self.only_known = only_known
        """True when all objects are such."""

    def happens(self, one_in: int) -> bool:
        """Tell whether something that happens once in so many times happens now."""
        return self.random.randint(1, one_in) == one_in

    def text(self) -> str:
        if self.happens(2):
            return self.random.choice(_TEXTS)
        length = self.random.randint(0, 12)
        return "".join(self.random.choice(string.printable) for _ in range(length))

    def integer(self) -> int:
        return self.random.choice(_INTS) if self.happens(3) else self.random.randint(-5, 5000)

    def number(self) -> float:
        """Make a finite float, or an int: a float field takes it, and keeps it as it is."""
        if self.happens(4):
            return self.integer()
        return self.random.choice(_FLOATS) if self.happens(2) else self.random.random() * 100

    def flag(self) -> bool:
        return self.random.choice((False, True))

    def uuid(self) -> UUID:
        return UUID(int=self.random.randint(0, 2**128 - 1))

    def moment(self) -> datetime:
        naive = datetime(
            self.random.choice((1, 1970, 2022, 2023, 9999)),
            self.random.randint(1, 12),
            self.random.randint(1, 28),
            self.random.randint(0, 23),
            self.random.randint(0, 59),
            self.random.randint(0, 59),
            self.random.choice((0, 0, 1, 123_000, 472_959)),
        )
        minutes = self.random.choice((None, None, 0, 60, -210, 345, 1439))
        if minutes is None:
            return naive
        zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
        return naive.replace(tzinfo=zone)

    def json(self, depth: int = 2) -> Any:
        """Make any JSON value."""
        makers: list[Callable[[], Any]] = [
            self.text,
            self.integer,
            self.number,
            self.flag,
            lambda: None,
        ]
        if depth:
            makers += [lambda: self.json_list(depth - 1), lambda: self.json_object(depth - 1)]
        return self.random.choice(makers)()

    def json_list(self, depth: int = 2) -> list[Any]:
        return [self.json(depth) for _ in range(self.random.randint(0, 2))]

    def json_object(self, depth: int = 2) -> dict[str, Any]:
        count = self.random.randint(0, 2)
        return {self.random.choice(_KEYS): self.json(depth) for _ in range(count)}

    # --- objects --------------------------------------------------------------------------------

    def instance(self, kind: Any) -> Any:
        """Make an object of a model, from the names and types of its fields alone."""
        cls = get_origin(kind) or kind
        arguments = dict(zip(getattr(cls, "__parameters__", ()), get_args(kind), strict=True))
        values: dict[str, Any] = {}
        if not self.depth:
            table = table_of(cls)
            self.knows_all = self.only_known or (table is not None and table.is_request)
        rest = {one.name for one in wire_fields(kind) if one.is_rest}
        for one in attrs.fields(attrs.resolve_types(cls)):
            annotation = _concrete(one.type, arguments)
            if self.depth and (cls, one.name) in _WITHIN:
                value = self.value(_WITHIN[cls, one.name])
            elif one.name in _TAGS.get(cls, {}):
                value = self.random.choice(_TAGS[cls][one.name])
            elif one.name == "geometry" or (cls, one.name) == _TELLING_LIST:
                value = self.value(split_optional(annotation)[0])
            elif one.default is not NOTHING and (self.happens(5) or self.depth > MOST_LEVELS):
                continue
            elif one.name in rest:
                value = {f"other {key}": item for key, item in self.json_object().items()}
            else:
                value = self.value(annotation)
            # The wire holds these as the keys of an object.
            unique = one.name == "feature_node_hashes"
            values[one.alias] = list(dict.fromkeys(value)) if unique else value
        return cls(**values)

    def value(self, annotation: Any) -> Any:  # noqa: C901 - a kind each
        """Make a value of a type."""
        makers: dict[Any, Callable[[], Any]] = {
            str: self.text,
            int: self.integer,
            float: self.number,
            bool: self.flag,
            datetime: self.moment,
            UUID: self.uuid,
            Any: self.json,
            NoneType: lambda: None,
            Unset: lambda: UNSET,
        }
        if annotation in makers:
            return makers[annotation]()
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin in (Union, UnionType):
            if self.knows_all or not self.happens(RARE):
                arguments = tuple(it for it in arguments if it is not orm_attrs.UnknownText)
            if self.knows_all:
                arguments = tuple(it for it in arguments if not _takes_the_rest(it))
            if self.depth > MOST_LEVELS:
                # What ends here: the last one is no class that contains itself.
                arguments = (str,) if str in arguments else arguments[-1:]
            return self.value(self.random.choice(arguments))
        if is_literal(annotation):
            return self.random.choice(arguments)
        if origin is list:
            return [self.value(arguments[0]) for _ in range(self.random.randint(0, 2))]
        if origin is tuple:
            return tuple(map(self.value, arguments))
        if origin is dict:
            if arguments[1] is Any:
                return self.json_object()
            return self.mapping(*arguments)
        if issubclass(origin or annotation, Enum):
            unknown = fallback_of(annotation) if self.knows_all else None
            return self.random.choice([it for it in annotation if it is not unknown])
        self.depth += 1
        try:
            return self.instance(annotation)
        finally:
            self.depth -= 1

    def mapping(self, kind_of_keys: Any, kind: Any) -> dict[Any, Any]:
        keys = [self.value(kind_of_keys) for _ in range(self.random.randint(0, 2))]
        if (kind_of_keys, kind) == (str, orm_attrs.FrameLabels):
            # By numbers alone they would be those of frames.
            keys = [f"camera#{key}" for key in keys]
        return {key: self.value(kind) for key in keys}

    # --- payloads -------------------------------------------------------------------------------

    def payload(self, kind: Any) -> dict[str, Any]:
        """Make a payload that must be accepted: every other one is not as we would write it."""
        payload: dict[str, Any] = converter.unstructure(self.instance(kind), kind)
        return payload if self.happens(2) else self.untidy(payload, kind)

    def untidy(self, payload: dict[str, Any], kind: Any) -> dict[str, Any]:
        """Write a payload as servers do, or may do: same kind of content, another form."""
        if body_of(kind) is not None:
            return payload
        fields = wire_fields(kind)
        payload = dict(payload)
        for one in fields:
            if payload.get(one.key) is not None and self.happens(3):
                payload[one.key] = self.loose(payload[one.key], one)
            is_demanded = one.required or bool(one.unless)
            if not is_demanded and self.happens(5):
                payload.pop(one.key, None)
            elif one.nullable and not one.unless and self.happens(8):
                payload[one.key] = None
            if one.other_key is not None and one.key in payload:
                self.respell(payload, one, fields)
        taken = {one.key for one in fields} | {one.other_key for one in fields}
        names = ("branch_name", "spaces", "dataHash", "", *(one.name for one in fields))
        while self.happens(3):
            name = self.random.choice(names)
            if name not in taken:
                payload[name] = self.json()
        if self.happens(3):
            items = list(payload.items())
            self.random.shuffle(items)
            payload = dict(items)
        return payload

    def respell(
        self, payload: dict[str, Any], one: WireField, fields: tuple[WireField, ...]
    ) -> None:
        """Use the other spelling of a key, alone or with the written one."""
        assert one.other_key is not None
        if one.other_key in {other.key for other in fields}:
            # Two fields stand in for each other: one of them is enough.
            if self.happens(3) and one.other_key in payload:
                del payload[one.key]
        elif self.happens(2):
            payload[one.other_key] = payload.pop(one.key)
        elif self.happens(4) and one.key != one.name:
            # The reference asks for the key in camelCase first, whichever comes first here.
            payload[one.other_key] = deepcopy(self.random.choice(self.junk))

    def loose(self, value: Any, one: WireField) -> Any:
        """Write one value in another form that is accepted."""
        if one.codec is LIST_OR_JSON_TEXT:
            return json.dumps(value)
        if one.codec is FEATURE_HASHES:
            return list(value) if self.happens(2) else {key: self.json() for key in value}
        if one.codec is TEMPLATES:
            flat = self.loose_of_type(TEMPLATES.structure(value), one.type)
            return flat if self.happens(2) else TEMPLATES.unstructure(flat)
        if one.nullable and one.type is UUID and self.happens(3):
            return ""
        if one.codec is LABEL_DATE:
            moment = converter.structure({"exported_at": value}, orm_attrs.RowExport).exported_at
            return self.loose_date(moment)
        return value if has_form(one) else self.loose_of_type(value, one.type)

    def loose_of_type(self, value: Any, kind: Any) -> Any:
        """Write a value of some type in another form that is accepted."""
        if get_origin(kind) is list and get_args(kind) != (Any,):
            return [self.loose_of_type(item, get_args(kind)[0]) for item in value]
        if kind is bool:
            return self.random.choice((int, float))(value)
        if kind is datetime:
            return self.loose_date(datetime.fromisoformat(value))
        if kind is UUID:
            text = value if self.happens(2) else value.replace("-", "")
            return self.random.choice(("{}", "{{{}}}", "urn:uuid:{}")).format(text.upper())
        if isinstance(kind, type) and issubclass(kind, Enum):
            if fallback_of(kind) and not self.knows_all and self.happens(2):
                return "FROM_THE_FUTURE" if isinstance(value, str) else 77
            return float(value) if isinstance(value, int) else value
        if kind in (int, float):
            return float(value) if abs(value) <= 2**53 else value
        if attrs.has(get_origin(kind) or kind):
            return self.untidy(value, kind)
        return value

    def loose_date(self, moment: datetime) -> str:
        """Write a date in one of the forms that servers use."""
        utc = moment.tzinfo is not None and not moment.utcoffset()
        forms = [
            moment.isoformat(),
            moment.isoformat(" "),
            moment.isoformat(timespec="milliseconds"),
            moment.isoformat(" ", "minutes"),
        ]
        if utc:
            forms += [moment.isoformat().replace("+00:00", "Z")]
        if moment.year > 1000:
            forms += [format_datetime(moment, usegmt=utc), moment.strftime("%Y%m%dT%H%M%S")]
        return self.random.choice(forms)

    # --- broken payloads ------------------------------------------------------------------------

    def broken(self, kind: Any) -> Any:
        """Make a payload with one to three faults, each of them anywhere."""
        if get_origin(kind) in (Union, UnionType):
            kind = self.random.choice(get_args(kind))
        return self.damage(self.payload(kind))

    def damage(self, payload: Any) -> Any:
        """Put one to three faults into a copy of a payload."""
        root = [deepcopy(payload)]
        for _ in range(self.random.randint(1, 3)):
            self.damage_once(root)
        return root[0]

    def damage_once(self, root: list[Any]) -> None:
        place: Any = root
        at: Any = 0
        # Walk down the payload; stop at each depth with a good chance, at the root with a bad one.
        while isinstance(place[at], (dict, list)) and place[at]:
            if not self.happens(10 if place is root else 2):
                place = place[at]
                at = self.random.choice(
                    list(place) if isinstance(place, dict) else range(len(place))
                )
            else:
                break
        value = place[at]
        if isinstance(value, str) and value[4:5] == value[7:8] == "-" and self.happens(2):
            place[at] = self.random.choice(NEAR_DATES)
        elif isinstance(value, str) and value and self.happens(3):
            i = self.random.randrange(len(value))
            letter = self.random.choice("0123456789-:T Z.+\0é²xX")
            place[at] = value[:i] + letter + value[i + self.random.randint(0, 1) :]
        elif isinstance(place, dict) and self.happens(4):
            del place[at]
        else:
            place[at] = deepcopy(self.random.choice(self.junk))


def _takes_the_rest(kind: Any) -> bool:
    return attrs.has(kind) and any(one.is_rest for one in wire_fields(kind))


def has_form(one: WireField) -> bool:
    """Tell whether a field's wire form is not that of its type, or its class is none of keys."""
    if form_of(one.type) is not None:
        return True
    return attrs.has(one.type) and body_of(one.type) is not None


def _concrete(annotation: Any, arguments: dict[Any, Any]) -> Any:
    """Put the arguments of a generic class in the place of its type variables."""
    if isinstance(annotation, TypeVar):
        return arguments[annotation]
    variables = getattr(annotation, "__parameters__", ())
    return annotation[tuple(arguments[one] for one in variables)] if variables else annotation


# --- for Hypothesis -----------------------------------------------------------------------------

_MAKERS: Final = st.randoms(use_true_random=False).map(Maker)


def instances(kind: Any) -> st.SearchStrategy[Any]:
    """Objects of a model."""
    return _MAKERS.map(lambda maker: maker.instance(kind))


def payloads(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Payloads that must be accepted: as we write them, and as servers may."""
    return _MAKERS.map(lambda maker: maker.payload(kind))


def broken(kind: Any) -> st.SearchStrategy[Any]:
    """Payloads with one to three faults: a key that is gone, a value that is another one."""
    return _MAKERS.map(lambda maker: maker.broken(kind))


# --- comparing ----------------------------------------------------------------------------------


def differences(one: Any, other: Any, path: str = "$") -> list[str]:
    """List where two values differ, in value or in type, at any depth.

    Stricter than ``==``: 1, 1.0 and True are three things, so are 0.0 and -0.0 and two orders of
    the same keys; not a number is equal to itself; dates must have the same offset.
    """
    if type(one) is not type(other):
        return [f"{path}: {type(one).__name__} and {type(other).__name__}"]
    if attrs.has(type(one)):
        names = [field.name for field in attrs.fields(type(one))]
        pairs = [(f".{name}", getattr(one, name), getattr(other, name)) for name in names]
    elif isinstance(one, dict):
        if list(one) != list(other):
            return [f"{path}: keys {list(one)} and {list(other)}"]
        pairs = [(f"[{key!r}]", one[key], other[key]) for key in one]
    elif isinstance(one, (list, tuple)):
        if len(one) != len(other):
            return [f"{path}: {len(one)} and {len(other)} items"]
        pairs = [(f"[{i}]", *both) for i, both in enumerate(zip(one, other, strict=True))]
    else:
        if isinstance(one, float):
            equal = one.hex() == other.hex()
        elif isinstance(one, datetime):
            equal = one.isoformat() == other.isoformat()
        else:
            equal = one == other
        return [] if equal else [f"{path}: {one!r} and {other!r}"]
    return [line for step, a, b in pairs for line in differences(a, b, path + step)]
