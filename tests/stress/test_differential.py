"""Each engine and the detailed hooks alone give the same objects and the same reports.

An engine is only ever a short cut, so a converter without one must agree with those that have
one: in values and types at every depth, in every line of `explain`, and in what is held, for good,
untidy and broken input. ``pytest -m differential -s`` compares a hundred thousand cases and prints
their number.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, UserDict
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import cache, partial
from importlib.util import find_spec
from itertools import product
from random import Random
from typing import Any, Final, get_args, get_origin

import attrs
import pytest
from cattrs import BaseConverter, Converter
from cattrs.errors import IterableValidationError, IterableValidationNote
from chosen import by_kind
from engines import ENGINES_HERE, running
from hypothesis import strategies as st
from strategies import CLASSES, JUNK, ODD, Maker, differences, drawn

from converters import dumps, explain, loads, make_converter
from converters.engines.classes import class_structure_hook, class_unstructure_hook
from converters.errors import expected
from converters.json_text import JSON_LIBRARIES
from converters.plans.hooks import (
    HookPair,
    make_once,
    pair_for,
    pair_of,
    structure_hook,
    unstructure_hook,
)
from converters.plans.report import Limits, Report
from converters.unknown.held import kept_of, same
from orm_attrs import (
    CollaboratorTimer,
    Dataset,
    DatasetInfo,
    DatasetUser,
    DatasetUserRole,
    LabelLogParams,
    LongPollingStatus,
    ProjectImporterCvatInfo,
    StorageLocation,
)

OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "default": {},
    "forbid_extra_keys": {"forbid_extra_keys": True},
    "first problem only": {"detailed_validation": False},
    "omit_if_default": {"omit_if_default": True},
    "keep": {"unknown": "keep"},
}
"""The options of a converter that the engines take into account."""

INSTALLED: Final = [library for library in JSON_LIBRARIES if find_spec(library)]

LONG_RUN: Final = 100_000
"""Cases that the long run compares at least, without those of JSON text."""


@cache
def fast(options: str, engine: str) -> Converter:
    """Make a converter as everybody has it; its hooks are made while the engine is running."""
    del engine
    return make_converter(**OPTIONS[options])


@cache
def detailed(options: str) -> Converter:
    """Make a converter without an engine: detailed hooks only, lists done item by item."""
    converter = make_converter(**OPTIONS[options])
    converter.register_structure_hook_factory(_is_list, _structure_item_by_item)
    converter.register_structure_hook_factory(attrs.has, _structure_in_detail)
    converter.register_unstructure_hook_factory(_is_list, _unstructure_item_by_item)
    converter.register_unstructure_hook_factory(attrs.has, _unstructure_in_detail)
    return converter


@attrs.frozen(eq=False)
class InDetail:
    """Does the detailed part of a hook in the place of an attempt."""

    detailed: Callable[[Any, Report], Any]
    limits: Limits

    def __call__(self, value: Any) -> Any:
        """Convert a value."""
        return self.detailed(value, Report(self.limits))


def _structure_in_detail(kind: Any, converter: BaseConverter) -> Callable[..., Any]:
    def make() -> Callable[..., Any]:
        hook = class_structure_hook(kind, converter, _limits(converter), keeps=_keeps(converter))
        return _detailed_only(hook, structure_hook, converter)

    return make_once((converter, kind, "structure in detail"), make)


def _unstructure_in_detail(kind: Any, converter: BaseConverter) -> Callable[..., Any]:
    def make() -> Callable[..., Any]:
        hook = class_unstructure_hook(kind, converter, _limits(converter), keeps=_keeps(converter))
        return _detailed_only(hook, unstructure_hook, converter)

    return make_once((converter, kind, "unstructure in detail"), make)


def _detailed_only(
    hook: Any, make_hook: Callable[..., Any], converter: BaseConverter
) -> Callable[..., Any]:
    """Give the hook of a class with its detailed part, and what is put around it, as attempt."""
    limits = _limits(converter)
    detailed = hook.pair.detailed
    pair = HookPair(InDetail(detailed, limits), detailed, plan=hook.pair.plan)
    made = make_hook(pair, limits, hook.pair.plan.cls.__name__)
    made.overrides = hook.overrides
    return made


def _keeps(converter: BaseConverter) -> bool:
    return converter is detailed("keep")


def _limits(converter: BaseConverter) -> Limits:
    return Limits(1000, converter.detailed_validation)


def _is_list(kind: Any) -> bool:
    # Lists of any values are taken as they are, and have no items to go through.
    return get_origin(kind) is list and get_args(kind) != (Any,)


def _structure_item_by_item(kind: Any, converter: BaseConverter) -> Callable[[Any, Any], Any]:
    (item,) = get_args(kind)
    one = converter.get_structure_hook(item)

    def structure(values: Any, _: Any = None, /) -> list[Any]:
        return _each(kind, values, lambda value: one(value, item), converter)

    return _as_ours(structure, kind)


def _unstructure_item_by_item(kind: Any, converter: BaseConverter) -> Callable[[Any], Any]:
    (item,) = get_args(kind)
    one = converter.get_unstructure_hook(item)

    def unstructure(values: Any) -> list[Any]:
        return _each(kind, values, one, converter)

    return _as_ours(unstructure)


def _as_ours(hook: Any, *kind: Any) -> Any:
    """Have a hook of lists taken for one of ours: a list that is an object by index asks for it."""
    hook.pair = pair_for(hook, *kind)
    return hook


def _each(
    kind: Any, values: Any, convert: Callable[[Any], Any], converter: BaseConverter
) -> list[Any]:
    """Convert item by item; where that fails, raise what the converter's options ask for."""
    if not isinstance(values, (list, tuple)):
        wrong = TypeError(expected("a list", values))
        raise IterableValidationError("", [wrong], kind) if converter.detailed_validation else wrong
    problems = []
    done = []
    for index, value in enumerate(values):
        try:
            done.append(convert(value))
        except Exception as problem:
            if not converter.detailed_validation:
                raise
            problem.add_note(IterableValidationNote("", index, kind))
            problems.append(problem)
    if problems:
        raise IterableValidationError("", problems, kind)
    return done


# --- comparing ----------------------------------------------------------------------------------


def outcome(convert: Callable[[Any, Any], Any], value: Any, kind: Any) -> tuple[Any, ...]:
    """Tell what a conversion gives, or how it fails."""
    try:
        return "gives", convert(value, kind)
    except Exception as problem:
        return "raises", type(problem).__name__, explain(problem)


def shown(value: Any) -> str:
    """Print a value, whatever it holds."""
    try:
        return repr(value)
    except ValueError:  # Python refuses to print integers of several thousand digits.
        return "what cannot be printed"


def held(made: Any) -> list[str]:
    """Tell what the objects at any depth of a result hold, in their order."""
    found: list[str] = []
    if attrs.has(type(made)):
        kept = kept_of(made)
        # Whole floats may be held or not: they are the same JSON as the integers that are written.
        originals = [it for it in kept.originals if not same(it.written, it.value)]
        found.append(shown((kept.extra_keys, sorted(originals, key=lambda it: it.key))))
        made = [getattr(made, it.name, None) for it in attrs.fields(type(made))]
    if isinstance(made, dict):
        made = list(made.values())
    if isinstance(made, (list, tuple)):
        found += [one for item in made for one in held(item)]
    return found


class Comparison:
    """Compares the converters case by case, and counts."""

    def __init__(self, options: str) -> None:
        self.options = options
        self.detailed = detailed(options)
        self.count: Counter[str] = Counter()

    def count_of_hooks(self) -> int:
        """Count the comparisons of hooks, without those of JSON text."""
        return sum(n for what, n in self.count.items() if "structure" in what)

    def structure(self, payload: Any, kind: Any) -> None:
        before = deepcopy(payload)
        slow = outcome(self.detailed.structure, payload, kind)
        assert differences(payload, before) == [], f"{kind} changed {shown(before)}"
        for converter, engine in self.fast():
            with running(engine):
                made = outcome(converter.structure, payload, kind)
            assert differences(payload, before) == [], f"{kind} changed {shown(before)}"
            assert differences(made, slow) == [], f"{kind} from {shown(payload)}, {engine}"
            self.count[f"structure {made[0]}"] += 1

    def held(self, payload: Any, kind: Any) -> None:
        """Compare what objects hold: by each engine, and by the detailed hook of its converter."""
        found = []
        for converter, engine in self.fast():
            with running(engine):
                hook = converter.get_structure_hook(kind)
                found.append(outcome(hook, payload, kind))
                in_detail = pair_of(hook).detailed
                report = Report(_limits(converter))
                found.append(
                    outcome(
                        lambda value, _, in_detail=in_detail, report=report: in_detail(
                            value, report
                        ),
                        payload,
                        kind,
                    )
                )
        for made in found:
            assert held(made) == held(found[0]), f"{kind} from {shown(payload)}"

    def fast(self) -> list[tuple[Converter, str]]:
        """Give a converter for each engine."""
        return [(fast(self.options, engine), engine) for engine in ENGINES_HERE]

    def loads(self, content: Any, kind: Any) -> None:
        """Compare what JSON text gives with what its content gives."""
        try:
            text = json.dumps(content, allow_nan=False)
        except (TypeError, ValueError):
            return  # It has no JSON text.
        slow = outcome(self.detailed.structure, json.loads(text), kind)
        for library, (converter, engine) in product(INSTALLED, self.fast()):
            read = partial(loads, converter=converter, json=library)
            with running(engine):
                made = outcome(read, text, kind)
            assert differences(made, slow) == [], f"{kind} from {text} by {library}, {engine}"
            self.count[f"loads {made[0]}"] += 1

    def dumps(self, x: Any, kind: Any) -> None:
        """Compare the content of the JSON text that a good object gives with what it gives."""
        slow = json.loads(json.dumps(self.detailed.unstructure(x, kind)))
        for library, (converter, engine) in product(INSTALLED, self.fast()):
            with running(engine):
                made = json.loads(dumps(x, converter=converter, json=library))
            assert differences(made, slow) == [], f"{kind} from {x} by {library}, {engine}"
            self.count["dumps gives"] += 1

    def unstructure(self, x: Any, kind: Any) -> None:
        slow = outcome(self.detailed.unstructure, x, kind)
        for converter, engine in self.fast():
            with running(engine):
                made = outcome(converter.unstructure, x, kind)
            assert differences(made, slow) == [], f"{kind} from {shown(x)}, {engine}"
            self.count[f"unstructure {made[0]}"] += 1

    def structure_some(self, maker: Maker, kind: Any) -> None:
        """Compare a few payloads of one class, each alone, then as a list and as a mapping."""
        rows = [_row(maker, kind) for _ in range(maker.random.randint(1, 5))]
        for row in rows:
            self.structure(row, kind)
            if self.options == "keep":
                self.held(row, kind)
            self.loads(row, kind)
        self.loads(rows, list[kind])
        self.structure(rows, list[kind])
        self.structure({f"key {i}": row for i, row in enumerate(rows)}, dict[str, kind])
        self.structure({str(i): row for i, row in enumerate(rows)}, dict[int, kind])
        self.loads({str(i): row for i, row in enumerate(rows)}, dict[int, kind])
        self.structure([rows[0], rows], tuple[kind, list[kind]])
        self.structure(_as_other_mapping(maker, rows), list[kind | None])
        self.structure(_as_other_mapping(maker, rows), list[kind])

    def unstructure_some(self, maker: Maker, kind: Any) -> None:
        """Compare a few objects of one class, each alone, then as a list and as a mapping."""
        xs = [maker.instance(kind) for _ in range(maker.random.randint(1, 5))]
        self.dumps(xs, list[kind])
        for x in xs:
            self.dumps(x, kind)
            if maker.happens(3):
                _spoil(maker, x)
            self.unstructure(x, kind)
        self.unstructure(xs, list[kind])
        self.unstructure(xs, list)
        self.unstructure({f"key {i}": x for i, x in enumerate(xs)}, dict[str, kind])
        self.unstructure((xs[0], xs), tuple[kind, list[kind]])


def _row(maker: Maker, kind: Any) -> Any:
    row = maker.broken(kind) if maker.happens(2) else maker.payload(kind)
    # As a JSON reader gives it: its keys are equal to those of the code, but other objects.
    return row if maker.junk is not JUNK or maker.happens(2) else json.loads(json.dumps(row))


def _as_other_mapping(maker: Maker, rows: list[Any]) -> list[Any]:
    """Make some rows mappings that are no plain dicts."""
    others: tuple[Callable[[Any], Any], ...] = (dict, OrderedDict, UserDict)
    return [maker.random.choice(others)(row) if isinstance(row, dict) else row for row in rows]


def _spoil(maker: Maker, x: Any) -> None:
    """Give one field of an object, or of an object in it, a value that may be of a wrong type."""
    fields = attrs.fields(type(x))
    if not fields:
        return
    name = maker.random.choice(fields).name
    value = getattr(x, name)
    if isinstance(value, list) and value:
        value = maker.random.choice(value)
    if attrs.has(type(value)) and maker.happens(2):
        _spoil(maker, value)
    else:
        object.__setattr__(x, name, deepcopy(maker.random.choice(JUNK + ODD)))


# --- the runs -----------------------------------------------------------------------------------

every_option = pytest.mark.parametrize("options", OPTIONS)


@by_kind("kind", CLASSES, is_slow=True)
@drawn(
    16,
    seed=st.integers(0, 2**32),
    options=st.sampled_from(list(OPTIONS)),
    junk=st.sampled_from([JUNK, JUNK + ODD]),
)
def test_both_read_the_same(kind: Any, seed: int, options: str, junk: tuple[Any, ...]) -> None:
    """Good, untidy and broken payloads, alone, in lists and in mappings."""
    Comparison(options).structure_some(Maker(Random(seed), junk), kind)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (DatasetUser, "user_role", StorageLocation.AWS),
        (Dataset, "storage_location", DatasetUserRole.USER),
        (ProjectImporterCvatInfo, "export_type", LongPollingStatus.DONE),
        (DatasetInfo, "created_at", date(2022, 1, 5)),
        (CollaboratorTimer, "user_email", None),
        (LabelLogParams, "include_user_email_and_interface_key", None),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_both_treat_a_value_of_a_wrong_type_the_same(kind: Any, name: str, value: Any) -> None:
    """Members of another enum, and None in a class that leaves it out, but has no room for it."""
    x = Maker(Random(0)).instance(kind)
    object.__setattr__(x, name, value)
    comparison = Comparison("default")
    comparison.unstructure(x, kind)
    comparison.unstructure([x], list[kind])


@by_kind("kind", CLASSES, is_slow=True)
@drawn(16, seed=st.integers(0, 2**32), options=st.sampled_from(list(OPTIONS)))
def test_both_write_the_same(kind: Any, seed: int, options: str) -> None:
    """Good objects and objects with values of wrong types, alone, in lists and in mappings."""
    Comparison(options).unstructure_some(Maker(Random(seed)), kind)


def test_the_comparison_has_all_kinds_of_code() -> None:
    """The converters have attempts of their engine for every class, the detailed one has none."""
    for kind in CLASSES:
        owners = [
            (detailed("default"), False),
            *((it, True) for it, _ in Comparison("default").fast()),
        ]
        for own, has_code in owners:
            for hook in (own.get_structure_hook(kind), own.get_unstructure_hook(kind)):
                pair = pair_of(hook)
                assert pair is not None
                assert isinstance(pair.attempt, InDetail) is not has_code


@pytest.mark.differential
@every_option
def test_both_agree_in_a_long_run(options: str) -> None:
    """As above, many times over, from a seed that is printed with the number of comparisons."""
    seed = Random().randrange(2**32)
    print(f"\n{options}: seed {seed}")
    random = Random(seed)
    comparison = Comparison(options)
    while comparison.count_of_hooks() < LONG_RUN / len(OPTIONS):
        for kind in CLASSES:
            comparison.structure_some(Maker(random), kind)
            comparison.structure_some(Maker(random, JUNK + ODD), kind)
            comparison.unstructure_some(Maker(random), kind)
    print(f"{comparison.count_of_hooks()} compared, and JSON text, too: {dict(comparison.count)}")
    for way in ("structure", "loads", "unstructure"):
        assert comparison.count[f"{way} gives"]
        assert comparison.count[f"{way} raises"]
