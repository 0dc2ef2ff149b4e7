"""Writes the objects of files to a file, or to the files of a directory: `convert`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from attrs import evolve, frozen

from converters.bulk.batches import Summary, first_rejects
from converters.bulk.files import append_file, packed, remove_unfinished
from converters.bulk.jobs import MOST_REJECTS, ConverterLike, Job, Sources, Workers
from converters.bulk.parts import DoneMarks, Part, cut
from converters.bulk.progress import Progress, no_progress
from converters.bulk.reading import Reader
from converters.bulk.runners import DaskAddress
from converters.bulk.sinks import Format, Sink, check_format, format_of, join_files, open_sink
from converters.bulk.sources import Source, find_sources, is_url
from converters.bulk.tables import table_form
from converters.tables import type_name


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


def convert(
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
        What was read, counted, also of parts that an earlier run has done; their rejects are only
        in the file of rejects.

    Raises:
        FileNotFoundError: When a path is not there.
        OSError: When the output cannot be written.
        TypeError: When the converter cannot be sent to other processes.
        ValueError: When the name of the output does not tell its format, when it is a URL, or
            when it is one of the files to read; when ``jobs`` is less than 1.
        WorkerDiedError: When several workers have died at the same part.
    """
    path = Path(out)
    if is_url(fspath(out)):
        raise ValueError(f"{out}: only files of this machine can be written")
    found = find_sources(sources)
    _refuse_own_output(found, path)
    workers = Workers(jobs, dask)
    job = workers.sendable(Job(cls, converter, at, max_rejects))
    order = _Order(
        job, found, workers, None if rejects is None else Path(rejects), progress or no_progress()
    )
    if path.is_dir() or not path.suffix:
        form = check_format(format or "parquet", path)
        summary, _ = order.to_parts(order.target(path, form, f".{form}"))
        return summary
    form = check_format(format, path)
    remove_unfinished(path)
    if not workers.are_elsewhere:
        return order.to_file(path, form)
    # The parts stand beside the file until it is whole, so a run that was stopped can go on.
    suffix = "".join(path.suffixes[-2:]) if format_of(path) else f".{form}"
    target = order.target(path.with_name(f".{path.name}.parts"), form, suffix)
    summary, parts = order.to_parts(target)
    join_files([target.file(part.name) for part in parts], path, form)
    shutil.rmtree(target.directory)
    return summary


def _refuse_own_output(sources: list[Source], path: Path) -> None:
    """Refuse to read what is about to be written, as a second run into its own folder would."""
    out = path.resolve()
    for source in sources:
        if isinstance(source.file, str):
            file = Path(source.file).resolve()
            if out == file or out in file.parents:
                raise ValueError(f"{source.file}: it would be read and written by the same run")


@frozen
class _Order:
    """What is to be written, and by whom."""

    job: Job
    sources: list[Source]
    workers: Workers
    report: Path | None
    """Where rejects go; None for nowhere."""
    progress: Progress

    def target(self, directory: Path, form: Format, suffix: str) -> Target:
        """Give where parts go."""
        job, keeps = self.job, self.report is not None
        schema = "" if form == "ndjson" else table_form(job.cls, job.made_converter()).schema
        run = json.dumps([type_name(job.cls), str(schema), form, suffix, job.at, keeps])
        return Target(directory, form, suffix, keeps, run)

    def to_file(self, path: Path, form: Format) -> Summary:
        """Write all objects to one file, in this process."""
        job, total = self.job, Summary()
        if self.report is not None:
            remove_unfinished(self.report)
        with _writing(job, path, form, self.report) as writing:
            for source in self.sources:
                for summary in writing.write(source, self.progress.on_bytes):
                    self.progress.add(summary)
                    total = total.plus(summary, job.most_rejects)
                self.progress.end(source)
        return total

    def to_parts(self, target: Target) -> tuple[Summary, list[Part]]:
        """Write the objects of each part to a file of its own."""
        target.directory.mkdir(parents=True, exist_ok=True)
        remove_unfinished(target.directory / "*")
        parts = cut(self.sources, has_pointer=self.job.at is not None)
        target.marks.forget_others(parts, target.remove)
        total = Summary()
        results = self.workers.run(partial(convert_part, self.job, target), parts)
        for part, summary in zip(parts, results, strict=True):
            total = total.plus(summary, self.job.most_rejects)
            self.progress.add(summary)
            self.progress.end(part.source)
        # Workers that died have left something behind, too.
        remove_unfinished(target.directory / "*")
        if self.report is not None:
            remove_unfinished(self.report)
            with packed(self.report) as file:
                for part in parts:
                    append_file(file, target.rejects(part.name))
        return total, parts


@contextmanager
def _writing(job: Job, path: Path, form: Format, report: Path | None) -> Iterator[_Writing]:
    """Open a file for objects and one for rejects; both appear when all is written."""
    converter = job.made_converter()
    with ExitStack() as stack:
        rejects = None if report is None else stack.enter_context(packed(report))
        sink = stack.enter_context(open_sink(path, form, job.cls, converter))
        yield _Writing(job, Reader(job.cls, converter), sink, rejects)


@frozen
class _Writing:
    """Writes objects to one file, and rejects to another."""

    job: Job
    reader: Reader[Any]
    sink: Sink
    rejects: BinaryIO | None

    def write(self, source: Source, on_bytes: Any = None) -> Iterator[Summary]:
        """Write the objects of a file, and count each few."""
        for batch in self.job.batches(source, self.reader, on_bytes):
            unfit = self.sink.write(batch)
            rejects = sorted([*batch.rejects, *unfit], key=lambda it: it.number)
            if self.rejects is not None:
                self.rejects.writelines(reject.to_json() for reject in rejects)
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
    total = Summary()
    report = target.rejects(part.name) if target.keeps_rejects else None
    with _writing(job, target.file(part.name), target.format, report) as writing:
        for summary in writing.write(part.source):
            total = total.plus(summary, job.most_rejects)
    total = evolve(total, rejects=first_rejects(total.rejects, job.most_rejects))
    target.marks.set(part, total)
    return total
