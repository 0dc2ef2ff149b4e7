"""The command that writes label rows as COCO."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import tzinfo

import click

from converters.bulk.progress import no_progress, shown_progress
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
from converters.labels.coco import write_coco
from orm_attrs import OntologyStructure


@click.command("coco")
@takes(PATHS, ONTOLOGY)
@click.option(
    "-o", "--output", "out", required=True, metavar="OUT", type=click.Path(), help="The file."
)
@click.option(
    "--file-name",
    metavar="TEMPLATE",
    help="What files of images are called, such as {data_hash}/{frame}.png.",
)
@click.option("--all-frames", is_flag=True, help="Images of frames without labels, too.")
@takes(AT, ZONE, STRICT, SOME_PROBLEMS, QUIET)
@click.pass_context
def coco_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    ontology: OntologyStructure,
    out: str,
    file_name: str | None,
    all_frames: bool,
    at: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    strict: bool,
    max_problems: int,
    quiet: bool,
) -> None:
    """Write the label rows in PATH... as COCO to OUT, such as coco.json or coco.json.gz.

    Each object on a frame is an annotation, and each object of the ontology a category. PATH... is
    what the command check takes. Exits with 0 when everything was written, with 1 when there is a
    problem, or an object without a form in COCO.
    """
    sources = sources_of(paths)
    shown = nullcontext(no_progress()) if quiet else shown_progress(sources)
    with shown as progress:
        summary = write_coco(
            sources,
            ontology,
            out,
            file_name=file_name,
            all_frames=all_frames,
            converter=converter_of("ignore", zones),
            at=at,
            strict=strict,
            max_refusals=max_problems,
            progress=progress,
        )
    if not quiet:
        report_refusals(summary.refusals, summary.rejects, summary.bad, max_problems)
        counts = f"{summary.images} images, {summary.annotations} annotations"
        echo(f"LabelRowV2: {summary.rows} good, {summary.bad} bad; {counts}")
    ctx.exit(0 if summary.is_whole else 1)
