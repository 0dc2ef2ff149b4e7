"""Small parts of label rows and ontologies, for tests of what they mean."""

from __future__ import annotations

from typing import Any, TypeVar

from converters import converter
from orm_attrs import LabelRowV2, OntologyStructure

T = TypeVar("T")
BOX = {"x": 0.25, "y": 0.5, "w": 0.1, "h": 0.2}


def box(hash_: str = "o", feature: str = "car", **more: Any) -> dict[str, Any]:
    """Give an object of a frame."""
    common = {"objectHash": hash_, "featureHash": feature, "shape": "bounding_box"}
    return {**common, "boundingBox": BOX, **more}


def shaped(shape: str, key: str, geometry: Any, **more: Any) -> dict[str, Any]:
    """Give an object of another shape."""
    made = {"objectHash": "o", "featureHash": "f", "shape": shape, key: geometry}
    return {**made, **more}


def frame(*objects: dict[str, Any], classifications: Any = ()) -> dict[str, Any]:
    return {"objects": [*objects], "classifications": [*classifications]}


def video(frames: dict[str, Any], **more: Any) -> LabelRowV2:
    """Give a row of a video of 640 by 480 pixels and ten frames."""
    unit = {"data_type": "video/mp4", "data_sequence": 0, "width": 640, "height": 480}
    unit |= {"data_duration": 1.0, "data_fps": 10.0, "labels": frames}
    return row(data_units={"d": unit}, **{"data_type": "video", **more})


def row(**fields: Any) -> LabelRowV2:
    return converter.structure(fields, LabelRowV2)


def answered(name: str, answers: Any, hash_: str | None = None, **more: Any) -> dict[str, Any]:
    """Give the answer to an attribute; its hash is its name."""
    return {"name": name, "featureHash": hash_ or name, "answers": answers, **more}


def chosen(*names: str) -> list[dict[str, Any]]:
    """Give the options that were chosen."""
    return [{"name": it, "value": it.lower(), "featureHash": it.lower()} for it in names]


def attribute(name: str, type_: str, *options: Any, **more: Any) -> dict[str, Any]:
    """Give an attribute; its hash is its name, and those of options are theirs in lower case."""
    made = {"id": "1.1", "name": name, "type": type_, "featureNodeHash": name, **more}
    if options:
        made["options"] = [
            {"id": "1.1.1", "label": it, "value": it.lower(), "featureNodeHash": it.lower()}
            if isinstance(it, str)
            else it
            for it in options
        ]
    return made


def nesting(label: str, *attributes: dict[str, Any]) -> dict[str, Any]:
    """Give an option with attributes."""
    hashes = {"label": label, "value": label.lower(), "featureNodeHash": label.lower()}
    return {"id": "1.1.1", **hashes, "options": [*attributes]}


def thing(hash_: str, name: str, *attributes: Any, shape: str = "bounding_box") -> dict[str, Any]:
    """Give a kind of object."""
    made = {"id": "1", "name": name, "color": "#D33115", "shape": shape, "featureNodeHash": hash_}
    return {**made, "attributes": [*attributes]}


def question(hash_: str, *attributes: Any, **more: Any) -> dict[str, Any]:
    """Give a kind of classification."""
    return {"id": "2", "featureNodeHash": hash_, "attributes": [*attributes], **more}


def ontology(objects: Any = (), classifications: Any = ()) -> OntologyStructure:
    payload = {"objects": [*objects], "classifications": [*classifications]}
    return converter.structure(payload, OntologyStructure)
