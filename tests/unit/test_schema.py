"""JSON Schema of services' types and of what a converter was told."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from enum import Enum, IntFlag
from typing import Any, Literal, NewType, NotRequired, Required
from uuid import UUID

import pytest
from attrs import Factory, define, field
from cattrs.preconf.json import make_converter as json_converter
from click.testing import CliRunner
from typing_extensions import TypedDict

from converters import (
    configure_converter,
    json_schema,
    json_schemas,
    make_converter,
    register_schema,
)
from converters.cli.commands import main
from converters.plans.keys import INTEGER, NUMBER
from converters.schema import DATE_TO_READ, DIALECT, UUID_TO_READ
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DatasetUser,
    ModelConfiguration,
    Page,
    ProjectWorkflowSettings,
    SignedImagesURL,
    Video,
    WorkflowGraphNode,
)


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class Lenient(Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> Lenient:
        return cls.A


class Flags(IntFlag):
    A = 1
    B = 2


class Corner(Enum):
    FIRST = (0, 0)
    LAST = (1, 1)


class Code(str):
    __slots__ = ()


class OwnId(UUID):
    pass


@define
class Leaf:
    """What hangs on a tree.

    More about it.
    """

    color: Color
    """Its
    color."""
    size: int = 5
    note: str | None = None


@define
class Tree:
    leaves: list[Leaf] = field(factory=list)
    left: Tree | None = None


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


Title = NewType("Title", str)


def bare(kind: Any, **options: Any) -> dict[str, Any]:
    """Give a schema without the line that says which dialect it is."""
    schema = json_schema(kind, **options)
    assert schema.pop("$schema") == DIALECT
    return schema


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Any, {}),
        (str, {"type": "string"}),
        (int, {"type": "integer"}),
        (float | None, {"type": ["number", "null"]}),
        (bool, {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}]}),
        (bool | None, {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "null"}]}),
        (datetime, DATE_TO_READ),
        (UUID, UUID_TO_READ),
        (Title, {"type": "string"}),
        (Color, {"enum": ["red", "blue"]}),
        (Color | None, {"enum": ["red", "blue", None]}),
        (Lenient, {"examples": ["a"]}),
        (Flags, {"type": "integer"}),
        (Corner, {"enum": [[0, 0], [1, 1]]}),
        (Code, {"type": "string"}),
        (OwnId, UUID_TO_READ),
        (Literal["a", 1], {"enum": ["a", 1]}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (set[int], {"type": "array", "items": {"type": "integer"}}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (
            tuple[int, str],
            {
                "type": "array",
                "prefixItems": [{"type": "integer"}, {"type": "string"}],
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        (list, {"type": "array"}),
        (dict, {"type": "object"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (
            dict[float, str],
            {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "propertyNames": {"pattern": f"^({NUMBER})$"},
            },
        ),
        (dict[Color, Any], {"type": "object", "propertyNames": {"enum": ["red", "blue"]}}),
        (
            dict[int, str],
            {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "propertyNames": {"pattern": f"^({INTEGER})$"},
            },
        ),
        (SignedImagesURL, None),
        (ProjectWorkflowSettings, None),
        (Page[CollaboratorTimer], None),
        (Page, None),
    ],
)
def test_a_type_has_a_schema(kind: Any, schema: Any) -> None:
    made = bare(kind)
    assert schema is None or made == schema
    assert bool(made) == (kind is not Any)


def test_what_cattrs_reads_in_a_way_of_its_own_is_any_value() -> None:
    own = json_converter()
    configure_converter(own)
    assert bare(bytes, converter=own) == {}
    assert bare(list[bytes], converter=own)["type"] == "array"


def test_a_default_stands_there_as_far_as_it_is_the_same_everywhere_and_has_json() -> None:
    @define
    class Box:
        size: int = 1
        names: list[str] = Factory(list)
        limit: float = float("inf")
        double: int = Factory(lambda self: self.size * 2, takes_self=True)

    properties = bare(Box)["properties"]
    assert properties["size"]["default"] == 1
    assert properties["names"]["default"] == []
    assert "default" not in properties["limit"]
    assert "default" not in properties["double"]


def test_a_class_has_its_docstrings_keys_and_defaults() -> None:
    assert bare(Leaf) == {
        "title": "Leaf",
        "type": "object",
        "description": "What hangs on a tree.",
        "properties": {
            "color": {"enum": ["red", "blue"], "description": "Its color."},
            "size": {"type": "integer", "default": 5},
            "note": {"type": ["string", "null"], "default": None},
        },
        "required": ["color"],
    }


def test_a_class_that_contains_itself_refers_to_itself() -> None:
    schema = bare(Tree)
    assert schema["$ref"] == "#/$defs/Tree"
    assert schema["$defs"].keys() == {"Tree", "Leaf"}
    assert schema["$defs"]["Tree"]["properties"]["left"] == {
        "anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}],
        "default": None,
    }
    with pytest.raises(TypeError, match="Tree contains itself, so it cannot stand inline"):
        json_schema(Tree, inline=True)


def test_a_dataclass_has_a_schema_too() -> None:
    assert bare(Point) == {
        "title": "Point",
        "type": "object",
        "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
        "required": ["x"],
    }


def test_a_dataclass_has_its_docstrings_and_may_forbid_other_keys() -> None:
    @dataclasses.dataclass
    class Place:
        x: float
        """How far it is to the right."""

    properties = {"x": {"type": "number", "description": "How far it is to the right."}}
    schema = bare(Place, converter=make_converter(unknown="forbid"))
    assert schema["properties"] == properties
    assert schema["additionalProperties"] is False
    assert "additionalProperties" not in bare(Place)


def test_a_key_of_a_typed_dict_says_itself_whether_it_has_to_be_there() -> None:
    options: Any = TypedDict("Options", {"a": Required[int], "b": NotRequired[Color]})
    schema = bare(options)
    assert schema["properties"] == {"a": {"type": "integer"}, "b": {"enum": ["red", "blue"]}}
    assert schema["required"] == ["a"]


def test_what_is_written_is_narrower_than_what_is_read() -> None:
    read, written = (bare(DataRow, mode=mode)["properties"] for mode in ("read", "write"))

    assert read["data_type"]["type"] == ["string", "null"]
    assert "VIDEO" in written["data_type"]["enum"]
    assert "pattern" in written["created_at"]
    assert "pattern" not in read["created_at"]
    assert written["backing_item_uuid"]["format"] == "uuid"


def test_hashes_of_features_are_written_as_the_keys_of_an_object() -> None:
    hashes = "feature_node_hashes"
    schema = bare(ModelConfiguration, mode="write")["properties"][hashes]
    assert schema.pop("description")
    assert schema == {"type": "object", "additionalProperties": {"type": "null"}}
    objects, lists = bare(ModelConfiguration)["properties"][hashes]["anyOf"]
    assert objects == {"type": "object"}
    assert lists == {"type": "array", "items": {"type": "string"}, "uniqueItems": True}


def test_what_is_left_out_when_it_is_none_is_not_required() -> None:
    schema = bare(Video, mode="write")
    nullable = [key for key, it in schema["properties"].items() if "null" in it.get("type", ())]
    assert nullable == []
    assert "required" not in schema


def test_a_key_with_two_spellings_has_both() -> None:
    schema = bare(CollaboratorTimer)
    assert schema["properties"]["userEmail"] == schema["properties"]["user_email"]
    assert {"anyOf": [{"required": ["userEmail"]}, {"required": ["user_email"]}]} in schema["allOf"]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_converter_that_forbids_unknown_keys_says_so(mode: Any) -> None:
    forbidding = make_converter(unknown="forbid")
    assert bare(Dataset, converter=forbidding, mode=mode)["additionalProperties"] is False
    assert "additionalProperties" not in bare(Dataset, mode=mode)
    assert bare(Dataset, mode=mode, unknown="forbid")["additionalProperties"] is False
    ignoring = bare(Dataset, converter=forbidding, mode=mode, unknown="ignore")
    assert "additionalProperties" not in ignoring


def test_a_converter_that_keeps_writes_what_it_reads() -> None:
    keeping = make_converter(unknown="keep")
    assert bare(Dataset, converter=keeping, mode="write") == bare(Dataset)


def test_a_converter_may_read_by_aliases() -> None:
    @define
    class Aliased:
        inner: int = field(alias="outer")

    assert bare(Aliased)["required"] == ["inner"]
    assert bare(Aliased, converter=make_converter(use_alias=True))["required"] == ["outer"]


def test_what_a_hook_of_a_service_takes_is_any_value_unless_the_service_says_more() -> None:
    @define
    class Book:
        title: Title
        other: Title | None = None

    own = make_converter()
    own.register_structure_hook(Title, lambda value, _: Title(value.strip()))
    assert bare(Book, converter=own)["properties"] == {"title": {}, "other": {}}
    assert bare(Title, converter=own) == {}

    register_schema(Title, {"type": "string", "minLength": 1}, converter=own, mode="read")
    assert bare(Book, converter=own)["properties"] == {
        "title": {"type": "string", "minLength": 1},
        "other": {"type": ["string", "null"], "minLength": 1},
    }
    assert bare(Title, converter=own, mode="write") == {"type": "string"}
    assert bare(Title) == {"type": "string"}


def test_a_type_without_a_hook_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"no hook for UUID \| str"):
        json_schema(UUID | str)


@define
class Unfinished:
    other: Unfinished | None
    number: complex


def test_a_class_that_contains_itself_and_has_no_hook_is_refused_each_time() -> None:
    own = make_converter()
    for _ in range(3):
        with pytest.raises(
            TypeError, match=r"^no hook for Unfinished: Unsupported type: .*complex"
        ):
            json_schema(Unfinished, converter=own)
    own.register_structure_hook(complex, lambda value, _: complex(value))
    assert bare(Unfinished, converter=own)["$defs"].keys() == {"Unfinished"}


def test_several_classes_share_what_they_contain() -> None:
    template = "#/components/schemas/{name}"
    schemas = json_schemas([Dataset, DatasetUser], ref_template=template)

    assert schemas.keys() == {"Dataset", "DataRow", "ImageData", "DatasetUser"}
    rows = schemas["Dataset"]["properties"]["data_rows"]
    assert rows["items"] == {"$ref": "#/components/schemas/DataRow"}
    with pytest.raises(TypeError, match=r"list\[DataRow\] has no schema with a name of its own"):
        json_schemas([list[DataRow]])


def test_two_classes_with_the_same_name_have_two_schemas() -> None:
    @define
    class DataRow:
        n: int

    names = json_schemas([DataRow, Dataset])
    assert {"DataRow", "orm_attrs.dataset.DataRow"} <= names.keys()


def test_classes_with_the_same_name_of_the_same_module_have_numbers() -> None:
    def make() -> Any:
        @define
        class DataRow:
            n: int

        return DataRow

    names = json_schemas([make() for _ in range(4)])
    own = f"{__name__}.DataRow"
    assert names.keys() == {"DataRow", own, f"{own}2", f"{own}3"}


def test_nothing_of_a_schema_is_shared_with_the_next() -> None:
    first = json_schema(Dataset)
    untouched = json.dumps(first)
    first["$defs"]["DataRow"]["properties"]["created_at"]["examples"].clear()

    assert json.dumps(json_schema(Dataset)) == untouched


def test_the_command_prints_schemas(tmp_path: Any) -> None:
    one = CliRunner().invoke(main, ["schema", "WorkflowGraphNode"])
    assert json.loads(one.stdout) == json_schema(WorkflowGraphNode)

    path = tmp_path / "schemas.json"
    arguments = ["schema", "Dataset", "DatasetUser", "--mode", "write", "-o", str(path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert json.loads(path.read_text())["$defs"] == json_schemas(
        [Dataset, DatasetUser], mode="write"
    )
    assert "did you mean Dataset?" in CliRunner().invoke(main, ["schema", "Datset"]).output
