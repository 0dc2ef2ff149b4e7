"""Side by side with the reference: it reads the label rows that are made here.

They have the same objects, on the same frames, with the same answers.
"""

from __future__ import annotations

import json
import warnings
from copy import deepcopy
from random import Random
from typing import Any, Final

import pytest

# In the oldest version, classifications are in other places.
pytest.importorskip("encord.objects.spaces")

from encord.objects import LabelRowV2 as TheirRow
from encord.objects import OntologyStructure as TheirStructure
from encord.orm.label_row import LabelRowMetadata as TheirMetadata

import orm_attrs as orm
from converters import converter, dumps, labels

FRAMES: Final = 12
SIZE: Final = {"width": 6, "height": 4}

SHAPES: Final[dict[str, Any]] = {
    "bounding_box": orm.BoundingBox(0.1, 0.2, 0.3, 0.4),
    "rotatable_bounding_box": orm.RotatableBoundingBox(0.1, 0.2, 0.3, 0.4, 30),
    "circle": orm.Circle(0.5, 0.5, 0.2, 1.0, 0.0),
    "ellipse": orm.Ellipse(0.5, 0.5, 0.2, 0.1, 0.0),
    "point": orm.Point(0.5, 0.25),
    "polyline": orm.Polyline([orm.Point(0, 0), orm.Point(1, 0.5)]),
    "polygon": orm.Polygon([orm.Point(0, 0), orm.Point(1, 0), orm.Point(0.5, 1)]),
    "skeleton": orm.Skeleton([orm.SkeletonPoint(x=0.5, y=0.5, name="nose")]),
    "bitmask": orm.Bitmask(0, 0, 4, 6, "h0"),
    "cuboid_2d": orm.PerspectiveCuboid2D([0, 0, 1, 0, 1, 1, 0, 1], orm.Point(0.5, 0.5), 0.5),
}

OPTIONS: Final = ("Red", "Blue")


def attribute(name: str, kind: str, *, dynamic: bool = False) -> dict[str, Any]:
    """Give an attribute; the hashes of its options are its name and theirs."""
    made = {"id": "1.1", "name": name, "type": kind, "featureNodeHash": name, "dynamic": dynamic}
    options = [
        {"id": f"1.1.{i}", "label": it, "value": it, "featureNodeHash": f"{name}-{it}"}
        for i, it in enumerate(OPTIONS, 1)
    ]
    return {**made, "required": False, **({"options": options} if kind in OPTIONED else {})}


OPTIONED: Final = ("radio", "checklist")
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "text": ("one", "two"),
    "numeric": (3, 0.5),
    "radio": OPTIONS,
    "checklist": (["Red"], ["Blue", "Red"], []),
}


def ontology_of(shapes: Any) -> dict[str, Any]:
    return {
        "objects": [
            {
                "id": str(i),
                "name": shape.title(),
                "color": "#D33115",
                "shape": shape,
                "featureNodeHash": f"of-{shape}",
                "attributes": [
                    *(attribute(f"{shape}-{it}", it) for it in VALUES),
                    *(attribute(f"{shape}-moving-{it}", it, dynamic=True) for it in VALUES),
                ],
            }
            for i, shape in enumerate(shapes, 1)
        ],
        "classifications": [
            {"id": str(i), "featureNodeHash": f"about-{it}", "attributes": [attribute(it, it)]}
            for i, it in enumerate(VALUES, 1)
        ],
    }


def metadata(kind: str, **fields: Any) -> orm.LabelRowMetadata:
    payload = {
        "label_hash": "l",
        "created_at": "2023-02-09 14:12:03",
        "last_edited_at": "2023-02-09 14:12:03",
        "branch_name": "main",
        "data_hash": "d",
        "dataset_hash": "s",
        "dataset_title": "S",
        "data_title": "t",
        "data_type": kind,
        "data_link": "l",
        "label_status": "LABEL_IN_PROGRESS",
        "annotation_task_status": "QUEUED",
        "is_shadow_data": False,
        "number_of_frames": FRAMES,
        "file_type": "application/any",
        "spaces": {},
        **fields,
    }
    return converter.structure(payload, orm.LabelRowMetadata)


def read_by_them(row: orm.LabelRowV2, about: orm.LabelRowMetadata, ontology: Any) -> Any:
    """Read what is written of a row as the reference's client does."""
    payload = converter.unstructure(about)
    own = type("Ontology", (), {"structure": TheirStructure.from_dict(ontology)})
    made = TheirRow(TheirMetadata.from_dict(payload), None, own)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.from_labels_dict(deepcopy(json.loads(dumps(row))))
    return made


def their_value(answer: Any) -> Any:
    """Give an answer of the reference as it is given here."""
    if answer is None or isinstance(answer, (str, int, float)):
        return answer
    if hasattr(answer, "label"):
        return answer.label
    return {it.label for it in answer}


def our_value(value: Any) -> Any:
    return set(value) if isinstance(value, list) else value


def frames_of(ranges: Any) -> set[int]:
    return {frame for it in ranges for frame in range(it.start, it.end + 1)}


def test_objects_are_read_with_their_frames_and_answers() -> None:
    random = Random(1)
    own = ontology_of(SHAPES)
    structure = converter.structure(own, orm.OntologyStructure)
    about = metadata("VIDEO", duration=FRAMES / 25, frames_per_second=25.0, **SIZE)
    for _ in range(20):
        row = labels.new_row(about)
        made: dict[str, Any] = {}
        for shape, geometry in random.sample(list(SHAPES.items()), 5):
            frames = sorted(random.sample(range(FRAMES), 4))
            static = {f"{shape}-{it}": random.choice(VALUES[it]) for it in VALUES}
            hash_ = labels.add(
                row, structure, shape.title(), geometry, frames=frames, answers=static
            )
            moving: dict[str, dict[int, Any]] = {}
            for _ in range(6):
                kind = random.choice(list(VALUES))
                name, value = f"{shape}-moving-{kind}", random.choice(VALUES[kind])
                where = random.sample(frames, 2)
                labels.answer(row, structure, hash_, {name: value}, frames=where)
                moving.setdefault(name, {}).update(dict.fromkeys(where, value))
            made[hash_] = (shape, geometry, frames, static, moving)
        gone = next(iter(made))
        labels.remove(row, gone)
        del made[gone]
        cut, (shape, geometry, frames, static, moving) = next(iter(made.items()))
        labels.remove(row, cut, frames=frames[0])
        for values in moving.values():
            values.pop(frames[0], None)
        made[cut] = (shape, geometry, frames[1:], static, moving)
        assert labels.check(row, structure) == []

        theirs = {it.object_hash: it for it in read_by_them(row, about, own).get_object_instances()}
        assert theirs.keys() == made.keys()
        for hash_, (shape, _, frames, static, moving) in made.items():
            one = theirs[hash_]
            assert one.ontology_item.shape.value == shape
            assert sorted(it.frame for it in one.get_annotations()) == frames
            for it in one.ontology_item.attributes:
                name = it.feature_node_hash
                if not it.dynamic:
                    found = their_value(one.get_answer(it))
                    # A checklist with nothing chosen is told as None, too.
                    assert (found or None) == (our_value(static[name]) or None)
                    continue
                found = {
                    frame: their_value(answer.answer)
                    for answer in one.get_answer(it)
                    for frame in frames_of(answer.ranges)
                }
                expected = {k: our_value(v) for k, v in moving.get(name, {}).items()}
                assert {k: v for k, v in found.items() if v} == {
                    k: v for k, v in expected.items() if v
                }


def test_the_geometry_is_the_one_that_was_given() -> None:
    own = ontology_of(SHAPES)
    structure = converter.structure(own, orm.OntologyStructure)
    about = metadata("IMAGE", **SIZE)
    row = labels.new_row(about)
    for shape, geometry in SHAPES.items():
        labels.add(row, structure, shape.title(), geometry)
    again = json.loads(json.dumps(read_by_them(row, about, own).to_encord_dict(), default=str))
    back = converter.structure(again, orm.LabelRowV2)
    mine, theirs = (
        {it.hash: it.frames[0] for it in labels.instances(one, structure)} for one in (row, back)
    )
    assert mine.keys() == theirs.keys()
    for hash_, obj in mine.items():
        assert theirs[hash_].geometry == obj.geometry  # type: ignore[union-attr]
        assert getattr(theirs[hash_], "polygons", None) == getattr(obj, "polygons", None)


def test_classifications_are_read_with_their_frames_and_answers() -> None:
    own = ontology_of(SHAPES)
    own["classifications"][0]["level"] = "global"
    structure = converter.structure(own, orm.OntologyStructure)
    about = metadata("VIDEO", duration=FRAMES / 25, frames_per_second=25.0, **SIZE)
    row = labels.new_row(about)
    made = {}
    for kind, values in VALUES.items():
        frames = None if kind == "text" else [(0, 3), 7]
        hash_ = labels.add(row, structure, kind, frames=frames, answers={kind: values[0]})
        made[hash_] = (f"about-{kind}", [(0, 3), (7, 7)] if frames else [], our_value(values[0]))
    assert labels.check(row, structure) == []
    found = {
        it.classification_hash: (
            it.feature_hash,
            [] if it.is_global() else [(part.start, part.end) for part in it.range_list],
            their_value(it.get_answer()),
        )
        for it in read_by_them(row, about, own).get_classification_instances()
    }
    assert found == made


@pytest.mark.parametrize(
    ("kind", "shape", "more"),
    [
        ("AUDIO", "audio", {"duration": 1.0, "audio_codec": "mp3", "audio_sample_rate": 8000}),
        ("PLAIN_TEXT", "text", {}),
        ("TIME_SERIES", "time_range", {}),
    ],
)
def test_objects_that_are_ranges_are_read(kind: str, shape: str, more: dict[str, Any]) -> None:
    own = ontology_of([shape])
    structure = converter.structure(own, orm.OntologyStructure)
    about = metadata(kind, **more, **({} if kind != "AUDIO" else AUDIO))
    row = labels.new_row(about)
    name = f"{shape}-radio"
    hash_ = labels.add(
        row, structure, shape.title(), frames=[(0, 9), (20, 30)], answers={name: "Blue"}
    )
    whole = labels.add(row, structure, "text", answers={"text": "one"})
    assert labels.check(row, structure) == []
    theirs = read_by_them(row, about, own)
    (one,) = theirs.get_object_instances()
    assert one.object_hash == hash_
    assert [(it.start, it.end) for it in one.range_list] == [(0, 9), (20, 30)]
    (asked,) = [it for it in one.ontology_item.attributes if it.feature_node_hash == name]
    assert one.get_answer(asked).label == "Blue"
    (it,) = theirs.get_classification_instances()
    assert (it.classification_hash, it.get_answer()) == (whole, "one")


AUDIO: Final = {"audio_bit_depth": 16, "audio_num_channels": 2}


def test_image_groups_are_read() -> None:
    own = ontology_of(["bounding_box"])
    structure = converter.structure(own, orm.OntologyStructure)
    images = [
        {"index": i, "title": f"t{i}", "file_type": "image/png", "image_hash": f"i{i}", **SIZE}
        for i in range(3)
    ]
    about = metadata("IMG_GROUP", images_data=images, number_of_frames=3, data_link=None)
    row = labels.new_row(about)
    hash_ = labels.add(
        row, structure, "Bounding_Box", dict.fromkeys((2, 0), SHAPES["bounding_box"])
    )
    assert labels.check(row, structure) == []
    (one,) = read_by_them(row, about, own).get_object_instances()
    assert (one.object_hash, sorted(it.frame for it in one.get_annotations())) == (hash_, [0, 2])


@pytest.mark.parametrize("kind", ["DICOM", "NIFTI", "PDF"])
def test_slices_and_pages_are_read(kind: str) -> None:
    own = ontology_of(["bounding_box"])
    structure = converter.structure(own, orm.OntologyStructure)
    about = metadata(kind, **SIZE)
    row = labels.new_row(about)
    box = SHAPES["bounding_box"]
    hash_ = labels.add(row, structure, "Bounding_Box", box, frames=range(2, 5))
    (one,) = read_by_them(row, about, own).get_object_instances()
    frames = sorted(it.frame for it in one.get_annotations())
    assert (one.object_hash, frames) == (hash_, [2, 3, 4])
