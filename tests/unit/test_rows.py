"""A row of a database becomes an object."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import pytest
from attrs import define
from cattrs import ClassValidationError

from converters import explain, from_db_row, make_converter, to_dic
from orm_attrs import (
    CollaboratorTimerParams,
    DataRow,
    DatasetData,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    ModelInferenceParams,
    ModelOperations,
    ModelTrainingParams,
    OtherIssue,
    Page,
    Project,
    ProjectImporterCvatInfo,
    StorageLocation,
    Video,
)

HASH = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"


def test_a_row_becomes_an_object() -> None:
    row = (HASH, "gate.mp4", None, UUID(HASH))
    video = from_db_row(row, ["data_hash", "title", "file_link", "backing_item_uuid"], Video)
    assert video == Video(data_hash=HASH, title="gate.mp4", backing_item_uuid=UUID(HASH))


def test_json_columns_are_read_as_text_or_decoded() -> None:
    for images in ('[{"image_hash": "a"}]', [{"image_hash": "a"}]):
        data = from_db_row(("d", None, images), ("data_hash", "video", "images"), DatasetData)
        assert data == DatasetData(data_hash="d", images=[{"image_hash": "a"}])


def test_a_uuid_column_may_stand_for_text() -> None:
    assert from_db_row([UUID(HASH)], ["data_hash"], Video).data_hash == HASH


def test_text_that_looks_like_json_stays_text_in_a_text_column() -> None:
    assert from_db_row(['{"a": 1}'], ["title"], Video).title == '{"a": 1}'


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("editor_ontology", '{"objects": []}', {"objects": []}),
        ("editor_ontology", "[1]", "[1]"),
        ("editor_ontology", "null", "null"),
        ("datasets", "[1]", [1]),
        ("datasets", '{"a": 1}', '{"a": 1}'),
        ("datasets", "none yet", "none yet"),
        ("source_projects", "[1]", [1]),
        ("source_projects", "null", None),
        ("title", "null", "null"),
    ],
)
def test_text_is_decoded_only_to_what_the_field_may_hold(
    column: str, text: str, value: Any
) -> None:
    assert getattr(from_db_row([text], [column], Project), column) == value


Hash = NewType("Hash", str)
Numbers = NewType("Numbers", list[int])


class Label(str):
    __slots__ = ()


@define
class Shelf:
    """A service's own record, with all the types that stand for text, and some that do not."""

    key: Hash
    name: Annotated[str, "shown to people"]
    label: Label
    numbers: Numbers
    anything: Any
    numbers_or_name: tuple[int, ...] | Hash
    counts_or_name: dict[str, int] | str
    counts_or_numbers: dict[str, int] | list[int]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[1]", ["[1]", "[1]", "[1]", [1], [1], [1], "[1]", [1]]),
        ("null", ["null", "null", "null", None, "null", "null", "null", None]),
        ('{"a": 1}', ['{"a": 1}'] * 3 + [{"a": 1}, {"a": 1}, '{"a": 1}', {"a": 1}, {"a": 1}]),
    ],
)
def test_the_types_of_a_service_tell_text_from_json(text: str, values: list[Any]) -> None:
    own = make_converter()
    for name in ("numbers", "numbers_or_name", "counts_or_name", "counts_or_numbers"):
        own.register_structure_hook_func(
            lambda kind, name=name: kind == Shelf.__annotations__[name], lambda value, _: value
        )
    columns = list(Shelf.__annotations__)
    shelf = from_db_row([text] * 8, columns, Shelf, converter=own)
    assert [getattr(shelf, name) for name in columns] == values


@pytest.mark.parametrize(
    ("cls", "column", "line"),
    [
        (ModelTrainingParams, "epochs", "expected int, got '[1]'"),
        (ModelInferenceParams, "iou_thresh", "expected float, got '[1]'"),
        (ModelInferenceParams, "allocation_enabled", "expected bool, got '[1]'"),
        (Project, "created_at", "expected a date and time, got '[1]'"),
        (Video, "backing_item_uuid", "expected a UUID, got '[1]'"),
        (ProjectImporterCvatInfo, "export_type", "'[1]' is none of project, task"),
    ],
)
def test_an_error_quotes_the_text_of_a_column(cls: Any, column: str, line: str) -> None:
    with pytest.raises(Exception) as caught:
        from_db_row(["[1]"], [column], cls)
    assert explain(caught.value) == [f"$.{column}: {line}"]


def test_a_literal_is_text() -> None:
    @define
    class Box:
        kind: Literal["[1]", "[2]"]

    assert from_db_row(["[2]"], ["kind"], Box) == Box("[2]")


@pytest.mark.parametrize(
    ("cls", "column", "number", "value"),
    [
        (ModelTrainingParams, "epochs", "3", 3),
        (ModelTrainingParams, "epochs", "3.0", 3),
        (ModelTrainingParams, "epochs", "9007199254740993.0", 2**53 + 1),
        (ModelInferenceParams, "iou_thresh", "0.1", 0.1),
        (ModelInferenceParams, "iou_thresh", "3", 3.0),
        (ModelInferenceParams, "allocation_enabled", "1", True),
    ],
)
def test_a_decimal_is_a_number(cls: Any, column: str, number: str, value: Any) -> None:
    got = getattr(from_db_row([Decimal(number)], [column], cls), column)
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("cls", "column", "number", "line"),
    [
        (ModelTrainingParams, "epochs", "3.5", "expected int, got Decimal"),
        (ModelTrainingParams, "epochs", "Infinity", "expected int, got Decimal"),
        (ModelInferenceParams, "iou_thresh", "1e999", "expected float, got Decimal"),
        (ModelInferenceParams, "iou_thresh", "sNaN", "expected float, got Decimal"),
        (ModelInferenceParams, "allocation_enabled", "2", "expected bool, got int 2"),
        (ModelInferenceParams, "device", "3", "expected str, got Decimal"),
        (ModelInferenceParams, "files", "3", "expected a list, got Decimal"),
    ],
)
def test_a_decimal_that_is_no_such_number_is_an_error(
    cls: Any, column: str, number: str, line: str
) -> None:
    with pytest.raises(Exception) as caught:
        from_db_row([Decimal(number)], [column], cls)
    assert explain(caught.value) == [f"$.{column}: {line}"]


def test_a_buffer_is_no_text() -> None:
    """Some drivers give one for a column of bytes."""
    with pytest.raises(Exception) as caught:
        from_db_row([memoryview(b"gate.mp4")], ["title"], Video)
    assert explain(caught.value) == ["$.title: expected str, got memoryview"]


def test_a_decimal_may_name_an_enum() -> None:
    @define
    class Step:
        operation: ModelOperations
        storage: StorageLocation

    got = from_db_row([Decimal(2), Decimal(1)], ["operation", "storage"], Step)
    assert got == Step(ModelOperations.CREATE, StorageLocation.AWS)


def test_a_date_in_a_field_of_text_is_written_as_text() -> None:
    moment = datetime(2022, 1, 5, 18, 51, 5, tzinfo=timezone(timedelta(hours=2)))
    assert from_db_row([moment], ["created_at"], LabelRow).created_at == "2022-01-05 16:51:05"


@pytest.fixture
def metadata() -> dict[str, Any]:
    """A label row's metadata, column by column."""
    texts = ("data_hash", "dataset_hash", "dataset_title", "data_title", "data_type")
    return {
        **dict.fromkeys(texts, "x"),
        "data_link": None,
        "annotation_task_status": None,
        "label_status": "LABELLED",
        "number_of_frames": 1,
        "is_shadow_data": True,
        "duration": 0.5,
    }


def test_null_is_the_default_where_none_is_no_value(metadata: dict[str, Any]) -> None:
    assert row_metadata(metadata, is_shadow_data=None).is_shadow_data is False
    assert row_metadata(metadata, duration=None).duration is None

    @define
    class Limit:
        count: int | None = 5

    assert from_db_row([None], ["count"], Limit) == Limit(None)
    with pytest.raises(Exception) as caught:
        row_metadata(metadata, data_hash=None, number_of_frames=None)
    assert explain(caught.value) == [
        "$.data_hash: expected str, got null",
        "$.number_of_frames: expected int, got null",
    ]


def row_metadata(metadata: dict[str, Any], **changes: Any) -> LabelRowMetadata:
    values = {**metadata, **changes}
    return from_db_row(tuple(values.values()), tuple(values), LabelRowMetadata)


def test_both_spellings_of_a_column_are_read() -> None:
    for key in ("projectHash", "project_hash"):
        values = ["p", datetime(2022, 1, 5), None]
        got = from_db_row(values, [key, "after", "groupBy"], CollaboratorTimerParams)
        assert got == CollaboratorTimerParams(project_hash="p", after=datetime(2022, 1, 5))


def test_columns_that_the_class_does_not_know_are_ignored() -> None:
    assert from_db_row([1, "t"], ["id", "title"], Video) == Video(title="t")


@pytest.mark.parametrize("unknown", ["ignore", "forbid", "keep"])
@pytest.mark.parametrize(
    ("columns", "got"),
    [
        (["id", "Title"], "'id', 'Title'"),
        ([], "none at all"),
        (["x" * 100], "'" + "x" * 59),
        (range(60), ", ".join(map(str, range(50))) + " and 10 more"),
    ],
    ids=["other names", "none", "a long name", "many"],
)
def test_a_row_without_a_column_of_the_class_is_an_error(
    unknown: Any, columns: Any, got: str
) -> None:
    """It would give an object of which nothing is known."""
    own = make_converter(unknown=unknown)
    with pytest.raises(ValueError) as caught:
        from_db_row(columns, columns, Video, converter=own)
    assert str(caught.value) == (
        "expected columns of Video (data_hash, title, file_link, backing_item_uuid), got " + got
    )


def test_a_class_without_fields_has_no_column_that_could_be_missing() -> None:
    @define
    class Nothing:
        pass

    assert from_db_row([1], ["id"], Nothing) == Nothing()
    with pytest.raises(ValueError, match=r"expected columns of Page \(results, "):
        from_db_row([1], ["id"], Page[DataRow])


@pytest.mark.parametrize("values", [[], ["a", "b", "c"]])
def test_a_row_of_another_length_is_an_error(values: list[str]) -> None:
    with pytest.raises(ValueError, match="expected a value for each of 2 columns, got"):
        from_db_row(values, ["data_hash", "title"], Video)


@pytest.mark.parametrize("text", ["{bad", "5", "[" * 100_000])
def test_bad_json_text_is_reported_with_its_column(text: str) -> None:
    with pytest.raises(Exception) as caught:
        from_db_row([text], ["video"], DatasetData)
    (line,) = explain(caught.value)
    assert line.startswith("$.video: expected an object, got '")


def test_a_row_that_is_a_mapping_is_an_error() -> None:
    """It would give its keys for values."""
    values = {"title": "t", "data_hash": "a"}
    with pytest.raises(TypeError) as caught:
        from_db_row(values, list(values), Video)
    assert str(caught.value) == (
        "expected the values of a row, got a mapping: pass its values() and keys()"
    )
    assert from_db_row(values.values(), values.keys(), Video) == Video(data_hash="a", title="t")


def test_a_column_of_the_class_may_not_be_there_twice() -> None:
    with pytest.raises(ValueError) as caught:
        from_db_row([1, "t", "t", 2], ["id", "title", "title", "id"], Video)
    assert str(caught.value) == "expected one column 'title', got 2"
    assert from_db_row([1, "t", 2], ["id", "title", "id"], Video) == Video(title="t")


def test_what_a_converter_leaves_out_is_the_default_again(metadata: dict[str, Any]) -> None:
    own = make_converter(omit_if_default=True)
    obj = row_metadata(metadata, is_shadow_data=False)
    flat = to_dic(obj, converter=own)
    assert "is_shadow_data" not in flat
    # A table has NULL for all that was not written.
    values = [flat.get(name) for name in metadata]
    assert from_db_row(values, list(metadata), LabelRowMetadata, converter=own) == obj


def test_an_enum_that_was_null_is_null_in_its_column(metadata: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    obj = keeping.structure({**metadata, "label_status": None}, LabelRowMetadata)
    assert obj.label_status is LabelStatus.MISSING_LABEL_STATUS
    assert "label_status" not in to_dic(obj, converter=keeping)
    flat = to_dic(obj, none=True, converter=keeping)
    assert flat["label_status"] is None
    assert from_db_row(list(flat.values()), list(flat), LabelRowMetadata, converter=keeping) == obj


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": NaN}', "invalid JSON: NaN is no JSON number"),
        ('{"a": -Infinity}', "invalid JSON: -Infinity is no JSON number"),
        ('{"a": [1e999]}', "invalid JSON: 1e999 is too large for a float"),
        ('{"a": "\\ud800"}', "invalid JSON: text with a lone surrogate"),
    ],
)
def test_json_that_could_not_be_written_again_is_refused(
    text: str, sentence: str, row: dict[str, Any]
) -> None:
    """In columns of text, and where a driver has decoded it with Python's own module."""
    for name, cls in (("client_metadata", DataRow), ("editor_ontology", Project), ("extra", Extra)):
        names = [name, "data_hash"]
        for value in (text, json.loads(text)):
            with pytest.raises(ClassValidationError) as caught:
                from_db_row([value, "x"], names, cls)
            (line,) = explain(caught.value)
            assert line.startswith(f"$.{name}: ")
            assert line.removeprefix(f"$.{name}: ").startswith(
                sentence if value is text else ("Out of range float", "no JSON: text with a lone")
            )


@define
class Extra:
    data_hash: str
    extra: Any = None


# --- a column for all other keys ------------------------------------------------------------------


@pytest.mark.parametrize("unknown", [True, False])
def test_other_keys_of_an_object_stand_in_one_column(unknown: bool) -> None:
    """One of them may have the name of that column."""
    issue = OtherIssue(type="NEW", content={"content": 1, "more": [None]})
    flat = to_dic(issue, unknown=unknown)
    assert flat == {"type": "NEW", "content": '{"content": 1, "more": [null]}'}
    assert from_db_row(["NEW", flat["content"], 7], ["type", "content", "row"], OtherIssue) == issue
    assert from_db_row(["NEW", None], ["type", "content"], OtherIssue) == OtherIssue(type="NEW")
    assert from_db_row(["NEW"], ["type"], OtherIssue) == OtherIssue(type="NEW")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"type": "OLD"}', "$.content: expected other keys than the columns, got 'type'"),
        ("[1]", "$.content: expected an object, got list"),
    ],
)
def test_a_column_of_other_keys_holds_an_object_of_just_these(text: str, problem: str) -> None:
    with pytest.raises(ClassValidationError) as caught:
        from_db_row(["NEW", text], ["type", "content"], OtherIssue)
    assert explain(caught.value) == [problem]
