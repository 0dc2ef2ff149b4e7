"""The formats of cattrs, what they cannot hold, and how they are read and written."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from random import Random
from typing import Any, Final, Union

import pytest
from attrs import field, frozen
from strategies import Maker, name_of

from converters import configure_converter, converter

# --- what the formats cannot hold ---------------------------------------------------------------


@frozen(eq=False)
class Limit:
    """Something that some formats cannot hold."""

    name: str
    examples: tuple[Any, ...]
    is_in: Callable[[Any], bool]
    """Whether a scalar, a key or a container is such a thing itself, whatever it contains."""


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


NULL = Limit("null", (None, [None], {"a": None}), lambda value: value is None)


MORE_THAN_63_BITS = Limit(
    "more than 63 bits",
    (2**63, -(2**63) - 1),
    lambda value: whole(value) and not -(2**63) <= value < 2**63,
)


MORE_THAN_64_BITS = Limit(
    "more than 64 bits",
    (2**64, -(2**63) - 1, 10**400),
    lambda value: whole(value) and not -(2**63) <= value < 2**64,
)


HALF_A_CHARACTER = Limit(
    "half a character",
    ("\ud800", {"\udfff": 1}),
    lambda value: isinstance(value, str) and any("\ud800" <= one <= "\udfff" for one in value),
)


NUL_IN_A_KEY = Limit(
    "NUL in a key",
    ({"a\0b": 1},),
    lambda value: isinstance(value, dict) and any("\0" in key for key in value),
)


@frozen
class Format:
    """One of cattrs' preconf converters."""

    library: str
    """What has to be installed."""
    refuses: Mapping[Limit, str] = field(factory=dict)
    """What it cannot hold, and a part of the sentence that says so."""
    options: Mapping[str, Any] = field(factory=dict)
    """What `dumps` has to be told so that nothing is changed."""


FORMATS: Final = {
    "json": Format("json"),
    "orjson": Format(
        "orjson", {MORE_THAN_64_BITS: "exceeds 64-bit", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
    "ujson": Format("ujson"),
    "msgspec": Format("msgspec", {HALF_A_CHARACTER: "surrogates not allowed"}),
    "msgpack": Format(
        "msgpack", {MORE_THAN_64_BITS: "out of range", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
    "cbor2": Format("cbor2", {HALF_A_CHARACTER: "surrogates not allowed"}),
    "bson": Format(
        "bson",
        {
            MORE_THAN_63_BITS: "8-byte ints",
            HALF_A_CHARACTER: "surrogates not allowed",
            NUL_IN_A_KEY: "must not contain the NULL byte",
        },
    ),
    "pyyaml": Format("yaml", options={"sort_keys": False}),
    "tomlkit": Format(
        "tomlkit", {NULL: "TOML has no null", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
}


every_format = pytest.mark.parametrize("name", FORMATS)


@cache
def service(name: str) -> Any:
    """Give a service's converter for a format; tests that register more on it make their own."""
    pytest.importorskip(FORMATS[name].library)
    own = import_module(f"cattrs.preconf.{name}").make_converter()
    configure_converter(own)
    return own


def write(name: str, value: Any, kind: Any = None) -> bytes:
    document = service(name).dumps(value, kind, **FORMATS[name].options)
    return document.encode() if isinstance(document, str) else bytes(document)


def read(name: str, document: bytes, kind: Any) -> Any:
    is_text = name in ("ujson", "pyyaml", "tomlkit")
    return service(name).loads(document.decode() if is_text else document, kind)


def parts(content: Any) -> Iterator[Any]:
    """Give all that a wire value consists of: itself, keys, values and what these contain."""
    yield content
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from parts(value)
    elif isinstance(content, list):
        for value in content:
            yield from parts(value)


def limit_of(name: str, content: Any) -> Limit | None:
    """Tell what a format does not hold of a wire value; None when it holds all of it."""
    limits = FORMATS[name].refuses
    return next((limit for part in parts(content) for limit in limits if limit.is_in(part)), None)


class MakerWithoutNull(Maker):
    """Makes values that are never null, save where a default is."""

    def value(self, annotation: Any) -> Any:
        """Make a value of a type that is not None."""
        return super().value(strip_none(annotation))

    def json(self, depth: int = 2) -> Any:
        """Make any JSON value but null."""
        value = super().json(depth)
        return self.json(depth) if value is None else value


def strip_none(annotation: Any) -> Any:
    kinds = [one for one in getattr(annotation, "__args__", ()) if one is not type(None)]
    is_union = type(None) in getattr(annotation, "__args__", ())
    return Union[tuple(kinds)] if is_union else annotation


def instances_within(name: str, kind: Any, count: int) -> list[Any]:
    """Make some objects of a model that a format can hold."""
    cls = MakerWithoutNull if NULL in FORMATS[name].refuses else Maker
    maker = cls(Random(f"{name} {name_of(kind)}"))
    found: list[Any] = []
    for _ in range(200):
        made = maker.instance(kind)
        if limit_of(name, converter.unstructure(made, kind)) is None:
            found.append(made)
        if len(found) == count:
            return found
    return pytest.fail(f"{name} holds {len(found)} of 200 objects of {kind}")


def top_of(value: Any, kind: Any) -> tuple[Any, Any]:
    """Give a value that may stand at the top of a document of any format, and its type.

    Some formats have nothing but objects there; a list or a text stands in a mapping.
    """
    if isinstance(converter.unstructure(value, kind), dict):
        return value, kind
    return {"it": value}, dict[str, kind]


def check_same(back: Any, sent: Any, kind: Any) -> None:
    """See that two values are equal, and that they stand for the same JSON text.

    The text tells 1 from 1.0 and from true, which are equal otherwise.
    """
    assert type(back) is type(sent)
    assert back == sent
    texts = [_as_json(converter.unstructure(one, kind)) for one in (back, sent)]
    assert texts[0] == texts[1]


def _as_json(written: Any) -> str:
    # In a field of any value, tomlkit leaves its own bool, which is none.
    return json.dumps(written, sort_keys=True, default=lambda it: it.unwrap())
