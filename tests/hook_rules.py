"""Which hook wins: registered before or after ours, by class, predicate or factory, in both scopes.

`made_table` finds it out by registering each kind of hook and asking converters. The page
`docs/hooks.md` shows the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Final, NewType, get_args

from attrs import define, field, frozen, make_class
from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError

from converters import configure_converter
from converters.plans.hooks import pair_of
from converters.plans.scope import Scope, inside
from orm_attrs import DatasetUser, DatasetUserRole, DataType, Keeper, StorageLocation

MARK: Final = "the service's"


class Side(str, Enum):
    """An enum of a service."""

    LEFT = "left"


class Place(Enum):
    """One whose values are of no special class."""

    HERE = 1


@define
class Camera:
    """A class of a service."""

    gate: int


Gate = NewType("Gate", int)
NextGate = NewType("NextGate", Gate)
ShownGate = Annotated[Gate, "shown"]


@frozen
class Rule:
    """A type that a hook is registered for, and one that is read and written then."""

    hook_for: Any
    asked: Any
    words: tuple[str, str]
    payload: Any
    value: Any


USER: Final = {"user_email": "a@example.com", "user_role": 0, "dataset_hash": "d"}
_USER: Final = DatasetUser("a@example.com", DatasetUserRole.ADMIN, "d")
_DATE: Final = "2022-01-05T18:51:05", datetime(2022, 1, 5, 18, 51, 5)
_DAY: Final = "2022-01-05", date(2022, 1, 5)
_AWS: Final = 1, StorageLocation.AWS
_VIDEO: Final = "video", DataType.VIDEO

RULES: Final = (
    Rule(int, int, ("`int`", "`int`"), 5, 5),
    Rule(datetime, datetime, ("`datetime`", "`datetime`"), *_DATE),
    Rule(date, datetime, ("`date`", "`datetime`"), *_DATE),
    Rule(date, date, ("`date`", "`date`"), *_DAY),
    Rule(StorageLocation, StorageLocation, ("an enum of ours", "the enum"), *_AWS),
    Rule(int, StorageLocation, ("`int`", "an enum of ours that is an `int`"), *_AWS),
    Rule(str, DataType, ("`str`", "an enum of ours that is a `str`"), *_VIDEO),
    Rule(Enum, DataType, ("`Enum`", "an enum of ours"), *_VIDEO),
    Rule(Side, Side, ("an enum of the service's", "the enum"), "left", Side.LEFT),
    Rule(str, Side, ("`str`", "an enum of the service's that is a `str`"), "left", Side.LEFT),
    Rule(Enum, Place, ("`Enum`", "an enum of the service's"), 1, Place.HERE),
    Rule(Camera, Camera, ("a class of the service's", "the class"), {"gate": 1}, Camera(1)),
    Rule(DatasetUser, DatasetUser, ("a model", "the model"), USER, _USER),
    Rule(DatasetUser, list[DatasetUser], ("a model", "a list of it"), [USER], [_USER]),
    Rule(Keeper, DatasetUser, ("`Keeper`", "a model"), USER, _USER),
    Rule(object, DatasetUser, ("`object`", "a model"), USER, _USER),
    Rule(Gate, Gate, ("a `NewType`", "the name"), 5, 5),
    Rule(Gate, NextGate, ("a `NewType`", "a `NewType` of it"), 5, 5),
    Rule(Gate, ShownGate, ("a `NewType`", "`Annotated` with it"), 5, 5),
    Rule(int, Gate, ("`int`", "a `NewType` of it"), 5, 5),
    Rule(int, int | None, ("`int`", "`int | None`"), 5, 5),
    Rule(int | None, int | None, ("`int | None`", "`int | None`"), 5, 5),
    Rule(list, list, ("`list`", "`list`"), [1], [1]),
    Rule(list, list[int], ("`list`", "`list[int]`"), [1], [1]),
)


def _structure(value: Any, _: Any) -> Any:
    return MARK


def _unstructure(value: Any) -> Any:
    return MARK


def _by_class(converter: Converter, rule: Rule) -> None:
    converter.register_structure_hook(rule.hook_for, _structure)
    converter.register_unstructure_hook(rule.hook_for, _unstructure)


def _by_predicate(converter: Converter, rule: Rule) -> None:
    def is_asked(kind: Any) -> bool:
        return bool(kind == rule.hook_for)

    converter.register_structure_hook_func(is_asked, _structure)
    converter.register_unstructure_hook_func(is_asked, _unstructure)


def _by_factory(converter: Converter, rule: Rule) -> None:
    def is_asked(kind: Any) -> bool:
        return bool(kind == rule.hook_for)

    converter.register_structure_hook_factory(is_asked, lambda _: _structure)
    converter.register_unstructure_hook_factory(is_asked, lambda _: _unstructure)


Register = Callable[[Converter, Rule], None]


def _converter(rule: Rule, register: Register, scope: Scope, *, after: bool) -> Converter:
    converter = Converter()
    if not after:
        register(converter, rule)
    configure_converter(converter, scope=scope)
    if after:
        register(converter, rule)
    return converter


def _owner(rule: Rule, converter: Converter, *, in_model: bool) -> str:
    """Tell whose hooks read and write a value: one word, or one for each direction."""
    if in_model:
        model = make_class("Model", {"value": field(type=rule.asked)}, bases=(Keeper,))
        read = converter.structure({"value": rule.payload}, model)
        written = converter.unstructure(model(rule.value))
        is_read = _is_marked(read if read is MARK else read.value)
        is_written = _is_marked(written if written is MARK else written["value"])
    else:
        is_read = _is_marked(converter.structure(rule.payload, rule.asked))
        is_written = _is_marked(converter.unstructure(rule.value, unstructure_as=rule.asked))
    hook: Any = inside(converter).get_structure_hook(rule.asked)
    is_cattrs = pair_of(hook) is None and str(hook.__module__).startswith("cattrs")
    other = "cattrs'" if is_cattrs else "ours"
    if is_read == is_written:
        return MARK if is_read else other
    return f"{MARK if is_read else other} reads, {MARK if is_written else other} writes"


def _is_marked(value: Any) -> bool:
    return value is MARK or value == [MARK]


def _cell(rule: Rule, scope: Scope, *, after: bool, in_model: bool) -> str:
    by_class, by_predicate, by_factory = (
        _owner(rule, _converter(rule, it, scope, after=after), in_model=in_model)
        for it in (_by_class, _by_predicate, _by_factory)
    )
    assert by_predicate == by_factory, rule
    return by_class if by_class == by_predicate else f"by class: {by_class}; else {by_predicate}"


def owners(rule: Rule, scope: Scope, *, in_model: bool) -> list[str]:
    """Give the words for a hook that is registered before ours, and for one that is after."""
    return [_cell(rule, scope, after=after, in_model=in_model) for after in (False, True)]


def made_table() -> Iterator[str]:
    """Give the lines of the table, as the page has them: for fields of models."""
    yield "| a hook for | asked for | scope | registered before ours | after |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in RULES:
        cells = {it: owners(rule, it, in_model=True) for it in get_args(Scope)}
        if cells["all"] == cells["models"]:
            cells = {"both": cells["all"]}
        for scope, row in cells.items():
            escaped = [it.replace("|", r"\|") for it in rule.words]
            yield "| " + " | ".join([*escaped, scope, *row]) + " |"


def results_elsewhere(rule: Rule, *, is_configured: bool) -> list[str]:
    """Give what converters make of a value, whatever way the hook was registered.

    Args:
        rule: The hook and the value.
        is_configured: True for converters that have our hooks for models, False for those without.
    """
    made: list[Converter] = []
    for register in (_by_class, _by_predicate, _by_factory):
        for after in (False, True):
            if is_configured:
                made.append(_converter(rule, register, "models", after=after))
            else:
                made.append(Converter())
                register(made[-1], rule)
    return [
        _result(convert, value, rule.asked)
        for it in made
        for convert, value in ((it.structure, rule.payload), (it.unstructure, rule.value))
    ]


def _result(convert: Callable[..., Any], value: Any, kind: Any) -> str:
    try:
        return repr(convert(value, kind))
    except StructureHandlerNotFoundError as missing:
        return str(missing)
