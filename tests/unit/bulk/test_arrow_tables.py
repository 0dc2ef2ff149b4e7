"""Arrow tables: objects to columns and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from attrs import define, evolve, field
from bulk_files import payload
from chosen import by_kind
from corpus import entries, is_good, kind_of, needs_corpus, read
from hypothesis import given
from hypothesis import strategies as st
from strategies import CLASSES, LIST_CLASSES, instances

import orm_attrs as orm
from converters import bulk, converter, make_converter
from orm_attrs import DataRow

pa = pytest.importorskip("pyarrow")

KEEPING = make_converter(unknown="keep")


@by_kind("cls", [*CLASSES, *LIST_CLASSES])
def test_every_class_has_a_schema(cls: Any) -> None:
    names = bulk.schema(cls).names
    assert len(names) == len(set(names))
    assert names[-1] == "_kept"


CANNOT_BE_COLUMNS = (
    "the date is out of range in UTC",
    "outside of the range exactly representable by a IEEE 754 double",
    "an integer of at most 64 bits",
    "too large to fit int64",
)
"""What is said of dates and numbers that objects may hold and columns may not."""


@given(st.data())
def test_objects_to_a_table_and_back_are_equal(data: st.DataObject) -> None:
    cls = data.draw(st.sampled_from(CLASSES))
    objects = data.draw(st.lists(instances(cls), max_size=5))
    try:
        table = bulk.to_table(objects, cls)
    except ValueError as exc:
        assert any(it in str(exc) for it in CANNOT_BE_COLUMNS)
        return
    assert table.schema == bulk.schema(cls)
    back = bulk.from_table(table, cls)
    assert back == objects
    assert converter.unstructure(back, list[cls]) == converter.unstructure(objects, list[cls])


def test_other_keys_have_one_column_named_as_their_field() -> None:
    rows = [orm.RowScene(is_continuous=True, content={"a": {"b": 1}}), orm.RowScene()]
    table = bulk.to_table(rows, orm.RowScene)
    assert table.column_names[:2] == ["isContinuous", "content"]
    assert bulk.from_table(table, orm.RowScene) == rows
    within = [orm.LabelRowV2(scene=rows[0]), orm.LabelRowV2()]
    assert bulk.from_table(bulk.to_table(within, orm.LabelRowV2), orm.LabelRowV2) == within


@needs_corpus
@entries(is_good)
@pytest.mark.parametrize("unknown", ["ignore", "keep"])
def test_recorded_payloads_go_through_tables(entry: dict[str, Any], unknown: Any) -> None:
    chosen = KEEPING if unknown == "keep" else converter
    content = read(entry)
    kind = kind_of(entry, content)
    cls = getattr(orm, entry["cls"])
    objects = chosen.structure(content if isinstance(content, list) else [content], list[cls])
    back = bulk.from_table(bulk.to_table(objects, cls, converter=chosen), cls, converter=chosen)
    assert back == objects
    written = chosen.unstructure(back if isinstance(content, list) else back[0], kind)
    assert written == chosen.unstructure(objects if isinstance(content, list) else objects[0], kind)


def test_what_is_held_travels_at_every_depth() -> None:
    image = {
        "image_hash": "h",
        "title": "t",
        "file_link": "l",
        "file_type": "image/png",
        "file_size": 1,
        "storage_location": 77,
        "created_at": "2023-04-02T09:14:11Z",
        "last_edited_at": "2023-04-02 09:14:11",
        "width": 1,
        "height": 1,
        "lens": {"mm": 35},
    }
    rows = [payload(0, images_data=[image], extra=[1]), payload(1)]
    objects = KEEPING.structure(rows, list[DataRow])
    back = bulk.from_table(
        bulk.to_table(objects, DataRow, converter=KEEPING), DataRow, converter=KEEPING
    )
    assert KEEPING.unstructure(back) == rows


def test_spellings_travel_with_what_is_held() -> None:
    row = payload(0, created_at="Thu, 09 Feb 2023 14:12:03 GMT", file_size=3560366.0)
    objects = KEEPING.structure([row], list[DataRow])
    table = bulk.to_table(objects, DataRow, converter=KEEPING)
    back = KEEPING.unstructure(bulk.from_table(table, DataRow, converter=KEEPING))
    assert back == [row]
    assert isinstance(back[0]["file_size"], float)


def test_a_table_may_be_changed_and_what_is_held_does_not_undo_it() -> None:
    row = KEEPING.structure(payload(0, data_type="NEW", extra=1), DataRow)
    table = bulk.to_table([row], DataRow, converter=KEEPING)
    column = table.schema.get_field_index("data_type")
    table = table.set_column(column, table.schema.field(column), pa.array(["IMAGE"]))
    (back,) = bulk.from_table(table, DataRow, converter=KEEPING)
    written = KEEPING.unstructure(back)
    assert (written["data_type"], written["extra"]) == ("IMAGE", 1)


def test_dates_are_instants_and_keep_their_zones() -> None:
    zone = timezone(timedelta(hours=2))
    row = converter.structure(payload(0), DataRow)
    row = evolve(row, created_at=datetime(2022, 1, 5, 12, tzinfo=zone))
    table = bulk.to_table([row], DataRow)
    instant = table.column("created_at")[0].as_py()
    assert instant == datetime(2022, 1, 5, 10, tzinfo=UTC)
    (back,) = bulk.from_table(table, DataRow)
    assert back.created_at.utcoffset() == timedelta(hours=2)
    assert back == row


def test_columns_say_what_the_wire_says() -> None:
    row = converter.structure(payload(0), DataRow)
    table = bulk.to_table([row], DataRow).to_pylist()[0]
    assert table["data_type"] == "VIDEO"
    assert table["storage_location"] == 1
    assert table["client_metadata"] == '{"camera":"Süd","number":0}'
    assert table["images_data"] is None
    assert table["height"] is None


class Shade(Enum):
    LIGHT = "light"
    MIXED = 1


class Name(str):
    __slots__ = ()


@define
class Node:
    name: Name
    shade: Shade
    parent: Node | None = None
    tags: set[str] = field(factory=set)
    pairs: list[tuple[int, str]] = field(factory=list)
    ids: list[UUID | None] = field(factory=list)
    grid: list[list[float]] = field(factory=list)
    anything: Any = None


def test_a_service_has_tables_of_its_own_classes() -> None:
    node = Node(
        Name("a"),
        Shade.MIXED,
        Node(Name("b"), Shade.LIGHT),
        {"x"},
        [(1, "y")],
        [UUID(int=5), None],
        [[1.0], []],
        {"k": [None, True]},
    )
    own = make_converter()
    assert bulk.from_table(bulk.to_table([node], Node, converter=own), Node, converter=own) == [
        node
    ]


def test_what_a_hook_of_a_service_writes_is_json_text() -> None:
    own = make_converter()
    own.register_unstructure_hook(UUID, lambda it: {"hex": it.hex})
    own.register_structure_hook(UUID, lambda it, _: UUID(it["hex"]))
    row = evolve(converter.structure(payload(0), DataRow), backing_item_uuid=UUID(int=1))
    table = bulk.to_table([row], DataRow, converter=own)
    assert table.column("backing_item_uuid")[0].as_py() == f'{{"hex":"{1:032x}"}}'
    assert bulk.from_table(table, DataRow, converter=own) == [row]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"width": 2**63}, "$[1].width: expected an integer of at most 64 bits"),
        ({"width": 1.5}, "$[1].width: expected int, got float 1.5"),
        ({"width": True}, "$[1].width: expected int, got bool True"),
        ({"title": b"t"}, "$[1].data_title: expected str, got bytes"),
        ({"created_at": 5}, "$[1].created_at: expected datetime, got int 5"),
        ({"duration": 2**53 + 1}, "$[1].duration: Integer value 9007199254740993 is outside"),
        ({"images_data": "abc"}, "$[1].images_data: expected list, got 'abc'"),
        ({"images_data": [5]}, "$[1].images_data: expected ImageData, got int 5"),
        ({"client_metadata": {"a": object()}}, "$[1].client_metadata: "),
    ],
)
def test_what_does_not_fit_is_a_problem_with_a_place(
    changes: dict[str, Any], sentence: str
) -> None:
    row = converter.structure(payload(0), DataRow)
    with pytest.raises(ValueError) as caught:
        bulk.to_table([row, evolve(row, **changes)], DataRow)
    assert str(caught.value).startswith(sentence)


def test_the_zones_of_dates_come_back_in_every_batch_of_a_table() -> None:
    zones = [None, "+02:00", "+03:00", None, "+04:00"]
    rows = [
        converter.structure(payload(i, created_at=f"2022-01-05T12:00:00{it or ''}"), DataRow)
        for i, it in enumerate(zones)
    ]
    tables = [bulk.to_table(part, DataRow) for part in (rows[:1], rows[1:3], rows[3:])]
    joined = pa.concat_tables(tables)
    assert len(joined.to_batches()) == 3
    back = bulk.from_table(joined, DataRow)
    assert back == rows
    assert [it.created_at.utcoffset() for it in back] == [it.created_at.utcoffset() for it in rows]


def test_only_the_first_unfit_objects_are_listed() -> None:
    row = evolve(converter.structure(payload(0), DataRow), width=2**64)
    with pytest.raises(ValueError) as caught:
        bulk.to_table([row] * 25, DataRow)
    assert len(str(caught.value).splitlines()) == 11
    assert str(caught.value).endswith("and 15 more objects")


@pytest.mark.parametrize(
    ("column", "array"),
    [
        ("width", pa.array([7], pa.int16())),
        ("data_title", pa.array(["7"], pa.large_string())),
        ("data_type", pa.array(["VIDEO"]).dictionary_encode()),
        ("duration", pa.array([7.0], pa.float32())),
        ("created_at", pa.array([datetime(2022, 1, 5)], pa.timestamp("ns"))),
        ("created_at", pa.array(["2022-01-05 00:00:00"])),
    ],
)
def test_tables_of_others_may_have_other_types_of_the_same_kind(column: str, array: Any) -> None:
    row = converter.structure(payload(0), DataRow)
    table = bulk.to_table([row], DataRow).drop_columns(["_kept"])
    table = table.set_column(table.schema.get_field_index(column), column, array)
    (back,) = bulk.from_table(table, DataRow)
    expected = {"data_type": "VIDEO", column: array.to_pylist()[0]}
    assert back == converter.structure({**converter.unstructure(row), **expected}, DataRow)


@pytest.mark.parametrize("array", [pa.array(["7"]), pa.array([7.5]), pa.array([True])])
def test_values_of_another_kind_are_refused_and_not_turned(array: Any) -> None:
    table = bulk.to_table([converter.structure(payload(0), DataRow)], DataRow)
    table = table.set_column(table.schema.get_field_index("width"), "width", array)
    with pytest.raises(Exception) as caught:
        bulk.from_table(table, DataRow)
    from converters import explain

    assert explain(caught.value)[0].startswith("$[0].width: expected int, got ")


def test_a_missing_column_is_a_missing_key() -> None:
    table = bulk.to_table([converter.structure(payload(0), DataRow)], DataRow)
    with pytest.raises(Exception) as caught:
        bulk.from_table(table.drop_columns(["width"]), DataRow)
    from converters import explain

    assert explain(caught.value) == ["$[0].width: required, but missing"]


def test_columns_that_the_class_does_not_know_are_unknown_keys() -> None:
    table = bulk.to_table([converter.structure(payload(0), DataRow)], DataRow)
    table = table.drop_columns(["_kept"]).append_column("lens", pa.array([{"mm": 35}]))
    assert len(bulk.from_table(table, DataRow)) == 1
    (row,) = bulk.from_table(table, DataRow, converter=KEEPING)
    assert KEEPING.unstructure(row)["lens"] == {"mm": 35}
    with pytest.raises(Exception):
        bulk.from_table(table, DataRow, converter=make_converter(unknown="forbid"))


def test_no_objects_are_an_empty_table() -> None:
    table = bulk.to_table([], DataRow)
    assert (table.num_rows, table.schema) == (0, bulk.schema(DataRow))
    assert bulk.from_table(table, DataRow) == []
