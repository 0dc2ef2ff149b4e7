"""Writes label rows as COCO: each row alone, with numbers that go on from row to row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import define, evolve, field

from converters.labels.coco.media import Image, RowImages, frame_metadata
from converters.labels.coco.names import FeatureNames, names_of
from converters.labels.coco.refusals import Refusal, Refusals
from converters.labels.coco.shapes import (
    GEOMETRY_KEYS,
    UNLABELLED,
    UnfitShapeError,
    draw,
)
from converters.labels.features import AnyOntology, Features
from converters.labels.instances import Instance, instances_by
from converters.registry import ready_converter
from orm_attrs import (
    ClassificationAnswer,
    FrameLabels,
    LabelObject,
    LabelRowV2,
    OntologyObject,
    Shape,
    SkeletonObject,
    SkeletonTemplate,
    SkeletonTemplateCoordinate,
)
from orm_attrs.labels import SpacePlacement

_RANGES: Final = frozenset({Shape.AUDIO, Shape.TEXT, Shape.TIME_RANGE})
"""Shapes that are no categories: they are on no image."""

_COPIES: Final = ("objectHash", "featureHash", "name", "color", "value", "manualAnnotation")
"""Keys of an object that an annotation has elsewhere, or that are the ontology's."""

_STATED: Final = (
    *("created_at", "created_by", "last_edited_at", "last_edited_by"),
    *("confidence", "manual_annotation", "is_deleted"),
)

Json = dict[str, Any]


@define(eq=False)
class RowAsCoco:
    """What one label row is in COCO."""

    images: list[Json] = field(factory=list)
    annotations: list[Json] = field(factory=list)
    row: Json = field(factory=dict)
    """The row without its objects, which comes to be among ``encord.rows``."""


class _RowState:
    """What is known of a row while it is encoded."""

    def __init__(self, row: LabelRowV2, instances: list[Instance]) -> None:
        self.row = row
        self.made = RowAsCoco()
        self.objects = {(it.space, it.hash): it for it in instances if it.kind == "object"}
        self.classifications = [it for it in instances if it.kind == "classification"]
        self.tracks: dict[str, int] = {}
        """The numbers of objects by their hashes."""
        self.answers: dict[int, tuple[Json, Json]] = {}
        """The answers of instances without dynamic ones."""


class CocoEncoder:
    """Makes the parts of a COCO file of label rows, one after another.

    Args:
        ontology: The ontology of their project.
        refused: Takes what has no form.
        file_name: What files are called; see `to_coco`.
        all_frames: True for frames without labels, too.
    """

    def __init__(
        self,
        ontology: AnyOntology,
        refused: Refusals,
        file_name: str | None = None,
        *,
        all_frames: bool = False,
    ) -> None:
        self._features = Features(ontology)
        self._refused = refused
        self._file_name = file_name
        self._all_frames = all_frames
        structure = self._features.structure
        listed = [it for it in structure.objects if it.shape not in _RANGES]
        self._categories: dict[str, int] = {}
        for number, it in enumerate(listed, 1):
            self._categories.setdefault(it.feature_node_hash, number)
        self._listed = listed
        self._templates = {
            it.feature_node_hash: it
            for it in structure.skeleton_templates or ()
            if it.feature_node_hash is not None
        }
        self._keypoints: dict[str, list[tuple[str | None, str]]] = {
            key: [(point.feature_hash, point.name) for point in points_of(it)]
            for key, it in self._templates.items()
        }
        self._names: dict[str | None, FeatureNames] = {}
        self._unstructure: Any = ready_converter().unstructure
        self.title: str | None = None
        """The title of the first row."""
        self.rows: int = 0
        self.images: int = 0
        self.annotations: int = 0
        self._tracks = 0
        self.shapes: Counter[str] = Counter()
        """How many annotations there are of each shape."""

    def encode(self, row: LabelRowV2) -> RowAsCoco:
        """Return what a row is in COCO."""
        if not self.rows:
            self.title = row.data_title
        self.rows += 1
        images = RowImages(row)
        found = instances_by(row, self._features, images.frames)
        state = _RowState(row, found)
        state.made.row = self._row_itself(row, found)
        for it in state.objects.values():
            if not it.frames:
                shape = None if it.shape is None else str.__str__(it.shape)
                about: Json = {"label_hash": row.label_hash, "hash": it.hash, "space": it.space}
                self._refused.add(Refusal(reason="ranges, and on no image", shape=shape, **about))
        for image in images.images(found, all_frames=self._all_frames):
            self._encode_image(state, image)
        return state.made

    def _encode_image(self, state: _RowState, image: Image) -> None:
        frame, made = image.frame, state.made
        number, count = self.images + 1, len(made.annotations)
        for obj in frame.labels.objects or ():
            it = state.objects[frame.space, obj.object_hash]
            try:
                annotation = self._annotation(state, image, obj, it)
            except UnfitShapeError as exc:
                shape = str.__str__(obj.shape)
                about: Json = {
                    "label_hash": state.row.label_hash,
                    "hash": it.hash,
                    "space": it.space,
                }
                refusal = Refusal(reason=str(exc), shape=shape, frame=frame.number, **about)
                self._refused.add(refusal)
            else:
                made.annotations.append({**annotation, "image_id": number})
        there = [self._classified(it) for it in state.classifications if _is_on(it, image)]
        has_size = bool(image.medium.width and image.medium.height)
        if has_size and (len(made.annotations) > count or there or self._all_frames):
            self.images = number
            payload = image.payload(state.row, number, self._file_name)
            more: Json = {"row": self.rows - 1, "path": list(frame.path), "frame": frame.number}
            metadata = frame_metadata(frame)
            if metadata:
                more["metadata"] = metadata
            if there:
                more["classifications"] = there
            made.images.append({**payload, "encord": more})

    def _answers(self, state: _RowState, it: Instance, frame: int) -> tuple[Json, Json]:
        """Return the answers about an object on a frame; see `FeatureNames.values`."""
        found = state.answers.get(id(it))
        if found is None:
            found = self._names_of(it).values(it.answers_by_attribute(frame))
            if not it.actions:
                state.answers[id(it)] = found
        return found

    def _names_of(self, it: Instance) -> FeatureNames:
        names = self._names.get(it.feature_hash)
        if names is None:
            names = self._names[it.feature_hash] = names_of(self._features, it.feature)
        return names

    def _annotation(self, state: _RowState, image: Image, obj: LabelObject, it: Instance) -> Json:
        """Return what an object on a frame is in COCO.

        Raises:
            UnfitShapeError: When it has no form there.
        """
        frame = image.frame.number
        if it.frames.get(frame) is not obj:
            what = "the end of an object in a scene" if it.is_event_based else "twice on a frame"
            raise UnfitShapeError(what)
        feature = it.feature
        if not isinstance(feature, OntologyObject) or it.feature_hash not in self._categories:
            raise UnfitShapeError("the ontology does not have its feature")
        form, is_whole = draw(obj, image.medium.width, image.medium.height)
        shape = str.__str__(obj.shape)
        if isinstance(obj, SkeletonObject):
            form = self._aligned(form, obj, feature)
        self.shapes[shape] += 1
        self.annotations += 1
        track = state.tracks.get(obj.object_hash)
        if track is None:
            self._tracks += 1
            track = state.tracks[obj.object_hash] = self._tracks
        attributes: Json = {"track_id": track, "encord_track_uuid": obj.object_hash}
        theta = getattr(getattr(obj, "geometry", None), "theta", None)
        if theta is not None:
            attributes["rotation"] = theta
        attributes["classifications"], foreign = self._answers(state, it, frame)
        if obj.manual_annotation is not None:
            attributes["manual_annotation"] = obj.manual_annotation
        attributes["encord"] = self._beside(obj, it, is_whole=is_whole and feature.shape == shape)
        if foreign:
            attributes["encord"]["answers"] = foreign
        return {
            "id": self.annotations,
            "image_id": 0,
            "category_id": self._categories[feature.feature_node_hash],
            "iscrowd": 0,
            **form,
            "attributes": attributes,
        }

    def _beside(self, obj: LabelObject, it: Instance, *, is_whole: bool) -> Json:
        """Return what COCO has no form for of an object, as it is on the wire."""
        wire: Json = self._unstructure(obj)
        for key in (*_COPIES, *(("shape", *GEOMETRY_KEYS[type(obj)]) if is_whole else ())):
            wire.pop(key, None)
        if it.object_number is not None:
            wire["objectNumber"] = it.object_number
        return wire

    def _aligned(self, form: Json, obj: SkeletonObject, feature: OntologyObject) -> Json:
        """Put keypoints into the order of their category.

        Where the ontology has no template, the first object gives it.
        """
        points: Any = obj.geometry and obj.geometry.points
        key = feature.feature_node_hash
        named = [it.name or str(place) for place, it in enumerate(points)]
        order = self._keypoints.setdefault(key, [(None, name) for name in named])
        if len(points) == len(order) and all(
            it.feature_hash == hash_ or name == own
            for it, own, (hash_, name) in zip(points, named, order, strict=True)
        ):
            return form
        places = {name: place for place, name in enumerate(named)}
        hashes = {it.feature_hash: place for place, it in enumerate(points) if it.feature_hash}
        given = form["keypoints"]
        found: list[Any] = []
        for hash_, name in order:
            at = hashes.get(hash_, places.get(name))
            found += [0.0, 0.0, UNLABELLED] if at is None else given[3 * at : 3 * at + 3]
        seen = sum(it != UNLABELLED for it in found[2::3])
        return {**form, "keypoints": found, "num_keypoints": seen}

    def _classified(self, it: Instance) -> Json:
        values, _ = self._names_of(it).values(it.answers_by_attribute())
        # What labels call it stands in the frames of older rows, which are not there any more.
        name = next(iter(values), None) if it.feature is None else it.name
        return {"hash": it.hash, "name": name, "answers": values}

    def _row_itself(self, row: LabelRowV2, found: Iterable[Instance]) -> Json:
        """Return a row without its objects, and with its classifications where they are today."""
        bare = evolve(
            row,
            data_units={
                key: evolve(unit, labels=_without_labels(unit.labels))
                for key, unit in (row.data_units or {}).items()
            },
            spaces={
                key: evolve(space, labels=_without_labels(space.labels))
                for key, space in (row.spaces or {}).items()
            },
            labels=None if row.labels is None else {},
            object_answers={},
            object_actions={},
            classification_answers=_placed(row, found),
        )
        made: Json = self._unstructure(bare)
        return made

    def head(self) -> Json:
        """Return ``info``, once all rows are encoded."""
        nothing = ("contributor", "date_created", "url", "version", "year")
        return {"description": self.title, **dict.fromkeys(nothing)}

    def categories(self) -> list[Json]:
        """Return the categories, once all rows are encoded."""
        return [self._category(number, it) for number, it in enumerate(self._listed, 1)]

    def _category(self, number: int, feature: OntologyObject) -> Json:
        shape = str.__str__(feature.shape)
        made: Json = {"supercategory": shape, "id": number, "name": feature.name}
        key = feature.feature_node_hash
        if shape == Shape.POINT:
            made |= {"keypoints": ["keypoint"], "skeleton": []}
        elif shape == Shape.SKELETON:
            template = self._templates.get(key)
            lines = [] if template is None else _lines(template)
            made |= {
                "keypoints": [name for _, name in self._keypoints.get(key, ())],
                "skeleton": lines,
            }
        return {**made, "encord": {"featureHash": key}}


def _without_labels(labels: Any) -> Any:
    if isinstance(labels, FrameLabels):
        return FrameLabels([], [], labels.metadata)
    return {}


def _placed(row: LabelRowV2, found: Iterable[Instance]) -> dict[str, ClassificationAnswer]:
    """Return the classifications of a row, those that it has on frames by ranges."""
    made = dict(row.classification_answers or {})
    for it in found:
        if it.kind == "object" or not it.frames:
            continue
        entry = made.get(it.hash) or ClassificationAnswer()
        changes: Json = {"classification_hash": it.hash, "feature_hash": it.feature_hash}
        if it.space is None:
            changes["range"] = it.ranges
        elif it.space not in (entry.spaces or {}):
            placement = SpacePlacement(type="frame", range=it.ranges)
            changes["spaces"] = {**(entry.spaces or {}), it.space: placement}
        stated: Any = list(it.frames.values())
        for name in _STATED:
            if getattr(entry, name) is None:
                values = (getattr(frame, name) for frame in stated)
                changes[name] = next((value for value in values if value is not None), None)
        made[it.hash] = evolve(entry, **changes)
    return made


def _is_on(it: Instance, image: Image) -> bool:
    if it.space != image.frame.space:
        return False
    number = image.frame.number
    if it.is_global:
        return image.kind == "image"
    return any(first <= number <= last for first, last in it.ranges)


def points_of(template: SkeletonTemplate) -> list[SkeletonTemplateCoordinate]:
    """Return the points of a template in the order of their numbers."""
    return [it for _, it in sorted(template.skeleton.items(), key=lambda it: _number(it[0]))]


def _number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdecimal() else (-1, key)


def _lines(template: SkeletonTemplate) -> list[list[int]]:
    """Return the lines of a template, by the numbers of their points from 1."""
    places = {key: place for place, key in enumerate(sorted(template.skeleton, key=_number), 1)}
    return [
        [places[start], places[end]]
        for start, ends in template.skeleton_edges.items()
        for end in ends
        if start in places and end in places
    ]


# --- lists ----------------------------------------------------------------------------------------


def to_coco(
    rows: Iterable[LabelRowV2],
    ontology: AnyOntology,
    refused: list[Refusal] | None = None,
    *,
    file_name: str | None = None,
    all_frames: bool = False,
) -> Json:
    """Return label rows as COCO.

    Every object on a frame is an annotation, or one of ``refused``: shapes that are nothing on an
    image, that are empty or broken, and all on images whose size the row does not state. What COCO
    has no form for stands in ``attributes.encord`` of an annotation, and `from_coco` prefers it.

    Args:
        rows: The label rows, which stay as they are.
        ontology: The ontology of their project: each of its objects with a shape on images is a
            category.
        refused: Takes what has no form; None for nobody to be told.
        file_name: What the files of images are called, with ``{data_hash}``, ``{frame}``,
            ``{title}``, ``{extension}``, ``{label_hash}`` and ``{kind}``; None for the names that
            the SDK's exporter gives them: ``images/<data hash>.<extension>``,
            ``videos/<data hash>/<frame>.jpg``.
        all_frames: True for images of frames without labels, too.

    Returns:
        ``info``, ``annotations``, ``images`` and ``categories``, which begin with id 1, in pixels;
        and ``encord``, with the rows without their objects.

    Raises:
        KeyError: When ``file_name`` has another name in it.
        ModuleNotFoundError: For masks, and polygons with several rings, without the extra
            ``labels``.
        TypeError: When ``ontology`` is none.
    """
    refusals = Refusals(None)
    encoder = CocoEncoder(ontology, refusals, file_name, all_frames=all_frames)
    made = list(_each(encoder, rows))
    if refused is not None:
        refused += refusals.first
    return {
        "info": encoder.head(),
        "annotations": [annotation for it in made for annotation in it.annotations],
        "images": [image for it in made for image in it.images],
        "categories": encoder.categories(),
        "encord": {"rows": [it.row for it in made]},
    }


def _each(encoder: CocoEncoder, rows: Iterable[LabelRowV2]) -> Iterator[RowAsCoco]:
    for row in rows:
        yield encoder.encode(row)
