"""JSON text straight to objects and back, through msgspec Structs that mirror the models.

msgspec reads and checks a Struct in C, and writes one in C. A mirror has the wire's keys and the
wire's types: its values become those of the model by the same generated code that takes values out
of a dict, less the checks that msgspec has done already. Whatever a mirror does not read or write,
goes the plain way; so a mirror never reports an error either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

import attrs
from cattrs import BaseConverter

from converters.codecs import BOOL, FLOAT, INT, JSON_CONTAINERS, STR, Members
from converters.dates import structure_datetime, unstructure_sql
from converters.generator import (
    LONG_LIST,
    MISSING,
    Shape,
    Source,
    Writer,
    column,
    condition,
    is_date,
    may_be_missing,
    written,
)
from converters.routes import Route
from converters.wire import Codec

T = TypeVar("T")


class JsonText(Generic[T]):
    """Stands for the JSON text of a type, so that cattrs keeps the hooks that read and write it."""


class NoMirror(Exception):  # noqa: N818 - says that there is none, which is no error
    """A type has no mirror: it is read and written the plain way."""


def _no_mirror(value: Any, kind: Any = None) -> Any:
    """Stand for the hook of a type that has no mirror, so that none is looked for again."""
    raise NoMirror(kind or type(value))


# --- reading ------------------------------------------------------------------------------------

_WIRE_TYPES: Final[dict[Any, Any]] = {
    STR: str,
    # Some servers send 3560366.0 for a size, and whole numbers for a duration.
    INT: int | float,
    FLOAT: int | float,
    BOOL: bool,
    **{codec: codec.exact for codec in JSON_CONTAINERS.values()},
}
"""What msgspec is to check for an encoding."""

_CHECKED: Final = _WIRE_TYPES.keys() - {INT}
"""The encodings for which no check is left when msgspec has checked the type."""


def json_text_structure_hook(kind: Any, converter: BaseConverter) -> Callable[[Any, Any], Any]:
    """Make the hook for ``JsonText[T]``: from bytes to a ``T``.

    The hook raises anything at all for text that the mirror does not read; such text has to be
    read the plain way.
    """
    return mirror_structure_hook(kind, converter, MirrorReader)


def mirror_structure_hook(
    kind: Any, converter: BaseConverter, reader_class: type[MirrorReader]
) -> Callable[[Any, Any], Any]:
    """Make that hook with a mirror of a certain class."""
    import msgspec

    (wanted,) = get_args(kind)
    is_list = get_origin(wanted) is list
    try:
        reader = reader_class(get_args(wanted)[0] if is_list else wanted, converter)
    except NoMirror:
        return _no_mirror
    content: Any = list[reader.struct] if is_list else reader.struct  # type: ignore[name-defined]
    decode = msgspec.json.Decoder(content).decode
    objects = reader.objects
    if is_list:
        return lambda data, _: objects(decode(data))
    return lambda data, _: objects([decode(data)])[0]


class MirrorReader(Shape):
    """Generates what makes objects of a class from the Structs that mirror it."""

    refuses_unknown_keys = False
    """True when text with a key that the class does not know has no mirror."""

    def __init__(self, kind: Any, converter: BaseConverter, within: tuple[Any, ...] = ()) -> None:
        _refuse(kind, within, converter.get_structure_hook(kind), "shape")
        super().__init__(kind, converter)
        if self.forbids_extra_keys or any(one.other_key for one in self.fields):
            raise NoMirror(kind)
        import msgspec

        self.within: tuple[Any, ...] = (*within, kind)
        self.nested: dict[int, MirrorReader] = {}
        self.struct: type = msgspec.defstruct(
            self.cls.__name__,
            [self._member(i, route) for i, route in enumerate(self.routes)],
            rename={f"v{i}": one.key for i, one in enumerate(self.fields)},
            forbid_unknown_fields=self.refuses_unknown_keys,
            gc=False,
            kw_only=True,
        )
        self.objects: Callable[[list[Any]], list[Any]] = self._generate()

    def _member(self, i: int, route: Route) -> tuple[Any, ...]:
        kind = self._wire_type(i, route)
        if route.field.nullable:
            kind |= None
        if route.field.required:
            return f"v{i}", kind
        return f"v{i}", kind, self.absent(route)

    def absent(self, route: Route) -> Any:
        """Give what stands for the value of a key that is absent."""
        return MISSING if may_be_missing(route.field) else None

    def _wire_type(self, i: int, route: Route) -> Any:
        codec, kind = route.codec, route.field.type
        if route.outer is not None:
            return Any
        if codec is None:
            item = get_args(kind)[0] if get_origin(kind) is list else kind
            if not (isinstance(item, type) and attrs.has(item)):
                return Any
            self.nested[i] = reader = type(self)(item, self.converter, self.within)
            return reader.struct if item is kind else list[reader.struct]  # type: ignore[name-defined]
        if isinstance(codec.members, Members):
            return int | float if codec.members.kind is int else str
        return str if codec.structure is structure_datetime else _WIRE_TYPES.get(codec, Any)

    def check(self, source: Source, i: int, route: Route) -> list[str]:
        """Write what is left to do for a value that msgspec has checked."""
        if route.outer is None and route.codec in _CHECKED:
            return []
        if i not in self.nested:
            return super().check(source, i, route)
        objects = source.bind(f"objects{i}", self.nested[i].objects)
        is_list = get_origin(route.field.type) is list
        line = f"v{i} = {objects}(v{i})" if is_list else f"v{i} = {objects}([v{i}])[0]"
        return [f"if v{i} is not None: {line}" if route.field.nullable else line]

    def _generate(self) -> Callable[[list[Any]], list[Any]]:
        import msgspec

        source = Source("structs")
        source.bind("astuple", msgspec.structs.astuple)
        source.add(1, "done = []", "append = done.append")
        values = "".join(f"v{i}, " for i in range(len(self.fields)))
        dates = [i for i, route in enumerate(self.routes) if is_date(route)]
        if dates:
            source.bind("column", column)
            source.add(1, f"if len(structs) >= {LONG_LIST}:", "    columns = (")
            for i in dates:
                taken = f"[s.v{i} for s in structs]"
                convert = source.bind(f"convert{i}", self.date_column(i))
                source.add(3, f"column({taken}, {self.fields[i].nullable}, {convert}),")
            source.add(2, ")", "if None not in columns:")
            # The dates come twice, as text and, last, as what they are.
            targets = "".join(f"v{i}, " for i in dates)
            source.add(3, f"for ({values}), {targets}in zip(map(astuple, structs), *columns):")
            self.emit_object(source, 4, done=dates)
            source.add(4, "append(x)")
            source.add(3, "return done")
        source.add(1, f"for {values or '_'} in map(astuple, structs):")
        self.emit_object(source, 2)
        source.add(2, "append(x)")
        source.add(1, "return done")
        return source.compile(f"read {self.cls.__name__} from JSON")  # type: ignore[no-any-return]


def _refuse(kind: Any, within: tuple[Any, ...], hook: Any, mark: str) -> None:
    """Refuse a class that contains itself, or for which a service has a hook of its own."""
    if kind in within or not hasattr(hook, mark):
        raise NoMirror(kind)


# --- writing ------------------------------------------------------------------------------------


def unstructure_datetimes(sql: bool, dates: list[Any]) -> list[str]:
    """Write many dates at once, in a third of the time, for lists whose dates are alike.

    Args:
        sql: True to put a blank between date and time, False for a ``T``.
        dates: At least one value.

    Returns:
        What `converters.dates` writes for each.

    Raises:
        ValueError: When they are not all plain ``datetime`` without a zone, or when only some
            have a fraction.
    """
    import msgspec

    text = msgspec.json.encode(dates).decode()
    texts = (text.replace("T", " ") if sql else text)[2:-2].split('","')
    # 19 characters are a date without fraction and zone, 26 one with microseconds.
    if set(map(type, dates)) != {datetime} or set(map(len, texts)) not in ({19}, {26}):
        raise ValueError("not alike")
    return texts


def json_text_unstructure_hook(kind: Any, converter: BaseConverter) -> Callable[[Any], bytes]:
    """Make the hook that writes a ``T`` as bytes, for ``JsonText[T]``.

    The hook raises anything at all for an object that the mirror does not write; such an object
    has to be written the plain way.
    """
    return mirror_unstructure_hook(kind, converter, MirrorWriter)


def mirror_unstructure_hook(
    kind: Any, converter: BaseConverter, writer_class: type[MirrorWriter]
) -> Callable[[Any], bytes]:
    """Make that hook with a mirror of a certain class."""
    import msgspec

    (wanted,) = get_args(kind)
    is_list = get_origin(wanted) is list
    try:
        writer = writer_class(get_args(wanted)[0] if is_list else wanted, converter)
    except NoMirror:
        return _no_mirror
    encode = msgspec.json.Encoder().encode
    decode = msgspec.json.Decoder().decode

    def write(value: Any) -> bytes:
        untyped: list[Any] = []
        structs = writer.structs(value if is_list else [value], untyped)
        # msgspec writes more than JSON: NaN as null, bytes and sets as text and lists.
        if decode(encode(untyped)) != untyped:
            raise NoMirror(kind)
        return encode(structs if is_list else structs[0])

    return write


class MirrorWriter(Writer):
    """Generates what makes Structs of the objects of a class that they mirror."""

    def __init__(self, kind: Any, converter: BaseConverter, within: tuple[Any, ...] = ()) -> None:
        _refuse(kind, within, converter.get_unstructure_hook(kind), "writer")
        super().__init__(kind, converter)
        import msgspec

        self.converter = converter
        self.within: tuple[Any, ...] = (*within, kind)
        self.nested: dict[int, MirrorWriter] = {}
        self.names: dict[str, str] = {
            route.field.written_key: f"v{i}" for i, route in enumerate(self.routes)
        }
        """Wire key to the Struct's member."""
        self.struct: type = msgspec.defstruct(
            self.cls.__name__,
            [(name, Any) for name in self.names.values()],
            rename={name: key for key, name in self.names.items()},
            gc=False,
        )
        self.structs: Callable[[list[Any], list[Any]], list[Any]] = self._generate()

    def _generate(self) -> Callable[[list[Any], list[Any]], list[Any]]:
        import msgspec

        source = Source("values", "untyped")
        for name, value in (
            ("cls", self.cls),
            ("Struct", self.struct),
            ("UNSET", msgspec.UNSET),
            ("NoMirror", NoMirror),
        ):
            source.bind(name, value)
        source.add(1, "done = []", "append = done.append")
        dates = {
            i: route.codec.unchecked
            for i, route in enumerate(self.routes)
            if is_date(route) and not route.field.omit_none and route.codec is not None
        }
        if dates:
            source.bind("column", column)
            source.add(1, f"if len(values) >= {LONG_LIST}:", "    columns = (")
            for i, write in dates.items():
                one = self.routes[i].field
                source.bind(f"many{i}", partial(unstructure_datetimes, write is unstructure_sql))
                source.add(3, f"column([x.{one.slot} for x in values], {one.nullable}, many{i}),")
            source.add(2, ")", "if None not in columns:")
            targets = "".join(f"v{i}, " for i in dates)
            source.add(3, f"for x, {targets}in zip(values, *columns):")
            self._emit_struct(source, 4, done=dates)
            source.add(3, "return done")
        source.add(1, "for x in values:")
        self._emit_struct(source, 2)
        source.add(1, "return done")
        return source.compile(f"write {self.cls.__name__} as JSON")  # type: ignore[no-any-return]

    def _emit_struct(self, source: Source, depth: int, done: Collection[int] = ()) -> None:
        """Write the code that appends the Struct of ``x``."""
        self.emit_guard(source, depth, "NoMirror")
        arguments = [
            f"v{i}" if i in done else self._argument(source, depth, i, route)
            for i, route in enumerate(self.routes)
        ]
        source.add(depth, "s = Struct(", *(f"    {argument}," for argument in arguments), ")")
        self.emit_restored(source, depth)
        source.add(depth, "append(s)")

    def _argument(self, source: Source, depth: int, i: int, route: Route) -> str:
        """Write the expression for one member, and before it what has to be checked."""
        value = f"x.{route.field.slot}"
        kind, nullable = route.field.type, route.field.nullable
        item = get_args(kind)[0] if get_origin(kind) is list else kind
        if route.codec is None and isinstance(item, type) and attrs.has(item):
            if i not in self.nested:
                self.nested[i] = type(self)(item, self.converter, self.within)
            nested = source.bind(f"structs{i}", self.nested[i].structs)
            is_list = item is not kind
            expression = (
                f"{nested}({value}, untyped)" if is_list else f"{nested}([{value}], untyped)[0]"
            )
            if nullable:
                expression = f"None if {value} is None else {expression}"
        else:
            expression = written(source, i, route)
            if route.codec in _SCALARS and route.outer is None:
                source.add(
                    depth, f"v{i} = {expression}", *_scalar_check(f"v{i}", route.codec, nullable)
                )
                expression = f"v{i}"
            elif route.codec is None or route.outer is not None or expression == value:
                source.add(
                    depth, f"v{i} = {expression}", f"if v{i} is not None: untyped.append(v{i})"
                )
                expression = f"v{i}"
        only_if = condition(source, i, route.field)
        return expression if only_if is None else f"({expression}) if {only_if} else UNSET"


_SCALARS: Final = (STR, INT, FLOAT, BOOL)


def _scalar_check(v: str, codec: Codec, nullable: bool) -> list[str]:
    """Write what refuses a value that msgspec would write otherwise than Python's own module."""
    or_none = f" and {v} is not None" if nullable else ""
    if codec is not FLOAT:
        kind = "str" if codec is STR else "int" if codec is INT else "bool"
        return [f"if {v}.__class__ is not {kind}{or_none}: raise NoMirror"]
    return [
        # What is not finite leaves something when it is taken from itself.
        f"if {v}.__class__ is float:",
        f"    if {v} - {v} != 0: raise NoMirror",
        f"elif {v}.__class__ is not int{or_none}: raise NoMirror",
    ]
