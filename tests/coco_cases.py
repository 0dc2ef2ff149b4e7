"""Label rows of every shape with their ontology, for tests of other formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from label_parts import BOX, answered, attribute, chosen, frame, nesting, question, row, thing

from converters import converter, labels
from orm_attrs import LabelRowV2, OntologyObject, OntologyStructure

WIDTH: Final = 80
HEIGHT: Final = 60

SQUARE: Final = {
    str(i): {"x": x, "y": y} for i, (x, y) in enumerate([(0.1, 0.2), (0.5, 0.2), (0.5, 0.7)])
}
RING: Final = [0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1, 0.9]
FIRST: Final = {
    str(i): {"x": x, "y": y} for i, (x, y) in enumerate(zip(RING[::2], RING[1::2], strict=True))
}
TRIANGLE: Final = {key: FIRST[key] for key in "012"}

HOLE: Final = [0.3, 0.3, 0.6, 0.3, 0.6, 0.6, 0.3, 0.6]

MASK: Final = labels.encode_mask(
    [[10 < x < 30 and 20 < y < 40 for x in range(WIDTH)] for y in range(HEIGHT)]
)

GEOMETRIES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "box": ("bounding_box", {"boundingBox": BOX}),
    "turned": ("rotatable_bounding_box", {"rotatableBoundingBox": {**BOX, "theta": 30.0}}),
    "polygon": ("polygon", {"polygon": SQUARE}),
    "parts": ("polygon", {"polygon": TRIANGLE, "polygons": [[RING[:6]], [HOLE]]}),
    "holes": ("polygon", {"polygon": FIRST, "polygons": [[RING, HOLE]]}),
    "line": ("polyline", {"polyline": SQUARE}),
    "dot": ("polyline", {"polyline": {"0": {"x": 0.5, "y": 0.5}}}),
    "point": ("point", {"point": {"0": {"x": 0.3, "y": 0.7}}}),
    "mask": (
        "bitmask",
        {"bitmask": {"top": 0, "left": 0, "height": HEIGHT, "width": WIDTH, "rleString": MASK}},
    ),
    "circle": ("circle", {"circle": {"x": 0.5, "y": 0.5, "r": 0.1}}),
    "ellipse": ("ellipse", {"ellipse": {"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.3, "theta": 20.0}}),
    "flat": ("cuboid_2d", {"cuboid_2d": {"front": HOLE, "offset": {"x": 0.1, "y": 0.1}}}),
    "deep": (
        "cuboid_2d",
        {"cuboid_2d": {"front": HOLE, "vanishingPoint": {"x": 0.5, "y": 0.1}, "scaleRatio": 0.5}},
    ),
    "person": (
        "skeleton",
        {
            "skeleton": {
                "0": {
                    "x": 0.2,
                    "y": 0.2,
                    "featureHash": "p0",
                    "name": "head",
                    "visibility": "selfOccluded",
                },
                "1": {
                    "x": 0.2,
                    "y": 0.6,
                    "featureHash": "p1",
                    "name": "foot",
                    "visibility": "invisible",
                },
                "2": {"x": 0.4, "y": 0.4, "featureHash": "p2", "name": "hand"},
            }
        },
    ),
}
"""The name of an object to its shape and its geometry."""

REFUSED: Final[dict[str, tuple[str, dict[str, Any], str]]] = {
    "scene box": (
        "cuboid",
        {"cuboid": {"position": [0, 0, 0], "orientation": [0, 0, 0], "size": [1, 1, 1]}},
        "nothing on an image",
    ),
    "cloud": ("segmentation", {"segmentation": "abc"}, "nothing on an image"),
    "newer": ("hologram", {"hologram": 1}, "an unknown shape"),
    "empty": ("polygon", {"polygon": {}}, "a polygon of fewer than three points"),
    "empty parts": (
        "polygon",
        {"polygon": {}, "polygons": [[RING[:4]], [HOLE[:2]]]},
        "a polygon of fewer than three points",
    ),
    "no line": ("polyline", {"polyline": {}}, "a line without points"),
    "scene line": (
        "polyline",
        {"polyline": {"0": {"x": 1, "y": 1, "z": 1}}},
        "in a scene, and on no image",
    ),
    "scene point": (
        "point",
        {"point": {"0": {"x": 1, "y": 1, "z": 1}}},
        "in a scene, and on no image",
    ),
    "nobody": ("skeleton", {"skeleton": {}}, "a skeleton without points"),
    "blank": (
        "bitmask",
        {
            "bitmask": {
                "top": 0,
                "left": 0,
                "height": HEIGHT,
                "width": WIDTH,
                "rleString": labels.encode_mask([[0] * WIDTH] * HEIGHT),
            }
        },
        "a mask without pixels",
    ),
    "small": (
        "bitmask",
        {"bitmask": {"top": 0, "left": 0, "height": 2, "width": 2, "rleString": "04"}},
        "a mask of another size than its image",
    ),
    "no runs": (
        "bitmask",
        {"bitmask": {"top": 0, "left": 0, "height": HEIGHT, "width": WIDTH, "rleString": "é"}},
        "the runs of a mask have a character that is none of theirs",
    ),
    "thin": (
        "cuboid_2d",
        {"cuboid_2d": {"front": [0.1, 0.1], "offset": {"x": 0.1, "y": 0.1}}},
        "an outline of fewer than three corners",
    ),
}
"""The name of an object to its shape, its geometry, and why it has no form."""


def made(name: str, shape: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give an object whose feature has its own name as hash."""
    return {"objectHash": f"o-{name}", "featureHash": name, "shape": shape, **geometry, **more}


def all_objects(**more: Any) -> list[dict[str, Any]]:
    """Give an object of each shape."""
    return [made(name, shape, geometry, **more) for name, (shape, geometry) in GEOMETRIES.items()]


def image(*objects: dict[str, Any], **more: Any) -> LabelRowV2:
    """Give a row of one image."""
    unit = {"data_hash": "d", "data_title": "a b.png", "data_type": "image/png", "data_sequence": 0}
    unit |= {"width": WIDTH, "height": HEIGHT, "labels": frame(*objects), "data_link": "https://x"}
    about = {"label_hash": "l", "data_hash": "d", "data_title": "a b.png", "data_type": "image"}
    return row(**{**about, "data_units": {"d": unit}, **more})


TEMPLATE: Final = {
    "name": "person",
    "shape": "skeleton",
    "width": 1,
    "height": 1,
    "feature_node_hash": "person",
    "skeleton": {
        str(i): {"x": 0.1, "y": 0.1, "name": name, "featureHash": f"p{i}"}
        for i, name in enumerate(("head", "foot", "hand"))
    },
    "skeletonEdges": {
        "0": {"1": {"color": "#000000"}, "9": {"color": "#000000"}},
        "1": {"2": {"color": "#000000"}},
    },
}

COLOUR: Final = attribute("Colour", "radio", nesting("Red", attribute("Shade", "text")), "Blue")
TAGS: Final = attribute("Tags", "checklist", "Wet", "Old")
SPEED: Final = attribute("Speed", "numeric", dynamic=True)
STATE: Final = attribute("State", "text", dynamic=True)


def ontology(*more: dict[str, Any]) -> OntologyStructure:
    """Give an ontology with all of these objects, and a classification."""
    shapes = {name: it[0] for name, it in (GEOMETRIES | REFUSED).items()}
    things = [
        thing(name, name, COLOUR, TAGS, SPEED, STATE, shape=shape) for name, shape in shapes.items()
    ]
    payload = {
        "objects": [*things, thing("sound", "sound", shape="audio"), *more],
        "classifications": [question("weather", attribute("Weather", "radio", "Dry", "Rain"))],
        "skeleton_templates": [{"template": TEMPLATE}],
    }
    return converter.structure(payload, OntologyStructure)


def ontology_of(rows: Iterable[LabelRowV2]) -> OntologyStructure:
    """Give an ontology with an object for each feature of some rows."""
    found: dict[str, OntologyObject] = {}
    for it in (it for given in rows for it in labels.instances(given)):
        if it.kind == "object" and it.feature_hash is not None:
            about = {"name": it.name or it.feature_hash, "shape": it.shape or "bounding_box"}
            found.setdefault(
                it.feature_hash, OntologyObject(id="1", feature_node_hash=it.feature_hash, **about)
            )
    return OntologyStructure(objects=list(found.values()))


def video(frames: dict[str, Any], **more: Any) -> LabelRowV2:
    """Give a row of a video of ten frames."""
    unit = {"data_hash": "v", "data_title": "v.mp4", "data_type": "video/mp4", "data_sequence": 0}
    unit |= {
        "width": WIDTH,
        "height": HEIGHT,
        "labels": frames,
        "data_duration": 1.0,
        "data_fps": 10.0,
    }
    about = {"label_hash": "lv", "data_hash": "v", "data_title": "v.mp4", "data_type": "video"}
    return row(**{**about, "data_units": {"v": unit}, **more})


def answered_video() -> LabelRowV2:
    """Give a video with a box on three frames, with static and dynamic answers, and a note."""
    static = [
        answered("Colour", chosen("Red")),
        answered("Shade", "dark"),
        answered("Tags", chosen("Wet", "Old")),
        answered("Foreign", "x", "foreign"),
        answered("Choices", chosen("One"), "choices", value="other"),
    ]
    actions = [
        {**answered("Speed", 1.5), "range": [[0, 1]], "dynamic": True},
        {**answered("Speed", 2), "range": [[5, 5]], "dynamic": True},
        {**answered("State", "parked"), "range": [[1, 5]], "dynamic": True},
    ]
    box = {"createdBy": "a@example.com", "confidence": 0.5, "manualAnnotation": False}
    frames = {str(i): frame(made("box", *GEOMETRIES["box"], **box)) for i in (5, 0, 1)}
    return video(
        frames,
        object_answers={
            "o-box": {"objectHash": "o-box", "classifications": static, "objectNumber": 3}
        },
        object_actions={"o-box": {"objectHash": "o-box", "actions": actions}},
        classification_answers={
            "c": {
                "classificationHash": "c",
                "featureHash": "weather",
                "range": [[1, 2]],
                "classifications": [answered("Weather", chosen("Rain"))],
            }
        },
    )
