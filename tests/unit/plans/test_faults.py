"""A lack of memory, or a fault of the interpreter, is never told as a problem of the payload."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Final

import pytest
from attrs import Factory, define, field, make_class, resolve_types
from engines import ENGINES_HERE, row, running

import converters
from converters import dumps, explain, loads, make_converter, wire
from converters.rows import to_dic
from converters.schema import json_schema
from converters.wire import dates
from converters.wire.vocabulary import PRESENT
from orm_attrs import DataRow, Keeper, LabelStatus


@pytest.fixture(autouse=True, params=ENGINES_HERE)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on both engines."""
    with running(request.param):
        yield


class Special(str):
    """A type with hooks of its own."""

    __slots__ = ()


@define
class Inner(Keeper):
    special: Special
    status: LabelStatus | None = None


@define
class Called(Keeper):
    """A class that must be called, so that what it holds is seen when it is written again."""

    number: int = field(converter=int)
    special: Special = field(factory=lambda: Special("d"))


@dataclasses.dataclass
class Foreign:
    special: Special


@define
class Holder:
    foreign: Foreign


class Made:
    """A type whose hooks are to be made."""


@define
class HolderOfMade:
    made: Made


@define
class Outer(Keeper):
    one: Inner
    number: int
    many: list[Inner] = Factory(list)
    named: dict[str, Inner] = Factory(dict)
    pair: tuple[int, Special] = (0, Special())
    maybe: Special | None = None
    called: Called | None = None


resolve_types(Outer)

INNER: Final = {"special": "s", "status": "LABELLED", "more": 1}
GOOD: Final[dict[str, Any]] = {
    "one": INNER,
    "number": 5,
    "many": [INNER, INNER],
    "named": {"a": INNER, "b": INNER},
    "pair": [1, "s"],
    "maybe": "s",
    "called": {"number": 1},
}
BAD: Final = GOOD | {"number": "x", "many": [INNER, {"special": "s", "status": "x"}, INNER]}
FAULTS: Final = (MemoryError(), SystemError("returned NULL without setting an exception"))


def outcome(work: Callable[[], Any]) -> Any:
    """Return what a function returns, the fault that it raises, or what explains other errors."""
    try:
        return work()
    except FAULTS_OF_THE_MACHINE as fault:
        return fault
    except Exception as problem:
        return explain(problem)


FAULTS_OF_THE_MACHINE: Final = (MemoryError, SystemError)


class Hook:
    """A hook that raises a fault at one of its calls, and is that of `Special` otherwise."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.left = 0

    def raising(self, fault: Exception | None, call: int) -> None:
        self.fault, self.left = fault, call

    def __call__(self, value: Any, _: Any = None) -> Any:
        self.left -= 1
        if self.fault is not None and self.left == 0:
            raise self.fault
        return Special(value)


def check_each_call(hook: Hook, work: Callable[[], Any]) -> None:
    """Let a hook raise a fault at each of its calls in turn: each goes through as it is."""
    hook.raising(None, 0)
    usual = outcome(work)
    count = -hook.left
    assert count > 0
    for fault in FAULTS:
        for call in range(1, count + 1):
            hook.raising(fault, call)
            assert outcome(work) is fault, call
    hook.raising(FAULTS[0], count + 1)
    assert outcome(work) == usual


OPTIONS: Final = (
    {},
    {"unknown": "keep"},
    {"omit_if_default": True},
    {"detailed_validation": False},
    {"max_problems": 1},
)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("payload", [GOOD, BAD], ids=["good", "bad"])
def test_one_that_a_hook_raises_while_reading_goes_through(payload: Any, options: Any) -> None:
    own, hook = make_converter(**options), Hook()
    own.register_structure_hook(Special, hook)
    own.register_unstructure_hook(Special, str)
    text = json.dumps(payload).encode()
    check_each_call(hook, lambda: own.structure(payload, Outer))
    check_each_call(hook, lambda: own.structure([payload, payload], list[Outer]))
    check_each_call(hook, lambda: loads(text, Outer, converter=own))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("status", [LabelStatus.LABELLED, "x"], ids=["good", "bad"])
def test_one_that_a_hook_raises_while_writing_goes_through(status: Any, options: Any) -> None:
    own, hook = make_converter(**options), Hook()
    own.register_structure_hook(Special, lambda value, _: Special(value))
    own.register_unstructure_hook(Special, lambda value: str(hook(value)))
    made = own.structure(GOOD, Outer)
    made.one.status = status
    check_each_call(hook, lambda: own.unstructure(made))
    check_each_call(hook, lambda: own.unstructure([made, made], list[Outer]))
    check_each_call(hook, lambda: dumps(made, converter=own))
    check_each_call(hook, lambda: converters.validate(made, converter=own))


@define
class Excused(Keeper):
    text: Annotated[str | None, wire(unless={"special": PRESENT})] = None
    special: Special | None = None
    number: int = 0


resolve_types(Excused)


def test_one_that_a_hook_raises_for_a_field_that_excuses_another_goes_through() -> None:
    own, hook = make_converter(), Hook()
    own.register_structure_hook(Special, hook)
    check_each_call(hook, lambda: own.structure({"text": None, "special": "s"}, Excused))
    check_each_call(hook, lambda: own.structure({"special": "s", "number": "x"}, Excused))


def test_one_that_a_hook_raises_in_a_class_that_cattrs_reads_is_no_problem_either() -> None:
    own, hook = make_converter(), Hook()
    own.register_structure_hook(Special, hook)
    read = lambda: own.structure([{"foreign": {"special": "s"}}] * 2, list[Holder])  # noqa: E731
    for fault in FAULTS:
        hook.raising(fault, 1)
        assert outcome(read) == [Holder(Foreign(Special("s")))] * 2
        own.register_structure_hook(Special, lambda value, _, fault=fault: raise_it(fault))
        assert outcome(read) is fault
        own.register_structure_hook(Special, hook)


def raise_it(fault: Exception) -> Any:
    raise fault


def test_one_that_is_raised_while_what_an_object_holds_is_compared_goes_through() -> None:
    own, hook = make_converter(unknown="keep"), Hook()
    own.register_structure_hook(Special, lambda value, _: Special(value))
    own.register_unstructure_hook(Special, lambda value: str(hook(value)))
    check_each_call(hook, lambda: own.structure({"number": 5}, Called))


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_one_that_is_raised_while_a_hook_is_made_goes_through(fault: Exception) -> None:
    own = make_converter()
    own.register_structure_hook_factory(lambda kind: kind is Made, lambda _: raise_it(fault))
    own.register_unstructure_hook_factory(lambda kind: kind is Made, lambda _: raise_it(fault))
    assert outcome(lambda: own.structure({"made": 1}, HolderOfMade)) is fault
    assert outcome(lambda: own.unstructure(HolderOfMade(Made()))) is fault
    assert outcome(lambda: json_schema(HolderOfMade, converter=own)) is fault


def test_one_that_is_raised_while_a_date_is_read_goes_through(monkeypatch: Any) -> None:
    monkeypatch.setattr("dateutil.parser.parse", lambda *_, **__: raise_it(FAULTS[0]))
    assert outcome(lambda: dates.structure_datetime("5 January 2022")) is FAULTS[0]


def test_one_that_is_raised_while_a_row_is_written_goes_through(monkeypatch: Any) -> None:
    made = make_converter().structure(row(client_metadata={"a": 1}), DataRow)
    monkeypatch.setattr("converters.rows.json.dumps", lambda *_, **__: raise_it(FAULTS[0]))
    assert outcome(lambda: to_dic(made)) is FAULTS[0]


def test_one_that_is_raised_while_an_error_is_printed_goes_through() -> None:
    class UnprintableError(Exception):
        def __str__(self) -> str:
            raise FAULTS[0]

    assert outcome(lambda: explain(UnprintableError())) is FAULTS[0]


# --- places that a hook of a field does not reach -------------------------------------------------


def _out_of_memory(*_: Any) -> Any:
    raise MemoryError


def test_a_default_that_cannot_be_written_for_a_lack_of_memory_raises_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = make_converter(unknown="keep")
    wrapped = {"inner": field(default=Inner(Special("d")), type=Inner)}
    own.register_unstructure_hook(Special, _out_of_memory)
    with pytest.raises(MemoryError):
        json_schema(make_class("Own", wrapped, bases=(Keeper,)), converter=own)

    fields = {"at": field(default=datetime(2022, 1, 5), type=datetime)}
    hook: Any = own.get_structure_hook(make_class("Dated", fields, bases=(Keeper,)))
    recorder = hook.pair.detailed.recorder
    monkeypatch.setattr(type(recorder.written[0]), "write", _out_of_memory)
    with pytest.raises(MemoryError):
        recorder.patterns._default_written(0)


def test_a_doubtful_text_that_lacks_memory_raises_it() -> None:
    own = make_converter()
    cls = make_class("Loose", {"special": field(type=Special), "number": field(type=Any)})
    own.register_structure_hook(Special, _out_of_memory)
    with pytest.raises(MemoryError):
        loads('{"special": "a", "number": 1e999}', cls, converter=own)
