"""The command that holds label rows against their ontology."""

from __future__ import annotations

import sys
from datetime import tzinfo

import click

from converters.bulk.jobs import Job, Workers
from converters.cli.labels.ontologies import ONTOLOGY
from converters.cli.options import (
    AT,
    DASK,
    FORMAT,
    JOBS,
    MAX_PROBLEMS,
    PATHS,
    QUIET,
    STRICT,
    ZONE,
    converter_of,
    dask_address,
    takes,
)
from converters.cli.streams import run_and_report
from converters.labels.checks import Checker
from orm_attrs import LabelRowV2, OntologyStructure


@click.command("check")
@takes(PATHS, ONTOLOGY, AT, JOBS, DASK, FORMAT, ZONE, STRICT, MAX_PROBLEMS, QUIET)
@click.pass_context
def check_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    ontology: OntologyStructure,
    at: str | None,
    jobs: int,
    dask: str | None,
    form: str,
    zones: tuple[tuple[str, tzinfo], ...],
    strict: bool,
    max_problems: int | None,
    quiet: bool,
) -> None:
    """Read every label row in PATH... and report each problem, by the ontology and in itself.

    PATH... is what the command check takes. Exits with 0 when all is good, with 1 when there is a
    problem, and with 2 when the ontology cannot be read.
    """
    most = 0 if quiet else sys.maxsize if max_problems is None else max_problems
    converter = converter_of("ignore", zones)
    job = Job(LabelRowV2, converter, at, most, is_strict=strict, rule=Checker(ontology))
    ctx.exit(run_and_report(job, paths, Workers(jobs, dask_address(dask)), form, quiet=quiet))
