"""The `orm-attrs` command: checks payloads against a class, and shows how classes look."""

from __future__ import annotations

import difflib
import json
from typing import Any

import click

from converters import converter, engine, explain, json_schema, json_schemas, plan, source
from converters.cli.describe import describe, model_classes, summary
from converters.cli.payloads import read_payloads
from converters.engines.containers import list_class_item
from converters.schema import DIALECT


def find_class(ctx: click.Context, param: click.Parameter, name: str) -> Any:
    """Give the class of `orm_attrs` that an argument names.

    Raises:
        click.BadParameter: When there is none; it suggests one.
    """
    classes = model_classes()
    if name in classes:
        return classes[name]
    near = difflib.get_close_matches(name, classes, n=1)
    hint = f"did you mean {near[0]}?" if near else "'orm-attrs models' lists them."
    raise click.BadParameter(f"{name!r} is no class of orm_attrs; {hint}", ctx, param)


def find_classes(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> list[Any]:
    """Give the classes that arguments name; see `find_class`."""
    return [find_class(ctx, param, name) for name in names]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orm-attrs", message=f"%(prog)s %(version)s, {engine()} engine")
def main() -> None:
    """Check payloads of the annotation platform, and look up how its objects look on the wire."""


@main.command()
@click.argument("cls", metavar="CLASS", callback=find_class)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True),
)
@click.pass_context
def check(ctx: click.Context, cls: Any, files: tuple[str, ...]) -> None:
    """Structure every object in FILE... as CLASS and report each problem.

    A file holds a JSON document, a JSON list or one object a line, packed with gzip or not; - is
    standard input. Exits with 0 when all is good, with 1 when there is a problem.
    """
    good = bad = 0
    for path in files:
        for payload in read_payloads(path, as_one=list_class_item(cls) is not None):
            problems = [payload.problem] if payload.problem else _problems(payload.content, cls)
            good += not problems
            bad += bool(problems)
            for problem in problems:
                click.echo(f"{payload.where}: {problem}")
    click.echo(f"{cls.__name__}: {good} good, {bad} bad")
    ctx.exit(1 if bad else 0)


def _problems(content: Any, cls: Any) -> list[str]:
    try:
        converter.structure(content, cls)
    except Exception as exc:
        return explain(exc)
    return []


@main.command()
def models() -> None:
    """List the classes, a line each."""
    classes = model_classes()
    width = max(map(len, classes))
    for name, cls in classes.items():
        click.echo(f"{name:{width}}  {summary(cls)}")


@main.command()
@click.argument("cls", metavar="CLASS", callback=find_class)
@click.option("--plan", "with_plan", is_flag=True, help="Print what the hooks do instead.")
@click.option("--source", "with_source", is_flag=True, help="Print the generated hooks instead.")
def show(cls: Any, with_plan: bool, with_source: bool) -> None:
    """Print how the fields of CLASS map to the wire."""
    item = list_class_item(cls)
    if with_plan or with_source:
        click.echo(plan(item or cls) if with_plan else source(item or cls))
        return
    click.echo(f"{cls.__name__}: {summary(cls)}")
    if item is not None:
        click.echo(f"A list of {item.__name__}.")
        return
    rows = [("field", "wire key", "type", "encoding", "required", "nullable")]
    for facts in describe(cls):
        flags = ("yes" if facts.required else "no", "yes" if facts.nullable else "no")
        rows.append((facts.field, facts.key, facts.type, facts.encoding, *flags))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@main.command()
@click.argument("classes", metavar="CLASS...", nargs=-1, required=True, callback=find_classes)
@click.option(
    "--mode",
    type=click.Choice(["read", "write"]),
    default="read",
    show_default=True,
    help="What is read as the class, or what is written of it.",
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8"), default="-", help="FILE.")
def schema(classes: list[Any], mode: Any, output: Any) -> None:
    """Print the JSON Schema of CLASS, or of several under $defs."""
    if len(classes) == 1:
        made = json_schema(classes[0], mode=mode)
    else:
        made = {"$schema": DIALECT, "$defs": json_schemas(classes, mode=mode)}
    output.write(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
