"""The payloads that are measured: made up, always the same, and as a JSON reader gives them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import orjson

Payload = dict[str, Any]

OPTIONAL_ROW_KEYS: Final = (
    "client_metadata",
    "images_data",
    "signed_url",
    "is_optimised_image_group",
    "backing_item_uuid",
)
"""The keys of a data row that a server may leave out."""

# Three videos, four images, two image groups and a DICOM series of each ten.
_KINDS: Final = (
    ("VIDEO", "video/mp4", "clip-{}.mp4"),
    ("IMAGE", "image/png", "photo-{}.png"),
    ("IMAGE", "image/jpeg", "photo-{}.jpg"),
    ("IMG_GROUP", "image/png", "group-{}"),
    ("VIDEO", "video/mp4", "clip-{}.mp4"),
    ("IMAGE", "image/png", "photo-{}.png"),
    ("DICOM", None, "series-{}"),
    ("VIDEO", "video/webm", "clip-{}.webm"),
    ("IMG_GROUP", "image/jpeg", "group-{}"),
    ("IMAGE", "image/tiff", "scan-{}.tif"),
)


def rows(count: int = 1000) -> list[Payload]:
    """Give data rows with all their 18 keys."""
    made: list[Payload] = _as_read([_row(i) for i in range(count)])
    return made


def dataset(row_count: int = 100, image_count: int = 20) -> Payload:
    """Give a dataset of image groups."""
    groups = []
    for i in range(row_count):
        images = [_image(i * image_count + j) for j in range(image_count)]
        kind = {"data_type": "IMG_GROUP", "width": None, "height": None}
        no_video = {"frames_per_second": None, "duration": None}
        groups.append({**_row(i), **kind, **no_video, "images_data": images})
    whole = {
        "dataset_hash": _uid(77, 1),
        "title": "Harbour cranes, second season",
        "description": "Taken from the north quay at noon.",
        "dataset_type": "AWS_S3",
        "backing_folder_uuid": _uid(78, 1),
        "data_rows": groups,
    }
    made: Payload = _as_read(whole)
    return made


def metadata(count: int = 1000) -> list[Payload]:
    """Give label row metadata with all their 18 keys; every tenth row is not initialised."""
    made: list[Payload] = _as_read([_metadata(i) for i in range(count)])
    return made


def metadata_of_today(count: int = 1000) -> list[Payload]:
    """Give the same label row metadata with the 16 keys that have come since."""
    made: list[Payload] = _as_read([_metadata(i) | _later_metadata(i) for i in range(count)])
    return made


def label_row(size: int = 1_000_000) -> Payload:
    """Give a video's label row whose JSON text has about as many bytes as asked for."""
    frames: Payload = {}
    row = {
        "label_hash": _uid(1, 9),
        "created_at": "Thu, 09 Feb 2023 14:12:03 UTC",
        "last_edited_at": "Fri, 10 Feb 2023 08:40:59 UTC",
        "dataset_hash": _uid(2, 9),
        "dataset_title": "Harbour cranes, second season",
        "data_title": "clip-9.mp4",
        "data_hash": _uid(3, 9),
        "data_type": "video",
        "data_units": {_uid(3, 9): {"data_type": "video/mp4", "labels": frames}},
        "object_answers": {},
        "classification_answers": {},
        "object_actions": {},
        "label_status": "LABEL_IN_PROGRESS",
        "annotation_task_status": "ASSIGNED",
    }
    left = size - len(orjson.dumps(row))
    while left > 0:
        i = len(frames)
        frames[str(i)] = {"objects": [_box(i, j) for j in range(3)], "classifications": []}
        left -= len(orjson.dumps({str(i): frames[str(i)]})) - 1
    made: Payload = _as_read(row)
    return made


def boxes_row(count: int = 10_000) -> Payload:
    """Give a video's label row with boxes: ten on each frame, each with dates of its own.

    As in nine of ten rows of real servers, numbers have four places.
    """
    return _video_row(count, [_shaped_box])


def precise_boxes_row(count: int = 10_000) -> Payload:
    """Give the same row with all places that a float has, as predictions come."""
    return _video_row(count, [_precise_box])


def shapes_row(count: int = 10_000) -> Payload:
    """Give the same row with objects of five shapes, in turn, with numbers of four places."""
    return _video_row(count, SHAPED)


def answered_row(count: int = 10_000) -> Payload:
    """Give the same row with answers, static and dynamic, and with classifications."""
    row = shapes_row(count)
    frames = max(count // ON_FRAME, 1)
    for i, (hash_, entry) in enumerate(row["object_answers"].items()):
        kind = i % SHAPES
        entry["classifications"] = [
            _answer(f"load{kind}", "Load", [_option(f"load{kind}", i % 2)]),
            _answer(f"note{kind}", "Note", f"seen from the north quay, {i % 7}"),
            _answer(f"tons{kind}", "Tons", 12.5 + i % 40),
        ]
        half = frames // 2
        row["object_actions"][hash_] = {
            "objectHash": hash_,
            "actions": [
                {
                    **_answer(f"state{kind}", "State", [_option(f"state{kind}", j)]),
                    "dynamic": True,
                    "range": [[first, last]],
                    "shouldPropagate": False,
                }
                for j, (first, last) in enumerate(((0, half), (half + 1, frames - 1)))
            ],
        }
    for i in range(10):
        row["classification_answers"][f"weather{i}"] = {
            "classificationHash": f"weather{i}",
            "featureHash": "weather",
            "classifications": [_answer("wind", "Wind", [_option("wind", i % 2)])],
            "range": [[i * frames // 10, (i + 1) * frames // 10 - 1]],
            "createdAt": "Thu, 09 Feb 2023 14:12:03 UTC",
            "createdBy": "anna@harbour.example.com",
            "manualAnnotation": True,
            "spaces": {},
        }
    made: Payload = _as_read(row)
    return made


def answered_ontology() -> Payload:
    """Give the ontology of `answered_row`."""
    objects = []
    for kind in range(SHAPES):
        attributes = [
            _attribute(f"load{kind}", "Load", "radio"),
            {"type": "text", "name": "Note", "featureNodeHash": f"note{kind}"},
            {"type": "numeric", "name": "Tons", "featureNodeHash": f"tons{kind}"},
            {**_attribute(f"state{kind}", "State", "radio"), "dynamic": True},
        ]
        shape = _on_frame(kind, SHAPED)
        objects.append(
            {
                "id": str(kind + 1),
                "name": shape["name"],
                "color": shape["color"],
                "shape": shape["shape"],
                "featureNodeHash": shape["featureHash"],
                "attributes": [
                    _numbered(it, f"{kind + 1}.{j}") for j, it in enumerate(attributes, 1)
                ],
            }
        )
    wind = _numbered(_attribute("wind", "Wind", "radio"), "1.1")
    classifications = [{"id": "1", "featureNodeHash": "weather", "attributes": [wind]}]
    return {"objects": objects, "classifications": classifications}


def untidy() -> dict[str, list[Payload]]:
    """Give what real servers make of `rows`, by a description of each variant."""
    tidy = rows()
    variants = {
        "file_size as float, 3560366.0": [
            r if r["file_size"] is None else {**r, "file_size": float(r["file_size"])} for r in tidy
        ],
        "ints in float fields": [{**r, "frames_per_second": 25, "duration": 60} for r in tidy],
        "17 keys, no backing_item_uuid": [_without(r, "backing_item_uuid") for r in tidy],
        "no optional key at all": [_without(r, *OPTIONAL_ROW_KEYS) for r in tidy],
        "three extra keys": [
            {**r, "_querier": None, "branch_name": "main", "spaces": {}} for r in tidy
        ],
        "dates with T and fractions": [_with_dates(r, "T", ".472959") for r in tidy],
        "dates with T, fractions and Z": [_with_dates(r, "T", ".472959Z") for r in tidy],
        "every enum value unknown": [
            {**r, "data_type": ("HOLOGRAM", "SMELL", "TASTE")[i % 3], "storage_location": 5 + i % 2}
            for i, r in enumerate(tidy)
        ],
        "backing_item_uuid in every row": [
            {**r, "backing_item_uuid": _uid(6, i)} for i, r in enumerate(tidy)
        ],
        "1 % of the rows with RFC 1123 dates": [
            r if i % 100 else {**r, "created_at": "Thu, 09 Feb 2023 14:12:03 GMT"}
            for i, r in enumerate(tidy)
        ],
    }
    # Read anew, for a copied dict is quicker to look things up in than one that a reader grew.
    return {title: _as_read(variant) for title, variant in variants.items()}


def one_wrong_field() -> list[Payload]:
    """Give `rows` with text for a width in the last one.

    In the last, so that libraries that stop at the first problem do the whole work, too.
    """
    tidy = rows()
    made: list[Payload] = _as_read([*tidy[:-1], {**tidy[-1], "width": "wide"}])
    return made


def _as_read(payload: Any) -> Any:
    # Readers share the key objects among the rows and nothing else; so do these.
    return orjson.loads(orjson.dumps(payload))


def _uid(kind: int, i: int) -> str:
    return f"{i * 2654435761 % 2**32:08x}-{kind:04x}-4d3b-8a1f-{i:012x}"


def _row(i: int) -> Payload:
    kind, mime_type, title = _KINDS[i % len(_KINDS)]
    video, group, dicom = kind == "VIDEO", kind == "IMG_GROUP", kind == "DICOM"
    return {
        "data_hash": _uid(4, i),
        "backing_item_uuid": None,
        "data_title": title.format(i),
        "created_at": f"2022-{i % 12 + 1:02}-{i % 28 + 1:02} 18:{i % 60:02}:05",
        "last_edited_at": f"2023-{i % 12 + 1:02}-{i % 28 + 1:02} 07:{i % 60:02}:41",
        "width": None if group or dicom else 1280 + i % 7,
        "height": None if group or dicom else 720 + i % 5,
        "file_link": None if dicom else f"acme-images/u5Vx0Qz/{_uid(4, i)}",
        "file_size": None if dicom else 3_560_366 + 17 * i,
        "file_type": mime_type,
        "data_type": kind,
        "client_metadata": {"site": "north quay", "shift": i % 3},
        "storage_location": i % 5,
        "is_optimised_image_group": False if group else None,
        "frames_per_second": 23.976 if video else None,
        "duration": 12.5 + i % 90 if video else None,
        "images_data": None,
        "signed_url": None,
    }


def _image(i: int) -> Payload:
    return {
        "image_hash": _uid(5, i),
        "title": f"crane-{i}.png",
        "file_link": f"acme-images/u5Vx0Qz/{_uid(5, i)}",
        "file_type": "image/png",
        "file_size": 48_211 + 3 * i,
        "storage_location": i % 5,
        "created_at": f"2022-{i % 12 + 1:02}-{i % 28 + 1:02} 18:51:{i % 60:02}",
        "last_edited_at": f"2023-{i % 12 + 1:02}-{i % 28 + 1:02} 19:23:{i % 60:02}",
        "width": 1280,
        "height": 720,
        "signed_url": None,
    }


def _metadata(i: int) -> Payload:
    kind, _, title = _KINDS[i % len(_KINDS)]
    video, fresh = kind == "VIDEO", i % 10 == 9
    statuses = ("NOT_LABELLED", "LABEL_IN_PROGRESS", "LABELLED", "REVIEWED")
    tasks = ("QUEUED", "ASSIGNED", "IN_REVIEW", "RETURNED", "COMPLETED")
    return {
        "label_hash": None if fresh else _uid(7, i),
        "created_at": None if fresh else f"2023-03-{i % 28 + 1:02}T09:58:08.{i * 997 + 1:06}",
        "last_edited_at": None if fresh else f"2023-04-{i % 28 + 1:02}T11:03:52.{i * 991 + 1:06}",
        "data_hash": _uid(4, i),
        "dataset_hash": _uid(77, 1),
        "dataset_title": "Harbour cranes, second season",
        "data_title": title.format(i),
        "data_type": kind,
        "data_link": None if kind in ("IMG_GROUP", "DICOM") else f"acme-images/u5Vx0Qz/{i}",
        "label_status": statuses[0] if fresh else statuses[i % 4],
        "annotation_task_status": tasks[i % 5],
        "workflow_graph_node": {"uuid": _uid(8, i % 4), "title": f"Stage {i % 4}"},
        "is_shadow_data": False,
        "number_of_frames": 697 if video else 1,
        "duration": 29.07071 if video else None,
        "frames_per_second": 23.976 if video else None,
        "height": 720,
        "width": 1280,
    }


def _later_metadata(i: int) -> Payload:
    return {
        "branch_name": "main",
        "priority": i % 100 / 100,
        "client_metadata": None,
        "images_data": None,
        "file_type": "video/mp4",
        "is_valid": True,
        "audio_sample_rate": None,
        "audio_codec": None,
        "audio_bit_depth": None,
        "audio_num_channels": None,
        "backing_item_uuid": _uid(6, i),
        "task_uuid": _uid(9, i),
        "assigned_user_email": None,
        "last_actioned_by_user_email": "anna@example.com",
        "group_hash": None,
        "spaces": {},
    }


def _box(i: int, j: int) -> Payload:
    return {
        "name": "Crane",
        "color": "#D33115",
        "shape": "bounding_box",
        "value": "crane",
        "createdAt": "Thu, 09 Feb 2023 14:12:03 UTC",
        "createdBy": "anna@example.com",
        "confidence": 1,
        "objectHash": f"{j:08x}",
        "featureHash": f"{j * 31:08x}",
        "boundingBox": {"h": 0.25, "w": 0.125, "x": i % 80 / 100, "y": j / 10},
        "manualAnnotation": True,
    }


ON_FRAME: Final = 10
"""How many objects a frame of the large label rows has."""


def _video_row(count: int, shapes: list[Callable[[int], Payload]]) -> Payload:
    """Give a video's row of 100 objects or fewer, which are on every frame of their tenth of it."""
    objects = [_on_frame(i, shapes) for i in range(count)]
    frames = {
        str(i // ON_FRAME): {"objects": objects[i : i + ON_FRAME], "classifications": []}
        for i in range(0, count, ON_FRAME)
    }
    hashes = {it["objectHash"]: it["featureHash"] for it in objects}
    unit = {
        "data_hash": _uid(3, 9),
        "data_title": "clip-9.mp4",
        "data_link": "acme-images/clip-9.mp4",
        "data_type": "video/mp4",
        "data_sequence": 0,
        "width": 1920,
        "height": 1080,
        "data_fps": 25.0,
        "data_duration": len(frames) / 25,
        "labels": frames,
    }
    row = {
        "label_hash": _uid(1, 9),
        "branch_name": "main",
        "created_at": "Thu, 09 Feb 2023 14:12:03 UTC",
        "last_edited_at": "Fri, 10 Feb 2023 08:40:59 UTC",
        "dataset_hash": _uid(2, 9),
        "dataset_title": "Harbour cranes, second season",
        "data_title": "clip-9.mp4",
        "data_hash": _uid(3, 9),
        "data_type": "video",
        "is_shadow_data": False,
        "data_units": {_uid(3, 9): unit},
        "object_answers": {it: {"objectHash": it, "classifications": []} for it in hashes},
        "classification_answers": {},
        "object_actions": {},
        "label_status": "LABEL_IN_PROGRESS",
        "annotation_task_status": "ASSIGNED",
        "spaces": {},
    }
    made: Payload = _as_read(row)
    return made


def _on_frame(i: int, shapes: list[Callable[[int], Payload]]) -> Payload:
    kind = i % len(shapes)
    shape = shapes[kind](i)
    made, edited = (datetime.fromtimestamp(1_600_000_000 + 7919 * i + it, UTC) for it in (0, 3600))
    return {
        "name": f"Ship-to-shore crane {kind}",
        "color": "#D33115",
        "value": f"ship-to-shore_crane_{kind}",
        "createdAt": f"{made:%a, %d %b %Y %H:%M:%S} UTC",
        "createdBy": "anna@harbour.example.com",
        "confidence": 1.0,
        "objectHash": f"{i // 1000:04x}{i % ON_FRAME:04x}",
        "featureHash": f"{kind:08x}",
        "lastEditedAt": f"{edited:%a, %d %b %Y %H:%M:%S} UTC",
        "lastEditedBy": "benedikt@harbour.example.com",
        "manualAnnotation": True,
        **shape,
    }


def _shaped_box(i: int) -> Payload:
    box = {key: round(value, 4) for key, value in _precise_box(i)["boundingBox"].items()}
    return {"shape": "bounding_box", "boundingBox": box}


def _precise_box(i: int) -> Payload:
    box = {"h": 0.1 + i % 97 / 1009, "w": 0.1 + i % 89 / 1013}
    box |= {"x": i % 83 / 1019, "y": i % 79 / 1021}
    return {"shape": "bounding_box", "boundingBox": box}


def _rotated_box(i: int) -> Payload:
    box = {**_shaped_box(i)["boundingBox"], "theta": i % 3600 / 10}
    return {"shape": "rotatable_bounding_box", "rotatableBoundingBox": box}


def _polygon(i: int) -> Payload:
    points = _points(i, 20)
    ring = [number for it in points.values() for number in it.values()]
    return {"shape": "polygon", "polygon": points, "polygons": [[ring]]}


def _polyline(i: int) -> Payload:
    return {"shape": "polyline", "polyline": _points(i, 20)}


def _point(i: int) -> Payload:
    return {"shape": "point", "point": _points(i, 1)}


def _points(i: int, count: int) -> Payload:
    numbers = range(7 * i, 7 * i + count)
    return {str(j): {"x": it % 9973 / 1e4, "y": it % 9941 / 1e4} for j, it in enumerate(numbers)}


def _without(row: Payload, *keys: str) -> Payload:
    return {key: value for key, value in row.items() if key not in keys}


def _with_dates(row: Payload, separator: str, end: str) -> Payload:
    dates = ("created_at", "last_edited_at")
    return {**row, **{key: row[key].replace(" ", separator) + end for key in dates}}


SHAPED: Final = [_shaped_box, _rotated_box, _polygon, _polyline, _point]
SHAPES: Final = len(SHAPED)


def _answer(hash_: str, name: str, answers: Any) -> Payload:
    facts = {"name": name, "value": name.lower(), "featureHash": hash_}
    return {**facts, "answers": answers, "manualAnnotation": True}


def _option(attribute: str, number: int) -> Payload:
    name = f"Option {number}"
    return {"name": name, "value": f"option_{number}", "featureHash": f"{attribute}.{number}"}


def _attribute(hash_: str, name: str, kind: str) -> Payload:
    options = [
        {
            "id": f"1.1.{number + 1}",
            "label": f"Option {number}",
            "value": f"option_{number}",
            "featureNodeHash": f"{hash_}.{number}",
        }
        for number in range(2)
    ]
    return {"type": kind, "name": name, "featureNodeHash": hash_, "options": options}


def _numbered(attribute: Payload, number: str) -> Payload:
    facts = {"required": False, "dynamic": False, **attribute}
    return {**facts, "id": number}
