"""What is said of a payload is bounded: its paths, and the members that a value is none of."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import pytest
from attrs import define, field

import converters
from converters import (
    Problem,
    converter,
    fastapi_detail,
    github_annotations,
    make_converter,
    problem_details,
    problems,
)
from converters.errors import shorten_list
from converters.wire import codecs
from orm_attrs import DataType


def wrong(payload: Any, kind: Any, own: Any = converter) -> list[Problem]:
    with pytest.raises(converters.INVALID) as caught:
        own.structure(payload, kind)
    return problems(caught.value)


@define
class Level:
    above: dict[str, Level] = field(factory=dict)
    hashes: dict[str, list[str]] = field(factory=dict)


def test_what_is_said_of_a_payload_is_bounded_by_it_and_by_a_constant() -> None:
    """Each problem has the keys above it in its path, which may be long, many, or both."""
    long, many = {"k" * 100_000: [0] * 1000}, {"k" * 60: [0] * 1000}
    deep: dict[str, Any] = {"hashes": many}
    for _ in range(60):
        deep = {"above": {"a" * 60: deep}}
    strange: dict[Any, Any] = {10**5000: [0] * 1000, "\ud800" * 5000: [0] * 1000}
    for payload, own in (
        ({"hashes": long}, make_converter()),
        (deep, make_converter()),
        ({"hashes": strange}, make_converter()),
        ({"k" * 100_000 + str(i): i for i in range(100)}, make_converter(unknown="forbid")),
    ):
        found = wrong(payload, Level, own)
        assert len(found) >= 100
        said = (
            json.dumps(problem_details(found)),
            json.dumps(fastapi_detail(found)),
            "\n".join(github_annotations(found, "rows.json")),
            "\n".join(map(str, found)),
            "\n".join(map(repr, found)),
        )
        for text in said:
            assert len(text) < len(found) * 10_000


def test_a_path_is_whole_up_to_a_thousand_characters() -> None:
    for length in (100, 900):
        (found,) = wrong({"hashes": {"k" * length: [0]}}, Level)
        assert found.pointer == f"/hashes/{'k' * length}/0"
        assert fastapi_detail([found])[0]["loc"] == ["body", "hashes", "k" * length, 0]
    (found,) = wrong({"hashes": {"k" * 1100: [0]}}, Level)
    cut = "k" * 60 + "..."
    assert found.path == ("hashes", "k" * 1100, 0)
    assert found.pointer == f"/hashes/{cut}/0"
    assert fastapi_detail([found])[0]["loc"] == ["body", "hashes", cut, 0]


def test_the_members_that_are_allowed_are_listed_once_for_many_values() -> None:
    asked: list[str] = []

    class Listed(Enum):
        A = "a"

    for kind in (Listed, Literal["a", "b"], DataType):
        with patch.object(codecs, "shorten_list", lambda it: asked.append("") or shorten_list(it)):
            wrong(["x", 5, [], {}], list[kind], make_converter())
        assert len(asked) <= 1
        asked.clear()


def test_what_has_no_hash_is_not_compared_with_each_member() -> None:
    class Counting(str):
        __slots__ = ()
        compared = 0

        def __eq__(self, other: object) -> bool:
            Counting.compared += 1
            return self is other

        def __hash__(self) -> int:
            return 1

    made: Any = Enum("Many", {f"M{i}": Counting(i) for i in range(50)})  # type: ignore[misc]
    own = make_converter()
    hook = own.get_structure_hook(made)
    Counting.compared = 0
    for value in ([], {}):
        with pytest.raises(ValueError, match="is none of"):
            hook(value, made)
    assert Counting.compared == 0


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_what_the_command_prints_is_bounded_in_every_format(form: str, tmp_path: Path) -> None:
    testing = pytest.importorskip("click.testing")
    from converters.cli.commands import main

    payload = {f"{'k' * 20_000}{i}": i for i in range(100)}
    file = tmp_path / "stage.json"
    file.write_text(json.dumps({"uuid": "u", "title": "t", **payload}))
    command = ["check", "WorkflowGraphNode", str(file), "--unknown", "forbid", "--format", form]
    result = testing.CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert result.output.count("unknown key") >= 100
    assert len(result.output) < 100 * 2000
