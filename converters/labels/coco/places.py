"""Finds the frames of label rows that the images of a COCO file are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from attrs import define, field

from converters.labels.coco.geometry import Size
from converters.labels.coco.refusals import Refusal
from converters.registry import ready_converter
from orm_attrs import DataUnit, FrameLabels, LabelObject, LabelRowV2
from orm_attrs.labels import FrameMetadata

_FRAME: Final = re.compile(r"(videos|dicom|nifti|pdf)/([^/]+)/([0-9]{1,15})(\.[A-Za-z0-9]+)?")
_SLICE: Final = re.compile(r"(dicom)/([^/]+)/([0-9.]+)(?:/([0-9]{1,15}))?")
_IMAGE: Final = re.compile(r"images/([^/.]+)(\.[^/]*)?")
_KINDS: Final = {"videos": "video"}
_TYPES: Final = {"video": "video/mp4", "dicom": "application/dicom", "pdf": "application/pdf"}
_KEY: Final = re.compile(r"-?[0-9]{1,18}").fullmatch


@define(eq=False)
class Place:
    """A frame of a row."""

    row: LabelRowV2
    frame: int
    holder: Any
    """The data unit or the space, or the row itself, whose labels it is among."""
    key: int | str | None
    """Its key there; None where the labels are those of one frame."""
    width: int | None
    height: int | None
    space: str | None = None
    metadata: FrameMetadata | None = None
    _hashes: set[str] = field(factory=set)

    def size(self, are_fractions: bool) -> Size | None:
        """Return the size of the image; None where the file does not say it."""
        if not self.width or not self.height:
            return None
        pixels = (self.width, self.height)
        return (
            Size(1.0, 1.0, pixels)
            if are_fractions
            else Size(float(self.width), float(self.height), pixels)
        )

    def has(self, hash_: str) -> bool:
        """Tell whether an object is there."""
        return hash_ in self._hashes

    def add(self, obj: LabelObject) -> None:
        """Put an object there."""
        labels = self.labels()
        self._hashes.add(obj.object_hash)
        objects: Any = labels.objects
        objects.append(obj)

    def labels(self) -> FrameLabels:
        """Return what is there, made where nothing is."""
        holder, key = self.holder, self.key
        if key is None:
            found = holder.labels
        else:
            if not isinstance(holder.labels, dict):
                holder.labels = {}
            found = holder.labels.get(key)
            if found is None:
                found = holder.labels[key] = FrameLabels([], [], self.metadata)
        made: FrameLabels = found
        if made.objects is None:
            made.objects = []
        return made


class Places:
    """The images of a COCO file.

    Args:
        coco: The content of the file.
        images: What the caller says of images: see `from_coco`.
        refused: Takes images and rows that are none.
    """

    def __init__(
        self,
        coco: Mapping[str, Any],
        images: Mapping[Any, tuple[str, int | None]] | None,
        refused: list[Refusal],
    ) -> None:
        self.rows: list[LabelRowV2] = []
        self.by_id: dict[str, Place] = {}
        self._refused = refused
        self._bare: list[Place] = []
        self._chosen = {str(key): it for key, it in (images or {}).items()}
        self._own = self._read_rows(coco.get("encord"))
        self._frames: dict[tuple[int, int | str | None], Place] = {}
        self._files: dict[tuple[str, str], LabelRowV2] = {}
        for image in coco.get("images") or []:
            number = image.get("id") if isinstance(image, dict) else None
            if number is None:
                refused.append(Refusal(reason="an image that is no object with an id"))
            elif str(number) in self.by_id:
                refused.append(Refusal(reason="an id that two images have", annotation=number))
            else:
                found = self._place(image, str(number))
                same = self._frames.setdefault((id(found.holder), found.key), found)
                self.by_id[str(number)] = same

    @property
    def smallest(self) -> int:
        """The shortest side of an image in pixels; 0 where one has no size."""
        sides = [side for it in self.by_id.values() for side in (it.width or 0, it.height or 0)]
        return min(sides, default=0)

    def _read_rows(self, own: Any) -> list[LabelRowV2 | None]:
        found: list[LabelRowV2 | None] = []
        rows = own.get("rows") if isinstance(own, dict) else None
        for place, payload in enumerate(rows if isinstance(rows, list) else ()):
            try:
                row = ready_converter().structure(payload, LabelRowV2)
            except Exception:
                self._refused.append(Refusal(reason="a row that is none", annotation=place))
                found.append(None)
            else:
                self.rows.append(row)
                found.append(row)
        return found

    def _place(self, image: Mapping[str, Any], number: str) -> Place:
        width, height = (_side(image.get(key)) for key in ("width", "height"))
        own = image.get("encord")
        if isinstance(own, dict) and number not in self._chosen:
            found = self._own_place(own, width, height)
            if found is not None:
                return found
        return self._file_place(image, number, width, height)

    def _own_place(self, own: Mapping[str, Any], width: Any, height: Any) -> Place | None:
        at, path, frame = own.get("row"), own.get("path"), own.get("frame")
        if not (type(at) is int and 0 <= at < len(self._own) and type(frame) is int):
            return None
        row = self._own[at]
        if row is None or not isinstance(path, list) or not all(isinstance(x, str) for x in path):
            return None
        holder: Any = None
        rest: list[str] = []
        space = None
        if len(path) > 2 and path[0] in ("data_units", "spaces") and path[2] == "labels":  # noqa: PLR2004
            holders: Any = getattr(row, path[0]) or {}
            holder, rest = holders.get(path[1]), path[3:]
            space = path[1] if path[0] == "spaces" else None
        is_flat = isinstance(getattr(holder, "labels", None), FrameLabels)
        if holder is None or len(rest) > 1 or is_flat != (not rest):
            return None
        key = (int(rest[0]) if _KEY(rest[0]) else rest[0]) if rest else None
        metadata = None
        if own.get("metadata") is not None:
            with suppress(Exception):
                metadata = ready_converter().structure(own["metadata"], FrameMetadata)
        place = Place(row, frame, holder, key, width, height, space, metadata)
        if metadata is not None:
            place.labels()
        elif not own.get("classifications"):
            self._bare.append(place)
        return place

    def finish(self) -> None:
        """Make the frames that were listed without anything on them."""
        for place in self._bare:
            place.labels()

    def _file_place(
        self, image: Mapping[str, Any], number: str, width: int | None, height: int | None
    ) -> Place:
        name = image.get("file_name")
        name = name if isinstance(name, str) else number
        kind, hash_, frame, metadata = self._file_of(name, number, image)
        if kind == "image" and (kind, hash_) in self._files:
            # Two files of one name, in folders that nobody tells.
            hash_ = str(uuid5(NAMESPACE_URL, f"{name}#{number}"))
        row = self._files.get((kind, hash_))
        if row is None:
            row = self._files[kind, hash_] = _new_row(kind, hash_, name, image)
            self.rows.append(row)
        unit = (row.data_units or {})[hash_]
        if kind == "image":
            return Place(row, 0, unit, None, width, height)
        if frame is None:
            frame = len(unit.labels or ())  # type: ignore[arg-type]
        place = Place(row, frame, unit, frame, width, height, None, metadata)
        if metadata is not None:
            place.labels()
        return place

    def _file_of(
        self, name: str, number: str, image: Mapping[str, Any]
    ) -> tuple[str, str, int | None, FrameMetadata | None]:
        """Return the kind of a file, its hash, and the frame that an image is of it."""
        chosen = self._chosen.get(number)
        if chosen is not None:
            hash_, frame = chosen
            return ("image" if frame is None else "video"), hash_, frame, None
        if found := _FRAME.fullmatch(name):
            return _KINDS.get(found[1], found[1]), found[2], int(found[3]), None
        if found := _SLICE.fullmatch(name):
            metadata = FrameMetadata(
                dicom_instance_uid=found[3],
                multiframe_frame_number=None if found[4] is None else int(found[4]),
                file_uri=_text(image.get("coco_url")),
                width=_side(image.get("width")),
                height=_side(image.get("height")),
            )
            return found[1], found[2], None, metadata
        if found := _IMAGE.fullmatch(name):
            return "image", found[1], None, None
        return "image", str(uuid5(NAMESPACE_URL, name)), None, None


def _side(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _new_row(kind: str, hash_: str, name: str, image: Mapping[str, Any]) -> LabelRowV2:
    """Return a row of one file without labels."""
    is_image = kind == "image"
    title = _text(image.get("image_title" if is_image else "video_title"))
    title = PurePosixPath(name).name if title is None else title
    guessed = guess_type(name)[0] if is_image else None
    unit = DataUnit(
        data_hash=hash_,
        data_title=title,
        data_link=_text(image.get("coco_url")),
        data_type=guessed or _TYPES.get(kind, "image/jpeg"),
        data_sequence=0,
        width=_side(image.get("width")),
        height=_side(image.get("height")),
        labels=FrameLabels([], []) if is_image else {},
    )
    return LabelRowV2(
        data_hash=hash_,
        data_title=title,
        data_type=kind,
        data_units={hash_: unit},
        object_answers={},
        classification_answers={},
        object_actions={},
        spaces={},
    )
