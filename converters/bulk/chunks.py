"""Reads files as chunks: whole lines, or other texts or objects, a few at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from time import monotonic
from typing import BinaryIO, Final

from attrs import evolve, frozen

from converters.bulk.batches import Chunk, Form, Reject, as_text, text_problem, unreadable
from converters.bulk.forms import HEAD, Shape, foreign_form, shape_of, without_mark
from converters.bulk.lists import ITEMS, LARGEST_DOCUMENT, TextsAt, items_at, resolve, split_list
from converters.bulk.needs import needed
from converters.bulk.packings import UnreadableError, plain, reason, unpacked
from converters.bulk.places import Place
from converters.bulk.sources import Source, whole
from converters.json_text import decode

CHUNK: Final = 2**17
"""Bytes of lines in a chunk, or a little more: what fits into the caches of a processor."""

LONGEST_LINE: Final = 64 * 2**20
"""Bytes of a line at most: a longer one is refused, as it would have to be held whole."""

_TELL_AFTER: Final = 0.1
"""Seconds after which it is told again how many bytes have been read."""

_QUOTED: Final = 1000
"""Bytes of a line that is too long that its reject quotes."""

ROWS: Final = 5000
"""Rows of a Parquet file in a chunk."""

_SPACE: Final = re.compile(rb"\s{64,}")
"""What has a run of blank lines in it that is worth a chunk of its own."""

_SHORT: Final = 16
"""Bytes of a line on average, up to which there may be such runs."""

PARQUET: Final = b"PAR1"
"""What a Parquet file starts with."""

Read = Chunk | Reject
"""What is read of a file: chunks, and where it cannot be read on, a reject."""


@frozen
class Reading:
    """How files are to be read."""

    at: str | None = None
    """The JSON Pointer of the list, or of the object, inside of each document; None for all of
    the document, or for files of another form."""
    lists_are_objects: bool = False
    """True when a list is one object, not many."""
    on_bytes: Callable[[int], None] | None = None
    """Called with how many bytes of a file have been read."""
    largest: int | None = None
    """Bytes of one object at most, as it has to be held whole; None for 64 MiB."""


def read_chunks(source: Source, reading: Reading) -> Iterator[Read]:
    """Read one file; what keeps it from being read is a reject, and never raised."""
    try:
        with source.opened() as stream:
            told = monotonic()
            for read in _chunks(source, stream, reading):
                yield read
                # Not after each chunk: where a file stands, only the system knows.
                if reading.on_bytes is not None and monotonic() - told > _TELL_AFTER:
                    reading.on_bytes(source.position(stream))
                    told = monotonic()
    except UnreadableError as exc:
        yield unreadable(source.name, None, "document", str(exc))


def _chunks(source: Source, stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    if source.end is not None:
        text = Text(plain(stream))
        text.take_head(strips_mark=source.start == 0)
        yield from _lines(source, text, reading)
        return
    text = Text(unpacked(stream))
    head = text.take_head()
    if head.startswith(PARQUET):
        yield from _parquet(source, whole(stream))
        return
    if not head and text.is_whole:
        yield unreadable(source.name, None, "document", "cannot be read: it is empty")
        return
    foreign = foreign_form(head)
    if foreign is not None:
        yield unreadable(source.name, None, "document", f"cannot be read: it is {foreign}")
        return
    shape: Shape = "document"
    if reading.at is None:
        shape = shape_of(head, is_whole=text.is_whole)
    if shape == "lines":
        yield from _lines(source, text, reading)
    elif shape == "list" and not reading.lists_are_objects:
        yield from _items(source, split_list(text.pieces(), largest=reading.largest))
    else:
        yield from _document(source, text, reading)


class Text:
    """The unpacked text of a file, of which the head can be looked at."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting: list[bytes] = []
        self._stop: UnreadableError | None = None
        self.is_whole: bool = False
        """True when the head is all of the text; also where it cannot be read on."""

    def take_head(self, *, strips_mark: bool = True) -> bytes:
        """Give the beginning, without a byte order mark; it is read once more afterwards."""
        size = 0
        try:
            for piece in self._pieces:
                self._waiting.append(piece)
                size += len(piece)
                if size >= HEAD or piece.startswith(PARQUET):
                    break
            else:
                self.is_whole = True
        except UnreadableError as exc:
            if not size:
                raise
            self.is_whole, self._stop = True, exc
        head = b"".join(self._waiting)
        head = without_mark(head) if strips_mark else head
        self._waiting = [head]
        return head

    def pieces(self) -> Iterator[bytes]:
        """Read all of it.

        Raises:
            UnreadableError: When it cannot be read on.
        """
        yield from filter(None, self._waiting)
        self._waiting = []
        if self._stop is not None:
            raise self._stop
        yield from self._pieces


# --- lines ----------------------------------------------------------------------------------------


def _lines(source: Source, text: Text, reading: Reading) -> Iterator[Read]:
    lines = _Lines(source.name, source.first_line, reading.largest or LONGEST_LINE)
    try:
        for piece in text.pieces():
            yield from lines.take(piece)
    except UnreadableError as exc:
        yield from lines.take_whole()
        yield unreadable(source.name, lines.number, "lines", str(exc), lines.rest)
    else:
        yield from lines.take_rest()


def _count_ends(lines: bytes) -> int:
    """Count the ends of lines; where there is none but at the end, ten times as fast as `count`."""
    first = lines.find(b"\n")
    if first in (-1, len(lines) - 1):
        return int(first >= 0)
    return lines.count(b"\n", first)


class _Lines:
    """Puts pieces of a text together to chunks of whole lines."""

    def __init__(self, name: str, first: int, longest: int) -> None:
        self.name: str = name
        self.number: int = first
        self._longest = longest
        self._pieces: list[bytes] = []
        self._size = 0
        self._has_end = False
        self._is_too_long = False

    @property
    def rest(self) -> bytes:
        """What is not in a chunk yet."""
        return b"".join(self._pieces)

    def take(self, piece: bytes) -> Iterator[Read]:
        if self._is_too_long:
            _, end, piece = piece.partition(b"\n")
            if not end:
                return
            yield self._too_long()
        self._pieces.append(piece)
        self._size += len(piece)
        self._has_end = self._has_end or b"\n" in piece
        if self._has_end and self._size >= CHUNK:
            yield from self.take_whole()
        if self._size > self._longest:
            self._pieces = [self.rest[:_QUOTED]]
            self._size, self._is_too_long = 0, True

    def take_whole(self) -> Iterator[Read]:
        if not self._has_end:
            return
        *before, last = self._pieces
        if b"\n" not in last:
            before, last = [], self.rest
        cut = last.rfind(b"\n") + 1
        # A view, so that the text is copied no more than once.
        data = b"".join([*before, memoryview(last)[:cut]])
        self._pieces, self._size, self._has_end = [last[cut:]], len(last) - cut, False
        yield from self._chunks(data)

    def take_rest(self) -> Iterator[Read]:
        if self._is_too_long:
            yield self._too_long()
        else:
            yield from self._chunks(self.rest)

    def _chunks(self, data: bytes) -> Iterator[Chunk]:
        """Make a chunk of lines, and others of long runs of blank ones."""
        # One by one, these take as long as objects.
        count, done = _count_ends(data), 0
        # To look for them takes longer than to read long lines.
        for run in _SPACE.finditer(data) if count * _SHORT > len(data) else ():
            start = data.find(b"\n", *run.span()) + 1 if run.start() else 0
            end = data.rfind(b"\n", *run.span()) + 1
            if start < end:
                yield from self._chunk(data[done:start])
                blank = data.count(b"\n", start, end)
                yield Chunk(self.name, "lines", self.number, blank=blank)
                self.number, done = self.number + blank, end
        yield from self._chunk(data[done:])

    def _chunk(self, data: bytes) -> Iterator[Chunk]:
        start = 0
        while start < len(data):
            # Of a packed file, a piece may be much larger than a chunk.
            end = data.find(b"\n", start + CHUNK) + 1 or len(data)
            lines = data[start:end]
            yield Chunk(self.name, "lines", self.number, lines)
            self.number, start = self.number + _count_ends(lines), end

    def _too_long(self) -> Reject:
        sentence = f"the line is longer than {self._longest} bytes"
        chunk = Chunk(self.name, "lines", self.number)
        made = chunk.reject(0, [text_problem(sentence)], as_text(self.rest))
        made = evolve(made, start=None)  # It is not all of the text.
        self.number += 1
        self._pieces, self._is_too_long = [], False
        return made


# --- documents ------------------------------------------------------------------------------------


def _document(source: Source, text: Text, reading: Reading) -> Iterator[Read]:
    """Read one JSON document, whole; where a pointer leads into a large one, item by item."""
    read: list[bytes] = []
    size = 0
    largest = reading.largest or LARGEST_DOCUMENT
    pieces = text.pieces()
    stop: Reject | None = None
    try:
        for piece in pieces:
            read.append(piece)
            size += len(piece)
            if size > largest:
                if reading.at is None:
                    why = f"cannot be read: one object of more than {largest} bytes"
                    yield unreadable(source.name, None, "document", why)
                else:
                    yield from items_at(source.name, chain(read, pieces), reading.at)
                return
    except UnreadableError as exc:
        stop = unreadable(source.name, None, "document", str(exc), b"".join(read))
    data = b"".join(read)
    if stop is None:
        yield from _whole_document(source, data, reading)
    elif _is_json(data):
        # What is damaged comes behind the document.
        yield from _whole_document(source, data, reading)
        yield evolve(stop, text="")
    else:
        yield stop


def _is_json(data: bytes) -> bool:
    try:
        decode(data)
    except ValueError:
        return False
    return True


def _whole_document(source: Source, data: bytes, reading: Reading) -> Iterator[Read]:
    if reading.at is None:
        yield Chunk(source.name, "document", 0, items=[data], places=[(1, 1)])
        return
    try:
        content, path = resolve(decode(data), reading.at)
    except ValueError as exc:
        chunk = Chunk(source.name, "document", 0)
        yield chunk.reject(0, [text_problem(str(exc))], as_text(data))
        return
    is_list = isinstance(content, list) and not reading.lists_are_objects
    form: Form = "items" if is_list else "document"
    contents = content if is_list else [content]
    texts = TextsAt(data, path, is_list=is_list)
    for start in range(0, len(contents), ITEMS):
        yield Chunk(
            source.name,
            form,
            start,
            contents=contents[start : start + ITEMS],
            texts_of_contents=texts,
        )


def _items(source: Source, items: Iterator[tuple[bytes, Place]]) -> Iterator[Read]:
    """Read the items of a JSON list, however large it is."""
    number = 0
    texts: list[bytes] = []
    places: list[Place] = []
    size = 0
    stop: Reject | None = None
    try:
        for item, place in items:
            texts.append(item)
            places.append(place)
            size += len(item)
            if size >= CHUNK:
                yield Chunk(source.name, "items", number, items=texts, places=places)
                number, texts, places, size = number + len(texts), [], [], 0
    except (UnreadableError, ValueError) as exc:
        stop = unreadable(source.name, number + len(texts), "items", str(exc))
    if texts:
        yield Chunk(source.name, "items", number, items=texts, places=places)
    if stop is not None:
        yield stop


# --- Parquet --------------------------------------------------------------------------------------


def _parquet(source: Source, stream: BinaryIO) -> Iterator[Read]:
    parquet = needed("pyarrow.parquet", "bulk")
    number = 0
    try:
        if not stream.seekable():
            raise OSError("a Parquet file is read from its end, so it cannot be streamed")
        stream.seek(0)
        file = parquet.ParquetFile(stream, page_checksum_verification=True)
        names = file.schema_arrow.names
        if len(set(names)) < len(names):
            raise ValueError("two of its columns have the same name")
        for batch in file.iter_batches(batch_size=ROWS):
            yield Chunk(source.name, "rows", number, table=batch)
            number += batch.num_rows
    except Exception as exc:  # pyarrow has errors of many kinds for damaged files
        yield unreadable(source.name, number, "rows", f"invalid Parquet: {reason(exc)}")
