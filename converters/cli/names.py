"""Names of classes as arguments: found, suggested, and completed by the shell."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from converters.cli.describe import model_classes, summary

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType


class ClassName(ParamType):
    """The name of a class of `orm_attrs`."""

    name = "class"

    def __init__(self, *, also: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Take more names: of enums and unions, for instance."""
        self.classes: dict[str, Any] = {**model_classes(), **also}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the class.

        Raises:
            click.BadParameter: When there is none; it suggests one.
        """
        if value in self.classes:
            return self.classes[value]
        near = difflib.get_close_matches(value, self.classes, n=1)
        hint = f"did you mean {near[0]}?" if near else "'orm-attrs models' lists them."
        return self.fail(f"{value!r} is no class of orm_attrs; {hint}", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Give the names that begin with what was typed, in whatever case."""
        del ctx, param
        start = incomplete.lower()
        return [
            CompletionItem(name, help=summary(cls))
            for name, cls in sorted(self.classes.items())
            if name.lower().startswith(start)
        ]
