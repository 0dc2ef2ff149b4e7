"""Prints what was written in another format, and what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from converters.bulk.batches import Reject
from converters.cli.reports import echo, printable


def report_refusals(
    refusals: Mapping[tuple[str, str], int], rejects: Sequence[Reject], bad: int, most: int
) -> None:
    """Print the first payloads that are no label rows, and how many labels have no form.

    Args:
        refusals: How many labels have none, by their shape and the reason.
        rejects: The first payloads that are no label rows.
        bad: How many there are.
        most: How many lines are printed of these at most.
    """
    for line in [line for reject in rejects for line in reject.lines()][:most]:
        echo(click.style(printable(line), fg="red"))
    if bad > len(rejects):
        echo(f"... and {bad - len(rejects)} more rejects")
    for (shape, reason), count in sorted(refusals.items()):
        echo(printable(f"refused: {count} x {shape or 'object'}: {reason}"))
