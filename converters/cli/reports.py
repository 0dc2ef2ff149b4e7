"""How problems are printed: for people, as lines of JSON, for GitHub, and as SARIF."""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import version
from typing import Any, Final, Protocol
from urllib.parse import quote

import click

from converters.bulk.batches import Reject, Summary, encodable
from converters.bulk.urls import is_url
from converters.problems import Problem, github_annotations

FORMATS: Final = ("text", "json", "github", "sarif")


def echo(text: str, *, err: bool = False) -> None:
    """Print a line, with colours on a terminal only, and none where ``NO_COLOR`` is set."""
    has_colors = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    file = None
    if not err and sys.stdout is not None and sys.stdout.isatty():
        file = sys.stdout  # It may stand for what draws the bar, which has to make room.
    click.echo(text, file, err=err, color=None if has_colors else False)


def printable(text: str) -> str:
    """Spell out what would move the cursor, colour or hide text, or begin another line."""
    if text.isprintable():
        return text
    return "".join(it if it.isprintable() else it.encode("unicode_escape").decode() for it in text)


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
        where, what = printable(reject.where), printable(str(problem))
        echo(f"{click.style(where, bold=True)}: {click.style(what, fg='red')}")

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
            "where": encodable(reject.where),
            "pointer": problem.pointer,
            "code": problem.code.value,
            "message": encodable(problem.message),
        }
        echo(json.dumps(facts))

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
        echo(json.dumps(counts))


class GitHubReport(TextReport):
    """Commands that make GitHub's workflows annotate the files."""

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print a command."""
        for line in github_annotations([problem], encodable(reject.file), reject.line or 1):
            echo(line)


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
        echo(json.dumps(head).removesuffix("]}]}"))

    def problem(self, reject: Reject, problem: Problem) -> None:
        """Print a result."""
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(reject.file)}}
        if reject.line is not None:
            location["region"] = {"startLine": reject.line}
        result = {
            "ruleId": problem.code.value,
            "level": "error",
            "message": {"text": printable(f"{reject.where}: {problem}")},
            "locations": [{"physicalLocation": location}],
        }
        echo(self._separator + json.dumps(result))
        self._separator = ","

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print what stands behind the results."""
        counts = {"class": name, "good": summary.rows, "bad": summary.rejected, "hidden": hidden}
        echo(f'], "properties": {json.dumps(counts)}}}]}}')


def _uri(file: str) -> str:
    return quote(os.fsencode(file), ":/?&=%" if is_url(file) else "/")
