"""JSON text to objects and back.

The compiled engine reads and writes text itself. What it leaves, and everything on the pure engine,
goes through dicts and the fastest JSON library that is installed.

These libraries differ: one turns large integers into floats, another reads NaN, each has errors of
its own; they write NaN as null and bytes as text. Here they do not differ: Python's own module is
authoritative. It gets what a faster library refuses, and what does not read back as it was, and a
faster library never gets what it would read wrong.

No library looks into the value of an ignored key. So any text with the form of JSON passes there,
be it ``1e400``; only how deep it may nest is up to the library, from 900 levels on.
"""

from __future__ import annotations

import json as json_module
import re
import warnings
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from math import inf, isinf
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar, overload

from cattrs import Converter

from converters.engines.compiled import is_surely_json, text_read_attempt, text_write_attempt
from converters.errors import FAULTS, shorten
from converters.imports import import_late
from converters.plans.hooks import pair_of
from converters.registry import ready_converter
from converters.wire.dates import ZEROS

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")
JsonLibrary = Literal["msgspec", "orjson", "json"]
Decode = Callable[[bytes], Any]
Encode = Callable[[Any], bytes]

JSON_LIBRARIES: Final[tuple[JsonLibrary, ...]] = ("msgspec", "orjson", "json")
"""The libraries for JSON, the fastest first. The first two are extras."""

LONGEST_NUMBER: Final = 40
"""Characters of a number that a sentence quotes at most."""


# Two signatures, as type checkers that do not know TypeForm yet read the second as nothing at all.
@overload
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: type[T],
    *,
    converter: Converter | None = None,
    json: JsonLibrary | None = None,
    engine: JsonLibrary | None = None,
) -> T: ...
@overload
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: TypeForm[T],
    *,
    converter: Converter | None = None,
    json: JsonLibrary | None = None,
    engine: JsonLibrary | None = None,
) -> T: ...
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: Any,
    *,
    converter: Converter | None = None,
    json: JsonLibrary | None = None,
    engine: JsonLibrary | None = None,
) -> Any:
    """Read JSON text as an object of a class.

    Args:
        data: The text, UTF-8 where it is bytes; a byte order mark before it is skipped.
        cls: What to structure it as: a model, ``list[DataRow]``, ``DataRow | None`` and the like.
        converter: A converter with our hooks; None for the ready one.
        json: The library that reads the text where the compiled engine does not; None for the
            fastest that is installed. The result is the same.
        engine: The former name of ``json``, deprecated.

    Returns:
        What ``converter.structure`` gives for the content.

    Raises:
        TypeError: When the data is neither text nor bytes.
        ValueError: When the text is no JSON; the sentence names the line and the column. ``NaN``
            and ``Infinity`` are no JSON. Numbers too large for a float, integers of more digits
            than Python reads, and text with a lone surrogate are refused where they are read, for
            they could not be written again.
        ClassValidationError: All that is wrong with the content.
    """
    converter = converter or ready_converter()
    library = _imported(_former_name(engine) or json or fastest_library())
    content = _as_bytes(data)
    read = text_reader(cls, converter)
    if read is not None:
        try:
            return read(content)  # It refuses what is no UTF-8.
        except FAULTS:
            raise
        except Exception:
            pass
    try:
        return converter.structure(_decode(_checked(content), library), cls)
    except DoubtfulJSONError as doubt:
        return _structure_without_doubt(doubt, cls, converter)


def dumps(
    obj: Any,
    *,
    converter: Converter | None = None,
    json: JsonLibrary | None = None,
    engine: JsonLibrary | None = None,
) -> bytes:
    """Write an object as JSON text.

    Args:
        obj: An instance of a model, or a list or dict of them.
        converter: A converter with our hooks; None for the ready one.
        json: The library that writes the text where the compiled engine does not; None for the
            fastest that is installed. The values are the same, spaces and the spelling of floats
            need not be.
        engine: The former name of ``json``, deprecated.

    Returns:
        The text, in UTF-8.

    Raises:
        ValueError: When a value has no JSON, such as NaN.
        TypeError: When an object of an unknown kind stands in an untyped dict or list.
        ClassValidationError: When an attribute does not hold what its type says.
    """
    library = _former_name(engine) or json
    return dumps_as(obj, _kind_of(obj), converter or ready_converter(), library)


def dumps_as(
    obj: Any, kind: Any, converter: Converter, library: JsonLibrary | None = None
) -> bytes:
    """Write an object as JSON text by a type, which need not be its class; see `dumps`."""
    library = _imported(library or fastest_library())
    write = text_writer(kind, converter)
    if write is not None:
        try:
            return write(obj)
        except FAULTS:
            raise
        except Exception:
            pass
    return _writer(library)(converter.unstructure(obj, unstructure_as=kind))


def text_reader(kind: Any, converter: Converter) -> Callable[[bytes], Any] | None:
    """Return the function that reads JSON text as a type, without making dicts.

    It raises any exception for text that has to be read through dicts.

    Returns:
        None on the pure engine, and for a type whose hook is a service's own.
    """
    pair = pair_of(converter.get_structure_hook(kind))
    return None if pair is None else text_read_attempt(pair.attempt)


def text_writer(kind: Any, converter: Converter) -> Callable[[Any], bytes] | None:
    """Return the function that writes objects of a type as JSON text, without making dicts.

    It raises any exception for an object that has to be written through dicts.

    Returns:
        None on the pure engine, and for a type whose hook is a service's own.
    """
    pair = pair_of(converter.get_unstructure_hook(kind))
    return None if pair is None else text_write_attempt(pair.attempt)


def _former_name(engine: JsonLibrary | None) -> JsonLibrary | None:
    """Warn of the argument's former name where it is used."""
    if engine is not None:
        warnings.warn("engine= is called json= now", DeprecationWarning, stacklevel=3)
    return engine


def decode(data: bytes | bytearray | memoryview | str, library: JsonLibrary | None = None) -> Any:
    """Read JSON text without structuring it; see `loads`."""
    return _decode(_utf8(data), _imported(library or fastest_library()))


def refuse_unwritable(value: Any) -> None:
    """Refuse JSON values that a reader gave which is less strict than `decode`.

    Raises:
        ValueError: When they hold NaN, infinity or text with a lone surrogate.
    """
    with suppress(TypeError):  # It has what is no JSON, such as a date.
        _writer(_imported(fastest_library()))(value)


def encode_each(values: Sequence[Any]) -> list[bytes]:
    """Write JSON values without unstructuring them, each as a text of its own; see `dumps`."""
    library = _imported(fastest_library())
    if library == "msgspec":
        import msgspec

        try:
            texts = list(map(msgspec.json.Encoder().encode, values))
            # All at once, which takes half as long as one by one.
            if _reader(library)(b"[" + b",".join(texts) + b"]") == values:
                return texts
        except Exception:
            pass
    return list(map(_writer(library), values))


def decode_each(texts: Sequence[str]) -> list[Any]:
    """Read texts of JSON values without structuring them; see `decode`."""
    library = _imported(fastest_library())
    if library == "msgspec":
        import msgspec

        try:
            return list(map(msgspec.json.Decoder().decode, texts))
        except Exception:
            pass
    return [decode(text, library) for text in texts]


def _decode(data: bytes, library: JsonLibrary) -> Any:
    try:
        return _reader(library)(data)
    except Exception:  # Python's own module has the last word, and the clearer ones
        return _decode_with_json(data)


def _structure_without_doubt(doubt: DoubtfulJSONError, cls: Any, converter: Converter) -> Any:
    """Structure the content of a text, as far as nothing doubtful gets into the result."""
    try:
        result = converter.structure(doubt.content, cls)
        _encode_with_json(converter.unstructure(result, unstructure_as=cls))
    except FAULTS:
        raise
    except Exception:
        raise ValueError(str(doubt)) from None
    return result


def _as_bytes(data: bytes | bytearray | memoryview | str) -> bytes:
    if not isinstance(data, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"data: expected str, bytes, bytearray or memoryview, got {shorten(data)}")
    try:
        content = data.encode() if isinstance(data, str) else bytes(data)
    except UnicodeEncodeError as exc:
        raise ValueError(f"invalid text at character {exc.start}: {exc.reason}") from None
    return content.removeprefix(BOM_UTF8)


def _utf8(data: bytes | bytearray | memoryview | str) -> bytes:
    return _checked(_as_bytes(data))


def _checked(content: bytes) -> bytes:
    try:
        # Fast libraries do not look into the texts under ignored keys.
        if not content.isascii():
            content.decode()
    except UnicodeDecodeError as exc:
        raise ValueError(f"invalid UTF-8 at byte {exc.start}: {exc.reason}") from None
    return content


def _kind_of(obj: Any) -> Any:
    """Give the type of an object, or of a list whose items are all of one class."""
    if obj.__class__ is not list:
        return obj.__class__
    kinds = set(map(type, obj))
    return list[kinds.pop()] if len(kinds) == 1 else list  # type: ignore[misc]


@cache
def fastest_library() -> JsonLibrary:
    """Give the fastest library that is installed, and that this interpreter may import.

    An interpreter with a lock of its own may not import those that know of one lock only.
    """
    return next(library for library in JSON_LIBRARIES if _can_be_imported(library))


def _can_be_imported(library: JsonLibrary) -> bool:
    try:
        import_late(library)
    except ImportError:
        return False
    return True


@cache
def _imported(library: JsonLibrary) -> JsonLibrary:
    """Import a library, and return its name; one that is not installed is found out later."""
    if library != "json":
        with suppress(ImportError):
            import_late(library)
    return library


@cache
def _reader(library: JsonLibrary) -> Decode:
    if library == "msgspec":
        import msgspec

        return msgspec.json.Decoder().decode
    if library == "orjson":
        return _decode_with_orjson
    return _decode_with_json


@cache
def _writer(library: JsonLibrary) -> Encode:
    if library == "msgspec":
        return _encode_with_msgspec
    if library == "orjson":
        return _encode_with_orjson
    return _encode_with_json


# --- Python's own module, which has the last word ------------------------------------------------


class UnwritableJSONError(ValueError):
    """Python's own module reads the text, but something in it could not be written again."""


class DoubtfulJSONError(UnwritableJSONError):
    """The text has the form of JSON, too."""

    def __init__(self, sentence: str, content: Any) -> None:
        super().__init__(sentence, content)
        self.content = content
        """What the text says, with infinity for each number that Python cannot hold."""

    def __str__(self) -> str:
        return str(self.args[0])


def _decode_with_json(data: bytes) -> Any:
    doubts: list[str] = []
    try:
        text = data.decode()
        try:
            content = _JSON.decode(text)
        except json_module.JSONDecodeError:
            raise
        except ValueError:
            content = _lenient_decoder(doubts).decode(text)
        if _ESCAPED_SURROGATE(data) and not _is_utf8(content):
            doubts.append("text with a lone surrogate")
    except json_module.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        raise ValueError(f"invalid JSON at {where}: {exc.msg}") from None
    except RecursionError:
        raise ValueError("invalid JSON: nested too deep") from None
    if doubts:
        raise DoubtfulJSONError(f"invalid JSON: {doubts[0]}", content)
    return content


def _no_constant(name: str) -> NoReturn:
    raise UnwritableJSONError(f"invalid JSON: {name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{_start_of(text)} is too large for a float")
    return number


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{_start_of(text)} has more digits than Python reads") from None


def _start_of(number: str) -> str:
    return number if len(number) <= LONGEST_NUMBER else f"{number[:LONGEST_NUMBER]}..."


def _lenient_decoder(doubts: list[str]) -> json_module.JSONDecoder:
    """Make a decoder that gives infinity for a number that Python cannot hold, and notes it."""

    def noting(parse: Callable[[str], Any]) -> Callable[[str], Any]:
        def number(text: str) -> Any:
            try:
                return parse(text)
            except ValueError as exc:
                doubts.append(str(exc))
                return inf

        return number

    return json_module.JSONDecoder(
        parse_constant=_no_constant, parse_float=noting(_finite), parse_int=noting(_integer)
    )


_JSON: Final = json_module.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)

_ESCAPED_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]").search


def _is_utf8(content: Any) -> bool:
    try:
        json_module.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _encode_with_json(value: Any) -> bytes:
    try:
        text = json_module.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except RecursionError:
        text = _encode_deep(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("no JSON: text with a lone surrogate") from None


class _Mark(str):
    """Text of JSON itself, among values that are still to be written."""

    __slots__ = ()


_CLOSING: Final = (_Mark("]"), _Mark("}"))


def _encode_deep(value: Any) -> str:
    """Write what nests deeper than Python's own module goes, for reading goes a little deeper."""
    encode = json_module.JSONEncoder(
        ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode
    written: list[str] = []
    pending: list[Any] = [value]
    opened: dict[int, None] = {}
    while pending:
        item = pending.pop()
        if isinstance(item, _Mark):
            written.append(item)
            if item in _CLOSING:
                opened.popitem()
        elif isinstance(item, (dict, list, tuple)):
            if id(item) in opened:
                raise ValueError("no JSON: it contains itself")
            opened[id(item)] = None
            parts: list[Any] = []
            for entry in item:
                parts.append(_Mark("," if parts else ""))
                if isinstance(item, dict):
                    # Keys that are no text are spelled as the module spells them.
                    parts.append(_Mark(encode({entry: 0})[1:-2]))
                    entry = item[entry]  # noqa: PLW2901
                parts.append(entry)
            written.append("{" if isinstance(item, dict) else "[")
            pending += [_CLOSING[isinstance(item, dict)], *reversed(parts)]
        else:
            written.append(encode(item))
    return "".join(written)


# --- the fast libraries ---------------------------------------------------------------------------

_LARGE: Final = b"0" * 19
"""An integer of so many digits may be one that orjson turns into a float."""


def _decode_with_orjson(data: bytes) -> Any:
    import orjson

    # 0.3 nanoseconds a byte, a tenth of what reading takes.
    if _LARGE in data.translate(ZEROS):
        return _decode_with_json(data)
    return orjson.loads(data)


def _encode_with_orjson(value: Any) -> bytes:
    import orjson

    encode = partial(orjson.dumps, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return _encode_exactly(value, encode, orjson.loads)


def _encode_with_msgspec(value: Any) -> bytes:
    import msgspec

    return _encode_exactly(value, msgspec.json.encode, msgspec.json.decode)


def _encode_exactly(value: Any, encode: Encode, decode: Decode) -> bytes:
    """Write a value with a fast library, unless it reads back as another one."""
    try:
        data = encode(value)
        is_exact = is_surely_json(value) or decode(data) == value
    except Exception:
        return _encode_with_json(value)
    return data if is_exact else _encode_with_json(value)
