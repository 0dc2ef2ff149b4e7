"""How the reference SDK reads label rows; it needs an environment of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from encord.objects import LabelRowV2, OntologyStructure  # type: ignore[import-not-found]
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
    ontology = Ontology(structure)
    about = {**payload, "data_link": unit["data_link"], "number_of_frames": len(unit["labels"])}
    about |= {"width": unit["width"], "height": unit["height"], "frames_per_second": 25.0}
    metadata = LabelRowMetadata.from_dict({**about, "duration": unit["data_duration"]})

    def read(row: Any) -> LabelRowV2:
        made = LabelRowV2(metadata, None, ontology)
        made.from_labels_dict(row)
        return made

    return read


def count_of(row: LabelRowV2) -> int:
    """Give how many objects there are on all frames together."""
    return sum(len(it.get_annotations()) for it in row.get_object_instances())
