"""How the reference SDK reads label rows; it needs an environment of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from encord.objects import LabelRowV2, OntologyStructure, Option  # type: ignore[import-not-found]
from encord.objects.common import Shape  # type: ignore[import-not-found]
from encord.orm.label_row import LabelRowMetadata  # type: ignore[import-not-found]


class Ontology:
    """What a row asks of its ontology."""

    def __init__(self, structure: OntologyStructure) -> None:
        self.structure = structure


def reader(payload: Any) -> Callable[[Any], LabelRowV2]:
    """Give a function that reads a video's row as the client does, with a new object each time."""
    (unit,) = payload["data_units"].values()
    structure = OntologyStructure()
    shapes = {
        it["featureHash"]: (it["shape"], it["name"])
        for frame in unit["labels"].values()
        for it in frame["objects"]
    }
    for feature, (shape, name) in shapes.items():
        structure.add_object(name, Shape(shape), feature_node_hash=feature)
    return _reader(payload, structure)


def reader_with(payload: Any, ontology: Any) -> Callable[[Any], LabelRowV2]:
    """Give the same for a row and its ontology."""
    return _reader(payload, OntologyStructure.from_dict(ontology))


def _reader(payload: Any, structure: OntologyStructure) -> Callable[[Any], LabelRowV2]:
    (unit,) = payload["data_units"].values()
    about = {**payload, "data_link": unit["data_link"], "number_of_frames": len(unit["labels"])}
    about |= {"width": unit["width"], "height": unit["height"], "frames_per_second": 25.0}
    metadata = LabelRowMetadata.from_dict({**about, "duration": unit["data_duration"]})
    ontology = Ontology(structure)

    def read(row: Any) -> LabelRowV2:
        made = LabelRowV2(metadata, None, ontology)
        made.from_labels_dict(row)
        return made

    return read


def count_of(row: LabelRowV2) -> int:
    """Give how many objects there are on all frames together."""
    return sum(len(it.get_annotations()) for it in row.get_object_instances())


def _text_of(answer: Any) -> Any:
    return answer.title if isinstance(answer, Option) else answer


def cells_of(row: LabelRowV2) -> Iterator[dict[str, Any]]:
    """Give a row of a table for each object on each frame, as a user would write it."""
    for it in row.get_object_instances():
        item = it.ontology_item
        for annotation in it.get_annotations():
            view = annotation.coordinates
            cells = {
                "title": row.data_title,
                "hash": it.object_hash,
                "feature": it.feature_hash,
                "name": item.name,
                "shape": item.shape.value,
                "frame": annotation.frame,
                "created_at": annotation.created_at,
                "created_by": annotation.created_by,
                "last_edited_at": annotation.last_edited_at,
                "last_edited_by": annotation.last_edited_by,
                "confidence": annotation.confidence,
                "coordinates": json.dumps(view.to_dict()),
            }
            for attribute in item.attributes:
                if attribute.dynamic:
                    found = it.get_answer(attribute, filter_frame=annotation.frame)
                    answer = found[0].answer if found else None
                else:
                    answer = it.get_answer(attribute)
                cells[f"{item.name}.{attribute.name}"] = _text_of(answer)
            yield cells
    for it in row.get_classification_instances():
        attribute = it.ontology_item.attributes[0]
        answer = it.get_answer(attribute)
        cells = {"hash": it.classification_hash, "feature": it.feature_hash, "name": attribute.name}
        yield cells | {attribute.name: _text_of(answer)}
