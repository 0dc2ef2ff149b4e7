"""Faults of the machine, which say nothing of a payload, and so are no rejects."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import define
from bulk_files import line, lines, write
from engines import row

from converters import bulk, make_converter
from converters.bulk.lists import TextsAt
from converters.bulk.tables import table_form
from orm_attrs import DataRow, DataType


@define
class Large:
    title: str = "none"

    def __attrs_post_init__(self) -> None:
        raise MemoryError


@define(eq=False)
class Choosy:
    """It is compared with what is equal only."""

    title: str = "none"
    fault: ClassVar[type[Exception]] = ValueError

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Choosy) and self.title == other.title:
            return True
        raise self.fault

    def __hash__(self) -> int:
        return 0


def failing(fault: type[BaseException], *, reads: bool = True, writes: bool = False) -> Any:
    def fail(*_: Any) -> Any:
        raise fault

    converter = make_converter()
    if reads:
        converter.register_structure_hook(DataType, fail)
    if writes:
        converter.register_unstructure_hook(DataType, fail)
    return converter


@pytest.mark.parametrize("fault", [MemoryError, SystemError])
def test_a_fault_is_raised_wherever_it_happens(tmp_path: Path, fault: type[Exception]) -> None:
    texts: dict[str, tuple[bytes, dict[str, Any]]] = {
        "lines": (lines(2), {}),
        "list": (b"[" + line(0) + b"]", {}),
        "page": (b'{"items": [' + line(0) + b"]}", {"at": "/items"}),
    }
    for name, (data, options) in texts.items():
        path = write(tmp_path / name, data)
        with pytest.raises(fault):
            bulk.check(path, DataRow, converter=failing(fault), **options)
        # Any other exception of a hook is a problem of each object.
        assert bulk.check(path, DataRow, converter=failing(OSError), **options).rows == 0
    out = tmp_path / "out.ndjson"
    with pytest.raises(fault):
        bulk.convert(
            tmp_path / "lines", out, DataRow, converter=failing(fault, reads=False, writes=True)
        )
    assert not out.exists()


@pytest.mark.parametrize("fault", [MemoryError, SystemError])
def test_a_fault_is_raised_from_tables_too(tmp_path: Path, fault: type[Exception]) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "rows", lines(2))
    writing = failing(fault, reads=False, writes=True)
    (batch,) = bulk.scan(path, DataRow)
    with pytest.raises(fault):
        bulk.to_table(batch.objects, DataRow, converter=writing)
    bulk.convert(path, tmp_path / "rows.parquet", DataRow)
    with pytest.raises(fault):
        bulk.check(tmp_path / "rows.parquet", DataRow, converter=failing(fault))


def test_a_text_with_a_doubtful_number_raises_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", line(0, more=0.5).replace(b"0.5", b"1e999"))
    with pytest.raises(MemoryError):
        bulk.check(path, DataRow, converter=failing(MemoryError))


def test_objects_that_are_compared_by_a_hook_of_a_service_are_no_faults(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b'{"title": "a"}\n{}\n')
    assert bulk.check(path, Choosy).strangers == 1

    @define(eq=False)
    class Faulty(Choosy):
        fault: ClassVar[type[Exception]] = MemoryError

    with pytest.raises(MemoryError):
        bulk.check(path, Faulty)


def test_a_class_of_which_nothing_can_be_made_for_a_fault_raises_it(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b'{"title": "a"}')
    with pytest.raises(MemoryError):
        bulk.check(path, Large)


def test_there_is_no_text_behind_the_last_item() -> None:
    texts = TextsAt(b'{"a": [1, 2]}', ["a"], is_list=True)
    assert texts(1) == ("2", (1, 11))
    assert texts(2) is None


def test_a_fault_is_raised_while_a_wrong_field_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("pyarrow")
    own = make_converter()
    form = table_form(DataRow, own)
    obj = own.structure(row(), DataRow)

    def refuse(objects: Any) -> Any:
        raise ValueError(objects)

    def lack(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(form, "batch", refuse)
    monkeypatch.setattr(type(form._shape.columns[0].shape), "array", lack)
    with pytest.raises(MemoryError):
        form._problems(obj)
