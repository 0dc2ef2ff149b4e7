"""The commands of the group ``labels``: a module for each."""

from __future__ import annotations

import click

from converters.cli.labels.check import check
from converters.cli.labels.table import table


@click.group("labels")
def labels() -> None:
    """Work on label rows: on what is in them."""


for _command in (check, table):
    labels.add_command(_command)
