"""The command `labels coco` writes rows as COCO, and says what it could not write."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from coco_cases import GEOMETRIES, REFUSED, answered_video, image, made, ontology

from converters import converter, dumps, labels
from converters.cli.commands import main


def run(folder: Path, *arguments: str) -> Result:
    (folder / "ontology.json").write_bytes(dumps(ontology()))
    command = ["labels", "coco", "--ontology", str(folder / "ontology.json"), *arguments]
    return CliRunner().invoke(main, [*command, "-o", str(folder / "out" / "coco.json")])


def test_what_is_written_is_what_the_function_gives(tmp_path: Path) -> None:
    rows = [image(made("box", *GEOMETRIES["box"])), answered_video()]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(converter.unstructure(rows)))
    result = run(tmp_path, str(file), "--all-frames", "--file-name", "{frame}.png")

    expected = labels.to_coco(rows, ontology(), all_frames=True, file_name="{frame}.png")
    assert json.loads((tmp_path / "out" / "coco.json").read_bytes()) == expected
    assert result.output == "LabelRowV2: 2 good, 0 bad; 11 images, 4 annotations\n"
    assert result.exit_code == 0


def test_what_is_not_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    cloud = made("cloud", *REFUSED["cloud"][:2])
    file.write_text(json.dumps([converter.unstructure(image(cloud)), 5, 6]))
    result = run(tmp_path, str(file), "--max-problems", "1")

    assert result.output.splitlines() == [
        f"{file}[1]: $: expected an object, got int 5",
        "... and 1 more rejects",
        "refused: 1 x segmentation: nothing on an image",
        "LabelRowV2: 1 good, 2 bad; 0 images, 0 annotations",
    ]
    assert result.exit_code == 1
    quiet = run(tmp_path, str(file), "-q")
    assert (quiet.output, quiet.exit_code) == ("", 1)
