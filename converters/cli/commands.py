"""The `orm-attrs` command: works on files of payloads, and shows how classes look."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import click

from converters import engine, json_schema, json_schemas, plan, source
from converters.cli.describe import (
    describe,
    describe_enum,
    describe_union,
    enum_classes,
    model_classes,
    summary,
    unions,
)
from converters.cli.diff import diff_command
from converters.cli.labels import labels
from converters.cli.names import ClassName
from converters.cli.streams import (
    check,
    convert_command,
    drift_command,
    errors_are_lines,
    guess_command,
    table_lines,
)
from converters.plans.nodes import list_class_item
from converters.schema import DIALECT


class _Commands(click.Group):
    """Commands whose errors are lines."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run one of the commands."""
        with errors_are_lines():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orm-attrs", message=f"%(prog)s %(version)s, {engine()} engine")
def main() -> None:
    """Check payloads of the annotation platform, and look up how its objects look on the wire."""


for _command in (check, convert_command, drift_command, guess_command, diff_command, labels):
    main.add_command(_command)


@main.command()
def models() -> None:
    """List the classes and enums, a line each."""
    classes = {**model_classes(), **enum_classes()}
    width = max(map(len, classes))
    for name, cls in sorted(classes.items()):
        click.echo(f"{name:{width}}  {summary(cls)}")


@main.command()
@click.argument("cls", metavar="CLASS", type=ClassName(also={**enum_classes(), **unions()}))
@click.option("--plan", "with_plan", is_flag=True, help="Print what the hooks do instead.")
@click.option("--source", "with_source", is_flag=True, help="Print the generated hooks instead.")
def show(cls: Any, with_plan: bool, with_source: bool) -> None:
    """Print how the fields of CLASS, or the members of an enum or a union, map to the wire."""
    if not isinstance(cls, type):
        for line in table_lines([("a payload of which", "is read as"), *describe_union(cls)]):
            click.echo(line)
        return
    item = list_class_item(cls)
    is_enum = issubclass(cls, Enum)
    if (with_plan or with_source) and not is_enum:
        click.echo(plan(item or cls) if with_plan else source(item or cls))
        return
    click.echo(f"{cls.__name__}: {summary(cls)}")
    if item is not None:
        click.echo(f"A list of {item.__name__}.")
        return
    rows: list[tuple[str, ...]] = []
    if is_enum:
        rows.append(("member", "wire value", "stands for others"))
        rows += describe_enum(cls)
    else:
        rows.append(("field", "wire key", "type", "encoding", "required", "nullable"))
        for facts in describe(cls):
            flags = ("yes" if facts.required else "no", "yes" if facts.nullable else "no")
            rows.append((facts.field, facts.key, facts.type, facts.encoding, *flags))
    for line in table_lines(rows):
        click.echo(line)


@main.command()
@click.argument("classes", metavar="CLASS...", nargs=-1, required=True, type=ClassName())
@click.option(
    "--mode",
    type=click.Choice(["read", "write"]),
    default="read",
    show_default=True,
    help="What is read as the class, or what is written of it.",
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8"), default="-", help="FILE.")
def schema(classes: tuple[Any, ...], mode: Any, output: Any) -> None:
    """Print the JSON Schema of CLASS, or of several under $defs."""
    if len(classes) == 1:
        made = json_schema(classes[0], mode=mode)
    else:
        made = {"$schema": DIALECT, "$defs": json_schemas(classes, mode=mode)}
    output.write(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    output.flush()  # while a full disk can still be told
