"""Arrow tables of objects: the schema of a class, objects to tables, and tables to objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from attrs import frozen
from cattrs import Converter

from converters.bulk.columns import StructShape, describe_failure, shape_of
from converters.bulk.needs import needed
from converters.errors import FAULTS, ProblemCode
from converters.plans.scope import hooks_within
from converters.problems import Problem
from converters.registry import ready_converter

T = TypeVar("T")

KEPT: Final = "_kept"
"""The column, a JSON text, for what the others have no place for: the zones of dates that have one,
and what objects hold besides their fields. Mostly null."""

VALUE: Final = "value"
"""The only other column where the objects have no fields: lists, and enums."""

_ROWS: Final = 10_000
"""Objects that are put into columns at once."""


@frozen
class UnfitRow:
    """An object that does not fit into its columns."""

    index: int
    """Where it stands among the objects."""
    problems: list[Problem]


class TableForm:
    """How objects of a class stand in a table, on one converter."""

    def __init__(self, cls: Any, converter: Converter) -> None:
        pa = needed("pyarrow", "bulk")
        shape = shape_of(cls, hooks_within(cls, converter))
        self._shape: Any = shape
        self._is_struct = isinstance(shape, StructShape)
        fields = shape.fields if isinstance(shape, StructShape) else [pa.field(VALUE, shape.arrow)]
        self.schema: Any = pa.schema([*fields, pa.field(KEPT, pa.string())])

    # --- objects to columns -----------------------------------------------------------------------

    def batch(self, objects: Sequence[Any]) -> Any:
        """Make a record batch of objects; raises anything at all when one does not fit."""
        pa = needed("pyarrow", "bulk")
        notes: list[Any] = []
        if self._is_struct:
            arrays = self._shape.arrays(objects, notes)
        else:
            arrays = [self._shape.array(objects, notes)]
        kept: Any = pa.nulls(len(objects), pa.string())
        if notes:
            by_row: dict[int, list[Any]] = {}
            for row, path, note in notes:
                by_row.setdefault(row, []).append([list(path), note])
            texts = {row: json.dumps(found, ensure_ascii=False) for row, found in by_row.items()}
            kept = pa.array(list(map(texts.get, range(len(objects)))), pa.string())
        return pa.RecordBatch.from_arrays([*arrays, kept], schema=self.schema)

    def fitting_batch(self, objects: Sequence[Any]) -> tuple[Any, list[UnfitRow]]:
        """Make a record batch of the objects that fit into it, and say why the others do not."""
        try:
            return self.batch(objects), []
        except Exception:
            fitting, unfit = [], []
        for index, obj in enumerate(objects):
            problems = self._problems(obj)
            if problems:
                unfit.append(UnfitRow(index, problems))
            else:
                fitting.append(obj)
        return self.batch(fitting), unfit

    def _problems(self, obj: Any) -> list[Problem]:
        try:
            self.batch([obj])
        except FAULTS:
            raise
        except Exception as exc:
            failure: Exception = exc
        else:
            return []
        is_one = self._is_struct and isinstance(obj, self._shape.cls)
        columns = self._shape.columns if is_one else ()
        found = []
        for column in columns:
            try:
                column.shape.array([getattr(obj, column.slot)], [])
            except FAULTS:
                raise
            except Exception as exc:
                found.append(_problem(column.key, exc))
        return found or [_problem(None, failure)]

    # --- columns to objects -----------------------------------------------------------------------

    def payloads(self, batch: Any) -> list[Any]:
        """Give what a record batch has, as payloads; `restore` must follow for their objects."""
        names = [it for it in batch.schema.names if it != KEPT]
        arrays = [batch.column(name) for name in names]
        if self._is_struct:
            rows: list[Any] = self._shape.payloads(names, arrays, batch.num_rows)
            return rows
        values: list[Any] = self._shape.payload(batch.column(VALUE))
        return values

    def notes(self, batch: Any) -> list[Any] | None:
        """Give the notes of each row of a batch; None where there is nothing to restore."""
        if KEPT not in batch.schema.names:
            return None
        if not self._shape.keeps and batch.column(KEPT).null_count == batch.num_rows:
            return None
        return [None if it is None else json.loads(it) for it in batch.column(KEPT).to_pylist()]

    def restore(self, obj: Any, notes: Any) -> Any:
        """Give an object what the notes of its row say."""
        if self._shape.keeps:
            self._shape.forget(obj)
        for path, note in notes or ():
            obj = self._shape.restore(obj, path, note)
        return obj


def _problem(key: str | None, exc: Exception) -> Problem:
    path = () if key is None else (key,)
    where = "$" if key is None else f"$.{key}"
    is_range = isinstance(exc, OverflowError)
    code = ProblemCode.OUT_OF_RANGE if is_range else ProblemCode.WRONG_TYPE
    return Problem(path, code, describe_failure(exc), where=where)


_forms: WeakKeyDictionary[Converter, dict[Any, TableForm]] = WeakKeyDictionary()


def table_form(cls: Any, converter: Converter | None) -> TableForm:
    """Give how objects of a class stand in a table; made once for each class and converter."""
    converter = converter or ready_converter()
    forms = _forms.setdefault(converter, {})
    if cls not in forms:
        forms[cls] = TableForm(cls, converter)
    return forms[cls]


def schema(cls: Any, *, converter: Converter | None = None) -> Any:
    """Give the Arrow schema of the tables of a class, made from its plan.

    Columns are called like the keys that are written. Dates are instants in microseconds, enums
    and UUIDs what they are on the wire, nested objects structs, lists lists. Objects with keys of
    their own, unions, and what a service's own hook writes are JSON text. The last column,
    ``_kept``, is JSON text for what the others have no place for, and mostly null: the zones of
    dates that have one, and what objects hold on a converter that keeps unknown things.

    Args:
        cls: A model or another attrs class, or a type such as a list of these.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        A ``pyarrow.Schema``.

    Raises:
        ModuleNotFoundError: When pyarrow is not installed.
    """
    return table_form(cls, converter).schema


def to_table(objects: Sequence[T], cls: type[T], *, converter: Converter | None = None) -> Any:
    """Put objects into a table; `from_table` gives equal ones.

    Args:
        objects: Instances of the class.
        cls: Their class.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        A ``pyarrow.Table`` with the `schema` of the class.

    Raises:
        ValueError: When an attribute does not fit into its column, such as an integer of more than
            64 bits; the sentence lists the first of them with their places.
    """
    pa = needed("pyarrow", "bulk")
    form = table_form(cls, converter)
    batches = []
    for start in range(0, len(objects), _ROWS):
        batch, unfit = form.fitting_batch(objects[start : start + _ROWS])
        if unfit:
            raise ValueError("\n".join(_unfit_lines(start, unfit)))
        batches.append(batch)
    return pa.Table.from_batches(batches, form.schema)


def _unfit_lines(start: int, unfit: list[UnfitRow]) -> Iterator[str]:
    for one in unfit[:10]:
        for problem in one.problems:
            yield f"$[{start + one.index}]{problem.where[1:]}: {problem.message}"
    if len(unfit) > 10:  # noqa: PLR2004 - as many as are listed
        yield f"and {len(unfit) - 10} more objects"


def from_table(table: Any, cls: type[T], *, converter: Converter | None = None) -> list[T]:
    """Structure the rows of a table.

    Args:
        table: A ``pyarrow.Table`` or ``RecordBatch``: of `to_table`, or any other with columns that
            are called like the keys of the class. Others are unknown keys.
        cls: The class of the objects.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        The objects, in the order of the rows.

    Raises:
        ClassValidationError: All that is wrong with the rows.
    """
    converter = converter or ready_converter()
    form = table_form(cls, converter)
    payloads: list[Any] = []
    notes: list[Any] = []
    for batch in table.to_batches() if hasattr(table, "to_batches") else [table]:
        payloads += form.payloads(batch)
        notes.append((batch.num_rows, form.notes(batch)))
    objects: list[T] = converter.structure(payloads, list[cls])  # type: ignore[valid-type]
    start = 0
    for count, of_batch in notes:
        for at, note in enumerate(of_batch or (), start):
            objects[at] = form.restore(objects[at], note)
        start += count
    return objects
