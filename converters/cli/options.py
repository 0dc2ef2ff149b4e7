"""The arguments and options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final, TypeVar

import click

from converters.cli.names import ClassName, ParamType
from converters.cli.reports import FORMATS
from converters.registry import make_converter
from converters.wire.dates import Zones

Command = TypeVar("Command", bound=Callable[..., Any])

Option = Callable[[Any], Any]
"""Adds an argument or an option to a command."""

LOCAL: str = "local"
"""What ``--dask`` means without an address."""

PATHS: Final = click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True)
)

AT: Final = click.option(
    "--at", metavar="POINTER", help="Where the list is in each JSON document, such as /items."
)


CLASS: Final = click.argument("cls", metavar="CLASS", type=ClassName())

JOBS: Final = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes."
)

DASK: Final = click.option(
    "--dask",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value=LOCAL,
    help="Let Dask work: the scheduler's address, or none for this machine.",
)

JOB_OPTIONS: Final[tuple[Option, ...]] = (CLASS, PATHS, AT, JOBS, DASK)
"""Those of a command that reads objects of a class."""

FORMAT: Final = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print the problems.",
)

TEXT_OR_JSON: Final = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print what is found.",
)

MAX_PROBLEMS: Final = click.option(
    "--max-problems", type=click.IntRange(0), help="Print no more than so many."
)

SOME_PROBLEMS: Final = click.option(
    "--max-problems", type=click.IntRange(0), default=10, show_default=True, help="Print so many."
)

OUTPUT: Final = click.option(
    "-o",
    "--output",
    "out",
    required=True,
    metavar="OUT",
    type=click.Path(),
    help="A file, or a directory of parts.",
)

REJECTS: Final = click.option(
    "--rejects",
    metavar="FILE",
    type=click.Path(),
    help="Write what is refused there, as lines of JSON.",
)

QUIET: Final = click.option(
    "-q", "--quiet", is_flag=True, help="Print nothing: the exit code tells."
)


class _Zone(ParamType):
    """A zone's name and offset, as ``BST=+01:00``."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the name and the offset.

        Raises:
            click.BadParameter: When it is none.
        """
        name, _, offset = value.partition("=")
        try:
            zone = datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo
            return next(iter(Zones({name: zone} if zone else {}).by_name.items()))
        except (ValueError, StopIteration):
            return self.fail(f"{value!r} is none such as BST=+01:00", param, ctx)


ZONE: Final = click.option(
    "--zone",
    "zones",
    type=_Zone(),
    multiple=True,
    metavar="NAME=OFFSET",
    help="What a name of a zone in dates stands for, such as BST=+01:00; may be repeated.",
)


STRICT: Final = click.option(
    "--strict",
    is_flag=True,
    help="An object with none of the keys of CLASS is a problem, not a warning.",
)


def takes(*options: Option) -> Callable[[Command], Command]:
    """Add arguments and options to a command, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def dask_address(value: str | None) -> Any:
    """Give the address of a scheduler that ``--dask`` means: True for this machine."""
    return True if value == LOCAL else value


def converter_of(unknown: Any, zones: Sequence[tuple[str, tzinfo]]) -> Any:
    """Give what makes the converter; a function, as other processes have to make it, too."""
    if unknown == "report":
        unknown = "ignore"
    if unknown == "ignore" and not zones:
        return None
    return partial(make_converter, unknown=unknown, zones=dict(zones))
