"""The commands that read files of any size: check, convert, drift and guess."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

import attrs
import click

from converters.bulk.batches import Reject, Summary, encodable
from converters.bulk.converting import convert
from converters.bulk.findings import Drift
from converters.bulk.jobs import Job, Workers
from converters.bulk.lists import steps_of
from converters.bulk.packings import reason
from converters.bulk.progress import no_progress, shown_progress
from converters.bulk.runners import WorkerDiedError
from converters.bulk.runs import drift, run_check
from converters.bulk.sources import Source, find_sources
from converters.cli.guess import Guess, guess
from converters.cli.options import (
    AT,
    FORMAT,
    JOB_OPTIONS,
    MAX_PROBLEMS,
    OUTPUT,
    PATHS,
    QUIET,
    REJECTS,
    SOME_PROBLEMS,
    STRICT,
    TEXT_OR_JSON,
    ZONE,
    converter_of,
    dask_address,
    takes,
)
from converters.cli.reports import echo, printable, report_of
from converters.registry import make_converter


@contextmanager
def errors_are_lines() -> Iterator[None]:
    """Turn what keeps a command from going on into one line, and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise  # click ends quietly when nobody reads on
    except OSError as exc:
        _drop_unwritten()
        name = f"{printable(str(exc.filename))}: " if exc.filename else ""
        raise click.ClickException(f"{name}{reason(exc)}") from None
    except (ImportError, WorkerDiedError) as exc:
        raise click.ClickException(str(exc)) from None
    except ValueError as exc:
        raise click.UsageError(str(exc)) from None


def _drop_unwritten() -> None:
    """Keep Python from trying once more, when it ends, to write what cannot be written."""
    stdout = sys.stdout
    if stdout is None:
        return
    try:
        stdout.flush()
    except OSError:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stdout.fileno())


def sources_of(paths: tuple[str, ...]) -> list[Source]:
    """Find the files to read, without those that this command itself writes to."""
    try:
        found = find_sources(paths)
    except FileNotFoundError as exc:
        sentence = f"Path {exc.filename!r} does not exist, or there is nothing in it."
        raise click.UsageError(sentence) from None
    written = {_identity(number) for number in _OUTPUTS} - {None}
    own = [
        it for it in found if written and isinstance(it.file, str) and _identity(it.file) in written
    ]
    for source in own:
        echo(f"{printable(source.name)}: left out, as this command writes to it", err=True)
    if own and len(own) == len(found):
        raise click.UsageError("there is nothing to read but what this command writes to")
    return [it for it in found if it not in own] if own else found


_OUTPUTS: Final = (1, 2)
"""The numbers by which the system knows standard output and standard error."""


def _identity(file: int | str) -> tuple[int, int] | None:
    """Give what tells a file from all others; None for what is none, or is not there."""
    try:
        status = os.stat(file)  # noqa: PTH116 - it may be a number
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


@click.command()
@takes(*JOB_OPTIONS)
@click.option(
    "--unknown",
    type=click.Choice(["ignore", "forbid", "report"]),
    default="ignore",
    show_default=True,
    help="What to do with keys that CLASS does not know; report lists them at the end.",
)
@FORMAT
@ZONE
@STRICT
@MAX_PROBLEMS
@QUIET
@click.pass_context
def check(
    ctx: click.Context,
    cls: Any,
    paths: tuple[str, ...],
    at: str | None,
    jobs: int,
    dask: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    unknown: str,
    form: str,
    strict: bool,
    max_problems: int | None,
    quiet: bool,
) -> None:
    """Structure every object in PATH... as CLASS and report each problem.

    A path is a file, a directory, a glob or a URL, and - is standard input. A file holds lines of
    JSON, a JSON list, a JSON document or Parquet, packed with gzip, zstd, bzip2 or xz or not; it
    may be larger than memory. Exits with 0 when all is good, with 1 when there is a problem.
    """
    most = 0 if quiet else sys.maxsize if max_problems is None else max_problems
    job = Job(cls, converter_of(unknown, zones), at, most, unknown == "report", strict)
    ctx.exit(run_and_report(job, paths, Workers(jobs, dask_address(dask)), form, quiet=quiet))


def run_and_report(
    job: Job, paths: tuple[str, ...], workers: Workers, form: str, *, quiet: bool
) -> int:
    """Check files, print what is wrong, and give the exit code.

    Args:
        job: What is checked; of its rejects, no more are printed than it wants to have.
        paths: The arguments of the command.
        workers: Who does it.
        form: One of `FORMATS`.
        quiet: True to print nothing.
    """
    sources, most = sources_of(paths), job.most_rejects
    report = report_of(form)
    total, found, printed, problems = Summary(), Drift(), 0, 0
    shown = nullcontext(no_progress()) if quiet else shown_progress(sources)
    if not quiet:
        report.begin()
    with shown as progress:
        for checked in run_check(job, sources, workers, progress):
            total = total.plus(checked.summary, 0)
            found = found.plus(checked.drift) if job.finds_drift else found
            problems += checked.problems
            warnings = [(it, True) for it in checked.strangers]
            entries = [*((it, False) for it in checked.rejects), *warnings]
            for reject, is_warning in sorted(entries, key=lambda it: it[0].number):
                if printed < most:
                    report.reject(reject, most - printed, is_warning=is_warning)
                    printed += min(len(reject.problems), most - printed)
    if not quiet:
        if job.finds_drift:
            _print_drift(found, err=form != "text")
        report.end(job.cls.__name__, total, problems - printed)
    return 1 if total.rejected else 0


@click.command("convert")
@takes(*JOB_OPTIONS, OUTPUT, REJECTS)
@click.option(
    "--to",
    "form",
    type=click.Choice(["parquet", "ndjson", "arrow"]),
    help="What to write, where the name of OUT does not tell.",
)
@click.option(
    "--unknown",
    type=click.Choice(["ignore", "forbid", "keep"]),
    default="ignore",
    show_default=True,
    help="What to do with keys that CLASS does not know.",
)
@takes(ZONE, STRICT, SOME_PROBLEMS, QUIET)
@click.pass_context
def convert_command(
    ctx: click.Context,
    cls: Any,
    paths: tuple[str, ...],
    at: str | None,
    jobs: int,
    dask: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    out: str,
    rejects: str | None,
    form: str | None,
    unknown: str,
    strict: bool,
    max_problems: int,
    quiet: bool,
) -> None:
    """Write the objects in PATH... to OUT: Parquet, lines of JSON or Arrow, as its name says.

    A file appears only when it is whole. A run into a directory that was stopped goes on where it
    was. Exits with 0 when all objects were written, with 1 when there is a problem.
    """
    code = convert_and_report(
        paths,
        out,
        cls,
        max_problems=max_problems,
        quiet=quiet,
        rejects=rejects,
        format=form,
        converter=converter_of(unknown, zones),
        at=at,
        jobs=jobs,
        dask=dask_address(dask),
        strict=strict,
    )
    ctx.exit(code)


def convert_and_report(
    paths: tuple[str, ...], out: str, cls: Any, *, max_problems: int, quiet: bool, **options: Any
) -> int:
    """Write the objects of files, print what is wrong, and give the exit code.

    Args:
        paths: The arguments of the command.
        out: See `convert`.
        cls: See `convert`.
        max_problems: How many problems are printed at most.
        quiet: True to print nothing.
        **options: Those of `convert`.
    """
    sources = sources_of(paths)
    shown = nullcontext(no_progress()) if quiet else shown_progress(sources)
    most = 0 if quiet else max_problems
    with shown as progress:
        total = convert(sources, out, cls, max_rejects=most, progress=progress, **options)
    if not quiet:
        lines = [line for reject in total.rejects for line in reject.lines()][:max_problems]
        for line in lines:
            echo(click.style(printable(line), fg="red"))
        if total.rejected > len(total.rejects):
            echo(f"... and {total.rejected - len(total.rejects)} more rejects")
        echo(f"{cls.__name__}: {total}")
    return 1 if total.rejected else 0


@click.command("drift")
@takes(*JOB_OPTIONS)
@TEXT_OR_JSON
@click.pass_context
def drift_command(
    ctx: click.Context,
    cls: Any,
    paths: tuple[str, ...],
    at: str | None,
    jobs: int,
    dask: str | None,
    form: str,
) -> None:
    """Find what the objects in PATH... have that CLASS does not know: keys, and values of enums.

    Exits with 0, whatever is found, and with 1 when something could not be read.
    """
    found = drift(sources_of(paths), cls, at=at, jobs=jobs, dask=dask_address(dask))
    if form == "json":
        click.echo(json.dumps(attrs.asdict(found), indent=2))
    else:
        _print_drift(found)
        unread = f", {found.unread} could not be read" if found.unread else ""
        echo(f"{cls.__name__}: {found.rows} objects{unread}, {len(found.findings)} findings")
    ctx.exit(1 if found.unread else 0)


@click.command("guess")
@PATHS
@AT
@ZONE
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print what fits; json is a line for each file.",
)
@click.pass_context
def guess_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    at: str | None,
    zones: tuple[tuple[str, tzinfo], ...],
    form: str,
) -> None:
    """Say of which class the objects in each file of PATH... are most likely, and why.

    The first 100 objects of a file are tried. Exits with 0 when a class was found for each file,
    else with 1.
    """
    steps_of(at or "")  # It is told now if it is no pointer.
    found_all = True
    converter = make_converter(zones=dict(zones)) if zones else None
    for source in sources_of(paths):
        found = guess(source, at, _GUESSES, converter)
        found_all &= isinstance(found, Guess) and bool(found.fits)
        if form == "json":
            echo(json.dumps(_guess_facts(source.name, found)))
        else:
            _print_guess(source.name, found)
    ctx.exit(0 if found_all else 1)


_GUESSES: Final = 3
"""How many classes are told of a file."""

_POOR: Final = 0.5
"""The fit up to which a list inside of a document may be what is meant."""


def _guess_facts(name: str, found: Guess | Reject) -> dict[str, Any]:
    facts: dict[str, Any] = {"where": encodable(name)}
    if isinstance(found, Reject):
        return {**facts, "fits": [], "problem": encodable(found.problems[0].message)}
    facts["fits"] = [
        {
            "class": it.cls.__name__,
            "fit": round(it.score, 2),
            "objects": it.objects,
            "good": it.good,
            "keys": it.keys,
            "known": it.known,
            "unknown": [encodable(path) for path in it.unknown],
            "missing": list(it.missing),
            "problem": it.problem and encodable(it.problem),
        }
        for it in found.fits
    ]
    facts["pointers"] = [encodable(it) for it in found.pointers]
    return facts


def _print_guess(file: str, found: Guess | Reject) -> None:
    name = click.style(printable(file), bold=True)
    if isinstance(found, Reject):
        echo(f"{name}: {click.style(printable(found.problems[0].message), fg='red')}")
        return
    best = found.fits[0].score if found.fits else 0
    if not found.fits:
        echo(f"{name}: no class has a key of its objects")
    for number, fit in enumerate(it for it in found.fits if it.score >= best / 2):
        begin = "  or " if number else f"{name}: "
        echo(f"{begin}{fit.cls.__name__}, {fit.score:.0%}: {printable(fit.reason)}")
    for pointer in found.pointers if best <= _POOR else ():
        echo(f"  or a list inside of it: --at {printable(pointer)}")


def _print_drift(found: Drift, *, err: bool = False) -> None:
    rows = [("unknown", "path", "count", "first", "example")] if found.findings else []
    rows += [(it.what, it.path, str(it.count), it.where, it.example) for it in found.findings]
    for line in table_lines([tuple(map(printable, row)) for row in rows]):
        echo(line, err=err)
    if found.more:
        echo(f"... and {found.more} more of too many different ones", err=err)


def table_lines(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Give rows as lines whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
