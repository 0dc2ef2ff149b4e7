"""Side by side with the reference: label rows say the same on frames, of geometry and of answers.

Its client reads a row with its ontology into objects of its own, which are taken apart here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

import pytest

# In the oldest version, classifications are in other places, and there are no spaces.
pytest.importorskip("encord.objects.spaces")

from attrs import frozen
from encord.exceptions import LabelRowError, OntologyError
from encord.objects import LabelRowV2 as TheirRow
from encord.objects import OntologyStructure as TheirStructure
from encord.objects import coordinates as their_geometry
from encord.objects.bitmask import BitmaskCoordinates
from encord.orm.label_row import LabelRowMetadata

import orm_attrs as orm
from converters import converter

COUNT: Final = 60
FRAMES: Final = 12
RED: Final = {"name": "Red", "value": "red", "featureHash": "red"}
BLUE: Final = {"name": "Blue", "value": "blue", "featureHash": "blue"}
GEOMETRIES: Final = {
    "bounding_box": "boundingBox",
    "rotatable_bounding_box": "rotatableBoundingBox",
    "circle": "circle",
    "ellipse": "ellipse",
    "point": "point",
    "polyline": "polyline",
    "polygon": "polygon",
    "skeleton": "skeleton",
    "bitmask": "bitmask",
    "cuboid_2d": "cuboid_2d",
}
"""The shapes on frames of a video, and their keys."""


def attribute(hash_: str, kind: str, *, dynamic: bool = False) -> dict[str, Any]:
    """Give an attribute of an ontology; those with options have two."""
    made = {"id": "1.1", "name": hash_, "type": kind, "featureNodeHash": hash_, "required": False}
    options = [
        {"id": f"1.1.{i}", "label": it["name"], "value": it["value"], "featureNodeHash": hash_of}
        for i, (hash_of, it) in enumerate(((f"{hash_}-red", RED), (f"{hash_}-blue", BLUE)), 1)
    ]
    return {**made, "dynamic": dynamic, **({"options": options} if kind in OPTIONED else {})}


OPTIONED: Final = ("radio", "checklist")
KINDS: Final = ("text", "radio", "checklist", "numeric")
ONTOLOGY: Final = {
    "objects": [
        {
            "id": str(i),
            "name": shape,
            "color": "#D33115",
            "shape": shape,
            "featureNodeHash": shape,
            "attributes": [
                *(attribute(f"{shape}-{it}", it) for it in KINDS),
                *(attribute(f"{shape}-moving-{it}", it, dynamic=True) for it in KINDS),
            ],
        }
        for i, shape in enumerate(GEOMETRIES, 1)
    ],
    "classifications": [
        {"id": str(i), "featureNodeHash": f"about-{it}", "attributes": [attribute(it, it)]}
        for i, it in enumerate(KINDS, 1)
    ],
}


class Ontology:
    """What a row of the reference asks of its ontology."""

    structure = TheirStructure.from_dict(ONTOLOGY)


class Generator:
    """Makes rows of a video as servers of today send them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def number(self) -> float:
        return self.random.choice((0, 1, round(self.random.random(), 4), self.random.random()))

    def date(self) -> str:
        moment = datetime.fromtimestamp(self.random.randrange(1_500_000_000, 1_800_000_000), UTC)
        forms = ("%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%S.%f%z")
        return moment.strftime(self.random.choice((*forms, "%Y-%m-%d %H:%M:%S")))

    def common(self) -> dict[str, Any]:
        made = {
            "createdAt": self.date(),
            "createdBy": self.random.choice(("a@example.com", None)),
            "lastEditedAt": self.date(),
            "confidence": self.random.choice((1, 1.0, 0.25)),
            "manualAnnotation": self.random.random() < 0.5,
        }
        return made | ({"lastEditedBy": "b@example.com"} if self.random.random() < 0.5 else {})

    def points(self, count: int) -> list[dict[str, Any]]:
        return [{"x": self.number(), "y": self.number()} for _ in range(count)]

    def indexed(self, items: list[Any]) -> dict[str, Any]:
        return {str(i): it for i, it in enumerate(items)}

    def some_points(self) -> Any:
        points = self.points(self.random.randint(3, 6))
        return self.random.choice((points, self.indexed(points)))

    def geometry(self, shape: str) -> dict[str, Any]:
        number = self.number
        if shape == "polygon" and self.random.random() < 0.3:
            rings = [[number() for _ in range(8)] for _ in range(2)]
            return {"polygons": [rings]}
        sides = {"x": number(), "y": number(), "w": number(), "h": number()}
        round_one = {"x": number(), "y": number()}
        front = [number() for _ in range(8)]
        made: dict[str, Callable[[], Any]] = {
            "bounding_box": lambda: sides,
            "rotatable_bounding_box": lambda: {**sides, "theta": 360 * number()},
            "circle": lambda: {**round_one, "r": number(), "stretch": 1.5, "theta": 30.5},
            "ellipse": lambda: {**round_one, "rx": number(), "ry": number(), "theta": 30.5},
            "point": lambda: self.indexed(self.points(1)),
            "polyline": self.some_points,
            "polygon": self.some_points,
            "skeleton": lambda: self.indexed(
                [
                    {**it, "name": f"p{i}", "featureHash": f"f{i}", "visibility": "occluded"}
                    for i, it in enumerate(self.points(3))
                ]
            ),
            "bitmask": lambda: {"top": 0, "left": 0, "height": 4, "width": 6, "rleString": "h0"},
            "cuboid_2d": lambda: self.random.choice(
                (
                    {"front": front, "offset": round_one},
                    {"front": front, "vanishingPoint": round_one, "scaleRatio": number()},
                )
            ),
        }
        return {GEOMETRIES[shape]: made[shape]()}

    def answer(self, hash_: str, kind: str) -> dict[str, Any]:
        options = [
            {"name": it["name"], "value": it["value"], "featureHash": f"{hash_}-{it['value']}"}
            for it in self.random.sample((RED, BLUE), 1 if kind == "radio" else 2)
        ]
        answers = options if kind in OPTIONED else f"a{self.random.randrange(9)}"
        made = {"name": hash_, "value": hash_, "featureHash": hash_, "manualAnnotation": True}
        return made | {"answers": self.random.choice((3, 0.5)) if kind == "numeric" else answers}

    def ranges(self) -> list[list[int]]:
        first = self.random.randrange(4)
        return self.random.choice(([[first, first]], [[first, first + 3], [9, FRAMES - 1]]))

    def row(self) -> dict[str, Any]:
        frames: dict[str, Any] = {}
        answers, actions = {}, {}
        for shape in self.random.sample(list(GEOMETRIES), 4):
            hash_ = f"o-{shape}"
            for frame in self.random.sample(range(FRAMES), 3):
                entry = {"objectHash": hash_, "featureHash": shape, "shape": shape, "name": shape}
                entry |= {"color": "#D33115", "value": shape}
                entry |= self.common() | self.geometry(shape)
                labels = frames.setdefault(str(frame), {"objects": [], "classifications": []})
                labels["objects"].append(entry)
            given = [self.answer(f"{shape}-{it}", it) for it in KINDS if self.random.random() < 0.6]
            answers[hash_] = {"objectHash": hash_, "classifications": given}
            moving = [
                self.answer(f"{shape}-moving-{it}", it)
                | {"dynamic": True, "range": self.ranges(), "shouldPropagate": False}
                for it in KINDS
                if self.random.random() < 0.5
            ]
            actions |= {hash_: {"objectHash": hash_, "actions": moving}} if moving else {}
        classified = {
            f"c-{it}": {
                "classificationHash": f"c-{it}",
                "featureHash": f"about-{it}",
                "classifications": [self.answer(it, it)],
                "range": self.ranges(),
                "spaces": {},
                **self.common(),
            }
            for it in self.random.sample(KINDS, 2)
        }
        unit = {
            "data_hash": "d",
            "data_title": "t",
            "data_link": "l",
            "data_type": "video/mp4",
            "data_sequence": 0,
            "width": 6,
            "height": 4,
            "data_fps": 25.0,
            "data_duration": FRAMES / 25,
            "labels": frames,
        }
        return {
            "label_hash": "l",
            "branch_name": "main",
            "created_at": self.date(),
            "last_edited_at": self.date(),
            "data_hash": "d",
            "dataset_hash": "s",
            "dataset_title": "S",
            "data_title": "t",
            "data_type": "video",
            "label_status": "LABELLED",
            "annotation_task_status": "QUEUED",
            "is_valid": True,
            "data_units": {"d": unit},
            "object_answers": answers,
            "classification_answers": classified,
            "object_actions": actions,
            "spaces": {},
        }


ROWS: Final = [Generator(seed).row() for seed in range(COUNT)]

ABOUT: Final = {"data_link": "l", "number_of_frames": FRAMES, "width": 6, "height": 4}
"""What the reference takes from a row's metadata."""


def read_by_them(payload: Any) -> Any:
    """Read a row as the reference's client does."""
    row = TheirRow(LabelRowMetadata.from_dict(ROWS[0] | ABOUT), None, Ontology)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        row.from_labels_dict(deepcopy(payload))  # It changes its input.
    return row


# --- what a row says, in words of neither ---------------------------------------------------------


def instant(moment: datetime) -> datetime:
    """Give a date without a zone as one of UTC, as the reference reads it."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


NUMBERS: Final = {
    orm.BoundingBox: ("x", "y", "width", "height"),
    orm.RotatableBoundingBox: ("x", "y", "width", "height", "theta"),
    orm.Circle: ("x", "y", "radius", "stretch", "theta"),
    orm.Ellipse: ("x", "y", "radius_x", "radius_y", "theta"),
    orm.Point: ("x", "y"),
    orm.SkeletonPoint: ("x", "y", "name", "feature_hash", "visibility"),
    orm.Bitmask: ("top", "left", "height", "width", "rle"),
    orm.PerspectiveCuboid2D: ("front", "vanishing_point", "scale_ratio"),
    orm.IsometricCuboid2D: ("front", "offset"),
    orm.Polyline: ("points",),
    orm.Skeleton: ("points",),
}
"""What is compared of our geometries."""

THEIR_NUMBERS: Final = {
    their_geometry.BoundingBoxCoordinates: ("top_left_x", "top_left_y", "width", "height"),
    their_geometry.RotatableBoundingBoxCoordinates: (
        *("top_left_x", "top_left_y", "width", "height", "theta"),
    ),
    their_geometry.CircleCoordinates: ("center_x", "center_y", "radius", "stretch", "theta"),
    their_geometry.EllipseCoordinates: ("center_x", "center_y", "rx", "ry", "theta"),
    their_geometry.PointCoordinate: ("x", "y"),
    their_geometry.SkeletonCoordinate: NUMBERS[orm.SkeletonPoint],
    their_geometry.Cuboid2DPerspectiveCoordinates: NUMBERS[orm.PerspectiveCuboid2D],
    their_geometry.Cuboid2DIsometricCoordinates: NUMBERS[orm.IsometricCuboid2D],
    their_geometry.PolylineCoordinates: ("values",),
    their_geometry.SkeletonCoordinates: ("values",),
}
"""What is compared of the reference's geometries, in the same order."""


def numbers(value: Any) -> Any:
    """Give what a geometry says, ours or the reference's."""
    if isinstance(value, list):
        # Of the front of a cuboid we have plain numbers.
        found = [numbers(it) for it in value]
        is_flat = not value or isinstance(value[0], (int, float))
        return list(zip(found[::2], found[1::2], strict=True)) if is_flat else found
    if isinstance(value, BitmaskCoordinates):
        found_there = value.to_dict()
        return tuple(found_there[it] for it in ("top", "left", "height", "width", "rleString"))
    names = {**NUMBERS, **THEIR_NUMBERS}.get(type(value))
    return value if names is None else tuple(numbers(getattr(value, it)) for it in names)


def rings(obj: Any) -> Any:
    """Give the polygons of an object of ours, which are those of its outline where it has none."""
    if obj.polygons is not None:
        return obj.polygons
    return [[[number for point in obj.geometry.points for number in (point.x, point.y)]]]


def their_rings(coordinates: Any) -> Any:
    """Give the polygons of the reference."""
    return [
        [[number for point in ring for number in (point.x, point.y)] for ring in polygon]
        for polygon in coordinates.polygons
    ]


def objects_of(row: orm.LabelRowV2) -> Iterator[tuple[int, Any]]:
    """Give the objects of ours, with their frames."""
    for unit in (row.data_units or {}).values():
        assert isinstance(unit.labels, dict)
        for frame, labels in unit.labels.items():
            assert isinstance(frame, int)
            yield from ((frame, it) for it in labels.objects or ())


def answer_of(answers: Any) -> Any:
    """Give an answer of ours: a value, or the options in no order."""
    return sorted(it.feature_hash for it in answers) if isinstance(answers, list) else answers


def their_answer(answer: Any) -> Any:
    """Give the same of the reference's; None where there is none."""
    if answer is None or isinstance(answer, (str, int, float)):
        return answer
    options = [answer] if hasattr(answer, "feature_node_hash") else list(answer)
    return sorted(it.feature_node_hash for it in options) or None


# --- the same ------------------------------------------------------------------------------------


def test_objects_are_on_the_same_frames_with_the_same_geometry_and_dates() -> None:
    for payload in ROWS:
        mine: dict[Any, Any] = {}
        for frame, it in objects_of(converter.structure(payload, orm.LabelRowV2)):
            is_polygon = isinstance(it, orm.PolygonObject)
            assert it.created_at is not None
            assert it.last_edited_at is not None
            mine[it.object_hash, it.feature_hash, frame] = (
                rings(it) if is_polygon else numbers(it.geometry),
                instant(it.created_at),
                instant(it.last_edited_at),
                (it.created_by, it.last_edited_by, it.confidence, it.manual_annotation),
            )
        their = {
            (one.object_hash, one.feature_hash, it.frame): (
                their_rings(it.coordinates)
                if isinstance(it.coordinates, their_geometry.PolygonCoordinates)
                else numbers(it.coordinates),
                it.created_at,
                it.last_edited_at,
                (it.created_by, it.last_edited_by, it.confidence, it.manual_annotation),
            )
            for one in read_by_them(payload).get_object_instances()
            for it in one.get_annotations()
        }
        assert mine == their


def test_objects_have_the_same_answers_everywhere_and_on_each_frame() -> None:
    for payload in ROWS:
        row = converter.structure(payload, orm.LabelRowV2)
        assert row.object_answers is not None
        assert row.object_actions is not None
        for one in read_by_them(payload).get_object_instances():
            static = {
                it.feature_hash: answer_of(it.answers)
                for it in row.object_answers[one.object_hash].classifications or ()
            }
            actions = row.object_actions.get(one.object_hash)
            for attribute_there in one.ontology_item.attributes:
                hash_ = attribute_there.feature_node_hash
                if not attribute_there.dynamic:
                    assert static.get(hash_) == their_answer(one.get_answer(attribute_there))
                    continue
                mine = {
                    frame: answer_of(it.answers)
                    for it in (actions and actions.actions) or ()
                    if it.feature_hash == hash_
                    for first, last in it.range or ()
                    for frame in range(first, last + 1)
                }
                assert mine == {
                    frame: their_answer(it.answer)
                    for it in one.get_answer(attribute_there)
                    for part in it.ranges
                    for frame in range(part.start, part.end + 1)
                }


def test_classifications_hold_on_the_same_frames_with_the_same_answers() -> None:
    for payload in ROWS:
        row = converter.structure(payload, orm.LabelRowV2)
        mine = {
            hash_: (
                it.feature_hash,
                [list(part) for part in it.range or ()],
                [answer_of(one.answers) for one in it.classifications or ()],
            )
            for hash_, it in (row.classification_answers or {}).items()
        }
        assert mine == {
            it.classification_hash: (
                it.feature_hash,
                [[part.start, part.end] for part in it.range_list],
                [their_answer(it.get_answer())],
            )
            for it in read_by_them(payload).get_classification_instances()
        }


# --- not the same ---------------------------------------------------------------------------------


@frozen
class Difference:
    """What the reference makes of something otherwise than we do, and why we do."""

    reason: str
    place: tuple[str | int, ...]
    """Where the payload is changed, from the first object of a frame on, or from the row."""
    value: Any
    """What stands there then; `ABSENT` for nothing."""
    theirs: Any
    """The exception, or what `look_there` finds."""
    ours: Any
    """The exception, or what `look_here` finds."""
    look_there: Callable[[Any], Any] = lambda row: None
    look_here: Callable[[Any], Any] = lambda row: None


ABSENT: Final = object()
FIRST_OBJECT: Final = ("data_units", "d", "labels", "0", "objects", 0)
ANSWER: Final = ("classification_answers", "c")


def first_there(row: Any) -> Any:
    return row.get_object_instances()[0].get_annotations()[0]


def first_here(row: Any) -> Any:
    return next(objects_of(row))[1]


DIFFERENCES: Final = [
    Difference(
        "what is not said is not made up",
        (*FIRST_OBJECT, "createdAt"),
        ABSENT,
        theirs=True,
        ours=None,
        look_there=lambda row: first_there(row).created_at.year >= 2026,
        look_here=lambda row: first_here(row).created_at,
    ),
    Difference(
        "what is not said is not made up",
        (*FIRST_OBJECT, "confidence"),
        ABSENT,
        theirs=1.0,
        ours=None,
        look_there=lambda row: first_there(row).confidence,
        look_here=lambda row: first_here(row).confidence,
    ),
    Difference(
        "rows of older servers have no branches",
        ("branch_name",),
        ABSENT,
        theirs=KeyError,
        ours=None,
        look_here=lambda row: row.branch_name,
    ),
    Difference(
        "a newer server may have other shapes",
        (*FIRST_OBJECT, "shape"),
        "hologram",
        theirs=NotImplementedError,
        ours=orm.OtherObject,
        look_here=lambda row: type(first_here(row)),
    ),
    Difference(
        "a row is read without its ontology",
        (*FIRST_OBJECT, "featureHash"),
        "other",
        theirs=OntologyError,
        ours="other",
        look_here=lambda row: first_here(row).feature_hash,
    ),
    Difference(
        "numbers are checked",
        (*FIRST_OBJECT, "boundingBox", "x"),
        "0.5",
        theirs="0.5",
        ours=Exception,
        look_there=lambda row: first_there(row).coordinates.top_left_x,
    ),
    Difference(
        "a zone that nobody knows is not taken for UTC",
        (*FIRST_OBJECT, "createdAt"),
        "Mon, 11 Jul 2022 18:11:05 EST",
        theirs=datetime(2022, 7, 11, 18, 11, 5, tzinfo=UTC),
        ours=Exception,
        look_there=lambda row: first_there(row).created_at,
    ),
    Difference(
        "frames are not merged without a word",
        ("data_units", "d", "labels", "00"),
        {"objects": [], "classifications": []},
        theirs=1,
        ours=Exception,
        look_there=lambda row: len(row.get_object_instances()),
    ),
    Difference(
        "classifications of older rows do not vanish",
        (*ANSWER, "featureHash"),
        ABSENT,
        theirs=0,
        ours=["c"],
        look_there=lambda row: len(row.get_classification_instances()),
        look_here=lambda row: list(row.classification_answers),
    ),
    Difference(
        "whether a range makes sense is for a check of the content",
        (*ANSWER, "range"),
        [[3, 0]],
        theirs=LabelRowError,
        ours=[(3, 0)],
        look_here=lambda row: row.classification_answers["c"].range,
    ),
    Difference(
        "ranges stay as they are",
        (*ANSWER, "range"),
        [[0, 3], [4, 9]],
        theirs=[(0, 9)],
        ours=[(0, 3), (4, 9)],
        look_there=lambda row: [
            (it.start, it.end) for it in row.get_classification_instances()[0].range_list
        ],
        look_here=lambda row: row.classification_answers["c"].range,
    ),
    Difference(
        "who answered is not changed",
        (*ANSWER, "classifications", 0, "manualAnnotation"),
        False,
        theirs=True,
        ours=False,
        look_there=lambda row: row.to_encord_dict()["classification_answers"]["c"][
            "classifications"
        ][0]["manualAnnotation"],
        look_here=lambda row: row.classification_answers["c"].classifications[0].manual_annotation,
    ),
    Difference(
        "keys of newer servers are no loss",
        ("export_hash",),
        "e",
        theirs=False,
        ours="e",
        look_there=lambda row: "export_hash" in row.to_encord_dict(),
        look_here=lambda row: row.export_hash,
    ),
]
"""Where the reference reads something else."""


def small_row() -> dict[str, Any]:
    """Give a row with a box on its first frame and a classification."""
    generator = Generator(1)
    box = {"objectHash": "o", "featureHash": "bounding_box", "shape": "bounding_box"}
    box |= generator.common() | generator.geometry("bounding_box")
    row = generator.row() | {"object_answers": {"o": {"objectHash": "o", "classifications": []}}}
    row["data_units"]["d"]["labels"] = {"0": {"objects": [box], "classifications": []}}
    row["object_actions"] = {}
    answer = {"classificationHash": "c", "featureHash": "about-text", "spaces": {}}
    answer |= {"range": [[0, 3]], "classifications": [generator.answer("text", "text")]}
    return row | {"classification_answers": {"c": answer | generator.common()}}


def found(read: Callable[[], Any], look: Callable[[Any], Any], expected: Any) -> None:
    """Check what is read, or that it is refused."""
    if isinstance(expected, type) and issubclass(expected, Exception):
        with pytest.raises(expected):
            read()
    else:
        assert look(read()) == expected


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda it: f"{it.reason} {it.place[-1]}")
def test_they_differ_as_the_table_says(difference: Difference) -> None:
    payload: Any = small_row()
    found(lambda: read_by_them(payload).get_object_instances()[0].object_hash, str, "o")
    place = payload
    for key in difference.place[:-1]:
        place = place[key]
    place[difference.place[-1]] = difference.value
    if difference.value is ABSENT:
        del place[difference.place[-1]]

    found(lambda: read_by_them(payload), difference.look_there, difference.theirs)
    here = converter.structure
    found(lambda: here(payload, orm.LabelRowV2), difference.look_here, difference.ours)
