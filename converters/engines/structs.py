"""JSON text straight to objects and back, through msgspec Structs that look like the wire.

msgspec reads and checks JSON text as Structs without making dicts, and writes Structs as text. A
Struct is one more place that the values of a plan come from or go to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

import attrs
from attrs import NOTHING
from cattrs import BaseConverter

from converters.engines.compiled import (
    text_read_attempt,
    text_write_attempt,
)
from converters.engines.pure import (
    MISSING,
    ObjectCode,
    add_guard,
    check_lines,
    condition,
    written_expression,
)
from converters.engines.source import Code
from converters.plans.fields import FieldHook
from converters.plans.hooks import pair_of
from converters.plans.read import ReadPlan
from converters.plans.report import Limits
from converters.plans.write import WritePlan
from converters.unknown.held import Kept, same
from converters.unknown.recorder import Recorder
from converters.wire.codecs import BOOL, FLOAT, INT, JSON_CONTAINERS, STR, Members
from converters.wire.dates import structure_datetime
from converters.wire.vocabulary import Codec

T = TypeVar("T")


class JsonText(Generic[T]):
    """Stands for the JSON text of a type, so that cattrs keeps the hooks that read and write it."""


class NoStruct(Exception):  # noqa: N818 - says that there is none, which is no error
    """A type or an object has no Struct: it is read and written the plain way."""


def _no_struct(value: Any, kind: Any = None) -> Any:
    """Stand for the hook of a type that has no Struct, so that none is looked for again."""
    raise NoStruct(kind or type(value))


# --- reading ------------------------------------------------------------------------------------

_WIRE_TYPES: Final[dict[Any, Any]] = {
    STR: str,
    # Some servers send 3560366.0 for a size, and whole numbers for a duration.
    INT: int | float,
    FLOAT: int | float,
    BOOL: bool,
    **{codec: codec.passes_as_is for codec in JSON_CONTAINERS.values()},
}
"""What msgspec is to check for an encoding."""

_CHECKED: Final = _WIRE_TYPES.keys() - {INT}
"""The encodings for which no check is left when msgspec has checked the type."""


def json_text_structure_hook(
    kind: Any, converter: BaseConverter, limits: Limits, *, keeps: bool
) -> Callable[[Any, Any], Any]:
    """Make the hook for ``JsonText[T]``: from bytes to a ``T``.

    The compiled engine reads the text itself, the pure one with msgspec. The hook raises anything
    at all for text that neither reads; such text has to be read the plain way.
    """
    del limits
    (wanted,) = get_args(kind)
    pair = pair_of(converter.get_structure_hook(wanted))
    read_text = None if pair is None else text_read_attempt(pair.attempt)
    if read_text is not None:
        return read_text
    import msgspec

    is_list = get_origin(wanted) is list
    try:
        reader = StructReader(get_args(wanted)[0] if is_list else wanted, converter, keeps=keeps)
    except NoStruct:
        return _no_struct
    content: Any = list[reader.struct] if is_list else reader.struct  # type: ignore[name-defined]
    decode = msgspec.json.Decoder(content).decode
    structure = reader.structure
    if is_list:
        return lambda data, _: list(map(structure, decode(data)))
    return lambda data, _: structure(decode(data))


class StructReader:
    """A Struct that looks like the payloads of a class, and what makes objects of such Structs."""

    def __init__(
        self,
        kind: Any,
        converter: BaseConverter,
        *,
        keeps: bool,
        within: tuple[Any, ...] = (),
    ) -> None:
        import msgspec

        plan = _plan_within(kind, converter.get_structure_hook(kind), within)
        has_other_keys = any(it.other_key for it in plan.fields)
        if plan.extra_keys == "forbid" or plan.needs_self or has_other_keys:
            raise NoStruct(kind)
        if keeps and plan.filled_class is None:
            raise NoStruct(kind)  # What such an object holds is seen in the payload only.
        self.plan: ReadPlan = plan
        self.nested: dict[int, StructReader] = {}
        for i, hook in enumerate(plan.hooks):
            item = _nested_class(hook)
            if item is not None:
                self.nested[i] = StructReader(item, converter, keeps=keeps, within=(*within, kind))
        recorder = Recorder(plan, converter) if keeps else None
        code = Code(f"structure_{plan.cls.__name__}", "struct", about=plan.lines())
        body = ObjectCode(code, plan, recorder, reads_payload=False)
        self.struct: type = msgspec.defstruct(
            plan.cls.__name__,
            [self._member(i, hook, body) for i, hook in enumerate(plan.hooks)],
            rename={f"v{i}": it.key for i, it in enumerate(plan.fields)},
            # What is not known has to be held, and is not in a Struct.
            forbid_unknown_fields=keeps,
            gc=False,
            kw_only=True,
        )
        if plan.fields:
            code.add(f"{body.targets} = {code.bind('_astuple', msgspec.structs.astuple)}(struct)")
        checks = {
            i: self._check(code, body.variables[i], i, hook) for i, hook in enumerate(plan.hooks)
        }
        body.add_object(checks)
        code.add("return obj")
        self.structure: Callable[[Any], Any] = code.compile(f"read {plan.cls.__name__} from JSON")

    def _member(self, i: int, hook: FieldHook, body: ObjectCode) -> tuple[Any, ...]:
        kind = self._wire_type(i, hook)
        if hook.field.nullable:
            kind |= None
        if hook.field.required:
            return f"v{i}", kind
        return f"v{i}", kind, MISSING if body.may_be_missing(hook.field) else None

    def _wire_type(self, i: int, hook: FieldHook) -> Any:
        if i in self.nested:
            struct = self.nested[i].struct
            is_list = get_origin(hook.field.type) is list
            return list[struct] if is_list else struct  # type: ignore[valid-type]
        codec = hook.codec
        if codec is None:
            return Any
        if isinstance(codec.members, Members):
            kind: Any = int | float if codec.members.kind is int else str
            return kind if codec.members.fallback is None else kind | None
        return str if codec.structure is structure_datetime else _WIRE_TYPES.get(codec, Any)

    def _check(self, code: Code, v: str, i: int, hook: FieldHook) -> list[str]:
        """Write what is left to do for a value that msgspec has checked."""
        if hook.codec in _CHECKED:
            return []
        if i not in self.nested:
            return check_lines(code, v, i, hook)
        structure = code.bind(f"_nested_{i}", self.nested[i].structure)
        is_list = get_origin(hook.field.type) is list
        line = (
            f"{v} = [{structure}(item) for item in {v}]" if is_list else f"{v} = {structure}({v})"
        )
        return [f"if {v} is not None: {line}" if hook.field.nullable else line]


def _plan_within(kind: Any, hook: Any, within: tuple[Any, ...]) -> Any:
    """Give the plan of a class; refuse one that contains itself, or has a hook of a service."""
    pair = pair_of(hook)
    if kind in within or pair is None or pair.plan is None:
        raise NoStruct(kind)
    return pair.plan


def _nested_class(hook: FieldHook) -> Any:
    """Give the class whose objects are in a field, alone or in a list; None for other fields."""
    kind = hook.field.type
    item = get_args(kind)[0] if get_origin(kind) is list and get_args(kind) else kind
    is_plain = hook.codec is None and hook.wrapper is None and not hook.is_custom
    return item if is_plain and isinstance(item, type) and attrs.has(item) else None


# --- writing ------------------------------------------------------------------------------------


def json_text_unstructure_hook(
    kind: Any, converter: BaseConverter, limits: Limits, *, keeps: bool
) -> Callable[[Any], bytes]:
    """Make the hook that writes a ``T`` as bytes, for ``JsonText[T]``.

    The compiled engine writes the text itself, the pure one with msgspec. The hook raises anything
    at all for an object that neither does; such an object has to be written the plain way.
    """
    del limits
    (wanted,) = get_args(kind)
    pair = pair_of(converter.get_unstructure_hook(wanted))
    write_text = None if pair is None else text_write_attempt(pair.attempt)
    if write_text is not None:
        return write_text
    import msgspec

    is_list = get_origin(wanted) is list
    try:
        writer = StructWriter(get_args(wanted)[0] if is_list else wanted, converter, keeps=keeps)
    except NoStruct:
        return _no_struct
    encode = msgspec.json.Encoder().encode
    decode = msgspec.json.Decoder().decode
    fill = writer.fill

    def write(value: Any) -> bytes:
        untyped: list[Any] = []
        structs = [fill(obj, untyped) for obj in value] if is_list else fill(value, untyped)
        # msgspec writes more than JSON: NaN as null, bytes and sets as text and lists.
        if decode(encode(untyped)) != untyped:
            raise NoStruct(kind)
        return encode(structs)

    return write


class StructWriter:
    """A Struct that looks like what is written for a class, and what fills such Structs."""

    def __init__(
        self,
        kind: Any,
        converter: BaseConverter,
        *,
        keeps: bool,
        within: tuple[Any, ...] = (),
    ) -> None:
        import msgspec

        plan: WritePlan = _plan_within(kind, converter.get_unstructure_hook(kind), within)
        self.plan = plan
        self.nested: dict[int, StructWriter] = {}
        for i, hook in enumerate(plan.hooks):
            item = _nested_class(hook)
            if item is not None:
                self.nested[i] = StructWriter(item, converter, keeps=keeps, within=(*within, kind))
        names = {hook.field.written_key: f"v{i}" for i, hook in enumerate(plan.hooks)}
        self.struct: Any = msgspec.defstruct(
            plan.cls.__name__,
            [(name, Any) for name in names.values()],
            rename={name: key for key, name in names.items()},
            gc=False,
        )
        self.names: Mapping[str, str] = names
        self.restore: Callable[[Any, Kept], None] | None = (
            _restorer(plan.cls, names) if keeps else None
        )

    @cached_property
    def fill(self) -> Callable[[Any, list[Any]], Any]:
        """What makes a Struct of an object, and adds to a list what must be checked to be JSON."""
        import msgspec

        plan = self.plan
        code = Code(f"fill_{plan.cls.__name__}", "obj, untyped", about=plan.lines())
        code.bind("_UNSET", msgspec.UNSET)
        add_guard(code, plan.cls)
        arguments = [self._argument(code, i, hook) for i, hook in enumerate(plan.hooks)]
        code.add(f"struct = {code.bind('_Struct', self.struct)}(")
        code.add(*(f"    {argument}," for argument in arguments), ")")
        if self.restore is not None:
            code.bind("_restore", self.restore)
            code.add("kept = getattr(obj, '_kept', None)")
            code.add("if kept is not None: _restore(struct, kept)")
        code.add("return struct")
        return code.compile(f"write {plan.cls.__name__} as JSON")  # type: ignore[no-any-return]

    def _argument(self, code: Code, i: int, hook: FieldHook) -> str:
        """Write the expression for one member, and before it what has to be checked."""
        slot, nullable = f"obj.{hook.field.slot}", hook.field.nullable
        if i in self.nested:
            fill = code.bind(f"_fill_{i}", self.nested[i].fill)
            is_list = get_origin(hook.field.type) is list
            expression = (
                f"[{fill}(item, untyped) for item in {slot}]"
                if is_list
                else f"{fill}({slot}, untyped)"
            )
            if nullable:
                expression = f"None if {slot} is None else {expression}"
        else:
            expression = written_expression(code, i, hook)
            if hook.codec in _SCALARS:
                code.add(
                    f"v{i} = {expression}", *_scalar_check(code, f"v{i}", hook.codec, nullable)
                )
                expression = f"v{i}"
            elif hook.codec is None or hook.wrapper is not None or expression == slot:
                code.add(f"v{i} = {expression}", f"if v{i} is not None: untyped.append(v{i})")
                expression = f"v{i}"
        only_if = condition(code, i, hook.field)
        return expression if only_if is None else f"({expression}) if {only_if} else _UNSET"


_SCALARS: Final = (STR, INT, FLOAT, BOOL)


def _scalar_check(code: Code, v: str, codec: Codec | None, nullable: bool) -> list[str]:
    """Write what refuses a value that msgspec would write otherwise than Python's own module."""
    code.bind("_NoStruct", NoStruct)
    or_none = f" and {v} is not None" if nullable else ""
    if codec is not FLOAT:
        kind = "str" if codec is STR else "int" if codec is INT else "bool"
        return [f"if {v}.__class__ is not {kind}{or_none}: raise _NoStruct"]
    return [
        # What is not finite leaves something when it is taken from itself.
        f"if {v}.__class__ is float:",
        f"    if {v} - {v} != 0: raise _NoStruct",
        f"elif {v}.__class__ is not int{or_none}: raise _NoStruct",
    ]


def _restorer(cls: type, names: Mapping[str, str]) -> Callable[[Any, Kept], None]:
    """Make what puts into a Struct of a class what an object holds; ``names`` are its members'."""
    import msgspec

    unset = msgspec.UNSET
    indexes = {key: i for i, key in enumerate(names)}

    def updates_of(kept: Kept) -> list[tuple[str, int, Any, Any]]:
        if kept.extra_keys:
            raise NoStruct(cls)
        updates = []
        for it in kept.originals:
            written = unset if it.written is NOTHING else it.written
            value = unset if it.value is NOTHING else it.value
            # What holds other values stands in a Struct in another form.
            if it.key != it.written_key or any(
                isinstance(v, (list, dict)) for v in (written, value)
            ):
                raise NoStruct(cls)
            updates.append((names[it.written_key], indexes[it.written_key], written, value))
        return updates

    def restore(struct: Any, kept: Kept) -> None:
        # Objects share what they hold of absent keys; looking each up anew takes twice as long.
        owner, updates = kept.struct_updates
        if owner is not names:
            updates = updates_of(kept)
            kept.struct_updates = names, updates
        for name, _, written, value in updates:
            now = getattr(struct, name)
            if now is written or same(now, written):
                setattr(struct, name, value)

    return restore
