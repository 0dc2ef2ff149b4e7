"""Reads YOLO as label rows: boxes and polygons."""

from __future__ import annotations

import re
from math import isfinite
from os import PathLike, fspath
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from converters.errors import expected
from converters.imports import needed
from converters.labels.coco.refusals import Refusal
from converters.labels.coco.shapes import UnfitShapeError
from converters.labels.features import AnyOntology, structure_of
from converters.labels.names import value_name
from converters.registry import ready_converter
from orm_attrs import DataUnit, FrameLabels, LabelRowV2, OntologyObject, Shape

_FRAME: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([0-9]{1,9})").fullmatch

_BOX: Final = 4
_RING: Final = 6


def from_yolo(
    folder: str | PathLike[str], ontology: AnyOntology, refused: list[Refusal] | None = None
) -> list[LabelRowV2]:
    """Read YOLO as label rows: the boxes and polygons of all files below a folder.

    Five numbers are a box, and seven or more a polygon, as the shape of their class says; a box of
    a class of polygons is a polygon. Files called ``<UUID>_<frame>.txt`` are frames of a video, and
    others are images with their name as data hash. Each line is an object of its own.

    Args:
        folder: The folder, with ``data.yaml``, whose ``names`` are those of the ontology; without
            it, classes are places in the ontology. Labels are below ``labels``.
        ontology: The ontology of the project.
        refused: Takes lines without a place in label rows; None for nobody to be told.

    Returns:
        The rows, without a ``label_hash`` and without the sizes of images.

    Raises:
        FileNotFoundError: When there is no folder ``labels`` in it.
        ModuleNotFoundError: Without the extra ``labels``, for ``data.yaml``.
        OSError: When a file cannot be read.
        TypeError: When ``ontology`` is none.
        ValueError: When ``data.yaml`` has no names, or a file is no text.
    """
    path, structure = Path(fspath(folder)), structure_of(ontology)
    if not (path / "labels").is_dir():
        raise FileNotFoundError(f"{path}: there is no folder labels in it")
    classes = _classes(path / "data.yaml", structure.objects)
    told: list[Refusal] = [] if refused is None else refused
    rows: dict[tuple[str, bool], LabelRowV2] = {}
    for file in sorted((path / "labels").rglob("*.txt")):
        found = _FRAME(file.stem)
        hash_, frame = (found[1], int(found[2])) if found else (file.stem, None)
        payloads: list[dict[str, Any]] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                payloads += [_object(line, classes)] if line.strip() else []
            except UnfitShapeError as exc:
                where = f"{file.relative_to(path)}:{number}"
                told.append(Refusal(reason=str(exc), annotation=where, frame=frame))
        labels = ready_converter().structure(
            {"objects": payloads, "classifications": []}, FrameLabels
        )
        row = rows.setdefault((hash_, frame is None), _new_row(hash_, is_image=frame is None))
        (unit,) = (row.data_units or {}).values()
        if frame is None:
            unit.labels = labels
        else:
            by_frame: Any = unit.labels
            by_frame[frame] = labels
    return list(rows.values())


def _classes(path: Path, objects: list[OntologyObject]) -> dict[int, OntologyObject]:
    """Return the features of classes.

    Raises:
        ValueError: When the file has no names.
    """
    if not path.exists():
        return dict(enumerate(objects))
    content = needed("yaml", "labels").safe_load(path.read_text(encoding="utf-8"))
    names = content.get("names") if isinstance(content, dict) else None
    if not isinstance(names, (list, dict)):
        raise ValueError(f"{path}: names: {expected('a list or an object', names)}")
    numbered = enumerate(names) if isinstance(names, list) else names.items()
    found: dict[int, OntologyObject] = {}
    for number, name in numbered:
        same = [it for it in objects if it.name == name]
        # Where several have the name, the place in the ontology tells.
        own = objects[number] if isinstance(number, int) and 0 <= number < len(objects) else None
        chosen = own if own in same else (same[0] if len(same) == 1 else None)
        if chosen is not None:
            found[number] = chosen
    return found


def _object(line: str, classes: dict[int, OntologyObject]) -> dict[str, Any]:
    try:
        first, *rest = line.split()
        number, values = int(first), [float(it) for it in rest]
    except ValueError:
        raise UnfitShapeError("a line that is no numbers") from None
    feature = classes.get(number)
    if feature is None:
        raise UnfitShapeError("a class that the ontology does not have")
    if not all(map(isfinite, values)):
        raise UnfitShapeError("coordinates that are no numbers")
    made = {"objectHash": token_urlsafe(6), "featureHash": feature.feature_node_hash}
    made |= {"name": feature.name, "value": value_name(feature.name)}
    if feature.color is not None:
        made["color"] = feature.color
    return {**made, "shape": str.__str__(feature.shape), **_geometry(feature, values)}


def _geometry(feature: OntologyObject, values: list[float]) -> dict[str, Any]:
    is_box = len(values) == _BOX
    if is_box:
        x, y, width, height = values
        left, upper, right, lower = x - width / 2, y - height / 2, x + width / 2, y + height / 2
        if feature.shape == Shape.BOUNDING_BOX:
            return {"boundingBox": {"x": left, "y": upper, "w": width, "h": height}}
        values = [left, upper, right, upper, right, lower, left, lower]
    if feature.shape != Shape.POLYGON:
        raise UnfitShapeError("numbers that are not of the shape of their class")
    if len(values) < _RING or len(values) % 2:
        raise UnfitShapeError("numbers that are no box and no polygon")
    pairs = zip(values[::2], values[1::2], strict=True)
    points = {str(place): {"x": x, "y": y} for place, (x, y) in enumerate(pairs)}
    return {"polygon": points, "polygons": [[values]]}


def _new_row(hash_: str, *, is_image: bool) -> LabelRowV2:
    unit = DataUnit(
        data_hash=hash_,
        data_title=hash_,
        data_type="image/jpeg" if is_image else "video/mp4",
        data_sequence=0,
        labels=FrameLabels([], []) if is_image else {},
    )
    return LabelRowV2(
        data_hash=hash_,
        data_title=hash_,
        data_type="image" if is_image else "video",
        data_units={hash_: unit},
        object_answers={},
        classification_answers={},
        object_actions={},
        spaces={},
    )
