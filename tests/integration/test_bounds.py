"""What a payload can cost: a report is made once, lists so many problems, and nests so deep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from attrs import Factory, define, field, make_class
from cattrs import Converter
from cattrs.errors import BaseValidationError
from engines import ENGINES_HERE, running

from converters import configure_converter, dumps, explain, loads, make_converter
from orm_attrs import DataRow, DatasetAPIKey, Keeper, WorkflowGraphNode

OPTIONS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"unknown": "forbid"},
    {"unknown": "keep"},
    {"detailed_validation": False},
    {"omit_if_default": True},
)


@pytest.fixture(autouse=True, params=ENGINES_HERE)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on both engines."""
    with running(request.param):
        yield


class Leaf:
    """A type with a hook of a service, which counts how often it is asked."""


@define
class Tree(Keeper):
    leaf: Leaf | None = None
    above: Tree | None = None
    children: list[Tree] = Factory(list)
    named: dict[str, Tree] = Factory(dict)


def nested(way: str, levels: int, leaf: Any) -> dict[str, Any]:
    """Give a payload of so many levels: below each other in a field, a list or a mapping."""
    payload: dict[str, Any] = {"leaf": leaf}
    for _ in range(levels):
        inner: Any = {"above": payload, "children": [payload], "named": {"a": payload}}[way]
        payload = {way: inner}
    return payload


def counting(own: Converter) -> list[Any]:
    """Give leaves a hook that notes what it is asked, and refuses text."""
    asked: list[Any] = []

    def hook(value: Any, _: Any = None) -> Any:
        asked.append(value)
        if isinstance(value, str):
            raise ValueError("no leaf")
        return value

    own.register_structure_hook(Leaf, hook)
    own.register_unstructure_hook(Leaf, hook)
    return asked


def lines_of(own: Converter, payload: Any, kind: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        own.structure(payload, kind)
    return explain(caught.value)


def stopped(count: int) -> str:
    problems = "1 problem" if count == 1 else f"{count} problems"
    return f"$: the check stopped after {problems}: what follows was not looked at"


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("way", ["above", "children", "named"])
class TestNesting:
    def test_a_bad_leaf_is_looked_at_twice_however_deep_it_stands(
        self, way: str, options: dict[str, Any]
    ) -> None:
        """Once in the attempt, once for the report."""
        for levels in (0, 1, 20, 60):
            own = make_converter(**options)
            asked = counting(own)
            lines = lines_of(own, nested(way, levels, "bad"), Tree)
            assert len(asked) == 2
            assert [line.endswith("no leaf") for line in lines] == [True]

    def test_a_good_leaf_is_looked_at_once(self, way: str, options: dict[str, Any]) -> None:
        own = make_converter(**options)
        asked = counting(own)
        payload = nested(way, 60, 5)
        tree = own.structure(payload, Tree)
        assert asked == [5]
        asked.clear()
        own.unstructure(tree)
        assert asked == [5]

    def test_a_bad_leaf_is_looked_at_twice_when_it_is_written(
        self, way: str, options: dict[str, Any]
    ) -> None:
        own = make_converter(**options)
        asked = counting(own)
        tree = own.structure(nested(way, 60, 5), Tree)
        inner = tree
        while inner.leaf is None:
            inner = inner.above or next(iter([*inner.children, *inner.named.values()]))
        inner.leaf = "bad"
        asked.clear()
        with pytest.raises(Exception) as caught:
            own.unstructure(tree)
        assert asked == ["bad", "bad"]
        assert explain(caught.value)[0].endswith("no leaf")

    def test_what_nests_too_deep_is_refused_in_a_sentence(
        self, way: str, options: dict[str, Any]
    ) -> None:
        own = make_converter(**options)
        asked = counting(own)
        for levels in (5_000, 100_000):
            assert lines_of(own, nested(way, levels, 5), Tree) == ["$: nested too deep to be read"]
        assert asked == []


def test_one_bad_row_within_eight_classes_costs_the_others_nothing() -> None:
    own = make_converter()
    asked = counting(own)
    kind: Any = make_class("Row", {"leaf": field(type=Leaf)})
    payload: Any = [{"leaf": number} for number in range(2000)]
    payload[1000] = {"leaf": "bad"}
    kind = list[kind]
    for level in range(8):
        kind = make_class(f"Level{level}", {"inner": field(type=kind)})
        payload = {"inner": payload}
    assert lines_of(own, payload, kind) == [f"${'.inner' * 8}[1000].leaf: no leaf"]
    assert len(asked) == 2000 + 1


@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"unknown": "forbid"}], ids=str)
class TestMostProblems:
    def test_a_report_lists_a_thousand_problems_and_says_that_it_stopped(
        self, options: dict[str, Any]
    ) -> None:
        lines = lines_of(make_converter(**options), ["x"] * 50_000, list[int])
        assert lines[999:] == ["$[999]: expected int, got 'x'", stopped(1000)]

    def test_it_has_not_stopped_when_nothing_follows(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=2, **options)
        problems = ["$[1]: expected int, got 'x'", "$[2]: expected int, got 'x'"]
        assert lines_of(own, [1, "x", "x"], list[int]) == problems
        assert lines_of(own, [1, "x", "x", 1], list[int]) == [*problems, stopped(2)]

    def test_it_says_so_once_however_deep_it_was(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=2, **options)
        counting(own)
        payload = {"children": [{"named": {"a": {"children": [5] * 9}, "b": 5}}] * 9, "named": 5}
        path = "$.children[0].named.a.children"
        assert lines_of(own, payload, Tree) == [
            f"{path}[0]: expected an object, got int 5",
            f"{path}[1]: expected an object, got int 5",
            stopped(2),
        ]

    def test_the_fields_and_keys_of_an_object_are_no_different(
        self, options: dict[str, Any]
    ) -> None:
        own = make_converter(max_problems=1, **options)
        first, last = "$.uuid: required, but missing", "$.title: required, but missing"
        assert lines_of(own, {"uuid": "u"}, WorkflowGraphNode) == [last]
        assert lines_of(own, {"title": "t"}, WorkflowGraphNode) == [first, stopped(1)]
        forbids = options.get("unknown") == "forbid"
        lines = lines_of(own, {"uuid": "u", "b": 1}, WorkflowGraphNode)
        assert lines == ([last, stopped(1)] if forbids else [last])

    def test_the_places_of_a_tuple_are_no_different(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=1, **options)
        lines = lines_of(own, ["x", "x"], tuple[int, int])
        assert lines == ["$[0]: expected int, got 'x'", stopped(1)]

    def test_objects_are_no_different(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=3, **options)
        payload = [{"uuid": "u"}, {}, {}, {"uuid": "u", "title": "t"}, {}]
        assert lines_of(own, payload, list[WorkflowGraphNode]) == [
            "$[0].title: required, but missing",
            "$[1].uuid: required, but missing",
            "$[1].title: required, but missing",
            stopped(3),
        ]

    def test_mappings_are_no_different(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=2, **options)
        assert lines_of(own, {"a": "x", "b": 1, "c": "x", "d": "x"}, dict[str, int]) == [
            "$.a: expected int, got 'x'",
            "$.c: expected int, got 'x'",
            stopped(2),
        ]

    def test_all_problems_are_listed_on_request(self, options: dict[str, Any]) -> None:
        own = make_converter(max_problems=None, **options)
        assert len(lines_of(own, ["x"] * 3000, list[int])) == 3000

    def test_the_error_holds_no_more_exceptions_than_it_lists(
        self, options: dict[str, Any]
    ) -> None:
        """Collecting exceptions with their tracebacks is what costs time and memory."""
        with pytest.raises(BaseValidationError) as caught:
            make_converter(**options).structure([{}] * 20_000, list[DataRow])
        pending: list[BaseException] = [caught.value]
        count = 0
        while pending:
            problem = pending.pop()
            count += 1
            pending += getattr(problem, "exceptions", ())
        assert count < 1200


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_bad_body_costs_no_more_attempts_than_two_good_ones(options: dict[str, Any]) -> None:
    size, listed_at_most = 300, 100
    items: dict[str, list[Any]] = {
        "all are bad": ["bad"] * size,
        "the last is bad": [5] * (size - 1) + ["bad"],
        "the last ones are bad": [5] * 250 + ["bad"] * (size - 250),
        "as many as are listed": ["bad"] * 99 + [5] * (size - 99),
        "every other one": [5, "bad"] * (size // 2),
    }
    shapes: dict[str, Any] = {
        "list": (lambda leaves: [{"leaf": it} for it in leaves], list[Tree]),
        "in an object": (lambda leaves: {"children": [{"leaf": it} for it in leaves]}, Tree),
        "mapping": (
            lambda leaves: {"named": {str(i): {"leaf": it} for i, it in enumerate(leaves)}},
            Tree,
        ),
        "lists": (
            lambda leaves: [[{"leaf": it} for it in leaves[i : i + 5]] for i in range(0, size, 5)],
            list[list[Tree]],
        ),
        "tuple": (lambda leaves: leaves, tuple[Leaf, ...]),
    }
    for leaves in items.values():
        for make, kind in shapes.values():
            own = make_converter(max_problems=listed_at_most, **options)
            asked = counting(own)
            lines = lines_of(own, make(leaves), kind)
            assert len(asked) <= 2 * size
            if options.get("detailed_validation") is not False:
                assert len(asked) <= size + listed_at_most
                listed = [line for line in lines if line.endswith("no leaf")]
                assert len(asked) >= len(listed)


def test_json_text_of_scopes_is_no_different() -> None:
    key = {"resource_hash": "r", "api_key": "k", "title": "t", "key_hash": "h"}
    payload = {**key, "scopes": json.dumps([1] * 5000)}
    lines = lines_of(make_converter(), payload, DatasetAPIKey)
    assert len(lines) == 1001
    assert lines[-1] == stopped(1000)


@pytest.mark.parametrize("wrong", [0, -1])
def test_a_report_lists_at_least_one_problem(wrong: int) -> None:
    with pytest.raises(ValueError, match=f"max_problems: expected at least 1, got {wrong}"):
        configure_converter(Converter(), max_problems=wrong)


def test_the_keys_of_a_payload_are_cut_short() -> None:
    own = make_converter(unknown="forbid")
    payload = {"uuid": "u", "title": "t", "k" * 1_000_000: 1}
    (line,) = lines_of(own, payload, WorkflowGraphNode)
    assert len(line) < 120
    assert line.endswith("...]: unknown key")


def test_of_many_unknown_keys_so_many_are_named_as_problems_are_listed() -> None:
    payload = {"uuid": "u", "title": "t", **{f"key{number}": 1 for number in range(5000)}}
    own = make_converter(unknown="forbid")
    lines = lines_of(own, payload, WorkflowGraphNode)
    assert len(lines) == 1001
    assert lines[-1] == stopped(1000)
    own = make_converter(unknown="forbid", max_problems=None)
    assert len(lines_of(own, payload, WorkflowGraphNode)) == 5000


class TestWhatIsReadCanBeWritten:
    """Whoever stores a payload must be able to serve it again."""

    LIBRARIES = pytest.mark.parametrize("library", ["msgspec", "orjson", "json"])

    @LIBRARIES
    @pytest.mark.parametrize("options", [{}, {"unknown": "keep"}], ids=str)
    def test_however_deep_it_nests(
        self, library: Any, options: dict[str, Any], row: dict[str, Any]
    ) -> None:
        own = make_converter(**options)
        count = 0
        for levels in range(180, 1100, 7):
            deep = "[" * levels + "1" + "]" * levels
            for key in ("client_metadata", "unknown"):
                text = json.dumps({**row, key: {"a": "DEEP"}}).replace('"DEEP"', deep)
                try:
                    read = loads(text, DataRow, json=library, converter=own)
                except Exception:
                    continue
                count += 1
                written = self.written_from_deep_in_the_stack(read, library, own, 100)
                is_kept = key == "client_metadata" or options
                assert (deep.encode() in written.replace(b" ", b"")) is bool(is_kept)
        assert count > 20

    def written_from_deep_in_the_stack(
        self, obj: Any, library: Any, own: Converter, levels: int
    ) -> bytes:
        if levels:
            return self.written_from_deep_in_the_stack(obj, library, own, levels - 1)
        return dumps(obj, json=library, converter=own)

    @LIBRARIES
    @pytest.mark.parametrize(
        ("doubtful", "sentence"),
        [
            ("1e400", "invalid JSON: 1e400 is too large for a float"),
            ("-1e400", "invalid JSON: -1e400 is too large for a float"),
            ("1" * 5000, f"invalid JSON: {'1' * 40}... has more digits than Python reads"),
            ('"\\ud800"', "invalid JSON: text with a lone surrogate"),
            ('{"\\udfff": 1}', "invalid JSON: text with a lone surrogate"),
        ],
        ids=["float", "negative", "digits", "surrogate", "key"],
    )
    def test_what_cannot_be_written_is_refused_where_it_is_read_and_ignored_elsewhere(
        self, library: Any, doubtful: str, sentence: str, row: dict[str, Any]
    ) -> None:
        def text(key: str) -> str:
            return json.dumps({**row, key: {"a": "DOUBT"}}).replace('"DOUBT"', doubtful)

        read = loads(text("unknown"), DataRow, json=library)
        assert read.uid == row["data_hash"]
        assert loads(f"[{text('unknown')}]", list[DataRow], json=library) == [read]
        keep = make_converter(unknown="keep")
        for key, own in (("client_metadata", None), ("client_metadata", keep), ("unknown", keep)):
            for content, kind in ((text(key), DataRow), (f"[{text(key)}]", list[DataRow])):
                with pytest.raises(ValueError) as caught:
                    loads(content, kind, json=library, converter=own)
                assert str(caught.value) == sentence

    @LIBRARIES
    def test_a_pair_of_surrogates_is_a_character(self, library: Any, row: dict[str, Any]) -> None:
        text = json.dumps({**row, "data_title": "\N{GRINNING FACE}"})
        assert "\\ud83d" in text
        read = loads(text, DataRow, json=library)
        assert loads(dumps(read, json=library), DataRow, json=library) == read
