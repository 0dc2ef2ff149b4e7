"""The compiled engine counts the pixels of masks as numpy does, or leaves it to that."""

from __future__ import annotations

import random

import numpy as np
import pytest
from engines import ENGINES_HERE, running

from converters.engines.compiled import pixels_if_quick
from converters.labels import encode_mask
from converters.labels.masks import runs

MOST = 2**52
"""More pixels than any mask has."""


def counted(text: str) -> int | None:
    """Count with numpy; None for what is no text of runs."""
    try:
        return int(runs(text, MOST).sum())
    except ValueError:
        return None


def some_texts() -> list[str]:
    drawn = random.Random(5)
    sizes = [(drawn.randrange(1, 30), drawn.randrange(1, 30)) for _ in range(100)]
    pixels = np.random.default_rng(5)
    whole = [encode_mask(pixels.random(size) < drawn.random()) for size in sizes]
    broken = [it[:1] + chr(drawn.randrange(32, 127)) + it[2:] for it in whole]
    signs = "".join(map(chr, range(46, 113)))
    made = ["".join(drawn.choices(signs, k=drawn.randrange(30))) for _ in range(300)]
    return [*whole, *broken, *made, "", "h0", "0h0", "P", "o" * 20 + "0", "h" * 100, "é", "\ud800"]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_counted_quickly_is_counted_right(engine: str) -> None:
    with running(engine):
        for text in some_texts():
            expected = None if engine == "pure" else counted(text)
            assert pixels_if_quick(text) == expected, text


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_masks_of_more_pixels_than_there_can_be_are_left_to_others(engine: str) -> None:
    most = "PPPPPPPPPP8"  # 2 ** 53
    with running(engine):
        assert pixels_if_quick(most) == (None if engine == "pure" else 2**53)
        assert pixels_if_quick(f"{most}1") is None
        assert pixels_if_quick("PPPPPPPPPP9") is None
        assert pixels_if_quick(5) is None  # type: ignore[arg-type]
