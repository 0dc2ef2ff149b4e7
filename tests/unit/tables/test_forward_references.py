"""Fields may name their own class, or a later one, also where annotations are not imported."""

import sys
import textwrap
from importlib.metadata import version
from types import ModuleType
from typing import Annotated, Any, Final, Literal, Optional

import pytest
from attrs import Factory, define

from converters import bulk, columns, explain, json_schema, make_converter, plan
from converters.tables import names_a_type, wire_fields
from orm_attrs import Keeper


@define
class Tree(Keeper):
    number: int
    kids: list["Tree"] = Factory(list)
    named: dict[str, "Tree"] = Factory(dict)
    pair: tuple["Later", "Later"] | None = None
    later: Optional["Later"] = None
    noted: Annotated[Optional["Later"], "not a name"] = None
    word: Literal["Tree"] = "Tree"


@define
class Later(Keeper):
    text: str


TODAY: Final = textwrap.dedent("""
    import dataclasses
    from typing import Annotated, Generic, Literal, NamedTuple, TypeVar
    from attrs import Factory, define
    from orm_attrs import Keeper

    @define
    class Tree(Keeper):
        number: int
        kids: list[Tree] = Factory(list)
        named: dict[str, Tree] = Factory(dict)
        pair: tuple[Later, Later] | None = None
        later: Later | None = None
        noted: Annotated[Later | None, "not a name"] = None
        word: Literal["Tree"] = "Tree"

    T = TypeVar("T")

    @define
    class Box(Generic[T]):
        item: T
        more: list[Later]
        inner: Box[T] | None = None

    @define
    class Named(Box[int]):
        by_name: dict[str, Named] = Factory(dict)

    @dataclasses.dataclass
    class Record:
        rows: list[Later]
        before: Record | None = None

    class Pair(NamedTuple):
        one: Later
        others: list[Later]

    @define
    class Later(Keeper):
        text: str
""")
"""The same as one writes it since Python 3.14, where annotations are evaluated when asked for."""

PAYLOAD: Final[dict[str, Any]] = {
    "number": 1,
    "kids": [{"number": 2, "later": {"text": "a"}}],
    "named": {"x": {"number": 3}},
    "pair": [{"text": "b"}, {"text": "c"}],
    "later": {"text": "d"},
    "noted": {"text": "e"},
    "word": "Tree",
}


def module_of_today(monkeypatch: pytest.MonkeyPatch) -> Any:
    module = ModuleType("written_today")
    monkeypatch.setitem(sys.modules, "written_today", module)
    exec(compile(TODAY, "written_today.py", "exec", dont_inherit=True), vars(module))
    return module


without_quotes = pytest.mark.skipif(
    sys.version_info < (3, 14), reason="such names need quotes before Python 3.14"
)


@pytest.fixture(params=["quoted", pytest.param("plain", marks=without_quotes)])
def tree(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    return Tree if request.param == "quoted" else module_of_today(monkeypatch).Tree


def test_types_that_are_named_are_found_at_any_depth(tree: Any) -> None:
    assert not any(names_a_type(it.type) for it in wire_fields(tree))
    assert "ForwardRef" not in str(plan(tree))


@pytest.mark.parametrize("unknown", ["ignore", "forbid", "keep"])
def test_such_classes_are_read_and_written(tree: Any, unknown: Any) -> None:
    own = make_converter(unknown=unknown)
    read = own.structure(PAYLOAD, tree)
    assert read.kids[0].later.text == "a"
    assert type(read.pair[1]).__name__ == "Later"
    again = own.unstructure(read)
    assert {key: again[key] for key in PAYLOAD} | {"kids": 0, "named": 0} == (
        PAYLOAD | {"kids": 0, "named": 0}
    )
    assert own.structure(again, tree) == read
    with pytest.raises(Exception) as caught:
        own.structure({"number": 1, "kids": [{"number": 2, "later": {"text": 5}}]}, tree)
    assert explain(caught.value) == ["$.kids[0].later.text: expected str, got int 5"]


def test_their_schema_refers_to_the_classes(tree: Any) -> None:
    definitions = json_schema(tree)["$defs"]
    assert definitions.keys() == {"Tree", "Later"}
    assert definitions["Tree"]["properties"]["kids"]["items"] == {"$ref": "#/$defs/Tree"}


def test_their_columns_are_json(tree: Any) -> None:
    kinds = {it.name: it.kind for it in columns(tree)}
    assert kinds["number"] == "integer"
    assert kinds["kids"] == kinds["later"] == "json"


def test_their_arrow_columns_are_structs_and_lists(tree: Any) -> None:
    pa = pytest.importorskip("pyarrow")
    schema = bulk.schema(tree)
    assert pa.types.is_struct(schema.field("later").type)
    assert pa.types.is_struct(schema.field("noted").type)
    assert pa.types.is_list(schema.field("kids").type)


@without_quotes
def test_generic_classes_subclasses_and_classes_that_are_none_of_attrs_name_them_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = module_of_today(monkeypatch)
    later, box = {"text": "a"}, {"item": 1, "more": [{"text": "b"}], "inner": None}
    record = {"rows": [later], "before": {"rows": [], "before": None}}
    cases = [
        (today.Box[today.Later], {"item": later, "more": [later], "inner": None}),
        (today.Named, box | {"by_name": {"x": box | {"by_name": {}}}}),
        (list[today.Named], [box | {"by_name": {}}]),
        (today.Pair, [later, [later]]),
    ]
    # Older cattrs finds a name in a dataclass only where it is all of the type.
    if int(version("cattrs").partition(".")[0]) >= 26:
        cases.append((today.Record, record))
    for kind, payload in cases:
        own = make_converter()
        read = own.structure(payload, kind)
        assert "Later" in str(read), kind
        again = own.unstructure(read, unstructure_as=kind)
        assert (list(again) if kind is today.Pair else again) == payload, kind
        assert "ForwardRef" not in str(json_schema(kind)), kind


def test_a_name_that_nothing_has_is_an_error_that_says_what_helps() -> None:
    @define
    class Lost:
        rows: list["Nowhere"]  # noqa: F821 - that is the point

    with pytest.raises(NameError, match="Nowhere") as caught:
        make_converter().get_structure_hook(Lost)
    assert caught.value.__notes__ == [
        "in a type of Lost: attrs.resolve_types(Lost, globals(), locals()) helps"
    ]
