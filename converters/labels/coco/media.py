"""The images of COCO: which frames of a label row they are, and what their files are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from converters.labels.extents import Extents
from converters.labels.frames import Frame, frames_of, unit_frame
from converters.labels.instances import Instance
from converters.labels.media import Media, Medium
from converters.labels.ranges import Range
from converters.registry import ready_converter
from orm_attrs import FrameLabels, LabelRowV2
from orm_attrs.label_spaces import (
    BaseSpace,
    ImageSequenceSpace,
    MedicalFileSpace,
    MedicalStackSpace,
    PdfSpace,
    VideoSpace,
)

FLAT: Final = frozenset({"image", "img_group"})
"""The kinds of rows whose data units are one frame each."""

_FOLDERS: Final = {"video": "videos", "dicom_study": "dicom"}
"""Folders that are not called like the kind of the row."""

_OF_SPACES: Final[tuple[tuple[type[BaseSpace], str], ...]] = (
    (VideoSpace, "video"),
    (ImageSequenceSpace, "video"),
    (MedicalFileSpace, "dicom"),
    (MedicalStackSpace, "dicom"),
    (PdfSpace, "pdf"),
)

_MOST: Final = 1_000_000
"""Frames of a row without an end that classifications are on, at most."""


@frozen
class Image:
    """A frame of a row, as an image."""

    frame: Frame
    medium: Medium
    kind: str
    """The kind of its row, or, of a part of a group, what rows of that kind are."""
    hash: str
    """What its file is called by: the data hash of the unit, or the space."""

    @property
    def is_flat(self) -> bool:
        """Whether it is a file of its own, and no frame of one."""
        return self.kind in ("image", "img_group")

    def facts(self, row: LabelRowV2) -> dict[str, Any]:
        """Return what the name of its file may consist of."""
        medium = self.medium
        title = medium.title or ""
        suffix = title.rpartition(".")[2]
        return {
            "label_hash": row.label_hash or "",
            "data_hash": self.hash,
            "frame": self.frame.number,
            "title": title,
            "extension": "" if "/" in suffix or "\\" in suffix else suffix,
            "kind": self.kind,
        }

    def file_name(self, template: str | None, row: LabelRowV2) -> str:
        """Return the name of its file; by default that which the SDK's exporter gives it."""
        facts = self.facts(row)
        if template is not None:
            return template.format(**facts)
        if self.is_flat:
            return f"images/{self.hash}.{facts['extension']}"
        folder = _FOLDERS.get(self.kind, self.kind)
        place = f"{folder}/{self.hash}/{self.frame.number}"
        medium = self.medium
        if medium.dicom_instance_uid:
            place = f"{folder}/{self.hash}/{medium.dicom_instance_uid}"
            return place if medium.dicom_frame is None else f"{place}/{medium.dicom_frame}"
        return f"{place}.jpg" if self.kind == "video" else place

    def payload(self, row: LabelRowV2, number: int, template: str | None) -> dict[str, Any]:
        """Return it as COCO has it, with the id ``number``."""
        unit = (row.data_units or {}).get(self.frame.unit or "")
        metadata = self.frame.labels.metadata
        link = None if unit is None else unit.data_link
        made: dict[str, Any] = {"coco_url": (metadata and metadata.file_uri) or link or ""}
        made["id"] = number
        if self.is_flat or self.kind == "video":
            key = "image_title" if self.is_flat else "video_title"
            made[key] = self.medium.title
        made["file_name"] = self.file_name(template, row)
        made["height"], made["width"] = self.medium.height, self.medium.width
        return made


class RowImages:
    """The images of a label row."""

    def __init__(self, row: LabelRowV2) -> None:
        self.row = row
        self.frames: list[Frame] = frames_of(row)
        self._ends = Extents(row)
        holders = [*(row.data_units or ()), *(row.spaces or ())]
        self._ranks: dict[str | None, int] = {key: place for place, key in enumerate(holders)}

    def images(self, found: Sequence[Instance], *, all_frames: bool) -> list[Image]:
        """Return the frames that have a place for labels, in order.

        Args:
            found: What the row consists of, whose classifications are on frames without objects.
            all_frames: True for the others, too.
        """
        known = {(it.unit, it.space, it.number): it for it in self.frames}
        wanted = list(self._all()) if all_frames else list(self._classified(found))
        for it in wanted:
            known.setdefault((it.unit, it.space, it.number), it)
        frames = sorted(known.values(), key=self._order) if wanted else self.frames
        media = Media(self.row, frames)
        return [self._image(it, media.at(it.space, [it.number])[0]) for it in frames]

    def _order(self, frame: Frame) -> tuple[int, int]:
        """Return what frames are sorted by, as `frames_of` has them."""
        key = frame.unit if frame.unit is not None else frame.space
        return frame.number, self._ranks.get(key, -1)

    def _image(self, frame: Frame, medium: Medium) -> Image:
        space = (self.row.spaces or {}).get(frame.space or "")
        if space is not None:
            kinds = (kind for cls, kind in _OF_SPACES if isinstance(space, cls))
            return Image(frame, medium, next(kinds, "image"), frame.space or "")
        units = self.row.data_units or {}
        unit = units.get(frame.unit or "")
        stated = None if unit is None else unit.data_hash
        hash_ = stated or frame.unit or self.row.data_hash or ""
        return Image(frame, medium, self.row.data_type or "image", hash_)

    def _classified(self, found: Sequence[Instance]) -> Iterator[Frame]:
        for it in found:
            if it.kind == "classification":
                ranges = it.ranges
                if it.is_global and self.row.data_type == "image":
                    ranges = [(0, 0)]
                for first, last in ranges:
                    yield from self._between(it.space, (first, last))

    def _between(self, space: str | None, part: Range) -> Iterator[Frame]:
        first, last = part
        if space is None and self.row.data_type in FLAT:
            yield from (it for it in self._units() if first <= it.number <= last)
            return
        path, unit, end = self._place_of(space)
        if path is None:
            return
        last = min(last, first + _MOST if end is None else end - 1)
        for number in range(max(first, 0), last + 1):
            yield Frame(space, number, FrameLabels(), (*path, str(number)), unit)

    def _units(self) -> Iterator[Frame]:
        for index, (key, unit) in enumerate((self.row.data_units or {}).items()):
            labels = unit.labels if isinstance(unit.labels, FrameLabels) else FrameLabels()
            number = unit_frame(unit.data_sequence, index)
            yield Frame(None, number, labels, ("data_units", key, "labels"), key)

    def _all(self) -> Iterator[Frame]:
        if self.row.data_type in FLAT:
            yield from self._units()
        for space in (None, *(self.row.spaces or ())):
            path, _, end = self._place_of(space)
            if path is not None and end is not None:
                yield from self._between(space, (0, end - 1))

    def _place_of(self, space: str | None) -> tuple[tuple[str, ...] | None, str | None, int | None]:
        """Return where the frames of a space or of the row are, in which unit, and where they end.

        There are none where it is no video, and nothing else that has frames of a size.
        """
        if space is not None:
            holder = (self.row.spaces or {}).get(space)
            if not (getattr(holder, "width", None) and getattr(holder, "height", None)):
                return None, None, None
            if isinstance(holder.labels, FrameLabels):  # type: ignore[union-attr]
                return None, None, None
            return ("spaces", space, "labels"), None, self._ends.of_space(space).end
        units = self.row.data_units or {}
        if self.row.data_type in FLAT or len(units) != 1:
            return None, None, None
        ((key, unit),) = units.items()
        if not (unit.width and unit.height) or isinstance(unit.labels, FrameLabels):
            return None, None, None
        end = self._ends.of_space(None).end
        if end is None and len(unit.data_links or ()) > 1:
            # Of one file alone nobody knows how many frames it has.
            end = len(unit.data_links or ())
        return ("data_units", key, "labels"), key, end


def frame_metadata(frame: Frame) -> dict[str, Any] | None:
    """Return what a frame says of its file, as on the wire; None where it says nothing."""
    metadata = frame.labels.metadata
    if metadata is None:
        return None
    made: dict[str, Any] = ready_converter().unstructure(metadata)
    return made
