"""Reads files without writing any: `scan`, `check` and `drift`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from typing import Any, TypeVar

from attrs import evolve, frozen

from converters.bulk.batches import Batch, Chunk, Reject, Summary, first_rejects
from converters.bulk.findings import Drift, DriftReader
from converters.bulk.jobs import MOST_REJECTS, ConverterLike, Job, Sources, Workers
from converters.bulk.parts import Part, cut
from converters.bulk.progress import Progress, no_progress
from converters.bulk.reading import Reader
from converters.bulk.runners import DaskAddress
from converters.bulk.sources import Source, find_sources

T = TypeVar("T")


@frozen
class Checked:
    """What came of a part, or of a few objects."""

    summary: Summary
    rejects: list[Reject]
    """The first rejects of a part, as many as the job wants to have; or all of a few objects."""
    strangers: list[Reject]
    """See `Batch.strangers`; of a part, no more than of rejects."""
    problems: int
    """How many problems all rejects and strangers have."""
    drift: Drift


def scan(
    sources: Sources,
    cls: type[T],
    *,
    converter: ConverterLike = None,
    at: str | None = None,
    strict: bool = False,
) -> Iterator[Batch[T]]:
    """Read the objects of files, a few at a time, in memory that does not grow.

    Args:
        sources: Paths, directories, globs, URLs, ``-`` for standard input, or open binary files:
            lines of JSON, JSON lists and documents, Parquet; packed with gzip, zstd, bzip2 or xz.
            What a file is, its content tells, not its name.
        cls: The class of the objects: a model, a service's own class, or a type such as
            ``list[DataRow]``.
        converter: A converter with our hooks, or a function that makes one; None for the ready one.
        at: The JSON Pointer of the list inside of each document: ``/items``.
        strict: True when an object is to be a reject whose payload has none of the keys of its
            class; otherwise it is one of the `strangers` of its batch.

    Yields:
        Batches of 128 KiB of lines, or of some thousand rows. What cannot be read is among their
        rejects, and ends nothing.

    Raises:
        FileNotFoundError: When a path is not there.
    """
    job = Job(cls, converter, at, is_strict=strict)
    for source in find_sources(sources):
        yield from job.batches(source, job.reader())


# --- check ----------------------------------------------------------------------------------------


def check(
    sources: Sources,
    cls: Any,
    *,
    converter: ConverterLike = None,
    at: str | None = None,
    jobs: int = 1,
    dask: DaskAddress = None,
    max_rejects: int = MOST_REJECTS,
    strict: bool = False,
) -> Summary:
    """Structure every object of files, and count the good and the bad ones.

    Args:
        sources: See `scan`.
        cls: See `scan`.
        converter: See `scan`. Other processes need a function: a converter cannot be sent to them.
        at: See `scan`.
        jobs: How many processes work; of a Dask cluster of this machine, how many workers.
        dask: The address of a Dask scheduler, whose workers do the work; True for a cluster of this
            machine; None for none.
        max_rejects: How many rejects the summary has at most; all are counted.
        strict: See `scan`.

    Raises:
        FileNotFoundError: When a path is not there.
        TypeError: When the converter cannot be sent to other processes.
        ValueError: When ``jobs`` is less than 1.
        WorkerDiedError: When several workers have died at the same part.
    """
    job = Job(cls, converter, at, max_rejects, is_strict=strict)
    checked = run_check(job, find_sources(sources), Workers(jobs, dask))
    return reduce(lambda total, it: total.plus(it.summary, max_rejects), checked, Summary())


def drift(
    sources: Sources,
    cls: Any,
    *,
    converter: ConverterLike = None,
    at: str | None = None,
    jobs: int = 1,
    dask: DaskAddress = None,
) -> Drift:
    """Find what files have that a class does not know: keys, and values of enums.

    Args:
        sources: See `scan`.
        cls: See `scan`.
        converter: See `check`.
        at: See `scan`.
        jobs: See `check`.
        dask: See `check`.

    Raises:
        FileNotFoundError: When a path is not there.
    """
    workers = Workers(jobs, dask)
    job = workers.sendable(Job(cls, converter, at))
    files = find_sources(sources)
    parts = cut(files, has_pointer=at is not None) if workers.are_elsewhere else _whole(files)
    return reduce(Drift.plus, workers.run(partial(drift_part, job), parts), Drift())


def drift_part(job: Job, part: Part) -> Drift:
    """Find what a part has that the class does not know."""
    reader = DriftReader(job.cls, job.made_converter())
    total = Drift()
    for read in job.chunks(part.source):
        found = Drift(unread=1) if isinstance(read, Reject) else reader.read(read)
        total = total.plus(found)
    return total


def run_check(
    job: Job, sources: list[Source], workers: Workers, progress: Progress | None = None
) -> Iterator[Checked]:
    """Check files, and give what came of each few objects, or of each part where others check."""
    progress = progress or no_progress()
    if not workers.are_elsewhere:
        reader = job.reader()
        for source in sources:
            for checked in check_chunks(job, source, reader, progress.on_bytes):
                progress.add(checked.summary)
                yield checked
            progress.end(source)
        return
    parts = cut(sources, has_pointer=job.at is not None)
    results = workers.run(partial(check_part, workers.sendable(job)), parts)
    for part, checked in zip(parts, results, strict=True):
        progress.add(checked.summary)
        progress.end(part.source)
        yield checked


def check_chunks(
    job: Job, source: Source, reader: Reader[Any], on_bytes: Any = None
) -> Iterator[Checked]:
    """Check one file."""
    drift_reader = DriftReader(job.cls, reader.converter) if job.finds_drift else None
    for read in job.chunks(source, on_bytes):
        batch = reader.read(read)
        found = Drift()
        if drift_reader is not None and isinstance(read, Chunk):
            found = drift_reader.read(read)
        summary = evolve(batch.summary, rejects=tuple(batch.rejects))
        problems = _count_problems([*batch.rejects, *batch.strangers])
        checked = Checked(summary, batch.rejects, batch.strangers, problems, found)
        # While others are read, the objects would be gone through by the garbage collector.
        del batch
        yield checked


def check_part(job: Job, part: Part) -> Checked:
    """Check a part, and give the first rejects."""
    total, found, problems = Summary(), Drift(), 0
    rejects: list[Reject] = []
    strangers: list[Reject] = []
    for checked in check_chunks(job, part.source, job.reader()):
        total = total.plus(checked.summary, 0)
        found = found.plus(checked.drift)
        problems += checked.problems
        rejects += first_rejects(checked.rejects, job.most_rejects - len(rejects))
        strangers += first_rejects(checked.strangers, job.most_rejects - len(strangers))
    return Checked(evolve(total, rejects=tuple(rejects)), rejects, strangers, problems, found)


def _count_problems(rejects: list[Reject]) -> int:
    return sum(len(it.problems) for it in rejects)


def _whole(sources: list[Source]) -> list[Part]:
    return [Part(number, source) for number, source in enumerate(sources)]
