"""Outlines, areas and masks of shapes are those that people see."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Any

import pytest
from corpus import needs_corpus
from label_rows import BST, corpus_rows

import orm_attrs as orm
from converters import labels, make_converter
from converters.labels import shapes
from orm_attrs import BoundingBox, Circle, Ellipse, Point, Polygon, Polyline, RotatableBoundingBox

np = pytest.importorskip("numpy")
shapely = pytest.importorskip("shapely")
coco = pytest.importorskip("pycocotools.mask")

W, H = 640, 480
SQUARE = [0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.75]
WHOLE = [0, 0, 1, 0, 1, 1, 0, 1]


def points(*flat: float) -> list[Point]:
    return [Point(x, y) for x, y in zip(flat[::2], flat[1::2], strict=True)]


def polygons(*all_rings: list[list[float]], geometry: Any = None) -> orm.PolygonObject:
    return orm.PolygonObject(
        object_hash="o", feature_hash="f", geometry=geometry, polygons=[*all_rings]
    )


def pointed(x: float, y: float) -> orm.PointObject:
    return orm.PointObject(object_hash="o", feature_hash="f", geometry=Point(x, y))


def bitmask(rows: list[str]) -> orm.Bitmask:
    array = np.array([[it == "#" for it in line] for line in rows])
    return orm.Bitmask(0, 0, len(rows), len(rows[0]), labels.encode_mask(array))


RING = bitmask(["......", ".###..", ".#.#..", ".###.#"])
DEEP_FRONT = [0.1, 0.1, 0.3, 0.1, 0.3, 0.3, 0.1, 0.3]
PERSPECTIVE = orm.PerspectiveCuboid2D(DEEP_FRONT, Point(0.9, 0.9), 0.5)
ISOMETRIC = orm.IsometricCuboid2D(DEEP_FRONT, Point(0.1, 0.1))
SKELETON = orm.Skeleton([orm.SkeletonPoint(x=0.5, y=0.5), orm.SkeletonPoint(x=1, y=0.25)])
NOT_ON_IMAGES = [orm.Cuboid([0.0] * 3, [0.0] * 3, [1.0] * 3), orm.Segmentation("06"), None]
DEEP_IN_PIXELS = [64, 48, 192, 48, 192, 144, 64, 144]
IN_PIXELS: list[tuple[Any, Any]] = [
    (BoundingBox(0.25, 0.5, 0.5, 0.25), BoundingBox(160, 240, 320, 120)),
    (RotatableBoundingBox(0.25, 0.5, 0.5, 0.25, 9), RotatableBoundingBox(160, 240, 320, 120, 9)),
    (Circle(0.25, 0.5, 0.1, 2, 9), Circle(160, 240, 64, 2, 9)),
    (Ellipse(0.25, 0.5, 0.1, 0.1, 9), Ellipse(160, 240, 64, 48, 9)),
    (Point(0.25, 0.5), Point(160, 240)),
    (Point(0.25, 0.5, 2), Point(0.25, 0.5, 2)),
    (Polygon(points(0, 0, 0.5, 1)), Polygon(points(0, 0, 320, 480))),
    (Polyline(points(0, 0, 0.5, 1)), Polyline(points(0, 0, 320, 480))),
    (SKELETON, orm.Skeleton([orm.SkeletonPoint(x=320, y=240), orm.SkeletonPoint(x=640, y=120)])),
    (PERSPECTIVE, orm.PerspectiveCuboid2D(DEEP_IN_PIXELS, Point(576, 432), 0.5)),
    (ISOMETRIC, orm.IsometricCuboid2D(DEEP_IN_PIXELS, Point(64, 48))),
    (RING, RING),
    *[(it, it) for it in NOT_ON_IMAGES],
    (
        polygons([WHOLE], geometry=Polygon(points(0, 0.5))),
        polygons([[0, 0, W, 0, W, H, 0, H]], geometry=Polygon(points(0, 240))),
    ),
    (pointed(0.5, 0.5), pointed(320, 240)),
]


@pytest.mark.parametrize(("fractions", "expected"), IN_PIXELS)
def test_coordinates_are_given_in_pixels(fractions: Any, expected: Any) -> None:
    assert labels.pixels(fractions, W, H) == expected


@pytest.mark.parametrize("function", [labels.pixels, labels.outline, labels.area, labels.bounds])
def test_what_is_no_geometry_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match="expected a geometry, got 'box'"):
        function("box", W, H)


def test_a_box_is_turned_clockwise_in_pixels_of_the_image() -> None:
    box = RotatableBoundingBox(0.25, 0.25, 0.5, 0.5, 90)
    (ring,) = labels.outline(box, W, H)
    assert np.allclose(ring, [(440, 80), (440, 400), (200, 400), (200, 80)])
    assert labels.bounds(box, W, H) == pytest.approx((200, 80, 440, 400))


WITH_INSIDE: list[tuple[Any, float]] = [
    (BoundingBox(0.25, 0.25, 0.5, 0.5), 320 * 240),
    (RotatableBoundingBox(0.25, 0.25, 0.5, 0.5, 30), 320 * 240),
    (Circle(0.5, 0.5, 0.1), np.pi * 64 * 64),
    (Circle(0.5, 0.5, 0.1, 2, 45), np.pi * 64 * 128),
    (Ellipse(0.5, 0.5, 0.2, 0.1, 30), np.pi * 128 * 48),
    (Polygon(points(0.1, 0.1, 0.5, 0.1, 0.5, 0.6)), 256 * 240 / 2),
    (Polygon(points(0, 0, 1, 1, 1, 0, 0, 1)), W * H / 2),
    (polygons([WHOLE, SQUARE]), W * H * 0.75),
    (polygons([WHOLE], [SQUARE]), W * H),
    (polygons([SQUARE], geometry=Polygon(points(*WHOLE))), W * H / 4),
    (PERSPECTIVE, 128 * 96 * 3.25),
    (ISOMETRIC, 128 * 96 + 64 * 96 + 48 * 128),
]


@pytest.mark.parametrize(("shape", "expected"), WITH_INSIDE)
def test_area_bounds_and_mask_are_of_one_shape(shape: Any, expected: float) -> None:
    assert labels.area(shape, W, H) == pytest.approx(expected, rel=1e-9)
    drawn = labels.mask(shape, W, H)
    assert (drawn.shape, drawn.dtype) == ((H, W), bool)
    assert drawn.sum() == pytest.approx(expected, rel=0.01)
    rows, columns = np.nonzero(drawn)
    seen = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert labels.bounds(shape, W, H) == pytest.approx(seen, abs=1.5)


def test_what_has_no_inside_has_no_area_and_the_pixels_that_it_is_on() -> None:
    line = Polyline(points(0, 0, 0.5, 0.5, 1, 0.5))
    drawn = labels.mask(line, 8, 8)
    assert np.argwhere(drawn).tolist() == [
        *([it, it] for it in range(4)),
        *([4, it] for it in range(4, 8)),
    ]
    assert np.argwhere(labels.mask(SKELETON, 8, 8)).tolist() == [[2, 7], [4, 4]]
    assert labels.mask(Polyline(points(0.5, 0.5)), 8, 8).sum() == 1
    assert labels.mask(Polyline(points(2, 2, 3, 3)), 8, 8).sum() == 0
    assert labels.mask(Polyline(points(-1, 0.5, 2, 0.5)), 8, 8).sum() == 8
    assert labels.mask(Polyline(points(-1, 1, 1, -1)), 8, 8).sum() == 1
    assert not labels.mask(Point(1.5, -0.5), 8, 8).any()
    for shape in (line, SKELETON, Point(0.5, 0.5)):
        assert labels.area(shape, W, H) == 0
        assert len(labels.outline(shape, W, H)) == 1
        assert labels.bounds(shape, W, H) is not None


EMPTY = [
    *NOT_ON_IMAGES,
    Polyline([]),
    polygons([]),
    polygons([[]]),
    Polygon([]),
    bitmask(["..", ".."]),
]


@pytest.mark.parametrize("shape", EMPTY)
def test_what_is_nothing_on_an_image_has_no_outline_area_or_bounds(shape: Any) -> None:
    assert labels.outline(shape, 2, 2) == []
    assert labels.area(shape, 2, 2) == 0
    assert labels.bounds(shape, 2, 2) is None
    assert not labels.mask(shape, 2, 2).any()


def test_flat_shapes_have_no_area() -> None:
    flat = orm.IsometricCuboid2D([0.5, 0.5] * 4, Point(0, 0))
    assert labels.outline(flat, W, H) == [[(320, 240)]]
    line = polygons([[0, 0, 1, 1, 0.5, 0.5], [0, 0, 1, 1]])
    for shape in (flat, Polygon(points(0, 0, 1, 1)), line):
        assert labels.area(shape, W, H) == 0
        assert labels.mask(shape, W, H).sum() < W


def test_what_reaches_far_outside_costs_no_more() -> None:
    assert labels.mask(BoundingBox(-1e6, -1e6, 2e6, 2e6), W, H).all()
    assert not labels.mask(BoundingBox(5, 5, 1e9, 1e9), W, H).any()
    ring = polygons([[-1e6, -1e6, 1e6, -1e6, 1e6, 1e6, -1e6, 1e6], SQUARE])
    assert labels.mask(ring, W, H).mean() == pytest.approx(0.75)
    assert labels.mask(BoundingBox(0, 0, 1, 1), 0, 5).shape == (5, 0)
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="no finite numbers"):
            labels.mask(Point(0.5, bad), W, H)


# --- masks ----------------------------------------------------------------------------------------


VECTORS = [("h0", 6, 4, []), ("0h0", 6, 4, range(24)), ("122O", 3, 2, [1, 2, 5]), ("", 3, 2, [])]


@pytest.mark.parametrize(("rle", "width", "height", "inside"), VECTORS)
def test_runs_go_along_the_rows(rle: str, width: int, height: int, inside: Any) -> None:
    decoded = labels.decode_mask(rle, width, height)
    assert np.flatnonzero(decoded).tolist() == [*inside]
    assert labels.encode_mask(decoded) == rle or not rle


@pytest.mark.filterwarnings("ignore:__array__ implementation")
def test_both_orders_come_back_and_cocos_is_that_of_coco() -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        height, width = random.integers(1, 40, 2)
        array = random.random((height, width)) < random.random()
        for by_column in (False, True):
            text = labels.encode_mask(array, by_column=by_column)
            assert (labels.decode_mask(text, width, height, by_column=by_column) == array).all()
        assert (coco.decode({"size": [height, width], "counts": text}) == array).all()
    same = labels.decode_mask("122O", 3, 2)
    assert (labels.decode_mask("2111", 3, 2, by_column=True) == same).all()
    assert labels.encode_mask(np.zeros((0, 5))) == ""
    assert labels.encode_mask([[0, 2], [0, 0]]) == "112"


@pytest.mark.parametrize(
    ("rle", "problem"),
    [
        ("i0", "more than its 24 pixels"),
        ("h0h0", "more than its 24 pixels"),
        ("00N0", "shorter than nothing"),
        ("P", "end within a number"),
        ("Q" * 13 + "0", "too long"),
        ("oooooooooooo?0", "too long"),
        ("ooooooooooo0", "more than its 24 pixels"),
        ("h0 ", "none of theirs"),
        ("\u4e00", "none of theirs"),
        ("p", "none of theirs"),
    ],
)
def test_text_that_is_no_mask_is_refused(rle: str, problem: str) -> None:
    for made in (labels.mask, labels.area, labels.bounds, labels.outline):
        with pytest.raises(ValueError, match=problem):
            made(orm.Bitmask(0, 0, 4, 6, rle), 6, 4)


def test_a_mask_has_an_outline_along_its_pixels() -> None:
    assert (labels.area(RING, 6, 4), labels.bounds(RING, 6, 4)) == (9, (1, 1, 6, 4))
    assert labels.mask(RING, 6, 4)[1].tolist() == [False, True, True, True, False, False]
    rings = labels.outline(RING, 6, 4)
    assert [len(it) for it in rings] == [4, 4, 4]
    outer, hole, single = (shapely.Polygon(it) for it in rings)
    assert (outer.bounds, hole.bounds, single.bounds) == ((1, 1, 4, 4), (2, 2, 3, 3), (5, 3, 6, 4))
    with pytest.raises(ValueError, match="6 by 4 pixels, the image 5 by 4"):
        labels.mask(RING, 5, 4)
    with pytest.raises(ValueError, match="two dimensions, not 1"):
        labels.encode_mask([1, 0])


def test_the_area_of_the_outline_of_a_mask_is_its_pixels() -> None:
    random = np.random.default_rng(1)
    for _ in range(20):
        array = random.random((12, 15)) < 0.6
        made = orm.Bitmask(0, 0, 12, 15, labels.encode_mask(array))
        whole = shapes.solid(shapes.parts(made, 15, 12))
        assert whole.area == labels.area(made, 15, 12) == array.sum()
        for ring in labels.outline(made, 15, 12):
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise([*ring, ring[0]]))


# --- without the extra, and over all recorded rows --------------------------------------------


@pytest.mark.parametrize("library", ["numpy", "shapely", "pycocotools"])
def test_without_the_extra_the_error_says_how_to_install_it(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converters import imports

    for name in (library, f"{library}.mask"):
        monkeypatch.setitem(sys.modules, name, None)
    imports.import_late.cache_clear()
    try:
        with pytest.raises(ModuleNotFoundError) as caught:
            _use(library)
    finally:
        imports.import_late.cache_clear()
    assert str(caught.value) == f"{library} is missing: pip install 'orm-attrs[labels]'"
    assert labels.bounds(BoundingBox(0, 0, 1, 1), W, H) == (0, 0, W, H)


def _use(library: str) -> None:
    if library == "shapely":
        labels.area(Polygon(points(*WHOLE)), W, H)
    elif library == "numpy":
        labels.decode_mask("h0", 6, 4)
    else:
        labels.encode_mask(np.zeros((4, 6)))


@needs_corpus
def test_every_recorded_geometry_has_outline_area_bounds_and_mask() -> None:
    own = make_converter(zones=BST)
    count = 0
    for name, payload in corpus_rows():
        for it in labels.instances(own.structure(payload, orm.LabelRowV2)):
            if it.kind == "classification":
                continue
            for obj in it.frames.values():
                geometry = obj.geometry
                height, width = getattr(geometry, "height", 0), getattr(geometry, "width", 0)
                if type(geometry) is not orm.Bitmask:
                    height, width = 60, 80
                drawn = labels.mask(obj, width, height)
                assert drawn.shape == (height, width), name
                box = labels.bounds(obj, width, height)
                assert (box is None) == (not labels.outline(obj, width, height)), name
                if drawn.any():
                    assert box is not None, name
                assert labels.area(obj, width, height) >= 0
                count += 1
    assert count > 500
