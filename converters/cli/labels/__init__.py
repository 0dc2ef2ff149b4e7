"""The commands of the group ``labels``: a module for each."""

from __future__ import annotations

import click

from converters.cli.labels.check import check_command
from converters.cli.labels.coco import coco_command
from converters.cli.labels.summary import summary_command
from converters.cli.labels.table import table
from converters.cli.labels.yolo import yolo_command


@click.group("labels")
def labels() -> None:
    """Work on label rows: on what is in them."""


for _command in (check_command, coco_command, summary_command, table, yolo_command):
    labels.add_command(_command)
