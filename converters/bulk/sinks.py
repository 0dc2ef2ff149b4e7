"""Where objects go: lines of JSON, Parquet and Arrow files, and a report of what was refused."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol, get_args

from cattrs import Converter

from converters.bulk.batches import Batch, Reject, encodable
from converters.bulk.files import appearing, packed
from converters.bulk.needs import needed
from converters.bulk.packings import PACKERS
from converters.bulk.tables import TableForm
from converters.errors import FAULTS, shorten
from converters.json_text import dumps
from converters.problems import problems

Format = Literal["parquet", "ndjson", "arrow"]
"""What a file of objects may be: Parquet, lines of JSON, or Arrow's own file format."""

_FORMATS: Final[dict[str, Format]] = {
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}

ROW_GROUP: Final = 65_536
"""Rows in a row group of a Parquet file, unless they are large."""

_ROW_GROUP_BYTES: Final = 32 * 2**20
"""Bytes of columns that are held before a row group is written."""

_RARE: Final = (50_000, 10, 100)
"""After how many new objects the collector looks at these, and how much more rarely at others."""

GATHERED: Final = 10_000
"""The weight of objects of which rows are made at once."""


class Sink(Protocol):
    """What takes batches."""

    def write(self, batch: Batch[Any]) -> list[Reject]:
        """Write the objects of a batch, and give those that cannot be written.

        They may be of earlier batches, too.
        """
        ...

    def end(self) -> list[Reject]:
        """Write what is waiting, and give what cannot be written."""
        ...


class TableMaker(Protocol):
    """What makes a table of objects in a way of its own: so many rows of each as there are."""

    @property
    def schema(self) -> Any:
        """The ``pyarrow.Schema`` of the table, whatever the objects are."""
        ...

    @property
    def fingerprint(self) -> str:
        """What tells it from others that make tables of the same objects."""
        ...

    @property
    def distinct(self) -> frozenset[str]:
        """The columns of which most values differ, so that Parquet needs no dictionary of them."""
        ...

    def weight(self, obj: Any, /) -> int:
        """Give how many rows an object is, or so."""
        ...

    def batches(self, objects: Sequence[Any], /) -> list[Any]:
        """Give the rows of objects as record batches; raises anything when one does not fit."""
        ...


def format_of(path: Path) -> Format | None:
    """Tell the format of a file from its name; None when that tells nothing."""
    name = path.with_suffix("") if path.suffix in PACKERS else path
    return _FORMATS.get(name.suffix)


@contextmanager
def open_sink(
    path: Path,
    form: Format,
    converter: Converter,
    table: TableForm | TableMaker | None,
    like: Path | None = None,
) -> Iterator[Sink]:
    """Open a file for objects; it appears when all of them are written.

    Args:
        path: The file.
        form: Its format.
        converter: A converter with our hooks.
        table: What makes their table; None for lines of JSON.
        like: See `appearing`.

    Raises:
        OSError: When it cannot be written.
    """
    if table is None:
        with packed(path, like) as file:
            yield LineSink(file, converter)
        return
    with appearing(path, like) as file:
        to = None if isinstance(table, TableForm) else table
        with _table_writer(file, form, table.schema, to) as writer:
            groups = RowGroups(writer)
            if isinstance(table, TableForm):
                yield TableSink(groups, table, converter)
            else:
                with _rare_collections():
                    yield GatheringSink(groups, table, converter)


def _table_writer(file: BinaryIO, form: Format, schema: Any, to: TableMaker | None) -> Any:
    if form == "parquet":
        parquet = needed("pyarrow.parquet", "bulk")
        uses_dictionary = to is None or [it for it in schema.names if it not in to.distinct]
        return parquet.ParquetWriter(
            file,
            schema,
            # What is packed best takes a third of the time of many rows.
            compression="zstd" if to is None else "snappy",
            write_page_checksum=True,
            use_dictionary=uses_dictionary,
        )
    pa = needed("pyarrow", "bulk")
    return pa.ipc.new_file(file, schema)


class RowGroups:
    """The row groups of a Parquet or Arrow file."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._waiting: list[Any] = []
        self._rows = 0
        self._bytes = 0

    def add(self, batch: Any) -> None:
        """Add a record batch."""
        if batch.num_rows:
            self._waiting.append(batch)
            self._rows += batch.num_rows
            self._bytes += batch.nbytes
        if self._rows >= ROW_GROUP or self._bytes >= _ROW_GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting for more rows."""
        if self._waiting:
            table = needed("pyarrow", "bulk").Table.from_batches(self._waiting)
            self._writer.write_table(table, max(self._rows, 1))
        self._waiting, self._rows, self._bytes = [], 0, 0


class LineSink:
    """Lines of JSON."""

    def __init__(self, file: BinaryIO, converter: Converter) -> None:
        self._file = file
        self._converter = converter

    def write(self, batch: Batch[Any]) -> list[Reject]:
        """Write the objects of a batch, and give those that have no JSON, such as NaN."""
        converter = self._converter
        rejects: list[Reject] = []
        try:
            lines = [dumps(obj, converter=converter) for obj in batch.objects]
        except Exception:
            lines = []
            for index, obj in enumerate(batch.objects):
                try:
                    lines.append(dumps(obj, converter=converter))
                except FAULTS:
                    raise
                except Exception as exc:
                    text = _text_of(obj, converter)
                    rejects.append(batch.reject(index, problems(exc), text))
        if lines:
            self._file.write(b"\n".join(lines) + b"\n")
        return rejects

    def end(self) -> list[Reject]:
        """Do nothing: nothing is waiting."""
        return []


class TableSink:
    """Columns of a Parquet or Arrow file, a row for each object."""

    def __init__(self, groups: RowGroups, form: TableForm, converter: Converter) -> None:
        self._groups = groups
        self._form = form
        self._converter = converter

    def write(self, batch: Batch[Any]) -> list[Reject]:
        """Write the objects of a batch that fit into the columns, and give the others."""
        record_batch, unfit = self._form.fitting_batch(batch.objects)
        self._groups.add(record_batch)
        return [
            batch.reject(it.index, it.problems, _text_of(batch.objects[it.index], self._converter))
            for it in unfit
        ]

    def end(self) -> list[Reject]:
        """Write what is waiting."""
        self._groups.flush()
        return []


class GatheringSink:
    """Rows of a Parquet or Arrow file, any number for each object, of many objects at once."""

    def __init__(self, groups: RowGroups, to: TableMaker, converter: Converter) -> None:
        self._groups = groups
        self._to = to
        self._converter = converter
        self._waiting: list[Batch[Any]] = []
        self._weight = 0

    def write(self, batch: Batch[Any]) -> list[Reject]:
        """Take the objects of a batch; give those of all that wait that do not fit."""
        self._waiting.append(batch)
        self._weight += sum(map(self._to.weight, batch.objects))
        return self._write_waiting() if self._weight >= GATHERED else []

    def end(self) -> list[Reject]:
        """Write what is waiting, and give what does not fit."""
        rejects = self._write_waiting()
        self._groups.flush()
        return rejects

    def _write_waiting(self) -> list[Reject]:
        waiting, self._waiting, self._weight = self._waiting, [], 0
        try:
            made = self._to.batches([obj for batch in waiting for obj in batch.objects])
        except Exception:
            return [reject for batch in waiting for reject in self._write_each(batch)]
        for record_batch in made:
            self._groups.add(record_batch)
        return []

    def _write_each(self, batch: Batch[Any]) -> Iterator[Reject]:
        for index, obj in enumerate(batch.objects):
            try:
                made = self._to.batches([obj])
            except FAULTS:
                raise
            except Exception as exc:
                yield batch.reject(index, problems(exc), _text_of(obj, self._converter))
            else:
                for record_batch in made:
                    self._groups.add(record_batch)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the garbage collector look less often at objects, of which many wait and none is garbage.

    It takes as long as all else, otherwise.
    """
    before = gc.get_threshold()
    if before[0]:  # With 0, there are none.
        gc.set_threshold(*map(max, before, _RARE))
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _text_of(obj: Any, converter: Converter) -> str:
    """Give the text of an object that cannot be written, as far as there is one."""
    try:
        return encodable(
            json.dumps(converter.unstructure(obj), ensure_ascii=False, default=shorten)
        )
    except Exception:  # a hook of a service has failed
        return ""


def join_files(parts: list[Path], path: Path, form: Format, to: TableMaker | None = None) -> None:
    """Make one file of several of the same format; it appears when it is whole."""
    with appearing(path) as file:
        if form == "ndjson":
            # Packed files may follow each other, too.
            for part in parts:
                with part.open("rb") as lines:
                    while data := lines.read(2**20):
                        file.write(data)
            return
        pa = needed("pyarrow", "bulk")
        parquet = needed("pyarrow.parquet", "bulk")
        schema = (
            parquet.read_schema(parts[0])
            if form == "parquet"
            else pa.ipc.open_file(parts[0]).schema
        )
        with _table_writer(file, form, schema, to) as writer:
            for part in parts:
                if form == "parquet":
                    read = parquet.ParquetFile(part)
                    for i in range(read.num_row_groups):
                        writer.write_table(read.read_row_group(i), ROW_GROUP)
                else:
                    with pa.ipc.open_file(part) as batches:
                        for i in range(batches.num_record_batches):
                            writer.write_batch(batches.get_batch(i))


def check_format(name: str | None, path: Path) -> Format:
    """Give the format that a caller names, or that the name of a file tells.

    Raises:
        ValueError: When there is none of this name, or the file's name tells nothing.
    """
    form = name or format_of(path)
    if form not in get_args(Format):
        known = ", ".join(get_args(Format))
        raise ValueError(f"{path}: its name does not tell the format, one of {known}")
    if form != "ndjson" and path.suffix in PACKERS:
        raise ValueError(f"{path}: only lines of JSON are packed")
    return form  # type: ignore[return-value]
