"""Fields whose value other keys may say, each by being true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import NOTHING, evolve, frozen

from converters.plans.hooks import HookPair
from converters.plans.read import ReadPlan, key_in
from converters.plans.report import Report
from converters.plans.write import WritePlan
from converters.tables import WireField
from converters.unknown.held import Original, copy_json, hold, kept_of


@frozen(eq=False)
class _FlagReader:
    """Reads a class that has such fields."""

    pair: HookPair
    """What reads a payload without flags."""
    fields: tuple[WireField, ...]
    """The fields that have flags."""
    keeps: bool
    """True when the flags are to be written back: as unknown keys, which they are then."""

    def attempt(self, payload: Any) -> Any:
        if not self._has_flags(payload):
            return self.pair.attempt(payload)
        return self._with_originals(self.pair.attempt(self._told(payload)), payload)

    def detailed(self, payload: Any, report: Report) -> Any:
        if not self._has_flags(payload):
            return self.pair.detailed(payload, report)
        return self._with_originals(self.pair.detailed(self._told(payload), report), payload)

    def _has_flags(self, payload: Any) -> bool:
        is_object = isinstance(payload, Mapping)
        return is_object and any(it.flags.keys() & payload.keys() for it in self.fields)

    def _told(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Give a payload with the values under the keys of the fields."""
        made = dict(payload)
        for it in self.fields:
            value = said_by_flags(payload, it.flags)
            if value is not None:
                made.pop(key_in(payload, it), None)
                made[it.key] = value
            for flag in () if self.keeps else it.flags:
                made.pop(flag, None)
        return made

    def _with_originals(self, obj: Any, payload: Mapping[str, Any]) -> Any:
        """Make an object hold what stood under the keys of the fields."""
        originals = []
        for it in self.fields if self.keeps else ():
            value = said_by_flags(payload, it.flags)
            if value is not None:
                key = key_in(payload, it)
                said = copy_json(payload.get(key, NOTHING))
                originals.append(Original(it.written_key, value, key, said))
        if originals:
            held = kept_of(obj)
            hold(obj, evolve(held, originals=(*held.originals, *originals)))
        return obj


def reading_flags(pair: HookPair, plan: ReadPlan) -> HookPair:
    """Let the flags of a class say the values of their fields."""
    fields = tuple(it for it in plan.fields if it.flags)
    if not fields:
        return pair
    reader = _FlagReader(pair, fields, plan.extra_keys == "keep")
    return HookPair(reader.attempt, reader.detailed, plan=plan, wraps=pair)


def writing_flags(pair: HookPair, plan: WritePlan) -> HookPair:
    """Write the flags that an object holds as long as they say the values of their fields."""
    hooks = [it for it in plan.hooks if it.field.flags]
    if not hooks:
        return pair

    def checked(obj: Any, written: dict[str, Any]) -> dict[str, Any]:
        for it in hooks:
            said = said_by_flags(written, it.field.flags)
            if said is not None and said != it.write(getattr(obj, it.field.name)):
                for flag in it.field.flags:
                    written.pop(flag, None)
        return written

    return HookPair(
        lambda obj: checked(obj, pair.attempt(obj)),
        lambda obj, report: checked(obj, pair.detailed(obj, report)),
        plan=plan,
        wraps=pair,
    )


def said_by_flags(payload: Mapping[str, Any], flags: Mapping[str, str]) -> str | None:
    """Give the value that the flags of a payload say: the first that is true; None without one."""
    return next((value for flag, value in flags.items() if payload.get(flag) is True), None)
