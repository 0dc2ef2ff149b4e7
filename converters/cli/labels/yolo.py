"""The command that writes label rows as YOLO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any, get_args

import click

from converters.bulk.batches import Reject
from converters.bulk.runs import scan
from converters.cli.labels.ontologies import ONTOLOGY
from converters.cli.labels.refusals import report_refusals
from converters.cli.options import (
    AT,
    PATHS,
    QUIET,
    SOME_PROBLEMS,
    STRICT,
    ZONE,
    converter_of,
    takes,
)
from converters.cli.reports import echo
from converters.cli.streams import sources_of
from converters.labels.yolo import Task, to_yolo
from orm_attrs import LabelRowV2, OntologyStructure


@click.command("yolo")
@takes(PATHS, ONTOLOGY)
@click.option(
    "-o", "--output", "out", required=True, metavar="FOLDER", type=click.Path(), help="The folder."
)
@click.option(
    "--task",
    type=click.Choice(get_args(Task)),
    default="detect",
    show_default=True,
    help="Boxes, outlines, turned boxes or skeletons.",
)
@click.option(
    "--val",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="The share of files for validation.",
)
@takes(AT, ZONE, STRICT, SOME_PROBLEMS, QUIET)
@click.pass_context
def yolo_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    ontology: OntologyStructure,
    out: str,
    task: Any,
    val: float,
    at: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    strict: bool,
    max_problems: int,
    quiet: bool,
) -> None:
    """Write the label rows in PATH... as YOLO to FOLDER: data.yaml, and a text file for each frame.

    PATH... is what the command check takes. Exits with 0 when everything was written, with 1 when
    there is a problem, or an object without a form for the task.
    """
    rejects: list[Reject] = []
    bad = 0

    def rows() -> Iterator[LabelRowV2]:
        nonlocal bad
        given = {"converter": converter_of("ignore", zones), "at": at, "strict": strict}
        for batch in scan(sources_of(paths), LabelRowV2, **given):
            yield from batch.objects
            bad += batch.summary.bad
            rejects.extend(batch.rejects[: max_problems - len(rejects)])

    split = {"train": 1 - val, "val": val}
    summary = to_yolo(rows(), ontology, out, task=task, split=split)
    if not quiet:
        report_refusals(summary.refusals, rejects, bad, max_problems)
        counts = ", ".join(f"{count} {part}" for part, count in summary.files.items())
        echo(f"LabelRowV2: {summary.rows} good, {bad} bad; {summary.objects} objects, {counts}")
    ctx.exit(1 if bad or summary.refusals else 0)
