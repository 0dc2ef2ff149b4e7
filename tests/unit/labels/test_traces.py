"""The outline of a mask is that of all its pixels, each polygon of it valid."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
shapely = pytest.importorskip("shapely")

from converters.labels.traces import traced  # noqa: E402 - it needs numpy


def test_the_outline_of_any_mask_is_that_of_all_its_pixels() -> None:
    dice = np.random.default_rng(27)
    for density in (0.2, 0.5, 0.8, 1):
        for _ in range(40):
            mask = dice.random(dice.integers(1, 9, 2)) < density
            mask[0, 0] = True
            rows, columns = np.nonzero(mask)
            pixels = shapely.union_all(shapely.box(columns, rows, columns + 1, rows + 1))
            found = [shapely.Polygon(outer, holes) for outer, *holes in traced(mask)]
            assert all(it.is_valid for it in found)
            assert shapely.multipolygons(found).equals(pixels), mask
            assert sum(it.area for it in found) == mask.sum()


def test_what_is_joined_at_corners_alone_is_apart_and_no_corner_lies_within_a_side() -> None:
    assert traced(np.array([[1, 1, 0], [0, 0, 1]], bool)) == [
        [[(0, 0), (2, 0), (2, 1), (0, 1)]],
        [[(2, 1), (3, 1), (3, 2), (2, 2)]],
    ]
    assert traced(np.zeros((2, 3), bool)) == []


def test_noise_takes_no_longer_than_its_corners() -> None:
    dice = np.random.default_rng(27)
    polygons = traced(dice.random((200, 200)) < 0.5)
    assert len(polygons) > 1000
