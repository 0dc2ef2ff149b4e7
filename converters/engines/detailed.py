"""Structures and unstructures classes field by field, and raises everything that is wrong.

These parts of the hooks define what the others do faster: which objects there are, and what is an
error. The errors are cattrs' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
)

from converters.errors import (
    FAULTS,
    MissingKeyNote,
    WireKeyNote,
    class_error,
    expected,
    shorten_list,
)
from converters.plans.fields import FieldHook
from converters.plans.read import ReadPlan, key_in
from converters.plans.report import Report
from converters.plans.write import WritePlan, is_omitted
from converters.unknown.held import kept_of
from converters.unknown.recorder import Recorder
from orm_attrs import Tracker
from orm_attrs._changes import begin_tracking


def plain_dict(payload: Any) -> dict[str, Any]:
    """Give a mapping as a plain dict: looking a key up may change another kind of mapping."""
    if isinstance(payload, Mapping):
        return dict(payload.items())
    raise TypeError(expected("an object", payload))


@frozen(eq=False)
class DetailedReader:
    """Structures payloads of a class."""

    plan: ReadPlan
    recorder: Recorder | None
    """What notes what the object is to hold besides its fields; None when nothing is kept."""

    def __call__(self, payload: Any, report: Report) -> Any:
        """Structure a payload.

        Raises:
            ClassValidationError: All that is wrong with the payload, as far as the report goes.
            Exception: The first problem, when the report is not a detailed one.
        """
        problems: list[Exception] = []
        try:
            payload = plain_dict(payload)
        except TypeError as wrong:
            report.add(problems, wrong)
            raise self._error(problems) from None
        arguments = self._structure_fields(payload, report, problems)
        if self.plan.extra_keys == "forbid":
            self._find_extra_keys(payload, report, problems)
        if problems:
            raise self._error(problems)
        try:
            return self._make(payload, arguments)
        except Exception as wrong:
            report.add(problems, wrong)
            raise self._error(problems) from None

    def _make(self, payload: dict[str, Any], arguments: dict[str, Any]) -> Any:
        obj = self.plan.cls(**arguments)
        if isinstance(obj, Tracker):
            begin_tracking(obj)
        if self.recorder is not None:
            self.recorder.observe(payload, obj)
        return obj

    def _structure_fields(
        self, payload: dict[str, Any], report: Report, problems: list[Exception]
    ) -> dict[str, Any]:
        """Give the constructor's arguments, as far as their values are right."""
        arguments: dict[str, Any] = {}
        for index, hook in enumerate(self.plan.hooks):
            if problems and report.is_full:
                report.cut()
                break
            wire_field = hook.field
            key = key_in(payload, wire_field)
            if key not in payload:
                if wire_field.required or not self._may_be_none(index, payload):
                    note = attribute_note("Structuring", self.plan, hook)
                    report.add(problems, KeyError(key), MissingKeyNote(key), note)
                continue
            try:
                value = hook.structure(payload[key], report)
                if value is None and not self._may_be_none(index, payload):
                    raise TypeError(expected("a value", None))
            except Exception as problem:
                note = attribute_note("Structuring", self.plan, hook)
                report.add(problems, problem, WireKeyNote(key), note)
            else:
                arguments[str(wire_field.attribute.alias)] = value
        return arguments

    def _may_be_none(self, index: int, payload: dict[str, Any]) -> bool:
        """Tell whether a payload says that a field need not have a value."""
        demand = self.plan.demands.get(index)
        if demand is None:
            return True
        values = []
        for other in demand.others:
            hook = self.plan.hooks[other]
            key = key_in(payload, hook.field)
            try:
                values.append(hook.read(payload[key]) if key in payload else hook.field.default())
            except FAULTS:
                raise
            except Exception:
                return True  # A problem of its own is told, and this one may be none.
        return demand.is_excused(*values)

    def _find_extra_keys(
        self, payload: dict[str, Any], report: Report, problems: list[Exception]
    ) -> None:
        used = {key_in(payload, wire_field) for wire_field in self.plan.fields}
        extra = [key for key in payload if key not in used]
        most = report.left if problems else max(1, report.left)
        named = extra[: int(min(len(extra), most))]
        if len(extra) > len(named):
            report.cut()
        if named:
            cls = self.plan.cls
            text = f"Extra fields in constructor for {cls.__name__}: {shorten_list(extra)}"
            report.add(problems, ForbiddenExtraKeysError(text, cls, set(named)), times=len(named))

    def _error(self, problems: list[Exception]) -> ClassValidationError:
        cls = self.plan.cls
        return class_error(f"While structuring {cls.__name__}", problems, cls)


@frozen(eq=False)
class DetailedWriter:
    """Unstructures objects of a class."""

    plan: WritePlan

    def __call__(self, obj: Any, report: Report) -> dict[str, Any]:
        """Unstructure an object.

        Raises:
            ClassValidationError: All attributes whose value is not of their type.
            TypeError: When the object is not one of the class.
            Exception: The first problem, when the report is not a detailed one.
        """
        cls = self.plan.cls
        if not isinstance(obj, cls):
            raise TypeError(expected(f"a {cls.__name__}", obj))
        result: dict[str, Any] = {}
        problems: list[Exception] = []
        for index, hook in enumerate(self.plan.hooks):
            if problems and report.is_full:
                report.cut()
                break
            wire_field = hook.field
            value = getattr(obj, wire_field.name)
            try:
                if value is None and not self.plan.is_excused(index, obj):
                    raise TypeError(expected("a value", None))
                if not is_omitted(value, wire_field, obj):
                    result[wire_field.written_key] = hook.unstructure(value, report)
            except Exception as problem:
                report.add(problems, problem, attribute_note("Unstructuring", self.plan, hook))
        if problems:
            raise class_error(f"While unstructuring {cls.__name__}", problems, cls)
        return kept_of(obj).restore(result) if self.plan.restores else result


def attribute_note(verb: str, plan: ReadPlan | WritePlan, hook: FieldHook) -> str:
    """Make cattrs' note of the attribute in which a problem is."""
    attribute = hook.field.attribute
    text = f"{verb} class {plan.cls.__qualname__} @ attribute {attribute.name}"
    return AttributeValidationNote(text, attribute.name, attribute.type)
