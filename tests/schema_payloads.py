"""Draws payloads from a JSON Schema, as far as schemas use what ours do.

The package hypothesis-jsonschema does so for any schema, but not with today's Hypothesis; it is
what `test_schema_both_ways` draws with besides, where both are installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from attrs import frozen
from hypothesis import strategies as st

from converters.schema import DATE_TO_READ, UUID_TO_READ

_TEXT: Final = st.text(max_size=20)
_NUMBERS: Final = st.floats(allow_nan=False, allow_infinity=False)
_ANY: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=5,
)
# A schema takes 1e20 for an integer, and any text for a date: half of them are not right.
_INTEGERS: Final = st.integers() | _NUMBERS.filter(float.is_integer)
_DATES: Final = st.datetimes().map(lambda it: it.isoformat(" ")) | _TEXT
_UUIDS: Final = st.uuids().map(str) | _TEXT

_KNOWN: Final = {
    *("$schema", "$defs", "$ref", "title", "description", "default", "examples"),
    *("type", "enum", "anyOf", "allOf", "properties", "required", "additionalProperties"),
    *("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "propertyNames"),
    *("not",),
    *("maxLength", "contentMediaType", "contentSchema", "pattern", "x-limits"),
}


MOST_LEVELS: Final = 4
"""How deep classes stand in each other; deeper ones have only the keys that must be there."""


@frozen(eq=False)
class _Classes:
    """The classes that a schema refers to, at one level of a payload."""

    schemas: dict[str, Any]
    levels: int
    """How many more levels there are."""

    @cache  # noqa: B019 - as long as the strategies themselves
    def strategy(self, name: str) -> st.SearchStrategy[Any]:
        inner = _Classes(self.schemas, self.levels - 1)
        return st.deferred(lambda: from_schema(self.schemas[name], inner))

    def goes_on(self, schema: Any) -> bool:
        """Tell whether what need not be there is drawn: not below the last level."""
        return self.levels > 0 or "$ref" not in str(schema)


def from_schema(schema: Any, classes: _Classes | None = None) -> st.SearchStrategy[Any]:
    """Give a strategy of payloads, nearly all of which a schema takes.

    Args:
        schema: The schema, or a part of one.
        classes: What it refers to. None for a whole schema, which has them.
    """
    if schema is True or not schema or schema.keys() == {"not"}:
        return _ANY
    assert schema.keys() <= _KNOWN, schema
    if classes is None:
        classes = _Classes(schema.get("$defs", {}), MOST_LEVELS)
    if "$ref" in schema:
        return classes.strategy(schema["$ref"].removeprefix("#/$defs/"))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "allOf" in schema and "type" not in schema:
        return _told_apart(*schema["allOf"], classes)
    if "anyOf" in schema:
        kinds = [it for it in schema["anyOf"] if classes.goes_on(it)] or schema["anyOf"]
        return st.one_of([from_schema(it, classes) for it in kinds])
    kinds = schema.get("type")
    if kinds is None:
        return _ANY
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return st.one_of([_OF_TYPE[kind](schema, classes) for kind in kinds])


def _told_apart(schema: Any, told: Any, classes: _Classes) -> st.SearchStrategy[Any]:
    """Draw what a schema takes, with what is said besides of keys that are in it."""
    tags = {
        key: it["enum"]
        for part in told.get("allOf", [told])
        for key, it in part.get("properties", {}).items()
        if it and "enum" in it
    }
    payloads = from_schema(schema, classes)
    if not tags:
        return payloads
    tagged = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in tags.items()})
    return st.builds(lambda payload, tag: {**payload, **tag}, payloads, tagged)


def _texts(schema: Any, _: Any) -> st.SearchStrategy[str]:
    for text, values in ((DATE_TO_READ, _DATES), (UUID_TO_READ, _UUIDS)):
        if schema.get("examples") == text["examples"]:
            return values
    if "pattern" in schema:
        # Python's `$` also stands before a line end.
        return st.from_regex(re.sub(r"\$$", r"\\Z", schema["pattern"]))
    return _TEXT | st.sampled_from(schema.get("examples", ["[]"]))


def _lists(schema: Any, classes: _Classes) -> st.SearchStrategy[list[Any]]:
    if "prefixItems" in schema:
        return st.tuples(*(from_schema(it, classes) for it in schema["prefixItems"])).map(list)
    if not classes.goes_on(schema):
        return st.just([])
    items = from_schema(schema.get("items", {}), classes)
    if schema.get("uniqueItems"):
        return st.lists(items, max_size=3, unique=True)
    return st.lists(items, max_size=3)


def _objects(schema: Any, classes: _Classes) -> st.SearchStrategy[dict[str, Any]]:
    properties = schema.get("properties", {})
    required = set(schema.get("required", ()))
    required |= {it["anyOf"][0]["required"][0] for it in schema.get("allOf", ())}
    known = st.fixed_dictionaries(
        {key: from_schema(it, classes) for key, it in properties.items() if key in required},
        optional={
            key: from_schema(it, classes)
            for key, it in properties.items()
            if key not in required and classes.goes_on(it)
        },
    )
    others = schema.get("additionalProperties", {})
    if others is False or not classes.goes_on(others):
        return known
    names = from_schema({"type": "string", **schema.get("propertyNames", {})})
    more = st.dictionaries(names, from_schema(others, classes), max_size=2)
    return st.builds(lambda one, two: {**two, **one}, known, more)


_OF_TYPE: Final[dict[str, Callable[[Any, Any], st.SearchStrategy[Any]]]] = {
    "string": _texts,
    "integer": lambda *_: _INTEGERS,
    "number": lambda *_: st.integers() | _NUMBERS,
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
    "array": _lists,
    "object": _objects,
}
