"""Shows how far a run is: bytes and rows, their rate, rejects, and the time that is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from converters.bulk.batches import Summary
from converters.bulk.sources import Source
from converters.imports import import_late


class Progress(Protocol):
    """What is told how far a run is."""

    def on_bytes(self, read: int) -> None:
        """Note how many bytes of the present file have been read, packed as they are."""

    def add(self, summary: Summary) -> None:
        """Note what was counted since."""

    def end(self, source: Source) -> None:
        """Note that a file, or a part of one, has been read."""


class _NoProgress:
    def on_bytes(self, read: int) -> None:
        """Do nothing."""

    def add(self, summary: Summary) -> None:
        """Do nothing."""

    def end(self, source: Source) -> None:
        """Do nothing."""


def no_progress() -> Progress:
    """Give what shows nothing."""
    return _NoProgress()


class Bar:
    """A line on standard error that is drawn anew."""

    def __init__(self, bar: Any, total: int | None) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total, rows=0, rejects=0, rate=0)
        self._done = 0
        self._summary = Summary()

    def on_bytes(self, read: int) -> None:
        self._bar.update(self._task, completed=self._done + read)

    def add(self, summary: Summary) -> None:
        self._summary = self._summary.plus(summary, 0)
        elapsed = self._bar.tasks[0].elapsed or 0
        total = self._summary
        self._bar.update(
            self._task,
            rows=total.read,
            rejects=total.rejected,
            rate=int(total.read / elapsed) if elapsed else 0,
        )

    def end(self, source: Source) -> None:
        self._done += source.size or 0
        self._bar.update(self._task, completed=self._done)


@contextmanager
def shown_progress(sources: Iterable[Source], console: Any = None) -> Iterator[Progress]:
    """Show a bar on standard error, where that is a terminal and rich is installed."""
    if console is None:
        if sys.stderr is None or not sys.stderr.isatty():
            yield no_progress()
            return
        try:
            console = import_late("rich.console").Console(stderr=True)
        except ModuleNotFoundError:
            yield no_progress()
            return
    columns: Any = import_late("rich.progress")
    sizes = [it.size for it in sources]
    total = None if None in sizes else sum(filter(None, sizes))
    with columns.Progress(
        columns.BarColumn(bar_width=24),
        columns.TaskProgressColumn(),
        columns.DownloadColumn(binary_units=True),
        columns.TransferSpeedColumn(),
        columns.TextColumn("{task.fields[rows]:,} rows"),
        columns.TextColumn("{task.fields[rate]:,}/s"),
        columns.TextColumn("{task.fields[rejects]:,} rejects"),
        columns.TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        yield Bar(bar, total)
