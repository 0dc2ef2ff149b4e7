"""The compiled engine counts the pixels of masks as numpy does, or leaves it to that."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from engines import ENGINES_HERE, running

from converters.engines.compiled import pixels_if_quick
from converters.labels.masks import runs

MOST = 2**52
"""More pixels than any mask has."""


def text_of(numbers: Sequence[int]) -> str:
    """Write runs as COCO does: five bits a letter; from the fourth on, what one is more than the
    one before the last."""
    signs = []
    for index, number in enumerate(numbers):
        left = number - numbers[index - 2] if index > 2 else number
        while True:
            bits, left = left & 31, left >> 5
            is_last = left == (-1 if bits & 16 else 0)
            signs.append(chr(48 + bits + 32 * (not is_last)))
            if is_last:
                break
    return "".join(signs)


DRAWN = random.Random(5)
WHOLE = [
    [DRAWN.randrange(10 ** DRAWN.randrange(1, 9)) for _ in range(DRAWN.randrange(30))]
    for _ in range(200)
]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_the_pixels_of_all_runs_are_counted(engine: str) -> None:
    with running(engine):
        for numbers in WHOLE:
            expected = None if engine == "pure" else sum(numbers)
            assert pixels_if_quick(text_of(numbers)) == expected, numbers


def counted(text: str) -> int | None:
    """Count with numpy; None for what is no text of runs."""
    try:
        return int(runs(text, MOST).sum())
    except ValueError:
        return None


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_counted_quickly_is_counted_right(engine: str) -> None:
    pytest.importorskip("numpy")
    signs = "".join(map(chr, range(46, 113)))
    whole = [text_of(numbers) for numbers in WHOLE]
    broken = [it[:1] + chr(DRAWN.randrange(32, 127)) + it[2:] for it in whole]
    made = ["".join(DRAWN.choices(signs, k=DRAWN.randrange(30))) for _ in range(300)]
    odd = ["", "h0", "0h0", "P", "o" * 20 + "0", "h" * 100, "é", "\ud800"]
    with running(engine):
        for text in (*whole, *broken, *made, *odd):
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
