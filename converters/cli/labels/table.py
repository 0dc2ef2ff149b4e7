"""The command that puts label rows into a table."""

from __future__ import annotations

from datetime import tzinfo

import click

from converters.cli.labels.ontologies import ONTOLOGY
from converters.cli.options import (
    AT,
    DASK,
    JOBS,
    OUTPUT,
    PATHS,
    QUIET,
    REJECTS,
    SOME_PROBLEMS,
    STRICT,
    ZONE,
    converter_of,
    dask_address,
    takes,
)
from converters.cli.streams import convert_and_report
from converters.labels.tables import ObjectTable
from orm_attrs import LabelRowV2, OntologyStructure

_MIB = 2**20


@click.command("table")
@takes(PATHS, ONTOLOGY, OUTPUT, REJECTS)
@click.option(
    "--to",
    "form",
    type=click.Choice(["parquet", "arrow"]),
    help="What to write, where the name of OUT does not tell.",
)
@click.option(
    "--largest",
    metavar="MIB",
    type=click.IntRange(1),
    default=1024,
    show_default=True,
    help="Refuse a label row of more MiB: each has to be held whole.",
)
@takes(AT, JOBS, DASK, ZONE, STRICT, SOME_PROBLEMS, QUIET)
@click.pass_context
def table(
    ctx: click.Context,
    paths: tuple[str, ...],
    ontology: OntologyStructure,
    out: str,
    rejects: str | None,
    form: str | None,
    largest: int,
    at: str | None,
    jobs: int,
    dask: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    strict: bool,
    max_problems: int,
    quiet: bool,
) -> None:
    """Write a table of the label rows in PATH... to OUT: Parquet or Arrow, as its name says.

    It has a row for each object on each frame, each range of an object and each classification,
    and a column for each attribute of the ontology. PATH... is what the command check takes. A run
    into a directory that was stopped goes on where it was. Exits with 0 when all label rows were
    written, with 1 when there is a problem.
    """
    code = convert_and_report(
        paths,
        out,
        LabelRowV2,
        max_problems=max_problems,
        quiet=quiet,
        to=ObjectTable(ontology),
        rejects=rejects,
        format=form,
        converter=converter_of("ignore", zones),
        at=at,
        jobs=jobs,
        dask=dask_address(dask),
        strict=strict,
        largest=largest * _MIB,
    )
    ctx.exit(code)
