"""The step that turns chunks into objects, and says what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Generic, TypeVar

from attrs import evolve
from cattrs import Converter

from converters.bulk.batches import Batch, Chunk, Reject, as_text, text_problem
from converters.bulk.partitions import Partitions, merged
from converters.bulk.rules import Rule, held_against
from converters.bulk.strangers import strangers_of
from converters.bulk.tables import TableForm, table_form
from converters.engines.compiled import LinesRead, lines_read_attempt
from converters.errors import FAULTS
from converters.json_text import DoubtfulJSONError, decode, loads, text_reader
from converters.plans.hooks import made_hook, pair_of
from converters.problems import problems

T = TypeVar("T")


class Reader(Generic[T]):
    """Reads chunks as objects of a class, with the hooks of a converter."""

    def __init__(
        self,
        cls: Any,
        converter: Converter,
        *,
        is_strict: bool = False,
        rule: Rule | None = None,
    ) -> None:
        self.cls: Any = cls
        self._rule = rule
        self.converter: Converter = converter
        self._structure = made_hook(converter.get_structure_hook(cls))
        self._structure_list = converter.get_structure_hook(list[cls])
        pair = pair_of(self._structure)
        plan = None if pair is None else pair.plan
        self._partitions = Partitions(plan)
        self._strangers = strangers_of(plan, self._structure, is_strict=is_strict)
        self._read_lines = None if pair is None else lines_read_attempt(pair.attempt)
        self._read_text = text_reader(cls, converter) or self._structure_text

    def read(self, chunk: Chunk | Reject) -> Batch[T]:
        """Read a chunk, or pass on why a file cannot be read on; no payload raises."""
        if isinstance(chunk, Reject):
            return Batch([], [chunk])
        batch = self._read(chunk)
        if self._strangers is not None:
            batch = self._strangers.noted(chunk, batch, self._partitions.entries(chunk.name))
        if self._rule is not None:
            batch = held_against(self._rule, chunk, batch)
        return batch

    def _read(self, chunk: Chunk) -> Batch[T]:
        batch: Batch[T] = Batch([], [], chunk.blank, chunk.without_objects())
        if chunk.table is not None:
            try:
                return self._read_table(chunk, chunk.table, batch)
            except Exception:  # a foreign file may have anything under our names
                return self._read_rows(chunk)
        if chunk.contents:
            self._read_contents(chunk, chunk.contents, batch)
            return batch
        if chunk.form == "lines":
            return self._read_chunk_of_lines(chunk, batch)
        return self._read_texts(
            chunk, chunk.items, batch, is_plain=not self._partitions.entries(chunk.name)
        )

    def _read_chunk_of_lines(self, chunk: Chunk, batch: Batch[T]) -> Batch[T]:
        # Fast engines do not look into the texts under keys that nobody reads.
        is_plain = _is_utf8(chunk.data) and not self._partitions.entries(chunk.name)
        if is_plain and self._read_lines is not None:
            return self._read_each_line(self._read_lines, chunk, batch)
        # One line at a time: making all of them first takes a tenth more.
        return self._read_texts(chunk, BytesIO(chunk.data), batch, is_plain=is_plain)

    def _read_each_line(self, read_lines: LinesRead, chunk: Chunk, batch: Batch[T]) -> Batch[T]:
        def read_slowly(i: int, line: bytes) -> tuple[T] | None:
            return self._read_slowly(chunk, i, line, batch)

        return _with_blanks(evolve(batch, objects=read_lines(chunk.data, read_slowly)))

    def _read_texts(
        self, chunk: Chunk, texts: Iterable[bytes], batch: Batch[T], *, is_plain: bool
    ) -> Batch[T]:
        read, add = self._read_text, batch.objects.append
        for i, text in enumerate(texts):
            if is_plain:
                try:
                    add(read(text))
                except Exception:
                    pass
                else:
                    continue
            batch.objects.extend(self._read_slowly(chunk, i, text, batch) or ())
        return _with_blanks(batch)

    def _read_slowly(self, chunk: Chunk, i: int, text: bytes, batch: Batch[T]) -> tuple[T] | None:
        """Give the object of a text, or None, and note in the batch why there is none."""
        if chunk.form == "lines" and not text.strip():
            batch.gone.append(i)
            return None
        text = text.removesuffix(b"\n")  # a line with its end
        try:
            return (self._structure_slowly(text, chunk.name),)
        except _Refused as refused:
            batch.gone.append(i)
            batch.rejects.append(chunk.reject(i, refused.problems, as_text(text)))
            return None

    def _read_table(self, chunk: Chunk, table: Any, batch: Batch[T]) -> Batch[T]:
        form = table_form(self.cls, self.converter)
        self._read_contents(chunk, form.payloads(table), batch, table.schema.names)
        return self._restored(form, table, batch)

    def _read_rows(self, chunk: Chunk) -> Batch[T]:
        """Read a table row by row, where some row cannot be read like the others."""
        batch: Batch[T] = Batch([], [], chunk=evolve(chunk, table=None))
        for i in range(chunk.table.num_rows):
            row = evolve(batch.chunk, first=chunk.first + i)
            try:
                read: Batch[T] = self._read_table(row, chunk.table.slice(i, 1), Batch([], []))
            except FAULTS:
                raise
            except Exception as exc:
                read = Batch([], [row.reject(0, problems(exc), "")])
            batch.objects.extend(read.objects)
            batch.rejects.extend(read.rejects)
            batch.gone.extend([i] * len(read.rejects))
        return batch

    def _restored(self, form: TableForm, table: Any, batch: Batch[T]) -> Batch[T]:
        notes = form.notes(table)
        if notes is None:
            return batch
        gone = set(batch.gone)
        notes = [note for i, note in enumerate(notes) if i not in gone]
        pairs = zip(batch.objects, notes, strict=True)
        return evolve(batch, objects=[form.restore(obj, note) for obj, note in pairs])

    def _read_contents(
        self, chunk: Chunk, contents: list[Any], batch: Batch[T], columns: Iterable[str] = ()
    ) -> None:
        entries = self._partitions.entries(chunk.name, columns)
        if entries:
            contents = [merged(it, entries) for it in contents]
        try:
            batch.objects.extend(self._structure_list(contents, None))
        except Exception:
            pass
        else:
            return
        for i, content in enumerate(contents):
            try:
                batch.objects.append(self._structure(content, self.cls))
            except FAULTS:
                raise
            except Exception as exc:
                batch.gone.append(i)
                batch.rejects.append(chunk.reject_content(i, problems(exc), content))

    def _structure_text(self, text: bytes) -> T:
        made: T = self._structure(decode(text), self.cls)
        return made

    def _structure_slowly(self, text: bytes, name: str) -> T:
        """Structure a text of a file, and say what is wrong with it."""
        entries = self._partitions.entries(name)
        try:
            content = merged(decode(text), entries)
        except DoubtfulJSONError as doubt:
            try:
                if not entries:
                    return loads(text, self.cls, converter=self.converter)  # type: ignore[no-any-return]
            except FAULTS:
                raise
            except Exception:
                pass
            raise _Refused([text_problem(str(doubt))]) from None
        except ValueError as exc:
            raise _Refused([text_problem(str(exc))]) from None
        try:
            made: T = self._structure(content, self.cls)
        except FAULTS:
            raise
        except Exception as exc:
            raise _Refused(problems(exc)) from None
        return made


def _with_blanks(batch: Batch[T]) -> Batch[T]:
    """Count the blank lines: what gave no object, and is no reject."""
    return evolve(batch, blank=batch.blank + len(batch.gone) - len(batch.rejects))


class _Refused(Exception):  # noqa: N818 - says what is wrong with a text, and is never seen
    def __init__(self, found: list[Any]) -> None:
        super().__init__(found)
        self.problems: list[Any] = found


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
