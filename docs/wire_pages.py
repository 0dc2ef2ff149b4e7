# ruff: noqa: INP001 - Sphinx reads this by its path
"""A Sphinx extension that writes what the tables and models say into the pages.

A page has a comment where a module's part belongs: ``<!-- wire: dataset -->`` becomes the tables of
the classes and enums of `orm_attrs.dataset`, ``<!-- api: dataset -->`` their descriptions by
autodoc. ``rest`` in the place of a module means all modules that have no comment of their own.
``<!-- encodings -->`` becomes the table of what each type looks like by default, and
``<!-- versions -->`` the one of since and until when each class and field is there. Nothing is
written to the disk, so nothing can be out of date.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_origin
from uuid import UUID

import attrs
from samples import SAMPLES

import orm_attrs
from converters.cli.describe import describe, model_classes
from converters.engines.containers import list_class_item
from converters.tables import WireField, wire_fields
from converters.tables.dataset import STORAGE_LOCATION_NAME
from converters.tables.versions import MEMBERS, Span, span_of
from converters.wire.codecs import (
    CODEC_BY_TYPE,
    OPTIONAL_CODEC_BY_TYPE,
    UPPER_DATA_TYPE,
    codec_of_type,
    fallback_of,
    fallback_row,
    is_our_enum,
)
from converters.wire.vocabulary import Codec
from orm_attrs._on_demand import MODULES

ENCODINGS_OF_AN_ENUM: Final = {
    orm_attrs.StorageLocation: ("name", STORAGE_LOCATION_NAME),
    orm_attrs.DataType: ("upper-case value", UPPER_DATA_TYPE),
}
"""What a table may choose instead of the value, and how its column is called."""

REST: Final = "rest"
"""What a comment says that stands for every module without a comment of its own."""

PAGES: Final = Path(__file__).parent

_MARK: Final = re.compile(
    r"^<!-- (wire|api): (\w+) -->$|^<!-- (encodings|versions) -->$", re.MULTILINE
)


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx what there is."""
    app.connect("source-read", _on_source_read)
    app.connect("autodoc-process-docstring", _before_napoleon, priority=400)
    app.connect("autodoc-process-docstring", _after_napoleon, priority=600)
    app.connect("autodoc-process-signature", _with_defaults)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def fill_in(page: str) -> str:
    """Put the generated parts of a page in the place of its comments."""
    return _MARK.sub(_part, page)


def _part(mark: re.Match[str]) -> str:
    if mark[3] is not None:
        return encodings() if mark[3] == "encodings" else versions()
    part = wire_part if mark[1] == "wire" else api_part
    names = [mark[2]] if mark[2] != REST else modules_without_a_place(mark[1])
    return "\n\n".join(map(part, names))


def _on_source_read(_app: Any, _page: str, source: list[str]) -> None:
    source[0] = fill_in(source[0])


_VARIABLES: Final = ("attribute", "data", "property")
_sentences_of: Final[dict[str, list[str]]] = {}


def _before_napoleon(
    _app: Any, what: str, name: str, obj: Any, _options: Any, lines: list[str]
) -> None:
    """Keep what stands below an attribute: napoleon takes words before a colon for its type."""
    if what in _VARIABLES:
        # Constants without a docstring have that of their type.
        is_own = "\n".join(lines).strip() != inspect.getdoc(type(obj))
        _sentences_of[name] = list(lines) if is_own else []


def _after_napoleon(
    _app: Any, what: str, name: str, _obj: Any, _options: Any, lines: list[str]
) -> None:
    if what in _VARIABLES:
        lines[:] = _sentences_of.pop(name)


def _with_defaults(
    _app: Any, _what: str, _name: str, cls: Any, _options: Any, signature: str | None, returns: Any
) -> tuple[str | None, Any]:
    """Write the defaults of an attrs class as a caller would, where attrs' code has only names."""
    if signature is None or not isinstance(cls, type):
        return signature, returns
    if getattr(cls, "_is_protocol", False):
        return "", returns
    signature = _WITHOUT_TEXT.sub("...", signature)
    if not attrs.has(cls):
        return signature, returns
    default_of = {it.alias: _default(it.default) for it in attrs.fields(cls)}
    pattern = r"(\w+)(: [^=:]*?)? ?= ?(?:attr_dict\['\w+'\]\.default|NOTHING)"

    def written(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2] or ''} = {default_of[found[1]]}"

    return re.sub(pattern, written, signature), returns


_WITHOUT_TEXT: Final = re.compile(r"<[^<>]+ at 0x[0-9a-f]+>|_Nothing\.NOTHING")
"""What a reader cannot make anything of, such as a function's place, which each build has anew."""


def _default(default: Any) -> str:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # a function to type checkers
        default = default.factory()
    text = str(default) if isinstance(default, Enum) else repr(default)
    return _WITHOUT_TEXT.sub("...", text)


# --- modules --------------------------------------------------------------------------------------


@functools.cache
def modules() -> dict[str, list[Any]]:
    """Give every public class of `orm_attrs` by the short name of its module."""
    found: dict[str, list[Any]] = {}
    for name in orm_attrs.__all__:
        thing = getattr(orm_attrs, name)
        # Two names of one class are one class.
        if isinstance(thing, type) and thing.__name__ == name:
            found.setdefault(thing.__module__.rpartition(".")[2], []).append(thing)
    return {name: sorted(things, key=_line) for name, things in found.items()}


def modules_without_a_place(kind: str) -> list[str]:
    """Name the modules that have no comment of a kind, ``wire`` or ``api``, on any page."""
    pages = [path.read_text(encoding="utf-8") for path in PAGES.rglob("*.md")]
    placed = {mark[2] for page in pages for mark in _MARK.finditer(page) if mark[1] == kind}
    data = set(model_classes().values())
    return [
        name
        for name in sorted(MODULES - placed)
        if kind == "api" or any(it in data or is_our_enum(it) for it in modules().get(name, ()))
    ]


def _line(cls: type) -> int:
    return inspect.getsourcelines(cls)[1]


def _module(name: str) -> Any:
    return importlib.import_module(f"orm_attrs.{name}")


# --- how classes look -----------------------------------------------------------------------------


def wire_part(name: str) -> str:
    """Write the tables of all classes and enums of a module."""
    data = set(model_classes().values())
    parts = [f"## orm_attrs.{name}\n\n{_first_line(_module(name))}"]
    for cls in modules()[name]:
        if cls in data:
            parts.append(_class_section(cls))
        elif is_our_enum(cls):
            parts.append(_enum_section(cls))
    return "\n\n".join(parts) + "\n"


def _class_section(cls: type) -> str:
    heading = f"### {cls.__name__}\n\n{_sentences(cls)}"
    item = list_class_item(cls)
    if item is not None:
        said = f"On the wire a list; each item looks like [](#{item.__name__.lower()})."
        return f"{heading}\n\n{said}\n\n{_example(cls)}"
    fields = wire_fields(cls)
    if not fields:
        return f"{heading}\n\nOn the wire an object; no key of it is known."
    rows = [
        (
            f"`{one.name}`",
            _keys(one),
            f"`{facts.type}`",
            _encoding(one, facts.encoding),
            _yes(one.required),
            _yes(one.nullable),
            _left_out(one),
        )
        for one, facts in zip(fields, describe(cls), strict=True)
    ]
    head = ("field", "wire key", "type", "encoding", "required", "nullable", "left out")
    return f"{heading}\n\n{_table(head, rows)}\n\n{_example(cls)}"


def _example(cls: type) -> str:
    """Show a payload of a class: the first of its samples, which is its usual shape."""
    sample = next(sample for sample in SAMPLES if sample.cls is cls)
    return (
        f"<details><summary>Example: {sample.note}</summary>\n\n"
        f"```json\n{sample.text.rstrip()}\n```\n\n</details>"
    )


def _keys(one: WireField) -> str:
    if one.is_rest:
        return "all keys without a field"
    if one.is_body:
        return "none: the object is this value"
    if one.other_key is None:
        return f"`{one.key}`"
    also = "written" if one.written_key == one.other_key else "read, too"
    return f"`{one.key}`; `{one.other_key}` ({also})"


def _encoding(one: WireField, encoding: str) -> str:
    """Say what JSON has for a value whose type says all the rest."""
    kind = get_origin(one.type) or one.type
    if one.codec is None and kind is list:
        return "list"
    return "object" if one.codec is None and (kind is dict or attrs.has(kind)) else encoding


def _left_out(one: WireField) -> str:
    """Say when the key is not written."""
    default = one.attribute.default
    if one.omit_none and one.nullable:
        return "when None"
    if one.omit_if_default:
        return "when None" if default is None else f"when {default}"
    return ""


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""


def _enum_section(enum: type[Enum]) -> str:
    columns = [("value", codec_of_type(enum))]
    if enum in ENCODINGS_OF_AN_ENUM:
        columns.append(ENCODINGS_OF_AN_ENUM[enum])
    rows = [
        (
            _listed(name for name, one in enum.__members__.items() if one is member),
            *(_listed(_wire_values(codec, member)) for _, codec in columns),
        )
        for member in enum
    ]
    fallback, row = fallback_of(enum), fallback_row(enum)
    last = "Any other value is an error that lists these."
    if fallback is not None:
        others = "text or number" if row.is_unknown else "value of the same JSON type"
        last = f"Any other {others} is read as `{fallback.name}`."
    table = _table(("member", *(f"on the wire: {name}" for name, _ in columns)), rows)
    return f"### {enum.__name__}\n\n{_sentences(enum)}\n\n{table}\n\n{last}"


def _wire_values(codec: Codec, member: Enum) -> list[Any]:
    """Give all values that are read as a member; the first one is the one that is written."""
    written = codec.unstructure(member)
    return [written, *(it for it, one in codec.members.items() if one is member and it != written)]


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def encodings() -> str:
    """Write the table of what each type looks like where no table of a class says otherwise."""
    rows = []
    for kind, codec in CODEC_BY_TYPE.items():
        rows.append((f"`{kind.__name__}`", codec.name))
        if kind is UUID:
            rows.append((f"`{kind.__name__} | None`", OPTIONAL_CODEC_BY_TYPE[kind].name))
    rows.append(("an enum", "the value of the member"))
    return _table(("type", "on the wire"), rows) + "\n"


def versions() -> str:
    """Write since and until which version of the SDK each class, field and member is there."""
    rows = []
    for things in modules().values():
        for cls in things:
            name = cls.__name__
            changed = MEMBERS.get(name, {})
            if issubclass(cls, Enum):
                names = list(cls.__members__)
            else:
                names = [one.name for one in wire_fields(cls)] if attrs.has(cls) else []
            within = [f"`{it}` {_span(changed[it])}" for it in names if it in changed]
            rows.append((f"`{name}`", _span(span_of(name)), ", ".join(within)))
    return _table(("class or enum", "there", "fields and members that are not always"), rows) + "\n"


def _span(span: Span) -> str:
    since = f"since {span.since}" if span.since else ""
    until = f"gone in {span.gone}" if span.gone else ""
    return " ".join(filter(None, (since, until))) or "always"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _first_line(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _sentences(cls: type) -> str:
    """Give a docstring without its sections; reST's double backticks are Markdown's single ones."""
    doc = re.split(r"^\w+:$", inspect.cleandoc(cls.__doc__ or ""), maxsplit=1, flags=re.MULTILINE)
    return doc[0].strip().replace("``", "`")


# --- autodoc --------------------------------------------------------------------------------------


_TITLES: Final = {
    "_keeper": "Keeping unknown things",
    "_changes": "Changes",
    "_unset": "Keys that are left out",
}
"""The headings of modules that are not imported by their names."""


def api_part(name: str) -> str:
    """Write the directives that describe all classes, functions and constants of a module."""
    title = _TITLES.get(name, f"orm_attrs.{name}")
    return "\n".join([f"## {title}", "", "```{eval-rst}", *_directives(name), "```", ""])


def _directives(name: str) -> Iterator[str]:
    module = _module(name)
    for cls in modules().get(name, []):
        yield f".. autoclass:: orm_attrs.{cls.__name__}"
        yield "   :members:"
        if issubclass(cls, Enum):
            yield "   :undoc-members:"
        elif attrs.has(cls) or list_class_item(cls):
            yield "   :show-inheritance:"
        yield ""
    for public in _others(module, inspect.isfunction):
        yield f".. autofunction:: orm_attrs.{public}"
        yield ""
    for public in _others(module, lambda thing: not inspect.isfunction(thing)):
        # By the module, for that is where the docstring stands.
        yield f".. autodata:: orm_attrs.{name}.{public}"
        yield ""


def _others(module: Any, is_wanted: Callable[[Any], bool]) -> list[str]:
    """Give the public names that the source of a module defines at its top."""
    pattern = re.compile(r"^(?:def )?(\w+)(?: *[:=(].*)$", re.MULTILINE)
    names = [found[1] for found in pattern.finditer(inspect.getsource(module))]
    return [
        name
        for name in dict.fromkeys(names)
        if name in orm_attrs.__all__ and is_wanted(getattr(orm_attrs, name))
    ]
