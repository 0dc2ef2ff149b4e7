"""Label rows as YOLO, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from coco_cases import (
    GEOMETRIES,
    HEIGHT,
    WIDTH,
    all_objects,
    answered_video,
    image,
    made,
    ontology,
)
from label_parts import row, thing

from converters import converter, dumps, labels
from converters.cli.commands import main
from converters.labels.yolo.exporting import part_of
from orm_attrs import LabelRowV2

STRUCTURE = ontology()
CLASSES = [it.name for it in STRUCTURE.objects]
UUID = "0b1c2d3e-0000-1111-2222-333344445555"


def written(folder: Path, *rows: LabelRowV2, **options: Any) -> dict[str, dict[str, list[float]]]:
    """Give the numbers of each object of each file, by the name of its class."""
    labels.to_yolo(rows, STRUCTURE, folder, **options)
    return {
        file.stem: {
            CLASSES[int(line.split()[0])]: [float(it) for it in line.split()[1:]]
            for line in file.read_text().splitlines()
        }
        for file in folder.glob("labels/*/*.txt")
    }


def test_boxes_are_centres_and_sizes(tmp_path: Path) -> None:
    found = image(*all_objects())
    given = written(tmp_path, found)["d"]

    assert given.keys() == GEOMETRIES.keys() - {"point", "dot"}
    assert given["box"] == pytest.approx([0.3, 0.6, 0.1, 0.2])
    for obj in found.data_units["d"].labels.objects:
        if obj.feature_hash in given:
            left, upper, right, lower = labels.bounds(obj, WIDTH, HEIGHT)
            x, y = (left + right) / 2 / WIDTH, (upper + lower) / 2 / HEIGHT
            size = [(right - left) / WIDTH, (lower - upper) / HEIGHT]
            assert given[obj.feature_hash] == pytest.approx([x, y, *size])


def test_outlines_are_lines_for_each_part(tmp_path: Path) -> None:
    summary = labels.to_yolo([image(*all_objects())], STRUCTURE, tmp_path, task="segment")
    (file,) = tmp_path.glob("labels/*/d.txt")
    lines = [line.split() for line in file.read_text().splitlines()]
    named = [CLASSES[int(line[0])] for line in lines]

    assert named.count("parts") == 2
    assert set(named) == GEOMETRIES.keys() - {"point", "dot", "line", "person", "holes"}
    assert summary.refusals[("polygon", "an outline with holes")] == 1
    assert summary.refusals[("skeleton", "no shape for segment")] == 1
    polygon = next(line for line in lines if CLASSES[int(line[0])] == "polygon")
    assert polygon[1:] == ["0.1", "0.2", "0.5", "0.2", "0.5", "0.7"]


def test_corners_are_turned_in_pixels(tmp_path: Path) -> None:
    found = image(*all_objects())
    given = written(tmp_path, found, task="obb")["d"]
    assert given.keys() == {"box", "turned"}
    turned = next(it for it in found.data_units["d"].labels.objects if it.feature_hash == "turned")
    (ring,) = labels.outline(turned, WIDTH, HEIGHT)
    assert given["turned"] == pytest.approx([v for x, y in ring for v in (x / WIDTH, y / HEIGHT)])


def test_skeletons_have_the_points_of_their_template(tmp_path: Path) -> None:
    points = GEOMETRIES["person"][1]["skeleton"]
    part = {"0": points["2"], "1": points["0"]}
    found = image(made("person", "skeleton", {"skeleton": part}))
    given = written(tmp_path, found, task="pose")["d"]["person"]
    assert given == pytest.approx([0.3, 0.3, 0.2, 0.2, 0.2, 0.2, 1, 0, 0, 0, 0.4, 0.4, 2])
    assert "kpt_shape: [3, 3]" in (tmp_path / "data.yaml").read_text()


def test_the_names_are_those_of_the_ontology(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    structure = ontology(thing("n", 'a: "b" #'), thing("yes", "yes"), thing("1", "1"))
    labels.to_yolo([image()], structure, tmp_path)
    content = yaml.safe_load((tmp_path / "data.yaml").read_text())
    names = {number: it.name for number, it in enumerate(structure.objects)}
    assert content == {"path": ".", "train": "images/train", "val": "images/val", "names": names}


def test_boxes_need_no_pixels(tmp_path: Path) -> None:
    found = image(made("box", *GEOMETRIES["box"]), made("circle", *GEOMETRIES["circle"]))
    found.data_units["d"].width = None
    refused: list[labels.Refusal] = []
    labels.to_yolo([found], STRUCTURE, tmp_path, refused)
    assert [it.reason for it in refused] == ["on an image whose size the row does not state"]


def test_a_file_is_always_in_the_same_part(tmp_path: Path) -> None:
    rows = []
    for number in range(50):
        found = image(made("box", *GEOMETRIES["box"]))
        found.data_units["d"].data_hash = f"h{number}"
        rows.append(found)
    parts = []
    for name, given in (("a", rows), ("b", rows[::-1])):
        summary = labels.to_yolo(given, STRUCTURE, tmp_path / name)
        assert summary.files == {"train": 38, "val": 12} or sum(summary.files.values()) == 50
        files = sorted((tmp_path / name / "labels").rglob("*.txt"))
        parts.append([it.relative_to(tmp_path / name) for it in files])
    assert parts[0] == parts[1]
    assert {part_of(str(i), {"a": 1, "b": 0}) for i in range(50)} == {"a"}
    assert part_of("x", {"a": 5e-324, "b": 5e-324}) in ("a", "b")


def test_frames_of_a_video_are_files(tmp_path: Path) -> None:
    assert written(tmp_path, answered_video()).keys() == {"v_0", "v_1", "v_5"}


WRONG = [
    (
        image(made("box", "bounding_box", {"boundingBox": {"x": 2, "y": 2, "w": 1, "h": 1}})),
        "a box without an area within the image",
    ),
    (
        image(
            made("box", "bounding_box", {"boundingBox": {"x": 1e308, "y": 0, "w": 1e308, "h": 1}})
        ),
        "coordinates that are no numbers",
    ),
    (
        image(
            made(
                "mask",
                "bitmask",
                {"bitmask": {"top": 0, "left": 0, "height": 2, "width": 2, "rleString": "é"}},
            )
        ),
        "coordinates that are no numbers, or a mask that is none",
    ),
    (
        image(
            made(
                "mask",
                "bitmask",
                {"bitmask": {"top": 0, "left": 0, "height": 2, "width": 2, "rleString": "4"}},
            )
        ),
        "a shape without a box",
    ),
    (
        image(made("box", *GEOMETRIES["box"]) | {"featureHash": "?"}),
        "the ontology does not have its feature",
    ),
    (image(*[made("box", *GEOMETRIES["box"])] * 2), "twice on a frame"),
    (image(made("point", *GEOMETRIES["point"])), "no shape for detect"),
    (
        row(
            object_answers={
                "s": {
                    "objectHash": "s",
                    "featureHash": "sound",
                    "shape": "audio",
                    "range": [[0, 9]],
                }
            }
        ),
        "ranges, and on no image",
    ),
]


@pytest.mark.parametrize(("found", "reason"), WRONG)
def test_what_has_no_form_is_refused(tmp_path: Path, found: LabelRowV2, reason: str) -> None:
    refused: list[labels.Refusal] = []
    labels.to_yolo([found], STRUCTURE, tmp_path, refused)
    assert [it.reason for it in refused] == [reason]


def test_rows_of_one_file_and_odd_names_are_refused(tmp_path: Path) -> None:
    odd, bare = (image(made("box", *GEOMETRIES["box"])) for _ in range(2))
    empty = image(made("polygon", "polygon", {"polygon": {}}))
    empty.data_units["d"].data_hash = "empty"
    odd.data_units["d"].data_hash = "../x"
    bare.data_units["d"].labels.objects[0].geometry = None
    refused: list[labels.Refusal] = []
    same = [image(made("box", *GEOMETRIES["box"]))] * 2
    labels.to_yolo(
        [*same, odd, empty],
        STRUCTURE,
        tmp_path,
        refused,
        task="segment",
    )
    labels.to_yolo([bare], STRUCTURE, tmp_path, refused)
    assert [it.reason for it in refused] == [
        "another row of the same file",
        "a data hash that no file can be called by",
        "an outline of fewer than three corners",
        "an object without a geometry",
    ]


def test_a_skeleton_needs_a_template(tmp_path: Path) -> None:
    structure = ontology()
    structure.skeleton_templates = []
    refused: list[labels.Refusal] = []
    labels.to_yolo([image(*all_objects())], structure, tmp_path, refused, task="pose")
    assert "a skeleton without a template in the ontology" in {it.reason for it in refused}


@pytest.mark.parametrize(
    "options",
    [
        {"task": "x"},
        {"split": {}},
        {"split": {"../a": 1}},
        {"split": {"a": -1}},
        {"split": {"a": 0}},
    ],
)
def test_unknown_tasks_and_splits_are_errors(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        labels.to_yolo([], STRUCTURE, tmp_path, **options)


# --- back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["detect", "segment"])
def test_boxes_and_polygons_come_back(tmp_path: Path, task: Any) -> None:
    pytest.importorskip("yaml")
    found = answered_video()
    found.data_units["v"].data_hash = UUID
    name = "box" if task == "detect" else "polygon"
    rows = [image(made(name, *GEOMETRIES[name])), *([found] if task == "detect" else [])]
    labels.to_yolo(rows, STRUCTURE, tmp_path / "a", task=task)
    back = labels.from_yolo(tmp_path / "a", STRUCTURE)
    labels.to_yolo(back, STRUCTURE, tmp_path / "b", task=task)

    assert sorted(it.data_type for it in back) == sorted(it.data_type for it in rows)
    files = [{it.name: it.read_text() for it in (tmp_path / name).rglob("*.txt")} for name in "ab"]
    assert files[0] == files[1]


def test_lines_without_a_place_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    polygon, box, circle = (CLASSES.index(it) for it in ("polygon", "box", "circle"))
    lines = [
        f"{polygon} 0.5 0.5 0.2 0.2",
        "",
        "x",
        "999 0.5 0.5 0.2 0.2",
        f"{box} nan 0.5 0.2 0.2",
        f"{box} 0 0 1 0 1 1",
        f"{circle} 0.5 0.5 0.2 0.2",
        f"{polygon} 0 0 1",
    ]
    (folder / "x.txt").write_text("\n".join(lines))
    refused: list[labels.Refusal] = []
    (found,) = labels.from_yolo(tmp_path, STRUCTURE, refused)
    (obj,) = found.data_units["x"].labels.objects
    assert labels.bounds(obj, 1, 1) == pytest.approx((0.4, 0.4, 0.6, 0.6))
    assert [(it.annotation, it.reason) for it in refused] == [
        ("labels/x.txt:3", "a line that is no numbers"),
        ("labels/x.txt:4", "a class that the ontology does not have"),
        ("labels/x.txt:5", "coordinates that are no numbers"),
        ("labels/x.txt:6", "numbers that are not of the shape of their class"),
        ("labels/x.txt:7", "numbers that are not of the shape of their class"),
        ("labels/x.txt:8", "numbers that are no box and no polygon"),
    ]


def test_names_of_other_tools_are_those_of_the_ontology(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "x.txt").write_text(
        "0 0.5 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.2\n2 0.5 0.5 0.2 0.2"
    )
    (tmp_path / "data.yaml").write_text("names: [nobody, box, same]")
    structure = ontology(thing("a", "same"), thing("b", "same"))
    structure.objects[0].color = None
    refused: list[labels.Refusal] = []
    (found,) = labels.from_yolo(tmp_path, structure, refused)
    assert [it.feature_hash for it in found.data_units["x"].labels.objects] == ["box"]
    assert len(refused) == 2
    (tmp_path / "data.yaml").write_text("nc: 5")
    with pytest.raises(ValueError, match="names: expected"):
        labels.from_yolo(tmp_path, structure)
    with pytest.raises(FileNotFoundError, match="no folder labels"):
        labels.from_yolo(tmp_path / "labels", structure)


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "ontology.json").write_bytes(dumps(STRUCTURE))
    rows = tmp_path / "rows.json"
    rows.write_bytes(
        dumps([*map(converter.unstructure, (image(*all_objects()), answered_video())), 5])
    )
    command = ["labels", "yolo", "--ontology", str(tmp_path / "ontology.json"), str(rows)]
    command += ["-o", str(tmp_path / "out"), "--task", "obb", "--val", "0"]
    result = CliRunner().invoke(main, command)

    first, *_, last = result.output.splitlines()
    assert first == f"{rows}[2]: $: expected an object, got int 5"
    assert "refused: 1 x circle: no shape for obb" in result.output
    assert last == "LabelRowV2: 2 good, 1 bad; 5 objects, 4 train, 0 val"
    assert result.exit_code == 1
    quiet = CliRunner().invoke(main, [*command, "-q"])
    assert (quiet.output, quiet.exit_code) == ("", 1)
