"""What went wrong, in words: the sentences of our hooks, and `explain`, which lists them."""

from __future__ import annotations

import copyreg
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)

LONGEST_INTEGER: Final = 128
"""Bits of an offending integer up to which a sentence quotes it."""

LONGEST_TEXT: Final = 60
"""Characters of an offending value that a sentence quotes at most."""

LONGEST_SENTENCE: Final = 4000
"""Characters of a sentence at most: a service's hook may quote a whole payload."""

LONGEST_LIST: Final = 50
"""Allowed values that a sentence lists at most."""

_GROUP: Final[Any] = BaseValidationError.__mro__[1]
"""Python's own ``ExceptionGroup``, which Python 3.10 has from a package."""

# cattrs has a base class of its errors only since version 25.
_ABOUT_THE_PAYLOAD: Final = (ValueError, TypeError, StructureHandlerNotFoundError)
"""Errors whose own words say what is wrong with a payload; other ones are named."""

_JSON_NAMES: Final[dict[type, str]] = {dict: "object", list: "list", type(None): "null"}
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*").fullmatch


class WireKeyNote(str):  # noqa: SLOT000 - it has an attribute
    """A note on an exception that names the key under which the payload holds the attribute.

    cattrs' own notes name the attribute; a person who looks at a payload needs the key.
    """

    key: str
    """The wire key."""

    def __new__(cls, key: str) -> WireKeyNote:  # noqa: PYI034 - Self needs Python 3.11
        """Make the note of a wire key."""
        note = super().__new__(cls, f"At wire key {key!r}")
        note.key = key
        return note

    def __getnewargs__(self) -> tuple[str]:  # so that errors pickle
        return (self.key,)


class MissingKeyNote(WireKeyNote):
    """A note on the ``KeyError`` that stands for a required key which the payload lacks."""


# Those of cattrs before 25.2 pickle, but do not unpickle, and a pool of workers breaks.
copyreg.pickle(
    ForbiddenExtraKeysError,
    lambda exc: (ForbiddenExtraKeysError, (str(exc), exc.cl, exc.extra_fields), vars(exc)),
)
copyreg.pickle(
    StructureHandlerNotFoundError,
    lambda exc: (StructureHandlerNotFoundError, (str(exc), exc.type_), vars(exc)),
)


def add_note(exc: BaseException, note: str) -> None:
    """Attach a note, also on Python 3.10, which has no ``BaseException.add_note``."""
    setattr(exc, "__notes__", [*_notes(exc), note])  # noqa: B010 - type checkers know it from 3.11


def shorten(value: object) -> str:
    """Describe a value of a payload in a few words, whatever it is and however large.

    Containers are named but never printed: printing one may take as long as it is large, and
    one that is nested too deep cannot be printed at all.

    Args:
        value: Anything.

    Returns:
        For instance ``'May'``, ``int 5``, ``null``, ``list`` or ``object``.
    """
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            return repr(value[:LONGEST_TEXT]) + "..."
        return repr(str.__str__(value))
    kind = type(value)
    if kind in _JSON_NAMES:
        return _JSON_NAMES[kind]
    if kind is int and value.bit_length() > LONGEST_INTEGER:  # type: ignore[attr-defined]
        # Python refuses to print integers of several thousand digits.
        return f"int of {value.bit_length()} bits"  # type: ignore[attr-defined]
    if kind in (int, float, bool):
        return f"{kind.__name__} {value!r}"
    return kind.__name__


def name_value(value: object) -> str:
    """Describe a value like `shorten`, but an integer by itself: ``5`` instead of ``int 5``."""
    if type(value) is int and value.bit_length() <= LONGEST_INTEGER:
        return str(value)
    return shorten(value)


def shorten_list(values: Iterable[object]) -> str:
    """List the values that are allowed; of many, the first ones and how many more there are."""
    every = list(values)
    names = map(_name_in_list, every[:LONGEST_LIST])
    shown = [name[:LONGEST_TEXT] for name in names]
    more = len(every) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _name_in_list(value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    # Not its own text: that of an integer of thousands of digits is refused by Python.
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else name_value(value)


def expected(what: str, value: object) -> str:
    """Say what a hook was waiting for and what it found instead."""
    return f"expected {what}, got {shorten(value)}"


def explain(exc: BaseException) -> list[str]:
    """List every problem that an error of a structure hook holds, each with its wire path.

    Args:
        exc: What ``converter.structure`` raised: one of cattrs' exception groups or a plain
            ``ValueError`` or ``TypeError``.

    Returns:
        One line per problem, in the order of the payload's fields, for instance
        ``$.data_rows[3].data_hash: required, but missing``. ``$`` stands for the whole payload.
    """
    lines: list[str] = []
    # A list instead of recursion: as deep as the payload's classes nest, and no deeper.
    pending: list[tuple[Any, str]] = [(exc, "$")]
    while pending:
        problem, path = pending.pop()
        if isinstance(problem, _GROUP):
            group: Any = problem  # of a class that type checkers do not know
            pending += [(child, path + _step(child)) for child in reversed(group.exceptions)]
        elif isinstance(problem, ForbiddenExtraKeysError):
            keys = sorted(problem.extra_fields, key=_name_of_key)
            lines += [f"{path}{_key(key)}: unknown key" for key in keys]
        else:
            lines.append(f"{path}: {_sentence(problem)}")
    return lines


def _notes(exc: BaseException) -> list[str]:
    return getattr(exc, "__notes__", [])


def _step(exc: BaseException) -> str:
    """The part of the path that leads from a group to this member of it."""
    step = ""
    for note in _notes(exc):
        if isinstance(note, WireKeyNote):
            return _key(note.key)
        if isinstance(note, AttributeValidationNote):
            step = _key(note.name)
        elif isinstance(note, IterableValidationNote):
            is_index = type(note.index) is int
            step = f"[{name_value(note.index)}]" if is_index else _key(note.index)
    return step


def _name_of_key(key: object) -> str:
    # Keys of several types, as YAML has them, have no order among them.
    return key if isinstance(key, str) else shorten(key)


def _key(key: object) -> str:
    if isinstance(key, str) and len(key) <= LONGEST_TEXT and _PLAIN_KEY(key):
        return f".{str.__str__(key)}"
    return f"[{shorten(key)}]"


def _sentence(exc: BaseException) -> str:
    text = _cut(str(exc))
    if isinstance(exc, KeyError):
        # A hook may look something else up in vain: the tag of a union, for instance.
        return "required, but missing" if _is_missing_key(exc) else f"not found: {text}"
    if isinstance(exc, _ABOUT_THE_PAYLOAD):
        return text or type(exc).__name__
    # Most likely a mistake in a hook, and no statement about the payload.
    return f"{type(exc).__name__}: {text}" if text else type(exc).__name__


def _is_missing_key(exc: KeyError) -> bool:
    notes = _notes(exc)
    if any(isinstance(note, MissingKeyNote) for note in notes):
        return True
    names = [note.name for note in notes if isinstance(note, AttributeValidationNote)]
    is_wire_key = any(isinstance(note, WireKeyNote) for note in notes)
    if is_wire_key or not any(exc.args == (name,) for name in names):
        return False
    # For a class that cattrs itself structures: its generated code looks keys up, hooks do, too.
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_code.co_filename.startswith("<cattrs generated")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else text[:LONGEST_SENTENCE] + "..."
