"""What the service keeps, in SQLite, and the converter that all of it goes through.

Datasets and rows are kept as JSON text, so that they come back as they came, also from a newer
server. Label logs are kept in columns, so that other programs can count and sum; their dates are
in UTC there, so that they compare.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from sqlite3 import Connection, Row, connect
from typing import Any, Final, Literal, NewType

from attrs import fields_dict, frozen
from cattrs import Converter

from converters import configure_converter, dumps, evolve, from_db_row, kept, loads, to_dic
from orm_attrs import DataRow, Dataset, LabelLog, changes

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS datasets (dataset_hash TEXT PRIMARY KEY, payload BLOB);
CREATE TABLE IF NOT EXISTS data_rows (
    dataset_hash TEXT, position INTEGER, data_hash TEXT, data_type TEXT, payload BLOB,
    PRIMARY KEY (dataset_hash, position)
);
CREATE INDEX IF NOT EXISTS data_rows_by_hash ON data_rows (data_hash);
CREATE TABLE IF NOT EXISTS label_logs (
    log_hash TEXT, user_hash TEXT, user_email TEXT, annotation_hash TEXT, identifier TEXT,
    data_hash TEXT, feature_hash TEXT, action INTEGER, label_name TEXT, time_taken INTEGER,
    created_at TEXT, frame INTEGER, more TEXT
);
CREATE INDEX IF NOT EXISTS label_logs_by_hash ON label_logs (data_hash);
"""

Title = NewType("Title", str)
"""A title that says something; see `structure_title`."""


@frozen
class RowPatch:
    """What a client may change in a data row. A field that is None is left as it is.

    Its objects have no place for unknown keys, so the converter refuses them.
    """

    title: Title | None = None
    client_metadata: dict[str, Any] | None = None


class NotFoundError(Exception):
    """There is nothing with this hash; the text says what was looked for."""


def structure_title(value: Any, _: Any) -> Title:
    """Structure a title: a hook of this service's own."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected a title, got {value!r:.60}")
    return Title(value.strip())


own: Final = Converter()
"""The service's converter: first the hooks of the registry, then its own."""
configure_converter(own, unknown="keep")
own.register_structure_hook(Title, structure_title)


def prepare(path: str) -> None:
    """Make the tables, unless they are there."""
    with closing(connect(path)) as db:
        db.executescript(SCHEMA)


@contextmanager
def transaction(path: str, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[Connection]:
    """Open the database for one transaction; of the IMMEDIATE ones, which write, one at a time."""
    with closing(connect(path, timeout=30, isolation_level=None)) as db:
        db.row_factory = Row
        db.execute(f"BEGIN {kind}")
        with db:
            yield db


def save_dataset(db: Connection, dataset: Dataset) -> dict[str, int]:
    """Keep a dataset, in place of an earlier one of the same hash."""
    key = dataset.dataset_hash
    bare = evolve(dataset, data_rows=[])  # It holds the unknown keys, too.
    db.execute("REPLACE INTO datasets VALUES (?, ?)", (key, dumps(bare, converter=own)))
    db.execute("DELETE FROM data_rows WHERE dataset_hash = ?", (key,))
    for position, row in enumerate(dataset.data_rows):
        data_type = own.unstructure(row)["data_type"]  # DataType does not have the newer ones.
        columns = (key, position, row.uid, data_type, dumps(row, converter=own))
        db.execute("INSERT INTO data_rows VALUES (?, ?, ?, ?, ?)", columns)
    return {"data_rows": len(dataset.data_rows)}


def load_dataset(db: Connection, dataset_hash: str, data_type: str | None = None) -> Dataset:
    """Give a dataset with its rows, all or those of a type: a name on the wire, also a new one."""
    query = "SELECT payload FROM datasets WHERE dataset_hash = ?"
    found = db.execute(query, (dataset_hash,)).fetchone()
    if found is None:
        raise NotFoundError(f"no dataset {dataset_hash!r}")
    dataset = loads(found["payload"], Dataset, converter=own)
    query = (
        "SELECT payload FROM data_rows"
        " WHERE dataset_hash = ? AND data_type = coalesce(?, data_type) ORDER BY position"
    )
    rows = db.execute(query, (dataset_hash, data_type))
    dataset.data_rows = [loads(one["payload"], DataRow, converter=own) for one in rows]
    return dataset


def load_rows(db: Connection, dataset_hash: str, data_type: str | None) -> list[DataRow]:
    """Give the rows of a dataset; see `load_dataset`."""
    return load_dataset(db, dataset_hash, data_type).data_rows


def patch_row(db: Connection, patch: RowPatch, data_hash: str) -> DataRow:
    """Change a row wherever it stands, for several datasets may have it."""
    query = "SELECT rowid, payload FROM data_rows WHERE data_hash = ?"
    row = None
    for rowid, payload in db.execute(query, (data_hash,)).fetchall():
        row = loads(payload, DataRow, converter=own)
        if patch.title is not None:
            row.title = patch.title
        if patch.client_metadata is not None:
            row.client_metadata = patch.client_metadata
        if changes(row):
            columns = (dumps(row, converter=own), rowid)
            db.execute("UPDATE data_rows SET payload = ? WHERE rowid = ?", columns)
    if row is None:
        raise NotFoundError(f"no data row {data_hash!r}")
    return row


def save_logs(db: Connection, logs: list[LabelLog]) -> dict[str, int]:
    """Add label logs: in ``more`` stands what a newer server sends, and there is no column for."""
    for log in logs:
        columns = dict.fromkeys(fields_dict(LabelLog)) | to_dic(log)  # which leaves None out
        columns["more"] = json.dumps(kept(log))
        db.execute(
            "INSERT INTO label_logs VALUES (:log_hash, :user_hash, :user_email, :annotation_hash,"
            " :identifier, :data_hash, :feature_hash, :action, :label_name, :time_taken,"
            " :created_at, :frame, :more)",
            columns,
        )
    return {"label_logs": len(logs)}


def load_logs(db: Connection, data_hash: str) -> list[LabelLog]:
    """Give the label logs of a data unit, in the order in which they came."""
    query = "SELECT * FROM label_logs WHERE data_hash = ? ORDER BY rowid"
    return [_log(dict(one)) for one in db.execute(query, (data_hash,))]


def _log(columns: dict[str, Any]) -> LabelLog:
    columns |= json.loads(columns.pop("more"))
    return from_db_row(columns.values(), columns.keys(), LabelLog, converter=own)
