"""What a user calls: `scan`, `check`, `convert` and `drift`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial, reduce
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, TypeVar, Union

from attrs import evolve, frozen
from cattrs import Converter

from converters.bulk.batches import Batch, Chunk, Reject, Summary, first_rejects
from converters.bulk.chunks import Reading, read_chunks
from converters.bulk.drift import Drift, DriftReader
from converters.bulk.files import append_file, packed, remove_unfinished
from converters.bulk.parts import DoneMarks, Part, cut
from converters.bulk.progress import Progress, no_progress
from converters.bulk.reading import Reader
from converters.bulk.runners import DaskAddress, run_here, runner_for
from converters.bulk.sinks import Format, check_format, format_of, join_files, open_sink
from converters.bulk.sources import Source, SourceLike, find_sources
from converters.bulk.tables import table_form
from converters.engines.containers import list_class_item
from converters.registry import ready_converter
from converters.tables import type_name

T = TypeVar("T")

Sources = Union[SourceLike, Iterable[SourceLike]]
"""One path, directory, glob, URL or open binary file, or several."""

ConverterLike = Union[Converter, Callable[[], Converter], None]
"""A converter with our hooks; a function that makes one, which other processes can be told; or None
for the ready one."""

MOST_REJECTS: Final = 1000
"""How many rejects a summary has, unless more are asked for."""


@frozen
class Job:
    """What is to be done with each part; it can be sent to another process."""

    cls: Any
    converter: ConverterLike
    at: str | None = None
    most_rejects: int = MOST_REJECTS
    finds_drift: bool = False

    def made_converter(self) -> Converter:
        """Give the converter."""
        if self.converter is None:
            return ready_converter()
        return self.converter if isinstance(self.converter, Converter) else self.converter()

    def chunks(self, source: Source, on_bytes: Any = None) -> Iterator[Chunk | Reject]:
        """Read a file."""
        lists_are_objects = list_class_item(self.cls) is not None
        return read_chunks(source, Reading(self.at, lists_are_objects, on_bytes))


@frozen
class Checked:
    """What came of a part, or of a few objects."""

    summary: Summary
    rejects: list[Reject]
    drift: Drift


def scan(
    sources: Sources,
    cls: type[T],
    *,
    converter: ConverterLike = None,
    at: str | None = None,
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

    Yields:
        Batches of about a mebibyte. What cannot be read is among their rejects, and ends nothing.

    Raises:
        FileNotFoundError: When a path is not there.
    """
    job = Job(cls, converter, at)
    for source in find_sources(sources):
        yield from _batches(job, source, Reader(cls, job.made_converter()))


def _batches(
    job: Job, source: Source, reader: Reader[T], on_bytes: Any = None
) -> Iterator[Batch[T]]:
    for read in job.chunks(source, on_bytes):
        yield Batch([], [read]) if isinstance(read, Reject) else reader.read(read)


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

    Raises:
        FileNotFoundError: When a path is not there.
        TypeError: When the converter cannot be sent to other processes.
        WorkerDiedError: When several workers have died at the same part.
    """
    job = Job(cls, converter, at, max_rejects)
    checked = run_check(job, find_sources(sources), jobs, dask)
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
    parts = cut(find_sources(sources)) if jobs > 1 or dask else _whole(find_sources(sources))
    job = _sendable(Job(cls, converter, at), jobs, dask)
    found: Iterator[Drift] = runner_for(jobs, dask)(partial(drift_part, job), parts)
    return reduce(Drift.plus, found, Drift())


def drift_part(job: Job, part: Part) -> Drift:
    """Find what a part has that the class does not know."""
    reader = DriftReader(job.cls, job.made_converter())
    total = Drift()
    for read in job.chunks(part.source):
        found = Drift(unread=1) if isinstance(read, Reject) else reader.read(read)
        total = total.plus(found)
    return total


def run_check(
    job: Job,
    sources: list[Source],
    jobs: int = 1,
    dask: DaskAddress = None,
    progress: Progress | None = None,
) -> Iterator[Checked]:
    """Check files, and give what came of each few objects, or of each part where others check."""
    progress = progress or no_progress()
    if jobs == 1 and not dask:
        converter = job.made_converter()
        for part in _whole(sources):
            for checked in check_chunks(job, part.source, converter, progress.on_bytes):
                progress.add(checked.summary)
                yield checked
            progress.end(part.source)
        return
    parts = cut(sources)
    job = _sendable(job, jobs, dask)
    results = runner_for(jobs, dask)(partial(check_part, job), parts)
    for part, checked in zip(parts, results, strict=True):
        progress.add(checked.summary)
        progress.end(part.source)
        yield checked


def check_chunks(
    job: Job, source: Source, converter: Converter, on_bytes: Any = None
) -> Iterator[Checked]:
    """Check one file."""
    reader: Reader[Any] = Reader(job.cls, converter)
    drift_reader = DriftReader(job.cls, converter) if job.finds_drift else None
    for read in job.chunks(source, on_bytes):
        batch: Batch[Any] = Batch([], [read]) if isinstance(read, Reject) else reader.read(read)
        found = Drift()
        if drift_reader is not None and isinstance(read, Chunk):
            found = drift_reader.read(read)
        summary = evolve(batch.summary, rejects=tuple(batch.rejects))
        yield Checked(summary, batch.rejects, found)


def check_part(job: Job, part: Part) -> Checked:
    """Check a part, and give the first rejects."""
    total, found = Summary(), Drift()
    for checked in check_chunks(job, part.source, job.made_converter()):
        total = total.plus(checked.summary, job.most_rejects)
        found = found.plus(checked.drift)
    rejects = first_rejects(total.rejects, job.most_rejects)
    return Checked(evolve(total, rejects=rejects), list(rejects), found)


def _whole(sources: list[Source]) -> list[Part]:
    return [Part(number, source) for number, source in enumerate(sources)]


def _sendable(job: Job, jobs: int, dask: DaskAddress) -> Job:
    """Give a job that can be sent to other processes, where there are any.

    Raises:
        TypeError: When its converter cannot.
    """
    if jobs == 1 and not dask:
        return job
    if job.converter is ready_converter():
        return evolve(job, converter=None)
    if isinstance(job.converter, Converter):
        raise TypeError(
            "a converter cannot be sent to other processes: pass the function that makes it"
        )
    return job


# --- convert --------------------------------------------------------------------------------------


@frozen
class Target:
    """Where the objects of parts go: to a directory, a file for each part."""

    directory: Path
    format: Format
    suffix: str
    keeps_rejects: bool
    run: str
    """What tells this run from others with the same files."""

    def file(self, name: str) -> Path:
        """Give the file of a part: ``part-00007.parquet``."""
        return self.directory / f"{name}{self.suffix}"

    def rejects(self, name: str) -> Path:
        """Give the file of the rejects of a part."""
        return self.directory / f".{name}.rejects"

    @property
    def marks(self) -> DoneMarks:
        """Which parts are done."""
        return DoneMarks(self.directory, self.run)

    def remove(self, name: str) -> None:
        """Remove the files of a part."""
        for path in (self.file(name), self.rejects(name)):
            path.unlink(missing_ok=True)


def convert(  # noqa: PLR0913 - what there is to say of a run
    sources: Sources,
    out: str | PathLike[str],
    cls: Any,
    *,
    rejects: str | PathLike[str] | None = None,
    format: str | None = None,  # noqa: A002 - what everybody calls it
    converter: ConverterLike = None,
    at: str | None = None,
    jobs: int = 1,
    dask: DaskAddress = None,
    max_rejects: int = MOST_REJECTS,
    progress: Progress | None = None,
) -> Summary:
    """Write the objects of files to a file, or to the files of a directory.

    Whatever happens, a file has its name only when it is whole. A run into a directory that was
    stopped goes on where it was when it is started again: parts that are done, and whose files have
    not changed since, are not done again.

    Args:
        sources: See `scan`.
        out: The file: ``rows.parquet``, ``rows.ndjson.gz``, ``rows.arrow``. Or a directory, which
            is there already or whose name has no suffix: each part is a file in it.
        cls: See `scan`.
        rejects: A file for what was refused, as lines of JSON with ``where``, ``problems`` and
            ``text``; None for none.
        format: ``"parquet"``, ``"ndjson"`` or ``"arrow"``; None for what the name says, and for
            Parquet in a directory.
        converter: See `check`.
        at: See `scan`.
        jobs: See `check`.
        dask: See `check`. Its workers must see the same files.
        max_rejects: How many rejects the summary has at most; all are counted and written.
        progress: Told of what is done; None for nobody.

    Returns:
        What was read, counted, also of parts that an earlier run has done.

    Raises:
        FileNotFoundError: When a path is not there.
        OSError: When the output cannot be written.
        TypeError: When the converter cannot be sent to other processes.
        ValueError: When the name of the output does not tell its format.
        WorkerDiedError: When several workers have died at the same part.
    """
    path = Path(out)
    report = None if rejects is None else Path(rejects)
    found = find_sources(sources)
    job = _sendable(Job(cls, converter, at, max_rejects), jobs, dask)
    progress = progress or no_progress()
    is_directory = path.is_dir() or (not path.suffix and fspath(out) != "-")
    if is_directory:
        form = check_format(format or "parquet", path)
        target = _target(path, form, f".{form}", job, report)
        return _convert_parts(job, found, target, report, jobs, dask, progress)
    form = check_format(format, path)
    remove_unfinished(path.parent, path.name)
    if jobs == 1 and not dask:
        return _convert_here(job, found, path, form, report, progress)
    # The parts stand beside the file until it is whole, so a run that was stopped can go on.
    suffix = "".join(path.suffixes[-2:]) if format_of(path) else f".{form}"
    target = _target(path.with_name(f".{path.name}.parts"), form, suffix, job, report)
    summary = _convert_parts(job, found, target, report, jobs, dask, progress)
    names = [part.name for part in cut(found)]
    join_files([target.file(name) for name in names], path, form)
    shutil.rmtree(target.directory)
    return summary


def _target(directory: Path, form: Format, suffix: str, job: Job, report: Path | None) -> Target:
    columns = "" if form == "ndjson" else str(table_form(job.cls, job.made_converter()).schema)
    run = json.dumps([type_name(job.cls), columns, form, suffix, job.at, report is not None])
    return Target(directory, form, suffix, report is not None, run)


def _convert_here(
    job: Job,
    sources: list[Source],
    path: Path,
    form: Format,
    report: Path | None,
    progress: Progress,
) -> Summary:
    total = Summary()
    converter = job.made_converter()
    with ExitStack() as stack:
        write_reject = None
        if report is not None:
            write_reject = stack.enter_context(packed(report)).write
        sink = stack.enter_context(open_sink(path, form, job.cls, converter))
        for source in sources:
            for summary in _write(job, source, converter, sink, write_reject, progress.on_bytes):
                progress.add(summary)
                total = total.plus(summary, job.most_rejects)
            progress.end(source)
    return total


def _write(
    job: Job,
    source: Source,
    converter: Converter,
    sink: Any,
    write_reject: Any,
    on_bytes: Any = None,
) -> Iterator[Summary]:
    reader: Reader[Any] = Reader(job.cls, converter)
    for batch in _batches(job, source, reader, on_bytes):
        unfit = sink.write(batch)
        rejects = [*batch.rejects, *unfit]
        if write_reject is not None:
            for reject in rejects:
                write_reject(reject.to_json())
        counted = batch.summary
        yield evolve(
            counted,
            rows=counted.rows - len(unfit),
            bad=counted.bad + len(unfit),
            rejects=tuple(rejects),
        )


def convert_part(job: Job, target: Target, part: Part) -> Summary:
    """Write the objects of a part to a file of its own, unless that was done before."""
    done = target.marks.find(part)
    if done is not None and target.file(part.name).exists():
        return done
    converter = job.made_converter()
    total = Summary()
    with ExitStack() as stack:
        write_reject = None
        if target.keeps_rejects:
            write_reject = stack.enter_context(packed(target.rejects(part.name))).write
        file = target.file(part.name)
        sink = stack.enter_context(open_sink(file, target.format, job.cls, converter))
        for summary in _write(job, part.source, converter, sink, write_reject):
            total = total.plus(summary, job.most_rejects)
    total = evolve(total, rejects=first_rejects(total.rejects, job.most_rejects))
    target.marks.set(part, total)
    return total


def _convert_parts(
    job: Job,
    sources: list[Source],
    target: Target,
    report: Path | None,
    jobs: int,
    dask: DaskAddress,
    progress: Progress,
) -> Summary:
    target.directory.mkdir(parents=True, exist_ok=True)
    remove_unfinished(target.directory)
    parts = cut(sources)
    target.marks.forget_others(parts, target.remove)
    total = Summary()
    run = run_here if jobs == 1 and not dask else runner_for(jobs, dask)
    results: Iterator[Summary] = run(partial(convert_part, job, target), parts)
    for part, summary in zip(parts, results, strict=True):
        total = total.plus(summary, job.most_rejects)
        progress.add(summary)
        progress.end(part.source)
    if report is not None:
        remove_unfinished(report.parent, report.name)
        with packed(report) as file:
            for part in parts:
                append_file(file, target.rejects(part.name))
    return total
