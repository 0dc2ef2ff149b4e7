"""Nine formats, one recipe: every model goes through each of cattrs' preconf converters and back.

`FORMATS` says what a format cannot hold. All else has to come back as it was.
"""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import cache
from importlib import import_module
from math import inf, isnan, nan
from random import Random
from typing import Any, Final, NamedTuple, Optional, TypedDict, Union, get_args, get_origin

import attrs
import pytest
import test_corpus
from attrs import define, field, frozen
from cases import CASE_OF, CASES, IMAGE_DATA, Case, Key
from strategies import CLASSES, LIST_CLASSES, Maker, name_of
from test_corpus import MANIFEST, entries, is_good, kind_of

from converters import configure_converter, converter, explain
from converters.engines.containers import list_class_item
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    DataClientMetadata,
    DataRow,
    DataType,
    ImageData,
    LabelStatus,
    ModelConfiguration,
    ProjectUserRole,
    StorageLocation,
    Video,
)

# --- what the formats cannot hold ---------------------------------------------------------------


@frozen(eq=False)
class Limit:
    """Something that some formats cannot hold."""

    name: str
    examples: tuple[Any, ...]
    is_in: Callable[[Any], bool]
    """Whether a scalar, a key or a container is such a thing itself, whatever it contains."""


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


NULL = Limit("null", (None, [None], {"a": None}), lambda value: value is None)
MORE_THAN_63_BITS = Limit(
    "more than 63 bits",
    (2**63, -(2**63) - 1),
    lambda value: whole(value) and not -(2**63) <= value < 2**63,
)
MORE_THAN_64_BITS = Limit(
    "more than 64 bits",
    (2**64, -(2**63) - 1, 10**400),
    lambda value: whole(value) and not -(2**63) <= value < 2**64,
)
HALF_A_CHARACTER = Limit(
    "half a character",
    ("\ud800", {"\udfff": 1}),
    lambda value: isinstance(value, str) and any("\ud800" <= one <= "\udfff" for one in value),
)
NUL_IN_A_KEY = Limit(
    "NUL in a key",
    ({"a\0b": 1},),
    lambda value: isinstance(value, dict) and any("\0" in key for key in value),
)
LIMITS = (NULL, MORE_THAN_63_BITS, MORE_THAN_64_BITS, HALF_A_CHARACTER, NUL_IN_A_KEY)

HELD_BY_ALL = (
    *(
        0,
        2**53 + 1,
        2**63 - 1,
        -(2**63),
        True,
        0.1 + 0.2,
        -0.0,
        5e-324,
        1e22,
        1.7976931348623157e308,
    ),
    *(
        "",
        "\0",
        "a\0b",
        "".join(map(chr, range(128))),
        "\x85\u2028\ufeff\uffff",
        "e\u0301",
        "\u732b",
    ),
    *("null", "yes", "~", "1e3", "0x1F", "2022-01-05", "12:30:45", "=", "<<", "  a \n b\n\n", "\r"),
    *([], {}, [[], [[]]], [1, "a", 1.5, {"b": [{}]}], [{"a": 1}, {"b": {"c": [1]}}]),
    *({"": 1}, {"a.b": 1}, {"$oid": "x"}, {"<<": {"a": 1}}, {"0": 1}, {"k" * 200: 1}, {'"\n\r': 1}),
)


@frozen
class Format:
    """One of cattrs' preconf converters."""

    library: str
    """What has to be installed."""
    refuses: Mapping[Limit, str] = field(factory=dict)
    """What it cannot hold, and a part of the sentence that says so."""
    options: Mapping[str, Any] = field(factory=dict)
    """What `dumps` has to be told so that nothing is changed."""


FORMATS: Final = {
    "json": Format("json"),
    "orjson": Format(
        "orjson", {MORE_THAN_64_BITS: "exceeds 64-bit", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
    "ujson": Format("ujson"),
    "msgspec": Format("msgspec", {HALF_A_CHARACTER: "surrogates not allowed"}),
    "msgpack": Format(
        "msgpack", {MORE_THAN_64_BITS: "out of range", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
    "cbor2": Format("cbor2", {HALF_A_CHARACTER: "surrogates not allowed"}),
    "bson": Format(
        "bson",
        {
            MORE_THAN_63_BITS: "8-byte ints",
            HALF_A_CHARACTER: "surrogates not allowed",
            NUL_IN_A_KEY: "must not contain the NULL byte",
        },
    ),
    "pyyaml": Format("yaml", options={"sort_keys": False}),
    "tomlkit": Format(
        "tomlkit", {NULL: "TOML has no null", HALF_A_CHARACTER: "surrogates not allowed"}
    ),
}

every_format = pytest.mark.parametrize("name", FORMATS)


@cache
def service(name: str) -> Any:
    """Give a service's converter for a format; tests that register more on it make their own."""
    pytest.importorskip(FORMATS[name].library)
    own = import_module(f"cattrs.preconf.{name}").make_converter()
    configure_converter(own)
    return own


def write(name: str, value: Any, kind: Any = None) -> bytes:
    document = service(name).dumps(value, kind, **FORMATS[name].options)
    return document.encode() if isinstance(document, str) else bytes(document)


def read(name: str, document: bytes, kind: Any) -> Any:
    is_text = name in ("ujson", "pyyaml", "tomlkit")
    return service(name).loads(document.decode() if is_text else document, kind)


def parts(content: Any) -> Iterator[Any]:
    """Give all that a wire value consists of: itself, keys, values and what these contain."""
    yield content
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from parts(value)
    elif isinstance(content, list):
        for value in content:
            yield from parts(value)


def limit_of(name: str, content: Any) -> Limit | None:
    """Tell what a format does not hold of a wire value; None when it holds all of it."""
    limits = FORMATS[name].refuses
    return next((limit for part in parts(content) for limit in limits if limit.is_in(part)), None)


class MakerWithoutNull(Maker):
    """Makes values that are never null, save where a default is."""

    def value(self, annotation: Any) -> Any:
        """Make a value of a type that is not None."""
        return super().value(strip_none(annotation))

    def json(self, depth: int = 2) -> Any:
        """Make any JSON value but null."""
        value = super().json(depth)
        return self.json(depth) if value is None else value


def strip_none(annotation: Any) -> Any:
    kinds = [one for one in getattr(annotation, "__args__", ()) if one is not type(None)]
    is_union = type(None) in getattr(annotation, "__args__", ())
    return Union[tuple(kinds)] if is_union else annotation


def instances_within(name: str, kind: Any, count: int) -> list[Any]:
    """Make some objects of a model that a format can hold."""
    cls = MakerWithoutNull if NULL in FORMATS[name].refuses else Maker
    maker = cls(Random(f"{name} {name_of(kind)}"))
    found: list[Any] = []
    for _ in range(200):
        made = maker.instance(kind)
        if limit_of(name, converter.unstructure(made, kind)) is None:
            found.append(made)
        if len(found) == count:
            return found
    return pytest.fail(f"{name} holds {len(found)} of 200 objects of {kind}")


def check_same(back: Any, sent: Any, kind: Any) -> None:
    """See that two values are equal, and that they stand for the same JSON text.

    The text tells 1 from 1.0 and from true, which are equal otherwise.
    """
    assert type(back) is type(sent)
    assert back == sent
    texts = [json.dumps(converter.unstructure(one, kind), sort_keys=True) for one in (back, sent)]
    assert texts[0] == texts[1]


# --- there and back -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLASSES, ids=name_of)
@every_format
def test_a_model_comes_back_alone_and_in_lists_and_mappings(name: str, kind: Any) -> None:
    made = instances_within(name, kind, 4)
    for one in made:
        check_same(read(name, write(name, one, kind), kind), one, kind)
    # Some formats have nothing but objects at the top of a document.
    containers = {"all": made, "none": []}
    lists = dict[str, list[kind]]
    check_same(read(name, write(name, containers, lists), lists), containers, lists)
    mapping = {f"key {i}": one for i, one in enumerate(made)}
    check_same(
        read(name, write(name, mapping, dict[str, kind]), dict[str, kind]),
        mapping,
        dict[str, kind],
    )


@pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
@every_format
def test_a_list_class_comes_back_as_itself(name: str, kind: Any) -> None:
    held = {"urls": kind(instances_within(name, list_class_item(kind), 3)), "none": kind()}

    back = read(name, write(name, held, dict[str, kind]), dict[str, kind])

    check_same(back, held, dict[str, kind])
    assert type(back["urls"]) is kind


@every_format
def test_a_list_at_the_top_comes_back_or_is_refused(name: str) -> None:
    rows = [IMAGE_DATA.object]
    kind = list[ImageData]
    if name in ("bson", "tomlkit"):
        with pytest.raises(TypeError, match=r"(?i)mapping"):
            write(name, rows, kind)
    else:
        check_same(read(name, write(name, rows, kind), kind), rows, kind)


@pytest.mark.skipif(not MANIFEST.exists(), reason="there is no corpus")
@entries(is_good)
@every_format
def test_a_recorded_payload_comes_back_or_is_refused_for_its_nulls(
    name: str, entry: dict[str, Any]
) -> None:
    payload = test_corpus.read(entry)
    cls = kind_of(entry, payload)
    sent, kind = {"content": converter.structure(payload, cls)}, dict[str, cls]
    try:
        document = write(name, sent, kind)
    except Exception as exc:
        assert NULL in FORMATS[name].refuses
        assert {line.partition(": ")[2] for line in explain(exc)} == {"TOML has no null"}
    else:
        check_same(read(name, document, kind), sent, kind)


# --- what is held, and what is not --------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [*HELD_BY_ALL, *(one for limit in LIMITS for one in limit.examples)], ids=ascii
)
@every_format
def test_a_value_comes_back_as_it_was_or_is_refused_when_it_is_written(
    name: str, value: Any
) -> None:
    sent = DataClientMetadata({"value": value})
    limit = limit_of(name, value)
    if limit is None:
        check_same(read(name, write(name, sent), DataClientMetadata), sent, DataClientMetadata)
        return
    with pytest.raises(Exception) as caught:
        write(name, sent)
    assert FORMATS[name].refuses[limit] in explain(caught.value)[0]


def test_every_limit_is_one_of_some_format_and_what_all_hold_breaks_none() -> None:
    met = {limit for one in FORMATS.values() for limit in one.refuses}
    assert met == set(LIMITS)
    assert not [value for value in HELD_BY_ALL for name in FORMATS if limit_of(name, value)]


@pytest.mark.parametrize("number", [nan, inf, -inf], ids=str)
@every_format
def test_a_float_that_is_no_number_is_lost_in_orjson_and_msgspec(name: str, number: float) -> None:
    """They write null for it, without a word; where null is no value, reading it is an error."""
    row = attrs.evolve(CASE_OF[DataRow].object, duration=number)
    role = ProjectUserRole.ADMIN
    timer = CollaboratorTimer(user_email="a@b.c", user_role=role, time_seconds=number)
    documents = write(name, row), write(name, timer)
    if name in ("orjson", "msgspec"):
        assert read(name, documents[0], DataRow).duration is None
        with pytest.raises(Exception) as caught:
            read(name, documents[1], CollaboratorTimer)
        assert explain(caught.value) == ["$.timeSeconds: expected float, got null"]
    else:
        for back in (
            read(name, documents[0], DataRow).duration,
            read(name, documents[1], CollaboratorTimer).time_seconds,
        ):
            assert isnan(back) if isnan(number) else back == number


def test_yaml_sorts_the_hashes_of_a_model_unless_it_is_told_not_to() -> None:
    """They are the keys of an object on the wire, and a list in the model."""
    own = service("pyyaml")
    sent = attrs.evolve(CASE_OF[ModelConfiguration].object, feature_node_hashes=["b", "a"])

    assert own.loads(own.dumps(sent), ModelConfiguration).feature_node_hashes == ["a", "b"]
    assert own.loads(own.dumps(sent, sort_keys=False), ModelConfiguration) == sent


# --- what a reader gives ------------------------------------------------------------------------


def scalar_types(x: Any) -> list[tuple[str, type]]:
    """List the types of all the scalars of an object; free containers are not looked into."""
    found: list[tuple[str, type]] = []
    for one in attrs.fields(type(x)):
        value = getattr(x, one.name)
        values = value if isinstance(value, list) and one.type != Optional[list[Any]] else [value]
        for item in values:
            if attrs.has(type(item)):
                found += scalar_types(item)
            elif not isinstance(item, (dict, list)):
                found.append((one.name, type(item)))
    return found


@every_format
def test_scalars_are_pythons_own_whatever_type_a_reader_has_for_them(name: str) -> None:
    for kind in CLASSES:
        for sent in instances_within(name, kind, 4):
            assert scalar_types(read(name, write(name, sent, kind), kind)) == scalar_types(sent)


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_what_one_format_has_read_another_one_writes(source: str, target: str) -> None:
    row = attrs.evolve(CASE_OF[DataRow].object, client_metadata={"a": [True, 1.5, {"b": [{}]}]})
    settings = BenchmarkQaWorkflowSettings(["p", "q"])
    for sent in (row, IMAGE_DATA.object, CASE_OF[Video].object, settings):
        cls = type(sent)
        between = read(source, write(source, sent), cls)
        check_same(read(target, write(target, between), cls), sent, cls)


@define
class Scalars:
    texts: list[str]
    flags: list[bool]
    counts: list[int]
    sizes: dict[str, float]
    pair: tuple[bool, str]


@every_format
def test_scalars_of_a_class_of_a_service_are_checked_and_pythons_own(name: str) -> None:
    sent = Scalars(["a", ""], [True, False], [2**40, 0], {"a": 0.5, "b": 2}, (False, "b"))

    back = read(name, write(name, sent), Scalars)

    assert back == sent
    values = (*back.texts, *back.flags, *back.counts, *back.sizes.values(), *back.pair)
    assert [type(one) for one in values] == [str, str, bool, bool, int, int, float, int, bool, str]


NATIVE = (
    "created_at: 2023-02-09 14:12:03\nlast_edited_at: 2023-02-09T14:12:03.5Z\n",
    "created_at = 2023-02-09 14:12:03\nlast_edited_at = 2023-02-09T14:12:03.5Z\n",
)


@pytest.mark.parametrize("name", ["pyyaml", "tomlkit", "bson"])
def test_dates_that_are_dates_in_the_document_are_read_and_written_as_text(name: str) -> None:
    payload = IMAGE_DATA.payload
    moments = (
        datetime(2023, 2, 9, 14, 12, 3),
        datetime(2023, 2, 9, 14, 12, 3, 500_000, timezone.utc),
    )
    if name == "bson":
        # BSON keeps no zone: what is read is in UTC, and says so only when asked to.
        payload["created_at"] = payload["last_edited_at"] = moments[0]
        document = pytest.importorskip("bson").encode(payload)
        moments = moments[0], moments[0]
    else:
        del payload["created_at"], payload["last_edited_at"]
        lines = NATIVE[name == "tomlkit"]
        document = lines.encode() + write(name, payload)

    image = read(name, document, ImageData)

    assert (image.created_at, image.last_edited_at) == moments
    written = service(name).unstructure(image)
    assert written["created_at"] == "2023-02-09 14:12:03"
    assert type(written["last_edited_at"]) is str
    check_same(read(name, write(name, image), ImageData), image, ImageData)


def test_a_day_in_yaml_is_no_moment() -> None:
    document = write("pyyaml", IMAGE_DATA.payload).replace(b"'2023-02-09 14:12:03'", b"2023-02-09")
    with pytest.raises(Exception) as caught:
        read("pyyaml", document, ImageData)
    assert explain(caught.value) == [
        "$.created_at: expected a date and time, got date",
        "$.last_edited_at: expected a date and time, got date",
    ]


# --- TOML, which has no null --------------------------------------------------------------------

TOML_OBJECTS: Final = {
    case.cls: attrs.evolve(
        case.object,
        # These two hold null somewhere in the table of examples.
        **{one: [] for one in ("feature_node_hashes", "label_rows") if one in case.names},
    )
    for case in CASES
}
NULLABLE: Final = [
    pytest.param(case, key, id=f"{case.id}.{key.name}")
    for case in CASES
    for key in case.keys
    if type(None) in get_args(attrs.fields_dict(get_origin(case.cls) or case.cls)[key.name].type)
]


class TestToml:
    @pytest.mark.parametrize(("case", "key"), NULLABLE)
    def test_none_is_left_out_where_it_is_the_default_and_refused_by_name_elsewhere(
        self, case: Case, key: Key
    ) -> None:
        sent = attrs.evolve(TOML_OBJECTS[case.cls], **{key.name: None})
        if key.required or key.default is not None:
            with pytest.raises(Exception) as caught:
                write("tomlkit", sent)
            assert explain(caught.value) == [f"$.{key.name}: TOML has no null"]
        else:
            assert key.key not in service("tomlkit").unstructure(sent)
            back = read("tomlkit", write("tomlkit", sent), case.cls)
            check_same(back, sent, case.cls)

    def test_null_in_a_free_dict_or_list_is_refused_by_name(self) -> None:
        hidden = {"a": [1, {"b": None}]}
        for sent, path in (
            (attrs.evolve(CASE_OF[DataRow].object, client_metadata=hidden), "$.client_metadata"),
            (CASE_OF[ModelConfiguration].object, "$.feature_node_hashes"),
        ):
            with pytest.raises(Exception) as caught:
                write("tomlkit", sent)
            assert explain(caught.value) == [f"{path}: TOML has no null"]

    def test_null_in_a_nested_object_is_refused_with_its_path(self) -> None:
        @define
        class Batch:
            rows: list[DataRow]

        row = CASE_OF[DataRow].object
        with pytest.raises(Exception) as caught:
            write("tomlkit", Batch([row, attrs.evolve(row, width=None, duration=None)]))
        assert explain(caught.value) == [
            "$.rows[1].width: TOML has no null",
            "$.rows[1].duration: TOML has no null",
        ]

    def test_a_class_of_a_service_is_treated_likewise(self) -> None:
        @define
        class Note:
            text: str | None
            author: str | None = None
            colour: str | None = "red"

        note = Note("a")
        assert read("tomlkit", write("tomlkit", note), Note) == note
        assert b"author" not in write("tomlkit", note)
        with pytest.raises(Exception) as caught:
            write("tomlkit", Note(None, None, None))
        # Left out, the colour would be read back as red.
        assert explain(caught.value) == ["$.text: TOML has no null", "$.colour: TOML has no null"]

    def test_a_copy_knows_it_too(self) -> None:
        copy = service("tomlkit").copy(forbid_extra_keys=True)
        sent = attrs.evolve(CASE_OF[DataRow].object, client_metadata=None)
        assert copy.loads(copy.dumps(sent), DataRow) == sent
        with pytest.raises(Exception) as caught:
            copy.dumps(attrs.evolve(sent, width=None))
        assert explain(caught.value) == ["$.width: TOML has no null"]

    def test_the_other_formats_write_null(self) -> None:
        sent = attrs.evolve(CASE_OF[DataRow].object, width=None)
        assert service("json").unstructure(sent)["width"] is None

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib came with Python 3.11")
    @pytest.mark.parametrize("kind", CLASSES, ids=name_of)
    def test_pythons_own_reader_reads_it(self, kind: Any) -> None:
        import tomllib

        for sent in instances_within("tomlkit", kind, 4):
            content = tomllib.loads(write("tomlkit", sent, kind).decode())
            check_same(converter.structure(content, kind), sent, kind)


# --- whose hooks are asked ----------------------------------------------------------------------


@define
class Holder:
    anything: Any
    free: dict[str, Any]
    maybe: ImageData | None


@dataclasses.dataclass
class DataclassHolder:
    image: ImageData
    anything: Any


# What a module that says ``from __future__ import annotations`` makes of a dataclass.
TextDataclass: Any = dataclasses.make_dataclass(
    "TextDataclass",
    [("image", "ImageData"), ("anything", "Any")],
    namespace={"__module__": __name__},
)


class Pair(NamedTuple):
    image: ImageData
    number: int


class Entry(TypedDict):
    image: ImageData


IMAGE: Final = IMAGE_DATA.object
WRITTEN: Final = IMAGE_DATA.written

PLACES: Final[dict[str, tuple[Any, Any, Any]]] = {
    "alone": (IMAGE, None, WRITTEN),
    "as Any": (IMAGE, Any, WRITTEN),
    "as an optional": (IMAGE, Optional[ImageData], WRITTEN),
    "as a union": (IMAGE, Union[ImageData, DataRow], WRITTEN),
    "in a bare list": ([IMAGE], None, [WRITTEN]),
    "in a list": ([IMAGE], list[ImageData], [WRITTEN]),
    "in a sequence": ([IMAGE], Sequence[ImageData], [WRITTEN]),
    "in a tuple": ((IMAGE, 5), tuple[ImageData, int], [WRITTEN, 5]),
    "in a long tuple": ((IMAGE,), tuple[ImageData, ...], [WRITTEN]),
    "in a bare dict": ({"a": IMAGE}, None, {"a": WRITTEN}),
    "in a free dict": ({"a": IMAGE}, dict[str, Any], {"a": WRITTEN}),
    "in a dict": ({"a": IMAGE}, dict[str, ImageData], {"a": WRITTEN}),
    "in a mapping": ({"a": IMAGE}, Mapping[str, ImageData], {"a": WRITTEN}),
    "deep": ({"a": [{"b": [IMAGE]}]}, None, {"a": [{"b": [WRITTEN]}]}),
    "in an attrs class": (
        Holder(IMAGE, {"a": IMAGE}, IMAGE),
        None,
        {"anything": WRITTEN, "free": {"a": WRITTEN}, "maybe": WRITTEN},
    ),
    "in a dataclass": (
        DataclassHolder(IMAGE, IMAGE),
        None,
        {"image": WRITTEN, "anything": WRITTEN},
    ),
    "in a dataclass whose annotations are text": (
        TextDataclass(IMAGE, IMAGE),
        None,
        {"image": WRITTEN, "anything": WRITTEN},
    ),
    "in a named tuple": (Pair(IMAGE, 5), Pair, [WRITTEN, 5]),
    "in a typed dict": ({"image": IMAGE}, Entry, {"image": WRITTEN}),
    "an enum by its value": ({"a": StorageLocation.AWS}, None, {"a": 1}),
    "an enum of texts": ([LabelStatus.LABELLED], None, ["LABELLED"]),
}


def as_lists(content: Any) -> Any:
    if isinstance(content, (list, tuple)):
        return [as_lists(one) for one in content]
    if isinstance(content, dict):
        return {key: as_lists(one) for key, one in content.items()}
    return content


@pytest.mark.parametrize("place", PLACES)
@every_format
def test_our_hooks_write_our_objects_wherever_they_stand(name: str, place: str) -> None:
    value, kind, expected = PLACES[place]
    assert as_lists(service(name).unstructure(value, kind)) == expected


class TestMsgspec:
    """cattrs leaves to msgspec what msgspec can do; it must not do so with our classes."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
    def test_its_hooks_for_one_class_are_ours(self, case: Case) -> None:
        own = service("msgspec")
        dumps, loads = own.get_dumps_hook(case.cls), own.get_loads_hook(case.cls)
        assert json.loads(dumps(case.object)) == case.written
        assert loads(json.dumps(case.payload).encode()) == case.object

    def test_its_hooks_for_a_list_are_ours(self) -> None:
        own = service("msgspec")
        dumps, loads = own.get_dumps_hook(list[DataRow]), own.get_loads_hook(list[DataRow])
        case = CASE_OF[DataRow]
        assert json.loads(dumps([case.object] * 2)) == [case.written] * 2
        assert loads(json.dumps([case.payload] * 2).encode()) == [case.object] * 2
        with pytest.raises(Exception) as caught:
            loads(json.dumps([case.payload, {**case.payload, "width": "x"}]).encode())
        assert explain(caught.value) == ["$[1].width: expected int, got 'x'"]


# --- keys that are no text ----------------------------------------------------------------------


@pytest.mark.parametrize("mapping", [dict, Mapping], ids=["dict", "Mapping"])
@every_format
def test_a_mapping_may_have_integers_for_keys(name: str, mapping: Any) -> None:
    """JSON and some others have only text there, so the digits are read as the number."""
    sent, kind = {0: IMAGE, 17: IMAGE, -5: IMAGE}, mapping[int, ImageData]
    options = {"strict_map_key": False} if name == "msgpack" else {}
    document = write(name, sent, kind)
    own = service(name)
    assert own.loads(document.decode() if name == "tomlkit" else document, kind, **options) == sent


@pytest.mark.parametrize("enum", [LabelStatus, DataType, StorageLocation])
@every_format
def test_a_mapping_may_have_our_enums_for_keys(name: str, enum: Any) -> None:
    sent = {member: i for i, member in enumerate(enum)}
    kind = dict[enum, int]
    assert read(name, write(name, sent, kind), kind) == sent


def test_a_key_that_is_no_integer_is_refused() -> None:
    for key in ("x", "1.0", "01", "-0", "+1", " 1", "1_0", "\u0661", ""):
        with pytest.raises(Exception) as caught:
            converter.structure({key: 1}, dict[int, int])
        (line,) = explain(caught.value)
        assert line.endswith(f": expected int, got {key!r}")
