"""Where objects may stand in a document: in TOML, in classes of a service, under any keys."""

import dataclasses
import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Optional, TypedDict, Union

import attrs
import pytest
from attrs import define
from cases import CASE_OF, CASES, IMAGE_DATA, Case, Key
from chosen import by_kind
from formats import (
    check_same,
    every_format,
    instances_within,
    read,
    service,
    top_of,
    write,
)
from strategies import CLASSES

from converters import converter, explain
from converters.tables import wire_fields
from orm_attrs import (
    DataRow,
    DataType,
    ImageData,
    LabelStatus,
    ModelConfiguration,
    StorageLocation,
)

# --- TOML, which has no null --------------------------------------------------------------------

TOML_OBJECTS: Final = {
    case.cls: attrs.evolve(
        case.object,
        # These two hold null somewhere in the table of examples.
        **{one: [] for one in ("feature_node_hashes", "label_rows") if one in case.names},
    )
    for case in CASES
}


def nullable_keys(case: Case) -> list[Key]:
    """Give the keys of the fields that may be None, whatever the other fields hold."""
    found = {one.name for one in wire_fields(case.cls) if one.nullable and not one.unless}
    return [key for key in case.keys if key.name in found]


class TestToml:
    @by_kind("case", list(filter(nullable_keys, CASES)))
    def test_none_is_left_out_where_it_is_the_default_and_refused_by_name_elsewhere(
        self, case: Case
    ) -> None:
        for key in nullable_keys(case):
            sent = attrs.evolve(TOML_OBJECTS[case.cls], **{key.name: None})
            if key.required or key.default is not None:
                with pytest.raises(Exception) as caught:
                    write("tomlkit", sent)
                assert explain(caught.value) == [f"$.{key.name}: TOML has no null"]
            else:
                assert key.key not in service("tomlkit").unstructure(sent)
                back = read("tomlkit", write("tomlkit", sent), case.cls)
                assert getattr(back, key.name) is None, key.name
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

    @by_kind("kind", CLASSES)
    def test_pythons_own_reader_reads_it(self, kind: Any) -> None:
        for one in instances_within("tomlkit", kind, 4):
            sent, top = top_of(one, kind)
            content = tomllib.loads(write("tomlkit", sent, top).decode())
            check_same(converter.structure(content, top), sent, top)


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

    @by_kind("case", CASES)
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
    for key in ("x", "1.0", "0x1", "--1", "-", "+1", " 1", "1_0", "\u0661", ""):
        with pytest.raises(Exception) as caught:
            converter.structure({key: 1}, dict[int, int])
        (line,) = explain(caught.value)
        assert line.endswith(f": expected int, got {key!r}")
