"""Label rows as COCO, and back."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from coco_cases import (
    BOX,
    GEOMETRIES,
    HEIGHT,
    REFUSED,
    WIDTH,
    all_objects,
    answered_video,
    image,
    made,
    ontology,
    ontology_of,
    video,
)
from corpus import CORPUS, needs_corpus
from label_parts import answered, chosen, frame, row, thing
from label_rows import BST, corpus_rows

from converters import converter, dumps, labels, make_converter
from orm_attrs import (
    ClassificationAnswer,
    FrameLabels,
    LabelRowV2,
    OntologyObject,
    OntologyStructure,
)

STRUCTURE = ontology()


def there_and_back(coco: dict[str, Any], structure: OntologyStructure = STRUCTURE) -> Any:
    """Give what is written of what is read of a file, of which nothing is refused."""
    refused: list[labels.Refusal] = []
    rows = labels.from_coco(json.loads(json.dumps(coco)), structure, refused)
    assert refused == []
    return labels.to_coco(rows, structure)


def by_name(coco: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = {it["id"]: it["name"] for it in coco["categories"]}
    return {names[it["category_id"]]: it for it in coco["annotations"]}


# --- export ---------------------------------------------------------------------------------------


def test_each_shape_is_an_annotation_with_its_box_and_its_area() -> None:
    found = image(*all_objects())
    coco = labels.to_coco([found], STRUCTURE)

    annotations = by_name(coco)
    assert annotations.keys() == GEOMETRIES.keys()
    for obj in found.data_units["d"].labels.objects:
        annotation = annotations[obj.feature_hash]
        left, upper, right, lower = labels.bounds(obj, WIDTH, HEIGHT)
        assert annotation["area"] == pytest.approx(labels.area(obj, WIDTH, HEIGHT))
        assert annotation["bbox"] == pytest.approx([left, upper, right - left, lower - upper])
        assert annotation["iscrowd"] == 0
        assert annotation["attributes"]["encord_track_uuid"] == obj.object_hash
    assert [it["id"] for it in coco["annotations"]] == list(range(1, len(GEOMETRIES) + 1))


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")
def test_shapes_with_an_inside_are_the_same_mask_for_pycocotools(tmp_path: Path) -> None:
    module = pytest.importorskip("pycocotools.coco")
    found = image(*all_objects())
    (tmp_path / "coco.json").write_bytes(dumps(labels.to_coco([found], STRUCTURE)))
    coco = module.COCO(str(tmp_path / "coco.json"))
    objects = {it.object_hash: it for it in found.data_units["d"].labels.objects}

    for annotation in coco.loadAnns(coco.getAnnIds()):
        obj = objects[annotation["attributes"]["encord_track_uuid"]]
        if annotation["area"]:
            assert (coco.annToMask(annotation) == labels.mask(obj, WIDTH, HEIGHT)).all()


def test_what_has_no_form_is_refused_with_a_reason() -> None:
    refused: list[labels.Refusal] = []
    objects = [made(name, shape, it) for name, (shape, it, _) in REFUSED.items()]
    coco = labels.to_coco([image(*objects)], STRUCTURE, refused)

    assert {it.hash: it.reason for it in refused} == {
        f"o-{name}": reason for name, (_, _, reason) in REFUSED.items()
    }
    assert coco["annotations"] == coco["images"] == []
    assert {(it.label_hash, it.frame, it.space) for it in refused} == {("l", 0, None)}


def test_keypoints_stand_in_the_order_of_the_template() -> None:
    points = GEOMETRIES["person"][1]["skeleton"]
    turned = {"0": points["2"], "1": points["0"]}
    coco = labels.to_coco([image(made("person", "skeleton", {"skeleton": turned}))], STRUCTURE)

    category = next(it for it in coco["categories"] if it["name"] == "person")
    assert category["keypoints"] == ["head", "foot", "hand"]
    assert category["skeleton"] == [[1, 2], [2, 3]]
    annotation = coco["annotations"][0]
    assert annotation["keypoints"] == [16.0, 12.0, 1, 0.0, 0.0, 0, 32.0, 24.0, 2]
    assert annotation["num_keypoints"] == 2
    assert there_and_back(coco) == coco


def test_without_a_template_the_first_skeleton_names_the_keypoints() -> None:
    structure = ontology()
    structure.skeleton_templates = None
    obj = made("person", "skeleton", {"skeleton": {"0": {"x": 0.5, "y": 0.5}}})
    coco = labels.to_coco([image(obj)], structure)

    (category,) = (it for it in coco["categories"] if it["name"] == "person")
    assert (category["keypoints"], category["skeleton"]) == (["0"], [])
    assert there_and_back(coco, structure) == coco


def test_answers_are_those_of_the_frame() -> None:
    coco = labels.to_coco([image(made("box", *GEOMETRIES["box"])), answered_video()], STRUCTURE)

    _, first, second, last = coco["annotations"]
    static = {"Colour": "Red", "Shade": "dark", "Tags": ["Wet", "Old"]}
    foreign = {"Foreign": "x", "Choices": ["One"]}
    given = [it["attributes"]["classifications"] for it in (first, second, last)]
    assert given == [
        {**static, "Speed": 1.5, **foreign},
        {**static, "Speed": 1.5, "State": "parked", **foreign},
        {**static, "Speed": 2, "State": "parked", **foreign},
    ]
    assert {it["attributes"]["track_id"] for it in (first, second, last)} == {2}
    assert first["attributes"]["manual_annotation"] is False
    assert first["attributes"]["encord"]["createdBy"] == "a@example.com"
    names = [it["file_name"] for it in coco["images"]]
    assert names == ["images/d.png", *(f"videos/v/{frame}.jpg" for frame in (0, 1, 2, 5))]
    noted = [it["encord"].get("classifications") for it in coco["images"]]
    note = [{"hash": "c", "name": "Weather", "answers": {"Weather": "Rain"}}]
    assert noted == [None, None, note, note, None]


def test_all_frames_are_images_where_they_are_asked_for() -> None:
    group = image()
    group.data_type = "img_group"
    found = [answered_video(), group, video({"2": frame()}, data_type="dicom")]
    few, many = (labels.to_coco(found, STRUCTURE, all_frames=it) for it in (False, True))

    assert len(few["images"]) == 4
    assert len(many["images"]) == 10 + 1 + 1
    refused: list[labels.Refusal] = []
    rows = labels.from_coco(json.loads(json.dumps(many)), STRUCTURE, refused)
    assert labels.to_coco(rows, STRUCTURE, all_frames=True) == many
    assert labels.to_coco(rows, STRUCTURE) == few


def test_files_are_called_as_a_template_says() -> None:
    coco = labels.to_coco(
        [answered_video()], STRUCTURE, file_name="{kind}-{label_hash}/{frame:03}.{extension}"
    )
    assert coco["images"][3]["file_name"] == "video-lv/005.mp4"
    with pytest.raises(KeyError):
        labels.to_coco([answered_video()], STRUCTURE, file_name="{nothing}")


def test_a_slice_is_called_by_its_identifiers() -> None:
    slices = {
        str(i): {**frame(made("box", *GEOMETRIES["box"])), "metadata": metadata}
        for i, metadata in enumerate(
            [
                {"dicom_instance_uid": "1.2", "file_uri": "u"},
                {"dicom_instance_uid": "1.2", "multiframe_frame_number": 3},
            ]
        )
    }
    coco = labels.to_coco([video(slices, data_type="dicom")], STRUCTURE)

    assert [it["file_name"] for it in coco["images"]] == ["dicom/v/1.2", "dicom/v/1.2/3"]
    assert [it["coco_url"] for it in coco["images"]] == ["u", ""]
    assert there_and_back(coco) == coco


def test_what_is_about_a_whole_image_is_on_the_image() -> None:
    about = {"classificationHash": "c", "featureHash": "weather", "range": []}
    about["classifications"] = [answered("Weather", chosen("Dry"))]
    structure = ontology()
    structure.classifications[0].level = "global"
    coco = labels.to_coco([image(classification_answers={"c": about})], structure)

    (found,) = coco["images"]
    assert found["encord"]["classifications"][0]["answers"] == {"Weather": "Dry"}
    assert there_and_back(coco, structure) == coco


def test_a_box_of_a_negative_size_is_drawn_the_right_way_round() -> None:
    box = {"x": 0.5, "y": 0.5, "w": -0.25, "h": 0.1}
    coco = labels.to_coco([image(made("box", "bounding_box", {"boundingBox": box}))], STRUCTURE)

    (annotation,) = coco["annotations"]
    assert annotation["bbox"] == [20.0, 30.0, 20.0, 6.0]
    assert annotation["attributes"]["encord"]["boundingBox"] == box
    assert there_and_back(coco) == coco


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize("name", ["box", "turned", "polygon", "parts", "circle", "flat", "point"])
def test_coordinates_that_are_no_numbers_are_refused(name: str, number: float) -> None:
    found = image(made(name, *GEOMETRIES[name]))
    (obj,) = found.data_units["d"].labels.objects
    if name == "parts":
        obj.polygons[0][0][0] = number
    elif name == "polygon":
        obj.geometry.points[0].x = number
    elif name == "flat":
        obj.geometry.front[0] = number
    else:
        obj.geometry.x = number

    refused: list[labels.Refusal] = []
    labels.to_coco([found], STRUCTURE, refused)
    assert [it.reason for it in refused] == ["coordinates that are no numbers"]


def test_objects_without_an_image_a_feature_or_a_geometry_are_refused() -> None:
    unknown = made("box", *GEOMETRIES["box"]) | {"featureHash": "unknown"}
    twice = [made("box", *GEOMETRIES["box"])] * 2
    sizeless = image(made("box", *GEOMETRIES["box"]))
    sizeless.data_units["d"].width = None
    gone = image(made("box", *GEOMETRIES["box"]))
    gone.data_units["d"].labels.objects[0].geometry = None
    sound = {"objectHash": "s", "featureHash": "sound", "shape": "audio", "range": [[0, 9]]}
    audio = row(data_type="audio", object_answers={"s": sound})
    refused: list[labels.Refusal] = []
    coco = labels.to_coco(
        [image(unknown), image(*twice), sizeless, gone, audio], STRUCTURE, refused
    )

    assert [(it.shape, it.reason) for it in refused] == [
        ("bounding_box", "the ontology does not have its feature"),
        ("bounding_box", "twice on a frame"),
        ("bounding_box", "on an image whose size the row does not state"),
        ("bounding_box", "an object without a geometry"),
        ("audio", "ranges, and on no image"),
    ]
    assert len(coco["annotations"]) == 1


def test_the_rows_stay_as_they_are() -> None:
    found = [image(*all_objects()), answered_video()]
    copies = deepcopy(found)
    coco = labels.to_coco(found, STRUCTURE)
    assert found == copies
    copy = deepcopy(coco)
    labels.from_coco(coco, STRUCTURE)
    assert coco == copy


# --- there and back -------------------------------------------------------------------------------


def test_what_is_written_is_read_and_written_the_same() -> None:
    coco = labels.to_coco([image(*all_objects()), answered_video()], STRUCTURE)
    assert json.dumps(there_and_back(coco)) == json.dumps(coco)


def test_objects_come_back_as_they_were() -> None:
    found = image(*all_objects(createdBy="a", createdAt="2023-02-10 13:58:24"))
    (back,) = labels.from_coco(labels.to_coco([found], STRUCTURE), STRUCTURE)
    names = {it.feature_node_hash: it.name for it in STRUCTURE.objects}

    before, after = (it.data_units["d"].labels.objects for it in (found, back))
    for one, other in zip(before, after, strict=True):
        assert other.geometry == one.geometry
        assert other.name == names[one.feature_hash]
        assert (other.created_by, other.created_at) == (one.created_by, one.created_at)


def test_numbers_of_pixels_are_fractions_that_give_them_again() -> None:
    some = random.Random(28)
    rings = [[some.random() for _ in range(20)] for _ in range(200)]
    objects = [
        made("parts", "polygon", {"polygons": [[ring]]}) | {"objectHash": str(i)}
        for i, ring in enumerate(rings)
    ]
    found = image(*objects)
    found.data_units["d"].width, found.data_units["d"].height = 259, 194
    coco = labels.to_coco([found], STRUCTURE)
    assert there_and_back(coco)["annotations"] == coco["annotations"]


@needs_corpus
@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.thorough)])
def test_recorded_rows_come_back_the_same(every: int) -> None:
    reading, all_frames = make_converter(zones=BST), every == 1
    counted: Counter[str] = Counter()
    for name, payload in corpus_rows()[::every]:
        found = [reading.structure(payload, LabelRowV2)]
        structure = ontology_of(found)
        coco = labels.to_coco(found, structure, all_frames=all_frames)
        refused: list[labels.Refusal] = []
        rows = labels.from_coco(json.loads(json.dumps(coco)), structure, refused)
        assert refused == [], name
        assert labels.to_coco(rows, structure, all_frames=all_frames) == coco, name
        counted["annotations"] += len(coco["annotations"])
    assert counted["annotations"] > 1900 / every**3


@needs_corpus
def test_boxes_and_areas_are_those_of_the_platforms_exporter() -> None:
    text = (CORPUS / "more/COCO/sdk.exporter.expected.json").read_bytes()
    expected = json.loads(text)
    structure = converter.structure(
        json.loads(
            (
                CORPUS / "OntologyStructure/exporter.ontology_structure_dict.v0.1.190.json"
            ).read_bytes()
        ),
        OntologyStructure,
    )
    found = [
        converter.structure(it, LabelRowV2)
        for it in json.loads((CORPUS / "LabelRow/exporter.labels_list.v0.1.190.json").read_bytes())
    ]
    coco = labels.to_coco(found, structure)

    shapes = {it["id"]: it["supercategory"] for it in expected["categories"]}
    for ours, theirs in zip(coco["annotations"], expected["annotations"], strict=True):
        assert ours["area"] == pytest.approx(theirs["area"])
        assert ours["category_id"] == theirs["category_id"]
        shape = shapes[theirs["category_id"]]
        if shape != "rotatable_bounding_box":  # The exporter does not turn them.
            assert ours["bbox"] == pytest.approx(theirs["bbox"])
        if shape not in ("rotatable_bounding_box", "point"):
            assert ours["segmentation"] == theirs["segmentation"]
    names = [it["file_name"] for it in coco["images"]]
    # A slice without labels is no image.
    assert names == [
        it["file_name"] for it in expected["images"] if not it["file_name"].endswith("bd90fa7/1")
    ]


# --- files of others ------------------------------------------------------------------------------


@needs_corpus
def test_recorded_files_are_read_whole() -> None:
    counted = 0
    for path in sorted(CORPUS.glob("more/COCO/*.json")):
        content = json.loads(path.read_bytes())
        objects = [
            OntologyObject(
                id="1", name=it["name"], shape=it["supercategory"], feature_node_hash=str(i)
            )
            for i, it in enumerate(content["categories"])
        ]
        structure = OntologyStructure(objects=objects)
        sides = {it["id"]: it["width"] for it in content["images"]}
        # Masks of images as large as some of these take seconds.
        content["annotations"] = [
            it
            for it in content["annotations"]
            if isinstance(it["segmentation"], list) or sides[it["image_id"]] < 1000
        ]
        refused: list[labels.Refusal] = []
        rows = labels.from_coco(content, structure, refused)

        assert {it.reason.partition(":")[0] for it in refused} <= {
            "an attribute that the ontology does not have"
        }
        coco = labels.to_coco(rows, structure)
        assert len(coco["annotations"]) == len(content["annotations"]), path
        for ours, theirs in zip(coco["annotations"], content["annotations"], strict=True):
            is_turned = "rotation" in theirs.get("attributes", {})
            if "transformers_coco" not in path.name and not is_turned:
                assert ours["bbox"] == pytest.approx(theirs["bbox"])
        assert there_and_back(coco, structure) == coco
        counted += len(coco["annotations"])
    assert counted > 160


def foreign(*annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a file of another tool, with one image and a category for each object."""
    about = [{"id": str(i), "name": it.name} for i, it in enumerate(STRUCTURE.objects)]
    images = [{"id": "1", "file_name": "x/y.jpg", "width": WIDTH, "height": HEIGHT, "license": 1}]
    made = [{"id": i, "image_id": 1, **it} for i, it in enumerate(annotations)]
    return {"images": images, "categories": about, "annotations": made, "licenses": [], **more}


def category(name: str) -> str:
    return str([it.name for it in STRUCTURE.objects].index(name))


def read(*annotations: dict[str, Any], **more: Any) -> tuple[list[Any], list[str]]:
    """Give the objects of a file of another tool, and why others are none."""
    refused: list[labels.Refusal] = []
    rows = labels.from_coco(foreign(*annotations, **more), STRUCTURE, refused)
    objects = [
        it for found in rows for unit in found.data_units.values() for it in unit.labels.objects
    ]
    return objects, [it.reason for it in refused]


SHAPES = [
    ("box", {"bbox": [8, 6, 16, 12]}),
    ("turned", {"bbox": [8, 6, 16, 12]}),
    ("turned", {"bbox": [8, 6, 16, 12], "attributes": {"rotation": 30}}),
    ("turned", {"bbox": [8, 6, 16, 12], "segmentation": [[16, 4, 24, 12, 16, 20, 8, 12]]}),
    ("turned", {"bbox": [8, 6, 16, 12], "segmentation": [[16, 4, 24, 12, 16, 20, 0, 0]]}),
    ("turned", {"bbox": [8, 6, 16, 12], "segmentation": {"counts": []}}),
    ("turned", {"bbox": [8, 6, 16, 12], "segmentation": [[8, 6], [9, 7]]}),
    ("polygon", {"bbox": [8, 6, 16, 12]}),
    ("polygon", {"segmentation": [8, 6, 24, 6, 24, 18]}),
    ("polygon", {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [61, 2, 4737]}, "iscrowd": 1}),
    ("mask", {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [61, 2, 4737]}, "iscrowd": 1}),
    ("mask", {"segmentation": [[8, 6, 24, 6, 24, 18]]}),
    ("line", {"segmentation": [[8, 6, 24, 6, 24, 18]]}),
    ("line", {"segmentation": [[8, 6, 24, 6, 24, 6, 8, 6]]}),
    ("point", {"keypoints": [8, 6, 2]}),
    ("point", {"segmentation": [[8, 6]]}),
    ("point", {"bbox": [8, 6, 0, 0]}),
    ("person", {"keypoints": [8, 6, 2, 16, 12, 1, 0, 0, 0]}),
]


@pytest.mark.parametrize(("name", "annotation"), SHAPES)
def test_annotations_of_other_tools_are_read(name: str, annotation: dict[str, Any]) -> None:
    objects, refused = read({"category_id": category(name), **annotation})

    assert refused == []
    (obj,) = objects
    assert obj.feature_hash == name
    found = image()
    found.data_units["d"].labels = FrameLabels([obj], [])
    assert labels.to_coco([found], STRUCTURE)["annotations"]


def test_a_turned_box_is_seen_from_its_corners() -> None:
    (obj,), _ = read({"category_id": category("turned"), **SHAPES[3][1]})
    (ring,) = labels.outline(obj, WIDTH, HEIGHT)
    assert sum(ring, ()) == pytest.approx((16, 4, 24, 12, 16, 20, 8, 12))


BROKEN = [
    ("box", {}, "a bbox that is no four numbers"),
    ("box", {"bbox": [1, 2, 3]}, "a bbox that is no four numbers"),
    ("box", {"bbox": [1, 2, True, 4]}, "coordinates that are no numbers"),
    ("box", {"bbox": [1, 2, 10**400, 4]}, "coordinates that are no numbers"),
    (
        "polygon",
        {"segmentation": [[1, 2, 3, 4]]},
        "a ring of fewer than three points, or of half a point",
    ),
    ("polygon", {"segmentation": "x"}, "a segmentation that is no list of points"),
    ("polygon", {"segmentation": {"size": [1, 1]}}, "a mask of another size than its image"),
    (
        "polygon",
        {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [4800]}},
        "a mask without pixels",
    ),
    ("mask", {"segmentation": {"size": [HEIGHT, WIDTH]}}, "a mask without counts"),
    (
        "mask",
        {"segmentation": {"size": [HEIGHT, WIDTH], "counts": "é"}},
        "the runs of a mask have a character that is none of theirs",
    ),
    (
        "mask",
        {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [1, -1]}},
        "a mask with counts that are no numbers of pixels",
    ),
    (
        "mask",
        {"segmentation": {"size": [HEIGHT, WIDTH], "counts": [1]}},
        "a mask of another size than its image",
    ),
    ("line", {"segmentation": []}, "a line that is no one list of points"),
    ("point", {"keypoints": [1]}, "a point that is no one point"),
    ("person", {}, "a skeleton without keypoints"),
    ("person", {"keypoints": [1, 1, 2]}, "keypoints that are not those of the template"),
    (
        "circle",
        {"bbox": [1, 1, 2, 2]},
        "a shape that COCO has no form for, without attributes.encord",
    ),
    ("sound", {"bbox": [1, 1, 2, 2]}, "a shape that is on no image"),
    ("newer", {"bbox": [1, 1, 2, 2]}, "a shape that is on no image"),
    ("box", {"bbox": [1, 1, 2, 2], "image_id": 9}, "an image that the file does not have"),
    (
        "box",
        {"bbox": [1, 1, 2, 2], "category_id": 99},
        "a category that the ontology does not have",
    ),
    (
        "box",
        {"bbox": [1, 1, 2, 2], "attributes": {"encord": {"createdAt": 5}}},
        "attributes.encord that is no part of a label",
    ),
]


@pytest.mark.parametrize(("name", "annotation", "reason"), BROKEN)
def test_broken_annotations_are_refused(name: str, annotation: dict[str, Any], reason: str) -> None:
    assert read({"category_id": category(name), **annotation}) == ([], [reason])


def test_masks_larger_than_memory_are_refused() -> None:
    side = 2**15
    images = [{"id": 1, "file_name": "x.jpg", "width": side, "height": side}]
    mask = {"segmentation": {"size": [side, side], "counts": "0"}}
    ring = {"segmentation": [[8, 6, 24, 6, 24, 18]]}
    given = [{"category_id": category("mask"), **it} for it in (mask, ring)]
    assert read(*given, images=images) == ([], [f"a mask of more than {2**28} pixels"] * 2)
    found = image(made("mask", *GEOMETRIES["mask"]))
    found.data_units["d"].width = found.data_units["d"].height = side
    refused: list[labels.Refusal] = []
    labels.to_coco([found], STRUCTURE, refused)
    assert [it.reason for it in refused] == [f"a mask of more than {2**28} pixels"]


def test_what_is_no_object_in_a_file_is_refused() -> None:
    sizeless = [{"id": 1, "file_name": "x.jpg"}, 5, {"id": 1}, {"file_name": "no id"}]
    coco = foreign({"category_id": category("box"), "bbox": [1, 1, 2, 2]}, images=sizeless)
    coco["annotations"].append(7)
    coco["categories"].append(7)
    coco["encord"] = {"rows": [5]}
    refused: list[labels.Refusal] = []
    labels.from_coco(coco, STRUCTURE, refused)
    assert {it.reason for it in refused} == {
        "a row that is none",
        "a category that is no object",
        "an annotation that is no object",
        "an id that two images have",
        "an image that is no object with an id",
        "an image without a size",
    }


def test_a_track_is_one_object_over_frames() -> None:
    images = [
        {"id": i, "file_name": f"videos/v/{i}.jpg", "width": WIDTH, "height": HEIGHT}
        for i in range(3)
    ]
    about = {"category_id": category("box"), "bbox": [1, 1, 2, 2]}
    given = [
        {**about, "image_id": image, "attributes": {"track_id": track}}
        for image, track in [(0, 7), (1, 7), (2, 7), (1, 8), (2, 7)]
    ]
    refused: list[labels.Refusal] = []
    (found,) = labels.from_coco(foreign(*given, images=images), STRUCTURE, refused)

    assert (found.data_type, list(found.data_units)) == ("video", ["v"])
    ranges = [it.ranges for it in labels.instances(found, STRUCTURE)]
    # What is on the frame already is another one.
    assert sorted(ranges) == [[(0, 2)], [(1, 1)], [(2, 2)]]


def test_the_caller_says_which_images_and_categories_are_which() -> None:
    coco = foreign({"category_id": "0", "bbox": [1, 1, 2, 2]}, categories=[{"id": 0, "name": "?"}])
    rows = [
        labels.from_coco(coco, STRUCTURE, categories={0: "box"}, images={1: it})[0]
        for it in (("h", None), ("h", 7))
    ]
    assert [it.data_type for it in rows] == ["image", "video"]
    assert rows[0].data_units["h"].labels.objects[0].feature_hash == "box"
    assert list(rows[1].data_units["h"].labels) == [7]
    assert labels.from_coco(coco, STRUCTURE, categories={0: "none"})[0].data_units


def test_images_are_the_files_that_their_names_say() -> None:
    names = ["images/h.jpg", "a.jpg", "a.jpg", "dicom/s/1.2/3", "dicom/s/1.2.5", "nifti/n/4"]
    images = [{"id": i, "file_name": it, "width": 9, "height": 9} for i, it in enumerate(names)]
    images.append({"id": 9, "width": 9, "height": 9})
    rows = labels.from_coco({"images": images}, STRUCTURE)
    again = labels.from_coco({"images": images}, STRUCTURE)

    assert rows == again
    assert [it.data_type for it in rows] == ["image"] * 3 + ["dicom", "nifti", "image"]
    assert len({it.data_hash for it in rows}) == len(rows)
    series = rows[3].data_units["s"]
    assert [it.metadata.dicom_instance_uid for it in series.labels.values()] == ["1.2", "1.2.5"]
    assert series.data_type == "application/dicom"


def test_categories_of_one_name_are_told_by_their_shape() -> None:
    more = (
        thing("a", "same"),
        thing("b", "same", shape="polygon"),
        thing("c", "same", shape="polygon"),
    )
    structure = ontology(*more)
    given = [
        {"id": i, "name": "same", "supercategory": it}
        for i, it in enumerate(("bounding_box", "polygon"))
    ]
    coco = foreign(*({"category_id": i, "bbox": [1, 1, 2, 2]} for i in range(2)), categories=given)
    refused: list[labels.Refusal] = []
    (found,) = labels.from_coco(coco, structure, refused)
    (obj,) = next(iter(found.data_units.values())).labels.objects
    assert obj.feature_hash == "a"
    assert [it.reason for it in refused] == ["a category that the ontology does not have"]


def test_attributes_become_answers_where_the_ontology_has_them() -> None:
    attributes = {
        "Colour": "Red",
        "Shade": "dark",
        "Wet": True,
        "Old": False,
        "Speed": 2,
        "State": None,
        "occluded": True,
    }
    refused: list[labels.Refusal] = []
    given = {"category_id": category("box"), "bbox": [1, 1, 2, 2], "attributes": attributes}
    (found,) = labels.from_coco(foreign(given, given), STRUCTURE, refused)

    it, _ = labels.instances(found, STRUCTURE)
    assert {name: answer.value for name, answer in it.answers(0).items()} == {
        "Colour": "Red",
        "Shade": "dark",
        "Tags": ["Wet"],
        "Speed": 2,
    }
    # Each of them once, however many annotations have it.
    assert [it.reason for it in refused] == [
        "an attribute that the ontology does not have: occluded"
    ]


def test_values_that_are_no_answers_are_refused() -> None:
    values = {"Colour": "Green", "Shade": 5, "Tags": [7], "Speed": True, "State": "x"}
    given = {
        "category_id": category("box"),
        "bbox": [1, 1, 2, 2],
        "attributes": {"classifications": values},
    }
    _, refused = read(given)
    assert refused == [
        "an answer that is none of its options: Colour",
        "an answer that is no text: Shade",
        "an answer that is none of its options: Tags",
        "an answer that is no number: Speed",
    ]


def test_a_static_answer_cannot_differ_from_frame_to_frame() -> None:
    images = [
        {"id": i, "file_name": f"videos/v/{i}.jpg", "width": 9, "height": 9} for i in range(2)
    ]
    given = [
        {
            "category_id": category("box"),
            "image_id": i,
            "bbox": [1, 1, 2, 2],
            "attributes": {"track_id": 1, "Colour": it},
        }
        for i, it in enumerate(("Red", "Blue"))
    ]
    refused: list[labels.Refusal] = []
    labels.from_coco(foreign(*given, images=images), STRUCTURE, refused)
    assert [it.reason for it in refused] == [
        "an answer that differs from frame to frame, and may not: Colour"
    ]


def test_fractions_are_seen_or_said() -> None:
    given = {"category_id": category("box"), "bbox": [0.25, 0.5, 0.1, 0.2]}
    (seen,), _ = read(given)
    assert converter.unstructure(seen)["boundingBox"] == BOX
    coco = foreign(given)
    (said,) = labels.from_coco(coco, STRUCTURE, fractions=False)
    (obj,) = next(iter(said.data_units.values())).labels.objects
    assert obj.geometry.x == 0.25 / WIDTH


def test_keypoints_are_told_by_the_names_of_their_category() -> None:
    about = [{"id": 1, "name": "person", "keypoints": ["hand", "foot", "head"]}]
    given = {"category_id": 1, "keypoints": [8, 6, 2, 16, 12, 1, 24, 18, 2]}
    (obj,), _ = read(given, categories=about)
    assert [(it.name, it.x) for it in obj.geometry.points] == [
        ("head", 0.3),
        ("foot", 0.2),
        ("hand", 0.1),
    ]


@pytest.mark.parametrize("content", [{}, {"images": 5}, {"info": {}}])
def test_what_is_no_coco_is_an_error(content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no COCO"):
        labels.from_coco(content, STRUCTURE)


def test_other_types_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        labels.from_coco([], STRUCTURE)  # type: ignore[arg-type]
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(ValueError, match="no COCO"):
        labels.read_coco(tmp_path / "x.json", STRUCTURE)


def test_nothing_that_somebody_puts_into_a_file_is_more_than_a_refusal() -> None:
    coco = json.loads(
        json.dumps(labels.to_coco([image(*all_objects()), answered_video()], STRUCTURE))
    )
    some = random.Random(28)
    junk: list[Any] = [
        None,
        5,
        -1,
        "x",
        "",
        [],
        {},
        [[]],
        True,
        1e300,
        {"a": 1},
        "labels",
        ["labels"],
    ]

    def spoil(value: Any, depth: int) -> Any:
        if depth == 0 or not isinstance(value, (dict, list)) or not value:
            return some.choice(junk)
        key = some.choice(list(value) if isinstance(value, dict) else range(len(value)))
        value[key] = spoil(value[key], depth - 1)
        return value

    for _ in range(60):
        spoiled = deepcopy(coco)
        for key in some.choices(("images", "annotations", "categories"), k=3):
            place = some.randrange(len(spoiled[key]))
            spoiled[key][place] = spoil(spoiled[key][place], some.randint(1, 5))
        spoiled["encord"] = spoil(spoiled["encord"], some.randint(1, 6))
        labels.to_coco(labels.from_coco(spoiled, STRUCTURE, []), STRUCTURE)


# --- files ----------------------------------------------------------------------------------------


def written(tmp_path: Path, *rows: LabelRowV2) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    for number, it in enumerate(rows):
        (folder / f"{number}.json").write_bytes(dumps(it))
    return folder


def test_files_are_written_as_lists_are(tmp_path: Path) -> None:
    rows = [image(*all_objects(), made("cloud", *REFUSED["cloud"][:2])), answered_video()]
    folder = written(tmp_path, *rows)
    (folder / "bad.json").write_text('{"data_units": 5}')
    for name in ("coco.json", "coco.json.gz"):
        summary = labels.write_coco(folder, STRUCTURE, tmp_path / name)
        text = (tmp_path / name).read_bytes()
        content = json.loads(gzip.decompress(text) if name.endswith("gz") else text)

        assert content == json.loads(json.dumps(labels.to_coco(rows, STRUCTURE)))
        assert (summary.rows, summary.bad, summary.images) == (2, 1, 5)
        assert summary.annotations == len(content["annotations"]) == sum(summary.shapes.values())
        assert summary.refusals == {("segmentation", "nothing on an image"): 1}
        assert [it.hash for it in summary.refused] == ["o-cloud"]
        assert [it.where for it in summary.rejects] == [str(folder / "bad.json")]
        assert not summary.is_whole
        back = labels.read_coco(tmp_path / name, STRUCTURE)
        assert back.refused == []
        assert labels.to_coco(back.rows, STRUCTURE) == content


def test_no_rows_are_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "rows.ndjson").write_text("\n")
    summary = labels.write_coco(tmp_path / "rows.ndjson", STRUCTURE, tmp_path / "coco.json")
    content = json.loads((tmp_path / "coco.json").read_bytes())
    assert content["annotations"] == content["images"] == content["encord"]["rows"] == []
    assert summary.is_whole
    assert labels.read_coco(tmp_path / "coco.json", STRUCTURE).rows == []


def test_no_more_refusals_are_held_than_asked_for(tmp_path: Path) -> None:
    objects = [made("cloud", *REFUSED["cloud"][:2]) | {"objectHash": str(i)} for i in range(5)]
    folder = written(tmp_path, image(*objects))
    summary = labels.write_coco(folder, STRUCTURE, tmp_path / "coco.json", max_refusals=2)
    assert (len(summary.refused), sum(summary.refusals.values())) == (2, 5)


def test_the_output_is_no_input(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_bytes(dumps(image()))
    with pytest.raises(ValueError, match="read and written"):
        labels.write_coco(tmp_path, STRUCTURE, path)


def test_objects_of_spaces_and_old_classifications_come_back() -> None:
    old = {
        "classificationHash": "c",
        "featureHash": "weather",
        "createdBy": "me",
        "name": "Weather",
    }
    holders = {
        space: {
            "space_type": kind,
            "child_info": {"file_name": "a.png"},
            "width": WIDTH,
            "height": HEIGHT,
            "labels": {"3": frame(made("box", *GEOMETRIES["box"]), classifications=[old])},
        }
        for space, kind in (("s", "image"), ("t", "video"))
    }
    scene = {"space_type": "point_cloud", "labels": {"0": frame(classifications=[old])}}
    answers = {
        "c": {"classificationHash": "c", "classifications": [answered("Weather", chosen("Dry"))]}
    }
    found = row(data_type="group", spaces={**holders, "u": scene}, classification_answers=answers)
    placed = {"s": {"type": "frame", "range": [[3, 3]]}}
    again = row(
        data_type="group",
        spaces=holders,
        classification_answers={"c": {**answers["c"], "featureHash": "weather", "spaces": placed}},
    )
    both = labels.to_coco([again], STRUCTURE)
    assert there_and_back(both) == both
    coco = labels.to_coco([found], STRUCTURE)

    assert [it["file_name"] for it in coco["images"]] == ["images/s.png", "videos/t/3.jpg"]
    assert [it["attributes"]["track_id"] for it in coco["annotations"]] == [1, 1]
    assert there_and_back(coco) == coco


def test_names_that_two_have_are_told_apart() -> None:
    same = [{"id": "1", "name": "Same", "type": "text", "featureNodeHash": it} for it in ("x", "y")]
    structure = ontology(thing("twin", "twin", *same))
    answers = [answered("Same", "1", "x"), answered("Same", "2", "y"), answered("Same", "3", "z")]
    answers.append(answered("Same", "4", "w"))
    holder = {"o-twin": {"objectHash": "o-twin", "classifications": answers}}
    found = image(made("twin", *GEOMETRIES["box"]), object_answers=holder)
    coco = labels.to_coco([found], structure)

    given = coco["annotations"][0]["attributes"]["classifications"]
    assert given == {"Same (x)": "1", "Same (y)": "2", "Same": "3", "Same (w)": "4"}
    assert there_and_back(coco, structure) == coco


def test_a_shape_that_is_not_the_features_comes_back() -> None:
    coco = labels.to_coco([image(made("box", *GEOMETRIES["circle"]))], STRUCTURE)
    assert coco["annotations"][0]["attributes"]["encord"]["shape"] == "circle"
    assert there_and_back(coco) == coco


def test_ranges_of_images_that_end_nowhere_are_cut() -> None:
    about = {"classificationHash": "c", "featureHash": "weather", "range": [[0, 10**12]]}
    about["classifications"] = [answered("Weather", chosen("Dry"))]
    found = [
        video({}, classification_answers={"c": about}),
        image(data_type="img_group", classification_answers={"c": about}),
        row(
            data_type="audio", data_units={"a": {"labels": {}}}, classification_answers={"c": about}
        ),
    ]
    assert len(labels.to_coco(found, STRUCTURE)["images"]) == 10 + 1


def test_rows_without_a_place_for_labels_get_one() -> None:
    bare = video(
        {}, spaces={"s": {"space_type": "image", "width": 9, "height": 9, "labels": frame()}}
    )
    bare.data_units["v"].labels = None
    about = {
        "classificationHash": "c",
        "featureHash": "weather",
        "spaces": {"s": {"range": [[0, 0]]}},
    }
    bare.classification_answers = {"c": converter.structure(about, ClassificationAnswer)}
    coco = labels.to_coco([bare], STRUCTURE, all_frames=True)
    (back,) = labels.from_coco(coco, STRUCTURE)
    assert len(back.data_units["v"].labels) == 10
    assert labels.to_coco([back], STRUCTURE, all_frames=True) == coco

    rows = coco["encord"]["rows"]
    del rows[0]["data_units"]["v"]["labels"]
    (other,) = labels.from_coco(coco, STRUCTURE)
    assert other == back
    rows[0]["spaces"]["s"]["labels"] = {"objects": None, "classifications": []}
    coco["annotations"] = [{"image_id": 2, "category_id": 1, "bbox": [1, 1, 2, 2]}]
    (back,) = labels.from_coco(coco, STRUCTURE)
    assert len(labels.to_coco([back], STRUCTURE)["annotations"]) == 1


def test_half_a_point_of_a_ring_is_none() -> None:
    ring = [0.1, 0.1, 0.9, 0.1, 0.9, 0.9]
    rows = [image(made("parts", "polygon", {"polygons": [[it]]})) for it in (ring, [*ring, 0.5])]
    one, other = (labels.to_coco([it], STRUCTURE)["annotations"][0] for it in rows)
    assert one["segmentation"] == other["segmentation"]


def test_places_that_are_none_are_those_of_the_file_name() -> None:
    coco = labels.to_coco([answered_video()], STRUCTURE)
    holder = ["data_units", "v", "labels"]
    for path in (
        [],
        holder,
        ["labels", "0"],
        ["data_units", "x", "labels", "0"],
        [*holder, "0", "1"],
    ):
        coco["images"][0]["encord"]["path"] = path
        own, other = labels.from_coco(coco, STRUCTURE)
        assert (own.data_hash, other.data_hash) == ("v", "v")
        assert list(other.data_units["v"].labels) == [0]


def test_a_series_of_several_files_has_as_many_slices() -> None:
    found = video({}, data_type="dicom")
    found.data_units["v"].data_links = ["a", "b", "c"]
    coco = labels.to_coco([found], STRUCTURE, all_frames=True)
    assert [it["file_name"] for it in coco["images"]] == [f"dicom/v/{i}" for i in range(3)]
