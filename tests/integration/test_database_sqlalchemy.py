"""Objects go through tables of SQLAlchemy, in SQLite and PostgreSQL, and come back as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from chosen import by_kind
from database_setups import EAST, HASH, NOON, RECORD, SETUPS, Setup, StorableMaker, alike, in_utc
from strategies import CLASSES_WITH_COLUMNS

from converters import columns, explain, from_db_row, make_converter, to_dic
from orm_attrs import (
    DataRow,
    DatasetData,
    DicomDeIdSaveCondition,
    LabelRow,
    ModelTrainingParams,
    ModelTrainingWeights,
    Project,
    StorageLocation,
    Video,
)

sa = pytest.importorskip("sqlalchemy")

VALUES: Final = {"time_str": False, "json": False, "uuid_str": False}
"""What `to_dic` is asked for: values of Python, for the types of SQLAlchemy make the text."""

BOTH: Final = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
ON_SQLITE: Final = pytest.mark.parametrize("dialect", ["sqlite"])
ON_POSTGRES: Final = pytest.mark.parametrize("dialect", ["postgresql"])


ConnectionMaker = Callable[[str], AbstractContextManager[Any]]
"""Opens connections to a database, by the name of its dialect."""


class UtcDateTime(sa.TypeDecorator):  # type: ignore[misc]
    """Dates in UTC in a column without zones, wherever the server and the session are."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)


TYPES: Final[dict[str, Any]] = {
    "text": sa.Text,
    "integer": sa.BigInteger,
    "float": sa.Double,
    "boolean": sa.Boolean,
    "datetime": UtcDateTime,
    "uuid": sa.Uuid,
    "json": sa.JSON(none_as_null=True),
}
"""Kind of a column to its type."""


@pytest.fixture(scope="module")
def on_server(server: dict[str, Any]) -> Iterator[Any]:
    """An engine for PostgreSQL, one for all tests: its first connection takes long."""
    url = sa.URL.create(
        "postgresql+psycopg",
        username=server["user"],
        password=server["password"],
        host=server["host"],
        port=server["port"],
        database=server["dbname"],
    )
    made = sa.create_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def open_connection(request: pytest.FixtureRequest) -> ConnectionMaker:
    """Opens connections whose tables are gone when they are closed."""

    @contextmanager
    def open_one(dialect: str) -> Iterator[Any]:
        with ExitStack() as stack:
            if dialect == "sqlite":
                engine = sa.create_engine("sqlite://")
                stack.callback(engine.dispose)
            else:
                engine = request.getfixturevalue("on_server")
            connection = stack.enter_context(engine.connect())
            yield connection
            connection.rollback()

    return open_one


@pytest.fixture
def connection(dialect: str, open_connection: ConnectionMaker) -> Iterator[Any]:
    with open_connection(dialect) as opened:
        yield opened


def table_of(cls: Any, connection: Any, *more: Any, **other: Any) -> Any:
    """Make the table of a class, with other types for some kinds of columns."""
    types = {**TYPES, **other}
    table = sa.Table(
        "sqlalchemy objects",
        sa.MetaData(),
        sa.Column(RECORD, sa.Integer),
        *(sa.Column(one.name, types[one.kind], nullable=one.nullable) for one in columns(cls)),
        *more,
    )
    table.create(connection)
    return table


def objects(connection: Any, table: Any, cls: Any, **options: Any) -> list[Any]:
    result = connection.execute(sa.select(table).order_by(table.c[RECORD]))
    names = list(result.keys())
    return [from_db_row(row, names, cls, **options) for row in result]


def setup_of(dialect: str) -> Setup:
    """Give the setup that says which objects a database can hold."""
    return next(one for one in SETUPS if one.dialect == dialect)


# --- every class ----------------------------------------------------------------------------------


CONVERTERS: Final = [
    make_converter(**options) for options in ({}, {"unknown": "keep"}, {"omit_if_default": True})
]


@by_kind(
    "cls",
    CLASSES_WITH_COLUMNS,
    count=3,
    dialect=["sqlite", "postgresql"],
    none=[pytest.param(False, marks=pytest.mark.exhaustive), True],
)
def test_every_object_comes_back_as_it_was(
    *, cls: Any, none: bool, dialect: str, count: int, open_connection: ConnectionMaker
) -> None:
    """Whatever its converter leaves out or has kept, no column that is NOT NULL lacks a value."""
    maker = StorableMaker(Random(13), setup_of(dialect))
    made = []
    with open_connection(dialect) as connection:
        table = table_of(cls, connection)
        for own in CONVERTERS:
            for _ in range(count):
                obj = own.structure(maker.payload(cls), cls)
                values = to_dic(obj, none=none, converter=own, **VALUES)
                connection.execute(sa.insert(table).values({RECORD: len(made), **values}))
                made.append(obj)
        for got, obj in zip(objects(connection, table, cls), made, strict=True):
            assert alike(got, without_json_text(obj))


def without_json_text(obj: Any) -> Any:
    """Give what comes back: text that is JSON of a list or object is taken for one."""
    if not isinstance(obj, (DicomDeIdSaveCondition, Project)):
        return obj
    flat = to_dic(obj, none=True)
    return from_db_row(list(flat.values()), list(flat), type(obj))


@BOTH
def test_many_objects_are_inserted_at_once(connection: Any) -> None:
    table = table_of(Video, connection)
    videos = [Video(data_hash="a"), Video(title="t", backing_item_uuid=UUID(HASH)), Video()]
    rows = [{RECORD: n, **to_dic(one, none=True, **VALUES)} for n, one in enumerate(videos)]
    connection.execute(sa.insert(table), rows)
    assert objects(connection, table, Video) == videos


# --- what is stored -------------------------------------------------------------------------------


@BOTH
def test_a_database_has_the_values_and_not_their_text(dialect: str, connection: Any) -> None:
    params = ModelTrainingParams(epochs=3, weights=ModelTrainingWeights(model="m"))
    table = table_of(ModelTrainingParams, connection)
    connection.execute(sa.insert(table).values(to_dic(params, **VALUES)))
    weights = table.c.weights["model"].as_string()
    assert connection.execute(sa.select(table.c.epochs).where(weights == "m")).scalar() == 3


@ON_SQLITE
@pytest.mark.parametrize(
    "obj",
    [Video(backing_item_uuid=UUID(HASH)), Project(created_at=NOON)],
    ids=["UUID", "date"],
)
def test_text_is_refused_where_a_column_wants_a_value(obj: Any, connection: Any) -> None:
    table = table_of(type(obj), connection)
    with pytest.raises(sa.exc.StatementError):
        connection.execute(sa.insert(table).values(to_dic(obj)))


@BOTH
def test_text_in_columns_of_text_needs_no_options(connection: Any) -> None:
    names = ("datetime", "uuid", "json")
    table = table_of(Project, connection, **dict.fromkeys(names, sa.Text))
    project = Project(created_at=NOON.replace(tzinfo=EAST), datasets=[1], source_projects=["p"])
    connection.execute(sa.insert(table).values(to_dic(project)))
    (got,) = objects(connection, table, Project)
    assert alike(got, project)


@BOTH
def test_none_is_null_in_every_column(connection: Any) -> None:
    table = table_of(DatasetData, connection)
    connection.execute(sa.insert(table).values(to_dic(DatasetData(), none=True, **VALUES)))
    is_null = sa.and_(*(table.c[one.name].is_(sa.null()) for one in columns(DatasetData)))
    assert connection.execute(sa.select(sa.func.count()).where(is_null)).scalar() == 1


@BOTH
def test_a_null_of_json_is_none_too(connection: Any) -> None:
    """SQLAlchemy's own default for None."""
    table = table_of(DatasetData, connection, json=sa.JSON())
    connection.execute(sa.insert(table).values(to_dic(DatasetData(), none=True, **VALUES)))
    assert objects(connection, table, DatasetData) == [DatasetData()]


@BOTH
def test_an_update_sets_what_may_be_updated_also_to_null(connection: Any) -> None:
    table = table_of(Video, connection)
    video = Video(data_hash="v1", title="gate.mp4", file_link="videos/1")
    connection.execute(sa.insert(table).values(to_dic(video, **VALUES)))
    video.title, video.file_link, video.data_hash = "north gate.mp4", None, "v2"
    flat = to_dic(video, none=True, **VALUES)
    changes = {one.name: flat[one.name] for one in columns(Video) if one.updatable}
    connection.execute(sa.update(table).where(table.c.data_hash == "v1").values(changes))
    assert objects(connection, table, Video) == [Video(data_hash="v1", title="north gate.mp4")]


# --- dates ----------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("moment", [NOON, NOON.replace(tzinfo=EAST)], ids=["naive", "aware"])
def test_dates_in_utc_are_the_same_instants(moment: datetime, connection: Any) -> None:
    table = table_of(Project, connection)
    connection.execute(sa.insert(table).values(to_dic(Project(created_at=moment), **VALUES)))
    (got,) = objects(connection, table, Project)
    assert in_utc(got.created_at) == in_utc(moment)


@BOTH
def test_a_plain_column_of_dates_loses_the_zone(connection: Any) -> None:
    """Which is why the documentation has a type for dates in UTC."""
    table = table_of(Project, connection, datetime=sa.DateTime)
    moment = NOON.replace(tzinfo=EAST)
    connection.execute(sa.insert(table).values(to_dic(Project(created_at=moment), **VALUES)))
    (got,) = objects(connection, table, Project)
    assert in_utc(got.created_at) != in_utc(moment)


@ON_POSTGRES
def test_a_column_with_a_zone_takes_dates_with_a_zone(connection: Any) -> None:
    table = table_of(Project, connection, datetime=sa.DateTime(timezone=True))
    moment = NOON.replace(tzinfo=EAST)
    connection.execute(sa.insert(table).values(to_dic(Project(created_at=moment), **VALUES)))
    (got,) = objects(connection, table, Project)
    assert got.created_at == moment


# --- names ----------------------------------------------------------------------------------------


HOSTILE: Final = "title) SELECT ?, (SELECT word FROM secrets) WHERE ? <> '' --"


@BOTH
def test_a_hostile_key_is_refused_or_quoted(connection: Any) -> None:
    keeping = make_converter(unknown="keep")
    video = keeping.structure({"data_hash": "v1", HOSTILE: "x"}, Video)
    table = table_of(Video, connection)
    values = to_dic(video, unknown=True, converter=keeping, **VALUES)
    with pytest.raises(sa.exc.CompileError, match="Unconsumed column names"):
        connection.execute(sa.insert(table).values(values))
    connection.execute(sa.insert(table).values(to_dic(video, converter=keeping, **VALUES)))
    assert objects(connection, table, Video) == [Video(data_hash="v1")]


@BOTH
def test_a_column_may_have_the_name_of_a_hostile_key(dialect: str, connection: Any) -> None:
    keeping = make_converter(unknown="keep")
    # PostgreSQL has no names of more than 63 bytes.
    key = HOSTILE[:60]
    video = keeping.structure({"data_hash": "v1", key: "x"}, Video)
    table = table_of(Video, connection, sa.Column(key, sa.Text))
    values = to_dic(video, unknown=True, converter=keeping, **VALUES)
    connection.execute(sa.insert(table).values(values))
    (got,) = objects(connection, table, Video, converter=keeping)
    assert to_dic(got, unknown=True, converter=keeping, **VALUES) == values


@BOTH
def test_unknown_values_are_kept(dialect: str, connection: Any) -> None:
    keeping = make_converter(unknown="keep")
    row = StorableMaker(Random(14), setup_of(dialect)).instance(DataRow)
    payload = {**keeping.unstructure(row), "storage_location": 77, "tags": ["a", None]}
    obj = keeping.structure(payload, DataRow)
    table = table_of(DataRow, connection, sa.Column("tags", sa.JSON))
    values = to_dic(obj, none=True, unknown=True, converter=keeping, **VALUES)
    connection.execute(sa.insert(table).values(values))
    (got,) = objects(connection, table, DataRow, converter=keeping)
    assert got.storage_location is StorageLocation.NEW_STORAGE
    again = to_dic(got, none=True, unknown=True, converter=keeping, **VALUES)
    assert again == {**values, RECORD: None}


# --- rows -----------------------------------------------------------------------------------------


@BOTH
def test_rows_of_every_kind_are_read(connection: Any) -> None:
    table = table_of(LabelRow, connection)
    label_row = LabelRow(label_hash="l", data_units={"a": {"b": 1}})
    connection.execute(sa.insert(table).values(to_dic(label_row, **VALUES)))
    result = connection.execute(sa.select(table))
    names, row = result.keys(), result.one()
    assert from_db_row(row, names, LabelRow) == label_row
    assert from_db_row(row._mapping.values(), row._mapping.keys(), LabelRow) == label_row
    with pytest.raises(TypeError, match="expected the values of a row, got a mapping"):
        from_db_row(row._mapping, names, LabelRow)


@BOTH
def test_the_problems_of_a_row_are_listed_by_column(connection: Any) -> None:
    table = table_of(ModelTrainingParams, connection, integer=sa.Text)
    connection.execute(sa.insert(table).values(epochs="three", weights=[1]))
    with pytest.raises(Exception) as caught:
        objects(connection, table, ModelTrainingParams)
    assert explain(caught.value) == [
        "$.epochs: expected int, got 'three'",
        "$.weights: expected an object, got list",
    ]
