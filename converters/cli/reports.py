"""How problems are printed: for people, as lines of JSON, for GitHub, and as SARIF."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final, Literal, Protocol
from urllib.parse import quote

import click

from converters.bulk.batches import Reject, Summary, encodable
from converters.bulk.urls import is_url
from converters.errors import ProblemCode
from converters.problems import github_annotations

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
    """What prints problems."""

    def begin(self) -> None:
        """Print what comes first."""

    def reject(self, reject: Reject, most: int, *, is_warning: bool) -> None:
        """Print the first problems of an object; of one that is only a warning, it is good."""

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

    def reject(self, reject: Reject, most: int, *, is_warning: bool) -> None:
        """Print a line for each: ``rows.ndjson:8: $.width: expected int, got 'x'``."""
        where = click.style(printable(reject.where), bold=True)
        begin, color = ("warning: ", "yellow") if is_warning else ("", "red")
        for problem in reject.problems[:most]:
            what = click.style(printable(f"{begin}{problem}"), fg=color)
            echo(f"{where}: {what}")

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print how many are good and bad."""
        if hidden:
            echo(f"... and {hidden} more problems")
        echo(f"{name}: {summary}")


class JsonReport:
    """Lines of JSON: one for each problem, and a last one that counts."""

    def begin(self) -> None:
        """Print nothing."""

    def reject(self, reject: Reject, most: int, *, is_warning: bool) -> None:
        """Print a line for each: where, pointer, code, message, level."""
        for problem in reject.problems[:most]:
            facts = {
                "where": encodable(reject.where),
                "pointer": problem.pointer,
                "code": problem.code.value,
                "message": encodable(problem.message),
                "level": _level(is_warning),
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
            "strangers": summary.strangers,
            "problems_not_listed": hidden,
        }
        echo(json.dumps(counts))


class GitHubReport(TextReport):
    """Commands that make GitHub's workflows annotate the files."""

    def reject(self, reject: Reject, most: int, *, is_warning: bool) -> None:
        """Print a command for each, with its line and column."""
        file, level = encodable(reject.file), _level(is_warning)
        for problem, (line, column) in zip(reject.problems[:most], reject.places(), strict=False):
            for text in github_annotations([problem], file, line or 1, column, level=level):
                echo(text)


_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_RULES: Final[Mapping[ProblemCode, str]] = {
    ProblemCode.MISSING: "A required key is not there.",
    ProblemCode.EXTRA_KEY: "The class does not know the key.",
    ProblemCode.WRONG_TYPE: "The value is of another type.",
    ProblemCode.UNKNOWN_MEMBER: "The value is none of those that are allowed.",
    ProblemCode.UNKNOWN_TAG: "The value tells none of the classes that are allowed.",
    ProblemCode.BAD_DATE: "The text is no date.",
    ProblemCode.BAD_UUID: "The text is no UUID.",
    ProblemCode.BAD_TEXT: "The text is not the JSON text that the field takes.",
    ProblemCode.WRONG_LENGTH: "The list has too many values, or too few.",
    ProblemCode.REPEATED: "A value stands there twice that may stand there once.",
    ProblemCode.TOO_MANY: "There are more problems.",
    ProblemCode.TOO_DEEP: "The payload is nested too deep.",
    ProblemCode.INVALID: "The text is no JSON, or a hook refuses the value.",
    ProblemCode.UNREADABLE: "The file cannot be read on.",
    ProblemCode.OUT_OF_RANGE: "The number is too large for its column.",
    ProblemCode.NO_KNOWN_KEY: "The payload has none of the keys of the class.",
    ProblemCode.UNKNOWN_FEATURE: "The ontology has no such feature, attribute or option.",
    ProblemCode.WRONG_SHAPE: "The object is drawn as another shape than its feature is.",
    ProblemCode.NO_ANSWER: "An attribute that has to be answered is not.",
    ProblemCode.OUTSIDE: "A frame is outside of the media, or a coordinate far from the image.",
    ProblemCode.OVERLAP: "Ranges overlap that may not.",
    ProblemCode.DIFFERS: "Two parts of a label say different things.",
    ProblemCode.ORPHAN: "Something is said of an object, a space or an option that is not there.",
    ProblemCode.NO_END: "Nothing deletes an object of an event-based scene.",
    ProblemCode.HOOK_FAILED: "A hook is missing or has failed.",
}
"""What each code means, for tools that show it beside a result."""


class SarifReport:
    """One document of SARIF 2.1.0, which code scanning tools take."""

    def __init__(self) -> None:
        self._separator = ""

    def begin(self) -> None:
        """Print what stands before the results."""
        rules = [
            {"id": code.value, "shortDescription": {"text": text}} for code, text in _RULES.items()
        ]
        driver = {"name": "orm-attrs", "version": version("orm-attrs"), "rules": rules}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": []}
        head = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        echo(json.dumps(head).removesuffix("]}]}"))

    def reject(self, reject: Reject, most: int, *, is_warning: bool) -> None:
        """Print a result for each, with its line and column as a region."""
        for problem, (line, column) in zip(reject.problems[:most], reject.places(), strict=False):
            location: dict[str, Any] = {"artifactLocation": {"uri": _uri(reject.file)}}
            if line is not None:
                column_there = {} if column is None else {"startColumn": column}
                location["region"] = {"startLine": line, **column_there}
            result = {
                "ruleId": problem.code.value,
                "ruleIndex": list(_RULES).index(problem.code),
                "level": _level(is_warning),
                "message": {"text": printable(f"{reject.where}: {problem}")},
                "locations": [{"physicalLocation": location}],
            }
            echo(self._separator + json.dumps(result))
            self._separator = ","

    def end(self, name: str, summary: Summary, hidden: int) -> None:
        """Print what stands behind the results."""
        counts = {"class": name, "good": summary.rows, "bad": summary.rejected, "hidden": hidden}
        echo(f'], "properties": {json.dumps(counts)}}}]}}')


def _level(is_warning: bool) -> Literal["error", "warning"]:
    return "warning" if is_warning else "error"


def _uri(file: str) -> str:
    return quote(os.fsencode(file), ":/?&=%" if is_url(file) else "/")
