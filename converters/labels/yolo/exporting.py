"""Writes label rows as YOLO: a text file for each frame, and data.yaml."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, get_args

from attrs import define, field

from converters.labels.coco.exporting import points_of
from converters.labels.coco.media import Image, RowImages
from converters.labels.coco.refusals import Refusal, Refusals
from converters.labels.coco.shapes import UnfitShapeError
from converters.labels.features import AnyOntology, Features
from converters.labels.instances import instances_by
from converters.labels.yolo.shapes import Lines, Task, draw, text_of
from orm_attrs import LabelObject, LabelRowV2, SkeletonObject, SkeletonTemplateCoordinate

SPLIT: Final[Mapping[str, float]] = {"train": 0.8, "val": 0.2}
"""The parts of the files that are for training and for validation."""

_is_name: Final = re.compile(r"[\w=+-][\w.=+-]{0,150}").fullmatch
"""What the name of a file may be."""


@define(eq=False, kw_only=True)
class YoloSummary:
    """What was written, and what was not."""

    rows: int = 0
    """Label rows."""
    files: dict[str, int] = field(factory=dict)
    """Files with labels, by the part of the split."""
    objects: int = 0
    """Objects on frames."""
    refusals: dict[tuple[str, str], int] = field(factory=dict)
    """How many objects have no form, by their shape and the reason."""
    refused: list[Refusal] = field(factory=list)
    """The first of them."""


class _Writer:
    def __init__(
        self, ontology: AnyOntology, folder: Path, task: Task, split: Mapping[str, float]
    ) -> None:
        self.features = Features(ontology)
        self.folder = folder
        self.task: Task = task
        self.split = split
        objects = self.features.structure.objects
        self.classes: dict[str, int] = {}
        for number, it in enumerate(objects):
            self.classes.setdefault(it.feature_node_hash, number)
        self.templates: dict[str | None, Sequence[SkeletonTemplateCoordinate]] = {
            it.feature_node_hash: points_of(it)
            for it in self.features.structure.skeleton_templates or ()
        }
        self.keypoints = max(map(len, self.templates.values()), default=0)
        self.refused = Refusals()
        self.summary = YoloSummary(files=dict.fromkeys(split, 0))
        self.seen: set[str] = set()

    def add(self, row: LabelRowV2) -> None:
        images = RowImages(row)
        found = instances_by(row, self.features, images.frames)
        self.summary.rows += 1
        own: set[str] = set()
        for it in found:
            if it.kind == "object" and not it.frames:
                shape = None if it.shape is None else str.__str__(it.shape)
                self._refuse(row, it.hash, "ranges, and on no image", shape)
        for image in images.images([], all_frames=False):
            lines = list(self._lines(row, image))
            if lines:
                name = image.hash if image.is_flat else f"{image.hash}_{image.frame.number}"
                part = part_of(image.hash, self.split)
                path = self.folder / "labels" / part / f"{name}.txt"
                own.add(image.hash)
                self.summary.files[part] += 1
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.seen |= own

    def _refuse(
        self, row: LabelRowV2, hash_: str, reason: str, shape: str | None, frame: int | None = None
    ) -> None:
        about: dict[str, Any] = {"label_hash": row.label_hash, "hash": hash_, "frame": frame}
        self.refused.add(Refusal(reason=reason, shape=shape, **about))

    def _lines(self, row: LabelRowV2, image: Image) -> Iterator[str]:
        hashes: set[str] = set()
        for obj in image.frame.labels.objects or ():
            try:
                lines = self._drawn(image, obj, hashes)
            except UnfitShapeError as exc:
                shape = str.__str__(obj.shape)
                self._refuse(row, obj.object_hash, str(exc), shape, image.frame.number)
                continue
            hashes.add(obj.object_hash)
            self.summary.objects += 1
            number = self.classes[obj.feature_hash]
            yield from (text_of(number, values) for values in lines)

    def _drawn(self, image: Image, obj: LabelObject, hashes: set[str]) -> Lines:
        if obj.feature_hash not in self.classes:
            raise UnfitShapeError("the ontology does not have its feature")
        if obj.object_hash in hashes:
            raise UnfitShapeError("twice on a frame")
        if image.hash in self.seen:
            raise UnfitShapeError("another row of the same file")
        if not _is_name(image.hash):
            raise UnfitShapeError("a data hash that no file can be called by")
        lines = draw(obj, self.task, (image.medium.width, image.medium.height))
        if isinstance(obj, SkeletonObject) and self.task == "pose":
            return [self._aligned(obj, values) for values in lines]
        return lines

    def _aligned(self, obj: SkeletonObject, values: list[float]) -> list[float]:
        """Put keypoints into the order of the template, as many as each line has."""
        template = self.templates.get(obj.feature_hash)
        if template is None:
            raise UnfitShapeError("a skeleton without a template in the ontology")
        points = obj.geometry.points if obj.geometry is not None else []
        places = {it.name: at for at, it in enumerate(points)}
        places |= {it.feature_hash: at for at, it in enumerate(points) if it.feature_hash}
        found = values[:4]
        for it in template:
            at = places.get(it.feature_hash) if it.feature_hash in places else places.get(it.name)
            found += [0.0, 0.0, 0.0] if at is None else values[4 + 3 * at : 7 + 3 * at]
        return found + [0.0] * (4 + 3 * self.keypoints - len(found))

    def write_yaml(self) -> None:
        lines = ["path: ."]
        lines += [f"{json.dumps(part)}: {json.dumps(f'images/{part}')}" for part in self.split]
        if self.task == "pose":
            lines.append(f"kpt_shape: [{self.keypoints}, 3]")
        lines.append("names:")
        objects = self.features.structure.objects
        # JSON is YAML, and a name such as "yes" stays one.
        lines += [f"  {number}: {json.dumps(it.name)}" for number, it in enumerate(objects)]
        (self.folder / "data.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")


def part_of(hash_: str, split: Mapping[str, float]) -> str:
    """Return the part of a split that a file is in: always the same for its hash.

    Args:
        hash_: The data hash.
        split: The parts, and what share of all files each has.
    """
    place = int.from_bytes(sha256(hash_.encode()).digest()[:8], "big") / 2**64 * sum(split.values())
    ends = list(accumulate(split.values()))
    return list(split)[min(bisect_right(ends, place), len(ends) - 1)]


def to_yolo(
    rows: Iterable[LabelRowV2],
    ontology: AnyOntology,
    folder: str | PathLike[str],
    refused: list[Refusal] | None = None,
    *,
    task: Task = "detect",
    split: Mapping[str, float] = SPLIT,
) -> YoloSummary:
    """Write label rows as YOLO.

    Below the folder are ``data.yaml``, ``labels/train/<data hash>.txt`` for an image,
    ``labels/train/<data hash>_<frame>.txt`` for a frame of a video, and empty folders for images of
    the same names. Numbers are fractions of the image, cut at its sides. What was there is written
    over, and other files stay.

    Args:
        rows: The label rows, which stay as they are, one after another.
        ontology: The ontology of their project: the place of an object in it is its class.
        folder: Where to write.
        refused: Takes what has no form, the first thousand; None for nobody to be told. All are
            counted in the summary.
        task: ``"detect"``: boxes; ``"segment"``: outlines; ``"obb"``: corners of turned boxes;
            ``"pose"``: skeletons.
        split: The parts and their shares. A file is always in the same part, by its data hash.

    Raises:
        ModuleNotFoundError: For masks, without the extra ``labels``.
        OSError: When something cannot be written.
        TypeError: When ``ontology`` is none.
        ValueError: When there is no such task, or the split is none.
    """
    if task not in get_args(Task):
        raise ValueError(f"task: expected one of {', '.join(get_args(Task))}, got {task!r}")
    if (
        not split
        or not all(map(_is_name, split))
        or min(split.values()) < 0
        or not sum(split.values())
    ):
        raise ValueError("split: expected names of folders, with shares of which one is not 0")
    path = Path(fspath(folder))
    writer = _Writer(ontology, path, task, split)
    for part in split:
        for kind in ("labels", "images"):
            (path / kind / part).mkdir(parents=True, exist_ok=True)
    for row in rows:
        writer.add(row)
    writer.write_yaml()
    summary = writer.summary
    summary.refusals, summary.refused = dict(writer.refused.counts), writer.refused.first
    if refused is not None:
        refused += summary.refused
    return summary
