"""Masks of pixels: from the text of their runs and back, and from any shape."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converters.imports import needed
from orm_attrs import Bitmask

if TYPE_CHECKING:
    from numpy import dtype, ndarray

    Array: TypeAlias = ndarray[Any, dtype[Any]]

_FIRST: Final = 48
"""The character of zero."""

_LONGEST: Final = 12
"""How many characters a run has at most: more do not fit into 64 bits."""


def np() -> ModuleType:
    """Import numpy.

    Raises:
        ModuleNotFoundError: When it is not installed; it names the extra.
    """
    return needed("numpy", "labels")


def decode_mask(rle: str, width: int, height: int, *, by_column: bool = False) -> Array:
    """Return the mask that a text of runs is.

    Args:
        rle: The runs in COCO's letters, as `Bitmask.rle` has them.
        width: The width of the mask in pixels.
        height: Its height.
        by_column: True for runs down the columns, as COCO has them; False for runs along the rows,
            as label rows have them.

    Returns:
        An array of bool, height by width. What the text does not reach is False.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``.
        ValueError: When the text is none of runs, or has more pixels than the mask.
    """
    numpy = np()
    counts = runs(rle, width * height)
    values = numpy.zeros(len(counts), bool)
    values[1::2] = True
    flat = numpy.zeros(width * height, bool)
    filled = numpy.repeat(values, counts)
    flat[: len(filled)] = filled
    made: Array = flat.reshape(width, height).T if by_column else flat.reshape(height, width)
    return made


def runs(rle: str, most: int) -> Array:
    """Return the lengths of runs, of zeros and ones in turn.

    Args:
        rle: The runs in COCO's letters.
        most: How many pixels there may be.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``.
        ValueError: When the text is none of runs, or there are more pixels.
    """
    numpy = np()
    data = rle.encode("latin-1", "xmlcharrefreplace")
    # What stands before the first character comes to be behind the last.
    codes: Array = numpy.frombuffer(data, numpy.uint8) - numpy.uint8(_FIRST)
    if not len(codes):
        return codes.astype(numpy.int64)
    if codes.max() > 0x3F:  # noqa: PLR2004 - six bits
        raise ValueError("the runs of a mask have a character that is none of theirs")
    ends = numpy.flatnonzero(codes < 0x20)  # noqa: PLR2004 - the bit that says that more follow
    if not len(ends) or ends[-1] != len(codes) - 1:
        raise ValueError("the runs of a mask end within a number")
    lengths = numpy.diff(ends, prepend=-1)
    longest = int(lengths.max())
    if longest > _LONGEST:
        raise ValueError("a run of a mask is too long")
    # The last group has the sign, and most numbers have no other.
    numbers: Array = (codes[ends] ^ 0x10).astype(numpy.int64) - 0x10
    numbers <<= 5 * (lengths - 1)
    for place in range(longest - 1):
        longer = numpy.flatnonzero(lengths > place + 1)
        groups = codes[ends[longer] - lengths[longer] + 1 + place] & 0x1F
        numbers[longer] += groups.astype(numpy.int64) << 5 * place
    # No number of those that are small enough makes a sum too large for its 64 bits.
    if numpy.abs(numbers).max() > most:
        raise ValueError(f"the runs of a mask have more than its {most} pixels")
    # From the fourth on, each is the difference to the one before the last.
    for first in (1, 2):
        numbers[first::2] = numpy.cumsum(numbers[first::2])
    if numbers.min() < 0:
        raise ValueError("a run of a mask is shorter than nothing")
    if numbers.sum() > most:
        raise ValueError(f"the runs of a mask have more than its {most} pixels")
    return numbers


def pixels_of_runs(mask: Bitmask) -> int:
    """Return how many pixels a mask has."""
    return int(runs(mask.rle, mask.width * mask.height)[1::2].sum())


def bounds_of_runs(mask: Bitmask) -> tuple[float, float, float, float] | None:
    """Return the box around the pixels of a mask; None where it has none."""
    numpy = np()
    made = decode_mask(mask.rle, mask.width, mask.height)
    across, down = (numpy.flatnonzero(made.any(axis)) for axis in (0, 1))
    if not len(across):
        return None
    return (float(across[0]), float(down[0]), float(across[-1] + 1), float(down[-1] + 1))


def encode_mask(array: Any, *, by_column: bool = False) -> str:
    """Return the text of runs that a mask is.

    Args:
        array: The mask, height by width, of which each value that is not zero belongs to it.
        by_column: True for runs down the columns, as COCO has them; False for runs along the rows,
            as `Bitmask.rle` has them.

    Raises:
        ModuleNotFoundError: Without the extra ``labels``.
        ValueError: When the array has not two dimensions.
    """
    numpy = np()
    mask = numpy.asarray(array) != 0
    if mask.ndim != 2:  # noqa: PLR2004 - height and width
        raise ValueError(f"a mask has two dimensions, not {mask.ndim}")
    if not mask.size:
        return ""
    # It counts down the columns: those of the transposed mask are the rows.
    ordered = numpy.asfortranarray(mask if by_column else mask.T, dtype=numpy.uint8)
    text: bytes = needed("pycocotools.mask", "labels").encode(ordered)["counts"]
    return text.decode()
