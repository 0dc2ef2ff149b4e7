"""What the service keeps, in SQLite, and the converter that all of it goes through.

Datasets and rows are kept as JSON text, so that they come back as they came, also from a newer
server. Label logs are kept in columns, so that other programs can count and sum; their dates are
in UTC there, so that they compare.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from sqlite3 import Connection
from typing import Any, Final, NewType, TypeVar

from attrs import fields_dict, frozen
from cattrs import Converter

from converters import (
    configure_converter,
    dumps,
    evolve,
    explain,
    from_db_row,
    kept,
    loads,
    to_dic,
)
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
CREATE INDEX IF NOT EXISTS label_logs_by_id ON label_logs (log_hash);
"""

INSERT_LOG: Final = """
INSERT INTO label_logs VALUES (
    :log_hash, :user_hash, :user_email, :annotation_hash, :identifier, :data_hash, :feature_hash,
    :action, :label_name, :time_taken, :created_at, :frame, :more
)
"""

LONGEST_HASH: Final = 200
"""Characters of a hash at most, as it has to fit into a URL."""

MOST_LINES: Final = 1000
"""Problems of one payload that are told at most."""

MOST_WRITTEN: Final = 64 * 2**20
"""Bytes that a patch writes at most, to all copies of its row together."""

LESS_ROOM: Final = 50
"""Calls that who reads something may be nested deeper than who has stored it."""

T = TypeVar("T")

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


class ConflictError(Exception):
    """There is something else with this hash."""


class RefusedError(Exception):
    """A payload is well-formed, and cannot be stored all the same."""

    def __init__(self, *problems: str) -> None:
        """Say what is wrong, a line for each problem."""
        super().__init__(*problems)
        self.problems = problems


def structure_title(value: Any, _: Any) -> Title:
    """Structure a title: a hook of this service's own."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected a title, got {value!r:.60}")
    return Title(value.strip())


own: Final = Converter()
"""The service's converter: first the hooks of the registry, then its own."""
configure_converter(own, unknown="keep")
own.register_structure_hook(Title, structure_title)


def save_dataset(db: Connection, dataset: Dataset) -> dict[str, int]:
    """Keep a dataset, in place of an earlier one of the same hash."""
    key = dataset.dataset_hash
    rows = [(f"$.data_rows[{i}].data_hash", it.uid) for i, it in enumerate(dataset.data_rows)]
    check_hashes([("$.dataset_hash", key), *rows])
    check_repeated(rows)
    bare = evolve(dataset, data_rows=[])  # It holds the unknown keys, too.
    db.execute("REPLACE INTO datasets VALUES (?, ?)", (key, as_text(bare)))
    db.execute("DELETE FROM data_rows WHERE dataset_hash = ?", (key,))
    for position, row in enumerate(dataset.data_rows):
        data_type = own.unstructure(row)["data_type"]  # DataType does not have the newer ones.
        columns = (key, position, row.uid, data_type, as_text(row))
        db.execute("INSERT INTO data_rows VALUES (?, ?, ?, ?, ?)", columns)
    check_answer(Dataset, lambda: load_dataset(db, key), lambda it: it == dataset)
    return {"data_rows": len(dataset.data_rows)}


def dataset_before(db: Connection, dataset: Dataset) -> Iterator[Dataset]:
    """Give the dataset that `save_dataset` replaces."""
    yield load_dataset(db, dataset.dataset_hash)


def load_dataset(
    db: Connection, dataset_hash: str, data_type: str | None = None, data_hash: str | None = None
) -> Dataset:
    """Give a dataset with its rows, all or some.

    Args:
        db: The database.
        dataset_hash: The dataset's hash.
        data_type: The type of the rows, a name on the wire, also a new one; None for all.
        data_hash: The hash of the rows; None for all.

    Raises:
        NotFoundError: When there is no such dataset.
    """
    query = "SELECT payload FROM datasets WHERE dataset_hash = ?"
    found = db.execute(query, (dataset_hash,)).fetchone()
    if found is None:
        raise NotFoundError(f"no dataset {dataset_hash!r:.60}")
    dataset = loads(found["payload"], Dataset, converter=own)
    query = (
        "SELECT payload FROM data_rows WHERE dataset_hash = ?"
        " AND data_type = coalesce(?, data_type) AND data_hash = coalesce(?, data_hash)"
        " ORDER BY position"
    )
    rows = db.execute(query, (dataset_hash, data_type, data_hash))
    dataset.data_rows = [loads(one["payload"], DataRow, converter=own) for one in rows]
    return dataset


def load_rows(db: Connection, dataset_hash: str, data_type: str | None) -> list[DataRow]:
    """Give the rows of a dataset; see `load_dataset`."""
    return load_dataset(db, dataset_hash, data_type).data_rows


def load_row(db: Connection, data_hash: str) -> DataRow:
    """Give a row; where several datasets have it, that of the one that was stored last."""
    return next(copies(db, data_hash, newest_first=True))


def copies(db: Connection, data_hash: str, *, newest_first: bool = False) -> Iterator[DataRow]:
    """Give a row as often as datasets have it, at least once, and hold none of them.

    Raises:
        NotFoundError: When no dataset has it.
    """
    order = "DESC" if newest_first else "ASC"
    query = f"SELECT payload FROM data_rows WHERE data_hash = ? ORDER BY rowid {order}"  # noqa: S608
    count = 0
    for one in db.execute(query, (data_hash,)):
        count += 1
        yield loads(one["payload"], DataRow, converter=own)
    if not count:
        raise NotFoundError(f"no data row {data_hash!r:.60}")


def copies_before(db: Connection, _: RowPatch, data_hash: str) -> Iterator[DataRow]:
    """Give what `patch_row` changes."""
    return copies(db, data_hash)


def patch_row(db: Connection, patch: RowPatch, data_hash: str) -> DataRow:
    """Change a row wherever it stands, for several datasets may have it."""
    query = "SELECT rowid, dataset_hash, payload FROM data_rows WHERE data_hash = ? ORDER BY rowid"
    patched: dict[str, list[DataRow]] = {}
    written = 0
    for rowid, dataset_hash, payload in db.execute(query, (data_hash,)).fetchall():
        row = loads(payload, DataRow, converter=own)
        if patch.title is not None:
            row.title = patch.title
        if patch.client_metadata is not None:
            row.client_metadata = patch.client_metadata
        if changes(row):
            columns = (as_text(row), rowid)
            written += len(columns[0])
            if written > MOST_WRITTEN:
                raise RefusedError("cannot be stored: too many datasets have this row")
            db.execute("UPDATE data_rows SET payload = ? WHERE rowid = ?", columns)
        patched.setdefault(dataset_hash, []).append(row)
    for key, rows in patched.items():
        check_patched(db, key, data_hash, rows)
    return load_row(db, data_hash)


def check_patched(db: Connection, dataset_hash: str, data_hash: str, rows: list[DataRow]) -> None:
    """Refuse a patch whose rows would not come out with their dataset."""
    check_answer(
        Dataset,
        lambda: load_dataset(db, dataset_hash, data_hash=data_hash),
        lambda dataset: dataset.data_rows == rows,
    )


def save_logs(db: Connection, logs: list[LabelLog]) -> dict[str, int]:
    """Add label logs: in ``more`` stands what a newer server sends, and there is no column for.

    A log that is there already stays as it is, so that a client may send it again that has not
    heard the answer. Those without a ``log_hash`` are added each time.
    """
    hashes = [(f"$[{i}].data_hash", it.data_hash) for i, it in enumerate(logs)]
    ids = [
        (f"$[{i}].log_hash", it.log_hash) for i, it in enumerate(logs) if it.log_hash is not None
    ]
    check_hashes([*hashes, *ids])
    for log in logs:
        columns = log_columns(log)
        query = "SELECT * FROM label_logs WHERE log_hash = ?"
        if before := db.execute(query, (log.log_hash,)).fetchone():  # None equals nothing in SQL.
            if dict(before) != columns:
                raise ConflictError(f"there is another label log {log.log_hash!r}")
            continue
        added = db.execute(INSERT_LOG, columns).lastrowid
        check_answer(list[LabelLog], partial(load_added, db, added), [log].__eq__)
    return {"label_logs": len(logs)}


def log_columns(log: LabelLog) -> dict[str, Any]:
    """Give the value of each column; in ``more`` stand a date with a zone, and unknown keys.

    A whole number that was sent as ``7.0`` is ``7`` in its column, and in what is answered.
    """
    known = dict.fromkeys(fields_dict(LabelLog))
    columns = known | {key: value for key, value in to_dic(log).items() if key in known}
    more = kept(log)
    if log.created_at.tzinfo is not None:
        more["created_at"] = own.unstructure(log)["created_at"]
    return columns | {"more": json.dumps(more, sort_keys=True)}


def load_logs(db: Connection, data_hash: str) -> list[LabelLog]:
    """Give the label logs of a data unit, in the order in which they came."""
    query = "SELECT * FROM label_logs WHERE data_hash = ? ORDER BY rowid"
    return [_log(dict(one)) for one in db.execute(query, (data_hash,))]


def load_added(db: Connection, rowid: int | None) -> list[LabelLog]:
    """Give the one log that was just added."""
    row = db.execute("SELECT * FROM label_logs WHERE rowid = ?", (rowid,)).fetchone()
    return [_log(dict(row))]


def _log(columns: dict[str, Any]) -> LabelLog:
    columns |= json.loads(columns.pop("more"))
    return from_db_row(columns.values(), columns.keys(), LabelLog, converter=own)


def as_text(obj: Any) -> bytes:
    """Write what goes into a column.

    Raises:
        RefusedError: When there is no text of it: Python's own limit to nesting, for instance.
    """
    try:
        return dumps(obj, converter=own)
    except (ValueError, RecursionError) as exc:
        raise RefusedError(f"cannot be stored: {exc}") from None


def check_hashes(found: Iterable[tuple[str, str]]) -> None:
    """Refuse hashes that cannot stand in the path of a URL.

    Args:
        found: The path in the payload of each hash, and the hash.

    Raises:
        RefusedError: With a line for each.
    """
    wrong = [
        f"{path}: expected a hash of 1 to {LONGEST_HASH} characters without '/', got {value!r:.60}"
        for path, value in found
        if "/" in value or value in ("", ".", "..") or len(value) > LONGEST_HASH
    ]
    if wrong:
        raise RefusedError(*wrong[:MOST_LINES])


def check_repeated(found: Iterable[tuple[str, str]]) -> None:
    """Refuse a row that a dataset has twice: a patch is written as often as the row is there.

    Args:
        found: The path in the payload of each hash, and the hash.

    Raises:
        RefusedError: With a line for each.
    """
    first: dict[str, str] = {}
    repeated = [
        f"{path}: {value!r:.60} is at {first[value]} already"
        for path, value in found
        if first.setdefault(value, path) != path
    ]
    if repeated:
        raise RefusedError(*repeated[:MOST_LINES])


def check_answer(kind: Any, find: Callable[[], Any], is_meant: Callable[[Any], bool]) -> None:
    """Refuse what would come out of the service in another way, or not at all.

    Args:
        kind: The type of what comes out.
        find: Gives what the tables hold now.
        is_meant: Tells whether it is what they should hold.

    Raises:
        RefusedError: When a client that is sent the one would not read the other.
    """

    def is_read() -> bool:
        return is_meant(loads(as_text(find()), kind, converter=own))

    try:
        is_right = with_less_room(LESS_ROOM, is_read)
    except RefusedError:
        raise
    except Exception as exc:  # noqa: BLE001 - whatever it is, it must not be committed
        raise RefusedError(*(f"cannot be read back: {line}" for line in explain(exc))) from None
    if not is_right:
        raise RefusedError("cannot be read back: it would be another one")


def with_less_room(levels: int, work: Callable[[], T]) -> T:
    """Do something with so many calls less until Python's limit, as others later may have to."""
    return with_less_room(levels - 1, work) if levels else work()
