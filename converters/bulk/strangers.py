"""Finds good objects that say nothing: those whose payloads have none of the keys of their class.

Most likely they are payloads of another class: where no key is required, anything is good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from attrs import evolve

from converters.bulk.batches import Batch, Chunk, Reject, as_text
from converters.bulk.tables import KEPT
from converters.errors import FAULTS, ProblemCode
from converters.json_text import DoubtfulJSONError, decode
from converters.plans.read import ReadPlan
from converters.problems import Problem

_UNKNOWN: Final = object()


def strangers_of(
    plan: ReadPlan | None, structure: Callable[[Any, Any], Any], *, is_strict: bool
) -> Strangers | None:
    """Give what looks for such objects; None where a class can have none.

    Args:
        plan: How the class is read; None where it has no keys of ours.
        structure: Its hook.
        is_strict: True when such an object is to be a reject.
    """
    # Where a key is required, who lacks it is refused anyway.
    if plan is None or any(field.required for field in plan.fields):
        return None
    return Strangers(plan, structure, is_strict=is_strict)


class Strangers:
    """Looks through batches for objects whose payloads have none of the keys of a class."""

    def __init__(
        self, plan: ReadPlan, structure: Callable[[Any, Any], Any], *, is_strict: bool
    ) -> None:
        self._is_strict = is_strict
        self._keys = {key for field in plan.fields for key in field.keys}
        self._columns = self._keys | {field.written_key for field in plan.fields}
        sentence = f"none of the keys of {plan.cls.__name__} is there"
        self._problem = Problem((), ProblemCode.NO_KNOWN_KEY, sentence)
        self._empty = _made_of_nothing(plan, structure)

    def noted(self, chunk: Chunk, batch: Batch[Any], entries: Iterable[str]) -> Batch[Any]:
        """Give a batch in which such objects are noted, or are rejects.

        Args:
            chunk: What the batch was read from.
            batch: The batch.
            entries: Keys that each object has by the name of its file.
        """
        if not batch.objects or not self._keys.isdisjoint(entries):
            return batch
        if chunk.table is not None and not self._columns.isdisjoint(chunk.table.schema.names):
            return batch
        suspects = self._suspects(batch.objects)
        found = self._among(chunk, batch, suspects) if suspects else {}
        if not self._is_strict or not found:
            return evolve(batch, strangers=list(found.values())) if found else batch
        return batch.without(found, chunk.first)

    def _suspects(self, objects: list[Any]) -> Sequence[int]:
        """Give the indexes of objects that may be made of nothing; mostly there are none."""
        empty = self._empty
        if empty is not _UNKNOWN:
            try:
                return [i for i, obj in enumerate(objects) if obj == empty]
            except FAULTS:
                raise
            except Exception:  # a service's own comparison
                pass
        return range(len(objects))

    def _among(self, chunk: Chunk, batch: Batch[Any], suspects: Sequence[int]) -> dict[int, Reject]:
        """Give the strangers among some objects, by the indexes of these."""
        places, texts = batch.indexes_in_chunk(), chunk.texts()
        found = {}
        for index in suspects:
            i = places[index]
            if chunk.table is not None:
                content = {it: None for it in chunk.table.schema.names if it != KEPT}
            else:
                content = chunk.contents[i] if chunk.contents else _decoded(texts[i])
            is_one = isinstance(content, dict) and self._keys.isdisjoint(content)
            # A class without keys misses none.
            if not is_one or not (self._keys or content):
                continue
            if chunk.contents:
                found[index] = chunk.reject_content(i, [self._problem], content)
            else:
                text = "" if chunk.table is not None else as_text(texts[i])
                found[index] = chunk.reject(i, [self._problem], text)
        return found


def _made_of_nothing(plan: ReadPlan, structure: Callable[[Any, Any], Any]) -> Any:
    """Give what an object equals whose payload has no keys, where there is such a thing."""
    try:
        made, again = structure({}, plan.kind), structure({}, plan.kind)
        is_same = bool(made == again)
    except FAULTS:
        raise
    except Exception:  # a service's own class
        return _UNKNOWN
    return made if is_same else _UNKNOWN


def _decoded(text: bytes) -> Any:
    try:
        return decode(text)
    except DoubtfulJSONError as doubt:
        return doubt.content
