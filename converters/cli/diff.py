"""The command that tells what has changed between two files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any, Final

import attrs
import click
from cattrs import Converter

from converters.bulk.batches import Reject, encodable
from converters.bulk.jobs import Job
from converters.cli.guess import guess
from converters.cli.labels.ontologies import ONTOLOGY_FOR_NAMES
from converters.cli.names import ClassName
from converters.cli.options import AT, QUIET, TEXT_OR_JSON, ZONE, converter_of, takes
from converters.cli.reports import echo, printable
from converters.cli.streams import sources_of
from converters.labels.change_texts import change_lines
from converters.labels.differences import Change, changes_by_path, diff
from converters.registry import ready_converter
from orm_attrs import LabelRow, LabelRowV2, OntologyStructure

_ERRORS: Final = 2
"""The exit code where something cannot be read."""

_GUESSES: Final = 3
"""How many classes are looked at."""

_FILE: Final = click.Path(allow_dash=True)

Row = tuple[str | None, list[Change]]
"""What tells a label row from others, and its changes; None for a file of one, and of no rows."""


@click.command("diff")
@click.argument("a", metavar="A", type=_FILE)
@click.argument("b", metavar="B", type=_FILE)
@takes(
    click.option(
        "--class", "cls", metavar="CLASS", type=ClassName(), help="What A and B hold; else guessed."
    ),
    ONTOLOGY_FOR_NAMES,
    AT,
    TEXT_OR_JSON,
    ZONE,
    QUIET,
)
@click.pass_context
def diff_command(
    ctx: click.Context,
    a: str,
    b: str,
    cls: Any,
    ontology: OntologyStructure | None,
    at: str | None,
    form: str,
    zones: tuple[tuple[str, tzinfo], ...],
    quiet: bool,
) -> None:
    """Tell what has changed from the objects in A to those in B.

    Label rows are compared by their objects, frames and answers, all others by path. Rows and other
    objects with a hash are compared with those of the same hash. Exits with 0 when nothing is
    different, with 1 when something is, and with 2 when something cannot be read.
    """
    make = converter_of("ignore", zones)
    converter = ready_converter() if make is None else make()
    kind = cls or _class_of(a, at, converter)
    # Both are the same payload, of which one looks inside.
    kind = LabelRowV2 if kind is LabelRow else kind
    before, after = (_read(it, kind, at, converter) for it in (a, b))
    if before is None or after is None:
        ctx.exit(_ERRORS)
    different = False
    for name, changes in _changes(before, after, kind, ontology, converter):
        different |= bool(changes)
        if quiet:
            continue
        for line in _lines(name, changes) if form == "text" else _facts(name, changes, converter):
            echo(line)
    ctx.exit(1 if different else 0)


def _class_of(path: str, at: str | None, converter: Converter) -> Any:
    """Give the class of the objects of a file.

    Raises:
        click.UsageError: When none fits.
    """
    fits = []
    if path != "-":
        (source, *_) = sources_of((path,))
        found = guess(source, at, _GUESSES, converter)
        fits = [] if isinstance(found, Reject) else found.fits
    if not fits:
        raise click.UsageError(f"it cannot be guessed what {printable(path)} holds: say --class")
    # Keys that a class does not know would not be compared.
    return next((it for it in fits if not it.unknown), fits[0]).cls


def _read(path: str, cls: Any, at: str | None, converter: Converter) -> list[Any] | None:
    """Read all objects of a file; None where one cannot be read, which is told."""
    # An object of another class has nothing that could be compared.
    job = Job(cls, converter, at, is_strict=True)
    reader, found, is_good = job.reader(), [], True
    for source in sources_of((path,)):
        for batch in job.batches(source, reader):
            found += batch.objects
            for line in [line for reject in batch.rejects for line in reject.lines()]:
                echo(click.style(printable(line), fg="red"), err=True)
                is_good = False
    return found if is_good else None


def _changes(
    before: list[Any],
    after: list[Any],
    cls: Any,
    ontology: OntologyStructure | None,
    converter: Converter,
) -> Iterator[Row]:
    """Give the changes of each label row, or of all other objects together."""
    if cls is not LabelRowV2:
        whole = [converter.unstructure(it) for it in (before, after)]
        if len(before) == len(after) == 1:
            whole = [it[0] for it in whole]
        yield None, list(changes_by_path(*whole))
        return
    if len(before) == len(after) == 1:
        yield None, diff(before[0], after[0], ontology=ontology, converter=converter)
        return
    first, second = _by_hash(before), _by_hash(after)
    for name in {**first, **second}:
        then, now = first.get(name), second.get(name)
        if then is None or now is None:
            yield name, [Change("removed" if now is None else "added")]
        else:
            yield name, diff(then, now, ontology=ontology, converter=converter)


def _by_hash(rows: Iterable[LabelRowV2]) -> dict[str, LabelRowV2]:
    """Give rows by their hashes, and those without one by their numbers.

    Raises:
        click.UsageError: When two have the same.
    """
    found: dict[str, LabelRowV2] = {}
    for index, row in enumerate(rows):
        name = row.label_hash or row.data_hash or f"[{index}]"
        if name in found:
            raise click.UsageError(f"two label rows have the hash {printable(name)}")
        found[name] = row
    return found


def _lines(name: str | None, changes: list[Change]) -> Iterator[str]:
    begin = "" if name is None else f"{click.style(printable(name), bold=True)}: "
    if name is not None and changes in ([Change("added")], [Change("removed")]):
        yield begin + changes[0].what
        return
    for line in change_lines(changes):
        yield begin + printable(line)


def _facts(name: str | None, changes: list[Change], converter: Converter) -> Iterator[str]:
    for change in changes:
        facts = {it.name: getattr(change, it.name) for it in attrs.fields(Change)}
        facts["at"] = None if change.at is None else change.at.isoformat()
        for key in ("before", "after"):
            facts[key] = _json(facts[key], converter)
        row = {} if name is None else {"row": name}
        yield encodable(json.dumps({**row, **facts}, ensure_ascii=False))


def _json(value: Any, converter: Converter) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return converter.unstructure(value)
