"""`converters.plan`: what is to be done for a class, without doing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from attrs import define
from cases import CASES, Case
from chosen import by_kind

import converters
from converters import make_converter
from converters.plans.hooks import PendingHook
from orm_attrs import CollaboratorTimer, DataRow, Dataset, Page, StorageLocation


@by_kind("case", CASES)
def test_every_class_has_a_plan_with_all_of_its_fields(case: Case) -> None:
    plan = converters.plan(case.cls)
    for one in (plan.read, plan.write):
        assert one.kind == case.cls
        assert {hook.field.name for hook in one.hooks} == {key.name for key in case.keys}
        assert len(one.lines()) == 1 + len(one.hooks)


def test_a_plan_names_keys_encodings_and_what_may_be_absent() -> None:
    lines = str(converters.plan(CollaboratorTimer)).splitlines()
    assert "data_title <- 'dataTitle' or 'data_title': str or null, optional" in lines
    assert "data_title -> 'dataTitle': str or null, left out when None" in lines


def test_a_plan_is_that_of_the_converter() -> None:
    own = make_converter(unknown="keep")
    own.register_structure_hook(StorageLocation, lambda value, _: value)
    plan = converters.plan(Dataset, converter=own)
    assert plan.read.extra_keys == "keep"
    assert plan.write.restores
    assert "a service's hook of StorageLocation" in "\n".join(plan.read.lines())
    assert "a service's hook" not in str(converters.plan(Dataset))


def test_a_generic_class_has_a_plan_for_its_arguments() -> None:
    assert "the hook of list[DataRow]" in str(converters.plan(Page[DataRow]))


def test_a_class_of_a_service_has_a_plan() -> None:
    @define
    class Upload:
        row: DataRow
        at: datetime | None = None

    assert converters.plan(Upload).read.lines() == [
        "fills Upload; extra keys: ignore",
        "row <- 'row': the hook of DataRow",
        "at <- 'at': date and time, written like 2022-01-05T18:51:05 or null, optional",
    ]


@pytest.mark.parametrize("kind", [int, list[DataRow], StorageLocation])
def test_what_is_no_attrs_class_has_none(kind: Any) -> None:
    with pytest.raises(TypeError, match="no plans were made for"):
        converters.plan(kind)


def test_a_class_with_a_hook_of_a_service_has_none() -> None:
    own = make_converter()
    own.register_structure_hook(DataRow, lambda value, _: value)
    with pytest.raises(TypeError, match="no plans were made for"):
        converters.plan(DataRow, converter=own)


def test_the_plan_of_a_class_whose_hooks_another_thread_is_making() -> None:
    """cattrs gives both threads what stands for the hook of a class that contains itself."""
    own = make_converter()
    own.register_structure_hook_func(
        lambda kind: kind is DataRow,
        PendingHook(lambda: make_converter().get_structure_hook(DataRow)),
    )
    assert str(converters.plan(DataRow, converter=own)) == str(converters.plan(DataRow))
