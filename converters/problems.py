"""What is wrong with a payload, as data: `problems`, and the shapes that other tools take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, overload

from attrs import evolve, field, frozen
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)

from converters.cattrs_internals import failed_tag
from converters.errors import (
    FAULTS,
    LONGEST_INTEGER,
    LONGEST_SENTENCE,
    LONGEST_TEXT,
    ItemKeyNote,
    MissingKeyNote,
    ProblemCode,
    Sentence,
    WireKeyNote,
    expected,
    make_sentence,
    name_value,
    notes_of,
    shorten,
    unknown_tag,
)
from converters.registry import ready_converter
from converters.wire.vocabulary import NO_KEYS

INVALID: Final[tuple[type[Exception], ...]] = (
    BaseValidationError,
    ForbiddenExtraKeysError,
    ValueError,
    TypeError,
    KeyError,
)
"""What `structure` and `loads` raise for bad input: ``except converters.INVALID as exc``.

A hook that fails by mistake may raise the like; ``problems(exc, strict=True)`` lets that through.
"""

LONGEST_PATH: Final = 1000
"""Characters up to which a path is said whole: each problem under a long key has the key in it."""

_END: Final = (LONGEST_PATH - len("...")) // 2
"""Characters of the beginning of a longer path that are said, and of its end."""

_MOST_STEPS: Final = 8
"""Steps of the beginning of a longer path that are given, and of its end."""

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*").fullmatch

_WITHIN_TEXT: Final[Mapping[str, str]] = {"%": "%25", "\r": "%0D", "\n": "%0A"}
"""What GitHub's commands have for signs that would end them."""


@frozen
class Problem:
    """One thing that is wrong."""

    path: tuple[str | int, ...] = field(repr=lambda path: repr(tuple(_bounded(path))))
    """The keys and indexes that lead to it, whole; empty for the whole payload."""
    code: ProblemCode
    """What kind of problem it is."""
    message: str
    """The same for people, without the path: ``expected int, got '1920'``."""
    expected: str | None = None
    """What would be right, in words: ``int``; None when that is not the point."""
    value: Any = field(default=None, eq=False, repr=shorten)
    """What is there instead, of the payload itself; None also when it is not known."""
    exception: BaseException | None = field(default=None, eq=False, repr=False)
    """The exception of a hook that has failed; else None."""
    where: str = "$"
    """The path for people: ``$.data_rows[3].data_hash``. Long keys are cut, and its middle when it
    has more than 1000 characters."""

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901): ``/data_rows/3/data_hash``.

        One of more than 1000 characters is cut, keys and middle, and then points nowhere.
        """
        parts = (str(it).replace("~", "~0").replace("/", "~1") for it in _bounded(self.path))
        return "".join(f"/{part}" for part in parts)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def explain(exc: BaseException) -> list[str]:
    """List every problem that an error of a structure hook holds, each with its wire path.

    Args:
        exc: What ``converter.structure`` raised: one of cattrs' exception groups or a plain
            ``ValueError`` or ``TypeError``.

    Returns:
        One line per problem, in the order of the payload's fields, for instance
        ``$.data_rows[3].data_hash: required, but missing``. ``$`` stands for the whole payload.
    """
    return list(map(str, problems(exc)))


def problems(exc: BaseException, *, strict: bool = False) -> list[Problem]:
    """List every problem that an error of a structure hook holds.

    Args:
        exc: What ``converter.structure`` or `loads` raised, for instance one of `INVALID`.
        strict: True to let an exception through that says nothing about the payload.

    Returns:
        The problems, in the order of the payload's fields.

    Raises:
        Exception: With ``strict``, that of the first hook that is missing or has failed.
    """
    found = list(_problems(exc, by_attribute=False))
    if strict:
        for problem in found:
            if problem.exception is not None:
                raise problem.exception
    return found


def validate(obj: Any, *, converter: Converter | None = None) -> list[Problem]:
    """Tell what `unstructure` would write wrong of an object that was made by hand.

    Nothing is checked when an object is made, and not all when it is written: ``DataRow(uid=5)``
    writes a number where text belongs. What cannot be written at all is told first, and only when
    there is nothing of this, what is written wrong. What is in a ``dict[str, Any]`` or a
    ``list[Any]`` of an object may be anything.

    Args:
        obj: An instance of a model or of another attrs class, or a list, a tuple or the values of a
            dict of such.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        The problems; their paths name attributes. Empty when what is written can be read.
    """
    try:
        return list(_validate(obj, converter or ready_converter()))
    except RecursionError:
        return [Problem((), ProblemCode.TOO_DEEP, "nested too deep to be written")]


def _validate(obj: Any, converter: Converter) -> Iterator[Problem]:
    if type(obj) in (list, tuple, dict):
        for key, item in obj.items() if type(obj) is dict else enumerate(obj):
            for problem in _validate(item, converter):
                yield _within(key, problem)
        return
    try:
        converter.structure(converter.unstructure(obj), type(obj))
    except FAULTS:
        raise
    except Exception as exc:
        yield from _problems(exc, by_attribute=True)


def _within(key: Any, problem: Problem) -> Problem:
    step = f"[{key}]" if type(key) is int else _key(key)
    where = _cut_middle(f"${step}{problem.where.removeprefix('$')}")
    return evolve(problem, path=(_plain_step(key), *problem.path), where=where)


def problem_at(path: Sequence[str | int], code: ProblemCode, message: str) -> Problem:
    """Return a problem at a path, which is said for people, too."""
    steps = (f"[{it}]" if isinstance(it, int) else _key(it) for it in path)
    return Problem(tuple(path), code, message, where=_cut_middle("$" + "".join(steps)))


# --- shapes that other tools take -----------------------------------------------------------------


def problem_details(found: Iterable[Problem], *, status: int = 422) -> dict[str, Any]:
    """Give problems as problem details for HTTP (RFC 9457, ``application/problem+json``).

    Args:
        found: The problems.
        status: The status of the answer.

    Returns:
        An object of JSON. ``errors`` has the pointer, the code and the sentence of each problem.
    """
    errors = [
        {
            "pointer": _encodable(f"#{it.pointer}"),
            "code": it.code.value,
            "detail": _encodable(it.message),
        }
        for it in found
    ]
    count = len(errors)
    return {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": status,
        "detail": f"{count} problem{'' if count == 1 else 's'} in the payload",
        "errors": errors,
    }


def fastapi_detail(
    found: Iterable[Problem], within: Sequence[str | int] = ("body",)
) -> list[dict[str, Any]]:
    """Give problems as FastAPI lists them under ``detail``.

    Args:
        found: The problems.
        within: What comes before each path.

    Returns:
        An object of JSON for each problem: ``loc`` is the path, ``msg`` the sentence, ``type`` the
        code.
    """
    return [
        {
            "loc": [*within, *map(_encodable, _bounded(it.path))],
            "msg": _encodable(it.message),
            "type": it.code.value,
        }
        for it in found
    ]


def github_annotations(
    found: Iterable[Problem],
    file: str,
    line: int = 1,
    column: int | None = None,
    *,
    level: Literal["error", "warning", "notice"] = "error",
) -> list[str]:
    """Give problems as commands that make GitHub's workflows annotate a file.

    Args:
        found: The problems.
        file: The path of the file, from the root of the repository.
        line: The line in the file, from 1.
        column: The column in the line, from 1; None for the line alone.
        level: What GitHub makes of them.

    Returns:
        A line for each problem, to be printed.
    """
    name = _escape(file, {**_WITHIN_TEXT, ":": "%3A", ",": "%2C"})
    place = f"line={line}" if column is None else f"line={line},col={column}"
    command = f"::{level} file={name},{place}::"
    return [f"{command}{_escape(str(it), _WITHIN_TEXT)}" for it in found]


@overload
def _encodable(value: str) -> str: ...
@overload
def _encodable(value: str | int) -> str | int: ...
def _encodable(value: str | int) -> str | int:
    """Spell lone surrogates out, which keys of a payload may have, and UTF-8 has not."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def _escape(text: str, replacements: Mapping[str, str]) -> str:
    return "".join(replacements.get(it, it) for it in text)


# --- from exceptions ------------------------------------------------------------------------------

_Step = tuple[Any, str]
"""A key or an index, and how it is written for people."""


def _problems(exc: BaseException, *, by_attribute: bool) -> Iterator[Problem]:
    # A list instead of recursion: as deep as the payload's classes nest, and no deeper.
    pending: list[tuple[BaseException, tuple[str | int, ...], str]] = [(exc, (), "$")]
    while pending:
        problem, path, where = pending.pop()
        if isinstance(problem, ExceptionGroup):
            group: Any = problem
            children: tuple[BaseException, ...] = group.exceptions
            for child in reversed(children):
                steps = _steps(child, by_attribute)
                to_child = (*path, *(_plain_step(step) for step, _ in steps))
                named = _cut_middle(where + "".join(text for _, text in steps))
                pending.append((child, to_child, named))
        elif isinstance(problem, ForbiddenExtraKeysError):
            for key in sorted(problem.extra_fields, key=_name_of_key):
                code, to_key = ProblemCode.EXTRA_KEY, (*path, _plain_step(key))
                named = _cut_middle(where + _key(key))
                yield Problem(to_key, code, "unknown key", where=named)
        else:
            yield _tag_problem(problem, path, where) or _problem(problem, path, where)


def _tag_problem(exc: BaseException, path: tuple[str | int, ...], where: str) -> Problem | None:
    """Return what is wrong with the tag of a union which cattrs itself tells apart."""
    failed = failed_tag(exc)
    if failed is None:
        return None
    if not failed.is_object:
        return _problem(TypeError(expected("an object", failed.payload)), path, where)
    path, where = (*path, failed.tag), _cut_middle(where + _key(failed.tag))
    has_tag = failed.tag in failed.payload
    if isinstance(exc, KeyError) and exc.args == (failed.tag,) and not has_tag:
        return Problem(path, ProblemCode.MISSING, "required, but missing", where=where)
    if isinstance(exc, KeyError):
        sentence = unknown_tag(exc.args[0], failed.known)
    elif has_tag:
        sentence = expected("str", failed.payload[failed.tag])
    else:  # cattrs has taken it out
        sentence = make_sentence("expected str", ProblemCode.WRONG_TYPE, "str")
    return _problem(ValueError(sentence), path, where)


def _problem(exc: BaseException, path: tuple[str | int, ...], where: str) -> Problem:
    try:
        text, arguments = _cut(str(exc), LONGEST_SENTENCE), exc.args
    except FAULTS:
        raise
    except Exception:
        # An exception of a service that cannot be printed.
        text, arguments = "", ()
    sentence = arguments[0] if len(arguments) == 1 else None
    if isinstance(sentence, Sentence):
        return Problem(path, sentence.code, text, sentence.expected, sentence.value, where=where)
    if isinstance(exc, KeyError) and _is_missing_key(exc):
        return Problem(path, ProblemCode.MISSING, "required, but missing", where=where)
    if isinstance(exc, (ValueError, TypeError)):
        return Problem(path, ProblemCode.INVALID, text or type(exc).__name__, where=where)
    if isinstance(exc, KeyError):
        # A hook may look something else up in vain: the tag of a union, for instance.
        text = f"not found: {text}"
    elif not isinstance(exc, StructureHandlerNotFoundError):
        text = f"{type(exc).__name__}: {text}" if text else type(exc).__name__
    return Problem(path, ProblemCode.HOOK_FAILED, text, exception=exc, where=where)


def _steps(exc: BaseException, by_attribute: bool) -> list[_Step]:
    """The part of the path that leads from a group to this member of it: mostly one step."""
    steps: list[_Step] = []
    for note in notes_of(exc):
        if isinstance(note, WireKeyNote):
            if not by_attribute:
                # What has no key of its own adds no step.
                return [] if note.key in NO_KEYS else [(note.key, _key(note.key))]
        elif isinstance(note, AttributeValidationNote):
            steps = [(note.name, _key(note.name))]
        elif isinstance(note, IterableValidationNote):
            index = note.index
            is_index = type(index) is int
            steps = [(index, f"[{name_value(index)}]" if is_index else _key(index))]
            if isinstance(note, ItemKeyNote):
                steps.append((note.key, _key(note.key)))
    return steps


def _plain_step(step: Any) -> str | int:
    return step if isinstance(step, (str, int)) else str(step)


def _bounded(path: Sequence[str | int]) -> list[str | int]:
    """Give the steps of a path; of a long one, its beginning and its end, with long keys cut."""
    steps = [
        it if isinstance(it, str) or it.bit_length() <= LONGEST_INTEGER else name_value(it)
        for it in path
    ]
    if sum(len(str(it)) + 1 for it in steps) <= LONGEST_PATH:
        return steps
    steps = [it if isinstance(it, int) else _cut(it, LONGEST_TEXT) for it in steps]
    if len(steps) > 2 * _MOST_STEPS:
        steps[_MOST_STEPS:-_MOST_STEPS] = ["..."]
    return steps


def _cut_middle(where: str) -> str:
    return where if len(where) <= LONGEST_PATH else f"{where[:_END]}...{where[-_END:]}"


def _name_of_key(key: object) -> str:
    # Keys of several types, as YAML has them, have no order among them.
    return key if isinstance(key, str) else shorten(key)


def _key(key: object) -> str:
    if isinstance(key, str) and len(key) <= LONGEST_TEXT and _PLAIN_KEY(key):
        return f".{str.__str__(key)}"
    return f"[{shorten(key)}]"


def _is_missing_key(exc: KeyError) -> bool:
    notes = notes_of(exc)
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


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}..."
