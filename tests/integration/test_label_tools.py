"""Other tools read what is written of label rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from coco_cases import HEIGHT, WIDTH, all_objects, image, ontology

from converters import dumps, labels

pytestmark = [
    pytest.mark.uses,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

STRUCTURE = ontology()


def drawn(folder: Path, name: str) -> Any:
    """Write an empty image, and give the row of it."""
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / name), numpy.zeros((HEIGHT, WIDTH, 3), "uint8"))
    return image(*all_objects())


def test_supervision_reads_coco(tmp_path: Path) -> None:
    supervision = pytest.importorskip("supervision")
    row = drawn(tmp_path / "images", "d.png")
    coco = labels.to_coco([row], STRUCTURE, file_name="{data_hash}.png")
    (tmp_path / "coco.json").write_bytes(dumps(coco))
    found = supervision.DetectionDataset.from_coco(
        str(tmp_path / "images"), str(tmp_path / "coco.json")
    )
    ((_, _, detections),) = list(found)
    assert len(detections) == len(coco["annotations"])
    for box, annotation in zip(detections.xyxy.tolist(), coco["annotations"], strict=True):
        x, y, width, height = annotation["bbox"]
        assert box == pytest.approx([x, y, x + width, y + height], abs=1e-3)


@pytest.mark.parametrize("task", ["detect", "segment"])
def test_supervision_reads_yolo(tmp_path: Path, task: Any) -> None:
    supervision = pytest.importorskip("supervision")
    row = drawn(tmp_path / "images", "d.png")
    summary = labels.to_yolo([row], STRUCTURE, tmp_path, task=task, split={"train": 1})
    found = supervision.DetectionDataset.from_yolo(
        images_directory_path=str(tmp_path / "images"),
        annotations_directory_path=str(tmp_path / "labels" / "train"),
        data_yaml_path=str(tmp_path / "data.yaml"),
    )
    ((_, _, detections),) = list(found)
    assert found.classes == [it.name for it in STRUCTURE.objects]
    # A part of an outline is a line of its own.
    assert len(detections) == summary.objects + (task == "segment")


def test_datumaro_reads_coco(tmp_path: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    row = drawn(tmp_path / "images" / "train", "d.png")
    coco = labels.to_coco([row], STRUCTURE, file_name="{data_hash}.png")
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "instances_train.json").write_bytes(dumps(coco))
    found = datumaro.Dataset.import_from(str(tmp_path), "coco_instances")
    (item,) = list(found)
    groups = {it.group for it in item.annotations}
    with_inside = {it["id"] for it in coco["annotations"] if it["area"]}
    assert groups >= with_inside
