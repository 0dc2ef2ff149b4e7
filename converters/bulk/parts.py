"""Cuts the work of a run into parts that are done one by one, and knows which of them are done."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import field, frozen

from converters.bulk.batches import Summary
from converters.bulk.chunks import PARQUET, Text
from converters.bulk.files import appearing, remove_file, remove_unfinished_parts
from converters.bulk.forms import foreign_form, shape_of
from converters.bulk.needs import needed
from converters.bulk.packings import UnreadableError, plain
from converters.bulk.sources import Source
from converters.bulk.urls import is_url

PART: Final = 64 * 2**20
"""Bytes of a plain file of lines in one part."""

_COUNTED: Final = 2**20


@frozen
class Part:
    """One file, or several small ones, or one part of a plain one."""

    number: int
    """Its place in the order of all."""
    source: Source
    more: tuple[Source, ...] = field(default=(), repr=False)
    """Other small files that are done together with it."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files, or the part of one."""
        return (self.source, *self.more)

    @property
    def name(self) -> str:
        """How the files are called that are written for it: ``part-00007``."""
        return f"part-{self.number:05}"


def cut(
    sources: list[Source], size: int = PART, *, has_pointer: bool = False, together: int = 0
) -> list[Part]:
    """Cut files into parts: plain ones with lines at line ends, others not at all.

    Args:
        sources: The files.
        size: Bytes of a part, or a little more.
        has_pointer: True when a pointer leads into documents: then no file is one of lines.
        together: Bytes of files at most that follow each other and are one part.
    """
    found = [
        piece
        for source in sources
        for piece in ([source] if has_pointer else _cut_source(source, size))
    ]
    groups = _groups(found, together) if together else [[it] for it in found]
    return [Part(number, first, tuple(more)) for number, (first, *more) in enumerate(groups)]


def _groups(sources: list[Source], together: int) -> list[list[Source]]:
    """Put small files together that follow each other."""
    found: list[list[Source]] = []
    left = 0
    for source in sources:
        size = together if source.size is None else source.size
        if not found or size > left:
            found.append([])
            left = together
        found[-1].append(source)
        left -= size
    return found


def _cut_source(source: Source, size: int) -> Iterator[Source]:
    if (source.size or 0) <= size or not _has_plain_lines(source):
        yield source
        return
    try:
        yield from list(_pieces(source, size))
    except OSError:
        yield source  # Who reads it says what is wrong with it.


def _has_plain_lines(source: Source) -> bool:
    try:
        with source.opened() as stream:
            text = Text(plain(stream))
            head = text.take_head()
    except (UnreadableError, OSError):
        return False
    if head.startswith(PARQUET) or foreign_form(head):
        return False
    return shape_of(head, is_whole=text.is_whole) == "lines"


def _pieces(source: Source, size: int) -> Iterator[Source]:
    with Path(source.file).open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        start, line = 0, 1
        while start < total:
            end = min(start + size, total)
            if end < total:
                file.seek(end - 1)
                while (piece := file.readline(_COUNTED)) and not piece.endswith(b"\n"):
                    pass
                end = file.tell()
            yield Source(source.name, source.file, start, end, line)
            file.seek(start)
            left = end - start
            while left and (data := file.read(min(_COUNTED, left))):
                left -= len(data)
                line += data.count(b"\n")
            start = end


def state_of(source: Source) -> Any:
    """Give what changes when a file changes; None where that cannot be known."""
    if not isinstance(source.file, str) or source.file == "-":
        return None
    try:
        if is_url(source.file):
            filesystem, path = needed("fsspec", "bulk").core.url_to_fs(source.file)
            return filesystem.ukey(path)
        status = Path(source.file).stat()
    except Exception:  # whoever reads the file says what is wrong with it
        return None
    return [status.st_size, status.st_mtime_ns]


@frozen
class DoneMarks:
    """Remembers in a directory which parts of a run have been done."""

    directory: Path
    run: str
    """What tells this run from others: the class, its columns, how files are read."""

    def path(self, part: Part) -> Path:
        """Give the file that says that a part is done."""
        return self.directory / f".{part.name}.done"

    def find(self, part: Part, fingerprint: str | None) -> Summary | None:
        """Give what a part counted when it was done; None when it is still to be done."""
        mark = _read_mark(self.path(part))
        if mark is None or fingerprint is None or mark.fingerprint != fingerprint:
            return None
        return mark.summary

    def begin(self, part: Part, file: Path) -> None:
        """Note that a file is about to be written for a part, and remove what stands for it.

        The part itself stays until it is replaced.
        """
        path = self.path(part)
        mark = _read_mark(path)
        is_ours = mark is not None and mark.file == file.name
        if mark is not None:
            remove_file(_rejects_of(path))
            if not is_ours:
                remove_file(self.directory / mark.file)
                remove_file(path)
        if is_ours or not file.exists():
            self._write(part, Mark(None, file.name, Summary()))

    def end(self, part: Part, fingerprint: str | None, file: Path, summary: Summary) -> None:
        """Note that a part is done.

        Args:
            part: The part.
            fingerprint: Its `fingerprint` before it was read: it may have changed since.
            file: The file that was written.
            summary: What was counted.
        """
        self._write(part, Mark(fingerprint, file.name, summary))

    def _write(self, part: Part, mark: Mark) -> None:
        path = self.path(part)
        if path.is_dir():
            return  # It is none of ours. Without a mark, the part is done again.
        record = {"fingerprint": mark.fingerprint, "file": mark.file}
        record |= {it: getattr(mark.summary, it) for it in _COUNTS}
        with appearing(path, self.directory / mark.file) as target:
            target.write(json.dumps(record).encode())

    def fingerprint(self, part: Part) -> str | None:
        """Give what changes when the source or the run does; None where that is not known."""
        facts: list[Any] = [self.run]
        for source in part.sources:
            state = state_of(source)
            if state is None:
                return None
            facts += [source.name, state, source.start, source.end]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def forget_others(self, parts: Iterable[Part]) -> None:
        """Remove what a run with more parts has left."""
        paths = {self.path(part) for part in parts}
        for path in self.directory.glob(".part-*.done"):
            mark = _read_mark(path)
            if path not in paths and mark is not None:
                remove_file(self.directory / mark.file)
                remove_file(_rejects_of(path))
                remove_file(path)

    def clear(self) -> None:
        """Remove the parts, what is left of any, and the directory if nothing else is in it."""
        self.forget_others(())
        remove_unfinished_parts(self.directory)
        with suppress(OSError):
            self.directory.rmdir()


@frozen
class Mark:
    """What a mark says."""

    fingerprint: str | None
    """Of the source and the run, when the part was done; None while it is being done."""
    file: str
    """The name of the part's file."""
    summary: Summary


_COUNTS: Final = tuple(it.name for it in attrs.fields(Summary) if it.name != "rejects")

_NAME: Final = re.compile(r"\.(part-[0-9]{5,})\.done").fullmatch


def _rejects_of(path: Path) -> Path:
    return path.with_suffix(".rejects")


def _read_mark(path: Path) -> Mark | None:
    """Read a mark; None where there is none, or something that no run has written."""
    name = _NAME(path.name)
    if name is None or not path.is_file():
        return None
    try:
        record = json.loads(path.read_bytes())
        fingerprint, file = record["fingerprint"], record["file"]
        # Earlier versions counted less.
        counts = {it: record.get(it, 0) for it in _COUNTS} if "rows" in record else {}
        is_ours = re.fullmatch(rf"{name[1]}(\.[a-z0-9]+){{1,2}}", file)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not is_ours or set(map(type, counts.values())) != {int}:
        return None
    return Mark(fingerprint, file, Summary(**counts))
