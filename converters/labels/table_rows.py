"""Collects what label rows mean, and makes the columns of a table of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise, repeat
from operator import attrgetter, sub
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from converters.imports import needed
from converters.json_text import dumps, encode_each, text_writer
from converters.labels.answer_columns import AnswerColumns, Answers
from converters.labels.features import Features
from converters.labels.frames import frames_of
from converters.labels.instances import Instance, instances_by
from converters.labels.masks import np
from converters.labels.media import Media, Medium
from converters.labels.outlines import outlines_of
from converters.labels.ranges import Range
from converters.registry import ready_converter
from converters.tables import wire_fields
from orm_attrs import (
    BitmaskObject,
    Circle,
    Ellipse,
    FrameClassification,
    LabelObject,
    LabelRowV2,
    RotatableBoundingBox,
)
from orm_attrs.labels import (
    BoundingBoxObject,
    CircleObject,
    EllipseObject,
    HtmlPosition,
    HtmlRange,
    PointObject,
    PolygonObject,
    PolylineObject,
    RangeObject,
    RotatableBoundingBoxObject,
)

if TYPE_CHECKING:
    from converters.labels.masks import Array

Kind = Literal["object", "range", "classification"]
"""What a row of a table is: an object on a frame, a range of an object, or a classification."""

ROWS: Final = 10_000
"""Rows of a table that are made at once."""

_MASK: Final = 64
"""Characters of a mask that weigh as much as a row."""

GEO: Final[Mapping[str, Any]] = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "crs": None}},
}
"""What GeoParquet wants to know of the geometries: they are in pixels, so they have no `crs`."""

_OF_ROW: Final = ("label_hash", "dataset_hash", "data_hash", "data_title", "data_type")
"""Columns that a label row has fields for."""

_OF_GROUP: Final = ("kind", *_OF_ROW, "space", "hash", "feature_hash", "name", "shape", "color")
"""Columns that are the same for all rows of an instance."""

_FEATURE: Final = _OF_GROUP.index("feature_hash")
_NAME: Final = _OF_GROUP.index("name")

_OF_MEDIUM: Final = {
    "unit": "unit",
    "unit_title": "title",
    "image_width": "width",
    "image_height": "height",
    "dicom_instance_uid": "dicom_instance_uid",
    "dicom_frame": "dicom_frame",
}
"""Columns that a medium has fields for, and these."""

_STATED: Final = (
    *("created_by", "last_edited_by", "confidence", "manual_annotation", "is_deleted"),
    *("created_at", "last_edited_at"),
)
"""Columns that an object, a range or a classification has fields for."""

_BOX: Final = ("box_x", "box_y", "box_width", "box_height")

DISTINCT: Final = frozenset({"seconds", "geometry", "created_at", "last_edited_at", "rest"}) | {
    *_BOX,
    *(f"{it}_px" for it in _BOX),
}
"""Columns of which most values differ."""


def schema_of(columns: AnswerColumns) -> Any:
    """Return the schema of a table with some columns for answers."""
    pa = needed("pyarrow", "bulk")
    text, integer, number, truth = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    date = pa.timestamp("us", tz="UTC")
    place = pa.struct([("xpath", text), ("offset", integer)])
    types = {
        **dict.fromkeys(("kind", *_OF_ROW, "unit", "unit_title", "space"), text),
        "frame": integer,
        "seconds": number,
        **dict.fromkeys(("slice", "page"), integer),
        "dicom_instance_uid": text,
        **dict.fromkeys(("dicom_frame", "start", "end"), integer),
        "ranges": pa.list_(pa.struct([("start", integer), ("end", integer)])),
        "html_ranges": pa.list_(pa.struct([("start", place), ("end", place)])),
        **dict.fromkeys(("hash", "feature_hash", "name", "shape", "color"), text),
        **dict.fromkeys(("object_number", "image_width", "image_height"), integer),
        **dict.fromkeys((*_BOX, *(f"{it}_px" for it in _BOX)), number),
        "geometry": pa.binary(),
        "created_at": date,
        "created_by": text,
        "last_edited_at": date,
        "last_edited_by": text,
        "confidence": number,
        **dict.fromkeys(("manual_annotation", "is_deleted"), truth),
        **{it.name: it.arrow for it in columns.by_key.values()},
        **dict.fromkeys(("other_answers", "rest"), text),
    }
    return pa.schema(types.items(), {"geo": encode_each([GEO])[0]})


class TableRows:
    """Rows of a table, those of one label row after another."""

    def __init__(self, features: Features) -> None:
        self._features = features
        # One for each group of rows: those of an instance while its answers stay the same.
        self._groups: list[tuple[Any, ...]] = []
        self._numbers: list[int | None] = []
        self._answers: list[Answers] = []
        self._counts: list[int] = []
        # One for each row.
        self._frames: list[int | None] = []
        self._media: list[Medium] = []
        self._stated: list[LabelObject | RangeObject | FrameClassification] = []
        # Of some rows, by their places.
        self._spans: dict[int, Range] = {}
        self._ranges: dict[int, list[Range]] = {}
        self._html: dict[int, list[HtmlRange]] = {}
        self._more: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, row: LabelRowV2) -> None:
        """Add the rows that a label row is."""
        about = tuple(getattr(row, name) for name in _OF_ROW)
        frames = frames_of(row)
        media = Media(row, frames)
        for it in instances_by(row, self._features, frames):
            if it.kind == "classification":
                self._add_classification(it, media.of(it.space), about)
                continue
            if it.frames:
                self._add_frames(it, media.at(it.space, it.frames), about)
            if not it.frames or it.html_ranges:
                self._add_ranges(it, media.of(it.space), about)

    def _add_frames(self, it: Instance, media: list[Medium], about: tuple[Any, ...]) -> None:
        frames: list[int] = list(it.frames)
        first = len(self)
        self._frames += frames
        self._media += media
        self._stated += it.frames.values()
        group = _group_of("object", about, it)
        for start, end in pairwise(_changes(it, frames)):
            self._group(group, it, it.answers(frames[start]), end - start)
        if it.is_event_based:
            self._spans |= enumerate(_spans(it, frames), first)

    def _add_ranges(self, it: Instance, medium: Medium, about: tuple[Any, ...]) -> None:
        """Add the ranges of an object; of one that is nowhere, a row without any."""
        ranges = [] if it.frames else it.ranges
        first, count = len(self), len(ranges) + len(it.html_ranges)
        self._spans |= enumerate(ranges, first)
        self._html |= enumerate([[part] for part in it.html_ranges], first + len(ranges))
        if it.actions:
            payload = {"actions": ready_converter().unstructure(it.actions)}
            if it.reviews:
                payload["reviews"] = ready_converter().unstructure(it.reviews)
            actions = encode_each([payload])[0].decode()
            self._more |= dict.fromkeys(range(first, first + (count or 1)), actions)
        self._frames += repeat(None, count or 1)
        self._media += repeat(medium, count or 1)
        entry = it.entry if isinstance(it.entry, RangeObject) else FrameClassification()
        self._stated += repeat(entry, count or 1)
        self._group(_group_of("range", about, it), it, it.answers(), count or 1)

    def _add_classification(self, it: Instance, medium: Medium, about: tuple[Any, ...]) -> None:
        place = len(self)
        if it.ranges:
            self._spans[place] = it.ranges[0][0], it.ranges[-1][1]
            self._ranges[place] = it.ranges
        if it.html_ranges:
            self._html[place] = it.html_ranges
        self._frames.append(None)
        self._media.append(medium)
        self._stated.append(_said_of(it))
        self._group(_group_of("classification", about, it), it, it.answers(), 1)

    def _group(self, group: tuple[Any, ...], it: Instance, answers: Answers, count: int) -> None:
        self._groups.append(group)
        self._numbers.append(it.object_number)
        self._answers.append(answers)
        self._counts.append(count)

    def answers(self) -> Iterator[tuple[str | None, str | None, Answers]]:
        """Return the hash of a feature, its name, and answers, of each group."""
        for group, answers in zip(self._groups, self._answers, strict=True):
            yield group[_FEATURE], group[_NAME], answers

    # --- columns ----------------------------------------------------------------------------------

    def batches(self, columns: AnswerColumns, schema: Any) -> list[Any]:
        """Return record batches of the rows.

        Raises:
            Exception: Of any class, when something does not fit into its column.
        """
        if not len(self):
            return []
        try:
            return self._batches(columns, schema)
        except OverflowError as exc:
            raise OverflowError(f"a number or a date is too large for its column: {exc}") from exc

    def _batches(self, columns: AnswerColumns, schema: Any) -> list[Any]:
        pa, numpy = needed("pyarrow", "bulk"), np()
        indices = numpy.repeat(numpy.arange(len(self._counts), dtype=numpy.int32), self._counts)
        of_groups = self._of_groups(columns)
        made = []
        for start, end in self._parts():
            arrays = {name: take(pa.array(indices[start:end])) for name, take in of_groups.items()}
            arrays |= self._of_rows(start, end)
            nulls = (pa.nulls(end - start, it.type) for it in schema if it.name not in arrays)
            found = [arrays.get(it.name) for it in schema]
            whole = [next(nulls) if it is None else it for it in found]
            made.append(pa.RecordBatch.from_arrays(whole, schema=schema))
        return made

    def _parts(self) -> list[Range]:
        """Return where batches begin and end, by the weight of their rows."""
        if BitmaskObject not in set(map(type, self._stated)):
            return [(it, min(it + ROWS, len(self))) for it in range(0, len(self), ROWS)]
        ends, weight = [0], 0
        for place, it in enumerate(self._stated, 1):
            geometry = it.geometry if isinstance(it, BitmaskObject) else None
            weight += 1 if geometry is None else 1 + len(geometry.rle) // _MASK
            if weight >= ROWS or place == len(self):
                ends.append(place)
                weight = 0
        return list(pairwise(ends))

    def _of_groups(self, columns: AnswerColumns) -> dict[str, Callable[[Any], Any]]:
        """Return by column the function that takes the values of groups, by their numbers."""
        pa = needed("pyarrow", "bulk")
        texts = zip(_OF_GROUP, zip(*self._groups, strict=True), strict=True)
        made = {name: pa.array(values, pa.string()).take for name, values in texts}
        made["object_number"] = pa.array(self._numbers, pa.int64()).take
        hashes = [group[_FEATURE] for group in self._groups]
        found, others = columns.sort(list(zip(hashes, self._answers, strict=True)))
        made |= {name: array.take for name, array in found.items()}
        made["other_answers"] = pa.array(others, pa.string()).take
        return made

    def _of_rows(self, start: int, end: int) -> dict[str, Any]:
        """Return the columns that differ from row to row, those alone that are not empty."""
        pa = needed("pyarrow", "bulk")
        stated, frames = self._stated[start:end], self._frames[start:end]
        made: dict[str, Any] = {"frame": pa.array(frames, pa.int64())}
        for name in _STATED:
            values = list(map(attrgetter(name), stated))
            made[name] = _dates(values) if name.endswith("_at") else _plain(values, name)
        spans = _within(self._spans, start, end)
        numbers: list[int | None] = frames
        if spans:
            starts, ends = ({at: it[side] for at, it in spans.items()} for side in (0, 1))
            made["start"] = _sparse(starts, end - start, pa.int64())
            made["end"] = _sparse(ends, end - start, pa.int64())
            numbers = [starts.get(at) if it is None else it for at, it in enumerate(frames)]
        media = _Distinct(self._media[start:end])
        made |= _of_media(media, frames, numbers)
        drawn = outlines_of(stated, media.numbers("width", "height"))
        made["geometry"] = drawn.wkb
        for box, suffix in ((drawn.fractions, ""), (drawn.pixels, "_px")):
            for name, values in zip(_BOX, box.T, strict=True):
                made[f"{name}{suffix}"] = pa.array(values, from_pandas=True)
        return made | self._rare(start, end, stated, drawn.wkb)

    def _rare(self, start: int, end: int, stated: Sequence[Any], wkb: Any) -> dict[str, Any]:
        """Return the columns of which most values are null."""
        pa = needed("pyarrow", "bulk")
        made: dict[str, Any] = {}
        ranges = _within(self._ranges, start, end)
        if ranges:
            kind = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
            found = {
                at: [{"start": first, "end": last} for first, last in it]
                for at, it in ranges.items()
            }
            made["ranges"] = _sparse(found, end - start, kind)
        html = _within(self._html, start, end)
        if html:
            place = pa.struct([("xpath", pa.string()), ("offset", pa.int64())])
            kind = pa.list_(pa.struct([("start", place), ("end", place)]))
            parts = {at: list(map(_html_range, it)) for at, it in html.items()}
            made["html_ranges"] = _sparse(parts, end - start, kind)
        rest = _rest_of(stated, wkb) | _within(self._more, start, end)
        if rest:
            made["rest"] = _sparse(rest, end - start, pa.string())
        return made


# --- instances ------------------------------------------------------------------------------------


def _group_of(kind: Kind, about: tuple[Any, ...], it: Instance) -> tuple[Any, ...]:
    """Return the columns that are the same for all rows of an instance."""
    shape = None if it.shape is None else str.__str__(it.shape)
    return (kind, *about, it.space, it.hash, it.feature_hash, it.name, shape, it.color)


def _changes(it: Instance, frames: list[int]) -> list[int]:
    """Return the places among the frames of an instance where its answers may change, and the end.

    The first is 0.
    """
    places = {0, len(frames)}
    for action in it.actions:
        for first, last in action.range or ():
            places |= {bisect_left(frames, first), bisect_left(frames, last + 1)}
    return sorted(places)


def _spans(it: Instance, times: list[int]) -> Iterator[Range]:
    """Return when each entry of an object in an event-based scene holds."""
    ends = [last for _, last in it.ranges]
    for time, following in zip(times, [*times[1:], None], strict=True):
        last = ends[bisect_left(ends, time)]
        yield time, last if following is None else min(following - 1, last)


def _said_of(it: Instance) -> FrameClassification:
    """Return what a row says of a classification, from its entry or else from its frames."""
    sources = [source for source in (it.entry, *it.frames.values()) if source is not None]
    found = FrameClassification(reviews=it.reviews or None)
    for name in _STATED:
        values = (getattr(source, name, None) for source in sources)
        setattr(found, name, next((value for value in values if value is not None), None))
    return found


# --- media ----------------------------------------------------------------------------------------


class _Distinct:
    """Media, each of which many rows have."""

    def __init__(self, media: list[Medium]) -> None:
        numpy = np()
        found = {id(it): it for it in media}
        self.all: list[Medium] = list(found.values())
        places = {key: place for place, key in enumerate(found)}
        self.places: Array = (
            numpy.zeros(len(media), numpy.int32)
            if len(found) == 1
            else numpy.array([places[id(it)] for it in media], numpy.int32)
        )

    def numbers(self, *names: str) -> Array:
        """Return some fields of the medium of each row; NaN for None."""
        numpy = np()
        table = [[getattr(it, name) for name in names] for it in self.all]
        found: Array = numpy.array(table, float)[self.places]
        return found


def _of_media(
    media: _Distinct, frames: list[int | None], numbers: list[int | None]
) -> dict[str, Any]:
    pa = needed("pyarrow", "bulk")
    made: dict[str, Any] = {}
    indices = pa.array(media.places)
    for column, name in _OF_MEDIUM.items():
        values = [getattr(it, name) for it in media.all]
        if any(it is not None for it in values):
            made[column] = _plain(values, column).take(indices)
    if any(it.per_second for it in media.all):
        counted = pa.array(numbers, pa.int64()).cast(pa.float64(), safe=False)
        rates = [it.per_second for it in media.all]
        rate = pa.array(rates, pa.float64()).take(indices)
        made["seconds"] = needed("pyarrow.compute", "bulk").divide(counted, rate)
    for kind in ("slice", "page"):
        if any(it.counts == kind for it in media.all):
            are = [it.counts == kind for it in media.all]
            places = media.places.tolist()
            values = [it if are[at] else None for it, at in zip(frames, places, strict=True)]
            made[kind] = pa.array(values, pa.int64())
    return made


# --- values ---------------------------------------------------------------------------------------

_ARROW: Final[Mapping[str, str]] = {
    **dict.fromkeys(("image_width", "image_height", "dicom_frame"), "int64"),
    "confidence": "float64",
    **dict.fromkeys(("manual_annotation", "is_deleted"), "bool_"),
}
"""The types of columns that are no text."""


def _plain(values: Sequence[Any], name: str) -> Any:
    pa = needed("pyarrow", "bulk")
    return pa.array(values, getattr(pa, _ARROW.get(name, "string"))())


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_since: Final = cast("Callable[[Any, datetime], timedelta]", sub)


def _dates(values: list[datetime | None]) -> Any:
    """Return dates as instants; without a zone, they mean UTC."""
    pa = needed("pyarrow", "bulk")
    kind = pa.timestamp("us", tz="UTC")
    is_null = np().array([it is None for it in values]) if None in values else None
    dates = values if is_null is None else [it or _EPOCH for it in values]
    try:
        # A quarter of the time that Arrow takes for dates with a zone.
        passed = list(map(_since, dates, repeat(_EPOCH)))
    except TypeError:  # Some have no zone.
        return pa.array(values, kind)
    return pa.array(passed, pa.duration("us"), mask=is_null).cast(pa.int64()).cast(kind)


def _within(found: dict[int, Any], start: int, end: int) -> dict[int, Any]:
    """Return what is known of rows from one place to another, by their places behind the first."""
    return {at - start: it for at, it in found.items() if start <= at < end} if found else {}


def _sparse(values: Mapping[int, Any], count: int, kind: Any) -> Any:
    return needed("pyarrow", "bulk").array(list(map(values.get, range(count))), kind)


def _html_range(part: HtmlRange) -> dict[str, Any]:
    return {"start": _html_place(part.start), "end": _html_place(part.end)}


def _html_place(place: HtmlPosition | None) -> dict[str, Any] | None:
    return None if place is None else {"xpath": place.xpath, "offset": place.offset}


# --- the rest -------------------------------------------------------------------------------------

_IN_COLUMNS: Final = frozenset(it.written_key for it in wire_fields(LabelObject)) - {
    "reviews",
    "event",
    "interpolate",
}
"""The keys of an object whose values have columns, or are made of the ontology, as `value` is."""

_WHOLE: Final = frozenset({BoundingBoxObject, PolygonObject, PolylineObject, PointObject})
"""Objects whose outline says all of them."""


_GEOMETRIES: Final[Mapping[type[Any], type[Any]]] = {
    RotatableBoundingBoxObject: RotatableBoundingBox,
    CircleObject: Circle,
    EllipseObject: Ellipse,
}
_ONLY_GEOMETRY: Final[Mapping[type[Any], str]] = {
    cls: next(it.written_key for it in wire_fields(cls) if it.name == "geometry")
    for cls in _GEOMETRIES
}
"""Objects of which mostly the geometry is all that no other column says, and its key."""


def _rest_of(stated: Sequence[Any], wkb: Any) -> dict[int, str]:
    """Return by row the JSON text of what no other column says, as it is on the wire."""
    classes = list(map(type, stated))
    drawn = {it for it in set(classes) if issubclass(it, LabelObject)}
    whole: set[int] = set()
    found: dict[int, str] = {}
    unstructure = ready_converter().unstructure
    for cls in drawn - _WHOLE:
        places = [at for at, it in enumerate(classes) if it is cls and _has_geometry(stated[at])]
        key = _ONLY_GEOMETRY.get(cls)
        if key is None:
            whole |= set(places)
        else:
            write = text_writer(_GEOMETRIES[cls], ready_converter()) or dumps
            texts = (write(stated[at].geometry).decode() for at in places)
            found |= zip(places, [f'{{"{key}":{text}}}' for text in texts], strict=True)
    if wkb.null_count:
        is_null = wkb.is_null().to_pylist()
        whole |= {
            at
            for at, it in enumerate(stated)
            if is_null[at] and classes[at] in drawn and _has_geometry(it)
        }
    objects = stated if drawn.issuperset(classes) else [it for it in stated if type(it) in drawn]
    for name, among in (("reviews", stated), ("event", objects), ("interpolate", objects)):
        if any(map(attrgetter(name), among)):
            whole |= {at for at, it in enumerate(stated) if getattr(it, name, None)}
    payloads: dict[int, dict[str, Any]] = {}
    for at in sorted(whole):
        payload = unstructure(stated[at])
        keys = payload.keys() - _IN_COLUMNS if classes[at] in drawn else {"reviews"}
        if keys:
            payloads[at] = {key: value for key, value in payload.items() if key in keys}
    return found | {at: it.decode() for at, it in _encoded(payloads)}


def _has_geometry(it: LabelObject) -> bool:
    """Tell whether an object is anywhere; the content of one of another shape may say so, too."""
    return getattr(it, "geometry", it) is not None or bool(getattr(it, "polygons", None))


def _encoded(payloads: dict[int, Any]) -> Iterator[tuple[int, bytes]]:
    return zip(payloads, encode_each(list(payloads.values())), strict=True)
