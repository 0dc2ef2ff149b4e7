"""Schemas and hooks take and refuse the same, apart from a table of what no schema can say.

``pytest -s`` prints how many payloads were tried.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import attrs
import pytest
from attrs import frozen
from chosen import by_kind
from hypothesis import assume, given
from hypothesis import strategies as st
from schema_payloads import from_schema
from strategies import CLASSES, LIST_CLASSES, broken, drawn, examples, instances
from unknown_things import is_unsendable

from converters import Problem, ProblemCode, converter, json_schema, make_converter, problems
from converters.strategies import objects, payloads
from converters.tables import UNIONS, wire_fields
from converters.wire.vocabulary import Tag
from orm_attrs import (
    CollaboratorTimer,
    Dataset,
    DatasetAPIKey,
    DataType,
    ImageData,
    LabelLog,
    LabelRowMetadataDTO,
    ProjectDTO,
    TimeSpent,
    WorkflowNode,
    WorkflowStage,
)

jsonschema = pytest.importorskip("jsonschema")

KINDS: Final = [*CLASSES, *UNIONS, *LIST_CLASSES]
ON: Final = {unknown: make_converter(unknown=unknown) for unknown in ("ignore", "forbid", "keep")}
COUNTS: Final[Counter[str]] = Counter()


@pytest.fixture(scope="module", autouse=True)
def counts() -> Iterator[None]:
    yield
    print(*(f"{count:6} {what}" for what, count in sorted(COUNTS.items())), sep="\n")


@cache
def validator(kind: Any, mode: Any = "read", unknown: str = "ignore") -> Any:
    schema = json_schema(kind, converter=ON[unknown], mode=mode)
    # The classes within are kinds of their own, and checked with these.
    own = {word: value for word, value in schema.items() if word != "$defs"}
    jsonschema.Draft202012Validator.check_schema(own)
    return jsonschema.Draft202012Validator(schema)


def complaints(payload: Any, kind: Any, mode: Any = "read", unknown: str = "ignore") -> list[str]:
    """Give what the schema says against a payload."""
    found = validator(kind, mode, unknown).iter_errors(payload)
    return [f"{error.json_path}: {error.message}" for error in found]


def refusals(payload: Any, kind: Any, unknown: str = "ignore") -> list[Problem]:
    """Give what the hooks say against a payload."""
    try:
        ON[unknown].structure(payload, kind)
    except Exception as exc:
        return problems(exc, strict=True)
    return []


# --- what a schema cannot say ---------------------------------------------------------------------


@frozen
class Difference:
    """Payloads of a kind that a schema takes and the hooks refuse."""

    explains: Callable[[Problem, Any], bool]
    """Whether it is why something is refused: takes a problem of a payload, and the payload."""
    kind: Any
    changes: dict[str, Any]
    """What makes a payload of the class an example."""


def is_in_text(problem: Problem, payload: Any) -> bool:
    """Tell whether a problem is in the JSON text that a field takes for a list."""
    for step in problem.path:
        if isinstance(payload, str):
            return True
        payload = payload[step]
    return False


DIFFERENCES: Final = {
    "a text that is no date": Difference(
        lambda it, _: it.code is ProblemCode.BAD_DATE, ImageData, {"created_at": "May"}
    ),
    "a text that is no UUID": Difference(
        lambda it, _: it.code is ProblemCode.BAD_UUID, Dataset, {"backing_folder_uuid": "5"}
    ),
    "a text that is no JSON": Difference(
        lambda it, _: it.code is ProblemCode.BAD_TEXT, DatasetAPIKey, {"scopes": "[1"}
    ),
    "JSON text of something else": Difference(
        is_in_text, DatasetAPIKey, {"scopes": '["dataset.fly"]'}
    ),
    "a float too large to name one integer": Difference(
        lambda it, _: it.expected in ("int", "str or int") and isinstance(it.value, float),
        ImageData,
        {"width": 1e20},
    ),
    "two keys of a mapping that become one": Difference(
        lambda it, _: it.code is ProblemCode.REPEATED, dict[DataType, int], {"A": 1, "B": 2}
    ),
}
"""A schema has no words for these, or none that validators agree on."""


def is_explained(problem: Problem, payload: Any) -> bool:
    return any(it.explains(problem, payload) for it in DIFFERENCES.values())


@cache
def second_spellings(kind: Any) -> dict[str, str]:
    """Give the second spelling of each key in a type to the first, also of what it contains."""
    found: dict[str, str] = {}
    for cls in classes_within(kind, set()):
        fields = wire_fields(cls)
        keys = {it.key for it in fields}
        for it in fields:
            # Where it is the key of another field, both are looked at.
            if it.other_key is not None and it.other_key not in keys:
                found[it.other_key] = it.key
    return found


def classes_within(kind: Any, found: set[Any]) -> set[Any]:
    """Add all classes that a type consists of, each once, also those that contain themselves."""
    if attrs.has(get_origin(kind) or kind):
        if kind not in found:
            found.add(kind)
            for it in wire_fields(kind):
                classes_within(it.type, found)
    else:
        for it in get_args(kind):
            classes_within(it, found)
    return found


def without_second_spellings(payload: Any, kind: Any) -> Any:
    """Take out the keys that hooks do not look at, as their first spelling is there, too."""
    if isinstance(payload, list):
        return [without_second_spellings(it, kind) for it in payload]
    if not isinstance(payload, dict):
        return payload
    return {
        key: without_second_spellings(value, kind)
        for key, value in payload.items()
        if second_spellings(kind).get(key) not in payload
    }


@cache
def good_payload(kind: Any) -> Any:
    """Give one payload of a class, or of a mapping."""
    if get_origin(kind) is dict:
        return {}
    from random import Random

    from strategies import Maker

    maker = Maker(Random(3))
    return converter.unstructure(maker.instance(kind))


def test_the_documentation_lists_every_difference() -> None:
    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text()
    _, _, listed = page.partition("## What a schema cannot say")
    items = {line.removeprefix("- ") for line in listed.splitlines() if line.startswith("- ")}
    assert items == DIFFERENCES.keys()


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_is_needed(name: str) -> None:
    """A difference that is none any more has to go."""
    difference = DIFFERENCES[name]
    good = good_payload(difference.kind)
    assert refusals(good, difference.kind) == complaints(good, difference.kind) == []

    payload = good | difference.changes
    found = refusals(payload, difference.kind)
    assert [it for it in found if difference.explains(it, payload)] == found != []
    assert complaints(payload, difference.kind) == []


@pytest.mark.parametrize(
    ("kind", "cls", "first", "second", "value"),
    [
        (CollaboratorTimer, CollaboratorTimer, "userEmail", "user_email", 5),
        (LabelRowMetadataDTO, LabelRowMetadataDTO, "label_uuid", "label_hash", 5),
        (WorkflowStage, WorkflowNode, "stageType", "stage_type", "AGENT"),
    ],
    ids=["snake case", "another name", "what tells classes apart"],
)
def test_of_two_spellings_of_a_key_hooks_look_at_the_first(
    kind: Any, cls: Any, first: str, second: str, value: Any
) -> None:
    """And a schema at both: the one difference in the other direction."""
    payload = good_payload(cls) | {second: value}
    assert first in payload

    assert refusals(payload, kind) == []
    assert complaints(payload, kind) != []
    assert complaints(without_second_spellings(payload, kind), kind) == []


def complaints_of_written(obj: Any, kind: Any, unknown: str = "ignore") -> list[str]:
    """Give what the schema says against an object that is written.

    A request that has what stands for the words of a newer server is not.
    """
    try:
        written = ON[unknown].unstructure(obj, kind)
    except Exception as exc:
        assert is_unsendable(exc, kind)
        return []
    return complaints(written, kind, "write", unknown)


# --- both ways ------------------------------------------------------------------------------------


# The tests below read and write with "ignore".
@by_kind("kind", KINDS, unknown=["forbid", "keep"])
@drawn(12, data=st.data())
def test_what_the_plans_allow_is_structured_and_validates(
    kind: Any, unknown: str, data: st.DataObject
) -> None:
    """And what is written of it validates against the schema of what is written."""
    payload = data.draw(payloads(kind, converter=ON[unknown]))
    assert refusals(payload, kind, unknown) == []
    assert complaints(payload, kind, "read", unknown) == []

    obj = ON[unknown].structure(payload, kind)
    assert complaints_of_written(obj, kind, unknown) == []
    COUNTS["payloads from plans, read and written"] += 1


@by_kind("kind", CLASSES)
@drawn(12, data=st.data())
def test_what_is_made_by_hand_is_written_as_the_schema_says(kind: Any, data: st.DataObject) -> None:
    obj = data.draw(instances(kind) | objects(kind))
    assert complaints_of_written(obj, kind) == []
    COUNTS["objects, written"] += 1


# That package would look for payloads of these for minutes, and throw nearly all away.
HARD_TO_DRAW: Final = (LabelLog, LabelRowMetadataDTO, ProjectDTO, TimeSpent)
LONG_SCHEMA: Final = 4000
"""In characters."""


def is_easy_to_draw(kind: Any) -> bool:
    """Tell whether that package finds payloads soon: of no class that contains others at length.

    It does not know the word for the items of a tuple, and draws others.
    """
    text = json.dumps(json_schema(kind))
    is_short = "$ref" not in text and len(text) < LONG_SCHEMA
    return kind not in HARD_TO_DRAW and is_short and "prefixItems" not in text


@by_kind("kind", list(filter(is_easy_to_draw, KINDS)))
def test_what_another_package_draws_from_a_schema_is_structured(kind: Any) -> None:
    """It knows all words of a schema, but only with older versions of Hypothesis."""
    drawing = pytest.importorskip("hypothesis_jsonschema")
    schema = json_schema(kind, inline=True)

    @given(drawing.from_schema(schema))
    @examples(5)
    def check(payload: Any) -> None:
        assert complaints(payload, kind) == []
        found = refusals(payload, kind)
        assert [str(it) for it in found if not is_explained(it, payload)] == []
        COUNTS["payloads from schemas, by another package"] += 1

    check()


@cache
def drawn_from_schema(kind: Any) -> st.SearchStrategy[Any]:
    return from_schema(json_schema(kind))


@by_kind("kind", KINDS)
@drawn(16, data=st.data())
def test_what_is_drawn_from_a_schema_is_structured(kind: Any, data: st.DataObject) -> None:
    payload = data.draw(drawn_from_schema(kind))
    assume(complaints(payload, kind) == [])  # Drawing does not go by all words of a schema.
    found = refusals(payload, kind)

    # A null under the first spelling of a key counts, also where the second one has a value.
    if not complaints(without_second_spellings(payload, kind), kind):
        assert [str(it) for it in found if not is_explained(it, payload)] == []
    COUNTS["payloads from schemas, " + ("a known difference" if found else "structured")] += 1


# Breaking a payload begins with its class.
TOLD_BY_TAG: Final = [kind for kind, how in UNIONS.items() if isinstance(how, Tag)]


@by_kind("kind", [*CLASSES, *TOLD_BY_TAG])
@drawn(40, data=st.data())
def test_what_is_broken_is_refused_by_both(kind: Any, data: st.DataObject) -> None:
    payload = data.draw(broken(kind))
    try:
        json.dumps(payload, allow_nan=False)
    except ValueError:
        assume(False)  # no JSON
    found, complained = refusals(payload, kind), complaints(payload, kind)

    with_first = complaints(without_second_spellings(payload, kind), kind)
    if found and not complained:
        assert with_first or any(is_explained(it, payload) for it in found)
    elif complained and not found:
        assert with_first == []
    outcome = {(True, True): "refused by both", (False, False): "taken by both"}
    what = outcome.get((bool(found), bool(complained)), "a known difference")
    COUNTS[f"broken payloads, {what}"] += 1
