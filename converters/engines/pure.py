"""Writes Python code that carries a plan out, for good values only.

Each function takes a value, checks it with the cheapest tests that are still exact, such as
``value.__class__ is str``, and raises anything at all when a value is not plain. It never says
what is wrong: `converters.engines.detailed` does, and defines what the functions must give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from attrs import Attribute

from converters.engines.detailed import plain_dict
from converters.engines.source import Code
from converters.plans.fields import FieldHook
from converters.plans.read import ReadPlan
from converters.plans.write import WritePlan
from converters.tables import WireField
from converters.unknown.held import same
from converters.unknown.recorder import (
    BITS_OF_SPELLING,
    Recorder,
    omits_default,
    omits_none,
    written_members,
)
from converters.wire.codecs import (
    ANY,
    BOOL,
    INT,
    LABEL_DATE,
    UUID_OR_BLANK,
    UUID_TEXT,
    Members,
    structure_int,
)
from converters.wire.dates import (
    READS_HOUR_24,
    structure_datetime,
    unstructure_sql,
)
from converters.wire.spellings import number_of_spelling
from converters.wire.vocabulary import identity
from orm_attrs import Tracker
from orm_attrs._changes import begin_tracking

MISSING: Final = object()
"""Stands for the value of an absent key."""

FROM_ISO: Final = datetime.fromisoformat
"""Reads dates of the usual shapes."""

UUID_DIGITS: Final = bytes.maketrans(b"123456789abcdef", b"000000000000000")
"""Translates each digit of a UUID to a zero, as far as it is written like that."""

UUID_SHAPE: Final = b"00000000-0000-0000-0000-000000000000"
"""What that gives for a UUID that is written again as it was."""

WORTH_A_LOOK: Final = 8
"""Payloads of a list from which on it pays to look at the first for a faster way."""

# --- reading ------------------------------------------------------------------------------------


class ObjectCode:
    """Writes the part of a function that checks values and makes an object of them.

    The code has a variable for each field, named after it, and gives ``obj``. With a recorder,
    ``pattern`` has the bits of `converters.unknown.recorder.Patterns`, ``more`` has the values
    that would be written otherwise, and ``kept`` is what the object holds, or None.
    """

    def __init__(
        self,
        code: Code,
        plan: ReadPlan,
        recorder: Recorder | None,
    ) -> None:
        """Prepare the variables.

        Args:
            code: Where to write.
            plan: What to do.
            recorder: What notes what objects are to hold; None when they hold nothing.
        """
        code.reserve("payload", "take", "get", "obj", "raw", "pattern", "more", "kept")
        code.reserve("size", "count", "number", "len", "KeyError", "ValueError")
        self.code = code
        self.plan = plan
        # What is made by calling the class may have changed the values: that is seen afterwards.
        self.recorder: Recorder | None = recorder if plan.filled_class is not None else None
        self.observer: Recorder | None = recorder if plan.filled_class is None else None
        self.variables: list[str] = [code.variable(it.name) for it in plan.fields]

    @property
    def targets(self) -> str:
        """The variables, as the left side of an assignment."""
        return "".join(f"{variable}, " for variable in self.variables).rstrip()

    def add_object(self, checks: Mapping[int, list[str]]) -> None:
        """Write the code that makes ``obj`` of the values in the variables.

        Args:
            checks: The lines that structure the value of a field, in place, by the field's index;
                a field that is not there is known to be absent.
        """
        code = self.code
        if self.recorder is not None:
            code.add("pattern = 0", "more = ()", "size = len(payload)")
        for i, wire_field in enumerate(self.plan.fields):
            if i not in checks:
                self._put_default(i, wire_field.attribute)
                continue
            lines = checks[i] if self.recorder is None else self._recorded(i, checks[i])
            if not self.may_be_missing(wire_field):
                code.add(*lines)
                continue
            variable = self.variables[i]
            with code.block(f"if {variable} is {code.bind('_MISSING', MISSING)}:"):
                code.add(f"{variable} = {self._default(i, wire_field.attribute)}")
                if self.recorder is not None:
                    code.add(f"pattern += {1 << i}")
            if lines:
                with code.block("else:"):
                    code.add(*lines)
        for i, demand in self.plan.demands.items():
            others = ", ".join(self.variables[other] for other in demand.others)
            check = code.bind(f"_check_{i}", demand.check)
            code.add(f"if {self.variables[i]} is None: {check}({others})")
        if self.recorder is not None:
            self._add_kept(self.recorder)
        self._add_construction()

    def may_be_missing(self, wire_field: WireField) -> bool:
        """Tell whether the code must tell an absent key from null; often both just mean None."""
        if wire_field.required:
            return False
        is_none = wire_field.nullable and wire_field.attribute.default is None
        return self.recorder is not None or not is_none or wire_field.other_key is not None

    def _put_default(self, i: int, attribute: Attribute[Any]) -> None:
        """Let the default stand for a value; without a variable of its own where it is None."""
        if attribute.default is None:
            self.variables[i] = "None"
        else:
            self.code.add(f"{self.variables[i]} = {self._default(i, attribute)}")

    def _default(self, i: int, attribute: Attribute[Any]) -> str:
        factory = getattr(attribute.default, "factory", None)
        if factory is not None:
            return f"{self.code.bind(f'_factory_{i}', factory)}()"
        return self.code.bind(f"_default_{i}", attribute.default)

    def _add_construction(self) -> None:
        code, filled = self.code, self.plan.filled_class
        code.bind("_cls", self.plan.cls)
        if filled is None:
            pairs = zip(self.plan.fields, self.variables, strict=True)
            values = (f"{it.attribute.alias}={variable}" for it, variable in pairs)
            code.add(f"obj = _cls({', '.join(values)})")
            if issubclass(self.plan.cls, Tracker):
                code.add(f"{code.bind('_begin_tracking', begin_tracking)}(obj)")
            if self.observer is not None:
                code.add(f"{code.bind('_observe', self.observer.observe)}(payload, obj)")
            return
        code.add(f"obj = {code.bind('_new', object.__new__)}({code.bind('_filled', filled)})")
        for wire_field, variable in zip(self.plan.fields, self.variables, strict=True):
            code.add(f"obj.{wire_field.slot} = {variable}")
        if self.recorder is not None:
            # Also None, for reading an empty slot takes longer than reading None.
            code.add("obj._kept = kept")
        if filled is not self.plan.cls:
            code.add("obj.__class__ = _cls")

    # --- what the object is to hold ---------------------------------------------------------

    def _add_kept(self, recorder: Recorder) -> None:
        code = self.code
        code.bind("_patterns", recorder.patterns)
        code.bind("_hold_more", recorder.hold_more)
        code.add("kept = None")
        code.add(f"count = {len(self.plan.fields)}")
        code.add("if pattern: kept, count = _patterns[pattern]")
        # Before and after, for hooks may add keys, and take known ones away.
        is_other = "size != count or len(payload) != size"
        code.add(f"if more or {is_other}: kept = _hold_more(kept, more, payload)")

    def _recorded(self, i: int, lines: list[str]) -> list[str]:
        """Add to the lines of a field those that note what would be written otherwise."""
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        wire_field, v = self.plan.fields[i], self.variables[i]
        written = self.recorder.written[i].field
        result = self._compared(i, lines)
        if omits_none(written):
            is_own = ""
            if wire_field.other_key is not None:
                # Under its other key, a null is noted anyway.
                is_own = f" and {self._key(i)} == {wire_field.written_key!r}"
            if result and self.recorder.round_trips[i] == "custom_hook":
                # A service's hook may give None for another value.
                result = [f"raw = {v}", *result]
            raw = "raw" if result and result[0] == f"raw = {v}" else v
            bit = 1 << len(self.plan.fields) + i
            result = [*result, f"if {raw} is None{is_own}: pattern += {bit}"]
        if omits_default(written):
            default = self._default(i, wire_field.attribute)
            if f"raw = {v}" not in result[:1]:
                result = [f"raw = {v}", *result]
            result = [*result, f"if {v} == {default}: {self._note(i, 'raw')}"]
        return result

    def _key(self, i: int) -> str:
        """Write the expression that gives the key which a payload uses for a field."""
        wire_field = self.plan.fields[i]
        if wire_field.other_key is None:
            return repr(wire_field.written_key)
        return (
            f"({wire_field.key!r} if {wire_field.key!r} in payload else {wire_field.other_key!r})"
        )

    def _note(self, i: int, raw: str) -> str:
        return f"more += (({i}, {self._key(i)}, {raw}, {self.variables[i]}),)"

    def _compared(self, i: int, lines: list[str]) -> list[str]:
        """Add to the lines of a field a comparison of its value with what will be written."""
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        hook, round_trip = self.plan.hooks[i], self.recorder.round_trips[i]
        if round_trip == "custom_hook":
            return lines
        has_one_key = hook.field.other_key is None
        is_fast = is_date(hook) and has_one_key and hook.codec is not LABEL_DATE
        if i in self.recorder.spelled and not is_fast:
            return self._compared_spelling(i, lines)
        if round_trip != "identical" and hook.wrapper is None and has_one_key:
            if hook.codec is not None and isinstance(hook.codec.members, Members):
                return self._compared_member(i, hook.codec.members.kind, lines)
            if is_date(hook):
                return self._compared_date(i, lines)
        differs = self._differs(i, hook)
        if not has_one_key:
            is_renamed = f"{self._key(i)} != {hook.field.written_key!r}"
            differs = is_renamed if differs is None else f"{is_renamed} or {differs}"
        if differs is None:
            return lines
        return [f"raw = {self.variables[i]}", *lines, f"if {differs}: {self._note(i, 'raw')}"]

    def _compared_member(self, i: int, kind: type, lines: list[str]) -> list[str]:
        """Look a member up among the values that are written again, and only then elsewhere."""
        code, v, hook = self.code, self.variables[i], self.plan.hooks[i]
        assert hook.codec is not None  # noqa: S101 - said to the type checker
        find = code.bind(f"_find_written_{i}", written_members(hook.codec).get)
        is_of_kind = f"raw.__class__ is {code.bind(f'_{kind.__name__}', kind)}"
        and_there = " and raw is not None" if hook.field.nullable else ""
        return [
            f"raw = {v}",
            f"{v} = {find}(raw) if {is_of_kind} else None",
            f"if {v} is None{and_there}:",
            f"    {v} = raw",
            *("    " + line for line in lines),
            f"    {self._note(i, 'raw')}",
        ]

    def _compared_spelling(self, i: int, lines: list[str]) -> list[str]:
        """Look for the spelling of a date or number, and note what it was only without one."""
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        v = self.variables[i]
        if self.plan.hooks[i].codec is INT:
            differs = f"{v}.__class__ is not raw.__class__"
        else:
            write = self.code.bind(f"_write_{i}", self.recorder.written[i].write)
            differs = f"{v} is not None and {write}({v}) != raw"
        note, is_other, wire_field = self._note(i, "raw"), "if", self.plan.fields[i]
        lines = [f"raw = {v}", *lines]
        if wire_field.other_key is not None:
            lines.append(f"if {self._key(i)} != {wire_field.written_key!r}: {note}")
            is_other = "elif"
        return [
            *lines,
            f"{is_other} {differs}:",
            *("    " + line for line in self._noted_spelling(i)),
        ]

    def _noted_spelling(self, i: int) -> list[str]:
        """Write the lines that note the spelling of what is not written as it was."""
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        note = self._note(i, "raw")
        if i not in self.recorder.spelled:
            return [note]
        place = BITS_OF_SPELLING * self.recorder.spelled.index(i)
        shift = 2 * len(self.plan.fields) + place
        number = (
            f"{self.code.bind('_number_of_spelling', number_of_spelling)}(raw, {self.variables[i]})"
        )
        return [f"if number := {number}: pattern += number << {shift}", f"else: {note}"]

    def _compared_date(self, i: int, lines: list[str]) -> list[str]:
        """Read a date in the form in which it is written again, and only then in others."""
        code, v, hook = self.code, self.variables[i], self.plan.hooks[i]
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        if hook.codec is not None and hook.codec.unchecked is unstructure_sql:
            is_same = "len(raw) == 19 and raw[7] == '-' and raw[10] == ' ' and raw[16] == ':'"
        else:
            is_same = "len(raw) == 26 and raw[4:20:3] == '--T::.' and raw[20:] != '000000'"
        hour = " and raw[11:13] != '24'" if READS_HOUR_24 else ""
        write = code.bind(f"_write_{i}", self.recorder.written[i].write)
        code.bind("_from_iso", FROM_ISO)
        return [
            f"raw = {v}",
            f"if raw.__class__ is {code.bind('_str', str)} and {is_same}{hour}:",
            f"    {v} = _from_iso(raw)",
            f"    if {v}.tzinfo is not None: raise ValueError",
            "elif raw is not None:" if hook.field.nullable else "else:",
            *("    " + line for line in lines),
            f"    if {write}({v}) != raw:",
            *("        " + line for line in self._noted_spelling(i)),
        ]

    def _differs(self, i: int, hook: FieldHook) -> str | None:
        """Write when ``raw`` is not written again; None when it always is."""
        code, v, codec = self.code, self.variables[i], hook.codec
        assert self.recorder is not None  # noqa: S101 - said to the type checker
        if hook.wrapper is None:
            if self.recorder.round_trips[i] == "identical":
                return None
            if codec is BOOL:
                return f"raw is not {v}"
            if codec is INT:
                return f"raw.__class__ is not {v}.__class__"
            if codec in (UUID_TEXT, UUID_OR_BLANK):
                digits = code.bind("_UUID_DIGITS", UUID_DIGITS)
                shape = code.bind("_UUID_SHAPE", UUID_SHAPE)
                is_same = f"raw.__class__ is _str and raw.encode().translate({digits}) == {shape}"
                code.bind("_str", str)
                return f"raw is not None and not ({is_same})"
        elif hook.wrapper.unstructure is identity and self.recorder.items_are_identical(i):
            or_none = " and raw is not None" if hook.field.nullable else ""
            return f"raw.__class__ is not list{or_none}"
        write = code.bind(f"_write_{i}", self.recorder.written[i].write)
        differs = f"not {code.bind('_same', same)}({write}({v}), raw)"
        doubts = self.recorder.doubts[i]
        return (
            differs if doubts is None else f"{code.bind(f'_doubts_{i}', doubts)}(raw) and {differs}"
        )


def is_date(hook: FieldHook) -> bool:
    """Tell whether a field holds dates that are read in our own way."""
    codec = hook.codec
    return codec is not None and codec.structure is structure_datetime


def check_lines(code: Code, variable: str, i: int, hook: FieldHook) -> list[str]:
    """Write the lines that structure the value in a variable, in place.

    Args:
        code: Where names are bound.
        variable: The variable.
        i: The field's index, for names of its own.
        hook: How the field is structured.
    """
    v, codec, nullable = variable, hook.codec, hook.field.nullable
    lines: list[str] = []
    if hook.wrapper is not None:
        lines.append(f"{v} = {code.bind(f'_unwrap_{i}', hook.wrapper.structure)}({v})")
    if codec is None:
        lines.append(f"{v} = {code.bind(f'_structure_{i}', hook.pair.attempt)}({v})")
    elif codec.structure is structure_datetime:
        lines += _date_lines(code, v, code.bind(f"_structure_{i}", hook.pair.attempt))
    elif isinstance(codec.members, Members):
        lines += _member_lines(code, v, i, codec.members)
    elif codec.texts is not None and codec.takes_other_text:
        find = code.bind(f"_find_{i}", codec.texts.get)
        other = code.bind(f"_structure_{i}", codec.structure)
        is_text = f"{v}.__class__ is {code.bind('_str', str)}"
        lines.append(f"{v} = {find}({v}, {v}) if {is_text} else {other}({v})")
    elif codec.passes_as_is is not None:
        kind = code.bind(f"_{codec.passes_as_is.__name__}", codec.passes_as_is)
        call = f"{v} = {code.bind(f'_structure_{i}', codec.structure)}({v})"
        if nullable and hook.wrapper is None:
            # None is rarer than a value, so it is asked for last.
            return [f"if {v}.__class__ is not {kind} and {v} is not None: {call}"]
        lines.append(f"if {v}.__class__ is not {kind}: {call}")
    elif codec is not ANY:
        lines.append(f"{v} = {code.bind(f'_structure_{i}', hook.pair.attempt)}({v})")
    if nullable and lines:
        return [f"if {v} is not None:", *("    " + line for line in lines)]
    return lines


def _member_lines(code: Code, v: str, i: int, members: Members) -> list[str]:
    lookup = f"{v} = {code.bind(f'_members_{i}', members)}[{v}]"
    if members.kind is not int:
        return [lookup]
    # A dict takes True for 1, and servers send whole floats.
    if members.others - {NoneType}:
        return [f"{v} = {code.bind(f'_structure_{i}', members.structure)}({v})"]
    or_null = f" and {v} is not None" if members.takes_null else ""
    is_other = f"{v}.__class__ is not {code.bind('_int', int)}{or_null}"
    structure = code.bind("_structure_int", structure_int)
    return [f"if {is_other}: {v} = {structure}({v})", lookup]


def _date_lines(code: Code, v: str, structure: str) -> list[str]:
    code.bind("_from_iso", FROM_ISO)
    # 2022-01-05 18:51:05 and 2022-01-05T18:51:05.123456: of these texts, it reads as dateutil does.
    short = f"len({v}) == 19 and {v}[7] == '-' and {v}[10] == ' ' and {v}[16] == ':'"
    long = f"len({v}) == 26 and {v}[4:20:3] == '--T::.'"
    hour = f" and {v}[11:13] != '24'" if READS_HOUR_24 else ""
    return [
        f"if {v}.__class__ is {code.bind('_str', str)} and ({short} or {long}){hour}:",
        f"    {v} = _from_iso({v})",
        # CPython reads a zone before a NUL.
        f"    if {v}.tzinfo is not None: raise ValueError",
        f"else: {v} = {structure}({v})",
    ]


class Reader:
    """Structures plain payloads of a class, alone and in lists."""

    def __init__(self, plan: ReadPlan, recorder: Recorder | None) -> None:
        self.plan = plan
        fields = plan.fields
        keeps = recorder is not None and plan.filled_class is not None
        self.extract: Callable[[dict[str, Any]], tuple[Any, ...]] = _extract_function(plan, keeps)
        """Takes the values of all fields out of a payload."""
        self.structure: Callable[..., Any] = self._generate(recorder)
        """Takes a payload, and optionally what takes the values out of it."""
        self._keys: list[str] = []
        if not any(it.other_key for it in fields):
            self._keys = [it.key for it in fields]
        self._least: int = len(self._keys)
        """So many of the first keys a payload must have that lacks the others."""
        if recorder is None and plan.filled_class is not None:
            self._least = max((i + 1 for i, it in enumerate(fields) if it.required), default=0)
        self._ways: dict[int, tuple[Callable[..., Any], Callable[..., Any]]] = {}

    def structure_items(self, payloads: list[Any], done: list[Any]) -> None:
        """Structure payloads and append the objects, until one is not plain."""
        append = done.append
        structure, take = self.structure, self.extract
        if len(payloads) >= WORTH_A_LOOK:
            structure, take = self._way(payloads[0])
        for payload in payloads:
            append(structure(payload, take))

    def _way(self, example: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Give what structures payloads like this one the fastest, and what takes their values.

        One call takes the values of all keys, or of the first ones where a payload has no other
        key at all. That is faster than to look for each; payloads that lack one are read, too.
        """
        keys = self._keys
        count = min(len(example), len(keys)) if example.__class__ is dict else 0
        if count < max(self._least, 2) or not all(map(example.__contains__, keys[:count])):
            return self.structure, self.extract
        way = self._ways.get(count)
        if way is None:
            structure = self.structure if count == len(keys) else self._structure_older(count)
            self._ways[count] = way = (structure, itemgetter(*keys[:count]))
        return way

    def _structure_older(self, count: int) -> Callable[..., Any]:
        """Give the function for payloads that have the first fields, and no other key at all.

        Fields that came later stand last in a class. An older server sends none of them, and
        looking for each in each payload would take longer than all the rest.
        """
        plan = self.plan
        code = Code(f"structure_{plan.cls.__name__}", "payload, take", about=plan.lines())
        body = ObjectCode(code, plan, None)
        code.bind("_structure", self.structure)
        code.add(f"if payload.__class__ is not dict or len(payload) != {count}:")
        code.add("    return _structure(payload)")
        code.add("try:", f"    {', '.join(body.variables[:count])} = take(payload)")
        code.add("except KeyError:", "    return _structure(payload)")
        hooks = enumerate(plan.hooks[:count])
        body.add_object({i: check_lines(code, body.variables[i], i, it) for i, it in hooks})
        code.add("return obj")
        return code.compile(f"structure older {plan.cls.__name__}")  # type: ignore[no-any-return]

    def _generate(self, recorder: Recorder | None) -> Callable[..., Any]:
        plan = self.plan
        name = f"structure_{plan.cls.__name__}"
        code = Code(name, "payload, take=_extract", about=plan.lines())
        code.bind("_extract", self.extract)
        code.bind("_plain_dict", plain_dict)
        body = ObjectCode(code, plan, recorder)
        code.add("if payload.__class__ is not dict: payload = _plain_dict(payload)")
        if plan.extra_keys == "forbid":
            known = {key for it in plan.fields for key in (it.key, it.other_key) if key is not None}
            code.bind("_known", frozenset(known))
            code.add("if not _known.issuperset(payload): raise KeyError")
            own = {it.key for it in plan.fields}
            for it in plan.fields:
                if it.other_key is not None and it.other_key not in own:
                    both = f"{it.key!r} in payload and {it.other_key!r} in payload"
                    code.add(f"if {both}: raise KeyError")
        if plan.fields:
            code.add("try:", f"    {body.targets} = take(payload)")
            code.add("except KeyError:", f"    {body.targets} = _extract(payload)")
        body.add_object(
            {i: check_lines(code, body.variables[i], i, hook) for i, hook in enumerate(plan.hooks)}
        )
        code.add("return obj")
        return code.compile(f"structure {plan.cls.__name__}")  # type: ignore[no-any-return]


def _extract_function(plan: ReadPlan, keeps: bool) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    code = Code("extract", "payload")
    code.bind("_MISSING", MISSING)
    values = []
    for it in plan.fields:
        is_none = it.nullable and it.attribute.default is None and not keeps
        absent = "" if is_none and it.other_key is None else ", _MISSING"
        if it.other_key is None:
            values.append(f"payload[{it.key!r}]" if it.required else f"get({it.key!r}{absent})")
        elif it.required:
            first, other = f"payload[{it.key!r}]", f"payload[{it.other_key!r}]"
            values.append(f"{first} if {it.key!r} in payload else {other}")
        else:
            first, other = f"get({it.key!r}, _MISSING)", f"get({it.other_key!r}, _MISSING)"
            values.append(f"{first} if {it.key!r} in payload else {other}")
    code.add("get = payload.get", "return (", *(f"    {value}," for value in values), ")")
    return code.compile(f"take values of {plan.cls.__name__}")  # type: ignore[no-any-return]


# --- writing ------------------------------------------------------------------------------------


def write_function(plan: WritePlan) -> Callable[[Any], dict[str, Any]]:
    """Generate the function that makes a dict of a plain object of a class."""
    code = Code(f"unstructure_{plan.cls.__name__}", "obj", about=plan.lines())
    add_guard(code, plan.cls)
    for i, demand in plan.demands.items():
        others = ", ".join(f"obj.{plan.hooks[other].field.slot}" for other in demand.others)
        check = code.bind(f"_check_{i}", demand.check)
        code.add(f"if obj.{plan.hooks[i].field.slot} is None: {check}({others})")
    conditions = [condition(code, i, hook.field) for i, hook in enumerate(plan.hooks)]
    always = [condition is None for condition in conditions]
    # CPython makes a dict of up to 15 keys at its final size, but lets a larger one grow.
    head = min(15, always.index(False) if False in always else len(always))
    with code.block("result = {"):
        for i, hook in enumerate(plan.hooks[:head]):
            code.add(f"{hook.field.written_key!r}: {written_expression(code, i, hook)},")
    code.add("}")
    for i, hook in enumerate(plan.hooks[head:], head):
        store = f"result[{hook.field.written_key!r}] = {written_expression(code, i, hook)}"
        only_if = conditions[i]
        code.add(*([store] if only_if is None else [f"if {only_if}:", f"    {store}"]))
    if plan.restores:
        code.add("kept = getattr(obj, '_kept', None)")
        code.add("return result if kept is None else kept.restore(result)")
    else:
        code.add("return result")
    return code.compile(f"unstructure {plan.cls.__name__}")  # type: ignore[no-any-return]


def add_guard(code: Code, cls: type) -> None:
    """Write the check that ``obj`` is of a class: others may have attributes of the same names."""
    is_other = f"obj.__class__ is not {code.bind('_cls', cls)} and not isinstance(obj, _cls)"
    code.add(f"if {is_other}: raise TypeError")


def condition(code: Code, i: int, wire_field: WireField) -> str | None:
    """Write when a field of ``obj`` is written; None when it always is."""
    slot, default = f"obj.{wire_field.slot}", wire_field.attribute.default
    if omits_none(wire_field):
        return f"{slot} is not None"
    if omits_default(wire_field):
        factory = getattr(default, "factory", None)
        if factory is None:
            return f"{slot} != {code.bind(f'_default_{i}', default)}"
        argument = "obj" if default.takes_self else ""  # type: ignore[union-attr]
        return f"{slot} != {code.bind(f'_factory_{i}', factory)}({argument})"
    return None


def written_expression(code: Code, i: int, hook: FieldHook) -> str:
    """Write the expression that unstructures one field of ``obj``."""
    slot = f"obj.{hook.field.slot}"
    value = "v" if hook.field.nullable else slot
    codec = hook.codec
    if codec is None:
        expression = f"{code.bind(f'_unstructure_{i}', hook.pair.attempt)}({value})"
    else:
        convert = code.bind(f"_unstructure_{i}", codec.unchecked or codec.unstructure)
        for name, helper in codec.inline_names.items():
            code.bind(name, helper)
        if isinstance(codec.members, Members):
            # Members of another enum have a `_value_`, too.
            enum = code.bind(f"_enum_{i}", codec.members.enum)
            checked = code.bind(f"_checked_{i}", codec.unstructure)
            member = codec.inline_expression.format(value="e", unstructure=convert)
            expression = f"({member} if (e := {value}).__class__ is {enum} else {checked}(e))"
        else:
            expression = codec.inline_expression.format(value=value, unstructure=convert)
    if hook.wrapper is not None and hook.wrapper.unstructure is not identity:
        expression = f"{code.bind(f'_wrap_{i}', hook.wrapper.unstructure)}({expression})"
    if expression == value:
        return slot
    if not hook.field.nullable:
        return expression
    return f"None if (v := {slot}) is None else {expression}"
