"""Ontologies as options: read from a file, in each form that the platform gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from converters.cli.names import ParamType
from converters.cli.options import Option
from converters.cli.reports import printable
from converters.errors import expected
from converters.json_text import decode
from converters.problems import INVALID, explain
from converters.registry import ready_converter
from orm_attrs import OntologyStructure

_AROUND: Final = ("editor", "editor_ontology", "editorOntology")
"""The keys under which an ontology's envelope, and a project, have what it consists of."""

_MOST: Final = 5
"""Problems of an ontology that are told."""


class OntologyFile(ParamType):
    """A file with an ontology, alone or in the object that the platform puts around it."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give what the ontology consists of.

        Raises:
            click.BadParameter: When the file cannot be read, or is none of an ontology.
        """
        try:
            return structure_in(Path(value).read_bytes())
        except OSError as exc:
            return self.fail(f"{printable(str(value))}: {exc.strerror}", param, ctx)
        except INVALID as exc:
            lines = explain(exc)
            more = [f"... and {len(lines) - _MOST} more problems"] if len(lines) > _MOST else []
            told = [printable(line) for line in [*lines[:_MOST], *more]]
            return self.fail("\n  ".join([f"{printable(str(value))}:", *told]), param, ctx)


def structure_in(text: bytes) -> OntologyStructure:
    """Read what an ontology consists of.

    Args:
        text: JSON: that itself, or an ontology or a project around it.

    Raises:
        ClassValidationError: All that is wrong with it.
        ValueError: When the text is no JSON, or is no ontology.
    """
    content = decode(text)
    for key in _AROUND:
        if isinstance(content, dict) and key in content:
            content = content[key]
    if isinstance(content, str):
        content = decode(content.encode())
    if not isinstance(content, dict) or content.keys().isdisjoint(("objects", "classifications")):
        raise ValueError(expected("an ontology", content))
    return ready_converter().structure(content, OntologyStructure)


def _ontology(help_: str, *, required: bool) -> Option:
    return click.option(
        "--ontology", metavar="FILE", required=required, type=OntologyFile(), help=help_
    )


ONTOLOGY: Final = _ontology(
    "The ontology, as JSON: itself, or the project or the ontology around it.", required=True
)

ONTOLOGY_FOR_NAMES: Final = _ontology(
    "The ontology, which names features; without it, labels do.", required=False
)
