"""Reads COCO as label rows."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from attrs import define, field, frozen

from converters.bulk.packings import unpacked
from converters.errors import expected
from converters.json_text import decode
from converters.labels.coco.exporting import points_of
from converters.labels.coco.geometry import CLASSES, READ, Given, Size
from converters.labels.coco.names import FeatureNames, names_of
from converters.labels.coco.places import Places
from converters.labels.coco.refusals import Refusal
from converters.labels.coco.shapes import GEOMETRY_KEYS, UnfitShapeError
from converters.labels.coco.tracks import Tracks
from converters.labels.features import AnyOntology, Features
from converters.labels.names import value_name
from converters.registry import ready_converter
from orm_attrs import FrameLabels, LabelObject, LabelRowV2, OntologyObject

_LISTS: Final = ("images", "categories", "annotations")

_LARGEST_FRACTION: Final = 2.0
"""What a coordinate is at most in a file with fractions."""

_SMALLEST_IMAGE: Final = 16
"""Pixels of a side of an image, on which no file has only boxes within the first two pixels."""

Json = Mapping[str, Any]


@define(eq=False)
class CocoImport:
    """What a COCO file is in label rows."""

    rows: list[LabelRowV2]
    """The rows, in the order of their first images."""
    refused: list[Refusal] = field(factory=list)
    """What has no place in them."""


@frozen
class _Category:
    feature: OntologyObject
    keypoints: list[str]


class _Importer:
    def __init__(
        self,
        coco: Json,
        ontology: AnyOntology,
        categories: Mapping[Any, str] | None,
        images: Mapping[Any, tuple[str, int | None]] | None,
    ) -> None:
        self.refused: list[Refusal] = []
        self._coco = coco
        self._features = Features(ontology)
        self._chosen = {str(key): it for key, it in (categories or {}).items()}
        self._places = Places(coco, images, self.refused)
        self._categories = self._read_categories()
        self._templates = {
            it.feature_node_hash: points_of(it)
            for it in self._features.structure.skeleton_templates or ()
        }
        self._names: dict[str, FeatureNames] = {}
        self._tracks = Tracks(self.refused)
        self._hashes: dict[tuple[Any, ...], str] = {}
        self._structure: Any = ready_converter().structure

    def read(self, *, fractions: bool | None) -> list[LabelRowV2]:
        annotations = self._coco.get("annotations") or []
        are = self._are_fractions(annotations) if fractions is None else fractions
        for annotation in annotations:
            if not isinstance(annotation, dict):
                self.refused.append(Refusal(reason="an annotation that is no object"))
                continue
            try:
                self._read(annotation, are_fractions=are)
            except UnfitShapeError as exc:
                category = self._categories.get(str(annotation.get("category_id")))
                shape = None if category is None else str.__str__(category.feature.shape)
                refusal = Refusal(reason=str(exc), shape=shape, annotation=annotation.get("id"))
                self.refused.append(refusal)
        self._tracks.finish()
        self._places.finish()
        return self._places.rows

    def _are_fractions(self, annotations: list[Any]) -> bool:
        boxes = [it["bbox"] for it in annotations if isinstance(it, dict) and it.get("bbox")]
        values = [x for box in boxes if isinstance(box, list) for x in box]
        is_small = all(isinstance(x, (int, float)) and abs(x) <= _LARGEST_FRACTION for x in values)
        return bool(values) and is_small and self._places.smallest > _SMALLEST_IMAGE

    def _read_categories(self) -> dict[str, _Category]:
        found: dict[str, _Category] = {}
        for category in self._coco.get("categories") or []:
            if not isinstance(category, dict):
                self.refused.append(Refusal(reason="a category that is no object"))
                continue
            number = category.get("id", category.get("id_"))
            feature = self._feature_of(category, str(number))
            if feature is not None:
                names = category.get("keypoints")
                keypoints = names if isinstance(names, list) else []
                found.setdefault(str(number), _Category(feature, [str(it) for it in keypoints]))
        return found

    def _feature_of(self, category: Json, number: str) -> OntologyObject | None:
        objects = self._features.objects
        own = category.get("encord")
        stated = self._chosen.get(number) or (isinstance(own, dict) and own.get("featureHash"))
        if isinstance(stated, str) and (number in self._chosen or stated in objects):
            return objects.get(stated)
        named = [it for it in objects.values() if it.name == category.get("name")]
        shaped = [it for it in named if it.shape == category.get("supercategory")]
        candidates = shaped if len(named) > 1 else named
        return candidates[0] if len(candidates) == 1 else None

    def _read(self, annotation: Json, *, are_fractions: bool) -> None:
        place = self._places.by_id.get(str(annotation.get("image_id")))
        if place is None:
            raise UnfitShapeError("an image that the file does not have")
        category = self._categories.get(str(annotation.get("category_id")))
        if category is None:
            raise UnfitShapeError("a category that the ontology does not have")
        given = annotation.get("attributes")
        attributes: Json = given if isinstance(given, dict) else {}
        own = attributes.get("encord")
        wire = dict(own) if isinstance(own, dict) else {}
        feature = category.feature
        shape = wire.setdefault("shape", str.__str__(feature.shape))
        cls = CLASSES.get(shape) if isinstance(shape, str) else None
        if cls is None:
            raise UnfitShapeError("a shape that is on no image")
        if not any(key in wire for key in GEOMETRY_KEYS[cls]):
            wire |= self._geometry(cls, annotation, category, place.size(are_fractions))
        wire.pop("answers", None)
        number = wire.pop("objectNumber", None)
        hash_ = self._hash_of(attributes, place, feature)
        wire |= {"objectHash": hash_, "featureHash": feature.feature_node_hash}
        wire |= {"name": feature.name, "value": value_name(feature.name)}
        if feature.color is not None:
            wire["color"] = feature.color
        manual = attributes.get("manual_annotation")
        if isinstance(manual, bool):
            wire["manualAnnotation"] = manual
        try:
            (obj,) = self._structure({"objects": [wire]}, FrameLabels).objects
        except Exception:
            raise UnfitShapeError("attributes.encord that is no part of a label") from None
        place.add(obj)
        self._tracks.add(place, obj, self._names_of(feature), annotation)
        if isinstance(number, int):
            self._tracks.number(place, obj, number)

    def _geometry(
        self, cls: type[LabelObject], annotation: Json, category: _Category, size: Size | None
    ) -> dict[str, Any]:
        read = READ.get(cls)
        if read is None:
            raise UnfitShapeError("a shape that COCO has no form for, without attributes.encord")
        if size is None:
            raise UnfitShapeError("an image without a size")
        points = self._templates.get(category.feature.feature_node_hash, ())
        return read(Given(annotation, size, points, category.keypoints))

    def _hash_of(self, attributes: Json, place: Any, feature: OntologyObject) -> str:
        """Return the hash of an object: one for all frames of a track."""
        stated, track = attributes.get("encord_track_uuid"), attributes.get("track_id")
        if isinstance(stated, str) and stated:
            hash_ = stated
        elif track is not None:
            key = (id(place.row), feature.feature_node_hash, str(track))
            hash_ = self._hashes.setdefault(key, token_urlsafe(6))
        else:
            return token_urlsafe(6)
        # An object is once on a frame, and of one feature.
        own = self._tracks.feature_of(place, hash_)
        is_free = own in (None, feature.feature_node_hash) and not place.has(hash_)
        return hash_ if is_free else token_urlsafe(6)

    def _names_of(self, feature: OntologyObject) -> FeatureNames:
        names = self._names.get(feature.feature_node_hash)
        if names is None:
            names = self._names[feature.feature_node_hash] = names_of(self._features, feature)
        return names


def from_coco(
    coco: Mapping[str, Any],
    ontology: AnyOntology,
    refused: list[Refusal] | None = None,
    *,
    categories: Mapping[Any, str] | None = None,
    images: Mapping[Any, tuple[str, int | None]] | None = None,
    fractions: bool | None = None,
) -> list[LabelRowV2]:
    """Return COCO as label rows.

    A file that `to_coco` made gives its rows again, without what had no form. In a file of others,
    images called ``images/<data hash>.<extension>``, ``videos/<data hash>/<frame>`` or
    ``dicom/<data hash>/<frame>`` are of these files, and any other image is a file of its own, with
    a data hash that is always the same for its name. Annotations with one ``encord_track_uuid`` or
    ``track_id`` are one object. A crowd is an object like any other.

    Args:
        coco: The content of a file, which stays as it is. Ids are numbers or text.
        ontology: The ontology of the project. It tells which shape an annotation becomes.
        refused: Takes what has no place in label rows; None for nobody to be told.
        categories: The ids of categories to features, by `OntologyObject.feature_node_hash`; others
            are those of the same name.
        images: The ids of images to the data hash of their file, and the frame of it that they are,
            None for a file that is an image.
        fractions: True when coordinates are fractions of the image; None to see it from boxes that
            are all within the first two pixels of larger images.

    Returns:
        The rows, in the order of their first images, without a ``label_hash`` where the file says
        none.

    Raises:
        ModuleNotFoundError: For masks, without the extra ``labels``.
        TypeError: When ``ontology`` is none, or the content no object.
        ValueError: When it is no COCO.
    """
    if not isinstance(coco, Mapping):
        raise TypeError(expected("the content of a COCO file", coco))
    if not any(key in coco for key in _LISTS):
        raise ValueError("no COCO: there are no images, no categories and no annotations")
    for key in _LISTS:
        if not isinstance(coco.get(key) or [], list):
            raise ValueError(f"no COCO: {key}: {expected('a list', coco[key])}")
    importer = _Importer(coco, ontology, categories, images)
    rows = importer.read(fractions=fractions)
    if refused is not None:
        refused += importer.refused
    return rows


def read_coco(
    path: str | PathLike[str],
    ontology: AnyOntology,
    *,
    categories: Mapping[Any, str] | None = None,
    images: Mapping[Any, tuple[str, int | None]] | None = None,
    fractions: bool | None = None,
) -> CocoImport:
    """Read a COCO file as label rows.

    Args:
        path: The file, packed or not.
        ontology: See `from_coco`.
        categories: See `from_coco`.
        images: See `from_coco`.
        fractions: See `from_coco`.

    Returns:
        The rows, and what has no place in them.

    Raises:
        ModuleNotFoundError: For masks, without the extra ``labels``.
        OSError: When the file cannot be read.
        TypeError: When ``ontology`` is none.
        ValueError: When it is no COCO.
    """
    with Path(fspath(path)).open("rb") as stream:
        content = decode(b"".join(unpacked(stream)))
    if not isinstance(content, dict):
        raise ValueError(f"no COCO: {expected('an object', content)}")
    refused: list[Refusal] = []
    options: dict[str, Any] = {"categories": categories, "images": images, "fractions": fractions}
    return CocoImport(from_coco(content, ontology, refused, **options), refused)
