"""Writes the objects of files to a file, or to the files of a directory: `convert`."""

from __future__ import annotations

import errno
import json
import os
import pickle
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO, Final

from attrs import evolve, frozen
from cattrs import Converter

from converters.bulk.batches import Reject, Summary, first_rejects
from converters.bulk.files import (
    append_file,
    is_device,
    packed,
    place_of,
    remove_unfinished,
    remove_unfinished_parts,
)
from converters.bulk.jobs import MOST_REJECTS, ConverterLike, Job, Sources, Workers
from converters.bulk.packings import PACKERS
from converters.bulk.parts import DoneMarks, Part, cut
from converters.bulk.progress import Progress, no_progress
from converters.bulk.reading import Reader
from converters.bulk.runners import DaskAddress
from converters.bulk.sinks import Format, Sink, TableMaker, check_format, join_files, open_sink
from converters.bulk.sources import Source, find_sources
from converters.bulk.tables import table_form
from converters.bulk.urls import is_url, shown_url
from converters.registry import plan
from converters.tables import type_name

_TOGETHER: Final = 16 * 2**20
"""Bytes of small files that are one part of a table: of each, a few objects may be many rows."""

_is_part: Final = re.compile(r"\.?part-[0-9]{5,}\..*", re.IGNORECASE).fullmatch

_LOCAL_URL: Final = re.compile("^(file|local)://")
"""How a URL begins that means a file of this machine."""


@frozen
class Target:
    """Where the objects of parts go: to a directory, a file for each part."""

    directory: Path
    format: Format
    suffix: str
    report: Path | None
    """Where all rejects go in the end; None for nowhere."""
    out: Path | None
    """The file that all parts become in the end; None where they stay."""
    run: str
    """What tells this run from others with the same files."""

    def file(self, name: str) -> Path:
        """Give the file of a part: ``part-00007.parquet``."""
        return self.directory / f"{name}{self.suffix}"

    def rejects(self, name: str) -> Path:
        """Give the file of the rejects of a part."""
        return self.directory / f".{name}.rejects"

    def may_write(self, path: Path) -> bool:
        """Tell whether a file may be one of those of a part."""
        place = place_of(path)
        return place.parent == place_of(self.directory) and _is_part(place.name) is not None

    @property
    def marks(self) -> DoneMarks:
        """Which parts are done."""
        return DoneMarks(self.directory, self.run)

    def has(self, name: str) -> bool:
        """Tell whether the files of a part are there."""
        return self.file(name).exists() and (self.report is None or self.rejects(name).exists())


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
    strict: bool = False,
    progress: Progress | None = None,
    to: TableMaker | None = None,
    largest: int | None = None,
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
            ``text``; None for none. It and the output may be pipes and devices, too.
        format: ``"parquet"``, ``"ndjson"`` or ``"arrow"``; None for what the name says, and for
            Parquet in a directory.
        converter: See `check`.
        at: See `scan`.
        jobs: See `check`.
        dask: See `check`. Its workers must see the same files.
        max_rejects: How many rejects the summary has at most; all are counted and written.
        strict: See `scan`.
        progress: Told of what is done; None for nobody.
        to: What makes the table, such as a `converters.labels.ObjectTable`; None for a row for each
            object, with the columns of its class. Small files are then done together.
        largest: Bytes of one object at most, as it has to be held whole; None for 64 MiB.

    Returns:
        What was read, counted, also of parts that an earlier run has done; their rejects are only
        in the file of rejects.

    Raises:
        FileNotFoundError: When a path is not there.
        OSError: When the output cannot be written.
        TypeError: When the converter cannot be sent to other processes.
        ValueError: When the name of the output does not tell its format, when it is a URL, or
            when it or the file of rejects is one of the files to read, or both are the same; when
            ``jobs`` or ``largest`` is less than 1, or ``at`` no pointer; when lines of JSON are to
            be written of a table.
        WorkerDiedError: When several workers have died at the same part.
    """
    path, report = _path_to_write(out), None if rejects is None else _path_to_write(rejects)
    found = find_sources(sources)
    _refuse_own_output(found, path)
    if report is not None:
        _refuse_own_output(found, report)
        if place_of(report) == place_of(path):
            raise ValueError(f"{report}: objects and rejects would be written to the same file")
        if report.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(report))
    workers = Workers(jobs, dask)
    job = workers.sendable(
        Job(cls, converter, at, max_rejects, is_strict=strict, to=to, largest=largest)
    )
    order = _Order(job, found, workers, report, progress or no_progress())
    if path.is_dir() or not (path.suffix or is_device(path)):
        form = _format(format or "parquet", path, to)
        summary, _ = order.to_parts(order.target(path, form, f".{form}", None))
        return summary
    form = _format(format, path, to)
    # The parts stand beside the file until it is whole, so a run that was stopped can go on.
    directory = path.with_name(f".{path.name}.parts")
    remove_unfinished(path)
    if not workers.are_elsewhere or not found:
        summary = order.to_file(path, form)
        DoneMarks(directory, "").clear()
        return summary
    if is_device(path):
        raise ValueError(f"{out}: it is no file, so only one process can write it")
    packing = path.suffix if path.suffix in PACKERS else ""
    target = order.target(directory, form, f".{form}{packing}", path)
    summary, parts = order.to_parts(target)
    join_files([target.file(part.name) for part in parts], path, form, to)
    target.marks.clear()
    return summary


def _format(name: str | None, path: Path, to: TableMaker | None) -> Format:
    form = check_format(name, path)
    if to is not None and form == "ndjson":
        raise ValueError(f"{path}: a table is written as Parquet or Arrow, not as lines of JSON")
    return form


def _path_to_write(out: str | PathLike[str]) -> Path:
    name = fspath(out)
    if name in ("", "-") or is_url(name):
        raise ValueError(f"{shown_url(name)!r}: only files of this machine can be written")
    return Path(name)


def _refuse_own_output(sources: list[Source], path: Path) -> None:
    """Refuse to read what is about to be written, as a second run into its own folder would."""
    if is_device(path):
        return
    out = place_of(path)
    for source in sources:
        if isinstance(source.file, str):
            file = place_of(Path(_LOCAL_URL.sub("", source.file)))
            if out == file or out in file.parents:
                raise ValueError(f"{source.name}: it would be read and written by the same run")


@frozen
class _Order:
    """What is to be written, and by whom."""

    job: Job
    sources: list[Source]
    workers: Workers
    report: Path | None
    """Where rejects go; None for nowhere."""
    progress: Progress

    def target(self, directory: Path, form: Format, suffix: str, out: Path | None) -> Target:
        """Give where parts go.

        Raises:
            ValueError: When the rejects would go to the same place.
        """
        job, report = self.job, self.report
        converter = job.made_converter()
        if job.to is not None:
            schema = f"{job.to.fingerprint} {job.to.schema}"
        else:
            schema = "" if form == "ndjson" else table_form(job.cls, converter).schema
        facts: list[Any] = [
            type_name(job.cls),
            _hooks(job.cls, converter),
            _maker(job.converter),
            str(schema),
        ]
        facts += [form, suffix, job.at, report is not None, job.is_strict]
        target = Target(directory, form, suffix, report, out, json.dumps(facts))
        if report is not None and target.may_write(report):
            raise ValueError(f"{report}: rejects would be written in the place of a part")
        return target

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
            return total.plus(writing.end(), job.most_rejects)

    def to_parts(self, target: Target) -> tuple[Summary, list[Part]]:
        """Write the objects of each part to a file of its own."""
        target.directory.mkdir(parents=True, exist_ok=True)
        remove_unfinished_parts(target.directory)
        together = _TOGETHER if self.job.to is not None else 0
        parts = cut(self.sources, has_pointer=self.job.at is not None, together=together)
        target.marks.forget_others(parts)
        total = Summary()
        try:
            results = self.workers.run(partial(convert_part, self.job, target), parts)
            for part, summary in zip(parts, results, strict=True):
                total = total.plus(summary, self.job.most_rejects)
                self.progress.add(summary)
                for source in part.sources:
                    self.progress.end(source)
        finally:
            # Workers that died have left something behind, too.
            remove_unfinished_parts(target.directory)
        if self.report is not None:
            remove_unfinished(self.report)
            with packed(self.report) as file:
                for part in parts:
                    append_file(file, target.rejects(part.name))
        return total, parts


def _hooks(cls: Any, converter: Converter) -> str:
    try:
        return str(plan(cls, converter=converter))
    except TypeError:
        return ""  # It is no class with a plan, such as a list or one with a hook of its own.


def _maker(converter: ConverterLike) -> str:
    """Give what tells functions that make converters apart, with the arguments that they have."""
    if converter is None or isinstance(converter, Converter):
        return ""
    try:
        return pickle.dumps(converter).hex()
    except Exception:  # other processes could not be told of it, and it is not known by a name
        return getattr(converter, "__qualname__", "")


@contextmanager
def _writing(
    job: Job,
    path: Path,
    form: Format,
    report: Path | None,
    like: tuple[Path | None, Path | None] = (None, None),
) -> Iterator[_Writing]:
    """Open a file for objects and one for rejects; both appear when all is written.

    Args:
        job: What is to be done.
        path: The file for objects.
        form: Its format.
        report: The file for rejects; None for none.
        like: For both, see `appearing`.
    """
    converter = job.made_converter()
    with ExitStack() as stack:
        rejects = None if report is None else stack.enter_context(packed(report, like[1]))
        table = None if form == "ndjson" else job.to or table_form(job.cls, converter)
        sink = stack.enter_context(open_sink(path, form, converter, table, like[0]))
        reader: Reader[Any] = Reader(job.cls, converter, is_strict=job.is_strict)
        yield _Writing(job, reader, sink, rejects)


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
            yield self._counted(batch.summary, unfit, rejects)

    def end(self) -> Summary:
        """Write what is waiting, and count what cannot be written."""
        unfit = self.sink.end()
        return self._counted(Summary(), unfit, unfit)

    def _counted(self, read: Summary, unfit: list[Reject], rejects: list[Reject]) -> Summary:
        if self.rejects is not None:
            self.rejects.writelines(reject.to_json() for reject in rejects)
        rows, bad = read.rows - len(unfit), read.bad + len(unfit)
        return evolve(read, rows=rows, bad=bad, rejects=tuple(rejects))


def convert_part(job: Job, target: Target, part: Part) -> Summary:
    """Write the objects of a part to a file of its own, unless that was done before."""
    marks = target.marks
    fingerprint = marks.fingerprint(part)
    done = marks.find(part, fingerprint)
    if done is not None and target.has(part.name):
        return done
    # Before anything is written: no mark that a part is done must stand beside what another run
    # has written, and where there is a part, there must be a mark that it is ours.
    file = target.file(part.name)
    marks.begin(part, file)
    total = Summary()
    report = None if target.report is None else target.rejects(part.name)
    like = target.out or file, target.report
    with _writing(job, file, target.format, report, like) as writing:
        for source in part.sources:
            for summary in writing.write(source):
                total = total.plus(summary, job.most_rejects)
        total = total.plus(writing.end(), job.most_rejects)
    total = evolve(total, rejects=first_rejects(total.rejects, job.most_rejects))
    marks.end(part, fingerprint, file, total)
    return total
