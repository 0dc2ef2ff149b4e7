"""Measures kinds of types beside plain classes: ``python -m benchmarks.kinds``.

Unions, mappings by number, literals, lists of numbers, classes with two spellings of each key, and
dates as RFC 1123 has them; each with what msgspec takes for the same, and what it costs to keep
unknown things.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any, Final, Literal
from uuid import UUID

import attrs
import msgspec
import orjson
from attrs import frozen
from cattrs import Converter
from msgspec import Struct

from benchmarks import payloads
from benchmarks.run import measure, table
from benchmarks.wire_enums import LabelStatus
from converters import dumps, loads, make_converter
from converters.engines.unions import register_union
from converters.json_text import text_writer
from converters.unknown.held import same
from converters.wire.vocabulary import Tag
from orm_attrs import (
    AnnotationTaskStatus,
    DatasetDataInfo,
    Keeper,
    LabelRowMetadataDTO,
    snake_to_camel,
)

COUNT: Final = 10_000

# --- classes with two spellings -------------------------------------------------------------------


class Node(Struct):
    uuid: str
    title: str


class MetadataDTO(Struct, kw_only=True, rename="camel", omit_defaults=True):
    label_hash: str | None = msgspec.field(name="label_uuid", default=None)
    created_at: datetime | None = None
    last_edited_at: datetime | None = None
    branch_name: str
    data_hash: str = msgspec.field(name="data_uuid")
    group_hash: str | None = msgspec.field(name="group_uuid", default=None)
    dataset_hash: str = msgspec.field(name="dataset_uuid")
    dataset_title: str
    data_title: str
    data_type: str
    data_link: str | None = None
    label_status: LabelStatus
    annotation_task_status: AnnotationTaskStatus | None = None
    workflow_graph_node: Node | None = None
    is_shadow_data: bool = False
    frames_per_second: float | None = None
    number_of_frames: int
    duration: float | None = None
    height: int | None = None
    width: int | None = None
    audio_sample_rate: int | None = None
    audio_codec: str | None = None
    audio_bit_depth: int | None = None
    audio_num_channels: int | None = None
    task_uuid: UUID | None = None
    priority: float | None = None
    client_metadata: dict[str, Any] | None = None
    images_data: list[Any] | None = None
    file_type: str | None = None
    is_valid: bool = True
    backing_item_uuid: UUID | None = None
    assigned_user_email: str | None = None
    last_actioned_by_user_email: str | None = None


class DataInfo(Struct):
    data_hash: str
    title: str
    backing_item_uuid: UUID | None = None


def metadata_dtos() -> list[Any]:
    """Give label row metadata as the v2 API sends them: in camelCase, and without nulls."""
    own = {"label_hash": "label_uuid", "data_hash": "data_uuid", "dataset_hash": "dataset_uuid"}
    known = attrs.fields_dict(LabelRowMetadataDTO)
    return [
        {
            own.get(key, snake_to_camel(key)): value
            for key, value in one.items()
            if value is not None and key in known
        }
        for one in payloads.metadata_of_today()
    ]


def data_infos() -> list[Any]:
    """Give what is told of data that was just added."""
    return [
        {"data_hash": f"hash-{i}", "title": f"photo-{i}.png", "backing_item_uuid": str(UUID(int=i))}
        for i in range(1000)
    ]


# --- unions, mappings and literals ----------------------------------------------------------------

SHAPES: Final[dict[str, dict[str, Any]]] = {
    "box": {"x": float, "y": float, "width": float, "height": float},
    "point": {"x": float, "y": float},
    "polygon": {"points": list[tuple[float, float]], "closed": bool},
    "mask": {"counts": list[int], "size": tuple[int, int]},
    "text": {"content": str, "language": Literal["en", "de", "fr"]},
}
"""The classes of a union, by their tag, with their fields."""

_SHARED: Final[dict[str, Any]] = {"uid": str, "frame": int}


def shape_class(tag: str, *, is_struct: bool) -> type:
    """Make a class of a shape: an attrs class that holds, or a msgspec Struct."""
    fields = {**_SHARED, **SHAPES[tag]}
    if is_struct:
        return msgspec.defstruct(
            tag.title(), list(fields.items()), tag=tag, tag_field="shape", kw_only=True
        )
    with_tag = {"shape": Literal[tag], **fields}
    made: type = attrs.make_class(
        tag.title(),
        {name: attrs.field(type=kind) for name, kind in with_tag.items()},
        bases=(Keeper,),
        slots=True,
    )
    return made


OURS: Final = {tag: shape_class(tag, is_struct=False) for tag in SHAPES}
THEIRS: Final = {tag: shape_class(tag, is_struct=True) for tag in SHAPES}
SHAPE: Final[Any] = reduce(or_, OURS.values())
STRUCT: Final[Any] = reduce(or_, THEIRS.values())


def shapes(count: int = COUNT) -> list[Any]:
    """Give shapes of five classes, in turn."""
    fields: list[dict[str, Any]] = [
        {"x": 0.25, "y": 0.5, "width": 0.125, "height": 0.0625},
        {"x": 0.75, "y": 0.1},
        {"points": [[0.5, i / 8] for i in range(4)], "closed": True},
        {"counts": [3, 14, 15, 92], "size": [640, 480]},
        {"content": "a crane", "language": "de"},
    ]
    tags = list(SHAPES)
    return [
        {"shape": tags[i % 5], "uid": f"{i:08x}", "frame": i % 700, **fields[i % 5]}
        for i in range(count)
    ]


def converter_of(unknown: Any) -> Converter:
    """Make a converter that tells the classes of the union apart."""
    made = make_converter(unknown=unknown)
    register_union(made, SHAPE, Tag("shape", OURS))
    return made


@attrs.define
class Scene(Keeper):
    """A class whose fields are of these kinds."""

    shapes: list[SHAPE]
    by_frame: dict[int, SHAPE]
    kinds: list[Literal["box", "point"]]
    numbers: list[list[float]]


class SceneStruct(Struct):
    shapes: list[STRUCT]
    by_frame: dict[int, STRUCT]
    kinds: list[Literal["box", "point"]]
    numbers: list[list[float]]


@attrs.define
class Event(Keeper):
    """A class with a date."""

    name: str
    at: datetime


class EventStruct(Struct):
    name: str
    at: datetime


attrs.resolve_types(Scene, include_extras=True)


def events(form: str) -> list[Any]:
    """Give events at 20,000 different times."""
    times = [datetime.fromtimestamp(1_600_000_000 + 7919 * i) for i in range(20_000)]
    return [{"name": "e", "at": f"{at:{form}}"} for at in times]


# --- works ----------------------------------------------------------------------------------------


@frozen
class Work:
    """A payload, what it is read as by us and by msgspec, and how many objects that makes."""

    title: str
    payload: Any
    kind: Any
    struct: Any
    count: int


def works() -> list[Work]:
    """Give the works."""
    drawn = shapes()
    by_number = {str(i): one for i, one in enumerate(drawn)}
    numbers = [[(i * 1000 + j) / 8192 for j in range(1000)] for i in range(100)]
    scene = {
        "shapes": drawn[:1000],
        "by_frame": {str(i): one for i, one in enumerate(drawn[:1000])},
        "kinds": ["box", "point"] * 500,
        "numbers": numbers[:10],
    }
    rfc, iso = events("%a, %d %b %Y %H:%M:%S GMT"), events("%Y-%m-%dT%H:%M:%S+00:00")
    return [
        Work(
            "1000 LabelRowMetadataDTO, camelCase",
            metadata_dtos(),
            list[LabelRowMetadataDTO],
            list[MetadataDTO],
            1000,
        ),
        Work("1000 DatasetDataInfo", data_infos(), list[DatasetDataInfo], list[DataInfo], 1000),
        Work("10,000 of a union of five classes", drawn, list[SHAPE], list[STRUCT], COUNT),
        Work("the same by number", by_number, dict[int, SHAPE], dict[int, STRUCT], COUNT),
        Work("100,000 floats in lists", numbers, list[list[float]], list[list[float]], 100_000),
        Work("a class with all of these", scene, Scene, SceneStruct, 2000),
        Work("20,000 dates, ISO 8601", iso, list[Event], list[EventStruct], 20_000),
        Work("20,000 dates, RFC 1123", rfc, list[Event], None, 20_000),
    ]


Calls = dict[tuple[str, str], Callable[[], Any]]


def calls_of(work: Work, converters: dict[str, Converter]) -> Calls:
    """Give what is timed for a work, by way and by who does it."""
    text = orjson.dumps(work.payload)
    payload = orjson.loads(text)
    made: Calls = {}
    for name, converter in converters.items():
        objects = converter.structure(payload, work.kind)
        assert objects == loads(text, work.kind, converter=converter)
        if name == "keep":
            assert same(orjson.loads(writer_of(work, objects, converter)()), payload)
        made["dicts to objects", name] = partial(converter.structure, payload, work.kind)
        made["text to objects", name] = partial(loads, text, work.kind, converter=converter)
        made["objects to dicts", name] = partial(converter.unstructure, objects, work.kind)
        made["objects to text", name] = writer_of(work, objects, converter)
    if work.struct is not None:
        decoder = msgspec.json.Decoder(work.struct)
        encoder = msgspec.json.Encoder()
        structs = decoder.decode(text)
        # As JSON reads them, the keys are text.
        made["dicts to objects", "msgspec"] = partial(
            msgspec.convert, payload, work.struct, strict=not isinstance(payload, dict)
        )
        made["text to objects", "msgspec"] = partial(decoder.decode, text)
        made["objects to dicts", "msgspec"] = partial(msgspec.to_builtins, structs)
        made["objects to text", "msgspec"] = partial(encoder.encode, structs)
    return made


def ratio_of_dates(rounds: int, converter: Converter) -> float:
    """Give how many times as long dates of RFC 1123 take as those of ISO 8601: read and written."""
    texts = {it.title: orjson.dumps(it.payload) for it in works() if it.kind == list[Event]}
    calls: Calls = {
        ("there and back", title): lambda text=text: dumps(  # type: ignore[misc]
            loads(text, list[Event], converter=converter), converter=converter
        )
        for title, text in texts.items()
    }
    iso, rfc = measure(calls, rounds)["there and back"].values()
    return rfc / iso


def writer_of(work: Work, objects: Any, converter: Converter) -> Callable[[], bytes]:
    """Give the call that writes objects as text: `dumps` cannot know the type of a mapping."""
    write = text_writer(work.kind, converter) if isinstance(objects, dict) else None
    return (
        partial(dumps, objects, converter=converter) if write is None else partial(write, objects)
    )


WAYS: Final = ("dicts to objects", "text to objects", "objects to dicts", "objects to text")


def rows_of(work: Work, rounds: int, converters: dict[str, Converter]) -> list[list[str]]:
    """Measure a work, and give a row of the table for each way."""
    times = measure(calls_of(work, converters), rounds)
    rows = []
    for way in WAYS:
        taken = times[way]
        ours = taken["ignore"]
        peer = f"{taken['msgspec'] / ours:.2f}" if "msgspec" in taken else "-"
        each = f"{ours / work.count * 1e6:.3f}"
        rows.append([f"{work.title}: {way}", each, peer, f"{taken['keep'] / ours:.2f}"])
    return rows


def hold_memory() -> list[bytes]:
    """Give objects that keep Python from giving memory back to the system after each round.

    To ask for it again takes longer than the work, and by chance for one library or the other.
    """
    return [bytes(40) for _ in range(1_500_000)][::4000]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.kinds", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args(arguments)
    converters = {"ignore": converter_of("ignore"), "keep": converter_of("keep")}
    rows = []
    held = hold_memory()
    for work in works():
        rows += rows_of(work, options.rounds, converters)
        gc.collect()
    ratio = ratio_of_dates(options.rounds, converters["ignore"])
    del held
    print(table(["work", "ours, us each", "msgspec / ours", "keep / ignore"], rows))
    print(f"\n20,000 dates, text to objects and back: RFC 1123 / ISO 8601 = {ratio:.2f}")


if __name__ == "__main__":
    main()
