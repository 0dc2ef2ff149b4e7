"""Hands plans to the compiled engine, which is written in C: see `converters/engines/core`.

Each function gives an attempt, or None where the compiled engine cannot express what is to be done:
then the pure engine does it. A class is done by one of them as a whole, and calls those of its
fields, whichever they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import partial
from inspect import getattr_static
from typing import Any, Final, NamedTuple
from uuid import UUID, SafeUUID

from attrs import NOTHING

from converters.engines.choice import core
from converters.engines.detailed import plain_dict
from converters.engines.items import Entries, Items, Positions, as_is
from converters.plans.fields import FieldHook
from converters.plans.hooks import Attempt, HookPair, stop_in
from converters.plans.nodes import mapping_types
from converters.plans.read import ReadPlan
from converters.plans.write import WritePlan
from converters.tables import base_type
from converters.unknown.held import Kept, Original, same
from converters.unknown.recorder import Recorder, omits_default, omits_none, written_members
from converters.wire.codecs import (
    BOOL,
    INT,
    ISO_DATETIME,
    LABEL_DATE,
    SQL_DATETIME,
    STR,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
)
from converters.wire.dates import structure_datetime
from converters.wire.spellings import Spelling
from converters.wire.vocabulary import (
    INDEXED,
    JSON_TYPE_NAMES,
    NAMED,
    PRESENT,
    SINGLE,
    ByKeys,
    ByType,
    Codec,
    Form,
    How,
    Tag,
    identity,
)

LinesRead = Callable[[bytes, Callable[[int, bytes], "tuple[Any] | None"]], list[Any]]

MOST_FIELDS: Final = 64
"""Classes with more fields are left to the pure engine."""


class Step(NamedTuple):
    """What is done with one value; the order is that of ``step_init`` in C."""

    kind: int
    nullable: bool = False
    """True when None stays None."""
    call: Any = None
    """Converts what the core does not do itself; None when that is not plain."""
    table: Any = None
    """Wire value to member, as a dict; None for other kinds."""
    fallback: Any = None
    """The member that stands for all other wire values; None where there is none."""
    members: Any = None
    """Pairs of a member and what is written for it; None for other kinds."""
    before: Any = None
    """Called with the value first; None where there is nothing."""
    after: Any = None
    """Called with the result; None where there is nothing."""


class Keeping(NamedTuple):
    """How a field is compared with what will be written; the order of ``keeping_init`` in C."""

    comparison: int
    omits_none: bool
    omitted: Any
    """The default that is not written; ``NOTHING`` where it is written, or made by ``factory``."""
    factory: Any
    """Makes the default that is not written; None where nothing does."""
    written_key: str
    write: Any
    rewritten: Any = None
    """Wire value to member, where the value is written again; None for other comparisons."""
    members: Any = None
    """Pairs of a member and what is written for it; None for other comparisons."""
    notes_key: bool = False
    """True when another key under which the field is read is noted."""
    spelling: int = -1
    """The place in `Recorder.spelled`; -1 for none."""


class ReadField(NamedTuple):
    """How a field is read; the order of ``read_field_init`` in C."""

    slot: Any
    """The member descriptor of the object."""
    key: str
    other_key: str | None
    """Read where the key is absent; None when there is none, or when it is another field's key."""
    shared: int
    """The index of the field whose key is read where this one's is absent; -1 for none."""
    required: bool
    default: Any
    factory: Any
    step: Step
    keeping: Keeping | None


class WriteField(NamedTuple):
    """How a field is written; the order of ``write_field_init`` in C."""

    slot: Any
    """The member descriptor of the object."""
    slot_name: str
    key: str
    omission: int
    default: Any
    factory: Any
    takes_self: bool
    step: Step


NEVER, IF_NONE, IF_DEFAULT = range(3)
"""When a field is left out."""


class _Inexpressible(Exception):  # noqa: N818 - it says what the pure engine is for
    """Something that the compiled engine has no way to do."""


def setup(module: Any) -> None:
    """Tell the module in C what it needs to know of Python's side."""

    def members(cls: type, *names: str) -> tuple[Any, ...]:
        return tuple(vars(cls)[name] for name in names)

    module.setup(
        stop_in=stop_in,
        nothing=NOTHING,
        same=same,
        uuid=UUID,
        uuid_members=members(UUID, "int", "is_safe"),
        unknown=SafeUUID.unknown,
        original=Original,
        original_members=members(Original, "written_key", "written", "key", "value"),
        kept=Kept,
        kept_members=members(Kept, "extra_keys", "originals"),
        spelling=Spelling,
        spelling_members=members(Spelling, "number"),
    )


if core() is not None:
    setup(core())


def is_attempt(attempt: Any) -> bool:
    """Tell whether an attempt is one of the compiled engine."""
    return hasattr(attempt, "as_hook")


def is_surely_json(value: Any) -> bool:
    """Tell whether JSON text can say a value exactly; False also where only Python can tell."""
    module = core()
    return module is not None and bool(module.is_json(value))


def pixels_if_quick(runs: str) -> int | None:
    """Return how many pixels the runs of a mask have; None where that is not told quickly.

    Args:
        runs: The text of the runs, as `orm_attrs.Bitmask.rle` has it.
    """
    module = core()
    pixels = -1 if module is None else int(module.pixels_of_runs(runs))
    return None if pixels < 0 else pixels


# --- reading ------------------------------------------------------------------------------------


def read_attempt(plan: ReadPlan, recorder: Recorder | None) -> Attempt | None:
    """Make what structures plain payloads of a class, which are mappings or JSON text."""
    module = core()
    if module is None or not plan.only_stores or plan.needs_self:
        return None
    if len(plan.hooks) > MOST_FIELDS or plan.cls.__dictoffset__:
        return None
    try:
        fields = tuple(
            _read_field(module, i, hook, plan, recorder) for i, hook in enumerate(plan.hooks)
        )
        attempt: Attempt = module.Reader(
            plan.cls,
            fields,
            plain_dict=plain_dict,
            forbids=plan.extra_keys == "forbid",
            is_body=plan.body is not None,
            demands=_demands(plan),
            recorder=recorder and (_slot(plan.cls, "_kept"), recorder.patterns, recorder.hold_more),
        )
    except _Inexpressible:
        return None
    return attempt


def _read_field(
    module: Any, i: int, hook: FieldHook, plan: ReadPlan, recorder: Recorder | None
) -> ReadField:
    wire_field = hook.field
    default: Any = wire_field.attribute.default
    factory = getattr(default, "factory", None)
    other_key, shared = wire_field.other_key, -1
    keys = [it.key for it in plan.fields]
    if other_key is not None and other_key in keys:
        shared = keys.index(other_key)
    return ReadField(
        _slot(plan.cls, wire_field.slot),
        wire_field.key,
        other_key if shared < 0 else None,
        shared,
        wire_field.required,
        NOTHING if factory is not None else default,
        factory,
        _read_step(hook),
        None if recorder is None else _keeping(module, i, hook, recorder),
    )


def _demands(plan: ReadPlan | WritePlan) -> tuple[tuple[int, tuple[tuple[int, Any], ...]], ...]:
    """Return each field that must have a value, with what excuses it; ``NOTHING`` for any value."""
    return tuple(
        (
            index,
            tuple((other, NOTHING if it is PRESENT else it) for other, it in demand.excuses),
        )
        for index, demand in plan.demands.items()
    )


def _slot(cls: type, name: str) -> Any:
    member = getattr_static(cls, name, None)
    if not core().is_slot(cls, member):
        raise _Inexpressible(name)
    return member


def _read_step(hook: FieldHook) -> Step:
    if hook.wrapper is None:
        step = codec_read_step(hook.codec, hook.pair)
        return step._replace(nullable=step.nullable or hook.field.nullable)
    step = Step(core().CALL, call=hook.pair.attempt)
    return step._replace(nullable=hook.field.nullable, before=hook.wrapper.structure)


def _step_of(pair: HookPair) -> Step:
    """Tell what is done with a value that has a hook: what the hook does, or else a call of it."""
    if pair.find_attempt is not None:
        return Step(core().CALL, call=core().Later(pair.find_attempt))
    step: Step | None = getattr(pair.attempt, "step", None)
    return Step(core().CALL, call=pair.attempt) if step is None else step


def codec_read_step(codec: Codec | None, pair: HookPair) -> Step:  # noqa: PLR0911
    """Tell how a value is read that has an encoding of ours, or else a hook."""
    module = core()
    if codec is None:
        return _step_of(pair)
    if codec.structure is identity:
        return Step(module.AS_IS)
    if codec.structure is structure_datetime:
        return Step(module.READ_DATE, call=pair.attempt)
    if isinstance(codec.members, Members) and codec.members.kind in (str, int):
        kind = module.READ_STR_MEMBER if codec.members.kind is str else module.READ_INT_MEMBER
        table = codec.members
        # The core would take null for it, too.
        fallback = table.fallback if table.takes_null else None
        return Step(kind, call=codec.structure, table=table, fallback=fallback)
    if codec.texts is not None:
        kind = module.READ_MEMBER_OR_STR if codec.takes_other_text else module.READ_LITERAL
        return Step(kind, call=codec.structure, table=dict(codec.texts))
    if codec is UUID_TEXT:
        return Step(module.READ_UUID, call=codec.structure)
    if codec is UUID_OR_BLANK:
        return Step(module.READ_UUID_OR_BLANK, call=codec.structure)
    kinds: dict[type | None, Any] = {
        str: module.READ_STR,
        int: module.READ_INT,
        float: module.READ_FLOAT,
        bool: module.READ_BOOL,
        dict: module.READ_DICT,
        list: module.READ_LIST,
    }
    call = codec.structure if codec.structure_in is None else pair.attempt
    return Step(kinds.get(codec.passes_as_is, module.CALL), call=call)


def _keeping(module: Any, i: int, hook: FieldHook, recorder: Recorder) -> Keeping:  # noqa: PLR0911
    write = recorder.written[i]
    written, codec = write.field, hook.codec
    omitted: Any = written.attribute.default if omits_default(written) else NOTHING
    factory = getattr(omitted, "factory", None)
    keeping = Keeping(
        module.KEEP_NOTHING,
        omits_none(written),
        NOTHING if factory is not None else omitted,
        factory,
        written.written_key,
        write.write,
        notes_key=recorder.round_trips[i] != "custom_hook",
    )
    if recorder.round_trips[i] == "custom_hook":
        return keeping
    if hook.wrapper is not None:
        is_list = hook.wrapper.unstructure is identity and recorder.items_are_identical(i)
        return keeping._replace(comparison=module.KEEP_LIST if is_list else module.KEEP_WRITTEN)
    if recorder.round_trips[i] == "identical":
        return keeping
    spelling = recorder.spelled.index(i) if i in recorder.spelled else -1
    step = codec_read_step(codec, hook.pair)
    is_member = step.table is not None and codec is write.codec
    if is_member and codec is not None and codec.members is not None:
        return keeping._replace(
            comparison=module.KEEP_MEMBER,
            rewritten=written_members(codec),
            members=_members(codec),
        )
    if codec is write.codec and codec in _DATES:
        return keeping._replace(comparison=getattr(module, _DATES[codec]), spelling=spelling)
    if codec in (BOOL, INT):
        comparison = module.KEEP_BOOL if codec is BOOL else module.KEEP_INT
        return keeping._replace(comparison=comparison, spelling=spelling)
    if codec in (UUID_TEXT, UUID_OR_BLANK):
        return keeping._replace(comparison=module.KEEP_UUID)
    is_counted = recorder.round_trips[i] == "counted"
    return keeping._replace(comparison=module.KEEP_COUNTED if is_counted else module.KEEP_WRITTEN)


_DATES: Final[Mapping[Codec | None, str]] = {
    SQL_DATETIME: "KEEP_SQL_DATE",
    ISO_DATETIME: "KEEP_ISO_DATE",
    LABEL_DATE: "KEEP_LABEL_DATE",
}
"""How dates are compared."""


def _members(codec: Codec) -> tuple[tuple[Any, Any], ...]:
    """Give each member of an enum's table with what is written for it."""
    assert codec.members is not None  # noqa: S101 - said to the type checker
    unique = {id(member): member for member in codec.members.values()}
    return tuple((member, codec.unstructure(member)) for member in unique.values())


# --- writing ------------------------------------------------------------------------------------


def write_attempt(plan: WritePlan) -> Attempt | None:
    """Make what makes a dict of a plain object of a class, or JSON text."""
    module = core()
    if module is None or len(plan.hooks) > MOST_FIELDS:
        return None
    get_attribute: Any = plan.cls.__getattribute__
    if get_attribute is not object.__getattribute__:
        return None  # What a slot holds need not be what its attribute gives.
    try:
        attempt: Attempt = module.Writer(
            plan.cls,
            tuple(_write_field(hook, plan.cls) for hook in plan.hooks),
            restores=plan.restores,
            is_body=plan.body is not None,
            demands=_demands(plan),
            kept_member=_kept_slot(plan.cls) if plan.restores else None,
        )
    except _Inexpressible:
        return None
    return attempt


def text_read_attempt(attempt: Attempt) -> Callable[[bytes], Any] | None:
    """Return a function that reads JSON text with an attempt; None where the pure engine runs.

    It raises any exception for text that is no JSON, or that the attempt does not take.
    """
    module = core()
    return None if module is None else partial(module.read_text, attempt)


def lines_read_attempt(attempt: Attempt) -> LinesRead | None:
    """Make what gives a list of what an attempt makes of each line; None where it has to be Python.

    A line that the attempt does not take is given to a function, with its index and its end. That
    returns a tuple of the object that is made of it, or None.
    """
    module = core()
    if module is None or not is_attempt(attempt):
        return None
    return partial(module.read_lines, attempt)


def text_write_attempt(attempt: Attempt) -> Callable[[Any], bytes] | None:
    """Return a function that writes an attempt's result as JSON; None where the pure engine runs.

    It raises any exception for a result that JSON cannot say, or not exactly.
    """
    module = core()
    return None if module is None else partial(module.text_of, attempt)


def _kept_slot(cls: type) -> Any:
    try:
        return _slot(cls, "_kept")
    except _Inexpressible:
        return None


def _write_field(hook: FieldHook, cls: type) -> WriteField:
    wire_field = hook.field
    default: Any = wire_field.attribute.default
    omission = NEVER
    if omits_none(wire_field):
        omission = IF_NONE
    elif omits_default(wire_field):
        omission = IF_DEFAULT
    factory = getattr(default, "factory", None)
    return WriteField(
        _slot(cls, wire_field.slot),
        wire_field.slot,
        wire_field.written_key,
        omission,
        default,
        factory,
        bool(getattr(default, "takes_self", False)),
        _write_step(hook),
    )


def _write_step(hook: FieldHook) -> Step:
    wrapper = hook.wrapper
    if wrapper is None or wrapper.unstructure is identity:
        step = codec_write_step(hook.codec, hook.pair)
        return step._replace(nullable=step.nullable or hook.field.nullable)
    step = Step(core().CALL, call=hook.pair.attempt)
    return step._replace(nullable=hook.field.nullable, after=wrapper.unstructure)


def codec_write_step(codec: Codec | None, pair: HookPair) -> Step:
    """Tell how a value is written that has an encoding of ours, or else a hook."""
    module = core()
    if codec is None:
        return _step_of(pair)
    if codec.unstructure is identity:
        return Step(module.AS_IS)
    if isinstance(codec.members, Members):
        return Step(module.WRITE_MEMBER, call=codec.unstructure, members=_members(codec))
    if codec.texts is not None:
        members = tuple((it, text) for text, it in codec.texts.items() if it is not text)
        return Step(module.WRITE_MEMBER_OR_STR, call=codec.unstructure, members=members)
    kinds: dict[Codec, Any] = {
        SQL_DATETIME: module.WRITE_SQL_DATE,
        ISO_DATETIME: module.WRITE_ISO_DATE,
        LABEL_DATE: module.WRITE_LABEL_DATE,
        UUID_TEXT: module.WRITE_UUID,
        UUID_OR_BLANK: module.WRITE_UUID,
    }
    return Step(kinds.get(codec, module.CALL), call=codec.unstructure)


# --- lists --------------------------------------------------------------------------------------


def list_read_attempt(items: Items, codec: Codec | None) -> Attempt | None:
    """Make what structures the items of a list; None where it becomes another container.

    Args:
        items: How the items are structured.
        codec: Their encoding; None when they have a hook.
    """
    if core() is None or items.finish is not as_is:
        return None
    return _items(codec_read_step(codec, items.pair), items)


def list_write_attempt(items: Items, codec: Codec | None) -> Attempt | None:
    """Make what unstructures the items of a list; None where it becomes another container."""
    if core() is None or items.finish is not as_is:
        return None
    return _items(codec_write_step(codec, items.pair), items)


def _items(step: Step, items: Items) -> Attempt:
    attempt: Attempt = core().Items(step, items.attempt, items)
    return attempt


_FORMS: Final = (INDEXED, NAMED, SINGLE)
"""The forms, in the order of ``indexed.c``."""


def indexed_read_attempt(
    pair: HookPair, codec: Codec | None, reader: Any, form: Form, *, forbids: bool
) -> Attempt | None:
    """Make what structures an object by index, or the single value of one.

    Args:
        pair: What structures a value.
        codec: Its encoding; None when it has a hook.
        reader: Structures all else, by ``attempt``.
        form: Which of both it is.
        forbids: True when other keys are refused beside a single value.
    """
    if core() is None:
        return None
    step = codec_read_step(codec, pair)
    values = None if form is SINGLE else _items(step, reader.items)
    attempt: Attempt = core().Indexed(
        step, True, _FORMS.index(form), forbids, values, reader.attempt, reader
    )
    return attempt


def indexed_write_attempt(
    pair: HookPair, codec: Codec | None, other: Callable[[Any], Any], form: Form
) -> Attempt | None:
    """Make what writes an object by index, or one with a single value."""
    if core() is None:
        return None
    step, number = codec_write_step(codec, pair), _FORMS.index(form)
    attempt: Attempt = core().Indexed(step, False, number, False, None, other, None)
    return attempt


# --- other types ----------------------------------------------------------------------------------


def literal_read_attempt(members: Sequence[Any], structure: Callable[[Any], Any]) -> Attempt | None:
    """Make what reads the values of a ``Literal``; ``structure`` reads what is no text or int."""
    module = core()
    if module is None:
        return None
    table: dict[Any, Any] = {}
    for member in members:
        written = member.value if isinstance(member, Enum) else member
        if type(written) in (str, int):
            table.setdefault(written, member)
    return _value(Step(module.READ_LITERAL, call=structure, table=table))


def optional_read_attempt(pair: HookPair, codec: Codec | None) -> Attempt | None:
    """Make what structures ``T | None``, of the encoding or else the hook of ``T``."""
    return None if core() is None else _value(codec_read_step(codec, pair)._replace(nullable=True))


def optional_write_attempt(pair: HookPair) -> Attempt | None:
    """Make what unstructures ``T | None``, of the hook of ``T``."""
    return None if core() is None else _value(codec_write_step(None, pair)._replace(nullable=True))


def _value(step: Step) -> Attempt:
    attempt: Attempt = core().Value(step)
    return attempt


def tuple_read_attempt(positions: Positions, codecs: Iterable[Codec | None]) -> Attempt | None:
    """Make what structures ``tuple[A, B]``.

    Args:
        positions: How the value in each place is structured.
        codecs: Their encodings; None for one that has a hook.
    """
    if core() is None:
        return None
    steps = tuple(map(codec_read_step, codecs, positions.pairs))
    return _tuple(steps, positions, makes_tuples=True)


def tuple_write_attempt(positions: Positions, codecs: Iterable[Codec | None]) -> Attempt | None:
    """Make what writes ``tuple[A, B]`` as a list."""
    if core() is None:
        return None
    steps = tuple(map(codec_write_step, codecs, positions.pairs))
    return _tuple(steps, positions, makes_tuples=False)


MOST_PLACES: Final = 64
"""Longer tuples are left to the pure engine."""


def _tuple(steps: tuple[Step, ...], positions: Positions, *, makes_tuples: bool) -> Attempt | None:
    if len(steps) > MOST_PLACES:
        return None
    attempt: Attempt = core().Tuple(steps, makes_tuples, positions.attempt)
    return attempt


TEXT_KEYS, DIGIT_KEYS, INTEGER_KEYS, OTHER_KEYS = range(4)
"""Keys that the core converts itself: see ``Keys`` in ``mapping.c``."""


def mapping_read_attempt(
    entries: Entries, key_codec: Codec | None, codec: Codec | None
) -> Attempt | None:
    """Make what structures ``dict[K, V]``; None where it becomes another mapping.

    Args:
        entries: How keys and values are structured.
        key_codec: The encoding of the keys; None when they have a hook.
        codec: That of the values; likewise.
    """
    if core() is None or entries.finish is not as_is:
        return None
    keys = TEXT_KEYS if key_codec is STR else DIGIT_KEYS if key_codec is INT else OTHER_KEYS
    return _mapping(keys, codec_read_step(codec, entries.value), entries)


def mapping_write_attempt(entries: Entries, key_type: Any, codec: Codec | None) -> Attempt | None:
    """Make what writes ``dict[K, V]``; None where it becomes another mapping.

    Args:
        entries: How keys and values are unstructured.
        key_type: ``str`` or ``int`` where nothing but their text is written for them; else None.
        codec: The encoding of the values; None when they have a hook.
    """
    if core() is None or entries.finish is not as_is:
        return None
    keys = TEXT_KEYS if key_type is str else INTEGER_KEYS if key_type is int else OTHER_KEYS
    return _mapping(keys, codec_write_step(codec, entries.value), entries)


def _mapping(keys: int, step: Step, entries: Entries) -> Attempt:
    attempt: Attempt = core().Mapping(keys, entries.key, step, entries.attempt, entries)
    return attempt


_NO_STEP: Final = -1


def union_read_attempt(
    how: How, pairs: Mapping[Any, HookPair], codecs: Mapping[Any, Codec | None]
) -> Attempt | None:
    """Make what structures a union.

    Args:
        how: How its members are told apart.
        pairs: Each member and what structures it.
        codecs: Each member and its encoding; None for one that has a hook.
    """
    if core() is None:
        return None
    try:
        if isinstance(how, Tag):
            return _choice_by_tag(how, pairs)
        if isinstance(how, ByKeys):
            return _choice_by_keys(how, pairs)
        steps = {it: codec_read_step(codecs[it], pair) for it, pair in pairs.items()}
        return _choice_by_type(how, steps, 0)
    except ValueError:
        return None  # Its keys are too many, or not all ASCII.


def _choice(steps: Sequence[Step], **facts: Any) -> Attempt:
    """Make a choice between steps, each named by its number.

    Raises:
        ValueError: When the core cannot express it.
    """
    usual = {
        "types": (_NO_STEP,) * len(JSON_TYPE_NAMES),
        "depth": 0,
        "digits": _NO_STEP,
        "keys": (),
        "numbers": None,
        "found": _NO_STEP,
        "otherwise": _NO_STEP,
        "declared": 0,
    }
    attempt: Attempt = core().Choice(tuple(steps), **usual | facts)
    return attempt


def _choice_by_tag(tag: Tag, pairs: Mapping[Any, HookPair]) -> Attempt:
    members = tag.members
    steps = [_step_of(pairs[it]) for it in members]
    otherwise = _NO_STEP
    if isinstance(tag.unknown, Tag):
        otherwise = len(steps)
        steps.append(Step(core().CALL, call=_choice_by_tag(tag.unknown, pairs)))
    elif tag.unknown != "refuse":
        otherwise = members.index(tag.unknown)
    if isinstance(tag.classes, type):
        return _choice(steps, keys=tag.keys, found=members.index(tag.classes), otherwise=otherwise)
    numbers = {value: members.index(cls) for value, cls in tag.classes.items()}
    return _choice(
        steps,
        keys=tag.keys,
        numbers=numbers,
        found=otherwise,
        otherwise=otherwise,
        declared=sum(1 << i for i, it in enumerate(members[:64]) if _declares(pairs[it], tag.keys)),
    )


def _choice_by_keys(how: ByKeys, pairs: Mapping[Any, HookPair]) -> Attempt:
    members = how.members
    return _choice(
        [_step_of(pairs[it]) for it in members],
        keys=how.keys,
        digits=members.index(how.digits),
        found=members.index(how.cls),
        otherwise=_NO_STEP if how.unknown == "refuse" else members.index(how.unknown),
    )


def _choice_by_type(how: ByType, steps: Mapping[Any, Step], depth: int) -> Attempt:
    numbers = {it: i for i, it in enumerate(steps)}
    made, types = list(steps.values()), []
    for name in JSON_TYPE_NAMES:
        found = how.types.get(name, Any if how.unknown == "as_is" else None)
        if isinstance(found, ByType):
            types.append(len(made))
            inner = _choice_by_type(found, steps, depth + 1)
            made.append(Step(core().CALL, call=inner))
        else:
            types.append(_NO_STEP if found is None else numbers[found])
    otherwise = _NO_STEP if how.empty is None else numbers[how.empty]
    return _choice(made, types=tuple(types), depth=depth, otherwise=otherwise)


def _declares(pair: HookPair, keys: tuple[str, ...]) -> bool:
    """Tell whether a class has a field that is read under some keys, the first of them first.

    The reader of such a class refuses a text that has one of them twice, so that whoever has seen
    one of them need not look for another.
    """
    if not is_attempt(pair.attempt) or not isinstance(pair.plan, ReadPlan):
        return False
    return any((it.key, it.other_key)[: len(keys)] == keys for it in pair.plan.fields)


def union_write_attempt(
    members: Mapping[type, Sequence[tuple[Any, HookPair]]],
    codecs: Mapping[Any, Codec | None],
    pair_of_value: Callable[[Any], HookPair],
    other: Callable[[Any], Any],
) -> Attempt | None:
    """Make what unstructures a union.

    Args:
        members: Each class of objects, the members that have such, and what unstructures them.
        codecs: Each member and its encoding; None for one that has a hook.
        pair_of_value: Gives what unstructures an object of a class that several members have.
        other: Unstructures objects of other classes.
    """
    module = core()
    if module is None:
        return None
    classes: list[tuple[type, type | None]] = []
    steps: list[Step] = []
    for cls, found in members.items():
        keys = {_key_class(it) for it, _ in found} if cls is dict else set()
        if len(found) > 1 and (len(keys) < len(found) or None in keys):
            classes.append((cls, None))
            steps.append(Step(module.CALL, call=lambda it: pair_of_value(it).attempt(it)))
            continue
        for member, pair in found:
            classes.append((cls, _key_class(member) if len(found) > 1 else None))
            steps.append(codec_write_step(codecs[member], pair))
    attempt: Attempt = module.ByClass(tuple(classes), tuple(steps), None, other)
    return attempt


def _key_class(kind: Any) -> type | None:
    """Return the class of the keys of ``dict[int, ...]`` and ``dict[str, ...]``; else None."""
    key, _ = mapping_types(base_type(kind))
    return key if key in (int, str) else None


def mixed_list_write_attempt(
    find: Callable[[type], Attempt | bool | None], other: Callable[[Any], Any], items: Items
) -> Attempt | None:
    """Make what unstructures a list of objects of any classes, each as its class is written.

    Args:
        find: Gives the attempt for the objects of a class, True where they are written as they
            are, None where there is none.
        other: Unstructures all other objects.
        items: Unstructures what is no list.
    """
    module = core()
    if module is None:
        return None
    return _items(Step(module.CALL, call=module.ByClass((), (), find, other)), items)
