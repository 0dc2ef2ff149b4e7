"""What has no form in another format, and why."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from attrs import define, field, frozen

MOST: Final = 1000
"""Refusals that a summary has, unless more are asked for; all are counted."""


@frozen(kw_only=True)
class Refusal:
    """A label without a form in the other format, or a part of a file without a place in labels."""

    reason: str
    """Why: no more than a few different ones, so that they can be counted."""
    shape: str | None = None
    """The shape of an object; ``"classification"`` for one; `None` where it is not known."""
    label_hash: str | None = None
    """The row that it is in, where it is of a row that states it."""
    hash: str | None = None
    """Its `object_hash` or `classification_hash`."""
    frame: int | None = None
    """The frame; `None` for ranges."""
    space: str | None = None
    """The part of a data group; `None` for the row itself."""
    annotation: Any = None
    """Of a file that was read: the id of its annotation, image or category, as it stands there."""


@define(eq=False)
class Refusals:
    """Takes refusals: counts all, and holds the first."""

    most: int | None = MOST
    """How many it holds; None for all."""
    first: list[Refusal] = field(factory=list)
    """The first of them."""
    counts: Counter[tuple[str, str]] = field(factory=Counter)
    """How many there are, by shape and reason."""

    def add(self, refusal: Refusal) -> None:
        """Take a refusal."""
        self.counts[refusal.shape or "", refusal.reason] += 1
        if self.most is None or len(self.first) < self.most:
            self.first.append(refusal)
