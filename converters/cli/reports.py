"""How problems are printed: for people, as lines of JSON, for GitHub, and as SARIF."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from typing import Any, Final, Protocol

import click

from converters.bulk.batches import Reject, Summary, describe
from converters.problems import Problem, github_annotations

FORMATS: Final = ("text", "json", "github", "sarif")


def echo(text: str, *, err: bool = False) -> None:
    """Print a line, with colours on a terminal only, and none where ``NO_COLOR`` is set."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


class Report(Protocol):
    """What problems are given to, one by one."""

    def begin(self) -> None:
        """Print what comes first."""

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print a problem."""

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print what comes last; ``hidden`` problems were not printed."""


def report_of(name: str) -> Report:
    """Give the report of a format."""
    kinds: dict[str, type[Report]] = {
        "text": TextReport,
        "json": JsonReport,
        "github": GitHubReport,
        "sarif": SarifReport,
    }
    return kinds[name]()


class TextReport:
    """A line for each problem, and one that counts."""

    def begin(self) -> None:
        """Print nothing."""

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print ``rows.ndjson:8: $.width: expected int, got 'x'``."""
        echo(f"{click.style(reject.where, bold=True)}: {click.style(describe(problem), fg='red')}")

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print how many are good and bad."""
        if hidden:
            echo(f"... and {hidden} more problems")
        echo(f"{name}: {summary}")


class JsonReport:
    """Lines of JSON: one for each problem, and a last one that counts."""

    def begin(self) -> None:
        """Print nothing."""

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print where, pointer, code and message."""
        facts = {
            "where": reject.where,
            "pointer": problem.pointer,
            "code": problem.code.value,
            "message": problem.message,
        }
        click.echo(json.dumps(facts))

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print the numbers of the summary."""
        counts = {
            "class": name,
            "good": summary.rows,
            "bad": summary.bad,
            "blank": summary.blank,
            "damaged": summary.damaged,
            "problems_not_listed": hidden,
        }
        click.echo(json.dumps(counts))


class GitHubReport(TextReport):
    """Commands that make GitHub's workflows annotate the files."""

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print a command."""
        for line in github_annotations([problem], reject.file, reject.line or 1):
            click.echo(line)


class SarifReport:
    """One document of SARIF 2.1.0, which code scanning tools take."""

    def __init__(self) -> None:
        self._separator = ""

    def begin(self) -> None:
        """Print what stands before the results."""
        driver = {"name": "orm-attrs", "version": version("orm-attrs")}
        head = {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": []}],
        }
        click.echo(json.dumps(head).removesuffix("]}]}"))

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print a result."""
        location: dict[str, Any] = {"artifactLocation": {"uri": reject.file}}
        if reject.line is not None:
            location["region"] = {"startLine": reject.line}
        result = {
            "ruleId": problem.code.value,
            "level": "error",
            "message": {"text": f"{reject.where}: {describe(problem)}"},
            "locations": [{"physicalLocation": location}],
        }
        click.echo(self._separator + json.dumps(result))
        self._separator = ","

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print what stands behind the results."""
        counts = {"class": name, "good": summary.rows, "bad": summary.rejected, "hidden": hidden}
        click.echo(f'], "properties": {json.dumps(counts)}}}]}}')
