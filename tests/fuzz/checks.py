"""What must hold for every input, whatever it is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from typing import Any, Final, get_args, get_origin

from cattrs import Converter
from unknown_things import is_unsendable

from converters import (
    configure_converter,
    dumps,
    from_db_row,
    loads,
    make_converter,
    to_dic,
)
from converters.tables import TABLES, wire_fields
from converters.unknown.held import same
from fuzz.kinds import Plain
from fuzz.outcomes import (
    DEEP_TEXT,
    INSTALLED,
    FindingError,
    Outcome,
    Snapshot,
    alike,
    call,
    depth,
    expect_alike,
    first_difference,
    is_json,
    shown,
)
from orm_attrs import DataType


def _preconf(module: str) -> Converter | None:
    try:
        made = __import__(f"cattrs.preconf.{module}", fromlist=["make_converter"]).make_converter()
    except ImportError:
        return None
    configure_converter(made)
    return made  # type: ignore[no-any-return]


DEFAULT: Final = make_converter()
KEEP: Final = make_converter(unknown="keep")
FORBID: Final = make_converter(unknown="forbid")
FIRST_ONLY: Final = make_converter(detailed_validation=False)
OMIT: Final = make_converter(omit_if_default=True)
FEW: Final = make_converter(max_problems=3)
ALL: Final = make_converter(max_problems=None)
KEEP_AND_OMIT: Final = make_converter(unknown="keep", omit_if_default=True)
PRECONF: Final = {
    name: made
    for name in ("json", "orjson", "ujson", "msgspec", "pyyaml", "cbor2", "msgpack", "bson")
    if (made := _preconf(name)) is not None
}
MOST: Final = {id(FEW): 3, id(ALL): None}

NEWER: Final = ("unknown", "is none of")
"""What is said of keys and of words that a newer server may send."""

JSON_ENGINED: Final = {
    "default": DEFAULT,
    "keep": KEEP,
    "forbid": FORBID,
    "first only": FIRST_ONLY,
    "omit": OMIT,
    "few": FEW,
}


class Checks:
    """Checks inputs, and counts what was done."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def _noted(self, what: str, outcome: Outcome) -> Outcome:
        self.count[f"{what} {'gives' if outcome.is_good else 'refuses'}"] += 1
        return outcome

    # --- reading ------------------------------------------------------------------------------

    def structure(self, payload: Any, kind: Any, other: int) -> None:
        """Check what is made of a payload: by the usual converter, and by one of the others."""
        snapshot = Snapshot(payload)
        usual = self._noted("structure", call(DEFAULT.structure, payload, kind))
        snapshot.check()
        checks: list[Callable[[Any, Any, Outcome], None]] = [
            self._keep,
            self._forbid,
            self._first_only,
            self._omit,
            self._few,
            self._preconf_reads,
            self._round_trip,
            self._keep_and_omit,
        ]
        # One-time iterators are used up by the first reading.
        if _is_repeatable(payload):
            checks[other % len(checks)](payload, kind, usual)
            snapshot.check()

    def _keep(self, payload: Any, kind: Any, usual: Outcome) -> None:
        self._keeping(KEEP, "keep", payload, kind, usual)

    def _keep_and_omit(self, payload: Any, kind: Any, usual: Outcome) -> None:
        self._keeping(KEEP_AND_OMIT, "keep and omit", payload, kind, usual)

    def _keeping(
        self, converter: Converter, what: str, payload: Any, kind: Any, usual: Outcome
    ) -> None:
        kept = self._noted(what, call(converter.structure, payload, kind))
        if has_no_place(kind):
            return
        if kept.is_good and not usual.is_good:
            raise FindingError(f"{what}: {first_difference(usual.lines, kept.lines)}")
        if not kept.is_good:
            if usual.is_good and not _may_refuse_to_keep(kept.lines or ()):
                raise FindingError(f"{what}: {first_difference(usual.lines, kept.lines)}")
            return
        difference = alike(kept.value, usual.value)
        if difference:
            raise FindingError(f"{what}: {difference}")
        written = call(converter.unstructure, kept.value, kind)
        if is_json(payload):
            if not written.is_good:
                if _may_refuse_to_write(written, kind):
                    return
                raise FindingError(f"{what} is not written: {written.lines}")
            if depth(payload) < 200 and not same(written.value, payload):
                raise FindingError(f"{what}: written {shown(written.value)}")

    def _forbid(self, payload: Any, kind: Any, usual: Outcome) -> None:
        strict = self._noted("forbid", call(FORBID.structure, payload, kind))
        if strict.is_good:
            expect_alike("forbid", strict, usual)
        elif usual.is_good and not any(it in line for line in strict.lines or () for it in NEWER):
            raise FindingError(f"forbid: {first_difference(strict.lines, usual.lines)}")

    def _first_only(self, payload: Any, kind: Any, usual: Outcome) -> None:
        first = self._noted("first only", call(FIRST_ONLY.structure, payload, kind))
        if first.is_good or usual.is_good:
            expect_alike("first only", first, usual)
        elif len(first.lines or ()) != 1:
            raise FindingError(f"first only: {first.lines}")

    def _omit(self, payload: Any, kind: Any, usual: Outcome) -> None:
        expect_alike("omit", self._noted("omit", call(OMIT.structure, payload, kind)), usual)
        # What a field of any type holds is written as JSON has it, and then read as that.
        if usual.is_good and is_json(payload):
            written = call(OMIT.unstructure, usual.value, kind)
            if written.is_good:
                again = call(OMIT.structure, written.value, kind)
                expect_alike("omit again", again, usual)

    def _few(self, payload: Any, kind: Any, usual: Outcome) -> None:
        few = self._noted("few", call(partial(FEW.structure), payload, kind, most=3))
        if few.is_good or usual.is_good:
            expect_alike("few", few, usual)
        elif (few.lines or ())[0] != (usual.lines or ())[0]:
            raise FindingError(f"few: {first_difference(few.lines, usual.lines)}")
        every = call(ALL.structure, payload, kind, most=None)
        is_cut = any("the check stopped after" in line for line in usual.lines or ())
        if not every.is_good and not is_cut:
            expect_alike("all", every, usual)

    def _preconf_reads(self, payload: Any, kind: Any, usual: Outcome) -> None:
        if not is_json(payload):
            return
        for name, converter in PRECONF.items():
            expect_alike(
                name, self._noted("preconf", call(converter.structure, payload, kind)), usual
            )

    def _round_trip(self, payload: Any, kind: Any, usual: Outcome) -> None:
        if not usual.is_good:
            return
        written = self._noted("write again", call(DEFAULT.unstructure, usual.value, kind))
        if not written.is_good:
            if _may_refuse_to_write(written, kind):
                return
            raise FindingError(f"what was read is not written: {written.lines}")
        if is_json(payload):
            again = call(DEFAULT.structure, written.value, kind)
            expect_alike("round trip", again, usual)

    def row(self, values: list[Any], columns: list[str], kind: Any) -> None:
        """Check what is made of a row of a database."""
        snapshot = Snapshot(values)
        read = self._noted("row", call(partial(from_db_row, values, columns), kind))
        snapshot.check()
        if read.is_good:
            self._noted("to_dic", call(to_dic, read.value))

    # --- JSON text ----------------------------------------------------------------------------

    def loads(self, data: bytes, kind: Any, name: str) -> None:
        """Check that each engine makes the same of a text, and that it can be written again."""
        converter = JSON_ENGINED[name]
        outcomes = []
        for engine in INSTALLED:
            read = partial(loads, converter=converter, json=engine)
            outcome = call(read, data, kind, most=MOST.get(id(converter), 1000))
            outcomes.append(self._noted("loads", outcome))
        if _levels(data) >= DEEP_TEXT:
            return
        for engine, outcome in zip(INSTALLED[1:], outcomes[1:], strict=True):
            expect_alike(f"{INSTALLED[0]} and {engine}, {name}", outcomes[0], outcome)
        try:
            # A number too large for a float is refused also where a second key replaces it.
            content = json.loads(data.decode(), parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError):
            content = NotImplemented
        if content is not NotImplemented and is_json(content):
            plain = call(converter.structure, content, kind, most=MOST.get(id(converter), 1000))
            expect_alike(f"loads and structure, {name}", outcomes[0], plain)
        if outcomes[0].is_good:
            self._dumps_again(outcomes[0], kind, converter, name)

    def _dumps_again(self, read: Outcome, kind: Any, converter: Converter, name: str) -> None:
        for engine in INSTALLED:
            unstructured = call(converter.unstructure, read.value, kind)
            if not unstructured.is_good:
                if _may_refuse_to_write(unstructured, kind):
                    return
                raise FindingError(f"{name}: read but not written: {unstructured.lines}")
            value = unstructured.value
            written = call(partial(dumps, converter=converter, json=engine), value)
            self._noted("dumps again", written)
            if not written.is_good:
                raise FindingError(f"{engine}, {name}: read but not written: {written.lines}")
            again = call(partial(loads, converter=converter, json=engine), written.value, kind)
            expect_alike(f"{engine}, {name}: again", again, read)

    # --- writing ------------------------------------------------------------------------------

    def unstructure(self, obj: Any, kind: Any) -> None:
        """Check what is written for an object, good or spoiled, in each way."""
        snapshot = Snapshot(obj)
        usual = self._noted("unstructure", call(DEFAULT.unstructure, obj, kind))
        for name, converter in (("keep", KEEP), ("forbid", FORBID)):
            expect_alike(f"writes, {name}", call(converter.unstructure, obj, kind), usual)
        first = call(FIRST_ONLY.unstructure, obj, kind)
        if first.is_good or usual.is_good:
            expect_alike("writes, first only", first, usual)
        omitted = call(OMIT.unstructure, obj, kind)
        both = usual.is_good and omitted.is_good and isinstance(usual.value, dict)
        if both and not omitted.value.keys() <= usual.value.keys():
            raise FindingError(f"omit writes more: {omitted.value.keys() - usual.value.keys()}")
        texts = [
            self._noted("dumps", call(partial(dumps, json=engine), obj)) for engine in INSTALLED
        ]
        for engine, text in zip(INSTALLED[1:], texts[1:], strict=True):
            if text.is_good and texts[0].is_good:
                if _levels(text.value) >= DEEP_TEXT:
                    continue
                contents = [json.loads(it.value) for it in (texts[0], text)]
                difference = alike(*contents)
                if difference:
                    raise FindingError(f"dumps, {engine}: {difference}")
            else:
                expect_alike(f"dumps, {INSTALLED[0]} and {engine}", texts[0], text)
        self._noted("to_dic", call(to_dic, obj))
        snapshot.check()


def _finite(text: str) -> float:
    if not isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def has_no_place(kind: Any) -> bool:
    """Tell whether something of a type has no place for what a payload has besides its value."""
    arguments = get_args(kind)
    return kind in (Plain, DataType) or any(map(has_no_place, arguments))


def _may_refuse_to_keep(lines: tuple[str, ...]) -> bool:
    return all("nested too deep" in line for line in lines)


def _may_refuse_to_write(written: Outcome, kind: Any) -> bool:
    """Tell whether a request was refused as it has what stands for words of a newer server."""
    return written.problem is not None and any(
        is_unsendable(written.problem, it) for it in _classes_in(kind)
    )


def _classes_in(kind: Any) -> Iterator[Any]:
    """Give the classes with a table that a type is made of, without those of their fields."""
    if (get_origin(kind) or kind) in TABLES:
        yield kind
    for argument in get_args(kind):
        yield from _classes_in(argument)


def _is_repeatable(payload: Any) -> bool:
    pending = [payload]
    for it in Snapshot(payload).before:
        pending += it[1]
    return not any(hasattr(it, "__next__") for it in pending)


def _levels(data: bytes) -> int:
    """Tell how deep a text nests at most: brackets in texts count, too."""
    deepest = level = 0
    for byte in data.translate(None, _NO_BRACKETS):
        level += 1 if byte in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


def columns_of(kind: Any) -> list[str]:
    """Give the columns of a class."""
    return [it.key for it in wire_fields(kind)]


def memory() -> float:
    """Give the memory that this process holds at most so far, in megabytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
