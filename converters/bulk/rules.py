"""Holds good objects against a rule, and makes those that break it rejects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from converters.bulk.batches import Batch, Chunk, as_text
from converters.problems import Problem

T = TypeVar("T")

Rule = Callable[[Any], list[Problem]]
"""Gives what is wrong with an object of the class that is read; nothing where it is right."""


def held_against(rule: Rule, chunk: Chunk, batch: Batch[T]) -> Batch[T]:
    """Return a batch in which the objects that break a rule are rejects.

    Args:
        rule: The rule.
        chunk: What the batch was read from.
        batch: The batch.
    """
    places = batch.indexes_in_chunk()
    texts = () if chunk.table is not None or chunk.contents else chunk.texts()
    found = {}
    for index, (place, obj) in enumerate(zip(places, batch.objects, strict=True)):
        broken = rule(obj)
        if broken and chunk.contents:
            found[index] = chunk.reject_content(place, broken, chunk.contents[place])
        elif broken:
            text = as_text(texts[place]) if texts else ""
            found[index] = chunk.reject(place, broken, text)
    return batch.without(found, chunk.first) if found else batch
