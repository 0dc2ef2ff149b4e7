"""What went wrong, in words: the sentences of our hooks, with what they say as data."""

from __future__ import annotations

import copyreg
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any, Final, Self

from cattrs.errors import (
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
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

FAULTS: Final = (MemoryError, SystemError)
"""Faults of the machine and of the interpreter: they say nothing of a payload, and go through."""

_JSON_NAMES: Final[dict[type, str]] = {dict: "object", list: "list", type(None): "null"}


class WireKeyNote(str):  # noqa: SLOT000 - it has an attribute
    """A note on an exception that names the key under which the payload holds the attribute.

    cattrs' own notes name the attribute; a person who looks at a payload needs the key.
    """

    key: str
    """The wire key."""

    def __new__(cls, key: str) -> Self:
        """Make the note of a wire key."""
        note = super().__new__(cls, f"At wire key {key!r}")
        note.key = key
        return note

    def __getnewargs__(self) -> tuple[str]:  # so that errors pickle
        return (self.key,)


class MissingKeyNote(WireKeyNote):
    """A note on the ``KeyError`` that stands for a required key which the payload lacks."""


class ItemKeyNote(IterableValidationNote):
    """cattrs' note of an item, where the item stands under a key of an object in the list."""

    key: str
    """The key."""

    def __new__(cls, string: str, index: int | str, type: Any, key: str) -> Self:  # noqa: A002
        """Make the note of an item, as cattrs does, and the key of the object."""
        note = super().__new__(cls, string, index, type)
        note.key = key
        return note

    def __getnewargs__(self) -> Any:  # so that errors pickle
        return (str(self), self.index, self.type, self.key)


def name_item_key(group: IterableValidationError, items: Any, key: str) -> None:
    """Note the key of the objects in a list in which items stand that are wrong.

    Args:
        group: What is wrong with the items.
        items: The list, in which an item may stand without an object around it, too.
        key: The key.
    """
    for problem in group.exceptions:
        notes = notes_of(problem)
        for i, note in enumerate(notes):
            if isinstance(note, IterableValidationNote) and _has_key(items[note.index], key):
                notes[i] = ItemKeyNote(str(note), note.index, note.type, key)


def _has_key(item: Any, key: str) -> bool:
    return isinstance(item, Mapping) and key in item


def let_errors_pickle() -> None:
    """Let cattrs' errors travel between processes, with all that they hold.

    Importing `converters` calls it. ``distributed`` registers a way of its own for every exception
    when it is imported, with which cattrs' groups do not unpickle: call this after that import.
    """
    # Those of cattrs before 25.2 pickle, but do not unpickle, and a pool of workers breaks.
    copyreg.pickle(
        ForbiddenExtraKeysError,
        lambda exc: (ForbiddenExtraKeysError, (str(exc), exc.cl, exc.extra_fields), vars(exc)),
    )
    copyreg.pickle(
        StructureHandlerNotFoundError,
        lambda exc: (StructureHandlerNotFoundError, (str(exc), exc.type_), vars(exc)),
    )
    for group in (BaseValidationError, ClassValidationError, IterableValidationError):
        copyreg.pickle(group, _group_parts)


def _group_parts(group: BaseValidationError) -> tuple[Any, ...]:
    return type(group), (group.message, group.exceptions, group.cl), vars(group)


let_errors_pickle()


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


def shorten_list(values: Collection[object]) -> str:
    """List the values that are allowed; of many, the first ones and how many more there are."""
    names = map(_name_in_list, islice(values, LONGEST_LIST))
    shown = [name[:LONGEST_TEXT] for name in names]
    more = len(values) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _name_in_list(value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    # Not its own text: that of an integer of thousands of digits is refused by Python.
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else name_value(value)


class ProblemCode(str, Enum):
    """What is wrong, for programs. Their values stay as they are; there may come more of them."""

    MISSING = "missing"
    """A required key is not there."""
    EXTRA_KEY = "extra_key"
    """The class does not know the key, and the converter forbids such."""
    WRONG_TYPE = "wrong_type"
    """The value is of another type: text for a number, null for text."""
    UNKNOWN_MEMBER = "unknown_member"
    """The value is none of the enum's."""
    UNKNOWN_TAG = "unknown_tag"
    """The value tells none of the classes of a union."""
    BAD_DATE = "bad_date"
    """The text is no date and time."""
    BAD_UUID = "bad_uuid"
    """The text is no UUID."""
    BAD_TEXT = "bad_text"
    """The text is not the JSON text that the field takes."""
    WRONG_LENGTH = "wrong_length"
    """The list has too many values, or too few."""
    REPEATED = "repeated"
    """A value stands there twice that may stand there once."""
    TOO_MANY = "too_many"
    """There are as many problems as are listed at most, and nothing else was looked at."""
    TOO_DEEP = "too_deep"
    """The payload is nested too deep."""
    INVALID = "invalid"
    """What a service's own hook says of the payload, with a ``ValueError`` or ``TypeError``; or the
    text is no JSON."""
    UNREADABLE = "unreadable"
    """A file cannot be read on: it is damaged, or the system refuses it."""
    OUT_OF_RANGE = "out_of_range"
    """The number is too large for the column that it is to be put into."""
    NO_KNOWN_KEY = "no_known_key"
    """A payload has none of the keys of the class: most likely it is of another class."""
    UNKNOWN_FEATURE = "unknown_feature"
    """The ontology has no such feature, attribute or option."""
    WRONG_SHAPE = "wrong_shape"
    """The object is drawn as another shape than its feature is."""
    NO_ANSWER = "no_answer"
    """An attribute that has to be answered is not."""
    OUTSIDE = "outside"
    """A frame is outside of the media, or a coordinate far outside of the image."""
    OVERLAP = "overlap"
    """Ranges overlap that may not."""
    DIFFERS = "differs"
    """Two parts of a label say different things."""
    ORPHAN = "orphan"
    """Something is said of an object, a space or an option that is not there."""
    NO_END = "no_end"
    """Nothing deletes an object of an event-based scene."""
    HOOK_FAILED = "hook_failed"
    """No statement about the payload: a hook is missing or has failed, most likely by mistake."""

    def __str__(self) -> str:
        return self.value


class Sentence(str):  # noqa: SLOT000 - it has attributes
    """What an error of ours says, and the same as data: the error's only argument."""

    code: ProblemCode = ProblemCode.INVALID
    expected: str | None = None
    """What the hook was waiting for, in words; None when that is not the point."""
    value: Any = None
    """What it has found instead."""

    def __reduce__(self) -> Any:
        # An error must not fail to pickle for the value that it is about.
        value = self.value if isinstance(self.value, _PICKLED) else None
        return make_sentence, (str(self), self.code, self.expected, value)


_PICKLED: Final = (str, int, float, type(None))


def make_sentence(
    text: str, code: ProblemCode, expected: str | None = None, value: object = None
) -> Sentence:
    """Make the argument of an error."""
    made = Sentence(text)
    made.code, made.expected, made.value = code, expected, value
    return made


def expected(what: str, value: object, code: ProblemCode = ProblemCode.WRONG_TYPE) -> Sentence:
    """Say what a hook was waiting for and what it found instead."""
    return make_sentence(f"expected {what}, got {shorten(value)}", code, what, value)


def unknown_tag(value: object, known: Collection[object]) -> Sentence:
    """Say that a value tells none of the classes of a union."""
    return none_of(value, shorten_list(known), ProblemCode.UNKNOWN_TAG)


def none_of(value: object, names: str, code: ProblemCode = ProblemCode.UNKNOWN_MEMBER) -> Sentence:
    """Say that a value is none of those that are allowed, as `shorten_list` has them."""
    text = f"{name_value(value)} is none of {names}"
    return make_sentence(text, code, f"one of {names}", value)


def stopped(count: float) -> Sentence:
    """Say that nothing was looked at behind so many problems."""
    problems = "1 problem" if count == 1 else f"{count} problems"
    text = f"the check stopped after {problems}: what follows was not looked at"
    return make_sentence(text, ProblemCode.TOO_MANY)


def class_error(text: str, problems: Sequence[Exception], cls: Any) -> ClassValidationError:
    """Make the group of all that is wrong with the fields of a class."""
    make: Any = ClassValidationError  # type checkers know the constructor of its base alone
    made: ClassValidationError = make(text, problems, cls)
    return made


def iterable_error(text: str, problems: Sequence[Exception], kind: Any) -> IterableValidationError:
    """Make the group of all that is wrong with the items of a container."""
    make: Any = IterableValidationError  # likewise
    made: IterableValidationError = make(text, problems, kind)
    return made


def notes_of(exc: BaseException) -> list[str]:
    """Give the notes of an exception."""
    return getattr(exc, "__notes__", [])
