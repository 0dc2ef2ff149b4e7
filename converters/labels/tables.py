"""Tables of label rows: a row for each object on each frame, each range and each classification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

from attrs import define

from converters.imports import needed
from converters.json_text import dumps
from converters.labels.answer_columns import AnswerColumns, columns_from, columns_of
from converters.labels.features import AnyOntology, Features, structure_of
from converters.labels.table_rows import DISTINCT, ROWS, TableRows, schema_of
from orm_attrs import FrameLabels, LabelRowV2


def table(rows: Iterable[LabelRowV2], ontology: AnyOntology | None = None) -> Any:
    """Return a table of label rows: a row for each object on each frame, range, classification.

    Args:
        rows: The label rows, which stay as they are.
        ontology: The ontology of their project. It alone tells which columns there are; without
            one, the labels do: each attribute that has an answer has a column.

    Returns:
        A ``pyarrow.Table``. Its metadata are those of GeoParquet, once it is written.

    Raises:
        ModuleNotFoundError: Without the extras ``bulk`` and ``labels``.
        OverflowError: When an integer of a row has more than 64 bits.
        TypeError: When ``ontology`` is none, or a field of a row is of another type than it says.
    """
    pa = needed("pyarrow", "bulk")
    form = ObjectTable(ontology)
    found = TableRows(form.features)
    if ontology is None:
        for row in rows:
            found.add(row)
        columns = columns_from(found.answers())
        schema = schema_of(columns)
        return pa.Table.from_batches(found.batches(columns, schema), schema)
    batches: list[Any] = []
    for row in rows:
        found.add(row)
        if len(found) >= ROWS:
            batches += found.batches(form.columns, form.schema)
            found = TableRows(form.features)
    batches += found.batches(form.columns, form.schema)
    return pa.Table.from_batches(batches, form.schema)


def table_schema(ontology: AnyOntology | None = None) -> Any:
    """Return the schema of the tables of an ontology.

    Args:
        ontology: The ontology; None for the columns that all tables have.

    Returns:
        A ``pyarrow.Schema``.

    Raises:
        ModuleNotFoundError: Without the extra ``bulk``.
        TypeError: When ``ontology`` is none.
    """
    return ObjectTable(ontology).schema


@define(eq=False, slots=False)
class ObjectTable:
    """What `converters.bulk.convert` makes of label rows: one table, whatever is in them.

    It can be sent to other processes.
    """

    ontology: AnyOntology | None = None
    """The ontology of the project, which alone tells which columns there are; without one, all
    answers are in the column ``other_answers``."""

    def __attrs_post_init__(self) -> None:
        if self.ontology is not None:
            structure_of(self.ontology)

    def __getstate__(self) -> dict[str, Any]:
        return {"ontology": self.ontology}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def features(self) -> Features:
        """What the ontology consists of."""
        return Features(self.ontology)

    @cached_property
    def columns(self) -> AnswerColumns:
        """The columns for answers."""
        return columns_of(self.features)

    @cached_property
    def schema(self) -> Any:
        """The schema of the table: a ``pyarrow.Schema``."""
        return schema_of(self.columns)

    @property
    def fingerprint(self) -> str:
        """What tells this table from others."""
        return sha256(dumps(self.features.structure)).hexdigest()

    @property
    def distinct(self) -> frozenset[str]:
        """The columns of which most values differ from each other."""
        return DISTINCT

    def weight(self, row: LabelRowV2) -> int:
        """Return how many rows of the table a label row is, or so."""
        holders = (row, *(row.data_units or {}).values(), *(row.spaces or {}).values())
        count = 1
        for it in holders:
            labels: Any = it.labels
            frames = (labels,) if isinstance(labels, FrameLabels) else (labels or {}).values()
            count += sum(len(frame.objects or ()) for frame in frames)
        return count

    def batches(self, rows: Sequence[LabelRowV2]) -> list[Any]:
        """Return the table of label rows as record batches.

        Raises:
            Exception: Of any class, when a row does not fit into the columns.
        """
        found = TableRows(self.features)
        for row in rows:
            found.add(row)
        return found.batches(self.columns, self.schema)
