"""Objects, payloads and values come back from every format as they were, or are refused."""

from datetime import UTC, datetime
from math import inf, isnan, nan
from typing import Any, Optional

import attrs
import pytest
from attrs import define
from cases import CASE_OF, IMAGE_DATA
from chosen import by_kind
from corpus import MANIFEST, entries, is_good, kind_of
from corpus import read as read_entry
from formats import (
    FORMATS,
    HALF_A_CHARACTER,
    MORE_THAN_63_BITS,
    MORE_THAN_64_BITS,
    NUL_IN_A_KEY,
    NULL,
    check_same,
    every_format,
    instances_within,
    limit_of,
    read,
    service,
    top_of,
    write,
)
from strategies import CLASSES, LIST_CLASSES, name_of

from converters import converter, explain
from converters.engines.containers import list_class_item
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    DataClientMetadata,
    DataRow,
    ImageData,
    ModelConfiguration,
    ProjectUserRole,
    Video,
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


# --- there and back -----------------------------------------------------------------------------


@by_kind("kind", CLASSES, name=FORMATS)
def test_a_model_comes_back_alone_and_in_lists_and_mappings(name: str, kind: Any) -> None:
    made = instances_within(name, kind, 4)
    for one in made:
        sent, top = top_of(one, kind)
        check_same(read(name, write(name, sent, top), top), sent, top)
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


@pytest.mark.exhaustive
@pytest.mark.skipif(not MANIFEST.exists(), reason="there is no corpus")
@entries(is_good)
@every_format
def test_a_recorded_payload_comes_back_or_is_refused_for_its_nulls(
    name: str, entry: dict[str, Any]
) -> None:
    payload = read_entry(entry)
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
        if one.type is Any:
            continue  # Any value passes as it is.
        values = value if isinstance(value, list) and one.type != Optional[list[Any]] else [value]
        for item in values:
            if attrs.has(type(item)):
                found += scalar_types(item)
            elif not isinstance(item, (dict, list)):
                found.append((one.name, type(item)))
    return found


@by_kind("kind", CLASSES, name=FORMATS)
def test_scalars_are_pythons_own_whatever_type_a_reader_has_for_them(kind: Any, name: str) -> None:
    for one in instances_within(name, kind, 4):
        sent, top = {"it": one}, dict[str, kind]
        back = read(name, write(name, sent, top), top)
        assert scalar_types(back["it"]) == scalar_types(one)


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
        datetime(2023, 2, 9, 14, 12, 3, 500_000, UTC),
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
