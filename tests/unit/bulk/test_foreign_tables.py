"""Tables and columns that others have made, and what drift is found in unusual types."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone, tzinfo
from enum import Enum
from pathlib import Path
from typing import Any, NewType

import pytest
from attrs import Factory, define
from bulk_files import line, lines, payload, read_all, said, write

from converters import bulk, converter, explain, make_converter
from orm_attrs import (
    DataRow,
    DatasetAPIKey,
    DatasetUserRole,
    DataType,
    ImageData,
    Keeper,
    ProjectWorkflowSettings,
)

pa = pytest.importorskip("pyarrow")

IMAGE = {
    "image_hash": "h",
    "title": "t",
    "file_link": "l",
    "file_type": "image/png",
    "file_size": 1,
    "storage_location": 1,
    "created_at": "2023-04-02 09:14:11",
    "last_edited_at": "2023-04-02 09:14:11",
    "width": 1,
    "height": 1,
}


def with_column(table: Any, name: str, array: Any) -> Any:
    return table.set_column(table.schema.get_field_index(name), name, array)


def lines_of(table: Any, cls: Any, **options: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        bulk.from_table(table, cls, **options)
    return explain(caught.value)


@pytest.fixture
def table() -> Any:
    return bulk.to_table([converter.structure(payload(0), DataRow)], DataRow)


# --- what objects may hold ------------------------------------------------------------------------


@define
class Inner(Keeper):
    number: int
    since: datetime | None = None


@define
class Outer(Keeper):
    name: str
    inner: Inner | None = None
    others: list[Inner] = Factory(list)
    several: list[list[Inner]] | None = None
    note: str = "none"


ZONED = {"number": 1, "since": "2022-01-05T12:00:00+02:00"}


def test_what_is_none_in_some_rows_comes_back_as_none_with_the_zones_of_others() -> None:
    own = make_converter(unknown="keep")
    rows = [
        {"name": "a", "inner": ZONED},
        {"name": "b", "inner": None, "several": [[], [ZONED | {"more": 1}, {"number": 2}]]},
        {"name": "c", "inner": {"number": 3, "more": [1]}, "others": [ZONED, {"number": 4}]},
    ]
    read = own.structure(rows, list[Outer])
    back = bulk.from_table(bulk.to_table(read, Outer, converter=own), Outer, converter=own)
    assert back == read
    assert own.unstructure(back) == own.unstructure(read) == rows
    assert back[0].inner.since.utcoffset() == timedelta(hours=2)


def test_what_is_no_more_held_is_forgotten_at_every_depth() -> None:
    own = make_converter(unknown="keep")
    row = {"name": "a", "inner": {"number": 1}, "others": [{"number": 2}], "unknown": 1}
    plain = bulk.to_table(own.structure([row], list[Outer]), Outer, converter=own)
    back = bulk.from_table(plain, Outer, converter=own)
    assert own.unstructure(back) == [row]
    nothing = with_column(plain, "_kept", pa.array([None], pa.string()))
    (back,) = bulk.from_table(nothing, Outer, converter=own)
    assert own.unstructure(back) == own.unstructure(Outer("a", Inner(1), [Inner(2)]))


def test_objects_of_a_subclass_stand_in_the_columns_of_the_class() -> None:
    @define
    class Special(Inner):
        extra: int = 0

    assert bulk.from_table(bulk.to_table([Inner(1), Special(2)], Inner), Inner) == [
        Inner(1),
        Inner(2),
    ]
    with pytest.raises(ValueError, match=r"\$\[1\]: expected Inner, got"):
        bulk.to_table([Inner(1), Outer("a")], Inner)


def test_what_is_none_in_all_rows_comes_back_as_none() -> None:
    rows = [Outer("a"), Outer("b")]
    assert bulk.from_table(bulk.to_table(rows, Outer), Outer) == rows


def test_a_date_that_is_out_of_range_in_utc_is_refused() -> None:
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    with pytest.raises(ValueError, match=r"\$\[0\].since: the date is out of range in UTC"):
        bulk.to_table([Inner(1, early)], Inner)


class Nowhere(tzinfo):
    """A zone that does not say where it is."""

    def utcoffset(self, _: Any) -> None:
        return None


def test_a_zone_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\$\[0\].since: expected a datetime, got"):
        bulk.to_table([Inner(1, datetime(2022, 1, 5, tzinfo=Nowhere()))], Inner)


class Mixed(Enum):
    TEXT = "a"
    NUMBER = 1


Code = NewType("Code", str)


@define
class Rare:
    mixed: Mixed
    code: Code
    text: str
    role: DatasetUserRole | None = None
    codes: list[Code | None] = Factory(list)


def test_what_has_no_column_of_its_own_is_json_text() -> None:
    own = make_converter()
    own.register_structure_hook(Code, lambda value, _: Code(value["code"]))
    own.register_unstructure_hook(Code, lambda value: {"code": value})
    rows = [
        Rare(Mixed.TEXT, Code("c"), "t", DatasetUserRole.USER, [Code("e"), None]),
        Rare(Mixed.NUMBER, Code("d"), ""),
    ]
    made = bulk.to_table(rows, Rare, converter=own)
    assert made.column("mixed").to_pylist() == ['"a"', "1"]
    assert made.column("code").to_pylist() == ['{"code":"c"}', '{"code":"d"}']
    assert made.column("codes").to_pylist() == [['{"code":"e"}', None], []]
    assert bulk.from_table(made, Rare, converter=own) == rows


def test_a_class_without_fields_or_with_two_of_one_name_is_json_text() -> None:
    @define
    class Nothing:
        pass

    assert bulk.schema(Nothing).names == ["value", "_kept"]
    assert bulk.from_table(bulk.to_table([Nothing()], Nothing), Nothing) == [Nothing()]
    for cls in (list[DataType], DataType):
        values = [[DataType.IMAGE], []] if cls is not DataType else [DataType.IMAGE]
        assert bulk.from_table(bulk.to_table(values, cls), cls) == values


def test_an_error_of_another_kind_says_what_it_is() -> None:
    @define
    class Broken:
        code: Code

    def fail(value: Any) -> Any:
        raise KeyError("no such code")

    own = make_converter()
    own.register_unstructure_hook(Code, fail)
    with pytest.raises(ValueError, match=r"^\$\[0\]\.code: not found: .no such code.$"):
        bulk.to_table([Broken(Code("a"))], Broken, converter=own)


# --- what others may have written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "array", "sentence"),
    [
        ("created_at", pa.array([5]), "created_at: expected a date and time"),
        ("created_at", pa.array([2**62], pa.timestamp("s")), "created_at: "),
        ("width", pa.array([2**63], pa.uint64()), None),
        ("width", pa.array(["7"]), "width: expected int, got '7'"),
        ("client_metadata", pa.array([5]), "client_metadata: expected an object, got int 5"),
        ("client_metadata", pa.array(["{"]), "client_metadata: expected an object, got '{'"),
        ("images_data", pa.array([5]), "images_data: expected a list, got int 5"),
        ("images_data", pa.array([[5]]), "images_data[0]: expected an object, got int 5"),
    ],
)
def test_a_column_of_another_kind_is_refused_with_its_place(
    table: Any, name: str, array: Any, sentence: str | None
) -> None:
    changed = with_column(table, name, array)
    if sentence is None:
        (row,) = bulk.from_table(changed, DataRow)
        assert row.width == 2**63
        return
    (found,) = lines_of(changed, DataRow)
    assert found.startswith(f"$[0].{sentence}")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("data_title", pa.large_string()),
        ("data_title", pa.string_view()),
        ("data_title", pa.dictionary(pa.int8(), pa.string())),
        ("width", pa.int16()),
        ("width", pa.uint64()),
        ("width", pa.dictionary(pa.int8(), pa.int32())),
        ("duration", pa.float32()),
        ("created_at", pa.timestamp("s", tz="UTC")),
        ("created_at", pa.timestamp("ms", tz="Europe/Berlin")),
        ("created_at", pa.timestamp("ns")),
        ("created_at", pa.dictionary(pa.int8(), pa.timestamp("s"))),
    ],
    ids=str,
)
def test_a_column_may_have_another_type_for_the_same_values(
    table: Any, name: str, kind: Any
) -> None:
    column = table.column(name).combine_chunks()
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    # Older versions of Arrow have views of texts, and no cast to them.
    is_view = plain == pa.string_view()
    cast = pa.array(column.to_pylist(), plain) if is_view else column.cast(plain)
    changed = cast.dictionary_encode() if plain is not kind else cast
    expected = bulk.from_table(table, DataRow)
    assert bulk.from_table(with_column(table, name, changed), DataRow) == expected


def test_a_date_that_python_cannot_hold_is_refused_with_its_place(table: Any) -> None:
    far = pa.array([2**62], pa.timestamp("us", tz="UTC"))
    (found,) = lines_of(with_column(table, "created_at", far), DataRow)
    assert found.startswith("$[0].created_at: ")


def test_values_that_python_does_not_have_cost_their_rows_only(tmp_path: Path) -> None:
    from pyarrow import parquet

    made = bulk.to_table([converter.structure(payload(i), DataRow) for i in range(2)], DataRow)
    nanoseconds = pa.array([1_641_384_665_123_456_789, 10**18], pa.timestamp("ns"))
    made = with_column(made, "created_at", nanoseconds).append_column("seen", nanoseconds)
    far = pa.array([{"at": [2**50]}, {"at": [0]}], pa.struct([("at", pa.list_(pa.timestamp("s")))]))
    made = made.append_column("far", far).append_column("numbered", nanoseconds.dictionary_encode())
    parquet.write_table(made, tmp_path / "rows.parquet")

    objects, rejects = read_all(tmp_path / "rows.parquet")
    assert [it.created_at for it in objects] == [datetime(2001, 9, 9, 1, 46, 40)]
    assert said(rejects)[0].startswith("rows.parquet[0]: $.created_at: expected a date and time")
    found = {it.path: it for it in bulk.drift(tmp_path / "rows.parquet", DataRow).findings}
    for path in ("$.seen", "$.numbered"):
        assert found[path].example == '"2022-01-05 12:11:05.123456789"'
    assert found["$.far"].count == 2


def test_unknown_columns_of_numbered_values_have_these_values() -> None:
    seen = pa.array([1_641_384_665_123_456_789, None], pa.timestamp("ns")).dictionary_encode()
    made = pa.table({"name": ["a", "b"], "seen": seen})
    own = make_converter(unknown="keep")
    rows = own.unstructure(bulk.from_table(made, Outer, converter=own))
    assert [it["seen"] for it in rows] == ["2022-01-05 12:11:05.123456789", None]


def test_lists_of_structs_may_be_large_and_have_nulls(table: Any) -> None:
    kind = converter.structure(IMAGE, ImageData)
    rows = [converter.structure(payload(0), DataRow) for _ in range(2)]
    rows[0].images_data = [kind]
    made = bulk.to_table(rows, DataRow)
    column = made.column("images_data").combine_chunks()
    large = column.cast(pa.large_list(column.type.value_type))
    assert bulk.from_table(with_column(made, "images_data", large), DataRow) == rows
    holes = pa.array([[None], None], column.type)
    assert lines_of(with_column(made, "images_data", holes), DataRow) == [
        "$[0].images_data[0]: expected an object, got null"
    ]


def test_null_stands_for_a_key_that_is_absent_where_none_is_no_value() -> None:
    made = pa.table({"name": ["a", "b"], "note": [None, "n"], "others": [None, []]})
    assert bulk.from_table(made, Outer) == [Outer("a"), Outer("b", note="n")]
    (batch,) = made.to_batches()
    assert bulk.from_table(batch, Outer) == [Outer("a"), Outer("b", note="n")]


def test_other_columns_are_unknown_keys_where_these_count() -> None:
    made = pa.table({"name": ["a"], "shard": [5]})
    assert bulk.from_table(made, Outer) == [Outer("a")]
    assert lines_of(made, Outer, converter=make_converter(unknown="forbid")) == [
        "$[0].shard: unknown key"
    ]
    keeping = make_converter(unknown="keep")
    (row,) = bulk.from_table(made, Outer, converter=keeping)
    assert keeping.unstructure(row)["shard"] == 5


def test_a_table_without_a_column_of_the_class_has_rows_without_keys() -> None:
    @define
    class Light:
        size: int = 1

    made = pa.table({"other": [1, 2]})
    assert bulk.from_table(made, Light) == [Light(), Light()]


def test_a_note_about_what_can_have_none_changes_nothing(table: Any) -> None:
    note = pa.array([json.dumps([[["uid"], 5], [["created_at"], 3600]])])
    (row,) = bulk.from_table(with_column(table, "_kept", note), DataRow)
    assert row.uid == payload(0)["data_hash"]
    assert row.created_at.utcoffset() == timedelta(hours=1)


def test_rows_of_a_file_are_refused_one_by_one(tmp_path: Path, table: Any) -> None:
    from pyarrow import parquet

    zone = converter.structure(payload(2, created_at="2022-01-05T12:00:00+02:00"), DataRow)
    good = bulk.to_table([zone], DataRow)
    bad = with_column(table, "data_title", pa.array([None], pa.string()))
    parquet.write_table(pa.concat_tables([table, bad, good]), tmp_path / "rows.parquet")
    objects, rejects = read_all(tmp_path / "rows.parquet")
    assert [it.created_at.utcoffset() for it in objects] == [None, timedelta(hours=2)]
    assert said(rejects) == ["rows.parquet[1]: $.data_title: expected str, got null"]
    assert json.loads(rejects[0].text)["data_title"] is None


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["out.arrow", "out.parquet"])
def test_one_file_is_made_of_the_parts_of_several_processes(tmp_path: Path, name: str) -> None:
    write(tmp_path / "in" / "a.ndjson", lines(3) + line(3, width=2**70))
    write(tmp_path / "in" / "b.ndjson", lines(3, 4))
    summary = bulk.convert(tmp_path / "in", tmp_path / name, DataRow, jobs=2)
    alone = bulk.convert(tmp_path / "in", tmp_path / f"one-{name}", DataRow)
    assert (summary.rows, summary.rejected) == (alone.rows, alone.rejected) == (6, 1)


# --- drift ----------------------------------------------------------------------------------------


def drift_of(
    tmp_path: Path, cls: Any, *contents: Any, **options: Any
) -> list[tuple[str, str, str]]:
    data = b"".join(json.dumps(it).encode() + b"\n" for it in contents)
    found = bulk.drift(write(tmp_path / "rows.ndjson", data), cls, **options)
    return [(it.path, it.what, it.example) for it in found.findings]


@define
class Many:
    by_name: dict[str, DataType]
    types: list[DataType] = Factory(list)
    rows: dict[str, list[Inner]] = Factory(dict)
    code: Code | None = None


def test_mappings_and_lists_of_members_are_looked_into(tmp_path: Path) -> None:
    many = {
        "by_name": {"a": "HOLOGRAM", "b": "video", "c": 5},
        "types": ["CLOUD"],
        "rows": {"x": [{"number": 1, "more": 1}, 5], "y": 5},
    }
    assert drift_of(tmp_path, Many, many) == [
        ("$.by_name.*", "value", '"HOLOGRAM"'),
        ("$.rows.*[*].more", "key", "1"),
        ("$.types[*]", "value", '"CLOUD"'),
    ]
    assert drift_of(tmp_path, Many, {"by_name": 5, "types": 5, "rows": None}) == []


def test_whole_numbers_of_any_spelling_are_the_same_member(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    numbers = (1.0, 77.0, 77)
    write(path, b"".join(line(i, storage_location=it) for i, it in enumerate(numbers)))
    (finding,) = bulk.drift(path, DataRow).findings
    assert (finding.path, finding.what, finding.example) == ("$.storage_location", "value", "77")
    assert (finding.count, finding.where) == (2, f"{path}:2")


def test_each_class_of_a_union_is_looked_into_as_itself(tmp_path: Path) -> None:
    assert drift_of(tmp_path, ProjectWorkflowSettings, {"source_projects": [], "more": 1}) == [
        ("$.more", "key", "1")
    ]


def test_what_is_no_value_of_its_field_is_no_drift(tmp_path: Path) -> None:
    own = make_converter()
    own.register_structure_hook(Code, lambda value, _: Code(value))
    many = {"by_name": {}, "code": {"more": 1}}
    path = write(tmp_path / "rows.ndjson", json.dumps(many).encode())
    assert bulk.drift(path, Many, converter=own).findings == []
    assert drift_of(tmp_path, DatasetAPIKey, {"scopes": "{"}) == []


def test_lists_that_are_classes_are_looked_into_and_other_values_are_not_read(
    tmp_path: Path,
) -> None:
    rows = [[payload(0, more=1)], payload(1), 5]
    data = b"".join(json.dumps(it).encode() + b"\n" for it in rows)
    found = bulk.drift(write(tmp_path / "rows.ndjson", data), list[DataRow])
    assert (found.rows, found.unread) == (1, 2)
    assert [(it.path, it.what) for it in found.findings] == [("$[*].more", "key")]


def test_items_at_a_pointer_have_drift_too(tmp_path: Path) -> None:
    content = json.dumps({"items": [payload(0, more=1), payload(1)]}).encode()
    found = bulk.drift(write(tmp_path / "rows.json", content), DataRow, at="/items")
    assert [(it.path, it.count) for it in found.findings] == [("$.more", 1)]
