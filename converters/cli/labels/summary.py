"""The command that counts what label rows have."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import tzinfo
from functools import partial
from typing import Any, Final

import click
from attrs import define, evolve, field

from converters.bulk.batches import Summary, encodable, first_rejects
from converters.bulk.jobs import Job, Workers
from converters.bulk.parts import Part, cut
from converters.bulk.progress import Progress, no_progress, shown_progress
from converters.bulk.sources import Source
from converters.cli.labels.ontologies import ONTOLOGY_FOR_NAMES
from converters.cli.options import (
    AT,
    DASK,
    JOBS,
    PATHS,
    TEXT_OR_JSON,
    ZONE,
    converter_of,
    dask_address,
    takes,
)
from converters.cli.reports import echo, printable
from converters.cli.streams import sources_of, table_lines
from converters.labels.features import Features
from converters.labels.summaries import TALLIES, Key, LabelSummary, Tally
from orm_attrs import LabelRowV2, OntologyStructure

_MOST_REJECTS: Final = 10
"""Rows that cannot be read, of which it is told why."""

_WIDEST_NAME: Final = 60
"""Characters of a name that are printed."""

_BAR: Final = 30
"""Characters of a bar at most."""


@define
class _Found:
    """What came of a part."""

    summary: LabelSummary = field(factory=LabelSummary)
    read: Summary = field(factory=Summary)
    """How many rows are good and bad, with the first rejects."""


@click.command("summary")
@takes(PATHS, ONTOLOGY_FOR_NAMES, AT, JOBS, DASK, ZONE, TEXT_OR_JSON)
@click.option(
    "--top",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Print so many of a kind, the most frequent ones; JSON has all.",
)
@click.pass_context
def summary_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    ontology: OntologyStructure | None,
    at: str | None,
    jobs: int,
    dask: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    form: str,
    top: int,
) -> None:
    """Count the features, shapes, answers, annotators and statuses of the label rows in PATH...

    PATH... is what the command check takes. Exits with 0, and with 1 when something could not be
    read.
    """
    sources, workers = sources_of(paths), Workers(jobs, dask_address(dask))
    converter = converter_of("ignore", zones)
    # Of what is no label row, there is nothing to count.
    job = Job(LabelRowV2, converter, at, _MOST_REJECTS, is_strict=True)
    total = _Found()
    with shown_progress(sources) as progress:
        for found in _run(job, ontology, sources, workers, progress):
            total.summary.plus(found.summary)
            total.read = total.read.plus(found.read, _MOST_REJECTS)
    for line in [line for reject in total.read.rejects for line in reject.lines()]:
        echo(click.style(printable(line), fg="red"), err=True)
    if form == "json":
        echo(encodable(json.dumps(_facts(total), ensure_ascii=False, indent=2)))
    else:
        for line in _lines(total, top):
            echo(line)
    ctx.exit(1 if total.read.rejected else 0)


def _run(
    job: Job,
    ontology: OntologyStructure | None,
    sources: list[Source],
    workers: Workers,
    progress: Progress,
) -> Iterator[_Found]:
    """Count the rows of files, and give what came of each, or of each part where others count."""
    if workers.are_elsewhere:
        parts = cut(sources, has_pointer=job.at is not None)
        count = partial(count_part, workers.sendable(job), ontology)
    else:
        parts = [Part(number, source) for number, source in enumerate(sources)]
        count = partial(count_part, job, ontology, progress=progress)
    for part, found in zip(parts, workers.run(count, parts), strict=True):
        if workers.are_elsewhere:
            progress.add(found.read)
        progress.end(part.source)
        yield found


def count_part(
    job: Job, ontology: OntologyStructure | None, part: Part, progress: Progress | None = None
) -> _Found:
    """Count the rows of a part."""
    progress = progress or no_progress()
    found, features, reader = _Found(), Features(ontology), job.reader()
    for batch in job.batches(part.source, reader, progress.on_bytes):
        for row in batch.objects:
            found.summary.add(row, features)
        progress.add(batch.summary)
        rejects = first_rejects(batch.rejects, job.most_rejects)
        counted = evolve(batch.summary, rejects=rejects)
        found.read = found.read.plus(counted, job.most_rejects)
    return found


# --- what is printed ------------------------------------------------------------------------------


def _facts(found: _Found) -> dict[str, Any]:
    made = found.summary
    facts: dict[str, Any] = {
        "rows": made.rows,
        "unread": found.read.rejected,
        "objects": made.objects,
        "classifications": made.classifications,
        "frame_objects": made.frame_objects,
    }
    for name, keys in TALLIES.items():
        tally: Tally = getattr(made, name)
        facts[name] = [
            {**dict(zip(keys, key, strict=True)), "count": count, **_on_frames(name, key, made)}
            for key, count in tally.largest()
        ]
        facts[f"{name}_not_listed"] = tally.more
    return facts


def _on_frames(name: str, key: Key, made: LabelSummary) -> dict[str, int]:
    return {"on_frames": made.frames.counts.get(key, 0)} if name == "features" else {}


def _lines(found: _Found, top: int) -> Iterator[str]:
    made = found.summary
    unread = f", {found.read.rejected} could not be read" if found.read.rejected else ""
    yield (
        f"{made.rows} label rows{unread}: {made.objects} objects ({made.frame_objects} on frames),"
        f" {made.classifications} classifications"
    )
    for name in TALLIES:
        tally: Tally = getattr(made, name)
        if not tally.counts:
            continue
        yield ""
        yield click.style(name, bold=True)
        yield from _chart(name, tally, made.frames, top)


def _chart(name: str, tally: Tally, frames: Tally, top: int) -> Iterator[str]:
    shown = tally.largest()[:top]
    rows = []
    for key, count in shown:
        cells = [_named(name, key), str(count)]
        if name == "features":
            on = frames.counts.get(key)
            cells.append("" if on is None else f"({on} on frames)")
        rows.append((*cells, _bar(count, shown[0][1])))
    yield from (f"  {line}" for line in table_lines(rows))
    others = sum(tally.counts.values()) + tally.more - sum(count for _, count in shown)
    if others:
        yield f"  ... and {others} of others"


def _named(name: str, key: Key) -> str:
    """Give a thing as it is printed; the kind and the hash of a feature only where it is needed."""
    if name == "features":
        key = (key[2] or key[1],)
    said = ", ".join("(not said)" if it is None else printable(it) for it in key)
    return said if len(said) <= _WIDEST_NAME else f"{said[:_WIDEST_NAME]}..."


def _bar(count: int, largest: int) -> str:
    """Give a bar on a terminal, and nothing elsewhere."""
    stdout = sys.stdout
    if stdout is None or not stdout.isatty():
        return ""
    sign = "\N{FULL BLOCK}"
    try:
        sign.encode(stdout.encoding or "ascii")
    except UnicodeEncodeError:
        sign = "#"
    width = min(_BAR, shutil.get_terminal_size().columns // 3)
    return sign * max(1, round(width * count / largest))
