"""Finds what there is to say of the frames of a label row: their sizes, times, files and slices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal

from attrs import evolve, frozen

from converters.labels.frames import Frame
from orm_attrs import FrameLabels, LabelRowV2
from orm_attrs.label_spaces import (
    AudioSpace,
    BaseSpace,
    MedicalFileSpace,
    MedicalStackSpace,
    PdfSpace,
)
from orm_attrs.labels import FrameMetadata

_MEDICAL: Final = frozenset({"dicom", "dicom_study", "nifti"})
"""The kinds of rows whose frames are slices."""

_MILLISECONDS: Final = 1e3
_NANOSECONDS: Final = 1e9


@frozen
class Medium:
    """What a frame is of. A field is None where the row does not say it."""

    unit: str | None = None
    """The key of the data unit."""
    title: str | None = None
    """The title of the unit or the space."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    per_second: float | None = None
    """How many frames, or what else is counted, there are in a second."""
    counts: Literal["slice", "page"] | None = None
    """What frames are, where they are no images in time."""
    dicom_instance_uid: str | None = None
    """The unique identifier that DICOM gives the image."""
    dicom_frame: int | None = None
    """Which frame of its DICOM file it is."""


NOTHING: Final = Medium()
"""A medium of which nothing is said."""


class Media:
    """The media of a label row."""

    def __init__(self, row: LabelRowV2, frames: Iterable[Frame]) -> None:
        self._row = row
        units = row.data_units or {}
        self._units: dict[str | None, Medium] = {key: self._of_unit(key) for key in units}
        self._spaces: dict[str | None, Medium] = {
            key: self._of_space(it) for key, it in (row.spaces or {}).items()
        }
        self._frames: dict[tuple[str | None, int], Medium] = {}
        for frame in frames:
            key = (frame.space, frame.number)
            if key not in self._frames:
                found = self._spaces.get(frame.space) or self._units.get(frame.unit, NOTHING)
                self._frames[key] = self._of_frame(found, frame.labels, key)
        of_spaces: dict[str | None, dict[int, Medium]] = {}
        for (space, _), medium in self._frames.items():
            of_spaces.setdefault(space, {})[id(medium)] = medium
        self._same = {key: next(iter(it.values())) for key, it in of_spaces.items() if len(it) == 1}

    def at(self, space: str | None, frames: Collection[int]) -> list[Medium]:
        """Return the media of frames that have labels."""
        if space in self._same:
            return [self._same[space]] * len(frames)
        return [self._frames[space, frame] for frame in frames]

    def of(self, space: str | None) -> Medium:
        """Return the medium of a space as a whole, or of a row of one data unit."""
        found = self._spaces.get(space)
        if found is None and len(self._units) == 1:
            (found,) = self._units.values()
        return found or NOTHING

    def _of_unit(self, key: str) -> Medium:
        row = self._row
        unit = (row.data_units or {})[key]
        counts: Literal["slice", "page"] | None = None
        if row.data_type in _MEDICAL:
            counts = "slice"
        elif row.data_type == "pdf":
            counts = "page"
        per_second = unit.data_fps or None
        if row.data_type == "audio":
            per_second = _MILLISECONDS
        elif row.scene is not None and row.scene.is_continuous:
            per_second = _NANOSECONDS
        width, height = unit.width or None, unit.height or None
        return Medium(key, unit.data_title, width, height, per_second, counts)

    def _of_space(self, space: BaseSpace) -> Medium:
        counts: Literal["slice", "page"] | None = None
        if isinstance(space, (MedicalFileSpace, MedicalStackSpace)):
            counts = "slice"
        elif isinstance(space, PdfSpace):
            counts = "page"
        per_second = getattr(space, "data_fps", None) or None
        if isinstance(space, AudioSpace):
            per_second = _MILLISECONDS
        title = space.title
        for info in (space.child_info, space.root_info):
            title = info.file_name if title is None and info is not None else title
        width, height = (getattr(space, name, None) or None for name in ("width", "height"))
        return Medium(None, title, width, height, per_second, counts)

    def _of_frame(self, found: Medium, labels: FrameLabels, key: tuple[str | None, int]) -> Medium:
        metadata = labels.metadata
        if metadata is not None:
            return _with(found, _facts(metadata))
        space = (self._row.spaces or {}).get(key[0] or "")
        if isinstance(space, MedicalStackSpace) and 0 <= key[1] < len(space.frames or ()):
            it = (space.frames or [])[key[1]]
            facts = {"width": it.width, "height": it.height}
            return _with(found, facts | {"dicom_instance_uid": it.instance_uid})
        return found


def _facts(metadata: FrameMetadata) -> dict[str, Any]:
    return {
        "width": metadata.width,
        "height": metadata.height,
        "dicom_instance_uid": metadata.dicom_instance_uid,
        "dicom_frame": metadata.multiframe_frame_number,
    }


def _with(medium: Medium, facts: Mapping[str, Any]) -> Medium:
    return evolve(medium, **{key: value for key, value in facts.items() if value is not None})
