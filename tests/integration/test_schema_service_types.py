"""A schema takes and refuses what a hook does, for the types of a service, too."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from enum import Enum, IntEnum
from importlib.metadata import version
from typing import Annotated, Any, Final, Generic, Literal, NewType, TypedDict, TypeVar

import pytest
from attrs import define, field

from converters import converter, json_schema
from orm_attrs import DataType, StorageLocation

jsonschema = pytest.importorskip("jsonschema")
if int(version("cattrs").partition(".")[0]) < 26:
    pytest.skip("older cattrs has hooks of its own for enums: any value", allow_module_level=True)

T = TypeVar("T")


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Level(Enum):
    LOW = 1
    HIGH = 2


class Rank(IntEnum):
    FIRST = 1
    SECOND = 2


UserId = NewType("UserId", int)


@define
class Node(Generic[T]):
    value: T
    kids: list[Node[T]] = field(factory=list)


@define
class Private:
    _secret: int
    name: str = field(default="", alias="label")
    made: int = field(init=False, default=3)
    flag: bool = field(kw_only=True, default=True)


@dataclasses.dataclass
class Pair(Generic[T]):
    one: T
    others: list[T] = dataclasses.field(default_factory=list)
    made: int = dataclasses.field(init=False, default=1)


class Needed(TypedDict):
    a: int


class Options(TypedDict, total=False):
    b: Color


KINDS: Final = (
    *(
        int,
        float,
        bool,
        str,
        Any,
        list,
        dict,
        tuple,
        Color,
        Level,
        Rank,
        UserId,
        Annotated[str, ""],
    ),
    *(DataType, StorageLocation, Color | None, float | None, Literal["a", "b"], Literal[Color.RED]),
    *(list[int], list[bool], set[int], frozenset[Color], tuple[()], tuple[int], tuple[int, str]),
    *(tuple[int, ...], Sequence[int], Mapping[str, int], list[list[Color | None]]),
    *(dict[str, Any], dict[bool, int], dict[float, int], dict[int, int], dict[UserId, int]),
    *(dict[Color, int], dict[Level, int], dict[Rank, int], dict[StorageLocation, int]),
    *(Node[int], Node[Node[Color]], Node[UserId], Private, Pair[int], Pair[Pair[str]]),
    *(Needed, Options, list[Options]),
)

JSON: Final = (
    *(None, True, False, 0, 1, 1.0, 2, -1, 1.5, 10**400, "", "a", "b", "1", "true", "red"),
    *([], [1], ["a"], [1, "a"], [[1]], [[None]], [["red"]], [1, 1], [None], [True]),
    *({}, {"a": 1}, {"a": "a"}, {"a": None}, {"1": 1}, {"true": 1}, {"1.5": 1}, {"01": 1}),
    *({"-0": 1}, {"nan": 1}, {" 1": 1}, {"9" * 20: 1}, {"red": 1}, {"red": 1, "blue": 2}),
    *({"value": 1}, {"value": "red"}, {"value": 1, "kids": [{"value": 2}]}, {"value": {}}),
    *({"value": 1, "kids": [{"value": "a"}]}, {"value": {"value": "red"}}, {"value": True}),
    *({"_secret": 1}, {"secret": 1}, {"_secret": 1, "label": 5}, {"_secret": 1, "name": 5}),
    *({"_secret": 1, "made": "a"}, {"_secret": 1, "flag": 0}, {"_secret": 1, "flag": 2}),
    *({"one": 1}, {"one": 1, "others": ["a"]}, {"one": {"one": "a"}}, {"one": 1, "made": "a"}),
    *({"a": 1, "b": "red"}, {"a": 1, "b": "green"}, {"b": "red"}, [{"a": 1}], [{"b": 1}]),
)


def is_structured(payload: Any, kind: Any) -> bool:
    try:
        converter.structure(payload, kind)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("inline", [False, True], ids=["references", "inline"])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_schema_takes_what_a_hook_does(kind: Any, inline: bool) -> None:
    if inline and "Node" in str(kind):
        pytest.skip("contains itself")
    schema = json_schema(kind, inline=inline)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    differing = [it for it in JSON if validator.is_valid(it) != is_structured(it, kind)]
    assert differing == []


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_what_is_written_of_what_was_read_is_as_the_schema_says(kind: Any) -> None:
    read = [converter.structure(it, kind) for it in JSON if is_structured(it, kind)]
    validator = jsonschema.Draft202012Validator(json_schema(kind, mode="write"))
    for value in read:
        written = converter.unstructure(value, kind)
        # JSON has lists only.
        listed = list(written) if isinstance(written, (set, frozenset, tuple)) else written
        assert [it.message for it in validator.iter_errors(listed)] == []
    assert read


def test_a_generic_class_is_named_with_its_arguments() -> None:
    schemas = json_schema(Node[Node[Color]])["$defs"]
    assert {it["title"] for it in schemas.values()} == {"Node[Node[Color]]", "Node[Color]"}
    with pytest.raises(TypeError, match=r"Node\[int\] contains itself"):
        json_schema(Node[int], inline=True)
