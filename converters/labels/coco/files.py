"""Writes the label rows of files as one COCO file, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from attrs import define, field

from converters.bulk.batches import Reject
from converters.bulk.files import packed, place_of
from converters.bulk.jobs import MOST_REJECTS, ConverterLike, Job, Sources
from converters.bulk.progress import Progress, no_progress
from converters.bulk.sources import find_sources
from converters.json_text import encode_each
from converters.labels.coco.exporting import CocoEncoder, RowAsCoco
from converters.labels.coco.refusals import Refusal, Refusals
from converters.labels.features import AnyOntology
from orm_attrs import LabelRowV2

_PIECE = 2**20


@define(eq=False, kw_only=True)
class CocoSummary:
    """What was written of the label rows of files, and what was not."""

    rows: int = 0
    """Label rows that were written."""
    images: int = 0
    """Images."""
    annotations: int = 0
    """Annotations: objects on frames."""
    shapes: dict[str, int] = field(factory=dict)
    """How many annotations there are of each shape."""
    refusals: dict[tuple[str, str], int] = field(factory=dict)
    """How many objects have no form in COCO, by their shape and the reason."""
    refused: list[Refusal] = field(factory=list)
    """The first of them."""
    bad: int = 0
    """Payloads that are no label rows."""
    rejects: list[Reject] = field(factory=list)
    """The first of these, with what is wrong with them."""

    @property
    def is_whole(self) -> bool:
        """Whether everything was written."""
        return not self.bad and not self.refusals


class _Pieces:
    """Items of a list of JSON, one after another."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self._is_first = True

    def add(self, values: list[Any]) -> None:
        """Write some items."""
        if values:
            self.file.write(b"" if self._is_first else b",\n")
            self.file.write(b",\n".join(encode_each(values)))
            self._is_first = False


def write_coco(
    paths: Sources,
    ontology: AnyOntology,
    out: str | PathLike[str],
    *,
    file_name: str | None = None,
    all_frames: bool = False,
    converter: ConverterLike = None,
    at: str | None = None,
    strict: bool = False,
    largest: int | None = None,
    max_refusals: int = MOST_REJECTS,
    progress: Progress | None = None,
) -> CocoSummary:
    """Write the label rows of files as one COCO file.

    One row at a time is in memory. The file has its name only when it is whole.

    Args:
        paths: Files of label rows, as `converters.bulk.scan` reads them.
        ontology: The ontology of their project.
        out: The file, packed as its name says: ``coco.json``, ``coco.json.gz``.
        file_name: What the files of images are called; see `to_coco`.
        all_frames: True for images of frames without labels, too.
        converter: A converter with our hooks, or a function that makes one; None for the ready one.
        at: The JSON Pointer of the list inside of each document: ``/items``.
        strict: True when an object without any key of a label row is no label row.
        largest: Bytes of one label row at most; None for 64 MiB.
        max_refusals: How many refusals and rejects the summary has at most; all are counted.
        progress: Told of what is done; None for nobody.

    Returns:
        What was written, and what was not.

    Raises:
        FileNotFoundError: When a path is not there.
        KeyError: When ``file_name`` has another name in it than `to_coco` says.
        ModuleNotFoundError: For masks, and polygons with several rings, without the extra
            ``labels``.
        OSError: When the output cannot be written.
        TypeError: When ``ontology`` is none.
        ValueError: When the output is one of the files to read.
    """
    sources, path, told = find_sources(paths), Path(fspath(out)), progress or no_progress()
    for source in sources:
        if isinstance(source.file, str) and place_of(Path(source.file)) == place_of(path):
            raise ValueError(f"{source.name}: it would be read and written by the same run")
    job = Job(LabelRowV2, converter, at, max_refusals, is_strict=strict, largest=largest)
    reader = job.reader()
    refused, summary = Refusals(max_refusals), CocoSummary()
    encoder = CocoEncoder(ontology, refused, file_name, all_frames=all_frames)

    def rows() -> Iterator[RowAsCoco]:
        for source in sources:
            for batch in job.batches(source, reader, told.on_bytes):
                yield from map(encoder.encode, batch.objects)
                told.add(batch.summary)
                summary.bad += batch.summary.bad
                summary.rejects += batch.rejects[: max_refusals - len(summary.rejects)]
            told.end(source)

    with packed(path) as file:
        _write(file, encoder, rows())
    summary.rows, summary.images = encoder.rows, encoder.images
    summary.annotations, summary.shapes = encoder.annotations, dict(encoder.shapes)
    summary.refusals, summary.refused = dict(refused.counts), refused.first
    return summary


def _write(file: BinaryIO, encoder: CocoEncoder, made: Iterable[RowAsCoco]) -> None:
    """Write a file, of which images and rows wait in files of their own."""
    with TemporaryFile() as images_file, TemporaryFile() as rows_file:
        file.write(b'{"annotations":[\n')
        annotations, images, rows = map(_Pieces, (file, images_file, rows_file))
        for row in made:
            annotations.add(row.annotations)
            images.add(row.images)
            rows.add([row.row])
        info, categories = encode_each([encoder.head(), encoder.categories()])
        for begin, waiting in ((b'\n],"images":[\n', images), (b'\n],"encord":{"rows":[\n', rows)):
            file.write(begin)
            waiting.file.seek(0)
            copyfileobj(waiting.file, file, _PIECE)
        file.write(b'\n]},"categories":' + categories + b',"info":' + info + b"}\n")
