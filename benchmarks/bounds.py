"""The least that Python code takes for what the pure engine does: ``python -m benchmarks.bounds``.

The functions check and make what the generated ones do, but are written by hand for one class, and
for good values only: no call for each object, and nothing kept for a report. For a single payload
there is less to leave out, so the generated function is called without cattrs and our hook.
"""

# ruff: noqa: SLF001 - the slots of tracked fields are private, and so are the peers' converters
from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from math import isfinite
from operator import itemgetter
from typing import Any, Final

import msgspec
import orjson

from benchmarks import cattrs_strict, ours_pure, payloads
from benchmarks.run import measure, table
from converters import converter
from converters.engines.classes import pure_attempt
from converters.plans.hooks import pair_of
from converters.plans.read import filled_class
from converters.wire.dates import DAY, MINUTE, TWO
from orm_attrs import DataRow, DataType, ImageData, LabelRow, StorageLocation

YEAR: Final = tuple(first + last for first in TWO for last in TWO)
_IMAGE_KEYS: Final = tuple(ImageData.__slots__)
_Image: Final[Any] = filled_class(ImageData)
_LOCATIONS: Final = {int(member): member for member in StorageLocation}
_TYPES: Final = {member.value: member.value.upper() for member in DataType}
_DataRow: Final[Any] = DataRow
_RowStruct: Final[Any] = msgspec.defstruct("DataRow", payloads.rows(1)[0], gc=False)
_from_iso: Final = datetime.fromisoformat
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder().decode
_NAMES: Final = ("cattrs", "pure", "by hand")

Call = Callable[[], Any]


def _generated(cls: type) -> Callable[[Any], Any]:
    pair = pair_of(converter.get_structure_hook(cls))
    assert pair is not None
    return pure_attempt(pair)


_label_row: Final = _generated(LabelRow)
_data_row: Final = _generated(DataRow)


def images_from_dicts(lists: list[list[Any]]) -> list[list[ImageData]]:
    made = []
    for images in lists:
        # By the very strings of the payloads, which are found at once.
        own = {key: key for key in images[0]}
        take = itemgetter(*(own[key] for key in _IMAGE_KEYS))
        done: list[Any] = []
        append = done.append
        for image in images:
            if image.__class__ is not dict:
                raise TypeError
            uid, title, link, mime, size, place, created, edited, width, height, url = take(image)
            if (
                uid.__class__ is not str
                or title.__class__ is not str
                or link.__class__ is not str
                or mime.__class__ is not str
                or size.__class__ is not int
                or place.__class__ is not int
                or width.__class__ is not int
                or height.__class__ is not int
                or (url.__class__ is not str and url is not None)
                or created.__class__ is not str
                or len(created) != 19
                or created[7] != "-"
                or created[10] != " "
                or created[16] != ":"
                or edited.__class__ is not str
                or len(edited) != 19
                or edited[7] != "-"
                or edited[10] != " "
                or edited[16] != ":"
            ):
                raise TypeError
            obj = _Image()
            obj.image_hash = uid
            obj.title = title
            obj.file_link = link
            obj.file_type = mime
            obj.file_size = size
            obj.storage_location = _LOCATIONS[place]
            obj.created_at = created = _from_iso(created)
            obj.last_edited_at = edited = _from_iso(edited)
            if created.tzinfo is not None or edited.tzinfo is not None:
                raise TypeError
            obj.width = width
            obj.height = height
            obj.signed_url = url
            obj.__class__ = ImageData
            append(obj)
        made.append(done)
    return made


def rows_to_dicts(objs: list[Any]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    append = made.append
    for obj in objs:
        kind, place, a, b = obj.data_type, obj.storage_location, obj.created_at, obj.last_edited_at
        if (
            obj.__class__ is not _DataRow
            or kind.__class__ is not DataType
            or place.__class__ is not StorageLocation
            or a.__class__ is not datetime
            or a.tzinfo is not None
            or a.microsecond
            or b.__class__ is not datetime
            or b.tzinfo is not None
            or b.microsecond
            or obj.images_data is not None
        ):
            raise TypeError
        row = {
            "data_hash": obj.uid,
            "data_title": obj._title,
            "data_type": _TYPES[kind._value_],
            "created_at": f"{YEAR[a.year]}{DAY[a.month][a.day]} {MINUTE[a.hour][a.minute]}"
            f"{TWO[a.second]}",
            "last_edited_at": f"{YEAR[b.year]}{DAY[b.month][b.day]} {MINUTE[b.hour][b.minute]}"
            f"{TWO[b.second]}",
            "width": obj.width,
            "height": obj.height,
            "file_link": obj.file_link,
            "file_size": obj.file_size,
            "file_type": obj.file_type,
            "storage_location": place._value_,
            "frames_per_second": obj.frames_per_second,
            "duration": obj.duration,
            "client_metadata": obj._client_metadata,
            "images_data": None,
        }
        row["signed_url"] = obj.signed_url
        row["is_optimised_image_group"] = obj.is_optimised_image_group
        if obj.backing_item_uuid is not None:
            row["backing_item_uuid"] = str(obj.backing_item_uuid)
        append(row)
    return made


def rows_to_bytes(objs: list[Any]) -> bytes:
    structs: list[Any] = []
    append = structs.append
    untyped: list[Any] = []
    note = untyped.append
    for obj in objs:
        kind, place, a, b = obj.data_type, obj.storage_location, obj.created_at, obj.last_edited_at
        uid, title, width, height = obj.uid, obj._title, obj.width, obj.height
        link, size, mime, url = obj.file_link, obj.file_size, obj.file_type, obj.signed_url
        rate, time, optimised = obj.frames_per_second, obj.duration, obj.is_optimised_image_group
        if (
            obj.__class__ is not _DataRow
            or kind.__class__ is not DataType
            or place.__class__ is not StorageLocation
            or a.__class__ is not datetime
            or a.tzinfo is not None
            or a.microsecond
            or b.__class__ is not datetime
            or b.tzinfo is not None
            or b.microsecond
            or obj.images_data is not None
            or uid.__class__ is not str
            or title.__class__ is not str
            or (width.__class__ is not int and width is not None)
            or (height.__class__ is not int and height is not None)
            or (link.__class__ is not str and link is not None)
            or (size.__class__ is not int and size is not None)
            or (mime.__class__ is not str and mime is not None)
            or (url.__class__ is not str and url is not None)
            or (rate is not None and (rate.__class__ is not float or not isfinite(rate)))
            or (time is not None and (time.__class__ is not float or not isfinite(time)))
            or (optimised.__class__ is not bool and optimised is not None)
        ):
            raise TypeError
        note(obj._client_metadata)
        uuid = obj.backing_item_uuid
        append(
            _RowStruct(
                uid,
                msgspec.UNSET if uuid is None else str(uuid),
                title,
                f"{YEAR[a.year]}{DAY[a.month][a.day]} {MINUTE[a.hour][a.minute]}{TWO[a.second]}",
                f"{YEAR[b.year]}{DAY[b.month][b.day]} {MINUTE[b.hour][b.minute]}{TWO[b.second]}",
                width,
                height,
                link,
                size,
                mime,
                _TYPES[kind._value_],
                obj._client_metadata,
                place._value_,
                optimised,
                rate,
                time,
                None,
                url,
            )
        )
    if _decode(_encode(untyped)) != untyped:
        raise TypeError
    return _encode(structs)


def works() -> dict[str, tuple[Call, Call, Call]]:
    """Give what is done by cattrs, by the pure engine, and by hand."""
    rows, label_row = payloads.rows(), payloads.label_row()
    objs = ours_pure.rows_from_dicts(rows)
    lists = [row["images_data"] for row in payloads.dataset()["data_rows"]]

    def each(function: Callable[[Any], Any], arguments: list[Any]) -> Call:
        return lambda: [function(argument) for argument in arguments]

    many = [label_row] * 100
    strict, pure = cattrs_strict, ours_pure
    return {
        "lists of 20 images: dicts to objects": (
            each(lambda images: strict._converter.structure(images, list[ImageData]), lists),
            each(lambda images: pure._converter.structure(images, list[ImageData]), lists),
            lambda: images_from_dicts(lists),
        ),
        "1000 data rows, one call each": (
            each(strict.one_from_dict, rows),
            each(pure.one_from_dict, rows),
            each(_data_row, rows),
        ),
        "label row of 1 MB, 100 times": (
            each(strict.label_row_from_dict, many),
            each(pure.label_row_from_dict, many),
            each(_label_row, many),
        ),
        "1000 data rows: objects to dicts": (
            lambda: strict.rows_to_dicts(objs),
            lambda: pure.rows_to_dicts(objs),
            lambda: rows_to_dicts(objs),
        ),
        "1000 data rows: objects to bytes": (
            lambda: strict.rows_to_bytes(objs),
            lambda: pure.rows_to_bytes(objs),
            lambda: rows_to_bytes(objs),
        ),
    }


def main() -> None:
    """Print how many times as long cattrs takes."""
    parser = argparse.ArgumentParser(prog="benchmarks.bounds", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    calls: dict[tuple[str, str], Call] = {}
    for title, own in works().items():
        results = [call() for call in own]
        if title.endswith("bytes"):
            results = [orjson.loads(data) for data in results]
        if not results[0] == results[1] == results[2]:
            raise AssertionError(f"{title}: other values")
        calls |= {(title, name): call for name, call in zip(_NAMES, own, strict=True)}
    body = [
        [title, *(f"{taken['cattrs'] / taken[name]:.2f}" for name in _NAMES[1:])]
        for title, taken in measure(calls, rounds).items()
    ]
    print(table(["time of cattrs /", "ours, pure", "by hand"], body))


if __name__ == "__main__":
    main()
