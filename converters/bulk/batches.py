"""What travels through a stream: texts with their places, objects, rejects, and counts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Generic, Literal, TypeVar

from attrs import evolve, field, frozen

from converters.bulk.places import Place, places_in
from converters.errors import ProblemCode
from converters.problems import Problem

T = TypeVar("T")

Form = Literal["lines", "items", "document", "rows"]
"""How the objects of a file stand in it."""

_PLACES: Final[dict[Form, str]] = {
    "lines": "{name}:{number}",
    "items": "{name}[{number}]",
    "rows": "{name}[{number}]",
    "document": "{name}",
}


@frozen
class Chunk:
    """Some objects of a file that follow each other, as they were read."""

    name: str
    """The file, as the caller named it."""
    form: Form
    """How its objects stand in it."""
    first: int
    """The number of the first object: lines count from 1, items and rows from 0."""
    data: bytes = b""
    """Whole lines; empty where the form is another one."""
    items: list[bytes] = field(factory=list)
    """The texts of objects, where these do not stand line by line."""
    places: list[Place] = field(factory=list)
    """Where these begin."""
    contents: list[Any] = field(factory=list)
    """Decoded objects, where the texts of them are not at hand."""
    texts_of_contents: Callable[[int], tuple[str, Place] | None] | None = None
    """Gives the text of one and its place in the file, by its number; None where it has none."""
    table: Any = None
    """Rows of a Parquet file, a ``pyarrow.RecordBatch``; else None."""
    blank: int = 0
    """How many lines have nothing in them, where the chunk is a run of such and has no data."""

    def without_objects(self) -> Chunk:
        """Give what there is to say of the objects, without them."""
        return Chunk(self.name, self.form, self.first)

    def where(self, index: int) -> str:
        """Give the place of an object, by its index in the chunk: ``rows.ndjson:8``."""
        return _PLACES[self.form].format(name=self.name, number=self.first + index)

    def reject(self, index: int, problems: list[Problem], text: str) -> Reject:
        """Make the reject of an object, by its index in the chunk."""
        number = self.first + index
        line = number if self.form == "lines" else None
        start = self.places[index] if self.places else None if line is None else (line, 1)
        return Reject(self.where(index), problems, text, False, self.name, line, number, start)

    def texts(self) -> Sequence[bytes]:
        """Give the texts of the objects by their indexes, where these are at hand."""
        return self.data.split(b"\n") if self.form == "lines" else self.items

    def reject_content(self, index: int, problems: list[Problem], content: Any) -> Reject:
        """Make the reject of a decoded object, by its index in the chunk."""
        read = self.texts_of_contents
        found = None if read is None else read(self.first + index)
        text, start = found or (json_text(content), None)
        return evolve(self.reject(index, problems, text), start=start)


@frozen
class Reject:
    """One object that could not be read, or a file that cannot be read on."""

    where: str
    """The file, with the line (``rows.ndjson:8``) or the index (``rows.json[7]``)."""
    problems: list[Problem]
    """What is wrong with it, at least one."""
    text: str = ""
    """The text of the object, as far as there is one; bytes that are no UTF-8 stand in it as lone
    surrogates, so ``text.encode("utf-8", "surrogateescape")`` gives the bytes of a line."""
    is_damage: bool = False
    """True when the file cannot be read on from here; what followed is neither read nor counted."""
    file: str = ""
    """The file alone, as the caller named it."""
    line: int | None = None
    """The line, from 1; None where the object does not stand on a line of its own."""
    number: int = field(default=0, repr=False)
    """The line, or the index: in this order, the objects stand in the file."""
    start: Place | None = field(default=None, repr=False)
    """Where `text` begins in the file; None where it does not stand there as it is."""

    def places(self) -> list[tuple[int | None, int | None]]:
        """Give the line and the column of each problem in the file, None where not known."""
        if self.start is None:
            return [(self.line, None)] * len(self.problems)
        return [*places_in(self.text, self.problems, self.start)]

    def lines(self) -> list[str]:
        """Describe the problems, a line each: ``rows.ndjson:8: $.width: expected int, got 'x'``."""
        return [f"{self.where}: {it}" for it in self.problems]

    def to_json(self) -> bytes:
        """Give the line of a report: ``where``, ``problems`` and ``text``.

        For bytes that are no UTF-8, ``base64`` has them as they are.
        """
        record: dict[str, Any] = {
            "where": encodable(self.where),
            "problems": [
                {
                    "pointer": it.pointer,
                    "code": it.code.value,
                    "message": encodable(it.message),
                }
                for it in self.problems
            ],
            "text": self.text,
        }
        try:
            self.text.encode()
        except UnicodeEncodeError:
            data = self.text.encode("utf-8", "surrogateescape")
            record["text"] = data.decode("utf-8", "replace")
            record["base64"] = base64.b64encode(data).decode()
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"

    def portable(self) -> Reject:
        """Give the same without what may not pickle: values of payloads, exceptions of hooks."""
        return evolve(
            self, problems=[evolve(it, value=None, exception=None) for it in self.problems]
        )


def unreadable(file: str, number: int | None, form: Form, why: str, text: bytes = b"") -> Reject:
    """Make the reject that stands for all of a file that follows.

    Args:
        file: The file, as the caller named it.
        number: Where it cannot be read on, as a number of its form; None for its beginning.
        form: How its objects stand in it.
        why: Why it cannot be read, in words.
        text: What was read of the object that was cut.
    """
    where = file if number is None else _PLACES[form].format(name=file, number=number)
    line = number if form == "lines" else None
    problem = Problem((), ProblemCode.UNREADABLE, why, where="")
    return Reject(where, [problem], as_text(text), is_damage=True, file=file, line=line)


def text_problem(sentence: str) -> Problem:
    """Make the problem of a text that is no JSON."""
    return Problem((), ProblemCode.INVALID, sentence, where="")


def encodable(text: str) -> str:
    """Spell out lone surrogates, which names of files and what hooks raise may have."""
    return text.encode(errors="backslashreplace").decode()


def json_text(content: Any) -> str:
    """Give the text of a payload, for people; what has no JSON is named."""
    return encodable(json.dumps(content, default=str, ensure_ascii=False))


def as_text(data: bytes) -> str:
    """Give bytes as text from which the bytes can be had again."""
    return data.decode("utf-8", "surrogateescape")


@frozen
class Batch(Generic[T]):
    """Some objects of one file that follow each other, and what could not be read among them."""

    objects: list[T]
    """The objects, in the order of the file."""
    rejects: list[Reject]
    """What was refused, in the order of the file."""
    blank: int = 0
    """How many lines have nothing in them."""
    chunk: Chunk = field(default=Chunk("", "lines", 1), repr=False)
    """Where the objects come from: its name, form and first number."""
    gone: list[int] = field(factory=list, repr=False)
    """The indexes in the chunk of what is no object: rejects and blank lines."""
    strangers: list[Reject] = field(factory=list)
    """Of the objects, those whose payloads have none of the keys of their class, each as the reject
    that it would be: most likely they are of another class."""

    def where(self, index: int) -> str:
        """Give the place of an object, by its index among the objects."""
        return self.chunk.where(self._index_in_chunk(index))

    def reject(self, index: int, problems: list[Problem], text: str) -> Reject:
        """Make a reject of an object that was read, but cannot be written."""
        return evolve(self.chunk.reject(self._index_in_chunk(index), problems, text), start=None)

    def indexes_in_chunk(self) -> list[int]:
        """Give the index in the chunk of each object."""
        gone = set(self.gone)
        return [i for i in range(len(self.objects) + len(gone)) if i not in gone]

    def without(self, found: Mapping[int, Reject], first: int) -> Batch[T]:
        """Give the batch with some of its objects as rejects.

        Args:
            found: The rejects, by the indexes of the objects.
            first: The number of the first object of the chunk.
        """
        rejects = sorted([*self.rejects, *found.values()], key=lambda it: it.number)
        objects = [obj for i, obj in enumerate(self.objects) if i not in found]
        gone = sorted([*self.gone, *(it.number - first for it in found.values())])
        return evolve(self, objects=objects, rejects=rejects, gone=gone)

    def _index_in_chunk(self, index: int) -> int:
        for one in self.gone:
            if one > index:
                break
            index += 1
        return index

    @property
    def summary(self) -> Summary:
        """What is in the batch, counted."""
        damaged = sum(it.is_damage for it in self.rejects)
        bad, strangers = len(self.rejects) - damaged, len(self.strangers)
        return Summary(len(self.objects), bad, self.blank, damaged, strangers=strangers)


@frozen
class Summary:
    """What was read, counted."""

    rows: int = 0
    """How many objects are good."""
    bad: int = 0
    """How many objects, or lines that are none, were refused."""
    blank: int = 0
    """How many lines have nothing in them."""
    damaged: int = 0
    """How many files could not be read to their end."""
    rejects: tuple[Reject, ...] = ()
    """The first rejects, as many as the caller wanted to have."""
    strangers: int = 0
    """How many of the good objects have payloads with none of the keys of their class."""

    @property
    def read(self) -> int:
        """How many objects or lines were read: good, bad and blank ones."""
        return self.rows + self.bad + self.blank

    @property
    def rejected(self) -> int:
        """How many rejects there are: bad objects and damaged files."""
        return self.bad + self.damaged

    def plus(self, other: Summary, most: int) -> Summary:
        """Add another summary to this one, with no more than so many rejects."""
        rejects = self.rejects
        if other.rejects and len(rejects) < most:
            rejects = (*rejects, *other.rejects)[:most]
        return Summary(
            self.rows + other.rows,
            self.bad + other.bad,
            self.blank + other.blank,
            self.damaged + other.damaged,
            rejects,
            self.strangers + other.strangers,
        )

    def __str__(self) -> str:
        strangers = f", {self.strangers} good without a key of the class" if self.strangers else ""
        return f"{self.rows} good, {self.rejected} bad{strangers}"


def first_rejects(rejects: Iterable[Reject], most: int) -> tuple[Reject, ...]:
    """Give the first rejects, without what may not pickle."""
    return tuple(it.portable() for it, _ in zip(rejects, range(most), strict=False))
