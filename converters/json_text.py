"""JSON text to objects and back, with the fastest engine that is installed.

The engines differ in what they let pass: one turns large integers into floats, another reads NaN,
each has errors of its own; they write NaN as null and bytes as text. Here they do not: what a fast
engine refuses, and what does not read back as it was, goes to Python's own module, which has the
last word, and what a fast engine would read wrong never reaches it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from importlib.util import find_spec
from math import isinf
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar, overload

from cattrs import Converter

from converters.engines.structs import JsonText
from converters.imports import import_late
from converters.registry import ready_converter
from converters.wire.dates import ZEROS

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")
Engine = Literal["msgspec", "orjson", "json"]
Decode = Callable[[bytes], Any]
Encode = Callable[[Any], bytes]

ENGINES: Final[tuple[Engine, ...]] = ("msgspec", "orjson", "json")
"""The engines, the fastest first. The first two are extras."""


# Two signatures, as type checkers that do not know TypeForm yet read the second as nothing at all.
@overload
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: type[T],
    *,
    converter: Converter | None = None,
    engine: Engine | None = None,
) -> T: ...
@overload
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: TypeForm[T],
    *,
    converter: Converter | None = None,
    engine: Engine | None = None,
) -> T: ...
def loads(
    data: bytes | bytearray | memoryview | str,
    cls: Any,
    *,
    converter: Converter | None = None,
    engine: Engine | None = None,
) -> Any:
    """Read JSON text as an object of a class.

    Args:
        data: The text, UTF-8 where it is bytes.
        cls: What to structure it as: a model, ``list[DataRow]``, ``DataRow | None`` and the like.
        converter: A converter with our hooks; None for the ready one.
        engine: Which engine reads; None for the fastest that is installed. The result is the same.

    Returns:
        What ``converter.structure`` gives for the content.

    Raises:
        ValueError: When the text is no JSON; the sentence names the line and the column. ``NaN``,
            ``Infinity`` and numbers too large for a float are no JSON.
        ClassValidationError: All that is wrong with the content.
    """
    converter = converter or ready_converter()
    engine = _imported(engine or best_engine())
    content = _utf8(data)
    if engine == "msgspec":
        try:
            result = converter.get_structure_hook(JsonText[cls])(content, cls)
        except Exception:
            pass
        else:
            return result
    return converter.structure(_decode(content, engine), cls)


def dumps(obj: Any, *, converter: Converter | None = None, engine: Engine | None = None) -> bytes:
    """Write an object as JSON text.

    Args:
        obj: An instance of a model, or a list or dict of them.
        converter: A converter with our hooks; None for the ready one.
        engine: Which engine writes; None for the fastest that is installed. The values are the
            same, spaces and the spelling of floats need not be.

    Returns:
        The text, in UTF-8.

    Raises:
        ValueError: When a value has no JSON, such as NaN.
        TypeError: When an object of an unknown kind stands in an untyped dict or list.
        ClassValidationError: When an attribute does not hold what its type says.
    """
    converter = converter or ready_converter()
    engine = _imported(engine or best_engine())
    if engine == "msgspec":
        try:
            writer = converter.get_unstructure_hook(JsonText[_kind_of(obj)])  # type: ignore[misc]
            data: bytes = writer(obj)
        except Exception:
            pass
        else:
            return data
    return _writer(engine)(converter.unstructure(obj))


def decode(data: bytes | bytearray | memoryview | str, engine: Engine | None = None) -> Any:
    """Read JSON text without structuring it; see `loads`."""
    return _decode(_utf8(data), _imported(engine or best_engine()))


def _decode(data: bytes, engine: Engine) -> Any:
    try:
        return _reader(engine)(data)
    except Exception:  # Python's own module has the last word, and the clearer ones
        return _decode_with_json(data)


def _utf8(data: bytes | bytearray | memoryview | str) -> bytes:
    try:
        return data.encode() if isinstance(data, str) else bytes(data)
    except UnicodeEncodeError as exc:
        raise ValueError(f"invalid text at character {exc.start}: {exc.reason}") from None


def _kind_of(obj: Any) -> Any:
    """Give the type of an object, or of a list whose items are all of one class."""
    if obj.__class__ is not list:
        return obj.__class__
    kinds = set(map(type, obj))
    return list[kinds.pop()] if len(kinds) == 1 else list  # type: ignore[misc]


@cache
def best_engine() -> Engine:
    """Give the fastest engine that is installed."""
    return next(one for one in ENGINES if find_spec(one))


@cache
def _imported(engine: Engine) -> Engine:
    """Give an engine back when it is imported; one that is not installed is found out later."""
    if engine != "json":
        with suppress(ImportError):
            import_late(engine)
    return engine


@cache
def _reader(engine: Engine) -> Decode:
    if engine == "msgspec":
        import msgspec

        return msgspec.json.Decoder().decode
    if engine == "orjson":
        return _decode_with_orjson
    return _decode_with_json


@cache
def _writer(engine: Engine) -> Encode:
    if engine == "msgspec":
        return _encode_with_msgspec
    if engine == "orjson":
        return _encode_with_orjson
    return _encode_with_json


# --- Python's own module, which has the last word ------------------------------------------------


def _decode_with_json(data: bytes) -> Any:
    try:
        return _JSON.decode(data.decode())
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        raise ValueError(f"invalid JSON at {where}: {exc.msg}") from None
    except UnicodeDecodeError as exc:
        raise ValueError(f"invalid UTF-8 at byte {exc.start}: {exc.reason}") from None
    except RecursionError:
        raise ValueError("invalid JSON: nested too deep") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"invalid JSON: {name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"invalid JSON: {text[:40]} is too large for a float")
    return number


_JSON: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)


def _encode_with_json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except RecursionError:
        raise ValueError("no JSON: nested too deep") from None


# --- the fast engines -----------------------------------------------------------------------------

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
    """Write a value with a fast engine, unless it reads back as another one."""
    try:
        data = encode(value)
        is_exact = decode(data) == value
    except Exception:
        return _encode_with_json(value)
    return data if is_exact else _encode_with_json(value)
