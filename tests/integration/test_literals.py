"""Types that list their values: ``Literal``."""

from __future__ import annotations

from typing import Any, Literal, Optional

import pytest
from attrs import define

from converters import INVALID, ProblemCode, make_converter, problems
from orm_attrs import DataType


@define
class Job:
    mode: Literal["fast", "exact"]
    tries: Literal[0, 1, None] = None  # noqa: PYI061 - spelled otherwise it is an optional one
    kind: Literal[DataType.VIDEO, DataType.IMAGE] = DataType.VIDEO


@pytest.mark.parametrize("detailed", [True, False])
@pytest.mark.parametrize("kind", [Job, list[Job], Optional[Job]], ids=["one", "list", "optional"])
def test_a_value_that_is_none_of_them_is_a_problem_of_the_payload(kind: Any, detailed: bool):
    own = make_converter(detailed_validation=detailed)
    payload: Any = {"mode": "slow"}
    with pytest.raises(INVALID) as caught:
        own.structure([payload] if kind == list[Job] else payload, kind)
    (problem,) = problems(caught.value, strict=True)
    assert problem.code is ProblemCode.UNKNOWN_MEMBER
    assert problem.message == "'slow' is none of fast, exact"


@pytest.mark.parametrize(
    ("payload", "job"),
    [
        ({"mode": "fast"}, Job("fast")),
        ({"mode": "exact", "tries": 1, "kind": "image"}, Job("exact", 1, DataType.IMAGE)),
        ({"mode": "exact", "tries": None, "kind": "video"}, Job("exact")),
    ],
)
@pytest.mark.parametrize("unknown", ["ignore", "keep"])
def test_one_of_them_is_read(payload: Any, job: Job, unknown: Any):
    own = make_converter(unknown=unknown)
    assert own.structure(payload, Job) == job
    assert own.structure(own.unstructure(job), Job) == job


@pytest.mark.parametrize("value", [True, False, "1", [], {}, float("nan")], ids=repr)
def test_what_is_only_equal_to_one_of_them_is_refused(value: Any):
    with pytest.raises(INVALID):
        make_converter().structure({"mode": "fast", "tries": value}, Job)


def test_a_hook_that_a_service_registers_for_one_is_asked():
    own = make_converter()
    own.register_structure_hook_func(
        lambda kind: kind == Literal["fast", "exact"], lambda value, _: value.lower()
    )
    assert own.structure({"mode": "FAST"}, Job) == Job("fast")
